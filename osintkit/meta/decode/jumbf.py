"""Which boxes a JUMBF block holds: the nested labelled boxes that carry C2PA manifests.

Source: ISO/IEC 19566-5:2023 (JUMBF).
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from osintkit.meta.found import Malformed

MOST_BOXES = 4000
DEEPEST = 16
LONGEST_LABEL = 500
_TOO_MANY = f"it has more than {MOST_BOXES} boxes; the rest was not read"
_BOX = struct.Struct(">I4s")
_LARGE = struct.Struct(">Q")
_LABELLED = 0x02
_BEFORE_THE_LABEL = 17
"""Bytes of a description box before its label: the type, a UUID, and the toggles."""
_LONGEST_PREFACE = 64
"""A BMFF box says what its block is for, before it; see `start`."""


@dataclass(frozen=True, slots=True)
class Box:
    """A box that holds data.

    Attributes:
        kind: four characters, such as ``cbor``, ``json``, ``bidb``.
        start: offset of its content in the block.
        end: offset just behind it.
    """

    kind: str
    start: int
    end: int


@dataclass(slots=True)
class Superbox:
    """A box that holds boxes.

    Attributes:
        uuid: what it is, 16 bytes of which the first four are often readable: ``c2pa``.
        label: its name; empty without one.
        start: offset of its content, the description box, in the block.
        end: offset just behind it.
        boxes: those with data, in order.
        children: those with boxes, in order.
        whole: whether nothing directly in it was cut, broken or left out.
    """

    uuid: bytes
    label: str
    start: int
    end: int
    boxes: list[Box] = field(default_factory=list)
    children: list["Superbox"] = field(default_factory=list)
    whole: bool = True

    def child(self, label: str) -> "Superbox | None":
        """The first child of that name."""
        return next((child for child in self.children if child.label == label), None)


def start(data: bytes) -> int:
    """Where the block's superbox begins: 0, or behind the purpose that a BMFF box writes before it.

    Raises:
        Malformed: there is none.
    """
    place = data.find(b"jumb", 4, _LONGEST_PREFACE)
    if place < 0:
        raise Malformed("There is no JUMBF box.")
    return place - 4


def superbox(data: bytes, problems: list[str]) -> Superbox:
    """The boxes of a block, which may be cut short; what is wrong with some of them goes to ``problems``.

    Raises:
        Malformed: there is no superbox.
    """
    place = start(data)
    _kind, begin, end, whole = _header(data, place, len(data))
    if not whole:
        problems.append("it ends before its last box does")
    read = _read(data, begin, end, _Reading(problems))
    read.whole = read.whole and whole
    return read


@dataclass(slots=True)
class _Reading:
    problems: list[str]
    boxes: int = 0

    def counted(self) -> bool:
        """Whether one more box may be read."""
        self.boxes += 1
        return self.boxes < MOST_BOXES


def _header(data: bytes, place: int, limit: int) -> tuple[str, int, int, bool]:
    """Kind, start and end of the content, and whether all of it is there."""
    if place + 8 > limit:
        raise Malformed("a box's header is cut")
    length, kind = _BOX.unpack_from(data, place)
    begin = place + 8
    if length == 1:
        if place + 16 > limit:
            raise Malformed("a box's header is cut")
        (length,) = _LARGE.unpack_from(data, begin)
        begin += 8
    end = limit if length == 0 else place + length
    if end < begin:
        raise Malformed(f"a box states a length of {length} bytes")
    return kind.decode("latin-1"), begin, min(end, limit), end <= limit


def _walk(data: bytes, place: int, limit: int, reading: _Reading) -> Iterator[tuple[str, int, int, bool]]:
    """Kind, start and end of the content of each box, and whether all of it is there."""
    while place < limit:
        if not reading.counted():
            raise Malformed(_TOO_MANY)
        box = _header(data, place, limit)
        if not box[3]:
            reading.problems.append(f"box {box[0]!r} is longer than what holds it")
        yield box
        place = box[2]


def _read(data: bytes, begin: int, end: int, reading: _Reading, depth: int = 0) -> Superbox:
    if depth > DEEPEST:
        raise Malformed(f"boxes are nested more than {DEEPEST} deep")
    walk = _walk(data, begin, end, reading)
    kind, first, last, _ = next(walk, ("", 0, 0, True))
    if kind != "jumd" or last - first < _BEFORE_THE_LABEL:
        raise Malformed("a box has no description")
    read = Superbox(data[first : first + 16], _label(data, first, last), begin, end)
    try:
        for kind, first, last, whole in walk:
            read.whole = read.whole and whole
            if kind == "jumb":
                _add(read, data, first, last, reading, depth)
            else:
                read.boxes.append(Box(kind, first, last))
    except Malformed as error:
        reading.problems.append(str(error))
        read.whole = False
    return read


def _add(parent: Superbox, data: bytes, begin: int, end: int, reading: _Reading, depth: int) -> None:
    """Read a child; a broken one costs only itself."""
    try:
        parent.children.append(_read(data, begin, end, reading, depth + 1))
    except Malformed as error:
        reading.problems.append(str(error))
        parent.whole = False


def _label(data: bytes, begin: int, end: int) -> str:
    toggles = data[begin + 16]
    if not toggles & _LABELLED:
        return ""
    written = data[begin + _BEFORE_THE_LABEL : min(end, begin + _BEFORE_THE_LABEL + LONGEST_LABEL)]
    return written.split(b"\0", 1)[0].decode("utf-8", "replace")

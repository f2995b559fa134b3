"""Where the boxes of an ISO base media file lie, as far as a C2PA hash names them.

Source: ISO/IEC 14496-12 (boxes), C2PA Technical Specification 2.2, 18.6.2 (paths to boxes).
"""

import re
import struct
from dataclasses import dataclass, field

from osintkit.meta.found import Bytes, Malformed

MOST_BOXES = 5000
"""Boxes of one file that are looked at, at every level together."""
_DEEPEST = 16
_HEADER = struct.Struct(">I4s")
_LARGE = struct.Struct(">Q")
_STEP = re.compile(r"([^/\[\]]{4})(?:\[(\d{1,4})\])?")
_CONTAINERS = frozenset(
    {
        b"moov", b"trak", b"mdia", b"minf", b"stbl", b"dinf", b"edts", b"udta", b"mvex", b"moof", b"traf",
        b"mfra", b"meta", b"iprp", b"ipco", b"tref", b"meco", b"sinf", b"schi", b"strk", b"strd",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Box:
    """A box in the file.

    Attributes:
        kind: four bytes.
        start: offset of its header.
        content: offset of its content, behind the header; a ``uuid`` box's is its UUID.
        end: offset just behind it.
    """

    kind: bytes
    start: int
    content: int
    end: int


@dataclass(slots=True)
class Boxes:
    """The boxes of a file, read when they are asked for, and once.

    Attributes:
        source: the file.
        top: those at the top level, in file order; the last may be cut short by the end of the file.
    """

    source: Bytes
    top: list[Box] = field(init=False)
    _known: dict[int, list[Box]] = field(default_factory=dict, init=False)
    _left: int = field(default=MOST_BOXES, init=False)

    def __post_init__(self) -> None:
        self.top = self._between(0, self.source.size_bytes)
        if not self.top:
            raise Malformed("the file consists of no boxes")

    def at(self, path: str) -> list[Box]:
        """The boxes at a path such as ``/moov/trak[2]/mdia``, in file order.

        Args:
            path: names of four characters; a number in brackets, from 1, takes one of several.

        Raises:
            Malformed: the path is none, leads into what holds no boxes, or through too many.
        """
        steps = [_STEP.fullmatch(name) for name in path.split("/")[1:]]
        if not path.startswith("/") or len(steps) > _DEEPEST:
            raise Malformed(f"{path[:60]!r} is no path to a box")
        groups, found = [self.top], list[Box]()
        for number, step in enumerate(steps):
            if step is None:
                raise Malformed(f"{path[:60]!r} is no path to a box")
            if number:
                groups = [self._inside(box) for box in found]
            found = [box for group in groups for box in _named(group, step)]
        return found

    def _inside(self, box: Box) -> list[Box]:
        known = self._known.get(box.start)
        if known is not None:
            return known
        if box.kind not in _CONTAINERS:
            raise Malformed(f"it goes into a box {box.kind.decode('latin-1')!r}, which is not done here")
        # ISO's `meta` has a version and flags before its boxes, QuickTime's has not.
        versioned = box.kind == b"meta" and self.source.at(box.content, 8)[4:] != b"hdlr"
        known = self._known[box.start] = self._between(box.content + 4 * versioned, box.end)
        return known

    def _between(self, place: int, limit: int) -> list[Box]:
        found: list[Box] = []
        while place + 8 <= limit:
            self._left -= 1
            if self._left < 0:
                raise Malformed(f"the file has more than {MOST_BOXES} boxes")
            head = self.source.at(place, 16)
            length, kind = _HEADER.unpack_from(head)
            content = place + 8
            if length == 1:
                (length,) = _LARGE.unpack_from(head, 8)
                content += 8
            end = limit if length == 0 else min(place + length, limit)
            if end < content:
                raise Malformed(f"a box at {place} states a length of {length} bytes")
            found.append(Box(kind, place, content, end))
            place = end
        return found


def _named(group: list[Box], step: re.Match[str]) -> list[Box]:
    kind = step[1].encode("latin-1", "replace")
    found = [box for box in group if box.kind == kind]
    return found if step[2] is None else found[max(int(step[2]) - 1, 0) : int(step[2])]

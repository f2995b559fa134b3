"""Boxes of the ISO base media file format, one after another, whatever they state about their length.

The format: ISO/IEC 14496-12 (4.2, object structure) and Apple's QuickTime File Format, which it grew from.
"""

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from osintkit.meta.found import Bytes, Findings, Value

MOST_BOXES = 20_000
"""Boxes of one file that are looked at; a fragmented film of some hours has fewer."""
LARGEST_TABLE = 2 << 20
"""Bytes of one box that is read whole because its entries follow each other."""
_NEAR_BYTES = 8192
"""Read in one go, since the boxes that matter are small neighbours."""
_HEAD = struct.Struct(">I4s")
_OUTERMOST = frozenset(
    b"ftyp moov mdat free skip wide uuid meta moof mfra sidx ssix styp udta pdin emsg prft pnot PICT junk "
    b"mpvd sefd jxll jxlp jxlc jxli jbrd Exif jumb brob idat thum inst beam".split()
) | {b"JXL ", b"xml "}
"""Boxes that a file consists of; anything else that goes on behind its end is taken for no box."""
_NAME = re.compile(rb"[\x20-\x7e\xa9][\x20-\x7e]{3}")


@lru_cache(maxsize=512)
def shown(kind: bytes) -> str:
    """The name of a box as it can be shown: its four characters, or its digits where they are none."""
    name = kind.decode("latin-1")
    return name if name.isprintable() else f"0x{kind.hex()}"


class Box(NamedTuple):
    """Where a box lies; ``end`` never lies beyond its parent.

    Attributes:
        kind: its four characters.
        start: of its head, counted from the beginning of the file.
        body: of what it holds.
        end: of it.
        uuid: sixteen bytes where ``kind`` is ``uuid``.
    """

    kind: bytes
    start: int
    body: int
    end: int
    uuid: bytes = b""


@dataclass(slots=True)
class Track:
    """What is known of a track of a film while it is read.

    Attributes:
        number: 1 for the first one in the film.
        place: of the film; empty for the first one of the file.
        handler: four characters, ``vide`` or ``soun``; empty while unknown.
        name: of its handler.
        data_name: of the handler of its data references, which QuickTime has and ISO has not.
        vendor: four characters of its handler.
        entry_vendor: four characters of its first sample description.
        scale: units a second of its media.
        duration_s: of its media; None when it is not stated.
        own_data: whether its media lies in this file.
        edits: duration in the film's units, start in the media's units (-1: nothing) and rate of each.
    """

    number: int
    place: str = ""
    handler: str = ""
    name: str = ""
    data_name: str = ""
    vendor: str = ""
    entry_vendor: str = ""
    scale: int = 0
    duration_s: float | None = None
    own_data: bool = False
    edits: list[list[float]] = field(default_factory=list)


@dataclass(slots=True)
class Walk:
    """A file that is being walked through.

    Attributes:
        source: the file.
        found: takes what it states.
        place: put on each value; not empty where a second file begins inside the first.
        left: how many boxes may still be looked at.
        timescale: units a second of the film.
        tracks: in the order of the file.
        named_last: who stated the last handler's name: ``track`` or ``data`` for one of the last track,
            ``meta`` for another one.
        translations: name, value and raw text of values in another language than English.
    """

    source: Bytes
    found: Findings
    place: str = ""
    left: int = MOST_BOXES
    timescale: int = 0
    tracks: list[Track] = field(default_factory=list)
    named_last: str = ""
    translations: list[tuple[str, Value, str]] = field(default_factory=list)
    _near: bytes = b""
    _near_start: int = 0

    def at(self, offset: int, length: int) -> bytes:
        """Up to ``length`` bytes from ``offset``; fewer only at the end of the file."""
        first = offset - self._near_start
        if first >= 0 and first + length <= len(self._near):
            return self._near[first : first + length]
        if length > _NEAR_BYTES:
            return self.source.at(offset, length)
        self._near, self._near_start = self.source.at(offset, _NEAR_BYTES), offset
        return self._near[:length]

    def body(self, box: Box, most: int) -> bytes:
        """The first ``most`` bytes that a box holds."""
        return self.at(box.body, min(box.end - box.body, most))

    def table(self, box: Box, says: str) -> bytes:
        """All that a box with entries holds, up to `LARGEST_TABLE`; a problem when that is not all."""
        length = box.end - box.body
        if length > LARGEST_TABLE:
            self.found.problem(f"{says} is {length} bytes long; {LARGEST_TABLE} were read.")
        return self.found.take(self.source, box.body, min(length, LARGEST_TABLE))

    def add(self, name: str, value: Value, raw: str = "") -> None:
        """Note a value of the file, or of the file inside it."""
        self.found.add(name, value, raw, self.place)


def boxes(walk: Walk, start: int, end: int, inside: str) -> Iterator[Box]:
    """Each box between two offsets; what runs over the end is cut there, with a problem.

    A length of 0 ends the list: QuickTime closes its lists so.
    """
    while start + 8 <= end and walk.left > 0:
        box, stated = _box(walk, start, end, inside)
        if box is None:
            return
        if stated > end and not walk.found.truncated:
            name = shown(box.kind)
            walk.found.problem(
                f"{inside}/{name} at byte {start} ends at byte {stated}, what holds it at byte {end}."
            )
        start = box.end
        walk.left -= 1
        yield box
    _tell_if_spent(walk)


def children(walk: Walk, parent: Box, inside: str, *, skip: int = 0) -> Iterator[Box]:
    """The boxes inside ``parent``, each noted as a part of the file; ``skip`` bytes come before them."""
    for box in boxes(walk, parent.body + skip, parent.end, inside):
        walk.found.part(f"{inside}/{shown(box.kind)}")
        yield box


def outermost(walk: Walk) -> Iterator[Box]:
    """The boxes of the file itself; how it ends is noted in ``truncated`` and ``trailing_bytes``."""
    start, size, found = 0, walk.source.size_bytes, walk.found
    while start + 8 <= size and walk.left > 0:
        head = walk.at(start, 8)
        if not _NAME.fullmatch(head, 4):
            break
        box, stated = _box(walk, start, size, "")
        if stated < 0:
            break
        if box is None:
            box, stated = Box(head[4:], start, start + 8, size), size
        if stated > size and box.kind not in _OUTERMOST:
            break
        if stated > size:
            found.truncated = True
            found.problem(f"{shown(head[4:])} ends at byte {stated}, the file at byte {size}.")
        start = box.end
        walk.left -= 1
        yield box
    _tell_if_spent(walk)
    if not found.truncated and walk.left > 0:
        found.trailing_bytes = size - start


def _tell_if_spent(walk: Walk) -> None:
    if walk.left <= 0:
        walk.found.problem(f"More than {MOST_BOXES} boxes; the rest was not read.")


def _box(walk: Walk, start: int, end: int, inside: str) -> tuple[Box | None, int]:
    """The box at ``start``, cut at ``end``, and where it says that it ends.

    None and 0 when its length is 0, None and -1 when it cannot be.
    """
    head = walk.at(start, 8)
    if len(head) < 8:
        return None, -1
    length, kind = _HEAD.unpack(head)
    body, uuid = 8, b""
    if length == 0:
        return None, 0
    if length == 1:
        body = 16
        length = int.from_bytes(walk.at(start + 8, 8), "big")
    if kind == b"uuid":
        uuid = walk.at(start + body, 16)
        body += 16
    if length < body:
        walk.found.problem(
            f"{inside}/{shown(kind)} at byte {start} is shorter than its head ({length} bytes)."
        )
        return None, -1
    stop = min(start + length, end)
    return Box(kind, start, min(start + body, stop), stop, uuid), start + length

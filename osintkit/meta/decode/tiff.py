"""How a TIFF structure is laid out: directories of entries, and where the value of each one lies.

TIFF 6.0 (Adobe 1992), BigTIFF (libtiff 4), and the blocks of EXIF (CIPA DC-008), which are laid out
alike. What the entries mean is for `osintkit.meta.decode.exif`.
"""

import struct
from dataclasses import dataclass, field
from typing import TypeAlias

from osintkit.meta.found import Bytes, Malformed

ASCII, UNDEFINED, UTF8 = 2, 7, 129
SIZES = {
    1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8, 17: 8, 18: 8,
    129: 1,
}  # fmt: skip
"""Bytes of one element by type; 13 is an IFD pointer, 16 to 18 are BigTIFF's, 129 EXIF 3.0's UTF-8."""
MOST_ENTRIES = 1000
"""Entries read of one directory; the largest of 230 files looked at has 80."""
_FORMATS = {
    1: "B", 3: "H", 4: "I", 5: "I", 6: "b", 8: "h", 9: "i", 10: "i", 11: "f", 12: "d", 13: "I", 16: "Q",
    17: "q", 18: "Q",
}  # fmt: skip
RATIONALS = frozenset([5, 10])
_PROBE = 1024

Entry: TypeAlias = tuple[int, int, int, bytes]
"""Tag, type, count, and the four (BigTIFF: eight) bytes that hold the value or say where it is."""


@dataclass(frozen=True, slots=True)
class Directory:
    """One image file directory.

    Attributes:
        entries: in the order of the file, those of unknown type left out.
        next: where the next one of the chain begins; 0 when there is none.
        stated: how many entries it says it has.
        odd: how many of them are of a type that does not exist.
        length: of all that is stated, in bytes, with where the next one begins.
    """

    entries: list[Entry]
    next: int
    stated: int
    odd: int
    length: int


@dataclass(slots=True)
class Tiff:
    """A TIFF structure to read directories from.

    Attributes:
        source: what it lies in.
        order: ``<`` or ``>``.
        big: BigTIFF, with 8-byte offsets.
        first: where the first directory is, as counted from ``base``.
        base: where in ``source`` offsets are counted from.
        outside: names of the values that lie outside ``source``, as readers came across them.
    """

    source: Bytes
    order: str
    big: bool = False
    first: int = 8
    base: int = 0
    outside: list[str] = field(default_factory=list)
    _entry: struct.Struct = field(init=False)
    _offset_bytes: int = field(init=False)

    def __post_init__(self) -> None:
        self._entry = _ENTRIES[self.order, self.big]
        self._offset_bytes = 8 if self.big else 4

    def directory(self, at: int) -> Directory:
        """The directory at ``at``, as far as it is there.

        Raises:
            Malformed: nothing of it is there.
        """
        head, width = self.source.at(self.base + at, _PROBE), 8 if self.big else 2
        stated = int.from_bytes(head[:width], "little" if self.order == "<" else "big")
        if at <= 0 or len(head) < width:
            raise Malformed(f"A directory at {at} lies outside.")
        size = self._entry.size
        end = width + size * min(stated, MOST_ENTRIES)
        table = head if end + width <= len(head) else self.source.at(self.base + at, end + 8)
        whole = min(stated, MOST_ENTRIES, max(len(table) - width, 0) // size)
        rows = list(self._entry.iter_unpack(table[width : width + whole * size]))
        good = [row for row in rows if row[1] in SIZES]
        end = width + size * stated
        return Directory(
            good, self._next(table, end), stated, len(rows) - len(good), end + self._offset_bytes
        )

    def _next(self, table: bytes, at: int) -> int:
        width = self._offset_bytes
        return self.number(table[at : at + width]) if at + width <= len(table) else 0

    def number(self, data: bytes) -> int:
        """Bytes as one unsigned number in the order of this structure."""
        return int.from_bytes(data, "little" if self.order == "<" else "big")

    def where(self, entry: Entry) -> int | None:
        """Where in ``source`` the value begins; None when the entry itself holds it."""
        if SIZES[entry[1]] * entry[2] <= len(entry[3]):
            return None
        return self.base + self.number(entry[3])

    def content(self, entry: Entry, name: str, *, most: int) -> bytes:
        """The bytes of a value, at most ``most``; what is not there is noted in ``outside``."""
        length = SIZES[entry[1]] * entry[2]
        if length <= len(entry[3]):
            return entry[3][:length]
        wanted = min(length, most)
        data = self.source.at(self.base + self.number(entry[3]), wanted)
        if len(data) < wanted:
            self.outside.append(name)
        return data

    def numbers(self, entry: Entry, data: bytes) -> tuple[int | float, ...]:
        """The elements of a value; of rationals numerator and denominator in turn."""
        size, letter = SIZES[entry[1]], _FORMATS[entry[1]]
        if entry[1] in RATIONALS:
            size = 4
        return struct.unpack_from(f"{self.order}{len(data) // size}{letter}", data)

    def pointers(self, entry: Entry, *, most: int) -> list[int]:
        """Where the directories begin that this entry points to."""
        if entry[1] not in (3, 4, 13, 16, 18):
            # Some cameras point with a signed or undefined type; the four bytes are an offset all the same.
            return [self.number(entry[3])] if entry[2] == 1 or entry[1] == UNDEFINED else []
        data = self.content(entry, "pointer", most=most * SIZES[entry[1]])
        return [int(one) for one in self.numbers(entry, data)]


_ENTRIES = {
    (order, big): struct.Struct(order + ("HHQ8s" if big else "HHI4s"))
    for order in "<>"
    for big in (False, True)
}
_HEADERS = {
    b"II*\0": ("<", False), b"MM\0*": (">", False), b"II+\0": ("<", True), b"MM\0+": (">", True),
    b"IIU\0": ("<", False), b"IIRO": ("<", False), b"IIRS": ("<", False), b"MMOR": (">", False),
}  # fmt: skip


def opened(source: Bytes, base: int = 0) -> Tiff:
    """Which byte order, which width of offsets, where the first directory is: the header at ``base``.

    Panasonic's (``IIU``) and Olympus's (``IIRO``) raw files differ from TIFF in nothing but the mark.

    Raises:
        Malformed: it is no TIFF header.
    """
    head = source.at(base, 16)
    order, big = _HEADERS.get(head[:4], ("", False))
    if not order:
        raise Malformed("It does not begin with a TIFF header." if head else "It is empty.")
    made = Tiff(source, order, big, base=base)
    if big and made.number(head[4:6]) != 8:
        raise Malformed("BigTIFF with offsets of a width nobody uses.")
    made.first = made.number(head[8:16] if big else head[4:8])
    return made

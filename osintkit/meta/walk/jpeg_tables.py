"""Which tables a JPEG was compressed with: whether libjpeg's standard ones at some quality, and a signature.

ITU-T T.81 Annex K has the two example tables that libjpeg scales; the signature follows E. Kee, M. K. Johnson
and H. Farid, "Digital Image Authentication from JPEG Headers", IEEE TIFS 6(3), 2011.
"""

import hashlib
import struct
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from osintkit.meta.found import Findings

# In zigzag order, as a file has them.
_LUMA = (
    16, 11, 12, 14, 12, 10, 16, 14, 13, 14, 18, 17, 16, 19, 24, 40, 26, 24, 22, 22, 24, 49, 35, 37, 29, 40,
    58, 51, 61, 60, 57, 51, 56, 55, 64, 72, 92, 78, 64, 68, 87, 69, 55, 56, 80, 109, 81, 87, 95, 98, 103,
    104, 103, 62, 77, 113, 121, 112, 100, 120, 92, 101, 103, 99,
)  # fmt: skip
_CHROMA = (17, 18, 18, 24, 21, 24, 47, 26, 26, 47, 99, 66, 56, 66) + (99,) * 50
_MOST_TABLES = 8
_WIDE = struct.Struct(">64H")
LONGEST_SIGNED = 64 << 10


@dataclass(slots=True)
class Tables:
    """What of a JPEG's headers depends on the program or the camera that wrote it, not on the picture.

    Attributes:
        quantisation: tables by their number, 64 values each, in zigzag order.
        chosen: number of the table for each component.
        layout: what the signature is made of, in file order.
    """

    quantisation: dict[int, tuple[int, ...]] = field(default_factory=dict)
    chosen: list[int] = field(default_factory=list)
    layout: bytearray = field(default_factory=bytearray)

    def sign(self, kind: str, data: bytes = b"") -> None:
        """Let a part count in the signature."""
        if len(self.layout) < LONGEST_SIGNED:
            self.layout += b"%b:%b;" % (kind.encode(), data)

    def quantise(self, data: bytes) -> None:
        """Take in a DQT segment."""
        at = 0
        while at < len(data) and len(self.quantisation) < _MOST_TABLES:
            wide, number = data[at] >> 4, data[at] & 15
            step = 2 if wide else 1
            values = data[at + 1 : at + 1 + 64 * step]
            if len(values) < 64 * step or wide > 1:
                return
            self.quantisation[number] = _WIDE.unpack(values) if wide else tuple(values)
            at += 1 + 64 * step


@lru_cache(maxsize=256)
def _standard(base: tuple[int, ...], quality: int, largest: int) -> tuple[int, ...]:
    """The table libjpeg makes for a quality (jcparam.c, ``jpeg_quality_scaling``)."""
    scale = 5000 // quality if quality < 50 else 200 - 2 * quality
    return tuple(min(max((value * scale + 50) // 100, 1), largest) for value in base)


def _largest(table: tuple[int, ...]) -> int:
    """What values are limited to: 255 where they are written in 8 bits."""
    return 255 if max(table, default=0) <= 255 else 32767


def quality(table: tuple[int, ...]) -> int | None:
    """At which quality, 1 to 100, does libjpeg make exactly this table for brightness? None at none."""
    low, high, wanted, largest = 1, 100, sum(table), _largest(table)
    while low < high:
        middle = (low + high) // 2
        if sum(_standard(_LUMA, middle, largest)) > wanted:
            low = middle + 1
        else:
            high = middle
    return low if _standard(_LUMA, low, largest) == table else None


def ijg(tables: Tables) -> dict[str, Any]:
    """Are these libjpeg's standard tables: ``{"table": "ijg", "q": 75}``, else ``{"table": "custom"}``?

    ``luma_only`` is set when there is no table for colour that could agree.
    """
    numbers = dict.fromkeys(tables.chosen or sorted(tables.quantisation))
    luma, *chroma = [tables.quantisation.get(number) for number in numbers] or [None]
    found = None if luma is None else quality(luma)
    if found is None or len(chroma) > 1:
        return {"table": "custom"}
    if not chroma:
        return {"table": "ijg", "q": found, "luma_only": True}
    # Compared at that quality, not searched for: at the lowest ones all of its values are 255.
    same = chroma[0] == _standard(_CHROMA, found, _largest(chroma[0] or ()))
    return {"table": "ijg", "q": found} if same else {"table": "custom"}


def note(tables: Tables, found: Findings) -> None:
    """Note the tables, what they are, and the signature."""
    if tables.quantisation:
        found.facts["jpeg.tables"] = {
            number: list(table) for number, table in sorted(tables.quantisation.items())
        }
        found.facts["jpeg.quality"] = ijg(tables)
    for thumbnail in found.thumbnails[:1]:
        tables.sign("thumbnail", repr(frame_size(thumbnail.data)).encode())
    found.facts["jpeg.signature"] = hashlib.sha256(tables.layout).hexdigest()


def frame_size(data: bytes) -> tuple[int, int] | None:
    """Width and height of a JPEG in memory, in pixels; None when its frame header is not found."""
    at = 2
    for _ in range(64):
        if at + 9 > len(data) or data[at] != 0xFF:
            return None
        marker = data[at + 1]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            return int.from_bytes(data[at + 7 : at + 9], "big"), int.from_bytes(data[at + 5 : at + 7], "big")
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return None

"""How hashes and times are packed into blobs, and how a damaged blob is recognised.

Every blob is checked by the sum of its 64-bit words each time it is read, which costs a tenth of the reading
and sees any single change; what sums cannot see, such as pages that changed places, the CRC-32 shows when the
whole index is checked.
"""

import struct
import zlib
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from osintkit.index.rows import FRAME, HASH_BYTES, Column, Words

COLUMNS: tuple[Column, ...] = ("first", "rest", "ids")
WORD_BYTES = 8
WORDS_OF: dict[Column, int] = {"first": 2, "rest": 2, "ids": 1}

# A column of times or numbers is the smallest value and what is added to it, in as few bytes as they need.
_BASE = struct.Struct("<qB")
_CRC = struct.Struct("<I")
_WIDTHS = (1, 2, 4, 8)


class Unreadable(Exception):
    """A blob is not what was written."""


def checksum(data: bytes | Words) -> int:
    """The sum of all 64-bit words, wrapped around, signed: what SQLite can keep."""
    array = np.frombuffer(data, "<i8") if isinstance(data, bytes) else data.view("<i8")
    return int(np.add.reduce(array, axis=None))


@dataclass(frozen=True, slots=True)
class Rows:
    """Hashes with their ids, in order of the ids.

    Attributes:
        hashes: one a row, (n, 4) words.
        ids: (n,).
    """

    hashes: Words
    ids: Words

    def __len__(self) -> int:
        return len(self.ids)

    def __getitem__(self, part: slice | NDArray[np.bool_] | NDArray[np.intp]) -> "Rows":
        return Rows(self.hashes[part], self.ids[part])

    @classmethod
    def joined(cls, parts: list[Self]) -> "Rows":
        """All of these, in this order."""
        if len(parts) == 1:
            return parts[0]
        return Rows(
            np.concatenate([np.empty((0, 4), np.uint64), *(part.hashes for part in parts)]),
            np.concatenate([np.empty(0, np.uint64), *(part.ids for part in parts)]),
        )

    @classmethod
    def unpacked(cls, packed: bytes) -> "Rows":
        """What `packed` gave, or several of them joined."""
        table: Words = np.frombuffer(packed, "<u8").reshape(-1, 5)
        return Rows(table[:, :4], table[:, 4])

    def packed(self) -> bytes:
        """Each hash with its id behind it, 40 bytes a row."""
        return np.column_stack([self.hashes, self.ids]).astype("<u8").tobytes()

    def column(self, name: Column) -> bytes:
        """One column as a blob."""
        if name == "ids":
            return self.ids.tobytes()
        half = self.hashes[:, :2] if name == "first" else self.hashes[:, 2:]
        return half.T.tobytes()


def read_column(data: bytes, name: Column, rows: int, expected: int) -> Words:
    """One column of a segment: (2, rows), or (rows,) for ids.

    Raises:
        Unreadable: the length or the checksum differs.
    """
    if len(data) != rows * WORDS_OF[name] * WORD_BYTES:
        raise Unreadable(f"{len(data)} bytes where {rows * WORDS_OF[name] * WORD_BYTES} were written")
    array: Words = np.frombuffer(data, "<u8")
    if checksum(array) != expected:
        raise Unreadable("the checksum differs")
    return array if name == "ids" else array.reshape(2, rows)


def as_words(hashes: NDArray[np.uint8]) -> Words:
    """Hashes of 32 bytes as four words each, (n, 4)."""
    return np.ascontiguousarray(hashes).reshape(-1, HASH_BYTES).view("<u8")


def as_bytes(hashes: Words) -> NDArray[np.uint8]:
    """Hashes of four words as 32 bytes each, (n, 32)."""
    return np.ascontiguousarray(hashes).view(np.uint8).reshape(-1, HASH_BYTES)


def pack_frames(frames: NDArray[np.void]) -> bytes:
    """A blob of these `FRAME` rows."""
    parts = [_pack(frames[name].astype(np.int64)) for name in FRAME.names or ()]
    body = b"".join(parts)
    return body + _CRC.pack(zlib.crc32(body))


def _pack(values: NDArray[np.int64]) -> bytes:
    low, high = int(values.min()), int(values.max())
    if low == high:
        return _BASE.pack(low, 0)
    width = next(width for width in _WIDTHS if high - low < 1 << 8 * width)
    above = values.view(np.uint64) - np.int64(low).view(np.uint64)  # wraps round, as it must
    return _BASE.pack(low, width) + above.astype(f"<u{width}").tobytes()


def unpack_frames(blob: bytes, rows: int) -> NDArray[np.void]:
    """What `pack_frames` was given.

    Raises:
        Unreadable: the blob is not one of so many rows, or has changed.
    """
    body = blob[: -_CRC.size]
    if len(blob) <= _CRC.size or _CRC.unpack(blob[-_CRC.size :])[0] != zlib.crc32(body):
        raise Unreadable("the checksum differs")
    frames = np.empty(rows, FRAME)
    offset = 0
    for name in FRAME.names or ():
        low, width = _BASE.unpack_from(body, offset)
        offset += _BASE.size
        if width == 0:
            frames[name] = low
            continue
        above = np.frombuffer(body, f"<u{width}", rows, offset).astype(np.uint64)
        frames[name] = (above + np.int64(low).view(np.uint64)).view(np.int64)
        offset += rows * width
    return frames

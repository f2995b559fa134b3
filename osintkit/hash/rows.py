"""What the confined child says of the pictures it hashed: rows of fixed length, many to a message.

A record for each frame would cost as much as decoding it. Light: both sides of the door import this.
"""

import struct
from collections.abc import Iterable, Iterator
from typing import NamedTuple

ROW = struct.Struct("<qidBBBB32s")
ROWS_PER_MESSAGE = 256
UNKNOWN_FRAME = -1
USABLE_QUALITY = 50
"""PDQ's authors advise against comparing hashes of a lower quality, except for equality."""
REFUSED = 1
"""Flag: too flat or too small; the hash means nothing."""


NO_HASH = "Too flat or too small: there is nothing to tell it from other such pictures by."


def reason(quality: int, *, refused: bool) -> str | None:
    """Why a hash is missing or of little use; None for a good one."""
    if refused:
        return NO_HASH
    if quality < USABLE_QUALITY:
        return f"Quality {quality} of 100: so little texture that unlike pictures have like hashes."
    return None


TRIMS = ("plain_border", "blurred_sides", "cell")


class Box(NamedTuple):
    """A part of a query's picture that may be the whole original, in pixels."""

    trim: str
    left: int
    top: int
    width: int
    height: int


class Row(NamedTuple):
    """One hashed picture.

    Attributes:
        pts: presentation time in the stream's time base.
        frame: index in presentation order, `UNKNOWN_FRAME` after a jump.
        seconds: on the player's clock.
        quality: PDQ's, 0 to 100.
        flags: `REFUSED` or 0.
        orientation: index into `osintkit.hash.algorithms.ORIENTATIONS`.
        region: 0 for the whole picture, else the number of a region announced before.
        digest: the hash, 32 bytes, most significant first.
    """

    pts: int
    frame: int
    seconds: float
    quality: int
    flags: int
    orientation: int
    region: int
    digest: bytes

    @property
    def refused(self) -> bool:
        """Whether the picture was too flat or too small to have a hash."""
        return bool(self.flags & REFUSED)


def packed(rows: Iterable[Row]) -> bytes:
    """Rows as one payload."""
    return b"".join(ROW.pack(*row) for row in rows)


def unpacked(payload: bytes | bytearray | memoryview) -> Iterator[Row]:
    """The rows of a payload.

    Raises:
        struct.error: its length is no multiple of a row's.
    """
    return (Row._make(fields) for fields in ROW.iter_unpack(payload))

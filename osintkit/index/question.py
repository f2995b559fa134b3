"""What is asked of an index: hashes, and what was done to the query to get each of them."""

import re
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from osintkit.errors import UsageError
from osintkit.hash.rows import Box
from osintkit.index.rows import FLAT, USABLE, tier_of

_HASH = re.compile(r"[0-9a-fA-F]{64}")
Words64 = NDArray[np.uint64]
"""Hashes as rows of four 64-bit words."""


class Asked(NamedTuple):
    """One hash that is searched for, and what was done to the query to get it.

    Attributes:
        digest: 32 bytes.
        quality: PDQ's, None for a hash that came without its picture.
        orientation: a name of `osintkit.hash.algorithms.ORIENTATIONS`.
        negative: the hash of the negative picture.
        box: the part of the picture, None for all of it.
        seconds: of a video's frame, None for a still.
    """

    digest: bytes
    quality: int | None = None
    orientation: str = "upright"
    negative: bool = False
    box: Box | None = None
    seconds: float | None = None

    @property
    def tier(self) -> int:
        """How much likeness means; a hash without quality is taken at its word."""
        if self.digest in {bytes(32), b"\xff" * 32}:
            return FLAT
        return USABLE if self.quality is None else tier_of(self.quality)

    def negated(self) -> "Asked":
        """The same of the negative picture."""
        return self._replace(digest=bytes(byte ^ 0xFF for byte in self.digest), negative=True)


def words_of(digests: list[bytes]) -> Words64:
    """Hashes as (n, 4) words, in the byte order of the index."""
    return np.frombuffer(b"".join(digests), dtype="<u8").reshape(len(digests), 4)


def digest(text: str) -> bytes:
    """A PDQ hash from its hex.

    Raises:
        UsageError: it is none; leading zeros may have been lost.
    """
    if not _HASH.fullmatch(text.strip()):
        raise UsageError(
            f"{text[:80]!a} is no PDQ hash: it has {len(text.strip())} characters.",
            "A PDQ hash has 64 hex digits; some programs drop its leading zeros.",
        )
    return bytes.fromhex(text.strip())

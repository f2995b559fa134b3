"""What every container family shares: the answer, the bounded reader and the sentences."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

MAX_BYTES = 6 << 20
"""Most bytes one examination reads in all, whatever the file claims."""

MAX_STEPS = 100_000
"""Most reads one examination makes; every box, tag, chunk or page costs at least one."""


@dataclass(frozen=True, slots=True)
class Ending:
    """Says whether a file ends where its own structure says it ends.

    Attributes:
        container: the family recognised from content, such as ``mp4`` or ``ogg``, or ``unknown``.
        complete: True when nothing the structure declares is missing, False when the file is cut
            off, None when this container (or this file) does not say where it ends.
        expected_bytes: the length in bytes which the structure declares, at least, when known.
        says: one plain ASCII sentence for an analyst; empty when complete, unless bytes follow
            the end or the stated length is slightly off.
    """

    container: str
    complete: bool | None
    expected_bytes: int | None
    says: str


class SpentError(Exception):
    """Raised inside the package when an examination has used up its reads or its bytes."""


class Reader:
    """Reads pieces of hostile bytes while counting, so that no file can make it work for long."""

    def __init__(self, read_at: Callable[[int, int], bytes], size: int) -> None:
        self._read_at = read_at
        self.size = size
        self.bytes_left = MAX_BYTES
        self.steps_left = MAX_STEPS

    def read(self, offset: int, length: int) -> bytes:
        """Returns up to ``length`` bytes, fewer only where the file ends.

        Raises:
            SpentError: when the limits of one examination are used up.
        """
        length = min(length, self.size - offset)
        if offset < 0 or length <= 0:
            return b""
        self.steps_left -= 1
        self.bytes_left -= length
        if self.steps_left < 0 or self.bytes_left < 0:
            raise SpentError
        data = self._read_at(offset, length)
        if len(data) < length:
            self.size = offset + len(data)  # the file is shorter than it was said to be
        return data

    def number(self, offset: int, length: int) -> int:
        """Returns the big-endian unsigned number at ``offset``; bytes past the end count as 0."""
        return int.from_bytes(self.read(offset, length).ljust(length, b"\0"), "big")

    def shifted(self, offset: int) -> Reader:
        """Returns a reader of the file that begins at ``offset``; this one pays for its reads."""
        return Reader(lambda start, length: self.read(start + offset, length), max(self.size - offset, 0))


def counted(number: int) -> str:
    """Returns a number of bytes in words: ``1 byte``, ``1,234 bytes``."""
    return "1 byte" if number == 1 else f"{number:,} bytes"


def whole(container: str, end: int, size: int) -> Ending:
    """Returns the answer for a file whose structure ends at ``end``, mentioning what follows."""
    extra = size - end
    says = f"The file is complete, and {counted(extra)} more follow its end." if extra > 0 else ""
    return Ending(container, True, end, says)


def cut(container: str, what: str, *, size: int, expected: int | None = None) -> Ending:
    """Returns the answer for a file that is cut off; ``what`` completes "The file is cut off: "."""
    if expected is None or expected <= size:
        return Ending(container, False, None, f"The file is cut off: {what}.")
    share = 100 * (expected - size) / expected
    ends = f"it should be at least {counted(expected)} long and has {size:,}"
    says = f"The file is cut off: {what}; {ends} ({max(share, 0.1):.1f} % is missing)."
    return Ending(container, False, expected, says)


def unsaid(container: str, says: str) -> Ending:
    """Returns the answer for a file that does not say where it ends."""
    return Ending(container, None, None, says)

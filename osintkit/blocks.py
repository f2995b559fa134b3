"""Reading an open file by position, block by block, each block checked against its digest.

Below everything else: the parent hashes with it, the confined child reads with it.
"""

import errno
import hashlib
import os
from collections import OrderedDict

BLOCK_BYTES = 1 << 20
HEAD_BYTES = 4096
"""What is looked at to tell what kind of file it is; parent and child must look at the same."""


def read_at(fd: int, offset: int, length: int) -> bytes:
    """Up to ``length`` bytes from ``offset``; fewer only at the end of the file."""
    parts = []
    while length > 0:
        part = _pread(fd, length, offset)
        if not part:
            break
        parts.append(part)
        offset += len(part)
        length -= len(part)
    return parts[0] if len(parts) == 1 else b"".join(parts)


def _pread(fd: int, length: int, offset: int) -> bytes:
    if hasattr(os, "pread"):
        return os.pread(fd, length, offset)
    os.lseek(fd, offset, os.SEEK_SET)
    return os.read(fd, length)


class BlockReader:
    """Reads a hashed file by position, checking each block against its digest.

    A few blocks stay in memory, since demuxers jump between the index and the samples. ``first`` is the
    first block as it was hashed, where the caller still has it.

    Attributes:
        size_bytes: length when the file was hashed.
        changed: a block differed from the one that was hashed.
        unreadable: the disk refused a block; why. Libraries that read through us may swallow both
            errors, so whoever uses the result looks here at the end.
    """

    _KEPT_BLOCKS = 8

    def __init__(self, fd: int, size_bytes: int, blocks: bytes, first: bytes = b"") -> None:
        self.size_bytes = size_bytes
        self.changed = False
        self.unreadable = ""
        self._fd = fd
        self._digests = blocks
        self._kept: OrderedDict[int, bytes] = OrderedDict({0: first} if first else {})

    def at(self, offset: int, length: int) -> bytes:
        """Up to ``length`` bytes from ``offset``; fewer only at the end of the file.

        Raises:
            OSError: the disk failed, or the file is no longer what was hashed.
        """
        end = min(offset + length, self.size_bytes)
        if offset >= end or offset < 0:
            return b""
        first, last = offset // BLOCK_BYTES, (end - 1) // BLOCK_BYTES
        if first == last:
            start = offset - first * BLOCK_BYTES
            return self._block(first)[start : start + end - offset]
        joined = b"".join(self._block(number) for number in range(first, last + 1))
        start = offset - first * BLOCK_BYTES
        return joined[start : start + end - offset]

    def _block(self, number: int) -> bytes:
        kept = self._kept.get(number)
        if kept is not None:
            self._kept.move_to_end(number)
            return kept
        try:
            block = read_at(self._fd, number * BLOCK_BYTES, BLOCK_BYTES)
        except OSError as error:
            self.unreadable = error.strerror or type(error).__name__
            raise
        if hashlib.sha256(block).digest() != self._digests[number * 32 : number * 32 + 32]:
            self.changed = True
            raise OSError(errno.EIO, "the file changed while it was being examined")
        self._kept[number] = block
        if len(self._kept) > self._KEPT_BLOCKS:
            self._kept.popitem(last=False)
        return block

"""A file object without a name, for libraries that would otherwise act on the name.

FFmpeg takes ``http:x``, ``concat:…`` or ``%03d.jpg`` in a file's name as an order; PyAV passes on the
``name`` attribute of whatever object it is given. So this has none.
"""

import os

from osintkit.blocks import BlockReader


class NamelessFile:
    """Read, seek and tell over a `BlockReader`; nothing else."""

    def __init__(self, reader: BlockReader) -> None:
        self._reader = reader
        self._position = 0

    def read(self, size: int = -1, /) -> bytes:
        """Up to ``size`` bytes from the position, or all that is left."""
        if size < 0:
            size = max(0, self._reader.size_bytes - self._position)
        data = self._reader.at(self._position, size)
        self._position += len(data)
        return data

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        """Move the position; a place past the end is allowed and reads as nothing.

        Raises:
            OSError: before the beginning, or an unknown ``whence``.
        """
        base = {
            os.SEEK_SET: 0,
            os.SEEK_CUR: self._position,
            os.SEEK_END: self._reader.size_bytes,
        }.get(whence)
        if base is None or base + offset < 0:
            raise OSError("cannot seek there")
        self._position = base + offset
        return self._position

    def tell(self) -> int:
        """The position."""
        return self._position

    def readable(self) -> bool:
        """Yes."""
        return True

    def seekable(self) -> bool:
        """Yes."""
        return True

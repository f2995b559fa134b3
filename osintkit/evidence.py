"""A file under examination: opened once, hashed, and provably the bytes that are decoded.

The file is opened by its path exactly once. Its SHA-256 is computed from that open file together
with the digest of each block; whoever reads it later reads through `osintkit.blocks.BlockReader`, which
checks every block against its digest. So the digest in a record is of the very bytes that were decoded, even
if somebody changes the file in between.
"""

import errno
import hashlib
import io
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, TypedDict

from osintkit.blocks import BLOCK_BYTES, HEAD_BYTES, read_at
from osintkit.errors import Cancelled, FailureCode, InputError
from osintkit.records import Caveat, CaveatCode, Failure, Source, caveat_of, path_fields

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

LARGEST_FILE_BYTES = 64 << 30

# O_NONBLOCK: opening a FIFO must not wait for a writer. Flags that a system lacks are zero there.
_OPEN_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_NOINHERIT", 0)
)


class IdentityFields(TypedDict):
    """Which file a record is about."""

    source: str | None
    path: str
    path_b64: str | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """An open file with its identity; made by `opened`.

    Attributes:
        path: as given; may hold bytes that are not UTF-8.
        fd: open for reading; belongs to `opened`.
        size_bytes: length when it was hashed.
        sha256: hex digest of the whole file.
        blocks: SHA-256 of each block of ``BLOCK_BYTES``, joined (32 bytes a block).
        first: the first block, of the bytes that were hashed.
        stop: set by whoever wants the examination to end before its time.
    """

    path: Path
    fd: int
    size_bytes: int
    sha256: str
    blocks: bytes
    first: bytes
    stop: Event = field(default_factory=Event)

    @property
    def head(self) -> bytes:
        """Enough of its beginning to tell what kind of file it is."""
        return self.first[:HEAD_BYTES]

    def source(self) -> Source:
        """The Source record of this file."""
        return Source(source=self.sha256, size_bytes=self.size_bytes, **path_fields(self.path))

    def stream(self) -> io.RawIOBase:
        """The file's bytes one after the other, for a text of ours or of another tool."""
        return _Bytes(self.fd)

    def record_fields(self) -> IdentityFields:
        """``source``, ``path`` and ``path_b64``, which every record about this file repeats."""
        return {"source": self.sha256, **path_fields(self.path)}


class _Bytes(io.RawIOBase):
    """An open file from its beginning, without moving anybody else's place in it."""

    def __init__(self, fd: int) -> None:
        self._fd = fd
        self._offset = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        bases = {os.SEEK_SET: 0, os.SEEK_CUR: self._offset, os.SEEK_END: os.fstat(self._fd).st_size}
        self._offset = max(0, bases[whence] + offset)
        return self._offset

    def readinto(self, buffer: "WriteableBuffer") -> int:
        view = memoryview(buffer).cast("B")
        data = read_at(self._fd, self._offset, len(view))
        view[: len(data)] = data
        self._offset += len(data)
        return len(data)


@contextmanager
def opened(path: Path, *, stop: Event | None = None) -> Iterator[Evidence]:
    """Open and hash one file.

    Args:
        path: the file.
        stop: when it is set, reading ends, and so does the child that decodes the file.

    Raises:
        InputError: not there, not a regular file, not readable, empty, too large, or it changed
            while it was being read.
        Cancelled: ``stop`` was set.
    """
    stop = stop or Event()
    fd = _open(path)
    try:
        before = _identity(fd)
        whole, blocks, first = _digests(fd, path, before[0], stop)
        if _identity(fd) != before:
            raise changed(path)
        yield Evidence(path, fd, before[0], whole, blocks, first, stop)
        if _identity(fd) != before:
            raise changed(path)
    finally:
        os.close(fd)


def changed(path: Path) -> InputError:
    """The error for a file that was written to while it was being examined."""
    return InputError(
        FailureCode.INPUT_CHANGED,
        f"{shown(path)} changed while it was being examined.",
        "Work on a copy that nothing writes to, and run again.",
        stage="read",
    )


def shown(path: Path) -> str:
    """The path for use in a sentence: as text, with bytes that are not UTF-8 escaped."""
    return str(path_fields(path)["path"])


def _open(path: Path) -> int:
    try:
        # A file object would add nothing: the descriptor itself is handed to the confined child.
        fd = os.open(path, _OPEN_FLAGS)
    except (OSError, ValueError) as error:
        raise _not_opened(path, error) from error
    try:
        _check_regular(path, os.fstat(fd))
    except InputError:
        os.close(fd)
        raise
    return fd


def _check_regular(path: Path, status: os.stat_result) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise _directory(path)
    if not stat.S_ISREG(status.st_mode):
        raise InputError(
            FailureCode.NOT_REGULAR,
            f"{shown(path)} is not a regular file (a pipe, device or socket).",
            "Save its content as a file first.",
            stage="open",
        )
    if status.st_size == 0:
        raise InputError(
            FailureCode.EMPTY,
            f"{shown(path)} is empty (0 bytes).",
            "Get the file again; the download or copy did not work.",
            stage="open",
        )
    if status.st_size > LARGEST_FILE_BYTES:
        raise InputError(
            FailureCode.LIMIT_MEMORY,
            f"{shown(path)} is larger than {LARGEST_FILE_BYTES >> 30} GiB.",
            "Cut out the part in question first.",
            stage="open",
        )


def _directory(path: Path) -> InputError:
    linked = os.path.islink(path)  # noqa: PTH114 - never raises
    return InputError(
        FailureCode.NOT_REGULAR,
        f"{shown(path)} is a {'link to a folder' if linked else 'folder'}.",
        "Give the folder itself, with -r." if linked else "Add -r to examine the files in it.",
        stage="open",
    )


def _not_opened(path: Path, error: OSError | ValueError) -> InputError:
    number = error.errno if isinstance(error, OSError) else None
    if number in {errno.EISDIR} or (os.name == "nt" and path.is_dir()):
        return _directory(path)
    if number in {errno.ENXIO, errno.ENODEV}:
        return InputError(
            FailureCode.NOT_REGULAR,
            f"{shown(path)} is not a regular file.",
            "Save its content as a file first.",
            stage="open",
        )
    if number in {errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG} or number is None:
        return InputError(
            FailureCode.NOT_FOUND, f"There is no file {shown(path)}.", _advice(path), stage="open"
        )
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return InputError(
        FailureCode.UNREADABLE,
        f"{shown(path)} cannot be read ({reason}).",
        "Check the permissions of the file and its folder, or copy it to a disk you can read.",
        stage="open",
    )


def _advice(path: Path) -> str:
    head = str(path)[:12].lower()
    if head.startswith(("http:", "https:", "ftp:", "rtsp:", "rtmp:", "www.")):
        return (
            "osintkit never downloads. Save it first, for example with "
            "`yt-dlp --write-info-json URL`, then give the file."
        )
    if head.startswith("-"):
        return "A name that begins with a dash is given as ./-name."
    return "Check the spelling, and put a name with spaces in quotes."


def _identity(fd: int) -> tuple[int, int, int, int, int]:
    status = os.fstat(fd)
    return (
        status.st_size,
        status.st_mtime_ns,
        status.st_ctime_ns if os.name != "nt" else 0,
        status.st_ino,
        status.st_dev,
    )


def _digests(fd: int, path: Path, size_bytes: int, stop: Event) -> tuple[str, bytes, bytes]:
    """Digest of the whole (hex), digests of the blocks, and the first block."""
    whole, blocks, offset = hashlib.sha256(), bytearray(), 0
    try:
        block = first = read_at(fd, 0, min(BLOCK_BYTES, size_bytes))
        while block:
            if stop.is_set():
                raise Cancelled(f"Reading {shown(path)} was stopped.")
            whole.update(block)
            # A file of one block need not be hashed twice.
            alone = len(block) == size_bytes
            blocks += whole.digest() if alone else hashlib.sha256(block).digest()
            offset += len(block)
            block = b"" if alone else read_at(fd, offset, BLOCK_BYTES)
    except OSError as error:
        raise InputError(
            FailureCode.UNREADABLE,
            f"{shown(path)} could be read only up to byte {offset} ({error.strerror}).",
            "The disk or the connection may be failing: copy the file elsewhere and run again.",
            stage="read",
        ) from error
    return whole.hexdigest(), bytes(blocks), first


def caveat(evidence: Evidence, code: CaveatCode, says: str, do: str = "", *, stage: str) -> Caveat:
    """A Caveat about ``evidence``: its result stands, but."""
    return caveat_of(code, says, do, stage=stage, about={**evidence.record_fields()})


def failure(path: Path, error: InputError, source: str | None) -> Failure:
    """The Failure record of a file that could not be examined; ``source`` once it is known."""
    return Failure(
        source=source,
        code=error.code,
        stage=error.stage,
        says=error.says,
        do=error.do,
        **path_fields(path),
    )

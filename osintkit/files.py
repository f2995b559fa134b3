"""The only writer of files: whole or not at all, never over something else, names that are safe.

A file appears under its name only when it is complete; what is already there with the same bytes is
kept, and anything else is left alone unless asked.
"""

import errno
import hashlib
import os
import re
import secrets
import stat
import time
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from osintkit.errors import OutputError
from osintkit.records import Settings, decode_line

_SETTINGS = "settings.json"
_LONGEST_STEM = 48
_PART = re.compile(r"\..+\.[0-9a-f]{8}\.part")
_ABANDONED_S = 600.0


class _Taken(OutputError):
    """Something else has the name."""


def safe_stem(path: Path) -> str:
    """A short ASCII name for things made from ``path``; never empty, a device name or hidden."""
    plain = unicodedata.normalize("NFKD", path.stem).encode("ascii", "ignore").decode()
    stem = re.sub(r"[^A-Za-z0-9]+", "-", plain).strip("-").lower()[:_LONGEST_STEM].strip("-")
    return stem or "file"


def folder_of(root: Path, path: Path, sha256: str, settings: Settings) -> Path:
    """The folder for results about a file: ``walk-e7c1bb85`` below ``root``, or the next of that name.

    Args:
        root: where folders of results lie.
        path: of the file.
        sha256: of the file, hex.
        settings: what the results are made with.

    Raises:
        OutputError: it cannot be made or read.
    """
    return result_folder(root / f"{safe_stem(path)}-{sha256[:8]}", settings)


def result_folder(wanted: Path, settings: Settings) -> Path:
    """The folder for results made with ``settings``: ``wanted``, or ``wanted-2`` and so on.

    A folder remembers its settings, so that a second run finds its own again and a run with other
    parameters gets another. What a killed run left half written in it is removed.

    Raises:
        OutputError: it cannot be made or read.
    """
    line = (settings.line() + "\n").encode()
    for number in range(1, 10_000):
        folder = wanted if number == 1 else wanted.with_name(f"{wanted.name}-{number}")
        if _is_vacant(folder):
            # Where another run was quicker with other settings, the next number is tried.
            with suppress(_Taken):
                write(folder / _SETTINGS, line)
        if _has_settings(folder / _SETTINGS, settings):
            _sweep(folder)
            return folder
    raise OutputError(f"{wanted} has ten thousand siblings.", "Choose another --out.")


def ready(folder: Path) -> Path:
    """A folder, made when it is not there.

    Raises:
        OutputError: it cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:
        raise OutputError(f"{folder} is not a folder.", "Give another folder with --out.") from error
    except OSError as error:
        raise _cannot(folder, error) from error
    return folder


def _is_vacant(folder: Path) -> bool:
    """Whether the folder is there, if need be made, and empty but for what a killed run left."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return all(_PART.fullmatch(entry.name) for entry in folder.iterdir())
    except FileExistsError:
        return False  # a file
    except OSError as error:
        raise _cannot(folder, error) from error


def _has_settings(file: Path, settings: Settings) -> bool:
    try:
        return decode_line(file.read_text(encoding="utf-8")).id == settings.id
    except (OSError, ValueError):
        return False


def _sweep(folder: Path) -> None:
    """Remove half-written files, except those which another run may be writing at this moment."""
    with suppress(OSError):
        for entry in folder.iterdir():
            if _PART.fullmatch(entry.name) and time.time() - entry.lstat().st_mtime > _ABANDONED_S:
                entry.unlink()


def write(path: Path, data: bytes, *, force: bool = False) -> str:
    """Put ``data`` at ``path``, all of it or nothing; the folder must be there.

    Args:
        path: where to.
        data: the whole content.
        force: replace a different file of that name.

    Returns:
        SHA-256 of ``data``, hex.

    Raises:
        OutputError: something else has that name, or the disk refuses.
    """
    digest = hashlib.sha256(data).hexdigest()
    try:
        if not force and _already(path, digest):
            return digest
        try:
            _replace(path, data, force=force)
        except FileExistsError:
            _already(path, digest)  # another run may have written the same a moment ago
    except FileExistsError as error:
        raise _Taken(
            f"{path} is already there with other content.",
            "Give another --out, or --force to replace it.",
        ) from error
    except OSError as error:
        raise _cannot(path, error) from error
    return digest


@contextmanager
def whole(path: Path, *, force: bool = False) -> Iterator[BinaryIO]:
    """A file to write to that appears under its name when the ``with`` ends well, and else not at all.

    Args:
        path: where to; the folder must be there.
        force: replace a file of that name.

    Raises:
        OutputError: something has that name, or the disk refuses.
    """
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        if not force and (path.exists() or path.is_symlink()):
            raise _Taken(f"{path} is already there.", "Give another --output, or --force to replace it.")
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        with os.fdopen(os.open(part, flags, 0o666), "wb") as file:
            yield file
        if force:
            part.replace(path)
        else:
            _link_or_rename(part, path)
    except FileExistsError as error:
        raise _Taken(f"{path} is already there.", "Give another --output, or --force.") from error
    except BrokenPipeError:
        raise
    except OSError as error:
        raise _cannot(path, error) from error
    finally:
        part.unlink(missing_ok=True)


def _already(path: Path, digest: str) -> bool:
    try:
        status = path.lstat()
    except FileNotFoundError:
        return False
    # A link or a pipe under our name is not ours, whatever it leads to.
    if stat.S_ISREG(status.st_mode):
        with path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() == digest:
                return True
    raise FileExistsError(errno.EEXIST, "other content", str(path))


def _replace(path: Path, data: bytes, *, force: bool) -> None:
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    fd = os.open(part, flags, 0o666)
    try:
        with os.fdopen(fd, "wb") as file:
            file.write(data)
        if force:
            part.replace(path)
        else:
            _link_or_rename(part, path)
    finally:
        part.unlink(missing_ok=True)


def _link_or_rename(part: Path, path: Path) -> None:
    """Give ``part`` its name without ever replacing what has that name."""
    try:
        os.link(part, path)
    except FileExistsError:
        raise
    except OSError as error:
        # FAT and some network disks know no links; there a look before the rename must do.
        if error.errno == errno.ENOSPC:
            raise
        if path.exists() or path.is_symlink():
            raise FileExistsError(errno.EEXIST, "exists", str(path)) from error
        part.rename(path)


def _cannot(path: Path, error: OSError) -> OutputError:
    advice = {
        errno.ENOSPC: "Free some space, or give another disk with --out.",
        getattr(errno, "EDQUOT", -1): "Free some space, or give another disk with --out.",
        errno.EROFS: "The disk is read-only: give another folder with --out.",
        errno.EACCES: "Give a folder that you may write to with --out.",
        errno.EPERM: "Give a folder that you may write to with --out.",
    }
    reason = error.strerror or type(error).__name__
    return OutputError(
        f"{path} could not be written ({reason}).",
        advice.get(error.errno or 0, "Give another folder with --out."),
    )

"""The only writer of files: whole or not at all, never over something else, names that are safe.

A file appears under its name only when it is complete; what is already there with the same bytes is
kept, and anything else is left alone unless asked.
"""

import errno
import hashlib
import os
import re
import secrets
import unicodedata
from pathlib import Path

from osintkit.errors import OutputError
from osintkit.records import Settings, decode_line

_SETTINGS = "settings.json"
_LONGEST_STEM = 48


def safe_stem(path: Path) -> str:
    """A short ASCII name for things made from ``path``; never empty, a device name or hidden."""
    plain = unicodedata.normalize("NFKD", path.stem).encode("ascii", "ignore").decode()
    stem = re.sub(r"[^A-Za-z0-9]+", "-", plain).strip("-").lower()[:_LONGEST_STEM].strip("-")
    return stem or "file"


def result_folder(wanted: Path, settings: Settings) -> Path:
    """The folder for results made with ``settings``: ``wanted``, or ``wanted-2`` and so on.

    A folder remembers its settings, so that a second run finds its own again and a run with other
    parameters gets another.

    Raises:
        OutputError: it cannot be made or read.
    """
    line = (settings.line() + "\n").encode()
    for number in range(1, 10_000):
        folder = wanted if number == 1 else wanted.with_name(f"{wanted.name}-{number}")
        if _made(folder):
            write(folder / _SETTINGS, line)
            return folder
        if _same_settings(folder / _SETTINGS, settings):
            return folder
    raise OutputError(f"{wanted} has ten thousand siblings.", "Choose another --out.")


def _made(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True)
    except FileExistsError:
        # An empty folder is one that a person made for us, or an interrupted run left.
        return folder.is_dir() and not any(folder.iterdir())
    except OSError as error:
        raise _cannot(folder, error) from error
    return True


def _same_settings(file: Path, settings: Settings) -> bool:
    try:
        return decode_line(file.read_text(encoding="utf-8")).id == settings.id
    except (OSError, ValueError):
        return False


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
        _replace(path, data, force=force)
    except FileExistsError as error:
        raise OutputError(
            f"{path} is already there with other content.",
            "Give another --out, or --force to replace it.",
        ) from error
    except OSError as error:
        raise _cannot(path, error) from error
    return digest


def _already(path: Path, digest: str) -> bool:
    # lstat semantics: a link under our name is not ours, whatever it points to.
    if path.is_symlink() or not path.exists():
        return False
    with path.open("rb") as file:
        same = hashlib.file_digest(file, "sha256").hexdigest() == digest
    if not same:
        raise FileExistsError(errno.EEXIST, "other content", str(path))
    return True


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

"""Where the index lies: the file that was named, or one of this person's own."""

import os
import sys
from pathlib import Path

from osintkit.errors import OutputError

VARIABLE = "OSINTKIT_INDEX"


def index_file(named: Path | None) -> Path:
    """The index file: the one named, else what OSINTKIT_INDEX says, else one in the data folder."""
    if named is not None:
        return named
    stated = os.environ.get(VARIABLE)
    return Path(stated) if stated else _data_folder() / "osintkit" / "index.sqlite"


def _data_folder() -> Path:
    """Where programs keep a person's data: the rules of Windows, macOS and the XDG specification."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support"
    stated = os.environ.get("XDG_DATA_HOME", "")
    return Path(stated) if stated.startswith("/") else Path.home() / ".local" / "share"


def make_folder(path: Path) -> None:
    """Make the folder of one's own index; only this person may look into it.

    Raises:
        OutputError: it cannot be made.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise OutputError(
            f"The folder {path.parent} cannot be made ({reason}).",
            f"Name an index with --index or {VARIABLE}.",
        ) from error

"""The one file: what its tables are, how it is opened, and what SQLite's complaints mean to a person."""

import os
import sqlite3
import stat
import struct
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from osintkit.errors import OsintkitError, OutputError, UsageError
from osintkit.index.store import sharing

FORMAT = 1
LOG_BYTES = 64 << 20
"""How long the write-ahead log may become before those who read are asked to make way."""

APPLICATION_ID = 0x4F534B58  # "OSKX"
PATIENCE_S = 60.0

# Columns are read by the megabyte, single files added by the page: larger pages read faster, smaller ones
# are less to write for each file.
_PAGE_BYTES = 16384
_WRITER_CACHE_KB = 16384
_PAUSE_S = 0.05
_MAKE_WAY_MS = 5000  # the longest that an addition waits for a search, once in every LOG_BYTES
_STEP_S = 0.5  # SQLite waits inside C, deaf to Ctrl-C, so it waits no longer than this at a time

_MAGIC = b"SQLite format 3\0"
_HEADER = struct.Struct(">16s2xB81x")  # the byte kept is 2 when a write-ahead log is used
_LOGGED = 2

_TABLES = """
CREATE TABLE source (
    id INTEGER PRIMARY KEY AUTOINCREMENT, sha256 BLOB NOT NULL UNIQUE, media TEXT NOT NULL,
    size_bytes INTEGER NOT NULL, algorithm TEXT NOT NULL, sampling TEXT NOT NULL, width_px INTEGER,
    height_px INTEGER, duration_s REAL, time_base TEXT, start_s REAL, claims TEXT, refused INTEGER NOT NULL,
    hashes INTEGER NOT NULL, degenerate INTEGER NOT NULL);
CREATE TABLE place (
    source INTEGER NOT NULL, path TEXT NOT NULL, path_b64 TEXT NOT NULL,
    PRIMARY KEY (source, path, path_b64)) WITHOUT ROWID;
CREATE TABLE tag (
    source INTEGER NOT NULL, position INTEGER NOT NULL, text TEXT NOT NULL, graphic INTEGER NOT NULL,
    note TEXT, PRIMARY KEY (source, position, text)) WITHOUT ROWID;
CREATE TABLE frames (
    source INTEGER NOT NULL, part INTEGER NOT NULL, data BLOB NOT NULL,
    PRIMARY KEY (source, part)) WITHOUT ROWID;
CREATE TABLE labels (
    source INTEGER NOT NULL, part INTEGER NOT NULL, data BLOB NOT NULL,
    PRIMARY KEY (source, part)) WITHOUT ROWID;
CREATE TABLE tail (
    id INTEGER PRIMARY KEY, tier INTEGER NOT NULL, rows INTEGER NOT NULL, aside INTEGER NOT NULL,
    sum INTEGER NOT NULL, data BLOB NOT NULL);
CREATE TABLE segment (
    id INTEGER PRIMARY KEY, tier INTEGER NOT NULL, level INTEGER NOT NULL, rows INTEGER NOT NULL,
    low INTEGER NOT NULL, high INTEGER NOT NULL,
    first_sum INTEGER NOT NULL, rest_sum INTEGER NOT NULL, ids_sum INTEGER NOT NULL,
    first_crc INTEGER NOT NULL, rest_crc INTEGER NOT NULL, ids_crc INTEGER NOT NULL);
CREATE TABLE column_first (id INTEGER PRIMARY KEY, data BLOB NOT NULL);
CREATE TABLE column_rest (id INTEGER PRIMARY KEY, data BLOB NOT NULL);
CREATE TABLE column_ids (id INTEGER PRIMARY KEY, data BLOB NOT NULL)
"""

_READABLE = (
    "Restore a copy of it, or make a new index of the files. `osintkit index check` says more, if it can be "
    "opened at all; SQLite's own `.recover` may bring back more than osintkit can."
)
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
DAMAGE = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_ERROR}
"""SQLite's codes that mean one blob or page is lost, when they come from reading it."""


def code_of(error: sqlite3.Error) -> int:
    """SQLite's primary result code of an error, 1 when Python's own module raised it."""
    return int(getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)) & 0xFF


@dataclass(frozen=True, slots=True)
class File:
    """An index on the disk, and the ways to open it.

    Attributes:
        path: absolute, links resolved.
        shared: on a network share, where no write-ahead log may be used.
        immutable: nobody can be writing, and SQLite may put nothing beside it.
        patience_s: how long to wait for another process that writes.
    """

    path: Path
    shared: bool
    immutable: bool
    patience_s: float

    def connect(self, mode: str) -> sqlite3.Connection:
        """A connection that no thread owns; ``mode`` is ``ro``, ``rw`` or ``rwc``."""
        # SQLite takes what follows two slashes for a host: a share of Windows needs four.
        uri = self.path.as_uri()
        uri = uri if uri.startswith("file:///") else uri.replace("file://", "file:////", 1)
        # Without a log, any statement of a long change may have to wait for readers, not only the first.
        wait_s = self.patience_s if self.shared else min(_STEP_S, self.patience_s)
        return sqlite3.connect(
            f"{uri}?mode={mode}" + ("&immutable=1" if self.immutable else ""),
            uri=True,
            timeout=wait_s,
            isolation_level=None,
            check_same_thread=False,
        )

    def patiently(self, connection: sqlite3.Connection, statement: str) -> sqlite3.Cursor:
        """Execute a statement that others may have to make way for."""
        until = time.monotonic() + self.patience_s
        while True:
            try:
                return connection.execute(statement)
            except sqlite3.OperationalError as error:
                if code_of(error) not in _BUSY or time.monotonic() >= until:
                    raise

    def until(self, done: Callable[[], bool]) -> bool:
        """Whether something came true before our patience ended."""
        until = time.monotonic() + self.patience_s
        while not done():
            if time.monotonic() >= until:
                return False
            time.sleep(_PAUSE_S)
        return True

    @contextmanager
    def explaining(self) -> Iterator[None]:
        """What SQLite complains of, in words of ours.

        Raises:
            OutputError: no room, no right to write, or locked for too long.
            UsageError: damaged.
        """
        try:
            yield
        except sqlite3.Error as error:
            raise self._explained(error) from error
        except UnicodeDecodeError as error:
            raise self._damaged("a name in it is no text") from error

    def _damaged(self, why: object) -> UsageError:
        return UsageError(f"The index {self.path} is damaged: {why}.", _READABLE)

    def _explained(self, error: sqlite3.Error) -> OsintkitError:
        code = code_of(error)
        if code in _BUSY:
            says = f"Another program kept the index {self.path} locked for {self.patience_s:g} s."
            return OutputError(says, "Try again when it has finished.")
        if code == sqlite3.SQLITE_FULL:
            says = f"The disk of {self.path} is full: the last change was not made."
            return OutputError(says, "Make room and run the same command again; the index is as before.")
        if code in {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM}:
            return OutputError(
                f"The index {self.path} cannot be written: {error}.", "Look at its permissions."
            )
        if code == sqlite3.SQLITE_IOERR:
            return OutputError(f"The disk of {self.path} failed: {error}.", "Copy the index to another disk.")
        return self._damaged(error)


def found(path: Path, *, write: bool, create: bool, patience_s: float) -> File:
    """The index at this path, looked at but not changed; an empty one is made if asked.

    Raises:
        UsageError: not there, not an index, of a newer format, or damaged at the beginning.
        OutputError: it is to be written and cannot be.
    """
    path = Path(os.path.realpath(path))
    file = File(path, sharing.is_shared(str(path), sharing.mounts()), False, patience_s)
    header = _header(path)
    if create or write:
        _may_write(path)
    if header is None or (create and not header):
        if not create:
            make = f"Make one: osintkit index add --index {path} FILES."
            raise UsageError(f"There is no index at {path}.", make)
        return _made(file)
    if len(header) < _HEADER.size or not header.startswith(_MAGIC):
        says = f"{path} is not an index of osintkit, or its first bytes are damaged."
        raise UsageError(says, "If it was one, restore a copy.")
    with file.explaining():
        readable = _readable(file, logged=_HEADER.unpack(header)[1] == _LOGGED)
        with closing(readable.connect("ro")) as connection:
            empty = _is_empty(readable, connection)
            if not (create and empty):
                _check_format(readable, connection)
    if create and empty:
        return _made(file)
    return file if write else readable


def writer(file: File) -> sqlite3.Connection:
    """A connection that writes: every commit is on the disk, and nothing deleted stays readable."""
    connection = file.connect("rw")
    with file.explaining():
        _settle(file, connection)
    return connection


def _settle(file: File, connection: sqlite3.Connection) -> None:
    if file.shared:
        # Without memory to share, one that was logged elsewhere can only be opened by one alone.
        connection.execute("PRAGMA locking_mode=EXCLUSIVE")
        file.patiently(connection, "PRAGMA journal_mode=DELETE")
        connection.execute("PRAGMA locking_mode=NORMAL")
        file.patiently(connection, "SELECT count(*) FROM sqlite_master").fetchone()  # lets the lock go
    else:
        file.patiently(connection, "PRAGMA journal_mode=WAL")
    for setting in (
        "synchronous=FULL",
        "secure_delete=ON",
        f"journal_size_limit={LOG_BYTES}",
        f"cache_size=-{_WRITER_CACHE_KB}",
    ):
        connection.execute(f"PRAGMA {setting}")


def shorten_log(file: File, connection: sqlite3.Connection, limit: int) -> int:
    """Empty a log longer than ``limit`` bytes, if those who read let us soon; the next limit.

    SQLite begins the log anew only when nobody reads from it, which never happens while one search follows
    another.
    """
    log = _log_of(file)
    if not log.exists() or log.stat().st_size <= limit:
        return limit
    try:
        connection.execute(f"PRAGMA busy_timeout={_MAKE_WAY_MS}")
        (busy, *_) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.OperationalError:
        busy = 1  # what was added is safe already, whatever came of this
    finally:
        connection.execute(f"PRAGMA busy_timeout={int(1000 * min(_STEP_S, file.patience_s))}")
    return log.stat().st_size + LOG_BYTES if busy else LOG_BYTES


def _log_of(file: File) -> Path:
    return file.path.with_name(f"{file.path.name}-wal")


def _made(file: File) -> File:
    with file.explaining(), closing(file.connect("rwc")) as connection:
        connection.execute(f"PRAGMA page_size={_PAGE_BYTES}")
        _settle(file, connection)
        file.patiently(connection, "BEGIN IMMEDIATE")
        if _is_empty(file, connection):  # or another process was quicker
            for statement in _TABLES.split(";"):
                connection.execute(statement)
            connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version={FORMAT}")
        connection.execute("COMMIT")
        _check_format(file, connection)
    return file


def _header(path: Path) -> bytes | None:
    """The first bytes of a file; None when there is none.

    Raises:
        UsageError: something is there that cannot be read as a file.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise UsageError(f"{path} is not a file.", "Give the index's own file.")
        with path.open("rb") as opened:
            return opened.read(_HEADER.size)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from error


def _may_write(path: Path) -> None:
    # SQLite opens for reading only what it may not write, and says so at the first change; better now.
    for needed in (path.parent, path):
        if needed.exists() and not os.access(needed, os.W_OK):
            raise OutputError(f"{needed} cannot be written.", "Copy the index to where you may write.")
    if not path.parent.is_dir():
        raise OutputError(f"There is no folder {path.parent}.", "Make it first.")


def _readable(file: File, *, logged: bool) -> File:
    """The file with the way to read it here: SQLite wants to write beside one that uses a log."""
    if not logged:
        return file
    if file.shared:
        return _unwritten(file)
    with closing(file.connect("ro")) as connection:
        try:
            file.patiently(connection, "SELECT count(*) FROM sqlite_master").fetchone()
        except sqlite3.OperationalError as error:
            if code_of(error) not in {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY}:
                raise
            return _unwritten(file)
    return file


def _unwritten(file: File) -> File:
    log = _log_of(file)
    if log.exists() and log.stat().st_size:
        says = f"What was last added to {file.path} is still in {log.name}, which cannot be used from here."
        raise UsageError(says, "Copy both, with their names, into one folder that you may write to.")
    return File(file.path, file.shared, True, file.patience_s)


def _is_empty(file: File, connection: sqlite3.Connection) -> bool:
    """Whether there is nothing in it at all: its maker was killed, or nobody made anything yet."""
    (application,) = file.patiently(connection, "PRAGMA application_id").fetchone()
    return (application, *connection.execute("SELECT count(*) FROM sqlite_master").fetchone()) == (0, 0)


def _check_format(file: File, connection: sqlite3.Connection) -> None:
    (application,) = file.patiently(connection, "PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if application != APPLICATION_ID:
        raise UsageError(f"{file.path} is not an index of osintkit.", "Nothing was changed.")
    if version > FORMAT:
        says = f"{file.path} was made by a newer osintkit (format {version}; this one knows {FORMAT})."
        raise UsageError(says, "Update osintkit; nothing was changed.")

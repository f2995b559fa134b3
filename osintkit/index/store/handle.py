"""An open index: every question and every change, safe to ask from many threads and processes at once."""

import os
import sqlite3
import threading
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from osintkit.errors import OutputError, UsageError
from osintkit.index.rows import (
    POSITION_BITS,
    Block,
    Column,
    Damaged,
    Hit,
    Kept,
    Known,
    Place,
    Tag,
    Words,
    block,
)
from osintkit.index.store import adding, checking, gathering, opening, segments, sources
from osintkit.index.store.adding import Outcome
from osintkit.index.store.checking import Info
from osintkit.index.store.columns import Unreadable
from osintkit.index.store.segments import Segment

_ROWS_PER_COMMIT = 65_536
_SOURCES_PER_COMMIT = 8_192
_NAMED_SOURCES = 3
_EXPORT = "Export what can be read (`osintkit index export`) into a new index, or restore a copy."
_TRACES = "They were removed, but their bytes may still be in the file"
_AGAIN = "Remove them once more when that has changed."


@contextmanager
def open_store(
    path: str | os.PathLike[str],
    *,
    write: bool = False,
    create: bool = False,
    patience_s: float = opening.PATIENCE_S,
) -> Iterator["Store"]:
    """An index, open until the ``with`` ends.

    Args:
        path: the file.
        write: it will be changed.
        create: make an empty one if there is none; implies ``write``.
        patience_s: how long to wait for other processes that write.

    Raises:
        UsageError: not there, not an index, of a newer format, or damaged at the beginning.
        OutputError: it is to be written and cannot be, or is locked for too long.
    """
    file = opening.found(Path(path), write=write, create=create, patience_s=patience_s)
    store = Store(file, write=write or create)
    try:
        yield store
    finally:
        store.close()


class _Reader(threading.local):
    """One thread's connection for reading, and how many snapshots of it are open."""

    connection: sqlite3.Connection | None = None
    depth: int = 0
    serial: int = 0


class Store:
    """An open index; made by `open_store`.

    Any thread may use it. Reading never waits for writing, and a snapshot never changes.

    Attributes:
        damage: what could not be read so far, one sentence each. While it is empty, nothing was left out.
    """

    def __init__(self, file: opening.File, *, write: bool) -> None:
        self.damage: list[str] = []
        self._file = file
        self._may_write = write
        self._reader = _Reader()
        self._connections: list[sqlite3.Connection] = []
        self._writer: sqlite3.Connection | None = None
        self._lock = threading.RLock()
        self._open = True
        self._log_limit = opening.LOG_BYTES

    def close(self) -> None:
        """Let go of the file; nothing is pending, so nothing can be lost."""
        with self._lock:
            self._open = False
            # The writer last: whoever closes last tidies up the log, and readers may not.
            for connection in [*self._connections, *([self._writer] if self._writer else [])]:
                with suppress(sqlite3.Error):
                    connection.close()
            self._connections, self._writer = [], None
            self._reader = _Reader()

    # Reading

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """While this is open, this thread sees the index as it is now, whatever others write.

        Searching and asking for `details` belong in one snapshot. Nothing may be written by the same thread
        meanwhile.
        """
        with self._file.explaining(), self._reading():
            yield

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        reader = self._reader
        if reader.connection is None:
            if not self._open:
                raise RuntimeError("the index was closed")
            reader.connection = self._file.connect("ro")
            with self._lock:
                self._connections.append(reader.connection)
        connection = reader.connection
        if reader.depth == 0:
            connection.execute("BEGIN")
            reader.serial += 1
        reader.depth += 1
        try:
            # The first look at the file is what fixes the snapshot.
            self._file.patiently(connection, "SELECT 1 FROM sqlite_master").fetchone()
            yield connection
        finally:
            reader.depth -= 1
            if reader.depth == 0:
                with suppress(sqlite3.ProgrammingError):  # closed while a generator was left hanging
                    connection.execute("ROLLBACK")

    def blocks(self, tiers: Collection[int]) -> Iterator[Block]:
        """All hashes of these tiers, in blocks to search; columns are read when asked for.

        What is damaged raises `Damaged` when its column is read, and is in `damage` then; whoever searches
        leaves out that block and goes on. To read a block after the next was asked for, or to ask for
        `details`, hold a `snapshot`.
        """
        with self._file.explaining(), self._reading() as connection:
            for tier in sorted(set(tiers)):
                for segment in segments.segments(connection, tier):
                    yield Block(segment.rows, tier, self._column_of(connection, segment))
                tail = segments.read_tail(connection, tier, self._tell)
                if len(tail):
                    yield block(np.ascontiguousarray(tail.hashes.T), tail.ids, tier=tier)

    def columns(self, tiers: Collection[int]) -> Iterator[tuple[Words, Words, Words]]:
        """First, rest and ids of every block of these tiers that can be read; the others are in `damage`."""
        for found in self.blocks(tiers):
            with suppress(Damaged):
                yield found.first(), found.rest(), found.ids()

    def _column_of(self, connection: sqlite3.Connection, segment: Segment) -> Callable[[Column], Words]:
        reader, serial = self._reader, self._reader.serial

        def read(name: Column) -> Words:
            if reader.depth == 0 or reader.serial != serial:
                raise RuntimeError("a block was read after its snapshot had ended")
            try:
                return segments.read(connection, segment, name)
            except Unreadable as error:
                says = self._tell(segment.rows, *segment.sources, str(error))
                raise Damaged(says, _EXPORT) from error

        return read

    def details(self, ids: NDArray[np.uint64]) -> list[Hit]:
        """What these item ids stand for, in their order.

        Args:
            ids: (n,), of blocks of the same snapshot, in any order; repeated ones are fine.

        Raises:
            Damaged: an id belongs to no source.
        """
        found: dict[int, Hit] = {}
        with self._file.explaining(), self._reading() as connection:
            try:
                found.update(gathering.hits(connection, np.asarray(ids, np.uint64), self._tell))
            except Unreadable as error:
                raise Damaged(f"The index {self._file.path} is damaged: {error}.", _EXPORT) from error
        return [found[index] for index in range(len(ids))]

    def known(self, sha256: str) -> Known | None:
        """What is known of the file with this SHA-256; None when it is not in the index."""
        with self._file.explaining(), self._reading() as connection:
            number = sources.number_of(connection, sha256)
            return None if number is None else next(sources.known(connection, [number]))

    def sources(self) -> Iterator[Known]:
        """Every source, in the order in which they were added or last extended."""
        with self._file.explaining(), self._reading() as connection:
            yield from sources.known(connection)

    def in_several_places(self) -> Iterator[Known]:
        """The sources whose very bytes lay in more than one place."""
        with self._file.explaining(), self._reading() as connection:
            yield from sources.known(connection, sources.several_places(connection))

    def kept(self, sha256: str) -> Kept | None:
        """A source with its hashes; None when it is not in the index. Lost hashes are in `damage`."""
        with self._file.explaining(), self._reading() as connection:
            number = sources.number_of(connection, sha256)
            if number is None:
                return None
            return gathering.Gathering(connection, self._tell).kept(next(sources.known(connection, [number])))

    def all_kept(self) -> Iterator[Kept]:
        """Every source with its hashes, in the order of `sources`; lost hashes are in `damage`."""
        with self._file.explaining(), self._reading() as connection:
            together = gathering.Gathering(connection, self._tell)
            for known in sources.known(connection):
                yield together.kept(known)

    def row_tags(self, sha256: str) -> Iterator[tuple[int, Tag]]:
        """What is said about single hashes of a source: position and tag."""
        with self._file.explaining(), self._reading() as connection:
            number = sources.number_of(connection, sha256)
            if number is not None:
                yield from sources.row_tags(connection, number)

    def tiers(self) -> dict[int, int]:
        """How many hashes of each tier there are."""
        with self._file.explaining(), self._reading() as connection:
            return checking.tiers(connection)

    def info(self) -> Info:
        """How much of what is in the index."""
        with self._file.explaining(), self._reading() as connection:
            return checking.info(connection, self._file.path)

    def check(self) -> Iterator[str]:
        """Everything that is wrong with the index, one sentence each; reads all of it."""
        with self._file.explaining(), self._reading() as connection:
            yield from checking.check(connection, self._who)

    # Writing

    def add(self, kept: Kept) -> Outcome:
        """Put a source in; it is on the disk, whole, when this returns.

        The same bytes again change nothing, but their place and tags are remembered; with more hashes than
        before, as of a denser sampling, they take the place of what was there.

        Raises:
            OutputError: no room, or locked for too long; nothing of it is there then.
            ValueError: its arrays do not go together.
        """
        return self._add([kept])[0]

    def add_many(self, items: Iterable[Kept]) -> Counter[Outcome]:
        """Put many sources in, safe on the disk some 65,536 hashes at a time; how many were new.

        Raises:
            OutputError: as `add`; what was committed before stays.
            ValueError: the arrays of one do not go together.
        """
        counts: Counter[Outcome] = Counter()
        batch: list[Kept] = []
        rows = 0
        for item in items:
            batch.append(item)
            rows += len(item.frames)
            if rows >= _ROWS_PER_COMMIT or len(batch) >= _SOURCES_PER_COMMIT:
                counts.update(self._add(batch))
                batch, rows = [], 0
        counts.update(self._add(batch))
        return counts

    def _add(self, batch: list[Kept]) -> list[Outcome]:
        for kept in batch:
            sources.check_kept(kept)
        with self._writing() as connection:
            try:
                return adding.add(connection, batch)
            except Unreadable as error:
                says = f"The index {self._file.path} is damaged where more hashes should go: {error}."
                raise OutputError(says, _EXPORT) from error

    def merge(self, other: str | os.PathLike[str]) -> Counter[Outcome]:
        """Put all of another index into this one; doing it again changes nothing.

        Raises:
            UsageError: the other is this one, is not there, or is not an index.
            OutputError: as `add`.
        """
        with open_store(other, patience_s=self._file.patience_s) as theirs:
            if theirs._file.path == self._file.path:
                raise UsageError(f"{self._file.path} cannot be merged with itself.")
            counts = self.add_many(theirs.all_kept())
            self.damage += theirs.damage
        return counts

    def found_at(self, sha256: str, path: str, path_b64: str | None = None) -> None:
        """Remember another place of a source's bytes.

        Raises:
            UsageError: the source is not in the index.
            OutputError: as `add`.
        """
        known = self.known(sha256)
        if known is None or Place(path, path_b64) not in known.places:
            with self._changing(sha256) as (connection, number):
                sources.put_place(connection, number, Place(path, path_b64))

    def tag(self, sha256: str, tag: Tag, position: int | None = None) -> None:
        """Say something about a source, or about one of its hashes; the same text replaces what it said.

        Raises:
            UsageError: the source or the hash is not in the index.
            OutputError: as `add`.
        """
        with self._changing(sha256) as (connection, number):
            known = next(sources.known(connection, [number]))
            if position is not None and not 0 <= position < known.hashes:
                raise UsageError(f"{sha256} has {known.hashes} hashes, so there is no number {position}.")
            sources.put_tag(connection, number, sources.WHOLE if position is None else position, tag)

    def untag(self, sha256: str, text: str, position: int | None = None) -> bool:
        """Take a tag off a source, or off one of its hashes; whether it was there.

        Raises:
            UsageError: the source is not in the index.
            OutputError: as `add`.
        """
        with self._changing(sha256) as (connection, number):
            return sources.take_tag(connection, number, sources.WHOLE if position is None else position, text)

    def remove(self, sha256s: Iterable[str]) -> int:
        """Take sources out, so that their hashes are no longer in the file; how many there were.

        The whole file is written anew, since SQLite leaves old bytes in gaps of its pages; that takes as much
        room again for a moment.

        Raises:
            OutputError: as `add`, or they may lie in what is damaged: nothing is removed then. Or traces are
                left because there is no room, or somebody keeps reading: remove them again.
        """
        with self._writing() as connection:
            found = {sources.number_of(connection, sha256) for sha256 in sha256s} - {None}
            numbers = sorted(number for number in found if number is not None)
            try:
                segments.remove(connection, np.array(numbers, np.int64))
            except Unreadable as error:
                says = f"The index {self._file.path} is damaged where hashes to be removed may be: {error}."
                raise OutputError(says, _EXPORT) from error
            sources.delete(connection, numbers)
        self._forget()
        return len(numbers)

    def _forget(self) -> None:
        """Leave nothing of what was removed: not in the gaps of pages, nor in the log."""
        with self._lock:
            connection = self._connected()
            try:
                self._file.patiently(connection, "VACUUM")
                gone = self._file.until(lambda: _is_log_empty(connection))
            except sqlite3.OperationalError as error:
                raise OutputError(f"{_TRACES}: {error}.", _AGAIN) from error
            if not gone:
                raise OutputError(f"{_TRACES}: another program keeps reading the index.", _AGAIN)

    @contextmanager
    def _changing(self, sha256: str) -> Iterator[tuple[sqlite3.Connection, int]]:
        with self._writing() as connection:
            number = sources.number_of(connection, sha256)
            if number is None:
                raise UsageError(f"{sha256} is not in the index {self._file.path}.")
            yield connection, number

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        if self._reader.depth:
            raise RuntimeError("a thread cannot write while it holds a snapshot")
        if not (self._may_write and self._open):
            raise RuntimeError("the index was opened for reading, or closed")
        with self._lock, self._file.explaining():
            connection = self._connected()
            self._file.patiently(connection, "BEGIN IMMEDIATE")
            try:
                yield connection
                self._file.patiently(connection, "COMMIT")
            except BaseException:
                if connection.in_transaction:  # SQLite may have undone it already
                    connection.execute("ROLLBACK")
                raise
            self._log_limit = opening.shorten_log(self._file, connection, self._log_limit)

    def _connected(self) -> sqlite3.Connection:
        if self._writer is None:
            self._writer = opening.writer(self._file)
        return self._writer

    # Damage

    def _tell(self, rows: int, low: int, high: int, why: str) -> str:
        says = f"{rows} hashes {self._who(low, high)} cannot be read: {why}."
        with self._lock:
            if says not in self.damage:
                self.damage.append(says)
        return says

    def _who(self, low: int, high: int) -> str:
        """Whose hashes lie between these ids of sources, in words."""
        if high == 0:
            return "of the sources added last"
        with self._reading() as connection:
            numbers = sources.numbers_between(connection, low, high, _NAMED_SOURCES + 1)
            named = [known.places[0].path for known in sources.known(connection, numbers) if known.places]
        more = " and others" if len(named) > _NAMED_SOURCES else ""
        return f"of {', '.join(named[:_NAMED_SOURCES])}{more}" if named else "of unknown sources"


def _is_log_empty(connection: sqlite3.Connection) -> bool:
    (busy, *_) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy


def source_numbers(ids: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The `Known.number` that each of these item ids belongs to, to group by before asking for `details`."""
    return ids >> np.uint64(POSITION_BITS)

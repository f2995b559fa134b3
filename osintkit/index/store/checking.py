"""Is the index whole, and how much is in it?"""

import sqlite3
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from osintkit.index.rows import POSITION_BITS, USABLE
from osintkit.index.store import opening, segments, sources
from osintkit.index.store.columns import COLUMNS, Unreadable
from osintkit.index.store.segments import Segment

Who = Callable[[int, int], str]

_LOCAL_BYTES = 64  # of a blob's row besides its content, at most
_SHOWN_PROBLEMS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Info:
    """What an index holds.

    Attributes:
        format: version of the file's layout.
        stills: sources that are pictures.
        videos: sources that are videos.
        lists: sources that are lists of hashes.
        tiers: how many hashes of each tier.
        sealed: hashes in segments.
        tail: hashes not sealed yet.
        refused: frames for which there is no hash.
        tagged: tags of sources and of single hashes.
        size_bytes: of the file and its log.
        bytes_per_hash: what hash and id take in the segments, pages that are not full included; None while
            nothing is sealed.
    """

    format: int
    stills: int
    videos: int
    lists: int
    tiers: dict[int, int]
    sealed: int
    tail: int
    refused: int
    tagged: int
    size_bytes: int
    bytes_per_hash: float | None

    @property
    def hashes(self) -> int:
        """Of all tiers."""
        return sum(self.tiers.values())

    @property
    def degenerate(self) -> int:
        """Of all tiers but `USABLE`: good for equality only."""
        return self.hashes - self.tiers.get(USABLE, 0)


def info(connection: sqlite3.Connection, path: Path) -> Info:
    """How much of what is in the index, counted."""
    ask = connection.execute
    media = dict(ask("SELECT media, count(*) FROM source GROUP BY media").fetchall())
    sealed, tail = _rows(connection, "segment"), _rows(connection, "tail")
    files = (path, path.with_name(f"{path.name}-wal"))
    return Info(
        format=ask("PRAGMA user_version").fetchone()[0],
        stills=media.get("still", 0),
        videos=media.get("video", 0),
        lists=media.get("list", 0),
        tiers=tiers(connection),
        sealed=sum(sealed.values()),
        tail=sum(tail.values()),
        refused=ask("SELECT coalesce(sum(refused), 0) FROM source").fetchone()[0],
        tagged=ask("SELECT count(*) FROM tag").fetchone()[0],
        size_bytes=sum(file.stat().st_size for file in files if file.exists()),
        bytes_per_hash=_bytes_per_hash(connection),
    )


def tiers(connection: sqlite3.Connection) -> dict[int, int]:
    """How many hashes of each tier there are; unlike `info` this looks at no source."""
    sealed, tail = _rows(connection, "segment"), _rows(connection, "tail")
    return {tier: sealed.get(tier, 0) + tail.get(tier, 0) for tier in sorted({*sealed, *tail})}


def _rows(connection: sqlite3.Connection, table: str) -> dict[int, int]:
    return dict(connection.execute(f"SELECT tier, sum(rows) FROM {table} GROUP BY tier").fetchall())  # noqa: S608


def _bytes_per_hash(connection: sqlite3.Connection) -> float | None:
    """Counted in pages: each blob has its own, except for what shares a page with other rows."""
    (page,) = connection.execute("PRAGMA page_size").fetchone()
    counts = connection.execute("SELECT rows, count(*) FROM segment GROUP BY rows").fetchall()
    total = sum(rows * count for rows, count in counts)
    if not total:
        return None
    used = sum(count * (2 * _stored(16 * rows, page) + _stored(8 * rows, page)) for rows, count in counts)
    return float(used / total)


def _stored(length: int, page: int) -> int:
    """Bytes of pages that a blob takes: SQLite keeps the beginning with its row, the rest in whole pages."""
    most, least = page - 35, (page - 12) * 32 // 255 - 23  # file format, section 1.6, table leaf
    if length <= most:
        return length + _LOCAL_BYTES
    local = least + (length - least) % (page - 4)
    local = local if local <= most else least
    return local + _LOCAL_BYTES + -(-(length - local) // (page - 4)) * page


def check(connection: sqlite3.Connection, who: Who) -> Iterator[str]:
    """Everything that is wrong with the index, one sentence each.

    Args:
        connection: in a snapshot.
        who: words for whose hashes lie between two ids of sources.
    """
    try:
        for (line,) in connection.execute(f"PRAGMA integrity_check({_SHOWN_PROBLEMS})"):
            if line != "ok":
                yield f"SQLite: {line}."
        yield from _check_hashes(connection, who)
        yield from _check_sources(connection)
    except sqlite3.DatabaseError as error:
        if opening.code_of(error) not in opening.DAMAGE:
            raise
        yield f"The rest cannot be checked: {error}."


def _check_hashes(connection: sqlite3.Connection, who: Who) -> Iterator[str]:
    """Whether each segment is what was written, and each source has the hashes that it should."""
    numbers, counts = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    problems: list[str] = []
    for ids in _ids(connection, who, problems):
        found, count = np.unique((ids >> np.uint64(POSITION_BITS)).astype(np.int64), return_counts=True)
        numbers.append(found)
        counts.append(count)
    yield from problems
    yield from _check_counts(connection, np.concatenate(numbers), np.concatenate(counts))


def _ids(connection: sqlite3.Connection, who: Who, problems: list[str]) -> Iterator[NDArray[np.uint64]]:
    for tier in segments.tiers(connection):
        for segment in segments.segments(connection, tier):
            try:
                ids = _checked(connection, segment)
            except Unreadable as error:
                problems.append(f"{segment.rows} hashes {who(*segment.sources)} cannot be read: {error}.")
                continue
            yield ids
        bad: list[int] = []
        yield segments.read_tail(connection, tier, lambda rows, *_, bad=bad: bad.append(rows)).ids
        problems += [f"{rows} hashes {who(0, 0)} cannot be read: the checksum differs." for rows in bad]


def _checked(connection: sqlite3.Connection, segment: Segment) -> NDArray[np.uint64]:
    _, _, ids = (segments.read(connection, segment, name) for name in COLUMNS)
    for name, crc in zip(COLUMNS, segment.crcs, strict=True):
        if zlib.crc32(segments.read_blob(connection, segment, name)) != crc:
            raise Unreadable("the checksum differs")
    if (int(ids[0]), int(ids[-1])) != (segment.low, segment.high) or bool((ids[1:] <= ids[:-1]).any()):
        raise Unreadable("its ids are out of order")
    return ids


def _check_counts(
    connection: sqlite3.Connection, numbers: NDArray[np.int64], counts: NDArray[np.int64]
) -> Iterator[str]:
    numbers, where = np.unique(numbers, return_inverse=True)
    found = dict(zip(numbers.tolist(), np.bincount(where, counts, len(numbers)).tolist(), strict=True))
    for number, hashes in connection.execute("SELECT id, hashes FROM source ORDER BY id"):
        there = int(found.pop(number, 0))
        if there != hashes:
            yield f"{_name(connection, number)} has {there} of its {hashes} hashes."
    for number, count in found.items():
        yield f"{int(count)} hashes belong to source {number}, which is not there."


def _check_sources(connection: sqlite3.Connection) -> Iterator[str]:
    """Whether every source has its times and a place, and nothing is about a source that is not there."""
    for known in sources.known(connection):
        if not known.places:
            yield f"{known.sha256} has no place."
        for part in range(-(-known.hashes // sources.PART_ROWS)):
            try:
                sources.frames(connection, known, part)
            except Unreadable as error:
                yield f"The times of {_name(connection, known.number)} cannot be read: {error}."
    for table in ("place", "tag", "frames", "labels"):
        stray = f"SELECT count(*) FROM {table} WHERE source NOT IN (SELECT id FROM source)"  # noqa: S608
        (count,) = connection.execute(stray).fetchone()
        if count:
            yield f"{count} rows of {table} are about sources that are not there."


def _name(connection: sqlite3.Connection, number: int) -> str:
    known = next(sources.known(connection, [number]))
    return known.places[0].path if known.places else known.sha256

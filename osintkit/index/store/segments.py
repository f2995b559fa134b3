"""Hashes on the disk: a short tail that grows with every file, sealed into segments of 65,536.

A segment is three blobs in three tables, so that a search at a small distance reads no more than 16 bytes of
each hash. Sealing happens in the transaction that adds, in two steps, 4,096 and 65,536, so that no
file pays for much. Ids ascend within a segment and, per tier, from one segment to the next; only removing
leaves holes. What turns out to be damaged is set aside, never merged with what is whole.
"""

import sqlite3
import zlib
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from osintkit.index.rows import POSITION_BITS, Column, Words
from osintkit.index.store.columns import COLUMNS, Rows, Unreadable, checksum, read_column
from osintkit.index.store.opening import DAMAGE, code_of

SEALED_ROWS = 65_536
EARLY_ROWS = 4_096

EARLY, FULL, ASIDE = 0, 1, 2
"""Levels of a segment: still to be joined with others; as it will stay; damaged."""

Tell = Callable[[int, int, int, str], object]
"""Is told of damage: how many hashes, from which source's id to which (0 when not known), and why."""

_INSERT = "INSERT INTO segment VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_FIELDS = "id, tier, level, rows, low, high, first_sum, rest_sum, ids_sum, first_crc, rest_crc, ids_crc"


class Segment(NamedTuple):
    """One row of the table of segments.

    Attributes:
        id: where its columns are in their tables.
        tier: of all its hashes.
        level: ``EARLY``, ``FULL`` or ``ASIDE``.
        rows: how many hashes.
        low: the lowest item id.
        high: the highest item id.
        sums: `checksum` of each column, in the order of ``COLUMNS``.
        crcs: CRC-32 of each column.
    """

    id: int
    tier: int
    level: int
    rows: int
    low: int
    high: int
    sums: tuple[int, int, int]
    crcs: tuple[int, int, int]

    @property
    def sources(self) -> tuple[int, int]:
        """The lowest and the highest id of a source that may have hashes in it."""
        return self.low >> POSITION_BITS, self.high >> POSITION_BITS


def segments(connection: sqlite3.Connection, tier: int) -> list[Segment]:
    """All segments of a tier, in the order of their ids."""
    found = connection.execute(f"SELECT {_FIELDS} FROM segment WHERE tier = ? ORDER BY low", (tier,))  # noqa: S608
    return [Segment._make((*row[:6], row[6:9], row[9:])) for row in found]


def tiers(connection: sqlite3.Connection) -> list[int]:
    """Which tiers have any hashes."""
    both = "SELECT tier FROM segment UNION SELECT tier FROM tail ORDER BY tier"
    return [tier for (tier,) in connection.execute(both)]


def read_blob(connection: sqlite3.Connection, segment: Segment, name: Column) -> bytes:
    """A column as it is on the disk.

    Raises:
        Unreadable: SQLite cannot find all of it.
    """
    try:
        with connection.blobopen(f"column_{name}", "data", segment.id, readonly=True) as blob:
            return blob.read()
    except sqlite3.DatabaseError as error:
        if code_of(error) not in DAMAGE:
            raise
        raise Unreadable(str(error)) from error


def read(connection: sqlite3.Connection, segment: Segment, name: Column) -> Words:
    """A column of a segment, checked: (2, rows), or (rows,) for ids.

    Raises:
        Unreadable: it is not what was written.
    """
    expected = segment.sums[COLUMNS.index(name)]
    return read_column(read_blob(connection, segment, name), name, segment.rows, expected)


def read_rows(connection: sqlite3.Connection, segment: Segment) -> Rows:
    """All of a segment.

    Raises:
        Unreadable: it is not what was written.
    """
    first, rest, ids = (read(connection, segment, name) for name in COLUMNS)
    return Rows(np.concatenate([first, rest]).T, ids)


def read_tail(connection: sqlite3.Connection, tier: int, tell: Tell) -> Rows:
    """What of a tier is not sealed yet; what of it is damaged is told and left out."""
    query = "SELECT data, sum, rows, id FROM tail WHERE tier = ? AND aside = 0 ORDER BY id"
    found = connection.execute(query, (tier,)).fetchall()
    joined = b"".join(row[0] for row in found)
    if len(joined) % 40 or checksum(joined) != _wrapped(sum(row[1] for row in found)):
        good = [row for row in found if len(row[0]) == 40 * row[2] and checksum(row[0]) == row[1]]
        joined = b"".join(row[0] for row in good)
        tell(sum(row[2] for row in found) - sum(row[2] for row in good), 0, 0, "the checksum differs")
    for (rows,) in connection.execute("SELECT rows FROM tail WHERE tier = ? AND aside = 1", (tier,)):
        tell(rows, 0, 0, "the checksum differs")
    return Rows.unpacked(joined)


def _wrapped(total: int) -> int:
    return (total + (1 << 63)) % (1 << 64) - (1 << 63)


def append(connection: sqlite3.Connection, tier: int, rows: Rows) -> None:
    """Put hashes behind all others of their tier, within the transaction of the caller.

    Args:
        connection: in a transaction that writes.
        tier: of all of them.
        rows: ids above all that are there.
    """
    count = "SELECT coalesce(sum(rows), 0) FROM tail WHERE tier = ? AND aside = 0"
    (waiting,) = connection.execute(count, (tier,)).fetchone()
    if waiting + len(rows) < EARLY_ROWS:
        packed = rows.packed()
        values = (tier, len(rows), checksum(packed), packed)
        connection.execute("INSERT INTO tail VALUES (NULL, ?, ?, 0, ?, ?)", values)
        return
    _set_aside_tail(connection, tier)
    parts = [read_tail(connection, tier, _ignore), rows]
    connection.execute("DELETE FROM tail WHERE tier = ? AND aside = 0", (tier,))
    early = [segment for segment in segments(connection, tier) if segment.level == EARLY]
    if sum(segment.rows for segment in early) + sum(map(len, parts)) >= SEALED_ROWS:
        parts = [*_take(connection, early), *parts]
    _seal(connection, tier, Rows.joined(parts))


def _ignore(*_: object) -> None:
    """Told again to whoever reads."""


def _set_aside_tail(connection: sqlite3.Connection, tier: int) -> None:
    query = "SELECT id, rows, sum, data FROM tail WHERE tier = ? AND aside = 0"
    for number, rows, total, data in connection.execute(query, (tier,)).fetchall():
        if len(data) != 40 * rows or checksum(data) != total:
            connection.execute("UPDATE tail SET aside = 1 WHERE id = ?", (number,))


def _take(connection: sqlite3.Connection, early: list[Segment]) -> list[Rows]:
    """The hashes of these segments, which are gone then; damaged ones stay and give nothing."""
    taken = []
    for segment in early:
        try:
            taken.append(read_rows(connection, segment))
        except Unreadable:
            connection.execute("UPDATE segment SET level = ? WHERE id = ?", (ASIDE, segment.id))
        else:
            delete(connection, segment)
    return taken


def _seal(connection: sqlite3.Connection, tier: int, rows: Rows) -> None:
    for start in range(0, len(rows), SEALED_ROWS):
        part = rows[start : start + SEALED_ROWS]
        write(connection, tier, FULL if len(part) == SEALED_ROWS else EARLY, part)


def write(connection: sqlite3.Connection, tier: int, level: int, rows: Rows) -> None:
    """Write one segment."""
    blobs = [rows.column(name) for name in COLUMNS]
    sums, crcs = map(checksum, blobs), map(zlib.crc32, blobs)
    edges = int(rows.ids[0]), int(rows.ids[-1])
    done = connection.execute(_INSERT, (tier, level, len(rows), *edges, *sums, *crcs))
    for name, blob in zip(COLUMNS, blobs, strict=True):
        connection.execute(f"INSERT INTO column_{name} VALUES (?, ?)", (done.lastrowid, blob))  # noqa: S608


def delete(connection: sqlite3.Connection, segment: Segment) -> None:
    """Delete one segment; its pages are overwritten."""
    for table in ("segment", *(f"column_{name}" for name in COLUMNS)):
        connection.execute(f"DELETE FROM {table} WHERE id = ?", (segment.id,))  # noqa: S608


def remove(connection: sqlite3.Connection, sources: NDArray[np.int64]) -> None:
    """Take every hash of these sources out, by writing anew whatever holds one.

    Args:
        connection: in a transaction that writes.
        sources: ids of sources, ascending.

    Raises:
        Unreadable: a damaged segment may hold some of them.
    """
    for tier in tiers(connection):
        for segment in segments(connection, tier):
            if holds(segment, sources):
                _rewrite(connection, segment, sources)
        _rewrite_tail(connection, tier, sources)


def holds(segment: Segment, sources: NDArray[np.int64]) -> bool:
    """Whether the range of a segment's ids has room for any of these sources."""
    low, high = segment.sources
    return bool(np.searchsorted(sources, low) < np.searchsorted(sources, high, "right"))


def _rewrite(connection: sqlite3.Connection, segment: Segment, sources: NDArray[np.int64]) -> None:
    rows = read_rows(connection, segment)
    left = rows[_others(rows, sources)]
    if len(left) < len(rows):
        delete(connection, segment)
        if len(left):
            write(connection, segment.tier, segment.level, left)


def _rewrite_tail(connection: sqlite3.Connection, tier: int, sources: NDArray[np.int64]) -> None:
    found = connection.execute("SELECT id, rows, sum, data FROM tail WHERE tier = ?", (tier,)).fetchall()
    for number, count, total, data in found:
        if len(data) != 40 * count or checksum(data) != total:
            raise Unreadable("the checksum differs")
        rows = Rows.unpacked(data)
        left = rows[_others(rows, sources)]
        if len(left) == 0:
            connection.execute("DELETE FROM tail WHERE id = ?", (number,))
        elif len(left) < len(rows):
            packed = left.packed()
            values = (len(left), checksum(packed), packed, number)
            connection.execute("UPDATE tail SET rows = ?, sum = ?, data = ? WHERE id = ?", values)


def _others(rows: Rows, sources: NDArray[np.int64]) -> NDArray[np.bool_]:
    return ~np.isin((rows.ids >> np.uint64(POSITION_BITS)).astype(np.int64), sources)

"""Bringing together what belongs to one source, from wherever its hashes lie."""

import sqlite3
from collections import OrderedDict
from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from osintkit.index.rows import (
    MOST_HASHES,
    NO_PTS,
    POSITION_BITS,
    Hit,
    Kept,
    Known,
    Place,
    Tag,
)
from osintkit.index.store import labels, segments, sources
from osintkit.index.store.columns import Rows, Unreadable, as_bytes
from osintkit.index.store.segments import Segment, Tell

_KEPT_SEGMENTS = 8
_POSITION = np.uint64(MOST_HASHES - 1)
_BITS = np.uint64(POSITION_BITS)


class Gathering:
    """Reads whole sources, one after another; in the order of their ids each segment is read once.

    Args:
        connection: in a snapshot that lasts as long as this.
        tell: is told of damage.
    """

    def __init__(self, connection: sqlite3.Connection, tell: Tell) -> None:
        self._connection = connection
        self._tell = tell
        tiers = segments.tiers(connection)
        self._segments = [found for tier in tiers for found in segments.segments(connection, tier)]
        self._low = np.array([segment.low for segment in self._segments], np.int64)
        self._high = np.array([segment.high for segment in self._segments], np.int64)
        self._tails = [segments.read_tail(connection, tier, self._tell) for tier in tiers]
        self._loaded: OrderedDict[int, Rows] = OrderedDict()

    def kept(self, known: Known) -> Kept:
        """A source with all its hashes that can be read; what is lost was told."""
        hashes, there = np.empty((known.hashes, 4), np.uint64), np.zeros(known.hashes, np.bool_)
        for rows in self._runs(known.number):
            positions = (rows.ids & _POSITION).astype(np.intp)
            hashes[positions], there[positions] = rows.hashes, True
        frames = self._frames(known)
        if not there.all():
            lost = int(np.count_nonzero(~there))
            self._tell(lost, known.number, known.number, "they are not where they should be")
            hashes, frames = hashes[there], frames[there]
        first, *more = known.places or (Place(""),)
        facts = {name: getattr(known, name) for name in _SHARED}
        return Kept(
            **facts,
            path=first.path,
            path_b64=first.path_b64,
            more_places=tuple(more),
            row_tags=tuple(_moved(list(sources.row_tags(self._connection, known.number)), there)),
            frames=frames,
            hashes=as_bytes(hashes),
            labels=self._labels(known, there),
        )

    def _labels(self, known: Known, there: NDArray[np.bool_]) -> list[str] | None:
        try:
            every = labels.every(self._connection, known.number, known.hashes)
        except Unreadable as error:
            self._tell(known.hashes, known.number, known.number, str(error))
            return None
        return (
            None
            if every is None
            else [label for label, is_there in zip(every, there, strict=True) if is_there]
        )

    def _runs(self, number: int) -> Iterator[Rows]:
        low, high = number << POSITION_BITS, (number + 1) << POSITION_BITS
        for index in np.flatnonzero((self._low < high) & (self._high >= low)).tolist():
            segment = self._segments[index]
            try:
                yield _run(self._load(segment), low, high)
            except Unreadable as error:
                self._tell(segment.rows, *segment.sources, str(error))
        yield from (_run(rows, low, high) for rows in self._tails)

    def _load(self, segment: Segment) -> Rows:
        rows = self._loaded.get(segment.id)
        if rows is None:
            rows = self._loaded[segment.id] = segments.read_rows(self._connection, segment)
            if len(self._loaded) > _KEPT_SEGMENTS:
                self._loaded.popitem(last=False)
        else:
            self._loaded.move_to_end(segment.id)
        return rows

    def _frames(self, known: Known) -> NDArray[np.void]:
        parts = [
            times(self._connection, known, part, self._tell)
            for part in range(-(-known.hashes // sources.PART_ROWS))
        ]
        return np.concatenate([sources.unknown_frames(0), *parts])


_SHARED = (
    "sha256", "media", "size_bytes", "algorithm", "sampling", "width_px", "height_px", "duration_s",
    "time_base", "start_s", "claims", "refused", "tags",
)  # fmt: skip


def _run(rows: Rows, low: int, high: int) -> Rows:
    start, end = np.searchsorted(rows.ids, np.array([low, high], np.uint64)).tolist()
    return rows[start:end]


def _moved(tags: list[tuple[int, Tag]], there: NDArray[np.bool_]) -> Iterator[tuple[int, Tag]]:
    """Row tags where their rows are once the lost ones are left out."""
    if tags:
        now = np.cumsum(there) - 1
        yield from ((int(now[position]), tag) for position, tag in tags if there[position])


def times(connection: sqlite3.Connection, known: Known, part: int, tell: Tell) -> NDArray[np.void]:
    """The times of one part of a source's hashes; unknown ones, and told, when they are damaged."""
    try:
        return sources.frames(connection, known, part)
    except Unreadable as error:
        rows = sources.part_rows(known, part)
        tell(rows, known.number, known.number, f"only of when they were: {error}")
        return sources.unknown_frames(rows)


def hits(connection: sqlite3.Connection, ids: NDArray[np.uint64], tell: Tell) -> Iterator[tuple[int, Hit]]:
    """What these item ids stand for: index into ``ids`` and the hit, in the order of the ids.

    Args:
        connection: in a snapshot.
        ids: item ids in any order.
        tell: is told of damage.

    Raises:
        Unreadable: an id belongs to no source.
    """
    order = np.argsort(ids, kind="stable")
    numbers = (ids[order] >> _BITS).astype(np.int64)
    positions = (ids[order] & _POSITION).astype(np.int64)
    of = {known.number: known for known in sources.known(connection, sorted(set(numbers.tolist())))}
    tagged = _tagged(connection)
    groups = numbers * (MOST_HASHES // sources.PART_ROWS) + positions // sources.PART_ROWS
    edges = np.flatnonzero(np.diff(groups, prepend=-1)).tolist()
    for start, end in pairwise([*edges, len(ids)]):
        known, run = of.get(int(numbers[start])), positions[start:end]
        if known is None or int(run[-1]) >= known.hashes:
            raise Unreadable(f"hash {int(ids[order[start]])} belongs to no source")
        part = int(run[0]) // sources.PART_ROWS
        frames = times(connection, known, part, tell)[run - part * sources.PART_ROWS].tolist()
        tags = _tags(connection, known, run) if known.number in tagged else {}
        named = labels.of(connection, known.number, run.tolist()) if known.media == "list" else {}
        for index, position, (pts, frame, quality, _) in zip(
            order[start:end].tolist(), run.tolist(), frames, strict=True
        ):
            when = None if pts == NO_PTS else pts
            yield (
                index,
                Hit(
                    known, position, when, frame, quality, tuple(tags.get(position, ())), named.get(position)
                ),
            )


def _tagged(connection: sqlite3.Connection) -> set[int]:
    """Sources of which single hashes have tags."""
    found, number = set[int](), -1
    step = "SELECT source FROM tag WHERE source > ? AND position >= 0 ORDER BY source LIMIT 1"
    while row := connection.execute(step, (number,)).fetchone():
        number = row[0]
        found.add(number)
    return found


def _tags(connection: sqlite3.Connection, known: Known, run: NDArray[np.int64]) -> dict[int, list[Tag]]:
    found: dict[int, list[Tag]] = {}
    for position, tag in sources.row_tags(connection, known.number, int(run[0]), int(run[-1])):
        found.setdefault(position, []).append(tag)
    return found

"""Putting sources in: new ones, the same again, and the same with more hashes than before."""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

import numpy as np

from osintkit.index.rows import POSITION_BITS, Kept, Tag
from osintkit.index.store import segments, sources
from osintkit.index.store.columns import Rows, as_words
from osintkit.index.store.gathering import Gathering

Outcome = Literal["added", "already", "extended"]


def add(connection: sqlite3.Connection, batch: list[Kept]) -> list[Outcome]:
    """Put sources in, within the transaction of the caller.

    Returns:
        For each: ``added``, ``already`` there with as many hashes or more, or ``extended``.

    Raises:
        Unreadable: one cannot be extended, as what it has lies in a damaged segment.
    """
    waiting: dict[int, list[Rows]] = {}
    outcomes: list[Outcome] = []
    for kept in batch:
        number = sources.number_of(connection, kept.sha256)
        if number is None:
            _insert(connection, kept, waiting)
            outcomes.append("added")
            continue
        sources.remember(connection, number, kept)
        known = next(sources.known(connection, [number]))
        if known.hashes >= len(kept.frames):
            outcomes.append("already")
            continue
        _settle(connection, waiting)  # or those to be replaced might not be there yet
        _extend(connection, number, kept, waiting)
        outcomes.append("extended")
    _settle(connection, waiting)
    return outcomes


def _insert(connection: sqlite3.Connection, kept: Kept, waiting: dict[int, list[Rows]]) -> int:
    number = sources.insert(connection, kept)
    sources.remember(connection, number, kept)
    hashes, tiers = as_words(kept.hashes), kept.frames["tier"]
    ids = np.arange(len(tiers), dtype=np.uint64) + np.uint64(number << POSITION_BITS)
    for tier in np.unique(tiers).tolist():
        mine = tiers == tier
        rows = Rows(hashes, ids)
        waiting.setdefault(tier, []).append(rows if mine.all() else rows[mine])
    return number


def _extend(connection: sqlite3.Connection, number: int, kept: Kept, waiting: dict[int, list[Rows]]) -> None:
    """Replace a source by one with more hashes, which goes behind all others, as ids must ascend."""
    known = next(sources.known(connection, [number]))
    before = Gathering(connection, lambda *_: None).kept(known)
    segments.remove(connection, np.array([number], np.int64))
    sources.delete(connection, [number])
    carried = replace(before, row_tags=(), tags=(*known.tags, *_homeless(before, kept)))
    now = _insert(connection, kept, waiting)
    sources.remember(connection, now, replace(carried, row_tags=tuple(_moved(before, kept))))


def _moved(before: Kept, kept: Kept) -> Iterator[tuple[int, Tag]]:
    """Tags of single hashes, where the same hash is now."""
    for position, tag in before.row_tags:
        now = _same(before.hashes[position].tobytes(), kept)
        if now is not None:
            yield now, tag


def _homeless(before: Kept, kept: Kept) -> Iterator[Tag]:
    """Tags of hashes that are no more; they are said about the whole then, so that none is lost."""
    return (
        tag for position, tag in before.row_tags if _same(before.hashes[position].tobytes(), kept) is None
    )


def _same(digest: bytes, kept: Kept) -> int | None:
    found = np.flatnonzero((kept.hashes == np.frombuffer(digest, np.uint8)).all(axis=1))
    return int(found[0]) if len(found) else None


def _settle(connection: sqlite3.Connection, waiting: dict[int, list[Rows]]) -> None:
    """Write the hashes that wait, all of one tier together."""
    for tier, parts in sorted(waiting.items()):
        segments.append(connection, tier, Rows.joined(parts))
    waiting.clear()

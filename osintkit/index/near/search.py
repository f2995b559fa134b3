"""Which hashes of the archive are near these? Exact for every radius, and no index to build or keep.

Nearest-neighbour graphs lose evidence: in the nearly uniform space of perceptual hashes they miss
from a twentieth to more than half of what is there. So nothing here is approximate; there are three
exact ways, and which is cheapest depends on the radius and on how many queries there are.
"""

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from osintkit.index.near import counting, pigeonhole, scan
from osintkit.index.near.hamming import BITS, KEYS, WORDS, Columns, Found, Rows, Words, columns
from osintkit.index.rows import Damaged

# Nanoseconds, from tests/benchmarks/index.py. They only choose; the answer is the same.
_LOOK_UP_NS, _CANDIDATE_NS, _ENTRY_NS, _TABLES_NS = 2.0, 15.0, 25.0, 4e6
_GROUP_NS, _GROUP_TABLES_NS, _MARK_NS = 80.0, 1e6, 8.0
_AT_ONCE = _MOST_COUNTED = 2048
"""Bit tables for so many queries are 256 MB; further ones are scanned for."""


class Block(Protocol):
    """Some hashes of the archive, (n, 4) words, kept by column; 65,536 of them or fewer."""

    @property
    def rows(self) -> int:
        """How many."""
        ...

    def first(self) -> Words:
        """Words 0 and 1, (2, rows)."""
        ...

    def rest(self) -> Words:
        """Words 2 and 3, (2, rows); asked for only if needed, and once in a search."""
        ...

    def ids(self) -> Words:
        """What each hash belongs to, (rows,); asked for only if something is found, and once."""
        ...


@dataclass(frozen=True, slots=True)
class Hits:
    """What was found, ordered by query, then distance, then id; arrays of equal length.

    Attributes:
        query: Index of the query.
        ids: Id of the hash.
        distance: Bits in which they differ, 0 to the radius.
    """

    query: NDArray[np.int64]
    ids: Words
    distance: NDArray[np.int16]

    def __len__(self) -> int:
        return len(self.query)


class _Loaded:
    """A block's columns, each half read once and when it is needed."""

    def __init__(self, block: Block) -> None:
        self._block = block

    def __getitem__(self, word: int) -> Words:
        half = self._first if word < WORDS // 2 else self._rest
        return np.asarray(half[word % (WORDS // 2)], np.uint64)

    @cached_property
    def _first(self) -> Words:
        return np.ascontiguousarray(self._block.first())

    @cached_property
    def _rest(self) -> Words:
        return np.ascontiguousarray(self._block.rest())

    @cached_property
    def ids(self) -> Words:
        return self._block.ids()


Way = Callable[[Columns], Iterator[Found]]
"""A way to search one block."""


class _Search:
    """Some of the queries, and the way to find them; tables are made when they pay.

    How many blocks will come is not known. The first are scanned until that has cost about what the
    tables do: at worst twice as much is then spent as by who knew.
    """

    def __init__(self, queries: Words, first: int, radius: int) -> None:
        self.first = first
        self._way: Way = scan.way(queries, radius)
        self._seen_rows = 0
        self._worth_rows, self._prepare = _cheapest(queries, first, radius)

    def hits(self, rows: int, block: Columns) -> Iterator[Found]:
        """What of the queries is in this block; numbered from 0."""
        self._seen_rows += rows
        if self._seen_rows >= self._worth_rows:
            self._way, self._worth_rows = self._prepare(), math.inf
        return self._way(block)


def _cheapest(queries: Words, first: int, radius: int) -> tuple[float, Callable[[], Way]]:
    """From how many rows on is which way cheaper than to scan?"""
    count, by_word = len(queries), columns(queries)

    def banded() -> Way:
        made = pigeonhole.tables(by_word, radius)
        return lambda block: pigeonhole.hits(made, block)

    def counted() -> Way:
        made = counting.groups(by_word, radius)
        return lambda block: counting.hits(made, by_word, radius, block)

    scanning_ns = scan.cost_of_all_ns(queries, radius)
    bands, entries = pigeonhole.size(radius)
    row_ns = bands * _LOOK_UP_NS + count * entries / KEYS * _CANDIDATE_NS
    ways = [(row_ns, _TABLES_NS + count * entries * _ENTRY_NS, banded)]
    if radius <= counting.LARGEST_RADIUS and first < _MOST_COUNTED:
        groups = -(-count // counting.PER_GROUP)
        ways.append(
            (
                groups * _GROUP_NS,
                groups * _GROUP_TABLES_NS + count * counting.size(radius) * _MARK_NS,
                counted,
            )
        )
    row_ns, tables_ns, way = min(ways, key=lambda way: way[0])
    return (tables_ns / (scanning_ns - row_ns) if row_ns < scanning_ns else math.inf), way


def within(queries: Words, blocks: Iterable[Block], radius: int) -> Hits:
    """Which hashes are within ``radius`` bits of which query? Every one of them, and each once.

    Takes about 2 MB besides the answer for a few queries. Tables for many take 8 MB for each 64 of the
    first 2,048 at a large radius, else for each 2,048 at least 18. The answer itself takes 18 bytes a
    hit, and up to five times that while it is put in order.

    Args:
        queries: (q, 4), with copies as may be.
        blocks: What is searched; each is looked at once.
        radius: 0 to 256.

    Raises:
        ValueError: The radius is not 0 to 256, or the queries have no four words.
    """
    if not 0 <= radius <= BITS:
        raise ValueError(f"a radius is 0 to {BITS} bits, not {radius}")
    if queries.ndim != 2 or queries.shape[1] != WORDS:
        raise ValueError(f"queries are (n, {WORDS}) words, not {queries.shape}")
    # A video asks for the same frame again and again; each would cost as much as another.
    distinct, which = np.unique(queries, axis=0, return_inverse=True)
    searches = [
        _Search(distinct[first : first + _AT_ONCE], first, radius)
        for first in range(0, len(distinct), _AT_ONCE)
    ]
    found = [part for block in blocks if block.rows for part in _if_readable(searches, block)]
    return _ordered(_copied(_joined(found), which.ravel(), len(distinct)))


def exact(queries: Words, blocks: Iterable[Block]) -> Hits:
    """Which hashes equal which query? The only question that blank pictures can be asked.

    Arguments and answer are those of `within`, whose radius is 0.
    """
    return within(queries, blocks, 0)


def _if_readable(searches: list[_Search], block: Block) -> list[Hits]:
    """What is in this block; nothing when it is damaged, which whoever reads it tells."""
    try:
        return list(_in_block(searches, block))
    except Damaged:
        return []


def _in_block(searches: list[_Search], block: Block) -> Iterator[Hits]:
    loaded = _Loaded(block)
    for search in searches:
        for asked, rows, apart in search.hits(block.rows, loaded):
            if len(rows):
                yield Hits(asked + search.first, loaded.ids.take(rows), apart)


def _joined(parts: list[Hits]) -> Hits:
    if not parts:
        return Hits(np.empty(0, np.int64), np.empty(0, np.uint64), np.empty(0, np.int16))
    return Hits(
        np.concatenate([part.query for part in parts]),
        np.concatenate([part.ids for part in parts]),
        np.concatenate([part.distance for part in parts]),
    )


def _copied(found: Hits, which: Rows, distinct: int) -> Hits:
    """The hits of each distinct query once for every query that is a copy of it."""
    copies = np.bincount(which, minlength=distinct)
    begins = np.cumsum(copies, dtype=np.int64) - copies
    times = copies.take(found.query)
    ends = np.cumsum(times, dtype=np.int64)
    before = begins.take(found.query) - (ends - times)
    place = before.repeat(times) + np.arange(int(times.sum()))
    query = which.argsort(kind="stable").take(place)
    return Hits(query, found.ids.repeat(times), found.distance.repeat(times))


def _ordered(found: Hits) -> Hits:
    order = np.lexsort((found.ids, found.query * (BITS + 1) + found.distance))
    return Hits(found.query.take(order), found.ids.take(order), found.distance.take(order))

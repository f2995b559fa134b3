"""All hashes of the archive against each other: which belong together at this radius?

Groups are the connected components, so they do not depend on the order of the hashes. Hashes within
31 bits have a 64-bit word within 7, of which a half is within 3. Cut the 32 bits of the half into
six parts: three of them are equal. For each choice of three the hashes are sorted by those 16 bits
or so, and whoever has the same is found by comparing the sorted words with themselves, moved by one
place, by two, and so on: without a look-up, at the price of a scan.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from osintkit.index.near import scan
from osintkit.index.near.hamming import BITS, WORDS, Columns, Rows, Words, columns, measured, nested

Pairs = tuple[Rows, Rows]

# Nanoseconds, from tests/benchmarks/index.py. They only choose; the answer is the same.
# A move compares rows with those of the next key too: about twice as many pairs as there are.
_SORT_NS, _MOVED_NS, _QUERY_NS, _ROUND_NS = 30.0, 2.5, 6e3, 1e5
_HALF_BITS = 32
_MOST_KEPT = 8
_CHUNK_ROWS = 1 << 14
_CROWD, _CROWD_OF_MEAN = 256, 8
_PAIRS_AT_ONCE = 1 << 17
_QUERIES_AT_ONCE = 256
_MEASURED_WHOLLY = 5_000
_SWEEPS = 8


class _Forest:
    """Which rows are joined: each has a parent that is not after it, and is joined to its root."""

    def __init__(self, rows: int) -> None:
        self._parent = np.arange(rows)
        self._is_flat = True

    def roots(self, rows: Rows) -> Rows:
        """The first row of the group of each."""
        found = self._parent.take(rows)
        while True:
            above = self._parent.take(found)
            if np.array_equal(above, found):
                return found
            found = above

    def join(self, one: Rows, other: Rows) -> None:
        """Let each of these pairs be in one group."""
        while len(one):
            self._is_flat = False
            one, other = self.apart(self.roots(one), self.roots(other))
            # Always to the smallest, or a group of thousands would take as many rounds.
            np.minimum.at(self._parent, np.maximum(one, other), np.minimum(one, other))

    def names(self) -> NDArray[np.int32]:
        """The first row of the group of every row."""
        if not self._is_flat:
            self._parent, self._is_flat = self.roots(self._parent), True
        return self._parent.astype(np.int32)

    def apart(self, one: Rows, other: Rows) -> Pairs:
        """Of these pairs those that are not in one group yet."""
        differ = (self.roots(one) != self.roots(other)).nonzero()[0]
        return one.take(differ), other.take(differ)


def groups(hashes: Words, radius: int) -> NDArray[np.int64]:
    """Which hashes are joined by steps of at most ``radius`` bits?

    Args:
        hashes: (n, 4).
        radius: 0 to 256. Made for 31; near 60 the time grows with the square of the hashes.

    Returns:
        For each hash the smallest row of its group, (n,); its own where it is alone.

    Raises:
        ValueError: The radius is not 0 to 256.
    """
    if not 0 <= radius <= BITS:
        raise ValueError(f"a radius is 0 to {BITS} bits, not {radius}")
    kept, which = _distinct(hashes)
    forest, by_word = _Forest(len(kept)), columns(hashes, kept)
    parts = _cheapest(len(kept), radius)
    rounds = _by_parts(by_word, radius, parts, forest) if parts else _by_scan(by_word, radius)
    for one, other in (pairs for found in rounds for pairs in _in_bulk(found)):
        near = measured(by_word, by_word, *forest.apart(one, other), radius)
        forest.join(near[0], near[1])
    return kept.take(forest.roots(which))


def diameter(hashes: Words) -> tuple[int, bool]:
    """How far apart are the two of these that are the farthest apart, and is that certain?

    A group of which the diameter is beyond the radius is a chain. Up to 5,000 different hashes every
    pair is looked at. Beyond, the farthest of the farthest is sought a few times over: the answer is
    then a lower bound, and at least half of the truth.

    Args:
        hashes: (n, 4), of one group.

    Returns:
        Bits, 0 to 256, 0 for fewer than two hashes; whether every pair was looked at.
    """
    by_word = columns(hashes, _distinct(hashes)[0])
    count = len(by_word[0])
    if count <= _MEASURED_WHOLLY:
        return max((int(_all_from(by_word, row).max()) for row in range(count)), default=0), True
    widest, row = 0, 0
    for _ in range(_SWEEPS):
        apart = _all_from(by_word, row)
        widest, row = max(widest, int(apart.max())), int(apart.argmax())
    return widest, False


def _all_from(by_word: Columns, row: int) -> NDArray[np.uint16]:
    """How far every row is from this one."""
    total = np.zeros(len(by_word[0]), np.uint16)
    for word in range(WORDS):
        total += np.bitwise_count(by_word[word] ^ by_word[word][row])
    return total


def _distinct(hashes: Words) -> Pairs:
    """The first row of each different hash, ascending, and for each row the place of its hash there."""
    order = hashes[:, 0].argsort(kind="stable")
    first = hashes[order, 0]
    same = np.concatenate(([False], first[1:] == first[:-1], [False]))
    # Few hashes share their first word, and only those need be sorted by the others.
    sharing = (same[1:] | same[:-1]).nonzero()[0]
    rows = order[sharing]
    order[sharing] = rows[np.lexsort((rows, *hashes[rows].T[::-1]))]
    ordered = hashes[order]
    new = np.ones(len(order), np.bool_)
    new[1:] = (ordered[1:] != ordered[:-1]).any(axis=1)
    kept = order[new]
    by_row = kept.argsort()
    place = np.empty_like(by_row)
    place[by_row] = np.arange(len(by_row))
    which = np.empty_like(order)
    which[order] = place[new.cumsum() - 1]
    return kept[by_row], which


def _cheapest(rows: int, radius: int) -> int:
    """How many parts of each half should be kept? 0 if it is cheaper to look at every pair."""
    pairs = rows * rows / 2
    costs = {0: pairs * scan.cost_ns(radius) + rows * _QUERY_NS}
    apart = [half for half in nested(radius, 2)[1] if half >= 0]
    for kept in range(1, _MOST_KEPT + 1):
        costs[kept] = 0.0
        for half in apart:
            bits = _HALF_BITS * kept / (kept + half)
            sorts = _SORT_NS * (1 if bits <= 16 else 2)
            costs[kept] += math.comb(kept + half, kept) * (
                _ROUND_NS + rows * sorts + pairs * _MOVED_NS / 2**bits
            )
    return min(costs, key=lambda kept: costs[kept])


def _by_scan(by_word: Columns, radius: int) -> Iterator[Iterator[Pairs]]:
    for start in range(0, len(by_word[0]), _QUERIES_AT_ONCE):
        later = [by_word[word][start:] for word in range(WORDS)]
        queries = np.stack([column[:_QUERIES_AT_ONCE] for column in later], axis=1)
        found = scan.hits(queries, radius, later)
        yield ((row + start, asked + start) for asked, row, _ in found)


@dataclass(frozen=True, slots=True)
class _Line:
    """Rows in the order of their keys.

    Attributes:
        words: One word of each.
        names: The group each was in before.
        sizes: How many have its key; those of one key are side by side.
        rows: Which they are.
    """

    words: Words
    names: NDArray[np.int32]
    sizes: NDArray[np.int64]
    rows: Rows

    def of_more(self, than: int) -> "_Line":
        """Those of which more than so many have the key."""
        kept = (self.sizes > than).nonzero()[0]
        if len(kept) == len(self.rows):
            return self
        return _Line(
            self.words.take(kept), self.names.take(kept), self.sizes.take(kept), self.rows.take(kept)
        )


def _by_parts(by_word: Columns, radius: int, kept: int, forest: _Forest) -> Iterator[Iterator[Pairs]]:
    """Pairs with a word that is near enough for its share, for one choice of parts after another."""
    words, halves = nested(radius, 2)
    for place, apart in enumerate(halves):
        if apart >= 0:
            column = by_word[place // 2]
            half = np.ascontiguousarray(column.view(np.uint32)[place % 2 :: 2])
            for key, bits in _keys(half, apart + kept, kept):
                order = _order(key, bits)
                begins, sizes = _runs(key.take(order))
                crowds = sizes > max(_CROWD, _CROWD_OF_MEAN * sizes.mean())
                for begin, size in zip(begins[crowds], sizes[crowds], strict=True):
                    _join_crowd(by_word, radius, forest, order[begin : begin + size])
                sizes = np.where(crowds, 0, sizes).repeat(sizes)
                line = _Line(column.take(order), forest.names().take(order), sizes, order)
                yield _of_one_key(line, words[place // 2])


def _runs(ordered: NDArray[np.uint32]) -> tuple[Rows, Rows]:
    """Where the runs of equal keys begin, and how long each is."""
    begins = np.concatenate(([0], (ordered[1:] != ordered[:-1]).nonzero()[0] + 1))
    return begins, np.diff(begins, append=len(ordered))


def _keys(half: NDArray[np.uint32], parts: int, kept: int) -> Iterator[tuple[NDArray[np.uint32], int]]:
    """The bits of every choice of parts, and how many they are."""
    edges = [_HALF_BITS * part // parts for part in range(parts + 1)]
    for choice in combinations(range(parts), kept):
        key, bits = np.zeros_like(half), 0
        for part in choice:
            width = edges[part + 1] - edges[part]
            key |= ((half >> np.uint32(edges[part])) & np.uint32((1 << width) - 1)) << np.uint32(bits)
            bits += width
        yield key, bits


def _order(key: NDArray[np.uint32], bits: int) -> Rows:
    # numpy sorts 16 bits by counting, several times faster than by comparing; so 32 bits go in two.
    order = key.astype(np.uint16).argsort(kind="stable")
    if bits > 16:
        order = order.take((key >> np.uint32(16)).astype(np.uint16).take(order).argsort(kind="stable"))
    return order


def _of_one_key(line: _Line, apart: int) -> Iterator[Pairs]:
    """Pairs of rows that have one key and of which the words are near, and not in one group before."""
    step = 1
    while len((line := line.of_more(step)).rows):
        # Once half of the rows are compared with another key's for nothing, they are left out.
        longer = len(line.sizes) - np.bincount(line.sizes).cumsum()
        until = int((2 * longer > len(line.sizes)).sum())
        for one, other in _of_neighbours(line, apart, range(step, until)):
            yield line.rows.take(one), line.rows.take(other)
        step = until


def _of_neighbours(line: _Line, apart: int, steps: range) -> Iterator[Pairs]:
    """Places of near words so many places from each other; across the border of two keys is no harm."""
    differ, count = np.empty(_CHUNK_ROWS, np.uint64), np.empty(_CHUNK_ROWS, np.uint8)
    near, strange = np.empty(_CHUNK_ROWS, np.bool_), np.empty(_CHUNK_ROWS, np.bool_)
    for start in range(0, len(line.words), _CHUNK_ROWS):
        here, names = line.words[start : start + _CHUNK_ROWS], line.names[start : start + _CHUNK_ROWS]
        for step in steps:
            moved = line.words[start + step : start + step + _CHUNK_ROWS]
            part = slice(len(moved))
            np.bitwise_xor(here[part], moved, out=differ[part])
            np.bitwise_count(differ[part], out=count[part])
            np.less_equal(count[part], apart, out=near[part])
            others = line.names[start + step : start + step + _CHUNK_ROWS]
            np.not_equal(names[part], others, out=strange[part])
            near[part] &= strange[part]
            found = near[part].nonzero()[0]
            if len(found):
                found += start
                yield found, found + step


def _join_crowd(by_word: Columns, radius: int, forest: _Forest, rows: Rows) -> None:
    """Join the near among many rows of one key: mostly copies of a blank frame, joined long ago.

    Whoever is in the largest group need not be compared with the others in it, and the first row that
    is looked at may bring them all together; so the work is not the square of the crowd.
    """
    hashes = [by_word[word].take(rows) for word in range(WORDS)]
    waiting, joined, largest, names = np.ones(len(rows), np.bool_), True, 0, rows
    while True:
        if joined:
            names = forest.roots(rows)
            known, counts = np.unique(names, return_counts=True)
            largest = known[counts.argmax()]
        outside = (waiting & (names != largest)).nonzero()[0]
        if not len(outside):
            return
        row = int(outside[0])
        waiting[row] = False
        others = (names != names[row]).nonzero()[0]
        _, near, _ = measured(hashes, hashes, others, np.full(len(others), row), radius)
        forest.join(rows.take(near), np.full(len(near), rows[row]))
        joined = len(near) > 0


def _in_bulk(pairs: Iterator[Pairs]) -> Iterator[Pairs]:
    """The same pairs, many at a time."""
    held: list[Pairs] = []
    count = 0
    for one, other in pairs:
        held.append((one, other))
        count += len(one)
        if count >= _PAIRS_AT_ONCE:
            yield np.concatenate([part for part, _ in held]), np.concatenate([part for _, part in held])
            held, count = [], 0
    if count:
        yield np.concatenate([part for part, _ in held]), np.concatenate([part for _, part in held])

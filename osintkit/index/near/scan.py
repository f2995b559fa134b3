"""Few queries: every hash is looked at, but only as much of it as rules it out.

What two words differ in is at least what their bitwise OR has set, and counting bits is the dearest
step. So up to radius 33 one count of 64 bits decides about 128 of them: for unlike hashes it is 48
on average, with a deviation of 3.5. The larger the radius, the more is looked at.
"""

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np
from numpy.typing import NDArray

from osintkit.index.near.hamming import BITS, WORDS, Columns, Found, Words, measured

WORD_BITS = BITS // WORDS

CHUNK_ROWS = 1 << 16
Scratch = tuple[Words, Words, NDArray[np.uint8], NDArray[np.uint8]]
Bound = Callable[[list[Words], Words, Scratch], NDArray[np.uint8]]


def _of_either(chunk: list[Words], query: Words, scratch: Scratch) -> NDArray[np.uint8]:
    """Bits set in either of the first two words."""
    one, other, count, _ = scratch
    np.bitwise_xor(chunk[0], query[0], out=one)
    np.bitwise_xor(chunk[1], query[1], out=other)
    np.bitwise_or(one, other, out=one)
    return np.bitwise_count(one, out=count)


def _of_two(chunk: list[Words], query: Words, scratch: Scratch) -> NDArray[np.uint8]:
    """Bits set in the first two words."""
    return _counted(chunk, query, scratch, 2)


def _of_three(chunk: list[Words], query: Words, scratch: Scratch) -> NDArray[np.uint8]:
    """Bits set in either of the first two words, and in the third."""
    one, _, count, more = scratch
    _of_either(chunk, query, scratch)
    np.bitwise_xor(chunk[2], query[2], out=one)
    np.bitwise_count(one, out=more)
    return np.add(count, more, out=count)


def _of_four(chunk: list[Words], query: Words, scratch: Scratch) -> NDArray[np.uint8]:
    """Bits set in all words; 255 also for 256, which 8 bits cannot hold."""
    return _counted(chunk, query, scratch, WORDS)


def _counted(chunk: list[Words], query: Words, scratch: Scratch, words: int) -> NDArray[np.uint8]:
    one, _, count, more = scratch
    for word in range(words):
        np.bitwise_xor(chunk[word], query[word], out=one)
        np.bitwise_count(one, out=more if word else count)
        if word:
            np.add(count, np.minimum(more, 63, out=more) if word == WORDS - 1 else more, out=count)
    return count


# Largest radius at which at most a few of 10,000 unlike hashes get past; words looked at; nanoseconds.
_LEVELS: list[tuple[int, int, float, Bound]] = [
    (33, 2, 1.25, _of_either),
    (41, 2, 1.5, _of_two),
    (66, 3, 2.2, _of_three),
    (BITS, 4, 3.0, _of_four),
]
# The same for a hash and its opposite at once: what differs from the one in n bits of the words looked at
# differs from the other in all but n, which only a plain count tells.
_LEVELS_OF_PAIRS: list[tuple[int, int, float, Bound]] = [
    (41, 2, 1.6, _of_two),
    (BITS // 2 - 1, 4, 3.1, _of_four),
]
Pair = tuple[int, int | None]


def pairs(queries: Words) -> list[Pair]:
    """The queries, each with its opposite (the hash of the negative picture) if that is asked for, too."""
    rows = [query.tobytes() for query in queries]
    place = {row: number for number, row in enumerate(rows)}
    found: list[Pair] = []
    for number, opposite in enumerate(~queries):
        other = place.get(opposite.tobytes())
        if other is None or number < other:
            found.append((number, other))
    return found


def cost_ns(radius: int) -> float:
    """About how long does it take to rule out one hash for one query?"""
    return _level(_LEVELS, radius)[2]


def cost_of_all_ns(queries: Words, radius: int) -> float:
    """About how long does it take to rule out one hash for all these queries?"""
    if radius > _LEVELS_OF_PAIRS[-1][0]:
        return len(queries) * _level(_LEVELS, radius)[2]
    two = sum(other is not None for _, other in pairs(queries))
    alone = len(queries) - 2 * two
    return alone * _level(_LEVELS, radius)[2] + two * _level(_LEVELS_OF_PAIRS, radius)[2]


def _level(levels: list[tuple[int, int, float, Bound]], radius: int) -> tuple[int, int, float, Bound]:
    return next(level for level in levels if radius <= level[0])


def way(queries: Words, radius: int) -> Callable[[Columns], Iterator[Found]]:
    """A way to search one block after the other for these queries, as `hits` does."""
    together: list[Pair] = [(number, None) for number in range(len(queries))]
    if radius <= _LEVELS_OF_PAIRS[-1][0]:
        together = pairs(queries)
    # Made once: memory of this size comes from the system each time, and has to be cleared by it.
    scratch = np.empty((2, CHUNK_ROWS), np.uint64), np.empty((2, CHUNK_ROWS), np.uint8)
    return partial(_hits, queries, radius, together, scratch)


def hits(queries: Words, radius: int, hashes: Columns) -> Iterator[Found]:
    """Which queries, (n, 4), are within the radius of which rows? Each pair once.

    Up to radius 41 the last two columns are looked at only for hashes which the first do not rule out.
    """
    return way(queries, radius)(hashes)


def _hits(
    queries: Words,
    radius: int,
    together: list[Pair],
    scratch: tuple[Words, NDArray[np.uint8]],
    hashes: Columns,
) -> Iterator[Found]:
    rows = len(hashes[0])
    by_word = queries.T
    for start in range(0, rows, CHUNK_ROWS):
        count = min(CHUNK_ROWS, rows - start)
        parts = (*scratch[0][:, :count], *scratch[1][:, :count])
        for asked, opposite in together:
            _, words, _, bound = _level(_LEVELS if opposite is None else _LEVELS_OF_PAIRS, radius)
            chunk = [hashes[word][start : start + CHUNK_ROWS] for word in range(words)]
            least = bound(chunk, queries[asked], parts)
            if least.min() <= radius:
                near = (least <= radius).nonzero()[0]
                yield measured(hashes, by_word, near + start, np.full(len(near), asked), radius)
            most = words * WORD_BITS - radius
            if opposite is not None and least.max() >= most:
                near = (least >= most).nonzero()[0]
                yield measured(hashes, by_word, near + start, np.full(len(near), opposite), radius)

"""Few queries: every hash is looked at, but only as much of it as rules it out.

What two words differ in is at least what their bitwise OR has set, and counting bits is the dearest
step. So up to radius 33 one count of 64 bits decides about 128 of them: for unlike hashes it is 48
on average, with a deviation of 3.5. The larger the radius, the more is looked at.
"""

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from osintkit.index.near.hamming import BITS, WORDS, Columns, Found, Words, measured

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


def cost_ns(radius: int) -> float:
    """About how long does it take to rule out one hash for one query?"""
    return next(cost for largest, _, cost, _ in _LEVELS if radius <= largest)


def hits(queries: Words, radius: int, hashes: Columns) -> Iterator[Found]:
    """Which queries, (n, 4), are within the radius of which rows? Each pair once, by query in each part.

    Up to radius 41 the last two columns are looked at only for hashes which the first do not rule out.
    """
    _, words, _, bound = next(level for level in _LEVELS if radius <= level[0])
    rows = len(hashes[0])
    scratch = np.empty((2, min(rows, CHUNK_ROWS)), np.uint64), np.empty((2, min(rows, CHUNK_ROWS)), np.uint8)
    by_word = queries.T
    for start in range(0, rows, CHUNK_ROWS):
        chunk = [hashes[word][start : start + CHUNK_ROWS] for word in range(words)]
        count = len(chunk[0])
        parts = (*scratch[0][:, :count], *scratch[1][:, :count])
        for asked, query in enumerate(queries):
            least = bound(chunk, query, parts)
            if least.min() <= radius:
                near = (least <= radius).nonzero()[0]
                yield measured(hashes, by_word, near + start, np.full(len(near), asked), radius)

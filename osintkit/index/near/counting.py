"""Many queries at a large radius: bit tables count for 64 queries at once in how many bands they agree.

Of the sixteen 16-bit bands of two hashes at most twelve can differ by more than a thirteenth of the
radius each, or they would add up to more than the radius. So at radius 60 at least four bands are
within 4, as in one pair of four hundred of unlike hashes. A table gives for each key of a band one
bit per query; the bits of sixteen look-ups are added by logic, as in a chain of full adders.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from osintkit.index.near.hamming import (
    BANDS,
    KEYS,
    WORDS,
    Columns,
    Found,
    Rows,
    Words,
    ball,
    keys,
    measured,
    volume,
)

LARGEST_RADIUS = 64
"""Up to here a band may differ by 4 of its 16 bits, which is rare; 5 are not."""
PER_GROUP = 64
CHUNK_ROWS = 1 << 16
"""The more rows, the longer each table of 512 KB stays in the cache."""
_PER_WORD = BANDS // WORDS
_MOST_BANDS_OVER = 12


@dataclass(frozen=True, slots=True)
class Group:
    """At most 64 queries, made ready for one radius.

    Attributes:
        first: Number of the first of them among all queries.
        near: Bit ``i`` is set if query ``i`` is near the key in the band, (16, 65,536).
    """

    first: int
    near: Words


def size(radius: int) -> int:
    """How many keys, of all bands, are near a query?"""
    return BANDS * volume(radius // (_MOST_BANDS_OVER + 1))


def groups(queries: Columns, radius: int) -> list[Group]:
    """What is made of the queries before a pass: 8 MB for each 64 of them.

    Args:
        queries: Four columns of any length.
        radius: 0 to 64.
    """
    masks = ball(radius // (_MOST_BANDS_OVER + 1))
    return [
        Group(first, _near([queries[word][first : first + PER_GROUP] for word in range(WORDS)], masks))
        for first in range(0, len(queries[0]), PER_GROUP)
    ]


def _near(queries: Columns, masks: NDArray[np.uint16]) -> Words:
    near = np.zeros((BANDS, KEYS), np.uint64)
    for band in range(BANDS):
        table = near[band]
        for bit, own in enumerate(keys(queries[band // _PER_WORD], band % _PER_WORD)):
            table[masks ^ own] |= np.uint64(1 << bit)
    return near


def hits(made: list[Group], queries: Columns, radius: int, hashes: Columns) -> Iterator[Found]:
    """Which queries are near which rows? Each pair once, in parts of bounded size, in no set order."""
    scratch, at = np.empty((7, CHUNK_ROWS), np.uint64), np.empty(CHUNK_ROWS, np.intp)
    for start in range(0, len(hashes[0]), CHUNK_ROWS):
        chunk = [hashes[word][start : start + CHUNK_ROWS] for word in range(WORDS)]
        count = len(chunk[0])
        for group in made:
            four = _in_four(group, chunk, at[:count], scratch[:, :count])
            for rows, bits in _set_bits(four):
                asked, rows, apart = measured(chunk, queries, rows, bits + group.first, radius)
                yield asked, rows + start, apart


def _in_four(group: Group, chunk: Columns, at: NDArray[np.intp], scratch: Words) -> Words:
    """Which queries are near in four bands at least? One bit each, per row.

    Only carries matter: each is two bands, and two carries are four.
    """
    rows: list[Words] = list(scratch)
    odd, left, right, carry, half, two, four = rows
    for sum_ in (odd, two, four):
        sum_[:] = 0
    for band in range(0, BANDS, 2):
        for side, out in enumerate((left, right)):
            word, part = divmod(band + side, _PER_WORD)
            np.copyto(at, keys(chunk[word], part))
            group.near[band + side].take(at, out=out, mode="clip")
        # A full adder: `odd` becomes the sum of the three, `carry` is set where two of them were.
        np.bitwise_and(odd, left, out=carry)
        np.bitwise_xor(odd, left, out=half)
        np.bitwise_xor(half, right, out=odd)
        np.bitwise_and(half, right, out=half)
        np.bitwise_or(carry, half, out=carry)
        np.bitwise_and(two, carry, out=half)
        np.bitwise_or(four, half, out=four)
        np.bitwise_or(two, carry, out=two)
    return four


def _set_bits(words: Words) -> Iterator[tuple[Rows, Rows]]:
    """The place of every set bit, which word and which bit; the lowest of each word, then the next."""
    rows = (words != 0).nonzero()[0]
    left = words.take(rows)
    while len(rows):
        yield rows, np.bitwise_count((left - np.uint64(1)) & ~left).astype(np.intp)
        left &= left - np.uint64(1)
        more = (left != 0).nonzero()[0]
        rows, left = rows.take(more), left.take(more)

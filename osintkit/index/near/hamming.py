"""The arithmetic of 256-bit hashes that search and grouping share: distances and the pigeonhole rule.

A hash is four 64-bit words; word ``k`` is its bytes ``8k`` to ``8k + 8``, little-endian.
"""

import math
from itertools import combinations
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint64]
Rows = NDArray[np.int64]
Found = tuple[Rows, Rows, NDArray[np.int16]]
"""Which query, which row, how far apart; arrays of equal length."""

WORDS, BANDS = 4, 16
BAND_BITS = 16
BITS = WORDS * 64
KEYS = 1 << BAND_BITS


class Columns(Protocol):
    """Four arrays of equal length: the first words of all hashes, the second, the third, the fourth."""

    def __getitem__(self, word: int, /) -> Words:
        """Word 0 to 3 of every hash, contiguous."""
        ...


def columns(hashes: Words, rows: slice | Rows = slice(None)) -> list[Words]:
    """The columns of hashes, (n, 4), or of some of them; new arrays."""
    return [np.ascontiguousarray(hashes[rows, word]) for word in range(WORDS)]


def shares(radius: int, parts: int) -> list[int]:
    """How far may each part be apart, so that hashes within ``radius`` agree so well in one at least?

    The general pigeonhole rule: the shares add up to ``radius - parts + 1``, so that to exceed every
    one takes ``radius + 1`` bits. -1 is a part that need not be looked at.

    Source: Qin et al., "GPH: Similarity Search in Hamming Space", ICDE 2018.
    """
    least, more = divmod(radius - parts + 1, parts)
    return [max(-1, least + (part < more)) for part in range(parts)]


def nested(radius: int, parts: int) -> tuple[list[int], list[int]]:
    """How far may each word, and each of its ``parts`` equal parts, be apart?

    Hashes within ``radius`` have a word within its share of which a part is within that part's.

    Returns:
        The shares of the 4 words, and of the ``4 * parts`` parts, low bits of a word first.
    """
    words = shares(radius, WORDS)
    return words, [part for word in words for part in (shares(word, parts) if word >= 0 else [-1] * parts)]


def volume(radius: int) -> int:
    """How many 16-bit numbers have at most ``radius`` bits set?"""
    return sum(math.comb(BAND_BITS, count) for count in range(radius + 1))


def ball(radius: int) -> NDArray[np.uint16]:
    """Which 16-bit numbers have at most ``radius`` bits set? Those with fewer come first."""
    masks = [
        sum(1 << bit for bit in bits)
        for count in range(radius + 1)
        for bits in combinations(range(BAND_BITS), count)
    ]
    return np.array(masks, np.uint16)


def keys(words: Words, band: int) -> NDArray[np.uint16]:
    """The 16 bits of each word that are its band 0 to 3; a view of contiguous ``words``.

    Which bits those are depends on the byte order of the machine: nothing that is stored may.
    """
    return words.view(np.uint16)[band::4]


def measured(hashes: Columns, queries: Columns, rows: Rows, asked: Rows, radius: int) -> Found:
    """Which of these pairs of row and query are within the radius, and how far apart?

    Args:
        hashes: What is searched; the last two columns are looked at only if a pair needs it.
        queries: What is searched for.
        rows: Row of each pair.
        asked: Query of each pair.
        radius: 0 to 256.
    """
    total = np.zeros(len(rows), np.int16)
    for word in range(WORDS):
        if not len(rows):
            break
        total += np.bitwise_count(hashes[word].take(rows) ^ queries[word].take(asked))
        near = total <= radius
        if not near.all():
            rows, asked, total = rows[near], asked[near], total[near]
    return asked, rows, total

"""Many queries at a small radius: the queries are indexed, and the archive is passed over once.

Hashes within 31 bits of each other have a 64-bit word within 7, and in it one of four 16-bit bands
within 1. So a table from each band's 65,536 keys to the queries near it leaves few pairs to compare,
and a hash that no query is near costs sixteen look-ups, however many queries there are.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from osintkit.index.near.hamming import KEYS, WORDS, Columns, Found, Rows, ball, keys, nested, volume

CHUNK_ROWS = 1 << 16
PAIRS_AT_ONCE = 1 << 18
"""Bounds the memory of a pass: hot frames can make every row a candidate of every query."""
_PER_WORD = 4


@dataclass(frozen=True, slots=True)
class Band:
    """Which queries are near each key of one band.

    Most keys have none or one, so that one is kept apart from the rest.

    Attributes:
        place: Which band of all, 0 to 15.
        taken: Whether a key has a query, (65,536,).
        one: One query of each key that has any, (65,536,).
        several: Whether a key has more than one, (65,536,).
        begins: Where in ``more`` the others of each key begin, (65,536,).
        counts: How many others there are, (65,536,).
        more: Queries, ordered by key.
    """

    place: int
    taken: NDArray[np.bool_]
    one: NDArray[np.uint16]
    several: NDArray[np.bool_]
    begins: NDArray[np.int32]
    counts: NDArray[np.int32]
    more: NDArray[np.uint16]


@dataclass(frozen=True, slots=True)
class Tables:
    """Queries indexed for one radius; see `tables`."""

    queries: Columns
    radius: int
    words: NDArray[np.int16]
    parts: NDArray[np.int16]
    bands: list[Band]


def size(radius: int) -> tuple[int, int]:
    """How many bands have to be looked up, and how many keys of theirs are near a query?"""
    parts = [part for part in nested(radius, _PER_WORD)[1] if part >= 0]
    return len(parts), sum(volume(part) for part in parts)


def tables(queries: Columns, radius: int) -> Tables:
    """What is made of the queries before a pass: 18 MB, and at radius 31 2 KB a query.

    Args:
        queries: At most 65,536, different from each other.
        radius: 0 and up; sensible to 40.
    """
    words, parts = nested(radius, _PER_WORD)
    bands = [
        _band(place, keys(queries[place // _PER_WORD], place % _PER_WORD), part)
        for place, part in enumerate(parts)
        if part >= 0
    ]
    return Tables(queries, radius, np.array(words, np.int16), np.array(parts, np.int16), bands)


def _band(place: int, own: NDArray[np.uint16], apart: int) -> Band:
    near = (ball(apart)[:, None] ^ own).ravel()
    order = near.argsort(kind="stable")
    asked, ordered = (order % max(1, len(own))).astype(np.uint16), near[order]
    counts = np.bincount(near, minlength=KEYS).astype(np.int32)
    taken = counts > 0
    leads = np.diff(ordered.astype(np.int32), prepend=-1) > 0
    one = np.zeros(KEYS, np.uint16)
    one[taken] = asked[leads]
    counts -= taken
    begins = (counts.cumsum() - counts).astype(np.int32)
    return Band(place, taken, one, counts > 0, begins, counts, asked[~leads])


def hits(made: Tables, hashes: Columns) -> Iterator[Found]:
    """Which queries are near which rows? Each pair once, in parts of bounded size, in no set order."""
    key, taken = np.empty(CHUNK_ROWS, np.intp), np.empty(CHUNK_ROWS, np.bool_)
    for start in range(0, len(hashes[0]), CHUNK_ROWS):
        chunk = [hashes[word][start : start + CHUNK_ROWS] for word in range(WORDS)]
        count = len(chunk[0])
        for band in made.bands:
            word, part = divmod(band.place, _PER_WORD)
            np.copyto(key[:count], keys(chunk[word], part))
            band.taken.take(key[:count], out=taken[:count], mode="clip")
            rows = taken[:count].nonzero()[0]
            for row, asked in _pairs(band, rows, key.take(rows)):
                near = np.bitwise_count(chunk[word].take(row) ^ made.queries[word].take(asked))
                close = near <= made.words[word]
                if close.any():
                    found = _first_seen(made, band.place, chunk, row[close], asked[close])
                    yield found[0], found[1] + start, found[2]


def _pairs(band: Band, rows: Rows, key: NDArray[np.intp]) -> Iterator[tuple[Rows, Rows]]:
    """Rows and the queries that have the row's key, in pieces which fit the memory that is allowed."""
    yield rows, band.one.take(key).astype(np.intp)
    several = band.several.take(key).nonzero()[0]
    if not len(several):
        return
    rows, key = rows.take(several), key.take(several)
    counts, begins = band.counts.take(key), band.begins.take(key)
    for start, end in _pieces(counts):
        count = counts[start:end]
        before = begins[start:end] - (np.cumsum(count, dtype=np.int64) - count)
        at = before.repeat(count) + np.arange(int(count.sum()))
        yield rows[start:end].repeat(count), band.more.take(at).astype(np.intp)


def _pieces(counts: NDArray[np.int32]) -> Iterator[tuple[int, int]]:
    ends = counts.cumsum(dtype=np.int64)
    start = 0
    while start < len(counts):
        before = int(ends[start - 1]) if start else 0
        end = max(start + 1, int(ends.searchsorted(before + PAIRS_AT_ONCE, side="right")))
        yield start, end
        start = end


def _first_seen(made: Tables, place: int, chunk: Columns, rows: Rows, asked: Rows) -> Found:
    """Of these pairs those within the radius which no earlier band has found already."""
    differ = np.stack([chunk[k].take(rows) ^ made.queries[k].take(asked) for k in range(WORDS)], axis=1)
    per_word = np.bitwise_count(differ)
    apart = per_word.sum(axis=1, dtype=np.int16)
    per_band = np.bitwise_count(differ.view(np.uint16)) <= made.parts
    found = per_band & (per_word <= made.words).repeat(_PER_WORD, axis=1)
    new = (found.argmax(axis=1) == place) & (apart <= made.radius)
    return asked[new], rows[new], apart[new]

"""Radius search: every hash within the radius, each once, whichever way was chosen."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pytest

from osintkit.index.near import counting, exact, pigeonhole, scan, within
from osintkit.index.near import search as near
from osintkit.index.near.hamming import Words, columns, shares
from tests.benchmarks import hash_sets

EDGES = [
    0,
    1,
    2,
    3,
    7,
    8,
    12,
    15,
    16,
    31,
    32,
    33,
    34,
    41,
    42,
    47,
    48,
    60,
    63,
    64,
    65,
    66,
    67,
    127,
    128,
    255,
    256,
]


@dataclass
class InMemory:
    hashes: Words
    numbers: Words
    reads: list[str] = field(default_factory=list)

    @property
    def rows(self) -> int:
        return len(self.hashes)

    def first(self) -> Words:
        self.reads.append("first")
        return np.ascontiguousarray(self.hashes[:, :2].T)

    def rest(self) -> Words:
        self.reads.append("rest")
        return np.ascontiguousarray(self.hashes[:, 2:].T)

    def ids(self) -> Words:
        self.reads.append("ids")
        return self.numbers


def blocks(hashes: Words, *sizes: int) -> list[InMemory]:
    """In blocks of these sizes and one of the rest; ids are not row numbers and fall as rows rise."""
    ids = np.arange(3 * len(hashes), 0, -3, dtype=np.uint64)
    edges = [0, *itertools.accumulate(sizes), len(hashes)]
    return [InMemory(hashes[a:b], ids[a:b]) for a, b in itertools.pairwise(edges)]


def brute_force(queries: Words, hashes: Words, radius: int) -> list[tuple[int, int, int]]:
    ids = np.arange(3 * len(hashes), 0, -3, dtype=np.uint64)
    apart = np.bitwise_count(queries[:, None] ^ hashes).sum(axis=2, dtype=np.int64)
    asked, rows = (apart <= radius).nonzero()
    return sorted(zip(asked.tolist(), apart[asked, rows].tolist(), ids[rows].tolist(), strict=True))


def found(hits: near.Hits) -> list[tuple[int, int, int]]:
    return list(zip(hits.query.tolist(), hits.distance.tolist(), hits.ids.tolist(), strict=True))


@pytest.fixture(scope="module")
def searched() -> tuple[Words, Words]:
    """300 queries of all kinds, and 1,500 hashes of which some are at every distance of a query."""
    random = np.random.default_rng(7)
    hashes = hash_sets.archive(1200, random)
    queries = hash_sets.queries(hashes, 290, random)
    blank = np.zeros((2, 4), np.uint64)
    queries = np.concatenate([queries, blank, ~blank, queries[:3], queries[:3]])
    near_by = hash_sets.flipped(queries[random.integers(0, 300, 300)], random.integers(0, 90, 300), random)
    return queries, np.concatenate([hashes, near_by, queries[:20], queries[:20], blank, ~blank])


def by_scan(queries: Words, radius: int) -> near.Way:
    return lambda block: scan.hits(queries, radius, block)


def by_pigeonhole(queries: Words, radius: int) -> near.Way:
    made = pigeonhole.tables(columns(queries), radius)
    return lambda block: pigeonhole.hits(made, block)


def by_counting(queries: Words, radius: int) -> near.Way:
    made = counting.groups(columns(queries), radius)
    return lambda block: counting.hits(made, columns(queries), radius, block)


def all_hits(way: near.Way, hashes: Words) -> list[tuple[int, int, int]]:
    return sorted(
        (int(q), int(d), 3 * (len(hashes) - int(r)))
        for asked, rows, apart in way(columns(hashes))
        for q, r, d in zip(asked, rows, apart, strict=True)
    )


@pytest.mark.parametrize("radius", EDGES)
def test_within_is_brute_force(searched: tuple[Words, Words], radius: int) -> None:
    queries, hashes = searched
    few = queries[::9] if radius < 100 else queries[::60]
    assert found(within(few, blocks(hashes, 1, 700, 2), radius)) == brute_force(few, hashes, radius)


WAYS = [(way, radius) for way in (by_scan, by_pigeonhole, by_counting) for radius in range(0, 65, 3)]
"""Pigeonholes are not meant for more than 48 bits."""


@pytest.mark.parametrize(
    ("way", "radius"), [(way, r) for way, r in WAYS if way is not by_pigeonhole or r <= 48]
)
def test_every_way_is_brute_force(
    way: Callable[[Words, int], near.Way], radius: int, searched: tuple[Words, Words]
) -> None:
    queries, hashes = np.unique(searched[0][::4], axis=0), searched[1][::2]
    assert all_hits(way(queries, radius), hashes) == brute_force(queries, hashes, radius)


@pytest.mark.parametrize("way", [by_scan, by_pigeonhole, by_counting])
@pytest.mark.parametrize("rows", [0, 1, 2, 4095, 4096, 4097, 65537])
def test_any_number_of_rows(way: Callable[[Words, int], near.Way], rows: int) -> None:
    random = np.random.default_rng(rows)
    hashes = random.integers(0, 2**64, (rows, 4), dtype=np.uint64)
    known = hashes[-1:] if rows else np.ones((1, 4), np.uint64)
    queries = np.concatenate([hash_sets.flipped(known, np.array([5]), random), ~known])
    assert all_hits(way(queries, 31), hashes) == brute_force(queries, hashes, 31)


@pytest.mark.parametrize("worth", [1, 1000, 10**9])
@pytest.mark.parametrize("radius", [31, 60])
def test_tables_made_halfway_change_nothing(
    searched: tuple[Words, Words], radius: int, worth: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    queries, hashes = searched
    cheapest = near._cheapest
    monkeypatch.setattr(near, "_cheapest", lambda *asked: (worth, cheapest(*asked)[1]))
    monkeypatch.setattr(near, "_AT_ONCE", 100)
    assert found(within(queries, blocks(hashes, 600, 1, 600), radius)) == brute_force(queries, hashes, radius)


def test_many_queries_do_not_scan_and_few_do() -> None:
    queries = np.random.default_rng(1).integers(0, 2**64, (1000, 4), dtype=np.uint64)
    assert near._cheapest(queries, 0, 31)[0] < 65_536
    assert near._cheapest(queries, 0, 60)[0] < 1_000_000
    assert near._cheapest(queries[:1], 0, 31)[0] > 10**12
    assert near._cheapest(queries, 0, 70)[0] > 10**12
    # Bit tables for no more queries than memory allows: what is left pays for no archive there is.
    assert near._cheapest(queries, near._MOST_COUNTED, 60)[0] > 10**9


@pytest.mark.parametrize(
    ("queries", "rows"), [(0, 0), (0, 5), (5, 0), (1, 1), (3, 2)], ids=lambda number: str(number)
)
def test_empty_sides(queries: int, rows: int) -> None:
    hits = within(np.zeros((queries, 4), np.uint64), blocks(np.zeros((rows, 4), np.uint64)), 31)
    assert len(hits) == queries * rows
    assert [str(kind.dtype) for kind in (hits.query, hits.ids, hits.distance)] == ["int64", "uint64", "int16"]
    assert len(within(np.zeros((queries, 4), np.uint64), [], 31)) == 0


def test_the_second_half_is_not_read_in_vain() -> None:
    hashes = np.random.default_rng(3).integers(0, 2**64, (3000, 4), dtype=np.uint64)
    parts = blocks(hashes, 1000, 1000)
    assert len(within(hashes[1500:1501] ^ np.uint64(1), parts, 31)) == 1
    assert [part.reads for part in parts] == [["first"], ["first", "rest", "ids"], ["first"]]


def test_each_half_is_read_once() -> None:
    hashes = np.zeros((500, 4), np.uint64)
    parts = blocks(hashes, 250)
    within(np.eye(40, 4, dtype=np.uint64), parts, 60)
    assert [sorted(part.reads) for part in parts] == [["first", "ids", "rest"]] * 2


@pytest.mark.parametrize("radius", [31, 60])
def test_hot_hashes_and_hot_queries(radius: int) -> None:
    """All pairs are hits, and found by every band."""
    random = np.random.default_rng(5)
    blank = np.zeros((1, 4), np.uint64)
    hashes = hash_sets.flipped(blank.repeat(900, axis=0), random.integers(0, 4, 900), random)
    queries = hash_sets.flipped(blank.repeat(200, axis=0), random.integers(0, 4, 200), random)
    hits = within(queries, blocks(hashes, 300), radius)
    assert len(hits) == 200 * 900
    pairs = hits.query * 10_000 + hits.ids.astype(np.int64)
    assert len(np.unique(pairs)) == len(pairs)


def test_hot_pairs_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """More candidates than are held at once, and than one row has."""
    monkeypatch.setattr(pigeonhole, "PAIRS_AT_ONCE", 37)
    random = np.random.default_rng(6)
    blank = np.zeros((1, 4), np.uint64)
    hashes = hash_sets.flipped(blank.repeat(50, axis=0), random.integers(0, 4, 50), random)
    queries = np.unique(hash_sets.flipped(blank.repeat(60, axis=0), np.full(60, 3), random), axis=0)
    assert all_hits(by_pigeonhole(queries, 31), hashes) == brute_force(queries, hashes, 31)


def test_order_is_by_query_then_distance_then_id(searched: tuple[Words, Words]) -> None:
    hits = within(searched[0][:50], blocks(searched[1]), 120)
    assert found(hits) == sorted(found(hits))


def test_exact_finds_copies_only(searched: tuple[Words, Words]) -> None:
    queries, hashes = searched
    assert found(exact(queries, blocks(hashes, 1, 800))) == brute_force(queries, hashes, 0)


@pytest.mark.parametrize(("shape", "radius"), [((3, 4), -1), ((3, 4), 257), ((3, 2), 31), ((4,), 31)])
def test_what_makes_no_sense_is_refused(shape: tuple[int, ...], radius: int) -> None:
    with pytest.raises(ValueError, match=r"radius|words"):
        within(np.zeros(shape, np.uint64), [], radius)


@pytest.mark.parametrize("parts", [2, 4, 8, 16])
def test_shares_of_a_radius_can_not_all_be_exceeded(parts: int) -> None:
    for radius in range(257):
        bits = [share + 1 for share in shares(radius, parts)]
        assert sum(bits) >= radius + 1
        assert sum(bits) == radius + 1 or radius + 1 < parts


@pytest.mark.parametrize("radius", [0, 7, 31, 33, 34, 41, 42, 60, 66, 100, 127, 128, 200])
def test_a_hash_and_its_opposite_are_found_in_one_look(radius: int, searched: tuple[Words, Words]) -> None:
    few, hashes = searched[0][:5], searched[1][::3]
    both = np.concatenate([few, ~few[:4], few[:1]])
    stored = np.concatenate([hashes, ~few, few, np.zeros((2, 4), np.uint64)])
    assert found(within(both, blocks(stored, 1, 700, 2), radius)) == brute_force(both, stored, radius)

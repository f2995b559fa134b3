"""Groups: the connected components at a radius, whatever the order and however they were found."""

import numpy as np
import pytest
from numpy.typing import NDArray

from osintkit.index.near import join
from osintkit.index.near.hamming import Words
from osintkit.index.near.join import diameter, groups
from tests.benchmarks import hash_sets


def brute_force(hashes: Words, radius: int) -> list[int]:
    near = np.bitwise_count(hashes[:, None] ^ hashes).sum(axis=2, dtype=np.int64) <= radius
    labels = [-1] * len(hashes)
    for row in range(len(hashes)):
        reached = [] if labels[row] >= 0 else [row]
        while reached:
            at = reached.pop()
            if labels[at] < 0:
                labels[at] = row
                reached += near[at].nonzero()[0].tolist()
    return labels


def archive(rows: int, seed: int = 1) -> Words:
    """Groups, runs, blank frames, and copies of the same hash."""
    random = np.random.default_rng(seed)
    hashes = hash_sets.archive(rows, random)
    hashes[random.integers(0, rows, rows // 10)] = hashes[random.integers(0, rows, rows // 10)]
    hashes[:3], hashes[-3:] = 0, 2**64 - 1
    return hashes


def chain(length: int, step: int, random: np.random.Generator) -> Words:
    """Each so many bits from the one before, by bits that no other step has flipped, shuffled."""
    bits = random.permutation(256)[: (length - 1) * step].reshape(length - 1, step)
    hashes = np.zeros((length, 4), np.uint64)
    for row, places in enumerate(bits, start=1):
        hashes[row] = hashes[row - 1]
        for place in places.tolist():
            hashes[row, place >> 6] ^= np.uint64(1 << (place & 63))
    return hashes[random.permutation(length)]


@pytest.mark.parametrize("radius", [*range(0, 64, 5), 7, 8, 16, 31, 32, 47, 48, 63, 64, 100, 127, 256])
def test_groups_are_brute_force(radius: int) -> None:
    hashes = archive(300)
    assert groups(hashes, radius).tolist() == brute_force(hashes, radius)


@pytest.mark.parametrize("kept", [1, 2, 3, 4])
@pytest.mark.parametrize("radius", [0, 1, 2, 3, 6, 7, 8, 15, 16, 24, 31, 32])
def test_any_number_of_parts_is_brute_force(radius: int, kept: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(join, "_cheapest", lambda *_: kept)
    monkeypatch.setattr(join, "_CHUNK_ROWS", 64)
    monkeypatch.setattr(join, "_PAIRS_AT_ONCE", 100)
    hashes = archive(500, seed=radius)
    assert groups(hashes, radius).tolist() == brute_force(hashes, radius)


@pytest.mark.parametrize("kept", [1, 3])
def test_crowds_are_brute_force(kept: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hundreds of nearly one hash, of two that are too far from each other, and of a chain of them."""
    monkeypatch.setattr(join, "_cheapest", lambda *_: kept)
    monkeypatch.setattr(join, "_CROWD", 10)
    monkeypatch.setattr(join, "_CROWD_OF_MEAN", 0)
    random = np.random.default_rng(2)
    middles = np.concatenate([np.zeros((1, 4), np.uint64), chain(4, 40, random), chain(7, 31, random)])
    crowd = middles[random.integers(0, len(middles), 300)]
    hashes = np.concatenate([hash_sets.flipped(crowd, random.integers(0, 4, 300), random), archive(200)])
    assert groups(hashes, 31).tolist() == brute_force(hashes, 31)


@pytest.mark.parametrize("kept", [0, 2, 3])
def test_every_pair_at_the_edge_of_the_radius(kept: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pairs of exactly the radius, their bits anywhere or in one word, are joined; one more is not."""
    monkeypatch.setattr(join, "_cheapest", lambda *_: kept)
    random = np.random.default_rng(4)
    hashes = random.integers(0, 2**64, (600, 4), dtype=np.uint64)
    for row in range(0, 600, 2):
        bits = random.permutation(64 if row % 4 else 256)[: 31 if row < 400 else 32]
        hashes[row + 1] = hashes[row]
        for bit in bits.tolist():
            hashes[row + 1, bit >> 6] ^= np.uint64(1 << (bit & 63))
    labels = groups(hashes, 31)
    assert labels[1:400:2].tolist() == list(range(0, 400, 2))
    assert labels[401::2].tolist() == list(range(401, 600, 2))


def test_a_chain_is_one_group_and_its_diameter_says_so() -> None:
    hashes = chain(9, 31, np.random.default_rng(3))
    assert groups(hashes, 31).tolist() == [0] * 9
    assert groups(hashes, 30).tolist() == list(range(9))
    assert diameter(hashes) == (8 * 31, True)


@pytest.mark.parametrize("radius", [31, 60])
def test_order_does_not_matter(radius: int) -> None:
    hashes = archive(2000)
    shuffle = np.random.default_rng(5).permutation(2000)
    one, other = groups(hashes, radius)[shuffle], groups(hashes[shuffle], radius)
    assert len(np.unique(one)) == len(np.unique(other)) == len(np.unique(np.stack([one, other]), axis=1).T)


def test_many_copies_are_one() -> None:
    hashes = np.zeros((100_000, 4), np.uint64)
    hashes[1::2] -= np.uint64(1)
    labels = groups(hashes, 31)
    assert labels.tolist() == [0, 1] * 50_000
    assert groups(hashes, 256).max() == 0


@pytest.mark.parametrize("rows", [0, 1, 2, 4095, 4097])
def test_any_number_of_rows(rows: int) -> None:
    hashes = np.random.default_rng(rows).integers(0, 2**64, (rows, 4), dtype=np.uint64)
    labels = groups(hashes, 31)
    assert labels.dtype == np.int64
    assert labels.tolist() == list(range(rows))


def test_the_way_suits_the_size() -> None:
    assert join._cheapest(100, 31) == 0
    assert 0 < join._cheapest(100_000, 31) <= join._cheapest(10_000_000, 31)
    assert join._cheapest(100_000, 60) == 0


@pytest.mark.parametrize("radius", [-1, 257])
def test_a_radius_that_makes_no_sense_is_refused(radius: int) -> None:
    with pytest.raises(ValueError, match="radius"):
        groups(np.zeros((2, 4), np.uint64), radius)


def widest(hashes: Words) -> int:
    apart: NDArray[np.int64] = np.bitwise_count(hashes[:, None] ^ hashes).sum(axis=2, dtype=np.int64)
    return int(apart.max(initial=0))


@pytest.mark.parametrize("rows", [0, 1, 2, 3, 200])
def test_diameter_is_brute_force(rows: int) -> None:
    hashes = archive(500)[:rows]
    assert diameter(hashes) == (widest(hashes), True)
    both = np.array([[0] * 4, [2**64 - 1] * 4], np.uint64)
    assert diameter(np.concatenate([hashes, both])) == (256, True)


def test_diameter_of_a_huge_group_is_a_lower_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(join, "_MEASURED_WHOLLY", 20)
    hashes = archive(300)
    least, is_exact = diameter(hashes)
    assert not is_exact
    assert widest(hashes) / 2 <= least <= widest(hashes)
    assert diameter(np.repeat(hashes[5:10], 50, axis=0)) == (widest(hashes[5:10]), True)

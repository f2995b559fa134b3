"""Matches by chance: the model against what was measured, and what is said of it."""

import math
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from osintkit.index.chance import expected, words

PHOTOGRAPHS: dict[str, Any] = {}
WEAK_ONE, WEAK_BOTH, FRAMES = {"weak_sides": 1}, {"weak_sides": 2}, {"video": True}
KINDS = [PHOTOGRAPHS, FRAMES, WEAK_ONE, WEAK_BOTH, {"video": True, "weak_sides": 2}]
# Pairs that were compared, and how many were seen at a distance or less: tests/benchmarks/chance.py.
MEASURED: list[tuple[dict[str, Any], int, dict[int, int]]] = [
    (
        PHOTOGRAPHS,
        1_354_874_001,
        {20: 0, 26: 0, 31: 0, 40: 0, 50: 2, 60: 4, 68: 22, 76: 113, 84: 1027, 90: 9253},
    ),
    (WEAK_ONE, 16_804_397, {20: 0, 26: 0, 31: 0, 40: 2, 50: 4, 60: 8, 68: 36, 76: 79, 84: 262, 90: 879}),
    (WEAK_BOTH, 51_336, {20: 0, 26: 1, 31: 1, 40: 1, 50: 2, 60: 2, 68: 9, 76: 21, 84: 38, 90: 77}),
    (WEAK_ONE, 102_877_750, {20: 0, 26: 0, 31: 0, 40: 1, 50: 5, 60: 28, 68: 86, 76: 315, 84: 1241, 90: 4297}),
    (WEAK_BOTH, 637_925, {20: 0, 26: 0, 31: 0, 40: 2, 50: 12, 60: 29, 68: 67, 76: 142, 84: 333, 90: 629}),
    (WEAK_BOTH, 1_898_237, {20: 1, 26: 2, 31: 4, 40: 7, 50: 18, 60: 62, 68: 140, 76: 328, 84: 702, 90: 1339}),
    (FRAMES, 67_887_420, {31: 0, 50: 0, 60: 0, 68: 15, 76: 52, 84: 293, 90: 1395}),
    (
        PHOTOGRAPHS,
        221_185_900,
        {31: 0, 50: 0, 60: 0, 68: 0, 76: 21, 84: 367, 90: 2304},
    ),  # frames, neither weak
    # Frames of another set of clips, quality 8 and up, which the benchmark does not have.
    (FRAMES, 48_000_000, {47: 0, 60: 1, 68: 3, 76: 147}),
]
TOO_LITTLE, TOO_MUCH = 3.0, 25.0


def rate(distance_bits: int, kind: dict[str, Any]) -> float:
    return expected(distance_bits, hashes=1, tried=1, **kind)


@pytest.mark.parametrize(("kind", "pairs", "seen"), MEASURED)
def test_the_model_never_says_much_too_little(kind: dict[str, Any], pairs: int, seen: dict[int, int]) -> None:
    for bits, count in seen.items():
        assert count <= TOO_LITTLE * expected(bits, hashes=pairs, tried=1, **kind), bits


@pytest.mark.parametrize(("kind", "pairs", "seen"), MEASURED)
def test_nor_very_much_too_much(kind: dict[str, Any], pairs: int, seen: dict[int, int]) -> None:
    """Where enough were seen to say so; caution has a price, and this is how much."""
    for bits, count in seen.items():
        if count >= 5:
            assert expected(bits, hashes=pairs, tried=1, **kind) <= TOO_MUCH * count, bits


def test_a_binomial_tail_would_say_far_too_little() -> None:
    def binomial(bits: int) -> float:
        return sum(math.comb(256, ones) for ones in range(bits + 1)) / 2.0**256

    assert binomial(76) < rate(76, PHOTOGRAPHS) / 500
    assert binomial(50) < rate(50, PHOTOGRAPHS) / 1e9


@pytest.mark.parametrize("kind", KINDS)
def test_more_distance_is_never_less_chance(kind: dict[str, Any]) -> None:
    rates = [rate(bits, kind) for bits in range(257)]
    assert all(0 < low <= high <= 1 for low, high in pairwise(rates))
    assert rates[0] < 1e-5
    assert rates[256] == pytest.approx(1)


@pytest.mark.parametrize("kind", KINDS)
def test_half_of_all_pairs_are_within_half_of_the_bits(kind: dict[str, Any]) -> None:
    assert 0.5 < rate(128, kind) < 0.65


def test_an_odd_distance_counts_as_the_even_one_below() -> None:
    assert rate(31, PHOTOGRAPHS) == rate(30, PHOTOGRAPHS) < rate(32, PHOTOGRAPHS)


@pytest.mark.parametrize("bits", [0, 10, 20, 31, 47, 60, 76, 90])
def test_video_and_weak_hashes_are_told_apart_less_well(bits: int) -> None:
    assert rate(bits, PHOTOGRAPHS) < rate(bits, FRAMES)
    assert rate(bits, PHOTOGRAPHS) < rate(bits, WEAK_ONE) < rate(bits, WEAK_BOTH)


def test_it_grows_with_the_index_and_with_what_is_tried() -> None:
    one = expected(60, hashes=1_000, tried=1)
    assert expected(60, hashes=1_000_000, tried=8) == pytest.approx(8_000 * one)
    assert expected(60, hashes=0, tried=8) == 0
    assert expected(256, hashes=7, tried=3) == pytest.approx(21)


def test_published_threshold_in_an_index_of_a_million() -> None:
    assert expected(31, hashes=1_000_000, tried=1) < 1e-3
    assert expected(60, hashes=1_000_000, tried=8) < 0.1


@pytest.mark.parametrize(
    "wrong",
    [
        {"distance_bits": -1},
        {"distance_bits": 257},
        {"hashes": -1},
        {"tried": -1},
        {"weak_sides": 3},
        {"weak_sides": -1},
    ],
)
def test_impossible_numbers_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="got"):
        expected(**({"distance_bits": 10, "hashes": 1, "tried": 1} | wrong))


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "none expected by chance (fewer than 1 in a million)"),
        (9.9e-7, "none expected by chance (fewer than 1 in a million)"),
        (1e-6, "none expected by chance (one in about 1,000,000 such searches would show any)"),
        (4.4e-5, "none expected by chance (one in about 20,000 such searches would show any)"),
        (0.2, "none expected by chance (one in about 6 such searches would show any)"),
        (0.5, "about 1 expected by chance"),
        (1.4, "about 1 expected by chance"),
        (2.6, "about 3 expected by chance"),
        (9.6, "about 10 expected by chance"),
        (1_234, "about 1,000 expected by chance"),
        (27_000_000, "about 30,000,000 expected by chance"),
    ],
)
def test_words(number: float, said: str) -> None:
    assert words(number) == said


@pytest.mark.parametrize("number", [-1.0, math.nan, math.inf])
def test_no_words_for_what_is_no_number(number: float) -> None:
    with pytest.raises(ValueError, match="0 or more"):
        words(number)


def test_no_percentages() -> None:
    assert not any("%" in words(10.0**power) for power in range(-9, 9))


def test_the_benchmark_counts_each_pair_of_unrelated_pictures_once() -> None:
    pytest.importorskip("pdqhash", reason="the benchmark hashes with the reference implementation")
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    from tests.benchmarks.chance import PAIRS, Hashes, tally

    random = np.random.default_rng(2)
    words_ = random.integers(0, 1 << 63, (150, 4)).astype(np.uint64)
    hashes = Hashes(words_, np.arange(150) // 3, random.integers(0, 101, 150))
    found, _ = tally(hashes, hashes)
    true = {pair: np.zeros(257, np.int64) for pair in PAIRS}
    for one in range(150):
        for other in range(one // 3 * 3 + 3, 150):
            qualities = (hashes.quality[one], hashes.quality[other])
            weak = sum(quality < 50 for quality in qualities)
            pair = "flat" if min(qualities) < 8 else PAIRS[weak]
            bits = sum(int(a ^ b).bit_count() for a, b in zip(words_[one], words_[other], strict=True))
            true[pair][bits] += 1
    assert all(np.array_equal(found[pair], true[pair]) for pair in PAIRS)

"""The benchmark's own rule, by example."""

import pytest

from tests.benchmarks.scoring import Score, Truth, score

TRUTH = Truth(cuts=(10, 20, 90), gradual=((40, 50),), ignored=((60, 70),))


@pytest.mark.parametrize(
    ("detected", "tolerance", "expected"),
    [
        ([10, 20, 45, 90], 0, Score(4, 0, 0)),
        ([], 2, Score(0, 4, 0)),
        ([12, 18, 38, 92], 2, Score(4, 0, 0)),
        ([12, 18, 38, 92], 1, Score(0, 4, 4)),
        ([9, 11, 20, 90], 2, Score(3, 1, 1)),  # one cut takes one detection
        ([10, 20, 40, 45, 50, 90], 0, Score(4, 0, 0)),  # a transition takes all within it
        ([10, 20, 45, 65, 90], 0, Score(4, 0, 0)),  # nobody can tell
        ([10, 20, 45, 75, 90], 2, Score(4, 0, 1)),
    ],
)
def test_the_rule(detected: list[int], tolerance: int, expected: Score) -> None:
    assert score(TRUTH, detected, tolerance=tolerance) == expected


def test_f1() -> None:
    assert (Score(3, 1, 0) + Score(0, 0, 1)).f1 == pytest.approx(0.75)
    assert Score().f1 == 1.0


def test_shots_lie_between_boundaries() -> None:
    assert TRUTH.shots(100) == [range(10), range(10, 20), range(20, 40), range(51, 90), range(90, 100)]
    assert Truth(()).shots(5) == [range(5)]

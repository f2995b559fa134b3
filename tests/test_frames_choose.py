"""Which frames of a shot are kept: every view once, at its sharpest, none that helps nobody."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest

from osintkit.frames.choose import Candidate, Chosen, ShotChooser, VideoChooser
from osintkit.frames.narrow import Narrowed
from osintkit.frames.signature import measure
from osintkit.frames.views import NEAR_DUPLICATE, SAME_VIEW, View, distance, near_duplicates

RNG = np.random.default_rng(17)
SCENES = [np.kron(RNG.integers(20, 235, (9, 16)), np.ones((8, 8))).astype(np.uint8) for _ in range(6)]
GREY = np.full((72, 128), 128, np.uint8)


@dataclass
class Picture:
    seconds: float
    bytes_held: int = 1000
    damaged: bool = False


def candidate(
    order: int, luma: np.ndarray, *, clean: bool = True, sharpness: float | None = None
) -> Candidate:
    picture: Any = Picture(order * 0.25)
    made = Candidate(order, picture, measure(luma, None), clean=clean)
    if sharpness is not None:
        made.signature = replace(made.signature, sharpness=sharpness)
    return made


def softened(luma: np.ndarray) -> np.ndarray:
    wide = np.pad(luma.astype(float), 2, mode="edge")
    parts = [wide[dy : dy + 72, dx : dx + 128] for dy in range(5) for dx in range(5)]
    return np.asarray(np.mean(parts, axis=0), dtype=np.uint8)


def kept_of(shots: list[list[Candidate]]) -> list[Chosen]:
    video = VideoChooser()
    kept: list[Chosen] = []
    for number, shot in enumerate(shots, 1):
        chooser = ShotChooser()
        for one in shot:
            video.see(one)
            chooser.offer(one)
        kept += video.close(number, chooser, last=number == len(shots))
    return kept


def orders(kept: list[Chosen]) -> list[int]:
    return [chosen.candidate.order for chosen in kept]


def test_distances() -> None:
    one, other = View(measure(SCENES[0], None)), View(measure(SCENES[1], None))
    assert distance(one, one) == 0
    assert distance(one, other) == pytest.approx(distance(other, one))
    assert distance(one, other) > SAME_VIEW
    moved = View(measure(np.roll(SCENES[0], 8, axis=1), None))
    assert distance(one, moved) < NEAR_DUPLICATE
    assert near_duplicates(one, View(measure(SCENES[0] + 4, None)))
    assert not near_duplicates(one, other)


def test_a_still_shot_keeps_its_sharpest_picture_only() -> None:
    shot = [candidate(order, SCENES[0], sharpness=float(10 + order % 5)) for order in range(12)]
    assert orders(kept_of([shot])) == [4]


def test_every_view_of_a_shot_is_kept_once_in_order_of_time() -> None:
    shot = [candidate(order, SCENES[order // 4]) for order in range(12)]
    kept = kept_of([shot])
    assert [order // 4 for order in orders(kept)] == [0, 1, 2]
    assert {chosen.role for chosen in kept} == {"representative"}


def test_what_was_seen_in_an_earlier_shot_is_not_kept_again() -> None:
    shots = [[candidate(0, SCENES[0])], [candidate(1, SCENES[1])], [candidate(2, SCENES[0])]]
    assert orders(kept_of(shots)) == [0, 1]


def test_blended_and_blank_pictures_are_last_resorts() -> None:
    blended = [candidate(0, SCENES[0], clean=False), candidate(1, SCENES[1], clean=False, sharpness=1.0)]
    kept = kept_of([blended])
    assert [(chosen.candidate.order, chosen.role) for chosen in kept] == [(0, "last_resort")]
    mixed = [candidate(0, SCENES[0], clean=False), candidate(1, SCENES[1])]
    assert orders(kept_of([mixed])) == [1]


def test_a_blank_shot_gives_nothing_unless_there_is_nothing_else() -> None:
    assert orders(kept_of([[candidate(0, SCENES[0])], [candidate(1, GREY)]])) == [0]
    assert orders(kept_of([[candidate(0, GREY)], [candidate(1, GREY)]])) == [1]


def test_something_beats_nothing_and_clean_beats_blended() -> None:
    assert candidate(0, SCENES[0], sharpness=1.0).better_than(candidate(1, GREY, sharpness=9.0))
    assert candidate(0, GREY).better_than(candidate(1, SCENES[0], clean=False))
    assert candidate(0, SCENES[0], sharpness=2.0).better_than(candidate(1, SCENES[0], sharpness=1.0))


def test_taking_lets_the_pictures_go_and_remembers_the_views() -> None:
    chooser = ShotChooser()
    chooser.offer(candidate(0, SCENES[0]))
    assert chooser.bytes_held() == 1000
    assert len(chooser.take()) == 1
    assert chooser.bytes_held() == 0
    chooser.offer(candidate(1, SCENES[0]))
    assert chooser.take() == []
    assert chooser.last_resort is None


def chosen(order: int, luma: np.ndarray) -> Chosen:
    return Chosen(candidate(order, luma), "representative", 1)


def test_without_a_limit_frames_leave_at_once() -> None:
    narrowed = Narrowed(None)
    assert len(list(narrowed.add(chosen(0, SCENES[0])))) == 1
    assert list(narrowed.rest()) == []


def test_of_more_than_wanted_the_most_different_stay() -> None:
    narrowed = Narrowed(3)
    scenes = [SCENES[0], SCENES[1], softened(SCENES[0]), SCENES[2], softened(SCENES[1])]
    for order, luma in enumerate(scenes):
        assert list(narrowed.add(chosen(order, luma))) == []
    left = orders(list(narrowed.rest()))
    assert left == sorted(left)
    assert len(left) == 3
    views = [{0: 0, 1: 1, 2: 0, 3: 2, 4: 1}[order] for order in left]
    assert sorted(views) == [0, 1, 2]


def test_one_only() -> None:
    narrowed = Narrowed(1)
    for order in range(4):
        list(narrowed.add(chosen(order, SCENES[order])))
    assert len(list(narrowed.rest())) == 1

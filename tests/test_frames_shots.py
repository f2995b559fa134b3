"""Shot boundaries in sequences whose truth is known, because they are made here."""

import tracemalloc

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from osintkit.frames.shots import (
    LOOK_AHEAD_FRAMES,
    LOOK_AHEAD_S,
    Boundary,
    ShotDetector,
)
from osintkit.frames.signature import Signature, measure

FPS = 30.0
Picture = NDArray[np.float64]


def scene(seed: int, frames: int = 60, *, pan: float = 0.0, noise: float = 1.0) -> list[Picture]:
    """One camera position: a texture, shaken by noise, or moved by `pan` thumbnail pixels a frame."""
    random = np.random.default_rng(seed)
    width = 64 + int(abs(pan) * frames) + 2
    grid = random.integers(20, 236, (9, width // 4 + 2)).astype(np.float32)
    wide = cv2.resize(grid, (grid.shape[1] * 4, 36), interpolation=cv2.INTER_CUBIC)
    views = [cv2.getRectSubPix(wide, (64, 36), (pan * n + 32, 17.5)) for n in range(frames)]
    return [np.asarray(v, np.float64) + random.normal(0, noise, (36, 64)) for v in views]


def dissolve(before: list[Picture], after: list[Picture], length: int) -> list[Picture]:
    """`length` mixed frames between the two."""
    parts = [(n + 1) / (length + 1) for n in range(length)]
    mixed = [(1 - p) * before[-1] + p * after[0] for p in parts]
    return [*before, *mixed, *after]


def through_black(before: list[Picture], after: list[Picture], half: int) -> list[Picture]:
    black = [np.zeros((36, 64))] * 4
    return dissolve(dissolve(before, black, half), after, half)


def signatures(pictures: list[Picture]) -> list[Signature]:
    return [measure(np.clip(p, 0, 255).astype(np.uint8), None) for p in pictures]


def run(pictures: list[Picture], times: list[float] | None = None) -> tuple[list[Boundary], list[int]]:
    """Boundaries and flashes; checks on the way that `settled` keeps its promise."""
    detector = ShotDetector()
    boundaries: list[Boundary] = []
    flashes: set[int] = set()
    for index, signature in enumerate(signatures(pictures)):
        promised = detector.settled
        found = detector.push(signature, index / FPS if times is None else times[index])
        assert promised <= detector.settled <= index + 1
        check_promise(promised, found, set(detector.flashes) - flashes)
        boundaries += found
        flashes |= set(detector.flashes)
    promised = detector.settled
    found = detector.finish()
    check_promise(promised, found, set(detector.flashes) - flashes)
    assert detector.settled == len(pictures)
    boundaries += found
    assert boundaries == sorted(boundaries, key=lambda b: b.last)
    return boundaries, sorted(flashes | set(detector.flashes))


def check_promise(promised: int, found: list[Boundary], flashes: set[int]) -> None:
    assert all(b.last + 1 >= promised for b in found)
    assert all(index >= promised for index in flashes)


def test_no_frames() -> None:
    assert ShotDetector().finish() == []


def test_one_frame() -> None:
    detector = ShotDetector()
    assert detector.push(signatures(scene(1, 1))[0], 0.0) == []
    assert detector.change == 0
    assert detector.finish() == []
    assert detector.settled == 1


def test_cut_is_found_at_its_frame() -> None:
    assert run([*scene(1), *scene(2)]) == ([Boundary("cut", 59, 60)], [])


def test_change_is_there_at_once() -> None:
    detector = ShotDetector()
    changes = []
    for index, signature in enumerate(signatures([*scene(1, 3), *scene(2, 1)])):
        detector.push(signature, index / FPS)
        changes.append(detector.change)
    assert changes[0] == 0
    assert max(changes[1:3]) < 2
    assert changes[3] > 20


def test_cuts_close_together() -> None:
    boundaries, _ = run([*scene(1), *scene(2, 8), *scene(3)])
    assert boundaries == [Boundary("cut", 59, 60), Boundary("cut", 67, 68)]


@pytest.mark.parametrize("length", [9, 15, 30, 44])
def test_dissolve(length: int) -> None:
    boundaries, flashes = run(dissolve(scene(1), scene(2), length))
    (boundary,) = boundaries
    assert boundary.kind == "dissolve"
    assert boundary.last == pytest.approx(59, abs=3)
    assert boundary.first == pytest.approx(60 + length, abs=3)
    assert boundary.at == pytest.approx(60 + length / 2, abs=2)
    assert flashes == []


@pytest.mark.parametrize("half", [9, 15, 20])
def test_fade_through_black_is_one_boundary(half: int) -> None:
    boundaries, flashes = run(through_black(scene(1), scene(2), half))
    (boundary,) = boundaries
    assert boundary.kind == "fade"
    assert boundary.last == pytest.approx(59, abs=3)
    assert boundary.first == pytest.approx(64 + 2 * half, abs=3)
    assert flashes == []


def test_a_long_blank_is_a_shot_between_two_fades() -> None:
    black = [np.zeros((36, 64))] * 90
    boundaries, _ = run(dissolve(dissolve(scene(1), black, 15), scene(2), 15))
    assert [b.kind for b in boundaries] == ["fade", "fade"]


def test_a_shot_that_fades_in_after_a_cut_begins_at_the_cut() -> None:
    black = [np.zeros((36, 64))] * 2
    boundaries, _ = run([*scene(1), *dissolve(black, scene(2), 15)])
    assert boundaries == [Boundary("cut", 59, 60)]


@pytest.mark.parametrize("length", [1, 2, 3])
def test_flash_is_no_boundary(length: int) -> None:
    pictures = scene(1, 90)
    for index in range(40, 40 + length):
        pictures[index] = pictures[index] * 0.3 + 170
    assert run(pictures) == ([], list(range(40, 40 + length)))


def test_a_broken_frame_is_no_boundary() -> None:
    pictures = [*scene(1, 40), *scene(2, 1), *scene(1, 40)]
    assert run(pictures) == ([], [40])


def test_a_flash_stays_listed_until_its_frame_has_settled() -> None:
    pictures = scene(1, 200)
    pictures[40] = pictures[40] * 0.3 + 170
    detector, settled_with = ShotDetector(), []
    for index, signature in enumerate(signatures(pictures)):
        before = detector.settled
        detector.push(signature, index / FPS)
        if before <= 40 < detector.settled:
            settled_with.append(detector.flashes)
    assert settled_with == [(40,)]
    assert detector.flashes == ()


def test_light_switched_on_is_no_boundary() -> None:
    pictures = scene(1, 90)
    pictures[45:] = [p * 0.6 for p in pictures[45:]]
    assert run(pictures) == ([], [])


@pytest.mark.parametrize("noise", [0.0, 3.0, 12.0])
def test_noise_is_no_boundary(noise: float) -> None:
    assert run(scene(1, 120, noise=noise)) == ([], [])


@pytest.mark.parametrize("pan", [0.5, 2.0, 6.0])
def test_pan_is_no_boundary(pan: float) -> None:
    assert run(scene(1, 120, pan=pan)) == ([], [])


def test_whip_pan_is_no_boundary() -> None:
    fast = scene(5, 8, pan=10.0, noise=0.0)
    blurred = [np.asarray(cv2.blur(p, (9, 1)), np.float64) for p in fast]
    assert run([fast[0]] * 40 + blurred + [fast[-1]] * 40)[0] == []


@pytest.mark.parametrize("repeats", [2, 3, 4])
def test_repeated_frames_make_no_boundaries(repeats: int) -> None:
    pictures = [p for p in scene(1, 40, pan=3.0) for _ in range(repeats)]
    after = [p for p in scene(2, 40, pan=3.0) for _ in range(repeats)]
    assert run([*pictures, *after])[0] == [Boundary("cut", len(pictures) - 1, len(pictures))]


def test_cut_inside_a_border_that_stays() -> None:
    def framed(pictures: list[Picture]) -> list[Picture]:
        for picture in pictures:
            picture[:, :32] = np.where(np.arange(36)[:, None] % 12 < 6, 250, 5)
        return pictures

    assert run([*framed(scene(1)), *framed(scene(2))])[0] == [Boundary("cut", 59, 60)]


@pytest.mark.parametrize("fps", [0.5, 1, 5, 12, 25, 60, 240, 1000])
def test_any_frame_rate(fps: float) -> None:
    pictures = [*scene(1, 150), *scene(2, 150)]
    times = [n / fps for n in range(300)]
    assert run(pictures, times)[0] == [Boundary("cut", 149, 150)]


@pytest.mark.parametrize("fps", [15, 25, 50, 60, 120])
def test_dissolve_at_any_frame_rate(fps: int) -> None:
    length = int(0.7 * fps)
    pictures = dissolve(scene(1, 2 * fps), scene(2, 2 * fps), length)
    (boundary,) = run(pictures, [n / fps for n in range(len(pictures))])[0]
    assert boundary.kind == "dissolve"
    assert boundary.at == pytest.approx(2 * fps + length / 2, abs=0.1 * fps)


def test_variable_frame_rate() -> None:
    random = np.random.default_rng(3)
    pictures = [*scene(1, 80, pan=1.5), *scene(2, 80, pan=1.5)]
    kept = [n for n in range(160) if random.random() > 0.4 or n == 80]
    boundaries, _ = run([pictures[n] for n in kept], [n / FPS for n in kept])
    assert boundaries == [Boundary("cut", kept.index(80) - 1, kept.index(80))]


def test_dropped_frames_make_motion_no_cut() -> None:
    pictures = scene(4, 120, pan=1.5)
    kept = [*range(50), *range(58, 120)]
    assert run([pictures[n] for n in kept], [n / FPS for n in kept])[0] == []


def test_gap_in_time() -> None:
    pictures = [*scene(1), *scene(2)]
    times = [n / FPS if n < 80 else 100 + n / FPS for n in range(120)]
    assert run(pictures, times)[0] == [Boundary("cut", 59, 60)]


@pytest.mark.parametrize("keep", [2, 3, 4])
def test_only_reference_frames(keep: int) -> None:
    pictures = [*scene(1, 90), *scene(2, 90)]
    boundaries, _ = run(pictures[::keep], [n / FPS for n in range(0, 180, keep)])
    first = -(-90 // keep)
    assert boundaries == [Boundary("cut", first - 1, first)]


def test_times_that_stand_still_or_step_back() -> None:
    pictures = [*scene(1), *scene(2)]
    random = np.random.default_rng(7)
    assert run(pictures, [0.0] * 120)[0] == [Boundary("cut", 59, 60)]
    jitter = [n / FPS + random.uniform(-0.05, 0.05) for n in range(120)]
    assert run(pictures, jitter)[0] == [Boundary("cut", 59, 60)]


def test_grey_and_colour_frames_may_alternate() -> None:
    plane = np.full((36, 64), 90, np.uint8)
    detector = ShotDetector()
    for index in range(60):
        chroma = (plane, plane) if index % 2 else None
        assert detector.push(measure(plane, chroma), index / FPS) == []
    assert detector.finish() == []


def test_same_frames_same_answer() -> None:
    pictures = through_black(dissolve(scene(1), scene(2, pan=1.0), 20), scene(3), 12)
    assert run(pictures) == run(pictures)


@pytest.mark.parametrize("fps", [10, 30, 120, 1000])
def test_settled_stays_close_behind(fps: int) -> None:
    pictures = dissolve(scene(1, 200, pan=1.0), scene(2, 200, pan=1.0), 30)
    detector = ShotDetector()
    for index, signature in enumerate(signatures(pictures)):
        detector.push(signature, index / fps)
        assert index - detector.settled <= min(LOOK_AHEAD_S * fps + 1, LOOK_AHEAD_FRAMES)


@pytest.mark.parametrize("step", [0.0, 1 / 1000, 1 / 30])
def test_memory_is_bounded(step: float) -> None:
    made = signatures([*scene(1, 50), *scene(2, 50), *[np.zeros((36, 64))] * 50])
    detector = ShotDetector()

    def push(first: int, last: int) -> None:
        for index in range(first, last):
            detector.push(made[index % len(made)], index * step)

    push(0, 3000)
    tracemalloc.start()
    push(3000, 6000)
    grown, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert grown < 2_000_000

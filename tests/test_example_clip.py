"""The example clip is what its script promises: streams, rotation, size, cuts and clap times."""

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import av
import numpy as np
import pytest

EXAMPLES = Path(__file__).parents[1] / "examples"
CLIP = EXAMPLES / "walk.mp4"


@pytest.fixture(scope="module")
def make_walk() -> Iterator[ModuleType]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(EXAMPLES)
        yield importlib.import_module("make_walk")
        for name in ("make_walk", "walk_scenes"):
            sys.modules.pop(name, None)


@pytest.fixture(scope="module")
def thumbs() -> np.ndarray:
    """Every decoded picture, upright, 106 x 60, grey."""
    with av.open(CLIP) as clip:
        small = [p.reformat(106, 60, "gray").to_ndarray() for p in clip.decode(video=0)]
    return np.rot90(np.stack(small), -1, axes=(1, 2)).astype(np.float32)


@pytest.fixture(scope="module")
def heard() -> np.ndarray:
    with av.open(CLIP) as clip:
        parts = [(p.time, p.to_ndarray()[0]) for p in clip.decode(audio=0)]
    whole = np.concatenate([samples for _, samples in parts])
    return whole[round(-min(0.0, parts[0][0] or 0.0) * 48_000) :]


def test_streams_and_size(make_walk: ModuleType) -> None:
    assert CLIP.stat().st_size <= 2_000_000
    with av.open(CLIP) as clip:
        video, voice = clip.streams.video[0], clip.streams.audio[0]
        assert (video.codec_context.name, video.width, video.height) == ("h264", 848, 480)
        assert (video.width, video.height) == (make_walk.HEIGHT_PX, make_walk.WIDTH_PX)
        assert (video.frames, video.average_rate) == (make_walk.FRAMES, make_walk.FRAME_RATE)
        assert (voice.codec_context.name, voice.rate, voice.layout.name) == ("aac", 48_000, "mono")
        assert clip.duration == make_walk.FRAMES * av.time_base // make_walk.FRAME_RATE
        assert {key: clip.metadata[key] for key in make_walk.TAGS} == make_walk.TAGS


def test_times_are_regular_and_keyframes_miss_shots(make_walk: ModuleType) -> None:
    with av.open(CLIP) as clip:
        packets = [p for p in clip.demux(video=0) if p.pts is not None]
        tick = float(clip.streams.video[0].time_base or 0)
    times = np.array([p.pts for p in packets], float) * tick
    assert np.allclose(np.sort(times), np.arange(make_walk.FRAMES) / make_walk.FRAME_RATE)
    keyframes = set(np.rint(times[[p.is_keyframe for p in packets]] * make_walk.FRAME_RATE))
    assert {s.name for s in make_walk.SHOTS if s.first not in keyframes} >= {"river", "path"}
    assert any(p.dts != p.pts for p in packets), "no B-frames"


def test_stored_sideways(make_walk: ModuleType) -> None:
    with av.open(CLIP) as clip:
        first = next(clip.decode(video=0))
    assert first.rotation == make_walk.ROTATION_DEG


def test_table_is_consistent(make_walk: ModuleType) -> None:
    m = make_walk
    firsts = [shot.first for shot in m.SHOTS]
    assert firsts == sorted(set(firsts))
    assert firsts[0] == 0
    assert sum(shot.begins == "cut" for shot in m.SHOTS) >= 6
    inside = {"street": m.BLUR, "valley": m.PAN, "fair": m.FLASH}
    for name, (first, end) in inside.items():
        assert m.shot_at(first).name == m.shot_at(end - 1).name == name
    assert m.FADE[0] < next(s.first for s in m.SHOTS if s.begins == "fade") < m.FADE[1]
    assert m.DISSOLVE[0] < next(s.first for s in m.SHOTS if s.begins == "dissolve") < m.DISSOLVE[1]
    assert max(*m.CLAPS_S, *m.BEATS_S) < m.FRAMES / m.FRAME_RATE


def test_cuts_are_where_the_table_says(make_walk: ModuleType, thumbs: np.ndarray) -> None:
    change = np.abs(np.diff(thumbs, axis=0)).mean(axis=(1, 2))
    found = {int(n) + 1 for n in np.flatnonzero(change > 20)}
    cuts = {shot.first for shot in make_walk.SHOTS if shot.begins == "cut"}
    first, last = make_walk.FLASH
    assert found == cuts | {first, first + 1, last}


def test_blank_blurred_and_returning_pictures(make_walk: ModuleType, thumbs: np.ndarray) -> None:
    m, start = make_walk, {shot.name: shot.first for shot in make_walk.SHOTS}
    assert thumbs[start["black"] :].max() < 25
    assert thumbs[386].max() < 25
    detail = np.abs(np.diff(thumbs, axis=2)).mean(axis=(1, 2))
    assert detail[sum(m.BLUR) // 2] < 0.8 * detail[start["street"] + 10]
    seen, again = (thumbs[start[name] + 55].ravel() for name in m.SAME_VIEW)
    assert np.corrcoef(seen, again)[0, 1] > 0.9
    pan = [thumbs[n].ravel() for n in m.PAN]
    assert np.corrcoef(*pan)[0, 1] < 0.85
    held = np.abs(np.diff(thumbs[start["river"] + 10 : start["black"]], axis=0)).mean(axis=(1, 2))
    assert np.median(held) < 0.3 * held.max(), "two pictures in three repeat the one before"


def test_claps_are_heard_on_time(make_walk: ModuleType, heard: np.ndarray) -> None:
    assert 0.4 < np.abs(heard).max() < 0.65
    for at in (*make_walk.CLAPS_S, *make_walk.BEATS_S):
        first = round((at - 0.05) * 48_000)
        loud = np.abs(heard[first : first + 9_600]) > 0.2
        assert abs((first + int(loud.argmax())) / 48_000 - at) < 0.002


def test_a_second_is_made_again(make_walk: ModuleType) -> None:
    """Frames depend on their number alone and are those of the clip (another picture: 10 dB)."""
    wanted = range(490, 520)
    again = {n: make_walk.frame(n) for n in reversed(wanted)}
    assert all(np.array_equal(again[n], make_walk.frame(n)) for n in (490, 501, 519))
    with av.open(CLIP) as clip:
        for n, picture in enumerate(clip.decode(video=0)):
            if n in wanted:
                shown = np.rot90(picture.to_ndarray(format="rgb24"), -1).astype(float)
                assert 10 * np.log10(255**2 / np.mean((shown - again[n]) ** 2)) > 28
            if n == wanted[-1]:
                break

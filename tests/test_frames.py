"""What ``osintkit frames`` takes out of a video: the frames asked for, each with its exact time."""

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from osintkit.errors import FailureCode, InputError, UsageError
from osintkit.frames import _inside
from osintkit.frames.step import Wanted, extract
from osintkit.frames.waiting import Waiting
from osintkit.media import scan as scanning
from osintkit.records import Caveat, Frame, Sheet, Shot, Source, Stream
from tests import media


def kinds(data: bytes, kind: str, **wanted: Any) -> list[Any]:
    return [message for message in media.scanned(data, **wanted) if message.kind == kind]


def numbers(data: bytes, **wanted: Any) -> list[int]:
    return [media.number_of(media.pixels_of(message)) for message in kinds(data, "frame", **wanted)]


def problems(data: bytes, **wanted: Any) -> dict[str, str]:
    (ended,) = kinds(data, "ended", **wanted)
    return {problem["code"]: problem["says"] for problem in ended.fields["problems"]}


def three_shots(length: int = 12) -> bytes:
    """Three scenes that have nothing in common, a second or more each."""
    rng = np.random.default_rng(8)
    scenes = [np.kron(rng.integers(0, 255, (8, 12, 3)), np.ones((8, 8, 1))) for _ in range(3)]
    return media.shot_on(
        [np.roll(scene, step, axis=1).astype(np.uint8) for scene in scenes for step in range(length)], gop=50
    )


def test_every_frame() -> None:
    assert numbers(media.film(), pick="every_frame") == list(range(12))


def test_so_many_of_every_frame_and_the_rest_is_still_looked_at() -> None:
    data = media.film()
    assert numbers(data, pick="every_frame", max_frames=3) == [0, 1, 2]
    (ended,) = kinds(data, "ended", pick="every_frame", max_frames=3)
    assert ended.fields["streams"][0]["decoded_frames"] == 12


def test_from_and_to_are_half_open() -> None:
    data = media.film()
    assert numbers(data, pick="every_frame", from_s=0.3, to_s=0.6) == [3, 4, 5]
    assert numbers(data, pick="every_frame", from_s=0.35, to_s=0.41) == [3, 4]


def test_times_as_printed_mean_their_frame() -> None:
    # 0.0667 s is printed 0:00:00.067, and 0.0333 s 0:00:00.033, which is before the frame.
    data = media.film(range(30), rate=30)
    assert numbers(data, pick="at", at_s=(0.033, 0.067, 0.1)) == [1, 2, 3]
    assert numbers(data, pick="every_frame", from_s=0.033, to_s=0.067) == [1]


def test_the_pictures_on_screen_at_given_times_in_order_and_once() -> None:
    data = media.film(range(5), pts=[0, 40, 500, 540, 1000], container="matroska")
    assert numbers(data, pick="at", at_s=(0.999, 0.2, 0.3, 0.0)) == [0, 1, 3]


def test_a_time_after_the_end_is_told_and_the_others_are_given() -> None:
    data = media.film()
    assert numbers(data, pick="at", at_s=(0.5, 7.0)) == [5]
    assert "7.000 s. The video ends at 1.200 s." in problems(data, pick="at", at_s=(0.5, 7.0))["time_outside"]


@pytest.mark.parametrize(
    "wanted", [{"pick": "at", "at_s": (9.0,)}, {"from_s": 9.0}, {"pick": "shots", "from_s": 9.0}]
)
def test_nothing_at_the_times_asked_for_is_a_failure_that_says_how_long_it_is(wanted) -> None:
    with pytest.raises(InputError, match=r"1\.200 s") as caught:
        media.scanned(media.film(), **wanted)
    assert caught.value.code == FailureCode.NO_FRAMES


def test_times_far_apart_are_jumped_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_inside, "_WALK_S", 2.0)
    data = media.long_film("mp4", "libx264")
    messages = kinds(data, "frame", pick="at", at_s=(1.0, 1.5, 22.0, 24.5))
    assert [media.number_of(media.pixels_of(message)) for message in messages] == [8, 12, 176, 196]
    assert [message.fields["frame"] for message in messages] == [8, 12, None, None]


def test_every_so_often() -> None:
    data = media.film(range(30))
    assert numbers(data, pick="every", every_s=1.0) == [0, 10, 20]
    assert numbers(data, pick="every", every_s=0.7) == [0, 7, 14, 21, 28]
    assert numbers(data, pick="every", every_s=1.0, from_s=0.5) == [5, 15, 25]
    assert numbers(data, pick="every", every_s=0.1, max_frames=4) == [0, 1, 2, 3]
    assert numbers(data, pick="every", every_s=0.02) == list(range(30))


def test_every_so_often_in_a_slideshow_gives_each_picture_once() -> None:
    data = media.film(range(3), pts=[0, 5000, 6000], container="matroska")
    assert numbers(data, pick="every", every_s=1.0) == [0, 1, 2]


def test_keyframes() -> None:
    data = media.film(range(30), gop=10, options={"x264-params": "scenecut=0"})
    messages = kinds(data, "frame", pick="keyframes")
    assert [media.number_of(media.pixels_of(message)) for message in messages] == [0, 10, 20]
    assert {message.fields["role"] for message in messages} == {"keyframe"}


def test_pictures_are_reduced_and_never_enlarged() -> None:
    (small, *_) = kinds(media.film(), "frame", pick="every_frame", size_px=48)
    assert (small.fields["width_px"], small.fields["height_px"]) == (48, 32)
    (same, *_) = kinds(media.film(), "frame", pick="every_frame", size_px=480)
    assert (same.fields["width_px"], same.fields["height_px"]) == (96, 64)


def test_shots_and_their_best_frames() -> None:
    data = three_shots()
    shots = [message.fields for message in kinds(data, "shot")]
    assert [(shot["first_frame"], shot["last_frame"]) for shot in shots] == [(0, 11), (12, 23), (24, 35)]
    assert [shot["begins"] for shot in shots] == ["start", "cut", "cut"]
    assert [shot["start_s"] for shot in shots] == pytest.approx([0, 1.2, 2.4])
    assert {message.fields["shot"] for message in kinds(data, "frame")} == {1, 2, 3}
    assert kinds(data, "frame", pick="shots") == []


def test_at_most_so_many_of_the_best() -> None:
    data = three_shots()
    for most in (1, 2, 3):
        found = kinds(data, "frame", max_frames=most)
        assert len(found) == most
        times = [message.fields["pts"] for message in found]
        assert times == sorted(times)


def test_an_all_black_video_still_gives_one_picture() -> None:
    black = media.shot_on([np.zeros((64, 96, 3), np.uint8)] * 20)
    (frame,) = kinds(black, "frame")
    assert frame.fields["role"] == "last_resort"


@pytest.mark.parametrize("count", [1, 2, 3])
def test_the_shortest_videos(count: int) -> None:
    data = media.film(range(count))
    (shot,) = kinds(data, "shot")[:1]
    assert shot.fields["first_frame"] == 0
    assert kinds(data, "frame")


def test_damaged_frames_are_not_chosen() -> None:
    waiting = Waiting()

    class Picture:
        seconds, bytes_held = 0.0, 1

        def __init__(self, *, damaged: bool) -> None:
            self.damaged = damaged

    for order, damaged in enumerate((False, True)):
        picture: Any = Picture(damaged=damaged)
        picture.seconds = float(order)
        signature: Any = type("Signature", (), {"sharpness": 1.0, "deviation": 50.0})
        waiting.add(order, picture, signature, 0.0)
    assert [candidate.clean for candidate in waiting.release(9)] == [True, False]


def test_a_scan_that_costs_too_much_stops_by_itself_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scanning._Ticker, "spent", lambda _self: True)
    (*_, ended) = media.scanned(media.film(), pick="every_frame")
    codes = {problem["code"] for problem in ended.fields["problems"]}
    assert "limit_reached" in codes


def test_a_cut_off_file_says_so_even_when_few_frames_are_asked_for() -> None:
    whole = media.film(range(60), container="matroska")
    assert "truncated" in problems(whole[: len(whole) * 3 // 4], pick="at", at_s=(0.1,))


def test_a_still_picture_is_taken_whatever_was_asked_for() -> None:
    out = io.BytesIO()
    Image.fromarray(media.picture(9)).save(out, "PNG")
    for wanted in ({}, {"pick": "keyframes"}, {"pick": "at", "at_s": (3.0,)}):
        (frame,) = kinds(out.getvalue(), "frame", **wanted)
        assert frame.fields["role"] == "still"
        assert media.number_of(media.pixels_of(frame)) == 9


@pytest.mark.parametrize(
    "wrong",
    [{"every_s": 0.0}, {"from_s": 2.0, "to_s": 2.0}, {"max_frames": 0}, {"size_px": 8}],
)
def test_what_cannot_be_asked_for(wrong: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        Wanted(**wrong)


def test_the_whole_way_through_a_confined_child(tmp_path: Path) -> None:
    file = tmp_path / "clip.mp4"
    file.write_bytes(three_shots())
    records = list(extract(file, out=tmp_path / "out"))
    assert {type(record) for record in records} >= {Source, Shot, Frame, Stream, Sheet}
    assert not [record for record in records if isinstance(record, Caveat)]
    for record in records:
        if isinstance(record, Frame):
            assert Path(record.file).is_file()

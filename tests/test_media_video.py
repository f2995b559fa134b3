"""Every frame of a video with the time the file gives it, as a player shows it, and what is wrong is told."""

import io
import random
from fractions import Fraction

import av
import numpy as np
import pytest

from osintkit.errors import FailureCode, InputError
from osintkit.media import container, decode, tone
from osintkit.media.losses import Losses
from osintkit.media.picture import Moving
from tests import media

# Container, codec, stored as, ticks in a second, first PTS.
MADE = [
    ("mp4", "libx264", "yuv420p", 10240, 0),
    ("mp4", "libx265", "yuv420p", 10240, 0),
    ("mp4", "libsvtav1", "yuv420p", 10240, 0),
    ("mov", "mjpeg", "yuvj420p", 10240, 0),
    ("matroska", "libvpx-vp9", "yuv420p", 1000, 0),
    ("webm", "libvpx", "yuv420p", 1000, 0),
    ("matroska", "ffv1", "yuv420p", 1000, 0),
    ("avi", "mpeg4", "yuv420p", 10, 0),
    ("flv", "libx264", "yuv420p", 1000, 200),
    ("mpegts", "libx264", "yuv420p", 90_000, 18_000),
    ("mpegts", "mpeg2video", "yuv420p", 90_000, 9_000),
]
STORED = [
    ("mov", "qtrle", "rgb24"),
    ("mov", "qtrle", "argb"),
    ("mov", "png", "rgba"),
    ("avi", "rawvideo", "bgr24"),  # bottom-up: the first row is the last in the file
    ("avi", "huffyuv", "yuv422p"),
    ("matroska", "ffv1", "yuv420p10le"),
    ("matroska", "ffv1", "bgra"),
    ("mov", "mjpeg", "yuvj420p"),
]
QUARTER_TURNS = {
    (1, 0, 0, 1): lambda p: p,
    (0, 1, -1, 0): lambda p: np.rot90(p, -1),
    (-1, 0, 0, -1): lambda p: np.rot90(p, 2),
    (0, -1, 1, 0): lambda p: np.rot90(p, 1),
    (-1, 0, 0, 1): np.fliplr,
    (1, 0, 0, -1): np.flipud,
    (0, 1, 1, 0): lambda p: p.swapaxes(0, 1),
    (0, -1, -1, 0): lambda p: np.rot90(p, 2).swapaxes(0, 1),
}
X264_OPEN = (("x264-params", "open-gop=1:bframes=3:keyint=40:scenecut=0"),)
LONG = [
    ("mp4", "libx264", ()),
    ("mpegts", "libx264", X264_OPEN),
    ("mp4", "libx264", X264_OPEN),
    ("matroska", "libvpx-vp9", (("deadline", "realtime"), ("cpu-used", "8"))),
    ("avi", "mpeg4", ()),
    ("mpegts", "mpeg2video", ()),
    ("h264", "libx264", ()),
]


def all_of(moving: Moving, **how: object) -> list[tuple[int, int]]:
    return [(picture.pts, media.number_of(picture.rgb())) for picture in moving.pictures(**how)]  # type: ignore[arg-type]


def mean_difference(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.abs(one.astype(int) - other).mean())


@pytest.mark.parametrize(("form", "codec", "pix_fmt", "per_second", "first"), MADE)
def test_every_frame_comes_with_the_time_it_was_given(form, codec, pix_fmt, per_second, first) -> None:
    with media.opened(media.film(container=form, codec=codec, pix_fmt=pix_fmt)) as moving:
        step = per_second // 10
        assert all_of(moving) == [(first + number * step, number) for number in range(12)]
        facts = moving.facts[0]
        assert (facts["decoded_frames"], facts["decoded_from_s"]) == (12, 0.0)
        assert facts["decoded_to_s"] == pytest.approx(1.2)
        assert set(media.codes(moving)) <= {"end_not_stated"}


def test_a_frame_ends_where_the_next_begins() -> None:
    data = media.film(range(5), pts=[0, 40, 500, 540, 1000], container="matroska")
    with media.opened(data) as moving:
        pictures = list(moving.pictures())
    assert [picture.seconds for picture in pictures] == [0.0, 0.04, 0.5, 0.54, 1.0]
    assert [picture.end_seconds for picture in pictures[:-1]] == [0.04, 0.5, 0.54, 1.0]
    assert pictures[-1].end_seconds > 1.0


def test_the_clock_begins_where_the_earliest_stream_does() -> None:
    data = media.film(range(3), pts=[500, 600, 700], container="matroska", sound_s=1.0)
    with media.opened(data) as moving:
        assert [picture.seconds for picture in moving.pictures()] == [0.5, 0.6, 0.7]
        assert [stream["media"] for stream in moving.facts] == ["video", "audio"]
        assert media.codes(moving) == []


@pytest.mark.parametrize("count", [1, 2])
def test_very_short_clips(count: int) -> None:
    with media.opened(media.film(range(count))) as moving:
        assert [number for _, number in all_of(moving)] == list(range(count))
        assert media.codes(moving) == []


def test_a_bare_stream_has_worked_out_times_and_says_so() -> None:
    with media.opened(media.film(container="h264")) as moving:
        assert all(picture.estimated for picture in moving.pictures())
        assert {"time_estimated", "end_not_stated"} == set(media.codes(moving))


@pytest.mark.parametrize("matrix", QUARTER_TURNS)
def test_turned_and_mirrored_as_the_file_asks(matrix) -> None:
    pixels = media.picture(37)
    data = media.shot_on([pixels], codec="mpeg4", matrix=matrix, options={"qscale": "2"})
    with media.opened(data) as moving:
        shown = next(moving.pictures()).rgb()
        facts = moving.facts[0]
    wanted = QUARTER_TURNS[matrix](pixels)
    assert mean_difference(shown, wanted) < 4
    assert (facts["display_height_px"], facts["display_width_px"]) == wanted.shape[:2]
    a, b, c, d = matrix
    assert facts["mirrored"] == (a * d - b * c < 0)


def test_pixels_that_are_not_square_are_shown_square() -> None:
    with media.opened(media.film(range(2), aspect=Fraction(4, 3))) as moving:
        picture = next(moving.pictures())
        assert picture.rgb().shape == (64, 128, 3)
        assert media.number_of(picture.rgb()) == 0
        assert moving.facts[0]["sample_aspect_ratio"] == "4:3"


@pytest.mark.parametrize(("form", "codec", "pix_fmt"), STORED)
def test_what_was_stored_is_what_is_shown(form, codec, pix_fmt) -> None:
    pixels = media.picture(21)
    with media.opened(media.shot_on([pixels], container=form, codec=codec, pix_fmt=pix_fmt)) as moving:
        picture = next(moving.pictures())
        assert mean_difference(picture.rgb(), pixels) < 4
        assert picture.luma().dtype == np.uint8


def test_grey_has_no_colour() -> None:
    with media.opened(media.film(range(1), container="matroska", codec="ffv1", pix_fmt="gray")) as moving:
        picture = next(moving.pictures())
        assert picture.chroma() is None
        assert picture.luma().shape == (64, 96)
        assert np.ptp(picture.rgb(), axis=-1).max() <= 1


def test_full_range_is_not_stretched_again() -> None:
    pixels = np.full((64, 96, 3), 250, np.uint8)
    pixels[:, :48] = 5
    data = media.shot_on([pixels], container="mov", codec="mjpeg", pix_fmt="yuvj420p")
    with media.opened(data) as moving:
        shown = next(moving.pictures()).rgb()
    assert abs(int(shown[32, 10, 0]) - 5) <= 3
    assert abs(int(shown[32, 80, 0]) - 250) <= 3


@pytest.mark.parametrize("size", [(97, 61), (33, 17), (16, 2)])
def test_odd_sizes(size) -> None:
    width, height = size
    pixels = [media.picture(number, width, height) for number in range(3)]
    data = media.shot_on(pixels, container="matroska", codec="ffv1")
    with media.opened(data) as moving:
        shapes = {picture.rgb().shape for picture in moving.pictures()}
        assert shapes == {(height, width, 3)}


def test_hdr_is_tone_mapped_and_said() -> None:
    white, dark = round(0.5807 * 65535), round(0.2 * 65535)  # 203 and about 2.4 candelas a square metre
    pixels = np.full((64, 96, 3), white, np.uint16)
    pixels[:, 48:] = dark
    colour = {"color_trc": tone.PQ, "color_primaries": 9, "colorspace": 9, "color_range": 1}
    data = media.shot_on([pixels], container="matroska", codec="ffv1", pix_fmt="yuv420p10le", colour=colour)
    with media.opened(data) as moving:
        shown = next(moving.pictures()).rgb()
        assert "tone_mapped" in media.codes(moving)
    assert abs(int(shown[32, 10, 1]) - 233) <= 3
    assert 20 < shown[32, 90, 1] < 50


@pytest.mark.parametrize("transfer", [tone.PQ, tone.HLG])
def test_tone_mapping_keeps_order_and_neutral_greys(transfer: int) -> None:
    ramp = np.arange(0, 65536, 64, dtype=np.uint16)
    shown = tone.sdr(np.repeat(ramp, 3).reshape(1, -1, 3), transfer).astype(int)[0]
    assert (shown[0] == 0).all()
    assert shown[-1].min() >= 250
    assert (np.diff(shown[:, 1]) >= 0).all()
    assert np.ptp(shown, axis=-1).max() <= 2


@pytest.mark.parametrize(("options", "scan"), [({"x264-params": "tff=1"}, "interlaced"), ({}, "progressive")])
def test_interlaced_is_said(options, scan) -> None:
    with media.opened(media.film(options=options)) as moving:
        list(moving.pictures())
        assert moving.facts[0]["scan"] == scan


@pytest.mark.parametrize("form", ["mp4", "matroska", "avi", "flv"])
def test_a_file_cut_off_anywhere_never_looks_whole(form: str) -> None:
    codec = "mpeg4" if form == "avi" else "libx264"
    muxing = {"movflags": "empty_moov+frag_keyframe"} if form == "mp4" else {}
    whole = media.film(container=form, codec=codec, gop=3, muxing=muxing)
    for part in (0.999, 0.95, 0.8, 0.5, 0.3):
        said = media.said_of(whole[: int(len(whole) * part)])
        assert said & {"truncated", "frames_undecodable", "end_not_stated", "corrupt"}, part


def test_damage_in_the_middle_costs_no_good_frames_and_is_told() -> None:
    data = bytearray(media.film(range(40), gop=10, container="matroska", options={"crf": "5"}))
    rng = random.Random(5)
    for _ in range(30):
        data[rng.randrange(len(data) // 3, len(data) // 2)] ^= 1 << rng.randrange(8)
    with media.opened(bytes(data)) as moving:
        pictures = list(moving.pictures())
        assert "frames_undecodable" in media.codes(moving)
        assert 25 <= len(pictures) <= 40
        assert not pictures[-1].damaged
        assert media.number_of(pictures[-1].rgb()) == 39


def test_what_begins_in_the_middle_says_that_its_beginning_is_missing() -> None:
    whole = media.long_film("mpegts", "libx264", X264_OPEN)
    with media.opened(whole[len(whole) * 3 // 10 // 188 * 188 :]) as moving:
        first, *_ = list(moving.pictures())
        says = {problem.code: problem.says for problem in moving.problems()}
    assert not first.damaged
    assert says["frames_undecodable"].startswith("The first")


def test_frames_that_never_came_are_missed() -> None:
    losses = Losses()
    losses._due, losses._seen = 30, 28
    assert list(losses.never_came("mov,mp4,m4a", "hevc"))
    assert not list(losses.never_came("mov,mp4,m4a", "vp8"))
    assert not list(losses.never_came("mpegts", "hevc"))


@pytest.mark.parametrize(("form", "codec", "options"), LONG)
def test_a_range_far_in_has_the_frames_that_decoding_from_the_start_has(form, codec, options) -> None:
    data = media.long_film(form, codec, options)
    with media.opened(data) as moving:
        everything = [(p.pts, p.seconds, p.end_seconds, p.luma().tobytes()) for p in moving.pictures()]
    for from_s, to_s in ((20.0, 20.1), (21.27, 22.5), (23.99, 99.0)):
        wanted = [
            (pts, luma) for pts, start, end, luma in everything if end > from_s + 6e-4 and start < to_s - 6e-4
        ]
        with media.opened(data) as moving:
            got = list(moving.pictures(from_s=from_s, to_s=to_s))
        assert [(p.pts, p.luma().tobytes()) for p in got] == wanted
        jumped = form != "h264"
        assert all((picture.index is None) == jumped for picture in got)


@pytest.mark.parametrize(("form", "codec", "options"), LONG)
def test_keyframes_are_those_of_a_full_decode(form, codec, options) -> None:
    data = media.long_film(form, codec, options)
    with media.opened(data) as moving:
        wanted = [(p.pts, p.luma().tobytes()) for p in moving.pictures() if p.keyframe]
    with media.opened(data) as moving:
        got = [(p.pts, p.luma().tobytes()) for p in moving.pictures(only_keyframes=True)]
        assert "frames_undecodable" not in media.codes(moving)
    assert len(wanted) >= 2
    assert got == wanted


def test_pictures_can_be_asked_for_again() -> None:
    with media.opened(media.film()) as moving:
        assert all_of(moving) == all_of(moving)


def test_sound_alone_is_no_video() -> None:
    out = io.BytesIO()
    with av.open(out, "w", format="wav") as file:
        media._hush(file, file.add_stream("pcm_s16le", rate=8000), 1.0)
    with pytest.raises(InputError) as caught, media.opened(out.getvalue()):
        pass
    assert caught.value.code == FailureCode.NO_STREAM


def test_encrypted_video_is_called_encrypted() -> None:
    muxing = {
        "encryption_scheme": "cenc-aes-ctr",
        "encryption_key": "0123456789abcdef" * 2,
        "encryption_kid": "fedcba9876543210" * 2,
    }
    with pytest.raises(InputError) as caught, media.opened(media.film(muxing=muxing)) as moving:
        list(moving.pictures())
    assert caught.value.code == FailureCode.ENCRYPTED


def test_a_header_without_pictures_gives_none() -> None:
    whole = media.film(muxing={"movflags": "empty_moov+frag_keyframe"})
    with media.opened(whole[: whole.index(b"moof") - 4]) as moving:
        assert list(moving.pictures()) == []


def test_a_codec_off_the_list_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(container, "CODECS", frozenset({"vp9"}))
    with pytest.raises(InputError) as caught, media.opened(media.film()):
        pass
    assert caught.value.code == FailureCode.CODEC_REFUSED


def test_a_claim_of_very_many_pixels_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(container, "LIMIT_PX", 96 * 63)
    with pytest.raises(InputError) as caught, media.opened(media.film()):
        pass
    assert caught.value.code == FailureCode.LIMIT_PIXELS


def test_the_decoder_itself_refuses_larger_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decode, "LIMIT_PX", 96 * 63)
    with media.opened(media.film(container="matroska", codec="libvpx-vp9")) as moving:
        assert list(moving.pictures()) == []
        assert media.codes(moving) == ["frames_undecodable"]


def test_what_is_no_media_is_called_so() -> None:
    with pytest.raises(InputError) as caught, media.opened(random.Random(1).randbytes(5000)):
        pass
    assert caught.value.code == FailureCode.NOT_MEDIA


def test_a_declared_length_far_beyond_the_pictures_is_told() -> None:
    data = bytearray(media.film(range(30), container="matroska"))
    at = data.index(b"\x44\x89\x88") + 3  # the segment's Duration, in milliseconds
    data[at : at + 8] = np.array([9000.0], ">f8").tobytes()
    tag = data.find(b"00:00:03.000000000")
    data[tag : tag + 18] = b"00:00:09.000000000"
    with media.opened(bytes(data)) as moving:
        list(moving.pictures())
        says = {problem.code: problem.says for problem in moving.problems()}
    assert "9.00 s" in says["frames_undecodable"]

"""Draw, sound and encode walk.mp4, the small clip that the first commands of the README look at.

    python examples/make_walk.py [OUT]

Nothing in it was filmed: no person, house or valley exists. Eight shots (a dawn, a village street,
a valley, a path, a door, the street again, a fair at night, a river at dusk) hold what makes real
footage hard: a pan, a blurred stretch, a fade, a dissolve, a camera flash, half a second of door,
a view that comes back, a shot at 10 pictures a second, a black end, pixels stored on their side.
The constants below say where. Frames count from 0, intervals are half-open, seconds are a player's.

Frame n depends on n alone and the encoders run in one thread, so the same library versions make
the same clip on any number of cores. The clip is given to the public domain (CC0 1.0).
"""

import sys
from collections.abc import Iterator
from fractions import Fraction
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import av
import cv2
import numpy as np
from numpy.typing import NDArray
from walk_scenes import SCENES, Picture


class Shot(NamedTuple):
    """What a shot shows, its first frame, and how it begins: start, cut, fade or dissolve."""

    name: str
    first: int
    begins: str


FRAME_RATE = 30
FRAMES = 780
WIDTH_PX, HEIGHT_PX = 480, 848  # as shown; the stored pixels are 848 x 480
SHOTS = (
    Shot("dawn", 0, "start"),
    Shot("street", 105, "cut"),
    Shot("valley", 207, "cut"),
    Shot("path", 387, "fade"),
    Shot("door", 486, "cut"),
    Shot("street again", 501, "cut"),
    Shot("fair", 564, "cut"),
    Shot("river", 656, "dissolve"),
    Shot("black", 762, "cut"),
)
BLUR = (150, 168)  # in "street": the hand jerks
PAN = (222, 372)  # in "valley": its first and its last view share nothing
FADE = (374, 400)  # 11 frames down, 4 black (385 to 388), 11 up
DISSOLVE = (648, 663)
FLASH = (618, 620)  # at the "fair": a white frame and a pale one, no cut
SAME_VIEW = ("street", "street again")
TEN_A_SECOND = "river"  # every picture is held for three frames

SAMPLE_RATE_HZ = 48_000
CLAPS_S = (7.4, 8.15, 8.55, 9.62)  # under "valley", no rhythm; each is 40 dB down after 60 ms
BEATS_S = (19.0, 19.45, 19.9, 20.35, 20.8, 21.25)  # at the "fair", one every 0.45 s
BELLS_S = (10.4, 11.9)
STEPS_S = (*(3.6 + 0.52 * i for i in range(6)), *(13.1 + 0.52 * i for i in range(6)))
BIRDS_S = (0.5, 0.72, 1.6, 2.3, 2.48, 3.2, 14.2, 14.4, 15.3)
PEAK = 0.5  # of full scale, which is -6 dBFS

# With movflags use_metadata_tags the MP4 muxer writes these as `mdta` keys in moov/meta, as iPhones
# do; creation_time also goes into the movie, track and media headers.
TAGS = {
    "creation_time": "2024-06-14T05:12:31Z",
    "com.apple.quicktime.creationdate": "2024-06-14T07:12:31+0200",
    "com.apple.quicktime.location.ISO6709": "+42.4000-007.0000+900.000/",
    "com.apple.quicktime.make": "Example",
    "com.apple.quicktime.model": "Phone 1",
    "com.apple.quicktime.software": "make_walk.py",
}
ROTATION_DEG = -90  # counter-clockwise, as in a display matrix: players turn the pixels clockwise
VIEW_W, VIEW_H = 720, 1272  # what the camera sees at zoom 1, in the scenes' canvas px
SHAKE_PX = {"valley": 4, "path": 9, "fair": 7}  # how far the hand sways; 5 elsewhere
GRAIN = {"fair": 0.020, "river": 0.012, "black": 0.004}  # sensor noise; 0.008 where it is light


def shot_at(n: int) -> Shot:
    """Answer which shot frame n belongs to."""
    return next(shot for shot in reversed(SHOTS) if shot.first <= n)


def _hand(t: float, seed: int) -> tuple[float, float, float]:
    """Answer where an unsteady hand holds the phone at t seconds: x, y, roll, each about -2..2."""
    pace = np.array([0.31, 0.83, 1.7, 3.9]) * 2 * np.pi
    start = np.random.default_rng(seed).uniform(0, 2 * np.pi, (3, 4))
    x, y, roll = np.sin(pace * t + start) @ np.array([1, 0.6, 0.25, 0.08])
    return float(x), float(y), float(roll)


def _film(shot: Shot, n: int) -> Picture:
    """Answer what a hand-held camera sees of the shot's scene at frame n, before the sensor."""
    if shot.name == "black":
        return np.full((HEIGHT_PX, WIDTH_PX, 3), 0.008, np.float32)
    t = ((n - n % 3 if shot.name == TEN_A_SECOND else n) - shot.first) / FRAME_RATE
    canvas, x, y, zoom = SCENES[shot.name](t)
    shake, place = SHAKE_PX.get(shot.name, 5), "street" if shot.name in SAME_VIEW else shot.name
    dx, dy, roll = _hand(t + 9 * (shot.name != place), sum(map(ord, place)))
    jerk = float(np.sin(np.pi * np.clip((n - BLUR[0]) / (BLUR[1] - BLUR[0]), 0, 1)))
    dx, dy = shake * dx + 26 * jerk * np.sin(n), shake * dy + 18 * jerk
    turn = cv2.getRotationMatrix2D((0, 0), roll * shake * 0.04, 1 / zoom)
    turn[:, 2] = (x + dx, y + dy) - turn[:, :2] @ (VIEW_W / 2, VIEW_H / 2)
    how = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    seen = cv2.warpAffine(canvas, turn, (VIEW_W, VIEW_H), flags=how)
    seen = cv2.resize(seen, (WIDTH_PX, HEIGHT_PX), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.blur(seen, (1 + int(20 * jerk), 1 + int(6 * jerk))), np.float32)


def _edited(n: int) -> Picture:
    """Answer the view of frame n with what the editor and the flash did to it."""
    shot = shot_at(n)
    if DISSOLVE[0] <= n < DISSOLVE[1]:
        share = (n + 1 - DISSOLVE[0]) / (DISSOLVE[1] - DISSOLVE[0] + 1)
        old, new = (next(s for s in SHOTS if s.name == name) for name in ("fair", "river"))
        return _film(old, n) * np.float32(1 - share) + _film(new, n) * np.float32(share)
    picture = _film(shot, n)
    if FADE[0] <= n < FADE[1]:
        return picture * np.float32(max(0, abs(n - 386.5) - 1.5) / 12)
    if FLASH[0] <= n < FLASH[1]:
        return picture * np.float32(0.7) + np.float32(0.8 if n == FLASH[0] else 0.3)
    return picture


def frame(n: int) -> NDArray[np.uint8]:
    """Answer what is shown at frame n: upright, 848 x 480 x 3, RGB, with vignette and grain.

    Args:
        n: Frame number, 0 to FRAMES - 1.
    """
    shot = shot_at(n)
    rng = np.random.default_rng(n - n % 3 if shot.name == TEN_A_SECOND else n)
    rows, columns = np.linspace(-1, 1, HEIGHT_PX), np.linspace(-1, 1, WIDTH_PX)
    lens = 1 - 0.13 * (rows[:, None] ** 2 + columns[None] ** 2)
    noise = rng.standard_normal((HEIGHT_PX, WIDTH_PX, 3), dtype=np.float32)
    picture = _edited(n) * lens[..., None] + noise * GRAIN.get(shot.name, 0.008)
    return (np.clip(picture, 0, 1) * 255 + 0.5).astype(np.uint8)


def _strike(track: NDArray[np.float64], at_s: float, wave: NDArray[np.float64]) -> None:
    first = round(at_s * SAMPLE_RATE_HZ)
    track[first : first + len(wave)] += wave[: len(track) - first]


def _wind(length: int, rng: np.random.Generator) -> NDArray[np.float64]:
    spectrum = np.fft.rfft(rng.standard_normal(length))
    pitch_hz = np.fft.rfftfreq(length, 1 / SAMPLE_RATE_HZ)
    air = np.fft.irfft(spectrum / (1 + (pitch_hz / 250) ** 2), length)
    gust = 1 + 0.5 * np.sin(np.arange(length) / SAMPLE_RATE_HZ * 1.3)
    return np.asarray(0.006 * gust * air / air.std())


def sound() -> NDArray[np.float32]:
    """Answer the whole sound track: mono, -1..1, with impulses at exactly the listed seconds."""
    rng, rate = np.random.default_rng(7), SAMPLE_RATE_HZ
    track = _wind(FRAMES * rate // FRAME_RATE, rng)
    tick, second, bird = np.arange(rate // 10) / rate, np.arange(2 * rate) / rate, np.arange(5000)
    for at in BIRDS_S:
        pitch = 3400 + 900 * np.sin(bird / 5000 * rng.uniform(4, 12))
        _strike(track, at, 0.02 * np.hanning(5000) * np.sin(np.cumsum(pitch) * 2 * np.pi / rate))
    for at in STEPS_S:
        scuff = rng.standard_normal(len(tick)) * 0.03 + np.sin(2 * np.pi * 95 * tick) * 0.12
        _strike(track, at, scuff * np.exp(-tick / 0.025) * np.minimum(1, tick / 0.004))
    for at in BELLS_S:
        for ratio, part in ((0.5, 0.5), (1, 1), (1.19, 0.7), (1.5, 0.4), (2, 0.8), (2.98, 0.3)):
            tone = np.sin(2 * np.pi * 392 * ratio * second) * np.exp(-second * (1.1 + ratio))
            _strike(track, at, 0.06 * part * tone * np.minimum(1, second / 0.002))
    for at in (*CLAPS_S, *BEATS_S):
        hiss = np.convolve(rng.standard_normal(len(tick)), np.hanning(9))[: len(tick)]
        _strike(track, at, 0.45 * hiss / np.abs(hiss[:600]).max() * np.exp(-tick / 0.013))
    return np.asarray(track * PEAK / np.abs(track).max(), np.float32)


def _video_frames() -> Iterator[av.VideoFrame]:
    for n in range(FRAMES):
        stored = np.ascontiguousarray(np.rot90(frame(n)))
        coded = av.VideoFrame.from_ndarray(stored, format="rgb24").reformat(
            format="yuv420p", dst_colorspace="ITU709", dst_color_range="MPEG"
        )
        coded.pts, coded.time_base = n, Fraction(1, FRAME_RATE)
        yield coded


def _audio_frames() -> Iterator[av.AudioFrame]:
    track = sound()
    for first in range(0, len(track), 1024):
        part = av.AudioFrame.from_ndarray(track[None, first : first + 1024], "fltp", "mono")
        part.sample_rate, part.pts = SAMPLE_RATE_HZ, first
        part.time_base = Fraction(1, SAMPLE_RATE_HZ)
        yield part


def make(out: Path) -> None:
    """Write the clip.

    Args:
        out: The MP4 to write; an older one is replaced.
    """
    with av.open(str(out), "w", options={"movflags": "+faststart+use_metadata_tags"}) as clip:
        clip.metadata.update(TAGS)
        video = clip.add_stream("libx264", rate=FRAME_RATE)
        video.width, video.height, video.pix_fmt = HEIGHT_PX, WIDTH_PX, "yuv420p"
        video.codec_context.thread_count = 1
        video.codec_context.color_primaries = video.codec_context.color_trc = 1
        video.codec_context.colorspace = video.codec_context.color_range = 1
        # x264's fast macroblock-tree code differs from run to run, even in one thread.
        same = {"x264-params": "cpu-independent=1"}
        video.options = {"crf": "25", "preset": "slow", "g": "250", "bf": "3", **same}
        video.set_display_rotation(ROTATION_DEG)
        voice = clip.add_stream("aac", rate=SAMPLE_RATE_HZ, layout="mono")
        voice.bit_rate = 96_000  # at 64,000 some claps are smeared 3 ms ahead of themselves
        heard = _audio_frames()
        for picture in _video_frames():
            clip.mux(video.encode(picture))
            for part in islice(heard, 2):  # a picture lasts 1.6 of them; the muxer sorts
                clip.mux(voice.encode(part))
        clip.mux([*video.encode(), *voice.encode()])


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_name("walk.mp4"))

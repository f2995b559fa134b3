"""Small clips and pictures whose content is known, made when a test asks for them, once in a session."""

import hashlib
import io
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from fractions import Fraction
from functools import cache
from typing import Any

import av
import numpy as np

from osintkit.blocks import BLOCK_BYTES, BlockReader
from osintkit.errors import InputError
from osintkit.frames import _inside
from osintkit.frames.step import Wanted
from osintkit.media import image, video  # noqa: F401 - a decoder must be imported before it is asked for
from osintkit.media.door.wire import Message
from osintkit.media.opening import open_pictures

WIDTH, HEIGHT = 96, 64
_BITS = 8
UPRIGHT = (1, 0, 0, 1)


def picture(number: int, width: int = WIDTH, height: int = HEIGHT) -> np.ndarray:
    """A picture with its number in black and white blocks along the top, over a gradient of colours."""
    across, down = np.linspace(0, 1, width), np.linspace(0, 1, height)[:, None]
    shape = np.ones((height, width))
    colours = [60 + 120 * across * shape, 200 - 120 * down * shape, 40 + 100 * across * down]
    pixels = np.stack(colours, axis=-1)
    for bit in range(_BITS):
        edges = slice(bit * width // _BITS, (bit + 1) * width // _BITS)
        pixels[: height // 3, edges] = 235 if number >> bit & 1 else 20
    return pixels.astype(np.uint8)


def number_of(pixels: np.ndarray) -> int:
    """The number that `picture` was made with, whatever a codec did to it."""
    height, width = pixels.shape[:2]
    row = pixels[height // 6].astype(float).mean(axis=-1)
    return sum((row[(2 * bit + 1) * width // (2 * _BITS)] > 128) << bit for bit in range(_BITS))


def film(numbers: Sequence[int] = range(12), **how: Any) -> bytes:
    """A clip of numbered pictures; the keywords are those of `shot_on`."""
    return shot_on([picture(number) for number in numbers], **how)


def shot_on(
    pictures: Sequence[np.ndarray],
    *,
    container: str = "mp4",
    codec: str = "libx264",
    rate: int = 10,
    pts: Sequence[int] | None = None,
    pix_fmt: str = "yuv420p",
    gop: int = 12,
    matrix: tuple[int, int, int, int] = UPRIGHT,
    aspect: Fraction | None = None,
    options: dict[str, str] | None = None,
    muxing: dict[str, str] | None = None,
    colour: dict[str, int] | None = None,
    sound_s: float = 0.0,
) -> bytes:
    """A clip of these pictures (RGB, or whatever ``pix_fmt`` says when they are of 16 bits).

    Args:
        pictures: all of one size.
        container: FFmpeg's name.
        codec: the encoder.
        rate: pictures in a second.
        pts: their times in milliseconds, instead of a steady rate.
        pix_fmt: as stored.
        gop: keyframe distance.
        matrix: a, b, c, d of the display matrix.
        aspect: of a pixel.
        options: of the encoder.
        muxing: options of the container.
        colour: attributes of every frame, such as ``color_trc``.
        sound_s: seconds of silence beside the pictures, from 0 on.
    """
    out = io.BytesIO()
    with av.open(out, "w", format=container, options=muxing or {}) as media:
        stream: Any = media.add_stream(codec, rate=rate, options=options or {})
        stream.height, stream.width = pictures[0].shape[:2]
        stream.pix_fmt, stream.gop_size = pix_fmt, gop
        # One thread: the same bytes each time.
        stream.thread_count = 1
        if pts is not None:
            stream.time_base = stream.codec_context.time_base = Fraction(1, 1000)
        if aspect is not None:
            stream.codec_context.sample_aspect_ratio = aspect
        for name, value in (colour or {}).items():
            setattr(stream.codec_context, name, value)
        if matrix != UPRIGHT:
            a, b, c, d = (term << 16 for term in matrix)
            stream.set_display_matrix([a, b, 0, c, d, 0, 0, 0, 1 << 30])
        silence = media.add_stream("pcm_s16le", rate=8000) if sound_s else None
        if silence is not None:
            _hush(media, silence, sound_s)
        for index, pixels in enumerate(pictures):
            frame = _frame(pixels, pix_fmt, colour or {})
            frame.pts = index if pts is None else pts[index]
            frame.time_base = Fraction(1, rate if pts is None else 1000)
            media.mux(stream.encode(frame))
        media.mux(stream.encode(None))
    return out.getvalue()


def _frame(pixels: np.ndarray, pix_fmt: str, colour: dict[str, int]) -> Any:
    if pixels.dtype == np.uint16:
        frame: Any = av.VideoFrame.from_ndarray(pixels, format="rgb48le")
    else:
        frame = av.VideoFrame.from_ndarray(pixels, format="rgb24")
    matrix = {9: "BT2020", 1: "ITU709"}.get(colour.get("colorspace", 0), "ITU601")
    full = colour.get("color_range") == 2
    frame = frame.reformat(
        format=pix_fmt,
        dst_colorspace=matrix,
        dst_color_range="JPEG" if full or pix_fmt.startswith("yuvj") else "MPEG",
        interpolation="BICUBIC",
    )
    for name, value in colour.items():
        setattr(frame, name, value)
    return frame


def _hush(media: Any, stream: Any, seconds: float) -> None:
    frame = av.AudioFrame.from_ndarray(np.zeros((1, int(8000 * seconds)), np.int16), "s16", "mono")
    frame.sample_rate, frame.pts = 8000, 0
    media.mux(stream.encode(frame))
    media.mux(stream.encode(None))


@cache
def long_film(container: str, codec: str, options: tuple[tuple[str, str], ...] = (), gop: int = 40) -> bytes:
    """Twenty-five seconds of small numbered pictures, eight a second."""
    pictures = [picture(number, 64, 48) for number in range(200)]
    return shot_on(pictures, container=container, codec=codec, rate=8, gop=gop, options=dict(options))


@contextmanager
def reader(data: bytes) -> Iterator[BlockReader]:
    """What the confined child reads from."""
    starts = range(0, len(data), BLOCK_BYTES)
    digests = b"".join(hashlib.sha256(data[at : at + BLOCK_BYTES]).digest() for at in starts)
    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.flush()
        os.lseek(file.fileno(), 0, os.SEEK_SET)
        yield BlockReader(file.fileno(), len(data), digests)


@contextmanager
def opened(data: bytes) -> Iterator[Any]:
    """The file as `osintkit.media.opening` opens it."""
    with reader(data) as source:
        yield open_pictures(source)


def scanned(data: bytes, **wanted: Any) -> list[Message]:
    """What the inner half of ``osintkit frames`` answers, without a child in between."""
    with reader(data) as source:
        return list(_inside.scan(source, {**asdict(Wanted(**wanted)), "cpu_s": 1e9}))


def pixels_of(message: Message) -> np.ndarray:
    """The picture of a ``frame`` message."""
    shape = message.fields["height_px"], message.fields["width_px"], 3
    return np.frombuffer(message.payload, np.uint8).reshape(shape)


def codes(moving: Any) -> list[str]:
    """Codes of what limits a result."""
    return [problem.code for problem in moving.problems()]


def said_of(data: bytes) -> set[str]:
    """Codes of what limits the result when every picture is shown, or of the failure."""
    try:
        with opened(data) as moving:
            for shown in moving.pictures():
                assert shown.rgb().ndim == 3
            return set(codes(moving))
    except InputError as error:
        return {error.code}

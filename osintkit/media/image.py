"""Still and animated pictures through Pillow: JPEG, PNG and APNG, GIF, WebP, AVIF, TIFF, BMP, JPEG 2000.

Runs in the confined child. Formats are allow-listed: Pillow would otherwise start Ghostscript for an
EPS file of any extension. Transparent parts are shown on white.
"""

import struct
import zlib
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import cv2
import numpy as np
from PIL import (
    AvifImagePlugin,
    BmpImagePlugin,
    GifImagePlugin,
    Image,
    ImageFile,
    ImageOps,
    Jpeg2KImagePlugin,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

from osintkit.blocks import BlockReader
from osintkit.errors import FailureCode, InputError
from osintkit.media import claims
from osintkit.media.ending import examine
from osintkit.media.losses import of_ending
from osintkit.media.nameless import NamelessFile
from osintkit.media.picture import SLACK_S, Coding, Picture, Plane, Problem, Rgb, too_large

# Imported here because Pillow imports a plugin when it meets its format, which a confined process cannot.
_PLUGINS = (
    JpegImagePlugin, MpoImagePlugin, PngImagePlugin, GifImagePlugin, WebPImagePlugin, AvifImagePlugin,
    TiffImagePlugin, BmpImagePlugin, Jpeg2KImagePlugin,
)  # fmt: skip
FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "AVIF", "TIFF", "BMP", "JPEG2000")
LIMIT_PX = 1 << 28
"""Phones make pictures of 200 megapixels; Pillow's own limit would refuse them."""
LIMIT_FRAMES, LIMIT_PAGES = 10_000, 100
LIMIT_TOTAL_PX = 4_000_000_000
# We check the size ourselves, before a pixel is decoded; this is the second net.
Image.MAX_IMAGE_PIXELS = LIMIT_PX
_ANIMATED = frozenset({"GIF", "PNG", "WEBP", "AVIF"})
_PAGED = frozenset({"TIFF", "MPO"})
BROKEN = (
    OSError, ValueError, SyntaxError, LookupError, TypeError, ArithmeticError, AttributeError, AssertionError,
    RuntimeError, struct.error, zlib.error, Image.DecompressionBombError,
)  # fmt: skip
"""What Pillow's decoders are known to raise for broken data."""
# EXIF tags
_ORIENTATION, _EXIF_IFD, _CHANGED, _TAKEN, _TAKEN_ZONE = 0x0112, 0x8769, 0x0132, 0x9003, 0x9011
# Ticks as FFmpeg's demuxers count them, so that times compare tick for tick.
_TICKS_PER_SECOND = {"GIF": 100, "PNG": 100_000}
# What a delay of less than this is shown for: browsers' rule for GIF, FFmpeg's for the others.
_SHORTEST_TICKS = {"GIF": (2, 10), "PNG": (1, 6667)}
_OTHER_SHORTEST_TICKS = (1, 100)


class _Still:
    """One picture of an image file as a `Picture`."""

    estimated = False
    damaged = False

    def __init__(
        self, pixels: Rgb, index: int, pts: int, ticks: int, time_base: Fraction, *, keyframe: bool
    ) -> None:
        self.index: int | None = index
        self.pts = pts
        self.time_base = time_base
        self.seconds = float(pts * time_base)
        self.end_seconds = float((pts + ticks) * time_base)
        self.keyframe = keyframe
        self.bytes_held = int(pixels.nbytes)
        self._pixels = pixels

    def luma(self) -> Plane:
        return np.asarray(cv2.cvtColor(self._pixels, cv2.COLOR_RGB2GRAY), dtype=np.uint8)

    def chroma(self) -> tuple[Plane, Plane] | None:
        small = cv2.resize(self._pixels, (64, 36), interpolation=cv2.INTER_AREA)
        colours = np.asarray(cv2.cvtColor(small, cv2.COLOR_RGB2YCrCb), dtype=np.uint8)
        return np.ascontiguousarray(colours[:, :, 2]), np.ascontiguousarray(colours[:, :, 1])

    def coding(self) -> Coding | None:
        return None

    def rgb(self) -> Rgb:
        return self._pixels


class Pictures:
    """An opened image file, still or animated; see `osintkit.media.picture.Moving`.

    Raises:
        InputError: not a picture Pillow reads, or beyond the limits.
    """

    engine = "pillow"

    def __init__(self, reader: BlockReader) -> None:
        self._ending = examine(reader.at, reader.size_bytes)
        self._image = self._open(reader)
        self._decoded = 0
        self._end_s = 0.0
        self._problems: list[Problem] = []
        self.duration_s: float | None = None

    @property
    def still(self) -> bool:
        """Whether there is one picture only, outside time."""
        return not self.animated

    @property
    def animated(self) -> bool:
        """Whether there is more than one picture to show in time."""
        return self._image.format in _ANIMATED and bool(getattr(self._image, "is_animated", False))

    @property
    def facts(self) -> list[dict[str, Any]]:
        """The one stream, as the fields of a Stream record."""
        width, height = self._image.size
        turned = self._turn() >= 5
        return [
            {
                "container": str(self._image.format).lower(),
                "stream": 0,
                "media": "video" if self.animated else "image",
                "examined": True,
                "codec": str(self._image.format).lower(),
                "pixel_format": self._image.mode,
                "width_px": width,
                "height_px": height,
                "display_width_px": height if turned else width,
                "display_height_px": width if turned else height,
                "time_base": str(self._time_base()),
                "first_pts": 0,
                "decoded_frames": self._decoded,
                "decoded_from_s": 0.0,
                "decoded_to_s": self._end_s,
                "engine": self.engine,
                "claimed_time": self._claimed_time(),
            }
        ]

    def pictures(
        self,
        *,
        from_s: float | None = None,
        to_s: float | None = None,
        only_keyframes: bool = False,
    ) -> Iterator[Picture]:
        """Pictures in the order shown, of times in [from_s, to_s)."""
        time_base, pts = self._time_base(), 0
        for index, number in enumerate(self._numbers()):
            pixels = self._decode(number)
            if pixels is None:
                break
            ticks = self._ticks()
            # The pictures of a GIF are painted one over the other.
            keyframe = index == 0 or self._image.format != "GIF"
            picture = _Still(pixels, index, pts, ticks, time_base, keyframe=keyframe)
            pts += ticks
            if to_s is not None and picture.seconds > to_s - SLACK_S and self.animated:
                break
            self._decoded += 1
            self._end_s = picture.end_seconds if self.animated else 0.0
            if self._wanted(picture, from_s, only_keyframes=only_keyframes):
                yield picture

    def problems(self) -> list[Problem]:
        """What limits the result, as far as it is known by now."""
        return [*of_ending(self._ending, None), *self._problems]

    def _claimed_time(self) -> str | None:
        try:
            exif = self._image.getexif()
            original = exif.get_ifd(_EXIF_IFD)
        except BROKEN:
            return None
        return claims.stated(original.get(_TAKEN), original.get(_TAKEN_ZONE)) or claims.stated(
            exif.get(_CHANGED)
        )

    def _open(self, reader: BlockReader) -> Image.Image:
        try:
            image = Image.open(NamelessFile(reader), formats=FORMATS)  # type: ignore[arg-type]
        except Image.DecompressionBombError as error:
            raise InputError(
                FailureCode.LIMIT_PIXELS,
                f"The picture claims more than the limit of {LIMIT_PX} pixels.",
                "Such a claim is usually made to exhaust memory. Have a specialist look at the file.",
                stage="open",
            ) from error
        except BROKEN as error:
            raise _unreadable(self._ending.says or _says("The picture cannot be read", error)) from error
        self._image = image
        self._check_size()
        return image

    def _wanted(self, picture: _Still, from_s: float | None, *, only_keyframes: bool) -> bool:
        if not self.animated:
            return True
        in_range = from_s is None or picture.end_seconds > from_s + SLACK_S
        return in_range and (picture.keyframe or not only_keyframes)

    def _check_size(self) -> None:
        """Each page of a file has a size of its own."""
        if self._image.width * self._image.height > LIMIT_PX:
            raise too_large(self._image.width, self._image.height, LIMIT_PX)

    def _numbers(self) -> Iterator[int]:
        if self._image.format in _PAGED:
            yield from self._pages()
            return
        if not self.animated:
            yield 0
            return
        # The default image of an APNG may be a fallback that is not part of the animation.
        first = 1 if getattr(self._image, "default_image", False) else 0
        pixels_each = self._image.width * self._image.height
        limit = min(LIMIT_FRAMES, max(1, LIMIT_TOTAL_PX // pixels_each))
        yield from range(first, first + limit)
        self._problems.append(Problem("limit_reached", f"Only the first {limit} pictures were decoded."))

    def _pages(self) -> Iterator[int]:
        """Every page of a TIFF; of a camera's JPEG with several pictures the one that is shown."""
        try:
            count = int(getattr(self._image, "n_frames", 1))
        except BROKEN:
            count = 1
        looked_at = min(count, LIMIT_PAGES) if self._image.format == "TIFF" else 1
        yield from range(looked_at)
        if looked_at < count:
            says = f"The file holds {count} pictures; the first {looked_at} of them were looked at."
            if looked_at == 1:
                says = f"The file holds {count} pictures; the one that is shown was looked at."
            self._problems.append(Problem("frames_not_scanned", says))

    def _decode(self, number: int) -> Rgb | None:
        """The picture of that number; None after the last."""
        try:
            if self._image.tell() != number:
                self._image.seek(number)
            self._check_size()
            return _pixels(self._image, turn=not self.animated)
        except EOFError:
            return None
        except BROKEN as error:
            return self._broken(number, error)

    def _broken(self, number: int, error: Exception) -> Rgb | None:
        if number or self.animated:
            says = _says(f"Picture {number + 1} and what follows it cannot be decoded", error)
            self._problems.append(Problem("frames_undecodable", says))
            return None
        ImageFile.LOAD_TRUNCATED_IMAGES = True
        try:
            pixels = _pixels(self._image, turn=True)
        except (EOFError, *BROKEN) as again:
            raise _unreadable(_says("The picture cannot be decoded", again)) from again
        finally:
            ImageFile.LOAD_TRUNCATED_IMAGES = False
        if self._ending.complete is not False:
            self._problems.append(Problem("frames_undecodable", _says("Only a part of it decodes", error)))
        return pixels

    def _ticks(self) -> int:
        if not self.animated:
            return 0
        milliseconds = float(self._image.info.get("duration", 0) or 0)
        ticks = round(milliseconds / 1000 * _TICKS_PER_SECOND.get(str(self._image.format), 1000))
        shortest, instead = _SHORTEST_TICKS.get(str(self._image.format), _OTHER_SHORTEST_TICKS)
        return instead if ticks < shortest else ticks

    def _time_base(self) -> Fraction:
        return Fraction(1, _TICKS_PER_SECOND.get(str(self._image.format), 1000))

    def _turn(self) -> int:
        return 1 if self.animated else int(self._image.getexif().get(_ORIENTATION, 1) or 1)


def _says(what: str, error: Exception) -> str:
    return f"{what} ({str(error)[:200] or type(error).__name__})."


def _unreadable(says: str) -> InputError:
    return InputError(FailureCode.CORRUPT, says, "Get the file again from its source.", stage="open")


def _pixels(image: Image.Image, *, turn: bool) -> Rgb:
    image.load()
    # No copy that is not needed: 200 megapixels are 0.8 GB each time.
    if turn and image.getexif().get(_ORIENTATION, 1) != 1:
        image = ImageOps.exif_transpose(image)
    if image.mode.startswith(("I", "F")):
        return _from_deep(image)
    if image.has_transparency_data:
        image = image.convert("RGBA")
        ground = Image.new("RGBA", image.size, (255, 255, 255, 255))
        image = Image.alpha_composite(ground, image)
    return np.asarray(image if image.mode == "RGB" else image.convert("RGB"), dtype=np.uint8)


def _from_deep(image: Image.Image) -> Rgb:
    """16- or 32-bit grey, scaled to 8 bits; Pillow's own conversion would clip it."""
    values = np.asarray(image, dtype=np.float32)
    top = max(float(values.max()), 65535.0 if image.mode.startswith("I") else 1e-6)
    grey = (np.clip(values / top, 0, 1) * 255).astype(np.uint8)
    return np.stack([grey] * 3, axis=-1)


def opened(reader: BlockReader) -> Pictures:
    """Open an image file; the one name that `osintkit.media.opening` looks for."""
    return Pictures(reader)

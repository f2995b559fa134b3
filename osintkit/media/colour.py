"""From a decoded frame to the RGB a player shows: colour matrix, range, HDR, pixel shape, rotation.

RGB is converted with swscale's accurate, bit-exact, full-chroma path, which gives the same bytes with
and without SIMD.
"""

import struct
from dataclasses import dataclass
from fractions import Fraction

import av
import cv2
import numpy as np
from av.video.reformatter import ColorRange, Colorspace, Interpolation

from osintkit.media import tone
from osintkit.media.picture import Coding, Plane, Rgb

_ACCURATE = (
    Interpolation.BICUBIC
    | Interpolation.ACCURATE_RND
    | Interpolation.FULL_CHR_H_INT
    | Interpolation.FULL_CHR_H_INP
    | Interpolation.BITEXACT
)
# AVCOL_SPC values (H.273) that name a matrix; 0 is RGB and 2 is unspecified.
_MATRIX = {
    1: Colorspace.ITU709,
    4: Colorspace.FCC,
    5: Colorspace.ITU601,
    6: Colorspace.SMPTE170M,
    7: Colorspace.SMPTE240M,
    9: Colorspace.BT2020,
    10: Colorspace.BT2020,
}
_PLANAR_8_BIT = frozenset(
    {"yuv420p", "yuvj420p", "yuv422p", "yuvj422p", "yuv444p", "yuvj444p", "yuv411p", "yuv410p", "yuv440p",
     "yuva420p", "gray", "nv12", "nv21"}
)  # fmt: skip
_SIGNATURE_WIDTH_PX = 256


@dataclass(frozen=True, slots=True)
class Orientation:
    """How the stored picture is turned for display.

    Attributes:
        matrix: a, b, c, d of the display matrix: stored (x, y) is shown at (ax + cy, bx + dy).
    """

    matrix: tuple[int, int, int, int] = (1, 0, 0, 1)

    @property
    def rotation_deg(self) -> float:
        """Clockwise turn of the (unmirrored) picture."""
        return {(1, 0): 0.0, (0, 1): 90.0, (-1, 0): 180.0, (0, -1): 270.0}[self.matrix[:2]]

    @property
    def mirrored(self) -> bool:
        """Whether the picture is also reflected."""
        a, b, c, d = self.matrix
        return a * d - b * c < 0

    @property
    def swaps_sides(self) -> bool:
        """Whether width and height change places."""
        return self.matrix[0] == 0

    @property
    def steps(self) -> tuple[bool, bool, bool]:
        """Whether lines are reversed for display, then the pixels of each line, then both exchanged."""
        a, b, c, d = self.matrix
        return (c < 0, b < 0, True) if self.swaps_sides else (d < 0, a < 0, False)

    def apply(self, picture: Rgb) -> Rgb:
        """The picture turned and mirrored for display."""
        upside_down, mirrored, transposed = self.steps
        # Views all the way; one copy at the end puts the rows in order.
        picture = picture[:: -1 if upside_down else 1, :: -1 if mirrored else 1]
        return np.ascontiguousarray(picture.swapaxes(0, 1) if transposed else picture)


def orientation(display_matrix: bytes | None) -> Orientation:
    """The nearest quarter turn and reflection of a display matrix (nine 32-bit integers).

    All four terms count: an angle alone loses reflections. A matrix that is no quarter turn, or
    degenerate, is taken as upright, as players do.
    """
    if display_matrix is None or len(display_matrix) < 36:
        return Orientation()
    a, b, _, c, d, *_ = struct.unpack("=9i", display_matrix[:36])
    straight = abs(a) + abs(d) >= abs(b) + abs(c)
    terms = (_sign(a), 0, 0, _sign(d)) if straight else (0, _sign(b), _sign(c), 0)
    return Orientation(terms) if terms[0] * terms[3] - terms[1] * terms[2] else Orientation()


def _sign(value: int) -> int:
    return (value > 0) - (value < 0)


def hdr_transfer(frame: av.VideoFrame) -> int:
    """The transfer function of an HDR frame (`tone.PQ`, `tone.HLG`), 0 for any other."""
    return int(frame.color_trc) if frame.color_trc in tone.NAMES else 0


def rgb(frame: av.VideoFrame, turn: Orientation, pixel_aspect: Fraction) -> Rgb:
    """The frame as a player shows it: (height, width, 3) uint8."""
    transfer = hdr_transfer(frame)
    stored = frame.reformat(
        format="rgb48le" if transfer else "rgb24",
        interpolation=_ACCURATE,
        src_colorspace=_matrix(frame),
        dst_color_range=ColorRange.JPEG,
        threads=1,
    ).to_ndarray()
    pixels = (
        tone.sdr(np.asarray(stored, dtype=np.uint16), transfer)
        if transfer
        else np.asarray(stored, dtype=np.uint8)
    )
    return turn.apply(_square(pixels, pixel_aspect))


def _matrix(frame: av.VideoFrame) -> Colorspace | None:
    if frame.format.is_rgb:
        return None
    stated = _MATRIX.get(frame.colorspace)
    # Unstated: players take HD for BT.709 and the rest for BT.601 (the rule is mpv's).
    hd = frame.width >= 1280 or frame.height > 576
    return stated or (Colorspace.ITU709 if hd else Colorspace.ITU601)


def _square(picture: Rgb, pixel_aspect: Fraction) -> Rgb:
    if pixel_aspect == 1:
        return picture
    height, width = picture.shape[:2]
    shown = max(1, round(width * pixel_aspect))
    return np.asarray(cv2.resize(picture, (shown, height), interpolation=cv2.INTER_CUBIC), dtype=np.uint8)


def coding(frame: av.VideoFrame, turn: Orientation) -> Coding:
    """How the planes that `planes` gives of this frame are to be read."""
    size, steps = (frame.height, frame.width), turn.steps
    if frame.format.is_rgb or frame.format.name.startswith(("pal", "mono")):
        return Coding(False, False, size, *steps)  # what swscale makes of RGB unless told otherwise
    grey = frame.format.name.startswith("gray") and frame.color_range != ColorRange.MPEG
    full = frame.color_range == ColorRange.JPEG or frame.format.name.startswith("yuvj") or grey
    old = _matrix(frame) in {Colorspace.ITU601, Colorspace.SMPTE170M, Colorspace.FCC}
    return Coding(full, not old, size, *steps)


def planes(frame: av.VideoFrame) -> tuple[Plane, tuple[Plane, Plane] | None]:
    """Luma and chroma as stored, in 8 bits; views where the format allows, else a small copy."""
    if frame.format.name not in _PLANAR_8_BIT:
        width = min(frame.width, _SIGNATURE_WIDTH_PX)
        height = max(1, frame.height * width // frame.width)
        frame = frame.reformat(
            width=width,
            height=height,
            format="yuv420p",
            interpolation=Interpolation.AREA,
            threads=1,
        )
    luma = _plane(frame, 0)
    if frame.format.name == "gray":
        return luma, None
    if frame.format.name in {"nv12", "nv21"}:
        pair = _plane(frame, 1)
        return luma, (pair[:, 0::2], pair[:, 1::2])
    return luma, (_plane(frame, 1), _plane(frame, 2))


def _plane(frame: av.VideoFrame, number: int) -> Plane:
    plane = frame.planes[number]
    rows: Plane = np.frombuffer(memoryview(plane), dtype=np.uint8)[: plane.line_size * plane.height]
    bytes_wide = plane.width * (2 if number and frame.format.name in {"nv12", "nv21"} else 1)
    return rows.reshape(plane.height, plane.line_size)[:, :bytes_wide]

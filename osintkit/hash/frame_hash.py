"""PDQ of a decoded video frame from its luma plane, at a fraction of what the RGB picture would cost.

PDQ ("The TMK+PDQF Video-Hashing Algorithm and the PDQ Image-Hashing Algorithm", Facebook, 2019) looks at
the luma of ITU-R BT.601. A decoder already has a luma plane, which needs three things: fewer samples, the
luma of BT.601 where the frame has that of BT.709, and the range 0 to 255 where black is 16.

Halving a plane by exact 2x2 means is nearly free. What PDQ then wants from the halves is found by least
squares: of all weights over the halves, those whose effect on the samples is nearest to PDQ's. As the
means do not overlap, these are sums of PDQ's weights over what each mean covers.

Against the RGB picture's PDQ, in 4734 different frames of 115 videos: three in five of the hashes are equal,
95 % are within 6 bits, 99 % within 12, all within 48. Most of what is left comes from colours outside RGB,
which the conversion clips, and from frames with hardly any texture.
"""

from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from osintkit.hash.pdq import Band, Buffer, Samples, across, bands, down

# No side of the luma is halved below this: at four samples a cell the weights still have PDQ's shape, at
# three the distance grows by half. The correction takes a fifth of the chroma at most, so that a few of
# its samples serve nearly as well as all: reading memory is what costs, and half as many lose 0.1 bits.
_LUMA_PX, _CHROMA_PX = 256, 45
# Cells that share a product, down and across: the quickest at these sizes between two decoded frames, when
# nothing is in the cache.
_LUMA_CELLS, _CHROMA_CELLS = (8, 16), (16, 64)
_BLACK, _WHITE = 16, 235  # ITU-R BT.709-6, 8 bits; chroma has 224 levels around 128
_LUMA_GAIN, _CHROMA_GAIN = 255 / (_WHITE - _BLACK), 255 / 224
# Luma weights of red, green and blue in BT.601 and in BT.709.
_RED_601, _GREEN_601, _BLUE_601 = 0.299, 0.587, 0.114
_RED_709, _GREEN_709, _BLUE_709 = 0.2126, 0.7152, 0.0722
# R = Y + 2 (1 - red) Cr, B likewise with Cb, and G from Y being the weighted sum of all three; put into
# the luma of BT.601 that leaves Y + 0.196 Cr + 0.102 Cb.
_FROM_CR = 2 * (1 - _RED_709) * (_RED_601 - _GREEN_601 * _RED_709 / _GREEN_709)
_FROM_CB = 2 * (1 - _BLUE_709) * (_BLUE_601 - _GREEN_601 * _BLUE_709 / _GREEN_709)

_Plane = NDArray[np.uint8]
_Size = tuple[int, int]


def buffer_of_planes(
    luma: _Plane,
    chroma: tuple[_Plane, _Plane] | None,
    *,
    full_range: bool,
    bt709: bool,
    stored_px: _Size | None = None,
) -> Buffer:
    """What PDQ sees of this frame, very nearly.

    Args:
        luma: 8-bit Y plane, (height, width), from 1x1; a view with padded lines is fine.
        chroma: 8-bit Cb and Cr planes of any subsampling, or None for a grey picture.
        full_range: black is 0 and white 255, not 16 and 235.
        bt709: luma is that of BT.709, or of BT.2020, which is taken for it.
        stored_px: height and width of the frame if the planes are a reduced copy of it. PDQ's samples
            lie off centre by an amount that depends on the size: without this, a copy of 256 px width
            is 22 bits from its frame, with it 2.

    Returns:
        (64, 64) luma of BT.601, 0 to 255, as the planes lie: not rotated.

    Raises:
        ValueError: a plane is empty or not two-dimensional.
    """
    for plane in (luma, *(chroma or ())):
        if plane.ndim != 2 or plane.size == 0:
            raise ValueError(f"a plane must be (height, width) and not empty, got {plane.shape}")
    size = stored_px or (luma.shape[0], luma.shape[1])
    small = _halved(luma)
    if not full_range:
        # As in the conversion to RGB. In place where the plane is ours.
        small = np.clip(small, _BLACK, _WHITE, out=None if small is luma else small)
    buffer = _reduced(small, luma, size, _LUMA_CELLS)
    if not full_range:
        buffer = (buffer - np.float32(_BLACK)) * np.float32(_LUMA_GAIN)
    if bt709 and chroma is not None:
        buffer += _difference(chroma, size, 1.0 if full_range else _CHROMA_GAIN)
    return buffer


def _difference(chroma: tuple[_Plane, _Plane], size: _Size, gain: float) -> Buffer:
    """What makes the luma of BT.601 out of that of BT.709."""
    blue, red = (_thinned(plane) for plane in chroma)
    from_blue, from_red = _FROM_CB * gain, _FROM_CR * gain
    grey = -128 * (from_blue + from_red)
    both = cv2.addWeighted(blue, from_blue, red, from_red, grey, dtype=cv2.CV_32F)
    return _reduced(np.asarray(both, np.float32), chroma[0], size, _CHROMA_CELLS)


def _halved(plane: _Plane) -> _Plane:
    """The plane by exact 2x2 means, as often as both sides stay that long; an odd line is dropped."""
    while min(plane.shape) >= 2 * _LUMA_PX:
        height, width = plane.shape[0] // 2, plane.shape[1] // 2
        even = plane[: 2 * height, : 2 * width]
        plane = np.asarray(cv2.resize(even, (width, height), interpolation=cv2.INTER_AREA), np.uint8)
    return plane


def _thinned(plane: _Plane) -> _Plane:
    """The middle of every few samples in both directions: one, or the mean of the middle four."""
    step = max(1, min(plane.shape) // _CHROMA_PX)
    height, width = plane.shape[0] // step, plane.shape[1] // step
    whole = plane[: height * step, : width * step]
    return np.asarray(cv2.resize(whole, (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)


def _reduced(small: Samples, plane: _Plane, size: _Size, cells: tuple[int, int]) -> Buffer:
    """PDQ's samples of a frame of this size, from means over squares of one of its planes."""
    rows, columns = (
        _folded(size[axis], small.shape[axis], _step_px(size, plane, small, axis), share)
        for axis, share in enumerate(cells)
    )
    return across(down(small, rows), columns)


def _step_px(size: _Size, plane: _Plane, small: Samples, axis: int) -> float:
    """How much of the frame's length one sample stands for."""
    length, samples = int(plane.shape[axis]), int(small.shape[axis])
    return length // samples * size[axis] / length


@lru_cache(maxsize=32)
def _folded(length_px: int, samples: int, step_px: float, cells: int) -> tuple[Band, ...]:
    """What each of the 64 cells takes from samples that are means over ``step_px`` of the length."""
    whole = bands(length_px, cells=cells)
    return whole if samples == length_px else tuple(_fold(band, samples, step_px) for band in whole)


def _fold(band: Band, samples: int, step_px: float) -> Band:
    start, weights = band
    ends = np.arange(start, start + weights.shape[1] + 1) / step_px
    first = min(int(ends[0]), samples - 1)
    last = min(int(np.ceil(ends[-1])), samples)
    cell = np.arange(first, last)
    covered = np.minimum(ends[1:, None], cell + 1) - np.maximum(ends[:-1, None], cell)
    shares = np.clip(covered * step_px, 0, 1)
    shares[:, -1] += 1 - shares.sum(axis=1)  # a line that was dropped counts with the last one kept
    return first, (weights @ shares).astype(np.float32)

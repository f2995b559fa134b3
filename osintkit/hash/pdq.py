"""PDQ, the 256-bit perceptual hash that platforms and archives exchange, as two matrix products.

From "The TMK+PDQF Video-Hashing Algorithm and the PDQ Image-Hashing Algorithm" (Facebook, 2019) and its
C++ reference in the ThreatExchange repository. The reference runs two box filters over the whole
picture and keeps 64x64 of its pixels. Both steps are linear and separable, so along each side they are
one 64 x n matrix, nearly empty: only pixels that reach one of the 64x64 need be looked at, once.

Differences from other programs are to be expected where these shrink the picture first, round the luma
or convert CMYK and transparency otherwise. A side of exactly 8 or 16 px makes some coefficients zero,
and their bits rounding noise, here and in the reference.
"""

from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from osintkit.hash.algorithms import ORIENTATIONS as ORIENTATIONS
from osintkit.hash.algorithms import PDQ_BITS

BITS = PDQ_BITS
SMALLEST_PX = 5
"""The shortest side PDQ is meant for; the reference gives an empty hash of quality 0 below."""

Buffer = NDArray[np.float32]
"""Luma, 0 to 255, (64, 64)."""

Coefficients = NDArray[np.float32]
"""Cosine transform of a buffer, (16, 16): vertical frequencies 1 to 16 by horizontal 1 to 16."""

Samples = NDArray[np.uint8] | NDArray[np.float32]
"""Luma of any size, (height, width)."""

Band = tuple[int, NDArray[np.float32]]
"""Some neighbouring cells of a line: the first sample that counts, and (cells, samples) weights."""

_SIDE = 64
_FREQUENCIES = 16
_LOWER_MEDIAN = BITS // 2 - 1
_QUALITY_DIVISOR = 90  # the reference's, tuned by eye
# Two cells share each product: one leaves the product too small for short pictures, four multiply too
# many zeros in tall ones.
_CELLS_DOWN, _CELLS_ACROSS = 2, 4
# Float pixels at a time, so that they are still in the cache when weighed; but never so few rows that
# adding up takes longer than weighing.
_STRIP_BYTES, _STRIP_ROWS = 1 << 20, 8
# JPEG at quality 85 moves, in the median, 44 and more of the 256 bits of pictures below this range and
# 31, which is the published limit for a match, of those just above (47 photographs at 9 contrasts).
_FLAT_LEVELS = 2.0

_DCT: NDArray[np.float32] = (
    np.sqrt(2 / _SIDE)
    * np.cos(np.pi / (2 * _SIDE) * np.outer(np.arange(1, _FREQUENCIES + 1), 2 * np.arange(_SIDE) + 1))
).astype(np.float32)
_MEAN = np.full(_SIDE, 1 / _SIDE, np.float32)
_DCT_ACROSS = np.ascontiguousarray(_DCT.T)


def buffer_of(rgb: NDArray[np.uint8]) -> Buffer:
    """What PDQ sees of this picture.

    Takes 11 MB beside a picture of 20000 x 10000 px, 35 MB beside one of 65500 x 3000.

    Args:
        rgb: (height, width, 3), from 1x1; any strides.

    Returns:
        (64, 64) luma of ITU-R BT.601, 0 to 255.

    Raises:
        ValueError: not such an array, or empty.
    """
    return _narrowed(_lines(rgb))


def buffers_of(rgb: NDArray[np.uint8]) -> dict[str, Buffer]:
    """What PDQ sees of this picture in each of the `ORIENTATIONS`, exactly.

    Costs as much as two pictures, where `oriented` costs nothing: PDQ's samples lie a little off centre,
    so that its hash of a mirrored photograph is, in the median, 8 bits from the `oriented` one (14 upside
    down, where one in twenty is beyond 31). Rows and columns are treated alike, so transposing is free.

    Args:
        rgb: as `buffer_of` takes it.

    Raises:
        ValueError: as `buffer_of` does.
    """
    from_top, from_bottom = _lines(rgb), _lines(rgb[::-1])
    upright, mirrored = _narrowed(from_top), _narrowed(from_top[:, ::-1])
    both, half_turned = _narrowed(from_bottom), _narrowed(from_bottom[:, ::-1])
    order = (upright, both.T, half_turned, mirrored.T, mirrored, half_turned.T, both, upright.T)
    return dict(zip(ORIENTATIONS, order, strict=True))


def _lines(rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
    """The picture's luma in full width and 64 lines."""
    if rgb.dtype != np.uint8 or rgb.ndim != 3 or rgb.shape[2] != 3 or rgb.size == 0:
        raise ValueError(f"a picture must be (height, width, 3) uint8 and not empty, got {rgb.shape}")
    height, width = rgb.shape[:2]
    lines = np.empty((_SIDE, width), np.float32)
    strip = np.empty((max(_STRIP_ROWS, _STRIP_BYTES // (12 * width)), width, 3), np.float32)
    for number, (start, weights) in enumerate(bands(height, cells=_CELLS_DOWN)):
        part = _weighed(rgb[start : start + weights.shape[1]], weights, strip)
        here = slice(number * _CELLS_DOWN, (number + 1) * _CELLS_DOWN)
        # Luma comes after the rows were summed, which is the same and less work.
        cv2.cvtColor(part, cv2.COLOR_RGB2GRAY, lines[here])
    return lines


def _narrowed(lines: NDArray[np.float32]) -> Buffer:
    return across(lines, bands(lines.shape[1], cells=_CELLS_ACROSS))


def _weighed(
    rows: NDArray[np.uint8], weights: NDArray[np.float32], strip: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Weighted sums of rows of pixels, (cells, width, 3), taken through a strip of so many rows."""
    flat = strip.reshape(len(strip), -1)
    total = np.zeros((len(weights), flat.shape[1]), np.float32)
    for start in range(0, len(rows), len(strip)):
        count = min(len(strip), len(rows) - start)
        strip[:count] = rows[start : start + count]
        total += weights[:, start : start + count] @ flat[:count]
    return total.reshape(-1, *strip.shape[1:])


def across(lines: NDArray[np.float32], weights: tuple[Band, ...]) -> Buffer:
    """Lines that are 64 already, weighed along their length.

    Args:
        lines: (64, n).
        weights: the 64 cells of n samples.

    Returns:
        (64, 64).
    """
    columns = down(np.asarray(cv2.transpose(lines), np.float32), weights)
    return np.asarray(cv2.transpose(columns), np.float32)


def down(rows: Samples, weights: tuple[Band, ...]) -> NDArray[np.float32]:
    """Rows weighed into 64.

    Args:
        rows: (n, any).
        weights: the 64 cells of n samples.

    Returns:
        (64, any).
    """
    weighed = np.empty((_SIDE, rows.shape[1]), np.float32)
    row = 0
    for start, band in weights:
        cells, samples = band.shape
        # A few rows at a time: they stay in the cache, and no large block of memory comes and goes.
        part = rows[start : start + samples].astype(np.float32, copy=False)
        np.matmul(band, part, out=weighed[row : row + cells])
        row += cells
    return weighed


@lru_cache(maxsize=32)
def bands(length_px: int, *, cells: int) -> tuple[Band, ...]:
    """What each of the 64 cells takes from a side of this length.

    Args:
        length_px: 1 and up.
        cells: how many cells to put into one band; divides 64.

    Returns:
        64 / cells bands in order; weights of a cell sum to 1.
    """
    window = -(-length_px // (2 * _SIDE))
    each = [_reach(length_px, (2 * cell + 1) * length_px // (2 * _SIDE), window) for cell in range(_SIDE)]
    return tuple(_band(each[first : first + cells]) for first in range(0, _SIDE, cells))


def _band(cells: list[tuple[int, NDArray[np.float64]]]) -> Band:
    first = min(start for start, _ in cells)
    last = max(start + len(weights) for start, weights in cells)
    band = np.zeros((len(cells), last - first), np.float32)
    for row, (start, weights) in zip(band, cells, strict=True):
        row[start - first : start - first + len(weights)] = weights
    return first, band


def _reach(length_px: int, centre: int, window: int) -> tuple[int, NDArray[np.float64]]:
    """The first sample that counts at ``centre``, and the weights from there on."""
    ahead = (window + 2) // 2
    before = min(centre, 2 * (window - ahead))
    after = min(length_px - centre, 2 * ahead - 1)
    return centre - before, _twice_boxed(window, before, after)


@lru_cache(maxsize=256)
def _twice_boxed(window: int, before: int, after: int) -> NDArray[np.float64]:
    """Weights of two box filters in a row, for the sample that has so many before and after it.

    The reference's box of an even window leans forward by one sample, and at an end of the line it
    divides by the samples that are really there.
    """
    ahead = (window + 2) // 2
    behind, length = window - ahead, before + after
    weights = np.zeros(length)
    middles = range(max(0, before - behind), min(length, before + ahead))
    for middle in middles:
        first, last = max(0, middle - behind), min(length, middle + ahead)
        weights[first:last] += 1 / ((last - first) * len(middles))
    return weights


def coefficients(buffer: Buffer) -> Coefficients:
    """The 256 numbers whose order makes the hash.

    Args:
        buffer: (64, 64), any strides, so a turned view of another is fine.

    Returns:
        (16, 16), the orthonormal cosine transform without its constant row and column.
    """
    # Products of views round otherwise: a turned buffer must not depend on how it is stored.
    return np.asarray(_DCT @ np.ascontiguousarray(buffer) @ _DCT_ACROSS, np.float32)


def quality(buffer: Buffer) -> int:
    """How much there is to see, 0 to 100: below 50 the hash is not to be relied on (PDQ's advice).

    Sums the steps between neighbouring cells, in whole hundredths of the full range.
    """
    steps = np.zeros((2, _SIDE, _SIDE), np.float32)
    np.subtract(buffer[1:], buffer[:-1], out=steps[0, 1:])
    np.subtract(buffer[:, 1:], buffer[:, :-1], out=steps[1, :, 1:])
    steps *= 100 / 255
    # To whole numbers towards zero, as a cast does in C.
    total = int(cv2.norm(steps.astype(np.int16).reshape(-1, _SIDE), cv2.NORM_L1))
    return min(100, total // _QUALITY_DIVISOR)


def is_flat(buffer: Buffer) -> bool:
    """Whether the bits would be noise.

    True of pictures of one colour and also of those that change along one direction only, such as a
    gradient or stripes: the constant row and column of the transform are not in the hash.
    """
    rest = buffer - (buffer @ _MEAN)[:, None]
    rest -= _MEAN @ rest
    return float(rest.max() - rest.min()) < _FLAT_LEVELS


def bits(coefficients: Coefficients) -> bytes:
    """The hash: 32 bytes whose ``hex()`` is PDQ's usual form of 64 digits.

    A bit is set where the coefficient is above the lower median. The first bit printed, number 255,
    is that of the highest frequencies.
    """
    backwards = coefficients.ravel()[::-1]
    ordered = backwards.copy()
    ordered.partition(_LOWER_MEDIAN)
    return np.packbits(backwards > ordered[_LOWER_MEDIAN]).tobytes()


def _signs() -> dict[str, tuple[bool, NDArray[np.float32]]]:
    """For each orientation: whether rows become columns, and the signs to apply after that."""
    odd = np.resize(np.array([-1, 1], np.float32), _FREQUENCIES)  # a mirror turns odd frequencies over
    none, both = np.ones((_FREQUENCIES, _FREQUENCIES), np.float32), np.outer(odd, odd)
    leftright, updown = none * odd, none * odd[:, None]
    straight, turned = (none, leftright, both, updown), (leftright, none, updown, both)
    order = (straight[0], turned[0], straight[2], turned[2], straight[1], turned[3], straight[3], turned[1])
    return {name: (number % 2 == 1, order[number]) for number, name in enumerate(ORIENTATIONS)}


_TURNS = _signs()


def oriented(coefficients: Coefficients, orientation: str) -> Coefficients:
    """The coefficients of the same picture mirrored and turned, without another look at it.

    The bits equal those of the reference's function for all eight. Where the picture is really turned
    first, hashing it gives a few other bits, since PDQ takes its samples a little off the centre.

    Args:
        coefficients: those of the upright picture.
        orientation: one of `ORIENTATIONS`.

    Raises:
        KeyError: it is none of these.
    """
    swapped, signs = _TURNS[orientation]
    return (coefficients.T if swapped else coefficients) * signs

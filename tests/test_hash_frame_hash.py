"""Hashes of decoded frames: near the hash of the same frame in RGB, whatever its planes are like."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from osintkit.hash import pdq
from osintkit.hash.frame_hash import buffer_of_planes

Plane = NDArray[np.uint8]
BT601, BT709 = (0.299, 0.587, 0.114), (0.2126, 0.7152, 0.0722)


def picture(height: int, width: int, seed: int = 1) -> NDArray[np.float64]:
    """A smooth RGB picture with some grain, its colours well inside the range."""
    random = np.random.default_rng(seed)
    grid = random.integers(40, 215, (10, 14, 3), dtype=np.uint8)
    drawn = cv2.resize(grid, (width, height), interpolation=cv2.INTER_LINEAR)
    return drawn + random.normal(0, 6, (height, width, 1))


def rounded(values: NDArray[np.float64]) -> Plane:
    return np.asarray(np.clip(np.rint(values), 0, 255), np.uint8)


def planes(
    rgb: NDArray[np.float64],
    weights: tuple[float, float, float],
    *,
    full_range: bool,
    subsampling: tuple[int, int] = (2, 2),
) -> tuple[Plane, tuple[Plane, Plane]]:
    """Y, Cb and Cr as a camera would make them (ITU-R BT.709-6, section 3)."""
    luma = rgb @ np.array(weights)
    blue, red = ((rgb[..., which] - luma) / (2 - 2 * weights[which]) for which in (2, 0))
    luma_gain, black, chroma_gain = (1.0, 0.0, 1.0) if full_range else (219 / 255, 16.0, 224 / 255)
    down, across = subsampling
    size = (-(-rgb.shape[1] // across), -(-rgb.shape[0] // down))
    small = (cv2.resize(plane, size, interpolation=cv2.INTER_AREA) for plane in (blue, red))
    first, second = (rounded(128 + chroma_gain * plane) for plane in small)
    return rounded(black + luma_gain * luma), (first, second)


def distance(one: pdq.Buffer, other: pdq.Buffer) -> int:
    first, second = (int.from_bytes(pdq.bits(pdq.coefficients(buffer)), "big") for buffer in (one, other))
    return (first ^ second).bit_count()


@pytest.mark.parametrize(
    "size", [(64, 64), (90, 161), (144, 256), (241, 427), (480, 854), (721, 1283), (1100, 400)]
)
@pytest.mark.parametrize("full_range", [False, True])
@pytest.mark.parametrize("weights", [BT601, BT709])
def test_near_the_hash_of_the_rgb_picture(
    size: tuple[int, int], full_range: bool, weights: tuple[float, float, float]
) -> None:
    rgb = picture(*size)
    luma, chroma = planes(rgb, weights, full_range=full_range)
    true = pdq.buffer_of(rounded(rgb))
    near = buffer_of_planes(luma, chroma, full_range=full_range, bt709=weights == BT709)
    assert near.shape == (64, 64)
    assert near.dtype == np.float32
    assert distance(true, near) <= 8
    assert abs(pdq.quality(near) - pdq.quality(true)) <= 1
    assert np.abs(near - true).mean() < 1.2


@pytest.mark.parametrize("subsampling", [(1, 1), (1, 2), (2, 1), (1, 4), (4, 4)])
def test_any_subsampling(subsampling: tuple[int, int]) -> None:
    rgb = picture(360, 642)
    luma, chroma = planes(rgb, BT709, full_range=False, subsampling=subsampling)
    near = buffer_of_planes(luma, chroma, full_range=False, bt709=True)
    assert distance(pdq.buffer_of(rounded(rgb)), near) <= 8


def test_the_other_luma_is_further_away() -> None:
    rgb = picture(360, 640)
    luma, chroma = planes(rgb, BT709, full_range=False)
    true = pdq.buffer_of(rounded(rgb))
    right = buffer_of_planes(luma, chroma, full_range=False, bt709=True)
    wrong = buffer_of_planes(luma, chroma, full_range=False, bt709=False)
    assert distance(true, right) < distance(true, wrong)
    assert np.abs(right - true).mean() < 0.2 * np.abs(wrong - true).mean()


def test_quality_means_the_same_in_both_ranges() -> None:
    rgb = picture(360, 640, seed=2) * 0.15 + 100
    wide, narrow = (
        buffer_of_planes(*planes(rgb, BT601, full_range=full), full_range=full, bt709=False)
        for full in (True, False)
    )
    assert 0 < pdq.quality(wide) < 100
    assert abs(pdq.quality(wide) - pdq.quality(narrow)) <= 2


def test_black_is_0_and_white_255_and_nothing_is_beyond() -> None:
    luma = np.full((720, 1280), 3, np.uint8)
    luma[:, 640:] = 250
    buffer = buffer_of_planes(luma, None, full_range=False, bt709=False)
    assert buffer[0, 0] == pytest.approx(0, abs=1e-3)
    assert buffer[0, 63] == pytest.approx(255, abs=1e-3)


@pytest.mark.parametrize("size", [(1, 1), (1, 500), (500, 1), (2, 3), (4, 4), (33, 3000), (3000, 33)])
@pytest.mark.parametrize("subsampling", [(1, 1), (2, 2)])
def test_the_smallest_and_thinnest_planes(size: tuple[int, int], subsampling: tuple[int, int]) -> None:
    luma, chroma = planes(picture(*size), BT709, full_range=True, subsampling=subsampling)
    buffer = buffer_of_planes(luma, chroma, full_range=True, bt709=True)
    true = pdq.buffer_of(rounded(picture(*size)))
    assert np.isfinite(buffer).all()
    assert np.abs(buffer - true).mean() < 6


def test_grey_planes_have_no_correction() -> None:
    luma = rounded(picture(300, 400))[..., 1]
    grey = np.full((150, 200), 128, np.uint8)
    none = buffer_of_planes(luma, None, full_range=True, bt709=True)
    assert np.allclose(none, buffer_of_planes(luma, (grey, grey), full_range=True, bt709=True), atol=1e-3)


def test_padded_and_interleaved_lines_do_not_count() -> None:
    luma, (blue, red) = planes(picture(540, 960), BT709, full_range=False)
    padded = np.full((540, 1024), 255, np.uint8)
    padded[:, :960] = luma
    pairs = np.stack([blue, red], axis=-1).reshape(270, 960)
    one = buffer_of_planes(luma, (blue, red), full_range=False, bt709=True)
    other = buffer_of_planes(padded[:, :960], (pairs[:, 0::2], pairs[:, 1::2]), full_range=False, bt709=True)
    assert np.array_equal(one, other)


@pytest.mark.parametrize("size", [(300, 400), (720, 1280)])
def test_the_frame_is_left_as_it_was(size: tuple[int, int]) -> None:
    luma = np.random.default_rng(1).integers(0, 256, size, dtype=np.uint8)
    before = luma.copy()
    luma.flags.writeable = False
    buffer_of_planes(luma, None, full_range=False, bt709=False)
    assert np.array_equal(luma, before)


@pytest.mark.parametrize("width", [256, 320, 500])
def test_a_reduced_copy_needs_the_size_of_its_frame(width: int) -> None:
    rgb = picture(720, 1280)
    luma, _ = planes(rgb, BT601, full_range=False)
    size = (width, 720 * width // 1280)
    small = np.asarray(cv2.resize(luma, size, interpolation=cv2.INTER_AREA), np.uint8)
    true = pdq.buffer_of(rounded(rgb))
    told = buffer_of_planes(small, None, full_range=False, bt709=False, stored_px=(720, 1280))
    untold = buffer_of_planes(small, None, full_range=False, bt709=False)
    assert distance(true, told) <= 4 < distance(true, untold)


@pytest.mark.parametrize("shape", [(0, 5), (5, 0), (5,), (5, 5, 3)])
def test_what_is_no_plane_is_refused(shape: tuple[int, ...]) -> None:
    plane, wrong = np.zeros((8, 8), np.uint8), np.zeros(shape, np.uint8)
    with pytest.raises(ValueError, match="plane"):
        buffer_of_planes(wrong, None, full_range=True, bt709=False)
    with pytest.raises(ValueError, match="plane"):
        buffer_of_planes(plane, (plane, wrong), full_range=True, bt709=True)

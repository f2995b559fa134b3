"""Signatures: planes of every shape, and a sharpness that orders frames."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from osintkit.frames.signature import change, coarse, measure, recoloured

RANDOM = np.random.default_rng(1)


def texture(height: int = 360, width: int = 640) -> NDArray[np.uint8]:
    coarse_grid = RANDOM.integers(0, 256, (height // 8 + 1, width // 8 + 1), dtype=np.uint8)
    grown = cv2.resize(coarse_grid, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(grown, np.uint8)


@pytest.mark.parametrize(
    "size", [(1, 1), (1, 500), (500, 1), (2, 2), (16, 16), (35, 63), (272, 480), (1080, 1920)]
)
@pytest.mark.parametrize("subsampling", [(1, 1), (2, 2), (1, 2), (1, 4)])
def test_any_size_and_subsampling(size: tuple[int, int], subsampling: tuple[int, int]) -> None:
    luma = RANDOM.integers(0, 256, size, dtype=np.uint8)
    planes = luma[:: subsampling[0], :: subsampling[1]]
    signature = measure(luma, (planes, 255 - planes))
    assert signature.luma.shape == (36, 64)
    assert signature.luma.dtype == np.uint8
    assert signature.chroma is not None
    assert signature.chroma.shape == (2, 18, 32)
    assert signature.sharpness >= 0


def test_padded_lines_do_not_count() -> None:
    picture = texture()
    padded = np.full((360, 704), 255, np.uint8)
    padded[:, :640] = picture
    one, other = measure(picture, None), measure(padded[:, :640], None)
    assert np.array_equal(one.luma, other.luma)
    assert one.sharpness == other.sharpness


def test_flipped_views_are_read_as_they_look() -> None:
    picture = texture()
    one, other = measure(picture[::-1], None), measure(picture[::-1].copy(), None)
    assert np.array_equal(one.luma, other.luma)
    assert one.sharpness == other.sharpness


def test_the_frame_is_not_kept_alive() -> None:
    picture = np.zeros((36, 64), np.uint8)
    signature = measure(picture, (picture[:18, :32], picture[:18, :32]))
    picture[:] = 255
    assert signature.luma.max() == 0
    assert signature.chroma is not None
    assert signature.chroma.max() == 0


def test_thumbnail_is_the_mean_of_what_it_covers() -> None:
    picture = texture(720, 1280)
    mean = cv2.resize(picture, (64, 36), interpolation=cv2.INTER_AREA)
    assert np.abs(measure(picture, None).luma.astype(int) - mean).mean() < 3


def test_numbers_of_a_blank_and_of_a_half_black_picture() -> None:
    blank = measure(np.full((90, 160), 16, np.uint8), None)
    assert (blank.mean, blank.deviation, blank.sharpness) == (16.0, 0.0, 0.0)
    half = np.zeros((360, 640), np.uint8)
    half[:, 320:] = 200
    assert measure(half, None).mean == pytest.approx(100, abs=1)
    assert measure(half, None).deviation == pytest.approx(100, abs=1)


@pytest.mark.parametrize("kernel", [(9, 9), (25, 1), (1, 25)])
def test_blur_in_any_direction_is_less_sharp(kernel: tuple[int, int]) -> None:
    picture = texture()
    assert (
        measure(np.asarray(cv2.blur(picture, kernel), np.uint8), None).sharpness
        < measure(picture, None).sharpness
    )


def test_combing_does_not_pass_for_sharpness() -> None:
    picture = np.asarray(cv2.blur(texture(), (9, 9)), np.uint8)
    combed = picture.copy()
    combed[1::2] = np.roll(picture[1::2], 12, axis=1)
    assert measure(combed, None).sharpness < 1.2 * measure(picture, None).sharpness


@pytest.mark.parametrize("shape", [(0, 5), (5, 0), (5,), (5, 5, 3)])
def test_what_is_no_plane_is_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="plane"):
        measure(np.zeros(shape, np.uint8), None)


def test_an_empty_chroma_plane_is_refused() -> None:
    with pytest.raises(ValueError, match="plane"):
        measure(np.zeros((4, 4), np.uint8), (np.zeros((0, 2), np.uint8),) * 2)


def test_change_forgives_a_small_move_but_not_another_picture() -> None:
    picture = texture(400, 700)
    here = coarse(measure(picture[:360, :640], None))
    moved = coarse(measure(picture[20:380, 20:660], None))  # one pixel of the coarse picture
    other = coarse(measure(texture(), None))
    assert change(here, here) == 0
    assert change(here, moved) < 0.5 * change(here, other)


def test_colour_counts_and_grey_pictures_have_none() -> None:
    luma, plane = texture(), np.full((180, 320), 128, np.uint8)
    plain = coarse(measure(luma, (plane, plane)))
    tinted = coarse(measure(luma, (plane + np.uint8(40), plane)))
    assert recoloured(plain, tinted) == pytest.approx(20)
    assert change(plain, tinted) == pytest.approx(20)
    assert recoloured(plain, coarse(measure(luma, None))) == 0

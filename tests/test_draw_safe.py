"""Destroyed views: what is gone must be gone."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from osintkit.draw import safe


def noise(size: tuple[int, int], *, mode: str = "L", seed: int = 1) -> Image.Image:
    """A picture of nothing but detail."""
    generator = random.Random(seed)
    return Image.frombytes(mode, size, generator.randbytes(size[0] * size[1] * len(mode)))


def shuffled_in_blocks(picture: Image.Image, block_px: int, seed: int) -> Image.Image:
    """The same picture with the pixels of each block put in another order."""
    generator = random.Random(seed)
    result = picture.copy()
    for top in range(0, picture.height, block_px):
        for left in range(0, picture.width, block_px):
            right, bottom = min(left + block_px, picture.width), min(top + block_px, picture.height)
            places = [(x, y) for y in range(top, bottom) for x in range(left, right)]
            sources = generator.sample(places, len(places))
            for place, source in zip(places, sources, strict=True):
                result.paste(picture.crop((*source, source[0] + 1, source[1] + 1)), place)
    return result


@pytest.mark.parametrize("mode", ["L", "RGB"])
@pytest.mark.parametrize("size", [(480, 270), (270, 480), (240, 240), (239, 101)])
def test_pictures_with_the_same_averages_come_out_the_same(size: tuple[int, int], mode: str) -> None:
    picture = noise(size, mode=mode)
    block_px = -(-max(size) // 24)
    other = shuffled_in_blocks(picture, block_px, seed=2)
    assert other.tobytes() != picture.tobytes()
    assert safe.destroy(other).tobytes() == safe.destroy(picture).tobytes()


def test_it_is_the_average() -> None:
    picture = Image.new("L", (240, 120))
    picture.paste(200, (0, 0, 10, 5))  # half of the first block
    destroyed = safe.destroy(picture)
    assert destroyed.size == (24, 12)
    assert destroyed.getpixel((0, 0)) == 100
    assert sum(destroyed.tobytes()) == 100


@pytest.mark.parametrize(
    ("size", "kept"),
    [
        ((1920, 1080), (24, 14)), ((1080, 1920), (14, 24)), ((3840, 2160), (24, 14)),
        ((100, 1000), (3, 24)), ((1000, 1), (24, 1)), ((1, 5000), (1, 24)), ((24, 24), (24, 24)),
        ((25, 25), (13, 13)), ((1, 1), (1, 1)), ((8, 4), (8, 4)),
    ],
)  # fmt: skip
def test_sizes(size: tuple[int, int], kept: tuple[int, int]) -> None:
    destroyed = safe.destroy(Image.new("RGB", size))
    assert (destroyed.mode, destroyed.size) == ("L", kept)


@given(
    width=st.integers(1, 3000),
    height=st.integers(1, 3000),
    width_px=st.sampled_from([1, 8, 24, 64]),
)
def test_the_longer_side_is_bounded(width: int, height: int, width_px: int) -> None:
    destroyed = safe.destroy(Image.new("L", (width, height)), width_px=width_px)
    assert 1 <= min(destroyed.size) <= max(destroyed.size) <= width_px


def test_twice_is_once() -> None:
    once = safe.destroy(noise((500, 300)))
    assert safe.destroy(once).tobytes() == once.tobytes()


def test_colour_is_gone() -> None:
    red = Image.new("RGB", (100, 100), (200, 0, 0))
    assert safe.destroy(red).getextrema() == (60, 60)


def test_metadata_is_gone() -> None:
    picture = noise((100, 100), mode="RGB")
    picture.info["exif"] = b"Exif\0\0 thumbnail"
    picture.info["comment"] = "where it was"
    assert safe.destroy(picture).info == {}


def test_the_original_is_untouched() -> None:
    picture = noise((100, 60), mode="RGB")
    before = picture.tobytes()
    safe.destroy(picture).putpixel((0, 0), 7)
    assert picture.tobytes() == before


@pytest.mark.parametrize("mode", ["RGBA", "P", "1", "CMYK", "F"])
def test_other_modes_are_refused(mode: str) -> None:
    with pytest.raises(ValueError, match="neither RGB nor L"):
        safe.destroy(Image.new(mode, (50, 50)))


def test_no_pixels_is_refused() -> None:
    with pytest.raises(ValueError, match="below 1"):
        safe.destroy(Image.new("L", (50, 50)), width_px=0)

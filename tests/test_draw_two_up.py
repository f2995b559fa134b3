"""Two pictures side by side: the same height, inside the page, and destroyed unless asked otherwise."""

import numpy as np
import pytest
from PIL import Image

from osintkit.draw import safe as safely
from osintkit.draw.two_up import HEIGHT_PX, two_up


def noise(width: int, height: int, *, seed: int = 1, mode: str = "RGB") -> Image.Image:
    pixels = np.random.default_rng(seed).integers(0, 256, (height, width, len(mode)), dtype=np.uint8)
    return Image.fromarray(pixels.squeeze())


def page(left: Image.Image, right: Image.Image, *, safe: bool, title: str = "evidence.jpg") -> Image.Image:
    captions = {"left_caption": "The picture of the file", "right_caption": "Its thumbnail"}
    return two_up(left, right, title=title, safe=safe, **captions)


def coloured(drawn: Image.Image) -> tuple[list[int], list[int]]:
    """The columns and rows in which there is colour: pictures have some, paper and writing have none."""
    pixels = np.asarray(drawn.convert("RGB"), dtype=int)
    spread = pixels.max(axis=2) - pixels.min(axis=2) > 3
    return list(np.flatnonzero(spread.any(axis=0))), list(np.flatnonzero(spread.any(axis=1)))


def test_both_at_the_same_height_with_a_gap_between_them() -> None:
    red, blue = Image.new("RGB", (300, 200), (200, 30, 30)), Image.new("RGB", (80, 120), (30, 30, 200))
    drawn = page(red, blue, safe=False)
    columns, rows = coloured(drawn)
    assert rows == list(range(rows[0], rows[0] + HEIGHT_PX))
    assert len(columns) == HEIGHT_PX * 3 // 2 + round(HEIGHT_PX * 2 / 3)
    assert np.count_nonzero(np.diff(columns) > 1) == 1
    assert drawn.getpixel((columns[0] + 5, rows[5])) == (200, 30, 30)
    assert drawn.getpixel((columns[-1] - 5, rows[5])) == (30, 30, 200)


@pytest.mark.parametrize("safe", [True, False])
@pytest.mark.parametrize(
    ("one", "other"),
    [((480, 320), (160, 120)), ((4000, 20), (160, 120)), ((20, 4000), (10, 2000)), ((1, 1), (3000, 1))],
)
def test_any_shape_stays_inside_the_page(one: tuple[int, int], other: tuple[int, int], safe: bool) -> None:
    drawn = page(noise(*one), noise(*other), safe=safe)
    assert 480 <= drawn.width <= 1600
    assert drawn.height < HEIGHT_PX + 250
    edge = np.asarray(drawn.convert("L"))
    margin = np.concatenate(
        [edge[:16].ravel(), edge[-16:].ravel(), edge[:, :16].ravel(), edge[:, -16:].ravel()]
    )
    assert set(margin.tolist()) == {247}


def test_the_safe_page_is_grey_and_shows_the_averages_only() -> None:
    left, right = noise(240, 240), noise(240, 160, seed=2)
    drawn = page(left, right, safe=True)
    assert drawn.mode == "L"
    # Other detail with the same averages gives the same page.
    blocks = safely.destroy(left)
    averages = blocks.resize((240, 240), Image.Resampling.NEAREST)
    assert page(averages, right, safe=True).tobytes() == drawn.tobytes()
    assert page(noise(240, 240, seed=3), right, safe=True).tobytes() != drawn.tobytes()


def test_safe_is_what_one_gets_unasked() -> None:
    drawn = two_up(noise(90, 60), noise(90, 60), left_caption="", right_caption="", title="")
    assert drawn.mode == "L"


def test_long_captions_and_titles_are_cut() -> None:
    long = "a very long name " * 40
    one = two_up(noise(60, 90), noise(60, 90), left_caption=long, right_caption=long, title=long, safe=False)
    pixels = np.asarray(one.convert("L"))
    assert set(pixels[:, -24:].ravel().tolist()) == {247}


def test_the_same_every_time_and_the_pictures_untouched() -> None:
    left, right = noise(300, 200), noise(160, 120, mode="L")
    before = left.tobytes(), right.tobytes()
    once = page(left, right, safe=False)
    assert page(left, right, safe=False).tobytes() == once.tobytes()
    assert (left.tobytes(), right.tobytes()) == before


def test_other_modes_are_refused() -> None:
    with pytest.raises(ValueError, match="neither RGB nor L"):
        page(Image.new("CMYK", (60, 40)), noise(60, 40), safe=True)

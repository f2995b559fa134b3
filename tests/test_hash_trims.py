"""Parts of a query picture: found where something was added, to the pixel, and seldom elsewhere."""

from collections.abc import Callable

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from osintkit.hash.trims import Region, regions

Picture = NDArray[np.uint8]
Bars = tuple[int, int, int, int]
WIDTH, HEIGHT = 1200, 800


def scene(seed: int, width: int = WIDTH, height: int = HEIGHT) -> Picture:
    """Soft shapes of all sizes and colours, without a straight line."""
    random = np.random.default_rng(seed)
    total = np.full((height, width, 3), 128, np.float32)
    for cells, strength in ((3, 70), (7, 45), (17, 25), (41, 15)):
        grid = random.normal(0, strength, (cells, cells, 3)).astype(np.float32)
        total += cv2.resize(grid, (width, height), interpolation=cv2.INTER_CUBIC)
    return np.clip(total, 0, 255).astype(np.uint8)


def barred(picture: Picture, bars: Bars, colour: tuple[int, int, int]) -> Picture:
    """With bars above, below, left and right."""
    return np.asarray(cv2.copyMakeBorder(picture, *bars, cv2.BORDER_CONSTANT, value=colour), np.uint8)


def lettered(picture: Picture, bar_px: int) -> Picture:
    """With two lines of text in the bar above."""
    for number, words in enumerate(("nobody said a word about this", "until this morning")):
        place = (40, (2 * number + 1) * bar_px // 4 + 12)
        cv2.putText(picture, words, place, cv2.FONT_HERSHEY_SIMPLEX, 1.5, (10, 10, 10), 3, cv2.LINE_AA)
    return picture


def blown_up(picture: Picture, side_px: int) -> Picture:
    """Between blurred parts of a larger copy of itself."""
    height, width = picture.shape[:2]
    ground = cv2.resize(picture, (width + 2 * side_px, height), interpolation=cv2.INTER_LINEAR)
    ground = cv2.GaussianBlur(ground, (0, 0), 30)
    ground[:, side_px : side_px + width] = picture
    return np.asarray(ground, np.uint8)


def phone(picture: Picture) -> Picture:
    """In an app, with things above and below it."""
    shown = cv2.resize(picture, (720, 480), interpolation=cv2.INTER_AREA)
    screen = np.full((1560, 720, 3), 250, np.uint8)
    screen[240:720] = shown
    cv2.circle(screen, (60, 190), 34, (70, 130, 180), -1, cv2.LINE_AA)
    for y in (60, 200, 800, 850, 900):
        cv2.putText(screen, "street reporter", (120, y), cv2.FONT_HERSHEY_SIMPLEX, 1.2, (20, 20, 20), 2)
    for x in range(60, 720, 145):
        cv2.rectangle(screen, (x, 1480), (x + 46, 1526), (20, 20, 20), 4)
    return screen


def nearest(found: list[Region], box: tuple[int, int, int, int]) -> tuple[int, str]:
    """How far the sides of the best part are from those of a box, in pixels, and what it is called."""
    left, top, width, height = box

    def gap(part: Region) -> int:
        across = max(abs(part.left - left), abs(part.left + part.width - left - width))
        down = max(abs(part.top - top), abs(part.top + part.height - top - height))
        return max(across, down)

    assert found
    best = min(found, key=gap)
    return gap(best), best.trim


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(
    ("bars", "colour"),
    [
        ((120, 120, 0, 0), (0, 0, 0)),
        ((0, 0, 360, 360), (0, 0, 0)),
        ((96, 96, 96, 96), (255, 255, 255)),
        ((145, 0, 0, 0), (255, 255, 255)),
        ((33, 77, 51, 190), (12, 60, 12)),
    ],
    ids=["letterbox", "pillarbox", "border", "bar", "uneven"],
)
def test_plain_bars(seed: int, bars: Bars, colour: tuple[int, int, int]) -> None:
    found = regions(barred(scene(seed), bars, colour))
    gap, trim = nearest(found, (bars[2], bars[0], WIDTH, HEIGHT))
    assert gap <= 3
    assert trim == "plain_border"


@pytest.mark.parametrize("seed", range(3))
def test_bar_with_a_caption(seed: int) -> None:
    picture = lettered(barred(scene(seed), (144, 0, 0, 0), (255, 255, 255)), 144)
    gap, trim = nearest(regions(picture), (0, 144, WIDTH, HEIGHT))
    assert gap <= 3
    assert trim == "plain_border"


@pytest.mark.parametrize("seed", range(3))
def test_blurred_sides(seed: int) -> None:
    picture = scene(seed)
    # Something sharp all over, as photographs have; a soft scene hardly differs from its blurred copy.
    picture[::24] //= 2
    gap, _ = nearest(regions(blown_up(picture, 500)), (500, 0, WIDTH, HEIGHT))
    assert gap <= 3


def test_all_cells_of_a_collage() -> None:
    sheet = np.full((972, 1292, 3), 255, np.uint8)
    boxes = [(0, 0, 640, 480), (652, 0, 640, 480), (0, 492, 640, 480), (652, 492, 640, 480)]
    for seed, (left, top, width, height) in enumerate(boxes):
        sheet[top : top + height, left : left + width] = scene(seed, width, height)
    found = regions(sheet)
    assert all(nearest(found, box)[0] <= 3 for box in boxes)


@pytest.mark.parametrize("seed", range(3))
def test_picture_in_an_app(seed: int) -> None:
    assert nearest(regions(phone(scene(seed))), (0, 240, 720, 480))[0] <= 3


@pytest.mark.parametrize("place", [(0, 0), (137, 91), (480, 320)])
def test_picture_on_a_picture(place: tuple[int, int]) -> None:
    host, (left, top) = scene(7), place
    host[top : top + 480, left : left + 720] = scene(8, 720, 480)
    gap, trim = nearest(regions(host), (left, top, 720, 480))
    assert gap <= 3
    assert trim == "cell"


def test_a_side_that_melts_follows_from_the_one_opposite() -> None:
    dark = scene(2)
    dark[-60:] = 0  # the original ends in black
    gap, trim = nearest(regions(barred(dark, (120, 120, 0, 0), (0, 0, 0))), (0, 120, WIDTH, HEIGHT))
    assert gap <= 12  # nothing is there to measure it by
    assert trim == "plain_border"


def test_cut_sides_lie_inside() -> None:
    [part, *_] = regions(barred(scene(0), (120, 120, 0, 0), (0, 0, 0)))
    assert (part.left, part.width) == (0, WIDTH)
    assert part.top >= 121
    assert part.top + part.height <= 120 + HEIGHT - 1


def gradient() -> Picture:
    ramp = np.linspace(0, 255, WIDTH).astype(np.uint8)
    return np.repeat(np.tile(ramp, (HEIGHT, 1))[..., None], 3, axis=2)


def sky() -> Picture:
    """Plain above and alive below, with a horizon that is not level."""
    picture = scene(4)
    horizon = 350 + 30 * np.sin(np.arange(WIDTH) / 90)
    picture[np.arange(HEIGHT)[:, None] < horizon] = (200, 215, 235)
    return picture


@pytest.mark.parametrize("make", [gradient, sky, *(lambda seed=seed: scene(seed) for seed in range(5))])
def test_nothing_in_a_picture_that_nothing_was_added_to(make: Callable[[], Picture]) -> None:
    assert regions(make()) == []


def test_nothing_in_noise_or_one_colour() -> None:
    random = np.random.default_rng(3)
    assert regions(random.integers(0, 256, (600, 900, 3), dtype=np.uint8)) == []
    assert regions(np.full((600, 900, 3), 77, np.uint8)) == []


@pytest.mark.parametrize(
    "size",
    [(1, 1), (2, 2), (3, 3), (1, 4000), (4000, 1), (23, 23), (24, 24), (25, 3000), (64, 48), (320, 320)],
)
def test_any_size(size: tuple[int, int]) -> None:
    random = np.random.default_rng(5)
    blocks = random.integers(0, 2, (size[0] // 9 + 1, size[1] // 9 + 1, 3), dtype=np.uint8) * 200
    picture = blocks.repeat(9, axis=0).repeat(9, axis=1)[: size[0], : size[1]]
    for part in regions(picture):
        assert min(part.left, part.top) >= 0
        assert min(part.width, part.height) >= 16
        assert part.left + part.width <= size[1]
        assert part.top + part.height <= size[0]


def test_small_pictures_have_parts_too() -> None:
    picture = barred(scene(1, 90, 60), (12, 12, 0, 0), (0, 0, 0))
    assert nearest(regions(picture), (0, 12, 90, 60))[0] <= 3


def test_same_pixels_same_parts() -> None:
    picture = phone(scene(3))
    wide = np.zeros((1560, 800, 3), np.uint8)
    wide[:, :720] = picture
    assert regions(picture) == regions(picture.copy()) == regions(wide[:, :720])
    assert regions(picture) == regions(np.asfortranarray(picture))


def test_few_parts_no_two_alike() -> None:
    found = regions(phone(scene(1)))
    assert 1 <= len(found) <= 8
    assert len(set(found)) == len(found)

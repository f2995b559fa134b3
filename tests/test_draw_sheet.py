"""Contact sheets: pages, places, and nothing graphic unasked."""

import io
import random
from itertools import pairwise

import pytest
from PIL import Image, ImageChops, ImageDraw

from osintkit.draw import safe, sheet, text

SUBTITLE = ["40.0 s, 1280 x 720", "SHA-256 " + "0123456789abcdef" * 4]


def noise(size: tuple[int, int], *, seed: int) -> Image.Image:
    """A grey picture of nothing but detail."""
    return Image.frombytes("L", size, random.Random(seed).randbytes(size[0] * size[1]))


def tiles(
    count: int, size: tuple[int, int] = (64, 36), *, plain: bool = True, per_shot: int = 1
) -> list[sheet.Tile]:
    """Tiles with bright single-coloured pictures."""
    picture = sheet.shrink(Image.new("RGB", size, (255, 0, 0)), plain=plain)
    return [
        sheet.Tile(picture, f"0:00:{number:06.3f}", f"shot {number}", number // per_shot)
        for number in range(count)
    ]


def pages(found: list[sheet.Tile], *, plain: bool = True, title: str = "a.mp4") -> list[Image.Image]:
    return list(sheet.contact_sheets(found, title=title, subtitle=SUBTITLE, plain=plain))


def box_of(picture: Image.Image) -> tuple[int, int, int, int]:
    """Where a picture is not black."""
    box = picture.getbbox()
    assert box is not None
    return box


def red_boxes(page: Image.Image) -> list[tuple[int, int, int, int]]:
    """Where the pictures of `tiles` lie, from the top left, found by their colour."""
    red, green, _ = page.split()
    mask = ImageChops.subtract(red, green).point([255 * (level > 128) for level in range(256)])
    boxes = []
    while box := mask.getbbox():
        top = box[1]
        row = mask.crop((0, top, mask.width, top + 1))
        left = box_of(row)[0]
        right = left
        while right < mask.width and mask.getpixel((right, top)):
            right += 1
        bottom = top
        while bottom < mask.height and mask.getpixel((left, bottom)):
            bottom += 1
        boxes.append((left, top, right, bottom))
        ImageDraw.Draw(mask).rectangle((left, top, right - 1, bottom - 1), fill=0)
    return boxes


def test_no_tiles_no_page() -> None:
    assert pages([]) == []


@pytest.mark.parametrize(
    ("count", "size", "expected"),
    [
        (1, (64, 36), 1), (5, (64, 36), 1), (48, (64, 36), 1), (49, (64, 36), 2),
        (111, (64, 36), 3), (40, (36, 64), 1), (41, (36, 64), 2), (43, (50, 50), 2),
    ],
)  # fmt: skip
@pytest.mark.parametrize("plain", [True, False])
def test_pages(count: int, size: tuple[int, int], expected: int, plain: bool) -> None:
    found = pages(tiles(count, size), plain=plain)
    assert len(found) == expected
    assert all(page.width <= 1600 for page in found)
    assert {page.mode for page in found} == {"RGB" if plain else "L"}
    if plain:
        assert sum(len(red_boxes(page)) for page in found) == count


def test_pages_come_one_at_a_time() -> None:
    found = sheet.contact_sheets(tiles(111), title="a", subtitle=[], plain=True)
    assert next(found).width <= 1600


@pytest.mark.parametrize("size", [(64, 36), (36, 64), (50, 50), (64, 48), (400, 10), (10, 400)])
def test_pictures_keep_their_shape_and_do_not_touch(size: tuple[int, int]) -> None:
    (page,) = pages(tiles(9, size))
    boxes = red_boxes(page)
    assert len(boxes) == 9
    for left, top, right, bottom in boxes:
        scale = max((right - left) / size[0], (bottom - top) / size[1])
        assert abs(right - left - size[0] * scale) <= 1
        assert abs(bottom - top - size[1] * scale) <= 1
        assert left >= 32
        assert right <= page.width - 32
    label = text.height(size_px=13)
    for a in boxes:
        for b in boxes:
            apart = a[2] < b[0] or b[2] < a[0] or a[3] + label <= b[1] or b[3] + label <= a[1]
            assert a == b or apart


def test_portrait_pictures_get_portrait_tiles() -> None:
    left, top, right, bottom = red_boxes(pages(tiles(3, (36, 64)))[0])[0]
    assert (right - left, bottom - top) == (135, 240)


def test_labels_stay_below_their_picture() -> None:
    """Only writing differs between two sheets with other labels, and it is outside the pictures."""
    first = tiles(7)
    second = [sheet.Tile(t.picture, "9:59:59.999", "#" * 200, t.shot) for t in first]
    page, other = pages(first)[0], pages(second)[0]
    changed = ImageChops.difference(page, other).convert("L")
    assert changed.getbbox()
    for box in red_boxes(page):
        assert changed.crop(box).getbbox() is None
        label = (box[2], box[3], box[2] + 16, box[3] + 30)  # the gap to the next label
        assert changed.crop(label).getbbox() is None


def test_the_safe_page_says_so_and_the_plain_one_does_not() -> None:
    plain, destroyed = pages(tiles(3))[0], pages(tiles(3), plain=False)[0]
    assert destroyed.height == plain.height + text.height(size_px=13)


def test_a_safe_page_shows_averages_only() -> None:
    """Also when the caller forgot `shrink`: other pixels with the same averages, same page."""
    flat = noise((24, 14), seed=4).point([50 + level // 2 for level in range(256)])
    flat = flat.resize((480, 280), Image.Resampling.NEAREST)
    striped = flat.copy()
    for left in range(0, 480, 2):  # every block of 20 has as many brighter columns as darker ones
        for column, step in ((left, 40), (left + 1, -40)):
            strip = flat.crop((column, 0, column + 1, 280))
            striped.paste(strip.point([(level + step) % 256 for level in range(256)]), (column, 0))
    assert striped.tobytes() != flat.tobytes()
    seen = set()
    for picture in (flat, striped):
        for small in (picture, picture.convert("RGB"), sheet.shrink(picture, plain=False)):
            (page,) = pages([sheet.Tile(small, "0:00:00.000", "")], plain=False)
            seen.add(page.tobytes())
    assert len(seen) == 1


def test_shrinking_for_a_safe_sheet_destroys() -> None:
    picture = noise((640, 360), seed=5).convert("RGB")
    assert sheet.shrink(picture, plain=False).tobytes() == safe.destroy(picture).tobytes()


@pytest.mark.parametrize(
    ("size", "small"),
    [
        ((3840, 2160), (240, 135)), ((1080, 1920), (135, 240)), ((64, 36), (64, 36)),
        ((5000, 2), (240, 1)), ((1, 1), (1, 1)),
    ],
)  # fmt: skip
def test_shrinking_for_a_plain_sheet_keeps_the_shape(size: tuple[int, int], small: tuple[int, int]) -> None:
    found = sheet.shrink(Image.new("RGB", size, (9, 99, 199)), plain=True)
    assert (found.mode, found.size) == ("RGB", small)
    assert found.getpixel((0, 0)) == (9, 99, 199)


def test_a_safe_page_is_small_as_png() -> None:
    found = [
        sheet.Tile(sheet.shrink(noise((320, 180), seed=seed), plain=False), "0:00:01.000", "shot 1")
        for seed in range(48)
    ]
    file = io.BytesIO()
    pages(found, plain=False)[0].save(file, "PNG")
    assert len(file.getvalue()) < 400_000


def test_a_line_joins_the_tiles_of_one_shot() -> None:
    lone, grouped = pages(tiles(6))[0], pages(tiles(6, per_shot=3))[0]
    changed = ImageChops.difference(lone, grouped).convert("L")
    left, top, right, bottom = box_of(changed)
    assert (left, right) == (32, lone.width - 32)
    assert bottom - top == 2
    row = changed.crop((0, top, changed.width, top + 1)).tobytes()
    boxes = red_boxes(lone)
    between = [max(row[a[2] : b[0]]) > 0 for a, b in pairwise(boxes)]
    assert between == [True, True, False, True, True]


@pytest.mark.parametrize(
    "title",
    ["", "a.mp4", "صورة من حلب.mp4", "x\u202egpj.exe", "caf\udce9.avi", "名" * 500, "\u0301" * 300],
)
def test_any_title_stays_in_the_header(title: str) -> None:
    (page,) = pages(tiles(2), title=title)
    (bare,) = pages(tiles(2), title="")
    assert page.size == bare.size
    if box := ImageChops.difference(page, bare).convert("L").getbbox():
        assert box[0] >= 30
        assert box[2] <= page.width - 30
        assert box[3] <= 32 + text.height(size_px=22)


def test_pages_are_numbered_when_there_are_several() -> None:
    first, second = pages(tiles(96))
    changed = ImageChops.difference(first, second).convert("L").crop((0, 0, first.width, 70))
    assert box_of(changed)[0] > first.width - 150


def test_pixels_are_the_same_twice() -> None:
    for plain in (True, False):
        once, twice = pages(tiles(7), plain=plain), pages(tiles(7), plain=plain)
        assert once[0].tobytes() == twice[0].tobytes()

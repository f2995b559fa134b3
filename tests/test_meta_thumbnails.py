"""Thumbnails: the same however it was made, never another picture, and a crop is told as one."""

import base64
import io
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from PIL import Image, ImageFilter, ImageOps

from osintkit.errors import InputError
from osintkit.evidence import opened
from osintkit.media import likeness, thumbnail
from osintkit.media.door import caller
from osintkit.media.door.wire import Message
from osintkit.meta import thumbs
from osintkit.meta.thumbs import Compared, Kept
from tests import media

ORIENTATION = 0x0112
WIDTH, HEIGHT = 480, 320


@cache
def scene(seed: int, width: int = WIDTH, height: int = HEIGHT) -> Image.Image:
    """Something like a photograph: bright above, dark below, shapes of all sizes; another for each seed."""
    random = np.random.default_rng(seed)
    picture = np.repeat(np.linspace(200, 70, height)[:, None], width, axis=1)[..., None] * np.ones(3)
    for step in (96, 32, 12):
        grid = random.uniform(-1, 1, (height // step + 2, width // step + 2, 3)).astype(np.float32)
        picture += 40 * cv2.resize(grid, (width, height), interpolation=cv2.INTER_CUBIC)
    for _ in range(12):
        left, top = (int(value) for value in random.integers((0, 0), (width - 40, height - 40)))
        across, down = (int(value) for value in random.integers(20, 110, 2))
        picture[top : top + down, left : left + across] += random.uniform(-70, 70, 3)
    return Image.fromarray(np.clip(picture, 0, 255).astype(np.uint8))


def small(picture: Image.Image, longest_px: int = 160) -> Image.Image:
    return ImageOps.contain(picture, (longest_px, longest_px))


def with_bars(picture: Image.Image) -> Image.Image:
    return ImageOps.pad(picture, (160, 120), color=0)


def jpeg(picture: Image.Image, quality: int = 75, **how: Any) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=quality, **how)
    return buffer.getvalue()


def grey(picture: Image.Image) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(jpeg(picture))).convert("L"))


def turned(flag: int) -> bytes:
    exif = Image.Exif()
    exif[ORIENTATION] = flag
    return exif.tobytes()


def asked(kept: bytes, place: str = "IFD1") -> dict[str, Any]:
    return {"place": place, "offset": None, "length": len(kept), "data_b64": base64.b64encode(kept).decode()}


def said(file: bytes, *thumbnails: bytes, pictures: bool = False) -> list[Message]:
    """What the child says of a file and thumbnails that are sent along, in this process."""
    parameters = {"thumbnails": list(map(asked, thumbnails)), "same_from": 0.9, "pictures": pictures}
    with media.reader(file) as reader:
        return list(thumbnail.inside(reader, parameters))


def reason(file: bytes, kept: bytes) -> str:
    (message,) = said(file, kept)
    assert (message.fields["similarity"] is None) == bool(message.fields["reason"])
    return str(message.fields["reason"])


@pytest.fixture
def judged(tmp_path: Path) -> Callable[..., Compared]:
    """Compare in a real child: the thumbnail lies in the file, behind the picture."""

    def judge(picture: bytes, kept: bytes, *, pictures: bool = False) -> Compared:
        path = tmp_path / "evidence.jpg"
        path.write_bytes(picture + kept)
        with opened(path) as evidence:
            (found,) = thumbs.compare(evidence, [Kept("IFD1", len(picture), len(kept))], pictures=pictures)
        return found

    return judge


@pytest.mark.parametrize(
    "make",
    [
        small,
        lambda p: small(p, 64),
        lambda p: small(p, 640),
        with_bars,
        lambda p: with_bars(p.rotate(90, expand=True)),
        lambda p: ImageOps.fit(p, (160, 120)),
        lambda p: ImageOps.fit(p, (120, 120)),
        lambda p: p.resize((160, 160)),
        lambda p: small(p).transpose(Image.Transpose.ROTATE_180),
        lambda p: small(ImageOps.autocontrast(p, cutoff=10)),
        lambda p: small(p.point([round(255 * (v / 255) ** 0.5) for v in range(256)] * 3)),
        lambda p: small(p).convert("L"),
        lambda p: small(p).filter(ImageFilter.GaussianBlur(1.5)),
        lambda p: small(p.crop((8, 6, WIDTH - 4, HEIGHT - 6))),
    ],
    ids=[
        "small", "tiny", "larger", "bars", "turned-bars", "cut", "square", "stretched", "upside-down",
        "contrast", "gamma", "grey", "blurred", "less-around",
    ],
)  # fmt: skip
def test_the_same_picture_is_the_same_however_the_thumbnail_was_made(
    make: Callable[[Image.Image], Image.Image],
) -> None:
    for seed in range(3):
        found = likeness.compare(grey(scene(seed)), grey(make(scene(seed))))
        assert found.similarity >= thumbs.SAME_FROM, seed
        assert not found.mirrored


@pytest.mark.parametrize("make", [small, with_bars, lambda p: ImageOps.fit(p, (90, 150))])
def test_another_picture_never_is(make: Callable[[Image.Image], Image.Image]) -> None:
    for seed in range(4):
        picture = scene(seed, 150, 91) if seed % 2 else scene(seed)
        found = likeness.compare(grey(picture), grey(make(scene(seed + 100))))
        assert found.similarity < 0.45
        assert (found.turned_deg, found.mirrored, found.part) == (None, False, "")


def test_turns_are_clockwise_and_of_the_thumbnail() -> None:
    for quarters in range(4):
        kept = small(scene(1)).rotate(90 * quarters, expand=True)  # Pillow turns counterclockwise
        found = likeness.compare(grey(scene(1)), grey(kept))
        assert (found.turned_deg, found.mirrored) == (90 * quarters, False)


@pytest.mark.parametrize("quarters", range(4))
@pytest.mark.parametrize("mirrored", [False, True])
def test_a_crop_is_found_however_it_was_turned_and_mirrored(quarters: int, mirrored: bool) -> None:
    box = (96, 48, 384, 240)
    cropped = scene(2).crop(box)
    picture = cropped.rotate(-90 * quarters, expand=True)
    picture = ImageOps.mirror(picture) if mirrored else picture
    found = likeness.compare(grey(picture), grey(small(scene(2))))
    assert found.similarity < thumbs.DIFFERS_BELOW
    assert (found.turned_deg, found.mirrored, found.part) == (90 * quarters, mirrored, "picture")
    assert found.box is not None
    assert found.box == pytest.approx((0.2, 0.15, 0.8, 0.75), abs=0.04)


@pytest.mark.parametrize("quarters", range(4))
@pytest.mark.parametrize("mirrored", [False, True])
def test_a_thumbnail_of_a_part_is_found_too(quarters: int, mirrored: bool) -> None:
    kept = small(scene(2).crop((24, 16, 264, 176)))
    # What undoes a clockwise turn and then a mirror, in the reverse order.
    kept = (ImageOps.mirror(kept) if mirrored else kept).rotate(90 * quarters, expand=True)
    found = likeness.compare(grey(scene(2)), grey(kept))
    assert (found.turned_deg, found.mirrored, found.part) == (90 * quarters, mirrored, "thumbnail")
    assert found.box == pytest.approx((0.05, 0.05, 0.55, 0.55), abs=0.04)


def test_a_mirror_image_is_another_picture_unless_the_file_says_so() -> None:
    mirrored = grey(small(ImageOps.mirror(scene(3))))
    found = likeness.compare(grey(scene(3)), mirrored)
    assert found.similarity < thumbs.DIFFERS_BELOW
    assert (found.turned_deg, found.mirrored, found.part) == (0, True, "")
    assert likeness.compare(grey(scene(3)), mirrored, mirrored=True).similarity > 0.95


@pytest.mark.parametrize("flag", range(1, 9))
@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_every_orientation_with_the_thumbnail_turned_or_not(flag: int, form: str) -> None:
    stored = ImageOps.exif_transpose(_flagged(scene(4), flag))
    buffer = io.BytesIO()
    scene(4).save(buffer, form, exif=turned(flag))
    for number, kept in enumerate((small(scene(4)), small(stored))):
        (message,) = said(buffer.getvalue(), jpeg(kept))
        assert message.fields["similarity"] > 0.95
        if number == 0:
            assert (message.fields["turned_deg"], message.fields["mirrored"]) == (0, False)


def _flagged(picture: Image.Image, flag: int) -> Image.Image:
    return Image.open(io.BytesIO(jpeg(picture, exif=turned(flag))))


def test_noise_and_a_flat_thumbnail_are_not_compared() -> None:
    noise = np.random.default_rng(1).normal(120, 4, (HEIGHT, WIDTH, 3)).clip(0, 255).astype(np.uint8)
    even, picture = Image.fromarray(noise), scene(5)
    assert likeness.is_even(grey(even))
    assert not likeness.is_even(grey(picture))
    assert reason(jpeg(picture), jpeg(small(even))) == "flat_thumbnail"
    assert reason(jpeg(even), jpeg(small(even))) == "flat_picture"
    assert reason(jpeg(even), jpeg(small(picture))) == "flat_picture_only"
    assert reason(jpeg(picture), jpeg(with_bars(small(even)))) == "flat_thumbnail"


def test_too_small_ones_are_not_compared() -> None:
    picture = scene(6)
    assert reason(jpeg(small(picture, 60)), jpeg(small(picture))) == "small_picture"
    assert reason(jpeg(picture), jpeg(small(picture, 40))) == "small_thumbnail"
    assert reason(jpeg(picture.resize((300, 8))), jpeg(small(picture))) == "small_picture"


def test_what_does_not_decode_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    picture, kept = jpeg(scene(7)), jpeg(small(scene(7)))
    assert reason(picture, b"") == "thumbnail_undecodable"
    assert reason(picture, kept[:300]) == "thumbnail_undecodable"
    assert reason(picture, b"\xff\xd8" + bytes(100)) == "thumbnail_undecodable"
    assert reason(picture[:200], kept) == "picture_undecodable"
    assert reason(media.film(), kept) == "not_a_still"
    monkeypatch.setattr(thumbnail, "LIMIT_PX", 1000)
    assert reason(picture, kept) == "thumbnail_too_large"


def test_an_animation_is_no_still() -> None:
    buffer = io.BytesIO()
    scene(1).save(buffer, "GIF", save_all=True, append_images=[scene(2)])
    assert reason(buffer.getvalue(), jpeg(small(scene(1)))) == "not_a_still"


@pytest.mark.parametrize("ended", [b"", b"\xff\xd9"], ids=["cut off", "with an end"])
def test_a_picture_that_is_cut_off_is_no_lead(ended: bytes) -> None:
    picture = jpeg(scene(8), quality=90)
    (message,) = said(picture[: len(picture) // 3] + ended, jpeg(small(scene(8))))
    assert message.fields["damaged"] is True
    found = Compared("IFD1", "not_compared", "", message.fields["similarity"])
    assert thumbs._judged(found, damaged=True).verdict == "not_compared"


@pytest.mark.parametrize("form", ["PNG", "WEBP", "TIFF", "JPEG"])
def test_every_format_and_colour(form: str) -> None:
    for mode in ("RGB", "L", "CMYK"):
        if mode == "CMYK" and form not in ("JPEG", "TIFF"):
            continue
        buffer = io.BytesIO()
        scene(9).convert(mode).save(buffer, form)
        (message,) = said(buffer.getvalue(), jpeg(small(scene(9))))
        assert message.fields["similarity"] > 0.9, mode


def test_a_large_picture_is_decoded_at_a_fraction(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[int, ...]] = []
    plain = thumbnail._shrunk

    def noted(pixels: np.ndarray, longest_px: int) -> np.ndarray:
        seen.append(pixels.shape)
        return plain(pixels, longest_px)

    monkeypatch.setattr(thumbnail, "_shrunk", noted)
    (message,) = said(jpeg(scene(1).resize((2700, 1800))), jpeg(small(scene(1))))
    assert seen[0] == (225, 338)
    assert message.fields["similarity"] > 0.95


def test_same_crop_and_swap_in_a_real_child(judged: Callable[..., Compared]) -> None:
    picture = jpeg(scene(1))
    same = judged(picture, jpeg(small(scene(1))))
    assert (same.verdict, same.reason, same.size_px) == ("same", "", (160, 107))
    crop = judged(jpeg(ImageOps.mirror(scene(1).crop((96, 48, 384, 240)))), jpeg(small(scene(1))))
    assert (crop.verdict, crop.part, crop.mirrored) == ("differs", "picture", True)
    assert crop.reason.startswith("The picture is a part of what the thumbnail shows, mirrored left to right")
    swap = judged(jpeg(scene(2, 150, 91)), jpeg(small(scene(1))))
    assert swap.verdict == "differs"
    assert swap.reason.startswith("The thumbnail shows something else")


def test_pixels_come_turned_to_fit(judged: Callable[..., Compared]) -> None:
    kept = small(scene(1)).rotate(90, expand=True)
    found = judged(jpeg(scene(1).resize((960, 640))), jpeg(kept), pictures=True)
    assert found.picture is not None
    assert found.thumbnail is not None
    assert (found.picture.size, found.thumbnail.size, found.turned_deg) == ((480, 320), (160, 107), 90)
    small_picture = np.asarray(found.picture.resize(found.thumbnail.size), dtype=int)
    assert np.abs(small_picture - np.asarray(found.thumbnail, dtype=int)).mean() < 8
    assert judged(jpeg(scene(1)), jpeg(kept)).picture is None


def test_bytes_are_sent_along_up_to_a_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = jpeg(small(scene(1)))
    monkeypatch.setattr(thumbs, "MOST_SENT_BYTES", len(kept) + 10)
    monkeypatch.setattr(thumbs, "MOST_THUMBNAILS", 3)
    path = tmp_path / "evidence.jpg"
    path.write_bytes(jpeg(scene(1)))
    loose = [Kept(f"Photoshop {number}", None, len(kept), kept) for number in range(4)]
    with opened(path) as evidence:
        found = list(thumbs.compare(evidence, loose))
    assert [one.place for one in found] == [one.place for one in loose]
    assert [one.verdict for one in found] == ["same", *["not_compared"] * 3]
    assert "larger" in found[1].reason
    assert "first" in found[3].reason


def test_a_video_starts_no_child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caller, "run", None)
    path = tmp_path / "evidence.mp4"
    path.write_bytes(media.film())
    with opened(path) as evidence:
        (found,) = thumbs.compare(evidence, [Kept("item 5", 0, 10)])
    assert (found.verdict, found.similarity) == ("not_compared", None)


HONEST = {
    "place": "IFD1", "similarity": 0.3, "turned_deg": None, "mirrored": False, "part": "", "box": None,
    "flat": False, "damaged": False, "reason": "", "width_px": 160, "height_px": 107,
}  # fmt: skip


@pytest.mark.parametrize(
    ("lies", "payload"),
    [
        ({}, b"123"),
        ({"place": "IFD9"}, b""),
        ({"similarity": None}, b""),
        ({"similarity": 7.0}, b""),
        ({"similarity": "much"}, b""),
        ({"similarity": float("nan")}, b""),
        ({"turned_deg": 45}, b""),
        ({"part": "all"}, b""),
        ({"box": [0.1, 0.1, 0.0, 0.5]}, b""),
        ({"box": [0.1, 0.1, 3.0, 0.5]}, b""),
        ({"box": "left"}, b""),
        ({"reason": "because"}, b""),
        ({"reason": "flat_picture"}, b""),
        ({"width_px": -1}, b""),
        ({"width_px": 1 << 40}, b""),
        ({"shown_width_px": 2, "shown_height_px": 2}, b"12345"),
        ({"shown_width_px": 600, "shown_height_px": 1}, bytes(1800)),
    ],
)
def test_an_answer_that_is_not_of_our_form_is_refused(
    lies: dict[str, Any], payload: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = [Message("thumbnail", HONEST | lies, payload)]
    with pytest.raises(InputError, match="agreed form"):
        list(_answered(answer, tmp_path, monkeypatch))


@pytest.mark.parametrize("count", [0, 2])
def test_as_many_answers_as_thumbnails(count: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match="agreed form"):
        list(_answered([Message("thumbnail", HONEST)] * count, tmp_path, monkeypatch))


def _answered(messages: list[Message], folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Compared]:
    monkeypatch.setattr(caller, "run", lambda *_, **__: iter(messages))
    path = folder / "evidence.jpg"
    path.write_bytes(jpeg(scene(1, 64, 64)))
    with opened(path) as evidence:
        yield from thumbs.compare(evidence, [Kept("IFD1", 0, 10)])


PART = {"similarity": 0.2, "part": "picture", "box": (0.1, 0.1, 0.6, 0.5)}


@pytest.mark.parametrize(
    ("found", "verdict", "words"),
    [
        ({"similarity": 0.93, "turned_deg": 90}, "same", ""),
        ({"similarity": 0.7, "turned_deg": 0}, "differs_somewhat", "with differences"),
        ({"similarity": 0.2}, "differs", "something else"),
        (
            {"similarity": 0.2, "turned_deg": 90, "mirrored": True},
            "differs",
            "90 degrees clockwise, mirrored",
        ),
        ({"similarity": 0.2, "turned_deg": 0}, "differs_somewhat", "with differences"),
        (
            PART | {"turned_deg": 90},
            "differs",
            "shows, turned by 90 degrees clockwise: about 50% of its width",
        ),
        (
            PART | {"turned_deg": 90, "part": "thumbnail"},
            "differs_somewhat",
            "turned by 270 degrees clockwise",
        ),
        (PART | {"turned_deg": 0, "box": (0.0, 0.05, 0.95, 1.0)}, "differs_somewhat", "95%"),
    ],
)
def test_verdicts(found: dict[str, Any], verdict: str, words: str) -> None:
    answer = thumbs._judged(Compared("IFD1", "not_compared", "", **found), damaged=False)
    assert answer.verdict == verdict
    assert words in answer.reason

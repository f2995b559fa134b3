"""Still and animated pictures: upright, on white, with their times, and whatever is missing is told."""

import io
import random
import struct
import zlib
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from PIL import Image

from osintkit.errors import FailureCode, InputError
from osintkit.media import image as image_module
from tests import media

UPRIGHT = {
    1: lambda p: p,
    2: np.fliplr,
    3: lambda p: np.rot90(p, 2),
    4: np.flipud,
    5: lambda p: p.swapaxes(0, 1),
    6: lambda p: np.rot90(p, 1),
    7: lambda p: np.rot90(p, 2).swapaxes(0, 1),
    8: lambda p: np.rot90(p, -1),
}
"""How a picture is stored that is to be shown upright, for each EXIF orientation."""


def saved(picture: Image.Image, form: str, **how: Any) -> bytes:
    out = io.BytesIO()
    picture.save(out, form, **how)
    return out.getvalue()


def numbered(count: int) -> list[Image.Image]:
    return [Image.fromarray(media.picture(number)) for number in range(count)]


def animation(form: str, count: int = 5, **how: Any) -> bytes:
    first, *rest = numbered(count)
    return saved(first, form, save_all=True, append_images=rest, **how)


def only(data: bytes) -> tuple[np.ndarray, list[str]]:
    with media.opened(data) as moving:
        assert moving.still
        (picture,) = moving.pictures()
        return picture.rgb(), media.codes(moving)


def times(data: bytes, **how: Any) -> list[int]:
    with media.opened(data) as moving:
        assert not moving.still
        return [picture.pts for picture in moving.pictures(**how)]


def test_gif_times_are_in_hundredths_and_a_delay_of_nothing_is_a_tenth() -> None:
    data = animation("GIF", duration=[70, 0, 10, 20, 500])
    assert times(data) == [0, 7, 17, 27, 29]
    with media.opened(data) as moving:
        pictures = list(moving.pictures())
        assert {picture.time_base for picture in pictures} == {Fraction(1, 100)}
        assert pictures[-1].end_seconds == pytest.approx(0.79)
        assert [media.number_of(picture.rgb()) for picture in pictures] == list(range(5))
        assert media.codes(moving) == []


def test_apng_and_webp_times() -> None:
    assert times(animation("PNG", duration=[100, 200, 0, 50, 50])) == [0, 10_000, 30_000, 36_667, 41_667]
    assert times(animation("WEBP", duration=[100, 200, 40, 50, 50], lossless=True)) == [0, 100, 300, 340, 390]


def test_the_fallback_of_an_apng_is_not_part_of_it() -> None:
    with media.opened(animation("PNG", default_image=True, duration=100)) as moving:
        assert [media.number_of(picture.rgb()) for picture in moving.pictures()] == [1, 2, 3, 4]


def test_a_range_of_an_animation() -> None:
    data = animation("GIF", duration=100)
    assert times(data, from_s=0.15, to_s=0.4) == [10, 20, 30]
    assert times(data, from_s=0.1) == [10, 20, 30, 40]


def test_only_the_first_picture_of_a_gif_stands_alone() -> None:
    assert times(animation("GIF", duration=100), only_keyframes=True) == [0]
    assert len(times(animation("WEBP", duration=100), only_keyframes=True)) == 5


def test_an_animation_can_be_asked_for_again() -> None:
    with media.opened(animation("GIF", duration=100)) as moving:
        for _ in range(2):
            assert [media.number_of(picture.rgb()) for picture in moving.pictures()] == list(range(5))


@pytest.mark.parametrize("orientation", UPRIGHT)
def test_exif_orientation(orientation: int) -> None:
    stored = np.ascontiguousarray(UPRIGHT[orientation](media.picture(37)))
    exif = Image.Exif()
    exif[0x0112] = orientation
    data = saved(Image.fromarray(stored), "JPEG", exif=exif, quality=95, subsampling=0)
    pixels, codes = only(data)
    assert pixels.shape == (64, 96, 3)
    assert np.abs(pixels.astype(int) - media.picture(37)).mean() < 3
    assert codes == []
    with media.opened(data) as moving:
        facts = moving.facts[0]
        assert (facts["display_width_px"], facts["display_height_px"]) == (96, 64)


def test_sixteen_bits_are_scaled_not_clipped() -> None:
    ramp = np.linspace(0, 65535, 96).astype(np.uint16)[None].repeat(8, axis=0)
    pixels, _ = only(saved(Image.fromarray(ramp), "PNG"))
    assert pixels[0, 0, 0] == 0
    assert pixels[0, -1, 0] == 255
    assert abs(int(pixels[0, 48, 0]) - 128) <= 2


def test_cmyk() -> None:
    pixels, _ = only(saved(Image.new("CMYK", (32, 16), (0, 255, 255, 0)), "JPEG", quality=95))
    assert pixels[0, 0, 0] > 200
    assert pixels[0, 0, 1:].max() < 60


def test_transparent_parts_are_white() -> None:
    picture = Image.new("P", (8, 8), 0)
    picture.putpalette([255, 0, 0, 0, 0, 255])
    picture.paste(1, (4, 0, 8, 8))
    pixels, _ = only(saved(picture, "PNG", transparency=1))
    assert pixels[0, 0].tolist() == [255, 0, 0]
    assert pixels[0, 7].tolist() == [255, 255, 255]


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
@pytest.mark.parametrize("form", ["PNG", "TIFF"])
def test_modes(mode: str, form: str) -> None:
    picture = Image.new(mode, (20, 10)) if mode == "I;16" else Image.new("RGB", (20, 10)).convert(mode)
    assert only(saved(picture, form))[0].shape == (10, 20, 3)


def test_every_page_of_a_tiff_is_looked_at() -> None:
    with media.opened(animation("TIFF", 3)) as moving:
        assert moving.still
        assert [media.number_of(picture.rgb()) for picture in moving.pictures()] == [0, 1, 2]


def test_of_several_pictures_in_a_jpeg_the_one_shown_is_taken_and_that_is_said() -> None:
    pixels, codes = only(animation("MPO", 2))
    assert media.number_of(pixels) == 0
    assert codes == ["frames_not_scanned"]


@pytest.mark.parametrize("form", ["JPEG", "PNG", "GIF", "WEBP", "BMP", "TIFF", "AVIF", "JPEG2000"])
def test_every_format_opens_and_a_cut_off_one_is_never_called_whole(form: str) -> None:
    noise = np.random.default_rng(3).integers(0, 255, (64, 96, 3), dtype=np.uint8)
    whole = saved(Image.fromarray(noise), form)
    assert only(whole)[1] == []
    for part in (0.99, 0.6, 0.3):
        said = media.said_of(whole[: int(len(whole) * part)])
        assert said & {"truncated", "frames_undecodable", "corrupt"}, part


def test_the_upper_part_of_a_cut_off_jpeg_is_shown() -> None:
    whole = saved(Image.fromarray(media.picture(85, 960, 640)), "JPEG", quality=95)
    pixels, codes = only(whole[: len(whole) * 2 // 3])
    assert codes == ["truncated"]
    assert media.number_of(pixels) == 85


def png_claiming(width: int, height: int) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("side", [30_000, 1 << 30])
def test_a_huge_claim_is_refused_before_a_pixel_is_decoded(side: int) -> None:
    with pytest.raises(InputError) as caught, media.opened(png_claiming(side, side)):
        pass
    assert caught.value.code == FailureCode.LIMIT_PIXELS


def test_an_animation_without_end_is_stopped_and_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(image_module, "LIMIT_FRAMES", 3)
    with media.opened(animation("GIF", duration=100)) as moving:
        assert len(list(moving.pictures())) == 3
        assert media.codes(moving) == ["limit_reached"]


def test_broken_pictures_never_crash() -> None:
    rng = random.Random(11)
    seeds = [
        *(saved(numbered(1)[0], form) for form in ("JPEG", "PNG", "WEBP", "TIFF", "BMP", "AVIF", "JPEG2000")),
        *(animation(form, 3, duration=100) for form in ("GIF", "PNG", "WEBP")),
    ]
    for seed in seeds:
        for _ in range(25):
            data = bytearray(seed)
            for _ in range(rng.choice([1, 4, 20])):
                data[rng.randrange(12, len(data))] = rng.randrange(256)
            assert media.said_of(bytes(data)) is not None  # whatever it is, it is an answer

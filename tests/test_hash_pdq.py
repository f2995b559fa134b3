"""PDQ: equal to the reference in bits, quality and all orientations; and what is no picture for it."""

import numpy as np
import pdqhash
import pytest
from numpy.typing import NDArray

from osintkit.hash import pdq

# The eight hashes in the order in which pdqhash.compute_dihedral gives them.
WHEEL_ORDER = (
    "upright",
    "rotated_270",
    "rotated_180",
    "rotated_90",
    "mirrored_rotated_180",
    "mirrored",
    "mirrored_rotated_270",
    "mirrored_rotated_90",
)
# What pdqhash 0.2.8 (pdqhash.compute) gives for picture(seed, height, width).
KNOWN = [
    (0, 480, 640, "07e1f80d2559fad203bd066f0395fa522559d82d07e1fb35da29d8f027f507c1", 100),
    (1, 97, 61, "8a05898dd99723795626df4456267379d997ab8d8a85aed9ff0afc8d88610456", 100),
    (2, 129, 257, "ab978e2322e5d8a4dec026d4dee250242263af2aab9581e62676de9ddb84575d", 100),
    (3, 1000, 37, "7c4600b276b3dc61fd3faf0cfd3fdc6176b330b67c462d8ca8f028188c0a8d8b", 100),
    (4, 64, 64, "016d28e277f4543e8832d2f58832d07effb6f8f3836d012a70e1abead8951715", 100),
    (5, 5, 7, "b47a1a744b85e18f398ce09f35ca1f60ce731e70b47a5a744b85e18f318ce09f", 100),
    (6, 731, 1203, "0186d827770bdd40dc778c3bdc75dd42770bd827218655ac0769204df9b68df5", 100),
]


def picture(seed: int, height: int, width: int, contrast: float = 1.0) -> NDArray[np.uint8]:
    """A seeded 12x15 grid of colours, drawn out to the size by linear interpolation, rounded."""
    grid = np.random.default_rng(seed).integers(0, 256, (12, 15, 3)).astype(float)
    rows, columns = np.linspace(0, 10.999, height), np.linspace(0, 13.999, width)
    top, left = rows.astype(int), columns.astype(int)
    down, across = (rows - top)[:, None, None], (columns - left)[None, :, None]
    wide = grid[:, left] * (1 - across) + grid[:, left + 1] * across
    drawn = wide[top] * (1 - down) + wide[top + 1] * down
    return np.asarray(np.rint(128 + contrast * (drawn - 128)), np.uint8)


def noise(seed: int, height: int, width: int) -> NDArray[np.uint8]:
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)


def digest(rgb: NDArray[np.uint8]) -> bytes:
    return pdq.bits(pdq.coefficients(pdq.buffer_of(rgb)))


def distance(one: bytes, other: bytes) -> int:
    return (int.from_bytes(one, "big") ^ int.from_bytes(other, "big")).bit_count()


def really(rgb: NDArray[np.uint8], orientation: str) -> NDArray[np.uint8]:
    if orientation.startswith("mirrored"):
        rgb = rgb[:, ::-1]
    quarters = {"90": 1, "180": 2, "270": 3}.get(orientation.rpartition("_")[2], 0)
    return np.ascontiguousarray(np.rot90(rgb, -quarters))


@pytest.mark.parametrize(("seed", "height", "width", "known", "quality"), KNOWN)
def test_bits_and_quality_are_the_published_ones(
    seed: int, height: int, width: int, known: str, quality: int
) -> None:
    buffer = pdq.buffer_of(picture(seed, height, width))
    assert pdq.bits(pdq.coefficients(buffer)).hex() == known
    assert pdq.quality(buffer) == quality


SMALL = [(5, 7), (63, 65), (64, 64), (128, 127), (129, 130), (21, 300)]
LARGE = [(200, 300), (257, 511), (480, 641), (21, 1500), (900, 9)]


# In large pictures noise averages out, and with it the distance from rounding.
@pytest.mark.parametrize(
    ("kind", "size"), [*((noise, size) for size in SMALL), *((picture, size) for size in SMALL + LARGE)]
)
def test_all_eight_orientations_equal_the_reference(kind, size: tuple[int, int]) -> None:
    rgb = kind(3, *size)
    hashes, quality = pdqhash.compute_dihedral(rgb)
    buffer = pdq.buffer_of(rgb)
    coefficients = pdq.coefficients(buffer)
    assert pdq.quality(buffer) == quality
    for name, reference in zip(WHEEL_ORDER, hashes, strict=True):
        assert pdq.bits(pdq.oriented(coefficients, name)) == np.packbits(reference).tobytes(), name


def test_orientations_are_named_once_and_upright_comes_first() -> None:
    assert sorted(pdq.ORIENTATIONS) == sorted(WHEEL_ORDER)
    assert pdq.ORIENTATIONS[0] == "upright"


@pytest.mark.parametrize("orientation", pdq.ORIENTATIONS)
def test_an_orientation_is_the_picture_really_turned(orientation: str) -> None:
    coefficients = pdq.coefficients(pdq.buffer_of(picture(4, 64, 64)))  # unfiltered, so symmetrical
    turned = pdq.bits(pdq.oriented(coefficients, orientation))
    assert turned == digest(really(picture(4, 64, 64), orientation))


@pytest.mark.parametrize("size", [(300, 420), (129, 640), (40, 700)])
def test_every_orientation_can_be_had_exactly(size: tuple[int, int]) -> None:
    rgb = picture(5, *size)
    buffers = pdq.buffers_of(rgb)
    assert tuple(buffers) == pdq.ORIENTATIONS
    for name, buffer in buffers.items():
        reference, quality = pdqhash.compute(really(rgb, name))
        assert pdq.bits(pdq.coefficients(buffer)) == np.packbits(reference).tobytes(), name
        assert pdq.quality(buffer) == quality


def test_an_unknown_orientation_is_refused() -> None:
    with pytest.raises(KeyError):
        pdq.oriented(pdq.coefficients(pdq.buffer_of(picture(1, 70, 70))), "sideways")


def test_a_turned_view_of_a_buffer_is_read_as_it_looks() -> None:
    buffer = pdq.buffer_of(picture(6, 250, 340))
    view = np.rot90(buffer, -1)
    assert np.array_equal(pdq.coefficients(view), pdq.coefficients(view.copy()))
    assert pdq.quality(view) == pdq.quality(buffer)
    turned = pdq.oriented(pdq.coefficients(buffer), "rotated_90")
    assert np.allclose(pdq.coefficients(view), turned, atol=1e-3)


def test_pictures_of_any_strides_are_read_as_they_look() -> None:
    rgb = picture(7, 301, 403)
    for view in (rgb[::-1], rgb[:, ::-1], rgb[..., ::-1], rgb[::2, ::3], rgb.swapaxes(0, 1)):
        assert np.array_equal(pdq.buffer_of(view), pdq.buffer_of(view.copy()))


def boxed_twice(length_px: int) -> NDArray[np.float64]:
    """PDQ's filter as it is described: two running means, then 64 of the samples."""
    window = -(-length_px // 128)
    ahead = (window + 2) // 2
    mean = np.zeros((length_px, length_px))
    for place in range(length_px):
        first, last = max(0, place - (window - ahead)), min(length_px, place + ahead)
        mean[place, first:last] = 1 / (last - first)
    return (mean @ mean)[[int((cell + 0.5) * length_px / 64) for cell in range(64)]]


@pytest.mark.parametrize("length_px", [1, 2, 5, 64, 100, 128, 129, 255, 256, 257, 300, 640, 721])
@pytest.mark.parametrize("cells", [1, 2, 16, 64])
def test_bands_are_two_running_means(length_px: int, cells: int) -> None:
    matrix = np.zeros((64, length_px))
    for number, (start, weights) in enumerate(pdq.bands(length_px, cells=cells)):
        matrix[number * cells : (number + 1) * cells, start : start + weights.shape[1]] = weights
    assert np.allclose(matrix, boxed_twice(length_px), atol=1e-7)
    assert np.allclose(matrix.sum(axis=1), 1)


def test_strips_do_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    rgb = picture(8, 1500, 60)
    whole = pdq.buffer_of(rgb)
    monkeypatch.setattr(pdq, "_STRIP_BYTES", 1)
    monkeypatch.setattr(pdq, "_STRIP_ROWS", 5)
    assert np.allclose(pdq.buffer_of(rgb), whole, atol=1e-3)


@pytest.mark.parametrize("height", [1, 2, 3, 4, 8, 16, 64])
@pytest.mark.parametrize("width", [1, 4, 5, 63, 64])
def test_the_smallest_pictures_have_a_buffer(height: int, width: int) -> None:
    buffer = pdq.buffer_of(noise(9, height, width))
    assert buffer.shape == (64, 64)
    assert buffer.dtype == np.float32
    assert len(pdq.bits(pdq.coefficients(buffer))) * 8 == pdq.BITS


@pytest.mark.parametrize(
    "rgb",
    [
        np.zeros((0, 5, 3), np.uint8),
        np.zeros((5, 0, 3), np.uint8),
        np.zeros((5, 5), np.uint8),
        np.zeros((5, 5, 4), np.uint8),
        np.zeros((5, 5, 3), np.float32),
    ],
)
def test_what_is_no_picture_is_refused(rgb) -> None:
    with pytest.raises(ValueError, match="picture"):
        pdq.buffer_of(rgb)


def test_blank_pictures_gradients_and_stripes_are_flat() -> None:
    blank = np.full((200, 300, 3), 77, np.uint8)
    gradient = blank + np.arange(150, dtype=np.uint8).repeat(2)[None, :, None]
    stripes = blank + (np.arange(200, dtype=np.uint8)[:, None, None] // 20 % 2) * np.uint8(90)
    slope = picture(0, 200, 300, contrast=0)
    slope[:] += (np.add.outer(np.arange(200), np.arange(300))[..., None] // 5).astype(np.uint8)
    for flat in (blank, gradient, stripes, slope, picture(1, 200, 300, contrast=0.005)):
        assert pdq.is_flat(pdq.buffer_of(flat))
    assert not pdq.is_flat(pdq.buffer_of(picture(1, 200, 300, contrast=0.1)))


def test_quality_goes_from_0_to_100() -> None:
    assert pdq.quality(pdq.buffer_of(np.full((99, 99, 3), 200, np.uint8))) == 0
    assert pdq.quality(pdq.buffer_of(noise(1, 100, 100))) == 100
    faint = pdq.quality(pdq.buffer_of(picture(1, 200, 300, contrast=0.3)))
    assert 0 < faint < pdq.quality(pdq.buffer_of(picture(1, 200, 300)))


def test_a_negative_turns_every_bit_over() -> None:
    rgb = picture(2, 333, 222)
    assert distance(digest(rgb), digest(255 - rgb)) >= 255  # the median itself is on one side only

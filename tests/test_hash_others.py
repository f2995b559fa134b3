"""The hashes of others: equal to their library's, of fixed width, and nothing is opened after import."""

import subprocess
import sys
from collections.abc import Callable
from functools import partial
from typing import Any

import cv2
import imagehash
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from osintkit.hash import algorithms
from osintkit.hash.others import OTHERS, hash_of

THEIRS: dict[str, Callable[[Image.Image], Any]] = {
    "ahash": imagehash.average_hash,
    "phash": imagehash.phash,
    "phash_simple": imagehash.phash_simple,
    "dhash": imagehash.dhash,
    "dhash_vertical": imagehash.dhash_vertical,
    "whash": imagehash.whash,
    "colorhash": imagehash.colorhash,
    "ahash16": partial(imagehash.average_hash, hash_size=16),
    "phash16": partial(imagehash.phash, hash_size=16),
    "dhash16": partial(imagehash.dhash, hash_size=16),
    "whash16": partial(imagehash.whash, hash_size=16),
}
SIZES = [(90, 120), (333, 217), (64, 64), (7, 300), (1, 1), (600, 800)]
# What an audit hook sees of a process that may open nothing: a file, or a module not yet imported.
LOCKED = """
import sys
import numpy as np
from osintkit.hash.others import OTHERS, hash_of
refused = {"open", "import", "os.listdir", "os.scandir", "subprocess.Popen", "socket.connect"}
def refuse(event, arguments):
    if locked and event in refused:
        raise PermissionError(f"{event} {arguments}")
locked = False
sys.addaudithook(refuse)
random = np.random.default_rng(3)
pictures = [random.integers(0, 256, (*size, 3), np.uint8) for size in ((90, 120), (1, 1), (700, 500))]
pictures += [np.zeros((50, 60, 3), np.uint8), np.full((50, 60, 3), 255, np.uint8)]
before = set(sys.modules)
locked = True
found = [hash_of(name, picture) for name in OTHERS for picture in pictures]
locked = False
print(len(found), sorted(set(sys.modules) - before))
"""


def picture(seed: int, height: int, width: int) -> NDArray[np.uint8]:
    """Coloured blobs with some noise: no two hashes of it agree by being empty."""
    random = np.random.default_rng(seed)
    blobs = random.integers(0, 256, (6, 5, 3), np.uint8)
    grown = cv2.resize(blobs, (width, height), interpolation=cv2.INTER_CUBIC).astype(np.int16)
    noisy = grown + random.integers(-9, 10, grown.shape)
    return np.asarray(np.clip(noisy, 0, 255), np.uint8)


@pytest.mark.parametrize("name", OTHERS)
def test_equal_to_the_library_in_every_bit(name: str) -> None:
    for seed, size in enumerate(SIZES):
        pixels = picture(seed, *size)
        assert hash_of(name, pixels) == str(THEIRS[name](Image.fromarray(pixels)))


@pytest.mark.parametrize("name", OTHERS)
def test_width_is_fixed_and_leading_zeros_are_kept(name: str) -> None:
    pictures = [picture(seed, 48, 64) for seed in range(20)]
    pictures += [np.full((9, 9, 3), level, np.uint8) for level in (0, 128, 255)]
    ramp = np.linspace(0, 255, 96, dtype=np.uint8)[None, :, None].repeat(96, 0).repeat(3, 2)
    pictures += [np.rot90(ramp, quarter) for quarter in range(4)]
    found = [hash_of(name, pixels) for pixels in pictures]
    digits = -(-OTHERS[name].bits // 4)
    assert {len(text) for text in found} == {digits}
    assert all(set(text) <= set("0123456789abcdef") for text in found)
    assert any(text.startswith("0") for text in found)
    assert all(int(text, 16) < 1 << OTHERS[name].bits for text in found)


def test_bits_are_those_of_the_library() -> None:
    image = Image.fromarray(picture(1, 64, 64))
    assert {name: other.bits for name, other in OTHERS.items()} == {
        name: len(theirs(image)) for name, theirs in THEIRS.items()
    }


def test_the_table_that_commands_offer_is_this_one() -> None:
    assert {name: other.bits for name, other in OTHERS.items()} == dict(algorithms.OTHERS)


def test_plain_pictures_cannot_be_told_apart() -> None:
    """Why a match by these needs the quality of PDQ beside it."""
    plain = [np.full((90, 120, 3), level, np.uint8) for level in (40, 128, 255)]
    for name in OTHERS.keys() - {"colorhash"}:
        found = {hash_of(name, pixels) for pixels in plain}
        assert len(found) == 1
        assert found.pop().strip("0") in {"", "8"}


def test_a_view_is_read_as_it_looks() -> None:
    pixels = picture(4, 80, 90)
    for view in (pixels[:, ::-1], pixels[::2, 5:], pixels.transpose(1, 0, 2)):
        assert hash_of("phash", view) == hash_of("phash", view.copy())


def test_nothing_is_imported_or_opened_after_lock_down() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOCKED], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.strip() == f"{5 * len(OTHERS)} []"


@pytest.mark.parametrize(
    "pixels",
    [
        np.zeros((4, 4), np.uint8),
        np.zeros((4, 4, 4), np.uint8),
        np.zeros((0, 4, 3), np.uint8),
        np.zeros((4, 4, 3), np.float32),
    ],
)
def test_what_is_no_picture_is_refused(pixels: Any) -> None:
    with pytest.raises(ValueError, match="picture"):
        hash_of("phash", pixels)


def test_an_unknown_name_is_refused_with_those_there_are() -> None:
    with pytest.raises(ValueError, match="phash_simple"):
        hash_of("md5", picture(1, 8, 8))

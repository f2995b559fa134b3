"""The perceptual hashes other archives use, equal to the bit to those of the `imagehash` library.

PDQ is what we search with; these are for exchange with people who kept something else. None of them
says when a picture is too flat to be told from others: of a plain picture the 64-bit ones are all
zeros (`phash` one bit), so every plain picture matches every other, and the faintest noise sets half
of the bits of `phash`, `phash_simple` and `whash`. Whoever uses them looks at the quality of PDQ.

Runs in the confined child, where nothing can be imported any more, and `imagehash` imports what it
needs when first called: all of it is imported here. That costs 0.2 s of processor time and 27 MB,
nearly all of it `scipy.fftpack`, so this module is for those who ask for such a hash.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from typing import Any

import imagehash
import numpy as np
from numpy.typing import NDArray
from PIL import Image

# `phash` takes the median with numpy, which imports numpy.ma; shrinking a picture imports ImageFile.
for _name in ("scipy.fftpack", "pywt", "numpy.ma", "PIL.ImageFile"):
    import_module(_name)


@dataclass(frozen=True, slots=True)
class Other:
    """One hash of the table: how long it is and how it is made.

    Attributes:
        bits: Length; the hex has ``ceil(bits / 4)`` digits.
        of: RGB picture in, lowercase hex of that width out, leading zeros kept.
    """

    bits: int
    of: Callable[[Image.Image], str]


def _hex(function: Callable[..., Any], picture: Image.Image, **settings: int) -> str:
    return str(function(picture, **settings))


def _square(function: Callable[..., Any], side: int = 8) -> Other:
    return Other(side * side, partial(_hex, function, hash_size=side))


OTHERS: dict[str, Other] = {
    "ahash": _square(imagehash.average_hash),
    "phash": _square(imagehash.phash),
    "phash_simple": _square(imagehash.phash_simple),
    "dhash": _square(imagehash.dhash),
    "dhash_vertical": _square(imagehash.dhash_vertical),
    "whash": _square(imagehash.whash),
    "colorhash": Other(42, partial(_hex, imagehash.colorhash)),  # 14 fractions of 3 bits: 11 digits
    "ahash16": _square(imagehash.average_hash, 16),
    "phash16": _square(imagehash.phash, 16),
    "dhash16": _square(imagehash.dhash, 16),
    "whash16": _square(imagehash.whash, 16),
}
"""Every hash of `imagehash` we offer, by its name there without ``average_``; 16 is its 256-bit form."""


def hash_of(name: str, rgb: NDArray[np.uint8]) -> str:
    """What is this picture's hash of this name?

    Args:
        name: A key of `OTHERS`.
        rgb: (height, width, 3), 0 to 255, at its full size; any size from 1x1. A view is fine.

    Returns:
        Lowercase hex of fixed width, as ``str(ImageHash)`` writes it. `colorhash` counts in steps of
        3 bits, so a Hamming distance is not its natural measure.

    Raises:
        ValueError: No hash has that name, or the array is not such a picture.

    Source: Johannes Buchner, ImageHash 4.3 (BSD-2-Clause).
    """
    other = OTHERS.get(name)
    if other is None:
        raise ValueError(f"no hash is called {name!r}; there are {', '.join(OTHERS)}")
    if rgb.dtype != np.uint8 or rgb.ndim != 3 or rgb.shape[2] != 3 or rgb.size == 0:
        raise ValueError(f"a picture must be 8-bit (height, width, 3) and not empty, got {rgb.shape}")
    return other.of(Image.fromarray(np.ascontiguousarray(rgb)))

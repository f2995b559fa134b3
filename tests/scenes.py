"""Pictures with texture enough to be told apart by a hash: seeded, and made when a test asks for them."""

import io
from functools import cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw


@cache
def scene(seed: int, width: int = 320, height: int = 240) -> NDArray[np.uint8]:
    """A landscape of soft colours with hard shapes on it, (height, width, 3) RGB."""
    rng = np.random.default_rng(seed)
    soft = Image.fromarray(rng.integers(30, 226, (9, 12, 3), dtype=np.uint8))
    picture = soft.resize((width, height), Image.Resampling.BICUBIC)
    pen = ImageDraw.Draw(picture)
    for _ in range(14):
        x, y = rng.integers(0, width), rng.integers(0, height)
        w, h = rng.integers(width // 16, width // 4), rng.integers(height // 16, height // 4)
        colour = tuple(int(level) for level in rng.integers(0, 256, 3))
        draw = pen.ellipse if rng.integers(2) else pen.rectangle
        draw((int(x), int(y), int(x + w), int(y + h)), fill=colour)
    return np.asarray(picture, dtype=np.uint8)


def encoded(pixels: NDArray[np.uint8], kind: str = "PNG", **how: object) -> bytes:
    """A picture file."""
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, kind, **how)
    return out.getvalue()


def captioned(pixels: NDArray[np.uint8], part: float = 0.2) -> NDArray[np.uint8]:
    """The picture below a white bar with black words."""
    height, width = pixels.shape[:2]
    bar = Image.new("RGB", (width, round(height * part)), "white")
    ImageDraw.Draw(bar).text((8, 8), "LOOK AT THIS", fill="black")
    return np.concatenate([np.asarray(bar), pixels])


def distance(one: str | None, other: str | None) -> int:
    """Bits in which two hashes differ, given as hex."""
    assert one is not None
    assert other is not None
    return (int(one, 16) ^ int(other, 16)).bit_count()

"""Do two frames show the same view? Two measures on signatures, for choosing and for de-duplicating."""

import cv2
import numpy as np
from numpy.typing import NDArray

from osintkit.frames.signature import Signature

SAME_VIEW = 22.0
"""View distance above which a frame shows something that another does not."""
NEAR_DUPLICATE = 12.0
NEAR_DUPLICATE_BITS = 64
"""Both must agree before a frame is dropped: either alone merges different dark shots."""

_ROWS, _COLUMNS = 18, 32
_SHIFTS = [(down, across) for down in (-4, -2, 0, 2, 4) for across in (-6, -4, -2, 0, 2, 4, 6)]
_BITS_SIDE = 16


class View:
    """A signature prepared for comparison."""

    def __init__(self, signature: Signature) -> None:
        small = cv2.resize(signature.luma, (_COLUMNS, _ROWS), interpolation=cv2.INTER_AREA)
        self.luma: NDArray[np.float32] = small.astype(np.float32) - float(small.mean())
        self.colour: NDArray[np.float32] = (
            np.zeros(2, np.float32)
            if signature.chroma is None
            else signature.chroma.mean(axis=(1, 2), dtype=np.float32)
        )
        self.bits = _bits(signature.luma)


def distance(one: View, other: View) -> float:
    """How differently two frames look, 0 to about 150 grey levels.

    Mean luma difference at the best shift of the whole picture (a sixth of it each way, so that a
    shaking hand is no new view), plus the difference in mean colour.
    """
    colour = float(np.abs(one.colour - other.colour).mean())
    return min(_at_shift(one.luma, other.luma, *shift) for shift in _SHIFTS) + colour


def _at_shift(one: NDArray[np.float32], other: NDArray[np.float32], down: int, across: int) -> float:
    rows, columns = _ROWS - abs(down), _COLUMNS - abs(across)
    part = one[max(down, 0) :, max(across, 0) :][:rows, :columns]
    counterpart = other[max(-down, 0) :, max(-across, 0) :][:rows, :columns]
    return cv2.norm(part, counterpart, cv2.NORM_L1) / part.size


def near_duplicates(one: View, other: View) -> bool:
    """Whether a reverse-image search would gain nothing from having both."""
    bits = int(np.count_nonzero(one.bits != other.bits))
    return bits <= NEAR_DUPLICATE_BITS and distance(one, other) < NEAR_DUPLICATE


def _bits(luma: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """256 signs of low frequencies against their median, as perceptual hashes have them."""
    square = cv2.resize(luma, (32, 32), interpolation=cv2.INTER_AREA).astype(np.float32)
    low = cv2.dct(square)[1 : _BITS_SIDE + 1, 1 : _BITS_SIDE + 1]
    middle = np.partition(low, low.size // 2, axis=None)[low.size // 2]
    return np.asarray(low >= middle).ravel()

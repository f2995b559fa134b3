"""The PDQ hash of a decoded picture in the words of a record: what it is, how good, or why there is none."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from osintkit.hash import pdq
from osintkit.hash.algorithms import PDQ
from osintkit.hash.frame_hash import buffer_of_planes
from osintkit.hash.rows import reason
from osintkit.media.picture import Coding, Picture, Plane, Rgb


def buffer_of(picture: Picture, *, exact: bool) -> pdq.Buffer:
    """The 64 x 64 luma a hash is made of, upright: PDQ's own when ``exact``, else from the stored planes."""
    coding = picture.coding()
    if exact or coding is None:
        return pdq.buffer_of(picture.rgb())
    luma, chroma = picture.luma(), picture.chroma()
    if coding.upside_down or coding.mirrored:
        # PDQ's samples lie off centre, so what is reversed must be so before; what is exchanged need not.
        luma = _reversed(luma, coding)
        chroma = None if chroma is None else (_reversed(chroma[0], coding), _reversed(chroma[1], coding))
    buffer = buffer_of_planes(
        luma, chroma, full_range=coding.full_range, bt709=coding.bt709, stored_px=coding.stored_px
    )
    return np.ascontiguousarray(buffer.T) if coding.transposed else buffer


def _reversed(plane: Plane, coding: Coding) -> Plane:
    down, across = (-1 if each else 1 for each in (coding.upside_down, coding.mirrored))
    return np.ascontiguousarray(plane[::down, ::across])


def too_small(plane: NDArray[np.uint8]) -> bool:
    """Whether a picture or a plane is smaller than PDQ takes."""
    return bool(min(plane.shape[:2]) < pdq.SMALLEST_PX)


def fields_of(rgb: Rgb) -> dict[str, Any]:
    """The fields of a Frame or Hash record that are about the hash."""
    buffer = pdq.buffer_of(rgb)
    quality, refused = pdq.quality(buffer), pdq.is_flat(buffer) or too_small(rgb)
    return {
        "algorithm": PDQ,
        "hash": None if refused else pdq.bits(pdq.coefficients(buffer)).hex(),
        "quality": quality,
        "reason": reason(quality, refused=refused),
    }

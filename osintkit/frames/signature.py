"""What one decoded frame looks like, in a few kilobytes.

Shot detection and the choice of frames look at every frame of a video, so neither can afford the
picture itself. A signature is a 64x36 luma thumbnail, a 32x18 colour thumbnail and three numbers.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

WIDTH, HEIGHT = 64, 36  # luma thumbnail: 16:9, still small enough for arithmetic on every frame
CHROMA_WIDTH, CHROMA_HEIGHT = 32, 18
# Each thumbnail pixel is the mean of 8x4 samples. Averaging every pixel instead costs four times as
# much at 720p, and ten times where the sizes do not divide, and moves no detection.
SAMPLES_ACROSS, SAMPLES_DOWN = 8, 4
SHARPNESS_ROWS = 96  # rows whose gradients are measured, spread over the picture
# Gradients are taken two pixels apart: neighbouring rows of interlaced video are different fields,
# and combing would pass for detail. It also counts sensor noise less than a one-pixel step does.
GRADIENT_STEP = 2
# Change from one frame to the next is measured on 32x18 pictures, block by block; each block may
# have moved by up to 1/16 of the width, so that neither a pan nor a passing car counts in full.
SHIFT = 2
SHIFTS = (2 * SHIFT + 1) ** 2
BLOCK_ROWS, BLOCK_COLUMNS = 3, 4
# Motion blur removes detail along one direction only, so the weaker direction decides.
WEAKER_DIRECTION = 0.75


@dataclass(frozen=True, slots=True)
class Signature:
    """What one decoded frame looks like, small enough to keep for every frame.

    Attributes:
        luma: Thumbnail of the brightness, (36, 64), 0 to 255.
        chroma: Thumbnails of U and V, (2, 18, 32), 0 to 255; None for a grey picture.
        sharpness: Gradient strength, 0 and up; comparable between frames of one size in one video.
        mean: Mean of the luma thumbnail, 0 to 255.
        deviation: Standard deviation of the luma thumbnail; near 0 is a blank frame.
    """

    luma: NDArray[np.uint8]
    chroma: NDArray[np.uint8] | None
    sharpness: float
    mean: float
    deviation: float


@dataclass(frozen=True, slots=True)
class Coarse:
    """The part of a signature that says how much changes from frame to frame.

    Attributes:
        luma: (18, 32), 0 to 255.
        chroma: U above V, (36, 32), 0 to 255; None for a grey picture.
    """

    luma: NDArray[np.uint8]
    chroma: NDArray[np.uint8] | None


def measure(luma: NDArray[np.uint8], chroma: tuple[NDArray[np.uint8], NDArray[np.uint8]] | None) -> Signature:
    """What does this frame look like?

    Args:
        luma: 8-bit Y plane, (height, width), any size from 1x1; a view with padded lines is fine.
        chroma: 8-bit U and V planes of any subsampling, or None for a grey picture.

    Returns:
        The signature. Its arrays are new and do not keep the frame alive.

    Raises:
        ValueError: A plane is empty or not two-dimensional.
    """
    for plane in (luma, *(chroma or ())):
        if plane.ndim != 2 or plane.size == 0:
            raise ValueError(f"a plane must be (height, width) and not empty, got {plane.shape}")
    small = _thumbnail(luma, WIDTH, HEIGHT)
    mean, deviation = cv2.meanStdDev(small)
    return Signature(
        luma=small,
        chroma=None if chroma is None else _colour(chroma),
        sharpness=_sharpness(luma),
        mean=float(mean[0, 0]),
        deviation=float(deviation[0, 0]),
    )


def _colour(planes: tuple[NDArray[np.uint8], NDArray[np.uint8]]) -> NDArray[np.uint8]:
    return np.stack([_thumbnail(plane, CHROMA_WIDTH, CHROMA_HEIGHT) for plane in planes])


def _thumbnail(plane: NDArray[np.uint8], width: int, height: int) -> NDArray[np.uint8]:
    fine = (SAMPLES_ACROSS * width, SAMPLES_DOWN * height)
    samples = cv2.resize(plane, fine, interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.resize(samples, (width, height), interpolation=cv2.INTER_AREA), np.uint8)


def _sharpness(luma: NDArray[np.uint8]) -> float:
    """Root of the mean squared gradient, mostly of the direction in which there is less."""
    step = max(1, luma.shape[0] // SHARPNESS_ROWS)
    rows, below = luma[:-GRADIENT_STEP:step], luma[GRADIENT_STEP::step]
    across = _difference(rows[:, :-GRADIENT_STEP], rows[:, GRADIENT_STEP:])
    down = _difference(rows, below)
    weaker, stronger = sorted((across, down))
    return WEAKER_DIRECTION * weaker + (1 - WEAKER_DIRECTION) * stronger


def _difference(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> float:
    if one.size == 0:
        return 0.0
    squares = float(cv2.norm(one, other, cv2.NORM_L2SQR))
    return math.sqrt(squares / one.size)


def coarse(signature: Signature) -> Coarse:
    """What of this signature is compared from frame to frame?"""
    size = (CHROMA_WIDTH, CHROMA_HEIGHT)
    luma = cv2.resize(signature.luma, size, interpolation=cv2.INTER_AREA)
    chroma = None if signature.chroma is None else signature.chroma.reshape(-1, CHROMA_WIDTH)
    return Coarse(np.asarray(luma, np.uint8), chroma)


def change(one: Coarse, other: Coarse) -> float:
    """How much changes between these two frames, in grey levels, 0 to 510?

    The mean difference in brightness after each block found its best shift, plus that in colour.
    """
    return _moved(one.luma, other.luma) + recoloured(one, other)


def recoloured(one: Coarse, other: Coarse) -> float:
    """How much does the colour change, in grey levels, 0 to 255? 0 if either has none."""
    if one.chroma is None or other.chroma is None:
        return 0.0
    return float(cv2.norm(one.chroma, other.chroma, cv2.NORM_L1)) / one.chroma.size


def _moved(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> float:
    rows, columns = one.shape
    edge = cv2.copyMakeBorder(one, SHIFT, SHIFT, SHIFT, SHIFT, cv2.BORDER_REPLICATE)
    # Every shifted picture below the other; a view made by hand, as the helpers of numpy cost more
    # than all the rest.
    shape, steps = (2 * SHIFT + 1, 2 * SHIFT + 1, rows, columns), (edge.shape[1], 1)
    shifted = np.ndarray(shape, np.uint8, edge, strides=steps * 2).reshape(-1, columns)
    gaps = cv2.absdiff(shifted, cv2.repeat(other, SHIFTS, 1)).astype(np.float32)
    blocks = cv2.resize(gaps, (BLOCK_COLUMNS, SHIFTS * BLOCK_ROWS), interpolation=cv2.INTER_AREA)
    return float(blocks.reshape(SHIFTS, -1).min(axis=0).sum()) / (BLOCK_ROWS * BLOCK_COLUMNS)

"""Whether two pictures show the same, and if not, whether one is a part of the other.

Made for a thumbnail and its picture: no feature matching, but correlation over the few ways in which software
makes one from the other. Correlated is local detail, not brightness. As they are, two photographs with a
bright sky above a dark ground correlate at up to 0.73; of their detail, 1158 pairs of different pictures stay
below 0.5, while exposure, contrast and colour may differ as they like.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from osintkit.media.picture import Plane

Detail = NDArray[np.float32]

_GRID_PX, _LONGEST_GRID_PX, _SHORTEST_GRID_PX = 96 * 72, 192, 16
_SHIFT_PX = 4  # on that grid: cameras show the thumbnail some pixels off
_SMOOTH_PX, _DETAIL_PX, _PART_DETAIL_PX = 0.8, 8.0, 10.0
# Detail is divided by its local strength plus so much of the overall one, so that no single edge decides.
_EVENER = 0.5
_LEAST_DETAIL = 3.0
"""Grey levels, as deviation on the grid. Below, noise and compression are as strong as what is shown."""
_SAME_SHAPE = 1.02
_BAR_LEVEL, _BAR_SHARE, _WIDEST_BAR = 24, 0.97, 3  # darker than; of its pixels; a third of the side
_PART_PX, _SMALLEST_PART_PX, _SMALLEST_PART, _PART_STEPS = 144, 36, 0.4, 16
_PART_FROM = 0.8
"""Likeness from which one is a part of the other: 96 % of 1510 crops reach it, 3 of 1158 other pictures."""
_ALL_OF_IT = 0.9  # of the area: the rest is how coarsely sizes are tried
_EVEN_WINDOW = 0.15  # of the overall deviation: a correlation with less than this is noise
_PLAUSIBLE = 0.5
"""Below, the best of four turns is merely the least bad one."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """How a thumbnail and its picture compare.

    Attributes:
        similarity: -1 to 1, the correlation of their details at the best of four turns.
        turned_deg: clockwise turn of the thumbnail that makes it fit; None where none does.
        mirrored: after that turn it must be mirrored left to right too.
        part: ``picture`` where the picture is a part of what the thumbnail shows, ``thumbnail`` for the
            reverse, empty otherwise.
        box: of the part in the whole, without bars: left, top, right, bottom, 0 to 1.
    """

    similarity: float
    turned_deg: int | None = None
    mirrored: bool = False
    part: str = ""
    box: tuple[float, float, float, float] | None = None


class _Placed(NamedTuple):
    """Where a piece was found: mirrored before and turned counterclockwise so often, and its box."""

    turns: int
    mirrored: bool
    box: tuple[float, float, float, float]


def compare(picture: Plane, thumbnail: Plane, *, mirrored: bool = False, same_from: float = 0.9) -> Likeness:
    """How like a thumbnail is to its picture, and what makes it fit.

    The similarity is the best normalised correlation of local detail over four turns of the thumbnail,
    laid over the whole picture, with dark bars cut off, or cut to the other's shape, and moved by up to 4
    pixels of about 96. Below ``same_from`` one is looked for as a part of the other, at all eight
    orientations and down to 0.4 of its size.

    Args:
        picture: luma, (height, width), some hundred pixels on the longer side.
        thumbnail: luma, of any size and shape.
        mirrored: a mirrored thumbnail is as right as one that is not, since the file's orientation mirrors.
        same_from: similarity from which they show the same.
    """
    best = Likeness(-1.0)
    for mirror in (False, True) if mirrored else (False,):
        for turns in (0, 1, 3, 2):
            turned = np.rot90(thumbnail, -turns)
            found = _laid_over(picture, turned[:, ::-1] if mirror else turned)
            if found > best.similarity:
                best = Likeness(found, 90 * turns, mirror)
            if found >= same_from:
                return best
    return _explained(picture, thumbnail, best)


def is_even(plane: Plane) -> bool:
    """Whether a picture shows too little to be compared: noise is as strong as what it shows."""
    content = _without_bars(plane)  # the edge of a bar would pass for detail
    return bool(_bands(content, _grid(content), _DETAIL_PX).std() < _LEAST_DETAIL)


def _explained(picture: Plane, thumbnail: Plane, best: Likeness) -> Likeness:
    """The likeness with what became of the picture, where that can be seen."""
    content = _without_bars(thumbnail)
    placed = _placed(content, picture)
    if placed is not None:
        return _as_part(best.similarity, placed, placed.turns, "picture")
    placed = _placed(picture, content)
    if placed is not None:
        # It was the thumbnail that was turned; a mirror reverses the sense of a turn.
        turns = placed.turns if placed.mirrored else -placed.turns % 4
        return _as_part(best.similarity, placed, turns, "thumbnail")
    return best if best.similarity >= _PLAUSIBLE else Likeness(best.similarity)


def _as_part(similarity: float, placed: _Placed, turns: int, part: str) -> Likeness:
    left, top, right, bottom = placed.box
    if (right - left) * (bottom - top) >= _ALL_OF_IT:
        return Likeness(similarity, 90 * turns, placed.mirrored)
    return Likeness(similarity, 90 * turns, placed.mirrored, part, placed.box)


def _laid_over(picture: Plane, thumbnail: Plane) -> float:
    """The best correlation of one turn of the thumbnail with the picture."""
    return max(_correlation(one, other) for one, other in _overlays(picture, thumbnail))


def _overlays(picture: Plane, thumbnail: Plane) -> Iterator[tuple[Plane, Plane]]:
    """The ways in which devices fit a picture into a thumbnail: stretched, with bars, or cut."""
    yield picture, thumbnail
    without_bars = _without_bars(thumbnail)
    if without_bars.shape != thumbnail.shape:
        yield picture, without_bars
    ratio = _aspect(picture) / _aspect(thumbnail)
    if max(ratio, 1 / ratio) > _SAME_SHAPE:
        yield picture, _middle(thumbnail, _aspect(picture))
        yield _middle(picture, _aspect(thumbnail)), thumbnail


def _correlation(picture: Plane, thumbnail: Plane) -> float:
    """The best normalised correlation of details on one grid, at shifts of a few pixels: -1 to 1."""
    size = _grid(picture)
    whole, inner = _detail(thumbnail, size, _DETAIL_PX), _detail(picture, size, _DETAIL_PX)
    edge = min(_SHIFT_PX, min(size) // 8)
    inner = np.ascontiguousarray(inner[edge:-edge, edge:-edge])
    return float(cv2.matchTemplate(whole, inner, cv2.TM_CCOEFF_NORMED).max())


def _grid(plane: Plane) -> tuple[int, int]:
    """Width and height of a grid of the plane's shape with always about as many points."""
    height, width = plane.shape
    scale = min(math.sqrt(_GRID_PX / (width * height)), _LONGEST_GRID_PX / max(width, height))
    return max(_SHORTEST_GRID_PX, round(width * scale)), max(_SHORTEST_GRID_PX, round(height * scale))


def _bands(plane: Plane, size: tuple[int, int], reach_px: float) -> Detail:
    """What differs from the surroundings, on a grid of that size."""
    shrinks = plane.shape[1] >= size[0]
    how = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    small = np.asarray(cv2.resize(np.ascontiguousarray(plane), size, interpolation=how), dtype=np.float32)
    level = cv2.GaussianBlur(small, (0, 0), _SMOOTH_PX)
    return np.asarray(level - cv2.GaussianBlur(level, (0, 0), reach_px), dtype=np.float32)


def _detail(plane: Plane, size: tuple[int, int], reach_px: float) -> Detail:
    """The same, of about equal strength everywhere."""
    band = _bands(plane, size, reach_px)
    strength = np.sqrt(cv2.GaussianBlur(band * band, (0, 0), reach_px))
    return np.asarray(band / (strength + _EVENER * band.std() + 1e-3), dtype=np.float32)


def _placed(whole: Plane, piece: Plane) -> _Placed | None:
    """Where in the whole a piece lies, at any of eight orientations; None if nowhere."""
    scale = _PART_PX / max(whole.shape)
    size = max(1, round(whole.shape[1] * scale)), max(1, round(whole.shape[0] * scale))
    if min(size) < _SMALLEST_PART_PX or _bands(whole, size, _PART_DETAIL_PX).std() < _LEAST_DETAIL:
        return None
    detail = _detail(whole, size, _PART_DETAIL_PX)
    best, found = _PART_FROM, None
    for turns in (0, 1):
        turned = np.ascontiguousarray(np.rot90(piece, turns))
        for width, height in _part_sizes(size, turned):
            is_even = _deviations(detail, width, height) < _EVEN_WINDOW * detail.std()
            part = _detail(turned, (width, height), _PART_DETAIL_PX)
            for more, mirrored, oriented in _orientations(part, turns):
                likeness, left, top = _best_place(detail, oriented, is_even)
                if likeness > best:
                    right, bottom = (left + width) / size[0], (top + height) / size[1]
                    box = left / size[0], top / size[1], right, bottom
                    best, found = likeness, _Placed(turns + more, mirrored, box)
    return found


def _orientations(part: Detail, turns: int) -> Iterator[tuple[int, bool, Detail]]:
    """A turned piece also upside down and mirrored: further turns, whether mirrored before all turns."""
    yield 0, False, part
    yield 2, False, part[::-1, ::-1]
    # What was mirrored before a quarter turn is upside down after it.
    across, down = part[:, ::-1], part[::-1]
    yield 0, True, down if turns else across
    yield 2, True, across if turns else down


def _part_sizes(size: tuple[int, int], piece: Plane) -> Iterator[tuple[int, int]]:
    """The sizes at which a piece is looked for: from as large as fits down to 0.4 of that."""
    height, width = piece.shape
    fits = min(size[0] / width, size[1] / height)
    for step in range(_PART_STEPS):
        scale = fits * _SMALLEST_PART ** (step / (_PART_STEPS - 1))
        wanted = min(size[0], round(width * scale)), min(size[1], round(height * scale))
        if min(wanted) < _SMALLEST_PART_PX:
            return
        if _bands(piece, wanted, _PART_DETAIL_PX).std() >= _LEAST_DETAIL:
            yield wanted


def _best_place(whole: Detail, part: Detail, is_even: NDArray[np.bool_]) -> tuple[float, int, int]:
    """The highest correlation but in even windows, and the left and the top of where it is."""
    found = np.asarray(cv2.matchTemplate(whole, np.ascontiguousarray(part), cv2.TM_CCOEFF_NORMED))
    found[is_even] = -1  # OpenCV divides by next to nothing there, and may give 1
    _, highest, _, (left, top) = cv2.minMaxLoc(found)
    return float(highest), int(left), int(top)


def _deviations(plane: Detail, width: int, height: int) -> Detail:
    """The standard deviation of each window of that size that lies in the plane."""
    sums = [
        cv2.boxFilter(values, -1, (width, height), anchor=(0, 0), borderType=cv2.BORDER_CONSTANT)
        for values in (plane, plane * plane)
    ]
    deviations = np.sqrt(np.maximum(sums[1] - sums[0] * sums[0], 0))
    inside = deviations[: plane.shape[0] - height + 1, : plane.shape[1] - width + 1]
    return np.asarray(inside, dtype=np.float32)


def _aspect(plane: Plane) -> float:
    return float(plane.shape[1] / plane.shape[0])


def _middle(plane: Plane, aspect: float) -> Plane:
    """The largest part in the middle that has this shape."""
    height, width = plane.shape
    if width / height > aspect:
        kept = max(1, round(height * aspect))
        left = (width - kept) // 2
        return plane[:, left : left + kept]
    kept = max(1, round(width / aspect))
    top = (height - kept) // 2
    return plane[top : top + kept]


def _without_bars(plane: Plane) -> Plane:
    """Without the dark bars that fill a thumbnail up to its fixed shape."""
    dark = plane < _BAR_LEVEL
    rows, columns = dark.mean(axis=1) > _BAR_SHARE, dark.mean(axis=0) > _BAR_SHARE
    if rows.all() or columns.all():
        return plane
    return plane[_bright(rows), _bright(columns)]


def _bright(dark: NDArray[np.bool_]) -> slice:
    """What lies between the dark lines at both ends, of which no more than a third is taken each."""
    most = len(dark) // _WIDEST_BAR
    first, last = int(np.argmin(dark)), int(np.argmin(dark[::-1]))
    return slice(min(first, most), len(dark) - min(last, most))

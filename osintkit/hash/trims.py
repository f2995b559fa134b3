"""Which parts of a query picture may be the whole original picture, with something put around it?

Letterboxes, bars with a caption, app frames, blurred sides, collages and pictures laid on others have one
thing in common: where the original ends there is a step along a straight line, and four such lines, or
sides of the picture itself, make a rectangle. So one search for rectangles finds them all, and what lies
outside gives them their name. A plain area without a straight end, such as the sky, is no reason to cut.

Parts are added to a query, never put in place of the full picture: photographs have straight lines of
their own. Runs in the confined child.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

LONG_SIDE_PX = 320  # of the copy that is searched
SMALLEST_PX = 24  # a copy with a shorter side has no room for parts
MOST, TRIED = 8, 64  # every part costs the query eight hashes
# Evidence at a pixel of a line, in halves: for it where the step is larger than those beside, which those
# of a ramp are not; against it in texture; half as much against it where all is flat, since there both
# sides may have one colour.
STEP_LEVELS, SHARPER_LEVELS = 6, 3
FOR, AGAINST, FLAT = 2, -2, -1
LINES = 10  # strongest lines of each direction that are tried
LEAST_STRETCH = 0.12  # what the best stretch of a line is worth at least, as a share of the picture's side
# What is asked of the sides of a rectangle: 1 is a step at every pixel, -1 a step at none.
WEAKEST_SIDE, MEAN_SIDE = 0.2, 0.4
# Bars and borders that were added are mostly equally thick, so a side that melts into the original, as
# a night sky does into a black bar, may follow from the one opposite.
MELTED_SIDE, SYMMETRY_PX = -0.5, 2
# In the order of parts: even bars go before, rectangles with a line across and guessed ones behind.
EVEN, CROSSED, GUESSED = 1.0, 1.0, 2.0
CROSSING = 0.6  # a rectangle with such a line right across it is more likely to be two
AWAY = 0.04  # that line's distance from the rectangle's sides, as a share of its length
LEAST_SIDE, LEAST_AREA, MOST_AREA = 0.15, 0.04, 0.96  # of a part, as shares of the picture's
LEAST_PX = 16  # of a part; thumbnails are not enlarged for the search
NEAR = 0.02  # parts whose sides are nearer than this share of the picture's are one: the first
AS_GOOD = 0.15  # or one inside it that is worth at most so much less
# Shares of pixels: near the median colour of a bar, of a part with nothing in it; without a step in a
# blurred side, and how many more than in the part.
PLAIN_LEVELS, PLAIN_SHARE, EMPTY_SHARE, PLAIN_SAMPLES = 14, 0.6, 0.75, 800
CALM_SHARE, CALMER = 0.9, 0.1
REFINED_LEVELS, REFINED_SAMPLES = 32, 256
INSIDE_PX = 2  # resizing and JPEG leave a trace of what was cut

Picture = NDArray[np.uint8]
Indices = NDArray[np.int64]
Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Region:
    """A part of a picture that may be the original.

    Attributes:
        trim: what is outside: ``plain_border``, ``blurred_sides``, or ``cell`` for other pictures.
        left: first column, in pixels of the full picture. Sides that were cut lie two pixels inside.
        top: first row.
        width: columns.
        height: rows.
    """

    trim: str
    left: int
    top: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class _Lines:
    """Where, in one direction, something may end.

    Attributes:
        places: (n,) in pixels of the copy, sorted; the picture's own sides are the first and the last.
        worth: (n, across + 1), evidence along each line, summed up from its beginning.
    """

    places: Indices
    worth: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _Rectangles:
    """Rectangles as indices of lines, each array (n,): top and bottom of rows, left and right of columns."""

    top: Indices
    bottom: Indices
    left: Indices
    right: Indices
    height: Indices
    width: Indices

    def only(self, which: Mask | Indices) -> _Rectangles:
        """Those that a mask or an order picks."""
        ends = (self.top[which], self.bottom[which], self.left[which], self.right[which])
        return _Rectangles(*ends, self.height[which], self.width[which])


@dataclass(frozen=True, slots=True)
class _Box:
    """A rectangle in pixels of the copy.

    Attributes:
        top: first row.
        bottom: the row after the last.
        left: first column.
        right: the column after the last.
        guessed: a side follows only from the one opposite.
        worth: mean of its sides, -1 to 1.
    """

    top: int
    bottom: int
    left: int
    right: int
    guessed: bool
    worth: float


def regions(rgb: Picture) -> list[Region]:
    """Which parts of this picture may be the original, the likelier ones mostly first?

    Args:
        rgb: (height, width, 3), 0 to 255, of any size.

    Returns:
        At most eight parts, hardly any two nearly alike and none nearly the full picture; nothing for
        pictures under 24 pixels, or more than 13 times as long as wide. The same for the same pixels on
        every run.
    """
    small = _shrunk(rgb)
    if min(small.shape[:2]) < SMALLEST_PX:
        return []
    rows, steps = _lines(small)
    columns, _ = _lines(np.ascontiguousarray(small.transpose(1, 0, 2)))
    found: dict[_Box, str] = {}
    for box in _boxes(rows, columns):
        twin = next((other for other in found if _alike(box, other, small.shape[:2])), None)
        if len(found) == MOST if twin is None else not _tighter(box, twin):
            continue
        trim = _outside(small, steps, box)
        if trim is not None:
            found.pop(twin or box, None)
            found[box] = trim
    sides: dict[tuple[bool, int], int] = {}
    parts = (_at_full_size(rgb, small, box, trim, sides) for box, trim in found.items())
    return [part for part in parts if min(part.width, part.height) >= LEAST_PX]


def _shrunk(rgb: Picture) -> Picture:
    """A copy of at most 320 pixels; by way of one twice as large, since averaging all pixels costs most."""
    height, width = rgb.shape[:2]
    scale = LONG_SIDE_PX / max(height, width)
    if scale >= 1:
        return rgb
    across, down = max(1, round(width * scale)), max(1, round(height * scale))
    twice = cv2.resize(rgb, (2 * across, 2 * down), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.resize(twice, (across, down), interpolation=cv2.INTER_AREA), np.uint8)


# --- lines ---


def _lines(picture: Picture) -> tuple[_Lines, Picture]:
    """The rows at which something may end, and the step at every pixel but for the outermost rows."""
    length, across = picture.shape[:2]
    # Over two pixels: a step that falls inside a pixel of the copy still counts in full.
    red, green, blue = cv2.split(cv2.absdiff(picture[2:], picture[:-2]))
    steps = np.asarray(cv2.max(cv2.max(red, green), blue), np.uint8)
    worth = np.zeros((length - 2, across + 1), np.int16)
    np.cumsum(_evidence(steps), axis=1, out=worth[:, 1:], dtype=np.int16)
    places = _places(worth, length)
    chosen = np.empty((len(places), across + 1), np.float32)
    chosen[[0, -1]] = np.arange(across + 1)  # nothing has to be shown for the picture's own sides
    chosen[1:-1] = worth[places[1:-1] - 1] / FOR
    return _Lines(places, chosen), steps


def _evidence(steps: Picture) -> NDArray[np.int8]:
    """For or against a line through each pixel."""
    rows, across = steps.shape
    padded = np.zeros((rows + 4, across), np.uint8)
    padded[2:-2] = steps
    beside = cv2.max(padded[:-4], padded[4:])
    busy = (cv2.max(steps, beside) > STEP_LEVELS).view(np.int8)
    edge = ((steps > STEP_LEVELS) & (cv2.subtract(steps, beside) >= SHARPER_LEVELS)).view(np.int8)
    return np.asarray(FLAT + (AGAINST - FLAT) * busy + (FOR - AGAINST) * edge, np.int8)


def _places(worth: NDArray[np.int16], length: int) -> Indices:
    """The lines with the best stretches, those opposite them, and the picture's own sides."""
    best = (worth - np.minimum.accumulate(worth, axis=1)).max(axis=1)
    found: list[int] = []
    for _ in range(LINES):
        row = int(best.argmax())
        if best[row] < LEAST_STRETCH * FOR * (worth.shape[1] - 1):
            break
        found.append(row + 1)
        best[max(0, row - 2) : row + 3] = -1
    for place in found[:]:
        opposite = length - 1 - place
        if 0 < opposite < length - 1 and all(abs(opposite - other) > SYMMETRY_PX for other in found):
            found.append(opposite)
    return np.array([0, *sorted(found), length])


# --- rectangles ---


def _boxes(rows: _Lines, columns: _Lines) -> list[_Box]:
    """The rectangles that have four sides, likeliest first."""
    every = _candidates(rows, columns)
    worth, cut = _sides(rows, columns, every)
    lengths = cut * np.stack([every.width, every.width, every.height, every.height])
    mean = (worth * lengths).sum(axis=0) / lengths.sum(axis=0)
    shown = (worth.min(axis=0) >= WEAKEST_SIDE) & (mean >= MEAN_SIDE)
    raised, even = _by_symmetry(worth, cut, rows, columns, every)
    guessed = ~shown & (raised.min(axis=0) >= MEAN_SIDE)
    picked = np.flatnonzero(shown | guessed)
    crossed = _crossed(rows, columns, every.only(picked))
    last = CROSSED * crossed + GUESSED * guessed[picked] - EVEN * even[picked] - mean[picked]
    order = np.argsort(last, kind="stable")[:TRIED]
    ends = every.only(picked[order])
    down = zip(rows.places[ends.top].tolist(), rows.places[ends.bottom].tolist(), strict=True)
    along = zip(columns.places[ends.left].tolist(), columns.places[ends.right].tolist(), strict=True)
    rest = zip(guessed[picked[order]].tolist(), mean[picked[order]].tolist(), strict=True)
    return [_Box(*tall, *wide, *more) for tall, wide, more in zip(down, along, rest, strict=True)]


def _candidates(rows: _Lines, columns: _Lines) -> _Rectangles:
    """Every pair of rows with every pair of columns, if what they enclose has a fit size."""
    top, bottom = _pairs(rows)
    left, right = _pairs(columns)
    down, along = np.repeat(np.arange(len(top)), len(left)), np.tile(np.arange(len(left)), len(top))
    top, bottom, left, right = top[down], bottom[down], left[along], right[along]
    height, width = rows.places[bottom] - rows.places[top], columns.places[right] - columns.places[left]
    share = height * width / (rows.places[-1] * columns.places[-1])
    fit = (share >= LEAST_AREA) & (share <= MOST_AREA)
    return _Rectangles(top, bottom, left, right, height, width).only(fit)


def _pairs(lines: _Lines) -> tuple[Indices, Indices]:
    """Which two lines are far enough apart?"""
    one, other = np.triu_indices(len(lines.places), 1)
    far = lines.places[other] - lines.places[one] >= LEAST_SIDE * lines.places[-1]
    return one[far], other[far]


def _sides(rows: _Lines, columns: _Lines, some: _Rectangles) -> tuple[Floats, Mask]:
    """Worth of each side, (4, n): top, bottom, left, right; and whether it is not the picture's own."""
    down, along = rows.worth[:, columns.places], columns.worth[:, rows.places]
    worth = [
        (down[line, some.right] - down[line, some.left]) / some.width for line in (some.top, some.bottom)
    ]
    worth += [
        (along[line, some.bottom] - along[line, some.top]) / some.height for line in (some.left, some.right)
    ]
    last_row, last_column = len(rows.places) - 1, len(columns.places) - 1
    cut = [some.top > 0, some.bottom < last_row, some.left > 0, some.right < last_column]
    return np.stack(worth), np.stack(cut)


def _by_symmetry(
    worth: Floats, cut: Mask, rows: _Lines, columns: _Lines, some: _Rectangles
) -> tuple[Floats, Mask]:
    """The worth of sides if one that has melted counts as much as that opposite, at the same distance.

    Also whether all that was cut off is equally thick on opposite sides.
    """
    raised, all_even = worth.copy(), np.ones(len(some.top), bool)
    for lines, first, last, at in ((rows, some.top, some.bottom, 0), (columns, some.left, some.right, 2)):
        sums = lines.places[first] + lines.places[last]
        better, weaker = worth[at : at + 2].max(axis=0), worth[at : at + 2].min(axis=0)
        even = cut[at] & (np.abs(sums - lines.places[-1] + 1) <= SYMMETRY_PX)
        raised[at : at + 2] = np.where(even & (weaker >= MELTED_SIDE), better, weaker)
        all_even &= even | ~cut[at : at + 2].any(axis=0)
    return raised, all_even


def _crossed(rows: _Lines, columns: _Lines, some: _Rectangles) -> Mask:
    """Does a line go right across each rectangle?"""
    found = np.zeros(len(some.top), bool)
    along = (some.left, some.right, columns.places, some.width)
    down = (some.top, some.bottom, rows.places, some.height)
    for lines, ends, (start, stop, places, length) in ((rows, down, along), (columns, along, down)):
        first, last = lines.places[ends[0]] + AWAY * ends[3], lines.places[ends[1]] - AWAY * ends[3]
        inside = (lines.places[:, None] > first) & (lines.places[:, None] < last)
        across = (lines.worth[:, places[stop]] - lines.worth[:, places[start]]) / length
        found |= (inside & (across >= CROSSING)).any(axis=0)
    return found


def _alike(one: _Box, other: _Box, size: tuple[int, ...]) -> bool:
    """Are the sides of both in nearly the same places?"""
    down = max(abs(one.top - other.top), abs(one.bottom - other.bottom))
    along = max(abs(one.left - other.left), abs(one.right - other.right))
    return down < NEAR * size[0] and along < NEAR * size[1]


def _tighter(one: _Box, other: _Box) -> bool:
    """Does one lie within the other, with sides as good? The gap between two pictures belongs to neither."""
    down = one.top >= other.top and one.bottom <= other.bottom
    along = one.left >= other.left and one.right <= other.right
    return down and along and one.guessed == other.guessed and one.worth >= other.worth - AS_GOOD


# --- what is outside ---


def _outside(small: Picture, steps: Picture, box: _Box) -> str | None:
    """What surrounds this box; None if the box is empty itself, or guessed without such surroundings."""
    top, bottom, left, right = box.top, box.bottom, box.left, box.right
    if _plain(small[top:bottom, left:right]) > EMPTY_SHARE:
        return None
    strips = [strip for strip in _strips(small, box) if strip.size]
    if min((_plain(strip) for strip in strips), default=0.0) >= PLAIN_SHARE:
        return "plain_border"
    calm = min((_calm(strip) for strip in _strips(steps, box) if strip.size), default=0.0)
    if calm >= max(CALM_SHARE, CALMER + _calm(steps[top : bottom - 2, left:right])):
        return "blurred_sides"
    return None if box.guessed else "cell"


def _strips(picture: Picture, box: _Box) -> tuple[Picture, ...]:
    """What lies above, below, left and right of a box, without the pixels beside its sides."""
    above, before = max(0, box.top - 3), max(0, box.left - 3)
    beside = slice(box.top, box.bottom)
    return (
        *(picture[:above, box.left : box.right], picture[box.bottom + 1 :, box.left : box.right]),
        *(picture[beside, :before], picture[beside, box.right + 2 :]),
    )


def _plain(part: Picture) -> float:
    """Share of its pixels that are near the median colour."""
    pixels = part.reshape(-1, 3)
    levels = pixels[:: len(pixels) // PLAIN_SAMPLES + 1].T.astype(np.int16)
    middle = levels.shape[1] // 2
    median = np.partition(levels, middle, axis=1)[:, middle, None]
    far = np.abs(levels - median).max(axis=0) > PLAIN_LEVELS
    return 1.0 - int(np.count_nonzero(far)) / max(1, len(far))


def _calm(steps: Picture) -> float:
    """Share of the pixels with no step."""
    return int(np.count_nonzero(steps <= STEP_LEVELS)) / max(1, steps.size)


# --- back to the full picture ---


def _at_full_size(
    rgb: Picture, small: Picture, box: _Box, trim: str, known: dict[tuple[bool, int], int]
) -> Region:
    """The box in pixels of the full picture, its sides moved to where the step really is."""
    (height, width), (rows, columns) = rgb.shape[:2], small.shape[:2]
    across = slice(box.left * width // columns, box.right * width // columns)
    along = slice(box.top * height // rows, box.bottom * height // rows)
    turned = rgb.transpose(1, 0, 2)
    top, bottom = (
        _refined(rgb[:, across], side, rows, known, (False, side)) for side in (box.top, box.bottom)
    )
    left, right = (
        _refined(turned[:, along], side, columns, known, (True, side)) for side in (box.left, box.right)
    )
    top, left = (side + INSIDE_PX * (side > 0) for side in (top, left))
    bottom, right = bottom - INSIDE_PX * (bottom < height), right - INSIDE_PX * (right < width)
    return Region(trim, left, top, right - left, bottom - top)


def _refined(
    picture: Picture, side: int, length: int, known: dict[tuple[bool, int], int], name: tuple[bool, int]
) -> int:
    """The row of the full picture at which the side begins; the picture's own sides stay where they are."""
    if side in (0, length):
        return 0 if side == 0 else len(picture)
    if name not in known:
        scale = len(picture) / length
        first = max(0, int((side - 1) * scale) - 1)
        band = picture[first : int((side + 2) * scale) + 2, :: max(1, picture.shape[1] // REFINED_SAMPLES)]
        band = np.ascontiguousarray(band)
        # A few large steps, at things near the side, shall not outweigh many small ones.
        gaps = np.minimum(cv2.absdiff(band[1:], band[:-1]), REFINED_LEVELS)
        known[name] = first + 1 + int(gaps.reshape(len(gaps), -1).sum(axis=1).argmax())
    return known[name]

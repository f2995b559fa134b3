"""Where labels go so that none lies on another: flags above a plot, and words beside a point.

Both only choose places; what is drawn there is the caller's. A label without a place is told, not
dropped, so that the caller can write it elsewhere.
"""

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from osintkit.draw import axes, text
from osintkit.draw.axes import Box, Colour, Point

_GAP_PX = 10  # between two labels of one row
_ROW_PX, _FEET_PX = 23, 6  # of a row of flags; below the lowest, so that it is off the plot's own labels
_MOST_FLAGS, _MOST_TRIES, _FEWER_TRIES = 20, 2000, 200  # so that no picture takes long
_CLEARLY_PX = 2.5  # so much nearer a label is to its own point than to another
_TURNS = 2  # of 22.5 degrees to either side
_POLE_GAP_PX = 5  # between a label and the pole it hangs on, and between it and other poles


class Flag(NamedTuple):
    """A label above a plot, on a pole that stands at a position on the plot's upper edge."""

    at_px: int
    label: str
    shade: int = axes.INK[0]


class Raised(NamedTuple):
    """A flag that has a place.

    Attributes:
        flag: which one.
        row: 0 is next to the plot.
        left_px: where its label begins.
        right_px: where it ends.
    """

    flag: Flag
    row: int
    left_px: int
    right_px: int


def rows_height(raised: Sequence[Raised]) -> int:
    """How much room above a plot flags need, in pixels; a little is left where there are none."""
    rows = 1 + max((place.row for place in raised), default=-1)
    return rows * _ROW_PX + _FEET_PX


def raise_flags(
    flags: Sequence[Flag], *, left_px: int, right_px: int, most_rows: int = 7
) -> tuple[list[Raised], list[Flag]]:
    """In which row and on which side of its pole each flag hangs.

    No label covers another, and no pole goes through a label.

    Args:
        flags: the most important first; poles may stand at the same place. Labels longer than there
            is room are cut.
        left_px: nothing reaches further left.
        right_px: nothing reaches further right.
        most_rows: how many rows there may be.

    Returns:
        The flags with a place, from left to right, and in their order those for which there was none.
    """
    waiting = [_cut(flag, right_px - left_px) for flag in flags]
    first, left_over = waiting[:_MOST_FLAGS], waiting[_MOST_FLAGS:]
    for rows in range(1, most_rows + 1):
        raised = _all_placed(first, rows, left_px, right_px, tries=_MOST_TRIES)
        if raised is not None:
            return raised, left_over
    kept: list[Raised] = []
    without: list[Flag] = []
    for flag in first:
        so_far = [place.flag for place in kept]
        raised = _all_placed([*so_far, flag], most_rows, left_px, right_px, tries=_FEWER_TRIES)
        if raised is None:
            without.append(flag)
        else:
            kept = raised
    return kept, [*without, *left_over]


def draw_flags(picture: Image.Image, raised: Sequence[Raised], *, bottom_px: int, colour: Colour) -> None:
    """Draw flags that have a place, their poles standing on a plot's upper edge.

    Args:
        picture: mode "RGB"; changed in place.
        raised: from `raise_flags`.
        bottom_px: where the plot begins.
        colour: of the poles.
    """
    high, feet_px = _ROW_PX, bottom_px
    bottom_px -= _FEET_PX
    for at, row, left, right in ((r.flag.at_px, r.row, r.left_px, r.right_px) for r in raised):
        beside = not left <= at < right
        top = bottom_px - (row + 1) * high + (4 if beside else high - 4)
        axes.fill(picture, Box(at, top, at + 1, feet_px), colour)
    for place in raised:
        top = bottom_px - (place.row + 1) * high
        axes.write(picture, place.left_px, top, place.flag.label, shade=place.flag.shade)


def beside(
    point: Point,
    words: str,
    *,
    towards: Point,
    within: Box,
    taken: NDArray[np.bool_],
    others: Sequence[Point] = (),
    size_px: int = axes.SMALL_PX,
    near_px: int = 5,
) -> Box | None:
    """Where a label next to a point can stand.

    Args:
        point: pixels from the left and from the top.
        words: the label.
        towards: a direction (right, down); the label stands there, or up to 45 degrees to either side.
        within: nothing reaches outside this rectangle.
        taken: pixels of the picture, by row and column, that the label must not lie on.
        others: points that have labels of their own: none of them may be as near to this one.
        size_px: the size of its letters.
        near_px: how far from the point it stands at least.

    Returns:
        A free place near the point and not far off that direction, or None.
    """
    wide, high = text.width(words, size_px=size_px), _ink_height(size_px)
    first = math.atan2(towards[1], towards[0])
    tried = [(far, turn) for far in (0, 4, 8, 12, 18) for turn in range(-_TURNS, _TURNS + 1)]
    # A little further away on the right side is better than close on the wrong one.
    for far, turn in sorted(tried, key=lambda pair: (pair[0] + 5 * abs(pair[1]), pair[1])):
        place = _on_side(point, first + turn * math.pi / 8, near_px + far, wide, high)
        if not place.within(within) or not is_free(taken, place):
            continue
        own = _distance(point, place) + _CLEARLY_PX
        if all(_distance(other, place) >= own for other in others if other != point):
            return place
    return None


def take(taken: NDArray[np.bool_], box: Box) -> None:
    """Keep labels off a rectangle of a picture, or off the part of it that is inside."""
    taken[max(0, box.top) : max(0, box.bottom), max(0, box.left) : max(0, box.right)] = True


def take_line(taken: NDArray[np.bool_], points: NDArray[np.float64], *, reach_px: int) -> None:
    """Keep labels off a line through points; rows with NaN are gaps.

    Args:
        taken: pixels of the picture, by row and column; changed in place.
        points: rows of (pixels from the left, pixels from the top), a few pixels apart.
        reach_px: how far on either side of it.
    """
    pixels = np.unique(np.rint(points[np.isfinite(points).all(axis=1)]).astype(int), axis=0)
    for x, y in pixels.tolist():
        take(taken, Box(x - reach_px, y - reach_px, x + reach_px + 1, y + reach_px + 1))


def is_free(taken: NDArray[np.bool_], place: Box) -> bool:
    """Whether nothing of a rectangle is taken, and all of it is on the picture."""
    inside = place.within(Box(0, 0, taken.shape[1], taken.shape[0]))
    return inside and not taken[place.top : place.bottom, place.left : place.right].any()


def write_at(
    picture: Image.Image,
    place: Box,
    words: str,
    *,
    size_px: int = axes.SMALL_PX,
    shade: int = axes.INK[0],
    halo: Colour = (255, 255, 255),
) -> None:
    """Write a label where `beside` has found a place for it, with an edge that keeps it legible."""
    drop = text.baseline(size_px=size_px) - _ink_height(size_px)
    axes.write(picture, place.left, place.top - drop, words, size_px=size_px, shade=shade, halo=halo)


def _cut(flag: Flag, room_px: int) -> Flag:
    """The flag with no more words than fit the page."""
    return flag._replace(label=text.cut(flag.label, width_px=room_px, size_px=axes.SMALL_PX))


def _all_placed(
    flags: Sequence[Flag], rows: int, left: int, right: int, *, tries: int
) -> list[Raised] | None:
    """A place for every flag, from left to right; None if there is none or it is not found soon."""
    choices: list[Raised] = []
    own: list[int] = []  # of each flag, its choices, as the bits of a number
    for flag in flags:
        wide = text.width(flag.label, size_px=axes.SMALL_PX)
        sides = _sides(flag.at_px, wide, left, right)
        first = len(choices)
        choices += [Raised(flag, row, at, at + wide) for row in range(rows) for at in sides]
        own.append((1 << len(choices)) - (1 << first))
    chosen = _tried(own, (1 << len(choices)) - 1, _clashes(choices), iter(range(tries)))
    if chosen is None:
        return None
    return sorted((choices[number] for number in chosen), key=lambda place: place.flag.at_px)


def _tried(
    own: Sequence[int], open_still: int, clashes: Sequence[int], tries: Iterator[int]
) -> list[int] | None:
    """One choice for each flag so that none is in another's way; the flag with fewest goes first.

    Args:
        own: of each flag, the bits of its choices.
        open_still: the bits of all choices that are in nobody's way so far.
        clashes: of each choice, the bits of those it is in the way of.
        tries: runs out when it has taken long enough.
    """
    if not own:
        return []
    first = min(range(len(own)), key=lambda number: (own[number] & open_still).bit_count())
    others = [bits for number, bits in enumerate(own) if number != first]
    for choice in _bits(own[first] & open_still):
        if next(tries, None) is None:
            return None
        remaining = open_still & ~clashes[choice]
        if all(bits & remaining for bits in others):
            found = _tried(others, remaining, clashes, tries)
            if found is not None:
                return [choice, *found]
    return None


def _bits(number: int) -> Iterator[int]:
    """Which bits are set, from the lowest."""
    while number:
        lowest = number & -number
        yield lowest.bit_length() - 1
        number ^= lowest


def _clashes(choices: Sequence[Raised]) -> list[int]:
    """Of each place, as bits, those whose labels touch, or whose pole goes through the other's label."""
    row, left, right = (
        np.array([(c.row, c.left_px, c.right_px) for c in choices], dtype=np.int64).reshape(-1, 3).T
    )
    pole = np.array([choice.flag.at_px for choice in choices], dtype=np.int64)
    apart = right[:, None] + _GAP_PX <= left
    touch = (row[:, None] == row) & ~(apart | apart.T)
    over = (row[:, None] <= row) & (left[:, None] - 3 <= pole) & (pole <= right[:, None] + 2)
    packed = np.packbits(touch | over | over.T, axis=1, bitorder="little")
    return [int.from_bytes(bits.tobytes(), "little") for bits in packed]


def _sides(at: int, wide: int, left: int, right: int) -> list[int]:
    """Where a label may begin: above its pole, then left of it and right of it."""
    shares = (0.5, 0.25, 0.75, 0.1, 0.9)
    above = [min(max(at - round(share * wide), left), right - wide) for share in shares]
    starts = [start for start in dict.fromkeys(above) if start <= at < start + wide]
    starts += [at - _POLE_GAP_PX - wide, at + 1 + _POLE_GAP_PX]
    return [start for start in starts if left <= start and start + wide <= right]


def _ink_height(size_px: int) -> int:
    """How high figures and most letters are, without what hangs below the line."""
    return round(0.76 * size_px)


def _distance(point: Point, box: Box) -> float:
    """How far a point is from the nearest edge of a box, in pixels."""
    across = max(box.left - point[0], point[0] - box.right, 0.0)
    down = max(box.top - point[1], point[1] - box.bottom, 0.0)
    return math.hypot(across, down)


def _on_side(point: Point, angle: float, far_px: int, wide: int, high: int) -> Box:
    """The box of a label whose nearest edge is so far from a point."""
    right, down = math.cos(angle), math.sin(angle)
    middle_x = point[0] + right * (far_px + wide / 2)
    middle_y = point[1] + down * (far_px + high / 2)
    left, top = round(middle_x - wide / 2), round(middle_y - high / 2)
    return Box(left, top, left + wide, top + high)

"""A plotting room: two linear axes on a picture, and what can be drawn between them.

Positions are handed in as values, such as hours and degrees, and land on whole pixels where they
bound something. Nothing is smoothed, fitted or left out: a curve goes through its points, a span
thinner than a pixel is still one pixel wide, and what lies outside the axes is not drawn.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from osintkit.draw import text

Colour = tuple[int, int, int]
Point = tuple[float, float]

PAPER: Colour = (247, 247, 247)
INK: Colour = (30, 30, 30)
QUIET_INK: Colour = (105, 105, 105)
RULE: Colour = (196, 196, 196)
"""Greys of a page: its ground, its writing, and the thin lines that only guide the eye."""

ORANGE: Colour = (230, 159, 0)
BLUE: Colour = (0, 114, 178)
VERMILION: Colour = (213, 94, 0)
"""Colours that stay apart for colour-blind eyes.

Source: M. Okabe, K. Ito, "Color Universal Design" (2008). They differ as greys too: 169, 87, 119.
"""

TITLE_PX, SMALL_PX, MARGIN_PX = 22, 14, 32
"""Sizes of writing, and the empty edge of a page."""

_FINE = 4  # strokes are drawn so many times larger and averaged: smooth edges
_CLOSE_PX = 1.5  # points of a curve nearer than this to the one before add nothing that is seen
_BEND = 0.12  # radians; strokes that turn by less leave no notch that is seen
_TICK_PX, _HATCH_PX = 5, 9
_DASH_PX, _DASH_GAP_PX = 6, 4
_HALO_PX = 2
_STEPS = (1.0, 2.0, 5.0, 10.0)


class Box(NamedTuple):
    """A rectangle of pixels; `right` and `bottom` are the first that no longer belong to it."""

    left: int
    top: int
    right: int
    bottom: int

    def overlaps(self, other: "Box") -> bool:
        """Whether they share a pixel."""
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom

    def within(self, other: "Box") -> bool:
        """Whether no pixel of this one is outside the other."""
        across = other.left <= self.left and self.right <= other.right
        return across and other.top <= self.top and self.bottom <= other.bottom

    def grown(self, by_px: int) -> "Box":
        """The same with so many pixels more on every side."""
        return Box(self.left - by_px, self.top - by_px, self.right + by_px, self.bottom + by_px)


@dataclass(frozen=True, slots=True)
class Axes:
    """Where values lie on a picture.

    Attributes:
        box: the pixels between the axes.
        x: the values at its left and its right edge; they differ.
        y: the values at its lower and its upper edge; they differ.
    """

    box: Box
    x: tuple[float, float]
    y: tuple[float, float]

    def across(self, value: float) -> float:
        """Where a value of x lies, in pixels from the left of the picture."""
        share = (value - self.x[0]) / (self.x[1] - self.x[0])
        return self.box.left + share * (self.box.right - self.box.left)

    def down(self, value: float) -> float:
        """Where a value of y lies, in pixels from the top of the picture."""
        share = (value - self.y[0]) / (self.y[1] - self.y[0])
        return self.box.bottom - share * (self.box.bottom - self.box.top)

    def points(self, xs: ArrayLike, ys: ArrayLike) -> NDArray[np.float64]:
        """Where values lie, as rows of (pixels from the left, pixels from the top)."""
        x, y = np.asarray(xs, dtype=np.float64), np.asarray(ys, dtype=np.float64)
        (left, top, right, bottom), (x0, x1), (y0, y1) = self.box, self.x, self.y
        across = left + (x - x0) / (x1 - x0) * (right - left)
        return np.column_stack([across, bottom - (y - y0) / (y1 - y0) * (bottom - top)])

    def columns(self, from_x: float, to_x: float) -> Box:
        """The part of the box between two values of x: at least a pixel, if any of it is inside."""
        left, right = self._between(self.across(from_x), self.across(to_x), self.box.left, self.box.right)
        return self.box._replace(left=left, right=right)

    def rows(self, from_y: float, to_y: float) -> Box:
        """The part of the box between two values of y: at least a pixel, if any of it is inside."""
        top, bottom = self._between(self.down(from_y), self.down(to_y), self.box.top, self.box.bottom)
        return self.box._replace(top=top, bottom=bottom)

    @staticmethod
    def _between(one: float, other: float, least: int, most: int) -> tuple[int, int]:
        low, high = min(one, other), max(one, other)
        if high < least or low > most:
            return least, least
        start = min(max(round(low), least), most - 1)
        return start, max(start + 1, min(round(high), most))


def ticks(low: float, high: float, *, most: int) -> tuple[float, ...]:
    """Which round values to write along an axis: multiples of 1, 2 or 5 times a power of ten.

    Args:
        low: the smaller end of the axis.
        high: the larger end; itself a tick if it is round enough.
        most: how many there may be, at least 2.

    Returns:
        As many as that allows, in order.

    Raises:
        ValueError: ``low`` is not below ``high``, or ``most`` is below 2.
    """
    if not low < high or most < 2:
        raise ValueError(f"no ticks from {low} to {high} with {most=}")
    power = math.floor(math.log10((high - low) / most))
    for step in (share * 10.0**exponent for exponent in range(power, power + 3) for share in _STEPS):
        first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
        if last - first < most:
            return tuple(number * step for number in range(first, last + 1))
    raise AssertionError("a step as long as the axis leaves two ticks at most")


def tint(colour: Colour, *, opacity: float, on: Colour = (255, 255, 255)) -> Colour:
    """What a colour looks like when it only covers part of another: 0 nothing of it, 1 only it."""
    mixed = [round(opacity * own + (1 - opacity) * under) for own, under in zip(colour, on, strict=True)]
    return mixed[0], mixed[1], mixed[2]


def fill(picture: Image.Image, box: Box, colour: Colour, *, opacity: float = 1.0) -> None:
    """Cover a rectangle with a colour; with an opacity below 1 what is there shows through."""
    if box.left >= box.right or box.top >= box.bottom:
        return
    if opacity >= 1:
        picture.paste(colour, (box.left, box.top, box.right, box.bottom))
        return
    mask = Image.new("L", (box.right - box.left, box.bottom - box.top), round(255 * opacity))
    picture.paste(colour, (box.left, box.top), mask)


def hatch(picture: Image.Image, box: Box, colour: Colour, *, opacity: float = 1.0) -> None:
    """Cover a rectangle with thin slanted lines, which meet those of its neighbours."""
    if box.left >= box.right or box.top >= box.bottom:
        return
    across, down = np.arange(box.left, box.right), np.arange(box.top, box.bottom)[:, None]
    weights = np.zeros(_HATCH_PX)
    weights[[0, 1, -1]] = 1.0, 0.45, 0.45
    mask = np.rint(255 * opacity * weights[(across + down) % _HATCH_PX]).astype(np.uint8)
    picture.paste(colour, (box.left, box.top), Image.fromarray(mask))


def outline(picture: Image.Image, box: Box, colour: Colour, *, width_px: int = 1) -> None:
    """Draw the edges of a rectangle, inside it."""
    if box.left < box.right and box.top < box.bottom:
        corners = (box.left, box.top, box.right - 1, box.bottom - 1)
        ImageDraw.Draw(picture).rectangle(corners, outline=colour, width=width_px)


def dashes(picture: Image.Image, box: Box, colour: Colour) -> None:
    """Draw a rectangle that is long and thin as dashes along its longer side."""
    along_x = box.right - box.left >= box.bottom - box.top
    start, stop = (box.left, box.right) if along_x else (box.top, box.bottom)
    for at in range(start, stop, _DASH_PX + _DASH_GAP_PX):
        end = min(at + _DASH_PX, stop)
        piece = box._replace(left=at, right=end) if along_x else box._replace(top=at, bottom=end)
        fill(picture, piece, colour)


def stroke(
    picture: Image.Image,
    points: NDArray[np.float64],
    colour: Colour,
    *,
    within: Box,
    width_px: float,
    halo_px: float = 0.0,
    halo: Colour = (255, 255, 255),
) -> None:
    """Draw a line through points, with smooth edges.

    Args:
        picture: mode "RGB"; changed in place.
        points: rows of (pixels from the left, pixels from the top); a row with NaN is a gap.
        colour: of the line.
        within: nothing is drawn outside this rectangle.
        width_px: how thick the line is.
        halo_px: how far a lighter edge reaches to either side, so that the line is seen on any ground.
        halo: the colour of that edge.
    """
    runs = [_thinned(run) for run in _runs(points)]

    def painted(thick_px: float) -> Callable[[ImageDraw.ImageDraw, Point], None]:
        def paint(pen: ImageDraw.ImageDraw, origin: Point) -> None:
            for run in runs:
                fine = (run - origin) * _FINE
                pen.line([(x, y) for x, y in fine.tolist()], fill=255, width=max(1, round(thick_px * _FINE)))
                for x, y in fine[_is_bend(fine)].tolist():
                    pen.circle((x, y), thick_px * _FINE / 2, fill=255)

        return paint

    if not runs:
        return
    box = _around(np.concatenate(runs), within, width_px / 2 + halo_px)
    if halo_px:
        _paint(picture, box, halo, painted(width_px + 2 * halo_px))
    _paint(picture, box, colour, painted(width_px))


def area(
    picture: Image.Image, points: Sequence[Point], colour: Colour, *, within: Box, opacity: float = 1.0
) -> None:
    """Fill the shape that points go around, with smooth edges."""

    def paint(pen: ImageDraw.ImageDraw, origin: Point) -> None:
        fine = [((x - origin[0]) * _FINE, (y - origin[1]) * _FINE) for x, y in points]
        pen.polygon(fine, fill=255)

    _paint(picture, _around(np.asarray(points), within, 1), colour, paint, opacity=opacity)


def ring(
    picture: Image.Image, centre: Point, colour: Colour, *, radius_px: float, width_px: float = 0.0
) -> None:
    """Draw a circle `width_px` thick inside its radius, or a full disc where that is 0."""

    def paint(pen: ImageDraw.ImageDraw, origin: Point) -> None:
        x, y = ((at - start) * _FINE for at, start in zip(centre, origin, strict=True))
        for radius, level in ((radius_px, 255), (radius_px - width_px if width_px else 0, 0)):
            if radius > 0:
                reach = radius * _FINE
                pen.ellipse((x - reach, y - reach, x + reach, y + reach), fill=level)

    everywhere = Box(0, 0, *picture.size)
    _paint(picture, _around(np.asarray([centre]), everywhere, radius_px + 1), colour, paint)


def write(
    picture: Image.Image,
    left_px: int,
    top_px: int,
    words: str,
    *,
    size_px: int = SMALL_PX,
    shade: int = INK[0],
    halo: Colour | None = None,
) -> Box:
    """Write a line of text, if asked with an edge around its letters so that it is legible on a line.

    Returns:
        Where it stands, without the halo.
    """
    high = text.height(size_px=size_px)
    if halo is not None and words:
        _draw_halo(picture, left_px, top_px, words, size_px, halo)
    wide = text.draw(picture, left_px, top_px, words, size_px=size_px, shade=shade)
    return Box(left_px, top_px, left_px + wide, top_px + high)


def write_centred(picture: Image.Image, box: Box, top_px: int, words: str, *, shade: int = INK[0]) -> Box:
    """Write a line in the middle of a box's width, cut if it is longer; returns where it stands."""
    shown = text.cut(words, width_px=box.right - box.left, size_px=SMALL_PX)
    left = (box.left + box.right - text.width(shown, size_px=SMALL_PX)) // 2
    return write(picture, left, top_px, shown, shade=shade)


def wrapped(words: str, *, width_px: int, size_px: int = SMALL_PX) -> list[str]:
    """A sentence as lines that fit, broken between words; a word that is too long is cut."""
    lines: list[str] = []
    used, space = width_px, text.width(" ", size_px=size_px)
    for word in words.split():
        wide = text.width(word, size_px=size_px)
        if used + space + wide <= width_px:
            lines[-1] = f"{lines[-1]} {word}"
            used += space + wide
        else:
            lines.append(text.cut(word, width_px=width_px, size_px=size_px))
            used = wide
    return lines


def x_scale(
    picture: Image.Image, axes: Axes, marks: Sequence[tuple[float, str]], *, grid: bool = True
) -> None:
    """Draw ticks below the box, with the labels that fit: all, or every second, third, and so on.

    Args:
        picture: mode "RGB"; changed in place. Below the box, `x_scale_height` pixels are used.
        axes: where.
        marks: values of x, in order, and what is written below each.
        grid: whether a thin line goes up through the box at every label.
    """
    widths = [text.width(label, size_px=SMALL_PX) for _, label in marks]
    every = _every(
        [
            Box(round(axes.across(x) - w / 2), 0, round(axes.across(x) + w / 2), 1)
            for (x, _), w in zip(marks, widths, strict=True)
        ]
    )
    for number, (x, label) in enumerate(marks):
        at = min(round(axes.across(x)), axes.box.right - 1)
        labelled = number % every == 0
        length = _TICK_PX if labelled else _TICK_PX - 2
        fill(picture, Box(at, axes.box.bottom, at + 1, axes.box.bottom + length), QUIET_INK)
        if not labelled:
            continue
        if grid:
            fill(picture, Box(at, axes.box.top, at + 1, axes.box.bottom), RULE, opacity=0.6)
        write(picture, at - widths[number] // 2, axes.box.bottom + _TICK_PX, label)


def x_scale_height() -> int:
    """How many pixels `x_scale` needs below the box."""
    return _TICK_PX + text.height(size_px=SMALL_PX)


def y_scale(
    picture: Image.Image, axes: Axes, marks: Sequence[tuple[float, str]], *, grid: bool = True
) -> None:
    """Draw ticks left of the box, with labels; those that would touch the one before are left out.

    Args:
        picture: mode "RGB"; changed in place.
        axes: where.
        marks: values of y, in order from either end, and what is written left of each.
        grid: whether a thin line goes through the box at every label.
    """
    high = text.height(size_px=SMALL_PX)
    taken: Box | None = None
    for y, label in marks:
        at = min(round(axes.down(y)), axes.box.bottom - 1)
        left = axes.box.left - _TICK_PX - 3 - text.width(label, size_px=SMALL_PX)
        place = Box(left, at - high // 2, axes.box.left, at - high // 2 + high - 4)
        fill(picture, Box(axes.box.left - _TICK_PX, at, axes.box.left, at + 1), QUIET_INK)
        if taken is not None and place.overlaps(taken):
            continue
        taken = place
        if grid:
            fill(picture, Box(axes.box.left, at, axes.box.right, at + 1), RULE, opacity=0.6)
        # The middle of figures is above the middle of their line, which has room for what hangs below.
        write(picture, left, at - text.baseline(size_px=SMALL_PX) + round(0.36 * SMALL_PX), label)


def _every(boxes: Sequence[Box]) -> int:
    """The smallest n so that every nth label stands clear of the one before."""
    for every in range(1, len(boxes) + 1):
        if not any(a.grown(3).overlaps(b.grown(3)) for a, b in pairwise(boxes[::every])):
            return every
    return 1


def _draw_halo(picture: Image.Image, left: int, top: int, words: str, size_px: int, halo: Colour) -> None:
    """Take the ground off around where letters will stand."""
    wide, high = text.width(words, size_px=size_px), text.height(size_px=size_px)
    letters = Image.new("L", (wide + 2 * _HALO_PX, high + 2 * _HALO_PX), 255)
    text.draw(letters, _HALO_PX, _HALO_PX, words, size_px=size_px)
    grown = ImageChops.invert(letters).filter(ImageFilter.MaxFilter(2 * _HALO_PX + 1))
    # The edges of letters are pale; made stronger, they take a line off all around.
    mask = grown.point([min(255, 2 * level) for level in range(256)])
    picture.paste(halo, (left - _HALO_PX, top - _HALO_PX), mask)


def _runs(points: NDArray[np.float64]) -> list[NDArray[np.float64]]:
    """The stretches of points without a gap, of two points or more."""
    good = np.isfinite(points).all(axis=1)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], good, [False]])))
    return [points[start:stop] for start, stop in edges.reshape(-1, 2) if stop - start > 1]


def _thinned(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """The same line without points that are almost where the one before is; both ends stay."""
    far = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
    kept = np.concatenate([[True], np.diff(np.floor(far / _CLOSE_PX)) > 0])
    kept[-1] = True
    thin: NDArray[np.float64] = points[kept]
    return thin


def _is_bend(points: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Where a line turns so much that its two strokes would leave a notch between them."""
    steps = np.diff(points, axis=0)
    turns = np.abs((np.diff(np.arctan2(steps[:, 1], steps[:, 0])) + np.pi) % (2 * np.pi) - np.pi)
    return np.concatenate([[False], turns > _BEND, [False]])


def _around(points: NDArray[np.float64], within: Box, margin_px: float) -> Box:
    """The pixels that something this far around points can touch."""
    low, high = points.min(axis=0) - margin_px, points.max(axis=0) + margin_px
    left, top = max(within.left, math.floor(low[0])), max(within.top, math.floor(low[1]))
    return Box(left, top, min(within.right, math.ceil(high[0])), min(within.bottom, math.ceil(high[1])))


def _paint(
    picture: Image.Image,
    box: Box,
    colour: Colour,
    paint: Callable[[ImageDraw.ImageDraw, Point], None],
    *,
    opacity: float = 1.0,
) -> None:
    """Paint a shape larger than it is, average it, and let it decide where the colour goes."""
    if box.left >= box.right or box.top >= box.bottom:
        return
    size = ((box.right - box.left) * _FINE, (box.bottom - box.top) * _FINE)
    shape = Image.new("L", size)
    paint(ImageDraw.Draw(shape), (box.left, box.top))
    mask = shape.reduce(_FINE)
    if opacity < 1:
        mask = mask.point([round(opacity * level) for level in range(256)])
    picture.paste(colour, (box.left, box.top), mask)

"""Pictures of one day: the height and the direction of the sun over the local clock.

What is drawn is handed in: this room knows neither the sun nor zones. Times are seconds since the
day began at the place, so that days of 23 and 25 hours need no exception; what is written on the
axis of time comes along with its positions.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from osintkit.draw import axes, dome, labels, page, text
from osintkit.draw.axes import Axes, Box, Colour
from osintkit.draw.labels import Flag
from osintkit.draw.page import Swatch, Words

_NIGHT = 176  # grey of strength 1; black writing on it is still easy to read
_FITS: Colour = axes.BLUE
_LIKELIER = 0.9  # a probability below this is of the likelier part
_FITS_BEST: Colour = (0, 48, 82)  # the same blue, darker: told apart in grey as well
_PLOT_PX, _DOME_ROOM_PX = 400, 424
_FLAGS_BEYOND_PX = 150  # right of a plot; the circle beside it begins lower
_LEFT_PX = 114  # of the plot: the longest label of the axis is left of it
_BETWEEN_PX = 28
_STEP_S = 120.0  # of the curve as drawn in the dome


@dataclass(frozen=True, slots=True)
class Mark:
    """A moment with a label.

    Attributes:
        seconds: since the day began.
        label: ``sunrise 06:34:45``; or ``06`` on the axis of time.
        bearing: written on the rim of the sky at that moment's azimuth, ``84.2°``; "" for no mark there.
    """

    seconds: float
    label: str
    bearing: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time.

    Attributes:
        from_s: its beginning, in seconds since the day began.
        to_s: its end.
        strength: of light, how dark it is: 0 day to 1 night. Of what is left, its probability: 0.95, 0.68,
            or 1 where it is not a matter of probability.
        label: what it is; of what is left, its times. "" writes nothing.
    """

    from_s: float
    to_s: float
    strength: float = 1.0
    label: str = ""


@dataclass(frozen=True, slots=True)
class Band:
    """A range of elevations, such as one measured; `label` says what it is."""

    from_deg: float
    to_deg: float
    label: str


@dataclass(frozen=True, slots=True)
class Asked:
    """The instant or interval that was asked about.

    Attributes:
        from_s: its beginning, in seconds since the day began.
        to_s: its end; the same for an instant.
        label: above the plot: ``asked: 06:45:00, 1.5° high``.
        sun: beside the sun in the sky: ``sun 79.9°``.
        shadow: beside the arrow there: ``shadow 259.9°``.
    """

    from_s: float
    to_s: float
    label: str
    sun: str = "sun"
    shadow: str = "shadow"


@dataclass(frozen=True, slots=True)
class DayCurve:
    """Where the sun is through one day, and the day's clock.

    Attributes:
        seconds: since the day began, rising; two or more.
        elevation_deg: at those moments.
        azimuth_deg: at those moments, clockwise from north.
        length_s: how long the day is: 86,400, or an hour more or less.
        hours: every full hour of the local clock, in order, the first and the last midnight too. A
            skipped hour is not there, a repeated one twice.
        light: day, twilights and night, which cover the day; spans of one label look the same.
    """

    seconds: NDArray[np.float64]
    elevation_deg: NDArray[np.float64]
    azimuth_deg: NDArray[np.float64]
    length_s: float
    hours: tuple[Mark, ...]
    light: tuple[Span, ...]

    def elevation_at(self, seconds: float) -> float:
        """The elevation at a moment, between its neighbours."""
        return float(np.interp(seconds, self.seconds, self.elevation_deg))

    def azimuth_at(self, seconds: NDArray[np.float64]) -> NDArray[np.float64]:
        """The azimuths at some moments, going on through north; not brought back below 360."""
        return np.interp(seconds, self.seconds, np.unwrap(self.azimuth_deg, period=360.0))


class _Plot(NamedTuple):
    """A plot in the making: its part of the page, its axes, and where labels must not stand."""

    part: Image.Image
    axes: Axes
    taken: NDArray[np.bool_]


def sun_path(
    curve: DayCurve, words: Words, *, marks: Sequence[Mark] = (), asked: Asked | None = None
) -> Image.Image:
    """One day: the sun's elevation over the local clock, and beside it the sun's path across the sky.

    Args:
        curve: the day.
        words: what is written around it.
        marks: moments to name above the plot and to dot on the curve: sunrise, noon, twilight.
        asked: the instant or interval asked about, marked in both plots, with the shadow's direction.

    Returns:
        A new picture, mode "RGB", 1200 pixels wide; the same for the same data on every machine.
    """
    right = page.WIDTH_PX - axes.MARGIN_PX - _DOME_ROOM_PX - _BETWEEN_PX
    named = [] if asked is None else [((asked.from_s + asked.to_s) / 2, asked.label)]
    named += [(mark.seconds, mark.label) for mark in marks]
    flags = [Flag(round(_across(curve, right, seconds)), label) for seconds, label in named]
    plot, left_over = _plot(curve, words, flags, right)
    if asked is not None:
        _draw_asked(plot, asked)
    _draw_curve(plot, curve, marks)
    room = Box(right + _BETWEEN_PX, plot.axes.box.top - 16, page.WIDTH_PX - axes.MARGIN_PX, plot.part.height)
    _draw_sky(plot.part, room, curve, marks, asked)
    signs = [*light_signs(curve.light), *_curve_signs(curve)]
    if asked is not None and asked.to_s > asked.from_s:
        signs.append(Swatch("asked about", ground=axes.tint(axes.ORANGE, opacity=0.6), edge=axes.INK))
    return page.stacked([page.head(words), plot.part, page.foot(signs, page.with_notes(words, left_over))])


def candidates(
    curve: DayCurve,
    words: Words,
    *,
    found: Sequence[Span],
    claimed: Sequence[Span] = (),
    bands: Sequence[Band] = (),
    marks: Sequence[Mark] = (),
    nothing: str = "Nothing is left: no time of this day fits.",
) -> Image.Image:
    """One day, and which of its times are left after what was claimed and measured.

    Args:
        curve: the day.
        words: what is written around it.
        found: the times that are left, by probability; a likelier part of one is a span of its own.
        claimed: the clock window somebody stated: hatched.
        bands: the elevations that were measured or asked for.
        marks: other moments to name, such as sunrise.
        nothing: written large above the plot if nothing was found.

    Returns:
        A new picture, mode "RGB", 1200 pixels wide; the same for the same data on every machine.
    """
    right = page.WIDTH_PX - axes.MARGIN_PX - 8
    named = [*(s for s in found if s.label), *(s for s in claimed if s.label)]
    flags = [Flag(round(_across(curve, right, (s.from_s + s.to_s) / 2)), s.label) for s in named]
    flags += [Flag(round(_across(curve, right, m.seconds)), m.label, axes.QUIET_INK[0]) for m in marks]
    plot, left_over = _plot(curve, words, flags, right, bands)
    for band in bands:
        _draw_band(plot, band)
    _draw_spans(plot.part, plot.axes, found, claimed)
    for span in [*found, *claimed]:
        labels.take(plot.taken, plot.axes.columns(span.from_s, span.to_s))
    _draw_curve(plot, curve, marks)
    for band in bands:
        _name_band(plot, band)
    signs = [
        *light_signs(curve.light),
        *_curve_signs(curve),
        *found_signs(found, claimed),
        *map(_band_sign, bands),
    ]
    says = [] if found else [page.banner(nothing)]
    return page.stacked(
        [page.head(words), *says, plot.part, page.foot(signs, page.with_notes(words, left_over))]
    )


def light_colour(strength: float) -> Colour:
    """The grey of a part of a day: white by day, darker the darker it is."""
    level = round(255 - (255 - _NIGHT) * min(1.0, max(0.0, strength)))
    return level, level, level


def _draw_spans(part: Image.Image, frame: Axes, found: Sequence[Span], claimed: Sequence[Span]) -> None:
    """Draw claimed windows hatched, and over them what is left: strong, its likelier part darker."""
    windows = [frame.columns(window.from_s, window.to_s) for window in claimed]
    for box in windows:
        axes.hatch(part, box, axes.INK, opacity=0.6)
    for span in sorted(found, key=lambda span: -span.strength):
        axes.fill(part, frame.columns(span.from_s, span.to_s), found_colour(span.strength))
    for box in windows:
        axes.outline(part, box, axes.INK)


def found_colour(strength: float) -> Colour:
    """The colour of times that are left; that of their likelier part is darker."""
    return _FITS_BEST if strength < _LIKELIER else _FITS


def light_signs(light: Iterable[Span]) -> list[Swatch]:
    """What the greys mean, as far as there are any, from light to dark."""
    greys = {span.label: span.strength for span in light if span.label}
    by_light = sorted(greys.items(), key=lambda pair: pair[1])
    return [Swatch(label, ground=light_colour(strength)) for label, strength in by_light]


def found_signs(found: Sequence[Span], claimed: Sequence[Span]) -> list[Swatch]:
    """What the signs of claimed windows and of times that are left mean, as far as there are any."""
    signs = [Swatch("searched", hatched=True, edge=axes.INK)] if claimed else []
    for strength in sorted({span.strength for span in found}, reverse=True):
        words = "what is left" if strength >= 1 else f"what is left, {strength:.0%}"
        signs.append(Swatch(words, ground=found_colour(strength)))
    return signs


def _across(curve: DayCurve, right: int, seconds: float) -> float:
    """Where a moment lies, in pixels from the left of the page."""
    return _LEFT_PX + seconds / curve.length_s * (right - _LEFT_PX)


def _plot(
    curve: DayCurve, words: Words, flags: Sequence[Flag], right: int, bands: Sequence[Band] = ()
) -> tuple[_Plot, list[str]]:
    """The ground of a plot: flags, light, scales, horizon; and the flags without room."""
    edge = min(right + _FLAGS_BEYOND_PX, page.WIDTH_PX - axes.MARGIN_PX)
    raised, left_over = labels.raise_flags(flags, left_px=axes.MARGIN_PX // 2, right_px=edge)
    top = labels.rows_height(raised)
    scale, line = axes.x_scale_height(), text.height(size_px=axes.SMALL_PX)
    part = Image.new("RGB", (page.WIDTH_PX, top + _PLOT_PX + scale + line), axes.PAPER)
    box = Box(_LEFT_PX, top, right, top + _PLOT_PX)
    frame = Axes(box, (0.0, curve.length_s), _heights(curve.elevation_deg, bands))
    for span in curve.light:
        axes.fill(part, frame.columns(span.from_s, span.to_s), light_colour(span.strength))
    axes.x_scale(part, frame, [(hour.seconds, hour.label) for hour in curve.hours])
    axes.y_scale(part, frame, _height_labels(frame.y))
    horizon = round(frame.down(0.0))
    axes.fill(part, Box(box.left, horizon - 1, box.right, horizon + 1), axes.INK)
    axes.write_centred(part, box, box.bottom + scale, words.clock)
    axes.outline(part, box.grown(1), axes.QUIET_INK)
    labels.draw_flags(part, raised, bottom_px=top, colour=axes.QUIET_INK)
    return _Plot(part, frame, np.zeros((part.height, part.width), dtype=np.bool_)), [
        flag.label for flag in left_over
    ]


def _heights(elevation_deg: NDArray[np.float64], bands: Sequence[Band]) -> tuple[float, float]:
    """The ends of the axis of elevation: all that is above the horizon, all bands, and some of the night."""
    low, high = float(elevation_deg.min()), float(elevation_deg.max())
    reached = [high + 5, *(band.to_deg for band in bands), 10.0 if high < -10 else 20.0]
    usual = -20.0 if low < -1 else -10.0
    # Where the sun stays far down, all of its way is shown.
    lowest = min([low - 2 if high < -10 else usual, *(band.from_deg for band in bands)])
    return max(-90.0, 10.0 * math.floor(lowest / 10)), min(90.0, 10.0 * math.ceil(max(reached) / 10))


def _height_labels(ends: tuple[float, float]) -> list[tuple[float, str]]:
    """Round elevations with a true minus sign."""
    written = {value: f"{abs(value):.0f}\N{DEGREE SIGN}" for value in axes.ticks(*ends, most=12)}
    signs = {value: "\N{MINUS SIGN}" if value < -0.5 else "" for value in written}
    return [
        (v, "horizon 0\N{DEGREE SIGN}" if abs(v) < 0.5 else signs[v] + words) for v, words in written.items()
    ]


def _draw_curve(plot: _Plot, curve: DayCurve, marks: Sequence[Mark]) -> None:
    """Draw the elevation, thick above the horizon, with a dashed line down to each mark's dot."""
    points = plot.axes.points(curve.seconds, curve.elevation_deg)
    box = plot.axes.box
    dots = [(m.seconds, curve.elevation_at(m.seconds)) for m in marks]
    places = [(plot.axes.across(seconds), plot.axes.down(elevation)) for seconds, elevation in dots]
    for x, y in places:
        pole = Box(round(x), box.top, round(x) + 1, min(box.bottom, round(y)))
        axes.dashes(plot.part, pole, axes.QUIET_INK)
        labels.take(plot.taken, pole.grown(2))
    axes.stroke(plot.part, points, axes.INK, within=box, width_px=2, halo_px=1.5)
    above = plot.axes.rows(0.0, plot.axes.y[1])
    axes.stroke(plot.part, points, axes.VERMILION, within=above, width_px=4, halo_px=1.5)
    for x, y in places:
        if box.top <= y <= box.bottom:
            axes.ring(plot.part, (x, y), (255, 255, 255), radius_px=5.5)
            axes.ring(plot.part, (x, y), axes.INK, radius_px=4)
    dense = np.linspace(0, curve.length_s, box.right - box.left)
    drawn = plot.axes.points(dense, np.interp(dense, curve.seconds, curve.elevation_deg))
    labels.take_line(plot.taken, drawn, reach_px=5)


def _draw_asked(plot: _Plot, asked: Asked) -> None:
    """Draw what was asked about: a strong line, or a span with strong edges."""
    box = plot.axes.columns(asked.from_s, asked.to_s)
    if box.right - box.left > 3:
        axes.fill(plot.part, box, axes.ORANGE, opacity=0.6)
        axes.outline(plot.part, box, axes.INK, width_px=2)
    else:
        middle = (box.left + box.right) // 2
        axes.fill(plot.part, box._replace(left=middle - 1, right=middle + 2), axes.INK)


def _draw_sky(
    part: Image.Image, room: Box, curve: DayCurve, marks: Sequence[Mark], asked: Asked | None
) -> None:
    """Draw the path across the sky with its hours, bearings, and what was asked about."""
    steps = np.linspace(0, curve.length_s, round(curve.length_s / _STEP_S) + 1)

    def seen(mark: Mark, label: str) -> dome.Seen:
        azimuth = float(curve.azimuth_at(np.array([mark.seconds]))[0])
        return dome.Seen(azimuth, curve.elevation_at(mark.seconds), label)

    dome.draw_dome(
        part,
        room,
        azimuth_deg=curve.azimuth_at(steps),
        elevation_deg=np.interp(steps, curve.seconds, curve.elevation_deg),
        hours=[seen(hour, hour.label) for hour in curve.hours],
        bearings=[seen(mark, mark.bearing) for mark in marks if mark.bearing],
        asked=None if asked is None else _in_sky(curve, asked),
    )


def _in_sky(curve: DayCurve, asked: Asked) -> dome.Asked:
    """What was asked about, as directions."""
    instant = asked.to_s <= asked.from_s
    moments = np.array([asked.from_s]) if instant else np.linspace(asked.from_s, asked.to_s, 61)
    elevations = np.interp(moments, curve.seconds, curve.elevation_deg)
    return dome.Asked(curve.azimuth_at(moments), elevations, asked.sun, asked.shadow)


def _curve_signs(curve: DayCurve) -> list[Swatch]:
    """What the two strokes of the curve mean, as far as this day has them."""
    signs = [Swatch("sun up", line=axes.VERMILION, line_px=4)] if curve.elevation_deg.max() > 0 else []
    down = curve.elevation_deg.min() < 0
    return [*signs, *([Swatch("sun down", line=axes.INK)] if down else [])]


def _draw_band(plot: _Plot, band: Band) -> None:
    """Draw a range of elevations: tinted, with dashed edges."""
    box = plot.axes.rows(band.from_deg, band.to_deg)
    axes.fill(plot.part, box, axes.ORANGE, opacity=0.35)
    for at in (box.top, box.bottom - 1):
        axes.dashes(plot.part, box._replace(top=at, bottom=at + 1), axes.INK)


def _band_sign(band: Band) -> Swatch:
    return Swatch(band.label, ground=axes.tint(axes.ORANGE, opacity=0.35))


def _name_band(plot: _Plot, band: Band) -> None:
    """Write on a band what it is, where nothing is in the way; the legend says it in any case."""
    box = plot.axes.rows(band.from_deg, band.to_deg)
    wide = text.width(band.label, size_px=axes.SMALL_PX)
    high = round(0.76 * axes.SMALL_PX)
    inside = (box.top + box.bottom - high) // 2
    middle = (box.left + box.right - wide) // 2
    lefts = sorted(range(box.left + 8, box.right - wide - 8, 8), key=lambda left: abs(left - middle))
    for top in (inside, box.top - high - 4, box.bottom + 4):
        for left in lefts:
            place = Box(left, top, left + wide, top + high)
            if place.within(plot.axes.box.grown(-3)) and labels.is_free(plot.taken, place.grown(4)):
                labels.write_at(plot.part, place, band.label, halo=_ground(plot.part, place))
                labels.take(plot.taken, place.grown(4))
                return


def _ground(part: Image.Image, place: Box) -> Colour:
    """The commonest colour where a label will stand."""
    piece = part.crop((place.left, place.top, place.right, place.bottom))
    colour = max(piece.getcolors(piece.width * piece.height) or [(0, axes.PAPER)])[1]
    return colour if isinstance(colour, tuple) else axes.PAPER

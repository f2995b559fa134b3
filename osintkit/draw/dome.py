"""The sky as seen from above, as on a map: north up, east right, the horizon as the rim.

Positions are azimuths and elevations in degrees; times are the caller's.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PIL import Image

from osintkit.draw import axes, labels, text
from osintkit.draw.axes import Box, Colour, Point

_AROUND_PX = 62  # from the rim to the edge of the room: letters and bearings
_RINGS_DEG = (30, 60)
_SUN_PX, _DOT_PX = 7.0, 3.0
_HOUR_PX = 12  # size of writing on the sky
_ARROW_PX, _ARROW_HALF_PX = 15, 6
_SHORT_PX = 10  # by how much arrows end before the rim
_LETTER_PX = 30  # above the circle and below it, for N and S
_CAPTION = "From above: north up, the rim is the horizon"


class Seen(NamedTuple):
    """A direction with a label."""

    azimuth_deg: float
    elevation_deg: float
    label: str


@dataclass(frozen=True, slots=True)
class Asked:
    """The sun at an instant or during an interval that was asked about, and its shadows.

    Attributes:
        azimuth_deg: one direction, or those passed through, clockwise from north.
        elevation_deg: as many; below 0 there is no shadow.
        sun: written below the circle, behind the sign of the sun.
        shadow: written there behind an arrow.
    """

    azimuth_deg: NDArray[np.float64]
    elevation_deg: NDArray[np.float64]
    sun: str = "sun"
    shadow: str = "shadow"


class _Dome(NamedTuple):
    """The circle on the picture, and the pixels that labels keep off."""

    picture: Image.Image
    room: Box
    centre: Point
    radius: float
    taken: NDArray[np.bool_]

    def at(self, azimuth_deg: ArrayLike, elevation_deg: ArrayLike) -> NDArray[np.float64]:
        """Rows of (right, down) in pixels: stereographic, which keeps angles; NaN below the horizon."""
        azimuth, elevation = np.radians(azimuth_deg), np.asarray(elevation_deg, dtype=np.float64)
        out = self.radius * np.tan(np.radians(90 - np.clip(elevation, 0, 90)) / 2)
        out = np.where(elevation >= 0, out, np.nan)
        return np.column_stack(
            [self.centre[0] + out * np.sin(azimuth), self.centre[1] - out * np.cos(azimuth)]
        )

    def on_rim(self, azimuth_deg: float, *, beyond_px: float = 0.0) -> Point:
        """A point of the rim, or outside it."""
        angle, out = np.radians(azimuth_deg), self.radius + beyond_px
        return self.centre[0] + out * float(np.sin(angle)), self.centre[1] - out * float(np.cos(angle))


def draw_dome(
    picture: Image.Image,
    room: Box,
    *,
    azimuth_deg: NDArray[np.float64],
    elevation_deg: NDArray[np.float64],
    hours: Sequence[Seen] = (),
    bearings: Sequence[Seen] = (),
    asked: Asked | None = None,
) -> None:
    """Draw a path across the sky into a part of a picture.

    Args:
        picture: mode "RGB"; changed in place, inside `room` only.
        room: where; the circle is as large as its shorter side allows.
        azimuth_deg: of the path, clockwise from north.
        elevation_deg: of the path; parts below 0 are not drawn.
        hours: points of the path to mark with a dot and, where there is room, their label.
        bearings: directions to mark on the rim, with their label outside it.
        asked: the sun when it was asked about, and the direction of the shadow.
    """
    line = text.height(size_px=axes.SMALL_PX)
    below = line * (1 + len(_named(asked))) + _LETTER_PX
    high = room.bottom - room.top - below - _LETTER_PX
    radius = min((room.right - room.left) / 2 - _AROUND_PX, high / 2)
    centre = ((room.left + room.right) / 2, room.top + _LETTER_PX + high / 2)
    dome = _Dome(picture, room, centre, radius, np.zeros((picture.height, picture.width), dtype=np.bool_))
    path = dome.at(azimuth_deg, elevation_deg)
    _draw_sky(dome)
    axes.stroke(picture, path, axes.VERMILION, within=_around(dome, 2), width_px=3, halo_px=1.5)
    labels.take_line(dome.taken, path, reach_px=3)
    if asked is not None:
        _draw_shadow(dome, asked)
        _draw_sun(dome, asked)
    _draw_bearings(dome, bearings)
    _keep_inside(dome)
    _draw_hours(dome, hours)
    _name_rings(dome)
    _write_below(dome, asked, round(centre[1] + radius) + _LETTER_PX)


def _around(dome: _Dome, beyond: float) -> Box:
    """The square around the circle."""
    (x, y), reach = dome.centre, dome.radius + beyond
    return Box(int(x - reach), int(y - reach), int(x + reach) + 1, int(y + reach) + 1)


def _line(start: Point, end: Point) -> NDArray[np.float64]:
    """A straight line as points about a pixel apart."""
    count = max(2, int(np.hypot(end[0] - start[0], end[1] - start[1])))
    return np.linspace(start, end, count)


def _draw_sky(dome: _Dome) -> None:
    """The disc with its rings, ticks around the rim, and the four letters."""
    around = _around(dome, 12)
    axes.ring(dome.picture, dome.centre, (255, 255, 255), radius_px=dome.radius)
    for azimuth in (0, 90):
        cross = np.array([dome.on_rim(azimuth), dome.on_rim(azimuth + 180)])
        axes.stroke(dome.picture, cross, axes.RULE, within=around, width_px=1)
    for elevation in _RINGS_DEG:
        out = dome.radius * float(np.tan(np.radians(90 - elevation) / 2))
        axes.ring(dome.picture, dome.centre, axes.RULE, radius_px=out, width_px=1)
    ticks = [dome.on_rim(a, beyond_px=b) for a in range(0, 360, 10) for b in (0, 4 if a % 30 else 8)]
    gaps = np.full((36, 1, 2), np.nan)
    lines = np.concatenate([np.array(ticks).reshape(36, 2, 2), gaps], axis=1).reshape(-1, 2)
    axes.stroke(dome.picture, lines, axes.QUIET_INK, within=around, width_px=1)
    axes.ring(dome.picture, dome.centre, axes.INK, radius_px=dome.radius + 0.75, width_px=1.5)
    labels.take_line(dome.taken, np.array([dome.on_rim(a) for a in range(0, 360, 1)]), reach_px=3)
    for azimuth, letter in zip((0, 90, 180, 270), "NESW", strict=True):
        _write_outside(dome, azimuth, letter)


def _write_outside(dome: _Dome, azimuth: float, words: str) -> bool:
    """Write next to the rim, outside; False where something is there already."""
    point = dome.on_rim(azimuth, beyond_px=8)
    away = (point[0] - dome.centre[0], point[1] - dome.centre[1])
    place = labels.beside(point, words, towards=away, within=dome.room, taken=dome.taken, near_px=3)
    if place is None:
        return False
    labels.write_at(dome.picture, place, words, halo=axes.PAPER)
    labels.take(dome.taken, place.grown(3))
    return True


def _draw_bearings(dome: _Dome, bearings: Sequence[Seen]) -> None:
    for seen in bearings:
        ends = np.array([dome.on_rim(seen.azimuth_deg, beyond_px=b) for b in (-5, 9)])
        axes.stroke(dome.picture, ends, axes.INK, within=dome.room, width_px=2)
        _write_outside(dome, seen.azimuth_deg, seen.label)


def _keep_inside(dome: _Dome) -> None:
    """Keep further labels off everything outside the circle."""
    down, across = np.ogrid[: dome.taken.shape[0], : dome.taken.shape[1]]
    away = (across - dome.centre[0]) ** 2 + (down - dome.centre[1]) ** 2
    dome.taken[away > (dome.radius - 3) ** 2] = True


def _draw_hours(dome: _Dome, hours: Sequence[Seen]) -> None:
    """Dots on the path, then their labels on its outer side, away from each other."""
    points = [(seen.label, *dome.at([seen.azimuth_deg], [seen.elevation_deg])[0].tolist()) for seen in hours]
    shown: list[tuple[str, Point]] = []
    for label, x, y in points:
        # Where the sun does not set, the day's last midnight is almost where its first was.
        if np.isfinite(x) and not any(np.hypot(x - a, y - b) < 4 * _DOT_PX for _, (a, b) in shown):
            shown.append((label, (x, y)))
    for _, point in shown:
        axes.ring(dome.picture, point, (255, 255, 255), radius_px=_DOT_PX + 1)
        axes.ring(dome.picture, point, axes.INK, radius_px=_DOT_PX)
        labels.take_line(dome.taken, np.array([point]), reach_px=4)
    for number, (label, point) in enumerate(shown):
        before, after = shown[max(0, number - 1)][1], shown[min(len(shown) - 1, number + 1)][1]
        right, down = _outer_side(point, (after[0] - before[0], after[1] - before[1]), dome.centre)
        places = (
            labels.beside(
                point,
                label,
                towards=side,
                within=dome.room,
                taken=dome.taken,
                others=[other for _, other in shown],
                size_px=_HOUR_PX,
            )
            for side in ((right, down), (-right, -down))
        )
        place = next((place for place in places if place is not None), None)
        if place is not None:
            labels.write_at(dome.picture, place, label, size_px=_HOUR_PX)
            labels.take(dome.taken, place.grown(2))


def _outer_side(point: Point, along: Point, centre: Point) -> Point:
    """The direction across a path that leads away from the middle."""
    across = (-along[1], along[0])
    outwards = (point[0] - centre[0]) * across[0] + (point[1] - centre[1]) * across[1]
    return across if outwards >= 0 else (-across[0], -across[1])


def _draw_shadow(dome: _Dome, asked: Asked) -> None:
    """A thin line from the sun to the middle, and from there the shadow: an arrow, in a fan if it moves."""
    up = asked.elevation_deg > 0
    if not up.any():
        return
    azimuths, elevations = asked.azimuth_deg[up], asked.elevation_deg[up]
    tips = [dome.on_rim(float(azimuth) + 180, beyond_px=-_SHORT_PX) for azimuth in azimuths]
    if len(tips) > 1:
        axes.area(dome.picture, [dome.centre, *tips], axes.INK, within=dome.room, opacity=0.3)
    suns = dome.at(azimuths, elevations)
    for end in dict.fromkeys((0, len(tips) - 1)):
        for line in (
            _line(dome.centre, (float(suns[end, 0]), float(suns[end, 1]))),
            _line(dome.centre, tips[end]),
        ):
            axes.stroke(dome.picture, line, axes.QUIET_INK, within=dome.room, width_px=1)
            labels.take_line(dome.taken, line, reach_px=2)
    arrow = _draw_arrow(dome.picture, dome.centre, tips[len(tips) // 2])
    labels.take_line(dome.taken, arrow, reach_px=5)


def _draw_arrow(picture: Image.Image, start: Point, tip: Point) -> NDArray[np.float64]:
    """Draw an arrow, with an edge that keeps it apart from a path below it; returns its points."""
    way = np.array(tip) - np.array(start)
    ahead = way / np.hypot(*way)
    aside = np.array([ahead[1], -ahead[0]])
    neck = np.array(tip) - _ARROW_PX * ahead
    everywhere = Box(0, 0, *picture.size)
    shaft = _line(start, (float(neck[0]), float(neck[1])))
    axes.stroke(picture, shaft, axes.INK, within=everywhere, width_px=3.5, halo_px=1.5)
    corners = [np.array(tip), neck + _ARROW_HALF_PX * aside, neck - _ARROW_HALF_PX * aside]
    axes.area(picture, [(float(x), float(y)) for x, y in corners], axes.INK, within=everywhere)
    return _line(start, tip)


def _draw_sun(dome: _Dome, asked: Asked) -> None:
    """The part of the path that was asked about, or the sun: filled above the horizon, hollow below."""
    if len(asked.azimuth_deg) > 1 and (asked.elevation_deg > 0).any():
        part = dome.at(asked.azimuth_deg, asked.elevation_deg)
        axes.stroke(dome.picture, part, axes.INK, within=_around(dome, 5), width_px=11, halo_px=1.5)
        axes.stroke(dome.picture, part, axes.ORANGE, within=_around(dome, 5), width_px=8)
        labels.take_line(dome.taken, part, reach_px=7)
        return
    middle = len(asked.azimuth_deg) // 2
    azimuth, elevation = float(asked.azimuth_deg[middle]), float(asked.elevation_deg[middle])
    x, y = dome.at([azimuth], [max(0.0, elevation)])[0].tolist()
    _sun_sign(dome.picture, (x, y), (255, 255, 255) if elevation < 0 else axes.ORANGE)
    labels.take_line(dome.taken, np.array([[x, y]]), reach_px=round(_SUN_PX) + 2)


def _write_below(dome: _Dome, asked: Asked | None, top: int) -> None:
    """What the circle is; then a line each for the sun and its shadow, behind a sign."""
    axes.write_centred(dome.picture, dome.room, top, _CAPTION, shade=axes.QUIET_INK[0])
    for number, (words, sign) in enumerate(_named(asked), start=1):
        cut = text.cut(words, width_px=dome.room.right - dome.room.left - 40, size_px=axes.SMALL_PX)
        left = round(dome.centre[0]) - text.width(cut, size_px=axes.SMALL_PX) // 2 + 16
        line = top + number * text.height(size_px=axes.SMALL_PX)
        axes.write(dome.picture, left, line, cut)
        centre = (left - 16.0, line + text.baseline(size_px=axes.SMALL_PX) - 0.36 * axes.SMALL_PX)
        sign(dome.picture, centre)


def _named(asked: Asked | None) -> list[tuple[str, Callable[[Image.Image, Point], None]]]:
    """The lines below the circle with what draws the sign in front of each."""
    if asked is None:
        return []
    if not (asked.elevation_deg > 0).any():
        return [(f"{asked.sun} (below the horizon)", partial(_sun_sign, colour=(255, 255, 255)))]
    return [(asked.sun, _sun_sign), (asked.shadow, _arrow_sign)]


def _sun_sign(picture: Image.Image, centre: Point, colour: Colour = axes.ORANGE) -> None:
    axes.ring(picture, centre, axes.INK, radius_px=_SUN_PX + 1.5)
    axes.ring(picture, centre, colour, radius_px=_SUN_PX)


def _arrow_sign(picture: Image.Image, centre: Point) -> None:
    _draw_arrow(picture, (centre[0] - 14, centre[1]), (centre[0] + 9, centre[1]))


def _name_rings(dome: _Dome) -> None:
    """Write on each ring how high it is, where nothing is in the way."""
    for elevation in _RINGS_DEG:
        for azimuth in (0, 180, 45, 315, 135, 225, 90, 270):
            (point,) = dome.at([azimuth], [elevation]).tolist()
            words = f"{elevation}\N{DEGREE SIGN}"
            place = labels.beside(
                (point[0], point[1]),
                words,
                towards=(1, -1),
                within=_around(dome, -4),
                taken=dome.taken,
                size_px=_HOUR_PX,
                near_px=2,
            )
            if place is not None:
                labels.write_at(dome.picture, place, words, size_px=_HOUR_PX, shade=axes.QUIET_INK[0])
                labels.take(dome.taken, place.grown(2))
                break

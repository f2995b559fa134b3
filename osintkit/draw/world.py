"""A map of the world, or of a part of it, with areas, lines and places on it.

Longitude goes right and latitude up, evenly (plate carree), so that anybody can read off a place. What is
coloured is also explained in words.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from osintkit.draw import axes, coastline, labels, text
from osintkit.draw.axes import Box, Colour
from osintkit.draw.page import WIDTH_PX, Swatch, Words, foot, head, stacked

Path = Sequence[Sequence[float]]  # of [longitude, latitude]

_CYCLE: Final[tuple[Colour, ...]] = (axes.BLUE, axes.VERMILION, (0, 140, 105), (170, 80, 140), (150, 100, 0))

_WIDEST_PX, _HIGHEST_PX = 1080, 540  # of the map itself
_LEFT_PX = axes.MARGIN_PX + 46  # room for the latitudes
_BELOW_PX = 4  # between the map and the longitudes
_LABEL_PX, _TAG_PX = 13, 12  # sizes of writing
_SEA: Colour = (253, 253, 253)
_LAND: Colour = (222, 222, 222)
_COAST: Colour = (148, 148, 148)
_GRID: Colour = (205, 205, 205)
_FRAME: Colour = (120, 120, 120)
_FINE = 2  # everything but writing is drawn so many times larger, then averaged: smooth edges
_COVER = 0.42  # of an area over what is below it
_SEAM_DEG = 1e-6
_STEPS_DEG = (30.0, 20.0, 10.0, 5.0, 2.0, 1.0, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01)
_MOST_STEPS = 14  # of the grid across the map
_MARK_PX = 7
_ALONG = (0.5, 0.3, 0.7, 0.15, 0.85)  # where along a line its tag may stand, when not at its ends
_SIDES: Final = ((1.0, 0.0), (-1.0, 0.0), (0.0, -1.0))

_Points = NDArray[np.float64]  # (points, 2)
_Spot = tuple[_Points, axes.Point]  # a point on the picture, and to which side of it a label goes


class View(NamedTuple):
    """The part of the world that is shown, in degrees; `east` may be above 180 where it crosses the seam."""

    west_deg: float
    south_deg: float
    east_deg: float
    north_deg: float


WORLD: Final = View(-180.0, -90.0, 180.0, 90.0)


@dataclass(frozen=True, slots=True)
class Area:
    """An area in a translucent colour with its edge; areas over one another get darker.

    Attributes:
        polygons: GeoJSON coordinates of a MultiPolygon.
        colour: of both.
        label: in the legend; not there without one.
        edge: whether its edge is drawn.
    """

    polygons: Sequence[Sequence[Path]]
    colour: Colour = axes.ORANGE
    label: str = ""
    edge: bool = True


@dataclass(frozen=True, slots=True)
class Line:
    """A line.

    Attributes:
        paths: GeoJSON coordinates of a MultiLineString.
        colour: of the line, and beside its label.
        label: in the legend; not there without one.
        tag: a few letters on the map beside the line, such as "+04:00"; left out where there is no room.
        width_px: 1 is fine.
    """

    paths: Sequence[Path]
    colour: Colour = axes.VERMILION
    label: str = ""
    tag: str = ""
    width_px: float = 2.0


@dataclass(frozen=True, slots=True)
class Mark:
    """A place, marked by a ring with a dot.

    Attributes:
        lat_deg: north positive.
        lon_deg: east positive, -180 to 180.
        label: written beside it.
        colour: of the ring.
    """

    lat_deg: float
    lon_deg: float
    label: str
    colour: Colour = axes.ORANGE


class _Frame(NamedTuple):
    """Where a part of the world lies on a picture."""

    view: View
    box: Box

    def placed(self, path: Path | _Points) -> list[_Points]:
        """A path in pixels, once for each turn of the globe in which it may be seen."""
        view = self.view
        places = np.asarray(path, dtype=np.float64).reshape(-1, 2)
        low, high = float(places[:, 0].min()), float(places[:, 0].max())
        turns = (-360.0, 0.0, 360.0)
        seen = [turn for turn in turns if low + turn <= view.east_deg and high + turn >= view.west_deg]
        return [self.scale().points(places[:, 0] + turn, places[:, 1]) for turn in seen]

    def scale(self) -> axes.Axes:
        """Where longitudes and latitudes lie."""
        view = self.view
        return axes.Axes(self.box, (view.west_deg, view.east_deg), (view.south_deg, view.north_deg))


def world_map(
    words: Words,
    *,
    areas: Sequence[Area] = (),
    lines: Sequence[Line] = (),
    marks: Sequence[Mark] = (),
    view: View = WORLD,
) -> Image.Image:
    """The world with areas, lines and places on it, facts above, and a legend and notes below.

    Args:
        words: title, facts and notes; `clock` is not used.
        areas: drawn first, in this order.
        lines: drawn over them.
        marks: drawn last.
        view: what is shown; `around` makes a part of the world.

    Returns:
        A new page, mode "RGB", 1200 pixels wide.
    """
    width, height = _size(view)
    top = text.height(size_px=_LABEL_PX) // 2
    part = Image.new("RGB", (WIDTH_PX, top + height + _BELOW_PX + text.height(size_px=_LABEL_PX)), axes.PAPER)
    frame = _Frame(view, Box(_LEFT_PX, top, _LEFT_PX + width, top + height))
    part.paste(_drawn(frame, areas, lines, marks), frame.box[:2])
    _draw_degrees(part, frame)
    _draw_labels(part, frame, lines, marks)
    swatches = [*map(_area_swatch, areas), *map(_line_swatch, lines)]
    return stacked([head(words), part, foot([each for each in swatches if each.words], words)])


def around(lat_deg: float, lon_deg: float, *, radius_km: float) -> View:
    """What part of the world to show so that all within a distance of a place is on the map.

    Args:
        lat_deg: of the place.
        lon_deg: of the place, -180 to 180.
        radius_km: above 0; the map is twice as wide as high.
    """
    half = min(90.0, radius_km / 111.2)
    middle = min(max(lat_deg, -90.0 + half), 90.0 - half)
    wide = half / _narrowing(middle) * _WIDEST_PX / _HIGHEST_PX
    if wide >= 180.0:
        return WORLD._replace(south_deg=middle - half, north_deg=middle + half)
    return View(lon_deg - wide, middle - half, lon_deg + wide, middle + half)


def offset_colour(hours: float) -> Colour:
    """The colour for lines that belong to this offset from UTC.

    Those of offsets less than an hour and a quarter apart differ, and of those a day apart.
    """
    return _CYCLE[round(4 * hours) % len(_CYCLE)]


def _area_swatch(area: Area) -> Swatch:
    return Swatch(area.label, ground=axes.tint(area.colour, opacity=_COVER), edge=area.colour)


def _line_swatch(line: Line) -> Swatch:
    return Swatch(line.label, line=line.colour, line_px=max(2, round(line.width_px)))


def _narrowing(lat_deg: float) -> float:
    """How long a degree of longitude is drawn, compared with one of latitude."""
    return max(math.cos(math.radians(lat_deg)), 0.2)


def _size(view: View) -> tuple[int, int]:
    """Of the map in pixels: in its middle a kilometre is as wide as it is high."""
    high = view.north_deg - view.south_deg
    wide = (view.east_deg - view.west_deg) * _narrowing((view.north_deg + view.south_deg) / 2)
    scale = min(_WIDEST_PX / wide, _HIGHEST_PX / high)
    return round(wide * scale), round(high * scale)


def _drawn(frame: _Frame, areas: Sequence[Area], lines: Sequence[Line], marks: Sequence[Mark]) -> Image.Image:
    """The map itself, without words."""
    size = (frame.box.right - frame.box.left) * _FINE, (frame.box.bottom - frame.box.top) * _FINE
    fine = _Frame(frame.view, Box(0, 0, *size))
    canvas = Image.new("RGB", size, _SEA)
    pen = ImageDraw.Draw(canvas)
    for ring in coastline.land():
        for shape in fine.placed(ring.places):
            pen.polygon(_flat(shape), fill=_SEA if ring.water else _LAND)
    for area in areas:
        _cover(canvas, fine, area)
    _draw_grid(pen, fine)
    for coast in coastline.coasts():
        _stroke(pen, fine, coast, _COAST, 0.5)
    for area in areas:
        for edge in _edges(area):
            _stroke(pen, fine, edge, area.colour, 1.0)
    for line in lines:
        for path in line.paths:
            _stroke(pen, fine, path, line.colour, line.width_px)
    for mark in marks:
        _draw_mark(pen, fine, mark)
    axes.outline(canvas, fine.box, _FRAME, width_px=_FINE)
    return canvas.reduce(_FINE)


def _cover(canvas: Image.Image, fine: _Frame, area: Area) -> None:
    """Lay an area's colour over a map, the largest ring first: an island in a hole is not lost."""
    rings = [
        (number > 0, ring)
        for polygon in area.polygons
        for number, path in enumerate(polygon)
        for ring in fine.placed(path)
    ]
    mask = Image.new("L", canvas.size)
    pen = ImageDraw.Draw(mask)
    for hole, ring in sorted(rings, key=lambda pair: -_extent(pair[1])):
        pen.polygon(_flat(ring), fill=0 if hole else round(255 * _COVER))
    box = mask.getbbox()
    if box is not None:
        canvas.paste(area.colour, box, mask.crop(box))


def _extent(ring: _Points) -> float:
    """Twice the area of a ring."""
    x, y = ring.T
    return abs(float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1])))


def _flat(points: _Points) -> list[float]:
    """Points as Pillow takes them, without those that fall on the pixel of the one before."""
    pixels = np.rint(points)
    pixels = pixels[np.append(True, np.any(pixels[1:] != pixels[:-1], axis=1))]
    flat: list[float] = pixels.ravel().tolist()
    return flat if len(flat) > 2 else flat * 2


def _edges(area: Area) -> Iterator[_Points]:
    """The outlines of an area, without the cuts at the ends of the map."""
    for polygon in area.polygons if area.edge else ():
        for path in polygon:
            ring = np.asarray(path, dtype=np.float64)
            out = np.any(np.abs(ring) > np.array([180.0, 90.0]) - _SEAM_DEG, axis=1)
            parts = np.split(ring, np.flatnonzero(out[1:] & out[:-1]) + 1)
            yield from (part for part in parts if len(part) > 1)


def _stroke(
    pen: ImageDraw.ImageDraw, fine: _Frame, path: Path | _Points, colour: Colour, width_px: float
) -> None:
    """Draw a path."""
    for points in fine.placed(path):
        for part in _near(points, fine.box):
            pen.line(_flat(part), fill=colour, width=max(1, round(width_px * _FINE)))


def _near(points: _Points, box: Box) -> Iterable[_Points]:
    """The runs of a path whose steps may be on the map: drawing what is far outside takes long."""
    corner = np.array([box.right, box.bottom])
    low, high = np.minimum(points[1:], points[:-1]), np.maximum(points[1:], points[:-1])
    seen = np.all((high >= -corner) & (low <= 2 * corner), axis=1)
    if seen.all():
        return [points]
    change = np.diff(np.concatenate([[0], seen.astype(np.int8), [0]]))
    ends = zip(np.flatnonzero(change == 1), np.flatnonzero(change == -1), strict=True)
    return [points[start : end + 1] for start, end in ends]


def _draw_mark(pen: ImageDraw.ImageDraw, fine: _Frame, mark: Mark) -> None:
    """Draw a ring with a dot."""
    for points in fine.placed([[mark.lon_deg, mark.lat_deg]]):
        x, y = map(float, points[0])
        for radius, fill in ((_MARK_PX, axes.INK), (_MARK_PX - 1.2, mark.colour), (1.7, axes.INK)):
            reach = radius * _FINE
            pen.ellipse((x - reach, y - reach, x + reach, y + reach), fill=fill)


def _grid(view: View) -> tuple[list[float], list[float]]:
    """Round longitudes and latitudes for the lines of the grid."""
    span = view.east_deg - view.west_deg
    step = min((step for step in _STEPS_DEG if span / step <= _MOST_STEPS), default=_STEPS_DEG[0])

    def within(low: float, high: float) -> list[float]:
        numbers = range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1)
        return [round(number * step, 6) for number in numbers]

    return within(view.west_deg, view.east_deg), within(view.south_deg, view.north_deg)


def _draw_grid(pen: ImageDraw.ImageDraw, fine: _Frame) -> None:
    """Draw lines of round longitudes and latitudes."""
    longitudes, latitudes = _grid(fine.view)
    scale = fine.scale()
    for lon in longitudes:
        pen.line((scale.across(lon), 0, scale.across(lon), fine.box.bottom), fill=_GRID, width=_FINE)
    for lat in latitudes:
        pen.line((0, scale.down(lat), fine.box.right, scale.down(lat)), fill=_GRID, width=_FINE)


def _degrees(value: float, positive: str, negative: str) -> str:
    """A longitude or latitude in words: 30 degrees W."""
    value = value - 360.0 if value > 180.0 else value + 360.0 if value < -180.0 else value
    letter = "" if value in (0.0, 180.0, -180.0) else positive if value > 0 else negative
    return f"{abs(round(value, 6)):g}\N{DEGREE SIGN}{letter}"


def _draw_degrees(part: Image.Image, frame: _Frame) -> None:
    """Write longitudes below a map, latitudes on its left."""
    box, scale = frame.box, frame.scale()
    longitudes, latitudes = _grid(frame.view)
    for lon in longitudes:
        words = _degrees(lon, "E", "W")
        left = round(scale.across(lon) - text.width(words, size_px=_LABEL_PX) / 2)
        axes.write(part, left, box.bottom + _BELOW_PX, words, size_px=_LABEL_PX, shade=axes.QUIET_INK[0])
    for lat in latitudes:
        words = _degrees(lat, "N", "S")
        left = box.left - 7 - text.width(words, size_px=_LABEL_PX)
        top = round(scale.down(lat)) - text.height(size_px=_LABEL_PX) // 2
        axes.write(part, left, top, words, size_px=_LABEL_PX, shade=axes.QUIET_INK[0])


def _draw_labels(part: Image.Image, frame: _Frame, lines: Sequence[Line], marks: Sequence[Mark]) -> None:
    """Write the names of places, then the tags of lines: off all lines if there is room, else over others."""
    words = np.zeros((part.height, part.width), dtype=np.bool_)
    for mark in marks:
        for points in frame.placed([[mark.lon_deg, mark.lat_deg]]):
            x, y = map(round, points[0].tolist())
            labels.take(words, Box(x, y, x + 1, y + 1).grown(_MARK_PX))
    drawn = words | _inked(part, frame, [line for line in lines if line.tag])
    for mark in marks:
        for points in frame.placed([[mark.lon_deg, mark.lat_deg]]):
            spots = [(points[0], side) for side in _SIDES]
            _write(part, frame, (drawn, words), spots, mark.label, axes.SMALL_PX, _MARK_PX + 3)
    for line in lines:
        if line.tag:
            _write(part, frame, (drawn, words), list(_spots(line, frame)), line.tag, _TAG_PX, 3)


def _inked(part: Image.Image, frame: _Frame, lines: Sequence[Line]) -> NDArray[np.bool_]:
    """The pixels of a page on which there are lines."""
    mask = Image.new("L", part.size)
    pen = ImageDraw.Draw(mask)
    for line in lines:
        for path in line.paths:
            for points in frame.placed(path):
                for near in _near(points, frame.box):
                    pen.line(_flat(near), fill=1, width=math.ceil(line.width_px))
    return np.asarray(mask) > 0


def _write(
    part: Image.Image,
    frame: _Frame,
    taken: tuple[NDArray[np.bool_], NDArray[np.bool_]],
    spots: Sequence[_Spot],
    label: str,
    size_px: int,
    near_px: int,
) -> None:
    """Write a label at the first spot with room, in the first of two ways to see what is taken."""
    box = frame.box
    for seen in taken:
        for at, towards in spots:
            x, y = map(float, at)
            if not (box.left <= x < box.right and box.top <= y < box.bottom):
                continue
            place = labels.beside(
                (x, y), label, towards=towards, within=box, taken=seen, size_px=size_px, near_px=near_px
            )
            if place is not None:
                labels.write_at(part, place, label, size_px=size_px)
                for each in taken:
                    labels.take(each, place.grown(2))
                return


def _spots(line: Line, frame: _Frame) -> Iterator[_Spot]:
    """Where the tag of a line may stand, and on which side: at the ends of its longest parts, then along."""
    parts = [points for path in line.paths for points in frame.placed(path)]
    parts.sort(key=lambda points: -float(np.sum(np.abs(np.diff(points, axis=0)))))
    for points in parts[:2]:
        for way in (points, points[::-1]):
            out = way[0] - way[min(3, len(way) - 1)]
            yield way[0], (float(out[0]), float(out[1]))
    for share in _ALONG:
        for points in parts[:2]:
            for side in _SIDES[:2]:
                yield points[round(share * (len(points) - 1))], side

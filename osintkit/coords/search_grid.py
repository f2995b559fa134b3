"""An area split into square cells, to share a search of imagery among people.

Rows follow parallels and are of equal height. Each row has its own step of longitude, so that every cell is
as wide as it is high however far the area reaches north; the rows are lined up on the meridian of the middle.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from osintkit.coords.ellipsoid import (
    A_M,
    E2,
    RECTIFYING_M,
    checked,
    latitude_deg,
    meridian_m,
    metres_per_degree,
    wrapped,
)
from osintkit.coords.geodesic import inverse
from osintkit.errors import UsageError

MOST_CELLS: Final = 10_000
_SLIVER: Final = 0.01
"""Part of a cell that is not worth a row or column of its own."""
_POLE_M: Final = RECTIFYING_M * math.pi / 2

Ring = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: ``cell_m`` high, and ``cell_m`` wide half way up, both within 0.1 %.

    Attributes:
        name: column letters and row number, as on a map: A1 is in the north-west.
        row: 1 in the north.
        column: 1 in the west.
        south: latitude of its southern edge, degrees.
        west: longitude of its western edge; larger than ``east`` where the 180th meridian crosses the cell.
        north: latitude of its northern edge.
        east: longitude of its eastern edge.
        person: whose it is, from 1; None when it is not shared.
    """

    name: str
    row: int
    column: int
    south: float
    west: float
    north: float
    east: float
    person: int | None = None

    @property
    def centre_lat(self) -> float:
        """Latitude of the middle, degrees."""
        return (self.south + self.north) / 2

    @property
    def centre_lon(self) -> float:
        """Longitude of the middle, degrees, -180 to 180."""
        return wrapped(self.west + (self.east - self.west) % 360 / 2)

    @property
    def rings(self) -> tuple[Ring, ...]:
        """Its outline, longitude before latitude, counterclockwise and closed, as GeoJSON (RFC 7946) has it.

        Two, each a polygon of its own, where the 180th meridian crosses it.
        """
        if self.west < self.east:
            return (_ring(self.west, self.east, self.south, self.north),)
        return _ring(self.west, 180.0, self.south, self.north), _ring(
            -180.0, self.east, self.south, self.north
        )


def _ring(west: float, east: float, south: float, north: float) -> Ring:
    return (west, south), (east, south), (east, north), (west, north), (west, south)


def cells(
    lat_deg: float,
    lon_deg: float,
    *,
    cell_m: float,
    radius_m: float | None = None,
    width_m: float | None = None,
    height_m: float | None = None,
    people: int | None = None,
) -> list[Cell]:
    """Into which cells is the area around this position split?

    Args:
        lat_deg: latitude of the middle.
        lon_deg: longitude of the middle.
        cell_m: side of a cell.
        radius_m: every cell that this circle touches, but for slivers of 1 % of a cell; or
        width_m: a rectangle so wide from west to east, and
        height_m: so high from south to north. What the cells exceed the area by is the same on all sides.
        people: among how many the cells are shared, in runs as they are read, like lines of text.

    Returns:
        Row by row from the north, each from west to east.

    Raises:
        UsageError: a size cannot be, the area reaches a pole, there are more than 10,000 cells, or fewer than
            people.
    """
    checked(lat_deg, lon_deg)
    _positive(cell_m, "cell")  # before what follows from it
    if radius_m is not None:
        if width_m is not None or height_m is not None:
            raise UsageError("Give a radius, or a width and a height, not both.", "Leave one out.")
        width_m = height_m = 2 * _positive(radius_m, "radius")
    if width_m is None or height_m is None:
        raise UsageError("The area has no size.", "Give a radius, or a width and a height.")
    rows = _rows(meridian_m(lat_deg), _positive(height_m, "height"), cell_m)
    columns = _whole(_positive(width_m, "width") / cell_m)
    if radius_m is not None:
        columns = max(_circle_across(row, lat_deg, radius_m, cell_m) for row in rows)
    _not_too_many(len(rows) * columns * (0.75 if radius_m is not None else 1))
    found = (
        cell
        for number, row in enumerate(rows, 1)
        for cell in _row(number, row, lon_deg, columns, range(columns), cell_m)
    )
    if radius_m is not None:
        found = (cell for cell in found if _touches(cell, lat_deg, lon_deg, radius_m))
    return _shared(list(found), people)


def between(
    south: float, west: float, north: float, east: float, *, cell_m: float, people: int | None = None
) -> list[Cell]:
    """Into which cells is the area between these two parallels and two meridians split?

    Args:
        south: latitude of its southern edge.
        west: longitude of its western edge; larger than ``east`` when it reaches across the 180th meridian.
        north: latitude of its northern edge.
        east: longitude of its eastern edge.
        cell_m: side of a cell.
        people: among how many the cells are shared.

    Returns:
        As ``cells``; rows nearer to a pole have fewer, and no column A where the others are wider.

    Raises:
        UsageError: as ``cells``; or the corners are swapped.
    """
    checked(south, west)
    checked(north, east)
    if south >= north or west == east:
        raise UsageError(
            "The corners enclose nothing.", "Give the south-western corner first, then the north-eastern."
        )
    width_deg = 360.0 if east - west == 360 else (east - west) % 360
    bottom, top = meridian_m(south), meridian_m(north)
    rows = _rows((bottom + top) / 2, top - bottom, _positive(cell_m, "cell"))
    across = [_whole(width_deg / _step_deg(row, cell_m)) for row in rows]
    columns = max(across)
    _not_too_many(sum(across))
    middle = wrapped(west + width_deg / 2)
    found: list[Cell] = []
    for number, (row, own) in enumerate(zip(rows, across, strict=True), 1):
        spare = (columns - own) / 2  # half a column over on each side is still looked at
        kept = range(math.floor(spare), columns - math.floor(spare))
        found += _row(number, row, middle, columns, kept, cell_m)
    return _shared(found, people)


def _positive(metres: float, what: str) -> float:
    if not (math.isfinite(metres) and metres > 0):
        raise UsageError(f"A {what} of {metres:g} m cannot be.", "Give metres, more than 0.")
    return metres


def _whole(parts: float) -> int:
    """How many cells cover so many cells' lengths?"""
    return max(1, math.ceil(parts - _SLIVER))


def _not_too_many(count: float) -> None:
    if count > MOST_CELLS:
        raise UsageError(
            f"That would be some {count:,.0f} cells; {MOST_CELLS:,} is the most.",
            "Take larger cells or a smaller area.",
        )


def _rows(middle_m: float, height_m: float, cell_m: float) -> list[tuple[float, float]]:
    """Southern and northern edge of each row along the meridian, the northernmost first."""
    count = _whole(height_m / cell_m)
    _not_too_many(count)
    top = middle_m + count * cell_m / 2
    if max(top, count * cell_m - top) > _POLE_M:
        raise UsageError(
            "The area reaches over a pole, where there are no rows and columns.",
            "Take a smaller area, or smaller cells.",
        )
    return [(top - (row + 1) * cell_m, top - row * cell_m) for row in range(count)]


def _circle_across(row: tuple[float, float], lat_deg: float, radius_m: float, cell_m: float) -> int:
    """How many cells of this row cover the circle where it is widest in the row?"""
    sine, cosine = math.sin(math.radians(lat_deg)), math.cos(math.radians(lat_deg))
    reach = radius_m * math.sqrt(1 - E2 * sine * sine) / A_M  # on the sphere that fits from west to east
    widest = math.degrees(math.asin(max(-1.0, min(sine / math.cos(reach), 1.0)))) if reach < 1 else 0.0
    south, north = latitude_deg(row[0]), latitude_deg(row[1])
    lat = math.radians(max(south, min(widest, north)))
    across = (math.cos(reach) - sine * math.sin(lat)) / max(cosine * math.cos(lat), 1e-9)
    return _whole(2 * math.degrees(math.acos(max(-1.0, min(across, 1.0)))) / _step_deg(row, cell_m))


def _step_deg(row: tuple[float, float], cell_m: float) -> float:
    """How many degrees of longitude a cell of this row is wide."""
    return cell_m / max(metres_per_degree(latitude_deg(sum(row) / 2))[1], 1e-9)


def _row(
    number: int, row: tuple[float, float], middle_deg: float, columns: int, kept: range, cell_m: float
) -> Iterator[Cell]:
    south, north = latitude_deg(row[0]), latitude_deg(row[1])
    step = _step_deg(row, cell_m)
    if len(kept) * step > 360 + 2 * step:
        raise UsageError("The area reaches around the pole.", "Take a smaller area, or one farther from it.")
    for column in kept:
        west, east = (wrapped(middle_deg + (at - columns / 2) * step) for at in (column, column + 1))
        # The 180th meridian has two names; an edge on it takes that of its own side.
        west = -180.0 if west == 180 else west
        east = 180.0 if east == -180 else east
        yield Cell(f"{_letters(column)}{number}", number, column + 1, south, west, north, east)


def _letters(column: int) -> str:
    """A to Z, then AA, AB and so on."""
    name = ""
    while column >= 0:
        column, letter = divmod(column, 26)
        name, column = chr(ord("A") + letter) + name, column - 1
    return name


def _touches(cell: Cell, lat_deg: float, lon_deg: float, radius_m: float) -> bool:
    """Whether some of the cell lies within the circle."""
    half = math.remainder(cell.east - cell.west, 360) / 2
    off = math.remainder(lon_deg - cell.centre_lon, 360)
    across = off - max(-abs(half), min(off, abs(half)))
    # On the meridian of the nearest edge, nearest is where a perpendicular from the middle meets it.
    foot = math.atan2(math.tan(math.radians(lat_deg)), max(math.cos(math.radians(across)), 1e-9))
    lat = max(cell.south, min(math.degrees(foot), cell.north))
    north, east = metres_per_degree(min(abs(lat), abs(lat_deg)))
    if math.hypot((lat - lat_deg) * north, across * east) < 0.95 * radius_m:
        return True  # plainly, and a distance takes fifty times as long
    return inverse(lat_deg, lon_deg, lat, wrapped(lon_deg - across)).distance_m <= radius_m


def _shared(found: list[Cell], people: int | None) -> list[Cell]:
    """The cells with whose they are: runs of equal length, but for one cell."""
    _not_too_many(len(found))
    if people is None:
        return found
    if not 1 <= people <= len(found):
        raise UsageError(
            f"{len(found)} cells cannot be shared among {people} people.",
            "Take smaller cells, or fewer people.",
        )
    return [replace(cell, person=at * people // len(found) + 1) for at, cell in enumerate(found)]

"""From closed curves on the globe to GeoJSON: lines and areas cut where longitude 180 meets -180.

A curve is given with its longitude running on across the seam (181, not -179), so that its way round
the globe is known, and with the area on its left. RFC 7946 asks for parts that end at the seam and for
outer rings that run counterclockwise. What the cut leaves is joined along the frame of the map: the seam's
two sides and, where a pole belongs to the area, latitudes 90 and -90 (as in D3's clipping: Bostock 2013).
"""

from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Ring = list[list[float]]
Polygon = list[Ring]
_Whole = NDArray[np.int64]  # (points, 2): longitude and latitude in millionths of a degree

_UNIT = 1_000_000  # of a degree: 0.1 m, and no two ways to write a number
_TURN, _HALF, _QUARTER = 360 * _UNIT, 180 * _UNIT, 90 * _UNIT
_LONGEST_DEG = 60.0  # an edge longer than half the globe could be taken for one the other way round
_SMALLEST = 1000.0  # square units: 10 m2, less is what rounding leaves of nothing
_CORNERS = {
    0: (-_HALF, -_QUARTER),
    _TURN: (_HALF, -_QUARTER),
    _TURN + _HALF: (_HALF, _QUARTER),
    2 * _TURN + _HALF: (-_HALF, _QUARTER),
}
_AROUND = 3 * _TURN


class Curve(NamedTuple):
    """A line on the globe.

    Attributes:
        lon_deg: (points,), running on across the seam; steps below 180.
        lat_deg: (points,), between the poles.
        closed: its last point is its first, perhaps some whole turns away.
    """

    lon_deg: NDArray[np.float64]
    lat_deg: NDArray[np.float64]
    closed: bool = True


def lines(curve: Curve) -> list[Ring]:
    """The parts of a curve as GeoJSON coordinates (a MultiLineString), none of which crosses the seam.

    Args:
        curve: any; a closed one comes out as one line which ends where it began unless it is cut.

    Returns:
        Lines of [longitude, latitude] in degrees, to a millionth.
    """
    return [_written(part) for part in _parts(curve) if len(part) > 1]


def polygons(curves: list[Curve], *, has_pole: bool) -> list[Polygon]:
    """The area on the left of all curves as GeoJSON coordinates (a MultiPolygon).

    Args:
        curves: closed, none crossing another or itself; none at all bounds all or nothing.
        has_pole: whether the north pole belongs to the area; only asked where no curve crosses the seam.

    Returns:
        Polygons, each an outer ring (counterclockwise) and its holes, closed, to a millionth degree.
    """
    parts = [part for curve in curves for part in _parts(curve)]
    whole = [part for part in parts if tuple(part[0]) == tuple(part[-1])]
    cut = [part for part in parts if tuple(part[0]) != tuple(part[-1])]
    rings = whole + _joined(cut)
    if has_pole and not cut:
        rings.append(np.array([*_CORNERS.values(), _CORNERS[0]], dtype=np.int64))
    areas = [(_area(ring), ring) for ring in rings]
    outer = sorted(((size, ring) for size, ring in areas if size > _SMALLEST), key=lambda pair: pair[0])
    found = [[_written(ring)] for _, ring in outer]
    for size, hole in areas:
        if size < -_SMALLEST:
            around = next((at for at, (_, ring) in enumerate(outer) if _inside(hole[0], ring)), None)
            if around is not None:
                found[around].append(_written(hole))
    return found


def _written(part: _Whole) -> Ring:
    """Degrees as they go into a file."""
    degrees: Ring = (part / _UNIT).tolist()
    return degrees


def _parts(curve: Curve) -> list[_Whole]:
    """A curve cut at the seam, each part within -180 to 180; a closed one begins at its first cut."""
    lon, lat = _even(curve)
    sheet = (lon + _HALF) // _TURN
    at = np.flatnonzero(np.diff(sheet))
    if len(at) == 0:
        return [np.stack([lon - sheet * _TURN, lat], axis=1)]
    seam = np.maximum(sheet[at], sheet[at + 1]) * _TURN - _HALF
    share = (seam - lon[at]) / (lon[at + 1] - lon[at])
    crossing = np.rint(lat[at] + share * (lat[at + 1] - lat[at])).astype(np.int64)
    parts = []
    bounds = [0, *(at + 1).tolist(), len(lon)]
    for number, (first, last) in enumerate(pairwise(bounds)):
        part = np.stack([lon[first:last], lat[first:last]], axis=1)
        if number > 0:
            part = np.concatenate([[(seam[number - 1], crossing[number - 1])], part])
        if number < len(at):
            part = np.concatenate([part, [(seam[number], crossing[number])]])
        part[:, 0] -= sheet[first] * _TURN
        parts.append(part)
    if curve.closed:
        parts[0] = np.concatenate([parts.pop()[:-1], parts[0]]) if len(parts) > 1 else parts[0]
    return parts


def _even(curve: Curve) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """A curve in whole units, no two neighbours the same, none on the seam, none too far apart."""
    steps = np.maximum(np.ceil(np.abs(np.diff(curve.lon_deg)) / _LONGEST_DEG).astype(int), 1)
    place = np.repeat(np.arange(len(steps)), steps)
    share = (np.arange(len(place)) - (np.cumsum(steps) - steps)[place]) / steps[place]
    at = np.append(place + share, len(steps))
    index = np.arange(len(curve.lon_deg))
    lon = np.rint(np.interp(at, index, curve.lon_deg) * _UNIT).astype(np.int64)
    lat = np.rint(np.interp(at, index, curve.lat_deg) * _UNIT).astype(np.int64)
    lon += (lon + _HALF) % _TURN == 0  # on the seam is on neither side: 0.1 m east of it
    keep = np.append(True, (np.diff(lon) != 0) | (np.diff(lat) != 0))
    return lon[keep], lat[keep]


def _place(point: NDArray[np.int64]) -> int:
    """How far along the frame a point on the seam is, counterclockwise from the lower left corner."""
    lon, lat = int(point[0]), int(point[1])
    return _TURN + lat + _QUARTER if lon > 0 else 2 * _TURN + _HALF + _QUARTER - lat


def _joined(parts: list[_Whole]) -> list[_Whole]:
    """Rings from parts that begin and end on the seam: from each end on along the frame to the next start."""
    starts = np.array([_place(part[0]) for part in parts], dtype=np.int64)
    left = set(range(len(parts)))
    rings = []
    while left:
        first = at = min(left)
        ring: list[_Whole] = []
        while at in left:
            left.remove(at)
            end = _place(parts[at][-1])
            ways = (starts - end) % _AROUND
            after = int(np.argmin(ways))
            ring += [parts[at], _corners(end, int(ways[after]))]
            at = after
        rings.append(np.concatenate([*ring, parts[first][:1]]))
    return rings


def _corners(start: int, length: int) -> _Whole:
    """The corners of the frame which a way along it passes."""
    ways = sorted(((at - start) % _AROUND, corner) for at, corner in _CORNERS.items())
    passed = [corner for way, corner in ways if 0 < way < length]
    return np.array(passed, dtype=np.int64).reshape(-1, 2)


def _area(ring: _Whole) -> float:
    """Twice the area of a ring in square units, positive when it runs counterclockwise."""
    x, y = (ring - ring[0]).astype(np.float64).T
    return float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]))


def _inside(point: NDArray[np.int64], ring: _Whole) -> bool:
    """Whether a point lies in a ring (even-odd rule)."""
    x, y = (ring - point).astype(np.float64).T
    over = (y[:-1] > 0) != (y[1:] > 0)
    x0, x1, y0, y1 = x[:-1][over], x[1:][over], y[:-1][over], y[1:][over]
    return bool(np.count_nonzero(x0 - y0 * (x1 - x0) / (y1 - y0) > 0) % 2)

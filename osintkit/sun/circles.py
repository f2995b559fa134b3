"""Where on earth can the sun have stood so high: circles around the point that has the sun overhead.

Geodetic latitude and longitude say how the vertical stands, and the sun is so far away that its direction
is the same everywhere but for its parallax, below 0.0025 deg. So the places with one elevation of the sun
are an exact small circle on the sphere of verticals, whatever the shape of the earth. What is left out: the
diurnal aberration (0.3 arcsec), the flattening in the parallax (0.03 arcsec) and the deflection of the
vertical, which moves a plumb line by up to 1 arcminute in the highest mountains.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from osintkit.sun import air, seam, spa

KM_PER_DEG: Final = 6371.0088 * np.pi / 180.0
"""Kilometres along one degree of a great circle, on the mean sphere."""

CHORD_KM: Final = 0.08
"""How far a circle may be from a line as written, between its points (300 to 1000)."""

_Floats = NDArray[np.float64]
Holds = Callable[[_Floats, _Floats], NDArray[np.bool_]]

_PARALLAX_DEG = 8.794 / 3600.0  # at one astronomical unit (IAU 1976)
_POLE_DEG = 1e-5  # a circle exactly through a pole leaves open on which side of it the pole is
_THINNEST_DEG = 2e-4  # of a band: 22 m, so that its two edges cannot meet where they are rounded
_LONGEST_SWEEP_DEG = 360.0 - 1e-5
_FIRST_STEPS = 48  # of half a circle; then finer where it bends on the map


@dataclass(frozen=True, slots=True)
class Circle:
    """All places at one angular distance from a point.

    Attributes:
        lat_deg: of the centre: where the sun is overhead, north positive.
        lon_deg: the same, east positive.
        radius_deg: angular distance, 0 to 180.
    """

    lat_deg: float
    lon_deg: float
    radius_deg: float


def radius_deg(
    apparent_elevation_deg: ArrayLike, *, height_m: float = 0.0, distance_au: ArrayLike = 1.0
) -> _Floats:
    """How far from the point below the sun are the places which see it at these apparent elevations?

    Args:
        apparent_elevation_deg: of the sun's centre, with refraction; any shape.
        height_m: of the places above the sea, which sets the air's refraction.
        distance_au: of the sun, about 0.983 to 1.017; broadcasts.

    Returns:
        Degrees, one for each: the true zenith distance seen from the centre of the earth.
    """
    seen = np.asarray(
        air.geometric_deg(np.asarray(apparent_elevation_deg, dtype=np.float64), height_m=height_m)
    )
    # The sun stands lower for us than for the centre of the earth.
    return np.asarray(90.0 - seen - _PARALLAX_DEG / np.asarray(distance_au) * np.cos(np.radians(seen)))


def circle(utc_s: float, apparent_elevation_deg: float, *, height_m: float = 0.0) -> Circle:
    """Where on earth did the sun's centre stand at this apparent elevation at this instant?

    Args:
        utc_s: POSIX seconds.
        apparent_elevation_deg: of the centre, with refraction.
        height_m: of the places above the sea.
    """
    sun = spa.geocentric(np.float64(utc_s))
    radius = radius_deg(apparent_elevation_deg, height_m=height_m, distance_au=float(sun.distance_au))
    return Circle(float(sun.declination_deg), _wrapped(-float(sun.hour_angle_deg)), float(radius))


def departure_deg(
    lat_deg: ArrayLike,
    lon_deg: ArrayLike,
    *,
    sun_lat_deg: ArrayLike,
    sun_lon_deg: ArrayLike,
    radius_deg: ArrayLike,
) -> _Floats:
    """How much farther than the circle's radius is each place from the point below the sun?

    Args:
        lat_deg: places; all arguments broadcast, so that every place can have an instant of its own.
        lon_deg: the same.
        sun_lat_deg: where the sun is overhead.
        sun_lon_deg: the same.
        radius_deg: of the circle.

    Returns:
        Degrees: negative inside the circle, where the sun stands higher.
    """
    lat, sun = np.radians(lat_deg), np.radians(sun_lat_deg)
    away = np.radians(np.subtract(lon_deg, sun_lon_deg))
    cosine = np.sin(lat) * np.sin(sun) + np.cos(lat) * np.cos(sun) * np.cos(away)
    return np.asarray(np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0))) - radius_deg)


def points(of: Circle, *, count: int) -> tuple[_Floats, _Floats]:
    """Places on a circle, evenly spaced: latitudes and longitudes (-180 to below 180) in degrees.

    Args:
        of: the circle.
        count: how many; the first is north of the centre, and they go round by east.
    """
    lon, lat = _along(of, np.linspace(0.0, 2 * np.pi, count, endpoint=False))
    return lat, (lon + 180.0) % 360.0 - 180.0


def lines(of: Circle, *, chord_km: float = CHORD_KM) -> list[seam.Ring]:
    """A circle as GeoJSON coordinates (a MultiLineString), cut where longitude 180 meets -180.

    Args:
        of: the circle.
        chord_km: how far it may be from straight lines between the points, as maps draw them.
    """
    half = _spaced(of, 0.0, np.pi, chord_km)[0]
    bearings = np.concatenate([half, (2 * np.pi - half[::-1])[1:]])
    return seam.lines(seam.Curve(*_along(of, bearings)))


def arcs_where(
    of: Circle, holds: Holds, *, step_km: float = 25.0, end_km: float = 2.0, chord_km: float = CHORD_KM
) -> list[seam.Ring]:
    """Those parts of a circle for whose places something holds, as GeoJSON coordinates (a MultiLineString).

    Args:
        of: the circle.
        holds: asked with latitudes and longitudes (degrees, -180 to below 180); answers for each.
        step_km: distance of the places asked first; what is narrower than this may go unseen.
        end_km: how exactly the ends are found.
        chord_km: as in `lines`.
    """
    around_km = 360.0 * KM_PER_DEG * float(np.sin(np.radians(of.radius_deg)))
    count = max(int(np.ceil(around_km / step_km)), _FIRST_STEPS)
    bearings = np.linspace(0.0, 2 * np.pi, count + 1)
    held = _asked(of, holds, bearings[:-1])
    if held.all():
        return lines(of, chord_km=chord_km)
    held = np.append(held, held[0])
    at = np.flatnonzero(held[1:] != held[:-1])
    inner = np.where(held[at], bearings[at], bearings[at + 1])
    outer = np.where(held[at], bearings[at + 1], bearings[at])
    for _ in range(max(0, int(np.ceil(np.log2(step_km / end_km))))):
        middle = (inner + outer) / 2
        there = _asked(of, holds, middle)
        inner, outer = np.where(there, middle, inner), np.where(there, outer, middle)
    begins = ~held[at]
    starts, ends = inner[begins], inner[~begins]
    if held[0]:  # the arc across the first bearing begins at the last start
        starts = np.roll(starts, 1)
        starts[0] -= 2 * np.pi
    found = (_arc(of, float(a), float(b), chord_km) for a, b in zip(starts, ends, strict=True))
    return [line for arc in found for line in arc]


def _asked(of: Circle, holds: Holds, bearings: _Floats) -> NDArray[np.bool_]:
    """The answers at places of a circle."""
    lon, lat = _along(of, bearings % (2 * np.pi))
    return np.asarray(holds(lat, (lon + 180.0) % 360.0 - 180.0), dtype=np.bool_)


def _arc(of: Circle, start: float, end: float, chord_km: float) -> list[seam.Ring]:
    """A part of a circle from one bearing to another, which may begin below 0."""
    pieces = []
    for low, high, turn in ((start, min(end, 0.0), -1), (max(start, 0.0), end, 0)):
        if low >= high:
            continue
        knots = [low, *(at for at in (-np.pi, np.pi) if low < at < high), high]
        spaced = [_spaced(of, a, b, chord_km)[0] for a, b in pairwise(knots)]
        bearings = np.unique(np.concatenate(spaced))
        lon, lat = _along(of, bearings - turn * 2 * np.pi)
        pieces.append((lon + turn * _winding_deg(of), lat))
    if not pieces:
        return []
    lon, lat = (np.concatenate(parts) for parts in zip(*pieces, strict=True))
    return seam.lines(seam.Curve(lon, lat, closed=False))


def band(
    lat_deg: float,
    lon_deg: float,
    inner_deg: float,
    outer_deg: float,
    *,
    west_deg: float = 0.0,
    chord_km: float = CHORD_KM,
) -> list[seam.Polygon]:
    """The area between two circles around a point as GeoJSON coordinates (a MultiPolygon).

    With `west_deg` the point moves west along its parallel, and the area is what it sweeps: all places
    that lie between the circles at some time.

    Args:
        lat_deg: of the point, where it begins.
        lon_deg: the same.
        inner_deg: radius of the inner circle; 0 or less for a whole disc.
        outer_deg: of the outer circle; 180 or more for all that is outside the inner one. Bands thinner
            than 22 m come out 22 m wide.
        west_deg: how far the point moves, 0 to 360.
        chord_km: as in `lines`; thin bands get finer edges.

    Returns:
        Polygons of rings of [longitude, latitude], outer rings counterclockwise, none crossing the seam at
        longitude 180; empty when nothing is between the circles.
    """
    if outer_deg <= 0.0 or inner_deg >= 180.0 or inner_deg > outer_deg:
        return []
    middle, half = (inner_deg + outer_deg) / 2, max(outer_deg - inner_deg, _THINNEST_DEG) / 2
    inner, outer = middle - half, middle + half
    fine_km = min(chord_km, half * KM_PER_DEG / 4)
    # What is outside the inner circle all the time is inside a circle around the point opposite.
    discs = [Circle(lat_deg, lon_deg, outer), Circle(-lat_deg, lon_deg + 180.0, 180.0 - inner)]
    swept = [_off_poles(disc) for disc in discs if 0.0 < disc.radius_deg < 180.0]
    edges = [edge for disc in swept for edge in _swept_edges(disc, west_deg, fine_km)]
    has_pole = all(90.0 - disc.lat_deg <= disc.radius_deg for disc in swept)
    return seam.polygons(edges, has_pole=has_pole)


def band_during(
    from_s: float, to_s: float, *, inner_deg: float, outer_deg: float, chord_km: float = CHORD_KM
) -> list[seam.Polygon]:
    """Where on earth was the sun at some time of an interval between two zenith distances?

    The sun's declination is taken at the middle, and the band is made wider by what it changes: 15 m for
    a minute, up to 0.9 km for an hour. No place that fits is left out.

    Args:
        from_s: POSIX seconds.
        to_s: the end, not before `from_s`; at most a day later.
        inner_deg: `radius_deg` of the highest elevation.
        outer_deg: of the lowest.
        chord_km: as in `lines`.

    Returns:
        As `band`.
    """
    sun = spa.geocentric(np.linspace(from_s, to_s, 5))
    low, high = float(np.min(sun.declination_deg)), float(np.max(sun.declination_deg))
    turned = (float(sun.hour_angle_deg[-1] - sun.hour_angle_deg[0])) % 360.0
    expected = (to_s - from_s) / 240.0
    west = turned + 360.0 * round((expected - turned) / 360.0)
    spare = (high - low) / 2
    return band(
        (low + high) / 2,
        -float(sun.hour_angle_deg[0]),
        inner_deg - spare,
        outer_deg + spare,
        west_deg=min(max(west, 0.0), 360.0),
        chord_km=chord_km,
    )


def _wrapped(lon_deg: float) -> float:
    """A longitude within -180 to below 180."""
    return (lon_deg + 180.0) % 360.0 - 180.0


def _off_poles(of: Circle) -> Circle:
    """The circle, moved a metre where it runs exactly through a pole."""
    radius = of.radius_deg
    for pole in (90.0 - of.lat_deg, 90.0 + of.lat_deg):
        if abs(radius - pole) < _POLE_DEG:
            radius = pole + _POLE_DEG
    return Circle(of.lat_deg, of.lon_deg, radius)


def _east(of: Circle, bearings: _Floats) -> tuple[_Floats, _Floats]:
    """Longitudes east of the centre's, 0 to 180, and latitudes, at bearings 0 to pi from the centre."""
    lat, radius = np.radians(of.lat_deg), np.radians(of.radius_deg)
    along = np.sin(radius) * np.cos(bearings)
    east = np.sin(radius) * np.sin(bearings)
    out = np.cos(lat) * np.cos(radius) - np.sin(lat) * along
    up = np.sin(lat) * np.cos(radius) + np.cos(lat) * along
    return np.degrees(np.arctan2(np.maximum(east, 0.0), out)), np.degrees(np.arctan2(up, np.hypot(out, east)))


def _winding_deg(of: Circle) -> float:
    """How far round the globe a circle goes: 360 when it has the north pole only, -360 the south pole, 0."""
    north, south = of.lat_deg + of.radius_deg > 90.0, of.radius_deg - of.lat_deg > 90.0
    return 360.0 * (float(south) - float(north))


def _along(of: Circle, bearings: _Floats) -> tuple[_Floats, _Floats]:
    """Longitudes, running on, and latitudes at bearings 0 to 2 pi, clockwise from north."""
    first = bearings <= np.pi
    away, lat = _east(of, np.where(first, bearings, 2 * np.pi - bearings))
    south = 180.0 if of.radius_deg - of.lat_deg > 90.0 else 0.0
    return of.lon_deg + np.where(first, away, 2 * south - away), lat


def _spaced(of: Circle, start: float, end: float, fine_km: float) -> _Floats:
    """Bearings between two, so close that chords on the map are within `fine_km` of the circle.

    Args:
        of: the circle.
        start: first bearing; both within one half of the circle, east or west of the centre.
        end: last bearing.
        fine_km: how far a chord may be off.

    Returns:
        (3, points): bearings, and longitudes (0 to 180, away from the centre's) and latitudes there.
    """
    places = _placed(of, np.linspace(start, end, _FIRST_STEPS + 1))
    low, high = places[:, :-1], places[:, 1:]
    found = [places]
    while low.size:
        middle = _placed(of, (low[0] + high[0]) / 2)
        coarse = _off_chord_km(low, middle, high) > fine_km
        low, middle, high = low[:, coarse], middle[:, coarse], high[:, coarse]
        found.append(middle)
        low, high = np.concatenate([low, middle], axis=1), np.concatenate([middle, high], axis=1)
    places = np.concatenate(found, axis=1)
    return places[:, np.argsort(places[0])]


def _placed(of: Circle, bearings: _Floats) -> _Floats:
    """(3, points): bearings in either half, and longitudes away from the centre's and latitudes there."""
    half = np.pi - np.abs(bearings % (2 * np.pi) - np.pi)
    return np.stack([bearings, *_east(of, half)])


def _off_chord_km(low: _Floats, middle: _Floats, high: _Floats) -> _Floats:
    """How far a circle is, in the middle of each step, from a line drawn straight on the map."""
    narrow = np.cos(np.radians(middle[2]))
    x1, y1 = (middle[1] - low[1]) * narrow, middle[2] - low[2]
    x2, y2 = (high[1] - low[1]) * narrow, high[2] - low[2]
    across = np.abs(x1 * y2 - y1 * x2) / np.maximum(np.hypot(x2, y2), 1e-12)
    return np.asarray(KM_PER_DEG * across)


def _swept_edges(of: Circle, west_deg: float, fine_km: float) -> list[seam.Curve]:
    """What bounds all that a disc covers while its centre moves west, the covered area on the left.

    East of the way the place nearest to a meridian is where it begins, west of it where it ends, and
    between them the meridian itself; on the far side of the globe, east meets west in the middle. So the
    edge is the eastern half of the first circle and the western half of the last, as far as that, and
    the parallels between their northernmost and southernmost points.
    """
    west_deg = min(west_deg, _LONGEST_SWEEP_DEG)
    far = 180.0 - west_deg / 2
    knots = [0.0, *_at_longitude(of, far), np.pi]
    edges = []
    for low, high in pairwise(knots):
        if _east(of, np.array([(low + high) / 2]))[0][0] > far:
            continue
        _, away, lat = _spaced(of, low, high, fine_km)
        starts_far, ends_far = away[0] > far - 1e-6 > 0, away[-1] > far - 1e-6 > 0
        # Where east meets west is one point: two could be rounded so that the lines cross.
        back = slice(int(ends_far), len(away) - int(starts_far))
        west = of.lon_deg - west_deg - away[::-1][back] + 360.0 * ends_far
        end = of.lon_deg + away[0] + 360.0 * (float(ends_far) - float(starts_far))
        lon = np.concatenate([of.lon_deg + away, west, [end]])
        edges.append(seam.Curve(lon[::-1], np.concatenate([lat, lat[::-1][back], lat[:1]])[::-1]))
    return edges


def _at_longitude(of: Circle, away_deg: float) -> list[float]:
    """Bearings between 0 and pi at which a circle is this far east of its centre, in order.

    From the four-part formula of the triangle of pole, centre and place.
    """
    lat, radius, away = np.radians([of.lat_deg, of.radius_deg, away_deg])
    if away_deg >= 180.0:
        return []
    along, across = np.sin(lat) * np.sin(away), np.cos(away)
    share = np.cos(lat) * np.sin(away) / np.tan(radius) / np.hypot(along, across)
    if abs(share) >= 1.0:
        return []
    middle, half = np.arctan2(across, along), np.arccos(share)
    turned = [float(at % (2 * np.pi)) for at in (middle - half, middle + half)]
    return sorted(at for at in turned if 0.0 < at < np.pi)

"""Which legal zones lie around a point, and how far away each of them begins.

Borders are those of timezone-boundary-builder (made from OpenStreetMap) as ``tzfpy`` carries them: made
simpler, so that a border is drawn up to some 110 m from where it is.
"""

import math
from collections.abc import Callable, Iterable

import tzfpy

BORDER_ERROR_M = 120.0
"""How far from the full borders the simplified ones may lie: that of 97 in 100 points of a border.

Measured at 3,500 points of the borders in timezonefinder, which has them in full, chosen at random all over
the world: half lie within 8 m, 95 in 100 within 84 m on land and 64 m off a coast. The 3 in 100 that lie
farther off are borders that OpenStreetMap drew anew between the two editions, some by kilometres.
"""
LARGEST_M = 1_000_000.0
_RINGS = 56
_FEWEST_RINGS = 8
_RING_M = 15.0
_FOUND_SHARE = 0.013
"""Radius of a circle that no gap between the points can hide, as a share of the circle they fill."""
_NEAR_ENOUGH_M = 0.5
_FAN = 8
_PER_DEGREE_M = 110_500.0
"""A degree of latitude is nowhere shorter."""
_A_M, _E2 = 6_378_137.0, 0.006_694_379_990_14  # WGS 84

_Walk = Callable[[float, float], tuple[float, float]]
"""From metres and a bearing in radians to latitude and longitude in degrees."""
_Met = dict[str, list[tuple[float, float]]]
"""Of each zone the points where it was met: metres and bearing in radians."""


def names_at(*, lat_deg: float, lon_deg: float) -> tuple[str, ...]:
    """Which zones are legal at a point? Several where states disagree or a border runs; sorted by name.

    On the open sea the nautical zone: ``Etc/GMT+3`` is three hours *behind* UTC.

    Args:
        lat_deg: -90 to 90, north positive.
        lon_deg: -180 to 180, east positive; both ends are one meridian and give the zones of its two sides.
    """
    found = tzfpy.get_tzs(lon_deg, lat_deg)
    if abs(lon_deg) == 180.0:
        found = sorted({*found, *tzfpy.get_tzs(-lon_deg, lat_deg)})
    return tuple(found)


def finest_m(within_m: float) -> float:
    """How large a circle has to fit into a piece of a zone, so that it is never overlooked? Its radius."""
    return max(_FOUND_SHARE * within_m, _RING_M)


def zones_around(
    *, lat_deg: float, lon_deg: float, within_m: float, landmarks: Iterable[tuple[float, float]] = ()
) -> dict[str, float]:
    """Which zones hold within a distance of a point, and how far is it to each?

    The circle is filled with up to 9,577 points on rings, the last on its edge, and the distance to a zone
    is narrowed down to half a metre along the rays that met it. No piece that holds a circle of
    `finest_m` radius is overlooked; smaller ones may be, unless one of the landmarks lies in them.

    Args:
        lat_deg: -90 to 90.
        lon_deg: -180 to 180.
        within_m: 0 to `LARGEST_M`, on the ellipsoid to 1 in 1,000 up to 100 km, and 1 in 100 beyond.
        landmarks: latitude and longitude of places that have a zone of their own, however small.

    Returns:
        Metres to the nearest point found in each zone, 0 where it holds at the point itself.
    """
    walk = _walk(lat_deg, lon_deg)
    here = set(names_at(lat_deg=lat_deg, lon_deg=lon_deg))
    rings = min(_RINGS, max(_FEWEST_RINGS, math.ceil(within_m / _RING_M)))
    step_m = within_m / rings
    met = _on_rings(walk, rings, step_m, here)
    for lat, lon in landmarks:
        if _PER_DEGREE_M * abs(lat - lat_deg) > within_m:
            continue  # which most are, at a tenth of the cost
        reach_m, bearing = _to(lat_deg, lon_deg, lat, lon)
        if reach_m <= within_m:
            for name in set(names_at(lat_deg=lat, lon_deg=lon)) - here - met.keys():
                met[name] = [(reach_m, bearing)]
    return dict.fromkeys(here, 0.0) | {name: _nearest(walk, name, hits, step_m) for name, hits in met.items()}


def _on_rings(walk: _Walk, rings: int, step_m: float, here: set[str]) -> _Met:
    """Where each further zone is met: on the first ring that meets it, and on the next one."""
    met: _Met = {}
    for ring in range(1, rings + 1):
        reach_m = step_m * ring
        for place in range(6 * ring):
            bearing = math.tau * place / (6 * ring)
            lat, lon = walk(reach_m, bearing)
            for name in names_at(lat_deg=lat, lon_deg=lon):
                if name not in here:
                    hits = met.setdefault(name, [])
                    if not hits or reach_m < hits[0][0] + 1.5 * step_m:
                        hits.append((reach_m, bearing))
    return met


def _nearest(walk: _Walk, name: str, hits: list[tuple[float, float]], step_m: float) -> float:
    """Metres to the nearest point of a zone, from the points where it was met."""
    best = min((_along(walk, name, *hit), hit[1]) for hit in hits)
    for spread_m in (step_m, step_m / _FAN):
        # Between two rays that were tried a border may come nearer.
        apart = spread_m / max(best[0], step_m) / _FAN
        rays = [(best[0], best[1] + apart * turn) for turn in range(-_FAN, _FAN + 1)]
        best = min([best, *((_along(walk, name, *ray), ray[1]) for ray in rays if _holds(walk, name, *ray))])
    return best[0]


def _holds(walk: _Walk, name: str, reach_m: float, bearing: float) -> bool:
    lat, lon = walk(reach_m, bearing)
    return name in names_at(lat_deg=lat, lon_deg=lon)


def _along(walk: _Walk, name: str, reach_m: float, bearing: float) -> float:
    """Metres along a ray to where a zone begins, which holds at the end of the ray and not at its start."""
    outside_m, inside_m = 0.0, reach_m
    while inside_m - outside_m > _NEAR_ENOUGH_M:
        middle_m = (outside_m + inside_m) / 2
        if _holds(walk, name, middle_m, bearing):
            inside_m = middle_m
        else:
            outside_m = middle_m
    return inside_m


def _walk(lat_deg: float, lon_deg: float) -> _Walk:
    """Where does one come to from a point?

    Great circles of a sphere whose radius is that of the ellipsoid here, in that direction (Euler).
    """
    lat, lon = math.radians(lat_deg), math.radians(lon_deg)
    sin_lat, cos_lat = math.sin(lat), math.cos(lat)
    meridian_m, normal_m = _radii(lat)

    def walk(reach_m: float, bearing: float) -> tuple[float, float]:
        north, east = math.cos(bearing), math.sin(bearing)
        angle = reach_m * (north * north / meridian_m + east * east / normal_m)
        sin_angle, cos_angle = math.sin(angle), math.cos(angle)
        sin_there = sin_lat * cos_angle + cos_lat * sin_angle * north
        there = math.asin(max(-1.0, min(1.0, sin_there)))
        turned = lon + math.atan2(east * sin_angle, cos_lat * cos_angle - sin_lat * sin_angle * north)
        return math.degrees(there), (math.degrees(turned) + 540.0) % 360.0 - 180.0

    return walk


def _radii(lat: float) -> tuple[float, float]:
    """Radii of curvature along the meridian and across it, metres."""
    rest = 1 - _E2 * math.sin(lat) ** 2
    return _A_M * (1 - _E2) / rest**1.5, _A_M / math.sqrt(rest)


def _to(lat_deg: float, lon_deg: float, to_lat_deg: float, to_lon_deg: float) -> tuple[float, float]:
    """Metres and bearing (radians) of a place: the inverse of `_walk`."""
    lat, there = math.radians(lat_deg), math.radians(to_lat_deg)
    turned = math.radians(to_lon_deg - lon_deg)
    east = math.sin(turned) * math.cos(there)
    north = math.cos(lat) * math.sin(there) - math.sin(lat) * math.cos(there) * math.cos(turned)
    up = math.sin(lat) * math.sin(there) + math.cos(lat) * math.cos(there) * math.cos(turned)
    bearing = math.atan2(east, north)
    meridian_m, normal_m = _radii(lat)
    angle = math.atan2(math.hypot(east, north), up)
    return angle / (math.cos(bearing) ** 2 / meridian_m + math.sin(bearing) ** 2 / normal_m), bearing

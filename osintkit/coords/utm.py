"""Universal Transverse Mercator (UTM) on WGS 84: the metric grid of most maps.

Krueger's series to the sixth power of n, as Karney (2011) gives it: better than a micrometre within 20
degrees of a zone's middle. Zones, bands and their exceptions: NGA.SIG.0012 and NGA.STND.0037.
"""

import math
from typing import Final, NamedTuple

from osintkit.coords.ellipsoid import (
    RECTIFYING_M,
    checked,
    conformal,
    geographic,
    rectified,
    unrectified,
    wrapped,
)
from osintkit.errors import UsageError

BANDS: Final = "CDEFGHJKLMNPQRSTUVWX"
SOUTHMOST_DEG: Final = -80.0
NORTHMOST_DEG: Final = 84.0
_OVERLAP_DEG: Final = 0.5  # by which the polar grid and this one overlap
FROM_MIDDLE_DEG: Final = 20.0
"""How far from the middle of a zone it is still used: Norway, for one, maps all of itself in zone 33."""
_SCALE: Final = 0.9996
EAST_M: Final = 500_000.0
"""Easting of the middle of every zone."""
_SOUTH_M: Final = 10_000_000.0
_FARTHEST_M: Final = 2_350_000.0  # 20 degrees of the equator and a little


class Utm(NamedTuple):
    """A position in the grid.

    Attributes:
        zone: 1 to 60.
        band: letter of eight degrees of latitude, C to X without I and O.
        north: whether northings count from the equator; else from 10,000 km south of it.
        easting_m: 500,000 in the middle of the zone.
        northing_m: from the equator, or from 10,000 km south of it.
    """

    zone: int
    band: str
    north: bool
    easting_m: float
    northing_m: float


def middle_deg(zone: int) -> float:
    """Which meridian is the middle of this zone?

    Raises:
        UsageError: there is no such zone.
    """
    if not 1 <= zone <= 60:
        raise UsageError(f"There is no UTM zone {zone}.", "Zones run from 1 to 60.")
    return 6.0 * zone - 183


def zone_of(lat_deg: float, lon_deg: float) -> int:
    """Which zone is this position in, with the exceptions of south-west Norway and Svalbard?"""
    zone = min(int((lon_deg + 180) // 6), 59) + 1 if lon_deg < 180 else 1
    if 56 <= lat_deg < 64 and 3 <= lon_deg < 12:
        return 32
    if 72 <= lat_deg <= 84 and 0 <= lon_deg < 42:
        return 31 + 2 * int((lon_deg + 3) // 12)
    return zone


def band_of(lat_deg: float) -> str:
    """Which band of latitude, from 80 degrees south to 84 north, is this in?"""
    last = len(BANDS) - 1 if lat_deg >= 0 else BANDS.index("M")  # a hair south of the equator, too
    return BANDS[max(0, min(int((lat_deg - SOUTHMOST_DEG) // 8), last))]


def to_utm(lat_deg: float, lon_deg: float, *, zone: int | None = None) -> Utm:
    """Where in the UTM grid is this position?

    Args:
        lat_deg: latitude, -80 to 84.
        lon_deg: longitude, -180 to 180.
        zone: a zone to use, up to 20 degrees from its middle; the position's own if None.

    Raises:
        UsageError: it is no position, too near a pole, too far from the zone, or there is no such zone.
    """
    checked(lat_deg, lon_deg)
    if not SOUTHMOST_DEG <= lat_deg <= NORTHMOST_DEG:
        raise UsageError(
            f"UTM ends at 80° south and 84° north; the latitude is {lat_deg:.10g}.",
            "Near the poles use MGRS, which goes on there with another grid.",
        )
    chosen = zone_of(lat_deg, lon_deg) if zone is None else zone
    from_middle = math.remainder(lon_deg - middle_deg(chosen), 360)
    _near(chosen, from_middle)
    easting, northing = project(lat_deg, from_middle)
    north = lat_deg >= 0
    return Utm(chosen, band_of(lat_deg), north, easting, northing if north else northing + _SOUTH_M)


def to_geographic(zone: int, north: bool, easting_m: float, northing_m: float) -> tuple[float, float]:
    """Which position is this in the UTM grid?

    Args:
        zone: 1 to 60.
        north: whether the northing counts from the equator. A northing below 0 is then south of it, as
            Landsat's scenes have it; one above 10,000,000 in the other case is north of it.
        easting_m: 500,000 in the middle of the zone.
        northing_m: metres.

    Returns:
        Latitude and longitude, degrees.

    Raises:
        UsageError: nothing is there: the zone, the easting or the northing cannot be.
    """
    middle = middle_deg(zone)
    if not (math.isfinite(easting_m) and abs(easting_m - EAST_M) <= _FARTHEST_M):
        swapped = 0 <= northing_m <= 1_000_000
        raise UsageError(
            f"{easting_m:,.0f} m is no easting of a UTM zone: they run from about 100,000 to 900,000.",
            "Give easting before northing: they may be swapped." if swapped else "Check the easting.",
        )
    from_equator = northing_m if north else northing_m - _SOUTH_M
    if not (math.isfinite(northing_m) and abs(from_equator) <= _SOUTH_M):
        raise _no_northing(northing_m, north=north)
    lat, from_middle = unproject(easting_m, from_equator)
    if not SOUTHMOST_DEG - _OVERLAP_DEG <= lat <= NORTHMOST_DEG + _OVERLAP_DEG:
        raise _no_northing(northing_m, north=north)
    _near(zone, from_middle)
    return lat, wrapped(middle + from_middle)


def _near(zone: int, from_middle_deg: float) -> None:
    if abs(from_middle_deg) > FROM_MIDDLE_DEG + 1e-9:
        raise UsageError(
            f"This is {abs(from_middle_deg):.3g}° from the middle of UTM zone {zone}, too far to use it.",
            f"Stay within {FROM_MIDDLE_DEG:.0f}°, or use the zone that the position is in.",
        )


def _no_northing(northing_m: float, *, north: bool) -> UsageError:
    half = "north" if north else "south"
    return UsageError(
        f"A northing of {northing_m:,.0f} m in the {half}ern half lies outside the grid,"
        " which ends at 80° south and 84° north.",
        "Check the northing, and whether the northern or the southern half is meant.",
    )


def project(lat_deg: float, from_middle_deg: float) -> tuple[float, float]:
    """Easting and northing from the equator of a latitude and a longitude from the middle of a zone.

    Nothing is checked; the southern half comes out negative.
    """
    tau = conformal(math.tan(math.radians(lat_deg)))
    lam = math.radians(from_middle_deg)
    cosine = math.cos(lam)
    zeta = rectified(complex(math.atan2(tau, cosine), math.asinh(math.sin(lam) / math.hypot(tau, cosine))))
    return EAST_M + _SCALE * RECTIFYING_M * zeta.imag, _SCALE * RECTIFYING_M * zeta.real


def unproject(easting_m: float, northing_m: float) -> tuple[float, float]:
    """The opposite of ``project``: latitude, and longitude from the middle of the zone."""
    unit = _SCALE * RECTIFYING_M
    zeta = unrectified(complex(northing_m / unit, (easting_m - EAST_M) / unit))
    sinh, cosine = math.sinh(zeta.imag), math.cos(zeta.real)
    tau = geographic(math.sin(zeta.real) / math.hypot(sinh, cosine))
    return math.degrees(math.atan(tau)), math.degrees(math.atan2(sinh, cosine))

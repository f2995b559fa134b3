"""Universal Polar Stereographic (UPS) on WGS 84: the metric grid about the poles, where UTM ends.

Formulas: NGA.SIG.0012, in the form of Karney (2011), which stays exact at the pole itself.
"""

import math
from typing import Final, NamedTuple

from osintkit.coords.ellipsoid import A_M, E2, F, checked, conformal, geographic
from osintkit.errors import UsageError

NORTH_FROM_DEG: Final = 83.5
SOUTH_FROM_DEG: Final = -79.5
CENTRE_M: Final = 2_000_000.0
_E: Final = math.sqrt(E2)
_UNIT_M: Final = 2 * 0.994 * A_M / ((1 - F) * math.exp(_E * math.atanh(_E)))


class Ups(NamedTuple):
    """A position in the grid of one pole.

    Attributes:
        north: of which pole.
        easting_m: 2,000,000 at the pole; grows towards 90 degrees east.
        northing_m: 2,000,000 at the pole; grows towards 180 degrees in the north, towards 0 in the south.
    """

    north: bool
    easting_m: float
    northing_m: float


def to_ups(lat_deg: float, lon_deg: float) -> Ups:
    """Where in the polar grid is this position?

    Args:
        lat_deg: at least 83.5, or at most -79.5: half a degree more than UTM leaves.
        lon_deg: -180 to 180.

    Raises:
        UsageError: it is no position, or too far from both poles.
    """
    checked(lat_deg, lon_deg)
    north = lat_deg > 0
    if SOUTH_FROM_DEG < lat_deg < NORTH_FROM_DEG:
        raise UsageError("The polar grid covers the poles only.", "Use UTM between 80° south and 84° north.")
    tau = conformal(math.tan(math.radians(abs(lat_deg))))
    from_pole = 0.0 if abs(lat_deg) == 90 else _UNIT_M / (math.hypot(1, tau) + tau)
    lam = math.radians(lon_deg)
    along = math.cos(lam) * from_pole
    return Ups(north, CENTRE_M + math.sin(lam) * from_pole, CENTRE_M + (-along if north else along))


def from_ups(north: bool, easting_m: float, northing_m: float) -> tuple[float, float]:
    """Which position is this in the polar grid? Longitude is 0 at the pole itself.

    Returns:
        Latitude and longitude, degrees.

    Raises:
        UsageError: it lies beyond the edge of the grid, 83.5 degrees north or 79.5 south.
    """
    lat, lon = unproject(north, easting_m, northing_m)
    if not (lat >= NORTH_FROM_DEG if north else lat <= SOUTH_FROM_DEG):
        raise UsageError(
            f"{easting_m:,.0f} m east, {northing_m:,.0f} m north lies outside the polar grid.",
            "It reaches to 84° north and 80° south; its middle, the pole, is at 2,000,000 and 2,000,000.",
        )
    return lat, lon


def unproject(north: bool, easting_m: float, northing_m: float) -> tuple[float, float]:
    """The same without a look at the edges of the grid; farther than the equator counts as the equator."""
    across, along = easting_m - CENTRE_M, northing_m - CENTRE_M
    from_pole = math.hypot(across, along) / _UNIT_M
    if not from_pole:
        return (90.0 if north else -90.0), 0.0
    lat = math.degrees(math.atan(geographic((1 / from_pole - from_pole) / 2))) if from_pole < 1 else 0.0
    return (
        (lat, math.degrees(math.atan2(across, -along)))
        if north
        else (-lat, math.degrees(math.atan2(across, along)))
    )

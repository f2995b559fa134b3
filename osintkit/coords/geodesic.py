"""Distance and bearing on WGS 84: the shortest way over the ellipsoid, by Karney's GeographicLib.

Karney, "Algorithms for geodesics", J. Geodesy 87 (2013): exact to some nanometres between any two points.
"""

import math
from typing import Final, NamedTuple

from osintkit.coords.ellipsoid import checked, metres_per_degree, wrapped
from osintkit.errors import UsageError

__all__ = ["Course", "direct", "inverse", "metres_per_degree"]

_SAME_M: Final = 1e-6  # below this a bearing would be noise


class Course(NamedTuple):
    """The shortest way from one position to another.

    Attributes:
        distance_m: along the ellipsoid.
        azimuth_deg: in which direction the second lies, seen from the first; 0 to 360, clockwise from true
            north.
        back_azimuth_deg: in which direction the first lies, seen from the second.
        aside_m: how far aside of the second one comes for each radian by which the direction is missed: the
            distance where that is short, and almost nothing between opposite positions.
    """

    distance_m: float
    azimuth_deg: float | None
    back_azimuth_deg: float | None
    aside_m: float = 0.0


def inverse(lat1_deg: float, lon1_deg: float, lat2_deg: float, lon2_deg: float) -> Course:
    """How far is it from the first position to the second, and in which direction?

    At a pole directions count from the meridian that its longitude names.

    Args:
        lat1_deg: latitude of the first.
        lon1_deg: longitude of the first.
        lat2_deg: latitude of the second.
        lon2_deg: longitude of the second.

    Returns:
        The course; no azimuths where no direction is better than another: at one and the same position,
        and from pole to pole. Between almost opposite positions, more than 19,900 km apart, it can be one of
        two ways that are as short.

    Raises:
        UsageError: one of them is no position.
    """
    from geographiclib.geodesic import Geodesic  # noqa: PLC0415 - only distances need it

    checked(lat1_deg, lon1_deg)
    checked(lat2_deg, lon2_deg)
    mask = Geodesic.STANDARD | Geodesic.REDUCEDLENGTH
    found = Geodesic.WGS84.Inverse(lat1_deg, lon1_deg, lat2_deg, lon2_deg, mask)
    distance = float(found["s12"])
    if distance < _SAME_M or abs(lat1_deg) == abs(lat2_deg) == 90:
        return Course(distance, None, None)
    return Course(distance, _turned(found["azi1"]), _turned(found["azi2"] + 180), abs(float(found["m12"])))


def direct(
    lat_deg: float, lon_deg: float, *, azimuth_deg: float, distance_m: float
) -> tuple[float, float, float]:
    """Where does one come to in this direction after this distance?

    Args:
        lat_deg: latitude of the beginning.
        lon_deg: longitude of the beginning.
        azimuth_deg: direction at the beginning, clockwise from true north.
        distance_m: along the ellipsoid; negative goes backwards.

    Returns:
        Latitude, longitude, and the direction there, 0 to 360.

    Raises:
        UsageError: it is no position, or a direction or distance is no number.
    """
    from geographiclib.geodesic import Geodesic  # noqa: PLC0415 - only distances need it

    checked(lat_deg, lon_deg)
    if not (math.isfinite(azimuth_deg) and math.isfinite(distance_m)):
        raise UsageError("A direction and a distance must be numbers.", "Give degrees and metres.")
    found = Geodesic.WGS84.Direct(lat_deg, lon_deg, azimuth_deg, distance_m)
    return float(found["lat2"]), wrapped(float(found["lon2"])), _turned(found["azi2"])


def _turned(azimuth_deg: float) -> float:
    """0 to 360, without the minus of a tiny angle west of north or of zero."""
    return (float(azimuth_deg) + 360) % 360

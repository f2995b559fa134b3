"""The WGS 84 ellipsoid: latitudes that make projections simple, and how long a degree is.

Karney, "Transverse Mercator with an accuracy of a few nanometers", J. Geodesy 85 (2011), whose equation
numbers are cited. Angles are degrees outside and radians inside; ``tau`` is the tangent of a latitude.
"""

import cmath
import math
from collections.abc import Iterable
from typing import Final

from osintkit.errors import UsageError

A_M: Final = 6_378_137.0
"""Half of the equator's diameter, metres."""
F: Final = 1 / 298.257223563
"""By how much the poles are flattened."""
E2: Final = F * (2 - F)
_E: Final = math.sqrt(E2)
_N: Final = F / (2 - F)


def _series(rows: Iterable[Iterable[float]]) -> tuple[float, ...]:
    """Coefficients 1, 2, 3 …, whose powers of n begin with n to that number."""
    return tuple(
        sum(part * _N**power for power, part in enumerate(row, start))
        for start, row in enumerate(rows, start=1)
    )


RECTIFYING_M: Final = A_M / (1 + _N) * (1 + _N**2 / 4 + _N**4 / 64 + _N**6 / 256)
"""Radius of the circle that is as long as a meridian, equation 14."""
_ALPHA: Final = _series(  # equation 35
    (
        (1 / 2, -2 / 3, 5 / 16, 41 / 180, -127 / 288, 7891 / 37800),
        (13 / 48, -3 / 5, 557 / 1440, 281 / 630, -1983433 / 1935360),
        (61 / 240, -103 / 140, 15061 / 26880, 167603 / 181440),
        (49561 / 161280, -179 / 168, 6601661 / 7257600),
        (34729 / 80640, -3418889 / 1995840),
        (212378941 / 319334400,),
    )
)
_BETA: Final = _series(  # equation 36
    (
        (1 / 2, -2 / 3, 37 / 96, -1 / 360, -81 / 512, 96199 / 604800),
        (1 / 48, 1 / 15, -437 / 1440, 46 / 105, -1118711 / 3870720),
        (17 / 480, -37 / 840, -209 / 4480, 5569 / 90720),
        (4397 / 161280, -11 / 504, -830251 / 7257600),
        (4583 / 161280, -108847 / 3991680),
        (20648693 / 638668800,),
    )
)


def checked(lat_deg: float, lon_deg: float) -> tuple[float, float]:
    """Is this a position on earth? Returns it.

    Raises:
        UsageError: it is not; says which number is out of range, and when the two may be swapped.
    """
    if not (math.isfinite(lat_deg) and math.isfinite(lon_deg)):
        raise UsageError("A latitude and a longitude must be numbers.", "Give both in degrees.")
    if abs(lat_deg) > 90:
        swapped = abs(lon_deg) <= 90 and abs(lat_deg) <= 180
        raise UsageError(
            f"{lat_deg:.10g} is no latitude: latitudes run from -90 to 90.",
            "Give latitude before longitude: they may be swapped." if swapped else "Check the latitude.",
        )
    if abs(lon_deg) > 180:
        raise UsageError(
            f"{lon_deg:.10g} is no longitude: longitudes run from -180 to 180.", "Check the longitude."
        )
    return lat_deg, lon_deg


def wrapped(lon_deg: float) -> float:
    """Which longitude from -180 to 180 is this? 180 and -180 both stay as they are."""
    return lon_deg if -180 <= lon_deg <= 180 else (lon_deg + 180) % 360 - 180


def conformal(tau: float) -> float:
    """Tangent of the conformal latitude of the geographic latitude whose tangent is ``tau``, equation 7."""
    sigma = math.sinh(_E * math.atanh(_E * tau / math.hypot(1, tau)))
    return tau * math.hypot(1, sigma) - sigma * math.hypot(1, tau)


def geographic(conformal_tau: float) -> float:
    """Tangent of the geographic latitude of a conformal one: Newton's method, equations 19 to 21."""
    tau = conformal_tau / (1 - E2)
    if abs(tau) > 1e9:  # within a centimetre of a pole, where the steps would be noise
        return conformal_tau * math.exp(_E * math.atanh(_E))
    for _ in range(5):  # two or three are needed
        at = conformal(tau)
        step = (
            (conformal_tau - at)
            / math.hypot(1, at)
            * (1 + (1 - E2) * tau * tau)
            / ((1 - E2) * math.hypot(1, tau))
        )
        tau += step
        if abs(step) < 1e-14 * max(1.0, abs(tau)):
            break
    return tau


def rectified(zeta: complex) -> complex:
    """Where on the sphere with true meridians does a point of the conformal sphere lie, equation 11?"""
    return zeta + _sines(_ALPHA, zeta)


def unrectified(zeta: complex) -> complex:
    """The opposite of ``rectified``, equation 15."""
    return zeta - _sines(_BETA, zeta)


def _sines(parts: tuple[float, ...], zeta: complex) -> complex:
    """Sum of parts[j] sin 2(j+1)zeta, by Clenshaw's recurrence."""
    twice = 2 * cmath.cos(2 * zeta)
    one, other = 0j, 0j
    for part in reversed(parts):
        one, other = part + twice * one - other, one
    return one * cmath.sin(2 * zeta)


def meridian_m(lat_deg: float) -> float:
    """How many metres along the meridian is it from the equator to this latitude? South is negative."""
    if abs(lat_deg) == 90:
        return math.copysign(RECTIFYING_M * math.pi / 2, lat_deg)
    chi = math.atan(conformal(math.tan(math.radians(lat_deg))))
    return RECTIFYING_M * rectified(complex(chi)).real


def latitude_deg(meridian_m: float) -> float:
    """Which latitude is this many metres along the meridian from the equator?"""
    chi = unrectified(complex(meridian_m / RECTIFYING_M)).real
    chi = max(-math.pi / 2, min(chi, math.pi / 2))  # rounding must not turn one pole into the other
    return math.degrees(math.atan(geographic(math.tan(chi))))


def metres_per_degree(lat_deg: float) -> tuple[float, float]:
    """How many metres are one degree of latitude and one of longitude here?

    Args:
        lat_deg: latitude, -90 to 90.

    Returns:
        Along the meridian and along the parallel; the second is 0 at the poles.
    """
    sine, cosine = math.sin(math.radians(lat_deg)), math.cos(math.radians(lat_deg))
    bend = 1 - E2 * sine * sine
    across = A_M / math.sqrt(bend)
    return math.radians(across * (1 - E2) / bend), 0.0 if abs(lat_deg) == 90 else math.radians(
        across * cosine
    )

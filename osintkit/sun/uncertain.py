"""How uncertain the sun's place is, as seen: by refraction, by the position, and by the time."""

from functools import lru_cache
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from osintkit.records.sun import Estimate

HORIZON_SD_DEG = 0.16
"""Refraction on the horizon varies so, one standard deviation.

Schaefer and Liller (1990), PASP 102, 796: 9.6 arc minutes of 144 sunsets; Sampson et al. (2003), PASP 115,
1256, have 0.175 degrees of 379 sunrises and sunsets.
"""
HALF_95 = 1.959964
"""A normal error lies within so many standard deviations in 95 of 100 cases."""
_FADES_OVER_DEG = 1.5
_OF_REFRACTION = 0.05  # temperature and pressure of ordinary weather change it so, everywhere
_M_PER_DEG = 111_195.0
_STEEPEST_DEG = 89.9999
_ANY_DEG = 360.0
_LEVELS = 241

Floats = npt.NDArray[np.float64]


def refraction_sd_deg(apparent_deg: npt.ArrayLike, refraction_deg: npt.ArrayLike) -> Floats:
    """One standard deviation of refraction at elevations, in degrees; 0 where there is none.

    Near the horizon the air decides, whose layers nobody has measured; a few degrees above, only its
    density does.

    Args:
        apparent_deg: elevation with refraction.
        refraction_deg: how much it is there, same shape.
    """
    bent = np.asarray(refraction_deg)
    near = HORIZON_SD_DEG * np.exp(-np.maximum(apparent_deg, 0.0) / _FADES_OVER_DEG)
    return np.where(bent > 0, np.hypot(near, _OF_REFRACTION * bent), 0.0)


def position_sd_deg(within_m: float) -> float:
    """What a position that is known to ``within_m`` (95 %) leaves open of the vertical, in degrees."""
    return within_m / HALF_95 / _M_PER_DEG


def azimuth_sd_deg(
    azimuth_deg: npt.ArrayLike, elevation_deg: npt.ArrayLike, *, lat_deg: float, within_m: float
) -> Floats:
    """What a position that is known to ``within_m`` leaves open of the sun's azimuth, in degrees.

    Close to a pole a few steps turn north itself, and below a sun in the zenith they turn the sun.

    Args:
        azimuth_deg: of the sun.
        elevation_deg: of the sun, same shape.
        lat_deg: of the place.
        within_m: 95 %.

    Returns:
        Same shape, at most 360.
    """
    azimuth = np.radians(azimuth_deg)
    rise = np.tan(np.radians(np.clip(elevation_deg, -_STEEPEST_DEG, _STEEPEST_DEG)))
    narrow = np.tan(np.radians(np.clip(lat_deg, -_STEEPEST_DEG, _STEEPEST_DEG)))
    for_east, for_north = narrow - rise * np.cos(azimuth), rise * np.sin(azimuth)
    return np.asarray(np.minimum(position_sd_deg(within_m) * np.hypot(for_east, for_north), _ANY_DEG))


def estimate(value: float, sd: float, *, turning: bool = False) -> Estimate:
    """A value with a normal error, and its 68 % and 95 % intervals.

    Args:
        value: in degrees.
        sd: one standard deviation.
        turning: it is a direction, 0 to 360.
    """
    return _estimate(value, (-sd, sd), (-HALF_95 * sd, HALF_95 * sd), turning=turning)


def estimate_over(values: Floats, sd: float, *, turning: bool = False) -> Estimate:
    """The middle of ``values``, any of which is equally likely, each with a normal error; its intervals.

    Args:
        values: over an interval of time, in order, an odd number.
        sd: standard deviation of what else is uncertain.
        turning: they are directions, 0 to 360.
    """
    middle = float(values[len(values) // 2])
    apart = values - middle
    if turning:
        apart = (apart + 180.0) % 360.0 - 180.0
    spread = (apart[:, None] + _normal_quantiles() * sd).ravel()
    low95, low68, high68, high95 = np.quantile(spread, (0.025, 0.16, 0.84, 0.975)).tolist()
    return _estimate(middle, (low68, high68), (low95, high95), turning=turning)


def shadow_ratio(apparent_deg: float) -> float:
    """Length of a shadow on level ground for each metre of height; the sun is above the horizon."""
    return 1.0 / float(np.tan(np.radians(apparent_deg)))


def ratio_estimate(apparent: Estimate) -> Estimate | None:
    """The ratio of a shadow with its intervals; None where it has no upper limit."""
    if apparent.from_95 <= 0:
        return None
    value, to_68, from_68, to_95, from_95 = (
        shadow_ratio(min(each, 90.0))
        for each in (apparent.value, apparent.from_68, apparent.to_68, apparent.from_95, apparent.to_95)
    )
    return Estimate(value=value, from_68=from_68, to_68=to_68, from_95=from_95, to_95=to_95)


def _estimate(
    value: float, around_68: tuple[float, float], around_95: tuple[float, float], *, turning: bool
) -> Estimate:
    (from_68, to_68), (from_95, to_95) = (_around(value, *ends, turning) for ends in (around_68, around_95))
    return Estimate(value=value, from_68=from_68, to_68=to_68, from_95=from_95, to_95=to_95)


def _around(value: float, low: float, high: float, turning: bool) -> tuple[float, float]:
    if not turning:
        return value + low, value + high
    if high - low >= _ANY_DEG:
        return 0.0, _ANY_DEG
    return (value + low) % 360.0, (value + high) % 360.0


@lru_cache(maxsize=1)
def _normal_quantiles() -> Floats:
    """So many values that are as likely as each other, normal with a standard deviation of one."""
    normal = NormalDist()
    return np.array([normal.inv_cdf((number + 0.5) / _LEVELS) for number in range(_LEVELS)])

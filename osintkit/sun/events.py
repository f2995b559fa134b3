"""When the sun passes an elevation, and when the meridian.

Sunrise and sunset are the passages of its upper limb through apparent elevation 0: over a level horizon
at the height of the place itself, whatever stands on the real one. Twilight is by definition without
air: the centre at -6 (civil), -12 (nautical) or -18 deg (astronomical).

The sky is sampled every ten minutes. Where the curve turns near the elevation in question the turning
point is found first, so that a sun that only grazes the horizon is not missed. Instants are good to a
millisecond as arithmetic goes; the air makes a real sunrise uncertain by many seconds.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from osintkit.sun import air, spa

Floats = NDArray[np.float64]
Curve = Callable[[Floats], Floats]

STEP_S = 600.0
TURNS_DEG_PER_S = 15 / 3600  # no elevation changes faster
PARTS = 32  # into which a stretch of time is cut to look where in it something is
ROUNDS = 4  # of looking closer: 600 s / 32**4 is half a millisecond, and a straight line does the rest
TURN_ROUNDS = 5  # here each keeps two parts: 1,200 s / 16**5 is as near
TRANSIT_ROUNDS = 3  # each leaves a thousandth or less


class Crossing(NamedTuple):
    """One passage of the sun through an elevation.

    Attributes:
        utc_s: when, in POSIX seconds.
        rising: whether it goes up.
        deg_per_s: how fast, negative when setting, in the elevation that was asked about.
    """

    utc_s: float
    rising: bool
    deg_per_s: float


class Culmination(NamedTuple):
    """One passage of the sun through the meridian.

    Attributes:
        utc_s: when, in POSIX seconds.
        elevation_deg: of its centre, without refraction.
        upper: whether it is the one by day (local noon), on the side of the meridian with the zenith.
    """

    utc_s: float
    elevation_deg: float
    upper: bool


def crossings(
    from_s: float,
    to_s: float,
    *,
    lat_deg: float,
    lon_deg: float,
    height_m: float = 0.0,
    elevation_deg: float,
    of: Literal["centre", "upper limb"],
    apparent: bool,
) -> list[Crossing]:
    """When does the sun pass this elevation?

    Args:
        from_s: first instant, POSIX seconds.
        to_s: the end, which is no longer part of it.
        lat_deg: geodetic latitude, -90 to 90.
        lon_deg: longitude, east positive.
        height_m: of the place; it thins the air.
        elevation_deg: above the horizontal.
        of: which point of the sun.
        apparent: whether the elevation is one seen through the standard atmosphere, or without air.

    Returns:
        In order of time, rising and setting in turn. Empty if the sun stays above, or below.
    """

    def elevation(utc_s: Floats) -> Floats:
        sky = spa.topocentric(utc_s, lat_deg=lat_deg, lon_deg=lon_deg, height_m=height_m)
        return sky.elevation_deg + sky.radius_deg if of == "upper limb" else sky.elevation_deg

    # Apparent elevation grows with the geometric one, so the air can be kept out of the search.
    level = float(air.geometric_deg(elevation_deg, height_m=height_m)) if apparent else elevation_deg
    found, rising = _zeros(lambda utc_s: elevation(utc_s) - level, from_s, to_s)
    around = elevation(found[:, None] + [-0.5, 0.5])
    if apparent:
        around = air.apparent_deg(around, height_m=height_m)
    rows = zip(found.tolist(), rising.tolist(), (around[:, 1] - around[:, 0]).tolist(), strict=True)
    return [Crossing(*row) for row in rows if from_s <= row[0] < to_s]


def culminations(
    from_s: float, to_s: float, *, lat_deg: float, lon_deg: float, height_m: float = 0.0
) -> list[Culmination]:
    """When does the sun pass the meridian of the place, and how high?

    Args:
        from_s: first instant, POSIX seconds.
        to_s: the end, which is no longer part of it.
        lat_deg: geodetic latitude, -90 to 90.
        lon_deg: longitude, east positive; at a pole it says which meridian is meant.
        height_m: of the place.

    Returns:
        In order of time, upper and lower in turn. The sun stands highest a few seconds earlier or later, as
        the declination changes: half a minute at 60 deg of latitude, more towards the poles.
    """
    # By the mean sun, which is at most 4.2 deg away; then by the true one.
    first, last = ((utc_s / 240 + lon_deg - 180) // 180 for utc_s in (from_s, to_s))
    half_turns = np.arange(first - 1, last + 3)
    at = 240 * (180 * half_turns + 180 - lon_deg)
    for _ in range(TRANSIT_ROUNDS):
        hour_angle = spa.geocentric(at).hour_angle_deg + lon_deg
        at = at - 240 * ((hour_angle - 180 * half_turns + 180) % 360 - 180)
    keep = (at >= from_s) & (at < to_s)
    at, upper = at[keep], half_turns[keep] % 2 == 0
    high = spa.topocentric(at, lat_deg=lat_deg, lon_deg=lon_deg, height_m=height_m).elevation_deg
    rows = zip(at.tolist(), high.tolist(), upper.tolist(), strict=True)
    return [Culmination(*row) for row in rows]


def _zeros(curve: Curve, from_s: float, to_s: float) -> tuple[Floats, NDArray[np.bool_]]:
    """Where a curve in deg passes 0 and whether upwards, in order; at the ends more than was asked for."""
    times = np.arange(from_s - STEP_S, to_s + 2 * STEP_S, STEP_S)
    times, heights = _with_turns(curve, times, curve(times))
    above = heights >= 0
    at = np.flatnonzero(above[1:] != above[:-1])
    low, high = times[at], times[at + 1]
    one, other = heights[at], heights[at + 1]
    for _ in range(ROUNDS if at.size else 0):
        within = _cut(low, high)
        inside = curve(within)
        inside[:, 0], inside[:, -1] = one, other  # the last digit may differ between calls
        # The first part in which the sign is no longer that of the beginning.
        last = np.argmax((inside >= 0) != (one >= 0)[:, None], axis=1)
        row = np.arange(at.size)
        low, high = within[row, last - 1], within[row, last]
        one, other = inside[row, last - 1], inside[row, last]
    return low + (high - low) * one / (one - other), one < 0


def _with_turns(curve: Curve, times: Floats, heights: Floats) -> tuple[Floats, Floats]:
    """The samples, and the turning points between them at which the curve may pass 0 unseen."""
    middle, near = heights[1:-1], STEP_S * TURNS_DEG_PER_S
    highest = (middle >= heights[:-2]) & (middle >= heights[2:]) & (middle < 0) & (middle > -near)
    lowest = (middle <= heights[:-2]) & (middle <= heights[2:]) & (middle >= 0) & (middle < near)
    at = 1 + np.flatnonzero(highest | lowest)
    if not at.size:
        return times, heights
    sign = np.where(heights[at] < 0, 1.0, -1.0)
    low, high = times[at - 1], times[at + 1]
    for _ in range(TURN_ROUNDS):
        within = _cut(low, high)
        best = np.argmax(sign[:, None] * curve(within), axis=1)
        row = np.arange(at.size)
        low, high = within[row, np.maximum(best - 1, 0)], within[row, np.minimum(best + 1, PARTS)]
    turns = (low + high) / 2
    order = np.argsort(together := np.concatenate([times, turns]))
    return together[order], np.concatenate([heights, curve(turns)])[order]


def _cut(low: Floats, high: Floats) -> Floats:
    """Equally spaced instants from each low to each high, (n, PARTS + 1)."""
    within = low[:, None] + (high - low)[:, None] * (np.arange(PARTS + 1) / PARTS)
    within[:, -1] = high
    return within

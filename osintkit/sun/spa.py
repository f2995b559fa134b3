"""Where the sun is in the sky, to a few ten-thousandths of a degree.

The solar position algorithm of I. Reda and A. Andreas (NREL/TP-560-34302, revised January 2008; Solar
Energy 76, 2004, 577-589, and its corrigendum 81, 2007, 838), for arrays. It differs from the paper in
form, not in meaning: right ascension, parallax and azimuth are done with vectors, so that nothing goes
wrong in the zenith and at the poles, and rows of its tables that do not matter are left out
(``spa_terms``).

Measured against astropy 8.0.2, 24,000 random cases of 1972-2030, all latitudes, -430 to 8,849 m: 0.0001
deg in the median, 0.0006 at most. The median is mostly what the algorithm leaves out: the aberration by
the turning of the earth and the wandering of its poles. The largest differences are astropy's: it bends
the light of the sun by the sun's own mass on days when the sun hides the barycentre of the solar system.

Whatever the number of positions, temporary arrays stay small. One costs 3 us at random instants; 0.2 us
at instants that lie close together, such as the minutes of a year.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from osintkit.sun import rotation, spa_terms

Floats = NDArray[np.float64]

DAY_S = 86400.0
J2000_S = 946728000.0  # 1 January 2000, 12:00
MILLENNIUM_S = 365250 * DAY_S
ARC_SECOND = np.pi / 180 / 3600
ABERRATION = 20.4898 * ARC_SECOND  # at 1 au
PARALLAX = np.sin(8.794 * ARC_SECOND)  # the radius of the earth's equator in au
POLAR_RADIUS = 0.99664719  # of the earth, where the equator is 1
EQUATOR_M = 6378140.0
SEMIDIAMETER_DEG = 959.63 / 3600  # of the sun at 1 au
AT_ONCE = 16384  # positions; temporary arrays stay below 10 MB however many are asked for
SUMMED_AT_ONCE = 512  # instants; the cosines of one batch stay in the processor's cache
# The sun of date moves so smoothly that cubics through nodes six hours apart are within 1e-9 deg of it; where
# instants are dense (a day every ten minutes, a year every minute) that is several times as fast.
NODE_S = 21600.0
FEW = 8  # twice the least number of nodes


class Sky(NamedTuple):
    """Where the sun stands over a place.

    Attributes:
        azimuth_deg: clockwise from true north, 0 to 360.
        elevation_deg: of its centre above the horizontal, without refraction, -90 to 90.
        radius_deg: half of its width, 0.262 to 0.271.
    """

    azimuth_deg: Floats
    elevation_deg: Floats
    radius_deg: Floats


class Sun(NamedTuple):
    """Where the sun stands over the middle of the earth.

    Attributes:
        declination_deg: north of the equator; also the latitude of the point with the sun in its zenith.
        hour_angle_deg: west of Greenwich, -180 to 180; minus this is the longitude of the same point.
        distance_au: between the centres, to 0.00003.
    """

    declination_deg: Floats
    hour_angle_deg: Floats
    distance_au: Floats


def topocentric(
    utc_s: ArrayLike,
    *,
    lat_deg: ArrayLike,
    lon_deg: ArrayLike,
    height_m: ArrayLike = 0.0,
    delta_t_s: ArrayLike | None = None,
    dut1_s: ArrayLike | None = None,
) -> Sky:
    """Where does the sun stand over this place at this instant?

    Args:
        utc_s: POSIX seconds.
        lat_deg: geodetic latitude, north positive, -90 to 90.
        lon_deg: longitude, east positive.
        height_m: above the ellipsoid (above the sea does as well).
        delta_t_s: TT - UT1; from the table of ``rotation`` if not given.
        dut1_s: UT1 - UTC, likewise.

    Returns:
        The direction to the centre of the disc, and its radius; every array has the shape that the arguments
        broadcast to.
    """
    sun = _earth_fixed(utc_s, delta_t_s, dut1_s)
    place = _place(lat_deg, lon_deg, height_m)
    parts = np.broadcast_arrays(*sun, *place)
    out = tuple(np.empty(parts[0].shape) for _ in range(3))
    for block in _blocks(parts[0].shape):
        for whole, piece in zip(out, _horizontal(*(part[block] for part in parts)), strict=True):
            whole[block] = piece
    return Sky(*out)


def geocentric(
    utc_s: ArrayLike, *, delta_t_s: ArrayLike | None = None, dut1_s: ArrayLike | None = None
) -> Sun:
    """Over which point of the earth does the sun stand in the zenith, and how far away?

    Args:
        utc_s: POSIX seconds.
        delta_t_s: TT - UT1; from the table of ``rotation`` if not given.
        dut1_s: UT1 - UTC, likewise.

    Returns:
        Apparent position, of date; arrays of the shape that the arguments broadcast to.
    """
    x, y, z = _earth_fixed(utc_s, delta_t_s, dut1_s)
    across = np.hypot(x, y)
    return Sun(np.degrees(np.arctan2(z, across)), np.degrees(np.arctan2(-y, x)), np.hypot(z, across))


def _earth_fixed(
    utc_s: ArrayLike, delta_t_s: ArrayLike | None, dut1_s: ArrayLike | None
) -> tuple[Floats, Floats, Floats]:
    """The sun in au along Greenwich, 90 deg east and the north pole."""
    given = [np.asarray(each, np.float64) for each in (utc_s, delta_t_s, dut1_s) if each is not None]
    utc, *differences = (each.ravel() for each in np.broadcast_arrays(*given))
    shape = np.broadcast_shapes(*(each.shape for each in given))
    out = np.empty((3, utc.size))
    for start in range(0, utc.size, AT_ONCE):
        batch = slice(start, start + AT_ONCE)
        known = iter(differences)
        delta_t = rotation.delta_t_s(utc[batch]) if delta_t_s is None else next(known)[batch]
        dut1 = rotation.dut1_s(utc[batch]) if dut1_s is None else next(known)[batch]
        out[:, batch] = _turned(utc[batch] - J2000_S, delta_t, dut1)
    x, y, z = out.reshape(3, *shape)
    return x, y, z


def _turned(utc: Floats, delta_t: Floats, dut1: Floats) -> tuple[Floats, Floats, Floats]:
    """The same, one after another, for instants in seconds since J2000.0."""
    ut1 = utc + dut1
    x, y, z, equinox = _of_date(ut1 + delta_t)
    turned = _mean_sidereal(ut1) + equinox
    cos, sin = np.cos(turned), np.sin(turned)
    return x * cos + y * sin, y * cos - x * sin, z


def _mean_sidereal(ut1: Floats) -> Floats:
    """The mean sidereal time at Greenwich in rad, from UT1 in seconds since J2000.0."""
    days = ut1 / DAY_S
    centuries = days / 36525
    # The whole turns are taken out first: they would cost digits.
    degrees = 280.46061837 + 360 * np.fmod(days, 1) + 0.98564736629 * days
    return np.radians(degrees + centuries**2 * (0.000387933 - centuries / 38710000))


def _of_date(tt: Floats) -> Floats:
    """The sun by the true equator and equinox of date.

    Args:
        tt: seconds of TT since J2000.0, (n,).

    Returns:
        x, y and z in au and the equation of the equinoxes in rad, (4, n).
    """
    if tt.size > FEW:
        nodes = (tt.max() - tt.min()) / NODE_S + 4
        if 2 * nodes < tt.size:
            return _between_nodes(tt / NODE_S)
    out = np.empty((4, tt.size))
    for start in range(0, tt.size, SUMMED_AT_ONCE):
        batch = slice(start, start + SUMMED_AT_ONCE)
        out[:, batch] = _apparent(tt[batch] / MILLENNIUM_S)
    return out


def _between_nodes(at: Floats) -> Floats:
    """The same for many instants close together, in units of nodes: by cubics through four nodes."""
    first = np.floor(at.min()) - 1
    nodes = _of_date(NODE_S * np.arange(first, np.floor(at.max()) + 3))
    at = at - first
    before = np.floor(at).astype(np.intp)
    x = at - before
    weights = (
        -x * (x - 1) * (x - 2) / 6,
        (x + 1) * (x - 1) * (x - 2) / 2,
        -(x + 1) * x * (x - 2) / 2,
        (x + 1) * x * (x - 1) / 6,
    )
    out = np.zeros((4, at.size))
    for step, weight in enumerate(weights, start=-1):
        out += weight * nodes[:, before + step]
    return out


def _apparent(millennia: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    longitude, latitude, distance = _geometric(millennia)
    nod_longitude, obliquity = _axis(10 * millennia)
    longitude = longitude + nod_longitude - ABERRATION / distance
    across = distance * np.cos(latitude)
    x, ahead, above = across * np.cos(longitude), across * np.sin(longitude), distance * np.sin(latitude)
    cos, sin = np.cos(obliquity), np.sin(obliquity)
    return x, ahead * cos - above * sin, ahead * sin + above * cos, nod_longitude * cos


def _geometric(millennia: Floats) -> tuple[Floats, Floats, Floats]:
    """Geocentric ecliptic longitude and latitude of the sun in rad, and its distance in au."""
    cosines = np.cos(spa_terms.PHASES + spa_terms.RATES * millennia)
    longitude, latitude, distance, growing, spreading = 1e-8 * (spa_terms.AMPLITUDES @ cosines)
    return (
        np.polynomial.polynomial.polyval(millennia, spa_terms.MEAN_LONGITUDE)
        + longitude
        + millennia * growing,
        -latitude,
        spa_terms.MEAN_DISTANCE + distance + millennia * spreading,
    )


def _axis(centuries: Floats) -> tuple[Floats, Floats]:
    """Nutation in longitude and the true obliquity of the ecliptic, both in rad."""
    angles = spa_terms.MULTIPLES @ np.polynomial.polynomial.polyval(centuries, spa_terms.ARGUMENTS)
    sines, cosines = np.sin(angles), np.cos(angles)
    longitude, growing = spa_terms.NOD_LONGITUDE @ sines
    obliquity, tilting = spa_terms.NOD_OBLIQUITY @ cosines
    unit = 1e-4 * ARC_SECOND
    mean = ARC_SECOND * np.polynomial.polynomial.polyval(centuries / 100, spa_terms.OBLIQUITY)
    return unit * (longitude + centuries * growing), mean + unit * (obliquity + centuries * tilting)


def _place(lat_deg: ArrayLike, lon_deg: ArrayLike, height_m: ArrayLike) -> tuple[Floats, ...]:
    """Sine and cosine of latitude and longitude; how far from the axis and above the equator, in au."""
    latitude, longitude = np.radians(lat_deg), np.radians(lon_deg)
    sin, cos = np.sin(latitude), np.cos(latitude)
    reduced = np.arctan2(POLAR_RADIUS * sin, cos)
    height = np.asarray(height_m, np.float64) / EQUATOR_M
    out = PARALLAX * (np.cos(reduced) + height * cos)
    up = PARALLAX * (POLAR_RADIUS * np.sin(reduced) + height * sin)
    return sin, cos, np.sin(longitude), np.cos(longitude), out, up


def _blocks(shape: tuple[int, ...]) -> list[tuple[slice, ...]]:
    """Pieces of an array of this shape along its longest side, so that no temporary array is large."""
    if not shape:
        return [()]
    axis = int(np.argmax(shape))
    others = max(1, int(np.prod(shape)) // max(1, shape[axis]))
    step = max(1, AT_ONCE // others)
    before = (slice(None),) * axis
    return [(*before, slice(start, start + step)) for start in range(0, shape[axis], step)]


def _horizontal(
    x: Floats,
    y: Floats,
    z: Floats,
    sin_lat: Floats,
    cos_lat: Floats,
    sin_lon: Floats,
    cos_lon: Floats,
    out: Floats,
    up: Floats,
) -> tuple[Floats, Floats, Floats]:
    """Azimuth, elevation and radius in deg, of the sun as seen from a place."""
    east = y * cos_lon - x * sin_lon
    outward = x * cos_lon + y * sin_lon - out
    poleward = z - up
    north = poleward * cos_lat - outward * sin_lat
    level = np.hypot(east, north)
    zenith = outward * cos_lat + poleward * sin_lat
    azimuth = np.degrees(np.arctan2(east, north))
    # Twice, as the remainder of a tiny negative angle is 360 itself.
    azimuth = azimuth % 360 % 360
    return azimuth, np.degrees(np.arctan2(zenith, level)), SEMIDIAMETER_DEG / np.hypot(level, zenith)

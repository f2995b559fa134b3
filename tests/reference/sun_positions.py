"""Make sun_positions.json: where astropy sees the sun, and when it sees it pass an elevation.

    python -m venv v && v/bin/pip install astropy==8.0.2
    v/bin/python tests/reference/sun_positions.py

`positions`: instant in POSIX seconds, latitude, longitude, height in m, azimuth and elevation in deg
(topocentric, without refraction). `crossings`: first instant of a day, latitude, longitude and height; the
question as `events.crossings` takes it; the answers, each an instant and whether the sun rises. Astropy gives
the geometry; the refraction is the formula of NREL/TP-560-34302, of the same apparent elevation in the
standard atmosphere, written here a second time, as astropy's own does not reach the horizon.

Instants go through calendar time: astropy's format "unix" stretches days with a leap second. Polar motion
and UT1 are the bundled IERS tables; after their end their last value holds.
"""

import functools
import importlib
import json
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

# Astropy is needed here only, so it is no dependency of the tests and type checkers miss it.
coordinates: Any = importlib.import_module("astropy.coordinates")
time: Any = importlib.import_module("astropy.time")
iers: Any = importlib.import_module("astropy.utils.iers")
u: Any = importlib.import_module("astropy.units")

POSITIONS, PLACES = 200, 60
DAY_S = 86400
FIRST_S, LAST_S = 730 * DAY_S, 21915 * DAY_S  # 1972 to 2030
EPOCH_MJD = 40587
RANDOM = np.random.default_rng(20220913)
SUNRISE = (0.0, "upper limb", True)
QUESTIONS = (
    SUNRISE,
    (-6.0, "centre", False),
    SUNRISE,
    (10.0, "centre", True),
    SUNRISE,
    (-18.0, "centre", False),
)

Curve = Callable[[np.ndarray], np.ndarray]


@functools.cache
def tables() -> tuple[Any, Any]:
    """What the IERS measured, and what it predicts for later."""
    return iers.IERS_B.open(iers.IERS_B_FILE), iers.IERS_A.open(iers.IERS_A_FILE)


def sky(utc_s: np.ndarray, lat: np.ndarray, lon: np.ndarray, height: np.ndarray) -> tuple[np.ndarray, ...]:
    """Azimuth, elevation and semidiameter in deg."""
    parts = np.broadcast_arrays(utc_s, lat, lon, height)
    utc_s = parts[0]
    measured, later = tables()
    is_later = utc_s >= (measured["MJD"][-1].value - EPOCH_MJD) * DAY_S
    out = np.empty((3, *utc_s.shape))
    for table, which in ((measured, ~is_later), (later, is_later)):
        if which.any():
            with iers.earth_orientation_table.set(table):
                out[:, which] = _sky(*(part[which] for part in parts))
    return tuple(out)


def _sky(utc_s: np.ndarray, lat: np.ndarray, lon: np.ndarray, height: np.ndarray) -> tuple[np.ndarray, ...]:
    place = coordinates.EarthLocation.from_geodetic(lon * u.deg, lat * u.deg, height * u.m)
    instant = time.Time(np.round(utc_s * 1e6).astype("datetime64[us]"), scale="utc")
    frame = coordinates.AltAz(obstime=instant, location=place)
    sun = coordinates.get_body("sun", instant, place).transform_to(frame)
    return sun.az.deg, sun.alt.deg, 959.63 / 3600 / sun.distance.au


def refracted(elevation: np.ndarray, height: float) -> np.ndarray:
    level = 6356766 * height / (6356766 + height)
    kelvin = 288.15 - 0.0065 * level
    hpa = 1013.25 * (kelvin / 288.15) ** 5.255877
    density = hpa / 1010 * 283 / (kelvin - 0.15)
    # Where dense air, of the formula's density, would show the sun just as high; a map that contracts.
    dense = elevation
    for _ in range(60):
        dense = elevation - (1 - density) * raised(dense)
    return np.asarray(elevation + density * raised(dense))


def raised(elevation: np.ndarray) -> np.ndarray:
    bent = np.radians(elevation + 10.3 / (elevation + 5.11))
    return np.where(elevation > -5, np.maximum(1.02 / 60 / np.tan(bent), 0), 0)


def seen(place: tuple[float, float, float], question: tuple[float, str, bool]) -> Curve:
    """How far above the elevation in question the sun stands there."""
    level, of, apparent = question

    def curve(utc_s: np.ndarray) -> np.ndarray:
        _, elevation, radius = sky(utc_s, *np.array(place))
        elevation = elevation + radius if of == "upper limb" else elevation
        return (refracted(elevation, place[2]) if apparent else elevation) - level

    return curve


def passed(curve: Curve, from_s: float) -> list[tuple[float, bool]]:
    """When within a day the curve passes 0, to a millisecond, and whether upwards."""
    times = from_s + np.arange(0, DAY_S + 1, 300.0)
    above = curve(times) >= 0
    at = np.flatnonzero(above[1:] != above[:-1])
    low, high, rising = times[at], times[at + 1], above[at + 1]
    for _ in range(20 if at.size else 0):
        middle = (low + high) / 2
        later = (curve(middle) >= 0) != rising
        low, high = np.where(later, middle, low), np.where(later, high, middle)
    return [(round(float(t), 3), bool(up)) for t, up in zip((low + high) / 2, rising, strict=True)]


def places(count: int) -> tuple[np.ndarray, ...]:
    """Instants and places all over the earth, in 58 years; the poles are the first."""
    utc_s = np.round(RANDOM.uniform(FIRST_S, LAST_S, count), 3)
    lat = np.round(np.degrees(np.arcsin(RANDOM.uniform(-1, 1, count))), 5)
    lat[:6] = 90, -90, 90, -90, 89.9999, -89.9999
    lon = np.round(RANDOM.uniform(-180, 180, count), 5)
    height = np.round(RANDOM.uniform(-430, 8849, count), 1)
    return utc_s, lat, lon, height


def main() -> None:
    warnings.simplefilter("ignore")
    iers.conf.auto_download, iers.conf.iers_degraded_accuracy = False, "warn"
    where = places(POSITIONS)
    azimuth, elevation, _ = sky(*where)
    rows = zip(*(each.tolist() for each in (*where, azimuth.round(6), elevation.round(6))), strict=True)
    crossings = []
    for number, (begin, *place) in enumerate(zip(*(each.tolist() for each in places(PLACES)), strict=True)):
        question = QUESTIONS[number % len(QUESTIONS)]
        crossings.append(
            [[begin, *place], question, passed(seen((place[0], place[1], place[2]), question), begin)]
        )
    lines = {
        "positions": [json.dumps(row) for row in rows],
        "crossings": [json.dumps(row) for row in crossings],
    }
    text = ",\n".join(f'"{name}": [\n' + ",\n".join(each) + "\n]" for name, each in lines.items())
    Path(__file__).with_suffix(".json").write_text("{" + text + "}\n")


if __name__ == "__main__":
    main()

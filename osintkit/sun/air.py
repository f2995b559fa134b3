"""How much higher the air makes the sun seem.

Refraction is the formula of the solar position algorithm (NREL/TP-560-34302, equation 42, after G.
Bennett and T. Saemundsson), which is for 1010 hPa and 10 degrees, and scales with the density of the
air: at one apparent elevation, since light that comes in at it goes through the same layers. (At one
geometric elevation, as the algorithm has it, sunrise at 2,666 m would be 6 s later.) Pressure and
temperature are those of the International Standard Atmosphere (ISO 2533) at the height of the place. Near
the horizon real air differs from any formula: by a few hundredths of a degree on most days, by half a
degree and more over cold ground.

The algorithm stops refracting at -0.8333 deg, where the sun has set over a level horizon. From a
mountain one sees it lower than that, and what jumps has no inverse; so here the formula is left to
itself. It peaks at -1.9 deg, has sunk to nothing at -5 deg, and stays nothing below. So the apparent
elevation grows with the geometric one everywhere and without a jump, and each belongs to exactly one of
the other.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

EARTH_M = 6356766.0  # the radius by which ISO 2533 turns heights into geopotential ones
TROPOPAUSE_M = 11000.0
SEA_K, TROPOPAUSE_K = 288.15, 216.65
LAPSE_K_PER_M = 0.0065
SEA_HPA = 1013.25
GRAVITY_OVER_GAS = 9.80665 / 287.05287  # K per m
LOWEST_DEG = -5.02  # where the formula is below zero; it soon runs through infinity
NEWTON_STEPS = 6  # each doubles the digits; three are usually enough
THIN_STEPS = 3  # where only what the air lacks of the formula's is solved for


def temperature_c(height_m: ArrayLike) -> Floats:
    """How warm is the standard atmosphere at this height, in degrees Celsius?

    Args:
        height_m: above the sea, also negative; -5,000 to 20,000.

    Returns:
        Same shape: 15 at the sea, 6.5 less per km up to 11 km.
    """
    return _kelvin(_geopotential(height_m)) - 273.15


def pressure_hpa(height_m: ArrayLike) -> Floats:
    """What is the pressure of the standard atmosphere at this height, in hPa?

    Args:
        height_m: above the sea, also negative; -5,000 to 20,000.

    Returns:
        Same shape: 1013.25 at the sea, 731.5 at 2,666 m.
    """
    height = _geopotential(height_m)
    below = SEA_HPA * (_kelvin(height) / SEA_K) ** (GRAVITY_OVER_GAS / LAPSE_K_PER_M)
    above = np.maximum(height - TROPOPAUSE_M, 0.0)
    return below * np.exp(-GRAVITY_OVER_GAS * above / TROPOPAUSE_K)


def refraction_deg(geometric_deg: ArrayLike, *, pressure_hpa: ArrayLike, temperature_c: ArrayLike) -> Floats:
    """By how much does the air raise what stands at this elevation?

    Args:
        geometric_deg: elevation as it would be without air, -90 to 90.
        pressure_hpa: of the air at the place.
        temperature_c: of the air at the place.

    Returns:
        0 and up: 0.5 at the horizon, under 0.02 above 45, 0 below -5.
    """
    return _density(pressure_hpa, temperature_c) * _at_1010_hpa(np.asarray(geometric_deg, np.float64))[0]


def apparent_deg(geometric_deg: ArrayLike, *, height_m: ArrayLike) -> Floats:
    """At what elevation does one see, through the standard atmosphere, what stands at this one?

    Args:
        geometric_deg: elevation as it would be without air, -90 to 90.
        height_m: of the place above the sea.
    """
    geometric = np.asarray(geometric_deg, np.float64)
    density = _density_at(height_m)
    return geometric + density * _at_1010_hpa(_in_dense_air(geometric, 1 - density, THIN_STEPS))[0]


def geometric_deg(apparent_deg: ArrayLike, *, height_m: ArrayLike) -> Floats:
    """At what elevation does that really stand which one sees at this one?

    The inverse of `apparent_deg`, to 1e-9 deg.

    Args:
        apparent_deg: elevation as seen through the standard atmosphere, -90 to 90.
        height_m: of the place above the sea.
    """
    apparent = np.asarray(apparent_deg, np.float64)
    return apparent - _density_at(height_m) * _at_1010_hpa(_in_dense_air(apparent, 1.0, NEWTON_STEPS))[0]


def _in_dense_air(shown: Floats, share: float | Floats, steps: int) -> Floats:
    """Where something stands that the formula's air, with this share of its refraction, shows at ``shown``.

    Light that comes in at one apparent elevation goes through the same layers in thin air and in dense, and
    is bent in proportion to their density. So thin air's refraction is that share of what the formula has
    for the same apparent elevation, and not for the same geometric one.
    """
    geometric = shown - share * _at_1010_hpa(shown)[0]
    for _ in range(steps):
        raised, slope = _at_1010_hpa(geometric)
        geometric = geometric - (geometric + share * raised - shown) / (1 + share * slope)
    return geometric


def _geopotential(height_m: ArrayLike) -> Floats:
    height = np.asarray(height_m, np.float64)
    return EARTH_M * height / (EARTH_M + height)


def _kelvin(geopotential_m: Floats) -> Floats:
    return np.maximum(SEA_K - LAPSE_K_PER_M * geopotential_m, TROPOPAUSE_K)


def _density(pressure: ArrayLike, celsius: ArrayLike) -> Floats:
    """Of the air, where that of the formula is 1."""
    return np.asarray(pressure, np.float64) / 1010 * 283 / (273 + np.asarray(celsius, np.float64))


def _density_at(height_m: ArrayLike) -> Floats:
    return _density(pressure_hpa(height_m), temperature_c(height_m))


def _at_1010_hpa(geometric: Floats) -> tuple[Floats, Floats]:
    """Refraction at 1010 hPa and 10 degrees, in deg, and how it grows per deg of elevation."""
    from_pole = np.maximum(geometric, LOWEST_DEG) + 5.11
    bent = np.radians(np.maximum(geometric, LOWEST_DEG) + 10.3 / from_pole)
    raised = 1.02 / 60 / np.tan(bent)
    slope = -1.02 / 60 * np.radians(1 - 10.3 / from_pole**2) / np.sin(bent) ** 2
    # At the zenith the formula runs 0.00003 deg below zero.
    some = (raised > 0) & (geometric > LOWEST_DEG)
    return np.where(some, raised, 0.0), np.where(some, slope, 0.0)

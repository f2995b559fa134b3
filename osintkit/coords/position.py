"""A position that somebody wrote, with how it was read and what its digits can mean on the ground."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from osintkit.coords.ellipsoid import checked, metres_per_degree

ASSUMED = "WGS 84 assumed"
STATED = "WGS 84"


@dataclass(frozen=True, slots=True)
class Position:
    """Where one reading of the words puts it.

    Attributes:
        lat_deg: latitude, north positive, -90 to 90.
        lon_deg: longitude, east positive, -180 to 180.
        notation: ``decimal``, ``degrees minutes``, ``degrees minutes seconds``, ``utm``, ``mgrs``,
            ``plus code``, ``url``, ``geo uri``, ``iso 6709``, ``wkt``, ``geojson`` and others.
        says: how it was read, for people: what is written, and what was assumed.
        precision_m: half a unit of the last digit written, of the coarser axis, in metres on the ground
            there: the best that the digits can mean. It says nothing about accuracy.
        height_m: height in metres where one is written.
        datum: what the numbers refer to, stated or assumed.
    """

    lat_deg: float
    lon_deg: float
    notation: str
    says: str
    precision_m: float
    height_m: float | None = None
    datum: str = ASSUMED


def on_ground_m(lat_deg: float, *, half_lat_deg: float, half_lon_deg: float) -> float:
    """What an uncertainty of both angles is in metres there: the larger of the two."""
    lat_m, lon_m = metres_per_degree(lat_deg)
    return max(half_lat_deg * lat_m, half_lon_deg * lon_m)


def once(found: Iterable[Position]) -> tuple[Position, ...]:
    """Which of these are different places? The first of those that are the same but for rounding.

    The view of a map about its pin is no second reading of a link.
    """
    kept: list[Position] = []
    for position in found:
        if not any(_is_same(position, other) for other in kept):
            kept.append(position)
    return tuple(kept)


def _is_same(one: Position, other: Position) -> bool:
    north_m, east_m = metres_per_degree(one.lat_deg)
    finer_m = min(one.precision_m, other.precision_m)
    return (
        one.datum == other.datum
        and abs(one.lat_deg - other.lat_deg) * north_m <= finer_m
        and abs(math.remainder(one.lon_deg - other.lon_deg, 360)) * east_m <= finer_m
    )


def half_unit(number: str) -> float:
    """Half a unit of the last digit of a number as written: 0.00005 of ``39.5981``, 0.05 of ``39.0``.

    Zeros at the end are digits. A power of ten (``1e-7``, as programs write) shifts it.
    """
    digits, _, power = number.lower().partition("e")
    decimals = len(digits) - digits.index(".") - 1 if "." in digits else 0
    return 0.5 * 10.0 ** (int(power or 0) - decimals)


def placed(
    lat: str,
    lon: str,
    *,
    notation: str,
    says: str,
    datum: str = ASSUMED,
    height_m: float | None = None,
) -> Position:
    """The position of two decimal numbers, as written.

    Raises:
        UsageError: one of them lies outside the earth.
    """
    lat_deg, lon_deg = float(lat), float(lon)
    checked(lat_deg, lon_deg)
    precision_m = on_ground_m(lat_deg, half_lat_deg=half_unit(lat), half_lon_deg=half_unit(lon))
    return Position(lat_deg, lon_deg, notation, says, precision_m, height_m, datum)

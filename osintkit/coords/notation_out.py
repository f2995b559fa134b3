"""A position in the usual notations, each with no more digits than are known.

Superfluous digits pass for accuracy. ``precision_m`` is half a unit of the last digit that means something,
on the ground, of the coarser axis: reading what is written here leads back to within it along each axis.
"""

import math
from typing import Final

from osintkit.coords import mgrs, pluscode, utm
from osintkit.coords.ellipsoid import checked, metres_per_degree
from osintkit.errors import UsageError

FINEST_M: Final = 0.001
"""Finer precision is written like this one; plus codes end at 3 by 7 mm."""
_SLACK: Final = 1 + 1e-9  # a precision that came from digits must give the same digits again
_SIXTIETHS: Final = ("°", "'", '"')


def written(lat_deg: float, lon_deg: float, *, precision_m: float) -> dict[str, str]:
    """How is this position written in each usual notation?

    Args:
        lat_deg: latitude, -90 to 90.
        lon_deg: longitude, -180 to 180.
        precision_m: half a unit of the last digit that is known, on the ground.

    Returns:
        ``decimal``, ``degrees minutes``, ``degrees minutes seconds``, ``utm`` (not near the poles; what is
        not known are zeros), ``mgrs``, ``plus code``, ``geo uri`` (RFC 5870) and ``iso 6709``.

    Raises:
        UsageError: it is no position, or the precision is no positive number.
    """
    checked(lat_deg, lon_deg)
    finest = _at_least(precision_m)
    digits = decimals(lat_deg, precision_m=precision_m)
    lat, lon = fixed(lat_deg, digits), fixed(lon_deg, digits)
    found = {
        "decimal": f"{lat}, {lon}",
        "degrees minutes": _sixtieths(lat_deg, lon_deg, finest, most=2),
        "degrees minutes seconds": _sixtieths(lat_deg, lon_deg, finest, most=3),
    }
    if utm.SOUTHMOST_DEG <= lat_deg <= utm.NORTHMOST_DEG:
        found["utm"] = _utm(lat_deg, lon_deg, finest)
    return found | {
        "mgrs": mgrs.to_mgrs(lat_deg, lon_deg, digits=_mgrs_digits(finest)),
        "plus code": pluscode.encode(lat_deg, lon_deg, digits=_plus_digits(lat_deg, finest)),
        "geo uri": f"geo:{lat},{lon};u={_rounded_up(finest)}",
        "iso 6709": f"{_signed(lat, 2)}{_signed(lon, 3)}/",
    }


def decimals(lat_deg: float, *, precision_m: float) -> int:
    """How many decimals of a degree are needed for this precision here, and no more?

    Raises:
        UsageError: the precision is no positive number.
    """
    return _decimals(max(metres_per_degree(lat_deg)), _at_least(precision_m))


def fixed(value: float, digits: int) -> str:
    """A number with so many decimals, and never a minus before zero."""
    text = f"{value:.{digits}f}"
    return text.removeprefix("-") if not float(text) else text


def _at_least(precision_m: float) -> float:
    if not (math.isfinite(precision_m) and precision_m > 0):
        raise UsageError(f"A precision of {precision_m:g} m cannot be.", "Give metres, more than 0.")
    return max(precision_m, FINEST_M)


def _decimals(unit_m: float, precision_m: float) -> int:
    """Decimals so that half a unit of the last is no more than the precision; 0 if none are needed."""
    return max(0, math.ceil(math.log10(unit_m / 2 / (precision_m * _SLACK))))


def _sixtieths(lat_deg: float, lon_deg: float, precision_m: float, *, most: int) -> str:
    """Degrees, then minutes and seconds as far as they are known, with ``most`` such parts."""
    unit_m = max(metres_per_degree(lat_deg))
    parts = 1
    while parts < most and unit_m / 2 > precision_m * _SLACK:
        parts, unit_m = parts + 1, unit_m / 60
    digits = _decimals(unit_m, precision_m) if parts == most else 0
    return f"{_parted(lat_deg, parts, digits, 'NS')} {_parted(lon_deg, parts, digits, 'EW')}"


def _parted(value: float, parts: int, digits: int, sides: str) -> str:
    """One angle; rounded first and parted then, so that 59.99" carries."""
    scale = 10**digits
    left = round(abs(value) * 60 ** (parts - 1) * scale)
    side = sides[value < 0 and left > 0]
    texts = []
    for place in range(parts):
        unit = 60 ** (parts - 1 - place) * scale
        last = place == parts - 1
        whole, left = divmod(left, scale if last else unit)
        width = 2 if place else 1
        decimal = f".{left:0{digits}d}" if last and digits else ""
        texts.append(f"{whole:0{width}d}{decimal}{_SIXTIETHS[place]}")
    return "".join(texts) + side


def _utm(lat_deg: float, lon_deg: float, precision_m: float) -> str:
    at = utm.to_utm(lat_deg, lon_deg)
    power = min(math.floor(math.log10(2 * precision_m * _SLACK)), 5)  # 100 km at most
    easting, northing = (
        fixed(round(metres, -power), max(0, -power)) for metres in (at.easting_m, at.northing_m)
    )
    # A letter would be a riddle: S is south for some, and for others a band north of the equator.
    return f"{at.zone} {'north' if at.north else 'south'} {easting} {northing}"


def _mgrs_digits(precision_m: float) -> int:
    wanted = math.ceil(5 - math.log10(2 * precision_m * _SLACK))
    return max(0, min(wanted, mgrs.FINEST_DIGITS))


def _plus_digits(lat_deg: float, precision_m: float) -> int:
    """The shortest code whose rectangle is small enough, or the longest there is."""
    north, east = (metres / 2 / (precision_m * _SLACK) for metres in metres_per_degree(lat_deg))
    for pairs in range(1, 6):
        if max(north, east) * 20.0 ** (2 - pairs) <= 1:
            return 2 * pairs
    for more in range(1, pluscode.FINEST_DIGITS - 10 + 1):
        if max(north / 5**more, east / 4**more) / 8000 <= 1:
            return 10 + more
    return pluscode.FINEST_DIGITS


def _rounded_up(metres: float) -> str:
    """Two leading digits, without an exponent, never less than it was."""
    power = math.floor(math.log10(metres)) - 1
    steps = math.ceil(metres / 10.0**power / _SLACK)
    return fixed(steps * 10.0**power, max(0, -power))


def _signed(number: str, places: int) -> str:
    """With its sign and so many places before the point, as ISO 6709 has it."""
    whole, point, part = number.removeprefix("-").partition(".")
    return ("-" if number.startswith("-") else "+") + whole.zfill(places) + point + part

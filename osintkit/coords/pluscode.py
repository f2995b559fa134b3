"""Plus codes (Open Location Code): a rectangle on the globe as letters and digits.

After Google's specification (github.com/google/open-location-code): pairs of digits to base 20, then digits
of a 4 x 5 grid, all in whole numbers, so that no code depends on how a sum was rounded.
"""

import re
from typing import Final

from osintkit.coords.ellipsoid import checked, wrapped
from osintkit.errors import UsageError

FINEST_DIGITS: Final = 15
_ALPHABET: Final = "23456789CFGHJMPQRVWX"
_PAIRS: Final = 10  # digits that come as pairs of latitude and longitude
_BEFORE_PLUS: Final = 8
_ROWS, _COLUMNS = 5, 4
# One degree in units of the finest digit.
_LAT_UNITS: Final = 8000 * _ROWS ** (FINEST_DIGITS - _PAIRS)
_LON_UNITS: Final = 8000 * _COLUMNS ** (FINEST_DIGITS - _PAIRS)
_FORM: Final = re.compile(rf"([{_ALPHABET}]*)(0*)\+([{_ALPHABET}]*)")
_EXAMPLE: Final = "Write it as 8FVC9G8F+6X: digits and letters of 23456789CFGHJMPQRVWX about a plus."


def encode(lat_deg: float, lon_deg: float, *, digits: int = 10) -> str:
    """Which plus code holds this position?

    Args:
        lat_deg: latitude, -90 to 90.
        lon_deg: longitude, -180 to 180.
        digits: 2, 4, 6, 8 (filled with zeros), or 10 to 15; 10 is 14 m, 11 is 3 m.

    Raises:
        UsageError: it is no position, or there are no codes of that length.
    """
    checked(lat_deg, lon_deg)
    if digits not in (2, 4, 6, 8, *range(_PAIRS, FINEST_DIGITS + 1)):
        raise UsageError(
            f"There is no plus code of {digits} digits.", "Ask for 2, 4, 6, 8, or any from 10 to 15."
        )
    # Rounded before it is cut, as the specification's own code does, or 0.1 could be the cell below.
    lat = min(int(round((lat_deg + 90) * _LAT_UNITS, 6)), 180 * _LAT_UNITS - 1)
    lon = int(round((lon_deg + 180) * _LON_UNITS, 6)) % (360 * _LON_UNITS)
    code = _spell(lat, lon)[:digits].ljust(_BEFORE_PLUS, "0")
    return f"{code[:_BEFORE_PLUS]}+{code[_BEFORE_PLUS:]}"


def _spell(lat: int, lon: int) -> str:
    """All fifteen digits, the last one first."""
    found = []
    for _ in range(FINEST_DIGITS - _PAIRS):
        lat, row = divmod(lat, _ROWS)
        lon, column = divmod(lon, _COLUMNS)
        found.append(_ALPHABET[row * _COLUMNS + column])
    for _ in range(_PAIRS // 2):
        lat, north = divmod(lat, 20)
        lon, east = divmod(lon, 20)
        found += [_ALPHABET[east], _ALPHABET[north]]
    return "".join(reversed(found))


def read(code: str, near: tuple[float, float] | None = None) -> tuple[float, float, float, float]:
    """Where is the middle of this code's rectangle, and how large is it?

    Args:
        code: a full code, or a short one (its beginning left off, as in ``9G8F+6X Bern``) with ``near``.
        near: latitude and longitude of the place that a short code is meant near; the rectangle nearest to it
            is taken. A full code does not need it.

    Returns:
        Latitude, longitude, half of the height and half of the width, all in degrees.

    Raises:
        UsageError: it is no plus code, or a short one without ``near``.
    """
    before, padding, after = _parts(code)
    missing = _BEFORE_PLUS - len(before) - len(padding)
    if not missing:
        return _middle(code, before + after)
    if near is None:
        raise UsageError(
            f"{code.strip()} is a short plus code: it means something only near a known place.",
            "Give a position within some 20 km of it.",
        )
    checked(*near)
    lat, lon, half_height, half_width = _middle(code, encode(*near)[:missing] + before + after)
    step = 20.0 ** (2 - missing // 2)
    # The same digits stand in every square of that size; the nearest need not be the one the place is in.
    north = -step if lat > near[0] + step / 2 else step if lat < near[0] - step / 2 else 0.0
    east = -step if lon > near[1] + step / 2 else step if lon < near[1] - step / 2 else 0.0
    lat += north if abs(lat + north) <= 90 else 0.0
    return lat, wrapped(lon + east), half_height, half_width


def _parts(code: str) -> tuple[str, str, str]:
    """Digits before the plus, zeros, digits after it."""
    found = _FORM.fullmatch(code.strip().upper())
    if not found:
        raise UsageError(f"{code.strip()!r} is no plus code.", _EXAMPLE)
    before, padding, after = found.groups()
    length = len(before) + len(padding)
    whole = length <= _BEFORE_PLUS and length % 2 == 0 and len(before) % 2 == 0 and len(after) != 1
    padded = not padding or (length == _BEFORE_PLUS and before and not after)
    if not (whole and padded and before + after):
        raise UsageError(f"{code.strip()!r} is no plus code: digits are missing or too many.", _EXAMPLE)
    return before, padding, after


def _middle(code: str, digits: str) -> tuple[float, float, float, float]:
    lat, lon, height, width = 0, 0, 400 * _LAT_UNITS, 400 * _LON_UNITS
    for north, east in zip(digits[:_PAIRS:2], digits[1:_PAIRS:2], strict=False):
        height, width = height // 20, width // 20
        lat += _ALPHABET.index(north) * height
        lon += _ALPHABET.index(east) * width
    for digit in digits[_PAIRS:FINEST_DIGITS]:
        height, width = height // _ROWS, width // _COLUMNS
        row, column = divmod(_ALPHABET.index(digit), _COLUMNS)
        lat, lon = lat + row * height, lon + column * width
    if lat >= 180 * _LAT_UNITS or lon >= 360 * _LON_UNITS:
        raise UsageError(f"{code.strip()} lies beyond a pole or beyond 180°.", "Check its first two digits.")
    # Halves of the finest unit are exact in a double, so one rounding is all there is.
    return (
        (2 * lat + height - 180 * _LAT_UNITS) / (2 * _LAT_UNITS),
        (2 * lon + width - 360 * _LON_UNITS) / (2 * _LON_UNITS),
        height / (2 * _LAT_UNITS),
        width / (2 * _LON_UNITS),
    )

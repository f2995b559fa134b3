"""MGRS, the military grid: a square of the map named by letters and digits.

NGA.STND.0037: zone and band, then a square of 100 km by two letters (lettering of the new ellipsoids), then
easting and northing within it, cut off and never rounded. Near the poles the grid is UPS, without a zone.
"""

import math
import re
from functools import lru_cache
from typing import Final, NamedTuple

from osintkit.coords import ups, utm
from osintkit.errors import UsageError

FINEST_DIGITS: Final = 8
"""Digits of easting and of northing each: 5 are a metre, 8 a millimetre."""
_SQUARE_M: Final = 100_000.0
_CYCLE_M: Final = 2_000_000.0  # after which the letters of rows begin again
_COLUMNS: Final = ("STUVWXYZ", "ABCDEFGH", "JKLMNPQR")  # of zone 3, 1, 2, from 100 km east
_ROWS: Final = "ABCDEFGHJKLMNPQRSTUV"
_LETTERS: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ"
_EXAMPLE: Final = "Write it as 38SMJ1234567890: zone, band, two letters, an even number of digits."
_FORM: Final = re.compile(r"(\d{1,2})?\s*([A-Z])\s*([A-Z])\s*([A-Z])\s*((?:\d\s*)*)", re.ASCII)
_ZONE_ONLY: Final = re.compile(r"\d{1,2}\s*[A-Z]|[ABYZ]", re.ASCII)
_HAIR_DEG: Final = 1e-6  # squares that only touch a band are not in it


class _Pole(NamedTuple):
    """Letters of the polar grid on one side of a pole."""

    north: bool
    columns: str
    first_column: int
    rows: str
    first_row: int


_POLES: Final = {
    "A": _Pole(False, "JKLPQRSTUXYZ", 8, _LETTERS, 8),
    "B": _Pole(False, "ABCFGHJKLPQR", 20, _LETTERS, 8),
    "Y": _Pole(True, "RSTUXYZ", 13, "ABCDEFGHJKLMNP", 13),
    "Z": _Pole(True, "ABCFGHJ", 20, "ABCDEFGHJKLMNP", 13),
}
"""Columns and rows of 100 km count from the grid's own zero, 2,000 km from the pole."""


def to_mgrs(lat_deg: float, lon_deg: float, *, digits: int = 5) -> str:
    """Which square of the military grid is this position in?

    Args:
        lat_deg: latitude, -90 to 90.
        lon_deg: longitude, -180 to 180.
        digits: of easting and of northing each: 0 names 100 km, 5 a metre, 8 a millimetre.

    Raises:
        UsageError: it is no position, or ``digits`` is out of range.
    """
    if not 0 <= digits <= FINEST_DIGITS:
        raise UsageError(f"MGRS has no {digits} digits.", f"Ask for 0 to {FINEST_DIGITS}.")
    if not utm.SOUTHMOST_DEG <= lat_deg <= utm.NORTHMOST_DEG:
        return _polar(lat_deg, lon_deg, digits)
    at = utm.to_utm(lat_deg, lon_deg)
    # A hair south of the equator is 10,000,000 after rounding, and would be the row north of it.
    northing = at.northing_m if at.north else min(at.northing_m, math.nextafter(10_000_000.0, 0))
    column = _COLUMNS[at.zone % 3][int(at.easting_m // _SQUARE_M) - 1]
    row = _ROWS[(int(northing // _SQUARE_M) + _first_row(at.zone)) % len(_ROWS)]
    return f"{at.zone:02d}{at.band}{column}{row}{_within(at.easting_m, northing, digits)}"


def _first_row(zone: int) -> int:
    return 5 if zone % 2 == 0 else 0


def _polar(lat_deg: float, lon_deg: float, digits: int) -> str:
    at = ups.to_ups(lat_deg, lon_deg)
    east = at.easting_m >= ups.CENTRE_M
    band = ("Z" if east else "Y") if at.north else ("B" if east else "A")
    pole = _POLES[band]
    column = pole.columns[int(at.easting_m // _SQUARE_M) - pole.first_column]
    row = pole.rows[int(at.northing_m // _SQUARE_M) - pole.first_row]
    return f"{band}{column}{row}{_within(at.easting_m, at.northing_m, digits)}"


def _within(easting_m: float, northing_m: float, digits: int) -> str:
    if digits == 0:
        return ""
    scale = 10.0 ** (digits - 5)
    return "".join(f"{int(metres % _SQUARE_M * scale):0{digits}d}" for metres in (easting_m, northing_m))


def read(text: str) -> tuple[float, float, float]:
    """Where is the middle of this square of the military grid, and how large is it?

    A square that a zone or a band cuts is read whole, and digits may lead a little out of the zone, as old
    maps with overlapping grids have it.

    Args:
        text: with or without spaces, in any case.

    Returns:
        Latitude, longitude, and half of the square's side in metres.

    Raises:
        UsageError: it is no MGRS, a letter cannot be, or there is no such square in that zone and band.
    """
    zone, band, column, row, easting, northing = _parts(text)
    side = 10.0 ** (5 - len(easting))
    east, north = ((int(part or "0") + 0.5) * side for part in (easting, northing))
    if zone is None:
        pole = _POLES[band]
        lat, lon = _polar_square(band, column, row, pole, east, north)
        return lat, lon, side / 2
    easting0, northing0 = _square(zone, band, column, row)
    lat, from_middle = utm.unproject(easting0 + east, northing0 + north)
    return lat, math.remainder(utm.middle_deg(zone) + from_middle, 360), side / 2


def _parts(text: str) -> tuple[int | None, str, str, str, str, str]:
    found = _FORM.fullmatch(text.strip().upper())
    if not found:
        if _ZONE_ONLY.fullmatch(text.strip().upper()):
            says = f"{text.strip()!r} names a zone of several hundred kilometres, not a square."
            raise UsageError(says, "Add the two letters of the square, such as 38SMJ.")
        raise UsageError(f"{text.strip()!r} is no MGRS coordinate.", _EXAMPLE)
    zone = int(found[1]) if found[1] else None
    _possible_zone(zone, found[2])
    easting, northing = _digits(found[5])
    return zone, found[2], found[3], found[4], easting, northing


def _digits(written: str) -> tuple[str, str]:
    groups = written.split()
    if len(groups) == 2 and len(groups[0]) != len(groups[1]):
        raise UsageError(
            f"The easting {groups[0]} and the northing {groups[1]} differ in their number of digits.",
            "Give both with the same number, with leading zeros.",
        )
    if len(groups) > 2:
        raise UsageError(f"It is not clear how to split {written.strip()}.", _EXAMPLE)
    joined = "".join(groups)
    if len(joined) % 2:
        raise UsageError(
            f"{joined} has {len(joined)} digits: easting and northing must have as many each.",
            "Look for a missing or doubled digit.",
        )
    if len(joined) > 2 * FINEST_DIGITS:
        raise UsageError(f"{joined} has more than {2 * FINEST_DIGITS} digits.", _EXAMPLE)
    return joined[: len(joined) // 2], joined[len(joined) // 2 :]


def _possible_zone(zone: int | None, band: str) -> None:
    if zone is None:
        if band not in _POLES:
            says = (
                f"The number of the zone is missing before {band}: only A, B, Y and Z (the poles) have none."
            )
            raise UsageError(says, _EXAMPLE)
        return
    utm.middle_deg(zone)
    if band in _POLES:
        says = f"Band {band} lies at a pole, where there are no numbered zones."
        raise UsageError(says, f"Leave out {zone}, or check the letter.")
    if band not in utm.BANDS:
        says = f"There is no band {band}: I and O are left out, as they look like 1 and 0."
        raise UsageError(says, "Check the letter after the zone.")
    if band == "X" and zone in (32, 34, 36):
        says = f"There is no zone {zone} in band X: about Svalbard the zones are 31, 33, 35 and 37."
        raise UsageError(says, "Check the zone.")


def _square(zone: int, band: str, column: str, row: str) -> tuple[float, float]:
    """South-west corner: easting, and northing from the equator."""
    columns = _COLUMNS[zone % 3]
    if column not in columns:
        letters = f"{columns[0]} to {columns[-1]}"
        says = f"The squares of zone {zone} begin with a letter from {letters}, not {column}."
        raise UsageError(says, "Check the zone and the first letter of the square.")
    if row not in _ROWS:
        says = f"No square ends with the letter {row}: they run from A to V without I and O."
        raise UsageError(says, "Check the second letter of the square.")
    easting = (columns.index(column) + 1) * _SQUARE_M
    lowest, highest = _rows_of(band)
    in_cycle = (_ROWS.index(row) - _first_row(zone)) % len(_ROWS) * _SQUARE_M
    northing = in_cycle + math.ceil((lowest - _SQUARE_M - in_cycle) / _CYCLE_M) * _CYCLE_M
    if northing > highest or not _meets(zone, band, easting, northing):
        raise _elsewhere(zone, band, column + row, easting, northing)
    return easting, northing


def _span_deg(band: str) -> tuple[float, float]:
    south = utm.SOUTHMOST_DEG + 8 * utm.BANDS.index(band)
    return south, utm.NORTHMOST_DEG if band == "X" else south + 8


@lru_cache(maxsize=len(utm.BANDS))
def _rows_of(band: str) -> tuple[float, float]:
    """Lowest and highest northing, from the equator, of a band in any zone."""
    bent = [utm.project(lat, from_middle)[1] for lat in _span_deg(band) for from_middle in (0.0, 6.0)]
    return min(bent), max(bent)


def _meets(zone: int, band: str, easting_m: float, northing_m: float) -> bool:
    """Whether some of a square of 100 km lies in this zone and band.

    Along a northing of the grid, latitude is farthest from the equator in the middle of the zone.
    """
    south, north = _span_deg(band)
    to_pole, to_equator = northing_m + _SQUARE_M, northing_m
    near, far = easting_m, easting_m + _SQUARE_M
    if south < 0:
        to_pole, to_equator = to_equator, to_pole
    if easting_m < utm.EAST_M:
        near, far = far, near
    widest = max(south, min(utm.unproject(far, to_equator)[0], north))
    west, east = (utm.project(widest, edge)[0] for edge in _edges(zone, band))
    farthest = max(west, min(far, east))
    if not west + 1 < max(near, farthest) or not min(near, farthest) < east - 1:
        return False
    reach = sorted((utm.unproject(near, to_pole)[0], utm.unproject(farthest, to_equator)[0]))
    return reach[0] < north - _HAIR_DEG and reach[1] > south + _HAIR_DEG


def _edges(zone: int, band: str) -> tuple[float, float]:
    """Western and eastern edge of a zone in a band, degrees from its middle."""
    if band == "V" and zone in (31, 32):
        return (-3.0, 0.0) if zone == 31 else (-6.0, 3.0)
    if band == "X" and zone in (31, 33, 35, 37):
        return -3.0 if zone == 31 else -6.0, 3.0 if zone == 37 else 6.0
    return -3.0, 3.0


def _elsewhere(zone: int, band: str, square: str, easting_m: float, northing_m: float) -> UsageError:
    says = f"There is no square {square} in zone {zone}, band {band}."
    lat, from_middle = utm.unproject(easting_m + _SQUARE_M / 2, northing_m + _SQUARE_M / 2)
    south, north = _span_deg(band)
    if not south - 2 <= lat <= north + 2:
        return UsageError(says, "Check the band and the second letter of the square.")
    lon = math.remainder(utm.middle_deg(zone) + from_middle, 360)
    named = to_mgrs(max(-80.0, min(lat, 84.0)), lon, digits=0)
    return UsageError(says, f"What lies there is called {named}: check the zone and the letters.")


def _polar_square(
    band: str, column: str, row: str, pole: _Pole, east_m: float, north_m: float
) -> tuple[float, float]:
    if column not in pole.columns or row not in pole.rows:
        wrong = column if column not in pole.columns else row
        letters = pole.columns if wrong == column else pole.rows
        says = f"There is no square {column}{row} in {band}: {wrong} is none of {letters}."
        raise UsageError(says, "Check the letters of the square.")
    easting = (pole.columns.index(column) + pole.first_column) * _SQUARE_M
    northing = (pole.rows.index(row) + pole.first_row) * _SQUARE_M
    nearest = (max(west, min(ups.CENTRE_M, west + _SQUARE_M)) for west in (easting, northing))
    lat = ups.unproject(pole.north, *nearest)[0]
    if utm.SOUTHMOST_DEG + 0.01 < lat < utm.NORTHMOST_DEG - 0.01:
        says = f"There is no square {column}{row} in {band}: it would lie outside the polar grid."
        raise UsageError(says, "Check the letters of the square.")
    return ups.unproject(pole.north, easting + east_m, northing + north_m)

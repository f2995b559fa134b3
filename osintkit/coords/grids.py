"""Positions on grids: UTM, UPS, MGRS, and plus codes."""

import math
import re

from osintkit.coords import mgrs, pluscode, ups, utm
from osintkit.coords.position import ASSUMED, STATED, Position, half_unit, on_ground_m
from osintkit.errors import UsageError

_NAMES = re.compile(
    r"\b(?:MGRS|USNG|UTMREF|UTM|UPS|GRID|REF|ZONE|ZONA|FUSEAU|HUSO|EPSG)\b[ :.=]*", re.IGNORECASE
)
_EPSG = re.compile(r"(?<!\d)(?:EPSG[ :]*)?32([67])(\d\d)(?!\d)[ ;,:]+(?=.)", re.IGNORECASE)
_MGRS = re.compile(r"(?:\d{1,2} ?[A-Z]|[ABYZ]) ?[A-Z] ?[A-Z](?: ?\d+){0,2}", re.IGNORECASE)
_MGRS_SQUARE = re.compile(r"[A-HJ-NP-Z]{2} ?\d{1,5} ?\d{1,5}", re.IGNORECASE)
_ZONE = (
    r"(?P<zone>\d{1,2}) ?(?:(?P<word>north|south|nord|sud|norte|sur)(?:ern)?(?: hemisphere)?"
    r"|(?P<letter>[C-HJ-NP-X]))(?![A-Za-z])"
)
_METRES = (
    r"(?:(?P<name{0}>[ENXY]|easting|northing)[ :=]*)?(?P<metres{0}>{1}(?:\.\d+)?)(?![\d.])"
    r" ?(?P<unit{0}>(?:m ?)?[ENS](?![A-Za-z])|m(?![A-Za-z]))?"
)
_PAIR = "[ ,;/]*".join(_METRES.format(each, r"\d{1,9}") for each in (1, 2))
_UTM = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (rf"{_ZONE}[ ,;:/]*{_PAIR}", rf"{_PAIR}[ ,;:/(]*(?<!\d){_ZONE}\)?")
)
_UPS = re.compile(rf"(?P<pole>north|south|[NSABYZ]) {_PAIR}", re.IGNORECASE)
_UNZONED = re.compile(r"[EN]? ?(?:\d{6}(?:\.\d+)?)(?: ?m?E)?[ ,;/]+[EN]? ?(?:\d{6,8}(?:\.\d+)?)(?: ?m?N)?")
_MOST_EASTING_M = 1_000_000
_FAR_FROM_MIDDLE_DEG = 4.0
"""A zone reaches three degrees from its middle, and maps half a degree further; Norway's reach further."""
_THOUSANDS = re.compile(r"(?<![\d.])(?<!\d,)\d{1,3}(?:[ ,']\d{3})+(?!\d)")
_CODE = re.compile(
    r"(?<![^ ,(/])([23456789CFGHJMPQRVWX]{2,8}0{0,6}\+[23456789CFGHJMPQRVWX]{0,7})(?![^ ,)/])", re.I
)


def read(text: str, *, near: tuple[float, float] | None = None) -> tuple[Position, ...] | None:
    """Which positions does a grid reference mean? None when it is none.

    Args:
        text: as `osintkit.coords.writing.plain` leaves it.
        near: latitude and longitude that a short plus code belongs to.

    Raises:
        UsageError: it is a grid reference, and none that can be.
    """
    if "+" in text and (codes := _CODE.findall(text)):
        if len({code.upper() for code in codes}) > 1:
            raise UsageError("This holds several plus codes.", "Give one position at a time.")
        return (_plus_code(codes[0].upper(), near),)
    if not any(char.isdigit() for char in text):
        return None
    is_named = bool(_NAMES.search(text))
    bare = _EPSG.sub(lambda epsg: f"{epsg[2]} {'north' if epsg[1] == '6' else 'south'} ", text, count=1)
    bare = _NAMES.sub("", bare).strip(" ,;:.()")
    if _MGRS.fullmatch(bare):
        lat_deg, lon_deg, half_m = mgrs.read(bare)
        says = "centre of the square" if half_m > 0.5 else "the square of one metre"
        return (Position(lat_deg, lon_deg, "mgrs", says, half_m, None, ASSUMED),)
    joined = _joined(bare)
    for form in _UTM:
        if (found := form.fullmatch(joined)) and _is_far(found):
            return _utm(found)
    if (found := _UPS.fullmatch(joined)) and (is_named or found["pole"].upper() in "ABYZ"):
        return (_ups(found),)
    return None


def _joined(text: str) -> str:
    """``606 000`` and ``4,384,000`` as one number each."""
    return _THOUSANDS.sub(lambda number: re.sub(r"\D", "", number[0]), text)


def _is_far(found: re.Match[str]) -> bool:
    """Whether the easting counts at least tens of kilometres, or these are degrees with letters."""
    return len(_metres(found)[0].partition(".")[0].lstrip("0")) >= 5


def unzoned(text: str) -> UsageError | None:
    """What to say of text that could not be read, if it looks like a grid reference without its zone."""
    bare = _NAMES.sub("", text).strip(" ,;:.()")
    if _UNZONED.fullmatch(_joined(bare)):
        return UsageError(
            "This looks like metres on a UTM grid without their zone, so it fits sixty places.",
            "Add the zone and the hemisphere, such as 38N 606000 4384000.",
        )
    if _MGRS_SQUARE.fullmatch(bare) and len(re.sub(r"\D", "", bare)) % 2 == 0:
        return UsageError(
            "This looks like a military grid reference without its zone, so it fits many places.",
            "Add the zone and its letter, such as 38S PJ 1234 5678.",
        )
    return None


def _plus_code(code: str, near: tuple[float, float] | None) -> Position:
    is_short = len(code.partition("+")[0]) < 8
    if is_short and near is None:
        raise UsageError(
            f"{code} is a short plus code: it means a place only near another one.",
            "Give that place with --near LAT,LON, or the full code: eight characters before the plus.",
        )
    lat_deg, lon_deg, half_lat_deg, half_lon_deg = pluscode.read(code, near=near)
    precision_m = on_ground_m(lat_deg, half_lat_deg=half_lat_deg, half_lon_deg=half_lon_deg)
    says = "centre of the cell"
    if is_short and near:
        says += f"; short code, completed near {near[0]:.6g}, {near[1]:.6g}"
    return Position(lat_deg, lon_deg, "plus code", says, precision_m, None, STATED)


def _metres(found: re.Match[str]) -> tuple[str, str]:
    """Easting and northing as written, easting first unless letters say otherwise."""
    first, second = found["metres1"], found["metres2"]
    names = [
        (found[f"name{each}"] or (found[f"unit{each}"] or "").lstrip("mM ") or " ")[0].upper()
        for each in "12"
    ]
    names = ["N" if name in "Ss" else name.upper() for name in names]
    if set(names) & {"X", "Y"}:
        names = _axes(names, (first, second))
    if names[0] == names[1] != " ":
        raise UsageError(f"Both numbers are called {names[0]}.", "Give one easting and one northing.")
    return (second, first) if names[0] == "N" or names[1] == "E" else (first, second)


def _axes(names: list[str], metres: tuple[str, str]) -> list[str]:
    """X is east and Y north on most maps, and the other way round in Russian and German ones."""
    named = dict(zip(names, metres, strict=True))
    if not (set(named) == {"X", "Y"} and float(named["X"]) < _MOST_EASTING_M <= float(named["Y"])):
        raise UsageError(
            "Which of X and Y counts eastward cannot be told: maps differ.",
            "Write E and N instead of X and Y.",
        )
    return ["E" if name == "X" else "N" for name in names]


def _utm(found: re.Match[str]) -> tuple[Position, ...]:
    easting, northing = _metres(found)
    zone = int(found["zone"])
    if any((found[unit] or "").upper().endswith("S") for unit in ("unit1", "unit2")):
        if (found["word"] or found["letter"])[0].upper() in "NPQRTUVWX":
            raise UsageError(
                "The zone is of the northern half, and the northing is called S.", "Check both letters."
            )
        return (_utm_at(zone, easting, northing, north=False, says=f"zone {zone}, southern half"),)
    if found["word"]:
        north = found["word"].lower().startswith("n")
        return (_utm_at(zone, easting, northing, north=north, says=f"zone {zone}, {_half(north)} half"),)
    letter = found["letter"].upper()
    if letter == "N":
        return (_utm_at(zone, easting, northing, north=True, says=f"zone {zone}, N is the northern half"),)
    errors: list[UsageError] = []
    readings: list[Position] = []
    ways = [(letter >= "N", f"zone {zone}, {letter} is the latitude band")]
    if letter == "S":
        ways.append((False, f"zone {zone}, S is the southern half"))
    for north, says in ways:
        try:
            position = _utm_at(zone, easting, northing, north=north, says=says)
            if "band" in says:
                _in_band(position, letter)
            readings.append(position)
        except UsageError as error:
            errors.append(error)
    if not readings:
        raise errors[0]
    return tuple(readings)


def _half(north: bool) -> str:
    return "northern" if north else "southern"


def _in_band(position: Position, letter: str) -> None:
    south_deg = -80.0 + 8 * "CDEFGHJKLMNPQRSTUVWX".index(letter)
    north_deg = 84.0 if letter == "X" else south_deg + 8
    margin_deg = 0.01  # a rounded northing may lie just outside
    if not south_deg - margin_deg <= position.lat_deg <= north_deg + margin_deg:
        raise UsageError(
            f"The northing lies at latitude {position.lat_deg:.2f}, and band {letter} runs from "
            f"{south_deg:g} to {north_deg:g}.",
            "Check the letter. It is the band; of the half of the earth, N and S are the letters.",
        )


def _utm_at(zone: int, easting: str, northing: str, *, north: bool, says: str) -> Position:
    lat_deg, lon_deg = utm.to_geographic(zone, north, float(easting), float(northing))
    precision_m = max(half_unit(easting), half_unit(northing))
    off_deg = abs(math.remainder(lon_deg - (6 * zone - 183), 360))
    if off_deg > _FAR_FROM_MIDDLE_DEG and abs(lat_deg) < 72 and not (zone == 32 and 56 <= lat_deg < 64):
        says += "; far outside that zone, as only some countries use it: check the digits"
    return Position(lat_deg, lon_deg, "utm", says, precision_m)


def _ups(found: re.Match[str]) -> Position:
    easting, northing = _metres(found)
    north = found["pole"][0].upper() in "NYZ"
    lat_deg, lon_deg = ups.from_ups(north, float(easting), float(northing))
    precision_m = max(half_unit(easting), half_unit(northing))
    return Position(lat_deg, lon_deg, "ups", f"{_half(north)} polar grid", precision_m)

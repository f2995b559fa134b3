"""Positions as standards and programs write them: ISO 6709, geo URIs, WKT, GeoJSON, KML, EXIF."""

import re

from osintkit.coords.position import ASSUMED, STATED, Position, half_unit, on_ground_m, placed
from osintkit.errors import UsageError

_NUMBER = r"[+-]?(?:\d{1,12}(?:\.\d{0,30})?|\.\d{1,30})(?:[eE][+-]?\d{1,2})?"
_ISO_6709 = re.compile(
    r"(?:(?:[\w.]*ISO6709[\w-]*|[\w.]*xyz) ?[:=]? ?)?"
    r"([+-])(\d{2}|\d{4}|\d{6})((?:\.\d+)?)([+-])(\d{3}|\d{5}|\d{7})((?:\.\d+)?)"
    r"([+-]\d+(?:\.\d+)?)?(?:CRS([\w-]+))?/?",
    re.IGNORECASE,
)
_GEO = re.compile(
    rf"geo:(?://)?({_NUMBER}),({_NUMBER})(?:,({_NUMBER}))?((?:;[\w-]+(?:=[^;?]*)?)*)(?:\?(.*))?",
    re.IGNORECASE | re.DOTALL,
)
_POINT = re.compile(
    rf"(?:SRID ?= ?(\d+) ?;)? ?POINT ?(?:ZM|Z|M)? ?\( ?({_NUMBER})[ ,]+({_NUMBER})"
    rf"(?: +({_NUMBER}))?(?: +{_NUMBER})? ?\)",
    re.IGNORECASE,
)
_GEOJSON = re.compile(
    rf"\"coordinates\" ?: ?\[ ?({_NUMBER}) ?, ?({_NUMBER}) ?(?:, ?({_NUMBER}) ?)?\]", re.IGNORECASE
)
_KML = re.compile(
    rf"<coordinates>\s*({_NUMBER}) ?, ?({_NUMBER})(?: ?, ?({_NUMBER}))?\s*</coordinates>", re.IGNORECASE
)
_KML_VIEW = re.compile(
    rf"<(LookAt|Camera)>(?=.*?<latitude>\s*({_NUMBER})\s*<)(?=.*?<longitude>\s*({_NUMBER})\s*<)",
    re.IGNORECASE | re.DOTALL,
)
_GPX = re.compile(r"<(?:wpt|trkpt|rtept)\b([^<>]*)>", re.IGNORECASE)
_GPX_HEIGHT = re.compile(rf"<ele>\s*({_NUMBER})\s*</ele>", re.IGNORECASE)
_ARRAY = re.compile(rf"\[ ?({_NUMBER}) ?, ?({_NUMBER}) ?(?:, ?({_NUMBER}) ?)?\]")
_LAT_E7 = re.compile(r"latitude_?E7\"? ?[:=] ?\"?(-?\d{1,10})(?!\d)", re.IGNORECASE)
_LON_E7 = re.compile(r"longitude_?E7\"? ?[:=] ?\"?(-?\d{1,10})(?!\d)", re.IGNORECASE)
_RATIONAL = re.compile(r"(\d{1,10}) ?/ ?(\d{1,10})")
_ENTRY = re.compile(r"\"?\b([A-Za-z]\w*)\"? ?[:=] ?\"([^\"]*)\"")
_KEY = re.compile(r"\"([A-Za-z]\w*)\" ?:")
_IN_QUERY = re.compile(rf"(?:^|&)q=(?:loc:)?({_NUMBER})\s*,\s*({_NUMBER})")


def read(text: str) -> tuple[Position, ...] | None:
    """Which positions does a standard form mean? None when it is none.

    Args:
        text: as `osintkit.coords.writing.plain` leaves it.

    Raises:
        UsageError: it is of such a form, and no position on earth.
    """
    head = text[:20].lstrip("([ ").lower()
    if head.startswith("geo:"):
        return _geo_uri(text)
    if head.startswith(("point", "srid")):
        return _from_xy(_POINT.match(text), "wkt", "longitude first, as WKT has it", srid=True)
    if '"coordinates"' in text:
        return _geojson(text)
    if "<coordinates>" in text.lower():
        return _from_xy(_KML.search(text), "kml", "longitude first, as KML has it")
    if view := _KML_VIEW.match(text):
        says = "where the camera stands" if view[1].lower() == "camera" else "what is looked at, not a pin"
        return (placed(view[2], view[3], notation="kml", says=says, datum=STATED),)
    if points := _GPX.findall(text):
        return _gpx(points, text)
    if iso := _ISO_6709.fullmatch(text):
        return (_iso_6709(iso),)
    if array := _ARRAY.fullmatch(text):
        return _bare_array(array)
    if (lat := _LAT_E7.search(text)) and (lon := _LON_E7.search(text)):
        return (_e7(lat[1], lon[1]),)
    return None


def without_keys(text: str) -> str:
    """``{"lat": "39.5"}`` and ``lat="39.5"`` as ``lat 39.5``, since a quotation mark means seconds too."""
    if '"' not in text:
        return text
    return _KEY.sub(r"\1 ", _ENTRY.sub(r"\1 \2 ", text))


def without_rationals(text: str) -> str:
    """``39/1 35/1 5300/100`` as ``39 35 53.00``, as EXIF writes angles.

    Raises:
        UsageError: a denominator of zero, or only one of the two angles.
    """
    found = _RATIONAL.findall(text)
    if len(found) not in (3, 6) or len(re.findall(r"\d+", text)) != 2 * len(found):
        return text
    if len(found) == 3:
        raise UsageError(
            "Three fractions are one angle; a position has a latitude and a longitude.",
            "Give both with their letters, such as 39/1 35/1 53/1 N 46/1 13/1 52/1 E.",
        )
    parts = iter(_spelt_out(found[:3]) + _spelt_out(found[3:]))
    return _RATIONAL.sub(lambda _: next(parts), text.replace(",", " ")).strip()


def _spelt_out(angle: list[tuple[str, str]]) -> list[str]:
    """Degrees, minutes, seconds in decimals; a last part of zero that only fills up is dropped."""
    written = []
    for above, below in angle:
        if not int(below):
            raise UsageError(
                f"{above}/{below} is no number: something is divided by zero.", "Check the metadata."
            )
        digits = len(str(int(below))) - 1
        written.append(f"{int(above) / int(below):.{digits}f}")
    while len(written) > 1 and not float(written[-1]) and float(written[-2]) % 1:
        written[-1] = ""
        return [*(part for part in written if part), ""]
    return written


def _geo_uri(text: str) -> tuple[Position, ...]:
    found = _GEO.fullmatch(text.strip())
    if found is None:
        raise UsageError(
            "This is no geo: address with a latitude and a longitude in degrees.",
            "It is written geo:39.5981,46.2311 (RFC 5870).",
        )
    lat, lon, height, parameters, query = found.groups()
    stated = dict(part.partition("=")[::2] for part in parameters.lower().split(";") if part)
    crs = stated.get("crs", "wgs84")
    says = "latitude first, as geo: addresses have it"
    if "u" in stated:
        says += f"; its writer states an uncertainty of {stated['u']} m"
    pinned = _IN_QUERY.search((query or "").replace("%2C", ",").replace("%20", " ").replace("+", " "))
    at_zero = float(lat) == 0 == float(lon)
    if at_zero and query and "q=" in query and not pinned:
        raise UsageError(
            "This geo: address names a place to search for and no position.",
            "Open it yourself and copy its position.",
        )
    datum = STATED if crs == "wgs84" else f"{crs} (stated, not converted)"
    read_at = [(pinned[1], pinned[2], "the point searched for")] if pinned else []
    if not (at_zero and pinned):
        read_at.append((lat, lon, says))
    return tuple(
        placed(at_lat, at_lon, notation="geo uri", says=why, datum=datum, height_m=_height(height))
        for at_lat, at_lon, why in read_at
    )


def _height(written: str | None) -> float | None:
    return None if written is None else float(written)


def _from_xy(
    found: re.Match[str] | None, notation: str, says: str, *, srid: bool = False
) -> tuple[Position, ...]:
    if found is None:
        raise UsageError(
            "This is no single point of two or three numbers.",
            "Give one point, such as POINT(46.2311 39.5981).",
        )
    parts = list(found.groups())
    if srid:
        system = parts.pop(0)
        if system not in (None, "4326"):
            raise UsageError(
                f"Its numbers are of the reference system {system}, which is not degrees of WGS 84 (4326).",
                "Convert it first, or give UTM with its zone.",
            )
    lon, lat, height = parts
    if 90 < abs(float(lat)) <= 180 and abs(float(lon)) <= 90:
        raise UsageError(
            f"The second number is the latitude here, and {lat} is too large for one.",
            "They may be swapped: write the longitude first.",
        )
    return (placed(lat, lon, notation=notation, says=says, datum=STATED, height_m=_height(height)),)


def _geojson(text: str) -> tuple[Position, ...]:
    kind = re.search(r"\"type\" ?: ?\"((?:Multi)?(?:Polygon|LineString)|MultiPoint)\"", text)
    if kind or len(re.findall('"coordinates"', text)) > 1:
        raise UsageError("This GeoJSON has more than one point.", "Give one Point.")
    return _from_xy(_GEOJSON.search(text), "geojson", "longitude first, as GeoJSON has it")


def _gpx(points: list[str], text: str) -> tuple[Position, ...]:
    if len(points) > 1:
        raise UsageError("This GPX has more than one point.", "Give one point.")
    values = dict(re.findall(rf"\b(lat|lon) ?= ?[\"']({_NUMBER})[\"']", points[0], re.IGNORECASE))
    if set(values) != {"lat", "lon"}:
        raise UsageError("This point of GPX has no lat and lon.", "Copy it once more.")
    height = _GPX_HEIGHT.search(text)
    return (
        placed(
            values["lat"],
            values["lon"],
            notation="gpx",
            says="lat and lon, as GPX has them",
            datum=STATED,
            height_m=_height(height and height[1]),
        ),
    )


def _bare_array(found: re.Match[str]) -> tuple[Position, ...]:
    """Two numbers in brackets: programs write both orders."""
    first, second, height = found.groups()
    ways = (
        (first, second, "first number is the latitude, as written"),
        (second, first, "swapped: first number is the longitude, as GeoJSON has it"),
    )
    readings, errors = [], []
    for lat, lon, says in ways:
        try:
            readings.append(placed(lat, lon, notation="array", says=says, height_m=_height(height)))
        except UsageError as error:
            errors.append(error)
    if not readings:
        raise errors[0]
    return tuple(readings)


def _e7(lat: str, lon: str) -> Position:
    at = [f"{int(number) / 1e7:.7f}" for number in (lat, lon)]
    return placed(*at, notation="E7", says="ten-millionths of a degree, as Google's exports have them")


def _iso_6709(found: re.Match[str]) -> Position:
    lat, half_lat_deg = _sexagesimal(found[2], found[3], 2)
    lon, half_lon_deg = _sexagesimal(found[5], found[6], 3)
    lat_deg = -lat if found[1] == "-" else lat
    lon_deg = -lon if found[4] == "-" else lon
    placed(f"{lat_deg:.9f}", f"{lon_deg:.9f}", notation="", says="")
    crs = found[8]
    return Position(
        lat_deg,
        lon_deg,
        "iso 6709",
        "latitude first, as ISO 6709 has it",
        on_ground_m(lat_deg, half_lat_deg=half_lat_deg, half_lon_deg=half_lon_deg),
        _height(found[7]),
        ASSUMED
        if crs is None
        else STATED
        if crs.upper().replace("_", "") in {"WGS84", "EPSG4326"}
        else f"{crs} (stated)",
    )


def _sexagesimal(whole: str, fraction: str, width: int) -> tuple[float, float]:
    """Degrees of ``DD``, ``DDMM`` or ``DDMMSS`` with a fraction, and half a unit of the last digit."""
    parts = [whole[:width], *(whole[at : at + 2] for at in range(width, len(whole), 2))]
    parts[-1] += fraction
    for part in parts[1:]:
        if float(part) >= 60:
            raise UsageError(
                f"Minutes and seconds go up to 60; {whole}{fraction} has {part}.", "Check the digits."
            )
    degrees = sum(float(part) / 60**field for field, part in enumerate(parts))
    return degrees, half_unit(parts[-1]) / 60 ** (len(parts) - 1)

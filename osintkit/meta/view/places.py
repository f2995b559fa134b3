"""Where: every position a file states, in decimal degrees, and the names of places in it."""

import re
from collections.abc import Iterator
from typing import Any

from osintkit.meta.found import Findings, Tag
from osintkit.meta.view import by_name
from osintkit.meta.view.by_name import Tags

Fields = dict[str, Any]
"""The fields of a Place record."""
_Block = dict[str, Tag]
"""The tags of one block that begin with ``GPS:`` or ``XMP-exif:GPS``, by name."""

METRES_PER_DEGREE = 111_320.0
_FINEST_M = 0.001
_LARGEST = 1e300
_DECIMALS = 7
"""Of a degree: a centimetre. No file states more that means anything."""
_NORTH = {"T": "true", "M": "magnetic"}
_SPEED = {"K": "km/h", "M": "mph", "N": "knots"}
_ALTITUDES = {0: "sea level", 1: "below sea level", 2: "ellipsoid", 3: "below ellipsoid"}
_BELOW = frozenset({1, 3})
_RATIONAL = re.compile(r"(-?\d+)/(\d+)", re.ASCII)
_DECIMAL = re.compile(r"[+-]?\d{1,18}(?:\.\d{0,30})?", re.ASCII)
_SHOT_AT = re.compile(
    r" Role=(shooting|real|fictional) Lat=(-?[\d.]+) Lon=(-?[\d.]+) Alt=(-?[\d.]+)(?: Body=(\S+))?", re.ASCII
)
"""How a 3GPP location (TS 26.244, 8.7) is shown, its name before it."""
_ROLES = {"shooting": "capture", "real": "shown"}
_ISO_6709 = re.compile(r"([+-]\d{1,2}(?:\.(\d*))?)([+-]\d{1,3}(?:\.\d*)?)([+-]\d{1,6}(?:\.\d*)?)?", re.ASCII)
"""Degrees north and east, and metres; the form with minutes is read where it stands."""
_BY_SPEC = "WGS-84 (by specification)"
_NOWHERE = "0, 0 is what software writes when it has no position."
_NO_SIDE = "The file does not say which hemisphere; north and east are supposed."
_NO_FIX = "The receiver says it had no fix (GPSStatus V): the position may be an older one."
_NOT_ON_EARTH = "What is written is no position on Earth."
_INCOMPLETE = "Latitude or longitude is missing, or is no number."
_VIDEO = (
    "Keys:GPSCoordinates", "UserData:GPSCoordinates", "ItemList:GPSCoordinates",
    "Matroska:Comapplequicktimelocationiso6709", "Matroska:Location",
)  # fmt: skip
"""The last two are what FFmpeg makes of the others when it wraps a film as Matroska."""
_ERRORS = {
    "Keys:GPSCoordinates": "Keys:LocationAccuracyHorizontal",
    "Matroska:Comapplequicktimelocationiso6709": "Matroska:Comapplequicktimelocationaccuracyhorizontal",
}
_NAMES = (
    (
        "shown",
        (
            "IPTC:Sub-location", "IPTC:City", "IPTC:Province-State", "IPTC:Country-PrimaryLocationName",
        ),
    ),
    (
        "shown",
        ("XMP-iptcCore:Location", "XMP-photoshop:City", "XMP-photoshop:State", "XMP-photoshop:Country"),
    ),
)  # fmt: skip
_DESCRIBED = (("XMP-iptcExt:LocationShown", "shown"), ("XMP-iptcExt:LocationCreated", "created"))
_PARTS = ("LocationName", "Sublocation", "City", "ProvinceState", "CountryName", "WorldRegion")
_COORDINATES = ("Latitude", "LatitudeRef", "Longitude", "LongitudeRef")
_MOST_PLACES = 60


def of(found: Findings, tags: Tags) -> list[Fields]:
    """The fields of every Place record."""
    places: list[Fields] = []
    for place, block in _blocks(tags).items():
        places += _exif(block, place)
        places += _xmp(block, place)
    for name in _VIDEO:
        places += [fields for tag in tags.get(name, ()) for fields in _video(tag, tags)]
    places += [fields for tag in tags.get("UserData:LocationInformation", ()) for fields in _loci(tag)]
    places += _named(tags)
    places += _described(tags)
    if len(places) > _MOST_PLACES:
        found.problem(f"There are {len(places)} places; the first {_MOST_PLACES} are kept.")
    return places[:_MOST_PLACES]


def _blocks(tags: Tags) -> dict[str, _Block]:
    blocks: dict[str, _Block] = {}
    for name, stated in tags.items():
        if name.startswith(("GPS:", "XMP-exif:GPS")):
            for tag in stated:
                blocks.setdefault(tag.place, {}).setdefault(name, tag)
    return blocks


def _number(tag: Tag | None) -> float | None:
    return None if tag is None else _finite(tag.value)


def _finite(value: object) -> float | None:
    """A finite number, or None: text counts only where it is a plain decimal one."""
    if isinstance(value, str):
        return float(value) if _DECIMAL.fullmatch(value.strip()) else None
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < _LARGEST:
        return None
    return float(value)


def _text(tag: Tag | None) -> str | None:
    return (str(tag.value).strip(" \0\t\r\n") or None) if tag is not None else None


def _side(tag: Tag | None) -> str:
    """The first letter of a hemisphere, ``N``, ``S``, ``E`` or ``W``; else empty."""
    letter = (_text(tag) or "")[:1].upper()
    return letter if letter in {"N", "S", "E", "W"} else ""


def _signed(tag: Tag | None, side: str) -> float | None:
    value = _number(tag)
    return -abs(value) if value is not None and side in {"S", "W"} else value


def _position(lat: float | None, lon: float | None) -> Fields | None:
    """Rounded, doubted where it may be none, and linked to maps; None when there is no position."""
    if lat is None or lon is None or abs(lat) > 90 or abs(lon) > 180:
        return None
    lat, lon = round(lat, _DECIMALS) + 0.0, round(lon, _DECIMALS) + 0.0
    fields: Fields = {"lat": lat, "lon": lon, "links": links(lat, lon)}
    if lat == 0.0 and lon == 0.0:
        fields["doubt"] = _NOWHERE
    return fields


def links(lat: float, lon: float) -> list[str]:
    """Where maps show a position; nothing is fetched."""
    at = (_short(lat), _short(lon))
    return [
        f"https://www.openstreetmap.org/?mlat={at[0]}&mlon={at[1]}&zoom=17",
        f"https://www.google.com/maps/search/?api=1&query={at[0]}%2C{at[1]}",
    ]


def _short(degrees: float) -> str:
    """To a metre, which is finer than any file knows."""
    return f"{degrees:.5f}".rstrip("0").rstrip(".")


def _raw(tags: _Block, beginning: str) -> dict[str, str]:
    return {name: tag.raw or str(tag.value) for name, tag in tags.items() if name.startswith(beginning)}


def _exif(tags: _Block, place: str) -> Iterator[Fields]:
    get = {name[7:]: tag for name, tag in tags.items() if name.startswith("GPS:GPS")}.get
    position = _sided(get("Latitude"), get("LatitudeRef"), get("Longitude"), get("LongitudeRef"))
    if "lat" in position and _text(get("Status")) == "V":
        position.setdefault("doubt", _NO_FIX)
    around = {
        **_altitude(get("Altitude"), get("AltitudeRef")),
        "error_m": _number(get("HPositioningError")),
        "dop": _number(get("DOP")),
        "direction": _direction(get("ImgDirection"), get("ImgDirectionRef")),
        "bearing": _direction(get("DestBearing"), get("DestBearingRef")),
        "track": _direction(get("Track"), get("TrackRef")),
        "speed": _speed(get("Speed"), get("SpeedRef")),
        "method": _text(get("ProcessingMethod")),
    }
    datum = _text(get("MapDatum"))
    if position or datum or any(value is not None for value in around.values()):
        yield _without_none(
            {
                "role": "capture",
                **position,
                **around,
                "datum": datum or (_BY_SPEC if "lat" in position else None),
                "precision_m": _precision_m(get("Latitude")) if "lat" in position else None,
                "tag": "GPS",
                "raw": _raw(tags, "GPS:"),
                "place": place or None,
            }
        )
    yield from _destination(tags, place)


def _sided(lat: Tag | None, north: Tag | None, lon: Tag | None, east: Tag | None) -> Fields:
    """A position with its hemispheres apart; only a doubt where there is none; nothing without its tags."""
    if lat is None and lon is None:
        return {}
    sides = _side(north), _side(east)
    position = _placed(_signed(lat, sides[0]), _signed(lon, sides[1]))
    if not all(sides):
        position.setdefault("doubt", _NO_SIDE)
    return position


def _placed(lat: float | None, lon: float | None) -> Fields:
    """A position, or why there is none."""
    why = _INCOMPLETE if lat is None or lon is None else _NOT_ON_EARTH
    return _position(lat, lon) or {"doubt": why}


def _destination(tags: _Block, place: str) -> Iterator[Fields]:
    lat, north, lon, east = (tags.get(f"GPS:GPSDest{name}") for name in _COORDINATES)
    position = _sided(lat, north, lon, east)
    if "lat" in position:
        yield _without_none(
            {
                "role": "destination",
                **position,
                "tag": "GPS:GPSDest",
                "raw": _raw(tags, "GPS:GPSDest"),
                "place": place or None,
            }
        )


def _xmp(tags: _Block, place: str) -> Iterator[Fields]:
    get = {name[12:]: tag for name, tag in tags.items() if name.startswith("XMP-exif:GPS")}.get
    lat, lon = get("Latitude"), get("Longitude")
    if lat is None and lon is None:
        return
    position = _placed(_number(lat), _number(lon))
    yield _without_none(
        {
            "role": "capture",
            **position,
            **_altitude(get("Altitude"), get("AltitudeRef")),
            "error_m": _number(get("HPositioningError")),
            "datum": _text(get("MapDatum")) or (_BY_SPEC if "lat" in position else None),
            "direction": _direction(get("ImgDirection"), get("ImgDirectionRef")),
            "tag": "XMP-exif:GPS",
            "raw": _raw(tags, "XMP-exif:GPS"),
            "place": place or None,
        }
    )


def _video(tag: Tag, tags: Tags) -> Iterator[Fields]:
    """A position as films have it (ISO 6709), with the error that Apple's devices state beside it."""
    iso = _ISO_6709.match(tag.raw or str(tag.value))
    words = (
        str(tag.value).split()[:3] if tag.raw or not iso else [word for word in iso.group(1, 3, 4) if word]
    )
    numbers = [float(word) for word in words if _DECIMAL.fullmatch(word)]
    if len(numbers) < 2 or len(numbers) < len(words):
        return
    error = by_name.at(tags, _ERRORS.get(tag.name, ""), tag.place)
    yield _without_none(
        {
            "role": "capture",
            **_placed(numbers[0], numbers[1]),
            "alt_m": numbers[2] if len(numbers) > 2 else None,
            "datum": _BY_SPEC,
            "precision_m": _step_m(10.0 ** -len(iso[2] or "")) if iso else None,
            "error_m": _number(error),
            "tag": tag.name,
            "raw": {each.name: each.raw or str(each.value) for each in (tag, error) if each is not None},
            "place": tag.place or None,
        }
    )


def _loci(tag: Tag) -> Iterator[Fields]:
    """A location of 3GPP: where the camera was, or what is shown; one of fiction is none."""
    stated = str(tag.value)
    found = _SHOT_AT.search(stated)
    if found is None or found[1] not in _ROLES or (found[5] or "earth").casefold() != "earth":
        return
    numbers = [float(text) if _DECIMAL.fullmatch(text) else None for text in found.groups()[1:4]]
    position = _position(numbers[0], numbers[1])
    if position is None:
        return
    name = stated[: found.start()]
    yield _without_none(
        {
            "role": _ROLES[found[1]],
            **position,
            "alt_m": numbers[2],
            "datum": _BY_SPEC,
            "name": name if name != "(none)" else None,
            "precision_m": _step_m(2.0**-16),
            "tag": tag.name,
            "raw": {tag.name: tag.raw or stated},
            "place": tag.place or None,
        }
    )


def _named(tags: Tags) -> Iterator[Fields]:
    for role, names in _NAMES:
        used: dict[str, str] = {}
        for name in names:
            text = next((tag.value for tag in tags.get(name, ()) if not tag.place), None)
            if isinstance(text, str) and text.strip():
                used[name] = text.strip()
        if used:
            yield {"role": role, "name": ", ".join(used.values()), "tag": next(iter(used)), "raw": used}


def _described(tags: Tags) -> Iterator[Fields]:
    """Places in the fields of IPTC's extension, each with a name, a position or both."""
    for tag_name, role in _DESCRIBED:
        for tag in tags.get(tag_name, ()):
            for entry in tag.value if isinstance(tag.value, list) else [tag.value]:
                if isinstance(entry, dict):
                    yield from _entry(entry, role, tag)


def _entry(entry: dict[str, Any], role: str, tag: Tag) -> Iterator[Fields]:
    name = ", ".join(str(entry[part]) for part in _PARTS if isinstance(entry.get(part), str))
    position = _position(_finite(entry.get("GPSLatitude")), _finite(entry.get("GPSLongitude")))
    if not name and position is None:
        return
    yield _without_none(
        {
            "role": role,
            **(position or {}),
            "datum": _BY_SPEC if position else None,
            "name": name or None,
            "tag": tag.name,
            "raw": {f"{tag.name}.{part}": str(value) for part, value in entry.items()},
            "place": tag.place or None,
        }
    )


def _altitude(height: Tag | None, ref: Tag | None) -> Fields:
    """Metres and what they are counted from: sea level where nothing is said (Exif 2.32, 4.6.6)."""
    metres, level = _number(height), _number(ref)
    if metres is None:
        return {}
    below = level is not None and level in _BELOW
    return {"alt_m": -abs(metres) if below else metres, "alt_ref": _ALTITUDES.get(int(level or 0))}


def _direction(angle: Tag | None, ref: Tag | None) -> Fields | None:
    degrees = _number(angle)
    if degrees is None or not 0 <= degrees <= 360:
        return None
    return {"deg": degrees, "ref": _NORTH.get(_text(ref) or "", "unknown")}


def _speed(value: Tag | None, ref: Tag | None) -> str | None:
    number = _number(value)
    return None if number is None else f"{number:g} {_SPEED.get(_text(ref) or '', '')}".rstrip()


def _precision_m(tag: Tag | None) -> float | None:
    """Metres on the ground that the smallest step of a latitude's rationals stands for."""
    parts = _RATIONAL.findall(tag.raw) if tag is not None else []
    if len(parts) != 3:
        return None
    steps = [
        unit / int(denominator)
        for unit, (numerator, denominator) in zip((1.0, 1 / 60, 1 / 3600), parts, strict=True)
        if int(denominator) and (int(numerator) or int(denominator) > 1 or unit == 1.0)
    ]
    return _step_m(min(steps)) if steps else None


def _step_m(degrees: float) -> float:
    return max(round(degrees * METRES_PER_DEGREE, 3), _FINEST_M)


def _without_none(fields: Fields) -> Fields:
    return {name: value for name, value in fields.items() if value is not None}

"""A position in any usual notation: text in, every possible reading out.

Nothing is guessed. Where the words allow several positions (which number is the latitude, which hemisphere,
what a letter stands for) each is given, with what it rests on, and the most literal one comes first.
"""

import math
import re
from dataclasses import replace

from osintkit.coords import angles, datums, formal, grids, urls
from osintkit.coords.ellipsoid import metres_per_degree
from osintkit.coords.position import ASSUMED, Position, once
from osintkit.coords.writing import plain
from osintkit.errors import UsageError

__all__ = ["Position", "read"]

_THREE_WORDS = re.compile(r"(?:/{3}|what3words[ :]*)[^\W\d_]+\.[^\W\d_]+\.[^\W\d_]+", re.IGNORECASE)
_ESCAPED = re.compile(r"%[0-9A-Fa-f]{2}")
_NMEA = re.compile(r"\$[A-Z]{5},.*?(\d{4}(?:\.\d+)?),([NS]),(\d{5}(?:\.\d+)?),([EW])")
"""A sentence of a satellite receiver (NMEA 0183), as trackers and dashboard cameras keep them."""
_ZOOM = re.compile(r", ?\d{1,2}(?:\.\d+)?z$")
_BRACKETS = re.compile(r"([^()]*)\(([^()]*)\)([^()]*)")
_QUOTED = re.compile(r"([\"'])(.+)\1", re.DOTALL)


def read(text: str, *, near: tuple[float, float] | None = None) -> tuple[Position, ...]:
    """Which positions can this text mean?

    Args:
        text: degrees in any script and order, UTM, MGRS, a plus code, ISO 6709, a geo: address, WKT, GeoJSON,
            KML, EXIF fractions, or the address of a map site, which is never opened; up to 2,000 characters.
        near: latitude and longitude of a place that a short plus code belongs to.

    Returns:
        Every reading, the most literal one first.

    Raises:
        UsageError: there is none; it says why and what to do.
    """
    simple = angles.simple_pair(text)
    if simple:
        return simple
    written = plain(text)
    if _THREE_WORDS.fullmatch(written):
        raise UsageError(
            "Three words of what3words are names from a list that only its owner has.",
            "Look them up there, and give the position in degrees.",
        )
    if urls.is_link(written):
        return once(urls.read(written, lambda part: _read(part, near)))
    return once(_read(plain(urls.decoded(written)) if _ESCAPED.search(written) else written, near))


def _read(written: str, near: tuple[float, float] | None) -> tuple[Position, ...]:
    """The readings of text that is no link."""
    quoted = _QUOTED.fullmatch(written)
    written = quoted[2].strip() if quoted else written
    found = formal.read(written)
    if found is not None:
        return found
    written, datum = datums.taken_out(written)
    found = grids.read(written, near=near)
    if found is None:
        return _as_angles(written, datum)
    return found if datum == ASSUMED else tuple(replace(position, datum=datum) for position in found)


def _as_angles(written: str, datum: str) -> tuple[Position, ...]:
    nmea = _NMEA.search(written)
    written = " ".join(nmea.groups()) if nmea else _ZOOM.sub("", written)
    try:
        return angles.read(formal.without_rationals(formal.without_keys(written)), datum=datum)
    except UsageError as error:
        found = _repeated(written, datum) or _beside_a_name(written, datum)
        if found:
            return found
        raise grids.unzoned(written) or error from None


def _repeated(written: str, datum: str) -> tuple[Position, ...]:
    """The readings of a position that is written several times, as encyclopedias have it.

    Raises:
        UsageError: the times do not agree.
    """
    parts = written.split(" / ")
    if not 1 < len(parts) < 5:
        return ()
    try:
        first, *others = (angles.read(part, datum=datum) for part in parts)
    except UsageError:
        return ()
    agreed = [one for one in first if all(any(_alike(one, other) for other in each) for each in others)]
    if not agreed:
        raise UsageError(
            "The position is written several times, and they do not agree.", "Give one of them at a time."
        )
    return tuple(replace(one, says=f"{one.says}; written {len(parts)} times, alike") for one in agreed)


def _alike(one: Position, other: Position) -> bool:
    lat_m, lon_m = metres_per_degree(one.lat_deg)
    apart_m = math.hypot((one.lat_deg - other.lat_deg) * lat_m, (one.lon_deg - other.lon_deg) * lon_m)
    return apart_m <= 1.5 * (one.precision_m + other.precision_m)


def _beside_a_name(written: str, datum: str) -> tuple[Position, ...]:
    """The readings of ``Sev Lake (39.6 N 46.2 E)`` and ``39.6 N 46.2 E (Sev Lake)``, without the name."""
    found = _BRACKETS.fullmatch(written)
    if found is None:
        return ()
    inside, outside = found[2], f"{found[1]} {found[3]}".strip()
    position, name = (inside, outside) if re.search(r"\d", inside) else (outside, inside)
    if re.search(r"\d", name) or not name:
        return ()
    readings = angles.read(position.strip(" ,;:"), datum=datum)
    return tuple(replace(reading, says=f"{reading.says}; left out: {name[:60]}") for reading in readings)

"""Positions that map sites pack into a few letters of a link: geohashes and OpenStreetMap's short links."""

from typing import NamedTuple

from osintkit.errors import UsageError

_GEOHASH = "0123456789bcdefghjkmnpqrstuvwxyz"
_OSM = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_~"
_LONGEST = 24


class Cell(NamedTuple):
    """A rectangle on the globe: its centre, and half its height and width, all in degrees."""

    lat_deg: float
    lon_deg: float
    half_lat_deg: float
    half_lon_deg: float


def geohash(code: str) -> Cell:
    """Which cell is it? Bits of longitude and latitude in turn, five to a letter (Niemeyer 2008).

    Raises:
        UsageError: letters that no geohash has.
    """
    bits = "".join(f"{_value(_GEOHASH, letter, 'geohash'):05b}" for letter in code.lower()[:_LONGEST])
    return _cell(bits[::2], bits[1::2])


def osm_short(code: str) -> Cell:
    """Which cell is it? As for a geohash, but six bits to a letter; dashes at the end are the zoom.

    Source: OpenStreetMap wiki, Shortlink. An ``@`` is the older form of ``~``.

    Raises:
        UsageError: letters that no short link has.
    """
    letters = code.replace("@", "~").rstrip("-=")[:_LONGEST]
    bits = "".join(f"{_value(_OSM, letter, 'short link'):06b}" for letter in letters)
    return _cell(bits[::2], bits[1::2])


def _value(alphabet: str, letter: str, name: str) -> int:
    value = alphabet.find(letter)
    if value < 0:
        raise UsageError(f"The letter {letter!r} is in no {name}.", "Copy the link once more.")
    return value


def _cell(lon_bits: str, lat_bits: str) -> Cell:
    if not lat_bits:
        raise UsageError("The link ends before its position.", "Copy the link once more.")
    half_lat, half_lon = 90 / 2 ** len(lat_bits), 180 / 2 ** len(lon_bits)
    lat = -90 + (2 * int(lat_bits, 2) + 1) * half_lat
    lon = -180 + (2 * int(lon_bits, 2) + 1) * half_lon
    return Cell(lat, lon, half_lat, half_lon)

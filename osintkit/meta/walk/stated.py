"""Times, places and words as films state them, and as they are shown.

Sources: ISO/IEC 14496-12 (seconds since 1904, packed languages), Apple's QuickTime File Format
(language codes, text of user data), ISO 6709 (places), ISO 8601 (dates).
"""

import codecs
import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from osintkit.meta.found import text
from osintkit.meta.walk.boxes import Walk

SECONDS_1904_TO_1970 = 2_082_844_800
_NO_TIME = "0000:00:00 00:00:00"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LAST_S = 253_402_300_799
"""The end of the year 9999."""

for _coding in ("mac_roman", "utf-16", "utf-16-be", "utf-16-le", "shift_jis"):
    codecs.lookup(_coding)  # codecs are loaded when first used, and nothing can be loaded in the worker

_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)[T ](\d\d:\d\d)(:\d\d)?\s*(\S*)")
_PART_OF_DATE = re.compile(r"\d{4}(-\d\d){0,2}")
_ZONE = re.compile(r"([-+]\d\d)(\d\d)$")
_ALTITUDE = r"([-+]\d+(?:\.\d*)?(?![\deE.]))?"
_DEGREES = re.compile(r"([-+]\d{1,2}(?:\.\d*)?)([-+]\d{1,3}(?:\.\d*)?)" + _ALTITUDE)
_MINUTES = re.compile(r"([-+])(\d\d)(\d\d(?:\.\d*)?)([-+])(\d{3})(\d\d(?:\.\d*)?)" + _ALTITUDE)
_SECONDS = re.compile(r"([-+])(\d\d)(\d\d)(\d\d(?:\.\d*)?)([-+])(\d{3})(\d\d)(\d\d(?:\.\d*)?)" + _ALTITUDE)
_MAC_LANGUAGES = (
    "en", "fr", "de", "it", "nl", "sv", "es", "da", "pt", "no", "he", "ja", "ar", "fi", "el", "is", "mt",
    "tr", "hr", "zh-TW", "ur", "hi", "th", "ko", "lt", "pl", "hu", "et", "lv", "se", "fo", "fa", "ru",
    "zh-CN",
)  # fmt: skip


@lru_cache(maxsize=256)
def _shown(unix_s: int) -> str:
    moment = (_EPOCH + timedelta(seconds=unix_s)).isoformat(" ")[:19]
    return moment.replace("-", ":")


def add_time(walk: Walk, name: str, seconds: int) -> None:
    """Note a time that should be seconds since 1904, in UTC.

    Zero, and 1970 to the second, stand for "not set". What would be before 1970 was in practice
    counted from 1970 by mistake, and is read so; the raw value says it.
    """
    if seconds >= SECONDS_1904_TO_1970:
        unix_s, raw = seconds - SECONDS_1904_TO_1970, f"{seconds} seconds since 1904"
    else:
        unix_s, raw = (
            seconds,
            f"{seconds} seconds, taken to be since 1970" if seconds else "0 seconds since 1904",
        )
    if unix_s > _LAST_S:
        walk.found.problem(f"{name} is {raw}, after the year 9999.")
        return
    walk.add(name, _shown(unix_s) if unix_s else _NO_TIME, raw)


def date(stated: str, *, whole_only: bool = False) -> str:
    """A date of ISO 8601 with colons, as in EXIF; anything else as it is.

    Args:
        stated: such as ``2010-02-12T13:27:14-0800``.
        whole_only: leave a date without a time as it is.
    """
    match = _DATE.fullmatch(stated)
    if match:
        year, month, day, minutes, seconds, zone = match.groups()
        stated = f"{year}:{month}:{day} {minutes}{seconds or ''}{zone}"
    elif not whole_only and _PART_OF_DATE.match(stated):
        stated = stated.replace("-", ":")
    return _ZONE.sub(r"\1:\2", stated)


def plain(number: float) -> int | float:
    """A number without the ``.0``."""
    return int(number) if number == int(number) else number


def _joined(latitude: float, longitude: float, altitude: str | None) -> str:
    numbers = [latitude, longitude] if altitude is None else [latitude, longitude, float(altitude)]
    return " ".join(f"{number:.15g}" for number in numbers)


def place(stated: str) -> str:
    """``latitude longitude [altitude]``, decimal, of a place in the form of ISO 6709; else as it is.

    Args:
        stated: such as ``+37.5002+127.0362/``, ``+4012.22-07500.25+10/`` or with seconds.
    """
    if match := _DEGREES.match(stated):
        return _joined(float(match[1]), float(match[2]), match[3])
    if match := _MINUTES.match(stated):
        north, degrees_n, minutes_n, east, degrees_e, minutes_e, altitude = match.groups()
        latitude = float(north + "1") * (float(degrees_n) + float(minutes_n) / 60)
        longitude = float(east + "1") * (float(degrees_e) + float(minutes_e) / 60)
        return _joined(latitude, longitude, altitude)
    if match := _SECONDS.match(stated):
        north, d_n, m_n, s_n, east, d_e, m_e, s_e, altitude = match.groups()
        latitude = float(north + "1") * (float(d_n) + float(m_n) / 60 + float(s_n) / 3600)
        longitude = float(east + "1") * (float(d_e) + float(m_e) / 60 + float(s_e) / 3600)
        return _joined(latitude, longitude, altitude)
    return stated


def language(code: int) -> str:
    """The language of a text, empty for English and for "undetermined", which need no mark.

    Args:
        code: three letters of five bits each, or below 1024 a number of the old Macintosh.
    """
    if code in (0, 0x7FFF):
        return "" if code == 0 else "un"
    if code < 0x400:
        return _MAC_LANGUAGES[code] if code < len(_MAC_LANGUAGES) else f"mac{code}"
    letters = packed(code)
    return "" if letters in ("und", "eng") else letters or "err"


def packed(code: int) -> str:
    """The three letters of a packed language code; empty when they are none."""
    letters = "".join(chr((code >> shift & 31) + 0x60) for shift in (10, 5, 0))
    return letters if letters.isascii() and letters.isalpha() else ""


def words(data: bytes) -> str:
    """Text of which nobody says how it is coded: UTF-8, else as the old Macintosh did."""
    return text(data, "utf-8", "mac_roman")


def wide_or_utf8(data: bytes) -> str:
    """Text that is UTF-16 when it begins with a byte order mark, else UTF-8."""
    if data[:2] in (b"\xfe\xff", b"\xff\xfe"):
        return data[: len(data) & ~1].decode("utf-16", "replace").split("\0", 1)[0].strip()
    return text(data)


def counted_or_closed(data: bytes) -> str:
    """A name that QuickTime writes with its length before it, and ISO with a NUL after it."""
    if data and data[0] < 32:
        return text(data[1 : 1 + data[0]])
    if data and data[0] == len(data) - 1:
        return text(data[1:])
    return text(data)

"""A time as a file states it, read without guessing.

Runs in the confined worker too, so it imports no records.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

_ZONE = r"Z|UTC|[+-]\d\d(?::?\d\d)?"
_TIME = re.compile(
    r"\s*(\d{4})[-:/.](\d{1,2})[-:/.](\d{1,2})"
    r"(?:[T ]+(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?)?"
    rf"\s*({_ZONE})?\s*\0*\s*",
    re.ASCII,
)
_COMPACT = re.compile(
    rf"\s*(\d{{4}})(\d\d)(\d\d)(?:[T ]?(\d\d)(\d\d)(\d\d)(?:[.,](\d+))?)?({_ZONE})?\s*\0*\s*", re.ASCII
)
_PARTIAL = re.compile(r"\s*(\d{4})(?:[-:/.](\d\d)(?:[-:/.]00)?|(\d\d)00)?\s*\0*\s*", re.ASCII)
"""Of a day ``00`` is written where it is not known (IPTC IIM 4.2, 2:55), and of a month too."""
_OFFSET = re.compile(r"\s*(?:Z|UTC|([+-])(\d\d)(?::?(\d\d))?)\s*\0*\s*", re.ASCII)
_LONGEST = 64
_MOST_DIGITS = 9
WEST_MIN, EAST_MIN = -12 * 60, 14 * 60
"""The zones of the world, in minutes east of Greenwich."""

_NEVER = frozenset(
    {
        "0001-01-01", "1601-01-01", "1899-12-30", "1899-12-31", "1903-12-31", "1904-01-01", "1969-12-31",
        "1970-01-01",
    }
)  # fmt: skip
"""Days on which no file was made: where the counting of seconds begins, in any zone."""
_FACTORY = frozenset(
    {"1980-01-01T00:00:00", "1980-01-06T00:00:00", "2000-01-01T00:00:00", "2001-01-01T00:00:00"}
)
"""What is shown when a clock was never set, to the second: other times of that day may be real.

1980 is where DOS and the satellites' weeks begin, 2001 where Matroska and Apple do.
"""
_FACTORY_DAYS = frozenset({"1980-01-01", "1980-01-06", "2000-01-01"})
"""The same where no time of day is written."""


@dataclass(frozen=True, slots=True)
class Written:
    """A written time, taken apart.

    Attributes:
        local: ISO 8601 without a zone, as precise as it is written: ``2019-07-24T11:25:40.123``,
            ``2019-07-24``, ``2019``.
        offset: ``+03:00``, when one is known; else None.
        precision: its smallest unit.
        fraction: digits after the second, as written.
        moment: the wall clock's reading, zoneless; None when there is no time of day.
        apart: which of ``fraction`` and ``offset`` were taken from beside it, not from its own text.
    """

    local: str
    offset: str | None
    precision: str
    fraction: str = ""
    moment: datetime | None = None
    apart: tuple[str, ...] = ()

    @property
    def is_placeholder(self) -> bool:
        """Whether it is what a clock shows that was never set."""
        whole = self.local[:19]
        return whole[:10] in _NEVER or whole in _FACTORY or whole in _FACTORY_DAYS


def read(text: str, *, fraction: str = "", offset: str = "") -> Written | None:
    """Which time is written? None when it is none, or none that a clock or a calendar shows.

    24:00:00 is none, since two days claim it, and neither is a 61st second.

    Args:
        text: ``2019:07:24 11:25:40``, ISO 8601, with or without a fraction and a zone.
        fraction: digits of a second that are written apart, as in EXIF's SubSecTime; those in ``text`` win.
        offset: a zone that is written apart, as in EXIF's OffsetTime; one in ``text`` wins.
    """
    return _read(text, fraction[:_LONGEST], offset[:_LONGEST]) if len(text) <= _LONGEST else None


@lru_cache(maxsize=128)
def _read(text: str, fraction: str, offset: str) -> Written | None:
    """See `read`. The tracks of a film, and the three times of a photograph, are mostly one time."""
    found = _TIME.fullmatch(text) or _COMPACT.fullmatch(text)
    if found is None:
        return _partial(text)
    year, month, day, hour, minute, second, digits, zone = found.groups()
    digits, zone = digits or "", zone_of(zone) if zone else None
    apart: list[str] = []
    if second and not digits and (digits := digits_of(fraction)):
        apart.append("fraction")
    if zone is None and hour is not None and (zone := zone_of(offset)) is not None:
        apart.append("offset")
    try:
        moment = datetime(*(int(part or 0) for part in (year, month, day, hour, minute, second)))  # type: ignore[arg-type]  # noqa: DTZ001
    except ValueError:
        return _partial(text)
    if hour is None:
        return Written(moment.date().isoformat(), zone, "day")
    local = moment.isoformat(timespec="seconds" if second else "minutes")
    if not second:
        return Written(local, zone, "minute", "", moment, tuple(apart))
    moment = moment.replace(microsecond=int(digits[:6].ljust(6, "0")))
    return Written(
        f"{local}.{digits}" if digits else local,
        zone,
        "subsecond" if digits else "second",
        digits,
        moment,
        tuple(apart),
    )


def _partial(text: str) -> Written | None:
    found = _PARTIAL.fullmatch(text)
    if found is None or found[1] == "0000":
        return None
    year, month = found[1], found[2] or found[3]
    if month is None or month == "00":
        return Written(year, None, "year")
    return Written(f"{year}-{month}", None, "month") if int(month) <= 12 else None


def digits_of(text: str) -> str:
    """Digits of a fraction that is written apart, of which spaces around count for nothing; else empty."""
    stripped = text.strip(" \0")
    return stripped if stripped.isascii() and stripped.isdigit() and len(stripped) <= _MOST_DIGITS else ""


def zone_of(text: str) -> str | None:
    """An offset from UTC as ``+03:00``; None when the text is none, or none that any zone has.

    ``-00:00`` is UTC (RFC 3339, 4.3).
    """
    found = _OFFSET.fullmatch(text) if len(text) <= _LONGEST else None
    if found is None:
        return None
    sign, hours, rest = found.groups()
    if sign is None:
        return "+00:00"
    minutes = int(hours) * 60 + int(rest or 0)
    signed = -minutes if sign == "-" else minutes
    if int(rest or 0) > 59 or not WEST_MIN <= signed <= EAST_MIN:
        return None
    return offset_of(signed)


def offset_of(minutes: int) -> str:
    """Minutes east of Greenwich as ``+03:00``."""
    hours, rest = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else '+'}{hours:02}:{rest:02}"


def minutes_of(offset: str) -> int:
    """Minutes east of Greenwich, of an offset that `zone_of` gave."""
    minutes = int(offset[1:3]) * 60 + int(offset[4:6])
    return -minutes if offset[0] == "-" else minutes


def utc_of(written: Written, offset: str) -> str | None:
    """The instant in UTC, RFC 3339; None when there is no time of day, or it lies outside the calendar."""
    moment = written.moment
    if moment is None:
        return None
    if offset == "+00:00":
        return f"{written.local}:00Z" if written.precision == "minute" else f"{written.local}Z"
    try:
        shifted = moment.replace(microsecond=0) - timedelta(minutes=minutes_of(offset))
    except OverflowError:
        return None
    text = shifted.isoformat(timespec="seconds")
    return f"{text}.{written.fraction}Z" if written.fraction else f"{text}Z"

"""Dates that a calendar has: numbers to days, and the days of the calendar of Iran.

The Gregorian calendar throughout, for the years in which photographs exist.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from osintkit.clock.reading.parts import Day
from osintkit.errors import UsageError

FIRST_YEAR, LAST_YEAR = 1800, 2199
"""A year outside is a year of another calendar, or a slip of the pen; neither is guessed."""
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip
_LENGTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_OLD, _NEW = 69, 40
"""Two digits from the first on are 1969 to 1999, as POSIX has it; below the second, 2000 to 2039."""


def years_of(digits: str) -> tuple[tuple[int, str], ...]:
    """Which years can be written so, each with what is assumed: four digits one, two digits one or two.

    Raises:
        UsageError: it is a year of another calendar.
    """
    number = int(digits)
    if len(digits) > 2:
        check_year(number)
        return ((number, ""),)
    century = (1900,) if number >= _OLD else (2000,) if number < _NEW else (1900, 2000)
    note = f"The year is written with two digits; “{digits}” is read as "
    return tuple((start + number, f"{note}{start + number}.") for start in century)


def check_year(year: int) -> None:
    """Is it a year of this calendar, and of photographs? It returns if so.

    Raises:
        UsageError: it is not.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise UsageError(
            f"The year {year} is not read: it may be a year of another calendar.",
            f"Give the date of the Gregorian calendar, with a year from {FIRST_YEAR} to {LAST_YEAR}.",
        )


def why_not(day: Day) -> str:
    """Why a calendar has no such day: a sentence; empty when it has."""
    if day.month is not None and not 1 <= day.month <= 12:
        return f"There is no month {day.month}."
    if day.month is None or day.day is None:
        return ""
    longest = month_days(day.year, day.month)
    if 1 <= day.day <= longest:
        return ""
    of = f"{_MONTHS[day.month - 1]}{f' {day.year}' if day.year and day.month == 2 else ''}"
    return f"There is no {day.day} {of}: it has {longest} days."


def existing(options: Iterable[Day]) -> tuple[Day, ...]:
    """Which of these days exist, each once.

    Raises:
        UsageError: none does.
    """
    every = list(options)
    kept: dict[tuple[int | None, int | None, int | None], Day] = {}
    for day in every:
        if not why_not(day):
            kept.setdefault(day[:3], day)
    if not kept:
        likely = [day for day in every if day.month is not None and 1 <= day.month <= 12] or every
        raise UsageError(why_not(likely[0]), "Give a date that the calendar has.")
    return tuple(kept.values())


def month_days(year: int | None, month: int) -> int:
    """How many days a month has; the most it can have where no year is known."""
    if month == 2 and year is not None:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return _LENGTHS[month - 1]


def month_name(month: int) -> str:
    """The English name of a month, 1 to 12."""
    return _MONTHS[month - 1]


_NEW_YEAR_1400 = date(2021, 3, 21)
_LEAP_CYCLE = 33
_FIRST_SOLAR, _LAST_SOLAR = 1210, 1498
"""Where the rule of 33 years agrees with the astronomical calendar, by the published tables."""


def from_solar_hijri(year: int, month: int, day: int) -> date:
    """Which Gregorian day is a day of the calendar of Iran?

    Exact where the 33-year rule is: a year is leap if ``(25 year + 11) mod 33 < 8``.

    Raises:
        UsageError: there is no such day, or the year lies outside 1210 to 1498.
    """
    if not _FIRST_SOLAR <= year <= _LAST_SOLAR:
        raise UsageError(
            f"The year {year} of the calendar of Iran is not read.",
            "Give the date of the Gregorian calendar.",
        )
    length = 31 if month <= 6 else 30 if month < 12 or _is_leap(year) else 29
    if not 1 <= day <= length:
        raise UsageError(
            f"Month {month} of {year} of the calendar of Iran has {length} days, not {day}.",
            "Check the date.",
        )
    step = 1 if year >= 1400 else -1
    between = range(1400, year) if step > 0 else range(year, 1400)
    new_year = _NEW_YEAR_1400 + step * timedelta(days=sum(365 + _is_leap(one) for one in between))
    return new_year + timedelta(days=31 * min(month - 1, 6) + 30 * max(month - 7, 0) + day - 1)


def _is_leap(year: int) -> bool:
    return (25 * year + 11) % _LEAP_CYCLE < 8

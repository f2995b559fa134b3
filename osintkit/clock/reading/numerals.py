"""Dates and clock times that are written with digits: which each can be.

A pattern is tried where digits begin, the longest form first, so that nothing is read twice.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta

from osintkit.clock.reading.calendar_days import FIRST_YEAR, LAST_YEAR, existing, why_not, years_of
from osintkit.clock.reading.parts import Clock, Day, Item
from osintkit.clock.reading.words import months
from osintkit.errors import UsageError

_Found = tuple[list[Item], int] | None
"""Items, and where to go on; None when the form is another."""

_MOST_DIGITS = 17
_ZULU = re.compile(r"(\d\d)(\d\d)(?=z(?![^\W_]))")
_RUN = re.compile(r"\d+")
_GROUP = re.compile(
    r"(?P<day>\d\d)(?P<hour>\d\d)(?P<minute>\d\d)\s?(?P<zone>[a-z])\s?(?P<month>[a-z]{3,9})\.?(?:\s?(?P<year>\d{4}|\d\d))?(?!\d)"
)
"""A military date-time group: ``131030ZSEP22``."""
_YMD = re.compile(r"(\d{4})([-/._:])(\d{1,2})\2(\d{1,2})(?!\d|:\d)|(\d{4})\. (\d{1,2})\. (\d{1,2})(?!\d)")
_WEEK = re.compile(r"(\d{4})-?w(\d\d)(?:-?([1-7]))?(?!\d)")
_ORDINAL = re.compile(r"(\d{4})-(\d{3})(?!\d)")
_DMY = re.compile(
    r"(\d{1,2})(?:(?P<mark>[-/._])(\d{1,2})(?P=mark)(\d{4}(?!\d)|\d\d(?!\d|[.:]\d|\s?h\b))|\.\s?(\d{1,2})\.\s?(\d{4})(?!\d))"
)
_CLOCK = re.compile(r"(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,](\d{1,12}))?)?(?![\d:])")
_HOURS = re.compile(
    r"(\d{1,2})(?:h|\sh\s?)(?:(\d\d)\s?(?:(?:mins?|mn|m)?\s?(\d\d)\s?(?:secs?|s)\b)?(?:mins?|mn|m)?)(?![a-z\d])"
)
_CJK_DATE = re.compile(
    r"(?:(\d{4}|\d\d)\s?[年년]\s?)?(\d{1,2})\s?[月월](?:\s?(\d{1,2})\s?[日号號일])?|(\d{4})\s?[年년]"
)
_CJK_CLOCK = re.compile(
    r"(\d{1,2})\s?[時时点點시](?!间|間)(?:\s?(\d{1,2})\s?[分분](?:\s?(\d{1,2})\s?[秒초])?|\s?(半|반))?"
)
_YM = re.compile(r"(\d{4})[-/.](\d\d)(?![\d/.-]\d|\d)")
_MY = re.compile(r"(?<![^\W\d_]-)(\d{1,2})[-/.](\d{4})(?!\d)")
_DM = re.compile(r"(\d{1,2})/(\d{1,2})(?![\d/])")
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})(?:\.(\d\d))?(?!\.?\d)")
_ORDINAL_MARK = re.compile(
    r"(?:st|nd|rd|th|er|ere|eme|ste|de)(?![^\W_])|[-'](?:го|е|и|і|ого|та|ти|ին|ը|ի|ում|დან|ში|ზე|ს|da|de|te|ta|i|u|n?ci|n?cu|inci|uncu|si|su|[iu]nd[ae])(?![^\W_])"
)
_JOINED = re.compile(
    r"(?:t|[_t]\s?|\s+t\s+|(?P<dash>-)|(?P<colon>:)|(?P<space>,?\s+(?:at\s+|um\s+|a\s+|kl\.?\s+)?))"
    r"(?P<h>\d\d)(?:(?P<mark>[-_.:h]?)(?P<m>\d\d)(?:(?P=mark)(?P<s>\d\d)(?:(?:[.,](?P<f>\d{1,12}))|[-_.]?(?P<ms>\d{3}))?)?)?(?!\d)"
)


def numeric(text: str, at: int) -> tuple[list[Item], int]:
    """What begins with the digits at an index? Items, and the index after them.

    Raises:
        UsageError: it is a date or a clock time that cannot be.
    """
    for form in _FORMS:
        found = form(text, at)
        if found is not None:
            return found
    return _number(text, at)


def _date(days: tuple[Day, ...], start: int, end: int) -> Item:
    return Item("date", start, end, days=days)


def clock_of(
    hour: str,
    minute: str | None = None,
    second: str | None = None,
    fraction: str | None = None,
    *,
    joined: bool = False,
) -> Clock:
    """A clock time from its digits.

    Raises:
        UsageError: no clock shows it.
    """
    numbers = [None if part is None else int(part) for part in (minute, second)]
    clock = Clock(int(hour), numbers[0], numbers[1], fraction or "", joined=joined)
    shown = ":".join(part for part in (hour, minute, second) if part is not None)
    if clock.second == 60:
        raise UsageError(
            f"{shown} is a leap second, which no interval here can hold.", "Give the second before."
        )
    if clock.hour > 24 or (clock.minute or 0) > 59 or (clock.second or 0) > 59:
        raise UsageError(f"There is no {shown} on a clock.", "Give a time from 00:00 to 24:00.")
    if clock.hour == 24 and ((clock.minute or 0) or (clock.second or 0) or fraction):
        raise UsageError(
            f"There is no {shown} on a clock: a day ends at 24:00.", "Give the time of the next day."
        )
    return clock


def _clock_item(clock: Clock, start: int, end: int) -> Item:
    return Item("clock", start, end, clock=clock)


def _with_clock(text: str, item: Item) -> tuple[list[Item], int]:
    """A date, and the clock time that is joined to it as in names of files and ISO 8601."""
    found = _JOINED.match(text, item.end)
    if found is None or not _is_joined(found, text):
        return [item], item.end
    fraction = found["f"] or found["ms"]
    clock = clock_of(found["h"], found["m"], found["s"], fraction, joined=text[item.end] == "t")
    return [item, _clock_item(clock, found.start("h"), found.end())], found.end()


def _is_joined(found: re.Match[str], text: str) -> bool:
    mark, has_minute, has_second = found["mark"], found["m"] is not None, found["s"] is not None
    if not has_minute:  # an hour alone only where ISO 8601 writes it
        return text[found.start()] == "t"
    if found["space"] is not None:  # "10-11" after a space is two hours, "10.11" is seen to later
        return has_second or mark in (":", "")
    if found["dash"] is not None:
        return has_second or mark in (":", "")
    return found["colon"] is None or mark == ":"


def _long_run(text: str, at: int) -> _Found:
    run = _RUN.match(text, at)
    digits = run[0] if run else ""
    if len(digits) > _MOST_DIGITS:
        raise UsageError(f"A number of {len(digits)} digits is no time.", "Give the date and the clock time.")
    if len(digits) in (12, 14, 17) and (days := _basic(digits[:8])):
        parts = [digits[index : index + 2] for index in range(8, min(len(digits), 14), 2)]
        clock = clock_of(*parts, *([digits[14:]] if len(digits) == 17 else []), joined=True)
        return [_date(days, at, at + 8), _clock_item(clock, at + 8, at + len(digits))], at + len(digits)
    if len(digits) == 8 and (days := _basic(digits)):
        return _with_clock(text, _date(days, at, at + 8))
    if len(digits) == 7 and FIRST_YEAR <= int(digits[:4]) <= LAST_YEAR:
        return _with_clock(text, _date((_of_year(int(digits[:4]), int(digits[4:])),), at, at + 7))
    return None


def _basic(digits: str) -> tuple[Day, ...]:
    """Eight digits as year, month, day, else as day, month, year; empty when they are neither."""
    first = Day(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    if FIRST_YEAR <= int(digits[:4]) <= LAST_YEAR and not why_not(first):
        return (first,)
    if not FIRST_YEAR <= int(digits[4:]) <= LAST_YEAR:
        return ()
    year, one, two = int(digits[4:]), int(digits[:2]), int(digits[2:4])
    return existing(_either_way(((year, ""),), one, two))


def _group(text: str, at: int) -> _Found:
    found = _GROUP.match(text, at)
    if found is None or found["month"] not in months():
        return None
    years = years_of(found["year"]) if found["year"] else ((None, ""),)
    numbers = months()[found["month"]]
    days = existing(
        Day(year, month, int(found["day"]), note=note) for year, note in years for month in numbers
    )
    clock = clock_of(found["hour"], found["minute"])
    letter = Item("military", found.start("zone"), found.end("zone"), found["zone"].upper())
    items = [_date(days, at, found.end()), _clock_item(clock, at + 2, at + 6), letter]
    return items, found.end()


def _year_first(text: str, at: int) -> _Found:
    found = _YMD.match(text, at)
    if found is None:
        return None
    year, month, day = (found[1], found[3], found[4]) if found[1] else (found[5], found[6], found[7])
    years_of(year)
    return _with_clock(text, _date(existing([Day(int(year), int(month), int(day))]), at, found.end()))


def _by_week(text: str, at: int) -> _Found:
    found = _WEEK.match(text, at)
    if found is None:
        return None
    year, week = years_of(found[1])[0][0], int(found[2])
    if not 1 <= week <= date(year, 12, 28).isocalendar().week:
        raise UsageError(f"{year} has no week {week}.", "Give a week that the year has.")
    if found[3] is None:
        raise UsageError("A week alone is not read.", "Give the day of the week too, such as 2022-W37-2.")
    day = date.fromisocalendar(year, week, int(found[3]))
    return _with_clock(text, _date((Day(day.year, day.month, day.day, "by ISO week"),), at, found.end()))


def _by_day_of_year(text: str, at: int) -> _Found:
    found = _ORDINAL.match(text, at)
    if found is None:
        return None
    year = years_of(found[1])[0][0]
    return _with_clock(text, _date((_of_year(year, int(found[2])),), at, found.end()))


def _of_year(year: int, number: int) -> Day:
    day = date(year, 1, 1) + timedelta(days=number - 1) if 1 <= number <= 366 else None
    if day is None or day.year != year:
        raise UsageError(f"{year} has no day {number}.", "Give a day that the year has.")
    return Day(year, day.month, day.day, f"day {number} of the year")


def _either_way(years: tuple[tuple[int, str], ...], one: int, two: int) -> list[Day]:
    """Day first and month first, of which `existing` keeps what a calendar has."""
    return [
        *(Day(year, two, one, "day first", note=note) for year, note in years),
        *(Day(year, one, two, "month first", note=note) for year, note in years),
    ]


def _day_or_month_first(text: str, at: int) -> _Found:
    found = _DMY.match(text, at)
    if found is None:
        return None
    mark = found["mark"] or "."
    one, two, last = (found[1], found[3], found[4]) if found["mark"] else (found[1], found[5], found[6])
    if mark == "." and len(last) == 2 and _could_be_clock(one, two, last):
        return None  # 10.11.12 is seen to where the rest of the words is known
    options = _either_way(years_of(last), int(one), int(two))
    if mark == ".":
        options = [day._replace(says="") for day in options if day.says == "day first"]
    if mark == "-" and len(one) == len(last) == 2 and len(two) == 2:
        options += [Day(year, int(two), int(last), "year first", note=note) for year, note in years_of(one)]
    return _with_clock(text, _date(existing(options), at, found.end()))


def _could_be_clock(hour: str, minute: str, second: str) -> bool:
    return int(hour) < 24 and len(minute) == 2 and int(minute) < 60 and int(second) < 60


def _clock(text: str, at: int) -> _Found:
    found = _CLOCK.match(text, at) or _HOURS.match(text, at) or _ZULU.match(text, at)
    if found is None:
        return None
    if found.re is _HOURS and found[2] and " " in found[0] and _begins_date(text, found.end(2)):
        return [_clock_item(clock_of(found[1]), at, found.start(2))], found.start(2)
    clock = clock_of(*(found[index] for index in range(1, found.re.groups + 1)))
    return [_clock_item(clock, at, found.end())], found.end()


def _chinese(text: str, at: int) -> _Found:
    if (found := _CJK_DATE.match(text, at)) is not None:
        years = years_of(found[1] or found[4]) if found[1] or found[4] else ((None, ""),)
        month, day = (int(found[index]) if found[index] else None for index in (2, 3))
        return [
            _date(existing(Day(year, month, day, note=note) for year, note in years), at, found.end())
        ], found.end()
    if (found := _CJK_CLOCK.match(text, at)) is None:
        return None
    minute = "30" if found[4] else found[2]
    return [_clock_item(clock_of(found[1], minute, found[3]), at, found.end())], found.end()


def _partial(text: str, at: int) -> _Found:
    if (found := _YM.match(text, at)) is not None and FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
        return [_date(existing([Day(int(found[1]), int(found[2]))]), at, found.end())], found.end()
    if (found := _MY.match(text, at)) is not None:
        years_of(found[2])
        return [_date(existing([Day(int(found[2]), int(found[1]))]), at, found.end())], found.end()
    if (found := _DM.match(text, at)) is None or _is_month(text, found.end()):
        return None
    options = [
        Day(None, day.month, day.day, day.says)
        for day in _either_way(((0, ""),), int(found[1]), int(found[2]))
    ]
    return [_date(existing(options), at, found.end())], found.end()


_MORE_DIGITS = re.compile(r"[-/.]\d")
_NEXT_WORD = re.compile(r"\.?\s*(?:de |of )?([^\W\d_]+)")


def _begins_date(text: str, end: int) -> bool:
    """Whether the two digits that end here are a day: what "10 h 13 septembre" has after its hour."""
    return _is_month(text, end) or _MORE_DIGITS.match(text, end) is not None


def _is_month(text: str, at: int) -> bool:
    """Whether a month follows: then "13/14 September" are two days."""
    word = _NEXT_WORD.match(text, at)
    return word is not None and word[1] in months()


def _dotted(text: str, at: int) -> _Found:
    """10.30, 10.30.12, 13.9.: a clock time or a date, which the words around decide."""
    found = _DOTTED.match(text, at)
    if found is None:
        return None
    one, two, three = found.groups()
    is_clock = int(one) <= 24 and len(two) == 2 and int(two) < 60 and int(three or 0) < 60
    years = years_of(three) if three else ((None, ""),)
    days = tuple(day for year, note in years if not why_not(day := Day(year, int(two), int(one), note=note)))
    if not is_clock and not days:
        raise UsageError(f"{found[0]} is neither a date nor a clock time.", "Write the date as 2022-09-13.")
    clock = clock_of(one, two, three) if is_clock else None
    end = found.end() + (text[found.end() : found.end() + 1] == "." and not three)
    kind = "dotted" if is_clock and days else "clock" if is_clock else "date"
    value = "." if end > found.end() else ""
    return [Item(kind, at, end, value, days=days if not is_clock or days else (), clock=clock)], end


def _number(text: str, at: int) -> tuple[list[Item], int]:
    run = _RUN.match(text, at)
    digits = run[0] if run else ""
    end = at + len(digits)
    mark = _ORDINAL_MARK.match(text, end)
    dot = text[end : end + 1] == "." and not text[end + 1 : end + 2].isdigit()
    value = "ordinal" if mark or dot else ""
    end = mark.end() if mark else end
    apostrophe = at > 0 and text[at - 1] == "'" and len(digits) == 2
    return [Item("number", at, end, digits, form="year" if apostrophe else value)], end


_FORMS: tuple[Callable[[str, int], _Found], ...] = (
    _group, _long_run, _year_first, _by_week, _by_day_of_year, _day_or_month_first, _clock, _chinese,
    _partial, _dotted,
)  # fmt: skip

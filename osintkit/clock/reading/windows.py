"""From a statement to stretches of local time: how much "evening", "about 10:30" or "10 a.m." covers.

What was rounded by a person is given the width of its rounding, what is vague a generous one.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from osintkit.clock.reading.calendar_days import month_days
from osintkit.clock.reading.parts import Clock, Day, Side, Statement
from osintkit.errors import UsageError


class Span(NamedTuple):
    """A stretch of time after the beginning of a day.

    Attributes:
        start: of its beginning.
        end: of its end, no longer part of it.
        unit: its precision, as `osintkit.records.clock.StatedTime` names them.
        says: how it was understood, where that is not plain.
    """

    start: timedelta
    end: timedelta
    unit: str
    says: str = ""


class Window(NamedTuple):
    """A stretch of local time, half-open, without a zone.

    Attributes:
        start: None when nothing bounds it.
        end: None when nothing bounds it.
        unit: its precision.
        says: how it was understood, where that is not plain.
    """

    start: datetime | None
    end: datetime | None
    unit: str
    says: str = ""


_H = timedelta(hours=1)
_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)
JUST = timedelta(minutes=15)
"""What "just before" and "shortly after" reach, and "about" a clock time to either side."""
ABOUT_HOUR = timedelta(minutes=30)
"""What "about" reaches to either side of a time that is rounded to an hour."""

YEARS_OF_PICTURES = range(2000, 2031)
"""Years to which a date without one is taken to belong when it is asked what its zone can be."""
_QUARTERS = [(1, 1), (4, 1), (7, 1), (10, 1)]

PARTS: dict[str, tuple[tuple[int, int], ...]] = {
    "small hours": ((0, 6),), "dawn": ((4, 7),), "early morning": ((4, 9),), "morning": ((6, 12),),
    "before noon": ((6, 12),),
    "late morning": ((9, 12),), "midday": ((11, 14),), "middle of the day": ((11, 18),),
    "early afternoon": ((12, 15),), "afternoon": ((12, 18),), "late afternoon": ((15, 18),),
    "long afternoon": ((12, 20),), "early evening": ((17, 20),), "evening": ((17, 24),),
    "long evening": ((16, 24),), "late evening": ((20, 24),), "night": ((0, 6), (18, 30)),
    "night to": ((-6, 6),), "night of": ((0, 6), (18, 30)),
}  # fmt: skip
"""Hours of a part of the day, from midnight; a date's night begins it or ends it."""
_HOURS_OF: dict[str, tuple[int, int]] = {
    "small hours": (0, 7), "dawn": (2, 9), "early morning": (0, 10), "morning": (0, 12),
    "before noon": (0, 12),
    "late morning": (8, 13), "midday": (11, 16), "middle of the day": (11, 19), "early afternoon": (12, 17),
    "afternoon": (12, 20), "late afternoon": (13, 20), "long afternoon": (12, 22), "early evening": (15, 22),
    "evening": (15, 24), "long evening": (12, 24), "late evening": (18, 24), "night": (18, 30),
    "night to": (-6, 6), "night of": (18, 30),
}  # fmt: skip
"""Which hours people call so, beside a clock time of twelve hours ("6 in the evening")."""
_NIGHTS = ("night", "night of", "night to")
_H_OF_NOON = 12
_THIRDS = {"early": (1, 11), "mid": (11, 21), "late": (21, 0)}


def spans_of(side: Side) -> tuple[Span, ...]:
    """Which stretches of a day a side speaks of; empty when of no time of day.

    Raises:
        UsageError: clock and part of the day contradict each other.
    """
    if side.point:
        return _point(side.point)
    if side.clock is not None:
        return tuple(_clock(side.clock, hour, says) for hour, says in _hours(side.clock, side.part))
    return tuple(
        Span(first * _H, last * _H, "vague", _part_says(side.part, first, last))
        for first, last in PARTS.get(side.part, ())
    )


def _part_says(part: str, first: int, last: int) -> str:
    if part in ("night", "night of"):
        return "the night that ends the day" if first else "the night that begins the day"
    if part == "night to":
        return "the night that begins the day, from the evening before"
    return f"{part}, taken as {first:02}:00 to {last:02}:00"


def _point(point: str) -> tuple[Span, ...]:
    if point == "noon":
        return (Span(12 * _H, 13 * _H, "hour", "noon"),)
    return (
        Span(timedelta(0), _H, "hour", "midnight at the beginning of the day"),
        Span(_DAY, _DAY + _H, "hour", "midnight at the end of the day"),
    )


def _hours(clock: Clock, part: str) -> list[tuple[int, str]]:
    """Which hours of 24 an hour can be."""
    hour, half = clock.hour, clock.half
    if part == "night of" and half != "pm" and (hour < 6 or (hour == 12 and half == "am")):
        return [(hour % 12, "the night that begins the day"), (hour % 12 + 24, "the night that ends the day")]
    if half == "pm":
        return [(hour + 12 if hour < 12 else hour, "")]
    if half == "am":
        if hour > 12:
            raise UsageError(
                f"{hour} o'clock is not before noon.", "Leave out a.m., or give an hour up to 12."
            )
        return [(hour % 12, "")]
    if half == "am?" and hour == 12:
        return [(0, "“am” as before noon"), (12, "“am” as the German word")]
    if part == "night to" and hour > 12:
        return [(hour - 24, "the evening before")]
    if not part or hour > 12 or hour == 0:
        return [(hour, "")]
    return _hours_of_part(hour, part)


def _hours_of_part(hour: int, part: str) -> list[tuple[int, str]]:
    first, last = _HOURS_OF[part]
    fitting = sorted({one for one in (hour % 12, hour % 12 + 12, hour % 12 + 24) if first <= one < last})
    if hour == 12 and part == "morning":
        fitting = [0, 12]  # Spanish has noon "de la mañana"
    if part == "night to":
        fitting = sorted({one for one in (hour % 12 - 12, hour % 12) if first <= one < last})
    if hour == 12 and part == "long evening":
        fitting = [0, 12, 24]  # Arabic has it for p.m. as well
    elif hour == 12 and part in ("evening", "late evening", "night", "night of"):
        fitting = [0, 24]
    if not fitting:
        raise UsageError(f"{hour} o'clock is not called {part}.", "Give the clock time of 24 hours.")
    return [
        (one if one <= 24 else one - 24, f"{hour} o'clock, {part}" if len(fitting) > 1 else "")
        for one in fitting
    ]


def _clock(clock: Clock, hour: int, says: str) -> Span:
    start = timedelta(hours=hour, minutes=clock.minute or 0, seconds=clock.second or 0)
    if clock.minute is None:
        return Span(start, start + _H, "hour", says)
    if clock.second is None:
        return Span(
            start, start + _MINUTE, "minute", says or ("24:00 ends the day" if clock.hour == 24 else "")
        )
    if not clock.fraction:
        return Span(start, start + timedelta(seconds=1), "second", says)
    digits = clock.fraction[:6]
    start += timedelta(microseconds=int(digits.ljust(6, "0")))
    return Span(start, start + timedelta(microseconds=int(10 ** (6 - len(digits)))), "subsecond", says)


def day_window(day: Day) -> tuple[datetime, datetime]:
    """The beginning and the end of a day, a part of a month, a month or a year, which has its year."""
    year, month = day.year or 1, day.month
    if month is None:
        return _at(year, 1, 1), _at(year + 1, 1, 1)
    if day.day is not None:
        start = _at(year, month, day.day)
        return start, start + _DAY
    first, last = _THIRDS.get(day.third, (1, 0))
    start = _at(year, month, first)
    return start, _at(year, month, last) if last else _at(year, month, 1) + month_days(year, month) * _DAY


def _at(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day)  # noqa: DTZ001 - a wall clock's reading, which has no zone


def noons_of(days: Iterable[Day]) -> Iterator[Window]:
    """A moment of every day that a date without its year can be, or no date at all: what a zone can mean."""
    months = [(day.month, day.day or 1) for day in days if day.month is not None] or _QUARTERS
    for year in YEARS_OF_PICTURES:
        for month, day in months:
            if day <= month_days(year, month):
                noon = _at(year, month, day) + 12 * _H
                yield Window(noon, noon + _MINUTE, "minute", "")


def windows_of(statement: Statement, left: Day, right: Day | None = None) -> list[Window]:
    """Which stretches of local time a statement can mean, for one way to understand its dates.

    Args:
        statement: what is said.
        left: its date, with the year.
        right: the date of the end of a span; None when none is written.

    Raises:
        UsageError: the words do not make a stretch of time.
    """
    if statement.right is not None:
        return [_limited(window, statement) for window in _between(statement, left, right)]
    spans = spans_of(statement.left)
    start, end = day_window(left)
    if not spans:
        return [_limited(Window(start, end, _unit(left), left.says), statement)]
    return [
        _limited(
            Window(start + span.start, start + span.end, span.unit, _joined(left.says, span.says)), statement
        )
        for span in chosen(spans, statement)
    ]


def _joined(*parts: str) -> str:
    return "; ".join(part for part in parts if part)


def _unit(day: Day) -> str:
    return (
        "year" if day.month is None else "day" if day.day is not None else "vague" if day.third else "month"
    )


def chosen(spans: tuple[Span, ...], statement: Statement) -> tuple[Span, ...]:
    """Of the two midnights of a date the one that is meant: before the last, after the first."""
    if statement.left.point != "midnight":
        return spans
    if statement.qualifier in ("just before", "before", "by"):
        return spans[-1:]
    return spans[:1] if statement.qualifier in ("just after", "after", "since") else spans


def _limited(window: Window, statement: Statement) -> Window:
    """A stretch of time under "about", "just before", "after" and the like."""
    start, end, _, says = window
    word = statement.qualifier
    if not word or start is None or end is None:
        return window
    if word == "about":
        return _about(window, statement)
    if statement.right is not None:
        if word == "since":
            return window  # "desde las 6:00 hasta las 7:00"
        raise UsageError(f"A span of time cannot be “{word}”.", "Give its two ends alone.")
    is_clock = statement.left.clock is not None or bool(statement.left.point)
    says = _joined(says, word)
    if word in ("just before", "just after"):
        if not is_clock:
            raise UsageError(f"“{word}” needs a clock time.", "Give a clock time, or a span.")
        near = (start - JUST, start) if word == "just before" else (start, start + JUST)
        return Window(*near, "vague", says)
    # A clock time is a point here, a date or "the evening" is passed when it is over.
    over = start if is_clock else end
    limits = {"before": (None, start), "by": (None, over), "after": (over, None), "since": (start, None)}
    return Window(*limits[word], window.unit, says)


def _about(window: Window, statement: Statement) -> Window:
    start, end, unit, says = window
    if start is None or end is None:
        return window
    says = _joined(says, "about")
    has_clock = statement.left.clock is not None or bool(statement.left.point)
    if (statement.right is not None and not _is_in_night(statement)) or not (has_clock or statement.right):
        reach = JUST if has_clock else _H if statement.left.part else max(_DAY, end - start)
        if statement.right is not None and not has_clock:
            reach = _DAY
        return Window(start - reach, end + reach, "vague", says)
    reach = ABOUT_HOUR if unit == "hour" else JUST
    return Window(start - reach, start + reach, "vague", says)


def _between(statement: Statement, left: Day, right: Day | None) -> Iterator[Window]:
    """The stretches between two ends."""
    one, two = statement.left, statement.right or Side()
    last = right or left
    says = _joined(left.says, last.says if last.says != left.says else "")
    if (clock := one.clock or two.clock) is not None and _is_in_night(statement):
        yield _in_night(clock, left, last, says)
    elif (one.part and not one.clock and not two.clock) or (two.part and not one.clock and not two.clock):
        yield _nights(one, two, left, last)
    elif not one.has_time and not two.has_time:
        yield _ordered(day_window(left)[0], day_window(last)[1], _unit(left), says)
    elif not one.has_time:
        raise UsageError(
            "Only the end of this span has a clock time.", "Give a clock time for both ends, or for none."
        )
    elif not two.has_time:
        for span in _ends(one, two)[0]:
            yield _ordered(day_window(left)[0] + span.start, day_window(last)[1], span.unit, says)
    else:
        yield from _between_clocks(statement, left, right, says)


def _is_night(one: Side, two: Side) -> bool:
    return one.part in _NIGHTS or two.part in _NIGHTS


def _is_in_night(statement: Statement) -> bool:
    """Whether one clock time is said of the night between two days."""
    one, two = statement.left, statement.right
    return two is not None and _is_night(one, two) and (one.clock is None) != (two.clock is None)


def _in_night(clock: Clock, left: Day, last: Day, says: str) -> Window:
    """2 a.m. in the night of 13 to 14 September, which is on the 14th."""
    evening, morning = day_window(left)[0], day_window(last)[0]
    if morning - evening != _DAY:
        raise UsageError("This is a clock time in several nights.", "Give the night, or the day.")
    hour = _hours(clock, "" if clock.half else "night")[0][0]
    span = _clock(clock, hour % 24, _joined(says, "in the night between the days"))
    start = evening if hour % 24 >= _H_OF_NOON else morning
    return Window(start + span.start, start + span.end, span.unit, span.says)


def _nights(one: Side, two: Side, left: Day, last: Day) -> Window:
    """The night of 13 to 14 September."""
    if not _is_night(one, two) or (one.part and two.part and one.part != two.part):
        raise UsageError(
            "A part of the day over several days is not one span.", "Give the clock times of its ends."
        )
    start, end = day_window(left)[0] + 18 * _H, day_window(last)[0] + 6 * _H
    return _ordered(start, end, "vague", "the night between the days")


def _ordered(start: datetime, end: datetime, unit: str, says: str) -> Window:
    if end <= start:
        raise UsageError("The span ends before it begins.", "Give the beginning first.")
    return Window(start, end, unit, says)


def _ends(one: Side, two: Side) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """What both ends can be: a half of the day that is said once holds for both."""
    first, second = spans_of(one), spans_of(two) if two.has_time else ()
    if one.point == "midnight":
        first = first[:1]
    if two.point == "midnight":
        second = second[-1:]
    if two.has_time and _is_bare(one) and _is_marked(two):
        first = _nearest(one, second[0], _like(two), later=False)
    elif two.has_time and _is_bare(two) and _is_marked(one):
        second = _nearest(two, first[0], _like(one), later=True)
    return first, second


def _is_bare(side: Side) -> bool:
    clock = side.clock
    return clock is not None and 1 <= clock.hour <= 12 and not clock.half and not side.part


def _is_marked(side: Side) -> bool:
    return side.clock is not None and side.clock.hour <= 12 and bool(side.clock.half or side.part)


def _like(other: Side) -> str:
    """The half of the day of the other end."""
    start = spans_of(other)[0].start
    return "am" if start < 12 * _H else "pm"


def _nearest(side: Side, other: Span, half: str, *, later: bool) -> tuple[Span, ...]:
    """The same half of the day as the other end, or the other half where only that makes a span."""
    found: tuple[Span, ...] = ()
    for each in (half, "pm" if half == "am" else "am"):
        if side.clock is None:
            break
        found = spans_of(Side(clock=side.clock._replace(half=each)))
        if (found[0].start > other.start) if later else (found[0].start < other.start):
            break
    return found


_UNITS = ("subsecond", "second", "minute", "hour", "day", "vague")


def _between_clocks(statement: Statement, left: Day, right: Day | None, says: str) -> Iterator[Window]:
    firsts, seconds = _ends(statement.left, statement.right or Side())
    for first in firsts:
        for second in seconds:
            start, end = day_window(left)[0] + first.start, day_window(right or left)[0] + second.start
            note = ""
            if end <= start and right is None:
                end, note = end + _DAY, "it ends the next day"
            unit = min(first.unit, second.unit, key=_UNITS.index)
            yield _ordered(start, end, unit, _joined(says, first.says, second.says, note))


def merged(windows: Iterable[Window]) -> list[Window]:
    """The same windows, each once."""
    kept: dict[tuple[datetime | None, datetime | None], Window] = {}
    for window in windows:
        kept.setdefault((window.start, window.end), window)
    return list(kept.values())

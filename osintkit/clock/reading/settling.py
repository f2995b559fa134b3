"""Which days a statement can be of: the order of day and month, the year, the weekday."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from osintkit.clock.reading.calendar_days import month_name, why_not
from osintkit.clock.reading.parts import Day, Statement
from osintkit.errors import UsageError

_ORDERS = ("day first", "month first", "year first")
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
NO_DATE = "No date is written: give the date."
NO_YEAR = "No year is written: give the year."
NO_DAY = "No day is written with the clock time: give the day."


@dataclass(slots=True)
class Settled:
    """The days that a statement can be of.

    Attributes:
        pairs: the day, or the first and the last of a span.
        notes: what was assumed or stays open, a sentence each.
        missing: what keeps it from being a stretch of time; empty when nothing does.
    """

    pairs: list[tuple[Day, Day | None]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    missing: str = ""


def settle(statement: Statement, *, year: int | None, day_first: bool | None) -> Settled:
    """Which days can a statement be of?

    Args:
        statement: its ends with their dates.
        year: the year of a date without one.
        day_first: how 03/04 is to be read; None when nobody knows.

    Raises:
        UsageError: no such day exists.
    """
    settled = Settled()
    left, right = statement.left.days, statement.right.days if statement.right is not None else ()
    if not left:
        left, right = right, ()
    if not left:
        settled.missing = NO_DATE
        return settled
    left, right = _same_year(left, right), _same_year(right, left)
    left, right = (_chosen(_with_year(days, year, settled), year, day_first) for days in (left, right))
    settled.pairs = _pairs(left, right)
    _check_weekdays(statement, settled)
    _tell(settled)
    if any(day.year is None for pair in settled.pairs for day in pair if day is not None):
        settled.missing = NO_YEAR
    elif statement.left.has_time and any(pair[0].day is None for pair in settled.pairs):
        settled.missing = NO_DAY
    return settled


def _same_year(days: tuple[Day, ...], other: tuple[Day, ...]) -> tuple[Day, ...]:
    """The year that is written at the other end of a span."""
    years = {day.year for day in other if day.year is not None}
    if not days or any(day.year is not None for day in days) or len(years) != 1:
        return days
    year = years.pop()
    return tuple(day._replace(year=year) for day in days if not why_not(day._replace(year=year))) or days


def _with_year(days: tuple[Day, ...], year: int | None, settled: Settled) -> tuple[Day, ...]:
    if year is None or not any(day.year is None for day in days):
        return days
    dated = [day._replace(year=day.year or year) for day in days]
    kept = tuple(day for day in dated if not why_not(day))
    if not kept:
        raise UsageError(why_not(dated[0]), "Give another year, or another date.")
    settled.notes.append(f"No year is written; {year} was given.")
    return kept


def _chosen(days: tuple[Day, ...], year: int | None, day_first: bool | None) -> tuple[Day, ...]:
    """Days in the order that was said, of the year that was said."""
    if day_first is not None:
        said = "day first" if day_first else "month first"
        days = tuple(day for day in days if day.says == said) or days
    if year is not None:
        days = tuple(day for day in days if day.year == year) or days
    return days


def _pairs(left: tuple[Day, ...], right: tuple[Day, ...]) -> list[tuple[Day, Day | None]]:
    if not right:
        return [(day, None) for day in left]
    every = [(one, two) for one in left for two in right if not _other_order(one, two)]
    every = every or [(one, two) for one in left for two in right]
    turned = [(_earlier_year(one, two), two) for one, two in every]
    return [pair for pair in turned if _rank(pair[0]) <= _rank(pair[1])] or [turned[0]]


def _other_order(one: Day, two: Day) -> bool:
    return one.says in _ORDERS and two.says in _ORDERS and one.says != two.says


def _rank(day: Day) -> tuple[int, int, int]:
    return day.year or 0, day.month or 0, day.day or 0


def _earlier_year(one: Day, two: Day) -> Day:
    """28 December to 3 January 2023 begins in 2022."""
    if one.year is not None and one.year == two.year and one.month == 12 and two.month == 1:
        return one._replace(year=one.year - 1)
    return one


def _weekday(day: Day | None) -> int | None:
    if day is None or day.year is None or day.month is None or day.day is None:
        return None
    return date(day.year, day.month, day.day).isoweekday()


def _check_weekdays(statement: Statement, settled: Settled) -> None:
    """Keeps the days that are on the weekday that is written; says so when none is."""
    named = statement.weekdays[:2]
    if not named or (statement.right is not None and len(named) == 1 and settled.pairs[0][1] is not None):
        return
    right = [pair for pair in settled.pairs if _fits(pair, named)]
    known = [pair for pair in settled.pairs if _weekday(pair[0]) is not None]
    if right and len(right) < len(settled.pairs):
        settled.pairs = right
        settled.notes.append(f"The weekday decides how the date is read: {_named(right[0][0])}.")
    elif known and not right:
        day = known[0][0]
        told = " or ".join(_WEEKDAYS[number - 1] for number in named[0])
        settled.notes.append(
            f"{_named(day)} was a {_WEEKDAYS[(_weekday(day) or 1) - 1]}, not a {told}: one of them is wrong."
        )


def _fits(pair: tuple[Day, Day | None], named: Iterable[tuple[int, ...]]) -> bool:
    days = [pair[0], pair[1] or pair[0]]
    return all(
        _weekday(day) is not None and _weekday(day) in numbers
        for day, numbers in zip(days, named, strict=False)
    )


def _named(day: Day) -> str:
    parts = (str(day.day or ""), month_name(day.month) if day.month else "", str(day.year or ""))
    return " ".join(part for part in parts if part)


def _tell(settled: Settled) -> None:
    """What stays open about the date."""
    days = [day for pair in settled.pairs for day in pair if day is not None]
    settled.notes.extend(dict.fromkeys(day.note for day in days if day.note))
    firsts = list(dict.fromkeys(pair[0] for pair in settled.pairs))
    if len({day[:3] for day in firsts}) > 1:
        each = " or ".join(f"{_named(day)} ({day.says})" if day.says else _named(day) for day in firsts)
        settled.notes.append(f"The date can be {each}: say which.")

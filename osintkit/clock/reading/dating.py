"""Dates that are written with the name of a month, put together from their pieces."""

import re
from collections.abc import Iterable

from osintkit.clock.reading.calendar_days import FIRST_YEAR, LAST_YEAR, existing, from_solar_hijri, years_of
from osintkit.clock.reading.folding import Folded
from osintkit.clock.reading.parts import Day, Item
from osintkit.clock.reading.senses import at, settled
from osintkit.errors import UsageError

RANGE_MARKS = ("dash", "to", "until", "and", "slash")
_OF_A_CLOCK = ("hour", "minute", "second", "half")
_ROMAN = {
    name: number
    for number, name in enumerate(
        ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"), 1
    )
}
_CROATIAN = {"listopada": 10, "lis": 10, "lip": 6}
"""Months that Croatian shares with Polish for another; Croatian always writes a point after the day."""
_SMALL = re.compile(r"\d{1,2}")


def dated(items: list[Item], folded: Folded) -> list[Item]:
    """The pieces of a text with every date in one piece.

    Raises:
        UsageError: a date is written that no calendar has, or one of a calendar that is not read.
    """
    items = _with_roman_months(settled(items, folded))
    for index, item in enumerate(items):
        if item.kind in ("month", "solar hijri"):
            _put_together(items, index)
    items = [item for item in items if item.kind != "used"]
    _give_year(items)
    return _settle_dotted(items)


def _with_roman_months(items: list[Item]) -> list[Item]:
    """13.IX.2022: a month between a day and a year."""
    for index, item in enumerate(items):
        number = _ROMAN.get(item.value.lower(), 0) if item.kind == "letters" and item.value.isupper() else 0
        if number and at(items, index - 1).kind == at(items, index + 1).kind == "number":
            items[index] = Item("month", item.start, item.end, item.value, (number,))
    return items


def _is_day(items: list[Item], index: int) -> bool:
    """Whether a piece is a number that can be a day, and does not belong to a clock time."""
    item = at(items, index)
    if item.kind != "number" or not _SMALL.fullmatch(item.value) or item.is_short_year:
        return False
    after = at(items, index + 1).kind
    is_noon = after == "point" and item.value == "12"
    return 1 <= int(item.value) <= 31 and after not in _OF_A_CLOCK and not is_noon


def _is_year(items: list[Item], index: int) -> bool:
    item, after = at(items, index), at(items, index + 1)
    if item.kind != "number" or (after.kind in _OF_A_CLOCK and at(items, index + 2).clock is None):
        return False
    return len(item.value) == 4 or item.is_short_year


def _is_short_year(items: list[Item], index: int) -> bool:
    """Whether two digits after "13 September" are its year."""
    item, after = at(items, index), at(items, index + 1)
    if item.kind != "number" or len(item.value) != 2 or item.value_is_ordinal:
        return False
    return after.kind not in (*_OF_A_CLOCK, "dash", "to", "and", "month")


def _put_together(items: list[Item], index: int) -> None:
    """One date, or two ("13-15 September"), in place of the month's name and the numbers around it."""
    days, year, used = _numbers_around(items, index)
    month = items[index]
    if days and month.value in _CROATIAN and not items[days[-1]].value_is_ordinal:
        month.numbers = tuple(number for number in month.numbers if number != _CROATIAN[month.value])
    third = next((one for one in (index - 1, index + 1) if at(items, one).kind == "third"), None)
    if third is not None and not days:
        used.append(third)
    said = items[third].value if third is not None and not days else ""
    for place in used:
        items[place].kind = "used" if place not in days else items[place].kind
    start = min((items[place].start for place in (index, *used, *days)), default=month.start)
    end = max(items[place].end for place in (index, *used, *days))
    for place in days[:-1]:
        options = _options(month, items[place].value, year, "")
        items[place] = Item("date", items[place].start, items[place].end, days=options)
    options = _options(month, items[days[-1]].value if days else None, year, said)
    if days:
        items[days[-1]] = Item("date", start if len(days) == 1 else items[days[-1]].start, end, days=options)
        month.kind = "used"
    else:
        items[index] = Item("date", start, end, days=options)


def _numbers_around(items: list[Item], index: int) -> tuple[list[int], str, list[int]]:
    """Where the days stand, the year's digits, and which other pieces belong to the date."""
    left, right = index - 1, index + 1
    if _is_day(items, right) and _is_year(items, right + 1) and not _is_written_day(items, left):
        return [right], items[right + 1].value, [right + 1]
    span = _span_right(items, right)
    if span and not _is_written_day(items, left):
        return span, *_yearat(items, span[-1] + 1)
    if _is_day(items, left):
        year, used = _yearat(items, right)
        if not used and _is_year(items, left - 1):
            year, used = items[left - 1].value, [left - 1]
        return _span_left(items, left), year, used
    if _is_day(items, right):
        is_after_year = _is_year(items, left)
        return [right], items[left].value if is_after_year else "", [left] if is_after_year else []
    if _is_year(items, right) or not _is_year(items, left):
        return [], *_yearat(items, right, short=False)
    return [], items[left].value, [left]


def _is_written_day(items: list[Item], index: int) -> bool:
    """A day before the month, unless "at" makes it an hour."""
    return _is_day(items, index) and at(items, index - 1).kind != "at"


def _yearat(items: list[Item], index: int, *, short: bool = True) -> tuple[str, list[int]]:
    if _is_year(items, index) or (short and _is_short_year(items, index)):
        return items[index].value, [index]
    return "", []


def _span_left(items: list[Item], day: int) -> list[int]:
    """The day before a month's name, and the one before that: "13-15 September"."""
    mark = at(items, day - 1)
    is_span = mark.kind in RANGE_MARKS and _is_day(items, day - 2)
    if mark.kind == "and":
        is_span = is_span and any(item.kind == "open" for item in items[:day])
    if not is_span:
        return [day]
    mark.kind = "dash"
    return [day - 2, day]


def _span_right(items: list[Item], first: int) -> list[int]:
    """The two days after a month's name: "September 13-15"."""
    mark = at(items, first + 1)
    if not (_is_day(items, first) and mark.kind in RANGE_MARKS and _is_day(items, first + 2)):
        return []
    if at(items, first + 3).kind == "month":
        return []
    mark.kind = "dash"
    return [first, first + 2]


def _options(month: Item, day: str | None, year: str, third: str) -> tuple[Day, ...]:
    """Every day that a name of a month, a number and a year can mean."""
    number = int(day) if day else None
    if month.kind == "solar hijri":
        return (_solar_hijri(month, number, year),)
    years: Iterable[tuple[int | None, str]] = years_of(year) if year else ((None, ""),)
    several = len(month.numbers) > 1
    said = ""
    if not several and month.value in _CROATIAN:
        said = f"“{month.value}” is month {month.numbers[0]} in Polish; Croatian, where it is month "
        said += f"{_CROATIAN[month.value]}, writes a point after the day."
    return existing(
        Day(one, each, number, f"“{month.value}” as month {each}" if several else "", third, note or said)
        for one, note in years
        for each in month.numbers
    )


def _solar_hijri(month: Item, day: int | None, year: str) -> Day:
    if day is None or len(year) != 4:
        raise UsageError(
            "This is a date of the calendar of Iran without its day or its year.", "Give day, month and year."
        )
    found = from_solar_hijri(int(year), month.numbers[0], day)
    note = f"Read by the calendar of Iran: {day} {month.value} {year} is {found.isoformat()}."
    return Day(found.year, found.month, found.day, "calendar of Iran", note=note)


def _give_year(items: list[Item]) -> None:
    """A year that stands apart from its date ("Tue Sep 13 10:30:00 UTC 2022"), or alone."""
    dates = [item for item in items if item.kind == "date"]
    years = [index for index in range(len(items)) if _is_year(items, index) and _may_be_year(items[index])]
    if len(years) != 1:
        return
    item = items[years[0]]
    wanting = [one for one in dates if all(day.year is None for day in one.days)]
    if wanting:
        for one in wanting:
            one.days = existing(
                day._replace(year=year, note=note) for year, note in years_of(item.value) for day in one.days
            )
        items.remove(item)
    elif not dates and not at(items, years[0] - 1).clock and not any(one.kind == "dotted" for one in items):
        item.kind, item.days = "date", (Day(int(item.value)),)


def _may_be_year(item: Item) -> bool:
    return item.is_short_year or FIRST_YEAR <= int(item.value) <= LAST_YEAR


def _settle_dotted(items: list[Item]) -> list[Item]:
    """Is 10.11 a clock time or a day? What else is written decides.

    Raises:
        UsageError: nothing decides.
    """
    dates = any(item.kind == "date" for item in items)
    clocks = any(item.kind == "clock" for item in items)
    for index, item in enumerate(items):
        if item.kind != "dotted":
            continue
        before, after = at(items, index - 1), at(items, index + 1)
        if dates or before.kind == "at" or after.kind in ("hour", "half", "zone"):
            item.kind, item.days = "clock", ()
        elif clocks or (item.clock and item.clock.second is not None):
            item.kind, item.clock = "date", None
        else:
            raise UsageError(
                "This is a clock time or a day of a month; nothing says which.",
                "Write a clock time with a colon, as 10:30, and a date as 2022-11-10.",
            )
    return items

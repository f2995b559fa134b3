"""Clock times that are written with words ("10 Uhr 30", "6 in the morning"), put together."""

from osintkit.clock.reading.dating import RANGE_MARKS
from osintkit.clock.reading.numerals import clock_of
from osintkit.clock.reading.parts import Clock, Item
from osintkit.clock.reading.senses import at
from osintkit.errors import UsageError

_DAY_MIN = 1440
_BEFORE_HOUR = ("at", "to", "until", "open", "qualifier", "shift", "half", "part", "timeword", "hour")


def clocked(items: list[Item]) -> list[Item]:
    """The pieces of a text with every clock time in one piece, with its half of the day.

    Raises:
        UsageError: a clock time is written that no clock shows.
    """
    items = [item for item in items if item.kind != "timeword" or _speaks_of_place(items, item)]
    for index, item in enumerate(items):
        if item.kind == "number":
            _check_minutes_to(items, index)
    items = _by_units(_with_fractions(_counted(items)))
    for step in (1, -1):  # the second of two hours may be known by the first, and the other way round
        for index in range(len(items))[::step]:
            _bare_number(items, index)
    items = [item for item in items if item.kind != "used"]
    items = _named_twice(_shifted(items))
    _give_halves(items)
    return [item for item in items if item.kind not in ("hour", "used", "at")]


def _speaks_of_place(items: list[Item], item: Item) -> bool:
    """Marks the place beside "time", "heure de" and the like; such words say nothing by themselves."""
    index = items.index(item)
    for other in (at(items, index - 1), at(items, index + 1)):
        if other.kind == "place" and other.zone is not None:
            other.zone = other.zone._replace(says_time=True)
            other.start, other.end = min(other.start, item.start), max(other.end, item.end)
    before = at(items, index - 1)
    return before.kind == "letters"


def _counted(items: list[Item]) -> list[Item]:
    """Two minutes before midnight, 5 minutes past noon."""
    for index, item in enumerate(items):
        number, point = at(items, index - 1), at(items, index + 1)
        if item.kind != "counted" or number.kind != "number" or point.kind != "point":
            continue
        if (count := int(number.value)) > 59:
            continue
        hour = 12 if point.value == "noon" else 0
        minutes = (hour * 60 + (-count if item.value == "-" else count)) % _DAY_MIN
        point.kind, point.start = "clock", number.start
        point.clock = clock_of(str(minutes // 60), str(minutes % 60))
        number.kind = item.kind = "used"
    return [item for item in items if item.kind != "used"]


def _with_fractions(items: list[Item]) -> list[Item]:
    """10 heures et demie, las 10 y cuarto: an hour, and a part of the next."""
    for index, item in enumerate(items):
        if item.kind != "more":
            continue
        has_unit = at(items, index - 1).kind == "hour"
        number = at(items, index - 1 - has_unit)
        if number.kind == "number" and len(number.value) <= 2 and not number.form:
            number.kind, number.clock = "clock", clock_of(number.value, item.value)
            number.end, item.kind = item.end, "used"
            if has_unit:
                items[index - 1].kind = "used"
    return [item for item in items if item.kind != "used"]


def _by_units(items: list[Item]) -> list[Item]:
    """10 Uhr 30, 10 часов 30 минут 15 секунд, 1030 hrs."""
    found: list[Item] = []
    index = 0
    while index < len(items):
        item, after = items[index], at(items, index + 1)
        if item.kind == "number" and len(item.value) <= 4 and _is_unit(after, at(items, index + 2)):
            clock, taken = _spelt(items, index)
            found.append(Item("clock", item.start, items[index + taken - 1].end, clock=clock))
            index += taken
        else:
            found.append(item)
            index += 1
    return found


def _is_unit(item: Item, after: Item) -> bool:
    """Whether "hours" is said of the number before; ``saat`` stands before the number, too."""
    return item.kind == "hour" or (item.value == "saat" and after.kind not in ("number", "clock"))


def _spelt(items: list[Item], index: int) -> tuple[Clock, int]:
    """A clock time that begins with a number and "hours"; how many pieces it takes."""
    digits = items[index].value
    if len(digits) > 2:
        return clock_of(digits[:-2], digits[-2:]), 2
    taken, parts = 2, [digits]
    for unit in ("minute", "second"):
        skip = at(items, index + taken).kind == "and"
        number, named = at(items, index + taken + skip), at(items, index + taken + skip + 1)
        is_named = named.kind == unit or (unit == "second" and named.kind == "to")
        bare = (
            unit == "minute"
            and len(number.value) == 2
            and not skip
            and named.kind not in (*RANGE_MARKS, "hour")
        )
        if number.kind != "number" or len(number.value) > 2 or not (is_named or bare):
            break
        parts.append(number.value)
        taken += skip + 1 + (named.kind == unit)
    return clock_of(*parts), taken


def _bare_number(items: list[Item], index: int) -> None:
    """A number that is an hour, or hours and minutes, by what stands beside it."""
    item, before, after = items[index], at(items, index - 1), at(items, index + 1)
    if item.kind != "number" or item.is_short_year:
        return
    digits = item.value
    if after.kind == "point" and digits == "12":
        item.kind = "used"
    elif len(digits) == 4 and (_is_military(before, after) or _ends_at_clock(items, index)):
        item.kind, item.clock = "clock", clock_of(digits[:2], digits[2:])
    elif len(digits) <= 2 and _is_hour(items, index):
        item.kind, item.clock = "clock", clock_of(digits)


def _is_military(before: Item, after: Item) -> bool:
    return before.kind in ("at", "date") or after.kind == "zone" or _is_span(before, after)


def _ends_at_clock(items: list[Item], index: int) -> bool:
    """0600-0700 hrs: the first of two, of which the second is a clock time."""
    after = at(items, index + 2)
    return at(items, index + 1).kind in RANGE_MARKS and after.clock is not None and after.kind == "clock"


def _is_span(before: Item, after: Item) -> bool:
    return before.kind == "open" and after.kind in RANGE_MARKS


def _is_hour(items: list[Item], index: int) -> bool:
    item, before, after = items[index], at(items, index - 1), at(items, index + 1)
    is_named = after.kind in ("half", "part")
    has_ending = item.value_is_ordinal and before.kind != "part" and before.value != "saat"
    if int(item.value) > 24 or (has_ending and not is_named):
        return False
    if is_named or before.kind in _BEFORE_HOUR:
        return True
    if after.kind in RANGE_MARKS and at(items, index + 2).clock is not None:
        return True
    return before.kind in RANGE_MARKS and at(items, index - 2).clock is not None


def _named_twice(items: list[Item]) -> list[Item]:
    """12:00 noon, 12:00 (midnight), 00:00 midnight: of the digits and the word, the one that says more."""
    for index, item in enumerate(items):
        if item.kind != "point":
            continue
        is_inside = at(items, index - 1).kind == "opening" and at(items, index + 1).kind == "closing"
        near = (at(items, one) for one in ((index - 2,) if is_inside else (index - 1, index + 1)))
        clock = next((one for one in near if one.kind == "clock"), item)
        if clock.clock is None:
            continue
        if clock.clock.minute or clock.clock.hour not in ((12,) if item.value == "noon" else (0, 12, 24)):
            raise UsageError(f"A clock time and “{item.value}” are said of one time.", "Give one of them.")
        said_best = clock if (clock.clock.hour == 12) == (item.value == "noon") else item
        (item if said_best is clock else clock).kind = "used"
    return [item for item in items if item.kind != "used"]


def _check_minutes_to(items: list[Item], index: int) -> None:
    """Refuses "20 to 7", which is 06:40 or a span."""
    item, mark, after = items[index], at(items, index + 1), at(items, index + 2)
    if item.value not in ("5", "10", "20", "25") or mark.kind != "to" or after.kind != "number":
        return
    before = at(items, index - 1).kind
    may_be_minutes = int(after.value[:4]) < int(item.value) or (before == "at" and not mark.value)
    if len(after.value) <= 2 and may_be_minutes and before != "open":
        raise UsageError(
            f"“{item.value} to {after.value}” can be a clock time or a span.",
            "Write 06:40, or from 20:00 to 07:00.",
        )


def _shifted(items: list[Item]) -> list[Item]:
    """Half past ten, quarter to six."""
    kept: list[Item] = []
    for item in items:
        if kept and kept[-1].kind == "shift" and item.clock is not None:
            minutes = int(kept.pop().value)
            hour = item.clock.hour + (minutes < 0 and -1)
            if item.clock.minute is not None or not 1 <= item.clock.hour <= 12:
                raise UsageError(
                    "“Half past” needs an hour from 1 to 12.", "Write the clock time with digits."
                )
            item.clock = item.clock._replace(hour=hour or 12, minute=minutes % 60)
        kept.append(item)
    return kept


def _give_halves(items: list[Item]) -> None:
    """Gives a.m. and p.m. to the clock time beside them, the one before if there are two."""
    for index, item in enumerate(items):
        if item.kind != "half":
            continue
        near = [index - 1, index + 1] if at(items, index - 1).kind != "zone" else [index - 2, index + 1]
        for place in near:
            clock = at(items, place).clock
            if clock is not None and not clock.half:
                items[place].clock = clock._replace(half=item.value)
                items[place].end = max(items[place].end, item.end)
                items[place].start = min(items[place].start, item.start)
                item.kind = "used"
                break

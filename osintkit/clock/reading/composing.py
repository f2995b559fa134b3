"""Which pieces belong together: one statement of a time, or several of the same moment."""

from collections.abc import Callable
from dataclasses import dataclass, field

from osintkit.clock import abbreviations
from osintkit.clock.reading.folding import Folded
from osintkit.clock.reading.parts import Day, Item, Side, Statement, Zone
from osintkit.clock.reading.senses import NOTHING, at
from osintkit.errors import UsageError

_TIMES = ("clock", "point", "part")
FORMS = (
    "Give the time alone, for example: 13 September 2022, 10:30 CET; 13.09.2022 10:30 UTC+4; "
    "2022-09-13T06:30Z; between 6 and 7 a.m. on 13 September 2022 Yerevan time."
)


@dataclass(slots=True)
class _State:
    """What has been composed so far."""

    folded: Folded
    items: list[Item]
    statements: list[Statement]
    side: Side
    outer: Side | None = None
    pending: list[Zone] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


def compose(items: list[Item], folded: Folded) -> list[Statement]:
    """The statements that a text makes of one moment: first the main one, then others.

    Raises:
        UsageError: a word is not known, or the pieces do not make a time.
    """
    first = Statement(Side(), is_open=any(item.value == "between" for item in items if item.kind == "open"))
    state = _State(folded, items, [first], first.left)
    for index, item in enumerate(items):
        if item.kind != "used":
            _TAKES.get(item.kind, _take_unknown)(state, index)
    if state.unknown:
        words = ", ".join(f"“{word[:40]}”" for word in dict.fromkeys(state.unknown[:5]))
        raise UsageError(f"Not known in a time: {words}.", FORMS)
    if any(one.is_open and one.right is None for one in state.statements):
        raise UsageError("Only one end of a span is written.", "Give both ends, or “since …”, “until …”.")
    return [one for one in state.statements if one.left.has_time or one.left.days or one is first]


def _of(state: _State, side: Side) -> Statement:
    return next(one for one in reversed(state.statements) if side is one.left or side is one.right)


def _widen(side: Side, item: Item) -> None:
    side.start = item.start if side.start < 0 else min(side.start, item.start)
    side.end = max(side.end, item.end)


def _next_of(state: _State, index: int, kinds: tuple[str, ...]) -> Item:
    """The next piece of some kinds before a bracket ends."""
    for item in state.items[index + 1 :]:
        if item.kind in kinds:
            return item
        if item.kind in ("opening", "closing"):
            break
    return NOTHING


def _begin(state: _State) -> None:
    """Begins another statement, with the zones that were named before it."""
    state.side = Side(zones=state.pending)
    state.pending = []
    state.statements.append(Statement(state.side))


def _take_date(state: _State, index: int) -> None:
    item, side = state.items[index], state.side
    if side.days and side.has_time and _next_of(state, index, _TIMES).kind:
        _begin(state)
    elif side.days:
        side.days = _both(side.days, item.days)
        return
    state.side.days = item.days
    _widen(state.side, item)


def _both(one: tuple[Day, ...], other: tuple[Day, ...]) -> tuple[Day, ...]:
    """A date that is written twice."""
    shared = tuple(day for day in one if any(day[:3] == same[:3] for same in other))
    if not shared:
        raise UsageError("Two dates are written for one time.", "Give one of them.")
    return shared


def _take_clock(state: _State, index: int) -> None:
    item = state.items[index]
    if state.side.clock is not None or state.side.point:
        _begin(state)
    state.side.zones.extend(state.pending)
    state.pending = []
    if item.kind == "clock":
        state.side.clock = item.clock
    else:
        state.side.point = item.value
    _widen(state.side, item)


def _take_part(state: _State, index: int) -> None:
    if state.side.part:
        raise UsageError("Two parts of the day are named.", "Give one, or a span: between 06:00 and 12:00.")
    state.side.part = state.items[index].value
    _widen(state.side, state.items[index])


def _take_zone(state: _State, index: int) -> None:
    item = state.items[index]
    if item.zone is None:
        return
    side = state.side
    has_clock = side.clock is not None or bool(side.point)
    follows = at(state.items, index + 1).kind in ("clock", "point")
    between = state.folded.text[side.end : item.start] if has_clock else ""
    if has_clock and follows and (side.zones or any(mark in between for mark in ",;/")):
        state.pending.append(item.zone)
        return
    side.zones.append(item.zone)
    if side.start >= 0:
        _widen(side, item)


def _take_military(state: _State, index: int) -> None:
    item = state.items[index]
    ahead = abbreviations.military(item.value)
    minutes = None if ahead is None else int(ahead.total_seconds() // 60)
    zone = Zone("local", "", item.value) if minutes is None else Zone("offset", str(minutes), item.value)
    state.side.zones.append(zone)


def _take_letters(state: _State, index: int) -> None:
    """Letters may be an abbreviation of a zone, or the name of a city before "time"."""
    item, before, after = state.items[index], at(state.items, index - 1), at(state.items, index + 1)
    words = f"{item.value} time" if after.kind == "timeword" else item.value
    near = before.clock is not None or before.kind in ("point", "zone", "part", "opening", "half")
    is_zone = words.upper() in abbreviations.known() and (item.value.isupper() or near)
    if is_zone or (after.kind == "timeword" and abbreviations.meanings(words)):
        item.zone = Zone("letters", words, words)
        _take_zone(state, index)
    else:
        state.unknown.append(item.value)


def _take_weekday(state: _State, index: int) -> None:
    _of(state, state.side).weekdays.append(state.items[index].numbers)


def _take_qualifier(state: _State, index: int) -> None:
    _limit(_of(state, state.side), state.items[index].value)


def _take_open(state: _State, index: int) -> None:
    following = _next_of(state, index, ("date", "clock", "point")).kind
    if not (
        state.side.has_time and following == "date"
    ):  # Arabic has "10:30 of 13 September" with the same word
        _of(state, state.side).is_open = True


def _take_mark(state: _State, index: int) -> None:
    """A dash, "to", "until" or "and": the end of a span, or nothing."""
    item, statement = state.items[index], _of(state, state.side)
    if _is_span(state, index) and statement.right is None and (item.kind != "and" or statement.is_open):
        statement.right = state.side = Side()
        statement.or_offset = item.value == "or offset"
    elif item.kind == "until":
        _take_until(state, index)
    elif item.kind == "and" or (item.kind == "to" and not item.value) or _is_cut_short(state, index):
        state.unknown.append(state.folded.original(item.start, item.end))


def _is_cut_short(state: _State, index: int) -> bool:
    """Whether a dash stands between a clock time and a number that is none."""
    is_dash = state.items[index].kind == "dash"
    return is_dash and state.side.has_time and at(state.items, index + 1).kind == "number"


def _take_until(state: _State, index: int) -> None:
    """A limit, unless it ends a span ("10 до 12") or is the Russian "по" before a place's name."""
    place, statement = at(state.items, index + 1), _of(state, state.side)
    if place.kind == "place" and place.zone is not None:
        place.zone = place.zone._replace(says_time=True)
    elif place.kind != "zone" and statement.right is None:
        _limit(statement, "by")


def _limit(statement: Statement, qualifier: str) -> None:
    if statement.qualifier not in ("", qualifier):
        both = f"“{statement.qualifier}” and “{qualifier}”"
        raise UsageError(f"{both} are said of one time.", "Write a span: between 06:00 and 07:00.")
    statement.qualifier = qualifier


def _is_span(state: _State, index: int) -> bool:
    """Whether a time or a date stands on both sides of a mark."""
    side, following = state.side, _next_of(state, index, ("date", "clock", "point"))
    if following.kind == "date":
        return bool(side.days)
    return bool(following.kind) and (side.clock is not None or bool(side.point))


def _take_slash(state: _State, index: int) -> None:
    side, item = state.side, state.items[index]
    following = _next_of(state, index, ("date", "clock", "point"))
    is_iso = item.value == "tight" and following.kind == "date" and bool(side.days)
    if is_iso and _of(state, side).right is None and (side.clock is None or side.clock.joined):
        _of(state, side).right = state.side = Side()
    elif side.has_time and _next_of(state, index, _TIMES).kind and at(state.items, index + 1).kind != "zone":
        _begin(state)


def _take_opening(state: _State, index: int) -> None:
    if state.outer is not None or not state.side.has_time:
        return
    inside = _inside(state, index)
    if any(item.kind in ("clock", "point") for item in inside):
        state.outer = state.side
        _begin(state)
    elif any(zone.kind == "offset" for zone in state.side.zones) and any(
        item.kind in ("letters", "number") for item in inside
    ):
        for item in inside:  # a comment after an offset, as mail and browsers write it
            item.kind = "used"


def _inside(state: _State, index: int) -> list[Item]:
    found: list[Item] = []
    for item in state.items[index + 1 :]:
        if item.kind == "closing":
            break
        found.append(item)
    return found


def _take_closing(state: _State, _: int) -> None:
    if state.outer is not None:
        state.side, state.outer = state.outer, None


def _take_unknown(state: _State, index: int) -> None:
    item = state.items[index]
    if item.kind == "timeword":
        return
    words = state.folded.original(item.start, item.end)
    if item.kind in ("relative", "counted"):
        moment = "the time of posting" if item.kind == "relative" else "another moment"
        raise UsageError(
            f"“{words}” counts from {moment}, which the words do not hold.",
            "Give the date and the clock time themselves.",
        )
    if item.kind == "calendar":
        raise UsageError(
            f"“{words}” is of {item.value}, which is not read here.",
            "Give the date of the Gregorian calendar.",
        )
    state.unknown.append(words)


_TAKES: dict[str, Callable[[_State, int], None]] = {
    "date": _take_date, "clock": _take_clock, "point": _take_clock, "part": _take_part, "zone": _take_zone,
    "place": _take_zone, "military": _take_military, "letters": _take_letters, "weekday": _take_weekday,
    "qualifier": _take_qualifier, "open": _take_open, "dash": _take_mark, "to": _take_mark,
    "until": _take_mark, "and": _take_mark, "slash": _take_slash, "opening": _take_opening,
    "closing": _take_closing,
}  # fmt: skip

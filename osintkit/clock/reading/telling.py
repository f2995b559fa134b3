"""A statement of a time told as a record: its readings, their union, its zone, and what it leaves open."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Literal, get_args

from osintkit.clock import legal
from osintkit.clock.reading import agreeing
from osintkit.clock.reading.agreeing import Other
from osintkit.clock.reading.folding import Folded
from osintkit.clock.reading.parts import Day, Side, Statement, Zone
from osintkit.clock.reading.resolving import (
    AUSTRALIAN_TOO,
    Placed,
    by_offset,
    gap,
    letters_text,
    placed,
    without_zone,
)
from osintkit.clock.reading.settling import Settled, settle
from osintkit.clock.reading.windows import Window, chosen, merged, noons_of, spans_of, windows_of
from osintkit.errors import UsageError
from osintkit.records.clock import AlsoStated, Reading, StatedTime
from osintkit.records.meta import ZoneStatus

_Precision = Literal["year", "month", "day", "hour", "minute", "second", "subsecond", "vague"]
_PRECISIONS: tuple[str, ...] = get_args(_Precision)
_FIRST = datetime.min.replace(tzinfo=UTC)


@dataclass(slots=True)
class _Zoned:
    """How the zone of the main statement is known."""

    status: ZoneStatus = "unknown"
    why: str = ""
    zones: list[Zone] = field(default_factory=list)
    place: tuple[str, ...] = ()
    notes: list[str] = field(default_factory=list)


def told(
    folded: Folded,
    statements: list[Statement],
    note: str,
    *,
    assumed: Zone | None,
    zones: Sequence[str],
    year: int | None,
    day_first: bool | None,
) -> StatedTime:
    """The record of a text that was taken apart. See `osintkit.clock.stated.read`.

    Raises:
        UsageError: the time cannot be, or a zone's clocks skipped it.
    """
    main = _with_date(statements)
    settled = settle(main, year=year, day_first=day_first)
    settled.notes[:0] = [note] if note else []
    zoned = _zoned(main, assumed, tuple(zones))
    if settled.missing:
        return _unplaced(folded, main, statements[1:], settled, zoned)
    windows = merged(window for left, right in settled.pairs for window in windows_of(main, left, right))
    if len(windows) > len(settled.pairs):
        zoned.notes.append("The words fit more than one time of day, as the readings tell: say which.")
    places = _places(windows, zoned)
    candidates = _offsets(places) if zoned.status != "unknown" else []
    others = [(one, _other(one, settled, zoned, year, day_first)) for one in statements[1:]]
    also = []
    for one, other in others:
        places, agrees = _agreed(places, windows, other, zoned)
        also.append(_also(folded, one, zoned, other, agrees, places))
    if zoned.status == "inferred" and not candidates:
        candidates = _offsets(places)
    if main.or_offset and zoned.status == "unknown":
        places += _as_offset(main, settled, zoned)
    _open_notes(main, zoned, places, settled)
    return _record(folded, main, places, candidates, zoned, also, settled)


def _with_date(statements: list[Statement]) -> Statement:
    """The main statement, with the date that is written beside another clock time if it has none."""
    main = statements[0]
    if main.left.days or (main.right is not None and main.right.days):
        return main
    for one in statements[1:]:
        if one.left.days:
            main.left.days, one.left.days = one.left.days, ()
            break
    for one in statements[1:]:
        main.weekdays = main.weekdays or one.weekdays
    return main


# Zones


def _zoned(main: Statement, assumed: Zone | None, place: tuple[str, ...]) -> _Zoned:
    """Which zones are written, and how firmly."""
    zones = list(main.left.zones)
    if main.right is not None and main.right.zones:
        if zones and [zone[:2] for zone in zones] != [zone[:2] for zone in main.right.zones]:
            raise UsageError(
                "The two ends of the span are in different zones.", "Give both ends in one zone."
            )
        zones = list(main.right.zones)
    local = [zone for zone in zones if zone.kind == "local"]
    named = [zone for zone in zones if zone.kind != "local"]
    if named and not (local and all(not zone.says_time for zone in named)):
        return _named_zone(named, place)
    if named:
        return _Zoned("inferred", f"local time at {named[0].text}: {named[0].value}", named, place)
    if local and place:
        return _Zoned("inferred", f"local time at the place: {', '.join(place)}", local, place)
    if assumed is not None:
        return _Zoned("assumed", f"{assumed.text} was given by whoever asked", [assumed], place)
    if local:
        return _Zoned("unknown", "it is local time, and the place is not given", [], place)
    return _Zoned("unknown", "no zone is written", [], place)


def _named_zone(named: list[Zone], place: tuple[str, ...]) -> _Zoned:
    kinds = {zone.kind for zone in named}
    if kinds == {"utc by spec"}:
        zones = [zone._replace(kind="offset") for zone in named]
        return _Zoned("utc_by_spec", "what writes this form counts in UTC", zones, place)
    if not any(zone.says_time for zone in named):
        towns = ", ".join(f"{zone.text}: {zone.value}" for zone in named)
        return _Zoned("inferred", f"a place is named, and its clocks are taken ({towns})", named, place)
    why = [
        f"{zone.text} goes by {zone.value}"
        for zone in named
        if zone.kind == "iana" and zone.text != zone.value
    ]
    return _Zoned("stated", "; ".join(why), [zone for zone in named if zone.says_time], place)


def _places(windows: list[Window], zoned: _Zoned) -> list[Placed]:
    """Every reading of the main statement, placed."""
    if not zoned.zones:
        return [without_zone(window) for window in windows]
    found: list[Placed] = []
    for window in windows:
        found += _by_all(window, zoned)
    if not found:
        raise gap(windows[0], zoned.zones[0], zoned.place)
    if len({place.window for place in found}) < len(windows):
        zoned.notes.append("One reading is left out: clocks there skipped that time.")
    _tell_letters(windows[0], found, zoned)
    return found


def _by_all(window: Window, zoned: _Zoned) -> list[Placed]:
    """The places on which every zone that is written agrees; all of them where none do."""
    first, *rest = (placed(window, zone, zoned.place) for zone in zoned.zones)
    shared = [one for one in first if all(any(one[2:4] == two[2:4] for two in more) for more in rest)]
    if shared or not rest:
        return shared
    zoned.notes.append("The zones that are written do not agree: all of them are kept.")
    return [*first, *(one for more in rest for one in more)]


def _tell_letters(window: Window, found: list[Placed], zoned: _Zoned) -> None:
    """Why an abbreviation was read so: what it can mean, and what the place made of that."""
    letters = [zone for zone in zoned.zones if zone.kind == "letters"]
    if not letters:
        return
    text, every = letters_text(letters[0].value), placed(window, letters[0], ())
    offsets = _offsets(found)
    shown = " or ".join(legal.offset_text(offset) for offset in offsets)
    if len(zoned.zones) > 1 and len(offsets) == 1:
        zoned.why = f"{text} and what is written with it agree on {shown}"
    elif zoned.place and _offsets(every) != offsets:
        narrowed = ", ".join(zoned.place)
        zoned.why = f"{text} means {shown} at the place ({narrowed})"
        zoned.status = "inferred" if zoned.status == "stated" else zoned.status
    elif zoned.status == "stated":
        zoned.why = f"{text} can mean {shown} then" if len(offsets) > 1 else f"{text} is {shown} then"
        if text in AUSTRALIAN_TOO:
            zoned.why += "; in Australia it is another time: give the place if it was written there"


def _offsets(places: Iterable[Placed]) -> list[timedelta]:
    return sorted({offset for place in places for offset in place.offsets})


def _as_offset(main: Statement, settled: Settled, zoned: _Zoned) -> list[Placed]:
    """06:00-07:00 read as a clock time and an offset from UTC."""
    if main.right is None or (clock := main.right.clock) is None or clock.half:
        return []
    if any(zone.kind == "local" for zone in (*main.left.zones, *main.right.zones)):
        return []
    offset = -timedelta(hours=clock.hour, minutes=clock.minute or 0)
    zoned.notes.append(
        f"“-{clock.hour:02}:{clock.minute or 0:02}” can end a span, or be an offset from UTC: say which."
    )
    alone = Statement(Side(main.left.days, main.left.clock))
    windows = merged(window for left, _ in settled.pairs for window in windows_of(alone, left))
    return [by_offset(window, offset, f"{legal.offset_text(offset)} as the offset") for window in windows]


# A second clock time


def _other(
    statement: Statement, settled: Settled, main: _Zoned, year: int | None, day_first: bool | None
) -> Other:
    """What a second statement can be, on its own date or on the days around the main one."""
    has_date = bool(statement.left.days)
    if has_date:
        statement.left.days = _near_years(statement.left.days, settled)
        pairs = settle(statement, year=year, day_first=day_first).pairs
        pairs = [pair for pair in pairs if pair[0].year is not None and pair[0].day is not None]
    else:
        pairs = [(near, None) for left, _ in settled.pairs for near in _days_around(left)]
    windows = merged(window for left, right in pairs for window in windows_of(statement, left, right))
    zoned = _zoned(statement, None, main.place)
    if not zoned.zones:
        return Other([], windows, has_zone=False, has_date=has_date)
    found = [one for window in windows for one in _by_all(window, zoned)]
    return Other(found, windows, has_zone=True, has_date=has_date)


def _near_years(days: tuple[Day, ...], settled: Settled) -> tuple[Day, ...]:
    """The date of a second clock time in the year of the first, or a day over the end of it."""
    main = [pair[0] for pair in settled.pairs]
    near = {one[:3] for day in main for one in _days_around(day)}
    years = sorted({one[0] for one in near if one[0] is not None})
    filled = [day._replace(year=year) for day in days if day.year is None for year in years]
    return (
        *(day for day in days if day.year is not None),
        *([day for day in filled if day[:3] in near] or filled[:1]),
    )


def _days_around(day: Day) -> list[Day]:
    if day.year is None or day.month is None or day.day is None:
        return []
    middle = datetime(day.year, day.month, day.day, tzinfo=UTC)
    near = (middle + timedelta(days=days) for days in (-1, 0, 1))
    return [Day(one.year, one.month, one.day, day.says) for one in near]


def _agreed(
    places: list[Placed], windows: list[Window], other: Other, zoned: _Zoned
) -> tuple[list[Placed], bool | None]:
    """The places that agree with a second clock time; those of both where none do."""
    if not other.has_zone:
        return places, None
    if zoned.status == "unknown":
        return _placed_by(places, windows, other, zoned)
    kept = agreeing.surviving(places, other)
    if not kept:
        zoned.notes.append("The two clock times do not agree: one of them, or its zone, is wrong.")
        return [*places, *agreeing.nearest(places, other)], False
    if len(_offsets(kept)) < len(_offsets(places)) or len(kept) < len(places):
        only = " or ".join(legal.offset_text(offset) for offset in _offsets(kept))
        zoned.status = "inferred"
        zoned.why = f"only {only} agrees with the second clock time"
    return kept, True


def _placed_by(
    places: list[Placed], windows: list[Window], other: Other, zoned: _Zoned
) -> tuple[list[Placed], bool | None]:
    """A main time without a zone beside one with a zone."""
    units = {window.unit for window in (*windows, *other.windows)}
    if (len(units) > 1 and "hour" in units) or "vague" in units:
        return places, None
    found = agreeing.by_difference(windows, other)
    if not found:
        zoned.notes.append("The two clock times do not agree in any zone.")
        return places, False
    only = " or ".join(legal.offset_text(offset) for offset in _offsets(found))
    zoned.status, zoned.why = "inferred", f"only {only} agrees with the second clock time"
    return found, True


def _also(
    folded: Folded,
    statement: Statement,
    main: _Zoned,
    other: Other,
    agrees: bool | None,
    places: list[Placed],
) -> AlsoStated:
    zones = statement.left.zones
    zone = " ".join(zone.text for zone in zones if zone.kind != "local").strip() or None
    if zone is None and any(each.kind == "local" for each in zones) and main.place:
        zone = main.place[0] if len(main.place) == 1 else None
    if not other.has_zone and main.status != "unknown":
        implied = agreeing.implied(places, other)
        zone = legal.offset_text(implied) if implied is not None else None
    return AlsoStated(
        text=folded.original(*statement.span), local=_clock_text(statement), zone=zone, agrees=agrees
    )


def _clock_text(statement: Statement) -> str:
    ends = [side for side in (statement.left, statement.right) if side is not None]
    return "-".join(_hours_text(spans_of(side)[0].start) for side in ends if side.has_time)


def _hours_text(after: timedelta) -> str:
    minutes, seconds = divmod(int(after.total_seconds()), 60)
    text = f"{minutes // 60:02}:{minutes % 60:02}"
    return f"{text}:{seconds:02}" if seconds else text


# The record


def _open_notes(main: Statement, zoned: _Zoned, places: list[Placed], settled: Settled) -> None:
    """What stays open about the zone."""
    settled.notes.extend(dict.fromkeys(zoned.notes))
    if zoned.status == "unknown":
        settled.notes.append("The zone is not known: give the zone, or the place.")
    elif len(_offsets(places)) > 1 and any(zone.kind == "letters" for zone in zoned.zones):
        settled.notes.append("The abbreviation has several meanings: give the offset from UTC, or the place.")
    repeated = [place for place in places if place.says.endswith(("first time", "second time"))]
    if repeated and main.qualifier == "":
        start = repeated[0].window.start
        name = repeated[0].says.partition("by the clocks of ")[2].partition(",")[0]
        if start is not None and name:
            settled.notes.append(legal.explain_gap(start, legal.zone(name)))


def _unplaced(
    folded: Folded, main: Statement, others: list[Statement], settled: Settled, zoned: _Zoned
) -> StatedTime:
    """A time that lacks its date, its year or its day: the words, and what to give."""
    says = [span.says for span in chosen(spans_of(main.left), main)] if main.left.has_time else []
    days = [day for pair in settled.pairs for day in pair[:1]]
    texts = dict.fromkeys(
        "; ".join(part for part in (_day_text(day), day.says, said) if part)
        for day in days
        for said in says or [""]
    ) or dict.fromkeys(said or "a time of day" for said in says)
    also = [
        AlsoStated(text=folded.original(*one.span), local=_clock_text(one))
        for one in others
        if one.left.has_time
    ]
    undated = (one for window in noons_of(days) for one in _by_all(window, zoned))
    candidates = _offsets(undated) if zoned.zones else []
    return StatedTime(
        text=folded.written,
        precision=_precision_of(_unit_alone(main)),
        readings=tuple(Reading(says=text or "a time of day") for text in texts),
        zone_stated=_zone_stated(main),
        zone_candidates=tuple(map(legal.offset_text, candidates)),
        zone_status=zoned.status,
        zone_why=zoned.why or None,
        also_stated=tuple(also),
        unsettled=(settled.missing, *settled.notes),
    )


def _day_text(day: Day) -> str:
    parts = ("" if each is None else f"{each:02}" for each in (day.month, day.day))
    return "-".join([f"{day.year}" if day.year else "-", *(part for part in parts if part)])


def _unit_alone(main: Statement) -> str:
    if main.qualifier in ("about", "just before", "just after"):
        return "vague"
    if main.left.has_time:
        return spans_of(main.left)[0].unit
    return "day" if any(day.day for day in main.left.days) else "month"


def _precision_of(unit: str) -> _Precision:
    for each in get_args(_Precision):
        if each == unit:
            return each  # type: ignore[no-any-return]
    return "vague"


def _zone_stated(main: Statement) -> str | None:
    zones = [*main.left.zones, *(main.right.zones if main.right is not None else [])]
    return " ".join(dict.fromkeys(zone.text for zone in zones if zone.text)) or None


def _record(
    folded: Folded,
    main: Statement,
    places: list[Placed],
    candidates: list[timedelta],
    zoned: _Zoned,
    also: list[AlsoStated],
    settled: Settled,
) -> StatedTime:
    ordered = sorted(places, key=lambda place: (place.earliest or _FIRST, place.latest or _FIRST))
    readings = _readings(ordered)
    ends = [place.latest for place in places]
    starts = [place.earliest for place in places]
    whole = [end for end in ends if end is not None]
    return StatedTime(
        text=folded.written,
        earliest=None if None in starts else _instant_text(ordered[0].earliest),
        latest=None if None in ends else _instant_text(max(whole)),
        precision=_precision_of(min((place.window.unit for place in places), key=_fineness)),
        readings=readings,
        zone_stated=_zone_stated(main),
        zone_candidates=tuple(legal.offset_text(offset) for offset in candidates),
        zone_status=zoned.status,
        zone_why=zoned.why or None,
        also_stated=tuple(also),
        unsettled=tuple(dict.fromkeys(note for note in settled.notes if note)),
    )


def _fineness(unit: str) -> int:
    return _PRECISIONS[::-1].index(unit)


def _readings(places: list[Placed]) -> tuple[Reading, ...]:
    kept: dict[tuple[object, ...], Reading] = {}
    for place in places:
        start, end = place.window.start, place.window.end
        says = "; ".join(part for part in (place.window.says, place.says) if part)
        reading = Reading(
            says=says,
            local_from=_local_text(start),
            local_to=_local_text(end),
            offset=None if place.offset is None else legal.offset_text(place.offset),
            earliest=_instant_text(place.earliest),
            latest=_instant_text(place.latest),
        )
        kept.setdefault((start, end, place.offset, place.earliest, place.latest), reading)
    return tuple(kept.values())


def _local_text(local: datetime | None) -> str | None:
    if local is None:
        return None
    if local.microsecond:
        return local.isoformat().rstrip("0")
    return local.isoformat(timespec="seconds" if local.second else "minutes")


def _instant_text(moment: datetime | None) -> str | None:
    if moment is None:
        return None
    text = moment.replace(tzinfo=None).isoformat()
    return f"{text.rstrip('0')}Z" if moment.microsecond else f"{text}Z"

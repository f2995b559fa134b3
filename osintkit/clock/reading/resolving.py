"""From local time to instants: what a zone's clock showed, however the zone is named."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from osintkit.clock import abbreviations, legal
from osintkit.clock.reading.parts import Zone
from osintkit.clock.reading.windows import Window
from osintkit.clock.written import EAST_MIN, WEST_MIN
from osintkit.errors import UsageError

_DAY = timedelta(days=1)
_REACH = timedelta(hours=16)
"""No clock was ever further from UTC."""
_STEP = timedelta(hours=3)
AUSTRALIAN_TOO = frozenset({"EST", "EDT", "CST", "CDT"})
"""Letters of North America. In Australia, which writes AEST, they are meant only where the place says so."""
_LONG = timedelta(days=3)
"""From what length on only the ends of a stretch of time are looked at closely."""


class Placed(NamedTuple):
    """A stretch of local time in one zone.

    Attributes:
        window: the local time.
        offset: of the clock from UTC; None where it changes within, or is not known.
        earliest: its first instant; None where nothing bounds it.
        latest: its end.
        says: how the zone was understood.
        offsets: every offset in force within.
    """

    window: Window
    offset: timedelta | None
    earliest: datetime | None
    latest: datetime | None
    says: str
    offsets: tuple[timedelta, ...] = ()


class Pieces(NamedTuple):
    """Where a zone's clock shows a stretch of local time: one stretch of instants, with one offset."""

    earliest: datetime
    latest: datetime
    offset: timedelta


def by_offset(window: Window, offset: timedelta, says: str) -> Placed:
    """A stretch of local time by a clock with a fixed offset."""
    return Placed(window, offset, _shift(window.start, offset), _shift(window.end, offset), says, (offset,))


def _shift(local: datetime | None, offset: timedelta) -> datetime | None:
    return None if local is None else local.replace(tzinfo=UTC) - offset


def without_zone(window: Window) -> Placed:
    """A stretch of local time somewhere on earth."""
    earliest = _shift(window.start, timedelta(minutes=EAST_MIN))
    return Placed(window, None, earliest, _shift(window.end, timedelta(minutes=WEST_MIN)), "no zone is known")


def by_rules(window: Window, rules: ZoneInfo) -> list[Placed]:
    """A stretch of local time by the clocks of a legal zone: none where skipped, several where repeated."""
    name = f"by the clocks of {rules.key}"
    if window.start is None or window.end is None:
        return _half(window, rules, name)
    if window.end - window.start > _LONG:
        return _long(window, window.start, window.end, rules, name)
    pieces = list(_pieces(window.start, window.end, rules))
    length = window.end - window.start
    if all(piece.latest - piece.earliest == length for piece in pieces):
        times = ("", "") if len(pieces) < 2 else ("first time", "second time")
        return [
            Placed(window, one.offset, one.earliest, one.latest, _joined(name, time), (one.offset,))
            for one, time in zip(pieces, times, strict=False)
        ]
    return [_across(window, pieces, name)] if pieces else []


def _joined(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


def _across(window: Window, pieces: list[Pieces], name: str) -> Placed:
    """Pieces on both sides of a change of clocks, as one stretch."""
    offsets = tuple(dict.fromkeys(piece.offset for piece in pieces))
    says = _joined(name, "which were set within" if len(offsets) > 1 else "which skipped a part of it")
    earliest, latest = min(piece.earliest for piece in pieces), max(piece.latest for piece in pieces)
    return Placed(window, offsets[0] if len(offsets) == 1 else None, earliest, latest, says, offsets)


def _half(window: Window, rules: ZoneInfo, name: str) -> list[Placed]:
    """Before or after a local time; the bound is the wider one where clocks showed it twice."""
    bound = window.start or window.end
    if bound is None:
        return []
    pieces = list(
        _pieces(bound, bound + _DAY, rules) if window.start else _pieces(bound - _DAY, bound, rules)
    )
    if not pieces:
        return []
    if window.start:
        first = min(pieces)
        return [Placed(window, first.offset, first.earliest, None, name, (first.offset,))]
    last = max(pieces, key=lambda piece: piece.latest)
    return [Placed(window, last.offset, None, last.latest, name, (last.offset,))]


def _long(window: Window, start: datetime, end: datetime, rules: ZoneInfo, name: str) -> list[Placed]:
    first, last = list(_pieces(start, start + _DAY, rules)), list(_pieces(end - _DAY, end, rules))
    between: list[timedelta] = []
    moment = start
    while moment < end:
        between.append(moment.replace(tzinfo=rules).utcoffset() or timedelta(0))
        moment += timedelta(days=7)
    offsets = tuple(dict.fromkeys([*(one.offset for one in first), *between, *(one.offset for one in last)]))
    only = offsets[0] if len(offsets) == 1 else None
    earliest, latest = min(one.earliest for one in first), max(one.latest for one in last)
    return [Placed(window, only, earliest, latest, name, offsets)]


def _pieces(start: datetime, end: datetime, rules: ZoneInfo) -> Iterator[Pieces]:
    """When a zone's clock shows something from ``start`` to ``end``, by stretches of one offset."""
    for first, last, offset in _states(
        start.replace(tzinfo=UTC) - _REACH, end.replace(tzinfo=UTC) + _REACH, rules
    ):
        earliest = max(start.replace(tzinfo=UTC) - offset, first)
        latest = min(end.replace(tzinfo=UTC) - offset, last)
        if earliest < latest:
            yield Pieces(earliest, latest, offset)


def _states(
    first: datetime, last: datetime, rules: ZoneInfo
) -> Iterator[tuple[datetime, datetime, timedelta]]:
    """Stretches of instants with one offset."""
    begun, moment, offset = first, first, _offset(first, rules)
    while moment < last:
        after = min(moment + _STEP, last)
        if (changed := _offset(after, rules)) != offset:
            change = _change(moment, after, rules)
            yield begun, change, offset
            begun, offset = change, changed
        moment = after
    yield begun, last, offset


def _offset(moment: datetime, rules: ZoneInfo) -> timedelta:
    return moment.astimezone(rules).utcoffset() or timedelta(0)


def _change(before: datetime, after: datetime, rules: ZoneInfo) -> datetime:
    """The first second at which clocks show another offset."""
    offset = _offset(before, rules)
    low, high = 0, int((after - before).total_seconds())
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(before + timedelta(seconds=middle), rules) == offset:
            low = middle
        else:
            high = middle
    return before + timedelta(seconds=high)


@lru_cache(maxsize=256)
def _meanings(letters: str, at: datetime, zones: tuple[str, ...]) -> tuple[abbreviations.Meaning, ...]:
    return abbreviations.meanings(letters, at=at, zones=zones)


def by_letters(window: Window, letters: str, zones: Sequence[str] = ()) -> list[Placed]:
    """A stretch of local time by every clock that an abbreviation can mean then."""
    at = window.start or window.end
    if at is None:
        return []
    base, _, ahead = letters.partition("+") if "+" in letters else letters.partition("-")
    more = timedelta(minutes=int(letters[len(base) :])) if ahead else timedelta(0)
    found = _meanings(base, at, tuple(zones))
    if base.upper() in AUSTRALIAN_TOO:
        found = tuple(one for one in found if not one.name.endswith("(Australia)")) or found
    return [
        by_offset(
            window,
            one.offset + more,
            f"{letters_text(letters)} as {_text(one.offset + more)} ({_named(one)})",
        )
        for one in found
    ]


def letters_text(letters: str) -> str:
    """An abbreviation as it is shown: ``MSK+120`` (minutes) as MSK+2."""
    base, sign, ahead = letters.partition("+") if "+" in letters else letters.partition("-")
    return f"{base}{sign}{int(ahead) // 60}" if ahead else letters


def _text(offset: timedelta) -> str:
    return legal.offset_text(offset)


def _named(meaning: abbreviations.Meaning) -> str:
    return f"{meaning.name}, loosely used" if meaning.loose else meaning.name


def placed(window: Window, zone: Zone, place_zones: Sequence[str]) -> list[Placed]:
    """Every place on the line of time that a local time with a zone can have.

    Empty where a legal zone skipped it, or an abbreviation is not known; see `gap`.
    """
    if zone.kind == "offset":
        offset = timedelta(minutes=int(zone.value))
        return [by_offset(window, offset, _text(offset) if int(zone.value) else "UTC")]
    names = _names(zone, place_zones)
    if zone.kind == "letters" and not names:
        return by_letters(window, zone.value, place_zones)
    if not names:
        return [without_zone(window)]
    found = [one for name in names for one in by_rules(window, legal.zone(name))]
    return list({(one.earliest, one.latest): one for one in reversed(found)}.values())[::-1]


def _names(zone: Zone, place_zones: Sequence[str]) -> list[str]:
    """The legal zones by whose clocks a zone goes."""
    if zone.kind == "letters":
        return list(abbreviations.clocks_of(zone.value, zones=place_zones))
    return [zone.value] if zone.kind == "iana" else list(place_zones)


def gap(window: Window, zone: Zone, place_zones: Sequence[str]) -> UsageError:
    """Why a local time exists in none of its zones."""
    names = _names(zone, place_zones)
    at = window.start if window.start is not None else window.end
    if at is None or not names:
        return UsageError(
            f"What “{zone.text}” means then is not known.", "Give the offset from UTC, as UTC+4."
        )
    says = legal.explain_gap(at, legal.zone(names[0]))
    return UsageError(says or f"{at} did not exist in {names[0]}.", "Give another time, or another zone.")

"""What an abbreviation of a time zone can mean at a date, strictly and by loose use.

``CST`` is written in Chicago, Shanghai and Havana; ``CET`` is written all summer by people who mean CEST.
Nothing is chosen here: every meaning is told, with what clocks really showed then.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from osintkit.clock.abbreviation_rows import MEANT_AT, ROWS, SYNONYMS
from osintkit.clock.legal import countries, edition, instants, offset_text, zone, zone_names
from osintkit.clock.letters import LETTERS

_AROUND = tuple(timedelta(days=sign * days) for days in range(0, 211, 15) for sign in (1, -1))
"""How far from a date an abbreviation may be in use, to be one of its time: more than half a year."""
_HOUR, _HALF_HOUR = timedelta(hours=1), timedelta(minutes=30)
_SEASON = frozenset({"Standard", "Daylight", "Summer", "European"})
_MILITARY = "YXWVUTSRQPONZABCDEFGHIKLM"
_TIME_OF = re.compile(r"(?:THE )?(?:LOCAL )?(.+?)(?: LOCAL)?(?: STANDARD| DAYLIGHT| SUMMER)? TIME")


@dataclass(frozen=True, slots=True)
class Meaning:
    """One thing that an abbreviation can mean.

    Attributes:
        abbreviation: as it was asked for.
        offset: ahead of UTC.
        name: in full, English.
        zones: up to three IANA zones that are meant.
        loose: whether it means this by sloppy use only: the clocks of the region showed something else.
        where: the region, and what clocks there showed where that differs.
    """

    abbreviation: str
    offset: timedelta
    name: str
    zones: tuple[str, ...]
    loose: bool
    where: str


class _Use(NamedTuple):
    """One row of the table; ``stands_for`` is an offset for letters of the tz database."""

    letters: str
    stands_for: timedelta | str
    name: str
    where: str
    zones: tuple[str, ...]

    def shown(self, name: str, moment: datetime) -> timedelta | None:
        """The offset of a zone's clocks where they show what this stands for; else None."""
        local = moment.astimezone(zone(name))
        offset, saved = local.utcoffset() or timedelta(0), (local.dst() or timedelta(0)) > timedelta(0)
        if isinstance(self.stands_for, timedelta):
            called = (local.tzname() or "").upper()
            return offset if called == self.letters and offset == self.stands_for else None
        return offset if saved == (self.stands_for == "summer") else None

    def everywhere(self) -> tuple[str, ...]:
        """Zones that ever used it, those of the table first."""
        if not isinstance(self.stands_for, timedelta):
            return self.zones
        others = LETTERS.get(self.letters, {}).get(int(self.stands_for.total_seconds()), "")
        return tuple(dict.fromkeys([*self.zones, *others.split()]))


def known() -> frozenset[str]:
    """Which abbreviations have a meaning here? In capitals, other alphabets included."""
    return frozenset(_table()) | SYNONYMS.keys()


def names_in_full() -> tuple[str, ...]:
    """Which zones are named in full by English words that are no place's? ``Central European Time``."""
    names = (use.name for uses in _table().values() for use in uses)
    return tuple(name for name in names if _SEASON & {*name.split()} and name.replace(" ", "").isalpha())


def military(letter: str) -> timedelta | None:
    """Which offset does a letter stand for in a military date-time group? None for J (local) and all else.

    Z is UTC, A to M (without J) lie east of it, N to Y west (ACP 121). Elsewhere single letters mean nothing.
    """
    place = _MILITARY.find(letter.upper()) if len(letter) == 1 else -1
    return timedelta(hours=place - 12) if place >= 0 else None


def meanings(
    abbreviation: str, *, at: datetime | None = None, zones: Sequence[str] = ()
) -> tuple[Meaning, ...]:
    """What can an abbreviation, or words such as "UK time", mean at a date? All of it, best first.

    Where letters are shared, what is written most comes first. Of one use the strict meaning is told before
    the loose one: the letters of one season for the clocks of the other. What has not been in use around the
    date is told only if nothing else is; without a date, last.

    Args:
        abbreviation: letters, in any case; a zone's name in full; or a city or country followed by "time".
        at: when: with a zone, an instant; without, the clock time that the abbreviation stands beside; None
            for any date.
        zones: legal zones of the place. What fits one of them is told alone, if anything does.
    """
    uses = _uses(abbreviation)
    fitting = [(use, tuple(name for name in zones if _fits(use, name, at))) for use in uses]
    if any(names for _, names in fitting):
        told = [(use, names) for use, names in fitting if names]
    else:
        told = [(use, use.zones) for use in uses]
    when = None if at is None else _kept(at)
    told = told if when is None else _of_its_time(told, when)
    found = [one for use, names in told for one in _of_one(abbreviation.strip(), use, names, when)]
    current = [one for is_current, one in found if is_current]
    past = [one for is_current, one in found if not is_current]
    chosen = current if current and when is not None else [*current, *past]
    return tuple({(one.offset, one.name, one.loose): one for one in reversed(chosen)}.values())[::-1]


def clocks_of(abbreviation: str, *, zones: Sequence[str] = ()) -> tuple[str, ...]:
    """Whose clocks does an abbreviation such as ET speak of, whatever they show? None for all others.

    Args:
        abbreviation: as for `meanings`.
        zones: legal zones of the place; those that are among its own are told alone, if any is.
    """
    uses = _uses(abbreviation)
    if any(use.stands_for != "time" for use in uses):
        return ()
    names = tuple(dict.fromkeys(name for use in uses for name in use.zones))
    return tuple(name for name in names if name in zones) or names


def _uses(text: str) -> tuple[_Use, ...]:
    """Rows of the table for some words."""
    words = " ".join(text.replace(".", "").replace("_", " ").upper().split())
    letters, _, only = SYNONYMS.get(words, words).partition(" ")
    found = _table().get(letters, ())
    if found and (not only or words in SYNONYMS):
        return tuple(use for use in found if not only or use.stands_for == _ahead(only))
    by_place = _TIME_OF.fullmatch(words)
    if by_place and (names := _zones_of(by_place[1])) and not _in_full(words):
        return (_Use(words, "time", text.strip(), ", ".join(names[:3]), names),)
    return _in_full(words)


def _in_full(words: str) -> tuple[_Use, ...]:
    return tuple(use for uses in _table().values() for use in uses if use.name.upper() == words)


@lru_cache(maxsize=1)
def _table() -> dict[str, tuple[_Use, ...]]:
    rows: dict[str, list[_Use]] = {}
    for line in ROWS.strip().splitlines():
        letters, stands_for, name, where, zones = line.split(" | ")
        means = stands_for if stands_for.isalpha() else _ahead(stands_for)
        rows.setdefault(letters, []).append(_Use(letters, means, name, where, tuple(zones.split())))
    return {letters: tuple(uses) for letters, uses in rows.items()}


def _ahead(offset: str) -> timedelta:
    hours, minutes, seconds = (*offset[1:].split(":"), "0")[:3]
    size = timedelta(hours=int(hours), minutes=int(minutes), seconds=int(seconds))
    return -size if offset[0] == "-" else size


def _zones_of(place: str) -> tuple[str, ...]:
    """Zones of a city or a country, by its English name in the tz database."""
    if place in MEANT_AT:
        return (MEANT_AT[place],)
    cities = tuple(
        sorted(
            name
            for name in zone_names()
            if not name.startswith("Etc/") and name.rpartition("/")[2].replace("_", " ").upper() == place
        )
    )
    return cities or countries().get(place, ())


def _fits(use: _Use, name: str, at: datetime | None) -> bool:
    """Whether clocks of a zone use an abbreviation around a date."""
    if not isinstance(use.stands_for, timedelta):
        return name in use.zones
    if at is None:
        return any(use.shown(name, day) is not None for day in _days(1970))
    return _near(use, [name], _instant(at, use.stands_for)) is not None


def _of_its_time(
    told: list[tuple[_Use, tuple[str, ...]]], at: datetime
) -> list[tuple[_Use, tuple[str, ...]]]:
    """Of rows of one name, such as Moscow Time before and after a law, those that clocks showed."""
    shown = {use: any(_shows(use, name, at) for name in names) for use, names in told}
    names_shown = {use.name for use, is_shown in shown.items() if is_shown}
    return [(use, names) for use, names in told if shown[use] or use.name not in names_shown]


def _shows(use: _Use, name: str, at: datetime) -> bool:
    offset = use.stands_for
    return isinstance(offset, timedelta) and use.shown(name, _instant(at, offset)) is not None


def _near(use: _Use, names: Iterable[str], moment: datetime) -> timedelta | None:
    """The offset that an abbreviation stands for around an instant, by the first zone that shows it."""
    for name in names:
        for apart in _AROUND:
            if (offset := use.shown(name, moment + apart)) is not None:
                return offset
    return None


def _kept(at: datetime) -> datetime:
    """The time, kept off the ends of the calendar: no abbreviation was used there."""
    return at if 2 < at.year < 9998 else at.replace(year=min(max(at.year, 4), 9996))


def _instant(at: datetime, offset: timedelta) -> datetime:
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC) - offset


def _of_one(asked: str, use: _Use, names: tuple[str, ...], at: datetime | None) -> list[tuple[bool, Meaning]]:
    """Every meaning of one row, and whether it is in use around the date."""
    if use.stands_for == "time":
        offsets = _through_the_year(names) if at is None else _shown_at(names, at)
        return [
            (True, Meaning(asked, offset, use.name, there[:3], False, use.where))
            for offset, there in offsets.items()
        ]
    return _at_any_time(asked, use, names) if at is None else _at_a_time(asked, use, names, at)


def _at_a_time(asked: str, use: _Use, names: tuple[str, ...], at: datetime) -> list[tuple[bool, Meaning]]:
    """Strict and loose meanings at a date."""
    offset = _stands_for(use, names, _instant(at, timedelta(0)))
    moment = _instant(at, offset)
    current = tuple(name for name in names if _near(use, [name], moment) is not None)
    shown = _shown_at(current or names, at)
    strict = shown.pop(offset, ())
    if isinstance(use.stands_for, timedelta):  # another zone's letters may have the same offset
        strict = tuple(name for name in strict if use.shown(name, moment) is not None)
    elsewhere = (
        () if strict else tuple(name for name in use.everywhere() if use.shown(name, moment) == offset)
    )
    where = use.where
    if not strict:
        where += f"; not on that date, when clocks there showed {_listed(shown, at)}" if shown else ""
        where += f"; it was shown in {', '.join(elsewhere[:3])}" if elsewhere else ""
    told = [Meaning(asked, offset, use.name, (strict or elsewhere or names)[:3], False, where)]
    for ahead, there in shown.items():
        if (ahead - offset) % _HALF_HOUR:  # local mean time, from before there were zones
            continue
        # Who writes summer letters in the hour that is repeated says which of the two it is.
        if ahead < offset and set(there) <= set(strict):
            continue
        where = f"{use.where}, by loose use: on that date clocks there showed {_listed({ahead: there}, at)}"
        told.append(Meaning(asked, ahead, use.name, there[:3], True, where))
    return [(bool(current), one) for one in told]


def _stands_for(use: _Use, names: tuple[str, ...], moment: datetime) -> timedelta:
    """The offset that a row stands for around an instant."""
    if isinstance(use.stands_for, timedelta):
        return use.stands_for
    found = _near(use, names, moment)
    if found is None:  # no summer time then: an hour more than what clocks showed
        local = moment.astimezone(zone(names[0]))
        found = (local.utcoffset() or timedelta(0)) + _HOUR
    return found


def _shown_at(names: Iterable[str], at: datetime) -> dict[timedelta, tuple[str, ...]]:
    """What clocks of some zones showed at a time."""
    found: dict[timedelta, list[str]] = {}
    for name in names:
        for local in _clocks(name, at):
            found.setdefault(local.utcoffset() or timedelta(0), []).append(name)
    return {offset: tuple(dict.fromkeys(there)) for offset, there in found.items()}


def _clocks(name: str, at: datetime) -> list[datetime]:
    """The time on a zone's clock; both readings where it was repeated, or skipped."""
    rules = zone(name)
    if at.tzinfo:
        return [at.astimezone(rules)]
    found = [moment.astimezone(rules) for moment in instants(at, rules)]
    return found or [at.replace(tzinfo=rules, fold=fold) for fold in (0, 1)]


def _listed(shown: dict[timedelta, tuple[str, ...]], at: datetime) -> str:
    """Offsets with their letters where the tz database has some: ``CEST (+02:00)``."""
    texts = []
    for offset, there in shown.items():
        called = next(one.tzname() or "" for one in _clocks(there[0], at) if one.utcoffset() == offset)
        texts.append(f"{called} ({offset_text(offset)})" if called.isalpha() else offset_text(offset))
    return " or ".join(texts)


def _days(first: int) -> list[datetime]:
    """A day in winter and one in summer of every year from one to that of the tz database's edition."""
    return [
        datetime(year, month, 1, tzinfo=UTC) for year in range(first, _this_year() + 1) for month in (1, 7)
    ]


def _this_year() -> int:
    return int(edition()[:4])


def _through_the_year(names: Iterable[str]) -> dict[timedelta, tuple[str, ...]]:
    """What clocks of some zones show in winter and in summer."""
    found: dict[timedelta, list[str]] = {}
    for day in _days(_this_year()):
        for offset, there in _shown_at(names, day).items():
            found.setdefault(offset, []).extend(there)
    return {offset: tuple(dict.fromkeys(there)) for offset, there in found.items()}


def _at_any_time(asked: str, use: _Use, names: tuple[str, ...]) -> list[tuple[bool, Meaning]]:
    """Strict meanings since 1970 (letters) or 2000, newest first, and today's loose ones."""
    last: dict[timedelta, int] = {}
    for day in _days(1970 if isinstance(use.stands_for, timedelta) else 2000):
        for name in names:
            if (offset := use.shown(name, day)) is not None:
                last[offset] = day.year
    if not last:
        last[_stands_for(use, names, datetime(_this_year(), 1, 1, tzinfo=UTC))] = 0
    told = []
    for offset, year in sorted(last.items(), key=lambda item: -item[1]):
        is_current = year == _this_year()
        # What is over mostly says so in its row.
        where = (
            use.where
            if is_current or not year or re.search(r"\d", use.where)
            else f"{use.where}, until {year}"
        )
        told.append((is_current, Meaning(asked, offset, use.name, names[:3], False, where)))
    if _this_year() in last.values():
        for offset, there in _through_the_year(names).items():
            if offset not in last:
                where = (
                    f"{use.where}, by loose use: in another season clocks there show {offset_text(offset)}"
                )
                told.append((True, Meaning(asked, offset, use.name, there[:3], True, where)))
    return told

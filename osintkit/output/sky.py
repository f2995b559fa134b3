"""What tables show of the sun: a few lines and lists, most important first."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from osintkit.output.glance import Line
from osintkit.output.written import degrees, listed, metres, zone_lines
from osintkit.records import Sun
from osintkit.records.clock import spaced
from osintkit.records.sun import Candidate, Estimate, SunAt, SunEvent, SunPosition, SunWhen, SunWhere

_MOST = 60
"""Rows of one list; the rest is in the records."""
_MOST_ZONES = 6
_ANY_DEG = 360.0
_POLAR = {
    "polar_day": "The sun does not set on this day.",
    "polar_night": "The sun does not rise on this day.",
}


class Grid(NamedTuple):
    """A list with columns: its heading, what each column is called (``>`` puts it on the right), the rows."""

    head: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]


Shown = Iterator[Line | Grid]


def of_sun(record: Sun, *, brief: bool = False) -> Shown:
    """What is shown of an answer of the sun; briefly, without what it assumes and could not establish."""
    if record.site is not None:
        site = record.site
        high = f"{site.height_m:,.0f} m high, within {metres(site.within_m)}"
        yield Line("place", f"{degrees(site.lat_deg)}, {degrees(site.lon_deg)}", high)
    if record.reading is not None and record.time is not None:
        yield Line("time", record.time.text, record.reading.says)
    if record.at is not None:
        yield from _at(record.at)
    if record.when is not None:
        yield from _when(record.when)
    if record.where is not None:
        yield from _where(record.where)
    if record.zones is not None:
        yield from zone_lines(record.zones, note=brief or record.zones.note not in record.not_established)
    if not brief:
        yield from _limits(record)
    yield from listed("picture", [f"{picture.file}: {picture.shows}" for picture in record.pictures])


def of_clocks(records: Sequence[Sun]) -> Shown:
    """What is shown of the answers for one clock time and every offset from UTC that it can have had."""
    every = [record.where for record in records if record.where is not None]
    first, where = records[0], every[0]
    if first.time is not None:
        yield Line("time", first.time.text, "the legal clock of whatever place it was")
    yield from _band(where)
    possible = [each for each in every if each.legal is not None and each.legal.coordinates]
    rows = [(each.offset or "", spaced(each.utc_from), _named(each.zones)) for each in possible]
    if rows:
        yield Grid("possible", ("offset", "that is", "zones that have it"), rows)
    else:
        yield Line("answer", "At no place on earth was this the legal time with such a sun.", "")
    others = ", ".join(each.offset or "" for each in every if each not in possible)
    yield Line("left out", f"{others}: legal time nowhere in the band." if others else "no offset", "")
    yield from _limits(first)
    yield from listed("picture", [f"{each.file}: {each.shows}" for each in first.pictures])


def _limits(record: Sun) -> Iterator[Line]:
    yield from listed("assumes", record.assumptions)
    yield from listed("not known", record.not_established)


def _at(at: SunAt) -> Shown:
    if at.position is not None:
        yield from _position(at.position)
    offsets = {each.offset for each in at.events} | {each.offset for each in at.path}
    yield Line("day", at.date, _POLAR.get(at.day, ""))
    if at.events:
        rows = [_event(event, several=len(offsets) > 1) for event in at.events]
        yield Grid("", ("", "clock", "azimuth>", "95 %"), rows)
    if at.path:
        rows = [_step(each, several=len(offsets) > 1) for each in at.path[:_MOST]]
        yield Grid("path", ("clock", "azimuth>", "elevation>", "shadow to>", "length>"), rows)
        yield from _more(len(at.path), _MOST)


def _event(event: SunEvent, *, several: bool) -> tuple[str, ...]:
    ahead = datetime.fromisoformat(event.local) - datetime.fromisoformat(event.utc.removesuffix("Z"))
    begin, end = ((datetime.fromisoformat(each) + ahead).isoformat(" ")[:19] for each in event.utc_95)
    if begin[:10] == end[:10] == event.local[:10]:
        begin, end = begin[11:], end[11:]
    within = "to the second" if begin == end else f"{begin} to {end}"
    return (
        event.event.replace("_", " "),
        event.local[11:] + (f" {event.offset}" if several else ""),
        f"{event.azimuth_deg:.1f}",
        within if event.sure else f"{within}, or not at all",
    )


def _step(at: SunPosition, *, several: bool) -> tuple[str, ...]:
    up = at.shadow_ratio is not None
    return (
        spaced(at.local) + (f" {at.offset}" if several else ""),
        f"{at.azimuth_deg:.2f}",
        f"{at.apparent_deg:.2f}",
        f"{at.shadow_azimuth_deg:.1f}" if up else "",
        f"{at.shadow_ratio:,.3g}" if at.shadow_ratio is not None else "",
    )


def _position(position: SunPosition) -> Iterator[Line]:
    until = f" to {position.utc_to[11:]}" if position.utc_to else ""
    yield Line("instant", f"{spaced(position.local)} {position.offset}", spaced(f"{position.utc}{until}"))
    yield Line("azimuth", f"{position.azimuth_deg:.2f} degrees", _interval(position.azimuth, ".2f"))
    yield Line(
        "elevation",
        f"{position.apparent_deg:.2f} degrees; {position.elevation_deg:.2f} without refraction",
        _interval(position.apparent, ".2f"),
    )
    if position.shadow_ratio is not None:
        ratio = _interval(position.ratio, ",.3g") or "95 %: no upper limit"
        yield Line("shadow", f"{position.shadow_ratio:,.3g} times the height", ratio)
        yield Line("", f"points to {position.shadow_azimuth_deg:.2f} degrees", "")


def _interval(estimate: Estimate | None, digits: str) -> str:
    if estimate is None:
        return ""
    if estimate.to_95 - estimate.from_95 == _ANY_DEG:
        return "95 %: any direction"
    return f"95 %: {estimate.from_95:{digits}} to {estimate.to_95:{digits}}"


def _when(when: SunWhen) -> Shown:
    if not when.fits:
        yield Line("answer", "No time that was searched fits.", "")
    if when.nearest is not None:
        yield Line("nearest", f"{spaced(when.nearest.local)}: {when.nearest.says}", "")
    if when.level == "all":
        yield from _candidates("fits", when.candidates)
    else:
        yield from _candidates("95 %", when.candidates)
        yield from _candidates("68 %", when.candidates_68)
    yield from listed("left out", when.excluded)


def _candidates(head: str, found: Sequence[Candidate]) -> Shown:
    if found:
        rows = [_candidate(each) for each in found[:_MOST]]
        yield Grid(head, ("from", "to", "", "sun, degrees high>", "share>"), rows)
        yield from _more(len(found), _MOST)


def _candidate(found: Candidate) -> tuple[str, ...]:
    same_day = found.local_to[:10] == found.local_from[:10]
    until = found.local_to[11:] if same_day else spaced(found.local_to)
    offset = f" {found.offset}" if found.offset_to else ""
    return (
        f"{spaced(found.local_from)}{offset}",
        f"{until} {found.offset_to or found.offset}",
        found.half,
        f"{found.apparent_low_deg:.1f} to {found.apparent_high_deg:.1f}",
        "" if found.share is None else f"{found.share:.0%}",
    )


def _where(where: SunWhere) -> Iterator[Line]:
    until = "" if where.utc_to == where.utc_from else f" to {where.utc_to[11:]}"
    yield Line("instant", spaced(f"{where.utc_from}{until}"), "")
    yield from _band(where)
    centre = f"{where.subsolar_lat_deg:.4f}, {where.subsolar_lon_deg:.4f}"
    yield Line("around", centre, "where the sun is overhead")


def _band(where: SunWhere) -> Iterator[Line]:
    middle = "best fit" if where.level == "95" else "middle of the range"
    yield Line("circle", f"{where.radius_deg:.3f} degrees from where the sun is overhead", middle)
    low, high = where.radius_95_deg
    level = "95 %" if where.level == "95" else "every place that fits"
    yield Line("band", f"{low:.3f} to {high:.3f} degrees, {where.width_km:,.0f} km wide", level)


def _named(zones: Sequence[str]) -> str:
    more = f" and {len(zones) - _MOST_ZONES} more" if len(zones) > _MOST_ZONES else ""
    return ", ".join(zones[:_MOST_ZONES]) + more


def _more(number: int, most: int) -> Iterator[Line]:
    if number > most:
        yield Line("", f"and {number - most:,} more (--json)", "")

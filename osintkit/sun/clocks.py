"""Whose clock an answer is shown on: the legal one at the place, or the one that was asked for."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo

from osintkit.clock import legal
from osintkit.clock.written import minutes_of, zone_of
from osintkit.errors import UsageError
from osintkit.records import Zones
from osintkit.records.clock import LegalZone
from osintkit.records.sun import Site
from osintkit.sun import days
from osintkit.sun.days import Span

_MOST_NAMED = 6


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock and where it is known from.

    Attributes:
        zone: its rules.
        name: IANA name, or an offset.
        zones: every legal zone within the uncertainty of the position.
        why: where it comes from, a sentence.
        doubts: what is not settled about it, a sentence each.
    """

    zone: tzinfo
    name: str
    zones: Zones
    why: str
    doubts: tuple[str, ...] = ()


def of(site: Site, zone: str | None, span: Span) -> Clock:
    """Which clock is meant at a place during a time?

    Args:
        site: the place.
        zone: an IANA name or an offset such as ``+04:00``; None for the legal one.
        span: the time.

    Raises:
        UsageError: there is no such zone.
    """
    chosen = None if zone is None else rules(zone)
    earliest, latest = (datetime.fromtimestamp(each, UTC) for each in span)
    zones = legal.legal(
        lat_deg=site.lat_deg, lon_deg=site.lon_deg, within_m=site.within_m, earliest=earliest, latest=latest
    )
    if zone is None or chosen is None:
        return _legal(zones, zones.zones[0], "the legal zone at the place")
    here = next((each for each in zones.zones if each.zone == zone), None)
    if here is not None:
        return _legal(zones, here, "as asked; it is a legal one there")
    why = f"Clock times are those of {zone}, as asked; at the place the legal one is {zones.zones[0].zone}."
    return Clock(chosen, zone, zones, why)


def of_days(site: Site, zone: str | None, first: date, last: date) -> Clock:
    """The same for days of the calendar, from the first midnight to the last."""
    name = zone if zone is not None else min(_names_at(site))
    begin, end = days.stretch(first, rules(name))[0], days.stretch(last, rules(name))[1]
    return of(site, zone, (begin, max(begin, end)))


def every(clock: Clock) -> tuple[Clock, ...]:
    """The clocks that may be meant, where nobody said which, and those of the legal zones differ."""
    if not clock.zones.offsets_differ:
        return (clock,)
    different = {zone.offsets: zone for zone in reversed(clock.zones.zones)}
    each = [zone for zone in clock.zones.zones if zone in different.values()]
    return tuple(_legal(clock.zones, zone, "one of the legal zones within reach") for zone in each)


def _names_at(site: Site) -> tuple[str, ...]:
    return legal.names_at(lat_deg=site.lat_deg, lon_deg=site.lon_deg) or ("UTC",)


def _legal(zones: Zones, zone: LegalZone, role: str) -> Clock:
    """The clock of a legal zone, with what the others make doubtful."""
    others = [f"{each.zone} ({' or '.join(each.offsets)})" for each in zones.zones if each != zone]
    more = f" and {len(others) - _MOST_NAMED} more" if len(others) > _MOST_NAMED else ""
    named = ", ".join(others[:_MOST_NAMED]) + more
    doubts = (
        f"Which zone is the legal one: within {zones.within_m:,.0f} m there is also {named}."
        if zones.offsets_differ
        else "",
        zones.note or "",
    )
    why = f"Clock times are those of {zone.zone}, {role}."
    return Clock(rules(zone.zone), zone.zone, zones, why, tuple(filter(None, doubts)))


def rules(zone: str) -> tzinfo:
    """Which rules has an IANA zone, or an offset such as ``+04:00``?

    Raises:
        UsageError: it is neither, or an abbreviation, which does not tell the offset on every day.
    """
    offset = zone_of(zone)
    if offset is not None:
        return timezone(timedelta(minutes=minutes_of(offset)))
    if zone in legal.zone_names():
        return legal.zone(zone)
    from osintkit.clock import stated  # noqa: PLC0415 - only for what is written in another way

    meant = stated.zone_of(zone)
    if meant.kind == "offset":
        return timezone(timedelta(minutes=int(meant.value)))
    if meant.kind == "iana":
        return legal.zone(meant.value)
    raise UsageError(
        f"“{zone[:64]}” can mean more than one offset from UTC.",
        "Give +01:00, or a zone such as Europe/Berlin.",
    )

"""Where the sun stands: at an instant, over an interval, or through a whole day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

import numpy as np

from osintkit.errors import UsageError
from osintkit.records import Reading, StatedTime
from osintkit.records.sun import Site, Sun, SunAt, SunEvent
from osintkit.sun import clocks, daylight, days, positions
from osintkit.sun.days import Span
from osintkit.sun.drawing import Drawing
from osintkit.sun.telling import HORIZON, LEVEL, NORTH, TERRAIN, refraction, seconds_of

LONGEST_INTERVAL_S = 3600.0
"""A longer one is shown as a path, like a day."""
LONGEST_PATH_S = 25 * 3600.0
STEP_S = 1800.0


@dataclass(frozen=True, slots=True)
class _Asked:
    """One reading of what was asked: from when to when, and in which words."""

    span: Span
    time: StatedTime | None = None
    reading: Reading | None = None


def at(
    site: Site,
    *,
    time: StatedTime | None = None,
    day: date | None = None,
    zone: str | None = None,
    step_s: float = STEP_S,
    drawing: Drawing | None = None,
) -> Iterator[Sun]:
    """Where does the sun stand, seen from a place: at a time, or all through a calendar day?

    Args:
        site: the place.
        time: as somebody stated it; one record answers for each way to understand it.
        day: a day of the calendar there, instead.
        zone: whose clock is shown, IANA name or offset; by default the legal one at the place.
        step_s: distance of the positions of a whole day, or of a time longer than an hour.
        drawing: where pictures go; None draws none.

    Raises:
        UsageError: neither or both were given, the words fix no instant, or a time longer than a day.
        OutputError: a picture cannot be written.
    """
    if (time is None) == (day is None):
        raise UsageError(
            "Either a time or a day is wanted.",
            "Give --time '2022-09-13 07:00 +04:00', or --date 2022-09-13.",
        )
    if day is not None:
        clock = clocks.of_days(site, zone, day, day)
        every = [(clock, _Asked(days.bounds(day, clock.zone, name=clock.name)))]
    else:
        asked = [] if time is None else [_asked(time, reading) for reading in time.readings]
        every = [(clocks.of(site, zone, each.span), each) for each in asked]
    for clock, each in every:
        yield _answer(site, each, clock, step_s, drawing)


def _asked(time: StatedTime, reading: Reading) -> _Asked:
    if reading.local_from is None or reading.local_to is None:
        raise UsageError(
            f"“{time.text}” fixes no instant. {' '.join(time.unsettled)}".rstrip(),
            "Give a day with its year and a time of day, or --date alone.",
        )
    if reading.earliest is None or reading.latest is None:
        raise UsageError(
            f"“{time.text}” says nothing of the zone.",
            "Give --zone local, if it is the legal time at the place; or --zone UTC, +04:00, Asia/Yerevan.",
        )
    span = seconds_of(reading.earliest), seconds_of(reading.latest)
    if span[1] - span[0] > LONGEST_PATH_S:
        raise UsageError(
            f"“{time.text}” is {(span[1] - span[0]) / 86400:,.0f} days long; one is the most.",
            "Give one of the days with --date.",
        )
    return _Asked(span, time, reading)


def _answer(site: Site, asked: _Asked, clock: clocks.Clock, step_s: float, drawing: Drawing | None) -> Sun:
    day = datetime.fromtimestamp(asked.span[0], clock.zone).date()
    day_s = days.bounds(day, clock.zone, name=clock.name)
    events = daylight.events_of(site, day_s, clock.zone)
    is_path = asked.span[1] - asked.span[0] > LONGEST_INTERVAL_S
    steps = np.arange(*asked.span, step_s) if is_path else np.empty(0)
    found = SunAt(
        date=day.isoformat(),
        day=_kind(site, day_s, events),
        position=None if is_path else positions.over(site, asked.span, clock.zone),
        events=events,
        path=positions.at_instants(site, steps, clock.zone),
    )
    told = asked.time.unsettled if asked.time else ()
    record = Sun(
        asked="at",
        site=site,
        time=asked.time,
        reading=asked.reading,
        inputs={"zone": clock.name, "step_s": step_s if is_path else None},
        assumptions=(clock.why, refraction(site.height_m), HORIZON, LEVEL, NORTH),
        not_established=(*told, *clock.doubts, *daylight.doubts(site, day_s), TERRAIN),
        zones=clock.zones,
        at=found,
    )
    if drawing is None:
        return record
    from osintkit.sun import pictures  # noqa: PLC0415 - slow to import, and only for who wants pictures

    return pictures.with_day(record, found, pictures.Day(site, *day_s, clock), drawing)


def _kind(
    site: Site, day_s: Span, events: tuple[SunEvent, ...]
) -> Literal["usual", "polar_day", "polar_night"]:
    if any(event.event in {"sunrise", "sunset"} for event in events):
        return "usual"
    return "polar_day" if daylight.is_up(site, sum(day_s) / 2) else "polar_night"

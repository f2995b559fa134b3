"""Answers of the sun as pictures of a day, or of many days, beside the records."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from osintkit import __version__
from osintkit.draw import day as drawn
from osintkit.draw import days as drawn_days
from osintkit.draw import pixels
from osintkit.draw.page import Words
from osintkit.records.sun import Candidate, Site, Sun, SunAt, SunEvent, SunWhen, Window
from osintkit.sun import air, daylight, spa
from osintkit.sun import days as days_of
from osintkit.sun.clocks import Clock
from osintkit.sun.drawing import Drawing, kept
from osintkit.sun.telling import on_clock, seconds_of

_STEP_S = 120.0
_MOST_POSITIONS = 60_000  # of the sun in a picture of many days
_DAY_S = 86400.0
_HOUR_S = 3600.0
_LIGHT = (
    (-18.0, 1.0, "night"), (-12.0, 0.75, "astronomical twilight"), (-6.0, 0.5, "nautical twilight"),
    (0.0, 0.25, "civil twilight"), (90.0, 0.0, "day"),
)  # fmt: skip
_NARROW = 0.68
Floats = NDArray[np.float64]
_NAMED = {"sunrise", "noon", "sunset", "civil_dawn", "civil_dusk"}


@dataclass(frozen=True, slots=True)
class Day:
    """One local day at a place, for a picture: from when to when, and on whose clock.

    Attributes:
        site: the place.
        begin_s: POSIX seconds.
        end_s: a window over midnight makes the day longer.
        clock: whose.
    """

    site: Site
    begin_s: float
    end_s: float
    clock: Clock


def with_day(record: Sun, at: SunAt, day: Day, drawing: Drawing) -> Sun:
    """The record with a picture of the sun's path on its day.

    Raises:
        OutputError: it cannot be written.
    """
    marks = [
        drawn.Mark(seconds_of(each.utc) - day.begin_s, _named(each), _bearing(each))
        for each in at.events
        if each.event in _NAMED
    ]
    words = _words(record, f"The sun on {at.date}", day.site, day.clock)
    page = drawn.sun_path(_curve(day), words, marks=marks, asked=_asked(record, at, day))
    data = pixels.encoded(page, "png")
    return kept(record, drawing.write(record, "png", data, f"the sun's path on {at.date}"))


def with_candidates(record: Sun, when: SunWhen, day: Day, drawing: Drawing) -> Sun:
    """The record with a picture of the day that was searched and of what is left of it.

    Raises:
        OutputError: it cannot be written.
    """
    title = f"What is left of {when.searched[0].local_from[:10]}"
    marks = [
        drawn.Mark(seconds_of(each.utc) - day.begin_s, _named(each))
        for each in daylight.events_of(day.site, (day.begin_s, day.end_s), day.clock.zone)
        if each.event in {"sunrise", "sunset"}
    ]
    page = drawn.candidates(
        _curve(day), _words(record, title, day.site, day.clock),
        found=_found(when, day), claimed=_claimed(record, when, day), bands=_bands(record), marks=marks,
    )  # fmt: skip
    return kept(record, drawing.write(record, "png", pixels.encoded(page, "png"), title))


def with_many_days(
    record: Sun, when: SunWhen, days: Sequence[date], site: Site, clock: Clock, drawing: Drawing
) -> Sun:
    """The record with a picture of the days that were searched, a row for each, as far as there is room.

    Raises:
        OutputError: it cannot be written.
    """
    claimed = _by_day((each, 1.0, "searched") for each in when.searched)
    same = set(map(tuple, claimed.values())) if record.inputs.get("between") else set()
    rows = _rows(when, {} if len(same) < 2 else claimed, site, clock)
    title = f"What is left of {days[0]} to {days[-1]}"
    if rows[-1].day < days[-1]:
        title += f": the days to {rows[-1].day}; {(days[-1] - rows[-1].day).days:,} more were searched"
    page = drawn_days.candidate_days(
        rows, _words(record, title, site, clock), claimed=same.pop() if len(same) == 1 else ()
    )
    return kept(record, drawing.write(record, "png", pixels.encoded(page, "png"), title))


def _rows(
    when: SunWhen, claimed: dict[str, list[drawn.Span]], site: Site, clock: Clock
) -> list[drawn_days.DayRow]:
    """The first days that were searched, with their light, the window of the clock and what is left."""
    found = _by_day((each, level, _times(each) if level > _NARROW else "") for each, level in _levels(when))
    days = [day for day in _by_day((each, 1.0, "") for each in when.searched) if _exists(day, clock)]
    days = days[: drawn_days.MOST_DAYS]
    seconds = np.linspace(0.0, _DAY_S, min(721, _MOST_POSITIONS // len(days)))
    begins = np.array([_face_begins_s(date.fromisoformat(day), clock) for day in days])
    top = _top_deg(site, begins[:, None] + seconds[None, :])
    return [
        drawn_days.DayRow(
            date.fromisoformat(day), tuple(_light(seconds, high)), tuple(found.get(day, ())),
            tuple(claimed.get(day, ())),
        )
        for day, high in zip(days, top, strict=True)
    ]  # fmt: skip


def _exists(day: str, clock: Clock) -> bool:
    begin, end = days_of.stretch(date.fromisoformat(day), clock.zone)
    return end > begin


def _by_day(windows: Iterable[tuple[Window, float, str]]) -> dict[str, list[drawn.Span]]:
    """Stretches of time on the faces of the clock of the days they lie on."""
    found: dict[str, list[drawn.Span]] = {}
    for window, strength, label in windows:
        for day, (from_s, to_s) in _on_face(window):
            found.setdefault(day, []).append(drawn.Span(from_s, to_s, strength, label))
    return found


def _times(found: Candidate) -> str:
    return f"{found.local_from[11:16]} to {found.local_to[11:16]}"


def _levels(when: SunWhen) -> Iterable[tuple[Candidate, float]]:
    """Every candidate and the probability with which it, and those beside it, hold the time."""
    strength = 1.0 if when.level == "all" else 0.95
    yield from ((each, strength) for each in when.candidates)
    yield from ((each, _NARROW) for each in when.candidates_68)


def _face_begins_s(day: date, clock: Clock) -> float:
    """When the clock would have shown 00:00 if nobody had set it before noon."""
    return datetime.combine(day, time(12), tzinfo=clock.zone).timestamp() - _DAY_S / 2


def _on_face(window: Window) -> list[tuple[str, tuple[float, float]]]:
    """A stretch of local time as days, and seconds since midnight on each."""
    begin, end = (datetime.fromisoformat(each) for each in (window.local_from, window.local_to))
    found = []
    for since in range((end.date() - begin.date()).days + 1):
        day = begin.date() + timedelta(days=since)
        midnight = datetime.combine(day, time())
        from_s, to_s = ((each - midnight).total_seconds() for each in (begin, end))
        if min(to_s, _DAY_S) > max(from_s, 0.0):
            found.append((day.isoformat(), (max(from_s, 0.0), min(to_s, _DAY_S))))
    return found


def _words(record: Sun, title: str, site: Site, clock: Clock) -> Words:
    within = f"{site.within_m:,.0f}" if site.within_m >= 100 else f"{site.within_m:.3g}"
    place = (
        f"{site.lat_deg:.6f}, {site.lon_deg:.6f} (within {within} m), {site.height_m:,.0f} m above the sea"
    )
    return Words(
        title=title,
        lines=(place, clock.why, f"osintkit {__version__}, {record.id}"),
        notes=(*record.assumptions[1:], *(f"Not known: {each}" for each in record.not_established)),
        clock=f"clock of {clock.name}, {_offsets(record)}",
    )


def _offsets(record: Sun) -> str:
    """The offsets from UTC which the clock has in a picture, in order."""
    every: list[tuple[str, str]] = []
    if record.at is not None:
        every += [(event.utc, event.offset) for event in record.at.events]
        every += [(each.utc, each.offset) for each in (record.at.position, *record.at.path) if each]
    for window in record.when.searched if record.when is not None else ():
        every += [(window.utc_from, window.offset), (window.utc_to, window.offset_to or window.offset)]
    return " and ".join(f"UTC{offset}" for offset in dict.fromkeys(offset for _, offset in sorted(every)))


def _curve(day: Day) -> drawn.DayCurve:
    site = day.site
    seconds = np.append(np.arange(0.0, day.end_s - day.begin_s, _STEP_S), day.end_s - day.begin_s)
    sky = spa.topocentric(
        day.begin_s + seconds, lat_deg=site.lat_deg, lon_deg=site.lon_deg, height_m=site.height_m
    )
    seen = air.apparent_deg(sky.elevation_deg, height_m=site.height_m)
    light = _light(seconds, _top_deg(site, day.begin_s + seconds))
    return drawn.DayCurve(
        seconds, seen, sky.azimuth_deg, day.end_s - day.begin_s, tuple(_hours(day)), tuple(light)
    )


def _top_deg(site: Site, utc_s: Floats) -> Floats:
    """Elevation of the sun's centre without refraction; above 0 while any part of it is seen."""
    sky = spa.topocentric(utc_s, lat_deg=site.lat_deg, lon_deg=site.lon_deg, height_m=site.height_m)
    edge = air.apparent_deg(sky.elevation_deg + sky.radius_deg, height_m=site.height_m)
    return np.asarray(np.where(edge > 0, 1.0, np.minimum(sky.elevation_deg, 0.0)))


def _hours(day: Day) -> list[drawn.Mark]:
    """Every full hour that the clock shows; one that it skips is not there, a repeated one twice."""
    found = []
    quarter = _HOUR_S / 4
    for step in range(round((day.end_s - day.begin_s) / quarter) + 1):
        shown = datetime.fromtimestamp(day.begin_s + step * quarter, day.clock.zone)
        if shown.minute == 0:
            last = step * quarter >= day.end_s - day.begin_s
            found.append(drawn.Mark(step * quarter, "24" if last and shown.hour == 0 else f"{shown.hour:02}"))
    return found


def _light(seconds: Floats, top_deg: Floats) -> list[drawn.Span]:
    """Day, twilights and night; ``top_deg`` is above 0 while any part of the sun is seen."""
    limits = np.array([limit for limit, _, _ in _LIGHT[:-1]])
    kind = np.searchsorted(limits, top_deg)
    edges = [0, *(np.flatnonzero(np.diff(kind)) + 1).tolist(), len(seconds)]
    spans = []
    for begin, end in pairwise(edges):
        _, strength, label = _LIGHT[int(kind[begin])]
        until = float(seconds[min(end, len(seconds) - 1)])
        spans.append(drawn.Span(float(seconds[begin]), until, strength, label))
    return spans


def _named(event: SunEvent) -> str:
    return f"{event.event.replace('_', ' ')} {event.local[11:]}"


def _bearing(event: SunEvent) -> str:
    return f"{event.azimuth_deg:.1f}°" if event.event in {"sunrise", "sunset"} else ""


def _asked(record: Sun, at: SunAt, day: Day) -> drawn.Asked | None:
    """The instant or the part of the day that was asked about; None for all of it."""
    reading, position = record.reading, at.position
    if reading is None or reading.earliest is None or reading.latest is None:
        return None
    from_s, to_s = seconds_of(reading.earliest), min(seconds_of(reading.latest), day.end_s)
    if to_s - from_s >= day.end_s - day.begin_s:
        return None
    begin, end = (on_clock(each, day.clock.zone)[0][11:] for each in (from_s, to_s))
    label = f"asked: {begin} to {end}" if to_s > from_s else f"asked: {begin}"
    asked = drawn.Asked(from_s - day.begin_s, to_s - day.begin_s, label)
    if position is None:
        return asked
    return replace(
        asked,
        label=f"{label}, {position.apparent_deg:.1f}° high",
        sun=f"sun {position.azimuth_deg:.1f}°",
        shadow=f"shadow {position.shadow_azimuth_deg:.1f}°",
    )


def _found(when: SunWhen, day: Day) -> list[drawn.Span]:
    return [
        drawn.Span(
            seconds_of(each.utc_from) - day.begin_s,
            seconds_of(each.utc_to) - day.begin_s,
            level,
            "" if level == _NARROW else f"{each.local_from[11:]} to {each.local_to[11:]}",
        )
        for each, level in _levels(when)
    ]


def _claimed(record: Sun, when: SunWhen, day: Day) -> list[drawn.Span]:
    if record.inputs.get("between") is None:
        return []
    return [
        drawn.Span(
            seconds_of(each.utc_from) - day.begin_s, seconds_of(each.utc_to) - day.begin_s, 1.0,
            f"searched: {each.local_from[11:16]} to {each.local_to[11:16]}",
        )
        for each in when.searched
    ]  # fmt: skip


def _bands(record: Sun) -> list[drawn.Band]:
    between = record.inputs.get("elevation_range")
    if isinstance(between, list):
        low, high = (float(str(each)) for each in between)
        return [drawn.Band(low, high, f"sun {low:g}° to {high:g}° high")]
    return []

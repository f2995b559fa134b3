"""When a shadow, or a sun so high, fits: the intervals of time that are left."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from osintkit.errors import UsageError
from osintkit.records.clock import spaced
from osintkit.records.sun import Candidate, Nearest, Site, Sun, SunWhen, Window
from osintkit.sun import air, clocks, daylight, days, events, fitting, spa, uncertain
from osintkit.sun.clocks import Clock
from osintkit.sun.days import Span
from osintkit.sun.drawing import Drawing
from osintkit.sun.telling import (
    HORIZON,
    LEVEL,
    NORTH,
    TERRAIN,
    clues_given,
    on_clock,
    refraction,
    stretch,
    utc_text,
)

MOST_DAYS = 3660
_FEW_WINDOWS = 7
_AT_HORIZON_DEG = 0.5  # refraction moves a limit so near
_DAY_S = 86400.0
Floats = npt.NDArray[np.float64]
_NO_CLUES = fitting.Clues()
_MEASURED = (
    "Errors of measurements are one standard deviation (68 %) each, and independent of each other; what "
    "refraction varies and the place leaves open is added to them."
)
_ANY_PART = "A time counts while any part of the sun is within the range of elevation."
_EQUAL = "Before measuring, every second of daylight in what was searched is equally likely."


@dataclass(frozen=True, slots=True, kw_only=True)
class Searched:
    """Which times come into question.

    Attributes:
        first: the first day, of the calendar at the place or in ``zone``.
        last: the last day.
        between: a window of the clock on each of them, such as 06:00 to 07:00; None for all day. One that
            ends before it begins ends on the next day.
        zone: whose clock and calendar, IANA name or offset; None for the legal one at the place.
    """

    first: date
    last: date
    between: tuple[time, time] | None = None
    zone: str | None = None

    def days(self) -> list[date]:
        """Every day, in order."""
        return [self.first + timedelta(days=since) for since in range((self.last - self.first).days + 1)]


def when(
    site: Site,
    searched: Searched,
    clues: fitting.Clues,
    *,
    assumed: Sequence[str] = (),
    drawing: Drawing | None = None,
) -> Iterator[Sun]:
    """At which times can the sun have stood so?

    Args:
        site: the place.
        searched: which times come into question.
        clues: what was measured, each with its uncertainty.
        assumed: what is assumed of the measurements, a sentence each.
        drawing: where pictures go; None draws none.

    Yields:
        One record; that nothing is left is an answer, too. Of a window of the clock one for each clock that
        may be meant, where several zones are legal within the uncertainty of the place and they differ.

    Raises:
        UsageError: nothing was measured, or the days are too many or do not exist.
        OutputError: a picture cannot be written.
    """
    fitting.check(clues)
    _check(searched)
    nearest = clocks.of_days(site, searched.zone, searched.first, searched.last)
    undecided = searched.between is not None and searched.zone is None
    for clock in clocks.every(nearest) if undecided else (nearest,):
        yield _answer(site, searched, clues, clock, assumed, drawing)


def _check(searched: Searched) -> None:
    if searched.last < searched.first:
        raise UsageError(
            f"{searched.last} is before {searched.first}.", "Give the earlier day first: --date FIRST..LAST."
        )
    number = (searched.last - searched.first).days + 1
    if number > MOST_DAYS:
        raise UsageError(
            f"From {searched.first} to {searched.last} are {number:,} days; {MOST_DAYS:,} are the most.",
            "Search ten years at a time.",
        )


def _answer(
    site: Site,
    searched: Searched,
    clues: fitting.Clues,
    clock: Clock,
    assumed: Sequence[str],
    drawing: Drawing | None,
) -> Sun:
    spans = _spans(searched, clock)
    widened = _widened(clues, site)
    fit = fitting.fit(spans, widened, lat_deg=site.lat_deg, lon_deg=site.lon_deg, height_m=site.height_m)
    excluded = _excluded(site, spans, clock) if _is_by_day(clues) and len(spans) <= _FEW_WINDOWS else ()
    found = _found(site, fit, spans, clock, tuple(excluded))
    record = Sun(
        asked="when",
        site=site,
        inputs=_inputs(searched, clues, clock),
        assumptions=(clock.why, *assumed, *_assumed(clues), refraction(site.height_m), HORIZON),
        not_established=(*clock.doubts, *_blur(clues), *_soft(site, clues, spans), TERRAIN),
        zones=clock.zones,
        when=found,
    )
    if drawing is None:
        return record
    from osintkit.sun import pictures  # noqa: PLC0415 - slow to import, and only for who wants pictures

    if searched.first != searched.last:
        return pictures.with_many_days(record, found, searched.days(), site, clock, drawing)
    day_s = days.stretch(searched.first, clock.zone)
    whole = min(day_s[0], spans[0][0]), max(day_s[1], spans[-1][1])
    return pictures.with_candidates(record, found, pictures.Day(site, *whole, clock), drawing)


def _spans(searched: Searched, clock: Clock) -> list[Span]:
    """From when to when is searched on each day.

    Raises:
        UsageError: no such time exists.
    """
    if searched.between is None:
        found = [days.stretch(day, clock.zone) for day in searched.days()]
    else:
        found = [span for day in searched.days() for span in days.window(day, *searched.between, clock.zone)]
    found = [span for span in found if span[1] > span[0]]
    if not found and searched.between is None:
        days.bounds(searched.first, clock.zone, name=clock.name)
    if not found:
        raise UsageError(
            f"No such time exists in {clock.name} on the given days: the clocks were set forward over it.",
            "Check --date, --between and --zone.",
        )
    return found


def _widened(clues: fitting.Clues, site: Site) -> fitting.Clues:
    """What was measured, with the errors that refraction and the place add to those of measuring."""
    ratio, azimuth, elevation = clues.ratio, clues.azimuth, clues.elevation
    if elevation is not None:
        elevation = _with_error(elevation, _seen_sd_deg(elevation.value, site))
    if ratio is not None:
        high = fitting.elevation_of(ratio.value)
        share = np.radians(_seen_sd_deg(high, site)) * 2 / np.sin(np.radians(2 * high))
        ratio = _with_error(ratio, ratio.value * share)
    if azimuth is not None:
        # How high the sun is, which is not known yet, makes the second part: this is for 45 degrees.
        turned = uncertain.azimuth_sd_deg(azimuth.value, 0.0, lat_deg=site.lat_deg, within_m=site.within_m)
        azimuth = _with_error(azimuth, float(turned) + uncertain.position_sd_deg(site.within_m))
    return replace(clues, ratio=ratio, azimuth=azimuth, elevation=elevation)


def _with_error(measured: fitting.Measured, sd: float) -> fitting.Measured:
    return replace(measured, sd=float(np.hypot(measured.sd, sd)))


def _seen_sd_deg(apparent_deg: float, site: Site) -> float:
    """What refraction and the place leave open of an elevation."""
    bent = apparent_deg - float(air.geometric_deg(apparent_deg, height_m=site.height_m))
    refraction = float(uncertain.refraction_sd_deg(apparent_deg, bent))
    return float(np.hypot(refraction, uncertain.position_sd_deg(site.within_m)))


def _inputs(searched: Searched, clues: fitting.Clues, clock: Clock) -> dict[str, Any]:
    return {
        "first": searched.first.isoformat(),
        "last": searched.last.isoformat(),
        "between": [each.isoformat() for each in searched.between] if searched.between else None,
        "zone": clock.name,
        **dict(clues_given(clues)),
    }


def _assumed(clues: fitting.Clues) -> tuple[str, ...]:
    measured = clues.ratio or clues.azimuth or clues.elevation
    return tuple(
        text
        for text, needed in (
            (LEVEL, clues.ratio),
            (NORTH, clues.azimuth),
            (_MEASURED, measured),
            (_EQUAL, measured),
            (_ANY_PART, clues.elevation_range),
        )
        if needed is not None
    )


def _found(
    site: Site, fit: fitting.Fit, spans: Sequence[Span], clock: Clock, excluded: tuple[str, ...]
) -> SunWhen:
    return SunWhen(
        fits=fit.fits,
        level=fit.level,
        candidates=tuple(_candidates(site, fit.intervals_95, clock)),
        candidates_68=tuple(_candidates(site, fit.intervals_68, clock)),
        searched=tuple(Window(**stretch(*span, clock.zone)) for span in spans),
        excluded=excluded,
        nearest=_nearest(fit, clock),
    )


def _candidates(site: Site, intervals: Sequence[fitting.Interval], clock: Clock) -> Iterator[Candidate]:
    ends = np.array([(each.from_s, each.to_s) for each in intervals]).reshape(-1, 2)
    azimuth, seen = _look(site, ends)
    turns = _turns(site, intervals)
    _, turned = _look(site, turns)
    for each, azimuths, seens, (first, last) in zip(
        intervals, azimuth.tolist(), seen.tolist(), np.searchsorted(turns, ends).tolist(), strict=True
    ):
        extremes = [*seens, *turned[first:last].tolist()]
        yield Candidate(
            **stretch(each.from_s, each.to_s, clock.zone),
            half=each.half,
            share=each.share,
            best_utc=None if each.best_s is None else utc_text(each.best_s),
            best_local=None if each.best_s is None else on_clock(each.best_s, clock.zone)[0],
            azimuth_from_deg=azimuths[0],
            azimuth_to_deg=azimuths[1],
            apparent_from_deg=seens[0],
            apparent_to_deg=seens[1],
            apparent_low_deg=min(extremes),
            apparent_high_deg=max(extremes),
        )


def _turns(site: Site, intervals: Sequence[fitting.Interval]) -> Floats:
    """When the sun stands highest or lowest, where it does so within an interval; POSIX seconds in order."""
    turning = [each for each in intervals if each.half in {"noon", "midnight"}]
    if not turning:
        return np.empty(0)
    found = events.culminations(
        turning[0].from_s, turning[-1].to_s,
        lat_deg=site.lat_deg, lon_deg=site.lon_deg, height_m=site.height_m,
    )  # fmt: skip
    return np.array([each.utc_s for each in found])


def _look(site: Site, utc_s: Floats) -> tuple[Floats, Floats]:
    """Azimuths, and elevations with refraction."""
    sky = spa.topocentric(utc_s, lat_deg=site.lat_deg, lon_deg=site.lon_deg, height_m=site.height_m)
    return sky.azimuth_deg, air.apparent_deg(sky.elevation_deg, height_m=site.height_m)


def _nearest(fit: fitting.Fit, clock: Clock) -> Nearest | None:
    if fit.nearest is None:
        return None
    local, _ = on_clock(fit.nearest.utc_s, clock.zone)
    return Nearest(utc=utc_text(fit.nearest.utc_s), local=local, says=fit.nearest.says)


def _is_by_day(clues: fitting.Clues) -> bool:
    """Whether what was measured needs a sun above the horizon."""
    return (
        clues.elevation_range is None
        or clues.elevation_range[0] >= 0
        or replace(clues, elevation_range=None) != _NO_CLUES
    )


def _excluded(site: Site, spans: Sequence[Span], clock: Clock) -> Iterator[str]:
    """The parts of what was searched in which the sun is below a flat horizon."""
    for begin_s, end_s in spans:
        found = events.crossings(
            begin_s, end_s, lat_deg=site.lat_deg, lon_deg=site.lon_deg, height_m=site.height_m,
            elevation_deg=0.0, of="upper limb", apparent=True,
        )  # fmt: skip
        edges = [begin_s, *(each.utc_s for each in found), end_s]
        dark = found[0].rising if found else not daylight.is_up(site, (begin_s + end_s) / 2)
        for number, (one, other) in enumerate(pairwise(edges)):
            if dark == (number % 2 == 0) and other > one:
                part = Window(**stretch(one, other, clock.zone))
                same_day = part.local_to[:10] == part.local_from[:10]
                until = part.local_to[11:] if same_day else spaced(part.local_to)
                offset = part.offset if part.offset_to is None else f"({part.offset}, then {part.offset_to})"
                yield f"{spaced(part.local_from)} to {until} {offset}: the sun is below a flat horizon."


def _blur(clues: fitting.Clues) -> Iterator[str]:
    """How sharp the tip of a shadow can be, where the measurement claims to be sharper."""
    if clues.ratio is None:
        return
    elevation = fitting.elevation_of(clues.ratio.value)
    short, long = fitting.penumbra(elevation, spa.SEMIDIAMETER_DEG)
    if long - short > clues.ratio.sd:
        upwards = (
            f"from {short:.3g} to {long:.3g} times the height" if np.isfinite(long) else f"{short:.3g} up"
        )
        yield (
            f"Which edge of the blurred tip was measured: the sun is 0.53 degrees wide, and where its middle "
            f"gives {clues.ratio.value:g} the tip lies anywhere {upwards}. That is more than the error given."
        )


def _soft(site: Site, clues: fitting.Clues, spans: Sequence[Span]) -> Iterator[str]:
    """That the horizon is no sharp limit, where a range of elevation begins or ends there."""
    if clues.elevation_range is None or not any(
        abs(limit) < _AT_HORIZON_DEG for limit in clues.elevation_range
    ):
        return
    yield from daylight.doubts(site, (spans[0][0], spans[0][1]))
    around = spans[0][0] - _DAY_S / 2, spans[0][1] + _DAY_S / 2
    off_s = daylight.horizon_off_s(site, around)
    if off_s is not None:
        yield (
            "The limits at sunrise and sunset to the second: refraction differs from day to day, which makes "
            f"each uncertain by {off_s:.0f} s (95 %)."
        )

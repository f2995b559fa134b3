"""Where on earth the sun can have stood so at a known time: a band about a small circle."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from osintkit.clock import legal
from osintkit.errors import UsageError
from osintkit.records import Reading, StatedTime
from osintkit.records.sun import Geometry, Sun, SunWhere
from osintkit.sun import air, circles, fitting, lawful, spa, uncertain
from osintkit.sun.drawing import Drawing
from osintkit.sun.telling import LEVEL, clues_given, refraction, seconds_of, utc_text

LONGEST_S = 3 * 3600.0
_FINE_KM, _COARSE_KM = 0.07, 0.7
"""How far the lines of one circle, and of each of many, may be from it."""
_VISIBLE_DEG = -1.0  # of the centre, with refraction: an edge may still be seen
_WIDENED = "The bands are wider by what refraction varies: on the horizon 18 km (one standard deviation)."
_EXACT_RANGE = "The band is every place where any part of the sun is within the range of elevation."
_LEGAL = (
    "For each offset from UTC that a clock somewhere showed there is one circle. Of its band, only the parts "
    "where that offset was legal time come into question, unless people used the clock of another place."
)
_LAND = "Whether the place lies on land, in the shade of terrain, or under clouds."

Limits = tuple[float, float]


@dataclass(frozen=True, slots=True)
class _Elevations:
    """How high the sun stood, with refraction, in degrees: the best value, and between which limits."""

    best: float
    within_68: Limits
    within_95: Limits


@dataclass(frozen=True, slots=True)
class _Radii:
    """Of the best circle and of those that bound the bands, in degrees; the larger is the lower sun."""

    best: float
    band_68: Limits
    band_95: Limits


@dataclass(frozen=True, slots=True)
class _Instant:
    """One reading of the time: from when to when, and which offset from UTC was tried if none was known."""

    from_s: float
    to_s: float
    reading: Reading
    offset: timedelta | None = None
    zones: tuple[str, ...] = ()


def where(
    time: StatedTime,
    clues: fitting.Clues,
    *,
    height_m: float = 0.0,
    assumed: Sequence[str] = (),
    drawing: Drawing | None = None,
) -> Iterator[Sun]:
    """Where on earth can the sun have stood so at this time?

    Args:
        time: as somebody stated it. One whose zone is unknown is taken as the legal clock of whatever place
            it was: one record for each offset from UTC in use then.
        clues: a ratio, an elevation or a range of elevations; exactly one.
        height_m: of the place above sea level, for refraction.
        assumed: what is assumed of the measurement, a sentence each.
        drawing: where the map goes; None draws none. It shows all records, and belongs to the first.

    Raises:
        UsageError: not exactly one was measured, it is no elevation of a visible sun, or the time is
            longer than three hours.
        OutputError: a picture cannot be written.
    """
    fitting.check(clues)
    if (
        clues.azimuth is not None
        or sum(clue is not None for clue in (clues.ratio, clues.elevation, clues.elevation_range)) != 1
    ):
        raise UsageError("One elevation of the sun is wanted.", "Give --ratio or --elevation, one of them.")
    instants = [instant for reading in time.readings for instant in _instants(time, reading)]
    records = [_answer(time, instant, clues, height_m, assumed) for instant in instants]
    if drawing is None:
        yield from records
        return
    from osintkit.sun import mapping  # noqa: PLC0415 - slow to import, and only for who wants pictures

    yield from mapping.with_map(records, drawing)


def _instants(time: StatedTime, reading: Reading) -> Iterator[_Instant]:
    """The instants that a reading can mean: one, or one for each offset from UTC that is to be tried."""
    if reading.local_from is None or reading.local_to is None:
        raise UsageError(
            f"“{time.text}” fixes no instant. {' '.join(time.unsettled)}".rstrip(),
            "Give the date with its year, and the time of day.",
        )
    begin, end = (
        datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (reading.local_from, reading.local_to)
    )
    known = reading.earliest is not None and reading.latest is not None and reading.offset is not None
    from_s, to_s = (
        (seconds_of(reading.earliest or ""), seconds_of(reading.latest or ""))
        if known
        else (begin.timestamp(), end.timestamp())
    )
    if to_s - from_s > LONGEST_S:
        raise UsageError(
            f"“{time.text}” is {(to_s - from_s) / 3600:,.1f} hours long: the band would go round the world.",
            "Give the time more exactly; three hours are the most.",
        )
    if known:
        yield _Instant(from_s, to_s, reading)
        return
    for offset, zones in legal.offsets_of_local(begin.replace(tzinfo=None)):
        ahead_s = offset.total_seconds()
        yield _Instant(from_s - ahead_s, to_s - ahead_s, reading, offset, zones)


def _answer(
    time: StatedTime, instant: _Instant, clues: fitting.Clues, height_m: float, assumed: Sequence[str]
) -> Sun:
    return Sun(
        asked="where",
        time=time,
        reading=instant.reading,
        inputs={"height_m": height_m, **dict(clues_given(clues))},
        assumptions=(*assumed, *_assumed(clues, height_m, by_clock=instant.offset is not None)),
        not_established=(*time.unsettled, _LAND),
        where=_where(instant, clues, height_m),
    )


def _assumed(clues: fitting.Clues, height_m: float, *, by_clock: bool) -> Iterator[str]:
    if by_clock:
        yield _LEGAL
    if clues.ratio is not None:
        yield LEVEL
    yield refraction(height_m)
    yield _WIDENED if clues.elevation_range is None else _EXACT_RANGE


def _where(instant: _Instant, clues: fitting.Clues, height_m: float) -> SunWhere:
    sun = spa.geocentric(np.float64((instant.from_s + instant.to_s) / 2))
    radii = _radii(clues, float(sun.distance_au), height_m)
    best = circles.Circle(float(sun.declination_deg), -float(sun.hour_angle_deg), radii.best)
    inner, outer = radii.band_95
    chord_km = _FINE_KM if instant.offset is None else _COARSE_KM
    span = instant.from_s, instant.to_s
    return SunWhere(
        utc_from=utc_text(instant.from_s),
        utc_to=utc_text(instant.to_s),
        offset=None if instant.offset is None else legal.offset_text(instant.offset),
        zones=instant.zones,
        subsolar_lat_deg=best.lat_deg,
        subsolar_lon_deg=best.lon_deg,
        level="95" if clues.elevation_range is None else "all",
        radius_deg=radii.best,
        radius_68_deg=radii.band_68,
        radius_95_deg=radii.band_95,
        width_km=(outer - inner) * circles.KM_PER_DEG,
        line=_geometry("MultiLineString", circles.lines(best, chord_km=chord_km)),
        band=_geometry(
            "MultiPolygon",
            circles.band_during(*span, inner_deg=inner, outer_deg=outer, chord_km=chord_km),
        ),
        legal=None if instant.offset is None else _legal(best, radii, instant.offset, instant.from_s),
    )


def _legal(best: circles.Circle, radii: _Radii, offset: timedelta, utc_s: float) -> Geometry:
    return _geometry("MultiLineString", lawful.parts(best, *radii.band_95, offset=offset, utc_s=utc_s))


def _geometry(kind: str, coordinates: list[Any]) -> Geometry:
    """A geometry of coordinates that were just computed: checking each of them would cost as much again."""
    return Geometry.model_construct(type=kind, coordinates=coordinates)


def _radii(clues: fitting.Clues, distance_au: float, height_m: float) -> _Radii:
    seen = _elevations(clues, distance_au, height_m)
    lowest = _VISIBLE_DEG if clues.elevation_range is None else -90.0
    if not lowest <= seen.best <= 90.0:
        raise UsageError(
            f"The sun cannot be seen at {seen.best:.1f} degrees of elevation.",
            "Give a --ratio above 0, or an --elevation from 0 to 90.",
        )

    def radius(elevation_deg: float) -> float:
        within = min(max(elevation_deg, lowest), 90.0)
        return float(circles.radius_deg(within, height_m=height_m, distance_au=distance_au))

    def band(limits: Limits) -> Limits:
        return radius(limits[1]), radius(limits[0])

    return _Radii(radius(seen.best), band(seen.within_68), band(seen.within_95))


def _elevations(clues: fitting.Clues, distance_au: float, height_m: float) -> _Elevations:
    """How high the centre of the sun was, by what was measured and by what refraction varies."""
    if clues.elevation_range is not None:
        disc = spa.SEMIDIAMETER_DEG / distance_au
        low, high = clues.elevation_range
        return _Elevations((low + high) / 2, (low - disc, high + disc), (low - disc, high + disc))
    best = _measured(clues, 0.0)
    bent = best - float(air.geometric_deg(best, height_m=height_m))
    sd = float(uncertain.refraction_sd_deg(best, bent))

    def limits(many: float) -> Limits:
        low, high = _measured(clues, -many), _measured(clues, many)
        return best - float(np.hypot(best - low, many * sd)), best + float(np.hypot(high - best, many * sd))

    return _Elevations(best, limits(1.0), limits(uncertain.HALF_95))


def _measured(clues: fitting.Clues, many: float) -> float:
    """The elevation that was measured, or that of the ratio, so many standard deviations higher."""
    if clues.elevation is not None:
        return clues.elevation.value + many * clues.elevation.sd
    assert clues.ratio is not None  # noqa: S101 - exactly one was given
    ratio, sd = clues.ratio.value, clues.ratio.sd
    if sd > fitting.NORMAL_ABOVE * ratio:
        return fitting.elevation_of(max(ratio - many * sd, 0.0))
    return fitting.elevation_of(ratio * float(np.exp(-many * sd / ratio)))

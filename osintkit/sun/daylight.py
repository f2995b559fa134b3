"""What the sun does in a stretch of time: dawn, sunrise, noon, sunset, dusk, and how sure that is."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import tzinfo

import numpy as np

from osintkit.records.sun import Site, SunEvent, SunEventName
from osintkit.sun import air, events, spa, uncertain
from osintkit.sun.days import Span
from osintkit.sun.telling import moment, utc_text

_TWILIGHTS: tuple[tuple[float, SunEventName, SunEventName], ...] = (
    (-18.0, "astronomical_dawn", "astronomical_dusk"),
    (-12.0, "nautical_dawn", "nautical_dusk"),
    (-6.0, "civil_dawn", "civil_dusk"),
)
_TURNS_DEG_PER_S = 360.0 / 86400.0
_HALF_DAY_S = 43200.0
_FARTHEST_S = 30 * 86400.0  # at a pole the sun takes days to rise
_BESIDE_S = 60.0
"""The curve of the sun is taken from this long before and after a moment."""


@dataclass(frozen=True, slots=True)
class _Moment:
    """Something the sun does.

    Attributes:
        utc_s: when.
        event: what.
        off_68: how much earlier and later it may be, in seconds.
        off_95: the same, in 95 of 100 cases.
        sure: whether it happens at all.
    """

    utc_s: float
    event: SunEventName
    off_68: tuple[float, float]
    off_95: tuple[float, float]
    sure: bool = True


def is_up(site: Site, utc_s: float) -> bool:
    """Whether any part of the sun is above a flat horizon."""
    return _above_deg(site, utc_s) > 0


def events_of(site: Site, span: Span, zone: tzinfo) -> tuple[SunEvent, ...]:
    """What does the sun do in a stretch of time, in order?"""
    found = [*_twilights(site, span), *_rising(site, span), *_noons(site, span)]
    return tuple(_event(site, zone, each) for each in sorted(found, key=lambda each: each.utc_s))


def doubts(site: Site, span: Span) -> Iterator[str]:
    """Whether refraction can make the sun rise, or set, where by the standard atmosphere it does not."""
    limit = uncertain.HALF_95 * _horizon_sd_deg(site)
    for each in events.culminations(
        *span, lat_deg=site.lat_deg, lon_deg=site.lon_deg, height_m=site.height_m
    ):
        above = _above_deg(site, each.utc_s)
        if abs(above) >= limit:
            continue
        does, side = ("rises", "highest") if each.upper else ("sets", "lowest")
        where = "above" if above > 0 else "below"
        yield (
            f"Whether the sun {does} at all: when it stands {side} its upper edge is {abs(above):.2f} "
            f"degrees {where} a flat horizon, and refraction varies by more."
        )


def horizon_off_s(site: Site, span: Span) -> float | None:
    """By how many seconds may sunrise and sunset be off, in 95 of 100 cases? None where there is none."""
    off = [abs(each) for moment in _rising(site, span) for each in moment.off_95]
    return max(off, default=None)


def _above_deg(site: Site, utc_s: float) -> float:
    """How far the upper edge of the sun is above where it is seen on a flat horizon, in degrees."""
    sky = spa.topocentric(utc_s, lat_deg=site.lat_deg, lon_deg=site.lon_deg, height_m=site.height_m)
    return float(sky.elevation_deg + sky.radius_deg - air.geometric_deg(0.0, height_m=site.height_m))


def _horizon_sd_deg(site: Site) -> float:
    return float(np.hypot(uncertain.position_sd_deg(site.within_m), uncertain.HORIZON_SD_DEG))


def _twilights(site: Site, span: Span) -> Iterator[_Moment]:
    at = {"lat_deg": site.lat_deg, "lon_deg": site.lon_deg, "height_m": site.height_m}
    sd_deg = uncertain.position_sd_deg(site.within_m)
    for limit, dawn, dusk in _TWILIGHTS:
        for each in events.crossings(*span, **at, elevation_deg=limit, of="centre", apparent=False):
            yield _uncertain(site, each, dawn if each.rising else dusk, sd_deg)


def _rising(site: Site, span: Span) -> Iterator[_Moment]:
    at = {"lat_deg": site.lat_deg, "lon_deg": site.lon_deg, "height_m": site.height_m}
    for each in events.crossings(*span, **at, elevation_deg=0.0, of="upper limb", apparent=True):
        yield _uncertain(site, each, "sunrise" if each.rising else "sunset", _horizon_sd_deg(site))


def _noons(site: Site, span: Span) -> Iterator[_Moment]:
    """Noon is as uncertain as the longitude, which close to a pole can be any."""
    narrow = max(float(np.cos(np.radians(site.lat_deg))), 1e-12)
    sd_s = uncertain.position_sd_deg(site.within_m) / narrow / _TURNS_DEG_PER_S
    off_68, off_95 = (min(sd_s, _HALF_DAY_S), min(uncertain.HALF_95 * sd_s, _HALF_DAY_S))
    for each in events.culminations(
        *span, lat_deg=site.lat_deg, lon_deg=site.lon_deg, height_m=site.height_m
    ):
        if each.upper:
            yield _Moment(each.utc_s, "noon", (-off_68, off_68), (-off_95, off_95))


def _uncertain(site: Site, crossing: events.Crossing, event: SunEventName, sd_deg: float) -> _Moment:
    """A passage through an elevation that is known to ``sd_deg``.

    The sun is followed on a parabola: where it turns soon, it may never get there.
    """
    times = crossing.utc_s + np.array([-_BESIDE_S, 0.0, _BESIDE_S])
    before, there, after = spa.topocentric(
        times, lat_deg=site.lat_deg, lon_deg=site.lon_deg, height_m=site.height_m
    ).elevation_deg.tolist()
    rate, bend = (after - before) / (2 * _BESIDE_S), (after - 2 * there + before) / _BESIDE_S**2
    off_68, _ = _reached(rate, bend, sd_deg)
    off_95, sure = _reached(rate, bend, uncertain.HALF_95 * sd_deg)
    return _Moment(crossing.utc_s, event, off_68, off_95, sure)


def _reached(rate: float, bend: float, off_deg: float) -> tuple[tuple[float, float], bool]:
    """Seconds to where the sun is so much lower and higher, and whether it ever is: else up to its turn."""
    found: list[float] = []
    sure = True
    for off in (-off_deg, off_deg):
        square = rate * rate + 2 * bend * off
        if square < 0:
            found.append(-rate / bend)
            sure = False
        else:  # the nearer root, without loss of digits where the bend is small
            found.append(2 * off / (rate + math.copysign(math.sqrt(square), rate)))
    low, high = (max(min(each, _FARTHEST_S), -_FARTHEST_S) for each in sorted(found))
    return (low, high), sure


def _event(site: Site, zone: tzinfo, found: _Moment) -> SunEvent:
    utc_s = found.utc_s
    sky = spa.topocentric(utc_s, lat_deg=site.lat_deg, lon_deg=site.lon_deg, height_m=site.height_m)
    utc_68, utc_95 = (tuple(utc_text(utc_s + each) for each in off) for off in (found.off_68, found.off_95))
    return SunEvent.model_validate({
        "event": found.event,
        **moment(utc_s, zone),
        "azimuth_deg": float(sky.azimuth_deg),
        "elevation_deg": float(sky.elevation_deg),
        "sd_s": (found.off_68[1] - found.off_68[0]) / 2,
        "utc_68": utc_68,
        "utc_95": utc_95,
        "sure": found.sure,
    })  # fmt: skip

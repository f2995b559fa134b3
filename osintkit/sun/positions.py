"""The sun at instants and over short intervals, as parts of a record."""

from collections.abc import Iterator
from datetime import tzinfo
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from osintkit.errors import UsageError
from osintkit.records.sun import Estimate, Site, SunPosition
from osintkit.sun import air, spa, uncertain
from osintkit.sun.days import Span
from osintkit.sun.telling import moment, utc_text

MOST = 100_000
_SAMPLES = 41

Floats = npt.NDArray[np.float64]


class _Seen(NamedTuple):
    """The sun at an instant: angles in degrees, and one standard deviation of those that are seen."""

    utc_s: float
    azimuth: float
    elevation: float
    apparent: float
    azimuth_sd: float
    apparent_sd: float


def at_instants(site: Site, utc_s: Floats, zone: tzinfo) -> tuple[SunPosition, ...]:
    """Where does the sun stand at each of these instants?

    Raises:
        UsageError: there are too many.
    """
    if len(utc_s) > MOST:
        raise UsageError(
            f"That would be {len(utc_s):,} positions; {MOST:,} are the most.",
            "Give a longer --step or a shorter time.",
        )
    return tuple(
        _position(
            seen,
            zone,
            azimuth=uncertain.estimate(seen.azimuth, seen.azimuth_sd, turning=True),
            apparent=uncertain.estimate(seen.apparent, seen.apparent_sd),
        )
        for seen in _look(site, utc_s)
    )


def over(site: Site, span: Span, zone: tzinfo) -> SunPosition:
    """Where does the sun stand in a short interval of time? In its middle, and how far it moves."""
    every = list(_look(site, np.linspace(*span, _SAMPLES)))
    seen = every[_SAMPLES // 2]
    position = _position(
        seen,
        zone,
        azimuth=uncertain.estimate_over(
            np.array([each.azimuth for each in every]), seen.azimuth_sd, turning=True
        ),
        apparent=uncertain.estimate_over(np.array([each.apparent for each in every]), seen.apparent_sd),
    )
    return position.model_copy(
        update={**moment(span[0], zone), "utc_to": utc_text(span[1]) if span[1] > span[0] else None}
    )


def _look(site: Site, utc_s: Floats) -> Iterator[_Seen]:
    sky = spa.topocentric(utc_s, lat_deg=site.lat_deg, lon_deg=site.lon_deg, height_m=site.height_m)
    apparent = air.apparent_deg(sky.elevation_deg, height_m=site.height_m)
    refraction_sd = uncertain.refraction_sd_deg(apparent, apparent - sky.elevation_deg)
    columns = (
        utc_s,
        sky.azimuth_deg,
        sky.elevation_deg,
        apparent,
        uncertain.azimuth_sd_deg(
            sky.azimuth_deg, sky.elevation_deg, lat_deg=site.lat_deg, within_m=site.within_m
        ),
        np.hypot(refraction_sd, uncertain.position_sd_deg(site.within_m)),
    )
    yield from map(_Seen._make, zip(*(column.tolist() for column in columns), strict=True))


def _position(seen: _Seen, zone: tzinfo, *, azimuth: Estimate, apparent: Estimate) -> SunPosition:
    ratio = uncertain.shadow_ratio(seen.apparent) if seen.apparent > 0 else None
    return SunPosition(
        **moment(seen.utc_s, zone),
        azimuth_deg=seen.azimuth,
        elevation_deg=seen.elevation,
        apparent_deg=seen.apparent,
        shadow_azimuth_deg=seen.azimuth + 180.0,
        shadow_ratio=ratio,
        azimuth=azimuth,
        apparent=apparent,
        ratio=uncertain.ratio_estimate(apparent) if ratio is not None else None,
    )

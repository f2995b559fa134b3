"""When the sun passes an elevation or the meridian: against astropy, at grazing passages, near the poles."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from osintkit.sun import air, events, spa

REFERENCE = json.loads((Path(__file__).parent / "reference" / "sun_positions.json").read_text())
DAY_S = 86400.0
SUNRISE: dict[str, Any] = {"elevation_deg": 0.0, "of": "upper limb", "apparent": True}


def at(*parts: int) -> float:
    return datetime(*parts, tzinfo=UTC).timestamp()  # type: ignore[misc,arg-type]


def centre(utc_s: Any, lat_deg: float, lon_deg: float) -> np.ndarray:
    return spa.topocentric(utc_s, lat_deg=lat_deg, lon_deg=lon_deg).elevation_deg


def test_astropy_sees_the_same_passages() -> None:
    counted = 0
    for (begin, lat, lon, height), (level, of, apparent), expected in REFERENCE["crossings"]:
        found = events.crossings(
            begin,
            begin + DAY_S,
            lat_deg=lat,
            lon_deg=lon,
            height_m=height,
            elevation_deg=level,
            of=of,
            apparent=apparent,
        )
        assert [each.rising for each in found] == [rising for _, rising in expected]
        for each, (utc_s, _) in zip(found, expected, strict=True):
            # An eleventh of a second is 0.0004 deg where the sun rises steeply.
            assert each.utc_s == pytest.approx(utc_s, abs=0.0005 / abs(each.deg_per_s))
            assert each.utc_s == pytest.approx(utc_s, abs=1)
        counted += len(expected)
    assert counted > 90


def test_the_lake_on_13_september_2022() -> None:
    begin = at(2022, 9, 12, 20)  # local midnight
    place: dict[str, Any] = {"lat_deg": 39.5981, "lon_deg": 46.2311, "height_m": 2666}
    rise, fall = events.crossings(begin, begin + DAY_S, **place, **SUNRISE)
    assert (rise.rising, fall.rising) == (True, False)
    # Refraction of the same geometric elevation would give 6 s less; of the centre, not the limb, 6 s more.
    assert rise.utc_s == pytest.approx(at(2022, 9, 13, 2, 34, 46) + 0.6, abs=0.5)
    assert fall.utc_s == pytest.approx(at(2022, 9, 13, 15, 6, 39) + 0.7, abs=0.6)
    assert rise.deg_per_s == pytest.approx(0.0028, abs=0.0001)
    assert fall.deg_per_s == pytest.approx(-0.0028, abs=0.0001)
    sky = spa.topocentric(rise.utc_s, **place)
    assert air.apparent_deg(sky.elevation_deg + sky.radius_deg, height_m=2666) == pytest.approx(0, abs=1e-8)


def test_a_day_shares_no_passage_with_the_next() -> None:
    place: dict[str, Any] = {"lat_deg": 50.0, "lon_deg": 10.0}
    whole = events.crossings(0, 10 * DAY_S, **place, **SUNRISE)
    by_day = [
        each
        for day in range(10)
        for each in events.crossings(day * DAY_S, (day + 1) * DAY_S, **place, **SUNRISE)
    ]
    assert len(whole) == len(by_day) == 20
    assert [each.utc_s for each in whole] == pytest.approx([each.utc_s for each in by_day], abs=1e-3)
    first = whole[0].utc_s
    assert len(events.crossings(first - 1, first + 1, **place, **SUNRISE)) == 1
    assert events.crossings(first + 1, first + 2, **place, **SUNRISE) == []
    assert events.crossings(first, first, **place, **SUNRISE) == []


@pytest.mark.parametrize(("month", "up"), [(6, True), (12, False)])
def test_polar_day_and_night_have_neither(month: int, up: bool) -> None:
    begin = at(2022, month, 21)
    assert events.crossings(begin, begin + DAY_S, lat_deg=75, lon_deg=20, **SUNRISE) == []
    assert (centre(begin, 75, 20) > 0) == up


@pytest.mark.parametrize("below_deg", [1e-7, 1e-5, 1e-3])
@pytest.mark.parametrize("lat", [66.0, -66.5, 30.0, 89.5, 0.5])
@pytest.mark.parametrize("lon", [0.0, -117.3])
def test_what_grazes_is_found_and_what_does_not_is_not(lat: float, lon: float, below_deg: float) -> None:
    begin = at(2022, 9, 1, 6) - 240 * lon  # so that noon and midnight are well inside
    times = begin + np.arange(0, DAY_S, 1.0)
    heights = centre(times, lat, lon)
    highest, lowest = heights.max(), heights.min()

    def passed(level: float) -> list[events.Crossing]:
        return events.crossings(
            begin, begin + DAY_S, lat_deg=lat, lon_deg=lon, elevation_deg=level, of="centre", apparent=False
        )

    for level, when, order in (
        (highest - below_deg, times[heights.argmax()], [True, False]),
        (lowest + below_deg, times[heights.argmin()], [False, True]),
    ):
        found = passed(level)
        assert [each.rising for each in found] == order
        assert found[0].utc_s - 1 < when < found[1].utc_s + 1
        assert centre([each.utc_s for each in found], lat, lon) == pytest.approx(level, abs=2e-9)
    # The samples a second apart miss the turning points by 3e-7 deg at most.
    assert passed(highest + 5e-7 + below_deg) == []
    assert passed(lowest - 5e-7 - below_deg) == []


def test_two_passages_within_minutes_close_to_the_zenith() -> None:
    noon = at(2022, 9, 1, 12)
    lat = float(spa.geocentric(noon).declination_deg)
    found = events.crossings(
        noon - 6000, noon + 6000, lat_deg=lat, lon_deg=0, elevation_deg=89.5, of="centre", apparent=False
    )
    assert [each.rising for each in found] == [True, False]
    assert found[1].utc_s - found[0].utc_s == pytest.approx(240, abs=6)


def test_one_sunrise_and_one_sunset_a_year_at_the_poles() -> None:
    for lat, rises in ((90.0, 3), (-90.0, 9)):
        found = events.crossings(at(2022, 1, 1), at(2023, 1, 1), lat_deg=lat, lon_deg=0, **SUNRISE)
        assert len(found) == 2
        rise = next(each for each in found if each.rising)
        assert datetime.fromtimestamp(rise.utc_s, UTC).month == rises
        assert rise.deg_per_s == pytest.approx(0.33 / DAY_S, rel=0.1)  # 0.4 without air


def test_near_the_arctic_circle_every_day_of_a_year_agrees_with_the_minutes() -> None:
    for lat in (65.7, 67.4):
        begin, days = at(2022, 1, 1), 365
        sky = spa.topocentric(begin + 60.0 * np.arange(1440 * days), lat_deg=lat, lon_deg=0)
        up = air.apparent_deg(sky.elevation_deg + sky.radius_deg, height_m=0) >= 0
        found = events.crossings(begin, begin + days * DAY_S, lat_deg=lat, lon_deg=0, **SUNRISE)
        assert [each.rising for each in found] == up[1:][up[1:] != up[:-1]].tolist()


def test_culminations() -> None:
    # Greenwich noon by the equation of time: 16.4 min early on 3 November, 14.2 min late on 11 February.
    for day, minutes in (((2022, 11, 3), -16.4), ((2022, 2, 11), 14.2)):
        found = events.culminations(at(*day), at(*day) + DAY_S, lat_deg=51.5, lon_deg=0)
        lower, upper = sorted(found, key=lambda each: each.upper)
        assert (lower.upper, upper.upper) == (False, True)
        assert upper.utc_s == pytest.approx(at(*day, 12) + 60 * minutes, abs=6)
        assert abs(upper.utc_s - lower.utc_s) == pytest.approx(DAY_S / 2, abs=30)
        assert upper.elevation_deg - lower.elevation_deg == pytest.approx(2 * (90 - 51.5), abs=0.3)


@pytest.mark.parametrize(("lat", "lon"), [(51.5, 0), (-33, 151.2), (5, -179.99), (70, 180), (0, 95)])
def test_at_a_culmination_the_sun_is_on_the_meridian(lat: float, lon: float) -> None:
    for each in events.culminations(1e9, 1e9 + 3 * DAY_S, lat_deg=lat, lon_deg=lon):
        sky = spa.topocentric(each.utc_s, lat_deg=lat, lon_deg=lon)
        assert abs(np.sin(np.radians(sky.azimuth_deg)) * np.cos(np.radians(sky.elevation_deg))) < 1e-8
        assert each.elevation_deg == pytest.approx(float(sky.elevation_deg))
    found = events.culminations(1e9, 1e9 + 3 * DAY_S, lat_deg=lat, lon_deg=lon)
    assert [each.upper for each in found] in ([True, False] * 3, [False, True] * 3)

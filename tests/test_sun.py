"""Answers of the sun as records: where it stands, when something fits, where on earth; and their pictures."""

import hashlib
import json
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from osintkit import sun
from osintkit.clock import legal, stated
from osintkit.errors import OutputError, UsageError
from osintkit.records import decode_line
from osintkit.records.sun import Estimate, Site, Sun, SunAt, SunEvent, SunPosition, SunWhen, SunWhere
from osintkit.sun import air, circles, clocks, daylight, days, events, spa, uncertain
from osintkit.sun.fitting import ratio_of

SEV_LAKE = Site(text="Sev Lake", lat_deg=39.5981, lon_deg=46.2311, height_m=2666, within_m=100)
BERLIN = Site(text="Berlin", lat_deg=52.52, lon_deg=13.405, within_m=500)
LONGYEARBYEN = Site(text="Longyearbyen", lat_deg=78.22, lon_deg=15.65, within_m=500)
CLAIMED = sun.Searched(
    first=date(2022, 9, 13), last=date(2022, 9, 13), between=(time(6), time(7)), zone="Asia/Yerevan"
)
LOW = sun.Clues(elevation_range=(0.0, 15.0))


def one(records: Iterable[Sun]) -> Sun:
    (record,) = records
    assert decode_line(record.line()) == record
    return record


def at(site: Site, text: str, zone: str | None = None) -> tuple[Sun, SunAt, SunPosition]:
    record = one(sun.at(site, time=stated.read(text), zone=zone))
    assert record.at is not None
    assert record.at.position is not None
    return record, record.at, record.at.position


def day(site: Site, when: date, zone: str | None = None) -> SunAt:
    record = one(sun.at(site, day=when, zone=zone))
    assert record.at is not None
    return record.at


def when(site: Site, clues: sun.Clues, first: date, last: date | None = None) -> SunWhen:
    record = one(sun.when(site, sun.Searched(first=first, last=last or first), clues))
    assert record.when is not None
    return record.when


def where(text: str, clues: sun.Clues, height_m: float = 0.0) -> SunWhere:
    record = one(sun.where(stated.read(text), clues, height_m=height_m))
    assert record.where is not None
    return record.where


def named(at: SunAt) -> dict[str, SunEvent]:
    return {event.event: event for event in at.events}


def seconds(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()


# Where it stands


def test_an_instant_carries_inputs_clocks_intervals_and_what_is_not_known() -> None:
    record, found, position = at(SEV_LAKE, "2022-09-13 07:00:00.0 +04:00")
    assert (position.local, position.offset, position.utc) == (
        "2022-09-13T07:00:00",
        "+04:00",
        "2022-09-13T03:00:00Z",
    )
    assert position.azimuth_deg == pytest.approx(88.45, abs=0.01)
    assert position.elevation_deg == pytest.approx(4.15, abs=0.01)
    assert position.apparent_deg == pytest.approx(4.29, abs=0.01)
    assert position.shadow_azimuth_deg == pytest.approx(268.45, abs=0.01)
    assert position.shadow_ratio == pytest.approx(ratio_of(position.apparent_deg), abs=0.002)
    for estimate in (position.azimuth, position.apparent, position.ratio):
        assert estimate is not None
        assert estimate.from_95 < estimate.from_68 < estimate.value < estimate.to_68 < estimate.to_95
    assert record.zones is not None
    assert record.zones.zones[0].zone == "Asia/Yerevan"
    assert "tz database" in record.zones.source
    assert any("flat" in text for text in record.assumptions)
    assert any("731 hPa" in text for text in record.assumptions)
    assert any("terrain" in text for text in record.not_established)
    assert record.inputs["zone"] == "Asia/Yerevan"
    assert (found.date, found.day) == ("2022-09-13", "usual")


def test_a_minute_is_an_interval_and_an_hour_a_wider_one() -> None:
    _, _, minute = at(SEV_LAKE, "2022-09-13 07:00 +04:00")
    _, _, hour = at(SEV_LAKE, "between 7 and 8 on 13 September 2022 UTC+4")
    assert minute.utc_to == "2022-09-13T03:01:00Z"
    assert hour.utc_to == "2022-09-13T04:00:00Z"
    assert minute.azimuth is not None
    assert hour.azimuth is not None
    assert hour.azimuth.to_95 - hour.azimuth.from_95 == pytest.approx(0.95 * 9.7, abs=0.1)
    assert minute.azimuth.to_95 - minute.azimuth.from_95 < 0.2


def test_a_longer_time_is_a_path_and_more_than_a_day_is_refused() -> None:
    record = one(sun.at(SEV_LAKE, time=stated.read("13 September 2022 UTC+4"), step_s=3600.0))
    assert record.at is not None
    assert record.at.position is None
    assert len(record.at.path) == 24
    assert all(each.azimuth and each.apparent for each in record.at.path)
    with pytest.raises(UsageError, match="30 days"):
        list(sun.at(SEV_LAKE, time=stated.read("September 2022 UTC")))
    with pytest.raises(UsageError, match="positions"):
        list(sun.at(SEV_LAKE, day=date(2022, 9, 13), step_s=0.1))


@pytest.mark.parametrize("text", ["2022-09-13 07:00", "13 September, 7 a.m. UTC", "10:30 UTC"])
def test_words_that_fix_no_instant_are_refused_with_advice(text: str) -> None:
    with pytest.raises(UsageError) as error:
        list(sun.at(SEV_LAKE, time=stated.read(text)))
    assert error.value.do


def test_either_a_time_or_a_day() -> None:
    with pytest.raises(UsageError):
        list(sun.at(SEV_LAKE))
    with pytest.raises(UsageError):
        list(sun.at(SEV_LAKE, time=stated.read("2022-09-13 UTC"), day=date(2022, 9, 13)))


def test_every_way_to_understand_a_time_has_its_record() -> None:
    repeated = stated.read("2022-10-30 02:30", zone="Europe/Berlin")
    found = list(sun.at(BERLIN, time=repeated))
    assert [record.at.position.offset for record in found if record.at and record.at.position] == [
        "+02:00",
        "+01:00",
    ]
    either = list(sun.at(BERLIN, time=stated.read("03/04/2022 10:00 UTC")))
    assert {record.at.date for record in either if record.at} == {"2022-03-04", "2022-04-03"}


def test_the_day_is_that_of_the_clock_shown() -> None:
    tokyo = Site(text="Tokyo", lat_deg=35.68, lon_deg=139.76, within_m=500)
    record, there, position = at(tokyo, "2022-03-20 21:00 UTC")
    assert (there.date, position.local) == ("2022-03-21", "2022-03-21T06:00:00")
    record, shown, position = at(tokyo, "2022-03-20 21:00 UTC", zone="UTC")
    assert (shown.date, position.local) == ("2022-03-20", "2022-03-20T21:00:00")
    assert [event.event for event in shown.events if event.event in {"sunset", "sunrise"}] == [
        "sunset",
        "sunrise",
    ]
    assert "Asia/Tokyo" in record.assumptions[0]


def test_a_day_may_have_no_noon_or_two() -> None:
    seam = Site(text="seam", lat_deg=0.0, lon_deg=-179.99, within_m=500)
    noons = [
        [
            event.utc
            for event in day(seam, date(2022, month, number), zone="UTC").events
            if event.event == "noon"
        ]
        for month, number in ((6, 12), (6, 13), (6, 14), (8, 31), (9, 1), (9, 2))
    ]
    assert {len(each) for each in noons} == {0, 1, 2}
    assert all(each.startswith(("2022-0",)) for found in noons for each in found)


def test_a_day_of_25_hours_is_whole() -> None:
    found = day(BERLIN, date(2022, 10, 30))
    assert len(found.path) == 50
    assert {each.offset for each in found.path} == {"+02:00", "+01:00"}
    assert [each.utc for each in found.path] == sorted(each.utc for each in found.path)


# How uncertain that is


def test_directions_go_round_north() -> None:
    found = uncertain.estimate(0.5, 1.0, turning=True)
    assert (found.from_95, found.to_95) == pytest.approx((358.54, 2.46), abs=0.01)
    across = uncertain.estimate_over(np.array([358.0, 359.0, 0.0, 1.0, 2.0]), 0.1, turning=True)
    assert across.value == 0.0
    assert 357 < across.from_95 < 359
    assert 1 < across.to_95 < 3
    anywhere = uncertain.estimate(10.0, 200.0, turning=True)
    assert (anywhere.from_95, anywhere.to_95) == (0.0, 360.0)


@pytest.mark.parametrize("lat", [0.0, 45.0, -70.0, 89.0])
@pytest.mark.parametrize("hour", [3, 9, 12, 16])
def test_what_a_position_leaves_open_of_the_azimuth_is_what_moving_it_does(lat: float, hour: int) -> None:
    utc_s = datetime(2022, 5, 1, hour, tzinfo=UTC).timestamp()

    def azimuth(north_m: float, east_m: float) -> float:
        step = 111_195.0
        lat_deg, lon_deg = lat + north_m / step, 10.0 + east_m / step / np.cos(np.radians(lat))
        return float(spa.topocentric(utc_s, lat_deg=lat_deg, lon_deg=lon_deg).azimuth_deg)

    sky = spa.topocentric(utc_s, lat_deg=lat, lon_deg=10.0)
    moved = [azimuth(*by) - azimuth(*(-each for each in by)) for by in ((100.0, 0.0), (0.0, 100.0))]
    expected = np.hypot(moved[0], moved[1]) / 2 / uncertain.HALF_95
    got = uncertain.azimuth_sd_deg(sky.azimuth_deg, sky.elevation_deg, lat_deg=lat, within_m=100.0)
    assert float(got) == pytest.approx(expected, rel=0.02)


def test_at_a_pole_every_direction_is_open() -> None:
    pole = Site(text="pole", lat_deg=89.9999, lon_deg=10.0, within_m=100)
    _, found, position = at(pole, "2022-06-20 12:00 UTC")
    assert position.azimuth is not None
    assert (position.azimuth.from_95, position.azimuth.to_95) == (0.0, 360.0)
    assert found.day == "polar_day"
    noon = named(found)["noon"]
    assert seconds(noon.utc_95[1]) - seconds(noon.utc_95[0]) == pytest.approx(86400, abs=2)


def test_the_interval_of_a_sunrise_is_that_of_the_refraction() -> None:
    at_site = {"lat_deg": SEV_LAKE.lat_deg, "lon_deg": SEV_LAKE.lon_deg, "height_m": SEV_LAKE.height_m}
    begin = seconds("2022-09-12T20:00:00Z")
    rise = named(day(SEV_LAKE, date(2022, 9, 13)))["sunrise"]
    level = float(air.geometric_deg(0.0, height_m=2666))
    half = uncertain.HALF_95 * np.hypot(uncertain.HORIZON_SD_DEG, uncertain.position_sd_deg(100))
    limits = [
        events.crossings(
            begin, begin + 86400, **at_site, elevation_deg=level + by, of="upper limb", apparent=False
        )
        for by in (-half, half)
    ]
    assert [seconds(each) for each in rise.utc_95] == pytest.approx(
        [each[0].utc_s for each in limits], abs=1.0
    )
    assert rise.sure
    assert rise.sd_s == pytest.approx((limits[1][0].utc_s - limits[0][0].utc_s) / 2 / 1.96, rel=0.02)


def test_twilight_and_noon_are_as_sure_as_the_place() -> None:
    found = named(day(LONGYEARBYEN, date(2022, 2, 20)))
    turn_s = 500 / uncertain.HALF_95 / 111_195 / np.cos(np.radians(78.22)) * 240
    assert found["noon"].sd_s == pytest.approx(turn_s, rel=0.01)
    assert found["civil_dawn"].sd_s < found["sunrise"].sd_s


def test_a_sun_that_only_touches_the_horizon_is_not_sure_to_rise() -> None:
    grazing = Site(text="grazing", lat_deg=67.3, lon_deg=15.65, within_m=500)
    record = one(sun.at(grazing, day=date(2022, 12, 21)))
    assert record.at is not None
    rise = named(record.at)["sunrise"]
    assert not rise.sure
    assert seconds(rise.utc_95[1]) == pytest.approx(seconds(named(record.at)["noon"].utc), abs=60)
    assert any("rises at all" in text for text in record.not_established)
    below = one(sun.at(grazing.model_copy(update={"lat_deg": 67.45}), day=date(2022, 12, 21)))
    assert below.at is not None
    assert below.at.day == "polar_night"
    assert any("rises at all" in text for text in below.not_established)
    summer = one(sun.at(grazing.model_copy(update={"lat_deg": 65.7}), day=date(2022, 6, 21)))
    assert any("sets at all" in text for text in summer.not_established)


@pytest.mark.parametrize(
    ("when", "kind", "up"),
    [(date(2022, 6, 21), "polar_day", True), (date(2022, 12, 21), "polar_night", False)],
)
def test_polar_day_and_night_are_said(when: date, kind: str, up: bool) -> None:
    record = one(sun.at(LONGYEARBYEN, day=when))
    assert record.at is not None
    assert record.at.day == kind
    assert not {"sunrise", "sunset"} & named(record.at).keys()
    assert all((each.apparent_deg > 0) == up for each in record.at.path)
    assert not any("at all" in text for text in record.not_established)
    assert (record.at.path[0].shadow_ratio is not None) == up


def test_below_the_sea_the_air_is_thicker() -> None:
    shore = Site(text="Dead Sea", lat_deg=31.5, lon_deg=35.5, height_m=-430, within_m=100)
    low = named(day(shore, date(2022, 9, 13)))["sunrise"]
    sea = named(day(shore.model_copy(update={"height_m": 0.0}), date(2022, 9, 13)))["sunrise"]
    assert 1 < seconds(sea.utc) - seconds(low.utc) < 20


# Days, windows and clocks


@pytest.mark.parametrize(
    ("when", "first", "last", "expected"),
    [
        ("2022-03-26", "02:10", "02:40", ["01:10-01:40"]),
        ("2022-03-27", "02:10", "02:40", []),
        ("2022-03-27", "01:30", "02:30", ["00:30-01:00"]),
        ("2022-03-27", "02:30", "04:00", ["01:00-02:00"]),
        ("2022-03-27", "01:30", "03:30", ["00:30-01:30"]),
        ("2022-10-30", "02:10", "02:40", ["00:10-00:40", "01:10-01:40"]),
        ("2022-10-30", "01:30", "02:30", ["23:30-00:30", "01:00-01:30"]),
        ("2022-10-30", "02:30", "03:30", ["00:30-01:00", "01:30-02:30"]),
        ("2022-10-30", "01:30", "03:30", ["23:30-02:30"]),
        ("2022-10-29", "22:00", "03:00", ["20:00-02:00"]),
        ("2022-06-21", "22:00", "02:00", ["20:00-00:00"]),
        ("2022-06-21", "00:00", "00:00", ["22:00-22:00"]),
    ],
)
def test_a_window_is_when_the_clock_shows_it(when: str, first: str, last: str, expected: list[str]) -> None:
    found = days.window(
        date.fromisoformat(when),
        time.fromisoformat(first),
        time.fromisoformat(last),
        legal.zone("Europe/Berlin"),
    )
    shown = ["-".join(datetime.fromtimestamp(each, UTC).strftime("%H:%M") for each in span) for span in found]
    assert shown == expected


def test_a_day_that_a_calendar_skipped_is_refused() -> None:
    apia = Site(text="Apia", lat_deg=-13.8, lon_deg=-171.76, within_m=500)
    with pytest.raises(UsageError, match="did not exist in Pacific/Apia"):
        list(sun.at(apia, day=date(2011, 12, 30)))
    with pytest.raises(UsageError, match="did not exist"):
        when(apia, LOW, date(2011, 12, 30))
    around = when(apia, LOW, date(2011, 12, 29), date(2011, 12, 31))
    assert [each.local_from[:10] for each in around.candidates] == ["2011-12-29"] * 2 + ["2011-12-31"] * 2
    with pytest.raises(UsageError, match="calendar"):
        list(sun.at(apia, day=date.max, zone="UTC"))


@pytest.mark.parametrize(
    ("zone", "hours"), [("UTC", 0), ("+05:30", 5.5), ("UTC+4", 4), ("Asia/Yerevan", 4), ("-00:00", 0)]
)
def test_zones_are_read_in_the_usual_forms(zone: str, hours: float) -> None:
    offset = datetime(2022, 9, 13, tzinfo=clocks.rules(zone)).utcoffset()
    assert offset is not None
    assert offset.total_seconds() == 3600 * hours


@pytest.mark.parametrize("zone", ["CST", "Asia/Yerewan", "", "+25:00", "local", "Nowhere"])
def test_what_is_no_zone_is_refused(zone: str) -> None:
    with pytest.raises(UsageError) as error:
        clocks.rules(zone)
    assert error.value.do


# When


def test_of_the_hour_of_2022_only_the_part_after_sunrise_is_left() -> None:
    record = one(sun.when(SEV_LAKE, CLAIMED, LOW))
    assert record.when is not None
    (left,) = record.when.candidates
    assert (left.local_from, left.local_to, left.offset) == (
        "2022-09-13T06:34:47",
        "2022-09-13T07:00:00",
        "+04:00",
    )
    assert (left.half, left.share, record.when.level) == ("morning", None, "all")
    assert left.apparent_low_deg < 0 < left.apparent_high_deg == left.apparent_to_deg
    assert record.when.excluded == (
        "2022-09-13 06:00:00 to 06:34:47 +04:00: the sun is below a flat horizon.",
    )
    assert any("98 s (95 %)" in text for text in record.not_established)
    assert record.inputs["between"] == ["06:00:00", "07:00:00"]


def test_morning_and_evening_both_fit() -> None:
    found = when(SEV_LAKE, sun.Clues(ratio=sun.Measured(2.0, 0.1)), date(2022, 9, 13))
    assert [each.half for each in found.candidates] == ["morning", "afternoon"]
    assert sum(each.share or 0 for each in found.candidates) == pytest.approx(0.95, abs=0.003)
    assert sum(each.share or 0 for each in found.candidates_68) == pytest.approx(0.68, abs=0.003)
    for wide, narrow in zip(found.candidates, found.candidates_68, strict=True):
        assert wide.utc_from < narrow.utc_from < (narrow.best_utc or "") < narrow.utc_to < wide.utc_to
    with_direction = sun.Clues(ratio=sun.Measured(2.0, 0.1), azimuth=sun.Measured(110.0, 3.0))
    assert [each.half for each in when(SEV_LAKE, with_direction, date(2022, 9, 13)).candidates] == ["morning"]


def test_a_candidate_about_noon_says_how_high_the_sun_gets_within_it() -> None:
    (found,) = when(LONGYEARBYEN, sun.Clues(elevation_range=(-12.0, 0.0)), date(2022, 12, 21)).candidates
    assert found.half == "noon"
    assert found.apparent_low_deg == pytest.approx(-12.27, abs=0.02)
    assert found.apparent_high_deg == pytest.approx(-11.65, abs=0.02)


@pytest.mark.parametrize(
    "clues", [sun.Clues(ratio=sun.Measured(2.0, 0.1)), LOW, sun.Clues(azimuth=sun.Measured(180.0, 2.0))]
)
def test_nothing_left_is_an_answer(clues: sun.Clues) -> None:
    found = when(LONGYEARBYEN, clues, date(2022, 12, 21))
    assert (found.fits, found.candidates) == (False, ())
    assert found.nearest is not None
    assert found.nearest.says
    assert "below a flat horizon" in found.excluded[0]


def test_a_window_goes_over_midnight() -> None:
    searched = sun.Searched(first=date(2022, 6, 21), last=date(2022, 6, 22), between=(time(22), time(2)))
    record = one(sun.when(BERLIN, searched, sun.Clues(elevation_range=(-90.0, 90.0))))
    assert record.when is not None
    assert [(each.local_from[5:16], each.local_to[5:16]) for each in record.when.candidates] == [
        ("06-21T22:00", "06-22T02:00"), ("06-22T22:00", "06-23T02:00"),
    ]  # fmt: skip
    assert record.when.excluded == (), "at night the sun was looked for below the horizon"


def test_near_a_border_each_clock_has_its_answer() -> None:
    site = SEV_LAKE.model_copy(update={"within_m": 500.0})
    searched = sun.Searched(first=date(2013, 7, 1), last=date(2013, 7, 1), between=(time(6), time(7)))
    found = list(sun.when(site, searched, LOW))
    assert [record.inputs["zone"] for record in found] == ["Asia/Yerevan", "Asia/Baku"]
    for record in found:
        assert record.zones is not None
        assert [(zone.zone, zone.offsets) for zone in record.zones.zones] == [
            ("Asia/Yerevan", ("+04:00",)), ("Asia/Baku", ("+05:00",)),
        ]  # fmt: skip
        assert record.zones.offsets_differ
        assert any("Which zone is the legal one" in text for text in record.not_established)
    same = sun.Searched(first=date(2022, 7, 1), last=date(2022, 7, 1), between=(time(6), time(7)))
    assert len(list(sun.when(site, same, LOW))) == 1


def test_days_are_searched_in_order_and_not_too_many() -> None:
    with pytest.raises(UsageError, match="before"):
        when(BERLIN, LOW, date(2022, 9, 20), date(2022, 9, 13))
    with pytest.raises(UsageError, match="3,660"):
        when(BERLIN, LOW, date(2002, 1, 1), date(2022, 1, 1))
    with pytest.raises(UsageError, match="Nothing was measured"):
        when(BERLIN, sun.Clues(), date(2022, 9, 13))
    skipped = sun.Searched(
        first=date(2022, 3, 27), last=date(2022, 3, 27), between=(time(2, 10), time(2, 40))
    )
    with pytest.raises(UsageError, match="set forward"):
        list(sun.when(BERLIN, skipped, LOW))


def test_refraction_and_the_place_widen_what_was_measured() -> None:
    def width_s(clues: sun.Clues, within_m: float = 100.0) -> float:
        site = SEV_LAKE.model_copy(update={"within_m": within_m})
        (left,) = when(site, clues, date(2022, 9, 13)).candidates[:1]
        return seconds(left.utc_to) - seconds(left.utc_from)

    rate = 0.0030  # degrees per second that the low sun climbs there, as seen
    exact = sun.Clues(elevation=sun.Measured(1.0, 0.001))
    expected = 2 * uncertain.HALF_95 * uncertain.HORIZON_SD_DEG * np.exp(-1 / 1.5) / rate
    assert width_s(exact) == pytest.approx(expected, rel=0.15)
    by_shadow = sun.Clues(ratio=sun.Measured(ratio_of(1.0), 0.001))
    assert width_s(by_shadow) == pytest.approx(width_s(exact), rel=0.1)
    high = sun.Clues(elevation=sun.Measured(30.0, 0.01))
    assert width_s(high) < 30
    assert width_s(high, 50_000.0) == pytest.approx(2 * 50_000 / 111_195 / rate, rel=0.15)
    east = sun.Clues(azimuth=sun.Measured(95.0, 0.01))
    assert width_s(east) < 30 < 300 < width_s(east, 50_000.0)


def test_the_blurred_tip_is_said_only_where_it_matters() -> None:
    long = sun.Clues(ratio=sun.Measured(13.3, 0.3))
    short = sun.Clues(ratio=sun.Measured(1.0, 0.1))
    told = [
        any("blurred" in text for text in one(sun.when(SEV_LAKE, CLAIMED, clues)).not_established)
        for clues in (long, short)
    ]
    assert told == [True, False]


# Where


def seen_from(lat: float, lon: float, text: str) -> float:
    sky = spa.topocentric(seconds(text), lat_deg=lat, lon_deg=lon)
    return float(air.apparent_deg(sky.elevation_deg, height_m=0.0))


@pytest.mark.parametrize(
    ("lat", "lon"), [(39.6, 46.2), (-33.9, 151.2), (64.1, -21.9), (-13.8, -171.8), (1.3, 103.8)]
)
def test_the_place_lies_on_the_circle(lat: float, lon: float) -> None:
    for text in ("2022-09-13T03:00:00Z", "2022-12-21T22:00:00Z", "2022-03-20T12:00:00Z"):
        elevation = seen_from(lat, lon, text)
        if elevation < 1:
            continue
        found = where(text.replace("00Z", "00.0Z"), sun.Clues(elevation=sun.Measured(elevation, 0.5)))
        off = circles.departure_deg(
            lat, lon, sun_lat_deg=found.subsolar_lat_deg, sun_lon_deg=found.subsolar_lon_deg,
            radius_deg=found.radius_deg,
        )  # fmt: skip
        assert abs(float(off)) < 0.005  # a tenth of a second of time, and of the last decimals
        inner, outer = found.radius_95_deg
        assert inner < found.radius_68_deg[0] < found.radius_deg < found.radius_68_deg[1] < outer
        assert found.width_km == pytest.approx((outer - inner) * circles.KM_PER_DEG, abs=0.02)


def test_a_ratio_known_badly_has_a_wide_band_and_no_crash() -> None:
    widths = [
        where("2022-09-13 03:00 UTC", sun.Clues(ratio=sun.Measured(2.0, 2.0 * share))).width_km
        for share in (0.001, 0.05, 0.29, 0.31, 1.0, 5.0)
    ]
    assert widths == sorted(widths)
    assert widths[0] < 15
    steep = where("2022-09-13 03:00 UTC", sun.Clues(elevation=sun.Measured(90.0, 1.0)))
    assert steep.radius_95_deg[0] == 0.0


def test_a_range_has_no_probability_and_may_lie_below_the_horizon() -> None:
    low = where("2022-09-13 03:00 UTC", LOW)
    assert low.level == "all"
    assert low.radius_68_deg == low.radius_95_deg
    dusk = where("2022-09-13 03:00 UTC", sun.Clues(elevation_range=(-6.0, 0.0)))
    assert dusk.radius_95_deg[1] == pytest.approx(96.3, abs=0.1)
    assert dusk.radius_95_deg[0] == pytest.approx(90.2, abs=0.2)


def test_a_clock_of_an_unknown_place_has_a_record_for_each_offset() -> None:
    found = list(sun.where(stated.read("2022-09-13 07:00"), sun.Clues(ratio=sun.Measured(13.0, 0.6))))
    parts = {record.where.offset: record.where for record in found if record.where}
    assert {"+04:00", "+05:45", "-09:30"} <= parts.keys()
    assert "Asia/Yerevan" in parts["+04:00"].zones
    assert parts["+04:00"].utc_from == "2022-09-13T03:00:00Z"
    assert all(part.legal is not None for part in parts.values())
    possible = {offset for offset, part in parts.items() if part.legal and part.legal.coordinates}
    assert "+04:00" in possible
    assert possible < parts.keys()


@pytest.mark.parametrize(
    ("text", "clues"),
    [
        ("2022-09-13 UTC", LOW),
        ("2022-09-13 03:00 UTC", sun.Clues()),
        ("2022-09-13 03:00 UTC", sun.Clues(azimuth=sun.Measured(90.0, 1.0))),
        ("2022-09-13 03:00 UTC", sun.Clues(ratio=sun.Measured(2.0, 0.1), elevation_range=(0.0, 15.0))),
        ("2022-09-13 03:00 UTC", sun.Clues(elevation=sun.Measured(-5.0, 1.0))),
        ("13 September 03:00 UTC", LOW),
    ],
)
def test_what_has_no_band_is_refused(text: str, clues: sun.Clues) -> None:
    with pytest.raises(UsageError) as error:
        where(text, clues)
    assert error.value.do


# Pictures


Ask = Callable[[sun.Drawing | None], Iterable[Sun]]


def drawn(out: Path, ask: Ask, *, force: bool = False) -> list[Sun]:
    return list(ask(sun.Drawing(out, force)))


DAYS = sun.Searched(first=date(2022, 3, 20), last=date(2022, 4, 3), between=(time(22), time(8)))
ASKED: dict[str, Ask] = {
    "instant": lambda to: sun.at(SEV_LAKE, time=stated.read("2022-09-13 07:00 +04:00"), drawing=to),
    "interval": lambda to: sun.at(
        BERLIN, time=stated.read("morning of 27 March 2022", zone="Europe/Berlin"), drawing=to
    ),
    "day": lambda to: sun.at(LONGYEARBYEN, day=date(2022, 6, 21), drawing=to),
    "window": lambda to: sun.when(SEV_LAKE, CLAIMED, LOW, drawing=to),
    "nothing": lambda to: sun.when(
        LONGYEARBYEN, sun.Searched(first=date(2022, 12, 21), last=date(2022, 12, 21)), LOW, drawing=to
    ),
    "many days": lambda to: sun.when(BERLIN, DAYS, LOW, drawing=to),
    "band": lambda to: sun.where(
        stated.read("2022-09-13 03:00 UTC"), sun.Clues(ratio=sun.Measured(2.0, 0.1)), drawing=to
    ),
    "small": lambda to: sun.where(
        stated.read("2022-06-21 12:00 UTC"), sun.Clues(elevation_range=(85.0, 90.0)), drawing=to
    ),
    "local": lambda to: sun.where(
        stated.read("2022-09-13 07:00"), sun.Clues(ratio=sun.Measured(13.0, 0.6)), drawing=to
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ASKED)
def test_pictures_lie_beside_the_records_that_name_them(name: str, tmp_path: Path) -> None:
    plain = list(ASKED[name](None))
    found = drawn(tmp_path, ASKED[name])
    assert [record.id for record in found] == [record.id for record in plain], "pictures change no answer"
    assert not any(record.pictures for record in found[1:])
    for picture in found[0].pictures:
        data = Path(picture.file).read_bytes()
        assert hashlib.sha256(data).hexdigest() == picture.file_sha256
        assert Path(picture.file).name.startswith(f"sun-{found[0].asked}-{found[0].id.removeprefix('sun:')}.")
        if picture.file.endswith(".png"):
            assert data.startswith(b"\x89PNG\r\n\x1a\n")
            with Image.open(picture.file) as page:
                assert page.width == 1200
                assert page.height > 400
        else:
            assert json.loads(data)["type"] == "FeatureCollection"
    assert {Path(picture.file).suffix for picture in found[0].pictures} == (
        {".png", ".geojson"} if found[0].asked == "where" else {".png"}
    )


def test_pictures_are_the_same_every_time_and_nothing_else_is_overwritten(tmp_path: Path) -> None:
    first = drawn(tmp_path, ASKED["window"])
    assert drawn(tmp_path, ASKED["window"]) == first
    assert (
        drawn(tmp_path / "other", ASKED["window"])[0].pictures[0].file_sha256
        == first[0].pictures[0].file_sha256
    )
    (picture,) = first[0].pictures
    Path(picture.file).write_bytes(b"mine")
    with pytest.raises(OutputError):
        drawn(tmp_path, ASKED["window"])
    assert Path(picture.file).read_bytes() == b"mine"
    assert drawn(tmp_path, ASKED["window"], force=True) == first
    (tmp_path / "file").write_text("file")
    with pytest.raises(OutputError, match="not a folder"):
        drawn(tmp_path / "file", ASKED["window"])


def test_sunshine_is_told_from_night() -> None:
    assert daylight.is_up(SEV_LAKE, seconds("2022-09-13T02:34:50Z"))
    assert not daylight.is_up(SEV_LAKE, seconds("2022-09-13T02:34:40Z"))


def test_an_estimate_is_made_of_numbers() -> None:
    assert isinstance(uncertain.estimate(4.0, 0.1), Estimate)
    assert uncertain.ratio_estimate(uncertain.estimate(0.1, 0.1)) is None

"""Which zones are legal at a place, and which clock times exist."""

import math
import random
from datetime import UTC, datetime, timedelta

import pytest

from osintkit.clock import around, legal, practice
from osintkit.errors import UsageError

SEV_LAKE = (39.5981, 46.2311)


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type, misc]


def names(lat: float, lon: float, within_m: float = 0) -> list[str]:
    return [one.zone for one in legal.legal(lat_deg=lat, lon_deg=lon, within_m=within_m).zones]


class TestZone:
    def test_comes_from_the_package_not_from_the_machine(self, monkeypatch):
        monkeypatch.setenv("PYTHONTZPATH", "/nonexistent")
        assert legal.zone("Asia/Yerevan") is legal.zone("Asia/Yerevan")
        assert legal.zone("Asia/Yerevan").key == "Asia/Yerevan"

    @pytest.mark.parametrize("name", ["Europe/Kiev", "Asia/Calcutta", "UTC", "Etc/GMT+12", "America/Godthab"])
    def test_knows_old_names(self, name):
        assert datetime(2022, 9, 13, tzinfo=legal.zone(name)).utcoffset() is not None

    @pytest.mark.parametrize(
        ("name", "near"),
        [
            ("europe/berlin", "Europe/Berlin"),
            ("Asia/Erevan", "Asia/Yerevan"),
            ("Yerevan", "Asia/Yerevan"),
            ("New York", "America/New_York"),
            ("Asia/Calcuta", "Asia/Calcutta"),
        ],
    )
    def test_names_what_is_near(self, name, near):
        with pytest.raises(UsageError) as told:
            legal.zone(name)
        assert near in told.value.do

    @pytest.mark.parametrize(
        "name", ["", "../zones", "zone.tab", "/etc/passwd", "Europe", "Europe/", "Europe/Berlin\0", "a" * 999]
    )
    def test_opens_nothing_else(self, name):
        with pytest.raises(UsageError) as told:
            legal.zone(name)
        assert len(told.value.says) < 200
        assert told.value.do

    def test_says_its_editions(self):
        assert set(legal.versions()) == {"tzfpy", "timezone-boundary-builder", "tzdata"}
        assert legal.versions()["tzdata"][:4].isdigit()


class TestLegal:
    def test_the_lake_is_armenia_and_near_azerbaijan(self):
        found = legal.legal(
            lat_deg=SEV_LAKE[0],
            lon_deg=SEV_LAKE[1],
            within_m=1000,
            earliest=at(2022, 9, 13),
            latest=at(2022, 9, 14),
        )
        assert [(one.zone, one.offsets) for one in found.zones] == [
            ("Asia/Yerevan", ("+04:00",)),
            ("Asia/Baku", ("+04:00",)),
        ]
        assert found.zones[0].distance_m == 0
        assert 200 < found.zones[1].distance_m < 500
        assert found.offsets_differ is False

    def test_the_same_border_parted_offsets_in_another_year(self):
        found = legal.legal(lat_deg=SEV_LAKE[0], lon_deg=SEV_LAKE[1], within_m=1000, earliest=at(2013, 7, 1))
        assert [one.offsets for one in found.zones] == [("+04:00",), ("+05:00",)]
        assert found.offsets_differ is True

    def test_rough_coordinates_fall_beyond_it(self):
        assert names(39.62, 46.23) == ["Asia/Baku"]

    def test_never_looks_less_far_than_the_borders_are_good(self):
        found = legal.legal(lat_deg=SEV_LAKE[0], lon_deg=SEV_LAKE[1], within_m=0)
        assert found.within_m == around.BORDER_ERROR_M
        assert found.offsets_differ is None
        assert found.zones[0].offsets == ()

    def test_tells_both_offsets_when_clocks_are_set_within_the_time(self):
        found = legal.legal(
            lat_deg=52.5, lon_deg=13.4, within_m=0, earliest=at(2022, 10, 29), latest=at(2022, 10, 31)
        )
        assert found.zones[0].offsets == ("+02:00", "+01:00")
        assert found.zones[0].abbreviations == ("CEST", "CET")
        assert found.offsets_differ is False

    def test_the_end_is_no_part_of_the_time(self):
        end = at(2022, 10, 30, 1)
        found = legal.legal(lat_deg=52.5, lon_deg=13.4, within_m=0, earliest=at(2022, 10, 29), latest=end)
        assert found.zones[0].offsets == ("+02:00",)

    def test_two_zones_differ_only_in_the_days_between_their_changes(self):
        for earliest, differ in ((at(2022, 3, 25, 12), True), (at(2022, 3, 28, 12), False)):
            found = legal.legal(lat_deg=31.53, lon_deg=35.1, within_m=20_000, earliest=earliest)
            assert {one.zone for one in found.zones} == {"Asia/Hebron", "Asia/Jerusalem"}
            assert found.offsets_differ is differ

    def test_disputed_and_shared_places_have_all_their_zones(self):
        urumqi = legal.legal(lat_deg=43.8, lon_deg=87.6, within_m=0, earliest=at(2022, 1, 1))
        assert {one.zone for one in urumqi.zones} == {"Asia/Shanghai", "Asia/Urumqi"}
        assert urumqi.offsets_differ
        assert "several zones hold: Asia/Shanghai and Asia/Urumqi." in (urumqi.note or "")
        assert set(names(43.0, 41.0)) == {"Asia/Tbilisi", "Europe/Moscow"}

    @pytest.mark.parametrize(
        ("lat", "lon", "earliest", "word"),
        [
            (48.0, 37.8, at(2022, 9, 13), "Donetsk"),
            (48.0, 37.8, at(2013, 9, 13), None),
            (46.64, 32.61, at(2022, 9, 13), "Kherson"),
            (46.64, 32.61, at(2020, 9, 13), None),
            (50.45, 30.52, at(2022, 9, 13), None),
            (44.95, 34.1, at(2022, 9, 13), "Crimea"),
            (39.82, 46.75, at(2022, 9, 13), "Nagorno-Karabakh"),
            (39.82, 46.75, at(2024, 9, 13), None),
            (40.4, 49.87, at(2022, 9, 13), None),
            (35.34, 33.32, at(2017, 1, 1), "Cyprus"),
            (43.0, 41.0, at(2022, 9, 13), "Abkhazia"),
            (0.0, -30.0, at(2022, 9, 13), "nautical"),
            (-77.85, 166.67, at(2022, 9, 13), "Antarctica"),
        ],
    )
    def test_says_where_clocks_may_follow_another_state(self, lat, lon, earliest, word):
        note = legal.legal(lat_deg=lat, lon_deg=lon, within_m=0, earliest=earliest).note
        assert (word in (note or "")) if word else note is None

    def test_every_practice_names_zones_that_exist(self):
        for one in practice._TERRITORIES:
            assert one.zones <= legal.zone_names()
            assert one.says.endswith(".")

    def test_the_antimeridian_is_one_line(self):
        assert set(names(0, 180)) == set(names(0, -180)) == {"Etc/GMT+12", "Etc/GMT-12"}
        for lon in (179.95, -179.95):
            assert {"Etc/GMT-12", "Etc/GMT+12"} <= set(names(-30, lon, 20_000))
            assert "Pacific/Fiji" in names(-16.8, lon, 20_000)

    def test_at_a_pole_every_direction_is_looked_at(self):
        assert len(names(90, 0)) == 25
        assert names(90, 0, 500) == names(90, 0, 500)
        assert set(names(90, 0, 500)) == set(names(90, 123, 500))
        assert names(-90, 0) == ["Antarctica/McMurdo"]

    def test_small_states_are_found_in_a_wide_circle(self):
        found = names(42.5, 12.0, 300_000)
        assert {"Europe/Vatican", "Europe/San_Marino", "Europe/Rome"} <= set(found)

    @pytest.mark.parametrize(
        ("lat", "lon", "within_m"),
        [
            (91, 0, 0),
            (-90.001, 0, 0),
            (0, 181, 0),
            (math.nan, 0, 0),
            (0, math.inf, 0),
            (0, 0, -1),
            (0, 0, 2e6),
        ],
    )
    def test_refuses_what_is_no_position(self, lat, lon, within_m):
        with pytest.raises(UsageError) as told:
            legal.legal(lat_deg=lat, lon_deg=lon, within_m=within_m)
        assert told.value.do

    def test_refuses_a_time_without_a_zone(self):
        with pytest.raises(ValueError, match="without a zone"):
            legal.legal(lat_deg=0, lon_deg=0, within_m=0, earliest=datetime(2022, 9, 13))  # noqa: DTZ001
        with pytest.raises(ValueError, match="before"):
            legal.legal(lat_deg=0, lon_deg=0, within_m=0, earliest=at(2022, 9, 13), latest=at(2022, 9, 12))

    def test_every_row_of_the_tz_database_lies_in_its_zone(self):
        others = [
            name
            for lat, lon, name in (*legal.places("zone1970.tab"), *legal.places())
            if name not in legal.names_at(lat_deg=lat, lon_deg=lon)
        ]
        # Its position is that of a bay 3.5 km off; both show the same time.
        assert others == ["Europe/Monaco"]


class TestAround:
    def test_steps_are_true_on_the_ellipsoid(self):
        geodesic = pytest.importorskip("geographiclib.geodesic").Geodesic.WGS84
        chance = random.Random(3)
        for reach_m, share in ((500, 1e-3), (100_000, 1.5e-3), (1_000_000, 1e-2)):
            for _ in range(60):
                lat, lon = chance.uniform(-89.9, 89.9), chance.uniform(-180, 180)
                there = around._walk(lat, lon)(reach_m, chance.uniform(0, math.tau))
                real = geodesic.Inverse(lat, lon, *there)["s12"]
                assert abs(real - reach_m) <= share * reach_m
                back, _ = around._to(lat, lon, *there)
                assert back == pytest.approx(reach_m, rel=1e-2)

    def test_a_distance_is_that_of_the_nearest_point(self):
        # Nautical zones part along the meridian of 7.5 degrees: on the equator 10 km are 0.08983 degrees.
        found = around.zones_around(lat_deg=0, lon_deg=-22.5 - 10 / 111.32, within_m=30_000)
        assert found["Etc/GMT+2"] == 0
        assert found["Etc/GMT+1"] == pytest.approx(10_000, rel=2e-3)

    def test_a_strip_at_the_edge_is_met(self):
        found = around.zones_around(lat_deg=0, lon_deg=-22.5 - 4.95 / 111.32, within_m=5_000)
        assert "Etc/GMT+1" in found

    def test_what_is_never_overlooked_is_told(self):
        assert around.finest_m(50_000) == pytest.approx(650)
        assert "1300 m across may be overlooked" in legal.legal(lat_deg=50, lon_deg=10, within_m=5e4).source


GAPS = [
    ("Europe/Berlin", (2022, 3, 27, 2, 30), 0, "clocks went from 02:00 to 03:00."),
    ("Europe/Berlin", (2022, 3, 27, 2, 0), 0, "clocks went from 02:00 to 03:00."),
    ("Europe/Berlin", (2022, 3, 27, 3, 0), 1, ""),
    ("Europe/Berlin", (2022, 10, 30, 2, 30), 2, "went back from 03:00 to 02:00."),
    ("Pacific/Apia", (2011, 12, 30, 12, 0), 0, "to 00:00 on 31 December 2011. A whole day was left out."),
    ("Pacific/Kwajalein", (1993, 8, 21, 9, 0), 0, "A whole day was left out."),
    ("Pacific/Kwajalein", (1969, 9, 30, 23, 0), 2, "from 00:00 on 1 October 1969 to 01:00 on 30 September"),
    ("Africa/Casablanca", (2022, 3, 27, 2, 30), 2, "went back from 03:00 to 02:00."),
    ("Africa/Casablanca", (2022, 5, 8, 2, 30), 0, "from 02:00 to 03:00."),
    ("Europe/Dublin", (2022, 10, 30, 1, 30), 2, "went back from 02:00 to 01:00."),
    ("Antarctica/Troll", (2022, 3, 27, 2, 0), 0, "from 01:00 to 03:00."),
    ("Australia/Lord_Howe", (2022, 4, 3, 1, 45), 2, "went back from 02:00 to 01:30."),
    ("Australia/Lord_Howe", (2022, 10, 2, 2, 15), 0, "from 02:00 to 02:30."),
    ("Africa/Monrovia", (1972, 1, 7, 0, 20), 0, "from 00:00 to 00:44:30."),
    ("America/Sao_Paulo", (2018, 11, 4, 0, 0), 0, "from 00:00 to 01:00."),
    ("Asia/Tehran", (2022, 9, 21, 23, 30), 2, "from 00:00 on 22 September 2022 to 23:00 on 21 September"),
    ("Asia/Pyongyang", (2018, 5, 4, 23, 45), 0, "from 23:30 on 4 May 2018 to 00:00 on 5 May 2018."),
    ("Asia/Yerevan", (2022, 9, 13, 6, 0), 1, ""),
]  # fmt: skip


class TestClockTimes:
    @pytest.mark.parametrize(("name", "shown", "times", "says"), GAPS)
    def test_skipped_and_repeated(self, name, shown, times, says):
        local = datetime(*shown)  # noqa: DTZ001
        rules = legal.zone(name)
        found = legal.instants(local, rules)
        assert len(found) == times
        assert list(found) == sorted(found)
        assert all(one.astimezone(rules).replace(tzinfo=None, fold=0) == local for one in found)
        assert all(one.tzinfo is UTC for one in found)
        told = legal.explain_gap(local, rules)
        assert says in told
        assert bool(told) == (times != 1)

    def test_the_sentence_of_a_skipped_hour(self):
        told = legal.explain_gap(datetime(2022, 3, 27, 2, 30), legal.zone("Europe/Berlin"))  # noqa: DTZ001
        assert (
            told == "02:30 on 27 March 2022 did not exist in Europe/Berlin: clocks went from 02:00 to 03:00."
        )

    def test_the_sentence_of_a_repeated_hour(self):
        told = legal.explain_gap(datetime(2022, 10, 30, 2, 30), legal.zone("Europe/Berlin"))  # noqa: DTZ001
        assert told.endswith("That is 00:30 UTC on 30 October 2022 or 01:30 UTC on 30 October 2022.")

    @pytest.mark.parametrize("year", [1, 9999])
    def test_the_ends_of_the_calendar(self, year):
        local = datetime(year, 1, 1, 5) if year == 1 else datetime(year, 12, 31, 20)  # noqa: DTZ001
        beyond, within = (
            ("Asia/Tokyo", "Pacific/Honolulu") if year == 1 else ("Pacific/Honolulu", "Asia/Tokyo")
        )
        assert len(legal.instants(local, legal.zone(within))) == 1
        with pytest.raises(UsageError, match="end of the calendar"):
            legal.instants(local, legal.zone(beyond))

    @pytest.mark.parametrize(
        ("seconds", "text"),
        [(19800, "+05:30"), (-2670, "-00:44:30"), (0, "+00:00"), (-12600, "-03:30"), (50400, "+14:00")],
    )
    def test_offsets_as_text(self, seconds, text):
        assert legal.offset_text(timedelta(seconds=seconds)) == text

    def test_every_offset_of_a_clock_time(self):
        found = dict(legal.offsets_of_local(datetime(2022, 9, 13, 6, 30)))  # noqa: DTZ001
        assert list(found) == sorted(found)
        assert len(found) == 37
        assert "Asia/Yerevan" in found[timedelta(hours=4)]
        assert found[timedelta(hours=5, minutes=45)] == ("Asia/Kathmandu",)
        assert found[timedelta(hours=-12)] == ("Etc/GMT+12",)
        assert timedelta(hours=4, minutes=30) in found  # Iran, for the last September

    def test_an_offset_is_left_out_where_the_time_was_skipped(self):
        found = dict(legal.offsets_of_local(datetime(2011, 12, 30, 12)))  # noqa: DTZ001
        assert not any("Pacific/Apia" in there for there in found.values())

    def test_old_offsets_have_seconds(self):
        found = dict(legal.offsets_of_local(datetime(1971, 6, 1, 12)))  # noqa: DTZ001
        assert found[timedelta(seconds=-2670)] == ("Africa/Monrovia",)

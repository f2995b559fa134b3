"""Written positions as records: what is made of each reading, and what stays open."""

import json
import math
from collections.abc import Iterator
from typing import Any

import pytest

from osintkit import coords
from osintkit.coords import Split, Wanted, convert
from osintkit.coords.geodesic import inverse
from osintkit.errors import FailureCode, UsageError
from osintkit.records import Cell, Coordinates, Failure, Record, WrittenTime, decode_line, features
from osintkit.records.coordinates import FromThere, PositionReading

SEV_LAKE = "39.5981 N, 46.2311 E"
PLAIN = "39.5981, 46.2311"


def of(text: str, split: Split | None = None, **wanted: object) -> list[Record]:
    return list(convert([text], Wanted(**wanted), split))  # type: ignore[arg-type]


def position(text: str, **wanted: object) -> Coordinates:
    (found,) = (record for record in of(text, None, **wanted) if isinstance(record, Coordinates))
    return found


def reading(text: str, **wanted: object) -> PositionReading:
    (found,) = position(text, **wanted).readings
    return found


def time_at(text: str, written: str, zone: str | None = None) -> WrittenTime:
    (found,) = (record for record in of(text, time=written, zone=zone) if isinstance(record, WrittenTime))
    return found


def to(text: str, other: str) -> FromThere:
    (found,) = reading(text, to=((other, coords.read(other)[0]),)).to
    return found


def cells(text: str, split: Split) -> list[Cell]:
    return [record for record in of(text, split) if isinstance(record, Cell)]


def rings(cell: Cell) -> list[list[list[float]]]:
    parts: Any = cell.geometry.coordinates
    return [ring for part in ([parts] if cell.geometry.type == "Polygon" else parts) for ring in part]


def test_a_position_that_is_clear_has_one_reading() -> None:
    found = position(SEV_LAKE)
    assert not found.ambiguous
    assert (found.readings[0].lat_deg, found.readings[0].lon_deg) == (39.5981, 46.2311)
    assert found.readings[0].precision_m == pytest.approx(5.551, abs=1e-3)
    assert found.readings[0].written["mgrs"] == "38SPJ05708387"
    assert [zone.zone for zone in found.readings[0].zones.zones] == ["Asia/Yerevan"]  # type: ignore[union-attr]
    assert not found.readings[0].links
    assert not found.readings[0].to
    assert not any("readings" in says for says in found.unsettled)


def test_what_can_be_read_in_two_ways_is_given_in_both() -> None:
    found = position(PLAIN)
    assert found.ambiguous
    assert [(each.lat_deg, each.lon_deg) for each in found.readings] == [
        (39.5981, 46.2311),
        (46.2311, 39.5981),
    ]
    assert "swapped" in found.readings[1].says
    assert "Which of the 2 readings" in found.unsettled[0]


def test_every_reading_is_on_the_map_and_flagged() -> None:
    found = list(features.of(position(PLAIN)))
    assert [each["geometry"]["coordinates"] for each in found] == [[46.2311, 39.5981], [39.5981, 46.2311]]
    assert [each["properties"]["ambiguous"] for each in found] == [True, True]


def test_what_is_no_position_costs_itself_only() -> None:
    found = list(convert([SEV_LAKE, "Goris", "", "38SPJ05708387"], Wanted()))
    assert [type(each) for each in found] == [Coordinates, Failure, Failure, Coordinates]
    failure = found[1]
    assert isinstance(failure, Failure)
    assert failure.code == FailureCode.NOT_UNDERSTOOD
    assert failure.says.startswith("“Goris”: ")  # of many lines, which
    assert failure.do


def test_a_message_does_not_quote_all_of_a_long_text() -> None:
    (failure,) = of("7" * 5_000)
    assert isinstance(failure, Failure)
    assert len(failure.says) < 300


@pytest.mark.parametrize("within_m", [-1.0, 1e9, math.nan, math.inf])
def test_a_distance_that_cannot_be_is_refused_before_anything_is_said(within_m: float) -> None:
    with pytest.raises(UsageError, match="cannot be looked for"):
        convert([SEV_LAKE], Wanted(within_m=within_m))


@pytest.mark.parametrize("time", ["30 February 2022", "25:61", "some day", "30 February 2022 local time"])
def test_a_time_that_cannot_be_is_refused_before_anything_is_said(time: str) -> None:
    with pytest.raises(UsageError):
        convert([SEV_LAKE], Wanted(time=time))
    with pytest.raises(UsageError):
        convert([SEV_LAKE], Wanted(time=time, zone=coords.LOCAL))


def test_zones_near_a_border_and_whether_their_clocks_differ() -> None:
    zones = reading(SEV_LAKE, within_m=500.0, time="2013-07-01T12:00Z").zones
    assert zones is not None
    assert {zone.zone: zone.offsets for zone in zones.zones} == {
        "Asia/Yerevan": ("+04:00",), "Asia/Baku": ("+05:00",),
    }  # fmt: skip
    assert zones.offsets_differ
    later = reading(SEV_LAKE, within_m=500.0, time="2022-07-01T12:00Z").zones
    assert later is not None
    assert later.offsets_differ is False
    without = reading(SEV_LAKE, within_m=0.0).zones
    assert without is not None
    assert (len(without.zones), without.offsets_differ) == (1, None)


def test_a_position_with_few_digits_has_every_zone_that_they_leave_open() -> None:
    zones = reading("39.6 N, 46.2 E").zones
    assert zones is not None
    assert zones.within_m == pytest.approx(5_551 * math.sqrt(2), abs=1)
    assert {zone.zone for zone in zones.zones} == {"Asia/Yerevan", "Asia/Baku"}


def test_zones_are_looked_for_within_a_thousand_kilometres_at_most() -> None:
    found = position("8H000000+")
    assert found.readings[0].precision_m > 1_000_000
    assert found.readings[0].zones.within_m == 1_000_000  # type: ignore[union-attr]
    assert any("1,000 km" in says for says in found.unsettled)


def test_what_an_abbreviation_means_depends_on_the_place() -> None:
    written = "1 Jul 2022 10:00 IST"
    assert time_at("53.35 N 6.26 W", written).time.zone_candidates == ("+01:00",)
    assert time_at("22.57 N 88.36 E", written).time.zone_candidates == ("+05:30",)
    assert time_at("32.0853 N 34.7818 E", written).time.zone_candidates == ("+02:00", "+03:00")
    assert len(coords.written_time(written).time.readings) == 4


def test_the_time_of_a_caption_has_both_readings_without_a_place() -> None:
    time = coords.written_time("13 September 2022, 10:30 a.m. CET").time
    assert {each.offset for each in time.readings} == {"+01:00", "+02:00"}
    assert (time.earliest, time.latest) == ("2022-09-13T08:30:00Z", "2022-09-13T09:31:00Z")


def test_each_reading_has_the_time_of_its_own_place() -> None:
    found = of("53.35, -6.26", time="1 Jan 2022 10:00 IST")
    there, elsewhere = (record for record in found if isinstance(record, WrittenTime))
    assert there.zones is not None
    assert [zone.zone for zone in there.zones.zones] == ["Europe/Dublin"]
    assert there.time.zone_candidates == ("+00:00", "+01:00")
    assert len(elsewhere.time.readings) > 2  # at sea the abbreviation says nothing


def test_a_time_is_said_once_for_a_list_in_one_zone() -> None:
    near = [f"39.598{last} N, 46.2311 E" for last in range(5)]
    found = list(convert(near, Wanted(time="2022-09-13 10:30 CET")))
    assert [type(each) for each in found] == [WrittenTime, *[Coordinates] * 5]


def test_the_legal_clock_of_a_border_is_every_clock_there() -> None:
    found = of(SEV_LAKE, within_m=500.0, time="2013-07-01 12:00", zone=coords.LOCAL)[0]
    assert isinstance(found, WrittenTime)
    assert (found.time.earliest, found.time.latest) == ("2013-07-01T07:00:00Z", "2013-07-01T08:01:00Z")
    assert found.time.zone_candidates == ("+04:00", "+05:00")
    assert "Asia/Yerevan, Asia/Baku" in (found.time.zone_why or "")


def test_a_time_is_said_once_where_no_place_changes_it() -> None:
    found = list(convert([SEV_LAKE, "52.5 N 13.4 E", PLAIN], Wanted(time="2022-09-13 10:30Z")))
    (time,) = (record for record in found if isinstance(record, WrittenTime))
    assert time.zones is None


def test_a_time_is_said_once_for_a_list_along_a_border() -> None:
    near = [f"39.598{last} N, 46.2311 E" for last in range(5)]
    found = list(convert(near, Wanted(time="2022-09-13 10:30 CET", within_m=500.0)))
    assert sum(isinstance(record, WrittenTime) for record in found) == 1


def test_words_with_a_zone_of_their_own_keep_it() -> None:
    own, local = (time_at(SEV_LAKE, "2013-07-01 12:00Z", zone) for zone in (None, coords.LOCAL))
    assert own.time == local.time


def test_a_time_without_a_zone_is_not_taken_as_local() -> None:
    time = time_at(SEV_LAKE, "2013-07-01 12:00").time
    assert time.zone_status == "unknown"
    assert (time.earliest, time.latest) == ("2013-06-30T22:00:00Z", "2013-07-02T00:01:00Z")
    assert any("--zone local" in says for says in time.unsettled)


def test_where_clocks_skipped_a_time_the_position_stands_all_the_same() -> None:
    skipped = Wanted(time="27 March 2022 02:30", zone=coords.LOCAL)
    found = list(convert(["52.5 N 13.4 E", "41.01 N 28.97 E"], skipped))
    assert [type(each) for each in found] == [Coordinates, Failure, WrittenTime, Coordinates]
    failure = found[1]
    assert isinstance(failure, Failure)
    assert (failure.code, failure.stage) == (FailureCode.NOT_POSSIBLE, "time")
    assert "did not exist in Europe/Berlin" in failure.says


def test_a_legal_clock_needs_a_position() -> None:
    with pytest.raises(UsageError, match="no position was given"):
        coords.written_time("2022-09-13 10:30", zone=coords.LOCAL)


def test_distance_and_bearing_with_what_the_digits_leave_open() -> None:
    found = to("50.06632 N, 5.71475 W", "58.64402 N, 3.07009 W")
    assert found.distance_m == pytest.approx(969_954.1, abs=0.1)  # pyproj.Geod
    assert found.bearing_deg == pytest.approx(9.14188, abs=1e-4)
    assert found.back_bearing_deg == pytest.approx(191.2972, abs=1e-4)
    assert found.error_m == pytest.approx(1.574, abs=1e-3)
    assert found.bearing_error_deg == pytest.approx(math.degrees(found.error_m / 969_954), abs=1e-4)


def test_no_position_that_the_digits_allow_lies_in_another_direction() -> None:
    found = to("39.6 N, 46.2 E", "39.9 N, 46.9 E")
    assert found.bearing_deg is not None
    assert found.bearing_error_deg is not None
    for signs in ((1, 1, -1, -1), (1, -1, -1, 1), (-1, 1, 1, -1), (-1, -1, 1, 1), (1, 1, -1, 1)):
        at = [value + 0.05 * sign for value, sign in zip((39.6, 46.2, 39.9, 46.9), signs, strict=True)]
        course = inverse(*at)
        assert abs(course.distance_m - found.distance_m) <= found.error_m
        assert abs((course.azimuth_deg or 0.0) - found.bearing_deg) <= found.bearing_error_deg


@pytest.mark.parametrize(
    "other",
    [
        PLAIN,  # the same place
        "39.59812 N, 46.2311 E",  # as good as the same
        "39.5981 S, 133.7689 W",  # the other end of the earth
        "39.59 S, 134.0 W",  # near it
    ],
)
def test_no_bearing_where_the_digits_leave_every_direction_open(other: str) -> None:
    found = to(SEV_LAKE, other)
    assert found.bearing_deg is found.back_bearing_deg is found.bearing_error_deg is None
    assert found.distance_m < 10 or found.distance_m > 19_900_000


def test_no_bearing_where_a_second_way_is_as_short() -> None:
    assert to("10.0000000 N, 0.0000000 E", "10.0000000 S, 179.8000000 E").bearing_deg is None


def test_links_are_those_of_the_place_and_lead_back_to_it() -> None:
    found = reading(SEV_LAKE, links=True).links
    assert len(found) > 10
    for link in found:
        at, *others = coords.read(link.url)
        assert not others, link.url
        assert (round(at.lat_deg, 4), round(at.lon_deg, 4)) == (39.5981, 46.2311), link.url


def test_links_have_a_day_only_where_there_is_one() -> None:
    def urls(time: str | None) -> str:
        return " ".join(link.url for link in reading(SEV_LAKE, links=True, time=time).links)

    assert "2022" not in urls(None)
    assert "2022-09-13" in urls("2022-09-13T08:30Z")
    assert "2022.09.13/12:30" in urls("2022-09-13T08:30Z")  # SunCalc counts in local time
    assert "2022-09-13" in urls("13 September 2022 10:30 CET")  # two readings of one day
    assert "2022" not in urls("13 September 2022 10:30")  # 26 hours, of three days
    assert "2022" not in urls("2022")


def test_a_datum_that_is_not_converted_is_said_and_counted() -> None:
    found = position("https://uri.amap.com/marker?position=116.397428,39.90923")
    assert any("not of WGS 84" in says for says in found.unsettled)
    assert found.readings[0].zones.within_m > 1_500  # type: ignore[union-attr]
    assert not any("WGS 84" in says for says in position(SEV_LAKE).unsettled)


def test_cells_lie_around_the_position_that_they_name() -> None:
    found = cells(SEV_LAKE, Split(cell_m=500, radius_m=2_000, people=3))
    assert {cell.around for cell in found} == {SEV_LAKE}
    assert {cell.person for cell in found} == {1, 2, 3}
    for cell in found:
        (ring,) = rings(cell)
        assert ring[0] == ring[-1]
        assert len(ring) == 5
        assert all(degrees == round(degrees, 9) for corner in ring for degrees in corner)
        reach_m = inverse(39.5981, 46.2311, cell.centre_lat_deg, cell.centre_lon_deg).distance_m
        assert reach_m <= 2_000 + 250 * math.sqrt(2) + 1


def test_two_plain_numbers_are_latitude_and_longitude_for_a_search() -> None:
    split = Split(cell_m=500, radius_m=500)
    found = of(PLAIN, split)
    assert isinstance(found[0], Coordinates)
    assert any("LAT,LON" in says for says in found[0].unsettled)
    assert all(abs(cell.centre_lat_deg - 39.5981) < 0.01 for cell in cells(PLAIN, split))


@pytest.mark.parametrize("text", ["046.2311, 39.5981", "39 35 53, 46 13 52", "38 S 606000 4384000"])
def test_a_search_is_not_around_one_of_several_readings(text: str) -> None:
    *_, failure = of(text, Split(cell_m=500, radius_m=500))
    assert isinstance(failure, Failure)
    assert (failure.code, failure.stage) == (FailureCode.NOT_POSSIBLE, "grid")


@pytest.mark.parametrize(
    ("split", "says"),
    [
        (Split(cell_m=-5, radius_m=100), "cell of -5 m"),
        (Split(cell_m=math.nan, radius_m=100), "cell of nan m"),
        (Split(cell_m=5, radius_m=0), "radius of 0 m"),
        (Split(cell_m=10, radius_m=5_000), "10,000 is the most"),
        (Split(cell_m=500, radius_m=2_000, people=1_000), "1000 people"),
        (Split(cell_m=500, radius_m=2_000, people=0), "0 people"),
    ],
)
def test_a_search_that_cannot_be_is_refused_before_anything_is_said(split: Split, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        convert([SEV_LAKE], Wanted(), split)


def test_no_cell_reaches_across_the_180th_meridian_or_over_a_pole() -> None:
    found = cells("17.0 S, 179.999 W", Split(cell_m=500, radius_m=1_500))
    assert {cell.geometry.type for cell in found} == {"Polygon", "MultiPolygon"}
    for ring in (ring for cell in found for ring in rings(cell)):
        longitudes = [longitude for longitude, _ in ring]
        assert max(longitudes) - min(longitudes) < 0.01
    *_, failure = of("89.999 N, 0 E", Split(cell_m=500, radius_m=1_500))
    assert isinstance(failure, Failure)
    assert "pole" in failure.says


def everything() -> Iterator[Record]:
    wanted = Wanted(
        to=(("40,45", coords.read("40,45")[0]),), time="1 Oct 2022 23:58 CET", within_m=500.0, links=True
    )
    return convert([PLAIN, "nowhere", "9G8F+6X"], wanted, Split(cell_m=700, radius_m=900, people=2))


def test_the_same_question_has_the_same_answer_and_can_be_read_back() -> None:
    lines = [record.line() for record in everything()]
    assert lines == [record.line() for record in everything()]
    for line in lines:
        assert decode_line(line).line() == line
        json.loads(line, parse_constant=lambda name: pytest.fail(name))

"""What a written time means, and which zone a satellite fix leads to."""

from datetime import datetime, timedelta

import pytest

from osintkit.clock import written, zones


@pytest.mark.parametrize(
    ("text", "local", "utc", "precision"),
    [
        # RFC 3339, 5.8; of its examples the leap seconds are told below.
        ("1985-04-12T23:20:50.52Z", "1985-04-12T23:20:50.52", "1985-04-12T23:20:50.52Z", "subsecond"),
        ("1996-12-19T16:39:57-08:00", "1996-12-19T16:39:57", "1996-12-20T00:39:57Z", "second"),
        ("1937-01-01T12:00:27.87+00:20", "1937-01-01T12:00:27.87", "1937-01-01T11:40:27.87Z", "subsecond"),
        # Exif 2.32, 4.6.5: colons, and no zone.
        ("2019:07:24 11:25:40", "2019-07-24T11:25:40", None, "second"),
        ("2019:07:24 11:25:40\0", "2019-07-24T11:25:40", None, "second"),
        # XMP, part 1, 8.2.1.1: as much as is known.
        ("2019", "2019", None, "year"),
        ("2019-07", "2019-07", None, "month"),
        ("2019-07-24", "2019-07-24", None, "day"),
        ("2019-07-24T11:25Z", "2019-07-24T11:25", "2019-07-24T11:25:00Z", "minute"),
        ("2019-07-24T11:25+05:45", "2019-07-24T11:25", "2019-07-24T05:40:00Z", "minute"),
        # IPTC IIM 4.2, 2:55: 00 where the day or the month is not known.
        ("2019:07:00", "2019-07", None, "month"),
        ("20190000", "2019", None, "year"),
        ("20190724", "2019-07-24", None, "day"),
        # ISO 8601: without colons, a comma, an hour alone as the zone.
        ("20190724T112540+0300", "2019-07-24T11:25:40", "2019-07-24T08:25:40Z", "second"),
        ("2019-07-24 11:25:40,5+03", "2019-07-24T11:25:40.5", "2019-07-24T08:25:40.5Z", "subsecond"),
        ("2019/7/4 1:25:40", "2019-07-04T01:25:40", None, "second"),
        ("2000-02-29T23:59:59-00:30", "2000-02-29T23:59:59", "2000-03-01T00:29:59Z", "second"),
        ("0900-02-28T00:00:00Z", "0900-02-28T00:00:00", "0900-02-28T00:00:00Z", "second"),
        ("9999-12-31T23:00:00-05:00", "9999-12-31T23:00:00", None, "second"),
        ("0001-06-01T00:00:00+14:00", "0001-06-01T00:00:00", "0001-05-31T10:00:00Z", "second"),
        ("2020:01:01 00:00:00.123456789012Z", "2020-01-01T00:00:00.123456789012",
         "2020-01-01T00:00:00.123456789012Z", "subsecond"),
    ],
)  # fmt: skip
def test_a_time_as_it_is_written(text: str, local: str, utc: str | None, precision: str) -> None:
    read = written.read(text)
    assert read is not None
    assert (read.local, read.precision) == (local, precision)
    assert (written.utc_of(read, read.offset) if read.offset else None) == utc
    assert read.moment is None or read.moment.tzinfo is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "    :  :     :  :  ",
        "0000:00:00 00:00:00",
        "0000:07:24",
        "1990-12-31T23:59:60Z",  # RFC 3339 has it, but no calendar here does
        "2019:07:24 24:00:00",  # two days claim it
        "2019:02:29 11:25:40",
        "2100-02-29",
        "2019:13:01 11:25:40",
        "2017:08:21 15:08:70",
        "1999:99:99 99:99:99",
        "2011-08-24T17:46:58.0+1:00",
        "201907",  # of which ISO 8601 says that it is no month
        "\u0662\u0660\u0661\u0669:\u0660\u0667:\u0662\u0664 \u0661\u0661:\u0662\u0665:\u0664\u0660",
        "2019:07:24 11:25:40 and more",
        "yesterday\x1b[31m",
        "2" * 4000,
    ],
)
def test_what_is_no_time(text: str) -> None:
    assert written.read(text) is None


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ("+03:00", "+03:00"),
        ("+0300", "+03:00"),
        ("+03", "+03:00"),
        ("Z", "+00:00"),
        ("UTC", "+00:00"),
        ("-00:00", "+00:00"),
        ("+14:00", "+14:00"),  # Kiribati
        ("-12:00", "-12:00"),
        ("+05:45", "+05:45"),  # Nepal
        ("-03:30\0", "-03:30"),  # Newfoundland
        ("+15:00", None),
        ("-12:15", None),
        ("+05:60", None),
        ("+3:00", None),
        ("   :  ", None),
        ("", None),
        ("local", None),
        ("+\u0660\u0663:\u0660\u0660", None),
        ("+03:00" * 50, None),
    ],
)
def test_offsets(text: str, offset: str | None) -> None:
    assert written.zone_of(text) == offset
    if offset is not None:
        assert written.offset_of(written.minutes_of(offset)) == offset


@pytest.mark.parametrize(
    ("beside", "local", "apart"),
    [
        ({"fraction": "813"}, "2016-09-28T18:18:05.813", ("fraction",)),
        ({"fraction": "04"}, "2016-09-28T18:18:05.04", ("fraction",)),
        ({"fraction": "12   "}, "2016-09-28T18:18:05.12", ("fraction",)),
        ({"fraction": "    "}, "2016-09-28T18:18:05", ()),
        ({"fraction": "1.5"}, "2016-09-28T18:18:05", ()),
        ({"fraction": "-1"}, "2016-09-28T18:18:05", ()),
        ({"fraction": "\u0663"}, "2016-09-28T18:18:05", ()),
        ({"fraction": "1234567890"}, "2016-09-28T18:18:05", ()),
        ({"fraction": "813", "offset": "+01:00"}, "2016-09-28T18:18:05.813", ("fraction", "offset")),
        ({"offset": "+15:00"}, "2016-09-28T18:18:05", ()),
    ],
)
def test_parts_that_are_written_apart(beside: dict[str, str], local: str, apart: tuple[str, ...]) -> None:
    read = written.read("2016:09:28 18:18:05", **beside)
    assert read is not None
    assert (read.local, read.apart) == (local, apart)
    assert (read.offset is not None) == ("offset" in apart)


def test_what_stands_in_the_text_itself_wins() -> None:
    read = written.read("2019-10-17T16:55:20.5-07:00", fraction="9", offset="+02:00")
    assert read is not None
    assert (read.local, read.offset, read.apart) == ("2019-10-17T16:55:20.5", "-07:00", ())


def test_a_day_takes_neither_fraction_nor_zone_from_beside() -> None:
    read = written.read("2019:07:24", fraction="9", offset="+02:00")
    assert read is not None
    assert (read.local, read.offset, read.moment) == ("2019-07-24", None, None)


@pytest.mark.parametrize(
    ("text", "is_placeholder"),
    [
        ("1904:01:01 00:00:00", True),
        ("1903-12-31T16:00:00-08:00", True),
        ("1970:01:01 01:00:00", True),
        ("1969-12-31T19:00:00", True),
        ("1980:01:01 00:00:00", True),
        ("1980:01:06", True),
        ("2000:01:01 00:00:00", True),
        ("2001:01:01 00:00:00Z", True),
        ("2000:01:01 00:00:01", False),  # somebody's New Year
        ("2001:01:01", False),
        ("1970:01:02 00:00:00", False),
        ("2000", False),
    ],
)
def test_clocks_that_were_never_set(text: str, is_placeholder: bool) -> None:
    read = written.read(text)
    assert read is not None
    assert read.is_placeholder is is_placeholder


@pytest.mark.parametrize(
    ("local", "utc", "offset", "residual_s"),
    [
        # Pictures of ExifTool's test set: t/images/Apple.jpg, GoPro.jpg and Ricoh2.jpg.
        ("2016-09-28T18:18:05.813", "2016-09-28T17:17:58.65", "+01:00", 7.163),
        ("2017-10-03T10:58:29", "2017-10-03T14:58:14", "-04:00", 15.0),
        ("2006-05-26T11:48:48", "2006-05-26T10:47:24", "+01:00", 84.0),
        ("2020-01-01T05:43:00", "2020-01-01T00:00:00", "+05:45", -120.0),
        ("2020-01-01T14:02:00", "2020-01-01T00:00:00", "+14:00", 120.0),
        ("2019-12-31T11:59:00", "2020-01-01T00:00:00", "-12:00", -60.0),
        ("2020-02-29T00:30:00", "2020-02-28T23:30:00", "+01:00", 0.0),
    ],
)
def test_zones_from_a_fix(local: str, utc: str, offset: str, residual_s: float) -> None:
    zone = zones.between(datetime.fromisoformat(local), datetime.fromisoformat(utc))
    assert zone is not None
    assert (zone.offset, round(zone.residual_s, 3)) == (offset, residual_s)


@pytest.mark.parametrize("apart_s", [121, 779, -121, 14 * 3600 + 121, 14.25 * 3600, -12.25 * 3600, 86400])
def test_no_zone_where_none_fits(apart_s: float) -> None:
    utc = datetime(2020, 1, 1)  # noqa: DTZ001
    assert zones.between(utc + timedelta(seconds=apart_s), utc) is None

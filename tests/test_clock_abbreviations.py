"""What abbreviations of time zones can mean."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from osintkit.clock import legal
from osintkit.clock.abbreviation_rows import MEANT_AT, SYNONYMS
from osintkit.clock.abbreviations import _table, known, meanings, military
from osintkit.clock.letters import LETTERS

SUMMER = datetime(2022, 10, 1, 23, 58)  # noqa: DTZ001 - a clock time
WINTER = datetime(2022, 12, 1, 12)  # noqa: DTZ001


def told(letters, at=None, zones=()):
    return [(legal.offset_text(one.offset), one.loose) for one in meanings(letters, at=at, zones=zones)]


def strict(letters, at=None, zones=()):
    return [text for text, loose in told(letters, at, zones) if not loose]


@pytest.mark.parametrize("letters", ["CET", "cet", "C.E.T.", "MEZ", "HEC", "Central European Time"])
def test_winter_letters_in_summer_mean_both(letters):
    assert told(letters, SUMMER) == [("+01:00", False), ("+02:00", True)]
    assert told(letters, WINTER) == [("+01:00", False)]


def test_what_clocks_showed_is_said():
    winter, summer = meanings("CET", at=SUMMER)
    assert "CEST (+02:00)" in winter.where
    assert "Africa/Algiers" in winter.zones
    assert "loose use" in summer.where
    assert "Europe/Berlin" in summer.zones
    assert summer.abbreviation == "CET"


def test_summer_letters_in_winter_mean_both():
    assert told("CEST", WINTER) == [("+02:00", False), ("+01:00", True)]
    assert "not on that date" in meanings("CEST", at=WINTER)[0].where
    assert told("MESZ", SUMMER) == [("+02:00", False)]


def test_a_repeated_hour_allows_both():
    assert told("CET", datetime(2022, 10, 30, 2, 30)) == [("+01:00", False), ("+02:00", True)]  # noqa: DTZ001


def test_an_instant_serves_as_well():
    assert told("CET", datetime(2022, 9, 13, 7, 19, tzinfo=UTC)) == [("+01:00", False), ("+02:00", True)]


@pytest.mark.parametrize(
    ("letters", "at", "offsets"),
    [
        ("IST", WINTER, {"+05:30", "+01:00", "+02:00"}),
        ("BST", SUMMER, {"+01:00", "+06:00", "+11:00"}),
        ("CST", WINTER, {"-06:00", "+08:00", "-05:00", "+09:30"}),
        ("AMT", SUMMER, {"+04:00", "-04:00"}),
        ("AST", WINTER, {"-04:00", "+03:00"}),
        ("GST", SUMMER, {"+04:00", "-02:00"}),
        ("PST", WINTER, {"-08:00", "+08:00", "+05:00"}),
        ("EST", WINTER, {"-05:00", "+10:00"}),
        ("ECT", WINTER, {"-05:00", "-04:00", "+01:00"}),
        ("MST", WINTER, {"-07:00", "+08:00", "+06:30"}),
        ("WIT", WINTER, {"+09:00", "+07:00"}),
        ("SST", WINTER, {"-11:00", "+08:00"}),
    ],
)
def test_shared_letters(letters, at, offsets):
    assert set(strict(letters, at)) == offsets


@pytest.mark.parametrize(
    ("letters", "at", "offsets"),
    [
        ("MSK", "2022-09-01 12:00", [("+03:00", False)]),
        ("MSK", "2012-09-01 12:00", [("+04:00", False)]),
        ("МСК", "2022-09-01 12:00", [("+03:00", False)]),
        ("MSK", "2008-07-01 12:00", [("+03:00", False), ("+04:00", True)]),
        ("MSD", "2022-07-01 12:00", [("+04:00", False), ("+03:00", True)]),
        ("AZT", "2022-09-13 12:00", [("+04:00", False)]),
        ("AZT", "2013-07-01 12:00", [("+04:00", False), ("+05:00", True)]),
        ("GET", "2022-09-13 12:00", [("+04:00", False)]),
        ("TRT", "2022-09-13 12:00", [("+03:00", False)]),
        ("TRT", "2012-07-01 12:00", [("+02:00", False), ("+03:00", True)]),
        ("VET", "2010-07-01 12:00", [("-04:30", False)]),
        ("IRST", "2022-07-01 12:00", [("+03:30", False), ("+04:30", True)]),
        ("IRDT", "2022-07-01 12:00", [("+04:30", False)]),
        ("SAMT", "2022-07-01 12:00", [("+04:00", False)]),
        ("NPT", "2022-07-01 12:00", [("+05:45", False)]),
        ("MMT", "2022-07-01 12:00", [("+06:30", False)]),
        ("BRT", "2022-07-01 12:00", [("-03:00", False)]),
        ("EEST", "2022-07-01 12:00", [("+03:00", False)]),
        ("GMT", "2022-07-01 12:00", [("+00:00", False), ("+01:00", True)]),
        ("GMT", "2022-12-01 12:00", [("+00:00", False)]),
        ("UTC", "2022-07-01 12:00", [("+00:00", False)]),
        ("Z", "2022-07-01 12:00", [("+00:00", False)]),
        ("ET", "2022-07-01 12:00", [("-04:00", False)]),
        ("ET", "2022-12-01 12:00", [("-05:00", False)]),
        ("PT", "2022-07-01 12:00", [("-07:00", False)]),
        ("UK time", "2022-07-01 12:00", [("+01:00", False)]),
        ("Kyiv time", "2022-12-01 12:00", [("+02:00", False)]),
        ("HNE", "2022-12-01 12:00", [("-05:00", False)]),
        ("MMT", "1971-06-01 12:00", [("+06:30", False), ("-00:44:30", False)]),
    ],
)
def test_each_at_its_time(letters, at, offsets):
    assert told(letters, datetime.fromisoformat(at)) == offsets


def test_the_place_decides_where_it_can():
    assert told("IST", SUMMER, ("Europe/Dublin",)) == [("+01:00", False)]
    assert told("IST", WINTER, ("Europe/Dublin",)) == [("+01:00", False), ("+00:00", True)]
    assert strict("IST", SUMMER, ("Asia/Kolkata",)) == ["+05:30"]
    assert told("CET", SUMMER, ("Africa/Algiers",)) == [("+01:00", False)]
    assert told("CET", SUMMER, ("Europe/Amsterdam",)) == [("+01:00", False), ("+02:00", True)]
    assert strict("AMT", SUMMER, ("Asia/Yerevan", "Asia/Baku")) == ["+04:00"]
    assert strict("EST", WINTER, ("Australia/Brisbane",)) == ["+10:00"]
    # None fits: all remain.
    assert told("CET", SUMMER, ("Asia/Yerevan",)) == told("CET", SUMMER)


def test_without_a_date_all_are_told_the_past_last():
    assert told("CET") == [("+01:00", False), ("+02:00", True)]
    assert told("MSK") == [("+03:00", False), ("+04:00", False)]
    assert told("VET") == [("-04:00", False), ("-04:30", False)]
    assert strict("BST")[-1] == "-11:00"
    assert "until 2016" in meanings("VET")[1].where


@pytest.mark.parametrize("letters", ["", "XYZ", "local", "A", "time", "UTC+3", "the time", "C E T", "é" * 50])
def test_unknown_letters_mean_nothing(letters):
    assert meanings(letters, at=SUMMER) == ()


@pytest.mark.parametrize(
    "at", ["0001-01-01 00:00", "9999-12-31 23:59", "9999-12-31 23:59Z", "0001-01-01 00:00Z"]
)
def test_the_ends_of_the_calendar(at):
    for letters in ("CET", "ET", "CST", "AMST", "UK time"):
        assert strict(letters, datetime.fromisoformat(at))


def test_everything_known_means_something():
    for letters in known():
        for at in (None, SUMMER, WINTER):
            found = meanings(letters, at=at)
            assert found, letters
            assert all(one.name and one.where and 0 < len(one.zones) <= 3 for one in found)


def test_the_table_names_zones_of_the_tz_database():
    for uses in _table().values():
        for use in uses:
            assert set(use.zones) <= legal.zone_names()
            if isinstance(use.stands_for, timedelta):
                used = LETTERS[use.letters][int(use.stands_for.total_seconds())].split()
                assert set(use.zones) <= set(used), use
    assert set(MEANT_AT.values()) <= legal.zone_names()
    assert {letters.partition(" ")[0] for letters in SYNONYMS.values()} <= set(_table())


def test_every_letter_of_the_tz_database_is_in_the_table():
    ours = {
        (use.letters, int(use.stands_for.total_seconds()))
        for uses in _table().values()
        for use in uses
        if isinstance(use.stands_for, timedelta)
    }
    assert ours == {(letters, ahead) for letters, offsets in LETTERS.items() for ahead in offsets}


def test_no_letters_are_missing():
    chance = random.Random(5)
    zones = [row[2] for row in legal.rows("zone1970.tab")]
    for _ in range(5000):
        name, moment = chance.choice(zones), datetime.fromtimestamp(chance.randrange(2**31), UTC)
        local = moment.astimezone(legal.zone(name))
        letters, ahead = (local.tzname() or "").upper(), local.utcoffset() or timedelta(0)
        if letters.isalpha():
            assert name in LETTERS[letters][int(ahead.total_seconds())].split()


@pytest.mark.parametrize(
    ("letter", "hours"), [("Z", 0), ("a", 1), ("I", 9), ("K", 10), ("M", 12), ("N", -1), ("Y", -12)]
)
def test_military_letters(letter, hours):
    assert military(letter) == timedelta(hours=hours)


@pytest.mark.parametrize("letter", ["J", "", "ZZ", "1", "é"])
def test_no_military_letter(letter):
    assert military(letter) is None

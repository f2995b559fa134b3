"""The reader of stated times: forms, languages, zones, second clock times, and what it refuses."""

import contextlib
import random
import time
from datetime import UTC, datetime, timedelta

import pytest

from osintkit.clock.reading.calendar_days import from_solar_hijri
from osintkit.clock.reading.folding import LONGEST, fold
from osintkit.clock.reading.words import months, weekdays
from osintkit.clock.stated import read
from osintkit.errors import UsageError

UTC_MINUTE = ("2022-09-13T10:30:00Z", "2022-09-13T10:31:00Z")


def ends(text: str, **given: object) -> tuple[str | None, str | None]:
    stated = read(text, **given)  # type: ignore[arg-type]
    return stated.earliest, stated.latest


def test_the_caption_of_the_report() -> None:
    stated = read("September 13 2022, 09:19 am CET (11:19 am local time)", zones=("Asia/Yerevan",))
    assert (stated.earliest, stated.latest) == ("2022-09-13T07:19:00Z", "2022-09-13T07:20:00Z")
    assert stated.zone_stated == "CET"
    assert stated.zone_candidates == ("+01:00", "+02:00")
    assert stated.zone_status == "inferred"
    assert stated.zone_why == "only +02:00 agrees with the second clock time"
    assert [(one.local, one.zone, one.agrees) for one in stated.also_stated] == [
        ("11:19", "Asia/Yerevan", True)
    ]


def test_just_before_midnight_is_the_union_of_both_readings() -> None:
    stated = read("just before midnight CET on 1 October 2022")
    assert (stated.earliest, stated.latest) == ("2022-10-01T21:45:00Z", "2022-10-01T23:00:00Z")
    assert [(one.earliest, one.latest) for one in stated.readings] == [
        ("2022-10-01T21:45:00Z", "2022-10-01T22:00:00Z"),
        ("2022-10-01T22:45:00Z", "2022-10-01T23:00:00Z"),
    ]
    assert stated.zone_candidates == ("+01:00", "+02:00")
    assert (stated.precision, stated.zone_status) == ("vague", "stated")


def test_a_clock_without_a_zone_is_anywhere() -> None:
    stated = read("13 September 2022, 10:30")
    assert (stated.earliest, stated.latest) == ("2022-09-12T20:30:00Z", "2022-09-13T22:31:00Z")
    assert (stated.zone_status, stated.zone_candidates) == ("unknown", ())
    assert "give the zone" in stated.unsettled[-1]
    assert read("13 September 2022, 10:30", zone="Asia/Yerevan").zone_status == "assumed"


@pytest.mark.parametrize(
    "text",
    [
        "2022-09-13T10:30Z", "20220913T1030Z", "2022-W37-2T10:30Z", "2022-256T10:30Z", "2022/09/13 10:30 UTC",
        "13.09.2022 10:30 UTC", "13/9/2022, 10:30 GMT", "9/13/22, 10:30 AM UTC", "2022. 9. 13. 10:30 UTC",
        "10:30 AM UTC · Sep 13, 2022", "131030ZSEP22", "131030Z SEP 2022", "1030Z 13 Sep 2022",
        "13-Sep-2022 10:30 UTC", "13.IX.2022 10:30 UTC", "Tue Sep 13 10:30 UTC 2022",
        "the 13th of September 2022, half past ten in the morning UTC", "2022-09-13T14:30+04:00",
        "13.09.2022 14:30 UTC+04:00", "13 Sept 2022 05:30 UTC−5", "13 Sept 2022, 13:30 MSK",
        "10:30 (GMT), 13/9/2022",
        "13 Sept 2022 16:00 GMT+5:30", "13 сентября 2022 г., 13:30 по Москве", "13 Sept 2022 15:30 MSK+2",
        "13 septembre 2022 à 12h30 heure de Paris", "13. September 2022, 12.30 Uhr MESZ",
        "mardi 13 septembre 2022 à 10 h 30 UTC", "Dienstag, den 13. September 2022 um 10 Uhr 30 UTC",
        "martes 13 de septiembre de 2022 a las 10:30 de la mañana UTC",
        "martedì 13 settembre 2022, ore 10.30 UTC",
        "terça-feira, 13 de setembro de 2022, 10h30 UTC", "dinsdag 13 september 2022 om 10.30 uur UTC",
        "wtorek, 13 września 2022 r., godz. 10:30 UTC", "13 сентября 2022 в 10 часов 30 минут UTC",
        "вівторок, 13 вересня 2022 року, 13:30 за київським часом", "13 Eylül 2022 Salı, saat 10:30'da UTC",
        "13 sentyabr 2022-ci il, saat 14:30 Bakı vaxtı ilə",
        "2022 թ. սեպտեմբերի 13-ին, ժամը 14:30 Երևանի ժամանակով",
        "2022 წლის 13 სექტემბერი, 10:30 UTC", "١٣ أيلول ٢٠٢٢ الساعة ١٠:٣٠ ص UTC",
        "13 سبتمبر/أيلول 2022 الساعة 10:30 صباحا UTC", "۱۳ سپتامبر ۲۰۲۲، ۱۵:۰۰ به وقت تهران",
        "יום שלישי, 13 בספטמבר 2022, בשעה 13:30 שעון ישראל",
        "Τρίτη 13 Σεπτεμβρίου 2022, 1:30 μ.μ. ώρα Ελλάδας",
        "marți, 13 septembrie 2022, ora 10:30 UTC", "tisdag 13 september 2022 kl. 10.30 UTC",
        "tirsdag den 13. september 2022 klokken 10:30 UTC", "Selasa, 13 September 2022 pukul 17.30 WIB",
        "2022年9月13日（火）午前10時30分 UTC", "2022年9月13日下午6点半 北京时间",
        "2022년 9월 13일 오전 10시 30분 UTC",
        "22 شهریور 1401 ساعت 10:30 UTC",
    ],
)  # fmt: skip
def test_one_minute_in_many_words(text: str) -> None:
    stated = read(text)
    assert (stated.earliest, stated.latest) == UTC_MINUTE
    assert stated.zone_status == "stated"
    assert stated.precision == "minute"
    assert all(one.says for one in stated.readings)


@pytest.mark.parametrize(
    ("text", "local_from", "precision"),
    [
        ("[13/09/2022, 10:30:15]", "2022-09-13T10:30:15", "second"),
        ("13/9/22, 10:30 PM - ", "2022-09-13T22:30", "minute"),
        ("2022:09:13 10:30:00", "2022-09-13T10:30", "second"),
        ("IMG_20220913_103000.jpg", "2022-09-13T10:30", "second"),
        ("VID-20220913-WA0001.mp4", "2022-09-13T00:00", "day"),
        ("2022-09-13_10-30-00", "2022-09-13T10:30", "second"),
        ("signal-2022-09-13-103000", "2022-09-13T10:30", "second"),
        ("Screenshot 2022-09-13 at 10.30.12", "2022-09-13T10:30:12", "second"),
        ("photo_2022-09-13_10-30-00", "2022-09-13T10:30", "second"),
        ("WhatsApp Image 2022-09-13 at 8.30.12 PM.jpeg", "2022-09-13T20:30:12", "second"),
        ("Screenshot_20220913-103000_Messages.png", "2022-09-13T10:30", "second"),
    ],
)
def test_names_and_logs_without_a_zone(text: str, local_from: str, precision: str) -> None:
    stated = read(text)
    assert [one.local_from for one in stated.readings] == [local_from]
    assert (stated.zone_status, stated.precision) == ("unknown", precision)


def test_counts_and_names_in_utc_by_their_form() -> None:
    assert ends("1663065000") == ("2022-09-13T10:30:00Z", "2022-09-13T10:30:01Z")
    assert ends("1663065000123") == ("2022-09-13T10:30:00.123Z", "2022-09-13T10:30:00.124Z")
    pixel = read("PXL_20220913_063012345.jpg")
    assert pixel.earliest == "2022-09-13T06:30:12.345Z"
    assert pixel.zone_status == read("1663065000").zone_status == "utc_by_spec"


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("10 a.m. on 13 September 2022", "2022-09-13T10:00", "2022-09-13T11:00"),
        ("12 a.m. 13 September 2022", "2022-09-13T00:00", "2022-09-13T01:00"),
        ("12:00 p.m. 13 September 2022", "2022-09-13T12:00", "2022-09-13T12:01"),
        ("13 September 2022 24:00", "2022-09-14T00:00", "2022-09-14T00:01"),
        ("about 10:30 on 13 September 2022", "2022-09-13T10:15", "2022-09-13T10:45"),
        ("shortly after midnight on 13 September 2022", "2022-09-13T00:00", "2022-09-13T00:15"),
        ("shortly before 6 a.m. on 13 September 2022", "2022-09-13T05:45", "2022-09-13T06:00"),
        ("between 6 and 7 a.m. on 13 September 2022", "2022-09-13T06:00", "2022-09-13T07:00"),
        ("06:00-07:00, 13 September 2022", "2022-09-13T06:00", "2022-09-13T07:00"),
        ("from 6 to 7 on 13 September 2022", "2022-09-13T06:00", "2022-09-13T07:00"),
        ("11-1 pm 13 September 2022", "2022-09-13T11:00", "2022-09-13T13:00"),
        ("13 September 2022, 22:00–02:00", "2022-09-13T22:00", "2022-09-14T02:00"),
        ("evening of 13 September 2022", "2022-09-13T17:00", "2022-09-14T00:00"),
        ("in der Nacht vom 13. auf den 14. September 2022", "2022-09-13T18:00", "2022-09-14T06:00"),
        ("6 вечера 13 сентября 2022", "2022-09-13T18:00", "2022-09-13T19:00"),
        ("mid-September 2022", "2022-09-11T00:00", "2022-09-21T00:00"),
        ("late February 2020", "2020-02-21T00:00", "2020-03-01T00:00"),
        ("September 13-15, 2022", "2022-09-13T00:00", "2022-09-16T00:00"),
        ("13/14 September 2022", "2022-09-13T00:00", "2022-09-15T00:00"),
        ("28 December - 3 January 2023", "2022-12-28T00:00", "2023-01-04T00:00"),
        ("September 2022", "2022-09-01T00:00", "2022-10-01T00:00"),
        ("2022", "2022-01-01T00:00", "2023-01-01T00:00"),
    ],
)
def test_stretches_of_local_time(text: str, earliest: str, latest: str) -> None:
    assert ends(text, zone="UTC") == (f"{earliest}:00Z", f"{latest}:00Z")


def test_midnight_of_a_date_is_its_beginning_or_its_end() -> None:
    stated = read("midnight on 13 September 2022 UTC")
    assert [one.earliest for one in stated.readings] == ["2022-09-13T00:00:00Z", "2022-09-14T00:00:00Z"]


def test_limits_are_open_to_one_side() -> None:
    assert ends("before 13 September 2022 UTC") == (None, "2022-09-13T00:00:00Z")
    assert ends("by 13 September 2022 UTC") == (None, "2022-09-14T00:00:00Z")
    assert ends("after 13 September 2022 UTC") == ("2022-09-14T00:00:00Z", None)
    assert ends("since 10:30 UTC on 13 September 2022") == ("2022-09-13T10:30:00Z", None)
    assert ends("до 10:30 13 сентября 2022 UTC") == (None, "2022-09-13T10:30:00Z")


def test_day_and_month_are_not_guessed() -> None:
    stated = read("03/04/2022 10:30 UTC")
    assert [one.earliest for one in stated.readings] == ["2022-03-04T10:30:00Z", "2022-04-03T10:30:00Z"]
    assert ends("03/04/2022 10:30 UTC", day_first=True)[0] == "2022-04-03T10:30:00Z"
    assert ends("03/04/2022 10:30 UTC", day_first=False)[0] == "2022-03-04T10:30:00Z"
    decided = read("Sunday 03/04/2022 10:30 UTC")
    assert [one.earliest for one in decided.readings] == ["2022-04-03T10:30:00Z"]
    assert "weekday decides" in decided.unsettled[0]
    assert len(read("03.04.2022 UTC").readings) == len(read("2022-03-04 UTC").readings) == 1
    assert {one.local_from for one in read("22-09-13").readings} == {"2013-09-22T00:00", "2022-09-13T00:00"}


def test_a_wrong_weekday_and_a_short_year_are_said() -> None:
    assert read("Tuesday 13 September 2022 UTC").unsettled == ()
    assert "was a Tuesday, not a Monday" in read("Monday 13 September 2022 UTC").unsettled[0]
    assert "two digits" in read("13.9.22 10:30 UTC").unsettled[0]
    assert len(read("5 May 45 UTC").readings) == 2


def test_months_that_languages_share() -> None:
    assert {one.local_from for one in read("13. listopada 2022").readings} == {
        "2022-10-13T00:00",
        "2022-11-13T00:00",
    }
    polish = read("13 listopada 2022")  # Croatian, which means October, writes a point after the day
    assert [one.local_from for one in polish.readings] == ["2022-11-13T00:00"]
    assert "Croatian" in polish.unsettled[0]
    assert [one.local_from for one in read("niedziela, 13 listopada 2022").readings] == ["2022-11-13T00:00"]
    assert len(read("13 تشرين 2022").readings) == 2
    assert [one.local_from for one in read("13 تشرين الأول 2022").readings] == ["2022-10-13T00:00"]
    assert [one.local_from for one in read("mar. 13 mar. 2022").readings] == ["2022-03-13T00:00"]


def test_every_name_of_a_month_and_a_weekday() -> None:
    for form, numbers in months().items():
        if not form[0].isdigit():
            found = read(f"13. {form} 2022 10:30 UTC").readings
            assert tuple(sorted(int((one.local_from or "")[5:7]) for one in found)) == numbers, form
    for form, numbers in weekdays().items():
        if form != "do":  # also Polish and Russian for "until"
            stated = read(f"{form} 13 September 2022 10:30 UTC")
            assert (stated.earliest, bool(stated.unsettled)) == (UTC_MINUTE[0], 2 not in numbers), form


def test_without_date_or_year_there_is_no_instant() -> None:
    for text, missing in (
        ("13 September, 10:30 a.m. CET", "year"), ("just before midnight", "date"), ("10:30 UTC", "date"),
        ("10:30 in September 2022", "day"),
    ):  # fmt: skip
        stated = read(text)
        assert (stated.earliest, stated.latest) == (None, None)
        assert [one.local_from for one in stated.readings] == [None] * len(stated.readings)
        assert f"give the {missing}" in stated.unsettled[0]
    given = read("13 September, 10:30 UTC", year=2022)
    assert (given.earliest, given.latest) == UTC_MINUTE
    assert "2022 was given" in given.unsettled[0]


def test_abbreviations_by_season_and_place() -> None:
    assert read("13 Dec 2022 10:30 CET").zone_candidates == ("+01:00",)
    assert read("13 Sep 2022 10:30 CET").zone_candidates == ("+01:00", "+02:00")
    assert len(read("13 Sep 2022 10:30 CST").zone_candidates) > 3
    narrowed = read("13 Sep 2022 10:30 CST", zones=("Asia/Shanghai",))
    assert (narrowed.zone_candidates, narrowed.zone_status) == (("+08:00",), "inferred")
    assert "Asia/Shanghai" in (narrowed.zone_why or "")
    assert read("10:30 CET (UTC+2), 13 Sep 2022").zone_candidates == ("+02:00",)
    assert "do not agree" in " ".join(read("10:30 CET (UTC+5), 13 Sep 2022").unsettled)


def test_local_time_is_that_of_the_place() -> None:
    text = "13 September 2022, 14:30 local time"
    assert ends(text, zones=("Asia/Yerevan", "Asia/Baku")) == UTC_MINUTE
    assert read(text, zones=("Asia/Yerevan",)).zone_status == "inferred"
    assert read(text, zone="+04:00").zone_status == "assumed"
    assert read(text).zone_status == "unknown"
    assert read("Yerevan, 13 September 2022, 14:30").zone_status == "inferred"
    assert ends("13. September 2022, 14:30 Uhr Ortszeit", zone="Yerevan") == UTC_MINUTE


def test_a_second_clock_time_decides_or_disagrees() -> None:
    decided = read("10:30 (12:30 GMT+4), 13 September 2022")
    assert (decided.earliest, decided.zone_status) == ("2022-09-13T08:30:00Z", "inferred")
    assert [one.offset for one in decided.readings] == ["+02:00"]
    local = read("09:19 UTC (13:19 local), 13 September 2022")
    assert (local.zone_status, local.also_stated[0].zone) == ("stated", "+04:00")
    next_day = read("13 Sep 2022 22:30 UTC (14 Sep 02:30 Yerevan time)")
    assert [one.agrees for one in next_day.also_stated] == [True]
    assert read("13 Sep 2022 22:30 UTC (02:30 Yerevan time)").also_stated[0].agrees
    wrong = read("13 Sep 2022 22:30 CET (03:45 Yerevan time)")
    assert len(wrong.readings) == 3  # two of CET, and the second clock time
    assert "do not agree" in wrong.unsettled[0]


def test_hours_that_clocks_skipped_or_showed_twice() -> None:
    with pytest.raises(UsageError, match="did not exist in Europe/Berlin"):
        read("27 March 2022 02:30 Europe/Berlin")
    with pytest.raises(UsageError, match="whole day"):
        read("30 December 2011 Pacific/Apia")
    twice = read("30 October 2022 02:30 Europe/Berlin")
    assert [(one.earliest, one.offset) for one in twice.readings] == [
        ("2022-10-30T00:30:00Z", "+02:00"), ("2022-10-30T01:30:00Z", "+01:00"),
    ]  # fmt: skip
    assert ends("27 March 2022 Europe/Berlin") == ("2022-03-26T23:00:00Z", "2022-03-27T22:00:00Z")
    partly = ends("between 02:30 and 03:30 on 27 March 2022 Berlin time")
    assert partly == ("2022-03-27T01:00:00Z", "2022-03-27T01:30:00Z")


def test_a_hyphen_is_the_end_of_a_span_or_an_offset() -> None:
    assert ends("2022-09-13T06:00-07:00") == ("2022-09-13T13:00:00Z", "2022-09-13T13:01:00Z")
    assert {one.offset for one in read("2022-09-13 06:00-07:00").readings} == {None, "-07:00"}
    assert ends("2022-09-13T06:00Z/2022-09-13T07:00Z") == ("2022-09-13T06:00:00Z", "2022-09-13T07:00:00Z")
    assert ends("13 Sep 2022 10:30 UTC - 11:30 UTC") == ("2022-09-13T10:30:00Z", "2022-09-13T11:30:00Z")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("30 February 2022", "it has 28 days"), ("31/04/2022", "it has 30 days"),
        ("2022-13-01", "no month 13"),
        ("13 September 2022 25:00", "no 25:00"), ("13 September 2022 10:60", "no 10:60"),
        ("31 December 2016 23:59:60 UTC", "leap second"), ("24:30 13 September 2022", "a day ends at 24:00"),
        ("yesterday at 10:30", "time of posting"), ("2 hours ago", "time of posting"),
        ("вчера в 10:30", "posting"),
        ("22 Ramadan 1443", "Islamic calendar"), ("1401/06/22", "another calendar"),
        ("15:30 am", "not before noon"),
        ("hello", "hello"), ("the video was posted on 13 September 2022", "was"), ("", "no time"),
        ("10.11", "which"),
        ("13 Sep 2022 10:30 XYZ", "XYZ"), ("13 Sep 2022 10:30 UTC+25", "No zone"), ("10:30½", "U\\+00BD"),
        ("13 Sep 2022 10:30 Asia/Yerewan", "no zone"), ("from 10:30 UTC on 13 Sep 2022", "one end"),
        ("13 Sep 2022, 14 Sep 2022", "Two dates"), ("1" * 40, "40 digits"), ("10\u202e:30", "U\\+202E"),
        ("x" * (LONGEST + 1), "501 characters"), ("13 Sept 2022?", "\\?"),
        ("7 September 2022 10:30 \ud800", "U\\+D800"),
    ],
)  # fmt: skip
def test_what_is_refused_says_why(text: str, says: str) -> None:
    with pytest.raises(UsageError, match=says) as refused:
        read(text)
    assert refused.value.do


@pytest.mark.parametrize("given", [{"zone": "Nowhere"}, {"zone": "local"}, {"zone": "10:30"}, {"year": 1401}])
def test_what_is_given_beside_is_checked(given: dict[str, object]) -> None:
    with pytest.raises(UsageError):
        ends("13 September 2022 10:30", **given)


def test_marks_of_direction_and_forms_of_digits_change_nothing() -> None:
    assert (
        ends("\u200f١٣ سبتمبر ٢٠٢٢\u200e، ١٠:٣٠ UTC")
        == ends("１３ September ２０２２, １０：３０ UTC")
        == UTC_MINUTE
    )
    folded = fold("à 10h30 le 13 Août")
    assert folded.text == "a 10h30 le 13 aout"
    assert folded.original(14, 18) == "Août"


def test_solar_hijri_days() -> None:
    for year, month, day, expected in (
        (1401, 6, 22, "2022-09-13"), (1399, 12, 30, "2021-03-20"), (1403, 12, 30, "2025-03-20"),
        (1357, 11, 22, "1979-02-11"), (1375, 1, 1, "1996-03-20"),
    ):  # fmt: skip
        assert from_solar_hijri(year, month, day).isoformat() == expected
    with pytest.raises(UsageError):
        from_solar_hijri(1400, 12, 30)


def test_random_instants_come_back() -> None:
    chance = random.Random(6)
    forms = (
        "%Y-%m-%dT%H:%M:%SZ",
        "%d.%m.%Y %H:%M:%S UTC",
        "%a, %d %b %Y %H:%M:%S GMT",
        "%I:%M:%S %p UTC, %B %d, %Y",
    )
    for _ in range(300):
        moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=chance.randrange(4_000_000_000))
        stated = read(moment.strftime(chance.choice(forms)))
        assert stated.earliest == moment.strftime("%Y-%m-%dT%H:%M:%SZ")
        assert len(stated.readings) == 1
        assert stated.unsettled == ()


def test_hostile_text_is_refused_or_read_in_linear_time() -> None:
    chance = random.Random(7)
    bits = [
        "13",
        "2022",
        "10:30",
        "-",
        "(",
        ")",
        "/",
        "~",
        "Sept",
        "mar",
        "CET",
        "um",
        "between",
        "until",
        "年",
        "\0",
        "²",
    ]
    texts = [
        bit * (LONGEST // len(bit))
        for bit in ("1:", "(", "-", "1.", "a ", "mar 13 ", "10:30 ", "UTC ", "mid-", "年")
    ]
    texts += [" ".join(chance.choices(bits, k=12)) for _ in range(300)]
    begun = time.process_time()
    for text in texts:
        with contextlib.suppress(UsageError):
            assert read(text).readings
    assert time.process_time() - begun < 3

"""Words, places and dates in films: user data, keys, items of iTunes and of Windows.

Expected values are what ExifTool shows (`-n`) for the same bytes, unless a comment names a standard.
"""

import struct

import pytest

from osintkit.meta.walk.stated import date, language, place
from tests.boxed import (
    SINCE_1904,
    asset,
    box,
    data,
    film,
    hdlr,
    keyed,
    read,
    said,
    sound_entry,
    tags,
    track,
    video_entry,
    xtra,
)


@pytest.mark.parametrize(
    ("stated", "shown"),
    [
        ("+37.5002+127.0362/", "37.5002 127.0362"),
        ("+27.5916+086.5640+8850/", "27.5916 86.564 8850"),
        # ISO 6709:2008, annex H: Atlantic Ocean, Mount Everest, Statue of Liberty.
        ("+00-025/", "0 -25"),
        ("+2736.0+08634.0+8850/", "27.6 86.5666666666667 8850"),
        ("-123045.0-0010203.6/", "-12.5125 -1.03433333333333"),
        ("nowhere", "nowhere"),
    ],
)
def test_places(stated: str, shown: str) -> None:
    assert place(stated) == shown
    found = read(film(box("udta", box("\xa9xyz", struct.pack(">HH", len(stated), 0x15C7), stated.encode()))))
    assert tags(found)["UserData:GPSCoordinates"] == shown
    raw = next(tag.raw for tag in found.tags if tag.name.endswith("GPSCoordinates"))
    assert raw == ("" if shown == stated else stated)


def test_dates_and_languages() -> None:
    assert date("2010-02-12T13:27:14-0800") == "2010:02:12 13:27:14-08:00"
    assert date("2010-02-12T13:27:14.5Z") == "2010:02:12 13:27:14.5Z"
    assert date("2010-02") == "2010:02"
    assert date("2010-02", whole_only=True) == "2010-02"
    assert [language(code) for code in (0, 2, 0x7FFF, 0x15C7, 0x55C4, 0x10B5)] == [
        "",
        "de",
        "un",
        "",
        "",
        "deu",
    ]


def test_user_data() -> None:
    location = asset(b"Paris\0" + struct.pack(">Biii", 0, 154140, 3201564, 65536 * 35) + b"earth\0note\0")
    found = read(
        film(
            box(
                "udta",
                box("\xa9mak", said(b"Apple")),
                box("\xa9mod", struct.pack(">HH", 10, 0), b"iPhone"),  # length with its four bytes
                box("\xa9cmt", said(b"caf\x8e")),  # as the old Macintosh wrote an e acute
                box("\xa9nam", said("Grüße".encode(), 0x10B5), said(b"Greetings", 0x15C7)),
                box("\xa9swr", said("Été".encode(), 1)),
                box("\xa9day", said(b"2021-02-03T04:05:06+0100")),
                box("\xa9zzz", said(b"who knows")),
                box("titl", asset(b"\xfe\xff" + "Film".encode("utf-16-be") + b"\0\0")),
                box("auth", asset(b"SM-G950F\0")),
                box("yrrc", struct.pack(">IH", 0, 2019)),
                box("loci", location),
                box("date", b"2021-02-03T04:05:06Z"),
                box("CAME", bytes.fromhex("00ff10")),
                box("TAGS", bytes(20)),
                bytes(4),
            )
        )
    )
    stated = {name[9:]: value for name, value in tags(found).items() if name.startswith("UserData:")}
    assert stated == {
        "Make": "Apple",
        "Model": "iPhone",
        "Comment": "café",
        "Title-deu": "Grüße",
        "Title": "Greetings",
        "SoftwareVersion-fr": "Été",
        "SoftwareVersion": "Été",
        "ContentCreateDate": "2021:02:03 04:05:06+01:00",
        "UserData_zzz": "who knows",
        "Author": "SM-G950F",
        "Year": 2019,
        "LocationInformation": "Paris Role=shooting Lat=48.85199 Lon=2.35199 Alt=35.00 Body=earth Notes=note",
        "DateTimeOriginal": "2021:02:03 04:05:06Z",
        "SerialNumberHash": "00ff10",
    }
    assert [tag.value for tag in found.tags if tag.name == "UserData:Title"] == ["Greetings", "Film"]
    assert [(block.kind, block.place, block.status) for block in found.blocks] == [
        ("makernote", "moov/udta/TAGS", "unsupported")
    ]


def test_an_impossible_location_is_not_given() -> None:
    wrong = asset(b"\0" + struct.pack(">Biii", 0, 0, 91 << 16, 0) + b"earth\0\0")
    found = read(film(box("udta", box("loci", wrong), box("\xa9mak", said(b"Apple")))))
    assert "UserData:LocationInformation" not in tags(found)
    assert tags(found)["UserData:Make"] == "Apple"
    assert found.blocks[0].status == "corrupt"


def test_the_words_of_a_track_carry_its_number() -> None:
    more = box("udta", box("name", b"Left"))
    keys = keyed(("com.apple.quicktime.camera.lens_model", data(b"back camera")))
    found = read(
        film(track(b"vide", b"", video_entry(), more=keys), track(b"soun", b"", sound_entry(), more=more))
    )
    assert tags(found)["AudioUserData:Track2Name"] == "Left"
    assert tags(found, "track 1")["VideoKeys:CameraLensModel"] == "back camera"


@pytest.mark.parametrize("version", [b"", bytes(4)])
def test_keys(version: bytes) -> None:
    found = read(
        film(
            keyed(
                ("com.apple.quicktime.location.ISO6709", data(b"+51.5334-000.1255+026.756/")),
                ("com.apple.quicktime.make", data(b"Apple")),
                ("com.apple.quicktime.model", data(b"iPhone", tongue=0x10B5, country=0x4445)),
                ("com.apple.quicktime.creationdate", data(b"2023-05-09T12:41:46+0100")),
                ("com.apple.quicktime.content.identifier", data(b"A-B")),
                ("com.apple.quicktime.location.accuracy.horizontal", data(b"35.0")),
                ("com.android.version", data(b"12")),
                ("com.android.manufacturer", data(b"Google")),
                ("com.android.capture.fps", data(struct.pack(">f", 240), 23)),
                ("samsung.android.utc_offset", data(b"+0900")),
                ("foo.bar_baz", data(struct.pack(">i", -5), 21)),
                ("com.example.wide", data("ё".encode("utf-16-be"), 2)),
                ("com.example.blob", data(bytes(9), 0)),
                version=version,
            )
        )
    )
    stated = {name[5:]: value for name, value in tags(found).items() if name.startswith("Keys:")}
    assert stated == {
        "GPSCoordinates": "51.5334 -0.1255 26.756",
        "Make": "Apple",
        "Model-deu-DE": "iPhone",
        "Model": "iPhone",
        "CreationDate": "2023:05:09 12:41:46+01:00",
        "ContentIdentifier": "A-B",
        "LocationAccuracyHorizontal": "35.0",
        "AndroidVersion": "12",
        "AndroidMake": "Google",
        "AndroidCaptureFPS": 240,
        "AndroidTimeZone": "+0900",
        "FooBarBaz": -5,
        "ExampleWide": "ё",
    }
    assert tags(found)["QuickTime:HandlerType"] == "mdta"


def test_of_two_keys_of_one_name_the_one_with_an_owner_comes_first() -> None:
    """FFmpeg with ``use_metadata_tags`` writes what it was told to beside what the camera had written."""
    found = read(
        film(
            keyed(
                ("make", data(b"Said")), ("title", data(b"T")), ("com.apple.quicktime.make", data(b"Apple"))
            )
        )
    )
    stated = [(tag.name, tag.value) for tag in found.tags if tag.name.startswith("Keys:")]
    assert stated == [("Keys:Title", "T"), ("Keys:Make", "Apple"), ("Keys:Make", "Said")]


def test_items_of_itunes() -> None:
    own = box(
        "----",
        box("mean", bytes(4), b"com.apple.iTunes"),
        box("name", bytes(4), b"iTunEXTC"),
        data(b"mpaa|PG"),
    )
    found = read(
        film(
            box(
                "udta",
                box(
                    "meta",
                    bytes(4),
                    hdlr(b"mdir", b"", vendor=b"appl"),
                    box(
                        "ilst",
                        box("\xa9too", data(b"Lavf58.76.100")),
                        box("\xa9day", data(b"2021-02-03")),
                        box("trkn", data(struct.pack(">4H", 0, 3, 9, 0), 0)),
                        box("tmpo", data(b"\0\x63", 21)),
                        box("covr", data(b"\xff\xd8\xff", 13)),
                        own,
                    ),
                ),
            )
        )
    )
    stated = tags(found)
    assert stated["ItemList:Encoder"] == "Lavf58.76.100"
    assert stated["ItemList:ContentCreateDate"] == "2021:02:03"
    assert stated["ItemList:TrackNumber"] == "3 of 9"
    assert stated["ItemList:BeatsPerMinute"] == 99
    assert stated["iTunes:ContentRating"] == "mpaa|PG"
    assert not found.problems


def test_what_windows_adds() -> None:
    when = (SINCE_1904 - 2_082_844_800 + 11_644_473_600 + 86400) * 10_000_000
    found = read(
        film(
            box(
                "udta",
                box(
                    "Xtra",
                    xtra(b"WM/Category", 8, "cat\0".encode("utf-16-le")),
                    xtra(b"WM/EncodingTime", 21, struct.pack("<Q", when)),
                    xtra(b"WM/SharedUserRating", 19, struct.pack("<Q", 75)),
                ),
            )
        )
    )
    assert {name: value for name, value in tags(found).items() if name.startswith("Microsoft")} == {
        "Microsoft:Category": "cat",
        "Microsoft:EncodingTime": "1970:01:02 00:00:00+00:00",
        "Microsoft:SharedUserRating": 75,
    }

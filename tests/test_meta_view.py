"""What values mean, put together: when, where, with what, and what cannot all be true.

Values marked ExifTool are those that ExifTool 13.58 reads from files of its own test set.
"""

import json
import math
from typing import Any

import pytest

from osintkit.meta import assembling
from osintkit.meta.found import Block, Findings, Tag, Thumbnail
from osintkit.records.meta import Meta

Stated = dict[str, Any]
SHOT, OFFSET = "ExifIFD:DateTimeOriginal", "ExifIFD:OffsetTimeOriginal"
CHANGED, IN_XMP = "IFD0:ModifyDate", "XMP-exif:DateTimeOriginal"
DAY, CLOCK = "GPS:GPSDateStamp", "GPS:GPSTimeStamp"
APPLE = {  # t/images/Apple.jpg, ExifTool
    SHOT: "2016:09:28 18:18:05",
    "ExifIFD:SubSecTimeOriginal": "813",
    "ExifIFD:CreateDate": "2016:09:28 18:18:05",
    CHANGED: "2016:09:28 18:18:05",
    DAY: "2016:09:28",
    CLOCK: ("17:17:58.65", "17/1 17/1 5865/100"),
}


def findings(stated: Stated, *, place: str = "", format: str = "jpeg") -> Findings:  # noqa: A002
    found = Findings(format=format)
    add(found, stated, place=place)
    return found


def add(found: Findings, stated: Stated, *, place: str = "") -> None:
    for name, value in stated.items():
        value, raw = value if isinstance(value, tuple) else (value, "")
        found.tags.append(Tag(name, value, raw, place))


def record(found: Findings) -> Stated:
    """The fields, once they have been through JSON and been found to be a Meta record."""
    fields = assembling.fields_of(found, "photo.jpg", everything=False)
    plain: Stated = json.loads(json.dumps(fields, allow_nan=False))
    Meta.model_validate({**plain, "source": "0" * 64, "readers": {}})
    return plain


def times(stated: Stated, **more: Any) -> dict[str, Stated]:
    return {time["tag"]: time for time in record(findings(stated, **more))["times"]}


def place(stated: Stated, **more: Any) -> Stated:
    (only,) = record(findings(stated, **more))["places"]
    return dict(only)


def says(stated: Stated, **more: Any) -> list[str]:
    return [conflict["says"] for conflict in record(findings(stated, **more))["conflicts"]]


# --- times ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stated", "local", "utc", "status"),
    [
        ({SHOT: "2019:07:24 11:25:40"}, "2019-07-24T11:25:40", None, "unknown"),
        ({SHOT: "2019:07:24 11:25:40", OFFSET: "+03:00"},
         "2019-07-24T11:25:40", "2019-07-24T08:25:40Z", "stated"),
        # Another time's zone and fraction are not this one's (Exif 2.32, 4.6.5).
        ({SHOT: "2019:07:24 11:25:40", "ExifIFD:OffsetTime": "+03:00", "ExifIFD:SubSecTime": "5"},
         "2019-07-24T11:25:40", None, "unknown"),
        ({SHOT: "2019:07:24 11:25:40", OFFSET: "   :  "},
         "2019-07-24T11:25:40", None, "unknown"),
        ({SHOT: "2019:07:24 11:25:40", OFFSET: "+15:00"},
         "2019-07-24T11:25:40", None, "unknown"),
        ({"QuickTime:CreateDate": ("2021:05:25 16:21:51", "3704804511 seconds since 1904")},
         None, "2021-05-25T16:21:51Z", "utc_by_spec"),
        ({"Track3:MediaCreateDate": "2021:05:25 16:21:51"}, None, "2021-05-25T16:21:51Z", "utc_by_spec"),
        ({"Keys:CreationDate": ("2021:05:25 09:21:51-07:00", "2021-05-25T09:21:51-0700")},
         "2021-05-25T09:21:51", "2021-05-25T16:21:51Z", "stated"),
        ({"PNG:ModifyDate": "2019:01:07 10:13:34"}, None, "2019-01-07T10:13:34Z", "utc_by_spec"),
        ({"Info:DateTimeOriginal": "2020:12:02 10:46:06Z"}, None, "2020-12-02T10:46:06Z", "utc_by_spec"),
        ({"XMP-xmp:CreateDate": "2019-07"}, "2019-07", None, "unknown"),
        ({"Vorbis:Date": 2006}, "2006", None, "unknown"),
        ({"RIFF:DateTimeOriginal": "2009:10:27 12:14:34"}, "2009-10-27T12:14:34", None, "unknown"),
        ({"Samsung:TimeStamp": "2020:12:17 15:03:14.786+00:00"}, None, "2020-12-17T15:03:14.786Z",
         "utc_by_spec"),
    ],
)  # fmt: skip
def test_local_and_utc_are_apart(stated: Stated, local: str | None, utc: str | None, status: str) -> None:
    time = times(stated)[next(iter(stated))]
    assert (time["local"], time["utc"]) == (local, utc)
    assert time.get("zone_status", "unknown") == status
    assert (time.get("offset") is None) == (status == "unknown")


@pytest.mark.parametrize(
    ("date", "clock", "joined"),
    [
        ("2016:09:28", ("17:17:58.65", "17/1 17/1 5865/100"), "2016-09-28T17:17:58.65Z"),
        ("2016:09:28", "7:30:14.000", "2016-09-28T07:30:14Z"),
        ("2016:09:28", "00:00:00", "2016-09-28T00:00:00Z"),
        ("2024:02:29", "23:59:59", "2024-02-29T23:59:59Z"),
        ("2016:09:28", "24:00:00", None),
        ("2016:09:28", "10:10:60", None),
        ("2016:09:28", "undef", None),
    ],
)
def test_the_satellites_date_and_time_are_joined(
    date: str, clock: str | tuple[str, str], joined: str | None
) -> None:
    time = times({DAY: date, CLOCK: clock})[DAY]
    assert time["utc"] == joined
    if joined is None:  # then the day is known, and no more
        assert (time["local"], time["precision"], time.get("joined", [])) == ("2016-09-28", "day", [])
    else:
        raw = clock[1] if isinstance(clock, tuple) else clock
        assert time["joined"] == [{"tag": CLOCK, "raw": raw}]


def test_a_clock_without_its_date_is_kept_as_written() -> None:
    stated = times({CLOCK: "07:30:14", DAY: "  "})
    assert stated[CLOCK]["raw"] == "07:30:14"
    assert not stated[CLOCK]["set"]


@pytest.mark.parametrize(
    ("clock", "local", "utc", "zone_tag"),
    [
        ("02:11:11+01:00", "1992-01-01T02:11:11", "1992-01-01T01:11:11Z", "IPTC:TimeCreated"),  # MWG.jpg
        ("14:39:47", "1992-01-01T14:39:47", None, None),
        ("------", "1992-01-01", None, None),
    ],
)
def test_iptc_times(clock: str, local: str, utc: str | None, zone_tag: str | None) -> None:
    time = times({"IPTC:DateCreated": "1992:01:01", "IPTC:TimeCreated": clock})["IPTC:DateCreated"]
    assert (time["local"], time["utc"], time.get("zone_tag")) == (local, utc, zone_tag)


@pytest.mark.parametrize(
    ("stated", "problem"),
    [
        (
            {SHOT: "2019:07:24 11:25:40", OFFSET: "+15:00"},
            "no zone of the world: '+15:00'",
        ),
        (
            {SHOT: "2019:07:24 11:25:40", "ExifIFD:SubSecTimeOriginal": "12x"},
            "no fraction of a second: '12x'",
        ),
        ({DAY: "2016:09:28", CLOCK: "24:00:00"}, "cannot be joined"),
        ({SHOT: "2019:07:24 11:25:40", OFFSET: "   :  "}, ""),
        ({SHOT: "2019:07:24 11:25:40", "ExifIFD:SubSecTimeOriginal": "   "}, ""),
    ],
)
def test_parts_that_cannot_be_joined_are_told(stated: Stated, problem: str) -> None:
    problems = record(findings(stated))["problems"]
    assert (problem in problems[0]) if problem else not problems


def test_which_zone_counts_is_named() -> None:
    stated = {"IFD0:ModifyDate": "2019-10-17T16:55:20-07:00", "ExifIFD:OffsetTime": "+02:00"}
    time = times(stated)[CHANGED]
    assert (time["offset"], time["zone_tag"], time.get("joined", [])) == ("-07:00", CHANGED, [])


@pytest.mark.parametrize(
    ("tag", "value"),
    [
        ("QuickTime:CreateDate", ("0000:00:00 00:00:00", "0 seconds since 1904")),
        ("QuickTime:CreateDate", ("0000:00:00 00:00:00", "2082844800 seconds since 1904")),
        ("Info:DateTimeOriginal", ("2001:01:01 00:00:00Z", "0 (nanoseconds since 2001)")),
        (SHOT, "2000:01:01 00:00:00"),
        (SHOT, "    :  :     :  :  "),
        (DAY, "1980:01:06"),
        ("XMP-xmp:CreateDate", "1904-01-01T00:00:00Z"),
    ],
)
def test_placeholders_are_no_times(tag: str, value: Any) -> None:
    time = times({tag: value})[tag]
    assert (time["local"], time["utc"], time["set"]) == (None, None, False)
    assert time["raw"] == (value[1] if isinstance(value, tuple) else value)


def test_the_zone_is_worked_out_from_a_fix() -> None:
    stated = times(APPLE)
    for tag in (SHOT, "ExifIFD:CreateDate"):
        assert (stated[tag]["zone_status"], stated[tag]["offset"]) == ("inferred", "+01:00")
    assert stated[SHOT]["utc"] == "2016-09-28T17:18:05.813Z"
    assert stated[SHOT]["residual_s"] == 7.163
    assert stated[SHOT]["zone_tag"] == f"GPS:GPSDateStamp and {SHOT}"
    assert stated[CHANGED]["utc"] is None  # which another clock may have written


@pytest.mark.parametrize(
    "other",
    [
        {OFFSET: "+02:00"},  # stated, so nothing is worked out
        {CLOCK: "17:11:00"},  # 426 s apart
        {DAY: "1970:01:01"},
        {SHOT: "2000:01:01 00:00:00"},
    ],
)
def test_no_zone_is_worked_out(other: Stated) -> None:
    assert all(time.get("zone_status") != "inferred" for time in times({**APPLE, **other}).values())


def test_a_fix_speaks_for_its_own_block_only() -> None:
    found = findings({name: value for name, value in APPLE.items() if not name.startswith("GPS:")})
    add(found, {name: value for name, value in APPLE.items() if name.startswith("GPS:")}, place="item 2")
    assert all(time.get("zone_status") != "inferred" for time in record(found)["times"])


# --- places --------------------------------------------------------------------------------------

NORTH_EAST = {
    "GPS:GPSLatitude": (43.46744833, "43/1 28/1 2814/1000"),
    "GPS:GPSLatitudeRef": "N",
    "GPS:GPSLongitude": (11.88512667, "11/1 53/1 6456/1000"),
    "GPS:GPSLongitudeRef": "E",
}


@pytest.mark.parametrize(
    ("other", "lat", "lon", "doubt"),
    [
        ({}, 43.4674483, 11.8851267, None),
        ({"GPS:GPSLatitudeRef": "S", "GPS:GPSLongitudeRef": "w"}, -43.4674483, -11.8851267, None),
        ({"GPS:GPSLatitudeRef": ""}, 43.4674483, 11.8851267, "hemisphere"),
        ({"GPS:GPSLongitudeRef": "?"}, 43.4674483, 11.8851267, "hemisphere"),
        ({"GPS:GPSStatus": "V"}, 43.4674483, 11.8851267, "no fix"),
        ({"GPS:GPSLatitude": 0, "GPS:GPSLongitude": 0}, 0.0, 0.0, "0, 0"),
        ({"GPS:GPSLatitude": 90.5}, None, None, "no position on Earth"),
        ({"GPS:GPSLongitude": 4294967295}, None, None, "no position on Earth"),
        ({"GPS:GPSLatitude": "undef"}, None, None, "no number"),
        ({"GPS:GPSLatitude": "1_0"}, None, None, "no number"),
        ({"GPS:GPSLatitude": "\u0664\u0663"}, None, None, "no number"),
        ({"GPS:GPSLatitude": 10**400}, None, None, "no number"),
    ],
)
def test_positions(other: Stated, lat: float | None, lon: float | None, doubt: str | None) -> None:
    found = place({**NORTH_EAST, **other})
    assert (found.get("lat"), found.get("lon")) == (lat, lon)
    assert (doubt in found["doubt"]) if doubt else "doubt" not in found
    assert ("links" in found) == (lat is not None)
    assert set(found["raw"]) >= {"GPS:GPSLatitude", "GPS:GPSLongitude"}


@pytest.mark.parametrize(
    ("rationals", "precision_m"),
    [
        ("43/1 28/1 2814/1000", 0.031),
        ("37/1 29/1 12/1", 30.922),
        ("37/1 29/1 0/1", 1855.333),
        ("37/1 29123/1000 0/1", 1.855),
        ("37/1 0/1 0/1", 111320.0),
        ("37499/1000 0/1 0/1", 111.32),
        ("43/1 28/1 281400000/100000000", 0.001),
        ("43/1 28/0 0/0", 111320.0),
        ("", None),
    ],
)
def test_the_step_of_what_is_written(rationals: str, precision_m: float | None) -> None:
    found = place({**NORTH_EAST, "GPS:GPSLatitude": (37.5, rationals)})
    assert found.get("precision_m") == precision_m


@pytest.mark.parametrize(
    ("stated", "field", "value"),
    [
        ({"GPS:GPSAltitude": 42.5, "GPS:GPSAltitudeRef": 0}, "alt_m", 42.5),
        ({"GPS:GPSAltitude": 42.5, "GPS:GPSAltitudeRef": 1}, "alt_m", -42.5),
        ({"GPS:GPSAltitude": -42.5, "GPS:GPSAltitudeRef": 1}, "alt_m", -42.5),
        ({"GPS:GPSAltitude": 42.5}, "alt_ref", "sea level"),  # the rule where nothing is said
        ({"GPS:GPSAltitude": 42.5, "GPS:GPSAltitudeRef": 2}, "alt_ref", "ellipsoid"),
        ({"GPS:GPSAltitude": 42.5, "GPS:GPSAltitudeRef": 77}, "alt_ref", None),
        ({"GPS:GPSAltitude": "inf"}, "alt_m", None),
        ({"GPS:GPSImgDirection": 291.39, "GPS:GPSImgDirectionRef": "M"}, "direction",
         {"deg": 291.39, "ref": "magnetic"}),
        ({"GPS:GPSImgDirection": 360}, "direction", {"deg": 360.0, "ref": "unknown"}),
        ({"GPS:GPSImgDirection": 360.5}, "direction", None),
        ({"GPS:GPSImgDirection": "undef"}, "direction", None),
        ({"GPS:GPSSpeed": 0.7559, "GPS:GPSSpeedRef": "K"}, "speed", "0.7559 km/h"),
        ({"GPS:GPSSpeed": 3, "GPS:GPSSpeedRef": "?"}, "speed", "3"),
        ({"GPS:GPSMapDatum": "TOKYO"}, "datum", "TOKYO"),
        ({}, "datum", "WGS-84 (by specification)"),
    ],
)  # fmt: skip
def test_what_stands_around_a_position(stated: Stated, field: str, value: Any) -> None:
    assert place({**NORTH_EAST, **stated}).get(field) == value


@pytest.mark.parametrize(
    ("stated", "fields"),
    [
        # Apple's devices state their error beside; four decimals are 11 m.
        (
            {
                "Keys:GPSCoordinates": ("51.5334 -0.1255 26.756", "+51.5334-000.1255+026.756/"),
                "Keys:LocationAccuracyHorizontal": "35.000000",
            },
            {"role": "capture", "lat": 51.5334, "lon": -0.1255, "alt_m": 26.756, "error_m": 35.0,
             "precision_m": 11.132},
        ),
        # What FFmpeg 5.1 makes of an iPhone's recording when it wraps it as Matroska.
        (
            {
                "Matroska:Comapplequicktimelocationiso6709": "+37.7450-122.4301+066.374/",
                "Matroska:Comapplequicktimelocationaccuracyhorizontal": "3.754789",
            },
            {"lat": 37.745, "lon": -122.4301, "alt_m": 66.374, "error_m": 3.754789, "precision_m": 11.132},
        ),
        ({"Matroska:Location": "+37.5002+127.0362/"}, {"lat": 37.5002, "lon": 127.0362, "alt_m": None}),
        ({"UserData:GPSCoordinates": "91.5 12"}, {"doubt": "What is written is no position on Earth."}),
        # 3GPP TS 26.244, 8.7: where it was shot, what is shown, or fiction.
        (
            {"UserData:LocationInformation":
             "(none) Role=shooting Lat=51.53310 Lon=-0.12589 Alt=0.00 Body=earth"},
            {"role": "capture", "lat": 51.5331, "lon": -0.12589, "precision_m": 1.699},
        ),
        (
            {"UserData:LocationInformation":
             "King's Cross Role=real Lat=51.53310 Lon=-0.12589 Alt=3.50 Body=earth Notes=a b"},
            {"role": "shown", "name": "King's Cross", "alt_m": 3.5},
        ),
        (
            {"XMP-exif:GPSLatitude": -12.5, "XMP-exif:GPSLongitude": 30},
            {"role": "capture", "lat": -12.5, "lon": 30.0, "tag": "XMP-exif:GPS"},
        ),
        (
            {"XMP-iptcExt:LocationCreated":
             [{"City": "Goma", "CountryName": "DR Congo", "GPSLatitude": -1.6792, "GPSLongitude": 29.2228}]},
            {"role": "created", "name": "Goma, DR Congo", "lat": -1.6792},
        ),
        (
            {"IPTC:City": "Kingston", "IPTC:Country-PrimaryLocationName": "Canada"},
            {"role": "shown", "name": "Kingston, Canada", "tag": "IPTC:City"},
        ),
        (
            {"GPS:GPSDestLatitude": 1.5, "GPS:GPSDestLatitudeRef": "S", "GPS:GPSDestLongitude": 2,
             "GPS:GPSDestLongitudeRef": "W"},
            {"role": "destination", "lat": -1.5, "lon": -2.0},
        ),
    ],
)  # fmt: skip
def test_other_ways_to_state_a_place(stated: Stated, fields: Stated) -> None:
    found = place(stated)
    assert {name: found.get(name) for name in fields} == fields


@pytest.mark.parametrize(
    "stated",
    [
        {"UserData:LocationInformation": "Mordor Role=fictional Lat=1.00000 Lon=2.00000 Alt=0.00 Body=earth"},
        {"UserData:LocationInformation": "(none) Role=shooting Lat=1.00000 Lon=2.00000 Alt=0.00 Body=mars"},
        {"Keys:GPSCoordinates": "somewhere else"},
        {"GPS:GPSVersionID": "2 3 0 0"},
        {"IPTC:City": "  "},
    ],
)
def test_what_is_no_place(stated: Stated) -> None:
    assert record(findings(stated))["places"] == []


# --- claims, history, structure ------------------------------------------------------------------


def test_what_the_camera_wrote_comes_before_what_a_program_copied() -> None:
    device = record(findings({"XMP-tiff:Model": "X100", "IFD0:Model": "FinePix X100"}))["device"]
    assert (device["model"]["tag"], device["others"][0]["tag"]) == ("IFD0:Model", "XMP-tiff:Model")


@pytest.mark.parametrize(
    ("matrix", "degrees", "mirrored"),
    [
        ("1 0 0 0 1 0 0 0 1", 0, False),
        ("0 1 0 -1 0 0 1080 0 1", 90, False),
        ("-1 0 0 0 -1 0 1920 1080 1", 180, False),
        ("0 -1 0 1 0 0 0 1920 1", 270, False),
        ("-1 0 0 0 1 0 1920 0 1", 180, True),
    ],
)
def test_rotations(matrix: str, degrees: int, mirrored: bool) -> None:
    stated = {
        "Track1:HandlerType": "soun", "Track1:MatrixStructure": "1 0 0 0 1 0 0 0 1",
        "Track2:HandlerType": "vide", "Track2:MatrixStructure": matrix,
    }  # fmt: skip
    media = record(findings(stated, format="mp4"))["media"]
    turned = [(claim["tag"], claim["value"]) for claim in media if claim["role"] == "rotation"]
    assert turned == [("Track2:MatrixStructure", degrees)]
    assert any(claim["role"] == "mirrored" for claim in media) == mirrored


def test_history() -> None:
    steps = [
        {"Action": "saved", "When": "2019:07:24 11:25:40+02:00", "SoftwareAgent": "Adobe Photoshop"},
        {"Action": "converted", "When": "1970-01-01T00:00:00Z", "Parameters": "from a to b"},
        "no step",
    ]
    first, second = record(findings({"XMP-xmpMM:History": steps}))["history"]
    assert (first["software"], first["when"]["utc"]) == ("Adobe Photoshop", "2019-07-24T09:25:40Z")
    assert (second["changed"], second["when"]["set"]) == ("from a to b", False)


def test_too_much_is_told() -> None:
    found = findings({})
    for number in range(500):
        add(found, {f"Track{number}:TrackCreateDate": "2020:01:01 10:00:00"})
        add(found, {"IPTC:Keywords": ["a"], "Keys:GPSCoordinates": "1.5 2.5"}, place=f"film {number}")
    fields = record(found)
    assert (len(fields["times"]), len(fields["places"]), len(fields["text"])) == (400, 60, 300)
    assert len([problem for problem in fields["problems"] if "are kept" in problem]) == 3


def test_structure() -> None:
    found = findings({}, format="mp4")
    found.facts["mp4.boxes"] = ["ftyp", "moof", "mdat", "moof", "mdat"]
    found.thumbnails.append(Thumbnail("IFD1", 12, b"small"))
    found.blocks.append(Block("exif", "APP1", "truncated", 3, 9, "It is cut."))
    fields = record(found)
    other = findings({}, format="mp4")
    other.facts["mp4.boxes"] = ["ftyp", "moof", "mdat"]
    assert fields["structure"]["signature"].startswith("sha256:")
    assert fields["structure"]["signature"] == record(other)["structure"]["signature"]
    assert fields["thumbnails"][0]["length"] == 5
    assert fields["blocks"][0]["says"] == "It is cut."
    assert "exif" not in fields["absent"]


@pytest.mark.parametrize(
    ("provenance", "remote"),
    [
        ("https://cai.example/m/1", "https://cai.example/m/1"),
        ("self#jumbf=/c2pa/urn:uuid:1", None),
        ("", None),
    ],
)
def test_only_an_address_is_remote(provenance: str, remote: str | None) -> None:
    c2pa = record(findings({"XMP-dcterms:Provenance": provenance}))["c2pa"]
    assert c2pa.get("remote_url") == remote


# --- conflicts -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stated", "conflict"),
    [
        ({"IFD0:Make": "Canon", "XMP-tiff:Make": "NIKON"}, "make: Canon and NIKON"),
        ({"IFD0:Make": "NIKON", "XMP-tiff:Make": "Nikon Corporation"}, None),
        ({"IFD0:Make": "OLYMPUS CORPORATION", "XMP-tiff:Make": "Olympus Imaging Corp."}, None),
        ({"IFD0:Model": "Canon EOS 600D", "IFD0:UniqueCameraModel": "Canon EOS REBEL T3i"}, None),
        ({SHOT: "2026:11:24 14:41:16", CHANGED: "2008:07:31 17:32:06"}, "changed (2008:07:31 17:32:06)"),
        ({SHOT: "2020:01:02 10:00:00", CHANGED: "2020:01:01 10:00:00"}, None),  # as two zones may be
        ({SHOT: "2020:01:01 10:00:00", OFFSET: "+02:00", CHANGED: "2020:01:01 09:00:00",
          "ExifIFD:OffsetTime": "+02:00"}, "before the picture was taken"),
        ({SHOT: "2020:01:01 10:00:00", OFFSET: "+02:00", CHANGED: "2020:01:01 09:00:00",
          "ExifIFD:OffsetTime": "+01:00"}, None),
        ({SHOT: "2008:03:15 09:52:01", IN_XMP: "2008:03:15 09:52:01-04:00"}, None),
        ({SHOT: "2008:03:15 09:52:01", IN_XMP: "2008:03:15 13:52:01Z"}, None),
        ({SHOT: "2008:03:15 09:52:01", IN_XMP: "2008-03-15T09:52"}, None),
        ({SHOT: "2008:03:15 09:52:01", IN_XMP: "2008:03:15 13:59:01Z"}, "two capture times"),
        ({SHOT: "2008:03:15 09:52:01", IN_XMP: "2008:03:15 10:52:01"}, "two capture times"),
        ({SHOT: "2008:03:15 09:52:01", IN_XMP: "2008:03:15"}, None),
        # Pictures of a COOLPIX P6000, whose fix is dated a day late.
        ({SHOT: "2008:10:22 16:28:39", DAY: "2008:10:23", CLOCK: "14:27:07.24"},
         "Clock, zone or fix is wrong."),
        ({SHOT: "2008:10:22 16:28:39", DAY: "2008:10:21", CLOCK: "14:27:07.24"},
         "wrong, or the fix is an old one."),
        ({SHOT: "2008:10:22 16:28:39", DAY: "2008:10:22", CLOCK: "14:27:07.24"},
         None),
        # Since 2019-04-07 receivers that count weeks in ten bits may be 1024 of them behind.
        ({SHOT: "2020:01:15 12:00:00", DAY: "2000:05:31", CLOCK: "10:00:00"},
         "1024 weeks apart"),
        ({SHOT: "2020:01:15 12:00:00", OFFSET: "+02:00", DAY: "2020:01:15",
          CLOCK: "09:00:00"}, "With the zone it states"),
        ({SHOT: "2020:01:15 12:00:00", OFFSET: "+02:00", DAY: "2020:01:15",
          CLOCK: "09:45:00"}, None),
        # t/…/sample.mp4 of ExoPlayer.
        ({"UserData:GPSCoordinates": ("40.68 -74.5", "+40.680-074.500/"),
          "ItemList:GPSCoordinates": ("40.6892 -74.0445 10", "+40.6892-074.0445+10.000/")}, "38.5 km apart"),
        ({"UserData:GPSCoordinates": "0 0", "ItemList:GPSCoordinates": "40.6892 -74.0445"}, None),
        ({"Keys:GPSCoordinates": "10.5 179.9999", "ItemList:GPSCoordinates": "10.5 -179.9999"}, None),
        ({**NORTH_EAST, "GPS:GPSLatitude": (43.46, "43/1 28/1 0/1"), "XMP-exif:GPSLatitude": 43.4744,
          "XMP-exif:GPSLongitude": 11.8851}, None),  # one minute is 1.9 km
        ({**NORTH_EAST, "GPS:GPSDestLatitude": 1.5, "GPS:GPSDestLatitudeRef": "N", "GPS:GPSDestLongitude": 2,
          "GPS:GPSDestLongitudeRef": "E"}, None),  # what it looks at
    ],
)  # fmt: skip
def test_conflicts(stated: Stated, conflict: str | None) -> None:
    found = says(stated)
    if conflict is None:
        assert found == []
    else:
        (only,) = found
        assert conflict in only


def test_another_block_is_in_no_conflict() -> None:
    found = findings({"IFD0:Make": "Google", **NORTH_EAST})
    add(found, {"Keys:Make": "Apple", "Keys:GPSCoordinates": "1.5 2.5"}, place="film 2")
    assert record(found)["conflicts"] == []


def test_hostile_values() -> None:
    """Whatever stands under a name: finite numbers, and text that is not taken for more than text."""
    hostile: tuple[Any, ...] = (
        "\x1b[31m",
        "A" * 4000,
        "nan",
        "-1e400",
        10**400,
        2**63,
        -1,
        [],
        ["a", 1],
        {"a": 1},
        "\u202e",
    )
    names = (
        SHOT, CHANGED, "GPS:GPSLatitude", "GPS:GPSLongitude", "GPS:GPSAltitude", "GPS:GPSAltitudeRef",
        "GPS:GPSImgDirection", DAY, CLOCK, "Keys:GPSCoordinates", "IFD0:Make",
        "Track1:MatrixStructure", "XMP-xmpMM:History", "XMP-iptcExt:LocationShown", "XMP-xmpMM:DerivedFrom",
        "ExifIFD:SubSecTimeOriginal", OFFSET, "UserData:LocationInformation",
    )  # fmt: skip
    for value in hostile:
        fields = record(findings(dict.fromkeys(names, value)))
        numbers = [part for each in fields["places"] for part in each.values() if isinstance(part, float)]
        assert all(map(math.isfinite, numbers))
        assert not any(time.get("set", True) for time in fields["times"])

"""Which leads are found, which are not, and how they are worded."""

import json
import re
from typing import Any

import pytest

from osintkit.meta import assembling
from osintkit.meta.found import Findings, Tag
from osintkit.records.meta import Meta

Stated = dict[str, Any]
SHOT, OFFSET = "ExifIFD:DateTimeOriginal", "ExifIFD:OffsetTimeOriginal"
CHANGED, CHANGED_OFFSET = "IFD0:ModifyDate", "ExifIFD:OffsetTime"
SOURCE = "XMP-iptcExt:DigitalSourceType"
BOX, MADE = "QuickTime:CreateDate", "Keys:CreationDate"
LAVF = {
    "mp4.brand": "isom", "mp4.minor_version": 512, "mp4.compatible": ["isom", "iso2", "avc1", "mp41"],
    "mvhd.timescale": 1000,
    "mp4.handlers": [["vide", "VideoHandler", "", ""], ["soun", "SoundHandler", "", ""]],
}  # fmt: skip


def leads(
    stated: Stated | None = None,
    *,
    format: str = "jpeg",  # noqa: A002
    facts: Stated | None = None,
    boxes: tuple[str, ...] = (),
    name: str = "",
    place: str = "",
) -> dict[str, Stated]:
    """The leads of a file by their ids, once they have been found to be of a Meta record."""
    found = Findings(format=format, boxes=list(boxes), facts=dict(facts or {}))
    for tag, value in (stated or {}).items():
        value, raw = value if isinstance(value, tuple) else (value, "")
        found.tags.append(Tag(tag, value, raw, place))
    fields = json.loads(json.dumps(assembling.fields_of(found, name, everything=False), allow_nan=False))
    Meta.model_validate({**fields, "source": "0" * 64, "readers": {}})
    return {lead["id"]: lead for lead in fields["leads"]}


EVERY: tuple[tuple[str, str, Stated], ...] = (
    # t/images/Apple.jpg of ExifTool: its clock was 7 s fast, or its fix 7 s old.
    (
        "time.zone_from_satellites",
        "strong",
        {"stated": {SHOT: "2016:09:28 18:18:05", "ExifIFD:SubSecTimeOriginal": "813",
                    "GPS:GPSDateStamp": "2016:09:28", "GPS:GPSTimeStamp": "17:17:58.65"}},
    ),
    (
        "time.zone_from_satellites",
        "moderate",  # a clock at UTC, or a receiver's time that is local
        {"stated": {SHOT: "2016:09:28 17:18:05", "GPS:GPSDateStamp": "2016:09:28",
                    "GPS:GPSTimeStamp": "17:17:58.65"}},
    ),
    # Two recordings of ExoPlayer's test set, sample_with_color_info.mp4 and dolbyVision-hdr.MOV.
    (
        "time.container_agrees",
        "strong",
        {"stated": {BOX: "2021:05:25 16:21:51", MADE: "2021:05:25 09:21:51-07:00"}, "format": "mov"},
    ),
    (
        "time.container_later",
        "strong",
        {"stated": {BOX: "2023:05:09 11:48:30", MADE: "2023:05:09 12:41:46+01:00"}, "format": "mov"},
    ),
    (
        "time.container_is_local",
        "moderate",
        {"stated": {BOX: "2023:05:09 12:41:50", MADE: "2023:05:09 12:41:46+01:00"}, "format": "mov"},
    ),
    (
        "time.container_is_local",
        "moderate",
        {"stated": {BOX: "2023:05:09 12:41:50", MADE: "2023:05:09 12:41:46-07:00"}, "format": "mov"},
    ),
    (
        "time.container_earlier",
        "moderate",
        {"stated": {BOX: "2023:05:08 11:48:30", MADE: "2023:05:09 12:41:46+01:00"}, "format": "mov"},
    ),
    (
        "time.written_again",
        "moderate",
        {"stated": {SHOT: "2008:05:30 15:56:01", CHANGED: "2008:07:31 10:38:11"}},
    ),
    (
        "time.written_again",
        "moderate",
        {"stated": {SHOT: "2020:01:01 10:00:00", OFFSET: "+02:00", CHANGED: "2020:01:01 10:00:00",
                    CHANGED_OFFSET: "+01:00"}},
    ),
    ("time.not_set", "moderate", {"stated": {SHOT: "2000:01:01 00:00:00"}}),
    ("time.not_set", "moderate", {"stated": {"GPS:GPSDateStamp": "1970:01:01"}}),
    (
        "time.not_set",
        "moderate",
        {"stated": {BOX: ("0000:00:00 00:00:00", "2082844800 seconds since 1904")}, "format": "mp4"},
    ),
    ("time.impossible", "weak", {"stated": {CHANGED: "2017:08:21 15:08:70"}}),
    (
        "time.counted_from_1970",
        "weak",
        {"stated": {BOX: ("2016:05:31 17:01:35", "1464714095 seconds, taken to be since 1970")},
         "format": "mp4"},
    ),
    ("c2pa.content_matches", "strong", {"facts": {"c2pa": {"content_hash": "match", "manifests": []}}}),
    ("c2pa.content_changed", "strong", {"facts": {"c2pa": {"content_hash": "mismatch", "manifests": []}}}),
    ("c2pa.remote", "moderate", {"stated": {"XMP-dcterms:Provenance": "https://cai.example/m/1"}}),
    ("ai.digital_source_type", "strong", {"stated": {SOURCE: "trainedAlgorithmicMedia"}}),
    ("ai.digital_source_type", "moderate", {"stated": {SOURCE: "algorithmicMedia"}}),
    ("source.digital_source_type", "weak", {"stated": {SOURCE: "digitalCapture"}}),
    (
        "platform.google",
        "strong",
        {"stated": {"Track1:HandlerDescription":
                    "ISO Media file produced by Google Inc. Created on: 08/17/2020."}, "format": "mp4"},
    ),
    ("platform.facebook", "strong", {"stated": {"IPTC:SpecialInstructions": "FBMD01000ac0030000f1"}}),
    (
        "platform.tiktok",
        "moderate",
        {"stated": {"ItemList:Comment": "vid:v09044g40000brpp9j7bb9hp8pv63q2g"}, "format": "mp4"},
    ),
    ("container.ffmpeg_wrap", "strong", {"stated": {"ItemList:Encoder": "Lavf58.29.100"}, "format": "mp4"}),
    ("container.ffmpeg_wrap", "strong", {"stated": {"Info:MuxingApp": "Lavf58.29"}, "format": "matroska"}),
    ("container.ffmpeg_wrap", "strong", {"facts": LAVF, "format": "mp4"}),
    (
        "container.apple_rewrapped",
        "strong",
        {"stated": {"Keys:Encoder": "Lavf60.3.100"}, "format": "mp4",
         "facts": {**LAVF, "mp4.handlers": [["vide", "Core Media Video", "", ""]]}},
    ),
    (
        "container.hidden_beginning",
        "moderate",
        {"format": "mp4", "facts": {"mp4.edit_lists": [
            {"track": 2, "type": "soun", "hidden_s": 9.0}, {"track": 1, "type": "vide", "hidden_s": 3.2}]}},
    ),
    ("software.editor", "moderate", {"stated": {"IFD0:Software": "GIMP 2.4.5"}}),
    (
        "software.editor",
        "moderate",
        {"stated": {"XMP-xmpMM:History": [{"SoftwareAgent": "Adobe Photoshop CS6 (Macintosh)"}]}},
    ),
    ("jpeg.standard_tables", "strong", {"facts": {"jpeg.quality": {"table": "ijg", "q": 75}}}),
    ("jpeg.photoshop_block", "moderate", {"boxes": ("APP1 Exif", "APP13 Photoshop")}),
    ("jpeg.adobe_segment", "moderate", {"boxes": ("APP14 Adobe",)}),
    ("jpeg.progressive", "weak", {"facts": {"jpeg.progressive": True}}),
    (
        "size.differs",
        "weak",
        {"stated": {"File:ImageWidth": 480, "File:ImageHeight": 360, "ExifIFD:ExifImageWidth": 2272,
                    "ExifIFD:ExifImageHeight": 1704}},
    ),
    (
        "file.video_inside",
        "strong",
        {"facts": {"trailer": {"offset": 10, "length": 90, "kind": "unknown + mp4", "parts": [
            {"offset": 10, "length": 20, "kind": "unknown"}, {"offset": 30, "length": 70, "kind": "mp4"}]}}},
    ),
    (
        "file.video_inside",
        "strong",
        {"facts": {"trailer": {"offset": 30, "length": 70, "kind": "mp4", "parts": []}}, "format": "heic"},
    ),
    ("file.other_extension", "moderate", {"name": "film.mp4", "format": "mov"}),
)  # fmt: skip


@pytest.mark.parametrize(("id", "strength", "file"), EVERY)
def test_a_lead_is_found(id: str, strength: str, file: Stated) -> None:  # noqa: A002
    found = leads(**file)
    assert [*found] == [id] or id == "container.apple_rewrapped"
    assert found[id]["strength"] == strength


def test_every_lead_is_worded_as_one() -> None:
    """What it rests on and what it does not show are said; nobody is accused, nothing is proven."""
    too_sure = re.compile(
        r"\b(?:fake|forged|forgery|manipulated|tampered|genuine|authentic|verified|proves?|proof|certainly|score)\b"
    )
    for _, _, file in EVERY:
        for lead in leads(**file).values():
            assert lead["because"]
            assert all(because.strip() for because in lead["because"])
            for sentence in (lead["says"], lead["does_not_show"]):
                assert sentence.endswith(".")
                assert len(sentence) <= 420
                assert not too_sure.search(sentence.casefold()), sentence


@pytest.mark.parametrize(
    "file",
    [
        {},  # absent metadata is no lead
        {"format": "mp4"},
        {"stated": {BOX: ("0000:00:00 00:00:00", "0 seconds since 1904")}, "format": "mp4"},
        {"stated": {"Info:DateTimeOriginal": ("2001:01:01 00:00:00Z", "0 (nanoseconds since 2001)")}},
        {"stated": {SHOT: "    :  :     :  :  "}},
        {"stated": {SHOT: "0000:00:00 00:00:00"}},
        {"stated": {"GPS:GPSTimeStamp": "07:30:14"}},
        # A phone's own moving picture, changed 19 s after its time (sample_MP.heic of ExoPlayer).
        {"stated": {SHOT: "2020:10:21 12:26:18", CHANGED: "2020:10:21 12:26:37"}},
        # Only the zone differs, stated or not.
        {"stated": {SHOT: "2020:10:21 12:26:18", CHANGED: "2020:10:21 14:26:18"}},
        {"stated": {SHOT: "2020:10:21 12:26:18", OFFSET: "+01:00", CHANGED: "2020:10:21 13:26:18",
                    CHANGED_OFFSET: "+02:00"}},
        # Before the picture was taken: that is a conflict.
        {"stated": {SHOT: "2026:11:24 14:41:16", CHANGED: "2008:07:31 17:32:06"}},
        {"stated": {SHOT: "2026:11:24", CHANGED: "2027:07:31"}},
        {"stated": {BOX: "2006:01:01 00:00:01", "ItemList:ContentCreateDate": "2006"}, "format": "mp4"},
        {"stated": {"XMP-dcterms:Provenance": "self#jumbf=/c2pa/urn:uuid:1"}},
        {"stated": {"Track1:HandlerDescription": "Core Media Video"}, "format": "mov"},
        {"stated": {"ItemList:Comment": "ISO Media file produced by Google Inc."}, "format": "mp4"},
        {"stated": {"IPTC:SpecialInstructions": "Not for FBMD01000ac0030000f1"}},
        {"stated": {"ItemList:Comment": "vid:1234"}, "format": "mp4"},
        {"stated": {"ItemList:Encoder": "Lavender 2"}, "format": "mp4"},
        # Two marks are not enough: other programs have them too.
        {"format": "mp4", "facts": {"mvhd.timescale": 1000, "mp4.minor_version": 512}},
        # What delays of codecs take: B-frames, and the priming of sound.
        {"format": "mp4", "facts": {"mp4.edit_lists": [{"track": 1, "type": "vide", "hidden_s": 0.08},
                                                       {"track": 2, "type": "soun", "hidden_s": 2.1}]}},
        {"stated": {"IFD0:Software": "Las Vegas 1.0"}},
        {"stated": {"ExifIFD:OwnerName": "Corel"}},
        {"stated": {"Track1:HandlerDescription": "Adobe Premiere handler"}, "format": "mp4"},
        {"facts": {"jpeg.quality": {"table": "custom"}}},
        {"boxes": ("APP13 Adobe_CM", "APP1 Exif")},
        {"stated": {"File:ImageWidth": 1704, "File:ImageHeight": 2272, "ExifIFD:ExifImageWidth": 2272,
                    "ExifIFD:ExifImageHeight": 1704}},  # turned
        {"stated": {"File:ImageWidth": 480, "File:ImageHeight": 360, "ExifIFD:ExifImageWidth": 0,
                    "ExifIFD:ExifImageHeight": 0}},
        {"stated": {"File:ImageWidth": 480, "File:ImageHeight": 360, "ExifIFD:ExifImageWidth": 2272,
                    "ExifIFD:ExifImageHeight": 1704}, "format": "tiff"},
        {"facts": {"trailer": {"offset": 10, "length": 9, "kind": "afcp", "parts": []}}},
        {"facts": {"trailer": {"offset": 10, "length": 9, "kind": "mp4", "parts": []}}, "format": "mp4"},
        {"name": "film.MP4", "format": "mp4"},
        {"name": "film", "format": "mp4"},
    ],
)  # fmt: skip
def test_no_lead_is_found(file: Stated) -> None:
    assert leads(**file) == {}


@pytest.mark.parametrize(
    "stated",
    [
        {"ItemList:Encoder": "Lavf58.29.100"},
        {"IFD0:Software": "GIMP 2.4.5"},
        {SHOT: "2008:05:30 15:56:01", CHANGED: "2008:07:31 10:38:11"},
        {BOX: "2021:05:25 16:21:51", MADE: "2021:05:25 09:21:51-07:00"},
        {"File:ImageWidth": 480, "File:ImageHeight": 360, "ExifIFD:ExifImageWidth": 2272,
         "ExifIFD:ExifImageHeight": 1704},
    ],
)  # fmt: skip
def test_what_a_film_or_a_picture_inside_states_is_no_lead_about_the_file(stated: Stated) -> None:
    assert leads(stated, place="mpvd") == {}


def test_how_much_later() -> None:
    stated = {BOX: "2023:05:09 11:48:30", MADE: ("2023:05:09 12:41:46+01:00", "2023-05-09T12:41:46+0100")}
    lead = leads(stated, format="mov")["time.container_later"]
    assert "6 min 44 s after" in lead["says"]
    assert lead["because"] == [f"{BOX} 2023-05-09T11:48:30Z", f"{MADE} 2023-05-09T12:41:46+0100"]


@pytest.mark.parametrize(
    ("handler", "day"),
    [
        ("ISO Media file produced by Google Inc. Created on: 08/17/2020.", "on 2020-08-17"),
        ("ISO Media file produced by Google Inc. Created on: 17/08/2020.", ""),
        ("ISO Media file produced by Google Inc.", ""),
    ],
)
def test_googles_date_is_told_where_it_is_one(handler: str, day: str) -> None:
    says = leads({"Track2:HandlerDescription": handler}, format="mp4")["platform.google"]["says"]
    assert (day in says) if day else not re.search(r"\d", says)


def test_one_lead_for_times_that_are_written_alike() -> None:
    unix_zero = ("0000:00:00 00:00:00", "2082844800 seconds since 1904")
    stated = dict.fromkeys((BOX, "QuickTime:ModifyDate", "Track1:TrackCreateDate"), unix_zero)
    lead = leads(stated, format="mp4")["time.not_set"]
    assert lead["because"] == [f"{BOX} 2082844800 seconds since 1904 (1970-01-01)"]


def test_what_is_larger_than_stated_was_not_made_smaller() -> None:
    stated = {"File:ImageWidth": 4000, "File:ImageHeight": 3000, "ExifIFD:ExifImageWidth": 2000,
              "ExifIFD:ExifImageHeight": 1500}  # fmt: skip
    says = leads(stated)["size.differs"]["says"]
    assert "larger" in says
    assert "smaller" not in says


def test_a_name_is_a_lead() -> None:
    lead = leads(name="IMG-20220913-WA0001.jpg")["name.whatsapp"]
    assert "so 2022-09-13" in lead["because"]

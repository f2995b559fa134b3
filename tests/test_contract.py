"""The JSON that other programs rely on: every kind of record, its schema, and lines once written.

``tests/golden`` holds what this version writes. After a change that is meant, look at what differs:

    OSINTKIT_GOLDEN=refresh python -m pytest tests/test_contract.py && git diff tests/golden

``lines/<version>.ndjson`` of an earlier version is never written again: those lines are out there.
"""

import inspect
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import ValidationError

import osintkit
from osintkit import records
from osintkit.errors import FailureCode, UsageError
from osintkit.frames.selftest import CLIP
from osintkit.records import KIND_OF_CAVEAT, KINDS, CaveatCode, Record, decode_line
from osintkit.records.schema import schema

GOLDEN = Path(__file__).with_name("golden")
LINES = GOLDEN / "lines"
REFRESH = os.environ.get("OSINTKIT_GOLDEN") == "refresh"
SHA = "2102366919f11e91b4a2f953ca041b20a8ccbf217ec67e3ccbb21ad25264d160"
PATH = {"path": "in/caf\\xe9.mp4", "path_b64": "aW4vY2Fm6S5tcDQ="}
LIBRARIES = {"python": "3.12.1", "av": "18.1.0"}
CONFINEMENT = records.Confinement(
    level=3, landlock_abi=7, seccomp=True, limits=("AS", "CPU"), verified=True, start="fork"
)
SAID = {"stage": "decode", "says": "2 of 163 frames could not be decoded.", "do": "Get a better copy."}
SHOT_TIMES = {"start_s": 3.6, "end_s": 5.04, "start_timecode": "0:00:03.600", "end_timecode": "0:00:05.040"}
BLEND = {"begins": "dissolve", "transition_from_s": 3.4, "transition_to_s": 3.8}
SIZE = {"width_px": 1280, "height_px": 720}
DISPLAY = {
    **SIZE,
    "display_width_px": 720,
    "display_height_px": 1280,
    "rotation_deg": 90.0,
    "mirrored": False,
}
FILE = {"file": "osintkit-frames/caf-21023669/0001_00m03s840_21023669.jpg", "sha256": "ab" * 32}
CLAIM = {"role": "make", "value": "Apple", "tag": "IFD0:Make", "raw": "Apple ", "place": "item 3"}
MOMENT = {"utc": "2022-09-13T02:34:45Z", "local": "2022-09-13T06:34:45", "offset": "+04:00"}
STATED = {
    "text": "13 September 2022, 09:19 am CET (11:19 am local)",
    "earliest": "2022-09-13T07:19:00Z", "latest": "2022-09-13T07:20:00Z", "precision": "minute",
    "readings": ({
        "says": "CET as +02:00", "local_from": "2022-09-13T09:19:00", "local_to": "2022-09-13T09:20:00",
        "offset": "+02:00", "earliest": "2022-09-13T07:19:00Z", "latest": "2022-09-13T07:20:00Z",
    },),
    "zone_stated": "CET", "zone_candidates": ("+01:00", "+02:00"), "zone_status": "inferred",
    "zone_why": "only +02:00 agrees with the second clock time", "basis": "satellite_metadata",
    "also_stated": ({"text": "11:19 am local", "local": "11:19", "zone": "Asia/Yerevan", "agrees": True},),
    "unsettled": ("Which seconds.",),
}  # fmt: skip
ZONES = {
    "within_m": 500.0, "offsets_differ": False, "source": "tzfpy 2.1.1, tzdata 2026a", "note": "Law and use.",
    "zones": ({
        "zone": "Asia/Yerevan", "offsets": ("+04:00",), "abbreviations": ("+04",), "distance_m": 0.0,
    },),
}  # fmt: skip
SITE = {
    "text": "39.5981,46.2311",
    "lat_deg": 39.5981,
    "lon_deg": 46.2311,
    "height_m": 2666.0,
    "within_m": 5.6,
}
ESTIMATE = {"value": 79.9, "from_68": 79.8, "to_68": 80.0, "from_95": 79.7, "to_95": 80.1}
POSITION = {
    **MOMENT, "utc_to": "2022-09-13T02:35:45Z", "azimuth_deg": 79.9, "elevation_deg": 1.1,
    "apparent_deg": 1.5, "shadow_azimuth_deg": 259.9, "shadow_ratio": 38.2, "azimuth": ESTIMATE,
    "apparent": ESTIMATE,
    "ratio": ESTIMATE,
}  # fmt: skip
WINDOW = {
    "local_from": "2022-09-13T06:34:45", "local_to": "2022-09-13T07:00:00", "offset": "+04:00",
    "offset_to": "+05:00",
    "utc_from": "2022-09-13T02:34:45Z", "utc_to": "2022-09-13T03:00:00Z",
}  # fmt: skip
CANDIDATE = {
    **WINDOW, "half": "morning", "share": 0.95, "best_utc": "2022-09-13T02:40:00Z",
    "best_local": "2022-09-13T06:40:00", "azimuth_from_deg": 78.0, "azimuth_to_deg": 82.2,
    "apparent_from_deg": -0.3, "apparent_to_deg": 4.3, "apparent_low_deg": -0.3, "apparent_high_deg": 4.3,
}  # fmt: skip
TIME = {
    "role": "capture",
    "local": "2024-06-14T07:12:31.12",
    "utc": "2024-06-14T05:12:31.12Z",
    "precision": "subsecond",
    "zone_status": "inferred",
    "offset": "+02:00",
    "zone_tag": "GPS:GPSDateStamp and ExifIFD:DateTimeOriginal",
    "tag": "ExifIFD:DateTimeOriginal",
    "raw": "2024:06:14 07:12:31",
}

# One of each kind, every optional field filled in.
EXAMPLES: list[Record] = [
    records.Run(
        command="frames", argv=("frames", "a.mp4"), version="0.1.0", libraries=LIBRARIES,
        parameters={"pick": "best", "at_s": [0.5], "max_frames": None}, confinement=CONFINEMENT,
        started="2026-03-01T12:00:00.000Z",
    ),
    records.Source.model_validate({"source": SHA, "size_bytes": 6130, **PATH}),
    records.Stream.model_validate({
        "source": SHA, "container": "mov,mp4,m4a,3gp,3g2,mj2", "stream": 0, "media": "video",
        "examined": True, "codec": "h264", "profile": "High", "pixel_format": "yuv420p", **DISPLAY,
        "sample_aspect_ratio": "16/11", "colour": "bt709", "time_base": "1/12800", "first_pts": -512,
        "container_start_s": 0.04, "average_rate": "30000/1001", "declared_duration_s": 7.0,
        "declared_frames": 163, "decoded_frames": 161, "decoded_from_s": 0.0, "decoded_to_s": 6.44,
        "scan": "progressive", "engine": "av", "claimed_time": "2024-06-14 07:12:31+02:00",
    }),
    records.Meta.model_validate({
        "source": SHA, "format": "mov", "mime": "video/quicktime", "extension_agrees": False,
        "truncated": True,
        "times": ({
            **TIME, "joined": ({"tag": "ExifIFD:SubSecTimeOriginal", "raw": "12 "},), "residual_s": -2.5,
            "place": "item 3",
        },),
        "places": ({
            "role": "capture", "lat": 48.8583701, "lon": 2.2944813, "datum": "WGS-84", "alt_m": 35.2,
            "alt_ref": "sea level", "precision_m": 0.309, "error_m": 4.7, "dop": 1.2,
            "direction": {"deg": 271.5, "ref": "true"}, "bearing": {"deg": 90.0, "ref": "magnetic"},
            "speed": "3.6 km/h", "track": {"deg": 12.0, "ref": "unknown"}, "method": "GPS", "name": "Paris",
            "doubt": "Perhaps.",
            "links": ("https://www.openstreetmap.org/?mlat=48.85837&mlon=2.29448&zoom=17",),
            "tag": "GPS", "raw": {"GPS:GPSLatitude": "48/1 51/1 3013/100"}, "place": "item 3",
        },),
        "device": {
            "make": CLAIM, "model": CLAIM, "host": CLAIM, "owner": CLAIM, "serials": (CLAIM,),
            "lens": (CLAIM,), "others": (CLAIM,),
        },
        "software": (CLAIM,),
        "history": ({
            "action": "saved", "when": TIME, "software": "Editor 1", "changed": "/", "instance": "xmp.iid:1",
            "tag": "XMP-xmpMM:History",
        },),
        "ids": {
            "document": CLAIM, "instance": CLAIM, "original": CLAIM, "derived_from": CLAIM,
            "others": (CLAIM,),
        },
        "credit": ({**CLAIM, "value": ("A", "B")},), "text": (CLAIM,), "media": ({**CLAIM, "value": 6},),
        "thumbnails": ({
            "place": "IFD1", "offset": 1120, "length": 1378, "sha256": "ef" * 32, "verdict": "differs",
            "similarity": 0.166, "turned_deg": 90, "mirrored": True, "reason": "A part of it.",
            "file": FILE["file"],
        },),
        "c2pa": {
            "present": True, "active_manifest": "urn:c2pa:1", "manifests": ({"label": "urn:c2pa:1"},),
            "digital_source_types": ("http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture",),
            "content_hash": "mismatch", "content_hash_says": "Another digest.", "signature": "not_checked",
            "remote_url": "https://example.org/m", "validation": {"validation_state": "Invalid"},
        },
        "structure": {
            "parts": ("ftyp", "moov"), "signature": "sha256:00", "jpeg_quality": {"table": "ijg", "q": 75},
            "trailing_bytes": 7, "trailer": {"kind": "mp4"}, "facts": {"mvhd.timescale": 1000},
        },
        "blocks": ({
            "kind": "xmp", "place": "APP1", "status": "corrupt", "offset": 30, "length": 99,
            "says": "Broken.",
        },),
        "absent": ("iptc",),
        "leads": ({
            "id": "container.ffmpeg_wrap", "strength": "strong", "says": "FFmpeg wrote it.",
            "because": ("Lavf",),
            "does_not_show": "Editing.",
        },),
        "conflicts": ({"says": "Two makers.", "tags": ("IFD0:Make", "XMP-tiff:Make")},),
        "problems": ("moov: cut.",), "all_read": False,
        "sidecars": ({
            **PATH, "sha256": "aa" * 32, "kind": "yt-dlp", "claims": {"id": "x"}, "problem": "Cut.",
        },),
        "differences": ({"tag": "IFD0:Make", "ours": "A", "exiftool": "B", "says": "They differ."},),
        "tags": ({"name": "IFD0:Make", "value": "A", "raw": "A ", "place": "item 3"},),
        "readers": {"builtin": "1"},
    }),
    records.Shot.model_validate({
        "source": SHA, "shot": 2, "first_frame": 90, "last_frame": 125, "first_pts": 46080, "last_pts": 64000,
        "time_base": "1/12800", **SHOT_TIMES, **BLEND,
    }),
    records.Frame.model_validate({
        "source": SHA, "frame": 96, "shot": 2, "role": "representative", "pts": 49152, "time_base": "1/12800",
        "seconds": 3.84, "timecode": "0:00:03.840", "estimated": False, "keyframe": True, "sharpness": 5.518,
        **SIZE, **FILE, "algorithm": "pdq", "hash": "0f" * 32, "quality": 100, "reason": None,
    }),
    records.Hash.model_validate({
        "source": SHA, "algorithm": "pdq_luma", "bits": 256, "hash": "00ff" * 16, "quality": 42,
        "orientation": "mirrored_rotated_90", "reason": "Quality 42 of 100.", "off_pdq_bits": 22, "frame": 96,
        "pts": 49152, "time_base": "1/12800", "seconds": 3.84, "timecode": "0:00:03.840",
    }),
    records.Sheet.model_validate(
        {"source": SHA, "page": 1, "pages": 2, "tiles": 31, "safe": True, **SIZE, **FILE}
    ),
    records.Match.model_validate({
        "source": SHA, "verdict": "candidate", "says": "Candidate, look yourself: 40 of 256 bits differ.",
        "tags": ({"text": "2016, Aleppo; shown false", "graphic": True, "note": "note:3fa9c1d2e0b4"},),
        "distance_bits": 40, "bits": 256, "orientation": "rotated_90", "negative": True, "trim": "cell",
        "trim_box_px": (2, 144, 476, 700), "chance_matches": 0.004, "index_hashes": 1_000_000,
        "query_hash": "00ff" * 16, "query_quality": 87, "query_seconds": 1.5, "query_timecode": "0:00:01.500",
        "matched_source": "cd" * 32, "matched_medium": "video", "matched_path": PATH["path"],
        "matched_path_b64": PATH["path_b64"], "matched_label": "row 3", "matched_algorithm": "pdq_luma",
        "matched_quality": 90, "matched_frame": 96, "matched_pts": 49152, "matched_time_base": "1/12800",
        "matched_seconds": 3.84, "matched_timecode": "0:00:03.840", "frames_in_common": 2,
        "spans": ({
            "query_from_s": 1.0, "query_to_s": 1.5, "from_s": 3.4, "to_s": 3.9, "frames": 2,
            "distance_bits": 40,
        },),
    }),
    records.Group.model_validate({
        "group": 1, "radius_bits": 31, "files": 1, "pictures": 1, "hashes": 2, "shape": "chain",
        "diameter_bits": 50, "diameter_exact": False, "original": SHA, "why": "It has the most pixels.",
        "says": "A chain.",
        "tags": ({"text": "seen"},),
        "members": ({
            "source": SHA, "medium": "still", **PATH, "label": "row 3", "size_bytes": 6130, **SIZE,
            "duration_s": 7.0, "claims": "2013-10-12 16:01:33", "quality": 100, "frames": 1, "seconds": 0.5,
            "timecode": "0:00:00.500", "distance_bits": 0,
        },),
    }),
    records.Indexed(
        source=SHA, status="extended", algorithm="pdq_luma", sampling="0.5s+shots", hashes=59, degenerate=4,
        refused=1,
    ),
    records.Tag(source=SHA, row=2, text="2016, Aleppo; shown false", graphic=True, note="note:3fa9c1d2e0b4"),
    records.Index.model_validate({
        **PATH, "format": 1, "stills": 93, "videos": 1, "lists": 2, "hashes": 152, "degenerate": 4,
        "refused": 1, "tags": 1, "size_bytes": 393_216, "bytes_per_hash": 40.1, "status": "ok",
        "says": "All.",
    }),
    records.WrittenTime.model_validate({"time": STATED, "zones": ZONES}),
    records.Sun.model_validate({
        "asked": "at", "site": SITE, "time": STATED, "reading": STATED["readings"][0],
        "inputs": {"zone": "Asia/Yerevan", "step_s": None}, "assumptions": ("Flat.",),
        "not_established": ("Whether terrain hides the sun.",), "zones": ZONES,
        "at": {
            "date": "2022-09-13", "day": "usual", "position": POSITION, "events": ({
                "event": "sunrise", **MOMENT, "azimuth_deg": 84.2, "elevation_deg": -0.7, "sd_s": 52.1,
                "utc_68": ("2022-09-13T02:33:53Z", "2022-09-13T02:35:37Z"),
                "utc_95": ("2022-09-13T02:33:03Z", "2022-09-13T02:36:27Z"), "sure": False,
            },), "path": (POSITION,),
        },
        "pictures": ({
            "shows": "the path", "file": "out/caf\\xe9.png", "path_b64": "b3V0L2NhZukucG5n",
            "file_sha256": "ab" * 32,
        },),
    }),
    records.Sun.model_validate({
        "asked": "when", "site": SITE, "inputs": {"elevation_range": [0.0, 15.0]}, "zones": ZONES,
        "when": {
            "fits": True, "level": "95", "candidates": (CANDIDATE,), "candidates_68": (CANDIDATE,),
            "searched": (WINDOW,), "excluded": ("06:00 to 06:34: below.",),
            "nearest": {"utc": MOMENT["utc"], "local": MOMENT["local"], "says": "4 sd off."},
        },
    }),
    records.Sun.model_validate({
        "asked": "where", "time": STATED, "inputs": {"height_m": 0.0},
        "where": {
            "utc_from": "2022-09-13T03:00:00Z", "utc_to": "2022-09-13T03:01:00Z", "offset": "+04:00",
            "zones": ("Asia/Yerevan",), "subsolar_lat_deg": 3.7, "subsolar_lon_deg": 134.1, "level": "all",
            "radius_deg": 86.1, "radius_68_deg": (85.9, 86.3), "radius_95_deg": (85.7, 86.5),
            "width_km": 89.0,
            "line": {"type": "MultiLineString", "coordinates": [[[0.0, 1.0], [2.0, 3.0]]]},
            "band": {"type": "MultiPolygon", "coordinates": [[[[0.0, 1.0], [2.0, 3.0], [0.0, 1.0]]]]},
            "legal": {"type": "MultiLineString", "coordinates": []},
        },
    }),
    records.Coordinates.model_validate({
        "text": "39.5981, 46.2311", "ambiguous": True, "unsettled": ("Which is meant.",),
        "readings": ({
            "lat_deg": 39.5981, "lon_deg": 46.2311, "notation": "decimal", "says": "Latitude first.",
            "precision_m": 5.6, "height_m": 2666.0, "datum": "WGS 84 assumed",
            "written": {"mgrs": "38S PJ 05702 84247"}, "zones": ZONES,
            "links": ({"name": "OpenStreetMap", "url": "https://www.openstreetmap.org/"},),
            "to": ({
                "text": "40,45", "lat_deg": 40.0, "lon_deg": 45.0, "distance_m": 114000.5,
                "bearing_deg": 293.1, "back_bearing_deg": 112.3, "error_m": 50.0, "bearing_error_deg": 0.03,
            },),
        },),
    }),
    records.Cell.model_validate({
        "name": "A1", "around": "39.5, 46.2", "row": 1, "column": 1, "size_m": 500.0, "person": 2,
        "centre_lat_deg": 39.5, "centre_lon_deg": 46.2,
        "geometry": {"type": "Polygon", "coordinates": [[[0.0, 1.0], [2.0, 3.0]]]},
    }),
    records.Doctor(check="confinement", status="warning", version="level 2", says="No Landlock.", do="Up."),
    records.Caveat.model_validate(
        {"source": SHA, **PATH, "code": "frames_undecodable", "kind": "incomplete", **SAID}
    ),
    records.Failure.model_validate({"source": SHA, **PATH, "code": FailureCode.CODEC_MISSING, **SAID}),
    records.Skipped.model_validate({"source": SHA, **PATH, "code": "same_bytes", "says": "Same as a.mp4."}),
    records.Settings(command="frames", version="0.1.0", libraries=LIBRARIES, parameters={"pick": "best"}),
    records.Summary(files=1, counts={"run": 1, "source": 1}, exit_code=3, ended="2026-03-01T12:00:01.000Z"),
]  # fmt: skip
CHANGED: dict[str, dict[str, object]] = {"time": {"zones": None}, "sun": {"assumptions": ["Hills."]}}
"""Another content, for kinds whose first field takes no other words."""
each_example = pytest.mark.parametrize("record", EXAMPLES, ids=lambda record: record.record_kind)


def golden(path: Path, now: str) -> str:
    """What the golden copy says; written first when that was asked for."""
    if REFRESH:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(now, encoding="utf-8", newline="\n")
    return path.read_text(encoding="utf-8")


def fields_of(record: Record, **changed: object) -> dict[str, Any]:
    return {**json.loads(record.line()), **changed}


def test_the_schema_is_the_one_that_was_agreed() -> None:
    now = json.dumps(schema(), indent=1, ensure_ascii=True, sort_keys=True) + "\n"
    assert json.loads(golden(GOLDEN / "schema.json", now)) == json.loads(now)


def test_lines_of_every_version_still_decode_and_keep_their_ids() -> None:
    now = "".join(record.line() + "\n" for record in EXAMPLES)
    assert golden(LINES / f"{osintkit.__version__}.ndjson", now) == now
    for file in LINES.glob("*.ndjson"):
        for line in file.read_text(encoding="utf-8").splitlines():
            written = json.loads(line)
            read = fields_of(decode_line(json.dumps({**written, "id": ""})))
            assert {name: read[name] for name in written} == written, file.name


def test_every_kind_is_in_the_one_list() -> None:
    defined = {kind for _, kind in inspect.getmembers(records, inspect.isclass) if issubclass(kind, Record)}
    assert set(KINDS.values()) == defined - {Record}
    assert {type(example) for example in EXAMPLES} == set(KINDS.values())
    for word, kind in KINDS.items():
        assert re.fullmatch(r"osintkit\.[a-z]+/[1-9]\d*", word)
        assert get_args(kind.model_fields["type"].annotation) == (word,)
        assert inspect.getdoc(kind)
    assert len({word.partition("/")[0] for word in KINDS}) == len(KINDS)


def test_every_caveat_has_a_kind() -> None:
    assert set(KIND_OF_CAVEAT) == set(get_args(CaveatCode))


@each_example
def test_it_comes_back_as_it_was_written(record: Record) -> None:
    line = record.line()
    assert line.isascii()
    assert "\n" not in line
    assert line.startswith(f'{{"type":"{record.type}","id":"')
    assert decode_line(line) == record
    assert decode_line(line).line() == line


@each_example
def test_a_newer_version_may_add_fields(record: Record) -> None:
    assert decode_line(json.dumps(fields_of(record, added_later={"a": [1]}))) == record


@each_example
def test_every_field_is_in_the_schema(record: Record) -> None:
    found = schema(record.record_kind)
    assert found["$schema"].endswith("2020-12/schema")
    assert list(found["properties"]) == list(fields_of(record))
    assert found["properties"]["type"]["const"] == record.type
    assert schema(record.type) == found


@each_example
def test_it_cannot_be_changed(record: Record) -> None:
    with pytest.raises(ValidationError, match="frozen"):
        record.type = "osintkit.other/1"


@each_example
def test_not_a_number_is_refused(record: Record) -> None:
    floats = [name for name, value in fields_of(record).items() if isinstance(value, float)]
    for name in floats:
        for value in ("NaN", "Infinity", "-Infinity", "1e999"):
            line = json.dumps(fields_of(record, **{name: "@"})).replace('"@"', value)
            with pytest.raises(ValueError, match="finite"):
                decode_line(line)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), [float("nan")], {"deep": float("-inf")}])
def test_not_a_number_is_refused_among_parameters(value: object) -> None:
    with pytest.raises(ValueError, match="finite"):
        records.Settings.model_validate(fields_of(EXAMPLES[-2], parameters={"x": value}))


@each_example
def test_half_a_surrogate_pair_is_replaced(record: Record) -> None:
    """Python takes a lone surrogate; most other readers of JSON refuse the whole line."""
    for name in {"path", "says", "do", "file", "codec", "container"} & set(fields_of(record)):
        changed = decode_line(json.dumps(fields_of(record, **{name: "a\ud83d b\udce9"})))
        assert getattr(changed, name) == "a\ufffd b\ufffd"
        assert json.loads(changed.line())[name] == "a\ufffd b\ufffd"


def test_a_whole_surrogate_pair_stays() -> None:
    smile = decode_line(json.dumps(fields_of(EXAMPLES[1], path="\U0001f600.mp4")))
    assert '"path":"\\ud83d\\ude00.mp4"' in smile.line()


@each_example
def test_the_id_is_of_what_it_says_not_of_where_the_file_lies(record: Record) -> None:
    if not record.has_id:
        assert record.id == ""
        return
    fields = fields_of(record, id="")
    assert re.fullmatch(rf"{record.record_kind}:[0-9a-f]{{12}}", record.id)
    elsewhere = {name: "else" for name in ("path", "path_b64", "file") if name in fields}  # also base 64
    assert decode_line(json.dumps({**fields, **elsewhere})).id == record.id
    assert decode_line(json.dumps(dict(reversed(fields.items())))).id == record.id
    name = "says" if "says" in fields else next(name for name in fields if name not in {"type", "id"})
    changed = CHANGED.get(record.record_kind, {name: f"{fields[name]}x"})
    assert decode_line(json.dumps({**fields, **changed})).id != record.id


def test_minus_zero_and_a_hair_s_breadth_are_the_same_value() -> None:
    frame = next(record for record in EXAMPLES if isinstance(record, records.Frame))
    zero, minus, hair = (
        decode_line(json.dumps(fields_of(frame, id="", seconds=s))) for s in (0.0, -0.0, 1e-9)
    )
    assert zero.line() == minus.line() == hair.line()


@pytest.mark.parametrize("kind", ["nothing", "", "osintkit.frame/2", "Frame"])
def test_an_unknown_kind_has_no_schema(kind: str) -> None:
    with pytest.raises(UsageError):
        schema(kind)


def test_frames_writes_these_lines_for_the_built_in_clip(tmp_path: Path) -> None:
    """All but the digests of pictures, which depend on libraries, and what follows from them."""
    (tmp_path / CLIP.name).write_bytes(CLIP.read_bytes())
    command = [sys.executable, "-m", "osintkit", "frames", CLIP.name, "--json"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr.decode()
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [found[0]["type"], found[-1]["type"]] == ["osintkit.run/1", "osintkit.summary/1"]
    assert all(record == fields_of(decode_line(json.dumps(record))) for record in found)
    for record in found:
        if record["type"] in {"osintkit.frame/1", "osintkit.sheet/1"}:
            assert (tmp_path / record["file"]).is_file()
            del record["id"], record["sha256"]
            for name in ("sharpness", "hash", "quality"):
                record.pop(name, None)
    now = "".join(json.dumps(record) + "\n" for record in found[1:-1])
    assert golden(GOLDEN / "frames_selftest.ndjson", now) == now

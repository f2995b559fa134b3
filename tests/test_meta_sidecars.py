"""Sidecars: found by exact names, read within bounds, and never believed further than they go."""

import json
import time
from pathlib import Path
from typing import Any

import pytest

from osintkit.meta.sidecars import LARGEST_BYTES, beside, of_info_json, of_takeout


def dumped(**fields: Any) -> bytes:
    return json.dumps({"id": "dQw4w9WgXcQ", "extractor": "youtube"} | fields).encode()


@pytest.mark.parametrize(
    ("name", "sidecar"),
    [
        ("Rick [dQw4w9WgXcQ].mp4", "Rick [dQw4w9WgXcQ].info.json"),
        ("clip.mp4", "clip.mp4.info.json"),
        ("a.jpg", "a.jpg.xmp"),
        ("a.dng", "a.xmp"),
        ("a.jpg", "a.jpg.json"),
        ("a.jpg", "a.jpg.supplemental-metadata.json"),
        # Names as Takeout cuts and numbers them (ente pull request 4956, memories issue 1559).
        ("Screenshot_20241227_105539_Edge.jpg", "Screenshot_20241227_105539_Edge.jpg.supplement.json"),
        (
            "Screenshot_20220207_102421_com.snapchat.android.jpg",
            "Screenshot_20220207_102421_com.snapchat.androi.json",
        ),
        ("IMG_1(2).jpg", "IMG_1.jpg(2).json"),
        ("IMG_1(2).jpg", "IMG_1.jpg.supplemental-metadata(2).json"),
        ("x*?[a].jpg", "x*?[a].jpg.xmp"),
    ],
)
def test_sidecars_lie_beside(tmp_path: Path, name: str, sidecar: str) -> None:
    (tmp_path / sidecar).write_bytes(b"")
    (tmp_path / "xy.jpg.xmp").write_bytes(b"")
    (tmp_path / "other.info.json").write_bytes(b"")
    assert beside(tmp_path / name) == [tmp_path / sidecar]


def test_links_count_and_the_file_itself_does_not(tmp_path: Path) -> None:
    (tmp_path / "a.xmp").symlink_to(tmp_path / "nowhere")
    assert beside(tmp_path / "a.jpg") == [tmp_path / "a.xmp"]
    assert beside(tmp_path / "a.xmp") == []
    assert beside(tmp_path / "a\0b.jpg") == []
    assert beside(tmp_path / ("n" * 255)) == []
    assert beside(Path("/")) == []


def test_what_yt_dlp_says() -> None:
    said = of_info_json(
        dumped(
            title="T",
            timestamp=1664668692,
            upload_date="20221002",
            epoch=1700000000,
            duration=12.5,
            was_live=False,
            channel=None,
            _version={"version": "2023.10.13"},
        )
    )
    assert said == {
        "kind": "yt-dlp",
        "problems": [],
        "id": "dQw4w9WgXcQ",
        "extractor": "youtube",
        "title": "T",
        "timestamp": "2022-10-01T23:58:12Z",
        "upload_date": "20221002",
        "epoch": "2023-11-14T22:13:20Z",
        "duration_s": 12.5,
        "was_live": False,
        "yt_dlp_version": "2023.10.13",
    }


def test_a_day_of_upload_is_no_time() -> None:
    assert "timestamp" not in of_info_json(dumped(upload_date="20221002"))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("timestamp", "1664668692"),
        ("timestamp", True),
        ("timestamp", 0),
        ("timestamp", 1 << 60),
        ("title", ["T"]),
        ("duration", -1),
        ("was_live", 1),
        ("upload_date", "2022-10-02"),
        ("upload_date", 20221002),
    ],
)
def test_what_is_of_another_kind_is_dropped(key: str, value: object) -> None:
    said = of_info_json(dumped(**{key: value}, uploader="who"))
    assert said["uploader"] == "who"
    assert key not in said
    assert len(said["problems"]) == 1
    assert said["problems"][0].startswith(key)


def test_texts_are_bounded_and_can_be_written() -> None:
    said = of_info_json(dumped(description="d" * 100_000, title="\ud800!"))
    assert len(said["description"]) == 4000
    said["title"].encode()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"id": NaN}',
        b"\xff\xfe{}",
        b'{"a":' * 100_000,
        b"[" * 3_000_000,
        b"[" + b"[]," * 1_000_000 + b"1]",
        b'{"a":' + b"9" * 100_000 + b"}",
        b" " * (LARGEST_BYTES + 1),
        b'{"id": "a"}',
    ],
)
def test_what_cannot_be_read_is_a_problem_and_cheap(data: bytes) -> None:
    started = time.process_time()
    for said in (of_info_json(data), of_takeout(data)):
        assert set(said) == {"kind", "problems"}
        assert len(said["problems"]) == 1
    assert time.process_time() - started < 0.3


def test_a_number_beyond_all_bounds() -> None:
    said = of_info_json(b'{"id": "a", "extractor": "b", "timestamp": 1e999}')
    assert said["problems"] == ["timestamp is out of range and was dropped."]


def test_a_real_size_is_read_quickly() -> None:
    formats = [{"format_id": str(number), "url": "https://a.example/" + "a" * 900} for number in range(60)]
    captions = {
        f"l{number}": [
            {"ext": ext, "url": "https://a.example/" + "b" * 700} for ext in ("vtt", "srv1", "ttml")
        ]
        for number in range(400)
    }
    data = dumped(formats=formats, automatic_captions=captions, timestamp=1664668692)
    assert 900_000 < len(data) < LARGEST_BYTES
    started = time.process_time()
    assert of_info_json(data)["timestamp"] == "2022-10-01T23:58:12Z"
    assert time.process_time() - started < 0.2


TAKEN = {"timestamp": "1664668692", "formatted": "Oct 1, 2022, 11:58:12 PM UTC"}


def test_what_takeout_says() -> None:
    said = of_takeout(
        json.dumps(
            {
                "title": "IMG.HEIC",
                "photoTakenTime": TAKEN,
                "creationTime": {"timestamp": "1664700000"},
                "geoData": {"latitude": 0.0, "longitude": 0.0, "altitude": 0.0},
                "geoDataExif": {"latitude": 50.45, "longitude": 30.52, "altitude": 179.0},
                "googlePhotosOrigin": {
                    "mobileUpload": {
                        "deviceType": "ANDROID_PHONE",
                        "deviceFolder": {"localFolderName": "WhatsApp"},
                    }
                },
            }
        ).encode()
    )
    assert said == {
        "kind": "takeout",
        "problems": [],
        "title": "IMG.HEIC",
        "taken": "2022-10-01T23:58:12Z",
        "uploaded": "2022-10-02T08:40:00Z",
        "place_exif": {"lat": 50.45, "lon": 30.52, "alt_m": 179.0},
        "device_type": "ANDROID_PHONE",
        "folder": "WhatsApp",
    }


def test_pictures_from_before_1970() -> None:
    said = of_takeout(b'{"photoTakenTime": {"timestamp": "-86400"}}')
    assert said["taken"] == "1969-12-31T00:00:00Z"


@pytest.mark.parametrize(
    "fields",
    [
        {"geoData": {"latitude": 91.0, "longitude": 0.0}},
        {"geoData": {"latitude": "50", "longitude": 30.0}},
        {"geoData": [50, 30]},
        {"creationTime": {"timestamp": 5}},
        {"creationTime": {"timestamp": "٣"}},
        {"creationTime": {"timestamp": "0"}},
    ],
)
def test_what_takeout_cannot_mean_is_dropped(fields: dict[str, object]) -> None:
    said = of_takeout(json.dumps({"photoTakenTime": TAKEN} | fields).encode())
    assert set(said) == {"kind", "problems", "taken"}
    assert len(said["problems"]) == 1

"""Matroska: what it states, found without reading a Cluster, and what broken and hostile files do."""

import struct
import time
import zlib

import pytest

from osintkit.meta.found import BROKEN, Findings, Held, Malformed, Value
from osintkit.meta.walk.matroska import walk

# 2022-01-25 16:39:51 UTC, as mkvmerge wrote it into a file whose date ExifTool 13.58 shows so.
WHEN_NS = 0x0939EBB6F290A600


def size(length: int) -> bytes:
    return (0x0100000000000000 | length).to_bytes(8)


def element(identifier: int, *parts: bytes) -> bytes:
    content = b"".join(parts)
    return identifier.to_bytes((identifier.bit_length() + 7) // 8) + size(len(content)) + content


def number(identifier: int, value: int) -> bytes:
    return element(identifier, value.to_bytes(max(1, (value.bit_length() + 7) // 8)))


def text(identifier: int, value: str) -> bytes:
    return element(identifier, value.encode())


def simple(name: str, value: str, *more: bytes) -> bytes:
    return element(0x67C8, text(0x45A3, name), text(0x4487, value), *more)


HEADER = element(0x1A45DFA3, text(0x4282, "matroska"), number(0x4287, 4))
INFO = element(
    0x1549A966,
    element(0x4489, struct.pack(">d", 1234.0)),
    number(0x2AD7B1, 1_000_000),
    text(0x4D80, "libebml v1.4.2"),
    text(0x5741, "mkvmerge v64.0.0"),
    element(0x4461, WHEN_NS.to_bytes(8)),
    element(0x73A4, bytes(range(16))),
)
TRACKS = element(
    0x1654AE6B,
    element(
        0xAE,
        number(0xD7, 1),
        element(0x73C5, bytes((0x24, 0, 0x8F))),
        number(0x83, 1),
        text(0x86, "V_VP9"),
        number(0x23E383, 40_000_000),
        element(
            0xE0, number(0xB0, 640), number(0xBA, 480), element(0x7670, element(0x7675, b"\x42\xb4\0\0"))
        ),
    ),
    element(0xAE, number(0xD7, 2), number(0x73C5, 7), text(0x86, "A_OPUS"), number(0x83, 2)),
)
TAGS = element(
    0x1254C367,
    element(0x7373, element(0x63C0), simple("ENCODER", "Lavf58"), simple("AIGC", '{"Label":"1"}')),
    element(0x7373, element(0x63C0, number(0x63C5, 7)), simple("BPS", "96000", text(0x447A, "eng"))),
    element(0x7373, element(0x63C0, number(0x68CA, 70)), simple("TITLE", "The series")),
    element(0x7373, simple("DATE_RECORDED", "2022-01-25 16:39", simple("URL", "https://a.example"))),
)
CLUSTER = element(0x1F43B675, b"sound and pictures")


def film(*parts: bytes) -> bytes:
    return HEADER + element(0x18538067, *parts)


def read(data: bytes) -> Findings:
    found = Findings()
    walk(Held(data), found)
    return found


def values(found: Findings) -> dict[str, Value]:
    return {tag.name: tag.value for tag in found.tags if not tag.place}


def test_what_the_head_states() -> None:
    found = read(film(INFO, TRACKS, CLUSTER))
    said = values(found)
    assert said["Info:DateTimeOriginal"] == "2022:01:25 16:39:51Z"
    assert said["Info:MuxingApp"] == "libebml v1.4.2"
    assert said["Info:WritingApp"] == "mkvmerge v64.0.0"
    assert said["Info:Duration"] == 1.234  # its unit is stated after it
    assert said["Info:SegmentUID"] == bytes(range(16)).hex()
    assert found.boxes == ["EBML", "Segment", "Info", "Tracks", "Cluster"]
    assert (found.format, found.truncated, found.trailing_bytes) == ("matroska", False, 0)
    assert [(block.place, block.status) for block in found.blocks] == [
        ("EBML", "read"),
        ("Info", "read"),
        ("Tracks", "read"),
    ]


def test_tracks_are_named_as_exiftool_names_them() -> None:
    said = values(read(film(INFO, TRACKS)))
    assert said["Track1:TrackUID"] == "24008f"  # with its nought, at which a text would end
    assert said["Track1:VideoCodecID"] == "V_VP9"
    assert said["Track1:VideoFrameRate"] == 25
    assert said["Track1:ImageWidth"] == 640
    assert said["Track1:ProjectionPoseRoll"] == 90
    assert said["Track2:CodecID"] == "A_OPUS"  # stated before the kind of the track


def test_tags_and_what_they_are_about() -> None:
    found = read(film(INFO, TRACKS, TAGS))
    said = values(found)
    assert said["Matroska:Encoder"] == "Lavf58"
    assert said["Matroska:Aigc"] == '{"Label":"1"}'
    assert said["Track2:BPS-eng"] == "96000"
    assert said["Matroska:DateTimeOriginal"] == "2022:01:25 16:39"
    assert said["Matroska:DateTimeOriginal/URL"] == "https://a.example"
    assert "Matroska:Title" not in said
    series = next(tag for tag in found.tags if tag.name == "Matroska:Title")
    assert (series.value, series.place) == ("The series", "level 70")


def test_the_index_leads_behind_the_clusters() -> None:
    def seek_head(offset: int) -> bytes:
        seek = element(0x4DBB, element(0x53AB, 0x1254C367.to_bytes(4)), element(0x53AC, offset.to_bytes(4)))
        return element(0x114D9B74, seek)

    large = element(0x1F43B675, bytes(300_000))
    offset = len(seek_head(0)) + len(INFO) + len(large)
    found = read(film(seek_head(offset), INFO, large, TAGS))
    assert values(found)["Matroska:Encoder"] == "Lavf58"
    assert found.bytes_read < 3000  # the Cluster is stepped over
    assert "Matroska:Encoder" not in values(read(film(INFO, large, TAGS)))
    wrong = read(film(seek_head(5), INFO, large, TAGS))
    assert [block.status for block in wrong.blocks if block.place == "Tags"] == ["corrupt"]
    beyond = read(film(seek_head(10_000_000), INFO, large))
    assert [block.status for block in beyond.blocks if block.place == "Tags"] == ["truncated"]


def test_live_recordings_have_no_size() -> None:
    found = read(HEADER + b"\x18\x53\x80\x67\x01" + b"\xff" * 7 + INFO + b"\x1f\x43\xb6\x75\xff" + b"x" * 50)
    assert values(found)["Info:WritingApp"] == "mkvmerge v64.0.0"
    assert found.facts["matroska.unknown_size"]
    assert (found.truncated, found.trailing_bytes) == (False, None)


def test_webm_by_its_header() -> None:
    header = element(0x1A45DFA3, text(0x4282, "webm"))
    assert read(header + element(0x18538067, INFO)).format == "webm"


def test_the_end_by_the_segments_size() -> None:
    whole = film(INFO, TRACKS, CLUSTER)
    assert read(whole[:-4]).truncated
    assert read(whole + b"more").trailing_bytes == 4


def test_a_fraction_of_a_second_is_kept() -> None:
    date = element(0x4461, (WHEN_NS + 123_456_000).to_bytes(8))
    said = read(film(element(0x1549A966, date)))
    assert said.tags[-1].value == "2022:01:25 16:39:51.123456Z"
    assert said.tags[-1].raw.startswith(f"{WHEN_NS + 123_456_000} ")


def test_a_checksum_tells_of_a_change() -> None:
    content = text(0x5741, "mkvmerge v64.0.0")
    summed = b"\xbf\x84" + zlib.crc32(content).to_bytes(4, "little") + content
    assert read(film(element(0x1549A966, summed))).facts["matroska.checksums"] == {"Info": True}
    changed = read(film(element(0x1549A966, summed.replace(b"v64", b"v65"))))
    assert changed.facts["matroska.checksums"] == {"Info": False}
    assert "checksum" in changed.problems[0]


def test_attachments_are_listed_and_not_read() -> None:
    files = [
        element(0x61A7, text(0x466E, name), text(0x4660, "font/ttf"), element(0x465C, bytes(200_000)))
        for name in ("a.ttf", "b.ttf")
    ]
    found = read(film(element(0x1941A469, *files)))
    assert values(found)["Matroska:AttachedFileName"] == "a.ttf"
    assert [tag.value for tag in found.tags if tag.place == "attachment 2"][:2] == ["b.ttf", "font/ttf"]
    assert values(found)["Matroska:AttachedFileData"] == "(Binary data 200000 bytes)"
    assert found.bytes_read < 200


def test_a_broken_block_costs_itself_only() -> None:
    broken = b"\x15\x49\xa9\x66" + size(30) + text(0x5741, "app") + b"\xff" * 17
    found = read(film(broken, TRACKS))
    assert values(found)["Info:WritingApp"] == "app"
    assert values(found)["Track1:ImageWidth"] == 640
    assert [block.status for block in found.blocks if block.place == "Info"] == ["partly_read"]


@pytest.mark.parametrize("data", [b"", b"\x1aE\xdf\xa3", b"RIFF", HEADER[:9], HEADER + b"\xa1\x80"])
def test_what_is_no_film(data: bytes) -> None:
    with pytest.raises(Malformed):
        walk(Held(data), Findings())


def test_every_cut_is_survived() -> None:
    whole = film(INFO, TRACKS, TAGS, CLUSTER)
    for end in range(len(HEADER), len(whole), 3):
        found = Findings()
        try:
            walk(Held(whole[:end]), found)
        except BROKEN:
            continue
        assert found.truncated


def test_hostile_films_cost_little() -> None:
    unsized = HEADER + b"\x18\x53\x80\x67\x01" + b"\xff" * 7
    nested = simple("A", "b")
    for _ in range(500):
        nested = simple("A", "b", nested)
    many = simple("A", "b") * 100_000
    for data, says in (
        (unsized + b"\x12\x54\xc3\x67\x08\0\0\0" * 50_000, "longer than what holds it"),
        (unsized + b"\xec\x80" * 500_000, "before the first Cluster"),
        (film(element(0x1254C367, element(0x7373, nested))), "nested deeper"),
        (film(element(0x1254C367, element(0x7373, many))), "More than"),
    ):
        started = time.process_time()
        found = read(data)
        assert time.process_time() - started < 0.3
        assert any(says in problem for problem in found.problems)

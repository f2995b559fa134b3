"""RIFF: WebP, AVI and WAV, with sizes that lie and chunks that end nowhere."""

import struct
import time

import pytest

from osintkit.meta.found import Findings, Held
from osintkit.meta.walk import riff, riff_parts

PACKET = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    b'<rdf:Description xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:CreatorTool="Kit"/></rdf:RDF></x:xmpmeta>'
)
TIFF = struct.pack("<2sHIHHHI4sI", b"II", 42, 8, 1, 0x10F, 2, 4, b"Kit\0", 0)  # Make = Kit


def chunk(kind: bytes, data: bytes = b"", length: int | None = None) -> bytes:
    return kind + struct.pack("<I", len(data) if length is None else length) + data + b"\0" * (len(data) & 1)


def form(kind: bytes, *chunks: bytes, size: int | None = None, magic: bytes = b"RIFF") -> bytes:
    body = kind + b"".join(chunks)
    return magic + struct.pack("<I", len(body) if size is None else size) + body


def listed(kind: bytes, *chunks: bytes) -> bytes:
    return chunk(b"LIST", kind + b"".join(chunks))


def read(data: bytes) -> Findings:
    found = Findings()
    riff.walk(Held(data), found)
    return found


def values(found: Findings) -> dict[str, object]:
    return {tag.name: tag.value for tag in found.tags if not tag.place}


VP8X = chunk(b"VP8X", bytes([0x0C, 0, 0, 0]) + (639).to_bytes(3, "little") + (479).to_bytes(3, "little"))
VP8 = chunk(b"VP8 ", b"\x30\x01\x00\x9d\x01\x2a" + struct.pack("<HH", 320, 240))
VP8L = chunk(b"VP8L", b"\x2f" + (99 | 49 << 14).to_bytes(4, "little"))


def test_webp_with_everything() -> None:
    found = read(form(b"WEBP", VP8X, VP8, chunk(b"EXIF", b"Exif\0\0" + TIFF), chunk(b"XMP ", PACKET)))
    stated = values(found)
    assert found.format == "webp"
    assert (stated["RIFF:ImageWidth"], stated["RIFF:ImageHeight"]) == (640, 480)
    assert stated["RIFF:WebP_Flags"] == 0x0C
    assert stated["IFD0:Make"] == "Kit"
    assert stated["XMP-xmp:CreatorTool"] == "Kit"
    assert found.boxes == ["VP8X", "VP8", "EXIF", "XMP"]
    assert (found.trailing_bytes, found.truncated, found.problems) == (0, False, [])


@pytest.mark.parametrize(("picture", "size"), [(VP8, (320, 240)), (VP8L, (100, 50))])
def test_plain_webp(picture: bytes, size: tuple[int, int]) -> None:
    found = read(form(b"WEBP", picture) + b"abc")
    assert (values(found)["RIFF:ImageWidth"], values(found)["RIFF:ImageHeight"]) == size
    assert found.trailing_bytes == 3


def test_what_a_webp_announces_and_has_not() -> None:
    found = read(form(b"WEBP", VP8X, VP8, chunk(b"XMP ", PACKET)))
    assert found.problems == ["The header announces EXIF, and there is none."]


AVIH = struct.pack("<14I", 33367, 25000, 0, 0, 300, 0, 2, 0, 640, 480, 0, 0, 0, 0)
STRH = struct.pack("<4s4s4x4x4xII4xI4xII8x", b"vids", b"mjpg", 1001, 30000, 300, 10000, 0)
STRF = struct.pack("<IiiHH4s20x", 40, 640, -480, 1, 24, b"MJPG")
SOUND = struct.pack("<HHIIHH", 1, 2, 44100, 176400, 4, 16)
STRH_SOUND = struct.pack("<4s4s4x4x4xII4xI4xII8x", b"auds", b"\0\0\0\0", 4, 176400, 9000, 0, 4)


def avi(*more: bytes) -> bytes:
    header = listed(
        b"hdrl",
        chunk(b"avih", AVIH),
        listed(b"strl", chunk(b"strh", STRH), chunk(b"strf", STRF)),
        listed(b"strl", chunk(b"strh", STRH_SOUND), chunk(b"strf", SOUND)),
        chunk(b"IDIT", b"Mon Mar 10 15:04:43 2003\n\0"),
    )
    return form(b"AVI ", header, *more, listed(b"movi", chunk(b"00dc", bytes(50))), chunk(b"idx1", bytes(16)))


def test_texts_with_letters_of_windows() -> None:
    found = read(avi(listed(b"INFO", chunk(b"ISFT", b"it\x92s\0"), chunk(b"INAM", b"5 \x80\0"))))
    assert (values(found)["RIFF:Software"], values(found)["RIFF:Title"]) == ("it\u2019s", "5 €")


def test_avi() -> None:
    information = listed(b"INFO", chunk(b"ISFT", b"CanonMVI01\0"), chunk(b"ICRD", b"2003-03-10\0"))
    found = read(avi(information, chunk(b"_PMX", PACKET)))
    stated = values(found)
    assert found.format == "avi"
    assert stated["RIFF:DateTimeOriginal"] == "2003:03:10 15:04:43"
    assert stated["RIFF:Software"] == "CanonMVI01"
    assert stated["RIFF:DateCreated"] == "2003:03:10"
    assert stated["RIFF:FrameRate"] == pytest.approx(29.97, abs=0.001)
    assert stated["RIFF:VideoFrameRate"] == pytest.approx(29.97003)
    assert (stated["RIFF:VideoCodec"], stated["File:Compression"]) == ("mjpg", "MJPG")
    assert (stated["RIFF:Encoding"], stated["RIFF:SampleRate"]) == (1, 44100)
    assert (stated["RIFF:VideoFrameCount"], stated["RIFF:AudioSampleCount"]) == (300, 9000)
    assert stated["File:ImageHeight"] == 480
    assert stated["XMP-xmp:CreatorTool"] == "Kit"
    assert found.boxes == ["LIST hdrl", "LIST INFO", "_PMX", "LIST movi", "idx1"]
    assert not found.problems


def test_a_film_in_several_forms() -> None:
    found = read(avi() + form(b"AVIX", listed(b"INFO", chunk(b"ISFT", b"late"))) * 3)
    assert found.facts["riff.forms"] == 4
    assert values(found)["RIFF:Software"] == "late"
    assert found.trailing_bytes == 0


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Mon Mar 10 15:04:43 2003", "2003:03:10 15:04:43"),
        ("THU OCT  5 01:02:03 2006", "2006:10:05 01:02:03"),
        ("2001/ 1/27  1:42PM", "2001:01:27 13:42:00"),
        ("2005/11/28/ 09:19", "2005:11:28 09:19:00"),
        ("2009/10/27 12:14:34", "2009:10:27 12:14:34"),
        ("2002-12-16  15:35:01", "2002:12:16 15:35:01"),
        ("yesterday", "yesterday"),
    ],
)
def test_dates_of_cameras(written: str, expected: str) -> None:
    assert riff_parts.date(written) == expected


def test_two_halves_of_a_time_since_1601() -> None:
    found = Findings()
    # 2007-02-03 04:05:06 UTC is 1170475506 s after 1970
    count = (1170475506 + 134774 * 86400) * 10_000_000
    riff_parts.info("DTIM", f"{count >> 32} {count & 0xFFFFFFFF}".encode(), found)
    assert found.first("RIFF:DateTimeOriginal") == "2007:02:03 04:05:06"


def test_software_hidden_behind_a_nul() -> None:
    found = Findings()
    riff_parts.info("ISFT", b"EX-S600\0C\0A\0S\0I\0O\0\0\0", found)
    assert found.first("RIFF:Software") == "EX-S600, CASIO"


BEXT = (
    b"Demo".ljust(256, b"\0") + b"Zoom F8".ljust(32, b"\0") + b"REF".ljust(32, b"\0") + b"2023-05-0612:34:56"
    + struct.pack("<QH", 48000 * 3600, 1) + bytes(254) + b"A=PCM,F=48000\r\n"
)  # fmt: skip
IXML = b"<BWFXML><PROJECT>P</PROJECT><TRACK_LIST><TRACK><NAME>Boom</NAME></TRACK></TRACK_LIST></BWFXML>"


def test_broadcast_wave() -> None:
    found = read(
        form(b"WAVE", chunk(b"fmt ", SOUND), chunk(b"bext", BEXT), chunk(b"iXML", IXML), chunk(b"data"))
    )
    stated = values(found)
    assert found.format == "wav"
    assert stated["RIFF:Description"] == "Demo"
    assert stated["RIFF:Originator"] == "Zoom F8"
    assert stated["RIFF:DateTimeOriginal"] == "2023:05:06 12:34:56"
    assert stated["RIFF:TimeReference"] == 48000 * 3600
    assert stated["RIFF:CodingHistory"] == "A=PCM,F=48000"
    assert stated["iXML:Project"] == "P"
    assert stated["iXML:TrackListTrackName"] == "Boom"
    assert stated["RIFF:NumChannels"] == 2


def test_rf64_and_sizes_left_open() -> None:
    sizes = chunk(b"ds64", struct.pack("<QQQI", 4 + 36 + 8 + 10 + 28, 10, 5, 0))
    data = chunk(b"data", bytes(10), 0xFFFFFFFF)
    tail = listed(b"INFO", chunk(b"ISFT", b"end"), b"\0\0\0\0")
    found = read(form(b"WAVE", sizes, data, tail, size=0xFFFFFFFF, magic=b"RF64"))
    assert values(found)["RIFF:DataSize64"] == 10
    assert values(found)["RIFF:Software"] == "end"
    assert not found.truncated
    streamed = read(
        form(b"WAVE", chunk(b"fmt ", SOUND), chunk(b"data", bytes(99), 0xFFFFFFFF), size=0xFFFFFFFF)
    )
    assert streamed.facts["riff.size_left_open"] is True
    assert not streamed.truncated


def test_sound_recorded_by_a_camera() -> None:
    found = read(form(b"WAVE", listed(b"exif", chunk(b"ecor", b"PENTAX\0"), chunk(b"etim", b"16:23:35\0"))))
    assert values(found) == {"RIFF:Make": "PENTAX", "RIFF:TimeCreated": "16:23:35"}


@pytest.mark.parametrize("xml", [b"<!DOCTYPE a><a><b>c</b></a>", b"", b"not xml"])
def test_xml_that_is_not_read(xml: bytes) -> None:
    found = read(form(b"WAVE", chunk(b"iXML", xml), chunk(b"fmt ", SOUND)))
    assert found.blocks[0].status == "corrupt"
    assert values(found)["RIFF:SampleRate"] == 44100


def test_a_broken_part_costs_only_itself() -> None:
    found = read(
        form(
            b"WEBP",
            chunk(b"VP8X", b"\0"),
            chunk(b"EXIF", b"junk"),
            chunk(b"XMP ", b"junk"),
            VP8,
            chunk(b"ICCP"),
        )
    )
    assert values(found)["RIFF:ImageWidth"] == 320
    assert len(found.problems) >= 3


def test_cut_anywhere_and_floods() -> None:
    whole = avi(listed(b"INFO", chunk(b"ISFT", b"CanonMVI01\0")))
    for end in range(len(whole) - 1):
        assert read(whole[:end]).truncated
    start = time.process_time()
    nested = chunk(b"LIST", b"hdrl" + b"LIST\xff\xff\xff\x7fhdrl" * 5000)
    floods = [
        form(b"WAVE", b"abcd\0\0\0\0" * 500_000),
        form(b"AVI ", nested),
        form(b"AVI ") + form(b"AVIX") * 100_000,
        form(b"WEBP", chunk(b"ANMF") * 500_000),
        form(b"WAVE", chunk(b"iXML", b"<a>" + b"<b>c</b>" * 300_000)),
    ]
    for flood in floods:
        read(flood)
    assert time.process_time() - start < 2.0

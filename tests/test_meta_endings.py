"""Is a file that was cut told from a whole one: sound, raw pictures, films and what follows a picture."""

import random
import struct
import time

import pytest

from osintkit.meta.found import Findings, Held
from osintkit.meta.reading import read as read_source
from osintkit.meta.walk.flac_end import checks_out
from tests.boxed import box, film, ftyp, picture, tiff, track, video_entry

NO_END = "The format does not say where the file ends: a cut-off copy could not be told from a whole one."


def read(data: bytes) -> Findings:
    return read_source(Held(data))


def is_whole(data: bytes) -> bool:
    found = read(data)
    return not found.truncated and not found.problems and not found.notes


def told(data: bytes) -> str:
    """What a record would say of the end: the first of these."""
    found = read(data)
    return "cut" if found.truncated else "problem" if found.problems else "note" if found.notes else ""


def crc(data: bytes, polynomial: int, bits: int) -> bytes:
    """Bit by bit, as RFC 9639 defines it."""
    value, top = 0, 1 << bits - 1
    for byte in data:
        value ^= byte << bits - 8
        for _ in range(8):
            value = (value << 1 ^ (polynomial if value & top else 0)) & (1 << bits) - 1
    return value.to_bytes(bits // 8)


def frame(number: int, samples: int = 4096, *, varies: bool = False, length: int = 300) -> bytes:
    """A frame of FLAC, 44.1 kHz, one channel of 16 bits, with its block size in two bytes of its own."""
    code = number.to_bytes(1) if number < 128 else chr(number).encode()
    head = bytes((0xFF, 0xF8 | varies, 0x79, 0x08)) + code + (samples - 1).to_bytes(2)
    body = head + crc(head, 0x07, 8) + random.Random(number).randbytes(length)
    return body + crc(body, 0x8005, 16)


def flac(*frames: bytes, total: int) -> bytes:
    packed = 44100 << 44 | 15 << 36 | total
    stream = struct.pack(">HH3s3sQ16s", 4096, 4096, b"", b"", packed, bytes(16))
    return b"fLaC\x80\0\0\x22" + stream + b"".join(frames)


ID3V1 = b"TAG".ljust(128, b"\0")
APE = b"APETAGEX" + struct.pack("<IIII8x", 2000, 32, 0, 0)
FRAMES = [*(frame(number) for number in range(130)), frame(130, 1000)]
TOTAL = 130 * 4096 + 1000


def test_the_crc_16_is_that_of_the_definition() -> None:
    chance = random.Random(1)
    for length in (1, 2, 7, 100, 3000):
        data = chance.randbytes(length)
        good = data + crc(data, 0x8005, 16)
        assert checks_out(good)
        assert checks_out(good + bytes(9))
        assert not checks_out(bytes((good[0] ^ 0x10,)) + good[1:])
    assert not checks_out(b"")


@pytest.mark.parametrize("behind", [b"", ID3V1, APE, APE + ID3V1, bytes(500)])
def test_flac_whole(behind: bytes) -> None:
    assert is_whole(flac(*FRAMES, total=TOTAL) + behind)
    assert is_whole(flac(*FRAMES, total=0) + behind)
    assert is_whole(b"ID3\4\0\0\0\0\0\0" + flac(*FRAMES, total=TOTAL) + behind)


def test_flac_of_blocks_of_different_sizes_counts_samples() -> None:
    frames = [frame(0, 100, varies=True), frame(100, 3000, varies=True), frame(3100, 17, varies=True)]
    assert is_whole(flac(*frames, total=3117))
    assert told(flac(*frames[:2], total=3117)) == "cut"


@pytest.mark.parametrize("total", [TOTAL, 0])
def test_flac_cut_anywhere(total: int) -> None:
    data = flac(*FRAMES, total=total)
    last = len(data) - len(FRAMES[-1])
    for length in [*range(43, len(data), 977), *range(len(data) - 20, len(data)), last + 1, last + 12]:
        assert told(data[:length]) in ("cut", "problem"), length
    assert told(data[:last]) == ("cut" if total else "")  # where nothing is stated a frame less is whole
    assert told(data[: last - 5]) == "cut"


def test_flac_with_something_behind_it_is_not_called_cut() -> None:
    found = read(flac(*FRAMES, total=TOTAL) + b"something that nobody knows of")
    assert not found.truncated
    assert "something follows it" in found.problems[0]
    assert read(flac(b"no frame at all, but quite long", total=TOTAL)).problems
    assert is_whole(flac(total=0))


def mp3_frame(second: int = 0xFB) -> bytes:
    """MPEG 1 layer III, 128 kbit/s, 44100 Hz: 417 bytes."""
    return bytes((0xFF, second, 0x90, 0x64)).ljust(417, b"\x55")


def stated(kind: bytes, value: int) -> bytes:
    if kind == b"VBRI":
        return mp3_frame()[:36] + kind + struct.pack(">HHHII", 1, 0, 75, value, 20).ljust(377, b"\0")
    return mp3_frame()[:36] + kind + struct.pack(">III", 3, 20, value).ljust(377, b"\0")


@pytest.mark.parametrize("kind", [b"Xing", b"Info", b"VBRI"])
def test_mp3_that_states_its_length(kind: bytes) -> None:
    data = stated(kind, 21 * 417) + mp3_frame() * 20
    assert is_whole(data)
    assert is_whole(data + ID3V1)
    assert is_whole(data + APE + ID3V1)
    assert told(data[: 6 * 417]) == "cut"  # between two frames
    assert told(data[: 19 * 417]) == "note"  # not more than writers differ by
    assert {told(data[:length]) for length in range(len(data) - 400, len(data), 9)} == {"cut"}


def test_mp3_that_states_nothing() -> None:
    data = b"ID3\4\0\0\0\0\0\0" + mp3_frame() * 5 + mp3_frame(0xFA) * 15
    for behind in (b"", ID3V1, b"what is no sound at all"):
        found = read(data + behind)
        assert not found.truncated
        assert not found.problems
        assert found.notes == [NO_END]
        assert found.facts["end_not_stated"]
    for length in (len(data) - 1, len(data) - 416, len(data) - 3 * 417 - 200):
        assert told(data[:length]) == "cut"
        assert told(data[:length] + ID3V1) == "cut"


def page(body: bytes, flags: int = 0) -> bytes:
    return b"OggS\0" + struct.pack("<BqIIIBB", flags, 1, 1, 0, 0, 1, len(body)) + body


def test_ogg_whose_last_page_is_not_the_last() -> None:
    head = b"OpusHead" + struct.pack("<BBHIhB", 1, 1, 312, 16000, 0, 0)
    data = page(head, 2) + page(b"OpusTags" + bytes(8)) + page(b"sound")
    assert is_whole(data + page(b"sound", 4))
    found = read(data)
    assert not found.truncated
    assert not found.problems
    assert NO_END in found.notes
    assert told(data + b"Ogg") == "cut"
    assert told(data + page(b"sound", 4)[:-1]) == "cut"


def raf(jpeg: bytes, *parts: tuple[int, int, int]) -> bytes:
    head = bytearray(160)
    head[:20] = b"FUJIFILMCCD-RAW 0201"
    for place, begin, length in ((84, 160, len(jpeg)), *parts):
        struct.pack_into(">II", head, place, begin, length)
    return bytes(head) + jpeg


def jpeg(behind: bytes = b"", *, before: bytes = b"") -> bytes:
    return b"\xff\xd8" + before + b"\xff\xda\0\x08\1\1\0\0\x3f\0" + b"\x12\xff\0\x34\xff\xd9" + behind


def test_fujifilms_parts() -> None:
    after = 160 + len(jpeg())
    data = raf(jpeg(), (92, after, 100), (100, after + 100, 200), (120, after + 300, 10)) + bytes(310)
    assert is_whole(data)
    assert "settings 2 should end" in read(data[:-1]).problems[0]
    assert told(data[: after + 299]) == "cut"


def tiff_of(*rows: tuple[int, int, int, int], size: int) -> bytes:
    entries = b"".join(struct.pack("<HHII", *row) for row in rows)
    head = struct.pack("<2sHIH", b"II", 42, 8, len(rows)) + entries + bytes(4)
    return head.ljust(size, b"\1")


def test_the_strips_of_a_tiff_in_any_order() -> None:
    data = bytearray(tiff_of((0x111, 4, 3, 100), (0x117, 4, 3, 112), size=1000))
    struct.pack_into("<6I", data, 100, 900, 200, 300, 100, 50, 50)
    assert is_whole(bytes(data))
    assert told(bytes(data[:-1])) == "cut"


def test_a_preview_and_a_value_nobody_knows_reach_as_far() -> None:
    preview = tiff_of((0x201, 4, 1, 100), (0x202, 4, 1, 900), size=1000)
    assert is_whole(preview)
    assert told(preview[:-1]) == "cut"
    unknown = tiff_of((0xC999, 1, 900, 100), size=1000)
    assert is_whole(unknown)
    assert told(unknown[:-1]) == "cut"
    # Where entries cannot be, the others may be chance.
    assert not read(tiff_of((0xC999, 1, 900, 100), (0xC99A, 99, 1, 0), size=500)).truncated


def test_a_directory_at_the_end_of_a_tiff() -> None:
    data = struct.pack("<2sHIIHHHIII", b"II", 42, 12, 0, 1, 0x100, 4, 1, 64, 0)
    assert is_whole(data)
    assert told(data[:-1]) == "cut"


def many_strips() -> bytes:
    count = 500_000
    data = bytearray(tiff_of((0x111, 4, count, 100), (0x117, 4, count, 100), size=100 + 4 * count))
    data[100:] = b"\0\1\0\0" * count
    return bytes(data)


def test_a_great_many_strips_cost_little() -> None:
    data = many_strips()
    start = time.process_time()
    assert is_whole(data)
    assert time.process_time() - start < 0.1


def indexed(at: int, kind: str, flags: int = 1) -> bytes:
    """A film whose only piece of sound or picture begins at ``at``."""
    source = box("dinf", box("dref", struct.pack(">II", 0, 1), box("url ", struct.pack(">I", flags))))
    chunks = box(kind, struct.pack(">IIQ" if kind == "co64" else ">III", 0, 1, at))
    more = box("mdia", box("minf", source, box("stbl", chunks)))
    return film(track(b"vide", b"Video\0", video_entry(), more=more))


@pytest.mark.parametrize("kind", ["stco", "co64"])
def test_a_film_cut_before_its_pictures(kind: str) -> None:
    size = len(indexed(0, kind))
    data = indexed(size - 64, kind)
    assert is_whole(data)
    assert told(data[: size - 72]) == "cut"  # between two boxes
    assert is_whole(indexed(size + 5, kind, flags=0))  # in another file


def test_boxes_without_what_they_are_for() -> None:
    assert told(ftyp("isom", "isom")) == "problem"
    heic = ftyp("mif1", "heic") + picture((1, b"hvc1", b"picture"))[len(ftyp("mif1", "heic")) :]
    assert told(ftyp("heic", "mif1")) == "cut"
    assert not read(heic).truncated
    signature = box("JXL ", b"\r\n\x87\n") + ftyp("jxl ", "jxl ", minor=0)
    assert is_whole(signature + box("jxlc", b"\xff\n"))
    assert told(signature + box("Exif", bytes(4), tiff())) == "cut"


def test_a_picture_behind_the_end() -> None:
    whole = picture((1, b"hvc1", b"picture"))
    assert is_whole(whole)
    found = read(whole[:-1])
    assert found.truncated
    assert any("picture should end" in says for says in found.problems)


VIDEO = ftyp("mp42", "isom") + box("moov", bytes(20)) + box("mdat", bytes(300))
AFCP = b"AXS!" + bytes(60) + b"AXS!" + bytes(8)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(50) + b"\0\0\0\0IEND\xaeB`\x82"


@pytest.mark.parametrize(
    "behind",
    [VIDEO, bytes(40) + VIDEO, AFCP, PNG, jpeg(), b"PK\3\4" + bytes(50) + b"PK\5\6" + bytes(18)],
)
def test_what_follows_a_picture_is_whole_or_not(behind: bytes) -> None:
    assert is_whole(jpeg(behind))
    for length in (len(jpeg(behind)) - 9, len(jpeg()) + len(behind) // 2):
        assert told(jpeg(behind)[:length])


def test_a_video_behind_a_picture() -> None:
    assert told(jpeg(VIDEO[:-1])) == "cut"
    assert told(jpeg(ftyp("mp42", "isom") + box("mdat", bytes(300)))) == "problem"
    found = read(jpeg(VIDEO + b"more"))
    assert not found.truncated
    assert not found.problems
    assert found.notes == ["4 bytes behind the video are of no kind that is known here."]


def test_what_is_unknown_is_told() -> None:
    found = read(jpeg(b"hidden words"))
    assert not found.problems
    assert found.notes == ["12 bytes behind the picture are of no kind that is known here."]
    assert read(jpeg(b"x")).notes == ["A byte behind the picture is of no kind that is known here."]
    assert told(film() + b"some words") == "note"


def test_a_video_that_the_xmp_tells_of() -> None:
    stated = (
        b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        b'<rdf:Description xmlns:GCamera="http://ns.google.com/photos/1.0/camera/" GCamera:MotionPhoto="1"/>'
        b"</rdf:RDF></x:xmpmeta>"
    )
    packet = b"http://ns.adobe.com/xap/1.0/\0" + stated
    segment = b"\xff\xe1" + struct.pack(">H", len(packet) + 2) + packet
    assert is_whole(jpeg(VIDEO, before=segment))
    found = read(jpeg(before=segment))
    assert not found.problems
    assert "tells of a video" in found.notes[0]

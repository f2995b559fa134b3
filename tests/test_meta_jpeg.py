"""JPEG: segments, what several of them hold together, tables, and what follows the picture."""

import hashlib
import random
import struct

import pytest

from osintkit.meta.found import Bytes, Findings, Held, Malformed
from osintkit.meta.walk import jpeg, jpeg_end, jpeg_tables, raf

XMP = b"http://ns.adobe.com/xap/1.0/\0"
EXTENDED = b"http://ns.adobe.com/xmp/extension/\0"
RANDOM = random.Random(5)
MOVIE = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + b"\0\0\1\0mdat" + b"v" * 248

# The first ten values of the tables that Pillow 13 (libjpeg-turbo) writes at quality 75.
LUMA_75, CHROMA_75 = (8, 6, 6, 7, 6, 5, 8, 7, 7, 7), (9, 9, 9, 12, 11, 12, 24, 13, 13, 24)


def segment(marker: int, data: bytes = b"") -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data


def scaled(base: tuple[int, ...], quality: int) -> bytes:
    scale = 5000 // quality if quality < 50 else 200 - 2 * quality
    return bytes(min(max((value * scale + 50) // 100, 1), 255) for value in base)


def tables(quality: int = 75, *, chroma: bool = True) -> bytes:
    found = segment(0xDB, b"\0" + scaled(jpeg_tables._LUMA, quality))
    return found + (segment(0xDB, b"\1" + scaled(jpeg_tables._CHROMA, quality)) if chroma else b"")


def frame(width: int = 64, height: int = 48, *, marker: int = 0xC0, grey: bool = False) -> bytes:
    parts = b"\1\x22\0" if grey else b"\1\x22\0\2\x11\1\3\x11\1"
    return segment(marker, struct.pack(">BHHB", 8, height, width, len(parts) // 3) + parts)


def compressed(length: int) -> bytes:
    data = bytes(RANDOM.choice(range(256)) for _ in range(min(length, 5000))).replace(b"\xff", b"\xff\0")
    return (data * (length // len(data) + 1))[:length].rstrip(b"\xff")


def picture(
    *before: bytes, scan: bytes = b"\x12\xff\0\x34", behind: bytes = b"", end: bytes = b"\xff\xd9"
) -> bytes:
    head = b"\xff\xd8" + b"".join(before) + tables() + frame()
    return head + segment(0xDA, b"\3\1\0\2\x11\3\x11\0\x3f\0") + scan + end + behind


def walked(source: Bytes | bytes) -> Findings:
    found = Findings(format="jpeg")
    jpeg.walk(Held(source) if isinstance(source, bytes) else source, found)
    return found


def tiff(make: str) -> bytes:
    value = make.encode() + b"\0"
    return struct.pack("<2sHIHHHIII", b"II", 42, 8, 1, 0x010F, 2, len(value), 26, 0) + value


def packet(inner: str) -> bytes:
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" '
        f'xmlns:xmpNote="http://ns.adobe.com/xmp/note/" {inner}/></rdf:RDF></x:xmpmeta>'
    ).encode()


class Counted:
    """A file in memory that counts what is read of it."""

    def __init__(self, data: bytes) -> None:
        self.data, self.read = data, 0

    @property
    def size_bytes(self) -> int:
        return len(self.data)

    def at(self, offset: int, length: int) -> bytes:
        data = self.data[offset : offset + length] if offset >= 0 and length > 0 else b""
        self.read += len(data)
        return data


def test_an_ordinary_picture() -> None:
    found = walked(
        picture(
            segment(0xE0, b"JFIF\0\1\2\0\0\1\0\1\0\0"),
            segment(0xE1, b"Exif\0\0" + tiff("Maker Ltd")),
            segment(0xE1, XMP + packet('xmp:CreatorTool="Editor 1"')),
            segment(0xEE, b"Adobe\0\x64\0\0\0\0\1"),
            segment(0xFE, b"a comment\0"),
            segment(0xFE, b"another"),
        )
    )
    names = [
        "SOI",
        "APP0 JFIF",
        "APP1 Exif",
        "APP1 XMP",
        "APP14 Adobe",
        "COM",
        "COM",
        "DQT",
        "DQT",
        "SOF0",
        "SOS",
    ]
    assert found.boxes == names
    assert found.first("IFD0:Make") == "Maker Ltd"
    assert found.first("XMP-xmp:CreatorTool") == "Editor 1"
    assert [(tag.value, tag.place) for tag in found.tags if tag.name == "File:Comment"] == [
        ("a comment", ""),
        ("another", "COM 2"),
    ]
    assert (found.first("File:ImageWidth"), found.first("File:ImageHeight")) == (64, 48)
    assert found.first("File:YCbCrSubSampling") == "2 2"
    assert (found.truncated, found.trailing_bytes, found.problems) == (False, 0, [])
    assert [(block.kind, block.offset) for block in found.blocks] == [("exif", 30), ("xmp", 30 + 36 + 4 + 29)]
    assert found.facts["jpeg.end"] == "read"


def test_fill_bytes_and_bytes_that_belong_to_nothing() -> None:
    found = walked(picture(segment(0xFE, b"one"), b"\xff" * 70_001, segment(0xFE, b"two")))
    assert [tag.value for tag in found.tags if tag.name == "File:Comment"] == ["one", "two"]
    assert not found.problems
    found = walked(picture(segment(0xFE, b"one"), b"stray", segment(0xFE, b"two")))
    assert [tag.value for tag in found.tags if tag.name == "File:Comment"] == ["one", "two"]
    assert "belong to no segment" in found.problems[0]


def test_exif_and_image_resources_over_several_segments() -> None:
    body = tiff("A maker with a name of some length")
    found = walked(picture(segment(0xE1, b"Exif\0\0" + body[:40]), segment(0xE1, b"Exif\0\0" + body[40:])))
    assert found.first("IFD0:Make") == "A maker with a name of some length"
    dataset = b"8BIM\4\4\0\0\0\0\0\x09\x1c\2\x5a\0\4City\0"
    mark = b"Photoshop 3.0\0"
    found = walked(picture(segment(0xED, mark + dataset[:15]), segment(0xED, mark + dataset[15:])))
    assert found.first("IPTC:City") == "City"
    assert found.blocks[0].offset is None


@pytest.mark.parametrize("name", [b"exif\0\0", b"EXIF\0\0", b"\0\0Exif\0\0", b"Exif\0\xff"])
def test_exif_under_an_odd_name(name: bytes) -> None:
    assert walked(picture(segment(0xE1, name + tiff("Maker")))).first("IFD0:Make") == "Maker"


def test_two_exif_segments_stay_apart() -> None:
    found = walked(
        picture(segment(0xE1, b"Exif\0\0" + tiff("First")), segment(0xE1, b"Exif\0\0" + tiff("Second")))
    )
    assert [(tag.value, tag.place) for tag in found.tags if tag.name == "IFD0:Make"] == [
        ("First", ""),
        ("Second", "APP1"),
    ]


def extended(data: bytes, digest: str, total: int, step: int = 40) -> list[bytes]:
    head = EXTENDED + digest.encode()
    return [
        segment(0xE1, head + struct.pack(">II", total, at) + data[at : at + step])
        for at in range(0, len(data), step)
    ]


def test_extended_xmp() -> None:
    data = packet('xmp:Label="from the extension"')
    digest = hashlib.md5(data, usedforsecurity=False).hexdigest().upper()
    main = segment(0xE1, XMP + packet(f'xmpNote:HasExtendedXMP="{digest}"'))
    pieces = extended(data, digest, len(data))
    found = walked(picture(main, *reversed(pieces)))  # the order of the segments does not matter
    (label,) = [tag for tag in found.tags if tag.name == "XMP-xmp:Label"]
    assert (label.value, label.place) == ("from the extension", "")
    assert not found.problems
    found = walked(picture(main, *pieces[:2], *pieces[3:]))
    assert found.blocks[-1].status == "truncated"
    other = packet('xmp:Label="from elsewhere"')
    found = walked(picture(main, *extended(other, "0" * 32, len(other))))
    assert {tag.place for tag in found.tags if tag.name == "XMP-xmp:Label"} == {"APP1 further XMP"}
    assert any("digest" in says for says in found.problems)
    found = walked(picture(main, *extended(b"x" * 10, digest, 0xFFFFFFF0)))
    assert found.blocks[-1].status == "unsupported"


def profile() -> bytes:
    text = b"desc\0\0\0\0\0\0\0\6Named\0" + b"\0" * 78
    head = bytearray(128)
    struct.pack_into(">I", head, 0, 144 + len(text))
    head[36:40] = b"acsp"
    return bytes(head) + struct.pack(">I", 1) + b"desc" + struct.pack(">II", 144, len(text)) + text


def test_a_profile_in_pieces() -> None:
    data = profile()
    pieces = [data[:100], data[100:150], data[150:]]
    segments = [segment(0xE2, b"ICC_PROFILE\0" + bytes([n + 1, 3]) + piece) for n, piece in enumerate(pieces)]
    assert walked(picture(*reversed(segments))).first("ICC_Profile:ProfileDescription") == "Named"
    found = walked(picture(segments[0], segments[2]))
    assert found.first("ICC_Profile:ProfileDescription") is None
    assert [block.status for block in found.blocks] == ["truncated"]


@pytest.mark.parametrize("quality", [1, 2, 5, 23, 24, 50, 75, 76, 92, 100])
def test_libjpegs_tables_are_recognised(quality: int) -> None:
    found = walked(b"\xff\xd8" + tables(quality) + frame() + segment(0xDA, b"") + b"\xff\xd9")
    assert found.facts["jpeg.quality"] == {"table": "ijg", "q": quality}
    found = walked(
        b"\xff\xd8" + tables(quality, chroma=False) + frame(grey=True) + segment(0xDA, b"") + b"\xff\xd9"
    )
    assert found.facts["jpeg.quality"] == {"table": "ijg", "q": quality, "luma_only": True}


def test_tables_of_quality_75_are_those_of_libjpeg() -> None:
    found = walked(picture())
    assert tuple(found.facts["jpeg.tables"][0][:10]) == LUMA_75
    assert tuple(found.facts["jpeg.tables"][1][:10]) == CHROMA_75


def test_other_tables_are_custom() -> None:
    mixed = segment(0xDB, b"\0" + scaled(jpeg_tables._LUMA, 75)) + segment(
        0xDB, b"\1" + scaled(jpeg_tables._CHROMA, 80)
    )
    near = bytearray(scaled(jpeg_tables._LUMA, 75))
    near[40] += 1
    for found in (mixed, segment(0xDB, b"\0" + near)):
        data = b"\xff\xd8" + found + frame(grey=found != mixed) + segment(0xDA, b"") + b"\xff\xd9"
        assert walked(data).facts["jpeg.quality"] == {"table": "custom"}


def test_the_signature_is_of_the_writer_not_of_the_picture() -> None:
    def signed(data: bytes) -> object:
        return walked(data).facts["jpeg.signature"]

    exif = segment(0xE1, b"Exif\0\0" + tiff("Maker"))
    one = signed(picture(exif, scan=b"\1\2"))
    assert one == signed(picture(segment(0xE1, b"Exif\0\0" + tiff("Other")), scan=b"\7" * 99))
    assert one != signed(picture(segment(0xE0, b"JFIF\0\1\2\0\0\1\0\1\0\0"), exif))
    assert one != signed(picture(exif).replace(tables(75), tables(80)))


def pictures_list(base: int, *entries: tuple[int, int, int]) -> bytes:
    """An MPF segment whose list lies at ``base``: type, length, offset in the file."""
    rows = b"".join(
        struct.pack("<IIIHH", kind, length, at and at - base, 0, 0) for kind, length, at in entries
    )
    head = struct.pack("<2sHI", b"II", 42, 8)
    fields = struct.pack("<HHHI4s", 2, 0xB000, 7, 4, b"0100") + struct.pack("<HHII", 0xB002, 7, len(rows), 38)
    return segment(0xE2, b"MPF\0" + head + fields + struct.pack("<I", 0) + rows)


def test_a_list_of_pictures() -> None:
    preview = picture(scan=b"\5\6")
    length = len(picture(pictures_list(0, (0, 0, 0), (0, 0, 0))))
    base = 2 + 4 + 4
    made = picture(
        pictures_list(base, (0x030000, length, 0), (0x010001, len(preview), length)), behind=preview
    )
    found = walked(made)
    assert found.facts["mpf"] == [
        {"type": "main", "offset": 0, "length": length},
        {"type": "preview", "offset": length, "length": len(preview)},
    ]
    assert [(one.place, one.offset, one.data) for one in found.thumbnails] == [("MPF 2", length, preview)]
    assert found.trailing_bytes == len(preview)
    assert found.facts["trailer"]["parts"] == [{"offset": length, "length": len(preview), "kind": "mpf"}]
    assert "behind the file's end" in walked(made[:-3]).problems[0]


@pytest.mark.parametrize(
    ("behind", "kind"),
    [
        (MOVIE, "mp4"),
        (b"PK\3\4" + b"z" * 50, "zip"),
        (b"%PDF-1.7" + b"z" * 50, "pdf"),
        (b"\0" * 500, "padding"),
        (b"hidden words", "unknown"),
        (b"\0" * 16 + MOVIE, "mp4"),
        (picture(), "jpeg"),
        (b"\x1c\2\5" * 9 + b"\0\0\0\x3fcbipcbbl", "photo mechanic"),
    ],
)
def test_what_follows_the_picture(behind: bytes, kind: str) -> None:
    plain = picture()
    found = walked(plain + behind)
    assert found.trailing_bytes == len(behind)
    assert found.facts["trailer"]["kind"] == kind
    assert found.facts["trailer"]["offset"] == len(plain)
    assert sum(part["length"] for part in found.facts["trailer"]["parts"]) == len(behind)


def samsung(stamp: bytes, movie: bytes) -> bytes:
    parts = [(0x0A01, b"Image_UTC_Data", stamp), (0x0A30, b"MotionPhoto_Data", movie)]
    data = [struct.pack("<HHI", 0, kind, len(name)) + name + value for kind, name, value in parts]
    directory = b"SEFH" + struct.pack("<II", 106, len(parts))
    for number, (kind, _, _) in enumerate(parts):
        directory += struct.pack("<HHII", 0, kind, sum(map(len, data[number:])), len(data[number]))
    return b"".join(data) + directory + struct.pack("<I", len(directory)) + b"SEFT"


def test_samsungs_trailer_has_a_video_and_the_time_in_utc() -> None:
    found = walked(picture(behind=samsung(b"1608199394872", MOVIE)))
    (tag,) = [tag for tag in found.tags if tag.name == "Samsung:TimeStamp"]
    assert tag.value == "2020:12:17 10:03:14.872+00:00"  # date -u -d @1608199394
    assert "1608199394872" in tag.raw
    movie = [part for part in found.facts["trailer"]["parts"] if part["kind"] == "mp4"]
    assert [part["length"] for part in movie] == [len(MOVIE)]


def test_scans_of_a_progressive_picture_are_followed() -> None:
    # A table between two scans that holds the bytes of an end marker.
    between = segment(0xC4, b"\xff\xd9\xff\xd9") + segment(0xDA, b"\1\1\0\1\5\0")
    found = walked(picture(scan=b"\1\2\xff\0\3" + between + b"\4\xff\xd3\5", behind=MOVIE))
    assert found.trailing_bytes == len(MOVIE)


def test_cut_pictures() -> None:
    whole = picture(segment(0xE1, b"Exif\0\0" + tiff("Maker")), scan=compressed(3000))
    for length in range(2, len(whole), 7):
        found = walked(whole[:length])
        assert found.truncated
        assert found.trailing_bytes is None
        assert found.first("IFD0:Make") in ("Maker", None)
    assert not walked(whole).truncated


def test_a_large_picture_is_not_read_to_its_end() -> None:
    large = picture(scan=compressed(4 << 20))
    source = Counted(large)
    found = walked(source)
    assert (found.trailing_bytes, found.facts["jpeg.end"]) == (0, "assumed")
    assert source.read < 200_000
    cut = Counted(large[: 3 << 20])
    assert walked(cut).truncated
    assert cut.read < 200_000
    for behind in (MOVIE, b"hidden words " * 20_000 + b"\xff\xd9", picture()):
        found = walked(large + behind)
        assert (found.trailing_bytes, found.facts["jpeg.end"]) == (len(behind), "read")


def test_all_of_a_large_picture_is_read_when_asked_for() -> None:
    large = picture(scan=compressed(1 << 20))
    found = Findings(format="jpeg", facts={"all": True})
    jpeg.walk(Held(large + large), found)
    assert found.trailing_bytes == len(large)
    assert found.facts["trailer"]["kind"] == "jpeg"


@pytest.mark.parametrize(
    "data",
    [
        b"\xff\xd8" + segment(0xE0) * 100_000,
        b"\xff\xd8" + b"\xff" * (9 << 20),
        b"\xff\xd8" + b"\0" * (9 << 20),
        b"\xff\xd8" + segment(0xE1, b"Exif\0\0" + tiff("Maker")) * 2000,
        b"\xff\xd8" + segment(0xE2, b"ICC_PROFILE\0\1\xff" + b"x" * 50) * 3000,
        b"\xff\xd8" + segment(0xEB, b"JP\0\1\0\0\0\1" + b"\0\0\0\x40jumb" + b"x" * 50) * 3000,
        picture() + b"\xff\xc4\0\2" * 100_000,
        picture(end=b"") + b"\xff\xc4\0\2" * 100_000,
    ],
)
def test_endless_headers_are_left(data: bytes) -> None:
    found = walked(data)
    assert len(found.boxes) <= 400
    assert found.problems or found.trailing_bytes


def test_what_is_no_jpeg() -> None:
    with pytest.raises(Malformed):
        walked(b"GIF89a")


def test_markers_are_followed_only_so_far() -> None:
    data = b"\xff\xc4\0\2" * (jpeg_end.MOST_MARKERS + 5) + b"\xff\xd9"
    assert jpeg_end.exact(Held(data), 0) == (None, "unknown")
    assert jpeg_end.exact(Held(data[-9:]), 0)[1] == "read"
    assert jpeg_end.exact(Held(b"\1\2\3\xff"), 0) == (None, "cut")


def test_fujifilms_raw_file_holds_a_jpeg() -> None:
    inner = picture(segment(0xE1, b"Exif\0\0" + tiff("FUJIFILM")))
    head = bytearray(160)
    head[:20], head[28:36] = b"FUJIFILMCCD-RAW 0201", b"X-T3\0\0\0\0"
    struct.pack_into(">II", head, 84, 160, len(inner))
    found = Findings(format="raf")
    raf.walk(Held(bytes(head) + inner), found)
    assert found.first("IFD0:Make") == "FUJIFILM"
    assert found.first("File:ImageWidth") is None
    assert found.blocks[0].offset == 160 + 12
    assert not found.truncated
    found = Findings(format="raf")
    raf.walk(Held(bytes(head) + inner[:-20]), found)
    assert found.truncated
    with pytest.raises(Malformed):
        raf.walk(Held(bytes(head)), Findings())

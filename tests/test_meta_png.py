"""PNG and GIF: text, times and packets wherever they may stand, and no bomb goes off."""

import struct
import time
import zlib

import pytest

from osintkit.meta.found import Findings, Held
from osintkit.meta.walk import gif, png

SIGNATURE = b"\x89PNG\r\n\x1a\n"
PACKET = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    b'<rdf:Description xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:CreatorTool="Kit"/></rdf:RDF></x:xmpmeta>'
)
TIFF = struct.pack("<2sHIHHHI4sI", b"II", 42, 8, 1, 0x10F, 2, 4, b"Kit\0", 0)  # Make = Kit


def chunk(kind: bytes, data: bytes = b"", checksum: int | None = None) -> bytes:
    summed = zlib.crc32(kind + data) if checksum is None else checksum
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", summed)


IHDR = chunk(b"IHDR", struct.pack(">II5B", 640, 480, 8, 2, 0, 0, 0))
IDAT, IEND = chunk(b"IDAT", b"not looked at", 0), chunk(b"IEND")


def read_png(*chunks: bytes, after: bytes = b"") -> Findings:
    found = Findings()
    png.walk(Held(SIGNATURE + IHDR + b"".join(chunks) + IDAT + IDAT + IEND + after), found)
    return found


def values(found: Findings) -> dict[str, object]:
    return {tag.name: tag.value for tag in found.tags}


def test_structure() -> None:
    found = read_png(after=b"hidden")
    assert found.boxes == ["IHDR", "IDAT", "IEND"]
    assert found.facts == {"png.image_chunks": 2, "png.image_bytes": 26}
    assert found.trailing_bytes == 6
    assert not found.truncated
    assert not found.problems
    assert values(found)["PNG:ImageWidth"] == 640


def test_text_chunks_of_every_kind() -> None:
    found = values(
        read_png(
            chunk(b"tEXt", b"Software\0Caf\xe9"),
            chunk(b"tEXt", "Title\0日本".encode()),
            chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"hello")),
            chunk(b"iTXt", b"Author\0\0\0uk\0\0" + "Ім'я".encode()),
            chunk(b"iTXt", b"Source\0\1\0\0\0" + zlib.compress(b"packed")),
            chunk(b"tEXt", b"parameters\0a cat, Steps: 20"),
            chunk(b"tEXt", b"date:create\x002017-02-20T15:40:59+00:00"),
            chunk(b"tEXt", b"my  key word\0v"),
            chunk(b"tEXt", b"Disclaimer\0it\x92s"),
            chunk(b"tEXt", b"Creation Time\0Mon, 1 Jan 2018 12:10:22 EST"),
            chunk(b"tIME", struct.pack(">H5B", 2015, 9, 16, 20, 28, 45)),
            chunk(b"pHYs", struct.pack(">IIB", 2835, 2835, 1)),
            chunk(b"acTL", struct.pack(">II", 7, 0)),
        )
    )
    assert found["PNG:Software"] == "Café"
    assert found["PNG:Title"] == "日本"
    assert found["PNG:Comment"] == "hello"
    assert found["PNG:Author-uk"] == "Ім'я"
    assert found["PNG:Source"] == "packed"
    assert found["PNG:Parameters"] == "a cat, Steps: 20"
    assert found["PNG:Datecreate"] == "2017-02-20T15:40:59+00:00"
    assert found["PNG:MyKeyWord"] == "v"
    assert found["PNG:Disclaimer"] == "it\u2019s"  # Latin-1 with a letter of Windows
    assert found["PNG:CreationTime"] == "2018:01:01 12:10:22-05:00"
    assert found["PNG:ModifyDate"] == "2015:09:16 20:28:45"
    assert found["PNG-pHYs:PixelsPerUnitX"] == 2835
    assert found["PNG:AnimationFrames"] == 7


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Mon, 1 Jan 2018 12:10:22 +0330", "2018:01:01 12:10:22+03:30"),
        ("1 Feb 99 01:02", "1999:02:01 01:02:00"),
        ("Fri 13 Oct 2006 18:15:24 +0200", "2006:10:13 18:15:24+02:00"),
        ("2020-01-02T03:04:05Z", "2020-01-02T03:04:05Z"),
        ("1 Jan 2018 12:10:22 Nowhere", "1 Jan 2018 12:10:22 Nowhere"),
    ],
)
def test_written_dates(written: str, expected: str) -> None:
    assert png.written_date(written) == expected


def test_packets_are_handed_on() -> None:
    digits = (b"Exif\0\0" + TIFF).hex().encode()
    raw = b"\nexif\n%8d\n" % (len(TIFF) + 6) + digits[:40] + b"\n" + digits[40:]
    found = read_png(
        chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + PACKET),
        chunk(b"eXIf", TIFF),
        chunk(b"zTXt", b"Raw profile type APP1\0\0" + zlib.compress(raw)),
    )
    assert values(found)["XMP-xmp:CreatorTool"] == "Kit"
    assert values(found)["IFD0:Make"] == "Kit"
    assert [(block.kind, block.place, block.status) for block in found.blocks] == [
        ("xmp", "iTXt", "read"),
        ("exif", "eXIf", "read"),
        ("exif", "zTXt Raw profile type APP1", "read"),
    ]
    data = SIGNATURE + IHDR + chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + PACKET)
    assert found.blocks[0].offset == data.index(b"<x:xmpmeta")


def test_long_text_is_cut_between_characters() -> None:
    found = read_png(chunk(b"tEXt", b"workflow\0a" + "日".encode() * 100_000))
    assert found.first("PNG:Workflow") == "a" + "日" * 3999
    assert any("the first 4000 are kept" in problem for problem in found.problems)
    packed = read_png(chunk(b"iTXt", b"workflow\0\1\0\0\0" + zlib.compress("日".encode() * 100_000)))
    assert packed.first("PNG:Workflow") == "日" * 4000
    assert packed.problems == ["iTXt workflow: inflates to more than 65536 bytes."]


def test_exif_after_the_picture() -> None:
    found = Findings()
    png.walk(Held(SIGNATURE + IHDR + IDAT + chunk(b"eXIf", TIFF) + IEND), found)
    assert values(found)["IFD0:Make"] == "Kit"


def test_compressed_exif() -> None:
    """As ExifTool writes it with ``-z``: a NUL, the length when inflated, the stream."""
    found = read_png(chunk(b"zxIf", b"\0" + struct.pack(">I", len(TIFF)) + zlib.compress(TIFF)))
    assert values(found)["IFD0:Make"] == "Kit"
    assert [(block.kind, block.place, block.status) for block in found.blocks] == [("exif", "zxIf", "read")]
    for broken in (b"", b"\0", b"\0\0\0\0\x1anot zlib", b"\1\0\0\0\0"):
        assert read_png(chunk(b"zxIf", broken)).blocks[0].status in ("corrupt", "truncated")


def test_a_wrong_checksum_is_told_and_the_value_kept() -> None:
    found = read_png(chunk(b"tEXt", b"Software\0Kit", 1))
    assert values(found)["PNG:Software"] == "Kit"
    assert "checksum" in found.problems[0]


@pytest.mark.parametrize(
    "broken",
    [
        chunk(b"tEXt", b"no separator"),
        chunk(b"zTXt", b"Comment\0\0not zlib"),
        chunk(b"zTXt", b"Comment\0\x09" + zlib.compress(b"a")),
        chunk(b"iTXt", b"Comment\0\0"),
        chunk(b"iCCP", b"name\0\0" + b"junk"),
        chunk(b"tIME", b"\0"),
        chunk(b"zTXt", b"Raw profile type exif\0\0" + zlib.compress(b"\nexif\n 3\nxyz")),
    ],
)
def test_a_broken_chunk_costs_only_itself(broken: bytes) -> None:
    found = read_png(broken, chunk(b"tEXt", b"Software\0Kit"))
    assert values(found)["PNG:Software"] == "Kit"
    assert found.problems


def test_truncated_at_every_place() -> None:
    data = SIGNATURE + IHDR + chunk(b"tEXt", b"Software\0Kit") + chunk(b"eXIf", TIFF) + IDAT + IEND
    for end in range(8, len(data)):
        found = Findings()
        png.walk(Held(data[:end]), found)
        assert found.truncated
        assert values(found).get("PNG:Software", "Kit") == "Kit"


def test_bombs_and_floods() -> None:
    bomb = zlib.compress(bytes(8 << 20))
    start = time.process_time()
    found = read_png(*[chunk(b"zTXt", b"K%d\0\0" % n + bomb) for n in range(150)])
    assert sum(block.kind == "text" for block in found.blocks) == png.MOST_INFLATED // png.LARGEST_TEXT
    few = read_png(chunk(b"tEXt", b"a\0b") * 150)
    assert few.problems == ["More than 100 text chunks; the rest was not read."]
    read_png(*[chunk(b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + bomb)] * 20, chunk(b"iCCP", b"p\0\0" + bomb))
    flood = read_png(chunk(b"tEXt") * 100_000)
    assert "chunks; the rest was not read" in flood.problems[-1]
    assert time.process_time() - start < 2.0


def screen(*parts: bytes) -> bytes:
    return b"GIF89a" + struct.pack("<HHBBB", 4, 2, 0x80, 0, 0) + bytes(6) + b"".join(parts)


def blocks(data: bytes) -> bytes:
    cut = [data[at : at + 255] for at in range(0, len(data), 255)]
    return b"".join(bytes([len(part)]) + part for part in cut) + b"\0"


PICTURE = b"," + struct.pack("<HHHHB", 0, 0, 4, 2, 0x81) + bytes(12) + b"\x02" + blocks(b"x" * 600)
RAMP = bytes([1, *range(255, -1, -1), 0])
XMP = b"!\xff\x0bXMP DataXMP" + PACKET + RAMP
LOOPS = b"!\xff\x0bNETSCAPE2.0" + b"\x03\x01\x05\x00\x00"


def read_gif(*parts: bytes) -> Findings:
    found = Findings()
    gif.walk(Held(screen(*parts)), found)
    return found


def test_gif() -> None:
    comment = b"!\xfe" + blocks(b"long " * 100 + b"Caf\xe9")
    found = read_gif(comment, LOOPS, b"!\xf9\x04\0\0\0\0\0", PICTURE, PICTURE, XMP, b";", b"more")
    stated = values(found)
    assert stated["File:Comment"] == "long " * 100 + "Café"
    assert stated["XMP-xmp:CreatorTool"] == "Kit"
    assert stated["GIF:AnimationIterations"] == 5
    assert stated["GIF:FrameCount"] == found.facts["gif.frames"] == 2
    assert (stated["GIF:ImageWidth"], stated["GIF:ImageHeight"]) == (4, 2)
    assert found.trailing_bytes == 4
    assert found.boxes == ["comment", "NETSCAPE2.0", "image", "XMP DataXMP", "trailer"]
    assert not found.problems


def test_gif_xmp_in_proper_sub_blocks() -> None:
    found = read_gif(b"!\xff\x0bXMP DataXMP" + blocks(PACKET), PICTURE, b";")
    assert values(found)["XMP-xmp:CreatorTool"] == "Kit"
    assert not found.problems


def test_gif_cut_anywhere_and_floods() -> None:
    whole = screen(b"!\xfe" + blocks(b"comment"), PICTURE, XMP, b";")
    for end in range(len(whole)):
        found = Findings()
        gif.walk(Held(whole[:end]), found)
        assert found.truncated
    start = time.process_time()
    picture = b"," + struct.pack("<HHHHB", 0, 0, 4, 2, 0) + b"\x02"
    assert "blocks of data" in read_gif(picture, b"\x01x" * 1_000_000).problems[0]
    assert "parts" in read_gif(PICTURE[:22] * 0 + (picture + b"\0") * 50_000).problems[0]
    assert time.process_time() - start < 1.0

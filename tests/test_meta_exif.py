"""EXIF: values of every type and shape, broken structures, makers' notes, and a second reader."""

import struct
from collections.abc import Sequence

import pytest

from osintkit.media.exif import makernotes, second_reading
from osintkit.meta.decode import exif
from osintkit.meta.decode.exif_values import utf16
from osintkit.meta.decode.tiff import opened
from osintkit.meta.found import Bytes, Findings, Held, Malformed
from osintkit.meta.walk import tiff_file

SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8, 129: 1}
Row = tuple[int, int, bytes | int]
"""Tag, type, value: bytes as they are written, or a number."""


def tiff(*directories: Sequence[Row], order: str = "<", chain: bool = True, big: bool = False) -> bytes:
    """A TIFF structure whose directories follow one another; a row's number may name one by ``-index``."""
    offset_of, entry, count = ("Q", 20, "Q") if big else ("I", 12, "H")
    width = struct.calcsize(offset_of)
    head = {"<": b"II", ">": b"MM"}[order]
    head += struct.pack(order + ("HHHQ" if big else "HI"), *((43, 8, 0, 16) if big else (42, 8)))
    lengths = [struct.calcsize(count) + entry * len(rows) + width for rows in directories]
    starts = [len(head) + sum(lengths[:number]) for number in range(len(directories))]
    values, at = b"", len(head) + sum(lengths)
    out = head
    for number, rows in enumerate(directories):
        out += struct.pack(order + count, len(rows))
        for tag, kind, value in rows:
            if isinstance(value, int):
                value = starts[-value] if value < 0 else value
                data = struct.pack(order + {3: "H", 4: "I", 13: "I", 16: "Q"}[kind], value)
            else:
                data = value
            out += struct.pack(order + "HH" + offset_of, tag, kind, len(data) // SIZES[kind])
            if len(data) <= width:
                out += data.ljust(width, b"\0")
            else:
                out += struct.pack(order + offset_of, at + len(values))
                values += data + b"\0" * (len(data) % 2)
        following = starts[number + 1] if chain and number + 1 < len(directories) else 0
        out += struct.pack(order + offset_of, following)
    return out + values


def text(tag: int, value: str) -> Row:
    return tag, 2, value.encode() + b"\0"


def ratios(tag: int, *pairs: int, order: str = "<", kind: int = 5) -> Row:
    return tag, kind, struct.pack(f"{order}{len(pairs)}{'I' if kind == 5 else 'i'}", *pairs)


def read(data: bytes, *, everything: bool = False, place: str = "APP1") -> Findings:
    found = Findings(format="jpeg", facts={"all": everything})
    exif.block(data, found, place=place, offset=100)
    return found


def values(found: Findings) -> dict[str, object]:
    return {tag.name: tag.value for tag in found.tags if not tag.place}


def one(tag: int, kind: int, data: bytes, order: str = "<", group: str = "") -> Findings:
    if group == "GPS":
        return read(tiff([(0x8825, 4, -1)], [(tag, kind, data)], order=order, chain=False))
    return read(tiff([(tag, kind, data)], order=order))


@pytest.mark.parametrize("order", "<>")
@pytest.mark.parametrize("big", [False, True])
def test_all_directories_and_both_byte_orders(order: str, big: bool) -> None:
    main = [text(0x010F, "Maker"), (0x0112, 3, 6), (0x8769, 4, -1), (0x8825, 4, -2)]
    data = tiff(
        main,
        [text(0x9003, "2019:07:24 11:25:40"), text(0x9011, "+03:00"), (0xA005, 4, -3)],
        [(1, 2, b"N\0"), ratios(2, 37, 1, 29, 1, 1234, 100, order=order)],
        [(1, 2, b"R98\0")],
        order=order,
        chain=False,
        big=big,
    )
    found = read(data)
    assert values(found) == {
        "IFD0:Make": "Maker",
        "IFD0:Orientation": 6,
        "ExifIFD:DateTimeOriginal": "2019:07:24 11:25:40",
        "ExifIFD:OffsetTimeOriginal": "+03:00",
        "GPS:GPSLatitudeRef": "N",
        "GPS:GPSLatitude": pytest.approx(37 + 29 / 60 + 12.34 / 3600),
        "InteropIFD:InteropIndex": "R98",
    }
    assert next(tag.raw for tag in found.tags if tag.name == "GPS:GPSLatitude") == "37/1 29/1 1234/100"
    assert [(block.kind, block.status, block.offset) for block in found.blocks] == [("exif", "read", 100)]
    assert found.facts["exif.second_reader"] == ("not asked" if big else "agrees")


def test_a_leading_name_is_passed_over_and_counts_in_the_offset() -> None:
    found = read(b"Exif\0\0" + tiff([text(0x0131, "Program")]))
    assert values(found) == {"IFD0:Software": "Program"}
    assert found.blocks[0].offset == 106


@pytest.mark.parametrize(
    ("pairs", "degrees"),
    [
        ((37, 1, 29, 1, 0, 0), 37 + 29 / 60),  # seconds unknown
        ((37, 1, 0, 0, 0, 0), 37),
        ((0, 0, 0, 0, 0, 0), None),
        ((374950000, 10000000), 37.495),
        ((37, 1, 29, 1), 37 + 29 / 60),
    ],
)
def test_coordinates_that_are_not_written_in_full(pairs: tuple[int, ...], degrees: float | None) -> None:
    found = read(tiff([(0x8825, 4, -1)], [ratios(2, *pairs)], chain=False))
    assert found.first("GPS:GPSLatitude") == (None if degrees is None else pytest.approx(degrees))
    assert found.facts["exif.second_reader"] == "agrees"


def test_a_negative_coordinate_is_unsigned_but_its_raw_form_is_not() -> None:
    found = read(tiff([(0x8825, 4, -1)], [ratios(4, -8, 1, 30, 1, 0, 1, kind=10)], chain=False))
    (tag,) = found.tags
    assert tag.value == pytest.approx(8.5)
    assert tag.raw.startswith("-8/1")


@pytest.mark.parametrize(
    ("pairs", "clock"),
    [
        ((8, 1, 25, 1, 40123, 1000), "08:25:40.123"),
        ((23, 1, 59, 1, 5999999999, 100000000), "23:59:59.99999999"),
        ((5, 1, 7, 1, 9, 1), "05:07:09"),
        ((0, 0, 0, 0, 0, 0), None),
    ],
)
def test_the_clock_of_gps(pairs: tuple[int, ...], clock: str | None) -> None:
    pairs = tuple(min(number, 2**32 - 1) for number in pairs)
    found = read(tiff([(0x8825, 4, -1)], [ratios(7, *pairs)], chain=False))
    if clock == "23:59:59.99999999":
        clock = "23:59:42.94967295"  # the largest that four bytes hold
    assert found.first("GPS:GPSTimeStamp") == clock


def test_dates_of_gps_get_colons() -> None:
    assert one(0x1D, 2, b"2019:07:24\0", group="GPS").first("GPS:GPSDateStamp") == "2019:07:24"
    assert one(0x1D, 2, b"2019\x0007\x0024\0", group="GPS").first("GPS:GPSDateStamp") == "2019:07:24"
    assert one(0x1D, 2, b"2019-07-24\0", group="GPS").first("GPS:GPSDateStamp") == "2019:07:24"


@pytest.mark.parametrize(
    ("data", "comment"),
    [
        (b"ASCII\0\0\0plain  ", "plain"),
        (b"\0\0\0\0\0\0\0\0no code", "no code"),
        (b"UNICODE\0" + "Київ".encode("utf-16-le"), "Київ"),
        (b"UNICODE\0" + "Київ".encode("utf-16-be"), "Київ"),
        (b"UNICODE\0\xfe\xff" + "mark".encode("utf-16-be"), "mark"),
        (b"JIS\0\0\0\0\0" + "写真".encode("iso2022_jp"), "写真"),
        (b"written without a code", "written without a code"),
        (b"Unicode\0" + "Київ".encode("utf-16-le"), "Київ"),
        (b"Unicode is a standard", "Unicode is a standard"),
        (b"ASCII\0\0\0" + b"\0" * 20, None),
        (b"\0" * 8, None),
        (b"        ", None),
    ],
)
def test_comments_in_every_character_code(data: bytes, comment: str | None) -> None:
    assert one(0x9286, 7, data).first("IFD0:UserComment") == comment


def test_utf16_of_either_order_is_recognised() -> None:
    for word in ("plain", "Київ 2024", "现场照片"):
        assert utf16(word.encode("utf-16-le"), "<") == word
        assert utf16(word.encode("utf-16-be"), ">") == word
    assert utf16("plain".encode("utf-16-be"), "<") == "plain"


def test_texts_in_other_codes() -> None:
    assert one(0x9C9B, 1, "Título".encode("utf-16-le") + b"\0\0", ">").first("IFD0:XPTitle") == "Título"
    assert one(0x013B, 2, "Wörner".encode("latin-1") + b"\0").first("IFD0:Artist") == "Wörner"
    assert one(0x013B, 2, "Wörner".encode() + b"\0").first("IFD0:Artist") == "Wörner"
    assert one(0x013B, 129, "Wörner".encode() + b"\0").first("IFD0:Artist") == "Wörner"
    assert one(0x8298, 2, b"Photographer\0Editor\0").first("IFD0:Copyright") == "Photographer\nEditor"
    assert one(0x8298, 2, b" \0Editor\0").first("IFD0:Copyright") == "\nEditor"
    assert one(0x010F, 1, b"Maker\0").first("IFD0:Make") == "Maker"


def test_numbers_of_every_type() -> None:
    assert one(0x829A, 5, struct.pack("<II", 1, 250)).first("IFD0:ExposureTime") == pytest.approx(0.004)
    assert one(0x829A, 5, struct.pack("<II", 2, 1)).first("IFD0:ExposureTime") == 2
    assert one(0x829A, 5, struct.pack("<II", 0, 0)).first("IFD0:ExposureTime") == "undef"
    assert one(0x829A, 5, struct.pack("<II", 1, 0)).first("IFD0:ExposureTime") == "inf"
    assert one(0x9204, 10, struct.pack("<ii", -1, 3)).first("IFD0:ExposureCompensation") == pytest.approx(
        -1 / 3
    )
    lens = one(0xA432, 5, struct.pack("<8I", 24, 1, 70, 1, 28, 10, 0, 0))
    assert lens.first("IFD0:LensInfo") == "24 70 2.8 undef"
    assert lens.tags[0].raw == "24/1 70/1 28/10 0/0"
    assert one(0x9400, 12, struct.pack("<d", float("nan"))).first("IFD0:AmbientTemperature") == "nan"
    assert one(0xC65D, 1, bytes(range(16))).first("IFD0:RawDataUniqueID") == bytes(range(16)).hex().upper()
    assert (
        one(0xC71B, 2, b"2008-10-27T11:17:15-04:00\0").first("IFD0:PreviewDateTime")
        == "2008:10:27 11:17:15-04:00"
    )
    assert one(0xC612, 1, b"\1\4\0\0").first("IFD0:DNGVersion") == "1 4 0 0"


def test_unknown_tags_are_told_only_when_asked_for() -> None:
    data = tiff([(0xABCD, 3, 7), (0xABCE, 7, b"\x00\x01\x02\x03\x04"), text(0xABCF, "hidden")])
    assert read(data).tags == []
    assert values(read(data, everything=True)) == {"IFD0:0xABCD": 7, "IFD0:0xABCF": "hidden"}


def thumbnail_block(length: int, written: bytes) -> bytes:
    second: list[Row] = [(0x0103, 3, 6), (0x0201, 4, 1), (0x0202, 4, length)]
    plain = tiff([text(0x010F, "Maker")], second)
    return tiff([text(0x010F, "Maker")], [second[0], (0x0201, 4, len(plain)), second[2]]) + written


def test_the_thumbnail_of_the_second_directory() -> None:
    picture = b"\xff\xd8\xff\xdb" + b"x" * 60
    found = read(thumbnail_block(64, picture))
    (thumbnail,) = found.thumbnails
    assert (thumbnail.place, thumbnail.data) == ("IFD1", picture)
    assert thumbnail.offset == 100 + len(thumbnail_block(64, b""))
    assert found.first("IFD1:ThumbnailLength") == 64
    assert found.facts["exif.thumbnail"] == "read"


@pytest.mark.parametrize(
    ("length", "written", "state"),
    [(64, b"\xff\xd8", "outside"), (8, b"BM345678", "not a JPEG"), (1 << 30, b"", "too large")],
)
def test_a_thumbnail_that_is_none(length: int, written: bytes, state: str) -> None:
    found = read(thumbnail_block(length, written))
    assert not found.thumbnails
    assert found.facts["exif.thumbnail"] == state


def test_a_second_block_stays_apart() -> None:
    found = read(tiff([text(0x010F, "First")]))
    exif.block(tiff([text(0x010F, "Second")]), found, place="item 7", offset=None)
    assert [(tag.value, tag.place) for tag in found.tags] == [("First", ""), ("Second", "item 7")]


def test_blocks_that_begin_with_another_directory() -> None:
    found = read(tiff([text(0x010F, "Canon")]))
    exif.block(tiff([text(0x9003, "2020:01:01 00:00:00")]), found, place="CMT2", offset=0, as_group="ExifIFD")
    exif.block(tiff([(1, 2, b"S\0")]), found, place="CMT4", offset=0, as_group="GPS")
    serial: Row = (0x000C, 4, 4242)
    exif.block(tiff([serial, text(0x0096, "AB0123456")]), found, place="CMT3", offset=0, as_group="Canon")
    assert values(found) == {
        "IFD0:Make": "Canon",
        "ExifIFD:DateTimeOriginal": "2020:01:01 00:00:00",
        "GPS:GPSLatitudeRef": "S",
        "Canon:SerialNumber": 4242,
        "Canon:InternalSerialNumber": "AB0123456",
    }


def test_nothing_is_made_of_half_a_value() -> None:
    whole = tiff([text(0x010F, "Maker"), text(0x0132, "2020:01:01 10:20:30")])
    found = read(whole[:-8])
    assert values(found) == {"IFD0:Make": "Maker"}
    assert (found.blocks[0].status, "ModifyDate" in found.blocks[0].says) == ("partly_read", True)


@pytest.mark.parametrize(
    ("data", "status"), [(b"", "truncated"), (b"II*\0", "truncated"), (b"JUNKJUNKJUNK", "corrupt")]
)
def test_what_is_no_exif(data: bytes, status: str) -> None:
    assert [block.status for block in read(data).blocks] == [status]


def test_a_directory_that_is_cut() -> None:
    whole = tiff([text(0x010F, "Abc"), (0x0112, 3, 1), (0x0112 + 1, 3, 1)])
    found = read(whole[:36])
    assert found.blocks[0].status == "truncated"
    assert values(found) == {"IFD0:Make": "Abc", "IFD0:Orientation": 1}


def test_loops_end() -> None:
    loop = tiff([(0x8769, 4, 8), (0x8825, 4, 8), text(0x010F, "Loop")])
    found = read(loop)
    assert values(found) == {"IFD0:Make": "Loop"}
    assert "was read already" in found.blocks[0].says
    itself = bytearray(tiff([text(0x010F, "Loop")]))
    itself[22:26] = struct.pack("<I", 8)
    assert read(bytes(itself)).blocks[0].status == "partly_read"


def test_a_long_chain_is_not_followed_to_its_end() -> None:
    found = read(tiff(*([(0x0112, 3, 1)] for _ in range(100))))
    assert len(found.tags) == exif.MOST_DIRECTORIES
    assert "More than" in found.problems[0]


def test_the_same_tag_twice_is_told_and_the_readers_differ() -> None:
    found = read(tiff([text(0x010F, "One"), text(0x010F, "Two")]))
    assert "more than once" in found.problems[0]
    assert found.facts["exif.second_reader"] == "disagrees"
    assert found.facts["exif.disagreements"] == [["IFD0:Make", "One", "Two", ""]]


class Large:
    """A file of a TIFF and endless zeros, which counts what is read of it."""

    def __init__(self, head: bytes, size: int) -> None:
        self.head, self.size_bytes, self.read = head, size, 0

    def at(self, offset: int, length: int) -> bytes:
        length = max(min(length, self.size_bytes - offset), 0)
        self.read += length
        return self.head[offset : offset + length].ljust(length, b"\0")


def walked(source: Bytes, kind: str = "tiff") -> Findings:
    found = Findings(format=kind)
    tiff_file.walk(source, found)
    return found


def test_a_large_tiff_is_read_by_position() -> None:
    head = tiff([text(0x010F, "Maker"), (0x0111, 4, 5000), (0x0117, 4, 1 << 30), (0x8773, 7, b"z" * 200)])
    source = Large(head, 2 << 30)
    found = walked(source)
    assert found.first("IFD0:Make") == "Maker"
    assert not found.truncated
    assert [(block.kind, block.status) for block in found.blocks] == [("exif", "read"), ("icc", "corrupt")]
    assert source.read < 50_000
    assert walked(Large(head, 1 << 20)).truncated


def test_raw_formats_are_told_apart() -> None:
    cfa: Row = (0x0106, 3, 32803)
    assert walked(Held(tiff([(0xC612, 1, b"\1\4\0\0")]))).format == "dng"
    assert walked(Held(tiff([cfa, text(0x010F, "NIKON CORPORATION")]))).format == "nef"
    assert walked(Held(tiff([cfa, text(0x010F, "SONY")]))).format == "arw"
    assert walked(Held(tiff([text(0x010F, "SONY")]))).format == "tiff"
    assert walked(Held(b"II*\0\x10\0\0\0CR\2\0" + b"\0" * 4 + tiff([(0x0112, 3, 1)])[8:])).format == "cr2"


def test_subdirectories_have_names_of_their_own() -> None:
    data = tiff(
        [(0x014A, 4, struct.pack("<2I", 8 + 2 + 12 + 4, 8 + 2 + 12 + 4 + 18))],
        [(0x0100, 3, 4000)],
        [(0x0100, 3, 160)],
        chain=False,
    )
    assert values(walked(Held(data))) == {"SubIFD:ImageWidth": 4000, "SubIFD1:ImageWidth": 160}


def noted(note: bytes, *, make: str = "", order: str = "<", shift: int = 0) -> Findings:
    """EXIF with this maker's note, which may have been moved by ``shift`` bytes."""
    rows = ([text(0x010F, make)] if make else []) + [(0x8769, 4, -1)]
    return read(tiff(rows, [(0x927C, 7, b"\0" * shift + note)], order=order, chain=False))


def test_apples_note() -> None:
    uuid = "0A1B2C3D-0A1B-0A1B-0A1B-0A1B2C3D4E5F"
    directory = struct.pack(">HHHIII", 1, 0x11, 2, 37, 14 + 2 + 12 + 4, 0) + uuid.encode() + b"\0"
    found = noted(b"Apple iOS\0\0\1MM" + directory, make="Apple")
    assert found.first("Apple:ContentIdentifier") == uuid
    block = found.blocks[1]
    assert (block.kind, block.status, block.place) == ("makernote", "unsupported", "APP1/MakerNote (Apple)")
    assert not found.problems


def test_nikons_note_has_its_own_header() -> None:
    inner = tiff([text(0x1D, "6754846 ")], order=">")
    found = noted(b"Nikon\0\x02\x10\0\0" + inner, make="NIKON CORPORATION")
    assert found.first("Nikon:SerialNumber") == "6754846"


def canon_note(at: int, *, foot: bool) -> bytes:
    """A Canon note that was written at ``at``: a serial number, and a firmware that lies behind it."""
    firmware = b"Firmware Version 1.1.1\0\0"
    rows = struct.pack("<HHHII", 2, 0x0C, 4, 1, 123456) + struct.pack("<HHII", 0x07, 2, 24, at + 30)
    return rows + b"\0" * 4 + firmware + (b"II*\0" + struct.pack("<I", at) if foot else b"")


def test_canons_note_where_it_was_written_and_moved() -> None:
    # 8 bytes of header, IFD0 of two entries, the EXIF directory of one, the maker's name.
    at = 8 + 30 + 18 + 6
    both = {"Canon:SerialNumber": 123456, "Canon:CanonFirmwareVersion": "Firmware Version 1.1.1"}
    for note, wanted in (
        (canon_note(at, foot=False), both),
        (canon_note(at + 1000, foot=True), both),
        (canon_note(at + 1000, foot=False), {"Canon:SerialNumber": 123456}),  # points out of the note
    ):
        found = noted(note, make="Canon")
        assert {tag.name: tag.value for tag in found.tags if tag.name.startswith("Canon")} == wanted


@pytest.mark.parametrize(
    "note", [b"", b"Nikon\0\x02\x10\0\0II*\0\xff\xff\xff\xff", b"Apple iOS\0\0\1MM", b"\xff" * 400]
)
@pytest.mark.parametrize("make", ["Canon", "NIKON CORPORATION", "Nobody"])
def test_broken_notes_say_nothing(note: bytes, make: str) -> None:
    found = noted(note.ljust(20, b"\0"), make=make)
    assert [tag.name for tag in found.tags] == ["IFD0:Make"]


def test_the_note_that_dng_kept() -> None:
    at = 5000
    private = (
        b"Adobe\0MakN"
        + struct.pack(">I", 6 + len(canon_note(at, foot=False)))
        + b"II"
        + struct.pack(">I", at)
    )
    found = walked(
        Held(
            tiff(
                [
                    text(0x010F, "Canon"),
                    (0xC612, 1, b"\1\4\0\0"),
                    (0xC634, 1, private + canon_note(at, foot=False)),
                ]
            )
        )
    )
    assert found.first("Canon:SerialNumber") == 123456
    assert found.first("Canon:CanonFirmwareVersion") == "Firmware Version 1.1.1"


def test_every_truncation_ends_well() -> None:
    data = tiff(
        [text(0x010F, "Maker"), (0x8769, 4, -1)],
        [text(0x9003, "2020:01:01 10:20:30"), (0x927C, 7, b"Apple iOS\0" * 9)],
    )
    for length in range(len(data)):
        found = read(data[:length], everything=True)
        assert {"Maker", "2020:01:01 10:20:30"} >= {
            tag.value for tag in found.tags if tag.name in ("IFD0:Make", "ExifIFD:DateTimeOriginal")
        }


def test_the_second_reader_alone() -> None:
    from io import BytesIO

    data = tiff(
        [text(0x010F, "Maker "), (0x0112, 3, 6), (0x8825, 4, -1)],
        [ratios(2, 37, 1, 30, 1, 0, 0)],
        chain=False,
    )
    assert second_reading(BytesIO(data)) == (
        {"IFD0:Make": "Maker", "IFD0:Orientation": 6, "GPS:GPSLatitude": 37.5},
        "",
    )
    endless = b"II*\0\x08\0\0\0\xff\xff" + b"\0" * 20
    found, stopped = second_reading(BytesIO(endless))
    assert not found
    assert "more than 1000 entries" in stopped


def test_makernotes_of_the_second_reader() -> None:
    note = b"Nikon\0\x02\x10\0\0" + tiff([text(0x1D, "6754846 ")])  # it takes the byte order of the whole
    data = tiff([text(0x010F, "NIKON"), (0x8769, 4, -1)], [(0x927C, 7, note)], chain=False)
    assert ("SerialNumber", "6754846 ") in makernotes(data)
    assert makernotes(b"junk") == []


def test_a_header_that_is_none() -> None:
    with pytest.raises(Malformed):
        opened(Held(b"JUNK"))

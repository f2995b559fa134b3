"""IPTC datasets, Photoshop's image resources and ICC profiles, as bytes that are made here."""

import struct

import pytest

from osintkit.meta.decode import icc, iptc
from osintkit.meta.found import Findings

UTF8 = b"\x1b%G"


def dataset(number: int, value: bytes, record: int = 2) -> bytes:
    return struct.pack(">BBBH", 0x1C, record, number, len(value)) + value


def resource(number: int, data: bytes, name: bytes = b"", signature: bytes = b"8BIM") -> bytes:
    named = bytes([len(name)]) + name
    named += b"\0" * (len(named) % 2)
    return (
        signature
        + struct.pack(">H", number)
        + named
        + struct.pack(">I", len(data))
        + data
        + b"\0" * (len(data) % 2)
    )


def records(data: bytes, place: str = "APP13/IPTC") -> Findings:
    found = Findings(format="jpeg")
    iptc.records(data, found, place=place, offset=10)
    return found


def values(found: Findings) -> dict[str, object]:
    return {tag.name: tag.value for tag in found.tags if not tag.place}


def test_the_fields_of_an_agency() -> None:
    found = records(
        dataset(90, UTF8, record=1)
        + dataset(0, b"\0\4")
        + dataset(80, b"One Author")
        + dataset(25, "Київ".encode())
        + dataset(25, b"street")
        + dataset(55, b"20220314")
        + dataset(60, b"101530+0200")
        + dataset(63, b"101530")
        + dataset(40, b"FBMD01000a9")
        + dataset(120, b"A caption\r\nof two lines")
    )
    assert values(found) == {
        "IPTC:CodedCharacterSet": "UTF8",
        "IPTC:ApplicationRecordVersion": 4,
        "IPTC:By-line": "One Author",
        "IPTC:Keywords": ["Київ", "street"],
        "IPTC:DateCreated": "2022:03:14",
        "IPTC:TimeCreated": "10:15:30+02:00",
        "IPTC:DigitalCreationTime": "10:15:30",
        "IPTC:SpecialInstructions": "FBMD01000a9",
        "IPTC:Caption-Abstract": "A caption\r\nof two lines",
    }
    raw = {tag.name: tag.raw for tag in found.tags}
    assert raw["IPTC:DateCreated"] == "20220314"
    assert [(block.kind, block.status, block.offset) for block in found.blocks] == [("iptc", "read", 10)]


def test_texts_without_a_character_set() -> None:
    assert values(records(dataset(90, "Zürich".encode()))) == {"IPTC:City": "Zürich"}
    assert values(records(dataset(90, "Zürich".encode("latin-1")))) == {"IPTC:City": "Zürich"}


def test_letters_of_windows() -> None:
    """What ExifTool shows (`IPTC` without a character set); 0x81 is no letter there either."""
    value = values(records(dataset(120, b"\x93Kyiv\x94 \x96 it\x92s 5 \x80 \x81")))["IPTC:Caption-Abstract"]
    assert value == "\u201cKyiv\u201d \u2013 it\u2019s 5 € \x81"


def test_a_zone_with_a_colon() -> None:
    """IIM 4.2 (2:60) has none; ExifTool reads it all the same."""
    assert values(records(dataset(60, b"101530+02:00"))) == {"IPTC:TimeCreated": "10:15:30+02:00"}


def test_dates_that_are_none_stay_as_they_are() -> None:
    assert values(records(dataset(55, b"March 2022"))) == {"IPTC:DateCreated": "March 2022"}
    assert values(records(dataset(55, b"2022"))) == {"IPTC:DateCreated": "2022"}


def test_a_long_dataset() -> None:
    long = b"x" * 300
    data = struct.pack(">BBBHI", 0x1C, 2, 120, 0x8004, len(long)) + long + dataset(90, b"City")
    assert values(records(data)) == {"IPTC:Caption-Abstract": "x" * 300, "IPTC:City": "City"}


def test_written_in_the_other_byte_order() -> None:
    data = dataset(90, b"Sarajevo!")
    data += b"\0" * (-len(data) % 4)
    swapped = b"".join(data[at : at + 4][::-1] for at in range(0, len(data), 4))
    assert values(records(swapped)) == {"IPTC:City": "Sarajevo!"}


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"", "read"),
        (b"junk that is none", "corrupt"),
        (dataset(90, b"City")[:-1], "corrupt"),
        (dataset(90, b"City") + dataset(95, b"State")[:-1], "truncated"),
        (dataset(90, b"City") + b"behind", "partly_read"),
        (dataset(90, b"City") + b"\0\0\0", "read"),
        (b"\x1c\x02\x78\xff\xff" + b"x" * 9, "corrupt"),
    ],
)
def test_what_is_broken_or_absent(data: bytes, status: str) -> None:
    assert [block.status for block in records(data).blocks] == [status]


def test_too_many_datasets() -> None:
    found = records(dataset(25, b"k") * (iptc.MOST_DATASETS + 5))
    assert found.blocks[0].status == "partly_read"
    assert "More than" in found.problems[0] or "more than" in found.problems[0]


def test_a_second_block_and_one_in_the_wrong_place_stay_apart() -> None:
    found = records(dataset(90, b"Wrong"), place="APP1/IFD0/IPTC")
    assert [tag.place for tag in found.tags] == ["APP1/IFD0/IPTC"]
    found = records(dataset(90, b"First"))
    iptc.records(dataset(90, b"Second"), found, place="APP13 (2)/IPTC", offset=None)
    assert [(tag.value, tag.place) for tag in found.tags] == [("First", ""), ("Second", "APP13 (2)/IPTC")]


def test_image_resources() -> None:
    thumbnail = b"\xff\xd8\xff\xe0" + b"t" * 31
    data = b"Photoshop 3.0\0" + b"".join(
        (
            resource(0x03ED, b"\0" * 16, name=b"odd"),
            resource(0x0404, dataset(90, b"City")),
            resource(0x040B, b"https://example.org/a"),
            resource(0x040C, b"\0" * 28 + thumbnail),
            resource(0x0425, bytes(range(16))),
            resource(0x040A, b"\1"),
            resource(0x0FFF, b"x", signature=b"AgHg"),
        )
    )
    found = Findings(format="jpeg")
    iptc.resources(data, found, place="APP13", offset=1000)
    assert values(found) == {
        "IPTC:City": "City",
        "Photoshop:URL": "https://example.org/a",
        "Photoshop:IPTCDigest": bytes(range(16)).hex(),
        "Photoshop:CopyrightFlag": 1,
    }
    (picture,) = found.thumbnails
    assert (picture.place, picture.data) == ("Photoshop", thumbnail)
    assert picture.offset == 1000 + data.index(thumbnail)
    assert found.blocks[0].offset == 1000 + data.index(b"\x1c\x02\x5a")
    assert not found.problems


def test_exif_among_image_resources_is_told() -> None:
    found = Findings(format="jpeg")
    iptc.resources(resource(0x0422, b"II*\0"), found, place="APP13", offset=0)
    assert [(block.kind, block.place, block.status) for block in found.blocks] == [
        ("exif", "APP13/EXIF", "unsupported")
    ]


@pytest.mark.parametrize("length", range(0, 60, 3))
def test_image_resources_that_are_cut(length: int) -> None:
    data = resource(0x0404, dataset(90, b"A city with a longer name")) + resource(
        0x040B, b"https://example.org/a"
    )
    found = Findings(format="jpeg")
    iptc.resources(data[:length], found, place="APP13", offset=0)
    assert values(found) in ({}, {"IPTC:City": "A city with a longer name"})


def profile(*texts: tuple[bytes, bytes]) -> bytes:
    """An ICC profile with these texts: signature of the tag, and its data."""
    directory, body = struct.pack(">I", len(texts)), b""
    start = 128 + 4 + 12 * len(texts)
    for signature, data in texts:
        directory += signature + struct.pack(">II", start + len(body), len(data))
        body += data + b"\0" * (-len(data) % 4)
    head = bytearray(128)
    struct.pack_into(">I", head, 0, start + len(body))
    struct.pack_into(">6H", head, 24, 2016, 3, 14, 9, 26, 53)
    head[36:40], head[48:56] = b"acsp", b"APPLiMac"
    return bytes(head) + directory + body


def old_text(value: bytes) -> bytes:
    return b"desc\0\0\0\0" + struct.pack(">I", len(value) + 1) + value + b"\0" + b"\0" * 78


def new_text(*texts: tuple[bytes, str]) -> bytes:
    table, body = b"", b""
    for language, value in texts:
        data = value.encode("utf-16-be")
        table += language + struct.pack(">II", len(data), 16 + 12 * len(texts) + len(body))
        body += data
    return b"mluc\0\0\0\0" + struct.pack(">II", len(texts), 12) + table + body


def described(data: bytes) -> Findings:
    found = Findings()
    icc.profile(data, found, place="APP2", offset=5)
    return found


def test_profiles_of_both_versions() -> None:
    found = described(profile((b"desc", old_text(b"sRGB IEC61966-2.1")), (b"cprt", b"text\0\0\0\0Nobody\0")))
    assert values(found) == {
        "ICC_Profile:ProfileDescription": "sRGB IEC61966-2.1",
        "ICC_Profile:ProfileCopyright": "Nobody",
        "ICC-header:ProfileDateTime": "2016:03:14 09:26:53",
        "ICC-header:DeviceManufacturer": "APPL",
        "ICC-header:DeviceModel": "iMac",
    }
    several = new_text((b"deDE", "Bildschirm"), (b"enUS", "Display P3"))
    assert described(profile((b"desc", several))).first("ICC_Profile:ProfileDescription") == "Display P3"
    one = new_text((b"ukUA", "Екран"))
    assert described(profile((b"desc", one))).first("ICC_Profile:ProfileDescription") == "Екран"


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"", "corrupt"),
        (b"\0" * 200, "corrupt"),
        (profile((b"desc", b"what\0\0\0\0is this?")), "partly_read"),
        (profile((b"desc", old_text(b"Name")))[:-4], "truncated"),
    ],
)
def test_profiles_that_are_broken(data: bytes, status: str) -> None:
    assert [block.status for block in described(data).blocks] == [status]


def test_every_truncation_of_a_profile_ends_well() -> None:
    data = profile((b"desc", new_text((b"enUS", "Display P3"))))
    for length in range(len(data)):
        assert described(data[:length]).first("ICC_Profile:ProfileDescription") is None

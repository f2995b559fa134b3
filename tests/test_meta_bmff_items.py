"""Blocks in boxes: EXIF, XMP, content credentials and colour of HEIF, JPEG XL, CR3 and films."""

import struct

import pytest

from osintkit.meta.found import Findings
from tests.boxed import box, exif_item, film, ftyp, hdlr, picture, read, refer, tags, tiff, xmp


def test_xmp_in_both_places() -> None:
    uuid = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
    found = read(film(box("udta", box("XMP_", xmp("first")))) + box("uuid", uuid, xmp("second")))
    assert tags(found)["XMP-photoshop:Headline"] == "first"
    assert tags(found, "uuid")["XMP-photoshop:Headline"] == "second"
    assert [(block.kind, block.place, block.status) for block in found.blocks] == [
        ("xmp", "moov/udta/XMP_", "read"),
        ("xmp", "uuid", "read"),
    ]


def test_content_credentials_are_handed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    handed: list[tuple[bytes, str, int | None]] = []

    def store(data: bytes, found: Findings, *, place: str, offset: int | None) -> None:
        del found
        handed.append((data, place, offset))

    monkeypatch.setattr("osintkit.meta.decode.c2pa.store", store)
    uuid = bytes.fromhex("d8fec3d61b0e483c92975828877ec481")
    seal = box("jumb", b"JUMBF")
    whole = (
        ftyp()
        + box("uuid", uuid, bytes(4), b"manifest\0", bytes(8), seal)
        + box("uuid", uuid, bytes(4), b"merkle\0")
    )
    read(whole)
    assert handed == [(seal, "uuid manifest", whole.index(seal))]


def test_the_exif_of_the_picture_itself_is_the_main_one() -> None:
    found = read(
        picture(
            (1, b"hvc1", b"picture!"),
            (2, b"Exif", exif_item(b"Other")),
            (3, b"Exif", exif_item(b"Main")),
            refers=refer("cdsc", 2, 9) + refer("cdsc", 3, 1) + refer("thmb", 4, 1) + refer("thmb", 5, 1),
        )
    )
    assert found.format == "heic"
    assert tags(found)["IFD0:Make"] == "Main"
    assert tags(found, "item 2")["IFD0:Make"] == "Other"
    assert found.facts["heif.thumbnails"] == 2
    assert found.facts["heif.items"] == {"hvc1": 1, "Exif": 2}
    assert tags(found)["Meta:PrimaryItemReference"] == 1


def test_exif_that_refers_to_nothing_comes_before_exif_of_another_picture() -> None:
    found = read(
        picture(
            (1, b"hvc1", b"!"),
            (2, b"Exif", exif_item(b"Other")),
            (3, b"Exif", tiff(b"Main")),
            refers=refer("cdsc", 2, 9),
        )
    )
    assert tags(found)["IFD0:Make"] == "Main"


def test_an_item_may_lie_in_the_meta_box() -> None:
    content = exif_item(b"Inside")
    iloc = struct.pack(">IBBH", 1 << 24, 0x44, 0, 1) + struct.pack(">HHHHII", 2, 1, 0, 1, 0, len(content))
    infe = box("infe", struct.pack(">IHH4s", 2 << 24, 2, 0, b"Exif"), b"\0")
    meta = box(
        "meta",
        bytes(4),
        hdlr(b"pict", b""),
        box("idat", content),
        box("iinf", struct.pack(">IH", 0, 1), infe),
        box("iloc", iloc),
    )
    whole = ftyp("avif", "mif1") + meta
    found = read(whole)
    assert tags(found)["IFD0:Make"] == "Inside"
    assert found.blocks[0].offset in (whole.index(b"Exif\0\0MM"), whole.index(b"MM\0*"))


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        (struct.pack(">IHH4s", 2 << 24, 2, 1, b"Exif") + b"\0", "is protected"),
        (
            struct.pack(">IHH4s", 2 << 24, 2, 0, b"mime") + b"\0application/rdf+xml\0deflate\0",
            "is coded as deflate",
        ),
    ],
)
def test_what_cannot_be_read_of_an_item_is_said(entry: bytes, says: str) -> None:
    iloc = struct.pack(">IBBH", 0, 0x44, 0, 1) + struct.pack(">HHHII", 2, 0, 1, 0, 8)
    meta = box("meta", bytes(4), box("iinf", struct.pack(">IH", 0, 1), box("infe", entry)), box("iloc", iloc))
    found = read(ftyp("heic") + meta)
    assert found.blocks[0].status == "unsupported"
    assert says in found.blocks[0].says


def test_rotation_size_and_profile_belong_to_the_picture_itself() -> None:
    ipco = box(
        "ipco",
        box("ispe", struct.pack(">III", 0, 64, 48)),
        box("ispe", struct.pack(">III", 0, 4032, 3024)),
        box("irot", b"\3"),
        box("imir", b"\1"),
        box("colr", b"nclx", bytes(7)),
        box("colr", b"prof", bytes(132)),
    )
    own = struct.pack(">HB5B", 1, 5, 2, 0x80 | 3, 4, 5, 6)
    ipma = box("ipma", struct.pack(">II", 0, 2), struct.pack(">HBB", 7, 1, 1), own)
    stated = read(picture((1, b"hvc1", b"!"), properties=ipco + ipma))
    assert tags(stated)["QuickTime:ImageSpatialExtent"] == "4032 3024"
    assert tags(stated)["QuickTime:Rotation"] == 3
    assert tags(stated)["QuickTime:Mirroring"] == 1
    assert [(block.kind, block.place, block.status) for block in stated.blocks] == [
        ("icc", "property 6", "corrupt")
    ]


def test_jpeg_xl() -> None:
    signature = box("JXL ", b"\r\n\x87\n")
    rest = box("Exif", bytes(4), tiff(b"Lens")) + box("xml ", xmp()) + box("brob", b"xml ", b"\x8b\2\x80")
    found = read(signature + ftyp("jxl ", "jxl ", minor=0) + rest + box("jxlc", b"\xff\n"))
    assert found.format == "jxl"
    assert tags(found)["IFD0:Make"] == "Lens"
    assert tags(found)["Jpeg2000:MajorBrand"] == "jxl "
    assert tags(found)["XMP-photoshop:Headline"] == "Bridge"
    assert [(block.kind, block.place, block.status) for block in found.blocks] == [
        ("exif", "Exif", "read"),
        ("xmp", "xml", "read"),
        ("xmp", "brob xml", "unsupported"),
    ]


def test_canon_raw() -> None:
    latitude = struct.pack(">HHHII", 1, 1, 2, 2, int.from_bytes(b"S\0\0\0", "big"))
    gps = struct.pack(">2sHI", b"MM", 42, 8) + latitude + bytes(4)
    canon = box(
        "uuid",
        bytes.fromhex("85c0b687820f11e08111f4ce462b6a48"),
        box("CNCV", b"CanonCR3_001"),
        box("CMT1", tiff(b"Canon")),
        box("CMT4", gps),
        box("THMB", bytes(16), b"\xff\xd8\xff\xdb picture"),
    )
    found = read(film(canon, brand="crx "))
    assert found.format == "cr3"
    assert tags(found)["IFD0:Make"] == "Canon"
    assert tags(found)["GPS:GPSLatitudeRef"] == "S"
    assert [block.place for block in found.blocks] == ["CMT1", "CMT4"]
    (thumbnail,) = found.thumbnails
    assert (thumbnail.place, thumbnail.data[:4]) == ("THMB", b"\xff\xd8\xff\xdb")

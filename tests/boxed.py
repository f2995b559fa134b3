"""Files made of boxes, put together byte by byte: films with their tracks, pictures with their items."""

import struct
from typing import Any

from osintkit.meta.found import Findings, Held
from osintkit.meta.walk.bmff import walk

SINCE_1904 = 2_082_844_800
MATRIX = struct.pack(">9i", 65536, 0, 0, 0, 65536, 0, 0, 0, 1 << 30)
QUARTER = struct.pack(">9i", 0, 65536, 0, -65536, 0, 0, 720 << 16, 0, 1 << 30)


def box(kind: bytes | str, *parts: bytes) -> bytes:
    body = b"".join(parts)
    name = kind if isinstance(kind, bytes) else kind.encode("latin-1")
    return struct.pack(">I", len(body) + 8) + name + body


def ftyp(major: str = "isom", *other: str, minor: int = 512) -> bytes:
    return box("ftyp", major.encode(), struct.pack(">I", minor), *(brand.encode() for brand in other))


def mvhd(created: int = 0, modified: int = 0, *, scale: int = 1000, duration: int = 5000) -> bytes:
    head = struct.pack(">IIIII", 0, created, modified, scale, duration)
    return box("mvhd", head, struct.pack(">IH10x", 65536, 256), MATRIX, bytes(24), struct.pack(">I", 3))


def mvhd_1(created: int, modified: int) -> bytes:
    head = struct.pack(">IQQIQ", 1 << 24, created, modified, 600, 1500)
    return box("mvhd", head, struct.pack(">IH10x", 65536, 256), MATRIX, bytes(24), struct.pack(">I", 2))


def hdlr(kind: bytes, name: bytes, *, group: bytes = bytes(4), vendor: bytes = bytes(4)) -> bytes:
    return box("hdlr", bytes(4), group, kind, vendor, bytes(8), name)


def video_entry(name: bytes = b"", vendor: bytes = bytes(4)) -> bytes:
    entry = struct.pack(">6xHHH4s8xHHII4xH", 1, 0, 0, vendor, 1280, 720, 72 << 16, 72 << 16, 1)
    return box("avc1", entry, name.ljust(32, b"\0"), struct.pack(">Hh", 24, -1))


def sound_entry() -> bytes:
    return box("mp4a", struct.pack(">6xHHH4sHHHHI", 1, 0, 0, bytes(4), 2, 16, 0, 0, 44100 << 16))


def track(
    handler: bytes,
    name: bytes,
    entry: bytes,
    *,
    data_name: bytes = b"",
    edits: bytes = b"",
    more: bytes = b"",
) -> bytes:
    tkhd = box(
        "tkhd",
        struct.pack(">IIIIII", 7, 0, 0, 1, 0, 5000),
        bytes(16),
        QUARTER,
        struct.pack(">II", 1280 << 16, 720),
    )
    mdhd = box("mdhd", struct.pack(">IIIIIHH", 0, SINCE_1904 + 1, 0, 600, 1500, 0x15C7, 0))
    references = hdlr(b"url ", data_name, group=b"dhlr") if data_name else b""
    stsd = box("stsd", struct.pack(">II", 0, 1), entry)
    minf = box("minf", references, box("stbl", stsd, box("stts", bytes(8))))
    return box(
        "trak", tkhd, box("edts", edits) if edits else b"", box("mdia", mdhd, hdlr(handler, name), minf), more
    )


def film(*parts: bytes, brand: str = "isom", header: bytes | None = None) -> bytes:
    moov = box("moov", mvhd() if header is None else header, *parts)
    return ftyp(brand, "isom", "iso2") + moov + box("mdat", bytes(64))


def read(data: bytes) -> Findings:
    found = Findings()
    walk(Held(data), found)
    return found


def tags(found: Findings, where: str = "") -> dict[str, Any]:
    stated: dict[str, Any] = {}
    for tag in found.tags:
        if tag.place == where:
            stated.setdefault(tag.name, tag.value)
    return stated


def tiff(make: bytes = b"Maker") -> bytes:
    value = make + b"\0"
    entry = struct.pack(">HHHII", 1, 0x10F, 2, len(value), 26)
    return struct.pack(">2sHI", b"MM", 42, 8) + entry + struct.pack(">I", 0) + value


def xmp(title: str = "Bridge") -> bytes:
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" '
        f'photoshop:Headline="{title}"/></rdf:RDF></x:xmpmeta>'
    ).encode()


def said(text: bytes, tongue: int = 0) -> bytes:
    return struct.pack(">HH", len(text), tongue) + text


def asset(text: bytes, tongue: int = 0x55C4) -> bytes:
    return struct.pack(">IH", 0, tongue) + text


def data(value: bytes, kind: int = 1, *, tongue: int = 0, country: int = 0) -> bytes:
    return box("data", struct.pack(">IHH", kind, country, tongue), value)


def keyed(*pairs: tuple[str, bytes], version: bytes = b"") -> bytes:
    names = b"".join(struct.pack(">I", len(key) + 8) + b"mdta" + key.encode() for key, _ in pairs)
    values = (box(struct.pack(">I", number), value) for number, (_, value) in enumerate(pairs, 1))
    return box(
        "meta",
        version,
        hdlr(b"mdta", b""),
        box("keys", struct.pack(">II", 0, len(pairs)), names),
        box("ilst", *values),
    )


def xtra(name: bytes, kind: int, value: bytes) -> bytes:
    entry = struct.pack(">I", len(name)) + name + struct.pack(">IIH", 1, len(value) + 6, kind) + value
    return struct.pack(">I", len(entry) + 4) + entry


def exif_item(make: bytes) -> bytes:
    return struct.pack(">I", 6) + b"Exif\0\0" + tiff(make)


def picture(
    *items: tuple[int, bytes, bytes],
    refers: bytes = b"",
    inside: bytes = b"",
    properties: bytes = b"",
    primary: int = 1,
) -> bytes:
    """A HEIF picture whose items lie one after another behind the boxes, in two pieces each."""
    entries = b"".join(
        box("infe", struct.pack(">IHH4s", 2 << 24, number, 0, kind), b"\0") for number, kind, _ in items
    )

    def meta(start: int) -> bytes:
        places, at = b"", start
        for number, _, content in items:
            half = len(content) // 2
            places += struct.pack(">HHHIIII", number, 0, 2, at, half, at + half, len(content) - half)
            at += len(content)
        iloc = box("iloc", struct.pack(">IBBH", 0, 0x44, 0, len(items)), places)
        return box(
            "meta",
            bytes(4),
            hdlr(b"pict", b""),
            box("pitm", struct.pack(">IH", 0, primary)),
            iloc,
            box("iinf", struct.pack(">IH", 0, len(items)), entries),
            box("iref", bytes(4), refers) if refers else b"",
            box("iprp", properties) if properties else b"",
            inside,
        )

    brands = ftyp("heic", "mif1")
    start = len(brands) + len(meta(0)) + 8
    return brands + meta(start) + box("mdat", *(content for _, _, content in items))


def refer(kind: str, item: int, *to: int) -> bytes:
    return box(kind, struct.pack(f">HH{len(to)}H", item, len(to), *to))

"""Makes ``photo.jpg``: a painted photograph with the metadata of a real one, cropped after it was taken.

    python examples/make_photo.py

Nothing in it is real. Camera and satellites state one moment, in two clocks; the small picture that a camera
keeps beside the large one still shows what was cut off.
"""

import struct
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image
from walk_scenes import _valley_canvas

HERE = Path(__file__).parent
ASCII, SHORT, LONG, RATIONAL, BYTE = 2, 3, 4, 5, 1
SIZES = {ASCII: 1, SHORT: 2, LONG: 4, RATIONAL: 8, BYTE: 1}
Value = str | int | list[tuple[int, int]]
Entries = dict[int, tuple[int, Value]]
XMP = """<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF
xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""
xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/" xmlns:stEvt="http://ns.adobe.com/xap/1.0/sType/ResourceEvent#"
xmpMM:DocumentID="gimp:docid:gimp:5f0d7c1e"><xmpMM:History><rdf:Seq><rdf:li stEvt:action="saved"
stEvt:softwareAgent="GIMP 2.10.32" stEvt:when="2022-10-03T09:12:45+02:00" stEvt:changed="/"/></rdf:Seq>
</xmpMM:History></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>"""


def packed(kind: int, value: Value) -> tuple[int, bytes]:
    """How many values of its kind, and their bytes."""
    if isinstance(value, str):
        data = value.encode() + b"\0"
        return len(data), data
    if isinstance(value, int):
        return 1, struct.pack({SHORT: "<H", LONG: "<I", BYTE: "<B"}[kind], value)
    return len(value), b"".join(struct.pack("<II", *pair) for pair in value)


def directory(entries: Entries, offset: int, following: int = 0) -> bytes:
    """An image file directory that begins at ``offset`` of the block."""
    behind = offset + 2 + 12 * len(entries) + 4
    head, tail = struct.pack("<H", len(entries)), b""
    for tag, (kind, value) in sorted(entries.items()):
        count, data = packed(kind, value)
        place = data.ljust(4, b"\0") if len(data) <= 4 else struct.pack("<I", behind + len(tail))
        head += struct.pack("<HHI", tag, kind, count) + place
        tail += data + b"\0" * (len(data) % 2) if len(data) > 4 else b""
    return head + struct.pack("<I", following) + tail


def exif(thumbnail: bytes) -> bytes:
    """The EXIF block, with the thumbnail in it."""
    shot: Entries = {
        0x9003: (ASCII, "2022:10:01 18:42:10"), 0x9004: (ASCII, "2022:10:01 18:42:10"), 0x9291: (ASCII, "35"),
        0xA431: (ASCII, "EX-0042"), 0xA434: (ASCII, "Example 28mm F2"), 0x829A: (RATIONAL, [(1, 250)]),
    }  # fmt: skip
    fix: Entries = {
        1: (ASCII, "N"), 2: (RATIONAL, [(42, 1), (26, 1), (2796, 100)]), 3: (ASCII, "E"),
        4: (RATIONAL, [(19, 1), (15, 1), (4896, 100)]), 5: (BYTE, 0), 6: (RATIONAL, [(442, 10)]),
        7: (RATIONAL, [(16, 1), (42, 1), (9, 1)]), 16: (ASCII, "T"), 17: (RATIONAL, [(2475, 10)]),
        29: (ASCII, "2022:10:01"), 31: (RATIONAL, [(8, 1)]),
    }  # fmt: skip
    main: Entries = {
        0x010F: (ASCII, "Example"), 0x0110: (ASCII, "Camera One"), 0x0112: (SHORT, 1),
        0x0131: (ASCII, "GIMP 2.10.32"), 0x0132: (ASCII, "2022:10:03 09:12:45"),
        0x8769: (LONG, 0), 0x8825: (LONG, 0),
    }  # fmt: skip
    small: Entries = {0x0103: (SHORT, 6), 0x0201: (LONG, 0), 0x0202: (LONG, len(thumbnail))}
    starts = [8]
    for entries in (main, shot, fix, small):
        starts.append(starts[-1] + len(directory(entries, 0)))
    main[0x8769], main[0x8825], small[0x0201] = (LONG, starts[1]), (LONG, starts[2]), (LONG, starts[4])
    parts = (
        directory(main, starts[0], following=starts[3]), directory(shot, starts[1]),
        directory(fix, starts[2]), directory(small, starts[3]),
    )  # fmt: skip
    return b"Exif\0\0II*\0" + struct.pack("<I", 8) + b"".join(parts) + thumbnail


def jpeg(picture: Image.Image, quality: int) -> bytes:
    """The picture as a JPEG without metadata."""
    buffer = BytesIO()
    picture.save(buffer, "jpeg", quality=quality)
    return buffer.getvalue()


def segment(data: bytes) -> bytes:
    """An APP1 segment."""
    return b"\xff\xe1" + struct.pack(">H", len(data) + 2) + data


def main() -> None:
    """Write the picture."""
    whole = Image.fromarray((np.clip(_valley_canvas(), 0, 1) * 255).astype(np.uint8))
    taken = whole.crop((320, 0, 2240, 1440))
    kept = taken.crop((700, 330, 1900, 1230)).resize((960, 720), Image.Resampling.LANCZOS)
    small = jpeg(taken.resize((160, 120), Image.Resampling.LANCZOS), 75)
    plain = jpeg(kept, 80)
    packet = b"http://ns.adobe.com/xap/1.0/\0" + XMP.encode()
    (HERE / "photo.jpg").write_bytes(plain[:2] + segment(exif(small)) + segment(packet) + plain[2:])


if __name__ == "__main__":
    main()

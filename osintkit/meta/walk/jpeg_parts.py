"""What a JPEG spreads over several segments, put together: ICC, extended XMP, JUMBF, lists of pictures.

ICC.1:2022 Annex B.4; XMP specification part 3 (Adobe 2020) section 1.1.3.1; ISO/IEC 19566-5 Annex D (APP11);
CIPA DC-007-2021 (MPF).
"""

import hashlib
import struct
from dataclasses import dataclass, field
from typing import Any

from osintkit.meta.decode import c2pa, icc, tiff, xmp
from osintkit.meta.found import LARGEST_BLOCK, Bytes, Findings, Held, Malformed, Thumbnail

MOST_PIECES = 1200
"""Segments of one kind; 1200 hold 75 MiB."""
MOST_PICTURES = 64
LARGEST_PREVIEW = 256 << 10
_ENTRY_LIST = 0xB002
_TYPES = {
    0x030000: "main", 0x010001: "preview", 0x010002: "preview", 0x010003: "preview", 0x010004: "preview",
    0x010005: "preview", 0x020001: "panorama", 0x020002: "disparity", 0x020003: "multi-angle",
    0x040000: "original", 0x050000: "gain map", 0x000000: "undefined",
}  # fmt: skip


@dataclass(slots=True)
class Pieces:
    """What was gathered of the things that several segments hold.

    Attributes:
        profile: pieces of ICC by number, and how many there should be.
        extended: pieces of extended XMP by the digest they name: where each belongs, and the total length.
        boxes: pieces of JUMBF by instance and number.
        places: offset in the file of the first piece of each.
        count: of all pieces.
    """

    profile: dict[int, bytes] = field(default_factory=dict)
    profiles: int = 0
    extended: dict[str, list[tuple[int, int, bytes]]] = field(default_factory=dict)
    boxes: dict[int, dict[int, bytes]] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)
    count: int = 0

    def room(self, found: Findings) -> bool:
        """Whether one more piece is taken."""
        self.count += 1
        if self.count == MOST_PIECES + 1:
            found.problem(f"Metadata in more than {MOST_PIECES} pieces; the rest was not read.")
        return self.count <= MOST_PIECES


def take_profile(pieces: Pieces, data: bytes, offset: int) -> None:
    """Take a segment of an ICC profile, its 12-byte name left out: number, total, data."""
    if len(data) > 2:
        pieces.places.setdefault("icc", offset + 2)
        pieces.profile.setdefault(data[0], data[2:])
        pieces.profiles = max(pieces.profiles, data[1])


def take_extended(pieces: Pieces, data: bytes) -> None:
    """Take a segment of extended XMP, its name left out: digest, total length, place, data."""
    digest = data[:32].decode("latin-1")
    total, place = struct.unpack_from(">II", data, 32)
    pieces.extended.setdefault(digest, []).append((place, total, data[40:]))


def take_boxes(pieces: Pieces, data: bytes, offset: int) -> None:
    """Take an APP11 segment: ``JP``, instance, number, then a box or, repeating its header, more of one."""
    instance, number = struct.unpack_from(">HI", data, 2)
    group = pieces.boxes.setdefault(instance, {})
    if not group:
        pieces.places[f"jumbf {instance}"] = offset + 8
        group[number] = data[8:]
        return
    header = 16 if data[8:12] == b"\0\0\0\1" else 8
    group.setdefault(number, data[8 + header :])


def finish(pieces: Pieces, found: Findings) -> None:
    """Hand on what the pieces make together."""
    if pieces.profile:
        _profile(pieces, found)
    for digest, parts in pieces.extended.items():
        _extended(digest, parts, found)
    for instance, group in pieces.boxes.items():
        _boxes(instance, group, pieces, found)


def _profile(pieces: Pieces, found: Findings) -> None:
    numbers = sorted(pieces.profile)
    whole = numbers == list(range(1, max(pieces.profiles, 1) + 1))
    data = b"".join(pieces.profile[number] for number in numbers)
    offset = pieces.places["icc"] if len(numbers) == 1 else None
    if not whole:
        says = f"{len(numbers)} pieces of {pieces.profiles} are there."
        found.block("icc", "APP2 (pieces)", "truncated", length=len(data), says=says)
        if numbers[0] != 1:
            return
    before = len(found.blocks)
    icc.profile(data, found, place="APP2", offset=offset)
    if not whole:
        del found.blocks[before - 1]


def _extended(digest: str, parts: list[tuple[int, int, bytes]], found: Findings) -> None:
    place = "APP1 extended"
    total = parts[0][1]
    parts = sorted(parts, key=lambda part: part[0])
    data = b"".join(part[2] for part in parts)
    if total > LARGEST_BLOCK:
        says = f"It should have {total} bytes; at most {LARGEST_BLOCK} are put together."
        found.block("xmp", place, "unsupported", length=total, says=says)
        return
    at = 0
    for where, _, piece in parts:
        if where != at:
            found.block("xmp", place, "truncated", length=total, says=f"Its piece at byte {at} is missing.")
            return
        at += len(piece)
    if at < total:
        found.block("xmp", place, "truncated", length=total, says=f"{total - at} bytes of it are missing.")
        return
    if hashlib.md5(data, usedforsecurity=False).hexdigest().upper() != digest.upper():
        found.problem("The extended XMP is not what its digest was made of.")
    if str(found.first("XMP-xmpNote:HasExtendedXMP") or "").upper() != digest.upper():
        # Whose it is nobody says: it must not be taken for a part of the main packet.
        place = "APP1 further XMP"
        found.problem("There is an extended XMP to which the main one does not refer.")
    xmp.packet(data, found, place=place, offset=None)


def _boxes(instance: int, group: dict[int, bytes], pieces: Pieces, found: Findings) -> None:
    numbers = sorted(group)
    data = b"".join(group[number] for number in numbers)
    offset = pieces.places[f"jumbf {instance}"] if len(numbers) == 1 else None
    if numbers[-1] - numbers[0] + 1 != len(numbers):
        found.problem(f"A piece of the JUMBF box {instance} in APP11 is missing.")
    c2pa.store(data, found, place="APP11", offset=offset)


def pictures(data: bytes, offset: int, source: Bytes, found: Findings) -> None:
    """Note the list of pictures of the Multi-Picture Format.

    The fact ``mpf`` becomes a list of ``type``, ``offset`` and ``length``, the main picture first; previews
    of at most 256 KiB are kept as thumbnails.

    Args:
        data: the segment after ``MPF`` and NUL: a TIFF structure.
        offset: of its first byte in the file, from which the pictures are counted.
        source: the file.
        found: takes it all.
    """
    try:
        listed = tiff.opened(Held(data))
        entries = listed.directory(listed.first).entries
        raw = next(
            (
                listed.content(one, "MPEntry", most=16 * MOST_PICTURES)
                for one in entries
                if one[0] == _ENTRY_LIST
            ),
            b"",
        )
    except Malformed as error:
        found.block("container", "APP2 MPF", "corrupt", offset=offset, length=len(data), says=str(error))
        return
    found.block("container", "APP2 MPF", "read", offset=offset, length=len(data))
    fields = struct.Struct(listed.order + "IIIHH")
    every = [_picture(fields.unpack_from(raw, at), offset) for at in range(0, len(raw) - 15, 16)]
    found.facts["mpf"] = every
    found.add("MPF0:NumberOfImages", len(every))
    for number, picture in enumerate(every, 1):
        _picture_there(number, picture, source, found)


def _picture(entry: tuple[int, ...], base: int) -> dict[str, Any]:
    kind = _TYPES.get(entry[0] & 0xFFFFFF, f"{entry[0] & 0xFFFFFF:#08x}")
    return {"type": kind, "offset": base + entry[2] if entry[2] else 0, "length": entry[1]}


def _picture_there(number: int, picture: dict[str, Any], source: Bytes, found: Findings) -> None:
    begin, length = picture["offset"], picture["length"]
    if begin + length > source.size_bytes:
        found.problem(
            f"Picture {number} of the list (MPF) should end at byte {begin + length}, behind the file's end."
        )
    elif begin and picture["type"] == "preview" and length <= LARGEST_PREVIEW:
        data = found.take(source, begin, length)
        if data[:3] == b"\xff\xd8\xff":
            found.thumbnails.append(Thumbnail(f"MPF {number}", begin, data))

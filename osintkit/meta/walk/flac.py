"""FLAC, and the Vorbis comments and pictures that Ogg shares with it.

Blocks as in RFC 9639; comments as in the Vorbis I specification, section 5.
"""

import binascii
import re
import struct

from osintkit.meta.found import BROKEN, Bytes, Findings, Malformed, Status, reading
from osintkit.meta.walk import flac_end

MOST_METADATA_BLOCKS = 256
MOST_COMMENTS = 1000
LONGEST_PICTURE_HEAD = 4096
"""Bytes of a picture block that are read: its media type, description and measures."""

_BLOCKS = ("STREAMINFO", "PADDING", "APPLICATION", "SEEKTABLE", "VORBIS_COMMENT", "CUESHEET", "PICTURE")
_STREAMINFO, _APPLICATION, _COMMENT, _PICTURE = 0, 2, 4, 6
_U32 = struct.Struct("<I").unpack_from
_BE32 = struct.Struct(">I").unpack_from
_STREAM = struct.Struct(">HH3s3sQ16s").unpack_from
_STREAM_BYTES = 34
_MEASURES = struct.Struct(">5I").unpack_from
_ODD = re.compile(r"[^A-Za-z0-9_-]+(.?)", re.DOTALL)
_NEXT_WORD = re.compile(r"([a-z0-9])_([a-z])")
_NAMED_OTHERWISE = {
    "TRACKNUMBER": "TrackNumber",
    "ISRC": "ISRCNumber",
    "COVERARTMIME": "CoverArtMIMEType",
    "COVERART": "CoverArt",
    "METADATA_BLOCK_PICTURE": "Picture",
    "REPLAYGAIN_TRACK_PEAK": "ReplayGainTrackPeak",
    "REPLAYGAIN_TRACK_GAIN": "ReplayGainTrackGain",
    "REPLAYGAIN_ALBUM_PEAK": "ReplayGainAlbumPeak",
    "REPLAYGAIN_ALBUM_GAIN": "ReplayGainAlbumGain",
}
_LISTS = frozenset(("Artist", "Performer", "Contact"))


def walk(source: Bytes, found: Findings, offset: int = 0) -> None:
    """Find what a FLAC file states: its stream, its comments, its pictures; and whether its sound is there.

    Args:
        source: the file.
        found: receives it.
        offset: of the signature, in bytes: an ID3 tag may come before it.

    Raises:
        Malformed: ``fLaC`` does not stand there.
        Spent: more than is read of any file.
    """
    if source.at(offset, 4) != b"fLaC":
        raise Malformed("No FLAC signature.")
    sound = blocks(source, found, offset + 4)
    if sound is not None:
        flac_end.note(source, found, sound)


def blocks(source: Bytes, found: Findings, offset: int) -> int | None:
    """Find what the metadata blocks from ``offset`` on state; where the last ends, None if that is not there.

    Args:
        source: the file, or the header packets of an Ogg stream put together.
        found: receives it.
        offset: of the first block's header, in bytes.

    Raises:
        Spent: more than is read of any file.
    """
    for _ in range(MOST_METADATA_BLOCKS):
        head = source.at(offset, 4)
        if len(head) < 4:
            found.truncated = True
            found.block(
                "container", "FLAC", "truncated", offset=offset, says="It ends among its metadata blocks."
            )
            return None
        kind, length = head[0] & 0x7F, int.from_bytes(head[1:])
        name = _BLOCKS[kind] if kind < len(_BLOCKS) else f"block {kind}"
        found.part(name)
        _block(source, found, kind, name, offset + 4, length)
        offset += 4 + length
        if head[0] & 0x80:
            found.truncated = found.truncated or offset > source.size_bytes
            return None if found.truncated else offset
    found.problem(f"More than {MOST_METADATA_BLOCKS} metadata blocks; the rest was not read.")
    return None


def _block(source: Bytes, found: Findings, kind: int, name: str, offset: int, length: int) -> None:
    if kind == _STREAMINFO:
        with reading(found, "container", name, offset=offset, length=length):
            _stream(found.take(source, offset, min(length, _STREAM_BYTES)), found)
    elif kind == _COMMENT:
        data = found.take(source, offset, length)
        comments(data, found, place=name, offset=offset, stated=length)
    elif kind == _PICTURE:
        with reading(found, "container", name, offset=offset, length=length):
            picture(found.take(source, offset, min(length, LONGEST_PICTURE_HEAD)), found)
    elif kind == _APPLICATION:
        # Kept by whoever registered the four letters; "riff" and "aiff" hold chunks of the file this was.
        owner = source.at(offset, 4).decode("latin-1")
        found.facts.setdefault("flac.applications", []).append(owner)
        found.block("container", name, "unsupported", offset=offset, length=length)


def _stream(data: bytes, found: Findings) -> None:
    if len(data) < _STREAM_BYTES:
        raise Malformed("It ends too early.")
    least, most, smallest, largest, packed, signature = _STREAM(data)
    found.add("FLAC:BlockSizeMin", least)
    found.add("FLAC:BlockSizeMax", most)
    found.add("FLAC:FrameSizeMin", int.from_bytes(smallest))
    found.add("FLAC:FrameSizeMax", int.from_bytes(largest))
    found.add("FLAC:SampleRate", packed >> 44)
    found.add("FLAC:Channels", (packed >> 41 & 7) + 1)
    found.add("FLAC:BitsPerSample", (packed >> 36 & 31) + 1)
    found.add("FLAC:TotalSamples", packed & (1 << 36) - 1)
    found.add("FLAC:MD5Signature", signature.hex())


def picture(data: bytes, found: Findings) -> None:
    """Find what is stated of a picture: its kind, media type, description, measures and length.

    Args:
        data: the start of a PICTURE block; the picture itself is not needed.
        found: receives it.

    Raises:
        Malformed: it ends too early.
    """
    try:
        kind, length = _BE32(data)[0], _BE32(data, 4)[0]
        mime, at = data[8 : 8 + length], 8 + length
        length = _BE32(data, at)[0]
        said, at = data[at + 4 : at + 4 + length], at + 4 + length
        width, height, bits, colours, stated = _MEASURES(data, at)
    except struct.error:
        raise Malformed("It ends too early.") from None
    place = "" if found.first("FLAC:PictureType") is None else f"picture {at}"
    found.add("FLAC:PictureType", kind, "", place)
    found.add("FLAC:PictureMIMEType", mime.decode("latin-1"), "", place)
    found.add("FLAC:PictureDescription", said.decode("utf-8", "replace"), "", place)
    found.add("FLAC:PictureWidth", width, "", place)
    found.add("FLAC:PictureHeight", height, "", place)
    found.add("FLAC:PictureBitsPerPixel", bits, "", place)
    found.add("FLAC:PictureIndexedColors", colours, "", place)
    found.add("FLAC:PictureLength", stated, "", place)
    found.add("FLAC:Picture", f"(Binary data {stated} bytes)", "", place)


def comments(
    data: bytes, found: Findings, *, place: str, offset: int | None, stated: int = -1, group: str = "Vorbis"
) -> None:
    """Find the vendor and the comments of a comment header, and note it as a block.

    Names are made as ExifTool makes them: ``ENCODED_BY`` is EncodedBy. Where a name comes twice the last
    is the main one, as it is there; names that ExifTool takes for lists are lists.

    Args:
        data: from the length of the vendor text on.
        found: receives it.
        place: of the block.
        offset: of ``data`` in the file; None where it does not lie there in one piece.
        stated: how long it should be, in bytes; -1 where nothing says.
        group: before the colon of each name.
    """
    noted = len(found.tags)
    status: Status = "read"
    says = ""
    said: dict[str, list[str]] = {}
    try:
        _read_comments(data, found, said, group)
    except BROKEN:
        says = "Its lengths go beyond its end."
    for name, values in said.items():
        if name in _LISTS and len(values) > 1:
            found.add(f"{group}:{name}", list(values))
            continue
        found.add(f"{group}:{name}", values[-1])
        for value in values[:-1]:
            found.add(f"{group}:{name}", value, "", "earlier")
    if len(data) < stated:
        status, says = "truncated", f"{len(data)} of {stated} bytes are there."
    elif says:
        status = "partly_read" if len(found.tags) > noted else "corrupt"
    found.block("text", place, status, offset=offset, length=max(stated, len(data)), says=says)


def _read_comments(data: bytes, found: Findings, said: dict[str, list[str]], group: str) -> None:
    vendor, at = _counted(data, 0)
    if vendor:
        found.add(f"{group}:Vendor", _text(vendor))
    count = _U32(data, at)[0] if at < len(data) else 0
    at += 4
    for _ in range(min(count, MOST_COMMENTS)):
        entry, at = _counted(data, at)
        written, equals, value = entry.partition(b"=")
        name = called(_text(written))
        if not equals:
            found.problem("A comment has no name.")
        elif name == "Picture":
            _encoded_picture(value, found)
        elif name == "CoverArt":
            found.add(f"{group}:CoverArt", f"(Binary data {len(value) * 3 // 4} bytes)")
        else:
            said.setdefault(name, []).append(_text(value))
    if count > MOST_COMMENTS:
        found.problem(f"{count} comments are stated; {MOST_COMMENTS} were read.")


def _counted(data: bytes, at: int) -> tuple[bytes, int]:
    length = _U32(data, at)[0]
    end = at + 4 + length
    if end > len(data):
        raise Malformed("A text goes beyond the end.")
    return data[at + 4 : end], end


def _encoded_picture(value: bytes, found: Findings) -> None:
    try:
        picture(binascii.a2b_base64(value[: LONGEST_PICTURE_HEAD * 4 // 3 // 4 * 4]), found)
    except BROKEN as error:
        found.problem(f"A picture among the comments is broken: {error}")


def _text(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("latin-1")


def called(written: str) -> str:
    """The name ExifTool gives to what a file calls ``written``: ``Tagging time`` is TaggingTime."""
    known = _NAMED_OTHERWISE.get(written.upper())
    if known:
        return known
    name = _ODD.sub(lambda found: found[1].upper(), written[:100].lower().capitalize())
    return _NEXT_WORD.sub(lambda found: found[1] + found[2].upper(), name) or "Unnamed"

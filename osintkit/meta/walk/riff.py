"""What an AVI, a WAV or a WebP states: the chunks of RIFF, stepped through and handed on.

Sound and pictures are stepped over. Files over 4 GB are read as RF64 (EBU Tech 3306) or as a row of forms
(OpenDML); sizes that recorders leave at zero while they record mean "to the end of the file".
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from osintkit.meta.decode import c2pa, exif, icc, xmp
from osintkit.meta.found import BROKEN, Bytes, Findings, Malformed
from osintkit.meta.walk import id3
from osintkit.meta.walk import riff_parts as parts

MOST_CHUNKS = 20_000
MOST_FORMS = 2000
MOST_COMPLAINTS = 25
DEEPEST = 6
LARGEST_SMALL = 64 << 10
"""Bytes that are read of a chunk which holds numbers or a caption."""
_HEAD = struct.Struct("<4sI")
_FORMATS = {b"WEBP": "webp", b"AVI ": "avi", b"AVIX": "avi", b"WAVE": "wav"}
_OPEN = 0xFFFFFFFF
_READ_LISTS = frozenset({b"hdrl", b"strl", b"odml", b"INFO", b"INF0", b"exif", b"ncdt"})
_CAMERA = "a camera's own data, not read."
_CAMERA_LISTS = frozenset({b"hydt", b"pntx"})
_CAMERA_JUNK = (b"OLYMDigital Cam", b"QVMI", b"ucmt", b"IIII\x01\0", b"PENTDigital Cam")
_WEBP_FLAGS = ((0x20, "ICCP"), (0x08, "EXIF"), (0x04, "XMP "))


@dataclass(slots=True)
class _Form:
    """One file on its way through the chunks."""

    source: Bytes
    found: Findings
    chunks: int = 0
    stream: str = ""
    streams: int = 0
    sound_bytes: int = 0
    last: str = ""
    announced: int = 0
    complaints: int = 0

    def complain(self, says: str) -> None:
        """Note what is broken, while it is not too much to read."""
        self.complaints += 1
        if self.complaints <= MOST_COMPLAINTS:
            self.found.problem(
                says if self.complaints < MOST_COMPLAINTS else "More is broken than is listed."
            )


def walk(source: Bytes, found: Findings) -> None:
    """What does this AVI, WAV, WebP or other RIFF file state?

    Args:
        source: the file.
        found: gets ``format`` by the type of the form, tags (``RIFF:Software``, …), blocks, the top chunks in
            order (runs of one kind once) and ``riff.forms``.

    Raises:
        Spent: it states more than is kept of any file.
    """
    found.format = _FORMATS.get(source.at(8, 4), "riff")
    form, position, end, forms = _Form(source, found), 0, 0, 0
    try:
        while forms < MOST_FORMS:
            head = source.at(position, 12)
            if (
                len(head) < 12
                or head[:4] not in (b"RIFF", b"RF64", b"BW64")
                or (forms and head[8:] != b"AVIX")
            ):
                break
            forms += 1
            end = _form(form, position, head)
            position = end + (end & 1)
    except Malformed as error:
        found.problem(f"{error}; the rest was not read.")
        end = 0
    found.facts["riff.forms"] = forms
    found.truncated = found.truncated or source.size_bytes < 12
    if end > source.size_bytes:
        found.truncated = True
        found.problem(f"The file states {end} bytes and holds {source.size_bytes}.")
    elif end:
        found.trailing_bytes = max(0, source.size_bytes - end - (end & 1))
    _missing(form)


def _form(form: _Form, start: int, head: bytes) -> int:
    """Read one form; where it ends."""
    source, size = form.source, int.from_bytes(head[4:8], "little")
    end = start + 8 + size
    if size in (0, _OPEN):
        first = source.at(start + 12, 8)
        if first[:4] == b"ds64":
            stated = int.from_bytes(source.at(start + 20, 8), "little")
            end = start + 8 + stated
        else:
            end = source.size_bytes
            form.found.facts["riff.size_left_open"] = True
    for kind, offset, length in _chunks(form, start + 12, min(end, source.size_bytes), top=True):
        _top(form, kind, offset, length)
    return end


def _chunks(form: _Form, position: int, end: int, *, top: bool = False) -> Iterator[tuple[bytes, int, int]]:
    """Kind, place and length of each chunk between two places."""
    while position + 8 <= end:
        form.chunks += 1
        if form.chunks > MOST_CHUNKS:
            raise Malformed(f"More than {MOST_CHUNKS} chunks")
        head = form.source.at(position, 8)
        if len(head) < 8:
            return
        kind, length = _HEAD.unpack(head)
        if not kind.strip(b"\0"):
            form.found.problem(f"Zeros instead of a chunk at byte {position}.")
            return
        if kind == b"data" and top and length in (0, _OPEN):
            length = form.sound_bytes or max(0, end - position - 8)
        if position + 8 + length > end:
            _beyond(form, kind, position, end)
        yield kind, position + 8, length
        position += 8 + length + (length & 1)


def _beyond(form: _Form, kind: bytes, position: int, end: int) -> None:
    if end >= form.source.size_bytes:
        form.found.truncated = True
    form.complain(f"{_word(kind)} at byte {position} is longer than what holds it.")


def _word(kind: bytes) -> str:
    return kind.decode("latin-1").strip("\0 ")


def _top(form: _Form, kind: bytes, offset: int, length: int) -> None:
    found = form.found
    name = _word(kind)
    listed = form.source.at(offset, 4) if kind == b"LIST" and length >= 4 else b""
    shown = f"LIST {_word(listed)}" if listed else name
    if shown != form.last:
        found.part(shown)
        form.last = shown
    try:
        if listed in _READ_LISTS:
            _list(form, listed, offset + 4, length - 4, DEEPEST)
        elif kind in _BLOCKS:
            _block(form, kind, offset, length)
        elif kind == b"JUNK" or listed in _CAMERA_LISTS:
            if listed or form.source.at(offset, 16).startswith(_CAMERA_JUNK):
                found.block("makernote", shown, "unsupported", offset=offset, length=length, says=_CAMERA)
        elif kind in _SMALL:
            data = found.take(form.source, offset, min(length, LARGEST_SMALL))
            _small(form, kind, data)
    except BROKEN as error:
        form.complain(f"{shown} at byte {offset - 8}: {str(error) or 'malformed'}.")


_BLOCKS = frozenset(
    {b"EXIF", b"XMP ", b"_PMX", b"ICCP", b"C2PA", b"iXML", b"aXML", b"axml", b"id3 ", b"ID3 "}
)
_SMALL = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ANMF", b"fmt ", b"bext", b"ds64", b"fact", b"IDIT"})


def _block(form: _Form, kind: bytes, offset: int, length: int) -> None:
    found, place = form.found, _word(kind)
    data = found.take(form.source, offset, length)
    if kind == b"EXIF":
        exif.block(data, found, place=place, offset=offset)
    elif kind in (b"XMP ", b"_PMX"):
        xmp.packet(data, found, place=place, offset=offset)
    elif kind == b"ICCP":
        icc.profile(data, found, place=place, offset=offset)
    elif kind == b"C2PA":
        c2pa.store(data, found, place=place, offset=offset)
    elif kind in (b"id3 ", b"ID3 "):
        id3.tags(data, found, place=place, offset=offset)
    else:
        parts.spoken_xml(data, found, place, offset)


def _small(form: _Form, kind: bytes, data: bytes) -> None:
    found = form.found
    if kind == b"fmt ":
        parts.sound_format(data, found)
    elif kind == b"bext":
        found.block("tags", "bext", length=len(data))
        parts.broadcast(data, found)
    elif kind == b"ds64":
        _, form.sound_bytes = parts.sizes_64(data, found)
    elif kind == b"fact":
        found.add("RIFF:NumberOfSamples", int.from_bytes(data[:4], "little"))
    elif kind == b"IDIT":
        parts.info("IDIT", data, found)
    elif kind == b"ANMF":
        found.facts["webp.frames"] = found.facts.get("webp.frames", 0) + 1
    else:
        _picture(form, kind, data)


def _picture(form: _Form, kind: bytes, data: bytes) -> None:
    """The size of a WebP: that of its canvas, or of its only picture."""
    found = form.found
    if kind == b"VP8X":
        if len(data) < 10:
            raise Malformed("a header that is cut short")
        form.announced = data[0]
        found.add("RIFF:WebP_Flags", data[0])
        size = int.from_bytes(data[4:7], "little") + 1, int.from_bytes(data[7:10], "little") + 1
    elif kind == b"VP8L" and data[:1] == b"\x2f":
        packed = int.from_bytes(data[1:5], "little")
        size = (packed & 0x3FFF) + 1, (packed >> 14 & 0x3FFF) + 1
    elif kind == b"VP8 " and data[3:6] == b"\x9d\x01\x2a":
        size = int.from_bytes(data[6:8], "little") & 0x3FFF, int.from_bytes(data[8:10], "little") & 0x3FFF
    else:
        raise Malformed("no picture")
    place = "" if found.first("RIFF:ImageWidth") is None else "picture"
    found.add("RIFF:ImageWidth", size[0], "", place)
    found.add("RIFF:ImageHeight", size[1], "", place)


def _missing(form: _Form) -> None:
    """What a WebP announces in its header and does not have: whoever took it out left the flag."""
    held = {block.place for block in form.found.blocks}
    for flag, chunk in _WEBP_FLAGS:
        if form.announced & flag and chunk.strip() not in held:
            form.found.problem(f"The header announces {chunk.strip()}, and there is none.")


def _list(form: _Form, kind: bytes, offset: int, length: int, deepest: int) -> None:
    """Read a list: its chunks, and the lists in it."""
    if not deepest:
        form.found.problem(f"Lists nested deeper than {DEEPEST} are left out.")
        return
    if kind in (b"INFO", b"INF0", b"exif"):
        form.found.block("tags", f"LIST {_word(kind)}", offset=offset, length=length)
    if kind == b"strl":
        form.stream, form.streams = "", form.streams + 1
    end = min(offset + length, form.source.size_bytes)
    for inner, at, size in _chunks(form, offset, end):
        listed = form.source.at(at, 4) if inner == b"LIST" and size >= 4 else b""
        if listed in _READ_LISTS:
            _list(form, listed, at + 4, size - 4, deepest - 1)
        elif not listed:
            _inside(form, kind, inner, form.found.take(form.source, at, min(size, LARGEST_SMALL, end - at)))


def _inside(form: _Form, kind: bytes, inner: bytes, data: bytes) -> None:
    """One chunk of a list; what is wrong with it costs only it."""
    found, name = form.found, inner.decode("latin-1")
    try:
        if kind in (b"INFO", b"INF0"):
            parts.info(name, data, found)
        elif inner == b"emnt":
            found.block("makernote", "LIST exif", "unsupported", length=len(data), says=_CAMERA)
        elif kind == b"exif":
            parts.exif_list(name, data, found)
        elif inner == b"nctg":
            parts.nikon(data, found)
        elif inner == b"avih":
            parts.main_header(data, found)
        elif inner in (b"IDIT", b"ISMP"):
            parts.info(name, data, found)
        elif inner == b"dmlh" and len(data) >= 4:
            found.add("RIFF:TotalFrameCount", int.from_bytes(data[:4], "little"))
        elif kind == b"strl":
            _stream(form, inner, data)
    except BROKEN as error:
        form.complain(f"{_word(inner)} in LIST {_word(kind)}: {str(error) or 'malformed'}.")


def _stream(form: _Form, inner: bytes, data: bytes) -> None:
    found, place = form.found, f"stream {form.streams}" if form.streams > 1 else ""
    if inner == b"strh":
        form.stream = parts.stream_header(data, found, form.streams)
    elif inner == b"strf" and form.stream == "vids":
        parts.picture_format(data, found, place)
    elif inner == b"strf" and form.stream == "auds":
        first = found.first("RIFF:Encoding") is None
        parts.sound_format(data, found, "" if first else place)
    elif inner == b"strn":
        parts.info("StreamName", data, found)
    elif inner == b"strd" and data[:4] in (b"AVIF", b"CASI"):
        # Tags of a camera whose offsets count from a place that differs between makers.
        found.block("makernote", "strd", "unsupported", length=len(data), says=_CAMERA)

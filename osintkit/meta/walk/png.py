"""What a PNG states: its text chunks, times, Exif, colour profile, XMP and C2PA, and how it is put together.

After the third edition of the PNG specification (W3C, 2025). Image data is stepped over, never read. Text may
be compressed: each piece and all of them together are inflated up to a limit that a caption, a prompt or a
whole packet of XMP stays below.
"""

import re
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass

from osintkit.meta.decode import c2pa, exif, icc, iptc, xmp
from osintkit.meta.decode.western import western
from osintkit.meta.found import BROKEN, LARGEST_BLOCK, LONGEST_TEXT, Bytes, Findings, Malformed, Status

MOST_CHUNKS = 60_000
MOST_TEXTS = 100
"""Text chunks that are read of one file."""
MOST_COMPLAINTS = 25
LARGEST_TEXT = 64 << 10
LARGEST_PACKET = 3 << 20
"""Bytes that are inflated of a packet of XMP, a profile or a block of Exif."""
MOST_INFLATED = 5 << 20
"""Bytes that are inflated of one file."""
_LARGEST_SUMMED = 1 << 20  # a checksum of more costs more than it tells
_HEAD = struct.Struct(">I4s")
_HEADER = struct.Struct(">II5B")
_TIME = struct.Struct(">H5B")
_PIXELS = struct.Struct(">IIB")
_FRAMES = struct.Struct(">II")
_REPEATED = frozenset({b"IDAT", b"fdAT", b"fcTL"})
_XMP_HEADER = b"http://ns.adobe.com/xap/1.0/\0"
_NAMED = {
    "Creation Time": "CreationTime",
    "Warning": "PNGWarning",
    "create-date": "CreateDate",
    "modify-date": "ModDate",
}
_RAW_PROFILE = re.compile(rb"\s*([^\n]{0,80})\n\s*(\d{1,9})\s*\n(.*)", re.DOTALL)
_SPACED = re.compile(r"\s+(\S)")
_UNFIT = re.compile(r"[^-\w]+", re.ASCII)
_WRITTEN_DATE = re.compile(
    r"(\d{1,2})\s*(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\s*(\d{2,4})\s+"
    r"(\d{1,2}):(\d{2})(?::(\d{2}))?\s*(\S*)",
    re.IGNORECASE,
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ZONES = {"UT": 0, "GMT": 0, "UTC": 0, "Z": 0, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5}
_ZONES |= {"MST": -7, "MDT": -6, "PST": -8, "PDT": -7}
_OFFSET = re.compile(r"([-+]\d{2}):?(\d{2})")


@dataclass(slots=True)
class _Allowance:
    """What may still be inflated, noted and complained of in one file."""

    found: Findings
    inflated: int = MOST_INFLATED
    texts: int = MOST_TEXTS
    complaints: int = MOST_COMPLAINTS

    def complaint(self, says: str) -> str:
        """The same while there are few of them; then that there are more, and then nothing."""
        self.complaints -= 1
        return says if self.complaints > 0 else "" if self.complaints else "More is broken than is listed."


def walk(source: Bytes, found: Findings) -> None:
    """What does this PNG state?

    Args:
        source: the file.
        found: gets tags (``PNG:Software``, ``PNG:ModifyDate``, ``PNG-pHYs:PixelsPerUnitX``, …), blocks, the
            chunks in order (runs of image data as one), ``png.image_chunks`` and ``png.image_bytes``.

    Raises:
        Spent: it states more than is kept of any file.
    """
    allowance, position, image, image_bytes, last = _Allowance(found), 8, 0, 0, b""
    for _ in range(MOST_CHUNKS):
        head = source.at(position, 8)
        if len(head) < 8:
            found.truncated = True
            found.problem("The file ends before its end chunk (IEND).")
            break
        length, kind = _HEAD.unpack(head)
        if not kind.isalpha() or length >= 1 << 31:
            found.problem(f"What should be a chunk at byte {position} is none; the rest was not read.")
            break
        if kind == b"IDAT":
            image, image_bytes = image + 1, image_bytes + length
        if kind != last or kind not in _REPEATED:
            found.part(kind.decode())
        if not last and kind not in (b"IHDR", b"CgBI"):
            found.problem("The first chunk is not IHDR.")
        last = kind
        reader = _READERS.get(kind)
        if reader is not None:
            _chunk(source, allowance, reader, kind, position, length)
        position += 12 + length
        if kind == b"IEND":
            found.trailing_bytes = max(0, source.size_bytes - position)
            if position > source.size_bytes:
                found.truncated = True
                found.problem("The file ends within its end chunk (IEND).")
            break
    else:
        found.problem(f"More than {MOST_CHUNKS} chunks; the rest was not read.")
    found.facts["png.image_chunks"], found.facts["png.image_bytes"] = image, image_bytes


_Reader = Callable[[_Allowance, bytes, int, Status], None]


def _chunk(
    source: Bytes, allowance: _Allowance, reader: _Reader, kind: bytes, position: int, length: int
) -> None:
    """Read one chunk; what is wrong with it costs only it."""
    found, place = allowance.found, kind.decode()
    data = found.take(source, position + 8, length)
    status: Status = "read"
    if len(data) < length:
        status = "partly_read" if length > LARGEST_BLOCK else "truncated"
        _complain(allowance, f"{place} at byte {position} states {length} bytes; {len(data)} were read.")
    elif length <= _LARGEST_SUMMED:
        stated = source.at(position + 8 + length, 4)
        if len(stated) == 4 and zlib.crc32(data, zlib.crc32(kind)) != int.from_bytes(stated):
            _complain(allowance, f"{place} at byte {position}: its checksum is wrong.")
    try:
        reader(allowance, data, position + 8, status)
    except BROKEN as error:
        _complain(allowance, f"{place} at byte {position}: {str(error) or 'malformed'}.")


def _complain(allowance: _Allowance, says: str) -> None:
    said = allowance.complaint(says)
    if said:
        allowance.found.problem(said)


def _header(allowance: _Allowance, data: bytes, _offset: int, _status: Status) -> None:
    width, height, depth, colour, _, _, interlace = _HEADER.unpack_from(data)
    found = allowance.found
    for name, value in (("ImageWidth", width), ("ImageHeight", height), ("BitDepth", depth)):
        found.add(f"PNG:{name}", value)
    found.add("PNG:ColorType", colour)
    found.add("PNG:Interlace", interlace)


def _time(allowance: _Allowance, data: bytes, _offset: int, _status: Status) -> None:
    year, month, day, hour, minute, second = _TIME.unpack_from(data)
    stated = f"{year:04}:{month:02}:{day:02} {hour:02}:{minute:02}:{second:02}"
    allowance.found.add("PNG:ModifyDate", stated)


def _pixels(allowance: _Allowance, data: bytes, _offset: int, _status: Status) -> None:
    across, down, unit = _PIXELS.unpack_from(data)
    for name, value in (("PixelsPerUnitX", across), ("PixelsPerUnitY", down), ("PixelUnits", unit)):
        allowance.found.add(f"PNG-pHYs:{name}", value)


def _frames(allowance: _Allowance, data: bytes, _offset: int, _status: Status) -> None:
    frames, plays = _FRAMES.unpack_from(data)
    allowance.found.add("PNG:AnimationFrames", frames)
    allowance.found.add("PNG:AnimationPlays", plays)


def _exif(allowance: _Allowance, data: bytes, offset: int, _status: Status) -> None:
    exif.block(data, allowance.found, place="eXIf", offset=offset)


def _compressed_exif(allowance: _Allowance, data: bytes, offset: int, _status: Status) -> None:
    """A proposal that never became a standard, and that ExifTool writes: a method, a length, the stream."""
    try:
        plain, says = _inflated(allowance, data[:1] + data[5:], LARGEST_PACKET)
    except Malformed as error:
        allowance.found.block("exif", "zxIf", "corrupt", offset=offset, length=len(data), says=str(error))
        return
    if says:
        allowance.found.problem(f"zxIf: {says}")
    exif.block(plain, allowance.found, place="zxIf", offset=None)


def _old_xmp(allowance: _Allowance, data: bytes, offset: int, _status: Status) -> None:
    xmp.packet(data, allowance.found, place="tXMP", offset=offset)


def _c2pa(allowance: _Allowance, data: bytes, offset: int, _status: Status) -> None:
    c2pa.store(data, allowance.found, place="caBX", offset=offset)


def _colour_profile(allowance: _Allowance, data: bytes, offset: int, _status: Status) -> None:
    name, _, rest = data.partition(b"\0")
    found = allowance.found
    if name:
        found.add("PNG:ProfileName", name[:79].decode("latin-1"))
    try:
        profile, says = _inflated(allowance, rest, LARGEST_PACKET)
    except Malformed as error:
        found.block("icc", "iCCP", "corrupt", offset=offset, length=len(data), says=str(error))
        return
    if says:
        found.problem(f"iCCP: {says}")
    icc.profile(profile, found, place="iCCP", offset=None)


def _inflated(allowance: _Allowance, data: bytes, most: int) -> tuple[bytes, str]:
    """A byte that names the method and then the stream, inflated up to ``most``; what is wrong with it."""
    if data[:1] != b"\0":
        raise Malformed(f"an unknown compression method, {data[:1].hex() or 'none'}")
    most = min(most, allowance.inflated)
    if most <= 0:
        raise Malformed(f"more than {MOST_INFLATED >> 20} MiB of compressed metadata; not inflated")
    stream = zlib.decompressobj()
    try:
        plain = stream.decompress(memoryview(data)[1:], most)
    except zlib.error as error:
        raise Malformed(f"compressed data that cannot be inflated ({error})") from error
    allowance.inflated -= len(plain)
    if stream.eof:
        return plain, ""
    return plain, f"inflates to more than {most} bytes." if len(
        plain
    ) >= most else "compressed data ends early."


def _text(allowance: _Allowance, data: bytes, offset: int, status: Status) -> None:
    keyword, separator, value = data.partition(b"\0")
    if not separator:
        raise Malformed("text without a keyword")
    _note(allowance, "tEXt", keyword, (value, ""), offset, status)


def _compressed(allowance: _Allowance, data: bytes, offset: int, status: Status) -> None:
    keyword, separator, rest = data.partition(b"\0")
    if not separator:
        raise Malformed("text without a keyword")
    if allowance.texts > 0:
        most = LARGEST_PACKET if _is_packet(keyword) else LARGEST_TEXT
        _note(allowance, "zTXt", keyword, _inflated(allowance, rest, most), None, status)
    else:
        _too_many(allowance)
    del offset


def _international(allowance: _Allowance, data: bytes, offset: int, status: Status) -> None:
    keyword, _, rest = data.partition(b"\0")
    parts = rest[2:].split(b"\0", 2)
    if len(rest) < 2 or len(parts) < 3:
        raise Malformed("international text that ends before its value")
    language, _, value = parts
    says = ""
    if rest[0] and allowance.texts > 0:
        most = LARGEST_PACKET if _is_packet(keyword) else LARGEST_TEXT
        value, says = _inflated(allowance, rest[1:2] + value, most)
    at = None if rest[0] else offset + len(data) - len(value)
    _note(allowance, "iTXt", keyword, (value, says), at, status, language.decode("ascii", "ignore")[:20])


def _is_packet(keyword: bytes) -> bool:
    return keyword == b"XML:com.adobe.xmp" or keyword.startswith(b"Raw profile type ")


def _too_many(allowance: _Allowance) -> None:
    allowance.found.problem(f"More than {MOST_TEXTS} text chunks; the rest was not read.")


def _note(
    allowance: _Allowance,
    kind: str,
    keyword: bytes,
    value: tuple[bytes, str],
    offset: int | None,
    status: Status,
    language: str = "",
) -> None:
    """Put a text where it belongs: it may be a packet of something else, or a date."""
    found, (data, says) = allowance.found, value
    if allowance.texts <= 0:
        _too_many(allowance)
        return
    allowance.texts -= 1
    word = keyword[:79].decode("latin-1")
    place = f"{kind} {word}"
    if keyword == b"XML:com.adobe.xmp":
        if says:
            found.problem(f"{place}: {says}")
        xmp.packet(data, found, place=kind, offset=offset)
    elif keyword.startswith(b"Raw profile type "):
        _profile(found, word[17:].lower(), data, place)
    else:
        if says:
            status, says = "truncated" if status == "truncated" else "partly_read", allowance.complaint(says)
        found.block("text", place, status, offset=offset, length=len(data), says=says)
        if status != "truncated":
            _state(found, word, data, kind, language)


def _state(found: Findings, keyword: str, data: bytes, kind: str, language: str) -> None:
    # Latin-1 is the rule for tEXt and zTXt, and UTF-8 is what many write there; text in one is
    # practically never valid in the other unless it is plain ASCII.
    try:
        written = data.decode()
    except UnicodeDecodeError as error:
        if len(data) - error.start < 4 <= error.start and len(data) == LARGEST_TEXT:
            written = data[: error.start].decode()  # cut within a character
        else:
            written = western(data.decode("latin-1"))
            if kind == "iTXt":
                found.problem(f"{kind} {keyword} is not UTF-8; taken as Latin-1.")
    if len(data) == LARGEST_TEXT:
        written = written[:LONGEST_TEXT]  # that it goes on is told already
    value = written
    if keyword == "Creation Time":
        value = written_date(written)
    elif keyword in ("create-date", "modify-date"):
        value = xmp.date(written)
    suffix = f"-{language}" if language else ""
    found.add(f"PNG:{tag_word(keyword)}{suffix}", value, written if value != written else "")


def tag_word(keyword: str) -> str:
    """What the field calls a keyword: ``Creation Time`` ``CreationTime``, ``date:create`` ``Datecreate``."""
    known = _NAMED.get(keyword)
    if known is not None:
        return known
    joined = _SPACED.sub(lambda match: match[1].upper(), keyword.strip())
    joined = _UNFIT.sub("", joined)
    joined = joined[:1].upper() + joined[1:]
    return joined if len(joined) > 1 else f"Tag{joined}"


def written_date(text: str) -> str:
    """``Mon, 1 Jan 2018 12:10:22 EST`` (RFC 1123) as ``2018:01:01 12:10:22-05:00``; other text as it is."""
    match = _WRITTEN_DATE.search(text)
    if not match:
        return text
    day, month, year, hour, minute, second, zone = match.groups()
    offset = ""
    if zone:
        stated = _OFFSET.match(zone)
        if stated:
            offset = f"{stated[1]}:{stated[2]}"
        elif zone.upper() in _ZONES:
            offset = f"{_ZONES[zone.upper()]:+03}:00"
        else:
            return text
    whole = int(year) if int(year) >= 100 else int(year) + (1900 if int(year) > 70 else 2000)
    number = _MONTHS.index(month.lower()) + 1
    return f"{whole:04}:{number:02}:{int(day):02} {int(hour):02}:{minute}:{second or '00'}{offset}"


def _profile(found: Findings, kind: str, data: bytes, place: str) -> None:
    """A profile that ImageMagick and others write as text: a name, a length and hexadecimal digits."""
    match = _RAW_PROFILE.match(data)
    try:
        if not match:
            raise Malformed("no raw profile")
        profile = bytes.fromhex(match[3].rstrip(b"\0").decode("ascii"))
    except BROKEN as error:
        found.block("text", place, "corrupt", length=len(data), says=f"{error}.")
        return
    if len(profile) != int(match[2]):
        found.problem(f"{place} states {int(match[2])} bytes and holds {len(profile)}.")
    if profile.startswith(_XMP_HEADER) or kind == "xmp":
        xmp.packet(profile.removeprefix(_XMP_HEADER), found, place=place, offset=None)
    elif profile.startswith((b"Exif\0\0", b"II*\0", b"MM\0*")):
        exif.block(profile, found, place=place, offset=None)
    elif kind in ("icc", "icm"):
        icc.profile(profile, found, place=place, offset=None)
    elif kind in ("iptc", "8bim"):
        reader = iptc.records if profile.startswith(b"\x1c") else iptc.resources
        reader(profile, found, place=place, offset=None)
    else:
        found.block("text", place, "unsupported", length=len(data), says="a raw profile of an unknown kind.")


_READERS: dict[bytes, _Reader] = {
    b"IHDR": _header,
    b"tIME": _time,
    b"pHYs": _pixels,
    b"acTL": _frames,
    b"eXIf": _exif,
    b"exIf": _exif,
    b"zxIf": _compressed_exif,
    b"tXMP": _old_xmp,
    b"caBX": _c2pa,
    b"iCCP": _colour_profile,
    b"tEXt": _text,
    b"zTXt": _compressed,
    b"iTXt": _international,
}

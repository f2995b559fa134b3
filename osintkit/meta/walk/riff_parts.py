"""What the small chunks inside AVI, WAV and WebP say: headers, information lists, broadcast data.

After Microsoft's multimedia programming interface 1.0 (RIFF, AVI, WAVE), EBU Tech 3285 (``bext``) and 3306
(RF64), Exif 2.32 (``LIST exif``) and RFC 9649 (WebP).
"""

import re
import struct

from osintkit.meta.decode.western import western
from osintkit.meta.decode.xml_tree import read, walk
from osintkit.meta.decode.xmp_names import word
from osintkit.meta.found import Findings, Malformed, text

MOST_XML_VALUES = 200
MOST_XML_ELEMENTS = 20_000
INFO = {
    "IARL": "ArchivalLocation",
    "IART": "Artist",
    "ICMS": "Commissioned",
    "ICMT": "Comment",
    "ICOP": "Copyright",
    "ICRD": "DateCreated",
    "IDIT": "DateTimeOriginal",
    "IENC": "EncodedBy",
    "IENG": "Engineer",
    "IGNR": "Genre",
    "IKEY": "Keywords",
    "ILNG": "Language",
    "IMED": "Medium",
    "INAM": "Title",
    "IPRD": "Product",
    "ISBJ": "Subject",
    "ISFT": "Software",
    "ISMP": "TimeCode",
    "ISRC": "Source",
    "ISRF": "SourceForm",
    "ITCH": "Technician",
    "ITRK": "TrackNumber",
    "IWRI": "WrittenBy",
    "IEDT": "EditedBy",
    "IPRO": "ProducedBy",
    "ISTR": "Starring",
    "ICNT": "Country",
    "CODE": "EncodedBy",
    "CMNT": "Comment",
    "COMM": "Comments",
    "TITL": "Title",
    "YEAR": "Year",
    "LOCA": "Location",
    "TAPE": "TapeName",
    "DTIM": "DateTimeOriginal",
}
"""Chunks of ``LIST INFO`` under the names the field knows; others keep their four letters."""
EXIF_LIST = {
    "ever": "ExifVersion",
    "erel": "RelatedImageFile",
    "etim": "TimeCreated",
    "ecor": "Make",
    "emdl": "Model",
    "eucm": "UserComment",
}
_NIKON = {3: "Make", 4: "Model", 5: "Software", 6: "Equipment", 0x13: "DateTimeOriginal", 0x14: "CreateDate"}
_FORMAT = struct.Struct("<HHIIHH")
_MAIN_HEADER = struct.Struct("<10I")
_STREAM_HEADER = struct.Struct("<4s4s4x4x4xII4xI4xII")
_BITMAP = struct.Struct("<IiiHH4s")
_DS64 = struct.Struct("<QQQ")
_REFERENCE = struct.Struct("<QH")
_PAIR = struct.Struct("<HH")
_UMID = slice(348, 412)
_SECONDS_1601_TO_1970 = 134_774 * 86_400
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_C_TIME = re.compile(r"\w+\s+([A-Za-z]{3})\w*\s+(\d{1,2})\s+(\d\d:\d\d:\d\d)\s+(\d{4})")
_SLASHED = re.compile(r"(\d{4})/\s*(\d{1,2})/\s*(\d{1,2})/?\s+(\d{1,2}):\s*(\d{1,2})(?::(\d\d))?\s*([AP]?)")
_DASHED = re.compile(r"(\d{4})[-/](\d+)[-/](\d+)\s+(\d+:\d+:\d+)")


def info(kind: str, data: bytes, found: Findings) -> None:
    """Note one chunk of ``LIST INFO``."""
    name = INFO.get(kind, re.sub(r"\W", "", kind, flags=re.ASCII))
    if not name or not data.strip(b"\0"):
        return
    written = western(text(data))
    if kind == "ISFT":
        value = _software(data)
    elif kind == "IDIT":
        value = date(written)
    elif kind == "DTIM":
        value = _filetime(written)
    else:
        value = written.replace("-", ":") if kind == "ICRD" else written
    if value:
        found.add(f"RIFF:{name}", value, written if value != written else "")


def _software(data: bytes) -> str:
    """The name, and what cameras hide behind its NUL: the maker's name, in two bytes a letter."""
    head, _, rest = data.rstrip(b"\0 ").partition(b"\0")
    hidden = text(rest.replace(b"\0", b""))
    name = western(text(head))
    return f"{name}, {hidden}" if hidden else name


def date(written: str) -> str:
    """A date as cameras write it into AVI, as ``2003:03:10 15:04:43``; anything else as it is.

    Known are C's ``Mon Mar 10 15:04:43 2003`` and the ways of Casio, Konica and their kin.
    """
    match = _C_TIME.match(written)
    if match and match[1].lower() in _MONTHS:
        return f"{match[4]}:{_MONTHS.index(match[1].lower()) + 1:02}:{int(match[2]):02} {match[3]}"
    match = _SLASHED.match(written)
    if match:
        year, month, day, hour, minute, second, half = match.groups()
        late = 12 if half == "P" and int(hour) < 12 else 0
        clock = f"{int(hour) + late:02}:{int(minute):02}:{second or '00'}"
        return f"{year}:{int(month):02}:{int(day):02} {clock}"
    match = _DASHED.match(written)
    return f"{match[1]}:{match[2]}:{match[3]} {match[4]}" if match else written


def _filetime(written: str) -> str:
    """Two numbers that together count 100 ns since 1601, as a date in UTC; dates in words as they are."""
    parts = written.split()
    if len(parts) != 2 or not all(part.isdecimal() and len(part) <= 10 for part in parts):
        return written
    seconds = (int(parts[0]) * (1 << 32) + int(parts[1])) // 10_000_000 - _SECONDS_1601_TO_1970
    return _moment(seconds) if 0 <= seconds < 1 << 33 else written


def _moment(seconds: int) -> str:
    """Seconds since 1970 as a date, by Howard Hinnant's ``civil_from_days``."""
    days, rest = divmod(seconds, 86_400)
    era, day_of_era = divmod(days + 719_468, 146_097)
    year_of_era = (day_of_era - day_of_era // 1460 + day_of_era // 36_524 - day_of_era // 146_096) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    shifted = (5 * day_of_year + 2) // 153
    month = shifted + 3 if shifted < 10 else shifted - 9
    year = year_of_era + era * 400 + (month <= 2)
    day = day_of_year - (153 * shifted + 2) // 5 + 1
    return f"{year:04}:{month:02}:{day:02} {rest // 3600:02}:{rest // 60 % 60:02}:{rest % 60:02}"


def exif_list(kind: str, data: bytes, found: Findings) -> None:
    """Note one chunk of ``LIST exif``, which sound recorded by a camera has."""
    name = EXIF_LIST.get(kind)
    if name is None:
        return
    if kind == "eucm":
        data = data[8:]  # eight bytes name the character set
    value = text(data)
    if value:
        found.add(f"RIFF:{name}", value)


def nikon(data: bytes, found: Findings) -> None:
    """Note what a Nikon camera writes beside its AVI (chunk ``nctg``): make, model, dates."""
    position = 0
    while position + 4 <= len(data):
        tag, size = _PAIR.unpack_from(data, position)
        value = text(data[position + 4 : position + 4 + size].replace(b"\0", b"") if tag == 5 else
                     data[position + 4 : position + 4 + size])  # fmt: skip
        if tag in _NIKON and value:
            found.add(f"Nikon:{_NIKON[tag]}", value)
        position += 4 + size


def sound_format(data: bytes, found: Findings, place: str = "") -> None:
    """Note how sound is coded (chunk ``fmt``, or ``strf`` of a sound stream)."""
    if len(data) < 14:
        raise Malformed("a sound format that is cut short")
    encoding, channels, rate, bytes_s, _, bits = _FORMAT.unpack_from(data.ljust(16, b"\0"))
    for name, value in (
        ("Encoding", encoding),
        ("NumChannels", channels),
        ("SampleRate", rate),
        ("AvgBytesPerSec", bytes_s),
        ("BitsPerSample", bits),
    ):
        found.add(f"RIFF:{name}", value, "", place)


def broadcast(data: bytes, found: Findings) -> None:
    """Note who recorded when (chunk ``bext`` of a Broadcast Wave file)."""
    if len(data) < 338:
        raise Malformed("a broadcast extension that is cut short")
    for name, start, end in (
        ("Description", 0, 256),
        ("Originator", 256, 288),
        ("OriginatorReference", 288, 320),
        ("CodingHistory", 602, len(data)),
    ):
        value = western(text(data[start:end]))
        if value:
            found.add(f"RIFF:{name}", value)
    day, clock = text(data[320:330]), text(data[330:338])
    if day or clock:
        stated = f"{day} {clock}".strip().replace("-", ":")
        found.add("RIFF:DateTimeOriginal", stated, f"{day} {clock}".strip())
    if len(data) >= 348:
        reference, version = _REFERENCE.unpack_from(data, 338)
        found.add("RIFF:TimeReference", reference)
        found.add("RIFF:BWFVersion", version)
    umid = data[_UMID]
    if umid.strip(b"\0"):
        found.add("RIFF:BWF_UMID", umid.hex().upper().removesuffix("0" * 64))


def sizes_64(data: bytes, found: Findings) -> tuple[int, int]:
    """Note the 64-bit sizes of RF64: of the file after its first 8 bytes, and of the sound, in bytes."""
    if len(data) < 24:
        raise Malformed("64-bit sizes that are cut short")
    riff, sound, samples = _DS64.unpack_from(data)
    for name, value in (("RIFFSize64", riff), ("DataSize64", sound), ("NumberOfSamples64", samples)):
        found.add(f"RIFF:{name}", value)
    return riff, sound


def main_header(data: bytes, found: Findings) -> None:
    """Note size, rate and length of a film (chunk ``avih``)."""
    frame_us, most_bytes_s, _, _, frames, _, streams, _, width, height = _MAIN_HEADER.unpack_from(data)
    if frame_us:
        found.add("RIFF:FrameRate", 1e6 / frame_us, f"{frame_us} us a frame")
    for name, value in (
        ("MaxDataRate", most_bytes_s),
        ("FrameCount", frames),
        ("StreamCount", streams),
        ("ImageWidth", width),
        ("ImageHeight", height),
    ):
        found.add(f"RIFF:{name}", value)


def stream_header(data: bytes, found: Findings, number: int) -> str:
    """Note what a stream is (chunk ``strh``); returns its kind, such as ``vids``."""
    kind, codec, scale, rate, length, quality, sample = _STREAM_HEADER.unpack_from(data)
    stream = text(kind)
    place = "" if number == 1 else f"stream {number}"
    found.add("RIFF:StreamType", stream, "", place)
    found.add("RIFF:Quality", quality, "", place)
    found.add("RIFF:SampleSize", sample, "", place)
    label, count = {"vids": ("Video", "VideoFrameCount"), "auds": ("Audio", "AudioSampleCount")}.get(
        stream, ("Stream", "StreamSampleCount")
    )
    # The first stream of each kind is the main one, whichever number it has.
    place = "" if found.first(f"RIFF:{count}") is None else place
    codec_name = text(codec)
    if codec_name.isprintable() and codec_name:
        found.add(f"RIFF:{label}Codec" if label != "Stream" else "RIFF:Codec", codec_name, "", place)
    if scale and rate:
        name = "VideoFrameRate" if label == "Video" else f"{label}SampleRate"
        found.add(f"RIFF:{name}", rate / scale, f"{rate}/{scale}", place)
    found.add(f"RIFF:{count}", length, "", place)
    return stream


def picture_format(data: bytes, found: Findings, place: str = "") -> None:
    """Note how pictures are coded (``strf`` of a picture stream)."""
    _, width, height, _, depth, codec = _BITMAP.unpack_from(data)
    found.add("File:ImageWidth", width, "", place)
    found.add("File:ImageHeight", abs(height), "", place)
    found.add("File:BitDepth", depth, "", place)
    named = codec.strip(b"\0 ").isalnum()
    coding = codec.decode("ascii", "replace").strip("\0 ") if named else int.from_bytes(codec, "little")
    found.add("File:Compression", coding, "", place)


def spoken_xml(data: bytes, found: Findings, place: str, offset: int) -> None:
    """Note what an XML chunk of a recorder says (``iXML``, ``axml``), leaf by leaf: ``iXML:ProjectName``."""
    tree = read(data, most_elements=MOST_XML_ELEMENTS)
    if tree.root is None or tree.says.startswith("refused"):
        found.block("tags", place, "corrupt", offset=offset, length=len(data), says=tree.says or "no XML.")
        return
    found.block(
        "tags", place, "partly_read" if tree.says else "read", offset=offset, length=len(data), says=tree.says
    )
    for number, (path, value) in enumerate(walk(tree.root.children)):
        if number >= MOST_XML_VALUES:
            found.problem(f"{place}: more than {MOST_XML_VALUES} values; the rest is left out.")
            return
        found.add(f"{place}:{''.join(word(part) for part in path.split('/')[-4:])}", value)

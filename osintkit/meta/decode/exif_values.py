"""What the value of one EXIF entry is, as text or number, and how it is really written.

The rules are those of CIPA DC-008-2023; the shapes those of ``exiftool -n``, so that both can be laid
side by side: several numbers are one text with blanks between, coordinates are unsigned degrees.
"""

import codecs
import math
import re
from collections.abc import Callable, Sequence
from typing import TypeAlias

from osintkit.meta.decode.tiff import ASCII, RATIONALS, SIZES, UNDEFINED, UTF8, Entry, Tiff
from osintkit.meta.found import Value, text

MOST_BYTES = 64 << 10
"""Of one value; a longer text is a place to hide something, not a caption."""
MOST_NUMBERS = 64
# Looked up now: a confined process cannot load a codec when it meets the first Japanese comment.
_JIS = codecs.lookup("iso2022_jp")
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)")
_DATE = re.compile(r"(\d{4})\D?(\d\d)\D?(\d\d)(.*)", re.DOTALL)
_XMP_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d:\d\d.*)")
# A name in other letters counts before a NUL only: "Unicode " may begin a sentence.
_CODES = re.compile(rb"((?i:ASCII|UNICODE|JIS)(?=\0)|ASCII|UNICODE|JIS)?[\0 ]+\Z")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")

Written: TypeAlias = tuple[Value, str] | None
"""A value and how it is written where that differs; None when there is nothing."""


def written(tiff: Tiff, entry: Entry, name: str) -> Written:
    """What does this entry say? None when it says nothing, is cut off, or cannot be shown."""
    special = _SPECIAL.get(name)
    most = (
        MOST_BYTES if special or entry[1] in (ASCII, UTF8, UNDEFINED) or name in _TEXTS else 8 * MOST_NUMBERS
    )
    data = tiff.content(entry, name, most=most)
    if len(data) < min(most, SIZES[entry[1]] * entry[2]):
        return None  # half a date or half a number would be another one
    if special:
        return special(tiff, entry, data)
    return _ordinary(tiff, entry, data, name)


def _ordinary(tiff: Tiff, entry: Entry, data: bytes, name: str) -> Written:
    kind = entry[1]
    if kind in (ASCII, UTF8) or (name in _TEXTS and kind in (1, 6, UNDEFINED)):
        return _shown(text(data))
    if kind == UNDEFINED:
        if len(data) == 1:
            return data[0], ""
        found = text(data)
        return None if _UNPRINTABLE.search(found) else _shown(found)
    stated = _numeric(kind, tiff.numbers(entry, data))
    if stated is None or SIZES[kind] * entry[2] <= len(data):
        return stated
    return f"{stated[0]} …", stated[1] and f"{stated[1]} …"


def _shown(found: str, raw: str = "") -> Written:
    return (found, raw) if found else None


def _numeric(kind: int, numbers: Sequence[int | float]) -> Written:
    if not numbers:
        return None
    if kind in RATIONALS:
        pairs = list(zip(numbers[::2], numbers[1::2], strict=False))
        values = [_ratio(*pair) for pair in pairs]
        raw = " ".join(f"{above}/{below}" for above, below in pairs)
    else:
        values, raw = [_finite(one) for one in numbers], ""
    if len(values) == 1:
        return values[0], raw
    if not values:
        return None
    return " ".join(map(str, values)), raw


def _ratio(above: float, below: float) -> int | float | str:
    """A rational; ``undef`` for 0/0, which cameras write where they do not know."""
    if not below:
        return "inf" if above else "undef"
    return int(above // below) if above % below == 0 else above / below


def _finite(number: float) -> int | float | str:
    return number if math.isfinite(number) else str(number)


def _degrees(tiff: Tiff, entry: Entry, data: bytes) -> Written:
    """Degrees, minutes and seconds as unsigned degrees; seconds of 0/0 count as none."""
    parts, raw = _parts(tiff, entry, data)
    if not parts or math.isnan(parts[0]):
        return None
    degrees, minutes, seconds = (0.0 if math.isnan(one) else abs(one) for one in (*parts, 0.0, 0.0)[:3])
    return degrees + minutes / 60 + seconds / 3600, raw


def _parts(tiff: Tiff, entry: Entry, data: bytes) -> tuple[list[float], str]:
    """Numbers in any of the shapes they are written in, NaN for what has no value."""
    if entry[1] in (ASCII, UTF8, UNDEFINED):
        found = text(data)
        return [float(one) for one in _NUMBER.findall(found[:100])], found
    numbers = tiff.numbers(entry, data)[:12]
    if entry[1] not in RATIONALS:
        return [float(one) for one in numbers], " ".join(map(str, numbers))
    pairs = list(zip(numbers[::2], numbers[1::2], strict=False))
    values = [above / below if below else math.nan for above, below in pairs]
    return values, " ".join(f"{above}/{below}" for above, below in pairs)


def _clock(tiff: Tiff, entry: Entry, data: bytes) -> Written:
    """Hours, minutes and seconds as ``HH:MM:SS`` with the fraction that is written."""
    parts, raw = _parts(tiff, entry, data)
    if not parts or all(map(math.isnan, parts)):
        return None
    hours, minutes, seconds = (0.0 if math.isnan(one) else one for one in (*parts, 0.0, 0.0)[:3])
    # In milliseconds and finer, exactly, so that 59.9999999996 does not become 60.
    billionths = round((hours * 60 + minutes) * 60 * 10**9 + seconds * 10**9)
    whole, rest = divmod(billionths, 10**9)
    if whole < 0:
        return None
    fraction = f".{rest:09d}".rstrip("0") if rest else ""
    return f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}{fraction}", raw


def _date(tiff: Tiff, entry: Entry, data: bytes) -> Written:
    """A date with colons; Casio writes NUL between its parts, others a dash or nothing."""
    if entry[1] not in (ASCII, UTF8, UNDEFINED):
        return _numeric(entry[1], tiff.numbers(entry, data))
    found = data.rstrip(b"\0").decode("latin-1")
    match = _DATE.match(found)
    if match is None:
        return _shown(text(data))
    value = ":".join(match.groups()[:3]) + match[4].split("\0", 1)[0].rstrip()
    return value, "" if value == found.rstrip() else found.replace("\0", "\\0")


def _preview_date(_tiff: Tiff, _entry: Entry, data: bytes) -> Written:
    found = text(data)
    match = _XMP_DATE.fullmatch(found)
    return ("{}:{}:{} {}".format(*match.groups()), found) if match else _shown(found)


def _comment(tiff: Tiff, entry: Entry, data: bytes) -> Written:
    """Text after an 8-byte name of its character code, as UserComment and GPSProcessingMethod have it."""
    if entry[1] in (ASCII, UTF8) and not data.startswith((b"ASCII\0", b"UNICODE\0", b"JIS\0")):
        return _shown(text(data))
    match = _CODES.match(data[:8])
    if match is None:
        # Neither a code nor zeros: what was written is text without its code, if it is text at all.
        found = text(data)
        return None if data[:1] == b"\0" or _UNPRINTABLE.search(found) else _shown(found)
    code, body = (match[1] or b"").upper(), data[8:]
    if code == b"UNICODE":
        return _shown(utf16(body, tiff.order), _named(code))
    if code == b"JIS":
        return _shown(_JIS.decode(body, "replace")[0].split("\0", 1)[0].strip(), _named(code))
    return _shown(text(body))


def _named(code: bytes) -> str:
    return f"({code.decode()})"


def utf16(data: bytes, order: str) -> str:
    """UTF-16 of unknown byte order as text: the byte that varies less is the high one.

    Args:
        data: with or without a byte order mark.
        order: ``<`` or ``>``, taken when the bytes do not tell.
    """
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        order, data = ("<" if data[0] == 0xFF else ">"), data[2:]
    else:
        even, odd = len(set(data[:2000:2])), len(set(data[1:2000:2]))
        order = order if even == odd else (">" if even < odd else "<")
    return decoded(data, order).split("\0", 1)[0].strip()


def decoded(data: bytes, order: str) -> str:
    """UTF-16 of known byte order as text; what is no character becomes a replacement sign."""
    decode = codecs.utf_16_le_decode if order == "<" else codecs.utf_16_be_decode
    return decode(data[: len(data) // 2 * 2], "replace", True)[0]


def _windows(_tiff: Tiff, _entry: Entry, data: bytes) -> Written:
    """The fields Windows Explorer writes: UTF-16, little-endian whatever the file is."""
    return _shown(decoded(data, "<").split("\0", 1)[0].strip())


def _copyright(_tiff: Tiff, _entry: Entry, data: bytes) -> Written:
    """Photographer and editor with a NUL between; a line break as ExifTool has it."""
    parts = [text(part) for part in data.split(b"\0")[:2]]
    return _shown("\n".join(parts).rstrip("\n"), " \\0 ".join(parts) if len(parts) > 1 and parts[1] else "")


def _hexadecimal(_tiff: Tiff, _entry: Entry, data: bytes) -> Written:
    return _shown(data[:64].hex().upper())


_TEXTS = frozenset([
    "ProcessingSoftware", "DocumentName", "ImageDescription", "Make", "Model", "PageName", "Software",
    "ModifyDate", "Artist", "HostComputer", "ExifVersion", "DateTimeOriginal", "CreateDate", "OffsetTime",
    "OffsetTimeOriginal", "OffsetTimeDigitized", "ImageHistory", "SubSecTime", "SubSecTimeOriginal",
    "SubSecTimeDigitized", "RelatedSoundFile", "ImageUniqueID", "OwnerName", "SerialNumber", "LensMake",
    "LensModel", "LensSerialNumber", "ImageTitle", "Photographer", "ImageEditor", "CameraFirmware",
    "RAWDevelopingSoftware", "ImageEditingSoftware", "MetadataEditingSoftware", "UniqueCameraModel",
    "LocalizedCameraModel", "CameraSerialNumber", "OriginalRawFileName", "PreviewApplicationName",
    "PreviewApplicationVersion", "CameraLabel", "InteropIndex", "InteropVersion", "PanasonicRawVersion",
    "GPSLatitudeRef", "GPSLongitudeRef", "GPSSatellites", "GPSStatus", "GPSMeasureMode", "GPSSpeedRef",
    "GPSTrackRef", "GPSImgDirectionRef", "GPSMapDatum", "GPSDestLatitudeRef", "GPSDestLongitudeRef",
    "GPSDestBearingRef", "GPSDestDistanceRef",
])  # fmt: skip
_SPECIAL: dict[str, Callable[[Tiff, Entry, bytes], Written]] = {
    **dict.fromkeys(("GPSLatitude", "GPSLongitude", "GPSDestLatitude", "GPSDestLongitude"), _degrees),
    **dict.fromkeys(("UserComment", "GPSProcessingMethod", "GPSAreaInformation"), _comment),
    **dict.fromkeys(("XPTitle", "XPComment", "XPAuthor", "XPKeywords", "XPSubject"), _windows),
    "GPSTimeStamp": _clock,
    "GPSDateStamp": _date,
    "PreviewDateTime": _preview_date,
    "Copyright": _copyright,
    "RawDataUniqueID": _hexadecimal,
}

"""Where a second reader, ExifTool, differs from ours in what a verification leans on.

Two readers that agree are worth more than one; two that differ are a question for the analyst, who gets both
values. So only real differences may be listed: not another spelling of the same date, not the last digit of
a fraction, not white space or the order of keywords.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from itertools import islice
from math import isclose, isfinite
from typing import Any, Literal

from osintkit.meta.found import Tag, Value

MOST_LISTED = 200
"""Entries of one list, at most."""
LONGEST_EXTRA = 300
"""Characters of a maker note's value that are kept."""

_Kind = Literal["time", "utc", "number", "numbers", "degrees", "text", "list", "struct"]

# What is compared, by the group and name that ExifTool's -G1 gives. `Track` stands for each numbered track,
# `ID3v2` for each version, `Maker` for each of the groups below.
_WATCHED: dict[_Kind, dict[str, str]] = {
    "time": {
        "ExifIFD": "DateTimeOriginal CreateDate",
        "IFD0": "ModifyDate",
        "XMP-xmp": "CreateDate ModifyDate MetadataDate",
        "XMP-photoshop": "DateCreated",
        "XMP-exif": "DateTimeOriginal DateTimeDigitized GPSDateTime",
        "XMP-tiff": "DateTime",
        "PNG": "ModifyDate CreationTime",
        "Keys": "CreationDate",
        "ItemList": "CreationDate ContentCreateDate",
        "UserData": "ContentCreateDate DateTimeOriginal",
        "RIFF": "DateTimeOriginal",
        "ID3v2": "RecordingTime",
    },
    # By specification; ExifTool writes the zone for some of these formats and not for others.
    "utc": {
        "QuickTime": "CreateDate ModifyDate",
        "Track": "TrackCreateDate TrackModifyDate MediaCreateDate MediaModifyDate",
        "Info": "DateTimeOriginal",
    },
    "degrees": {"GPS": "GPSLatitude GPSLongitude", "XMP-exif": "GPSLatitude GPSLongitude"},
    "number": {
        "IFD0": "Orientation",
        "IFD1": "ThumbnailLength",
        "XMP-tiff": "Orientation",
        "GPS": "GPSAltitude GPSAltitudeRef GPSImgDirection GPSDestBearing GPSSpeed GPSTrack "
        "GPSHPositioningError",
    },
    "numbers": {
        "GPS": "GPSTimeStamp",
        "Track": "MatrixStructure",
        "Keys": "GPSCoordinates",
        "UserData": "GPSCoordinates",
        "ItemList": "GPSCoordinates",
    },
    "text": {
        "IFD0": "Make Model Software HostComputer ProcessingSoftware Artist Copyright ImageDescription "
        "XPTitle XPComment XPAuthor XPKeywords XPSubject",
        "ExifIFD": "SubSecTime SubSecTimeOriginal SubSecTimeDigitized OffsetTime OffsetTimeOriginal "
        "OffsetTimeDigitized SerialNumber LensMake LensModel LensSerialNumber OwnerName ImageUniqueID "
        "UserComment",
        "GPS": "GPSLatitudeRef GPSLongitudeRef GPSDateStamp GPSImgDirectionRef GPSSpeedRef GPSTrackRef "
        "GPSMapDatum GPSProcessingMethod",
        "Maker": "SerialNumber InternalSerialNumber LensSerialNumber FirmwareVersion CanonFirmwareVersion "
        "ContentIdentifier MediaGroupUUID OwnerName",
        "XMP-xmp": "CreatorTool",
        "XMP-xmpMM": "DocumentID InstanceID OriginalDocumentID",
        "XMP-iptcExt": "DigitalSourceType",
        "XMP-photoshop": "Credit Source Headline City State Country",
        "XMP-dc": "Title Description Rights",
        "XMP-aux": "SerialNumber Lens LensSerialNumber OwnerName",
        "XMP-exifEX": "SerialNumber LensModel LensSerialNumber",
        "XMP-tiff": "Make Model Software",
        "IPTC": "Caption-Abstract Credit Source DateCreated TimeCreated DigitalCreationDate "
        "DigitalCreationTime SpecialInstructions OriginalTransmissionReference City Province-State "
        "Country-PrimaryLocationName CopyrightNotice Headline ObjectName OriginatingProgram Sub-location",
        "ICC_Profile": "ProfileDescription",
        "File": "Comment",
        "GIF": "Comment",
        "PNG": "Software Comment Parameters",
        "QuickTime": "MajorBrand",
        "Track": "HandlerType HandlerDescription CompressorName",
        "Keys": "Make Model Software AndroidVersion ContentIdentifier Encoder Comment Description Title",
        "UserData": "Make Model Software SoftwareVersion Encoder Comment Description Title",
        "ItemList": "Make Model Software Encoder Comment Description Title",
        "Info": "MuxingApp WritingApp",
        "RIFF": "Software",
        "Vorbis": "Vendor Encoder Date",
        "FLAC": "Vendor",
        "ID3v2": "EncodedBy EncoderSettings Year",
    },
    "list": {
        "XMP-dc": "Creator Subject",
        "IPTC": "By-line Keywords",
        "QuickTime": "CompatibleBrands",
    },
    "struct": {"XMP-xmpMM": "History DerivedFrom Ingredients"},
}
_MAKERS = frozenset({
    "Apple", "Canon", "CanonRaw", "Casio", "DJI", "FLIR", "FujiFilm", "GE", "Google", "GoPro", "HP",
    "Hasselblad", "InfiRay", "JVC", "Kodak", "KyoceraRaw", "Leica", "MetaIFD", "Minolta", "MinoltaRaw",
    "Motorola", "Nikon", "Nintendo", "Olympus", "Panasonic", "PanasonicRaw", "Pentax", "PhaseOne",
    "PictureInfo", "Qualcomm", "Reconyx", "Ricoh", "Samsung", "Sanyo", "Sigma", "SigmaRaw", "Sony", "Vivo",
    "Xiaomi",
})  # fmt: skip
_EXTRA = re.compile(
    r"""(?x)
    (?: \w*Serial(?:Number)? | \w*BodyNumber | \w*Firmware(?:Version\d*|Date|Revision)?
      | (?:Burst|Capture|Content|Image|Live|Media|Photo)\w*(?:Identifier|UniqueID|UUID) | RunTimeValue
      | (?:Minolta|Ricoh|Sony)?(?:Date|Time|DateTime)(?:Created|Digitized|Original|Stamp\d?|UTC)?
      | CreateDate | SoftwareDate | PowerUpTime | TimeSincePowerOn | ManufactureDate\d? | TimeZone\w*
      | City\d? | Country | DaylightSavings | DestinationCity | HometownCity | Landmark | State
      | WorldTimeLocation | \w*Lens(?:ID|IDNumber|Model|Spec|Type)?
      | (?:Mechanical)?ShutterCount\d? | DirectoryIndex | DirectoryNumber | EventNumber | FileIndex
      | FileNumber | ImageCount\d? | LastFileNumber | OriginalFileName | SequenceFileNumber
      | ShotNumberSincePowerUp
      | (?:Camera)?Owner(?:ID|Name)? | Artist | BabyName | PhotographerName | UserLabel | UserName
      | \w*ModelID | AppVersion | BuildNumber | CameraID | DeviceCodename | DeviceModel | Model
    )\Z"""
)
_DATE = re.compile(
    r"(\d{4})[-:/](\d\d?)[-:/](\d\d?)[ T](\d\d?):(\d\d)(?::(\d\d))?(?:\.(\d+))?\s*(Z|[+-]\d\d:?\d\d)?\Z"
)
_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?\Z")
_NUMBERED = re.compile(r"(Track|ID3v2_)\d+\Z")
_BLANK = " \0\n\t"
_DEGREES = 1e-7  # a centimetre
_RELATIVE = 1e-6
_MOST_CHARACTERS = 1000
_DEEPEST = 16
_ZONES = timedelta(hours=26)
"""From UTC-12 to UTC+14: further apart no two clocks are."""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One field of which the two readers say different things.

    Attributes:
        tag: which, as in ``ExifIFD:DateTimeOriginal``.
        ours: what the built-in reader says.
        exiftool: what ExifTool says.
        says: how they differ, one sentence.
    """

    tag: str
    ours: Value
    exiftool: Value
    says: str


def disagreements(ours: Sequence[Tag], theirs: Mapping[str, Any]) -> list[Disagreement]:
    """The fields that matter of which both readers say something, and not the same.

    Of several values of ours, those of the main block are compared (`Tag.place` is empty); the numbered
    tracks have none. If ExifTool gives what stands elsewhere in the file, ``says`` tells where.

    Args:
        ours: the tags of the built-in reader, in the order of the file.
        theirs: ExifTool's, named as by ``-G1``, with values as by ``-n -struct``.

    Returns:
        At most `MOST_LISTED`, in ExifTool's order.
    """
    return list(islice(_differing(_by_name(ours), theirs), MOST_LISTED))


def only_exiftool(ours: Sequence[Tag], theirs: Mapping[str, Any]) -> list[tuple[str, Value]]:
    """The fields that matter of which only ExifTool says something: name and value, in its order.

    A value that we have under the same name in another group counts as seen. Maker notes are left to
    `makernote_extras`. At most `MOST_LISTED`.
    """
    return list(islice(_unseen(ours, theirs), MOST_LISTED))


def makernote_extras(theirs: Mapping[str, Any]) -> list[tuple[str, Value]]:
    """What identifies a device or dates a picture in the makers' own notes, as ExifTool reads them.

    Serial numbers, firmware, internal times, content identifiers, lenses, counts of files and shots, owners.
    Values as by ``-n``: a lens may be its number in the maker's list. Those that say nothing (zeros, blanks)
    are left out, and long ones cut to `LONGEST_EXTRA` characters. At most `MOST_LISTED`.
    """
    return list(islice(_extras(theirs), MOST_LISTED))


def _differing(named: Mapping[str, list[Tag]], theirs: Mapping[str, Any]) -> Iterator[Disagreement]:
    for name, value in theirs.items():
        kind = _kind(name)
        if kind is None or _normal(kind, value) is None:
            continue
        told = [tag for tag in named.get(name, ()) if _normal(kind, tag.value) is not None]
        main = [tag for tag in told if not tag.place or name.startswith("Track")]
        if not main or any(_alike(kind, tag.value, value) for tag in main):
            continue
        elsewhere = next((tag.place for tag in told if _alike(kind, tag.value, value)), "")
        says = f"ExifTool gives the value of {elsewhere}." if elsewhere else _says(kind, main[0].value, value)
        yield Disagreement(name, main[0].value, value, says)


def _unseen(ours: Sequence[Tag], theirs: Mapping[str, Any]) -> Iterator[tuple[str, Value]]:
    named = _by_name(ours)
    seen = {(tag.name.rpartition(":")[2], str(_text(tag.value))) for tag in ours}
    for name, value in theirs.items():
        kind = _kind(name)
        group, _, tag_name = name.partition(":")
        if kind is None or group in _MAKERS or _normal(kind, value) is None:
            continue
        told = any(_normal(kind, tag.value) is not None for tag in named.get(name, ()))
        if not told and (tag_name, str(_text(value))) not in seen:
            yield name, value


def _extras(theirs: Mapping[str, Any]) -> Iterator[tuple[str, Value]]:
    for name, value in theirs.items():
        group, _, tag = name.partition(":")
        if group not in _MAKERS or not _EXTRA.match(tag) or not isinstance(value, str | int | float):
            continue
        plain = value.strip(_BLANK)[:LONGEST_EXTRA] if isinstance(value, str) else value
        if re.search(r"[1-9A-Za-z]", str(plain)) and not str(plain).startswith("(Binary data"):
            yield name, plain


def _by_name(tags: Sequence[Tag]) -> dict[str, list[Tag]]:
    named: dict[str, list[Tag]] = {}
    for tag in tags:
        named.setdefault(tag.name, []).append(tag)
    return named


@cache
def _kinds() -> dict[str, _Kind]:
    return {
        f"{group}:{tag}": kind
        for kind, groups in _WATCHED.items()
        for group, tags in groups.items()
        for tag in tags.split()
    }


def _kind(name: str) -> _Kind | None:
    """How a tag is compared; None for the many that are not."""
    group, _, tag = name.partition(":")
    if numbered := _NUMBERED.match(group):
        group = numbered[1].rstrip("_")
    elif group in _MAKERS:
        group = "Maker"
    return _kinds().get(f"{group}:{tag}")


def _normal(kind: _Kind, value: object) -> object:
    """A value as it is compared; None when it says nothing."""
    match kind:
        case "time":
            return _time(value)
        case "utc":
            return (_time(value) or "").removesuffix("+00:00") or None
        case "number" | "degrees":
            return _number(value)
        case "numbers":
            return _numbers(value)
        case "list":
            return _listed(value)
        case "struct":
            return _struct(value)
        case "text":
            return _text(value)


def _alike(kind: _Kind, ours: object, theirs: object) -> bool:
    one, other = _normal(kind, ours), _normal(kind, theirs)
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(_close, one, other))
    if isinstance(one, float) and isinstance(other, float):
        return abs(one - other) <= _DEGREES if kind == "degrees" else _close(one, other)
    if kind == "text" and isinstance(one, str) and isinstance(other, str):
        return one == other or _alike_where_readable(one, other)
    return one == other


def _alike_where_readable(ours: str, theirs: str) -> bool:
    """ExifTool's JSON has a question mark for each byte that is no text."""
    pairs = zip(ours, theirs, strict=False)
    return len(ours) == len(theirs) and all(a == b or (b == "?" and a > "~") for a, b in pairs)


def _close(one: float, other: float) -> bool:
    return isclose(one, other, rel_tol=_RELATIVE, abs_tol=_RELATIVE)


def _text(value: object) -> str | None:
    if value is None:
        return None
    text = str(value)
    if text.strip("\0"):
        text = text.partition("\0")[0]
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip(_BLANK)
    # ExifTool's JSON has no text "True" or "False": it writes the truth values.
    return (text.lower() if text.lower() in {"true", "false"} else text) or None


def _time(value: object) -> str | None:
    """``2019:07:24 11:25:40.5+03:00``; other text as it is, unless it holds nothing but zeros."""
    text = _text(value)
    if text is None or not re.search(r"[1-9]", text):
        return None
    found = _DATE.match(text)
    if found is None:
        return text
    year, month, day, hour, minute, second, fraction, zone = found.groups()
    if year == "0000":
        return None
    zone = "+00:00" if zone == "Z" else zone and f"{zone[:3]}:{zone[-2:]}"
    digits = (fraction or "").rstrip("0")
    date = f"{year}:{int(month):02}:{int(day):02} {int(hour):02}:{minute}:{second or '00'}"
    return f"{date}{digits and '.' + digits}{zone or ''}"


def _number(value: object) -> float | None:
    if isinstance(value, int | float):
        return float(value) if isfinite(value) else None
    above, slash, below = str(value).strip(_BLANK).partition("/")
    if not _NUMBER.match(above) or (slash and not _NUMBER.match(below)):
        return None
    if slash and not float(below):
        return None
    number = float(above) / float(below) if slash else float(above)
    return number if isfinite(number) else None


def _numbers(value: object) -> tuple[float, ...] | None:
    """The numbers of a place, a matrix or a time of day, however they are set apart."""
    found = re.findall(r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d{1,3})?", str(value)[:_MOST_CHARACTERS])
    return tuple(map(float, found)) or None


def _listed(value: object) -> list[str] | None:
    values = value if isinstance(value, list) else [value]
    return sorted({text for item in values if (text := _text(item)) is not None}) or None


def _struct(value: object, depth: int = 0) -> object:
    """Lists and mappings with the values in them made comparable: a list of one is that one."""
    if depth > _DEEPEST:
        return None
    if isinstance(value, dict):
        inner = {key: _struct(item, depth + 1) for key, item in value.items()}
        return {key: item for key, item in inner.items() if item is not None} or None
    if isinstance(value, list):
        items = [item for item in (_struct(item, depth + 1) for item in value) if item is not None]
        return (items[0] if len(items) == 1 else items) or None
    return _time(value) if _DATE.match(str(value).strip()) else _text(value)


def _says(kind: _Kind, ours: object, theirs: object) -> str:
    one, other = _normal(kind, ours), _normal(kind, theirs)
    if kind in {"time", "utc"}:
        return _says_of_times(str(one), str(other))
    if isinstance(one, float) and isinstance(other, float):
        return "The same number with another sign." if _close(one, -other) else "Two different numbers."
    if isinstance(one, str) and isinstance(other, str):
        return _says_of_texts(one, other)
    return {"list": "Two different lists.", "struct": "Two different accounts."}.get(
        kind, "Different numbers."
    )


def _says_of_texts(one: str, other: str) -> str:
    if one.startswith(other) or other.startswith(one):
        return f"{'ExifTool' if len(one) > len(other) else 'The built-in reader'} gives only the beginning."
    if re.sub(r"[^ -~]+|\?", "", one) == re.sub(r"[^ -~]+|\?", "", other):
        return "Letters beyond ASCII are read in two ways."
    return "Two different texts."


def _says_of_times(one: str, other: str) -> str:
    """How two times differ, as far as both are times."""
    moments = [_DATE.match(text) for text in (one, other)]
    zones = [moment[8] if moment else None for moment in moments]
    if moments[0] is None or moments[1] is None:
        return "Two different texts for a time."
    if one[:19] == other[:19]:
        return (
            "The same time, with another time zone." if zones[0] != zones[1] else "Parts of a second differ."
        )
    try:
        first, second = (datetime.strptime(text[:19], "%Y:%m:%d %H:%M:%S") for text in (one, other))  # noqa: DTZ007
    except ValueError:
        return "Two different times, one of which cannot be."
    apart = abs(first - second)
    if apart <= _ZONES and apart % timedelta(minutes=15) == timedelta(0):
        return f"{apart.total_seconds() / 3600:g} h apart, as two time zones would be."
    return f"{apart} apart."

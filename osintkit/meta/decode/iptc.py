"""What an agency wrote into a picture: IPTC-IIM datasets, and Photoshop's image resources around them.

IPTC-NAA Information Interchange Model 4.2, records 1 and 2; Adobe Photoshop File Formats Specification,
section Image Resources. Names as in ExifTool.
"""

import re
from dataclasses import dataclass

from osintkit.meta.decode import icc, xmp
from osintkit.meta.decode.western import western
from osintkit.meta.found import Findings, Thumbnail, Value, text

MOST_DATASETS = 2000
MOST_RESOURCES = 300
LONGEST_VALUE = 64 << 10
"""Bytes read of one text; the standard's longest has 2,000."""
LARGEST_THUMBNAIL = 256 << 10
_IPTC = 0x0404
_MARK = b"\x1c"
_UTF8 = b"\x1b%G"
_ENVELOPE = {
    0: "EnvelopeRecordVersion", 5: "Destination", 20: "FileFormat", 22: "FileVersion",
    30: "ServiceIdentifier", 40: "EnvelopeNumber", 50: "ProductID", 60: "EnvelopePriority", 70: "DateSent",
    80: "TimeSent", 90: "CodedCharacterSet", 100: "UniqueObjectName", 120: "ARMIdentifier",
    122: "ARMVersion",
}  # fmt: skip
_APPLICATION = {
    0: "ApplicationRecordVersion", 3: "ObjectTypeReference", 4: "ObjectAttributeReference", 5: "ObjectName",
    7: "EditStatus", 8: "EditorialUpdate", 10: "Urgency", 12: "SubjectReference", 15: "Category",
    20: "SupplementalCategories", 22: "FixtureIdentifier", 25: "Keywords", 26: "ContentLocationCode",
    27: "ContentLocationName", 30: "ReleaseDate", 35: "ReleaseTime", 37: "ExpirationDate",
    38: "ExpirationTime", 40: "SpecialInstructions", 42: "ActionAdvised", 45: "ReferenceService",
    47: "ReferenceDate", 50: "ReferenceNumber", 55: "DateCreated", 60: "TimeCreated",
    62: "DigitalCreationDate", 63: "DigitalCreationTime", 65: "OriginatingProgram", 70: "ProgramVersion",
    75: "ObjectCycle", 80: "By-line", 85: "By-lineTitle", 90: "City", 92: "Sub-location",
    95: "Province-State", 100: "Country-PrimaryLocationCode", 101: "Country-PrimaryLocationName",
    103: "OriginalTransmissionReference", 105: "Headline", 110: "Credit", 115: "Source",
    116: "CopyrightNotice", 118: "Contact", 120: "Caption-Abstract", 121: "LocalCaption",
    122: "Writer-Editor", 130: "ImageType", 131: "ImageOrientation", 135: "LanguageIdentifier",
    184: "JobID", 185: "MasterDocumentID", 186: "ShortDocumentID", 187: "UniqueDocumentID", 188: "OwnerID",
    221: "Prefs", 225: "ClassifyState", 228: "SimilarityIndex", 230: "DocumentNotes",
    231: "DocumentHistory", 232: "ExifCameraInfo",
}  # fmt: skip
_RECORDS = {1: _ENVELOPE, 2: _APPLICATION}
_NUMBERS = frozenset([
    "EnvelopeRecordVersion", "ApplicationRecordVersion", "FileFormat", "FileVersion", "ARMIdentifier",
    "ARMVersion",
])  # fmt: skip
_LISTS = frozenset([
    "Destination", "ProductID", "ObjectAttributeReference", "SubjectReference", "SupplementalCategories",
    "Keywords", "ContentLocationCode", "ContentLocationName", "ReferenceService", "ReferenceDate",
    "ReferenceNumber", "By-line", "By-lineTitle", "Contact", "Writer-Editor",
])  # fmt: skip
"""What may stand there more than once."""
_DATE = re.compile(r"(\d{4})(\d\d)(\d\d)")
_TIME = re.compile(r"(\d\d)(\d\d)(\d\d)(?:([+-])(\d\d):?(\d\d))?")
_DATES = frozenset([
    "DateSent", "ReleaseDate", "ExpirationDate", "DateCreated", "DigitalCreationDate", "ReferenceDate",
])  # fmt: skip
_TIMES = frozenset(["TimeSent", "ReleaseTime", "ExpirationTime", "TimeCreated", "DigitalCreationTime"])


@dataclass(slots=True)
class _Datasets:
    """Values by name in the order of the first of each, and what is wrong with the rest."""

    values: dict[str, list[tuple[Value, str]]]
    says: str = ""
    cut: bool = False


def records(data: bytes, found: Findings, *, place: str, offset: int | None) -> None:
    """What do these IPTC datasets state?

    Texts are UTF-8 where they are valid as such, whatever the character set they name, and else Latin-1
    with the letters of Windows: most writers name none. Dates have colons and times their offset, as
    ExifTool shows them.

    Args:
        data: datasets, one after another, each with its 1C mark.
        found: takes it all, the block included; tags of a second block carry ``place``, and so do those of
            a block that stands where IPTC does not belong, so that the main one stays apart.
        place: where it stands, such as ``APP13/IPTC``.
        offset: of its first byte in the file; None when it does not lie there in one piece.

    Raises:
        Spent: the file holds more than is read of any file.
    """
    apart = place if _is_second(found, place) else ""
    length = len(data)
    if data[:1] != _MARK and data[3:4] == _MARK:
        # Written as 32-bit numbers of the other byte order.
        data = b"".join(data[at : at + 4][::-1] for at in range(0, min(length, 1 << 20), 4))
    read = _datasets(data)
    if not read.values:
        says = read.says or ("There is no dataset in it." if data.strip(b"\0") else "")
        found.block("iptc", place, "corrupt" if says else "read", offset=offset, length=length, says=says)
        return
    status = "truncated" if read.cut else "partly_read" if read.says else "read"
    found.block("iptc", place, status, offset=offset, length=length, says=read.says)  # type: ignore[arg-type]
    for name, values in read.values.items():
        _add(found, name, values, apart)


def _is_second(found: Findings, place: str) -> bool:
    if found.format == "jpeg" and not place.startswith("APP13"):
        return True  # in EXIF; where IPTC belongs in a JPEG is APP13
    return any(block.kind == "iptc" and block.status != "unsupported" for block in found.blocks)


def _add(found: Findings, name: str, values: list[tuple[Value, str]], apart: str) -> None:
    if name in _LISTS and len(values) > 1:
        found.add(f"IPTC:{name}", [value for value, _ in values], "", apart)
        return
    # What should stand there once and does not: the last one counts for ExifTool, all are told.
    for value, raw in reversed(values):
        found.add(f"IPTC:{name}", value, raw, apart)


def _datasets(data: bytes) -> _Datasets:
    read = _Datasets({})
    at, noted = 0, 0
    while at + 5 <= len(data) and data[at] == 0x1C:
        record, number, length = data[at + 1], data[at + 2], int.from_bytes(data[at + 3 : at + 5], "big")
        at += 5
        if length & 0x8000:
            width = length & 0x7FFF
            length = int.from_bytes(data[at : at + width], "big") if width <= 8 else len(data)
            at += width
        if at + length > len(data):
            read.says, read.cut = f"Dataset {record}:{number} is longer than its block.", True
            break
        name = _RECORDS.get(record, {}).get(number)
        if name is not None and length:
            _note(read, name, data[at : at + min(length, LONGEST_VALUE)])
        at, noted = at + length, noted + 1
        if noted >= MOST_DATASETS:
            read.says = f"There are more than {MOST_DATASETS} datasets; the rest was not read."
            break
    if not read.says and data[at:].strip(b"\0"):
        read.says = f"{len(data) - at} bytes after the last dataset are none."
    return read


def _note(read: _Datasets, name: str, data: bytes) -> None:
    if name in _NUMBERS:
        read.values.setdefault(name, []).append((int.from_bytes(data[:2], "big"), ""))
        return
    if name == "CodedCharacterSet":
        value = "UTF8" if data == _UTF8 else data.decode("latin-1").replace("\x1b", "ESC ")
        read.values.setdefault(name, []).append((value, ""))
        return
    value = western(text(data))
    shown = _shown(name, value)
    if shown:
        read.values.setdefault(name, []).append((shown, "" if shown == value else value))


def _shown(name: str, value: str) -> str:
    if name in _DATES and (match := _DATE.fullmatch(value)):
        return ":".join(match.groups())
    if name in _TIMES and (match := _TIME.fullmatch(value)):
        hours, minutes, seconds, sign, *zone = match.groups()
        return f"{hours}:{minutes}:{seconds}" + (f"{sign}{zone[0]}:{zone[1]}" if sign else "")
    return value


def resources(data: bytes, found: Findings, *, place: str, offset: int | None) -> None:
    """What do these image resources of Photoshop state: IPTC, a thumbnail, a URL, a caption, a digest?

    Args:
        data: resources, one after another, with or without a leading ``Photoshop 3.0`` and NUL.
        found: takes it all.
        place: where they stand, such as ``APP13``.
        offset: of the first byte in the file; None when they do not lie there in one piece.

    Raises:
        Spent: the file holds more than is read of any file.
    """
    at = 14 if data.startswith(b"Photoshop 3.0\0") else 0
    says, noted = "", 0
    while at + 12 <= len(data):
        if data[at : at + 4] not in _SIGNATURES:
            break
        number = int.from_bytes(data[at + 4 : at + 6], "big")
        begin = at + 6 + (data[at + 6] + 2) // 2 * 2  # past the name, padded to an even length
        length = int.from_bytes(data[begin : begin + 4], "big")
        begin += 4
        inside = data[begin : begin + length]
        if len(inside) < length:
            says = f"Resource {number:#06x} of Photoshop should have {length} bytes and has {len(inside)}."
        if not says or number == _IPTC:  # of what is cut only whole datasets count
            _resource(number, inside, found, place, None if offset is None else offset + begin)
        at, noted = begin + length + length % 2, noted + 1
        if says or noted >= MOST_RESOURCES:
            says = says or f"There are more than {MOST_RESOURCES} resources; the rest was not read."
            break
    if not says and data[at:].strip(b"\0"):
        says = f"{len(data) - at} bytes after the last image resource are none."
    if says:
        found.problem(f"{place}: {says}")


_SIGNATURES = frozenset([b"8BIM", b"MeSa", b"PHUT", b"AgHg", b"DCSR"])
"""Photoshop's own and those which ImageReady, PhotoDeluxe and Lightroom write."""


def _resource(number: int, data: bytes, found: Findings, place: str, offset: int | None) -> None:
    if number == _IPTC:
        records(data, found, place=f"{place}/IPTC", offset=offset)
    elif number in (0x0409, 0x040C):
        _thumbnail(data, found, place, offset)
    elif number == 0x0425:
        found.add("Photoshop:IPTCDigest", data[:16].hex())
    elif number == 0x040B:
        value = text(data)
        if value:
            found.add("Photoshop:URL", value)
    elif number == 0x040A and data:
        found.add("Photoshop:CopyrightFlag", data[0])
    elif number == 0x03F0:
        value = text(data[1 : 1 + data[0]]) if data else ""
        if value:
            found.add("Photoshop:Caption", value)
    elif number == 0x0406 and len(data) >= 2:
        found.facts["photoshop.quality"] = int.from_bytes(data[:2], "big", signed=True) + 4
    elif number == 0x040F:
        icc.profile(data, found, place=f"{place}/ICC", offset=offset)
    elif number == 0x0422:
        says = "EXIF among Photoshop's image resources is not read."
        found.block("exif", f"{place}/EXIF", "unsupported", offset=offset, length=len(data), says=says)
    elif number == 0x0424:
        xmp.packet(data, found, place=f"{place}/XMP", offset=offset)


def _thumbnail(data: bytes, found: Findings, place: str, offset: int | None) -> None:
    """28 bytes of sizes, then a JPEG; 0x0409, of Photoshop 4, has red and blue swapped."""
    picture = data[28 : 28 + LARGEST_THUMBNAIL]
    if picture[:2] == b"\xff\xd8" and len(data) - 28 <= LARGEST_THUMBNAIL:
        found.thumbnails.append(Thumbnail("Photoshop", None if offset is None else offset + 28, picture))
    elif len(data) > 28:
        found.problem(f"{place}: Photoshop's thumbnail is not a JPEG of at most {LARGEST_THUMBNAIL} bytes.")

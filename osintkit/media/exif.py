"""A second opinion on EXIF: what another library, exifread, reads in the same bytes.

The one place that uses exifread. It is given the bytes of a TIFF structure, never a file: what it does to
find EXIF in files fails too often. Only values that decide something are asked for, since all of its cost
is in the single values.
"""

import logging
import struct
from io import BytesIO
from typing import Any, BinaryIO, Protocol, cast

from exifread import process_file
from exifread.core.exceptions import ExifError
from exifread.core.exif_header import ExifHeader

Reading = dict[str, str | float]
"""Our names of tags, and what stands there: texts stripped, coordinates as unsigned degrees."""
RAISED = (
    ExifError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    AssertionError,
    EOFError,
    NotImplementedError,
    RecursionError,
    struct.error,
)
"""What exifread is known to raise on broken bytes; anything else is a bug and is not caught."""
MOST_NUMBERS = 12
MOST_ENTRIES = 1000
"""Entries looked at of one block; exifread itself goes through as many as broken bytes say there are."""
_SILENT = logging.getLogger("exifread")
# It warns of every broken value, in words that come from the file; what we say of it is enough.
_SILENT.disabled = True

_IN_GPS = {
    0x01: ("GPSLatitudeRef", None),
    0x02: ("GPSLatitude", None),
    0x03: ("GPSLongitudeRef", None),
    0x04: ("GPSLongitude", None),
    0x05: ("GPSAltitudeRef", None),
    0x06: ("GPSAltitude", None),
    0x07: ("GPSTimeStamp", None),
    0x1D: ("GPSDateStamp", None),
}
_IN_IFD0 = {
    0x010F: ("Make", None),
    0x0110: ("Model", None),
    0x0112: ("Orientation", None),
    0x0131: ("Software", None),
    0x0132: ("ModifyDate", None),
    0x8769: ("ExifOffset", None),
    0x8825: ("GPSInfo", ("GPS", _IN_GPS)),
}
_IN_EXIF = {
    0x9003: ("DateTimeOriginal", None),
    0x9004: ("CreateDate", None),
    0x9010: ("OffsetTime", None),
    0x9011: ("OffsetTimeOriginal", None),
    0x9012: ("OffsetTimeDigitized", None),
    0x9290: ("SubSecTime", None),
    0x9291: ("SubSecTimeOriginal", None),
    0x9292: ("SubSecTimeDigitized", None),
    0xA431: ("SerialNumber", None),
    0xA433: ("LensMake", None),
    0xA434: ("LensModel", None),
    0xA435: ("LensSerialNumber", None),
}
_ASKED: dict[str, dict[int, Any]] = {"IFD0": _IN_IFD0, "ExifIFD": _IN_EXIF, "GPS": _IN_GPS}
COMPARED = frozenset(
    f"{group}:{name}"
    for group, names in _ASKED.items()
    for name, _ in names.values()
    if name not in ("ExifOffset", "GPSInfo")
)
"""The tags that `second_reading` is about."""
_DEGREES = frozenset(["GPS:GPSLatitude", "GPS:GPSLongitude"])
_CLOCK = "GPS:GPSTimeStamp"


class File(Protocol):
    """Bytes to read by position, as exifread wants them."""

    def seek(self, offset: int, /) -> int:
        """Go to ``offset`` from the beginning."""

    def read(self, size: int, /) -> bytes:
        """The next ``size`` bytes."""


class _Quick(ExifHeader):
    """exifread's reader, with everything passed over that nobody asked for.

    Directories, types, offsets and values are its own; how it makes a number of a few bytes is replaced by
    what says the same, since that is half of the time it takes.
    """

    def s2n(self, offset: int, length: int, signed: bool = False) -> int:
        """The number of ``length`` bytes at ``offset``; 0 when they are not all there."""
        self.file_handle.seek(self.offset + offset)
        data = self.file_handle.read(length)
        if len(data) != length:
            return 0
        return int.from_bytes(data, "little" if self.endian == "I" else "big", signed=signed)

    passed = 0

    def _process_tag(self, ifd: int, ifd_name: str, tag_entry: Any, *rest: Any) -> None:  # noqa: ANN401
        self.passed += 1
        if self.passed > MOST_ENTRIES:
            raise ExifError(f"more than {MOST_ENTRIES} entries")
        if tag_entry:
            super()._process_tag(ifd, ifd_name, tag_entry, *rest)


def second_reading(file: File, *, root: str = "IFD0") -> tuple[Reading, str]:
    """What does exifread find in this TIFF structure, of the values that decide something?

    Args:
        file: the structure, from its byte order mark on; classic TIFF, not BigTIFF.
        root: what its first directory is: ``IFD0``, ``ExifIFD`` or ``GPS``.

    Returns:
        The values by our names of tags, and why exifread stopped; empty when it did not.
    """
    file.seek(0)
    order = "I" if file.read(2) == b"II" else "M"
    header = _Quick(cast(BinaryIO, file), order, 0, 0, strict=False, detailed=False)
    try:
        header.dump_ifd(header.s2n(4, 4), root, tag_dict=_ASKED[root])
        pointer = header.tags.get("IFD0 ExifOffset")
        if pointer is not None and pointer.values:
            header.dump_ifd(pointer.values[0], "ExifIFD", tag_dict=_IN_EXIF)
        return _ours(header.tags), ""
    except RAISED as error:
        return {}, f"{type(error).__name__}: {error}"[:200]


def _ours(tags: dict[str, Any]) -> Reading:
    found: Reading = {}
    for key, tag in tags.items():
        name = key.replace(" ", ":", 1)
        value = _value(name, tag.values) if name in COMPARED else None
        if value is not None and value != "":
            found[name] = value
    return found


def _value(name: str, values: Any) -> str | float | None:  # noqa: ANN401
    """One value of exifread's, of whatever type it made it."""
    if isinstance(values, bytes):
        values = values.decode("latin-1")
    if isinstance(values, str):
        return values.strip()
    if name == "GPS:GPSDateStamp" or not values:
        return None
    numbers = [_number(one) for one in values[:MOST_NUMBERS]]
    if name in _DEGREES:
        return _sexagesimal(numbers)
    if name == _CLOCK:
        hours = _sexagesimal(numbers)
        return None if hours is None else round(hours * 3600, 3)
    return numbers[0] if len(numbers) == 1 else " ".join(map(str, numbers))


def _number(one: Any) -> float | None:  # noqa: ANN401
    """An integer, or one of its rationals: those may have the denominator 0."""
    if isinstance(one, int | float):
        return one
    return one.num / one.den if one.den else None


def _sexagesimal(numbers: list[float | None]) -> float | None:
    if not numbers or numbers[0] is None:
        return None
    whole, minutes, seconds = (abs(one or 0.0) for one in (*numbers, 0.0, 0.0)[:3])
    return whole + minutes / 60 + seconds / 3600


def makernotes(block: bytes) -> list[tuple[str, str]]:
    """What does exifread make of the maker's notes in this EXIF block?

    It knows more of them than is read here and is wrong about some; a hostile block of 14 KB has kept it busy
    for more than 25 s. So this belongs in a process of its own that can be ended.

    Args:
        block: a TIFF structure, from its byte order mark on.

    Returns:
        Names as exifread has them, and values as it prints them; nothing when it fails.
    """
    try:
        tags = process_file(BytesIO(block), details=True, extract_thumbnail=False)
    except RAISED:
        return []
    prefix = "MakerNote "
    return [(key[len(prefix) :].strip(), str(tag)) for key, tag in tags.items() if key.startswith(prefix)]

"""What a colour profile is called, and who made it when (ICC.1:2022; the older text type of ICC.1:2001)."""

import struct

from osintkit.meta.decode.exif_values import decoded
from osintkit.meta.found import BROKEN, Findings, Malformed, text

MOST_TAGS = 100
MOST_NAMES = 60
"""Languages of one text; Apple's profiles have 34."""
_HEADER_BYTES = 128
_DATE = struct.Struct(">6H")
_TAG = struct.Struct(">4sII")
_NAME = struct.Struct(">2s2sII")
_TEXTS = {
    b"desc": "ProfileDescription",
    b"cprt": "ProfileCopyright",
    b"dmnd": "DeviceMfgDesc",
    b"dmdd": "DeviceModelDesc",
}


def profile(data: bytes, found: Findings, *, place: str, offset: int | None) -> None:
    """What is this ICC profile called, and who made it for which device?

    Notes ``ICC_Profile:ProfileDescription`` and the like, ``ICC-header:ProfileDateTime``,
    ``ICC-header:DeviceManufacturer`` and ``ICC-header:DeviceModel``.

    Args:
        data: the profile, from its length on.
        found: takes it all, the block included; tags of a second profile carry ``place``.
        place: where it stands, such as ``APP2``.
        offset: of its first byte in the file; None when it does not lie there in one piece.

    Raises:
        Spent: the file holds more than is read of any file.
    """
    apart = place if any(block.kind == "icc" for block in found.blocks) else ""
    stated = int.from_bytes(data[:4], "big")
    try:
        if len(data) < _HEADER_BYTES + 4 or data[36:40] != b"acsp":
            raise Malformed("It is not an ICC profile.")
        missing = _texts(data, found, apart)
        _header(data, found, apart)
    except BROKEN as error:
        found.block("icc", place, "corrupt", offset=offset, length=len(data), says=str(error))
        return
    if stated > len(data):
        says = f"The profile should have {stated} bytes and has {len(data)}."
        found.block("icc", place, "truncated", offset=offset, length=stated, says=says)
    else:
        says = f"{missing} of its texts cannot be read." if missing else ""
        found.block(
            "icc", place, "partly_read" if missing else "read", offset=offset, length=len(data), says=says
        )


def _header(data: bytes, found: Findings, apart: str) -> None:
    year, *rest = _DATE.unpack_from(data, 24)
    if year:
        found.add(
            "ICC-header:ProfileDateTime", "{:04}:{:02}:{:02} {:02}:{:02}:{:02}".format(year, *rest), "", apart
        )
    for at, name in ((48, "DeviceManufacturer"), (52, "DeviceModel")):
        value = text(data[at : at + 4])
        if value and value.isprintable():
            found.add(f"ICC-header:{name}", value, "", apart)


def _texts(data: bytes, found: Findings, apart: str) -> int:
    """Note the texts of the profile; how many of them cannot be read."""
    count, missing = min(int.from_bytes(data[128:132], "big"), MOST_TAGS), 0
    for number in range(count):
        at = _HEADER_BYTES + 4 + _TAG.size * number
        if at + _TAG.size > len(data):
            return missing + 1
        signature, where, length = _TAG.unpack_from(data, at)
        if signature not in _TEXTS:
            continue
        value = _text(data[where : where + length]) if where + length <= len(data) else None
        if value is None:
            missing += 1
        elif value:
            found.add(f"ICC_Profile:{_TEXTS[signature]}", value, "", apart)
    return missing


def _text(block: bytes) -> str | None:
    """The text of a tag of any of the three types; None when it is of none."""
    kind = block[:4]
    if kind == b"desc" and len(block) >= 12:
        return text(block[12 : 12 + int.from_bytes(block[8:12], "big")]) or _unicode(block)
    if kind == b"text":
        return text(block[8:])
    if kind == b"mluc" and len(block) >= 16:
        return _localised(block)
    return None


def _unicode(block: bytes) -> str:
    """The Unicode text that follows the ASCII one, which some writers leave empty."""
    at = 12 + int.from_bytes(block[8:12], "big") + 4
    length = int.from_bytes(block[at : at + 4], "big")
    return decoded(block[at + 4 : at + 4 + 2 * min(length, 2000)], ">").split("\0", 1)[0].strip()


def _localised(block: bytes) -> str | None:
    """The English text of several languages, or else the first."""
    count, size = (int.from_bytes(block[at : at + 4], "big") for at in (8, 12))
    if size < _NAME.size:
        return None
    first: str | None = None
    for number in range(min(count, MOST_NAMES)):
        if 16 + size * number + _NAME.size > len(block):
            break
        language, country, length, where = _NAME.unpack_from(block, 16 + size * number)
        value = decoded(block[where : where + length], ">").split("\0", 1)[0].strip()
        if (language, country) == (b"en", b"US"):
            return value
        first = value if first is None else first
    return first

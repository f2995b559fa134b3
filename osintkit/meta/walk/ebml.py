"""EBML, the binary relative of XML that Matroska is made of: one element and its value (RFC 8794)."""

import math
import struct
from datetime import UTC, datetime, timedelta

from osintkit.meta.found import Bytes, Malformed

LONGEST_STRING = 1 << 16
"""Bytes read of one text."""

Element = tuple[int, int, int]
"""Identifier with its length marker, first byte of the content, first byte behind it."""

_WIDTHS = bytes(9 - first.bit_length() for first in range(256))
"""How many bytes an identifier or a size has, by its first byte; 9 where there is none."""
_FLOATS = {4: struct.Struct(">f"), 8: struct.Struct(">d")}
_SINCE = datetime(2001, 1, 1, tzinfo=UTC)


def element_at(source: Bytes, offset: int) -> Element | None:
    """The element at ``offset``; its end is -1 where its size is unknown; None at the end of the file.

    Raises:
        Malformed: what stands there is no identifier with a size.
    """
    head = source.at(offset, 12)
    if not head:
        return None
    width = _WIDTHS[head[0]]
    if width > 4:
        raise Malformed(f"No element begins with {head[0]:02X}.")
    identifier = int.from_bytes(head[:width])
    if width >= len(head):
        raise Malformed("An element is cut off.")
    first = head[width]
    if 0x80 <= first < 0xFF:  # the size of most
        at = offset + width + 1
        return identifier, at, at + (first & 0x7F)
    bits = _WIDTHS[first]
    at = width + bits
    if bits > 8 or at > len(head):
        raise Malformed(f"Element {identifier:X} has no size.")
    size = int.from_bytes(head[width:at]) & (1 << 7 * bits) - 1
    at += offset
    return identifier, at, -1 if size == (1 << 7 * bits) - 1 else at + size


def unsigned(source: Bytes, element: Element) -> int:
    """The whole number an element holds; an empty one is nought.

    Raises:
        Malformed: it is longer than numbers are.
    """
    if element[2] - element[1] > 8:
        raise Malformed(f"Element {element[0]:X} is a number of {element[2] - element[1]} bytes.")
    return int.from_bytes(source.at(element[1], element[2] - element[1]))


def real(source: Bytes, element: Element) -> int | float:
    """The number an element holds; an empty one is nought.

    Raises:
        Malformed: it is no number.
    """
    data = source.at(element[1], min(16, element[2] - element[1]))
    layout = _FLOATS.get(len(data))
    value = layout.unpack(data)[0] if layout else 0.0
    if not math.isfinite(value) or (data and not layout):
        raise Malformed(f"Element {element[0]:X} is not a number.")
    return plain(value)


def plain(value: float) -> int | float:
    """A number without a fraction as a whole one."""
    return int(value) if value.is_integer() and abs(value) < 1 << 53 else value


def string(source: Bytes, element: Element) -> str:
    """The text an element holds, up to its first NUL; as Latin-1 where it is not UTF-8."""
    data = source.at(element[1], min(LONGEST_STRING, element[2] - element[1])).split(b"\0", 1)[0]
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("latin-1")


def date(source: Bytes, element: Element) -> tuple[str, str]:
    """The time an element holds, as ExifTool shows it and as it is written: nanoseconds since 2001, UTC.

    Raises:
        Malformed: it is longer than times are.
    """
    if element[2] - element[1] > 8:
        raise Malformed(f"Element {element[0]:X} is a time of {element[2] - element[1]} bytes.")
    nanoseconds = int.from_bytes(source.at(element[1], element[2] - element[1]), signed=True)
    seconds, rest = divmod(nanoseconds, 1_000_000_000)
    when = f"{_SINCE + timedelta(seconds=seconds):%Y:%m:%d %H:%M:%S}"
    fraction = f".{rest:09d}".rstrip("0") if rest else ""
    return f"{when}{fraction}Z", f"{nanoseconds} (nanoseconds since 2001)"

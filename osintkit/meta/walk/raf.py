"""What lies where in Fujifilm's raw files: a header, and a JPEG that holds the metadata."""

from osintkit.meta.found import Bytes, Findings, Malformed, text
from osintkit.meta.walk import inner_jpeg

_MARK = b"FUJIFILMCCD-RAW "
_HEADER_BYTES = 108
_PARTS = ((84, "JPEG"), (92, "settings"), (100, "sensor data"), (120, "settings 2"), (128, "sensor data 2"))
"""Where the header says where a part begins and how long it is; the last two where the header is longer."""


def walk(source: Bytes, found: Findings) -> None:
    """Read the metadata of a RAF file.

    Raises:
        Malformed: it is no RAF file, or its JPEG lies outside.
        Spent: it holds more than is read of any file.
    """
    head = source.at(0, _HEADER_BYTES + 28)
    if not head.startswith(_MARK) or len(head) < _HEADER_BYTES:
        raise Malformed("It does not begin with the header of a Fujifilm raw file.")
    found.facts["raf.version"] = text(head[16:20])
    found.facts["raf.camera"] = text(head[28:60])
    at, length = int.from_bytes(head[84:88], "big"), int.from_bytes(head[88:92], "big")
    if not at or at >= source.size_bytes:
        found.truncated = True
        raise Malformed("Its JPEG lies outside.")
    for begin, name in _PARTS:
        _whole(source, found, head[begin : begin + 8] if begin < at else b"", name)
    inner_jpeg.read(source, found, at, length, place="RAF JPEG")


def _whole(source: Bytes, found: Findings, stated: bytes, name: str) -> None:
    """Note that the file ends before a part of it does."""
    begin, length = int.from_bytes(stated[:4], "big"), int.from_bytes(stated[4:], "big")
    if begin and begin + length > source.size_bytes:
        found.truncated = True
        found.problem(f"Its {name} should end at byte {begin + length}, behind the file's end.")

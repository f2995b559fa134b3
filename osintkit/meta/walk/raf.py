"""What lies where in Fujifilm's raw files: a header, and a JPEG that holds the metadata."""

from osintkit.meta.found import Bytes, Findings, Malformed, text
from osintkit.meta.walk import inner_jpeg

_MARK = b"FUJIFILMCCD-RAW "
_HEADER_BYTES = 108


def walk(source: Bytes, found: Findings) -> None:
    """Read the metadata of a RAF file.

    Raises:
        Malformed: it is no RAF file, or its JPEG lies outside.
        Spent: it holds more than is read of any file.
    """
    head = source.at(0, _HEADER_BYTES)
    if not head.startswith(_MARK) or len(head) < _HEADER_BYTES:
        raise Malformed("It does not begin with the header of a Fujifilm raw file.")
    found.facts["raf.version"] = text(head[16:20])
    found.facts["raf.camera"] = text(head[28:60])
    at, length = int.from_bytes(head[84:88], "big"), int.from_bytes(head[88:92], "big")
    if not at or at >= source.size_bytes:
        found.truncated = True
        raise Malformed("Its JPEG lies outside.")
    inner_jpeg.read(source, found, at, length, place="RAF JPEG")

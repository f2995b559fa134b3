"""Whether what follows the picture in a JPEG is whole: videos, archives and programs' own trailers.

ISO/IEC 14496-12 for videos; the marks at the end as each format has them (AFCP: as ExifTool's documentation
describes it). What follows says so little of itself that a missing end is told, but not called a cut,
where it may as well be covered by something further.
"""

import re
from typing import Any

from osintkit.meta.found import Bytes, Findings

MOST_BOXES = 100
"""Boxes of a video that are looked at; those of phones have four or five."""
_BOX = re.compile(rb"....[\x20-\x7e\xa9][\x20-\x7e]{3}", re.DOTALL)
_ENDS = {
    "afcp": re.compile(rb"AXS[!*].{8}\Z", re.DOTALL),
    "canon": re.compile(rb"CANON OPTIONAL DATA\0.{44}\Z", re.DOTALL),
    "jpeg": re.compile(rb"\xff\xd9[\0\xff\r\n ]*\Z"),
    "pdf": re.compile(rb"%%EOF"),
    "png": re.compile(rb"IEND\xaeB`\x82"),
    "zip": re.compile(rb"PK\x05\x06.{18}", re.DOTALL),
}
"""What stands at the end of each kind, or near it."""
_NEAR = {"zip": 66_000, "pdf": 1024, "jpeg": 1024}
_NEAR_BYTES = 64
_VIDEOS = ("XMP-GCamera:MotionPhoto", "XMP-GCamera:MicroVideo")


def check(source: Bytes, found: Findings, parts: list[dict[str, Any]]) -> None:
    """Note what of these parts is cut, has no end, or is of no known kind.

    Args:
        source: the file.
        found: receives it; ``truncated`` where a video goes on behind the end of the file.
        parts: ``offset``, ``length`` and ``kind`` of each, in bytes, as `jpeg_end.note` finds them.
    """
    for part in parts:
        begin, length, kind = part["offset"], part["length"], part["kind"]
        if kind == "mp4":
            _video(source, found, begin, begin + length)
        elif kind == "unknown":
            count = f"{length} bytes behind the picture are" if length > 1 else "A byte behind the picture is"
            found.note(f"{count} of no kind that is known here.")
        elif kind in _ENDS:
            near = min(_NEAR.get(kind, _NEAR_BYTES), length)
            if not _ENDS[kind].search(source.at(begin + length - near, near)):
                found.note(f"What follows the picture ({kind}) has no end: it is cut, or more follows it.")


def promised(found: Findings, parts: list[dict[str, Any]]) -> None:
    """Note that the XMP tells of a video which is not among the parts."""
    if any(part["kind"] == "mp4" for part in parts) or not any(one.kind == "xmp" for one in found.blocks):
        return
    if found.first(*_VIDEOS) in (1, "1"):
        found.note("The XMP tells of a video behind the picture; it was taken off, or the file is cut.")


def _video(source: Bytes, found: Findings, begin: int, end: int) -> None:
    """Follow the boxes of a video: none may go on behind its end, and one of them has to be its index."""
    at, kinds = begin, set()
    for _ in range(MOST_BOXES):
        head = source.at(at, min(16, end - at)) if at < end else b""
        if not _BOX.match(head):
            break
        kinds.add(head[4:8])
        length = int.from_bytes(head[:4], "big")
        length = int.from_bytes(head[8:], "big") if length == 1 else length or end - at
        if length < 8:
            break
        at += length
    if at > end:
        found.truncated = found.truncated or end == source.size_bytes
        found.problem(f"The video behind the picture should end at byte {at}; it ends at byte {end}.")
    elif not kinds & {b"moov", b"moof"}:
        found.problem("The video behind the picture has no index (moov): it is cut.")
    elif at < end:
        found.note(f"{end - at} bytes behind the video are of no kind that is known here.")

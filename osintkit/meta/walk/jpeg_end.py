"""Where the picture of a JPEG ends, and what somebody put behind it.

The end is found with as little reading as can be: a photo of 20 MB whose last bytes are an end marker is not
read for it. ITU-T T.81 for the compressed data; CIPA DC-007 (MPF) and Google's Motion Photo format 1.0 for
what phones append; the trailer of Samsung as ExifTool's documentation describes it.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from osintkit.meta.found import Bytes, Findings
from osintkit.meta.walk import jpeg_after

READ_WHOLE = 512 << 10
"""Bytes of compressed data that are always looked through; longer ones only when something calls for it."""
MOST_SCANNED = 48 << 20
MOST_MARKERS = 4000
MOST_PARTS = 16
_WINDOW = 1 << 20
_TAIL = 64 << 10
_EOI = b"\xff\xd9"
_FILL = b"\0\xff \r\n"
_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_MOVIE = re.compile(rb"\0\0\0[\x08-\x80]ftyp")
_KINDS = (
    (b"\xff\xd8\xff", "jpeg"), (b"PK\x03\x04", "zip"), (b"%PDF", "pdf"), (b"8BPS", "psd"),
    (b"8BIM", "photoshop"), (b"Rar!", "rar"), (b"7z\xbc\xaf", "7z"), (b"\x1aE\xdf\xa3", "matroska"),
    (b"\x89PNG", "png"), (b"RIFF", "riff"), (b"II*\0", "tiff"), (b"MM\0*", "tiff"),
    (b"CANON OPTIONAL DATA\0", "canon"), (b"<?xml", "xml"), (b"<?xpacket", "xmp"), (b"vivo{", "vivo"),
    (b"MZ", "program"), (b"\x7fELF", "program"), (b"AXS!", "afcp"), (b"AXS*", "afcp"),
)  # fmt: skip
_FEET = (
    (rb"cbipcbbl\Z", "photo mechanic"),
    (rb"\xa1\xb2\xc3\xd4\Z", "fotostation"),
    (rb"AXS[!*].{8}\Z", "afcp"),
    (rb"CANON OPTIONAL DATA\0.{44}\Z", "canon"),
    (rb"~\0[\x04\x06]\0zmie~.{6,10}\Z", "mie"),
)
"""What programs end their trailers with; the rest of these does not begin in a way that tells."""
_FOOT_BYTES = 64
_SAMSUNG_MOVIE, _SAMSUNG_CLOCK = 0x0A30, 0x0A01


@dataclass(slots=True)
class _Search:
    """How far the search for the end marker has come."""

    source: Bytes
    at: int
    window: bytes = b""
    base: int = 0
    scanned: int = 0

    def look(self) -> int | None:
        """Where the next marker is; None at the end of the file, or when enough was read."""
        while True:
            match = _MARKER.search(self.window, max(self.at - self.base, 0)) if self.at >= self.base else None
            if match:
                return self.base + match.start()
            if self.window:
                # The last byte may be the first of a marker.
                self.at = max(self.at, self.base + len(self.window) - self.window.endswith(b"\xff"))
            if self.at + 1 >= self.source.size_bytes or self.scanned >= MOST_SCANNED:
                return None
            self.base, self.window = self.at, self.source.at(self.at, _WINDOW)
            self.scanned += len(self.window)


def exact(source: Bytes, begin: int) -> tuple[int | None, str]:
    """Where does the picture end whose compressed data begin at ``begin``: past its end marker?

    Follows the scans of a progressive picture from marker to marker.

    Returns:
        The end, and ``read``; or None, and ``cut`` when the file ends without an end marker, ``unknown`` when
        it was not followed that far.
    """
    search = _Search(source, begin)
    for _ in range(MOST_MARKERS):
        where = search.look()
        if where is None:
            return None, "unknown" if search.scanned >= MOST_SCANNED else "cut"
        marker = search.window[where - search.base + 1]
        if marker == 0xD9:
            return where + 2, "read"
        bare = marker < 0xC0 or marker == 0xD8
        length = 0 if bare else int.from_bytes(source.at(where + 2, 2), "big")
        search.at = where + 2 + length
    return None, "unknown"


def note(source: Bytes, found: Findings, begin: int) -> None:
    """Note where the picture ends whose compressed data begin at ``begin``, and what follows it.

    Sets ``truncated`` or ``trailing_bytes``; the fact ``jpeg.end`` (``read``: the end marker was searched
    for; ``stated``: it is where another part of the file says; ``assumed``: the file ends with one, and its
    last 64 KiB are compressed data like those of one picture); and, when something follows, the fact
    ``trailer``: ``offset``, ``length``, ``kind`` and its ``parts``, which `jpeg_after` checks. All of the
    file is read when the fact ``all`` is set.
    """
    end, how = _end(source, found, begin)
    if end is None:
        if how == "cut":
            found.truncated = True
            found.problem("The picture has no end marker: the file is cut, or what wrote it was stopped.")
        else:
            found.problem("The end of the picture was not found in what was read of it.")
        return
    found.facts["jpeg.end"] = how
    found.trailing_bytes = source.size_bytes - end
    parts = _parts(source, found, end) if found.trailing_bytes else []
    if parts:
        kinds = list(dict.fromkeys(one["kind"] for one in parts if one["kind"] != "padding")) or ["padding"]
        length, kind = found.trailing_bytes, " + ".join(kinds)
        found.facts["trailer"] = {"offset": end, "length": length, "kind": kind, "parts": parts}
        jpeg_after.check(source, found, parts)
    jpeg_after.promised(found, parts)


def _end(source: Bytes, found: Findings, begin: int) -> tuple[int | None, str]:
    size = source.size_bytes
    if size - begin <= READ_WHOLE or found.facts.get("all"):
        return exact(source, begin)
    stated = _stated(source, found, begin)
    if stated is not None:
        return stated, "stated"
    tail = source.at(size - _TAIL, _TAIL)
    markers = {match[0] for match in _MARKER.finditer(tail, 0, _TAIL - 2)}
    if not markers & {_EOI, b"\xff\xd8"}:
        compressed = b"\xff\0" in tail
        if compressed and tail.endswith(_EOI):
            return size, "assumed"
        if compressed and not markers:
            return None, "cut"  # compressed data to the last byte
    return exact(source, begin)


def _stated(source: Bytes, found: Findings, begin: int) -> int | None:
    """Where another part of the file says that the main picture ends, if an end marker is there."""
    ends = [entry["length"] for entry in found.facts.get("mpf", ())[:1]]
    movie = found.first("XMP-GCamera:MicroVideoOffset")
    if isinstance(movie, int) and len(found.facts.get("mpf", ())) < 2:
        ends.append(source.size_bytes - movie)
    for end in ends:
        if begin < end <= source.size_bytes and source.at(end - 2, 2) == _EOI:
            return int(end)
    return None


def _parts(source: Bytes, found: Findings, end: int) -> list[dict[str, Any]]:
    """The appended parts one after another: listed pictures first, then what their first bytes say."""
    parts: list[dict[str, Any]] = []
    listed = {entry["offset"]: entry["length"] for entry in found.facts.get("mpf", ())[1:]}
    last, at = _samsung(source, found, parts), end
    ahead: list[dict[str, Any]] = []
    while at < last:
        blank = _blank(source, at, last)
        if blank:
            ahead.append({"offset": at, "length": blank, "kind": "padding"})
            at += blank
        length = listed.get(at, 0)
        if not 0 < length <= last - at or len(ahead) >= MOST_PARTS:
            break
        ahead.append({"offset": at, "length": length, "kind": "mpf"})
        at += length
    if at < last:
        ahead += _named(source, source.at(at, min(_TAIL, last - at)), at, last)
    return ahead + parts


def _blank(source: Bytes, begin: int, last: int) -> int:
    """How many bytes from ``begin`` on are zeros, or nothing but fill bytes and line ends up to ``last``."""
    at, window = begin, _TAIL
    while at < last and at - begin < MOST_SCANNED:
        head = source.at(at, min(window, last - at))
        rest = head.lstrip(b"\0")
        if not rest:
            at, window = at + len(head), _WINDOW
            continue
        zeros = len(head) - len(rest)
        if at + len(head) == last and not rest.strip(_FILL):
            return last - begin
        if _MOVIE.match(head, max(zeros - 3, 0)):
            zeros = max(zeros - 3, 0)  # the others are what the video's length begins with
        return at + zeros - begin
    return at - begin


def _named(source: Bytes, head: bytes, at: int, last: int) -> list[dict[str, Any]]:
    """What begins with these bytes; a video may stand behind something unknown."""
    kind = next((kind for mark, kind in _KINDS if head.startswith(mark)), "")
    if not kind:
        foot = source.at(max(at, last - _FOOT_BYTES), min(_FOOT_BYTES, last - at))
        kind = next((kind for mark, kind in _FEET if re.search(mark, foot, re.DOTALL)), "unknown")
    video = _MOVIE.match(head) or (
        _MOVIE.search(source.at(at, min(_WINDOW, last - at))) if kind in ("unknown", "jpeg") else None
    )
    if video is None:
        return [{"offset": at, "length": last - at, "kind": kind}]
    before = [{"offset": at, "length": video.start(), "kind": kind}] if video.start() else []
    return [*before, {"offset": at + video.start(), "length": last - at - video.start(), "kind": "mp4"}]


def _samsung(source: Bytes, found: Findings, parts: list[dict[str, Any]]) -> int:
    """Read Samsung's trailer if there is one; where what comes before it ends.

    A directory ``SEFH`` of entries (type, distance back to the data, length) and, as the last eight bytes,
    its length and ``SEFT``; each piece of data begins with its type, the length of its name, and the name.
    """
    size = source.size_bytes
    foot = source.at(size - 8, 8)
    length = int.from_bytes(foot[:4], "little")
    if foot[4:] != b"SEFT" or not 12 <= length <= _TAIL:
        return size
    start = size - 8 - length
    head = source.at(start, length)
    if head[:4] != b"SEFH":
        return size
    first = start
    for at in range(12, 12 + 12 * min(int.from_bytes(head[8:12], "little"), MOST_PARTS), 12):
        kind = int.from_bytes(head[at + 2 : at + 4], "little")
        back, long = (int.from_bytes(head[one : one + 4], "little") for one in (at + 4, at + 8))
        if 0 < long <= back <= start:
            first = min(first, start - back)
            _samsung_part(source, found, parts, kind, start - back, long)
    parts.append({"offset": start, "length": length + 8, "kind": "samsung"})
    return first


def _samsung_part(
    source: Bytes, found: Findings, parts: list[dict[str, Any]], kind: int, at: int, length: int
) -> None:
    head = source.at(at, min(length, 256))
    named = int.from_bytes(head[4:8], "little")
    if named > 200:
        return
    name = head[8 : 8 + named].decode("latin-1")
    what = "mp4" if kind == _SAMSUNG_MOVIE else "samsung"
    begin = at + 8 + named
    parts.append({"offset": begin, "length": length - 8 - named, "kind": what, "name": name})
    written = source.at(begin, min(length - 8 - named, 20))
    if kind == _SAMSUNG_CLOCK and written.isdigit() and len(written) == 13:
        stamp = datetime.fromtimestamp(int(written) / 1000, UTC)
        value = f"{stamp:%Y:%m:%d %H:%M:%S}.{int(written) % 1000:03d}+00:00"
        found.add("Samsung:TimeStamp", value, f"{int(written)} (ms since 1970 UTC)")

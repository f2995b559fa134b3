"""Where JPEG files end (ITU-T T.81), with what phones append to them (CIPA DC-007 MPF)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal

from osintkit.media.ending._common import Ending, Reader, cut, unsaid, whole

_END = b"\xff\xd9"
_BARE = frozenset([0x01, *range(0xD0, 0xD9)])  # markers without a length
_WINDOW = 64 << 10
_PICTURES = 16
_SCANNED = 4 << 20
_MOVIE = re.compile(rb"\x00\x00\x00[\x08-\x80]ftyp")
_FOREIGN = re.compile(rb"\xff(?![\x00\xd0-\xd7\xff])[\s\S]")

MovieTest = Callable[[Reader], Ending]


def examine_jpeg(reader: Reader, name: str, movie: MovieTest) -> Ending:
    """Says whether a JPEG reaches its end marker, and whether appended pictures and video do."""
    scan, begins, promised = _to_scan(reader)
    if scan < 0:
        return cut(name, "it stops before its picture data begin", size=reader.size)
    ends_well = reader.read(reader.size - 2, 2) == _END
    lacking = promised > reader.size
    if lacking and not ends_well and reader.read(begins, 2) == b"\xff\xd8":
        what = "the main picture is there but a further one, which it lists, is not whole"
        return cut(name, what, size=reader.size, expected=promised)
    size = reader.size
    found = whole(name, size, size) if ends_well else _search(reader, name, scan, movie)
    if lacking and found.complete:
        # Editors drop the further pictures and leave the list; some writers list wrong lengths.
        says = "The main picture is whole, but the further pictures which it lists do not fit."
        return Ending(name, None, promised, says)
    return found


def _to_scan(reader: Reader) -> tuple[int, int, int]:
    """Walks the header to the compressed data.

    Returns where these begin (or -1), and where the furthest picture of an MPF list lies.
    """
    at, begins, promised = 2, 0, 0
    while at + 2 <= reader.size:
        head = reader.read(at, 10)
        if head[:1] != b"\xff":
            break  # decoders look for the next marker, and so does the search
        marker = head[1] if len(head) > 1 else 0xFF
        if marker == 0xFF or marker in _BARE:
            at += 1 if marker == 0xFF else 2
            continue
        if marker == 0xD9:
            break
        length = int.from_bytes(head[2:4], "big")
        if marker == 0xE2 and head[4:8] == b"MPF\0":
            begins, promised = _promised(reader.read(at + 8, length - 6), at + 8)
        at += 2 + max(length, 2)
        if marker == 0xDA:
            break
    return at if at < reader.size else -1, begins, promised


def _promised(block: bytes, base: int) -> tuple[int, int]:
    """Returns begin and end of the furthest picture in a Multi-Picture Format index."""
    order: Literal["big", "little"] = "big" if block[:2] == b"MM" else "little"

    def number(at: int, length: int) -> int:
        return int.from_bytes(block[at : at + length], order)

    at, furthest = number(4, 4), (0, 0)
    for entry in range(at + 2, at + 2 + 12 * min(number(at, 2), 64), 12):
        if number(entry, 2) != 0xB002:
            continue
        first = number(entry + 8, 4)
        for place in range(first, first + min(number(entry + 4, 4), 4096), 16):
            length, offset = number(place + 4, 4), number(place + 8, 4)
            if offset and base + offset + length > furthest[1]:
                furthest = base + offset, base + offset + length
    return furthest


def _search(reader: Reader, name: str, scan: int, movie: MovieTest) -> Ending:
    """Looks for the end marker: compressed data cannot contain one, so the first one counts."""
    begin = max(scan, reader.size - _WINDOW)
    tail = reader.read(begin, _WINDOW)
    if _END not in tail and _compressed(tail):
        return cut(name, "it stops inside its picture data, without end marker", size=reader.size)
    body = tail if begin == scan else reader.read(scan, _SCANNED)
    found = body.find(_END)
    if found < 0:
        if scan + len(body) >= reader.size:
            return cut(name, "it has no end marker", size=reader.size)
        scan, body, found = begin, tail, tail.find(_END)
        if found < 0 or not _compressed(tail[:found]):
            return unsaid(name, "A large picture with much behind it: its end was not found.")
    end = scan + found + 2
    extra = body[found + 2 :]
    if len(extra) < _WINDOW:
        extra = reader.read(end, _WINDOW)
    return _appended(reader, name, end, extra, movie)


def _appended(reader: Reader, name: str, end: int, extra: bytes, movie: MovieTest) -> Ending:
    """Judges what follows the picture: a phone's short video must be whole as well."""
    found = _MOVIE.search(extra)
    if found:
        begin = end + found.start()
        inner = movie(reader.shifted(begin))
        if inner.complete is False:
            expected = begin + inner.expected_bytes if inner.expected_bytes else None
            what = "the photo is whole but the video appended to it is not"
            return cut(name, what, size=reader.size, expected=expected)
    elif (torn := _torn_picture(reader, end, extra)) >= 0:
        what = f"the main picture is whole but the one appended at byte {torn:,} is not"
        return cut(name, what, size=reader.size)
    return whole(name, end, reader.size)


def _torn_picture(reader: Reader, end: int, extra: bytes) -> int:
    """Follows pictures appended one after another; returns where a torn one begins, or -1."""
    at = 0
    for _ in range(_PICTURES):
        at += len(extra[at:]) - len(extra[at:].lstrip(b"\0"))
        if extra[at : at + 3] != b"\xff\xd8\xff":
            return -1
        scan = _to_scan(reader.shifted(end + at))[0]
        found = extra.find(_END, at + scan) if scan >= 0 else -1
        if found < 0:
            # Unless all bytes up to the end were looked at, the end marker may lie further on.
            return end + at if end + len(extra) >= reader.size else -1
        at = found + 2
    return -1


def _compressed(data: bytes) -> bool:
    """Says whether bytes look like the inside of a scan: every 0xFF is stuffed or a restart."""
    data = data[:-1] if data.endswith(b"\xff") else data
    return b"\xff\0" in data and not _FOREIGN.search(data)

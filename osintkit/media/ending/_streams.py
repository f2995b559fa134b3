"""Where Ogg (RFC 3533), Flash video (Adobe FLV 10.1) and Windows Media (ASF 1.2) files end."""

from __future__ import annotations

import re
import struct

from osintkit.media.ending._common import Ending, Reader, counted, cut, unsaid, whole

_OGG_TAIL = 160 << 10  # two and a half times the longest page
_FLV_TAIL = 2 << 20
_FLV_TAG = re.compile(rb"[\x08\x09\x12][\s\S]{7}\0\0\0")
_FLV_WALKED = 4 << 20
_ASF_DATA = bytes.fromhex("3626b2758e66cf11a6d900aa0062ce6c")
_ASF_FILE = bytes.fromhex("a1dcab8c47a9cf118ee400c00c205365")


def examine_ogg(reader: Reader, name: str) -> Ending:
    """Says whether the last Ogg page is whole and marked as the last of its stream."""
    begin = max(reader.size - _OGG_TAIL, 0)
    tail = reader.read(begin, _OGG_TAIL)
    at = tail.rfind(b"OggS\0")
    if at < 0 and begin == 0:
        return cut(name, "not even its first page is whole", size=reader.size)
    if at < 0:
        return unsaid(name, "No Ogg page was found near the end of the file.")
    page = tail[at:]
    table = page[27 : 27 + page[26]] if len(page) > 26 else b""
    if len(page) < 27 or len(table) < page[26]:
        return cut(name, f"the page at byte {begin + at:,} is not whole", size=reader.size)
    end = begin + at + 27 + len(table) + sum(table)
    if end > reader.size:
        what = f"the page at byte {begin + at:,} is not whole"
        return cut(name, what, size=reader.size, expected=end)
    rest = tail[end - begin :]
    if rest and b"OggS".startswith(rest[:4]):
        return cut(name, f"a page begins at byte {end:,} and is not whole", size=reader.size)
    if page[5] & 4:
        return whole(name, end, reader.size)
    if page[5] & 2:
        return cut(name, "it stops after the first page, which holds no sound", size=reader.size)
    if table[-1:] == b"\xff":
        return cut(name, "its last page holds only the beginning of a packet", size=reader.size)
    says = "The last page is whole but not marked as the last: written live, or cut between pages."
    return unsaid(name, says)


def examine_flv(reader: Reader, name: str) -> Ending:
    """Says whether the chain of FLV tags ends with the file; ``filesize`` in its metadata helps."""
    head = reader.read(0, 9)
    at = int.from_bytes(head[5:9], "big") + 4
    if len(head) < 9 or at > reader.size:
        return cut(name, "not even its header is whole", size=reader.size)
    script, last_ms = reader.read(at, 4096), 0
    stated = int(_stated(script, b"filesize")) or None
    if reader.size - at > _FLV_WALKED:
        at = _tag_near_end(reader)
        if at < 0:
            return unsaid(name, "No whole tag was found near the end of the file.")
    while at < reader.size:
        tag = reader.read(at, 11)
        if not tag or tag[0] & 0x1F not in (8, 9, 18) or tag[8:11].strip(b"\0"):
            return unsaid(name, f"Foreign bytes, or damage, begin at byte {at:,}.")
        end = at + 15 + int.from_bytes(tag[1:4], "big")
        if end > reader.size or len(tag) < 11:
            what = f"the tag at byte {at:,} is not whole"
            return cut(name, what, size=reader.size, expected=max(end, stated or 0))
        at, last_ms = end, max(last_ms, int.from_bytes(tag[7:8] + tag[4:7], "big"))
    if stated == reader.size:
        return whole(name, stated, reader.size)
    if stated and stated > reader.size:
        if _shorter_than_stated(script, last_ms):
            what = "its metadata speak of a larger file and of a longer recording"
            return cut(name, what, size=reader.size, expected=stated)
        missing = counted(stated - reader.size)
        says = f"The last tag is whole, but the metadata speak of a file {missing} longer."
        return Ending(name, None, stated, says)
    return unsaid(name, "The last tag is whole; Flash video does not say where it ends.")


def _stated(script: bytes, field: bytes) -> float:
    """Returns a number from FLV metadata, 0 when it is missing or makes no sense."""
    label = bytes([len(field)]) + field + b"\0"
    at = script.find(label)
    value = script[at + len(label) : at + len(label) + 8] if at >= 0 else b""
    number = float(struct.unpack(">d", value)[0]) if len(value) == 8 else 0.0
    return number if 0 < number < 2**53 else 0.0


def _shorter_than_stated(script: bytes, last_ms: int) -> bool:
    return _stated(script, b"duration") * 1000 > last_ms + 1000


def _tag_near_end(reader: Reader) -> int:
    """Returns where some tag near the end begins, proven by its length coming again behind it."""
    begin = max(reader.size - _FLV_TAIL, 0)
    tail = reader.read(begin, _FLV_TAIL)
    for found in _FLV_TAG.finditer(tail):
        at = found.start()
        length = int.from_bytes(tail[at + 1 : at + 4], "big") + 11
        if tail[at + length : at + length + 4] == length.to_bytes(4, "big"):
            return begin + at
    return -1


def examine_asf(reader: Reader, name: str) -> Ending:
    """Says whether all top-level ASF objects are whole and agree with the stated file size."""
    header = reader.read(0, 30)
    header_end = int.from_bytes(header[16:24], "little")
    stated, live = _asf_properties(reader, min(header_end, reader.size))
    at, label = 0, "header"
    while at < reader.size:
        head = reader.read(at, 24)
        size = int.from_bytes(head[16:24], "little")
        label = "header" if at == 0 else "media data" if head[:16] == _ASF_DATA else "index"
        if live and label == "media data":
            return unsaid(name, "It was broadcast live, so it does not say where it ends.")
        if len(head) < 24 or at + size > reader.size:
            expected = max(at + size, stated)
            what = f"its {label} object is not whole"
            return cut(name, what, size=reader.size, expected=expected)
        if size < 24:
            break
        at += size
    if label == "header":
        return cut(name, "its media data are missing", size=reader.size, expected=stated)
    if stated > reader.size:
        says = f"Every object is whole, but the header speaks of {counted(stated)}."
        return Ending(name, None, stated, says)
    return whole(name, at, reader.size)


def _asf_properties(reader: Reader, end: int) -> tuple[int, bool]:
    """Returns the stated file size and whether the broadcast flag says not to believe it."""
    at = 30
    while at + 24 <= end:
        head = reader.read(at, 92)
        size = int.from_bytes(head[16:24], "little")
        if head[:16] == _ASF_FILE and len(head) == 92:
            return int.from_bytes(head[40:48], "little"), bool(head[88] & 1)
        if size < 24:
            break
        at += size
    return 0, False

"""Where MP4, MOV, 3GP, HEIC, AVIF, JPEG XL and JPEG 2000 files end (ISO/IEC 14496-12)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from osintkit.media.ending._common import Ending, Reader, counted, cut, unsaid, whole
from osintkit.media.ending._samples import Box, boxes, fragment_end, indexed_end, item_end

_KNOWN = frozenset(
    b"ftyp moov mdat free skip wide uuid meta moof mfra sidx ssix styp udta pdin emsg prft pnot "
    b"PICT meco mpvd imda sefd axte jp2h jp2c jxlc jxlp jbrd brob Exif jumb".split()
) | {b"JXL ", b"jP  ", b"xml "}
_LOOKED_THROUGH = 1 << 20
_INDEX = re.compile(rb"moov[\s\S]{4}(?:mvhd|cmov|trak)")
_NEEDED = {
    "heic": (b"meta", b"moov"),
    "avif": (b"meta", b"moov"),
    "jxl": (b"jxlc", b"jxlp"),
    "jp2": (b"jp2c",),
}


@dataclass(slots=True)
class _Top:
    """What a walk over the top-level boxes has met."""

    first: dict[bytes, Box]
    last: Box
    moof: Box | None = None
    index_end: int = 0
    index_entries: int = 0


def family(head: bytes) -> str:
    """Returns the name of an ISO-BMFF file's family from its first bytes."""
    if head[4:8] == b"jP  ":
        return "jp2"
    if head[4:8] == b"JXL ":
        return "jxl"
    if head[4:8] != b"ftyp":
        return "mov" if head[4:8] in (b"moov", b"mdat", b"wide", b"pnot", b"skip") else "mp4"
    brands = head[8 : min(int.from_bytes(head[:4], "big"), len(head))]
    major = brands[:4]
    if major[:3] == b"avi" or (major in (b"mif1", b"msf1", b"miaf") and b"avif" in brands):
        return "avif"
    if major[:3] in (b"hei", b"hev", b"mif", b"msf"):
        return "heic"
    if major[:2] in (b"3g", b"qt"):
        return "3gp" if major[:2] == b"3g" else "mov"
    return "mp4"


def examine_boxes(reader: Reader, name: str) -> Ending:
    """Says whether every top-level box, and all the media the index names, is in the file."""
    top = _walk(reader)
    if top is None:
        return cut(name, "not even its first box is whole", size=reader.size)
    return (
        _overrun(reader, name, top)
        or _without_index(reader, name, top)
        or _without_media(reader, name, top)
        or _ragged(reader, name, top)
        or _open_ended(reader, name, top)
        or whole(name, min(top.last.end, reader.size), reader.size)
    )


def _walk(reader: Reader) -> _Top | None:
    top: _Top | None = None
    for box in boxes(reader, 0, reader.size):
        if not box.kind.replace(b" ", b"").isalnum():
            break  # padding or foreign bytes after the last box
        top = top or _Top({}, box)
        top.last = box
        top.first.setdefault(box.kind, box)
        if box.kind == b"moof":
            top.moof = box
        elif box.kind == b"sidx" and top.moof is None:
            _note_segment_index(reader, box, top)
    return top


def _note_segment_index(reader: Reader, sidx: Box, top: _Top) -> None:
    """Adds up the sizes that a segment index lists: where they end, the media end."""
    wide = reader.number(sidx.body, 1) != 0
    at = sidx.body + (28 if wide else 20)
    ahead = reader.number(at - 8, 8) if wide else reader.number(at - 4, 4)
    count = reader.number(at + 2, 2)
    data = reader.read(at + 4, min(12 * count, max(sidx.end - at - 4, 0)))
    listed = sum(int.from_bytes(data[i : i + 4], "big") & 0x7FFFFFFF for i in range(0, len(data), 12))
    top.index_end = max(top.index_end, sidx.end + ahead + listed)
    top.index_entries = max(top.index_entries, count)


def _overrun(reader: Reader, name: str, top: _Top) -> Ending | None:
    box = top.last
    if box.end <= reader.size:
        return None
    label = box.kind.decode("ascii")
    place = f"its {label} box, which begins at byte {box.start:,}, is not whole"
    if box.kind == b"moov":
        place = "its index (moov box) is not whole, so players may show nothing at all"
    elif box.kind == b"mdat" and not top.first.keys() & {b"moov", b"moof", b"meta"}:
        place = "its media data are not whole and its index (moov box), written last, is lost"
    elif box.kind == b"mdat":
        place = "its media data (mdat box) are not whole" + _still_playable(reader, top)
    elif box.kind not in _KNOWN and top.first.keys() & {b"moov", b"meta"}:
        return None  # foreign bytes that happen to look like a box
    return cut(name, place, size=reader.size, expected=box.end)


def _still_playable(reader: Reader, top: _Top) -> str:
    moov = top.first.get(b"moov")
    if moov is None or top.moof or not 0 < indexed_end(reader, moov) <= reader.size:
        return ""
    return ", although every sample which its index names is still there"


def _without_index(reader: Reader, name: str, top: _Top) -> Ending | None:
    needed = _NEEDED.get(name, (b"moov", b"moof"))
    if any(kind in top.first for kind in needed):
        return None
    if top.first.keys() & {b"styp", b"sidx"} and b"ftyp" not in top.first:
        return unsaid(name, "This is a piece of a stream without media; it does not say its end.")
    if needed[0] == b"moov" and _index_elsewhere(reader, top.last.end):
        return unsaid(name, f"Damaged: the structure makes no sense at byte {top.last.end:,}.")
    index = f"its {needed[0].decode('ascii')} box"
    if needed[0] == b"moov":
        index = "its index (moov box, usually written last)"
    what = f"{index} is missing, as when a recording or a download stops early"
    return cut(name, what, size=reader.size)


def _index_elsewhere(reader: Reader, at: int) -> bool:
    """Says whether an index can be seen behind the place where the boxes stop making sense."""
    behind = reader.read(at, _LOOKED_THROUGH) + reader.read(
        max(at, reader.size - _LOOKED_THROUGH), _LOOKED_THROUGH
    )
    return _INDEX.search(behind) is not None


def _without_media(reader: Reader, name: str, top: _Top) -> Ending | None:
    """Compares the file with the furthest byte that sample tables, fragments or items name."""
    first, end = top.first, top.index_end
    if b"moov" in first:
        end = max(end, indexed_end(reader, first[b"moov"]))
    if top.moof is not None:
        end = max(end, fragment_end(reader, top.moof))
    if b"meta" in first and name in ("heic", "avif"):
        end = max(end, item_end(reader, first[b"meta"]))
    if end <= reader.size:
        return None
    return cut(name, "its index names media data after its last byte", size=reader.size, expected=end)


def _ragged(reader: Reader, name: str, top: _Top) -> Ending | None:
    """Judges the bytes after the last box: a torn header, or something that was appended."""
    if top.last.end - top.last.start >= 1 << 24 and top.last.end > reader.size:
        return whole(name, top.last.start, reader.size)  # text read as a box is always huge
    if top.last.end > reader.size:
        return unsaid(
            name,
            f"All media are present, but after byte {top.last.start:,} there are either foreign "
            "bytes or a box that is cut off.",
        )
    rest = reader.read(top.last.end, 8) if reader.size - top.last.end < 8 else b""
    if not rest or rest[0]:
        return None  # nothing left, or a size of 16 MiB and more, or text: not a torn header
    if len(rest) >= 4 and not any(rest):
        return None
    if len(rest) < 4:
        return unsaid(
            name,
            f"All media named so far are present, but the last {counted(len(rest))} could be the "
            "beginning of another box.",
        )
    what = f"{counted(len(rest))} of a box header at byte {top.last.end:,} are all that is left"
    return cut(name, what, size=reader.size)


def _open_ended(reader: Reader, name: str, top: _Top) -> Ending | None:
    if b"jp2c" in top.first:
        return _codestream(reader, name, top.first[b"jp2c"])
    if name == "jxl" and top.last.kind in (b"jxlc", b"jxlp") and not reader.number(top.last.start, 4):
        return unsaid(name, "The picture data run to the end of the file, wherever that is.")
    if b"mfra" in top.first or top.index_entries > 1:
        return None
    if top.moof is not None:
        return unsaid(
            name,
            "The last fragment is whole, but a fragmented file without an index at its end does "
            "not say how many fragments there were.",
        )
    moov = top.first.get(b"moov")
    if moov and any(box.kind == b"mvex" for box in boxes(reader, moov.body, moov.end)):
        return unsaid(name, "The file announces fragments but holds none: only its header is here.")
    return None


def _codestream(reader: Reader, name: str, jp2c: Box) -> Ending | None:
    if reader.read(jp2c.end - 2, 2) == b"\xff\xd9":
        return None
    return cut(name, "the picture data have no end marker", size=reader.size)

"""Where Matroska and WebM files end (RFC 8794, RFC 9559)."""

from __future__ import annotations

from typing import NamedTuple

from osintkit.media.ending._common import Ending, Reader, cut, unsaid, whole

_SEGMENT, _CLUSTER, _CLUSTER_BYTES = 0x18538067, 0x1F43B675, b"\x1f\x43\xb6\x75"
_BESIDE_CLUSTERS = (
    # SeekHead, Info, Tracks, Cues, Chapters, Tags, Attachments, Void, CRC-32
    *(0x114D9B74, 0x1549A966, 0x1654AE6B, 0x1C53BB6B, 0x1043A770, 0x1254C367, 0x1941A469),
    *(0xEC, 0xBF),
)
# Timestamp, SilentTracks, Position, PrevSize, SimpleBlock, BlockGroup, EncryptedBlock
_IN_CLUSTER = (0xE7, 0x5854, 0xA7, 0xAB, 0xA3, 0xA0, 0xAF)
_SKIPPED = frozenset(_BESIDE_CLUSTERS + _IN_CLUSTER)
_TAIL_BYTES = 2 << 20
_PATIENCE = 60_000  # reads left when the walk over a long live recording jumps to its tail


class _Element(NamedTuple):
    ident: int
    body: int
    end: int | None  # None: of unknown size, as live recorders write
    whole: bool  # False: the header itself is cut


def family(head: bytes) -> str:
    """Returns ``webm`` or ``matroska`` from the first bytes of an EBML file."""
    return "webm" if b"webm" in head[:64] else "matroska"


def examine_ebml(reader: Reader, name: str) -> Ending:
    """Says whether the segment, or at least the last block of a live recording, is whole."""
    at = 0
    while at < reader.size:
        element = _element(reader, at)
        if element is None:
            return unsaid(name, f"The structure makes no sense at byte {at:,}.")
        if element.ident == _SEGMENT and element.whole:
            return _segment(reader, name, element)
        if not element.whole or element.end is None or element.end > reader.size:
            break
        at = element.end
    return cut(name, "its header is there but not its contents", size=reader.size)


def _segment(reader: Reader, name: str, segment: _Element) -> Ending:
    if segment.end is None:
        return _live(reader, name, segment.body)
    if segment.end <= reader.size:
        return whole(name, segment.end, reader.size)
    what = "its segment, which holds everything, is not whole"
    return cut(name, what, size=reader.size, expected=segment.end)


def _live(reader: Reader, name: str, at: int) -> Ending:
    """Follows a segment of unknown size block by block; clusters without a size are entered."""
    jumped = False
    while at < reader.size:
        if not jumped and reader.steps_left < _PATIENCE:
            at, jumped = _last_cluster(reader, at), True
        element = _element(reader, at)
        if element is None or element.ident not in _SKIPPED | {_CLUSTER}:
            # A name torn in the middle is still a tear; anything else is foreign.
            if element is not None and not element.whole:
                return _torn(reader, name, at, None)
            return unsaid(name, f"A live recording; its structure makes no sense at byte {at:,}.")
        if not element.whole:
            return _torn(reader, name, at, None)
        if element.end is not None and element.end > reader.size:
            return _torn(reader, name, at, element.end)
        at = element.body if element.end is None else element.end
    return unsaid(
        name,
        "A recording that was written live or never closed: its last block is whole, but it does "
        "not say where it ends.",
    )


def _torn(reader: Reader, name: str, at: int, expected: int | None) -> Ending:
    what = f"the last block of a live recording, at byte {at:,}, is not whole"
    return cut(name, what, size=reader.size, expected=expected)


def _last_cluster(reader: Reader, at: int) -> int:
    begin = max(at, reader.size - _TAIL_BYTES)
    found = reader.read(begin, _TAIL_BYTES).rfind(_CLUSTER_BYTES)
    return at if found < 0 else begin + found


def _element(reader: Reader, at: int) -> _Element | None:
    """Returns the element at ``at``, or None when no element can begin with these bytes."""
    head = reader.read(at, 12)
    ident_n = 9 - head[0].bit_length() if head else 0
    if not 1 <= ident_n <= 4:
        return None
    ident = int.from_bytes(head[:ident_n], "big")
    if len(head) <= ident_n:
        return _Element(ident, at, None, whole=False)
    size_n = 9 - head[ident_n].bit_length()
    if size_n > 8:
        return None
    body = ident_n + size_n
    if len(head) < body:
        return _Element(ident, at, None, whole=False)
    size = int.from_bytes(head[ident_n:body], "big") & ((1 << 7 * size_n) - 1)
    unknown = size == (1 << 7 * size_n) - 1
    return _Element(ident, at + body, None if unknown else at + body + size, whole=True)

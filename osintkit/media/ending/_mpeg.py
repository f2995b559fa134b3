"""Where MPEG transport and program streams end (ISO/IEC 13818-1)."""

from __future__ import annotations

import re

from osintkit.media.ending._common import Ending, Reader, counted, cut, unsaid, whole

_SYNC = 0x47
_LENGTHS = (188, 192, 204)
_TS_TAIL = 204 * 12
_PS_TAIL = 256 << 10
_PACK = re.compile(rb"\x00\x00\x01\xba[\x20-\x2f\x40-\x7f]")


def packet_length(data: bytes) -> int:
    """Returns 188, 192 or 204 when transport packets of that length lie in ``data``, else 0."""
    for length in _LENGTHS:
        if _phase(data, length) >= 0:
            return length
    return 0


def _phase(data: bytes, length: int) -> int:
    """Returns where the first of at least five packets (three in a tiny file) begins, or -1."""
    for phase in range(min(length, len(data))):
        if data[phase] != _SYNC:
            continue
        syncs = data[phase::length]
        if len(syncs) >= min(5, max(3, len(data) // length)) and syncs.count(_SYNC) == len(syncs):
            return phase
    return -1


def examine_ts(reader: Reader, name: str) -> Ending:
    """Says whether the last transport packet is whole; a transport stream names no end."""
    length = packet_length(reader.read(0, _TS_TAIL))
    before = 4 if length == 192 else 0  # an arrival time stands before each packet
    begin = max(reader.size - _TS_TAIL, 0)
    tail = reader.read(begin, _TS_TAIL)
    phase = _phase(tail, length)
    if phase < 0:
        return unsaid(name, "No packets were found at the end of the file: damaged or appended to.")
    over = (len(tail) - phase + before) % length
    if over:
        what = f"of its last packet of {length} bytes only {counted(over)} are there"
        return cut(name, what, size=reader.size, expected=reader.size + length - over)
    return unsaid(name, "The last packet is whole; a transport stream does not say where it ends.")


def examine_ps(reader: Reader, name: str) -> Ending:
    """Says whether a program stream has its end code, and if not whether its last packet fits."""
    begin = max(reader.size - _PS_TAIL, 0)
    tail = reader.read(begin, _PS_TAIL)
    code = tail.rfind(b"\0\0\1\xb9")
    if code >= 0 and not tail[code + 4 :].strip(b"\0\xff"):
        return whole(name, begin + code + 4, reader.size)
    pack = _PACK.search(tail)
    at = pack.start() if pack else len(tail)
    while at < len(tail):
        head = tail[at : at + 14]
        if not (b"\0\0\1" + head[3:4]).startswith(head[:4]):
            return unsaid(name, f"Foreign bytes, or damage, begin at byte {begin + at:,}.")
        end = at + _unit_length(head)
        if end > len(tail) or len(head) < 6:
            what = f"the packet at byte {begin + at:,} is not whole"
            return cut(name, what, size=reader.size, expected=begin + end)
        at = end
    says = "It lacks the optional end code but its last packet is whole: it does not say its end."
    return unsaid(name, says)


def _unit_length(head: bytes) -> int:
    """Returns the length in bytes of a pack header or of a packet, from its first 14 bytes."""
    if head[3:4] != b"\xba":
        return 6 + int.from_bytes(head[4:6], "big")
    if head[4:5] and head[4] >> 6 == 1:  # MPEG-2
        return 14 + (head[13] & 7 if len(head) == 14 else 0)
    return 12

"""Whether the sound of an MP3 goes on to its end: its last frames, and what its first one states of all.

ISO/IEC 11172-3 and 13818-3 have no end mark: each frame tells where the next one begins, and the file just
stops. How long all of it is stands in a Xing, Info or VBRI frame, where there is one.
"""

import re
from functools import lru_cache

from osintkit.meta.found import Bytes, Findings
from osintkit.meta.walk.mpeg_audio import frame_bytes

TAIL = 6 << 10
"""Bytes at the end of the sound in which the last frames are looked for; the longest has 1441."""
LEAST_FRAMES = 3
"""Frames that follow each other before they are believed to be frames."""
_SLACK = 2048
"""Bytes by which writers differ: whether the first frame counts, and the tags behind."""
_UNSTATED = "The format does not say where the file ends: a cut-off copy could not be told from a whole one."


def note(source: Bytes, found: Findings, begin: int, end: int) -> None:
    """Note whether the sound between ``begin`` and ``end`` is all there.

    Sets ``truncated`` where the last frame goes on behind the end, or where the first one states more bytes
    than there are; else, where nothing states how long it is, the fact ``end_not_stated``.

    Args:
        source: the file.
        found: receives it; has the fact ``mpeg.stated_bytes`` where the first frame states them.
        begin: of the first frame, in bytes.
        end: of the last one: where the tags behind the sound begin, or the file ends.
    """
    stated, there = found.facts.get("mpeg.stated_bytes", 0), end - begin
    if stated > there + _SLACK:
        found.truncated = True
        found.problem(f"By its first frame the sound is {stated} bytes long; {there} are there.")
    elif stated == there:
        return
    elif _is_cut(source, begin, end):
        found.truncated = True
        found.problem("The last frame of sound is cut.")
    elif not 0 <= there - stated <= _SLACK:
        found.facts["end_not_stated"] = True
        found.note(_UNSTATED)


def _is_cut(source: Bytes, begin: int, end: int) -> bool:
    """Whether the last frame goes on behind the end; not where something else follows the frames."""
    since = max(begin, end - TAIL)
    tail = source.at(since, end - since)
    header = _header(source.at(begin, 4))
    for match in header.finditer(tail):
        close, frames = match.start(), 0
        while following := header.match(tail, close):
            close, frames = close + frame_bytes(int.from_bytes(following[0])), frames + 1
        if frames >= LEAST_FRAMES or since + match.start() == begin:
            rest = tail[close:]
            return close > len(tail) or (len(rest) < 4 and rest[:1] == b"\xff")
    return False


@lru_cache(maxsize=64)
def _header(first: bytes) -> re.Pattern[bytes]:
    """What the header of each frame looks like: the first one's, but for bit rate, checksum and padding."""
    rate = first[2] >> 2 & 3
    thirds = bytes(byte for byte in range(0x10, 0xF0) if byte >> 2 & 3 == rate)
    seconds = bytes((first[1] & 0xFE, first[1] | 1))
    return re.compile(b"\xff[%b][%b]." % (re.escape(seconds), re.escape(thirds)), re.DOTALL)

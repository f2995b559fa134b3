"""Where AVI, WAV, WebP and AIFF files end (RIFF, RIFX, RF64/BW64, OpenDML, EA IFF 85)."""

from __future__ import annotations

from typing import Literal

from osintkit.media.ending._common import Ending, Reader, counted, cut, unsaid, whole

_UNTOLD = (0, 0xFFFFFFFF)  # what writers leave behind when they cannot seek back
_NAMES = {b"AVI ": "avi", b"WAVE": "wav", b"WEBP": "webp", b"AIFF": "aiff", b"AIFC": "aiff"}


def family(head: bytes) -> str:
    """Returns the name of a RIFF or IFF file's family from its first bytes."""
    return _NAMES.get(head[8:12], "riff")


def examine_riff(reader: Reader, name: str) -> Ending:
    """Says whether the sizes of the RIFF chunk, or chunks, and of what is inside fit the file."""
    head = reader.read(0, 12)
    if len(head) < 12:
        return cut(name, "not even its first header is whole", size=reader.size)
    order: Literal["big", "little"] = "big" if head[:4] in (b"RIFX", b"FORM") else "little"
    size = int.from_bytes(head[4:8], order)
    if head[:4] in (b"RF64", b"BW64") and reader.read(12, 4) == b"ds64":
        size = int.from_bytes(reader.read(20, 8), "little")
    end = 8 + size
    last, last_end = _last_chunk(reader, order)
    if size in _UNTOLD:
        return _streamed(reader, name, last_end)
    if end > reader.size:
        over = end - reader.size
        if last_end == reader.size and over in (1, 8):
            # Some writers count the pad byte they leave out, or the RIFF header itself.
            says = f"Every chunk is whole; only the size in its header is {counted(over)} too large."
            return Ending(name, True, last_end, says)
        return cut(name, "its chunks are not all whole", size=reader.size, expected=end)
    if last_end > reader.size and last in (b"data", b"LIST", b"SSND", b"VP8 ", b"VP8L", b"ANMF"):
        return cut(name, "its last chunk is not whole", size=reader.size, expected=last_end)
    return _openddml(reader, name, end) if name == "avi" else whole(name, end, reader.size)


def _last_chunk(reader: Reader, order: Literal["big", "little"]) -> tuple[bytes, int]:
    """Returns name and end (without padding) of the last chunk that begins inside the file."""
    at, end, name = 12, 12, b""
    while at + 8 <= reader.size and reader.steps_left > 1000:
        head = reader.read(at, 8)
        if len(head) < 8 or not head[:4].strip().isalnum():
            break
        size = int.from_bytes(head[4:], order)
        if head[:4] == b"LIST" and size in _UNTOLD:
            at, end = at + 12, at + 12  # a live recording: step inside, from frame to frame
            continue
        if size == 0xFFFFFFFF:
            break  # the real size is elsewhere (ds64) or nowhere
        name, end = head[:4], at + 8 + size
        at = end + (size & 1)
    return name, end if reader.size >= end or name else reader.size


def _streamed(reader: Reader, name: str, last_end: int) -> Ending:
    if last_end > reader.size:
        what = "it was written live or never closed, and its last chunk is not whole"
        return cut(name, what, size=reader.size, expected=last_end)
    return unsaid(name, "It was written live or never closed, so it does not say where it ends.")


def _openddml(reader: Reader, name: str, end: int) -> Ending:
    """Follows the further RIFF chunks by which an AVI file grows past 1 GiB."""
    while True:
        end += end & 1
        head = reader.read(end, 12)
        if head[:4] != b"RIFF" or head[8:] not in (b"AVIX", b"AVI "):
            return whole(name, min(end, reader.size), reader.size)
        end += 8 + int.from_bytes(head[4:8], "little")
        if end > reader.size:
            what = "one of its further parts (AVIX) is not whole"
            return cut(name, what, size=reader.size, expected=end)

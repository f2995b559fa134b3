"""Whether the sound of a FLAC file goes on to its end: the last frame, and how many samples it reaches.

RFC 9639: 9.1 for the header of a frame with its CRC-8, 9.3 for the CRC-16 behind it, 8.2 for STREAMINFO.
"""

import re
from dataclasses import dataclass

from osintkit.meta.found import Bytes, Findings

TAIL = 64 << 10
"""Bytes at the end of the file in which the last frame is looked for."""
LARGEST_TAIL = 1 << 20
"""The same where STREAMINFO says that frames are longer than that."""
MOST_TRIED = 8
"""Headers from the end on that are tried: one in some hundred is none, but part of the sound."""
MOST_SYNCS = 2000
"""Places with the first bits of a header that are looked at; in 64 KiB of sound there are some ten."""

_SYNC = re.compile(rb"\xff[\xf8\xf9][\x10-\xff]", re.DOTALL)
_HEADER_BYTES = 16
_CRC8 = 0x107
_ID3V1, _APE_FOOTER = 128, 32
_BLOCK_SIZES = {1: 192, **{code: 144 << code for code in range(2, 6)}, **{c: 1 << c for c in range(8, 16)}}


@dataclass(frozen=True, slots=True)
class _Frame:
    """What the header of a frame says.

    Attributes:
        varies: whether blocks differ in size, so that ``number`` counts samples and not frames.
        number: of the first sample, or of the frame.
        samples: of each channel in it.
    """

    varies: bool
    number: int
    samples: int


def note(source: Bytes, found: Findings, begin: int) -> None:
    """Note whether the sound that begins at ``begin`` is all there.

    Sets ``truncated`` where the last frame comes before the number of samples that STREAMINFO states, or
    where that states none and the last frame is not whole.

    Args:
        source: the file.
        found: receives it; holds what STREAMINFO states already.
        begin: of the first frame.
    """
    total, largest = (_stated(found, name) for name in ("TotalSamples", "FrameSizeMax"))
    reads = min(max(TAIL, 2 * largest), LARGEST_TAIL)
    since = max(source.size_bytes - reads, begin)
    tail = source.at(since, reads)
    tail = tail[: _sound_end(tail)]
    first = _header(source.at(begin, _HEADER_BYTES), 0)
    if first is None:
        _nothing(found, tail, total)
        return
    there, whole = _reached(tail, first)
    if not there:
        found.note(
            f"No frame begins in the last {reads >> 10} KiB: whether the file is cut was not found out."
        )
    elif there < total:
        found.truncated = True
        found.problem(f"{total} samples are stated; the frames that are there go up to {there}.")
    elif not whole and not total:
        found.truncated = True
        found.problem("The last frame of sound is not whole.")
    elif not whole:
        found.problem("The last frame's check sum is wrong: it is cut or damaged, or something follows it.")


def _nothing(found: Findings, tail: bytes, total: int) -> None:
    """Note that no frame begins where the first one should."""
    if len(tail) >= _HEADER_BYTES:
        found.problem("No frame of sound follows the metadata.")
    elif total or tail:
        found.truncated = True
        found.problem(f"The file ends before its sound; {total} samples are stated.")


def _stated(found: Findings, name: str) -> int:
    value = found.first(f"FLAC:{name}")
    return value if isinstance(value, int) else 0


def _sound_end(tail: bytes) -> int:
    """Where in the end of the file its sound ends: before an ID3v1 tag and an APE tag."""
    end = len(tail)
    if tail[-_ID3V1:][:3] == b"TAG" and end >= _ID3V1:
        end -= _ID3V1
    foot = tail[max(end - _APE_FOOTER, 0) : end]
    if foot[:8] == b"APETAGEX":
        header = _APE_FOOTER if foot[23:24] >= b"\x80" else 0
        end = max(end - int.from_bytes(foot[12:16], "little") - header, 0)
    return end


def _reached(tail: bytes, first: _Frame) -> tuple[int, bool]:
    """Up to which sample the frames go, and whether the last one is whole up to the end of ``tail``."""
    furthest = tried = 0
    for start in [match.start() for match in _SYNC.finditer(tail)][: -MOST_SYNCS - 1 : -1]:
        frame = _header(tail, start)
        if frame is None or frame.varies != first.varies:
            continue
        reached = frame.number * (1 if frame.varies else first.samples) + frame.samples
        if checks_out(tail[start:]):
            return reached, True
        furthest = max(furthest, reached)  # what is no header reaches any number: rather a miss than an alarm
        tried += 1
        if tried >= MOST_TRIED:
            break
    return furthest, False


def _header(data: bytes, at: int) -> _Frame | None:
    """The header of a frame at ``at``; None where there is none, going by what may be in it and its CRC-8."""
    head = data[at : at + _HEADER_BYTES]
    if len(head) < 6 or not _SYNC.match(head):
        return None
    size, rate, channels, depth = head[2] >> 4, head[2] & 15, head[3] >> 4, head[3] >> 1 & 7
    if rate == 15 or channels > 10 or depth == 3 or head[3] & 1:
        return None
    more = _continued(head[4])
    end = 5 + more + {6: 1, 7: 2}.get(size, 0) + {12: 1, 13: 2, 14: 2}.get(rate, 0)
    if more < 0 or len(head) <= end or _remainder(int.from_bytes(head[: end + 1])):
        return None
    number = head[4] & (0x7F if not more else 0x3F >> more)
    for byte in head[5 : 5 + more]:
        number = number << 6 | byte & 0x3F
    written = head[5 + more : 5 + more + size - 5]
    samples = _BLOCK_SIZES[size] if size in _BLOCK_SIZES else int.from_bytes(written) + 1
    return _Frame(head[1] == 0xF9, number, samples)


def _continued(byte: int) -> int:
    """How many bytes follow this one in a number coded as UTF-8 codes; -1 where it cannot begin one."""
    ones = 8 - (byte ^ 0xFF).bit_length()
    return -1 if ones in (1, 8) else max(ones - 1, 0)


def _remainder(value: int) -> int:
    """Of at most 16 bytes by the polynomial of the CRC-8; 0 where the last byte is the others' CRC."""
    while (over := value.bit_length() - 9) >= 0:
        value ^= _CRC8 << over
    return value


def checks_out(frame: bytes) -> bool:
    """Are the last two bytes the CRC-16 of those before; zeros behind it change nothing.

    The polynomial x^16+x^15+x^2+1 is (x+1)(x^15+x+1). By the first a number is divisible whose ones are
    even in number. For the second x^15 is x+1, and so x^(15s) is x^s+1 for every power s of two: the
    number is folded in halves, which takes no loop over its bytes.
    """
    value = int.from_bytes(frame)
    if not value or value.bit_count() & 1:
        return False
    while (bits := value.bit_length()) > 15:
        power = 1 << ((bits - 1) // 15).bit_length() - 1
        high = value >> 15 * power
        value = value & (1 << 15 * power) - 1 ^ high ^ high << power
    return not value

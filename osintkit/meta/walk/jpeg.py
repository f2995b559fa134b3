"""What lies where in a JPEG: its segments up to the compressed data, and what follows the picture.

ITU-T T.81 for the segments; JFIF 1.02, EXIF, XMP part 3, ICC Annex B, MPF and JUMBF for what is in them.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from osintkit.meta.decode import exif, iptc, xmp
from osintkit.meta.decode.exif_values import decoded
from osintkit.meta.found import Bytes, Findings, Malformed, Thumbnail, text
from osintkit.meta.walk import jpeg_end, jpeg_parts, jpeg_tables

MOST_SEGMENTS = 5000
MOST_PADDING = 8 << 20
"""Fill bytes between two segments that are passed over."""
MOST_JOINED = 4 << 20
"""Bytes of one EXIF or Photoshop block that several segments hold."""
MOST_COMMENTS = 50
_WINDOW = 64 << 10
_BARE = frozenset([0x01, *range(0xD0, 0xD9)])
_MARKER = re.compile(rb"\xff[\xc0-\xfe]")
_FRAMES = frozenset([*range(0xC0, 0xD0)]) - {0xC4, 0xC8, 0xCC}
_NAMES = {0xC4: "DHT", 0xC8: "JPG", 0xCC: "DAC", 0xDB: "DQT", 0xDC: "DNL", 0xDD: "DRI", 0xFE: "COM"}
_XMP, _EXTENDED = b"http://ns.adobe.com/xap/1.0/\0", b"http://ns.adobe.com/xmp/extension/\0"
_PHOTOSHOP = b"Photoshop 3.0\0"


@dataclass(slots=True)
class _Job:
    """One file on its way from segment to segment."""

    source: Bytes
    found: Findings
    tables: jpeg_tables.Tables = field(default_factory=jpeg_tables.Tables)
    pieces: jpeg_parts.Pieces = field(default_factory=jpeg_parts.Pieces)
    joined: bytearray = field(default_factory=bytearray)
    joins: str = ""  # what is being joined: Exif, Photoshop
    joined_at: int | None = None
    comments: list[str] = field(default_factory=list)


def walk(source: Bytes, found: Findings) -> None:
    """Read all the metadata of a JPEG, and note its structure.

    Raises:
        Malformed: it is no JPEG.
        Spent: it holds more than is read of any file.
    """
    scan = header(source, found)
    if scan is not None:
        jpeg_end.note(source, found, scan)


def header(source: Bytes, found: Findings) -> int | None:
    """Read the metadata of a JPEG up to its compressed data; where these begin, or None.

    Raises:
        Malformed: it is no JPEG.
        Spent: it holds more than is read of any file.
    """
    if source.at(0, 2) != b"\xff\xd8":
        raise Malformed("It does not begin with a JPEG's start marker.")
    found.part("SOI")
    job = _Job(source, found)
    scan = _segments(job)
    _finish_join(job)
    _say_comments(job)
    jpeg_parts.finish(job.pieces, found)
    jpeg_tables.note(job.tables, found)
    return scan


def _segments(job: _Job) -> int | None:
    """Go from segment to segment; where the compressed data begin, or None when there are none."""
    source, found, at = job.source, job.found, 2
    for _ in range(MOST_SEGMENTS):
        head = source.at(at, 4)
        if len(head) < 4 and head[:2] != b"\xff\xd9":
            _cut(found, "before its compressed data")
            return None
        if head[0] != 0xFF or head[1] == 0xFF or head[1] == 0:
            at = _next_marker(job, at)
            if at < 0:
                return None
            continue
        marker = head[1]
        if marker == 0xD9:
            found.part("EOI")
            found.problem("The end marker comes before any compressed data.")
            return at
        if marker in _BARE:
            found.part(f"{marker:02X}")
            at += 2
            continue
        length = int.from_bytes(head[2:], "big")
        if length < 2:
            found.problem(f"The segment at {at} has the length {length}.")
            at += 2
            continue
        if marker == 0xDA:
            found.part("SOS")
            return at + 2 + length
        _segment(job, marker, at + 4, length - 2)
        at += 2 + length
    found.problem(f"More than {MOST_SEGMENTS} segments; the rest was not read.")
    return None


def _cut(found: Findings, where: str) -> None:
    found.truncated = True
    found.problem(f"The file ends {where}.")


def _next_marker(job: _Job, at: int) -> int:
    """Past fill bytes, or past bytes that belong to nothing, to the next marker; -1 when there is none."""
    begin, padding = at, True
    while at - begin < MOST_PADDING:
        window = job.source.at(at, _WINDOW)
        if not window:
            _cut(job.found, "before its compressed data")
            return -1
        match = _MARKER.search(window)
        padding = padding and not window[: match.start() if match else None].strip(b"\xff")
        if match:
            if not padding:
                job.found.problem(f"{at + match.start() - begin} bytes at {begin} belong to no segment.")
            return at + match.end() - 2
        at += max(len(window) - window.endswith(b"\xff"), 1)
    job.found.problem(
        f"More than {MOST_PADDING} bytes at {begin} belong to no segment; the rest was not read."
    )
    return -1


def _segment(job: _Job, marker: int, begin: int, length: int) -> None:
    if 0xE0 <= marker <= 0xEF:
        _application(job, marker - 0xE0, begin, length)
        return
    _finish_join(job)
    name = f"SOF{marker - 0xC0}" if marker in _FRAMES else _NAMES.get(marker, f"{marker:02X}")
    job.found.part(name)
    if marker in (0xC4, 0xDB, 0xFE) or marker in _FRAMES:
        data = job.found.take(job.source, begin, length)
        if len(data) < length:
            job.found.problem(f"{name} is cut off.")
            return
        if marker in _FRAMES:
            _frame(job, marker, data)
        elif marker == 0xDB:
            job.tables.quantise(data)
            job.tables.sign(name, data)
        elif marker == 0xC4:
            job.tables.sign(name, data)
        else:
            _comment(job, data)


def _comment(job: _Job, data: bytes) -> None:
    value = text(data)
    job.tables.sign("COM")
    if value and len(job.comments) < MOST_COMMENTS:
        job.comments.append(value)


def _unicode_comment(job: _Job, data: bytes, _begin: int) -> None:
    """ArcSoft PhotoStudio's comment in another alphabet."""
    value = decoded(data[8:], ">").split("\0", 1)[0].strip()
    if value and len(job.comments) < MOST_COMMENTS:
        job.comments.append(value)


def _say_comments(job: _Job) -> None:
    """Of several comments the first is the file's, as for ExifTool; the others carry their number."""
    for number, value in enumerate(job.comments, 1):
        job.found.add("File:Comment", value, "", f"COM {number}" if number > 1 else "")


def _frame(job: _Job, marker: int, data: bytes) -> None:
    """Note what the frame header says of the picture."""
    found = job.found
    if len(data) < 6 or len(data) < 6 + 3 * data[5] or "jpeg.progressive" in found.facts:
        return
    components = [data[at : at + 3] for at in range(6, 6 + 3 * data[5], 3)]
    found.add("File:ImageWidth", int.from_bytes(data[3:5], "big"))
    found.add("File:ImageHeight", int.from_bytes(data[1:3], "big"))
    found.add("File:EncodingProcess", marker - 0xC0)
    found.add("File:BitsPerSample", data[0])
    found.add("File:ColorComponents", data[5])
    if len(components) == 3:
        across, down = components[0][1] >> 4, components[0][1] & 15
        rest = max(one[1] >> 4 for one in components[1:]), max(one[1] & 15 for one in components[1:])
        if all(rest):
            found.add("File:YCbCrSubSampling", f"{across // rest[0]} {down // rest[1]}")
    found.facts["jpeg.progressive"] = marker in (0xC2, 0xC6, 0xCA, 0xCE)
    job.tables.chosen = [one[2] for one in components]
    job.tables.sign(f"SOF{marker - 0xC0}", data[:1] + data[5:])


def _application(job: _Job, number: int, begin: int, length: int) -> None:
    """One APPn segment: named, taken into the signature, and handed to whoever reads it."""
    head = job.source.at(begin, min(length, 40))
    name, read = _recognised(number, head)
    job.found.part(f"APP{number} {name}".strip())
    job.tables.sign(f"APP{number} {name}")
    if job.joins and name != job.joins:
        _finish_join(job)
    if read is None:
        return
    data = job.found.take(job.source, begin, length)
    if len(data) < length:
        job.found.problem(
            f"APP{number} {name} is cut off: {length - len(data)} of its {length} bytes are missing."
        )
    read(job, data, begin)


def _recognised(number: int, head: bytes) -> "tuple[str, _Reader | None]":
    for mark, name, read in _MARKS.get(number, ()):
        if head.startswith(mark):
            return name, read
    if number == 1 and b"exif\0" in head[:9].lower():  # after up to four odd bytes, in any letters
        return "Exif", _exif
    printed = re.match(rb"[\x20-\x7e]{2,16}", head)
    return printed[0].decode() if printed else "", None


def _jfif(job: _Job, data: bytes, _begin: int) -> None:
    if len(data) >= 14:
        job.found.add("JFIF:JFIFVersion", f"{data[5]} {data[6]}")
        if data[12] and data[13]:
            job.found.facts["jfif.thumbnail"] = (data[12], data[13])


def _jfxx(job: _Job, data: bytes, begin: int) -> None:
    if data[5:6] == b"\x10" and data[6:8] == b"\xff\xd8":
        job.found.thumbnails.append(Thumbnail("JFXX", begin + 6, data[6:]))


def _exif(job: _Job, data: bytes, begin: int) -> None:
    """EXIF; a segment that goes on where the last one stopped has no TIFF header of its own."""
    skipped = data[:9].lower().find(b"exif\0") + 6
    if job.joins == "Exif" and data[skipped : skipped + 2] not in (b"II", b"MM"):
        if len(job.joined) + len(data) <= MOST_JOINED:
            job.joined += data[skipped:]
        return
    _finish_join(job)
    job.joins, job.joined_at, job.joined = "Exif", begin + skipped, bytearray(data[skipped:])


def _photoshop(job: _Job, data: bytes, begin: int) -> None:
    """Image resources; one of them may go on in the next segment."""
    skipped = len(_PHOTOSHOP)
    if job.joins == "Photoshop":
        if len(job.joined) + len(data) <= MOST_JOINED:
            job.joined += data[skipped:]
            job.joined_at = None
        return
    job.joins, job.joined_at, job.joined = "Photoshop", begin + skipped, bytearray(data[skipped:])


def _finish_join(job: _Job) -> None:
    """Hand on what was being joined, since the next segment is another's."""
    kind, data, at = job.joins, bytes(job.joined), job.joined_at
    job.joins, job.joined = "", bytearray()
    if kind == "Exif":
        exif.block(data, job.found, place="APP1", offset=at)
    elif kind == "Photoshop":
        iptc.resources(data, job.found, place="APP13", offset=at)


def _xmp(job: _Job, data: bytes, begin: int) -> None:
    xmp.packet(data[len(_XMP) :], job.found, place="APP1", offset=begin + len(_XMP))


def _extended(job: _Job, data: bytes, _begin: int) -> None:
    if job.pieces.room(job.found) and len(data) >= len(_EXTENDED) + 40:
        jpeg_parts.take_extended(job.pieces, data[len(_EXTENDED) :])


def _icc(job: _Job, data: bytes, begin: int) -> None:
    if job.pieces.room(job.found):
        jpeg_parts.take_profile(job.pieces, data[12:], begin + 12)


def _mpf(job: _Job, data: bytes, begin: int) -> None:
    if "mpf" not in job.found.facts:
        jpeg_parts.pictures(data[4:], begin + 4, job.source, job.found)


def _jumbf(job: _Job, data: bytes, begin: int) -> None:
    if job.pieces.room(job.found) and len(data) > 16:
        jpeg_parts.take_boxes(job.pieces, data, begin)


def _adobe(job: _Job, data: bytes, _begin: int) -> None:
    if len(data) >= 12:
        job.found.facts["adobe.transform"] = data[11]


_Reader = Callable[[_Job, bytes, int], None]
_MARKS: dict[int, tuple[tuple[bytes, str, _Reader | None], ...]] = {
    0: ((b"JFIF\0", "JFIF", _jfif), (b"JFXX\0", "JFXX", _jfxx)),
    1: ((b"Exif\0", "Exif", _exif), (_XMP, "XMP", _xmp), (_EXTENDED, "extended XMP", _extended)),
    2: ((b"ICC_PROFILE\0", "ICC", _icc), (b"MPF\0", "MPF", _mpf)),
    10: ((b"UNICODE\0", "UNICODE", _unicode_comment),),
    11: ((b"JP", "JUMBF", _jumbf),),
    13: ((_PHOTOSHOP, "Photoshop", _photoshop),),
    14: ((b"Adobe", "Adobe", _adobe),),
}

"""Matroska and WebM: what the head of the file, its tracks, its tags and its attachments state.

Elements, their types and the seek index follow RFC 8794 (EBML) and RFC 9559 (Matroska). Pictures and
sound (the Clusters) are never read: the SeekHead says where the rest lies.
"""

import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field

from osintkit.meta.found import LARGEST_BLOCK, Bytes, Findings, Held, Kind, Malformed, Status, Value
from osintkit.meta.walk.ebml import Element, date, element_at, plain, real, string, unsigned

MOST_ELEMENTS = 20_000
"""Elements looked at in one file, all blocks together."""
MOST_TOP = 500
"""Elements of a Segment looked at before its first Cluster."""
MOST_SEEKS = 32
"""Blocks of the kinds that are read which the index may tell of."""
DEEPEST = 8
"""Tags inside of tags that are followed."""

_EBML, _SEGMENT, _SEEKHEAD, _CLUSTER = 0x1A45DFA3, 0x18538067, 0x114D9B74, 0x1F43B675
_INFO, _TRACKS, _TAGS, _ATTACHMENTS = 0x1549A966, 0x1654AE6B, 0x1254C367, 0x1941A469
_SEEK, _SEEK_ID, _SEEK_POSITION = 0x4DBB, 0x53AB, 0x53AC
_SCALE, _DURATION = 0x2AD7B1, 0x4489
_TRACK, _TRACK_NUMBER, _TRACK_UID, _TRACK_TYPE, _LASTS, _CODEC, _CODEC_NAME = (
    0xAE, 0xD7, 0x73C5, 0x83, 0x23E383, 0x86, 0x258688,
)  # fmt: skip
_TAG, _TARGETS, _SIMPLE, _NAME, _STRING, _BINARY, _LANGUAGE, _BCP47 = (
    0x7373, 0x63C0, 0x67C8, 0x45A3, 0x4487, 0x4485, 0x447A, 0x447B,
)  # fmt: skip
_ATTACHED, _FILE_DATA = 0x61A7, 0x465C
_TOP = {
    _SEEKHEAD: "SeekHead", _INFO: "Info", _TRACKS: "Tracks", _CLUSTER: "Cluster", _TAGS: "Tags",
    _ATTACHMENTS: "Attachments", 0x1C53BB6B: "Cues", 0x1043A770: "Chapters", 0xEC: "Void", 0xBF: "CRC-32",
}  # fmt: skip
# Tags come after the tracks, whose numbers they need.
_READ: dict[int, Kind] = {_INFO: "container", _TRACKS: "container", _ATTACHMENTS: "container", _TAGS: "tags"}
# By identifier: how the content is written (u unsigned, f float, s text, x identifier, d date) and the name
# that ExifTool has for it.
_HEADER = {
    0x4286: "u EBMLVersion", 0x42F7: "u EBMLReadVersion", 0x4282: "s DocType",
    0x4287: "u DocTypeVersion", 0x4285: "u DocTypeReadVersion",
}  # fmt: skip
_ABOUT = {
    0x73A4: "x SegmentUID", 0x7384: "s SegmentFileName", 0x3CB923: "x PrevUID", 0x3C83AB: "s PrevFileName",
    0x3EB923: "x NextUID", 0x3E83BB: "s NextFileName", 0x4444: "x SegmentFamily",
    0x4461: "d DateTimeOriginal", 0x7BA9: "s Title", 0x4D80: "s MuxingApp", 0x5741: "s WritingApp",
}  # fmt: skip
_OF_TRACK = {
    0xD7: "u TrackNumber", 0x73C5: "x TrackUID", 0x83: "u TrackType", 0xB9: "u TrackUsed",
    0x88: "u TrackDefault", 0x55AA: "u TrackForced", 0x23314F: "f TrackTimecodeScale", 0x536E: "s TrackName",
    0x22B59C: "s TrackLanguage", 0x22B59D: "s TrackLanguageIETF", 0x7446: "x TrackAttachmentUID",
    0x3A9697: "s CodecSettings", 0x3B4040: "s CodecInfoURL", 0x26B240: "s CodecDownloadURL",
    0xAA: "u CodecDecodeAll", 0x9A: "u VideoScanType", 0x53B8: "u Stereo3DMode", 0xB0: "u ImageWidth",
    0xBA: "u ImageHeight", 0x54AA: "u CropBottom", 0x54BB: "u CropTop", 0x54CC: "u CropLeft",
    0x54DD: "u CropRight", 0x54B0: "u DisplayWidth", 0x54BA: "u DisplayHeight", 0x54B2: "u DisplayUnit",
    0x54B3: "u AspectRatioType", 0x2FB523: "f Gamma", 0x2383E3: "f FrameRate", 0xB5: "f AudioSampleRate",
    0x78B5: "f OutputAudioSampleRate", 0x9F: "u AudioChannels", 0x6264: "u AudioBitsPerSample",
    0x5033: "u ContentEncodingType", 0x4254: "u ContentCompressionAlgorithm",
    0x47E1: "u ContentEncryptionAlgorithm", 0x47E5: "u ContentSignatureAlgorithm",
    0x47E6: "u ContentSignatureHashAlgorithm", 0x7671: "u ProjectionType", 0x7673: "f ProjectionPoseYaw",
    0x7674: "f ProjectionPosePitch", 0x7675: "f ProjectionPoseRoll",
}  # fmt: skip
_INSIDE_TRACK = frozenset((0xE0, 0xE1, 0x6D80, 0x6240, 0x5034, 0x5035, 0x7670))
_OF_TARGETS = {
    0x68CA: "u TargetTypeValue", 0x63CA: "s TargetType", 0x63C5: "x TagTrackUID", 0x63C9: "x TagEditionUID",
    0x63C4: "x TagChapterUID", 0x63C6: "x TagAttachmentUID",
}  # fmt: skip
_OF_FILE = {
    0x467E: "s AttachedFileDescription", 0x466E: "s AttachedFileName", 0x4660: "s AttachedFileMIMEType",
    0x46AE: "x AttachedFileUID",
}  # fmt: skip
_UNCHANGED = ("URL", "FAX", "BPS", "FPS", "BPM", "ISRC", "MCDI", "ISBN", "IMDB", "TMDB", "TVDB")
_NAMED_OTHERWISE = {name: name for name in _UNCHANGED} | {
    "DATE_RECORDED": "DateTimeOriginal",
    "DATE_DIGITIZED": "CreateDate",
    "_STATISTICS_WRITING_DATE_UTC": "StatisticsWritingDateUTC",
}
_DATE = re.compile(
    r"DATE_(?:RELEASED|RECORDED|ENCODED|TAGGED|DIGITIZED|WRITTEN|PURCHASED)|_STATISTICS_WRITING_DATE_UTC"
)
_ODD = re.compile(r"[^0-9A-Za-z_]")
_NEXT_WORD = re.compile(r"_([a-z])")
_ITSELF = 50
"""The level of tags that speak of the whole film; above it are those of a series or a collection."""


@dataclass(slots=True)
class _Reading:
    """What has to be known from one part while reading the next."""

    found: Findings
    left: int = MOST_ELEMENTS
    broken: str = ""
    scale_ns: int = 1_000_000
    tracks: dict[int, str] = field(default_factory=dict)


def walk(source: Bytes, found: Findings) -> None:
    """Find what a Matroska or WebM file states about itself.

    Sets ``format`` to ``webm`` or ``matroska``, ``truncated`` and ``trailing_bytes`` by the size of the
    Segment, and the facts ``matroska.unknown_size`` (of the Segment, as live recordings have it),
    ``matroska.seekhead`` and, for blocks that carry a checksum, ``matroska.checksums``: whether it fits.

    Args:
        source: the file.
        found: receives it.

    Raises:
        Malformed: it does not begin with an EBML header that a Segment follows.
        Spent: more than is read of any file.
    """
    found.format = "matroska"
    element = element_at(source, 0)
    if element is None or element[0] != _EBML or element[2] < 0:
        raise Malformed("No EBML header.")
    found.part("EBML")
    reading = _Reading(found)
    _block(reading, source, element, "container", "EBML")
    if found.first("Matroska:DocType") == "webm":
        found.format = "webm"
    _segment(reading, source, element[2])


def _segment(reading: _Reading, source: Bytes, offset: int) -> None:
    found = reading.found
    element = element_at(source, offset)
    while element and element[0] in _TOP and offset < element[2]:
        offset = element[2]
        element = element_at(source, offset)
    if element is None:
        found.truncated = True
        found.block("container", "Segment", "truncated", offset=offset, says="The file ends before it.")
        return
    identifier, start, end = element
    if identifier != _SEGMENT:
        raise Malformed(f"No Segment follows the header, but element {identifier:X}.")
    found.part("Segment")
    found.facts["matroska.unknown_size"] = end < 0
    if end >= 0:
        found.truncated = end > source.size_bytes
        found.trailing_bytes = max(0, source.size_bytes - end)
    elements = _listed(reading, source, start, source.size_bytes if end < 0 else end)
    for wanted, kind in _READ.items():
        same = [element for element in elements if element[0] == wanted]
        for number, element in enumerate(same, 1):
            place = _TOP[wanted] if number == 1 else f"{_TOP[wanted]} {number}"
            _block(reading, source, element, kind, place)


def _listed(reading: _Reading, source: Bytes, start: int, end: int) -> list[Element]:
    """The blocks of a Segment: those before its first Cluster, then those its index tells of."""
    found = reading.found
    elements = _before_clusters(reading, source, start, end)
    seeks: set[tuple[int, int]] = set()
    for element in elements:
        if element[0] == _SEEKHEAD:
            seeks |= _seeks(reading, source, element, start)
    found.facts["matroska.seekhead"] = bool(seeks)
    known = {element[1] for element in elements}
    for offset, identifier in sorted(seeks):
        there = _sought(found, source, identifier, offset)
        if there and there[1] not in known:
            known.add(there[1])
            found.part(_TOP[identifier])
            elements.append((identifier, there[1], there[2] if there[2] >= 0 else end))
    return elements


def _sought(found: Findings, source: Bytes, identifier: int, offset: int) -> Element | None:
    """The block the index tells of, if it is one that is read and is there."""
    if offset >= source.size_bytes:
        says = "The index tells of one behind the end of the file."
        found.block("container", _TOP[identifier], "truncated", offset=offset, says=says)
        return None
    try:
        element = element_at(source, offset)
    except Malformed:
        element = None
    if element and element[0] == identifier:
        return element
    says = "There is none where the index tells of one."
    found.block("container", _TOP[identifier], "corrupt", offset=offset, says=says)
    return None


def _before_clusters(reading: _Reading, source: Bytes, start: int, end: int) -> list[Element]:
    """The blocks of a Segment up to its first Cluster."""
    found = reading.found
    elements: list[Element] = []
    for _ in range(MOST_TOP):
        try:
            element = element_at(source, start) if start < end else None
        except Malformed as error:
            found.block("container", "Segment", "partly_read", offset=start, says=str(error))
            element = None
        if element is None:
            return elements
        found.part(_TOP.get(element[0], f"{element[0]:X}"))
        if element[0] == _CLUSTER:
            return elements
        elements.append(element if element[2] >= 0 else (element[0], element[1], end))
        start = elements[-1][2]
    found.problem(f"More than {MOST_TOP} elements before the first Cluster; the rest was not looked at.")
    return elements


def _seeks(reading: _Reading, source: Bytes, element: Element, base: int) -> set[tuple[int, int]]:
    """What the index lists of that which is read: offset in the file and identifier."""
    data = reading.found.take(source, element[1], min(element[2] - element[1], 1 << 16))
    _check(reading, data, "SeekHead")
    head, seeks = Held(data), set[tuple[int, int]]()
    for identifier, start, end in _children(reading, head, 0, len(data)):
        if identifier != _SEEK:
            continue
        inner = {key: data[at:to] for key, at, to in _children(reading, head, start, end)}
        sought = int.from_bytes(inner.get(_SEEK_ID, b"")[:4])
        if sought in _READ and len(seeks) >= MOST_SEEKS:
            reading.found.problem(f"The index tells of more than {MOST_SEEKS} blocks; the rest was not read.")
            break
        if sought in _READ:
            seeks.add((base + int.from_bytes(inner.get(_SEEK_POSITION, b"")[:8]), sought))
    return seeks


def _children(reading: _Reading, source: Bytes, start: int, end: int) -> list[Element]:
    """The elements between two places, up to the first that cannot be; ``broken`` then says why."""
    elements: list[Element] = []
    try:
        while start < end and len(elements) < reading.left:
            element = element_at(source, start)
            if element is None or not start < element[2] <= end:
                raise Malformed("An element is longer than what holds it.")
            elements.append(element)
            start = element[2]
    except Malformed as error:
        reading.broken = str(error)
    else:
        if start < end:
            reading.found.problem(f"More than {MOST_ELEMENTS} elements; the rest was not read.")
    reading.left -= len(elements)
    return elements


def _block(reading: _Reading, source: Bytes, element: Element, kind: Kind, place: str) -> None:
    """Read one block and note what came of it."""
    found = reading.found
    identifier, start, end = element
    noted = len(found.tags)
    reading.broken = ""
    if identifier == _ATTACHMENTS:
        _attachments(reading, source, start, end)
    else:
        data = found.take(source, start, end - start)
        _check(reading, data, place)
        try:
            _READERS[identifier](reading, Held(data), 0, len(data))
        except Malformed as error:
            reading.broken = str(error)
    status: Status = "read"
    if end > source.size_bytes:
        status, reading.broken = "truncated", "The file ends before it does."
    elif reading.broken:
        status = "partly_read" if len(found.tags) > noted else "corrupt"
    elif identifier != _ATTACHMENTS and end - start > LARGEST_BLOCK:
        status, reading.broken = "partly_read", f"Only its first {LARGEST_BLOCK >> 20} MiB were read."
    found.block(kind, place, status, offset=start, length=end - start, says=reading.broken)


def _check(reading: _Reading, data: bytes, place: str) -> None:
    """Compare a block with the checksum at its head, where it has one (RFC 8794, section 11.3.1)."""
    if data[:2] != b"\xbf\x84" or len(data) < 6:
        return
    fits = zlib.crc32(data[6:]) == int.from_bytes(data[2:6], "little")
    reading.found.facts.setdefault("matroska.checksums", {})[place] = fits
    if not fits:
        reading.found.problem(f"{place}: its checksum does not fit; it was changed or damaged once written.")


def _header(reading: _Reading, source: Bytes, start: int, end: int) -> None:
    for element in _children(reading, source, start, end):
        if element[0] in _HEADER:
            _say(reading, "Matroska", _HEADER[element[0]], source, element)


def _info(reading: _Reading, source: Bytes, start: int, end: int) -> None:
    duration: int | float | None = None
    for element in _children(reading, source, start, end):
        if element[0] == _SCALE:
            reading.scale_ns = unsigned(source, element) or reading.scale_ns
            reading.found.add("Info:TimecodeScale", reading.scale_ns / 1e9, str(reading.scale_ns))
        elif element[0] == _DURATION:
            duration = real(source, element)
        elif element[0] in _ABOUT:
            _say(reading, "Info", _ABOUT[element[0]], source, element)
    if duration is not None:  # its unit may be stated after it
        reading.found.add("Info:Duration", plain(duration * reading.scale_ns / 1e9), f"{duration:.15g}")


def _tracks(reading: _Reading, source: Bytes, start: int, end: int) -> None:
    for identifier, at, to in _children(reading, source, start, end):
        if identifier == _TRACK:
            elements = _children(reading, source, at, to)
            number = next((unsigned(source, e) for e in elements if e[0] == _TRACK_NUMBER), 0)
            uid = next((unsigned(source, e) for e in elements if e[0] == _TRACK_UID), 0)
            group = f"Track{number}"
            reading.tracks.setdefault(uid, group)
            _track(reading, source, elements, group, 0)


def _track(reading: _Reading, source: Bytes, elements: list[Element], group: str, depth: int) -> None:
    kind = ""
    for element in elements:
        identifier = element[0]
        if identifier in _INSIDE_TRACK and depth < DEEPEST:
            inner = _children(reading, source, element[1], element[2])
            _track(reading, source, inner, group, depth + 1)
        elif identifier in _OF_TRACK:
            _say(reading, group, _OF_TRACK[identifier], source, element)
            if identifier == _TRACK_TYPE:
                kind = {1: "Video", 2: "Audio"}.get(unsigned(source, element), "")
        elif identifier in (_CODEC, _CODEC_NAME):
            # ExifTool calls it after the kind of track, where that was stated before.
            _say(reading, group, f"s {kind}Codec{'ID' if identifier == _CODEC else 'Name'}", source, element)
        elif identifier == _LASTS and (lasts_ns := unsigned(source, element)):
            name = "VideoFrameRate" if kind == "Video" else "DefaultDuration"
            value = 1e9 / lasts_ns if kind == "Video" else lasts_ns / 1e9
            reading.found.add(f"{group}:{name}", plain(value), f"{lasts_ns} ns")


def _tags(reading: _Reading, source: Bytes, start: int, end: int) -> None:
    for identifier, at, to in _children(reading, source, start, end):
        if identifier != _TAG:
            continue
        group, place = "Matroska", ""
        elements = _children(reading, source, at, to)
        for element in elements:
            if element[0] == _TARGETS:
                group, place = _targets(reading, source, element)
        for element in elements:
            if element[0] == _SIMPLE:
                _simple(reading, source, element, f"{group}:", place, "", 0)


def _targets(reading: _Reading, source: Bytes, targets: Element) -> tuple[str, str]:
    """What the tags are about: the group they are named with, and the place where it is not the whole."""
    elements = [e for e in _children(reading, source, targets[1], targets[2]) if e[0] in _OF_TARGETS]
    group, place = "Matroska", ""
    for element in elements:
        what = _OF_TARGETS[element[0]][2:]
        if what == "TagTrackUID":
            group = reading.tracks.get(unsigned(source, element), group)
        elif what.endswith("UID") and unsigned(source, element):
            place = what[3:-3].lower()
        elif what == "TargetTypeValue" and not place and unsigned(source, element) > _ITSELF:
            place = f"level {unsigned(source, element)}"
    for element in elements:
        _say(reading, group, _OF_TARGETS[element[0]], source, element, place)
    return group, place


def _simple(
    reading: _Reading, source: Bytes, tag: Element, path: str, place: str, language: str, depth: int
) -> None:
    """One tag with the tags inside it, named as ExifTool names them: ``Original/Title``, ``Title-fre``."""
    elements = _children(reading, source, tag[1], tag[2])
    parts = {element[0]: element for element in elements}
    written = string(source, parts[_NAME]) if _NAME in parts else ""
    path += _named(written)
    spoken = parts.get(_BCP47) or parts.get(_LANGUAGE)
    language = string(source, spoken) if spoken else language
    called = f"{path}-{language}" if language else path
    if _STRING in parts:
        value = raw = string(source, parts[_STRING])
        if _DATE.fullmatch(written):
            value = raw[:10].replace("-", ":") + raw[10:]
        reading.found.add(called, value, raw if raw != value else "", place)
    elif _BINARY in parts:
        length = parts[_BINARY][2] - parts[_BINARY][1]
        reading.found.add(called, f"(Binary data {length} bytes)", "", place)
    for element in elements:
        if element[0] != _SIMPLE:
            continue
        if depth >= DEEPEST:
            reading.broken = f"Tags are nested deeper than {DEEPEST}; the rest was not read."
        else:
            _simple(reading, source, element, f"{path}/", place, language, depth + 1)


def _named(written: str) -> str:
    """The name ExifTool gives a tag: ``DATE_ENCODED`` is DateEncoded."""
    if written in _NAMED_OTHERWISE:
        return _NAMED_OTHERWISE[written]
    name = _NEXT_WORD.sub(lambda found: found[1].upper(), _ODD.sub("", written.lower().capitalize()))
    return name if len(name) > 1 else f"Tag_{name}"


def _attachments(reading: _Reading, source: Bytes, start: int, end: int) -> None:
    """List what is attached; the files themselves are stepped over, however large."""
    number = 0
    for identifier, at, to in _children(reading, source, start, end):
        if identifier != _ATTACHED:
            continue
        number += 1
        place = "" if number == 1 else f"attachment {number}"
        for element in _children(reading, source, at, to):
            if element[0] in _OF_FILE:
                _say(reading, "Matroska", _OF_FILE[element[0]], source, element, place)
            elif element[0] == _FILE_DATA:
                says = f"(Binary data {element[2] - element[1]} bytes)"
                reading.found.add("Matroska:AttachedFileData", says, "", place)
    reading.found.facts["matroska.attachments"] = number


def _say(reading: _Reading, group: str, what: str, source: Bytes, element: Element, place: str = "") -> None:
    """Note the value of an element; ``what`` is its kind and its name."""
    value: Value
    raw = ""
    try:
        if what[0] == "u":
            value = unsigned(source, element)
        elif what[0] == "s":
            value = string(source, element)
        elif what[0] == "x":
            value = source.at(element[1], min(32, element[2] - element[1])).hex()
        elif what[0] == "f":
            value = real(source, element)
        else:
            value, raw = date(source, element)
    except Malformed as error:
        reading.broken = str(error)
        return
    reading.found.add(f"{group}:{what[2:]}", value, raw, place)


_READERS: dict[int, Callable[[_Reading, Bytes, int, int], None]] = {
    _EBML: _header, _INFO: _info, _TRACKS: _tracks, _TAGS: _tags,
}  # fmt: skip

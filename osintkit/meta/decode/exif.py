"""What EXIF states: the directories of a TIFF structure, whatever file they were found in.

CIPA DC-008-2023 (EXIF 3.0) and TIFF 6.0; further tags of TIFF/EP, DNG and GeoTIFF. What another format
owns (XMP, IPTC, ICC, C2PA, a maker's notes) is handed to its decoder after the directories were read.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from itertools import pairwise
from operator import add

from osintkit.media.exif import COMPARED, File, second_reading
from osintkit.meta.decode import c2pa, exif_names, icc, iptc, makernote, xmp
from osintkit.meta.decode.exif_values import written
from osintkit.meta.decode.tiff import SIZES, Directory, Entry, Tiff, opened
from osintkit.meta.found import (
    BROKEN,
    LARGEST_BLOCK,
    Bytes,
    Findings,
    Held,
    Kind,
    Malformed,
    Status,
    Thumbnail,
    Value,
)

MOST_DIRECTORIES = 40
MOST_SUBDIRECTORIES = 16
MOST_ENTRIES = 5000
"""Entries of all directories together."""
LARGEST_THUMBNAIL = 256 << 10
"""Of one kept in a thumbnail directory; the standard allows no more than 64 KiB."""
MOST_STRIPS = 4096
"""Strips or tiles of one picture that are asked how far they go, and the last one."""
MOST_COMPARED = 400
"""Entries of a block that a second reader is asked about; it takes longer for each of them."""
MOST_DISAGREEMENTS = 100
_POINTERS = {
    exif_names.EXIF_POINTER: "ExifIFD",
    exif_names.GPS_POINTER: "GPS",
    exif_names.INTEROP_POINTER: "InteropIFD",
    exif_names.SUB_POINTERS: "SubIFD",
}
_EMBEDDED = frozenset(
    (
        exif_names.XMP,
        exif_names.IPTC,
        exif_names.PHOTOSHOP,
        exif_names.ICC,
        exif_names.JUMBF,
        exif_names.MAKERNOTE,
        exif_names.DNG_PRIVATE,
    )
)
_CFA = 32803
_NOT_KNOWN = 0xFFFFFFFF
"""Instead of the offset or length of a strip."""
_ROOTS = frozenset(["IFD0", "ExifIFD", "GPS"])
_WORSE = ("not asked", "agrees", "stopped", "disagrees")


@dataclass(slots=True)
class _Job:
    """One block on its way through the directories."""

    tiff: Tiff
    found: Findings
    place: str  # of the block
    apart: str  # of its tags: empty for the main block
    start: int | None  # of the block in the file
    root: str
    everything: bool
    is_file: bool  # how far its pictures and values go is asked
    waiting: list[tuple[int, str, str]] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)
    entries: int = 0
    stated: int = 0
    further: int = 0  # SubIFDs met
    thumbnail: dict[int, int] = field(default_factory=dict)
    embedded: list[tuple[Entry, str]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    cut: bool = False
    strips: list[tuple[int, tuple[float, ...]]] = field(default_factory=list)
    odd: int = 0  # entries that cannot be: the others may be chance as well
    furthest: int = 0  # byte up to which the main directories go, and values that nobody reads


def block(data: bytes, found: Findings, *, place: str, offset: int | None, as_group: str = "") -> None:
    """What does this block of EXIF state?

    Args:
        data: a TIFF structure, with or without a leading ``Exif`` and two NULs.
        found: takes it all; the block is noted in it, whatever came of it. A second block gets ``place``
            on every tag, so that the main one stays apart.
        place: where it stands, such as ``APP1``.
        offset: of its first byte in the file; None when it does not lie there in one piece.
        as_group: what the first directory is where it is not IFD0: ``ExifIFD``, ``GPS`` or ``Canon``,
            as in the boxes of Canon's CR3.

    Raises:
        Spent: the file holds more than is read of any file.
    """
    skipped = 6 if data[:5] == b"Exif\0" else 0
    start = None if offset is None else offset + skipped
    _read(Held(data[skipped:] if skipped else data), found, place, start, as_group or "IFD0")


def directory(source: Bytes, found: Findings, *, place: str, offset: int | None) -> None:
    """What do the directories of this whole TIFF-like file state?

    Args:
        source: the file.
        found: takes it all; its fact ``tiff.reach`` becomes the byte up to which the pictures go, as far
            as their strips or tiles say, and ``tiff.values_reach`` that up to which its main
            directories go, and values that are not read here.
        place: what the file is called among the blocks, such as ``TIFF``.
        offset: of its first byte in the file looked at: 0 unless it lies in another one.

    Raises:
        Spent: the file holds more than is read of any file.
    """
    job = _read(source, found, place, offset, "IFD0", is_file=True)
    if job is not None:
        found.facts["tiff.reach"] = 0 if job.odd > job.entries else _reached(job.strips)
        found.facts["tiff.values_reach"] = 0 if job.odd else job.furthest


def _read(
    source: Bytes, found: Findings, place: str, start: int | None, root: str, *, is_file: bool = False
) -> _Job | None:
    length = source.size_bytes
    try:
        tiff = opened(source)
    except Malformed as error:
        status: Status = "corrupt" if length >= 8 else "truncated"
        found.block("exif", place, status, offset=start, length=length, says=str(error))
        return None
    apart = place if any(tag.name.startswith(root + ":") and not tag.place for tag in found.tags) else ""
    job = _Job(tiff, found, place, apart, start, root, bool(found.facts.get("all")), is_file)
    if not apart and root == "IFD0":
        found.facts["exif.byte_order"] = "little" if tiff.order == "<" else "big"
    before = len(found.tags)
    job.waiting.append((tiff.first, root, apart))
    _directories(job)
    _thumbnail(job)
    if root == "Canon":
        makernote.canon(tiff, found, apart=apart)
    status, says = _verdict(job)
    found.block("exif", place, status, offset=start, length=length, says=says)
    _compare(job, before)
    for entry, group in job.embedded:
        _hand_on(job, entry, group)
    return job


def _verdict(job: _Job) -> tuple[Status, str]:
    lost = list(dict.fromkeys(job.tiff.outside))
    if lost:
        values = "value lies" if len(lost) == 1 else "values lie"
        job.wrong.append(f"{len(lost)} {values} outside it ({', '.join(lost[:5])}).")
    if job.cut:
        return "truncated", " ".join(job.wrong)
    return ("partly_read" if job.wrong else "read"), " ".join(job.wrong[:4])


def _directories(job: _Job) -> None:
    while job.waiting:
        at, group, apart = job.waiting.pop(0)
        if len(job.seen) >= MOST_DIRECTORIES or job.entries >= MOST_ENTRIES:
            job.wrong.append(
                f"More than {MOST_DIRECTORIES} directories or {MOST_ENTRIES} entries; the rest was not read."
            )
            return
        if at in job.seen:
            job.wrong.append(f"{group} leads to a directory that was read already.")
            continue
        job.seen.add(at)
        try:
            listed = job.tiff.directory(at)
        except Malformed as error:
            job.cut = job.cut or group == job.root
            job.wrong.append(f"{group}: {error}")
            continue
        if job.is_file and group.startswith("IFD"):
            job.furthest = max(job.furthest, job.tiff.base + at + listed.length)
        _directory(job, listed, group, apart)


def _directory(job: _Job, listed: Directory, group: str, apart: str) -> None:
    job.stated += listed.stated
    job.odd += listed.odd
    if group != job.root and 2 * listed.odd > listed.odd + len(listed.entries):
        job.wrong.append(f"{group} leads to something that is no directory.")
        return
    missing = listed.stated - len(listed.entries) - listed.odd
    if missing:
        job.wrong.append(
            f"{group} has {listed.stated} entries, of which {missing} are not there or were not read."
        )
        job.cut = job.cut or group == job.root
    if listed.odd:
        entries = "entry" if listed.odd == 1 else "entries"
        job.wrong.append(f"{listed.odd} {entries} of {group} without a type that exists.")
    if not listed.stated and group == job.root:
        job.wrong.append(f"{group} is empty.")
    job.entries += len(listed.entries)
    _entries(job, listed.entries, group, apart)
    if listed.next and group.startswith("IFD"):
        job.waiting.append((listed.next, f"IFD{int(group[3:]) + 1}", apart))


def _entries(job: _Job, entries: list[Entry], group: str, apart: str) -> None:
    names = _names(job, group)
    if len({entry[0] for entry in entries}) < len(entries):
        job.found.problem(
            f"{job.place}: {group} states something more than once; the first is what counts here."
        )
    for entry in entries:
        name = names.get(entry[0])
        try:
            if name is not None:
                stated = written(job.tiff, entry, name)
                if stated is not None:
                    job.found.add(f"{group}:{name}", stated[0], stated[1], apart)
            elif not _structure(job, entry, group, apart) and (job.everything or job.is_file):
                _unknown(job, entry, group, apart)
        except BROKEN as error:
            job.wrong.append(f"{group}:{name or hex(entry[0])} cannot be read ({error}).")


def _names(job: _Job, group: str) -> dict[int, str]:
    if group == "GPS":
        return exif_names.GPS
    if group == "InteropIFD":
        return exif_names.INTEROP
    if group == "Canon":
        return {}  # numbers that mean something else
    if job.found.format == "rw2" and group == "IFD0" and not job.apart:
        return exif_names.PANASONIC_RAW
    return exif_names.EXIF


def _unknown(job: _Job, entry: Entry, group: str, apart: str) -> None:
    """A value whose meaning is not known here: how far it goes, and what it is if everything is wanted."""
    where = job.tiff.where(entry)
    if where is not None:
        job.furthest = max(job.furthest, where + SIZES[entry[1]] * entry[2])
    if not job.everything:
        return
    name = f"0x{entry[0]:04X}"
    stated = written(job.tiff, entry, name)
    if stated is not None:
        job.found.add(f"{group}:{name}", stated[0], stated[1], apart)


def _structure(job: _Job, entry: Entry, group: str, apart: str) -> bool:
    """Take notice of an entry that leads elsewhere; whether this is one."""
    tag = entry[0]
    if group in ("GPS", "InteropIFD", "Canon"):
        return False
    if tag in _POINTERS:
        _follow(job, entry, group, apart)
    elif tag in _EMBEDDED:
        job.embedded.append((entry, group))
    elif tag in (exif_names.THUMBNAIL_OFFSET, exif_names.THUMBNAIL_LENGTH) and group == "IFD1":
        _note_thumbnail(job, entry, apart)
    elif tag == exif_names.PHOTOMETRIC:
        if job.tiff.number(entry[3][:2]) == _CFA:
            job.found.facts["tiff.cfa"] = True
    elif tag in exif_names.STRIPS:
        _reach(job, entry)
    elif tag == exif_names.RAW_PREVIEW and job.found.format == "rw2":
        job.found.facts["tiff.raw_preview"] = (job.tiff.where(entry), entry[2])
    else:
        return False
    return True


def _reach(job: _Job, entry: Entry) -> None:
    """Remember where the strips or tiles of a picture begin or how long they are: the first, and the last."""
    if entry[1] not in (3, 4, 13, 16) or not entry[2] or not job.is_file:
        return
    size, count = SIZES[entry[1]], entry[2]
    if count == 1:
        job.strips.append((entry[0], (job.tiff.number(entry[3][:size]),)))
        return
    numbers = job.tiff.numbers(entry, job.tiff.content(entry, "strips", most=size * MOST_STRIPS)) or (0,)
    where = job.tiff.where(entry)
    if where is not None and count > MOST_STRIPS:
        last = job.tiff.source.at(where + size * (count - 1), size)
        numbers = (*numbers, job.tiff.number(last))
    job.strips.append((entry[0], numbers))


def _reached(strips: list[tuple[int, tuple[float, ...]]]) -> int:
    """Up to which byte do the pictures go whose strips are these: in turn where they begin and how long?"""
    furthest: float = 0
    for (tag, begins), (other, lengths) in pairwise(strips):
        if (tag, other) not in exif_names.STRIP_PAIRS:
            continue
        if max(max(begins), max(lengths)) >= _NOT_KNOWN:
            pairs = [pair for pair in zip(begins, lengths, strict=False) if max(pair) < _NOT_KNOWN]
            begins, lengths = zip(*pairs, strict=True) if pairs else ((), ())
        furthest = max(furthest, *map(add, begins, lengths), 0)
    return int(furthest)


def _follow(job: _Job, entry: Entry, group: str, apart: str) -> None:
    name = _POINTERS[entry[0]]
    apart = apart or ("" if group in ("IFD0", "ExifIFD", job.root) or name == "SubIFD" else group)
    for at in job.tiff.pointers(entry, most=MOST_SUBDIRECTORIES):
        number = ""
        if name == "SubIFD":
            number = str(job.further or "")
            job.further += 1
        job.waiting.append((at, name + number, apart))
    if entry[2] > MOST_SUBDIRECTORIES and name == "SubIFD":
        job.wrong.append(f"{group} has {entry[2]} SubIFDs, of which {MOST_SUBDIRECTORIES} were followed.")


def _note_thumbnail(job: _Job, entry: Entry, apart: str) -> None:
    value = (job.tiff.pointers(entry, most=1) or [0])[0]
    job.thumbnail[entry[0]] = value
    if entry[0] == exif_names.THUMBNAIL_LENGTH:
        job.found.add("IFD1:ThumbnailLength", value, "", apart)


def _thumbnail(job: _Job) -> None:
    """Keep the small picture of the second directory, when it is a JPEG that lies where it should."""
    at, length = (
        job.thumbnail.get(tag, 0) for tag in (exif_names.THUMBNAIL_OFFSET, exif_names.THUMBNAIL_LENGTH)
    )
    if not at or not length:
        return
    state = "read"
    if length > LARGEST_THUMBNAIL:
        state = "too large"
        job.wrong.append(f"The thumbnail is {length} bytes long; more than {LARGEST_THUMBNAIL} are not kept.")
    else:
        data = job.found.take(job.tiff.source, job.tiff.base + at, length)
        if len(data) < length:
            state = "outside"
            job.wrong.append("The thumbnail lies outside.")
        elif data[:2] != b"\xff\xd8":
            state = "not a JPEG"
        else:
            absolute = None if job.start is None else job.start + at
            job.found.thumbnails.append(Thumbnail(f"{job.apart} IFD1".strip(), absolute, data))
    if not job.apart:
        job.found.facts["exif.thumbnail"] = state


def _hand_on(job: _Job, entry: Entry, group: str) -> None:
    """Give what another format owns to its decoder."""
    where, length = job.tiff.where(entry), SIZES[entry[1]] * entry[2]
    tag, offset = entry[0], None
    if where is not None and job.start is not None:
        offset = job.start + where
    if tag == exif_names.MAKERNOTE:
        made = makernote.Note(job.tiff, entry, f"{job.place}/MakerNote", offset, job.apart)
        makernote.note(made, job.found)
        return
    if tag == exif_names.DNG_PRIVATE:
        makernote.adobe(
            makernote.Note(job.tiff, entry, f"{job.place}/DNGPrivateData", offset, job.apart), job.found
        )
        return
    kind, name, decode = _DECODERS[tag]
    data = entry[3][:length] if where is None else job.found.take(job.tiff.source, where, length)
    place = f"{job.place}/{group}/{name}"
    if len(data) < length:
        says = (
            "It is cut off." if length <= LARGEST_BLOCK else f"At most {LARGEST_BLOCK} bytes of it are read."
        )
        job.found.block(kind, place, "truncated", offset=offset, length=length, says=says)
    if data:
        decode(data, job.found, place=place, offset=offset)


_DECODERS: dict[int, tuple[Kind, str, Callable[..., None]]] = {
    exif_names.XMP: ("xmp", "XMP", xmp.packet),
    exif_names.IPTC: ("iptc", "IPTC", iptc.records),
    exif_names.PHOTOSHOP: ("iptc", "Photoshop", iptc.resources),
    exif_names.ICC: ("icc", "ICC", icc.profile),
    exif_names.JUMBF: ("c2pa", "JUMBF", c2pa.store),
}


class _File:
    """A `Bytes` as a file to read from, for the second reader."""

    def __init__(self, source: Bytes) -> None:
        self._source, self._at = source, 0

    def seek(self, offset: int, /) -> int:
        self._at = offset
        return offset

    def read(self, size: int, /) -> bytes:
        data = self._source.at(self._at, size)
        self._at += len(data)
        return data


def _compare(job: _Job, before: int) -> None:
    """Lay what another reader found in the same bytes beside what was found here."""
    tiff = job.tiff
    if tiff.big or job.cut or job.root not in _ROOTS or job.stated > MOST_COMPARED:
        _note_second(job.found, "not asked")
        return
    source = tiff.source
    file: File = BytesIO(source.data) if isinstance(source, Held) else _File(source)
    theirs, stopped = second_reading(file, root=job.root)
    if stopped:
        _note_second(job.found, f"stopped: {stopped}")
        return
    ours: dict[str, Value] = {}
    for tag in job.found.tags[before:]:
        if tag.place == job.apart and tag.name in COMPARED:
            ours.setdefault(tag.name, tag.value)
    apart = [name for name in {**ours, **theirs} if not _alike(name, ours.get(name), theirs.get(name))]
    _note_second(job.found, "disagrees" if apart else "agrees")
    listed: list[list[Value | None]] = job.found.facts.setdefault("exif.disagreements", [])
    told = apart[: MOST_DISAGREEMENTS - len(listed)]
    listed.extend([name, ours.get(name), theirs.get(name), job.apart] for name in told)


def _note_second(found: Findings, state: str) -> None:
    """Of several blocks the worst counts."""
    known = found.facts.get("exif.second_reader", "")
    rank = [_WORSE.index(one.split(":")[0]) if one else -1 for one in (known, state)]
    if rank[1] > rank[0]:
        found.facts["exif.second_reader"] = state


def _alike(name: str, ours: Value | None, theirs: str | float | None) -> bool:
    if isinstance(theirs, float | int):
        if name == "GPS:GPSTimeStamp" and isinstance(ours, str):
            hours, minutes, seconds = ours.split(":")
            ours = int(hours) * 3600 + int(minutes) * 60 + float(seconds)
        if isinstance(ours, float | int):
            return abs(ours - theirs) <= 1e-6 * max(1.0, abs(theirs))
    if ours is None or theirs is None:
        # What is written as unknown (0/0) is no value to either.
        return ours == theirs or {ours, theirs} <= {None, "undef", "inf"}
    return str(ours) == str(theirs)

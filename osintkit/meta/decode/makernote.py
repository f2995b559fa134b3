"""Whose notes a camera left for itself in EXIF, and the few identities in them that are certain.

Makers document none of it. Numbers of tags as ExifTool's tables have them. Editors move these notes without
knowing what points into them, so a value counts only when its directory is whole, when it lies within the
note, and when it looks as such a value does: no serial number is better than a wrong one.
"""

import re
from dataclasses import dataclass

from osintkit.meta.decode.tiff import ASCII, UNDEFINED, Directory, Entry, Tiff
from osintkit.meta.found import BROKEN, Bytes, Findings, Held, Malformed, text

MOST_ENTRIES = 250
MOST_PRIVATE = 1 << 20
"""Bytes read of the place where DNG keeps the notes of the raw file it was made of."""
_LONGEST = 64
_EQUIPMENT = 0x2010
_PENTAX_CAMERA = 0x0215
_CANON_SERIAL, _CANON_INTERNAL = 0x000C, 0x0096


@dataclass(frozen=True, slots=True)
class Note:
    """A maker's note, as an entry of a directory.

    Attributes:
        tiff: the structure it is in.
        entry: the entry whose value it is.
        place: of its block.
        offset: of its first byte in the file; None when not there in one piece.
        apart: the place of its tags; empty for those of the main block.
    """

    tiff: Tiff
    entry: Entry
    place: str
    offset: int | None
    apart: str


@dataclass(frozen=True, slots=True)
class _Layout:
    """How one maker begins its notes.

    Attributes:
        maker: ExifTool's group.
        mark: what they begin with.
        at: where the directory is, from the beginning of the note.
        own: offsets are counted from the beginning of the note, plus ``shift``, not from the TIFF header.
        order_at: where the byte order is written; -1 where it is that of the file.
    """

    maker: str
    mark: bytes
    at: int
    own: bool = False
    shift: int = 0
    order_at: int = -1


_LAYOUTS = (
    _Layout("Apple", b"Apple iOS\0", 14, own=True, order_at=12),
    _Layout("Nikon", b"Nikon\0\x02", 18, own=True, shift=10, order_at=10),
    _Layout("Panasonic", b"Panasonic\0", 12),
    _Layout("FujiFilm", b"FUJIFILM\x0c\0\0\0", 12, own=True),
    _Layout("Olympus", b"OLYMPUS\0", 12, own=True, order_at=8),
    _Layout("Olympus", b"OM SYSTEM\0", 16, own=True, order_at=12),
    _Layout("Olympus", b"OLYMP\0", 8),
    _Layout("Pentax", b"AOC\0", 6, order_at=4),
    _Layout("Pentax", b"PENTAX \0", 10, own=True, order_at=8),
    _Layout("Sigma", b"SIGMA\0\0\0", 10),
)
_OTHERS = (
    (b"SONY", "Sony"), (b"Nikon\0\x01", "Nikon"), (b"QVC\0", "Casio"), (b"DCI\0", "Casio"),
    (b"LEICA", "Leica"), (b"RICOH", "Ricoh"), (b"Ricoh", "Ricoh"), (b"Rv", "Ricoh"), (b"KDK", "Kodak"),
    (b"FOVEON", "Sigma"), (b"STMN", "Samsung"), (b"MLT0", "Minolta"), (b"KYOCERA", "Kyocera"),
    (b"SANYO", "Sanyo"), (b"MOT\0", "Motorola"), (b"HUAWEI", "Huawei"), (b"DJI", "DJI"),
    (b"[ae_dbg_info:", "DJI"), (b"EPSON", "Epson"), (b"AGFA", "Agfa"), (b"RECONYX", "Reconyx"),
    (b"OLYMP", "Olympus"), (b"FUJIFILM", "FujiFilm"), (b"GENERALE", "General Electric"),
)  # fmt: skip
_UUID = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
_PRINTED = re.compile(r"[\x20-\x7e]{1,63}")
_SERIAL = re.compile(r"(?=[^ ]*\d)[A-Z0-9]{5,31}")
_NIKON = re.compile(r"(?:NO= ?)?[ -]*[0-9A-Fa-f]{6,12}")
_VALUES = {
    "Apple": {
        0x11: ("ContentIdentifier", _UUID),
        0x15: ("ImageUniqueID", _UUID),
        0x2B: ("PhotoIdentifier", _UUID),
    },
    "Canon": {
        0x07: ("CanonFirmwareVersion", re.compile(r"Firmware (?:Version )?\d+(?:\.\d+)+")),
        _CANON_INTERNAL: ("InternalSerialNumber", re.compile(r"[A-Z]{1,3}\d{6,9}")),
    },
    "Nikon": {0x1D: ("SerialNumber", _NIKON), 0xA0: ("SerialNumber", _NIKON)},
    "Panasonic": {0x25: ("InternalSerialNumber", re.compile(r"[A-Z][0-9A-Z]{2}\d{10}[\x21-\x7e]?"))},
    "FujiFilm": {0x10: ("InternalSerialNumber", re.compile(r"[\x20-\x7e]{6,60}"))},
    "Pentax": {0x229: ("SerialNumber", re.compile(r"\d{5,12}"))},
    "Sigma": {0x02: ("SerialNumber", re.compile(r"\d{5,10}"))},
}
_OLYMPUS = {
    0x101: ("SerialNumber", _SERIAL),
    0x102: ("InternalSerialNumber", re.compile(r"\d{13,20}")),
    0x202: ("LensSerialNumber", _SERIAL),
}
_PENTAX_DATE = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")


@dataclass(frozen=True, slots=True)
class _Site:
    """Where one note lies, and what it may point to: nothing but itself."""

    tiff: Tiff
    maker: str
    begin: int
    end: int
    apart: str


def note(made: Note, found: Findings) -> None:
    """Whose note is this, and which identities does it state?

    The block is noted as unsupported: no more than a few values of it are ever read.
    """
    tiff, entry = made.tiff, made.entry
    begin, length = tiff.where(entry), entry[2]
    if begin is None or entry[1] in (3, 4) or begin + 16 > tiff.source.size_bytes:
        says = "" if begin is None else "It lies outside."
        found.block("makernote", made.place, "truncated", offset=made.offset, length=length, says=says)
        return
    whole = begin + length <= tiff.source.size_bytes
    _at(tiff, begin, length, made, found, whole=whole)


def _at(tiff: Tiff, begin: int, length: int, made: Note, found: Findings, *, whole: bool) -> None:
    head = tiff.source.at(begin, 32)
    layout, maker = _layout(head, found)
    place = f"{made.place} ({maker})" if maker else made.place
    status = "unsupported" if whole else "truncated"
    found.block(
        "makernote", place, "unsupported" if whole else "truncated", offset=made.offset, length=length
    )
    if layout is None or status == "truncated":
        return
    base = begin + layout.shift if layout.own else tiff.base + _moved(tiff, begin, length, layout)
    for order in _orders(head, layout, tiff.order):
        inner = Tiff(tiff.source, order, base=base)
        site = _Site(inner, layout.maker, begin, begin + length, made.apart)
        if _identities(site, begin + layout.at - base, found):
            return


def _moved(tiff: Tiff, begin: int, length: int, layout: _Layout) -> int:
    """How far a note was moved since it was written; Canon's newer ones end with where they were."""
    foot = tiff.source.at(begin + length - 8, 8)
    if layout.maker != "Canon" or foot[:4] not in (b"II*\0", b"MM\0*"):
        return 0
    return begin - tiff.base - int.from_bytes(foot[4:], "little" if foot[:1] == b"I" else "big")


def _layout(head: bytes, found: Findings) -> tuple[_Layout | None, str]:
    for layout in _LAYOUTS:
        if head.startswith(layout.mark):
            return layout, layout.maker
    for mark, maker in _OTHERS:
        if head.startswith(mark):
            return None, maker
    make = str(found.first("IFD0:Make") or "")
    if make.startswith("Canon"):
        return _Layout("Canon", b"", 0), "Canon"
    return None, make.split(" ")[0][:20].capitalize()


def _orders(head: bytes, layout: _Layout, order: str) -> tuple[str, ...]:
    if layout.maker == "FujiFilm":
        return ("<",)
    written = head[layout.order_at : layout.order_at + 2] if layout.order_at >= 0 else b""
    if written in (b"II", b"MM"):
        return ("<" if written == b"II" else ">",)
    return (order, ">" if order == "<" else "<")


def _identities(site: _Site, at: int, found: Findings) -> bool:
    """Read what is certain; whether there was a directory that makes sense."""
    try:
        listed = site.tiff.directory(at)
    except Malformed:
        return False
    if not _sane(listed):
        return False
    for entry in listed.entries:
        try:
            _identity(site, entry, found)
        except BROKEN:
            continue
    return True


def _sane(listed: Directory) -> bool:
    return listed.stated <= MOST_ENTRIES and len(listed.entries) == listed.stated


def _identity(site: _Site, entry: Entry, found: Findings) -> None:
    tag, maker = entry[0], site.maker
    known = _VALUES.get(maker, {}).get(tag)
    if known is not None:
        if tag == _CANON_INTERNAL and maker == "Canon" and "EOS 5D" in str(found.first("IFD0:Model")):
            return  # a structure there
        _say(site, entry, known, found)
    elif maker == "Canon" and tag == _CANON_SERIAL and entry[1:3] == (4, 1):
        number = site.tiff.number(entry[3])
        if number:
            found.add("Canon:SerialNumber", number, "", site.apart)
    elif maker == "Olympus" and tag == _EQUIPMENT:
        _equipment(site, entry, found)
    elif maker == "Pentax" and tag == _PENTAX_CAMERA and entry[1:3] == (4, 5):
        _pentax(site, entry, found)
    elif maker == "Panasonic" and tag == 2 and entry[1:3] == (UNDEFINED, 4):
        found.add("Panasonic:FirmwareVersion", " ".join(map(str, entry[3])), "", site.apart)


def _say(site: _Site, entry: Entry, known: tuple[str, re.Pattern[str]], found: Findings) -> None:
    name, shape = known
    data = _inside(site, entry)
    if entry[1] not in (1, ASCII, UNDEFINED) or not data:
        return
    if site.maker == "Panasonic":
        data = data.lstrip(b"\0")  # some of its cameras point two bytes too far ahead
    value = text(data.rstrip(b"\xff"))
    if shape.fullmatch(value) and _PRINTED.fullmatch(value):
        found.add(f"{site.maker}:{name}", value, "", site.apart)


def _inside(site: _Site, entry: Entry) -> bytes:
    """The bytes of a value that lies in the note; none when it lies elsewhere."""
    where = site.tiff.where(entry)
    if where is None:
        return site.tiff.content(entry, "", most=_LONGEST)
    if not site.begin <= where < site.end:
        return b""
    if site.maker == "Panasonic":
        return site.tiff.source.at(where, entry[2] + 2)
    return site.tiff.content(entry, "", most=_LONGEST)


def _equipment(site: _Site, entry: Entry, found: Findings) -> None:
    """The directory within Olympus's notes that lists body and lens."""
    if entry[1] in (4, 13) and entry[2] == 1:
        at = site.tiff.number(entry[3])
    elif entry[1] == UNDEFINED and entry[2] > 4:
        at = site.tiff.number(entry[3])  # older cameras: the directory itself is the value
    else:
        return
    if not site.begin <= site.tiff.base + at < site.end:
        return
    try:
        listed = site.tiff.directory(at)
    except Malformed:
        return
    if not _sane(listed):
        return
    for inner in listed.entries:
        known = _OLYMPUS.get(inner[0])
        if known is not None:
            _say(site, inner, known, found)


def _pentax(site: _Site, entry: Entry, found: Findings) -> None:
    """Body number of the camera information, when the day of manufacture before it is one."""
    data = _inside(site, entry)
    if len(data) < 20:
        return
    _, made, _, _, serial = site.tiff.numbers(entry, data)[:5]
    if _PENTAX_DATE.fullmatch(str(made)) and serial:
        found.add("Pentax:InternalSerialNumber", serial, "", site.apart)


def canon(tiff: Tiff, found: Findings, *, apart: str) -> None:
    """Which identities does this Canon directory state that is a block of its own, as in CR3?"""
    _identities(_Site(tiff, "Canon", 0, tiff.source.size_bytes, apart), tiff.first, found)


def adobe(made: Note, found: Findings) -> None:
    """Whose note did DNG keep from the raw file it was made of, and which identities does it state?

    DNG 1.7, DNGPrivateData: ``Adobe``, NUL, then blocks of a name, a length and data; ``MakN`` holds byte
    order, where the note once was, and the note.
    """
    data = made.tiff.content(made.entry, "DNGPrivateData", most=MOST_PRIVATE)
    if data[:10] != b"Adobe\0MakN":
        return
    length = int.from_bytes(data[10:14], "big")
    order = {b"II": "<", b"MM": ">"}.get(data[14:16])
    if order is None or 14 + length > len(data):
        return
    once = int.from_bytes(data[16:20], "big")
    source: Bytes = Held(data)
    tiff = Tiff(source, order, base=20 - once)
    _at(tiff, 20, length - 6, made, found, whole=True)

"""The items of a picture in the High Efficiency Image File Format, and which of them describes it.

Sources: ISO/IEC 14496-12 (8.11.3 item location, 8.11.6 item information, 8.11.12 references),
ISO/IEC 23008-12 (HEIF: image properties, Annex A: Exif and XMP).
"""

import struct
from collections import Counter
from dataclasses import dataclass, field

from osintkit.meta.decode import c2pa, exif, icc, xmp
from osintkit.meta.found import BROKEN, LARGEST_BLOCK, Kind, Malformed
from osintkit.meta.walk.boxes import Box, Walk, boxes, shown

MOST_ITEMS = 8000
MOST_EXTENTS = 1024
"""Pieces of one item that are put together."""
MOST_PROFILES = 8
MOST_DESCRIPTIONS = 64
"""Items with metadata that are read."""

_INFE = struct.Struct(">I4sB3xHH4s")
_INFE_3 = struct.Struct(">I4sB3xIH4s")
_REFERENCE = struct.Struct(">I4sHH")
_REFERENCE_1 = struct.Struct(">I4sIH")
_NAMES_AT = {2: 20, 3: 22}
"""Where the name of an item begins in its entry; 16 in older versions."""
_TIFF = (b"II*\0", b"MM\0*")
_XMP_TYPE = b"application/rdf+xml"
_INTERESTING = frozenset((b"Exif", b"mime", b"c2pa", b"jumb"))


@dataclass(slots=True)
class _Item:
    """An item that may say something about the picture."""

    number: int
    kind: Kind
    refused: str = ""
    extents: list[tuple[int, int]] = field(default_factory=list)


@dataclass(slots=True)
class _Picture:
    """The items of one ``meta`` box while they are read.

    Attributes:
        walk: the file.
        parts: the boxes that tell of the items.
        primary: number of the item that is the picture.
        wanted: items that may describe it.
        describes: item -> items that it describes.
        thumbnails: item -> items that are small pictures of it.
        made_of: item -> items that it is put together from.
    """

    walk: Walk
    parts: dict[bytes, Box]
    primary: int = 0
    wanted: list[_Item] = field(default_factory=list)
    describes: dict[int, set[int]] = field(default_factory=dict)
    thumbnails: dict[int, set[int]] = field(default_factory=dict)
    made_of: dict[int, set[int]] = field(default_factory=dict)


def read(walk: Walk, parts: dict[bytes, Box], path: str) -> None:
    """Note what the items of a ``meta`` box say: EXIF, XMP, content credentials, colour, rotation.

    Args:
        walk: the file.
        parts: ``pitm``, ``iinf``, ``iloc``, ``iref``, ``iprp``, ``idat``, as far as there are any.
        path: of the ``meta`` box.
    """
    picture = _Picture(walk, parts)
    for kind, reader in _READERS:
        box = parts.get(kind)
        if box is None:
            continue
        try:
            reader(picture, box)
        except BROKEN as error:
            place, says = f"{path}/{kind.decode()}", str(error) or "Malformed."
            length = box.end - box.start
            walk.found.block("container", place, "corrupt", offset=box.start, length=length, says=says)
    if picture.primary in picture.thumbnails:
        walk.found.facts["heif.thumbnails"] = len(picture.thumbnails[picture.primary])
    if len(picture.wanted) > MOST_DESCRIPTIONS:
        walk.found.problem(f"{len(picture.wanted)} items with metadata; {MOST_DESCRIPTIONS} were read.")
    for item in sorted(picture.wanted[:MOST_DESCRIPTIONS], key=lambda item: _distance(picture, item)):
        _describe(walk, item)


def _primary(picture: _Picture, box: Box) -> None:
    data = picture.walk.body(box, 8)
    picture.primary = int.from_bytes(data[4:8] if data[:1] != b"\0" else data[4:6], "big")
    picture.walk.add("Meta:PrimaryItemReference", picture.primary)


def _information(picture: _Picture, box: Box) -> None:
    """Which items there are, and of what kind."""
    found = picture.walk.found
    data = picture.walk.table(box, "iinf")
    at = 6 if data[:1] == b"\0" else 8
    stated = int.from_bytes(data[4:at], "big")
    kinds: Counter[bytes] = Counter()
    seen = 0
    while at + 21 <= len(data) and seen < MOST_ITEMS:
        length, name, version, number, protected, kind = _INFE.unpack_from(data, at)
        if version == 3:
            length, name, version, number, protected, kind = _INFE_3.unpack_from(data, at)
        if name != b"infe" or length < 20 or at + length > len(data):
            break
        kinds[kind if version >= 2 else b"mime"] += 1
        if version < 2 or kind in _INTERESTING:
            _note(picture.wanted, data[at : at + length], version, number, protected, kind)
        at += length
        seen += 1
    if seen < stated:
        found.problem(f"iinf states {stated} items; {seen} were read.")
    found.facts["heif.items"] = {shown(kind): count for kind, count in kinds.items()}


def _note(wanted: list[_Item], entry: bytes, version: int, number: int, protected: int, kind: bytes) -> None:
    """Keep an item in mind if it may describe the picture."""
    refused = "is protected" if protected else ""
    if version >= 2 and kind != b"mime":
        wanted.append(_Item(number, "exif" if kind == b"Exif" else "c2pa", refused))
        return
    names = entry[_NAMES_AT.get(version, 16) :]
    _, media, coding = (*names.split(b"\0", 3), b"", b"", b"")[:3]
    if coding and not refused:
        refused = f"is coded as {coding[:32].decode('latin-1')}"
    if media == _XMP_TYPE:
        wanted.append(_Item(number, "xmp", refused))
    elif b"c2pa" in media:
        wanted.append(_Item(number, "c2pa", refused))


def _locations(picture: _Picture, box: Box) -> None:
    """Where the items lie."""
    data = picture.walk.table(box, "iloc")
    version = data[0]
    sizes = data[4] >> 4, data[4] & 15, data[5] >> 4, data[5] & 15 if version else 0
    if version > 2 or any(size not in (0, 4, 8) for size in sizes):
        raise Malformed(f"Version {version} of the item locations with numbers of {sizes} bytes.")
    wide = 4 if version == 2 else 2
    stated = int.from_bytes(data[6 : 6 + wide], "big")
    itself = _Item(picture.primary, "container")
    by_number = {itself.number: itself, **{item.number: item for item in picture.wanted}}
    at = 6 + wide
    for _ in range(min(stated, MOST_ITEMS)):
        if at + wide + 4 > len(data):
            raise Malformed(f"iloc states {stated} items and ends before them.")
        item = by_number.get(int.from_bytes(data[at : at + wide], "big"))
        at = _location(picture, data, at + wide, version, sizes, item)
    _there(picture.walk, itself)
    if stated > MOST_ITEMS:
        picture.walk.found.problem(f"iloc states {stated} items; {MOST_ITEMS} were read.")


def _there(walk: Walk, item: _Item) -> None:
    """Note that the file ends before the picture itself does."""
    end = max((start + length for start, length in item.extents), default=0)
    if end > walk.source.size_bytes and not item.refused and not walk.place:
        walk.found.truncated = True
        walk.found.problem(f"The picture should end at byte {end}, behind the file's end.")


def _location(
    picture: _Picture, data: bytes, at: int, version: int, sizes: tuple[int, ...], item: _Item | None
) -> int:
    """Where one item lies, if anybody wants it; answers where the next one begins."""
    offset_size, length_size, base_size, index_size = sizes
    method = 0
    if version:
        method = data[at + 1] & 15
        at += 2
    elsewhere = int.from_bytes(data[at : at + 2], "big")
    base = int.from_bytes(data[at + 2 : at + 2 + base_size], "big")
    at += 2 + base_size
    count = int.from_bytes(data[at : at + 2], "big")
    at += 2
    step = index_size + offset_size + length_size
    if item is None:
        return at + count * step
    base += _start(picture.parts, item, method, elsewhere)
    if count > MOST_EXTENTS:
        picture.walk.found.problem(f"Item {item.number} lies in {count} pieces; {MOST_EXTENTS} were read.")
    for first in range(at, min(at + min(count, MOST_EXTENTS) * step, len(data) - step + 1), step or 1):
        middle = first + index_size + offset_size
        start = base + int.from_bytes(data[first + index_size : middle], "big")
        length = int.from_bytes(data[middle : middle + length_size], "big")
        item.extents.append((start, length if length_size else picture.walk.source.size_bytes - start))
    return at + count * step


def _start(parts: dict[bytes, Box], item: _Item, method: int, elsewhere: int) -> int:
    """Where the offsets of an item count from."""
    if elsewhere:
        item.refused = item.refused or "lies in another file"
    elif method == 1 and b"idat" in parts:
        return parts[b"idat"].body
    elif method:
        item.refused = item.refused or f"is put together by method {method}"
    return 0


def _references(picture: _Picture, box: Box) -> None:
    """What the items have to do with each other."""
    data = picture.walk.table(box, "iref")
    head, width = (_REFERENCE_1, 4) if data[0] else (_REFERENCE, 2)
    at = 4
    for _ in range(MOST_ITEMS):
        if at + head.size > len(data):
            return
        length, kind, item, count = head.unpack_from(data, at)
        if length < head.size:
            raise Malformed(f"A reference at byte {at} of iref is {length} bytes long.")
        count = min(count, (length - head.size) // width, (len(data) - at - head.size) // width)
        if kind in (b"cdsc", b"thmb", b"dimg"):
            to = struct.unpack_from(f">{count}{'I' if width == 4 else 'H'}", data, at + head.size)
            _refer(picture, kind, item, to)
        at += length
    picture.walk.found.problem(f"iref holds more than {MOST_ITEMS} references.")


def _refer(picture: _Picture, kind: bytes, item: int, to: tuple[int, ...]) -> None:
    if kind == b"cdsc":
        picture.describes.setdefault(item, set()).update(to)
    elif kind == b"dimg":
        picture.made_of.setdefault(item, set()).update(to)
    else:
        for large in to:
            picture.thumbnails.setdefault(large, set()).add(item)


def _distance(picture: _Picture, item: _Item) -> int:
    """How far an item is from describing the picture itself: the nearest of a kind is read first.

    What refers to the primary item is nearest, then what refers to nothing, then what refers to a part
    that the primary item is made of.
    """
    describes = picture.describes.get(item.number)
    if not describes:
        return 1
    if picture.primary in describes:
        return 0
    return 2 if describes & picture.made_of.get(picture.primary, set()) else 3


def _describe(walk: Walk, item: _Item) -> None:
    """Hand the bytes of an item to whoever understands them."""
    found, name = walk.found, f"item {item.number}"
    stated = sum(length for _, length in item.extents)
    if item.refused or not stated:
        says = f"The item {item.refused or 'lies nowhere'}."
        found.block(item.kind, name, "unsupported" if item.refused else "corrupt", length=stated, says=says)
        return
    data = _gathered(walk, item)
    if len(data) < min(stated, LARGEST_BLOCK):
        found.problem(f"{name}: {len(data)} of {stated} bytes are there.")
    if not data:
        found.block(item.kind, name, "truncated", length=stated)
        return
    offset = item.extents[0][0] if len(item.extents) == 1 else None
    if item.kind == "xmp":
        xmp.packet(data, found, place=name, offset=offset)
    elif item.kind == "c2pa":
        c2pa.store(data, found, place=name, offset=offset)
    else:
        describe_exif(walk, data, name, offset)


def _gathered(walk: Walk, item: _Item) -> bytes:
    if len(item.extents) == 1:
        return walk.found.take(walk.source, *item.extents[0])
    pieces, length = [], 0
    for start, piece_length in item.extents:
        pieces.append(walk.found.take(walk.source, start, min(piece_length, LARGEST_BLOCK - length)))
        length += len(pieces[-1])
        if length >= LARGEST_BLOCK:
            walk.found.problem(f"Item {item.number} is longer than {LARGEST_BLOCK >> 20} MiB.")
            break
    return b"".join(pieces)


def describe_exif(walk: Walk, data: bytes, place: str, offset: int | None) -> None:
    r"""Hand on an EXIF block before which stands how many bytes to skip, or should stand.

    Args:
        walk: the file.
        data: a length of four bytes, so many bytes (``Exif\0\0`` or nothing), then TIFF.
        place: where it stands.
        offset: of ``data`` in the file; None when it was put together.
    """
    skip = 4 + int.from_bytes(data[:4], "big")
    if data[:4] in _TIFF:
        skip = 0
    elif data[:6] == b"Exif\0\0":
        skip = 6
    if skip >= len(data):
        says = f"The block should begin at its byte {skip} and ends at byte {len(data)}."
        walk.found.block("exif", place, "corrupt", offset=offset, length=len(data), says=says)
        return
    exif.block(data[skip:], walk.found, place=place, offset=None if offset is None else offset + skip)


def _properties(picture: _Picture, box: Box) -> None:
    """Size, rotation, mirroring and colour profile of the primary item."""
    walk = picture.walk
    own: set[int] = set()
    kept: list[Box] = []
    for child in boxes(walk, box.body, box.end, "iprp"):
        if child.kind == b"ipma":
            own |= _associated(walk, child, picture.primary)
        elif child.kind == b"ipco" and not kept:
            kept = list(boxes(walk, child.body, child.end, "ipco"))
    mine = [kept[number - 1] for number in sorted(own) if 0 < number <= len(kept)]
    for one in mine:
        _property(walk, one)
    profiles = [one for one in mine if _is_profile(walk, one)]
    profiles += [one for one in kept if one.kind == b"colr" and one not in mine and _is_profile(walk, one)]
    if len(profiles) > MOST_PROFILES:
        walk.found.problem(f"{len(profiles)} colour profiles; {MOST_PROFILES} were read.")
    for one in profiles[:MOST_PROFILES]:
        place = f"property {kept.index(one) + 1}"
        data = walk.found.take(walk.source, one.body + 4, one.end - one.body - 4)
        icc.profile(data, walk.found, place=place, offset=one.body + 4)


def _is_profile(walk: Walk, box: Box) -> bool:
    return box.kind == b"colr" and walk.body(box, 4) in (b"prof", b"rICC")


def _property(walk: Walk, box: Box) -> None:
    data = walk.body(box, 12)
    if box.kind == b"ispe" and len(data) == 12:
        walk.add("QuickTime:ImageSpatialExtent", "{} {}".format(*struct.unpack_from(">4xII", data)))
    elif box.kind == b"irot" and data:
        walk.add("QuickTime:Rotation", data[0] & 3)
    elif box.kind == b"imir" and data:
        walk.add("QuickTime:Mirroring", data[0] & 1)


def _associated(walk: Walk, box: Box, primary: int) -> set[int]:
    """Numbers of the properties that belong to an item."""
    data = walk.table(box, "ipma")
    if len(data) < 8:
        return set()
    width = 4 if data[0] else 2
    step = 2 if data[3] & 1 else 1
    at = 8
    for _ in range(min(int.from_bytes(data[4:8], "big"), MOST_ITEMS)):
        if at + width >= len(data):
            break
        item, count = int.from_bytes(data[at : at + width], "big"), data[at + width]
        at += width + 1
        if item == primary:
            mask = 0x7FFF if step == 2 else 0x7F
            count = min(count, (len(data) - at) // step)
            numbers = struct.unpack_from(f">{count}{'H' if step == 2 else 'B'}", data, at)
            return {number & mask for number in numbers}
        at += count * step
    return set()


_READERS = (
    (b"pitm", _primary),
    (b"iinf", _information),
    (b"iloc", _locations),
    (b"iref", _references),
    (b"iprp", _properties),
)

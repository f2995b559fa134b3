"""The ``meta`` box, in which films keep keys and values and pictures keep their items.

Source: ISO/IEC 14496-12 (8.11), Apple's QuickTime File Format (metadata atom).
"""

from osintkit.meta.decode import c2pa, exif, xmp
from osintkit.meta.found import BROKEN
from osintkit.meta.walk import items, keyed
from osintkit.meta.walk.boxes import Box, Walk, children, shown
from osintkit.meta.walk.stated import counted_or_closed

XMP = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
C2PA = bytes.fromhex("d8fec3d61b0e483c92975828877ec481")
EXIF = b"JpgTiffExif->JP2"
_PARTS = frozenset((b"pitm", b"iinf", b"iloc", b"iref", b"iprp", b"idat"))


def read(walk: Walk, box: Box, path: str, *, media: str = "") -> None:
    """Note what a ``meta`` box states, wherever it stands; in QuickTime it has no version.

    Args:
        walk: the file.
        box: it.
        path: of it.
        media: put before the group of keys: ``Video`` or ``Audio`` in a track, else nothing.
    """
    head = walk.at(box.body, 12)
    skip = 4 if head[:4] == bytes(4) or head[8:] == b"hdlr" else 0
    parts: dict[bytes, Box] = {}
    names: keyed.Keys = []
    for child in children(walk, box, path, skip=skip):
        kind = child.kind
        try:
            if kind == b"hdlr":
                _handler(walk, child)
            elif kind == b"keys":
                names = keyed.keys(walk, child)
            elif kind == b"ilst":
                keyed.items(walk, child, f"{path}/ilst", names, media)
            elif kind in _PARTS:
                parts.setdefault(kind, child)
            else:
                _named(walk, child, path)
        except BROKEN as error:
            broken(walk, child, path, error)
    if parts:
        items.read(walk, parts, path)


def broken(walk: Walk, box: Box, path: str, error: Exception) -> None:
    """Note a box that could not be read; the rest of the file goes on."""
    name = shown(box.kind)
    place = f"{path}/{name}" if path else name
    says = str(error) or "Malformed."
    walk.found.block("container", place, "corrupt", offset=box.start, length=box.end - box.start, says=says)


def _handler(walk: Walk, box: Box) -> None:
    data = walk.body(box, 1024)
    walk.add("QuickTime:HandlerType", data[8:12].decode("latin-1"))
    name = counted_or_closed(data[24:])
    if name:
        walk.named_last = "meta"
        walk.add("QuickTime:HandlerDescription", name)


def _named(walk: Walk, box: Box, path: str) -> None:
    place = f"{path}/{shown(box.kind).strip()}"
    length = box.end - box.body
    if box.kind == b"uuid":
        identified(walk, box, place)
    elif box.kind in (b"xml ", b"bxml", b"ID32"):
        walk.found.block("text", place, "unsupported", offset=box.body, length=length)


def identified(walk: Walk, box: Box, path: str) -> None:
    """Read a ``uuid`` box with XMP, a C2PA manifest store or EXIF, wherever it stands."""
    found, length = walk.found, box.end - box.body
    if box.uuid == XMP:
        data = found.take(walk.source, box.body, length)
        xmp.packet(data, found, place=path, offset=box.body)
    elif box.uuid == EXIF:
        data = found.take(walk.source, box.body, length)
        exif.block(data, found, place=path, offset=box.body)
    elif box.uuid == C2PA:
        _credentials(walk, box, path)


def _credentials(walk: Walk, box: Box, path: str) -> None:
    """The content credentials of a box: version and flags, what it is for, where more is, the store.

    Source: C2PA Technical Specification 2.1, A.5.1 (embedding into BMFF).
    """
    data = walk.found.take(walk.source, box.body, box.end - box.body)
    purpose, _, rest = data[4:].partition(b"\0")
    at = len(data) - len(rest) + 8
    if purpose in (b"manifest", b"original", b"update"):
        c2pa.store(data[at:], walk.found, place=f"{path} {purpose.decode()}", offset=box.body + at)

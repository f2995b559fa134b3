"""The blocks of EXIF that Canon's CR3 pictures keep in a box of their own.

Source: the description of the format by its observers (Laurent Clévy, canon_cr3).
"""

from osintkit.meta.decode import exif
from osintkit.meta.found import BROKEN, Thumbnail, text
from osintkit.meta.walk.boxes import Box, Walk, children, shown

UUID = bytes.fromhex("85c0b687820f11e08111f4ce462b6a48")
_GROUPS = {b"CMT1": "", b"CMT2": "ExifIFD", b"CMT3": "Canon", b"CMT4": "GPS"}
"""Which directory each block is; the first is an ordinary one."""
_THUMBNAIL_HEAD = 16


def read(walk: Walk, parent: Box, path: str) -> None:
    """Note what the box holds: four directories of EXIF, a thumbnail, and at last who wrote the file."""
    kept = sorted(children(walk, parent, path), key=lambda box: box.kind == b"CNCV")
    for box in kept:
        try:
            _one(walk, box)
        except BROKEN as error:
            name, length = shown(box.kind), box.end - box.start
            walk.found.block("exif", name, "corrupt", offset=box.start, length=length, says=str(error))


def _one(walk: Walk, box: Box) -> None:
    found, length = walk.found, box.end - box.body
    if box.kind in _GROUPS:
        data = found.take(walk.source, box.body, length)
        name = box.kind.decode()
        exif.block(data, found, place=name, offset=box.body, as_group=_GROUPS[box.kind])
    elif box.kind == b"CNCV":
        walk.add("Canon:CompressorVersion", text(walk.body(box, 64)))
    elif box.kind == b"THMB":
        data = found.take(walk.source, box.body, length)
        start = data.find(b"\xff\xd8\xff", 0, 2 * _THUMBNAIL_HEAD)
        if start > 0:
            found.thumbnails.append(Thumbnail("THMB", box.body + start, data[start:]))

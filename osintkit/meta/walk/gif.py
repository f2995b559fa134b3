"""What a GIF states: its comments, XMP, colour profile, loops and frames.

After GIF89a (CompuServe, 1990), the ``ICCRGBG1`` and ``NETSCAPE`` application extensions, and part 3 of the
XMP specification: a packet lies bare in the file, its characters pass for lengths of sub-blocks, and a ramp
of 258 bytes behind it leads whoever follows them back to the structure.
"""

import struct

from osintkit.meta.decode import c2pa, icc, xmp
from osintkit.meta.found import Bytes, Findings, Malformed

MOST_SUB_BLOCKS = 80_000
"""Sub-blocks stepped over in one file: some 20 MB of pictures. Comments usually stand before them."""
MOST_PARTS = 20_000
LARGEST_COMMENT = 64 << 10
LARGEST_PROFILE = 4 << 20
LARGEST_XMP = 4 << 20
_TOO_MANY = f"has more than {MOST_SUB_BLOCKS} blocks of data; the rest was not read"
_WINDOW = 1 << 16
_SCREEN = struct.Struct("<HH3B")
_XMP_RAMP = b"\x01\xff\xfe\xfd"
_BARE = (b"<", b"\xef", b"\xff", b"\xfe", b" ", b"\n")
_LOOPING = (b"NETSCAPE2.0", b"ANIMEXTS1.0")


class _Cursor:
    """Reading forward through a file, a window at a time."""

    def __init__(self, source: Bytes, position: int) -> None:
        self.source, self.position = source, position
        self.blocks_left = MOST_SUB_BLOCKS
        self._data, self._start = b"", 0

    def take(self, length: int) -> bytes:
        """The next ``length`` bytes, at most a window's worth; fewer only at the end."""
        at = self.position - self._start
        if not 0 <= at <= len(self._data) - length:
            self._data, self._start, at = self.source.at(self.position, _WINDOW), self.position, 0
        taken = self._data[at : at + length]
        self.position += len(taken)
        return taken

    def skip(self) -> None:
        """Step over sub-blocks up to the empty one that ends them."""
        data, start, position = self._data, self._start, self.position
        ends, blocks, length = start + len(data), self.blocks_left, 1
        while length and blocks:
            if not start <= position < ends:
                data, start = self.source.at(position, _WINDOW), position
                ends = start + len(data)
                if not data:
                    break
            length = data[position - start]
            position += 1 + length
            blocks -= 1
        self._data, self._start, self.position, self.blocks_left = data, start, position, blocks
        if length:
            raise Malformed(_TOO_MANY if data else "ends within its data")

    def joined(self, most: int) -> bytes:
        """Sub-blocks put together, up to ``most`` bytes; those beyond are stepped over."""
        parts, length = [], 0
        while True:
            size = self.take(1)
            if not size:
                raise Malformed("ends within its data")
            if not size[0]:
                break
            part = self.take(size[0])
            length += len(part)
            parts.append(part)
            if length >= most:
                self.skip()
                break
        return b"".join(parts)[:most]


def walk(source: Bytes, found: Findings) -> None:
    """What does this GIF state?

    Args:
        source: the file.
        found: gets tags (``File:Comment``, ``GIF:ImageWidth``, XMP, …), blocks, the parts in order (runs of
            pictures as one) and ``gif.frames``.

    Raises:
        Spent: it states more than is kept of any file.
    """
    head = source.at(0, 13)
    if len(head) < 13:
        found.truncated = True
        return
    width, height, flags, background, aspect = _SCREEN.unpack_from(head, 6)
    found.add("GIF:GIFVersion", head[3:6].decode("latin-1"))
    found.add("GIF:ImageWidth", width)
    found.add("GIF:ImageHeight", height)
    found.facts["gif.background"], found.facts["gif.aspect"] = background, aspect
    cursor = _Cursor(source, 13 + _table_bytes(flags))
    frames = 0
    try:
        frames = _parts(cursor, found)
    except Malformed as error:
        found.truncated = cursor.position >= source.size_bytes
        found.problem(f"The file {error}.")
        frames = found.facts.get("gif.frames", 0)
    found.facts["gif.frames"] = frames
    if frames > 1:
        found.add("GIF:FrameCount", frames)


def _table_bytes(flags: int) -> int:
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _parts(cursor: _Cursor, found: Findings) -> int:
    """Read part after part up to the trailer; how many pictures there are."""
    frames = 0
    for _ in range(MOST_PARTS):
        kind = cursor.take(1)
        if kind == b",":
            frames += 1
            found.facts["gif.frames"] = frames
            if frames == 1:
                found.part("image")
            descriptor = cursor.take(9)
            if len(descriptor) < 9:
                raise Malformed("ends within a picture")
            cursor.position += _table_bytes(descriptor[8]) + 1
            cursor.skip()
        elif kind == b"!":
            _extension(cursor, found)
        elif kind == b";":
            found.trailing_bytes = cursor.source.size_bytes - cursor.position
            found.part("trailer")
            return frames
        elif not kind:
            raise Malformed("ends before its trailer")
        elif kind != b"\0":  # a stray terminator does no harm
            raise Malformed(f"has nothing of a GIF at byte {cursor.position - 1}; the rest was not read")
    raise Malformed(f"has more than {MOST_PARTS} parts; the rest was not read")


def _extension(cursor: _Cursor, found: Findings) -> None:
    label = cursor.take(1)
    if label == b"\xf9":
        cursor.skip()
    elif label == b"\xfe":
        _comment(cursor, found)
    elif label == b"\xff":
        _application(cursor, found)
    elif label:
        found.part("plain text" if label == b"\x01" else f"extension {label.hex()}")
        cursor.skip()


def _comment(cursor: _Cursor, found: Findings) -> None:
    found.part("comment")
    offset = cursor.position
    data = cursor.joined(LARGEST_COMMENT)
    if len(data) == LARGEST_COMMENT:
        found.problem(f"A comment is longer than {LARGEST_COMMENT} bytes; the rest was not read.")
    found.block("text", "comment", offset=offset, length=len(data))
    try:
        found.add("File:Comment", data.decode())
    except UnicodeDecodeError:
        found.add("File:Comment", data.decode("latin-1"))


def _application(cursor: _Cursor, found: Findings) -> None:
    length = cursor.take(1)
    name = cursor.take(length[0]) if length else b""
    found.part(name.decode("latin-1").strip("\0 ")[:20] or "application")
    offset = cursor.position
    if name == b"XMP DataXMP":
        _packet(cursor, found)
    elif name.startswith(b"ICCRGBG1"):
        icc.profile(cursor.joined(LARGEST_PROFILE), found, place="ICCRGBG1", offset=None)
    elif name.startswith(b"C2PA_GIF"):
        c2pa.store(cursor.joined(LARGEST_PROFILE), found, place="C2PA_GIF", offset=None)
    elif name in _LOOPING:
        data = cursor.joined(255)
        if len(data) >= 3 and data[0] == 1:
            found.add("GIF:AnimationIterations", int.from_bytes(data[1:3], "little"))
    elif length and not length[0]:
        found.problem(f"An application extension at byte {offset} has no name.")
    else:
        cursor.skip()


def _packet(cursor: _Cursor, found: Findings) -> None:
    offset, broken = cursor.position, None
    if cursor.source.at(offset, 1) not in _BARE:
        # Some put it into proper sub-blocks: the first byte is a length.
        xmp.packet(cursor.joined(LARGEST_XMP), found, place="XMP DataXMP", offset=None)
        return
    try:
        cursor.skip()
    except Malformed as error:
        broken = error
    packet = found.take(cursor.source, offset, min(cursor.position - offset, LARGEST_XMP))
    ramp = packet.rfind(_XMP_RAMP)
    xmp.packet(packet[:ramp] if ramp >= 0 else packet, found, place="XMP DataXMP", offset=offset)
    if broken is not None:
        raise broken

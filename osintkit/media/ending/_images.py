"""Where PNG (ISO/IEC 15948), GIF (GIF89a), BMP and TIFF (TIFF 6.0, BigTIFF) files end."""

from __future__ import annotations

from typing import Literal, NamedTuple

from osintkit.media.ending._common import Ending, Reader, cut, unsaid, whole

_GIF_WALKED = 4 << 20
_GIF_TAIL = 256 << 10
_TIFF_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}
_TIFF_BIG_SIZES = _TIFF_SIZES | {16: 8, 17: 8, 18: 8}
_TIFF_DIRECTORIES = 64
_TIFF_VALUES = 1 << 17  # bytes of one list of strips which are read
_PIECES = {273: 279, 324: 325}  # StripOffsets: StripByteCounts, TileOffsets: TileByteCounts
_POINTERS = (330, 34665, 34853)  # SubIFDs, Exif and GPS directories


def examine_png(reader: Reader, name: str) -> Ending:
    """Says whether the chunks of a PNG file reach its IEND chunk."""
    at = 8
    while at < reader.size:
        head = reader.read(at, 8)
        length, kind = int.from_bytes(head[:4], "big"), head[4:8]
        if len(head) == 8 and not (kind.isalpha() and kind.isascii()):
            return _damaged(reader, name, at, b"IEND\xaeB`\x82")
        end = at + 12 + length
        if len(head) < 8 or end > reader.size:
            if reader.read(reader.size - 8, 8) == b"IEND\xaeB`\x82":
                return _damaged(reader, name, at, b"IEND\xaeB`\x82")
            what = f"the chunk at byte {at:,} is not whole"
            return cut(name, what, size=reader.size, expected=end if len(head) == 8 else None)
        if kind == b"IEND":
            return whole(name, end, reader.size)
        at = end
    return cut(name, "it stops before its end marker (IEND)", size=reader.size)


def _damaged(reader: Reader, name: str, at: int, mark: bytes) -> Ending:
    what = f"the structure makes no sense from byte {at:,} on"
    if reader.read(reader.size - len(mark), len(mark)) == mark:
        return unsaid(name, f"The end marker is there, but {what}: damaged rather than cut off.")
    return cut(name, f"{what} and the end marker is missing", size=reader.size)


def examine_gif(reader: Reader, name: str) -> Ending:
    """Says whether the blocks of a GIF file reach its trailer."""
    head = reader.read(0, 13)
    if len(head) < 13:
        return cut(name, "not even its header is whole", size=reader.size)
    data = reader.read(0, _GIF_WALKED)
    end, trailer = _gif_blocks(data, 13 + _colours(head[10]))
    if end >= len(data) and reader.size > len(data) and not trailer:
        begin = reader.size - _GIF_TAIL
        tail = reader.read(begin, _GIF_TAIL)
        end, trailer = _gif_tail(tail)
        end += begin
    if trailer:
        return whole(name, end, reader.size)
    if end < reader.size:
        return _damaged(reader, name, end, b"\0;")
    if end == reader.size and end > 13 + _colours(head[10]):
        # Some old programs left the trailer out, and a cut between two frames looks the same.
        return unsaid(name, "Its last block is whole, but the end marker (trailer) is missing.")
    return cut(name, "it stops before its end marker (trailer)", size=reader.size)


def _colours(flags: int) -> int:
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def _gif_blocks(data: bytes, at: int) -> tuple[int, bool]:
    """Follows blocks; returns where it stopped and whether that is just after the trailer.

    It stops one past the data when a block goes on behind them, at their end when none does.
    """
    while at < len(data):
        if data[at] == 0x3B:
            return at + 1, True
        if data[at] == 0x21:
            at += 2
        elif data[at] == 0x2C and at + 9 < len(data):
            at += 11 + _colours(data[at + 9])
        elif data[at] == 0x2C:
            return len(data) + 1, False
        elif data[at] == 0:
            at += 1  # a stray terminator between blocks, which decoders pass over
            continue
        else:
            return at, False
        at = _sub_blocks(data, at)
    return min(at, len(data) + 1), False


def _sub_blocks(data: bytes, at: int) -> int:
    while at < len(data) and data[at]:
        at += data[at] + 1
    return at + 1


def _gif_tail(tail: bytes) -> tuple[int, bool]:
    """Finds the chain of sub-blocks again from any of 256 places and follows it to its end.

    Wrong chains soon meet a zero that no block follows, or fall in with the true one, so that
    most of those that are left agree.
    """
    ends: dict[tuple[int, bool], int] = {}
    joined: dict[int, tuple[int, bool]] = {}
    for start in range(256):
        at = _sub_blocks(tail, start)
        result = joined.get(at) or _gif_blocks(tail, at)
        joined[at] = result
        if result[1] or result[0] >= len(tail):
            ends[result] = ends.get(result, 0) + 1
    # Wrong chains that meet a semicolon do so early: half the tail sorts them out.
    late = {end: votes for end, votes in ends.items() if end[0] > len(tail) // 2} or ends
    return max(late, key=lambda end: late[end], default=(len(tail), False))


def examine_bmp(reader: Reader, name: str) -> Ending:
    """Says whether all rows of a bitmap are there; the file size in its header is often wrong."""
    head = reader.read(0, 38)
    if len(head) < 38:
        return cut(name, "not even its header is whole", size=reader.size)
    offset, kind = int.from_bytes(head[10:14], "little"), int.from_bytes(head[14:18], "little")
    if kind < 40:
        return unsaid(name, "An old bitmap whose length was not worked out.")
    width = int.from_bytes(head[18:22], "little", signed=True)
    height = int.from_bytes(head[22:26], "little", signed=True)
    depth, packing = int.from_bytes(head[28:30], "little"), int.from_bytes(head[30:34], "little")
    length = int.from_bytes(head[34:38], "little")
    if packing in (0, 3, 6):
        length = (max(width, 0) * depth + 31) // 32 * 4 * abs(height)
    end = offset + length
    if end > reader.size:
        return cut(name, "its rows are not all there", size=reader.size, expected=end)
    return whole(name, end, reader.size)


class _Shape(NamedTuple):
    """The byte order and field widths which tell classic TIFF and BigTIFF apart."""

    order: Literal["big", "little"]
    counter: int
    entry: int
    value: int


class _Directory(NamedTuple):
    """What one TIFF directory points to: pieces of picture, other directories, the furthest end."""

    furthest: int
    further: list[int]
    pieces: int


def examine_tiff(reader: Reader, name: str) -> Ending:
    """Says whether every directory, value, strip and tile which a TIFF file names is inside it."""
    head = reader.read(0, 16)
    order: Literal["big", "little"] = "big" if head[:1] == b"M" else "little"
    big = 43 in head[2:4]
    shape = _Shape(order, 8, 20, 8) if big else _Shape(order, 2, 12, 4)
    waiting = [int.from_bytes(head[8:16] if big else head[4:8], order)]
    seen: set[int] = set()
    furthest = pieces = 0
    while waiting and len(seen) < _TIFF_DIRECTORIES:
        at = waiting.pop()
        if at == 0 or at in seen:
            continue
        seen.add(at)
        found = _directory(reader, at, shape)
        furthest, pieces = max(furthest, found.furthest), pieces + found.pieces
        waiting.extend(found.further[:_TIFF_DIRECTORIES])
    if furthest > reader.size or not seen:
        what = "its directories name data after its last byte"
        return cut(name, what, size=reader.size, expected=furthest)
    if pieces:
        return whole(name, furthest, furthest)  # what lies behind may belong to private tags
    return unsaid(name, "Its directories name no picture data, so its end is not known.")


def _directory(reader: Reader, at: int, shape: _Shape) -> _Directory:
    sizes = _TIFF_SIZES if shape.entry == 12 else _TIFF_BIG_SIZES
    count = int.from_bytes(reader.read(at, shape.counter), shape.order)
    end = at + shape.counter + count * shape.entry + shape.value
    if count > 4096 or end > reader.size:
        return _Directory(end if count <= 4096 else at + shape.counter, [], 0)
    data = reader.read(at + shape.counter, end - at - shape.counter)
    lists: dict[int, list[int]] = {}
    furthest = end
    for start in range(0, count * shape.entry, shape.entry):
        tag = int.from_bytes(data[start : start + 2], shape.order)
        kind = int.from_bytes(data[start + 2 : start + 4], shape.order)
        if tag in _PIECES or tag in _PIECES.values() or tag in _POINTERS:
            entry = data[start + 4 : start + shape.entry]
            lists[tag], values_end = _values(reader, entry, sizes.get(kind, 0), shape)
            furthest = max(furthest, values_end)
    further = [offset for tag in _POINTERS for offset in lists.get(tag, [])]
    further.append(int.from_bytes(data[-shape.value :], shape.order))
    ends = [
        offset + length
        for tag, lengths in _PIECES.items()
        for offset, length in zip(lists.get(tag, []), lists.get(lengths, []), strict=False)
    ]
    return _Directory(max([furthest, *ends]), further, len(ends))


def _values(reader: Reader, entry: bytes, width: int, shape: _Shape) -> tuple[list[int], int]:
    """Returns the numbers of one field (the last ones, if many) and where they end."""
    count = int.from_bytes(entry[: shape.value], shape.order)
    inside = entry[shape.value :]
    length, end = count * width, 0
    if length > shape.value:
        offset = int.from_bytes(inside, shape.order)
        end = offset + length
        first = max(offset, end - _TIFF_VALUES // (width or 1) * (width or 1))
        inside = reader.read(first, end - first)
    else:
        inside = inside[:length]
    pieces = range(0, len(inside) - width + 1, width or 1)
    return [int.from_bytes(inside[at : at + width], shape.order) for at in pieces if width], end

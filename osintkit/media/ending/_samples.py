"""How far into the file the index of an ISO-BMFF file reaches (ISO/IEC 14496-12, 23008-12)."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterator
from typing import NamedTuple

from osintkit.media.ending._common import Reader

_TABLE_BYTES = 1 << 18  # of any one table only its last 256 KiB are read: the end is what matters


class Box(NamedTuple):
    """One ISO-BMFF box: its four-letter kind and where header, body and end lie, in bytes."""

    kind: bytes
    start: int
    body: int
    end: int


def boxes(reader: Reader, start: int, stop: int) -> Iterator[Box]:
    """Yields the boxes from ``start``; the last one may claim to end after ``stop``.

    Ends quietly where fewer than 8 bytes are left or where a size is smaller than its own header.
    """
    while stop - start >= 8:
        head = reader.read(start, min(16, stop - start))
        if len(head) < 8:
            return
        size, kind, body = int.from_bytes(head[:4], "big"), head[4:8], start + 8
        if size == 1:
            body = start + 16
            size = int.from_bytes(head[8:16], "big") if len(head) == 16 else 16
        end = stop if size == 0 else start + size
        if end < body and size:
            return
        yield Box(kind, start, body, end)
        start = end


def children(reader: Reader, parent: Box, *path: bytes) -> dict[bytes, Box]:
    """Returns the first box of each kind inside ``parent``, after going down ``path``."""
    found: dict[bytes, Box] = {}
    for step in (*path, b""):
        found = {}
        for box in boxes(reader, parent.body, min(parent.end, reader.size)):
            found.setdefault(box.kind, box)
        if step not in found:
            return found if not step else {}
        parent = found[step]
    return found


def indexed_end(reader: Reader, moov: Box) -> int:
    """Returns the byte after the furthest sample that the sample tables name, 0 if they name none.

    Per track the last chunk counts; a track whose media lie in another file is left out.
    """
    furthest = 0
    for trak in boxes(reader, moov.body, min(moov.end, reader.size)):
        if trak.kind == b"trak":
            minf = children(reader, trak, b"mdia", b"minf")
            if b"stbl" in minf and not _elsewhere(reader, minf.get(b"dinf")):
                furthest = max(furthest, _last_chunk_end(reader, minf[b"stbl"]))
    return furthest


def _elsewhere(reader: Reader, dinf: Box | None) -> bool:
    dref = children(reader, dinf).get(b"dref") if dinf else None
    if dref is None:
        return False
    entries = boxes(reader, dref.body + 8, min(dref.end, reader.size))
    return any(not reader.number(entry.body, 4) & 1 for entry in entries)


def _last_chunk_end(reader: Reader, stbl: Box) -> int:
    tables = children(reader, stbl)
    wide = b"co64" in tables
    chunks = tables.get(b"co64") or tables.get(b"stco")
    if chunks is None:
        return 0
    count, offsets = _tail(reader, chunks, 4, 8 if wide else 4)
    if not offsets:
        return 0
    length = _last_chunk_length(reader, tables, count)
    return max(offsets[-1] + length, max(offsets) + 1)


def _tail(reader: Reader, table: Box, count_at: int, width: int) -> tuple[int, array[int]]:
    """Returns the declared count of a table and its last entries, as unsigned numbers."""
    count = reader.number(table.body + count_at, 4)
    first = table.body + count_at + 4
    stop = min(first + count * width, table.end)
    begin = max(first, stop - (_TABLE_BYTES // width) * width)
    return count, _numbers(reader.read(begin, stop - begin), width)


def _numbers(data: bytes, width: int) -> array[int]:
    values = array("I" if width == 4 else "Q")
    values.frombytes(data[: len(data) // width * width])
    if sys.byteorder == "little":
        values.byteswap()
    return values


def _last_chunk_length(reader: Reader, tables: dict[bytes, Box], chunk_count: int) -> int:
    if b"stsz" not in tables:
        return 1
    stsz = tables[b"stsz"]
    same, count = reader.number(stsz.body + 4, 4), reader.number(stsz.body + 8, 4)
    within = _samples_in_last_chunk(reader, tables.get(b"stsc"), chunk_count, count)
    if same:
        return same * within
    sizes = _tail(reader, stsz, 8, 4)[1]
    return sum(sizes[-within:])


def _samples_in_last_chunk(reader: Reader, stsc: Box | None, chunks: int, samples: int) -> int:
    """Counts what earlier chunks leave over: careless writers leave the last chunk short."""
    if stsc is None:
        return 1
    length = 12 * reader.number(stsc.body + 4, 4)
    if not 0 < length <= min(stsc.end - stsc.body - 8, _TABLE_BYTES):
        return 1
    runs = _numbers(reader.read(stsc.body + 8, length), 4)
    if len(runs) * 4 < length:
        return 1
    before = 0
    for index in range(0, len(runs), 3):
        following = runs[index + 3] if index + 3 < len(runs) else chunks
        before += max(following - runs[index], 0) * runs[index + 1]
    return max(1, min(samples - before, runs[-2]))


def fragment_end(reader: Reader, moof: Box) -> int:
    """Returns the byte after the furthest sample that one movie fragment names."""
    furthest = running = moof.start
    for traf in boxes(reader, moof.body, min(moof.end, reader.size)):
        if traf.kind != b"traf":
            continue
        base, default = moof.start, 0
        for box in boxes(reader, traf.body, min(traf.end, reader.size)):
            if box.kind == b"tfhd":
                base, default = _fragment_header(reader, box, moof)
            elif box.kind == b"trun":
                running = _run_end(reader, box, base, running, default)
                furthest = max(furthest, running)
    return furthest


def _fragment_header(reader: Reader, tfhd: Box, moof: Box) -> tuple[int, int]:
    """Returns where a fragment's offsets count from and the default size of its samples."""
    data = reader.read(tfhd.body, 40)
    flags = int.from_bytes(data[1:4], "big")
    base, default, at = moof.start, 0, 8
    if flags & 0x1:
        stated = int.from_bytes(data[8:16], "big")
        # In a segment saved by itself the base still counts from the start of the whole stream.
        base = stated if stated <= moof.end else moof.start
        at = 16
    at += 4 * bool(flags & 0x2) + 4 * bool(flags & 0x8)
    if flags & 0x10:
        default = int.from_bytes(data[at : at + 4], "big")
    return base, default


def _run_end(reader: Reader, trun: Box, base: int, running: int, default: int) -> int:
    data = reader.read(trun.body, min(trun.end - trun.body, _TABLE_BYTES))
    flags, count = int.from_bytes(data[1:4], "big"), int.from_bytes(data[4:8], "big")
    at = 8
    if flags & 0x1:
        running = base + int.from_bytes(data[8:12], "big", signed=True)
        at = 12
    at += 4 * bool(flags & 0x4)
    if not flags & 0x200:
        return running + default * count
    fields = [mask for mask in (0x100, 0x200, 0x400, 0x800) if flags & mask]
    table = _numbers(data[at : at + 4 * len(fields) * count], 4)
    return running + sum(table[fields.index(0x200) :: len(fields)])


def item_end(reader: Reader, meta: Box) -> int:
    """Returns the byte after the furthest piece of a picture that an HEIF ``iloc`` box names."""
    inner = meta._replace(body=meta.body + 4)  # version and flags come before the children
    iloc = children(reader, inner).get(b"iloc")
    if iloc is None:
        return 0
    data = reader.read(iloc.body, min(iloc.end - iloc.body, _TABLE_BYTES))
    return _furthest_extent(data) if len(data) >= 8 and data[0] <= 2 else 0


def _furthest_extent(data: bytes) -> int:
    version, long_ids = data[0], 2 if data[0] == 2 else 0
    offset_n, length_n, base_n = data[4] >> 4, data[4] & 15, data[5] >> 4
    index_n = data[5] & 15 if version else 0
    count = int.from_bytes(data[6 : 8 + long_ids], "big")
    at, furthest = 8 + long_ids, 0
    for _ in range(count):
        if at >= len(data):
            break
        at += 2 + long_ids
        method = data[at + 1] & 15 if version and at + 1 < len(data) else 0
        at += 2 if version else 0
        other = int.from_bytes(data[at : at + 2], "big")
        base = int.from_bytes(data[at + 2 : at + 2 + base_n], "big")
        at += 2 + base_n
        extents = int.from_bytes(data[at : at + 2], "big")
        step = index_n + offset_n + length_n
        # Without a length the extent runs to the end of the file, and so says nothing.
        extents = extents if step else 0
        table = data[at + 2 : at + 2 + extents * step]
        at += 2 + extents * step
        if method == 0 and other == 0:
            furthest = max(furthest, _extent_end(table, base, step, index_n, offset_n))
    return furthest


def _extent_end(table: bytes, base: int, step: int, skip: int, width: int) -> int:
    furthest = 0
    for at in range(0, len(table) - step + 1, step or 1):
        offset = int.from_bytes(table[at + skip : at + skip + width], "big")
        length = int.from_bytes(table[at + skip + width : at + step], "big")
        furthest = max(furthest, base + offset + length)
    return furthest

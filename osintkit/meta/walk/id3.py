"""MP3: ID3v2 before the sound, the first frame of it, and ID3v1, APE and Lyrics3 tags behind it.

ID3 tags of WAV, AIFF and others are read by `tags`.
"""

import re
import zlib

from osintkit.meta.decode.western import western
from osintkit.meta.found import BROKEN, Bytes, Findings, Held, Malformed, Status, Tag
from osintkit.meta.walk import flac, mpeg_audio, mpeg_end, ogg
from osintkit.meta.walk.id3_frames import LARGEST_PICTURE_HEAD, is_kept_whole, is_picture, said

MOST_FRAMES = 1000
LARGEST_FRAME = 1 << 16
"""Bytes read of a frame that holds text."""
LARGEST_INFLATED = 1 << 14
"""Bytes that a compressed frame may grow to."""
MOST_APE_ITEMS = 500

_NAME = re.compile(rb"[A-Z][A-Z0-9]{2,3}")
_UNSYNCHRONISED, _EXTENDED, _FOOTER = 0x80, 0x40, 0x10
_APE_FOOTER = 32
_ID3V1 = 128


def walk(source: Bytes, found: Findings) -> None:
    """Find what an MP3 states, in its tags and in the first frame of its sound.

    Where FLAC or Ogg follows the tag the file is one of those, and is read as such. Sets ``truncated`` when
    the tag, or the sound by its Xing header, goes on after the end; and the fact ``id3.frames``.

    Args:
        source: the file.
        found: receives it.

    Raises:
        Spent: more than is read of any file.
    """
    offset = 0
    if source.at(0, 3) == b"ID3":
        offset = _tag(source, found, 0, where="ID3v2", base=0)
    end = _trailers(source, found)
    start = source.at(offset, 4)
    if start == b"fLaC":
        found.format = "flac"
        flac.walk(source, found, offset)
    elif start == b"OggS":
        found.format = "ogg"
        ogg.pages(source, found, offset)
    elif offset and start[:1] == b"\xff" and start[1:2] in (b"\xf0", b"\xf1", b"\xf8", b"\xf9"):
        found.format = "aac"
    else:
        _sound(source, found, offset, end)


def tags(data: bytes, found: Findings, *, place: str, offset: int | None) -> None:
    """Find what an ID3v2 tag states that is kept in another kind of file.

    Args:
        data: the tag, from the letters ``ID3`` on.
        found: receives it.
        place: of the tag, such as ``id3 chunk``.
        offset: of ``data`` in the file; None where it does not lie there in one piece.

    Raises:
        Spent: more than is read of any file.
    """
    _tag(Held(data), found, 0, where=place, base=offset)


def _tag(source: Bytes, found: Findings, at: int, *, where: str, base: int | None) -> int:
    """Read one tag and note the block: the offset of what follows it."""
    head = source.at(at, 10)
    version = head[3] if len(head) == 10 else 0
    offset = None if base is None else base + at
    if head[:3] != b"ID3" or not 2 <= version <= 4 or any(byte & 0x80 for byte in head[6:]):
        status: Status = "unsupported" if head[:3] == b"ID3" and version > 4 else "corrupt"
        found.block("tags", where, status, offset=offset, says="No ID3v2 tag of version 2.2, 2.3 or 2.4.")
        return at
    found.part(f"ID3v2.{version}")
    size = _sync_safe(int.from_bytes(head[6:]))
    end = at + 10 + size
    here = min(end, source.size_bytes) - at - 10
    known = len(found.problems)
    if head[5] & _UNSYNCHRONISED and version < 4:
        # FF 00 stands for FF all over the tag; only put together does it have the lengths it states.
        whole: Bytes = Held(found.take(source, at + 10, here).replace(b"\xff\x00", b"\xff"))
        _frames(whole, found, (0, whole.size_bytes), version, head[5], None)
    else:
        _frames(source, found, (at + 10, at + 10 + here), version, head[5], base)
    status = "read" if len(found.problems) == known else "partly_read"
    says = ""
    if end > source.size_bytes:
        status, says = "truncated", f"{here} of its {size} bytes are there."
        found.truncated = True
    found.block("tags", where, status, offset=offset, length=size + 10, says=says)
    return end + (10 if head[5] & _FOOTER and version == 4 else 0)


def _sync_safe(value: int) -> int:
    """A number whose bytes have seven bits each."""
    return value & 0x7F | value >> 1 & 0x3F80 | value >> 2 & 0x1FC000 | value >> 3 & 0xFE00000


def _frames(
    source: Bytes, found: Findings, bounds: tuple[int, int], version: int, flags: int, base: int | None
) -> None:
    """The frames of a tag, then what they say."""
    at, end = bounds
    if flags & _EXTENDED and version > 2:
        length = int.from_bytes(source.at(at, 4))
        at += _sync_safe(length) if version == 4 else length + 4
    width, letters = (6, 3) if version == 2 else (10, 4)
    names: list[str] = []
    stated: list[Tag] = []
    while at + width <= end and len(names) < MOST_FRAMES:
        head = source.at(at, width)
        if not _NAME.fullmatch(head, 0, letters):
            if head[:letters].strip(b"\0"):
                found.problem(f"ID3: no frame begins at byte {at}.")
            break
        name = head[:letters].decode()
        at += width
        length = _frame_length(source, head, at, end)
        if at + length > end:
            found.problem(f"ID3: frame {name} goes beyond the tag.")
            break
        names.append(name)
        offset = None if base is None else base + at
        try:
            data, offset = _content(source, found, name, (at, length), head[8:], version, offset)
            for what, value, raw, place in said(name, data, length, found, offset):
                stated.append(Tag(f"ID3v2_{version}:{what}", value, raw, place))
        except (*BROKEN, zlib.error) as error:
            says = error if isinstance(error, Malformed) else "it ends too early"
            found.problem(f"ID3: frame {name} is broken ({says}).")
        at += length
    if len(names) >= MOST_FRAMES:
        found.problem(f"ID3: more than {MOST_FRAMES} frames; the rest was not read.")
    found.facts["id3.frames"] = names
    _note(found, stated)


def _frame_length(source: Bytes, head: bytes, at: int, end: int) -> int:
    """Bytes of a frame's content: in 2.4 of seven bits each, but not from every writer."""
    if len(head) == 6:
        return int.from_bytes(head[3:])
    length = int.from_bytes(head[4:8])
    # Where both readings differ the right one is followed by a frame, by padding or by nothing.
    safe = _sync_safe(length)
    if safe == length or length & 0x80808080:
        return length
    version_4 = at + safe <= end and _follows(source, at + safe, end)
    return safe if version_4 or not _follows(source, at + length, end) else length


def _follows(source: Bytes, at: int, end: int) -> bool:
    head = source.at(at, min(4, end - at)) if at <= end else b"?"
    return not head.strip(b"\0") or _NAME.match(head) is not None


def _content(
    source: Bytes,
    found: Findings,
    name: str,
    where: tuple[int, int],
    flags: bytes,
    version: int,
    offset: int | None,
) -> tuple[bytes, int | None]:
    """The content of a frame as it was before it was compressed, and its offset where it still lies there."""
    at, length = where
    if is_picture(name) and not flags.strip(b"\0"):
        return found.take(source, at, min(length, LARGEST_PICTURE_HEAD)), offset
    if length > LARGEST_FRAME and not is_kept_whole(name):
        found.problem(f"ID3: frame {name} is {length} bytes long; the first {LARGEST_FRAME} were read.")
        length = LARGEST_FRAME
    data = found.take(source, at, length)
    flag = flags[1] if len(flags) == 2 else 0
    if not flag:
        return data, offset
    grouped, packed, encrypted, unsynchronised, sized = (
        (0x20, 0x80, 0x40, 0, 0x80) if version == 3 else (0x40, 0x08, 0x04, 0x02, 0x01)
    )
    if flag & encrypted:
        raise Malformed("it is encrypted")
    if flag & unsynchronised:
        data, offset = data.replace(b"\xff\x00", b"\xff"), None
    skipped = (1 if flag & grouped else 0) + (4 if flag & (sized | packed) else 0)
    data, offset = data[skipped:], None if offset is None else offset + skipped
    if flag & packed:
        inflating = zlib.decompressobj()
        data, offset = inflating.decompress(data, LARGEST_INFLATED), None
        if inflating.unconsumed_tail:
            found.problem(f"ID3: frame {name} grows beyond {LARGEST_INFLATED >> 10} KiB and was cut.")
    return data, offset


def _note(found: Findings, stated: list[Tag]) -> None:
    """Note the values: of those with one name the last is the main one, but none with a description."""
    main: dict[str, int] = {}
    for number, tag in enumerate(stated):
        if tag.name not in main or not tag.place or stated[main[tag.name]].place:
            main[tag.name] = number
    chosen = set(main.values())
    for number, tag in enumerate(stated):
        if number in chosen:
            found.add(tag.name, tag.value, tag.raw)
    for number, tag in enumerate(stated):
        if number not in chosen:
            found.add(tag.name, tag.value, tag.raw, tag.place or "earlier")


def _trailers(source: Bytes, found: Findings) -> int:
    """The tags at the end of the file, from the last on; where they begin."""
    end = source.size_bytes
    last = source.at(end - _ID3V1, _ID3V1)
    if last[:3] == b"TAG":
        end -= _ID3V1
        _id3v1(last, found)
        found.block("tags", "ID3v1", offset=end, length=_ID3V1)
        if source.at(end - 227, 4) == b"TAG+":
            end -= 227
            found.block("tags", "ID3v1 enhanced", "unsupported", offset=end, length=227)
    lyrics = source.at(end - 15, 15)
    if lyrics[6:] == b"LYRICS200" and lyrics[:6].isdigit():
        end -= int(lyrics[:6]) + 15
        found.block("tags", "Lyrics3", "unsupported", offset=max(0, end), length=int(lyrics[:6]) + 15)
    foot = source.at(end - _APE_FOOTER, _APE_FOOTER)
    if foot[:8] == b"APETAGEX":
        end = _ape(source, found, foot, end)
    return end


def _id3v1(data: bytes, found: Findings) -> None:
    places = (("Title", 3, 33), ("Artist", 33, 63), ("Album", 63, 93), ("Year", 93, 97), ("Comment", 97, 127))
    for name, start, end in places:
        value = western(data[start:end].split(b"\0", 1)[0].decode("latin-1")).rstrip()
        if value:
            found.add(f"ID3v1:{name}", value)
    if not data[125] and data[126]:
        found.add("ID3v1:Track", data[126])
    found.add("ID3v1:Genre", data[127])


def _ape(source: Bytes, found: Findings, foot: bytes, end: int) -> int:
    """The items of an APE tag: a size, flags, a name that a NUL ends, and a value; where the tag begins."""
    size, count = int.from_bytes(foot[12:16], "little"), int.from_bytes(foot[16:20], "little")
    start = end - size
    data = found.take(source, start, size - _APE_FOOTER) if _APE_FOOTER <= size <= end else b""
    status: Status = "read"
    at = 0
    for _ in range(min(count, MOST_APE_ITEMS)):
        length, flags = (
            int.from_bytes(data[at : at + 4], "little"),
            int.from_bytes(data[at + 4 : at + 8], "little"),
        )
        close = data.find(b"\0", at + 8)
        if close < 0 or close + 1 + length > len(data):
            status = "partly_read" if at else "corrupt"
            break
        name = flac.called(data[at + 8 : close].decode("latin-1"))
        at = close + 1 + length
        binary = flags & 6 == 2
        value = f"(Binary data {length} bytes)" if binary else data[close + 1 : at].decode("utf-8", "replace")
        found.add(f"APE:{name}", value)
    if count > MOST_APE_ITEMS:
        status = "partly_read"
    says = "" if status == "read" else "Not all of its items could be read."
    found.block("tags", "APE", status, offset=max(0, start), length=size, says=says)
    headed = foot[23] & 0x80  # there is a header as well, as long as the footer
    return max(0, start - _APE_FOOTER if headed else start)


def _sound(source: Bytes, found: Findings, offset: int, end: int) -> None:
    start = mpeg_audio.first_frame(source.at(offset, mpeg_audio.FARTHEST + 2048), found)
    if start is None:
        found.block("container", "MPEG", "unsupported", offset=offset, says="No frame of sound was found.")
        return
    found.part("MPEG")
    found.block("container", "MPEG", offset=offset + start, length=source.size_bytes - offset - start)
    mpeg_end.note(source, found, offset + start, end)

"""Ogg: what the headers of its streams state, be it Vorbis, Opus, FLAC, Speex or Theora.

Pages as in RFC 3533, put together to packets until each stream's comments are complete; the sound and
the pictures are not read. The last page tells how long it lasts and whether the end is there.
"""

import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from osintkit.meta.found import LARGEST_BLOCK, Bytes, Findings, Held, Malformed, reading
from osintkit.meta.walk.flac import blocks, comments

MOST_PAGES = 5000
MOST_STREAMS = 32
MOST_FLAC_PACKETS = 64
LARGEST_PAGE = 27 + 255 + 255 * 255

_PAGE = struct.Struct("<4sBBqIIIB").unpack_from
_BEGINS, _ENDS = 2, 4
_VORBIS = struct.Struct("<IBIiii")
_OPUS = struct.Struct("<BBHIh")
_SPEEX = struct.Struct("<8s20siiiiii")
_THEORA = struct.Struct(">3B4x3s3sBBII3s3sB3sH")


@dataclass(slots=True)
class _Stream:
    """One stream while its first packets are put together."""

    number: int
    codec: str = ""
    wanted: int = 1
    rate_hz: int = 0
    skipped: int = 0
    packets: list[bytes] = field(default_factory=list)
    open: list[bytes] = field(default_factory=list)
    open_bytes: int = 0
    offset: int | None = None


@dataclass(frozen=True, slots=True)
class _Page:
    """The head of a page: where its body begins and ends, and how that is cut into segments."""

    flags: int
    granule: int
    serial: int
    segments: bytes
    start: int
    end: int


def walk(source: Bytes, found: Findings) -> None:
    """Find what an Ogg file states.

    Sets the facts ``ogg.streams`` (the codecs), ``ogg.ended`` (whether the last page says that it is the
    last) and ``ogg.duration_s``; ``truncated`` when the last page is cut.

    Args:
        source: the file.
        found: receives it.

    Raises:
        Malformed: it does not begin with a page.
        Spent: more than is read of any file.
    """
    pages(source, found, 0)


def pages(source: Bytes, found: Findings, offset: int) -> None:
    """Find what an Ogg file states whose first page is at ``offset``; see `walk`."""
    streams: dict[int, _Stream] = {}
    page = _page(source, offset)
    if page is None:
        raise Malformed("No Ogg page.")
    for _ in range(MOST_PAGES):
        if page is None or not _goes_on(source, found, page, streams):
            break
        page = _next(source, found, page.end)
    else:
        found.problem(f"The headers go over more than {MOST_PAGES} pages; the rest was not read.")
    found.facts["ogg.streams"] = [stream.codec or "unknown" for stream in streams.values()]
    for stream in streams.values():
        _HEADERS.get(stream.codec, _unknown)(stream, found)
    _ending(source, found, streams)


def _page(source: Bytes, offset: int) -> _Page | None:
    head = source.at(offset, 282)
    if len(head) < 27:
        return None
    magic, version, flags, granule, serial, _, _, count = _PAGE(head)
    segments = head[27 : 27 + count]
    if magic != b"OggS" or version or len(segments) < count:
        return None
    start = offset + 27 + count
    return _Page(flags, granule, serial, segments, start, start + sum(segments))


def _next(source: Bytes, found: Findings, offset: int) -> _Page | None:
    """The page at ``offset``; where there is none, the next one near by, as players find it."""
    page = _page(source, offset)
    if page is None and offset < source.size_bytes:
        gap = source.at(offset, LARGEST_PAGE).find(b"OggS", 1)
        page = _page(source, offset + gap) if gap > 0 else None
        lost = f"{gap} bytes at {offset} belong to no page." if page else f"No page follows at byte {offset}."
        found.problem(lost)
    return page


def _goes_on(source: Bytes, found: Findings, page: _Page, streams: dict[int, _Stream]) -> bool:
    """Take a page in; False once every stream has what is wanted of it."""
    begins = bool(page.flags & _BEGINS)
    if begins and page.serial not in streams and len(streams) < MOST_STREAMS:
        streams[page.serial] = _Stream(len(streams) + 1)
        found.part("stream")
    stream = streams.get(page.serial)
    if stream is not None and len(stream.packets) < stream.wanted:
        _gather(found, stream, found.take(source, page.start, page.end - page.start), page)
        if begins and stream.packets:
            _recognise(stream)
    return begins or any(len(stream.packets) < stream.wanted for stream in streams.values())


def _gather(found: Findings, stream: _Stream, body: bytes, page: _Page) -> None:
    """Cut the body of a page into packets; a segment of less than 255 bytes ends one."""
    at = since = 0
    for segment in page.segments:
        at += segment
        if segment == 255:
            continue
        if len(stream.packets) == 1:
            stream.offset = None if stream.open else page.start + since
        packet = b"".join((*stream.open, body[since:at]))
        stream.packets.append(packet)
        stream.open.clear()
        stream.open_bytes = 0
        since = at
        if stream.codec == "flac" and packet[:1] >= b"\x80":
            stream.wanted = len(stream.packets)  # the last block of metadata, or sound already
        if len(stream.packets) >= stream.wanted > 1:
            return
    if since < len(body):
        stream.open.append(body[since:])
        stream.open_bytes += len(body) - since
        if stream.open_bytes > LARGEST_BLOCK:
            found.problem(f"A header is longer than {LARGEST_BLOCK >> 20} MiB and was not read.")
            stream.wanted = len(stream.packets)


def _recognise(stream: _Stream) -> None:
    """Which codec it is, by its first packet, and how many packets hold what it states."""
    first = stream.packets[0]
    for magic, codec in _MAGIC:
        if first.startswith(magic):
            stream.codec, stream.wanted = codec, 2
            break
    if stream.codec == "flac":
        stream.wanted = 1 if first[13:14] >= b"\x80" else MOST_FLAC_PACKETS


def _unpacked(layout: struct.Struct, stream: _Stream, at: int) -> tuple[Any, ...]:
    first = stream.packets[0]
    if len(first) < at + layout.size:
        raise Malformed("It ends too early.")
    return layout.unpack_from(first, at)


def _unknown(stream: _Stream, found: Findings) -> None:
    if stream.packets and not stream.packets[0].startswith(b"fishead"):
        found.block("container", f"stream {stream.number}", "unsupported")


def _vorbis(stream: _Stream, found: Findings) -> None:
    with reading(found, "container", "Vorbis", offset=None, length=len(stream.packets[0])):
        version, channels, rate_hz, *rates = _unpacked(_VORBIS, stream, 7)
        stream.rate_hz = rate_hz
        place = _place(stream, found, "Vorbis:VorbisVersion")
        found.add("Vorbis:VorbisVersion", version, "", place)
        found.add("Vorbis:AudioChannels", channels, "", place)
        found.add("Vorbis:SampleRate", rate_hz, "", place)
        for name, rate in zip(("Maximum", "Nominal", "Minimum"), rates, strict=True):
            if rate > 0:
                found.add(f"Vorbis:{name}Bitrate", rate, "", place)
    _comments(stream, found, 7)


def _opus(stream: _Stream, found: Findings) -> None:
    with reading(found, "container", "Opus", offset=None, length=len(stream.packets[0])):
        version, channels, skipped, rate_hz, gain = _unpacked(_OPUS, stream, 8)
        stream.rate_hz, stream.skipped = 48_000, skipped  # whatever the sound was before (RFC 7845)
        place = _place(stream, found, "Opus:OpusVersion")
        found.add("Opus:OpusVersion", version, "", place)
        found.add("Opus:AudioChannels", channels, "", place)
        found.add("Opus:SampleRate", rate_hz, "", place)
        found.add("Opus:OutputGain", 10 ** (gain / 5120) if gain else 1, str(gain) if gain else "", place)
    _comments(stream, found, 8)


def _speex(stream: _Stream, found: Findings) -> None:
    with reading(found, "container", "Speex", offset=None, length=len(stream.packets[0])):
        _, version, _, _, rate_hz, _, _, channels = _unpacked(_SPEEX, stream, 0)
        stream.rate_hz = max(rate_hz, 0)
        found.add("Speex:SpeexVersion", version.split(b"\0", 1)[0].decode("latin-1"))
        found.add("Speex:SampleRate", rate_hz)
        found.add("Speex:AudioChannels", channels)
    _comments(stream, found, 0)


def _theora(stream: _Stream, found: Findings) -> None:
    with reading(found, "container", "Theora", offset=None, length=len(stream.packets[0])):
        *version, width, height, x, y, frames, seconds, across, down, space, rate, packed = _unpacked(
            _THEORA, stream, 7
        )
        found.add("Theora:TheoraVersion", " ".join(map(str, version)))
        found.add("Theora:ImageWidth", int.from_bytes(width))
        found.add("Theora:ImageHeight", int.from_bytes(height))
        found.add("Theora:XOffset", x)
        found.add("Theora:YOffset", y)
        if seconds:
            found.add("Theora:FrameRate", frames / seconds, f"{frames}/{seconds}")
        if int.from_bytes(down):
            found.add("Theora:PixelAspectRatio", int.from_bytes(across) / int.from_bytes(down))
        found.add("Theora:ColorSpace", space)
        found.add("Theora:NominalVideoBitrate", int.from_bytes(rate))
        found.add("Theora:Quality", packed >> 10)
        found.add("Theora:PixelFormat", packed >> 3 & 3)
    _comments(stream, found, 7, "Theora")


def _flac(stream: _Stream, found: Findings) -> None:
    """FLAC in Ogg: the signature stands in the first packet, each block in a packet of its own."""
    whole = [packet for packet in stream.packets if packet[:1] != b"\xff"]
    together = Held(b"".join((whole[0][9:], *whole[1:])))
    if together.at(0, 4) != b"fLaC":
        found.block("container", "FLAC", "corrupt", says="No FLAC signature.")
        return
    blocks(together, found, 4)
    rate_hz = found.first("FLAC:SampleRate")
    stream.rate_hz = rate_hz if isinstance(rate_hz, int) else 0


def _place(stream: _Stream, found: Findings, name: str) -> str:
    return "" if found.first(name) is None else f"stream {stream.number}"


def _comments(stream: _Stream, found: Findings, skipped: int, group: str = "Vorbis") -> None:
    place = f"stream {stream.number}"
    if len(stream.packets) < 2:
        found.block("text", f"{place} comments", "truncated", says="The file ends before its comments do.")
        return
    data = stream.packets[1][skipped:]
    if _place(stream, found, f"{group}:Vendor"):
        # A second stream of the kind; its comments are apart from those of the first.
        apart = Findings()
        comments(data, apart, place=f"{place} comments", offset=stream.offset, group=group)
        for tag in apart.tags:
            found.add(tag.name, tag.value, tag.raw, place)
        found.blocks += apart.blocks
        found.problems += apart.problems
        return
    offset = None if stream.offset is None else stream.offset + skipped
    comments(data, found, place=f"{place} comments", offset=offset, group=group)


def _ending(source: Bytes, found: Findings, streams: dict[int, _Stream]) -> None:
    """Whether the last page is whole and says that it is the last, and when it is played."""
    since = max(0, source.size_bytes - LARGEST_PAGE)
    tail = source.at(since, LARGEST_PAGE)
    at = len(tail)
    while (at := tail.rfind(b"OggS", 0, at)) >= 0:
        page = _page(source, since + at)
        if page is not None and page.serial in streams:
            _last(source, found, page, streams[page.serial])
            return
        # A head that the end of the file cuts, or four letters in the sound.
        found.truncated = found.truncated or (page is None and len(tail) - at < 27 + 255)


def _last(source: Bytes, found: Findings, page: _Page, stream: _Stream) -> None:
    found.truncated = found.truncated or page.end > source.size_bytes
    found.trailing_bytes = max(0, source.size_bytes - page.end)
    found.facts["ogg.ended"] = bool(page.flags & _ENDS) and not found.truncated
    left = source.at(page.end, 4)
    if left and b"OggS".startswith(left):
        found.truncated = True  # the first letters of a further page
    if not page.flags & _ENDS and not found.truncated:
        # Some who record live never set it.
        found.facts["end_not_stated"] = True
        found.note("The last page does not say that it is the last: the sound may go on, or the file is cut.")
        found.note(
            "The format does not say where the file ends: a cut-off copy could not be told from a whole one."
        )
    if stream.rate_hz and page.granule > stream.skipped and not found.truncated:
        found.facts["ogg.duration_s"] = (page.granule - stream.skipped) / stream.rate_hz


_MAGIC = (
    (b"\x01vorbis", "vorbis"),
    (b"OpusHead", "opus"),
    (b"\x7fFLAC", "flac"),
    (b"Speex   ", "speex"),
    (b"\x80theora", "theora"),
)
_HEADERS: dict[str, Callable[[_Stream, Findings], None]] = {
    "vorbis": _vorbis,
    "opus": _opus,
    "flac": _flac,
    "speex": _speex,
    "theora": _theora,
}

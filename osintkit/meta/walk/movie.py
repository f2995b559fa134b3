"""The film itself: its times, its tracks, who handled them and what they are coded with.

Sources: ISO/IEC 14496-12 (8.2 to 8.6), Apple's QuickTime File Format (movie atoms).
"""

import struct
from functools import lru_cache
from typing import Any

from osintkit.meta.found import BROKEN, text
from osintkit.meta.walk import cr3, metabox, udta
from osintkit.meta.walk.boxes import Box, Track, Walk, children
from osintkit.meta.walk.stated import add_time, counted_or_closed, packed, plain

MOST_TRACKS = 100
MOST_EDITS = 64

_MOVIE = (struct.Struct(">4xIIII"), struct.Struct(">4xQQIQ"))
_TRACK = (struct.Struct(">4xIII4xI"), struct.Struct(">4xQQI4xQ"))
_MEDIA = (struct.Struct(">4xIIIIH"), struct.Struct(">4xQQIQH"))
_EDIT = (struct.Struct(">Iihh"), struct.Struct(">Qqhh"))
_UNKNOWN = (0xFFFFFFFF, 0xFFFFFFFFFFFFFFFF)
"""A duration that nobody knows, in either version."""
_MATRIX = struct.Struct(">9i")
_MEDIA_NAMES = {"vide": "Video", "soun": "Audio"}
_INSIDE = (b"mdia", b"minf", b"stbl", b"edts")


def movie(walk: Walk, box: Box, path: str) -> None:
    """Note what a ``moov`` box states, which stands at ``path``."""
    tracks = 0
    for child in children(walk, box, path):
        try:
            if child.kind == b"trak":
                tracks += 1
                _track_if_few(walk, child, path, tracks)
            elif child.kind in _OF_MOVIE:
                _OF_MOVIE[child.kind](walk, child, path)
        except BROKEN as error:
            metabox.broken(walk, child, path, error)


def _words(walk: Walk, box: Box, path: str) -> None:
    udta.user_data(walk, box, f"{path}/udta", "UserData:")


def _meta(walk: Walk, box: Box, path: str) -> None:
    metabox.read(walk, box, f"{path}/meta")


def _identified(walk: Walk, box: Box, path: str) -> None:
    if box.uuid == cr3.UUID:
        cr3.read(walk, box, f"{path}/uuid")
    else:
        metabox.identified(walk, box, f"{path}/uuid")


def _compressed(walk: Walk, box: Box, path: str) -> None:
    length, says = box.end - box.body, "The film's index is compressed; it was not read."
    place = f"{path}/cmov"
    walk.found.block("container", place, "unsupported", offset=box.body, length=length, says=says)


def _track_if_few(walk: Walk, box: Box, path: str, number: int) -> None:
    if number <= MOST_TRACKS:
        track = Track(number, walk.place)
        walk.tracks.append(track)
        _within(walk, box, f"{path}/trak", track)
    else:
        walk.found.problem(f"More than {MOST_TRACKS} tracks; the rest was not read.")


def _seconds(duration: int, scale: int) -> float:
    return plain(duration / scale) if scale else duration


def _movie_header(walk: Walk, box: Box, _: str) -> None:
    data = walk.body(box, 128)
    form = _MOVIE[min(data[0], 1)]
    created, modified, scale, duration = form.unpack_from(data)
    walk.timescale = scale
    walk.add("QuickTime:MovieHeaderVersion", data[0])
    add_time(walk, "QuickTime:CreateDate", created)
    add_time(walk, "QuickTime:ModifyDate", modified)
    walk.add("QuickTime:TimeScale", scale)
    if duration not in _UNKNOWN:
        walk.add("QuickTime:Duration", _seconds(duration, scale))
    rate, volume = struct.unpack_from(">IH", data, form.size)
    walk.add("QuickTime:PreferredRate", plain(rate / 65536))
    walk.add("QuickTime:PreferredVolume", plain(volume / 256))
    walk.add("QuickTime:MatrixStructure", _matrix(data[form.size + 16 : form.size + 52]))
    following = int.from_bytes(data[form.size + 76 : form.size + 80], "big")
    walk.add("QuickTime:NextTrackID", following)
    if not walk.place:
        walk.found.facts.update({"mvhd.timescale": scale, "mvhd.next_track_id": following})


@lru_cache(maxsize=16)
def _matrix(data: bytes) -> str:
    """Nine numbers of a transformation; the third column has 30 binary places, the others 16."""
    numbers = _MATRIX.unpack(data)
    shown = (round(number / 65536, 5) / (16384 if i % 3 == 2 else 1) for i, number in enumerate(numbers))
    return " ".join(f"{number:.15g}" for number in shown)


def _within(walk: Walk, box: Box, path: str, track: Track) -> None:
    """Read the boxes of a track, and of those boxes of it that hold others."""
    for child in children(walk, box, path):
        try:
            if child.kind in _INSIDE and path.count("/") < 5:
                _within(walk, child, f"{path}/{child.kind.decode()}", track)
            elif child.kind in _OF_TRACK:
                _OF_TRACK[child.kind](walk, child, track, path)
        except BROKEN as error:
            metabox.broken(walk, child, path, error)


def _track_header(walk: Walk, box: Box, track: Track, _: str) -> None:
    data = walk.body(box, 128)
    form = _TRACK[min(data[0], 1)]
    created, modified, identifier, duration = form.unpack_from(data)
    group = f"Track{track.number}"
    add_time(walk, f"{group}:TrackCreateDate", created)
    add_time(walk, f"{group}:TrackModifyDate", modified)
    walk.add(f"{group}:TrackID", identifier)
    if duration not in _UNKNOWN:
        walk.add(f"{group}:TrackDuration", _seconds(duration, walk.timescale))
    walk.add(f"{group}:MatrixStructure", _matrix(data[form.size + 16 : form.size + 52]))
    sides = struct.unpack_from(">II", data, form.size + 52)
    for name, side in zip(("ImageWidth", "ImageHeight"), sides, strict=True):
        if side:  # meant as 16.16; some write the pixels alone
            walk.add(f"{group}:{name}", side >> 16 if side >> 20 else side)


def _media_header(walk: Walk, box: Box, track: Track, _: str) -> None:
    data = walk.body(box, 64)
    created, modified, scale, duration, tongue = _MEDIA[min(data[0], 1)].unpack_from(data)
    group = f"Track{track.number}"
    add_time(walk, f"{group}:MediaCreateDate", created)
    add_time(walk, f"{group}:MediaModifyDate", modified)
    track.scale = scale
    walk.add(f"{group}:MediaTimeScale", scale)
    if duration not in _UNKNOWN:
        track.duration_s = _seconds(duration, scale)
        walk.add(f"{group}:MediaDuration", track.duration_s)
    language = tongue if tongue < 0x400 else packed(tongue)
    if language:
        walk.add(f"{group}:MediaLanguageCode", language)


def _handler(walk: Walk, box: Box, track: Track, path: str) -> None:
    """Who handles the media, or in QuickTime the references to the data; the second is kept apart."""
    data = walk.body(box, 1024)
    group = f"Track{track.number}"
    name = counted_or_closed(data[24:])
    if path.endswith("minf"):
        track.data_name = name
        walk.named_last = "data" if name else walk.named_last
        return
    track.handler = data[8:12].decode("latin-1")
    track.vendor = data[12:16].decode("latin-1") if data[12:16].strip(b"\0") else ""
    track.name = name
    walk.named_last = "track" if name else walk.named_last
    if data[4:8].strip(b"\0"):
        walk.add(f"{group}:HandlerClass", data[4:8].decode("latin-1"))
    walk.add(f"{group}:HandlerType", track.handler.strip("\0"))
    if track.vendor:
        walk.add(f"{group}:HandlerVendorID", track.vendor)


def _edit_list(walk: Walk, box: Box, track: Track, _: str) -> None:
    data = walk.body(box, 8 + MOST_EDITS * 20)
    form = _EDIT[min(data[0], 1)]
    stated = int.from_bytes(data[4:8], "big")
    count = min(stated, MOST_EDITS, (len(data) - 8) // form.size)
    for duration, start, rate, fraction in form.iter_unpack(data[8 : 8 + count * form.size]):
        track.edits.append([duration, start, plain(rate + fraction / 65536)])
    if count < stated:
        walk.found.problem(f"Track {track.number} states {stated} edits; {count} were read.")


def _sources(walk: Walk, box: Box, track: Track, _: str) -> None:
    """Whether the first of the sources of the media is this file."""
    data = walk.body(box, 28)
    track.own_data = data[4:8] == b"dref" and len(data) == 28 and bool(data[27] & 1)


def _chunks(walk: Walk, box: Box, track: Track, _: str) -> None:
    """Whether the last piece of the media begins in the file; the pieces before it are not looked at."""
    width = 8 if box.kind == b"co64" else 4
    count = int.from_bytes(walk.body(box, 8)[4:], "big")
    if not count or box.end - box.body < 8 + width * count or not track.own_data or track.place:
        return
    begin = int.from_bytes(walk.at(box.body + 8 + width * (count - 1), width), "big")
    if begin >= walk.source.size_bytes:
        walk.found.truncated = True
        walk.found.problem(
            f"Track {track.number} goes on at byte {begin}, the file ends at byte {walk.source.size_bytes}."
        )


def _descriptions(walk: Walk, box: Box, track: Track, _: str) -> None:
    """What the samples are coded with, from the first of their descriptions."""
    data = walk.body(box, 8 + 256)[8:]
    if len(data) < 16:
        return
    group = f"Track{track.number}"
    coding = data[4:8].decode("latin-1")
    if track.handler in ("vide", "soun") and data[20:24].strip(b"\0"):
        track.entry_vendor = data[20:24].decode("latin-1")
    if track.handler == "vide":
        _picture_description(walk, data, group, track)
    elif track.handler == "soun":
        walk.add(f"{group}:AudioFormat", coding)
        if track.entry_vendor:
            walk.add(f"{group}:AudioVendorID", track.entry_vendor)
        channels, bits, rate = struct.unpack_from(">HH4xI", data, 24)
        walk.add(f"{group}:AudioChannels", channels)
        walk.add(f"{group}:AudioBitsPerSample", bits)
        walk.add(f"{group}:AudioSampleRate", plain(rate / 65536))
    else:
        walk.add(f"{group}:{'MetaFormat' if track.handler == 'meta' else 'OtherFormat'}", coding)


def _picture_description(walk: Walk, data: bytes, group: str, track: Track) -> None:
    walk.add(f"{group}:CompressorID", text(data[4:8], "latin-1") or "")
    if track.entry_vendor:
        walk.add(f"{group}:VendorID", track.entry_vendor)
    width, height = struct.unpack_from(">HH", data, 32)
    walk.add(f"{group}:SourceImageWidth", width)
    walk.add(f"{group}:SourceImageHeight", height)
    name = counted_or_closed(data[50:82])
    if name:
        walk.add(f"{group}:CompressorName", name)


def _track_words(walk: Walk, box: Box, track: Track, path: str) -> None:
    media = _MEDIA_NAMES.get(track.handler, "")
    udta.user_data(walk, box, f"{path}/udta", f"{media}UserData:Track{track.number}")


def _track_meta(walk: Walk, box: Box, track: Track, path: str) -> None:
    before, walk.place = walk.place, walk.place or f"track {track.number}"
    try:
        metabox.read(walk, box, f"{path}/meta", media=_MEDIA_NAMES.get(track.handler, ""))
    finally:
        walk.place = before


_OF_MOVIE = {
    b"mvhd": _movie_header,
    b"udta": _words,
    b"meta": _meta,
    b"uuid": _identified,
    b"cmov": _compressed,
}
_OF_TRACK = {
    b"tkhd": _track_header,
    b"mdhd": _media_header,
    b"hdlr": _handler,
    b"elst": _edit_list,
    b"stsd": _descriptions,
    b"dinf": _sources,
    b"stco": _chunks,
    b"co64": _chunks,
    b"udta": _track_words,
    b"meta": _track_meta,
}


def state_tracks(walk: Walk) -> None:
    """Note the names of the handlers, and for those who look for traces what the first film's tracks are.

    ExifTool, which others compare with, shows of the last track the name of the data handler if that
    is the last name in the file: there it comes before the media handler's here.
    """
    first = [track for track in walk.tracks if not track.place]
    if first:
        walk.found.facts.update(_facts(first))
    for track in walk.tracks:
        names = [(track.name, track.place), (track.data_name, "data handler")]
        if track is walk.tracks[-1] and walk.named_last == "data":
            names.reverse()
        for name, place in names:
            if name:
                walk.found.add(f"Track{track.number}:HandlerDescription", name, "", place)


def _facts(tracks: list[Track]) -> dict[str, Any]:
    return {
        "mp4.handlers": [[one.handler, one.name, one.vendor, one.entry_vendor] for one in tracks],
        "mp4.edit_lists": [_edits(one) for one in tracks if one.edits],
        "mp4.durations_s": [one.duration_s for one in tracks],
    }


def _edits(track: Track) -> dict[str, Any]:
    """An edit list: which track, what it lets be seen, and how much of the beginning it hides."""
    first = next((start for _, start, _ in track.edits if start >= 0), 0)
    return {
        "track": track.number,
        "type": track.handler,
        "hidden_s": _seconds(int(first), track.scale) if track.scale else None,
        "edits": track.edits,
    }

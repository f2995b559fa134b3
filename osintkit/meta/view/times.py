"""When: every time a file states, with what is known of its zone, and nothing more."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from osintkit.clock import written, zones
from osintkit.clock.written import Written
from osintkit.meta.found import Findings, Tag
from osintkit.meta.view import by_name
from osintkit.meta.view.by_name import Tags

Fields = dict[str, Any]
"""The fields of a Time record."""


@dataclass(frozen=True, slots=True)
class _Kind:
    """How a tag's time is to be read.

    Attributes:
        role: of what it is the time.
        by_spec: the format demands UTC.
        fraction: tag with the fraction of its second.
        offset: tag with its zone.
        clock: tag with its time of day, where it has only the date.
    """

    role: str
    by_spec: bool = False
    fraction: str = ""
    offset: str = ""
    clock: str = ""


_KINDS = {
    "ExifIFD:DateTimeOriginal": _Kind(
        "capture", fraction="ExifIFD:SubSecTimeOriginal", offset="ExifIFD:OffsetTimeOriginal"
    ),
    "ExifIFD:CreateDate": _Kind(
        "digitised", fraction="ExifIFD:SubSecTimeDigitized", offset="ExifIFD:OffsetTimeDigitized"
    ),
    "IFD0:ModifyDate": _Kind("modified", fraction="ExifIFD:SubSecTime", offset="ExifIFD:OffsetTime"),
    "IFD0:DateTimeOriginal": _Kind("capture"),
    "IFD0:CreateDate": _Kind("digitised"),
    "IFD0:PreviewDateTime": _Kind("preview made"),
    "Samsung:TimeStamp": _Kind("saved", by_spec=True),
    "XMP-exif:DateTimeOriginal": _Kind("capture"),
    "XMP-exif:DateTimeDigitized": _Kind("digitised"),
    "XMP-xmp:CreateDate": _Kind("created"),
    "XMP-xmp:ModifyDate": _Kind("modified"),
    "XMP-xmp:MetadataDate": _Kind("metadata changed"),
    "XMP-photoshop:DateCreated": _Kind("created"),
    "XMP-tiff:DateTime": _Kind("modified"),
    "XMP-exif:GPSDateTime": _Kind("satellite fix", by_spec=True),
    "XMP-exif:GPSTimeStamp": _Kind("satellite fix", by_spec=True),
    "XMP-xmpDM:ShotDate": _Kind("capture"),
    "IPTC:DateCreated": _Kind("created", clock="IPTC:TimeCreated"),
    "IPTC:DigitalCreationDate": _Kind("digitised", clock="IPTC:DigitalCreationTime"),
    "IPTC:ReleaseDate": _Kind("released", clock="IPTC:ReleaseTime"),
    "IPTC:DateSent": _Kind("sent", clock="IPTC:TimeSent"),
    "GPS:GPSDateStamp": _Kind("satellite fix", by_spec=True, clock="GPS:GPSTimeStamp"),
    "PNG:ModifyDate": _Kind("modified", by_spec=True),
    "PNG:CreationTime": _Kind("created"),
    # ImageMagick writes those of the file it read, on the machine it ran on.
    "PNG:Datecreate": _Kind("input file created"),
    "PNG:Datemodify": _Kind("input file modified"),
    "QuickTime:CreateDate": _Kind("container created", by_spec=True),
    "QuickTime:ModifyDate": _Kind("container modified", by_spec=True),
    "Track:TrackCreateDate": _Kind("track created", by_spec=True),
    "Track:TrackModifyDate": _Kind("track modified", by_spec=True),
    "Track:MediaCreateDate": _Kind("media created", by_spec=True),
    "Track:MediaModifyDate": _Kind("media modified", by_spec=True),
    "Keys:CreationDate": _Kind("capture"),
    "ItemList:CreationDate": _Kind("capture"),
    "UserData:CreationDate": _Kind("capture"),
    "ItemList:ContentCreateDate": _Kind("capture"),
    "UserData:ContentCreateDate": _Kind("capture"),
    "UserData:DateTimeOriginal": _Kind("capture"),
    "UserData:CreateDate": _Kind("created"),
    "ItemList:ReleaseDate": _Kind("released"),
    "Info:DateTimeOriginal": _Kind("container created", by_spec=True),
    "Matroska:DateTimeOriginal": _Kind("capture"),
    "Matroska:Comapplequicktimecreationdate": _Kind("capture"),
    "Matroska:CreateDate": _Kind("digitised"),
    "Matroska:DateEncoded": _Kind("encoded"),
    "Matroska:DateReleased": _Kind("released"),
    "RIFF:DateTimeOriginal": _Kind("capture"),
    "RIFF:DateCreated": _Kind("created"),
    "RIFF:DateTimeOriginated": _Kind("created"),
    "Vorbis:Date": _Kind("created"),
    "ID3v1:Year": _Kind("released"),
    **{
        f"ID3v2_{number}:{name}": _Kind(role)
        for number in (2, 3, 4)
        for name, role in (
            ("Year", "released"), ("RecordingTime", "capture"), ("ReleaseTime", "released"),
            ("OriginalReleaseTime", "released"), ("EncodingTime", "encoded"), ("TaggingTime",
            "metadata changed"),
        )
    },
}  # fmt: skip
PARTS = {
    part: kind.role for kind in _KINDS.values() for part in (kind.fraction, kind.offset, kind.clock) if part
}
"""Tags that hold a part of a time, and the role of that time."""
_MOST = 400
_CLOCK = re.compile(r"\s*(\d{1,2}):(\d\d)(?::(\d\d)(?:\.(\d*))?)?\s*(Z|[+-]\d\d:?\d\d)?\s*", re.ASCII)
_FIX = "satellite fix"
_SHOT = "ExifIFD:DateTimeOriginal"
_SAME_CLOCK = frozenset({_SHOT, "ExifIFD:CreateDate"})
"""The camera's clock wrote both; a later change may have been written by another."""


def of(found: Findings, tags: Tags) -> list[Fields]:
    """The fields of every Time record, zones inferred where that is possible."""
    times = [_time(tag, kind, tags, found) for tag, kind in _dated(tags)]
    times += list(_alone(tags, times))
    if len(times) > _MOST:
        found.problem(f"There are {len(times)} times; the first {_MOST} are kept.")
        del times[_MOST:]
    _infer(times)
    return times


def _dated(tags: Tags) -> Iterator[tuple[Tag, _Kind]]:
    for name, stated in tags.items():
        kind = _KINDS.get(name)
        if kind is not None:
            for tag in stated:
                if isinstance(tag.value, str | int) and str(tag.value).strip():
                    yield tag, kind


def _time(tag: Tag, kind: _Kind, tags: Tags, found: Findings) -> Fields:
    parts = {
        name: part
        for name in (kind.fraction, kind.offset, kind.clock)
        if name and (part := by_name.at(tags, name, tag.place)) is not None
    }
    read = _read(tag, kind, parts, found)
    fields: Fields = {"role": kind.role, "tag": tag.name, "raw": tag.raw or str(tag.value)}
    if parts:
        fields["joined"] = [{"tag": name, "raw": part.raw or _text(part)} for name, part in parts.items()]
    if tag.place:
        fields["place"] = tag.place
    return fields | _meaning(read, kind, _zone_tag(tag, kind, parts, read))


def _read(tag: Tag, kind: _Kind, parts: dict[str, Tag], found: Findings) -> Written | None:
    """What a tag and the parts beside it say; those that say nothing are taken out of ``parts``."""
    text = str(tag.value)
    clock = parts.get(kind.clock)
    if clock is not None:
        whole = written.read(f"{text} {_clock(_text(clock))}")
        if whole is not None:
            return whole
        if written.read(text) is not None:
            found.problem(f"{clock.name} cannot be joined to {tag.name}: {_text(clock)[:40]!r}.")
            del parts[kind.clock]
    fraction, offset = _text(parts.get(kind.fraction)), _text(parts.get(kind.offset))
    read = written.read(text, fraction=fraction, offset=offset)
    if parts and read is not None:
        _leave_out(parts, kind, read, found)
    return read


def _leave_out(parts: dict[str, Tag], kind: _Kind, read: Written, found: Findings) -> None:
    """Drop a fraction or a zone that was not joined, and say so where it is one that cannot be."""
    for what, name in (("fraction", kind.fraction), ("offset", kind.offset)):
        if name in parts and what not in read.apart:
            text = _text(parts.pop(name))
            fits = written.digits_of(text) if what == "fraction" else written.zone_of(text)
            if not fits and any(character.isalnum() for character in text):
                is_none = "no fraction of a second" if what == "fraction" else "no zone of the world"
                found.problem(f"{name} is {is_none}: {text[:40]!r}.")


def _zone_tag(tag: Tag, kind: _Kind, parts: dict[str, Tag], read: Written | None) -> str:
    """Where the zone of a time stands: with it, or in a part that has no other."""
    if read is not None and "offset" in read.apart:
        return kind.offset
    return kind.clock if kind.clock in parts else tag.name


def _meaning(read: Written | None, kind: _Kind, zone_tag: str) -> Fields:
    if read is None or read.is_placeholder:
        return {"local": None, "utc": None, "set": False}
    if kind.by_spec and read.offset in {None, "+00:00"}:
        utc = written.utc_of(read, "+00:00")
        local = read.local if utc is None else None  # a mere date
        zone_status, offset = "utc_by_spec", "+00:00"
        return {
            "precision": read.precision, "local": local, "utc": utc, "zone_status": zone_status,
            "offset": offset,
        }  # fmt: skip
    if read.offset is None:
        return {"precision": read.precision, "local": read.local, "utc": None}
    return {
        "precision": read.precision,
        "local": read.local,
        "utc": written.utc_of(read, read.offset),
        "zone_status": "stated",
        "offset": read.offset,
        "zone_tag": zone_tag,
    }


def _text(tag: Tag | None) -> str:
    return str(tag.value) if tag is not None else ""


def _clock(text: str) -> str:
    """A time of day with two digits each and its zone behind it; as it is when it is none."""
    found = _CLOCK.fullmatch(text)
    if found is None:
        return text
    hour, minute, second, fraction, zone = found.groups()
    digits = (fraction or "").rstrip("0")
    return f"{int(hour):02}:{minute}:{second or '00'}{'.' + digits if digits else ''}{zone or ''}"


def _alone(tags: Tags, times: list[Fields]) -> Iterator[Fields]:
    """Fractions, zones and times of day that join no time: kept as they are shown, ``07:30:14``."""
    joined = {(part["tag"], time.get("place", "")) for time in times for part in time.get("joined", ())}
    for name, role in PARTS.items():
        for tag in tags.get(name, ()):
            if (name, tag.place) not in joined and any(map(str.isalnum, _text(tag))):
                fields = {
                    "role": role,
                    "tag": name,
                    "raw": _text(tag),
                    "local": None,
                    "utc": None,
                    "set": False,
                }
                yield {**fields, "place": tag.place} if tag.place else fields


def _infer(times: list[Fields]) -> None:
    """Give camera times the zone that the satellite fix of their block leads to, where none is stated."""
    fixes: dict[str, Fields] = {}
    for time in times:
        if time["role"] == _FIX and time["utc"]:
            fixes.setdefault(time.get("place", ""), time)
    for place, fix in fixes.items():
        shots = [time for time in times if time["tag"] in _SAME_CLOCK and time.get("place", "") == place]
        _infer_from(fix, [time for time in shots if time["local"]])


def _infer_from(fix: Fields, shots: list[Fields]) -> None:
    shot = next((time for time in shots if time["tag"] == _SHOT), None)
    if shot is None or shot.get("offset"):
        return
    local, fixed = written.read(shot["local"]), written.read(fix["utc"])
    if local is None or local.moment is None or fixed is None or fixed.moment is None:
        return
    zone = zones.between(local.moment, fixed.moment)
    if zone is None:
        return
    for time in shots:
        same = written.read(time["local"])
        if time.get("offset") is None and same is not None and same.local[:19] == local.local[:19]:
            time.update(
                utc=written.utc_of(same, zone.offset),
                zone_status="inferred",
                offset=zone.offset,
                zone_tag=f"{fix['tag']} and {shot['tag']}",
                residual_s=round(zone.residual_s, 3),
            )

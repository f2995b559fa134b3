"""How many of the values that ExifTool reads are in osintkit's records, and which differ.

The reference is a verification view: for each file, field and value, such as ``exif.datetime_original``. A
record is taken apart into values by tag, from what it *means* (``local``, ``utc``, ``lat``), not from the raw
strings beside it; only for a time that counts as not set is the raw string compared.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

View = dict[str, Any]

_EXIF_TIMES = {
    "exif.datetime_original": "ExifIFD:DateTimeOriginal",
    "exif.datetime_digitized": "ExifIFD:CreateDate",
    "exif.datetime_modify": "IFD0:ModifyDate",
}
_EXIF_PARTS = {
    "exif.subsec": "ExifIFD:SubSecTime",
    "exif.subsec_original": "ExifIFD:SubSecTimeOriginal",
    "exif.subsec_digitized": "ExifIFD:SubSecTimeDigitized",
    "exif.offset": "ExifIFD:OffsetTime",
    "exif.offset_original": "ExifIFD:OffsetTimeOriginal",
    "exif.offset_digitized": "ExifIFD:OffsetTimeDigitized",
}
_TIMES = {
    "xmp.create": ("XMP-xmp:CreateDate",),
    "xmp.modify": ("XMP-xmp:ModifyDate",),
    "xmp.metadata_date": ("XMP-xmp:MetadataDate",),
    "xmp.date_created": ("XMP-photoshop:DateCreated",),
    "xmp.exif_datetime_original": ("XMP-exif:DateTimeOriginal",),
    "png.time": ("PNG:ModifyDate",),
    "bmff.create": ("QuickTime:CreateDate",),
    "bmff.modify": ("QuickTime:ModifyDate",),
    "bmff.track_create": ("Track1:TrackCreateDate",),
    "bmff.track_modify": ("Track1:TrackModifyDate",),
    "bmff.media_create": ("Track1:MediaCreateDate",),
    "vid.creation_date": ("Keys:CreationDate", "ItemList:CreationDate"),
    "vid.content_create": ("ItemList:ContentCreateDate", "UserData:ContentCreateDate"),
    "mkv.date": ("Info:DateTimeOriginal",),
    "riff.date": ("RIFF:DateTimeOriginal",),
}
_WRITTEN_TIMES = {
    "png.creation_time": ("PNG:CreationTime",),
    "vorbis.date": ("Vorbis:Date",),
    "id3.year": tuple(f"ID3v2_{number}:Year" for number in (4, 3, 2)),
    "id3.recordingtime": tuple(f"ID3v2_{number}:RecordingTime" for number in (4, 3, 2)),
}
_TEXTS = {
    "cam.make": ("IFD0:Make",),
    "cam.model": ("IFD0:Model",),
    "cam.serial": ("ExifIFD:SerialNumber",),
    "cam.lens_model": ("ExifIFD:LensModel",),
    "cam.lens_make": ("ExifIFD:LensMake",),
    "cam.lens_serial": ("ExifIFD:LensSerialNumber",),
    "cam.owner": ("ExifIFD:OwnerName",),
    "cam.image_unique_id": ("ExifIFD:ImageUniqueID",),
    "sw.software": ("IFD0:Software",),
    "sw.host": ("IFD0:HostComputer",),
    "sw.processing": ("IFD0:ProcessingSoftware",),
    "txt.artist": ("IFD0:Artist",),
    "txt.copyright": ("IFD0:Copyright",),
    "txt.description": ("IFD0:ImageDescription",),
    "txt.user_comment": ("ExifIFD:UserComment",),
    **{
        f"txt.xp_{name.lower()}": (f"IFD0:XP{name}",)
        for name in ("Title", "Comment", "Author", "Keywords", "Subject")
    },
    "xmp.creator_tool": ("XMP-xmp:CreatorTool",),
    "xmp.document_id": ("XMP-xmpMM:DocumentID",),
    "xmp.instance_id": ("XMP-xmpMM:InstanceID",),
    "xmp.original_document_id": ("XMP-xmpMM:OriginalDocumentID",),
    "xmp.derived_from": ("XMP-xmpMM:DerivedFrom",),
    "xmp.digital_source_type": ("XMP-iptcExt:DigitalSourceType",),
    "xmp.credit": ("XMP-photoshop:Credit",),
    "xmp.source": ("XMP-photoshop:Source",),
    "xmp.headline": ("XMP-photoshop:Headline",),
    "xmp.creator": ("XMP-dc:Creator",),
    "xmp.description": ("XMP-dc:Description",),
    "xmp.title": ("XMP-dc:Title",),
    "xmp.rights": ("XMP-dc:Rights",),
    "xmp.subject": ("XMP-dc:Subject",),
    "xmp.serial": ("XMP-aux:SerialNumber",),
    "xmp.lens": ("XMP-aux:Lens",),
    "xmp.city": ("XMP-photoshop:City",),
    "xmp.country": ("XMP-photoshop:Country",),
    "xmp.make": ("XMP-tiff:Make",),
    "xmp.model": ("XMP-tiff:Model",),
    "iptc.by_line": ("IPTC:By-line",),
    "iptc.caption": ("IPTC:Caption-Abstract",),
    "iptc.credit": ("IPTC:Credit",),
    "iptc.source": ("IPTC:Source",),
    "iptc.special_instructions": ("IPTC:SpecialInstructions",),
    "iptc.transmission_ref": ("IPTC:OriginalTransmissionReference",),
    "iptc.city": ("IPTC:City",),
    "iptc.country": ("IPTC:Country-PrimaryLocationName",),
    "iptc.sublocation": ("IPTC:Sub-location",),
    "iptc.copyright": ("IPTC:CopyrightNotice",),
    "iptc.headline": ("IPTC:Headline",),
    "iptc.object_name": ("IPTC:ObjectName",),
    "iptc.keywords": ("IPTC:Keywords",),
    "iptc.program": ("IPTC:OriginatingProgram",),
    "icc.description": ("ICC_Profile:ProfileDescription",),
    "jpeg.comment": ("File:Comment",),
    "gif.comment": ("File:Comment", "GIF:Comment"),
    "png.software": ("PNG:Software",),
    "png.comment": ("PNG:Comment",),
    "png.parameters": ("PNG:Parameters",),
    "bmff.brand": ("QuickTime:MajorBrand",),
    "bmff.compat": ("QuickTime:CompatibleBrands",),
    "bmff.compressor": ("Track1:CompressorName",),
    "vid.make": ("Keys:Make", "UserData:Make", "ItemList:Make"),
    "vid.model": ("Keys:Model", "UserData:Model", "ItemList:Model"),
    "vid.software": ("Keys:Software", "UserData:SoftwareVersion", "UserData:Software", "ItemList:Software"),
    "vid.android": ("Keys:AndroidVersion",),
    "vid.content_id": ("Keys:ContentIdentifier",),
    **{
        f"vid.{name.lower()}": tuple(f"{group}:{name}" for group in ("ItemList", "Keys", "UserData"))
        for name in ("Encoder", "Title", "Comment", "Description", "Artist")
    },
    "mkv.muxer": ("Info:MuxingApp",),
    "mkv.writer": ("Info:WritingApp",),
    "riff.software": ("RIFF:Software",),
    **{
        f"id3.{name.lower()}": tuple(f"ID3v2_{number}:{name}" for number in (4, 3, 2))
        for name in ("Title", "Artist", "Album", "EncodedBy", "EncoderSettings", "Comment")
    },
    "vorbis.encoder": ("Vorbis:Encoder",),
    "vorbis.vendor": ("Vorbis:Vendor", "FLAC:Vendor"),
    "vorbis.title": ("Vorbis:Title",),
    "mk.apple_content_id": ("Apple:ContentIdentifier", "Apple:MediaGroupUUID"),
}
_NUMBERS = {"img.orientation": "IFD0:Orientation", "img.thumb_len": "IFD1:ThumbnailLength"}
_MAKERNOTE = "mk."
_CRITICAL = re.compile(
    r"exif\.|gps\.|cam\.|sw\.|img\.orientation|c2pa\.|bmff\.|mkv\.|riff\.date|png\.time|vid\.(?:gps|make|model|"
    r"software|creation_date|content_create|android|content_id|encoder)|xmp\.(?:create|modify|metadata_date|"
    r"document_id|instance_id|original_document_id|digital_source_type|date_created|exif_datetime|serial|lens|make|"
    r"model|history|derived_from|gps|creator_tool)"
)
_NEVER_WRONG = re.compile(
    r"exif\.|gps\.(?:lat|lon|alt|date|time)|cam\.(?:make|model|serial|lens_serial)|img\.orientation|bmff\.(?:create|"
    r"modify|track|media|rotation)|vid\.(?:gps|make|model|creation_date|content_create)|mkv\.date|riff\.date|"
    r"png\.time|xmp\.(?:create$|modify|metadata_date|date_created|exif_datetime|serial|make|model|gps)"
)
_WRITTEN = re.compile(
    r"(\d{4})[-:/](\d{1,2})[-:/](\d{1,2})[ T](\d{1,2}):(\d\d)(?::(\d\d))?(?:\.(\d+))?\s*(Z|[+-]\d\d:?\d\d)?"
)


@dataclass(slots=True)
class Score:
    """What comparing has come to; differences and what is missing as (file, field, ours, theirs)."""

    equal: Counter[str] = field(default_factory=Counter)
    wrong: list[tuple[str, str, Any, Any]] = field(default_factory=list)
    missing: list[tuple[str, str, Any, Any]] = field(default_factory=list)
    extra: list[tuple[str, str, Any, Any]] = field(default_factory=list)

    def rate(self, which: str) -> tuple[int, int]:
        """Equal values and all of a family: ``all`` (but MakerNotes), ``critical`` or ``makernote``."""
        belongs = {
            "all": lambda name: not name.startswith(_MAKERNOTE),
            "critical": lambda name: bool(_CRITICAL.match(name)),
            "makernote": lambda name: name.startswith(_MAKERNOTE),
        }[which]
        equal = sum(count for name, count in self.equal.items() if belongs(name))
        return equal, equal + sum(belongs(name) for _, name, _, _ in (*self.wrong, *self.missing))

    def grave(self) -> list[tuple[str, str, Any, Any]]:
        """Differences in what must never be wrong."""
        return [entry for entry in self.wrong if _NEVER_WRONG.match(entry[1])]

    def add(self, file: str, ours: View, reference: View) -> None:
        """Compare one file."""
        for name in sorted({*ours, *reference}):
            mine, theirs = ours.get(name), reference.get(name)
            if name not in reference:
                self.extra.append((file, name, mine, None))
            elif name not in ours:
                self.missing.append((file, name, None, theirs))
            elif _same(name, mine, theirs):
                self.equal[name] += 1
            else:
                self.wrong.append((file, name, mine, theirs))


def view(record: Mapping[str, Any]) -> View:
    """The verification view of one Meta record (its JSON)."""
    stated = _values(record)
    times = {time["tag"]: time for time in record["times"] if not time["place"]}
    parts = {part["tag"]: part["raw"] for time in times.values() for part in time["joined"]}
    parts |= {
        tag: time["raw"] for tag, time in times.items() if not time["set"] and tag in _EXIF_PARTS.values()
    }
    found: View = {name: _plain_time(times[tag]) for name, tag in _EXIF_TIMES.items() if tag in times}
    found |= {name: parts[tag] for name, tag in _EXIF_PARTS.items() if tag in parts}
    found |= {name: _time(times, tags) for name, tags in _TIMES.items()}
    found |= {
        name: times[tag]["raw"] for name, tags in _WRITTEN_TIMES.items() for tag in tags if tag in times
    }
    found |= {
        name: next((stated[tag] for tag in tags if tag in stated), None) for name, tags in _TEXTS.items()
    }
    found |= {name: stated.get(tag) for name, tag in _NUMBERS.items()}
    kind = record["mime"].partition("/")[0]
    if kind not in {"video", "audio"}:
        found = {name: value for name, value in found.items() if not name.startswith("bmff.")}
    found.pop("jpeg.comment" if record["format"] == "gif" else "gif.comment", None)
    found |= _places(record) | _iptc_times(times) | _satellites(times) | _others(record) | _makers(stated)
    return {name: value for name, value in found.items() if value not in (None, "", [], ())}


def _values(record: Mapping[str, Any]) -> View:
    device, ids = record["device"], record["ids"]
    claims = [
        *(device[name] for name in ("make", "model", "host", "owner") if device[name]),
        *(ids[name] for name in ("document", "instance", "original", "derived_from") if ids[name]),
        *(claim for name in ("serials", "lens", "others") for claim in device[name]),
        *ids["others"],
        *(claim for name in ("software", "credit", "text", "media") for claim in record[name]),
    ]
    values: View = {}
    for claim in claims:
        if not claim["place"]:
            values.setdefault(claim["tag"], claim["value"])
    for place in record["places"]:
        if place["name"]:
            values.update(place["raw"])
    return values


def _plain_time(time: Mapping[str, Any]) -> str | None:
    """Without what stands in tags of its own."""
    text = _shown(time)
    if text is None or not time["joined"]:
        return text
    return re.sub(r"\.\d+|[+-]\d\d:\d\d$", "", text)


def _shown(time: Mapping[str, Any]) -> str | None:
    """A record's time in the reference's form; of one that is not set, the raw text."""
    if not time["set"]:
        return _written(time["raw"])
    if time["local"] is None:
        return _written(time["utc"].removesuffix("Z"))
    stated = time["zone_status"] == "stated" and time["zone_tag"] == time["tag"]
    return _written(time["local"] + (time["offset"] if stated else ""))


def _written(text: str) -> str | None:
    found = _WRITTEN.fullmatch(text.strip())
    if found is None:
        text = re.sub(r"^(\d{4})-(\d\d)(?:-(\d\d))?", lambda m: ":".join(filter(None, m.groups())), text)
        return (
            None
            if text.startswith("0 seconds") or not any(c in "123456789" for c in text)
            else text.replace("T", " ")
        )
    year, month, day, hour, minute, second, fraction, zone = found.groups()
    if year == "0000":
        return None
    out = f"{year}:{int(month):02}:{int(day):02} {int(hour):02}:{minute}:{second or '00'}"
    out += f".{fraction.rstrip('0')}" if fraction and fraction.strip("0") else ""
    zone = {"Z": "+00:00", None: ""}.get(zone, zone)
    return out + (f"{zone[:3]}:{zone[-2:]}" if zone else "")


def _time(times: Mapping[str, Any], tags: Iterable[str]) -> str | None:
    return next((_shown(times[tag]) for tag in tags if tag in times), None)


def _places(record: Mapping[str, Any]) -> View:
    found: View = {}
    for place in record["places"]:
        if place["name"] or place["place"]:
            continue
        if place["tag"] == "GPS":
            found |= {
                "gps.lat": place["lat"],
                "gps.lon": place["lon"],
                "gps.alt": place["alt_m"],
                "gps.h_error": place["error_m"],
                "gps.dop": place["dop"],
                "gps.processing": place["method"],
            }
            for name, part in (
                ("img_direction", "direction"),
                ("dest_bearing", "bearing"),
                ("track", "track"),
            ):
                found[f"gps.{name}"] = (place[part] or {}).get("deg")
            found["gps.img_direction_ref"] = {"true": "T", "magnetic": "M"}.get(
                str((place["direction"] or {}).get("ref"))
            )
            if "by specification" not in (place["datum"] or ""):
                found["gps.map_datum"] = place["datum"]
            found["gps.speed"] = (place["speed"] or "").partition(" ")[0] or None
        elif place["tag"] == "XMP-exif:GPS":
            found |= {"xmp.gps_lat": place["lat"], "xmp.gps_lon": place["lon"]}
        elif place["tag"].endswith(":GPSCoordinates") and place["tag"] == _first_video_tag(record):
            found |= {"vid.gps_lat": place["lat"], "vid.gps_lon": place["lon"], "vid.gps_alt": place["alt_m"]}
    return found


def _first_video_tag(record: Mapping[str, Any]) -> str | None:
    stated = {place["tag"] for place in record["places"]}
    return next(
        (
            tag
            for tag in ("Keys:GPSCoordinates", "UserData:GPSCoordinates", "ItemList:GPSCoordinates")
            if tag in stated
        ),
        None,
    )


def _iptc_times(times: Mapping[str, Any]) -> View:
    found: View = {}
    for prefix, tag in (("", "IPTC:DateCreated"), ("digital_creation_", "IPTC:DigitalCreationDate")):
        if tag in times:
            date, _, clock = (times[tag]["local"] or "").partition("T")
            found["iptc.date_created" if not prefix else f"iptc.{prefix}date"] = (
                date.replace("-", ":") or times[tag]["raw"]
            )
            if times[tag]["joined"]:
                found["iptc.time_created" if not prefix else f"iptc.{prefix}time"] = clock + (
                    times[tag]["offset"] or ""
                )
    return found


def _satellites(times: Mapping[str, Any]) -> View:
    time = times.get("GPS:GPSDateStamp")
    if time is None:
        lonely = times.get("GPS:GPSTimeStamp")
        return {"gps.time": lonely["raw"]} if lonely else {}
    found: View = {"gps.date": time["raw"]}
    if time["joined"]:
        clock = (time["utc"] or "").partition("T")[2].removesuffix("Z")
        found["gps.time"] = clock or time["joined"][0]["raw"]
    return found


def _others(record: Mapping[str, Any]) -> View:
    media = record["mime"].startswith(("video/", "audio/"))
    handlers: View = {}
    for claim in record["software"]:
        # Of the two handlers that a track has the reference has one, and the record has that one first.
        if claim["role"] == "handler" and claim["place"] in {None, "data handler"}:
            handlers.setdefault(claim["tag"], claim["value"])
    turned = [
        claim["value"] for claim in record["media"] if claim["role"] == "rotation" and not claim["place"]
    ]
    steps = record["history"]
    return {
        "c2pa.present": "yes" if record["c2pa"]["present"] else None,
        "xmp.history_len": len(steps) or None,
        "xmp.history_tools": sorted({step["software"] for step in steps if step["software"]}) or None,
        "bmff.handlers": sorted(set(handlers.values())) or None,
        "bmff.rotation": turned[0] if turned and media else None,
    }


def _makers(stated: View) -> View:
    kinds = {
        "SerialNumber": "serial",
        "InternalSerialNumber": "internal_serial",
        "LensSerialNumber": "lens_serial",
        "FirmwareVersion": "firmware",
        "CanonFirmwareVersion": "firmware",
    }
    families = ("IFD0", "ExifIFD", "XMP", "UserData", "Keys")
    found: View = {}
    for tag, value in stated.items():
        group, _, name = tag.partition(":")
        if name in kinds and not group.startswith(families):
            found.setdefault(f"mk.{kinds[name]}", value)
    return found


def _same(name: str, mine: Any, theirs: Any) -> bool:
    if isinstance(theirs, list) or isinstance(mine, (list, tuple)):
        return _parts(mine) == _parts(theirs)
    one, other = _number(mine), _number(theirs)
    if one is not None and other is not None and not name.startswith(("cam.", "iptc.", "txt.")):
        return abs(one - other) <= 1e-6 * max(1.0, abs(other))
    if name == "gps.time":
        return _clock(mine) == _clock(theirs)
    return _text(mine).removesuffix("+00:00") == _text(theirs).removesuffix("+00:00")


def _parts(value: Any) -> set[str]:
    return {_text(part) for part in (value if isinstance(value, (list, tuple)) else [value])}


def _clock(value: Any) -> list[float]:
    if "/" in str(value):  # rationals, of a time that is not set
        value = " ".join(str(_ratio(part)) for part in str(value).split())
    return [round(float(part), 3) for part in re.findall(r"[\d.]+", str(value))]


def _ratio(text: str) -> float:
    above, _, below = text.partition("/")
    return float(above) / float(below) if float(below or 1) else float("nan")


def _number(value: Any) -> float | None:
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


def _text(value: Any) -> str:
    return str(value).split("\0")[0].replace("\r\n", "\n").replace("\r", "\n").strip(" \0\n\t")

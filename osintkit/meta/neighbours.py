"""Files that lie beside the evidence and speak about it, opened and read: what others claim."""

import stat
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pydantic_core import from_json

from osintkit.errors import InputError
from osintkit.evidence import Evidence, opened
from osintkit.media.door import kept
from osintkit.meta import sidecars
from osintkit.meta.leads.lead import lead
from osintkit.meta.sidecars import Fields
from osintkit.records import path_fields

_READ_PACKET = "osintkit.meta._inside:read_packet"
_MOST_XMP_VALUES = 200
_LONGEST_SHOWN = 300
_NOT_ITS_OWN = "That it is true, or that the two files belong together: only their names say so."


def of(paths: Iterable[Path], evidence: Evidence) -> list[Fields]:
    """The fields of a Sidecar for each file beside ``evidence``; one that cannot be read says so."""
    return [_sidecar(path, evidence) for path in paths]


def leads(found: list[Fields]) -> list[Fields]:
    """The fields of a Lead for each sidecar that says when or where."""
    return [one for fields in found if (one := _lead(fields)) is not None]


def _sidecar(path: Path, evidence: Evidence) -> Fields:
    kind = _kind(path)
    fields: Fields = {"kind": kind, **path_fields(path)}
    problem = _refused(path)
    if problem:
        return {**fields, "problem": problem}
    try:
        with opened(path, stop=evidence.stop) as beside:
            claims, problem = _read(beside, kind)
            fields |= {"sha256": beside.sha256, "claims": claims}
    except InputError as error:
        problem = error.says
    return {**fields, "problem": problem} if problem else fields


def _refused(path: Path) -> str:
    """Why a file is not even opened; empty when it may be."""
    try:
        status = path.lstat()
    except OSError as error:
        return f"It cannot be read ({error.strerror})."
    if stat.S_ISLNK(status.st_mode):
        return "It is a link; what it points to is not read."
    if status.st_size > sidecars.LARGEST_BYTES:
        return f"It has more than {sidecars.LARGEST_BYTES >> 20} MiB and was not read."
    return ""


def _kind(path: Path) -> str:
    if path.suffix.casefold() == ".xmp":
        return "xmp"
    return "yt-dlp" if path.name.casefold().endswith(".info.json") else "takeout"


def _read(beside: Evidence, kind: str) -> tuple[Fields, str]:
    if kind == "xmp":
        told: Any = from_json(kept.answer(_READ_PACKET, beside, {}))
        return dict(told["tags"][:_MOST_XMP_VALUES]), "; ".join(map(str, told["problems"]))
    with beside.stream() as stream:
        data = stream.read(sidecars.LARGEST_BYTES) or b""
    claims = sidecars.of_info_json(data) if kind == "yt-dlp" else sidecars.of_takeout(data)
    problems = claims.pop("problems", ())
    del claims["kind"]
    return claims, "; ".join(map(str, problems))


def _lead(fields: Fields) -> Fields | None:
    claims = fields.get("claims", {})
    stated = {name: claims[name] for name in _SHOWN[fields["kind"]] if claims.get(name)}
    if not stated:
        return None
    because = [f"{name}: {str(value)[:_LONGEST_SHOWN]}" for name, value in stated.items()]
    name = fields["path"].rpartition("/")[2]
    return lead(
        f"sidecar.{fields['kind']}", "moderate", f"{_SAYS[fields['kind']]} ({name}).", because, _NOT_ITS_OWN
    )


_SHOWN = {
    "yt-dlp": ("webpage_url", "timestamp", "uploader", "uploader_id", "channel", "title", "epoch", "id"),
    "takeout": ("taken", "uploaded", "place", "place_exif", "title", "url", "device_type"),
    "xmp": (
        "XMP-xmp:CreateDate", "XMP-exif:DateTimeOriginal", "XMP-photoshop:DateCreated", "XMP-xmp:ModifyDate",
        "XMP-exif:GPSLatitude", "XMP-exif:GPSLongitude", "XMP-xmp:CreatorTool", "XMP-dc:Creator",
    ),
}  # fmt: skip
_SAYS = {
    "yt-dlp": "A file beside it, written by yt-dlp when it downloaded something, says where that was "
    "published",
    "takeout": "A file beside it, as Google Takeout writes them, says what Google knows of a picture",
    "xmp": "A file beside it, as photo programs write them, says what somebody noted about a picture",
}

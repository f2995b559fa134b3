"""The outer half of ``osintkit meta``: asks the confined worker, checks its answer, yields records."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

from pydantic_core import from_json

from osintkit.errors import UsageError
from osintkit.evidence import Evidence, caveat, opened
from osintkit.media import versions
from osintkit.media.door import kept
from osintkit.media.door.talk import disagrees
from osintkit.meta import sidecars
from osintkit.records import Meta, Record, path_fields
from osintkit.records.progress import Progress

READ = "osintkit.meta._inside:read"
"""What the confined worker does."""
Reader = Literal["builtin", "exiftool", "both"]
_ANSWERED = (
    "format", "mime", "extension_agrees", "truncated", "times", "places", "device", "software", "history",
    "ids", "credit", "text", "media", "thumbnails", "c2pa", "structure", "blocks", "absent", "leads",
    "conflicts", "problems", "all_read", "tags",
)  # fmt: skip
"""Fields of the record that the worker answers; the others are not its to say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What to read, and what with.

    Attributes:
        everything: every value found, MakerNotes too.
        reader: our own readers, ExifTool, or both compared.
        thumbnails: compare the small pictures in the file with the large one.
        credentials: have the C2PA library check Content Credentials.
        out: folder for pictures of each thumbnail beside its picture, which are compared then.
        plain: those pictures show what is to be seen.
        force: replace different pictures that are there already.
    """

    everything: bool = False
    reader: Reader = "builtin"
    thumbnails: bool = False
    credentials: bool = False
    out: Path | None = None
    plain: bool = False
    force: bool = False

    def __post_init__(self) -> None:
        if self.reader not in get_args(Reader):
            raise UsageError(
                f"There is no reader {self.reader!r}.", f"One of: {', '.join(get_args(Reader))}."
            )


def read(path: str | Path, *, wanted: Wanted | None = None) -> Iterator[Record]:
    """What one file claims of its time, place, device and history.

    Args:
        path: an image, a video or a sound.
        wanted: what to read.

    Yields:
        Source, Meta and Caveat records.

    Raises:
        InputError: it cannot be opened, or is no media file.
        Missing: ExifTool or the C2PA library was asked for and is not installed.
    """
    with opened(Path(path)) as evidence:
        for item in examine(evidence, wanted=wanted or Wanted()):
            if isinstance(item, Record):
                yield item


def examine(evidence: Evidence, *, wanted: Wanted) -> Iterator[Record | Progress]:
    """The records of one open file; see `read`."""
    yield evidence.source()
    if wanted.reader == "exiftool":
        from osintkit.meta import adding

        found = adding.by_exiftool(evidence, _name(evidence))
    else:
        found = _by_ourselves(evidence, wanted)
    found = _with_more(found, evidence, wanted)
    yield found
    yield from _limits(found, evidence)


def _by_ourselves(evidence: Evidence, wanted: Wanted) -> Meta:
    everything = wanted.everything or wanted.reader == "both"
    return checked(kept.answer(READ, evidence, {"name": _name(evidence), "all": everything}), evidence)


def _name(evidence: Evidence) -> str:
    return path_fields(Path(evidence.path.name))["path"]


def _with_more(found: Meta, evidence: Evidence, wanted: Wanted) -> Meta:
    """The record with what lies beside the file, and with what was asked for."""
    beside = sidecars.beside(evidence.path)
    if wanted == _PLAINLY and not beside:
        return found
    # Most runs want none of it, and importing it would cost them more than reading a file.
    from osintkit.meta import adding, neighbours, small_pictures

    if wanted.reader == "both":
        found = adding.exiftool_beside(found, evidence, everything=wanted.everything)
    if wanted.everything and wanted.reader != "exiftool":
        found = adding.makernotes(found, evidence)
    elif found.tags and not wanted.everything:
        found = adding.changed(found, tags=())
    if wanted.credentials:
        found = adding.credentials(found, evidence)
    if wanted.thumbnails or wanted.out is not None:
        of_run = small_pictures.settings(parameters(wanted))
        drawing = small_pictures.Drawing(wanted.out, of_run, plain=wanted.plain, force=wanted.force)
        found = small_pictures.compared(found, evidence, drawing)
    if beside:
        told = neighbours.of(beside, evidence)
        found = adding.changed(found, sidecars=told, leads=(*found.leads, *neighbours.leads(told)))
    return found


_PLAINLY = Wanted()


def checked(untrusted: bytes, evidence: Evidence) -> Meta:
    """The worker's answer as a record, if it is one.

    Raises:
        InputError: it is not of the agreed form.
    """
    try:
        fields: Any = from_json(untrusted)
        answered = {name: fields[name] for name in _ANSWERED if name in fields}
        return Meta.model_validate({**answered, "source": evidence.sha256, "readers": readers()})
    except (ValueError, TypeError) as error:  # a ValidationError is a ValueError
        raise disagrees("no valid Meta") from error


def parameters(wanted: Wanted) -> dict[str, Any]:
    """What was asked, as far as records depend on it."""
    return {
        "all": wanted.everything,
        "reader": wanted.reader,
        "thumbnails": wanted.thumbnails,
        "c2pa": wanted.credentials,
        "pictures": wanted.out is not None,
        "plain": wanted.plain,
    }


def libraries(wanted: Wanted) -> dict[str, str]:
    """Versions that the records depend on.

    Raises:
        Missing: ExifTool was asked for and is not installed.
    """
    found = {**versions.of_python(), "exifread": versions.of("exifread"), "cbor2": versions.of("cbor2")}
    if wanted.reader != "builtin":
        from osintkit.media import exiftool

        found["exiftool"] = exiftool.version()
    if wanted.credentials:
        found["c2pa-python"] = versions.of("c2pa-python")
    if wanted.thumbnails or wanted.out is not None:
        found |= versions.of_decoders()
    return found


@cache
def readers() -> dict[str, str]:
    """Versions of what reads."""
    return {"builtin": "1", "exifread": versions.of("exifread"), "cbor2": versions.of("cbor2")}


def _limits(found: Meta, evidence: Evidence) -> Iterator[Record]:
    """Caveats: what limits the result."""
    if found.truncated:
        says = "The file ends before its structure does; what stood behind is missing."
        yield caveat(
            evidence, "truncated", says, "Get the file again, or ask for the original.", stage="read"
        )
    unread = [block for block in found.blocks if block.status != "read" and block.kind != "makernote"]
    if unread or not (found.all_read or found.truncated):
        what = [f"{block.place} ({block.status.replace('_', ' ')})" for block in unread]
        says = "Not all metadata could be read: " + ("; ".join(what[:8]) or found.problems[0])
        yield caveat(evidence, "metadata_unread", says, "--reader both asks ExifTool too.", stage="read")
    if found.structure.facts.get("end_not_stated"):
        says = (
            "The format does not say where the file ends: a cut-off copy could not be told from a whole one."
        )
        yield caveat(evidence, "end_not_stated", says, stage="read")
    if found.extension_agrees is False:
        says = f"The name ends as another format's does; by content the file is {found.format}."
        yield caveat(evidence, "extension_disagrees", says, stage="read")
    capture = [time for time in found.times if time.role == "capture" and time.set]
    if capture and all(time.zone_status == "unknown" for time in capture):
        says = "The time of capture states no zone: it may be off by up to 14 hours from any other clock."
        yield caveat(
            evidence, "zone_unknown", says, "Find the place first; never add a zone by habit.", stage="read"
        )

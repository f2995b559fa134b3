"""What is added to a file's own claims when somebody asks for it: each with a reader of its own.

None of it is merged into what the file states. A reader that fails costs its own part, which ``problems``
then tells.
"""

from typing import Any

from pydantic import ValidationError
from pydantic_core import from_json

from osintkit.errors import FailureCode, InputError, Missing
from osintkit.evidence import Evidence
from osintkit.media import c2pa_library, exiftool, versions
from osintkit.media.door import caller, kept
from osintkit.media.door.talk import disagrees
from osintkit.meta import second
from osintkit.meta.assembling import fields_of
from osintkit.meta.formats import KINDS, recognised
from osintkit.meta.found import Findings, Spent, Tag
from osintkit.records import Meta
from osintkit.records.meta import C2pa, ReaderDifference, TagValue

MAKERNOTES = "osintkit.meta._inside:read_makernotes"
_HASHING_S_PER_GIB = 60
_MOST_BLOCKS = 8


def changed(found: Meta, **fields: object) -> Meta:
    """The record with other fields, and the id that goes with them."""
    kept_fields = {name: getattr(found, name) for name in type(found).model_fields if name != "id"}
    return Meta.model_validate({**kept_fields, **fields})


def makernotes(found: Meta, evidence: Evidence) -> Meta:
    """The makers' notes, read by exifread in a worker of its own, as further ``tags``."""
    if not any(block.kind == "makernote" for block in found.blocks):
        return found
    blocks = [(b.offset, b.length) for b in found.blocks if b.kind == "exif" and b.offset is not None]
    try:
        told: Any = from_json(kept.answer(MAKERNOTES, evidence, {"blocks": blocks[:_MOST_BLOCKS]}))
        tags = [TagValue(name=str(name), value=str(value)) for name, value in told["tags"]]
    except InputError as error:
        return failed(found, f"The makers' notes could not be read: {error.says}")
    except (ValueError, TypeError, KeyError) as error:
        raise disagrees("no makers' notes") from error
    return changed(found, tags=(*found.tags, *tags))


def exiftool_beside(found: Meta, evidence: Evidence, *, everything: bool) -> Meta:
    """Where ExifTool reads something else, and what only it reads."""
    try:
        theirs = exiftool.read(evidence, all_tags=everything)
    except InputError as error:
        return failed(found, f"ExifTool gave no answer: {error.says}")
    ours = [Tag(each.name, _value(each.value), place=each.place or "") for each in found.tags]
    differences = [
        *(
            ReaderDifference(tag=each.tag, ours=each.ours, exiftool=each.exiftool, says=each.says)
            for each in second.disagreements(ours, theirs)
        ),
        *(
            ReaderDifference(tag=name, exiftool=value, says="Only ExifTool reads this.")
            for name, value in second.only_exiftool(ours, theirs)
        ),
        *(
            ReaderDifference(tag=name, exiftool=value, says="From the maker's own notes.")
            for name, value in second.makernote_extras(theirs)
        ),
    ]
    readers = {**found.readers, "exiftool": exiftool.version()}
    return changed(found, differences=tuple(differences), readers=readers)


def by_exiftool(evidence: Evidence, name: str) -> Meta:
    """The record as ExifTool's values make it, in place of those of our own readers.

    Raises:
        InputError: ExifTool gave no answer.
        Missing: it is not installed.
    """
    theirs = exiftool.read(evidence)
    found = Findings(format=_format(theirs, evidence))
    try:
        for tag, value in theirs.items():
            found.add(tag, value)
    except Spent as error:
        found.problem(str(error))
    fields = fields_of(found, name, everything=True)
    fields["absent"] = []  # what ExifTool calls a block is not told apart here
    return Meta.model_validate(
        {**fields, "source": evidence.sha256, "readers": {"exiftool": exiftool.version()}}
    )


def _format(theirs: dict[str, Any], evidence: Evidence) -> str:
    stated = str(theirs.get("File:FileType", "")).casefold()
    by_name = {"mkv": "matroska", "mka": "matroska", "opus": "ogg", "wmv": "asf", "m2ts": "mpegts"}
    known = by_name.get(stated, stated)
    found = known if known in KINDS else recognised(evidence.head)
    if found is None:
        says = f"The file is no image, video or sound: ExifTool calls it {stated[:40] or 'nothing it knows'}."
        raise InputError(FailureCode.NOT_MEDIA, says, "Give a media file.", stage="open")
    return found


def _value(value: Any) -> Any:  # noqa: ANN401 - a JSON value
    return "" if value is None else value


def credentials(found: Meta, evidence: Evidence) -> Meta:
    """What the C2PA library finds of the signature, offline.

    Raises:
        Missing: the library is not installed.
    """
    if not versions.of("c2pa-python"):
        raise Missing("The C2PA library is not installed.", 'Install it: pip install "osintkit[c2pa]"')
    if not found.c2pa.present:
        return found
    patience_s = caller.PATIENCE_S + _HASHING_S_PER_GIB * evidence.size_bytes / (1 << 30)
    try:
        messages = list(
            caller.run(c2pa_library.FUNCTION, evidence, {}, needs=c2pa_library.NEEDS, patience_s=patience_s)
        )
    except InputError as error:
        return failed(found, f"The C2PA library gave no answer: {error.says}")
    told = next((message.fields for message in messages if message.kind == "c2pa"), {})
    try:
        c2pa = C2pa.model_validate({**found.c2pa.model_dump(), "validation": told})
    except ValidationError as error:
        raise disagrees("no valid C2pa") from error
    readers = {**found.readers, "c2pa": str(told.get("library", ""))[:40]}
    return changed(found, c2pa=c2pa, readers=readers)


def failed(found: Meta, says: str) -> Meta:
    """The record with a problem: something that was asked for gave no answer."""
    return changed(found, problems=(*found.problems, says), all_read=False)

"""What was found, put together into the fields of one record."""

from osintkit.meta.decode import ai_marks
from osintkit.meta.formats import KINDS
from osintkit.meta.found import Findings, Tag
from osintkit.meta.leads import clocks, credentials, pictures, platforms, wraps
from osintkit.meta.leads.lead import Fields, lead
from osintkit.meta.view import by_name, claims, conflicts, history, names, places, structure, times
from osintkit.meta.view.by_name import Tags

_LONGEST_SHOWN = 80
_MOST_LEADS = 60


def fields_of(found: Findings, name: str, *, everything: bool) -> Fields:
    """The fields of a Meta record, apart from those that only its caller knows.

    Args:
        found: what the walkers and decoders found.
        name: the file's own name, without its folder.
        everything: every value found is wanted too.
    """
    kind = KINDS[found.format]
    extension = name.rpartition(".")[2].casefold() if "." in name else ""
    tags = by_name.of(found)
    record: Fields = {
        "format": found.format,
        "mime": kind.mime,
        "extension_agrees": extension in kind.extensions if extension and kind.extensions else None,
        "truncated": found.truncated,
        "times": times.of(found, tags),
        "places": places.of(found, tags),
        "history": history.of(found, tags),
        **claims.sections(found, tags),
        "thumbnails": structure.thumbnails(found),
        "c2pa": structure.c2pa(found, tags),
        "structure": structure.of(found),
        "blocks": structure.blocks(found),
        "absent": structure.absent(found) if kind.is_read else [],
    }
    record["conflicts"] = [*conflicts.of(record), *_readers(found)]
    record["leads"] = _leads(found, tags, record, name)
    if len(record["leads"]) > _MOST_LEADS:
        found.problem(f"There are {len(record['leads'])} leads; the first {_MOST_LEADS} are kept.")
        del record["leads"][_MOST_LEADS:]
    if found.truncated:
        found.problem("The file ends before its structure does.")
    record["problems"] = [*found.problems, *found.notes]
    record["all_read"] = not found.problems and all(
        block.status == "read" or block.kind == "makernote" for block in found.blocks
    )
    if everything:
        record["tags"] = [_value(tag) for tag in found.tags]
    return record


def _leads(found: Findings, tags: Tags, record: Fields, name: str) -> list[Fields]:
    return [
        *clocks.of(record),
        *credentials.of(record, ai_marks.of(found)),
        *platforms.of(tags),
        *wraps.of(found, tags),
        *pictures.of(found, tags, record),
        *_extension(record, name),
        *(_name(found_lead) for found_lead in names.of(name)),
    ]


def _name(found: names.NameLead) -> Fields:
    when = found.utc or found.local
    because = [found.because, *([f"so {when}"] if when else [])]
    return lead(found.id, found.strength, found.says, because, found.does_not_show)


def _extension(record: Fields, name: str) -> list[Fields]:
    if record["extension_agrees"] is not False:
        return []
    says = f"The name ends as another format's does: the file is {record['format']} by its content."
    shows_not = "Any intent: services and messengers rename what they convert."
    return [lead("file.other_extension", "moderate", says, [name[-80:], record["mime"]], shows_not)]


def _readers(found: Findings) -> list[Fields]:
    """Where the second EXIF reader reads something else: the bytes allow two readings."""
    return [
        {"says": f"Two readers disagree on {tag}: {_cut(ours)} and {_cut(theirs)}.", "tags": [str(tag)]}
        for tag, ours, theirs, *_ in found.facts.get("exif.disagreements", ())
    ]


def _cut(value: object) -> str:
    text = str(value)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"


def _value(tag: Tag) -> Fields:
    fields: Fields = {"name": tag.name, "value": tag.value}
    if tag.raw:
        fields["raw"] = tag.raw
    if tag.place:
        fields["place"] = tag.place
    return fields

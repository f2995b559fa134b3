"""What software says it did to the file, step by step (XMP Media Management)."""

from typing import Any

from osintkit.clock import written
from osintkit.meta.found import Findings
from osintkit.meta.view.by_name import Tags

Fields = dict[str, Any]
_MOST_STEPS = 200
_TAG = "XMP-xmpMM:History"


def of(found: Findings, tags: Tags) -> list[Fields]:
    """The fields of every Step, in the order the file gives them."""
    steps: list[Fields] = []
    for tag in tags.get(_TAG, ()):
        entries = tag.value if isinstance(tag.value, list) else [tag.value]
        steps += [_step(entry, tag.name) for entry in entries if isinstance(entry, dict)]
    if len(steps) > _MOST_STEPS:
        found.problem(f"{_TAG} has {len(steps)} steps; the first {_MOST_STEPS} are kept.")
    return steps[:_MOST_STEPS]


def _step(entry: dict[str, Any], tag: str) -> Fields:
    text = {name: str(value) for name, value in entry.items() if isinstance(value, str | int | float)}
    fields = {
        "action": text.get("Action"),
        "software": text.get("SoftwareAgent"),
        "changed": text.get("Changed") or text.get("Parameters"),
        "instance": text.get("InstanceID"),
        "when": _when(text["When"], tag) if text.get("When") else None,
        "tag": tag,
    }
    return {name: value for name, value in fields.items() if value is not None}


def _when(text: str, tag: str) -> Fields:
    read = written.read(text)
    fields: Fields = {"role": "step", "tag": f"{tag}.When", "raw": text}
    if read is None or read.is_placeholder:
        return {**fields, "local": None, "utc": None, "set": False}
    fields |= {"local": read.local, "utc": None, "precision": read.precision}
    if read.offset is not None:
        fields |= {"utc": written.utc_of(read, read.offset), "zone_status": "stated", "offset": read.offset}
    return fields

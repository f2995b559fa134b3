"""With what, by whose hands, in what words: the values that are neither a time nor a position."""

import math
from typing import Any

from osintkit.meta.found import Findings, Tag, Value
from osintkit.meta.view.by_name import Tags
from osintkit.meta.view.table import RANK, WHERE

Fields = dict[str, Any]
_MOST_CLAIMS = 300
_MOST_WORDS = 200
_SINGLE_IDS = frozenset({"document", "instance", "original", "derived_from"})
_SINGLE_DEVICE = frozenset({"make", "model", "host", "owner"})


def sections(found: Findings, tags: Tags) -> dict[str, Any]:
    """The fields ``device``, ``software``, ``ids``, ``credit``, ``text`` and ``media`` of a Meta record."""
    sorted_in: dict[str, list[Fields]] = {
        name: [] for name in ("device", "software", "ids", "credit", "text", "media")
    }
    for name, stated in tags.items():
        where = WHERE.get(name)
        if where is not None:
            sorted_in[where[0]] += [fields for tag in stated if (fields := claim(tag, where[1]))]
    sorted_in["media"] += _rotations(tags)
    for name, claims in sorted_in.items():
        if len(claims) > _MOST_CLAIMS:
            found.problem(f"There are {len(claims)} values for {name}; the first {_MOST_CLAIMS} are kept.")
            del claims[_MOST_CLAIMS:]
    return {
        **sorted_in,
        "device": _device(sorted_in["device"]),
        "ids": _ids(sorted_in["ids"], tags),
    }


def claim(tag: Tag, role: str) -> Fields | None:
    """The fields of a Claim; None for a value that says nothing."""
    value = _plain(tag.value)
    if value in ("", (), None):
        return None
    fields: Fields = {"role": role, "value": value, "tag": tag.name}
    if tag.raw and tag.raw != value:
        fields["raw"] = tag.raw
    if tag.place:
        fields["place"] = tag.place
    return fields


def _plain(value: Value) -> str | int | float | list[str] | None:
    if isinstance(value, str):
        return value.strip(" \0\n\r\t")
    if isinstance(value, list):
        words = [str(part).strip() for part in value[:_MOST_WORDS] if str(part).strip()]
        return words or None
    if isinstance(value, dict):
        return "; ".join(f"{name}: {part}" for name, part in value.items())
    return value


def _rotations(tags: Tags) -> list[Fields]:
    """What a player turns each picture track by, clockwise, from its matrix, and whether it mirrors it."""
    pictures = {
        (tag.name.partition(":")[0], tag.place)
        for tag in tags.get("Track:HandlerType", ())
        if tag.value == "vide"
    }
    turned: list[Fields] = []
    for tag in tags.get("Track:MatrixStructure", ()):
        numbers = _numbers(str(tag.value))
        if (tag.name.partition(":")[0], tag.place) in pictures and len(numbers) >= 5 and any(numbers[:2]):
            degrees = round(math.degrees(math.atan2(numbers[1], numbers[0]))) % 360
            stated: Fields = {"tag": tag.name, "raw": str(tag.value)}
            stated |= {"place": tag.place} if tag.place else {}
            turned.append({"role": "rotation", "value": degrees, **stated})
            if numbers[0] * numbers[4] < numbers[1] * numbers[3]:
                turned.append({"role": "mirrored", "value": "yes", **stated})
    return turned


def _numbers(text: str) -> list[float]:
    try:
        return [float(part) for part in text.split()[:9]]
    except ValueError:
        return []


def _device(claims: list[Fields]) -> Fields:
    device: Fields = {"serials": [], "lens": [], "others": []}
    for fields in sorted(claims, key=_rank):
        role = fields["role"]
        if role.endswith("serial"):
            device["serials"].append(fields)
        elif role.startswith("lens"):
            device["lens"].append(fields)
        elif role in _SINGLE_DEVICE and role not in device and not fields.get("place"):
            device[role] = fields
        else:
            device["others"].append(fields)
    return device


def _rank(fields: Fields) -> int:
    """What the device wrote itself comes before what a program copied."""
    return RANK[fields["tag"]]


def _ids(claims: list[Fields], tags: Tags) -> Fields:
    ids: Fields = {"others": []}
    for fields in [*claims, *_derived(tags)]:
        role = fields["role"].replace(" ", "_")
        if role in _SINGLE_IDS and role not in ids and not fields.get("place"):
            ids[role] = fields
        else:
            ids["others"].append(fields)
    return ids


def _derived(tags: Tags) -> list[Fields]:
    derived = []
    for tag in tags.get("XMP-xmpMM:DerivedFrom", ()):
        if isinstance(tag.value, dict):
            stated = (tag.value.get(name) for name in ("DocumentID", "InstanceID", "OriginalDocumentID"))
            value = next((str(name) for name in stated if name), None)
            if value is not None:
                raw = "; ".join(f"{name}: {part}" for name, part in tag.value.items())
                fields = {"role": "derived from", "value": value, "tag": tag.name, "raw": raw}
                derived.append({**fields, "place": tag.place} if tag.place else fields)
    return derived

"""What the parts of a C2PA manifest say: its claim, its assertions, its hash over the file.

Each value is taken only in the type the specification gives it, and cut; what is of another type counts as
not said.

Source: C2PA Technical Specification 1.0 to 2.2, chapters 10 (claims) and 18 (standard assertions).
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from osintkit.meta.found import Malformed

MOST_CHARACTERS = 200_000
"""Characters kept of all the texts of one store."""
LONGEST_TEXT = 500
MOST_ENTRIES = 200
"""Actions, ingredients or exclusions kept of one list."""
MOST_KEYS = 100
MOST_CONDITIONS = 1000
"""Conditions of all exclusions of one hash."""
LARGEST_JSON = 1 << 16
_LARGEST_NUMBER = 1 << 63
_Read = dict[str, Any]
_Reader = Callable[[str, Mapping[Any, Any], _Read, "Words"], None]


@dataclass(slots=True)
class Words:
    """Takes texts as long as there is room for them.

    Attributes:
        left: characters that may still be kept.
        spent: whether something was left out.
    """

    left: int = MOST_CHARACTERS
    spent: bool = False

    def text(self, value: object, longest: int = LONGEST_TEXT) -> str:
        """A text, cut; empty when it is none, or when there is no more room."""
        if not isinstance(value, str):
            return ""
        kept = value[: min(longest, self.left)]
        self.spent = self.spent or len(kept) < min(len(value), longest)
        self.left -= len(kept)
        return kept

    def scalar(self, value: object) -> str | int | float | None:
        """A text, a number, or None for anything else; a number too large for JSON is a text."""
        match value:
            case bool():
                return str(value)
            case int() if abs(value) < _LARGEST_NUMBER:
                return value
            case float() if value == value and abs(value) < _LARGEST_NUMBER:
                return value
            case str():
                return self.text(value)
        return None


def nothing_said() -> _Read:
    """A manifest of which nothing is known yet."""
    return {
        "claim_version": None,
        **dict.fromkeys(("generator", "title", "format", "instance_id"), ""),
        **{
            name: []
            for name in (
                "generator_info", "assertions", "assertions_changed", "redacted", "actions",
                "digital_source_types", "ingredients", "ai", "soft_bindings",
            )
        },
        "metadata": {},
        "signature_algorithm": "",
        "certificate": {},
        "time_stamp": {"present": False, "time": ""},
        "hash": None,
        "remote_url": None,
    }  # fmt: skip


def json_value(data: bytes) -> Any:  # noqa: ANN401 - whatever it is
    """The JSON value of a box.

    Raises:
        Malformed: it is none, or larger than is read.
    """
    if len(data) > LARGEST_JSON:
        raise Malformed(f"{len(data)} bytes of JSON are more than is read")
    try:
        return json.loads(data.rstrip(b"\0"), parse_constant=str)
    except (ValueError, RecursionError) as error:
        raise Malformed("it is no JSON") from error


def claimed(claim: Mapping[Any, Any], words: Words) -> _Read:
    """What a claim says of itself."""
    infos = claim.get("claim_generator_info")
    infos = [infos] if isinstance(infos, Mapping) else _list(infos)
    read: _Read = {
        "generator": words.text(claim.get("claim_generator")),
        "generator_info": [_generator(info, words) for info in infos if isinstance(info, Mapping)],
        "title": words.text(claim.get("dc:title")),
        "format": words.text(claim.get("dc:format")),
        "instance_id": words.text(claim.get("instanceID")),
        "redacted": [words.text(url) for url in _list(claim.get("redacted_assertions"))],
        "remote_url": _remote(claim.get("remote_manifests"), words),
    }
    for info in read["generator_info"][:1]:
        read["generator"] = read["generator"] or "/".join(
            info[key] for key in ("name", "version") if info.get(key)
        )
    return read


def _remote(stated: object, words: Words) -> str | None:
    """The first address in a list of texts or of mappings with a ``url``."""
    urls = [entry.get("url") if isinstance(entry, Mapping) else entry for entry in _list(stated)]
    return next((words.text(url) for url in urls if isinstance(url, str)), None)


def _generator(info: Mapping[Any, Any], words: Words) -> dict[str, str]:
    wanted = ("name", "version", "operating_system", "org.contentauth.c2pa_rs", "org.cai.c2pa_rs")
    return {key: words.text(info[key]) for key in wanted if isinstance(info.get(key), str)}


def _list(value: object) -> list[Any]:
    return list(value)[:MOST_ENTRIES] if isinstance(value, list | tuple) else []


def _mappings(value: object) -> list[Mapping[Any, Any]]:
    return [entry for entry in _list(value) if isinstance(entry, Mapping)]


# --- assertions ----------------------------------------------------------------------------------


def reader(label: str) -> _Reader | None:
    """What reads the assertion of that label; None for those of which only the label is told."""
    name = _VERSION_AND_NUMBER.sub("", label)
    for prefix, read in _READERS:
        if name == prefix or (prefix.endswith(".") and name.startswith(prefix)):
            return read
    return None


_VERSION_AND_NUMBER = re.compile(r"(?:\.v\d{1,3})?(?:__\d{1,4})?$")


def _actions(_label: str, assertion: Mapping[Any, Any], read: _Read, words: Words) -> None:
    agents = [_agent(agent, words) for agent in _list(assertion.get("softwareAgents"))]
    for action in [*_mappings(assertion.get("actions")), *_mappings(assertion.get("templates"))]:
        kept = _action(action, agents, words)
        kind = kept["digital_source_type"]
        if kind and kind not in read["digital_source_types"]:
            read["digital_source_types"].append(kind)
        if len(read["actions"]) < MOST_ENTRIES:
            read["actions"].append(kept)


def _action(action: Mapping[Any, Any], agents: list[str], words: Words) -> dict[str, str]:
    parameters = action.get("parameters")
    parameters = parameters if isinstance(parameters, Mapping) else {}
    number = action.get("softwareAgentIndex")
    agent = _agent(action.get("softwareAgent"), words)
    if not agent and isinstance(number, int) and 0 <= number < len(agents):
        agent = agents[number]
    return {
        "action": words.text(action.get("action")),
        "when": words.text(action.get("when"), 60),
        "software_agent": agent,
        "digital_source_type": words.text(action.get("digitalSourceType")),
        "reason": words.text(action.get("reason")),
        "description": words.text(action.get("description") or parameters.get("description")),
        "name": words.text(parameters.get("name")),
    }


def _agent(agent: object, words: Words) -> str:
    """A tool's name and version: a text in the older form, a mapping in the newer."""
    if isinstance(agent, Mapping):
        return " ".join(filter(None, (words.text(agent.get(key)) for key in ("name", "version"))))
    return words.text(agent)


def _ingredient(_label: str, assertion: Mapping[Any, Any], read: _Read, words: Words) -> None:
    if len(read["ingredients"]) >= MOST_ENTRIES:
        return
    of = assertion.get("activeManifest") or assertion.get("c2pa_manifest")
    url = of.get("url") if isinstance(of, Mapping) else ""
    read["ingredients"].append(
        {
            "title": words.text(assertion.get("dc:title")),
            "relationship": words.text(assertion.get("relationship")),
            "format": words.text(assertion.get("dc:format")),
            "document_id": words.text(assertion.get("documentID")),
            "instance_id": words.text(assertion.get("instanceID")),
            "active_manifest": words.text(_manifest_of(url)),
        }
    )


def _manifest_of(url: object) -> str:
    """The label in ``self#jumbf=/c2pa/<label>``."""
    found = _MANIFEST.match(url) if isinstance(url, str) else None
    return found[1] if found else ""


_MANIFEST = re.compile(r"self#jumbf=/c2pa/([^/]{1,500})")


def _training(label: str, assertion: Mapping[Any, Any], read: _Read, words: Words) -> None:
    entries = assertion.get("entries")
    entries = entries if isinstance(entries, Mapping) else {}
    uses = {
        words.text(key): words.text(entry.get("use"))
        for key, entry in list(entries.items())[:MOST_KEYS]
        if isinstance(key, str) and isinstance(entry, Mapping)
    }
    read["ai"].append({"label": label[:LONGEST_TEXT], "entries": uses})


def _disclosure(label: str, assertion: Mapping[Any, Any], read: _Read, words: Words) -> None:
    read["ai"].append({"label": label[:LONGEST_TEXT], "entries": _scalars(assertion, words)})


def _soft_binding(_label: str, assertion: Mapping[Any, Any], read: _Read, words: Words) -> None:
    read["soft_bindings"].append(words.text(assertion.get("alg")))


def _metadata(label: str, assertion: Mapping[Any, Any], read: _Read, words: Words) -> None:
    read["metadata"][label[:LONGEST_TEXT]] = _scalars(assertion, words)


def _scalars(mapping: Mapping[Any, Any], words: Words) -> dict[str, Any]:
    """The texts and numbers of a mapping; of a list those in it, of its mappings their names."""
    kept: dict[str, Any] = {}
    for key, value in list(mapping.items())[:MOST_KEYS]:
        if not isinstance(key, str) or key.startswith("@"):
            continue
        entries = [entry.get("name") if isinstance(entry, Mapping) else entry for entry in _list(value)]
        found = [words.scalar(entry) for entry in entries] if entries else words.scalar(value)
        if found is not None:
            kept[words.text(key)] = found
    return kept


# --- the hash over the file ----------------------------------------------------------------------


def hashed(label: str, assertion: Mapping[Any, Any], read: _Read, words: Words) -> None:
    """Note the hash that a manifest states over the file it is about.

    ``read["hash"]`` becomes a mapping: ``label``; ``kind`` (``data``, ``bmff``, ``boxes``, ``collection``,
    ``multi-asset``, ``unknown``); ``alg``; ``value`` in hexadecimal; ``exclusions``; ``merkle``, how many
    Merkle trees it has; ``malformed``, what is wrong with it.
    """
    kind = next((kind for prefix, kind in _HASHES.items() if label.startswith(prefix)), "unknown")
    kept: _Read = {
        "label": label[:LONGEST_TEXT],
        "kind": kind,
        "alg": words.text(assertion.get("alg"), 20),
        "value": "",
        "exclusions": [],
        "merkle": len(_list(assertion.get("merkle"))),
        "malformed": "",
    }
    try:
        kept["value"] = _hexadecimal(assertion["hash"]) if "hash" in assertion else ""
        kept["exclusions"] = _exclusions(kind, assertion.get("exclusions"), words)
    except Malformed as error:
        kept["malformed"] = str(error)
    if read["hash"] is None or _RANK[kind] < _RANK[read["hash"]["kind"]]:
        read["hash"] = kept


_HASHES = {
    "c2pa.hash.data": "data",
    "c2pa.hash.bmff": "bmff",
    "c2pa.hash.boxes": "boxes",
    "c2pa.hash.collection": "collection",
    "c2pa.hash.multi-asset": "multi-asset",
}
_RANK = {kind: rank for rank, kind in enumerate((*_HASHES.values(), "unknown"))}
"""The hash over all of the file comes before those over its parts."""


def _exclusions(kind: str, stated: object, words: Words) -> list[_Read]:
    read = _box_exclusion if kind == "bmff" else _range
    kept = [read(entry, words) for entry in _exactly(stated)] if kind in {"data", "bmff"} else []
    if sum(len(each.get("data", ())) + len(each.get("subset") or ()) for each in kept) > MOST_CONDITIONS:
        raise Malformed("its exclusions have more conditions than are read")
    return kept


def _exactly(stated: object) -> list[Mapping[Any, Any]]:
    """A list of mappings, not one of which may be lost: a hash without it would be another."""
    entries = [] if stated is None else _mappings(stated)
    if stated is not None and not (isinstance(stated, list | tuple) and len(entries) == len(stated)):
        raise Malformed("an exclusion is no mapping, or there are more than are read")
    return entries


def _range(entry: Mapping[Any, Any], _words: Words) -> _Read:
    return {"start": _whole(entry.get("start")), "length": _whole(entry.get("length"))}


def _box_exclusion(entry: Mapping[Any, Any], words: Words) -> _Read:
    """Which box is left out of a hash, and under which conditions; None where there is no condition."""
    path, exact = entry.get("xpath"), entry.get("exact")
    if not isinstance(path, str) or len(path) > LONGEST_TEXT:
        raise Malformed("an exclusion names no box")
    data = [
        {"offset": _whole(each.get("offset")), "value": _hexadecimal(each.get("value"))}
        for each in _exactly(entry.get("data"))
    ]
    subset = [
        {"offset": _whole(each.get("offset")), "length": _whole(each.get("length"))}
        for each in _exactly(entry.get("subset"))
    ]
    return {
        "xpath": words.text(path),
        "length": None if entry.get("length") is None else _whole(entry["length"]),
        "version": None if entry.get("version") is None else _whole(entry["version"]),
        "flags": None if entry.get("flags") is None else _hexadecimal(entry["flags"]),
        "exact": exact is not False,
        "data": data,
        "subset": subset if entry.get("subset") is not None else None,
    }


def _whole(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < _LARGEST_NUMBER:
        return value
    raise Malformed("an exclusion has a place that is no number")


def _hexadecimal(value: object) -> str:
    if isinstance(value, bytes) and len(value) <= LONGEST_TEXT:
        return value.hex()
    raise Malformed("what is to be compared is no bytes, or too many")


def binding(manifests: list[_Read]) -> _Read | None:
    """The hash over this file: the active manifest's, or that of the one it updates.

    Args:
        manifests: those of the store, the active one last.
    """
    by_label = {manifest["label"]: manifest for manifest in manifests}
    current = manifests[-1] if manifests else None
    for _ in range(len(manifests)):
        if current is None:
            break
        if current["hash"] is not None:
            return {**current["hash"], "manifest": current["label"]}
        parents = [each for each in current["ingredients"] if each["relationship"] == "parentOf"]
        current = by_label.get(parents[0]["active_manifest"]) if parents else None
    return None


_READERS: tuple[tuple[str, _Reader], ...] = (
    ("c2pa.actions", _actions),
    ("c2pa.ingredient", _ingredient),
    ("c2pa.hash.", hashed),
    ("c2pa.training-mining", _training),
    ("cawg.training-mining", _training),
    ("c2pa.ai-disclosure", _disclosure),
    ("c2pa.soft-binding", _soft_binding),
    ("c2pa.metadata", _metadata),
    ("cawg.metadata", _metadata),
    ("stds.exif", _metadata),
    ("stds.iptc", _metadata),
    ("stds.iptc.", _metadata),
    ("stds.schema-org.", _metadata),
)

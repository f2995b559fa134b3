"""Leads from Content Credentials (C2PA) and from marks of pictures made by machines."""

from collections.abc import Iterable, Iterator
from typing import Any

from osintkit.meta.leads.lead import Fields, Strength, lead

_UNPROVEN = "That the statement is true: anybody can write it, and anybody can take it out."
_UNCHECKED = (
    "Who wrote them, or that what they state is true: the signature was not checked, and anybody can write a "
    "manifest for any file."
)


def of(record: Fields, marks: Iterable[dict[str, Any]]) -> Iterator[Fields]:
    """Leads about ``c2pa``, and about the marks that the file carries."""
    for mark in marks:
        yield _mark(mark)
    c2pa = record["c2pa"]
    if c2pa.get("content_hash") == "mismatch":
        says = (
            "The digest in the file's Content Credentials is not that of these bytes: consistent with a file "
            "that was changed after they were written."
        )
        because = [f"C2PA {c2pa.get('active_manifest')}", str(c2pa.get("content_hash_says") or "mismatch")]
        shows_not = "What was changed: new metadata or another compression is enough."
        yield lead("c2pa.content_changed", "strong", says, because, shows_not)
    elif c2pa.get("content_hash") == "match":
        says = "The digest in the file's Content Credentials is that of these bytes."
        yield lead(
            "c2pa.content_matches", "strong", says, [f"C2PA {c2pa.get('active_manifest')}"], _UNCHECKED
        )
    if c2pa.get("remote_url"):
        says = (
            "Content Credentials are said to lie at an address. It was not asked: that would tell its owner."
        )
        yield lead("c2pa.remote", "moderate", says, [str(c2pa["remote_url"])], "That anything lies there.")


def _mark(mark: dict[str, Any]) -> Fields:
    strength: Strength = "strong" if mark["is_ai"] is True else "moderate" if mark["is_ai"] else "weak"
    because = [f"{mark['tag']} {str(mark['value'])[:200]}"]
    kind = "ai" if mark["is_ai"] else "source"  # how it was made otherwise, or what may be done with it
    return lead(f"{kind}.{mark['mark']}", strength, str(mark["says"]), because, _UNPROVEN)

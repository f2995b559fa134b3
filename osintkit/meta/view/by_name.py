"""A file's values by their names, so that each part of the view looks up what it needs."""

import re
from typing import TypeAlias

from osintkit.meta.found import Findings, Tag, Value

Tags: TypeAlias = dict[str, list[Tag]]
"""Tags by name, in the order of the file; ``Track:`` stands for the tracks of any number."""

_TRACK = re.compile(r"Track\d+:")


def of(found: Findings) -> Tags:
    """Which tags are there of each name?"""
    tags: Tags = {}
    for tag in found.tags:
        name = tag.name
        if name.startswith("Track"):
            name = _TRACK.sub("Track:", name, count=1)
        tags.setdefault(name, []).append(tag)
    return tags


def at(tags: Tags, name: str, place: str = "") -> Tag | None:
    """Which is the first tag of a name that stands in a place? Without one, in the file's own blocks."""
    for tag in tags.get(name, ()):
        if tag.place == place:
            return tag
    return None


def value(tags: Tags, name: str) -> Value | None:
    """What do the file's own blocks state under a name?"""
    tag = at(tags, name)
    return tag.value if tag is not None else None

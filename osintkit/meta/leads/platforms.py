"""Leads from marks that platforms leave in what passes through them."""

import re
from collections.abc import Iterator
from datetime import date

from osintkit.meta.found import Tag
from osintkit.meta.leads.lead import Fields, lead
from osintkit.meta.view.by_name import Tags

_GOOGLE = re.compile(
    r"ISO Media file produced by Google Inc\.(?: Created on: (\d\d)/(\d\d)/(\d{4})\.?)?", re.ASCII
)
_FACEBOOK = re.compile(r"\A\s*FBMD[0-9a-f]{8,}", re.ASCII)
_TIKTOK = re.compile(r"\bvid:(v[0-9a-z]{20,40})\b", re.ASCII)
_INSTRUCTIONS = ("IPTC:SpecialInstructions", "XMP-photoshop:Instructions")
_TEXTS = tuple(
    f"{group}:{name}"
    for group in ("ItemList", "Keys", "UserData", "Matroska")
    for name in ("Comment", "Description", "LongDescription", "Information")
)


def of(tags: Tags) -> Iterator[Fields]:
    """Leads about where the file has been."""
    for names, pattern, speak in _MARKS:
        match = next(_matches(tags, names, pattern), None)
        if match is not None:
            yield speak(*match)


def _matches(
    tags: Tags, names: tuple[str, ...], pattern: re.Pattern[str]
) -> Iterator[tuple[Tag, re.Match[str]]]:
    for name in names:
        for tag in tags.get(name, ()):
            if isinstance(tag.value, str) and (match := pattern.search(tag.value)):
                yield tag, match


def _google(tag: Tag, match: re.Match[str]) -> Fields:
    says = "A track names Google's software as its writer, as films from YouTube and Google Drive do"
    month, day, year = match.groups()
    try:
        when = date(int(year), int(month), int(day)) if year else None
    except ValueError:
        when = None
    if when is not None:
        says += f", on {when}: when they wrote this copy, not when it was recorded or uploaded"
    return lead(
        "platform.google",
        "strong",
        f"{says}.",
        [f"{tag.name} {str(tag.value)[:120]}"],
        "Who uploaded it, or that this copy comes from there directly.",
    )


def _facebook(tag: Tag, _: re.Match[str]) -> Fields:
    return lead(
        "platform.facebook",
        "strong",
        "The picture carries the mark that Facebook and Instagram have written since 2014: consistent with "
        "a copy from there.",
        [f"{tag.name} {str(tag.value)[:60]}"],
        "Who posted it and when, or that it was posted there first: the mark's digits are not a date that "
        "anybody outside can read.",
    )


def _tiktok(tag: Tag, match: re.Match[str]) -> Fields:
    return lead(
        "platform.tiktok",
        "moderate",
        "The film carries an identifier of the form that TikTok gives to its films.",
        [f"{tag.name} vid:{match[1]}"],
        "Which account posted it; the identifier is not the number in a TikTok address.",
    )


_MARKS = (
    (("Track:HandlerDescription",), _GOOGLE, _google),
    (_INSTRUCTIONS, _FACEBOOK, _facebook),
    (_TEXTS, _TIKTOK, _tiktok),
)

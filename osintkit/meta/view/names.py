"""What a file's name says: which program named it so, and which time it then tells.

A name is the weakest of witnesses and often the only one. Every form here is one whose writer and meaning
are known; names that say nothing certain (``IMG_1234``) say nothing here.
"""

import base64
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from osintkit.meta.view.name_forms import FORMS, Form

LONGEST_NAME = 300
EARLIEST_YEAR, LATEST_YEAR = 1990, 2100

_X_EPOCH_MS = 1_288_834_974_657
"""When X's Snowflake numbers begin: 2010-11-04 01:42:54.657 UTC."""
_COPY = re.compile(r"(?: ?\(\d{1,3}\)| - Copy(?: \(\d{1,3}\))?| copy(?: \d{1,3})?)+\Z")
_EXTENSION = re.compile(r"\.([A-Za-z0-9]{1,5})\Z")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_EDITED = re.compile(r"(?P<phone>IMG_E\d{4})|.+-edited", re.ASCII)
_ANYBODY = "A name is changed in a second, and many programs change it."


@dataclass(frozen=True, slots=True)
class NameLead:
    """What one name says.

    Attributes:
        id: of the form, such as ``name.whatsapp``.
        says: what the name is consistent with, one sentence.
        because: the name, and what was worked out from it.
        strength: ``weak`` where other programs, or people, name files so as well.
        does_not_show: what must not be concluded.
        local: the time it tells, ISO 8601 without a zone, by somebody's own clock; None when it tells none.
        utc: the time it tells, ISO 8601 in UTC; None when it tells none or the zone is unknown.
        date_only: it tells the day only.
        platform: whose form it is; empty for a camera's or nobody's in particular.
        meaning: what the time is the time of; empty without one.
    """

    id: str
    says: str
    because: str
    strength: Literal["moderate", "weak"]
    does_not_show: str
    local: str | None = None
    utc: str | None = None
    date_only: bool = False
    platform: str = ""
    meaning: str = ""


def of(name: str) -> list[NameLead]:
    """What a file's name says; nothing for names that say nothing certain or name an impossible time.

    Args:
        name: of the file, without its folders.
    """
    if not name or len(name) > LONGEST_NAME:
        return []
    # Bytes that are no UTF-8 come as lone surrogates, which no output can hold.
    name = name.encode("utf-8", "replace").decode()
    # macOS writes accents apart and a narrow blank before AM and PM.
    plain = unicodedata.normalize("NFC", name).replace("\u202f", " ").replace("\xa0", " ")
    stem = _COPY.sub("", _EXTENSION.sub("", plain))
    leads = list(_edited(stem, name))
    for form in FORMS:
        match = form.pattern.search(stem) if form.anywhere else form.pattern.fullmatch(stem)
        if match is None:
            continue
        lead = _lead(form, match, name)
        return [lead, *leads] if lead else leads
    return leads


def _lead(form: Form, match: re.Match[str], name: str) -> NameLead | None:
    """The lead of a form that fits; None where the time it names cannot be."""
    told = {key: value for key, value in match.groupdict().items() if value is not None}
    because = f"file name {name}"
    local = utc = None
    date_only = False
    when = None
    try:
        when, date_only = _when(told)
    except (ValueError, OverflowError):
        return None
    if when is not None:
        if not EARLIEST_YEAR <= when.year <= LATEST_YEAR:
            return None
        text = _iso(when, date_only=date_only, milliseconds=not told.keys().isdisjoint(_FINE))
        local, utc = (None, f"{text}Z") if when.tzinfo else (text, None)
        if "y" not in told:
            because += f"; the number in it stands for {utc}"
    if "app" in told:
        because += f"; the app on the screen: {told['app']}"
    says = f"The name has the form that {form.by} gives"
    says += f"; it then tells {form.meaning}: {utc or local}." if when else "."
    return NameLead(
        id=form.id,
        says=says,
        because=because,
        strength=form.strength,
        does_not_show=f"{_ANYBODY} {form.does_not_show}",
        local=local,
        utc=utc,
        date_only=date_only,
        platform=form.platform,
        meaning=form.meaning if when else "",
    )


_FINE = frozenset(("ms", "epoch_ms", "x", "x_number"))
"""What tells milliseconds."""


def _when(told: dict[str, str]) -> tuple[datetime | None, bool]:
    """The time a name tells, with a zone where it is UTC, and whether it is a day only.

    Raises:
        ValueError: there is no such time.
        OverflowError: the same.
    """
    since = _since_1970_ms(told)
    if since is not None:
        seconds, milliseconds = divmod(since, 1000)
        return datetime.fromtimestamp(seconds, UTC).replace(microsecond=milliseconds * 1000), False
    if "y" not in told:
        return None, False
    month = told.get("mo") or _MONTHS.index(told["month"].lower()) + 1
    year, month, day = int(told["y"]), int(month), int(told["d"])
    if "h" not in told:
        return datetime(year, month, day), True  # noqa: DTZ001 -- whose zone it is nobody knows
    hour = int(told["h"])
    if "half" in told:
        if not 1 <= hour <= 12:
            raise ValueError("no hour of half a day")
        hour = hour % 12 + (12 if told["half"].lower() == "pm" else 0)
    second, micros = int(told.get("s", "0")), int(told.get("ms", "0")) * 1000
    zone = UTC if "utc" in told else None
    return datetime(year, month, day, hour, int(told["mi"]), second, micros, zone), False


def _since_1970_ms(told: dict[str, str]) -> int | None:
    """Milliseconds since 1970 by the number a name is, or holds."""
    if "epoch_ms" in told:
        return int(told["epoch_ms"])
    if "epoch_s" in told:
        return int(told["epoch_s"]) * 1000
    if "tiktok" in told:
        return (int(told["tiktok"]) >> 32) * 1000  # the upper half of its number counts seconds
    if "x_number" in told:
        return (int(told["x_number"]) >> 22) + _X_EPOCH_MS
    if "x" in told:
        # Base64 of a Snowflake number in eight bytes, and of three more.
        number = int.from_bytes(base64.urlsafe_b64decode(told["x"] + "A")[:8])
        return (number >> 22) + _X_EPOCH_MS
    return None


def _iso(when: datetime, *, date_only: bool, milliseconds: bool) -> str:
    if date_only:
        return when.date().isoformat()
    return when.replace(tzinfo=None).isoformat(timespec="milliseconds" if milliseconds else "seconds")


def _edited(stem: str, name: str) -> Iterator[NameLead]:
    match = _EDITED.fullmatch(stem)
    if match is None:
        return
    phone = match["phone"]
    platform = "iPhone" if phone else "Google Photos"
    yield NameLead(
        id="name.edited",
        says=f"The name has the form that {platform} gives to an edited version, beside the original.",
        because=f"file name {name}",
        strength="weak",
        does_not_show=f"{_ANYBODY} It does not show what was changed; a crop or a filter is an edit as well.",
        platform=platform,
    )

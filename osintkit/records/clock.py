"""What a written time can mean, and which legal zones hold at a place: parts of several records."""

from typing import Literal

from osintkit.records.base import Part, Record, Text
from osintkit.records.meta import ZoneStatus

Basis = Literal[
    "server_timestamp", "page_display", "archive_capture", "device_clock", "metadata_local", "metadata_utc",
    "satellite_metadata", "testimony", "solar", "inferred",
]  # fmt: skip
"""What a time rests on, as `note.md` names it."""


def spaced(text: str) -> str:
    """An instant or a clock time of a record, for people: ``2022-09-13 02:34:45 UTC``."""
    return text.replace("T", " ").replace("Z", " UTC")


class Reading(Part):
    """One way to understand a written time.

    Attributes:
        says: which way, in words: ``day first; CET as +01:00 (Central European Time)``.
        local_from: the wall clock at its beginning, ISO 8601 without a zone.
        local_to: the wall clock at its end, which is no longer part of it.
        offset: of the wall clock from UTC, ``+04:00``; null while it is not known.
        earliest: the instant of its beginning, RFC 3339 in UTC.
        latest: the instant of its end, which is no longer part of it.
    """

    says: Text
    local_from: str | None = None
    local_to: str | None = None
    offset: str | None = None
    earliest: str | None = None
    latest: str | None = None


class AlsoStated(Part):
    """A second clock time that the same words state of the same moment.

    Attributes:
        text: the words.
        local: its wall clock, ``11:19``.
        zone: its zone as the words name it, or the IANA zone of the place where it says ``local``.
        agrees: whether a reading of the first time agrees with it; null when that cannot be told.
    """

    text: Text
    local: str
    zone: str | None = None
    agrees: bool | None = None


class StatedTime(Part):
    """A time as somebody wrote it: always the words, always an interval, always how the zone was resolved.

    The interval is half-open, and the union of all readings; nothing is guessed.

    Attributes:
        text: the words.
        earliest: the first instant that any reading allows, RFC 3339 in UTC; null where there is none
            (``before 13 September``, a date without a year).
        latest: the end of the last reading, no longer part of it.
        precision: its smallest unit; ``vague`` for words such as "just before midnight".
        readings: every way to understand it, one when nothing is ambiguous.
        zone_stated: its zone as written.
        zone_candidates: offsets that the zone can mean; empty while nothing is known.
        zone_status: how the zone is known.
        zone_why: why it was resolved so, or why it could not be.
        also_stated: other clock times for the same moment.
        basis: what the time rests on, where somebody said so.
        unsettled: what the words leave open, a sentence each.
    """

    text: Text
    earliest: str | None = None
    latest: str | None = None
    precision: Literal["year", "month", "day", "hour", "minute", "second", "subsecond", "vague"] = "second"
    readings: tuple[Reading, ...] = ()
    zone_stated: str | None = None
    zone_candidates: tuple[str, ...] = ()
    zone_status: ZoneStatus = "unknown"
    zone_why: Text | None = None
    also_stated: tuple[AlsoStated, ...] = ()
    basis: Basis | None = None
    unsettled: tuple[Text, ...] = ()


class LegalZone(Part):
    """A time zone that is legal at a place or near it.

    Attributes:
        zone: its IANA name.
        offsets: from UTC, in force during the time that was asked about: one, or two where clocks are set
            within it.
        abbreviations: what the clock is called then and there, in the same order.
        distance_m: to the nearest point found where it holds; 0 at the position itself.
    """

    zone: str
    offsets: tuple[str, ...] = ()
    abbreviations: tuple[str, ...] = ()
    distance_m: float = 0.0


class Zones(Part):
    """Every legal zone within the uncertainty of a position.

    Attributes:
        within_m: how far around the position was looked.
        zones: nearest first.
        offsets_differ: whether they show different times, then; null when no time was asked about.
        source: whose borders and whose rules.
        note: what law and practice may not share, where that is known.
    """

    within_m: float
    zones: tuple[LegalZone, ...]
    offsets_differ: bool | None = None
    source: str
    note: Text | None = None


class WrittenTime(Record):
    """What a written time can mean, at a place if one is given."""

    type: Literal["osintkit.time/1"] = "osintkit.time/1"
    time: StatedTime
    zones: Zones | None = None

"""Which time is legal at a place, and what a clock there shows: zones, offsets, hours that never were.

Rules come from the tz database in the package ``tzdata``, never from this machine's own files, so that an
answer is the same everywhere. Borders come from `osintkit.clock.around`: today's, also for times past.
"""

import difflib
import io
import math
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import tzfpy

from osintkit.clock import practice
from osintkit.clock.around import BORDER_ERROR_M, LARGEST_M, finest_m, names_at, zones_around
from osintkit.errors import UsageError

if TYPE_CHECKING:
    from osintkit.records.clock import LegalZone, Zones

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip
_STEP = timedelta(hours=12)
"""No clock has been set twice within this time since 1970."""
_MOST_STEPS = 100_000
_SEA = ("Etc/GMT", *(f"Etc/GMT{hours:+d}" for hours in range(-12, 13) if hours))
"""The nautical zones; the two outermost offsets that states use, +13:00 and +14:00, have none."""

__all__ = [
    "BORDER_ERROR_M", "countries", "edition", "explain_gap", "instants", "legal", "names_at", "offset_text",
    "offsets_of_local", "places", "position", "rows", "versions", "zone", "zone_names",
]  # fmt: skip


@lru_cache(maxsize=1)
def _package() -> Traversable:
    return resources.files("tzdata")


def _read(*parts: str) -> bytes:
    """A file of the tz database, by the parts of its path in the package."""
    return _package().joinpath(*parts).read_bytes()


@lru_cache(maxsize=1)
def zone_names() -> frozenset[str]:
    """Which names has the tz database? Old ones included, ``Europe/Kiev``."""
    return frozenset(_read("zones").decode().split())


@lru_cache(maxsize=1024)
def zone(name: str) -> ZoneInfo:
    """Which rules has a zone of the tz database?

    Args:
        name: IANA name as it is spelt there: ``Asia/Yerevan``; old ones such as ``Europe/Kiev`` too.

    Raises:
        UsageError: there is no such zone; it names those that are near.
    """
    if name not in zone_names():
        near = " or ".join(_near(name))
        raise UsageError(
            f"“{name[:64]}” is no zone of the tz database.",
            f"Did you mean {near}?" if near else "Zones are named as Asia/Yerevan or Europe/Kyiv.",
        )
    return ZoneInfo.from_file(io.BytesIO(_read("zoneinfo", *name.split("/"))), key=name)


def _near(name: str) -> list[str]:
    """Names of zones that may be meant, at most three."""
    wanted = name.strip()[:64].replace(" ", "_").casefold()
    spelt = {known.casefold(): known for known in sorted(zone_names())}
    cities = {known.rpartition("/")[2]: full for known, full in spelt.items()}
    if wanted in spelt:
        return [spelt[wanted]]
    last = wanted.rpartition("/")[2]
    close = [cities[city] for city in difflib.get_close_matches(last, cities, n=2, cutoff=0.8)]
    whole = [spelt[known] for known in difflib.get_close_matches(wanted, spelt, n=3, cutoff=0.75)]
    return list(dict.fromkeys([*close, *whole]))[:3]


def versions() -> dict[str, str]:
    """Which editions do zones and borders come from?

    Returns:
        ``tzfpy`` (the package), ``timezone-boundary-builder`` (the borders in it), ``tzdata`` (the IANA
        edition, ``2026a``).
    """
    return {**_of_borders(), "tzdata": edition()}


@lru_cache(maxsize=1)
def _of_borders() -> Mapping[str, str]:
    from importlib.metadata import version  # noqa: PLC0415 - slow to import

    return {"tzfpy": version("tzfpy"), "timezone-boundary-builder": tzfpy.data_version()}


@lru_cache(maxsize=1)
def edition() -> str:
    """Which edition of the tz database is this? ``2026a``."""
    first, _, _ = _read("zoneinfo", "tzdata.zi").partition(b"\n")
    return first.decode().rpartition(" ")[2].strip()


@lru_cache(maxsize=4)
def rows(table: str) -> tuple[tuple[str, ...], ...]:
    """What stands in a table of the tz database? Its rows, taken apart.

    Args:
        table: ``zone.tab`` (one country a row), ``zone1970.tab`` (clocks that were the same since 1970 are
            one zone) or ``iso3166.tab``.
    """
    text = _read("zoneinfo", table).decode()
    return tuple(tuple(line.split("\t")) for line in text.splitlines() if not line.startswith("#"))


@lru_cache(maxsize=2)
def places(table: str = "zone.tab") -> tuple[tuple[float, float, str], ...]:
    """Where is the main place of each zone? Latitude, longitude, name, by a table of the tz database."""
    return tuple((*position(row[1]), row[2]) for row in rows(table))


@lru_cache(maxsize=1)
def countries() -> dict[str, tuple[str, ...]]:
    """Which zones has a country? By its English name in the tz database, in capitals."""
    zones: dict[str, list[str]] = {}
    for row in rows("zone.tab"):
        zones.setdefault(row[0], []).append(row[2])
    named = {row[1].partition(" (")[0].upper(): zones.get(row[0], []) for row in rows("iso3166.tab")}
    return {name: tuple(found) for name, found in named.items() if found}


def position(text: str) -> tuple[float, float]:
    """Where is a position of ISO 6709, ±DDMM[SS]±DDDMM[SS]? Latitude and longitude in degrees."""
    split = max(text.rfind("+"), text.rfind("-"))
    return _degrees(text[:split], 2), _degrees(text[split:], 3)


def _degrees(text: str, digits: int) -> float:
    degrees, minutes, seconds = text[1 : digits + 1], text[digits + 1 : digits + 3], text[digits + 3 :]
    size = int(degrees) + int(minutes) / 60 + int(seconds or 0) / 3600
    return -size if text[0] == "-" else size


def legal(
    *,
    lat_deg: float,
    lon_deg: float,
    within_m: float,
    earliest: datetime | None = None,
    latest: datetime | None = None,
) -> "Zones":
    """Which zones are legal within the uncertainty of a position, and do they show different times?

    Never looks less far than `BORDER_ERROR_M`, which the borders themselves may be off. See
    `osintkit.clock.around.zones_around` for what may be overlooked.

    Args:
        lat_deg: -90 to 90, north positive.
        lon_deg: -180 to 180, east positive.
        within_m: how uncertain the position is, 0 to 1,000 km.
        earliest: the time of interest, with a zone; None when there is none.
        latest: its end, which is no longer part of it; None for one instant.

    Raises:
        UsageError: there is no such position, or the uncertainty is too large.
        ValueError: a time without a zone, or an end before its beginning.
    """
    from osintkit.records.clock import Zones  # noqa: PLC0415

    _check(lat_deg, lon_deg, within_m)
    span = _span(earliest, latest)
    reach_m = max(within_m, BORDER_ERROR_M)
    marks = ((lat, lon) for lat, lon, _ in places())
    found = zones_around(lat_deg=lat_deg, lon_deg=lon_deg, within_m=reach_m, landmarks=marks)
    nearest = sorted(found.items(), key=lambda item: (item[1], item[0]))
    shown = {name: _shown(zone(name), *span) if span else () for name in found}
    told = practice.note(
        lat_deg=lat_deg,
        lon_deg=lon_deg,
        within_m=reach_m,
        zones=found,
        earliest=span[0] if span else None,
        latest=span[1] if span else None,
    )
    here = [name for name, reach in nearest if not reach]
    if len(here) > 1:
        told.insert(
            0, f"At the position itself several zones hold: {' and '.join(here)}. The borders overlap there."
        )
    return Zones(
        within_m=reach_m,
        zones=tuple(_legal_zone(name, reach, shown[name]) for name, reach in nearest),
        offsets_differ=len({_offsets_only(pieces) for pieces in shown.values()}) > 1 if span else None,
        source=_source(reach_m),
        note=" ".join(told) or None,
    )


def _check(lat_deg: float, lon_deg: float, within_m: float) -> None:
    if not (math.isfinite(lat_deg) and abs(lat_deg) <= 90):
        raise UsageError(
            f"{lat_deg} is no latitude.", "Latitudes are from -90 to 90 degrees, and come first."
        )
    if not (math.isfinite(lon_deg) and abs(lon_deg) <= 180):
        raise UsageError(
            f"{lon_deg} is no longitude.", "Longitudes are from -180 to 180 degrees, east positive."
        )
    if not 0 <= within_m <= LARGEST_M:
        raise UsageError(
            f"Zones cannot be looked for within {within_m:g} m.", "Give an uncertainty from 0 to 1,000 km."
        )


def _span(earliest: datetime | None, latest: datetime | None) -> tuple[datetime, datetime] | None:
    """First and last instant of interest, in UTC."""
    given = [moment for moment in (earliest, latest) if moment is not None]
    if any(moment.utcoffset() is None for moment in given):
        raise ValueError("a time without a zone is no instant")
    if not given:
        return None
    if any(not 1 < moment.year < 9999 for moment in given):
        raise UsageError("The time is at the end of the calendar.", "Give a year from 2 to 9998.")
    first, last = given[0].astimezone(UTC), given[-1].astimezone(UTC)
    if last < first:
        raise ValueError("the end is before the beginning")
    # The end is no part of the time; a clock that is set then is not set within it.
    return first, max(first, last - timedelta.resolution)


_Piece = tuple[datetime, timedelta, str]
"""From when (UTC) a clock is ahead of UTC by how much, and what that is called."""


def _shown(rules: ZoneInfo, first: datetime, last: datetime) -> tuple[_Piece, ...]:
    """What clocks show from one instant to another, both included."""
    step = max(_STEP, (last - first) / _MOST_STEPS)
    pieces = [(first, *_state(rules, first))]
    before = first
    while before < last:
        after = min(before + step, last)
        if _state(rules, after) != pieces[-1][1:]:
            moment = _set_at(rules, before, after)
            pieces.append((moment, *_state(rules, moment)))
            before = moment
        else:
            before = after
    return tuple(pieces)


def _state(rules: ZoneInfo, moment: datetime) -> tuple[timedelta, str]:
    local = moment.astimezone(rules)
    return local.utcoffset() or timedelta(0), local.tzname() or ""


def _set_at(rules: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The first instant, to a second, at which clocks no longer show what they showed before."""
    state = _state(rules, before)
    low, high = math.floor(before.timestamp()), math.ceil(after.timestamp())
    while high - low > 1:
        middle = (low + high) // 2
        if _state(rules, datetime.fromtimestamp(middle, UTC)) == state:
            low = middle
        else:
            high = middle
    return min(datetime.fromtimestamp(high, UTC), after)


def _offsets_only(pieces: tuple[_Piece, ...]) -> tuple[tuple[datetime, timedelta], ...]:
    """The same without names, and without changes of the name alone."""
    kept: list[tuple[datetime, timedelta]] = []
    for moment, offset, _ in pieces:
        if not kept or kept[-1][1] != offset:
            kept.append((moment, offset))
    return tuple(kept)


def _legal_zone(name: str, distance_m: float, pieces: tuple[_Piece, ...]) -> "LegalZone":
    from osintkit.records.clock import LegalZone  # noqa: PLC0415 - slow to import, and only records need it

    called = {offset: abbreviation for _, offset, abbreviation in reversed(pieces)}
    offsets = list(dict.fromkeys(offset for _, offset, _ in pieces))
    return LegalZone(
        zone=name,
        offsets=tuple(offset_text(offset) for offset in offsets),
        abbreviations=tuple(called[offset] for offset in offsets),
        distance_m=round(distance_m),
    )


def _source(reach_m: float) -> str:
    used = versions()
    return (
        f"Rules: tz database {used['tzdata']}. Borders of today: timezone-boundary-builder "
        f"{used['timezone-boundary-builder']} (OpenStreetMap), simplified by tzfpy {used['tzfpy']}: of 100 "
        f"points of a border 97 lie within {BORDER_ERROR_M:g} m of the full one. A piece of a zone less than "
        f"{2 * finest_m(reach_m):.0f} m across may be overlooked."
    )


def offset_text(delta: timedelta) -> str:
    """How is an offset from UTC written? ``+05:30``, with seconds only where there are any: ``-00:44:30``."""
    total = round(delta.total_seconds())
    minutes, seconds = divmod(abs(total), 60)
    text = f"{'-' if total < 0 else '+'}{minutes // 60:02}:{minutes % 60:02}"
    return f"{text}:{seconds:02}" if seconds else text


def instants(local: datetime, zone: ZoneInfo) -> tuple[datetime, ...]:
    """When does a clock in a zone show this? Never (it was skipped), once, or twice (it was repeated).

    Args:
        local: what the clock shows, without a zone.
        zone: whose clock.

    Returns:
        Instants in UTC, the earlier one first.

    Raises:
        UsageError: the instant would lie outside the years 1 to 9999.
    """
    found = []
    for fold in (0, 1):
        try:
            moment = local.replace(tzinfo=zone, fold=fold).astimezone(UTC)
            # What was skipped comes back as another time.
            if moment.astimezone(zone).replace(tzinfo=None, fold=0) == local.replace(fold=0):
                found.append(moment)
        except OverflowError as error:
            raise UsageError(
                f"{local.isoformat(' ')} is at the end of the calendar.", "Give a year from 2 to 9998."
            ) from error
    return tuple(sorted(set(found)))


def explain_gap(local: datetime, zone: ZoneInfo) -> str:
    """Why does a clock in a zone never show this, or show it twice? Empty when it shows it once.

    Args:
        local: what the clock shows, without a zone.
        zone: whose clock.
    """
    found = instants(local, zone)
    if len(found) == 1:
        return ""
    offsets = [local.replace(tzinfo=zone, fold=fold).utcoffset() or timedelta(0) for fold in (0, 1)]
    ends = sorted(local.replace(tzinfo=UTC) - offset for offset in offsets)
    # Around a skipped hour the two folds point beyond the change, around a repeated one at its two sides.
    moment = _set_at(zone, ends[0] - timedelta(seconds=1), ends[1] + timedelta(seconds=1))
    before = (moment - timedelta(seconds=1)).astimezone(zone).replace(tzinfo=None) + timedelta(seconds=1)
    after = moment.astimezone(zone).replace(tzinfo=None)
    way = _way(before, after)
    if not found:
        whole = " A whole day was left out." if after - before >= timedelta(days=1) else ""
        return f"{_spoken(local)} did not exist in {zone.key}: clocks went {way}.{whole}"
    early, late = (f"{_clock(one)} UTC on {_date(one)}" for one in found)
    return f"{_spoken(local)} came twice in {zone.key}: clocks went back {way}. That is {early} or {late}."


def _way(before: datetime, after: datetime) -> str:
    """From what to what clocks were set, with the days where those differ."""
    if before.date() == after.date():
        return f"from {_clock(before)} to {_clock(after)}"
    return f"from {_clock(before)} on {_date(before)} to {_clock(after)} on {_date(after)}"


def _spoken(local: datetime) -> str:
    return f"{_clock(local)} on {_date(local)}"


def _clock(moment: datetime) -> str:
    return moment.strftime("%H:%M:%S" if moment.second or moment.microsecond else "%H:%M")


def _date(moment: datetime) -> str:
    return f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year}"


def offsets_of_local(local: datetime) -> tuple[tuple[timedelta, tuple[str, ...]], ...]:
    """Which offsets from UTC can a clock have that shows this, somewhere on earth?

    Args:
        local: what the clock shows, without a zone.

    Returns:
        Every distinct offset, smallest first, with its zones: those of zone1970.tab, and the nautical zones
        of the open sea (``Etc/GMT+12`` is twelve hours behind UTC) last.
    """
    found: dict[timedelta, list[str]] = {}
    for name in _everywhere():
        for moment in instants(local, zone(name)):
            found.setdefault(local.replace(tzinfo=UTC) - moment, []).append(name)
    return tuple((offset, tuple(names)) for offset, names in sorted(found.items()))


def _everywhere() -> Iterator[str]:
    yield from sorted({name for _, _, name in places("zone1970.tab")})
    yield from _SEA

"""What people write on the command line about places and times, taken apart."""

import re
from datetime import date, time
from typing import TYPE_CHECKING

from osintkit.cli.measured import NUMBER
from osintkit.clock.stated import LOCAL
from osintkit.errors import UsageError

if TYPE_CHECKING:
    from osintkit.coords import Position
    from osintkit.records import StatedTime
    from osintkit.records.sun import Site
    from osintkit.sun import Searched

_PAIR = re.compile(rf"\s*({NUMBER})\s*,\s*({NUMBER})\s*", re.ASCII)
_CLOCK = re.compile(r"(\d{1,2}):(\d\d)(?::(\d\d))?", re.ASCII)
_STEP = re.compile(r"(\d+(?:\.\d*)?)\s*(s|sec|m|min|h)?", re.ASCII | re.IGNORECASE)
_MIDNIGHT = "24:00"
_UNITS_S = {"s": 1.0, "m": 60.0, "h": 3600.0}
_LOWEST_M, _HIGHEST_M, _WIDEST_M = -500.0, 20_000.0, 1_000_000.0
_LONGEST_STEP_S = 86400.0


def site(place: str, *, height_m: float | None, within_m: float | None) -> "Site":
    """The place of ``--place LAT,LON``, or in any other notation.

    Args:
        place: as written.
        height_m: above the sea; None takes the height written with the place, or 0.
        within_m: how far off it may be; None takes what its digits mean.

    Raises:
        UsageError: it is none, it can be read in more than one way, or the height is none on earth.
    """
    from osintkit.records.sun import Site

    found = position(place)
    height_m = next((each for each in (height_m, found.height_m) if each is not None), 0.0)
    if within_m is not None and not 0 < within_m <= _WIDEST_M:
        raise UsageError(
            f"A position cannot be known to within {within_m:g} m.",
            f"Give --within METRES, above 0 and up to {_WIDEST_M:g}.",
        )
    return Site(
        text=place,
        lat_deg=found.lat_deg,
        lon_deg=found.lon_deg,
        height_m=height(height_m),
        within_m=within_m if within_m is not None else min(found.precision_m, _WIDEST_M),
    )


def height(height_m: float) -> float:
    """A height above the sea at which a camera can be.

    Raises:
        UsageError: it is none.
    """
    if not _LOWEST_M <= height_m <= _HIGHEST_M:
        raise UsageError(
            f"A height of {height_m:g} m is not one of a place on earth.",
            "Give --height in metres above the sea: -430 is the Dead Sea, 8849 the highest mountain.",
        )
    return height_m


def position(text: str) -> "Position":
    """One position; where nothing tells which number is which, latitude first, as ``--place LAT,LON`` says.

    Raises:
        UsageError: it is none, longitude stands first, or other readings are left.
    """
    from osintkit import coords

    pair = _PAIR.fullmatch(text)
    if pair and abs(float(pair[1])) > 90 >= abs(float(pair[2])):
        raise UsageError(
            f"{text!r} is taken as LAT,LON, and {pair[1]} cannot be a latitude.",
            f"If longitude stands first in it, give {pair[2]},{pair[1]}.",
        )
    first, *others = coords.read(text)
    if pair:
        first = next(each for each in (first, *others) if each.lat_deg == float(pair[1]))
    elif any((each.lat_deg, each.lon_deg) != (first.lon_deg, first.lat_deg) for each in others):
        readings = "; ".join(
            f"{each.lat_deg:.6f},{each.lon_deg:.6f} ({each.says})" for each in (first, *others)
        )
        raise UsageError(f"{text!r} can be read in several ways: {readings}.", "Give one of them as LAT,LON.")
    return first


def times(text: str, site: "Site", zone: str | None) -> "list[tuple[StatedTime, str | None]]":
    """A time at a place, and the zone in which its answer is shown.

    Once, or for ``local`` once for each legal zone within the uncertainty of the place whose clock gives
    another instant.

    Raises:
        UsageError: it is none.
    """
    from osintkit.clock import legal, stated

    near = legal.legal(lat_deg=site.lat_deg, lon_deg=site.lon_deg, within_m=site.within_m)
    names = [each.zone for each in near.zones]
    if zone != LOCAL:
        return [(stated.read(text, zone=zone, zones=names), zone)]
    found: dict[tuple[str | None, str | None], tuple[StatedTime, str | None]] = {}
    for name, read in stated.read_by_each(text, names)[0].items():
        found.setdefault((read.earliest, read.latest), (read, name))
    return list(found.values())


def clock(zone: str | None) -> str | None:
    """The zone that answers are shown in; None for the legal one."""
    return None if zone in {None, LOCAL} else zone


def day(text: str) -> date:
    """A day.

    Raises:
        UsageError: it is none, or can be read in more than one way.
    """
    from osintkit.clock import stated

    found = stated.read(text, zone="UTC")
    starts = {reading.local_from for reading in found.readings}
    if found.precision != "day" or len(starts) != 1 or (start := starts.pop()) is None:
        raise UsageError(f"{text!r} is not one day.", "Give it as 2022-09-13.")
    return date.fromisoformat(start[:10])


def days(text: str) -> tuple[date, date]:
    """A day, or ``FIRST..LAST``.

    Raises:
        UsageError: they are none.
    """
    first, dots, last = text.partition("..")
    return day(first), day(last if dots else first)


def window(text: str) -> tuple[time, time]:
    """``06:00-07:00``; ``22:00-02:00`` ends on the next day.

    Raises:
        UsageError: it is no window of the clock.
    """
    first, *others = (part.strip() for part in re.split(r"-|\.\.|to", text))
    opens, closes = _clock(first), _clock(others[0]) if len(others) == 1 else None
    if opens is None or closes is None or (opens == closes and others[0] != _MIDNIGHT):
        raise UsageError(
            f"--between {text[:64]!r} is not a window of the clock.", "Give it as 06:00-07:00, by 24 hours."
        )
    return opens, closes


def _clock(text: str) -> time | None:
    found = _CLOCK.fullmatch(text)
    if found is None:
        return None
    hour, minute, second = (int(part or 0) for part in found.groups())
    if text == _MIDNIGHT:
        return time()
    return time(hour, minute, second) if hour < 24 and minute < 60 and second < 60 else None


def step(text: str) -> float:
    """Seconds of ``30m``, ``10 min``, ``1h``, ``90s``, ``30:00`` or ``600``.

    Raises:
        UsageError: it is none, or too short or too long.
    """
    from osintkit.records import seconds_of

    found = _STEP.fullmatch(text.strip())
    try:
        if found is None:
            seconds = seconds_of(text)
        else:
            seconds = float(found[1]) * _UNITS_S[(found[2] or "s")[0].lower()]
    except UsageError:
        seconds = 0.0
    if not 1.0 <= seconds <= _LONGEST_STEP_S:
        raise UsageError(
            f"--step {text[:64]!r} is not a step through a day.", "Give a second or more: 30m, 1h, 90s."
        )
    return seconds


def searched(date: str, between: str | None, zone: str | None) -> "Searched":
    """The options ``--date``, ``--between`` and ``--zone``.

    Raises:
        UsageError: one is not what it should be.
    """
    from osintkit.sun import Searched

    first, last = days(date)
    return Searched(first=first, last=last, between=window(between) if between else None, zone=clock(zone))


def time_anywhere(text: str, zone: str | None) -> "StatedTime":
    """A time at a place that is not known; with ``local`` on whatever legal clock was there.

    Raises:
        UsageError: it is none, or nothing says whose clock it is.
    """
    from osintkit.clock import stated

    found = stated.read(text, zone=None if zone == LOCAL else zone)
    if zone != LOCAL and any(reading.offset is None for reading in found.readings):
        raise UsageError(
            f"“{text[:64]}” names no zone.",
            "Give --zone UTC, +04:00 or Asia/Yerevan; --zone local takes it as the legal clock of whatever "
            "place it was.",
        )
    return found

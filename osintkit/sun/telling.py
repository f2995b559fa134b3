"""Instants as text, on the clock of a place and in UTC, and the sentences that several answers share."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING, Any

from osintkit.clock.legal import offset_text
from osintkit.sun import air

if TYPE_CHECKING:
    from osintkit.sun.fitting import Clues

HORIZON = (
    "The horizon is flat and level with the observer: mountains or buildings hide the sun longer; from a "
    "height above a plain or the sea it is seen earlier and later."
)
TERRAIN = "Whether terrain, buildings or clouds hide the sun."
LEVEL = (
    "The object is upright and its shadow lies on level ground: a slope of 5 degrees changes the ratio of a "
    "sun 30 degrees high by up to 18 %."
)
NORTH = "Directions are from true north: a compass, and a map that is not turned north, differ."


def seconds_of(text: str) -> float:
    """POSIX seconds of an instant in RFC 3339."""
    return datetime.fromisoformat(text).timestamp()


def utc_text(utc_s: float) -> str:
    """The instant in RFC 3339, to the nearest second."""
    return datetime.fromtimestamp(round(utc_s), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def on_clock(utc_s: float, zone: tzinfo) -> tuple[str, str]:
    """What a clock of the zone shows, to the nearest second, and its offset from UTC."""
    shown = datetime.fromtimestamp(round(utc_s), zone)
    offset = shown.utcoffset()
    assert offset is not None  # noqa: S101 - it has a zone
    return shown.replace(tzinfo=None).isoformat(timespec="seconds"), offset_text(offset)


def moment(utc_s: float, zone: tzinfo) -> dict[str, str]:
    """An instant as fields of a record: in UTC, on the clock, and that clock's offset."""
    local, offset = on_clock(utc_s, zone)
    return {"utc": utc_text(utc_s), "local": local, "offset": offset}


def stretch(from_s: float, to_s: float, zone: tzinfo) -> dict[str, Any]:
    """A stretch of time as fields of a record: in UTC and on the clock."""
    (local_from, offset), (local_to, offset_to) = (on_clock(each, zone) for each in (from_s, to_s))
    return {
        "local_from": local_from,
        "local_to": local_to,
        "offset": offset,
        "offset_to": None if offset_to == offset else offset_to,
        "utc_from": utc_text(from_s),
        "utc_to": utc_text(to_s),
    }


def clues_given(clues: "Clues") -> Iterator[tuple[str, Any]]:
    """Name and value of each clue that was given, as records hold it."""
    for name, value in asdict(clues).items():
        if value is not None:
            yield name, list(value) if isinstance(value, tuple) else value


def refraction(height_m: float) -> str:
    """What is assumed of the air at a height."""
    pressure, temperature = air.pressure_hpa(height_m), air.temperature_c(height_m)
    return (
        f"Refraction is that of the standard atmosphere at {height_m:,.0f} m: {pressure:.0f} hPa, "
        f"{temperature:.0f} degrees C. On the horizon it varies by 0.16 degrees (one standard deviation)."
    )

"""What tables show of written times and positions: a few lines, most important first."""

from collections.abc import Iterator, Sequence

from osintkit.output.glance import Line
from osintkit.records import Coordinates, StatedTime, WrittenTime, Zones
from osintkit.records.clock import spaced
from osintkit.records.coordinates import FromThere, PositionReading

_MOST_LINKS, _MOST_ZONES = 30, 8


def of_time(record: WrittenTime) -> Iterator[Line]:
    """The lines of a written time."""
    time = record.time
    yield Line("written", time.text, _status(time))
    yield Line("means", _means(time.earliest, time.latest), "")
    for number, reading in enumerate(time.readings):
        clock = f"{spaced(reading.local_from or '')} {reading.offset or 'zone unknown'}".lstrip()
        span = f"{clock} = {_means(reading.earliest, reading.latest)}"
        yield Line("" if number else "readings", span, reading.says)
    for also in time.also_stated:
        agrees = {True: "agrees", False: "disagrees", None: "cannot be compared"}[also.agrees]
        yield Line("also", also.text, agrees)
    if time.zone_why:
        yield Line("zone", time.zone_why, ", ".join(time.zone_candidates))
    yield from listed("open", time.unsettled)


def of_position(record: Coordinates) -> Iterator[Line]:
    """The lines of a written position."""
    for reading in record.readings:
        yield from _reading(reading)
    yield from listed("not known", record.unsettled)


def zone_lines(zones: Zones, *, note: bool = True) -> Iterator[Line]:
    """The legal zones at a place, and what law and practice may not share."""
    for number, zone in enumerate(zones.zones[:_MOST_ZONES]):
        offsets = " or ".join(
            f"{offset} {name}" for offset, name in zip(zone.offsets, zone.abbreviations, strict=False)
        )
        away = "here" if zone.distance_m == 0 else f"{_distance(zone.distance_m)} away"
        yield Line("" if number else "clock", f"{zone.zone} {offsets}".rstrip(), f"legal zone, {away}")
    if len(zones.zones) > _MOST_ZONES:
        yield Line(
            "", f"and {len(zones.zones) - _MOST_ZONES} more (--json)", f"within {metres(zones.within_m)}"
        )
    if zones.offsets_differ:
        yield Line("", "Clocks differ between these zones then.", f"within {metres(zones.within_m)}")
    if zones.note and note:
        yield Line("", zones.note, "")


def listed(head: str, texts: Sequence[str]) -> Iterator[Line]:
    """One line for each text, the heading before the first."""
    for number, text in enumerate(texts):
        yield Line("" if number else head, text, "")


def degrees(value: float) -> str:
    """A latitude or longitude, as many digits as it has."""
    return f"{value:.7f}".rstrip("0").rstrip(".")


def metres(length: float) -> str:
    """A length that is only about so much: ``5.55 m``, ``558 m``, ``5,580 m``."""
    return f"{length:,.0f} m" if length >= 100 else f"{length:.3g} m"


def _means(earliest: str | None, latest: str | None) -> str:
    if earliest is None and latest is None:
        return "any time"
    begin = spaced(earliest) if earliest else "any time before"
    return f"{begin} to {spaced(latest) if latest else 'any time after'}"


def _reading(reading: PositionReading) -> Iterator[Line]:
    precise = f"{reading.notation}, to {metres(reading.precision_m)} by its digits"
    yield Line("reads", f"{degrees(reading.lat_deg)}, {degrees(reading.lon_deg)}", reading.says)
    height = "" if reading.height_m is None else f", {reading.height_m:g} m"
    yield Line("", f"{reading.datum}{height}", precise)
    for name, text in reading.written.items():
        yield Line("", text, name)
    for other in reading.to:
        yield Line("to", _to(other), f"{other.text} (within {metres(other.error_m)})")
    if reading.zones is not None:
        yield from zone_lines(reading.zones)
    for number, link in enumerate(reading.links[:_MOST_LINKS]):
        yield Line("" if number else "links", link.url, link.name)


def _to(other: FromThere) -> str:
    if other.bearing_deg is None:
        return _distance(other.distance_m)
    within = f" +- {other.bearing_error_deg:.2g}" if other.bearing_error_deg is not None else ""
    return f"{_distance(other.distance_m)}, bearing {other.bearing_deg:.2f}{within} degrees"


def _status(time: StatedTime) -> str:
    zone = f"{time.zone_stated}: " if time.zone_stated else ""
    return f"{zone}zone {time.zone_status.replace('_', ' ')}"


def _distance(metres: float) -> str:
    return f"{metres:,.1f} m" if metres < 10_000 else f"{metres / 1000:,.3f} km"

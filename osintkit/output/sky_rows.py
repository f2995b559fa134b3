"""Answers of the sun, written times, positions and cells as rows for a spreadsheet."""

from collections.abc import Iterator
from typing import Any

from osintkit.records import Cell, Coordinates, Record, Sun, WrittenTime
from osintkit.records.sun import Estimate, SunAt, SunPosition, SunWhen

Row = dict[str, Any]
KINDS = (Sun, WrittenTime, Coordinates, Cell)


def of(record: Record) -> Iterator[Row]:
    """The rows of one record; none for other kinds."""
    match record:
        case Sun():
            yield from _of_sun(record)
        case WrittenTime():
            for reading in record.time.readings:
                zone = {"zone_status": record.time.zone_status}
                yield {"text": record.time.text, **reading.model_dump(), **zone, "record": record.id}
        case Coordinates():
            yield from _of_coordinates(record)
        case Cell():
            yield {**record.model_dump(exclude={"type", "id", "geometry"}), "record": record.id}


def _of_coordinates(record: Coordinates) -> Iterator[Row]:
    for reading in record.readings:
        known = reading.model_dump(
            include={"lat_deg", "lon_deg", "notation", "says", "precision_m", "height_m", "datum"}
        )
        zones = "; ".join(zone.zone for zone in reading.zones.zones) if reading.zones else None
        row = {"text": record.text, "ambiguous": record.ambiguous, **known, **reading.written, "zones": zones}
        for other in reading.to:
            row |= {f"m to {other.text}": other.distance_m, f"degrees to {other.text}": other.bearing_deg}
        yield {**row, "record": record.id}


def _of_sun(record: Sun) -> Iterator[Row]:
    place = {"lat_deg": record.site.lat_deg, "lon_deg": record.site.lon_deg} if record.site else {}
    common = {"asked": record.asked, **place, "record": record.id}
    if record.at is not None:
        yield from ({**common, **row} for row in _of_at(record.at))
    if record.when is not None:
        yield from ({**common, **row} for row in _of_when(record.when))
    if record.where is not None:
        where = record.where.model_dump(
            exclude={"zones", "radius_68_deg", "radius_95_deg", "line", "band", "legal"}
        )
        limits = {
            f"radius_{name}_{level}_deg": radius
            for level, limits in (("68", record.where.radius_68_deg), ("95", record.where.radius_95_deg))
            for name, radius in zip(("from", "to"), limits, strict=True)
        }
        legal = None if record.where.legal is None else bool(record.where.legal.coordinates)
        zones = "; ".join(record.where.zones)
        yield {**common, **where, **limits, "legal_in_band": legal, "zones": zones or None}


def _of_at(at: SunAt) -> Iterator[Row]:
    for position in (*([at.position] if at.position else []), *at.path):
        yield _of_position(position)
    for event in at.events:
        begin, end = event.utc_95
        yield {**event.model_dump(exclude={"utc_68", "utc_95"}), "utc_from_95": begin, "utc_to_95": end}


def _of_position(position: SunPosition) -> Row:
    estimates = {
        "azimuth": position.azimuth, "apparent": position.apparent, "ratio": position.ratio,
    }  # fmt: skip
    row = position.model_dump(exclude=set(estimates))
    for name, estimate in estimates.items():
        row |= _limits(name, estimate)
    return row


def _limits(name: str, estimate: Estimate | None) -> Row:
    if estimate is None:
        return {f"{name}_from_95": None, f"{name}_to_95": None}
    return {f"{name}_from_95": estimate.from_95, f"{name}_to_95": estimate.to_95}


def _of_when(when: SunWhen) -> Iterator[Row]:
    """That nothing fits is a row, too, with the nearest time."""
    for level, found in ((when.level, when.candidates), ("68", when.candidates_68)):
        yield from ({"fits": True, "level": level, **each.model_dump()} for each in found)
    if not when.fits:
        yield {"fits": False, **({f"nearest_{n}": v for n, v in when.nearest} if when.nearest else {})}

"""Records as features of a map: GeoJSON (RFC 7946), longitude before latitude."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from osintkit.records.base import Record
from osintkit.records.coordinates import Cell, Coordinates
from osintkit.records.sun import Geometry, Site, Sun, SunWhere

Feature = dict[str, Any]


def collection(features: Iterable[Feature]) -> str:
    """A FeatureCollection as text, one feature a line."""
    lines = ",\n".join(json.dumps(each, ensure_ascii=True, allow_nan=False) for each in features)
    return f'{{"type": "FeatureCollection", "features": [\n{lines}\n]}}\n'


def feature(geometry: dict[str, Any], **properties: object) -> Feature:
    """A feature; properties that are null are left out."""
    known = {name: value for name, value in properties.items() if value is not None}
    return {"type": "Feature", "geometry": geometry, "properties": known}


def point(lat_deg: float, lon_deg: float, *height_m: float) -> dict[str, Any]:
    """The geometry of a position."""
    return {"type": "Point", "coordinates": [lon_deg, lat_deg, *height_m]}


def shape(geometry: Geometry) -> dict[str, Any]:
    """A geometry of a record as GeoJSON has it."""
    return {"type": geometry.type, "coordinates": geometry.coordinates}


def of(record: Record) -> Iterator[Feature]:
    """What a record shows on a map; nothing for most."""
    match record:
        case Sun(where=SunWhere() as where):
            yield from _of_where(record, where)
        case Sun(site=Site() as site):
            at = point(site.lat_deg, site.lon_deg, site.height_m)
            yield feature(at, name=site.text, asked=record.asked, **_answer(record), record=record.id)
        case Coordinates():
            yield from _of_coordinates(record)
        case Cell():
            yield feature(
                shape(record.geometry),
                name=record.name, row=record.row, column=record.column, person=record.person,
                size_m=record.size_m, around=record.around, record=record.id,
            )  # fmt: skip


def _answer(record: Sun) -> dict[str, object]:
    """What an answer about a place comes to, in a few words."""
    if record.when is not None:
        times = [f"{each.local_from} to {each.local_to} {each.offset}" for each in record.when.candidates]
        return {"fits": record.when.fits, "level": record.when.level, "times": "; ".join(times) or None}
    position = record.at.position if record.at is not None else None
    if position is None:
        return {"date": record.at.date if record.at is not None else None}
    return {
        "utc": position.utc, "azimuth_deg": position.azimuth_deg, "elevation_deg": position.apparent_deg,
        "shadow_azimuth_deg": position.shadow_azimuth_deg, "shadow_ratio": position.shadow_ratio,
    }  # fmt: skip


def _of_where(record: Sun, where: SunWhere) -> Iterator[Feature]:
    clock = f" if the clock was UTC{where.offset}" if where.offset else ""
    common = {
        "utc_from": where.utc_from, "utc_to": where.utc_to, "offset": where.offset, "record": record.id,
    }  # fmt: skip
    band, line = ("95 % band", "best fit") if where.level == "95" else ("band", "middle of the range")
    yield feature(shape(where.band), name=f"{band}{clock}", level=where.level, **common)
    yield feature(shape(where.line), name=f"{line}{clock}", radius_deg=where.radius_deg, **common)
    if where.legal is not None and where.legal.coordinates:
        yield feature(
            shape(where.legal),
            name=f"where UTC{where.offset} is legal time within the band",
            zones=", ".join(where.zones),
            **common,
        )
    sun = point(where.subsolar_lat_deg, where.subsolar_lon_deg)
    yield feature(sun, name=f"sun in the zenith{clock}", **common)


def _of_coordinates(record: Coordinates) -> Iterator[Feature]:
    for reading in record.readings:
        height = () if reading.height_m is None else (reading.height_m,)
        yield feature(
            point(reading.lat_deg, reading.lon_deg, *height),
            name=record.text, says=reading.says, notation=reading.notation,
            precision_m=reading.precision_m, ambiguous=record.ambiguous, record=record.id,
        )  # fmt: skip

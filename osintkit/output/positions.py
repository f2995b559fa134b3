"""Positions that files state, for maps: GeoJSON (RFC 7946), KML 2.2 and CSV."""

import json
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

from osintkit.output.text import harmless
from osintkit.records import Meta, Record, Source, Time
from osintkit.records.meta import Place

COLUMNS = (
    "path", "source", "role", "lat", "lon", "alt_m", "direction_deg", "direction_ref", "error_m",
    "precision_m", "datum", "time_utc", "time_local", "zone_status", "tag", "doubt",
)  # fmt: skip
_CAPTURE = ("capture", "satellite fix", "container created", "created")
"""Which time stands beside a position, the first that the file states."""


class Position(NamedTuple):
    """A position and the file it stands in."""

    path: str
    record: Meta
    place: Place


def of(records: Iterable[Record]) -> Iterator[Position]:
    """Every position of the records, in their order."""
    paths: dict[str, str] = {}
    for record in records:
        if isinstance(record, Source):
            paths[record.source] = record.path
        elif isinstance(record, Meta):
            path = paths.get(record.source, record.source[:12])
            yield from (Position(path, record, place) for place in record.places if _is_on_earth(place))


def _is_on_earth(place: Place) -> bool:
    return place.lat is not None and place.lon is not None and abs(place.lat) <= 90 and abs(place.lon) <= 180


def row(position: Position) -> dict[str, Any]:
    """The columns of one position."""
    place, time = position.place, _time(position.record)
    known = place.model_dump(
        include={"role", "lat", "lon", "alt_m", "error_m", "precision_m", "datum", "tag", "doubt"}
    )
    return {
        "path": position.path,
        "source": position.record.source,
        **known,
        "direction_deg": place.direction.deg if place.direction else None,
        "direction_ref": place.direction.ref if place.direction else None,
        "time_utc": time.utc if time else None,
        "time_local": time.local if time else None,
        "zone_status": time.zone_status if time else None,
    }


def _time(record: Meta) -> Time | None:
    times = [time for time in record.times if time.set and not time.place]
    return next((time for role in _CAPTURE for time in times if time.role == role), None)


def geojson(positions: Iterable[Position]) -> str:
    """A FeatureCollection: longitude before latitude, metres of height where they are stated."""
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": _coordinates(position.place)},
            "properties": {name: value for name, value in row(position).items() if value is not None},
        }
        for position in positions
    ]
    collection = {"type": "FeatureCollection", "features": features}
    return json.dumps(collection, ensure_ascii=True, allow_nan=False, indent=1) + "\n"


def _coordinates(place: Place) -> list[float]:
    height = [] if place.alt_m is None else [place.alt_m]
    return [place.lon or 0.0, place.lat or 0.0, *height]


def kml(positions: Iterable[Position]) -> str:
    """A KML document with one placemark for each position."""
    marks = "".join(_placemark(position) for position in positions)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<kml xmlns="http://www.opengis.net/kml/2.2">\n'
        "<Document>\n<name>osintkit: positions that files state</name>\n"
        f"{marks}</Document>\n</kml>\n"
    )


def _placemark(position: Position) -> str:
    fields = row(position)
    data = "".join(
        f'<Data name="{name}"><value>{_xml(value)}</value></Data>'
        for name, value in fields.items()
        if value is not None
    )
    when = fields["time_utc"]
    stamp = f"<TimeStamp><when>{_xml(when)}</when></TimeStamp>" if when else ""
    at = ",".join(f"{number!r}" for number in _coordinates(position.place))
    return (
        f"<Placemark><name>{_xml(position.path.rpartition('/')[2])}</name>{stamp}"
        f"<ExtendedData>{data}</ExtendedData><Point><coordinates>{at}</coordinates></Point></Placemark>\n"
    )


def _xml(value: object) -> str:
    return escape(harmless(str(value)), {'"': "&quot;"})

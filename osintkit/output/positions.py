"""Positions that files state, one row each, for maps and tables."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from osintkit.records import Meta, Record, Source, Time, features
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


def features_of(records: Iterable[Record]) -> Iterator[features.Feature]:
    """Every position as a feature of a map: longitude before latitude, metres of height where stated."""
    for position in of(records):
        place = position.place
        height = () if place.alt_m is None else (place.alt_m,)
        yield features.feature(features.point(place.lat or 0.0, place.lon or 0.0, *height), **row(position))

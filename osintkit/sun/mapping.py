"""Answers of ``sun where`` as a map of the world and as GeoJSON, beside the records."""

from collections.abc import Iterator, Sequence
from typing import Any

from osintkit import __version__
from osintkit.draw import pixels, world
from osintkit.draw.page import Words
from osintkit.records import features
from osintkit.records.clock import spaced
from osintkit.records.sun import Geometry, Sun, SunWhere
from osintkit.sun.circles import KM_PER_DEG
from osintkit.sun.drawing import Drawing, kept

_MOST_BANDS = 3
"""More bands than so would cover each other: then only the lines are drawn."""
_SMALL_DEG, _NEAREST_DEG, _MARGIN = 20.0, 1.0, 1.5


def with_map(records: Sequence[Sun], drawing: Drawing) -> Iterator[Sun]:
    """The records, the first with one map of all of them, and a GeoJSON file of all bands and circles.

    Raises:
        OutputError: one of the files cannot be written.
    """
    first, *others = records
    page = world.world_map(
        _words(records), areas=list(_areas(records)), lines=list(_lines(records)), marks=_marks(records),
        view=_view(records),
    )  # fmt: skip
    text = features.collection(each for record in records for each in features.of(record))
    yield kept(
        first,
        drawing.write(first, "png", pixels.encoded(page, "png"), "the circles on a map of the world"),
        drawing.write(first, "geojson", text.encode(), "the bands and circles as GeoJSON"),
    )
    yield from others


def _of(record: Sun) -> SunWhere:
    assert record.where is not None  # noqa: S101 - what this is about
    return record.where


def _words(records: Sequence[Sun]) -> Words:
    first = _of(records[0])
    time = records[0].time
    measured = ", ".join(
        f"{name.replace('_', ' ')} {_shown(value)}"
        for name, value in records[0].inputs.items()
        if name != "height_m"
    )
    return Words(
        title="Where on earth this can have been",
        lines=(
            f"{time.text if time else ''}: {_instants(records)}",
            f"Given: {measured}. The {_band(first)} is {first.width_km:,.0f} km wide.",
            f"osintkit {__version__}, {records[0].id}",
        ),
        notes=(
            *records[0].assumptions,
            *(f"Not known: {each}" for each in records[0].not_established),
        ),
    )


def _instants(records: Sequence[Sun]) -> str:
    first = _of(records[0])
    if first.offset is not None:
        possible = sum(bool(where.legal and where.legal.coordinates) for where in map(_of, records))
        if not possible:
            return f"nowhere on earth was this the legal time with such a sun ({len(records)} offsets tried)"
        return f"legal clock of the place; {possible} of {len(records)} offsets from UTC are possible"
    each = [
        where.utc_from if where.utc_from == where.utc_to else f"{where.utc_from} to {where.utc_to}"
        for where in map(_of, records)
    ]
    return " or ".join(map(spaced, each))


def _band(where: SunWhere) -> str:
    return "band" if where.level == "all" else "95 % band"


def _shown(value: object) -> str:
    match value:
        case {"value": float(middle), "sd": float(sd)}:
            return f"{middle:g} ± {sd:.3g} (one standard deviation)"
        case [float(low), float(high)]:
            return f"{low:g} to {high:g} degrees"
    return str(value)


def _view(records: Sequence[Sun]) -> world.View:
    """The world; of a small circle only its surroundings."""
    first = _of(records[0])
    outer = first.radius_95_deg[1]
    if len(records) > 1 or outer > _SMALL_DEG:
        return world.WORLD
    lat, lon = first.subsolar_lat_deg, first.subsolar_lon_deg
    return world.around(lat, lon, radius_km=max(outer, _NEAREST_DEG) * KM_PER_DEG * _MARGIN)


def _areas(records: Sequence[Sun]) -> Iterator[world.Area]:
    if len(records) <= _MOST_BANDS:
        for number, record in enumerate(records):
            yield world.Area(_paths(_of(record).band), label="" if number else _band(_of(record)))


def _lines(records: Sequence[Sun]) -> Iterator[world.Line]:
    first = _of(records[0])
    if first.offset is None:
        best = "best fit" if first.level == "95" else "middle of the range"
        for number, record in enumerate(records):
            yield world.Line(_paths(_of(record).line), label="" if number else best)
        return
    possible = [where for where in map(_of, records) if where.legal is not None and where.legal.coordinates]
    for number, where in enumerate(possible):
        colour = world.offset_colour(_hours(where.offset or "+00:00"))
        label = "" if number else "the circle of an offset, drawn where the offset is possible at all"
        yield world.Line(_paths(where.line), colour=colour, width_px=0.6, label=label)
    for number, where in enumerate(possible):
        colour = world.offset_colour(_hours(where.offset or "+00:00"))
        label = "" if number else "across its band, where that offset is legal time"
        paths = _paths(where.legal) if where.legal is not None else []
        yield world.Line(paths, colour=colour, width_px=3.0, tag=where.offset or "", label=label)


def _hours(offset: str) -> float:
    hours, minutes = int(offset[1:3]), int(offset[4:6])
    return (-1 if offset[0] == "-" else 1) * (hours + minutes / 60)


def _marks(records: Sequence[Sun]) -> list[world.Mark]:
    if len(records) > _MOST_BANDS:
        return []
    return [
        world.Mark(_of(record).subsolar_lat_deg, _of(record).subsolar_lon_deg, "sun overhead")
        for record in records
    ]


def _paths(geometry: Geometry) -> Any:  # noqa: ANN401 - as deep as the geometry
    return geometry.coordinates

"""Written positions as records: every reading, in every notation, with what lies around it."""

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from pydantic import JsonValue

from osintkit.clock import legal
from osintkit.clock.stated import LOCAL
from osintkit.coords import clocks, geodesic, links, notation_out, notations, search_grid
from osintkit.coords.position import Position
from osintkit.errors import FailureCode, UsageError
from osintkit.records import Cell, Coordinates, Failure, Record, StatedTime, WrittenTime, Zones
from osintkit.records.coordinates import FromThere, Link, PositionReading
from osintkit.records.sun import Geometry

_DIGITS = "How right the position is: its digits say how finely it is written, not how well it was measured."
_SHIFTED = (
    "The position is not of WGS 84 and was not converted: whatever is written of it here is off by as much."
)
_FARTHEST_M = 1_000_000.0
"""How far around a position legal zones are looked for at most."""
_QUARTER_M = 10_000_000.0
_OPPOSITE_M = 19_900_000.0
"""So near the opposite end of the earth ways in quite other directions can be as short."""
_SHIFT_M = 1_500.0
"""By how much a datum that is not converted may be off: the largest, Baidu's."""
_ONE = "Give it with N, S, E and W, or as LAT,LON."
_SHOWN = 80
"""Characters of a text that a message quotes."""
_FIRST_NUMBER = re.compile(r"\s*[+-]?(?:\d+(?:\.\d*)?|\.\d+)", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is wanted of each position besides its notations.

    Attributes:
        to: positions to measure distance and bearing to, as they were given and as they were read.
        near: latitude and longitude that short plus codes belong to.
        time: words for a time, for which the legal clocks are told.
        zone: whose clock that time is, where its words say nothing; ``local`` for the legal one there.
        within_m: how far around each position legal zones are looked for, up to 1,000 km; None for what its
            digits mean.
        links: addresses of map and imagery sites.
    """

    to: tuple[tuple[str, Position], ...] = ()
    near: tuple[float, float] | None = None
    time: str | None = None
    zone: str | None = None
    within_m: float | None = None
    links: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """How an area around a position is split for a search.

    Attributes:
        cell_m: side of a cell.
        radius_m: how far the search goes from the position: every cell that this circle touches.
        people: among how many it is split; None for nobody.
    """

    cell_m: float
    radius_m: float
    people: int | None = None


class _There(NamedTuple):
    """The legal zones at a reading, and what the time means there."""

    zones: Zones
    time: StatedTime | None = None

    @property
    def span(self) -> tuple[datetime, datetime] | None:
        """From when to when that is, if both ends are known."""
        return clocks.span(self.time)


def convert(texts: Iterable[str], wanted: Wanted, split: Split | None = None) -> Iterator[Record]:
    """What can each written position mean?

    Args:
        texts: each a position in any usual notation, or the address of a map.
        wanted: what is wanted besides.
        split: cells of a search around each position, where one is wanted.

    Returns:
        For each text what the time means there, where it was not said yet; its Coordinates, or a Failure that
        says why it is no position; then its cells.

    Raises:
        UsageError: what is wanted cannot be, whatever the positions are.
    """
    if wanted.within_m is not None and not 0 <= wanted.within_m <= _FARTHEST_M:
        raise UsageError(
            f"Legal zones cannot be looked for within {wanted.within_m:g} m.", "Give 0 to 1000000 metres."
        )
    if wanted.time is not None:
        clocks.check(wanted.time, zone=wanted.zone)
    if split is not None:
        _split_somewhere(split)
    return _converted(texts, wanted, split)


def _split_somewhere(split: Split) -> None:
    """Refuse what cannot be split anywhere: on the equator cells are as many as elsewhere, but for a few."""
    search_grid.cells(0.0, 0.0, radius_m=split.radius_m, cell_m=split.cell_m, people=split.people)


def _converted(texts: Iterable[str], wanted: Wanted, split: Split | None) -> Iterator[Record]:
    told: set[tuple[str, ...]] = set()
    for text in texts:
        try:
            readings = notations.read(text, near=wanted.near)
        except UsageError as error:
            yield _failure(text, error, "read", FailureCode.NOT_UNDERSTOOD)
            continue
        yield from _position(text, readings, wanted, split, told)
        if split is not None:
            try:
                yield from cells(text, readings, split)
            except UsageError as error:
                yield _failure(text, error, "grid", FailureCode.NOT_POSSIBLE)


def _failure(text: str, error: UsageError, stage: str, code: FailureCode) -> Failure:
    """Why nothing was made of a text, which it quotes: it may be one line of many."""
    quoted = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
    return Failure(
        source=None, path=None, code=code, stage=stage, says=f"“{quoted}”: {error.says}", do=error.do
    )


def _position(
    text: str, readings: Sequence[Position], wanted: Wanted, split: Split | None, told: set[tuple[str, ...]]
) -> Iterator[Record]:
    """What the time means at each reading, the position, and why the time cannot be at some of them."""
    there: list[_There] = []
    refused: dict[str, UsageError] = {}
    for position in readings:
        try:
            there.append(_there(position, wanted))
        except UsageError as error:  # clocks there skipped that time; everything else still holds
            there.append(_There(_zones(position, wanted)))
            refused[error.says] = error
    for record in _times(there, wanted.zone):
        where = () if record.zones is None else tuple(each.zone for each in record.zones.zones)
        key = (record.time.model_dump_json(), *where)
        if key not in told:  # of many positions in one zone only the first says it
            told.add(key)
            yield record
    yield Coordinates(
        text=text,
        ambiguous=len(readings) > 1,
        readings=tuple(_reading(*each, wanted) for each in zip(readings, there, strict=True)),
        unsettled=tuple(_unsettled(text, readings, wanted, split)),
    )
    for why in refused.values():
        yield _failure(text, why, "time", FailureCode.NOT_POSSIBLE)


def _times(there: Sequence[_There], zone: str | None) -> Iterator[WrittenTime]:
    """What the time can mean, once each; with the zones of the place where it rests on those of one."""
    found: dict[str, list[tuple[StatedTime, Zones]]] = {}
    for each in there:
        if each.time is not None:
            found.setdefault(each.time.model_dump_json(), []).append((each.time, each.zones))
    for same in found.values():
        time, zones = same[0]
        rests = time.zone_status == ("assumed" if zone == LOCAL else "inferred")
        yield WrittenTime(time=time, zones=zones if rests and len(same) == 1 else None)


def _unsettled(text: str, readings: Sequence[Position], wanted: Wanted, split: Split | None) -> Iterator[str]:
    if len(readings) > 1:
        yield f"Which of the {len(readings)} readings is meant: nothing in the text says it."
        if split is not None and lat_first(text, readings) is not None:
            yield "The search is around the first reading: two plain numbers are taken as LAT,LON."
    yield _DIGITS
    if any(map(_is_shifted, readings)):
        yield _SHIFTED
    if wanted.within_m is None and any(_reach_m(position) > _FARTHEST_M for position in readings):
        yield "Legal zones farther away than 1,000 km, though the digits leave more open."


def _is_shifted(position: Position) -> bool:
    return "not converted" in position.datum


def _reach_m(position: Position) -> float:
    """How far from the position it can be by its digits: the corner of the box that they leave open."""
    return math.sqrt(2) * position.precision_m


def _there(position: Position, wanted: Wanted) -> _There:
    zones = _zones(position, wanted)
    if wanted.time is None:
        return _There(zones)
    names = tuple(each.zone for each in zones.zones)
    time = clocks.there(wanted.time, zone=wanted.zone, names=names)
    span = clocks.span(time)
    return _There(zones if span is None else _zones(position, wanted, *span), time)


def _zones(
    position: Position, wanted: Wanted, earliest: datetime | None = None, latest: datetime | None = None
) -> Zones:
    open_m = _reach_m(position) + (_SHIFT_M if _is_shifted(position) else 0.0)
    return legal.legal(
        lat_deg=position.lat_deg,
        lon_deg=position.lon_deg,
        within_m=round(min(open_m, _FARTHEST_M), 3) if wanted.within_m is None else wanted.within_m,
        earliest=earliest,
        latest=latest,
    )


def _reading(position: Position, there: _There, wanted: Wanted) -> PositionReading:
    lat, lon = position.lat_deg, position.lon_deg
    return PositionReading(
        lat_deg=lat,
        lon_deg=lon,
        notation=position.notation,
        says=position.says,
        precision_m=position.precision_m,
        height_m=position.height_m,
        datum=position.datum,
        written=notation_out.written(lat, lon, precision_m=position.precision_m),
        to=tuple(_from(position, text, other) for text, other in wanted.to),
        zones=there.zones,
        links=_links(position, there) if wanted.links else (),
    )


def _from(position: Position, text: str, other: Position) -> FromThere:
    course = geodesic.inverse(position.lat_deg, position.lon_deg, other.lat_deg, other.lon_deg)
    error_m = _reach_m(position) + _reach_m(other)
    # Beyond a quarter of the globe ways draw together again, and what lies farther is missed by less.
    aside_m = course.aside_m - (error_m if course.distance_m > _QUARTER_M else 0.0)
    is_known = error_m < aside_m and course.distance_m < _OPPOSITE_M
    return FromThere(
        text=text,
        lat_deg=other.lat_deg,
        lon_deg=other.lon_deg,
        distance_m=course.distance_m,
        bearing_deg=course.azimuth_deg if is_known else None,
        back_bearing_deg=course.back_azimuth_deg if is_known else None,
        error_m=error_m,
        bearing_error_deg=math.degrees(math.asin(error_m / aside_m)) if is_known else None,
    )


def _links(position: Position, there: _There) -> tuple[Link, ...]:
    """Addresses, of a day where the time leaves no other."""
    first, last = there.span or (None, None)
    if first is None or last is None or first.date() != (last - timedelta.resolution).date():
        first = None
    offsets = [offset for zone in there.zones.zones for offset in zone.offsets]
    found = links.links(
        position.lat_deg,
        position.lon_deg,
        precision_m=position.precision_m,
        utc=first,
        local=None if first is None else clocks.shown(first, offsets),
    )
    return tuple(Link(name=each.name, url=each.url) for each in found)


def cells(text: str, readings: Sequence[Position], split: Split) -> Iterator[Cell]:
    """The cells of a search around a position.

    Where only the order of two plain numbers is open, latitude stands first, as in every option.

    Raises:
        UsageError: it can be read in several ways, or there would be too many cells.
    """
    at = lat_first(text, readings)
    if at is None:
        raise UsageError("A search needs one position, and this has several readings.", _ONE)
    found = search_grid.cells(
        at.lat_deg, at.lon_deg, radius_m=split.radius_m, cell_m=split.cell_m, people=split.people
    )
    for each in found:
        yield Cell(
            name=each.name,
            around=text,
            row=each.row,
            column=each.column,
            size_m=split.cell_m,
            person=each.person,
            centre_lat_deg=each.centre_lat,
            centre_lon_deg=each.centre_lon,
            geometry=_outline(each),
        )


def lat_first(text: str, readings: Sequence[Position]) -> Position | None:
    """The one reading of a text; of two plain numbers whose order is open that with latitude first.

    None where anything else is open.
    """
    first, *others = readings
    if not others:
        return first
    number = _FIRST_NUMBER.match(text)
    swapped = (first.lon_deg, first.lat_deg)
    is_order = len(others) == 1 and (others[0].lat_deg, others[0].lon_deg) == swapped
    return first if is_order and number is not None and float(number[0]) == first.lat_deg else None


def _outline(cell: search_grid.Cell) -> Geometry:
    # To 0.1 mm, as all positions in records: the last bits of a sum are not the same on every machine.
    rings: list[JsonValue] = [
        [[round(degrees, 9) for degrees in corner] for corner in ring] for ring in cell.rings
    ]
    if len(rings) == 1:
        return Geometry(type="Polygon", coordinates=rings)
    return Geometry(type="MultiPolygon", coordinates=[[ring] for ring in rings])


def written_time(text: str, *, zone: str | None = None) -> WrittenTime:
    """What a written time can mean where no position is known, as a record of its own.

    Raises:
        UsageError: it is no time, or one that cannot be.
    """
    return WrittenTime(time=clocks.anywhere(text, zone=zone))

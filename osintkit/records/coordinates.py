"""A position in every notation, and the cells of a search: the records of ``osintkit coords``."""

from typing import Literal

from osintkit.records.base import Measure, Part, Record, Text
from osintkit.records.clock import Zones
from osintkit.records.sun import Angle, Degrees, Geometry


class Link(Part):
    """The address of a place on a map or imagery site; nothing is fetched."""

    name: str
    url: Text


class FromThere(Part):
    """How far and in which direction another position lies.

    Attributes:
        text: the other position, as it was given.
        lat_deg: its latitude.
        lon_deg: its longitude.
        distance_m: along the shortest line on the WGS 84 ellipsoid.
        bearing_deg: in which direction the other lies, clockwise from true north; null where the digits
            leave every direction open, or a second way is as short (opposite ends of the earth).
        back_bearing_deg: in which direction this one lies, seen from the other.
        error_m: how much the digits of both positions leave open.
        bearing_error_deg: how much they leave open of both bearings.
    """

    text: Text
    lat_deg: Degrees
    lon_deg: Degrees
    distance_m: Measure
    bearing_deg: Angle | None
    back_bearing_deg: Angle | None
    error_m: Measure
    bearing_error_deg: Angle | None = None


class PositionReading(Part):
    """One way to understand a written position.

    Attributes:
        lat_deg: latitude, WGS 84 unless ``datum`` says otherwise; north positive.
        lon_deg: longitude, east positive.
        notation: in which it is written.
        says: how it was read.
        precision_m: half a unit of the last digit, on the ground: what the digits can mean at best, which
            is not how right they are.
        height_m: as written.
        datum: as written, or as assumed.
        written: the position in the usual notations, with no more digits than it had.
        to: distance and bearing to another position, where one was given.
        zones: legal time there.
        links: of sites that show the place; nothing was opened.
    """

    lat_deg: Degrees
    lon_deg: Degrees
    notation: str
    says: Text
    precision_m: Measure
    height_m: Measure | None = None
    datum: str
    written: dict[str, str]
    to: tuple[FromThere, ...] = ()
    zones: Zones | None = None
    links: tuple[Link, ...] = ()


class Coordinates(Record):
    """What a written position can mean: every reading, none guessed."""

    type: Literal["osintkit.coordinates/1"] = "osintkit.coordinates/1"
    text: Text
    ambiguous: bool
    readings: tuple[PositionReading, ...]
    unsettled: tuple[Text, ...] = ()


class Cell(Record):
    """One cell of a search that is split among people.

    Attributes:
        name: column letter and row number, as on a map: ``A1`` lies in the north-west.
        around: the position in the middle of the search, as it was given.
        row: 1 in the north.
        column: 1 in the west.
        size_m: of its side.
        person: whose it is, 1 to the number of people; null when it is not split.
        centre_lat_deg: of it.
        centre_lon_deg: of it.
        geometry: its outline.
    """

    type: Literal["osintkit.cell/1"] = "osintkit.cell/1"
    name: str
    around: Text
    row: int
    column: int
    size_m: Measure
    person: int | None = None
    centre_lat_deg: Degrees
    centre_lon_deg: Degrees
    geometry: Geometry

"""Records on a map: GeoJSON (RFC 7946) and KML 2.2, of whatever in them has a place."""

from collections.abc import Iterable, Iterator
from typing import Any
from xml.sax.saxutils import escape

from osintkit.output import positions
from osintkit.output.text import harmless
from osintkit.records import Record, features

_ON_THE_GROUND = "<tessellate>1</tessellate>"  # else long edges run straight through the earth

_COLOURS = ((230, 159, 0), (86, 180, 233), (0, 158, 115), (240, 228, 66), (213, 94, 0), (204, 121, 167))
"""Told apart by the colour-blind too (Okabe and Ito), and on dark imagery."""


def geojson(records: Iterable[Record]) -> str:
    """A FeatureCollection: longitude before latitude, metres of height where they are stated."""
    return features.collection(_features(records))


def kml(records: Iterable[Record]) -> str:
    """A KML document with one placemark for each feature."""
    marks = "".join(_folders(list(_features(records))))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<kml xmlns="http://www.opengis.net/kml/2.2">\n'
        "<Document>\n<name>osintkit: positions</name>\n"
        f"{marks}</Document>\n</kml>\n"
    )


def _features(records: Iterable[Record]) -> Iterator[features.Feature]:
    kept = list(records)
    yield from positions.features_of(kept)
    for record in kept:
        yield from features.of(record)


def _folders(found: list[features.Feature]) -> Iterator[str]:
    """The placemarks; what is one person's in a folder, which a globe shows or hides as a whole."""
    whose = [feature["properties"].get("person") for feature in found]
    yield from (_placemark(feature) for feature, person in zip(found, whose, strict=True) if person is None)
    for person in sorted({person for person in whose if person is not None}):
        marks = (_placemark(feature) for feature in found if feature["properties"].get("person") == person)
        yield f"<Folder><name>person {person}</name>\n{''.join(marks)}</Folder>\n"


def _style(fields: dict[str, Any], kind: str) -> str:
    """Outlines for areas, whose usual white would hide the imagery below them; each person has a colour."""
    if "Polygon" not in kind:
        return ""
    red, green, blue = _COLOURS[(fields.get("person") or 1) % len(_COLOURS) - 1]
    colour = f"ff{blue:02x}{green:02x}{red:02x}"
    return (
        f"<Style><LineStyle><color>{colour}</color><width>2</width></LineStyle>"
        "<PolyStyle><fill>0</fill></PolyStyle></Style>"
    )


def _placemark(feature: features.Feature) -> str:
    fields = feature["properties"]
    data = "".join(
        f'<Data name="{name}"><value>{_xml(value)}</value></Data>' for name, value in fields.items()
    )
    name = fields.get("name") or str(fields.get("path", "")).rpartition("/")[2]
    geometry = feature["geometry"]
    return (
        f"<Placemark><name>{_xml(name)}</name>{_time(fields)}{_style(fields, geometry['type'])}"
        f"<ExtendedData>{data}</ExtendedData>{_geometry(geometry['type'], geometry['coordinates'])}"
        "</Placemark>\n"
    )


def _time(fields: dict[str, Any]) -> str:
    """The time slider of a globe shows the feature then."""
    begin, end = fields.get("utc_from"), fields.get("utc_to")
    if begin and end and begin != end:
        return f"<TimeSpan><begin>{_xml(begin)}</begin><end>{_xml(end)}</end></TimeSpan>"
    when = begin or fields.get("time_utc") or fields.get("utc")
    return f"<TimeStamp><when>{_xml(when)}</when></TimeStamp>" if when else ""


def _geometry(kind: str, at: Any) -> str:  # noqa: ANN401 - coordinates nest as deep as their kind says
    match kind:
        case "Point":
            return f"<Point><coordinates>{_tuple(at)}</coordinates></Point>"
        case "LineString":
            return f"<LineString>{_ON_THE_GROUND}{_line(at)}</LineString>"
        case "Polygon":
            outer, *holes = (f"<LinearRing>{_line(ring)}</LinearRing>" for ring in at)
            inner = "".join(f"<innerBoundaryIs>{hole}</innerBoundaryIs>" for hole in holes)
            return f"<Polygon>{_ON_THE_GROUND}<outerBoundaryIs>{outer}</outerBoundaryIs>{inner}</Polygon>"
    parts = "".join(_geometry(kind.removeprefix("Multi"), part) for part in at)
    return f"<MultiGeometry>{parts}</MultiGeometry>"


def _line(points: Iterable[list[float]]) -> str:
    return f"<coordinates>{' '.join(map(_tuple, points))}</coordinates>"


def _tuple(at: Iterable[float]) -> str:
    return ",".join(f"{number!r}" for number in at)


def _xml(value: object) -> str:
    return escape(harmless(str(value)), {'"': "&quot;"})

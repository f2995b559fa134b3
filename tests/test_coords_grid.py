"""Cells of a search, notations without superfluous digits, and addresses of map sites."""

import math
import random
import re
from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise

import pytest

from osintkit.coords import geodesic, links, mgrs, notation_out, pluscode, search_grid, utm
from osintkit.coords.search_grid import Cell, between, cells
from osintkit.errors import UsageError

RANDOM = random.Random(7)
SEV_LAKE = (39.5981, 46.2311)


def size_m(cell: Cell) -> tuple[float, float]:
    height = geodesic.inverse(cell.south, 0, cell.north, 0).distance_m
    return height, (cell.east - cell.west) % 360 * geodesic.metres_per_degree(cell.centre_lat)[1]


@pytest.mark.parametrize("place", [(0.0, 0.0), (60.0, 20.0), (-70.0, 179.99), (88.0, -5.0), (0.0, 180.0)])
@pytest.mark.parametrize("cell_m", [50.0, 1000.0, 20_000.0])
def test_cells_are_square_at_the_cell(place: tuple[float, float], cell_m: float) -> None:
    found = cells(*place, cell_m=cell_m, width_m=7 * cell_m, height_m=5 * cell_m)
    assert len(found) == 35
    assert all(size == pytest.approx(cell_m, rel=1e-3) for cell in found for size in size_m(cell))


def test_names_are_as_on_a_map() -> None:
    found = cells(*SEV_LAKE, cell_m=1000, width_m=3000, height_m=2000)
    assert [cell.name for cell in found] == ["A1", "B1", "C1", "A2", "B2", "C2"]
    assert [(cell.row, cell.column) for cell in found[2:4]] == [(1, 3), (2, 1)]
    assert found[0].north > found[3].north
    assert found[0].west < found[1].west
    wide = cells(0, 0, cell_m=1000, width_m=704_000, height_m=1000)
    assert [wide[at].name for at in (25, 26, 51, 52, 701, 702, 703)] == [
        "Z1",
        "AA1",
        "AZ1",
        "BA1",
        "ZZ1",
        "AAA1",
        "AAB1",
    ]


def test_cells_meet_without_gap_or_overlap() -> None:
    found = cells(*SEV_LAKE, cell_m=700, width_m=5000, height_m=4000)
    by_name = {cell.name: cell for cell in found}
    assert by_name["A1"].east == by_name["B1"].west
    assert by_name["A1"].south == by_name["A2"].north


def test_the_area_is_covered_evenly() -> None:
    found = cells(*SEV_LAKE, cell_m=700, width_m=5000, height_m=4000)
    assert (found[0].north + found[-1].south) / 2 == pytest.approx(SEV_LAKE[0], abs=1e-6)
    assert (found[0].west + found[-1].east) / 2 == pytest.approx(SEV_LAKE[1], abs=1e-5)
    assert geodesic.inverse(found[-1].south, 0, found[0].north, 0).distance_m == pytest.approx(4200, rel=1e-6)


@pytest.mark.parametrize("place", [SEV_LAKE, (-65.0, 180.0), (85.0, 10.0)])
@pytest.mark.parametrize("radius_m", [900.0, 4_000.0, 100_000.0])
def test_a_circle_is_covered_and_not_much_more(place: tuple[float, float], radius_m: float) -> None:
    found = cells(*place, cell_m=radius_m / 5, radius_m=radius_m)
    assert 76 <= len(found) <= 104
    for azimuth in range(0, 360, 5):
        for part in (0.0, 0.5, 0.9, 0.998):
            lat, lon, _ = geodesic.direct(*place, azimuth_deg=azimuth, distance_m=part * radius_m)
            assert any(
                cell.south <= lat <= cell.north and (lon - cell.west) % 360 <= (cell.east - cell.west) % 360
                for cell in found
            ), (azimuth, part)
    for cell in found:
        corner = 0.75 * radius_m / 5
        assert geodesic.inverse(*place, cell.centre_lat, cell.centre_lon).distance_m <= radius_m + corner


def test_a_small_circle_is_one_cell() -> None:
    (cell,) = cells(*SEV_LAKE, cell_m=500, radius_m=200)
    assert cell.name == "A1"
    assert (cell.centre_lat, cell.centre_lon) == pytest.approx(SEV_LAKE, abs=1e-6)
    assert len(cells(*SEV_LAKE, cell_m=500, radius_m=1000)) == 16


def test_rings_are_closed_and_counterclockwise() -> None:
    for cell in cells(*SEV_LAKE, cell_m=1000, radius_m=2000):
        (ring,) = cell.rings
        assert len(ring) == 5
        assert ring[0] == ring[-1]
        area = sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring))
        assert area > 0
        assert all(46 < lon < 47 and 39 < lat < 40 for lon, lat in ring)


def test_cells_are_cut_where_the_180th_meridian_crosses_them() -> None:
    found = cells(-17, 179.999, cell_m=1000, width_m=3000, height_m=1000)
    cut = [cell for cell in found if len(cell.rings) == 2]
    assert [cell.name for cell in cut] == ["B1"]
    (west, east), cell = cut[0].rings, cut[0]
    assert cell.west > cell.east
    assert max(lon for lon, _ in west) == 180
    assert min(lon for lon, _ in east) == -180
    assert all(-180 <= lon <= 180 for cell in found for ring in cell.rings for lon, _ in ring)
    assert abs(cell.centre_lon) > 179.9
    beside = cells(-17, 180, cell_m=1000, width_m=2000, height_m=1000)
    assert [(cell.west < cell.east, len(cell.rings)) for cell in beside] == [(True, 1)] * 2


def test_between_corners() -> None:
    found = between(40, 44, 50, 54, cell_m=20_000)
    assert all(size == pytest.approx(20_000, rel=1e-3) for cell in found for size in size_m(cell))
    for _ in range(200):
        lat, lon = RANDOM.uniform(40, 50), RANDOM.uniform(44, 54)
        holding = [c for c in found if c.south <= lat < c.north and c.west <= lon < c.east]
        assert len(holding) == 1
    rows = {row: [c.name for c in found if c.row == row] for row in (1, 56)}
    assert len(rows[1]) < len(rows[56])
    assert rows[56][0] == "A56"


def test_between_corners_across_the_180th_meridian() -> None:
    found = between(-18, 178, -16, -178, cell_m=50_000)
    assert {cell.west > 0 for cell in found} == {True, False}
    assert sum(len(cell.rings) == 2 for cell in found) in {0, 5}
    assert len(found) == 5 * 9


def test_people_get_runs_of_equal_length() -> None:
    found = cells(*SEV_LAKE, cell_m=1000, width_m=10_000, height_m=10_000, people=7)
    people = [cell.person or 0 for cell in found]
    assert people == sorted(people)
    counts = [people.count(person) for person in range(1, 8)]
    assert sum(counts) == 100
    assert max(counts) - min(counts) <= 1
    assert all(cell.person is None for cell in cells(*SEV_LAKE, cell_m=1000, radius_m=1000))


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: cells(0, 0, cell_m=10, radius_m=1000), "10,000 is the most"),
        (lambda: cells(0, 0, cell_m=1e-6, radius_m=1e6), "10,000 is the most"),
        (lambda: between(0, 0, 10, 10, cell_m=100), "10,000 is the most"),
        (lambda: cells(0, 0, cell_m=0, radius_m=1), "cell of 0 m"),
        (lambda: cells(0, 0, cell_m=1, radius_m=-1), "radius of -1 m"),
        (lambda: cells(0, 0, cell_m=1, radius_m=math.nan), "radius of nan"),
        (lambda: cells(0, 0, cell_m=1), "no size"),
        (lambda: cells(0, 0, cell_m=1, width_m=5), "no size"),
        (lambda: cells(0, 0, cell_m=1, width_m=5, height_m=5, radius_m=5), "not both"),
        (lambda: cells(91, 0, cell_m=1, radius_m=5), "no latitude"),
        (lambda: cells(90, 0, cell_m=1, radius_m=5), "over a pole"),
        (lambda: cells(-89.999, 0, cell_m=100, radius_m=500), "over a pole"),
        (lambda: cells(89.9, 0, cell_m=1000, width_m=90_000, height_m=1000), "around the pole"),
        (lambda: between(10, 0, 5, 5, cell_m=1000), "enclose nothing"),
        (lambda: between(5, 5, 10, 5, cell_m=1000), "enclose nothing"),
        (lambda: cells(0, 0, cell_m=100, radius_m=100, people=5), "cannot be shared"),
        (lambda: cells(0, 0, cell_m=100, radius_m=100, people=0), "cannot be shared"),
    ],
)
def test_grids_that_cannot_be(call: object, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        call()  # type: ignore[operator]


def test_the_most_cells() -> None:
    assert len(cells(0, 0, cell_m=100, width_m=10_000, height_m=10_000)) == search_grid.MOST_CELLS


def angle(text: str) -> float:
    found = re.fullmatch(r"(\d+)°(?:(\d+(?:\.\d+)?)')?(?:(\d+(?:\.\d+)?)\")?([NSEW])", text)
    assert found, text
    minutes, seconds = float(found[2] or 0), float(found[3] or 0)
    assert minutes < 60
    assert seconds < 60
    value = int(found[1]) + minutes / 60 + seconds / 3600
    return -value if found[4] in "SW" else value


def read_all(written: dict[str, str]) -> dict[str, tuple[float, float]]:
    """Every notation read back, each by its own means."""
    found: dict[str, tuple[float, float]] = {}
    for name, text in written.items():
        match name:
            case "decimal":
                lat, lon = text.split(", ")
                found[name] = float(lat), float(lon)
            case "degrees minutes" | "degrees minutes seconds":
                lat, lon = text.split(" ")
                found[name] = angle(lat), angle(lon)
            case "utm":
                zone, half, easting, northing = text.split(" ")
                found[name] = utm.to_geographic(int(zone), half == "north", float(easting), float(northing))
            case "mgrs":
                found[name] = mgrs.read(text)[:2]
            case "plus code":
                found[name] = pluscode.read(text)[:2]
            case "geo uri":
                lat, lon = text.removeprefix("geo:").partition(";")[0].split(",")
                found[name] = float(lat), float(lon)
            case "iso 6709":
                iso = re.fullmatch(r"([+-]\d\d(?:\.\d+)?)([+-]\d\d\d(?:\.\d+)?)/", text)
                assert iso, text
                found[name] = float(iso[1]), float(iso[2])
    assert len(found) == len(written)
    return found


@pytest.mark.parametrize("precision_m", [0.0005, 0.01, 0.5, 3.0, 5.5515, 10.0, 100.0, 1852.0, 20_000.0])
def test_every_notation_leads_back_within_the_precision(precision_m: float) -> None:
    for _ in range(60):
        lat, lon = RANDOM.uniform(-83, 83), RANDOM.uniform(-180, 180)
        north, east = geodesic.metres_per_degree(lat)
        for name, (lat2, lon2) in read_all(notation_out.written(lat, lon, precision_m=precision_m)).items():
            allowed = max(precision_m, 0.007 if name == "plus code" else notation_out.FINEST_M)
            if name in {"utm", "mgrs"}:  # their axes are turned against north, and larger by 0.1 % at edges
                allowed *= 1.42
            assert abs(lat2 - lat) * north <= allowed * 1.01, (name, lat, lon)
            assert abs(math.remainder(lon2 - lon, 360)) * east <= allowed * 1.05, (name, lat, lon)


def test_no_digit_more_than_was_there() -> None:
    for digits in range(8):
        for _ in range(30):
            lat, lon = round(RANDOM.uniform(-90, 90), digits), round(RANDOM.uniform(-180, 180), digits)
            half = 0.5 * 10**-digits * max(geodesic.metres_per_degree(lat))
            if half >= notation_out.FINEST_M:
                text = notation_out.written(lat, lon, precision_m=half)["decimal"]
                assert text == f"{lat:.{digits}f}, {lon:.{digits}f}".replace("-0,", "0,")


def test_at_sev_lake() -> None:
    assert notation_out.written(*SEV_LAKE, precision_m=15.45) == {
        "decimal": "39.5981, 46.2311",
        "degrees minutes": "39°35.89'N 46°13.87'E",
        "degrees minutes seconds": "39°35'53\"N 46°13'52\"E",
        "utm": "38 north 605700 4383880",
        "mgrs": "38SPJ05708387",
        "plus code": "8HF8H6XJ+6C",
        "geo uri": "geo:39.5981,46.2311;u=16",
        "iso 6709": "+39.5981+046.2311/",
    }


@pytest.mark.parametrize(
    ("place", "precision_m", "wanted"),
    [
        ((59.99999, -59.99999), 10, "60°00'00.0\"N 60°00'00.0\"W"),
        ((39.9999, 9.9999), 20, "40°00'00\"N 10°00'00\"E"),
        ((39.9999, 9.9999), 1000, "40°00'N 10°00'E"),
        ((-0.000001, -0.000001), 16, "0°00'00\"N 0°00'00\"E"),
        ((-0.01, -0.01), 16, "0°00'36\"S 0°00'36\"W"),
        ((90.0, 180.0), 16, "90°00'00\"N 180°00'00\"E"),
        ((-89.999999, -179.999999), 16, "90°00'00\"S 180°00'00\"W"),
        ((39.6, 46.2), 80_000, "40°N 46°E"),
    ],
)
def test_sixtieths_carry(place: tuple[float, float], precision_m: float, wanted: str) -> None:
    assert notation_out.written(*place, precision_m=precision_m)["degrees minutes seconds"] == wanted


def test_zero_has_no_minus() -> None:
    found = notation_out.written(-1e-9, -1e-9, precision_m=10)
    assert found["decimal"] == "0.0000, 0.0000"
    assert found["iso 6709"] == "+00.0000+000.0000/"
    assert found["geo uri"] == "geo:0.0000,0.0000;u=10"


def test_near_the_poles_there_is_no_utm() -> None:
    for lat in (-90.0, -80.1, 84.1, 90.0):
        found = notation_out.written(lat, 45.0, precision_m=1)
        assert "utm" not in found
        assert found["mgrs"][0] in "ABYZ"


@pytest.mark.parametrize("precision_m", [0.0, -1.0, math.nan, math.inf])
def test_precisions_that_cannot_be(precision_m: float) -> None:
    with pytest.raises(UsageError, match="precision"):
        notation_out.written(0, 0, precision_m=precision_m)
    with pytest.raises(UsageError, match="precision"):
        links.links(0, 0, precision_m=precision_m)


def urls(**more: object) -> dict[str, str]:
    found = links.links(39.598066, 46.231132, precision_m=10, **more)  # type: ignore[arg-type]
    return {link.name: link.url for link in found}


def test_addresses() -> None:
    assert urls() == {
        "Google Maps, satellite": "https://www.google.com/maps/@?api=1&map_action=map&center=39.5981%2C46.2311"
        "&zoom=17&basemap=satellite",
        "Google Earth": "https://earth.google.com/web/@39.5981,46.2311,0a,500d,35y,0h,0t,0r",
        "Bing Maps, aerial": "https://www.bing.com/maps?cp=39.5981~46.2311&lvl=17&style=a&sp=point.39.5981_46.2311",
        "Yandex Maps, satellite": "https://yandex.com/maps/?ll=46.2311%2C39.5981&z=17&l=sat&pt=46.2311%2C39.5981",
        "Apple Maps, satellite": "https://maps.apple.com/?ll=39.5981,46.2311&z=17&t=k",
        "Esri World Imagery Wayback": "https://livingatlas.arcgis.com/wayback/#mapCenter=46.2311%2C39.5981%2C17"
        "&mode=explore",
        "Copernicus Browser, Sentinel": "https://browser.dataspace.copernicus.eu/?zoom=16&lat=39.5981&lng=46.2311",
        "NASA Worldview": "https://worldview.earthdata.nasa.gov/?v=45.0311,38.6981,47.4311,40.4981",
        "Zoom Earth": "https://zoom.earth/maps/satellite/#view=39.5981,46.2311,17z",
        "OpenStreetMap": "https://www.openstreetmap.org/?mlat=39.5981&mlon=46.2311#map=17/39.5981/46.2311",
        "Wikimapia": "https://wikimapia.org/#lang=en&lat=39.5981&lon=46.2311&z=17&m=w",
        "Google Street View": "https://www.google.com/maps/@?api=1&map_action=pano&viewpoint=39.5981%2C46.2311",
        "Mapillary": "https://www.mapillary.com/app/?lat=39.5981&lng=46.2311&z=17",
        "PeakVisor, panorama": "https://peakvisor.com/panorama.html?lat=39.5981&lng=46.2311",
        "SunCalc": "https://www.suncalc.org/#/39.5981,46.2311,17",
    }


def test_addresses_of_a_day_are_those_of_the_day_in_utc() -> None:
    yerevan = timezone(timedelta(hours=4))
    found = urls(utc=datetime(2022, 9, 14, 1, 19, tzinfo=yerevan))
    assert found["Copernicus Browser, Sentinel"].endswith(
        "&datasetId=S2_L2A_CDAS&fromTime=2022-09-13T00%3A00%3A00.000Z&toTime=2022-09-13T23%3A59%3A59.999Z"
    )
    assert found["NASA Worldview"].endswith("&t=2022-09-13")
    assert found["Zoom Earth"].endswith("/date=2022-09-13,21:19,+0")
    assert found["SunCalc"].endswith("/2022.09.13/12:00/1/3")
    local = urls(utc=datetime(2022, 9, 13, 5, 19, tzinfo=UTC), local=datetime(2022, 9, 13, 9, 19))  # noqa: DTZ001
    assert local["SunCalc"].endswith("/2022.09.13/09:19/1/3")
    with pytest.raises(UsageError, match="zone"):
        urls(utc=datetime(2022, 9, 13, 5, 19))  # noqa: DTZ001


def test_a_vague_position_is_seen_from_farther() -> None:
    for precision_m, lat, zoom in (
        (1, "48.85837", 17),
        (600, "48.86", 14),
        (6000, "48.9", 11),
        (60_000, "49", 7),
    ):
        found = dict(links.links(48.858370, 2.294481, precision_m=precision_m))
        assert f"mlat={lat}&" in found["OpenStreetMap"]
        assert f"#map={zoom}/" in found["OpenStreetMap"]


def test_near_a_pole_only_what_shows_it() -> None:
    assert [name for name, _ in links.links(-89.5, 10, precision_m=100)] == ["Google Earth", "NASA Worldview"]
    assert ",-90.000," in links.links(-89.5, 10, precision_m=100)[1].url

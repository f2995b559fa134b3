"""Where the sun can have stood so high: circles, bands between them, and what bands sweep in an interval."""

from typing import Any

import numpy as np
import pytest

from osintkit.sun import air, circles, seam, spa
from osintkit.sun.circles import KM_PER_DEG, Circle

MINUTE = 1663046340.0  # 13 September 2022, 05:19:00 UTC
CIRCLES = [
    Circle(3.8, 99.0, 58.8),
    Circle(-23.4, 170.0, 40.0),  # across the seam
    Circle(23.4, -40.0, 80.0),  # around the north pole
    Circle(-20.0, 12.0, 89.9),  # around the south pole
    Circle(0.0, 179.0, 90.5),  # around both
    Circle(10.0, 0.0, 79.99),  # a kilometre off the pole
    Circle(10.0, 0.0, 80.0),  # through it
    Circle(22.0, -100.0, 0.2),
]
BANDS = [
    # lat, lon, inner, outer, west
    (3.8, 99.0, 57.0, 60.5, 0.0),
    (3.8, 99.0, -1.0, 60.5, 0.25),
    (-23.4, 170.0, 39.0, 41.0, 0.25),
    (23.4, -40.0, 60.0, 80.0, 0.25),
    (23.4, -40.0, 70.0, 80.0, 15.0),
    (-20.0, 12.0, 89.0, 89.9, 0.0),
    (0.5, 179.0, 85.0, 90.6, 0.25),
    (0.0, -180.0, 89.8, 90.2, 0.0),
    (0.5, 90.0, 90.8, 120.0, 3.0),  # the sun is down
    (10.0, 0.0, 78.0, 80.0, 0.0),  # the outer edge runs through the pole
    (10.0, 0.0, 79.9999, 80.0001, 0.0),
    (-23.0, 30.0, 5.0, 20.0, 45.0),
    (-23.0, 30.0, 5.0, 20.0, 200.0),
    (12.0, 77.0, 60.0, 70.0, 330.0),
    (12.0, 77.0, 60.0, 70.0, 360.0),
    (0.0, 0.0, 0.0, 180.0, 0.0),
    (7.0, 0.0, 170.0, 190.0, 0.25),
]


def zenith_deg(lat: Any, lon: Any, sun_lat: Any, sun_lon: Any) -> np.ndarray:
    """The distance of places from the point below the sun."""
    return circles.departure_deg(lat, lon, sun_lat_deg=sun_lat, sun_lon_deg=sun_lon, radius_deg=0.0)


def spread(count: int, seed: int = 3) -> tuple[np.ndarray, np.ndarray]:
    """Places all over the globe, latitude and longitude."""
    random = np.random.default_rng(seed)
    return np.degrees(np.arcsin(random.uniform(-1, 1, count))), random.uniform(-180, 180, count)


def inside(polygons: list[seam.Polygon], lat: np.ndarray, lon: np.ndarray) -> np.ndarray:
    """Which places lie in an area: those that are in an odd number of its rings."""
    found = np.zeros(len(lat), dtype=bool)
    for ring in (np.array(ring) for polygon in polygons for ring in polygon):
        (x0, y0), (x1, y1) = ring[:-1].T, ring[1:].T
        over = (y0[:, None] > lat) != (y1[:, None] > lat)
        with np.errstate(divide="ignore", invalid="ignore"):
            right = x0[:, None] + (lat - y0[:, None]) * ((x1 - x0) / (y1 - y0))[:, None] > lon
        found ^= (over & right).sum(axis=0) % 2 == 1
    return found


def area(ring: seam.Ring) -> float:
    (x0, y0), (x1, y1) = np.array(ring)[:-1].T, np.array(ring)[1:].T
    return float(np.sum(x0 * y1 - x1 * y0)) / 2


def swept(lat: float, lon: float, west: float, places: tuple[np.ndarray, np.ndarray]) -> tuple[Any, Any]:
    """The least and the largest zenith distance while the sun moves west."""
    far = zenith_deg(places[0][:, None], places[1][:, None], lat, lon - np.linspace(0, west, 721))
    return far.min(axis=1), far.max(axis=1)


def test_a_radius_takes_refraction_and_parallax_into_account() -> None:
    assert circles.radius_deg(90.0) == pytest.approx(0.0, abs=1e-3)
    geometric = float(air.geometric_deg(5.0, height_m=2666.0))
    expected = 90.0 - geometric - 8.794 / 3600 / 1.01 * np.cos(np.radians(geometric))
    assert circles.radius_deg(5.0, height_m=2666.0, distance_au=1.01) == pytest.approx(expected, abs=1e-12)
    assert circles.radius_deg([0.0, 45.0]).shape == (2,)
    assert circles.radius_deg(0.0) > 90.4


@pytest.mark.parametrize("elevation", [0.0, 1.5, 12.0, 45.0, 89.0])
def test_from_every_place_of_a_circle_the_sun_is_seen_so_high(elevation: float) -> None:
    for utc_s in (MINUTE, MINUTE + 1e7, MINUTE - 5e8):
        of = circles.circle(utc_s, elevation)
        lat, lon = circles.points(of, count=90)
        sky = spa.topocentric(utc_s, lat_deg=lat, lon_deg=lon)
        seen = air.apparent_deg(sky.elevation_deg, height_m=0.0)
        assert np.abs(seen - elevation).max() * KM_PER_DEG < 0.01
        assert lon.min() >= -180
        assert lon.max() < 180


@pytest.mark.parametrize("of", CIRCLES)
def test_lines_stay_on_the_circle_and_end_at_the_seam(of: Circle) -> None:
    found = circles.lines(of)
    for line in found:
        lon, lat = np.array(line).T
        assert np.abs(np.diff(lon)).max() < 180
        assert np.abs(lon).max() <= 180
        assert np.abs(lat).max() <= 90
        share = np.arange(16)[:, None] / 16
        between = zenith_deg(
            lat[:-1] + share * np.diff(lat), lon[:-1] + share * np.diff(lon), of.lat_deg, of.lon_deg
        )
        assert np.abs(between - of.radius_deg).max() * KM_PER_DEG < 0.1
    ends = [point for line in found for point in (line[0], line[-1])]
    assert len(found) == 1 or all(abs(lon) == 180 for lon, _ in ends)
    assert sum(map(len, found)) < 1200
    if len(found) == 1 and abs(ends[0][0]) < 180:
        assert ends[0] == ends[1]


@pytest.mark.parametrize(("lat", "lon", "inner", "outer", "west"), BANDS)
def test_a_band_holds_what_lies_between_its_circles(
    lat: float, lon: float, inner: float, outer: float, west: float
) -> None:
    band = circles.band(lat, lon, inner, outer, west_deg=west)
    places = spread(1500)
    least, largest = swept(lat, lon, west, places)
    fits = (least <= outer) & (largest >= inner)
    clear = np.minimum(np.abs(least - outer), np.abs(largest - inner)) > 0.1 / KM_PER_DEG + west * 1e-4
    assert (inside(band, *places) == fits)[clear].all()
    for outside, *holes in band:
        assert area(outside) > 0
        assert all(area(hole) < 0 for hole in holes)
        for ring in (outside, *holes):
            assert ring[0] == ring[-1]
            assert len(ring) >= 4
            assert np.all(np.abs(ring) <= [180, 90])


@pytest.mark.parametrize(("inner", "outer"), [(30.0, -1.0), (181.0, 190.0), (50.0, 40.0), (-5.0, 0.0)])
def test_nothing_between_gives_nothing(inner: float, outer: float) -> None:
    assert circles.band(10.0, 20.0, inner, outer) == []


def test_everything_is_the_whole_map() -> None:
    (((*corners, last),),) = circles.band(10.0, 20.0, -1.0, 181.0)
    assert sorted(corners) == [[-180, -90], [-180, 90], [180, -90], [180, 90]]
    assert last == corners[0]


def test_a_band_has_a_hole_only_where_nothing_cuts_it() -> None:
    assert [len(polygon) for polygon in circles.band(3.8, 99.0, 50.0, 60.0)] == [2]
    assert [len(polygon) for polygon in circles.band(3.8, 175.0, 50.0, 60.0)] == [1, 1]
    assert [len(polygon) for polygon in circles.band(23.0, 99.0, 60.0, 80.0)] == [2]


def test_an_interval_leaves_out_no_place_that_fits_and_adds_next_to_none() -> None:
    lat, lon = spread(1500, seed=4)
    for length, spare_km in ((0.0, 0.1), (60.0, 0.15), (3600.0, 2.1)):
        times = MINUTE + np.linspace(0.0, length, 301)
        sun = spa.geocentric(times)
        far = zenith_deg(lat[:, None], lon[:, None], sun.declination_deg, -sun.hour_angle_deg)
        least, largest = far.min(axis=1), far.max(axis=1)
        band = circles.band_during(MINUTE, MINUTE + length, inner_deg=57.0, outer_deg=60.0)
        fits = (least <= 60.0) & (largest >= 57.0)
        clear = np.minimum(np.abs(least - 60.0), np.abs(largest - 57.0)) > spare_km / KM_PER_DEG
        assert (inside(band, lat, lon) == fits)[clear].all()


def test_a_day_is_a_belt_around_the_globe() -> None:
    band = circles.band_during(MINUTE, MINUTE + 86400.0, inner_deg=10.0, outer_deg=20.0)
    lat, lon = spread(500)
    declination = float(spa.geocentric(MINUTE + 43200.0).declination_deg)
    off = np.abs(np.abs(lat - declination) - 20.0) > 0.3
    assert (inside(band, lat, lon) == (np.abs(lat - declination) < 20.0))[off].all()


def test_arcs_begin_and_end_where_something_does() -> None:
    of = Circle(3.8, 99.0, 58.8)
    (arc,) = circles.arcs_where(of, lambda lat, lon: (lat > 40.0) & (lon < 90.0))
    ends = sorted([arc[0], arc[-1]])
    assert ends[0][1] == pytest.approx(40.0, abs=0.03)
    assert ends[1][0] == pytest.approx(90.0, abs=0.05)
    lon, lat = np.array(arc).T
    assert np.abs(zenith_deg(lat, lon, 3.8, 99.0) - 58.8).max() * KM_PER_DEG < 0.1


def test_arcs_across_the_first_bearing_the_seam_and_the_pole_are_whole() -> None:
    north = circles.arcs_where(Circle(3.8, 99.0, 58.8), lambda lat, _: lat > 40.0)
    assert len(north) == 1
    seam_cut = circles.arcs_where(Circle(0.0, 170.0, 30.0), lambda lat, _: lat < 0.0)
    assert sorted(abs(lon) == 180 for line in seam_cut for lon, _ in (line[0], line[-1])) == [0, 0, 1, 1]
    around = circles.arcs_where(Circle(23.0, 0.0, 80.0), lambda lat, _: lat > 50.0)
    total = sum(abs(line[-1][0] - line[0][0]) for line in around)
    assert total == pytest.approx(155.47, abs=0.1)  # of 360: where the circle is north of 50
    assert len(around) == 2


def test_arcs_of_all_and_of_nothing() -> None:
    of = Circle(3.8, 99.0, 58.8)
    assert circles.arcs_where(of, lambda lat, _: lat < 91.0) == circles.lines(of)
    assert circles.arcs_where(of, lambda lat, _: lat > 91.0) == []


def test_a_departure_is_asked_for_many_instants_at_once() -> None:
    lat, lon = np.array([0.0, 10.0, 20.0]), np.array([0.0, 10.0, 20.0])
    off = circles.departure_deg(
        lat, lon, sun_lat_deg=[0.0, 0.0, 20.0], sun_lon_deg=[0.0, 10.0, 20.0], radius_deg=5.0
    )
    assert off == pytest.approx([-5.0, 5.0, -5.0])


def test_random_bands_are_valid_shapes_of_the_right_size() -> None:
    shapely = pytest.importorskip("shapely")
    random = np.random.default_rng(11)
    for number in range(250):
        lat, lon, outer = random.uniform(-24, 24), random.uniform(-180, 180), random.uniform(0.3, 91)
        if number % 3 == 0:
            outer = 90 - abs(lat) + random.normal() * 10.0 ** -random.integers(0, 7)
        west = random.choice([0.0, 0.25, 15.0])
        inner = outer - random.choice([0.01, 1.0, 20.0])
        band = circles.band(lat, lon, inner, outer, west_deg=west)
        shape = shapely.MultiPolygon([(polygon[0], polygon[1:]) for polygon in band])
        assert shape.is_valid, (lat, lon, inner, outer, west)
        if west == 0.0:
            flat = shapely.transform(
                shapely.segmentize(shape, 0.5),
                lambda at: np.stack([at[:, 0], np.sin(np.radians(at[:, 1]))], 1),
            )
            whole = 360 * (np.cos(np.radians(max(inner, 0.0))) - np.cos(np.radians(outer)))
            share = 0.02 if outer - inner < 0.1 else 0.002
            assert flat.area == pytest.approx(whole, rel=share)

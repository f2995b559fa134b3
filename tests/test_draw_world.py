"""Maps of the world: land and water, areas with holes, lines across the seam, words that keep apart."""

from importlib import resources
from itertools import pairwise

import numpy as np
import pytest
from PIL import Image

from osintkit.draw import axes, coastline, world
from osintkit.draw.page import Words
from osintkit.draw.world import Area, Line, Mark, View

WORDS = Words("Where", ("one line",))
RED, BLUE = (255, 0, 0), (0, 0, 255)
BOX = [[10.0, 10.0], [60.0, 10.0], [60.0, 50.0], [10.0, 50.0], [10.0, 10.0]]
HOLE = [[20.0, 20.0], [20.0, 40.0], [50.0, 40.0], [50.0, 20.0], [20.0, 20.0]]


def map_of(page: Image.Image, view: View = world.WORLD) -> np.ndarray:
    """The pixels of the map on a page: what its thin dark frame holds."""
    pixels = np.asarray(page).astype(int)
    frame = np.all(pixels == 120, axis=2)
    rows = np.flatnonzero(frame.sum(axis=1) > 300)
    columns = np.flatnonzero(frame.sum(axis=0) > 150)
    assert view.east_deg > view.west_deg
    return pixels[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def at(pixels: np.ndarray, lat: float, lon: float, view: View = world.WORLD) -> tuple[int, ...]:
    """The colour at a place."""
    row = (view.north_deg - lat) / (view.north_deg - view.south_deg) * len(pixels)
    column = (lon - view.west_deg) / (view.east_deg - view.west_deg) * len(pixels[0])
    return tuple(int(level) for level in pixels[int(row), int(column)])


def coloured(pixels: np.ndarray) -> np.ndarray:
    """Where there is colour: land, water, grid and writing have none."""
    found: np.ndarray = np.ptp(pixels, axis=2) > 8
    return found


@pytest.fixture(scope="module")
def empty() -> np.ndarray:
    return map_of(world.world_map(WORDS))


def test_the_coast_is_small_and_closed() -> None:
    assert len(resources.files("osintkit.draw").joinpath("coastline.bin").read_bytes()) <= 20_000
    rings = coastline.land()
    assert sum(len(ring.places) for ring in rings) > 5000
    for places, _ in rings:
        assert np.array_equal(places[0], places[-1])
        assert np.all(np.abs(places) <= [180, 90])
    assert [ring.water for ring in rings].count(True) == 1
    assert rings[-1].water
    assert max(float(np.abs(np.diff(line[:, 0])).max()) for line in coastline.coasts()) < 10


@pytest.mark.parametrize(
    ("lat", "lon", "land"),
    [
        (23.5, 12.0, True), (39.2, 46.5, True), (-25.0, 135.0, True), (75.0, -40.0, True), (-88.0, 5.0, True),
        (67.0, 178.0, True), (66.5, -178.0, True), (71.15, -179.1, True),
        (0.5, -140.5, False), (42.0, 51.0, False), (35.5, 18.5, False), (-50.0, 179.0, False),
        (85.0, 5.0, False),
    ],
)  # fmt: skip
def test_land_is_where_it_is(empty: np.ndarray, lat: float, lon: float, land: bool) -> None:
    assert (at(empty, lat, lon) == (222, 222, 222)) == land


def test_the_same_every_time_and_without_colour_when_there_is_nothing_on_it(empty: np.ndarray) -> None:
    page = world.world_map(WORDS)
    assert page.mode == "RGB"
    assert page.width == 1200
    assert page.tobytes() == world.world_map(WORDS).tobytes()
    assert not coloured(empty).any()
    assert empty.shape[0] * 2 == pytest.approx(empty.shape[1], abs=2)


def test_an_area_is_see_through_and_has_holes_and_islands() -> None:
    island = [[30.0, 25.0], [40.0, 25.0], [40.0, 35.0], [30.0, 35.0], [30.0, 25.0]]
    pixels = map_of(world.world_map(WORDS, areas=[Area([[island], [BOX, HOLE]], RED)]))
    over_land, over_sea = at(pixels, 15.0, 22.0), at(pixels, 13.0, 55.0)
    assert over_land[0] > over_land[1] + 50
    assert over_sea[1] > over_land[1]
    assert not coloured(pixels)[int(len(pixels) * (90 - 22) / 180), int(len(pixels[0]) * (180 + 24) / 360)]
    assert at(pixels, 27.0, 34.0)[0] > at(pixels, 27.0, 34.0)[1] + 50


def test_an_area_cut_at_the_seam_has_no_edge_there() -> None:
    halves = [
        [[[160.0, -20.0], [180.0, -20.0], [180.0, 20.0], [160.0, 20.0], [160.0, -20.0]]],
        [[[-180.0, -20.0], [-160.0, -20.0], [-160.0, 20.0], [-180.0, 20.0], [-180.0, -20.0]]],
    ]
    view = View(150.0, -30.0, 210.0, 30.0)
    pixels = map_of(world.world_map(WORDS, areas=[Area(halves, RED)], view=view), view)
    across = pixels[int(len(pixels) * 0.55), :]
    red = across[np.ptp(across, axis=1) > 8]
    assert len(red) > 340
    edges = np.flatnonzero(red[:, 1] < 60)  # the edge is darker than what it bounds
    assert all(place < 5 or place > len(red) - 6 for place in edges)


def test_lines_and_marks_are_drawn_and_named() -> None:
    path = [[100.0, -40.0], [140.0, -40.0]]
    plain = world.world_map(WORDS)
    page = world.world_map(
        WORDS,
        lines=[Line([path], BLUE, label="line", tag="+04:00")],
        marks=[Mark(-40.0, -30.0, "sun overhead", RED)],
    )
    pixels = map_of(page)
    assert at(pixels, -40.0, 120.0) == BLUE
    assert coloured(pixels)[:, : len(pixels[0]) // 2].any()
    assert page.height > plain.height  # the legend
    written = np.all(np.abs(pixels - 30) < 12, axis=2) & ~np.all(np.abs(map_of(plain) - 30) < 12, axis=2)
    assert written[:, len(pixels[0]) // 2 :].any()  # the tag
    assert written[:, : len(pixels[0]) // 2].any()


def test_tags_of_many_lines_do_not_lie_on_each_other() -> None:
    lines = [
        Line([[[lon, -50.0], [lon + 8.0, -45.0]]], axes.BLUE, tag=f"+{number:02d}:00")
        for number, lon in enumerate(np.linspace(-170.0, 160.0, 24))
    ]
    once = map_of(world.world_map(WORDS, lines=lines))
    assert np.count_nonzero(np.all(once < 60, axis=2)) > 24 * 40
    # Each tag alone has as much ink as together with the others: nothing is covered.
    alone = sum(
        np.count_nonzero(np.all(map_of(world.world_map(WORDS, lines=[line])) < 60, axis=2))
        for line in lines[::6]
    )
    together = map_of(world.world_map(WORDS, lines=lines[::6]))
    assert np.count_nonzero(np.all(together < 60, axis=2)) == alone


def test_around_shows_all_within_the_distance() -> None:
    view = world.around(39.6, 46.2, radius_km=600)
    assert view.north_deg - 39.6 == pytest.approx(600 / 111.2)
    assert (view.east_deg - 46.2) * np.cos(np.radians(39.6)) == pytest.approx(2 * 600 / 111.2)
    page = world.world_map(WORDS, marks=[Mark(39.6, 46.2, "here", RED)], view=view)
    pixels = map_of(page, view)
    rows, columns = np.nonzero(coloured(pixels))
    assert rows.mean() == pytest.approx(len(pixels) / 2, abs=2)
    assert columns.mean() == pytest.approx(len(pixels[0]) / 2, abs=2)
    assert world.around(89.0, 0.0, radius_km=3000).north_deg <= 90
    assert world.around(0.0, 0.0, radius_km=50_000) == world.WORLD
    assert world.around(-17.0, 179.0, radius_km=800).east_deg > 180


def test_a_place_beyond_the_seam_is_seen_on_a_map_across_it() -> None:
    view = world.around(-17.0, 179.0, radius_km=800)
    pixels = map_of(world.world_map(WORDS, marks=[Mark(-17.0, -178.0, "", RED)], view=view), view)
    _, columns = np.nonzero(coloured(pixels))
    share = (182.0 - view.west_deg) / (view.east_deg - view.west_deg)
    assert columns.mean() == pytest.approx(share * len(pixels[0]), abs=2)


def test_offsets_nearby_have_colours_of_their_own() -> None:
    for one, other in pairwise(np.arange(-12.0, 14.25, 0.25)):
        assert world.offset_colour(one) != world.offset_colour(other)
    for hours in range(-12, 14):
        assert world.offset_colour(hours) != world.offset_colour(hours + 1)
        assert world.offset_colour(hours) != world.offset_colour(hours + 24)


def test_a_line_far_outside_a_small_map_costs_nothing() -> None:
    view = world.around(39.6, 46.2, radius_km=5)
    lon = np.linspace(-180, 180, 5000)
    path = np.stack([lon, 80 * np.sin(lon)], axis=1).tolist()
    assert not coloured(map_of(world.world_map(WORDS, lines=[Line([path], RED)], view=view), view)).all()

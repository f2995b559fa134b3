"""Grids and codes beside the libraries that define them, and beside published examples."""

import contextlib
import itertools
import math
import random

import pytest

from osintkit.coords import ellipsoid, geodesic, mgrs, pluscode, ups, utm
from osintkit.errors import UsageError

RANDOM = random.Random(6)
EDGES = [
    (lat, lon)
    for lat in (-80.0, -72.0, -1e-9, 0.0, 8.0, 55.999999, 56.0, 63.999999, 64.0, 71.999999, 72.0, 84.0)
    for lon in (
        -180.0,
        -174.0,
        -6.0,
        0.0,
        2.999999,
        3.0,
        6.0,
        8.999999,
        9.0,
        12.0,
        21.0,
        33.0,
        42.0,
        179.999999,
    )
]
WIDELY = [(math.degrees(math.asin(RANDOM.uniform(-1, 1))), RANDOM.uniform(-180, 180)) for _ in range(1500)]
POLAR = [(RANDOM.choice((-1, 1)) * (84 + 6 * RANDOM.random()), RANDOM.uniform(-180, 180)) for _ in range(300)]
EVERYWHERE = [*EDGES, *WIDELY, *POLAR, (90.0, 0.0), (-90.0, 0.0)]
IN_UTM = [at for at in EVERYWHERE if -80 <= at[0] <= 84]


def apart_m(one: tuple[float, float], other: tuple[float, float]) -> float:
    north, east = ellipsoid.metres_per_degree(other[0])
    return math.hypot((one[0] - other[0]) * north, math.remainder(one[1] - other[1], 360) * east)


def test_utm_is_what_pyproj_says_within_a_micrometre() -> None:
    pyproj = pytest.importorskip("pyproj", reason="the oracle is not installed")
    grids: dict[tuple[int, bool], object] = {}
    for lat, lon in IN_UTM:
        at = utm.to_utm(lat, lon)
        if (at.zone, at.north) not in grids:
            grid = f"+proj=utm +zone={at.zone} +datum=WGS84" + ("" if at.north else " +south")
            grids[at.zone, at.north] = pyproj.Proj(grid)
        easting, northing = grids[at.zone, at.north](lon, lat)  # type: ignore[operator]
        assert math.hypot(at.easting_m - easting, at.northing_m - northing) < 1e-6, (lat, lon)


def test_utm_leads_back() -> None:
    for lat, lon in IN_UTM:
        at = utm.to_utm(lat, lon)
        assert apart_m(utm.to_geographic(at.zone, at.north, at.easting_m, at.northing_m), (lat, lon)) < 1e-6


@pytest.mark.parametrize(
    ("place", "zone", "band"),
    [
        ((60, 5), 32, "V"), ((60, 2.9999), 31, "V"), ((55.9, 5), 31, "U"), ((64, 5), 31, "W"),
        ((78, 8.9999), 31, "X"), ((78, 9), 33, "X"), ((78, 21), 35, "X"), ((78, 33), 37, "X"),
        ((78, 42), 38, "X"), ((84, 20), 33, "X"), ((71.9, 10), 32, "W"), ((0, 180), 1, "N"),
        ((0, -180), 1, "N"), ((-1e-18, 0), 31, "M"), ((-80, 0), 31, "C"), ((39.5981, 46.2311), 38, "S"),
    ],
)  # fmt: skip
def test_zones_and_their_exceptions(place: tuple[float, float], zone: int, band: str) -> None:
    assert utm.to_utm(*place)[:2] == (zone, band)


def test_a_neighbouring_zone_as_far_as_twenty_degrees() -> None:
    pyproj = pytest.importorskip("pyproj", reason="the oracle is not installed")
    grid = pyproj.Proj("+proj=utm +zone=33 +datum=WGS84")
    for lat in (0.0, 45.0, 71.1, 84.0):
        for lon in (-5.0, 4.1, 25.0, 35.0):
            at = utm.to_utm(lat, lon, zone=33)
            assert math.dist(at[3:], grid(lon, lat)) < 1e-6
            assert apart_m(utm.to_geographic(33, True, *at[3:]), (lat, lon)) < 1e-6
    with pytest.raises(UsageError, match=r"20\.1° from the middle of UTM zone 33"):
        utm.to_utm(45, 35.1, zone=33)
    assert utm.to_utm(10, -179.5, zone=60).easting_m > 800_000


def test_northings_across_the_equator() -> None:
    """Landsat counts the south from the equator, too."""
    lat, lon = utm.to_geographic(36, True, 500_000, -1_000_000)
    assert (lat, lon) == utm.to_geographic(36, False, 500_000, 9_000_000)
    assert lat == pytest.approx(-9.04656, abs=1e-5)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: utm.to_utm(85, 0), "84° north"),
        (lambda: utm.to_utm(91, 0), "no latitude"),
        (lambda: utm.to_utm(0, 181), "no longitude"),
        (lambda: utm.to_utm(math.nan, 0), "numbers"),
        (lambda: utm.to_utm(0, 0, zone=61), "zone 61"),
        (lambda: utm.to_geographic(0, True, 500_000, 0), "zone 0"),
        (lambda: utm.to_geographic(38, True, 4_383_872, 605_704), "no easting"),
        (lambda: utm.to_geographic(38, True, math.inf, 0), "no easting"),
        (lambda: utm.to_geographic(38, True, 500_000, 9_500_000), "northing of 9,500,000 m in the northern"),
        (lambda: utm.to_geographic(38, False, 500_000, 1_000_000), "southern"),
        (lambda: utm.to_geographic(38, True, 500_000, 1e12), "outside"),
        (lambda: ups.to_ups(60, 0), "poles only"),
        (lambda: ups.from_ups(True, 3_000_000, 3_000_000), "outside the polar grid"),
    ],
)
def test_what_no_grid_has_is_refused(call: object, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        call()  # type: ignore[operator]


def test_swapped_numbers_are_suspected() -> None:
    with pytest.raises(UsageError) as refused:
        ellipsoid.checked(146.2, 39.6)
    assert "swapped" in refused.value.do
    with pytest.raises(UsageError) as refused:
        utm.to_geographic(38, True, 4_383_872, 605_704)
    assert "swapped" in refused.value.do


@pytest.mark.parametrize(("epsg", "north"), [(32661, True), (32761, False)])
def test_ups_is_what_pyproj_says(epsg: int, north: bool) -> None:
    pyproj = pytest.importorskip("pyproj", reason="the oracle is not installed")
    grid = pyproj.Transformer.from_crs(4326, epsg, always_xy=True)
    for lat, lon in POLAR:
        if (lat > 0) == north:
            at = ups.to_ups(lat, lon)
            assert math.dist(at[1:], grid.transform(lon, lat)) < 1e-6
            assert apart_m(ups.from_ups(*at), (lat, lon)) < 1e-6
    assert ups.from_ups(north, 2_000_000, 2_000_000) == (90 if north else -90, 0)


def test_published_examples() -> None:
    """GeographicLib's manual pages; the plus code of the specification."""
    at = utm.to_utm(33.3, 44.4)
    assert (at.zone, at.north, round(at.easting_m, 2), round(at.northing_m, 2)) == (
        38,
        True,
        444140.54,
        3684706.36,
    )
    assert mgrs.to_mgrs(33.3, 44.4) == "38SMB4414084706"
    assert mgrs.read("38SMB4488") == pytest.approx((33.33424, 44.40363, 500), abs=5e-6)
    assert pluscode.encode(47.365590, 8.524997) == "8FVC9G8F+6X"
    assert pluscode.encode(47.365590, 8.524997, digits=11) == "8FVC9G8F+6XQ"
    assert pluscode.encode(90, 1, digits=4) == "CFX30000+"


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_mgrs_is_what_the_library_says() -> None:
    library = pytest.importorskip("mgrs", reason="the oracle is not installed").MGRS()
    for number, (lat, lon) in enumerate(EVERYWHERE):
        digits = number % 6
        ours = mgrs.to_mgrs(lat, lon, digits=digits)
        fine = mgrs.to_mgrs(lat, lon, digits=8)
        if (lat, lon) in EDGES or not digits or "999" in (fine[-11:-8], fine[-3:]):
            continue  # it rounds to the millimetre first, and just below a line that is another square
        assert ours == library.toMGRS(lat, lon, MGRSPrecision=digits), (lat, lon)
        assert apart_m(mgrs.read(ours)[:2], library.toLatLon(ours)) < 1e-3


def test_mgrs_leads_back_into_the_square_at_every_precision() -> None:
    for number, (lat, lon) in enumerate(EVERYWHERE):
        name = mgrs.to_mgrs(lat, lon, digits=number % 9)
        back_lat, back_lon, half_m = mgrs.read(name)
        assert half_m == 0.5 * 10 ** (5 - number % 9)
        # A square is a square in its grid, which near its edge is a little larger than the ground.
        assert (
            apart_m((back_lat, back_lon), (lat, lon)) <= 1.05 * math.sqrt(2) * half_m + 1e-6 + half_m**2 / 2e6
        )


def test_mgrs_cuts_off_and_never_rounds() -> None:
    fine = mgrs.to_mgrs(39.5981, 46.2311, digits=8)
    assert fine[:5] == "38SPJ"
    for digits in range(8):
        assert (
            mgrs.to_mgrs(39.5981, 46.2311, digits=digits)
            == fine[:5] + fine[5 : 5 + digits] + fine[13 : 13 + digits]
        )


@pytest.mark.parametrize(
    "text", ["38SMB4414084706", "38smb 44140 84706", " 38 S MB 4414084706 ", "38 S M B 44140 84706"]
)
def test_mgrs_is_read_as_people_write_it(text: str) -> None:
    assert mgrs.read(text) == mgrs.read("38SMB4414084706")


@pytest.mark.parametrize(
    ("text", "says", "do"),
    [
        ("hello", "no MGRS", "38SMJ"),
        ("38S", "names a zone", "two letters"),
        ("38SMB123", "3 digits", "missing or doubled"),
        ("38SMB 123 4567", "differ in their number", "leading zeros"),
        ("38SMB 12 34 56", "how to split", ""),
        ("61SMB", "zone 61", ""),
        ("0SMB", "zone 0", ""),
        ("SMB1234", "number of the zone is missing", ""),
        ("38IMB", "band I", ""),
        ("38OMB", "band O", ""),
        ("38ZMB", "lies at a pole", ""),
        ("38SAB", "letter from J to R, not A", ""),
        ("38SMW", "letter W", ""),
        ("38SMI", "letter I", ""),
        ("32XMG", "no zone 32 in band X: about Svalbard the zones are 31, 33, 35 and 37", ""),
        ("38SML", "no square ML in zone 38, band S", "38TML"),
        ("31VFH", "no square FH in zone 31, band V", "32VLN"),
        ("38SJJ", "no square JJ in zone 38, band S", "37SFD"),
        ("YAH", "A is none of RSTUXYZ", ""),
        ("ZJP", "outside the polar grid", ""),
        ("38SMB12345678901234567890", "more than 16 digits", ""),
    ],
)
def test_impossible_squares_are_named(text: str, says: str, do: str) -> None:
    with pytest.raises(UsageError) as refused:
        mgrs.read(text)
    assert says in refused.value.says
    assert do in refused.value.do
    assert refused.value.do


@pytest.mark.parametrize(("zone", "edges"), [(31, (-3.0, 0.0, 3.0, 6.0, 9.0)), (38, (-3.0, 3.0))])
def test_squares_that_places_have_are_read_and_no_other(zone: int, edges: tuple[float, ...]) -> None:
    """Along the edges of every band and of the zone lies each square that is cut."""
    middle, hair = utm.middle_deg(zone), 1e-6
    bands = [lat + aside for lat in range(-80, 88, 8) for aside in (-hair, 0, hair)]
    places = [(lat, middle - 3 + at / 50) for lat in bands for at in range(600)]
    places += [
        (lat / 50, middle + edge + aside)
        for lat in range(-4000, 4200)
        for edge in edges
        for aside in (-hair, hair)
    ]
    places += [(lat / 2, middle + lon / 2) for lat in range(-160, 168) for lon in range(-6, 18)]
    named = {mgrs.to_mgrs(*at, digits=0) for at in places if -80 <= at[0] <= 84}
    readable = set()
    for letters in itertools.product(utm.BANDS, "ABCDEFGHJKLMNPQRSTUVWXYZ", "ABCDEFGHJKLMNPQRSTUV"):
        name = f"{zone}{''.join(letters)}"
        with contextlib.suppress(UsageError):
            mgrs.read(name)
            readable.add(name)
    assert readable == {name for name in named if name.startswith(str(zone))}


def test_polar_squares_that_places_have_are_read_and_no_other() -> None:
    named = set()
    for azimuth in range(0, 36_000, 5):
        named |= {mgrs.to_mgrs(lat, azimuth / 100 - 180, digits=0) for lat in (-80.0000001, 84.0000001)}
        if azimuth % 100 == 0:
            lats = [lat + part / 8 for lat in range(-90, -80) for part in range(8)] + [
                84 + at / 8 for at in range(1, 49)
            ]
            named |= {mgrs.to_mgrs(lat, azimuth / 100 - 180, digits=0) for lat in lats}
    named |= {name for name in (mgrs.to_mgrs(lat, lon, digits=0) for lat, lon in POLAR) if len(name) == 3}
    readable = set()
    for letters in itertools.product("ABYZ", "ABCDEFGHJKLMNPQRSTUVWXYZ", "ABCDEFGHJKLMNPQRSTUVWXYZ"):
        with contextlib.suppress(UsageError):
            mgrs.read("".join(letters))
            readable.add("".join(letters))
    assert readable == named


def test_a_square_is_not_lost_at_a_hair_from_the_equator() -> None:
    assert mgrs.to_mgrs(-1e-18, 3) == "31MEV0000099999"
    assert mgrs.to_mgrs(0.0, 3) == "31NEA0000000000"
    assert mgrs.to_mgrs(-0.0, 3) == "31NEA0000000000"


@pytest.mark.parametrize("digits", [2, 4, 6, 8, 10, 11, 12, 13, 14, 15])
def test_plus_codes_are_what_the_library_says(digits: int) -> None:
    library = pytest.importorskip("openlocationcode.openlocationcode", reason="the oracle is not installed")
    for lat, lon in EVERYWHERE[::3]:
        code = pluscode.encode(lat, lon, digits=digits)
        assert code == library.encode(lat, lon, digits)
        area, ours = library.decode(code), pluscode.read(code.lower())
        assert ours[:2] == pytest.approx((area.latitudeCenter, area.longitudeCenter), abs=1e-12)
        assert ours[2] == pytest.approx((area.latitudeHi - area.latitudeLo) / 2, abs=1e-12)


def test_short_plus_codes_are_what_the_library_says() -> None:
    library = pytest.importorskip("openlocationcode.openlocationcode", reason="the oracle is not installed")
    for number, (lat, lon) in enumerate(EVERYWHERE):
        cut = (2, 4, 6, 8)[number % 4]
        size = 20.0 ** (2 - cut / 2)
        near = (
            max(-90.0, min(lat + size * RANDOM.uniform(-1, 1), 90.0)),
            math.remainder(lon + size * RANDOM.uniform(-1, 1), 360),
        )
        short = pluscode.encode(lat, lon, digits=11)[cut:]
        area = library.decode(library.recoverNearest(short, *near))
        assert apart_m(pluscode.read(short, near)[:2], (area.latitudeCenter, area.longitudeCenter)) < 1e-6


@pytest.mark.parametrize(
    "code",
    ["", "+", "8FVC9G8F6X", "8FVC9G8F+6", "8FVC9G8+6X", "AFVC9G8F+6X", "00000000+", "8FVC0G00+",
     "8FVC9G00+6X", "X2VC9G8F+6X", "2XVC9G8F+6X", "8F00+", "8FVC9G8F++6X", "8FVC9G8FX+6X"],
)  # fmt: skip
def test_what_is_no_plus_code_is_refused(code: str) -> None:
    with pytest.raises(UsageError):
        pluscode.read(code)
    with pytest.raises(UsageError):
        pluscode.read(code, (47.0, 8.0))


def test_a_short_plus_code_needs_a_place() -> None:
    with pytest.raises(UsageError, match="short plus code"):
        pluscode.read("9G8F+6X")
    assert pluscode.read("9G8F+6X", (47.4, 8.6)) == pluscode.read("8FVC9G8F+6X")
    assert pluscode.read("8FVC9G8F+6X", (0, 0)) == pluscode.read("8FVC9G8F+6X")


@pytest.mark.parametrize("digits", [0, 1, 3, 9, 16])
def test_lengths_that_plus_codes_do_not_have(digits: int) -> None:
    with pytest.raises(UsageError):
        pluscode.encode(0, 0, digits=digits)


def test_distances_are_karneys() -> None:
    """Wellington to Salamanca, from the manual of GeographicLib; Flinders Peak to Buninyong, Vincenty's."""
    far = geodesic.inverse(-41.32, 174.81, 40.96, -5.50)
    assert far.distance_m == pytest.approx(19959679.26735, abs=1e-4)
    assert far.azimuth_deg == pytest.approx(161.06766998616)
    assert far.back_azimuth_deg == pytest.approx(198.825195123247)
    near = geodesic.inverse(-37.95103341667, 144.42486788889, -37.65282113889, 143.92649552778)
    assert near.distance_m == pytest.approx(54972.271, abs=2e-3)
    assert near.azimuth_deg == pytest.approx(306 + 52 / 60 + 5.37 / 3600, abs=1e-5)
    assert near.back_azimuth_deg == pytest.approx(127 + 10 / 60 + 25.07 / 3600, abs=1e-5)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ((5, 5), (5, 5)),
        ((0, 180), (0, -180)),
        ((90, 0), (90, 77)),
        ((90, 0), (-90, 77)),
        ((-90, 10), (90, 10)),
    ],
)
def test_no_direction_where_none_is_better(one: tuple[float, float], other: tuple[float, float]) -> None:
    assert geodesic.inverse(*one, *other)[1:3] == (None, None)


def test_little_lies_aside_of_an_opposite_position() -> None:
    course = geodesic.inverse(0, 0, 0, 180)
    assert course.distance_m == pytest.approx(20003931.4586, abs=1e-3)
    assert course.aside_m < 100_000
    assert geodesic.inverse(0, 0, 0, 0.01).aside_m == pytest.approx(1_113.2, abs=0.1)


def test_direct_crosses_the_meridian_of_180() -> None:
    lat, lon, onward = geodesic.direct(0, 179.9, azimuth_deg=90, distance_m=100_000)
    assert (lat, onward) == (0, 90)
    assert lon == pytest.approx(-179.2017, abs=1e-4)
    with pytest.raises(UsageError):
        geodesic.direct(0, 0, azimuth_deg=math.nan, distance_m=1)


@pytest.mark.parametrize("lat", [-90.0, -60.0, 0.0, 39.6, 89.0, 90.0])
def test_metres_per_degree(lat: float) -> None:
    north, east = geodesic.metres_per_degree(lat)
    inward = -0.001 if lat > 0 else 0.001
    assert north == pytest.approx(geodesic.inverse(lat, 0, lat + inward, 0).distance_m * 1000, rel=2e-6)
    assert east == pytest.approx(geodesic.inverse(lat, 0, lat, 0.001).distance_m * 1000, rel=1e-7)
    assert geodesic.metres_per_degree(90)[1] == 0


def test_the_meridian_is_measured_as_geographiclib_does() -> None:
    for lat in (-90.0, -33.3, 0.0, 1e-9, 45.0, 89.999, 90.0):
        length = math.copysign(geodesic.inverse(0, 0, lat, 0).distance_m, lat)
        assert ellipsoid.meridian_m(lat) == pytest.approx(length, abs=1e-6)
        assert ellipsoid.latitude_deg(length) == pytest.approx(lat, abs=1e-9)

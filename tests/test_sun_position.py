"""Where the sun stands: NREL's example, astropy's positions, time scales, the air."""

import json
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from osintkit.sun import air, rotation, spa

REFERENCE = json.loads((Path(__file__).parent / "reference" / "sun_positions.json").read_text())
RANDOM = np.random.default_rng(2)


def at(*parts: int) -> float:
    return datetime(*parts, tzinfo=UTC).timestamp()  # type: ignore[misc,arg-type]


def directions(azimuth_deg: NDArray[np.float64], elevation_deg: NDArray[np.float64]) -> NDArray[np.float64]:
    azimuth, elevation = np.radians(azimuth_deg), np.radians(elevation_deg)
    level = np.cos(elevation)
    return np.stack([level * np.sin(azimuth), level * np.cos(azimuth), np.sin(elevation)])


def separation_deg(one: spa.Sky, azimuth_deg, elevation_deg) -> NDArray[np.float64]:
    gap = directions(one.azimuth_deg, one.elevation_deg) - directions(azimuth_deg, elevation_deg)
    return np.asarray(np.degrees(2 * np.arcsin(np.linalg.norm(gap, axis=0) / 2)), np.float64)


def test_the_example_published_with_the_algorithm() -> None:
    sky = spa.topocentric(
        at(2003, 10, 17, 19, 30, 30),
        lat_deg=39.742476,
        lon_deg=-105.1786,
        height_m=1830.14,
        delta_t_s=67,
        dut1_s=0,
    )
    raised = air.refraction_deg(sky.elevation_deg, pressure_hpa=820, temperature_c=11)
    assert round(90 - float(sky.elevation_deg + raised), 5) == 50.11162
    assert sky.azimuth_deg == pytest.approx(194.340241, abs=2e-6)


def test_its_geocentric_part() -> None:
    sun = spa.geocentric(at(2003, 10, 17, 19, 30, 30), delta_t_s=67, dut1_s=0)
    assert sun.declination_deg == pytest.approx(-9.314340, abs=2e-6)
    assert sun.hour_angle_deg == pytest.approx(11.105902 + 105.1786, abs=5e-6)
    assert sun.distance_au == pytest.approx(0.9965423, abs=3e-5)


def test_astropy_sees_it_at_the_same_place() -> None:
    utc_s, lat, lon, height, azimuth, elevation = np.array(REFERENCE["positions"]).T
    sky = spa.topocentric(utc_s, lat_deg=lat, lon_deg=lon, height_m=height)
    assert len(utc_s) == 200
    assert separation_deg(sky, azimuth, elevation).max() < 0.0005
    assert np.median(separation_deg(sky, azimuth, elevation)) < 0.00015


def test_dense_instants_are_where_single_ones_are() -> None:
    minutes = at(2022, 9, 13) + 60 * np.arange(3000.0)
    place = {"lat_deg": 39.5981, "lon_deg": 46.2311, "height_m": 2666}
    dense = spa.topocentric(minutes, **place)
    for row in (0, 1, 777, 2999):
        single = spa.topocentric(minutes[row], **place)
        assert dense.elevation_deg[row] == pytest.approx(float(single.elevation_deg), abs=2e-9)
        assert dense.azimuth_deg[row] == pytest.approx(float(single.azimuth_deg), abs=4e-9)


def test_arguments_broadcast_and_large_ones_are_cut_without_a_seam() -> None:
    instants = RANDOM.uniform(0, 1.7e9, (300, 1))
    lat = np.linspace(-90, 90, 200)
    sky = spa.topocentric(instants, lat_deg=lat, lon_deg=10.0)
    assert {each.shape for each in sky} == {(300, 200)}
    one = spa.topocentric(instants[123, 0], lat_deg=lat[77], lon_deg=10.0)
    assert sky.elevation_deg[123, 77] == pytest.approx(float(one.elevation_deg), abs=1e-9)
    assert spa.topocentric([], lat_deg=1, lon_deg=2).azimuth_deg.shape == (0,)
    assert spa.topocentric(0.0, lat_deg=1, lon_deg=2).azimuth_deg.shape == ()


def test_the_point_with_the_sun_in_its_zenith() -> None:
    for utc_s in (at(2022, 9, 13, 3), at(1985, 1, 1, 12), at(2024, 6, 20, 23)):
        sun = spa.geocentric(utc_s)
        lat, lon = float(sun.declination_deg), float(-sun.hour_angle_deg)
        # The direction to the middle of the earth and the plumb line differ by up to 0.2 deg.
        assert spa.topocentric(utc_s, lat_deg=lat, lon_deg=lon).elevation_deg > 89.8
        around = spa.topocentric(utc_s, lat_deg=lat + 1e-3 * np.arange(-300, 300), lon_deg=lon)
        assert around.elevation_deg.max() > 89.999
        assert np.isfinite(around.azimuth_deg).all()
        to_meridian = (around.azimuth_deg + 90) % 180 - 90
        assert np.abs(to_meridian[np.abs(around.elevation_deg) < 89.9]).max() < 0.1


def test_azimuth_is_below_360_and_at_a_pole_follows_the_longitude() -> None:
    utc_s = at(2022, 6, 21, 12)
    lon = np.linspace(-180, 180, 7201)
    sky = spa.topocentric(utc_s, lat_deg=90.0, lon_deg=lon)
    assert sky.azimuth_deg.min() >= 0
    assert sky.azimuth_deg.max() < 360
    gained = (sky.azimuth_deg - lon - sky.azimuth_deg[0] + lon[0]) % 360
    assert np.abs((gained + 180) % 360 - 180).max() < 1e-9
    assert np.ptp(sky.elevation_deg) < 1e-9


def test_the_disc_is_widest_in_january_and_in_the_zenith() -> None:
    radius = [float(spa.topocentric(at(2022, month, 4), lat_deg=0, lon_deg=0).radius_deg) for month in (1, 7)]
    assert radius == pytest.approx([0.2711, 0.2622], abs=0.0001)
    noon, night = spa.topocentric(at(2022, 3, 20, 12), lat_deg=0, lon_deg=[0, 180]).radius_deg
    assert noon / night == pytest.approx(1 + 2 / 23455, abs=1e-6)


@pytest.mark.parametrize(
    ("day", "delta_t", "dut1"),
    [
        ((1972, 1, 1), 42.2295, -0.0455),  # these four: IERS C04
        ((1999, 6, 1), 63.6391, 0.5449),
        ((2017, 1, 1), 68.5928, 0.5912),
        ((2020, 1, 1), 69.3612, -0.1772),
    ],
)
def test_measured_time_scales(day: tuple[int, int, int], delta_t: float, dut1: float) -> None:
    assert rotation.delta_t_s(at(*day)) == pytest.approx(delta_t, abs=0.008)
    assert rotation.dut1_s(at(*day)) == pytest.approx(dut1, abs=0.008)


def test_a_leap_second_moves_dut1_and_not_delta_t() -> None:
    end = at(2017, 1, 1)
    before, after = rotation.dut1_s([end - 1, end])
    assert after - before == pytest.approx(1, abs=1e-6)
    assert np.ptp(rotation.delta_t_s([end - 1, end])) < 1e-6
    days = np.arange(rotation.START_S, rotation.END_S, 86400)
    assert np.abs(rotation.dut1_s(days)).max() < 0.9


def test_time_scales_outside_the_table() -> None:
    years = [at(year, 1, 1) for year in (1820, 1900, 1955)]
    assert rotation.delta_t_s(years) == pytest.approx([12, -2.7, 31.1], abs=0.6)
    assert rotation.dut1_s(years).tolist() == [0, 0, 0]
    assert np.ptp(rotation.delta_t_s([rotation.START_S - 1, rotation.START_S])) < 0.05
    assert np.ptp(rotation.delta_t_s([rotation.END_S, rotation.END_S + 1])) < 1e-6
    assert np.ptp(rotation.dut1_s([rotation.END_S, rotation.END_S + 1, at(2060, 1, 1)])) < 1e-6
    steps = np.diff(rotation.delta_t_s([at(year, 1, 1) for year in range(1800, 2100)]))
    assert np.abs(steps).max() < 3


def test_the_standard_atmosphere() -> None:
    heights = [0, 1000, 5000, 11000, 15000, -430]  # ISO 2533, geometric heights
    assert air.pressure_hpa(heights) == pytest.approx(
        [1013.25, 898.76, 540.48, 227.0, 121.11, 1065.99], rel=1e-4
    )
    assert air.temperature_c(heights) == pytest.approx(
        [15, 8.501, -17.474, -56.376, -56.5, 17.795], abs=0.001
    )


def test_refraction_is_the_algorithm_s_above_the_horizon_and_fades_below() -> None:
    elevation = np.linspace(-0.83, 89, 500)
    formula = 820 / 1010 * 283 / 284 * 1.02 / (60 * np.tan(np.radians(elevation + 10.3 / (elevation + 5.11))))
    assert air.refraction_deg(elevation, pressure_hpa=820, temperature_c=11) == pytest.approx(
        formula, abs=1e-12
    )
    below = air.refraction_deg(np.linspace(-90, -1.9, 9001), pressure_hpa=1010, temperature_c=10)
    assert (np.diff(below) >= 0).all()
    assert below[0] == 0
    assert below[-1] == pytest.approx(0.744, abs=0.001)


@pytest.mark.parametrize("height_m", [-5000, -430, 0, 2666, 8849, 15000])
def test_apparent_elevation_grows_and_has_an_inverse(height_m: float) -> None:
    geometric = np.concatenate([np.linspace(-90, 90, 20001), np.linspace(-5.1, -4.9, 20001)])
    geometric.sort()
    apparent = air.apparent_deg(geometric, height_m=height_m)
    growth = np.diff(apparent) / np.maximum(np.diff(geometric), 1e-12)
    assert growth[np.diff(geometric) > 1e-9].min() > 0.7
    assert growth[np.diff(geometric) > 1e-9].max() < 1.75
    assert np.abs(air.geometric_deg(apparent, height_m=height_m) - geometric).max() < 1e-9
    assert apparent.max() <= 90


def test_the_lake_on_13_september_2022() -> None:
    place = {"lat_deg": 39.5981, "lon_deg": 46.2311, "height_m": 2666}
    local = [at(2022, 9, 13, 2), at(2022, 9, 13, 2, 30), at(2022, 9, 13, 2, 45), at(2022, 9, 13, 3)]
    sky = spa.topocentric(local, **place)
    assert sky.elevation_deg == pytest.approx([-7.32, -1.61, 1.26, 4.15], abs=0.006)
    assert sky.azimuth_deg == pytest.approx([78.81, 83.67, 86.06, 88.45], abs=0.006)
    seen = air.apparent_deg(sky.elevation_deg, height_m=2666)
    assert seen[2:] == pytest.approx([1.5, 4.3], abs=0.05)

"""When a shadow fits: against a reckoning by the second, at the edges of the day, and when nothing does."""

from datetime import UTC, datetime
from statistics import NormalDist

import numpy as np
import pytest
from numpy.typing import NDArray

from osintkit.errors import UsageError
from osintkit.sun import air, events, spa
from osintkit.sun.densest import Cells, densest
from osintkit.sun.fitting import Clues, Fit, Measured, elevation_of, fit, penumbra, ratio_of
from osintkit.sun.track import follow
from tests.benchmarks import sun_coverage

DAY_S = 86400.0
SEV_LAKE = {"lat_deg": 39.5981, "lon_deg": 46.2311, "height_m": 2666.0}
MOST_OFF_S = 1.5


def posix(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


SEV_DAY = (posix("2022-09-12T20:00"), posix("2022-09-13T20:00"))


def spans(found: Fit) -> list[tuple[float, float]]:
    return [(each.from_s, each.to_s) for each in found.intervals_95]


def by_the_second(
    window: tuple[float, float], clues: Clues, place: dict[str, float], share: float, step_s: float = 1.0
) -> list[tuple[float, float]]:
    """The same question with a second's grid and no shortcuts."""
    at = np.arange(window[0] + step_s / 2, window[1], step_s)
    sky = spa.topocentric(at, **place)
    seen = air.apparent_deg(sky.elevation_deg, height_m=place["height_m"])
    up = sky.elevation_deg + sky.radius_deg >= air.geometric_deg(0.0, height_m=place["height_m"])
    off = np.zeros(at.size)
    if clues.ratio:
        part = clues.ratio.sd / clues.ratio.value
        ratio = 1 / np.tan(np.radians(np.maximum(seen, 1e-3)))
        off += np.log(clues.ratio.value / ratio) ** 2 / (part**2 * (1 + 2.5 * part**2))
    if clues.azimuth:
        off += (((clues.azimuth.value - sky.azimuth_deg + 180) % 360 - 180) / clues.azimuth.sd) ** 2
    if clues.elevation:
        off += ((clues.elevation.value - seen) / clues.elevation.sd) ** 2
    density = np.where(up, np.exp((off[up].min() - off) / 2), 0)
    ranked = np.sort(density)[::-1]
    held = density >= ranked[np.searchsorted(np.cumsum(ranked), share * ranked.sum())]
    turns = np.diff(np.concatenate([[0], held.astype(int), [0]]))
    begins, ends = at[np.flatnonzero(turns == 1)], at[np.flatnonzero(turns == -1) - 1]
    return [(one - step_s / 2, end + step_s / 2) for one, end in zip(begins, ends, strict=True)]


@pytest.mark.parametrize(
    ("clues", "number"),
    [
        (Clues(ratio=Measured(13.3, 0.665)), 2),
        (Clues(ratio=Measured(1.5, 0.15)), 2),
        (Clues(ratio=Measured(1.5, 0.0015)), 2),
        (Clues(ratio=Measured(0.75, 0.075)), 1),
        (Clues(azimuth=Measured(100.0, 2.0)), 1),
        (Clues(azimuth=Measured(460.0, 2.0)), 1),
        (Clues(azimuth=Measured(100.0, 0.02)), 1),
        (Clues(azimuth=Measured(75.0, 5.0)), 1),
        (Clues(elevation=Measured(20.0, 1.0)), 2),
        (Clues(elevation=Measured(-0.5, 1.0)), 2),
        (Clues(ratio=Measured(1.5, 0.15), azimuth=Measured(115.0, 2.0)), 1),
        (Clues(elevation=Measured(20.0, 300.0)), 2),
    ],
)
def test_intervals_are_those_of_a_reckoning_by_the_second(clues: Clues, number: int) -> None:
    found = fit([SEV_DAY], clues, **SEV_LAKE)
    for share, intervals in ((0.95, found.intervals_95), (0.68, found.intervals_68)):
        wanted = by_the_second(SEV_DAY, clues, SEV_LAKE, share)
        assert sum(each.share or 0 for each in intervals) == pytest.approx(share, abs=1e-4)
        assert len(intervals) == len(wanted)
        if clues.elevation and clues.elevation.sd > 90:
            continue  # every second fits as well as any other: which of them is no matter
        for each, (from_s, to_s) in zip(intervals, wanted, strict=True):
            assert each.from_s == pytest.approx(from_s, abs=MOST_OFF_S)
            assert each.to_s == pytest.approx(to_s, abs=MOST_OFF_S)
    assert len(found.intervals_95) == number


def test_morning_and_evening_are_told_and_a_direction_leaves_one() -> None:
    ratio = Measured(13.3, 0.665)
    found = fit([SEV_DAY], Clues(ratio=ratio), **SEV_LAKE)
    assert [each.half for each in found.intervals_95] == ["morning", "afternoon"]
    assert [each.utc_s for each in found.best] == [each.best_s for each in found.intervals_95]
    assert [each.elevation_deg for each in found.best] == pytest.approx([elevation_of(13.3)] * 2, abs=1e-3)
    both = fit([SEV_DAY], Clues(ratio=ratio, azimuth=Measured(88.0, 2.0)), **SEV_LAKE)
    assert [each.half for each in both.intervals_95] == ["morning"]
    assert both.intervals_95[0].share == pytest.approx(0.95, abs=1e-4)
    assert both.best[0].off_sd == pytest.approx({"ratio": 0.0, "azimuth": -0.2}, abs=0.1)


def test_low_sun_begins_at_sunrise_and_a_clock_window_cuts_it() -> None:
    low = Clues(elevation_range=(0.0, 15.0))
    found = fit([SEV_DAY], low, **SEV_LAKE)
    rises, sets = events.crossings(*SEV_DAY, **SEV_LAKE, elevation_deg=0.0, of="upper limb", apparent=True)
    (morning, climbs), (sinks, evening) = spans(found)
    assert (found.level, found.intervals_68, found.best) == ("all", (), ())
    assert (morning, evening) == pytest.approx((rises.utc_s, sets.utc_s), abs=0.02)
    for at_s in (climbs, sinks):
        sky = spa.topocentric(at_s, **SEV_LAKE)
        lower = air.apparent_deg(sky.elevation_deg - sky.radius_deg, height_m=2666.0)
        assert float(lower) == pytest.approx(15.0, abs=1e-4)
    six, seven = posix("2022-09-13T02:00"), posix("2022-09-13T03:00")
    assert spans(fit([(six, seven)], low, **SEV_LAKE)) == [pytest.approx((morning, seven))]
    assert not fit([(six, morning - 1)], low, **SEV_LAKE).fits


def test_a_range_below_the_horizon_is_twilight_unless_a_shadow_was_seen() -> None:
    dusk = Clues(elevation_range=(-6.0, -1.0))
    assert [each.half for each in fit([SEV_DAY], dusk, **SEV_LAKE).intervals_95] == ["morning", "afternoon"]
    shadow = Clues(elevation_range=(-6.0, -1.0), azimuth=Measured(88.0, 5.0))
    found = fit([SEV_DAY], shadow, **SEV_LAKE)
    assert not found.fits
    assert found.nearest is not None
    assert found.nearest.outside_deg == pytest.approx(0.3, abs=0.1)


def test_a_sun_that_grazes_a_range_for_seconds_is_found() -> None:
    near_noon = np.arange(SEV_DAY[0] + 12.5 * 3600, SEV_DAY[0] + 13.5 * 3600, 0.5)
    sky = spa.topocentric(near_noon, **SEV_LAKE)
    high = sky.elevation_deg + sky.radius_deg
    top = float(air.apparent_deg(high.max(), height_m=2666.0))
    (grazed,) = spans(fit([SEV_DAY], Clues(elevation_range=(top - 5e-5, 90.0)), **SEV_LAKE))
    assert grazed[0] < near_noon[np.argmax(high)] < grazed[1]
    assert 10 < grazed[1] - grazed[0] < 60
    assert not fit([SEV_DAY], Clues(elevation_range=(top + 5e-5, 90.0)), **SEV_LAKE).fits


def test_what_cannot_be_is_said_with_what_comes_nearest() -> None:
    found = fit([SEV_DAY], Clues(ratio=Measured(0.5, 0.025)), **SEV_LAKE)
    assert (found.fits, found.intervals_95, found.intervals_68) == (False, (), ())
    assert found.nearest is not None
    assert found.nearest.azimuth_deg == pytest.approx(180, abs=2)
    assert found.nearest.off_sd["ratio"] == pytest.approx(-7.36, abs=0.1)
    assert "0.72" in found.nearest.says
    assert "0.5 was measured" in found.nearest.says
    barely = fit([SEV_DAY], Clues(ratio=Measured(0.65, 0.0325)), **SEV_LAKE)
    assert barely.fits  # 2.1 standard deviations below the shortest shadow of the day


def test_night_and_polar_night_say_how_far_the_sun_is() -> None:
    place = {"lat_deg": 78.22, "lon_deg": 15.65, "height_m": 0.0}
    day = (posix("2023-12-20T00:00"), posix("2023-12-21T00:00"))
    for clues in (Clues(azimuth=Measured(180.0, 5.0)), Clues(elevation_range=(0.0, 90.0))):
        found = fit([day], clues, **place)
        assert not found.fits
        assert found.nearest is not None
        assert found.nearest.azimuth_deg == pytest.approx(180, abs=0.1)
        assert found.nearest.outside_deg == pytest.approx(10.9, abs=0.3)
        assert found.nearest.off_sd == {}


def test_midnight_sun() -> None:
    place = {"lat_deg": 78.22, "lon_deg": 15.65, "height_m": 0.0}
    day = (posix("2023-06-20T10:00"), posix("2023-06-21T10:00"))
    assert spans(fit([day], Clues(elevation_range=(0.0, 90.0)), **place)) == [pytest.approx(day)]
    (night,) = fit([day], Clues(elevation=Measured(11.7, 0.5)), **place).intervals_95
    assert night.half == "midnight"
    north = fit([day], Clues(azimuth=Measured(1.0, 3.0)), **place)
    assert len(north.intervals_95) == 1
    assert abs((north.best[0].azimuth_deg + 180) % 360 - 181) < 0.01


def test_a_direction_while_the_sun_passes_the_zenith() -> None:
    day = (posix("2023-04-16T00:00"), posix("2023-04-17T00:00"))
    noon = next(
        each for each in events.culminations(*day, lat_deg=10.0, lon_deg=0.0, height_m=0.0) if each.upper
    )
    place = {"lat_deg": 10.0 + 90 - noon.elevation_deg - 0.02, "lon_deg": 0.0, "height_m": 0.0}
    clues = Clues(azimuth=Measured(200.0, 10.0))
    (wanted,) = by_the_second((noon.utc_s - 600, noon.utc_s + 600), clues, place, 0.95, 0.05)
    for each in fit([day], clues, **place).intervals_95:
        assert (each.from_s, each.to_s) == pytest.approx(wanted, abs=0.5)
        assert each.to_s - each.from_s < 60


def test_windows_in_any_order_touching_or_twice_are_searched_once() -> None:
    clues = Clues(ratio=Measured(1.5, 0.15))
    begin = SEV_DAY[0]
    cut = [(begin + 30000, begin + DAY_S), (begin, begin + 30000), (begin + 5, begin + 40), (begin, begin)]
    assert spans(fit(cut, clues, **SEV_LAKE)) == [
        pytest.approx(each) for each in spans(fit([SEV_DAY], clues, **SEV_LAKE))
    ]
    assert fit([], clues, **SEV_LAKE) == Fit(fits=False, level="95")
    week = [(begin + number * DAY_S, begin + (number + 0.99) * DAY_S) for number in range(7)]
    found = fit(week, clues, **SEV_LAKE)
    assert len(found.intervals_95) == 14
    assert sum(each.share or 0 for each in found.intervals_95) == pytest.approx(0.95, abs=1e-4)


def test_a_year_of_clock_windows() -> None:
    begin = posix("2022-01-01T02:00")
    windows = [(begin + number * DAY_S, begin + number * DAY_S + 7200) for number in range(365)]
    found = fit(windows, Clues(elevation=Measured(5.0, 0.5), azimuth=Measured(90.0, 1.0)), **SEV_LAKE)
    months = {datetime.fromtimestamp(each.from_s, UTC).month for each in found.intervals_95}
    assert months == {3, 4, 9}
    assert all(
        any(one <= each.from_s <= each.to_s <= end for one, end in windows) for each in found.intervals_95
    )


def test_errors_smaller_than_the_model_do_not_make_a_true_case_impossible() -> None:
    true_s = SEV_DAY[0] + 40000.0
    sky = spa.topocentric(true_s, **SEV_LAKE)
    seen = float(air.apparent_deg(sky.elevation_deg, height_m=2666.0))
    exact = Clues(
        ratio=Measured(ratio_of(seen), 1e-9),
        azimuth=Measured(float(sky.azimuth_deg), 1e-9),
        elevation=Measured(seen, 1e-9),
    )
    ((from_s, to_s),) = spans(fit([SEV_DAY], exact, **SEV_LAKE))
    assert from_s < true_s < to_s < from_s + 30


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    found = sun_coverage.coverage(200, 7)
    cases = sum(each.cases for each in found)
    assert cases == 200
    assert 0.90 <= sum(each.in_95 for each in found) / cases <= 0.99  # 3.3 standard deviations of 200
    assert 0.57 <= sum(each.in_68 for each in found) / cases <= 0.79
    assert sum(each.refused for each in found) <= 1


@pytest.mark.parametrize(
    ("clues", "says"),
    [
        (Clues(), "Nothing was measured"),
        (Clues(ratio=Measured(-1.0, 0.1)), "cannot be"),
        (Clues(ratio=Measured(1.0, 0.0)), "error of 0"),
        (Clues(azimuth=Measured(float("nan"), 1.0)), "azimuth"),
        (Clues(elevation=Measured(91.0, 1.0)), "91 degrees"),
        (Clues(elevation_range=(15.0, 0.0)), "from 15 to 0"),
        (Clues(elevation_range=(0.0, 100.0)), "from 0 to 100"),
    ],
)
def test_what_cannot_be_measured_is_refused(clues: Clues, says: str) -> None:
    with pytest.raises(UsageError) as caught:
        fit([SEV_DAY], clues, **SEV_LAKE)
    assert says in caught.value.says
    assert caught.value.do


def test_windows_that_end_before_they_begin_are_refused() -> None:
    with pytest.raises(UsageError, match="window"):
        fit([(SEV_DAY[1], SEV_DAY[0])], Clues(ratio=Measured(1.0, 0.1)), **SEV_LAKE)


def test_shadows_and_elevations() -> None:
    assert ratio_of(45.0) == pytest.approx(1.0)
    assert ratio_of(90.0) == 0.0
    assert ratio_of(0.0) == float("inf")
    assert elevation_of(0.0) == 90.0
    assert [elevation_of(ratio_of(each)) for each in (0.1, 4.3, 60.0)] == pytest.approx([0.1, 4.3, 60.0])
    assert penumbra(4.3, 0.2655) == pytest.approx((12.52, 14.18), abs=0.01)
    assert penumbra(0.2, 0.2655)[1] == float("inf")
    assert penumbra(89.9, 0.2655)[0] == 0.0


@pytest.mark.parametrize("lat_deg", [-90.0, -35.0, 0.0, 52.0, 90.0])
def test_the_fast_way_is_the_slow_way(lat_deg: float) -> None:
    begin = posix("2016-12-30T07:13")  # a leap second ends the next day
    at = np.sort(np.random.default_rng(3).uniform(begin, begin + 3 * DAY_S, 2000))
    place = {"lat_deg": lat_deg, "lon_deg": -71.3, "height_m": 2500.0}
    fast, slow = follow(np.array([[begin, begin + 3 * DAY_S]]), **place)(at), spa.topocentric(at, **place)
    apart = (fast.azimuth_deg - slow.azimuth_deg + 180) % 360 - 180
    assert np.abs(fast.elevation_deg - slow.elevation_deg).max() < 2e-5
    assert np.abs(apart * np.cos(np.radians(slow.elevation_deg))).max() < 2e-5
    assert np.abs(fast.radius_deg - slow.radius_deg).max() < 2e-5


def test_the_densest_set_of_two_normal_densities() -> None:
    def log_density(at: NDArray[np.float64]) -> NDArray[np.float64]:
        one, other = (np.exp(-(((at - middle) / width) ** 2) / 2) for middle, width in ((0, 10), (300, 20)))
        return np.asarray(np.log(one + other))

    nodes = np.linspace(-150, 500, 651)
    at_nodes = log_density(nodes)
    cells = Cells(nodes[:-1], nodes[1:], at_nodes[:-1], at_nodes[1:])
    found = densest(cells, 0.95, log_density)
    reach = NormalDist().inv_cdf(0.975)
    assert found.share == pytest.approx([0.95 / 3, 0.95 * 2 / 3], abs=1e-3)
    assert found.to_s - found.from_s == pytest.approx([20 * reach, 40 * reach], abs=0.1)

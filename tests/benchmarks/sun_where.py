"""Where on earth: how far the lines are from where they belong, and how fast, beside ShadowFinder.

ShadowFinder (Bellingcat) and astropy are asked in an environment of their own, by the two scripts below.
"""

import json
import statistics
import subprocess
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from osintkit.clock import legal
from osintkit.sun import air, circles, spa
from tests.benchmarks import running
from tests.benchmarks.report import Row

Floats = NDArray[np.float64]

CASES, POINTS = 300, 40
ROUNDS = 5
LOCAL = datetime(2022, 9, 13, 9, 19)  # noqa: DTZ001 - a clock somewhere showed this
ELEVATION_DEG = 31.2
RATIO = 1 / np.tan(np.radians(ELEVATION_DEG))
LARGEST_KM, FASTER, CHEAPER = 1.0, 50.0, 0.25

ELEVATIONS = """
import sys
from datetime import datetime, timezone
import numpy as np
from suncalc import get_position
given = np.load(sys.argv[1])
found = {"suncalc": np.empty_like(given["lat"])}
for row, ts in enumerate(given["ts"]):
    when = datetime.fromtimestamp(ts, timezone.utc)
    found["suncalc"][row] = np.degrees(get_position(when, given["lon"][row], given["lat"][row])["altitude"])
try:
    from astropy.coordinates import AltAz, EarthLocation, get_sun
    from astropy.time import Time
    from astropy.utils import iers
    iers.conf.auto_download = False
    iers.conf.iers_degraded_accuracy = "ignore"
    places = EarthLocation.from_geodetic(given["lon"], given["lat"], 0.0)
    times = Time(given["ts"], format="unix")[:, None]
    found["astropy"] = get_sun(times).transform_to(AltAz(obstime=times, location=places)).alt.deg
except ImportError:
    pass
np.savez(sys.argv[2], **found)
"""

FINDING = """
import json, sys, time
from datetime import datetime
import numpy as np
from shadowfinder import ShadowFinder
grid, local, ratio, rounds, to = sys.argv[1:]
spent = {}
for form in ("utc", "local"):
    finder = ShadowFinder(1.0, float(ratio), datetime.fromisoformat(local), form)
    finder.load_timezone_grid(grid)
    spent[form] = []
    for _ in range(int(rounds) + 1):
        begun = time.process_time()
        finder.find_shadows()
        spent[form].append(time.process_time() - begun)
np.save(to, finder.location_likelihoods)
print(json.dumps(spent))
"""


class Grid:
    """ShadowFinder's grid of places and time zones.

    Attributes:
        lat: degrees, (rows, 1).
        lon: degrees, (1, columns).
        names: of IANA zones; None is for places without one.
        zone: of every place, a number of one of them.
    """

    def __init__(self, file: Path) -> None:
        kept: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        step = kept["angular_resolution"]
        self.lat: Floats = np.arange(kept["min_lat"], kept["max_lat"], step)[:, None]
        self.lon: Floats = np.arange(kept["min_lon"], kept["max_lon"], step)[None, :]
        zones: list[str | None] = kept["timezones"]
        numbers = {name: number for number, name in enumerate(dict.fromkeys(zones))}
        self.names = list(numbers)
        self.zone = np.array([numbers[name] for name in zones]).reshape(len(self.lat), -1)


def rows(shadowfinder: str | None, zone_grid: Path | None) -> list[Row]:
    """What can be measured: all of it with ShadowFinder's environment and its grid of time zones.

    Args:
        shadowfinder: the python of an environment with shadowfinder, and best also astropy.
        zone_grid: its file of time zones (JSON).
    """
    found = [lines_row(), swept_row()]
    if shadowfinder is not None:
        found += beside_others(shadowfinder)
        if zone_grid is not None:
            found += speed(shadowfinder, zone_grid)
    return found


def drawn(seed: int = 7) -> tuple[Floats, Floats, Floats, Floats]:
    """Instants 1995 to 2026 and apparent elevations, and points of their lines, one row for each instant."""
    random = np.random.default_rng(seed)
    ts = random.uniform(788_918_400, 1_767_225_600, CASES).round()
    high = random.uniform(0.0, 80.0, CASES)
    lat, lon = np.empty((2, CASES, POINTS))
    for row in range(CASES):
        written = np.concatenate([np.array(line) for line in circles.lines(circle(ts[row], high[row]))])
        lon[row], lat[row] = random.choice(written, POINTS).T
    return ts, high, lat, lon


def circle(utc_s: float, elevation_deg: float) -> circles.Circle:
    """The circle of one case."""
    return circles.circle(float(utc_s), float(elevation_deg))


def off_km(seen: Floats, wanted: Floats) -> Floats:
    """How far places are from where an elevation is as wanted: it changes by a degree along a degree."""
    return np.abs(seen - wanted) * circles.KM_PER_DEG


def lines_row() -> Row:
    """The points of lines, as written, asked for the sun's apparent elevation."""
    ts, high, lat, lon = drawn()
    sky = spa.topocentric(ts[:, None], lat_deg=lat, lon_deg=lon)
    off = off_km(air.apparent_deg(sky.elevation_deg, height_m=0.0), high[:, None])
    return _error_row("where: lines, by the sun's place seen from their points", off, "")


def swept_row() -> Row:
    """The edges of bands swept in a minute: nowhere inside the interval may the sun stand otherwise."""
    random = np.random.default_rng(8)
    worst = []
    for _ in range(40):
        begin = float(random.uniform(788_918_400, 1_767_225_600))
        outer = float(random.uniform(10.0, 90.4))
        inner = outer - float(random.uniform(0.2, 5.0))
        band = circles.band_during(begin, begin + 60.0, inner_deg=inner, outer_deg=outer)
        edge = np.array([point for polygon in band for ring in polygon for point in ring])
        edge = edge[np.all(np.abs(edge) < [180.0 - 1e-6, 90.0 - 1e-6], axis=1)]
        sky = spa.geocentric(begin + np.arange(0.0, 61.0))
        far = circles.departure_deg(
            edge[:, 1:], edge[:, :1], sun_lat_deg=sky.declination_deg,
            sun_lon_deg=-sky.hour_angle_deg, radius_deg=0.0,
        )  # fmt: skip
        near_edge = np.minimum(np.abs(far.min(axis=1) - outer), np.abs(far.max(axis=1) - inner))
        worst.append(float(near_edge.max()) * circles.KM_PER_DEG)
    return _error_row("where: edges of bands swept in one minute", np.array(worst), "")


def _error_row(what: str, off: Floats, theirs: str) -> Row:
    """A row of how far lines are off."""
    largest, median = float(off.max()), float(np.median(off))
    shown = f"max {largest:.3f} km, median {median:.3f}"
    data = {"max_km": largest, "median_km": median, "cases": off.size}
    return Row(what, shown, theirs, f"max {LARGEST_KM:g} km", largest <= LARGEST_KM, data)


def beside_others(python: str) -> list[Row]:
    """The same points asked of astropy and, for ShadowFinder's error, of the engine it uses."""
    ts, high, lat, lon = drawn()
    with running.scratch() as folder:
        np.savez(folder / "given.npz", ts=ts, lat=lat, lon=lon)
        _script(python, ELEVATIONS, str(folder / "given.npz"), str(folder / "found.npz"))
        with np.load(folder / "found.npz") as file:
            found = {name: np.asarray(file[name]) for name in file.files}
    # ShadowFinder knows no refraction, so that its line for an elevation seen is where it computes it.
    off = off_km(found["suncalc"], high[:, None])
    theirs = f"ShadowFinder: max {off.max():.0f} km, median {np.median(off):.1f}"
    if "astropy" not in found:
        return [Row("where: lines, by ShadowFinder's engine", "", theirs)]
    ours = off_km(found["astropy"], air.geometric_deg(high, height_m=0.0)[:, None])
    return [_error_row("where: lines, by astropy from their points", ours, theirs)]


def _script(python: str, script: str, *arguments: str) -> str:
    """What a script of another environment prints.

    Raises:
        Unusable: it failed.
    """
    done = subprocess.run(
        [python, "-W", "ignore", "-c", script, *arguments], capture_output=True, check=False
    )
    if done.returncode:
        raise running.Unusable(done.stderr[-500:].decode(errors="replace"))
    return done.stdout.decode()


def in_turn(work: Mapping[str, Callable[[], object]]) -> dict[str, float]:
    """Median CPU seconds of each of some functions, called in turn; a first round does not count."""
    spent: dict[str, list[float]] = {name: [] for name in work}
    for number in range(ROUNDS + 1):
        for name, function in work.items():
            begun = time.process_time()
            function()
            if number:
                spent[name].append(time.process_time() - begun)
    return {name: statistics.median(each) for name, each in spent.items()}


def on_grid_utc(grid: Grid) -> Floats:
    """How far every place of a grid is from the line, at an instant."""
    of = circle(LOCAL.replace(tzinfo=UTC).timestamp(), ELEVATION_DEG)
    return circles.departure_deg(
        grid.lat, grid.lon, sun_lat_deg=of.lat_deg, sun_lon_deg=of.lon_deg, radius_deg=of.radius_deg
    )


def on_grid_local(grid: Grid) -> Floats:
    """How far every place of a grid is from the line of its own clock.

    Where a clock showed the time twice, the earlier counts; where never, nan.
    """
    instants, number = np.unique([_instant(name) for name in grid.names], return_inverse=True)
    sun = spa.geocentric(instants)
    radius = circles.radius_deg(ELEVATION_DEG, distance_au=sun.distance_au)
    table = np.stack([sun.declination_deg, -sun.hour_angle_deg, radius])
    lat, lon, radius = table[:, number[grid.zone]]
    return circles.departure_deg(grid.lat, grid.lon, sun_lat_deg=lat, sun_lon_deg=lon, radius_deg=radius)


def _instant(name: str | None) -> float:
    """When clocks of a zone showed the local time; nan when never, or there is no zone."""
    instants = legal.instants(LOCAL, legal.zone(name)) if name else ()
    return instants[0].timestamp() if instants else np.nan


def as_circles() -> list[Any]:
    """One circle, and its band of 5 %, for every offset from UTC in use: what is asked, without a grid."""
    instant = LOCAL.replace(tzinfo=UTC).timestamp()
    found = []
    for offset, _zones in legal.offsets_of_local(LOCAL):
        of = circle(instant - offset.total_seconds(), ELEVATION_DEG)
        inner, outer = of.radius_deg - 1.3, of.radius_deg + 1.3
        found.append((circles.lines(of), circles.band(of.lat_deg, of.lon_deg, inner, outer)))
    return found


def speed(python: str, zone_grid: Path) -> list[Row]:
    """CPU beside ShadowFinder's own on its own grid, in one run, and how far its elevations are from ours."""
    grid = Grid(zone_grid)
    with running.scratch() as folder:
        to = folder / "found.npy"
        answer = _script(
            python, FINDING, str(zone_grid.resolve()), LOCAL.isoformat(), str(RATIO), str(ROUNDS), str(to)
        )
        lengths = np.load(to)
    theirs = {form: statistics.median(spent[1:]) for form, spent in json.loads(answer).items()}
    work = {
        "utc": lambda: on_grid_utc(grid),
        "local": lambda: on_grid_local(grid),
        "circles": as_circles,
    }
    ours = in_turn(work)
    radius = circle(LOCAL.replace(tzinfo=UTC).timestamp(), ELEVATION_DEG).radius_deg
    high = 90.0 - radius - on_grid_local(grid)
    with np.errstate(invalid="ignore"):
        apart = np.nanmedian(np.abs(np.degrees(np.arctan(1 / (RATIO * (1 + lengths)))) - high))
    rows = [
        _faster("where: UTC, its own grid", ours["utc"], theirs["utc"], None),
        _faster("where: local clock, its own grid", ours["local"], theirs["local"], FASTER),
        _faster("where: local clock, lines and bands, no grid", ours["circles"], theirs["local"], None),
    ]
    rows[1].data["median_difference_deg"] = float(apart)
    return rows


def _faster(what: str, ours_s: float, theirs_s: float, target: float | None) -> Row:
    """A row of CPU seconds and how many times faster we are."""
    times = theirs_s / ours_s
    aim, passed = ("", None) if target is None else (f">= {target:g}x", times >= target)
    shown = f"{ours_s * 1e3:.1f} ms CPU, {times:.0f}x"
    return Row(what, shown, f"ShadowFinder: {theirs_s * 1e3:.0f} ms", aim, passed, {"times": times})


def whole_command(
    ours: running.Command, python: str, zone_grid: Path, *, form: str, rounds: int = ROUNDS
) -> Row:
    """The whole command, cold, beside ShadowFinder's, which fails to draw where there is no network.

    Args:
        ours: the command line for a folder to write to.
        python: of ShadowFinder's environment.
        zone_grid: its file of time zones, which it is given so that it does not make one first.
        form: "utc" or "local".
        rounds: how often each is run, in turn.
    """
    theirs = [
        python, "-W", "ignore", "-m", "shadowfinder", "find", "1", str(RATIO), f"{LOCAL:%Y-%m-%d}",
        f"{LOCAL:%H:%M:%S}", f"--time_format={form}", f"--grid={zone_grid.resolve()}",
    ]  # fmt: skip
    spent: dict[str, list[running.Done]] = {"ours": [], "theirs": []}
    for number in range(rounds + 1):
        for name in sorted(spent, reverse=number % 2 == 1):
            with running.scratch() as folder:
                done = running.run(ours(folder) if name == "ours" else theirs, folder)
            if name == "ours" and done.code:
                raise running.Unusable(f"exit code {done.code}: {done.err[-300:].decode(errors='replace')}")
            if number:
                spent[name].append(done)
    share = running.ratio(spent["ours"], spent["theirs"])
    ended = "and draws" if spent["theirs"][-1].code == 0 else "then fails to draw"
    return Row(
        f"where: whole command, cold, {form}",
        f"{running.cpu(spent['ours']):.2f} s CPU, {share:.2f} of it",
        f"ShadowFinder: {running.cpu(spent['theirs']):.2f} s, {ended}",
        f"<= {CHEAPER:g}",
        share <= CHEAPER,
        {"share": share},
    )

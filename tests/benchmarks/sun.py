"""How right and how fast ``osintkit sun`` is, beside astropy, NREL, made-up shadows and ShadowFinder.

``python -m tests.benchmarks.sun [--reference FILE.npz] [--shadowfinder PYTHON --zone-grid FILE]``. The
reference holds ``ts`` (POSIX seconds), ``lat``, ``lon``, ``h`` (metres) and topocentric ``alt``, ``az``
without refraction, in degrees; without one, the cases in ``tests/reference`` are taken. ShadowFinder lives
in an environment of its own.
"""

import argparse
import json
import time
from pathlib import Path

import numpy as np

from osintkit.sun import air, spa
from tests.benchmarks import sun_coverage, sun_where
from tests.benchmarks.report import Row, finish
from tests.benchmarks.running import Command, osintkit

_CASES = Path(__file__).parents[1] / "reference" / "sun_positions.json"
_LARGEST_DEG = 0.003
_NREL_S = 1066419030.0  # 17 October 2003, 12:30:30, seven hours west
_NREL = (50.11162, 194.34024)
_POSITIONS = 1_000_000


def cases(reference: Path | None) -> dict[str, np.ndarray]:
    """The reference's arrays."""
    if reference is not None:
        with np.load(reference) as file:
            return {
                name: np.asarray(file[name], dtype=np.float64)
                for name in ("ts", "lat", "lon", "h", "alt", "az")
            }
    positions = np.array(json.loads(_CASES.read_text("utf-8"))["positions"])
    return dict(zip(("ts", "lat", "lon", "h", "az", "alt"), positions.T, strict=True))


def astropy(reference: Path | None) -> list[Row]:
    """Elevation, azimuth and direction beside astropy."""
    known = cases(reference)
    sky = spa.topocentric(known["ts"], lat_deg=known["lat"], lon_deg=known["lon"], height_m=known["h"])
    high = np.abs(sky.elevation_deg - known["alt"])
    across = np.abs((sky.azimuth_deg - known["az"] + 180) % 360 - 180) * np.cos(np.radians(known["alt"]))
    apart = np.hypot(high, across)
    rows = []
    for what, off in (("elevation", high), ("azimuth x cos(elevation)", across), ("direction", apart)):
        shown = f"max {off.max():.5f}, median {np.median(off):.5f} deg"
        what = f"sun beside astropy, {len(off):,} cases: {what}"
        rows.append(Row(what, shown, "", f"max {_LARGEST_DEG} deg", bool(off.max() <= _LARGEST_DEG)))
    return rows


def nrel() -> list[Row]:
    """The example that NREL published with the algorithm."""
    sky = spa.topocentric(
        _NREL_S, lat_deg=39.742476, lon_deg=-105.1786, height_m=1830.14, delta_t_s=67.0, dut1_s=0.0
    )
    bent = air.refraction_deg(sky.elevation_deg, pressure_hpa=820.0, temperature_c=11.0)
    zenith, azimuth = 90 - float(sky.elevation_deg + bent), float(sky.azimuth_deg)
    return [
        Row(
            "NREL's example: zenith",
            f"{zenith:.5f}",
            f"{_NREL[0]}",
            "5 decimals",
            round(zenith, 5) == _NREL[0],
        ),
        Row(
            "NREL's example: azimuth",
            f"{azimuth:.5f}",
            f"{_NREL[1]}",
            "0.0001",
            abs(azimuth - _NREL[1]) <= 1e-4,
        ),
    ]


def speed() -> list[Row]:
    """CPU of many positions at once."""
    random = np.random.default_rng(6)
    when = random.uniform(0.0, 2e9, _POSITIONS)
    begun = time.process_time()
    spa.topocentric(when, lat_deg=39.6, lon_deg=46.2, height_m=2666.0)
    spent = (time.process_time() - begun) / _POSITIONS * 1e6
    return [Row("one position of the sun, a million at once", f"{spent:.2f} us CPU", "", "", None)]


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--reference", type=Path, help="a .npz of astropy's answers")
    parser.add_argument("--cases", type=int, default=10_000, help="simulated shadows")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--shadowfinder", help="the python of an environment with ShadowFinder")
    parser.add_argument("--zone-grid", type=Path, help="ShadowFinder's grid of time zones (JSON)")
    parser.add_argument("--json", type=Path, help="write all figures to this file")
    asked = parser.parse_args()
    rows = [*astropy(asked.reference), *nrel(), *speed()]
    rows += sun_coverage.rows(sun_coverage.coverage(asked.cases, asked.seed))
    rows += sun_where.rows(asked.shadowfinder, asked.zone_grid)
    if asked.shadowfinder and asked.zone_grid:
        for form, when in (
            ("utc", f"{sun_where.LOCAL:%Y-%m-%d %H:%M:%S} UTC"),
            ("local", f"{sun_where.LOCAL}"),
        ):
            rows.append(
                sun_where.whole_command(_where(when, form), asked.shadowfinder, asked.zone_grid, form=form)
            )
    finish(rows, asked.json)


def _where(when: str, form: str) -> Command:
    """Our command line for the same question, with the map and the GeoJSON."""
    zone = ["--zone", "local"] if form == "local" else []

    def command(folder: Path) -> list[str]:
        return osintkit(
            "sun", "where", "--time", when, "--ratio", f"{sun_where.RATIO:.6f}+-10%", *zone, "--out", folder
        )

    return command


if __name__ == "__main__":
    main()

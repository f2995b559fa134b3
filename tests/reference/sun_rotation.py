"""Make the table of delta T in osintkit/sun/rotation.py from the data of the IERS.

    python -m venv v && v/bin/pip install astropy-iers-data
    v/bin/python tests/reference/sun_rotation.py

Prints START_MS, STEPS_MS and LEAP_MONTHS as they stand there, and how far straight lines between the
rows are from the daily values. Measured values are those of the series EOP 20 C04; what comes
after its end is the rapid service's and the prediction in finals2000A.
"""

import importlib
import textwrap
from pathlib import Path

import numpy as np

FIRST_MJD = 41317  # 1 January 1972
EPOCH_MJD = 40587  # 1 January 1970
STEP_DAYS = 30
TT_MINUS_TAI_S = 32.184

Days = dict[int, float]


def measured(path: Path) -> Days:
    """UT1 - UTC in seconds by day, of a C04 file."""
    rows = (line.split() for line in path.read_text().splitlines() if line[:1] != "#")
    return {round(float(row[4])): float(row[7]) for row in rows}


def predicted(path: Path) -> Days:
    """The same, of a finals2000A file, whose columns are fixed; the last rows have no value yet."""
    lines = path.read_text().splitlines()
    return {round(float(line[7:15])): float(line[58:68]) for line in lines if line[58:68].strip()}


def leaps(path: Path) -> list[tuple[int, int, str]]:
    """From which day TAI - UTC is how many seconds, and the month."""
    rows = [line.split() for line in path.read_text().splitlines() if line.strip() and line[:1] != "#"]
    return [(round(float(mjd)), int(tai), f"{year}-{int(month):02}") for mjd, _, month, year, tai in rows]


def delta_t(folder: Path) -> tuple[np.ndarray, np.ndarray]:
    """Days and TT - UT1 in seconds, from 1972 on."""
    ut1 = predicted(folder / "finals2000A.all") | measured(folder / "eopc04.1962-now")
    days = np.array(sorted(day for day in ut1 if day >= FIRST_MJD))
    since, tai, _ = zip(*leaps(folder / "Leap_Second.dat"), strict=True)
    tai_minus_utc = np.array(tai)[np.searchsorted(since, days, side="right") - 1]
    return days, TT_MINUS_TAI_S + tai_minus_utc - np.array([ut1[day] for day in days])


def main() -> None:
    folder = Path(str(importlib.import_module("astropy_iers_data").__file__)).parent / "data"
    days, seconds = delta_t(folder)
    at = np.arange(FIRST_MJD, days[-1] + 1, STEP_DAYS)
    rows = np.round(1000 * np.interp(at, days, seconds)).astype(int)
    within = days <= at[-1]
    off = np.abs(np.interp(days, at, rows / 1000) - seconds)[within].max()
    print(f"START_MS = {rows[0]}")
    print("STEPS_MS =", *textwrap.wrap(" ".join(map(str, np.diff(rows))), 100), sep="\n    ")
    months = " ".join(month for _, _, month in leaps(folder / "Leap_Second.dat"))
    print("LEAP_MONTHS =", *textwrap.wrap(months, 100), sep="\n    ")
    print(f"{len(rows)} rows to day {at[-1] - EPOCH_MJD} after 1970; straight lines are off by {off:.4f} s")


if __name__ == "__main__":
    main()

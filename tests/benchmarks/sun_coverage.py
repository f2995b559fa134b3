"""How often do the intervals of ``osintkit sun when`` hold the true time? Cases made up at random.

A case is a place between 60 S and 66 N (equally likely for its area), a day of 2015 to 2026 from midnight to
midnight by the sun, and a second of that day's sunshine with the centre of the sun above the horizon (lower,
shadows have no length); what is measured then is the truth and an error. The truth comes from the sun's
position at that instant, not from the faster way that the search goes.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median

import numpy as np

from osintkit.sun import air, spa
from osintkit.sun.fitting import Clues, Fit, Interval, Measured, fit, ratio_of
from tests.benchmarks.report import Row

SOUTH_DEG, NORTH_DEG = -60.0, 66.0
FIRST_DAY, DAYS = 16436, 4383  # 1 January 2015 to 31 December 2026
DAY_S = 86400.0
HEIGHTS_M = (0.0, 0.0, 200.0, 2666.0)


@dataclass(frozen=True, slots=True)
class Case:
    """One place, day and instant."""

    lat_deg: float
    lon_deg: float
    height_m: float
    begin_s: float
    true_s: float
    azimuth_deg: float
    elevation_deg: float


@dataclass(slots=True)
class Covered:
    """What came of the cases of one kind."""

    kind: str
    cases: int = 0
    in_95: int = 0
    in_68: int = 0
    refused: int = 0
    minutes_95: list[float] = field(default_factory=list)
    intervals_95: list[int] = field(default_factory=list)
    apart_min: list[float] = field(default_factory=list)
    cpu_s: float = 0.0

    def add(self, case: Case, found: Fit) -> None:
        """Count one answer."""
        self.cases += 1
        self.in_95 += _holds(found.intervals_95, case.true_s)
        self.in_68 += _holds(found.intervals_68, case.true_s)
        self.refused += not found.fits
        if found.fits:
            self.minutes_95.append(sum(each.to_s - each.from_s for each in found.intervals_95) / 60)
            self.intervals_95.append(len(found.intervals_95))
            self.apart_min.append(min(abs(each.utc_s - case.true_s) for each in found.best) / 60)


Noise = Callable[[np.random.Generator, float, float], float]
"""From a true value and the share of its error to a measured value."""


def share_of_true(random: np.random.Generator, true: float, share: float) -> float:
    """The true value times one and a normal error."""
    return true * max(1 + share * random.normal(), 1e-3)


def share_in_logarithm(random: np.random.Generator, true: float, share: float) -> float:
    """A factor that is normal in its logarithm."""
    return true * float(np.exp(share * random.normal()))


def share_of_measured(random: np.random.Generator, true: float, share: float) -> float:
    """So that the true value is the measured one times one and a normal error."""
    return true / max(1 + share * random.normal(), 1e-3)


def drawn(random: np.random.Generator, *, above_deg: float = 0.0) -> Case:
    """One case, at an instant at which the sun's centre is seen higher than ``above_deg``."""
    while True:
        sin_lat = random.uniform(np.sin(np.radians(SOUTH_DEG)), np.sin(np.radians(NORTH_DEG)))
        lat_deg, lon_deg = float(np.degrees(np.arcsin(sin_lat))), float(random.uniform(-180, 180))
        height_m = float(random.choice(HEIGHTS_M))
        begin_s = DAY_S * float(random.integers(FIRST_DAY, FIRST_DAY + DAYS)) - 240 * lon_deg
        at_s = begin_s + random.uniform(0, DAY_S, 200)
        sky = spa.topocentric(at_s, lat_deg=lat_deg, lon_deg=lon_deg, height_m=height_m)
        apparent = air.apparent_deg(sky.elevation_deg, height_m=height_m)
        up = np.flatnonzero(apparent > above_deg)
        if up.size:
            one = up[0]
            truth = (float(at_s[one]), float(sky.azimuth_deg[one]), float(apparent[one]))
            return Case(lat_deg, lon_deg, height_m, begin_s, *truth)


def kinds(noise: Noise = share_of_true) -> dict[str, Callable[[np.random.Generator, Case], Clues]]:
    """What is measured, by name."""

    def ratio(random: np.random.Generator, case: Case, share: float) -> Measured:
        value = noise(random, ratio_of(case.elevation_deg), share)
        return Measured(value, share * value)

    def azimuth(random: np.random.Generator, case: Case) -> Measured:
        return Measured((case.azimuth_deg + 2 * random.normal()) % 360, 2)

    def elevation(random: np.random.Generator, case: Case) -> Measured:
        return Measured(min(90.0, case.elevation_deg + random.normal()), 1)

    return {
        "ratio 5 %": lambda random, case: Clues(ratio=ratio(random, case, 0.05)),
        "ratio 10 %": lambda random, case: Clues(ratio=ratio(random, case, 0.1)),
        "direction 2 degrees": lambda random, case: Clues(azimuth=azimuth(random, case)),
        "ratio 5 % and direction 2 degrees": lambda random, case: Clues(
            ratio=ratio(random, case, 0.05), azimuth=azimuth(random, case)
        ),
        "elevation 1 degree": lambda random, case: Clues(elevation=elevation(random, case)),
    }


def coverage(cases: int, seed: int, *, noise: Noise = share_of_true, above_deg: float = 0.0) -> list[Covered]:
    """How often the intervals hold the truth, over so many cases in all, by kind."""
    random = np.random.default_rng(seed)
    measured = kinds(noise)
    found = {kind: Covered(kind) for kind in measured}
    for number in range(cases):
        kind = list(measured)[number % len(measured)]
        case = drawn(random, above_deg=above_deg)
        clues = measured[kind](random, case)
        begun = time.process_time()
        fitted = fit(
            [(case.begin_s, case.begin_s + DAY_S)],
            clues,
            lat_deg=case.lat_deg,
            lon_deg=case.lon_deg,
            height_m=case.height_m,
        )
        found[kind].cpu_s += time.process_time() - begun
        found[kind].add(case, fitted)
    return list(found.values())


def rows(found: list[Covered]) -> list[Row]:
    """The figures as lines of the report: all cases together, and each kind."""
    cases, in_95, in_68 = (sum(getattr(each, name) for each in found) for name in ("cases", "in_95", "in_68"))
    refused = sum(each.refused for each in found)
    told = [
        _share("95 % intervals hold the true time", in_95, cases, (0.94, 0.96)),
        _share("68 % intervals hold the true time", in_68, cases, (0.66, 0.70)),
        Row("true cases said to fit nothing", f"{refused}", "", "at most 0.1 %", refused <= 0.001 * cases),
    ]
    for each in found:
        figures = (
            f"{each.in_95 / each.cases:.1%} and {each.in_68 / each.cases:.1%};"
            f" {median(each.minutes_95):.0f} min in {np.mean(each.intervals_95):.2f} intervals;"
            f" best fit {median(each.apart_min):.1f} min off; {each.cpu_s / each.cases * 1e3:.1f} ms CPU"
        )
        told.append(Row(f"… with {each.kind}, {each.cases:,} cases", figures, ""))
    return told


def _share(what: str, held: int, cases: int, wanted: tuple[float, float]) -> Row:
    share = held / cases
    target = f"{wanted[0]:.0%} to {wanted[1]:.0%}"
    return Row(what, f"{held:,} of {cases:,} ({share:.2%})", "", target, wanted[0] <= share <= wanted[1])


def _holds(intervals: tuple[Interval, ...], at_s: float) -> bool:
    return any(each.from_s <= at_s <= each.to_s for each in intervals)

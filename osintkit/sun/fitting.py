"""When does a shadow fit, at a known place?

Every second in which the sun shines is equally likely before anything is measured; what was measured makes
some likelier than others. The errors of a direction and of an elevation are normal. The error of a ratio is
a share of the ratio, taken as normal in its logarithm: so 2.0 is as far from 2.2 as 1.82 is, and whether 10 %
is meant of the true or of the measured ratio hardly matters. Simulated with 5 and 10 %, 95 % intervals hold
the true time in 94 to 96 % of cases with either (``tests/benchmarks/sun_coverage.py``). A ratio whose error
is over 30 % of it has an error that does not grow with the ratio.

The ratio is that of the middle of the sun's disc; ``penumbra`` tells how far the edges are from it. The
horizon is flat and refraction that of the standard atmosphere. Near the zenith a small change of the sun's
place is a large one of its direction: a direction then says little about elevation and much about time,
and is as good as the model only while the sun is more than some tenths of a degree from the zenith.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from osintkit.errors import UsageError
from osintkit.sun import air
from osintkit.sun.densest import Cells, Stretches, densest, joined
from osintkit.sun.searching import CELL_S, Searched, chi2, lowest, search
from osintkit.sun.track import Follow, follow

Floats = NDArray[np.float64]
Half = Literal["morning", "noon", "afternoon", "midnight"]

MOST_CHI2 = {1: 10.83, 2: 13.82, 3: 16.27}
"""What chi-square exceeds in one of 1,000 true cases, by the number of clues."""

NORMAL_ABOVE = 0.3
"""A ratio known less well than this share of it has an error that does not grow with it."""
_LOWEST_DEG = 1e-3  # of the sun's centre that throws a shadow of finite length
_FINEST_DEG = 0.01  # smaller errors of angles than the model's own are not believed
_FINEST_SHARE = 0.001
_RISES_S = 5.0
_HALF_DAY_S = 43200.0
_TOUCHES_DEG = 1e-3
_TOLD = {
    "ratio": "a shadow is {:.3g} times as long as its object is high, and {:.3g} was measured",
    "azimuth": "the sun stands at {:.1f} degrees, and {:.1f} was measured",
    "elevation": "the sun is {:.1f} degrees high, and {:.1f} was measured",
}


@dataclass(frozen=True, slots=True)
class Measured:
    """A value that was measured, and its error.

    Attributes:
        value: in degrees; a ratio has no unit.
        sd: one standard deviation (68 %), in the same unit: 0.1 for a ratio of 2 that is known to 5 %.
    """

    value: float
    sd: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Clues:
    """What is known of where the sun stood.

    Attributes:
        ratio: length of a shadow for each metre of height, of an upright object on level ground.
        azimuth: of the sun, clockwise from true north.
        elevation: of the sun's centre, with refraction.
        elevation_range: from and to, with refraction. A time counts while any part of the disc is within;
            0 to 15 begins at sunrise.
    """

    ratio: Measured | None = None
    azimuth: Measured | None = None
    elevation: Measured | None = None
    elevation_range: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Interval:
    """A stretch of time that fits.

    Attributes:
        from_s: POSIX seconds.
        to_s: POSIX seconds.
        share: of the probability, 0 to 1; None where every time in it fits equally well.
        half: of the day; ``noon`` and ``midnight`` where the sun is highest or lowest within it.
        best_s: when the measurements fit best; None where every time in it fits equally well.
    """

    from_s: float
    to_s: float
    share: float | None
    half: Half
    best_s: float | None


@dataclass(frozen=True, slots=True)
class Moment:
    """The sun at one instant, and how far what was measured is from it.

    Attributes:
        utc_s: POSIX seconds.
        azimuth_deg: of the sun.
        elevation_deg: of its centre, with refraction.
        off_sd: by name of the clue, how many standard deviations the measured value is above the one at this
            instant, negative when below; empty while the sun is outside.
        outside_deg: how far the nearest edge of the disc is from the range of elevation, or from a flat
            horizon; 0 within.
        says: the same as a sentence.
    """

    utc_s: float
    azimuth_deg: float
    elevation_deg: float
    off_sd: dict[str, float]
    outside_deg: float
    says: str


@dataclass(frozen=True, slots=True)
class Fit:
    """At which times it can have been.

    Attributes:
        fits: whether any time does. None does when the best one is so improbable that only one true case of
            1,000 would be so.
        level: ``95``: the intervals hold the true time with 95 %; ``all``: they are every time that fits.
        intervals_95: in order, or every time that fits.
        intervals_68: narrower ones; empty for ``all``.
        best: the best moment of each of ``intervals_95``; empty for ``all``.
        nearest: when nothing fits, the moment that comes nearest; None when nothing was searched.
    """

    fits: bool
    level: Literal["95", "all"]
    intervals_95: tuple[Interval, ...] = ()
    intervals_68: tuple[Interval, ...] = ()
    best: tuple[Moment, ...] = ()
    nearest: Moment | None = None


def fit(
    windows: Sequence[tuple[float, float]],
    clues: Clues,
    *,
    lat_deg: float,
    lon_deg: float,
    height_m: float = 0.0,
) -> Fit:
    """At which times within these windows can the sun have stood so?

    Args:
        windows: POSIX seconds, from and to, any number in any order.
        clues: what was measured, and a range of elevation. A ratio, a direction and an elevation need a sun
            of which at least the upper edge is above a flat horizon; a range alone may lie below it.
        lat_deg: geodetic latitude, north positive.
        lon_deg: longitude, east positive.
        height_m: above the sea.

    Returns:
        With something measured, the intervals of highest density that hold 95 % and 68 % of the probability
        of all windows together; with a range alone, every time in it, to some ms.

    Raises:
        UsageError: nothing was measured, or a value cannot be.
    """
    check(clues)
    spans = _spans(windows)
    if not spans.size:
        return Fit(fits=False, level="95" if _named(clues) else "all")
    task = _Task(clues, follow(spans, lat_deg=lat_deg, lon_deg=lon_deg, height_m=height_m), height_m)
    found = search(spans, task.look, task.periods())
    if not found.cells.from_s.size:
        return _nothing(task, found.closest_s, spans)
    return _likely(task, found) if _named(clues) else _every(task, found)


def check(clues: Clues) -> None:
    """Raises UsageError, with what to do, when nothing was measured or a value cannot be."""
    for name, clue in _named(clues).items():
        if not (math.isfinite(clue.value) and math.isfinite(clue.sd) and clue.sd > 0):
            raise UsageError(
                f"The {name} is given as {clue.value:g} with an error of {clue.sd:g}.",
                "Give numbers, and an error above 0: one standard deviation.",
            )
    if clues.ratio and clues.ratio.value < 0:
        raise UsageError(
            f"A shadow of {clues.ratio.value:g} times the height cannot be.",
            "Divide the length of the shadow by the height of what throws it.",
        )
    if clues.elevation and not -90 <= clues.elevation.value <= 90:
        raise UsageError(f"An elevation of {clues.elevation.value:g} degrees cannot be.", "Give -90 to 90.")
    if (
        clues.elevation_range is not None
        and not -90 <= clues.elevation_range[0] <= clues.elevation_range[1] <= 90
    ):
        low, high = clues.elevation_range
        raise UsageError(
            f"A range of elevation from {low:g} to {high:g} degrees cannot be.",
            "Give the lower one first, both from -90 to 90.",
        )
    if clues == Clues():
        raise UsageError("Nothing was measured.", "Give a ratio, a direction, an elevation or a range of it.")


def ratio_of(elevation_deg: float) -> float:
    """How long is the shadow for each metre of height, with the sun so high (with refraction)?

    Infinite for a sun on the horizon or below.
    """
    if elevation_deg <= 0:
        return math.inf
    return max(0.0, math.tan(math.radians(90 - elevation_deg)))


def elevation_of(ratio: float) -> float:
    """How high is the sun, with refraction, whose shadow is ``ratio`` times the height? 0 to 90 degrees."""
    return math.degrees(math.atan2(1.0, ratio))


def penumbra(elevation_deg: float, radius_deg: float) -> tuple[float, float]:
    """Between which ratios does the blurred tip of a shadow lie?

    The upper edge of the disc throws the shorter shadow, the lower edge the longer one: 12.5 and 14.2 with
    the sun's centre at 4.3 degrees, where its middle gives 13.3.

    Args:
        elevation_deg: of the sun's centre, with refraction.
        radius_deg: half the width of the disc, about 0.267.

    Returns:
        The low and the high one, infinite where that edge is not above the horizon.
    """
    return ratio_of(elevation_deg + radius_deg), ratio_of(elevation_deg - radius_deg)


def _named(clues: Clues) -> dict[str, Measured]:
    """What was measured with an error, by name."""
    each = {"ratio": clues.ratio, "azimuth": clues.azimuth, "elevation": clues.elevation}
    return {name: clue for name, clue in each.items() if clue is not None}


def _spans(windows: Sequence[tuple[float, float]]) -> Floats:
    """The windows in order, those that touch or overlap as one, (n, 2)."""
    spans: list[list[float]] = []
    for from_s, to_s in sorted(windows):
        if not (math.isfinite(from_s) and math.isfinite(to_s) and from_s <= to_s):
            raise UsageError("A window of time ends before it begins, or never.", "Give its beginning first.")
        if spans and from_s <= spans[-1][1]:
            spans[-1][1] = max(to_s, spans[-1][1])
        elif to_s > from_s:
            spans.append([from_s, to_s])
    return np.array(spans, np.float64).reshape(-1, 2)


class _Task(NamedTuple):
    """What is looked for, and the sky it is looked for in."""

    clues: Clues
    sky: Follow
    height_m: float

    def limits(self) -> tuple[float, float]:
        """Between which elevations, with refraction, some of the disc has to be."""
        low, high = self.clues.elevation_range or (0.0, 90.0)
        return max(low, 0.0) if _named(self.clues) else low, high

    def periods(self) -> Floats:
        """After how many standard deviations each clue repeats itself."""
        named = _named(self.clues)
        return np.array([360 / _sd(clue) if name == "azimuth" else np.inf for name, clue in named.items()])

    def look(self, utc_s: Floats) -> Floats:
        """By how many degrees the disc is within the limits, and the misses: (1 + clues, n)."""
        sky = self.sky(utc_s)
        low, high = self.limits()
        inside = sky.elevation_deg + sky.radius_deg - air.geometric_deg(low, height_m=self.height_m)
        if high < 90:
            below = air.geometric_deg(high, height_m=self.height_m) - (sky.elevation_deg - sky.radius_deg)
            inside = np.minimum(inside, below)
        seen = air.apparent_deg(sky.elevation_deg, height_m=self.height_m)
        misses = [_off_sd(name, clue, sky.azimuth_deg, seen) for name, clue in _named(self.clues).items()]
        return np.array([inside, *misses])


def _sd(clue: Measured) -> float:
    return max(clue.sd, _FINEST_DEG)


def _off_sd(name: str, clue: Measured, azimuth_deg: Floats, apparent_deg: Floats) -> Floats:
    """By how many standard deviations the measured value is above the one for a sun there."""
    if name == "azimuth":
        apart = clue.value - azimuth_deg
        return (apart - 360 * np.round(apart / 360)) / _sd(clue)
    if name == "elevation":
        return (clue.value - apparent_deg) / _sd(clue)
    ratio = 1 / np.tan(np.radians(np.clip(apparent_deg, _LOWEST_DEG, 90 - _LOWEST_DEG)))
    if clue.sd > NORMAL_ABOVE * clue.value:
        return np.asarray((clue.value - ratio) / clue.sd)
    share = max(clue.sd / clue.value, _FINEST_SHARE)
    # The variance of log(1 + e) where e is normal, to its second term.
    return np.asarray(np.log(clue.value / ratio) / (share * math.sqrt(1 + 2.5 * share**2)))


def _likely(task: _Task, found: Searched) -> Fit:
    """The intervals of highest density, or what comes nearest when even the best is improbable."""
    cells = found.cells
    nearest = _best(task, cells, Stretches(cells.from_s[:1], cells.to_s[-1:], np.ones(1)))[0]
    if sum(off**2 for off in nearest.off_sd.values()) > MOST_CHI2[len(nearest.off_sd)]:
        return Fit(fits=False, level="95", nearest=nearest)

    def density(utc_s: Floats) -> Floats:
        return np.asarray((found.chi2 - chi2(task.look(utc_s))) / 2)

    wide, narrow = (densest(cells, share, density) for share in (0.95, 0.68))
    best = _best(task, cells, wide)
    return Fit(
        fits=True,
        level="95",
        intervals_95=_intervals(task, wide, best),
        intervals_68=_intervals(task, narrow, _best(task, cells, narrow)),
        best=best,
    )


def _every(task: _Task, found: Searched) -> Fit:
    """Every time within the range."""
    cells = found.cells
    stretches = joined(cells.from_s, cells.to_s, cells.to_s - cells.from_s)
    return Fit(fits=True, level="all", intervals_95=_intervals(task, stretches, ()))


def _nothing(task: _Task, closest_s: float, spans: Floats) -> Fit:
    """The sun is never where it would have to be: the instant at which it is least far from there."""
    span = spans[np.searchsorted(spans[:, 0], closest_s, "right") - 1]
    from_s, to_s = np.clip([closest_s - CELL_S, closest_s + CELL_S], *span)
    at = lowest(lambda utc_s: -task.look(utc_s)[0], np.array([from_s]), np.array([to_s]))
    return Fit(fits=False, level="95" if _named(task.clues) else "all", nearest=_moments(task, at)[0])


def _intervals(task: _Task, stretches: Stretches, best: Sequence[Moment]) -> tuple[Interval, ...]:
    """Stretches of time as intervals; without best moments every time in them fits equally well."""
    length_s = stretches.to_s - stretches.from_s
    halves = [_half(*each) for each in zip(*_rising(task.sky, stretches), length_s, strict=True)]
    return tuple(
        Interval(
            from_s=float(stretches.from_s[number]),
            to_s=float(stretches.to_s[number]),
            share=float(stretches.share[number]) if best else None,
            half=half,
            best_s=best[number].utc_s if best else None,
        )
        for number, half in enumerate(halves)
    )


def _rising(sky: Follow, stretches: Stretches) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Whether the sun rises at the beginning and at the end of each stretch."""
    before, after = (
        sky(np.concatenate([stretches.from_s, stretches.to_s]) + apart).elevation_deg
        for apart in (-_RISES_S, _RISES_S)
    )
    rising = after > before
    return rising[: stretches.from_s.size], rising[stretches.from_s.size :]


def _half(rises_first: bool, rises_last: bool, length_s: float) -> Half:
    """Which part of the day a stretch lies in, by what the sun does at its beginning and end."""
    if (rises_first and not rises_last) or length_s > _HALF_DAY_S:
        return "noon"
    if rises_first:
        return "morning"
    return "midnight" if rises_last else "afternoon"


def _best(task: _Task, cells: Cells, stretches: Stretches) -> tuple[Moment, ...]:
    """The moment in each stretch at which the measurements fit best."""
    high = np.maximum(cells.log_from, cells.log_to)
    first = np.searchsorted(cells.to_s, stretches.from_s, "right")
    last = np.searchsorted(cells.from_s, stretches.to_s, "left")
    top = np.array([one + np.argmax(high[one:end]) for one, end in zip(first, last, strict=True)])
    length = cells.to_s[top] - cells.from_s[top]
    at = np.where(cells.log_from[top] > cells.log_to[top], cells.from_s[top], cells.to_s[top])
    from_s, to_s = np.maximum(at - length, stretches.from_s), np.minimum(at + length, stretches.to_s)
    return _moments(task, lowest(lambda utc_s: _chi2_where_held(task.look(utc_s)), from_s, to_s))


def _chi2_where_held(seen: Floats) -> Floats:
    return np.where(seen[0] < -_TOUCHES_DEG, np.inf, chi2(seen))


def _moments(task: _Task, utc_s: Floats) -> tuple[Moment, ...]:
    """The sun at these instants, beside what was measured."""
    azimuth, elevation, _ = task.sky(utc_s)
    apparent = air.apparent_deg(elevation, height_m=task.height_m)
    rows = zip(utc_s, azimuth, apparent, *task.look(utc_s), strict=True)
    return tuple(_moment(task.clues, *map(float, row)) for row in rows)


def _moment(
    clues: Clues, utc_s: float, azimuth_deg: float, elevation_deg: float, inside_deg: float, *misses: float
) -> Moment:
    measured = _named(clues)
    if inside_deg < -_TOUCHES_DEG:
        where = "the range of elevation" if clues.elevation_range else "a flat horizon"
        says = f"The sun comes nearest to {where} then: {-inside_deg:.2g} degrees are missing."
        return Moment(utc_s, azimuth_deg, elevation_deg, {}, -inside_deg, says)
    is_ = {"ratio": ratio_of(elevation_deg), "azimuth": azimuth_deg, "elevation": elevation_deg}
    off = dict(zip(measured, misses, strict=True))
    told = [
        f"{_TOLD[name].format(is_[name], clue.value)} ({abs(off[name]):.1f} standard deviations away)"
        for name, clue in measured.items()
    ]
    return Moment(utc_s, azimuth_deg, elevation_deg, off, 0.0, f"Then {'; '.join(told)}.")

"""Which stretches of time hold so much of a probability, and no others hold it more densely?

The probability density is given as cells of time with its logarithm at either end, straight between. The
highest density set at 95 % is every instant whose density is above some level, chosen so that they hold
95 % together (R. J. Hyndman, *Computing and graphing highest density regions*, The American Statistician 50,
1996, 120-126). It may be several intervals: a morning and an evening.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Density = Callable[[Floats], Floats]

_TOGETHER_S = 1e-4  # cells that end and begin so close are one stretch
_LEVEL_STEPS = 24  # halvings: the level is right to a 100,000th of its logarithm
_ENDS_STEPS = 2


class Cells(NamedTuple):
    """Stretches of time, in order, and the logarithm of the density at their ends; all of one shape (n,)."""

    from_s: Floats
    to_s: Floats
    log_from: Floats
    log_to: Floats


class Stretches(NamedTuple):
    """Stretches of time, in order, and the share of the probability that each one holds."""

    from_s: Floats
    to_s: Floats
    share: Floats


def densest(cells: Cells, share: float, exact: Density) -> Stretches:
    """Which intervals of time hold ``share`` of the probability in the shortest total length?

    Args:
        cells: at least one, with more than no probability.
        share: between 0 and 1.
        exact: the logarithm of the density at any instants, which narrows the ends down.
    """
    low, high = np.minimum(cells.log_from, cells.log_to), np.maximum(cells.log_from, cells.log_to)
    length = cells.to_s - cells.from_s
    level = _level(length, low, high, share)
    mass = _above(length, low, high, level)
    dense = high > level
    cells = Cells(*(each[dense] for each in cells))
    whole = _above(length, low, high, -np.inf).sum()
    return joined(*_ends(cells, level, exact), mass[dense] / whole)


def joined(from_s: Floats, to_s: Floats, share: Floats) -> Stretches:
    """Which stretches of time are these pieces, in order, when those that touch are one?"""
    if not from_s.size:
        return Stretches(from_s, to_s, share)
    begun = np.flatnonzero(np.concatenate([[True], from_s[1:] - to_s[:-1] > _TOGETHER_S]))
    ended = np.append(begun[1:], from_s.size) - 1
    return Stretches(from_s[begun], to_s[ended], np.add.reduceat(share, begun))


def _level(length: Floats, low: Floats, high: Floats, share: float) -> float:
    """The highest level above which there is at least ``share`` of the probability."""
    wanted = share * _above(length, low, high, -np.inf).sum()
    under, over, settled = float(low.min()), float(high.max()), 0.0
    under -= 1.0  # so that a level of everything can be told from the lowest density
    for _ in range(_LEVEL_STEPS):
        level = (under + over) / 2
        if settled + _above(length, low, high, level).sum() >= wanted:
            under = level
            open_ = high > under
        else:
            over = level
            sure = low >= over
            settled += _above(length[sure], low[sure], high[sure], over).sum()
            open_ = ~sure
        length, low, high = length[open_], low[open_], high[open_]
    return under


def _above(length: Floats, low: Floats, high: Floats, level: float) -> Floats:
    """The probability of the part of each cell whose density is above ``level``, not normalised."""
    cut = np.clip(level, low, high)
    fall, rest = high - low, high - cut
    part = np.divide(rest, fall, out=(high > level).astype(np.float64), where=fall > 0)
    mean = np.divide(-np.expm1(-rest), rest, out=np.ones_like(rest), where=rest > 1e-9)
    return np.asarray(length * part * np.exp(high) * mean)


def _ends(cells: Cells, level: float, exact: Density) -> tuple[Floats, Floats]:
    """From where to where each cell is above ``level``."""
    from_s, to_s = cells.from_s.copy(), cells.to_s.copy()
    rising, falling = cells.log_from <= level, cells.log_to <= level
    crossing = rising | falling
    if crossing.any():
        at = _crossed(Cells(*(each[crossing] for each in cells)), level, exact)
        from_s[rising] = at[rising[crossing]]
        to_s[falling] = at[falling[crossing]]
    return from_s, to_s


def _crossed(cells: Cells, level: float, exact: Density) -> Floats:
    """Where each cell, one end above and one end below, crosses ``level``: by false position."""
    left, right = cells.from_s, cells.to_s
    at_left, at_right = cells.log_from - level, cells.log_to - level
    for _ in range(_ENDS_STEPS):
        at = left - at_left * (right - left) / (at_right - at_left)
        here = exact(at) - level
        same = (here > 0) == (at_left > 0)
        left, at_left = np.where(same, at, left), np.where(same, here, at_left)
        right, at_right = np.where(same, right, at), np.where(same, at_right, here)
    return np.asarray(left - at_left * (right - left) / (at_right - at_left))

"""Every instant of some spans at which a condition holds, and how well measurements fit there.

Time is cut into cells of a minute, and a cell into eighths for as long as it may hold more than its two ends
tell: while the condition may begin or end within it, or what was measured changes by a large part of its
error and nearly fits. So nothing is missed, however short, and little is looked up that does not matter.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from osintkit.sun.densest import Cells

Floats = NDArray[np.float64]
Look = Callable[[Floats], Floats]
"""From instants (n,) to (1 + clues, n): by how many degrees the condition holds (negative: it does not), and
by how many standard deviations each measurement is off."""

CELL_S = 60.0
FINEST_S = 0.2
PARTS = 8
AT_ONCE = 16384
CLIMBS_DEG_PER_S = 0.0043  # the elevation of the sun never changes faster
SMOOTH_SD = 0.12  # over so much, the logarithm of a normal density is nearly straight
FARTHEST_CHI2 = 40.0  # above the best: 2e-9 of its density
_TURN = 0.1  # of a whole one: a direction that changes so much within a cell may have turned either way
_ZOOMS, _POINTS = 3, 17


class Strips(NamedTuple):
    """Cells of time, (n,), and what was looked up at their ends, (1 + clues, n)."""

    from_s: Floats
    to_s: Floats
    at_from: Floats
    at_to: Floats

    def only(self, chosen: NDArray[np.bool_] | NDArray[np.int64]) -> "Strips":
        """Some of them."""
        return Strips(self.from_s[chosen], self.to_s[chosen], self.at_from[:, chosen], self.at_to[:, chosen])


class Searched(NamedTuple):
    """What was found.

    Attributes:
        cells: in order of time, where the condition holds; their density is the likelihood.
        chi2: the least found; the density is 1 there.
        closest_s: of all instants the one at which the condition holds best, to a minute.
    """

    cells: Cells
    chi2: float
    closest_s: float


def search(spans: Floats, look: Look, periods: Floats) -> Searched:
    """Where does the condition hold, and how likely are the measurements there?

    Args:
        spans: (n, 2) POSIX seconds, from and to, in order and apart.
        look: what to look up at an instant.
        periods: (clues,) standard deviations after which each clue repeats itself; infinite for most.

    Returns:
        No cells when the condition holds nowhere; those whose likelihood does not matter are left out.
    """
    found: list[Strips] = []
    best, held, closest_s = np.inf, -np.inf, float(spans[0, 0])
    for at, last in _nodes(spans):
        seen = look(at)
        top = int(np.argmax(seen[0]))
        if seen[0, top] > held:
            held, closest_s = seen[0, top], float(at[top])
        strips = Strips(at[:-1], at[1:], seen[:, :-1], seen[:, 1:]).only(~last[:-1])
        settled, best = _settled(strips, look, periods, best)
        found += settled
    return Searched(_cells(found, periods, best), best, closest_s)


def lowest(of: Callable[[Floats], Floats], from_s: Floats, to_s: Floats) -> Floats:
    """At which instant of each of these stretches (n,), short ones, is a function of time lowest?"""
    for _ in range(_ZOOMS):
        at = from_s + (to_s - from_s) * np.linspace(0, 1, _POINTS)[:, None]
        where, which = np.argmin(of(at.ravel()).reshape(at.shape), axis=0), np.arange(from_s.size)
        from_s, to_s = at[np.maximum(where - 1, 0), which], at[np.minimum(where + 1, _POINTS - 1), which]
    return np.asarray((from_s + to_s) / 2)


def chi2(seen: Floats) -> Floats:
    """The squares of how far each measurement is off, added up: (1 + clues, n) to (n,)."""
    return np.asarray((seen[1:] ** 2).sum(0))


def _nodes(spans: Floats) -> Iterator[tuple[Floats, NDArray[np.bool_]]]:
    """The ends of all cells and which are the last of their span, in batches that share an end."""
    length = spans[:, 1] - spans[:, 0]
    count = np.maximum(np.ceil(length / CELL_S), 1)
    begun = np.concatenate([[0.0], np.cumsum(count + 1)])
    for start in range(0, int(begun[-1]) - 1, AT_ONCE):
        number = np.arange(start, min(start + AT_ONCE + 1, int(begun[-1])))
        span = np.searchsorted(begun, number, "right") - 1
        of_span = number - begun[span]
        yield spans[span, 0] + of_span * (length / count)[span], of_span == count[span]


def _settled(strips: Strips, look: Look, periods: Floats, best: float) -> tuple[list[Strips], float]:
    """The cells, parted until their ends tell everything, without those that cannot matter."""
    done = []
    while strips.from_s.size:
        for end in (strips.at_from, strips.at_to):
            best = float(np.min(chi2(end), where=end[0] >= 0, initial=best))
        open_, matters = _judged(strips, periods, best)
        done.append(strips.only(matters & ~open_))
        strips = _parted(strips.only(open_), look)
    return done, best


def _judged(strips: Strips, periods: Floats, best: float) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which cells must be parted, and which hold anything that matters."""
    held_from, held_to = strips.at_from[0], strips.at_to[0]
    length = strips.to_s - strips.from_s
    begin, change = strips.at_from[1:], _change(strips, periods)
    square = (change**2).sum(0)
    share = np.divide(-(begin * change).sum(0), square, out=np.zeros_like(square), where=square > 0)
    nearest = np.sqrt(((begin + np.clip(share, 0, 1) * change) ** 2).sum(0))
    turned = (np.abs(change) > _TURN * periods[:, None]).any(0)
    near = turned | (nearest - SMOOTH_SD * np.sqrt(square) < np.sqrt(best + FARTHEST_CHI2))
    holds = (held_from >= 0) | (held_to >= 0)
    edge = np.abs(held_from) + np.abs(held_to) <= CLIMBS_DEG_PER_S * length
    rough = holds & (np.abs(change).max(0, initial=0.0) > SMOOTH_SD)
    return near & (edge | rough) & (length > FINEST_S), near & holds


def _change(strips: Strips, periods: Floats) -> Floats:
    """How much each measurement's miss changes from the beginning to the end, the short way round."""
    change = strips.at_to[1:] - strips.at_from[1:]
    for row, period in zip(change, periods.tolist(), strict=True):
        if np.isfinite(period):
            row -= period * np.round(row / period)
    return change


def _parted(strips: Strips, look: Look) -> Strips:
    """Each cell as eighths."""
    share = np.linspace(0, 1, PARTS + 1)[:, None]
    at = strips.from_s + (strips.to_s - strips.from_s) * share
    at[-1] = strips.to_s
    clues, cells = strips.at_from.shape
    inner = look(at[1:-1].ravel()).reshape(clues, PARTS - 1, cells)
    seen = np.concatenate([strips.at_from[:, None], inner, strips.at_to[:, None]], axis=1)
    first, second = seen[:, :-1].reshape(clues, -1), seen[:, 1:].reshape(clues, -1)
    return Strips(at[:-1].ravel(), at[1:].ravel(), first, second)


def _cells(found: list[Strips], periods: Floats, best: float) -> Cells:
    """All of them in order, cut where the condition begins and ends."""
    strips = Strips(
        *(np.concatenate([getattr(each, name) for each in found], axis=-1) for name in Strips._fields)
    )
    strips = strips.only(_judged(strips, periods, best)[1])
    strips = strips.only(np.argsort(strips.from_s))
    change = np.vstack([strips.at_to[:1] - strips.at_from[:1], _change(strips, periods)])
    ends = []
    for at_s, seen in ((strips.from_s, strips.at_from), (strips.to_s, strips.at_to)):
        share = np.where(seen[0] < 0, seen[0] / np.where(change[0] == 0, 1, change[0]), 0.0)
        ends.append((at_s - share * (strips.to_s - strips.from_s), chi2(seen - share * change)))
    (from_s, chi2_from), (to_s, chi2_to) = ends
    return Cells(from_s, to_s, (best - chi2_from) / 2, (best - chi2_to) / 2)

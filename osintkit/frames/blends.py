"""Is this stretch of frames one picture turning into another?

A dissolve mixes the end of one shot with the beginning of the next, a fade mixes a shot with black
or white. One question finds both: are the pictures between two frames mixtures of the two?
Neither a pan nor anything else that moves answers it with yes.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from osintkit.frames.signature import CHROMA_HEIGHT, CHROMA_WIDTH, Coarse

# Blends are looked for on samples this far apart at least, whatever the frame rate.
SAMPLE_S = 0.030
SHORTEST_S, REACH_S = 0.27, 1.6  # shortest and longest blend
SAMPLES = int(REACH_S / SAMPLE_S) + 2
PIXELS = CHROMA_HEIGHT * CHROMA_WIDTH
MIDDLE = 128  # taken off the pixels, so that sums of their squares stay exact in 32 bits
DISTANCE = 10.0  # grey levels (root mean square) between the ends
RESIDUAL = 0.16  # of that distance, what no mixture explains
STEP = 0.45  # largest part of the way done in one sample: more is a cut
BACK = -0.05  # and no sample goes back by more
UNEVEN = 0.3  # and none is this much ahead or behind of a steady pace
HALF_WAY = 0.45  # the middle sample is no further than this from half of the way
ALIKE = 0.75  # ends more alike than this are one scene
WAIT_S = 0.35  # a better-fitting blend may still end this much later
TRIM = 0.05  # of the way: frames this close to an end still belong to it
FLAT = 3.0  # standard deviation of a picture without a picture


@dataclass(frozen=True, slots=True)
class Blend:
    """Over which frames does one picture turn into another?

    Attributes:
        last: Index of the last frame which shows the old picture alone.
        first: Index of the first frame which shows the new picture alone.
        flat: One of the two is blank: a fade, not a dissolve.
        start_s: Time of `last`.
        end_s: Time of `first`.
        score: How badly it fits; the smaller the better.
    """

    last: int
    first: int
    flat: bool
    start_s: float
    end_s: float
    score: float


class BlendFinder:
    """Which dissolves and fades are in these frames?

    With pictures as vectors, a mixture of `start` and `end` lies on the line between them. How far
    along, and how far from the line, follows from the three distances alone, so each new sample
    only needs its distance to the others.

    Attributes:
        settled: No blend found later begins before this frame index.
    """

    def __init__(self, look_ahead_s: float) -> None:
        self._look_ahead_s = look_ahead_s
        self.settled = 0
        self._pixels = np.zeros((2 * SAMPLES, PIXELS), dtype=np.float32)
        self._gaps = np.zeros((2 * SAMPLES, 2 * SAMPLES))  # squared distances
        self._power = np.zeros(2 * SAMPLES)  # sums of squares
        self._sums = np.zeros(2 * SAMPLES)
        self._at = np.zeros(2 * SAMPLES, dtype=np.int64)
        self._times = np.zeros(2 * SAMPLES)
        self._count = 0
        self._first = 0  # oldest sample within REACH_S
        self._open: list[Blend] = []
        self._taken = 0  # where the latest blend ended

    def push(self, index: int, view: Coarse, seconds: float) -> list[Blend]:
        """Which blends are certain now?"""
        if self._count == 0 or seconds - self._times[self._count - 1] >= SAMPLE_S:
            self._add(index, view, seconds)
            blend = self._ending_here()
            if blend and blend.last >= self._taken:
                self._open.append(blend)
        found = self._close(seconds)
        # No blend begins before the latest one has ended, nor before the oldest sample in reach.
        free = max(int(self._at[self._first]), self._taken)
        self.settled = min([free, *(b.last for b in self._open)])
        return found

    def finish(self) -> list[Blend]:
        """Which blends are left?"""
        return self._close(math.inf)

    def _add(self, index: int, view: Coarse, seconds: float) -> None:
        if self._count == 2 * SAMPLES:
            self._halve()
        n = self._count
        self._at[n], self._times[n] = index, seconds
        self._pixels[n] = view.luma.ravel()
        self._pixels[n] -= MIDDLE
        self._count += 1
        while seconds - self._times[self._first] > REACH_S:
            self._first += 1
        old = slice(self._first, self._count)
        # Not the matrix product of BLAS: that may use threads, which cost more than they save here.
        # All sums are of whole numbers below 2**24 and exact, so their order does not matter.
        shared = np.einsum("ij,j->i", self._pixels[old], self._pixels[n])
        self._power[n], self._sums[n] = shared[-1], self._pixels[n].sum()
        self._gaps[n, old] = self._power[old] + self._power[n] - 2.0 * shared.astype(np.float64)

    def _halve(self) -> None:
        for array in (self._pixels, self._power, self._sums, self._at, self._times):
            array[:SAMPLES] = array[SAMPLES:]
        self._gaps[:SAMPLES, :SAMPLES] = self._gaps[SAMPLES:, SAMPLES:]
        self._count -= SAMPLES
        self._first = max(0, self._first - SAMPLES)

    def _overdue(self, now: float) -> bool:
        """Is the oldest blend so old that it cannot wait for a better one?"""
        return now - min(b.start_s for b in self._open) >= self._look_ahead_s - WAIT_S

    def _ending_here(self) -> Blend | None:
        end = self._count - 1
        starts = np.arange(self._first, max(self._first, end - 2))
        starts = starts[self._times[end] - self._times[starts] >= SHORTEST_S]
        starts = starts[self._gaps[end, starts] > DISTANCE**2 * PIXELS]
        if starts.size:
            starts = starts[self._half_way(starts, end)]
        if not starts.size:
            return None
        blends = [self._blend(int(start), end) for start in starts[self._unlike(starts, end)]]
        return min((b for b in blends if b), key=lambda b: b.score, default=None)

    def _half_way(self, starts: NDArray[np.int64], end: int) -> NDArray[np.bool_]:
        """For which starts is the middle sample a mixture? A quick test before the full one."""
        middle, whole = (starts + end) // 2, self._gaps[end, starts]
        done, missed = _along(self._gaps[middle, starts], self._gaps[end, middle], whole)
        return (missed <= RESIDUAL) & (np.abs(done - 0.5) < HALF_WAY)

    def _unlike(self, starts: NDArray[np.int64], end: int) -> NDArray[np.bool_]:
        """Which starts show another scene than the end, or have a flat picture at one side?"""
        spread = self._power - self._sums**2 / PIXELS  # variance times PIXELS
        product = (self._power[starts] + self._power[end] - self._gaps[end, starts]) / 2
        shared = product - self._sums[starts] * self._sums[end] / PIXELS
        limit = ALIKE * np.sqrt(spread[starts] * spread[end])
        flat = np.minimum(spread[starts], spread[end]) < PIXELS * FLAT**2
        return np.asarray((shared < limit) | flat)

    def _blend(self, start: int, end: int) -> Blend | None:
        inner = slice(start, end + 1)
        whole = float(self._gaps[end, start])
        done, missed = _along(self._gaps[inner, start], self._gaps[end, inner], whole)
        steps = np.diff(done)
        worst = float(missed.max())
        if steps.max() > STEP or steps.min() < BACK or worst > RESIDUAL:
            return None
        first = start + int(np.flatnonzero(done <= TRIM)[-1])
        last = start + int(np.flatnonzero(done >= 1 - TRIM)[0])
        even = np.interp(self._times[first : last + 1], self._times[[first, last]], (0.0, 1.0))
        if np.abs(done[first - start : last - start + 1] - even).max() > UNEVEN:
            return None
        return self._describe(first, last, worst - math.sqrt(whole / PIXELS) / 255)

    def _describe(self, start: int, end: int, score: float) -> Blend:
        spread = [self._power[at] / PIXELS - (self._sums[at] / PIXELS) ** 2 for at in (start, end)]
        return Blend(
            last=int(self._at[start]),
            first=int(self._at[end]),
            flat=min(spread) < FLAT**2,
            start_s=float(self._times[start]),
            end_s=float(self._times[end]),
            score=score,
        )

    def _close(self, now: float) -> list[Blend]:
        found: list[Blend] = []
        while self._open:
            best = min(self._open, key=lambda b: b.score)
            if now - best.end_s < WAIT_S and not self._overdue(now):
                break
            found.append(best)
            self._taken = best.first
            self._open = [b for b in self._open if b.last >= self._taken]
        return found


def _along(
    from_start: NDArray[np.float64], to_end: NDArray[np.float64], whole: NDArray[np.float64] | float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """How far from start to end are these, and how far beside the line, as parts of the way?"""
    done = (from_start + whole - to_end) / (2 * whole)
    return done, np.sqrt(np.maximum(from_start / whole - done**2, 0.0))

"""Where does one shot end and the next begin?

A streaming detector over frame signatures. Two finders look at the same frames:

* the cut finder compares each frame with the one before, after allowing for motion, and asks
  whether this change stands out from the changes around it;
* the blend finder asks whether the pictures between two frames are mixtures of the two, which is
  what a dissolve is, and a fade too (a mixture with black or white).

Everything is decided within `LOOK_AHEAD_S`; nothing older is kept. Frames are named by the order
in which they were pushed, times only measure how far apart they are.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from dataclasses import dataclass
from typing import Literal

import numpy as np

from osintkit.frames.blends import FLAT, REACH_S, Blend, BlendFinder
from osintkit.frames.signature import Coarse, Signature, change, coarse, recoloured

# Every decision is made this much later; the frames bound what is held of slow-motion files (2.5 s
# at 1000 frames/s) and of files whose times stand still.
LOOK_AHEAD_S, LOOK_AHEAD_FRAMES = 2.5, 1024

# Below this change (grey levels) a frame repeats the one before: 10 frames/s material in a
# 30 frames/s file. Counting repeats as calm would make every third frame stand out.
STILL = 0.4
# A cut is a change that is large ...
CUT_CHANGE = 5.0
# ... and stands out from the median of those around it (repeated frames do not count) ...
CUT_RATIO, CUT_MARGIN = 2.6, 2.0
NEIGHBOUR_S = 0.4
NEIGHBOURS_MIN, NEIGHBOURS_MAX = 4, 48
# ... and from the nearest on each side, all but one of them: a pan or a jump is large for several
# frames in a row, a cut for one (and another cut may be near).
NEAR_FRAMES, NEAR_RANK, NEAR_RATIO = 3, 2, 2.0
PACE_MAX = 3.0  # where frames were dropped, motion is larger by as much as the step in time is
PEAK_FRAMES = 2  # nothing as large this close
# Pictures as alike as this are one view, unless the change is abrupt and no matter of light: then
# it is a cut inside something that stays (a border, a split screen, a caption).
ALIKE, SAME, RECOLOURED = 0.85, 0.96, 4.0
RELIT = 0.5  # of the difference, what a change of brightness and contrast leaves over
FRAMED_RATIO = 5.0
# A flash, or a broken frame: soon after, the picture is again what it was.
FLASH_S = 0.17
FLASH_RETURN = 0.5  # of the change into the flash
FLASH_RATIO = 1.5  # and stands out; or else the dark of a fade out and in is a flash

TOUCHING_S = 0.1  # a cut this close to a blend: the new shot is fading in, or the old one out
GAP_S = 0.4  # longest blank between a fade out and a fade in that are one transition


@dataclass(frozen=True, slots=True)
class Boundary:
    """Between which frames does the shot change?

    Attributes:
        kind: A hard cut, a dissolve, or a fade (out, in, or both).
        last: Index of the last frame which belongs to the old shot alone.
        first: Index of the first frame which belongs to the new shot alone; last + 1 for a cut.
    """

    kind: Literal["cut", "dissolve", "fade"]
    last: int
    first: int

    @property
    def at(self) -> int:
        """Frame index where the new shot is said to begin: the middle of a transition."""
        return self.first if self.kind == "cut" else (self.last + self.first + 1) // 2


class ShotDetector:
    """Which shot boundaries are in these frames? Push signatures in order, read boundaries.

    Attributes:
        settled: Every frame with a lower index will get no further boundary, transition or flash.
        change: Change of the latest frame against the one before, grey levels; 0 for the first.
    """

    def __init__(self) -> None:
        self.settled = 0
        self.change = 0.0
        self._cuts = _CutFinder()
        self._blends = BlendFinder(LOOK_AHEAD_S)
        self._times: list[float] = []  # of frames from _base on
        self._base = 0
        self._found: list[Boundary] = []
        self._flat: set[int] = set()

    @property
    def flashes(self) -> tuple[int, ...]:
        """Flash frames known so far, ascending.

        A frame stays listed until the push after the one in which `settled` passed it, so reading
        this after each push misses none.
        """
        return tuple(sorted(self._cuts.flashes))

    def push(self, signature: Signature, seconds: float) -> list[Boundary]:
        """Which boundaries became certain with this frame?

        Args:
            signature: Of the next frame in presentation order.
            seconds: Its time. Only differences matter; a step back counts as no time at all.

        Returns:
            Boundaries in order of frame index, each once.
        """
        self._forget()
        index = self._base + len(self._times)
        seconds = max(seconds, self._times[-1]) if self._times else seconds
        self._times.append(seconds)
        view = coarse(signature)
        if signature.deviation < FLAT:
            self._flat.add(index)
        self._found += self._cuts.push(view, seconds)
        self.change = self._cuts.change
        self._found += map(_boundary, self._blends.push(index, view, seconds))
        return self._settle(self._deadline())

    def finish(self) -> list[Boundary]:
        """Which boundaries are left, now that no frame follows?"""
        self._found += self._cuts.finish()
        self._found += map(_boundary, self._blends.finish())
        return self._settle(self._base + len(self._times))

    def _deadline(self) -> int:
        """First frame that may still wait for a decision."""
        newest = self._times[-1]
        oldest = bisect_left(self._times, newest - LOOK_AHEAD_S)
        return self._base + max(oldest, len(self._times) - LOOK_AHEAD_FRAMES)

    def _join(self) -> None:
        """One boundary for each change of shot: no blend across a cut, a fade out and in as one."""
        cuts = [b.first for b in self._found if b.kind == "cut"]
        joined: list[Boundary] = []
        for boundary in sorted(self._found, key=lambda b: (b.last, b.first)):
            if boundary.kind != "cut" and any(boundary.last < c <= boundary.first for c in cuts):
                continue
            if joined and self._one_change(joined[-1], boundary):
                boundary = _together(joined.pop(), boundary)
            joined.append(boundary)
        self._found = joined

    def _one_change(self, before: Boundary, after: Boundary) -> bool:
        """Is there nothing between the two that could be a shot?"""
        pause = self._times[after.last - self._base] - self._times[before.first - self._base]
        kinds = {before.kind, after.kind}
        if "cut" in kinds and len(kinds) == 2 and pause <= TOUCHING_S:
            return True
        blank = self._flat.issuperset(range(before.first, after.last + 1))
        return blank and pause <= GAP_S and "fade" in kinds

    def _settle(self, deadline: int) -> list[Boundary]:
        # What comes too late is dropped rather than said of a frame already declared settled.
        self._found = [b for b in self._found if b.last + 1 >= self.settled]
        if len(self._found) > 1:
            self._join()
        ready: list[Boundary] = []
        settled = max(self._decided(), deadline)
        for boundary in self._found:
            if not self._certain(boundary, deadline):
                settled = min(settled, boundary.last + 1)
                break
            ready.append(boundary)
        self._found = self._found[len(ready) :]
        self.settled = max(self.settled, settled)
        return ready

    def _decided(self) -> int:
        return min(self._cuts.settled, self._blends.settled)

    def _certain(self, boundary: Boundary, deadline: int) -> bool:
        """Can nothing more be found that is part of the same change of shot?"""
        if boundary.last < deadline:
            return True
        blank = boundary.first in self._flat
        alone = boundary.kind != "cut" and not blank  # only a cut could still join it
        decided = self._cuts.settled if alone else self._decided()
        if decided <= boundary.first:
            return False
        pause = self._times[decided - 1 - self._base] - self._times[boundary.first - self._base]
        return pause >= (GAP_S if blank else TOUCHING_S)

    def _forget(self) -> None:
        drop = self.settled - 2 - self._base
        if drop > 0:
            del self._times[:drop]
            self._base += drop
            self._flat = {index for index in self._flat if index >= self._base}
        self._cuts.flashes = {index for index in self._cuts.flashes if index >= self.settled}


def _boundary(blend: Blend) -> Boundary:
    return Boundary("fade" if blend.flat else "dissolve", blend.last, blend.first)


def _together(before: Boundary, after: Boundary) -> Boundary:
    """A fade out and in, or the cut where a fade meets one: there the shot changes."""
    for boundary in (before, after):
        if boundary.kind == "cut":
            return boundary
    return Boundary("fade", before.last, after.first)


class _CutFinder:
    """Hard cuts and flashes, decided `NEIGHBOUR_S` late."""

    def __init__(self) -> None:
        self.settled = 0
        self.change = 0.0
        self.flashes: set[int] = set()
        self._views: list[Coarse] = []
        self._times: list[float] = []
        self._changes: list[float] = []
        self._base = 0  # index of the first frame kept

    def push(self, view: Coarse, seconds: float) -> list[Boundary]:
        self.change = change(self._views[-1], view) if self._views else 0.0
        self._views.append(view)
        self._times.append(seconds)
        self._changes.append(self.change)
        found: list[Boundary] = []
        while self._enough_after(self.settled - self._base):
            found += self._decide()
        self._forget()
        return found

    def finish(self) -> list[Boundary]:
        found: list[Boundary] = []
        while self.settled < self._base + len(self._times):
            found += self._decide()
        return found

    def _enough_after(self, at: int) -> bool:
        after = len(self._times) - 1 - at
        if after < 1:
            return False
        waited = self._times[-1] - self._times[at]
        enough = after >= NEIGHBOURS_MIN and waited >= NEIGHBOUR_S
        return enough or after >= NEIGHBOURS_MAX or waited >= REACH_S

    def _decide(self) -> list[Boundary]:
        at, index = self.settled - self._base, self.settled
        self.settled += 1
        if at == 0 or self._changes[at] <= CUT_CHANGE:
            return []
        length = self._flash_length(at)
        if length and self._isolation(at, length) >= FLASH_RATIO:
            self._changes[at : at + length + 1] = [0.0] * (length + 1)
            self.flashes.update(range(index, index + length))
            return []
        isolation = self._isolation(at)
        if isolation < NEAR_RATIO or _same_view(self._views[at - 1], self._views[at], isolation):
            return []
        return [Boundary("cut", index - 1, index)]

    def _isolation(self, at: int, skipped: int = 0) -> float:
        """How many times larger than what moves around it is this change? 0 when far from a cut.

        The `skipped` changes that follow are taken for the end of the same event.
        """
        here = self._changes[at]
        earlier, later = self._around(at, -1), self._around(at, 1, skipped)
        peak = max(earlier[:PEAK_FRAMES] + later[:PEAK_FRAMES], default=0.0)
        usual = _median(earlier + later) if earlier or later else 0.0
        if here < peak or here <= CUT_RATIO * usual + CUT_MARGIN:
            return 0.0
        near = sorted(earlier[:NEAR_FRAMES] + later[:NEAR_FRAMES])
        rival = near[-NEAR_RANK] if len(near) >= NEAR_RANK else 0.0
        return here / (rival + 1.0)

    def _around(self, at: int, step: int, skipped: int = 0) -> list[float]:
        """Changes on one side, nearest first, without repeats, as large as in the time of `at`."""
        found: list[float] = []
        own = self._times[at] - self._times[at - 1]
        for count in range(1 + skipped, NEIGHBOURS_MAX + 1):
            other = at + step * count
            if not 1 <= other < len(self._times):
                break
            away = abs(self._times[other] - self._times[at])
            if away > NEIGHBOUR_S and count > NEIGHBOURS_MIN:
                break
            if self._changes[other] > STILL:
                theirs = self._times[other] - self._times[other - 1]
                pace = min(own / theirs, PACE_MAX) if theirs > 0 else 1.0
                found.append(self._changes[other] * max(pace, 1.0))
        return found

    def _flash_length(self, at: int) -> int:
        """Frames until the picture is again what it was before `at`; 0 when it is not."""
        before, jump = self._views[at - 1], self._changes[at]
        for later in range(at + 1, len(self._views)):
            if self._times[later] - self._times[at] > FLASH_S:
                return 0
            if self._changes[later] < FLASH_RETURN * jump:
                continue
            if change(before, self._views[later]) < FLASH_RETURN * jump:
                return later - at
        return 0

    def _forget(self) -> None:
        drop = self.settled - self._base - NEIGHBOURS_MAX - 1
        if drop > NEIGHBOURS_MAX:
            del self._views[:drop], self._times[:drop], self._changes[:drop]
            self._base += drop


def _same_view(before: Coarse, here: Coarse, isolation: float) -> bool:
    """Is it one scene in another light, or with something moving in it?"""
    one, other = before.luma.astype(np.float64), here.luma.astype(np.float64)
    gap = float(np.square(one - other).mean())
    powers = float(one.var()), float(other.var())
    shared = (sum(powers) - gap + float(one.mean() - other.mean()) ** 2) / 2
    alike = shared / math.sqrt(powers[0] * powers[1]) if min(powers) > 0 else 0.0
    if alike < ALIKE or recoloured(before, here) > RECOLOURED:
        return False
    relit = min(powers) * (1 - alike**2) < RELIT**2 * gap
    return alike > SAME or relit or isolation < FRAMED_RATIO


def _median(values: list[float]) -> float:
    # Not NumPy's: that imports numpy.ma when it is first called, and here nothing can be imported.
    ranked, half = sorted(values), len(values) // 2
    return (ranked[half] + ranked[-half - 1]) / 2

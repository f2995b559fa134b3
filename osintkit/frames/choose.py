"""Which frames of a shot to keep: every view once, each at its sharpest.

Candidates come in order of time, one for each quarter of a second. A candidate that shows something no
kept view of the shot shows opens a view of its own; one that shows nearly the same as a view replaces
that view's picture when it is sharper. So a still shot keeps one picture, a pan as many as it takes,
and only one picture for each view is ever held in memory (k-centre clustering with a fixed radius,
cf. Gonzalez 1985).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from osintkit.frames.signature import Signature
from osintkit.frames.views import SAME_VIEW, View, distance, near_duplicates
from osintkit.media.picture import Picture

Role = Literal["representative", "first", "last", "last_resort"]
BLANK_DEVIATION = 6.0
"""Luma deviation up to which a picture is blank: black, white, the end of a fade."""
_EDGE_S = 1.0
"""How far from its ends the first and the last sharp picture of the video are looked for."""


@dataclass(slots=True)
class Candidate:
    """A frame that may be kept."""

    order: int
    picture: Picture
    signature: Signature
    clean: bool = True
    _view: View | None = None

    @property
    def view(self) -> View:
        """The frame prepared for comparison; made for the few candidates that are compared."""
        if self._view is None:
            self._view = View(self.signature)
        return self._view

    @property
    def blank(self) -> bool:
        """Whether there is nothing to see on it."""
        return self.signature.deviation <= BLANK_DEVIATION

    def better_than(self, other: "Candidate") -> bool:
        """Clean beats blended, something beats nothing, then the sharper one wins."""
        return self._rank() > other._rank()

    def _rank(self) -> tuple[bool, bool, float]:
        return self.clean, not self.blank, self.signature.sharpness


@dataclass(slots=True)
class Chosen:
    """A frame that is kept, and why."""

    candidate: Candidate
    role: Role
    shot: int


@dataclass(slots=True)
class _Seen:
    """One view of a shot: what it was first seen as, and the sharpest picture until it is taken."""

    centre: View
    best: Candidate | None


@dataclass(slots=True)
class ShotChooser:
    """Collects the candidates of one shot."""

    _views: list[_Seen] = field(default_factory=list)
    _last_resort: Candidate | None = None

    def offer(self, candidate: Candidate) -> None:
        """Take a candidate into account."""
        if not candidate.clean or candidate.blank:
            if self._last_resort is None or candidate.better_than(self._last_resort):
                self._last_resort = candidate
            return
        nearest, away = self._nearest(candidate.view)
        if nearest is None or away > SAME_VIEW:
            self._views.append(_Seen(candidate.view, candidate))
        elif away <= SAME_VIEW / 2 and nearest.best and candidate.better_than(nearest.best):
            nearest.best = candidate

    def take(self) -> list[Candidate]:
        """The sharpest picture of each view, once; the views stay known, the pictures are let go."""
        taken = [seen.best for seen in self._views if seen.best is not None]
        for seen in self._views:
            seen.best = None
        return taken

    @property
    def last_resort(self) -> Candidate | None:
        """The least bad picture of a shot that has no good one."""
        return None if self._views else self._last_resort

    def bytes_held(self) -> int:
        """What the pictures held cost."""
        return sum(seen.best.picture.bytes_held for seen in self._views if seen.best is not None)

    def _nearest(self, view: View) -> tuple[_Seen | None, float]:
        nearest, shortest = None, float("inf")
        for seen in self._views:
            away = distance(seen.centre, view)
            if away < shortest:
                nearest, shortest = seen, away
        return nearest, shortest


class VideoChooser:
    """Turns the shots' candidates into the video's kept frames, without near-duplicates."""

    def __init__(self) -> None:
        self._kept: list[View] = []
        self._opening: Candidate | None = None
        self._began_s: float | None = None
        self._closing: list[Candidate] = []

    def see(self, candidate: Candidate) -> None:
        """Remember the sharpest pictures at the video's two ends."""
        if not candidate.clean or candidate.blank:
            return
        now = candidate.picture.seconds
        if self._began_s is None:
            self._began_s = now
        at_start = now <= self._began_s + _EDGE_S
        if at_start and (self._opening is None or candidate.better_than(self._opening)):
            self._opening = candidate
        self._closing = [c for c in self._closing if c.picture.seconds >= now - _EDGE_S]
        self._closing.append(candidate)

    def close(self, shot: int, chooser: ShotChooser, *, last: bool) -> Iterator[Chosen]:
        """The frames kept of a shot that has ended (or is taking too much memory), by time."""
        picked = [Chosen(candidate, "representative", shot) for candidate in chooser.take()]
        picked += self._ends(picked, shot, last=last)
        resort = chooser.last_resort
        if not picked and resort is not None and (not resort.blank or (last and not self._kept)):
            picked = [Chosen(resort, "last_resort", shot)]
        kept = []
        # Representatives first: an end that looks like one of them is the one to go.
        for chosen in sorted(picked, key=lambda c: c.role not in {"representative", "last_resort"}):
            if not any(near_duplicates(chosen.candidate.view, view) for view in self._kept):
                self._kept.append(chosen.candidate.view)
                kept.append(chosen)
        yield from sorted(kept, key=lambda chosen: chosen.candidate.order)

    def _ends(self, picked: list[Chosen], shot: int, *, last: bool) -> Iterator[Chosen]:
        taken = {chosen.candidate.order for chosen in picked}
        if self._opening is not None and self._opening.order not in taken:
            yield Chosen(self._opening, "first", shot)
        self._opening = None
        if last and self._closing:
            final = max(self._closing, key=lambda c: c.signature.sharpness)
            if final.order not in taken:
                yield Chosen(final, "last", shot)

"""How well found shot boundaries agree with labelled ones.

The rule: each labelled cut takes the nearest detection within the tolerance that no other cut has; a
gradual transition is found when any detection lies in it, and all that do count once; what is left is
false, unless the label says that nobody can tell (``ignore``).
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Self

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Truth:
    """The labelled boundaries of one clip, as frame indices in presentation order.

    Attributes:
        cuts: first frame of each new shot.
        gradual: first and last frame of each transition.
        ignored: stretches where a detection is neither right nor wrong.
    """

    cuts: tuple[int, ...]
    gradual: tuple[Span, ...] = ()
    ignored: tuple[Span, ...] = ()

    def shots(self, frames: int) -> list[range]:
        """The frames of each shot of a clip of so many, transitions left out."""
        gaps = sorted([(cut, cut) for cut in self.cuts] + [(a, b + 1) for a, b in self.gradual])
        edges = [(0, 0), *gaps, (frames, frames)]
        found = (range(left[1], right[0]) for left, right in pairwise(edges))
        return [shot for shot in found if len(shot)]


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of boundaries found, not found, and found where there is none; scores add up."""

    found: int = 0
    missed: int = 0
    wrong: int = 0

    def __add__(self, other: Self) -> "Score":
        return Score(self.found + other.found, self.missed + other.missed, self.wrong + other.wrong)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall; 1 when there was nothing to find and nothing found."""
        total = 2 * self.found + self.missed + self.wrong
        return 2 * self.found / total if total else 1.0


def score(truth: Truth, detected: Iterable[int], *, tolerance: int) -> Score:
    """Compare the boundaries that a tool found in one clip with the labels.

    Args:
        truth: the labels.
        detected: first frame of each shot but the first.
        tolerance: how many frames off still counts.
    """
    left = sorted(detected)
    found = 0
    for cut in truth.cuts:
        near = [place for place in left if abs(place - cut) <= tolerance]
        if near:
            left.remove(min(near, key=lambda place: abs(place - cut)))
            found += 1
    for span in truth.gradual:
        rest = [place for place in left if not _is_in(place, span, tolerance)]
        found += len(rest) < len(left)
        left = rest
    wrong = sum(not any(_is_in(place, span, tolerance) for span in truth.ignored) for place in left)
    return Score(found, len(truth.cuts) + len(truth.gradual) - found, wrong)


def _is_in(place: int, span: Span, tolerance: int) -> bool:
    return span[0] - tolerance <= place <= span[1] + tolerance


def labels(file: Path, clips: Path) -> dict[Path, Truth]:
    """Labels of the clips below a folder.

    Args:
        file: ``{"clips": {"relative/path": {"cuts": [..], "grad": [[a, b]], "ignore": [[a, b]]}}}``.
        clips: the folder that the paths are relative to; clips that are not there are left out.
    """
    found = json.loads(file.read_text(encoding="utf-8"))["clips"]
    return {clips / name: _of_clip(label) for name, label in found.items() if (clips / name).is_file()}


def composite_labels(file: Path) -> Truth:
    """Labels of one clip: like those of `labels`, or a list ``gt`` of ``{"kind", "start", "end"}``.

    In the list a cut goes from the last frame of a shot (``start``) to the first of the next (``end``).
    """
    found = json.loads(file.read_text(encoding="utf-8"))
    if "gt" not in found:
        return _of_clip(found)
    cuts = [step["end"] for step in found["gt"] if step["kind"] == "cut"]
    gradual = [(step["start"], step["end"]) for step in found["gt"] if step["kind"] != "cut"]
    return Truth(tuple(cuts), tuple(gradual))


def _of_clip(label: dict[str, Any]) -> Truth:
    gradual, ignored = (tuple((a, b) for a, b in label.get(name, ())) for name in ("grad", "ignore"))
    return Truth(tuple(label["cuts"]), gradual, ignored)

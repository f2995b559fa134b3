"""Which of several files that show the same is likely the one that the others were made from?

Nothing proves it: what speaks for a file is told in words, and what speaks against it too.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from osintkit.index.rows import NO_QUALITY, Hit, Key, Known
from osintkit.index.telling import place_of

_LAST = "~"
"""Sorts behind every time."""


@dataclass(frozen=True, slots=True)
class File:
    """One file, or one row of a list, with those of its hashes that others have too."""

    key: Key
    hits: list[Hit]

    @property
    def known(self) -> Known:
        """What is known of it."""
        return self.hits[0].known

    @property
    def pixels(self) -> int:
        """Of one picture."""
        return (self.known.width_px or 0) * (self.known.height_px or 0)

    @property
    def quality(self) -> int:
        """PDQ's, of its best picture; -1 when not known."""
        return max((hit.quality for hit in self.hits if hit.quality != NO_QUALITY), default=-1)

    @property
    def path(self) -> str:
        """Where it lies, for a sentence."""
        return str(place_of(self.hits[0])["path"])


def likeliest(files: Iterable[File]) -> list[File]:
    """The files, the likely original first: most pixels, longest, largest, most texture, earliest claim."""
    return sorted(files, key=_rank)


def _rank(file: File) -> tuple[int, float, int, int, str, Key]:
    known = file.known
    return (
        -file.pixels,
        -(known.duration_s or 0.0),
        -known.size_bytes,
        -file.quality,
        known.claims or _LAST,
        file.key,
    )


def why(files: Sequence[File]) -> str:
    """What speaks for the first of the files, and what against it."""
    first, others = files[0], files[1:]
    known = first.known
    reasons = []
    if first.pixels > max(file.pixels for file in others):
        reasons.append(f"the most pixels ({known.width_px} x {known.height_px})")
    if len({file.known.media for file in files}) == 1:  # bytes of a video say nothing beside those of a still
        if (known.duration_s or 0.0) > max(file.known.duration_s or 0.0 for file in others):
            reasons.append(f"the greatest length ({known.duration_s:.1f} s)")
        if known.size_bytes > max(file.known.size_bytes for file in others):
            reasons.append(f"the most bytes ({known.size_bytes:,})")
    if first.quality > max(file.quality for file in others):
        reasons.append(f"the most texture (quality {first.quality})")
    claimed = sorted((file.known.claims, file.path) for file in files if file.known.claims)
    if claimed and known.claims == claimed[0][0]:
        reasons.append(f"the earliest time that a file claims ({known.claims})")
    says = f"It has {', '.join(reasons)}." if reasons else "Nothing tells it from the others."
    if claimed and known.claims != claimed[0][0]:
        says += f" But {claimed[0][1]} claims an earlier time ({claimed[0][0]})."
    return says

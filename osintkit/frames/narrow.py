"""``--max``: of the kept frames, the so many that differ most from each other."""

from collections.abc import Iterator

from osintkit.frames.choose import Chosen
from osintkit.frames.views import distance


class Narrowed:
    """Passes frames through when there is no limit; else holds the most different ones to the end.

    Args:
        limit: how many frames may be kept, None for any number.
    """

    def __init__(self, limit: int | None) -> None:
        self._limit = limit
        self._held: list[Chosen] = []
        self._apart: list[list[float]] = []

    def add(self, chosen: Chosen) -> Iterator[Chosen]:
        """Take one more frame; yields what can leave at once."""
        if self._limit is None:
            yield chosen
            return
        away = [distance(chosen.candidate.view, held.candidate.view) for held in self._held]
        for row, value in zip(self._apart, away, strict=True):
            row.append(value)
        self._apart.append([*away, float("inf")])
        self._held.append(chosen)
        if len(self._held) > self._limit:
            self._drop()

    def rest(self) -> Iterator[Chosen]:
        """What was held, in order of time."""
        yield from self._held

    def _drop(self) -> None:
        """Of the two most alike, let the one go that is nearer to the others, or less sharp."""
        nearest = [min(row) for row in self._apart]
        one = nearest.index(min(nearest))
        other = self._apart[one].index(nearest[one])
        lesser = min(
            (one, other),
            key=lambda n: (
                sorted(self._apart[n])[1:2],
                self._held[n].candidate.signature.sharpness,
            ),
        )
        del self._held[lesser], self._apart[lesser]
        for row in self._apart:
            del row[lesser]

"""Candidates whose shot is not known yet: the best frame of each quarter of a second.

A shot boundary is certain only some time after it has passed. Until then a few pictures wait here, never
many: one for each window, and fewer when they are large.
"""

from collections import deque
from collections.abc import Iterator

from osintkit.frames.choose import Candidate
from osintkit.frames.signature import Signature
from osintkit.media.picture import Picture

HELD_BYTES = 192 << 20
"""How much the pictures that wait may cost before the less sharp ones are let go."""
_WINDOW_S = 0.25
_SPIKE, _SPIKE_RATIO = 6.0, 2.5
"""A change that ends a window early, so that no window holds frames of two shots."""


class Waiting:
    """The pictures that wait.

    Attributes:
        edges: orders of the frames beside a boundary, which are not clean.
    """

    def __init__(self) -> None:
        self.edges: set[int] = set()
        self._latest: Candidate | None = None
        self._window: Candidate | None = None
        self._window_from_s = 0.0
        self._closed: deque[Candidate] = deque()
        self._flashes: set[int] = set()
        self._recent: deque[float] = deque([0.0, 0.0], maxlen=2)

    def add(self, order: int, picture: Picture, signature: Signature, change: float) -> None:
        """Take the next frame; ``change`` is its difference from the one before."""
        spike = change > _SPIKE and change > _SPIKE_RATIO * max(self._recent)
        self._recent.append(change)
        if self._latest is not None:
            # What may be the last frame before a cut wins its window only if it is alone in it.
            self._latest.clean = self._latest.clean and not spike
            self._enter(self._latest)
        if spike:
            self._close_window()
        self._latest = Candidate(order, picture, signature, clean=not spike and not picture.damaged)
        self._thin()

    def note_flashes(self, flashes: tuple[int, ...]) -> None:
        """These frames are flashes, and not clean."""
        self._flashes.update(flashes)

    def release(self, below: int) -> Iterator[Candidate]:
        """Candidates of orders below, each once."""
        if self._latest is not None and self._latest.order < below:
            self._enter(self._latest)
            self._latest = None
        if self._window is not None and self._window.order < below:
            self._close_window()
        while self._closed and self._closed[0].order < below:
            candidate = self._closed.popleft()
            candidate.clean = not candidate.picture.damaged and (
                candidate.order not in self._flashes | self.edges
            )
            yield candidate
        self._flashes = {order for order in self._flashes if order >= below}
        self.edges = {order for order in self.edges if order >= below}

    def _enter(self, candidate: Candidate) -> None:
        now = candidate.picture.seconds
        if self._window is None or now - self._window_from_s >= _WINDOW_S:
            self._close_window()
            self._window, self._window_from_s = candidate, now
        elif candidate.better_than(self._window):
            self._window = candidate

    def _close_window(self) -> None:
        if self._window is not None:
            self._closed.append(self._window)
            self._window = None

    def _thin(self) -> None:
        """Too much in memory: of each pair of neighbours, let the lesser go."""
        if sum(candidate.picture.bytes_held for candidate in self._closed) <= HELD_BYTES:
            return
        kept: deque[Candidate] = deque()
        while len(self._closed) >= 2:
            one, other = self._closed.popleft(), self._closed.popleft()
            kept.append(other if other.better_than(one) else one)
        kept.extend(self._closed)
        self._closed = kept

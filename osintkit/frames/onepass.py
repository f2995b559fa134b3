"""Shots and the best frames of each, in one pass over the decoded pictures.

Pictures leave as soon as their shot has closed, so memory holds the few that may still be kept, whatever
the length of the video.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from osintkit.frames.choose import Chosen, ShotChooser, VideoChooser
from osintkit.frames.narrow import Narrowed
from osintkit.frames.shots import Boundary, ShotDetector
from osintkit.frames.signature import measure
from osintkit.frames.waiting import HELD_BYTES, Waiting
from osintkit.media.picture import Picture


@dataclass(frozen=True, slots=True)
class ShotFound:
    """A shot that has ended: the fields of its record."""

    fields: dict[str, Any]


@dataclass(slots=True)
class _Stamp:
    """The times of a frame, kept until its shot is known."""

    frame: int | None
    pts: int
    seconds: float
    end_seconds: float


class OnePass:
    """Finds the shots of a video and chooses the frames of each.

    Args:
        pictures_wanted: False finds the shots only.
        max_frames: keep no more frames than this, those that differ most.
    """

    def __init__(self, *, pictures_wanted: bool = True, max_frames: int | None = None) -> None:
        self._detector = ShotDetector()
        self._waiting = Waiting() if pictures_wanted else None
        self._video = VideoChooser()
        self._shot = ShotChooser()
        self._narrowed = Narrowed(max_frames)
        self._boundaries: deque[Boundary] = deque()
        self._stamps: dict[int, _Stamp] = {}
        self._number = 1
        self._begins: dict[str, Any] = {}
        self._last = -1
        self._forgotten = 0
        self._time_base = ""

    def run(self, pictures: Iterator[Picture]) -> Iterator[ShotFound | Chosen | Picture]:
        """Each shot as it closes, followed by its frames; and every picture when it has been seen."""
        for order, picture in enumerate(pictures):
            self._take(order, picture)
            yield from self._settle(self._detector.settled)
            yield picture
        if self._last < 0:
            return
        self._boundaries.extend(self._detector.finish())
        yield from self._settle(self._last + 1)
        yield from self._close_shot(self._last, until=None)
        yield from self._narrowed.rest()

    def _take(self, order: int, picture: Picture) -> None:
        signature = measure(picture.luma(), picture.chroma())
        if order == 0:
            self._time_base = str(picture.time_base)
            self._begins = {"begins": "start", "first": 0}
        self._last = order
        self._stamps[order] = _Stamp(picture.index, picture.pts, picture.seconds, picture.end_seconds)
        self._boundaries.extend(self._detector.push(signature, picture.seconds))
        if self._waiting is not None:
            self._waiting.add(order, picture, signature, self._detector.change)
            self._waiting.note_flashes(self._detector.flashes)

    def _settle(self, settled: int) -> Iterator[ShotFound | Chosen]:
        """Hand on everything below ``settled``, closing shots on the way."""
        while self._boundaries and self._boundaries[0].first < settled:
            boundary = self._boundaries.popleft()
            self._mark_edges(boundary)
            self._offer(boundary.last + 1)
            self._offer(boundary.first, blended=True)
            yield from self._close_shot(boundary.at - 1, until=boundary.at)
            self._open_shot(boundary)
        limit = self._boundaries[0].last if self._boundaries else settled
        self._offer(min(limit, settled))
        self._forget(min(limit, settled))
        yield from self._relieve()

    def _mark_edges(self, boundary: Boundary) -> None:
        """The frames beside a cut often carry what the codec kept of the other shot."""
        if self._waiting is not None:
            self._waiting.edges.update((boundary.last, boundary.first))

    def _offer(self, below: int, *, blended: bool = False) -> None:
        if self._waiting is None:
            return
        for candidate in self._waiting.release(below):
            candidate.clean = candidate.clean and not blended
            self._video.see(candidate)
            self._shot.offer(candidate)

    def _relieve(self) -> Iterator[Chosen]:
        """A shot of very many views: send what it has, rather than hold it all."""
        if self._shot.bytes_held() > HELD_BYTES:
            yield from self._keep(last=False)

    def _open_shot(self, boundary: Boundary) -> None:
        self._number += 1
        self._begins = {"begins": boundary.kind, "first": boundary.at}
        if boundary.kind != "cut":
            self._begins["transition_from_s"] = self._stamps[boundary.last].end_seconds
            self._begins["transition_to_s"] = self._stamps[boundary.first].seconds

    def _forget(self, below: int) -> None:
        """Let go of times that nobody will ask for: all but the shot's first and the newest."""
        while self._forgotten < below - 1:
            if self._forgotten != self._begins["first"]:
                self._stamps.pop(self._forgotten, None)
            self._forgotten += 1

    def _close_shot(self, end: int, *, until: int | None) -> Iterator[ShotFound | Chosen]:
        """The shot ends with frame ``end``, and in time where frame ``until`` begins."""
        first, final = self._stamps[self._begins["first"]], self._stamps[end]
        fields = {
            "shot": self._number,
            **{key: value for key, value in self._begins.items() if key != "first"},
            "first_frame": first.frame,
            "last_frame": final.frame,
            "first_pts": first.pts,
            "last_pts": final.pts,
            "time_base": self._time_base,
            "start_s": first.seconds,
            "end_s": final.end_seconds if until is None else self._stamps[until].seconds,
        }
        yield ShotFound(fields)
        yield from self._keep(last=until is None)
        self._shot = ShotChooser()

    def _keep(self, *, last: bool) -> Iterator[Chosen]:
        if self._waiting is None:
            return
        for chosen in self._video.close(self._number, self._shot, last=last):
            yield from self._narrowed.add(chosen)

"""The inner half of ``osintkit frames``: one pass over the decoded frames, in the confined child.

Every function takes an opened file and what is wanted, and yields messages: ``opened``, ``progress``,
``shot``, ``frame`` (with RGB pixels) and ``ended``. Pictures leave as soon as their shot has closed, so
memory holds the few that may still be kept, whatever the length of the video.
"""

import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

import cv2
import numpy as np

from osintkit.blocks import BlockReader
from osintkit.errors import FailureCode, InputError
from osintkit.frames.choose import Candidate, Chosen, ShotChooser, VideoChooser
from osintkit.frames.narrow import Narrowed
from osintkit.frames.shots import Boundary, ShotDetector
from osintkit.frames.signature import Signature, measure
from osintkit.media.door.wire import Message
from osintkit.media.opening import open_pictures
from osintkit.media.picture import SLACK_S, Moving, Picture, Problem, Rgb

_WINDOW_S = 0.25
_SPIKE, _SPIKE_RATIO = 6.0, 2.5
"""A change that ends a window early, so that no window holds frames of two shots."""
_HELD_BYTES = 192 << 20
"""How much the pictures still waiting may cost before the less sharp ones are let go."""
_WALK_S = 60.0
"""How far apart two times asked for may be to decode on from one to the other."""
_TICK_S = 0.5
_BUDGET = 0.9
"""Part of the CPU limit after which the scan ends by itself and says so, instead of being ended."""


@dataclass(slots=True)
class _Stamp:
    """The times of a frame, kept until its shot is known."""

    frame: int | None
    pts: int
    seconds: float
    end_seconds: float


class _Ticker:
    """Says when to report progress and when the CPU budget is spent."""

    def __init__(self, cpu_s: float) -> None:
        self._budget_s = cpu_s * _BUDGET
        self._next = time.monotonic() + _TICK_S

    def due(self) -> bool:
        now = time.monotonic()
        if now < self._next:
            return False
        self._next = now + _TICK_S
        return True

    def spent(self) -> bool:
        return time.process_time() > self._budget_s


def scan(reader: BlockReader, parameters: dict[str, Any]) -> Iterator[Message]:
    """Decode one file and send what was asked for.

    Args:
        reader: the evidence.
        parameters: the fields of `osintkit.frames.step.Wanted` that matter here, and ``cpu_s``.

    Raises:
        InputError: it cannot be opened, or no frame of it can be decoded.
    """
    opened = open_pictures(reader)
    yield Message("opened", {"duration_s": opened.duration_s})
    pick = _still if opened.still else _PICKS[parameters["pick"]]
    stopped: list[Problem] = []
    found = 0
    for message in _watched(pick(opened, parameters), stopped, parameters):
        found += message.kind in {"frame", "shot"}
        yield message
    problems = [*opened.problems(), *stopped]
    if not found:
        raise _nothing(opened, problems)
    yield Message("ended", {"streams": opened.facts, "problems": list(map(asdict, problems))})


def _watched(
    messages: Iterator[Message], stopped: list[Problem], parameters: dict[str, Any]
) -> Iterator[Message]:
    """Pass messages on and set problems aside; end the scan when the CPU budget is spent."""
    ticker = _Ticker(parameters["cpu_s"])
    for message in messages:
        if message.kind == "problem":
            stopped.append(Problem(**message.fields))
        elif message.kind != "progress":
            yield message
        elif ticker.spent():
            seconds = message.fields["done_s"]
            says = f"The CPU time allowed for one file was used up at {seconds:.1f} s of the video."
            stopped.append(Problem("limit_reached", says, "Examine the rest with --from."))
            return
        elif ticker.due():
            yield message


def _progress(picture: Picture) -> Message:
    return Message("progress", {"done_s": picture.seconds})


def _nothing(opened: Moving, problems: list[Problem]) -> InputError:
    says = " ".join(problem.says for problem in problems)
    if any(stream.get("decoded_frames") for stream in opened.facts):
        return InputError(
            FailureCode.NO_FRAMES,
            f"There is no frame at the times that were asked for. {says or _end(opened)}".rstrip(),
            "Look at the file's length with `osintkit frames --shots`.",
            stage="decode",
        )
    return InputError(
        FailureCode.NO_FRAMES,
        f"Not one frame could be decoded. {says}".rstrip(),
        "The file may be damaged, encrypted, or only the head of a stream: ask for the original.",
        stage="decode",
    )


def _ranged(opened: Moving, parameters: dict[str, Any], **more: bool) -> Iterator[Picture]:
    return opened.pictures(from_s=parameters["from_s"], to_s=parameters["to_s"], **more)


def _frame(
    picture: Picture, role: str, parameters: dict[str, Any], *, shot: int | None = None,
    sharpness: float | None = None,
) -> Message:  # fmt: skip
    """One picture as a message, reduced when that was asked for."""
    pixels = _reduced(picture.rgb(), parameters["size_px"])
    height, width = pixels.shape[:2]
    fields = {
        "frame": picture.index,
        "shot": shot,
        "role": role,
        "pts": picture.pts,
        "time_base": str(picture.time_base),
        "seconds": picture.seconds,
        "estimated": picture.estimated,
        "keyframe": picture.keyframe,
        "sharpness": sharpness,
        "width_px": width,
        "height_px": height,
    }
    return Message("frame", fields, np.ascontiguousarray(pixels).data.cast("B"))


def _reduced(pixels: Rgb, size_px: int | None) -> Rgb:
    height, width = pixels.shape[:2]
    if size_px is None or max(height, width) <= size_px:
        return pixels
    scale = size_px / max(height, width)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _still(opened: Moving, parameters: dict[str, Any]) -> Iterator[Message]:
    for picture in opened.pictures():
        yield _frame(picture, "still", parameters)


def _all(opened: Moving, parameters: dict[str, Any]) -> Iterator[Message]:
    for picture in _limited(_ranged(opened, parameters), parameters):
        yield _frame(picture, "every", parameters)
        yield _progress(picture)


def _keyframes(opened: Moving, parameters: dict[str, Any]) -> Iterator[Message]:
    for picture in _limited(_ranged(opened, parameters, only_keyframes=True), parameters):
        yield _frame(picture, "keyframe", parameters)
        yield _progress(picture)


def _limited(pictures: Iterator[Picture], parameters: dict[str, Any]) -> Iterator[Picture]:
    """The first so many, the rest still decoded, so that what is wrong with the file is seen."""
    limit = parameters["max_frames"]
    for number, picture in enumerate(pictures):
        if limit is None or number < limit:
            yield picture


def _every(opened: Moving, parameters: dict[str, Any]) -> Iterator[Message]:
    step, begin = parameters["every_s"], parameters["from_s"] or 0.0
    limit, sent, due = parameters["max_frames"], 0, 0
    for picture in _ranged(opened, parameters):
        # The picture on screen at the time that is due; a long one may cover several.
        covered = int((picture.end_seconds - begin - SLACK_S) / step) + 1
        if covered > due and (limit is None or sent < limit):
            yield _frame(picture, "interval", parameters)
            sent += 1
        due = max(due, covered)
        yield _progress(picture)


def _at(opened: Moving, parameters: dict[str, Any]) -> Iterator[Message]:
    wanted = deque(sorted(set(parameters["at_s"])))
    missing: list[float] = []
    while wanted:
        # What lies far behind is jumped to by asking anew.
        until_s = wanted[0] + _WALK_S
        for picture in opened.pictures(from_s=wanted[0]):
            hit = False
            while wanted and picture.end_seconds > wanted[0] + SLACK_S:
                until_s = wanted.popleft() + _WALK_S
                hit = True
            if hit:
                yield _frame(picture, "requested", parameters)
            yield _progress(picture)
            if not wanted or wanted[0] > until_s:
                break
        else:
            missing.extend(wanted)
            break
    if missing:
        times = ", ".join(f"{time_s:.3f} s" for time_s in missing)[:800]
        says = f"There is no picture at {times}. {_end(opened)}"
        yield Message("problem", {"code": "time_outside", "says": says})


def _end(opened: Moving) -> str:
    ends = [stream["decoded_to_s"] for stream in opened.facts if stream.get("decoded_to_s") is not None]
    return f"The video ends at {max(ends):.3f} s." if ends else ""


def _shots(opened: Moving, parameters: dict[str, Any]) -> Iterator[Message]:
    yield from _Scan(parameters, pictures_wanted=False).run(_ranged(opened, parameters))


def _best(opened: Moving, parameters: dict[str, Any]) -> Iterator[Message]:
    yield from _Scan(parameters, pictures_wanted=True).run(_ranged(opened, parameters))


class _Scan:
    """Shots and the best frames of each, in one pass."""

    def __init__(self, parameters: dict[str, Any], *, pictures_wanted: bool) -> None:
        self._parameters = parameters
        self._detector = ShotDetector()
        self._waiting = _Waiting() if pictures_wanted else None
        self._video = VideoChooser()
        self._shot = ShotChooser()
        self._narrowed = Narrowed(parameters["max_frames"])
        self._boundaries: deque[Boundary] = deque()
        self._stamps: dict[int, _Stamp] = {}
        self._number = 1
        self._begins: dict[str, Any] = {}
        self._last = -1
        self._forgotten = 0
        self._time_base = ""

    def run(self, pictures: Iterator[Picture]) -> Iterator[Message]:
        for order, picture in enumerate(pictures):
            self._take(order, picture)
            yield from self._settle(self._detector.settled)
            yield _progress(picture)
        if self._last < 0:
            return
        self._boundaries.extend(self._detector.finish())
        yield from self._settle(self._last + 1)
        yield from self._close_shot(self._last, until=None)
        for chosen in self._narrowed.rest():
            yield self._message(chosen)

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

    def _settle(self, settled: int) -> Iterator[Message]:
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

    def _relieve(self) -> Iterator[Message]:
        """A shot of very many views: send what it has, rather than hold it all."""
        if self._shot.bytes_held() > _HELD_BYTES:
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

    def _close_shot(self, end: int, *, until: int | None) -> Iterator[Message]:
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
        yield Message("shot", fields)
        yield from self._keep(last=until is None)
        self._shot = ShotChooser()

    def _keep(self, *, last: bool) -> Iterator[Message]:
        if self._waiting is None:
            return
        for chosen in self._video.close(self._number, self._shot, last=last):
            for ready in self._narrowed.add(chosen):
                yield self._message(ready)

    def _message(self, chosen: Chosen) -> Message:
        return _frame(
            chosen.candidate.picture,
            chosen.role,
            self._parameters,
            shot=chosen.shot,
            sharpness=chosen.candidate.signature.sharpness,
        )


class _Waiting:
    """Candidates whose shot is not known yet: the best of each quarter of a second.

    Attributes:
        edges: orders of the frames beside a boundary.
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
        if sum(candidate.picture.bytes_held for candidate in self._closed) <= _HELD_BYTES:
            return
        kept: deque[Candidate] = deque()
        while len(self._closed) >= 2:
            one, other = self._closed.popleft(), self._closed.popleft()
            kept.append(other if other.better_than(one) else one)
        kept.extend(self._closed)
        self._closed = kept


_PICKS: dict[str, Callable[[Moving, dict[str, Any]], Iterator[Message]]] = {
    "best": _best,
    "every": _every,
    "every_frame": _all,
    "keyframes": _keyframes,
    "at": _at,
    "shots": _shots,
}

"""The inner half of ``osintkit frames``: one pass over the decoded frames, in the confined child.

Every function takes an opened file and what is wanted, and yields messages: ``opened``, ``progress``,
``shot``, ``frame`` (with RGB pixels) and ``ended``.
"""

import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Any

import cv2
import numpy as np

from osintkit.blocks import BlockReader
from osintkit.errors import FailureCode, InputError
from osintkit.frames.choose import Chosen
from osintkit.frames.onepass import OnePass, ShotFound
from osintkit.media.door.wire import Message
from osintkit.media.opening import open_pictures
from osintkit.media.picture import SLACK_S, Moving, Picture, Problem, Rgb

_WALK_S = 60.0
"""How far apart two times asked for may be to decode on from one to the other."""
_TICK_S = 0.5
_BUDGET = 0.9
"""Part of the CPU limit after which the scan ends by itself and says so, instead of being ended."""


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
    yield from _scanned(OnePass(pictures_wanted=False), opened, parameters)


def _best(opened: Moving, parameters: dict[str, Any]) -> Iterator[Message]:
    yield from _scanned(OnePass(max_frames=parameters["max_frames"]), opened, parameters)


def _scanned(one_pass: OnePass, opened: Moving, parameters: dict[str, Any]) -> Iterator[Message]:
    for item in one_pass.run(_ranged(opened, parameters)):
        match item:
            case ShotFound():
                yield Message("shot", item.fields)
            case Chosen():
                sharpness = item.candidate.signature.sharpness
                picture = item.candidate.picture
                yield _frame(picture, item.role, parameters, shot=item.shot, sharpness=sharpness)
            case _:
                yield _progress(item)


_PICKS: dict[str, Callable[[Moving, dict[str, Any]], Iterator[Message]]] = {
    "best": _best,
    "every": _every,
    "every_frame": _all,
    "keyframes": _keyframes,
    "at": _at,
    "shots": _shots,
}

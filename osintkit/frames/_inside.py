"""The inner half of ``osintkit frames``: one pass over the decoded frames, in the confined child.

Every function takes an opened file and what is wanted, and yields messages: ``opened``, ``progress``,
``shot``, ``frame`` (with RGB pixels) and ``ended``.
"""

from collections import deque
from collections.abc import Callable, Iterator
from typing import Any

import cv2
import numpy as np

from osintkit.blocks import BlockReader
from osintkit.frames.choose import Chosen
from osintkit.frames.onepass import OnePass, ShotFound
from osintkit.hash.picture import fields_of
from osintkit.media import scan as scanning
from osintkit.media.door.wire import Message
from osintkit.media.picture import SLACK_S, Moving, Picture, Rgb

_WALK_S = 60.0
"""How far apart two times asked for may be to decode on from one to the other."""


def scan(reader: BlockReader, parameters: dict[str, Any]) -> Iterator[Message]:
    """Decode one file and send what was asked for.

    Args:
        reader: the evidence.
        parameters: the fields of `osintkit.frames.step.Wanted` that matter here, and ``cpu_s``.

    Raises:
        InputError: it cannot be opened, or no frame of it can be decoded.
    """
    return scanning.scan(reader, parameters, _look)


def _look(opened: Moving, parameters: dict[str, Any]) -> Iterator[Message]:
    pick = _still if opened.still else _PICKS[parameters["pick"]]
    return pick(opened, parameters)


def _ranged(opened: Moving, parameters: dict[str, Any], **more: bool) -> Iterator[Picture]:
    return opened.pictures(from_s=parameters["from_s"], to_s=parameters["to_s"], **more)


def _frame(
    picture: Picture, role: str, parameters: dict[str, Any], *, shot: int | None = None,
    sharpness: float | None = None,
) -> Message:  # fmt: skip
    """One picture as a message, reduced when that was asked for."""
    shown = picture.rgb()
    pixels = _reduced(shown, parameters["size_px"])
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
        **fields_of(shown),
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
        yield scanning.progress(picture)


def _keyframes(opened: Moving, parameters: dict[str, Any]) -> Iterator[Message]:
    for picture in _limited(_ranged(opened, parameters, only_keyframes=True), parameters):
        yield _frame(picture, "keyframe", parameters)
        yield scanning.progress(picture)


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
        yield scanning.progress(picture)


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
            yield scanning.progress(picture)
            if not wanted or wanted[0] > until_s:
                break
        else:
            missing.extend(wanted)
            break
    if missing:
        times = ", ".join(f"{time_s:.3f} s" for time_s in missing)[:800]
        says = f"There is no picture at {times}. {scanning.end_of(opened)}"
        yield Message("problem", {"code": "time_outside", "says": says})


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
                yield scanning.progress(item)


_PICKS: dict[str, Callable[[Moving, dict[str, Any]], Iterator[Message]]] = {
    "best": _best,
    "every": _every,
    "every_frame": _all,
    "keyframes": _keyframes,
    "at": _at,
    "shots": _shots,
}

"""One look through an opened file, in the confined child: what every step's inner half does around its own.

Messages: ``opened`` with the length and whether it is a still, those of the step, ``progress`` now and
then, ``ended`` with what the streams are and what limits the result.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Any

from osintkit.blocks import BlockReader
from osintkit.errors import FailureCode, InputError
from osintkit.media.door.wire import Message
from osintkit.media.opening import open_pictures
from osintkit.media.picture import Moving, Picture, Problem

Look = Callable[[Moving, dict[str, Any]], Iterator[Message]]
"""A step's own part: messages about the pictures of an opened file. One of kind ``problem`` holds the
fields of a `Problem`; those of kind ``progress`` come from `progress`."""

_TICK_S = 0.5
_BUDGET = 0.9
"""Part of the CPU limit after which the look ends by itself and says so, instead of being ended."""


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


def scan(reader: BlockReader, parameters: dict[str, Any], look: Look) -> Iterator[Message]:
    """Open a file and send what ``look`` finds in it.

    Args:
        reader: the evidence.
        parameters: those of the look, and ``cpu_s``, the limit on this process.
        look: the step's own part.

    Raises:
        InputError: it cannot be opened, or no frame of it can be decoded.
    """
    opened = open_pictures(reader)
    yield Message("opened", {"duration_s": opened.duration_s, "still": opened.still})
    stopped: list[Problem] = []
    found = 0
    for message in _watched(look(opened, parameters), stopped, parameters["cpu_s"]):
        found += message.kind != "progress"
        yield message
    problems = [*opened.problems(), *stopped]
    if not found:
        raise _nothing(opened, problems)
    yield Message("ended", {"streams": opened.facts, "problems": list(map(asdict, problems))})


def progress(picture: Picture) -> Message:
    """How far the look has come."""
    return Message("progress", {"done_s": picture.seconds})


def end_of(opened: Moving) -> str:
    """A sentence on where the decoded pictures end; empty when none was decoded."""
    ends = [stream["decoded_to_s"] for stream in opened.facts if stream.get("decoded_to_s") is not None]
    return f"The video ends at {max(ends):.3f} s." if ends else ""


def _watched(messages: Iterator[Message], stopped: list[Problem], cpu_s: float) -> Iterator[Message]:
    """Pass messages on and set problems aside; end the look when the CPU budget is spent."""
    ticker = _Ticker(cpu_s)
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


def _nothing(opened: Moving, problems: list[Problem]) -> InputError:
    says = " ".join(problem.says for problem in problems)
    if any(stream.get("decoded_frames") for stream in opened.facts):
        return InputError(
            FailureCode.NO_FRAMES,
            f"There is no frame at the times that were asked for. {says or end_of(opened)}".rstrip(),
            "Look at the file's length with `osintkit frames --shots`.",
            stage="decode",
        )
    return InputError(
        FailureCode.NO_FRAMES,
        f"Not one frame could be decoded. {says}".rstrip(),
        "The file may be damaged, encrypted, or only the head of a stream: ask for the original.",
        stage="decode",
    )

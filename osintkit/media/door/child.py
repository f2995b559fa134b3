"""What runs in the confined child: one job on one file, then the process ends."""

import os
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any, NoReturn

from osintkit.blocks import BlockReader
from osintkit.errors import FailureCode, InputError
from osintkit.media.door import wire
from osintkit.media.door.confine import Limits, lock_down

_OPENCV_NO_MEMORY = -4
Inside = Callable[[BlockReader, dict[str, Any]], Iterator[wire.Message]]


def resolve(dotted: str) -> Inside:
    """The inner half of a step, from ``"osintkit.frames._inside:scan"``: our own caller names it."""
    module, _, name = dotted.partition(":")
    function: Inside = getattr(import_module(module), name)
    return function


def serve(evidence_fd: int, channel: wire.Channel, *, parent_pid: int | None = None) -> NoReturn:
    """Take one job from the channel, lock the process down, do it, send answers, end.

    ``parent_pid`` is who must still be there: the child ends with its parent.

    The process ends by `os._exit`: decoder threads that were not drained can hang an ordinary exit.
    """
    request = wire.receive(channel)
    if request is None:
        os._exit(0)
    job = request.fields
    function = resolve(job["function"])
    reader = BlockReader(evidence_fd, job["size_bytes"], bytes(request.payload))
    confinement = lock_down(
        Limits(memory_bytes=job["memory_bytes"], cpu_s=job["cpu_s"]),
        landlock=job["landlock"],
        seccomp=job["seccomp"],
        parent_pid=parent_pid,
    )
    wire.send(
        channel,
        "confined",
        {
            "level": confinement.level,
            "landlock_abi": confinement.landlock_abi,
            "seccomp": confinement.seccomp,
            "limits": list(confinement.limits),
            "verified": confinement.verified,
        },
    )
    try:
        _answer(function, reader, job["parameters"], channel)
        os._exit(0)
    finally:
        os._exit(1)  # what went wrong cannot be told any more


def nothing(reader: BlockReader, parameters: dict[str, Any]) -> Iterator[wire.Message]:
    """A job that does nothing: what is wanted is how its process is confined."""
    del reader, parameters
    yield from ()


def _answer(function: Inside, reader: BlockReader, parameters: dict[str, Any], channel: wire.Channel) -> None:
    try:
        for message in function(reader, parameters):
            wire.send(channel, message.kind, message.fields, message.payload)
        ending = wire.Message("done", {})
    except InputError as error:
        ending = _failure(error.code, error.says, error.do, error.stage)
    except BrokenPipeError:
        os._exit(0)
    except Exception as error:  # noqa: BLE001 - whatever a decoder raises costs this file only
        ending = _stopped(error)
    ending = _not_read(reader) or ending
    wire.send(channel, ending.kind, ending.fields)


def _stopped(error: Exception) -> wire.Message:
    """What an exception of a decoder comes to."""
    if isinstance(error, MemoryError) or getattr(error, "code", None) == _OPENCV_NO_MEMORY:
        return _failure(
            FailureCode.LIMIT_MEMORY,
            "Decoding needs more memory than one file is allowed.",
            "The file may be made to exhaust memory. --from and --to examine a part of it.",
            "decode",
        )
    says = f"The decoder stopped with {type(error).__name__}: {error}"
    return _failure(FailureCode.CRASHED, says, "", "decode")


def _not_read(reader: BlockReader) -> wire.Message | None:
    """The failure when the file itself was the trouble, whatever the decoder made of it."""
    if reader.changed:
        return _failure(
            FailureCode.INPUT_CHANGED,
            "The file changed while it was being examined.",
            "Work on a copy that nothing writes to, and run again.",
            "read",
        )
    if reader.unreadable:
        return _failure(
            FailureCode.UNREADABLE,
            f"A part of the file could not be read ({reader.unreadable}).",
            "The disk or the connection may be failing: copy the file elsewhere and run again.",
            "read",
        )
    return None


def _failure(code: FailureCode, says: str, do: str, stage: str) -> wire.Message:
    plain = says.encode("ascii", "backslashreplace").decode()[:600]
    return wire.Message("failure", {"code": code.value, "says": plain, "do": do, "stage": stage})

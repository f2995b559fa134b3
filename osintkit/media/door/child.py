"""What runs in the confined child: one job on one file, then the process ends."""

import os
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any, NoReturn

from osintkit.blocks import BlockReader
from osintkit.errors import FailureCode, InputError
from osintkit.media.door import wire
from osintkit.media.door.confine import Confinement, Limits, lock_down
from osintkit.media.door.unread import unread
from osintkit.media.door.words import DECODING, Words

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
    tell_of(confinement, channel)
    try:
        _answer(function, reader, job["parameters"], channel)
        os._exit(0)
    finally:
        os._exit(1)  # what went wrong cannot be told any more


def tell_of(confinement: Confinement, channel: wire.Channel) -> None:
    """Say how this process is confined: the first that its caller hears."""
    fields = {
        "level": confinement.level,
        "landlock_abi": confinement.landlock_abi,
        "seccomp": confinement.seccomp,
        "limits": list(confinement.limits),
        "verified": confinement.verified,
    }
    wire.send(channel, "confined", fields)


def nothing(reader: BlockReader, parameters: dict[str, Any]) -> Iterator[wire.Message]:
    """A job that does nothing: what is wanted is how its process is confined."""
    del reader, parameters
    yield from ()


def _answer(function: Inside, reader: BlockReader, parameters: dict[str, Any], channel: wire.Channel) -> None:
    def send_all() -> wire.Message:
        for message in function(reader, parameters):
            wire.send(channel, message.kind, message.fields, message.payload)
        return wire.Message("done", {})

    last = ending(send_all, DECODING)
    if (error := unread(reader)) is not None:
        last = _failure(error)
    wire.send(channel, last.kind, last.fields)


def ending(work: Callable[[], wire.Message], words: Words) -> wire.Message:
    """What a job comes to: what it returns, or the failure that it ended with, in these words."""
    try:
        return work()
    except InputError as error:
        return _failure(error)
    except BrokenPipeError:
        os._exit(0)
    except Exception as error:  # noqa: BLE001 - whatever a decoder raises costs this file only
        return _stopped(error, words)


def _stopped(error: Exception, words: Words) -> wire.Message:
    """What an exception of a decoder comes to."""
    if isinstance(error, MemoryError) or getattr(error, "code", None) == _OPENCV_NO_MEMORY:
        says = f"{words.doing} needs more memory than one file is allowed."
        do = f"The file may be made to exhaust memory. {words.instead}"
        return _failure(InputError(FailureCode.LIMIT_MEMORY, says, do, stage=words.stage))
    says = f"The {words.who} stopped with {type(error).__name__}: {error}"
    return _failure(InputError(FailureCode.CRASHED, says, stage=words.stage))


def _failure(error: InputError) -> wire.Message:
    plain = error.says.encode("ascii", "backslashreplace").decode()[:600]
    return wire.Message(
        "failure", {"code": error.code.value, "says": plain, "do": error.do, "stage": error.stage}
    )

"""The parent's side of the door: run a step's inner half on one open file, confined.

``run("osintkit.frames._inside:scan", evidence, parameters)`` yields what that function yields, as it
yields it, with every limit checked again on this side. The function's parameters and answers are JSON
values and raw bytes. Whoever calls checks the *content* of the answers against a schema: the child may
have been taken over by the file it reads.
"""

import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from types import TracebackType
from typing import Any, Self

from osintkit.errors import ConfinementMissing, FailureCode, InputError
from osintkit.evidence import Evidence
from osintkit.media.door import start
from osintkit.media.door.talk import Talk, confined, told
from osintkit.media.door.watchdog import Patience
from osintkit.media.door.wire import Message
from osintkit.media.door.words import DECODING
from osintkit.records import Confinement

MEMORY_BYTES = 4 << 30
OUTPUT_BYTES = 8 << 30
CPU_S = 300
CPU_S_PER_MIB = 2
_MESSAGE_BYTES = 512
"""What a message counts besides its pixels, so that a flood of small ones ends too."""
_WALL_PER_CPU = 10
"""How much longer than its CPU limit a child may let us wait in all."""
PATIENCE_S = 60.0
"""How long a child may go without a sign of progress. Wall clock: only the last net behind the CPU limit,
which gives the same outcome on a busy machine."""


def cpu_limit_s(size_bytes: int) -> int:
    """The CPU seconds one file may cost: a fixed part and one that grows with its size."""
    return CPU_S + CPU_S_PER_MIB * (size_bytes >> 20)


def run(
    function: str,
    evidence: Evidence,
    parameters: Mapping[str, Any],
    *,
    needs: Sequence[str] = (),
    patience_s: float = PATIENCE_S,
) -> Iterator[Message]:
    """Run ``"osintkit.<step>._inside:<name>"`` on one file in a confined child.

    Closing the generator ends the child.

    Args:
        function: what to run.
        evidence: the open file.
        parameters: JSON values for the function.
        needs: modules that the function will import, since it cannot once it is confined.
        patience_s: how long the child may go without a sign of progress.

    Yields:
        The child's messages. Kind, fields and payload are untrusted. A message of kind
        ``confinement_reduced`` comes first when the child has fewer layers than `confinement` said.

    Raises:
        InputError: the file could not be examined, the child died, or a limit was reached.
        Missing: a library the child needs is not installed.
        Cancelled: ``evidence.stop`` was set.
    """
    job = {
        "function": function,
        "needs": list(needs),
        "parameters": dict(parameters),
        "size_bytes": evidence.size_bytes,
        "cpu_s": cpu_limit_s(evidence.size_bytes),
    }
    with _Conversation(job, evidence.fd, evidence.blocks, patience_s, evidence.stop) as conversation:
        if conversation.confinement.level < confinement().level:
            yield Message("confinement_reduced", {"level": conversation.confinement.level})
        yield from _within_limit(conversation)


def ask(function: str, *, needs: Sequence[str] = ()) -> dict[str, Any]:
    """The fields of the first answer of a job without a file; ``needs`` as in `run`."""
    with _without_file(function, needs) as conversation:
        message = conversation.next()
    return message.fields if message is not None else {}


@cache
def confinement() -> Confinement:
    """What really confines a child on this machine, found out by one that tried.

    Raises:
        Missing: a library the child needs is not installed.
    """
    with _without_file("osintkit.media.door.child:nothing") as conversation:
        return conversation.confinement


@contextmanager
def _without_file(function: str, needs: Sequence[str] = ()) -> Iterator["_Conversation"]:
    nothing = os.open(os.devnull, os.O_RDONLY)
    try:
        job = {"function": function, "needs": list(needs)}
        with _Conversation(job, nothing, b"", PATIENCE_S, threading.Event()) as conversation:
            yield conversation
    finally:
        os.close(nothing)


def insist_on(found: Confinement) -> None:
    """Insist on every layer.

    Raises:
        ConfinementMissing: this system does not offer them all.
    """
    if found.level < 3 or not found.verified:
        raise ConfinementMissing(
            f"Full confinement is required, but only level {found.level} of 3 is available here.",
            "Use a Linux kernel of 5.13 or later with Landlock and seccomp, or leave out "
            "--require-confinement.",
        )


def _within_limit(conversation: "_Conversation") -> Iterator[Message]:
    output_bytes = 0
    while (message := conversation.next()) is not None:
        output_bytes += _MESSAGE_BYTES + len(message.payload)
        if output_bytes > OUTPUT_BYTES:
            raise InputError(
                FailureCode.LIMIT_OUTPUT,
                f"The file would give more than {OUTPUT_BYTES >> 30} GiB of pictures.",
                "Ask for fewer with --max, --every or --from and --to.",
                stage="decode",
            )
        yield message


class _Conversation(Talk):
    """One child for one file, from its first message to its end."""

    def __init__(
        self, job: dict[str, Any], evidence_fd: int, blocks: bytes, patience_s: float, stop: threading.Event
    ) -> None:
        modules = [job["function"].partition(":")[0], *job.get("needs", ())]
        limits = {"memory_bytes": MEMORY_BYTES, "landlock": True, "seccomp": True}
        job = {"parameters": {}, "size_bytes": 0, "cpu_s": CPU_S, **limits, **job}
        patience = Patience(silent_s=patience_s, total_s=_WALL_PER_CPU * job["cpu_s"])
        super().__init__(start.child(modules, evidence_fd), patience, DECODING, stop)
        try:
            self.send("job", job, blocks)
            self.confinement = confined(self.receive(), start.method())
        except BaseException:
            self.close()
            raise

    def next(self) -> Message | None:
        """The next answer; None when the child says that it is done."""
        message = self.receive()
        if message.kind == "done":
            return None
        if message.kind == "failure":
            raise told(message.fields)
        return message

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

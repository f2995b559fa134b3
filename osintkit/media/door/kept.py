"""The caller's side of workers that are kept for many files, for what is quick and memory-safe.

``answer("osintkit.meta._inside:read", evidence, parameters)`` asks a worker that is idle, or a new one. A
worker that dies, or is ended over one file, costs that file only; the next file has a new one.
"""

import atexit
import os
import threading
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from osintkit.blocks import BlockReader
from osintkit.errors import FailureCode, InputError, OsintkitError
from osintkit.evidence import Evidence
from osintkit.media.door import start, wire
from osintkit.media.door.keeping import FIRST_BYTES, MOST_READS
from osintkit.media.door.talk import Talk, confined, disagrees, told
from osintkit.media.door.unread import unread
from osintkit.media.door.watchdog import Patience
from osintkit.media.door.words import READING
from osintkit.records import Confinement

PATIENCE = Patience(silent_s=20.0, total_s=60.0, cpu_s=5.0)
_MOST_FILES = 5000
"""After so many files a worker is replaced: whatever has piled up in it goes."""
_READS_PER_FILE = MOST_READS + 16
_LARGEST_ANSWER = 32 << 20


def answer(function: str, evidence: Evidence, parameters: Mapping[str, Any]) -> bytes:
    """What ``"osintkit.<step>._inside:<name>"`` says about one file, asked in a confined worker.

    Args:
        function: takes the file (`osintkit.media.door.keeping.Asked`) and the parameters, returns bytes.
        evidence: the open file.
        parameters: JSON values for the function.

    Returns:
        The untrusted answer.

    Raises:
        InputError: the file could not be examined, the worker died, or a limit was reached.
        Missing: a library the worker needs is not installed.
        Cancelled: ``evidence.stop`` was set.
    """
    worker = _IDLE.taken(function)
    was_fresh = worker.fresh
    try:
        return _asked(worker, evidence, parameters)
    except InputError:
        if was_fresh or not worker.exhausted:
            raise
    # What earlier files left in it must not decide what is said of this one.
    return _asked(_Worker(function), evidence, parameters)


def _asked(worker: "_Worker", evidence: Evidence, parameters: Mapping[str, Any]) -> bytes:
    try:
        found = worker.answer(evidence, parameters)
    except InputError:
        _IDLE.give_back(worker)  # unless it has ended over it, it is as good as before
        raise
    except BaseException:
        worker.close()
        raise
    _IDLE.give_back(worker)
    return found


def confinement(function: str) -> Confinement:
    """What really confines a worker for ``function``, as it found by trying.

    Raises:
        Missing: a library the worker needs is not installed.
    """
    worker = _IDLE.taken(function)
    _IDLE.give_back(worker)
    return worker.confinement


def forget() -> None:
    """End the workers that nobody is asking at the moment."""
    _IDLE.close()


def pids() -> list[int]:
    """Processes of the workers that nobody is asking at the moment."""
    return _IDLE.pids()


class _Worker(Talk):
    """One worker and what it is asked.

    Attributes:
        function: what it does.
        exhausted: its memory was full, or it has ended by itself.
    """

    def __init__(self, function: str) -> None:
        self.function = function
        self.exhausted = False
        self._files = 0
        self._confinement: Confinement | None = None
        worker = start.worker(function)
        self._pid = worker.pid
        super().__init__(worker, PATIENCE, READING, threading.Event(), self._cpu_used_s)

    @property
    def pid(self) -> int:
        return self._pid

    @property
    def fresh(self) -> bool:
        return not self._files

    @property
    def worn(self) -> bool:
        return self._files >= _MOST_FILES

    @property
    def confinement(self) -> Confinement:
        if self._confinement is None:
            self._confinement = confined(self.receive(), "spawn")
        return self._confinement

    def answer(self, evidence: Evidence, parameters: Mapping[str, Any]) -> bytes:
        self.next_file(evidence.stop)
        self._files += 1
        _ = self.confinement
        question = {"size_bytes": evidence.size_bytes, "parameters": dict(parameters)}
        self.send("question", question, evidence.first[:FIRST_BYTES])
        reader = BlockReader(evidence.fd, evidence.size_bytes, evidence.blocks, evidence.first)
        message = self.receive()
        for _ in range(_READS_PER_FILE):
            if message.kind != "read":
                break
            self.send("bytes", {}, self._read(reader, message.fields))
            message = self.receive()
        return self._checked(message)

    def _checked(self, message: wire.Message) -> bytes:
        if message.kind == "failure":
            error = told(message.fields)
            if error.code is FailureCode.LIMIT_MEMORY:
                self.exhausted = True
                self.close()  # what filled its memory may still be there
            raise error
        if message.kind != "answer" or len(message.payload) > _LARGEST_ANSWER:
            self.close()
            raise disagrees(f"a message of kind {message.kind[:40]!r}")
        return bytes(message.payload)

    def _read(self, reader: BlockReader, untrusted_fields: Mapping[str, Any]) -> bytes:
        offset, length = untrusted_fields.get("offset"), untrusted_fields.get("length")
        if (
            not isinstance(offset, int)
            or not isinstance(length, int)
            or not 0 < length <= wire.LARGEST_PAYLOAD
        ):
            self.close()
            raise disagrees("a place to read")
        try:
            return reader.at(offset, length)
        except OSError as error:
            self.close()
            raise (unread(reader) or error) from error

    def _died(self) -> OsintkitError:
        error = super()._died()
        self.exhausted = not self.ended_by_us
        return error

    def _cpu_used_s(self) -> float | None:
        """Processor time of the worker so far, from outside, since it may no longer be ours."""
        with suppress(OSError, ValueError, IndexError):
            fields = Path(f"/proc/{self._pid}/stat").read_bytes().rpartition(b") ")[2].split()
            return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        return None


class _Idle:
    """The workers that nobody is asking at the moment."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._workers: list[_Worker] = []

    def taken(self, function: str) -> _Worker:
        with self._lock:
            for worker in self._workers:
                if worker.function == function:
                    self._workers.remove(worker)
                    return worker
        return _Worker(function)

    def give_back(self, worker: _Worker) -> None:
        if worker.worn:
            worker.close()
        elif not worker.ended:
            with self._lock:
                self._workers.append(worker)

    def pids(self) -> list[int]:
        with self._lock:
            return [worker.pid for worker in self._workers]

    def disown(self) -> None:
        """In a fork of the caller: they are not its own, and must not be asked or ended by it."""
        self._lock = threading.Lock()
        self._workers = []

    def close(self) -> None:
        while self._workers:
            self._workers.pop().close()


_IDLE = _Idle()
atexit.register(forget)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_IDLE.disown)

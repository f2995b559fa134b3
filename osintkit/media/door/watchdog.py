"""Ends a child that lets its caller wait too long, costs too much, or is not wanted any more."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from osintkit.errors import Cancelled, FailureCode, InputError, OsintkitError
from osintkit.media.door.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long a child may take over one file.

    Attributes:
        silent_s: without a sign of progress, on the wall clock.
        total_s: in all, on the wall clock.
        cpu_s: of processor time, where the system tells it from outside; None leaves it to the child's
            own limit.
    """

    silent_s: float
    total_s: float
    cpu_s: float | None = None


class Watchdog:
    """Looks at a child now and then. The time its caller spends on other things does not count.

    Attributes:
        reason: why the child was ended; None while it was not.
    """

    _LOOK_EVERY_S = 0.2

    def __init__(
        self,
        kill: Callable[[], None],
        patience: Patience,
        words: Words,
        stop: threading.Event,
        cpu_used_s: Callable[[], float | None] = lambda: None,
    ) -> None:
        self.reason: OsintkitError | None = None
        self._kill = kill
        self._patience = patience
        self._words = words
        self._cpu_used_s = cpu_used_s
        self._over = threading.Event()
        self.next_file(stop)
        self._thread = threading.Thread(target=self._look, name="watchdog", daemon=True)
        self._thread.start()

    def next_file(self, stop: threading.Event) -> None:
        """Count from the beginning; ``stop`` is set when the file is not wanted any more."""
        self._stop = stop
        self._waited_s = 0.0
        self._waiting_since: float | None = None
        self._cpu_before_s: float | None = None

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """While the caller waits for the child."""
        self._waiting_since = time.monotonic()
        try:
            yield
        finally:
            self._waited_s += time.monotonic() - self._waiting_since
            self._waiting_since = None

    def end(self) -> None:
        """Look no more."""
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._over.wait(self._LOOK_EVERY_S):
            self.reason = self._why()
            if self.reason is not None:
                self._kill()
                return

    def _why(self) -> OsintkitError | None:
        if self._stop.is_set():
            return Cancelled("The examination was stopped.")
        since = self._waiting_since
        waited_s = 0.0 if since is None else time.monotonic() - since
        patience = self._patience
        if waited_s > patience.silent_s:
            return self._too_slow(f"made no progress for {patience.silent_s:.0f} s")
        if self._waited_s + waited_s > patience.total_s:
            return self._too_slow(f"was not done after {patience.total_s:.0f} s")
        return too_costly(self._words) if self._spent() else None

    def _too_slow(self, how: str) -> InputError:
        words = self._words
        says = f"{words.doing} {how} and was stopped."
        do = f"The file may be made to hang {words.who}s. {words.instead}"
        return InputError(FailureCode.LIMIT_TIME, says, do, stage=words.stage)

    def _spent(self) -> bool:
        """Whether the file has cost more processor time than it may, since this was first looked at."""
        if self._patience.cpu_s is None or self._waiting_since is None:
            return False
        used_s = self._cpu_used_s()
        if used_s is None:
            return False
        if self._cpu_before_s is None:
            self._cpu_before_s = used_s
        return used_s - self._cpu_before_s > self._patience.cpu_s


def too_costly(words: Words) -> InputError:
    """The error for a file that used up its processor time."""
    says = f"{words.doing} used up the CPU time that a file of this size is allowed."
    do = f"The file may be made to exhaust computers. {words.instead}"
    return InputError(FailureCode.LIMIT_CPU, says, do, stage=words.stage)

"""What is said to one child and heard from it, until it ends: the same for one file and for many."""

import threading
from collections.abc import Callable, Mapping
from signal import Signals
from typing import Any, Literal

from pydantic import ValidationError

from osintkit.errors import FailureCode, InputError, OsintkitError
from osintkit.media.door import start, wire
from osintkit.media.door.watchdog import Patience, Watchdog, too_costly
from osintkit.media.door.wire import Message
from osintkit.media.door.words import Words
from osintkit.records import Confinement, without_surrogates

_LAST_BREATH_S = 2.0


class Talk:
    """The caller's end of a child's channel, with a watchdog.

    Args:
        child: it was just started.
        patience: how long it may take.
        words: for what goes wrong.
        stop: set when the file is not wanted any more.
        cpu_used_s: the child's processor time, where that can be told from outside.
    """

    def __init__(
        self,
        child: start.Child,
        patience: Patience,
        words: Words,
        stop: threading.Event,
        cpu_used_s: Callable[[], float | None] = lambda: None,
    ) -> None:
        self._child = child
        self._words = words
        self._ended: start.Ended | None = None
        self._watch = Watchdog(child.kill, patience, words, stop, cpu_used_s)

    @property
    def ended(self) -> bool:
        """It cannot be asked any more."""
        return self._ended is not None

    @property
    def ended_by_us(self) -> bool:
        """It took too long, or was not wanted any more."""
        return self._watch.reason is not None

    def next_file(self, stop: threading.Event) -> None:
        """Count its time from the beginning."""
        self._watch.next_file(stop)

    def send(self, kind: str, fields: Mapping[str, Any], payload: wire.Payload = b"") -> None:
        """Say something.

        Raises:
            OsintkitError: the child has died; why.
        """
        try:
            with self._watch.waiting():
                wire.send(self._child.channel, kind, fields, payload)
        except OSError as error:
            raise self._died() from error

    def receive(self) -> Message:
        """What it says next.

        Raises:
            OsintkitError: it has died, or does not keep to what was agreed on.
        """
        try:
            with self._watch.waiting():
                message = wire.receive(self._child.channel)
        except (wire.Torn, OSError) as error:
            raise self._died() from error
        except wire.WireError as error:
            self.close()
            raise disagrees(type(error).__name__) from error
        if message is None:
            raise self._died()
        return message

    def close(self, wait_s: float = 0.0) -> start.Ended:
        """End it, and say how it went."""
        if self._ended is None:
            self._watch.end()
            self._ended = self._child.close(wait_s=wait_s)
        return self._ended

    def _died(self) -> OsintkitError:
        """Why the channel has closed. A child that is dying is given time to say with what code."""
        ended = self.close(wait_s=_LAST_BREATH_S)
        if ended.missing:
            return start.cannot_import(ended.missing)
        return self._watch.reason or death(ended.code, self._words)


def disagrees(what: str) -> InputError:
    """The error for an answer that is not what was agreed on with the child."""
    return InputError(
        FailureCode.CRASHED,
        f"The decoder's answer is not of the agreed form ({what}).",
        "Treat the file as hostile: it may have taken over its decoder.",
        stage="decode",
    )


def confined(message: Message, method: Literal["fork", "spawn"]) -> Confinement:
    """How a child says that it is confined: the first that is heard of it.

    Raises:
        Missing: it could not import what it needs.
        InputError: it says something else.
    """
    if message.kind == "missing":
        raise start.cannot_import(str(message.fields.get("says", ""))[:300])
    try:
        return Confinement.model_validate({**message.fields, "start": method})
    except ValidationError as error:
        raise disagrees(type(error).__name__) from error


def told(fields: dict[str, Any]) -> InputError:
    """A failure in the child's own words, which are untrusted: known code, plain text, bounded."""
    codes = {code.value: code for code in FailureCode}
    return InputError(
        codes.get(_plain(fields.get("code")), FailureCode.CRASHED),
        _plain(fields.get("says")) or "The decoder failed.",
        _plain(fields.get("do")),
        stage=_plain(fields.get("stage"))[:20] or "decode",
    )


def _plain(value: object) -> str:
    return str(without_surrogates(value))[:600] if isinstance(value, str) else ""


def death(code: int | None, words: Words) -> InputError:
    """What an exit code says about a child that ended without saying anything itself."""
    name = _signal_name(code)
    if name == "SIGXCPU":
        return too_costly(words)
    if name == "SIGKILL":
        says = f"The system ended the {words.who}, most likely for lack of memory."
        return InputError(FailureCode.LIMIT_MEMORY, says, words.less, stage=words.stage)
    if code is None:
        says = f"The {words.who} was ended from outside, or stopped answering."
        do = "Run again; if it happens again, treat the file as hostile."
        return InputError(FailureCode.CRASHED, says, do, stage=words.stage)
    how = f"with {name}" if name else f"with exit code {code}"
    says = f"The {words.who} crashed {how}; it was confined, and nothing else was harmed."
    do = f"Treat the file as hostile until shown otherwise. {words.crashed}"
    return InputError(FailureCode.CRASHED, says, do, stage=words.stage)


def _signal_name(code: int | None) -> str:
    try:
        return Signals(-code).name if code is not None and code < 0 else ""
    except ValueError:
        return f"signal {-(code or 0)}"

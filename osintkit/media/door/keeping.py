"""The worker that is kept for many files: what runs there, one file after the other, confined.

It holds no file. What it is to read comes with the question, and more when it asks for it, so that its
caller decides what it sees. For readers that are memory-safe and quick: a process for each file would
cost more than the reading.
"""

import gc
import os
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, NoReturn, cast

from osintkit.media.door import wire
from osintkit.media.door.child import ending, resolve, tell_of
from osintkit.media.door.confine import Limits, lock_down
from osintkit.media.door.spawned import taken_over
from osintkit.media.door.words import READING

PAGE_BYTES = 1 << 16
FIRST_BYTES = 60 << 10
"""How much of a file comes with the question: most metadata of pictures, and what a pipe takes at once."""
MEMORY_BYTES = 160 << 20
"""Address space; an interpreter with nothing loaded has a seventh of it."""
_CPU_S = 1 << 20
_GARBAGE = 100_000
_KEPT_PAGES = 64

MOST_READS = 16_384
"""Questions about one file, a second's worth; whoever follows a longer chain stops there."""


class TooMany(Exception):
    """More reads of one file than anybody waits for."""


Answering = Callable[["Asked", dict[str, Any]], bytes]


class Asked:
    """The file in question, read by position through its caller.

    Attributes:
        size_bytes: its length.
    """

    def __init__(self, channel: wire.Channel, size_bytes: int, first: bytes) -> None:
        self.size_bytes = size_bytes
        self._channel = channel
        self._first = first
        self._reads = 0
        self._pages: OrderedDict[int, bytes] = OrderedDict()

    def at(self, offset: int, length: int) -> bytes:
        """Up to ``length`` bytes from ``offset``; fewer only at the end of the file."""
        end = min(offset + length, self.size_bytes)
        if offset >= end or offset < 0:
            return b""
        if end <= len(self._first):
            return self._first[offset:end]
        if end - offset > PAGE_BYTES:
            return self._ask(offset, end - offset)
        first, last = offset // PAGE_BYTES, (end - 1) // PAGE_BYTES
        data = self._page(first) if first == last else self._page(first) + self._page(last)
        start = offset - first * PAGE_BYTES
        return data[start : start + end - offset]

    def _page(self, number: int) -> bytes:
        kept = self._pages.get(number)
        if kept is None:
            kept = self._pages[number] = self._ask(number * PAGE_BYTES, PAGE_BYTES)
            if len(self._pages) > _KEPT_PAGES:
                self._pages.popitem(last=False)
        return kept

    def _ask(self, offset: int, length: int) -> bytes:
        self._reads += 1
        if self._reads > MOST_READS:
            says = f"The file is in too many pieces: after {MOST_READS} reads the rest was left."
            raise TooMany(says)
        wire.send(self._channel, "read", {"offset": offset, "length": length})
        answer = wire.receive(self._channel)
        if answer is None:
            os._exit(0)  # nobody listens any more
        return bytes(answer.payload)


def main(function: str) -> NoReturn:
    """Answer one question after the other over standard input and output, until they end."""
    channel = taken_over()
    try:
        answering = cast("Answering", resolve(function))
    except ImportError as error:
        wire.send(channel, "missing", {"says": str(error)})
        os._exit(0)
    gc.freeze()
    gc.set_threshold(_GARBAGE)  # looking for some after every few values would cost a tenth of the time
    tell_of(lock_down(Limits(memory_bytes=MEMORY_BYTES, cpu_s=_CPU_S)), channel)
    while (question := wire.receive(channel)) is not None:
        answer = _answer(answering, question, channel)
        wire.send(channel, answer.kind, answer.fields, answer.payload)
    os._exit(0)


def _answer(answering: Answering, question: wire.Message, channel: wire.Channel) -> wire.Message:
    source = Asked(channel, question.fields["size_bytes"], bytes(question.payload))
    return ending(
        lambda: wire.Message("answer", {}, answering(source, question.fields["parameters"])), READING
    )

"""One command's records from the first line to the last, and the exit code they come to."""

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

from osintkit.errors import ExitCode
from osintkit.output.progress import Display
from osintkit.output.streams import Put, guarded_stdout, record_file, telling, writer
from osintkit.records import Caveat, Failure, Record, Run, Summary
from osintkit.records.progress import Progress

Condition = Callable[[Record], bool]


@dataclass(frozen=True, slots=True)
class Destination:
    """Where records go and how they look.

    Attributes:
        shape: ``auto``, ``table``, ``ndjson`` or ``csv``.
        output: a file for the records; then the terminal shows the table, and a pipe nothing.
        force: replace that file.
    """

    shape: str = "auto"
    output: Path | None = None
    force: bool = False


def deliver(
    run: Run,
    items: Iterable[Record | Progress],
    to: Destination,
    *,
    files: int | None,
    exit_code: int = ExitCode.OK,
    fail_if: Condition | None = None,
) -> int:
    """Write the Run, every record as it comes, and the Summary.

    Args:
        run: the first line.
        items: what a step yields.
        to: where to.
        files: how many files there are, None when that is not known.
        exit_code: what is known of it already.
        fail_if: the condition that was asked about.

    Returns:
        The exit code: 10 when a record met the condition; else the one given, or for 0 3 when a Failure
        or an ``incomplete`` Caveat was among the records.

    Raises:
        OutputError: a stream takes no more.
    """
    tally = _Tally(exit_code, fail_if)
    with _puts(to) as put, Display(files) as display:
        for item in chain([run], items):
            if isinstance(item, Record):
                tally.count(item)
                display.clear()
                put(item)
            display.show(item)
        display.clear()
        put(tally.summary())
    return tally.exit_code


def deliver_bytes(parts: Iterable[bytes], to: Destination) -> None:
    """Write what is no record: a list for another program.

    Args:
        parts: of the list, in order.
        to: where to; its shape does not matter.

    Raises:
        OutputError: the file is there already, or takes no more.
        BrokenPipeError: whoever read it has gone away.
    """
    if to.output is not None:
        from osintkit.files import whole  # noqa: PLC0415 - what it needs takes a while to import

        # Unlike records, a list has no last line that tells whether it is whole.
        with whole(to.output, force=to.force) as file:
            file.writelines(parts)
        return
    with guarded_stdout() as stream, telling("standard output"):
        stream.buffer.writelines(parts)
        stream.buffer.flush()


class _Tally:
    """What a run has come to so far."""

    def __init__(self, exit_code: int, fail_if: Condition | None) -> None:
        self.exit_code = exit_code
        self._fail_if = fail_if
        self._counts: Counter[str] = Counter()

    def count(self, record: Record) -> None:
        self._counts[record.record_kind] += 1
        failed = isinstance(record, Failure)
        if failed or (isinstance(record, Caveat) and record.kind == "incomplete"):
            self.exit_code = self.exit_code or ExitCode.INCOMPLETE
        if self._fail_if is not None and self._fail_if(record):
            self.exit_code = ExitCode.CONDITION

    def summary(self) -> Summary:
        return Summary(
            files=self._counts["source"],
            counts=dict(self._counts),
            exit_code=self.exit_code,
            ended=now(),
        )


@contextmanager
def _puts(to: Destination) -> Iterator[Put]:
    """One function that writes a record everywhere it is to go."""
    with ExitStack() as stack:
        puts: list[Put] = []
        if to.output is not None:
            stream = stack.enter_context(record_file(to.output, force=to.force))
            shape = "ndjson" if to.shape in {"auto", "table"} else to.shape
            puts.append(stack.enter_context(writer(stream, shape, str(to.output))))
        if to.output is None or sys.stdout is not None:
            shown = stack.enter_context(guarded_stdout())
            if to.output is None:
                puts.append(stack.enter_context(writer(shown, to.shape, "standard output")))
            elif shown.isatty():
                puts.append(stack.enter_context(writer(shown, "table", "standard output")))

        def put(record: Record) -> None:
            for each in puts:
                each(record)

        yield put


def now() -> str:
    """This moment, RFC 3339, UTC."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")

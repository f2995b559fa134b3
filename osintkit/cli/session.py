"""What every command that examines files does around its step: Run first, Summary last, exit code."""

import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import typer

from osintkit import __version__
from osintkit.batch import Saved, Step, inputs, listed, run
from osintkit.errors import ExitCode, UsageError
from osintkit.media import doctor
from osintkit.output import Destination, deliver, guarded_stdout, say, writer
from osintkit.output.run import now
from osintkit.records import Record, Run, Summary, Unread, decode_lines, decode_text
from osintkit.records.progress import Progress


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the command line said about files and records, the same for every command."""

    files: list[Path]
    recursive: bool = False
    files_from: Path | None = None
    workers: int | None = None
    resume: Path | None = None
    destination: Destination
    require_confinement: bool = False


def examine(command: str, parameters: Mapping[str, object], step: Step, asked: Asked) -> NoReturn:
    """Run ``step`` over what was asked for, deliver the records, and exit.

    Raises:
        typer.Exit: always, with the exit code.
        OsintkitError: nothing could be examined at all.
    """
    head = run_record(command, parameters, require_confinement=asked.require_confinement)
    if asked.resume is not None:
        step = _saved(asked.resume, head).step(step)
    found = list(inputs(_paths(asked), recursive=asked.recursive))
    if not found:
        raise UsageError("No file was given, or none matched.", "osintkit frames video.mp4")
    workers = asked.workers if asked.workers is not None else max(1, (os.cpu_count() or 1) // 2)
    deliver_and_exit(head, run(step, found, workers=workers), asked.destination, files=len(found))


def deliver_and_exit(
    head: Run, items: Iterable[Record | Progress], to: Destination, *, files: int | None = None
) -> NoReturn:
    """Deliver a run's records and exit with what they come to."""
    try:
        code = deliver(head, items, to, files=files)
    except KeyboardInterrupt:
        say("osintkit: interrupted. The records written are whole; there is no Summary.")
        _leave(ExitCode.INTERRUPTED)
    except BrokenPipeError:
        _leave(ExitCode.READER_GONE)
    raise typer.Exit(code)


def run_record(command: str, parameters: Mapping[str, object], *, require_confinement: bool = False) -> Run:
    """The Run record of this process."""
    return Run.model_validate(
        {
            "command": command,
            "argv": sys.argv[1:],
            "version": __version__,
            "libraries": doctor.libraries(),
            "parameters": dict(parameters),
            "confinement": doctor.confinement(required=require_confinement),
            "started": now(),
        }
    )


def _leave(code: int) -> NoReturn:
    """End at once: threads that wait for a child must not hold up the person who stopped us."""
    sys.stderr.flush()
    os._exit(code)


def _paths(asked: Asked) -> Iterator[Path]:
    for path in asked.files:
        if str(path) == "-":
            yield from listed(sys.stdin.buffer.read())
        else:
            yield path
    if asked.files_from is not None:
        yield from listed(_read(asked.files_from))


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise UsageError(f"{path} cannot be read ({reason}).", "Check its name.") from error


def read_records(path: Path) -> Iterator[Record]:
    """The records of a saved stream, ``-`` for stdin; lines that are none are told on stderr.

    Raises:
        UsageError: the file cannot be read or is not text.
    """
    data = sys.stdin.buffer.read() if str(path) == "-" else _read(path)
    for item in decode_lines(decode_text(data).splitlines()):
        if isinstance(item, Unread):
            say(f"osintkit: line {item.number} of {path} is passed over: {item.says}")
        else:
            yield item


def _saved(path: Path, head: Run) -> Saved:
    saved = Saved(read_records(path))
    if saved.run is None:
        raise UsageError(
            f"{path} has no Run record, so nobody can tell what was asked.",
            "Start without --resume.",
        )
    for name in ("command", "version", "libraries", "parameters"):
        if getattr(saved.run, name) != getattr(head, name):
            raise UsageError(
                f"{path} was made with other {name}, so its results do not belong with these.",
                "Repeat the command line of its first record, or start without --resume.",
            )
    return saved


def show_again(path: Path, shape: str) -> NoReturn:
    """Show saved records; the exit code is 0, whatever the run came to."""
    finished = False
    try:
        with guarded_stdout() as stream, writer(stream, shape, "standard output") as put:
            for record in read_records(path):
                finished = isinstance(record, Summary)
                put(record)
    except BrokenPipeError:
        _leave(ExitCode.READER_GONE)
    if not finished:
        say("osintkit: these records have no Summary: the run did not finish.")
    raise typer.Exit(ExitCode.OK)


def examine_installation(to: Destination, *, selftest: bool) -> NoReturn:
    """Deliver what the doctor finds; exit code 4 when a library is missing, 3 when a test failed."""
    found = list(doctor.checks())
    if selftest:
        from osintkit.frames.selftest import known_answers

        found += known_answers()
    failed = [record for record in found if record.status == "failed"]
    deliver(run_record("doctor", {"selftest": selftest}), found, to, files=0)
    raise typer.Exit(ExitCode.MISSING if failed else ExitCode.OK)

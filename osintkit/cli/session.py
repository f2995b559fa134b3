"""What every command that examines files does around its step: Run first, Summary last, exit code."""

import os
import signal
import sys
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from io import BufferedReader
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NoReturn, cast

import typer

from osintkit import __version__
from osintkit.cli.options import Shape
from osintkit.errors import ExitCode, Missing, UsageError
from osintkit.media import versions
from osintkit.output import Destination, deliver, deliver_bytes, guarded_stdout, say, writer
from osintkit.output.run import Condition, now
from osintkit.records import (
    Confinement,
    Doctor,
    Record,
    Run,
    Skipped,
    Summary,
    Unread,
    decode_lines,
    decode_text,
    seconds_of,
)
from osintkit.records.progress import Progress

if TYPE_CHECKING:
    from osintkit.batch import Input, Saved, Step


After = Callable[[Sequence[Skipped]], Iterator[Record | Progress]]
EVERY_FRAME = "frame"
"""What stands for every frame where a distance is asked for."""
AT_THE_END: list[Callable[[], object]] = []
"""What is to be done even when a run is ended at once, such as removing what was only for the time being."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the command line said about files and records, the same for every command."""

    files: list[Path]
    results: Path | None = None
    recursive: bool = False
    files_from: Path | None = None
    workers: int | None = None
    resume: Path | None = None
    destination: Destination
    require_confinement: bool = False
    fail_if: Condition | None = None
    reads: tuple[Path, ...] = ()
    index: Path | None = None

    @property
    def own(self) -> tuple[Path, ...]:
        """The files of the index, which are no evidence and never a place for records."""
        if self.index is None:
            return ()
        return (self.index, *(self.index.with_name(f"{self.index.name}{tail}") for tail in ("-wal", "-shm")))


def asked(
    files: list[Path] | None,
    *,
    results: Path | None = None,
    recursive: bool = False,
    files_from: Path | None = None,
    workers: int | None = None,
    resume: Path | None = None,
    shape: Shape = Shape.auto,
    json: bool = False,
    output: Path | None = None,
    force: bool = False,
    require_confinement: bool = False,
    fail_if: Condition | None = None,
) -> Asked:
    """What a command line said, from its options."""
    return Asked(
        files=files or [],
        results=results,
        recursive=recursive,
        files_from=files_from,
        workers=workers,
        resume=resume,
        destination=Destination("ndjson" if json else shape.value, output, force),
        require_confinement=require_confinement,
        fail_if=fail_if,
    )


def every_s(text: str | None) -> float | None:
    """The distance of frames that was asked for; None for every frame."""
    return None if text in {None, EVERY_FRAME} else seconds_of(str(text))


def examine(
    command: str,
    parameters: Mapping[str, object],
    step: "Step",
    asked: Asked,
    after: After | None = None,
    *,
    worker: str = "",
    libraries: Mapping[str, str] | None = None,
    proof: type[Record] | None = None,
) -> NoReturn:
    """Run ``step`` over what was asked for, deliver the records and those that come after, and exit.

    Args:
        command: its name.
        parameters: what was asked, as far as results depend on it.
        step: what is done with each file.
        asked: the files, and where records go.
        after: is given the Skipped records of files with the same bytes as an earlier one.
        worker: function of the worker that reads, where that is not a child for each file.
        libraries: versions that results depend on; by default those of every decoder.
        proof: what every finished file has, to know it by when an earlier run is resumed.

    Raises:
        typer.Exit: always, with the exit code.
        OsintkitError: nothing could be examined at all.
    """
    from osintkit.batch import run

    found = files_of(command, asked)
    head = run_record(
        command,
        parameters,
        require_confinement=asked.require_confinement,
        worker=worker,
        libraries=libraries,
    )
    if asked.resume is not None:
        step = _saved(asked.resume, head, proof).step(step)
    items = run(step, found, workers=_workers(asked))
    _deliver(head, items, asked, files=len(found), after=after)


def files_of(command: str, asked: Asked) -> "list[Input]":
    """The files that were asked for; none of them may be where the records go.

    Raises:
        UsageError: there are none, or records would be written over one.
    """
    from osintkit.batch import inputs

    ours = (*asked.own, *([asked.results] if asked.results is not None else []))
    found = list(inputs(_paths(asked), recursive=asked.recursive, ours=ours))
    if not found:
        raise UsageError("No file was given, or none was found.", f"osintkit {command} FILE")
    _spare((item.path for item in found), asked.destination)
    return found


def report(
    command: str,
    parameters: Mapping[str, object],
    items: Iterator[Record | Progress],
    asked: Asked,
    *,
    libraries: Mapping[str, str] | None = None,
) -> NoReturn:
    """Deliver records that no file had to be opened for, and exit.

    Args:
        command: its name.
        parameters: what was asked, as far as results depend on it.
        items: the records.
        asked: where they go.
        libraries: versions that results depend on, besides Python's.

    Raises:
        typer.Exit: always, with the exit code.
        OsintkitError: as ``items`` raise it.
    """
    # Nothing is decoded, so the decoders' versions do not matter; reading them takes 15 ms.
    head = _run_record(command, parameters, None, {**versions.of_python(), **(libraries or {})})
    _deliver(head, _each(items), asked, files=0)


def _each(items: Iterator[Record | Progress]) -> Generator[Record | Progress, None, None]:
    yield from items


def _workers(asked: Asked) -> int:
    return asked.workers if asked.workers is not None else max(1, (os.cpu_count() or 1) // 2)


def _deliver(
    head: Run,
    items: Generator[Record | Progress, None, None],
    asked: Asked,
    *,
    files: int,
    after: After | None = None,
) -> NoReturn:
    spare_read(asked)
    twins: list[Skipped] = []
    try:
        # Closing ends the children, so that no worker is left in the middle of writing a file.
        with closing(items):
            every = items if after is None else chain(_noting(items, twins), _late(after, twins))
            with _undisturbed_afterwards():
                code = deliver(head, every, asked.destination, files=files, fail_if=asked.fail_if)
    except KeyboardInterrupt:
        say("osintkit: interrupted. The records written are whole; there is no Summary.")
        _leave(ExitCode.INTERRUPTED)
    except BrokenPipeError:
        _leave(ExitCode.READER_GONE)
    raise typer.Exit(code)


@contextmanager
def _undisturbed_afterwards() -> Iterator[None]:
    """After a first Ctrl-C, no second one: it would end the two seconds that workers have to tidy up."""
    try:
        yield
    except KeyboardInterrupt:
        with suppress(ValueError):  # not the main thread, which alone is told of signals
            signal.signal(signal.SIGINT, signal.SIG_IGN)
        raise


def _noting(items: Iterable[Record | Progress], twins: list[Skipped]) -> Iterator[Record | Progress]:
    """``items``; what has the same bytes as an earlier file is put into ``twins``."""
    for item in items:
        if isinstance(item, Skipped) and item.code == "same_bytes":
            twins.append(item)
        yield item


def _late(after: After, twins: Sequence[Skipped]) -> Iterator[Record | Progress]:
    """What comes after, asked for only then."""
    yield from after(twins)


def spare_read(asked: Asked) -> None:
    """Refuse to write over what this command reads besides the files it examines.

    Raises:
        UsageError: the output is one of them.
    """
    named = (asked.resume, asked.files_from, *asked.reads, *asked.own)
    _spare((path for path in named if path is not None), asked.destination)


def _spare(read: Iterable[Path], to: Destination) -> None:
    """Refuse to write records over a file that is read."""
    if to.output is None or not to.force:
        return
    for path in read:
        with suppress(OSError):
            if path.samefile(to.output):
                raise UsageError(
                    f"{to.output} is read by this command; nothing is written over it.",
                    "Give another --output.",
                )


def run_record(
    command: str,
    parameters: Mapping[str, object],
    *,
    require_confinement: bool = False,
    worker: str = "",
    libraries: Mapping[str, str] | None = None,
) -> Run:
    """The Run record of this process.

    Raises:
        ConfinementMissing: full confinement is required and not available.
        Missing: a decoder library does not load.
    """
    from osintkit.media import doctor

    confinement = doctor.confinement(required=require_confinement, worker=worker)
    return _run_record(command, parameters, confinement, libraries or versions.of_results())


def _run_record(
    command: str,
    parameters: Mapping[str, object],
    confinement: Confinement | None,
    libraries: Mapping[str, str],
) -> Run:
    return Run.model_validate(
        {
            "command": command,
            "argv": sys.argv[1:],
            "version": __version__,
            "libraries": dict(libraries),
            "parameters": dict(parameters),
            "confinement": confinement,
            "started": now(),
        }
    )


def _leave(code: int) -> NoReturn:
    """End at once: threads that wait for a child must not hold up the person who stopped us."""
    for clean in AT_THE_END:
        clean()
    with suppress(OSError, ValueError, AttributeError):  # stderr may be gone, or never have been there
        sys.stderr.flush()
    os._exit(code)


def _paths(asked: Asked) -> Iterator[Path]:
    from osintkit.batch import listed

    for path in asked.files:
        if str(path) == "-":
            yield from listed(_read(path))
        else:
            yield path
    if asked.files_from is not None:
        yield from listed(_read(asked.files_from))


def standard_input() -> BinaryIO:
    """What comes through the pipe.

    Raises:
        UsageError: standard input is closed.
    """
    if sys.stdin is None:
        raise UsageError("Standard input is closed.", "Give a file.")
    return cast("BinaryIO", sys.stdin.buffer)


def records_on_stdin(files: list[Path]) -> BinaryIO | None:
    """Standard input, when ``-`` was given and JSON records come through it rather than a list of paths."""
    if [str(path) for path in files] != ["-"] or not isinstance(sys.stdin.buffer, BufferedReader):
        return None
    head = sys.stdin.buffer.peek(8)[:8].lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \r\n")
    return sys.stdin.buffer if head.startswith(b"{") else None


def _read(path: Path) -> bytes:
    """What is in a file of ours, or comes on stdin for ``-``."""
    try:
        if str(path) != "-":
            return path.read_bytes()
        return sys.stdin.buffer.read() if sys.stdin is not None else b""
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise UsageError(f"{path} cannot be read ({reason}).", "Check its name.") from error


def read_records(path: Path) -> Iterator[Record]:
    """The records of a saved stream, ``-`` for stdin; lines that are none are told on stderr.

    Raises:
        UsageError: the file cannot be read or is not text.
    """
    data = _read(path)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) and len(data) % 2:
        data = data[:-1]  # UTF-16, torn within a character
    for item in decode_lines(decode_text(data).splitlines()):
        if isinstance(item, Unread):
            say(f"osintkit: line {item.number} of {path} is passed over: {item.says}")
        else:
            yield item


def _saved(path: Path, head: Run, proof: type[Record] | None) -> "Saved":
    from osintkit.batch import Saved

    saved = Saved(read_records(path), proof)
    if not saved.runs:
        raise UsageError(
            f"{path} has no Run record, so nobody can tell what was asked.",
            "Start without --resume.",
        )
    for name in ("command", "version", "libraries", "parameters"):
        if any(getattr(run, name) != getattr(head, name) for run in saved.runs):
            raise UsageError(
                f"{path} was made with other {name}, so its results do not belong with these.",
                "Repeat the command line of its first record, or start without --resume.",
            )
    return saved


def put(parts: Iterable[bytes], asked: Asked, damage: Sequence[str]) -> NoReturn:
    """Put a list for another program on standard output or into a file, and exit.

    Args:
        parts: of the list, in order.
        asked: where to.
        damage: sentences on what the list lacks, complete when ``parts`` have ended.

    Raises:
        OutputError: it takes no more.
    """
    spare_read(asked)
    try:
        deliver_bytes(parts, asked.destination)
    except KeyboardInterrupt:
        say("osintkit: interrupted; the list is not whole.")
        _leave(ExitCode.INTERRUPTED)
    except BrokenPipeError:
        _leave(ExitCode.READER_GONE)
    for says in damage:
        say(f"osintkit: the list is not whole: {says}")
    raise typer.Exit(ExitCode.INCOMPLETE if damage else ExitCode.OK)


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
    from osintkit.media import doctor

    code, confinement = ExitCode.OK, None
    found = list(doctor.checks())
    try:
        confinement = doctor.confinement()
    except Missing:
        code = ExitCode.MISSING  # which is among what was found
    from osintkit.frames.selftest import fonts

    found.append(fonts())
    if selftest:
        found += _known_answers()
    if code == ExitCode.OK and any(record.status == "failed" for record in found):
        code = ExitCode.INCOMPLETE
    head = _run_record("doctor", {"selftest": selftest}, confinement, versions.of_results())
    try:
        deliver(head, found, to, files=0, exit_code=code)
    except BrokenPipeError:
        _leave(ExitCode.READER_GONE)
    raise typer.Exit(code)


def _known_answers() -> Iterator[Doctor]:
    from osintkit.coords import selftest as of_coords
    from osintkit.frames import selftest as of_frames
    from osintkit.sun import selftest as of_sun

    for known in (of_frames, of_sun, of_coords):
        yield from known.known_answers()


def print_text(text: str) -> NoReturn:
    """Put a text that is no record on standard output, and exit."""
    try:
        with guarded_stdout() as stream:
            stream.write(text + "\n")
    except BrokenPipeError:
        _leave(ExitCode.READER_GONE)
    raise typer.Exit(ExitCode.OK)

"""Where records go: standard output, guarded, or a file; as NDJSON, a table, CSV or a map."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TextIO

from osintkit.errors import OutputError
from osintkit.output.text import say
from osintkit.records import Caveat, Failure, Record

Put = Callable[[Record], None]


@contextmanager
def guarded_stdout() -> Iterator[TextIO]:
    """Standard output for records alone: whatever else writes to it lands on stderr.

    Raises:
        OutputError: standard output is closed.
    """
    # None: it was closed when Python started, and whatever has its number now is something else.
    if sys.stdout is None:
        raise OutputError("Standard output is closed.", "Give the records a file with --output.")
    sys.stdout.flush()
    real = os.dup(1)
    os.dup2(2, 1)
    stream = os.fdopen(real, "w", encoding="utf-8", newline="\n")
    kept, sys.stdout = sys.stdout, sys.stderr
    try:
        yield stream
        stream.flush()
    finally:
        sys.stdout = kept
        os.dup2(real, 1)
        _close_quietly(stream)


def open_standard_streams() -> None:
    """Give the numbers of closed standard streams to nothing, before a file or a socket gets them."""
    for descriptor in range(3):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # the lowest free number, which is this one


@contextmanager
def record_file(path: Path, *, force: bool) -> Iterator[TextIO]:
    """A file that records are written to as they come.

    Raises:
        OutputError: it is already there, or cannot be written.
    """
    try:
        stream = path.open("w" if force else "x", encoding="utf-8", newline="\n")
    except FileExistsError as error:
        raise OutputError(
            f"{path} is already there.", "Give another --output, or --force to replace it."
        ) from error
    except OSError as error:
        raise cannot_write(error, str(path)) from error
    try:
        yield stream
    finally:
        _close_quietly(stream)


def cannot_write(error: OSError, where: str) -> OutputError:
    """The error for a stream that takes no more."""
    reason = error.strerror or type(error).__name__
    return OutputError(
        f"Records could not be written to {where} ({reason}).",
        "What was written is whole up to the last line; free some space or give another --output.",
    )


def _close_quietly(stream: IO[str]) -> None:
    with suppress(OSError):  # the same was met when writing, or the reader is gone
        stream.close()


@contextmanager
def writer(stream: TextIO, shape: str, name: str) -> Iterator[Put]:
    """A function that writes one record in the given format; finishes the format at the end.

    Args:
        stream: where to; its encoding must be UTF-8.
        shape: ``auto`` is a table on a terminal and NDJSON elsewhere.
        name: of the stream, for an error.

    Raises:
        OutputError: the stream takes no more.
        BrokenPipeError: whoever read it has gone away.
    """
    if shape == "auto":
        shape = "table" if stream.isatty() else "ndjson"
    put, end = _FORMATS[shape](stream)

    def write(record: Record) -> None:
        with telling(name):
            put(record)

    def finish() -> None:
        with telling(name):
            end()
            stream.flush()

    try:
        yield write
    except KeyboardInterrupt:
        finish()  # whoever stops a run keeps what it has found
        raise
    finish()


@contextmanager
def telling(name: str) -> Iterator[None]:
    """Errors of a stream in words: which one, and what to do."""
    try:
        yield
    except BrokenPipeError:
        raise  # the reader had enough, which is its right
    except OSError as error:
        raise cannot_write(error, name) from error


def _ndjson(stream: TextIO) -> tuple[Put, Callable[[], None]]:
    def put(record: Record) -> None:
        stream.write(record.line() + "\n")
        stream.flush()

    return put, stream.flush


def _document(render: Callable[[list[Record]], str]) -> Callable[[TextIO], tuple[Put, Callable[[], None]]]:
    """A format that is one document, written when all records are there."""

    def begin(stream: TextIO) -> tuple[Put, Callable[[], None]]:
        records: list[Record] = []

        def end() -> None:
            stream.write(render(records))

        return records.append, end

    return begin


def _csv(records: list[Record]) -> str:
    from osintkit.output import spreadsheet  # noqa: PLC0415 - only who asks for it pays for it

    if spreadsheet.is_list(records):
        _tell(records)
    return spreadsheet.csv_of(records)


def _geojson(records: list[Record]) -> str:
    from osintkit.output import maps  # noqa: PLC0415

    _tell(records)
    return maps.geojson(records)


def _kml(records: list[Record]) -> str:
    from osintkit.output import maps  # noqa: PLC0415

    _tell(records)
    return maps.kml(records)


def _tell(records: list[Record]) -> None:
    """What limits the result, on stderr: in these formats it has no place."""
    for record in records:
        if isinstance(record, Caveat | Failure):
            about = f"{record.path}: " if record.path else ""
            say(f"osintkit: {about}{record.says} {record.do}".rstrip())


def _table(stream: TextIO) -> tuple[Put, Callable[[], None]]:
    from osintkit.output.tables import Tables  # noqa: PLC0415 - rich is slow to import

    tables = Tables(stream)
    return tables.add, tables.end


_FORMATS = {
    "ndjson": _ndjson,
    "table": _table,
    "csv": _document(_csv),
    "geojson": _document(_geojson),
    "kml": _document(_kml),
}

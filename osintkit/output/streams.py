"""Where records go: standard output, guarded, or a file; as NDJSON, a table or CSV."""

import csv
import io
import json
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, TextIO

from osintkit.errors import OutputError
from osintkit.output.text import harmless, say
from osintkit.records import Record

Put = Callable[[Record], None]

_HASH, _SOURCE = "osintkit.hash/1", "osintkit.source/1"
_TOLD = frozenset({"osintkit.caveat/1", "osintkit.failure/1"})
_TELLS_APART = ("algorithm", "orientation", "source", "path")
_FORMULA = re.compile(r"^[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]")


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


def _comma_separated(stream: TextIO) -> tuple[Put, Callable[[], None]]:
    rows: list[dict[str, Any]] = []

    def end() -> None:
        hashes = [row for row in rows if row["type"] == _HASH]
        stream.write(_hash_list(hashes, rows) if hashes else _csv(rows))

    return lambda record: rows.append(json.loads(record.line())), end


def _table(stream: TextIO) -> tuple[Put, Callable[[], None]]:
    from osintkit.output.tables import Tables  # noqa: PLC0415 - rich is slow to import

    tables = Tables(stream)
    return tables.add, tables.end


_FORMATS = {"ndjson": _ndjson, "csv": _comma_separated, "table": _table}


def _hash_list(hashes: list[dict[str, Any]], rows: list[dict[str, Any]]) -> str:
    """What other tools read: ``hash,quality,seconds``, and behind them only what tells rows apart.

    Records that are no hash but limit what the list means are told on stderr.
    """
    paths = {row["source"]: row["path"] for row in rows if row["type"] == _SOURCE}
    for row in rows:
        if row["type"] in _TOLD:
            say(f"osintkit: {row['path']}: {row['says']} {row['do']}".rstrip())
    table = [{**row, "path": paths.get(row["source"])} for row in hashes]
    more = [name for name in _TELLS_APART if len({row[name] for row in table}) > 1]
    columns = ("hash", "quality", "seconds", *more)
    return _csv([{name: row[name] for name in columns} for row in table])


def _csv(rows: list[dict[str, Any]]) -> str:
    """All fields of all records, one row each; JSON stays the form without loss."""
    columns = list(dict.fromkeys(key for row in rows for key in row))
    buffer = io.StringIO()
    table = csv.writer(buffer, lineterminator="\n")
    table.writerow(columns)
    for row in rows:
        table.writerow([_cell(row.get(column)) for column in columns])
    return buffer.getvalue()


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool | int | float):
        return json.dumps(value)
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=True)
    text = harmless(text)
    # A spreadsheet would run a cell that begins like a formula.
    return f"'{text}" if _FORMULA.match(text) else text

"""Records as tables for people: one block for each file, a line for what limits its result."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TextIO

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from osintkit.output.text import harmless
from osintkit.records import (
    Caveat,
    Doctor,
    Failure,
    Frame,
    Record,
    Run,
    Sheet,
    Shot,
    Skipped,
    Source,
    Stream,
    Summary,
    timecode,
)

_MARKS = {
    "incomplete": ("!", "bold yellow"),
    "limit_of_method": ("~", "yellow"),
    "information": ("i", "dim"),
}
_WIDTH = 100
"""Columns where there is no terminal to ask: a table in a file does not depend on who writes it."""
_STATUS = {"ok": "green", "warning": "yellow", "missing": "yellow", "failed": "bold red"}


@dataclass(frozen=True, slots=True)
class _Column:
    head: str
    value: Callable[[Any], str]
    right: bool = False


def _text(value: object) -> str:
    return "" if value is None else str(value)


_COLUMNS: dict[type[Record], tuple[_Column, ...]] = {
    Frame: (
        _Column("time", lambda r: r.timecode, right=True),
        _Column("shot", lambda r: _text(r.shot), right=True),
        _Column("frame", lambda r: _text(r.frame), right=True),
        _Column("why", lambda r: r.role.replace("_", " ")),
        _Column("file", lambda r: r.file.rpartition("/")[2]),
    ),
    Shot: (
        _Column("shot", lambda r: str(r.shot), right=True),
        _Column("from", lambda r: r.start_timecode, right=True),
        _Column("to", lambda r: r.end_timecode, right=True),
        _Column("length", lambda r: f"{r.end_s - r.start_s:.3f} s", right=True),
        _Column("begins with", lambda r: r.begins),
        _Column("frames", lambda r: f"{_text(r.first_frame)}-{_text(r.last_frame)}", right=True),
    ),
    Doctor: (
        _Column("", lambda r: r.status),
        _Column("what", lambda r: r.check),
        _Column("version", lambda r: _text(r.version)),
        _Column("says", lambda r: f"{r.says} {r.do}".rstrip()),
    ),
}


class Tables:
    """Collects the records of one file and prints them when the next one begins.

    Args:
        stream: a terminal or a file.
    """

    def __init__(self, stream: TextIO) -> None:
        terminal = stream.isatty()
        self._console = Console(
            file=stream,
            highlight=False,
            markup=False,
            emoji=False,
            force_terminal=terminal,
            width=None if terminal else _WIDTH,
        )
        self._rows: dict[type[Record], list[Record]] = {}
        self._loose: list[Record] = []
        self._source: Source | None = None

    def add(self, record: Record) -> None:
        """Take a record; a file's block is printed when it is complete."""
        if isinstance(record, Source | Summary | Skipped) or self._is_of_another(record):
            self._print()
        if isinstance(record, Source):
            self._source = record
        elif isinstance(record, Summary):
            self._summary(record)
        elif type(record) in _COLUMNS:
            self._rows.setdefault(type(record), []).append(record)
        elif not isinstance(record, Run):
            self._loose.append(record)

    def end(self) -> None:
        """Print what is left."""
        self._print()

    def _is_of_another(self, record: Record) -> bool:
        """A failure of a file that never got as far as having a Source."""
        return isinstance(record, Failure) and (self._source is None or record.source != self._source.source)

    def _print(self) -> None:
        if self._source is not None:
            self._heading(self._source)
        shown = [kind for kind in self._rows if kind is not Shot]  # a frame names its shot
        for kind in shown or self._rows:
            self._table(kind, self._rows[kind])
        for record in self._loose:
            self._line(record)
        self._source, self._rows, self._loose = None, {}, []

    def _heading(self, source: Source) -> None:
        line = Text(harmless(source.path), style="bold")
        line.append(f"  {source.size_bytes:,} bytes", style="dim")
        self._console.print(line, soft_wrap=True)
        self._console.print(Text(f"  SHA-256 {harmless(source.source)}", style="dim"), soft_wrap=True)
        for record in self._loose:
            if isinstance(record, Stream) and record.examined:
                self._console.print(Text(f"  {harmless(_described(record))}"), soft_wrap=True)

    def _table(self, kind: type[Record], rows: list[Record]) -> None:
        table = Table(box=None, pad_edge=False, header_style="dim")
        for column in _COLUMNS[kind]:
            justify = "right" if column.right else "left"
            table.add_column(column.head, justify=justify, overflow="fold")  # type: ignore[arg-type]
        for row in rows:
            style = _STATUS.get(getattr(row, "status", ""), "")
            cells = [harmless(column.value(row)) for column in _COLUMNS[kind]]
            table.add_row(Text(cells[0], style=style), *map(Text, cells[1:]))
        self._console.print(Padding(table, (0, 0, 0, 2)))

    def _line(self, record: Record) -> None:
        match record:
            case Caveat():
                mark, style = _MARKS[record.kind]
                self._remark(mark, style, record.says, record.do)
            case Failure():
                where = "" if self._source else f"{record.path}: "
                self._remark("x", "bold red", f"{where}{record.says}", record.do)
            case Skipped():
                self._remark("-", "dim", f"{record.path}: {record.says}", "")
            case Sheet():
                self._remark("=", "cyan", f"contact sheet: {record.file}", "")
            case Stream():
                pass
            case _:
                self._remark(" ", "", record.line(), "")

    def _remark(self, mark: str, style: str, says: str, do: str) -> None:
        line = Text(f"  {mark} ", style=style)
        line.append(harmless(says), style="")
        if do:
            line.append(f" {harmless(do)}", style="dim")
        self._console.print(line, soft_wrap=True)

    def _summary(self, summary: Summary) -> None:
        counts = [f"{count} {kind}" for kind, count in summary.counts.items() if kind != "run"]
        files = "1 file" if summary.files == 1 else f"{summary.files} files"
        line = harmless(f"{files} examined: {', '.join(counts)}")
        self._console.print(Text(line, style="dim"), soft_wrap=True)


def _described(stream: Stream) -> str:
    parts = [
        f"{stream.codec}",
        f"{stream.display_width_px} x {stream.display_height_px}",
        f"turned {stream.rotation_deg:.0f} degrees" if stream.rotation_deg else "",
        "mirrored" if stream.mirrored else "",
        f"{stream.decoded_frames} frames",
        f"to {timecode(stream.decoded_to_s)}" if stream.decoded_to_s else "",
    ]
    return ", ".join(part for part in parts if part)

"""Records as tables for people: one block for each file, a line for what limits its result."""

from collections.abc import Iterable, Sequence
from itertools import compress, groupby
from typing import TextIO

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from osintkit.output import sky, written
from osintkit.output.columns import COLUMNS, cells, done
from osintkit.output.glance import Line, lines
from osintkit.output.text import harmless
from osintkit.records import (
    Caveat,
    Cell,
    Coordinates,
    Failure,
    Group,
    Index,
    Indexed,
    Match,
    Meta,
    Record,
    Run,
    Sheet,
    Shot,
    Skipped,
    Source,
    Stream,
    Summary,
    Sun,
    Tag,
    Words,
    WrittenTime,
    timecode,
)

_MARKS = {
    "incomplete": ("!", "bold yellow"),
    "limit_of_method": ("~", "yellow"),
    "information": ("i", "dim"),
}
_STRENGTHS = {"strong": (">>", "bold cyan"), "moderate": ("> ", "cyan"), "weak": ("> ", "dim")}
_HEAD_WIDTH = 9
_SITE_WIDTH = 28
_LONGEST_BECAUSE = 300
_WIDTH = 100
"""Columns where there is no terminal to ask: a table in a file does not depend on who writes it."""
_STATUS = {"ok": "green", "warning": "yellow", "missing": "yellow", "failed": "bold red"}


class _Console(Console):
    """Tells whoever writes that the reader has gone, as every other format does."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


class Tables:
    """Collects the records of one file and prints them when the next one begins.

    Args:
        stream: a terminal or a file.
    """

    def __init__(self, stream: TextIO) -> None:
        terminal = stream.isatty()
        self._console = _Console(
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
        self._command = ""

    def add(self, record: Record) -> None:
        """Take a record; a file's block is printed when it is complete."""
        if isinstance(record, Source | Summary | Skipped) or self._is_of_another(record):
            self._print()
        if isinstance(record, Source):
            self._source = record
        elif isinstance(record, Summary):
            self._summary(record)
        elif type(record) in COLUMNS:
            self._rows.setdefault(type(record), []).append(record)
        elif isinstance(record, Run):
            self._command = record.command
        else:
            self._loose.append(record)

    def end(self) -> None:
        """Print what is left."""
        self._print()

    @property
    def _failed(self) -> bool:
        return any(isinstance(record, Failure) for record in self._loose)

    def _is_of_another(self, record: Record) -> bool:
        """A failure of a file that never got as far as having a Source."""
        return isinstance(record, Failure) and (self._source is None or record.source != self._source.source)

    def _print(self) -> None:
        if self._source is not None:
            self._heading(self._source)
            if self._command == "search" and Match not in self._rows and not self._failed:
                self._remark(
                    "-", "dim", "No match: nothing that is in the index is as near as was asked for.", ""
                )
        for record in self._rows.get(Match, ()):
            self._warn(record.tags, record.matched_path)  # type: ignore[attr-defined]
        shown = [kind for kind in self._rows if kind is not Shot]  # a frame names its shot
        for kind in shown or self._rows:
            if kind is not Cell:
                self._table(kind, self._rows[kind])
        for record in self._loose:
            self._line(record)
        if Cell in self._rows:  # after the position that they lie around
            self._table(Cell, self._rows[Cell])
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
        for column in COLUMNS[kind]:
            justify = "right" if column.right else "left"
            table.add_column(column.head, justify=justify, overflow="fold")  # type: ignore[arg-type]
        for row in rows:
            style = _STATUS.get(getattr(row, "status", ""), "")
            cells = [harmless(column.value(row)) for column in COLUMNS[kind]]
            table.add_row(Text(cells[0], style=style), *map(Text, cells[1:]))
        self._console.print(Padding(table, (0, 0, 0, 2)))

    def _line(self, record: Record) -> None:
        match record:
            case Caveat():
                mark, style = _MARKS[record.kind]
                self._remark(mark, style, record.says, record.do)
            case Failure():
                where = "" if self._source or not record.path else f"{record.path}: "
                self._remark("x", "bold red", f"{where}{record.says}", record.do)
            case Skipped():
                self._remark("-", "dim", f"{record.path}: {record.says}", "")
            case Sheet():
                self._remark("=", "cyan", f"contact sheet: {record.file}", "")
            case Group():
                self._group(record)
            case Indexed():
                self._remark("+" if record.status == "added" else "=", "cyan", done(record), "")
            case Tag():
                self._warn((Words(text=record.text, graphic=record.graphic, note=record.note),), None)
            case Index():
                self._index(record)
            case Meta():
                self._meta(record)
            case Sun():
                self._sun(record)
            case WrittenTime():
                self._glance("time", written.of_time(record))
            case Coordinates():
                self._glance(record.text, written.of_position(record))
            case Stream():
                pass
            case _:
                self._remark(" ", "", record.line(), "")

    def _warn(self, tags: Iterable[Words], of: str | None) -> None:
        """Words on a picture stand before everything else that is said of it."""
        for tag in tags:
            mark = "!! GRAPHIC" if tag.graphic else "!!"
            note = f"(note {tag.note})" if tag.note else ""
            self._remark(mark, "bold red", tag.text, " ".join(filter(None, (note, f"[{of}]" if of else ""))))

    def _group(self, group: Group) -> None:
        self._console.print(
            Text(f"group {group.group}: {harmless(group.says)}", style="bold"), soft_wrap=True
        )
        self._warn(group.tags, None)
        table = Table(box=None, pad_edge=False, header_style="dim")
        for head in ("bits", "at", "size", "bytes", "claims", "file"):
            table.add_column(
                head, justify="right" if head in {"bits", "at", "bytes"} else "left", overflow="fold"
            )
        for member in group.members:
            table.add_row(*map(Text, map(harmless, cells(member))))
        self._console.print(Padding(table, (0, 0, 0, 2)))
        self._remark("=", "cyan", f"Likely the original: the first. {group.why}", "")

    def _sun(self, record: Sun) -> None:
        """What several answers in a row have in common stands under the last of them only."""
        every = [each for each in self._loose if isinstance(each, Sun)]
        later = every[every.index(record) + 1 :]
        if record.where is not None and record.where.offset is not None:
            if not later:
                self._glance("sun where", sky.of_clocks(every))
            return
        goes_on = any(other.assumptions == record.assumptions for other in later)
        self._glance(f"sun {record.asked}", sky.of_sun(record, brief=goes_on))

    def _glance(self, title: str, shown: Iterable[Line | sky.Grid]) -> None:
        """Lines under a heading, where there is one, and lists with columns among them."""
        if title:
            self._console.print(Text(harmless(title), style="bold"), soft_wrap=True)
        for layout, part in groupby(shown, key=_layout):
            together = list(part)
            if layout == "address":
                for each in together:
                    self._address(each)  # type: ignore[arg-type]
                continue
            lines = [each for each in together if isinstance(each, Line)]
            tables = (
                [_lines(lines)] if lines else [_grid(each) for each in together if isinstance(each, sky.Grid)]
            )
            for table in tables:
                self._console.print(Padding(table, (0, 0, 0, 2)))

    def _address(self, line: Line) -> None:
        """An address in one piece: folded, it could not be copied."""
        text = Text(f"  {line.head:<{_HEAD_WIDTH}}  {line.of:<{_SITE_WIDTH}} ", style="dim")
        text.append(harmless(line.value), style="not dim")
        self._console.print(text, soft_wrap=True)

    def _meta(self, meta: Meta) -> None:
        self._glance("", lines(meta))
        for conflict in meta.conflicts:
            self._remark("!", "bold yellow", f"conflict: {conflict.says}", f"[{', '.join(conflict.tags)}]")
        for lead in sorted(meta.leads, key=lambda lead: list(_STRENGTHS).index(lead.strength)):
            mark, style = _STRENGTHS[lead.strength]
            because = "; ".join(lead.because)[:_LONGEST_BECAUSE]
            self._remark(
                mark,
                style,
                f"lead ({lead.strength}): {lead.says}",
                f"[{because}] Not shown: {lead.does_not_show}",
            )
        for says in meta.problems:
            self._remark("~", "yellow", says, "")

    def _index(self, index: Index) -> None:
        self._console.print(Text(harmless(index.path), style="bold"), soft_wrap=True)
        holds = (
            f"{index.stills} stills, {index.videos} videos, {index.lists} lists; {index.hashes:,} hashes, "
            f"{index.degenerate:,} of them with too little texture, {index.refused:,} frames without; "
            f"{index.tags} tags"
        )
        if index.size_bytes is not None:
            holds += f"; {index.size_bytes:,} bytes"
        self._remark("=", "cyan", holds, index.says)

    def _remark(self, mark: str, style: str, says: str, do: str) -> None:
        line = Text(f"  {mark} ", style=style)
        line.append(harmless(says), style="")
        if do:
            line.append(f" {harmless(do)}", style="dim")
        self._console.print(line, soft_wrap=True)

    def _summary(self, summary: Summary) -> None:
        counts = [f"{count} {kind}" for kind, count in summary.counts.items() if kind != "run"]
        if self._command == "search" and not summary.files and "match" not in summary.counts:
            self._console.print(Text("No match: nothing that is in the index is as near as was asked for."))
        if self._command == "dupes" and "group" not in summary.counts:
            self._console.print(Text("No two files show the same.", style="bold"))
        files = {0: "", 1: "1 file examined: "}.get(summary.files, f"{summary.files} files examined: ")
        line = harmless(f"{files}{', '.join(counts)}")
        self._console.print(Text(line, style="dim"), soft_wrap=True)


def _layout(shown: Line | sky.Grid) -> str:
    """A line with nothing said beside it has the whole width."""
    if isinstance(shown, sky.Grid):
        return "grid"
    if shown.value.startswith("https://"):
        return "address"
    return "beside" if shown.of else "alone"


def _lines(shown: Sequence[Line]) -> Table:
    """Lines of one layout."""
    table = Table(box=None, pad_edge=False, show_header=False, expand=True)
    table.add_column(style="dim", no_wrap=True, width=_HEAD_WIDTH)
    table.add_column(overflow="fold", ratio=3)
    beside = any(line.of for line in shown)
    if beside:
        table.add_column(style="dim", overflow="fold", ratio=2)
    for head, value, of in shown:
        table.add_row(*(Text(harmless(cell)) for cell in ((head, value, of) if beside else (head, value))))
    return table


def _grid(shown: sky.Grid) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column(shown.head, style="dim", no_wrap=True, width=_HEAD_WIDTH)
    filled = [any(cells) for cells in zip(*shown.rows, strict=True)]
    for head in compress(shown.columns, filled):
        right = head.endswith(">")
        table.add_column(head.removesuffix(">"), justify="right" if right else "left", overflow="fold")
    for row in shown.rows:
        table.add_row("", *map(Text, map(harmless, compress(row, filled))))
    return table


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

"""Records as CSV: whatever a spreadsheet would run is disarmed."""

import csv
import io
import json
import re
from collections.abc import Iterable, Sequence
from typing import Any

from osintkit.output import positions, sky_rows
from osintkit.output.text import harmless
from osintkit.records import Hash, Meta, Record, Source

_TELLS_APART = ("algorithm", "orientation", "source", "path")
_FORMULA = re.compile(r"^[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]")


def csv_of(records: Sequence[Record]) -> str:
    """The list that the records are about: positions, hashes, or all fields of all records."""
    if is_list(records, Meta):
        rows = [positions.row(position) for position in positions.of(records)]
        return _table(positions.COLUMNS, rows)
    if is_list(records, Hash):
        return _hashes(records)
    if is_list(records, *sky_rows.KINDS):
        rows = [row for record in records for row in sky_rows.of(record)]
        return _table(tuple(dict.fromkeys(name for row in rows for name in row)), rows)
    every = [json.loads(record.line()) for record in records]
    return _table(tuple(dict.fromkeys(name for row in every for name in row)), every)


def is_list(records: Iterable[Record], *of: type[Record]) -> bool:
    """Whether the records are shown as a list for other programs, in which the rest has no place."""
    return any(isinstance(record, of or (Meta, Hash, *sky_rows.KINDS)) for record in records)


def _hashes(records: Iterable[Record]) -> str:
    """``hash,quality,seconds``, and behind them only what tells rows apart."""
    paths: dict[str, str] = {}
    rows: list[dict[str, Any]] = []
    for record in records:
        if isinstance(record, Source):
            paths[record.source] = record.path
        elif isinstance(record, Hash):
            rows.append({**record.model_dump(mode="json"), "path": paths.get(record.source)})
    more = [name for name in _TELLS_APART if len({row[name] for row in rows}) > 1]
    return _table(("hash", "quality", "seconds", *more), rows)


def _table(columns: Sequence[str], rows: Iterable[dict[str, Any]]) -> str:
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

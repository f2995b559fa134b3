"""Our own records read back as runs of rows: `Hash`, `Tag` and `Source`; others are passed over.

Rows are the records with a hash, of the upright picture, by PDQ; what else was hashed is not compared with
an index. Rows of one source follow each other, as osintkit writes them.
"""

import re
from collections.abc import Iterable, Iterator
from math import isfinite, nan
from typing import Any, NamedTuple

import numpy as np

from osintkit.index.lists.entries import (
    HASH_BYTES,
    ROWS_PER_RUN,
    UNKNOWN_FRAME,
    UNKNOWN_QUALITY,
    Entries,
    Tagged,
    medium,
)
from osintkit.index.rows import NO_PTS
from osintkit.records import (
    Caveat,
    Failure,
    Hash,
    Record,
    Run,
    Source,
    Summary,
    Tag,
    Unread,
    decode_lines,
)

PREFIX = "osintkit."
_ALGORITHMS = ("pdq", "pdq_luma")
_REMEMBERED = 4_096
_READ = tuple(
    f"osintkit.{kind}/1" for kind in ("source", "hash", "tag", "run", "summary", "caveat", "failure")
)
_SHA256 = re.compile(r"[0-9a-f]{64}")
_TIME_BASE = re.compile(r"\d{1,12}/\d{1,12}")


class _Row(NamedTuple):
    """One hash of a source, with what stands for unknown where something is."""

    source: str
    digest: bytes
    quality: int
    seconds: float
    frame: int
    pts: int
    algorithm: str
    time_base: str | None


class _Source:
    """What has been read of one source and not been handed out.

    Attributes:
        sha256: which.
        tags: on it or its rows.
    """

    def __init__(self, name: str, sha256: str, about: Source | None) -> None:
        self.sha256 = sha256
        self.tags: list[Tagged] = []
        self._name = name
        self._about = about
        self._rows: dict[tuple[str, str | None], list[_Row]] = {}
        self._before: dict[str, int] = {}

    def add(self, row: _Row) -> Iterator[Entries]:
        """Keep a row; yields a run when there are many."""
        rows = self._rows.setdefault((row.algorithm, row.time_base), [])
        rows.append(row)
        if len(rows) == ROWS_PER_RUN:
            yield from self.runs()

    def runs(self) -> Iterator[Entries]:
        """All that is kept, which is then forgotten."""
        if self.tags and not self._rows:
            self._rows["pdq", None] = []
        for (algorithm, time_base), rows in self._rows.items():
            run = self._run(rows, algorithm, time_base)
            run.tags, self.tags = self.tags, []
            self._before[algorithm] = run.first + len(run)
            yield run
        self._rows = {}

    def _run(self, rows: list[_Row], algorithm: str, time_base: str | None) -> Entries:
        _, digests, quality, seconds, frame, pts, _, _ = zip(*rows, strict=True) if rows else ((),) * 8
        run = Entries(
            self._name,
            np.frombuffer(b"".join(digests), np.uint8).reshape(-1, HASH_BYTES),
            np.array(quality, np.uint8),
            np.array(seconds, np.float64),
            np.array(frame, np.int32),
            source=self.sha256,
            algorithm=algorithm,
            first=self._before.get(algorithm, 0),
        )
        if time_base is not None:
            run.time_base, run.pts = time_base, np.array(pts, np.int64)
        if self._about is not None:
            run.path, run.path_b64 = self._about.path, self._about.path_b64
            run.size_bytes = self._about.size_bytes
        run.media = medium(run)
        return run


def entries_of_records(
    lines: Iterable[tuple[int, str, dict[str, Any]] | Unread], name: str
) -> Iterator[Entries | Unread | Record]:
    """Which runs of rows are in these records, and which lines cannot be read, and why?

    What says how whole they are is handed on as it is: Run, Summary, Caveat and Failure records.

    Args:
        lines: number, text, and the JSON object in it, whose ``type`` begins with `PREFIX`; what is no
            such line is handed on.
        name: of the list.
    """
    abouts: dict[str, Source] = {}
    current = _Source(name, "", None)
    for line in lines:
        said = line if isinstance(line, Unread) else _said(*line)
        if isinstance(said, Unread):
            yield said
        elif isinstance(said, Source):
            _remember(abouts, said)
        elif isinstance(said, Run | Summary | Caveat | Failure):
            yield said
        elif isinstance(said, Tag | _Row):
            if current.sha256 != said.source:
                yield from current.runs()
                current = _Source(name, said.source, abouts.get(said.source))
            if isinstance(said, Tag):
                current.tags.append(Tagged(said.row, said.text, said.graphic, said.note))
            else:
                yield from current.add(said)
    yield from current.runs()


def _said(number: int, line: str, fields: dict[str, Any]) -> Record | _Row | Unread | None:
    """What a line says that concerns us; None for nothing."""
    if fields["type"] not in _READ:
        return None
    row = _row(fields)
    if row is not None:
        return row
    # Whatever is not plainly right is for the model to judge; it takes ten times as long.
    record = next(decode_lines([line]), None)
    if isinstance(record, Unread):
        return Unread(number, record.says)
    if isinstance(record, Source | Tag | Hash) and not _SHA256.fullmatch(record.source):
        return Unread(number, "source: not the SHA-256 of a file")
    if isinstance(record, Hash):
        if record.hash is None or record.algorithm not in _ALGORITHMS or record.orientation != "upright":
            return None
        return _row(record.model_dump()) or Unread(number, "hash: not 256 bits in hex, or a number too large")
    return record


def _row(fields: dict[str, Any]) -> _Row | None:
    """A hash that is plainly right, down to the type of each field; None for anything else."""
    source, text, algorithm = fields.get("source"), fields.get("hash"), fields.get("algorithm")
    if not (type(source) is type(text) is str and _SHA256.fullmatch(source) and _SHA256.fullmatch(text)):
        return None
    if algorithm not in _ALGORITHMS or fields.get("orientation", "upright") != "upright":
        return None
    quality, frame, pts = (fields.get(field) for field in ("quality", "frame", "pts"))
    seconds, time_base = fields.get("seconds"), fields.get("time_base")
    if not (_is_whole(quality, 101) and _is_whole(frame, 1 << 31) and _is_whole(pts, 1 << 63, signed=True)):
        return None
    if not (seconds is None or (type(seconds) in (int, float) and isfinite(seconds))):
        return None
    if not (time_base is None or (type(time_base) is str and _TIME_BASE.fullmatch(time_base))):
        return None
    return _Row(
        source,
        bytes.fromhex(text),
        UNKNOWN_QUALITY if quality is None else quality,
        nan if seconds is None else seconds,
        UNKNOWN_FRAME if frame is None else frame,
        NO_PTS if pts is None else pts,
        algorithm,
        time_base,
    )


def _is_whole(value: object, end: int, *, signed: bool = False) -> bool:
    """Whether it is None or a whole number below ``end``; ``True`` is none."""
    return value is None or (type(value) is int and (-end if signed else 0) <= value < end)


def _remember(abouts: dict[str, Source], record: Source) -> None:
    """The latest sources only: their hashes come soon after, and a list may name millions."""
    abouts.pop(record.source, None)
    abouts[record.source] = record
    if len(abouts) > _REMEMBERED:
        del abouts[next(iter(abouts))]

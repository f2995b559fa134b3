"""Lists of hashes into an index: ours, other tools', and the records that come through a pipe."""

import hashlib
import io
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import BinaryIO

import numpy as np

from osintkit.errors import InputError
from osintkit.evidence import failure, opened
from osintkit.index import lists
from osintkit.index.adding import STILL
from osintkit.index.lists import Entries, Unread
from osintkit.index.rows import FRAME, MOST_HASHES, NO_PTS, Kept, Tag, tiers_of
from osintkit.index.store import Store
from osintkit.records import (
    Caveat,
    Failure,
    Indexed,
    Record,
    Run,
    Summary,
    caveat_of,
    path_fields,
)

_FOREIGN_TIME_BASE = Fraction(1, 1_000_000)
"""Of times that a list gives in seconds only."""
LISTED = "list"
_MOST_TOLD = 100
"""How many lines that cannot be read are told one by one."""
_SOURCES_AT_ONCE = 4096


def take_in(store: Store, path: Path, *, pad: bool) -> Iterator[Record]:
    """Put a list from a file into the index.

    Args:
        store: open for writing.
        path: the list.
        pad: take hashes of too few digits for ones that lost their leading zeros.

    Yields:
        Indexed for the list as a whole, when it is safe on the disk, and Caveats for what of it cannot be
        read; or a Failure.
    """
    try:
        with opened(path) as evidence:
            stream = io.BufferedReader(evidence.stream())
            yield from _Taking(store, path).all_of(stream, evidence.sha256, pad=pad)
    except InputError as error:
        yield failure(path, error, None)


def take_from_pipe(store: Store, stream: BinaryIO, *, pad: bool) -> Iterator[Record]:
    """The same with a list that comes through a pipe."""
    yield from _Taking(store, Path("-")).all_of(stream, None, pad=pad)


class _Taking:
    """One list on its way into the index."""

    def __init__(self, store: Store, path: Path) -> None:
        self._store = store
        self._path = path
        self._of_source: list[Entries] = []
        self._loose: list[Entries] = []
        self._waiting: list[Kept] = []
        self._added = self._rows = self._unread = 0
        self._unfinished = False
        self._content = hashlib.sha256()

    def all_of(self, stream: BinaryIO, sha256: str | None, *, pad: bool) -> Iterator[Record]:
        for run in lists.read(stream, str(self._path), pad=pad):
            if isinstance(run, Unread):
                yield from self._told(run)
                continue
            if isinstance(run, Record):
                yield from self._of_whole(run)
                continue
            self._rows += len(run)
            self._content.update(run.hashes.tobytes())
            if run.source is None:
                self._loose.append(run)
            else:
                self._take(run)
        self._end_source()
        name = sha256 or self._content.hexdigest()
        for number, part in enumerate(_parts(self._loose)):
            listed = name if number == 0 else hashlib.sha256(f"{name}/{number}".encode()).hexdigest()
            self._waiting.append(_kept(part, self._path, listed))
        self._commit()
        yield from self._not_told()
        if self._unfinished:
            says = "The records have no Summary: the run that made them did not finish, or was cut off."
            yield _incomplete(self._path, says)
        yield self._indexed(name)

    def _of_whole(self, record: Record) -> Iterator[Record]:
        """What records say of how whole they are; what limits them limits the index too."""
        if isinstance(record, Caveat | Failure):
            yield record
        elif isinstance(record, Run | Summary):
            self._unfinished = isinstance(record, Run)

    def _take(self, run: Entries) -> None:
        if self._of_source and run.source != self._of_source[0].source:
            self._end_source()
        self._of_source.append(run)

    def _end_source(self) -> None:
        if self._of_source:
            self._waiting.append(_kept(self._of_source, self._path, str(self._of_source[0].source)))
            self._of_source = []
        if len(self._waiting) >= _SOURCES_AT_ONCE:
            self._commit()

    def _commit(self) -> None:
        outcomes = self._store.add_many(self._waiting)
        self._added += outcomes["added"] + outcomes["extended"]
        self._waiting = []

    def _indexed(self, name: str) -> Indexed:
        return Indexed(
            source=name,
            status="nothing" if not self._rows else "added" if self._added else "already",
            sampling=LISTED,
            hashes=self._rows,
        )

    def _told(self, unread: Unread) -> Iterator[Caveat]:
        self._unread += 1
        if self._unread <= _MOST_TOLD:
            yield _unread(self._path, f"Line {unread.number}: {unread.says}")

    def _not_told(self) -> Iterator[Caveat]:
        if self._unread > _MOST_TOLD:
            yield _unread(self._path, f"{self._unread - _MOST_TOLD} more lines could not be read.")


def _parts(runs: list[Entries]) -> Iterator[list[Entries]]:
    """Runs in portions that one source of an index can hold."""
    part: list[Entries] = []
    rows = 0
    for run in runs:
        if rows + len(run) > MOST_HASHES:
            yield part
            part, rows = [], 0
        part.append(run)
        rows += len(run)
    if part:
        yield part


def _kept(runs: list[Entries], path: Path, sha256: str) -> Kept:
    """What the index is to keep of runs that belong together."""
    first = runs[0]
    hashes = np.concatenate([run.hashes for run in runs])
    time_base, start_s = _clock(first)
    frames = np.zeros(len(hashes), dtype=FRAME)
    frames["quality"] = np.concatenate([run.quality for run in runs])
    frames["frame"] = np.concatenate([run.frame for run in runs])
    frames["pts"] = np.concatenate([_pts(run) for run in runs])
    frames["tier"] = tiers_of(frames["quality"], hashes)
    still = first.source is not None and len(hashes) == 1 and np.isnan(first.seconds[0])
    video = first.source is not None and not still and bool((frames["pts"] != NO_PTS).any())
    own = {"path": first.path, "path_b64": first.path_b64} if first.path else path_fields(path)
    return Kept(
        sha256=sha256,
        media="still" if still else "video" if video else "list",
        **own,
        size_bytes=first.size_bytes or 0,
        time_base=str(time_base) if video else None,
        start_s=start_s,
        algorithm=first.algorithm,
        sampling=STILL if still and first.path else LISTED,
        frames=frames,
        hashes=hashes,
        labels=_labels(runs),
        tags=tuple(_tag(tag) for run in runs for tag in run.tags if tag.row is None),
        row_tags=tuple(_row_tags(runs)),
    )


def _clock(run: Entries) -> tuple[Fraction, float]:
    """The time base of a run's PTS, and when the player's clock shows zero, as its first row tells."""
    if run.pts is None or run.time_base is None or np.isnan(run.seconds[0]):
        return _FOREIGN_TIME_BASE, 0.0
    time_base = Fraction(run.time_base)
    return time_base, round(float(int(run.pts[0]) * time_base) - float(run.seconds[0]), 6)


def _pts(run: Entries) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    if run.pts is not None and run.time_base is not None:
        return run.pts
    known = np.isfinite(run.seconds)
    ticks = np.round(np.where(known, run.seconds, 0.0) / float(_FOREIGN_TIME_BASE)).astype(np.int64)
    return np.where(known, ticks, NO_PTS)


def _labels(runs: list[Entries]) -> list[str] | None:
    if all(run.labels is None for run in runs):
        return None
    return [label for run in runs for label in (run.labels or [""] * len(run))]


def _row_tags(runs: list[Entries]) -> Iterator[tuple[int, Tag]]:
    before = 0
    for run in runs:
        # A list's own runs count from 0 each, a source's from its first row.
        offset = before if run.source is None else 0
        yield from ((tag.row + offset, _tag(tag)) for tag in run.tags if tag.row is not None)
        before += len(run)


def _tag(tag: lists.Tagged) -> Tag:
    return Tag(tag.text, graphic=tag.graphic, note=tag.note)


def digests(path: Path, found: list[bytes]) -> Iterator[Record]:
    """Put all hashes of a list into ``found``.

    Yields:
        A Caveat for each line that cannot be read, or a Failure.
    """
    try:
        with opened(path) as evidence:
            yield from digests_of(io.BufferedReader(evidence.stream()), path, found)
    except InputError as error:
        yield failure(path, error, None)


def digests_of(stream: BinaryIO, path: Path, found: list[bytes]) -> Iterator[Record]:
    """The same with a list that comes through a pipe; ``path`` is what to call it."""
    for run in lists.read(stream, str(path)):
        if isinstance(run, Unread):
            yield _unread(path, f"Line {run.number}: {run.says}")
        elif isinstance(run, Entries):
            found.extend(row.tobytes() for row in run.hashes)


def _incomplete(path: Path, says: str) -> Caveat:
    do = "Make them again, to the end."
    return caveat_of("truncated", says, do, stage="import", about=_about(path))


def _unread(path: Path, says: str) -> Caveat:
    do = "--pad gives back leading zeros that were dropped." if "leading zeros" in says else ""
    return caveat_of("line_unread", says, do, stage="import", about=_about(path))


def _about(path: Path) -> dict[str, object]:
    return {"source": None, **path_fields(path)}

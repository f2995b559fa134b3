"""One step over many files: in order, on several workers; a bad file costs one record.

Threads wait, confined children work. Results come out in the order of the inputs, whatever the number
of workers, and the same bytes are examined once.
"""

import os
import queue
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass, field
from glob import glob, has_magic
from itertools import islice
from pathlib import Path

from osintkit.errors import FailureCode, InputError, OsintkitError, UsageError
from osintkit.evidence import Evidence, failure, opened
from osintkit.records import (
    Failure,
    Frame,
    Meta,
    Record,
    Run,
    Sheet,
    Skipped,
    Source,
    Summary,
    path_bytes,
    path_fields,
)
from osintkit.records.progress import Progress

Own = set[tuple[int, int]]
"""Device and inode of each of our own files and folders."""
Step = Callable[[Evidence], Iterator[Record | Progress]]

_OWN_FOLDER = "osintkit-"
_GRACE_S = 2.0
_LOOK_EVERY_S = 0.02
_MOST_WAITING = 2000
"""How many records of one file may wait for its turn; beyond that its worker waits, to save memory."""
_NOT_FOR_THIS = frozenset({FailureCode.NOT_MEDIA, FailureCode.NO_STREAM, FailureCode.FORMAT_REFUSED})
"""A file that a folder happened to hold is skipped for these; one that was named is a Failure."""


@dataclass(frozen=True, slots=True)
class Input:
    """A path to examine.

    Attributes:
        path: as given or found.
        found: it was found in a folder rather than named.
        skipped: it is not to be examined at all, and why.
    """

    path: Path
    found: bool = False
    skipped: Skipped | None = None


def inputs(paths: Iterable[Path], *, recursive: bool = False, ours: Iterable[Path] = ()) -> Iterator[Input]:
    """The files meant by ``paths``: patterns and, when ``recursive``, folders resolved.

    A folder's files come sorted by the bytes of their paths; links are not followed.

    Args:
        paths: files, patterns, folders.
        recursive: look into folders.
        ours: files and folders of our own, which are not evidence wherever they lie.
    """
    own = {identity for path in ours if (identity := _identity(path)) is not None}
    for path in paths:
        if recursive and os.path.isdir(path) and not os.path.islink(path):  # noqa: PTH112, PTH114 - never raise
            yield from _in_folder(path, own)
        elif has_magic(str(path)) and not os.path.lexists(path):
            found = sorted(glob(str(path), recursive=True), key=os.fsencode)  # noqa: PTH207 - may be absolute
            # A pattern that matches nothing is examined as a name, and fails as one.
            yield from (Input(Path(name)) for name in found or [str(path)])
        else:
            yield Input(path)


def listed(data: bytes) -> list[Path]:
    """The paths in a list of files, one a line, or separated by NUL when there is one.

    A list by NUL is taken byte for byte. A mark at the beginning tells UTF-16, which PowerShell writes,
    or UTF-8.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        data = data.decode("utf-16", "replace").encode()
    if b"\0" in data:
        names = data.split(b"\0")
    else:
        names = [line.rstrip(b"\r") for line in data.removeprefix(b"\xef\xbb\xbf").split(b"\n")]
    return [Path(os.fsdecode(name)) for name in names if name.strip()]


def _in_folder(folder: Path, own: Own) -> Iterator[Input]:
    # A list of what is still to do instead of recursion: a hostile archive nests folders deeply.
    waiting: list[os.DirEntry[str] | Path] = [folder]
    while waiting:
        item = waiting.pop()
        path = Path(item)
        if isinstance(item, os.DirEntry) and (found := _entry(item, path, own)) is not None:
            yield found
            continue
        try:
            with os.scandir(path) as scanned:
                entries = sorted(scanned, key=_place, reverse=True)
        except OSError:
            yield Input(path)  # opening it will say what is wrong
        else:
            waiting.extend(entries)


def _place(entry: os.DirEntry[str]) -> bytes:
    """What sorts a folder's entries as the bytes of the paths in it sort."""
    return os.fsencode(entry.name) + (b"/" if entry.is_dir(follow_symlinks=False) else b"")


def _entry(entry: os.DirEntry[str], path: Path, own: Own) -> Input | None:
    """What an entry is to us; None for a folder to look into."""
    if entry.is_symlink():
        return _skip(path, "link", "A link; what it points to is not followed.")
    if entry.is_dir(follow_symlinks=False):
        if entry.name.startswith(_OWN_FOLDER) or _is_one_of(path, own):
            return _skip(path, "made_by_osintkit", "A folder of osintkit's own results.")
        return None
    if entry.is_file(follow_symlinks=False):
        if _is_one_of(path, own):
            return _skip(path, "made_by_osintkit", "The index itself.")
        return Input(path, found=True)
    return _skip(path, "not_regular", "Not a regular file.")


def _is_one_of(path: Path, own: Own) -> bool:
    return bool(own) and _identity(path) in own


def _identity(path: Path) -> tuple[int, int] | None:
    with suppress(OSError):  # gone in the meantime, or never there
        status = path.stat()
        return status.st_dev, status.st_ino
    return None


def _skip(path: Path, code: str, says: str) -> Input:
    fields = {"source": None, "code": code, "says": says, **path_fields(path)}
    return Input(path, found=True, skipped=Skipped.model_validate(fields))


@dataclass(slots=True)
class _Task:
    """One input on its way: its records as they come, None at the end, an error if it stops all."""

    number: int
    input: Input
    results: "queue.SimpleQueue[Record | Progress | OsintkitError | None]" = field(
        default_factory=queue.SimpleQueue
    )


def run(step: Step, files: Iterable[Input], *, workers: int = 1) -> Generator[Record | Progress, None, None]:
    """Apply ``step`` to every file; closing the generator ends the work.

    Args:
        step: yields the records of one open file.
        files: from `inputs`.
        workers: how many files at a time.

    Yields:
        The records file by file in the order of ``files``; a Failure for a file that could not be
        examined; `Progress` of the file whose turn it is.

    Raises:
        UsageError: no worker.
        OsintkitError: what stops all files alike: output cannot be written, a library is missing.
    """
    if workers < 1:
        raise UsageError("--workers must be 1 or more.", "Leave it out to choose by the cores.")
    return _run(_Crew(step, workers), files)


def _run(crew: "_Crew", files: Iterable[Input]) -> Generator[Record | Progress, None, None]:
    todo = enumerate(files)
    ahead: deque[_Task] = deque()
    try:
        # Only as many files are begun as there are workers and a few to wait, so that millions of
        # paths, or the results of those that are ready early, never pile up.
        for number, item in islice(todo, crew.workers + 2):
            ahead.append(crew.begin(number, item))
        while ahead:
            yield from _results(ahead.popleft())
            for number, item in islice(todo, 1):
                ahead.append(crew.begin(number, item))
    finally:
        crew.dismiss()


def _results(task: _Task) -> Iterator[Record | Progress]:
    while (item := task.results.get()) is not None:
        if isinstance(item, OsintkitError):
            raise item
        yield item


class _Crew:
    """The workers, how many they are, and what they share."""

    def __init__(self, step: Step, workers: int) -> None:
        self.workers = workers
        self._step = step
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="osintkit")
        self._futures: set[Future[None]] = set()
        self._stop = threading.Event()
        self._turn = threading.Condition()
        self._hashed = 0
        self._first_with: dict[str, tuple[int, Path]] = {}

    def begin(self, number: int, item: Input) -> _Task:
        """Start on a file."""
        task = _Task(number, item)
        future = self._pool.submit(self._work, task)
        self._futures.add(future)
        future.add_done_callback(self._futures.discard)
        return task

    def dismiss(self) -> None:
        """Stop soon: children are ended, and with them the workers; one that hangs is not waited for."""
        self._stop.set()
        with self._turn:
            self._turn.notify_all()
        self._pool.shutdown(wait=False, cancel_futures=True)
        wait(set(self._futures), timeout=_GRACE_S)

    def _work(self, task: _Task) -> None:
        try:
            for item in self._examine(task):
                self._hand_over(task, item)
        except OsintkitError as error:
            self._hand_over(task, error)
        finally:
            self._wait_for_turn(task)
            self._hand_over(task, None)

    def _hand_over(self, task: _Task, item: Record | Progress | OsintkitError | None) -> None:
        while task.results.qsize() >= _MOST_WAITING and not self._stop.wait(_LOOK_EVERY_S):
            pass
        task.results.put(item)

    def _examine(self, task: _Task) -> Iterator[Record | Progress]:
        if task.input.skipped is not None:
            yield task.input.skipped
            return
        source: str | None = None
        try:
            with opened(task.input.path, stop=self._stop) as evidence:
                source = evidence.sha256
                twin = self._twin(task, evidence)
                if twin is not None:
                    yield _same_bytes(evidence, twin)
                elif task.input.found:
                    yield from _once_proven(self._step(evidence))
                else:
                    yield from self._step(evidence)
        except InputError as error:
            yield _not_examined(task.input, error, source)
        except OsintkitError:
            raise
        except Exception as error:  # noqa: BLE001 - a bug of ours costs this file, not the batch
            yield _not_examined(task.input, _bug(error), source)

    def _twin(self, task: _Task, evidence: Evidence) -> Path | None:
        """The earlier file with the same bytes."""
        self._wait_for_turn(task)
        with self._turn:
            number, path = self._first_with.setdefault(evidence.sha256, (task.number, evidence.path))
        return None if number == task.number else path

    def _wait_for_turn(self, task: _Task) -> None:
        """Wait until all earlier files have been hashed, or have failed before that."""
        with self._turn:
            self._turn.wait_for(lambda: self._hashed >= task.number or self._stop.is_set())
            self._hashed = max(self._hashed, task.number + 1)
            self._turn.notify_all()


def _once_proven(items: Iterator[Record | Progress]) -> Iterator[Record | Progress]:
    """``items``, but not the Source of a file that turns out to be not for this command."""
    head: list[Record | Progress] = []
    try:
        head.extend(islice(items, 1))
        head.extend(islice(items, 1))
    except InputError as error:
        if error.code not in _NOT_FOR_THIS:
            yield from head
        raise
    yield from head
    yield from items


def _bug(error: Exception) -> InputError:
    return InputError(
        FailureCode.CRASHED,
        f"osintkit itself failed on this file ({type(error).__name__}: {error}).",
        "This is a bug in osintkit: please report it with the file's kind and this sentence.",
        stage="osintkit",
    )


def _same_bytes(evidence: Evidence, twin: Path) -> Skipped:
    return Skipped(
        source=evidence.sha256,
        code="same_bytes",
        says=f"The same bytes as {path_fields(twin)['path']}; see there.",
        **path_fields(evidence.path),
    )


def _not_examined(item: Input, error: InputError, source: str | None) -> Record:
    if item.found and error.code in _NOT_FOR_THIS:
        return Skipped(source=source, code="not_for_this_command", says=error.says, **path_fields(item.path))
    return failure(item.path, error, source)


class Saved:
    """The finished part of an earlier run: what need not be examined again.

    Args:
        records: the earlier run's, in its order; several runs may follow each other.
        proof: what a finished file has at least one of; its line may have been lost.

    Attributes:
        runs: the Run records among them.
    """

    def __init__(self, records: Iterable[Record], proof: type[Record] | None = None) -> None:
        self._proof = proof
        self.runs: list[Run] = []
        self._groups: dict[tuple[str, bytes], list[Record]] = {}
        group: list[Record] = []
        for record in records:
            if isinstance(record, Run):
                self.runs.append(record)
                group = []  # a second run in the file: the first was cut, in the middle of this group
            elif isinstance(record, Source | Summary | Skipped | Failure):
                # A file is finished when something else follows; the last one may be torn.
                if not _is_about(record, group):
                    self._finish(group)
                group = [record] if isinstance(record, Source) else []
            elif group:
                group.append(record)

    def step(self, step: Step) -> Step:
        """``step``, but for a finished file the saved records."""

        def resumed(evidence: Evidence) -> Iterator[Record | Progress]:
            group = self._groups.get((evidence.sha256, os.fsencode(evidence.path)))
            if group is not None and all(_file_is_whole(record) for record in group):
                yield from group
            else:
                yield from step(evidence)

        return resumed

    def _finish(self, group: list[Record]) -> None:
        proven = self._proof is None or any(isinstance(record, self._proof) for record in group)
        if group and proven and isinstance(group[0], Source):
            source = group[0]
            self._groups[source.source, path_bytes(source.path, source.path_b64)] = group


def _is_about(record: Record, group: list[Record]) -> bool:
    """Whether a record says that the file of ``group`` could not be examined to its end."""
    return (
        bool(group)
        and isinstance(head := group[0], Source)
        and isinstance(record, Failure | Skipped)
        and (record.path, record.path_b64) == (head.path, head.path_b64)
    )


def _file_is_whole(record: Record) -> bool:
    """Whether the files that a record says were written are there with those bytes."""
    if isinstance(record, Frame | Sheet):
        return _is_there(record.file, record.sha256)
    if isinstance(record, Meta):
        return all(_is_there(each.file, each.file_sha256) for each in record.thumbnails if each.file)
    return True


def _is_there(file: str, digest: str | None) -> bool:
    try:
        with opened(Path(file)) as written:
            return written.sha256 == digest
    except InputError:
        return False

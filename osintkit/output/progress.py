"""How far a run has come: one line on stderr when a person is looking, nothing in a pipe."""

import sys
import time
from contextlib import suppress
from shutil import get_terminal_size
from types import TracebackType
from typing import Self
from unicodedata import east_asian_width

from osintkit.output.text import harmless
from osintkit.records import Failure, Record, Skipped, Source, timecode
from osintkit.records.progress import Progress


class Display:
    """A line that says which file is at work, how far it is, how fast it goes and how long it will take.

    It is plain text that is wiped before anything else is written to the terminal.

    Args:
        files: how many there are, None when that is not known.
    """

    _LONGEST_NAME = 40
    _EVERY_S = 0.1

    def __init__(self, files: int | None) -> None:
        self._files = files
        self._over = 0
        self._at_work: Source | None = None
        self._progress: Progress | None = None
        self._began_s = self._file_began_s = time.monotonic()
        self._cells = 0
        self._last_s = 0.0
        self._looks = sys.stderr is not None and sys.stderr.isatty()

    def __enter__(self) -> Self:
        return self

    def show(self, item: Record | Progress) -> None:
        """Take notice of what has come."""
        if not self._looks:
            return
        if isinstance(item, Progress):
            self._progress = item
        elif isinstance(item, Source):
            self._end()
            self._at_work, self._file_began_s = item, time.monotonic()
        elif isinstance(item, Skipped | Failure):
            begun = self._at_work is not None and item.source == self._at_work.source
            self._end()
            self._over += not begun
        self._draw()

    def clear(self) -> None:
        """Take the line away, so that something else can be written."""
        if self._cells:
            self._write("\r" + " " * self._cells + "\r")
            self._cells, self._last_s = 0, 0.0

    def _end(self) -> None:
        self._over += self._at_work is not None
        self._at_work = self._progress = None

    def _draw(self) -> None:
        now_s = time.monotonic()
        if self._at_work is None or now_s - self._last_s < self._EVERY_S:
            return
        self.clear()
        name = harmless(self._at_work.path.rpartition("/")[2])[: self._LONGEST_NAME]
        place = "" if self._files in {None, 1} else f"[{self._over + 1}/{self._files}] "
        far = "" if self._progress is None else _how_far(self._progress)
        line = _cut(f"{place}{name}  {far}  {self._pace(now_s)}".rstrip(), get_terminal_size().columns - 1)
        self._write(line)
        self._cells, self._last_s = _cells(line), now_s

    def _pace(self, now_s: float) -> str:
        """Rate and time left: of all files when there are several, else of the one file."""
        if self._files == 1:
            return "" if self._progress is None else _file_pace(self._progress, now_s - self._file_began_s)
        elapsed_s = now_s - self._began_s
        if not self._over or elapsed_s <= 0:
            return ""
        rate = f"{60 * self._over / elapsed_s:.0f} files/min"
        if self._files is None:
            return rate
        return f"{rate}, {_clock(elapsed_s * (self._files - self._over) / self._over)} left"

    def _write(self, text: str) -> None:
        # When the terminal is gone, nothing else can be done about it.
        with suppress(OSError, ValueError):
            sys.stderr.write(text)
            sys.stderr.flush()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.clear()


def _clock(seconds: float) -> str:
    """Whole seconds: nobody reads the rest of a line that moves."""
    return timecode(max(seconds, 0.0)).partition(".")[0]


def _file_pace(progress: Progress, elapsed_s: float) -> str:
    """How many seconds of video a second, and how long the rest will take at that."""
    if elapsed_s <= 0 or progress.done_s <= 0:
        return ""
    speed = progress.done_s / elapsed_s
    left = "" if not progress.total_s else f", {_clock((progress.total_s - progress.done_s) / speed)} left"
    return f"{speed:.1f} x{left}"


def _how_far(progress: Progress) -> str:
    done = _clock(progress.done_s)
    if not progress.total_s or progress.total_s <= 0:
        return done
    part = min(100, max(0, round(100 * progress.done_s / progress.total_s)))
    return f"{done} of {_clock(progress.total_s)}  {part} %"


def _cells(text: str) -> int:
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


def _cut(text: str, cells: int) -> str:
    """As much of the text as fits: a line that wraps could not be wiped."""
    while _cells(text) > max(cells, 0):
        text = text[:-1]
    return text

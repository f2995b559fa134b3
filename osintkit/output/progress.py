"""How far a run has come, on stderr, when a person is looking; silent in a pipe."""

import sys
from types import TracebackType
from typing import TYPE_CHECKING, Self

from osintkit.output.text import harmless
from osintkit.records import Failure, Record, Skipped, Source
from osintkit.records.progress import Progress

if TYPE_CHECKING:
    from rich.progress import Progress as Bars


class Display:
    """A line for the file at work and, when there are several, one for all.

    Args:
        files: how many there are, None when that is not known.
    """

    def __init__(self, files: int | None) -> None:
        self._files = files
        self._begun = 0
        self._ended = 0
        self._bars: Bars | None = _bars() if _someone_looks() else None

    def __enter__(self) -> Self:
        if self._bars is not None:
            self._all = self._bars.add_task("files", total=self._files, visible=self._files != 1)
            self._one = self._bars.add_task("", total=None)
            self._bars.start()
        return self

    def show(self, item: Record | Progress) -> None:
        """Take notice of what has come."""
        if self._bars is None:
            return
        if isinstance(item, Progress):
            self._bars.update(self._one, completed=item.done_s, total=item.total_s)
        elif isinstance(item, Source):
            name = harmless(item.path.rpartition("/")[2])[:40]
            self._bars.reset(self._one, description=name, total=None)
            self._advance(self._begun - self._ended)
            self._begun += 1
        elif isinstance(item, Skipped) or (isinstance(item, Failure) and item.source is None):
            self._advance(1)

    def _advance(self, files: int) -> None:
        if self._bars is not None and files:
            self._ended += files
            self._bars.advance(self._all, files)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bars is not None:
            self._bars.stop()


def _someone_looks() -> bool:
    return sys.stderr.isatty()


def _bars() -> "Bars":
    from rich.console import Console  # noqa: PLC0415 - only for a person who looks
    from rich.progress import BarColumn, TextColumn, TimeRemainingColumn  # noqa: PLC0415
    from rich.progress import Progress as Bars  # noqa: PLC0415

    return Bars(
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=24),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeRemainingColumn(),
        console=Console(stderr=True, highlight=False),
        transient=True,
    )

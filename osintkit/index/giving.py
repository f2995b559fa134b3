"""An index as a list of hashes, to be shared without the pictures."""

import io
from collections.abc import Callable, Generator, Iterable, Iterator
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from osintkit.hash.step import pdq_record, place_of
from osintkit.index.keeping import damaged
from osintkit.index.lists import writing
from osintkit.index.lists.entries import UNKNOWN_FRAME, Entries, Tagged
from osintkit.index.rows import NO_FRAME, NO_PTS, NO_QUALITY, Kept
from osintkit.index.store import Store
from osintkit.records import Hash, Record, Source, Tag
from osintkit.records.progress import Progress

_ROWS_AT_ONCE = 65_536


def data(store: Store, form: str, *, places: bool) -> Iterator[bytes]:
    """The list in a form for other tools.

    Args:
        store: the index.
        form: ``csv``, ``threatexchange``, ``plain`` or ``parquet``.
        places: say where the files lie, too.

    Raises:
        Missing: Parquet is wanted and pyarrow is not installed.
    """
    runs = _runs(store)
    if form == "parquet":
        buffer = io.BytesIO()
        writing.parquet(runs, buffer, places=places)
        yield buffer.getvalue()
        return
    lines: dict[str, Callable[[Iterable[Entries]], Iterator[str]]] = {
        "csv": lambda every: writing.csv_lines(every, places=places),
        "threatexchange": writing.threatexchange_lines,
        "plain": writing.plain_lines,
    }
    for text in lines[form](runs):
        yield text.encode()


def records(store: Store, *, places: bool) -> Generator[Record | Progress, None, None]:
    """The list as our own records: Source, Hash and Tag, with exact times; `Store.merge` keeps still more.

    Yields:
        Also a Caveat for each thing in the index that cannot be read.
    """
    for kept in store.all_kept():
        where = {"path": kept.path, "path_b64": kept.path_b64} if places else {"path": "", "path_b64": None}
        yield Source.model_validate({"source": kept.sha256, "size_bytes": kept.size_bytes, **where})
        for tag in kept.tags:
            yield Tag(source=kept.sha256, text=tag.text, graphic=tag.graphic, note=tag.note)
        for row, tag in kept.row_tags:
            yield Tag(source=kept.sha256, row=row, text=tag.text, graphic=tag.graphic, note=tag.note)
        yield from _hashes(kept)
    yield from map(damaged, store.damage)


def _hashes(kept: Kept) -> Iterator[Hash]:
    for frame, digest in zip(kept.frames, kept.hashes, strict=True):
        quality = None if frame["quality"] == NO_QUALITY else int(frame["quality"])
        pts, seconds = int(frame["pts"]), kept.seconds(int(frame["pts"]))
        place = {}
        if seconds is not None:
            place = place_of(int(frame["frame"]), pts, seconds, str(kept.time_base))
        yield pdq_record(kept.sha256, kept.algorithm, digest.tobytes(), quality, **place)


def _runs(store: Store) -> Iterator[Entries]:
    for kept in store.all_kept():
        for start in range(0, len(kept.frames), _ROWS_AT_ONCE):
            yield _run(kept, start)


def _is_known(kept: Kept, frames: NDArray[np.void]) -> NDArray[np.bool_]:
    """Whether the number of a frame means anything: not in a still."""
    return np.asarray((frames["frame"] != NO_FRAME) & (kept.media != "still"), np.bool_)


def _run(kept: Kept, start: int) -> Entries:
    part = slice(start, start + _ROWS_AT_ONCE)
    frames = kept.frames[part]
    seconds = np.full(len(frames), np.nan)
    if kept.time_base is not None:
        timed = frames["pts"] != NO_PTS
        seconds[timed] = frames["pts"][timed] * float(Fraction(kept.time_base)) - (kept.start_s or 0.0)
    tags = [Tagged(None, tag.text, tag.graphic, tag.note) for tag in kept.tags]
    tags += [Tagged(row, tag.text, tag.graphic, tag.note) for row, tag in kept.row_tags]
    listed = kept.media == "list"
    return Entries(
        name=kept.path,
        hashes=kept.hashes[part],
        quality=frames["quality"],
        seconds=seconds,
        frame=np.where(_is_known(kept, frames), frames["frame"], UNKNOWN_FRAME).astype(np.int32),
        source=None if listed else kept.sha256,
        path=None if listed else kept.path,
        size_bytes=kept.size_bytes,
        algorithm=kept.algorithm,
        media=kept.media,
        labels=None if kept.labels is None else kept.labels[part],
        tags=tags,
        first=start,
    )

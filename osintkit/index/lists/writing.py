"""Hashes without the pictures, as lists that other programs read.

Nothing here says where files lie unless asked, and nothing can lead back from a hash to a picture; that
a hash stands in a list may say enough, so a list is shared with the same care as a list of names.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from math import isnan
from typing import Any, BinaryIO

from osintkit.index.lists.entries import (
    HASH_BYTES,
    UNKNOWN_FRAME,
    UNKNOWN_QUALITY,
    Entries,
    cell_of,
    joined_tags,
)
from osintkit.index.lists.reading import pyarrow_parquet

COLUMNS = ("hash", "quality", "seconds", "frame", "source", "label", "tags", "graphic", "algorithm")
PLACE = "path"


def csv_lines(runs: Iterable[Entries], *, places: bool) -> Iterator[str]:
    """The rows as CSV with a header: text of whole lines, a run at a time.

    The columns are `COLUMNS`, and ``path`` where places are asked for. Cells are harmless in a spreadsheet.
    Notes on tags stay behind, and a row's tags share one ``graphic``; our own records lose nothing.

    Args:
        runs: as `osintkit.index.lists.read` gives them.
        places: say where the files lay.
    """
    yield ",".join((*COLUMNS, PLACE) if places else COLUMNS) + "\n"
    for run in runs:
        buffer = io.StringIO()
        csv.writer(buffer, lineterminator="\n").writerows(_rows(run, places=places))
        yield buffer.getvalue()


def _rows(run: Entries, *, places: bool) -> Iterator[tuple[str, ...]]:
    same = (cell_of(run.path or ""),) if places else ()
    tags, graphic = _tags(run)
    for row, digest in enumerate(_hex(run)):
        quality, seconds, frame = int(run.quality[row]), float(run.seconds[row]), int(run.frame[row])
        yield (
            digest,
            "" if quality == UNKNOWN_QUALITY else str(quality),
            "" if isnan(seconds) else repr(round(seconds, 6)),
            "" if frame == UNKNOWN_FRAME else str(frame),
            run.source or "",
            cell_of(run.labels[row]) if run.labels else "",
            cell_of(joined_tags(tags.get(row, ()) or tags[_ALL])),
            "yes" if graphic.intersection((row, _ALL)) else "",
            run.algorithm,
            *same,
        )


_ALL = -1
"""Stands for every row that has no tags of its own."""


def _tags(run: Entries) -> tuple[dict[int, list[str]], set[int]]:
    """Tags of the rows of this run that have some of their own, of all others; and which are graphic."""
    everywhere = [tag.text for tag in run.tags if tag.row is None]
    tags: dict[int, list[str]] = {_ALL: everywhere}
    graphic = {_ALL for tag in run.tags if tag.row is None and tag.graphic}
    for tag in run.tags:
        row = None if tag.row is None else tag.row - run.first
        if row is not None and 0 <= row < len(run):
            tags.setdefault(row, list(everywhere)).append(tag.text)
            graphic |= {row} if tag.graphic else set()
    return tags, graphic


def _hex(run: Entries) -> list[str]:
    return run.hashes.tobytes().hex(" ", HASH_BYTES).split()


def plain_lines(runs: Iterable[Entries]) -> Iterator[str]:
    """The hashes and nothing else, one a line: text of whole lines, a run at a time.

    ``threatexchange match --hashes`` reads it.
    """
    for run in runs:
        if len(run):
            yield run.hashes.tobytes().hex("\n", HASH_BYTES) + "\n"


def threatexchange_lines(runs: Iterable[Entries]) -> Iterator[str]:
    """The hashes for ThreatExchange's programs, ``pdq <hash>``: text of whole lines, a run at a time.

    So writes ``threatexchange hash``, and so the local-file exchange of python-threatexchange reads them; it
    has no place for quality, times or tags. That program makes no hash of a quality below 50: what is known
    to be below is left out.
    """
    for run in runs:
        good = run.hashes[run.quality >= _USABLE_QUALITY]
        if len(good):
            yield "pdq " + good.tobytes().hex("\n", HASH_BYTES).replace("\n", "\npdq ") + "\n"


_USABLE_QUALITY = 50


def parquet(runs: Iterable[Entries], file: BinaryIO, *, places: bool) -> None:
    """Write the rows as Parquet, for DuckDB, pandas and the like; columns as of `csv_lines`.

    The hash is hex text, ``tags`` a list of text, ``graphic`` true or false; what is unknown is null.

    Args:
        runs: as `osintkit.index.lists.read` gives them.
        file: open for writing.
        places: say where the files lay.

    Raises:
        Missing: pyarrow is not installed.
        OSError: the file takes no more.
    """
    library, _ = pyarrow_parquet()
    schema = _schema(places=places)
    with library.ParquetWriter(file, schema, compression="zstd") as writer:
        for run in runs:
            writer.write_table(_table(run, schema))


def _schema(*, places: bool) -> Any:  # noqa: ANN401 - pyarrow has no types
    import pyarrow  # noqa: PLC0415 - optional, and slow to import

    text, words = pyarrow.string(), pyarrow.dictionary(pyarrow.int32(), pyarrow.string())
    kinds = {
        "hash": text, "quality": pyarrow.uint8(), "seconds": pyarrow.float64(), "frame": pyarrow.int32(),
        "source": words, "label": text, "tags": pyarrow.list_(text), "graphic": pyarrow.bool_(),
        "algorithm": words,
    }  # fmt: skip
    return pyarrow.schema(list((kinds | ({PLACE: words} if places else {})).items()))


def _table(run: Entries, schema: Any) -> Any:  # noqa: ANN401 - pyarrow has no types
    import pyarrow  # noqa: PLC0415 - optional, and slow to import

    count = len(run)
    tags, graphic = _tags(run)
    columns = {
        "hash": _hex(run),
        "quality": pyarrow.array(run.quality, mask=run.quality == UNKNOWN_QUALITY),
        "seconds": pyarrow.array(run.seconds, from_pandas=True),
        "frame": pyarrow.array(run.frame, mask=run.frame == UNKNOWN_FRAME),
        "source": [run.source] * count,
        "label": run.labels if run.labels is not None else pyarrow.nulls(count, pyarrow.string()),
        "tags": [tags.get(row, tags[_ALL]) for row in range(count)],
        "graphic": [bool(graphic.intersection((row, _ALL))) for row in range(count)],
        "algorithm": [run.algorithm] * count,
        PLACE: [run.path] * count,
    }
    return pyarrow.table({name: columns[name] for name in schema.names}, schema=schema)

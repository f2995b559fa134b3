"""What a list put beside each of its hashes: a file name, a case, an id. Packed, some thousand at a time."""

import sqlite3
import zlib
from collections.abc import Iterable, Sequence

from osintkit.index.store.columns import Unreadable

_PART_ROWS = 4096
_SEPARATOR = "\0"
_LARGEST_BYTES = 64 << 20


def put(connection: sqlite3.Connection, number: int, labels: Sequence[str] | None) -> None:
    """Write the labels of a new source, one for each hash; None for a source that has none."""
    for part, start in enumerate(range(0, len(labels or ()), _PART_ROWS)):
        text = _SEPARATOR.join(
            label.replace(_SEPARATOR, "") for label in (labels or ())[start : start + _PART_ROWS]
        )
        data = zlib.compress(text.encode("utf-8", "replace"), 1)
        connection.execute("INSERT INTO labels VALUES (?, ?, ?)", (number, part, data))


def of(connection: sqlite3.Connection, number: int, positions: Iterable[int]) -> dict[int, str]:
    """The labels of these hashes of a source, without the empty ones.

    Raises:
        Unreadable: they are damaged.
    """
    found: dict[int, str] = {}
    part, texts = -1, list[str]()
    for position in sorted(positions):
        if position // _PART_ROWS != part:
            part = position // _PART_ROWS
            texts = _texts(connection, number, part)
        label = texts[position % _PART_ROWS] if position % _PART_ROWS < len(texts) else ""
        if label:
            found[position] = label
    return found


def every(connection: sqlite3.Connection, number: int, rows: int) -> list[str] | None:
    """The labels of all hashes of a source; None when it has none.

    Raises:
        Unreadable: they are damaged.
    """
    texts = [text for part in range(-(-rows // _PART_ROWS)) for text in _texts(connection, number, part)]
    return texts if len(texts) == rows and rows else None


def _texts(connection: sqlite3.Connection, number: int, part: int) -> list[str]:
    query = "SELECT data FROM labels WHERE source = ? AND part = ?"
    row = connection.execute(query, (number, part)).fetchone()
    if row is None:
        return []
    unpacker = zlib.decompressobj()
    try:
        text = unpacker.decompress(row[0], _LARGEST_BYTES).decode()
    except (zlib.error, TypeError, UnicodeDecodeError) as error:
        raise Unreadable("its labels are damaged") from error
    return text.split(_SEPARATOR)

"""The tables of sources, of where they lay, of what is said about them, and of the time of each hash."""

import sqlite3
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from osintkit.index.rows import (
    FRAME,
    MOST_HASHES,
    NO_FRAME,
    NO_PTS,
    NO_QUALITY,
    USABLE,
    Kept,
    Known,
    Place,
    Tag,
)
from osintkit.index.store import labels
from osintkit.index.store.columns import Unreadable, pack_frames, unpack_frames

PART_ROWS = 65_536
"""Times are kept in blobs of so many hashes of one source, so that a hit in a long list reads one of them."""

WHOLE = -1
"""Position of a tag that is about the source as a whole."""

_BATCH = 500
_FACTS = (
    "sha256", "media", "size_bytes", "algorithm", "sampling", "width_px", "height_px", "duration_s",
    "time_base", "start_s", "claims", "refused",
)  # fmt: skip
_COLUMNS = f"id, {', '.join(_FACTS)}, hashes, degenerate"
_INSERT = f"INSERT INTO source ({_COLUMNS}) VALUES (NULL{', ?' * (len(_FACTS) + 2)})"  # noqa: S608


def number_of(connection: sqlite3.Connection, sha256: str) -> int | None:
    """The id of a source, None when it is not there."""
    try:
        digest = bytes.fromhex(sha256)
    except ValueError:
        return None
    row = connection.execute("SELECT id FROM source WHERE sha256 = ?", (digest,)).fetchone()
    return None if row is None else int(row[0])


def known(connection: sqlite3.Connection, numbers: Iterable[int] | None = None) -> Iterator[Known]:
    """Sources by ascending id: these, or all of them.

    Args:
        connection: in a snapshot that lasts while this is iterated.
        numbers: ascending ids.
    """
    if numbers is None:
        numbers = (row[0] for row in connection.execute("SELECT id FROM source ORDER BY id"))
    rest = iter(numbers)
    while batch := list(islice(rest, _BATCH)):
        marks = ", ".join("?" * len(batch))
        places: dict[int, list[Place]] = {}
        tags: dict[int, list[Tag]] = {}
        for number, path, exact in connection.execute(
            f"SELECT source, path, path_b64 FROM place WHERE source IN ({marks}) ORDER BY path, path_b64",  # noqa: S608
            batch,
        ):
            places.setdefault(number, []).append(Place(path, exact or None))
        for number, text, graphic, note in connection.execute(
            f"SELECT source, text, graphic, note FROM tag WHERE position = {WHOLE} AND source IN ({marks})"  # noqa: S608
            " ORDER BY text",
            batch,
        ):
            tags.setdefault(number, []).append(Tag(text, bool(graphic), note))
        query = f"SELECT {_COLUMNS} FROM source WHERE id IN ({marks}) ORDER BY id"  # noqa: S608
        for row in connection.execute(query, batch):
            yield _known(row, tuple(places.get(row[0], ())), tuple(tags.get(row[0], ())))


def _known(row: tuple[Any, ...], places: tuple[Place, ...], tags: tuple[Tag, ...]) -> Known:
    number, digest, *facts, hashes, degenerate = row
    fields = dict(zip(_FACTS[1:], facts, strict=True))
    fields |= {"number": number, "sha256": digest.hex(), "hashes": hashes, "degenerate": degenerate}
    return Known(places=places, tags=tags, **fields)


def insert(connection: sqlite3.Connection, kept: Kept) -> int:
    """Write a new source with the time of each of its hashes, but not the hashes; its id."""
    facts = [bytes.fromhex(kept.sha256), *(getattr(kept, name) for name in _FACTS[1:])]
    counts = [len(kept.frames), int(np.count_nonzero(kept.frames["tier"] != USABLE))]
    number = connection.execute(_INSERT, (*facts, *counts)).lastrowid or 0
    for part in range(0, len(kept.frames), PART_ROWS):
        packed = pack_frames(kept.frames[part : part + PART_ROWS])
        connection.execute("INSERT INTO frames VALUES (?, ?, ?)", (number, part // PART_ROWS, packed))
    labels.put(connection, number, kept.labels)
    return number


def check_kept(kept: Kept) -> None:
    """Refuse what cannot be stored.

    Raises:
        ValueError: a digest or an array of the wrong shape or type, or too many hashes for one source.
    """
    rows = len(kept.frames)
    if len(kept.sha256) != 64 or kept.sha256 != bytes.fromhex(kept.sha256).hex():
        raise ValueError(f"not 64 lowercase hex digits: {kept.sha256!r}")
    if kept.frames.dtype != FRAME or kept.hashes.dtype != np.uint8:
        raise ValueError("frames must be of FRAME and hashes of uint8")
    if kept.frames.shape != (rows,) or kept.hashes.shape != (rows, 32):
        raise ValueError(f"frames {kept.frames.shape} and hashes {kept.hashes.shape} do not go together")
    if kept.labels is not None and len(kept.labels) != rows:
        raise ValueError(f"{len(kept.labels)} labels for {rows} hashes")
    if rows > MOST_HASHES:
        raise ValueError(f"{rows} hashes; one source holds {MOST_HASHES} at most")


def remember(connection: sqlite3.Connection, number: int, kept: Kept) -> None:
    """Add places and tags that are new; where a tag is there already, either may call it graphic."""
    for place in (Place(kept.path, kept.path_b64), *kept.more_places):
        put_place(connection, number, place)
    tags = [*((WHOLE, tag) for tag in kept.tags), *kept.row_tags]
    connection.executemany(
        "INSERT INTO tag VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET graphic = 1"
        " WHERE excluded.graphic > graphic",
        [(number, position, tag.text, tag.graphic, tag.note) for position, tag in tags],
    )


def several_places(connection: sqlite3.Connection) -> list[int]:
    """Ids of the sources that have more than one place."""
    query = "SELECT source FROM place GROUP BY source HAVING count(*) > 1 ORDER BY source"
    return [number for (number,) in connection.execute(query)]


def put_place(connection: sqlite3.Connection, number: int, place: Place) -> None:
    """Remember where the bytes of a source lay, if it is new."""
    values = (number, place.path, place.path_b64 or "")
    connection.execute("INSERT OR IGNORE INTO place VALUES (?, ?, ?)", values)


def delete(connection: sqlite3.Connection, numbers: Iterable[int]) -> None:
    """Delete all about these sources but their hashes."""
    for number in numbers:
        for table in ("place", "tag", "frames", "labels"):
            connection.execute(f"DELETE FROM {table} WHERE source = ?", (number,))  # noqa: S608
        connection.execute("DELETE FROM source WHERE id = ?", (number,))


def frames(connection: sqlite3.Connection, source: Known, part: int) -> NDArray[np.void]:
    """The times of one part of a source's hashes.

    Raises:
        Unreadable: they are damaged; `unknown_frames` stands for them.
    """
    query = "SELECT data FROM frames WHERE source = ? AND part = ?"
    row = connection.execute(query, (source.number, part)).fetchone()
    if row is None:
        raise Unreadable("it is missing")
    return unpack_frames(row[0], part_rows(source, part))


def part_rows(source: Known, part: int) -> int:
    """How many hashes one part of a source has."""
    return min(PART_ROWS, source.hashes - part * PART_ROWS)


def unknown_frames(rows: int) -> NDArray[np.void]:
    """Times of which nothing is known."""
    return np.full(rows, np.array((NO_PTS, NO_FRAME, NO_QUALITY, USABLE), FRAME))


def row_tags(
    connection: sqlite3.Connection, number: int, low: int = 0, high: int = MOST_HASHES
) -> Iterator[tuple[int, Tag]]:
    """What is said about single hashes of a source, from one position to another, by position."""
    query = (
        "SELECT position, text, graphic, note FROM tag WHERE source = ? AND position BETWEEN ? AND ?"
        " ORDER BY position, text"
    )
    for position, text, graphic, note in connection.execute(query, (number, low, high)):
        yield position, Tag(text, bool(graphic), note)


def put_tag(connection: sqlite3.Connection, number: int, position: int, tag: Tag) -> None:
    """Say something about a source or one of its hashes, in place of what the same tag said before."""
    values = (number, position, tag.text, tag.graphic, tag.note)
    connection.execute("INSERT OR REPLACE INTO tag VALUES (?, ?, ?, ?, ?)", values)


def take_tag(connection: sqlite3.Connection, number: int, position: int, text: str) -> bool:
    """Take a tag off a source or off one of its hashes; whether it was there."""
    query = "DELETE FROM tag WHERE source = ? AND position = ? AND text = ?"
    return connection.execute(query, (number, position, text)).rowcount > 0


def numbers_between(connection: sqlite3.Connection, low: int, high: int, limit: int) -> list[int]:
    """The first ids of sources in a range."""
    query = "SELECT id FROM source WHERE id BETWEEN ? AND ? ORDER BY id LIMIT ?"
    return [number for (number,) in connection.execute(query, (low, high, limit))]

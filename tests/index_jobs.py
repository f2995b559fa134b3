"""Programs that put made-up sources into an index or look at it, to be run beside each other and killed.

Each source is made from its number alone, so that whoever looks later knows what has to be there.
"""

import hashlib
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from osintkit.index.rows import FLAT, FRAME, POOR, USABLE, Kept
from osintkit.index.store import Store, open_store

TIERS = {USABLE, POOR, FLAT}
SIZES = (1, 1, 1, 40, 300, 2500, 4096, 9000)


def kept(number: int, rows: int | None = None, **more: object) -> Kept:
    """Source ``number``: its digest, and as many hashes, of all tiers, as it has every time."""
    random = np.random.default_rng(number)
    count = SIZES[number % len(SIZES)] if rows is None else rows
    frames = np.zeros(count, FRAME)
    frames["pts"] = np.arange(count) * 45_000 - 1_000
    frames["frame"] = np.arange(count) * 12
    frames["quality"] = random.integers(0, 101, count)
    frames["tier"] = random.choice([USABLE, POOR, FLAT], count, p=[0.8, 0.15, 0.05])
    facts = {
        "sha256": hashlib.sha256(b"%d" % number).hexdigest(),
        "media": "still" if count == 1 else "video",
        "path": f"/evidence/{number}.mp4",
        "size_bytes": 1000 + number,
        "algorithm": "pdq",
        "sampling": "0.5s+shots",
        "time_base": "1/90000",
        "refused": number % 3,
    }
    hashes = random.integers(0, 256, (count, 32), dtype=np.uint8)
    return Kept(**{**facts, "frames": frames, "hashes": hashes, **more})  # type: ignore[arg-type]


def filled(path: Path, numbers: Iterable[int] = range(8)) -> Path:
    """An index with these sources."""
    with open_store(path, create=True) as store:
        store.add_many(kept(number) for number in numbers)
    return path


def ids_of(store: Store) -> NDArray[np.uint64]:
    """The ids of all hashes."""
    with store.snapshot():
        found = [block.ids() for block in store.blocks(TIERS)]
    return np.concatenate([np.empty(0, np.uint64), *found])


def is_whole(store: Store, number: int, rows: int | None = None) -> bool:
    """Whether source ``number`` is there exactly as it was added."""
    found = store.kept(kept(number).sha256)
    return found is not None and is_same(found, kept(number, rows))


def is_same(found: Kept, wanted: Kept) -> bool:
    """Whether a source came back as it was."""
    return (
        np.array_equal(found.hashes, wanted.hashes)
        and np.array_equal(found.frames, wanted.frames)
        and (found.refused, found.path) == (wanted.refused, wanted.path)
    )


def lost(store: Store, numbers: Iterable[int]) -> int:
    """How many of these sources are not there exactly as they were added; reads the index once."""
    left = {hashlib.sha256(b"%d" % number).hexdigest(): number for number in numbers}
    for found in store.all_kept():
        if found.sha256 in left and is_same(found, kept(left[found.sha256])):
            del left[found.sha256]
    return len(left)


def looks(store: Store) -> Iterator[str]:
    """What is inconsistent in one snapshot: every hash of every source must be there once."""
    with store.snapshot():
        promised = sum(known.hashes for known in store.sources())
        ids, read = [np.empty(0, np.uint64)], 0
        for block in store.blocks(TIERS):
            read += min(block.first().shape[1], block.rest().shape[1])
            ids.append(block.ids())
        distinct = len(np.unique(np.concatenate(ids)))
    if not promised == read == distinct:
        yield f"{promised} hashes promised, {read} read, {distinct} distinct"
    yield from store.damage


def add(path: str, first: str, count: str) -> None:
    """Add sources from ``first`` on, and say the number of each when it is safe."""
    with open_store(path, create=True) as store:
        for number in range(int(first), int(first) + int(count)):
            store.add(kept(number))
            print(number, flush=True)


def look(path: str) -> None:
    """Look again and again; say so each time, and stop at the first inconsistency."""
    with open_store(path) as store:
        while True:
            for problem in looks(store):
                raise SystemExit(problem)
            print("fine", flush=True)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))
    if sys.argv[1] == "add":
        add(*sys.argv[2:])
    else:
        look(sys.argv[2])

"""The index: what goes in comes out, once and whole, at every size, whoever reads or writes meanwhile."""

import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from osintkit.errors import UsageError
from osintkit.index import rows
from osintkit.index.rows import FRAME, POOR, USABLE, Damaged, Place, Tag
from osintkit.index.store import Store, columns, handle, open_store, segments
from tests.index_jobs import TIERS, filled, ids_of, is_whole, kept, looks


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "an index"


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Segments small enough that a test sees them sealed and joined."""
    monkeypatch.setattr(segments, "EARLY_ROWS", 16)
    monkeypatch.setattr(segments, "SEALED_ROWS", 64)


# What goes in comes out


@pytest.mark.usefixtures("small")
@settings(max_examples=12)
@given(sizes=st.lists(st.integers(0, 150), max_size=12), together=st.booleans())
def test_every_hash_once_whatever_the_sizes(
    tmp_path_factory: pytest.TempPathFactory, sizes: list[int], together: bool
) -> None:
    items = [kept(number, size) for number, size in enumerate(sizes)]
    with open_store(tmp_path_factory.mktemp("index") / "index", create=True) as store:
        if together:
            assert store.add_many(items)["added"] == len(items)
        else:
            assert [store.add(item) for item in items] == ["added"] * len(items)
        assert list(looks(store)) == []
        assert list(store.check()) == []
        for before, after in zip(items, store.all_kept(), strict=True):
            assert np.array_equal(before.hashes, after.hashes)
            assert np.array_equal(before.frames, after.frames)
        levels = [segment.rows for tier in TIERS for segment in listed(store, tier)]
        assert all(size <= 64 for size in levels)
        assert store.info().tail < 16 * len(TIERS)


def listed(store: Store, tier: int) -> list[segments.Segment]:
    with store._reading() as connection:
        return segments.segments(connection, tier)


def test_real_sizes_are_sealed_at_65536(path: Path) -> None:
    with open_store(path, create=True) as store:
        for number in range(3):
            store.add(replace(kept(number, 50_000), media="list"))
        assert [s.rows for s in listed(store, USABLE) if s.level == segments.FULL] == [65_536]
        assert list(store.check()) == []
        assert 40 < (store.info().bytes_per_hash or 0) < 41


def test_words_are_the_bytes_of_the_hash(path: Path) -> None:
    item = kept(7, 5000)
    with open_store(path, create=True) as store:
        store.add(item)
        with store.snapshot():
            for block in store.blocks(TIERS):
                found = np.concatenate([block.first(), block.rest()])
                positions = (block.ids() & np.uint64(0xFFFFFF)).astype(int)
                assert np.array_equal(found, rows.words(item.hashes[positions]))
                assert np.array_equal(found.T.copy().view(np.uint8), item.hashes[positions])
                assert (item.frames["tier"][positions] == block.tier).all()


def test_tiers_are_apart(path: Path) -> None:
    with open_store(filled(path)) as store:
        assert {block.tier for block in store.blocks({POOR})} == {POOR}
        assert list(store.blocks(())) == []
        assert store.info().tiers.keys() == TIERS
        known = store.known(kept(4).sha256)
        assert known is not None
        assert known.degenerate == np.count_nonzero(kept(4).frames["tier"] != USABLE)


def test_facts_come_back(path: Path) -> None:
    item = replace(
        kept(3), width_px=1920, height_px=1080, duration_s=12.5, start_s=0.04, claims="2024-05-01 12:00",
        path="дом.mp4", path_b64="/2Fi", tags=(Tag("checked", note="by two"), Tag("blood", graphic=True)),
        more_places=(Place("b"),), row_tags=((2, Tag("flag")),),
    )  # fmt: skip
    with open_store(path, create=True) as store:
        store.add(item)
        known = store.known(item.sha256)
        assert known is not None
        assert {name: getattr(known, name) for name in ("claims", "start_s", "width_px", "refused")} == {
            "claims": item.claims, "start_s": 0.04, "width_px": 1920, "refused": 0,
        }  # fmt: skip
        assert known.places == (Place("b"), Place("дом.mp4", "/2Fi"))
        assert set(known.tags) == set(item.tags)
        assert list(store.row_tags(item.sha256)) == [(2, Tag("flag"))]
        assert store.kept(item.sha256) is not None
        assert store.known("0" * 64) is None
        assert store.known("not a digest") is None


@given(hnp.arrays(np.int64, st.integers(1, 40)), st.integers(0, 255))
def test_times_survive_packing(times: "np.ndarray[tuple[int], np.dtype[np.int64]]", quality: int) -> None:
    frames = np.zeros(len(times), FRAME)
    frames["pts"], frames["quality"], frames["frame"] = times, quality, -1
    assert np.array_equal(columns.unpack_frames(columns.pack_frames(frames), len(frames)), frames)


def test_details(path: Path) -> None:
    items = [kept(number) for number in range(16)]
    with open_store(path, create=True) as store:
        store.add_many(items)
        store.tag(items[4].sha256, Tag("this one"), position=17)
        with store.snapshot():
            ids = np.random.default_rng(1).permutation(ids_of(store))
            hits = store.details(ids)
        of = {item.sha256: item for item in items}
        for number, hit in zip(ids.tolist(), hits, strict=True):
            frame = of[hit.known.sha256].frames[hit.position]
            assert (hit.known.number << 24 | hit.position) == number
            assert (hit.pts, hit.frame, hit.quality) == tuple(frame.tolist()[:3])
            tagged = (hit.known.sha256, hit.position) == (items[4].sha256, 17)
            assert hit.tags == ((Tag("this one"),) if tagged else ())
        assert store.details(np.empty(0, np.uint64)) == []
        with pytest.raises(Damaged, match="belongs to no source"):
            store.details(np.array([1 << 40], np.uint64))


# The same again


def test_the_same_bytes_again(path: Path) -> None:
    item = kept(4)
    with open_store(path, create=True) as store:
        assert store.add(item) == "added"
        assert store.add(replace(item, path="/elsewhere")) == "already"
        store.found_at(item.sha256, "/third")
        known = store.known(item.sha256)
        assert known is not None
        assert [place.path for place in known.places] == ["/elsewhere", item.path, "/third"]
        assert store.info().hashes == len(item.frames)


@pytest.mark.usefixtures("small")
def test_a_denser_sampling_takes_its_place(path: Path) -> None:
    few, others = kept(4, 30), [kept(number, 40) for number in (1, 2, 3)]
    dense = replace(kept(4, 90), path="/new", hashes=np.vstack([kept(9, 60).hashes, few.hashes]))
    with open_store(path, create=True) as store:
        store.add_many([few, *others])
        store.tag(few.sha256, Tag("whole"))
        store.tag(few.sha256, Tag("row"), position=5)
        assert store.add_many([kept(6, 10), dense, few]) == {"added": 1, "extended": 1, "already": 1}
        found = store.kept(few.sha256)
        assert found is not None
        assert np.array_equal(found.hashes, dense.hashes)
        assert found.row_tags == ((65, Tag("row")),)
        assert found.tags == (Tag("whole"),)
        assert list(looks(store)) == []
        assert list(store.check()) == []


def test_merging_twice_changes_nothing(tmp_path: Path) -> None:
    one, other = filled(tmp_path / "one", range(6)), filled(tmp_path / "other", range(4, 14))
    with open_store(other, write=True) as store:
        store.tag(kept(5).sha256, Tag("seen", graphic=True))
        store.tag(kept(12).sha256, Tag("row"), position=1)
    with open_store(one, write=True) as store:
        assert store.merge(other) == {"added": 8, "already": 2}
        before = store.info()
        assert store.merge(other) == {"already": 10}
        assert replace(store.info(), size_bytes=0) == replace(before, size_bytes=0)
        assert [number for number in range(14) if not is_whole(store, number)] == []
        known = store.known(kept(5).sha256)
        assert known is not None
        assert known.tags == (Tag("seen", graphic=True),)
        assert list(store.row_tags(kept(12).sha256)) == [(1, Tag("row"))]
        with pytest.raises(UsageError, match="with itself"):
            store.merge(one)


# Tags


def test_tags(path: Path) -> None:
    digest = kept(4).sha256
    with open_store(filled(path), write=True) as store:
        store.tag(digest, Tag("blood"))
        store.tag(digest, Tag("blood", graphic=True, note="00:12"))
        known = store.known(digest)
        assert known is not None
        assert known.tags == (Tag("blood", graphic=True, note="00:12"),)
        assert store.info().tagged == 1
        assert store.untag(digest, "blood")
        assert not store.untag(digest, "blood")
        with pytest.raises(UsageError, match="not in the index"):
            store.tag("0" * 64, Tag("x"))
        with pytest.raises(UsageError, match="no number 300"):
            store.tag(digest, Tag("x"), position=300)


# Removing


@pytest.mark.usefixtures("small")
def test_what_is_removed_is_gone_from_the_disk(path: Path) -> None:
    items = [replace(kept(number, 30), path=f"/secret/{number}/" + "x" * 40 * number) for number in range(40)]
    gone, left = items[::3], [item for number, item in enumerate(items) if number % 3]
    with open_store(path, create=True) as store:
        for item in items:
            store.add(item)
        assert store.remove([*(item.sha256 for item in gone), "f" * 64]) == len(gone)
        raw = b"".join(file.read_bytes() for file in path.parent.iterdir())
        for item in gone:
            assert not any(digest[:8] in raw for digest in map(bytes, item.hashes))
            assert bytes.fromhex(item.sha256) not in raw
            assert item.path.encode() not in raw
        assert left[3].path.encode() in raw
        assert list(looks(store)) == []
        assert list(store.check()) == []
        assert [known.sha256 for known in store.sources()] == [item.sha256 for item in left]
        assert store.remove([]) == 0


# Snapshots and threads


def test_a_snapshot_does_not_move(path: Path) -> None:
    with open_store(filled(path), write=True) as store, open_store(path) as reader:
        with reader.snapshot():
            before = ids_of(reader)
            blocks = list(reader.blocks(TIERS))
            store.add_many(kept(number) for number in range(8, 30))
            store.add(kept(5, 4000))
            assert np.array_equal(ids_of(reader), before)
            assert np.array_equal(np.concatenate([block.ids() for block in blocks]), before)
            assert len(reader.details(before)) == len(before)
        assert len(ids_of(reader)) > len(before)
        with pytest.raises(RuntimeError, match="snapshot had ended"):
            [block.ids() for block in blocks]
        with store.snapshot(), pytest.raises(RuntimeError, match="while it holds a snapshot"):
            store.add(kept(99))


def test_many_threads_of_one_store(path: Path) -> None:
    problems: list[object] = []
    with open_store(path, create=True) as store:

        def work(first: int) -> None:
            for number in range(first, first + 12):
                problems.append(store.add(kept(number)))
                problems.extend(looks(store))

        threads = [threading.Thread(target=work, args=(first,)) for first in (0, 100, 200)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert problems == ["added"] * 36
        assert list(store.check()) == []


def test_what_cannot_be_stored(path: Path) -> None:
    item = kept(4)
    with open_store(path, create=True) as store:
        for wrong in (
            replace(item, sha256="AB" * 32),
            replace(item, hashes=item.hashes[1:]),
            replace(item, hashes=item.hashes.astype(np.int16)),
        ):
            with pytest.raises(ValueError, match=r"."):
                store.add(wrong)
        assert store.info().hashes == 0
    with open_store(path) as store, pytest.raises(RuntimeError, match="for reading"):
        store.add(item)


def test_source_numbers_group_ids(path: Path) -> None:
    with open_store(filled(path)) as store:
        ids = ids_of(store)
        numbers = handle.source_numbers(ids)
        assert [hit.known.number for hit in store.details(ids)] == numbers.tolist()

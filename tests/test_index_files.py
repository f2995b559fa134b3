"""An index that is damaged, not one, full, locked, read-only or on a share: said in words, nothing lost."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from osintkit.errors import OutputError, UsageError
from osintkit.index.rows import Damaged
from osintkit.index.store import open_store, segments, sharing
from tests.conftest import environment
from tests.index_jobs import TIERS, filled, ids_of, is_whole, kept

Change = Callable[[sqlite3.Connection], object]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "an index"


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Segments small enough that a test sees them sealed and joined."""
    monkeypatch.setattr(segments, "EARLY_ROWS", 16)
    monkeypatch.setattr(segments, "SEALED_ROWS", 64)


def behind_its_back(path: Path, change: Change) -> None:
    connection = sqlite3.connect(path)
    with connection:
        change(connection)
    connection.close()


# Damage


def flip(table: str) -> Change:
    def change(connection: sqlite3.Connection) -> None:
        (number,) = connection.execute(f"SELECT max(rowid) FROM {table}").fetchone()
        with connection.blobopen(table, "data", number) as blob:
            blob[8] ^= 1

    return change


def cut(connection: sqlite3.Connection) -> None:
    connection.execute("UPDATE column_first SET data = substr(data, 1, 100) WHERE id = 1")


def lose(connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM column_ids WHERE id = 1")


@pytest.mark.parametrize(
    "change",
    [flip("column_first"), flip("column_rest"), flip("column_ids"), flip("tail"), cut, lose],
    ids=["first", "rest", "ids", "tail", "cut", "lost"],
)
@pytest.mark.usefixtures("small")
def test_damaged_hashes_are_named_and_the_rest_is_found(path: Path, change: Change) -> None:
    with open_store(path, create=True) as store:
        for number in range(20):
            store.add(kept(number, 9))
    behind_its_back(path, change)
    with open_store(path, write=True) as store:
        read = 0
        for block in store.blocks(TIERS):
            try:
                read += min(len(block.ids()), block.first().shape[1], block.rest().shape[1])
            except Damaged:
                assert "cannot be read" in store.damage[-1]
        (damage,) = store.damage
        lost = int(damage.split()[0])
        assert read == 180 - lost
        assert 0 < lost <= 64
        assert "/evidence/" in damage or "added last" in damage
        (problem, *more) = store.check()
        assert problem == damage
        assert all("of its 9 hashes" in says for says in more)
        whole = [number for number in range(20) if is_whole(store, number, 9)]
        assert 0 < len(whole) < 20
        for number in range(20, 40):  # sealing goes on around it
            assert store.add(kept(number, 9)) == "added"
        assert {number for number in range(40) if is_whole(store, number, 9)} == {*whole, *range(20, 40)}
        with pytest.raises(OutputError, match="damaged where hashes to be removed may be"):
            store.remove(kept(number, 9).sha256 for number in set(range(20)) - set(whole))


def test_damaged_times_are_said(path: Path) -> None:
    damage = "UPDATE frames SET data = substr(data, 2) WHERE source = 5"
    behind_its_back(filled(path), lambda connection: connection.execute(damage))
    with open_store(path) as store:
        hits = store.details(ids_of(store))
        assert {hit.known.places[0].path for hit in hits if hit.pts is None} == {"/evidence/4.mp4"}
        assert len(store.damage) == 1
        assert len(list(store.check())) == 1


def test_a_page_of_noise(path: Path) -> None:
    filled(path)
    raw = bytearray(path.read_bytes())
    page = len(raw) // 32768 // 2 * 32768
    raw[page : page + 32768] = np.random.default_rng(1).bytes(32768)
    path.write_bytes(raw)
    with open_store(path) as store:
        assert list(store.check()) != []


def test_stray_hashes_and_sources(path: Path) -> None:
    behind_its_back(filled(path), lambda c: c.execute("DELETE FROM source WHERE id = 3"))
    with open_store(path) as store:
        problems = " ".join(store.check())
    assert "belong to source 3, which is not there" in problems
    assert "1 rows of place are about sources that are not there" in problems


# Files that are not what they should be


def test_nothing_there(path: Path) -> None:
    with pytest.raises(UsageError, match="no index at") as caught, open_store(path):
        pass
    assert "osintkit index add" in caught.value.do
    assert not path.exists()


@pytest.mark.parametrize("write", [False, True])
@pytest.mark.parametrize(
    ("change", "says"),
    [
        ("PRAGMA application_id = 7", "not an index of osintkit"),
        ("PRAGMA user_version = 2", "made by a newer osintkit"),
    ],
)
def test_other_files_of_sqlite(path: Path, change: str, says: str, write: bool) -> None:
    behind_its_back(filled(path), lambda connection: connection.execute(change))
    before = path.read_bytes()
    with pytest.raises(UsageError, match=says), open_store(path, write=write, create=write):
        pass
    assert path.read_bytes() == before


@pytest.mark.parametrize("start", [0, 16])
def test_damaged_header(path: Path, start: int) -> None:
    raw = bytearray(filled(path).read_bytes())
    raw[start : start + 90] = bytes(90)
    path.write_bytes(raw)
    with pytest.raises(UsageError) as caught, open_store(path, create=True):
        pass
    assert "restore a copy" in caught.value.do.lower()
    assert path.read_bytes() == raw


def test_not_a_file_and_no_folder(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("hello")
    with pytest.raises(UsageError, match="not an index"), open_store(tmp_path / "text", create=True):
        pass
    with pytest.raises(UsageError), open_store(tmp_path):
        pass
    with pytest.raises(OutputError, match="no folder"), open_store(tmp_path / "none" / "index", create=True):
        pass


def test_full_disk(path: Path) -> None:
    with open_store(filled(path, [1]), write=True) as store:
        pages = store._connected().execute("PRAGMA page_count").fetchone()[0]
        store._connected().execute(f"PRAGMA max_page_count = {pages + 2}")
        with pytest.raises(OutputError, match="full"):
            store.add(kept(2, 50_000))
        store._connected().execute("PRAGMA max_page_count = 100000")
        assert store.known(kept(2).sha256) is None
        assert list(store.check()) == []
        assert store.add(kept(2)) == "added"


def test_locked_for_too_long(path: Path) -> None:
    filled(path)
    with sqlite3.connect(path) as other:
        other.execute("BEGIN IMMEDIATE")
        with open_store(path, write=True, patience_s=0.05) as store:
            assert store.known(kept(1).sha256) is not None
            with pytest.raises(OutputError, match="locked"):
                store.add(kept(50))
    other.close()


READ_ONLY = """
import os, sys
from osintkit.errors import OutputError
from osintkit.index.store import open_store
assert not os.access(sys.argv[1], os.W_OK)
with open_store(sys.argv[1]) as store:
    assert store.info().hashes == int(sys.argv[2]), store.info()
    assert list(store.check()) == []
for options in ({"write": True}, {"create": True}):
    try:
        with open_store(sys.argv[1], **options):
            raise SystemExit("was opened for writing")
    except OutputError as error:
        assert "cannot be written" in error.says
"""


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of Unix")
@pytest.mark.parametrize("folder", [False, True])
def test_read_only(path: Path, folder: bool) -> None:
    command = [sys.executable, "-c", READ_ONLY]
    if os.geteuid() == 0:
        if shutil.which("setpriv") is None:
            pytest.skip("root may write everywhere")
        command = ["setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-all", *command]
    with open_store(filled(path)) as store:
        count = store.info().hashes
    for left in path.parent.glob("*-*"):
        left.unlink()
    path.chmod(0o444)
    path.parent.chmod(0o555 if folder else 0o755)
    try:
        done = subprocess.run(
            [*command, str(path), str(count)], env=environment(), capture_output=True, check=False
        )
        assert done.returncode == 0, done.stderr.decode()
        assert not folder or list(path.parent.iterdir()) == [path]
    finally:
        path.parent.chmod(0o755)


# Network shares


@pytest.mark.parametrize(
    ("path", "shared"),
    [
        ("/mnt/nas/case/index", True),
        ("/mnt/nas", True),
        ("/mnt/nas2/index", False),
        ("/mnt/nas/local disk/index", False),
        ("/mnt/phone/index", True),
        ("/data/a/index", False),
        ("\\\\server\\case\\index", True),
        ("C:\\case\\index", False),
    ],
)
def test_shares_are_recognised(path: str, shared: bool) -> None:
    mounted = (
        "/dev/sda / ext4 rw 0 0\nserver:/x /mnt/nas nfs4 rw 0 0\nserver:/y /mnt/phone fuse.sshfs rw 0 0\n"
        "/dev/sdb /mnt/nas/local\\040disk xfs rw 0 0\nnonsense\n"
    )
    assert sharing.is_shared(path, mounted) is shared


def test_no_write_ahead_log_on_a_share(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(path, range(4))
    monkeypatch.setattr(sharing, "mounts", lambda: f"server:/x {path.parent} cifs rw 0 0".replace("//", "/"))
    with open_store(path) as store:
        assert is_whole(store, 2)
        assert list(path.parent.iterdir()) == [path]
    with open_store(path, write=True) as store, open_store(path) as reader:
        assert store.add(kept(20)) == "added"
        assert is_whole(reader, 20)
        assert not list(path.parent.glob("*-wal"))
        assert store.remove([kept(2).sha256]) == 1
    assert path.read_bytes()[18] == 1
    with open_store(path.with_name("new"), create=True) as store:
        store.add(kept(1))
        assert path.with_name("new").read_bytes()[18] == 1

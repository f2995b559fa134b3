"""Writers that are killed, and several processes at one index: nothing acknowledged is lost."""

import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from osintkit.index.store import open_store
from tests.conftest import environment
from tests.index_jobs import is_whole, kept, looks

ROUNDS = 6


@contextmanager
def job(*arguments: object) -> Iterator["subprocess.Popen[bytes]"]:
    command = [sys.executable, "-m", "tests.index_jobs", *map(str, arguments)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def finish(process: "subprocess.Popen[bytes]") -> list[bytes]:
    out, err = process.communicate(timeout=60)
    assert b"Traceback" not in err, err.decode()
    return out.split(b"\n")[:-1]  # the last line may be torn


def test_killed_at_any_moment(tmp_path: Path) -> None:
    path, rng = tmp_path / "index", random.Random(5)
    safe: list[int] = []
    for number in range(ROUNDS):
        with job("add", path, number * 1000, 1000) as process:
            assert process.stdout is not None
            safe.append(int(process.stdout.readline()))
            time.sleep(rng.uniform(0.0, 0.15))
            process.kill()
            safe += [int(line) for line in finish(process)]
    assert len(safe) > 2 * ROUNDS
    with open_store(path, write=True) as store:
        assert [number for number in safe if not is_whole(store, number)] == []
        assert list(looks(store)) == []
        assert list(store.check()) == []
        store.add(kept(10_000_000))
        assert len(list(store.sources())) >= len(safe) + 1


def test_two_add_while_another_looks(tmp_path: Path) -> None:
    path, count = tmp_path / "index", 40
    with open_store(path, create=True):
        pass
    with (
        job("add", path, 0, count) as one,
        job("add", path, 1000, count) as other,
        job("look", path) as reader,
    ):
        assert len(finish(one)) == len(finish(other)) == count
        time.sleep(0.2)
        assert reader.poll() is None, reader.communicate()[1]
        reader.kill()
        assert set(finish(reader)) == {b"fine"}
    with open_store(path) as store:
        every = [*range(count), *range(1000, 1000 + count)]
        assert [number for number in every if not is_whole(store, number)] == []
        assert len(list(store.sources())) == 2 * count
        assert list(store.check()) == []


@pytest.mark.parametrize("moment", ["before", "after"])
def test_killed_while_making_it(tmp_path: Path, moment: str) -> None:
    """What a killed maker leaves is an empty file, or one of SQLite's with nothing in it."""
    path = tmp_path / "index"
    if moment == "before":
        path.touch()
    else:
        import sqlite3

        with sqlite3.connect(path) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
        connection.close()
    with open_store(path, create=True) as store:
        assert store.add(kept(1)) == "added"
        assert is_whole(store, 1)

"""Workers that are kept for many files: what they see, and what is left of them when a file ends them."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest

from osintkit.errors import Cancelled, FailureCode, InputError
from osintkit.evidence import Evidence, opened
from osintkit.media.door import kept
from osintkit.media.door.watchdog import Patience

JOBS = "tests.kept_jobs:"


@contextmanager
def a_file(folder: Path, data: bytes, stop: Event | None = None) -> Iterator[Evidence]:
    path = folder / "file.bin"
    path.write_bytes(data)
    with opened(path, stop=stop) as evidence:
        yield evidence


def asked(evidence: Evidence, how: str) -> bytes:
    return kept.answer(f"{JOBS}misbehave", evidence, {"how": how})


def test_one_worker_answers_for_many_files(tmp_path: Path) -> None:
    pids = set()
    for size in (1, 5, 70_000, 1 << 20, (1 << 20) + 7, 3 << 20):
        data = os.urandom(size)
        with a_file(tmp_path, data) as evidence:
            told: list[Any] = json.loads(kept.answer(f"{JOBS}ends", evidence, {"name": "é"}))
        assert told[:3] == [size, data[:4].hex(), data[max(0, size - 4) :].hex() if size >= 4 else ""]
        assert told[4] == {"name": "é"}
        pids.add(told[3])
    assert len(pids) == 1
    assert os.getpid() not in pids


@pytest.mark.parametrize("size", [10, 65_536, 61_440, 200_000, (2 << 20) + 3])
def test_any_part_of_the_file_can_be_read(tmp_path: Path, size: int) -> None:
    data = os.urandom(size)
    places = [
        (0, 1),
        (0, size),
        (size - 1, 5),
        (size, 5),
        (61_439, 2),
        (65_535, 2),
        (size // 2, 70_000),
        (-1, 4),
        (3, 0),
    ]
    with a_file(tmp_path, data) as evidence:
        for offset, length in places:
            expected = data[offset : offset + length] if offset >= 0 else b""
            assert kept.answer(f"{JOBS}piece", evidence, {"offset": offset, "length": length}) == expected


def test_a_worker_is_fully_confined() -> None:
    found = kept.confinement(f"{JOBS}nothing")
    assert {"AS", "CPU"} <= set(found.limits) or found.level == 1
    if found.level == 3:
        assert found.verified


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ("refuse", FailureCode.NOT_MEDIA),
        ("raise", FailureCode.CRASHED),
        ("die", FailureCode.CRASHED),
        ("fill", FailureCode.LIMIT_MEMORY),
    ],
)
def test_a_file_that_goes_wrong_costs_itself_only(tmp_path: Path, how: str, code: FailureCode) -> None:
    with a_file(tmp_path, b"data") as evidence:
        before = asked(evidence, "")
        with pytest.raises(InputError) as error:
            asked(evidence, how)
        after = asked(evidence, "")
    assert error.value.code is code
    assert "\x1b" not in error.value.says
    assert (after == before) is (how in {"refuse", "raise"}), "who died or was full is replaced, "
    "others are kept"


def test_a_file_that_takes_too_long_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "PATIENCE", Patience(silent_s=20.0, total_s=20.0, cpu_s=0.3))
    kept.forget()
    with a_file(tmp_path, b"data") as evidence:
        with pytest.raises(InputError) as error:
            asked(evidence, "spin")
        assert error.value.code is FailureCode.LIMIT_CPU
        assert asked(evidence, "").isdigit()
    kept.forget()


def test_a_file_that_nobody_wants_any_more_is_let_go(tmp_path: Path) -> None:
    stop = Event()
    with a_file(tmp_path, b"data", stop) as evidence:
        Thread(target=stop.set).start()
        with pytest.raises(Cancelled):
            asked(evidence, "spin")


@pytest.mark.parametrize(("offset", "length"), [(0, 0), (0, -1), ("0", 5), (0, 1 << 60), (None, 5), (0.5, 5)])
def test_a_worker_that_asks_for_what_there_is_not_is_ended(
    tmp_path: Path, offset: object, length: object
) -> None:
    with a_file(tmp_path, b"data") as evidence, pytest.raises(InputError) as error:
        kept.answer(f"{JOBS}strange", evidence, {"offset": offset, "length": length})
    assert error.value.code is FailureCode.CRASHED


def read_after_a_change(path: Path) -> None:
    with opened(path) as evidence:
        with path.open("r+b") as file:
            file.seek(2 << 20)
            file.write(b"changed")
        kept.answer(f"{JOBS}piece", evidence, {"offset": 2 << 20, "length": 100})
        pytest.fail("it was read all the same")


def test_a_file_that_changes_meanwhile_is_told(tmp_path: Path) -> None:
    path = tmp_path / "file.bin"
    path.write_bytes(os.urandom(3 << 20))
    with pytest.raises(InputError) as error:
        read_after_a_change(path)
    assert error.value.code is FailureCode.INPUT_CHANGED


def test_what_earlier_files_left_does_not_decide_about_a_later_one(tmp_path: Path) -> None:
    with a_file(tmp_path, b"data") as evidence:
        pids = [kept.answer(f"{JOBS}leak", evidence, {"mib": 30}) for _ in range(12)]
        assert len(set(pids)) > 1, "a full worker is replaced, and the file asked about again"
        with pytest.raises(InputError) as error:
            kept.answer(f"{JOBS}leak", evidence, {"mib": 1000})
    assert error.value.code is FailureCode.LIMIT_MEMORY
    assert "--from" not in error.value.do


def test_a_file_in_too_many_pieces_is_left_in_time(tmp_path: Path) -> None:
    with a_file(tmp_path, bytes(2 << 20)) as evidence:
        assert b"too many pieces" in kept.answer(f"{JOBS}wander", evidence, {})


def test_advice_is_that_of_whoever_refused(tmp_path: Path) -> None:
    with a_file(tmp_path, b"data") as evidence, pytest.raises(InputError) as error:
        asked(evidence, "refuse")
    assert (error.value.says, error.value.do, error.value.stage) == ("No.", "Ask another.", "open")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_fork_of_the_caller_leaves_its_workers_alone(tmp_path: Path) -> None:
    with a_file(tmp_path, b"data") as evidence:
        before = asked(evidence, "")
        assert kept.pids()
        pid = os.fork()
        if pid == 0:
            os._exit(len(kept.pids()))
        assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
        assert asked(evidence, "") == before

"""The door holds: a child that misbehaves costs one file, and nothing of it is left behind."""

import gc
import io
import os
import signal
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import osintkit
from osintkit.errors import Cancelled, FailureCode, InputError, Missing
from osintkit.evidence import opened
from osintkit.frames.selftest import SHA256
from osintkit.media.door import caller, start, wire
from osintkit.media.door.wire import Message, Torn, WireError

linux = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
PATHS = str(Path(osintkit.__file__).parents[1]), str(Path(__file__).parents[1])
JOBS = "tests.door_jobs"
both_ways = pytest.mark.usefixtures("door")
MALFORMED = {
    "not JSON": struct.pack(">IQ", 4, 0) + b"!!!!",
    "another shape": struct.pack(">IQ", 2, 0) + b"{}",
    "no header": struct.pack(">IQ", 0, 0),
    "deeply nested": struct.pack(">IQ", 1 << 17, 0) + b"[" * (1 << 17),
    "header too large": struct.pack(">IQ", wire.LONGEST_HEADER + 1, 0),
    "payload too large": struct.pack(">IQ", 2, wire.LARGEST_PAYLOAD + 1) + b"{}",
    "noise": b"\xff" * 64,
}
TORN = {"prefix": b"\0", "header": struct.pack(">IQ", 9, 0) + b"[", "payload": struct.pack(">IQ", 2, 9)}


@pytest.fixture(params=["fork", "spawn"])
def door(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Both ways of starting a child, where there are two."""
    if request.param == "fork" and sys.platform != "linux":
        pytest.skip("children are spawned here")
    monkeypatch.setenv("OSINTKIT_DOOR", request.param)
    caller.confinement.cache_clear()
    yield request.param
    caller.confinement.cache_clear()


def ask(path: Path, job: str, *, patience_s: float = 30.0, **parameters: Any) -> list[Message]:
    with opened(path) as evidence:
        return list(caller.run(f"{JOBS}:{job}", evidence, parameters, patience_s=patience_s))


def refused(path: Path, job: str, **options: Any) -> InputError:
    with pytest.raises(InputError) as caught:
        ask(path, job, **options)
    assert ask(path, "fine")[0].kind == "fine", "the next file is examined as if nothing had been"
    return caught.value


def processes() -> set[int]:
    """Every process of this machine that was started by us, and those of its children."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()
            except OSError:
                continue
            if stat[0] != "Z":
                parents[int(entry.name)] = int(stat[1])
    ours = {os.getpid()}
    while more := {pid for pid, parent in parents.items() if parent in ours} - ours:
        ours |= more
    return ours - {os.getpid()}


def alive(pid: int) -> bool:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace")
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


def gone(pids: set[int], within_s: float = 5.0) -> bool:
    until = time.monotonic() + within_s
    while any(map(alive, pids)):
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


def script(code: str, *arguments: str) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-W", "error", *(arguments or ("-c", code))]
    env = os.environ | {"PYTHONPATH": os.pathsep.join(PATHS)}
    return subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def test_a_job_gets_the_bytes_and_its_parameters(door: str, clip: Path) -> None:
    (message,) = ask(clip, "fine", asked=[1, "two"])
    assert message.fields == {"size": 6130, "asked": [1, "two"]}
    assert bytes(message.payload) == clip.read_bytes()
    found = caller.confinement()
    assert found.start == door
    assert sys.platform != "linux" or "AS" in found.limits


@both_ways
def test_what_a_child_prints_is_lost_and_does_no_harm(clip: Path) -> None:
    assert [message.kind for message in ask(clip, "noisy")] == ["fine"]


@both_ways
def test_a_child_has_none_of_the_parent_s_modules(clip: Path) -> None:
    names = ask(clip, "modules")[0].fields["names"]
    unwanted = {"pydantic", "pydantic_core", "typer", "rich", "click", "osintkit.records", "osintkit.cli"}
    assert unwanted & set(names) == set()
    assert "cv2" in names


@pytest.mark.parametrize(
    ("job", "code"), [("segfault", FailureCode.CRASHED), ("exhaust", FailureCode.LIMIT_MEMORY)]
)
@both_ways
def test_a_child_that_dies(clip: Path, job: str, code: FailureCode) -> None:
    error = refused(clip, job)
    assert error.code == code
    assert job != "segfault" or sys.platform == "win32" or "SIGSEGV" in error.says


@linux
@both_ways
def test_a_child_that_computes_for_ever(clip: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caller, "CPU_S", 2)
    with pytest.raises(InputError) as caught:
        ask(clip, "spin")
    assert caught.value.code == FailureCode.LIMIT_CPU


@both_ways
def test_a_child_that_hangs(clip: Path) -> None:
    error = refused(clip, "sleep", patience_s=0.5)
    assert error.code == FailureCode.LIMIT_TIME
    assert "no progress" in error.says


def test_a_child_that_is_never_done(clip: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each wait is short; together they may not be longer than the CPU limit allows for."""
    monkeypatch.setattr(caller, "_WALL_PER_CPU", 0.002)
    error = refused(clip, "drip")
    assert error.code == FailureCode.LIMIT_TIME
    assert "not done" in error.says


@pytest.mark.parametrize("size", [0, 1 << 20])
def test_a_child_that_floods_us(clip: Path, size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caller, "OUTPUT_BYTES", (8 << 20) if size else (1 << 20))
    assert refused(clip, "flood", size=size).code == FailureCode.LIMIT_OUTPUT


@pytest.mark.parametrize("code", [0, 7])
@both_ways
def test_a_child_that_leaves_without_a_word(clip: Path, code: int) -> None:
    error = refused(clip, "leave", code=code)
    assert error.code == FailureCode.CRASHED
    assert f"exit code {code}" in error.says


def test_a_child_that_hangs_up_and_stays(clip: Path) -> None:
    error = refused(clip, "hang_up")
    assert error.code == FailureCode.CRASHED, "not lack of memory: we ended it"


@pytest.mark.parametrize("what", MALFORMED)
def test_a_child_that_speaks_another_language(clip: Path, what: str) -> None:
    error = refused(clip, "say", raw=MALFORMED[what].hex(), stay=True, patience_s=2.0)
    assert error.code == FailureCode.CRASHED
    assert "agreed form" in error.says


@pytest.mark.parametrize("what", TORN)
@pytest.mark.parametrize("stay", [False, True])
def test_a_child_that_stops_within_a_message(clip: Path, what: str, stay: bool) -> None:
    error = refused(clip, "say", raw=TORN[what].hex(), stay=stay, patience_s=0.4)
    assert error.code == (FailureCode.LIMIT_TIME if stay else FailureCode.CRASHED)


def test_a_child_that_lies_about_sizes(clip: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from osintkit.frames import step

    honest = caller.run
    monkeypatch.setattr(caller, "run", lambda _, *rest, **more: honest(f"{JOBS}:lie", *rest, **more))
    with pytest.raises(InputError, match="another size") as caught:
        list(step.extract(clip, out=tmp_path / "out"))
    assert caught.value.code == FailureCode.CRASHED
    assert not (tmp_path / "out").exists()


def test_a_child_s_own_words_are_bounded_and_plain(clip: Path) -> None:
    error = refused(clip, "fail", code="no such code", says="\ud800" + "x" * 5000, do=7, stage=None)
    assert error.code == FailureCode.CRASHED
    assert len(error.says) <= 600
    assert "\ud800" not in error.says
    assert (error.do, error.stage) == ("", "decode")


@both_ways
def test_a_file_written_to_while_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "large.bin"
    path.write_bytes(os.urandom(24 << 20))
    with opened_twice_checked(path) as evidence:
        messages = caller.run(f"{JOBS}:slowly", evidence, {"step": 1 << 20})
        got = [next(messages)]
        with path.open("r+b") as file:
            file.seek(20 << 20)
            file.write(b"changed")
        with pytest.raises(InputError) as caught:
            got += messages
    assert caught.value.code == FailureCode.INPUT_CHANGED
    assert len(got) <= 20, "no byte of a changed block is handed on"


class opened_twice_checked:  # noqa: N801 - reads as `opened`
    """`opened`, with the check at its end, which would say the same, left to the test."""

    def __init__(self, path: Path) -> None:
        self._opened = opened(path)

    def __enter__(self) -> Any:
        return self._opened.__enter__()

    def __exit__(self, *error: object) -> None:
        with pytest.raises(InputError, match="changed while"):
            self._opened.__exit__(None, None, None)


@both_ways
def test_stopping_ends_the_child_soon(clip: Path) -> None:
    with opened(clip) as evidence:
        messages = caller.run(f"{JOBS}:sleep", evidence, {})
        assert next(messages).kind == "fine"
        threading.Timer(0.1, evidence.stop.set).start()
        began = time.monotonic()
        with pytest.raises(Cancelled):
            next(messages)
    assert time.monotonic() - began < 3


@linux
@both_ways
def test_closing_ends_the_child_at_once(clip: Path) -> None:
    with opened(clip) as evidence:
        messages = caller.run(f"{JOBS}:wait_for_bytes", evidence, {})
        pid = next(messages).fields["pid"]
        messages.close()  # type: ignore[attr-defined]
    assert gone({pid}, within_s=1.0)


@both_ways
def test_a_missing_library_is_told_with_the_line_to_type(clip: Path) -> None:
    with opened(clip) as evidence, pytest.raises(Missing, match="no_such_library"):
        list(caller.run(f"{JOBS}:fine", evidence, {}, needs=["no_such_library"]))
    assert ask(clip, "fine")[0].kind == "fine"


@linux
def test_many_threads_at_once(clip: Path) -> None:
    jobs = ["fine", "segfault", "fine", "leave", "fine"] * 8

    def one(job: str) -> str:
        try:
            return ask(clip, job, code=3)[0].kind
        except InputError as error:
            return error.code

    with ThreadPoolExecutor(16) as pool:
        kinds = list(pool.map(one, jobs))
    assert kinds == ["fine" if job == "fine" else "crashed" for job in jobs]


@linux
def test_two_hundred_files_leave_nothing_behind(clip: Path) -> None:
    def held() -> tuple[int, int, int]:
        gc.collect()
        return len(list(Path("/proc/self/fd").iterdir())), threading.active_count(), len(processes())

    ask(clip, "fine")
    before = held()
    for number in range(200):
        if number % 40 == 0:
            refused(clip, "leave", code=1)
        else:
            ask(clip, "fine")
    assert held() == before


@linux
def test_the_server_killed_in_the_middle_costs_that_file(clip: Path) -> None:
    with opened(clip) as evidence:
        messages = caller.run(f"{JOBS}:wait_for_bytes", evidence, {})
        pid = next(messages).fields["pid"]
        server = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
        os.kill(server, signal.SIGKILL)
        with pytest.raises(InputError) as caught:
            next(messages)
    assert caught.value.code == FailureCode.CRASHED
    assert gone({pid})
    assert ask(clip, "fine")[0].kind == "fine"


@linux
def test_the_server_killed_between_files_costs_nothing(clip: Path) -> None:
    for _ in range(3):
        ask(clip, "fine")
        assert start._ForkServer._current is not None
        pid = start._ForkServer._current._process.pid
        os.kill(pid, signal.SIGKILL)
        assert gone({pid})
        assert ask(clip, "fine")[0].kind == "fine"


@linux
def test_a_fork_of_the_caller_has_a_door_of_its_own(clip: Path) -> None:
    ask(clip, "fine")
    assert start._ForkServer._current is not None
    server = start._ForkServer._current._process.pid
    code = (
        "import os, sys, time\nfrom pathlib import Path\nfrom tests.test_door import ask\n"
        f"clip = Path({str(clip)!r})\nask(clip, 'fine')\n"
        "from osintkit.media.door import start\nserver = start._ForkServer._current._process.pid\n"
        "pid = os.fork()\n"
        "if pid == 0:\n"
        "    assert ask(clip, 'fine')[0].kind == 'fine'\n"
        "    assert start._ForkServer._current._process.pid != server\n"
        "    print(server, start._ForkServer._current._process.pid, flush=True)\n"
        "    time.sleep(1.5)\n"
        "    sys.exit(0)\n"
        "os._exit(0)\n"  # the caller dies; its fork lives on, and must not keep the caller's server
    )
    process = script(code)
    assert process.stdout is not None
    callers, forks = map(int, process.stdout.readline().split())
    assert gone({callers}, within_s=1.0)
    assert alive(forks)
    assert process.communicate() == (b"", b"")
    assert gone({forks})
    assert alive(server)


@linux
@pytest.mark.parametrize("job", ["spin", "sleep", "drip"])
def test_a_killed_caller_leaves_nobody(door: str, clip: Path, job: str) -> None:
    code = (
        "from pathlib import Path\nfrom osintkit.evidence import opened\n"
        "from osintkit.media.door import caller\n"
        f"with opened(Path({str(clip)!r})) as evidence:\n"
        f"    for message in caller.run('{JOBS}:{job}', evidence, {{}}):\n"
        "        print('begun', flush=True)\n"
    )
    process = script(code)
    assert process.stdout is not None
    assert process.stdout.readline() == b"begun\n"
    family = processes_of(process.pid)
    assert len(family) >= (3 if door == "fork" else 2)
    process.kill()
    process.communicate()
    assert gone(family)


def processes_of(pid: int) -> set[int]:
    found = {pid}
    while True:
        children = {
            int(child)
            for known in found
            for task in Path(f"/proc/{known}/task").glob("*/children")
            for child in task.read_text().split()
        }
        if children <= found:
            return found
        found |= children


def test_a_script_without_a_guard_and_an_interpreter_without_a_file(clip: Path, tmp_path: Path) -> None:
    code = (
        "import threading\nfrom osintkit import frames\nfound = []\n"
        f"def work(): found.extend(frames.extract({str(clip)!r}, out={str(tmp_path / 'out')!r}))\n"
        "thread = threading.Thread(target=work)\nthread.start()\nthread.join()\n"
        f"work()\nprint([r.source for r in found if r.record_kind == 'source'] == [{SHA256!r}] * 2)\n"
    )
    file = tmp_path / "script.py"
    file.write_text(code)
    for process in (script(code), script("", str(file))):
        assert process.communicate() == (b"True\n", b"")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(kind=st.text(), fields=st.dictionaries(st.text(), JSON, max_size=4), payload=st.binary(max_size=99))
def test_a_message_arrives_as_it_was_sent(kind: str, fields: dict[str, Any], payload: bytes) -> None:
    channel = io.BytesIO()
    wire.send(channel, kind, fields, payload)
    wire.send(channel, "next", {})
    channel.seek(0)
    got = wire.receive(channel)
    assert got is not None
    assert (got.kind, got.fields, bytes(got.payload)) == (kind, fields, payload)
    assert wire.receive(channel) == Message("next", {}, bytearray())
    assert wire.receive(channel) is None


@given(kind=st.text(), payload=st.binary(max_size=40), data=st.data())
def test_a_message_cut_short_is_torn(kind: str, payload: bytes, data: st.DataObject) -> None:
    channel = io.BytesIO()
    wire.send(channel, kind, {"a": 1}, payload)
    whole = channel.getvalue()
    cut = data.draw(st.integers(1, len(whole) - 1))
    with pytest.raises(Torn):
        wire.receive(io.BytesIO(whole[:cut]))


@given(raw=st.binary(max_size=200), header=st.binary(max_size=60))
def test_any_bytes_are_a_message_or_an_error(raw: bytes, header: bytes) -> None:
    framed = struct.pack(">IQ", len(header), min(len(raw), 5)) + header + raw
    for bytes_ in (raw, framed):
        try:
            message = wire.receive(io.BytesIO(bytes_))
        except WireError:
            continue
        assert message is None or isinstance(message.fields, dict)


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_numbers_that_are_none_are_not_sent(value: float) -> None:
    with pytest.raises(ValueError, match="Out of range"):
        wire.send(io.BytesIO(), "kind", {"value": value})


def test_a_message_too_large_is_not_sent() -> None:
    with pytest.raises(WireError, match="too large"):
        wire.send(io.BytesIO(), "kind", {"text": "x" * wire.LONGEST_HEADER})

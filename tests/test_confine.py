"""What a locked-down process can still do, and what it cannot.

Every case runs in a process of its own, which `confined_child.py` starts.
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from PIL import Image

import osintkit
from osintkit.media.door.confine import Confinement, Limits

PROGRAM = str(Path(__file__).with_name("confined_child.py"))
FULL = {"landlock": True, "seccomp": True}
MODES = {
    "both": FULL,
    "landlock": {"landlock": True, "seccomp": False},
    "seccomp": {"landlock": False, "seccomp": True},
    "limits": {"landlock": False, "seccomp": False},
}
linux = pytest.mark.skipif(sys.platform != "linux", reason="Landlock and seccomp are Linux's")
forks = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")


def command(orders: list[dict[str, Any]]) -> tuple[list[str], dict[str, str]]:
    root = str(Path(osintkit.__file__).parents[1])
    # One thread, as in the process that forks the real children.
    env = os.environ | {"PYTHONPATH": root, "OPENBLAS_NUM_THREADS": "1"}
    return [sys.executable, PROGRAM, json.dumps(orders)], env


def run_each(
    task: str, path: Path | str, modes: Iterable[dict[str, bool] | None], **more: Any
) -> list[dict[str, Any]]:
    common = {"before": [], "cpu_s": 60, "task": task, "path": str(path)} | more
    line, env = command([common | {"mode": mode} for mode in modes])
    done = subprocess.run(line, env=env, capture_output=True, text=True, check=True, timeout=120)
    answers: list[dict[str, Any]] = [json.loads(text) for text in done.stdout.splitlines()[1::2]]
    assert all(answer["status"] != 1 for answer in answers) or not done.stderr, done.stderr
    return answers


def run(task: str, mode: dict[str, bool] = FULL, **more: Any) -> dict[str, Any]:
    return run_each(task, PROGRAM, [mode], **more)[0]


@pytest.fixture(scope="module")
def offered() -> dict[str, Any]:
    """What this machine's kernel offers; levels are judged against it."""
    if sys.platform != "linux":
        pytest.skip("Landlock and seccomp are Linux's")
    held: dict[str, Any] = run("nothing")["held"]
    return held


@pytest.fixture
def need_landlock(offered: dict[str, Any]) -> None:
    if not offered["landlock_abi"]:
        pytest.skip("this kernel has no Landlock")


@pytest.fixture
def need_seccomp(offered: dict[str, Any]) -> None:
    if not offered["seccomp"]:
        pytest.skip("this system lets no seccomp filter in")


def _frames(count: int = 12) -> Iterator[np.ndarray[Any, np.dtype[np.uint8]]]:
    rows, columns = np.mgrid[0:96, 0:128]
    for n in range(count):
        yield np.stack([rows * 2, columns * 2, (rows + columns + 9 * n) % 256], -1).astype(np.uint8)


def make_video(path: Path, codec: str, pixels_as: str = "yuv420p") -> None:
    if codec not in av.codecs_available:
        pytest.skip(f"this PyAV has no encoder {codec}")
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=25)
        stream.width, stream.height, stream.pix_fmt = 128, 96, pixels_as  # type: ignore[union-attr]
        for pixels in _frames():
            container.mux(stream.encode(av.VideoFrame.from_ndarray(pixels)))  # type: ignore[union-attr, arg-type]
        container.mux(stream.encode())  # type: ignore[union-attr]


def make_image(path: Path) -> None:
    images = [Image.fromarray(pixels) for pixels in _frames(4)]
    if path.suffix in {".gif", ".webp", ".avif"}:
        images[0].save(path, save_all=True, append_images=images[1:])
    else:
        images[0].save(path)


@linux
@pytest.mark.parametrize("mode", MODES)
def test_it_says_which_layers_hold(mode: str, offered: dict[str, Any]) -> None:
    held = run("nothing", mode=MODES[mode])["held"]
    abi = offered["landlock_abi"] if MODES[mode]["landlock"] else 0
    filtered = offered["seccomp"] and MODES[mode]["seccomp"]
    assert held["landlock_abi"] == abi
    assert held["seccomp"] is filtered
    assert held["level"] == 1 + bool(abi) + filtered
    assert held["limits"] == ["AS", "CORE", "CPU", "FSIZE", "NOFILE"]
    assert held["verified"] is True


@linux
def test_an_ordinary_user_has_the_same_protection() -> None:
    as_started = run_each("nothing", PROGRAM, MODES.values())
    assert run_each("nothing", PROGRAM, MODES.values(), before=["_as_nobody"]) == as_started


@linux
@pytest.mark.usefixtures("need_seccomp")
@pytest.mark.parametrize("before", [[], ["_as_nobody"]], ids=["as started", "as nobody"])
def test_no_call_beyond_decoding_is_left(before: list[str]) -> None:
    said = run("calls", mode=MODES["seccomp"], before=before)["said"]
    assert said.pop("clone3") == "ENOSYS"
    assert {name: code for name, code in said.items() if code != "EPERM"} == {}


@linux
@pytest.mark.usefixtures("need_landlock")
@pytest.mark.parametrize("before", [[], ["_as_nobody"]], ids=["as started", "as nobody"])
def test_landlock_alone_leaves_no_path(before: list[str]) -> None:
    said = run("paths", mode=MODES["landlock"], before=before)["said"]
    assert {name: code for name, code in said.items() if code != "EACCES"} == {}


@forks
def test_computing_goes_on() -> None:
    for answer in run_each("everyday", PROGRAM, MODES.values()):
        assert {name for name, well in answer["said"].items() if not well} == set()


@forks
@pytest.mark.parametrize(
    ("codec", "name"),
    [("libx264", "a.mp4"), ("libx265", "a.mkv"), ("libvpx-vp9", "a.webm"), ("libsvtav1", "b.mp4"),
     ("mpeg4", "a.avi"), ("mjpeg", "a.mov"), ("mpeg2video", "a.ts")],
)  # fmt: skip
def test_video_decodes_to_the_same(codec: str, name: str, tmp_path: Path) -> None:
    make_video(tmp_path / name, codec, "yuvj420p" if codec == "mjpeg" else "yuv420p")
    free, *confined = run_each("decode_video", tmp_path / name, [None, *MODES.values()])
    assert len(free["said"]) == 64
    assert [answer["said"] for answer in confined] == [free["said"]] * len(MODES)


@forks
@pytest.mark.parametrize("suffix", ["gif", "webp", "avif", "jpg", "png", "tiff"])
def test_images_decode_to_the_same(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"a.{suffix}"
    make_image(path)
    free, *confined = run_each("decode_image", path, [None, *MODES.values()])
    assert len(free["said"]) == 64
    assert [answer["said"] for answer in confined] == [free["said"]] * len(MODES)


@linux
def test_memory_beyond_the_limit_is_an_error_not_a_kill() -> None:
    assert run("grow")["said"] == "MemoryError"


@forks
@pytest.mark.parametrize("mode", [MODES["both"], MODES["limits"]], ids=["both", "limits"])
def test_endless_work_is_ended(mode: dict[str, bool]) -> None:
    assert run("spin", mode=mode, cpu_s=1)["status"] == -signal.SIGXCPU


@linux
def test_a_limit_below_what_is_open_costs_no_layer(offered: dict[str, Any]) -> None:
    assert run("nothing", open_files=1)["held"] == offered


@linux
def test_abort_still_ends_the_process() -> None:
    assert run("abort")["status"] == -signal.SIGABRT


@linux
def test_an_orphan_ends_at_once() -> None:
    assert run("nothing", before=["_wrong_parent"])["status"] == 1


@linux
def test_it_dies_with_its_parent() -> None:
    order = {"before": [], "cpu_s": 60, "task": "wait_for_ever", "path": PROGRAM, "mode": FULL}
    line, env = command([order])
    with subprocess.Popen(line, env=env, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        deadline = time.monotonic() + 20
        while _state(child) != "S" and time.monotonic() < deadline:
            time.sleep(0.02)
        time.sleep(0.3)
        parent.kill()
        assert parent.stdout.read() == b""  # the child held the pipe too, and let go of it


def _state(pid: int) -> str:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    return ""


@linux
@pytest.mark.usefixtures("need_seccomp")
def test_a_second_thread_costs_landlock_and_is_filtered_too() -> None:
    answer = run("calls_of_an_earlier_thread", before=["_second_thread"])
    assert answer["held"]["landlock_abi"] == 0
    assert answer["held"]["level"] == 2
    assert answer["said"] == "EPERM"


@linux
def test_a_kernel_without_a_layer_costs_that_layer_only(offered: dict[str, Any]) -> None:
    held = run("nothing", before=["_without_landlock"])["held"]
    assert (held["landlock_abi"], held["seccomp"]) == (0, offered["seccomp"])
    held = run("nothing", before=["_without_seccomp"])["held"]
    assert (held["landlock_abi"], held["seccomp"]) == (offered["landlock_abi"], False)
    held = run("nothing", before=["_without_landlock", "_without_seccomp"])["held"]
    assert (held["level"], held["verified"]) == (1, True)


@linux
@pytest.mark.parametrize(
    "pretence",
    ["_landlock_that_does_nothing", "_seccomp_that_does_nothing", "_limits_that_do_nothing"],
)
def test_a_layer_that_does_not_hold_is_found_out(pretence: str) -> None:
    mode = MODES["seccomp" if "seccomp" in pretence else "landlock"]
    assert run("nothing", before=[pretence], mode=mode)["held"]["verified"] is False


@forks
def test_a_system_with_nothing_claims_nothing() -> None:
    held = run("nothing", before=["_another_system"])["held"]
    nothing_held = Confinement(1, 0, seccomp=False, limits=(), verified=False)
    assert held == asdict(nothing_held) | {"limits": []}


@pytest.mark.parametrize("wrong", [{"memory_bytes": 0}, {"cpu_s": 0}, {"open_files": -1}])
def test_limits_of_nothing_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        Limits(**{"memory_bytes": 1 << 30, "cpu_s": 10, **wrong})

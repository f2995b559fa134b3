"""The program that test_confine starts: it forks children that lock themselves down.

Each child does one task and answers through a pipe; the program prints the child's number and then
what came of it, one JSON object a line.
"""

import ctypes
import errno
import hashlib
import importlib
import json
import mmap
import os
import pkgutil
import platform
import socket
import sys
import threading
import time
import traceback
import warnings
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
from PIL import Image

from osintkit.media.door import _seccomp, confine
from osintkit.media.door.confine import Confinement, Limits, lock_down

NOBODY = 65534
FORMATS = ("GIF", "WEBP", "AVIF", "JPEG", "PNG", "TIFF")
X86 = platform.machine() == "x86_64"
MEMORY_BYTES = 3 << 30
UNWANTED = Path("/tmp/osintkit-should-not-be")


class Nameless:
    """A read/seek object without a name, over a descriptor that was open before."""

    def __init__(self, fd: int, size: int) -> None:
        self.fd, self.size, self.place = fd, size, 0

    def read(self, count: int = -1) -> bytes:
        data = os.pread(self.fd, self.size if count < 0 else count, self.place)
        self.place += len(data)
        return data

    def seek(self, offset: int, whence: int = 0) -> int:
        self.place = (0, self.place, self.size)[whence] + offset
        return self.place

    def tell(self) -> int:
        return self.place


def decode_video(source: Nameless) -> str:
    digest = hashlib.sha256()
    with av.open(source, "r", options={"protocol_whitelist": ""}) as container:
        stream = container.streams.video[0]
        stream.thread_type = "AUTO"
        stream.codec_context.thread_count = 3
        for frame in container.decode(stream):
            rgb = frame.to_ndarray(format="rgb24")
            grey = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)
            digest.update(cv2.resize(grey, (40, 30), interpolation=cv2.INTER_AREA).tobytes())
            digest.update(str(frame.pts).encode())
    return digest.hexdigest()


def decode_image(source: Nameless) -> str:
    digest = hashlib.sha256()
    with Image.open(source, formats=FORMATS) as image:  # type: ignore[arg-type]  # no more is needed
        for index in range(getattr(image, "n_frames", 1)):
            image.seek(index)
            digest.update(image.convert("RGB").resize((40, 30)).tobytes())
    return digest.hexdigest()


def nothing(_: Nameless) -> None:
    """Being locked down is the whole task."""


def everyday(_: Nameless) -> dict[str, Any]:
    began = time.monotonic()
    time.sleep(0.001)
    try:
        raise ValueError("a reason")
    except ValueError:
        text = traceback.format_exc()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        warnings.warn("a warning", stacklevel=1)
    found: list[int] = []
    threads = [threading.Thread(target=found.append, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ones = np.ones((64, 64))
    return {
        "time passes": time.monotonic() > began,
        "traceback": "ValueError: a reason" in text,
        "warning": len(caught) == 1,
        "threads": sorted(found) == [0, 1, 2, 3],
        "matrix": float((ones @ ones).sum()) == 64.0**3,
        "digest": hashlib.sha256(b"").hexdigest()[:8] == "e3b0c442",
        "random": len(os.urandom(8)) == 8,
    }


def grow(_: Nameless) -> str:
    kept: list[object] = []
    try:
        while True:
            kept.append(np.empty(1 << 24, np.uint8))
    except MemoryError:
        pass
    count = len(kept)
    kept.clear()
    return "MemoryError" if 0 < count < MEMORY_BYTES >> 24 else f"after {count}"


def spin(_: Nameless) -> None:
    while True:
        pass


def abort(_: Nameless) -> None:
    os.abort()


def wait_for_ever(_: Nameless) -> None:
    time.sleep(600)


def _outcome(attempt: Callable[[], object]) -> str:
    try:
        attempt()
    except OSError as error:
        return errno.errorcode[error.errno or 0]
    return "done"


def _raw(number: int, *arguments: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.syscall(*(ctypes.c_long(n) for n in (number, *arguments))) == -1:
        raise OSError(ctypes.get_errno(), "")


def _protect_as_code() -> None:
    page = mmap.mmap(-1, 4096)
    address = ctypes.addressof(ctypes.c_char.from_buffer(page))
    _raw(10 if X86 else 226, address, 4096, mmap.PROT_READ | mmap.PROT_EXEC)


def calls(source: Nameless) -> dict[str, str]:
    """What became of calls that a decoder never makes."""
    tgkill, prctl, own = (234, 157, 39) if X86 else (131, 167, 172)
    attempts: dict[str, Callable[[], object]] = {
        "open": lambda: os.open("/", os.O_RDONLY),
        "open beneath": lambda: os.open(os.devnull, os.O_RDONLY),
        "list": lambda: list(Path("/").iterdir()),
        "stat": lambda: Path("/").stat(),
        "create": lambda: UNWANTED.mkdir(),
        "unlink": lambda: UNWANTED.unlink(),
        "link": lambda: UNWANTED.symlink_to("/"),
        "readlink": lambda: Path("/proc/self/exe").readlink(),
        "chdir": lambda: os.chdir("/"),
        "fork": os.fork,
        "program": lambda: os.execv(sys.executable, [sys.executable, "-c", ""]),
        "spawn": lambda: os.posix_spawn(sys.executable, [sys.executable, "-c", ""], {}),
        "tcp": lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM),
        "udp": lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM),
        "unix": lambda: socket.socket(socket.AF_UNIX, socket.SOCK_STREAM),
        "pair": socket.socketpair,
        "signal to itself": lambda: os.kill(os.getpid(), 0),
        "signal to all": lambda: os.kill(-1, 0),
        "thread signal to another": lambda: _raw(tgkill, 1, 1, 0),
        "pipe": os.pipe,
        "copy of a descriptor": lambda: os.dup(source.fd),
        "priority": lambda: os.nice(0),
        "usage": lambda: _raw(98 if X86 else 165, 0, 0),
        "code page": lambda: mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_EXEC),
        "page into code": _protect_as_code,
        "mapped file": lambda: mmap.mmap(source.fd, 10, flags=mmap.MAP_PRIVATE, prot=1),
        "dumpable again": lambda: _raw(prctl, 4, 1, 0, 0, 0),
        "seccomp again": lambda: _raw(prctl, 22, 1, 0, 0, 0),
        "clone3": lambda: _raw(435, 0, 0),
        "io_uring": lambda: _raw(425, 1, 0),
        "pidfd": lambda: _raw(434, os.getpid(), 0),
        "openat2": lambda: _raw(437, -100, 0, 0, 0),
        "not yet invented": lambda: _raw(1000),
    }
    if X86:
        attempts["x32"] = lambda: _raw(0x40000000 | own)
    return {name: _outcome(attempt) for name, attempt in attempts.items()}


def paths(_: Nameless) -> dict[str, str]:
    """What became of attempts that Landlock alone must refuse."""
    attempts: dict[str, Callable[[], object]] = {
        "read": lambda: os.open(sys.executable, os.O_RDONLY),
        "list": lambda: list(Path("/").iterdir()),
        "write": lambda: os.open(os.devnull, os.O_WRONLY),
        "create": lambda: UNWANTED.mkdir(),
        "program": lambda: os.execv(sys.executable, [sys.executable, "-c", ""]),
    }
    return {name: _outcome(attempt) for name, attempt in attempts.items()}


def calls_of_an_earlier_thread(_: Nameless) -> str:
    return EARLIER.ask()


@dataclass
class EarlierThread:
    """A thread that was there before the lock-down, which Landlock therefore does not bind."""

    go: threading.Event
    said: list[str]

    def ask(self) -> str:
        self.go.set()
        while not self.said:
            time.sleep(0.001)
        return self.said[0]

    def work(self) -> None:
        self.go.wait()
        self.said.append(_outcome(lambda: os.open("/", os.O_RDONLY)))


EARLIER = EarlierThread(threading.Event(), [])


# --- what is changed in the child before it locks itself down ------------------------------------


def _as_nobody() -> None:
    if os.getuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)


def _without_landlock() -> None:
    confine._landlock = lambda *_: -1


def _without_seccomp() -> None:
    _seccomp.architecture = lambda: None


def _landlock_that_does_nothing() -> None:
    vars(confine)["_restrict_paths"] = lambda _: 7


def _seccomp_that_does_nothing() -> None:
    vars(_seccomp)["install"] = lambda _: True


def _limits_that_do_nothing() -> None:
    vars(confine)["_set_limits"] = lambda _: ("AS", "NOFILE")


def _second_thread() -> None:
    threading.Thread(target=EARLIER.work, daemon=True).start()


def _another_system() -> None:
    confine._RESOURCE = None
    sys.platform = "win32"


def _wrong_parent() -> None:
    os.getppid = lambda: 1  # as if the real parent had died


def _child(order: dict[str, Any], fd: int, parent: int) -> object:
    source = Nameless(fd, os.fstat(fd).st_size)
    for name in order["before"]:
        globals()[name]()
    held: Confinement | None = None
    if order["mode"] is not None:
        limits = Limits(
            memory_bytes=MEMORY_BYTES, cpu_s=order["cpu_s"], open_files=order.get("open_files", 64)
        )
        held = lock_down(limits, parent_pid=parent, **order["mode"])
    return {"held": held and asdict(held), "said": globals()[order["task"]](source)}


def _in_a_fork(order: dict[str, Any], fd: int) -> dict[str, Any]:
    answers, answer = os.pipe()
    parent = os.getpid()
    pid = os.fork()
    if pid == 0:
        os.close(answers)
        os.write(answer, json.dumps(_child(order, fd, parent)).encode())
        os._exit(0)
    os.close(answer)
    sys.stdout.write(f"{pid}\n")
    sys.stdout.flush()
    with os.fdopen(answers, "rb") as pipe:
        said = pipe.read()
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    return {"status": status, **json.loads(said or b"{}")}


def _main(orders: list[dict[str, Any]]) -> None:
    """Import everything, then fork, lock down and do the task; print what came of it."""
    Image.init()
    for module in pkgutil.walk_packages(av.__path__, "av."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    for order in orders:
        fd = os.open(order["path"], os.O_RDONLY)
        sys.stdout.write(json.dumps(_in_a_fork(order, fd)) + "\n")
        os.close(fd)


if __name__ == "__main__":
    _main(json.loads(sys.argv[1]))

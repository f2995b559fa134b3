"""Getting a confined child running: forked by the clean server, or as an interpreter of its own.

Forking costs about 6 ms of CPU for each file, a new interpreter about 0.25 s. The server is started
once, by whichever thread comes first, and belongs to this process alone. Set the environment variable
``OSINTKIT_DOOR=spawn`` to take the other path on Linux too; results are the same.
"""

import atexit
import errno
import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol

import osintkit
from osintkit.errors import FailureCode, InputError, Missing
from osintkit.media.door.wire import Channel, Pipes

_KEPT_ENVIRONMENT = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT", "TMPDIR", "TEMP")
# No site module: it costs time and runs whatever .pth files say. The import path is handed over.
_INTERPRETER = ("-S", "-E", "-s")
_BOOT_SERVER = (
    "import sys;sys.path[:]=sys.argv[2:];from osintkit.media.door.server import main;main(int(sys.argv[1]))"
)
_BOOT_KEPT = (
    "import sys;sys.path[:]=sys.argv[2:];from osintkit.media.door.keeping import main;main(sys.argv[1])"
)
_BOOT_CHILD = (
    "import sys;sys.path[:]=sys.argv[3:];from osintkit.media.door.spawned import main;"
    "main(int(sys.argv[1]),sys.argv[2])"
)
# It was killed a moment ago; EBADF: another thread has noticed first.
_SERVER_IS_GONE = frozenset({errno.EPIPE, errno.ECONNRESET, errno.EBADF})


@dataclass(frozen=True, slots=True)
class Ended:
    """How a child ended.

    Attributes:
        code: its exit code, negative for a signal; None when it did not end by itself, or nobody knows.
        missing: what could not be imported, when that is why it never began.
    """

    code: int | None
    missing: str = ""


class Child(Protocol):
    """A running child with its channel."""

    channel: Channel

    def kill(self) -> None:
        """End it at once."""

    def close(self, *, wait_s: float = 0.0) -> Ended:
        """Give the child so long to end, then end it, close the channel, and say how it went."""


def method() -> Literal["fork", "spawn"]:
    """How children are started here: ``fork`` from a server on Linux, else ``spawn``."""
    wanted = os.environ.get("OSINTKIT_DOOR", "")
    return "fork" if sys.platform == "linux" and wanted != "spawn" else "spawn"


def child(modules: Sequence[str], evidence_fd: int) -> Child:
    """A new child that has ``modules`` imported and holds ``evidence_fd``.

    Raises:
        Missing: a library the child needs cannot be imported.
    """
    if method() == "spawn":
        handle, how = _inheritable(evidence_fd)
        return _SpawnedChild(_command(_BOOT_CHILD, str(handle), ",".join(modules)), how)
    server = _ForkServer.running()
    try:
        return server.child(modules, evidence_fd)
    except OSError as error:
        if error.errno not in _SERVER_IS_GONE:
            raise
        server.end()
        return _ForkServer.running().child(modules, evidence_fd)


class Worker(Child, Protocol):
    """A running child for many files, which is told of each through its channel."""

    pid: int


def worker(function: str) -> Worker:
    """An interpreter of its own that imports ``function`` and little else, and holds no file.

    It starts in about 50 ms of CPU, for it has no decoder library to load.

    Raises:
        InputError: the system has no room for another process.
    """
    try:
        return _BEGUN.pop(function, None) or _SpawnedChild(_command(_BOOT_KEPT, function), _apart())
    except OSError as error:
        raise InputError(
            FailureCode.UNREADABLE,
            f"No reader could be started ({error.strerror}).",
            "Use fewer --workers, or allow more open files (ulimit -n) and processes.",
            stage="start",
        ) from error


def begin_worker(function: str) -> None:
    """Start the first worker now, so that it imports while the caller does other things."""
    _BEGUN[function] = worker(function)


_BEGUN: dict[str, Worker] = {}
"""Workers that nobody has asked anything yet."""


def warm() -> None:
    """Start the server in the background, so that it imports while the caller does other things."""
    if method() == "fork":
        _ForkServer.running()


def _environment() -> dict[str, str]:
    """Next to nothing: no proxies, no FFREPORT, no OPENCV_* reaches a decoder."""
    kept = {name: os.environ[name] for name in _KEPT_ENVIRONMENT if name in os.environ}
    # One thread for linear algebra: the server must be single-threaded to fork.
    return {**kept, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


def _import_path() -> list[str]:
    own = str(Path(osintkit.__file__).resolve().parent.parent)
    paths = [entry if os.path.isabs(entry) else os.path.abspath(entry) for entry in sys.path if entry]  # noqa: PTH100, PTH117
    # `python -m` puts the working folder on the path, and that may be a folder of evidence.
    with suppress(OSError):  # it may have been deleted
        paths = [path for path in paths if path != str(Path.cwd())]
    return [own, *(path for path in paths if path != own)]


def _command(boot: str, *arguments: str) -> list[str]:
    if not sys.executable:
        raise Missing(
            "This Python does not know its own program file, so no confined process can start.",
            "Run osintkit with an ordinary Python 3.11 or later.",
        )
    return [sys.executable, *_INTERPRETER, "-c", boot, *arguments, *_import_path()]


def cannot_import(reason: str) -> Missing:
    """The error for a decoder library that does not load, with the line to type."""
    if "shared object file" in reason:
        return Missing(
            f"opencv-python needs a system library that is not installed ({reason}).",
            "With admin rights: apt-get install libgl1 libglib2.0-0. Without: "
            "pip uninstall -y opencv-python && pip install opencv-python-headless.",
        )
    return Missing(
        f"A library that osintkit needs does not load ({reason}).",
        "Install osintkit again in a fresh virtual environment: pip install osintkit.",
    )


class _ForkServer:
    _lock = threading.Lock()
    _current: "_ForkServer | None" = None

    @classmethod
    def running(cls) -> "_ForkServer":
        with cls._lock:
            current = cls._current
            if current is not None and current.died():
                current.end()
                current = None
            if current is None or current.owner != os.getpid():
                current = cls._current = cls()
            return current

    def __init__(self) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.owner = os.getpid()
        self._hello: dict[str, Any] | None = None
        self._ready_lock = threading.Lock()
        self._control = ours
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and code, no shell
            _command(_BOOT_SERVER, str(theirs.fileno())),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=(theirs.fileno(),),
            env=_environment(),
            cwd="/",
            start_new_session=True,  # Ctrl-C is for the caller, who then closes the control socket
        )
        theirs.close()
        atexit.register(self.end)

    def died(self) -> bool:
        """It ran and runs no more; one that could not start is kept for what it said."""
        useless = self._hello is not None and "missing" in self._hello
        return not useless and self.owner == os.getpid() and self._process.poll() is not None

    def child(self, modules: Sequence[str], evidence_fd: int) -> Child:
        self._await_ready()
        request = json.dumps({"modules": list(modules)}).encode()
        with ExitStack() as ours, ExitStack() as theirs:
            channel, their_channel = socket.socketpair()
            ours.enter_context(channel)
            theirs.enter_context(their_channel)
            status, their_status = socket.socketpair()
            ours.enter_context(status)
            theirs.enter_context(their_status)
            fds = [evidence_fd, their_channel.fileno(), their_status.fileno()]
            socket.send_fds(self._control, [request], fds)
            ours.pop_all()  # the child object closes them
        return _ForkedChild(channel, status)

    def _await_ready(self) -> None:
        with self._ready_lock:
            if self._hello is None:
                told = self._control.recv(65536)
                self._hello = json.loads(told) if told else {"missing": "the server did not start"}
        if "missing" in self._hello:
            raise cannot_import(str(self._hello["missing"]))

    def end(self) -> None:
        """The server ends when its control socket closes, and its children with it."""
        atexit.unregister(self.end)
        if self.owner == os.getpid():
            self._control.close()
            self._process.wait()

    @classmethod
    def forget(cls) -> None:
        """In a fork of the caller: the server is not its own, and must not be kept alive by it."""
        cls._lock = threading.Lock()
        if cls._current is not None:
            cls._current._control.close()
            cls._current._process.returncode = 0  # so that nobody here waits for it


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_ForkServer.forget)
    os.register_at_fork(after_in_child=_BEGUN.clear)


class _ForkedChild:
    def __init__(self, connection: socket.socket, status: socket.socket) -> None:
        self.channel: Channel = connection.makefile("rwb")
        self._connection = connection
        self._status = status

    def kill(self) -> None:
        # The server does it: only the process that reaps can know that the pid is still the child's.
        self._status.shutdown(socket.SHUT_WR)

    def close(self, *, wait_s: float = 0.0) -> Ended:
        answer = self._told(wait_s)
        if answer is None:
            self.kill()
            answer = {"missing": (self._told(None) or {}).get("missing", "")}
        self._status.close()
        with suppress(OSError):  # what was still buffered for a dead child cannot be sent
            self.channel.close()
        self._connection.close()
        return Ended(answer.get("code"), answer.get("missing", ""))

    def _told(self, wait_s: float | None) -> dict[str, Any] | None:
        """What the server says of the child's end; None when it has said nothing in that time."""
        self._status.settimeout(wait_s)
        try:
            told = self._status.recv(4096)
        except (TimeoutError, BlockingIOError):
            return None
        return dict(json.loads(told)) if told else {}


class _SpawnedChild:
    def __init__(self, command: list[str], how: dict[str, Any]) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and code, no shell
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
            **how,
        )
        assert self._process.stdin is not None  # noqa: S101 - PIPE was asked for
        assert self._process.stdout is not None  # noqa: S101
        self.channel: Channel = Pipes(self._process.stdout, self._process.stdin)
        self.pid = self._process.pid

    def kill(self) -> None:
        self._process.kill()

    def close(self, *, wait_s: float = 0.0) -> Ended:
        code: int | None = None
        with suppress(subprocess.TimeoutExpired):
            code = self._process.wait(wait_s)
        self._process.kill()
        self._process.wait()
        self.channel.close()
        return Ended(code)


def _apart() -> dict[str, Any]:
    """How a child is started on its own: Ctrl-C is for its caller."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
    return {"start_new_session": True, "cwd": "/"}


def _inheritable(evidence_fd: int) -> tuple[int, dict[str, Any]]:
    """What the new interpreter is told of the open file, and the arguments that hand it over."""
    if sys.platform == "win32":
        import msvcrt  # noqa: PLC0415 - exists on Windows only

        handle = msvcrt.get_osfhandle(evidence_fd)
        os.set_handle_inheritable(handle, True)
        startup = subprocess.STARTUPINFO(lpAttributeList={"handle_list": [handle]})
        return handle, {**_apart(), "startupinfo": startup}
    return evidence_fd, {**_apart(), "pass_fds": (evidence_fd,)}

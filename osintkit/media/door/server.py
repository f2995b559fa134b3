"""The fork server: a clean process with everything imported, which forks one child for each file.

It never sees a byte of evidence: it is handed open descriptors and passes them on. It ends when its
caller does, and takes its children with it. Linux only; elsewhere children are spawned.
"""

import gc
import json
import os
import selectors
import signal
import socket
from contextlib import suppress
from importlib import import_module
from typing import NoReturn

from osintkit.media.door.child import serve

PRELOADED = ("osintkit.media.preload",)
_BYE = b""


class _Server:
    def __init__(self, control: socket.socket) -> None:
        self._control = control
        self._selector = selectors.DefaultSelector()
        self._children: dict[int, socket.socket] = {}
        self._wake_read, self._wake_write = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        signal.set_wakeup_fd(self._wake_write)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        self._selector.register(control, selectors.EVENT_READ)
        self._selector.register(self._wake_read, selectors.EVENT_READ)

    def loop(self) -> None:
        """Fork, reap and kill until the caller goes away."""
        while True:
            for key, _ in self._selector.select():
                if key.fileobj is self._control:
                    if not self._accept():
                        return
                elif key.fd == self._wake_read:
                    os.read(self._wake_read, 4096)
                    self._reap()
                else:
                    self._kill(key.data, key.fileobj)

    def _accept(self) -> bool:
        data, fds, _, _ = socket.recv_fds(self._control, 4096, 3)
        if data == _BYE:
            return False
        try:
            # Where descriptors or processes have run out, the caller sees its sockets close: one file fails.
            with suppress(ValueError, OSError):
                evidence_fd, channel_fd, status_fd = fds
                if self._imported(json.loads(data)["modules"], status_fd):
                    self._fork(evidence_fd, channel_fd, status_fd)
        finally:
            for fd in fds:
                os.close(fd)
        return True

    def _fork(self, evidence_fd: int, channel_fd: int, status_fd: int) -> None:
        server_pid = os.getpid()
        pid = os.fork()
        if pid == 0:
            os.close(status_fd)
            self._become_child(evidence_fd, channel_fd, server_pid)
        status = socket.socket(fileno=os.dup(status_fd))
        self._children[pid] = status
        self._selector.register(status, selectors.EVENT_READ, pid)

    def _imported(self, modules: list[str], status_fd: int) -> bool:
        """Import here, once, in the clean process: a confined child can import nothing."""
        try:
            for module in modules:
                import_module(module)
        except ImportError as error:
            os.write(status_fd, json.dumps({"missing": str(error)}).encode())
            return False
        return True

    def _become_child(self, evidence_fd: int, channel_fd: int, server_pid: int) -> NoReturn:
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            self._selector.close()
            os.close(self._wake_read)
            os.close(self._wake_write)
            self._control.close()
            for status in self._children.values():
                status.close()
            channel = socket.socket(fileno=channel_fd).makefile("rwb")
            serve(evidence_fd, channel, parent_pid=server_pid)
        finally:
            # Whatever happens, a child must never fall back into the server's loop.
            os._exit(1)

    def _reap(self) -> None:
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            peer = self._children.pop(pid)
            if peer in self._selector.get_map():
                self._selector.unregister(peer)
            told = {"code": os.waitstatus_to_exitcode(status)}
            with suppress(OSError):  # the caller may no longer care
                peer.sendall(json.dumps(told).encode())
            peer.close()

    def _kill(self, pid: int, peer: object) -> None:
        """The caller asked for it, or closed its end. The pid stays ours until it is reaped."""
        if (found := self._children.get(pid)) is peer and found is not None:  # else reaped a moment ago
            self._selector.unregister(found)
            os.kill(pid, signal.SIGKILL)

    def end(self) -> None:
        """Take every child along."""
        for pid in self._children:
            os.kill(pid, signal.SIGKILL)


def main(control_fd: int) -> None:
    """Import everything, say so, and serve until the caller closes its end."""
    control = socket.socket(fileno=control_fd)
    gc.disable()  # nothing imported here is ever garbage, and looking for some costs a tenth of the time
    try:
        for module in PRELOADED:
            import_module(module)
    except ImportError as error:
        control.send(json.dumps({"missing": str(error)}).encode())
        return
    control.send(json.dumps({"ready": True}).encode())
    gc.freeze()  # keeps the collector from touching, and so copying, the shared pages
    gc.enable()
    server = _Server(control)
    try:
        server.loop()
    finally:
        server.end()

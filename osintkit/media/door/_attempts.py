"""Attempts at what a confined process must not be able to do.

A return code says that the kernel took an order; only an attempt says what came of it. Each
attempt is chosen so that it does no harm if it succeeds after all.
"""

import ctypes
import errno
import mmap
import os
import socket
import sys
from collections.abc import Callable, Iterable, Iterator

_REFUSALS = (errno.EPERM, errno.EACCES, errno.ENOSYS)
_Attempt = Callable[[], object]

_PTRACE_ATTACH = 16
_IO_URING_SETUP, _PIDFD_OPEN = 425, 434  # the same on every processor
_ABI_WITH_TCP, _ABI_WITH_SCOPES = 4, 6


class _Slice(ctypes.Structure):
    _fields_ = (("base", ctypes.c_void_p), ("length", ctypes.c_size_t))


def all_refused(attempts: Iterable[_Attempt]) -> bool:
    """Whether the kernel turned every attempt away; the first that succeeds ends the round."""
    return all(_fails_with(_REFUSALS, attempt) for attempt in attempts)


def limits_hold(names: Iterable[str], memory_bytes: int, open_files: int) -> bool:
    """Whether going over each limit fails, for those that can be tried without harm.

    Call it before the filter is on, which refuses some of these attempts for reasons of its own.

    Args:
        names: the limits that were set, such as ``("AS", "CPU")``; CPU and CORE are not tried.
        memory_bytes: the limit on address space.
        open_files: the limit on open files.
    """
    tries: dict[str, tuple[int, _Attempt]] = {
        "AS": (errno.ENOMEM, lambda: mmap.mmap(-1, memory_bytes).close()),
        "NOFILE": (errno.EBADF, lambda: _open_as(open_files)),
    }
    if hasattr(os, "memfd_create"):  # Linux, unless Python was built for an old one
        tries["FSIZE"] = (errno.EFBIG, _write_a_byte)
    return all(_fails_with((tries[n][0], errno.EMFILE), tries[n][1]) for n in names if n in tries)


def against_landlock(
    libc: ctypes.CDLL, abi: int, parent: int, witness: socket.socket | None
) -> Iterator[_Attempt]:
    """What Landlock alone promises to refuse, as attempts.

    Args:
        libc: the C library.
        abi: the running kernel's Landlock ABI (1 paths, programs and ptrace; 4 TCP; 6 signals and
            abstract sockets).
        parent: the parent process, which lies outside the restriction.
        witness: what :func:`abstract_socket` made before the restriction.
    """
    yield from (_read_a_file, _list_a_folder, _write_to_a_device, _start_a_program)
    yield lambda: _read_memory_of(libc, parent)
    if abi >= _ABI_WITH_TCP:
        yield _bind_a_port
    if abi >= _ABI_WITH_SCOPES:
        yield lambda: os.kill(parent, 0)
        if witness is not None:
            yield lambda: _connect_to(witness)


def against_seccomp(libc: ctypes.CDLL, parent: int) -> Iterator[_Attempt]:
    """What the seccomp filter alone promises to refuse, as attempts.

    Args:
        libc: the C library.
        parent: the parent process, asked for earlier: the filter refuses that question too.
    """
    yield from (_read_a_file, _list_a_folder, _write_to_a_device, _start_a_program, _fork)
    yield lambda: os.stat("/")  # noqa: PTH116  # pathlib would hide which call is made
    yield lambda: os.kill(parent, 0)
    yield lambda: os.kill(os.getpid(), 0)
    yield from (lambda f=family: socket.socket(f).close() for family in _families())
    yield lambda: _read_memory_of(libc, parent)
    yield lambda: mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_EXEC).close()
    # Arguments with which these would fail differently, not succeed, if they were let through.
    yield lambda: _checked(libc.ptrace(_PTRACE_ATTACH, -1, None, None))
    yield lambda: _checked(libc.memfd_create(None, 0))
    yield lambda: _checked(libc.unshare(0))
    yield lambda: _checked(libc.setns(-1, 0))
    yield lambda: _checked(libc.syscall(ctypes.c_long(_IO_URING_SETUP), ctypes.c_long(1), None))
    yield lambda: _checked(libc.syscall(ctypes.c_long(_PIDFD_OPEN), ctypes.c_long(parent), None))


def abstract_socket() -> socket.socket | None:
    """A unix socket whose name is no path, to be tried later; None where we may not have one."""
    try:
        witness = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        witness.bind("")
    except OSError:
        return None
    return witness


def _fails_with(codes: tuple[int, ...], attempt: _Attempt) -> bool:
    try:
        attempt()
    except OSError as error:
        return error.errno in codes
    return False


def _checked(result: int) -> None:
    if result == -1:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))


def _families() -> tuple[int, ...]:
    return socket.AF_INET, socket.AF_INET6, socket.AF_UNIX, socket.AF_NETLINK


def _read_a_file() -> None:
    os.close(os.open(sys.executable or "/bin/sh", os.O_RDONLY))


def _list_a_folder() -> None:
    os.scandir("/").close()


def _write_to_a_device() -> None:
    os.close(os.open(os.devnull, os.O_WRONLY))


def _start_a_program() -> None:
    program = sys.executable or "/bin/sh"
    pid = os.posix_spawn(program, [program, "-c", ""], {})
    os.waitpid(pid, 0)


def _fork() -> None:
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)


def _read_memory_of(libc: ctypes.CDLL, process: int) -> None:
    byte = ctypes.create_string_buffer(1)
    here = _Slice(ctypes.addressof(byte), 1)
    count = ctypes.c_ulong(1)
    nothing = ctypes.c_ulong(0)
    slices = ctypes.byref(here), count, ctypes.byref(here), count
    _checked(libc.process_vm_readv(process, *slices, nothing))


def _bind_a_port() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as own:
        own.bind(("127.0.0.1", 0))


def _connect_to(witness: socket.socket) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as own:
        own.connect(witness.getsockname())


def _open_as(number: int) -> None:
    ends = os.pipe()
    try:
        os.close(os.dup2(ends[0], number))
    finally:
        for end in ends:
            os.close(end)


def _write_a_byte() -> None:
    fd = os.memfd_create("limit")
    try:
        os.write(fd, b"\0")
    finally:
        os.close(fd)

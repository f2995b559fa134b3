"""Confinement of the process that decodes one hostile file.

A decoder is millions of lines that parse bytes chosen by strangers, so it is treated as taken over
from the start. Before the first byte is read the process gives up everything a decoder does not
need. Three layers, each of which stands alone where the kernel lacks another: resource limits,
Landlock (no path can be opened) and a seccomp allow-list (hardly a system call is left).

What was open before stays usable: the caller hands in only the evidence and a channel for answers,
closes the rest, and has imported what it is going to use.
"""

import ctypes
import importlib
import importlib.util
import os
import signal
import sys
from dataclasses import dataclass

from osintkit.media.door import _attempts, _seccomp

# Windows has no such module. Elsewhere it is here before the first lock-down, which ends importing.
_RESOURCE = importlib.import_module("resource") if importlib.util.find_spec("resource") else None

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS = 1, 4, 38
_CAPABILITIES_V3 = 0x20080522

# The same number on every processor (asm-generic/unistd.h).
_LANDLOCK_CREATE, _LANDLOCK_RESTRICT = 444, 446
_VERSION_ONLY = 1
_WIDEST = {"paths": 24, "net": 8, "scoped": 8}
_QUIET, _ABI_WITH_QUIET = 1, 7

_LIMITS_ONLY = 1  # each further layer adds one level


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one file may cost. No file can be written and no core dumped, whatever these say.

    Attributes:
        memory_bytes: address space of the whole process, the libraries loaded already included.
        cpu_s: processor seconds over all threads since the process began; then SIGXCPU, and
            SIGKILL a second later.
        open_files: number of open files and sockets.
    """

    memory_bytes: int
    cpu_s: int
    open_files: int = 64

    def __post_init__(self) -> None:
        if min(self.memory_bytes, self.cpu_s, self.open_files) < 1:
            raise ValueError("a limit must be at least 1")


@dataclass(frozen=True, slots=True)
class Confinement:
    """What really confines a process, to be written into the record of its file.

    Attributes:
        level: 3 Landlock, seccomp and limits; 2 one of the two and limits; 1 a separate process
            with limits only.
        landlock_abi: the kernel's Landlock version, 0 when Landlock is not in force.
        seccomp: whether the filter is in force.
        limits: names of the resource limits that are set, as in ``("AS", "CORE", "CPU")``.
        verified: whether the process tried what each of its layers promises to refuse and was
            refused every time. False where there was nothing to try.
    """

    level: int
    landlock_abi: int
    seccomp: bool
    limits: tuple[str, ...]
    verified: bool


def lock_down(
    limits: Limits, *, landlock: bool = True, seccomp: bool = True, parent_pid: int | None = None
) -> Confinement:
    """What confines this process from now on; there is no way back.

    Call it in a process of its own, from its only thread, once everything is imported. Afterwards
    the process can compute, start threads, read and write what it holds open, and die. A layer
    that the system lacks is left out, and the answer says so.

    Args:
        limits: what the file may cost.
        landlock: False leaves Landlock out, to show that results do not depend on it.
        seccomp: False leaves seccomp out, likewise.
        parent_pid: the process that must outlive this one. This one exits at once (status 1) if its
            parent is already another; without it a parent lost before the call goes unnoticed.

    Returns:
        The layers in force, tried one by one.

    Source: landlock(7), seccomp(2), prctl(2), setrlimit(2).
    """
    if sys.platform != "linux":
        names, verified = _limit(limits)
        return Confinement(_LIMITS_ONLY, 0, seccomp=False, limits=names, verified=verified)
    libc = ctypes.CDLL(None, use_errno=True)
    _give_up_privileges(libc)
    parent = _die_with_parent(libc, parent_pid)
    witness = _attempts.abstract_socket()
    # Landlock holds for the calling thread only: beside others it would be an empty promise.
    abi = _restrict_paths(libc) if landlock and _is_only_thread() else 0
    kept = not abi or _attempts.all_refused(_attempts.against_landlock(libc, abi, parent, witness))
    if witness is not None:
        witness.close()
    names, verified = _limit(limits)
    filtered = seccomp and _seccomp.install(libc)
    kept = kept and (not filtered or _attempts.all_refused(_attempts.against_seccomp(libc, parent)))
    level = _LIMITS_ONLY + bool(abi) + filtered
    return Confinement(level, abi, seccomp=filtered, limits=names, verified=verified and kept)


def _limit(limits: Limits) -> tuple[tuple[str, ...], bool]:
    """Names of the limits now set, and whether going over them fails."""
    names = _set_limits(limits)
    held = _attempts.limits_hold(names, limits.memory_bytes, limits.open_files)
    return names, bool(names) and held


def _set_limits(limits: Limits) -> tuple[str, ...]:
    """Names of the limits set; those the system lacks or will not take are left out."""
    if _RESOURCE is None:
        return ()
    wanted = {
        "AS": (limits.memory_bytes, limits.memory_bytes),
        "CORE": (0, 0),
        "CPU": (limits.cpu_s, limits.cpu_s + 1),
        "FSIZE": (0, 0),
        "NOFILE": (limits.open_files, limits.open_files),
    }
    return tuple(name for name, pair in wanted.items() if _set_limit(name, *pair))


def _set_limit(name: str, soft: int, hard: int) -> bool:
    kind = getattr(_RESOURCE, f"RLIMIT_{name}", None)
    if _RESOURCE is None or kind is None:
        return False
    ceiling = _RESOURCE.getrlimit(kind)[1]
    if ceiling != _RESOURCE.RLIM_INFINITY:
        soft, hard = min(soft, ceiling), min(hard, ceiling)
    try:
        _RESOURCE.setrlimit(kind, (soft, hard))
    except (OSError, ValueError):
        return False
    return True


def _is_only_thread() -> bool:
    try:
        return len(os.listdir("/proc/self/task")) == 1  # noqa: PTH208
    except OSError:
        return False


def _prctl(libc: ctypes.CDLL, option: int, value: int) -> None:
    libc.prctl(ctypes.c_int(option), *(ctypes.c_ulong(n) for n in (value, 0, 0, 0)))


def _give_up_privileges(libc: ctypes.CDLL) -> None:
    """No rights from programs, no reading of this memory by others, and for root no capability."""
    _prctl(libc, _PR_SET_NO_NEW_PRIVS, 1)
    header = (ctypes.c_uint32 * 2)(_CAPABILITIES_V3, 0)
    libc.capset(header, (ctypes.c_uint32 * 6)())
    _prctl(libc, _PR_SET_DUMPABLE, 0)


def _die_with_parent(libc: ctypes.CDLL, parent_pid: int | None) -> int:
    """The parent, whose death ends this process from now on."""
    expected = os.getppid() if parent_pid is None else parent_pid
    _prctl(libc, _PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != expected:  # it died before the order was in force
        os._exit(1)
    return expected


class _Ruleset(ctypes.Structure):
    _fields_ = (("paths", ctypes.c_uint64), ("net", ctypes.c_uint64), ("scoped", ctypes.c_uint64))


def _landlock(libc: ctypes.CDLL, number: int, *arguments: object) -> int:
    return int(libc.syscall(ctypes.c_long(number), *arguments))


def _create_ruleset(libc: ctypes.CDLL, ruleset: _Ruleset) -> int:
    size = ctypes.c_size_t(ctypes.sizeof(ruleset))
    return _landlock(libc, _LANDLOCK_CREATE, ctypes.byref(ruleset), size, ctypes.c_uint32(0))


def _all_bits(libc: ctypes.CDLL, field: str) -> int:
    """Every right of one field that the running kernel knows, those newer than this file too."""
    for width in range(_WIDEST[field], 0, -1):
        bits = (1 << width) - 1
        fd = _create_ruleset(libc, _Ruleset(**{field: bits}))
        if fd >= 0:
            os.close(fd)
            return bits
    return 0


def _restrict_paths(libc: ctypes.CDLL) -> int:
    """The Landlock ABI now in force, every right handled and none granted; 0 without Landlock."""
    size, flags = ctypes.c_size_t(0), ctypes.c_uint32(_VERSION_ONLY)
    abi = _landlock(libc, _LANDLOCK_CREATE, None, size, flags)
    if abi < 1:
        return 0
    rights = {name: _all_bits(libc, name) for name in _WIDEST}
    fd = _create_ruleset(libc, _Ruleset(**rights))
    if fd < 0:
        return 0
    # Without this the attempts that follow would fill the audit log with false alarms.
    quiet = ctypes.c_uint32(_QUIET if abi >= _ABI_WITH_QUIET else 0)
    done = _landlock(libc, _LANDLOCK_RESTRICT, ctypes.c_int(fd), quiet) == 0
    os.close(fd)
    return abi if done else 0

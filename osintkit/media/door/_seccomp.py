"""A seccomp allow-list for a process that only decodes: built by hand, so no library is needed.

The filter is classic BPF (Linux, ``Documentation/userspace-api/seccomp_filter.rst``). Whatever is
not named here answers EPERM: opening, listing or creating a path, sockets, programs, other
processes, io_uring, memfd, new namespaces, executable memory. A call that does not exist yet when
this is written is refused as well, which is why this is a list of what is allowed.
"""

import ctypes
import errno
import os
import struct
import sys
from dataclasses import dataclass

_NR_OFFSET, _ARCH_OFFSET, _ARGS_OFFSET = 0, 4, 16  # in struct seccomp_data
_LOAD, _AND, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x54, 0x15, 0x35, 0x45, 0x06

_ALLOW = 0x7FFF0000
_KILL = 0x80000000
_REFUSE = 0x00050000 | errno.EPERM
# glibc falls back to clone(), whose flags lie in a register where a filter can read them.
_NOT_THERE = 0x00050000 | errno.ENOSYS

_SET_MODE_FILTER, _ALL_THREADS = 1, 1
_X32_BIT = 0x40000000

# CLONE_VM|FS|FILES|SIGHAND|THREAD|SYSVSEM|SETTLS|PARENT_SETTID|CHILD_CLEARTID: what every libc asks
# for a thread, and what no fork has. musl adds the CLONE_DETACHED bit, which has no meaning today.
_THREAD_FLAGS, _DETACHED = 0x003D0F00, 0x00400000
_PROT_EXEC, _MAP_ANONYMOUS = 0x4, 0x20
_PR_SET_NAME, _PR_SET_VMA = 15, 0x53564D41
# NORMAL … DONTNEED, FREE, HUGEPAGE, NOHUGEPAGE, DONTDUMP, DODUMP, GUARD_INSTALL, GUARD_REMOVE; not
# HWPOISON, with which root takes pages of memory away from the whole machine.
_ADVICE = (0, 1, 2, 3, 4, 8, 14, 15, 16, 17, 102, 103)

# Calls with no argument worth checking. Numbers: arch/x86/entry/syscalls/syscall_64.tbl and
# include/uapi/asm-generic/unistd.h (aarch64).
_PLAIN_X86_64 = {
    "read": 0, "write": 1, "close": 3, "poll": 7, "munmap": 11, "brk": 12, "rt_sigaction": 13,
    "rt_sigprocmask": 14, "rt_sigreturn": 15, "pread64": 17, "writev": 20, "sched_yield": 24,
    "mremap": 25, "nanosleep": 35, "getpid": 39, "recvfrom": 45, "exit": 60, "gettimeofday": 96,
    "sigaltstack": 131, "gettid": 186, "time": 201, "futex": 202, "sched_getaffinity": 204,
    "restart_syscall": 219, "clock_gettime": 228, "clock_getres": 229, "clock_nanosleep": 230,
    "exit_group": 231, "ppoll": 271, "set_robust_list": 273, "getrandom": 318, "rseq": 334,
}  # fmt: skip
_PLAIN_AARCH64 = {
    "close": 57, "read": 63, "write": 64, "writev": 66, "pread64": 67, "ppoll": 73, "exit": 93,
    "exit_group": 94, "futex": 98, "set_robust_list": 99, "nanosleep": 101, "clock_gettime": 113,
    "clock_getres": 114, "clock_nanosleep": 115, "sched_getaffinity": 123, "sched_yield": 124,
    "restart_syscall": 128, "sigaltstack": 132, "rt_sigaction": 134, "rt_sigprocmask": 135,
    "rt_sigreturn": 139, "gettimeofday": 169, "getpid": 172, "gettid": 178, "recvfrom": 207,
    "brk": 214, "munmap": 215, "mremap": 216, "getrandom": 278, "rseq": 293,
}  # fmt: skip
_CHECKED_X86_64 = {
    "mmap": 9, "mprotect": 10, "madvise": 28, "sendto": 44, "clone": 56, "prctl": 157,
    "tgkill": 234, "clone3": 435,
}  # fmt: skip
_CHECKED_AARCH64 = {
    "tgkill": 131, "prctl": 167, "sendto": 206, "clone": 220, "mmap": 222, "mprotect": 226,
    "madvise": 233, "clone3": 435,
}  # fmt: skip

_Code = list[bytes]


@dataclass(frozen=True, slots=True)
class Architecture:
    """Which numbers one processor gives its system calls.

    Attributes:
        audit: ``AUDIT_ARCH_*``, with which the kernel names the caller's calling convention.
        plain: allowed whatever their arguments, by name.
        checked: allowed for some arguments only, by name.
        seccomp: the number of ``seccomp`` itself.
        has_x32: whether a second table answers under the same ``audit`` (x86-64's x32).
    """

    audit: int
    plain: dict[str, int]
    checked: dict[str, int]
    seccomp: int
    has_x32: bool = False


ARCHITECTURES = {
    "x86_64": Architecture(0xC000003E, _PLAIN_X86_64, _CHECKED_X86_64, seccomp=317, has_x32=True),
    "aarch64": Architecture(0xC00000B7, _PLAIN_AARCH64, _CHECKED_AARCH64, seccomp=277),
}


def architecture() -> Architecture | None:
    """Which table fits this process: None for a 32-bit one and for processors without a table."""
    if sys.platform != "linux" or sys.maxsize < 2**32:
        return None
    return ARCHITECTURES.get(os.uname().machine)


def _op(code: int, value: int, yes: int = 0, no: int = 0) -> bytes:
    return struct.pack("=HBBI", code, yes, no, value)


def _low(index: int) -> bytes:
    return _op(_LOAD, _ARGS_OFFSET + 8 * index)


def _high(index: int) -> bytes:
    return _op(_LOAD, _ARGS_OFFSET + 8 * index + 4)


def _if_equal(value: int, verdict: int) -> _Code:
    return [_op(_EQUAL, value, no=1), _op(_RETURN, verdict)]


def _if_any_bit(bits: int, verdict: int) -> _Code:
    return [_op(_ANY_BIT, bits, no=1), _op(_RETURN, verdict)]


def _one_of(index: int, values: tuple[int, ...]) -> _Code:
    tests = (test for value in values for test in _if_equal(value, _ALLOW))
    return [_low(index), *tests]


def _argument_rules(pid: int) -> dict[str, _Code]:
    """What each checked call is tested for; a block that runs to its end refuses."""
    not_executable = [_low(2), *_if_any_bit(_PROT_EXEC, _REFUSE)]
    return {
        # Memory only, never a file: a mapped file that someone cuts short kills its reader.
        "mmap": [*not_executable, _low(3), *_if_any_bit(_MAP_ANONYMOUS, _ALLOW)],
        "mprotect": [*not_executable, _op(_RETURN, _ALLOW)],
        "madvise": _one_of(2, _ADVICE),
        # To whom the socket is connected already, and to nobody by address.
        "sendto": [_high(4), _op(_EQUAL, 0, yes=1), _op(_RETURN, _REFUSE), *_one_of(4, (0,))],
        "clone": [
            _low(0),
            _op(_AND, 0xFFFFFFFF ^ _DETACHED),
            *_if_equal(_THREAD_FLAGS, _ALLOW),
        ],
        "prctl": _one_of(0, (_PR_SET_NAME, _PR_SET_VMA)),
        # abort() signals its own thread; nothing in here has to reach another process.
        "tgkill": _one_of(0, (pid,)),
        "clone3": [_op(_RETURN, _NOT_THERE)],
    }


def program(table: Architecture, pid: int) -> bytes:
    """Which instructions make up the filter for one process.

    Args:
        table: the processor's numbers.
        pid: the process that will carry the filter, the only one it may signal.

    Returns:
        Classic BPF, eight bytes an instruction. A call under another calling convention (32-bit
        code in a 64-bit process) kills the process, since only an exploit makes one.
    """
    code = [_op(_LOAD, _ARCH_OFFSET), _op(_EQUAL, table.audit, yes=1), _op(_RETURN, _KILL)]
    code.append(_op(_LOAD, _NR_OFFSET))
    if table.has_x32:
        code += [_op(_AT_LEAST, _X32_BIT, no=1), _op(_RETURN, _REFUSE)]
    for number in table.plain.values():
        code += _if_equal(number, _ALLOW)
    for name, rule in _argument_rules(pid).items():
        block = [*rule, _op(_RETURN, _REFUSE)]
        code += [_op(_EQUAL, table.checked[name], no=len(block)), *block]
    code.append(_op(_RETURN, _REFUSE))
    return b"".join(code)


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("code", ctypes.c_char_p))


def install(libc: ctypes.CDLL) -> bool:
    """Whether the filter is now on, for every thread of this process and for good.

    Args:
        libc: the C library; ``no_new_privs`` must be set already.

    Returns:
        False where the kernel has no seccomp, does not let us, or the processor has no table.
    """
    table = architecture()
    if table is None:
        return False
    code = program(table, os.getpid())
    filter_ = _Program(len(code) // 8, code)
    number, mode, flags = (ctypes.c_long(n) for n in (table.seccomp, _SET_MODE_FILTER, _ALL_THREADS))
    return bool(libc.syscall(number, mode, flags, ctypes.byref(filter_)) == 0)

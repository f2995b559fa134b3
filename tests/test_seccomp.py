"""The system-call filter, interpreted here: every processor's table is tried on any machine."""

import struct

import pytest

from osintkit.media.door import _seccomp

ALLOW, KILL, REFUSE, NOT_THERE = 0x7FFF0000, 0x80000000, 0x50001, 0x50026


def verdict(code: bytes, audit: int, number: int, *arguments: int) -> int:
    """What the kernel's classic BPF machine would answer."""
    padded = (*arguments, 0, 0, 0, 0, 0, 0)[:6]
    data = struct.pack("<IIQ6Q", number, audit, 0, *padded)
    place, loaded = 0, 0
    while True:
        op, yes, no, value = struct.unpack_from("=HBBI", code, 8 * place)
        place += 1
        if op == 0x06:
            return int(value)
        if op == 0x20:
            loaded = int(struct.unpack_from("<I", data, value)[0])
        elif op == 0x54:
            loaded &= value
        else:
            tests = {0x15: loaded == value, 0x35: loaded >= value, 0x45: bool(loaded & value)}
            place += yes if tests[op] else no


@pytest.mark.parametrize("machine", _seccomp.ARCHITECTURES)
def test_the_filter_allows_its_table_and_nothing_else(machine: str) -> None:
    table = _seccomp.ARCHITECTURES[machine]
    code = _seccomp.program(table, pid=77)
    assert len(code) // 8 < 4096
    plain, checked = set(table.plain.values()), set(table.checked.values())
    assert not plain & checked
    for number in {*range(2048)} - checked:
        expected = ALLOW if number in plain else REFUSE
        assert verdict(code, table.audit, number) == expected
    assert verdict(code, 0x40000003, table.plain["read"]) == KILL
    assert verdict(code, table.audit, 0x40000000 | table.plain["read"]) == REFUSE


CHECKS = [
    ("clone", (0x3D0F00,), ALLOW),
    ("clone", (0x7D0F00,), ALLOW),  # musl
    ("clone", (0x01200011,), REFUSE),  # fork
    ("clone", (0x4111,), REFUSE),  # vfork
    ("clone", (0x3D0F00 | 0x10000000,), REFUSE),  # a thread with a user namespace
    ("clone", (0x3D0F00 & ~0x10000,), REFUSE),  # without CLONE_THREAD
    ("clone3", (0, 0), NOT_THERE),
    ("mmap", (0, 4096, 3, 0x22), ALLOW),
    ("mmap", (0, 4096, 7, 0x22), REFUSE),
    ("mmap", (0, 4096, 1, 0x02, 5), REFUSE),
    ("mprotect", (0, 4096, 3), ALLOW),
    ("mprotect", (0, 4096, 5), REFUSE),
    ("madvise", (0, 4096, 4), ALLOW),
    ("madvise", (0, 4096, 100), REFUSE),
    ("sendto", (3, 1, 1, 0, 0, 0), ALLOW),
    ("sendto", (3, 1, 1, 0, 0x1000, 16), REFUSE),
    ("sendto", (3, 1, 1, 0, 0x100000000, 16), REFUSE),
    ("prctl", (15,), ALLOW),
    ("prctl", (0x53564D41,), ALLOW),
    ("prctl", (22,), REFUSE),
    ("tgkill", (77, 78, 6), ALLOW),
    ("tgkill", (1, 1, 6), REFUSE),
]


@pytest.mark.parametrize("machine", _seccomp.ARCHITECTURES)
@pytest.mark.parametrize(("name", "arguments", "expected"), CHECKS)
def test_arguments_decide(machine: str, name: str, arguments: tuple[int, ...], expected: int) -> None:
    table = _seccomp.ARCHITECTURES[machine]
    code = _seccomp.program(table, pid=77)
    assert verdict(code, table.audit, table.checked[name], *arguments) == expected

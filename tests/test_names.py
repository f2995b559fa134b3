"""A file's name is a name: never an order to a decoder, to a terminal, to a spreadsheet or to a disk."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from osintkit.batch import Input, run
from osintkit.frames.selftest import CLIP
from osintkit.frames.step import Wanted, examine
from osintkit.records import Frame, Record, Sheet, Source, path_bytes

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such names")
Cli = Callable[..., "subprocess.CompletedProcess[bytes]"]
PLAIN = b"plain.mp4"
NAMES = [
    "Երևանի հրապարակ.mp4".encode(), "ساحة التحرير.mp4".encode(), "Şəhər 日本.mp4".encode(), b"caf\xe9.mp4",
    b"\xff\xfe", b" spaces .mp4 ", b"new\nline.mp4", b"tab\tcr\r.mp4", b"\x1b]0;title\x07\x1b[2Jclear.mp4",
    b"\xc2\x9b31mred.mp4", "\u202egpj.4pm".encode(), b"tcp:127.0.0.1:1", b"concat:plain.mp4|plain.mp4",
    b"file:plain.mp4", b"pipe:0", b"data:video,x", b"-report", b"--help", b"-", b"-i", b"%03d.mp4", b"[red]x",
    b"{a,b}", b"*", b"?", b"=cmd()|'calc'!A0", b"@SUM(1)", b"$(touch pwned)", b"`touch pwned`",
    b"a;touch pwned", b"'quoted\"", b"<img src=x onerror=alert(1)>", b"CON.mp4", b"nul", b"a" * 255,
    "я".encode() * 127,
    b"...", b".hidden", b"~", b"\\\\server\\share", b"x.mp4\\", b"osintkit-frames.mp4",
    b"\xed\xa0\x80\xed\xb0\x80.mp4",
]  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that is the current one: a bare name is the dangerous one."""
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    return here


def put(name: bytes, data: bytes) -> Path:
    path = Path(os.fsdecode(name))
    try:
        path.write_bytes(data)
    except OSError:
        pytest.skip("this disk has no such names")
    return path


def examined(path: Path, out: Path) -> Iterator[Record]:
    def step(evidence: Any) -> Iterator[Any]:
        yield from examine(evidence, Wanted(), out=out)

    return (item for item in run(step, [Input(path)]) if isinstance(item, Record))


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    folder = tmp_path_factory.mktemp("plain")
    path = folder / os.fsdecode(PLAIN)
    path.write_bytes(CLIP.read_bytes())
    return [content(record) for record in examined(path, folder / "out")]


def content(record: Record) -> dict[str, Any]:
    """What a record says, but for where files are; a sheet shows the name, so its bytes differ."""
    fields: dict[str, Any] = json.loads(record.line())
    without = {"path", "path_b64", "file"} | ({"id", "sha256"} if isinstance(record, Sheet) else set())
    return {name: value for name, value in fields.items() if name not in without}


@pytest.mark.parametrize("name", NAMES, ids=repr)
def test_the_records_are_those_of_the_plain_name(
    name: bytes, folder: Path, expected: list[dict[str, Any]]
) -> None:
    path = put(name, CLIP.read_bytes())
    found = list(examined(path, folder / "out"))
    assert [content(record) for record in found] == expected
    (source,) = (record for record in found if isinstance(record, Source))
    assert path_bytes(source.path, source.path_b64) == os.fsencode(path)
    for record in found:
        if isinstance(record, Frame | Sheet):
            (_, made, file) = record.file.rsplit("/", 2)
            assert re.fullmatch(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?", made)
            assert re.fullmatch(r"[A-Za-z0-9_]+(-\d\d)?\.(jpg|png)", file)
            assert max(len(made), len(file)) <= 80
    assert {entry.name for entry in folder.iterdir()} == {path.name, "out"}


def test_the_command_takes_them_all_and_calls_nobody(folder: Path, cli: Cli, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as canary:
        canary.setblocking(False)
        address = f"127.0.0.1:{canary.getsockname()[1]}".encode()
        hostile = [scheme + address for scheme in (b"http:", b"tcp:", b"rtmp:", b"rtsp:", b"ftp:", b"udp:")]
        names = [*hostile, *(name for name in NAMES[::2] if name != b"-")]
        for number, name in enumerate(names):
            put(name, CLIP.read_bytes() + b"\0\0\0\x09free" + bytes([number]))
        log = tmp_path / "log"
        strace = ["strace", "-f", "--seccomp-bpf", "-qq", "-e", "trace=connect,sendto,execve", "-o", str(log)]
        traced = shutil.which("strace") is not None
        options = {"cwd": folder, "wrapped_in": strace if traced else []}
        lines = cli("frames", "--shots", "--json", "--", *names, **options)
        table, rows = (
            cli("frames", "--shots", "--format", shape, "--", *names, cwd=folder)
            for shape in ("table", "csv")
        )
        with pytest.raises(BlockingIOError):
            canary.accept()
    assert (lines.returncode, table.returncode, rows.returncode) == (0, 0, 0), lines.stderr
    records = [json.loads(line) for line in lines.stdout.splitlines()]
    got = [path_bytes(r["path"], r["path_b64"]) for r in records if r["type"] == "osintkit.source/1"]
    assert got == names
    for text in (table.stdout.decode(), rows.stdout.decode()):
        assert not [c for c in text if unicodedata.category(c)[0] == "C" and c != "\n"]
    assert {os.fsencode(entry.name) for entry in folder.iterdir()} == set(names)
    if traced and log.exists():
        trace = log.read_text("utf-8", "replace")
        assert "execve" in trace
        assert not re.search(r"sa_family=AF_INET", trace)
        assert address.decode() not in re.sub(r"execve\(.*", "", trace)


def test_a_name_that_looks_like_an_option_needs_the_dashes(folder: Path, cli: Cli) -> None:
    put(b"-report", CLIP.read_bytes())
    assert cli("frames", "--shots", "-report", cwd=folder).returncode == 2
    assert cli("frames", "--shots", "./-report", cwd=folder).returncode == 0
    assert cli("frames", "--shots", "--", "-report", cwd=folder).returncode == 0
    assert [entry.name for entry in folder.iterdir()] == ["-report"]

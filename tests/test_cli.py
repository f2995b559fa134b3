"""The command line as a person, a script and a pipe meet it: exit codes, streams, and what is left behind."""

import hashlib
import json
import os
import pty
import re
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import osintkit
from osintkit.frames.selftest import CLIP

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals, pipes and terminals of Unix")
linux = pytest.mark.skipif(sys.platform != "linux", reason="Linux only")
Cli = Callable[..., "subprocess.CompletedProcess[bytes]"]
ROOT = Path(osintkit.__file__).parents[1]
BOX = b"\0\0\0\x09free"
NO_LANDLOCK = """
import ctypes, errno, os, struct, sys
libc = ctypes.CDLL(None, use_errno=True)
op = struct.Struct("=HBBI").pack
code = op(0x20, 0, 0, 0) + op(0x15, 0, 1, 444) + op(6, 0, 0, 0x50000 | errno.ENOSYS) + op(6, 0, 0, 0x7FFF0000)
class Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("code", ctypes.c_char_p))
libc.prctl(38, 1, 0, 0, 0)
assert libc.prctl(22, 2, ctypes.byref(Program(4, code)), 0, 0) == 0
os.execv(sys.argv[1], sys.argv[1:])
"""
"""Runs a program as on a kernel that is older than Landlock."""


def records(done: "subprocess.CompletedProcess[bytes]") -> list[dict[str, Any]]:
    return [json.loads(line) for line in done.stdout.splitlines()]


def kinds(done: "subprocess.CompletedProcess[bytes]") -> list[str]:
    return [record["type"].partition(".")[2].partition("/")[0] for record in records(done)]


def between(stream: bytes) -> bytes:
    """A stream without its first and last line, which hold clock time."""
    return b"\n".join(stream.splitlines()[1:-1])


def digests(folder: Path) -> dict[str, str]:
    return {
        str(path): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def more(clip: Path, files: int) -> None:
    for number in range(files):
        clip.with_name(f"more{number:02d}.mp4").write_bytes(CLIP.read_bytes() + BOX + bytes([number]))


@pytest.fixture
def many(clip: Path) -> Path:
    """A folder of six small videos of different bytes, a text and a copy."""
    data = clip.read_bytes()
    more(clip, 5)
    (clip.parent / "note.txt").write_text("note")
    (clip.parent / "twin.mp4").write_bytes(data)
    return clip.parent


@pytest.mark.parametrize(
    "arguments",
    [
        [], ["--no-such-option", "CLIP"], ["--every", "2s", "--keyframes", "CLIP"],
        ["--at", "soon", "CLIP"],
        ["--at", "", "CLIP"], ["--every", "0", "CLIP"], ["--from", "5", "--to", "2", "CLIP"],
        ["--max", "0", "CLIP"],
        ["--size", "3", "CLIP"], ["--workers", "0", "CLIP"], ["--resume", "nowhere", "CLIP"],
        ["--files-from", "nowhere"], ["--format", "xml", "CLIP"], ["--from", "9" * 400, "CLIP"],
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_2(arguments: list[str], cli: Cli, clip: Path) -> None:
    done = cli("frames", *[str(clip) if word == "CLIP" else word for word in arguments])
    assert done.returncode == 2, done.stderr
    assert done.stdout == b""
    assert done.stderr


def test_an_empty_folder_is_2_and_an_unknown_kind_too(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert cli("frames", "-r", tmp_path / "empty").returncode == 2
    assert cli("schema", "nothing").returncode == 2
    assert cli("show", "nothing").returncode == 2
    assert cli("show", sys.executable).returncode == 2, "no text"


def test_a_run_has_its_records_between_run_and_summary(cli: Cli, clip: Path) -> None:
    before = digests(clip.parent)
    done = cli("frames", clip)
    assert done.returncode == 0
    assert done.stderr == b"", "nothing is said in a pipe"
    first, *middle, last = kinds(done)
    assert (first, last) == ("run", "summary")
    assert {"run", "summary"} & set(middle) == set()
    assert records(done)[-1]["counts"]["frame"] == middle.count("frame") > 1
    assert digests(clip.parent) == before
    assert sorted(path.name for path in clip.parent.iterdir()) == ["clip.mp4"], "nothing beside the evidence"


def test_every_line_but_two_is_the_same_whatever_the_surroundings(cli: Cli, many: Path) -> None:
    before = digests(many)
    plain = cli("frames", "-r", many, "--workers", "1")
    assert plain.returncode == 0
    for options, env in [
        (["--workers", "4"], {"TZ": "Asia/Kathmandu", "PYTHONHASHSEED": "7"}),
        (["--workers", "4"], {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONHASHSEED": "8"}),
        (["--workers", "2"], {"OSINTKIT_DOOR": "spawn", "LC_ALL": "tr_TR.UTF-8", "COLUMNS": "20"}),
    ]:
        done = cli("frames", "-r", many, *options, env=env)
        assert done.returncode == 0
        assert between(done.stdout) == between(plain.stdout), (options, env)
    assert digests(many) == before
    found = records(plain)
    assert [record["code"] for record in found if record["type"] == "osintkit.skipped/1"] == [
        "not_for_this_command", "same_bytes",
    ]  # fmt: skip


def test_every_format_has_the_same_findings_and_exit_code(cli: Cli, clip: Path) -> None:
    text = clip.with_name("text.mp4")
    text.write_text("no video")
    lines, table, rows = (
        cli("frames", clip, text, "--format", shape) for shape in ("ndjson", "table", "csv")
    )
    assert lines.returncode == table.returncode == rows.returncode == 3
    assert len(rows.stdout.splitlines()) == len(lines.stdout.splitlines()) + 1
    for record in records(lines):
        if record["type"] == "osintkit.frame/1":
            assert record["timecode"].encode() in table.stdout
            assert record["file"].rpartition("/")[2].encode() in table.stdout
    shown = cli("show", "-", input=lines.stdout)
    assert shown.returncode == 0
    assert shown.stdout == table.stdout
    again = cli("show", "-", "--format", "csv", input=lines.stdout)
    assert between(again.stdout).splitlines()[1:] == between(rows.stdout).splitlines()[1:]


@pytest.mark.parametrize("saved_as", ["utf-8", "utf-8-sig", "utf-16"])
def test_show_takes_what_any_shell_saved(saved_as: str, cli: Cli, clip: Path, tmp_path: Path) -> None:
    live = cli("frames", clip)
    table = cli("frames", clip, "--format", "table").stdout
    text = live.stdout.decode()
    stranger = '{"type": "osintkit.dream/9"}\r\n\r\nnot JSON\r\n'
    path = tmp_path / "saved.ndjson"
    path.write_bytes((stranger + text.replace("\n", "\r\n")).encode(saved_as))
    shown = cli("show", path)
    assert shown.stdout == table
    assert shown.stderr.count(b"is passed over") == 2
    assert b"did not finish" not in shown.stderr
    path.write_bytes(text.encode(saved_as)[:-9])
    torn = cli("show", path)
    assert torn.returncode == 0
    assert b"did not finish" in torn.stderr
    assert b"files examined" not in torn.stdout


NO_VIDEO = {
    "list.mp4": (b"ffconcat version 1.0\nfile clip.mp4\n", "format_refused"),
    "list.avi": (b"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nclip.mp4\n", "format_refused"),
    "dash.jpg": (b'<?xml version="1.0"?>\n<MPD xmlns="urn:mpeg:dash:schema:mpd:2011">', "format_refused"),
    "call.mp4": (b"v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\nm=video 9 RTP/AVP 96\r\n", "format_refused"),
    "paper.mp4": (b"%PDF-1.7\n" + bytes(99), "not_media"),
    "archive.mp4": (b"PK\x03\x04" + bytes(99), "not_media"),
    "text.mp4": (b"Nothing to see.\n" * 9, "not_media"),
    "zeros.mp4": (bytes(5000), "not_media"),
}


def test_what_is_no_video_is_3_when_named_and_0_in_a_folder(cli: Cli, clip: Path) -> None:
    for name, (data, _) in NO_VIDEO.items():
        clip.with_name(name).write_bytes(data)
    named = cli("frames", *[clip.with_name(name) for name in NO_VIDEO])
    assert named.returncode == 3
    failures = [record for record in records(named) if record["type"] == "osintkit.failure/1"]
    assert [record["code"] for record in failures] == [code for _, code in NO_VIDEO.values()]
    found = cli("frames", "-r", clip.parent, "--shots")
    assert found.returncode == 0
    assert kinds(found).count("skipped") == len(NO_VIDEO)
    assert records(found)[-1]["files"] == kinds(found).count("source") == 1
    clip.with_name("empty.mp4").touch()
    assert cli("frames", "-r", clip.parent, "--shots").returncode == 3, "an empty video is a bad download"


def test_names_that_lead_to_nothing_are_3(cli: Cli, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    names: list[object] = [
        "gone.mp4", "https://a.example/v.mp4", tmp_path, tmp_path / "pipe", "/dev/null", "a" * 300, "[/no]*",
    ]  # fmt: skip
    done = cli("frames", *names)
    assert done.returncode == 3
    codes = [record["code"] for record in records(done)[1:-1]]
    assert codes == ["not_found"] * 2 + ["not_regular"] * 3 + ["not_found"] * 2
    assert "yt-dlp" in records(done)[2]["do"]


def test_lists_of_files_from_a_file_and_from_stdin(cli: Cli, clip: Path, tmp_path: Path) -> None:
    (tmp_path / "list").write_bytes(b"%s\n" % os.fsencode(clip))
    ways: list[tuple[list[object], bytes]] = [
        (["--files-from", tmp_path / "list"], b""), (["--files-from", "-"], b"%s\0" % os.fsencode(clip)),
        (["-"], b"%s\r\n" % os.fsencode(clip)),
    ]  # fmt: skip
    for arguments, given in ways:
        done = cli("frames", "--shots", *arguments, input=given)
        assert (done.returncode, kinds(done).count("source")) == (0, 1), done.stderr
    assert cli("frames", "-", stdin=subprocess.DEVNULL).returncode == 2


def test_a_missing_library_is_4_with_the_line_to_type(cli: Cli, clip: Path, tmp_path: Path) -> None:
    reason = "libGL.so.1: cannot open shared object file: No such file or directory"
    (tmp_path / "fake").mkdir()
    (tmp_path / "fake" / "cv2.py").write_text(f"raise ImportError({reason!r})\n")
    env = {"PYTHONPATH": str(tmp_path / "fake")}
    for door in ("fork", "spawn"):
        done = cli("frames", clip, env=env | {"OSINTKIT_DOOR": door})
        assert done.returncode == 4
        assert done.stdout == b""
        assert b"libGL.so.1" in done.stderr
        assert b"apt-get install libgl1 libglib2.0-0" in done.stderr
        assert b"pip uninstall -y opencv-python && pip install opencv-python-headless" in done.stderr
    doctor = cli("doctor", env=env)
    assert doctor.returncode == 4
    assert records(doctor)[-1]["exit_code"] == 4
    assert records(doctor)[0]["confinement"] is None


def test_the_doctor_finds_this_machine_in_order(cli: Cli) -> None:
    done = cli("doctor", "--selftest", "--format", "table")
    assert done.returncode == 0, done.stdout
    assert b"self-test" in done.stdout


@linux
def test_confinement_that_is_required_and_missing_is_5(cli: Cli, clip: Path) -> None:
    old_kernel = [sys.executable, "-c", NO_LANDLOCK]
    done = cli("frames", "--require-confinement", clip, wrapped_in=old_kernel)
    assert done.returncode == 5, done.stderr
    assert done.stdout == b""
    assert b"level 2 of 3" in done.stderr
    degraded, full = cli("frames", clip, wrapped_in=old_kernel), cli("frames", clip)
    assert degraded.returncode == 0
    assert records(degraded)[0]["confinement"]["level"] == 2
    assert between(degraded.stdout) == between(full.stdout), "results do not depend on confinement"
    if records(full)[0]["confinement"]["level"] == 3:
        assert cli("frames", "--require-confinement", clip).returncode == 0


def test_what_cannot_be_written_is_6(cli: Cli, clip: Path, tmp_path: Path) -> None:
    first = cli("frames", clip, "--out", tmp_path / "out", "--output", tmp_path / "records")
    assert (first.returncode, first.stdout) == (0, b"")
    saved = (tmp_path / "records").read_bytes()
    assert cli("frames", clip, "--output", tmp_path / "records").returncode == 6
    assert cli("frames", clip, "--out", tmp_path / "records" / "below").returncode == 6
    picture = next((tmp_path / "out").rglob("0001*.jpg"))
    good = picture.read_bytes()
    picture.write_bytes(b"something else")
    done = cli("frames", clip, "--out", tmp_path / "out")
    assert done.returncode == 6
    assert b"--force" in done.stderr
    assert "summary" not in kinds(done)
    assert picture.read_bytes() == b"something else"
    forced = cli("frames", clip, "--out", tmp_path / "out", "--output", tmp_path / "records", "--force")
    assert forced.returncode == 0
    assert picture.read_bytes() == good
    assert between((tmp_path / "records").read_bytes()) == between(saved)
    with Path("/dev/full").open("wb") as full:
        assert cli("frames", clip, stdout=full, stderr=subprocess.PIPE, capture_output=False).returncode == 6
    closed = cli("frames", clip, wrapped_in=["sh", "-c", 'exec "$@" >&-', "sh"])
    assert closed.returncode == 6
    assert cli("frames", clip, wrapped_in=["sh", "-c", 'exec "$@" 0<&- 2>&-', "sh"]).returncode == 0
    if os.geteuid() != 0:
        (tmp_path / "locked").mkdir(mode=0o500)
        done = cli("frames", clip, "--out", tmp_path / "locked")
        assert done.returncode == 6
        assert b"Permission denied" in done.stderr


def test_records_are_never_written_over_the_evidence(cli: Cli, clip: Path) -> None:
    before = digests(clip.parent)
    link = clip.with_name("link.ndjson")
    link.symlink_to(clip)
    for output in (clip, link):
        done = cli("frames", clip, "--output", output, "--force")
        assert done.returncode == 2, done.stderr
    link.unlink()
    assert digests(clip.parent) == before


def test_a_second_run_keeps_what_is_there(cli: Cli, clip: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    cli("frames", clip, "--out", out)
    times = {path: path.stat().st_mtime_ns for path in out.rglob("*")}
    names = [path.name for path in sorted(out.rglob("0*.jpg"))]
    assert all(re.fullmatch(r"\d{4}_\d\dm\d\ds\d{3}_[0-9a-f]{8}\.jpg", name) for name in names)
    assert [name[5:14] for name in names] == sorted(name[5:14] for name in names)
    for _ in range(2):
        cli("frames", clip, "--out", out, "--max", "1")
    assert {path: path.stat().st_mtime_ns for path in times if path != out} == {
        path: then for path, then in times.items() if path != out
    }
    assert sorted(path.name for path in out.iterdir()) == ["clip-21023669", "clip-21023669-2"]
    again = cli("frames", "-r", tmp_path, "--out", out)
    skipped = [record for record in records(again) if record["type"] == "osintkit.skipped/1"]
    assert [record["path"] for record in skipped] == [str(out)], "our own results are no evidence"


def test_resuming(cli: Cli, many: Path, tmp_path: Path) -> None:
    saved = tmp_path / "saved.ndjson"
    whole = cli("frames", "-r", many)
    saved.write_bytes(whole.stdout[: len(whole.stdout) // 2])
    resumed = cli("frames", "-r", many, "--resume", saved, "--workers", "2")
    assert resumed.returncode == 0
    assert between(resumed.stdout) == between(whole.stdout)
    saved.write_bytes(b"\xff\xfe" + whole.stdout.decode().encode("utf-16-le")[:-1])
    assert between(cli("frames", "-r", many, "--resume", saved).stdout) == between(whole.stdout)
    other = cli("frames", "-r", many, "--resume", saved, "--max", "1")
    assert other.returncode == 2
    assert b"other parameters" in other.stderr
    saved.write_bytes(whole.stdout.replace(b'"version":"', b'"version":"9', 1))
    assert b"other version" in cli("frames", many / "clip.mp4", "--resume", saved).stderr
    saved.write_bytes(b"")
    assert cli("frames", many / "clip.mp4", "--resume", saved).returncode == 2


def test_whoever_reads_may_leave_is_141(cli: Cli, many: Path, tmp_path: Path) -> None:
    script = 'out=$1; shift; { "$@"; echo $? > "$out"; } | head -1'
    wrapped = ["sh", "-c", script, "sh", str(tmp_path / "code")]
    assert kinds(cli("frames", "-r", many, wrapped_in=wrapped)) == ["run"]
    assert (tmp_path / "code").read_text() == "141\n"


class Running:
    """A run under way in a folder of its own, with its process group."""

    def __init__(self, folder: Path, *arguments: object) -> None:
        command = [sys.executable, "-P", "-m", "osintkit", *map(str, arguments)]
        env = os.environ | {"PYTHONPATH": str(ROOT)}
        self.process = subprocess.Popen(
            command,
            env=env,
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        self.out = b""

    def read_until(self, word: bytes) -> None:
        assert self.process.stdout is not None
        while word not in self.out:
            more = os.read(self.process.stdout.fileno(), 65536)
            assert more, self.process.communicate()[1]
            self.out += more

    def end(self) -> bytes:
        out, err = self.process.communicate(timeout=20)
        self.out += out
        return err


def family(pid: int) -> set[int]:
    """A process and all that descend from it."""
    found, todo = set(), [pid]
    while todo:
        found.add(one := todo.pop())
        for children in Path(f"/proc/{one}/task").glob("*/children"):
            todo += map(int, children.read_text().split())
    return found


def all_gone(pids: set[int]) -> bool:
    until = time.monotonic() + 3
    while any(Path(f"/proc/{pid}").exists() for pid in pids):
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


@linux
@pytest.mark.parametrize("presses", [1, 3])
def test_interrupted_is_130(presses: int, many: Path, tmp_path: Path) -> None:
    more(many / "clip.mp4", 60)
    run = Running(tmp_path, "frames", "-r", many, "--workers", "2")
    run.read_until(b"osintkit.sheet/1")
    pids = family(run.process.pid)
    assert len(pids) > 1
    for _ in range(presses):
        run.process.send_signal(signal.SIGINT)
        time.sleep(0.01)
    err = run.end()
    assert run.process.returncode == 130, err
    assert b"Traceback" not in err
    lines = run.out.splitlines(keepends=True)
    assert all(line.endswith(b"\n") and json.loads(line) for line in lines)
    assert b"osintkit.summary/1" not in run.out
    assert all_gone(pids)
    assert not list(tmp_path.rglob(".*.part"))


@linux
def test_interrupted_before_the_first_record_is_130(many: Path, tmp_path: Path) -> None:
    for wait_s in (0.15, 0.25, 0.35):
        run = Running(tmp_path, "frames", "-r", many)
        time.sleep(wait_s)
        run.process.send_signal(signal.SIGINT)
        err = run.end()
        assert run.process.returncode in {130, -signal.SIGINT}, err


@linux
def test_killed_at_any_moment_leaves_nothing_partial(many: Path, tmp_path: Path, cli: Cli) -> None:
    for round_ in range(3):
        run = Running(tmp_path, "frames", "-r", many, "--workers", "2")
        run.read_until(b"osintkit.run/1")
        pids = family(run.process.pid)
        time.sleep(0.05 * round_)
        run.process.kill()
        run.end()
        assert all_gone(pids)
        for picture in (tmp_path / "osintkit-frames").rglob("0*.jpg"):
            assert picture.read_bytes()[-2:] == b"\xff\xd9"
    done = cli("frames", "-r", many, cwd=tmp_path)
    assert done.returncode == 0
    for record in records(done):
        if "file" in record:
            assert hashlib.sha256((tmp_path / record["file"]).read_bytes()).hexdigest() == record["sha256"]
    assert not list((tmp_path / "osintkit-frames").glob("*-2"))


@linux
def test_a_file_changed_while_it_is_examined(tmp_path: Path) -> None:
    """The pictures that came out before are of the bytes of the recorded digest."""
    walk = ROOT / "examples" / "walk.mp4"
    if not walk.exists():
        pytest.skip("the examples are not here")
    data = walk.read_bytes()
    path = tmp_path / "evidence.mp4"
    path.write_bytes(data)
    asked = ["frames", "--every", "1", "--to", "4", path, "--json"]
    honest = Running(tmp_path, *asked, "--out", "honest")
    honest.end()
    run = Running(tmp_path, *asked, "--out", "changed")
    run.read_until(b"osintkit.frame/1")
    with path.open("r+b") as file:
        file.seek(len(data) // 8)
        file.write(bytes(len(data) // 2))
    run.end()
    assert run.process.returncode == 3
    found = [json.loads(line) for line in run.out.splitlines()]
    (source,) = (record for record in found if record["type"] == "osintkit.source/1")
    assert source["source"] == hashlib.sha256(data).hexdigest()
    (failure,) = (record for record in found if record["type"] == "osintkit.failure/1")
    assert failure["code"] == "input_changed"
    sound, got = (
        [record["sha256"] for record in map(json.loads, stream.splitlines()) if "pts" in record]
        for stream in (honest.out, run.out)
    )
    assert got
    assert sound[: len(got)] == got


def on_a_terminal(folder: Path, *arguments: object, stdout: Any = None) -> tuple[int, bytes]:
    """Run with stderr, and stdout unless it is given, on a terminal; what the terminal saw."""
    master, slave = pty.openpty()
    command = [sys.executable, "-P", "-m", "osintkit", *map(str, arguments)]
    env = os.environ | {"PYTHONPATH": str(ROOT), "COLUMNS": "100", "TERM": "xterm"}
    process = subprocess.Popen(
        command, env=env, cwd=folder, stdin=slave, stdout=slave if stdout is None else stdout, stderr=slave
    )
    os.close(slave)
    seen = b""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        if select.select([master], [], [], 0.1)[0]:
            try:
                more = os.read(master, 65536)
            except OSError:
                break
            if not more:
                break
            seen += more
    os.close(master)
    return process.wait(10), seen


def screen(seen: bytes) -> list[str]:
    """The lines that are left to read: carriage returns go back, what is written over is gone."""
    lines = []
    for line in re.sub(rb"\x1b\[[0-9;]*m", b"", seen).replace(b"\r\n", b"\n").split(b"\n"):
        shown: list[str] = []
        for part in line.decode().split("\r"):
            shown[: len(part)] = part
        lines.append("".join(shown).rstrip())
    return lines


@linux
def test_a_terminal_shows_progress_and_keeps_the_table_whole(many: Path, tmp_path: Path, cli: Cli) -> None:
    code, seen = on_a_terminal(tmp_path, "frames", "-r", many)
    assert code == 0
    assert b"[1/8] " in seen
    table = cli("frames", "-r", many, "--format", "table", cwd=tmp_path).stdout.decode()
    assert [line for line in screen(seen) if line] == [
        line.rstrip() for line in table.splitlines() if line.strip()
    ]


@linux
def test_progress_stays_out_of_the_records(many: Path, tmp_path: Path) -> None:
    with (tmp_path / "records").open("wb") as file:
        code, seen = on_a_terminal(tmp_path, "frames", "-r", many, stdout=file)
    assert code == 0
    assert b"more03.mp4" in seen
    assert not [line for line in screen(seen) if line], "and is wiped at the end"
    assert all(json.loads(line) for line in (tmp_path / "records").read_bytes().splitlines())


@pytest.mark.skipif(shutil.which("unshare") is None, reason="cannot make a small disk")
def test_a_full_disk_is_6(cli: Cli, clip: Path, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    script = f'mount -t tmpfs -o size=24k none {disk} || exit 77; "$@"; code=$?; ls -A {disk}/*; exit $code'
    wrapped = ["unshare", "-Urm", "sh", "-c", script, "sh"]
    done = cli("frames", clip, "--image", "png", "--out", disk, wrapped_in=wrapped)
    if done.returncode == 77 or b"unshare" in done.stderr:
        pytest.skip("cannot mount a small disk")
    assert done.returncode == 6, done.stderr
    assert b"No space left" in done.stderr
    assert b".part" not in done.stdout


def test_help_and_version(cli: Cli) -> None:
    for arguments in (["--help"], ["frames", "-h"], ["show", "--help"], ["--version"], ["schema", "frame"]):
        done = cli(*arguments)
        assert (done.returncode, done.stderr) == (0, b"")
        assert done.stdout


def test_the_clip_of_the_tests_is_the_package_s(clip: Path) -> None:
    assert clip.read_bytes() == CLIP.read_bytes()

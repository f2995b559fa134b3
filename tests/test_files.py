"""Files appear whole or not at all, never over something else, under names that are safe."""

import errno
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import osintkit
from osintkit import files
from osintkit.errors import OutputError
from osintkit.files import result_folder, safe_stem, write
from osintkit.records import Settings

ROOT = str(Path(osintkit.__file__).parents[1])
unix = pytest.mark.skipif(sys.platform == "win32", reason="Unix has these kinds of files")


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def settings(**parameters: int) -> Settings:
    return Settings(command="frames", version="1", libraries={}, parameters=dict(parameters))


@given(st.text(st.characters(exclude_characters="/\0")))
def test_a_stem_is_safe_on_every_disk(name: str) -> None:
    stem = safe_stem(Path(name or "x"))
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", stem)
    assert len(stem) <= 48


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("Видео 1.mp4", "1"),
        ("Երևան.mp4", "file"),
        ("café crème.MP4", "cafe-creme"),
        (os.fsdecode(b"caf\xe9.mp4"), "caf"),
        ("-report", "report"),
        ("%03d.mp4", "03d"),
        ("..", "file"),
        ("http:127.0.0.1:9", "http-127-0-0"),
        ("a" * 255, "a" * 48),
    ],
)
def test_stems(name: str, stem: str) -> None:
    assert safe_stem(Path(name)) == stem


def test_each_settings_has_a_folder_and_finds_it_again(tmp_path: Path) -> None:
    wanted = tmp_path / "out" / "clip"
    assert [result_folder(wanted, settings(a=n)).name for n in (1, 2, 1, 3, 2)] == [
        "clip", "clip-2", "clip", "clip-3", "clip-2",
    ]  # fmt: skip


def test_a_folder_with_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "used").mkdir()
    (tmp_path / "used" / "diary.txt").touch()
    (tmp_path / "empty").mkdir()
    got = [result_folder(tmp_path / name, settings()).name for name in ("file", "used", "empty")]
    assert got == ["file-2", "used-2", "empty"]
    assert names(tmp_path / "used") == ["diary.txt"]


def test_what_a_killed_run_left_does_not_matter(tmp_path: Path) -> None:
    folder = tmp_path / "clip"
    folder.mkdir()
    left = folder / ".settings.json.0123abcd.part"
    left.touch()
    assert result_folder(folder, settings()) == folder
    assert left.exists(), "another run may be writing it at this moment"
    os.utime(left, (1, 1))
    assert result_folder(folder, settings()) == folder
    assert names(folder) == ["settings.json"]


def test_two_runs_at_once_get_a_folder_each(tmp_path: Path) -> None:
    got: dict[int, str] = {}
    for round_ in range(20):
        begin = threading.Barrier(4)

        def claim(
            number: int, wanted: Path = tmp_path / str(round_), begin: threading.Barrier = begin
        ) -> None:
            begin.wait()
            got[number] = result_folder(wanted, settings(a=number // 2)).name

        threads = [threading.Thread(target=claim, args=(number,)) for number in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert got[0] == got[1] != got[2] == got[3]


def test_a_file_with_the_same_bytes_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "frame.jpg"
    digest = write(path, b"picture")
    os.utime(path, (1, 1))
    assert write(path, b"picture") == digest
    assert path.stat().st_mtime == 1
    assert names(tmp_path) == ["frame.jpg"]


def test_two_runs_at_once_may_write_the_same(tmp_path: Path) -> None:
    for round_ in range(50):
        path, begin = tmp_path / str(round_), threading.Barrier(4)
        failed: list[object] = []

        def put(path: Path = path, begin: threading.Barrier = begin, failed: list[object] = failed) -> None:
            begin.wait()
            try:
                write(path, bytes(100_000))
            except OutputError as error:
                failed.append(error.says)

        threads = [threading.Thread(target=put) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert not failed
        assert path.read_bytes() == bytes(100_000)
    assert not list(tmp_path.glob(".*"))


def test_another_file_is_replaced_only_by_force(tmp_path: Path) -> None:
    path = tmp_path / "frame.jpg"
    path.write_bytes(b"other")
    with pytest.raises(OutputError, match="already there") as caught:
        write(path, b"picture")
    assert "--force" in caught.value.do
    assert path.read_bytes() == b"other"
    write(path, b"picture", force=True)
    assert path.read_bytes() == b"picture"
    assert names(tmp_path) == ["frame.jpg"]


@unix
@pytest.mark.parametrize("what", ["link", "dangling link", "pipe", "folder"])
def test_nothing_is_written_through_or_over_what_is_no_file(what: str, tmp_path: Path) -> None:
    path, victim = tmp_path / "frame.jpg", tmp_path / "victim"
    if what == "link":
        victim.write_bytes(b"picture")
    if what == "pipe":
        os.mkfifo(path)
    elif what == "folder":
        path.mkdir()
    else:
        path.symlink_to(victim)
    with pytest.raises(OutputError):
        write(path, b"picture")
    assert not victim.exists() or victim.read_bytes() == b"picture"
    if what == "folder":
        with pytest.raises(OutputError):
            write(path, b"new", force=True)
    else:
        write(path, b"new", force=True)
        assert path.read_bytes() == b"new"
        assert not path.is_symlink()
        assert not victim.exists() or victim.read_bytes() == b"picture"
    assert not list(tmp_path.glob(".*")), "nothing half-written is left"


@unix
def test_a_folder_we_may_not_write_to(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may write everywhere")
    tmp_path.chmod(0o500)
    for attempt in (lambda: write(tmp_path / "a", b""), lambda: result_folder(tmp_path / "b", settings())):
        with pytest.raises(OutputError, match="Permission denied") as caught:
            attempt()
        assert "--out" in caught.value.do


def test_a_disk_without_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(errno.EPERM, "no links here")

    monkeypatch.setattr(os, "link", refuse)
    path = tmp_path / "frame.jpg"
    write(path, b"picture")
    with pytest.raises(OutputError, match="already there"):
        write(path, b"other")
    assert path.read_bytes() == b"picture"
    assert names(tmp_path) == ["frame.jpg"]


FULL = """
mount -t tmpfs -o size=64k none {folder} || exit 77
exec {python} -c '
from pathlib import Path
from osintkit.errors import OutputError
from osintkit.files import write
write(Path("{folder}/first"), bytes(1000))
try:
    write(Path("{folder}/second"), bytes(1000000))
except OutputError as error:
    print(error.says, error.do, sorted(p.name for p in Path("{folder}").iterdir()))
'
"""


@pytest.mark.skipif(shutil.which("unshare") is None, reason="cannot make a small disk")
def test_a_full_disk(tmp_path: Path) -> None:
    code = FULL.format(folder=tmp_path, python=sys.executable)
    command = ["unshare", "-Urm", "sh", "-c", code]
    done = subprocess.run(
        command, env=os.environ | {"PYTHONPATH": ROOT}, capture_output=True, text=True, check=False
    )
    if not done.stdout:
        pytest.skip(f"cannot mount a small disk: {done.stderr.strip()[:80]}")
    assert "No space left" in done.stdout
    assert "Free some space" in done.stdout
    assert "['first']" in done.stdout


KILLED = """
import sys
from pathlib import Path
from osintkit.files import result_folder, write
from osintkit.records import Settings
settings = Settings(command="frames", version="1", libraries={}, parameters={})
print(flush=True)
folder = result_folder(Path(sys.argv[1]), settings)
for number in range(200):
    write(folder / f"{number:03d}", bytes([number]) * 100_000)
"""


@unix
def test_killed_at_any_moment_nothing_partial_is_seen(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    command = [sys.executable, "-c", KILLED, str(folder)]
    env = os.environ | {"PYTHONPATH": ROOT}
    for round_ in range(12):
        process = subprocess.Popen(command, env=env, stdout=subprocess.PIPE)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(round_ * 0.004)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        for path in folder.glob("[0-9]*"):
            assert path.read_bytes() == bytes([int(path.name)]) * 100_000
    subprocess.run(command, env=env, check=True, capture_output=True)
    assert len(list(folder.glob("[0-9]*"))) == 200
    assert files.result_folder(folder, settings()) == folder
    assert not (tmp_path / "out-2").exists()

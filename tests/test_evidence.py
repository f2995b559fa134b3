"""The digest in a record is of the very bytes that are decoded, and what cannot be read says why."""

import hashlib
import os
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Event

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osintkit import blocks, evidence
from osintkit.blocks import BLOCK_BYTES, BlockReader
from osintkit.errors import Cancelled, FailureCode, InputError
from osintkit.evidence import opened

unix = pytest.mark.skipif(sys.platform == "win32", reason="Unix has these kinds of files")
BLOCKS = 3
DATA = hashlib.sha256(b"seed").digest() * (BLOCKS * BLOCK_BYTES // 32) + b"the end"


def refused(path: Path) -> InputError:
    with pytest.raises(InputError) as caught, opened(path):
        pass
    return caught.value


def a_socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        os.chdir(path.parent)  # a socket's path is short
        server.bind(path.name)


SPECIAL: dict[str, tuple[Callable[[Path], object], FailureCode]] = {
    "nothing": (lambda _: None, FailureCode.NOT_FOUND),
    "folder": (Path.mkdir, FailureCode.NOT_REGULAR),
    "pipe": (lambda path: os.mkfifo(path), FailureCode.NOT_REGULAR),
    "device": (lambda path: path.symlink_to("/dev/zero"), FailureCode.NOT_REGULAR),
    "socket": (a_socket, FailureCode.NOT_REGULAR),
    "link to a folder": (lambda path: path.symlink_to(path.parent), FailureCode.NOT_REGULAR),
    "link to nothing": (lambda path: path.symlink_to("nowhere"), FailureCode.NOT_FOUND),
    "link to itself": (lambda path: path.symlink_to(path), FailureCode.UNREADABLE),
    "empty": (Path.touch, FailureCode.EMPTY),
    "below a file": (lambda _: None, FailureCode.NOT_FOUND),
}


@unix
@pytest.mark.parametrize("what", SPECIAL)
def test_what_is_no_file_is_refused_at_once(
    what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "clip.mp4"
    make, code = SPECIAL[what]
    make(path)
    if what == "below a file":
        (tmp_path / "file").touch()
        path = tmp_path / "file" / "clip.mp4"
    error = refused(path)
    assert (error.code, error.stage) == (code, "open")
    assert error.do


@pytest.mark.parametrize("name", ["a" * 300, "a\0b", "a/" * 3000])
def test_an_impossible_name_is_not_found(name: str) -> None:
    assert refused(Path(name)).code == FailureCode.NOT_FOUND


@pytest.mark.parametrize(
    ("name", "word"), [("https://a.example/v.mp4", "yt-dlp"), ("-report", "./-name"), ("my clip", "quotes")]
)
def test_advice_for_a_name_that_is_none(name: str, word: str) -> None:
    assert word in refused(Path(name)).do


@unix
def test_a_file_we_may_not_read(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may read everything")
    path = tmp_path / "clip.mp4"
    path.write_bytes(b"x")
    path.chmod(0)
    assert refused(path).code == FailureCode.UNREADABLE
    tmp_path.chmod(0)
    try:
        assert refused(path).code == FailureCode.UNREADABLE
    finally:
        tmp_path.chmod(0o700)


def test_a_file_has_its_size_and_digests(tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    path.write_bytes(DATA)
    with opened(path) as file:
        assert file.size_bytes == len(DATA)
        assert file.sha256 == hashlib.sha256(DATA).hexdigest()
        assert len(file.blocks) == 32 * (BLOCKS + 1)
        assert file.source().size_bytes == len(DATA)


def test_a_name_that_is_not_text_is_kept_exactly(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"caf\xe9.mp4")
    try:
        path.write_bytes(b"x")
    except OSError:
        pytest.skip("this disk has no such names")
    with opened(path) as file:
        fields = file.record_fields()
    assert fields["path"].endswith("caf\\xe9.mp4")
    assert fields["path_b64"] is not None


@pytest.mark.parametrize("change", ["append", "overwrite", "cut", "touch"])
@pytest.mark.parametrize("when", ["while it is hashed", "later"])
def test_a_change_is_noticed(change: str, when: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "clip.mp4"
    path.write_bytes(DATA)
    os.utime(path, (1, 1))

    def alter() -> None:
        with path.open("r+b") as file:
            file.seek(0, os.SEEK_END if change == "append" else os.SEEK_SET)
            if change == "cut":
                file.truncate(5)
            elif change != "touch":
                file.write(b"x")
        os.utime(path, None if change == "touch" else (1, 1))  # which does not hide anything

    def read_at(fd: int, offset: int, length: int) -> bytes:
        if offset == 2 * BLOCK_BYTES and when != "later":
            alter()
        return blocks.read_at(fd, offset, length)

    monkeypatch.setattr(evidence, "read_at", read_at)
    with pytest.raises(InputError, match="changed while") as caught, opened(path):
        alter()
    assert caught.value.code == FailureCode.INPUT_CHANGED


def test_hashing_can_be_stopped(tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    path.write_bytes(b"x")
    stop = Event()
    stop.set()
    with pytest.raises(Cancelled), opened(path, stop=stop):
        pass


def test_a_failing_disk_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "clip.mp4"
    path.write_bytes(b"x")

    def broken(*_: int) -> bytes:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(evidence, "read_at", broken)
    error = refused(path)
    assert (error.code, error.stage) == (FailureCode.UNREADABLE, "read")


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_no_descriptor_is_left_open(tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    path.touch()
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(20):
        refused(path)
        refused(tmp_path)
    assert len(list(Path("/proc/self/fd").iterdir())) == before


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> BlockReader:
    path = tmp_path_factory.mktemp("blocks") / "data"
    path.write_bytes(DATA)
    with opened(path) as file:
        return BlockReader(os.dup(file.fd), file.size_bytes, file.blocks)


@given(offset=st.integers(-10, len(DATA) + 10), length=st.integers(0, 2 * BLOCK_BYTES))
def test_reading_by_position_is_slicing(reader: BlockReader, offset: int, length: int) -> None:
    expected = DATA[offset : offset + length] if offset >= 0 else b""
    assert reader.at(offset, length) == expected


@pytest.mark.parametrize("change", ["overwrite", "cut"])
def test_a_block_that_is_no_longer_what_was_hashed(change: str, tmp_path: Path) -> None:
    path = tmp_path / "data"
    path.write_bytes(DATA)
    with opened(path) as file:
        reader = BlockReader(os.dup(file.fd), file.size_bytes, file.blocks)
    assert reader.at(0, 9) == DATA[:9]
    with path.open("r+b") as other:
        other.seek(BLOCK_BYTES)
        other.truncate() if change == "cut" else other.write(b"x")
    assert reader.at(5, 9) == DATA[5:14], "what was read and checked stays"
    with pytest.raises(OSError, match="changed"):
        reader.at(BLOCK_BYTES - 5, 10)
    assert reader.changed


def test_a_block_that_the_disk_refuses(tmp_path: Path) -> None:
    reader = BlockReader(os.open(tmp_path, os.O_RDONLY), 10, b"\0" * 32)  # a folder cannot be read
    with pytest.raises(OSError, match="directory"):
        reader.at(0, 10)
    assert reader.unreadable
    assert not reader.changed

"""Many files: the right ones, in order, each once, whatever the workers; and what resuming need not do."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from osintkit import batch
from osintkit.batch import Input, Saved, inputs, listed, run
from osintkit.errors import FailureCode, InputError, OutputError, UsageError
from osintkit.evidence import Evidence, caveat
from osintkit.frames.selftest import CLIP
from osintkit.frames.step import Wanted, examine
from osintkit.records import Failure, Record, Run, Skipped, Source, decode_line
from osintkit.records.progress import Progress

unix = pytest.mark.skipif(sys.platform == "win32", reason="Unix names, links and pipes")
Item = Record | Progress


def make(folder: Path, files: Mapping[str, bytes | None]) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.mkdir() if content is None else path.write_bytes(content)


def found(*paths: Path, recursive: bool = True, results: Path | None = None) -> list[str]:
    """Names relative to the folder of the first path; what is not to be examined with its reason."""
    items = inputs(paths, recursive=recursive, ours=() if results is None else [results])
    base = paths[0]
    return [
        os.path.relpath(item.path, base) + (f" ({item.skipped.code})" if item.skipped else "")
        for item in items
    ]


def records(
    step: batch.Step, paths: Iterable[Path], workers: int = 1, *, folder: bool = False
) -> list[Record]:
    items = run(step, [Input(path, found=folder) for path in paths], workers=workers)
    return [item for item in items if isinstance(item, Record)]


def just_source(evidence: Evidence) -> Iterator[Item]:
    yield evidence.source()


def test_a_folder_is_sorted_by_the_bytes_of_its_paths(tmp_path: Path) -> None:
    names = ["a/z.mp4", "a-b.mp4", "a.mp4", "a/b/c.mp4", "A.mp4", "a/b-c.mp4", "я.mp4", "a0/x.mp4"]
    make(tmp_path, dict.fromkeys(names, b"x"))
    assert found(tmp_path) == sorted(names, key=os.fsencode)


@unix
def test_what_a_folder_holds_besides_files(tmp_path: Path) -> None:
    make(tmp_path, {"b.mp4": b"x", "osintkit-frames/c.jpg": b"x", "mine/clip/0001.jpg": b"x", "empty": None})
    (tmp_path / "link").symlink_to("b.mp4")
    (tmp_path / "loop").symlink_to(".")
    os.mkfifo(tmp_path / "pipe")
    assert found(tmp_path, results=tmp_path / "empty" / ".." / "mine") == [
        "b.mp4", "link (link)", "loop (link)", "mine (made_by_osintkit)",
        "osintkit-frames (made_by_osintkit)", "pipe (not_regular)",
    ]  # fmt: skip


@unix
def test_a_folder_nested_deeply(tmp_path: Path) -> None:
    depth = 1500
    here = os.open(tmp_path, os.O_RDONLY)
    for _ in range(depth):
        os.mkdir("d", dir_fd=here)
        inner = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = inner
    os.close(os.open("clip.mp4", os.O_CREAT, dir_fd=here))
    os.close(here)
    try:
        (item,) = inputs([tmp_path], recursive=True)
        assert item.path.name == "clip.mp4"
        assert len(item.path.parts) > depth
    finally:
        subprocess.run(["rm", "-rf", tmp_path / "d"], check=True)  # Python's own way recurses


@unix
def test_a_folder_we_may_not_look_into(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may look everywhere")
    make(tmp_path, {"shut/a.mp4": b"x", "z.mp4": b"x"})
    (tmp_path / "shut").chmod(0)
    try:
        first, _ = records(just_source, [item.path for item in inputs([tmp_path], recursive=True)])
        (named,) = records(just_source, [item.path for item in inputs([tmp_path / "shut" / "a.mp4"])])
    finally:
        (tmp_path / "shut").chmod(0o700)
    assert isinstance(first, Failure)
    assert first.code == FailureCode.UNREADABLE
    assert isinstance(named, Failure)


def test_a_folder_without_r_and_a_link_to_one(tmp_path: Path) -> None:
    make(tmp_path, {"folder/a.mp4": b"x"})
    (tmp_path / "link").symlink_to("folder")
    paths = [item.path for item in inputs([tmp_path / "folder"])]
    (record,) = records(just_source, paths)
    assert isinstance(record, Failure)
    assert "-r" in record.do
    (item,) = inputs([tmp_path / "link"], recursive=True)
    (record,) = records(just_source, [item.path])
    assert isinstance(record, Failure)
    assert "link" in record.says


def test_patterns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path, {"b.mp4": b"x", "a.mp4": b"x", "c.txt": b"x", "in/d.mp4": b"x", "[ab].mp4": b"x"})
    monkeypatch.chdir(tmp_path)

    def names(pattern: str) -> list[str]:
        return [item.path.as_posix() for item in inputs([Path(pattern)])]

    assert names("[bc].*") == ["b.mp4", "c.txt"]
    assert names("**/d.mp4") == ["in/d.mp4"]
    assert names("[ab].mp4") == ["[ab].mp4"], "a file of that very name comes first"
    assert names("[/nope]") == ["[/nope]"], "found nothing: examined as a name, and fails as one"
    assert names("a" * 300) == ["a" * 300]


@pytest.mark.parametrize(
    ("data", "names"),
    [
        (b"a.mp4\nb c.mp4\n\n", ["a.mp4", "b c.mp4"]),
        (b"a.mp4\r\nb.mp4\r\n", ["a.mp4", "b.mp4"]),
        (b"a\nb\0c\r\0\0", ["a\nb", "c\r"]),
        (b"\xef\xbb\xbfa.mp4", ["a.mp4"]),
        ("я.mp4\r\nb".encode("utf-16"), ["я.mp4", "b"]),
        (b"caf\xe9", [os.fsdecode(b"caf\xe9")]),
        (b"-\n-r", ["-", "-r"]),
        (b"", []),
    ],
)
def test_lists_of_files(data: bytes, names: list[str]) -> None:
    assert [str(path) for path in listed(data)] == names


@given(st.lists(st.binary(min_size=1).filter(lambda name: b"\0" not in name and name.strip())))
def test_any_name_can_stand_in_a_list(names: list[bytes]) -> None:
    assume(not names or not names[0].startswith((b"\xff\xfe", b"\xfe\xff")))  # the mark of UTF-16
    assert listed(b"".join(name + b"\0" for name in names)) == [Path(os.fsdecode(name)) for name in names]


def test_results_come_in_order_whatever_the_workers(tmp_path: Path) -> None:
    make(tmp_path, {f"{number:02d}": b"%d" % number for number in range(30)})
    paths = sorted(tmp_path.iterdir())

    def uneven(evidence: Evidence) -> Iterator[Item]:
        yield evidence.source()
        time.sleep(0.02 if int(evidence.path.name) % 3 == 0 else 0.0)
        yield Progress(1.0, None)
        yield caveat(evidence, "tone_mapped", f"of {evidence.path.name}", stage="decode")

    expected = records(uneven, paths)
    assert [r.path for r in expected if isinstance(r, Source)] == list(map(str, paths))
    for workers in (2, 4, 9):
        assert records(uneven, paths, workers) == expected


def test_the_same_bytes_are_examined_once_whatever_the_workers(tmp_path: Path) -> None:
    make(tmp_path, {f"{number:02d}": b"%d" % (number % 3) for number in range(12)} | {"05": b""})
    paths = sorted(tmp_path.iterdir())
    expected = records(just_source, paths)
    kinds = [type(record) for record in expected]
    assert kinds == [Source] * 3 + [Skipped] * 2 + [Failure] + [Skipped] * 6
    assert isinstance(expected[3], Skipped)
    assert expected[3].code == "same_bytes"
    assert str(paths[0]) in expected[3].says
    for _ in range(5):
        assert records(just_source, paths, 4) == expected


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (FailureCode.NOT_MEDIA, Skipped), (FailureCode.FORMAT_REFUSED, Skipped),
        (FailureCode.NO_STREAM, Skipped), (FailureCode.CORRUPT, Failure), (FailureCode.CRASHED, Failure),
    ],
)  # fmt: skip
def test_what_a_folder_happens_to_hold_is_skipped(
    code: FailureCode, kind: type[Record], tmp_path: Path
) -> None:
    make(tmp_path, {"a": b"x"})

    def refuse(evidence: Evidence) -> Iterator[Item]:
        if evidence.size_bytes:
            raise InputError(code, "It is not.", stage="open")
        yield evidence.source()

    (in_folder,) = records(refuse, [tmp_path / "a"], folder=True)
    (named,) = records(refuse, [tmp_path / "a"])
    assert isinstance(in_folder, kind)
    assert isinstance(named, Failure)
    assert named.code == code


def test_a_bug_of_ours_costs_one_file(tmp_path: Path) -> None:
    make(tmp_path, {"a": b"a", "b": b"b", "c": b"c"})

    def buggy(evidence: Evidence) -> Iterator[Item]:
        yield evidence.source()
        if evidence.path.name == "b":
            raise ZeroDivisionError("oops")

    kinds = [record.record_kind for record in records(buggy, sorted(tmp_path.iterdir()), 2)]
    assert kinds == ["source", "source", "failure", "source"]


def test_a_file_that_vanishes_before_its_turn(tmp_path: Path) -> None:
    make(tmp_path, {"a": b"a", "b": b"b"})
    items = list(inputs([tmp_path], recursive=True))
    (tmp_path / "b").unlink()
    kinds = [r.record_kind for r in run(just_source, items) if isinstance(r, Record)]
    assert kinds == ["source", "failure"]


def test_what_stops_one_file_stops_all(tmp_path: Path) -> None:
    make(tmp_path, {f"{number:02d}": b"%d" % number for number in range(20)})
    begun: list[str] = []

    def full(evidence: Evidence) -> Iterator[Item]:
        begun.append(evidence.path.name)
        yield evidence.source()
        if evidence.path.name == "03":
            raise OutputError("The disk is full.")

    with pytest.raises(OutputError):
        records(full, sorted(tmp_path.iterdir()), 2)
    assert len(begun) < 12


def test_no_worker_is_no_run() -> None:
    with pytest.raises(UsageError):
        list(run(just_source, [], workers=0))


def test_whoever_stops_listening_ends_the_work(tmp_path: Path) -> None:
    make(tmp_path, {f"{number}": b"%d" % number for number in range(9)})
    ended = threading.Event()

    def endless(evidence: Evidence) -> Iterator[Item]:
        yield evidence.source()
        try:
            while not evidence.stop.wait(0.01):
                yield Progress(1.0, None)
        finally:
            ended.set()

    items = run(endless, [Input(path) for path in sorted(tmp_path.iterdir())], workers=3)
    next(items)
    began = time.monotonic()
    items.close()
    assert time.monotonic() - began < 1.5
    assert ended.wait(1)
    until = time.monotonic() + 2
    while any(thread.name.startswith("osintkit") for thread in threading.enumerate()):
        assert time.monotonic() < until
        time.sleep(0.01)


def test_a_file_ahead_of_its_turn_does_not_pile_up_records(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch, "_MOST_WAITING", 50)
    make(tmp_path, {"a": b"a", "b": b"b"})
    given_: dict[str, int] = {"a": 0, "b": 0}
    go_on = threading.Event()

    def flood(evidence: Evidence) -> Iterator[Item]:
        yield evidence.source()
        if evidence.path.name == "a":
            assert go_on.wait(5)
        for _ in range(1000):
            given_[evidence.path.name] += 1
            yield Progress(1.0, None)

    items = run(flood, [Input(tmp_path / "a"), Input(tmp_path / "b")], workers=2)
    next(items)
    time.sleep(0.3)
    assert 0 < given_["b"] < 2100
    go_on.set()
    assert sum(1 for _ in items) == 2001


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Three videos of different bytes, a file that is none, and a copy of the first."""
    folder = tmp_path_factory.mktemp("three")
    clip = CLIP.read_bytes()
    box = b"\0\0\0\x09free"
    make(
        folder,
        {
            "a.mp4": clip,
            "b.txt": b"text",
            "c.mp4": clip + box + b"c",
            "d.mp4": clip,
            "e.mp4": clip + box + b"e",
        },
    )
    return sorted(folder.iterdir())


HEAD = Run(
    command="frames", argv=(), version="1", libraries={}, parameters={}, confinement=None, started="now"
)  # fmt: skip


def read(text: str) -> list[Record]:
    """The records of a stream of which the last line may be torn."""
    lines, found = text.splitlines(), []
    for line in lines:
        try:
            found.append(decode_line(line))
        except ValueError:
            assert line == lines[-1]
    return found


def test_a_run_cut_at_any_byte_resumes_to_the_same_records(three: list[Path]) -> None:
    examined: list[str] = []

    def step(evidence: Evidence) -> Iterator[Item]:
        yield evidence.source()
        examined.append(evidence.path.name)
        if evidence.path.suffix == ".txt":
            raise InputError(FailureCode.NOT_MEDIA, "A text.", stage="open")
        for number in range(2):
            yield caveat(evidence, "tone_mapped", f"number {number}", stage="decode")

    whole = records(step, three)
    assert [record.record_kind for record in whole] == [
        "source", "caveat", "caveat", "source", "failure", "source", "caveat", "caveat", "skipped",
        "source", "caveat", "caveat",
    ]  # fmt: skip
    stream = "".join(record.line() + "\n" for record in [HEAD, *whole])
    for cut in range(0, len(stream) + 1, 9):
        saved = read(stream[:cut])
        examined.clear()
        assert records(Saved(saved).step(step), three, 2) == whole
        kinds = [record.record_kind for record in saved]
        assert ("a.mp4" in examined) == (kinds.count("source") < 2), "finished when another follows"
        assert ("c.mp4" in examined) == ("skipped" not in kinds)
        assert {"b.txt", "e.mp4"} <= set(examined), "what failed, and the last, of which nobody knows"


def test_a_run_of_frames_resumes_to_the_same_records(
    three: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    step = partial(examine, wanted=Wanted())
    whole = records(step, three)
    assert {type(record) for record in whole} >= {Source, Failure, Skipped}
    stream = "".join(record.line() + "\n" for record in [HEAD, *whole])
    for cut in range(0, len(stream), len(stream) // 8):
        assert records(Saved(read(stream[:cut])).step(step), three) == whole


def test_a_deleted_or_changed_picture_is_made_again(
    three: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    step = partial(examine, wanted=Wanted())
    whole = records(step, three[:3])
    pictures = sorted(Path("osintkit-frames").glob("a-*/0*.jpg"))
    pictures[0].unlink()
    assert records(Saved([HEAD, *whole]).step(step), three[:3]) == whole
    assert pictures[0].exists()
    pictures[0].write_bytes(b"other")
    with pytest.raises(OutputError):
        records(Saved([HEAD, *whole]).step(step), three[:3])


def test_a_second_run_in_the_same_file_does_not_finish_what_the_first_left(three: list[Path]) -> None:
    whole = records(partial(examine, wanted=Wanted(pick="shots")), [three[0], three[2]])
    second = next(n for n, record in enumerate(whole) if isinstance(record, Source) and n)
    torn = [HEAD, *whole[: second - 1], HEAD, *whole[second:]]
    saved = Saved(torn)
    assert len(saved.runs) == 2
    examined: list[str] = []

    def step(evidence: Evidence) -> Iterator[Item]:
        examined.append(evidence.path.name)
        yield from examine(evidence, Wanted(pick="shots"))

    assert records(saved.step(step), [three[0], three[2]]) == whole
    assert "a.mp4" in examined

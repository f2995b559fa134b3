"""What reaches a terminal is harmless, standard output holds records alone, and every view says the same."""

import csv
import ctypes
import io
import json
import os
import re
import subprocess
import sys
import time
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import osintkit
from osintkit.errors import OutputError
from osintkit.frames.selftest import CLIP
from osintkit.frames.step import Wanted, extract
from osintkit.output import Destination, deliver, guarded_stdout, harmless, writer
from osintkit.output import progress as display
from osintkit.output.progress import Display
from osintkit.output.streams import record_file
from osintkit.records import Caveat, Doctor, Failure, Record, Run, Skipped, Source, Summary, decode_line
from osintkit.records.progress import Progress

ROOT = str(Path(osintkit.__file__).parents[1])
RUN = Run(
    command="frames", argv=(), version="1", libraries={}, parameters={}, confinement=None, started="now"
)
FIXED = {"type", "kind", "code", "status", "role", "begins"}
HOSTILE = "\x1b]52;c;aGk=\x07\x9b2J\u202egpj.exe\u200b\n\r\t=cmd()[/nope]\u2028"
FULL_WIDTH = "\uff1d\uff0b\uff0d\uff20"
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069]")


def source(number: int = 0, path: str = "a.mp4") -> Source:
    return Source(source=f"{number:064x}", path=path, size_bytes=1234567)


def failure(number: int | None = 0, says: str = "no") -> Failure:
    of = None if number is None else f"{number:064x}"
    return Failure.model_validate(
        {"source": of, "path": "a.mp4", "code": "corrupt", "stage": "decode", "says": says}
    )


def caveat(kind: str, code: str, says: str = "but") -> Caveat:
    fields = {"source": "0" * 64, "path": "a", "code": code, "kind": kind, "stage": "decode", "says": says}
    return Caveat.model_validate(fields)


def skipped(number: int = 0) -> Skipped:
    return Skipped(source=f"{number:064x}", path="b.mp4", code="same_bytes", says="The same.")


def shown(records: list[Record], shape: str) -> str:
    stream = io.StringIO()
    with writer(stream, shape, "memory") as put:
        for record in records:
            put(record)
    return stream.getvalue()


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> list[Record]:
    """A whole run, with everything a table shows."""
    out = tmp_path_factory.mktemp("out")
    found = list(extract(CLIP, wanted=Wanted(), out=out))
    return [
        RUN, *found, caveat("incomplete", "truncated"), failure(None), skipped(), source(1), failure(1),
        Doctor(check="av", status="ok", version="1", says="installed"),
        Summary(files=2, counts={"run": 1, "source": 2}, exit_code=3, ended="now"),
    ]  # fmt: skip


@given(st.text())
def test_harmless_text_has_nothing_a_terminal_acts_on(text: str) -> None:
    out = harmless(text)
    assert all(unicodedata.category(c)[0] != "C" and unicodedata.category(c) not in {"Zl", "Zp"} for c in out)
    assert harmless(out) == out
    out.encode()


@pytest.mark.parametrize(
    ("text", "out"),
    [
        ("plain", "plain"), ("Երևան بيروت Ə.mp4", "Երևան بيروت Ə.mp4"), ("a\x1b[2J", "a\\x1b[2J"),
        ("\x9b", "\\x9b"), ("\u202e", "\\u202e"), ("\ud800", "\\ud800"),
        ("e" + "\u0301" * 7, "e" + "\u0301" * 6 + "\\u0301"),
    ],
)  # fmt: skip
def test_harmless(text: str, out: str) -> None:
    assert harmless(text) == out


@pytest.mark.parametrize(
    "kind", ["source", "failure", "caveat", "skipped", "doctor", "frame", "summary", "sheet"]
)
def test_no_record_harms_a_terminal(kind: str, records: list[Record]) -> None:
    """Also one that somebody else saved, with hostile text where we would never put it."""
    hostile: list[Record] = []
    for record in records:
        fields = json.loads(record.line())
        if record.record_kind == kind:
            for name, value in fields.items():
                if isinstance(value, str) and name not in FIXED:
                    fields[name] = HOSTILE
            if kind == "summary":
                fields["counts"] = {HOSTILE: 1}
        hostile.append(decode_line(json.dumps(fields)))
    for shape in ("table", "csv"):
        text = shown(hostile, shape)
        assert not CONTROL.search(text), shape
        if kind != "frame" or shape == "csv":  # in whose table two folded cells lie side by side
            assert "[/nope]" in re.sub(r"\s", "", text), "nothing is taken for markup"
    assert shown(hostile, "ndjson").isascii()


def test_a_table_depends_on_nothing_but_the_records(
    records: list[Record], monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = shown(records, "table")
    for name, value in {"COLUMNS": "20", "FORCE_COLOR": "1", "TERM": "dumb", "LC_ALL": "C"}.items():
        monkeypatch.setenv(name, value)
        assert shown(records, "table") == plain
    saved = [decode_line(line) for line in shown(records, "ndjson").splitlines()]
    assert saved == records
    assert shown(saved, "table") == plain
    assert "\x1b" not in plain


def test_every_view_has_every_finding(records: list[Record]) -> None:
    lines = [json.loads(line) for line in shown(records, "ndjson").splitlines()]
    rows = list(csv.DictReader(io.StringIO(shown(records, "csv"))))
    assert [row["type"] for row in rows] == [line["type"] for line in lines]
    for row, line in zip(rows, lines, strict=True):
        assert {name for name, cell in row.items() if cell} == {
            name for name, value in line.items() if value not in (None, "")
        }
    table = shown(records, "table")
    for line in lines:
        for name in ("says", "timecode", "sha256" if line["type"] == "osintkit.source/1" else "says"):
            assert str(line.get(name, "")) in table


@pytest.mark.parametrize(
    "text", ["=cmd()", "+1", "-1", "@x", "\tx", "\rx", *(f"{sign}x" for sign in FULL_WIDTH)]
)
def test_no_cell_is_a_formula(text: str) -> None:
    (row,) = csv.DictReader(io.StringIO(shown([source(path=text)], "csv")))
    assert row["path"][0] not in "=+-@\t\r" + FULL_WIDTH
    assert row["path"].removeprefix("'") == harmless(text)


@given(st.text())
def test_a_cell_reads_back(text: str) -> None:
    (row,) = csv.DictReader(io.StringIO(shown([failure(says=text)], "csv")))
    expected = harmless(json.loads(failure(says=text).line())["says"])
    assert row["says"].removeprefix("'") == expected.removeprefix("'")


class Counting(Display):
    def __init__(self, files: int | None) -> None:
        super().__init__(files)
        self._looks = True
        self.written: list[str] = []

    def _write(self, text: str) -> None:
        self.written.append(text)


def test_progress_counts_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(display.Display, "_EVERY_S", 0.0)
    line = Counting(6)
    items: list[tuple[Record | Progress, str]] = [
        (skipped(9), ""), (source(0, "in/\x1ba.mp4"), "[2/6] \\x1ba.mp4"),
        (Progress(5, 10), "0:00:05 of 0:00:10  50 %"),
        (failure(0), ""), (failure(None), ""), (source(1), "[4/6] a.mp4"), (source(2), "[5/6] a.mp4"),
        (Progress(7.9, None), "0:00:07"), (skipped(0), ""), (source(3), "[7/6]"),
    ]  # fmt: skip
    for item, expected in items:
        line.written.clear()
        line.show(item)
        drawn = "".join(line.written).strip("\r ")
        assert expected in drawn if expected else not drawn
    line.clear()
    assert set(line.written[-1]) == {" ", "\r"}


def test_progress_fits_in_a_narrow_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    line = Counting(1)
    line.show(source(0, "日本語日本語日本語日本語.mp4"))
    assert line.written == ["日本語日本語日本語"]
    line.clear()
    assert line.written[-1] == "\r" + " " * 18 + "\r"


@pytest.mark.parametrize(
    ("files", "items", "expected"),
    [
        (1, [source(0), Progress(20, 60)], "2.0 x, 0:00:20 left"),
        (1, [source(0), Progress(20, None)], "2.0 x"),
        (1, [source(0)], ""),
        (4, [source(0), source(1), source(2)], "12 files/min, 0:00:10 left"),
        (4, [source(0)], ""),
        (None, [source(0), source(1)], "6 files/min"),
    ],
)
def test_progress_tells_rate_and_time_left(
    files: int | None, items: list[Record | Progress], expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(display.Display, "_EVERY_S", 0.0)
    moment_s = 100.0
    monkeypatch.setattr(time, "monotonic", lambda: moment_s)
    line = Counting(files)
    for item in items[:-1]:
        line.show(item)
    moment_s = 110.0
    line.written.clear()
    line.show(items[-1])
    assert "".join(line.written).strip("\r ").endswith(expected or "mp4")


def test_progress_is_silent_in_a_pipe(capfd: pytest.CaptureFixture[str]) -> None:
    with Display(1) as line:
        line.show(source())
        line.show(Progress(1, 2))
    assert capfd.readouterr() == ("", "")


def test_standard_output_holds_records_alone(capfd: pytest.CaptureFixture[str]) -> None:
    with guarded_stdout() as stream:
        print("python prints")
        os.write(1, b"the system prints\n")
        if sys.platform != "win32":
            libc = ctypes.CDLL(None)
            libc.puts(b"a library prints")
            libc.fflush(None)
        subprocess.run(["echo", "a program prints"], check=True)
        stream.write("record\n")
    print("afterwards")
    out, err = capfd.readouterr()
    assert out == "record\nafterwards\n"
    assert len(err.splitlines()) == 4


@pytest.mark.parametrize(
    ("items", "code"),
    [
        ([source()], 0),
        ([source(), caveat("information", "tone_mapped")], 0),
        ([source(), caveat("limit_of_method", "hash_refused")], 0),
        ([source(), caveat("incomplete", "truncated")], 3),
        ([failure(None)], 3),
        ([skipped()], 0),
    ],
)
def test_exit_codes(items: list[Record], code: int, capfd: pytest.CaptureFixture[str]) -> None:
    assert deliver(RUN, items, Destination("ndjson"), files=1) == code
    first, *_, last = (decode_line(line) for line in capfd.readouterr().out.splitlines())
    assert isinstance(first, Run)
    assert isinstance(last, Summary)
    assert last.exit_code == code
    for shape in ("table", "csv"):
        assert deliver(RUN, items, Destination(shape), files=1) == code
    assert deliver(RUN, items, Destination("csv"), files=1, exit_code=4) == 4


@pytest.mark.parametrize("shape", ["ndjson", "csv", "table"])
def test_an_interrupted_run_keeps_its_records(shape: str, capfd: pytest.CaptureFixture[str]) -> None:
    def interrupted() -> Iterator[Record]:
        yield source(path="finished.mp4")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        deliver(RUN, interrupted(), Destination(shape), files=2)
    out = capfd.readouterr().out
    assert "finished.mp4" in out
    assert "summary" not in out


def test_records_go_to_a_file_that_is_not_there_yet(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "records.ndjson"
    assert deliver(RUN, [source()], Destination(output=path), files=1) == 0
    assert capfd.readouterr().out == "", "nothing besides, in a pipe"
    before = path.read_bytes()
    with pytest.raises(OutputError, match="already there"), record_file(path, force=False):
        pass
    assert path.read_bytes() == before
    with pytest.raises(OutputError), record_file(tmp_path / "no" / "where", force=True):
        pass


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("shape", ["ndjson", "csv", "table"])
def test_a_full_disk_is_told(shape: str) -> None:
    with pytest.raises(OutputError, match="No space left"):
        deliver(RUN, [source()], Destination(shape, Path("/dev/full"), force=True), files=1)


def test_unknown_items_are_not_written(capfd: pytest.CaptureFixture[str]) -> None:
    items: list[Any] = [source(), Progress(1, 2)]
    deliver(RUN, items, Destination("ndjson"), files=1)
    assert len(capfd.readouterr().out.splitlines()) == 3

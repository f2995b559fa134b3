"""Times, paths and text of records: what the contract's fields are made of."""

import json
import os
import re
import sys
from contextlib import suppress
from fractions import Fraction
from pathlib import PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osintkit.errors import UsageError
from osintkit.records import (
    Record,
    Source,
    Unread,
    decode_line,
    decode_lines,
    decode_text,
    path_bytes,
    path_fields,
    seconds_of,
    timecode,
    without_surrogates,
)

TIMECODE = re.compile(r"-?\d+:[0-5]\d:[0-5]\d\.\d{3}")
LINE = Source(source="ab" * 32, path="Видео 🎥 é.mp4", size_bytes=1).line()


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (0, "0:00:00.000"),
        (79.0333, "0:01:19.033"),
        (59.9996, "0:01:00.000"),
        (3599.9996, "1:00:00.000"),
        (-0.0004, "0:00:00.000"),
        (-1.5, "-0:00:01.500"),
        (Fraction(1001, 30000), "0:00:00.033"),
        (Fraction(1, 2000), "0:00:00.000"),  # ties go to the even millisecond
        (360000, "100:00:00.000"),
    ],
)
def test_timecode_is_elapsed_time(seconds: float | Fraction, shown: str) -> None:
    assert timecode(seconds) == shown


@given(st.floats(min_value=-1e9, max_value=1e9))
def test_timecode_is_within_half_a_millisecond(seconds: float) -> None:
    shown = timecode(seconds)
    assert TIMECODE.fullmatch(shown)
    hours, minutes, rest = shown.removeprefix("-").split(":")
    back = (int(hours) * 3600 + int(minutes) * 60 + Fraction(rest)) * (-1 if shown[0] == "-" else 1)
    assert abs(back - Fraction(seconds)) <= Fraction(1, 2000)


@given(st.integers(min_value=0, max_value=10**9))
def test_a_timecode_reads_back(milliseconds: int) -> None:
    assert round(seconds_of(timecode(Fraction(milliseconds, 1000))) * 1000) == milliseconds


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("19", 19),
        ("2.5s", 2.5),
        ("00:19", 19),
        (" 0:30 ", 30),
        ("1:02:03.5", 3723.5),
        ("90:00", 5400),
        ("0", 0),
    ],
)
def test_seconds_of_reads_what_people_write(text: str, seconds: float) -> None:
    assert seconds_of(text) == seconds


@pytest.mark.parametrize(
    "text", ["", "s", "-1", "1:2:3:4", "1e5", "nan", "inf", "1.5:00", "2 s", ".", "1h", "00:19,"]
)
def test_seconds_of_refuses_what_is_no_time(text: str) -> None:
    with pytest.raises(UsageError, match="is not a time"):
        seconds_of(text)


@given(st.one_of(st.text(), st.from_regex(r"[0-9:.s ]{0,12}")))
def test_seconds_of_answers_or_refuses(text: str) -> None:
    with suppress(UsageError):
        assert 0 <= seconds_of(text) < float("inf")


def test_seconds_of_refuses_a_number_too_large_for_a_time() -> None:
    with pytest.raises(UsageError):
        seconds_of("9" * 400)


@given(st.binary(min_size=1))
def test_the_exact_bytes_of_a_path_come_back(raw: bytes) -> None:
    path = PurePosixPath(raw.decode("utf-8", "surrogateescape"))
    fields = path_fields(path)
    assert path_bytes(**fields) == os.fsencode(path)
    fields["path"].encode("utf-8")
    assert (fields["path_b64"] is None) == (fields["path"] == str(path))


@given(st.binary(min_size=1))
def test_a_path_survives_its_record(raw: bytes) -> None:
    path = PurePosixPath(raw.decode("utf-8", "surrogateescape"))
    read = decode_line(Source(source="", size_bytes=0, **path_fields(path)).line())
    assert isinstance(read, Source)
    assert path_bytes(read.path, read.path_b64) == os.fsencode(path)


def test_a_name_that_is_not_utf_8_is_shown_with_escapes() -> None:
    path = PurePosixPath(b"caf\xe9.mp4".decode("utf-8", "surrogateescape"))
    assert path_fields(path) == {"path": "caf\\xe9.mp4", "path_b64": "Y2Fm6S5tcDQ="}
    # The same letters as a name are another name.
    assert path_fields(PurePosixPath("caf\\xe9.mp4")) == {"path": "caf\\xe9.mp4", "path_b64": None}


if sys.platform == "win32":

    def test_a_name_of_windows_may_hold_half_a_surrogate_pair() -> None:
        fields = path_fields(PureWindowsPath("a\ud83d.mp4"))
        assert path_bytes(**fields) == "a\ud83d.mp4".encode("utf-8", "surrogatepass")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_shell_may_have_recoded_the_stream(encoding: str, newline: str) -> None:
    found = list(decode_lines(decode_text((LINE + newline).encode(encoding)).splitlines()))
    assert [record.line() for record in found if isinstance(record, Record)] == [LINE]
    assert len(found) == 1


def test_utf_16_of_either_byte_order() -> None:
    assert decode_text(b"\xfe\xff" + LINE.encode("utf-16-be")) == LINE
    assert decode_text(b"\xff\xfe" + LINE.encode("utf-16-le")) == LINE


@pytest.mark.parametrize("data", [b"\xff\xd8\xff\xe0", b"\x89PNG\r\n", b"\xff\xfea", b"\xef\xbb\xbf\xff"])
def test_what_is_not_text_is_refused(data: bytes) -> None:
    with pytest.raises(UsageError, match="not text"):
        decode_text(data)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (LINE[:40], ""),
        ("[1]", "not a JSON object"),
        ("{}", "unknown type"),
        ('{"type":"osintkit.frame/9"}', "unknown type 'osintkit.frame/9'"),
        ('{"type":["osintkit.frame/1"]}', "unknown type"),
        ('{"type":"osintkit.source/1"}', "source: Field required"),
        ('{"type":"osintkit.source/1","source":"a","path":"b","size_bytes":1.5}', "size_bytes"),
        ("[" * 100_000, "recursion"),
        ('{"a":' + "1" * 5000 + "}", "digits"),
    ],
)
def test_a_line_that_is_no_record_costs_nothing_but_itself(line: str, says: str) -> None:
    bad, good = decode_lines([line, LINE, "   ", ""])
    assert isinstance(good, Record)
    assert good.line() == LINE
    assert isinstance(bad, Unread)
    assert bad.number == 1
    assert says in bad.says


@given(st.text(st.characters(exclude_categories=[])))
def test_text_without_surrogates_stays_and_can_be_written(text: str) -> None:
    cleaned = without_surrogates(text)
    assert isinstance(cleaned, str)
    cleaned.encode("utf-8")
    if not any("\ud800" <= character <= "\udfff" for character in text):
        assert cleaned == text


@pytest.mark.parametrize("value", [None, 3, b"\xff", ["\ud800"]])
def test_only_text_is_looked_at(value: object) -> None:
    assert without_surrogates(value) is value


@pytest.mark.parametrize("damaged", ["!!!", "Y2Fm6S5tc", "é"])
def test_a_damaged_exact_path_is_refused(damaged: str) -> None:
    line = json.dumps({"type": "osintkit.source/1", "source": "0" * 64, "path": "a", "size_bytes": 1})
    with pytest.raises(ValueError, match="path_b64"):
        decode_line(line.replace('"path"', f'"path_b64": "{damaged}", "path"'))

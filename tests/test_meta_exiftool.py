"""ExifTool as a second reader: only when asked, harmless whatever the file, and fair when the two differ."""

import os
import struct
import sys
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event, Timer
from typing import Any

import pytest

from osintkit.errors import Cancelled, FailureCode, InputError, Missing
from osintkit.evidence import opened
from osintkit.media import exiftool
from osintkit.meta import second
from osintkit.meta.found import Tag, Value
from tests.needs import needs

unix = pytest.mark.skipif(sys.platform == "win32", reason="plays ExifTool with a shell script")
Fake = Callable[[str], None]
HEADER = '[{"SourceFile": "-", "ExifTool:ExifToolVersion": 12.57, "A:A": 1'


def jpeg(**texts: str) -> bytes:
    """A JPEG of nothing but an EXIF block with these texts in its first directory."""
    numbers = {"Make": 0x10F, "Model": 0x110, "Software": 0x131}
    data, entries = b"", b""
    for name, text in texts.items():
        value = text.encode() + bytes(5)
        entries += struct.pack("<HHII", numbers[name], 2, len(value), 8 + 2 + 12 * len(texts) + 4 + len(data))
        data += value
    block = b"Exif\0\0II*\0" + struct.pack("<IH", 8, len(texts)) + entries + bytes(4) + data
    return b"\xff\xd8\xff\xe1" + struct.pack(">H", len(block) + 2) + block + b"\xff\xd9"


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    """Which ExifTool there is, is asked once; each test has its own."""
    exiftool.version.cache_clear()
    yield
    exiftool.version.cache_clear()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "photo.jpg"
    path.write_bytes(jpeg(Make="Canon", Model="EOS"))
    return path


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Fake:
    """Play ExifTool with a shell script that says it is 12.57."""

    def put(script: str, version: str = "echo 12.57") -> None:
        program = tmp_path / "bin" / "exiftool"
        program.parent.mkdir()
        program.write_text(f'#!/bin/sh\ncase "$*" in *-ver) {version}; exit;; esac\n{script}\n')
        program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")

    return put


def read(path: Path, **options: Any) -> dict[str, Any]:
    with opened(path) as evidence:
        return exiftool.read(evidence, **options)


def refused(path: Path) -> InputError:
    with pytest.raises(InputError) as caught:
        read(path)
    return caught.value


# --- the real one ---------------------------------------------------------------------------------------


def test_it_reads_the_open_file_twice_and_whatever_its_name(tmp_path: Path) -> None:
    needs("exiftool")
    for name in ("-config", "touch pwned |", "a\nb.jpg", "\udcff.mp4"):
        path = tmp_path / name
        path.write_bytes(jpeg(Make="Canon", Model="EOS 40D", Software="1.10"))
        with opened(path) as evidence:
            os.lseek(evidence.fd, 7, os.SEEK_SET)
            tags, again = exiftool.read(evidence), exiftool.read(evidence)
        assert tags == again
        assert (tags["IFD0:Make"], tags["IFD0:Model"], tags["IFD0:Software"]) == ("Canon", "EOS 40D", "1.10")
        assert tags["File:FileType"] == "JPEG"
        assert not [tag for tag in tags if tag.startswith(("System:", "SourceFile"))]
        path.unlink()
    assert list(tmp_path.iterdir()) == []


def test_all_tags_name_the_repeated_ones(tmp_path: Path) -> None:
    needs("exiftool")
    path = tmp_path / "photo.jpg"
    path.write_bytes(jpeg(Make="First")[:-2] + jpeg(Make="Second")[2:])
    tags = read(path, all_tags=True)
    assert {tags["IFD0:Make"], tags["IFD0:Copy1:Make"]} == {"First", "Second"}
    assert tags["File:FileType"] == "JPEG"


def test_no_configuration_and_no_library_of_somebody_is_run(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    needs("exiftool")
    home = tmp_path / "home"
    (home / "lib" / "Image").mkdir(parents=True)
    for name in (".ExifTool_config", "strict.pm", "lib/Image/ExifTool.pm"):
        (home / name).write_text("die 'pwned';")
    for name in ("HOME", "EXIFTOOL_HOME", "PERL5LIB"):
        monkeypatch.setenv(name, str(home))
    monkeypatch.setenv("PERL5OPT", "-Mstrict")
    monkeypatch.chdir(home)
    assert read(file)["IFD0:Make"] == "Canon"


def test_a_bomb_ends_at_the_memory_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    needs("exiftool")
    if sys.platform != "linux":
        pytest.skip("only Linux limits the address space")

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    squeeze = zlib.compressobj(9)
    start = squeeze.compress(bytes(1 << 20)) + squeeze.flush(zlib.Z_FULL_FLUSH)
    block = squeeze.compress(bytes(1 << 20)) + squeeze.flush(
        zlib.Z_FULL_FLUSH
    )  # the same as often as you like
    path = tmp_path / "bomb.png"
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
        + chunk(b"zTXt", b"Comment\0\0" + start + block * 1024)
        + chunk(b"IEND", b"")
    )
    narrow = exiftool._SHELL[-1].replace(f"-v {exiftool.MEMORY_BYTES >> 10};", "-v 400000;")
    monkeypatch.setattr(exiftool, "_SHELL", (*exiftool._SHELL[:-1], narrow))
    assert refused(path).code is FailureCode.LIMIT_MEMORY


def test_what_it_does_not_know_is_no_answer(tmp_path: Path) -> None:
    needs("exiftool")
    path = tmp_path / "noise.jpg"
    path.write_bytes(bytes(range(1, 200)))
    error = refused(path)
    assert error.code is FailureCode.NOT_MEDIA
    assert "Unknown file type" in error.says


# --- one that is played ---------------------------------------------------------------------------------


def test_without_it_the_line_to_type_is_told(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = tmp_path / "exiftool"
    here.write_text("#!/bin/sh\necho 12.57\n")
    here.chmod(0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", os.pathsep.join([".", "", str(tmp_path / "nothing")]))
    with pytest.raises(Missing, match="not installed") as caught:
        read(file)
    assert "install" in caught.value.do


@unix
@pytest.mark.parametrize(
    ("script", "says"),
    [
        ("echo 12.16", "CVE-2021-22204"),
        ("echo '12.57; rm -rf'", "does not run"),
        ('echo "Can\'t locate strict.pm" >&2; false', "locate strict.pm"),
    ],
)
def test_one_that_is_dangerous_or_broken_counts_as_missing(fake: Any, script: str, says: str) -> None:
    fake("", version=script)
    with pytest.raises(Missing, match=says):
        exiftool.version()


@unix
def test_it_runs_with_limits_in_an_empty_world(
    file: Path, fake: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PERL5OPT", "-Mevil")
    fake(
        'limits="$(ulimit -c) $(ulimit -f) $(ulimit -n) $(ulimit -S -t) $(ulimit -H -t)"\n'
        f"printf '{HEADER}"
        ', "l": "%s", "e": "%s", "d": "%s", "b": "%s"}]\' "$limits" '
        '"$(env | cut -d= -f1 | sort | tr "\\n" " ")" "$PWD" "$(head -c 3 /dev/fd/0 | od -An -tx1)"'
    )
    tags = read(file)
    assert tags["l"] == f"0 0 64 {exiftool.CPU_S} {exiftool.CPU_S + 1}"
    assert set(tags["e"].split()) <= {"LC_ALL", "TZ", "PATH", "PWD", "OLDPWD", "SHLVL", "_"}
    assert tags["d"] == "/"
    assert tags["b"].split() == ["ff", "d8", "ff"]


@unix
@pytest.mark.parametrize(
    ("script", "code"),
    [
        ("yes", FailureCode.LIMIT_OUTPUT),
        ("yes >&2 & sleep 10", FailureCode.LIMIT_TIME),
        ("sleep 10 & sleep 10", FailureCode.LIMIT_TIME),
        ("exec >&- 2>&-; sleep 10", FailureCode.CRASHED),
        ("while :; do :; done", FailureCode.LIMIT_CPU),
        ("echo 'Out of memory!' >&2; exit 1", FailureCode.LIMIT_MEMORY),
        ("kill -KILL $$", FailureCode.LIMIT_MEMORY),
        ("kill -SEGV $$", FailureCode.CRASHED),
        ('echo x > "$(dirname $0)/../written"; exit 3', FailureCode.CRASHED),
        ("exit 1", FailureCode.CRASHED),
        (f"echo '{HEADER}'", FailureCode.CRASHED),
        (f"echo '{HEADER}, \"x\": NaN}}]'", FailureCode.CRASHED),
        (f"echo '{HEADER}, \"x\": -Infinity}}]'", FailureCode.CRASHED),
        (f"echo '{HEADER}, \"x\": '; head -c 99999 /dev/zero | tr '\\0' '['", FailureCode.CRASHED),
        (f"echo '{HEADER}}}, {{}}]'", FailureCode.CRASHED),
        ("echo '[[]]'", FailureCode.CRASHED),
        ("echo '7'", FailureCode.CRASHED),
        ('echo \'[{"ExifTool:Error": "Bad \\u001b[31m"}]\'', FailureCode.NOT_MEDIA),
    ],
)
def test_whatever_it_does_it_ends_and_says_why(
    script: str, code: FailureCode, file: Path, fake: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    if "yes" in script:
        needs("yes")
    fake(script)
    exiftool.version()
    monkeypatch.setattr(exiftool, "WALL_S", 5.0 if code is FailureCode.LIMIT_CPU else 0.3)
    monkeypatch.setattr(exiftool, "_LAST_BREATH_S", 0.3)
    quick = exiftool._SHELL[-1].replace(f"-S -t {exiftool.CPU_S};", "-S -t 1;")
    monkeypatch.setattr(exiftool, "_SHELL", (*exiftool._SHELL[:-1], quick))
    error = refused(file)
    assert error.code is code, error.says
    assert error.says.isprintable()
    assert not (file.parent / "written").exists() or (file.parent / "written").stat().st_size == 0


@unix
def test_what_it_started_ends_with_it(file: Path, fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    if not Path("/proc/self/cmdline").exists():
        pytest.skip("looks for processes in /proc")
    fake("sleep 17.3501 & sleep 17.3502")
    exiftool.version()
    monkeypatch.setattr(exiftool, "WALL_S", 0.2)
    assert refused(file).code is FailureCode.LIMIT_TIME
    left = [pid for pid in Path("/proc").glob("[0-9]*/cmdline") if b"\x0017.350" in _bytes(pid)]
    assert left == []


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


@unix
def test_it_stops_when_nobody_wants_it_any_more(file: Path, fake: Fake) -> None:
    fake("sleep 10")
    stop = Event()
    timer = Timer(0.2, stop.set)
    timer.start()
    with opened(file, stop=stop) as evidence, pytest.raises(Cancelled):
        exiftool.read(evidence)
    timer.join()


@unix
def test_its_json_is_taken_with_care(file: Path, fake: Fake) -> None:
    texts = r', "A:B": "\303\251 \351 \\ud800 a\tb", "A:B": "second"'
    numbers = ', "A:C": 1.10, "A:D": 0.25, "A:E": 12345678901234567890, "A:F": 1e999'
    others = ', "A:G": [true, null, {"x": -0}], "System:FileName": "0"}]'
    fake(f"printf '{HEADER}{texts}{numbers}{others}'")
    tags = read(file)
    assert tags == {
        "ExifTool:ExifToolVersion": 12.57,
        "A:A": 1,
        "A:B": "é \ufffd \ufffd a\tb",
        "A:C": "1.10",
        "A:D": 0.25,
        "A:E": "12345678901234567890",
        "A:F": "1e999",
        "A:G": ["true", "", {"x": "-0"}],
    }


# --- where the two differ -------------------------------------------------------------------------------

SAME: list[tuple[str, Value, Value]] = [
    ("ExifIFD:DateTimeOriginal", "2019:07:24 11:25:40", "2019-07-24T11:25:40.00"),
    ("XMP-xmp:CreateDate", "2019-07-24T11:25:40Z", "2019:07:24 11:25:40+00:00"),
    ("XMP-photoshop:DateCreated", "2019:07:24 11:25", "2019:07:24 11:25:00"),
    ("QuickTime:CreateDate", "0000:00:00 00:00:00", "2019:07:24 11:25:40"),  # nothing is no contradiction
    ("Track1:MediaCreateDate", "2019:07:24 11:25:40", "2019:07:24 11:25:40+00:00"),  # UTC anyway
    ("GPS:GPSLatitude", 37.48675999999999, "37.48676"),
    ("GPS:GPSAltitude", "1234/100", 12.34),
    ("GPS:GPSTimeStamp", "08:25:40.5", "8:25:40.50"),
    ("Track1:MatrixStructure", "0 1 0 -1 0 0 0 0 1", "0 1.0000001 0 -1 0 0 0 0 1"),
    ("IFD0:Make", "Canon ", "Canon\0rest"),
    ("IFD0:Software", "True", "true"),
    ("ExifIFD:SerialNumber", "12345", 12345),
    ("IFD0:ImageDescription", "two\r\nlines\n", "two\nlines"),
    ("IPTC:Keywords", ["b", "a"], ["a", "b"]),
    ("XMP-dc:Creator", ["one"], "one"),
    ("XMP-xmpMM:History", [{"When": "2019-07-24T11:25:40Z", "Action": "saved"}],
     {"Action": "saved", "When": "2019:07:24 11:25:40+00:00", "Parameters": ""}),
    ("ExifIFD:FNumber", 4, 5.6),  # not what a verification leans on
]  # fmt: skip
DIFFERENT: list[tuple[str, Value, Value, str]] = [
    ("ExifIFD:DateTimeOriginal", "2019:07:24 11:25:40", "2019:07:24 13:25:40", "2 h apart"),
    ("ExifIFD:DateTimeOriginal", "2019:07:24 11:25:40", "2019:07:26 11:25:41", "2 days, 0:00:01 apart"),
    ("ExifIFD:DateTimeOriginal", "2019:07:24 11:25:40", "2019:07:24 11:25:40+03:00", "time zone"),
    ("ExifIFD:DateTimeOriginal", "2019:07:24 11:25:40.1", "2019:07:24 11:25:40.2", "Parts of a second"),
    ("ExifIFD:DateTimeOriginal", "2019:07:24 11:25:40", "2019:13:24 11:25:40", "cannot be"),
    ("ExifIFD:DateTimeOriginal", "2019:07:24 11:25:40", "on July 24", "different texts for a time"),
    ("GPS:GPSLatitude", 37.48676, 37.48677, "Two different numbers"),
    ("XMP-exif:GPSLongitude", 37.48676, -37.48676, "another sign"),
    ("Keys:GPSCoordinates", "37.5 12.1 7", "37.5 12.1", "Different numbers"),
    ("IFD0:Make", "Canon", "Canon Inc.", "The built-in reader gives only the beginning"),
    ("IFD0:Artist", "Jürgen", "JÃ¼rgen", "beyond ASCII"),
    ("Canon:SerialNumber", "STANDA", 3105364, "Two different texts"),
    ("IPTC:Keywords", ["a"], ["a", "b"], "Two different lists"),
    ("XMP-xmpMM:DerivedFrom", {"DocumentID": "a"}, {"DocumentID": "b"}, "Two different accounts"),
]


@pytest.mark.parametrize(("tag", "ours", "theirs"), SAME)
def test_another_spelling_is_no_disagreement(tag: str, ours: Value, theirs: Value) -> None:
    assert second.disagreements([Tag(tag, ours)], {tag: theirs}) == []
    assert second.disagreements([Tag(tag, theirs)], {tag: ours}) == []


@pytest.mark.parametrize(("tag", "ours", "theirs", "says"), DIFFERENT)
def test_a_disagreement_gives_both_values_and_says_how(
    tag: str, ours: Value, theirs: Value, says: str
) -> None:
    (found,) = second.disagreements([Tag(tag, ours)], {tag: theirs})
    assert (found.tag, found.ours, found.exiftool) == (tag, ours, theirs)
    assert says in found.says


def test_a_question_mark_of_exiftool_stands_for_a_byte_that_is_no_text() -> None:
    ours = [Tag("ExifIFD:SerialNumber", "12\x95")]
    assert second.disagreements(ours, {"ExifIFD:SerialNumber": "12?"}) == []
    assert len(second.disagreements(ours, {"ExifIFD:SerialNumber": "1??"})) == 1


def test_a_value_from_elsewhere_in_the_file_is_named_as_that() -> None:
    ours = [Tag("IFD0:Make", "Apple"), Tag("IFD0:Make", "Other", place="item 3")]
    (found,) = second.disagreements(ours, {"IFD0:Make": "Other"})
    assert found.says == "ExifTool gives the value of item 3."
    twice = [
        Tag("Track1:HandlerType", "vide", place="track 1"),
        Tag("Track1:HandlerType", "url ", place="track 1"),
    ]
    assert second.disagreements(twice, {"Track1:HandlerType": "url"}) == []


def test_what_only_exiftool_sees_is_listed_apart() -> None:
    ours = [Tag("Keys:Make", "Apple"), Tag("IFD0:Model", "  "), Tag("IFD0:Software", "1.0")]
    theirs = {
        "UserData:Make": "Apple",  # seen, in another place
        "IFD0:Model": "iPhone",
        "IFD0:Software": "2.0",  # a disagreement, not a discovery
        "IFD0:Artist": "",
        "IFD0:XResolution": 72,
        "Canon:SerialNumber": "123",
        "Track2:TrackCreateDate": "2019:07:24 11:25:40",
        "QuickTime:CreateDate": "0000:00:00 00:00:00",
    }
    assert second.only_exiftool(ours, theirs) == [
        ("IFD0:Model", "iPhone"),
        ("Track2:TrackCreateDate", "2019:07:24 11:25:40"),
    ]
    assert [found.tag for found in second.disagreements(ours, theirs)] == ["IFD0:Software"]


def test_maker_notes_give_what_identifies_and_dates() -> None:
    theirs: dict[str, Any] = {
        "Canon:InternalSerialNumber": "CG0156580  ",
        "Canon:LensModel": "x" * 999,
        "Nikon:ShutterCount": 20049,
        "Nikon:PowerUpTime": "2017:06:05 07:08:23",
        "Apple:ContentIdentifier": "A-B",
        "Pentax:ManufactureDate": "0000:00:00",
        "Panasonic:AccessorySerialNumber": "0000000",
        "Sony:SonyDateTime": "2023:10:28 21:42:29",
        "Canon:SelfTimer": 10,
        "Canon:FirmwareBlob": "(Binary data 12 bytes, use -b option to extract)",
        "Apple:RunTime": {"Value": 1},
        "ExifIFD:SerialNumber": "123",
    }
    assert second.makernote_extras(theirs) == [
        ("Canon:InternalSerialNumber", "CG0156580"),
        ("Canon:LensModel", "x" * second.LONGEST_EXTRA),
        ("Nikon:ShutterCount", 20049),
        ("Nikon:PowerUpTime", "2017:06:05 07:08:23"),
        ("Apple:ContentIdentifier", "A-B"),
        ("Sony:SonyDateTime", "2023:10:28 21:42:29"),
    ]


def test_no_list_is_endless() -> None:
    theirs = {f"Track{number}:TrackCreateDate": f"2019:07:24 11:25:{number % 60:02}" for number in range(999)}
    ours = [Tag(name, "2020:01:01 00:00:00") for name in theirs]
    assert len(second.disagreements(ours, theirs)) == second.MOST_LISTED
    assert len(second.only_exiftool([], theirs)) == second.MOST_LISTED
    deep: Any = "x"
    for _ in range(300):
        deep = {"a": [deep]}
    assert second.disagreements([Tag("XMP-xmpMM:History", deep)], {"XMP-xmpMM:History": deep}) == []

"""``osintkit sun`` as a person, a script and a pipe meet it; and what people write for places and times."""

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import date, time
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given as examples
from hypothesis import settings
from hypothesis import strategies as st

from osintkit.cli import given, measured
from osintkit.errors import UsageError
from osintkit.output import maps, spreadsheet
from osintkit.output.tables import Tables
from osintkit.records import decode_line
from osintkit.records.sun import Site
from tests.conftest import COMMAND, environment

Cli = Callable[..., "subprocess.CompletedProcess[bytes]"]
LAKE = ["--place", "39.5981,46.2311", "--height", "2666"]
WINDOW = [
    "when",
    *LAKE,
    "--date",
    "2022-09-13",
    "--elevation",
    "0-15",
    "--between",
    "06:00-07:00",
    "--zone",
    "Asia/Yerevan",
]
SITE = Site(text="lake", lat_deg=39.5981, lon_deg=46.2311, height_m=2666, within_m=100)


def records(done: "subprocess.CompletedProcess[bytes]") -> list[dict[str, Any]]:
    return [json.loads(line) for line in done.stdout.splitlines()]


def between(done: "subprocess.CompletedProcess[bytes]") -> list[bytes]:
    """Without the first and the last line, which hold clock time."""
    return done.stdout.splitlines()[1:-1]


# The commands


def test_the_window_of_2022_from_the_command_to_every_format(cli: Cli, tmp_path: Path) -> None:
    done = cli("sun", *WINDOW, "--out", tmp_path / "out")
    assert (done.returncode, done.stderr) == (0, b"")
    run, found, summary = records(done)
    assert (run["type"], summary["type"]) == ("osintkit.run/1", "osintkit.summary/1")
    assert {"numpy", "pillow", "tzdata", "tzfpy"} <= run["libraries"].keys()
    assert run["parameters"]["between"] == "06:00-07:00"
    assert summary["counts"]["sun"] == 1
    (left,) = found["when"]["candidates"]
    assert (left["local_from"], left["local_to"]) == ("2022-09-13T06:34:47", "2022-09-13T07:00:00")
    (picture,) = found["pictures"]
    assert Path(picture["file"]).read_bytes().startswith(b"\x89PNG")

    again = cli(
        "sun",
        *WINDOW,
        "--out",
        tmp_path / "out",
        env={"TZ": "Asia/Tokyo", "LC_ALL": "C", "PYTHONHASHSEED": "3"},
    )
    assert between(again) == between(done), "kept, and the same whatever the surroundings"
    Path(picture["file"]).write_bytes(b"mine")
    refused = cli("sun", *WINDOW, "--out", tmp_path / "out")
    assert (refused.returncode, refused.stdout) == (6, b"")
    assert b"--force" in refused.stderr
    assert Path(picture["file"]).read_bytes() == b"mine"

    for shape in ("table", "csv", "geojson", "kml"):
        shown = cli("show", "-", "--format", shape, input=done.stdout)
        assert shown.returncode == 0
        assert b"06:34:47" in shown.stdout, shape


def test_a_day_of_the_sun_on_a_terminal_as_wide_as_it_is(cli: Cli) -> None:
    done = cli("sun", "at", *LAKE, "--date", "2022-09-13", "--step", "6h", "--format", "table")
    assert done.returncode == 0
    text = done.stdout.decode()
    assert max(map(len, text.splitlines())) <= 100
    for word in ("sunrise", "06:34:47", "civil dusk", "path", "Asia/Yerevan", "assumes", "not known"):
        assert word in text


@pytest.mark.parametrize(
    "arguments",
    [
        ["at", "--place", "139.5981,46.2311", "--date", "2022-09-13"],
        ["at", *LAKE, "--time", "2022-09-13 06:55"],
        ["when", *LAKE, "--date", "2022-02-30", "--ratio", "2", "--out", "out"],
        ["where", "--time", "2022-09-13 06:55", "--ratio", "2"],
    ],
)
def test_what_cannot_be_asked_leaves_no_line_and_says_what_to_do(
    arguments: list[str], cli: Cli, tmp_path: Path
) -> None:
    done = cli("sun", *arguments)
    assert (done.returncode, done.stdout) == (2, b"")
    assert len(done.stderr.splitlines()) >= 2
    assert list((tmp_path / "cwd").iterdir()) == []


def test_a_local_clock_has_one_record_for_each_offset_and_one_table(cli: Cli) -> None:
    arguments = ["sun", "where", "--time", "2022-09-13 07:00", "--zone", "local", "--ratio", "13+-5%"]
    done = cli(*arguments)
    found = [record for record in records(done) if record["type"] == "osintkit.sun/1"]
    assert len({record["where"]["offset"] for record in found}) == len(found) > 30
    shown = cli("show", "-", "--format", "table", input=done.stdout).stdout.decode()
    assert shown.count("assumes") == 1
    assert "+04:00" in shown
    assert "left out" in shown
    rows = list(
        csv.DictReader(io.StringIO(cli("show", "-", "--format", "csv", input=done.stdout).stdout.decode()))
    )
    assert len(rows) == len(found)
    assert {row["legal_in_band"] for row in rows} == {"true", "false"}


def test_whoever_reads_may_stop_and_nobody_is_asked_on_the_network(tmp_path: Path) -> None:
    command = [*COMMAND, "sun", *WINDOW]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(), cwd=tmp_path
    ) as run:
        assert run.stdout is not None
        assert run.stderr is not None
        assert run.stdout.readline().startswith(b'{"type":"osintkit.run/1"')
        run.stdout.close()
        assert b"Traceback" not in run.stderr.read()
    code = (
        "import socket, sys\n"
        "def no(*a, **k): raise SystemExit('network')\n"
        "socket.socket.connect = socket.getaddrinfo = no\n"
        f"sys.argv = ['osintkit', 'sun', *{WINDOW!r}]\n"
        "from osintkit.cli import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        env=environment(),
        cwd=tmp_path,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_help_names_every_option(cli: Cli) -> None:
    text = cli("sun", "when", "--help", env={"COLUMNS": "120"}).stdout.decode()
    for option in (
        "--place",
        "--date",
        "--ratio",
        "--shadow-direction",
        "--elevation",
        "--between",
        "--zone",
        "--within",
    ):
        assert option in text
    assert cli("sun", env={"COLUMNS": "120"}).returncode == 2


# Formats


def shown_as(line: str) -> tuple[list[dict[str, str]], list[dict[str, Any]], ET.Element]:
    record = decode_line(line)
    rows = list(csv.DictReader(io.StringIO(spreadsheet.csv_of([record]))))
    return rows, json.loads(maps.geojson([record]))["features"], ET.fromstring(maps.kml([record]))


@pytest.fixture(scope="module")
def lines() -> dict[str, str]:
    from osintkit import sun
    from osintkit.clock import stated

    polar = Site(text="Longyearbyen", lat_deg=78.22, lon_deg=15.65, within_m=500)
    longest = sun.Searched(first=date(2022, 12, 21), last=date(2022, 12, 21))
    low = sun.Clues(elevation_range=(0.0, 15.0))
    asked = {
        "at": sun.at(SITE, time=stated.read("2022-09-13 07:00 +04:00")),
        "nothing": sun.when(polar, longest, low),
        "where": sun.where(stated.read("2022-09-13 03:00 UTC"), low),
    }
    return {name: next(iter(found)).line() for name, found in asked.items()}


def test_a_position_is_a_row_with_its_limits_and_a_point(lines: dict[str, str]) -> None:
    rows, (point,), kml = shown_as(lines["at"])
    assert float(rows[0]["azimuth_from_95"]) < float(rows[0]["azimuth_deg"]) < float(rows[0]["azimuth_to_95"])
    assert [row["event"] for row in rows[1:]].count("sunrise") == 1
    assert all(row["utc_from_95"] <= row["utc"] <= row["utc_to_95"] for row in rows[1:])
    assert point["geometry"]["coordinates"] == [46.2311, 39.5981, 2666.0]
    assert point["properties"]["azimuth_deg"] == float(rows[0]["azimuth_deg"])
    assert "2022-09-13T03:00:00Z" in ET.tostring(kml, "unicode")


def test_nothing_left_is_a_row(lines: dict[str, str]) -> None:
    (row,), (point,), _ = shown_as(lines["nothing"])
    assert row["fits"] == "false"
    assert row["nearest_says"]
    assert point["properties"]["fits"] is False


def test_a_band_is_a_row_and_an_area_that_says_what_it_is(lines: dict[str, str]) -> None:
    (row,), features, kml = shown_as(lines["where"])
    assert float(row["radius_from_95_deg"]) < float(row["radius_deg"]) < float(row["radius_to_95_deg"])
    assert [feature["geometry"]["type"] for feature in features] == [
        "MultiPolygon",
        "MultiLineString",
        "Point",
    ]
    assert features[0]["properties"]["name"] == "band", "a range has no probability"
    text = ET.tostring(kml, "unicode")
    assert "tessellate" in text
    assert "TimeSpan" in text


@pytest.mark.parametrize("width", [60, 80, 100, 160])
def test_tables_fit_their_terminal(
    lines: dict[str, str], width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("osintkit.output.tables._WIDTH", width)
    for line in lines.values():
        stream = io.StringIO()
        tables = Tables(stream)
        tables.add(decode_line(line))
        tables.end()
        assert max(map(len, stream.getvalue().splitlines())) <= width


# What people write


@pytest.mark.parametrize(
    ("text", "value", "error", "percent"),
    [
        ("1.4", 1.4, None, False),
        ("1.4+-5%", 1.4, 5.0, True),
        ("1,4 ± 0,1", 1.4, 0.1, False),
        ("2.5/1.8", 2.5 / 1.8, None, False),
        ("3 / 2 +/- 10 %", 1.5, 10.0, True),
        ("245°+-2°", 245.0, 2.0, False),
        ("\N{MINUS SIGN}6", -6.0, None, False),
        (".5", 0.5, None, False),
    ],
)
def test_values_have_their_errors(text: str, value: float, error: float | None, percent: bool) -> None:
    found = measured.value(text, "--x", "1")
    assert found.value == pytest.approx(value)
    assert (found.error, found.percent) == (error, percent)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "1.4+-",
        "1.4+-0",
        "1.4+--1",
        "1/0",
        "nan",
        "inf",
        "1e3",
        "9" * 400,
        "2+-" + "9" * 400,
        "1.4 5%",
        "٣",
    ],
)
def test_what_is_no_value_is_refused(text: str) -> None:
    with pytest.raises(UsageError) as error:
        measured.value(text, "--ratio", "1.4+-5%")
    assert "--ratio" in error.value.says
    assert error.value.do


def clues(**options: str) -> measured.Measurements:
    none: dict[str, str | None] = {"ratio": None, "shadow": None, "sun": None, "elevation": None}
    return measured.measurements(**(none | options))


def test_measurements_are_read_and_what_was_not_said_is_told() -> None:
    found = clues(ratio="2", shadow="245+-2", elevation="-6..0")
    assert found.clues.ratio is not None
    assert found.clues.ratio.value == 2.0
    assert found.clues.ratio.sd == pytest.approx(0.2)
    assert found.clues.azimuth is not None
    assert (found.clues.azimuth.value, found.clues.azimuth.sd) == (65.0, 2.0)
    assert found.clues.elevation_range == (-6.0, 0.0)
    assert len(found.assumed) == 1
    assert clues(sun="-10").clues.azimuth.value == 350.0  # type: ignore[union-attr]
    assert clues(elevation="4+-1").clues.elevation.sd == 1.0  # type: ignore[union-attr]
    assert clues(ratio="1.4+-5%").clues.ratio.sd == pytest.approx(0.07)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"ratio": "0"},
        {"ratio": "-1"},
        {"shadow": "400"},
        {"shadow": "10+-5%"},
        {"shadow": "10", "sun": "10"},
        {"elevation": "15-0"},
        {"elevation": "0-95"},
        {"elevation": "-20"},
        {"elevation": "91+-1"},
        {"elevation": "4+-10%"},
        {"ratio": ""},
        {"elevation": ""},
    ],
)
def test_measurements_that_cannot_be_are_refused(options: dict[str, str]) -> None:
    with pytest.raises(UsageError) as error:
        clues(**options)
    assert error.value.do


def test_places_are_latitude_first_and_swapped_ones_are_pointed_out() -> None:
    site = given.site("39.5981,46.2311", height_m=None, within_m=None)
    assert (site.lat_deg, site.lon_deg, site.height_m) == (39.5981, 46.2311, 0.0)
    assert site.within_m == pytest.approx(5.55, abs=0.01)
    assert given.position("39.5981 46.2311").lat_deg == 39.5981
    assert given.position("46.2311E 39.5981N").lat_deg == 39.5981
    stated = given.site("geo:39.5981,46.2311,2666", height_m=None, within_m=50)
    assert (stated.height_m, stated.within_m) == (2666.0, 50.0)
    with pytest.raises(UsageError) as error:
        given.site("139.5981,46.2311", height_m=None, within_m=None)
    assert "46.2311,139.5981" in error.value.do


@pytest.mark.parametrize(
    ("place", "height_m", "within_m"),
    [
        ("91,200", None, None),
        ("", None, None),
        ("here", None, None),
        ("1,2,3,4", None, None),
        ("0,0", -501.0, None),
        ("0,0", 20_001.0, None),
        ("0,0", float("nan"), None),
        ("0,0", float("inf"), None),
        ("0,0", 0.0, 0.0),
        ("0,0", 0.0, -1.0),
        ("0,0", 0.0, 2e6),
        ("0,0", 0.0, float("nan")),
    ],
)
def test_places_that_cannot_be_are_refused(
    place: str, height_m: float | None, within_m: float | None
) -> None:
    with pytest.raises(UsageError) as error:
        given.site(place, height_m=height_m, within_m=within_m)
    assert error.value.do


def test_days_windows_and_steps_are_read() -> None:
    assert given.days("2022-09-13..2022-09-20") == (date(2022, 9, 13), date(2022, 9, 20))
    assert given.days("13 September 2022") == (date(2022, 9, 13), date(2022, 9, 13))
    assert given.window("06:00-07:00") == (time(6), time(7))
    assert given.window("22:00..02:00:30") == (time(22), time(2, 0, 30))
    assert given.window("00:00-24:00") == (time(), time())
    for text, seconds in (
        ("30m", 1800),
        ("1h", 3600),
        ("90s", 90),
        ("30:00", 1800),
        ("600", 600),
        ("10 min", 600),
    ):
        assert given.step(text) == seconds


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (given.day, "2022-02-30"),
        (given.day, "03/04/2022"),
        (given.day, "2022"),
        (given.day, "noon"),
        (given.day, ""),
        (given.days, "2022-09-13.."),
        (given.days, "..2022-09-13"),
        (given.day, "2022-09-13 10:00"),
        (given.window, "06:00"),
        (given.window, "06:00-06:00"),
        (given.window, "25:00-26:00"),
        (given.window, "6-7"),
        (given.window, "06:00-07:00-08:00"),
        (given.window, ""),
        (given.step, "0"),
        (given.step, "0.5s"),
        (given.step, "2d"),
        (given.step, "-1h"),
        (given.step, "9" * 400),
        (given.step, "48h"),
        (given.step, ""),
    ],
)
def test_days_windows_and_steps_that_cannot_be_are_refused(read: Callable[[str], object], text: str) -> None:
    with pytest.raises(UsageError) as error:
        read(text)
    assert error.value.do


def test_a_local_time_near_a_border_is_read_for_each_clock() -> None:
    site = SITE.model_copy(update={"within_m": 500.0})
    found = given.times("2013-07-01 06:30", site, "local")
    assert [(time.earliest, zone) for time, zone in found] == [
        ("2013-07-01T02:30:00Z", "Asia/Yerevan"),
        ("2013-07-01T01:30:00Z", "Asia/Baku"),
    ]
    assert len(given.times("2022-07-01 06:30", site, "local")) == 1, "the same clock since 2016"
    with pytest.raises(UsageError, match="did not exist"):
        given.times(
            "2022-03-27 02:30", Site(text="Berlin", lat_deg=52.52, lon_deg=13.4, within_m=50), "local"
        )
    skipped_in_baku = given.times("2013-03-31 04:30", site, "local")
    assert [zone for _, zone in skipped_in_baku] == ["Asia/Yerevan"]


def test_a_time_anywhere_needs_a_zone_or_the_word_local() -> None:
    with pytest.raises(UsageError, match="names no zone"):
        given.time_anywhere("2022-09-13 07:00", None)
    assert given.time_anywhere("2022-09-13 07:00", "local").earliest == "2022-09-12T17:00:00Z"
    assert given.time_anywhere("2022-09-13 07:00", "+04:00").earliest == "2022-09-13T03:00:00Z"


PIECES = st.sampled_from(
    [
        "39.5981,46.2311",
        "2022-09-13",
        "07:00",
        "06:00-07:00",
        "..",
        "+-",
        "%",
        "°",
        "/",
        "-",
        "0-15",
        "local",
        "UTC",
        "+04:00",
        "30m",
        "24:00",
        "N",
        "E",
        " ",
        "\0",
        "½",
        "٣",
        "9" * 20,
    ]
)
READERS: list[Callable[[str], object]] = [
    lambda text: given.site(text, height_m=None, within_m=None),
    lambda text: given.times(text, SITE, None),
    lambda text: given.times(text, SITE, "local"),
    given.day,
    given.days,
    given.window,
    given.step,
    lambda text: given.time_anywhere(text, None),
    lambda text: clues(ratio=text),
    lambda text: clues(shadow=text),
    lambda text: clues(elevation=text),
]


@settings(max_examples=200)
@examples(st.lists(PIECES | st.text(max_size=4), max_size=4).map("".join))
def test_whatever_is_written_is_read_or_refused_with_advice(text: str) -> None:
    for read in READERS:
        with suppress(UsageError):
            read(text)
            continue
        with pytest.raises(UsageError) as error:
            read(text)
        assert error.value.says
        assert error.value.do


@pytest.mark.skipif(os.name == "nt", reason="permissions of Unix")
def test_a_folder_that_cannot_be_made_is_6(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("file")
    done = cli("sun", *WINDOW, "--out", tmp_path / "file")
    assert (done.returncode, done.stdout) == (6, b"")
    assert b"is not a folder" in done.stderr

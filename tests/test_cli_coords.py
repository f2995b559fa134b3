"""``osintkit coords`` as a person, a script and a pipe meet it."""

import csv
import io
import json
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any, NamedTuple

import pytest
from typer.testing import CliRunner

from osintkit.cli import app
from osintkit.errors import OsintkitError

Cli = Callable[..., "CompletedProcess[bytes]"]
KML = "{http://www.opengis.net/kml/2.2}"
SEV_LAKE = "39.5981 N, 46.2311 E"
CAPE_TOWN = [[-33.9, 18.4], [18.4, -33.9]]


class Said(NamedTuple):
    """What a command said and how it ended."""

    code: int
    out: str
    err: str

    @property
    def records(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [record for record in self.records if record["type"] == f"osintkit.{kind}/1"]

    @property
    def places(self) -> list[list[list[float]]]:
        """Latitude and longitude of every reading of every position."""
        return [
            [[each["lat_deg"], each["lon_deg"]] for each in record["readings"]]
            for record in self.of("coordinates")
        ]


Coords = Callable[..., Said]


@pytest.fixture
def coords(capfd: pytest.CaptureFixture[str]) -> Coords:
    """Run the command in this process: most of what is asked here needs no other."""

    def run(*arguments: str, stdin: bytes | None = None, command: str = "coords") -> Said:
        done = CliRunner().invoke(app, [command, *arguments], input=stdin)
        if isinstance(done.exception, OsintkitError):
            says = f"{done.exception.says} {done.exception.do}"
            return Said(done.exception.exit_code, capfd.readouterr().out, says)
        if not isinstance(done.exception, SystemExit | None):
            raise done.exception
        return Said(done.exit_code, capfd.readouterr().out, done.stderr)

    return run


@pytest.mark.parametrize(
    "arguments",
    [
        ["-33.9,18.4"],
        ["-33.9, 18.4"],
        ["-33.9", "18.4"],
        ["--json", "-33.9,", "18.4"],
        ["-33.9,18.4", "--links"],
        ["--to", "-34,18", "-33.9,18.4", "--links"],
        ["--links", "--", "-33.9,18.4"],
    ],
)
def test_a_southern_latitude_is_no_option(arguments: list[str], coords: Coords) -> None:
    said = coords(*arguments)
    assert (said.code, said.places) == (0, [CAPE_TOWN])
    assert bool(said.of("coordinates")[0]["readings"][0]["links"]) == ("--links" in arguments)


def test_letters_behind_a_southern_latitude_are_no_options_either(coords: Coords) -> None:
    said = coords("-33.9 h")  # -h asks for help elsewhere
    assert said.code == 3
    assert said.of("failure")[0]["says"].startswith("“-33.9 h”")


@pytest.mark.parametrize("arguments", [["--link"], ["--To", "40,45"], ["-x"], ["--gird=5"], ["--links=yes"]])
def test_a_mistyped_option_is_no_position(arguments: list[str], coords: Coords) -> None:
    for given in ([SEV_LAKE, *arguments], [*arguments, SEV_LAKE]):
        said = coords(*given)
        assert (said.code, said.out) == (2, "")
        assert arguments[0].partition("=")[0] in said.err


def test_words_without_quotes_are_one_position(coords: Coords) -> None:
    assert coords("39.5981", "N", "46.2311", "E").places == [[[39.5981, 46.2311]]]
    assert len(coords("38S", "PJ", "05708", "83875").places) == 1
    assert len(coords("40,45", "-33.9,18.4", "38SPJ0570883875").places) == 3
    assert len(coords("9G8F+6X", "9G8F+7X", "--near", "47,8").places) == 2
    assert len(coords("no place", "nowhere").of("failure")) == 2


def test_what_is_no_position_costs_nobody_else(coords: Coords) -> None:
    said = coords(SEV_LAKE, "no place", "38SPJ0570883875")
    assert said.code == 3
    assert [record["type"].split(".")[1] for record in said.records] == [
        "run/1", "coordinates/1", "failure/1", "coordinates/1", "summary/1",
    ]  # fmt: skip
    assert said.of("failure")[0]["code"] == "not_understood"


def test_a_list_is_read_line_by_line(coords: Coords) -> None:
    hostile = b"\xef\xbb\xbf39.5981 N, 46.2311 E\r\n\r\n  \ncaf\xe9 39 N 46 E\n" + b"7" * 1_000_000 + b"\n"
    said = coords("-", "40 N 45 E", stdin=hostile + b"\0\x1b[31m\n-33.9 18.4")
    assert said.code == 3
    assert said.places == [[[39.5981, 46.2311]], CAPE_TOWN, [[40.0, 45.0]]]
    says = [failure["says"] for failure in said.of("failure")]
    assert [each.partition("”")[0] for each in says] == [
        "“caf\\xe9 39 N 46 E",
        f"“{'7' * 80}…",
        "“\0\x1b[31m",
    ]
    assert len(said.out) < 30_000


def test_a_list_may_be_written_by_powershell(cli: Cli) -> None:
    done = cli("coords", "-", input=f"{SEV_LAKE}\r\n40 N 45 E\r\n".encode("utf-16"))
    assert Said(done.returncode, done.stdout.decode(), "").places == [[[39.5981, 46.2311]], [[40.0, 45.0]]]


def test_text_of_another_encoding_is_not_taken_apart(coords: Coords) -> None:
    said = coords("-", stdin="40 N 45 E\n".encode("utf-16-le"))  # without the mark that says so
    assert "UTF-16" in said.of("failure")[0]["says"]


@pytest.mark.parametrize("stdin", [b"", b"\n \r\n"])
def test_an_empty_list_is_said(stdin: bytes, coords: Coords) -> None:
    assert coords("-", stdin=stdin) == (2, "", "No position was given. osintkit coords '39.5981, 46.2311'")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "No position was given"),
        (["--links"], "--links belongs to a position"),
        (["--time", "2022", "--grid", "5"], "--grid belongs to a position"),
        (["--time", "2022", "--to", "40,45"], "--to belongs to a position"),
        (["--time", "2022-09-13 10:30", "--zone", "local"], "no position was given"),
        ([SEV_LAKE, "--zone", "UTC"], "Give --time too"),
        ([SEV_LAKE, "--time", "30 February 2022"], "no 30 February"),
        ([SEV_LAKE, "--time", "2022-09-13 10:30", "--zone", "Asia/Yerewan"], "Asia/Yerevan"),
        ([SEV_LAKE, "--within", "-1"], "within -1 m"),
        ([SEV_LAKE, "--within", "1e9"], "within 1e+09 m"),
        ([SEV_LAKE, "--within", "some"], "--within"),
        ([SEV_LAKE, "--to", "Goris"], "Goris"),
        ([SEV_LAKE, "--to", "39 35 53, 46 13 52"], "several ways"),
        ([SEV_LAKE, "--near", "170,5"], "5,170"),
        ([SEV_LAKE, "--people", "3"], "Give --grid METRES too"),
        ([SEV_LAKE, "--radius", "3"], "Give --grid METRES too"),
        ([SEV_LAKE, "--grid", "-5"], "cell of -5 m"),
        ([SEV_LAKE, "--grid", "500", "--people", "1000"], "1000 people"),
        ([SEV_LAKE, "--grid", "1", "--radius", "5000"], "10,000 is the most"),
        ([SEV_LAKE, "--format", "xml"], "--format"),
    ],
)
def test_what_cannot_be_asked_is_refused_before_anything_is_said(
    arguments: list[str], says: str, coords: Coords
) -> None:
    said = coords(*arguments)
    assert (said.code, said.out) == (2, "")
    assert says in said.err


def test_a_time_alone_is_a_record(coords: Coords) -> None:
    said = coords("--time", "13 September 2022, 10:30 a.m. CET")
    assert said.code == 0
    (time,) = said.of("time")
    assert {each["offset"] for each in time["time"]["readings"]} == {"+01:00", "+02:00"}
    assert "tzfpy" not in said.of("run")[0]["libraries"]  # no border was looked at
    table = coords("--time", "13 September 2022, 10:30 a.m. CET", "--format", "table").out
    assert "2022-09-13 10:30 +02:00" in table
    assert "2022-09-13 10:30 +01:00" in table


def test_the_run_says_what_was_asked(coords: Coords) -> None:
    run = coords(SEV_LAKE, "--to", "40,45", "--grid", "500", "--people", "2").of("run")[0]
    assert run["parameters"] == {
        "positions": [SEV_LAKE], "to": ["40,45"], "near": None, "time": None, "zone": None, "within_m": None,
        "links": False, "cell_m": 500.0, "radius_m": None, "people": 2,
    }  # fmt: skip
    assert set(run["libraries"]) == {"python", "tzfpy", "timezone-boundary-builder", "tzdata"}


def test_a_search_in_every_format(coords: Coords) -> None:
    asked = ["39.5981,46.2311", "--grid", "500", "--radius", "2000", "--people", "3", "--format"]
    cells = coords(*asked, "ndjson").of("cell")
    assert {cell["person"] for cell in cells} == {1, 2, 3}
    features = json.loads(coords(*asked, "geojson").out)["features"]
    assert sum(each["geometry"]["type"] == "Polygon" for each in features) == len(cells)
    document = ET.fromstring(coords(*asked, "kml").out)
    rings = [ring.findtext(f"{KML}coordinates", "").split() for ring in document.iter(f"{KML}LinearRing")]
    assert len(rings) == len(cells)
    for ring in rings:
        longitude, latitude = map(float, ring[0].split(","))
        assert ring[0] == ring[-1]
        assert (round(longitude), round(latitude)) == (46, 40)
    rows = list(csv.DictReader(io.StringIO(coords(*asked, "csv").out)))
    assert sum(bool(row["person"]) for row in rows) == len(cells)
    table = coords(*asked, "table").out
    assert table.index("39.5981,46.2311") >= 0
    assert "A4" in table


def test_a_spreadsheet_runs_nothing_of_it(coords: Coords) -> None:
    said = coords("-33.9,18.4", "--format", "csv")
    rows = list(csv.reader(io.StringIO(said.out)))
    assert len(rows) == 3
    for cell in (cell for row in rows[1:] for cell in row):
        assert not cell.startswith(("=", "+", "@", "-")) or float(cell), cell


def test_saved_records_are_shown_as_they_were(coords: Coords, tmp_path: Path) -> None:
    saved = tmp_path / "saved.ndjson"
    asked = ["40 N 45 E", "--time", "1 Oct 2022 23:58 CET", "--to", "39,46", "--links", "--grid", "9000"]
    assert coords(*asked, "--output", str(saved)).code == 0
    for shape in ("table", "csv", "geojson", "kml"):
        shown = coords(str(saved), "--format", shape, command="show")
        assert (shown.code, shown.out) == (0, coords(*asked, "--format", shape).out)
    again = coords(*asked, "--output", str(saved))
    assert again.code == 6
    assert "--force" in again.err
    assert len(saved.read_text().splitlines()) > 90


def test_neither_the_machine_s_zone_nor_its_language_matters(cli: Cli) -> None:
    asked = [
        "coords",
        "39.5981,46.2311",
        "--time",
        "2013-07-01 12:00",
        "--zone",
        "local",
        "--within",
        "500",
        "--links",
    ]
    here, there = (
        cli(*asked, env=env).stdout.splitlines()[1:-1]
        for env in ({"TZ": "Asia/Tokyo", "LC_ALL": "C"}, {"TZ": "America/New_York", "LC_ALL": "tr_TR.UTF-8"})
    )
    assert here == there
    assert len(here) == 3


def test_ten_thousand_lines_take_seconds(cli: Cli) -> None:
    lines = [f"{number / 100 - 45:.4f} N, {number / 60:.4f} E" for number in range(5_000)]
    lines += ["nowhere"] * 4_990 + ["1" * 1_000_000] * 10
    done = cli("coords", "-", input="\n".join(lines).encode(), timeout=60)
    assert done.returncode == 3
    summary = json.loads(done.stdout.splitlines()[-1])
    assert summary["counts"]["coordinates"] + summary["counts"]["failure"] == 10_000

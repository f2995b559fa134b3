"""How right the legal zones are at every place of the tz database, how good the borders are, and how fast.

``python -m tests.benchmarks.zones`` looks every row of zone1970.tab and zone.tab up by its coordinates. With
``--borders FILE`` (made by ``tests/reference/make_border_points.py`` where timezonefinder is installed, which
has the borders in full) it also measures how far the simplified borders lie off.
"""

import argparse
import io
import json
import math
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from importlib import resources
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import NamedTuple
from zoneinfo import ZoneInfo

from osintkit.clock import around, legal
from tests.benchmarks.report import Row, finish

FIRST, LAST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2038, 1, 1, tzinfo=UTC)
_RULE_STEP = timedelta(days=9)
_ARC_MINUTE_M = 1852.0
_COLD = """
import time
from datetime import datetime
begun = time.process_time()
from osintkit.clock.legal import offsets_of_local
ready = time.process_time()
offsets_of_local(datetime(2022, 9, 13, 6, 30))
print(ready - begun, time.process_time() - ready)
"""


class Difference(NamedTuple):
    """A row of the tz database whose coordinates lie in a zone of another name."""

    table: str
    wanted: str
    found: tuple[str, ...]
    why: str
    explained: bool


@lru_cache(maxsize=1024)
def written(name: str) -> dict[int, int]:
    """What a zone's file says by itself: seconds ahead of UTC from each change on that it lists.

    Read from the second, 64-bit block of the TZif file (RFC 9636, 3), without zoneinfo.
    """
    data = _file(name)
    isut, isstd, leap, times, types, chars = struct.unpack(">6l", data[20:44])
    second = 44 + times * 5 + types * 6 + chars + leap * 8 + isstd + isut
    count, kinds = struct.unpack(">2l", data[second + 32 : second + 40])
    start = second + 44
    moments = struct.unpack(f">{count}q", data[start : start + 8 * count])
    indices = data[start + 8 * count : start + 9 * count]
    start += 9 * count
    ahead = [struct.unpack(">l", data[start + 6 * kind : start + 6 * kind + 4])[0] for kind in range(kinds)]
    said = {moment: ahead[index] for moment, index in zip(moments, indices, strict=True)}
    return {moment: one for moment, one in said.items() if FIRST.timestamp() <= moment < LAST.timestamp()}


def _file(name: str) -> bytes:
    return (resources.files("tzdata") / "zoneinfo" / name).read_bytes()


@lru_cache(maxsize=1024)
def changes(name: str) -> tuple[int, ...]:
    """When clocks of a zone were or will be set from 1970 to 2037, POSIX seconds: as listed, then by rule."""
    moments = list(written(name))
    rules = ZoneInfo.from_file(io.BytesIO(_file(name)), key=name)
    days = [datetime.fromtimestamp(max([FIRST.timestamp(), *moments]), UTC)]
    while days[-1] < LAST:
        days.append(min(days[-1] + _RULE_STEP, LAST))
    for before, after in pairwise(days):
        if before.astimezone(rules).utcoffset() != after.astimezone(rules).utcoffset():
            moments.append(_between(rules, int(before.timestamp()), int(after.timestamp())))
    return tuple(sorted(moments))


def _between(rules: ZoneInfo, low: int, high: int) -> int:
    before = datetime.fromtimestamp(low, UTC).astimezone(rules).utcoffset()
    while high - low > 1:
        middle = (low + high) // 2
        if datetime.fromtimestamp(middle, UTC).astimezone(rules).utcoffset() == before:
            low = middle
        else:
            high = middle
    return high


def offset_s(name: str, moment: int) -> float:
    """What osintkit says a zone's clocks are ahead of UTC."""
    local = datetime.fromtimestamp(moment, legal.zone(name))
    return (local.utcoffset() or timedelta(0)).total_seconds()


def disagreements(wanted: str, found: str) -> tuple[int, int]:
    """At how many of how many instants does a zone that was found show another time than the wanted one?

    At every change of either, a second before it, and against what the wanted one's file says by itself.
    """
    moments = {moment - before for name in (wanted, found) for moment in changes(name) for before in (0, 1)}
    moments |= {int(FIRST.timestamp()), int(LAST.timestamp()) - 1}
    wrong = sum(offset_s(wanted, moment) != offset_s(found, moment) for moment in moments)
    said = written(wanted)
    wrong += sum(offset_s(found, moment) != ahead for moment, ahead in said.items())
    return wrong, len(moments) + len(said)


def rounding_m(text: str, lat_deg: float) -> float:
    """How far a position may lie off by having been rounded to the arc minute, or second."""
    unit_m = _ARC_MINUTE_M if len(text) <= 11 else _ARC_MINUTE_M / 60
    return math.hypot(unit_m / 2, unit_m / 2 * math.cos(math.radians(lat_deg)))


def look_up() -> tuple[list[Row], list[Difference]]:
    """Every row by its coordinates."""
    found: list[Row] = []
    differences: list[Difference] = []
    for table in ("zone1970.tab", "zone.tab"):
        rows = legal.rows(table)
        same = wrong = checked = shared = 0
        near = []
        for row in rows:
            lat, lon = legal.position(row[1])
            names = legal.names_at(lat_deg=lat, lon_deg=lon)
            same += row[2] in names
            shared += len(names) > 1
            at_odds, instants = disagreements(row[2], row[2] if row[2] in names else names[0])
            wrong, checked = wrong + at_odds, checked + instants
            around_it = legal.legal(lat_deg=lat, lon_deg=lon, within_m=rounding_m(row[1], lat))
            if len(around_it.zones) > 1:
                near.append(f"{row[2]} ({', '.join(one.zone for one in around_it.zones)})")
            if row[2] not in names:
                differences.append(_explain(table, row[1], row[2], names))
        told = f"{same} of {len(rows)} by name; {shared} lie in several zones, {len(near)} near another"
        print(f"{table}: every zone within the rounding: {'; '.join(near)}")
        found.append(Row(f"{table}: the row's zone at its coordinates", told, ""))
        found.append(
            Row(
                f"{table}: offsets 1970 to 2037, at every change of either zone",
                f"{wrong} wrong of {checked:,}",
                "",
                "0 wrong",
                wrong == 0,
            )
        )
    return found, differences


def _explain(table: str, text: str, wanted: str, names: tuple[str, ...]) -> Difference:
    """Why coordinates lie in another zone than their row says: worked out from rules and distances."""
    lat, lon = legal.position(text)
    reasons = []
    at_odds = sum(disagreements(wanted, name)[0] for name in names)
    if not at_odds:
        reasons.append("the same time at every instant from 1970 to 2037")
    if any(name.startswith("Etc/") for name in names):
        reasons.append("the coordinates lie at sea")
    slack_m = rounding_m(text, lat)
    distances = around.zones_around(lat_deg=lat, lon_deg=lon, within_m=10 * slack_m)
    if wanted in distances:
        is_rounding = distances[wanted] <= slack_m + around.BORDER_ERROR_M
        reasons.append(
            f"{wanted} begins {distances[wanted]:.0f} m away, "
            + ("within" if is_rounding else "more than")
            + f" the {slack_m:.0f} m by which they are rounded"
        )
    else:
        is_rounding = False
    return Difference(table, wanted, names, "; ".join(reasons), not at_odds or is_rounding)


def clock_times() -> list[Row]:
    """What `instants` says of clock times around every change, against a search through all offsets."""
    wrong = count = unexplained = 0
    for name in sorted({row[2] for row in legal.rows("zone1970.tab")}):
        rules = legal.zone(name)
        moments = changes(name)
        for moment in moments:
            there = {offset_s(name, moment + apart) for apart in (-90_000, -1, 0, 90_000)}
            for shown in _around_change(name, moment):
                wanted = tuple(
                    sorted(
                        shown.replace(tzinfo=UTC) - timedelta(seconds=ahead)
                        for ahead in there
                        if offset_s(name, round(shown.replace(tzinfo=UTC).timestamp() - ahead)) == ahead
                    )
                )
                count += 1
                wrong += legal.instants(shown, rules) != wanted
                unexplained += bool(legal.explain_gap(shown, rules)) != (len(wanted) != 1)
    return [
        Row(
            "clock times around every change of 312 zones: never, once or twice",
            f"{wrong} wrong, {unexplained} without their sentence, of {count:,}",
            "",
            "0 wrong",
            not wrong and not unexplained,
        )
    ]


def _around_change(name: str, moment: int) -> Iterator[datetime]:
    """Clock times before, at, within and after a change."""
    ends = [datetime.fromtimestamp(moment, UTC).replace(tzinfo=None) + timedelta(seconds=offset_s(name, one))
            for one in (moment - 1, moment)]  # fmt: skip
    middle = ends[0] + (ends[1] - ends[0]) / 2
    second = timedelta(seconds=1)
    yield from (ends[0] - second, ends[0], middle.replace(microsecond=0), ends[1] - second, ends[1])


def borders(file: Path) -> list[Row]:
    """How far points of the full borders lie from where the simplified ones separate the same two zones."""
    rows = []
    for kind, what in (
        ("land", "between two states' zones"),
        ("coast", "between a state's zone and the sea"),
    ):
        points = [point for point in json.loads(file.read_text("utf-8")) if point["kind"] == kind]
        off = sorted(_off_m(point) for point in points)
        share = sum(one <= around.BORDER_ERROR_M for one in off) / len(off)
        told = [f"{int(100 * part)} %: {off[int(part * (len(off) - 1))]:.0f} m" for part in (0.5, 0.95, 0.99)]
        rows.append(
            Row(
                f"borders {what}: distance from the full ones at {len(off)} points",
                f"{', '.join(told)}; {100 * share:.1f} % within {around.BORDER_ERROR_M:.0f} m",
                "",
                f"95 % within {around.BORDER_ERROR_M:.0f} m",
                share >= 0.95,
            )
        )
    return rows


def _off_m(point: dict[str, object]) -> float:
    """Metres from a point of a border to the farther of the two zones that meet there."""
    lat, lon = float(str(point["lat_deg"])), float(str(point["lon_deg"]))
    wanted = {str(point["one"]), str(point["other"])}
    reach_m = 150.0
    while reach_m < 200_000:
        found = around.zones_around(lat_deg=lat, lon_deg=lon, within_m=reach_m)
        if wanted <= found.keys():
            return max(found[name] for name in wanted)
        reach_m *= 4
    return math.inf


def speed() -> list[Row]:
    """CPU of each question."""
    begun = time.process_time()
    legal.names_at(lat_deg=39.5981, lon_deg=46.2311)
    loaded = time.process_time() - begun
    legal.legal(lat_deg=0, lon_deg=0, within_m=0, earliest=FIRST)
    spent = []
    for lat, lon, within_m in ((39.5981, 46.2311, 0), (39.5981, 46.2311, 5_000), (47.6, 8.6, 50_000)):
        begun = time.process_time()
        legal.legal(lat_deg=lat, lon_deg=lon, within_m=within_m, earliest=FIRST)
        spent.append(f"{1e3 * (time.process_time() - begun):.0f} ms within {max(within_m, 120):,} m")
    cold = []
    for _ in range(5):
        ran = subprocess.run([sys.executable, "-c", _COLD], capture_output=True, text=True, check=True)
        cold.append([float(part) for part in ran.stdout.split()])
    imports, asked = (1e3 * median(column) for column in zip(*cold, strict=True))
    return [
        Row("CPU of loading the borders, once", f"{1e3 * loaded:.0f} ms", ""),
        Row("CPU of every zone near a position", ", ".join(spent), ""),
        Row(
            "CPU of every offset of a clock time, cold",
            f"{asked:.0f} ms, and {imports:.0f} ms of imports",
            "",
            "at most 60 ms",
            asked + imports <= 60,
        ),
    ]


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--borders", type=Path, help="points of full borders, as JSON")
    parser.add_argument("--json", type=Path, help="write all figures here")
    asked = parser.parse_args()
    rows = speed()
    found, differences = look_up()
    rows += found
    explained = sum(difference.explained for difference in differences)
    rows.append(
        Row(
            "rows with another name, explained",
            f"{explained} of {len(differences)}",
            "",
            "all",
            explained == len(differences),
            {"differences": [difference._asdict() for difference in differences]},
        )
    )
    rows += clock_times()
    if asked.borders:
        rows += borders(asked.borders)
    for difference in differences:
        print(
            f"{difference.table}: {difference.wanted}: found {', '.join(difference.found)}: {difference.why}"
        )
    print(f"editions: {legal.versions()}\n")
    finish(rows, asked.json)


if __name__ == "__main__":
    main()

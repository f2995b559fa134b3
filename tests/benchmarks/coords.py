"""How exact ``osintkit coords`` is beside the libraries that define its notations, and what it costs.

``python -m tests.benchmarks.coords [--points 100000]``. Points lie all over the globe, at the edges of zones
and bands, and about the poles. Oracles: pyproj (PROJ), mgrs (GEOTRANS), openlocationcode. Texts that nobody
meant as positions are made of those that are; the command is measured cold, and with a long list.
"""

import argparse
import math
import os
import random
import subprocess
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import mgrs as geotrans
import pyproj
from openlocationcode import openlocationcode

from osintkit.coords import geodesic, links, mgrs, notation_out, pluscode, search_grid, ups, utm
from osintkit.coords.ellipsoid import metres_per_degree
from osintkit.coords.notations import read
from osintkit.coords.position import Position
from osintkit.errors import UsageError
from tests.benchmarks import running
from tests.benchmarks.report import Row, finish

Point = tuple[float, float]
_MILLIMETRE_M = 1e-3
_CHARACTERS = "0123456789.,;:°'\"NSEWOnsew+-/ \n()[]@#!?&=%_~АВшдΒ北東度٠١\u200f\0\U0001f600½"
_CODE_DIGITS = (2, 4, 6, 8, 10, 11, 12, 13, 14, 15)


def points(count: int) -> list[Point]:
    """Seeded: most anywhere, a fifth at the edges of zones and bands, a tenth about the poles."""
    chance = random.Random(20220913)
    found = []
    for number in range(count):
        lat, lon = math.degrees(math.asin(chance.uniform(-1, 1))), chance.uniform(-180, 180)
        hair = chance.choice((-1, 1)) * 10 ** chance.uniform(-9, -2)
        if number % 10 == 0:
            lon = max(-180.0, min(6.0 * round(lon / 6) + hair, 180.0))
        elif number % 10 == 1:
            lat = 8.0 * round(lat / 8) + hair if abs(lat) < 79 else chance.choice((-80, 72, 84)) + hair
        elif number % 10 == 2:
            lat = math.copysign(90 - 11 * chance.random() ** 2, lat)
        elif number % 100 == 3:
            lat, lon = chance.uniform(55, 84), chance.uniform(-1, 43)  # Norway and Svalbard
        found.append((max(-90.0, min(lat, 90.0)), lon))
    return found


def apart_m(one: Iterable[float], other: Iterable[float]) -> float:
    """Distance of two positions that are near each other."""
    (lat1, lon1), (lat2, lon2) = one, other
    if abs(lat2) > 89:
        return geodesic.inverse(lat1, lon1, lat2, lon2).distance_m
    north, east = metres_per_degree(lat2)
    return math.hypot((lat1 - lat2) * north, math.remainder(lon1 - lon2, 360) * east)


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    """What it returns and its CPU seconds."""
    start = time.process_time()
    result = work()
    return result, time.process_time() - start


def against(what: str, worst_m: float, count: int, oracle: str) -> Row:
    """A row for a largest distance from an oracle."""
    told = f"{worst_m:.2g} m at most, {count:,} points"
    return Row(what, told, oracle, "< 1 mm", worst_m < _MILLIMETRE_M, {"worst_m": worst_m, "points": count})


def transverse(everywhere: list[Point]) -> list[Row]:
    """UTM: both ways beside PROJ, in the own zone and in others, and the CPU of it."""
    inside = [at for at in everywhere if -80 <= at[0] <= 84]
    ours, there_s = timed(lambda: [utm.to_utm(*at) for at in inside])
    back, back_s = timed(lambda: [utm.to_geographic(at.zone, at.north, *at[3:]) for at in ours])
    grouped = defaultdict(list)
    for at, grid, again in zip(inside, ours, back, strict=True):
        grouped[grid.zone, grid.north].append((at, grid, again))
    forward = backward = cpu_s = 0.0
    for (zone, north), group in grouped.items():
        proj = pyproj.Transformer.from_crs(4326, (32600 if north else 32700) + zone, always_xy=True)
        lats, lons = zip(*(at for at, _, _ in group), strict=True)
        (eastings, northings), seconds = timed(partial(proj.transform, lons, lats))
        cpu_s += seconds
        lons2, lats2 = proj.transform(eastings, northings, direction="INVERSE")
        for (_, grid, again), *theirs in zip(group, eastings, northings, lats2, lons2, strict=True):
            forward = max(forward, math.dist(grid[3:], theirs[:2]))
            backward = max(backward, apart_m(again, theirs[2:]))
    per_s = (there_s + back_s) * 100_000 / len(inside)
    return [
        against("UTM from a position, against pyproj", forward, len(inside), "PROJ, EPSG:326xx and 327xx"),
        against("position from UTM, against pyproj", backward, len(inside), "PROJ"),
        foreign(inside),
        Row("CPU of UTM both ways, 100,000 points", f"{per_s:.2f} s",
            f"PROJ in C, one way, as arrays: {cpu_s:.2f} s", "< 3 s", per_s < 3),
    ]  # fmt: skip


def foreign(inside: list[Point]) -> Row:
    """UTM in a zone that is not the position's own, to the limit of 20 degrees."""
    worst, count = 0.0, 0
    chance = random.Random(5)
    for zone in (1, 20, 33, 60):
        proj = pyproj.Transformer.from_crs(4326, 32600 + zone, always_xy=True)
        for lat, _ in inside[:: max(1, len(inside) // 2500)]:
            lon = math.remainder(utm.middle_deg(zone) + chance.uniform(-20, 20), 360)
            at = utm.to_utm(lat, lon, zone=zone)
            northing = at.northing_m - (0 if at.north else 10_000_000)
            worst = max(worst, math.dist((at.easting_m, northing), proj.transform(lon, lat)))
            worst, count = (
                max(worst, apart_m(utm.to_geographic(zone, at.north, *at[3:]), (lat, lon))),
                count + 1,
            )
    return against("UTM up to 20° from the middle of a zone, both ways", worst, count, "PROJ")


def polar(everywhere: list[Point]) -> Row:
    """UPS, both ways beside PROJ."""
    worst, count = 0.0, 0
    grids = {
        north: pyproj.Transformer.from_crs(4326, epsg, always_xy=True)
        for north, epsg in ((True, 32661), (False, 32761))
    }
    for lat, lon in everywhere:
        if ups.SOUTH_FROM_DEG < lat < ups.NORTH_FROM_DEG:
            continue
        at = ups.to_ups(lat, lon)
        worst = max(worst, math.dist(at[1:], grids[at.north].transform(lon, lat)))
        worst, count = max(worst, apart_m(ups.from_ups(*at), (lat, lon))), count + 1
    return against("UPS, the polar grid, both ways", worst, count, "PROJ, EPSG:32661 and 32761")


def military(everywhere: list[Point]) -> list[Row]:
    """MGRS at every precision beside the library of GEOTRANS, each difference explained."""
    library = geotrans.MGRS()
    why: Counter[str] = Counter()
    worst, lost = 0.0, 0
    for number, at in enumerate(everywhere):
        digits = number % 6
        ours, theirs = mgrs.to_mgrs(*at, digits=digits), library.toMGRS(*at, MGRSPrecision=digits)
        if ours != theirs:
            why[explained(at)] += 1
        lat, lon, half_m = mgrs.read(ours)
        worst = max(worst, apart_m((lat, lon), library.toLatLon(ours)))
        lost += apart_m((lat, lon), at) > 1.5 * half_m + half_m**2 / 1e6  # larger squares bend
    named = "; ".join(f"{count} {reason}" for reason, count in why.most_common()) or "none"
    told = f"{sum(why.values())} of {len(everywhere):,}: {named}"
    unexplained = why["not explained"]
    return [
        Row("MGRS that differ from the library's", told, "mgrs 1.6 (GEOTRANS)", "0 not explained",
            unexplained == 0, dict(why)),
        against("middle of the square read from MGRS", worst, len(everywhere), "mgrs 1.6 (GEOTRANS)"),
        Row("positions outside the square that they are in", f"{lost}", "", "0", lost == 0),
    ]  # fmt: skip


def explained(at: Point) -> str:
    """Why the library names another square: it rounds what the standard cuts off, and has soft edges."""
    lat, lon = at
    grid = ups.to_ups(*at)[1:] if not -80 <= lat <= 84 else utm.to_utm(*at)[3:]
    if any(1 - metres % 1 <= 0.000_501 for metres in grid):
        return "within 0.5 mm below a line, which the library rounds up"
    if 0 < -lat < 6e-8:
        return "within 7 mm south of the equator, which the library counts as north"
    if abs(lon - 3 * round(lon / 3)) < 5e-9:
        return "within 0.6 mm of the edge of a zone, which the library counts to the next"
    if min(abs(lat - 84), abs(lat + 80)) < 1e-5:
        return "within 1 m outside 84° N or 80° S, to which the library stretches UTM"
    return "not explained"


def plus_codes(everywhere: list[Point]) -> list[Row]:
    """Plus codes of all lengths, read back, and short ones."""
    wrong, worst, short = 0, 0.0, 0
    chance = random.Random(4)
    for number, at in enumerate(everywhere):
        digits = _CODE_DIGITS[number % len(_CODE_DIGITS)]
        code = pluscode.encode(*at, digits=digits)
        wrong += code != openlocationcode.encode(*at, digits)
        area = openlocationcode.decode(code)
        worst = max(worst, apart_m(pluscode.read(code)[:2], (area.latitudeCenter, area.longitudeCenter)))
        if digits >= 10:
            cut = 2 * (1 + number % 4)
            size = 20.0 ** (2 - cut / 2)
            near = (max(-90.0, min(at[0] + size * chance.uniform(-1, 1), 90.0)),
                    math.remainder(at[1] + size * chance.uniform(-1, 1), 360))  # fmt: skip
            area = openlocationcode.decode(openlocationcode.recoverNearest(code[cut:], *near))
            ours = pluscode.read(code[cut:], near)[:2]
            short += apart_m(ours, (area.latitudeCenter, area.longitudeCenter)) > _MILLIMETRE_M
    return [
        Row("plus codes that differ", f"{wrong} of {len(everywhere):,}", "openlocationcode", "0", wrong == 0),
        against("middle of a plus code", worst, len(everywhere), "openlocationcode"),
        Row("short plus codes completed otherwise", f"{short}", "openlocationcode", "0", short == 0),
    ]


def lines(everywhere: list[Point]) -> Row:
    """Distances and bearings beside PROJ's C library, and back by the direct problem."""
    proj = pyproj.Geod(ellps="WGS84")
    worst, count = 0.0, 0
    for one, other in pairwise(everywhere[:10_000]):
        course = geodesic.inverse(*one, *other)
        _, _, theirs = proj.inv(one[1], one[0], other[1], other[0])
        worst, count = max(worst, abs(course.distance_m - theirs)), count + 1
        if course.azimuth_deg is not None:
            lat, lon, _ = geodesic.direct(*one, azimuth_deg=course.azimuth_deg, distance_m=course.distance_m)
            worst = max(worst, apart_m((lat, lon), other))
    return against(
        "distance, and the other end found again by it and the bearing", worst, count, "pyproj.Geod"
    )


def written(everywhere: list[Point]) -> list[Row]:
    """Each notation read back by ``coords`` itself: within the precision it was written for."""
    chance = random.Random(3)
    outside: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    sample = everywhere[:: max(1, len(everywhere) // 3000)]
    for at in sample:
        precision_m = 10 ** chance.uniform(-2, 4)
        for name, text in notation_out.written(*at, precision_m=precision_m).items():
            try:
                found = read(text)
            except UsageError:
                refused[name] += 1
                continue
            nearest = min(apart_m((each.lat_deg, each.lon_deg), at) for each in found)
            outside[name] += nearest > 1.02 * math.sqrt(2) * max(precision_m, 0.007)
    told = f"{sum(outside.values())} outside, {sum(refused.values())} refused, of {8 * len(sample):,}"
    passed = not (outside.total() or refused.total())
    data = {"outside": dict(outside), "refused": dict(refused)}
    return [
        Row("every notation, read back within its precision along each axis", told, "", "0", passed, data)
    ]


def grids() -> Row:
    """Sides of the cells of a search, measured on the ellipsoid, from the equator to 85 degrees."""
    worst, count = 0.0, 0
    for lat in (0.0, 39.6, 60.0, -85.0):
        for cell_m in (100.0, 1_000.0, 20_000.0):
            for cell in search_grid.cells(lat, 179.99, cell_m=cell_m, radius_m=8 * cell_m):
                height_m = geodesic.inverse(cell.south, 0, cell.north, 0).distance_m
                width_m = (cell.east - cell.west) % 360 * metres_per_degree(cell.centre_lat)[1]
                worst = max(worst, abs(height_m / cell_m - 1), abs(width_m / cell_m - 1))
                count += 1
    return Row(
        "sides of search cells, off by", f"{worst:.1e} at most, {count:,} cells", "", "< 0.1 %", worst < 1e-3
    )


def hostile(everywhere: list[Point], count: int = 20_000) -> Row:
    """What becomes of texts that are nearly positions: a position on earth or a refusal, and soon.

    Any other exception ends the benchmark.
    """
    chance = random.Random(2)
    forms = [
        text
        for lat, lon in everywhere[:200]
        for text in (
            *notation_out.written(lat, lon, precision_m=1.0).values(),
            *(link.url for link in links.links(lat, lon, precision_m=1.0)),
        )
    ]
    wrong: Counter[str] = Counter()
    slowest_s = 0.0
    for _ in range(count):
        text = mutated(chance.choice(forms), chance)
        begun = time.process_time()
        try:
            sound = all(is_sound(each) for each in read(text))
            wrong["off the earth"] += not sound
        except UsageError as error:
            wrong["no advice"] += not (error.says and error.do)
        slowest_s = max(slowest_s, time.process_time() - begun)
    told = f"{wrong.total()} wrong of {count:,}, the slowest {1000 * slowest_s:.1f} ms"
    return Row(
        "texts that are nearly positions",
        told,
        "",
        "0 wrong, < 50 ms",
        not wrong.total() and slowest_s < 0.05,
    )


def mutated(text: str, chance: random.Random) -> str:
    """A text with some characters dropped, doubled, changed or repeated."""
    parts = list(text)
    for _ in range(chance.choice((1, 1, 2, 4, 9))):
        at = chance.randrange(len(parts) + 1)
        other = chance.randrange(len(parts) + 1)
        here = slice(min(at, other), max(at, other))
        match chance.randrange(4):
            case 0:
                parts.insert(at, chance.choice(_CHARACTERS))
            case 1:
                parts[at : at + 1] = []
            case 2:
                parts[at : at + 1] = [chance.choice(_CHARACTERS)]
            case _:
                parts[here] = parts[here] * chance.choice((0, 2, 9))
    return "".join(parts)


def is_sound(position: Position) -> bool:
    """Whether it lies on earth, with a precision that can be written."""
    on_earth = abs(position.lat_deg) <= 90 and abs(position.lon_deg) <= 180
    return on_earth and 0 < position.precision_m < math.inf


def commands(everywhere: list[Point], count: int = 10_000) -> Iterator[Row]:
    """CPU of the command: one position, cold; and a long list."""
    one = running.osintkit("coords", "39.5981, 46.2311")
    runs = running.race({"bare": lambda _: running.osintkit("--version"), "one": lambda _: one}, rounds=7)
    bare_s, one_s = running.cpu(runs["bare"]), running.cpu(runs["one"])
    yield Row(
        "CPU of one position, cold", f"{one_s:.2f} s", f"--version: {bare_s:.2f} s", "< 0.4 s", one_s < 0.4
    )
    listed = "\n".join(f"{lat:.5f}, {lon:.5f}" for lat, lon in everywhere[:count]).encode()
    before = os.times()
    subprocess.run(running.osintkit("coords", "-"), input=listed, stdout=subprocess.DEVNULL, check=True)
    after = os.times()
    spent_s = after.children_user - before.children_user + after.children_system - before.children_system
    per_s = len(everywhere[:count]) / (spent_s - one_s)
    told = f"{per_s:,.0f} lines a CPU second"
    yield Row("a list, with the legal zones of both readings of each line", told, "", "> 500", per_s > 500)


def main() -> None:
    """Score and measure, as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=100_000)
    parser.add_argument("--json", type=Path, help="write all figures here")
    asked = parser.parse_args()
    everywhere = points(asked.points)
    rows = [*transverse(everywhere), polar(everywhere), *military(everywhere), *plus_codes(everywhere)]
    rows += [lines(everywhere), *written(everywhere), grids(), hostile(everywhere), *commands(everywhere)]
    finish(rows, asked.json)


if __name__ == "__main__":
    main()

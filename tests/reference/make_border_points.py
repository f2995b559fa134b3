"""Write random points of the world's time zone borders, as timezonefinder has them: in full.

``python tests/reference/make_border_points.py > points.json`` where timezonefinder is installed; the file is
for ``tests.benchmarks.zones --borders``. Points are drawn by length of border: where great circles from
random places change zone.
"""

import json
import math
import random
import sys

from timezonefinder import TimezoneFinder  # type: ignore[import-not-found, unused-ignore]

WANTED = {"land": 2500, "coast": 1000}
RADIUS_M = 6_371_008.8
NEAR_ENOUGH_M = 0.5


def walk(lat_deg: float, lon_deg: float, bearing: float, reach_m: float) -> tuple[float, float]:
    """The point that far along a great circle."""
    lat, angle = math.radians(lat_deg), reach_m / RADIUS_M
    sine = math.sin(lat) * math.cos(angle) + math.cos(lat) * math.sin(angle) * math.cos(bearing)
    there = math.asin(max(-1.0, min(1.0, sine)))
    turned = math.atan2(
        math.sin(bearing) * math.sin(angle) * math.cos(lat), math.cos(angle) - math.sin(lat) * sine
    )
    return math.degrees(there), (lon_deg + math.degrees(turned) + 540.0) % 360.0 - 180.0


def main() -> None:
    """Print the points."""
    finder = TimezoneFinder(in_memory=True)
    chance = random.Random(11)
    points: list[dict[str, float | str]] = []
    missing = dict(WANTED)
    while any(missing.values()):
        start = math.degrees(math.asin(chance.uniform(-1, 1))), chance.uniform(-180, 180)
        bearing, outside_m = chance.uniform(0, math.tau), chance.uniform(1e3, 3e5)
        inside_m = 0.0

        def at(reach_m: float, start: tuple[float, float] = start, bearing: float = bearing) -> str:
            lat, lon = walk(*start, bearing, reach_m)
            return str(finder.timezone_at(lat=lat, lng=lon))

        one, other = at(0), at(outside_m)
        if one == other:
            continue
        while outside_m - inside_m > NEAR_ENOUGH_M:
            middle_m = (inside_m + outside_m) / 2
            name = at(middle_m)
            if name == one:
                inside_m = middle_m
            else:
                outside_m, other = middle_m, name
        at_sea = one.startswith("Etc/") + other.startswith("Etc/")
        kind = ("land", "coast", "sea")[at_sea]
        if missing.get(kind, 0):
            missing[kind] -= 1
            lat, lon = walk(*start, bearing, outside_m)
            points.append({"kind": kind, "lat_deg": lat, "lon_deg": lon, "one": one, "other": other})
    json.dump(points, sys.stdout)


if __name__ == "__main__":
    main()

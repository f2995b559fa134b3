"""Make osintkit/draw/coastline.bin from Natural Earth's land at 1:110 million, which is in the public domain.

    npm pack world-atlas@2.0.2 && tar -xzf world-atlas-2.0.2.tgz package/land-110m.json
    python -m tests.reference.coastline package/land-110m.json osintkit/draw/coastline.bin

The input is TopoJSON, which keeps rings whole across longitude 180 and around the south pole; here they are
cut there. The output is what `osintkit.draw.coastline` says.
"""

import json
import sys
import zlib
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from osintkit.draw.coastline import HOLE, PER_DEG
from osintkit.sun import seam

SMALLEST_DEG2 = 0.05  # less is what the cut leaves of islands that end at longitude 180


def arcs(topology: dict[str, Any]) -> list[NDArray[np.float64]]:
    """The lines of a quantised TopoJSON file, in degrees."""
    scale, origin = topology["transform"]["scale"], topology["transform"]["translate"]
    return [np.cumsum(np.array(arc), axis=0) * scale + origin for arc in topology["arcs"]]


def curve(indices: list[int], lines: list[NDArray[np.float64]]) -> seam.Curve:
    """One ring with the land on its left; TopoJSON has it on the right."""
    parts = [lines[at] if at >= 0 else lines[~at][::-1] for at in indices]
    lon, lat = np.concatenate([parts[0], *(part[1:] for part in parts[1:])])[::-1].T
    return seam.Curve(np.unwrap(lon, period=360.0), lat)


def area(ring: seam.Ring) -> float:
    """Of a ring in square degrees."""
    x, y = np.array(ring).T
    return abs(float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]))) / 2


def packed(rings: list[tuple[seam.Ring, bool]]) -> bytes:
    """Rings, each with whether it is a hole, as the package keeps them."""
    lengths, places = [], []
    for ring, hole in rings:
        place = np.rint(np.array(ring) * PER_DEG).astype("<i2")
        place = place[np.append(True, np.any(np.diff(place, axis=0) != 0, axis=1))]
        lengths.append(len(place) | (HOLE if hole else 0))
        places.append(place)
    steps = np.diff(np.concatenate(places), axis=0, prepend=np.zeros((1, 2), "<i2")).astype("<i2")
    head = np.array([len(lengths), *lengths], dtype="<u2")
    # All low bytes, then all high bytes: those are mostly 0 or 255.
    return zlib.compress(head.tobytes() + steps.T.copy().view(np.uint8).reshape(-1, 2).T.tobytes(), 9)


def main(source: Path, to: Path) -> None:
    """Pack one file."""
    topology = json.loads(source.read_text(encoding="utf-8"))
    lines = arcs(topology)
    (land,) = topology["objects"]["land"]["geometries"]
    curves = [curve(ring, lines) for polygon in land["arcs"] for ring in polygon]
    found = [
        (ring, number > 0)
        for polygon in seam.polygons(curves, has_pole=False)
        for number, ring in enumerate(polygon)
        if area(ring) > SMALLEST_DEG2
    ]
    found.sort(key=lambda pair: pair[1])  # holes last: they are drawn over what is around them
    to.write_bytes(packed(found))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))

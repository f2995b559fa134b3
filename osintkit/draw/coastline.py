"""The coasts of the world, as a map of the whole globe needs them: Natural Earth, 1:110 million.

Natural Earth is in the public domain. `coastline.bin` is made by tests/reference/coastline.py: zlib over
little-endian 16-bit numbers: how many rings; of each, its number of points (plus `HOLE`); then the
differences of all longitudes and of all latitudes, in hundredths of a degree and modulo 65536, as
all low bytes followed by all high bytes.
"""

import zlib
from functools import lru_cache
from importlib import resources
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

HOLE = 0x8000
"""Added to the number of points of a ring which is water: the Caspian Sea."""
PER_DEG = 100
"""Steps of the packed numbers in a degree."""

_EDGE_DEG = 0.02


class Ring(NamedTuple):
    """The outline of a piece of land, or of a lake as large as a sea.

    Attributes:
        places: (points, 2), longitude -180 to 180 and latitude -90 to 90 in degrees; the last is the first.
        water: whether it is water in land. Such rings come last.
    """

    places: NDArray[np.float64]
    water: bool


@lru_cache(maxsize=1)
def land() -> tuple[Ring, ...]:
    """Where is land? Rings cut at longitude 180; Antarctica reaches down to latitude -90."""
    data = zlib.decompress(resources.files("osintkit.draw").joinpath("coastline.bin").read_bytes())
    count = int(np.frombuffer(data, "<u2", count=1)[0])
    lengths = np.frombuffer(data, "<u2", count=count, offset=2)
    body = np.frombuffer(data, np.uint8, offset=2 + 2 * count)
    steps = np.ascontiguousarray(body.reshape(2, -1).T).view("<i2").reshape(2, -1)
    places = np.cumsum(steps, axis=1, dtype=np.int16).T / PER_DEG
    rings = np.split(places, np.cumsum(lengths & (HOLE - 1), dtype=np.int64)[:-1])
    return tuple(Ring(ring, bool(length & HOLE)) for ring, length in zip(rings, lengths, strict=True))


def coasts() -> list[NDArray[np.float64]]:
    """Where land meets water: lines like those of `land`, without the cuts at the ends of the map."""
    found = []
    for places, _water in land():
        end = (np.abs(places[:, 0]) > 180.0 - _EDGE_DEG) | (places[:, 1] < -90.0 + _EDGE_DEG)
        found += np.split(places, np.flatnonzero(end[1:] & end[:-1]) + 1)
    return [line for line in found if len(line) > 1]

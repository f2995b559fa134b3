"""Where within a band an offset from UTC is legal time: what is left of it when only a clock is known."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from osintkit.clock import legal
from osintkit.sun import circles
from osintkit.sun.circles import Circle
from osintkit.sun.seam import Ring

APART_KM, END_KM = 120.0, 30.0
"""Distance of the places asked about, and how exactly the ends of a part are found."""
_MOST_CIRCLES, _FEWEST_CIRCLES = 5, 3
_FINE_KM = 0.7
_SLOWEST_H, _FASTEST_H, _ANTARCTIC_DEG = -2.0, 4.5, -60.0
"""How far from the sun's time clocks were since 1970, but for whole days and the Antarctic's bases.

Asking for a zone is slow.
"""
_MARK_DEG = 0.05  # of longitude, to both sides of a place that is shown by itself

Floats = NDArray[np.float64]


def parts(sun: Circle, inner_deg: float, outer_deg: float, *, offset: timedelta, utc_s: float) -> list[Ring]:
    """Parts of circles all across the band for whose places the offset is legal time, as GeoJSON lines.

    What is smaller than their distance is not overlooked as long as the tz database has its main place.

    Args:
        sun: where the sun is overhead; its radius does not matter.
        inner_deg: radius of the band's inner edge.
        outer_deg: of its outer edge.
        offset: from UTC.
        utc_s: the instant, POSIX seconds.
    """
    law = _Law(offset, utc_s)
    wanted = round((outer_deg - inner_deg) * circles.KM_PER_DEG / APART_KM)
    across = np.linspace(inner_deg, outer_deg, max(_FEWEST_CIRCLES, min(_MOST_CIRCLES, wanted)))
    found = [
        arc
        for radius in across.tolist()
        for arc in circles.arcs_where(
            Circle(sun.lat_deg, sun.lon_deg, radius),
            law.holds,
            step_km=APART_KM,
            end_km=END_KM,
            chord_km=_FINE_KM,
        )
    ]
    return found + law.main_places(sun, inner_deg, outer_deg)


class _Law:
    """Whose clocks show an offset at an instant."""

    def __init__(self, offset: timedelta, utc_s: float) -> None:
        self._offset, self._instant = offset, datetime.fromtimestamp(utc_s, UTC)
        self._fits = lru_cache(maxsize=1024)(self._has)

    def _has(self, zone: str) -> bool:
        return self._instant.astimezone(legal.zone(zone)).utcoffset() == self._offset

    def holds(self, lat_deg: Floats, lon_deg: Floats) -> NDArray[np.bool_]:
        """Whether the offset is legal at each place."""
        odd_h = (self._offset.total_seconds() / 3600.0 - lon_deg / 15.0 + 12.0) % 24.0 - 12.0
        held = ((odd_h >= _SLOWEST_H) & (odd_h <= _FASTEST_H)) | (lat_deg < _ANTARCTIC_DEG)
        for at in np.flatnonzero(held).tolist():
            names = legal.names_at(lat_deg=float(lat_deg[at]), lon_deg=float(lon_deg[at]))
            held[at] = any(map(self._fits, names))
        return np.asarray(held)

    def main_places(self, sun: Circle, inner_deg: float, outer_deg: float) -> list[Ring]:
        """A short line through the main place of each zone that lies in the band."""
        lat, lon = _main_places()
        overhead = {"sun_lat_deg": sun.lat_deg, "sun_lon_deg": sun.lon_deg}
        away = circles.departure_deg(lat, lon, **overhead, radius_deg=0.0)
        within = np.flatnonzero((away >= inner_deg) & (away <= outer_deg)).tolist()
        named = [legal.places()[at] for at in within]
        return [
            [[max(x - _MARK_DEG, -180.0), y], [min(x + _MARK_DEG, 180.0), y]]
            for y, x, zone in named
            if self._fits(zone)
        ]


@lru_cache(maxsize=1)
def _main_places() -> tuple[Floats, Floats]:
    """Latitudes and longitudes of the main places of all zones."""
    lat, lon = np.array([place[:2] for place in legal.places()]).T
    return lat, lon

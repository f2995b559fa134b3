"""Addresses of a place on the imagery and map sites that analysts use. They are printed, never opened.

Forms that a site documents: Google (Maps URLs), Bing (custom map URL), Yandex (launch the web version), Apple
(map links), OpenStreetMap. The others are forms that the site itself puts into its address bar.
"""

import math
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from osintkit.coords.ellipsoid import checked, metres_per_degree
from osintkit.coords.notation_out import decimals, fixed
from osintkit.errors import UsageError

_MERCATOR_DEG: Final = 85.05
"""Where the square world of web maps ends."""
_FINEST_ZOOM: Final = 18
_SENTINEL_ZOOM: Final = 16  # its pixels are 10 m
_WORLD_PX: Final = 256
_ACROSS_PX: Final = 1000
_NARROWEST_M: Final = 500.0


class Link(NamedTuple):
    """One address.

    Attributes:
        name: of the site and of what it shows.
        url: to be opened by a person.
    """

    name: str
    url: str


class _View(NamedTuple):
    """What the addresses are made of, as text."""

    lat: str
    lon: str
    zoom: int
    across_m: int
    box: str  # west, south, east, north of some 200 km
    utc: datetime | None
    local: datetime | None


def links(
    lat_deg: float,
    lon_deg: float,
    *,
    precision_m: float,
    utc: datetime | None = None,
    local: datetime | None = None,
) -> tuple[Link, ...]:
    """Where can imagery and maps of this place be looked at?

    Args:
        lat_deg: latitude, -90 to 90.
        lon_deg: longitude, -180 to 180.
        precision_m: how well the position is known; no address has decimals that are finer than that, and the
            view is some times as wide.
        utc: an instant with its zone; sites with dated imagery open on its day in UTC.
        local: what clocks showed there at that instant, for SunCalc, which counts in local time. Without it
            SunCalc opens at noon of the day in UTC.

    Returns:
        Sites in the order in which they are usually tried; near the poles only those that show them.

    Raises:
        UsageError: it is no position, the precision is no positive number, or ``utc`` has no zone.
    """
    checked(lat_deg, lon_deg)
    if utc is not None and utc.utcoffset() is None:
        raise UsageError("The time of a link needs a zone.", "Give it with Z or an offset.")
    digits = decimals(lat_deg, precision_m=precision_m)
    across_m = max(_NARROWEST_M, 8 * precision_m)
    view = _View(
        lat=fixed(lat_deg, digits),
        lon=fixed(lon_deg, digits),
        zoom=_zoom(lat_deg, across_m),
        across_m=math.ceil(across_m),
        box=_box(lat_deg, lon_deg, digits),
        utc=None if utc is None else utc - (utc.utcoffset() or timedelta()),
        local=local,
    )
    polar = abs(lat_deg) > _MERCATOR_DEG
    return tuple(Link(name, url(view)) for name, url in _SITES if not polar or name in _SHOW_POLES)


def _zoom(lat_deg: float, across_m: float) -> int:
    """Zoom at which a web map of usual size shows at least that much."""
    world_m = 360 * metres_per_degree(lat_deg)[1]
    shown = max(world_m, 1.0) / across_m * _ACROSS_PX / _WORLD_PX
    return max(1, min(math.floor(math.log2(max(shown, 1.0))), _FINEST_ZOOM))


def _box(lat_deg: float, lon_deg: float, digits: int) -> str:
    """A hundred kilometres each way: what the pixels of daily satellites, 250 m, are good for."""
    up_deg = 0.9
    side_deg = min(round(up_deg / max(math.cos(math.radians(lat_deg)), 0.01), 1), 45.0)
    south, north = max(-90.0, lat_deg - up_deg), min(90.0, lat_deg + up_deg)
    corners = (lon_deg - side_deg, south, lon_deg + side_deg, north)
    return ",".join(fixed(corner, digits) for corner in corners)


def _google(at: _View) -> str:
    return (
        f"https://www.google.com/maps/@?api=1&map_action=map&center={at.lat}%2C{at.lon}"
        f"&zoom={at.zoom}&basemap=satellite"
    )


def _street_view(at: _View) -> str:
    return f"https://www.google.com/maps/@?api=1&map_action=pano&viewpoint={at.lat}%2C{at.lon}"


def _earth(at: _View) -> str:
    return f"https://earth.google.com/web/@{at.lat},{at.lon},0a,{at.across_m}d,35y,0h,0t,0r"


def _bing(at: _View) -> str:
    point = f"sp=point.{at.lat}_{at.lon}"
    return f"https://www.bing.com/maps?cp={at.lat}~{at.lon}&lvl={at.zoom}&style=a&{point}"


def _yandex(at: _View) -> str:
    spot = f"{at.lon}%2C{at.lat}"  # longitude first
    return f"https://yandex.com/maps/?ll={spot}&z={at.zoom}&l=sat&pt={spot}"


def _apple(at: _View) -> str:
    return f"https://maps.apple.com/?ll={at.lat},{at.lon}&z={at.zoom}&t=k"


def _openstreetmap(at: _View) -> str:
    marker = f"mlat={at.lat}&mlon={at.lon}"
    return f"https://www.openstreetmap.org/?{marker}#map={at.zoom}/{at.lat}/{at.lon}"


def _wikimapia(at: _View) -> str:
    return f"https://wikimapia.org/#lang=en&lat={at.lat}&lon={at.lon}&z={at.zoom}&m=w"


def _wayback(at: _View) -> str:
    centre = f"{at.lon}%2C{at.lat}%2C{at.zoom}"  # longitude first
    return f"https://livingatlas.arcgis.com/wayback/#mapCenter={centre}&mode=explore"


def _copernicus(at: _View) -> str:
    zoom = min(at.zoom, _SENTINEL_ZOOM)
    url = f"https://browser.dataspace.copernicus.eu/?zoom={zoom}&lat={at.lat}&lng={at.lon}"
    if at.utc is None:
        return url
    day = f"{at.utc:%Y-%m-%d}"
    dated = f"&fromTime={day}T00%3A00%3A00.000Z&toTime={day}T23%3A59%3A59.999Z"
    return f"{url}&themeId=DEFAULT-THEME&datasetId=S2_L2A_CDAS{dated}"


def _worldview(at: _View) -> str:
    day = "" if at.utc is None else f"&t={at.utc:%Y-%m-%d}"
    return f"https://worldview.earthdata.nasa.gov/?v={at.box}{day}"


def _zoom_earth(at: _View) -> str:
    time = "" if at.utc is None else f"/date={at.utc:%Y-%m-%d,%H:%M},+0"
    return f"https://zoom.earth/maps/satellite/#view={at.lat},{at.lon},{at.zoom}z{time}"


def _mapillary(at: _View) -> str:
    return f"https://www.mapillary.com/app/?lat={at.lat}&lng={at.lon}&z={at.zoom}"


def _suncalc(at: _View) -> str:
    url = f"https://www.suncalc.org/#/{at.lat},{at.lon},{at.zoom}"
    if at.local is not None:
        return f"{url}/{at.local:%Y.%m.%d/%H:%M}/1/3"
    return url if at.utc is None else f"{url}/{at.utc:%Y.%m.%d}/12:00/1/3"


def _peakvisor(at: _View) -> str:
    return f"https://peakvisor.com/panorama.html?lat={at.lat}&lng={at.lon}"


_SITES: Final[tuple[tuple[str, Callable[[_View], str]], ...]] = (
    ("Google Maps, satellite", _google),
    ("Google Earth", _earth),
    ("Bing Maps, aerial", _bing),
    ("Yandex Maps, satellite", _yandex),
    ("Apple Maps, satellite", _apple),
    ("Esri World Imagery Wayback", _wayback),
    ("Copernicus Browser, Sentinel", _copernicus),
    ("NASA Worldview", _worldview),
    ("Zoom Earth", _zoom_earth),
    ("OpenStreetMap", _openstreetmap),
    ("Wikimapia", _wikimapia),
    ("Google Street View", _street_view),
    ("Mapillary", _mapillary),
    ("PeakVisor, panorama", _peakvisor),
    ("SunCalc", _suncalc),
)
_SHOW_POLES: Final = frozenset({"Google Earth", "NASA Worldview"})

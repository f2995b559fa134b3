"""What map sites mean by the numbers in their links, as each writes them. No link is ever opened.

A pattern names what it finds: ``lat`` and ``lon``; the box ``west south east north``; ``text``, words that
were searched for; ``latlons`` and ``lonlats``, several points in a row; ``height``, metres; or a packed code.
Some sites write both orders: of Yandex, ``ll`` is longitude first and ``rtext`` latitude first.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from osintkit.coords.datums import BD_09, GCJ_02
from osintkit.coords.position import ASSUMED

VIEW = "centre of the view, not a pin"
BOX = "centre of the box in view, not a pin; its size is the precision"
PIN = "pin"
STREET = "where the street-level camera stands"
ROUTE = "point of a route"
SEARCH = "the point searched for"
NAMED = "point named in the link"
EYE = "where the panorama is seen from"

_N = r"[-+]?(?:\d{1,12}(?:\.\d{0,30})?|\.\d{1,30})(?:[eE]-\d{1,2})?(?![\d.])"
_LAT, _LON = rf"(?P<lat>{_N})", rf"(?P<lon>{_N})"
_C = r"[ +]*,[ +]*"
_PAIR, _RAIP = _LAT + _C + _LON, _LON + _C + _LAT
_WSEN = rf"(?P<west>{_N}){_C}(?P<south>{_N}){_C}(?P<east>{_N}){_C}(?P<north>{_N})"
_ZOOM = r"\d{1,2}(?:\.\d{0,30})?"
_SLASHED = rf"{_ZOOM}/{_LAT}/{_LON}"
_DEHSALS = rf"{_ZOOM}/{_LON}/{_LAT}"


class Form(NamedTuple):
    """One way in which a site writes a position, and what that position is."""

    source: str
    says: str

    @property
    def pattern(self) -> re.Pattern[str]:
        """Compiled when it is first needed: most sites never are."""
        return _compiled(self.source)


class Site(NamedTuple):
    """A site: its name, its hosts, how it writes positions (best first), and what its numbers refer to."""

    name: str
    hosts: str
    forms: tuple[Form, ...]
    datum: str = ASSUMED


@lru_cache(maxsize=512)
def _compiled(source: str) -> re.Pattern[str]:
    return re.compile(source, re.IGNORECASE | re.DOTALL)


def site_of(host: str) -> Site | None:
    """Which site is it? Subdomains count; a host that only begins like one does not."""
    return next((site for site in SITES if _compiled(site.hosts).fullmatch(host)), None)


def _key(names: str, value: str) -> str:
    """A value by its name in the query or the fragment."""
    return rf"(?<![^?&#;!/])(?:{names})={value}"


def _text(names: str) -> str:
    return _key(names, r"(?P<text>[^&#]+)")


def _named(lat: str = "lat", lon: str = "lon|lng") -> str:
    """Both by their names, in either order."""
    return rf"^(?=.*?{_key(lat, _LAT)})(?=.*?{_key(lon, _LON)})"


def _site(name: str, hosts: str, *forms: tuple[str, str], datum: str = ASSUMED) -> Site:
    return Site(name, rf"(?:[\w-]+\.)*(?:{hosts})", tuple(Form(*form) for form in forms), datum)


def _views(name: str, hosts: str, says: str = VIEW) -> Site:
    """A site that only names ``lat`` and ``lon`` (or ``lng``), or has ``#zoom/lat/lon``."""
    return _site(name, hosts, (_named("lat|latitude", "lon|lng|long|longitude"), says), (_HASH, VIEW))


_HASH = rf"(?:[#&?]|#.*?/)(?:map=|m=)?{_SLASHED}"
_SIDES = (
    rf"^(?=.*?minlon=(?P<west>{_N}))(?=.*?minlat=(?P<south>{_N}))"
    rf"(?=.*?maxlon=(?P<east>{_N}))(?=.*?maxlat=(?P<north>{_N}))"
)
_AT = rf"/@{_PAIR}"

SITES = (
    _site(
        "Google Earth", r"earth\.google\.[a-z.]+",
        (r"/search/(?P<text>[^/?#]+)", SEARCH),
        (rf"{_AT},(?P<height>{_N})a\b", VIEW),
        (_AT, VIEW),
    ),
    _site(
        "Google Timelapse", r"earthengine\.google\.[a-z.]+",
        (_key("v", rf"{_PAIR},[\d.]+(?:,z)?,latLng"), VIEW), (_named(), VIEW),
    ),
    _site(
        "Google Maps", r"google\.[a-z]{2,3}(?:\.[a-z]{2})?|googleapis\.com|comgooglemaps",
        (rf"!3d{_LAT}!4d{_LON}", "pin of the place"),
        (r"/(?:place|search)/(?P<text>[^/?#]+)", SEARCH),
        (_text("q|query"), SEARCH),
        (_key("markers", r"(?P<latlons>[^&#]+)"), PIN),
        (_key("cbll|viewpoint|location", _PAIR), STREET),
        (rf"!1d{_LON}!2d{_LAT}(?!!3d)", ROUTE),
        (r"/dir/(?P<latlons>[^@?#]+)", ROUTE),
        (_key("waypoints|path", r"(?P<latlons>[^&#]+)"), ROUTE),
        (_text("origin|saddr"), "start of a route"),
        (_key("destination|daddr", r"(?P<latlons>[^&#]+)"), "end of a route"),
        (rf"{_AT},\d+a\b", STREET),
        (_AT, VIEW),
        (rf"!1d{_N}!2d{_LON}!3d{_LAT}", VIEW),
        (rf"[?&#/](?:ll|center)={_PAIR}", VIEW),
        (_key("sll", _PAIR), "centre of the view at an earlier search, not a pin"),
    ),
    _site("Plus codes", r"plus\.codes", (r"/(?P<text>[^?#]+)", "cell of the plus code")),
    _site(
        "Bing Maps", r"bing\.(?:com|net)|virtualearth\.net|bingmaps",
        (rf"point\.{_LAT}_{_LON}", PIN),
        (_key("pp", _PAIR), PIN),
        (_text("q|where1|ss"), SEARCH),
        (rf"pos\.{_LAT}_{_LON}", ROUTE),
        (rf"^(?=.*?destination\.latitude={_LAT})(?=.*?destination\.longitude={_LON})", "end of a route"),
        (_key("cp", rf"{_LAT}~{_LON}"), VIEW),
    ),
    _site(
        "Yandex Maps", r"yandex\.(?:[a-z]{2,3}|com?\.[a-z]{2})|yandexmaps|yandexnavi|ya\.ru",
        (_key(r"(?:whatshere|poi)\[point\]", _RAIP), "the point asked about"),
        (_key("pt", r"(?P<lonlats>[^&#]+)"), PIN),
        (_key(r"panorama\[point\]", _RAIP), STREET),
        (_text("text"), SEARCH),
        (_key("rtext", r"(?P<latlons>[^&#]+)"), ROUTE),
        (_key("rl", _RAIP), "where the ruler begins"),
        (_named("lat_to", "lon_to"), "end of a route"),
        (_key("ll", _RAIP), VIEW),
        (_key("sll|ull", _RAIP), "centre of the view at an earlier search, not a pin"),
    ),
    _site(
        "OpenStreetMap", r"openstreetmap\.org|osm\.org",
        (_named("mlat", "mlon"), PIN),
        (_key("marker", _PAIR), PIN),
        (_text("query"), SEARCH),
        (_key("route", r"(?P<latlons>[^&#]+)"), ROUTE),
        (_text("from"), "start of a route"),
        (_text("to"), "end of a route"),
        (r"/go/(?P<osm_short>[\w~@-]+={0,2})", VIEW),
        (rf"/query(?=.*?[?&]lat={_LAT})(?=.*?[?&]lon={_LON})", "the point asked about"),
        (_HASH, VIEW),
        (_key("bbox", _WSEN), BOX),
        (_SIDES, BOX),
        (_named("lat", "lon"), VIEW),
    ),
    _site("Wikimapia", r"wikimapia\.org", (_named("lat", "lon"), VIEW)),
    _site(
        "Apple Maps", r"maps\.apple\.com|beta\.maps\.apple\.com",
        (_key("coordinate", _PAIR), "pin of the place"),
        (_text("q"), SEARCH),
        (_text("saddr|source"), "start of a route"),
        (_text("daddr|destination"), "end of a route"),
        (_text("address"), SEARCH),
        (r"^(?=.*?(?<![^?&#])(?:q|name)=).*?(?<![^?&#])ll=" + _PAIR, "pin, named in the link"),
        (_key("ll|center", _PAIR), VIEW),
        (_key("sll|near", _PAIR), "centre of an earlier search, not a pin"),
    ),
    _views("Copernicus Browser", r"browser\.dataspace\.copernicus\.eu"),
    _views("Sentinel Hub", r"(?:apps\.)?sentinel-hub\.com"),
    _site(
        "NASA Worldview", r"worldview\.earthdata\.nasa\.gov|worldview\.uat\.earthdata\.nasa\.gov",
        (_key("v", _WSEN), BOX), (_key("marker|s", _RAIP), PIN),
    ),
    _site("NASA FIRMS", r"firms\d?\.modaps\.eosdis\.nasa\.gov|firms\.nasa\.gov", (rf"@{_RAIP}", VIEW)),
    _site(
        "Zoom Earth", r"zoom\.earth",
        (rf"(?<=place=){_PAIR}", PIN), (rf"(?<=view=){_PAIR}", VIEW), (rf"#{_PAIR}", VIEW),
    ),
    _site(
        "HERE", r"here\.com",
        (rf"/l/{_PAIR}", PIN),
        (rf"(?<=/r/)(?P<latlons>{_N},{_N}(?:/[^?#]*)?)", ROUTE),
        (r"/(?:directions/[^/?#]+|location)(?P<latlons>/[^?#]+)", NAMED),
        (_key("map", _PAIR), VIEW),
    ),
    _site(
        "Waze", r"waze\.com|waze",
        (_key("ll|latlng", _PAIR), "point to drive to"),
        (_key("to", rf"ll\.{_PAIR}"), "end of a route"),
        (_key("from", rf"ll\.{_PAIR}"), "start of a route"),
        (_text("q"), SEARCH),
        (r"/ul/h(?P<geohash>[0-9b-hjkmnp-z]{4,14})(?![\w-])", "point to drive to"),
        (_named("lat", "lon|lng"), VIEW),
    ),
    _site(
        "2GIS", r"2gis\.[a-z]{2,3}(?:\.[a-z]{2})?|dublgis",
        (rf"/geo/(?:\d+/)?{_RAIP}", "the point asked about"),
        (r"/points/(?P<lonlats>[^?#]+)", ROUTE),
        (rf"/(?:to|from)/{_RAIP}", ROUTE),
        (_key("start|finish|to|from", _RAIP), ROUTE),
        (_key("m|center", _RAIP), VIEW),
        (rf"/center/{_RAIP}", VIEW),
    ),
    _site(
        "Baidu Maps", r"map\.baidu\.com|baidumap",
        (_key("location|latlng|center|destination|origin", rf"(?:latlng:)?{_PAIR}"), NAMED),
        datum=BD_09,
    ),
    _site(
        "Amap (Gaode)", r"amap\.com|autonavi\.com|iosamap|androidamap",
        (_key("position|to|from|center|dest|location|markers", _RAIP), NAMED),
        (_named("lat|dlat", "lng|lon|dlon"), NAMED),
        (rf"(?<![^?&#!])q={_PAIR}", PIN),
        (_key("p", rf"\w+,{_PAIR}"), PIN),
        datum=GCJ_02,
    ),
    _site(
        "Tencent Maps", r"map\.qq\.com|map\.wap\.qq\.com|qqmap",
        (rf"coord:{_PAIR}", PIN),
        (_key("center|tocoord|fromcoord|coord", _PAIR), NAMED),
        (_named("y|lat", "x|lng"), NAMED),
        datum=GCJ_02,
    ),
    _site(
        "Mapy.com", r"mapy\.(?:cz|com)",
        (rf"^(?=.*?source=coor(?:&|$))(?=.*?(?<![^?&#])id={_RAIP})", PIN),
        (_key("start|end", _RAIP), ROUTE),
        (_key("center", _RAIP), VIEW),
        (_named("y", "x"), VIEW),
    ),
    _site("Planet", r"planet\.com", (rf"center[/=]{_RAIP}", VIEW)),
    _site("Soar", r"soar\.earth|soaratlas\.com", (_key("pos", _PAIR), VIEW)),
    _site(
        "Windy", r"windy\.com",
        (rf"/{_LAT}/{_LON}(?![\d.])", PIN), (rf"[?,]{_PAIR},\d", VIEW), (rf"\?{_PAIR}", VIEW),
    ),
    _site("Flightradar24", r"flightradar24\.com|fr24\.com", (rf"/{_PAIR}(?:/[\d.]+)?(?![\w.])", VIEW)),
    _site(
        "MarineTraffic", r"marinetraffic\.com",
        (rf"^(?=.*?centery:{_LAT})(?=.*?centerx:{_LON})", VIEW), (_named("lat|centery", "lon|centerx"), VIEW),
    ),
    _site("Liveuamap", r"liveuamap\.com", (rf"(?<![a-z])ll[=/]{_LAT}[,;]{_LON}", VIEW), (_HASH, VIEW)),
    _views("PeakVisor", r"peakvisor\.com", EYE),
    _views("PeakFinder", r"peakfinder\.(?:org|com)", EYE),
    _site(
        "SunCalc", r"suncalc\.(?:org|net)|mooncalc\.org",
        (rf"#/{_PAIR}", "the point whose sun is shown"), (_named(), "the point whose sun is shown"),
    ),
    _views("Shadowmap", r"shadowmap\.org"),
    _site("ShadeMap", r"shademap\.app", (rf"!{_LAT}!{_LON}", PIN), (_AT, VIEW)),
    _views("Mapillary", r"mapillary\.com"),
    _site("KartaView", r"kartaview\.org|openstreetcam\.org", (_AT, VIEW)),
    _site(
        "Esri", r"arcgis\.com|arcgisonline\.com",
        (_key("marker", _RAIP), PIN),
        (_key("mapCenter|center", _RAIP), VIEW),
        (_key("ext|extent", _WSEN), BOX),
    ),
    _site("Satellites.pro", r"satellites\.pro", (rf"#{_PAIR}", VIEW)),
    _site("Strava", r"strava\.com", (rf"[#/]{_DEHSALS}", VIEW)),
    _site("MapTiler", r"maptiler\.com", (rf"[#/]{_DEHSALS}", VIEW)),
    _site("earth.nullschool", r"nullschool\.net", (rf"loc={_RAIP}", PIN), (rf"={_RAIP},", VIEW)),
    _site("Ventusky", r"ventusky\.com", (_key("p|pos", rf"{_LAT};{_LON}"), VIEW)),
    _site("ViaMichelin", r"viamichelin\.[a-z.]+", (_key("position", rf"{_LAT};{_LON}"), VIEW)),
    _site("Gaia GPS", r"gaiagps\.com", (_key("loc", _DEHSALS), VIEW), (_named(), VIEW)),
    _site("Géoportail", r"geoportail\.gouv\.fr|ign\.fr", (_key("c", _RAIP), VIEW), (_named(), VIEW)),
    _site("OpenAerialMap", r"openaerialmap\.org", (rf"#/{_RAIP}", VIEW)),
    _site("Qwant Maps", r"qwant\.com", (rf"latlon:{_LAT}:{_LON}", PIN), (_HASH, VIEW)),
    _site(
        "OsmAnd", r"osmand\.net",
        (_key("pin", _PAIR), PIN), (_key("start|finish", _PAIR), ROUTE), (_named(), PIN), (_HASH, VIEW),
    ),
    _site(
        "Overpass turbo", r"overpass-turbo\.(?:eu|osm\.ch)",
        (_key("C", rf"{_LAT};{_LON}"), VIEW), (_named(), VIEW),
    ),
    _site("MapQuest", r"mapquest\.com", (rf"/latlng/{_PAIR}", PIN), (_key("center", _PAIR), VIEW)),
    _site(
        "Organic Maps", r"maps\.me|organicmaps\.app|omaps\.app|om",
        (_key("ll|map", _PAIR), PIN), (rf"/{_PAIR}", PIN),
    ),
    _site("Kakao Map", r"map\.kakao\.com", (rf"/link/(?:map|to|roadview)/(?:[^/?#]*,)?{_PAIR}", PIN)),
    _site("Geohash", r"geohash\.org", (r"/(?P<geohash>[0-9b-hjkmnp-z]{4,24})(?![\w-])", "geohash")),
    _site(
        "GeoHack", r"geohack\.[a-z.]+|wmflabs\.org|toolforge\.org",
        (_key("params", r"(?P<geohack>[^&#]+)"), "position of the article"),
    ),
    _site("what3words", r"what3words\.com", (rf"/{_PAIR}", PIN)),
    _site("SkyVector", r"skyvector\.com", (_key("ll", _PAIR), VIEW)),
    _site("CalTopo", r"caltopo\.com|sartopo\.com", (_key("ll", _PAIR), VIEW)),
    _site("Flickr", r"flickr\.com", (_named("fLat", "fLon"), VIEW)),
    _site("X", r"(?:twitter|x)\.com", (rf"geocode:{_PAIR}", "centre of the area searched")),
    _views("ADS-B Exchange", r"adsbexchange\.com|adsb\.(?:fi|lol)"),
    _views("LandViewer", r"eos\.com"),
    _views("F4map", r"f4map\.com"),
    _views("DeepState Map", r"deepstatemap\.live"),
    _views("OpenTopoMap", r"opentopomap\.org"),
    _views("OpenStreetMap", r"openstreetmap\.[a-z]{2,3}|osmapp\.org|openinframap\.org|openrailwaymap\.org"),
)  # fmt: skip
"""The first whose host fits; subdomains count."""

SHORTENERS = re.compile(
    r"(?:maps\.app\.)?goo\.gl|g\.co|bit\.ly|t\.co|tinyurl\.com|is\.gd|ow\.ly|rb\.gy|cutt\.ly|lnkd\.in|arcg\.is|binged\.it"
    r"|(?:surl|j)\.amap\.com|j\.map\.baidu\.com|her\.is|on\.here\.com|go\.2gis\.com|w3w\.co|maps\.apple|ge0\.me|omaps\.app"
    r"|sentinelshare\.page\.link|link\.dataspace\.copernicus\.eu|t\.ly|shorturl\.at|vk\.cc|clck\.ru|naver\.me|kko\.to|eo\.lc|osm\.li|u\.osmfr\.org"
)
"""Hosts of links that lead elsewhere; some paths of other hosts do as well."""
SHORT_PATHS = re.compile(r"^/maps/-/|^/s/[a-z]{6,}$|^/p/|^/url/", re.IGNORECASE)

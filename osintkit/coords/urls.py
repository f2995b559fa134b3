"""Positions in the addresses of map sites: read from their letters, never opened."""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from osintkit.coords import shortcodes, sites
from osintkit.coords.datums import BD_09, GCJ_02
from osintkit.coords.ellipsoid import wrapped
from osintkit.coords.hemispheres import meaning
from osintkit.coords.position import ASSUMED, STATED, Position, half_unit, on_ground_m
from osintkit.errors import UsageError

Reader = Callable[[str], tuple[Position, ...]]

_START = re.compile(
    r"(?:[a-z][a-z0-9+.-]{0,30}:)?//(?!/)|(?:[\w-]{1,63}\.){1,6}[a-z]{2,24}(?::\d{1,5})?[/?#]", re.IGNORECASE
)
_APP = re.compile(
    r"(?:google\.navigation|comgooglemaps|bingmaps|ms-drive-to|maps|waze|om)[:?]", re.IGNORECASE
)
_INSIDE = re.compile(r"https?://\S+", re.IGNORECASE)
_BEGINS = re.compile(r"(?:^|[\s<(])https?://", re.IGNORECASE)
_PARTS = re.compile(
    r"(?:(?P<scheme>[a-z][a-z0-9+.-]{0,30}):)?(?P<slashes>//)?(?:[^/?#@]*@)?"
    r"(?P<host>[^/?#:]*)(?P<port>:\d*)?(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_APPS = {
    "google.navigation": "google.com", "comgooglemaps": "google.com", "bingmaps": "bing.com",
    "ms-drive-to": "bing.com", "maps": "maps.apple.com", "waze": "waze.com", "yandexmaps": "yandex.com",
    "yandexnavi": "yandex.com", "om": "om", "baidumap": "map.baidu.com", "iosamap": "amap.com",
    "androidamap": "amap.com", "qqmap": "map.qq.com",
}  # fmt: skip
"""Apps that open links of their own, and the site they belong to."""
_ESCAPES = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_NESTED = re.compile(r"(?<=[=/])https?(?::|%3A)(?:/|%2F){1,2}.+", re.IGNORECASE | re.DOTALL)
_N = r"[-+]?\d{1,3}(?:\.\d{0,30})?(?![\d.])"
_D = r"[-+]?\d{1,3}\.\d{1,30}(?![\d.])"
_PAIR = re.compile(
    rf"\s*(?:(?P<name>[^\d:@][^:@]*)[:@])?\s*(?P<one>{_N})(?:\s*,\s*|\s+)(?P<other>{_N})(?=$|[^\d.°'\"NSEW])"
)
_BEHIND = re.compile(r"\s*(?:\(.*|,?\s*\d{1,2}(?:\.\d+)?z|[,;]?\s*(?P<word>[^\W\d_]+)\D*)?", re.DOTALL)
"""What may stand behind two numbers that are all of a position: a name, or a zoom."""
_PLUS_CODE = re.compile(
    r"(?<![.\w])(?=[\d+]*[CFGHJMPQRVWX])[2-9CFGHJMPQRVWX]{4}"
    r"(?:(?:[2-9CFGHJMPQRVWX]{4})?\+[2-9CFGHJMPQRVWX]{2,3}|[2-9CFGHJMPQRVWX]{4}\+|[2-9CFGHJMPQRVWX]{0,2}0{2,4}\+)(?!\w)",
    re.IGNORECASE,
)
_NAMED = re.compile(rf"(?<![A-Za-z])([a-z_]{{1,20}})[=:]({_N})", re.IGNORECASE)
_NAMES = (
    ("mlat", "mlon"), ("mlat", "mlng"), ("lat", "lon"), ("lat", "lng"), ("lat", "long"),
    ("latitude", "longitude"), ("clat", "clon"), ("clat", "clng"), ("map_lat", "map_lon"),
    ("center_lat", "center_lon"), ("center_lat", "center_lng"), ("centery", "centerx"), ("y", "x"),
)  # fmt: skip
_ANYWHERE = (
    (re.compile(rf"/@({_D}),({_D})(?![\d.])"), "after an @"),
    (re.compile(rf"#(?:map=)?\d{{1,2}}(?:\.\d+)?/({_D})/({_D})(?![\d.])"), "after a zoom in the fragment"),
    (re.compile(rf"[=/#?]({_D})\s*[,;~]\s*({_D})(?![\d.])"), "side by side"),
)
"""With decimals: whole numbers side by side are sizes, pages and dates."""
_TOO_MANY = 25
_SMALLEST_BOX_M = 1.0
"""A box in view that is smaller was cut from a longer number; it does not make its middle exact."""


class _Address(NamedTuple):
    host: str
    rest: str
    raw: str


def is_link(text: str) -> bool:
    """Whether text is, or holds, the address of a site or an app; a geo: address is none."""
    if ("/" not in text and "?" not in text and ":" not in text) or text[:4].lower() == "geo:":
        return False
    return bool(_START.match(text) or _APP.match(text) or _INSIDE.search(text))


def read(text: str, reader: Reader) -> tuple[Position, ...]:
    """Which positions does an address hold? Pins before the centre of the view.

    Args:
        text: as `osintkit.coords.writing.plain` leaves it.
        reader: reads words that were searched for.

    Returns:
        Each point of the address; what each is stands in ``says``.

    Raises:
        UsageError: it holds none; a short link, or numbers of a kind that cannot be converted.
    """
    if len(_BEGINS.findall(text)) > 1:
        raise UsageError("This holds several links.", "Give one link at a time.")
    if not (_START.match(text) or _APP.match(text)) and (link := _INSIDE.search(text)):
        text = link[0].rstrip(").,;>]'\"")
    return _read(text, reader, depth=0)


def _read(text: str, reader: Reader, *, depth: int) -> tuple[Position, ...]:
    address = _address(text)
    site = sites.site_of(address.host)
    nested = _NESTED.search(address.raw)
    if site is not None:
        _refuse(site, address)
        found = tuple(_by_site(site, address.rest, reader))
        if found:
            return found
    if nested and depth < 3:  # a redirection, an archived page, a consent page
        inner = nested[0] if "://" in nested[0] else decoded(nested[0])
        return _read(
            re.sub(r"^(https?:)/(?!/)", r"\1//", inner, flags=re.IGNORECASE), reader, depth=depth + 1
        )
    if sites.SHORTENERS.fullmatch(address.host) or sites.SHORT_PATHS.match(address.rest):
        raise UsageError(
            "This is a short link; it holds no position, only the way to the long one.",
            "Open it yourself, in a browser you trust, and give the long address.",
        )
    found = tuple(_anywhere(address, site))
    if found:
        return found
    if code := _PLUS_CODE.search(address.rest):
        return reader(code[0])
    raise UsageError(
        f"This address{f' of {site.name}' if site else ''} holds no position.",
        "Open it yourself, set a pin or read the position there, and give that.",
    )


def _address(text: str) -> _Address:
    found = _PARTS.fullmatch(text.split("\n")[0])
    if found is None:
        raise UsageError("This address cannot be taken apart.", "Give the position itself.")
    host, rest = found["host"].lower(), found["rest"]
    app = _APPS.get((found["scheme"] or "").lower())
    if app and not (found["slashes"] and "." in host):
        before = found["host"] + (found["port"] or "")
        host, rest = app, f"?{before}{rest}" if before else rest
    return _Address(host.removeprefix("www."), decoded(rest), rest)


def decoded(text: str) -> str:
    """What percent signs stand for, undone as often as it was done, three times at most."""
    for _ in range(3):
        undone = _ESCAPES.sub(
            lambda found: bytes.fromhex(found[0].replace("%", "")).decode("utf-8", "replace"), text
        )
        if undone == text:
            break
        text = undone
    return text


def _refuse(site: sites.Site, address: _Address) -> None:
    """What is known to be numbers of another kind.

    Raises:
        UsageError: they are.
    """
    if site.datum == BD_09 and re.search(r"(?:/@|[?&]c=)\d{5,9}(?:\.\d+)?,\d{5,9}", address.rest):
        raise UsageError(
            "Baidu's links count metres on a map of its own (BD-09), shifted on purpose; there is no "
            "public way to convert them exactly.",
            "Find the same spot on another map, such as OpenStreetMap, and give its position.",
        )
    if site.name == "NASA Worldview" and re.search(r"[?&]p=(?:arctic|antarctic)", address.rest):
        raise UsageError(
            "This Worldview link counts metres on a polar map, not degrees.",
            "Switch it to the geographic map first.",
        )


def _by_site(site: sites.Site, rest: str, reader: Reader) -> Iterator[Position]:
    """Every position that the site's own forms find, each point once for what it is."""
    seen: set[tuple[str, float, float]] = set()
    datum = STATED if site.datum != ASSUMED and re.search(r"=wgs84", rest, re.IGNORECASE) else site.datum
    datum = GCJ_02 if datum == BD_09 and re.search(r"=gcj02", rest, re.IGNORECASE) else datum
    covered: list[tuple[int, int]] = []
    for form in site.forms:
        for found in form.pattern.finditer(rest):
            span = found.span("lat") if "lat" in form.pattern.groupindex else found.span()
            if span in covered:
                continue
            covered.append(span)
            for position in _of(found, f"{site.name}: {form.says}", datum, reader):
                key = form.says, position.lat_deg, position.lon_deg
                if key not in seen and len(seen) < _TOO_MANY:
                    seen.add(key)
                    yield position


def _of(found: re.Match[str], says: str, datum: str, reader: Reader) -> Iterator[Position]:
    groups = {name: value for name, value in found.groupdict().items() if value}
    if "text" in groups:
        yield from _searched(groups["text"], says, datum, reader)
    elif "west" in groups:
        yield from _box([float(groups[side]) for side in ("west", "south", "east", "north")], says, datum)
    elif "lat" in groups:
        yield from _point(groups["lat"], groups["lon"], says, datum, groups.get("height"))
    elif "latlons" in groups or "lonlats" in groups:
        for part in re.split(r"[~|;/]|[ +]to:", groups.get("latlons") or groups["lonlats"])[:_TOO_MANY]:
            if "latlons" in groups:
                yield from _searched(part, says, datum, reader)
            elif pair := _PAIR.match(part.replace("+", " ")):
                yield from _point(pair["other"], pair["one"], says, datum)
    elif "geohack" in groups:
        yield from _searched(_geohack(groups["geohack"]), says, datum, reader)
    else:
        yield _cell(groups, says, datum)


def _point(lat: str, lon: str, says: str, datum: str, height: str | None = None) -> Iterator[Position]:
    """One point; a view may have been turned past the date line."""
    lat_deg, lon_deg = float(lat), float(lon)
    if abs(lat_deg) > 90 or abs(lon_deg) > 100_000:
        return
    if abs(lon_deg) > 180:
        lon_deg = wrapped(lon_deg)
        says += f"; the map was turned around the globe, so {lon} means {lon_deg:.7g}"
    precision_m = on_ground_m(lat_deg, half_lat_deg=half_unit(lat), half_lon_deg=half_unit(lon))
    yield Position(lat_deg, lon_deg, "url", says, precision_m, float(height) if height else None, datum)


def _box(sides: list[float], says: str, datum: str) -> Iterator[Position]:
    if not (-90 <= sides[1] <= sides[3] <= 90 and max(abs(sides[0]), abs(sides[2])) <= 100_000):
        return
    width_deg = sides[2] - sides[0] if sides[2] >= sides[0] else sides[2] - sides[0] + 360
    lat_deg = (sides[1] + sides[3]) / 2
    half_lat_deg, half_lon_deg = (sides[3] - sides[1]) / 2, min(width_deg, 360) / 2
    precision_m = max(
        on_ground_m(lat_deg, half_lat_deg=half_lat_deg, half_lon_deg=half_lon_deg), _SMALLEST_BOX_M
    )
    yield Position(lat_deg, wrapped(sides[0] + width_deg / 2), "url", says, precision_m, None, datum)


def _searched(text: str, says: str, datum: str, reader: Reader) -> Iterator[Position]:
    """Words in a link: a pair of numbers, latitude first as every site has it; any notation; or a name."""
    code = _PLUS_CODE.search(text)
    text = text.replace("+", " ").strip()
    if code:
        text = text.replace(code[0].replace("+", " "), code[0])
    if text[:1] in "'\"" and text[:1] == text[-1:]:
        text = text[1:-1]
    if pair := _plain_pair(text):
        yield from _point(*pair, says, datum)
        return
    try:
        found = reader(re.sub(r"\s*\([^()]*\)\s*$", "", text.rpartition("@")[2]))
    except UsageError:
        return
    for position in found:
        yield Position(
            position.lat_deg,
            position.lon_deg,
            "url",
            f"{says}; {position.says}",
            position.precision_m,
            position.height_m,
            datum if datum != ASSUMED else position.datum,
        )


def _plain_pair(text: str) -> tuple[str, str] | None:
    """Two decimal numbers with at most a name beside them, and no further number or hemisphere."""
    pair = _PAIR.match(text)
    behind = pair and _BEHIND.fullmatch(text, pair.end())
    if not (pair and behind) or (pair["name"] and meaning(pair["name"].strip())):
        return None
    if behind["word"] and meaning(behind["word"]) is not None:
        return None
    return pair["one"], pair["other"]


def _geohack(text: str) -> str:
    """``39_35_53_N_46_13_52_E_region:AM`` as words, without what follows the letters."""
    parts = text.split("_")
    ends = [at for at, part in enumerate(parts) if part.upper() in {"E", "W", "O"}]
    if any(part.startswith("-") for part in parts[:3]):  # then letters only name the axes
        parts = [{"N": "lat", "E": "lon"}.get(part, part) for part in parts]
    return " ".join(parts[: ends[0] + 1] if ends else parts).replace(";", ", ")


def _cell(groups: dict[str, str], says: str, datum: str) -> Position:
    cell = (
        shortcodes.geohash(groups["geohash"])
        if "geohash" in groups
        else shortcodes.osm_short(groups["osm_short"])
    )
    precision_m = on_ground_m(cell.lat_deg, half_lat_deg=cell.half_lat_deg, half_lon_deg=cell.half_lon_deg)
    return Position(
        cell.lat_deg, cell.lon_deg, "url", f"{says}; centre of the cell", precision_m, None, datum
    )


def _anywhere(address: _Address, site: sites.Site | None) -> Iterator[Position]:
    """What looks like a position in an address whose form is not known here."""
    whose = (
        f"{site.name}, in a form that is not known here"
        if site
        else f"{address.host or 'link'}: site not known"
    )
    datum = site.datum if site else ASSUMED
    named = {name.lower(): value for name, value in _NAMED.findall(address.rest)}
    for lat, lon in _NAMES:
        if lat == "y" and (site or not all("." in named.get(axis, "") for axis in "xy")):
            continue  # of a picture, as a rule
        if lat in named and lon in named:
            yield from _point(named[lat], named[lon], f"{whose}; named {lat} and {lon}", datum)
            return
    if site and any(
        form.pattern.search(address.rest) for form in site.forms if "lat" in form.pattern.groupindex
    ):
        return  # known numbers, and beyond the earth
    for pattern, where in _ANYWHERE:
        if found := pattern.search(address.rest):
            first, second = found.groups()
            says = f"{whose}; two numbers {where}"
            yield from _point(first, second, f"{says}, first read as the latitude", datum)
            yield from _point(second, first, f"{says}, swapped: first read as the longitude", datum)
            return

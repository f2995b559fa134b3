"""What the links of map sites mean, form by form; none is ever opened."""

# ruff: noqa: E501 (links are as long as they are)

import time
from contextlib import suppress

import pytest

from osintkit.coords.notations import read
from osintkit.coords.position import Position
from osintkit.errors import UsageError

LAT, LON = 39.5981, 46.2311
VIEW = "centre of the view, not a pin"

# One position each: the sea of Sev Lake in Armenia, as every site writes it.
ONE = [
    # Google Maps
    ("https://www.google.com/maps/@39.5981,46.2311,17z", "Google Maps", VIEW),
    ("https://www.google.com/maps/@39.5981,46.2311,17z?entry=ttu&g_ep=EgoyMDI0MTI=", "Google Maps", VIEW),
    ("https://www.google.co.uk/maps/@39.5981,46.2311,2000m/data=!3m1!1e3", "Google Maps", VIEW),
    ("https://www.google.com/maps/@39.5981,46.2311,3a,75y,90h,90t/data=!3m6!1e1!3m4!1sAbC!2e0", "Google Maps", "street-level"),
    ("https://www.google.com/maps/d/u/0/viewer?mid=180u1&ll=39.5981%2C46.2311&z=12", "Google Maps", VIEW),
    ("https://maps.google.com/?q=39.5981,46.2311", "Google Maps", "searched"),
    ("http://maps.google.com/maps?q=39.5981,46.2311&z=17&hl=en", "Google Maps", "searched"),
    ("https://maps.google.com/maps?q=loc:39.5981,46.2311", "Google Maps", "searched"),
    ("https://maps.google.com/maps?q=loc:39.5981+46.2311", "Google Maps", "searched"),
    ("https://maps.google.com/maps?q=loc:39.5981,46.2311 (Sev Lake)", "Google Maps", "searched"),
    ("https://maps.google.com/maps?q=39.5981%2C46.2311(Sev%20Lake)", "Google Maps", "searched"),
    ("https://maps.google.com/maps?q=Sev+Lake@39.5981,46.2311", "Google Maps", "searched"),
    ("http://maps.google.com/maps?q=N39.5981,E46.2311", "Google Maps", "searched"),
    ("https://maps.google.com/?ll=39.5981,46.2311&z=12", "Google Maps", VIEW),
    ("http://maps.google.com/maps/ll=39.5981,46.2311,z=11", "Google Maps", VIEW),
    ("https://maps.google.com/maps?cbll=39.5981,46.2311&layer=c", "Google Maps", "street-level"),
    ("https://www.google.com/maps/search/39.5981,+46.2311?entry=tts", "Google Maps", "searched"),
    ("https://www.google.com/maps/search/?api=1&query=39.5981%2C46.2311", "Google Maps", "searched"),
    ("https://www.google.com/maps/place/39.5981,46.2311", "Google Maps", "searched"),
    ("https://www.google.com/maps/@?api=1&map_action=map&center=39.5981%2C46.2311&zoom=12", "Google Maps", VIEW),
    ("https://www.google.com/maps/@?api=1&map_action=pano&viewpoint=39.5981%2C46.2311&heading=-45", "Google Maps", "street-level"),
    ("https://www.google.com/maps/dir/?api=1&destination=39.5981%2C46.2311", "Google Maps", "end of a route"),
    ("https://www.google.com/maps?daddr=39.5981,46.2311&saddr=My+Location", "Google Maps", "end of a route"),
    ("https://www.google.com/maps/dir/Current+Location/39.5981,46.2311", "Google Maps", "route"),
    ("https://www.google.com/maps/embed?pb=!1m18!1m12!1m3!1d24000.5!2d46.2311!3d39.5981!2m3!1f0!2f0", "Google Maps", VIEW),
    ("https://maps.googleapis.com/maps/api/staticmap?center=39.5981,46.2311&zoom=13&size=600x300", "Google Maps", VIEW),
    ("https://maps.googleapis.com/maps/api/staticmap?markers=color:red%7Clabel:A%7C39.5981,46.2311", "Google Maps", "pin"),
    ("google.com/maps/@39.5981,46.2311,17z", "Google Maps", VIEW),
    ("comgooglemaps://?q=39.5981,46.2311", "Google Maps", "searched"),
    ("google.navigation:q=39.5981,46.2311", "Google Maps", "searched"),
    ("https://www.google.com.tr/maps/@39.5981,46.2311,17z", "Google Maps", VIEW),
    ("https://earth.google.com/web/@39.5981,46.2311,2666.5a,2000d,35y,0h,0t,0r", "Google Earth", VIEW),
    ("https://earthengine.google.com/timelapse#v=39.5981,46.2311,10,latLng&t=3.04", "Google Timelapse", VIEW),
    # Bing, Yandex, OpenStreetMap, Wikimapia, Apple
    ("https://www.bing.com/maps?cp=39.5981~46.2311&lvl=16&style=h", "Bing Maps", VIEW),
    ("https://www.bing.com/maps?cp=39.5981%7E46.2311&lvl=16.0", "Bing Maps", VIEW),
    ("https://bing.com/maps/default.aspx?v=2&cp=39.5981~46.2311&lvl=16", "Bing Maps", VIEW),
    ("https://www.bing.com/maps?sp=point.39.5981_46.2311_Title_Notes", "Bing Maps", "pin"),
    ("https://www.bing.com/maps?rtp=adr.Goris~pos.39.5981_46.2311_Lake", "Bing Maps", "route"),
    ("https://www.bing.com/maps?where1=39.5981,46.2311", "Bing Maps", "searched"),
    ("ms-drive-to:?destination.latitude=39.5981&destination.longitude=46.2311&destination.name=x", "Bing Maps", "end of a route"),
    ("https://yandex.com/maps/?ll=46.2311%2C39.5981&z=16&l=sat", "Yandex Maps", VIEW),
    ("https://yandex.ru/maps/213/moscow/?ll=46.2311,39.5981&z=10", "Yandex Maps", VIEW),
    ("http://maps.yandex.ru/?ll=46.2311,39.5981&z=11", "Yandex Maps", VIEW),
    ("https://yandex.com.tr/harita/?ll=46.2311%2C39.5981&z=16", "Yandex Maps", VIEW),
    ("https://yandex.com/maps/?pt=46.2311,39.5981,pm2rdm&z=12", "Yandex Maps", "pin"),
    ("https://yandex.ru/maps/?whatshere[point]=46.2311,39.5981&whatshere[zoom]=17", "Yandex Maps", "asked about"),
    ("https://yandex.com/maps/?mode=whatshere&whatshere%5Bpoint%5D=46.2311%2C39.5981", "Yandex Maps", "asked about"),
    ("https://yandex.ru/maps/?poi%5Bpoint%5D=46.2311%2C39.5981", "Yandex Maps", "asked about"),
    ("https://yandex.com/maps/?panorama%5Bpoint%5D=46.2311%2C39.5981&l=stv", "Yandex Maps", "street-level"),
    ("https://yandex.ru/maps/?text=39.5981%2C46.2311", "Yandex Maps", "searched"),
    ("https://yandex.ru/maps/?rtext=~39.5981,46.2311&rtt=auto", "Yandex Maps", "route"),
    ("https://n.maps.yandex.ru/#!/?z=19&ll=46.2311%2C39.5981&l=nk%23sat", "Yandex Maps", VIEW),
    ("yandexmaps://maps.yandex.ru/?pt=46.2311,39.5981&z=12", "Yandex Maps", "pin"),
    ("yandexnavi://build_route_on_map?lat_to=39.5981&lon_to=46.2311", "Yandex Maps", "end of a route"),
    ("https://www.openstreetmap.org/#map=16/39.5981/46.2311", "OpenStreetMap", VIEW),
    ("https://www.openstreetmap.org/node/123#map=16/39.5981/46.2311&layers=N", "OpenStreetMap", VIEW),
    ("https://www.openstreetmap.org/?mlat=39.5981&mlon=46.2311", "OpenStreetMap", "pin"),
    ("https://www.openstreetmap.org/search?query=39.5981%2C46.2311", "OpenStreetMap", "searched"),
    ("https://www.openstreetmap.org/search?query=39.5981%2046.2311", "OpenStreetMap", "searched"),
    ("https://www.openstreetmap.org/?lat=39.5981&lon=46.2311&zoom=16", "OpenStreetMap", VIEW),
    ("https://www.openstreetmap.org/note/new?lat=39.5981&lon=46.2311#x", "OpenStreetMap", VIEW),
    ("https://openstreetmap.de/karte/?zoom=11&lat=39.5981&lon=46.2311", "OpenStreetMap", VIEW),
    ("https://openstreetmap.ru/#map=11/39.5981/46.2311", "OpenStreetMap", VIEW),
    ("http://wikimapia.org/#lat=39.5981&lon=46.2311&z=16&m=b", "Wikimapia", VIEW),
    ("https://wikimapia.org/#lang=en&lat=39.5981&lon=46.2311&z=15&m=w&show=/7402535/Sev-Lake", "Wikimapia", VIEW),
    ("https://maps.apple.com/?ll=39.5981,46.2311", "Apple Maps", VIEW),
    ("https://maps.apple.com/?ll=39.5981,46.2311&q=Dropped%20Pin", "Apple Maps", "pin, named"),
    ("https://maps.apple.com/?q=39.5981,46.2311&t=k", "Apple Maps", "searched"),
    ("https://maps.apple.com/place?address=Goris&coordinate=39.5981%2C46.2311&name=Marked+Location", "Apple Maps", "pin"),
    ("https://maps.apple.com/frame?center=39.5981,46.2311&span=0.01,0.01", "Apple Maps", VIEW),
    ("https://maps.apple.com/search?span=0.0076,0.0091&center=39.5981,46.2311", "Apple Maps", VIEW),
    ("http://maps.apple.com/?daddr=39.5981,46.2311", "Apple Maps", "end of a route"),
    ("https://maps.apple.com/?q=Lake&sll=39.5981,46.2311&z=10", "Apple Maps", "earlier search"),
    ("maps://?q=39.5981,46.2311", "Apple Maps", "searched"),
    # Imagery
    ("https://browser.dataspace.copernicus.eu/?zoom=14&lat=39.5981&lng=46.2311&fromTime=2022-09-01", "Copernicus", VIEW),
    ("https://apps.sentinel-hub.com/eo-browser/?zoom=10&lat=39.5981&lng=46.2311&themeId=DEFAULT-THEME", "Sentinel Hub", VIEW),
    ("https://apps.sentinel-hub.com/eo-browser/#lat=39.5981&lng=46.2311&zoom=10", "Sentinel Hub", VIEW),
    ("https://apps.sentinel-hub.com/sentinel-playground/?source=S2&lat=39.5981&lng=46.2311&zoom=12", "Sentinel Hub", VIEW),
    ("https://firms.modaps.eosdis.nasa.gov/map/#d:24hrs;@46.2311,39.5981,10.0z", "NASA FIRMS", VIEW),
    ("https://firms.modaps.eosdis.nasa.gov/map/#t:adv;d:2022-09-13;@46.2311,39.5981,10z", "NASA FIRMS", VIEW),
    ("https://zoom.earth/#view=39.5981,46.2311,10z/date=2022-09-13,07:00,+4", "Zoom Earth", VIEW),
    ("https://zoom.earth/maps/satellite/#view=39.5981,46.2311,10z", "Zoom Earth", VIEW),
    ("https://zoom.earth/places/armenia/goris/#view=39.5981,46.2311,11z", "Zoom Earth", VIEW),
    ("https://zoom.earth/#39.5981,46.2311,10z,map", "Zoom Earth", VIEW),
    ("https://www.planet.com/explorer/#/mode/compare/interval/1%20day/center/46.2311,39.5981/zoom/12", "Planet", VIEW),
    ("https://www.planet.com/explorer/#/center/46.2311,39.5981/zoom/15/dates/2022-09-13", "Planet", VIEW),
    ("https://soar.earth/maps?pos=39.5981%2C46.2311%2C10.75", "Soar", VIEW),
    ("https://soar.earth/maps/changes-13271?basemap=Hybrid&pos=39.5981%2C46.2311%2C9.99", "Soar", VIEW),
    ("https://livingatlas.arcgis.com/wayback/#active=16245&mapCenter=46.2311%2C39.5981%2C14", "Esri", VIEW),
    ("https://www.arcgis.com/apps/mapviewer/index.html?center=46.2311,39.5981&level=12", "Esri", VIEW),
    ("https://eos.com/landviewer/?lat=39.5981&lng=46.2311&z=11", "LandViewer", VIEW),
    ("https://satellites.pro/#39.5981,46.2311,14", "Satellites.pro", VIEW),
    # Other maps
    ("https://wego.here.com/?map=39.5981,46.2311,16,satellite", "HERE", VIEW),
    ("https://www.here.com/location?map=39.5981,46.2311,16,normal&msg=x", "HERE", VIEW),
    ("https://share.here.com/l/39.5981,46.2311,Sev%20Lake?z=16.0&t=normal", "HERE", "pin"),
    ("https://wego.here.com/directions/mix//Sev-Lake:39.5981,46.2311", "HERE", "named in the link"),
    ("https://www.waze.com/ul?ll=39.5981%2C46.2311&navigate=yes", "Waze", "drive to"),
    ("https://www.waze.com/live-map?latlng=39.5981%2C46.2311", "Waze", "drive to"),
    ("https://www.waze.com/live-map/directions?to=ll.39.5981%2C46.2311", "Waze", "end of a route"),
    ("https://www.waze.com/livemap?zoom=15&lat=39.5981&lon=46.2311", "Waze", VIEW),
    ("waze://?ll=39.5981,46.2311&navigate=yes", "Waze", "drive to"),
    ("https://2gis.ru/?m=46.2311%2C39.5981%2F16", "2GIS", VIEW),
    ("https://2gis.ru/moscow/geo/46.2311,39.5981", "2GIS", "asked about"),
    ("https://2gis.ru/moscow/geo/70030076/46.2311,39.5981", "2GIS", "asked about"),
    ("https://2gis.ru/routeSearch/rsType/car/to/46.2311,39.5981", "2GIS", "route"),
    ("dgis://2gis.ru/routeSearch/rsType/car/to/46.2311,39.5981", "2GIS", "route"),
    ("https://2gis.am/directions/points/%7C46.2311%2C39.5981", "2GIS", "route"),
    ("https://en.mapy.cz/zakladni?x=46.2311&y=39.5981&z=13", "Mapy.com", VIEW),
    ("https://mapy.com/en/letecka?x=46.2311&y=39.5981&z=13", "Mapy.com", VIEW),
    ("https://mapy.cz/fnc/v1/showmap?center=46.2311,39.5981&zoom=16", "Mapy.com", VIEW),
    ("https://www.windy.com/?39.5981,46.2311,10", "Windy", VIEW),
    ("https://www.windy.com/-Satellite-satellite?satellite,39.5981,46.2311,10", "Windy", VIEW),
    ("https://www.windy.com/?rain,2022-09-13-06,39.5981,46.2311,5,m:abc", "Windy", VIEW),
    ("https://www.windy.com/39.5981/46.2311?", "Windy", "pin"),
    ("https://www.flightradar24.com/39.5981,46.2311/10", "Flightradar24", VIEW),
    ("https://www.flightradar24.com/2022-09-13/07:00/12x/39.5981,46.2311/8", "Flightradar24", VIEW),
    ("https://www.flightradar24.com/multiview/39.5981,46.2311/10", "Flightradar24", VIEW),
    ("https://www.marinetraffic.com/en/ais/home/centerx:46.2311/centery:39.5981/zoom:10", "MarineTraffic", VIEW),
    ("https://liveuamap.com/?zoom=10&ll=39.5981,46.2311", "Liveuamap", VIEW),
    ("https://liveuamap.com/ll/39.5981;46.2311", "Liveuamap", VIEW),
    ("https://www.deepstatemap.live/en#7.5/39.5981/46.2311", "DeepState", VIEW),
    ("https://peakvisor.com/panorama.html?lat=39.5981&lng=46.2311&alt=2700&yaw=-90&pitch=0", "PeakVisor", "seen from"),
    ("https://www.peakfinder.com/?lat=39.5981&lng=46.2311&azi=0&zoom=4&ele=2648", "PeakFinder", "seen from"),
    ("https://www.suncalc.org/#/39.5981,46.2311,10/2022.09.13/06:45/1/0", "SunCalc", "sun"),
    ("http://suncalc.net/#/39.5981,46.2311,10/2022.09.13/06:45", "SunCalc", "sun"),
    ("https://app.shadowmap.org/?lat=39.5981&lng=46.2311&zoom=15&time=1663037100000", "Shadowmap", VIEW),
    ("https://shademap.app/@39.5981,46.2311,14.2z,1647848172422t,0b,0p", "ShadeMap", VIEW),
    ("https://www.mapillary.com/app/?lat=39.5981&lng=46.2311&z=17", "Mapillary", VIEW),
    ("https://kartaview.org/map/@39.5981,46.2311,8z", "KartaView", VIEW),
    ("https://www.strava.com/heatmap#9.41/46.2311/39.5981/hot/all", "Strava", VIEW),
    ("https://earth.nullschool.net/#current/wind/surface/level/orthographic=46.2311,39.5981,3000", "earth.nullschool", VIEW),
    ("https://www.ventusky.com/?p=39.5981;46.2311;6", "Ventusky", VIEW),
    ("https://www.viamichelin.com/web/maps?position=39.5981;46.2311;12", "ViaMichelin", VIEW),
    ("https://www.gaiagps.com/map/?loc=12.0/46.2311/39.5981", "Gaia GPS", VIEW),
    ("https://www.geoportail.gouv.fr/carte?c=46.2311,39.5981&z=10&permalink=yes", "Géoportail", VIEW),
    ("https://map.openaerialmap.org/#/46.2311,39.5981,10", "OpenAerialMap", VIEW),
    ("https://osmand.net/map/?pin=39.5981,46.2311", "OsmAnd", "pin"),
    ("http://osmand.net/go?lat=39.5981&lon=46.2311&z=11", "OsmAnd", "pin"),
    ("https://overpass-turbo.eu/?Q=&C=39.5981;46.2311;12", "Overpass turbo", VIEW),
    ("https://www.mapquest.com/latlng/39.5981,46.2311", "MapQuest", "pin"),
    ("https://maps.me/?map=39.5981,46.2311,18", "Organic Maps", "pin"),
    ("om://map?v=1&ll=39.5981,46.2311&n=x", "Organic Maps", "pin"),
    ("https://map.what3words.com/39.5981,46.2311", "what3words", "pin"),
    ("https://skyvector.com/?ll=39.5981,46.2311&chart=301&zoom=2", "SkyVector", VIEW),
    ("https://caltopo.com/map.html#ll=39.5981,46.2311&z=12&b=mbt", "CalTopo", VIEW),
    ("https://twitter.com/search?q=geocode%3A39.5981%2C46.2311%2C5km", "X", "searched"),
    ("https://globe.adsbexchange.com/?lat=39.5981&lon=46.2311&zoom=9", "ADS-B Exchange", VIEW),
    ("https://demo.f4map.com/#lat=39.5981&lon=46.2311&zoom=16", "F4map", VIEW),
    ("https://opentopomap.org/#map=12/39.5981/46.2311", "OpenTopoMap", VIEW),
    ("https://geohack.toolforge.org/geohack.php?language=de&params=39.5981_N_46.2311_E_region:AM", "GeoHack", "article"),
    ("https://geohack.toolforge.org/geohack.php?params=39.5981_N_46.2311_E_type:city(5000)", "GeoHack", "article"),
    ("https://geohack.toolforge.org/geohack.php?params=39.5981_N_046.2311_E_globe:earth", "GeoHack", "article"),
    ("https://yandex.ru/maps/?rl=46.2311%2C39.5981~0.012%2C0.005", "Yandex Maps", "ruler"),
    ("https://www.openstreetmap.org/query?lat=39.5981&lon=46.2311", "OpenStreetMap", "asked about"),
    ("https://www.google.com/maps/dir//'39.5981,46.2311'/", "Google Maps", "route"),
    # Around another link, or in a sentence
    ("https://consent.google.com/ml?continue=https://www.google.com/maps/@39.5981,46.2311,17z&gl=DE", "Google Maps", VIEW),
    ("https://l.facebook.com/l.php?u=https%3A%2F%2Fmaps.google.com%2F%3Fq%3D39.5981%252C46.2311&h=AT0", "Google Maps", "searched"),
    ("https://web.archive.org/web/20220913000000/https://www.openstreetmap.org/#map=16/39.5981/46.2311", "OpenStreetMap", VIEW),
    ("Location: https://maps.google.com/?q=39.5981,46.2311", "Google Maps", "searched"),
    ("<https://www.openstreetmap.org/?mlat=39.5981&amp;mlon=46.2311>", "OpenStreetMap", "pin"),
    ("https://www.openstreetmap.org/?mlat=39.5981&amp;mlon=46.2311#x", "OpenStreetMap", "pin"),
]  # fmt: skip


@pytest.mark.parametrize(("link", "site", "says"), ONE, ids=[link for link, _, _ in ONE])
def test_a_link_with_one_position(link: str, site: str, says: str) -> None:
    found = read(link)
    assert [(position.lat_deg, position.lon_deg) for position in found] == [(LAT, LON)]
    assert site in found[0].says
    assert says in found[0].says
    assert (found[0].notation, round(found[0].precision_m, 1)) == ("url", 5.6)


@pytest.mark.parametrize(
    "link",
    [
        "https://www.bing.com/maps?cp=39.59810~46.23110&lvl=17&sp=point.39.5981_46.2311",
        "https://yandex.com/maps/?ll=46.2311%2C39.5981&z=17&pt=46.2311%2C39.5981",
        "https://www.openstreetmap.org/?mlat=39.5981&mlon=46.2311#map=17/39.59810/46.23110",
        "geo:39.5981,46.2311?q=39.5981,46.2311(Sev Lake)",
    ],
)
def test_a_view_around_its_pin_is_no_second_reading(link: str) -> None:
    (found,) = read(link)
    assert (found.lat_deg, found.lon_deg) == (LAT, LON)
    assert VIEW not in found.says


@pytest.mark.parametrize(
    "link",
    [
        "https://www.google.com/maps/search/33+51+24+S+151+12+55+E",
        "https://www.google.com/maps?q=33%C2%B051'24%22S+151%C2%B012'55%22E",
        "https://www.google.com/maps/dir//33%C2%B051'24.0%22S+151%C2%B012'55.0%22E",
        "https://geohack.toolforge.org/geohack.php?params=33_51_24_S_151_12_55_E_region:AU",
        "https://geohack.toolforge.org/geohack.php?pagename=x&params=33_51_24_S_151_12_55_E_",
    ],
)
def test_degrees_and_minutes_in_a_link_are_not_two_decimals(link: str) -> None:
    (found,) = read(link)
    assert (found.lat_deg, found.lon_deg) == pytest.approx((-33.856667, 151.215278), abs=1e-6)


def test_what_stands_beside_two_numbers_that_were_searched_for() -> None:
    (named,) = read("https://www.google.com/maps?q=39.5981,46.2311+Sev+Lake")
    assert (named.lat_deg, named.lon_deg) == (LAT, LON)
    minutes = read("https://www.google.com/maps?q=47+05,+37+32")
    assert minutes[0].lat_deg == pytest.approx(47 + 5 / 60)
    for words in ("q=12+Main+St+30", "q=Street+12,+30"):
        with pytest.raises(UsageError, match="no position"):
            read(f"https://www.google.com/maps?{words}")


def test_wikidata_writes_a_sign_and_a_letter() -> None:
    (found,) = read("https://geohack.toolforge.org/geohack.php?params=-34.6037_N_-58.3816_E_globe:earth")
    assert (found.lat_deg, found.lon_deg) == (-34.6037, -58.3816)


def test_a_short_plus_code_in_a_link_says_so() -> None:
    with pytest.raises(UsageError, match="short plus code"):
        read("https://www.google.com/maps/place/H6XJ%2B6F+Goris")
    (found,) = read("https://www.google.com/maps/place/H6XJ%2B6F+Goris", near=(39.5, 46.3))
    assert found.notation == "url"


def test_a_long_link_takes_no_longer() -> None:
    begun = time.process_time()
    with suppress(UsageError):
        read("https://maps.apple.com/search?" + "span=0.0076,0.0091&center=39." * 60)
    assert time.process_time() - begun < 0.03


def parts(found: tuple[Position, ...]) -> list[tuple[float, float, str]]:
    return [(round(p.lat_deg, 5), round(p.lon_deg, 5), p.says.partition(": ")[2]) for p in found]


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        (
            "https://www.google.com/maps/place/39%C2%B035'53.0%22N+46%C2%B013'52.0%22E/@39.6,46.24,17z/data=!3m1!4b1!4m4!3m3!8m2!3d39.5980556!4d46.2311111",
            [
                (39.59806, 46.23111, "pin of the place"),
                (39.6, 46.24, VIEW),
            ],
        ),
        (
            "https://www.google.com/maps/place/Sev+Lake/@39.61,46.25,14z/data=!3m1!1e3!4m6!3m5!1s0x1:0x2!8m2!3d39.5981!4d46.2311",
            [(LAT, LON, "pin of the place"), (39.61, 46.25, VIEW)],
        ),
        (
            "https://www.google.com/maps/dir/39.5,46.3/Goris/39.5981,46.2311/@39.55,46.28,12z/data=!4m2!4m1!3e0",
            [(39.5, 46.3, "point of a route"), (LAT, LON, "point of a route"), (39.55, 46.28, VIEW)],
        ),
        (
            "https://maps.google.com/maps?saddr=39.5,46.3&daddr=39.55,46.28+to:39.5981,46.2311",
            [
                (39.5, 46.3, "start of a route"),
                (39.55, 46.28, "end of a route"),
                (LAT, LON, "end of a route"),
            ],
        ),
        (
            "https://wego.here.com/directions/mix/Goris:39.5,46.3/Sev-Lake:39.5981,46.2311?map=39.55,46.28,12",
            [(39.5, 46.3, "point named in the link"), (LAT, LON, "point named in the link"), (39.55, 46.28, VIEW)],
        ),
        (
            "https://www.windy.com/39.5981/46.2311?39.55,46.28,11",
            [(LAT, LON, "pin"), (39.55, 46.28, VIEW)],
        ),
        (
            "https://www.google.com/maps/dir//Sev/@39.6,46.2,12z/data=!4m8!1m5!1m1!1s0x0!2m2!1d46.2311!2d39.5981!1m0!3e0",
            [(LAT, LON, "point of a route"), (39.6, 46.2, VIEW)],
        ),
        (
            "https://www.google.com/maps/dir/?api=1&origin=39.5,46.3&destination=39.5981,46.2311&waypoints=39.52,46.28|39.55,46.25",
            [
                (39.52, 46.28, "point of a route"),
                (39.55, 46.25, "point of a route"),
                (39.5, 46.3, "start of a route"),
                (LAT, LON, "end of a route"),
            ],
        ),
        (
            "https://earth.google.com/web/search/39.5981,+46.2311/@39.6,46.24,2660a,2000d,35y,0h,0t,0r/data=x",
            [(LAT, LON, "the point searched for"), (39.6, 46.24, VIEW)],
        ),
        (
            "https://yandex.com/maps/?ll=46.24%2C39.6&whatshere%5Bpoint%5D=46.2311%2C39.5981&z=15.8",
            [(LAT, LON, "the point asked about"), (39.6, 46.24, VIEW)],
        ),
        (
            "https://yandex.ru/maps/?rtext=39.5%2C46.3~39.5981%2C46.2311&pt=46.1,39.1~46.2,39.2&ll=46.24%2C39.6",
            [
                (39.1, 46.1, "pin"),
                (39.2, 46.2, "pin"),
                (39.5, 46.3, "point of a route"),
                (LAT, LON, "point of a route"),
                (39.6, 46.24, VIEW),
            ],
        ),
        (
            "https://www.openstreetmap.org/?mlat=39.5981&mlon=46.2311#map=15/39.6/46.24",
            [(LAT, LON, "pin"), (39.6, 46.24, VIEW)],
        ),
        (
            "https://www.openstreetmap.org/directions?engine=x&route=39.5%2C46.3%3B39.5981%2C46.2311#map=12/39.55/46.27",
            [(39.5, 46.3, "point of a route"), (LAT, LON, "point of a route"), (39.55, 46.27, VIEW)],
        ),
        (
            "https://www.bing.com/maps?cp=39.6~46.24&lvl=14&sp=point.39.5981_46.2311_A~point.39.5_46.3_B",
            [(LAT, LON, "pin"), (39.5, 46.3, "pin"), (39.6, 46.24, VIEW)],
        ),
        (
            "https://mapy.cz/zakladni?x=46.24&y=39.6&z=13&source=coor&id=46.2311%2C39.5981",
            [(LAT, LON, "pin"), (39.6, 46.24, VIEW)],
        ),
        (
            "https://2gis.ru/moscow/geo/46.2311%2C39.5981?m=46.24%2C39.6%2F16",
            [(LAT, LON, "the point asked about"), (39.6, 46.24, VIEW)],
        ),
        (
            "https://www.qwant.com/maps/place/latlon:39.5981:46.2311#map=16.16/39.6/46.24",
            [(LAT, LON, "pin"), (39.6, 46.24, VIEW)],
        ),
        (
            "https://osmand.net/map/?start=39.5,46.3&finish=39.5981,46.2311#9/39.6/46.24",
            [(39.5, 46.3, "point of a route"), (LAT, LON, "point of a route"), (39.6, 46.24, VIEW)],
        ),
    ],
)  # fmt: skip
def test_pins_come_before_the_view(link: str, expected: list[tuple[float, float, str]]) -> None:
    assert parts(read(link)) == expected


@pytest.mark.parametrize(
    ("link", "lat", "lon", "precision_m"),
    [
        ("https://worldview.earthdata.nasa.gov/?v=46,39,47,40&l=MODIS&t=2022-09-13", 39.5, 46.5, 55_511),
        ("https://www.openstreetmap.org/?bbox=46,39,47,40", 39.5, 46.5, 55_511),
        ("https://www.openstreetmap.org/export/embed.html?bbox=46%2C39%2C47%2C40&layer=mapnik", 39.5, 46.5, 55_511),
        ("https://www.openstreetmap.org/?minlon=46&minlat=39&maxlon=47&maxlat=40&box=yes", 39.5, 46.5, 55_511),
        ("https://livingatlas.arcgis.com/wayback/#ext=46,39,47,40&active=16245", 39.5, 46.5, 55_511),
        ("https://worldview.earthdata.nasa.gov/?v=179,-1,-179,1", 0, 180, 111_319),
    ],
)  # fmt: skip
def test_a_box_is_as_precise_as_it_is_wide(link: str, lat: float, lon: float, precision_m: float) -> None:
    (found,) = read(link)
    assert (found.lat_deg, abs(found.lon_deg)) == (lat, lon)
    assert found.precision_m == pytest.approx(precision_m, rel=1e-3)
    assert "box" in found.says


@pytest.mark.parametrize(
    ("link", "lat", "lon", "within_deg"),
    [
        ("https://osm.org/go/0EEQjE--", 51.5110, 0.0550, 0.001),
        ("https://osm.org/go/0EEQjE==", 51.5110, 0.0550, 0.001),
        ("http://osm.org/go/0EEQsyfu", 51.51829, 0.07347, 0.0001),
        ("http://www.openstreetmap.org/go/0E4_JiVhs?m", 52.30103, 4.862927, 0.0001),
        ("http://osm.org/go/0E4@JiVhs", 52.3, 4.9, 0.6),
        ("http://osm.org/go/TelHTB--", 40.59, -115.213, 0.001),
        ("https://waze.com/ul/hezs42", 42.605, -5.603, 0.03),
        ("http://geohash.org/ezs42", 42.605, -5.603, 0.03),
    ],
)  # fmt: skip
def test_positions_packed_into_letters(link: str, lat: float, lon: float, within_deg: float) -> None:
    (found,) = read(link)
    assert found.lat_deg == pytest.approx(lat, abs=within_deg)
    assert found.lon_deg == pytest.approx(lon, abs=within_deg)
    assert found.precision_m < 2 * within_deg * 111_000
    assert "cell" in found.says


@pytest.mark.parametrize(
    ("link", "datum"),
    [
        ("https://uri.amap.com/marker?position=116.3975,39.9087&name=x", "GCJ-02"),
        ("https://uri.amap.com/navigation?to=116.3975,39.9087,x&coordinate=gaode", "GCJ-02"),
        ("https://uri.amap.com/marker?position=116.3975,39.9087&coordinate=wgs84", "WGS 84"),
        ("https://wb.amap.com/?q=39.9087%2C116.3975%2C%E4%B8%8A&src=app_C3090", "GCJ-02"),
        ("https://wb.amap.com/?p=P0JANYX6NL%2C39.9087%2C116.3975%2Cx", "GCJ-02"),
        ("http://www.amap.com/#!poi!!q=39.9087,116.3975|2|x&radius=1000", "GCJ-02"),
        ("https://ditu.amap.com/regeo?lng=116.3975&lat=39.9087&name=x", "GCJ-02"),
        ("https://apis.map.qq.com/uri/v1/marker?marker=coord:39.9087,116.3975;title:x&referer=y", "GCJ-02"),
        ("http://api.map.baidu.com/marker?location=39.9087,116.3975&output=html", "BD-09"),
        ("http://api.map.baidu.com/marker?location=39.9087,116.3975&coord_type=gcj02", "GCJ-02"),
        ("http://api.map.baidu.com/marker?location=39.9087,116.3975&coord_type=wgs84", "WGS 84"),
        ("http://map.baidu.com/?latlng=39.9087,116.3975", "BD-09"),
    ],
)
def test_chinese_maps_say_that_they_are_shifted(link: str, datum: str) -> None:
    (found,) = read(link)
    assert (found.lat_deg, found.lon_deg) == (39.9087, 116.3975)
    assert found.datum.startswith(datum)


@pytest.mark.parametrize(
    "link",
    [
        "https://maps.app.goo.gl/BNG51boEtrRhEYmi7",
        "https://goo.gl/maps/AbCdEf",
        "https://yandex.ru/maps/-/CCUeb2sO",
        "https://yandex.com/maps/-/CLAvMI18",
        "https://bit.ly/3abc",
        "https://surl.amap.com/4mkKGuyJ2bz",
        "https://maps.apple/p/7E-Brjrk_THN14",
        "https://mapy.cz/s/hukegenola",
        "https://on.here.com/abc",
        "https://ge0.me/44TvlEGXf-/Kyiv",
        "https://t.co/abc123",
        "https://link.dataspace.copernicus.eu/ab12",
    ],
)
def test_a_short_link_holds_no_position(link: str) -> None:
    with pytest.raises(UsageError, match="short link") as caught:
        read(link)
    assert "long address" in caught.value.do


@pytest.mark.parametrize(
    ("link", "says"),
    [
        ("https://map.baidu.com/@11590057.96,4489812.75,13z", "BD-09"),
        ("http://map.baidu.com/?l=13&tn=B_NORMAL_MAP&c=13748138,4889173&s=x", "BD-09"),
        ("https://worldview.earthdata.nasa.gov/?p=arctic&v=-4194304,-4194304,4194304,4194304", "polar"),
        ("https://www.google.com/maps/place/Sev+Lake", "no position"),
        ("https://www.google.com/maps?cid=123456789", "no position"),
        ("https://www.google.com/maps/@95.5981,46.2311,17z", "no position"),
        ("https://wikimapia.org/7402535/Sev-Lake", "no position"),
        ("https://www.openstreetmap.org/node/123456", "no position"),
        ("https://example.org/page", "no position"),
        ("https://www.mapillary.com/app/?pKey=1&focus=photo&x=0.5&y=0.4&zoom=0", "no position"),
        ("https://example.org/photo.jpg?crop=10,20", "no position"),
        ("https://example.org/?x=64&y=48", "no position"),
        ("https://example.org/#2022/03/16", "no position"),
        ("https://liveuamap.com/en/2022/3/16", "no position"),
        ("https://a.example/1,2 https://b.example/3,4", "several"),
    ],
)
def test_links_without_a_position(link: str, says: str) -> None:
    with pytest.raises(UsageError, match=says) as caught:
        read(link)
    assert caught.value.do


def test_an_unknown_site_is_said_to_be_unknown() -> None:
    (named,) = read("https://maps.example.org/view?zoom=3&lon=46.2311&lat=39.5981")
    assert (named.lat_deg, named.lon_deg) == (LAT, LON)
    assert "maps.example.org: site not known; named lat and lon" in named.says
    found = read("https://maps.example.org/#14/39.5981/46.2311")
    assert [(p.lat_deg, p.lon_deg) for p in found] == [(LAT, LON), (LON, LAT)]
    assert "swapped" in found[1].says
    (only,) = read("https://maps.example.org/@39.5981,146.2311,14z")
    assert (only.lat_deg, only.lon_deg) == (LAT, 146.2311)


def test_a_host_that_only_looks_like_a_site_is_unknown() -> None:
    (found,) = read("https://google.com.evil.example/maps?lat=39.5981&lon=46.2311")
    assert "not known" in found.says


def test_a_map_turned_around_the_globe() -> None:
    (found,) = read("https://www.openstreetmap.org/#map=5/39.5981/406.2311")
    assert (found.lat_deg, round(found.lon_deg, 4)) == (LAT, LON)
    assert "406.2311 means 46.2311" in found.says


def test_the_height_of_google_earth() -> None:
    (found,) = read("https://earth.google.com/web/@39.5981,46.2311,2666.5a,2000d,35y,0h,0t,0r")
    assert found.height_m == 2666.5


def test_a_plus_code_in_a_link() -> None:
    (found,) = read("https://plus.codes/8HC2H6XJ+6F")
    (same,) = read("https://www.google.com/maps/place/8HC2H6XJ%2B6F")
    assert (found.lat_deg, found.lon_deg) == (same.lat_deg, same.lon_deg)
    assert found.precision_m == pytest.approx(6.9, abs=0.1)

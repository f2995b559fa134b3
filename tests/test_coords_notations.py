"""Positions as people write them: every reading that is possible, none that is not."""

import random
import re
import time
from collections.abc import Callable

import pytest

from osintkit.coords import writing
from osintkit.coords.notations import Position, read
from osintkit.errors import UsageError

LAT, LON = 39.5981, 46.2311
DMS = (39 + 35 / 60 + 53 / 3600, 46 + 13 / 60 + 52 / 3600)
DM = (39 + 35.883 / 60, 46 + 13.867 / 60)

# Sev Lake, latitude and longitude told apart by the words, letters or the form itself: one reading each.
SETTLED = [
    ("39.5981 N, 46.2311 E", (LAT, LON)),
    ("39.5981N46.2311E", (LAT, LON)),
    ("N39.5981 E46.2311", (LAT, LON)),
    ("N39.5981°, E46.2311°", (LAT, LON)),
    ("46.2311E 39.5981N", (LAT, LON)),
    ("39.5981n 46.2311e", (LAT, LON)),
    ("39,5981 N 46,2311 E", (LAT, LON)),
    ("39,5981°N, 46,2311°E", (LAT, LON)),
    ("+39.5981 N, +46.2311 E", (LAT, LON)),
    ("39.5981 N and 46.2311 E", (LAT, LON)),
    ("39.5981 N - 46.2311 E", (LAT, LON)),
    ("39.5981° N\n46.2311° E", (LAT, LON)),
    ("39°.5981 N 46°.2311 E", (LAT, LON)),
    ("lat=39.5981 lon=46.2311", (LAT, LON)),
    ("lon=46.2311, lat=39.5981", (LAT, LON)),
    ("lat: 39.5981 lng: 46.2311", (LAT, LON)),
    ("Lat. 39.5981 Long. 46.2311", (LAT, LON)),
    ("latitude=39.5981&longitude=46.2311", (LAT, LON)),
    ('{"lat": 39.5981, "lng": 46.2311}', (LAT, LON)),
    ('{"longitude":"46.2311","latitude":"39.5981"}', (LAT, LON)),
    ('<trkpt lat="39.5981" lon="46.2311">', (LAT, LON)),
    ("Lat/Lon: 39.5981, 46.2311", (LAT, LON)),
    ("39.5981, 46.2311 (lat, lon)", (LAT, LON)),
    ("(lon, lat) 46.2311, 39.5981", (LAT, LON)),
    ("x: 46.2311, y: 39.5981", (LAT, LON)),
    ("\U0001f4cd 39°35'53\"N 46°13'52\"E", DMS),
    ("39o35'53\"N 46o13'52\"E", DMS),
    ("39°35`53``N 46°13`52``E", DMS),
    ("39-35'53\"N 46-13'52\"E", DMS),
    ("39°35'53\"N -- 46°13'52\"E", DMS),
    ("39°35′53″ n.B. 46°13′52″ ö.L.", DMS),
    ("39°35′53″ NB, 46°13′52″ OL", DMS),
    ("39°35′53″ N.B. 46°13′52″ O.L.", DMS),
    ("é. sz. 39° 35′ 53″, k. h. 46° 13′ 52″", DMS),
    ("ჩ. გ. 39°35′53″ ა. გ. 46°13′52″", DMS),
    ("39°35′53″K 46°13′52″D", DMS),
    ("39° 35' 53\" K - 46° 13' 52\" D", DMS),
    ("39°35′53″ ش 46°13′52″ ق", DMS),
    ("szer. geogr. 39°35′53″N, dł. geogr. 46°13′52″E", DMS),
    ("خط العرض ٣٩٫٥٩٨١ شمالاً وخط الطول ٤٦٫٢٣١١ شرقاً", (LAT, LON)),
    ("Координаты – 39.5981 N, 46.2311 E", (LAT, LON)),
    ('<wpt lat="39.5981" lon="46.2311"><ele>2666</ele><time>2022-09-13T02:35:00Z</time></wpt>', (LAT, LON)),
    ("<LookAt><longitude>46.2311</longitude><latitude>39.5981</latitude></LookAt>", (LAT, LON)),
    ("<coordinates>\n  46.2311,39.5981,0\n</coordinates>", (LAT, LON)),
    ("com.apple.quicktime.location.ISO6709: +39.5981+046.2311+2666.000/", (LAT, LON)),
    ("39°35'53\"N 46°13'52\"E", DMS),
    ("39° 35' 53\" N, 46° 13' 52\" E", DMS),
    ("39º35’53”N 46º13’52”E", DMS),
    ("39˚35′53″N 46˚13′52″E", DMS),
    ("39∘35ʹ53ʺN 46∘13ʹ52ʺE", DMS),
    ("39°35´53´´N 46°13´52´´E", DMS),
    ("39°35'53''N 46°13'52''E", DMS),
    ("39*35'53\"N 46*13'52\"E", DMS),
    ("39&deg;35&prime;53&Prime;N 46&deg;13&prime;52&Prime;E", DMS),
    ("39&#176;35&#39;53&quot;N 46&#176;13&#39;52&quot;E", DMS),
    ("N 39° 35' 53\" / E 46° 13' 52\"", DMS),
    ("39 35 53 N, 046 13 52 E", DMS),
    ("39, 35, 53 N; 46, 13, 52 E", DMS),
    ("39-35-53N 046-13-52E", DMS),
    ("39:35:53 N 46:13:52 E", DMS),
    ("39.35.53N 46.13.52E", DMS),
    ("39d35m53s N 46d13m52s E", DMS),
    ("39d35m53sN, 46d13m52sE", DMS),
    ("39 deg 35' 53.00\" N, 46 deg 13' 52.00\" E", DMS),
    ("39 degrees 35 minutes 53 seconds North, 46 degrees 13 minutes 52 seconds East", DMS),
    ("Latitude: 39° 35' 53\" N Longitude: 46° 13' 52\" E", DMS),
    ("Longitude: 46° 13' 52\" E Latitude: 39° 35' 53\" N", DMS),
    ("[39.0, 35.0, 53.0] N [46.0, 13.0, 52.0] E", DMS),
    ("39/1, 35/1, 5300/100 N, 46/1, 13/1, 52/1 E", DMS),
    ("393553N 0461352E", DMS),
    ("393553N0461352E", DMS),
    ("N393553 E0461352", DMS),
    ("E0461352 N393553", DMS),
    ("393553N 461352E", DMS),
    ("0393553N 0461352E", DMS),
    ("3935530N 04613520E", DMS),
    ("393553.0N 0461352.0E", DMS),
    ("+393553+0461352/", DMS),
    ("N39°35.883' E046°13.867'", DM),
    ("39° 35,883' N 46° 13,867' E", DM),
    ("39 35.883 N 46 13.867 E", DM),
    ("39-35.883N 046-13.867E", DM),
    ("3935.883N 04613.867E", DM),
    ("3935.8830,N,04613.8670,E", DM),
    ("39/1 35883/1000 0/1 N 46/1 13867/1000 0/1 E", DM),
    ("+3935.883+04613.867/", DM),
    ("39359N 046138E", (39 + 35.9 / 60, 46 + 13.8 / 60)),
    ("3935N 04613E", (39 + 35 / 60, 46 + 13 / 60)),
    ("39°35'N 46°13'E", (39 + 35 / 60, 46 + 13 / 60)),
    ("39°53\"N 46°13'E", (39 + 53 / 3600, 46 + 13 / 60)),
    ("39°N 46°E", (39, 46)),
    ("39°35'53\"N, 46.2311 E", (DMS[0], LON)),
    ("$GPGGA,070000,3935.883,N,04613.867,E,1,08,0.9,2666,M,,,,*47", DM),
    ("$GPRMC,070000,A,3935.883,N,04613.867,E,0.0,0.0,130922,,,A*6C", DM),
    ("39.5981%20N%2C%2046.2311%20E", (LAT, LON)),
    ("Sev Lake (39°35'53\"N 46°13'52\"E)", DMS),
    ("39.5981° N, 46.2311° E (Sev Lake)", (LAT, LON)),
    ("39°35′53″N 46°13′52″E\ufeff / \ufeff39.59806°N 46.23111°E\ufeff / 39.59806; 46.23111", DMS),
    # Words of other languages and scripts
    ("39° 35' 53\" Nord, 46° 13' 52\" Ost", DMS),
    ("39° 35′ 53″ nördlicher Breite, 46° 13′ 52″ östlicher Länge", DMS),
    ("39° 35′ 53″ n. Br. 46° 13′ 52″ ö. L.", DMS),
    ("39 Grad 35 Minuten 53 Sekunden Nord 46 Grad 13 Minuten 52 Sekunden Ost", DMS),
    ("39°35′53″ nord, 46°13′52″ est", DMS),
    ("latitud 39°35'53\" norte, longitud 46°13'52\" este", DMS),
    ("39°35′53″ s. š., 46°13′52″ v. d.", DMS),
    ("39°35′53″ severní šířky, 46°13′52″ východní délky", DMS),
    ("39°35′53″ szerokości północnej 46°13′52″ długości wschodniej", DMS),
    ("39°35′53″ kuzey 46°13′52″ doğu", DMS),
    ("39°35′53″ şimal 46°13′52″ şərq", DMS),
    ("39°35′53″ с. ш. 46°13′52″ в. д.", DMS),
    ("39°35′53″с.ш., 46°13′52″в.д.", DMS),
    ("39°35′53″ северной широты, 46°13′52″ восточной долготы", DMS),
    ("39 град 35 мин 53 сек с.ш. 46 град 13 мин 52 сек в.д.", DMS),
    ("Широта: 39°35′53″ Север, Долгота: 46°13′52″ Восток", DMS),
    ("39°35′53″ пн. ш. 46°13′52″ сх. д.", DMS),
    ("39°35′53″ північної широти, 46°13′52″ східної довготи", DMS),
    ("39°35'53\" N 46°13'52\" Е", DMS),  # a Cyrillic letter
    ("39°35′53″ հյուսիսային լայնություն 46°13′52″ արևելյան երկայնություն", DMS),
    ("39°35′53″ հս. լ. 46°13′52″ ավ. ե.", DMS),
    ("ჩრდილოეთ განედი 39°35′53″ აღმოსავლეთ გრძედი 46°13′52″", DMS),
    ("39°35′53″ Β 46°13′52″ Α", DMS),
    ("39°35′53″ شمالاً، 46°13′52″ شرقاً", DMS),
    ("٣٩°٣٥′٥٣″ شمالاً ٤٦°١٣′٥٢″ شرقاً", DMS),
    ("۳۹ درجه ۳۵ دقیقه ۵۳ ثانیه شمالی ۴۶ درجه ۱۳ دقیقه ۵۲ ثانیه شرقی", DMS),
    ("خط العرض 39.5981 خط الطول 46.2311", (LAT, LON)),
    ("عرض جغرافیایی ۳۹٫۵۹۸۱ طول جغرافیایی ۴۶٫۲۳۱۱", (LAT, LON)),
    ("39°35′53″ צפון 46°13′52″ מזרח", DMS),
    ("३९°३५′५३″ उत्तर ४६°१३′५२″ पूर्व", DMS),
    ("北緯39度35分53秒 東経46度13分52秒", DMS),
    ("北纬39°35′53″，东经46°13′52″", DMS),
    ("坐标：北纬39.5981，东经46.2311", (LAT, LON)),
    ("纬度：39.5981，经度：46.2311", (LAT, LON)),
    ("북위 39도 35분 53초, 동경 46도 13분 52초", DMS),
    # Standards
    ("+39.5981+046.2311/", (LAT, LON)),
    ("+39.5981+046.2311", (LAT, LON)),
    ("geo:39.5981,46.2311;u=35", (LAT, LON)),
    ("geo:39.5981,46.2311;crs=wgs84", (LAT, LON)),
    ("geo:0,0?q=39.5981,46.2311(Sev Lake)", (LAT, LON)),
    ("geo:0,0?z=11&q=39.5981%2C%2046.2311", (LAT, LON)),
    ("POINT(46.2311 39.5981)", (LAT, LON)),
    ("SRID=4326;POINT(46.2311 39.5981)", (LAT, LON)),
    ('{"type":"Point","coordinates":[46.2311, 39.5981]}', (LAT, LON)),
    ('{"type":"Feature","geometry":{"type":"Point","coordinates":[46.2311,39.5981]}}', (LAT, LON)),
    ("<Point><coordinates>46.2311,39.5981</coordinates></Point>", (LAT, LON)),
    ('"latitudeE7": 395981000, "longitudeE7": 462311000', (LAT, LON)),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), SETTLED, ids=[text for text, _ in SETTLED])
def test_what_is_settled_has_one_reading(text: str, expected: tuple[float, float]) -> None:
    (found,) = read(text)
    assert (found.lat_deg, found.lon_deg) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize(
    "text",
    [
        "39.5981, 46.2311",
        "39.5981 46.2311",
        "39.5981;46.2311",
        "39.5981/46.2311",
        "39.5981,46.2311",
        "39,5981 46,2311",
        "39,5981, 46,2311",
        "39,5981; 46,2311",
        "39,5981,46,2311",
        "(39.5981, 46.2311)",
        "39.5981°, 46.2311°",
        "+39.5981+46.2311",
        "Coordinates: 39.5981, 46.2311.",
        '"39.5981, 46.2311"',
        "GPS: 39.5981 46.2311",
        "٣٩٫٥٩٨١، ٤٦٫٢٣١١",
        "۳۹٫۵۹۸۱, ۴۶٫۲۳۱۱",
        "३९.५९८१, ४६.२३११",
        "３９．５９８１，４６．２３１１",
        "39.5981,\u200b46.2311",
        "\u200e39.5981\u200f, \ufeff46.2311",
        "39.5981,\u00a046.2311",
        "39.5981\t46.2311",
        "39.5981\u200f46.2311",
        "39.5981\x0046.2311",
        "39.5981 e 46.2311",
        "39.5981 и 46.2311",
    ],
)
def test_two_decimals_can_be_in_both_orders(text: str) -> None:
    first, second = read(text)
    assert (first.lat_deg, first.lon_deg) == (LAT, LON)
    assert (second.lat_deg, second.lon_deg) == (LON, LAT)
    assert first.says.startswith("first number is the latitude")
    assert second.says.startswith("swapped: first number is the longitude")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("146.2, 39.5", (39.5, 146.2)),
        ("39.5, 146.2", (39.5, 146.2)),
        ("-122.4194 37.7749", (37.7749, -122.4194)),
        ("37.7749,-122.4194", (37.7749, -122.4194)),
        ("-33,8688; 151,2093", (-33.8688, 151.2093)),
        ("-33.8688, −151.2093", (-33.8688, -151.2093)),
    ],
)
def test_only_one_order_is_on_earth(text: str, expected: tuple[float, float]) -> None:
    (found,) = read(text)
    assert (found.lat_deg, found.lon_deg) == expected
    assert "too large for a latitude" in found.says


def positions(text: str) -> list[tuple[float, float]]:
    return [(round(found.lat_deg, 4), round(found.lon_deg, 4)) for found in read(text)]


def test_three_digits_with_a_leading_zero_are_a_longitude_first() -> None:
    assert positions("046.2311, 39.5981") == [(LAT, LON), (LON, LAT)]
    assert positions("39.5981, 046.2311") == [(LAT, LON), (LON, LAT)]


def test_no_hemisphere_is_written() -> None:
    found = read("39 35 53 46 13 52")
    assert len(found) == 8
    assert (found[0].lat_deg, found[0].lon_deg) == pytest.approx(DMS)
    assert (found[1].lat_deg, found[1].lon_deg) == pytest.approx(DMS[::-1])
    assert "no hemisphere is written: taken as north and east" in found[0].says
    assert {(p.lat_deg > 0, p.lon_deg > 0) for p in found[2:]} == {
        (True, False),
        (False, True),
        (False, False),
    }
    assert all("it could be" in p.says for p in found[2:])
    assert len(read("lat 39 35 53 lon 46 13 52")) == 4


@pytest.mark.parametrize(
    "text", ["-39 35 53 46 13 52", "-39°35'53\", 46°13'52\"", "-39-35-53 +46-13-52", "-39:35:53, 46:13:52"]
)
def test_who_writes_signs_leaves_out_the_plus(text: str) -> None:
    assert positions(text) == [(-39.5981, 46.2311), (46.2311, -39.5981)]


def test_one_letter_is_missing() -> None:
    assert positions("39.5981 N, 46.2311") == [(LAT, LON), (LAT, -LON)]
    assert positions("39.5981 N, -46.2311") == [(LAT, -LON)]
    assert positions("N 39 35 53 46 13 52") == [(LAT, LON), (LAT, -LON)]
    assert positions("39 35 53 N 46 13 52") == [(LAT, LON), (LAT, -LON)]
    assert positions("39.5981, 46.2311 W") == [(LAT, -LON), (-LAT, -LON)]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("39°35'53\" N, 46°13'52\" O", ["Ost", "ouest"]),
        ("O 46°13'52\" N 39°35'53\"", ["Ost", "ouest"]),
        ("39°35'53\" N, 46°13'52\" V", ["východ", "vest"]),
    ],
)
def test_a_letter_that_is_east_and_west(text: str, says: list[str]) -> None:
    east, west = read(text)
    assert (east.lat_deg, east.lon_deg) == pytest.approx(DMS)
    assert (west.lat_deg, west.lon_deg) == pytest.approx((DMS[0], -DMS[1]))
    assert [word in found.says for word, found in zip(says, (east, west), strict=True)] == [True, True]


def test_greek_south_looks_like_a_latin_n() -> None:
    assert positions("39°35′53″ Ν 46°13′52″ Α") == [(-LAT, LON), (LAT, LON)]


def test_a_dash_is_a_minus_or_parts() -> None:
    assert positions("39.5981-46.2311") == [(LAT, -LON), (-LON, LAT), (LAT, LON), (LON, LAT)]
    assert positions("39.5981 - 46.2311") == [(LAT, LON), (LON, LAT), (LAT, -LON), (-LON, LAT)]
    assert positions("39.5981 -46.2311") == [(LAT, -LON), (-LON, LAT)]


def test_a_dash_before_the_numbers_is_a_minus_or_none() -> None:
    none_first = [(LAT, LON), (LON, LAT), (-LAT, LON), (LON, -LAT)]
    assert positions("Координаты – 39.5981, 46.2311") == none_first
    assert positions("- 39.5981, 146.2311") == [(-LAT, 146.2311), (LAT, 146.2311)]
    assert positions("широта - 39.5981, долгота - 46.2311") == [(LAT, LON)]
    assert positions("Координаты: -39.5981, 146.2311") == [(-LAT, 146.2311)]


def test_turkish_letters_of_the_south_and_west() -> None:
    ((lat_deg, lon_deg),) = positions("33°51′24″G 70°40′00″B")
    assert (lat_deg, lon_deg) == (-33.8567, -70.6667)


def test_utm_as_google_earth_shows_it_south_of_the_equator() -> None:
    assert positions("56 H 334900.57 m E 6252288.75 m S") == [(-33.8568, 151.2153)]
    with pytest.raises(UsageError, match="northern half"):
        read("36U 324182 m E 5591608 m S")
    with pytest.raises(UsageError, match="X and Y"):
        read("UTM 17M X=781861 Y=998000")
    assert "far outside that zone" in read("36N 32418 559160")[0].says
    assert "far outside" not in read("32V 297509 6700000")[0].says


def test_commas_that_may_be_decimal() -> None:
    assert positions("39,35,46,13")[:2] == [(39.35, 46.13), (46.13, 39.35)]
    assert (39.5833, 46.2167) in positions("39,35,46,13")
    assert positions("39,46") == [(39, 46), (46, 39)]


def test_what_s_after_a_zone_means() -> None:
    band, south = read("38S 606000 4384000")
    assert (round(band.lat_deg, 4), round(band.lon_deg, 4)) == (39.5992, 46.2346)
    assert (round(south.lat_deg, 2), round(south.lon_deg, 2)) == (-50.69, 46.5)
    assert "S is the latitude band" in band.says
    assert "S is the southern half" in south.says
    (only,) = read("38S 606000 9384000")
    assert only.says == "zone 38, S is the southern half"


@pytest.mark.parametrize(
    "text",
    [
        "38N 606000 4384000",
        "38 N 606000mE 4384000mN",
        "UTM zone 38 N E=606000 N=4384000",
        "38T 606000 4384000",
        "UTM 38N N4384000 E606000",
        "606000 4384000 38N",
        "606000mE 4384000mN (zone 38 north)",
        "38 north 606000, 4384000",
        "38N 606 000 4 384 000",
        "38N 606,000 4,384,000",
        "EPSG:32638 606000 4384000",
        "38N 0606000 4384000",
        "38 N 606000 m E 4384000 m N",
        "UTM 38 N X=606000 Y=4384000",
    ],
)
def test_utm(text: str) -> None:
    if "38T" in text:
        with pytest.raises(UsageError, match="band T runs from 40 to 48"):
            read(text)
        return
    (found,) = read(text)
    assert (found.notation, found.precision_m) == ("utm", 0.5)
    assert (found.lat_deg, found.lon_deg) == pytest.approx((39.599183, 46.234597), abs=1e-6)


@pytest.mark.parametrize(
    ("text", "half_m"),
    [
        ("38S PJ 1234 5678", 5), ("38SPJ12345678", 5), ("38s pj 1234 5678", 5), ("MGRS: 38S PJ 12345678", 5),
        ("38SPJ1256", 500), ("38S PJ", 50_000), ("38SPJ1234056780", 0.5),
    ],
)  # fmt: skip
def test_mgrs(text: str, half_m: float) -> None:
    (found,) = read(text)
    assert (found.notation, found.precision_m) == ("mgrs", half_m)
    assert (found.lat_deg, found.lon_deg) == pytest.approx((39.3532, 46.3039), abs=1.2e-5 * half_m + 1e-4)


def test_plus_codes() -> None:
    (found,) = read("8FVC9G8F+6X Zürich")
    assert (found.lat_deg, found.lon_deg) == pytest.approx((47.365562, 8.524937), abs=1e-6)
    assert found.precision_m == pytest.approx(6.9, abs=0.1)
    with pytest.raises(UsageError, match="short plus code") as caught:
        read("9G8F+6X Zürich")
    assert "--near" in caught.value.do
    (short,) = read("9G8F+6X Zürich", near=(47.4, 8.6))
    assert (short.lat_deg, short.lon_deg) == (found.lat_deg, found.lon_deg)
    assert "near 47.4, 8.6" in short.says


@pytest.mark.parametrize(
    ("text", "precision_m"),
    [
        ("39.5981, 46.2311", 5.55), ("39.598, 46.231", 55.5), ("39.60, 46.20", 555), ("39, 46", 55_510),
        ("39.5981, 46.23", 429), ("39.59810000, 46.23110000", 0.000555), ("39°35'53\"N 46°13'52\"E", 15.4),
        ("39°35'53.0\"N 46°13'52.0\"E", 1.54), ("39°35'N 46°13'E", 925), ("N39°35.883' E046°13.867'", 0.925),
        ("393553N 0461352E", 15.4), ("38N 606000.5 4384000", 0.5), ("geo:0.0001,0.0001", 5.566),
        ("89.9999, 170.0001", 5.58), ('"latitudeE7": 395981000, "longitudeE7": 462311000', 0.00555),
    ],
)  # fmt: skip
def test_what_the_digits_mean_in_metres(text: str, precision_m: float) -> None:
    assert read(text)[0].precision_m == pytest.approx(precision_m, rel=2e-3)


@pytest.mark.parametrize(
    ("text", "height_m"),
    [
        ("39.5981 N 46.2311 E 2666 m", 2666),
        ("39.5981 N, 46.2311 E, alt 2,666 m", 2666),
        ("geo:39.5981,46.2311,2666", 2666),
        ("+39.5981+046.2311+2666CRSWGS_84/", 2666),
        ("POINT Z (46.2311 39.5981 2666)", 2666),
        ("39°35′53″ с.ш. 46°13′52″ в.д. 2666 м", 2666),
        ("Latitude:39.5 Longitude:46.2 Altitude:2666", 2666),
        ("lat 39.5 lon 46.2 elevation: 2,666 m", 2666),
        ("39 N 46 E -28 m", -28),
        ("39°35'N 46°13'E", None),
    ],
)
def test_heights(text: str, height_m: float | None) -> None:
    assert read(text)[0].height_m == height_m


@pytest.mark.parametrize(
    ("text", "datum"),
    [
        ("39.5981 N, 46.2311 E", "WGS 84 assumed"),
        ("39.5981, 46.2311 (WGS84)", "WGS 84"),
        ("39.5981, 46.2311 EPSG:4326", "WGS 84"),
        ("39.5981 N 46.2311 E Pulkovo 1942", "Pulkovo 1942 stated; not converted"),
        ("39.5981 с.ш. 46.2311 в.д. СК-42", "СК-42 stated; not converted"),
        ("39.9, 116.4 GCJ-02", "GCJ-02"),
        ("38N 606000 4384000 WGS 84", "WGS 84"),
        ("38N 606000 4384000 ED50", "ED50 stated"),
        ("geo:39.5981,46.2311", "WGS 84"),
        ("geo:39.5981,46.2311;crs=nad27", "nad27 (stated, not converted)"),
    ],
)
def test_the_datum(text: str, datum: str) -> None:
    assert read(text)[0].datum.startswith(datum)


def test_numbers_are_not_joined_and_not_cut() -> None:
    assert positions("50N 232740 285340") == [(2.5793, 114.5965)]  # 32740 in it is no EPSG code
    assert positions("38N 606 000 4,384,000") == positions("38N 606000 4384000")
    assert positions(".5,3.")[0] == (0.5, 3.0)


def test_a_bare_array_is_in_either_order() -> None:
    assert positions("[46.2311, 39.5981]") == [(LON, LAT), (LAT, LON)]
    assert positions("[-122.5, 37.1]") == [(37.1, -122.5)]
    assert "as GeoJSON has it" in read("[46.2311, 39.5981]")[1].says


def test_the_uncertainty_that_a_geo_address_states() -> None:
    assert "uncertainty of 35 m" in read("geo:39.5981,46.2311;u=35")[0].says


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "No position"),
        ("  \u200b ", "No position"),
        ("hello", "word 'hello'"),
        ("39.5981", "only 39.5981"),
        ("39.5 N 46.2 N", "Both angles are called a latitude"),
        ("39.5 E 46.2 W", "Both angles are called a longitude"),
        ("lat 39 lat 46", "Both angles"),
        ("39 N N", "takes a latitude and a longitude"),
        ("-39.5 N, 46 E", "contradicts itself"),
        ("+39.5 S 46 E", "contradicts itself"),
        ("39 N, -46 E", "contradicts itself"),
        ("39.5 N E 46.2 W", "two hemispheres"),
        ("39.5N 46.2E 12.2N", "3 letters"),
        ("95.2, 192.3", "no position in either order"),
        ("95 N 46 E", "latitude goes up to 90"),
        ("90.0001 N 0 E", "latitude goes up to 90"),
        ("39 N 190 E", "longitude goes up to 180"),
        ("39.5, 246.2", "longitude goes up to 180"),
        ("90°00'01\"N 0 E", "latitude goes up to 90"),
        ("39 61 53 N 46 13 52 E", "Minutes go up to 60"),
        ("39 35 60 N 46 13 52 E", "Seconds go up to 60"),
        ("396153N 0461352E", "Minutes go up to 60"),
        ("+396153+0461352/", "Minutes and seconds go up to 60"),
        ("39.5 35 N 46 13 E", "has a fraction"),
        ("39 35.5 53 N 46 13 52 E", "has a fraction"),
        ("39 35 53 12 N 46 13 52 E", "7 numbers"),
        ("1 2 3", "Three numbers"),
        ("39.5981, 46.2311, 2666", "Three numbers"),
        ("8,170,5", "Three numbers"),
        ("8HF8H6XJ+6CX 8HF8H6XJ+6C2", "several plus codes"),
        ("4\0000\0 \0N\0 \0004\0005\0 \0E\0", "another encoding"),
        ("39°35'53'N 46°13'52'E", "not degrees, then minutes"),
        ("39' 46'", "2 numbers"),
        ("39 -35 N 46 E", "sign stands inside"),
        ("nan, nan", "no number"),
        ("NaN,46", "no number"),
        ("inf, 3", "no number"),
        ("1e999, 2", "power of ten"),
        ("1e5, 2", "power of ten"),
        ("0x1F, 3", "word"),
        ("9" * 400 + ", 3", "400 digits"),
        ("9" * 2001, "2,001 characters"),
        ("\u202e1132.64 ,1895.93", "reverse order"),
        ("39.59\x0081, 46.2311", "has a fraction"),
        ("606000 4384000", "without their zone"),
        ("E606000 N4384000", "without their zone"),
        ("606000mE 4384000mN", "without their zone"),
        ("PJ 1234 5678", "without its zone"),
        ("38S PJ 123 45", "digits"),
        ("38I PJ 12 34", "no band I"),
        ("61N 606000 4384000", "zone 61"),
        ("38T 606000 4384000", "band T"),
        ("38N 6060000 4384000", "no easting"),
        ("///filled.count.soap", "what3words"),
        ("geo:95,46", "latitude"),
        ("geo:0,0?q=Paris", "names a place"),
        ("geo:abc", "geo:"),
        ("POINT(1 2, 3 4)", "single point"),
        ("SRID=32638;POINT(606000 4384000)", "32638"),
        ("POINT(39.5981 146.2)", "too large"),
        ("+99+046/", "latitude"),
        ('{"type":"Polygon","coordinates":[[[1,2],[3,4]]]}', "more than one point"),
        ("[200, 300]", "latitude"),
        ("39/1 35/1 53/1", "one angle"),
        ("39/0 35/1 53/1 46/1 13/1 52/1", "divided by zero"),
        ("39.5 Goris 46.2", "word 'Goris'"),
        ("39.5 § 46.2", "character"),
        ("1, 2; 3, 4; 5, 6; 7, 8", "8 numbers"),
        ("39.50 N 46.20 E / 39.60 N 46.20 E", "do not agree"),
        ("LL: 39.5981 46.2311", "word 'LL'"),
        ("39 " * 300, "too many parts"),
        ("N S E W", "no number is written"),
        ("16.03.2022", "two points"),
        ("v1.2.3", "two points"),
        ("10:30", "time of a clock"),
        ("10:30:15", "time of a clock"),
        ("6:00-7:00", "time of a clock"),
        ("50. 45, 30. 52", "A space stands in"),
        ("5.04501e1, 3.05234e1", "power of ten"),
        ('<trkpt lat="1" lon="2"/><trkpt lat="1" lon="3"/>', "more than one point"),
        ('<wpt lat="1">', "no lat and lon"),
    ],
)
def test_what_is_no_position_says_why(text: str, says: str) -> None:
    with pytest.raises(UsageError, match=re.escape(says)) as caught:
        read(text)
    assert caught.value.do
    assert caught.value.says.endswith((".", ":"))


def written(value: float, form: str, letters: str) -> str:
    """Degrees, minutes and hundredths of seconds, and which of two hemispheres."""
    seconds = round(abs(value) * 3600, 2)
    parts = int(seconds // 3600), int(seconds % 3600 // 60), round(seconds % 60, 2)
    return form.format(*parts, letters.split("|")[value < 0])


WRITERS: list[Callable[[float, float], str]] = [
    lambda lat, lon: f"{lat:.6f}, {lon:.6f}",
    lambda lat, lon: f"{lat:.6f};{lon:.6f}".replace(".", ","),
    lambda lat, lon: f"{abs(lat):.6f}° {'NS'[lat < 0]} {abs(lon):.6f}° {'EW'[lon < 0]}",
    lambda lat, lon: f"{'EW'[lon < 0]}{abs(lon):.6f} {'NS'[lat < 0]}{abs(lat):.6f}",
    lambda lat, lon: f"{lat:+010.6f}" + f"{lon:+011.6f}/",
    lambda lat, lon: f"geo:{lat:.6f},{lon:.6f}",
    lambda lat, lon: f"POINT ({lon:.6f} {lat:.6f})",
    lambda lat, lon: written(lat, "{0}°{1}′{2:.2f}″{3} ", "N|S") + written(lon, "{0}°{1}′{2:.2f}″{3}", "E|W"),
    lambda lat, lon: (
        written(lat, "{3}{0:02}{1:02}{2:05.2f} ", "N|S") + written(lon, "{3}{0:03}{1:02}{2:05.2f}", "E|W")
    ),
    lambda lat, lon: (
        written(lat, "{0} {1} {2:.2f} {3}, ", "с. ш.|ю. ш.")
        + written(lon, "{0} {1} {2:.2f} {3}", "в. д.|з. д.")
    ),
    lambda lat, lon: f"https://www.google.com/maps/@{lat:.6f},{lon:.6f},17z",
    lambda lat, lon: f"https://yandex.com/maps/?ll={lon:.6f}%2C{lat:.6f}&z=16",
]


def test_positions_all_over_the_earth_come_back() -> None:
    chance = random.Random(6)
    for _ in range(150):
        lat, lon = chance.uniform(-90, 90), chance.uniform(-180, 180)
        for write in WRITERS:
            found = read(write(lat, lon))
            assert any(
                abs(p.lat_deg - lat) < 3e-6 and abs(p.lon_deg - lon) < 3e-6 for p in found
            ), (write(lat, lon), found)  # fmt: skip
            if abs(lat) <= 90 < abs(lon):
                assert len(found) == 1


def test_whatever_is_typed_is_read_or_refused() -> None:
    chance = random.Random(7)
    signs = "0123456789.,;-+ °'\"NSEWO/:\n()[]{}=@#?&%abcdmsPJ\u200f٣٩北度ш"
    for _ in range(400):
        text = "".join(chance.choice(signs) for _ in range(chance.choice([8, 20, 60, 2000])))
        try:
            found = read(text)
        except UsageError:
            continue
        assert all(abs(p.lat_deg) <= 90 and abs(p.lon_deg) <= 180 and p.precision_m >= 0 for p in found)


@pytest.mark.parametrize(
    "part",
    [
        " ",
        " ,",
        "1 ",
        "-",
        "1-",
        "1-1-1-",
        "1,",
        "1.1.",
        "(",
        "a.",
        "&",
        "&#1;",
        "'",
        "1'",
        "°",
        "m",
        "N",
        "1m",
        "//",
        "@1,",
        '{"a":"',
        "38N 1 ",
        "+1",
        "https://",
        "https://google.com/?q=",
        "!3d1",
        "lat=1&",
        "http://a/",
        "%25",
        "北",
    ],
)
def test_long_text_takes_no_longer_than_it_is(part: str) -> None:
    text = (part * writing.LONGEST)[: writing.LONGEST]
    start = time.process_time()
    with pytest.raises(UsageError):
        read(text)
    assert time.process_time() - start < 0.25


def test_the_position_is_a_plain_record() -> None:
    (found,) = read("39.5 N 46.25 E")
    assert found == Position(
        39.5,
        46.25,
        "decimal",
        "the letters or words say which is which",
        found.precision_m,
        None,
        "WGS 84 assumed",
    )
    with pytest.raises(AttributeError):
        found.lat_deg = 1.0  # type: ignore[misc]

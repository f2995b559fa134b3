"""Where law and practice do not show the same time: what is known of it, modestly.

A legal zone says what the law (or the tz database) gives a place. Who holds the place may keep another
clock. What stands here is a hint to look, not a finding: outlines are coarse boxes, and front lines move.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import NamedTuple

_DEG_M = 111_000.0


class _Practice(NamedTuple):
    """Of a territory: its sentence, and when it is said.

    Attributes:
        says: the sentence.
        zones: one of them has to hold near the position.
        boxes: south, west, north, east, degrees; empty where the zone says enough.
        since: first day on which it matters, of UTC; None for ever.
        until: the day from which it no longer matters; None while it does.
    """

    says: str
    zones: frozenset[str]
    boxes: tuple[tuple[float, float, float, float], ...] = ()
    since: datetime | None = None
    until: datetime | None = None


def _day(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, tzinfo=UTC)


_KYIV = frozenset({"Europe/Kyiv"})
_TERRITORIES = (
    # tz database, europe: Europe/Simferopol moved on 30 March 2014.
    _Practice(
        "In Crimea clocks follow Moscow since 30 March 2014, and so does Europe/Simferopol in the tz "
        "database; by the law of Ukraine Kyiv's time holds.",
        frozenset({"Europe/Simferopol"}),
        since=_day(2014, 3, 29),
    ),
    # The Moscow Times, 24 October 2014: Luhansk is ordered to set its clocks to Moscow time on the 26th.
    _Practice(
        "The legal zone is Europe/Kyiv; in parts of the Donetsk and Luhansk regions which Ukraine does not "
        "control clocks may follow Moscow (+03:00 all year) since 26 October 2014.",
        _KYIV,
        ((46.8, 37.0, 50.1, 40.3),),
        since=_day(2014, 10, 25),
    ),
    # The Moscow Times, 27 January 2023: a bill moves the occupied parts of the four regions to Moscow time.
    _Practice(
        "The legal zone is Europe/Kyiv; where Russia has held parts of the Kherson and Zaporizhzhia regions"
        " since 2022 clocks may follow Moscow (+03:00 all year), by its law since 2023 and in places "
        "before.",
        _KYIV,
        ((45.8, 31.5, 48.2, 37.3),),
        since=_day(2022, 2, 24),
    ),
    # Both keep Moscow time; since 26 October 2014, when Moscow went to +03:00, it is no longer Tbilisi's.
    _Practice(
        "In Abkhazia and South Ossetia clocks follow Moscow, since 26 October 2014 an hour behind Tbilisi, "
        "whose time holds there by the law of Georgia.",
        frozenset({"Asia/Tbilisi"}),
        ((42.3, 39.9, 43.6, 42.2), (41.9, 43.3, 42.8, 44.8)),
        since=_day(2014, 10, 25),
    ),
    # Under Armenian rule until 20 September 2023; Armenia gave up summer time in 2012, Azerbaijan in 2016.
    _Practice(
        "The legal zone is Asia/Baku; until September 2023 clocks in Nagorno-Karabakh may have followed "
        "Yerevan, which showed another time than Baku in the summers of 2012 to 2015 and has shown the same"
        " since.",
        frozenset({"Asia/Baku"}),
        ((39.3, 46.4, 40.35, 47.2),),
        until=_day(2023, 9, 21),
    ),
    # tz database, asia: Asia/Urumqi; law says Beijing time, use is split.
    _Practice(
        "In Xinjiang two clocks are in use: Beijing time by law (+08:00, Asia/Shanghai), and in daily life "
        "often local time two hours behind it (+06:00, Asia/Urumqi). Ask which one is meant.",
        frozenset({"Asia/Urumqi"}),
    ),
    # timeanddate.com, September 2016; Eastern Mediterranean University, 29 October 2017.
    _Practice(
        "The north of Cyprus kept +03:00 in the winter of 2016 to 2017 as Turkey did (Asia/Famagusta), the "
        "south went back to +02:00 (Asia/Nicosia).",
        frozenset({"Asia/Famagusta", "Asia/Nicosia"}),
        since=_day(2016, 10, 29),
        until=_day(2017, 10, 30),
    ),
    # tz mailing list, 5 October 2022, with the Syrian paper Enab Baladi.
    _Practice(
        "The legal zone is Asia/Damascus; in parts of northern Syria under Turkish control clocks may "
        "follow Turkey (+03:00 all year since 2016), an hour ahead of Damascus in winter until 2022.",
        frozenset({"Asia/Damascus"}),
        ((35.9, 36.3, 37.2, 40.3),),
        since=_day(2016, 10, 29),
        until=_day(2022, 10, 29),
    ),
    # Asharq al-Awsat, 26 March 2023.
    _Practice(
        "In Lebanon two times were in use from 26 to 30 March 2023: the government had put summer time off,"
        " many kept to it all the same.",
        frozenset({"Asia/Beirut"}),
        since=_day(2023, 3, 25),
        until=_day(2023, 3, 31),
    ),
    # tz database, asia: Asia/Hebron and Asia/Jerusalem change on different days.
    _Practice(
        "In the West Bank Palestinian clocks (Asia/Hebron) and Israeli ones (Asia/Jerusalem) are both in "
        "use; they are set to summer time and back on different days.",
        frozenset({"Asia/Hebron"}),
    ),
    _Practice(
        "In Western Sahara the tz database follows the clocks of the Moroccan administration; in the east, "
        "and in the camps beyond the border, another may be in use.",
        frozenset({"Africa/El_Aaiun"}),
    ),
)


def note(
    *,
    lat_deg: float,
    lon_deg: float,
    within_m: float,
    zones: Iterable[str],
    earliest: datetime | None,
    latest: datetime | None,
) -> list[str]:
    """What should be known of the clocks around a position besides the law? A sentence each.

    Args:
        lat_deg: of the position.
        lon_deg: of the position.
        within_m: how uncertain it is.
        zones: that hold within that distance.
        earliest: first instant of interest, with a zone; None for any time.
        latest: last instant of interest.
    """
    found = frozenset(zones)
    said = [
        one.says
        for one in _TERRITORIES
        if one.zones & found
        and _touches(one.boxes, lat_deg, lon_deg, within_m / _DEG_M)
        and (latest is None or one.since is None or latest >= one.since)
        and (earliest is None or one.until is None or earliest < one.until)
    ]
    if any(name.startswith("Etc/GMT") for name in found):
        said.append(
            "Etc/GMT zones are the nautical ones by longitude (Etc/GMT+3 is UTC-03:00: the sign is "
            "reversed): on the open sea no law sets the clock, and a ship may keep another."
        )
    if any(name.startswith("Antarctica/") for name in found):
        said.append(
            "In Antarctica a station keeps the clock of its own choice, often that of its supply base."
        )
    return said


def _touches(
    boxes: tuple[tuple[float, float, float, float], ...], lat_deg: float, lon_deg: float, margin_deg: float
) -> bool:
    """Whether a position with a margin lies in a box; none of them is near a pole or the antimeridian."""
    return not boxes or any(
        south - margin_deg <= lat_deg <= north + margin_deg
        and west - 2 * margin_deg <= lon_deg <= east + 2 * margin_deg
        for south, west, north, east in boxes
    )

"""Which datum a position states: what its degrees are counted from."""

import re
from typing import NamedTuple

from osintkit.coords.position import ASSUMED, STATED

GCJ_02 = (
    "GCJ-02, the shifted one of Chinese maps; in mainland China up to about 700 m from WGS 84, not converted"
)
BD_09 = "BD-09, the shifted one of Baidu; in China up to about 1,500 m from WGS 84, not converted"


class _Datum(NamedTuple):
    pattern: str
    says: str


_KNOWN = (
    _Datum(r"WGS ?-?(?:19)?84|EPSG ?:? ?4326", STATED),
    _Datum(r"ETRS ?-?89|NAD ?-?83|GDA ?-?(?:94|2020)|JGD ?-?20(?:00|11)|CGCS ?-?2000|SIRGAS ?-?2000|"
           r"ITRF ?\d*",
           "{} stated, within about two metres of WGS 84"),
    _Datum(r"(?:PZ|ПЗ) ?-?90(?:[.]\d+)?", "{} stated, within some metres of WGS 84"),
    _Datum(r"NAD ?-?27|ED ?-?50|Pulkovo ?-?(?:19)?42|(?:SK|СК) ?-?(?:42|95)|Tokyo(?: datum)?|"
           r"OSGB ?-?(?:19)?36|"
           r"AGD ?-?(?:66|84)|Arc ?-?(?:19)?(?:50|60)|Indian ?-?(?:1954|1960|1975)",
           "{} stated; not converted, and some hundred metres from WGS 84"),
    _Datum(r"GCJ ?-?02", GCJ_02),
    _Datum(r"BD ?-?09", BD_09),
)  # fmt: skip
_NAMED = re.compile(
    r"[(\[]?\b(?:datum[ :=]*)?(?:" + "|".join(f"({datum.pattern})" for datum in _KNOWN) + r")\b[)\]]?",
    re.IGNORECASE,
)


def taken_out(text: str) -> tuple[str, str]:
    """The text without the name of a datum, and what is to be said of the datum.

    Args:
        text: as `osintkit.coords.writing.plain` leaves it.
    """
    if text.isascii() and not any(char.isalpha() for char in text):
        return text, ASSUMED
    found = _NAMED.search(text)
    if found is None:
        return text, ASSUMED
    says = _KNOWN[(found.lastindex or 1) - 1].says
    return text[: found.start()].rstrip(" ,;") + " " + text[found.end() :], says.format(
        found[0].strip("()[] ")
    )

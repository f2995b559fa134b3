"""The time at which a file says it was made, put into one form so that two of them can be compared.

Only what a container or camera states, unproven: no zone is added where none is stated.
"""

import re

_TIME = re.compile(
    r"\s*(\d{4})[-:/.](\d\d)[-:/.](\d\d)[T ]"
    r"(\d\d):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?\s*(Z|[+-]\d\d:?\d\d)?\s*\0*$"
)
_NEVER_SET = frozenset({"0000", "1904", "1970"})
"""Years of clocks that were never set: the zero of EXIF, of MP4 and of Unix."""


def stated(text: object, zone: object = None) -> str | None:
    """``2013-10-12 16:01:33``, with the zone behind it when one is stated; None when it is no time.

    Args:
        text: as EXIF or a container writes it.
        zone: where the zone is written apart, as in EXIF's OffsetTimeOriginal.
    """
    found = _TIME.match(text) if isinstance(text, str) and len(text) < 64 else None
    if found is None or found[1] in _NEVER_SET:
        return None
    year, month, day, hour, minute, second, offset = found.groups()
    apart = re.fullmatch(r"\s*([+-]\d\d:\d\d)\s*\0*", zone) if isinstance(zone, str) else None
    told = (offset or (apart[1] if apart else "")).replace(":", "")
    if len(told) > 1:
        told = f"{told[:3]}:{told[3:]}"
    return f"{year}-{month}-{day} {hour}:{minute}:{second or '00'}{told}"

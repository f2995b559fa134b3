"""Time inside a video: an integer PTS in a time base is exact, everything else is derived from it.

``seconds`` and ``timecode`` are on the clock a player shows: zero is where the container's earliest
stream starts. The timecode is elapsed time, H:MM:SS.mmm, not SMPTE.
"""

import re
from fractions import Fraction

from osintkit.errors import UsageError

_LONGEST_CLOCK = 32
_CLOCK = re.compile(r"(?:(?:(?P<h>\d+):)?(?P<m>\d+):)?(?P<s>\d+(?:\.\d+)?)s?")


def timecode(seconds: float | Fraction) -> str:
    """Elapsed time as a person reads it: ``timecode(79.0333)`` is ``0:01:19.033``."""
    milliseconds = round(abs(Fraction(seconds)) * 1000)
    minutes, rest = divmod(milliseconds, 60_000)
    hours, minutes = divmod(minutes, 60)
    sign = "-" if seconds < 0 and milliseconds else ""
    return f"{sign}{hours}:{minutes:02d}:{rest // 1000:02d}.{rest % 1000:03d}"


def seconds_of(text: str) -> float:
    """Read a time as people write it: ``19``, ``2.5s``, ``00:19``, ``1:02:03.5``.

    Returns:
        Seconds.

    Raises:
        UsageError: it is not a time.
    """
    found = _CLOCK.fullmatch(text.strip())
    if found is None or len(text) > _LONGEST_CLOCK:
        raise UsageError(
            f"{text!r} is not a time within a video.",
            "Write seconds (19, 2.5s) or a clock (00:19, 1:02:03.5).",
        )
    hours, minutes, rest = (float(found.group(name) or 0) for name in ("h", "m", "s"))
    return hours * 3600 + minutes * 60 + rest

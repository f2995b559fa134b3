"""Which zone a camera's clock was set to, worked out from the time of a satellite fix.

The idea is that of exiftool-vendored: local time minus UTC, rounded to a quarter of an hour, because no
zone in use has another step. Nothing is answered when the rest is too large.
"""

from dataclasses import dataclass
from datetime import datetime

from osintkit.clock.written import EAST_MIN, WEST_MIN, offset_of

_STEP_S = 15 * 60
LARGEST_RESIDUAL_S = 120.0


@dataclass(frozen=True, slots=True)
class Inferred:
    """A zone that was worked out.

    Attributes:
        offset: ``+03:00``.
        residual_s: what local time minus UTC exceeds it by: positive when the clock was fast, or the fix
            older than the picture.
    """

    offset: str
    residual_s: float


def between(
    local: datetime, utc: datetime, *, largest_residual_s: float = LARGEST_RESIDUAL_S
) -> Inferred | None:
    """In which zone does a clock show ``local`` when it is ``utc``? None when no zone fits well.

    Args:
        local: the camera's clock, zoneless.
        utc: the same moment in UTC, zoneless too.
        largest_residual_s: what may be left over.

    Returns:
        An offset of whole quarters of an hour between -12:00 and +14:00 from which the two differ by at
        most that; None otherwise.
    """
    apart_s = (local - utc).total_seconds()
    steps = round(apart_s / _STEP_S)
    residual_s = apart_s - steps * _STEP_S
    if abs(residual_s) > largest_residual_s or not WEST_MIN <= steps * 15 <= EAST_MIN:
        return None
    return Inferred(offset_of(steps * 15), residual_s)

"""Two clock times for one moment: which readings of the first agree with the second."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from osintkit.clock.reading.resolving import Placed, by_offset
from osintkit.clock.reading.windows import Window
from osintkit.clock.written import EAST_MIN, WEST_MIN

_QUARTER = timedelta(minutes=15)


class Other(NamedTuple):
    """A second statement of the same moment.

    Attributes:
        placed: every place it can have, on every day it can be of.
        windows: its local times.
        has_zone: whether its zone is known.
        has_date: whether a date is written with it.
    """

    placed: list[Placed]
    windows: list[Window]
    has_zone: bool
    has_date: bool


def overlap(one: Placed, other: Placed) -> bool:
    """Whether two stretches of instants have an instant in common."""
    return _before(one.earliest, other.latest) and _before(other.earliest, one.latest)


def _before(start: datetime | None, end: datetime | None) -> bool:
    return start is None or end is None or start < end


def surviving(placed: Sequence[Placed], other: Other) -> list[Placed]:
    """Which places of a first time agree with a second one whose zone is known."""
    return [one for one in placed if any(overlap(one, two) for two in other.placed)]


def nearest(placed: Sequence[Placed], other: Other) -> list[Placed]:
    """Where a second time lies that agrees with no reading of the first: on its day next to it."""
    far = [(_distance(placed, two), two) for two in other.placed]
    least = {two.offset: min(apart for apart, one in far if one.offset == two.offset) for _, two in far}
    return [
        two._replace(says=f"by the second clock time, {two.says}")
        for apart, two in far
        if apart == least[two.offset]
    ]


def _distance(placed: Sequence[Placed], other: Placed) -> timedelta:
    pairs = [(one.earliest or one.latest, other.earliest or other.latest) for one in placed]
    return min((abs(one - two) for one, two in pairs if one and two), default=timedelta(0))


def by_difference(windows: Sequence[Window], other: Other) -> list[Placed]:
    """A first time without a zone, placed so that it agrees with a second one: by their difference."""
    found: list[Placed] = []
    for window in windows:
        for two in other.placed:
            offset = _apart(window.start, two)
            if offset is not None and not any(offset == one.offset and window == one.window for one in found):
                found.append(by_offset(window, offset, "by the difference from the second clock time"))
    return found


def _apart(local: datetime | None, other: Placed) -> timedelta | None:
    """Local time minus UTC; None when no zone has it."""
    if local is None or other.earliest is None:
        return None
    offset = local - other.earliest.replace(tzinfo=None)
    in_use = timedelta(minutes=WEST_MIN) <= offset <= timedelta(minutes=EAST_MIN)
    return offset if in_use and offset % _QUARTER == timedelta(0) else None


def implied(placed: Sequence[Placed], other: Other) -> timedelta | None:
    """The offset that a second time without a zone must have; None when several fit, or none."""
    offsets = {
        offset
        for window in other.windows
        for one in placed
        if (offset := _apart(window.start, one)) is not None
    }
    return offsets.pop() if len(offsets) == 1 else None

"""Days of the legal calendar and windows of the clock, as stretches of time."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from osintkit.errors import UsageError

Span = tuple[float, float]
"""From and to, POSIX seconds."""

_LOOKS_S = 900


def bounds(day: date, zone: tzinfo, *, name: str) -> Span:
    """When does a calendar day begin and end in a zone? It has 23 to 25 hours, mostly 24.

    Args:
        day: of the calendar there.
        zone: the rules.
        name: of the zone, for people.

    Raises:
        UsageError: the calendar there has no such day.
    """
    begin, end = stretch(day, zone)
    if end <= begin:
        raise UsageError(
            f"{day} did not exist in {name}: the calendar skipped it.", "Give another day, or --zone."
        )
    return begin, end


def stretch(day: date, zone: tzinfo) -> Span:
    """The same; a day that does not exist ends when it begins.

    Raises:
        UsageError: the day is at the end of the calendar.
    """
    if not 1 < day.year < 9999:
        raise UsageError(f"{day} is at the end of the calendar.", "Give a year from 2 to 9998.")
    begin, end = (
        datetime.combine(each, time(), tzinfo=zone).timestamp() for each in (day, day + timedelta(days=1))
    )
    return begin, end


def window(day: date, first: time, last: time, zone: tzinfo) -> list[Span]:
    """When does a clock in a zone show from ``first`` to ``last``, beginning on this day?

    Args:
        day: of the calendar there.
        first: when the window opens.
        last: when it closes, on the next day unless it is later than ``first``.
        zone: the rules.

    Returns:
        One stretch mostly. Two where the clock is set back and shows all of it twice; none where it is set
        forward over all of it.
    """
    opens = datetime.combine(day, first)
    closes = datetime.combine(day + timedelta(days=last <= first), last)
    ends = [each.replace(tzinfo=zone, fold=fold) for each in (opens, closes) for fold in (0, 1)]
    if len({_offset(end) for end in ends}) == 1:
        return [(ends[0].timestamp(), ends[2].timestamp())]
    found: list[Span] = []
    for piece_from, piece_to, offset in _pieces(zone, min(ends), max(ends)):
        begin, end = (each.replace(tzinfo=UTC).timestamp() - offset for each in (opens, closes))
        begin, end = max(begin, piece_from), min(end, piece_to)
        if end > begin and found and begin == found[-1][1]:
            found[-1] = (found[-1][0], end)
        elif end > begin:
            found.append((begin, end))
    return found


def _offset(moment: datetime) -> float:
    return (moment.utcoffset() or timedelta(0)).total_seconds()


def _pieces(zone: tzinfo, first: datetime, last: datetime) -> Iterator[tuple[float, float, float]]:
    """Stretches with one offset from UTC, and that offset in seconds; a day is searched on either side."""

    def offset(utc_s: int) -> float:
        return _offset(datetime.fromtimestamp(utc_s, zone))

    begin = low = int(first.timestamp()) - 86400
    stop = int(last.timestamp()) + 86400
    while low < stop:
        high = low + _LOOKS_S
        if offset(high) != offset(begin):
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (middle, high) if offset(middle) == offset(begin) else (low, middle)
            yield float(begin), float(high), offset(begin)
            begin = high
        low = high
    yield float(begin), float(stop), offset(begin)

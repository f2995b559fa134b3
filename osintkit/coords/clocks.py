"""What a written time means at a position, and the stretch of time that its readings leave."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache

from osintkit.clock import stated
from osintkit.clock.stated import LOCAL
from osintkit.errors import UsageError
from osintkit.records import StatedTime

_HERE = "If it is the clock of the position, ask with --zone local."


def anywhere(text: str, *, zone: str | None = None) -> StatedTime:
    """What can a written time mean, wherever it was?

    Args:
        text: the words.
        zone: whose clock it is, where the words say nothing: ``Asia/Yerevan``, ``+04:00``, ``UTC``.

    Raises:
        UsageError: it is no time, or one that cannot be; or the zone is that of a position.
    """
    if zone == LOCAL:
        raise UsageError(
            "--zone local is the legal clock at a position, and no position was given.",
            "Give the position, or the zone: Asia/Yerevan, +04:00, UTC.",
        )
    return stated.read(text, zone=zone)


def check(text: str, *, zone: str | None = None) -> None:
    """Refuse what is no time at any position, before the first of many is looked at.

    Raises:
        UsageError: it is none; it says why.
    """
    # Coordinated time never skips an hour, so only what can be nowhere is refused.
    stated.read(text, zone="UTC" if zone == LOCAL else zone)


@lru_cache(maxsize=1024)
def there(text: str, *, zone: str | None, names: tuple[str, ...]) -> StatedTime:
    """What can a written time mean at a position?

    Args:
        text: the words.
        zone: as for `anywhere`; or ``local``, the legal clock there, which is each of ``names``.
        names: of the zones that are legal within the position's uncertainty.

    Raises:
        UsageError: it is no time, or clocks there skipped it.
    """
    if zone != LOCAL:
        return _with_advice(stated.read(text, zone=zone, zones=names))
    found, refused = stated.read_by_each(text, names)
    return _together(list(found.values()), names, [error.says for error in refused])


def _together(found: Sequence[StatedTime], names: Sequence[str], refused: Iterable[str]) -> StatedTime:
    """The same words by the clocks of several zones as one time, every reading once."""
    first = found[0]
    if first.zone_status != "assumed":  # the words have a zone of their own, or no clock time
        return first
    ends = [(time.earliest, time.latest) for time in found]
    readings = {
        (each.earliest, each.latest, each.local_from): each for time in found for each in time.readings
    }
    return first.model_copy(
        update={
            "earliest": min((end for end, _ in ends if end), default=None),
            "latest": max((end for _, end in ends if end), default=None),
            "readings": tuple(sorted(readings.values(), key=lambda each: each.earliest or "")),
            "zone_candidates": tuple(dict.fromkeys(each for time in found for each in time.zone_candidates)),
            "zone_why": f"whoever asked took it as the legal clock at the position: {', '.join(names)}",
            "unsettled": tuple(
                dict.fromkeys([*(each for time in found for each in time.unsettled), *refused])
            ),
        }
    )


def _with_advice(time: StatedTime) -> StatedTime:
    """What to do about a clock time whose zone is open, where the position is known."""
    if time.zone_status != "unknown":
        return time
    return time.model_copy(update={"unsettled": (*time.unsettled, _HERE)})


def span(time: StatedTime | None) -> tuple[datetime, datetime] | None:
    """From when to when can it have been? None where an end is open."""
    if time is None or time.earliest is None or time.latest is None:
        return None
    return datetime.fromisoformat(time.earliest), datetime.fromisoformat(time.latest)


def shown(instant: datetime, offsets: Sequence[str]) -> datetime | None:
    """What does a clock show then, if only one offset is possible?

    Args:
        instant: with its zone.
        offsets: from UTC, ``+04:00`` or ``-00:44:30``, of every clock that may be meant.
    """
    if len(set(offsets)) != 1:
        return None
    at = datetime.fromisoformat(f"2000-01-01T00:00:00{offsets[0]}")
    return instant.astimezone(at.tzinfo).replace(tzinfo=None)

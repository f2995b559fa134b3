"""What a time that somebody wrote can mean: the words in, an interval with every reading out.

Strict about words: what it does not know it refuses, since a word that is skipped may be the one that
matters.
Clock times get the width of their precision, vague words a generous one (`osintkit.clock.reading.windows`).
"""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from osintkit.clock.reading.folding import fold
from osintkit.clock.reading.parts import Statement, Zone
from osintkit.errors import UsageError

if TYPE_CHECKING:
    from osintkit.clock.reading.folding import Folded
    from osintkit.records.clock import StatedTime

LOCAL = "local"
"""What stands for the legal clock at a place, where people are asked for a zone."""
_OFFSET = re.compile(r"([+−-])(\d{1,2})(?::?(\d\d))?")


def read(
    text: str,
    *,
    zone: str | None = None,
    zones: Sequence[str] = (),
    year: int | None = None,
    day_first: bool | None = None,
) -> "StatedTime":
    """Which time do these words state? Every reading, and the interval that holds them all.

    Dates and clock times as people, devices and applications write them, in the languages of
    `osintkit.clock.reading.words`. Nothing is guessed: an ambiguous date or zone gives several readings.

    Args:
        text: the words, at most 500 characters.
        zone: in which zone a clock time without one is, by whoever asks: ``Asia/Yerevan``, ``+04:00``.
        zones: IANA zones that are legal at the place: what "local time" means, and which of an
            abbreviation's meanings fit.
        year: the year of a date that is written without one.
        day_first: whether 03/04 is 3 April; None gives both readings.

    Raises:
        UsageError: it is no time, one that cannot be, one that a zone's clocks skipped, or one that counts
            from a moment which the words do not hold; it says what to give instead.
    """
    from osintkit.clock.reading import telling  # noqa: PLC0415 - zones and records are slow to import

    if year is not None:
        _check_year(year)
    folded = fold(text)
    statements, note = taken_apart(folded)
    assumed = zone_of(zone) if zone is not None else None
    return telling.told(
        folded, statements, note, assumed=assumed, zones=zones, year=year, day_first=day_first
    )


def read_by_each(text: str, names: Sequence[str]) -> "tuple[dict[str, StatedTime], list[UsageError]]":
    """Which time do these words state by the clock of each zone, where they name none themselves?

    Args:
        text: the words.
        names: IANA zones, one or more.

    Returns:
        The time by zone, in the same order, and why other zones refuse it: the clocks of one may have
        skipped what those of the next one showed.

    Raises:
        UsageError: all of them refuse it; as the first one does.
    """
    found: dict[str, StatedTime] = {}
    refused: list[UsageError] = []
    for name in names:
        try:
            found[name] = read(text, zone=name, zones=(name,))
        except UsageError as error:
            refused.append(error)
    if not found:
        raise refused[0]
    return found, refused


def _check_year(year: int) -> None:
    from osintkit.clock.reading.calendar_days import check_year  # noqa: PLC0415

    check_year(year)


def taken_apart(folded: "Folded") -> tuple[list[Statement], str]:
    """The statements that a text makes, and what is to be known of its form.

    Raises:
        UsageError: it is no time.
    """
    from osintkit.clock.reading import composing, dating, filenames, scanning, timing  # noqa: PLC0415

    if (whole := filenames.alone(folded)) is not None:
        return [whole[0]], whole[1]
    items = timing.clocked(dating.dated(scanning.scan(folded), folded))
    statements = composing.compose(items, folded)
    if not any(one.left.days or one.left.has_time for one in statements):
        raise UsageError("This says no time.", composing.FORMS)
    return statements, ""


def zone_of(text: str) -> Zone:
    """Which zone does somebody mean by these words alone?

    Args:
        text: ``Asia/Yerevan``, ``+04:00``, ``UTC+4``, ``CET``, ``Kyiv``.

    Raises:
        UsageError: they name no zone.
    """
    from osintkit.clock.reading import composing, scanning  # noqa: PLC0415
    from osintkit.clock.reading.parts import Item  # noqa: PLC0415

    folded = fold(text.strip())
    found = _OFFSET.fullmatch(folded.text)
    if found is not None:
        folded = fold(f"utc{'−' if found[1] != '+' else '+'}{found[2]}{f':{found[3]}' if found[3] else ''}")
    if folded.text == "z":
        folded = fold("utc")
    items = scanning.scan(folded)
    # A clock before it lets small letters be an abbreviation too.
    statements = composing.compose([Item("point", 0, 0, "noon"), *items], folded)
    zones = statements[0].left.zones
    if len(zones) != 1 or len(statements) > 1 or zones[0].kind == "local":
        raise UsageError(f"“{text[:64]}” names no zone.", "Name a zone as Asia/Yerevan, +04:00 or UTC.")
    if zones[0].kind == "iana":
        from osintkit.clock import legal  # noqa: PLC0415

        legal.zone(zones[0].value)
    return zones[0]._replace(text=text.strip(), says_time=True)

"""Angles whose digits stand together, as pilots, sailors and receivers write them: ``393553N0461352E``."""

_MOST_DIGITS = 11


def unpacked(first: str, second: str) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """Degrees, minutes and seconds of two numbers, if both are written together; else None.

    Two digits of degrees for a latitude, three for a longitude (ICAO Annex 15, NMEA 0183), or two for both.
    What follows is minutes (``MM``), minutes and tenths (``MMm``), or minutes and seconds (``MMSS``) with
    further digits of seconds. A fraction belongs to the last of them.
    """
    lengths = [len(number.partition(".")[0]) for number in (first, second)]
    if not all(4 <= length <= _MOST_DIGITS for length in lengths):
        return None
    short, long = sorted(lengths)
    if long - short > 1:
        return None
    widths = _widths(first, second)
    return _split(first, widths[0]), _split(second, widths[1])


def _widths(first: str, second: str) -> tuple[int, int]:
    """How many digits of degrees each has."""
    one, other = (len(number.partition(".")[0]) for number in (first, second))
    if one == other:  # two digits in both, unless the number of digits leaves an odd one out
        width = 3 if one % 2 else 2
        return width, width
    return (2, 3) if one < other else (3, 2)


def _split(number: str, width: int) -> tuple[str, ...]:
    whole, point, fraction = number.partition(".")
    degrees, rest = whole[:width], whole[width:]
    if len(rest) < 4:
        tenths = rest[2:]
        if tenths and not point:
            return degrees, f"{rest[:2]}.{tenths}"
        return (degrees, rest + point + fraction)
    seconds = rest[2:4]
    more = rest[4:]
    return degrees, rest[:2], f"{seconds}.{more}" if more else seconds + point + fraction

"""What people write on the command line about shadows and the sun, taken apart: values with their errors."""

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from osintkit.errors import UsageError

if TYPE_CHECKING:
    from osintkit.sun import Clues, Measured

RATIO_ERROR, DIRECTION_ERROR_DEG, ELEVATION_ERROR_DEG = 0.1, 3.0, 1.0
"""One standard deviation each, where none was given."""

NUMBER = r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)"
"""A decimal number, as a pattern."""
_MEASURED = re.compile(
    rf"({NUMBER})(?:\s*/\s*({NUMBER}))?\s*°?\s*(?:(?:\+-|\+/-|±)\s*({NUMBER})\s*°?\s*(%?))?", re.ASCII
)
_RANGE = re.compile(rf"({NUMBER})\s*°?\s*(?:\.\.|-|to)\s*({NUMBER})\s*°?", re.ASCII)
_LARGEST = 1e6
_PLAIN = str.maketrans({",": ".", "\N{MINUS SIGN}": "-", "\N{EN DASH}": "-"})


@dataclass(frozen=True, slots=True)
class Value:
    """A measured value, its error as written, and whether that is a part of the value, in per cent."""

    value: float
    error: float | None
    percent: bool


@dataclass(frozen=True, slots=True)
class Measurements:
    """What was measured of a shadow or the sun, and what is assumed of it because nothing was said."""

    clues: "Clues"
    assumed: tuple[str, ...]


def measurements(
    *, ratio: str | None, shadow: str | None, sun: str | None, elevation: str | None
) -> Measurements:
    """The options ``--ratio``, ``--shadow-direction``, ``--sun-direction`` and ``--elevation``.

    Raises:
        UsageError: one is not what it should be, both directions are given, or nothing at all.
    """
    from osintkit.sun import Clues

    if ratio is None and shadow is None and sun is None and elevation is None:
        raise UsageError(
            "Nothing was measured.", "Give --ratio, --shadow-direction, --elevation, or several of them."
        )
    if shadow is not None and sun is not None:
        raise UsageError("The shadow's and the sun's direction say the same.", "Give one of them.")
    assumed: list[str] = []
    between = None if elevation is None else _range(elevation)
    found = Clues(
        ratio=None if ratio is None else _ratio(ratio, assumed),
        azimuth=_azimuth(shadow, sun, assumed),
        elevation=None if elevation is None or between else _elevation(elevation, assumed),
        elevation_range=between,
    )
    return Measurements(found, tuple(assumed))


def value(text: str, option: str, example: str) -> Value:
    """A value with or without its error: ``1.4``, ``1.4+-5%``, ``245+-2``, ``2.5/1.8``.

    Args:
        text: as written; a decimal comma is one, too.
        option: its name, for an error.
        example: of what it should be.

    Raises:
        UsageError: it is none.
    """
    found = _MEASURED.fullmatch(_plain(text))
    if found is None:
        raise UsageError(
            f"{option} {text[:64]!r} is not a number, nor one with an error.",
            f"Give it as {option} {example}; the error, one standard deviation, stands behind +-.",
        )
    over = float(found[2]) if found[2] else 1.0
    number = float(found[1]) / over if over else math.inf
    error = float(found[3]) if found[3] else None
    if abs(number) > _LARGEST or (error is not None and error > _LARGEST):
        raise UsageError(f"{option} {text[:64]!r} is too large a number.", f"Give it as {option} {example}.")
    if error is not None and error <= 0:
        raise UsageError(
            f"{option} {text[:64]!r} has an error of {error:g}: nothing is measured so well.",
            f"Give one standard deviation above 0, as in {option} {example}.",
        )
    return Value(number, error, bool(found[4]))


def _ratio(text: str, assumed: list[str]) -> "Measured":
    from osintkit.sun import Measured

    found = value(text, "--ratio", "1.4+-5%")
    if found.value <= 0:
        raise UsageError(
            f"A shadow cannot be {found.value:g} times as long as what throws it is high.",
            "Give --ratio as length of the shadow divided by height of the object, such as 1.4 or 2.5/1.8.",
        )
    if found.error is None:
        assumed.append(_unsaid("--ratio", f"{RATIO_ERROR:.0%} of it"))
        return Measured(found.value, RATIO_ERROR * found.value)
    return Measured(found.value, found.error / 100 * found.value if found.percent else found.error)


def _azimuth(shadow: str | None, sun: str | None, assumed: list[str]) -> "Measured | None":
    from osintkit.sun import Measured

    option, text = ("--sun-direction", sun) if shadow is None else ("--shadow-direction", shadow)
    if text is None:
        return None
    degrees, sd = _degrees(text, option, "245+-2", DIRECTION_ERROR_DEG, assumed)
    if not -360 <= degrees <= 360:
        raise UsageError(
            f"{option} {text[:64]!r} is not a direction.",
            "Give degrees clockwise from true north, 0 to 360: east is 90.",
        )
    return Measured((degrees + (180.0 if shadow is not None else 0.0)) % 360.0, sd)


def _elevation(text: str, assumed: list[str]) -> "Measured":
    from osintkit.sun import Measured

    degrees, sd = _degrees(text, "--elevation", "4+-1, or a range as 0-15", ELEVATION_ERROR_DEG, assumed)
    if not -1 <= degrees <= 90:
        raise UsageError(
            f"The sun cannot be seen at {degrees:g} degrees of elevation.",
            "Give --elevation from 0 (horizon) to 90 (overhead), or a range: -6..0 is twilight.",
        )
    return Measured(degrees, sd)


def _degrees(text: str, option: str, example: str, usual: float, assumed: list[str]) -> tuple[float, float]:
    """An angle and its error; where none was given, the usual one, which is then said."""
    found = value(text, option, example)
    if found.percent:
        raise UsageError(
            f"{option} {text[:64]!r} has an error in per cent, which means nothing for an angle.",
            f"Give it in degrees: {option} {example}.",
        )
    if found.error is None:
        assumed.append(_unsaid(option, f"{usual:g} degrees"))
    return found.value, usual if found.error is None else found.error


def _plain(text: str) -> str:
    """With decimal points and hyphens."""
    return text.strip().translate(_PLAIN)


def _unsaid(option: str, usual: str) -> str:
    return f"No error of {option} was given: {usual} (one standard deviation) is assumed."


def _range(text: str) -> tuple[float, float] | None:
    """A range of elevations; None when the text is none."""
    found = _RANGE.fullmatch(_plain(text))
    if found is None:
        return None
    low, high = float(found[1]), float(found[2])
    if not -90 <= low < high <= 90:
        raise UsageError(
            f"--elevation {text[:64]!r} is not a range of elevations.",
            "Give it as 0-15, the lower one first, both from -90 to 90.",
        )
    return low, high

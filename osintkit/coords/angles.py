"""Degrees, minutes and seconds in any order and script: which positions can the words mean?"""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise, product
from typing import NamedTuple

from osintkit.coords.hemispheres import hemispheres
from osintkit.coords.packed import unpacked
from osintkit.coords.position import ASSUMED, Position, half_unit, on_ground_m
from osintkit.coords.punctuation import variants, without_chains
from osintkit.coords.tokens import Item, Label, Number, Separator, tokens
from osintkit.errors import UsageError

_SIMPLE = re.compile(
    r"\s*([+-]?\d{1,3}(?:\.\d{1,20})?)(?:\s?[,;]\s?([+-]?\d{1,3}(?:\.\d{1,20})?)|\s(\+?\d{1,3}(?:\.\d{1,20})?))\s*",
    re.ASCII,
)
_POWER = re.compile(r"\d[eE][+-]?\d{1,4}(?![\d.])")
_FIELDS = {"°": 0, "'": 1, '"': 2}
_NAMES = ("decimal", "degrees minutes", "degrees minutes seconds")
_PARTS = ("degrees", "minutes", "seconds")


class Angle(NamedTuple):
    """One angle as written.

    Attributes:
        size_deg: without its sign.
        half_deg: half a unit of its last digit.
        sign: ``+``, ``-`` or none.
        fields: 1 for degrees only, 2 with minutes, 3 with seconds.
        label: what says its axis or hemisphere.
        is_wide: three digits before the point, the first a zero, as longitudes are written.
        text: as written, for error messages.
    """

    size_deg: float
    half_deg: float
    sign: str
    fields: int
    label: Label | None
    is_wide: bool
    text: str


def simple_pair(text: str) -> tuple[Position, ...] | None:
    """The readings of two plain decimal numbers, which most positions are; None of all other text.

    Raises:
        UsageError: no order of the two is on earth.
    """
    found = _SIMPLE.fullmatch(text)
    if found is None:
        return None
    written = found[1], found[2] or found[3]
    first, second = (_plain_angle(number) for number in written)
    return _different(_positions(first, second, says="", datum=ASSUMED, height_m=None))


def _plain_angle(number: str) -> Angle:
    digits = number.lstrip("+-")
    is_wide = digits[0] == "0" and len(digits.partition(".")[0]) == 3
    sign = number[0] if number[0] in "+-" else ""
    return Angle(float(digits), half_unit(digits), sign, 1, None, is_wide, digits)


def _different(positions: Iterable[Position]) -> tuple[Position, ...]:
    """The first of those that are the same."""
    found: dict[tuple[float, float, str], Position] = {}
    for position in positions:
        found.setdefault((position.lat_deg, position.lon_deg, position.notation), position)
    return tuple(found.values())


def read(text: str, *, datum: str = ASSUMED) -> tuple[Position, ...]:
    """Which positions can a pair of angles mean? The most literal one first.

    Args:
        text: as `osintkit.coords.writing.plain` leaves it.
        datum: what the numbers refer to.

    Raises:
        UsageError: none, and why.
    """
    first_error: UsageError | None = None
    found: list[Position] = []
    for readable, says, goes_on in variants(without_chains(text)):
        try:
            found += _read(readable, says, datum)
        except UsageError as error:
            first_error = first_error or error
            continue
        if not goes_on:
            break
    if not found and first_error is not None:
        raise first_error
    return _different(found)


def _read(text: str, says: str, datum: str) -> Iterator[Position]:
    items, height_m = tokens(text)
    powers = len(_POWER.findall(text))
    if powers and sum(isinstance(item, Label) for item in items) == powers:
        raise UsageError("A number is written with a power of ten (e).", "Write it in plain digits.")
    items, order = _without_order(items)
    numbers = [item for item in items if isinstance(item, Number)]
    if len(numbers) < 2:
        raise UsageError(
            "A position takes a latitude and a longitude; "
            + (f"only {numbers[0].text} is written." if numbers else "no number is written."),
            "Give both, such as 39.5981, 46.2311.",
        )
    first, second = _halves(items)
    if order and not (first.label or second.label):
        first, second = (
            angle._replace(label=Label(axis, axis))
            for angle, axis in zip((first, second), order, strict=True)
        )
    return _positions(first, second, says=says, datum=datum, height_m=height_m)


def _without_order(items: list[Item]) -> tuple[list[Item], tuple[str, ...]]:
    """Takes away a heading or an ending such as "lat, lon", which says the order of what it stands by."""
    for ending in (False, True):
        near = [item for item in (reversed(items) if ending else items) if not isinstance(item, Separator)][
            :2
        ]
        if len(near) == 2 and all(isinstance(item, Label) and not item.is_hemisphere for item in near):
            axes = [item.kind for item in near if isinstance(item, Label)]
            if axes[0] != axes[1]:
                kept = [item for item in items if not any(item is one for one in near)]
                return kept, tuple(reversed(axes)) if ending else tuple(axes)
    return items, ()


def _halves(items: list[Item]) -> tuple[Angle, Angle]:
    """The two angles: cut where most speaks for it.

    A separator speaks for a cut, then letters that all precede or all follow their numbers, then a degree
    sign that begins the second half, then as many numbers on both sides.
    """
    best: tuple[int, ...] = ()
    cuts: dict[tuple[Item, ...], tuple[list[Item], list[Item]]] = {}
    for cut in range(1, len(items)):
        halves = _stripped(items[:cut]), _stripped(items[cut:])
        if not all(_is_angle(half) for half in halves):
            continue
        score = _score(items, cut, *halves)
        if score > best:
            best, cuts = score, {}
        if score == best:
            cuts[tuple(halves[0])] = halves
    if not cuts:
        raise _uncut(items)
    if len(cuts) > 1:
        raise _uncut(items)
    first, second = next(iter(cuts.values()))
    numbers = [next(item.text for item in half if isinstance(item, Number)) for half in (first, second)]
    whole = [sum(isinstance(item, Number) for item in half) == 1 for half in (first, second)]
    packed = unpacked(*numbers) if all(whole) else None
    return _angle(first, packed and packed[0]), _angle(second, packed and packed[1])


def _stripped(items: list[Item]) -> list[Item]:
    return [item for item in items if not isinstance(item, Separator)]


def _is_angle(items: list[Item]) -> bool:
    """One to three numbers side by side, with labels of one axis around."""
    kinds = "".join("n" if isinstance(item, Number) else "l" for item in items)
    axes = {item.axis for item in items if isinstance(item, Label)}
    first = next((item for item in items if isinstance(item, Number)), None)
    begins = first is not None and first.mark in {"", "°"}
    return begins and bool(re.fullmatch("l?n{1,3}l?", kinds)) and len(axes) < 2


def _score(items: list[Item], cut: int, first: list[Item], second: list[Item]) -> tuple[int, ...]:
    strengths = [item.strength for item in items if isinstance(item, Separator)]
    beside = [item.strength for item in items[cut - 1 : cut + 1] if isinstance(item, Separator)]
    here = max(beside, default=0)
    numbers = [[item for item in half if isinstance(item, Number)] for half in (first, second)]
    return (
        here if here and strengths.count(here) == 1 and here == max(strengths) else 0,
        isinstance(first[0], Label) == isinstance(second[0], Label),
        isinstance(first[-1], Label) == isinstance(second[-1], Label),
        isinstance(first[0], Label) or not isinstance(second[0], Label),
        numbers[1][0].mark == "°" or bool(numbers[1][0].sign),
        len(numbers[0]) == len(numbers[1]),
    )


def _uncut(items: list[Item]) -> UsageError:
    labels = [item for item in items if isinstance(item, Label)]
    numbers = [item for item in items if isinstance(item, Number)]
    do = "Give one latitude and one longitude, such as 39.5981 N, 46.2311 E."
    axes = [label.axis for label in labels]
    if len(labels) == 2 and axes[0] == axes[1]:
        name = "latitude" if axes[0] == "lat" else "longitude"
        both = " and ".join(label.text for label in labels)
        return UsageError(f"Both {both} stand for a {name}; there is no other angle.", do)
    if len(labels) > 2:
        return UsageError(f"{len(labels)} letters or words for hemispheres: one position has two.", do)
    if len(numbers) == 3 and not labels and not any(number.mark for number in numbers):
        return UsageError(
            "Three numbers: what the third is cannot be told.",
            "If it is a height, write it with m; if not, mark degrees and minutes.",
        )
    return UsageError(
        f"{len(numbers)} numbers do not make one latitude and one longitude: each has one to three.", do
    )


def _angle(items: list[Item], packed: tuple[str, ...] | None) -> Angle:
    """One angle out of its numbers, checked.

    Raises:
        UsageError: parts that are no degrees, minutes and seconds.
    """
    numbers = [item for item in items if isinstance(item, Number)]
    labels = [item for item in items if isinstance(item, Label)]
    text = " ".join(number.text + number.mark for number in numbers)
    is_wide = bool(re.match(r"0\d\d(?!\d)", numbers[0].text))
    if packed:
        numbers = [Number(packed[0], numbers[0].sign), *(Number(part) for part in packed[1:])]
    if any(number.sign for number in numbers[1:]):
        raise UsageError(f"A sign stands inside {text}.", "Put one sign before the degrees, or none.")
    fields = _fields(numbers, text)
    size = half = 0.0
    for number, field in zip(numbers, fields, strict=True):
        value = float(number.text)
        if field and value >= 60:
            raise UsageError(
                f"{_PARTS[field].capitalize()} go up to 60; {text} has {number.text}.",
                "Check the digits, and whether they are degrees with decimals.",
            )
        size += value / 60**field
        half = half_unit(number.text) / 60**field
    hemisphere = next((label for label in labels if label.is_hemisphere), None)
    label = hemisphere or (labels[0] if labels else None)
    if len({one.kind for one in labels if one.is_hemisphere}) > 1:
        raise UsageError(f"{text} has two hemispheres.", "Write one letter at each angle.")
    return Angle(size, half, numbers[0].sign, max(fields) + 1, label, is_wide, text)


def _fields(numbers: list[Number], text: str) -> list[int]:
    """Which are degrees, minutes, seconds: by their marks, else by their order."""
    fields: list[int] = []
    for number in numbers:
        fields.append(_FIELDS[number.mark] if number.mark else len(fields) and fields[-1] + 1)
    if fields[0] or any(after <= before for before, after in pairwise(fields)) or fields[-1] > 2:
        raise UsageError(
            f"{text} is not degrees, then minutes, then seconds.",
            "Write it as 39°35'53\" or 39 35 53.",
        )
    for before in numbers[:-1]:
        if before.text.partition(".")[2].strip("0"):
            raise UsageError(
                f"{before.text} has a fraction, so nothing smaller can follow it in {text}.",
                "Check the digits; put a comma between latitude and longitude.",
            )
    return fields


def _positions(
    first: Angle, second: Angle, *, says: str, datum: str, height_m: float | None
) -> Iterator[Position]:
    """Every order and hemisphere that is possible, the conventional ones first."""
    orders = _orders(first, second)
    options = [_signs(angle, other) for angle, other in ((first, second), (second, first))]
    notation = _NAMES[max(first.fields, second.fields) - 1]
    for (rank1, sign1, why1), (rank2, sign2, why2) in sorted(product(*options), key=_rank):
        for lat_first, order_says in orders:
            lat, lon = (first, second) if lat_first else (second, first)
            lat_sign, lon_sign = (sign1, sign2) if lat_first else (sign2, sign1)
            unsaid = [name for name, why in (("first", why1), ("second", why2)) if why == "unsaid"]
            named = [why for why in (why1, why2) if why and why != "unsaid"]
            taken = f"{'north' if lat_sign > 0 else 'south'} and {'east' if lon_sign > 0 else 'west'}"
            if unsaid:
                named.append(_unsaid(len(unsaid), taken, is_usual=not (rank1 or rank2)))
            lat_deg, lon_deg = lat_sign * lat.size_deg, lon_sign * lon.size_deg
            precision_m = on_ground_m(lat_deg, half_lat_deg=lat.half_deg, half_lon_deg=lon.half_deg)
            says_all = "; ".join(part for part in (order_says, says, *named) if part)
            yield Position(lat_deg, lon_deg, notation, says_all, precision_m, height_m, datum)


def _rank(choice: tuple[tuple[int, int, str], ...]) -> int:
    return sum(rank for rank, _, _ in choice)


def _unsaid(count: int, taken: str, *, is_usual: bool) -> str:
    what = "no hemisphere is written" if count > 1 else "one hemisphere is not written"
    return f"{what}: taken as {taken}, as is usual" if is_usual else f"{what}: it could be {taken}"


def _signs(angle: Angle, other: Angle) -> list[tuple[int, int, str]]:
    """The hemispheres an angle can lie on: rank, sign, and why where it is not written plainly.

    Raises:
        UsageError: the sign and the letter contradict each other.
    """
    label = angle.label
    if label and label.is_hemisphere:
        found = []
        for rank, (hemisphere, why) in enumerate(hemispheres(label.kind)):
            sign = 1 if hemisphere in "NE" else -1
            if not angle.sign or (angle.sign == "+") == (sign > 0):
                found.append((rank, sign, why))
        if found:
            return found
        raise UsageError(
            f"{angle.sign}{angle.text} {label.text} contradicts itself: the sign says one hemisphere and the "
            "letter the other.",
            "Keep the sign or the letter, whichever is right.",
        )
    if angle.sign:
        return [(0, -1 if angle.sign == "-" else 1, "")]
    has_letters = bool(other.label and other.label.is_hemisphere)
    if not angle.size_deg or other.sign or (angle.fields == 1 and not has_letters):
        return [(0, 1, "")]
    return [(0, 1, "unsaid"), (1, -1, "unsaid")]


def _orders(first: Angle, second: Angle) -> list[tuple[bool, str]]:
    """Which orders are possible, the first as written: whether latitude is first, and how that is known.

    Raises:
        UsageError: none is.
    """
    sizes = first.size_deg, second.size_deg
    axes = [angle.label.axis if angle.label else "" for angle in (first, second)]
    if axes[0] or axes[1]:
        lat_first = axes[0] == "lat" or axes[1] == "lon"
        if axes[0] == axes[1]:
            raise UsageError(
                f"Both angles are called a {'latitude' if axes[0] == 'lat' else 'longitude'}.",
                "Name one latitude and one longitude.",
            )
        lat, lon = sizes if lat_first else sizes[::-1]
        if lat > 90 or lon > 180:
            raise _beyond(lat, lon)
        return [
            (
                lat_first,
                "the letters or words say which is which" if lat_first else "longitude first, as written",
            )
        ]
    possible = [(True, *sizes), (False, sizes[1], sizes[0])]
    possible = [each for each in possible if each[1] <= 90 and each[2] <= 180]
    if not possible:
        raise _no_order(*sizes)
    if len(possible) == 1:
        lat_first = possible[0][0]
        return [(lat_first, _only(lat_first, *sizes))]
    if first.is_wide and not second.is_wide:
        return [
            (False, "longitude first: it is written with three digits, as longitudes are"),
            (True, "first number is the latitude, though it has three digits"),
        ]
    return [(True, "first number is the latitude"), (False, "swapped: first number is the longitude")]


def _only(lat_first: bool, first: float, second: float) -> str:
    beyond = f"{second if lat_first else first:.6g}"
    which = "latitude" if lat_first else "longitude"
    return f"first number is the {which}: {beyond} is too large for a latitude"


def _beyond(lat: float, lon: float) -> UsageError:
    if lat > 90:
        do = "Check the digits and the letters." if lat > 180 else "Check whether the two are swapped."
        return UsageError(f"A latitude goes up to 90 degrees; {lat:.10g} is written.", do)
    return UsageError(f"A longitude goes up to 180 degrees; {lon:.10g} is written.", _eastward(lon))


def _no_order(first: float, second: float) -> UsageError:
    if max(first, second) > 180 >= min(first, second) and min(first, second) <= 90:
        return _beyond(min(first, second), max(first, second))
    return UsageError(
        f"{first:.10g} and {second:.10g} are no position in either order: a latitude goes up to 90 degrees, "
        "a longitude up to 180.",
        "Check the digits. Metres on a grid need their zone, such as 38N 606000 4384000.",
    )


def _eastward(lon: float) -> str:
    return f"If it counts eastward to 360, write {lon - 360:.10g}." if lon <= 360 else "Check the digits."

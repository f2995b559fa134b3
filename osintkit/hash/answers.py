"""What the confined child may answer about hashes, checked before anything of it is used."""

import math
import struct
from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from osintkit.hash.algorithms import ORIENTATIONS, PDQ, PDQ_LUMA
from osintkit.hash.rows import REFUSED, TRIMS, Box, Row, unpacked
from osintkit.media import answers
from osintkit.media.door.talk import disagrees
from osintkit.media.door.wire import Message
from osintkit.records import Hash

_LATEST_S = 1e9
_HEX_BITS = 4


class Algorithm(NamedTuple):
    """What the rows that follow are hashes of."""

    name: str
    time_base: str


def algorithm(message: Message) -> Algorithm:
    """Which algorithm the child used, and the time base of its times.

    Raises:
        InputError: the answer is not of our form, here and in all functions below.
    """
    name = answers.text(message.fields, "algorithm", among=(PDQ, PDQ_LUMA))
    time_base = answers.text(message.fields, "time_base")
    try:
        positive = Fraction(time_base) > 0
    except (ValueError, ZeroDivisionError):
        positive = False
    if not positive:
        raise disagrees("a time base that is none")
    return Algorithm(name, time_base)


def rows(message: Message) -> Iterator[Row]:
    """The hashed pictures of a message."""
    try:
        for row in unpacked(message.payload):
            if row.quality > 100 or row.flags & ~REFUSED or row.orientation >= len(ORIENTATIONS):
                raise disagrees("a hash out of bounds")
            if not math.isfinite(row.seconds) or abs(row.seconds) > _LATEST_S:
                raise disagrees("a time out of bounds")
            yield row
    except struct.error as error:
        raise disagrees("rows of another length") from error


def box(message: Message) -> tuple[int, Box]:
    """A region and the number that rows refer to it by."""
    number = _integer(message, "region")
    sides = [_integer(message, name) for name in ("left", "top", "width", "height")]
    return number, Box(answers.text(message.fields, "trim", among=TRIMS), *sides)


def _integer(message: Message, name: str) -> int:
    value = answers.number(message.fields, name)
    if value is None or value < 0 or value != int(value):
        raise disagrees(f"{name} is no count")
    return int(value)


def of_fixed_width(found: Hash) -> Hash:
    """The record, if its hash is hex of the width that its bits need."""
    digits = -(-found.bits // _HEX_BITS)
    if found.hash is not None and (
        len(found.hash) != digits or not set(found.hash) <= set("0123456789abcdef")
    ):
        raise disagrees("a hash of another width")
    return found

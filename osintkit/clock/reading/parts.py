"""What a stated time is taken apart into: dates, clock times, zones, and the words around them."""

from dataclasses import dataclass, field
from typing import NamedTuple


class Sense(NamedTuple):
    """What a phrase does.

    Attributes:
        kind: ``month``, ``weekday``, ``half``, ``part``, ``point``, ``qualifier``, ``open``, ``to``,
            ``until``, ``and``, ``hour``, ``minute``, ``second``, ``at``, ``skip``, ``local``, ``timeword``,
            ``third``, ``number``, ``shift``, ``relative`` or ``calendar``.
        value: which one of its kind.
        numbers: of a month or a weekday, which it can be.
    """

    kind: str
    value: str = ""
    numbers: tuple[int, ...] = ()


class Day(NamedTuple):
    """One way to understand a date: a day, a month or a year.

    Attributes:
        year: None where none is written.
        month: 1 to 12; None for a whole year.
        day: 1 to 31; None for a whole month or year.
        says: how it was understood, where that is not plain.
        third: ``early``, ``mid`` or ``late`` in the month; else empty.
        note: what was assumed, a sentence; else empty.
    """

    year: int | None
    month: int | None = None
    day: int | None = None
    says: str = ""
    third: str = ""
    note: str = ""


class Clock(NamedTuple):
    """A clock time as it is written.

    Attributes:
        hour: 0 to 24.
        minute: None where only an hour is written.
        second: None where none is written.
        fraction: digits after the second.
        half: ``am``, ``pm``, ``am?`` (which is also a German word), or empty.
        joined: whether it is written after a date as ISO 8601 does, so that a sign begins an offset.
    """

    hour: int
    minute: int | None = None
    second: int | None = None
    fraction: str = ""
    half: str = ""
    joined: bool = False


class Zone(NamedTuple):
    """A zone as it is written.

    Attributes:
        kind: ``offset``, ``iana``, ``letters``, ``local`` or ``utc by spec``.
        value: minutes east of Greenwich as a number; an IANA name; letters; empty.
        text: the words.
        says_time: whether the words speak of a clock ("Paris time"), not of a place alone.
    """

    kind: str
    value: str = ""
    text: str = ""
    says_time: bool = True


@dataclass(slots=True)
class Item:
    """A piece of the text that has been recognised.

    Attributes:
        kind: that of a phrase (see `osintkit.clock.reading.phrases`), or ``date``, ``clock``, ``zone``,
            ``number``, ``dotted`` (10.11: a clock time or a day of a month), ``place``, ``letters``,
            ``dash``, ``slash``, ``opening``, ``closing``.
        start: index in the folded text.
        end: of its end.
        value: the phrase's value, or what is written.
        numbers: of a month or a weekday, which it can be.
        days: of a date, every way to understand it.
        clock: of a clock time.
        zone: of a zone.
        form: of a number, ``ordinal`` (13th, 13.) or ``year`` ('22).
        senses: all that it can mean, where that is several things.
    """

    kind: str
    start: int
    end: int
    value: str = ""
    numbers: tuple[int, ...] = ()
    days: tuple[Day, ...] = ()
    clock: Clock | None = None
    zone: Zone | None = None
    senses: tuple[Sense, ...] = ()
    form: str = ""

    @property
    def value_is_ordinal(self) -> bool:
        """Whether it is a number written as the day of a month: 13th, 13."""
        return self.form == "ordinal"

    @property
    def is_short_year(self) -> bool:
        """Whether it is a number written as a year: '22."""
        return self.form == "year"


@dataclass(slots=True)
class Side:
    """What is said of one moment, or of one end of a span of time."""

    days: tuple[Day, ...] = ()
    clock: Clock | None = None
    part: str = ""
    point: str = ""
    zones: list[Zone] = field(default_factory=list)
    start: int = -1
    end: int = -1

    @property
    def has_time(self) -> bool:
        """Whether a time of day is said."""
        return self.clock is not None or bool(self.part or self.point)


@dataclass(slots=True)
class Statement:
    """One statement of a time: a moment, or a span with two ends.

    Attributes:
        left: the moment, or the beginning.
        right: the end; None for a moment.
        qualifier: ``about``, ``just before``, ``just after``, ``before``, ``after``, ``by`` or ``since``.
        weekdays: the weekdays that are named, each as the numbers it can be.
        is_open: words such as "between" announced a span.
        or_offset: what looks like the end of the span may be an offset from UTC.
    """

    left: Side
    right: Side | None = None
    qualifier: str = ""
    weekdays: list[tuple[int, ...]] = field(default_factory=list)
    is_open: bool = False
    or_offset: bool = False

    @property
    def span(self) -> tuple[int, int]:
        """Where it stands in the folded text."""
        sides = [side for side in (self.left, self.right) if side is not None and side.start >= 0]
        return min((side.start for side in sides), default=0), max((side.end for side in sides), default=0)

"""A folded text taken apart, from left to right, into the pieces that say something of a time."""

import re
from functools import cache

from osintkit.clock.abbreviations import known
from osintkit.clock.reading.folding import Folded
from osintkit.clock.reading.numerals import numeric
from osintkit.clock.reading.parts import Clock, Item, Sense, Zone
from osintkit.clock.reading.phrases import MOST_WORDS, longest, phrases, unspaced
from osintkit.clock.reading.towns import REGIONS, full_names, iana_name, towns
from osintkit.clock.written import EAST_MIN, WEST_MIN
from osintkit.errors import UsageError

_WORD = re.compile(r"[^\W\d_]+")
_GAP = re.compile(r"[ .'\"-]{1,2}")
_SKIPPED = frozenset(" ,;.·|\"'#*_=>!")
_BRACKETS = {"(": "opening", "[": "opening", "{": "opening", ")": "closing", "]": "closing", "}": "closing"}
_DASHES = frozenset("-–−")
_UTC = re.compile(
    r"(?:utc|gmt|ut1?|tuc?)(?:\s?(?P<sign>[+−])\s?|(?P<dash>[-–])|\s(?P<spaced>[-–])(?=\d))"
    r"(?P<hours>\d{1,2})(?:[:.]?(?P<minutes>\d\d))?(?![\d:]|\s?(?:utc|gmt))|(?:utc|gmt)\s?±\s?0{1,2}(?::?00)?(?![\d:])"
)
_MOSCOW = re.compile(r"(?:msk|мск)\s?(?P<sign>[+−-])\s?(?P<hours>\d{1,2})(?![\d:.])")
_MOSCOW_MIN = 180
_IANA = re.compile(r"[a-z]+(?:/[a-z_]+(?:-[a-z_]+)*){1,2}(?:[+-]\d{1,2})?")
_OFFSET = re.compile(r"[+−](\d{1,2})(?::?(\d\d))?(?![\d:])")
_MINUS_AFTER_CLOCK = re.compile(r"-(\d\d)(?:(:?)(\d\d))?(?![\d:.h])")
_IN_BRACKETS = re.compile(r"[+−-]\s?(\d{1,2})(?::?(\d\d))?(?=\s?[)\]])")
_CLOCK_ENDING = re.compile(r"[-'](?:da|de|te|ta|dan|den|tan|ten|ին|ի|ում|ზე|ს|з|го|i|u|e|a|dek)(?![^\W_])")
_FOUR_DIGITS = re.compile(r"(?<= )-(0\d|1[0-2])([0-5]\d)(?![\d:.h]|\s?(?:[ap]\.?\s?m\b|h|uhr))")
_BEFORE_OFFSET = ("clock", "dotted", "half", "hour", "minute", "second", "number", "zone")
_COLON_OFFSET = re.compile(r"-(0\d|1[0-2]):(00|30)(?![\d:])")
"""What may be the end of a span of time, too."""
_ISO_DATE_LENGTH = 10
_DAY_MIN = 1440
_YEAR_LENGTH = 4
_ZONES_LIKE_WORDS = ("ET", "PT", "MART")
"""Zones whose letters are words of a language; in capitals after a clock time they are zones."""
_WEEKDAY_IN_BRACKETS = re.compile(r"[(\[]([月火水木金土日]|[월화수목금토일])[)\]]")
_EAST_ASIAN_WEEKDAYS = "月火水木金土日월화수목금토일"
_TIME_ENDINGS = ("时间", "時間", "시간", "time", "tiempo")
_TIME_BEGINNINGS = ("heure ", "hora ", "ora ")
_DOTTED_LETTERS = re.compile(r"[a-z]\.(?:[a-z]\.){1,3}[a-z](?:\.|(?![^\W_]))")
_CLOCK_AHEAD = re.compile(r"~\s?\d{1,2}(?::\d|\s?h|\s?[ap]\.?\s?m\b|\s?uhr)")
_AUDIENCE = re.compile(r"\d[\d.,]*\s?[kmb]?\s(?:views?|likes?|reposts?|retweets?|replies|comments?)(?![a-z])")
"""What pages write beside the time of a post."""
_Z = re.compile(r"\s?z(?![^\W\d_])")


def scan(folded: Folded) -> list[Item]:
    """Which pieces does a text have? In their order; linear in its length.

    Raises:
        UsageError: a number is a date or a clock time that cannot be, or a character says nothing here.
    """
    items: list[Item] = []
    at, text = 0, folded.text
    while at < len(text):
        character = text[at]
        if (audience := _AUDIENCE.match(text, at)) is not None:
            at = audience.end()
        elif character.isdigit():
            found, at = numeric(text, at)
            items.extend(found)
            at = _after_clock(folded, at, items)
        elif character.isalpha():
            at = _word(folded, at, items)
        elif character in _SKIPPED and not text.startswith("..", at):
            at += 1
        else:
            at = _mark(folded, at, items)
    return items


def _after_clock(folded: Folded, at: int, items: list[Item]) -> int:
    """What is written into a clock time: the Z of UTC, and endings of Turkic and Armenian."""
    if items[-1].clock is None:
        return at
    if (ending := _CLOCK_ENDING.match(folded.text, at)) is not None:
        return ending.end()
    found = _Z.match(folded.text, at)
    # A small z after a space is a word of Polish.
    if found is None or (folded.text[at] == " " and folded.original(at, found.end()) != "Z"):
        return at
    items.append(Item("zone", at, found.end(), zone=Zone("offset", "0", "Z")))
    return found.end()


def _mark(folded: Folded, at: int, items: list[Item]) -> int:
    text = folded.text
    character = text[at]
    if (weekday := _WEEKDAY_IN_BRACKETS.match(text, at)) is not None:
        number = _EAST_ASIAN_WEEKDAYS.index(weekday[1]) % 7 + 1
        items.append(Item("weekday", at, weekday.end(), weekday[1], (number,)))
        return weekday.end()
    if character in _BRACKETS:
        items.append(Item(_BRACKETS[character], at, at + 1))
        return at + 1
    if (offset := _offset(folded, at, items)) is not None:
        items.append(offset)
        return offset.end
    if character in _DASHES or text.startswith("..", at):
        return _dash(text, at, items)
    if character in "/\\":
        items.append(Item("slash", at, at + 1, "tight" if _is_tight(text, at, at + 1) else ""))
        return at + 1
    if character == "~":
        is_between = _is_between(text, at, items)
        items.append(Item("dash" if is_between else "qualifier", at, at + 1, "" if is_between else "about"))
        return at + 1
    if character == ":" and (
        not text[at + 1 : at + 2].isdigit() or (items[-1:] and len(items[-1].value) == _YEAR_LENGTH)
    ):
        return at + 1  # servers write 13/Sep/2022:10:30:00
    if character == "@":
        items.append(Item("at", at, at + 1))
        return at + 1
    raise UsageError(
        f"“{folded.original(at, at + 1)}” says nothing of a time here.",
        "Give only the words that state the time.",
    )


def _is_between(text: str, at: int, items: list[Item]) -> bool:
    """Whether a tilde joins two ends; before the clock time of a date it says "about"."""
    last = items[-1] if items else None
    if last is None or last.kind not in ("clock", "date", "number"):
        return False
    is_apart = text[at - 1] == " " and text[at + 1 : at + 2] != " "
    is_date = last.kind == "date" or len(last.value) == _YEAR_LENGTH
    return last.clock is not None or not (is_date or is_apart) or _CLOCK_AHEAD.match(text, at) is None


def _is_tight(text: str, start: int, end: int) -> bool:
    return text[start - 1 : start].strip() != "" and text[end : end + 1].strip() != ""


def _dash(text: str, at: int, items: list[Item]) -> int:
    end = at + (2 if text.startswith("..", at) else 1)
    clock, found = items[-1].clock if items else None, _COLON_OFFSET.match(text, at)
    may_be_offset = False
    if clock is not None and found is not None:
        ends_before = (int(found[1]), int(found[2])) <= (clock.hour, clock.minute or 0)
        may_be_offset = ends_before or text[at - 1] == " " or _is_iso_date(text, items[:-1])
    items.append(Item("dash", at, end, "or offset" if may_be_offset else ""))
    return end


def _is_iso_date(text: str, items: list[Item]) -> bool:
    if not items or items[-1].kind != "date":
        return False
    start, end = items[-1].start, items[-1].end
    return end - start == _ISO_DATE_LENGTH and text[start : start + _YEAR_LENGTH].isdigit()


def _offset(folded: Folded, at: int, items: list[Item]) -> Item | None:
    """An offset from UTC: after a clock time, or in brackets after one."""
    text, last = folded.text, items[-1] if items else None
    clock = last.clock if last is not None else None
    in_brackets = last is not None and last.kind == "opening" and any(item.clock for item in items)
    found = None
    if in_brackets:
        found = _IN_BRACKETS.match(text, at)
    elif any(
        item.kind in _BEFORE_OFFSET or (item.kind == "date" and _is_timed(items)) for item in items[-1:]
    ):
        found = _OFFSET.match(text, at)
        if found is None and clock is None and _is_timed(items):
            found = _FOUR_DIGITS.match(text, at)
        if found is None and clock is not None and _begins_offset(text, at, clock, items):
            found = _MINUS_AFTER_CLOCK.match(text, at)
    if found is None:
        return None
    minutes = found[found.re.groups]
    return _zone_item(folded, at, found.end(), found[0][0], found[1], minutes)


def _begins_offset(text: str, at: int, clock: Clock, items: list[Item]) -> bool:
    """Whether a hyphen after a clock time begins an offset, and not the end of a span."""
    found = _MINUS_AFTER_CLOCK.match(text, at)
    if found is None:
        return False
    if clock.joined or clock.second is not None:
        return True
    is_apart = text[at - 1] == " "
    if found[2] != ":":
        return found[3] is not None or is_apart
    if _COLON_OFFSET.match(text, at) is None:
        return False
    minutes = int(found[1]) * 60 + int(found[3]) - clock.hour * 60 - (clock.minute or 0)
    is_long = minutes % _DAY_MIN > _DAY_MIN // 2  # nobody writes a span of twenty hours so
    return (is_apart or is_long) if _is_iso_date(text, items[:-1]) else (is_apart and is_long)


def _zone_item(folded: Folded, start: int, end: int, sign: str, hours: str, minutes: str | None) -> Item:
    size = int(hours) * 60 + int(minutes or 0)
    ahead = size if sign == "+" else -size
    if not WEST_MIN <= ahead <= EAST_MIN or int(minutes or 0) > 59:
        raise UsageError(
            f"No zone is at {folded.original(start, end)}.", "Offsets from UTC are from -12:00 to +14:00."
        )
    return Item("zone", start, end, zone=Zone("offset", str(ahead), folded.original(start, end)))


def _word(folded: Folded, at: int, items: list[Item]) -> int:
    text = folded.text
    for form in (_utc_offset, _moscow_offset, _iana, _dotted_letters):
        if (item := form(folded, at)) is not None:
            items.append(item)
            return item.end
    if text[at] in _unspaced_lengths():
        item = _unspaced(folded, at)
        items.append(item)
        return item.end
    end, phrase = _phrase(text, at)
    if phrase is None:
        items.append(Item("letters", at, end, folded.original(at, end)))
    else:
        items.append(_known(folded, at, end, phrase, is_timed=_is_timed(items)))
    return end


def _utc_offset(folded: Folded, at: int) -> Item | None:
    found = _UTC.match(folded.text, at)
    if found is None:
        return None
    sign = found["sign"] or found["dash"] or found["spaced"]
    if sign is None:
        return Item("zone", at, found.end(), zone=Zone("offset", "0", folded.original(at, found.end())))
    return _zone_item(folded, at, found.end(), sign, found["hours"], found["minutes"])


def _moscow_offset(folded: Folded, at: int) -> Item | None:
    """Russian use: MSK+2 is two hours ahead of Moscow."""
    found = _MOSCOW.match(folded.text, at)
    if found is None:
        return None
    ahead = int(found["hours"]) * 60 * (1 if found["sign"] == "+" else -1)
    return Item(
        "zone", at, found.end(), zone=Zone("letters", f"MSK{ahead:+d}", folded.original(at, found.end()))
    )


def _iana(folded: Folded, at: int) -> Item | None:
    found = _IANA.match(folded.text, at)
    if found is None or found[0].partition("/")[0] not in REGIONS:
        return None
    written = folded.original(at, found.end())
    return Item("zone", at, found.end(), zone=Zone("iana", iana_name(written), written))


def _dotted_letters(folded: Folded, at: int) -> Item | None:
    """E.S.T., C.E.T.: an abbreviation of a zone with points."""
    found = _DOTTED_LETTERS.match(folded.text, at)
    letters = re.sub(r"[^a-z]", "", found[0]) if found else ""
    if found is None or letters.upper() not in known():
        return None
    if towns().get(letters) == "UTC":
        return Item("zone", at, found.end(), zone=Zone("offset", "0", folded.original(at, found.end())))
    return Item("letters", at, found.end(), letters.upper())


def _unspaced(folded: Folded, at: int) -> Item:
    """The longest phrase of a script that is written without spaces."""
    text = folded.text
    for length in range(min(_unspaced_lengths()[text[at]], len(text) - at), 0, -1):
        phrase = text[at : at + length]
        if phrase in _lexicon():
            return _known(folded, at, at + length, phrase)
    return Item("letters", at, at + 1, folded.original(at, at + 1))


@cache
def _unspaced_lengths() -> dict[str, int]:
    """How long the longest phrase or name of a place is that begins with a character."""
    found = dict(unspaced())
    for name in towns():
        if name[0] >= "\u3040":
            found[name[0]] = max(found.get(name[0], 0), len(name))
    return found


@cache
def _lexicon() -> frozenset[str]:
    return frozenset([*phrases(), *towns(), *full_names()])


@cache
def _lengths() -> dict[str, int]:
    found = dict(longest())
    for phrase in (*towns(), *full_names()):
        words = phrase.split(" ")
        found[words[0]] = max(found.get(words[0], 0), len(words))
    return found


def _phrase(text: str, at: int) -> tuple[int, str | None]:
    """The longest known phrase that begins here; else the end of the word."""
    word = _WORD.match(text, at)
    if word is None:
        return at + 1, None
    ends, words = [word.end()], [word[0]]
    most = min(_lengths().get(word[0], 0), MOST_WORDS)
    while len(words) < most and (gap := _GAP.match(text, ends[-1])) is not None:
        following = _WORD.match(text, gap.end())
        if following is None:
            break
        words.append(following[0])
        ends.append(following.end())
    for count in range(len(words), 0, -1):
        phrase = " ".join(words[:count])
        if phrase in _lexicon():
            return ends[count - 1], phrase
    return word.end(), None


def _is_timed(items: list[Item]) -> bool:
    return any(item.clock is not None or item.kind in ("half", "hour") for item in items)


def _says_time(name: str) -> bool:
    """Whether a place's name in a table already speaks of its clocks, as "heure française"."""
    return name.endswith(_TIME_ENDINGS) or name.startswith(_TIME_BEGINNINGS)


def _known(folded: Folded, start: int, end: int, phrase: str, *, is_timed: bool = False) -> Item:
    """A piece for a known phrase, with every sense it has; a Z after a clock time is UTC."""
    written = folded.original(start, end)
    if phrase in full_names():
        return Item("zone", start, end, zone=Zone("letters", full_names()[phrase], written))
    if phrase in towns():
        name = towns()[phrase]
        zone = (
            Zone("offset", "0", written)
            if name == "UTC"
            else Zone("iana", name, written, says_time=_says_time(phrase))
        )
        return Item("zone" if name == "UTC" else "place", start, end, phrase, zone=zone)
    if written == "Z" and is_timed:
        return Item("zone", start, end, zone=Zone("offset", "0", written))
    senses = phrases()[phrase]
    if senses[0].kind == "local":
        return Item("zone", start, end, zone=Zone("local", "", written))
    item = Item(senses[0].kind, start, end, senses[0].value, senses[0].numbers)
    if written in _ZONES_LIKE_WORDS:
        senses = (*senses, Sense("zone", written))
    item.senses = senses if len(senses) > 1 else ()
    return item

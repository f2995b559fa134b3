"""Words that mean several things: which of them, by what stands beside them.

``mar`` is March and Tuesday, ``ago`` is August and a word of "two hours ago", ``am`` is German, too.
"""

from osintkit.clock.reading.folding import Folded
from osintkit.clock.reading.parts import Item, Sense, Zone

_GERMAN_DAYS = (
    *("montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonnabend", "sonntag"),
    *("mo", "di", "mi", "do", "fr", "sa", "so"),
)
NOTHING = Item("", -1, -1)
"""A piece that is none."""


def settled(items: list[Item], folded: Folded) -> list[Item]:
    """Pieces with one sense each, without words that say nothing and hyphens that only join."""
    kept = [item for item in items if item.kind != "skip" or item.senses]
    kept = [item for index, item in enumerate(kept) if not _is_hyphen(kept, index)]
    kept = _twice_named(kept)
    for index, item in enumerate(kept):
        if item.senses:
            _settle(kept, index, folded)
    return [item for item in kept if item.kind != "skip"]


def at(items: list[Item], index: int) -> Item:
    """The piece at an index; one that is nothing beyond both ends."""
    return items[index] if 0 <= index < len(items) else NOTHING


def _is_hyphen(items: list[Item], index: int) -> bool:
    """Whether a dash or a slash only joins: mid-September, 13-Sep-2022, 13/Sep/2022."""
    item, before, after = items[index], at(items, index - 1), at(items, index + 1)
    if item.kind not in ("dash", "slash"):
        return False
    if item.kind == "dash" and _has(before, "third"):
        return True
    is_tight = before.end == item.start and item.end == after.start
    names = [one for one in (before, after) if _has(one, "month")]
    return is_tight and len(names) == 1 and "number" in (before.kind, after.kind)


def _has(item: Item, kind: str) -> bool:
    return item.kind == kind or any(sense.kind == kind for sense in item.senses)


def _twice_named(items: list[Item]) -> list[Item]:
    """A month by two names: أيلول/سبتمبر."""
    kept: list[Item] = []
    for item in items:
        other = at(kept, len(kept) - 2)
        if (
            item.kind == other.kind == "month"
            and kept[-1].kind == "slash"
            and set(item.numbers) & set(other.numbers)
        ):
            other.numbers = tuple(number for number in other.numbers if number in item.numbers)
            other.end = item.end
            kept.pop()
        else:
            kept.append(item)
    return kept


def _settle(items: list[Item], index: int, folded: Folded) -> None:
    item = items[index]
    sense = _chosen(items, index, folded)
    item.kind, item.value, item.numbers, item.senses = sense.kind, sense.value, sense.numbers, ()
    if sense.kind == "zone":
        item.zone = Zone("letters", sense.value, sense.value)


def _chosen(items: list[Item], index: int, folded: Folded) -> Sense:
    item, before, after = items[index], at(items, index - 1), at(items, index + 1)
    by_kind = {sense.kind: sense for sense in item.senses}
    others = [sense for sense in item.senses if sense.kind != "month"]
    after_number = before.kind == "number" and len(before.value) <= 2
    after_hour = after_number or before.clock is not None
    if "zone" in by_kind:
        is_zone = _is_zone(items, index)
        return by_kind["zone"] if is_zone else next(sense for sense in item.senses if sense.kind != "zone")
    if "month" in by_kind:
        if "weekday" in by_kind:
            return by_kind["weekday" if _is_weekday(items, index) else "month"]
        is_month = after_number or _is_before_year(items, index)
        if not is_month and "è" in folded.original(item.start, item.end).lower():
            return others[0]  # French "dès", which without its accent is an article
        return by_kind["month"] if is_month else others[-1]
    if "half" in by_kind:
        is_half = after_hour or (after.clock is not None and before.kind not in ("number", "date"))
        return _half(by_kind, is_german=_is_german(item, after, folded)) if is_half else by_kind["skip"]
    if "hour" in by_kind:
        return by_kind["hour" if after_number else "skip"]
    if "weekday" in by_kind:
        return _short_weekday(by_kind, item, after, folded)
    return others[0]


def _is_zone(items: list[Item], index: int) -> bool:
    """Whether ET in capitals is Eastern Time: not the "and" of French between two clock times."""
    before, after = at(items, index - 1), at(items, index + 1)
    if before.kind == "half" or not before.clock:
        return before.kind == "half" and after.kind != "clock"
    is_day = after.kind == "number" and _has(at(items, index + 2), "month")
    return is_day or after.kind not in ("clock", "number")


def _is_before_year(items: list[Item], index: int) -> bool:
    """Whether a year stands as beside a month: "ago 2022", "ago 13, 2022", "2022 ago 13"."""
    before, after, next_but_one = (at(items, index + step) for step in (-1, 1, 2))
    lengths = [len(one.value) if one.kind == "number" else 0 for one in (before, after, next_but_one)]
    return lengths[1] == 4 or (lengths[1] in (1, 2) and 4 in (lengths[0], lengths[2]))


def _is_weekday(items: list[Item], index: int) -> bool:
    """Whether another month follows a name's day, or a date stands beside it."""
    before, after = at(items, index - 1), at(items, index + 1)
    if after.kind == "date" or (before.kind == "date" and after.kind != "number"):
        return True
    return after.kind == "number" and len(after.value) <= 2 and _has(at(items, index + 2), "month")


def _half(by_kind: dict[str, Sense], *, is_german: bool) -> Sense:
    """Before or after noon, beside a clock time."""
    half = by_kind["half"]
    return half._replace(value="am?") if half.value == "am" and is_german else half


def _is_german(item: Item, after: Item, folded: Folded) -> bool:
    """Whether "am" may be the German word before a day: "12:30 am 13. September", "12:30 am Dienstag"."""
    text = folded.text
    is_apart = text[item.start - 1 : item.start] == " " and text[item.end : after.start] == " "
    if not is_apart or folded.original(item.start, item.end) != "am":
        return False
    if after.kind == "number":
        return after.value_is_ordinal and text[after.end : after.end + 1] == "."
    return text[after.start : after.end] in _GERMAN_DAYS


def _short_weekday(by_kind: dict[str, Sense], item: Item, after: Item, folded: Folded) -> Sense:
    """Do, Di, Mi: German weekdays, and small words of other languages."""
    other = next(sense for kind, sense in by_kind.items() if kind != "weekday")
    if other.kind == "third":
        return other if after.kind == "month" else by_kind["weekday"]
    if item.value == "do" and after.kind == "number" and "uur" in folded.text:
        return by_kind["weekday"]  # Dutch has it in small letters
    is_name = folded.original(item.start, item.end).istitle() and folded.text[item.end : item.end + 1] in (
        ",",
        ".",
    )
    return by_kind["weekday"] if is_name else other

"""Numbers, hemispheres and separators of a written pair of angles, in their order."""

import re
from typing import NamedTuple

from osintkit.coords.hemispheres import meaning
from osintkit.errors import UsageError

_TOKEN = re.compile(
    r"(?P<number>\d+(?:\.\d*)?|\.\d+)|(?P<mark>°|''|'|\")|(?P<sign>[+-])|(?P<word>[^\W\d_]+)"
    r"|(?P<separator>[,;/|\n])|(?P<blank>[ .:=()\[\]{}<>_#~!?&^@]+)|(?P<other>.)"
)
_STRENGTH = {"\n": 4, ";": 3, "|": 3, "/": 2, ",": 1}
_THOUSANDS = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+ ?$")
_THOUSANDS_AHEAD = re.compile(r"\d{1,3}(?:,\d{3})+ ?m")
_HEMISPHERE_NEXT = re.compile(r" ?[NSEWO](?![^\W\d_])")
_SPELT_MARKS = {"°", "'", '"', "metres"}
_MOST_PARTS, _MOST_DIGITS, _MOST_LETTERS = 40, 40, 30


class Number(NamedTuple):
    """A number as written, its sign (or none), and the mark behind it: ``°``, ``'``, ``"`` or none.

    ``spelt`` is the mark where letters stand for it, as in ``39d35m53s``.
    """

    text: str
    sign: str = ""
    mark: str = ""
    spelt: str = ""


class Label(NamedTuple):
    """What says an axis or a hemisphere: ``kind`` is ``lat``, ``lon``, or a letter of `meaning`."""

    kind: str
    text: str

    @property
    def axis(self) -> str:
        """``lat`` or ``lon``."""
        return self.kind if len(self.kind) > 1 else "lat" if self.kind in "NSΝ" else "lon"

    @property
    def is_hemisphere(self) -> bool:
        """Whether it says more than the axis."""
        return len(self.kind) == 1


class Separator(NamedTuple):
    """What parts two angles; where there are several, the strongest does."""

    strength: int


Item = Number | Label | Separator


class Tokens(NamedTuple):
    """The parts in their order, and the height in metres where one is written."""

    items: list[Item]
    height_m: float | None


def tokens(text: str) -> Tokens:
    """What is written, part by part?

    Args:
        text: as `osintkit.coords.writing.plain` leaves it.

    Raises:
        UsageError: a word or a character that belongs to no position, or too many parts.
    """
    items: list[Item] = []
    sign, height_m, is_height = "", None, False
    for count, token in enumerate(_TOKEN.finditer(text)):
        part = token[0]
        if len(items) > _MOST_PARTS or count > 4 * _MOST_PARTS:
            raise UsageError("This has too many parts for one position.", "Give one position only.")
        if token.lastgroup == "number":
            if is_height and not _THOUSANDS_AHEAD.match(text, token.start()):
                height_m = float(sign + part)
            else:
                items.append(_number(part, sign))
            sign, is_height = "", False
        elif token.lastgroup == "sign":
            sign = part if _is_sign(text, token, items) else ""
            if not sign:
                items.append(Separator(1))
        elif token.lastgroup == "mark":
            _mark(items, '"' if part == "''" else part)
        elif token.lastgroup == "separator":
            items.append(Separator(_STRENGTH[part]))
        elif token.lastgroup == "word":
            sign, is_height = "", meaning(part) == "height"
            found_m = _words(items, text, token)
            height_m = height_m if found_m is None else found_m
        elif token.lastgroup == "other":
            raise UsageError(f"The character {part!r} belongs to no position.", "Give only the position.")
    return Tokens(_without_and(items, text), height_m)


def _number(text: str, sign: str) -> Number:
    if len(text) > _MOST_DIGITS:
        raise UsageError(f"A number of {len(text)} digits belongs to no position.", "Check the digits.")
    return Number(text, sign)


def _is_sign(text: str, token: re.Match[str], items: list[Item]) -> bool:
    """Whether it belongs to the number behind it; a dash between two angles does not."""
    start, end = token.span()
    if not text[end : end + 2].lstrip(" ")[:1].isdigit() and text[end : end + 1] != ".":
        return False
    is_apart = text[start - 1 : start] == " " and text[end : end + 1] == " "
    return not (token[0] == "-" and is_apart and items and isinstance(items[-1], Label))


def _mark(items: list[Item], mark: str, spelt: str = "") -> None:
    """Marks stand behind numbers; elsewhere they are quotation marks."""
    last = items[-1] if items else None
    if isinstance(last, Number) and not last.mark:
        items[-1] = last._replace(mark=mark, spelt=spelt)


def _words(items: list[Item], text: str, token: re.Match[str]) -> float | None:
    """Adds a word, or two written together; the height where the word is its unit."""
    height_m = None
    start = token.start()
    for part in _apart(token[0]):
        kind = meaning(part) or ""
        if kind == "metres":
            found_m = _metres(items, text, start, part)
            height_m = height_m if found_m is None else found_m
        elif kind == "S" and part in "sS" and _is_seconds(items, text, start, part):
            _mark(items, '"', part)
        elif kind == "height":
            pass  # of the number that follows
        elif kind and kind in "°'\"":
            _mark(items, kind, part)
        elif kind:
            _label(items, Label(kind, part))
        start += len(part)
    return height_m


def _apart(text: str) -> tuple[str, ...]:
    if meaning(text) is not None:
        return (text,)
    if text[0] == "و" and meaning(text[1:]) is not None:  # Arabic *and*, written together
        return (text[1:],)
    for cut in range(1, min(len(text), _MOST_LETTERS)):
        if _can_precede(text[:cut]) and meaning(text[cut:]):
            return text[:cut], text[cut:]
    if text.casefold() in {"nan", "inf", "infinity"}:
        raise UsageError(f"{text} is no number of degrees.", "Give the position in digits.")
    raise UsageError(
        f"The word {text[:40]!r} is not known in a position.",
        "Give only the position, such as 39.5981, 46.2311; a place's name is not looked up.",
    )


def _can_precede(text: str) -> bool:
    """Whether another word can stick to its end: letters that are marks (``53sN``), words such as *GPS*."""
    kind = meaning(text)
    return kind in _SPELT_MARKS or (kind == "" and len(text) > 1) or text in {"s", "S"}


def _metres(items: list[Item], text: str, start: int, unit: str) -> float | None:
    """The height that was the last number; or the minutes, of which ``m`` is the mark too."""
    last = items[-1] if items else None
    if not isinstance(last, Number) or last.mark:
        return None
    before = items[-2] if len(items) > 1 else None
    if unit in "mM" and isinstance(before, Number) and before.mark == "°" and float(last.text) < 60:
        _mark(items, "'", unit)
        return None
    written = last.sign + last.text
    items.pop()
    thousands = _THOUSANDS.search(text[:start])
    if thousands and sum(isinstance(item, Number) for item in items) > 2:
        written = thousands[0].replace(",", "").strip()
        del items[-2 * thousands[0].count(",") :]
    return float(written)


def _is_seconds(items: list[Item], text: str, start: int, letter: str) -> bool:
    """Whether an ``s`` behind a number means seconds: minutes are spelt alike, or a hemisphere follows."""
    before, last = items[-2:] if len(items) > 1 else (None, None)
    if not (isinstance(last, Number) and isinstance(before, Number) and before.mark == "'" and not last.mark):
        return False
    if before.spelt:
        return before.spelt.islower() == letter.islower() or bool(_HEMISPHERE_NEXT.match(text, start + 1))
    is_close = text[start - 1 : start].isdigit()
    return letter == "s" and is_close and bool(_HEMISPHERE_NEXT.match(text, start + 1))


def _label(items: list[Item], label: Label) -> None:
    """Adds a label, or joins it to the one before, as in "northern latitude"."""
    last = items[-1] if items else None
    if isinstance(last, Label):
        if label.text in "lL":  # German östliche Länge
            return
        hemispheres = {one.kind for one in (last, label) if one.is_hemisphere}
        if last.axis == label.axis and len(hemispheres) < 2:
            items[-1] = last if last.is_hemisphere else label
            return
    items.append(label)


def _without_and(items: list[Item], text: str) -> list[Item]:
    """Drops "39.5 e 46.2": a small letter between, where no other label is, is the word *and*."""
    labels = [item for item in items if isinstance(item, Label)]
    if len(labels) == 1 and len(labels[0].text) == 1 and f" {labels[0].text} " in text:
        return [item for item in items if item is not labels[0]] if labels[0].text.islower() else items
    return items

"""What is drawn for each character of a text that comes from nobody knows whom.

A text becomes a list of cells. A cell is one base character with its combining marks, or a
labelled box for what would otherwise be invisible, misleading or missing: control characters,
bidirectional overrides, zero-width characters, line separators, stray bytes of a file name that is
not UTF-8, characters which no bundled font has. A box cannot be imitated by any character, so a
name that merely contains the letters "U+202E" looks different.

The fonts are laid out glyph after glyph. `osintkit/draw/fonts/README.md` says how they are made.
"""

import struct
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

FONTS = ("sans.ttf", "scripts.ttf", "han.ttf", "rest.otf", "rest_upper.otf")
BOX = "\N{OBJECT REPLACEMENT CHARACTER}"
MAX_MARKS = 4  # on one base; no orthography needs more, and piles of them hide what is below

_FOLDER = Path(__file__).with_name("fonts")
_UNSEEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
# Letters, marks and symbols that Unicode defines, or fonts draw, as nothing at all.
_UNSEEN = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0\ufffc\U0001d9ff"
) | frozenset(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
_NON_JOINER = "\N{ZERO WIDTH NON-JOINER}"
_TATWEEL = "\N{ARABIC TATWEEL}"
_SHADDA = "\N{ARABIC SHADDA}"
_LAM = "\N{ARABIC LETTER LAM}"
_DOTTED_CIRCLE = "\N{DOTTED CIRCLE}"

# Private code points that fonts/scripts.ttf gives to joined letters; raw ones become boxes.
_FORMS, _LIGATURES, _FORMS_FROM = 0xF0000, 0xF8000, 0x600
_INITIAL, _MEDIAL, _FINAL = 0, 1, 2

# Vowel signs and medials which are written after their consonant and drawn before it.
_BEFORE_BASE = frozenset(
    "\u093f\u094e\u09bf\u09c7\u09c8\u0a3f\u0abf\u0b47\u0bc6\u0bc7\u0bc8\u0d46\u0d47\u0d48\u0dd9\u0dda"
    "\u0ddb\u1031\u103c\u1084\u17c1\u17c2\u17c3\u1b3e\u1b3f\ua9ba\ua9bb"
)


@dataclass(frozen=True, slots=True)
class Cell:
    """One thing on the line: a character with its marks, or a labelled box.

    Attributes:
        source: the characters of the text it stands for.
        base: what is drawn, one character (`BOX` for a box).
        marks: combining marks drawn with the base, in order.
        label: the writing in the box, such as "U+202E"; empty if this is no box.
        unjoined: the letter must not join the next (a zero-width non-joiner follows).
    """

    source: str
    base: str
    marks: str = ""
    label: str = ""
    unjoined: bool = False


def cells(text: str) -> list[Cell]:
    """What is on the line, in the order of the text; the sources put together are its NFC form."""
    text = unicodedata.normalize("NFC", text)
    found: list[Cell] = []
    for at, character in enumerate(text):
        if character == _NON_JOINER and found and _breaks_a_join(found[-1], text, at):
            last = found[-1]
            found[-1] = replace(last, source=last.source + character, unjoined=True)
        elif not is_drawable(character):
            found.append(Cell(character, BOX, label=escape(character)))
        elif not unicodedata.category(character).startswith("M"):
            found.append(Cell(character, character))
        elif found and _takes_mark(found[-1], character):
            last = found[-1]
            found[-1] = replace(last, source=last.source + character, marks=last.marks + character)
        elif found and (found[-1].marks or found[-1].label):
            found.append(Cell(character, BOX, label=escape(character)))
        else:
            found.append(Cell(character, _DOTTED_CIRCLE, marks=character))
    return found


def shaped(line: Sequence[Cell]) -> list[Cell]:
    """The same line with letters joined as their neighbours ask, ready to be put in visual order.

    Arabic, Syriac, N'Ko and Mongolian letters take their initial, medial or final shape; lam and
    alef become one cell; Hebrew points that belong to one side of a letter are drawn with it.
    """
    found: list[Cell] = []
    for at, cell in enumerate(line):
        joined_before = at > 0 and _joins(line[at - 1], cell)
        if joined_before and found and (together := _lam_alef(line, at)):
            found[-1] = together
            continue
        joined_after = at + 1 < len(line) and _joins(cell, line[at + 1])
        found.append(_hebrew(_in_form(cell, joined_before, joined_after)))
    return found


def ordered_characters(cell: Cell) -> str:
    """The characters of a cell as drawn: vowels that stand in front, base, other marks."""
    marks = "".join(
        unicodedata.normalize("NFD", mark) if unicodedata.category(mark) == "Mc" else mark
        for mark in cell.marks
    )
    if _SHADDA in marks:  # Unicode's canonical order has it last; it stands next to the letter
        marks = _SHADDA + marks.replace(_SHADDA, "")
    before = "".join(sorted(mark for mark in marks if mark in _BEFORE_BASE))
    return before + cell.base + "".join(mark for mark in marks if mark not in _BEFORE_BASE)


def escape(character: str) -> str:
    r"""How a character that is not drawn is named: "U+202E", or "\xE9" for a stray byte.

    Bytes of a file name that are no UTF-8 reach Python as U+DC80 to U+DCFF (PEP 383).
    """
    number = ord(character)
    if 0xDC80 <= number <= 0xDCFF:
        return f"\\x{number - 0xDC00:02X}"
    return f"U+{number:04X}"


def is_drawable(character: str) -> bool:
    """Whether a character is drawn as itself: it can be seen, and a bundled font has it."""
    if unicodedata.category(character) in _UNSEEN_CATEGORIES or character in _UNSEEN:
        return False
    return font_for(character) is not None


@cache
def font_for(character: str) -> str | None:
    """Which bundled font has this character: the path of the first that does, or None."""
    number = ord(character)
    for name in FONTS:
        starts, ends = _coverage(name)
        at = bisect_right(starts, number) - 1
        if at >= 0 and number <= ends[at]:
            return str(_FOLDER / name)
    return None


@cache
def _coverage(name: str) -> tuple[list[int], list[int]]:
    """First and last code points of the ranges a font has (OpenType `cmap`, format 12)."""
    with (_FOLDER / name).open("rb") as font:
        (tables,) = struct.unpack(">4xH6x", font.read(12))
        directory = (struct.unpack(">4s4xII", font.read(16)) for _ in range(tables))
        offset, length = next((at, size) for tag, at, size in directory if tag == b"cmap")
        font.seek(offset)
        table = font.read(length)
    (start,) = struct.unpack_from(">8xI", table)
    kind, groups = struct.unpack_from(">H10xI", table, start)
    if kind != 12:
        raise ValueError(f"{name} was not made by make_fonts.py: cmap format {kind}")
    ranges = list(struct.iter_unpack(">II4x", table[start + 16 : start + 16 + 12 * groups]))
    return [first for first, _ in ranges], [last for _, last in ranges]


def _takes_mark(cell: Cell, mark: str) -> bool:
    """Whether a mark can be drawn on what is before it: not on boxes, not twice, not too many."""
    return not cell.label and mark not in cell.marks and len(cell.marks) < MAX_MARKS


def _form(base: str, form: int) -> str | None:
    """The joined shape of a letter, or None if it has no such shape."""
    number = ord(base) - _FORMS_FROM
    if not 0 <= number < 0x2000:
        return None
    character = chr(_FORMS + 4 * number + form)
    return character if font_for(character) else None


def _joins_next(base: str) -> bool:
    """Whether a letter can be joined to the one after it."""
    return base == _TATWEEL or _form(base, _INITIAL) is not None


def _joins_previous(base: str) -> bool:
    """Whether a letter can be joined to the one before it."""
    return base == _TATWEEL or _form(base, _FINAL) is not None


def _joins(cell: Cell, following: Cell) -> bool:
    """Whether two neighbours are joined."""
    return not cell.unjoined and _joins_next(cell.base) and _joins_previous(following.base)


def _breaks_a_join(cell: Cell, text: str, at: int) -> bool:
    """Whether a zero-width non-joiner at this place is seen, as in Persian (RFC 5892, A.1)."""
    following = text[at + 1 : at + 2]
    return bool(
        following
        and not cell.label
        and not cell.unjoined
        and _joins_next(cell.base)
        and _joins_previous(following)
    )


def _in_form(cell: Cell, joined_before: bool, joined_after: bool) -> Cell:
    """A cell with the shape its joins ask for."""
    if not (joined_before or joined_after):
        return cell
    form = (_MEDIAL if joined_after else _FINAL) if joined_before else _INITIAL
    return replace(cell, base=_form(cell.base, form) or cell.base)


def _lam_alef(line: Sequence[Cell], at: int) -> Cell | None:
    """The ligature of lam and alef that ends at this place, or None."""
    lam, alef = line[at - 1], line[at]
    if lam.base != _LAM:
        return None
    final = at > 1 and _joins(line[at - 2], lam)
    character = chr(_LIGATURES + 2 * (ord(alef.base) - _FORMS_FROM) + final)
    if font_for(character) is None:
        return None
    return Cell(lam.source + alef.source, character, marks=lam.marks + alef.marks)


@cache
def _hebrew_pairs() -> dict[str, str]:
    """Letter with point: the one character for both (U+FB1D to U+FB4E), which NFC takes apart."""
    composed = map(chr, range(0xFB1D, 0xFB4F))
    pairs = {unicodedata.normalize("NFD", character): character for character in composed}
    return {pair: character for pair, character in pairs.items() if len(pair) > 1}


def _hebrew(cell: Cell) -> Cell:
    """A cell whose Hebrew letter and points are one character, where there is one."""
    if not "\u05d0" <= cell.base <= "\u05ea":
        return cell
    base, left = cell.base, ""
    for mark in reversed(cell.marks):  # the dots of shin come last in canonical order
        parts = unicodedata.normalize("NFD", base + mark)
        together = _hebrew_pairs().get(parts)
        base, left = (together, left) if together else (base, mark + left)
    return replace(cell, base=base, marks=left)

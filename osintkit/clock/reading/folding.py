"""Written words made comparable: one case, no accents, one kind of digit, space and dash.

A photograph of a form, a message in Arabic and a keyboard without accents then need one table of words.
"""

import unicodedata
from functools import lru_cache
from typing import NamedTuple

from osintkit.errors import UsageError

LONGEST = 500
"""Characters; a stated time is a line, not a page."""

_SAME = {
    "ı": "i", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ə": "e", "º": "", "ª": "", "°": "",
    "ی": "ي", "ى": "ي", "ک": "ك", "ة": "ه", "ە": "ه", "ھ": "ه", "ـ": "",
    "’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", "׳": "'", "′": "'",
    "״": '"', "“": '"', "”": '"', "„": '"', "«": '"', "»": '"',
    "‐": "-", "‑": "-", "–": "–", "—": "–", "―": "–", "‒": "–", "−": "−", "〜": "–", "～": "–",
    "、": ",", "。": ".", "،": ",", "؛": ";", "・": "·", "•": "·", "∙": "·", "⋅": "·", "…": "..", "∕": "/",
    "՝": ",", "։": ":", "≈": "~", "∼": "~", "±": "±", "٫": ".",
}  # fmt: skip
"""What Unicode keeps apart and people do not; a true minus and long dashes stay themselves."""
_OVERRIDES = "\u202d\u202e"
_REFUSED = frozenset({"No", "Cc", "Cs", "Co", "Cn"})
_DROPPED = frozenset({"Mn", "Mc", "Me", "Cf"})
_SPACES = frozenset({"Zs", "Zl", "Zp"})


class Folded(NamedTuple):
    """A text made comparable.

    Attributes:
        text: what words are looked up in.
        origin: of each of its characters, the index in the words as written.
        written: the words as written.
    """

    text: str
    origin: tuple[int, ...] | range
    written: str

    def original(self, start: int, end: int) -> str:
        """The words as written of a part of ``text``."""
        if end <= start:
            return ""
        return self.written[self.origin[start] : self.origin[end - 1] + 1].strip()


def fold(written: str) -> Folded:
    """How does a text compare? Linear in its length.

    Raises:
        UsageError: it is too long, or holds characters that show something else than they say.
    """
    if len(written) > LONGEST:
        raise UsageError(
            f"This is {len(written)} characters long; a time is read from at most {LONGEST}.",
            "Give only the words that state the time.",
        )
    if written.isascii() and written.isprintable():
        return Folded(written.lower(), range(len(written)), written)
    parts: list[str] = []
    origin: list[int] = []
    for index, character in enumerate(written.rstrip("\0")):
        folded = _folded(character)
        parts.append(folded)
        origin.extend([index] * len(folded))
    return Folded("".join(parts), tuple(origin), written)


def fold_word(word: str) -> str:
    """A word of a table, as `fold` would make it."""
    return word.lower() if word.isascii() else "".join(map(_folded, word))


@lru_cache(maxsize=2048)
def _folded(character: str) -> str:
    lowered = character.lower() if character.isascii() else character.casefold()
    if lowered in _SAME:
        return _SAME[lowered]
    if character.isascii() and (character.isprintable() or character in "\t\n\v\f\r"):
        return " " if character.isspace() else lowered
    kind = unicodedata.category(character)
    if kind in _REFUSED or character in _OVERRIDES:
        raise UsageError(
            f"The text holds U+{ord(character):04X}, a character that may show something else than it says.",
            "Type the time anew.",
        )
    if kind == "Nd":
        return str(unicodedata.decimal(character))
    if kind in _DROPPED:
        return ""
    return " " if kind in _SPACES else _decomposed(lowered, kind)


def _decomposed(lowered: str, kind: str) -> str:
    # Korean syllables and Japanese voiced kana are letters of their own, not letters with accents.
    if "\u3040" <= lowered[0] <= "\u30ff" or "\uac00" <= lowered[0] <= "\ud7a3":
        return lowered
    apart = unicodedata.normalize("NFKD", lowered)
    if kind == "So":
        return apart if apart != lowered else " "
    kept = [part for part in apart.casefold() if not unicodedata.combining(part)]
    return "".join(_SAME.get(part, part) for part in kept)

"""In which order the characters of one line are seen: the Unicode Bidirectional Algorithm.

Unicode Standard Annex 9, for text without explicit formatting characters: embeddings, overrides,
isolates and marks never reach this module, because `osintkit.draw.glyphs` turns them into visible
boxes. What is left are rules P2-P3, W1-W7, N0-N2, I1-I2 and L1-L2. Own code rather than FriBidi,
because Pillow's Linux wheels load FriBidi from the system and a slim machine has none.
"""

import unicodedata
from collections.abc import Sequence
from typing import Literal

Direction = Literal["ltr", "rtl", "auto"]

_STRONG = frozenset({"L", "R", "AL"})
_NEUTRAL = frozenset({"WS", "ON"})
_NUMBERS_AND_MARKS = frozenset({"EN", "ES", "ET", "AN", "CS", "NSM"})
_FAR_BRACKETS = {"[": "]", "{": "}", "［": "］", "｛": "｝"}  # noqa: RUF001  (fullwidth on purpose)
_CROSSED_BRACKETS = {"⦍": "⦐", "⦏": "⦎"}
_OTHER_MIRRORS = "<>«»‹›≤≥"  # noqa: RUF001


def closing_bracket(character: str) -> str | None:
    """Which bracket closes this one, or None if it is no opening bracket."""
    known = _FAR_BRACKETS.get(character) or _CROSSED_BRACKETS.get(character)
    if known or not unicodedata.mirrored(character) or unicodedata.category(character) != "Ps":
        return known
    follower = chr(ord(character) + 1)
    return follower if unicodedata.category(follower) == "Pe" else None


def mirror(character: str) -> str:
    """Which character has the mirrored shape, for text running right to left (rule L4).

    Brackets, quotation marks and the common comparison signs; others are returned as they are.
    """
    if closing := closing_bracket(character):
        return closing
    if character in _OTHER_MIRRORS:
        return _OTHER_MIRRORS[_OTHER_MIRRORS.index(character) ^ 1]
    if unicodedata.category(character) == "Pe" and unicodedata.mirrored(character):
        for distance in (1, 2, 3):
            opening = chr(ord(character) - distance)
            if closing_bracket(opening) == character:
                return opening
        if character == "⦎":
            return "⦏"
    return character


def paragraph_level(text: str, direction: Direction) -> int:
    """Whether a line as a whole runs left to right (0) or right to left (1); rules P2-P3."""
    if direction != "auto":
        return int(direction == "rtl")
    for character in text:
        kind = unicodedata.bidirectional(character)
        if kind in _STRONG:
            return int(kind != "L")
    return 0


def levels(text: str, direction: Direction = "auto") -> list[int]:
    """How deep each character is embedded: even levels run left to right, odd ones right to left.

    One number per character. The text must be in Unicode's form NFC. Control, format and separator
    characters should not be in it; they are taken for neutral signs and have no effect.
    """
    base = paragraph_level(text, direction)
    start = "R" if base else "L"
    original = [_kind(character) for character in text]
    kinds = _resolve_weak(original, start)
    _resolve_brackets(text, original, kinds, start)
    _resolve_neutral(kinds, start)
    result = [_implicit_level(kind, base) for kind in kinds]
    for at in range(len(text) - 1, -1, -1):  # L1: spaces at the end stay at the end
        if original[at] != "WS":
            break
        result[at] = base
    return result


def _kind(character: str) -> str:
    """The bidirectional class of a character; whatever formats text counts as neutral."""
    kind = unicodedata.bidirectional(character) or "L"
    return kind if kind in _STRONG | _NUMBERS_AND_MARKS or kind == "WS" else "ON"


def visual_order(depths: Sequence[int]) -> list[int]:
    """In which order, left to right, the items with these embedding levels are seen (rule L2)."""
    order = list(range(len(depths)))
    for depth in range(max(depths, default=0), 0, -1):
        at = 0
        while at < len(order):
            end = at
            while end < len(order) and depths[order[end]] >= depth:
                end += 1
            order[at:end] = reversed(order[at:end])
            at = end + 1
    return order


def _implicit_level(kind: str, base: int) -> int:
    """Rules I1 and I2."""
    if base % 2 == 0:
        return base + {"L": 0, "R": 1, "EN": 2, "AN": 2}[kind]
    return base + {"L": 1, "R": 0, "EN": 1, "AN": 1}[kind]


def _resolve_weak(original: Sequence[str], start: str) -> list[str]:
    """Rules W1 to W7."""
    kinds = list(original)
    strong, previous = start, start
    for at, kind in enumerate(kinds):
        if kind == "NSM":
            kind = kinds[at] = previous
        previous = kind
        if kind in _STRONG:
            strong = kind
        elif kind == "EN" and strong == "AL":
            kinds[at] = "AN"
    kinds = ["R" if kind == "AL" else kind for kind in kinds]
    _resolve_separators(kinds)
    _resolve_terminators(kinds)
    strong = start
    for at, kind in enumerate(kinds):
        if kind in ("ES", "ET", "CS"):
            kinds[at] = "ON"
        elif kind == "EN" and strong == "L":
            kinds[at] = "L"
        elif kind in ("L", "R"):
            strong = kind
    return kinds


def _resolve_separators(kinds: list[str]) -> None:
    """Rule W4: one separator between two numbers of a kind belongs to them."""
    for at in range(1, len(kinds) - 1):
        before, kind, after = kinds[at - 1 : at + 2]
        if before == after and (
            (kind == "ES" and before == "EN") or (kind == "CS" and before in ("EN", "AN"))
        ):
            kinds[at] = before


def _resolve_terminators(kinds: list[str]) -> None:
    """Rule W5: signs like % or + next to a number belong to it."""
    at = 0
    while at < len(kinds):
        end = at
        while end < len(kinds) and kinds[end] == "ET":
            end += 1
        beside = (at > 0 and kinds[at - 1] == "EN") or (end < len(kinds) and kinds[end] == "EN")
        if beside:
            kinds[at:end] = ["EN"] * (end - at)
        at = end + 1


def _bracket_pairs(text: str, kinds: Sequence[str]) -> list[tuple[int, int]]:
    """Definition BD16: which brackets belong together, by place of the opening one."""
    stack: list[tuple[str, int]] = []
    pairs = []
    for at, character in enumerate(text):
        if kinds[at] != "ON":
            continue
        if closing := closing_bracket(character):
            if len(stack) == 63:
                return []
            stack.append((closing, at))
            continue
        for depth in range(len(stack) - 1, -1, -1):
            if stack[depth][0] == character:
                pairs.append((stack[depth][1], at))
                del stack[depth:]
                break
    return sorted(pairs)


def _strong_of(kind: str) -> str | None:
    """What a resolved kind counts as among neutrals: numbers count as right to left."""
    return {"L": "L", "R": "R", "EN": "R", "AN": "R"}.get(kind)


def _resolve_brackets(text: str, original: Sequence[str], kinds: list[str], start: str) -> None:
    """Rule N0."""
    for opening, closing in _bracket_pairs(text, kinds):
        inside = {_strong_of(kind) for kind in kinds[opening + 1 : closing]} - {None}
        if not inside:
            continue
        found = start
        if start not in inside:
            before = (_strong_of(kind) for kind in reversed(kinds[:opening]))
            context = next((kind for kind in before if kind), start)
            found = context if context in inside else start
        for at in (opening, closing):
            kinds[at] = found
            for mark in range(at + 1, len(kinds)):
                if original[mark] != "NSM":
                    break
                kinds[mark] = found


def _resolve_neutral(kinds: list[str], start: str) -> None:
    """Rules N1 and N2: what is neutral runs like what is around it, else like the line."""
    at = 0
    while at < len(kinds):
        end = at
        while end < len(kinds) and kinds[end] in _NEUTRAL:
            end += 1
        if end > at:
            before = (_strong_of(kinds[at - 1]) if at else None) or start
            after = (_strong_of(kinds[end]) if end < len(kinds) else None) or start
            kinds[at:end] = [before if before == after else start] * (end - at)
        at = max(end, at + 1)

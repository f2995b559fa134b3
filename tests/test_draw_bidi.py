"""Order of characters against the Unicode Consortium's own test file."""

import unicodedata
from pathlib import Path

import pytest

from osintkit.draw import bidi

SAMPLE = Path(__file__).parent / "reference" / "bidi_character_test_sample.txt"
MIRRORS = ["()", "[]", "{}", "<>", "«»", "‹›", "≤≥", "（）", "⟦⟧", "⦍⦐", "⦏⦎"]  # noqa: RUF001
DIRECTIONS: dict[str, bidi.Direction] = {"0": "ltr", "1": "rtl", "2": "auto"}


def sample_lines() -> list[str]:
    lines = SAMPLE.read_text(encoding="ascii").splitlines()
    return [line for line in lines if not line.startswith("#")]


def test_levels_and_order_are_those_of_the_standard() -> None:
    for line in sample_lines():
        code_points, direction, paragraph, levels, order = line.split(";")
        text = "".join(chr(int(code, 16)) for code in code_points.split())
        found = bidi.levels(text, DIRECTIONS[direction])
        assert bidi.paragraph_level(text, DIRECTIONS[direction]) == int(paragraph), line
        assert found == [int(level) for level in levels.split()], line
        assert bidi.visual_order(found) == [int(place) for place in order.split()], line


def test_the_sample_is_not_empty() -> None:
    assert len(sample_lines()) == 300


def test_nothing_has_no_order() -> None:
    assert bidi.levels("") == []
    assert bidi.visual_order([]) == []


@pytest.mark.parametrize("pair", MIRRORS)
def test_mirrors_are_mutual(pair: str) -> None:
    assert bidi.mirror(pair[0]) == pair[1]
    assert bidi.mirror(pair[1]) == pair[0]


def test_letters_have_no_mirror() -> None:
    for character in "aא.!?":
        assert bidi.mirror(character) == character


def test_every_closing_bracket_is_one() -> None:
    found = 0
    for number in range(0x20, 0x10000):
        if closing := bidi.closing_bracket(chr(number)):
            found += 1
            assert unicodedata.category(closing) == "Pe"
            assert bidi.mirror(closing) == chr(number)
    assert found >= 60  # BidiBrackets-15.0.0.txt has 64 pairs


def test_formatting_characters_have_no_effect() -> None:
    assert bidi.levels("ab\u202ecd\u2067ef\tgh") == [0] * 11
    assert bidi.levels("\u202eab") == [0, 0, 0]

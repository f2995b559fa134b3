"""Text in any script: nothing missing, nothing hidden, the same everywhere."""

import hashlib
import os
import subprocess
import sys
import unicodedata
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFont

from osintkit.draw import glyphs, text
from osintkit.draw.bidi import Direction

SIZE_PX = 24
PROMISED = {
    "Latin": "AaBbZzÀÿ",
    "Azeri": "ƏəĞğİıÖöŞşÜüÇç",
    "Cyrillic": "".join(map(chr, range(0x400, 0x460))) + "ҐґҒғӘәҰұ",
    "Armenian": "".join(map(chr, (*range(0x531, 0x557), *range(0x561, 0x588)))),
    "Georgian": "".join(map(chr, (*range(0x10D0, 0x10F1), *range(0x1C90, 0x1CB1)))),
    "Arabic": "".join(map(chr, (*range(0x620, 0x64B), *range(0x660, 0x66A)))),
    "Persian, Urdu, Pashto, Kurdish": "پچژگکیهۀہےٹڈڑںټډړښګڼۍېڕڵۆێەۋ",
    "Hebrew": "".join(map(chr, range(0x5D0, 0x5EB))),
    "Chinese, Japanese, Korean": "中文視頻北京日本のカタカナ한국어",
    "Devanagari, Bengali, Tamil": "अआकखगঅকখஅகச",
    "Thai, Lao, Khmer, Burmese": "กขคໂລກកខဂကခ",
    "Ethiopic": "ሀለሐመ",
    "emoji": "😀🔥💣🚁",
}
LINES = [
    "صورة من حلب لا إله (1) 2024.mp4",
    "שָׁלוֹם abc 123 דהו.txt",
    "Ağdam Երևան თბილისი Київ 中文 ရန်ကုန် ที่นี่ 😀 é",
    "bad\u202egpj\x1b[0m\udce9\u0301.exe",
]
NAMES = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("אבجلاےمـ\u200c\u0301\u064e\u05c1(1). _-ə中😀\udce9\u202e\u1031\u103c"),
    ),
    max_size=40,
)


def ink_of(line: str, *, size_px: int = SIZE_PX, direction: Direction = "auto") -> Image.Image:
    """A line alone, ink white on black."""
    picture = Image.new("L", (text.width(line, size_px=size_px) + 20, text.height(size_px=size_px) + 20))
    text.draw(picture, 10, 10, line, size_px=size_px, shade=255, direction=direction)
    return picture


def font_of(character: str) -> ImageFont.FreeTypeFont:
    """The bundled font that has a character."""
    path = glyphs.font_for(character)
    assert path is not None
    return ImageFont.truetype(path, SIZE_PX, layout_engine=ImageFont.Layout.BASIC)


def box_of(picture: Image.Image) -> tuple[int, int, int, int]:
    """Where there is ink."""
    box = picture.getbbox()
    assert box is not None
    return box


def columns_with_ink(picture: Image.Image, *, least: int = 100) -> list[bool]:
    """For each column of pixels, whether there is ink."""
    return [max(picture.crop((x, 0, x + 1, picture.height)).tobytes()) >= least for x in range(picture.width)]


def parts(line: str) -> int:
    """How many pieces with empty columns between them a line's ink has."""
    flags = [False, *columns_with_ink(ink_of(line, size_px=40))]
    return sum(now and not before for before, now in pairwise(flags))


def tallest_column(line: str) -> float:
    """Where, from 0 left to 1 right, the line's tallest column of ink is."""
    picture = ink_of(line, size_px=40)
    heights = [sum(picture.crop((x, 0, x + 1, picture.height)).tobytes()) for x in range(picture.width)]
    return heights.index(max(heights)) / picture.width


def digest() -> str:
    """A hash of the drawn lines."""
    seen = hashlib.sha256()
    for line in LINES:
        for size_px in (11, 13, 22):
            seen.update(ink_of(line, size_px=size_px).tobytes())
    return seen.hexdigest()


@pytest.mark.parametrize("script", PROMISED)
def test_no_letter_is_missing(script: str) -> None:
    for letter in PROMISED[script]:
        assert glyphs.is_drawable(letter), f"U+{ord(letter):04X}"
        font = font_of(letter)
        mask, missing = font.getmask(letter), font.getmask("\U0010fffe")
        assert mask.getbbox(), f"U+{ord(letter):04X} is blank"
        assert (mask.size, bytes(mask)) != (missing.size, bytes(missing))


def test_every_character_drawn_as_itself_can_be_seen() -> None:
    for number in range(0x20, 0x3000):
        character = chr(number)
        if glyphs.is_drawable(character) and unicodedata.category(character) != "Zs":
            assert font_of(character).getmask(character).getbbox(), f"U+{number:04X}"


def test_arabic_letters_join() -> None:
    assert parts("ببب") == 1
    assert parts("ب\u200cب") == 2  # the non-joiner of Persian is obeyed, not shown
    assert parts("\u0627" * 3) == 3  # alef joins only backwards
    assert parts("بڵب") == 1  # Kurdish lam has no presentation form in Unicode
    assert parts("یہہ") == 1  # Urdu


def test_lam_and_alef_become_one() -> None:
    lone, joined = glyphs.shaped(glyphs.cells("لا")), glyphs.shaped(glyphs.cells("بلا"))
    assert [len(lone), len(joined)] == [1, 2]
    assert lone[0].base != joined[1].base
    assert lone[0].source == "لا"


def test_a_mark_between_letters_does_not_break_the_join() -> None:
    assert parts("ب\u064eب") == 1


def test_arabic_and_hebrew_run_right_to_left() -> None:
    assert tallest_column("اب") > 0.5  # alef, tall and narrow, is the first letter
    assert tallest_column("با") < 0.5
    assert tallest_column("ןא") > 0.5  # final nun, longer than the other
    assert tallest_column("אן") < 0.5
    assert tallest_column("Il.א") < 0.5


def test_digits_in_arabic_text_keep_their_order() -> None:
    cells = text._in_visual_order(glyphs.cells("ب 123 (ت).mp4"), "ltr")
    in_order = [*"(", "ت", *") 123 ", "ب", *".mp4"]
    assert [cell.base for cell in cells] == in_order


def test_the_extension_of_a_name_stays_on_the_right() -> None:
    cells = glyphs.cells("صورة.mp4")
    left_to_right = "".join(cell.base for cell in text._in_visual_order(cells, "ltr"))
    sentence = "".join(cell.base for cell in text._in_visual_order(cells, "auto"))
    assert left_to_right.endswith(".mp4")
    assert sentence.startswith("mp4.")


@pytest.mark.parametrize(
    ("character", "label"),
    [
        ("\u202e", "U+202E"), ("\u2066", "U+2066"), ("\u200e", "U+200E"), ("\u061c", "U+061C"),
        ("\x1b", "U+001B"), ("\n", "U+000A"), ("\r", "U+000D"), ("\t", "U+0009"), ("\0", "U+0000"),
        ("\x85", "U+0085"), ("\u2028", "U+2028"), ("\u2029", "U+2029"), ("\u200b", "U+200B"),
        ("\u200c", "U+200C"), ("\u200d", "U+200D"), ("\ufeff", "U+FEFF"), ("\u00ad", "U+00AD"),
        ("\ufe0f", "U+FE0F"), ("\u3164", "U+3164"), ("\u2800", "U+2800"), ("\u034f", "U+034F"),
        ("\udce9", r"\xE9"), ("\udcff", r"\xFF"), ("\ud800", "U+D800"), ("\ue000", "U+E000"),
        ("\U000f0000", "U+F0000"), ("\U000e0041", "U+E0041"), ("\U0010ffff", "U+10FFFF"),
        ("\ufffc", "U+FFFC"), ("\U00020000", "U+20000"),
    ],
)  # fmt: skip
def test_what_cannot_be_seen_is_a_box(character: str, label: str) -> None:
    found = glyphs.cells(f"a{character}b")
    assert [cell.label for cell in found] == ["", label, ""]
    assert ink_of(f"a{character}b").tobytes() != ink_of(f"a{label}b").tobytes()
    assert text.width(f"a{character}b", size_px=SIZE_PX) > text.width("ab", size_px=SIZE_PX) + 20


def test_an_override_does_not_turn_a_name_around() -> None:
    shown = text._in_visual_order(glyphs.cells("photo\u202egpj.exe"), "ltr")
    assert "".join(cell.label or cell.base for cell in shown) == "photoU+202Egpj.exe"


def test_marks_do_not_pile_up_or_stand_alone() -> None:
    alone = glyphs.cells("\u0301")
    assert (alone[0].base, alone[0].marks) == ("\N{DOTTED CIRCLE}", "\u0301")
    piled = glyphs.cells("x" + "\u0301\u0302\u0303\u0304\u0305\u0306")
    assert len(piled[0].marks) == glyphs.MAX_MARKS
    assert [cell.label for cell in piled[1:]] == ["U+0305", "U+0306"]
    assert [cell.label for cell in glyphs.cells("x\u0301\u0301")] == ["", "U+0301"]


def test_composed_and_decomposed_look_the_same() -> None:
    for composed in ("é", "й", "한", "ё"):
        apart = unicodedata.normalize("NFD", composed)
        assert ink_of(apart).tobytes() == ink_of(composed).tobytes()


def test_hebrew_points_stay_on_their_side() -> None:
    shin, sin = ink_of("ש\u05c1", size_px=60), ink_of("ש\u05c2", size_px=60)
    assert shin.tobytes() != sin.tobytes()
    assert [cell.marks for cell in glyphs.shaped(glyphs.cells("ש\u05b8\u05bc\u05c1"))] == ["\u05b8"]


def test_vowels_in_front_are_drawn_in_front() -> None:
    (devanagari,) = glyphs.cells("कि")
    assert glyphs.ordered_characters(devanagari) == "िक"
    (burmese,) = glyphs.cells("ကြေ")
    assert glyphs.ordered_characters(burmese)[-1] == "က"


def test_a_mark_clears_a_capital() -> None:
    plain, marked = ink_of("Ə", size_px=60), ink_of("Ə\u0301", size_px=60)
    assert box_of(marked)[1] < box_of(plain)[1]


@pytest.mark.parametrize("size_px", [11, 13, 22, 48])
def test_the_line_holds_all_ink(size_px: int) -> None:
    for line in [*LINES, *PROMISED.values()]:
        picture = ink_of(line, size_px=size_px)
        left, top, right, bottom = box_of(picture)
        assert top >= 10
        assert bottom <= 10 + text.height(size_px=size_px)
        assert left >= 8
        assert right <= 10 + text.width(line, size_px=size_px) + 2


def test_letters_are_not_cut_by_the_line() -> None:
    for letters in PROMISED.values():
        for letter in letters:
            box = font_of(letter).getbbox(letter, anchor="ls")
            assert -box[1] <= text.baseline(size_px=SIZE_PX), letter
            assert box[3] <= text.height(size_px=SIZE_PX) - text.baseline(size_px=SIZE_PX), letter


def test_digits_are_tabular() -> None:
    assert len({text.width(digit * 10, size_px=13) for digit in "0123456789"}) == 1


def test_colour_and_grey_pictures_get_the_same_ink() -> None:
    grey, colour = Image.new("L", (200, 40), 255), Image.new("RGB", (200, 40), (255, 255, 255))
    for picture in (grey, colour):
        text.draw(picture, 3, 3, "სახელი", size_px=16, shade=40)
    assert colour.convert("L").tobytes() == grey.tobytes()


def test_a_short_name_is_not_cut() -> None:
    assert text.cut("a.mp4", width_px=200, size_px=13) == "a.mp4"


def test_a_long_name_keeps_its_start_and_extension() -> None:
    name = "IMG_20240101_" + "сирия " * 40 + "часть 2.webm"
    short = text.cut(name, width_px=300, size_px=13)
    assert short.startswith("IMG_20240101")
    assert short.endswith(" 2.webm")
    assert short.count(text.ELLIPSIS) == 1
    assert 280 <= text.width(short, size_px=13) <= 300


def test_a_name_in_little_room_still_keeps_its_extension() -> None:
    short = text.cut("IMG_20240101_123456.mp4", width_px=60, size_px=13)
    assert short == "I….mp4"


@pytest.mark.parametrize("width_px", [-5, 0, 1, 5])
def test_no_room_no_text(width_px: int) -> None:
    assert text.cut("name.mp4", width_px=width_px, size_px=13) == ""


def test_a_very_long_text_is_cut_soon() -> None:
    assert text.width(text.cut("ab" * 1_000_000, width_px=500, size_px=13), size_px=13) <= 500


@settings(max_examples=150, deadline=None)
@given(name=NAMES, width_px=st.integers(0, 400))
def test_cut_fits_and_parts_no_mark_from_its_letter(name: str, width_px: int) -> None:
    short = text.cut(name, width_px=width_px, size_px=12)
    assert text.width(short, size_px=12) <= width_px
    if short not in ("", name):
        start, end = short.split(text.ELLIPSIS)[0], short.split(text.ELLIPSIS)[-1]
        sources = [cell.source for cell in glyphs.cells(name)]
        whole = "".join(sources)
        assert whole.startswith(start)
        assert whole.endswith(end)
        borders = {0}
        for source in sources:
            borders.add(max(borders) + len(source))
        if text.ELLIPSIS not in name:
            assert {len(start), len(whole) - len(end)} <= borders


@settings(max_examples=150, deadline=None)
@given(name=NAMES)
def test_nothing_is_dropped_and_every_cell_can_be_seen(name: str) -> None:
    found = glyphs.cells(name)
    assert "".join(cell.source for cell in found) == unicodedata.normalize("NFC", name)
    shown = text._in_visual_order(glyphs.shaped(found), "ltr")
    for cell in shown:
        assert text._cell_width(cell, 12) > 0 or unicodedata.category(cell.base) == "Zs"
    picture = Image.new("L", (20, 40))
    text.draw(picture, 0, 0, name, size_px=12, shade=255)


def test_pixels_are_the_same_twice_and_without_raqm(tmp_path: Path) -> None:
    """A broken FriBidi first on the library path is what a machine without it looks like."""
    (tmp_path / "libfribidi.so.0").write_bytes(b"not a library")
    (tmp_path / "libfribidi.so").write_bytes(b"not a library")
    code = (
        "from PIL import features; import test_draw_text as t;"
        "print(features.check_feature('raqm'), t.digest())"
    )
    here = Path(__file__).parent
    paths = os.pathsep.join([str(here), str(here.parent)])
    environment = {**os.environ, "LD_LIBRARY_PATH": str(tmp_path), "PYTHONPATH": paths}
    run = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, check=True)
    raqm, found = run.stdout.decode().split()
    assert found == digest() == digest()
    assert raqm == "False" or sys.platform != "linux"


def test_import_is_light() -> None:
    code = (
        "import sys; import osintkit.draw.text, osintkit.draw.safe, osintkit.draw.sheet;"
        "print([m for m in ('numpy', 'cv2', 'av', 'scipy', 'pydantic') if m in sys.modules])"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=Path(__file__).parents[1], capture_output=True, check=True
    )
    assert run.stdout.split() == [b"[]"]


def test_every_font_has_its_licence_beside_it() -> None:
    folder = Path(text.__file__).with_name("fonts")
    readme = (folder / "README.md").read_text(encoding="utf-8")
    assert {path.name for path in folder.glob("*.?tf")} == set(glyphs.FONTS)
    for font in glyphs.FONTS:
        row = next(line for line in readme.splitlines() if line.startswith(f"| `{font}`"))
        assert any(f"`{licence.name}`" in row for licence in folder.glob("*.txt"))
    assert sum(path.stat().st_size for path in folder.iterdir()) < 8_000_000

"""Text as people and programs write it, made plain: digits of any script, signs, primes and degree signs."""

import html
import re
import unicodedata

from osintkit.errors import UsageError

_ARROWS = 0x2190
LONGEST = 2000
"""Characters; a link of a map site is a few hundred long."""

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{1,31});")
_OTHER_ENCODING = re.compile(r"(?:[^\0]\0){3}")
_REVERSED = re.compile("[\u202d\u202e]")
_UNSEEN = "\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202c\u2060-\u2064\u2066-\u2069\ufeff\0"
_UNSEEN_BETWEEN = re.compile(rf"(?<=\d)[{_UNSEEN}]+(?=\d)")
_UNSEEN_ELSEWHERE = re.compile(f"[{_UNSEEN}]+")
_SPACES = re.compile(r"[^\S\n]+")
_LINES = re.compile(r"[^\S\n]*[\n\r\v\f\x85\u2028\u2029][\s]*")
# These are parts of other words too ("latitude" is one), so they are marks only after a digit.
_COUNTED = (
    (re.compile("(?<=\\d)\\s?[度도]"), "°"), (re.compile("(?<=\\d)\\s?[分분]"), "'"),
    (re.compile("(?<=\\d)\\s?[秒초]"), '"'),
    (re.compile("(?<=\\d)\u030a"), "°"), (re.compile("(?<=\\d)\u0301"), "'"),
    (re.compile("(?<=\\d)[\u030b\u030e]"), '"'),
)  # fmt: skip
# Initials which would say the opposite, or nothing, once their accents are gone: Czech, Hungarian, Dutch,
# German, Georgian.
_INITIALS = (
    (re.compile(r"\bs\.?[ ]?š\b", re.IGNORECASE), " north "),
    (re.compile(r"\bj\.?[ ]?š\b", re.IGNORECASE), " south "),
    (re.compile(r"\bv\.?[ ]?d\.", re.IGNORECASE), " east "),
    (re.compile(r"\bz\.?[ ]?d\.", re.IGNORECASE), " west "),
    (re.compile(r"\bé\.? ?sz\b\.?", re.IGNORECASE), " north "),
    (re.compile(r"\bd\.? ?sz\b\.?", re.IGNORECASE), " south "),
    (re.compile(r"\bk\.? ?h\b\.?", re.IGNORECASE), " east "),
    (re.compile(r"\bny\.? ?h\b\.?", re.IGNORECASE), " west "),
    (re.compile(r"\bn\. ?b\b\.?", re.IGNORECASE), " north "),
    (re.compile(r"\b[sz]\. ?b\b\.?", re.IGNORECASE), " south "),
    (re.compile(r"\bo\. ?l\b\.?", re.IGNORECASE), " east "),
    (re.compile(r"ჩ\.? ?გ\."), " north "),
    (re.compile(r"ს\.? ?გ\."), " south "),
    (re.compile(r"ა\.? ?გ\."), " east "),
    (re.compile(r"დ\.? ?გ\."), " west "),
    (re.compile(r"\b[Öö](?![^\W\d_])"), "E"),
)
_TURKISH = re.compile(r"(\d[\d .°º'’′\"”″]*)\b([KG])([\s,;/]+(?:[-–] )?\d[\d .°º'’′\"”″]*)([DB])")
"""Kuzey and güney, doğu and batı: letters that mean other things elsewhere, so only as a pair."""
_TURKISH_LETTERS = {"K": " north", "G": " south", "D": " east", "B": " west"}
_MARKS = {
    "°": "º˚∘⁰ᵒ◦゜ﾟ○⚬*",
    "'": "′’‘ʹʼ´＇‛ʽ׳՛՚ʾʿˈ‵",
    '"': "″”“„‟ʺ˝〃״＂‶ˮ",
    "-": "−‐‑‒–—―﹣－⁻",
    "+": "＋﬩⁺",
    ".": "٫．。",
    ",": "،，、٬﹐",
    ";": "؛；",
    "|": "｜¦",
    " ": "•",
    "ي": "یى",
    "ك": "ک",
    "": "ـ",
}  # fmt: skip


class _Plain(dict[int, str]):
    """What each character becomes, worked out once."""

    def __missing__(self, code: int) -> str:
        self[code] = plain = _plain(chr(code))
        return plain


def _plain(char: str) -> str:
    if char.isspace():
        return " "
    kind = unicodedata.category(char)
    if kind == "So" and unicodedata.normalize("NFKD", char) == char and ord(char) > _ARROWS:
        return " "  # pins, flags, thumbs
    if kind == "Sk" and ord(char) > _ARROWS:
        return ""  # the colour of a thumb
    if kind == "Nd":
        return str(unicodedata.decimal(char))
    if kind in {"Mn", "Mc", "Cf"}:
        return ""
    apart = unicodedata.normalize("NFKD", char)
    return "".join(part for part in apart if unicodedata.category(part) not in {"Mn", "Mc"})


_TABLE = _Plain({ord(one): plain for plain, many in _MARKS.items() for one in many})
_TABLE.update({code: chr(code) for code in range(128) if chr(code) != "*"} | {ord("°"): "°"})


def plain(text: str) -> str:
    """Which characters does it come down to? ASCII signs and digits, letters without accents, one space.

    Marks that nobody sees (text direction, zero width, NUL) are dropped, and between two digits become a
    space, since they may have parted two numbers.

    Raises:
        UsageError: there is nothing, or more than 2,000 characters, or a mark that shows text backwards; or
            a zero byte behind every character.
    """
    if len(text) > LONGEST:
        raise UsageError(
            f"This has {len(text):,} characters; a position has at most {LONGEST:,}.",
            "Give only the position, or only the link.",
        )
    if _OTHER_ENCODING.search(text):
        raise UsageError(
            "This holds zero bytes between its characters, as text of another encoding does (UTF-16).",
            "Save it as UTF-8.",
        )
    if "&" in text:
        text = _ENTITY.sub(lambda entity: html.unescape(entity[0]), text)
    if not text.isascii():
        text = _from_any_script(text)
    elif "\0" in text or "*" in text:
        text = _UNSEEN_BETWEEN.sub(" ", text).replace("\0", "").replace("*", "°")
    if "`" in text:
        text = text.strip("`").replace("``", '"').replace("`", "'")
    text = _SPACES.sub(" ", _LINES.sub("\n", text.strip())).strip()
    if not text:
        raise UsageError("No position is written.", "Give one, such as 39.5981, 46.2311.")
    return text


def _from_any_script(text: str) -> str:
    if _REVERSED.search(text):
        raise UsageError(
            "This holds a hidden mark that shows characters in reverse order: it is not what it looks like.",
            "Type the position anew, as the page shows it.",
        )
    text = unicodedata.normalize("NFC", text)
    text = _UNSEEN_ELSEWHERE.sub("", _UNSEEN_BETWEEN.sub(" ", text))
    for pattern, mark in (*_COUNTED, *_INITIALS):
        text = pattern.sub(mark, text)
    if turkish := _TURKISH.fullmatch(text.strip()):
        first, lat, second, lon = turkish.groups()
        text = first + _TURKISH_LETTERS[lat] + second + _TURKISH_LETTERS[lon]
    return text.translate(_TABLE)


def word(text: str) -> str:
    """A word as `plain` leaves it, in small letters: what lists of words are looked up by."""
    return unicodedata.normalize("NFC", text).translate(_TABLE).casefold()

"""Points, commas, colons and dashes between numbers: which part them, and which are of one number?"""

import re
from collections.abc import Iterator

from osintkit.coords.hemispheres import meaning
from osintkit.errors import UsageError

_TIGHT_COMMA = re.compile(r"(?<=\d),(?=\d)")
_NO_DECIMALS = re.compile(r"\.\d|\d,\d+,\d")
_FOUR_PARTS = re.compile(r"([+-]?\d{1,3}),(\d+)\s?[,;]\s?([+-]?\d{1,3}),(\d+)")
_DASH = re.compile(r"(?<=[\d°'\"])( ?)-( ?)(?=[\d.])")
_CHAIN = re.compile(r"(?<![\d.])(?<!\d-)(\d{1,3})-(\d{1,2})-(\d{1,2}(?:\.\d+)?)(?![\d-])")
_SHORT_CHAIN = re.compile(r"(?<![\d.])(?<!\d-)(\d{1,3})-(\d{1,2}(?:\.\d+)?)(?![\d.-])'?")
_DOTTED = re.compile(r"(?<![\d.])(\d{1,3})([.:])(\d\d)\2(\d\d(?:\.\d+)?)(?![\d.:])")
_LATE_FRACTION = re.compile(r"(?<![\d.])(\d{1,3})([°'\"])\.(\d+)")
_COLON = re.compile(r"(?<=\d):(?=\d)")
_LEADING_DASH = re.compile(r"([^\d+-]*)- (?=[\d.])")
_SMALL_O = re.compile(r"(?<=\d)o(?= ?\d{1,2}(?:\.\d+)?')")
_LONG_DASH = re.compile(r" --+ ")
_CLOCK = re.compile(r"(?:(?:[01]?\d|2[0-4]):[0-5]\d(?:[ ,;/-]+|$)){1,2}|\d{1,2}(?::[0-5]\d){2}")
_TWO_POINTS = re.compile(r"(?<![\d.])\d+\.\d+\.\d+")
_TORN = re.compile(r"(?<![\d.])\d{1,3}(?: ?\. | \. ?)\d")


def without_chains(text: str) -> str:
    """``39-35-53``, ``39.35.53`` and ``39:35:53`` with marks instead; ``39°.6`` as ``39.6°``.

    Raises:
        UsageError: numbers which are no angles: times, dates, versions, or torn apart by a space.
    """
    if _CLOCK.fullmatch(text):
        raise UsageError(
            f"{text} looks like the time of a clock.",
            "If it is degrees and minutes, mark them: 12°30' N 14°45' E.",
        )
    text = _SMALL_O.sub("°", _LONG_DASH.sub(" ; ", text))
    text = _DOTTED.sub(r"\1°\3'\4" + '"', _CHAIN.sub(r"\1°\2'\3" + '"', text))
    if len(_SHORT_CHAIN.findall(text)) > 1:
        text = _SHORT_CHAIN.sub(r"\1°\2'", text)
    text = _COLON.sub(" ", _LATE_FRACTION.sub(r"\1.\3\2", text))
    _refuse_torn(text)
    return text


def _refuse_torn(text: str) -> None:
    if found := _TWO_POINTS.search(text):
        raise UsageError(
            f"{found[0]} has two points, as dates have and no number.", "Give a latitude and a longitude."
        )
    if found := _TORN.search(text):
        raise UsageError(
            f"A space stands in {found[0]}: it can be one number with decimals, or two.",
            "Write it together, or mark degrees and minutes.",
        )


def variants(text: str) -> Iterator[tuple[str, str, bool]]:
    """Ways to take commas and dashes: the text, what was assumed, whether others count if it can be read."""
    if (dash := _DASH.search(text)) and (text.count("-") == 1 or "-" not in text[: dash.start()]):
        as_dash = (f"{text[: dash.start()]};{text[dash.end() :]}", "the dash parts the two numbers", True)
        as_minus = (text, "the dash is a minus", True)
        if dash[2] or not dash[1]:
            yield from (as_dash, as_minus) if dash[2] else (as_minus, as_dash)
            return
    if (lead := _LEADING_DASH.match(text)) and not _is_labelled(lead[1]):
        as_dash = (lead[1] + text[lead.end() :], "the dash before the numbers is no minus", True)
        as_minus = (text, "the dash before the numbers is a minus", True)
        yield from (as_dash, as_minus) if lead[1].strip() else (as_minus, as_dash)
        return
    four = _FOUR_PARTS.fullmatch(text)
    if four:
        yield f"{four[1]}.{four[2]}; {four[3]}.{four[4]}", "decimal commas", True
        yield text, "commas part degrees and minutes", True
        return
    if _TIGHT_COMMA.search(text) and not _NO_DECIMALS.search(text):
        yield _TIGHT_COMMA.sub(".", text), "decimal commas", False
    yield text, "", False


def _is_labelled(text: str) -> bool:
    """Whether a word for an axis or a hemisphere stands last."""
    words = re.findall(r"[^\W\d_]+", text)
    return bool(words and meaning(words[-1]))

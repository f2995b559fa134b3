"""What stands above and below a plot: title and facts; what the signs mean, and assumptions."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from PIL import Image

from osintkit.draw import axes, text
from osintkit.draw.axes import Box, Colour

WIDTH_PX = 1200
"""Of every page."""

ROOM_PX = WIDTH_PX - 2 * axes.MARGIN_PX
"""Between its margins."""

_GAP_PX = 10  # between the parts of a page
_SWATCH_PX = (30, 14)
_BESIDE_PX, _BETWEEN_PX = 7, 22  # from a swatch to its words, from those to the next swatch
_BANNER_PX, _INDENT_PX, _MOST_BANNER_LINES = 18, 14, 6
_MOST_LINES = 40  # of a heading, of the notes: nobody reads more, and a page has an end


@dataclass(frozen=True, slots=True)
class Words:
    """What is written around a picture of one day or of many.

    Attributes:
        title: one line above, in any script; cut in the middle if too long.
        lines: facts below it: place, date, zone and where it comes from. Long ones go on in the next line.
        notes: assumptions and what could not be established, below the picture; wrapped in the same way.
        clock: what the axis of time shows: ``local clock, UTC+04:00 (Asia/Yerevan)``.
    """

    title: str
    lines: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    clock: str = "local clock"


class Swatch(NamedTuple):
    """A small sample of how something is drawn, and what it is.

    Attributes:
        words: what it is.
        ground: its colour; None leaves white.
        hatched: whether thin slanted lines go over it.
        line: a line through its middle, in this colour; None for a filled sample.
        line_px: how thick that line is.
        edge: the colour of its edge.
    """

    words: str
    ground: Colour | None = None
    hatched: bool = False
    line: Colour | None = None
    line_px: int = 2
    edge: Colour = axes.QUIET_INK


def with_notes(words: Words, left_over: Sequence[str]) -> Words:
    """The same words, with the labels that had no room in the picture among the notes."""
    if not left_over:
        return words
    return replace(words, notes=("Also marked: " + "; ".join(left_over) + ".", *words.notes))


def head(words: Words) -> Image.Image:
    """The upper end of a page: the title, and the facts below it."""
    lines = _lines(words.lines)
    title_px, line_px = text.height(size_px=axes.TITLE_PX), text.height(size_px=axes.SMALL_PX)
    part = _part(axes.MARGIN_PX + title_px + len(lines) * line_px + _GAP_PX)
    title = text.cut(words.title, width_px=ROOM_PX, size_px=axes.TITLE_PX)
    axes.write(part, axes.MARGIN_PX, axes.MARGIN_PX, title, size_px=axes.TITLE_PX)
    _write_lines(part, lines, axes.MARGIN_PX + title_px)
    return part


def banner(sentence: str) -> Image.Image:
    """A sentence in a frame, between heading and plot: the answer where a picture alone would show none."""
    lines = axes.wrapped(sentence, width_px=ROOM_PX - 2 * _INDENT_PX, size_px=_BANNER_PX)[:_MOST_BANNER_LINES]
    line_px = text.height(size_px=_BANNER_PX)
    high = len(lines) * line_px + _GAP_PX
    part = _part(high + _GAP_PX)
    frame = Box(axes.MARGIN_PX, 0, WIDTH_PX - axes.MARGIN_PX, high)
    axes.fill(part, frame, (255, 255, 255))
    axes.outline(part, frame, axes.INK, width_px=2)
    for number, words in enumerate(lines):
        left = axes.MARGIN_PX + _INDENT_PX
        axes.write(part, left, _GAP_PX // 2 + number * line_px, words, size_px=_BANNER_PX)
    return part


def foot(swatches: Sequence[Swatch], words: Words) -> Image.Image:
    """The lower end of a page: what the signs mean, and the notes."""
    rows = _in_rows(swatches)
    lines = _lines(words.notes)
    line_px = text.height(size_px=axes.SMALL_PX)
    middle = _GAP_PX + len(rows) * line_px + _GAP_PX
    part = _part(middle + len(lines) * line_px + axes.MARGIN_PX)
    for number, row in enumerate(rows):
        left = axes.MARGIN_PX
        for swatch in row:
            left = _draw_swatch(part, swatch, left, _GAP_PX + number * line_px)
    _write_lines(part, lines, middle)
    return part


def stacked(parts: Sequence[Image.Image]) -> Image.Image:
    """One page from parts that are all as wide as a page, from top to bottom."""
    page = _part(sum(part.height for part in parts))
    top = 0
    for part in parts:
        page.paste(part, (0, top))
        top += part.height
    return page


def _part(height_px: int) -> Image.Image:
    return Image.new("RGB", (WIDTH_PX, height_px), axes.PAPER)


def _lines(sentences: Sequence[str]) -> list[str]:
    """Sentences as the lines they take; where they are too many, the last says so."""
    lines = [line for words in sentences for line in axes.wrapped(words, width_px=ROOM_PX)]
    if len(lines) > _MOST_LINES:
        lines[_MOST_LINES - 1 :] = [f"({len(lines) - _MOST_LINES + 1} more lines are not shown here)"]
    return lines


def _write_lines(part: Image.Image, lines: Sequence[str], top: int) -> None:
    for number, line in enumerate(lines):
        at = top + number * text.height(size_px=axes.SMALL_PX)
        axes.write(part, axes.MARGIN_PX, at, line, shade=axes.QUIET_INK[0])


def _in_rows(swatches: Sequence[Swatch]) -> list[list[Swatch]]:
    """Samples in rows that fit the page, their words cut where even a row is too short."""
    rows: list[list[Swatch]] = []
    used = ROOM_PX
    for swatch in swatches:
        room = ROOM_PX - _SWATCH_PX[0] - _BESIDE_PX
        cut = swatch._replace(words=text.cut(swatch.words, width_px=room, size_px=axes.SMALL_PX))
        wide = _SWATCH_PX[0] + _BESIDE_PX + text.width(cut.words, size_px=axes.SMALL_PX)
        if used + _BETWEEN_PX + wide > ROOM_PX:
            rows.append([])
            used = -_BETWEEN_PX
        rows[-1].append(cut)
        used += _BETWEEN_PX + wide
    return rows


def _draw_swatch(part: Image.Image, swatch: Swatch, left: int, top: int) -> int:
    """Draw a sample with its words; returns where the next one begins."""
    lower = top + text.baseline(size_px=axes.SMALL_PX) + 2
    box = Box(left, lower - _SWATCH_PX[1], left + _SWATCH_PX[0], lower)
    if swatch.line is not None:
        start = (box.top + box.bottom - swatch.line_px) // 2
        axes.fill(part, box._replace(top=start, bottom=start + swatch.line_px), swatch.line)
    else:
        axes.fill(part, box, swatch.ground or (255, 255, 255))
        if swatch.hatched:
            axes.hatch(part, box, axes.INK, opacity=0.6)
        axes.outline(part, box, swatch.edge)
    words = axes.write(part, box.right + _BESIDE_PX, top, swatch.words)
    return words.right + _BETWEEN_PX

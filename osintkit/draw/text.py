"""One line of text in any script, drawn so that it looks the same on every machine.

File names and titles come from unknown senders. Text is laid out here (`osintkit.draw.bidi`,
`osintkit.draw.glyphs`) with bundled fonts and Pillow's basic layout, never with Raqm: whether
Pillow finds Raqm's FriBidi depends on the machine, and a figure in a verification note must not.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from math import ceil
from typing import NamedTuple

from PIL import Image, ImageDraw, ImageFont

from osintkit.draw import bidi, glyphs
from osintkit.draw.bidi import Direction

ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"

_ASCENT, _DESCENT = 1.08, 0.56  # of the size: room for Arabic below and Thai above
_BOX_SIZE, _SMALLEST_BOX_PX = 0.78, 8
_BOX_SHADE = 150  # of 255: the frame of an escape is lighter than its writing
_ABOVE = 0.35  # of the size: a mark whose ink is higher stands above its letter
_OVERHANG_PX = 2  # ink may begin this far left of where its letter begins
_MAX_EXTENSION = 8  # characters after the last dot that still look like an extension
_LONGEST = 4096  # characters; of longer texts, both ends are looked at


class _Ink(NamedTuple):
    """The box around drawn pixels; y grows downwards."""

    left: float
    top: float
    right: float
    bottom: float

    def moved(self, x: float, y: float) -> "_Ink":
        """The same box somewhere else."""
        return _Ink(self.left + x, self.top + y, self.right + x, self.bottom + y)


def height(*, size_px: int) -> int:
    """How high one line is, in pixels, with everything that may stick out of it."""
    return baseline(size_px=size_px) + ceil(_DESCENT * size_px)


def baseline(*, size_px: int) -> int:
    """How far below the top of its line the letters stand, in pixels."""
    return ceil(_ASCENT * size_px)


def width(text: str, *, size_px: int) -> int:
    """How wide a text comes out, in pixels.

    Args:
        text: any string, lone surrogates included.
        size_px: the size of the letters (the em), in pixels.
    """
    return ceil(sum(_cell_width(cell, size_px) for cell in glyphs.shaped(glyphs.cells(text))))


def draw(
    picture: Image.Image,
    left_px: int,
    top_px: int,
    text: str,
    *,
    size_px: int,
    shade: int = 0,
    direction: Direction = "auto",
) -> int:
    """Draw one line of text into a picture; returns its width in pixels.

    Args:
        picture: mode "L" or "RGB"; changed in place.
        left_px: where the line begins.
        top_px: where the line's box begins; it is `height(size_px=...)` high and nothing is drawn
            above or below it.
        text: any string. What cannot be seen or drawn shows as a box with its code point.
        size_px: the size of the letters (the em), in pixels.
        shade: grey of the writing, 0 black to 255 white.
        direction: which way the line as a whole runs. "auto" goes by its first letter, which suits
            sentences; "ltr" suits file names, whose extension then stays on the right.
    """
    line = glyphs.shaped(glyphs.cells(text))
    total = ceil(sum(_cell_width(cell, size_px) for cell in line))
    mask = Image.new("L", (total + 2 * _OVERHANG_PX, height(size_px=size_px)))
    pen = ImageDraw.Draw(mask)
    at, standing = float(_OVERHANG_PX), baseline(size_px=size_px)
    for cell in _in_visual_order(line, direction):
        _draw_cell(pen, at, standing, cell, size_px)
        at += _cell_width(cell, size_px)
    colour = shade if picture.mode == "L" else (shade, shade, shade)
    picture.paste(colour, (left_px - _OVERHANG_PX, top_px), mask)
    return total


def cut(text: str, *, width_px: int, size_px: int) -> str:
    """The text, or its start and its end with an ellipsis between them, so that it fits.

    The end keeps the extension of a file name, and no mark is parted from its letter. Returns ""
    where not even the ellipsis fits.

    Args:
        text: any string.
        width_px: room there is; the result is never wider.
        size_px: the size of the letters (the em), in pixels.
    """
    short = len(text) <= _LONGEST
    if short and width(text, size_px=size_px) <= width_px:
        return text
    ends = text if short else text[: _LONGEST // 2] + text[-_LONGEST // 2 :]
    line = glyphs.cells(ends)
    room = width_px - width(ELLIPSIS, size_px=size_px)
    if room < 0:
        return ""
    head, tail = _ends_that_fit([_cell_width(cell, size_px) for cell in line], room, _suffix(line))
    # The estimate takes letters unjoined; what is joined may be narrower or wider.
    while head + tail > 0 and width(_both_ends(line, head, tail), size_px=size_px) > width_px:
        head, tail = (head - 1, tail) if head else (head, tail - 1)
    while head + tail < len(line):
        if width(_both_ends(line, head + 1, tail), size_px=size_px) > width_px:
            break
        head += 1
    return _both_ends(line, head, tail)


def _both_ends(line: Sequence[glyphs.Cell], head: int, tail: int) -> str:
    """So many cells of the start, an ellipsis, so many of the end."""
    start = "".join(cell.source for cell in line[:head])
    return start + ELLIPSIS + "".join(cell.source for cell in line[len(line) - tail :])


def _suffix(line: Sequence[glyphs.Cell]) -> int:
    """How many cells the extension of a file name has, with its dot; 0 if there is none."""
    for count, cell in enumerate(reversed(line[-_MAX_EXTENSION - 1 :]), start=1):
        if cell.base == ".":
            return count
    return 0


def _ends_that_fit(widths: Sequence[float], room: float, suffix: int) -> tuple[int, int]:
    """How many cells to keep at the start (three fifths of the room) and at the end."""
    tail, tail_px = 0, 0.0
    while tail < suffix and tail_px + widths[-tail - 1] <= room:
        tail, tail_px = tail + 1, tail_px + widths[-tail - 1]
    while tail < len(widths) and tail_px + widths[-tail - 1] <= 0.4 * room:
        tail, tail_px = tail + 1, tail_px + widths[-tail - 1]
    head, head_px = 0, 0.0
    while head + tail < len(widths) and head_px + tail_px + widths[head] <= room:
        head, head_px = head + 1, head_px + widths[head]
    return head, tail


def _in_visual_order(line: Sequence[glyphs.Cell], direction: Direction) -> Iterator[glyphs.Cell]:
    """The cells from left to right as they are seen, brackets mirrored where text runs left."""
    characters = "".join(glyphs.BOX if cell.label else cell.source[0] for cell in line)
    depths = bidi.levels(characters, direction)
    for at in bidi.visual_order(depths):
        cell = line[at]
        mirrored = bidi.mirror(cell.base) if depths[at] % 2 else cell.base
        if mirrored != cell.base and glyphs.is_drawable(mirrored):
            cell = glyphs.Cell(cell.source, mirrored, cell.marks)
        yield cell


@lru_cache(maxsize=64)
def _font(path: str, size_px: int) -> ImageFont.FreeTypeFont:
    """A bundled font at one size."""
    return ImageFont.truetype(path, size_px, layout_engine=ImageFont.Layout.BASIC)


def _font_of(character: str, size_px: int) -> ImageFont.FreeTypeFont:
    """The font that has a character; `glyphs.cells` has seen to it that there is one."""
    path = glyphs.font_for(character)
    if path is None:
        raise LookupError(f"no bundled font has {glyphs.escape(character)}")
    return _font(path, size_px)


@lru_cache(maxsize=4096)
def _ink(character: str, size_px: int) -> _Ink:
    """Where a character's ink lies around its origin (Pillow's own box takes in the origin)."""
    mask, (left, top) = _font_of(character, size_px).getmask2(character, mode="L", anchor="ls")
    box = mask.getbbox() or (0, 0, 0, 0)
    return _Ink(left + box[0], top + box[1], left + box[2], top + box[3])


def _is_mark(character: str) -> bool:
    """Whether a character stands above, below or around another and takes no room of its own."""
    return unicodedata.category(character) in ("Mn", "Me")


def _advance(character: str, size_px: int) -> float:
    """How far a character moves the pen."""
    if _is_mark(character):
        return 0.0
    return _font_of(character, size_px).getlength(character)


def _box_size(size_px: int) -> int:
    """The size of the writing in an escape's box."""
    return max(_SMALLEST_BOX_PX, round(_BOX_SIZE * size_px))


@lru_cache(maxsize=4096)
def _cell_width(cell: glyphs.Cell, size_px: int) -> float:
    """How wide a cell is; a box has a little space around it."""
    if cell.label:
        inner = _font_of("U", _box_size(size_px)).getlength(cell.label)
        return float(ceil(inner) + 6)
    return sum(_advance(character, size_px) for character in glyphs.ordered_characters(cell))


def _draw_cell(pen: ImageDraw.ImageDraw, left: float, standing: int, cell: glyphs.Cell, size_px: int) -> None:
    """Draw a cell whose origin is at `left` on the baseline."""
    if cell.label:
        _draw_box(pen, round(left), standing, cell, size_px)
        return
    ink = last_mark = _Ink(left, standing, left, standing)
    for character in glyphs.ordered_characters(cell):
        font = _font_of(character, size_px)
        own = _ink(character, size_px)
        x, y = left, float(standing)
        if _is_mark(character):
            if _is_placed_by_font(character, own):
                y += _clearance(own.moved(x, y), last_mark, standing)
            else:
                x, y = _mark_place(own, ink, standing, size_px)
            last_mark = own.moved(x, y)
            ink = ink._replace(top=min(ink.top, last_mark.top), bottom=max(ink.bottom, last_mark.bottom))
        else:
            ink = own.moved(x, y)
            left += _advance(character, size_px)
        pen.text((x, y), character, fill=255, font=font, anchor="ls")


def _is_placed_by_font(character: str, own: _Ink) -> bool:
    """Whether a font, as those of Thai, draws a mark where it goes: left of its origin."""
    return "\u0900" <= character <= "\u1aaf" and own.right <= 1


def _clearance(mark: _Ink, other: _Ink, standing: int) -> float:
    """How far to move a mark up (negative) or down, so that it does not lie on another mark."""
    beside = mark.right <= other.left or mark.left >= other.right
    if beside or mark.bottom <= other.top or mark.top >= other.bottom:
        return 0.0
    return other.top - mark.bottom if mark.bottom < standing else other.bottom - mark.top


def _mark_place(own: _Ink, below: _Ink, standing: int, size_px: int) -> tuple[float, float]:
    """Where a mark goes: centred on its letter, clear of the letter's ink and of other marks.

    Basic layout has no anchors for marks, and fonts give their place for an average letter only.
    """
    x = round((below.left + below.right - own.left - own.right) / 2)
    if own.bottom < -_ABOVE * size_px:
        return x, min(standing, below.top - 1 - own.bottom)
    if own.top >= 0:
        return x, max(standing, below.bottom + 1 - own.top)
    return x, standing


def _draw_box(pen: ImageDraw.ImageDraw, left: int, standing: int, cell: glyphs.Cell, size_px: int) -> None:
    """Draw an escape: a small label in a frame, which no character looks like."""
    inner = _box_size(size_px)
    middle = standing - round(0.36 * size_px)
    half = round(0.62 * inner)
    right = left + round(_cell_width(cell, size_px)) - 2
    pen.rectangle((left + 1, middle - half, right, middle + half), outline=_BOX_SHADE)
    place = (left + 3, middle + round(0.36 * inner))
    pen.text(place, cell.label, fill=255, font=_font_of("U", inner), anchor="ls")

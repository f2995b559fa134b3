"""A contact sheet: the representative frames of a video on pages that can be printed.

Without `plain`, a page shows frames with their detail destroyed (`osintkit.draw.safe`), grey, so
that the first look at an unknown file hurts nobody.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from PIL import Image, ImageDraw

from osintkit.draw import safe, text

SAFE_LINE = "Safe view: grey, detail destroyed. --plain shows pictures."

_LONG_PX, _SHORT_PX, _SQUARE_PX = 240, 135, 180  # sides of a tile
_WIDEST_PX, _NARROWEST_PX = 1600, 760  # of a page; the narrowest still holds a SHA-256
_MOST_TILES = 48
_MARGIN_PX, _GAP_PX, _ROW_GAP_PX = 32, 16, 14
_SHOT_LINE_PX, _ABOVE_TILE_PX, _BELOW_TILE_PX = 2, 7, 3
_TITLE_PX, _SMALL_PX, _LABEL_PX = 22, 13, 13  # sizes of writing
_PAPER, _MAT, _EDGE, _SHOT_LINE = 247, 232, 212, 170  # greys
_INK, _QUIET_INK = 30, 105
_SMOOTH_LEVELS = 0xFC  # grey in steps of 4: not seen, and a page is a third of the size as PNG


@dataclass(frozen=True, slots=True)
class Tile:
    """One representative frame on the sheet.

    Attributes:
        picture: mode "RGB" or "L", any size and shape; `shrink` makes it small.
        time: when it is seen, such as "0:00:19.033".
        note: a few words, such as "shot 4".
        shot: number of its shot; a line above the tiles shows which belong to one shot.
    """

    picture: Image.Image
    time: str
    note: str
    shot: int | None = None


@dataclass(frozen=True, slots=True)
class _Layout:
    """How the tiles of all pages are placed, in pixels."""

    box: tuple[int, int]
    columns: int
    rows: int
    width: int

    @property
    def pitch(self) -> tuple[int, int]:
        """From one tile to the next, across and down."""
        label = _BELOW_TILE_PX + text.height(size_px=_LABEL_PX)
        return self.box[0] + _GAP_PX, _ABOVE_TILE_PX + self.box[1] + label + _ROW_GAP_PX


def shrink(picture: Image.Image, *, plain: bool) -> Image.Image:
    """What a sheet needs to hold of a full-size picture: at most 240 pixels on the longer side.

    Args:
        picture: mode "RGB" or "L", any size.
        plain: True keeps a small picture of the same mode; False keeps only what
            `safe.destroy` leaves of it.
    """
    if not plain:
        return safe.destroy(picture)
    size = _fitted(picture.size, (_LONG_PX, _LONG_PX))
    if max(picture.size) <= _LONG_PX:
        return picture.copy()
    return picture.resize(size, Image.Resampling.BICUBIC, reducing_gap=2.0)


def contact_sheets(
    tiles: Sequence[Tile], *, title: str, subtitle: Sequence[str], plain: bool
) -> Iterator[Image.Image]:
    """The pages of a contact sheet, at most 48 tiles and 1600 pixels wide each.

    Args:
        tiles: in order of time; none gives no page.
        title: the file's name, in any script; cut in the middle if too long.
        subtitle: lines below it: duration, size, SHA-256, tool version.
        plain: True draws the pictures ("RGB" pages). False destroys their detail here, whether
            or not `shrink` already has ("L" pages).

    Yields:
        One picture per page.
    """
    if not tiles:
        return
    layout = _layout(tiles)
    per_page = layout.columns * layout.rows
    pages = -(-len(tiles) // per_page)
    lines = [*subtitle] if plain else [*subtitle, SAFE_LINE]
    for page in range(pages):
        shown = tiles[page * per_page : (page + 1) * per_page]
        top = _header_height(lines)
        rows = -(-len(shown) // layout.columns)
        size = (layout.width, top + rows * layout.pitch[1] - _ROW_GAP_PX + _MARGIN_PX)
        sheet = Image.new("RGB" if plain else "L", size, _grey(_PAPER, plain=plain))
        _draw_header(sheet, title, lines, f"page {page + 1} of {pages}" if pages > 1 else "")
        _draw_shot_lines(sheet, shown, layout, top)
        for number, tile in enumerate(shown):
            _draw_tile(sheet, tile, layout, *_corner(number, layout, top))
        yield sheet


def _grey(level: int, *, plain: bool) -> int | tuple[int, int, int]:
    """A grey for pages of either mode."""
    return (level, level, level) if plain else level


def _layout(tiles: Sequence[Tile]) -> _Layout:
    """Tiles as wide or as tall as most pictures are, and as many as fit."""
    aspects = sorted(tile.picture.width / tile.picture.height for tile in tiles)
    aspect = aspects[len(aspects) // 2]
    box = (_SQUARE_PX, _SQUARE_PX)
    if aspect > 1.15:
        box = (_LONG_PX, _SHORT_PX)
    elif aspect < 1 / 1.15:
        box = (_SHORT_PX, _LONG_PX)
    across = (_WIDEST_PX - 2 * _MARGIN_PX + _GAP_PX) // (box[0] + _GAP_PX)
    columns = min(across, len(tiles))
    width = 2 * _MARGIN_PX + columns * (box[0] + _GAP_PX) - _GAP_PX
    return _Layout(box, columns, _MOST_TILES // across, max(width, _NARROWEST_PX))


def _corner(number: int, layout: _Layout, top: int) -> tuple[int, int]:
    """Left and top of the box of a page's tile."""
    row, column = divmod(number, layout.columns)
    left = _MARGIN_PX + column * layout.pitch[0]
    return left, top + row * layout.pitch[1] + _ABOVE_TILE_PX


def _header_height(lines: Sequence[str]) -> int:
    """Where the tiles begin."""
    title, line = text.height(size_px=_TITLE_PX), text.height(size_px=_SMALL_PX)
    return _MARGIN_PX + title + len(lines) * line + _GAP_PX


def _draw_header(sheet: Image.Image, title: str, lines: Sequence[str], page: str) -> None:
    """Write the title with the page's number on the right, and the lines below."""
    room = sheet.width - 2 * _MARGIN_PX
    top = _MARGIN_PX
    if page:
        page_px = text.width(page, size_px=_SMALL_PX)
        drop = text.baseline(size_px=_TITLE_PX) - text.baseline(size_px=_SMALL_PX)
        left = sheet.width - _MARGIN_PX - page_px
        text.draw(sheet, left, top + drop, page, size_px=_SMALL_PX, shade=_QUIET_INK)
        room -= page_px + _GAP_PX
    name = text.cut(title, width_px=room, size_px=_TITLE_PX)
    text.draw(sheet, _MARGIN_PX, top, name, size_px=_TITLE_PX, shade=_INK, direction="ltr")
    top += text.height(size_px=_TITLE_PX)
    for line in lines:
        shown = text.cut(line, width_px=sheet.width - 2 * _MARGIN_PX, size_px=_SMALL_PX)
        text.draw(sheet, _MARGIN_PX, top, shown, size_px=_SMALL_PX, shade=_QUIET_INK)
        top += text.height(size_px=_SMALL_PX)


def _draw_shot_lines(sheet: Image.Image, tiles: Sequence[Tile], layout: _Layout, top: int) -> None:
    """Draw a thin line above tiles of one shot, unless every shot has one tile only."""
    same = [a.shot is not None and a.shot == b.shot for a, b in pairwise(tiles)]
    if not any(same):
        return
    pen = ImageDraw.Draw(sheet)
    colour = _grey(_SHOT_LINE, plain=sheet.mode == "RGB")
    for number, tile in enumerate(tiles):
        if tile.shot is None:
            continue
        left, tile_top = _corner(number, layout, top)
        last_in_row = (number + 1) % layout.columns == 0
        goes_on = number < len(same) and same[number] and not last_in_row
        right = left + layout.box[0] - 1 + (_GAP_PX if goes_on else 0)
        line_top = tile_top - _ABOVE_TILE_PX
        pen.rectangle((left, line_top, right, line_top + _SHOT_LINE_PX - 1), fill=colour)


def _draw_tile(sheet: Image.Image, tile: Tile, layout: _Layout, left: int, top: int) -> None:
    """Draw a picture in its box, with its time and note below."""
    plain = sheet.mode == "RGB"
    box_width, box_height = layout.box
    right, bottom = left + box_width, top + box_height
    ImageDraw.Draw(sheet).rectangle(
        (left, top, right - 1, bottom - 1),
        fill=_grey(_MAT, plain=plain),
        outline=_grey(_EDGE, plain=plain),
    )
    picture = _prepared(tile.picture, layout.box, plain=plain)
    place = left + (box_width - picture.width) // 2, top + (box_height - picture.height) // 2
    sheet.paste(picture, place)
    label_top = bottom + _BELOW_TILE_PX
    time = text.cut(tile.time, width_px=box_width, size_px=_LABEL_PX)
    used = text.draw(sheet, left, label_top, time, size_px=_LABEL_PX, shade=_INK)
    room = box_width - used - _GAP_PX // 2
    note = text.cut(tile.note, width_px=room, size_px=_LABEL_PX) if room > 0 else ""
    note_left = right - text.width(note, size_px=_LABEL_PX)
    text.draw(sheet, note_left, label_top, note, size_px=_LABEL_PX, shade=_QUIET_INK)


def _prepared(picture: Image.Image, box: tuple[int, int], *, plain: bool) -> Image.Image:
    """A picture at the size it has on the page, destroyed unless pages are plain."""
    size = _fitted(picture.size, box)
    if plain:
        return picture.convert("RGB").resize(size, Image.Resampling.BICUBIC, reducing_gap=2.0)
    destroyed = safe.destroy(picture)
    slack = max(box) // max(destroyed.size)
    if box[0] - size[0] <= slack and box[1] - size[1] <= slack:
        size = box  # its shape is only known to a pixel, and thin margins would look like content
    soft = destroyed.resize(size, Image.Resampling.BICUBIC)
    return soft.point([level & _SMOOTH_LEVELS for level in range(256)])


def _fitted(size: tuple[int, int], box: tuple[int, int]) -> tuple[int, int]:
    """The largest size of the same shape that fits a box, at least one pixel each way."""
    scale = min(box[0] / size[0], box[1] / size[1])
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))

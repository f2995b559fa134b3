"""Two pictures side by side at the same height, to be looked at together: a picture and its thumbnail.

With `safe`, only what `osintkit.draw.safe` leaves of them is drawn.
"""

from PIL import Image

from osintkit.draw import safe as safely
from osintkit.draw import text
from osintkit.draw.sheet import SAFE_LINE

HEIGHT_PX = 400
"""Of the pictures, less where they would be too wide."""

_WIDEST_PX, _NARROWEST_PX = 1600, 480  # of the whole; the narrowest still holds a line of text
_MARGIN_PX, _GAP_PX, _BELOW_PX = 32, 24, 6
_TITLE_PX, _SMALL_PX = 22, 15  # sizes of writing
_PAPER, _INK, _QUIET_INK = 247, 30, 105  # greys
_SMOOTH_LEVELS = 0xFC  # grey in steps of 4: not seen, and the file is a third of the size as PNG


def two_up(
    left: Image.Image,
    right: Image.Image,
    *,
    left_caption: str,
    right_caption: str,
    title: str,
    safe: bool = True,
) -> Image.Image:
    """Both pictures under one title, each with its caption.

    Args:
        left: mode "RGB" or "L", any size and shape.
        right: the same; both are drawn at the same height, whatever their sizes.
        left_caption: one line below; cut in the middle if too long.
        right_caption: the same.
        title: one line above, such as the file's name, in any script.
        safe: destroy their detail; a page of mode "L". Otherwise the pictures as they are; mode "RGB".

    Returns:
        A new picture, at most 1600 pixels wide.

    Raises:
        ValueError: a picture of another mode, with ``safe``.
    """
    sizes = _sizes(left.size, right.size)
    top = _MARGIN_PX + text.height(size_px=_TITLE_PX) + _GAP_PX
    if safe:
        top += text.height(size_px=_SMALL_PX)
    height = top + sizes[0][1] + _BELOW_PX + text.height(size_px=_SMALL_PX) + _MARGIN_PX
    width = max(_NARROWEST_PX, 2 * _MARGIN_PX + sizes[0][0] + _GAP_PX + sizes[1][0])
    page = Image.new("L" if safe else "RGB", (width, height), _PAPER if safe else (_PAPER,) * 3)
    _write_heading(page, title, safe=safe)
    edge = _MARGIN_PX
    for picture, caption, size in zip((left, right), (left_caption, right_caption), sizes, strict=True):
        page.paste(_prepared(picture, size, safe=safe), (edge, top))
        line = text.cut(caption, width_px=size[0], size_px=_SMALL_PX)
        text.draw(page, edge, top + size[1] + _BELOW_PX, line, size_px=_SMALL_PX, shade=_INK)
        edge += size[0] + _GAP_PX
    return page


def _sizes(one: tuple[int, int], other: tuple[int, int]) -> list[tuple[int, int]]:
    """The sizes at which both are drawn: the same height, and together no wider than the page."""
    aspects = [width / height for width, height in (one, other)]
    room = _WIDEST_PX - 2 * _MARGIN_PX - _GAP_PX
    # Rounding may add a pixel to each.
    height = max(1, min(HEIGHT_PX, int((room - 2) / sum(aspects))))
    return [(max(1, round(height * aspect)), height) for aspect in aspects]


def _write_heading(page: Image.Image, title: str, *, safe: bool) -> None:
    room = page.width - 2 * _MARGIN_PX
    line = text.cut(title, width_px=room, size_px=_TITLE_PX)
    text.draw(page, _MARGIN_PX, _MARGIN_PX, line, size_px=_TITLE_PX, shade=_INK, direction="ltr")
    if safe:
        top = _MARGIN_PX + text.height(size_px=_TITLE_PX)
        line = text.cut(SAFE_LINE, width_px=room, size_px=_SMALL_PX)
        text.draw(page, _MARGIN_PX, top, line, size_px=_SMALL_PX, shade=_QUIET_INK)


def _prepared(picture: Image.Image, size: tuple[int, int], *, safe: bool) -> Image.Image:
    if not safe:
        return picture.convert("RGB").resize(size, Image.Resampling.BICUBIC, reducing_gap=2.0)
    soft = safely.destroy(picture).resize(size, Image.Resampling.BICUBIC)
    return soft.point([level & _SMOOTH_LEVELS for level in range(256)])

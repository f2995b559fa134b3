"""A picture of many days: a row for each, from midnight to midnight of the local clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PIL import Image

from osintkit.draw import axes, day, labels, page, text
from osintkit.draw.axes import Axes, Box
from osintkit.draw.day import Span
from osintkit.draw.labels import Flag
from osintkit.draw.page import Words

MOST_DAYS = 366
"""Of one picture: more rows would be thinner than what they show."""

DAY_S = 86400.0

_ROOM_PX, _TALLEST_PX, _THINNEST_PX = 640, 24, 2  # of all rows together; of one row
_APART_PX = 15  # rows this high have a line between them
_WRITTEN_PX, _LABEL_PX = 17, 12  # rows this high have room for times; their size
_EACH_DAY = 62  # so many days and more are labelled by month
_LEFT_PX = 122


@dataclass(frozen=True, slots=True)
class DayRow:
    """One day and what is left of it.

    Attributes:
        day: its date at the place.
        light: day, twilights and night. Here seconds count on the clock's face, from 00:00 = 0 to
            24:00 = 86,400, also on days with a skipped or a repeated hour.
        found: the times that are left, in the same seconds; none is an answer.
        claimed: what of this day lies in the clock window somebody stated, where that goes over midnight.
    """

    day: date
    light: tuple[Span, ...]
    found: tuple[Span, ...] = ()
    claimed: tuple[Span, ...] = ()


def candidate_days(
    rows: Sequence[DayRow],
    words: Words,
    *,
    claimed: Sequence[Span] = (),
    nothing: str = "Nothing is left: no time of any of these days fits.",
) -> Image.Image:
    """A range of dates: when it was light, and which times of each day are left.

    A time that is left is at least one pixel wide, which is 82 seconds, so that it is seen.

    Args:
        rows: one for each day, in order, 1 to `MOST_DAYS`.
        words: what is written around it.
        claimed: the clock window somebody stated, in seconds on the clock's face: hatched on every day.
        nothing: written large above the plot if no day has any time left.

    Returns:
        A new picture, mode "RGB", 1200 pixels wide; the same for the same data on every machine.

    Raises:
        ValueError: no rows, or too many.
    """
    if not 1 <= len(rows) <= MOST_DAYS:
        raise ValueError(f"{len(rows)} days do not make a picture, 1 to {MOST_DAYS} do")
    part, left_over = _drawn(rows, words, claimed)
    found = [span for row in rows for span in row.found]
    says = [] if found else [page.banner(nothing)]
    stated = [*claimed, *(span for row in rows for span in row.claimed)]
    signs = [*day.light_signs(span for row in rows for span in row.light), *day.found_signs(found, stated)]
    return page.stacked([page.head(words), *says, part, page.foot(signs, page.with_notes(words, left_over))])


def _drawn(rows: Sequence[DayRow], words: Words, claimed: Sequence[Span]) -> tuple[Image.Image, list[str]]:
    """The plot, and the labels that had no room above it."""
    row_px = max(_THINNEST_PX, min(_TALLEST_PX, _ROOM_PX // len(rows)))
    right = page.WIDTH_PX - axes.MARGIN_PX - 8
    across = Axes(Box(_LEFT_PX, 0, right, 1), (0.0, DAY_S), (0.0, 1.0))
    flags = [Flag(round(across.across((s.from_s + s.to_s) / 2)), s.label) for s in claimed if s.label]
    raised, left_over = labels.raise_flags(
        flags, left_px=axes.MARGIN_PX // 2, right_px=page.WIDTH_PX - axes.MARGIN_PX
    )
    top = labels.rows_height(raised)
    box = Box(_LEFT_PX, top, right, top + row_px * len(rows))
    frame = Axes(box, (0.0, DAY_S), (float(len(rows)), 0.0))
    scale = axes.x_scale_height()
    part = Image.new(
        "RGB", (page.WIDTH_PX, box.bottom + scale + text.height(size_px=axes.SMALL_PX)), axes.PAPER
    )
    _draw_rows(part, frame, rows, claimed)
    axes.write_centred(part, box, box.bottom + scale, words.clock)
    labels.draw_flags(part, raised, bottom_px=top, colour=axes.QUIET_INK)
    return part, [flag.label for flag in left_over]


def _draw_rows(part: Image.Image, frame: Axes, rows: Sequence[DayRow], claimed: Sequence[Span]) -> None:
    """Draw light, scales, the claimed window, and what is left over all of them."""
    for number, row in enumerate(rows):
        for span in row.light:
            axes.fill(part, _cell(frame, number, span), day.light_colour(span.strength))
    axes.x_scale(part, frame, [(3600.0 * hour, f"{hour:02d}") for hour in range(25)])
    _date_scale(part, frame, rows)
    windows = [frame.columns(window.from_s, window.to_s) for window in claimed]
    parts = [_cell(frame, number, span) for number, row in enumerate(rows) for span in row.claimed]
    for box in [*windows, *parts]:
        axes.hatch(part, box, axes.INK, opacity=0.6)
    for number, row in enumerate(rows):
        for span in sorted(row.found, key=lambda span: -span.strength):
            axes.fill(part, _cell(frame, number, span), day.found_colour(span.strength))
    for box in windows:
        axes.outline(part, box, axes.INK)
    _draw_lines(part, frame, len(rows))
    _write_times(part, frame, rows)
    axes.outline(part, frame.box.grown(1), axes.QUIET_INK)


def _cell(frame: Axes, number: int, span: Span) -> Box:
    """The part of a row that a span takes."""
    rows = frame.rows(number, number + 1)
    return frame.columns(span.from_s, span.to_s)._replace(top=rows.top, bottom=rows.bottom)


def _draw_lines(part: Image.Image, frame: Axes, count: int) -> None:
    """Draw thin lines between rows that are high enough for it."""
    if frame.box.bottom - frame.box.top < _APART_PX * count:
        return
    for number in range(1, count):
        at = round(frame.down(number))
        axes.fill(part, frame.box._replace(top=at - 1, bottom=at), axes.PAPER)


def _date_scale(part: Image.Image, frame: Axes, rows: Sequence[DayRow]) -> None:
    """Write the dates beside their rows: of each, or of the first of each month."""
    if len(rows) < _EACH_DAY:
        each = [(number + 0.5, _written(row.day)) for number, row in enumerate(rows)]
        axes.y_scale(part, frame, each, grid=False)
        return
    firsts = [(float(number), _written(row.day)) for number, row in enumerate(rows) if row.day.day == 1]
    axes.y_scale(part, frame, firsts or [(0.0, _written(rows[0].day))])


def _written(when: date) -> str:
    return when.isoformat()


def _write_times(part: Image.Image, frame: Axes, rows: Sequence[DayRow]) -> None:
    """Write the times of what is left beside it, where rows are high enough and nothing is in the way."""
    if frame.box.bottom - frame.box.top < _WRITTEN_PX * len(rows):
        return
    for number, row in enumerate(rows):
        taken = [_cell(frame, number, span).grown(3) for span in row.found]
        for span in (span for span in row.found if span.label):
            cell = _cell(frame, number, span)
            wide = text.width(span.label, size_px=_LABEL_PX)
            places = [
                cell._replace(left=start, right=start + wide)
                for start in (cell.right + 6, cell.left - 6 - wide)
            ]
            free = [p for p in places if p.within(frame.box) and not any(p.overlaps(box) for box in taken)]
            if free:
                drop = text.baseline(size_px=_LABEL_PX) - round(0.36 * _LABEL_PX)
                top = (cell.top + cell.bottom) // 2 - drop
                axes.write(part, free[0].left, top, span.label, size_px=_LABEL_PX, halo=(255, 255, 255))
                taken.append(free[0].grown(3))

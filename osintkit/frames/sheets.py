"""Contact sheets as files: the pages of one."""

from collections.abc import Callable, Iterator, Sequence

from osintkit.draw import pixels
from osintkit.draw.sheet import Tile, contact_sheets
from osintkit.evidence import Evidence
from osintkit.records import Sheet

Write = Callable[[str, bytes], tuple[str, str]]
"""Puts a file of this name and content into the folder of results; its path and SHA-256."""


def written(
    tiles: Sequence[Tile],
    evidence: Evidence,
    *,
    subtitle: Sequence[str],
    plain: bool,
    stem: str,
    write: Write,
) -> Iterator[Sheet]:
    """The pages of a contact sheet, each written as it is told.

    Args:
        tiles: what it shows; none gives no page.
        evidence: the file that it is about, whose name is its title.
        subtitle: lines below it.
        plain: show the pictures.
        stem: ``sheet`` gives ``sheet.png``, or ``sheet-01.png`` and so on.
        write: how.

    Raises:
        OutputError: a page cannot be written.
    """
    title = evidence.source().path.rpartition("/")[2]
    pages = list(contact_sheets(tiles, title=title, subtitle=subtitle, plain=plain))
    for number, page in enumerate(pages, 1):
        name = f"{stem}.png" if len(pages) == 1 else f"{stem}-{number:02d}.png"
        file, digest = write(name, pixels.encoded(page, "png"))
        yield Sheet(
            source=evidence.sha256,
            page=number,
            pages=len(pages),
            tiles=len(tiles),
            safe=not plain,
            width_px=page.width,
            height_px=page.height,
            file=file,
            sha256=digest,
        )

"""``osintkit search FILE``: every hash under which a file, or a part of it, may be in the index."""

from collections.abc import Iterator

from osintkit.evidence import Evidence, caveat
from osintkit.hash.algorithms import ORIENTATIONS
from osintkit.hash.hearing import Heard, hear
from osintkit.hash.rows import Row
from osintkit.index import searching
from osintkit.index.question import Asked
from osintkit.index.rows import USABLE
from osintkit.index.store import Store
from osintkit.media.door.wire import Message
from osintkit.records import Record
from osintkit.records.progress import Progress


def examine(evidence: Evidence, store: Store, wanted: searching.Wanted) -> Iterator[Record | Progress]:
    """Search the index for what one open file shows.

    Yields:
        Source, Stream, Match (those with words on them first, then the nearest) and Caveat records.
    """
    yield evidence.source()
    heard, asked = Heard(), list[Asked]()
    for item in hear("osintkit.hash._inside:query", evidence, {"every_s": wanted.every_s}, heard):
        if isinstance(item, Row):
            asked.extend(_asked(item, heard))
        elif not isinstance(item, Message):
            yield item
    if heard.refused:
        what = "The picture is" if heard.still else f"{heard.refused} frames are"
        says = f"{what} too flat or too small to be found by likeness; the same file was looked for."
        yield caveat(evidence, "hash_refused", says, stage="hash")
    yield from searching.of_file(store, asked, wanted, evidence)


def _asked(row: Row, heard: Heard) -> Iterator[Asked]:
    """What a hash of the query asks: for itself, and for the negative picture."""
    if row.refused:
        return
    one = Asked(
        row.digest,
        row.quality,
        ORIENTATIONS[row.orientation],
        box=heard.boxes.get(row.region),
        seconds=None if heard.still else row.seconds,
    )
    yield one
    if one.tier == USABLE:  # the negative of what has no texture is as good as anything
        yield one.negated()

"""The inner half of ``osintkit hash`` and of what searches by it: hashing decoded pictures, confined.

Messages besides those of `osintkit.media.scan`: ``algorithm`` with the name and time base of what follows,
``hashes`` with rows (`osintkit.hash.rows`), ``other`` with one hash of the imagehash library, ``region`` with
a part of the picture that rows then refer to by its number.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from osintkit.blocks import BlockReader
from osintkit.hash import pdq
from osintkit.hash.algorithms import ORIENTATIONS, PDQ, PDQ_LUMA
from osintkit.hash.picture import buffer_of, too_small
from osintkit.hash.rows import REFUSED, ROWS_PER_MESSAGE, UNKNOWN_FRAME, Row, packed
from osintkit.hash.trims import Region, regions
from osintkit.media.door.wire import Message
from osintkit.media.picture import SLACK_S, Moving, Picture, Rgb
from osintkit.media.scan import progress, scan

_UPRIGHT = ("upright",)
_TURNS = ("upright", "mirrored", "rotated_90", "rotated_180", "rotated_270")
"""How videos are turned; the other three are for stills, where they cost little."""
_MOST_REGIONS = 255
_DISTINCT_BITS = 12
"""A frame of a query that is nearer than this to the last one asked about would find the same again."""


def hashes(reader: BlockReader, parameters: dict[str, Any]) -> Iterator[Message]:
    """The hash of a still, or of the frames of a video.

    Args:
        reader: the evidence.
        parameters: ``algorithms`` (names; none means the best for the file), ``variants`` (all
            orientations), ``every_s`` (None: every frame) and ``cpu_s``.
    """
    return scan(reader, parameters, _hashes)


def query(reader: BlockReader, parameters: dict[str, Any]) -> Iterator[Message]:
    """All hashes under which a picture may be found: turned, mirrored, without what was put around it.

    Args:
        reader: the evidence.
        parameters: ``every_s``, the distance of the frames of a video that are asked about, and ``cpu_s``.
    """
    return scan(reader, parameters, _query)


def sampled(pictures: Iterable[Picture], every_s: float | None) -> Iterator[tuple[Picture, bool]]:
    """Each picture, and whether it is one of those on screen every so many seconds (None: all are)."""
    due = 0
    for picture in pictures:
        covered = due + 1 if every_s is None else int((picture.end_seconds - SLACK_S) / every_s) + 1
        yield picture, covered > due
        due = max(due, covered)


def batched(items: Iterable[Row | Message]) -> Iterator[Message]:
    """Messages as they come, and rows many to a message."""
    rows: list[Row] = []
    for item in items:
        if isinstance(item, Message):
            yield item
            continue
        rows.append(item)
        if len(rows) >= ROWS_PER_MESSAGE:
            yield Message("hashes", {}, packed(rows))
            rows.clear()
    if rows:
        yield Message("hashes", {}, packed(rows))


def row_of(picture: Picture, buffer: pdq.Buffer) -> Row:
    """The upright hash of a picture from its buffer."""
    return next(_rows_of(picture, buffer, _UPRIGHT))


def _rows_of(picture: Picture, buffer: pdq.Buffer, names: Iterable[str]) -> Iterator[Row]:
    """The hashes of a picture in these orientations, all from one transform."""
    small = too_small(picture.rgb()) if picture.coding() is None else too_small(picture.luma())
    flags = REFUSED if small or pdq.is_flat(buffer) else 0
    coefficients, quality = pdq.coefficients(buffer), pdq.quality(buffer)
    for name in names:
        digest = pdq.bits(pdq.oriented(coefficients, name))
        yield _row(picture, digest, quality, flags, name)


def _row(picture: Picture, digest: bytes, quality: int, flags: int, name: str, region: int = 0) -> Row:
    frame = UNKNOWN_FRAME if picture.index is None else picture.index
    turned = ORIENTATIONS.index(name)
    return Row(picture.pts, frame, picture.seconds, quality, flags, turned, region, digest)


def _hashes(opened: Moving, parameters: dict[str, Any]) -> Iterator[Message]:
    return batched(_asked_for(opened, parameters))


def _asked_for(opened: Moving, parameters: dict[str, Any]) -> Iterator[Row | Message]:
    wanted = parameters["algorithms"]
    names = [name for name in wanted if name != PDQ]
    exact, ours = PDQ in wanted or opened.still, PDQ in wanted or not wanted
    turns = ORIENTATIONS if parameters["variants"] else _UPRIGHT
    is_announced = False
    for picture, due in sampled(opened.pictures(), parameters["every_s"]):
        if due and ours:
            if not is_announced:
                yield announced(picture, exact=exact)
                is_announced = True
            yield from _rows_of(picture, buffer_of(picture, exact=exact), turns)
        if due and names:
            yield from _others(picture, names)
        yield progress(picture)


def announced(picture: Picture, *, exact: bool) -> Message:
    """Which algorithm the following rows are of; the time base of a file's first picture holds for all."""
    name = PDQ if exact or picture.coding() is None else PDQ_LUMA
    return Message("algorithm", {"algorithm": name, "time_base": str(picture.time_base)})


def _others(picture: Picture, names: Iterable[str]) -> Iterator[Message]:
    from osintkit.hash.others import hash_of  # noqa: PLC0415 - imported before lock-down, when asked for

    pixels = picture.rgb()
    buffer = pdq.buffer_of(pixels)
    place = {"frame": picture.index, "pts": picture.pts, "seconds": picture.seconds}
    time_base, quality = str(picture.time_base), pdq.quality(buffer)
    refused = pdq.is_flat(buffer) or too_small(pixels)
    for name in names:
        value = None if refused else hash_of(name, pixels)
        fields = {"algorithm": name, "hash": value, "quality": quality, "time_base": time_base, **place}
        yield Message("other", fields)


def _query(opened: Moving, parameters: dict[str, Any]) -> Iterator[Message]:
    asked = _Query()
    every_s = None if opened.still else parameters["every_s"]
    for picture, due in sampled(opened.pictures(), every_s):
        if due:
            yield from asked.about(picture, still=opened.still)
        yield progress(picture)


class _Query:
    """Asks about pictures, each region under a number of its own."""

    def __init__(self) -> None:
        self._numbers: dict[Region, int] = {}
        self._last: bytes | None = None

    def about(self, picture: Picture, *, still: bool) -> Iterator[Message]:
        if self._last is None:
            yield announced(picture, exact=True)
        upright = row_of(picture, buffer_of(picture, exact=still))
        if self._last is not None and _distance(self._last, upright.digest) < _DISTINCT_BITS:
            return
        self._last = upright.digest
        pixels = picture.rgb()
        rows = list(self._turned(picture, pixels, ORIENTATIONS if still else _TURNS, 0))
        for region in regions(pixels):
            number = self._numbers.setdefault(region, len(self._numbers) + 1)
            if number > _MOST_REGIONS:
                break
            yield _announced_region(region, number)
            names = ORIENTATIONS if still else _TURNS[:2]
            rows.extend(self._turned(picture, _cut(pixels, region), names, number))
        yield Message("hashes", {}, packed(rows))

    def _turned(self, picture: Picture, pixels: Rgb, names: Iterable[str], region: int) -> Iterator[Row]:
        # Turned for real: the hashes that follow from the upright one are up to 30 bits from these.
        buffers = pdq.buffers_of(pixels)
        quality = pdq.quality(buffers["upright"])
        flags = REFUSED if pdq.is_flat(buffers["upright"]) or too_small(pixels) else 0
        for name in names:
            digest = pdq.bits(pdq.coefficients(buffers[name]))
            yield _row(picture, digest, quality, flags, name, region)


def _announced_region(region: Region, number: int) -> Message:
    box = {"left": region.left, "top": region.top, "width": region.width, "height": region.height}
    return Message("region", {"region": number, "trim": region.trim, **box})


def _cut(pixels: Rgb, region: Region) -> Rgb:
    rows = slice(region.top, region.top + region.height)
    return np.ascontiguousarray(pixels[rows, region.left : region.left + region.width])


def _distance(one: bytes, other: bytes) -> int:
    return (int.from_bytes(one, "big") ^ int.from_bytes(other, "big")).bit_count()

"""The inner half of ``osintkit hash`` and of what searches by it: hashing decoded pictures, confined.

Messages besides those of `osintkit.media.scan`: ``algorithm`` with the name and time base of what follows,
``hashes`` with rows (`osintkit.hash.rows`), ``other`` with one hash of the imagehash library, ``region`` with
a part of the picture that rows then refer to by its number.
"""

from collections.abc import Iterable, Iterator
from itertools import islice
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


def row_of(picture: Picture, buffer: pdq.Buffer) -> Row:
    """The upright hash of a picture from its buffer."""
    small = too_small(picture.rgb()) if picture.coding() is None else too_small(picture.luma())
    flags = REFUSED if small or pdq.is_flat(buffer) else 0
    return _row(picture, pdq.bits(pdq.coefficients(buffer)), pdq.quality(buffer), flags)


def _row(
    picture: Picture, digest: bytes, quality: int, flags: int, *, orientation: int = 0, region: int = 0
) -> Row:
    frame = UNKNOWN_FRAME if picture.index is None else picture.index
    return Row(picture.pts, frame, picture.seconds, quality, flags, orientation, region, digest)


def _hashes(opened: Moving, parameters: dict[str, Any]) -> Iterator[Message]:
    wanted = parameters["algorithms"]
    names = [name for name in wanted if name != PDQ]
    exact = PDQ in wanted or opened.still
    ours = _Rows(opened, exact=exact) if PDQ in wanted or not wanted else None
    for picture, due in sampled(opened.pictures(), parameters["every_s"]):
        if due and ours is not None:
            yield from ours.add(picture, ORIENTATIONS if parameters["variants"] else _UPRIGHT)
        if due and names:
            yield from _others(picture, names)
        yield progress(picture)
    if ours is not None:
        yield from ours.rest()


class _Rows:
    """Rows on their way, announced by the name of their algorithm."""

    def __init__(self, opened: Moving, *, exact: bool) -> None:
        self._still, self._exact = opened.still, exact
        self._announced = False
        self._rows: list[Row] = []

    def add(self, picture: Picture, orientations: Iterable[str]) -> Iterator[Message]:
        if not self._announced:
            yield announced(picture, exact=self._exact)
            self._announced = True
        buffer = buffer_of(picture, exact=self._exact)
        upright = row_of(picture, buffer)
        self._rows.append(upright)
        coefficients = pdq.coefficients(buffer)
        for name in islice(orientations, 1, None):
            digest = pdq.bits(pdq.oriented(coefficients, name))
            turned = ORIENTATIONS.index(name)
            self._rows.append(_row(picture, digest, upright.quality, upright.flags, orientation=turned))
        if len(self._rows) >= ROWS_PER_MESSAGE:
            yield from self.rest()

    def rest(self) -> Iterator[Message]:
        if self._rows:
            yield Message("hashes", {}, packed(self._rows))
            self._rows.clear()


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
            turned = ORIENTATIONS.index(name)
            yield _row(picture, digest, quality, flags, orientation=turned, region=region)


def _announced_region(region: Region, number: int) -> Message:
    box = {"left": region.left, "top": region.top, "width": region.width, "height": region.height}
    return Message("region", {"region": number, "trim": region.trim, **box})


def _cut(pixels: Rgb, region: Region) -> Rgb:
    rows = slice(region.top, region.top + region.height)
    return np.ascontiguousarray(pixels[rows, region.left : region.left + region.width])


def _distance(one: bytes, other: bytes) -> int:
    return (int.from_bytes(one, "big") ^ int.from_bytes(other, "big")).bit_count()

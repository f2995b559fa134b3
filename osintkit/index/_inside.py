"""The inner half of ``osintkit index add``: which frames of a video an index keeps, and their hashes.

Messages as of `osintkit.hash._inside`: ``algorithm``, then ``hashes``.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from osintkit.blocks import BlockReader
from osintkit.frames.choose import Chosen
from osintkit.frames.onepass import OnePass, ShotFound
from osintkit.hash._inside import announced, batched, row_of, sampled
from osintkit.hash.picture import buffer_of
from osintkit.hash.rows import Row
from osintkit.media.door.wire import Message
from osintkit.media.picture import Moving, Picture
from osintkit.media.scan import progress, scan

_LOOK_BACK = 2048
"""Frames between the beginning of a shot and the moment that it is found: a long dissolve, and more."""


def kept(reader: BlockReader, parameters: dict[str, Any]) -> Iterator[Message]:
    """The hash of a still, or of a video's frames every so often and the first of each shot.

    Args:
        reader: the evidence.
        parameters: ``every_s`` (None: every frame, and then shots do not matter) and ``cpu_s``.
    """
    return scan(reader, parameters, _kept)


def _kept(opened: Moving, parameters: dict[str, Any]) -> Iterator[Message]:
    pictures = iter(opened.pictures())
    first = next(pictures, None)
    if first is None:
        return
    yield announced(first, exact=opened.still)
    every_s = parameters["every_s"]
    all_of_them = opened.still or every_s is None
    every = chain([first], pictures)
    yield from batched(_every(opened, every) if all_of_them else _few(every, every_s))


def _every(opened: Moving, pictures: Iterable[Picture]) -> Iterator[Row | Message]:
    for picture in pictures:
        yield row_of(picture, buffer_of(picture, exact=opened.still))
        yield progress(picture)


def _few(pictures: Iterable[Picture], every_s: float) -> Iterator[Row | Message]:
    """The rows of frames every so often and of the first of each shot."""
    seen: deque[tuple[Row, bool]] = deque(maxlen=_LOOK_BACK)
    for item in OnePass(pictures_wanted=False).run(_hashed(pictures, every_s, seen)):
        if isinstance(item, ShotFound):
            # What ends one shot begins the next, whose first frame went by a moment ago.
            begins = item.fields["last_frame"] + 1
            yield from (row for row, due in seen if row.frame == begins and not due)
        elif not isinstance(item, Chosen):
            row, due = seen[-1]
            if due:
                yield row
            yield progress(item)


def _hashed(pictures: Iterable[Picture], every_s: float, seen: deque[tuple[Row, bool]]) -> Iterator[Picture]:
    """The pictures as they come, each one's hash put into ``seen`` on the way."""
    for picture, due in sampled(pictures, every_s):
        seen.append((row_of(picture, buffer_of(picture, exact=False)), due))
        yield picture

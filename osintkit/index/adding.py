"""Putting files into an index: hashed in the confined child, durable when the record of it is out."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from osintkit.evidence import Evidence, caveat
from osintkit.hash.algorithms import PDQ_BITS, check_distance
from osintkit.hash.hearing import Heard, hear
from osintkit.hash.rows import Row
from osintkit.index.rows import FRAME, Kept, Known, tiers_of
from osintkit.index.store import Store
from osintkit.media.door.talk import disagrees
from osintkit.media.door.wire import Message
from osintkit.records import Indexed, Record, path_fields
from osintkit.records.progress import Progress

STILL = "still"
EVERY_FRAME = "frame"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which frames of a video to keep.

    Attributes:
        every_s: one every so many seconds and the first of each shot; None keeps every frame.
    """

    every_s: float | None = 0.5

    def __post_init__(self) -> None:
        check_distance(self.every_s)

    @property
    def sampling(self) -> str:
        """In a word, for the index."""
        return EVERY_FRAME if self.every_s is None else f"{self.every_s:g}s+shots"


def examine(evidence: Evidence, store: Store, wanted: Wanted) -> Iterator[Record | Progress]:
    """Put one open file into the index.

    Yields:
        Source, Stream, Caveats, and last Indexed, when the file's hashes are safe on the disk.
    """
    yield evidence.source()
    known = store.known(evidence.sha256)
    if known is not None and known.sampling in {STILL, EVERY_FRAME, wanted.sampling}:
        # Same bytes, same hashes: only where the file lies may be new.
        store.found_at(evidence.sha256, **path_fields(evidence.path))
        yield indexed(known, "already")
        return
    heard, rows = Heard(), list[Row]()
    job = "osintkit.index._inside:kept"
    for item in hear(job, evidence, {"every_s": wanted.every_s}, heard):
        if isinstance(item, Row):
            rows += [] if item.refused else [item]
        elif not isinstance(item, Message):
            yield item
    if heard.refused:
        what = "The picture is" if heard.still else f"{heard.refused} frames are"
        says = f"{what} too flat or too small to be found again by likeness; only the same file is."
        yield caveat(evidence, "hash_refused", says, stage="hash")
    status = store.add(_kept(evidence, wanted, heard, rows))
    now = store.known(evidence.sha256)
    if now is not None:
        yield indexed(now, status)


def indexed(known: Known, status: str) -> Indexed:
    """The record of what was done with a source."""
    return Indexed.model_validate(
        {
            "source": known.sha256,
            "status": status,
            "algorithm": known.algorithm,
            "sampling": known.sampling,
            "hashes": known.hashes,
            "degenerate": known.degenerate,
            "refused": known.refused,
        }
    )


def _kept(evidence: Evidence, wanted: Wanted, heard: Heard, rows: list[Row]) -> Kept:
    """What the index is to keep of a file."""
    if heard.made is None:
        raise disagrees("hashes of no algorithm")
    frames, hashes = _arrays(rows)
    stream, still = heard.stream, heard.still
    return Kept(
        sha256=evidence.sha256,
        media="still" if still else "video",
        **path_fields(evidence.path),
        size_bytes=evidence.size_bytes,
        width_px=None if stream is None else stream.display_width_px,
        height_px=None if stream is None else stream.display_height_px,
        duration_s=None if still or stream is None else stream.decoded_to_s,
        time_base=None if still else heard.made.time_base,
        start_s=0.0 if stream is None else stream.container_start_s or 0.0,
        algorithm=heard.made.name,
        sampling=STILL if still else wanted.sampling,
        claims=None if stream is None else stream.claimed_time,
        refused=heard.refused,
        frames=frames,
        hashes=hashes,
    )


def _arrays(rows: list[Row]) -> tuple[NDArray[np.void], NDArray[np.uint8]]:
    rows = sorted(set(rows), key=lambda row: (row.seconds, row.pts))
    frames = np.zeros(len(rows), dtype=FRAME)
    frames["pts"] = [row.pts for row in rows]
    frames["frame"] = [row.frame for row in rows]
    frames["quality"] = [row.quality for row in rows]
    digests = b"".join(row.digest for row in rows)
    hashes = np.frombuffer(digests, dtype=np.uint8).reshape(len(rows), PDQ_BITS // 8)
    frames["tier"] = tiers_of(frames["quality"], hashes)
    return frames, hashes

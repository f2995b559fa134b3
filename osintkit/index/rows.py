"""What the index keeps of a source, and how its hashes are handed to whoever searches them.

Plain values only, so that searching and storing need not know each other.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from osintkit.errors import UsageError
from osintkit.hash.rows import USABLE_QUALITY

FRAME = np.dtype([("pts", "<i8"), ("frame", "<i4"), ("quality", "u1"), ("tier", "u1")])
"""Where one hash comes from; beside each hash of a source, in the same order."""

NO_PTS = -(1 << 63)
NO_FRAME = -1
NO_QUALITY = 255
"""What stands in `FRAME` for a time, a number or a quality that is not known."""

USABLE, POOR, FLAT = 0, 1, 2
"""Tiers, kept in separate blocks: worth comparing, of little detail, of none (black, white, a slate)."""

FLAT_QUALITY = 8
"""Below this unlike pictures have the very same hash: black, white, a fade (tests/benchmarks/chance.py)."""

POSITION_BITS = 24
MOST_HASHES = 1 << POSITION_BITS
"""An item's id is its source's id << 24 | its position, so that a source holds 2**24 hashes at most."""

HASH_BYTES = 32

Key = tuple[str, int]
"""A file: its SHA-256, and of a list the row, else -1. Sorts the same whatever was added first."""

Media = Literal["still", "video", "list"]
Column = Literal["first", "rest", "ids"]
Words = NDArray[np.uint64]


class Damaged(UsageError):
    """Some hashes cannot be read; `Store.damage` names them already, so go on with the next block."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the bytes of a source lay when they were added.

    Attributes:
        path: as text; approximate when ``path_b64`` is there.
        path_b64: the exact bytes of a path that is not UTF-8.
    """

    path: str
    path_b64: str | None = None


@dataclass(frozen=True, slots=True)
class Tag:
    """What a person says about a source, or about one row of a list.

    Attributes:
        text: short words; what the tag is known by.
        graphic: it should not be looked at unprepared.
        note: more words.
    """

    text: str
    graphic: bool = False
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of a source apart from its hashes.

    Attributes:
        sha256: of the whole file, 64 lowercase hex digits.
        media: a still picture, a video, or a list of hashes made elsewhere.
        size_bytes: length of the file.
        width_px: as shown; None when it is a list.
        height_px: as shown; None when it is a list.
        duration_s: length of a video.
        time_base: seconds per tick of every PTS, such as ``1/90000``.
        start_s: the PTS at which a player's clock shows zero, in seconds.
        algorithm: which hash, such as ``pdq``.
        sampling: which frames were hashed, such as ``still`` or ``0.5s+shots``.
        claims: a time the file claims for itself, as written.
        refused: frames for which there is no hash.
        tags: said about the source as a whole.
    """

    sha256: str
    media: Media
    size_bytes: int
    algorithm: str
    sampling: str
    width_px: int | None = None
    height_px: int | None = None
    duration_s: float | None = None
    time_base: str | None = None
    start_s: float | None = None
    claims: str | None = None
    refused: int = 0
    tags: tuple[Tag, ...] = ()

    def seconds(self, pts: int | None) -> float | None:
        """When a PTS is seen on the player's clock; None where nothing is known of time, as in a still."""
        if self.time_base is None or pts is None or pts == NO_PTS:
            return None
        return float(pts * Fraction(self.time_base)) - (self.start_s or 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept(Facts):
    """A source with all its hashes: what is added, and what comes back.

    Attributes:
        path: where it lay; approximate when ``path_b64`` is there.
        path_b64: the exact bytes of a path that is not UTF-8.
        frames: `FRAME` of each hash, (n,), n up to ``MOST_HASHES``.
        hashes: (n, 32); bits in the order of the algorithm's own bytes.
        labels: what a list puts beside each hash, or None.
        more_places: where else the same bytes lay.
        row_tags: said about single hashes: position and tag.
    """

    path: str
    path_b64: str | None = None
    frames: NDArray[np.void]
    hashes: NDArray[np.uint8]
    labels: list[str] | None = None
    more_places: tuple[Place, ...] = ()
    row_tags: tuple[tuple[int, Tag], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Known(Facts):
    """A source of the index without its hashes.

    Attributes:
        number: the source's id; may be another once hashes were added to it or the index was merged.
        places: where its bytes lay, at least one, sorted by path.
        hashes: how many hashes it has.
        degenerate: how many of them are good for equality only: not of the tier `USABLE`.
    """

    number: int
    places: tuple[Place, ...]
    hashes: int
    degenerate: int


@dataclass(frozen=True, slots=True)
class Hit:
    """What one item id stands for.

    Attributes:
        known: its source.
        position: which of the source's hashes, from 0.
        pts: in the source's time base; None when its record is damaged.
        frame: number in presentation order from 0, ``NO_FRAME`` when not known.
        quality: of the hash, 0 to 100, ``NO_QUALITY`` when not known.
        tags: said about this very row; those of the whole source are in ``known``.
        label: what a list puts beside this very row.
    """

    known: Known
    position: int
    pts: int | None
    frame: int
    quality: int
    tags: tuple[Tag, ...] = ()
    label: str | None = None

    @property
    def seconds(self) -> float | None:
        """When it is seen on the player's clock, None in a still."""
        return self.known.seconds(self.pts)

    @property
    def key(self) -> Key:
        """Which file it is, or which row of a list."""
        return self.known.sha256, self.position if self.known.media == "list" else -1


@dataclass(frozen=True, slots=True)
class Block:
    """A run of hashes to search, in order of their ids; each column is read when asked for.

    The columns can be read until the snapshot that the block came from ends.

    Attributes:
        rows: how many hashes.
        tier: of all of them.
        read: gives a column by name, or raises `Damaged`.
    """

    rows: int
    tier: int
    read: Callable[[Column], Words]

    def first(self) -> Words:
        """Bytes 0 to 15 of every hash, (2, rows): words w0 and w1, each 8 bytes as little-endian.

        Raises:
            Damaged: they cannot be read; noted already.
        """
        return self.read("first")

    def rest(self) -> Words:
        """Bytes 16 to 31 of every hash, (2, rows): words w2 and w3.

        Raises:
            Damaged: they cannot be read; noted already.
        """
        return self.read("rest")

    def ids(self) -> Words:
        """Item id of every hash, (rows,), ascending.

        Raises:
            Damaged: they cannot be read; noted already.
        """
        return self.read("ids")


def tier_of(quality: int | None) -> int:
    """Which tier a hash of this quality belongs to; one that came without a quality is taken at its word.

    Args:
        quality: 0 to 100; None or ``NO_QUALITY`` when not known.
    """
    if quality is None or quality >= USABLE_QUALITY:
        return USABLE
    return FLAT if quality < FLAT_QUALITY else POOR


def tiers_of(quality: NDArray[np.uint8], hashes: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The tier of each of many hashes, as `tier_of`; all bits equal is flat whatever the quality says.

    Args:
        quality: (n,), ``NO_QUALITY`` when not known.
        hashes: (n, 32).
    """
    flat = (quality < FLAT_QUALITY) | (hashes == 0).all(axis=1) | (hashes == 255).all(axis=1)
    return np.where(flat, FLAT, np.where(quality < USABLE_QUALITY, POOR, USABLE)).astype(np.uint8)


def degenerate(tiers: Mapping[int, int]) -> int:
    """How many of so many hashes of each tier are good for equality only."""
    return sum(count for tier, count in tiers.items() if tier != USABLE)


def words(hashes: NDArray[np.uint8]) -> Words:
    """The four columns of these hashes: (n, 32) bytes become (4, n) words, contiguous."""
    return np.ascontiguousarray(np.ascontiguousarray(hashes).view("<u8").T)


def block(columns: Words, ids: Words, *, tier: int = USABLE) -> Block:
    """A block of hashes that are in memory.

    Args:
        columns: as `words` gives them, (4, n).
        ids: (n,), ascending.
        tier: of all of them.
    """
    parts: dict[Column, Words] = {"first": columns[:2], "rest": columns[2:], "ids": ids}
    return Block(len(ids), tier, parts.__getitem__)

"""``osintkit dupes``: how many pictures and videos are there really, and which came first?

Hashes that are near each other are linked (`osintkit.index.near`), and linked hashes are one picture. Stills
with the same picture are a group. Videos are one footage when they have two pictures in common: one alone is
often a title card. A picture that joins footages is a group of its own.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations, pairwise

import numpy as np
from numpy.typing import NDArray

from osintkit.errors import UsageError
from osintkit.index import near
from osintkit.index.originals import File, likeliest, why
from osintkit.index.rows import NO_FRAME, NO_QUALITY, POSITION_BITS, USABLE, Hit, Key, Known, degenerate
from osintkit.index.store import Store
from osintkit.index.telling import MATCH_BITS, place_of, words_of
from osintkit.records import Caveat, Group, Member, Record, caveat_of, timecode

_LARGEST_RADIUS = 60
_ENOUGH = 2
"""Pictures that two videos must have in common to be one footage."""
_MOST_VIDEOS = 300
"""A picture that is in more videos than this is a card or a logo, and no sign of one footage."""

Hashes = NDArray[np.uint64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """How near two hashes must be to be linked.

    Attributes:
        radius_bits: the largest distance of a link.
    """

    radius_bits: int = MATCH_BITS

    def __post_init__(self) -> None:
        if not 0 <= self.radius_bits <= _LARGEST_RADIUS:
            raise UsageError(
                f"--radius must be from 0 to {_LARGEST_RADIUS} bits.",
                f"{MATCH_BITS} is PDQ's published threshold; beyond it groups run into each other.",
            )


@dataclass(slots=True)
class _Picture:
    """Linked hashes: one picture, in several files."""

    hits: list[Hit]
    hashes: Hashes
    files: dict[Key, list[int]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        for row, hit in enumerate(self.hits):
            self.files[hit.key].append(row)


def groups(store: Store, wanted: Wanted) -> Iterator[Record]:
    """The groups of files in an index that show the same.

    Yields:
        Group records, those of most files first, and Caveats: how many hashes were left out.
    """
    with store.snapshot():
        hashes, ids = _columns(store)
        labels = near.groups(hashes, wanted.radius_bits)
        pictures = list(_pictures(store, hashes, ids, labels))
        shared = sorted(_grouped(pictures, _of_one_picture(ids, labels)), key=_order)
        for number, group in enumerate(shared, 1):
            yield _record(number, group, wanted)
        grouped = {source for group in shared for picture in group for source, _ in picture.files}
        alone = (known for known in store.in_several_places() if known.sha256 not in grouped)
        for number, known in enumerate(alone, len(shared) + 1):
            yield _of_one_source(number, known, wanted)
        yield from _left_out(store)


def _columns(store: Store) -> tuple[Hashes, Hashes]:
    """All hashes that can be compared, as (n, 4) words, and their ids."""
    blocks = list(store.columns({USABLE}))
    if not blocks:
        return np.empty((0, 4), dtype=np.uint64), np.empty(0, dtype=np.uint64)
    words = np.concatenate([np.concatenate((first, rest)) for first, rest, _ in blocks], axis=1)
    return np.ascontiguousarray(words.T), np.concatenate([ids for _, _, ids in blocks])


def _of_one_picture(ids: Hashes, labels: NDArray[np.int64]) -> set[int]:
    """The numbers of the sources that have one picture only, however many hashes."""
    pairs = np.unique(np.stack([(ids >> np.uint64(POSITION_BITS)).astype(np.int64), labels]), axis=1)
    numbers, counts = np.unique(pairs[0], return_counts=True)
    return set(numbers[counts == 1].tolist())


def _pictures(store: Store, hashes: Hashes, ids: Hashes, labels: NDArray[np.int64]) -> Iterator[_Picture]:
    """The pictures that are in more than one file."""
    order = np.argsort(labels, kind="stable")
    starts = np.flatnonzero(np.diff(labels[order], prepend=-1))
    for begin, end in pairwise([*starts.tolist(), len(order)]):
        members = order[begin:end]
        if len(members) > 1:
            picture = _Picture(store.details(ids[members]), hashes[members])
            if len(picture.files) > 1:
                yield picture


def _grouped(pictures: list[_Picture], single: set[int]) -> Iterator[list[_Picture]]:
    """Pictures that belong together: those of one footage, and each of the others for itself."""
    footage = _footages(pictures, single)
    together: dict[Key, list[_Picture]] = defaultdict(list)
    for picture in pictures:
        touched = {footage[key] for key in picture.files if key in footage}
        if len(touched) == 1:
            together[touched.pop()].append(picture)
        else:
            yield [picture]
    yield from together.values()


def _footages(pictures: Iterable[_Picture], single: set[int]) -> dict[Key, Key]:
    """Which footage each video belongs to, by one of its videos.

    Args:
        pictures: all that are in more than one file.
        single: numbers of the sources that have one picture only, which is then enough.
    """
    common: Counter[tuple[Key, Key]] = Counter()
    videos: set[Key] = set()
    unmoving: set[Key] = set()
    for picture in pictures:
        inside = sorted({hit.key for hit in picture.hits if hit.known.media == "video"})
        unmoving.update(hit.key for hit in picture.hits if hit.known.number in single)
        videos.update(inside)
        if len(inside) <= _MOST_VIDEOS:
            common.update(combinations(inside, 2))
    belongs = {video: video for video in videos}

    def root(video: Key) -> Key:
        while belongs[video] != video:
            belongs[video] = belongs[belongs[video]]
            video = belongs[video]
        return video

    for (one, other), count in sorted(common.items()):
        if count >= _ENOUGH or one in unmoving or other in unmoving:
            first, second = sorted((root(one), root(other)))
            belongs[second] = first
    return {video: root(video) for video in videos}


def _order(group: list[_Picture]) -> tuple[int, Key]:
    files = {key for picture in group for key in picture.files}
    return -len(files), min(files)


def _record(number: int, group: list[_Picture], wanted: Wanted) -> Group:
    files = _files(group)
    members = [member for file in files for member in _members(file, files[0], group)]
    diameters = [near.diameter(picture.hashes) for picture in group]
    diameter = max(bits for bits, _ in diameters)
    exact = all(is_exact for _, is_exact in diameters)
    chain = diameter > wanted.radius_bits or any(member.distance_bits is None for member in members)
    return Group(
        group=number,
        radius_bits=wanted.radius_bits,
        files=len(members),
        pictures=len(group),
        hashes=sum(len(picture.hits) for picture in group),
        shape="chain" if chain else "clique",
        diameter_bits=diameter,
        diameter_exact=exact,
        original=files[0].known.sha256,
        why=why(files),
        says=_sentence(len(members), len(group), diameter, chain=chain, exact=exact),
        tags=words_of(tag for file in files for hit in file.hits for tag in (*hit.known.tags, *hit.tags)),
        members=tuple(members),
    )


def _files(group: Iterable[_Picture]) -> list[File]:
    """The files of a group, the likely original first."""
    hits: dict[Key, list[Hit]] = defaultdict(list)
    for picture in group:
        for hit in picture.hits:
            hits[hit.key].append(hit)
    return likeliest(File(key, every) for key, every in hits.items())


def _of_one_source(number: int, known: Known, wanted: Wanted) -> Group:
    """A group of files that are the same, byte for byte, and like no other."""
    hit = Hit(known, 0, None, NO_FRAME, NO_QUALITY)
    members = _at_each_place(_described(hit, 0, max(1, known.hashes)), known)
    return Group(
        group=number,
        radius_bits=wanted.radius_bits,
        files=len(members),
        pictures=1,
        hashes=known.hashes,
        shape="clique",
        diameter_bits=0,
        diameter_exact=True,
        original=known.sha256,
        why="They are equal.",
        says=f"{len(members)} files are the same, byte for byte.",
        tags=words_of(known.tags),
        members=members,
    )


def _members(file: File, original: File, group: Sequence[_Picture]) -> tuple[Member, ...]:
    """A file of a group, once for each place where its bytes lie."""
    hit, distance = _nearest(file.key, original.key, group)
    described = _described(file.hits[0] if hit is None else hit, distance, len(file.hits))
    return _at_each_place(described, file.known)


def _at_each_place(member: Member, known: Known) -> tuple[Member, ...]:
    places = [{"path": place.path, "path_b64": place.path_b64} for place in known.places[1:]]
    return member, *(member.model_copy(update=place) for place in places)


def _described(hit: Hit, distance: int | None, frames: int) -> Member:
    known, seconds = hit.known, hit.seconds
    return Member(
        source=known.sha256,
        medium=known.media,
        **place_of(hit),
        size_bytes=None if known.media == "list" else known.size_bytes,
        width_px=known.width_px,
        height_px=known.height_px,
        duration_s=known.duration_s,
        claims=known.claims,
        quality=None if hit.quality == NO_QUALITY else hit.quality,
        frames=frames,
        seconds=seconds,
        timecode=None if seconds is None else timecode(seconds),
        distance_bits=distance,
    )


def _nearest(key: Key, original: Key, group: Sequence[_Picture]) -> tuple[Hit | None, int | None]:
    """The hash of a file that is nearest to one of the original's, among pictures that both have."""
    best: tuple[int, int, Hit] | None = None
    for picture in group:
        if key in picture.files and original in picture.files:
            mine, theirs = picture.hashes[picture.files[key]], picture.hashes[picture.files[original]]
            distances = np.bitwise_count(mine[:, None] ^ theirs[None]).sum(axis=2).min(axis=1)
            for row, distance in zip(picture.files[key], distances.tolist(), strict=True):
                found = (distance, picture.hits[row].position, picture.hits[row])
                best = found if best is None or found[:2] < best[:2] else best
    return (None, None) if best is None else (best[2], best[0])


def _sentence(files: int, pictures: int, diameter: int, *, chain: bool, exact: bool) -> str:
    far = f"{'up to' if exact else 'at least'} {diameter} bits"
    what = "this" if pictures == 1 else f"{pictures} pictures of one footage"
    if not chain:
        return f"{files} files show {what}; no two hashes of a picture are more than {diameter} bits apart."
    return (
        f"{files} files show {what}, linked in a chain: hashes of a picture are {far} apart, and its ends "
        "may show different things."
    )


def _left_out(store: Store) -> Iterator[Caveat]:
    count = degenerate(store.tiers())
    if count:
        says = (
            f"{count} hashes have too little texture to be grouped by likeness and were left out; "
            "`osintkit search` finds those that are equal."
        )
        yield caveat_of("hash_refused", says, stage="dupes")
    for says in store.damage:
        yield caveat_of("index_damaged", says, stage="dupes")

"""``osintkit search``: which pictures of an index look like these, and how near?"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from osintkit.errors import UsageError
from osintkit.hash.algorithms import PDQ_BITS, check_distance
from osintkit.index import near, telling
from osintkit.index.question import Asked, words_of
from osintkit.index.rows import FLAT, NO_FRAME, NO_QUALITY, POOR, USABLE, Hit
from osintkit.index.store import Store
from osintkit.index.telling import CANDIDATE_BITS, MATCH_BITS, Found
from osintkit.records import Record, caveat_of
from osintkit.records.progress import Progress

if TYPE_CHECKING:
    from osintkit.evidence import Evidence

_RADIUS_BITS = {USABLE: PDQ_BITS, POOR: MATCH_BITS, FLAT: 0}
"""How far to look, by the weaker of two hashes. With little texture unlike pictures come within 40 bits, and
copies are still found at 31; without any, equality is all there is (tests/benchmarks/chance.py)."""
_MOST_HITS = 50_000
"""How many hashes found for one query are looked at; a hot picture, such as a black frame, has millions."""
_EVERY_S = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """How far to search.

    Attributes:
        radius_bits: the largest distance told.
        max_matches: for one query.
        every_s: distance of the frames of a video that are asked about.
    """

    radius_bits: int = CANDIDATE_BITS
    max_matches: int = 100
    every_s: float = _EVERY_S

    def __post_init__(self) -> None:
        if not 0 <= self.radius_bits < PDQ_BITS // 2:
            raise UsageError(
                "--radius must be from 0 to 127 bits.",
                f"Up to {MATCH_BITS} is a match, up to {CANDIDATE_BITS} a candidate.",
            )
        if self.max_matches < 1:
            raise UsageError("--max must be 1 or more.", "Leave it out for 100.")
        check_distance(self.every_s)


def of_file(store: Store, asked: list[Asked], wanted: Wanted, evidence: "Evidence") -> Iterator[Record]:
    """Search for the hashes of a file, and for the very file.

    Yields:
        Match records, those with words on them first, then the nearest; and Caveats.
    """
    with store.snapshot():
        found = _found(store, {0: asked}, wanted)[0]
        found += _same_file(store, evidence.sha256, found)
        query = telling.Query(evidence.sha256, len(asked), store.tiers())
        about = {**evidence.record_fields()}
        yield from _told(query, found, wanted, about)
        yield from _damage(store, about)


def of_hashes(store: Store, digests: Sequence[bytes], wanted: Wanted) -> Iterator[Record | Progress]:
    """Search for hashes that came without their pictures.

    Yields:
        Match records, query by query, and Caveats.
    """
    questions = {number: list(_with_negative(Asked(digest))) for number, digest in enumerate(digests)}
    with store.snapshot():
        query = telling.Query(None, 2, store.tiers())
        found = _found(store, questions, wanted)
        for number in questions:
            yield from _told(query, found[number], wanted, None)
        yield from _damage(store, None)


def _with_negative(asked: Asked) -> Iterator[Asked]:
    yield asked
    if asked.tier == USABLE:
        yield asked.negated()


def _found(store: Store, questions: dict[int, list[Asked]], wanted: Wanted) -> dict[int, list[Found]]:
    """What is near what was asked, question by question; all in one pass over the index."""
    asked = [(number, one) for number, every in questions.items() for one in every]
    found: dict[int, list[Found]] = defaultdict(list)
    for tier in (USABLE, POOR, FLAT):
        some = [pair for pair in asked if pair[1].tier == tier]
        if some:
            words = words_of([one.digest for _, one in some])
            for other in (USABLE, POOR, FLAT):
                radius = min(wanted.radius_bits, _RADIUS_BITS[max(tier, other)])
                _collect(store, some, near.within(words, store.blocks({other}), radius), found)
    return found


def _collect(
    store: Store, asked: Sequence[tuple[int, Asked]], hits: near.Hits, found: dict[int, list[Found]]
) -> None:
    """Put hits where they belong, of each question the nearest `_MOST_HITS`."""
    if not len(hits):
        return
    questions = np.array([number for number, _ in asked], dtype=np.int64)[hits.query]
    order = np.lexsort((hits.ids, hits.distance, questions))
    first = np.searchsorted(questions[order], questions[order])
    order = order[np.arange(len(order)) - first < _MOST_HITS]
    details = store.details(hits.ids[order])
    for place, hit in zip(order.tolist(), details, strict=True):
        number, one = asked[int(hits.query[place])]
        found[number].append(Found(one, hit, int(hits.distance[place])))


def _same_file(store: Store, sha256: str, found: Iterable[Found]) -> list[Found]:
    """The very file, when the index has it but likeness did not find it: it may be too flat."""
    known = store.known(sha256)
    if known is None or any(one.hit.known.sha256 == sha256 for one in found):
        return []
    return [Found(Asked(b""), Hit(known, 0, None, NO_FRAME, NO_QUALITY), 0)]


def _told(
    query: telling.Query, found: list[Found], wanted: Wanted, about: Mapping[str, object] | None
) -> Iterator[Record]:
    matches = telling.matches(query, found)
    yield from matches[: wanted.max_matches]
    more = len(matches) - wanted.max_matches
    if more > 0:
        says = f"{more} more matches, further away than these or as far, are left out."
        do = "--max takes more, --radius 31 the nearest only."
        yield caveat_of("limit_reached", says, do, stage="search", about=about)


def _damage(store: Store, about: Mapping[str, object] | None) -> Iterator[Record]:
    for says in store.damage:
        do = "Look at it with `osintkit index check`."
        yield caveat_of("index_damaged", says, do, stage="search", about=about)

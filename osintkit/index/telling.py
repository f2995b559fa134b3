"""From hashes that are near each other to Match records: one for each picture or video that was found."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from osintkit.hash.algorithms import PDQ_BITS
from osintkit.index import chance
from osintkit.index.question import Asked
from osintkit.index.rows import FLAT, NO_FRAME, NO_QUALITY, POOR, USABLE, Hit, Key, Place, Tag, tier_of
from osintkit.records import Match, Span, Words, timecode

MATCH_BITS = 31
"""PDQ's published threshold: pictures of different things were never seen this near."""
CANDIDATE_BITS = 60
"""Up to here edited copies are found; look-alikes begin soon after."""
_GAP_S = 1.5
"""Frames in common that are no further apart than this are told as one stretch."""
_MOST_SPANS = 100


class Query(NamedTuple):
    """What chance depends on.

    Attributes:
        source: SHA-256 of the query's file, None for a bare hash.
        tried: how many hashes of it were searched for.
        tiers: how many hashes of each tier the index holds.
    """

    source: str | None
    tried: int
    tiers: dict[int, int]


@dataclass(frozen=True, slots=True)
class Found:
    """One hash of the query, one of the index, and the bits in which they differ."""

    asked: Asked
    hit: Hit
    distance: int

    @property
    def seconds(self) -> float | None:
        """When the hit is seen, None in a still."""
        return self.hit.seconds

    @property
    def tiers(self) -> tuple[int, int]:
        """How much the two hashes can be relied on: the query's, the index's."""
        quality = self.hit.quality
        return self.asked.tier, USABLE if quality == NO_QUALITY else tier_of(quality)

    @property
    def rank(self) -> tuple[int, int, bool, bool, float, int]:
        """What sorts the best first: near, then with little done to the query, then early."""
        turned = (self.asked.orientation != "upright") + self.asked.negative
        return (
            self.distance,
            turned,
            self.asked.box is not None,
            self.hit.frame == NO_FRAME,
            self.seconds or 0.0,
            self.hit.position,
        )


def matches(query: Query, found: Iterable[Found]) -> list[Match]:
    """One Match for each source that was found, or for each row of a list.

    Those with words on them come first, then the nearest.
    """
    of_one: dict[Key, list[Found]] = {}
    for one in found:
        of_one.setdefault(one.hit.key, []).append(one)
    told = [_match(query, sorted(every, key=lambda one: one.rank)) for every in of_one.values()]
    return sorted(told, key=_order)


def _order(match: Match) -> tuple[bool, bool, int, str, float]:
    same = match.verdict == "same_file"
    return not match.tags, not same, match.distance_bits, match.matched_source, match.matched_seconds or 0.0


def words_of(tags: Iterable[Tag]) -> tuple[Words, ...]:
    """Tags as a record holds them, warnings first."""
    unique = sorted(set(tags), key=lambda tag: (not tag.graphic, tag.text))
    return tuple(Words(text=tag.text, graphic=tag.graphic, note=tag.note) for tag in unique)


def place_of(hit: Hit) -> dict[str, Any]:
    """Where something found lies: the first path it was seen under, and of a list the row."""
    known = hit.known
    place = known.places[0] if known.places else Place("")  # what is damaged may have lost it
    label = hit.label or (f"row {hit.position + 1}" if known.media == "list" else None)
    return {"path": place.path, "path_b64": place.path_b64, "label": label}


def _match(query: Query, found: Sequence[Found]) -> Match:
    best = found[0]
    expected = _expected(query, best)
    verdict = _verdict(query, best)
    place = {f"matched_{name}": value for name, value in place_of(best.hit).items()}
    return Match.model_validate(
        {
            "source": query.source,
            "verdict": verdict,
            "says": _sentence(verdict, best, expected),
            "tags": words_of(tag for one in found for tag in (*one.hit.known.tags, *one.hit.tags)),
            "distance_bits": best.distance,
            "bits": PDQ_BITS,
            **_done_to_query(best.asked),
            "chance_matches": expected,
            "index_hashes": sum(query.tiers.values()),
            **_query_side(best.asked),
            **place,
            **_stored_side(best),
            **_in_common(found),
        }
    )


def _verdict(query: Query, best: Found) -> str:
    if query.source == best.hit.known.sha256:
        return "same_file"
    weaker = max(best.tiers)
    # What has little texture is only sure when nothing differs, and what has none is never.
    threshold = {USABLE: MATCH_BITS, POOR: 0}.get(weaker, -1)
    return "match" if best.distance <= threshold else "candidate"


def _expected(query: Query, best: Found) -> float:
    """How many hashes of the same sort chance alone would bring this near."""
    if max(best.tiers) == FLAT:
        return float(query.tiers.get(FLAT, 0))  # every blank picture is like every other
    stored = query.tiers.get(best.tiers[1], 0)
    return chance.expected(
        best.distance, hashes=stored, tried=query.tried, weak_sides=sum(tier == POOR for tier in best.tiers)
    )


def _done_to_query(asked: Asked) -> dict[str, Any]:
    box = asked.box
    return {
        "orientation": asked.orientation,
        "negative": asked.negative,
        "trim": "none" if box is None else box.trim,
        "trim_box_px": None if box is None else (box.left, box.top, box.width, box.height),
    }


def _query_side(asked: Asked) -> dict[str, Any]:
    return {
        "query_hash": asked.digest.hex(),
        "query_quality": asked.quality,
        "query_seconds": asked.seconds,
        "query_timecode": None if asked.seconds is None else timecode(asked.seconds),
    }


def _stored_side(best: Found) -> dict[str, Any]:
    known, hit, seconds = best.hit.known, best.hit, best.seconds
    moving = known.time_base is not None
    return {
        "matched_source": known.sha256,
        "matched_medium": known.media,
        "matched_algorithm": known.algorithm,
        "matched_quality": None if hit.quality == NO_QUALITY else hit.quality,
        "matched_frame": None if not moving or hit.frame == NO_FRAME else hit.frame,
        "matched_pts": hit.pts if moving else None,
        "matched_time_base": known.time_base,
        "matched_seconds": seconds,
        "matched_timecode": None if seconds is None else timecode(seconds),
    }


def _in_common(found: Sequence[Found]) -> dict[str, Any]:
    """How many of the query's frames were found in this source, and when they are seen."""
    asked_times = {one.asked.seconds for one in found}
    still = asked_times == {None}
    if still and all(one.seconds is None for one in found):
        return {"frames_in_common": 1, "spans": []}
    runs = _split(_best_of_each(found, _seen)) if still else _side_by_side(found)
    spans = list(map(_span, runs))
    return {"frames_in_common": len(asked_times), "spans": spans[:_MOST_SPANS] if len(found) > 1 else []}


def _side_by_side(found: Sequence[Found]) -> Iterator[list[Found]]:
    """Stretches of two videos that run side by side, those of the commonest distance in time first.

    Pairs of one footage are the same time apart all along, which tells which belong together; what remains
    is looked at again.
    """
    rest = list(found)
    while rest:
        apart = Counter(_bin(one) for one in _best_of_each(rest, lambda one: (one.asked.seconds, _bin(one))))
        commonest = min(apart, key=lambda key: (-apart[key], key))
        beside = [one for one in rest if abs(_bin(one) - commonest) <= 1]
        line = _best_of_each(beside, lambda one: one.asked.seconds)
        yield from _split(line)
        told = {one.asked.seconds for one in line}
        rest = [one for one in rest if one.asked.seconds not in told]


def _split(found: Iterable[Found]) -> Iterator[list[Found]]:
    """Pairs in order of time, cut where one is not soon after the other."""
    run: list[Found] = []
    for one in sorted(found, key=_both_times):
        if run and not _follows(run[-1], one):
            yield run
            run = []
        run.append(one)
    yield run


def _best_of_each(found: Iterable[Found], key: Callable[[Found], object]) -> list[Found]:
    """The first of each kind; ``found`` has the best first."""
    best: dict[object, Found] = {}
    for one in found:
        best.setdefault(key(one), one)
    return list(best.values())


def _seen(one: Found) -> float | None:
    return one.seconds


def _bin(one: Found) -> int:
    """How far apart in time the pair is, roughly."""
    asked_s, seen_s = _both_times(one)
    return round((seen_s - asked_s) / _GAP_S)


def _both_times(one: Found) -> tuple[float, float]:
    return one.asked.seconds or 0.0, one.seconds or 0.0


def _follows(one: Found, other: Found) -> bool:
    times = zip(_both_times(one), _both_times(other), strict=True)
    return all(abs(after - before) <= _GAP_S for before, after in times)


def _span(run: Sequence[Found]) -> Span:
    asked = [one.asked.seconds for one in run if one.asked.seconds is not None]
    stored = [one.seconds for one in run if one.seconds is not None]
    return Span(
        query_from_s=min(asked, default=None),
        query_to_s=max(asked, default=None),
        from_s=min(stored, default=None),
        to_s=max(stored, default=None),
        frames=len(run),
        distance_bits=min(one.distance for one in run),
    )


_TRIMS = {
    "plain_border": "without its plain border",
    "blurred_sides": "without its blurred sides",
    "cell": "one part of it",
}
_WEAK = {
    POOR: " There is little texture: at most the same view, not the same moment.",
    FLAT: " Both are blank, or nearly: that says nothing.",
}
_VERDICTS = {"same_file": "The same file", "match": "Match", "candidate": "Candidate, look yourself"}


def _sentence(verdict: str, best: Found, expected: float) -> str:
    asked = best.asked
    done = [
        "" if asked.orientation == "upright" else asked.orientation.replace("_", " "),
        "as a negative" if asked.negative else "",
        "" if asked.box is None else _TRIMS[asked.box.trim],
    ]
    how = ", ".join(filter(None, done))
    differ = "no bit differs" if best.distance == 0 else f"{best.distance} of {PDQ_BITS} bits differ"
    if verdict == "same_file":
        return f"{_VERDICTS[verdict]}: equal SHA-256."
    query = f" with the query {how}" if how else ""
    weak = _WEAK.get(max(best.tiers), "")
    return f"{_VERDICTS[verdict]}: {differ}{query}; {chance.words(expected)}.{weak}"

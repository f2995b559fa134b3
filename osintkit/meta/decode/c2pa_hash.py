"""Whether a file's bytes are those its C2PA manifest speaks of.

Only the hash is compared. Whoever can write a manifest can write its hash too: a match says that the file
was not changed without changing the manifest, and nothing about who made either.

Source: C2PA Technical Specification 2.2, 18.5 (data hash) and 18.6 (BMFF hash).
"""

import hashlib
from bisect import bisect_right
from collections.abc import Iterator
from typing import Any, TypeAlias

from osintkit.meta.decode.c2pa_boxes import Box, Boxes
from osintkit.meta.found import BROKEN, Bytes, Findings, Malformed

PIECE_BYTES = 1 << 20
MOST_COMPARISONS = 20_000
"""Boxes that exclusions are tried on."""
_DIGESTS = {"sha256": hashlib.sha256, "sha384": hashlib.sha384, "sha512": hashlib.sha512}
_OVERHEAD_BYTES = 4096
"""What a container adds to a manifest store at most, besides a hundredth of it."""
_NOT_CHECKED = {
    "boxes": "The manifest hashes the file's segments one by one, which is not checked here.",
    "collection": "The manifest hashes a collection of files, which is not checked here.",
    "multi-asset": "The manifest hashes several parts of the file apart, which is not checked here.",
    "unknown": "The manifest states a hash of a kind that is not known here.",
}
_Run: TypeAlias = tuple[int, int]
"""Start and end of bytes in the file."""


def check(source: Bytes, found: Findings) -> None:
    """Compare the file with the hash in its manifest; call it once, after the file was walked.

    Sets ``content_hash`` in ``found.facts["c2pa"]`` to ``match``, ``mismatch`` or ``not_checked``, and
    ``content_hash_says`` to a sentence with the reason. A file without a manifest is left alone.

    Args:
        source: the whole file; it is read once at most.
        found: what was found in it.

    Raises:
        OSError: it cannot be read.
    """
    facts = found.facts.get("c2pa")
    if facts is None or not facts["hash"]:
        return
    try:
        facts["content_hash"], facts["content_hash_says"] = _checked(source, facts)
    except BROKEN as error:
        facts["content_hash"] = "not_checked"
        facts["content_hash_says"] = f"The hash could not be compared: {error}."[:400]


def _checked(source: Bytes, facts: dict[str, Any]) -> tuple[str, str]:
    stated = facts["hash"]
    if stated["kind"] in _NOT_CHECKED:
        return "not_checked", _NOT_CHECKED[stated["kind"]]
    if stated["malformed"]:
        raise Malformed(stated["malformed"])
    if stated["alg"] not in _DIGESTS:
        raise Malformed(f"its algorithm {stated['alg'][:20]!r} is not known here")
    if not stated["value"]:
        return "not_checked", _without_a_hash(stated)
    if stated["kind"] == "data":
        return _data(source, facts)
    return _bmff(source, stated)


def _without_a_hash(stated: dict[str, Any]) -> str:
    if stated["merkle"]:
        return "The manifest hashes the pieces of a fragmented file in a tree, which is not checked here."
    return "The manifest states no hash."


# --- the data hash -------------------------------------------------------------------------------


def _data(source: Bytes, facts: dict[str, Any]) -> tuple[str, str]:
    size, stated = source.size_bytes, facts["hash"]
    runs: list[_Run] = []
    place = 0
    for exclusion in stated["exclusions"]:
        if exclusion["start"] < place:
            raise Malformed("its exclusions overlap or are out of order")
        if exclusion["start"] + exclusion["length"] > size:
            return (
                "mismatch",
                "The manifest speaks of a longer file: a part it leaves out lies behind the end.",
            )
        runs.append((place, exclusion["start"]))
        place = exclusion["start"] + exclusion["length"]
    runs.append((place, size))
    digest = _DIGESTS[stated["alg"]]()
    for begin, end in runs:
        for piece in _pieces(source, begin, end):
            digest.update(piece)
    covered = sum(end - begin for begin, end in runs)
    return _compared(digest.hexdigest(), stated, covered, size, _too_much(size - covered, facts["length"]))


def _too_much(excluded: int, store: int) -> str:
    """A sentence when more is left out of the hash than the manifest store takes up."""
    if excluded <= store + store // 100 + _OVERHEAD_BYTES:
        return ""
    return f" It leaves out more than the manifest store, which has {store:,} bytes."


def _compared(value: str, stated: dict[str, Any], covered: int, size: int, more: str = "") -> tuple[str, str]:
    """The answer, with how much of the file it is about."""
    what = f"{stated['alg'].upper()} over {covered:,} of {size:,} bytes"
    if value == stated["value"]:
        return "match", f"{what} is the one in the manifest.{more}"
    return "mismatch", f"{what} is not the one in the manifest: the file or the manifest was changed.{more}"


def _pieces(source: Bytes, begin: int, end: int) -> Iterator[bytes]:
    while begin < end:
        piece = source.at(begin, min(PIECE_BYTES, end - begin))
        if not piece:
            raise Malformed("the file ends early")
        yield piece
        begin += len(piece)


# --- the hash of ISO base media files ------------------------------------------------------------


def _bmff(source: Bytes, stated: dict[str, Any]) -> tuple[str, str]:
    boxes, size = Boxes(source), source.size_bytes
    whole, partly = _excluded(boxes, stated["exclusions"])
    excluded = _joined([*whole, *partly])
    offsets = stated["label"].partition("__")[0] != "c2pa.hash.bmff"  # the first version hashes none
    digest = _DIGESTS[stated["alg"]]()
    covered = 0
    rest = Box(b"", boxes.top[-1].end, size, size)
    for box in (*boxes.top, rest):
        if offsets and box is not rest and (box.start, box.end) not in whole:
            digest.update(box.start.to_bytes(8))
        for begin, end in _left(box.start, box.end, excluded):
            covered += end - begin
            for piece in _pieces(source, begin, end):
                digest.update(piece)
    answer = _compared(digest.hexdigest(), stated, covered, size)
    if stated["merkle"] and answer[0] == "match":
        says = "What the manifest hashes at once is unchanged; the media are hashed in a tree, which is"
        return "not_checked", f"{says} not checked here."
    return answer


def _excluded(boxes: Boxes, exclusions: list[dict[str, Any]]) -> tuple[set[_Run], list[_Run]]:
    """The boxes that are left out of the hash as a whole, and the bytes that are left out of others."""
    whole: set[_Run] = set()
    partly: list[_Run] = []
    looked_at = 0
    for exclusion in exclusions:
        named = boxes.at(exclusion["xpath"])
        looked_at += len(named) * (1 + len(exclusion["data"]) + len(exclusion["subset"] or ()))
        if looked_at > MOST_COMPARISONS:
            raise Malformed("its exclusions speak of more boxes than are looked at")
        meant = [box for box in named if _meant(boxes.source, box, exclusion)]
        if exclusion["subset"] is None:
            whole.update((box.start, box.end) for box in meant)
        else:
            partly += [_part(box, part) for box in meant for part in exclusion["subset"]]
    return whole, partly


def _part(box: Box, part: dict[str, int]) -> _Run:
    """A part of a box; a length of 0 means to its end."""
    begin = min(box.start + part["offset"], box.end)
    return begin, min(begin + part["length"], box.end) if part["length"] else box.end


def _meant(source: Bytes, box: Box, exclusion: dict[str, Any]) -> bool:
    """Whether a box fulfils all conditions of an exclusion.

    Raises:
        Malformed: of a condition that is not understood alike by those who write it.
    """
    if exclusion["length"] not in {None, box.end - box.start}:
        return False
    if (
        exclusion["version"] is not None
        and source.at(box.content, 1) != exclusion["version"].to_bytes(8)[-1:]
    ):
        return False
    for part in exclusion["data"]:
        if source.at(box.start + part["offset"], len(part["value"]) // 2).hex() != part["value"]:
            return False
    if exclusion["flags"] is not None:
        # The specification compares three bytes; the most used library shifts them by eight bits first.
        raise Malformed("an exclusion goes by the flags of a box, which is not done here")
    return True


def _joined(runs: list[_Run]) -> list[_Run]:
    """Runs in order, none of which touches the next."""
    joined: list[_Run] = []
    for begin, end in sorted(runs):
        if joined and begin <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((begin, end))
    return joined


def _left(begin: int, end: int, excluded: list[_Run]) -> Iterator[_Run]:
    """What is left of a run of bytes without those of `_joined` runs."""
    number = max(bisect_right(excluded, (begin, end)) - 1, 0)
    while number < len(excluded) and excluded[number][0] < end:
        first, last = excluded[number]
        if first > begin:
            yield begin, first
        begin = max(begin, last)
        number += 1
    if begin < end:
        yield begin, end

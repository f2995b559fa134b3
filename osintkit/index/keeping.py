"""Looking after an index: what it holds, what is damaged, words on pictures, taking out, merging."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from osintkit.errors import UsageError
from osintkit.evidence import Evidence
from osintkit.index import adding
from osintkit.index.adding import indexed
from osintkit.index.rows import USABLE, Known
from osintkit.index.rows import Tag as Kept
from osintkit.index.store import Info, Store
from osintkit.records import KIND_OF_CAVEAT, Caveat, Index, Indexed, Record, Tag, path_fields
from osintkit.records.progress import Progress

_SHA256 = re.compile(r"[0-9a-f]{64}")
_LONGEST_WORDS = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What is said of a picture.

    Attributes:
        text: the words.
        graphic: they warn of what is to be seen.
        note: the id of a verification note.
        undo: take them off again.
    """

    text: str
    graphic: bool = False
    note: str | None = None
    undo: bool = False

    def __post_init__(self) -> None:
        if not self.text.strip():
            raise UsageError("There are no words.", 'Give them: --text "2016, Aleppo; shown false by …".')
        if len(self.text) > _LONGEST_WORDS:
            raise UsageError(
                f"More than {_LONGEST_WORDS} characters.", "Put the rest into a note: --note ID."
            )


def state(
    store: Store, path: Path, status: str = "not_checked", says: str = "", *, sizes: bool = False
) -> Index:
    """What an index holds, as a record; with its sizes on the disk, if they are asked for."""
    info = store.info()
    return Index.model_validate(
        {
            **path_fields(path),
            "format": info.format,
            "stills": info.stills,
            "videos": info.videos,
            "lists": info.lists,
            "hashes": info.hashes,
            "degenerate": degenerate(info),
            "refused": info.refused,
            "tags": info.tagged,
            "size_bytes": info.size_bytes if sizes else None,
            "bytes_per_hash": info.bytes_per_hash if sizes else None,
            "status": status,
            "says": says,
        }
    )


def degenerate(info: Info) -> int:
    """How many hashes have too little texture to be compared."""
    return sum(count for tier, count in info.tiers.items() if tier != USABLE)


def check(store: Store, path: Path) -> Iterator[Record]:
    """Read all of an index.

    Yields:
        A Caveat for each thing that is wrong, and what the index holds.
    """
    wrong = 0
    for says in store.check():
        wrong += 1
        yield damaged(says)
    told = "Everything in it was read and is as it was written." if not wrong else "The rest can be read."
    yield state(store, path, "damaged" if wrong else "ok", told, sizes=True)


def damaged(says: str) -> Caveat:
    """The Caveat for something in an index that cannot be read."""
    return Caveat(
        source=None,
        path=None,
        code="index_damaged",
        kind=KIND_OF_CAVEAT["index_damaged"],
        stage="index",
        says=says,
        do="`osintkit index export` gives what can be read; add the files concerned to a new index.",
    )


def remove(store: Store, sources: Sequence[str]) -> Iterator[Record]:
    """Take sources out by their SHA-256.

    Raises:
        UsageError: one is not in the index; then none is taken out.
    """
    known = [_known(store, source) for source in sources]
    store.remove(sources)
    yield from (indexed(one, "removed") for one in known)


def remove_file(evidence: Evidence, store: Store) -> Iterator[Record | Progress]:
    """Take one open file out, if it is in."""
    yield evidence.source()
    known = store.known(evidence.sha256)
    if known is not None:
        store.remove([evidence.sha256])
        yield indexed(known, "removed")


def tag(store: Store, sources: Sequence[str], words: Words) -> Iterator[Record | Progress]:
    """Put words on sources by their SHA-256, or take them off.

    Raises:
        UsageError: one is not in the index, or the words to be taken off are not on it.
    """
    for source in sources:
        _known(store, source)
        yield from _tagged(store, source, words)


def tag_file(evidence: Evidence, store: Store, words: Words) -> Iterator[Record | Progress]:
    """Put words on one open file, which is added first if need be, or take them off."""
    if store.known(evidence.sha256) is None and not words.undo:
        yield from adding.examine(evidence, store, adding.Wanted())
    else:
        yield evidence.source()
    yield from _tagged(store, evidence.sha256, words)


def _tagged(store: Store, source: str, words: Words) -> Iterator[Record]:
    if words.undo:
        if store.known(source) is None or not store.untag(source, words.text):
            raise UsageError(f"These words are not on {source}.", "They must be the very same.")
        yield Indexed(source=source, status="untagged")
        return
    store.tag(source, Kept(words.text, graphic=words.graphic, note=words.note))
    yield Tag(source=source, text=words.text, graphic=words.graphic, note=words.note)


def _known(store: Store, source: str) -> Known:
    known = store.known(source) if _SHA256.fullmatch(source) else None
    if known is None:
        raise UsageError(
            f"There is no source {source[:80]} in the index.", "Give the 64 digits of its SHA-256."
        )
    return known


def merge(store: Store, others: Sequence[Path]) -> Iterator[Record]:
    """Add what other indexes hold.

    Yields:
        A Caveat for each thing in them that cannot be read.
    """
    for other in others:
        store.merge(other)
    yield from map(damaged, store.damage)

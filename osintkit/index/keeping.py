"""Looking after an index: what it holds, what is damaged, words on pictures, taking out, merging."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from osintkit.errors import FailureCode, InputError, UsageError
from osintkit.evidence import Evidence, failure
from osintkit.index import adding
from osintkit.index.adding import indexed
from osintkit.index.rows import Known, degenerate
from osintkit.index.rows import Tag as Kept
from osintkit.index.store import Store
from osintkit.records import Caveat, Index, Indexed, Record, Skipped, Tag, caveat_of, path_fields
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
            "degenerate": degenerate(info.tiers),
            "refused": info.refused,
            "tags": info.tagged,
            "size_bytes": info.size_bytes if sizes else None,
            "bytes_per_hash": info.bytes_per_hash if sizes else None,
            "status": status,
            "says": says,
        }
    )


def check(store: Store, path: Path) -> Iterator[Record]:
    """Read all of an index.

    Yields:
        A Caveat for each thing that is wrong, and what the index holds.
    """
    wrong = 0
    try:
        for says in store.check():
            wrong += 1
            yield damaged(says)
        told = "Everything in it was read and is as it was written." if not wrong else "The rest can be read."
        yield state(store, path, "damaged" if wrong else "ok", told, sizes=True)
    except UsageError as error:
        yield damaged(f"{error.says} Looking further was not possible.")


def damaged(says: str) -> Caveat:
    """The Caveat for something in an index that cannot be read."""
    do = "`osintkit index export` gives what can be read; add the files concerned to a new index."
    return caveat_of("index_damaged", says, do, stage="index")


def remember(store: Store, twins: Iterable[Skipped]) -> None:
    """Note where else the bytes of files that were just added lie."""
    for twin in twins:
        if twin.source is not None and store.known(twin.source) is not None:
            store.found_at(twin.source, twin.path, twin.path_b64)


def remove(store: Store, sources: Sequence[str]) -> Iterator[Record]:
    """Take sources out by their SHA-256.

    Raises:
        UsageError: one is not in the index; then none is taken out.
    """
    known = [_known(store, source) for source in sources]
    store.remove([one.sha256 for one in known])
    yield from (indexed(one, "removed") for one in known)


def remove_file(evidence: Evidence, store: Store) -> Iterator[Record | Progress]:
    """Take one open file out, if it is in."""
    yield evidence.source()
    known = store.known(evidence.sha256)
    if known is None:
        yield Indexed(source=evidence.sha256, status="not_there")
        return
    store.remove([evidence.sha256])
    yield indexed(known, "removed")


def tag(store: Store, sources: Sequence[str], words: Words) -> Iterator[Record | Progress]:
    """Put words on sources by their SHA-256, or take them off.

    Raises:
        UsageError: one is not in the index.
    """
    for known in [_known(store, source) for source in sources]:
        yield from _tagged(store, known.sha256, words)


def tag_file(evidence: Evidence, store: Store, words: Words) -> Iterator[Record | Progress]:
    """Put words on one open file, which is added first if need be, or take them off."""
    if store.known(evidence.sha256) is None and not words.undo:
        yield from adding.examine(evidence, store, adding.Wanted())
    else:
        yield evidence.source()
    yield from _tagged(store, evidence.sha256, words)


def _tagged(store: Store, source: str, words: Words) -> Iterator[Record]:
    if words.undo:
        there = store.known(source) is not None and store.untag(source, words.text)
        yield Indexed(source=source, status="untagged" if there else "not_tagged")
        return
    store.tag(source, Kept(words.text, graphic=words.graphic, note=words.note))
    yield Tag(source=source, text=words.text, graphic=words.graphic, note=words.note)


def _known(store: Store, source: str) -> Known:
    known = store.known(source.lower()) if _SHA256.fullmatch(source.lower()) else None
    if known is None:
        raise UsageError(
            f"There is no source {source[:80]} in the index.", "Give the 64 digits of its SHA-256."
        )
    return known


def merge(store: Store, others: Sequence[Path]) -> Iterator[Record]:
    """Add what other indexes hold.

    Yields:
        A Failure for each that cannot be opened, a Caveat for each thing in them that cannot be read.
    """
    for other in others:
        try:
            store.merge(other)
        except UsageError as error:
            code = FailureCode.FORMAT_REFUSED
            yield failure(other, InputError(code, error.says, error.do, stage="open"), None)
    yield from map(damaged, store.damage)

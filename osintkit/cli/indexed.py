"""What the commands about an index do around their steps: open the index, go over the files, report."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NoReturn

from osintkit.cli import session
from osintkit.cli.session import Asked
from osintkit.errors import UsageError
from osintkit.index import where
from osintkit.index.store import Store, open_store
from osintkit.output.run import Condition
from osintkit.records import Match, Record, Skipped, seconds_of
from osintkit.records.progress import Progress

if TYPE_CHECKING:
    from osintkit.index import grouping, keeping, picturing, searching

Items = Iterator[Record | Progress]


@dataclass(frozen=True, slots=True)
class Sought:
    """What ``osintkit search`` was asked: where, how, and for which hashes."""

    index: Path | None
    radius_bits: int | None
    every: str
    max_matches: int
    hashes: list[str]
    hashes_from: Path | None


def met_by(fail_if: Literal["match", "candidate"] | None) -> Condition | None:
    """The condition of ``--fail-if``: which records meet it."""
    verdicts = {"match": {"same_file", "match"}, "candidate": {"same_file", "match", "candidate"}}
    return None if fail_if is None else partial(_is_one_of, verdicts[fail_if])


def _is_one_of(verdicts: set[str], record: Record) -> bool:
    return isinstance(record, Match) and record.verdict in verdicts


def search(sought: Sought, asked: Asked, drawn: "picturing.Wanted | None") -> NoReturn:
    """Search for files, or for hashes that came without their pictures."""
    from osintkit.index import searching, telling

    path = where.index_file(sought.index)
    lists = () if sought.hashes_from is None else (sought.hashes_from,)
    asked = replace(asked, index=path, reads=lists)
    bare = bool(sought.hashes or sought.hashes_from)
    usual = telling.MATCH_BITS if bare else telling.CANDIDATE_BITS
    wanted = searching.Wanted(
        radius_bits=usual if sought.radius_bits is None else sought.radius_bits,
        max_matches=sought.max_matches,
        every_s=seconds_of(sought.every),
    )
    parameters = {"index": str(path), **asdict(wanted)}
    with open_store(path) as store:
        if bare:
            if drawn is not None:
                raise UsageError("A bare hash has no picture to draw.", "Leave out --sheet and --plain.")
            items = _of_hashes(store, sought, wanted)
            session.report("search", {**parameters, "hashes": sought.hashes}, items, asked)
        from osintkit.index import asking

        step = partial(asking.examine, store=store, wanted=wanted)
        if drawn is not None:
            from osintkit.index import picturing

            step = partial(picturing.with_sheet, step=step, wanted=drawn)
        session.examine("search", parameters, step, asked)


def sheet(out: Path | None, *, plain: bool, force: bool) -> "picturing.Wanted":
    """What the contact sheet of a search is to be, and where."""
    from osintkit.index import picturing

    return picturing.Wanted(out=out, plain=plain, force=force)


def _of_hashes(store: Store, sought: Sought, wanted: "searching.Wanted") -> Items:
    from osintkit.index import searching
    from osintkit.index.question import digest

    digests = [digest(text) for text in sought.hashes]
    if sought.hashes_from is not None:
        from osintkit.index import taking_in

        listed = sought.hashes_from
        if str(listed) == "-":
            yield from taking_in.digests_of(session.standard_input(), listed, digests)
        else:
            yield from taking_in.digests(listed, digests)
    yield from searching.of_hashes(store, digests, wanted)


def dupes(index: Path | None, asked: Asked, *, radius_bits: int, every: str) -> NoReturn:
    """Group the files given, or what an index holds when none is."""
    from tempfile import TemporaryDirectory

    from osintkit.index import adding, grouping

    wanted = grouping.Wanted(radius_bits=radius_bits)
    if not asked.files and asked.files_from is None:
        path = where.index_file(index)
        asked = replace(asked, index=path)
        with open_store(path) as store:
            session.report(
                "dupes", {"index": str(path), **asdict(wanted)}, grouping.groups(store, wanted), asked
            )
    if index is not None:
        raise UsageError("Give files or --index, not both.", "`osintkit index add` puts files into it.")
    kept = adding.Wanted(every_s=session.every_s(every))
    folder = TemporaryDirectory(prefix="osintkit-")
    session.AT_THE_END.append(folder.cleanup)
    with folder, open_store(Path(folder.name) / "dupes.sqlite", create=True) as store:
        step = partial(adding.examine, store=store, wanted=kept)
        after = partial(_grouped, store, wanted)
        session.examine("dupes", {**asdict(wanted), **asdict(kept)}, step, asked, after=after)


def _grouped(store: Store, wanted: "grouping.Wanted", twins: Sequence[Skipped]) -> Items:
    from osintkit.index import grouping, keeping

    keeping.remember(store, twins)
    yield from grouping.groups(store, wanted)


def add(index: Path | None, asked: Asked, *, every: str) -> NoReturn:
    """Put files into an index, or the records that come through a pipe."""
    from osintkit.index import adding, taking_in

    wanted = adding.Wanted(every_s=session.every_s(every))
    with _changed(index, asked) as (store, path, asked):
        parameters = {"index": str(path), **asdict(wanted)}
        stream = session.records_on_stdin(asked.files)
        if stream is not None:
            items = _with_state(store, path, taking_in.take_from_pipe(store, stream, pad=False))
            session.report("index add", parameters, items, asked)
        step = partial(adding.examine, store=store, wanted=wanted)
        session.examine("index add", parameters, step, asked, after=partial(_added, store, path))


def _added(store: Store, path: Path, twins: Sequence[Skipped]) -> Items:
    from osintkit.index import keeping

    keeping.remember(store, twins)
    yield keeping.state(store, path)


def remove(index: Path | None, asked: Asked, *, sources: list[str]) -> NoReturn:
    """Take files, or sources by their SHA-256, out of an index."""
    from osintkit.index import keeping

    with _changed(index, asked, create=False) as (store, path, asked):
        parameters = {"index": str(path), "sources": sources}
        _one_of(asked, sources)
        if sources:
            items = _with_state(store, path, keeping.remove(store, sources))
            session.report("index remove", parameters, items, asked)
        step = partial(keeping.remove_file, store=store)
        after = partial(_added, store, path)
        session.examine("index remove", parameters, step, asked, after=after)


def words(text: str, *, graphic: bool, note: str | None, undo: bool) -> "keeping.Words":
    """What ``osintkit index tag`` says of a picture."""
    from osintkit.index import keeping

    return keeping.Words(text=text, graphic=graphic, note=note, undo=undo)


def _one_of(asked: Asked, sources: list[str]) -> None:
    if sources and (asked.files or asked.files_from is not None):
        raise UsageError("Give files or --source, not both.", "Run the command once for each.")


def tag(index: Path | None, asked: Asked, words: "keeping.Words", *, sources: list[str]) -> NoReturn:
    """Put words on files, or on sources by their SHA-256."""
    from osintkit.index import keeping

    with _changed(index, asked) as (store, path, asked):
        parameters = {"index": str(path), "sources": sources, **asdict(words)}
        _one_of(asked, sources)
        if sources:
            session.report("index tag", parameters, keeping.tag(store, sources, words), asked)
        session.examine("index tag", parameters, partial(keeping.tag_file, store=store, words=words), asked)


def info(index: Path | None, asked: Asked) -> NoReturn:
    """Say what an index holds."""
    from osintkit.index import keeping

    path = where.index_file(index)
    with open_store(path) as store:
        items = iter([keeping.state(store, path, sizes=True)])
        session.report("index info", {"index": str(path)}, items, asked)


def check(index: Path | None, asked: Asked) -> NoReturn:
    """Say what is damaged."""
    from osintkit.index import keeping

    path = where.index_file(index)
    with open_store(path) as store:
        session.report("index check", {"index": str(path)}, keeping.check(store, path), asked)


def take_in(index: Path | None, asked: Asked, *, pad: bool) -> NoReturn:
    """Take in lists of hashes."""
    with _changed(index, asked) as (store, path, asked):
        asked = replace(asked, reads=tuple(asked.files))
        items = _with_state(store, path, _lists(store, asked, pad=pad))
        session.report("index import", {"index": str(path), "pad": pad}, items, asked)


def _lists(store: Store, asked: Asked, *, pad: bool) -> Iterator[Record]:
    from osintkit.index import taking_in

    for each in asked.files:
        if str(each) == "-":
            yield from taking_in.take_from_pipe(store, session.standard_input(), pad=pad)
        else:
            yield from taking_in.take_in(store, each, pad=pad)


def export(index: Path | None, asked: Asked, *, form: str, places: bool) -> NoReturn:
    """Give the hashes away as a list."""
    from osintkit.index import giving

    path = where.index_file(index)
    asked = replace(asked, index=path)
    with open_store(path) as store:
        if form == "ndjson":
            items = giving.records(store, places=places)
            session.report("index export", {"index": str(path), "places": places}, items, asked)
        session.put(giving.data(store, form, places=places), asked, store.damage)


def merge(index: Path | None, asked: Asked, others: list[Path]) -> NoReturn:
    """Add what other indexes hold."""
    from osintkit.index import keeping

    with _changed(index, asked) as (store, path, asked):
        items = _with_state(store, path, keeping.merge(store, others))
        session.report("index merge", {"index": str(path)}, items, asked)


@contextmanager
def _changed(index: Path | None, asked: Asked, *, create: bool = True) -> Iterator[tuple[Store, Path, Asked]]:
    path = where.index_file(index)
    asked = replace(asked, index=path)
    session.spare_read(asked)
    if create and index is None:
        where.make_folder(path)
    with open_store(path, write=True, create=create) as store:
        yield store, path, asked


def _with_state(store: Store, path: Path, items: Items) -> Items:
    yield from items
    yield from _state(store, path)


def _state(store: Store, path: Path) -> Items:
    from osintkit.index import keeping

    yield keeping.state(store, path)

"""Was it seen before? Edited copies, stills in videos, words that travel, lists to share, groups to count."""

import json
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from osintkit.errors import UsageError
from osintkit.evidence import opened
from osintkit.index import adding, asking, giving, grouping, keeping, searching, taking_in
from osintkit.index.rows import Tag as Said
from osintkit.index.store import Store, open_store
from osintkit.records import (
    Caveat,
    Failure,
    Group,
    Hash,
    Index,
    Indexed,
    Match,
    Record,
    Sheet,
    Source,
    Tag,
    decode_line,
)
from tests import media
from tests.scenes import captioned, encoded, scene

Cli = Callable[..., "subprocess.CompletedProcess[bytes]"]
SOFT = np.random.default_rng(0).normal(128, 9, (9, 12)).clip(0, 255).astype(np.uint8)
WEAK = np.asarray(Image.fromarray(SOFT).resize((320, 240), Image.Resampling.BICUBIC))[..., None].repeat(3, 2)
"""A picture of little texture: its hash has a quality between 8 and 49."""


@pytest.fixture
def index(tmp_path: Path) -> Path:
    return tmp_path / "seen.sqlite"


@contextmanager
def store_of(index: Path) -> Iterator[Store]:
    with open_store(index, create=True) as store:
        yield store


def saved(folder: Path, name: str, pixels: np.ndarray, kind: str = "PNG", **how: Any) -> Path:
    path = folder / name
    path.write_bytes(encoded(pixels, kind, **how))
    return path


def film(folder: Path, name: str = "film.mp4", seeds: Any = range(20), **how: Any) -> Path:
    """Every scene is on screen for half a second."""
    path = folder / name
    pictures = [scene(seed, 320, 240) for seed in seeds for _ in range(5)]
    path.write_bytes(media.shot_on(pictures, **how))
    return path


def add(store: Store, *paths: Path, **wanted: Any) -> list[Indexed]:
    found: list[Indexed] = []
    for path in paths:
        with opened(path) as evidence:
            items = adding.examine(evidence, store, adding.Wanted(**wanted))
            found += [item for item in items if isinstance(item, Indexed)]
    return found


def search(store: Store, path: Path, **wanted: Any) -> list[Record]:
    with opened(path) as evidence:
        items = asking.examine(evidence, store, searching.Wanted(**wanted))
        return [item for item in items if isinstance(item, Match | Caveat)]


def matches(store: Store, path: Path, **wanted: Any) -> list[Match]:
    return [item for item in search(store, path, **wanted) if isinstance(item, Match)]


EDITS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "as it is": lambda pixels: pixels,
    "mirrored": lambda pixels: pixels[:, ::-1],
    "turned": lambda pixels: np.rot90(pixels),
    "negative": lambda pixels: 255 - pixels,
    "half the size": lambda pixels: np.asarray(Image.fromarray(pixels).reduce(2)),
    "captioned": captioned,
    "in a grey frame": lambda pixels: np.pad(pixels, ((60, 60), (0, 0), (0, 0)), constant_values=40),
}


@pytest.mark.parametrize("edit", EDITS)
def test_an_edited_copy_is_found_and_what_was_done_is_said(edit: str, index: Path, tmp_path: Path) -> None:
    pixels = scene(3, 640, 480)
    query = saved(tmp_path, "query.jpg", np.ascontiguousarray(EDITS[edit](pixels)), "JPEG", quality=60)
    with store_of(index) as store:
        add(store, *(saved(tmp_path, f"{seed}.png", scene(seed, 640, 480)) for seed in range(6)))
        (found,) = matches(store, query)
    assert found.matched_path == str(tmp_path / "3.png")
    assert found.verdict == "match"
    assert found.distance_bits <= 31
    assert found.chance_matches < 1e-3
    assert (found.orientation != "upright") == (edit in {"mirrored", "turned"})
    assert found.negative == (edit == "negative")
    assert (found.trim == "plain_border") == (edit in {"captioned", "in a grey frame"})
    assert f"{found.distance_bits} of 256 bits" in found.says or found.distance_bits == 0
    assert "%" not in found.says


def test_the_same_file_is_called_that_and_stands_first(index: Path, tmp_path: Path) -> None:
    path = saved(tmp_path, "a.png", scene(1))
    copy = saved(tmp_path, "b.jpg", scene(1), "JPEG")
    with store_of(index) as store:
        add(store, copy, path)
        found = matches(store, path)
    assert [one.verdict for one in found] == ["same_file", "match"]


def test_adding_twice_changes_nothing_but_another_place_is_remembered(index: Path, tmp_path: Path) -> None:
    path, twin = saved(tmp_path, "a.png", scene(1)), saved(tmp_path, "b.png", scene(1))
    with store_of(index) as store:
        first, again, elsewhere = add(store, path, path, twin)
        assert [first.status, again.status, elsewhere.status] == ["added", "already", "already"]
        known = store.known(first.source)
        assert known is not None
        assert [place.path for place in known.places] == [str(path), str(twin)]
        assert store.info().hashes == 1


def test_a_still_is_found_in_a_video_with_its_time(index: Path, tmp_path: Path) -> None:
    frame = np.asarray(Image.fromarray(scene(7, 320, 240)).resize((500, 400)))
    query = saved(tmp_path, "still.jpg", frame[:, ::-1], "JPEG", quality=50)
    with store_of(index) as store:
        add(store, film(tmp_path), film(tmp_path, "other.mp4", range(30, 40)))
        (found,) = matches(store, query)
    assert found.matched_path == str(tmp_path / "film.mp4")
    assert found.matched_seconds == pytest.approx(3.5, abs=0.51)
    assert found.matched_medium == "video"
    assert found.orientation == "mirrored"


def test_every_frame_is_kept_when_asked_for_and_replaces_the_few(index: Path, tmp_path: Path) -> None:
    path = film(tmp_path)
    with store_of(index) as store:
        (few,) = add(store, path)
        (every,) = add(store, path, every_s=None)
        (again,) = add(store, path)
    assert 20 <= few.hashes <= 45
    assert (every.hashes, every.status, again.status) == (100, "extended", "already")


def test_videos_share_frames_with_times_on_both_sides(index: Path, tmp_path: Path) -> None:
    clip = film(tmp_path, "clip.mp4", range(8, 14), options={"crf": "35"})
    with store_of(index) as store:
        add(store, film(tmp_path))
        (found,) = matches(store, clip)
    assert found.verdict == "match"
    assert found.frames_in_common >= 5
    (span,) = found.spans
    assert span.query_from_s == pytest.approx(0, abs=0.51)
    assert span.from_s == pytest.approx(4, abs=0.51)
    assert span.query_to_s == pytest.approx(2.5, abs=0.51)
    assert span.to_s == pytest.approx(6.5, abs=0.51)


def test_words_travel_with_a_picture_and_stand_first(index: Path, tmp_path: Path) -> None:
    nearer, tagged = (
        saved(tmp_path, "a.png", scene(4)),
        saved(tmp_path, "b.jpg", scene(4), "JPEG", quality=30),
    )
    query = saved(tmp_path, "query.png", scene(4)[:, ::-1])
    words = keeping.Words(text="2016, Aleppo; shown false", graphic=True, note="note:3fa9c1d2e0b4")
    with store_of(index) as store:
        add(store, nearer)
        with opened(tagged) as evidence:
            said = list(keeping.tag_file(evidence, store, words))
        assert [type(item) for item in said if isinstance(item, Indexed | Tag)] == [Indexed, Tag]
        first, second = matches(store, query)
        assert first.matched_path == str(tagged)
        assert [(tag.text, tag.graphic, tag.note) for tag in first.tags] == [(words.text, True, words.note)]
        assert second.tags == ()
        list(keeping.tag(store, [first.matched_source], keeping.Words(text=words.text, undo=True)))
        assert {one.tags for one in matches(store, query)} == {()}
        (said_again,) = keeping.tag(store, [first.matched_source], keeping.Words(text=words.text, undo=True))
        assert isinstance(said_again, Indexed)
        assert said_again.status == "not_tagged"


def test_a_flat_picture_is_found_as_the_same_file_only(index: Path, tmp_path: Path) -> None:
    black = np.zeros((64, 64, 3), np.uint8)
    path, other = saved(tmp_path, "a.png", black), saved(tmp_path, "b.png", black[:50])
    with store_of(index) as store:
        (one,) = add(store, path)
        assert (one.hashes, one.refused) == (0, 1)
        assert [item.code for item in search(store, other) if isinstance(item, Caveat)] == ["hash_refused"]
        assert matches(store, other) == []
        assert [item.verdict for item in matches(store, path)] == ["same_file"]


def test_little_texture_is_a_candidate_at_most_and_says_so(index: Path, tmp_path: Path) -> None:
    path = saved(tmp_path, "a.png", WEAK)
    near = saved(tmp_path, "b.jpg", WEAK, "JPEG", quality=95)
    with store_of(index) as store:
        assert add(store, path)[0].degenerate == 1
        (found,) = matches(store, near)
        assert found.verdict == ("candidate" if found.distance_bits else "match")
        assert "little texture" in found.says
        assert [
            item.code for item in grouping.groups(store, grouping.Wanted()) if isinstance(item, Caveat)
        ] == ["hash_refused"]


def test_beyond_31_bits_it_is_a_candidate_and_beyond_the_radius_nothing(index: Path, tmp_path: Path) -> None:
    pixels = scene(5)
    with store_of(index) as store:
        add(store, saved(tmp_path, "a.png", pixels))
        known = next(store.all_kept()).hashes[0]
        verdicts = {}
        for bits in (0, 31, 32, 60, 61, 128):
            digest = np.packbits(np.unpackbits(known) ^ (np.arange(256) < bits)).tobytes()
            found = list(searching.of_hashes(store, [digest], searching.Wanted()))
            verdicts[bits] = [(one.verdict, one.distance_bits) for one in found if isinstance(one, Match)]
    assert verdicts == {
        0: [("match", 0)],
        31: [("match", 31)],
        32: [("candidate", 32)],
        60: [("candidate", 60)],
        61: [],
        128: [],
    }


def test_more_matches_than_asked_for_are_said_to_be_left_out(index: Path, tmp_path: Path) -> None:
    with store_of(index) as store:
        add(store, *(saved(tmp_path, f"{q}.jpg", scene(1), "JPEG", quality=q) for q in range(60, 66)))
        found = search(store, saved(tmp_path, "q.png", scene(1)), max_matches=4)
    assert sum(isinstance(item, Match) for item in found) == 4
    assert [item.code for item in found if isinstance(item, Caveat)] == ["limit_reached"]


def groups(store: Store, **wanted: Any) -> list[Group]:
    return [one for one in grouping.groups(store, grouping.Wanted(**wanted)) if isinstance(one, Group)]


def test_look_alikes_are_grouped_with_the_likely_original_first(index: Path, tmp_path: Path) -> None:
    large = saved(tmp_path, "large.png", scene(1, 800, 600))
    small = saved(tmp_path, "small.jpg", np.asarray(Image.fromarray(scene(1, 800, 600)).reduce(2)), "JPEG")
    with store_of(index) as store:
        add(store, small, saved(tmp_path, "else.png", scene(9)), large)
        (group,) = groups(store)
    assert [member.path for member in group.members] == [str(large), str(small)]
    assert (group.files, group.pictures, group.shape) == (2, 1, "clique")
    assert group.diameter_bits == group.members[1].distance_bits
    assert "most pixels (800 x 600)" in group.why


def test_a_copy_that_claims_an_earlier_time_is_told_against_the_original(index: Path, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9003] = "2013:10:12 16:01:33"
    with store_of(index) as store:
        add(store, saved(tmp_path, "small.jpg", scene(1, 400, 300), "JPEG", exif=exif))
        add(
            store,
            saved(tmp_path, "large.png", np.asarray(Image.fromarray(scene(1, 400, 300)).resize((800, 600)))),
        )
        (group,) = groups(store)
    assert group.members[0].path == str(tmp_path / "large.png")
    assert "small.jpg claims an earlier time (2013-10-12 16:01:33)" in group.why


def test_videos_with_one_card_in_common_are_not_one_footage(index: Path, tmp_path: Path) -> None:
    with store_of(index) as store:
        add(store, film(tmp_path, "a.mp4", [50, *range(5)]), film(tmp_path, "b.mp4", [50, *range(10, 15)]))
        add(store, film(tmp_path, "c.mp4", range(1, 4), options={"crf": "35"}))
        footage, card = groups(store)
    paths = [{str(member.path).rpartition("/")[2] for member in group.members} for group in (footage, card)]
    assert sorted(map(sorted, paths)) == [["a.mp4", "b.mp4"], ["a.mp4", "c.mp4"]]
    one = next(group for group in (footage, card) if group.pictures > 1)
    assert one.members[0].path == str(tmp_path / "a.mp4")
    assert "length" in one.why


def test_groups_do_not_depend_on_the_order_of_adding(index: Path, tmp_path: Path) -> None:
    paths = [
        saved(tmp_path, f"{seed}-{q}.jpg", scene(seed), "JPEG", quality=q)
        for seed in range(4)
        for q in (30, 90)
    ]
    found = []
    for number, order in enumerate((paths, paths[::-1])):
        with store_of(index.with_name(f"{number}.sqlite")) as store:
            add(store, *order)
            found.append({frozenset(str(m.path) for m in group.members) for group in groups(store)})
    assert found[0] == found[1]
    assert len(found[0]) == 4


def test_what_is_removed_is_gone_from_the_file(index: Path, tmp_path: Path) -> None:
    path = saved(tmp_path, "a.png", scene(1))
    with store_of(index) as store:
        (one,) = add(store, path)
        digest = next(store.all_kept()).hashes[0].tobytes()
        with opened(path) as evidence:
            assert [
                item.status for item in keeping.remove_file(evidence, store) if isinstance(item, Indexed)
            ] == ["removed"]
        assert matches(store, path) == []
        with pytest.raises(UsageError, match="no source"):
            list(keeping.remove(store, [one.source]))
    assert digest not in index.read_bytes()
    assert digest[:8] not in index.read_bytes()


@pytest.mark.parametrize("form", ["ndjson", "csv", "plain", "threatexchange", "parquet"])
def test_a_list_goes_out_and_comes_in_again(form: str, index: Path, tmp_path: Path) -> None:
    still, video = saved(tmp_path, "a.png", scene(1)), film(tmp_path)
    listed = tmp_path / f"list.{form}"
    with store_of(index) as store:
        add(store, still, video)
        for known in list(store.sources()):
            store.tag(known.sha256, Said("seen; before", graphic=True))
        if form == "ndjson":
            lines = (item.line() for item in giving.records(store, places=True) if isinstance(item, Record))
            listed.write_text("".join(line + "\n" for line in lines))
        else:
            listed.write_bytes(b"".join(giving.data(store, form, places=True)))
        hashes = store.info().hashes
    with store_of(tmp_path / "other.sqlite") as other:
        said = list(taking_in.take_in(other, listed, pad=False))
        assert [item.hashes for item in said if isinstance(item, Indexed)] == [hashes]
        assert not [item for item in said if isinstance(item, Caveat | Failure)]
        again = list(taking_in.take_in(other, listed, pad=False))
        assert [item.status for item in again if isinstance(item, Indexed)] == ["already"]
        assert other.info().hashes == hashes
        found = matches(other, still)
        assert found[0].distance_bits == 0
        if form in {"ndjson", "csv", "parquet"}:
            assert found[0].matched_path == str(still)
            assert found[0].tags[0].text == "seen; before"
            (seen,) = matches(other, saved(tmp_path, "q.png", scene(7, 320, 240)))
            assert seen.matched_seconds == pytest.approx(3.5, abs=0.51)
        else:
            assert found[0].matched_label == "row 1"


def test_a_list_without_places_says_none(index: Path, tmp_path: Path) -> None:
    with store_of(index) as store:
        add(store, saved(tmp_path, "secret-name.png", scene(1)))
        out = b"".join(giving.data(store, "csv", places=False))
        lines = [item.line() for item in giving.records(store, places=False) if isinstance(item, Record)]
    assert b"secret-name" not in out
    assert "secret-name" not in "".join(lines)


def test_labels_of_a_list_come_back_with_its_rows(index: Path, tmp_path: Path) -> None:
    with store_of(index) as store:
        add(store, saved(tmp_path, "a.png", scene(1)))
        digest = next(store.all_kept()).hashes[0].tobytes().hex()
    listed = tmp_path / "list.csv"
    listed.write_text(f"hash,label\n{'0f' * 32},other\n{digest},case 17; photo 3\n")
    with store_of(tmp_path / "lists.sqlite") as store:
        list(taking_in.take_in(store, listed, pad=False))
        (found,) = matches(store, saved(tmp_path, "q.png", scene(1)))
    assert found.matched_medium == "list"
    assert found.matched_label == "case 17; photo 3"
    assert found.matched_path == str(listed)


def test_lines_that_cannot_be_read_cost_themselves(index: Path, tmp_path: Path) -> None:
    listed = tmp_path / "list.txt"
    listed.write_text(f"{'0f' * 32}\nnonsense\n{'f' * 60}\n")
    with store_of(index) as store:
        said = list(taking_in.take_in(store, listed, pad=False))
        assert [item.code for item in said if isinstance(item, Caveat)] == ["line_unread"] * 2
        assert store.info().hashes == 1
        assert [type(item) for item in taking_in.take_in(store, tmp_path / "none", pad=False)] == [Failure]


def test_merging_brings_everything_and_twice_changes_nothing(index: Path, tmp_path: Path) -> None:
    with store_of(tmp_path / "theirs.sqlite") as theirs:
        add(theirs, saved(tmp_path, "a.png", scene(1)), film(tmp_path))
        hashes = theirs.info().hashes
    with store_of(index) as store:
        add(store, saved(tmp_path, "b.png", scene(2)))
        for _ in range(2):
            list(keeping.merge(store, [tmp_path / "theirs.sqlite"]))
            assert store.info().hashes == hashes + 1


def records(done: "subprocess.CompletedProcess[bytes]") -> list[Record]:
    return [decode_line(line) for line in done.stdout.decode().splitlines()]


def kind(found: list[Record], *kinds: type[Record]) -> list[Record]:
    return [record for record in found if isinstance(record, kinds)]


def test_the_walk_of_an_analyst(index: Path, tmp_path: Path, cli: Cli) -> None:
    env = {"OSINTKIT_INDEX": str(index)}
    folder = tmp_path / "archive"
    folder.mkdir()
    film(folder)
    saved(folder, "a.png", scene(40))
    (folder / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\nnothing")
    done = cli("index", "add", "-r", folder, "--json", env=env)
    assert done.returncode == 3
    found = records(done)
    assert len(kind(found, Indexed)) == 2
    assert len(kind(found, Failure)) == 1
    (state,) = kind(found, Index)
    assert isinstance(state, Index)
    assert (state.stills, state.videos) == (1, 1)
    done = cli("index", "tag", folder / "film.mp4", "--text", "2016; not now", "--graphic", env=env)
    assert done.returncode == 0
    query = saved(tmp_path, "query.jpg", captioned(scene(3, 640, 480))[:, ::-1], "JPEG", quality=70)
    done = cli("search", query, "--sheet", "--fail-if", "match", "--json", env=env)
    assert done.returncode == 10
    (match, sheet) = kind(records(done), Match, Sheet)
    assert isinstance(match, Match)
    assert match.tags[0].text == "2016; not now"
    assert isinstance(sheet, Sheet)
    assert sheet.safe
    shown = cli("search", query, "--format", "table", env=env).stdout.decode()
    assert shown.index("2016; not now") < shown.index("mirrored")
    assert (
        "No match"
        in cli("search", saved(tmp_path, "no.png", scene(99)), "--format", "table", env=env).stdout.decode()
    )


def test_records_come_through_a_pipe(index: Path, tmp_path: Path, cli: Cli) -> None:
    hashed = cli("hash", film(tmp_path), saved(tmp_path, "a.png", scene(40))).stdout
    done = cli("index", "add", "-", "--index", index, "--json", input=hashed)
    assert done.returncode == 0, done.stderr
    (state,) = kind(records(done), Index)
    assert isinstance(state, Index)
    assert (state.stills, state.videos, state.hashes) == (1, 1, 101)
    listed = str(saved(tmp_path, "b.png", scene(41))).encode() + b"\n"
    assert cli("index", "add", "-", "--index", index, "--json", input=listed).returncode == 0
    exported = cli("index", "export", "--index", index).stdout
    assert len(kind([decode_line(line) for line in exported.decode().splitlines()], Hash)) == 102
    again = cli("index", "import", "-", "--index", tmp_path / "other.sqlite", "--json", input=exported)
    (state,) = kind(records(again), Index)
    assert isinstance(state, Index)
    assert state.hashes == 102


def test_hashes_alone_can_be_searched_for(index: Path, tmp_path: Path, cli: Cli) -> None:
    path = saved(tmp_path, "a.png", scene(1))
    cli("index", "add", path, "--index", index)
    (one,) = kind(records(cli("hash", path)), Hash)
    assert isinstance(one, Hash)
    done = cli("search", "--hash", str(one.hash).upper(), "--index", index)
    assert done.returncode == 0
    (match,) = kind(records(done), Match)
    assert isinstance(match, Match)
    assert (match.source, match.distance_bits) == (None, 0)
    listed = tmp_path / "hashes.csv"
    listed.write_text(f"hash,quality\n{one.hash},100\n{'0f' * 32},100\n")
    assert len(kind(records(cli("search", "--hashes", listed, "--index", index)), Match)) == 1
    short = cli("search", "--hash", "abc", "--index", index)
    assert short.returncode == 2
    assert b"64" in short.stderr


def test_groups_of_files_need_no_index(tmp_path: Path, cli: Cli) -> None:
    one, other = saved(tmp_path, "a.png", scene(1)), saved(tmp_path, "b.jpg", scene(1), "JPEG")
    done = cli("dupes", one, other, saved(tmp_path, "c.png", scene(2)))
    assert done.returncode == 0, done.stderr
    assert len(kind(records(done), Group)) == 1
    shown = cli("dupes", one, other, "--format", "table").stdout.decode()
    assert "Likely the original" in shown
    assert not list(tmp_path.glob("cwd/*"))


def test_an_index_that_is_missing_newer_or_no_index_is_said_to_be(
    index: Path, tmp_path: Path, cli: Cli
) -> None:
    done = cli("index", "info", "--index", index)
    assert done.returncode == 2
    assert b"index add" in done.stderr
    cli("index", "add", saved(tmp_path, "a.png", scene(1)), "--index", index)
    with sqlite3.connect(index) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    before = index.read_bytes()
    done = cli("search", "--hash", "0f" * 32, "--index", index)
    assert done.returncode == 2
    assert b"newer" in done.stderr
    assert index.read_bytes() == before
    index.write_bytes(b"not an index" * 100)
    assert cli("index", "info", "--index", index).returncode == 2


def test_a_damaged_index_says_what_cannot_be_read_and_gives_the_rest(
    index: Path, tmp_path: Path, cli: Cli
) -> None:
    with store_of(index) as store:
        listed = tmp_path / "list.txt"
        rows = np.random.default_rng(0).integers(0, 256, (9000, 32), dtype=np.uint8)
        listed.write_text("\n".join(row.tobytes().hex() for row in rows))
        list(taking_in.take_in(store, listed, pad=False))
    with sqlite3.connect(index) as connection:
        connection.execute("UPDATE column_first SET data = zeroblob(5) WHERE id = 1")
    connection.close()
    done = cli("index", "check", "--index", index)
    assert done.returncode == 3
    assert kind(records(done), Caveat)
    done = cli("search", "--hash", rows[-1].tobytes().hex(), "--index", index)
    assert done.returncode == 3
    assert {type(record) for record in records(done)} >= {Caveat}
    exported = cli("index", "export", "--index", index, "--as", "plain")
    assert exported.returncode == 3
    assert b"not whole" in exported.stderr


def test_options_that_do_not_go_together_are_refused(index: Path, tmp_path: Path, cli: Cli) -> None:
    path = saved(tmp_path, "a.png", scene(1))
    assert cli("search", path, "--hash", "0f" * 32, "--index", index).returncode == 2
    assert cli("dupes", path, "--index", index).returncode == 2
    assert cli("index", "tag", path, "--index", index).returncode == 2
    assert cli("search", path, "--radius", "200", "--index", index).returncode == 2


def test_source_records_hold_the_path_of_what_was_added(index: Path, tmp_path: Path) -> None:
    odd = tmp_path / "caf\udce9.png"
    odd.write_bytes(encoded(scene(1)))
    with store_of(index) as store:
        add(store, odd)
        (found,) = matches(store, saved(tmp_path, "q.png", scene(1)))
        assert found.matched_path_b64 is not None
        (source,) = [item for item in giving.records(store, places=True) if isinstance(item, Source)]
    assert source.path_b64 == found.matched_path_b64
    assert json.loads(source.line())["path"].endswith("caf\\xe9.png")


def test_the_index_and_the_lists_that_are_read_are_never_written_over(
    index: Path, tmp_path: Path, cli: Cli
) -> None:
    path = saved(tmp_path, "a.png", scene(1))
    cli("index", "add", path, "--index", index)
    before = index.read_bytes()
    for command in (("index", "export", "--as", "csv"), ("search", path), ("index", "add", path), ("dupes",)):
        done = cli(*command, "--index", index, "--output", index, "--force")
        assert done.returncode == 2, command
        assert b"nothing is written over it" in done.stderr
    assert index.read_bytes() == before
    listed = tmp_path / "list.csv"
    listed.write_text("0f" * 32)
    assert cli("index", "import", listed, "--index", index, "--output", listed, "--force").returncode == 2
    assert listed.read_text() == "0f" * 32


def test_the_same_bytes_twice_are_two_files_that_show_the_same(tmp_path: Path, cli: Cli) -> None:
    one, twin = saved(tmp_path, "a.png", scene(1)), saved(tmp_path, "b.png", scene(1))
    (group,) = kind(records(cli("dupes", one, twin)), Group)
    assert isinstance(group, Group)
    assert [member.path for member in group.members] == [str(one), str(twin)]
    (group,) = kind(records(cli("dupes", one, twin, saved(tmp_path, "c.jpg", scene(1), "JPEG"))), Group)
    assert isinstance(group, Group)
    assert group.files == 3


def test_an_index_in_the_folder_that_is_added_is_passed_over(tmp_path: Path, cli: Cli) -> None:
    saved(tmp_path, "a.png", scene(1))
    inside = tmp_path / "seen.sqlite"
    for _ in range(2):
        done = cli("index", "add", "-r", tmp_path, "--index", inside, "--json")
        assert done.returncode == 0, done.stdout
        assert cli("search", "-r", tmp_path, "--index", inside).returncode == 0


def test_what_limits_records_comes_through_the_pipe_with_them(index: Path, tmp_path: Path, cli: Cli) -> None:
    path = film(tmp_path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 3 // 4])
    hashed = cli("hash", path, saved(tmp_path, "a.png", scene(40))).stdout
    done = cli("index", "add", "-", "--index", index, input=hashed)
    assert done.returncode == 3
    whole = cli("hash", tmp_path / "a.png").stdout.splitlines(keepends=True)
    done = cli("index", "add", "-", "--index", index, input=b"".join(whole[:-1]))
    assert done.returncode == 3
    assert b"no Summary" in done.stdout


def test_removing_what_is_not_there_is_said(index: Path, tmp_path: Path, cli: Cli) -> None:
    cli("index", "add", saved(tmp_path, "a.png", scene(1)), "--index", index)
    (one,) = kind(
        records(cli("index", "remove", saved(tmp_path, "b.png", scene(2)), "--index", index)), Indexed
    )
    assert isinstance(one, Indexed)
    assert one.status == "not_there"


def test_one_index_that_cannot_be_merged_costs_itself(index: Path, tmp_path: Path, cli: Cli) -> None:
    other = tmp_path / "other.sqlite"
    cli("index", "add", saved(tmp_path, "a.png", scene(1)), "--index", other)
    text = tmp_path / "text.sqlite"
    text.write_text("no index")
    done = cli("index", "merge", text, other, "--index", index)
    assert done.returncode == 3
    (state,) = kind(records(done), Index)
    assert isinstance(state, Index)
    assert state.hashes == 1


def test_a_clip_of_footage_that_comes_twice_is_told_whole(index: Path, tmp_path: Path) -> None:
    twice = film(tmp_path, "twice.mp4", [*range(10), *range(20, 26), *range(10)])
    with store_of(index) as store:
        add(store, twice)
        (found,) = matches(store, film(tmp_path, "clip.mp4", range(2, 8), options={"crf": "30"}))
    longest = found.spans[0]
    assert longest.query_to_s is not None
    assert longest.query_to_s - (longest.query_from_s or 0.0) >= 2.0


@pytest.mark.parametrize("seed", range(12))
def test_a_damaged_page_never_crashes_a_command(seed: int, index: Path, tmp_path: Path, cli: Cli) -> None:
    with store_of(index) as store:
        add(store, *(saved(tmp_path, f"{number}.png", scene(number)) for number in range(4)))
    rng = np.random.default_rng(seed)
    raw = bytearray(index.read_bytes())
    for _ in range(3):
        start = int(rng.integers(200, len(raw) - 64))
        raw[start : start + 48] = rng.integers(0, 256, 48, dtype=np.uint8).tobytes()
    index.write_bytes(raw)
    for command in (("index", "check"), ("search", tmp_path / "0.png"), ("dupes",), ("index", "export")):
        assert cli(*command, "--index", index).returncode in {0, 2, 3}, command

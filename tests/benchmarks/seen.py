r"""Was this seen before? Every figure of ``hash``, ``index``, ``search`` and ``dupes`` in one table.

    python -m tests.benchmarks.seen --images DIR --videos DIR \
        [--only stills,query,hashing,recall,index,crash] [--rows 1e7] [--quick] [--out FILE.md]

``hashing``, ``recall``, ``index`` and ``crash`` are the programs beside this one, each run as a process of
its own. The table holds what has a target; below it is all that was said. Exit code 1 when one is missed.

``stills`` takes one frame of each video, edits it and searches for it. Collections hold the same footage
more than once, re-encoded or cut into something longer, so a video is right if it has the unedited frame
within 31 bits, which frames of different things with enough texture never are. All others are wrong, and
listed: also those that show it turned or with bars, which a person would call right. So that footage held
often does not count for more, the share over the first video of each is told too, as *different*, and both
must meet the target. Videos that hardly move (all frames within 31 bits of the middle one) or have no
frame with enough texture are a set apart, without a target.
"""

import argparse
import hashlib
import json
import math
import statistics
import sys
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from osintkit.hash.rows import Row as Hashed
from osintkit.index.rows import FRAME, HASH_BYTES, Kept
from osintkit.index.store import open_store
from osintkit.media.picture import Rgb
from tests.benchmarks import changes, hashing, running
from tests.benchmarks.attacks import attack
from tests.benchmarks.hashing import SAME_BITS, Clip, bits_between, of, shown, tell
from tests.benchmarks.report import Row, environment, table
from tests.benchmarks.running import osintkit

# What each figure has to be, at most.
QUERY_OF_NUMPY, QUERY_MB, BYTES_A_HASH = 2.0, 64.0, 41.0
PATIENCE_S = 4 * 3600.0

EDITS: dict[str, tuple[str, float | None]] = {
    "JPEG q40": ("", 0.9), "mirrored": ("mirror", 0.9), "play button": ("play_button", 0.9),
    "caption": ("caption_top", 0.7), "crop 20 %": ("crop_20", None),
}  # fmt: skip
"""What is done to a still, its name in `tests.benchmarks.attacks`, and the share of right videos asked."""
SAMPLINGS: dict[str, tuple[str, ...]] = {"every frame": ("--every", "frame"), "0.5 s and shots": ()}
SAME_TIME_S = 0.05
SOURCE_ROWS = 100_000
FLAT = """\
import sys, faiss, numpy
faiss.omp_set_num_threads(1)
query = numpy.frombuffer(bytes.fromhex(sys.argv[2]), numpy.uint8)[None]
print(*faiss.read_index_binary(sys.argv[1]).range_search(query, 32)[1].astype(int))
"""
# The peak of a child is at least what its parent had when it was forked, so a small one starts it.
LAUNCH = """\
import json, os, resource, subprocess, sys
plain = {name: value for name, value in os.environ.items() if "_NUM_THREADS" not in name}
done = subprocess.run(sys.argv[1:], stdin=subprocess.DEVNULL, capture_output=True, env=plain)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
mb = used.ru_maxrss / (1024 if sys.platform != "darwin" else 1 << 20)
print(json.dumps([used.ru_utime + used.ru_stime, mb, done.returncode, done.stdout.decode()]))
"""


# --- stills: is a frame found in its video, whatever was done to it? ---


@dataclass(frozen=True)
class Still:
    """One frame of a video.

    Attributes:
        clip: the video.
        place: which of its frames.
        right: SHA-256 of every video that has it unedited.
        different: whether no still before it is of the same footage.
    """

    clip: Clip
    place: int
    right: frozenset[str]
    different: bool

    @property
    def name(self) -> str:
        """What the edits are seeded with."""
        return f"{self.clip.file.parent.name}-{self.clip.file.name}"

    @property
    def row(self) -> Hashed:
        """Its hash in the index of every frame."""
        return self.clip.rows[self.place]

    def picture(self) -> Rgb:
        """The frame as a player shows it."""
        with shown(self.clip.file) as (moving, _):
            pictures = moving.pictures() if moving is not None else iter(())
            return next(picture.rgb() for place, picture in enumerate(pictures) if place == self.place)


def chosen(clips: list[Clip]) -> Iterator[Still]:
    """One frame of each video: any that has enough texture, or else any that has a hash."""
    earlier: set[str] = set()
    for clip in clips:
        places = clip.usable or [place for place, row in enumerate(clip.rows) if not row.refused]
        if not places:
            continue
        place = int(np.random.default_rng(zlib.crc32(clip.sha256.encode())).choice(places))
        exact = clip.words[place]
        same = {other.sha256 for other in clips if bits_between(exact, other.words).min() <= SAME_BITS}
        yield Still(clip, place, frozenset(same), earlier.isdisjoint(same))
        earlier.add(clip.sha256)


@dataclass(frozen=True)
class Answer:
    """What a search for one edited still came to: Match records in the order told, one for each video."""

    still: Still
    matches: list[dict[str, Any]]

    @property
    def right(self) -> list[dict[str, Any]]:
        """Those of a right video."""
        return [match for match in self.matches if match["matched_source"] in self.still.right]

    @property
    def first(self) -> bool:
        """Whether a right video stands first."""
        return bool(self.right) and self.matches[0] is self.right[0]

    @property
    def off_s(self) -> float | None:
        """How far from its time in its own video the still was found; None if that was not found."""
        own = [match for match in self.right if match["matched_source"] == self.still.clip.sha256]
        return abs(own[0]["matched_seconds"] - self.still.row.seconds) if own else None


def stills(bench: "Bench") -> Iterator[Row]:
    """Edited frames searched for in an index of every frame, and in one as it is by default."""
    every = list(chosen(bench.hashing.clips))
    files = [still.clip.file for still in every]
    with running.scratch() as folder:
        digests = written(every, folder)
        for sampling, options in SAMPLINGS.items():
            index = folder / f"{len(options)}.sqlite"
            checked(osintkit("index", "add", "--index", index, "--json", *options, *files), folder)
            matches = searched(index, folder)
            for edit in EDITS:
                found = (matches.get(digests[still.clip.sha256, edit], []) for still in every)
                yield from still_rows(edit, sampling, list(map(Answer, every, found)))


def written(every: list[Still], folder: Path) -> dict[tuple[str, str], str]:
    """Every edit of every still as a file; the SHA-256 of each, by those of the video and the edit."""
    found = {}
    for number, still in enumerate(every):
        picture = still.picture()
        for edit, (way, _) in EDITS.items():
            file = folder / f"{number:04d}-{way}.png"
            edited = attack(way, still.name, picture, ()) if way else changes.saved(picture, 40)
            Image.fromarray(edited).save(file, compress_level=1)
            found[still.clip.sha256, edit] = hashlib.sha256(file.read_bytes()).hexdigest()
    return found


def checked(command: list[str], folder: Path) -> list[dict[str, Any]]:
    """The records of a command that ends well, or with a word about files that are damaged.

    Raises:
        Unusable: it does not.
    """
    done = running.run(command, folder, patience_s=PATIENCE_S)
    if done.code not in {0, 3}:
        raise running.Unusable(done.err[-500:].decode(errors="replace"))
    return done.records()


def searched(index: Path, folder: Path) -> dict[str, list[dict[str, Any]]]:
    """Match records of all pictures in a folder, by the SHA-256 of the picture."""
    command = osintkit("search", "--index", index, "--json", *sorted(folder.glob("*.png")))
    found: dict[str, dict[str, dict[str, Any]]] = defaultdict(dict)
    for record in checked(command, folder):
        if record["type"] == "osintkit.match/1":
            # Stills of the same footage may be the same picture, and each is told twice then.
            found[record["source"]].setdefault(record["matched_source"], record)
    return {source: list(matches.values()) for source, matches in found.items()}


def still_rows(edit: str, sampling: str, answers: list[Answer]) -> Iterator[Row]:
    """A row for each set."""
    least = EDITS[edit][1] if sampling == "every frame" else None
    for moves, apart, promised in ((True, "", least), (False, "; hardly moving or without texture", None)):
        some = [one for one in answers if one.still.clip.moves == moves]
        yield still_row(f"stills, {edit}, {sampling}{apart}", some, promised)


def still_row(title: str, answers: list[Answer], least: float | None) -> Row:
    """How often a right video stands first, how far off in time, and what else was found."""
    some = {"": answers, "of different footage ": [one for one in answers if one.still.different]}
    first = {what: sum(one.first for one in each) for what, each in some.items()}
    verdicts = [one.right[0]["verdict"] for one in answers if one.right]
    wrong = [line for one in answers for line in wrong_lines(one)]
    told = [f"right video first, {what}{of(first[what], len(each))}" for what, each in some.items()]
    told += [
        f"at all {of(len(verdicts), len(answers))}: {verdicts.count('match')} as match, others as candidate",
        f"time off {in_time(sorted(one.off_s for one in answers if one.off_s is not None))}",
        f"wrong videos {len(wrong)}, {sum(line.startswith('match') for line in wrong)} of them as match",
    ]
    told += [f"missed {name_of(one)}" for one in answers if not one.first] if least else []
    passed = least is None or all(first[what] >= least * len(each) for what, each in some.items())
    target = "" if least is None else f"at least {least:g}"
    return Row(title, "; ".join(told), "", target, None if least is None else passed, {"wrong": wrong})


def in_time(off_s: list[float]) -> str:
    """Errors of time in words."""
    if not off_s:
        return "unknown"
    near = of(sum(off <= SAME_TIME_S for off in off_s), len(off_s))
    tenth = off_s[math.ceil(0.9 * (len(off_s) - 1))]
    return f"{statistics.median(off_s):.3f} s (median), {tenth:.2f} s (90 %), {near} within {SAME_TIME_S} s"


def name_of(answer: Answer) -> str:
    """Which still it was, and what stood first."""
    still, row = answer.still, answer.still.row
    first = [f"{match['distance_bits']} bits from {match['matched_path']}" for match in answer.matches[:1]]
    return f"{still.name} at {row.seconds:.2f} s, quality {row.quality} ({'; '.join(first) or 'nothing'})"


def wrong_lines(answer: Answer) -> Iterator[str]:
    """Every wrong video among the matches."""
    for match in answer.matches:
        if match["matched_source"] in answer.still.right:
            continue
        done = " ".join([match["orientation"], "negative" * match["negative"], match["trim"]])
        place = f"{answer.still.name} for {match['matched_path']} at {match['matched_timecode']}"
        yield f"{match['verdict']}, {match['distance_bits']} bits ({done}), {place}"


# --- query: what does one question to a large index cost, as a whole process? ---


def query(bench: "Bench") -> Iterator[Row]:
    """CPU seconds and memory of ``osintkit search --hash``, and the size of the index."""
    with running.scratch() as folder:
        index = folder / "index.sqlite"
        with open_store(index, create=True) as store:
            store.add_many(sources(bench.rows))
            each = store.info().bytes_per_hash or 0.0
        whole, passed = index.stat().st_size / bench.rows, 0 < each <= BYTES_A_HASH
        ours = f"{each:.1f} bytes; {whole:.1f} with time, frame number and quality"
        yield Row(f"a hash on the disk, {bench.rows:.0e}", ours, "", f"at most {BYTES_A_HASH:g}", passed)
        asked = next(sources(SOURCE_ROWS)).hashes[SOURCE_ROWS // 2].copy()
        asked[3] ^= 0xFF
        commands = {
            "numpy": [sys.executable, "-c", "import numpy"],
            "help": osintkit("--help"),
            "version": osintkit("--version"),
            "search --help": osintkit("search", "--help"),
            "search": osintkit("search", "--index", index, "--hash", asked.tobytes().hex(), "--json"),
            **flat_command(bench.rows, folder, asked.tobytes().hex()),
        }
        yield from query_rows(bench.rows, launched(commands, bench.hashing.rounds))


def sources(rows: int) -> Iterator[Kept]:
    """Made-up videos of random hashes, 100,000 each, the same every time."""
    for number in range(rows // SOURCE_ROWS):
        frames = np.zeros(SOURCE_ROWS, FRAME)
        frames["pts"] = frames["frame"] = np.arange(SOURCE_ROWS)
        frames["quality"] = 100
        random = np.random.default_rng(number)
        yield Kept(
            sha256=hashlib.sha256(b"%d" % number).hexdigest(), path=f"/{number}.mp4", size_bytes=1,
            media="video", algorithm="pdq_luma", sampling="frame", time_base="1/25", frames=frames,
            hashes=random.integers(0, 256, (SOURCE_ROWS, HASH_BYTES), dtype=np.uint8),
        )  # fmt: skip


def flat_command(rows: int, folder: Path, asked: str) -> dict[str, list[str]]:
    """A program that searches the same hashes with faiss; none when that is not installed."""
    faiss = hashing.peer("faiss")
    if faiss is None:
        return {}
    flat = faiss.IndexBinaryFlat(8 * HASH_BYTES)
    for source in sources(rows):
        flat.add(source.hashes)
    faiss.write_index_binary(flat, str(folder / "flat"))
    return {"flat": [sys.executable, "-c", FLAT, str(folder / "flat"), asked]}


Runs = dict[str, list[tuple[float, float]]]  # CPU seconds and peak in MB of each run, by program


def launched(commands: dict[str, list[str]], rounds: int) -> Runs:
    """The programs in turn, each so often, after one round to fill the caches.

    Raises:
        Unusable: one of them failed, or a search did not find the one hash that there is.
    """
    runs: Runs = {name: [] for name in commands}
    finds = {"search": '"distance_bits":8', "flat": "8"}
    for number in range(rounds + 1):
        for name in sorted(commands, reverse=number % 2 == 1):
            done = running.run([sys.executable, "-c", LAUNCH, *commands[name]], Path.cwd())
            cpu_s, peak_mb, code, out = json.loads(done.out)
            if code or finds.get(name, "") not in out:
                raise running.Unusable(f"{name} ended with exit code {code}: {out[-300:]}")
            runs[name] += [(cpu_s, peak_mb)] if number else []
    return runs


def query_rows(rows: int, runs: Runs) -> Iterator[Row]:
    """What the search costs beyond starting, and beside faiss."""
    cpu = {name: statistics.median(cpu_s for cpu_s, _ in some) for name, some in runs.items()}
    least = {name: min(cpu_s for cpu_s, _ in some) for name, some in runs.items()}
    peak = {name: max(mb for _, mb in some) for name, some in runs.items()}
    shown = ", ".join(f"{name} {cpu[name]:.3f} s (least {least[name]:.3f})" for name in runs)
    beyond, lowest = ((of["search"] - of["help"]) / of["numpy"] for of in (cpu, least))
    ours = f"{beyond:.2f} (of the least {lowest:.2f})"
    what = f"one query of {rows:.0e}: CPU beyond --help, in imports of numpy"
    yield Row(what, ours, shown, f"at most {QUERY_OF_NUMPY:g}", beyond <= QUERY_OF_NUMPY, {"runs": runs})
    if "flat" in runs:
        ours, theirs = f"{cpu['search']:.3f} s", f"faiss flat {cpu['flat']:.3f} s"
        what, passed = f"one query of {rows:.0e}: CPU of the whole process", cpu["search"] <= cpu["flat"]
        yield Row(what, ours, theirs, "not above", passed)
    what, more = f"one query of {rows:.0e}: memory beyond --help", peak["search"] - peak["help"]
    theirs = ", ".join(f"{name} {mb:.0f} MB" for name, mb in peak.items())
    yield Row(what, f"{more:.0f} MB", theirs, f"at most {QUERY_MB:g} MB", more <= QUERY_MB)


# --- the programs beside this one ---


@dataclass(frozen=True)
class Bench:
    """What was asked for, and what the programs said."""

    hashing: hashing.Bench
    rows: int
    said: dict[str, str]

    @property
    def programs(self) -> dict[str, tuple[str | Path, ...]]:
        """Their options."""
        quick, images = self.hashing.quick, ("--images", self.hashing.images)
        peers = ("--peers",) if hashing.peer("faiss") else ()
        return {
            "hashing": (*images, "--videos", self.hashing.videos, *(("--quick",) if quick else ())),
            "recall": (*images, *(("--limit", "6") if quick else ())),
            "index": (*peers, "--rows", "1e4,1e5" if quick else f"1e5,1e6,{self.rows:.0e}"),
            "crash": ("--rounds", "5" if quick else "100"),
        }


def program(name: str, bench: Bench) -> Iterator[Row]:
    """Run one of the programs beside this one: its rows that have a target, or how it ended."""
    command = [sys.executable, "-m", f"tests.benchmarks.{name}", *map(str, bench.programs[name])]
    done = running.run(command, Path(__file__).resolve().parents[2], patience_s=PATIENCE_S)
    said = bench.said[name] = done.out.decode(errors="replace")
    rows = list(told_rows(said))
    yield from rows
    if not rows or (done.code and all(row.passed for row in rows)):
        # Either it has no table, as the one that kills, or it did not come to the end of it.
        says = ", ".join(said.splitlines()) or done.err[-300:].decode(errors="replace").strip()
        yield Row(name, says, "", "exit code 0", done.code == 0)


def told_rows(text: str) -> Iterator[Row]:
    """The rows with a target in what `tests.benchmarks.report.table` made of them."""
    for line in text.splitlines():
        match [cell.strip() for cell in line.strip("|").split("|")]:
            case [what, ours, theirs, target, "PASS" | "MISS" as mark]:
                yield Row(what, ours, theirs, target, mark == "PASS")


MEASUREMENTS: dict[str, Callable[[Bench], Iterator[Row]]] = {
    "stills": stills,
    "query": query,
    **{name: partial(program, name) for name in ("hashing", "recall", "index", "crash")},
}


def summary(rows: list[Row]) -> Iterator[str]:
    """The one table: what has a target, and whether it was met."""
    yield "| what | target | measured | met |"
    yield "|---|---|---|---|"
    for row in rows:
        if row.passed is not None:
            peers = f" ({row.theirs})" if row.theirs else ""
            yield f"| {row.what} | {row.target} | {row.ours}{peers} | {'yes' if row.passed else 'NO'} |"


def details(bench: Bench, rows: list[Row]) -> Iterator[str]:
    """All that was measured here, what was wrongly found, and what the programs said."""
    yield f"\n## Details\n\n{table(rows)}"
    for row in rows:
        yield from (f"- {row.what}, wrong video: {line}" for line in row.data.get("wrong", ()))
    for name, said in bench.said.items():
        yield f"\n### {name}\n\n{said}"
    yield str(environment())


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description="Measure all of hash, index, search and dupes.")
    parser.add_argument("--images", type=Path, required=True, help="folder of photographs")
    parser.add_argument("--videos", type=Path, required=True, help="folder of videos")
    parser.add_argument("--only", default=",".join(MEASUREMENTS), help="some of: %(default)s")
    parser.add_argument("--rows", type=float, default=1e7, help="hashes of the largest index")
    parser.add_argument("--quick", action="store_true", help="less of everything")
    parser.add_argument("--out", type=Path, help="write the tables to this file, too")
    asked = parser.parse_args()
    if unknown := set(asked.only.split(",")) - set(MEASUREMENTS):
        parser.error(f"unknown: {', '.join(unknown)}")
    return asked


def main() -> None:
    """Measure what was asked for, print the tables, and end with 1 when a target was missed."""
    asked = arguments()
    rounds = 3 if asked.quick else 9
    files = hashing.Bench(asked.images.resolve(), asked.videos.resolve(), rounds, asked.quick)
    bench = Bench(files, int(min(asked.rows, 1e6) if asked.quick else asked.rows), {})
    rows = []
    for name in asked.only.split(","):
        for row in MEASUREMENTS[name](bench):
            tell(f"{row.what}: {row.ours}")
            rows.append(row)
    text = "\n".join([*summary(rows), *details(bench, rows)])
    print(text)
    if asked.out:
        asked.out.write_text(f"{text}\n", encoding="utf-8")
    sys.exit(any(row.passed is False for row in rows))


if __name__ == "__main__":
    main()

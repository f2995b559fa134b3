"""Search and grouping of hashes beside faiss, and against brute force, in one run.

    python -m tests.benchmarks.index [--rows 1e5,1e6,1e7] [--peers] [--real FILE.npz] [--only exact,...]

CPU seconds of one thread, least of the rounds; ours and theirs by turns, as the machine may be busy.
Everything is in memory. The peers need ``pip install faiss-cpu``. A machine with 8 GB does for 10^7.
"""

import argparse
import ctypes
import importlib
import math
import multiprocessing
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import numpy as np

from osintkit.index.near import counting, join, pigeonhole, scan
from osintkit.index.near.hamming import Words, columns
from osintkit.index.near.search import Hits, Way, within
from tests.benchmarks import hash_sets
from tests.benchmarks.report import Row, environment, table

BLOCK_ROWS = 65_536
RADIUS, CANDIDATE_RADIUS = 31, 60
ROUNDS = 3
SAMPLED = (0, 7, 8, 15, 16, 31, 32, 47, 48, 60, 63)
MOST_FOR_EVERY_RADIUS = 10**6
# What the figures have to be, at most.
BATCH_S, BATCH_OF_FLAT, BATCH_OF_MULTI, GROWTH = 2.0, 1 / 5, 1 / 15, 1.0
GROUPS_OF_FLAT, GROUPS_S, GROUPS_MB, SINGLE_MB = 1 / 10, 15.0, 1500, 64


@dataclass(frozen=True)
class Block:
    """A block in memory; see `osintkit.index.near.Block`."""

    words: Words
    numbers: Words

    @property
    def rows(self) -> int:
        """How many hashes."""
        return len(self.numbers)

    def first(self) -> Words:
        """Words 0 and 1."""
        return self.words[:2]

    def rest(self) -> Words:
        """Words 2 and 3."""
        return self.words[2:]

    def ids(self) -> Words:
        """Row numbers of the whole set."""
        return self.numbers


@dataclass
class Set:
    """One archive, its queries, and what peers make of it."""

    rows: int
    real: Words | None
    faiss: Any
    file: Path | None = None
    timed: dict[str, float] = field(default_factory=dict)

    @cached_property
    def hashes(self) -> Words:
        """(rows, 4)."""
        return hash_sets.archive(self.rows, np.random.default_rng(self.rows), self.real)

    @cached_property
    def queries(self) -> Words:
        """1,000 of them."""
        return hash_sets.queries(self.hashes, 1000, np.random.default_rng(self.rows + 1))

    @cached_property
    def blocks(self) -> list[Block]:
        """The archive in blocks of 65,536."""
        ids = np.arange(self.rows, dtype=np.uint64)
        parts = [slice(start, start + BLOCK_ROWS) for start in range(0, self.rows, BLOCK_ROWS)]
        return [Block(np.ascontiguousarray(self.hashes[part].T), ids[part]) for part in parts]

    @cached_property
    def flat(self) -> Any:
        """IndexBinaryFlat."""
        return self._filled(self.faiss.IndexBinaryFlat(256))

    @cached_property
    def multi(self) -> Any:
        """IndexBinaryMultiHash with 16 tables of 16 bits, probing one flipped bit."""
        index = self.faiss.IndexBinaryMultiHash(256, 16, 16)
        index.nflip = 1
        return self._filled(index)

    def _filled(self, index: Any) -> Any:
        index.add(as_bytes(self.hashes))
        return index


def as_bytes(hashes: Words) -> Any:
    """(n, 32) bytes."""
    return np.ascontiguousarray(hashes).view(np.uint8)


def cpu_s(*jobs: Callable[[], object], rounds: int = ROUNDS) -> list[float]:
    """Least CPU seconds of each job, done by turns."""
    least = [math.inf] * len(jobs)
    for _ in range(rounds):
        for number, job in enumerate(jobs):
            begun = time.process_time()
            job()
            least[number] = min(least[number], time.process_time() - begun)
    return least


def extra_mb(work: str, rows: int, real: Path | None) -> float:
    """By how much a job grows a fresh process that has only the data; Linux, nan elsewhere.

    A process that has measured before, or a fork of it, has freed memory to use again, and would seem
    to need next to none.
    """
    receiver, sender = multiprocessing.Pipe(duplex=False)
    child = multiprocessing.get_context("spawn").Process(target=_grow, args=(sender, work, rows, real))
    child.start()
    sender.close()
    grown: float = receiver.recv()
    child.join()
    return grown


def _grow(sender: Any, work: str, rows: int, real: Path | None) -> None:
    data = Set(rows, hash_sets.real_hashes(real) if real else None, None)
    query, _ = data.queries[:1], data.blocks
    if not Path("/proc/self/clear_refs").exists():
        sender.send(math.nan)
        return
    # What making the data has freed goes back to the system, and the peak begins anew from there.
    ctypes.CDLL(None).malloc_trim(0)
    Path("/proc/self/clear_refs").write_text("5")
    before = _peak_mb()
    if work == "groups":
        join.groups(data.hashes, RADIUS)
    else:
        within(query, data.blocks, int(work))
    sender.send(_peak_mb() - before)


def _peak_mb() -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def exact(data: Set) -> Iterator[Row]:
    """Are all hits found, and nothing else, at every radius? 200 queries, and one of them alone."""
    radii = range(64) if data.rows <= MOST_FOR_EVERY_RADIUS else SAMPLED
    queries = data.queries[:200]
    apart = [brute_force(query, data.hashes, 63) for query in queries]
    asked = np.repeat(np.arange(len(queries)), [len(rows) for rows, _ in apart])
    rows, distance = (np.concatenate([each[part] for each in apart]) for part in (0, 1))
    missed = false = wrong = compared = 0
    for radius in radii:
        for most in (len(queries), 1):
            near = (distance <= radius) & (asked < most)
            wanted = set(zip(asked[near].tolist(), rows[near].tolist(), distance[near].tolist(), strict=True))
            hits = within(queries[:most], data.blocks, radius)
            found = pairs(hits)
            missed, false = missed + len(wanted - found), false + len(found - wanted)
            wrong, compared = wrong + len(hits) - len(found), compared + len(wanted)
    says = f"{missed} missed, {false} false, {wrong} twice of {compared:,}"
    yield Row(f"{data.rows:.0e}: hits, {len(radii)} radii of 0-63", says, "", "0", not missed + false + wrong)


def brute_force(query: Words, hashes: Words, radius: int) -> tuple[Any, Any]:
    """Rows within the radius, and their distances."""
    total = np.bitwise_count(hashes[:, 0] ^ query[0]).astype(np.int16)
    for word in range(1, 4):
        total += np.bitwise_count(hashes[:, word] ^ query[word])
    rows = (total <= radius).nonzero()[0]
    return rows, total[rows]


def pairs(hits: Hits) -> set[tuple[int, int, int]]:
    """What was found, by query, row and distance."""
    return set(zip(hits.query.tolist(), hits.ids.tolist(), hits.distance.tolist(), strict=True))


def beside(data: Set, what: str, count: int, radius: int, **peers: Any) -> tuple[float, dict[str, float]]:
    """Our CPU seconds, and those of each peer, for so many queries at this radius."""
    queries = data.queries[:count]
    codes = as_bytes(queries)
    jobs: list[Callable[[], object]] = [lambda: within(queries, data.blocks, radius)]
    # faiss keeps what is nearer than the radius.
    jobs += [partial(peer.range_search, codes, radius + 1) for peer in peers.values()]
    ours, *theirs = cpu_s(*jobs, rounds=ROUNDS if count * data.rows < 10**9 else 1)
    data.timed[what] = ours
    return ours, dict(zip(peers, theirs, strict=True))


def shown(ours: float, theirs: dict[str, float]) -> str:
    """The peers' seconds, and what part of them ours are."""
    return ", ".join(f"{name} {cpu:.4g} s ({ours / cpu:.3f})" for name, cpu in theirs.items())


def single(data: Set) -> Iterator[Row]:
    """One query."""
    peers = {"flat": data.flat} if data.faiss else {}
    for radius in (RADIUS, CANDIDATE_RADIUS):
        ours, theirs = beside(data, f"single {radius}", 1, radius, **peers)
        mb = extra_mb(str(radius), data.rows, data.file)
        text = f"{1000 * ours:.2f} ms, {mb:.1f} MB more"
        target = f"at most {SINGLE_MB} MB more"
        yield Row(f"{data.rows:.0e}: 1 query, r={radius}", text, shown(ours, theirs), target, mb <= SINGLE_MB)


def batch(data: Set) -> Iterator[Row]:
    """Many queries at the radius of near-duplicates, and at that of candidates."""
    peers = {"flat": data.flat, "MultiHash": data.multi} if data.faiss else {}
    ours, theirs = beside(data, "batch", 1000, RADIUS, **peers)
    limits = {"flat": BATCH_OF_FLAT, "MultiHash": BATCH_OF_MULTI}
    passed = ours <= BATCH_S and all(ours <= limits[name] * cpu for name, cpu in theirs.items())
    target = f"{BATCH_S} s at 1e7, 1/5 of flat, 1/15 of MultiHash"
    text, is_large = f"{ours:.3f} s", data.rows >= 10**7
    what = f"{data.rows:.0e}: 1000 queries, r={RADIUS}"
    yield Row(what, text, shown(ours, theirs), target, passed if is_large else None)
    for count in (8, 60, 1000):
        flat = {"flat": data.flat} if data.faiss else {}
        ours, theirs = beside(data, f"candidates {count}", count, CANDIDATE_RADIUS, **flat)
        what = f"{data.rows:.0e}: {count} queries, r={CANDIDATE_RADIUS}"
        yield Row(what, f"{ours:.3f} s", shown(ours, theirs))


def groups(data: Set) -> Iterator[Row]:
    """All pairs, up to a million hashes; the peer up to 10^5."""
    if data.rows > 10**6:
        return
    jobs: list[Callable[[], object]] = [lambda: join.groups(data.hashes, RADIUS)]
    if data.faiss and data.rows <= 10**5:
        jobs.append(lambda: data.flat.range_search(as_bytes(data.hashes), RADIUS + 1))
    ours, *theirs = cpu_s(*jobs, rounds=1 if data.rows > 10**5 else ROUNDS)
    mb = extra_mb("groups", data.rows, data.file)
    passed = ours <= GROUPS_S and mb <= GROUPS_MB and all(ours <= GROUPS_OF_FLAT * cpu for cpu in theirs)
    peers = shown(ours, {"flat": theirs[0]}) if theirs else ""
    target = f"1/10 of flat, {GROUPS_S:.0f} s and {GROUPS_MB} MB at 1e6"
    text = f"{ours:.2f} s, {mb:.0f} MB more"
    yield Row(f"{data.rows:.0e}: groups, r={RADIUS}", text, peers, target, passed)


def ways(data: Set) -> Iterator[Row]:
    """What does each way cost per hash and query? The choice among them rests on these."""
    for radius in (RADIUS, 36, 40, 47, CANDIDATE_RADIUS):
        for count in (8, 32, 64, 256, 1000):
            queries = np.unique(data.queries[:count], axis=0)
            made = {"scan": way_of_scan, "bands": way_of_bands, "counts": way_of_counts}
            texts = []
            for name, make in made.items():
                if name == "bands" and radius > 40:
                    continue
                tables_s, pass_s = cost_of(data, make, queries, radius)
                per_pair = 1e9 * pass_s / data.rows / count
                texts.append(f"{name} {per_pair:.3f} ns (tables {1000 * tables_s:.0f} ms)")
            yield Row(f"{data.rows:.0e}: {count} queries, r={radius}", ", ".join(texts), "")


def way_of_scan(queries: Words, radius: int) -> Way:
    """Look at every hash."""
    return lambda block: scan.hits(queries, radius, block)


def way_of_bands(queries: Words, radius: int) -> Way:
    """Tables of the queries near each key."""
    made = pigeonhole.tables(columns(queries), radius)
    return lambda block: pigeonhole.hits(made, block)


def way_of_counts(queries: Words, radius: int) -> Way:
    """Bit tables, added up."""
    by_word = columns(queries)
    made = counting.groups(by_word, radius)
    return lambda block: counting.hits(made, by_word, radius, block)


def cost_of(data: Set, make: Callable[[Words, int], Way], queries: Words, radius: int) -> tuple[float, float]:
    """CPU seconds to make the tables, and to pass over the archive."""
    begun = time.process_time()
    way = make(queries, radius)
    made = time.process_time()
    for block in data.blocks:
        for _ in way(block.words):
            pass
    return made - begun, time.process_time() - made


MEASUREMENTS: dict[str, Callable[[Set], Iterator[Row]]] = {
    "exact": exact,
    "single": single,
    "batch": batch,
    "groups": groups,
    "ways": ways,
}


def growth(sets: list[Set]) -> Iterator[Row]:
    """How does the cost of a batch grow from the smallest set to the largest?"""
    timed = [(data.rows, data.timed["batch"]) for data in sets if "batch" in data.timed]
    if len(timed) > 1:
        (few, short), (many, long) = timed[0], timed[-1]
        exponent = math.log(long / short) / math.log(many / few)
        what = f"growth of 1000 queries, {few:.0e} to {many:.0e}"
        yield Row(what, f"exponent {exponent:.2f}", "", f"{GROWTH}", exponent <= GROWTH)


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description="Measure search and grouping of hashes.")
    parser.add_argument("--rows", default="1e5,1e6,1e7", help="sizes of the archive: %(default)s")
    parser.add_argument("--peers", action="store_true", help="faiss in the same run")
    parser.add_argument("--real", type=Path, help="hashes of unrelated pictures, array H in an .npz")
    parser.add_argument("--only", default="exact,single,batch,groups", help=f"of {', '.join(MEASUREMENTS)}")
    return parser.parse_args()


def main() -> None:
    """Measure what was asked for, print the table, and end with 1 when a target was missed."""
    asked = arguments()
    faiss = importlib.import_module("faiss") if asked.peers else None
    if faiss:
        faiss.omp_set_num_threads(1)
    real = hash_sets.real_hashes(asked.real) if asked.real else None
    sets, rows = [Set(int(float(size)), real, faiss, asked.real) for size in asked.rows.split(",")], []
    for data in sets:
        for name in asked.only.split(","):
            for row in MEASUREMENTS[name](data):
                sys.stderr.write(f"{row.what}: {row.ours} | {row.theirs}\n")
                rows.append(row)
        for large in ("hashes", "blocks", "flat", "multi"):
            vars(data).pop(large, None)
    rows += growth(sets)
    print(table(rows))
    print(environment())
    sys.exit(any(row.passed is False for row in rows))


if __name__ == "__main__":
    main()

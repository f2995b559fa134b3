"""Does the index survive being killed? Two programs add, one looks; all are killed at random moments.

    python -m tests.benchmarks.crash [--rounds 100] [--seed 1]

After each round every source that was acknowledged must be there, hash for hash, and at the end all those of
all rounds; the looking program must never have seen an inconsistent state; and the index's own check must
find nothing. Exit code 1 when any of this fails. Killing a process is not a power cut: what the disk itself
loses is not tested.
"""

import argparse
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from osintkit.index.store import open_store
from tests.index_jobs import looks, lost

_PATIENCE_S = 60.0
_LONGEST_S = 0.6
_SOURCES = 100_000
_ROUNDS_PER_INDEX = 5  # so that looking at all of it after every round stays affordable


def main() -> int:
    """Run the rounds and say what became of them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rng, wrong, done = random.Random(options.seed), Counter[str](), Counter[str]()
    with tempfile.TemporaryDirectory(prefix="crash-") as folder:
        for first in range(0, options.rounds, _ROUNDS_PER_INDEX):
            rounds = min(_ROUNDS_PER_INDEX, options.rounds - first)
            run(Path(folder) / f"index-{first}", rounds, rng, wrong, done)
            told = ", ".join(f"{count} {what}" for what, count in done.items())
            print(f"{told}; wrong: {sum(wrong.values())}", file=sys.stderr)
    for what, count in (done + Counter()).items():
        print(f"{what}: {count}")
    for what, count in wrong.items():
        print(f"wrong, {what}: {count}")
    return int(any(wrong.values()))


def run(path: Path, rounds: int, rng: random.Random, wrong: Counter[str], done: Counter[str]) -> None:
    """Some rounds on one index: what was done, and what went wrong."""
    with open_store(path, create=True):
        pass
    safe: list[int] = []
    for number in range(rounds):
        added, looked = one_round(path, 2 * number * _SOURCES, rng, wrong)
        safe += added
        with open_store(path, write=number % 2 == 0) as store:
            wrong["acknowledged and lost"] += lost(store, added)
            wrong["inconsistent after the kill"] += len(list(looks(store)))
        done += Counter({"rounds": 1, "acknowledged": len(added), "looks": looked})
    with open_store(path) as store:
        wrong["acknowledged and lost at the end"] += lost(store, safe)
        problems = list(store.check())
        print(*problems[:20], sep="\n", end="\n" if problems else "", file=sys.stderr)
        wrong["found by check"] += len(problems)
        done += Counter({"hashes": store.info().hashes, "sealed": store.info().sealed})


def one_round(path: Path, first: int, rng: random.Random, wrong: Counter[str]) -> tuple[list[int], int]:
    """Two that add and one that looks, killed after a while: what was acknowledged, how often it looked."""
    jobs = [start("add", path, first, _SOURCES), start("add", path, first + _SOURCES, _SOURCES)]
    jobs.append(start("look", path))
    begun = [job.stdout.readline() for job in jobs if job.stdout]  # all of them have begun
    time.sleep(rng.uniform(0, _LONGEST_S))
    rng.shuffle(order := list(jobs))
    for job in order:
        wrong["ended by itself"] += job.poll() is not None
        job.kill()
        time.sleep(rng.uniform(0, 0.01))
    said = []
    for job, line in zip(jobs, begun, strict=True):
        out, err = job.communicate(timeout=_PATIENCE_S)
        if err:
            print(err.decode(errors="replace"), file=sys.stderr)
        said.append((line + out).split(b"\n")[:-1])  # the last line may be torn
    return [int(number) for number in (*said[0], *said[1])], len(said[2])


def start(*arguments: object) -> "subprocess.Popen[bytes]":
    """One of the programs of `tests.index_jobs`."""
    command = [sys.executable, "-m", "tests.index_jobs", *map(str, arguments)]
    root = Path(__file__).resolve().parents[2]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=root)


if __name__ == "__main__":
    raise SystemExit(main())

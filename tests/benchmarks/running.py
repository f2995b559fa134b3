"""Programs run one after another, with the CPU seconds of everything they started."""

import csv
import json
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Command = Callable[[Path], list[str]]
DETECTORS = ("content", "adaptive", "hash", "hist")
PATIENCE_S = 600.0


class Unusable(Exception):
    """A program that was to be measured did not do its work."""


@dataclass(frozen=True, slots=True)
class Done:
    """How a program ended.

    Attributes:
        code: exit code, negative for a signal.
        cpu_s: user and system seconds of it and of all it waited for.
        wall_s: seconds that passed.
        hung: it was ended because it took too long.
        out: its standard output.
        err: its standard error.
    """

    code: int
    cpu_s: float
    wall_s: float
    hung: bool
    out: bytes
    err: bytes

    def records(self) -> list[dict[str, Any]]:
        """Standard output as NDJSON; a torn last line is left out."""
        found = []
        for line in self.out.splitlines():
            try:
                found.append(json.loads(line))
            except ValueError:
                break
        return found


def run(command: list[str], folder: Path, *, patience_s: float = PATIENCE_S) -> Done:
    """Run a program in a folder to its end, or to the end of our patience."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        begun = time.monotonic()
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=out, stderr=err, cwd=folder, start_new_session=True
        )
        hung = threading.Event()

        def give_up() -> None:
            hung.set()
            os.killpg(process.pid, signal.SIGKILL)

        timer = threading.Timer(patience_s, give_up)
        timer.start()
        _, status, usage = os.wait4(process.pid, 0)
        timer.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        wall_s = time.monotonic() - begun
        out.seek(0)
        err.seek(0)
        cpu_s = usage.ru_utime + usage.ru_stime
        return Done(process.returncode, cpu_s, wall_s, hung.is_set(), out.read(), err.read())


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder for one run's results."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        yield Path(folder)


def race(commands: Mapping[str, Command], *, rounds: int) -> dict[str, list[Done]]:
    """Run the commands in turn, so often, each in a new folder; who begins changes with each round.

    One round before those that count fills the caches.

    Raises:
        Unusable: one of them failed.
    """
    results: dict[str, list[Done]] = {name: [] for name in commands}
    for number in range(rounds + 1):
        for name in sorted(commands, reverse=number % 2 == 1):
            with scratch() as folder:
                done = run(commands[name](folder), folder)
            if done.code:
                says = (done.err or done.out)[-300:].decode(errors="replace")
                raise Unusable(f"{name} ended with exit code {done.code}: {says}")
            if number:
                results[name].append(done)
    return results


def cpu(runs: list[Done]) -> float:
    """Median CPU seconds."""
    return statistics.median(done.cpu_s for done in runs)


def ratio(ours: list[Done], theirs: list[Done]) -> float:
    """Median over the rounds of our CPU seconds divided by theirs of the same round."""
    return statistics.median(one.cpu_s / other.cpu_s for one, other in zip(ours, theirs, strict=True))


def program(name: str) -> str | None:
    """Where a program is: beside this Python, else on the PATH; None when it is not installed."""
    beside = Path(sys.executable).with_name(name)
    return str(beside) if beside.is_file() else shutil.which(name)


def osintkit(*arguments: str | Path) -> list[str]:
    """A command line of osintkit.

    Raises:
        SystemExit: it is not installed in this environment.
    """
    found = program("osintkit")
    if found is None:
        raise SystemExit("osintkit is not installed in this environment: pip install -e .[test,bench]")
    return [found, *map(str, arguments)]


def scene_starts_s(folder: Path) -> list[float]:
    """Where PySceneDetect's list in a folder says that its scenes begin, but for the first."""
    starts: list[float] = []
    for file in folder.glob("*.csv"):
        with file.open(encoding="utf-8", newline="") as lines:
            starts += [float(row["Start Time (seconds)"]) for row in csv.DictReader(lines)]
    return sorted(starts)[1:]

r"""The table of the README: ``osintkit frames`` measured against PySceneDetect and ffprobe, in one run.

    python tests/benchmarks/frames.py --clips DIR --truth LABELS.json \
        [--composite CLIP --composite-truth LABELS.json] [--only shots,cpu] [--quick] [--json FILE]

The clips should be ones that nothing was tuned on. CPU seconds are those of the whole process tree, from
programs run in turn; times on the clock of a busy machine say little. Needs ``pip install .[bench]`` and,
for ``times``, ffprobe; what is not installed is said and left out. Not for Windows, which counts no CPU
seconds of process trees.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from fractions import Fraction
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import av
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from tests.benchmarks import clips, running
from tests.benchmarks.report import Row, finish
from tests.benchmarks.running import Done, osintkit
from tests.benchmarks.scoring import Score, Truth, composite_labels, labels, score

# What each figure has to be: at least, or at most.
F1 = 0.93
CPU_RATIO, FIXED_RATIO, HELP_RATIO = 0.5, 1.0, 1.3
NEAR_DUPLICATES, UNREPRESENTED = 0.04, 0.02

NEAR_BITS, SHOWN_BITS = 10, 12
HANG_S = 300.0
NOT_MEDIA = frozenset({".md", ".json", ".txt"})
TYPER_PROGRAM = '''\
import typer
app = typer.Typer()
@app.command()
def greet(name: str = "you", times: int = 1, loud: bool = typer.Option(False, help="Louder.")) -> None:
    """Greet somebody."""
    for _ in range(times):
        typer.echo(name.upper() if loud else name)
if __name__ == "__main__": app()
'''


@dataclass(frozen=True)
class Bench:
    """What was asked for, and what the measurements share."""

    folder: Path
    truths: dict[Path, Truth]
    composite: tuple[Path, Truth] | None
    rounds: int
    quick: bool

    @property
    def labelled(self) -> dict[Path, Truth]:
        """Every clip with labels."""
        return self.truths | dict([self.composite] if self.composite else [])

    @cached_property
    def survey(self) -> list[tuple[Path, Done]]:
        """Every file of the folder, examined once."""
        files = [
            file for file in sorted(self.folder.rglob("*")) if file.suffix not in NOT_MEDIA and file.is_file()
        ]
        found = []
        for number, file in enumerate(files[:: 10 if self.quick else 1]):
            tell(f"examining file {number + 1}: {file.name}")
            with running.scratch() as folder:
                found.append(
                    (file, running.run(osintkit("frames", file, "--json"), folder, patience_s=HANG_S))
                )
        return found


def tell(text: str) -> None:
    """Words for whoever waits, on stderr."""
    sys.stderr.write(f"{text}\n")


def scenedetect() -> str | None:
    """The peer; None, and a word about it, when it is not installed."""
    found = running.program("scenedetect")
    if found is None:
        tell("PySceneDetect is not installed and is left out: pip install .[bench]")
    return found


def of_type(records: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    """The records of one kind."""
    return [record for record in records if record["type"] == f"osintkit.{kind}/1"]


# --- shots: does it find the boundaries? ---


def our_boundaries(clip: Path) -> list[int]:
    """First frame of each shot but the first, by osintkit."""
    with running.scratch() as folder:
        records = running.run(osintkit("frames", "--shots", clip, "--json"), folder).records()
    found = [shot for shot in of_type(records, "shot") if shot["begins"] != "start"]
    videos = [stream for stream in of_type(records, "stream") if stream["media"] == "video"]
    if found and videos and not videos[0]["examined"]:
        # Labels and peers count the frames of the first video stream; this is a better one.
        times = clips.times_s(clip)
        return [clips.nearest(times, shot["start_s"]) for shot in found]
    return [shot["first_frame"] for shot in found]


def their_boundaries(peer: str, how: tuple[str, ...], clip: Path) -> list[int]:
    """The same by PySceneDetect: the picture nearest in time, since its frame numbers assume one rate."""
    with running.scratch() as folder:
        running.run([peer, "-q", "-i", str(clip), "-o", str(folder), *how, "list-scenes", "-s"], folder)
        starts = running.scene_starts_s(folder)
    times = clips.times_s(clip) if starts else []
    return [clips.nearest(times, start) for start in starts]


def shots(bench: Bench) -> Iterator[Row]:
    """F1 of shot boundaries, over all clips and for the composite."""
    peer = scenedetect()
    tools: dict[str, Callable[[Path], list[int]]] = {"osintkit": our_boundaries}
    if peer:
        # As it comes, it merges scenes shorter than 0.6 s: the second setting lets it find those as well.
        for name in running.DETECTORS:
            tools[name] = partial(their_boundaries, peer, (f"detect-{name}",))
            tools[f"{name} -m 3"] = partial(their_boundaries, peer, ("-m", "3", f"detect-{name}"))
    found: dict[str, dict[Path, list[int]]] = {tool: {} for tool in tools}
    for clip in bench.labelled:
        tell(f"shots of {clip.name}")
        for tool, boundaries in tools.items():
            found[tool][clip] = boundaries(clip)
    sets = {f"{len(bench.truths)} clips": bench.truths}
    if bench.composite:
        sets[f"composite {bench.composite[0].name}"] = dict([bench.composite])
    for name, truths in sets.items():
        for tolerance in (2, 0):
            yield shot_row(name, truths, found, tolerance)


def shot_row(
    name: str, truths: dict[Path, Truth], found: dict[str, dict[Path, list[int]]], tolerance: int
) -> Row:
    """F1 of each tool over some clips."""
    scores = {
        tool: sum((score(truth, of[clip], tolerance=tolerance) for clip, truth in truths.items()), Score())
        for tool, of in found.items()
    }
    ours, theirs = scores.pop("osintkit"), scores
    best = max((each.f1 for each in theirs.values()), default=0.0)
    short = {tool: each for tool, each in theirs.items() if tool.endswith(" -m 3")}
    plain = {tool: each for tool, each in theirs.items() if tool not in short}
    shown = f"{best_of(plain)}; with -m 3 {best_of(short)}" if theirs else ""
    data = {tool: asdict(each) | {"f1": each.f1} for tool, each in {"osintkit": ours, **theirs}.items()}
    passed = ours.f1 >= F1 and ours.f1 > best if tolerance else None
    target = f"at least {F1}, above the best peer" if tolerance else ""
    within = f"within {tolerance} frames" if tolerance else "to the frame"
    what = f"shot boundaries, F1 {within} ({name}: {ours.found + ours.missed} boundaries)"
    detected = {tool: {str(clip): of[clip] for clip in truths} for tool, of in found.items()}
    return Row(what, f"{ours.f1:.3f}", shown, target, passed, {"scores": data, "detected": detected})


def best_of(scores: dict[str, Score]) -> str:
    """The highest F1, and whose."""
    tool = max(scores, key=lambda name: scores[name].f1)
    return f"{tool.removesuffix(' -m 3')} {scores[tool].f1:.3f}"


# --- cpu, fixed, help: what does it cost? ---


def race_row(what: str, commands: dict[str, running.Command], rounds: int, most: float) -> Row:
    """CPU seconds of ``osintkit`` against those of the other command."""
    tell(f"{what}: {rounds} rounds")
    try:
        results = running.race(commands, rounds=rounds)
    except running.Unusable as error:
        return Row(what, str(error), "", f"at most {most:g}", passed=False)
    ours = results.pop("osintkit")
    ((peer, theirs),) = results.items()
    ratio = running.ratio(ours, theirs)
    data = {
        name: {"cpu_s": [done.cpu_s for done in runs], "wall_s": [done.wall_s for done in runs]}
        for name, runs in (("osintkit", ours), (peer, theirs))
    }
    shown = f"{running.cpu(ours):.2f} s ({ratio:.2f} of the peer's)"
    return Row(what, shown, f"{peer} {running.cpu(theirs):.2f} s", f"at most {most:g}", ratio <= most, data)


def cpu(bench: Bench) -> Iterator[Row]:
    """CPU seconds for the pictures of the composite."""
    peer = scenedetect()
    if peer is None or bench.composite is None:
        tell("cpu needs PySceneDetect and --composite, and is left out")
        return
    clip = str(bench.composite[0])
    commands: dict[str, running.Command] = {
        "osintkit": lambda folder: osintkit("frames", clip, "--json", "--out", folder),
        "detect-content save-images": lambda folder: [
            peer, "-q", "-i", clip, "-o", str(folder), "detect-content", "save-images",
        ],
    }  # fmt: skip
    yield race_row(f"CPU, {Path(clip).name} to picture files", commands, bench.rounds, CPU_RATIO)


def fixed(bench: Bench) -> Iterator[Row]:
    """CPU seconds for a clip so short that starting is what counts."""
    peer = scenedetect()
    if peer is None:
        return
    with running.scratch() as kept:
        clip = str(one_second(kept / "second.mp4"))
        commands: dict[str, running.Command] = {
            "osintkit": lambda folder: osintkit("frames", clip, "--json", "--out", folder),
            "detect-content list-scenes": lambda folder: [
                peer, "-q", "-i", clip, "-o", str(folder), "detect-content", "list-scenes",
            ],
        }  # fmt: skip
        yield race_row("CPU, a clip of one second", commands, 2 * bench.rounds + 1, FIXED_RATIO)


def one_second(path: Path) -> Path:
    """A clip of one second: noise, the same each time, that moves."""
    noise = np.random.default_rng(20).integers(0, 255, (360, 720, 3), dtype=np.uint8)
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=25, width=640, height=360, pix_fmt="yuv420p")
        for step in range(25):
            picture = np.ascontiguousarray(noise[:, step : step + 640])
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode(None))
    return path


def help_(bench: Bench) -> Iterator[Row]:
    """CPU seconds of ``--help``."""
    with running.scratch() as kept:
        program = kept / "program.py"
        program.write_text(TYPER_PROGRAM, encoding="utf-8")
        commands: dict[str, running.Command] = {
            "osintkit": lambda _: osintkit("--help"),
            "ten-line Typer program": lambda _: [sys.executable, str(program), "--help"],
        }
        yield race_row("CPU, --help", commands, 4 * bench.rounds + 1, HELP_RATIO)


# --- choice: are the pictures the right ones? ---


def our_pictures(clip: Path) -> tuple[list[int], set[int]]:
    """Looks and frame indices of the pictures that osintkit keeps."""
    with running.scratch() as folder:
        kept = of_type(running.run(osintkit("frames", clip, "--json"), folder).records(), "frame")
        looks = clips.looks_of_files([folder / frame["file"] for frame in kept])
    return looks, {frame["frame"] for frame in kept}


def their_pictures(peer: str, clip: Path) -> tuple[list[int], set[int]]:
    """The same of PySceneDetect, three for each scene."""
    with running.scratch() as folder:
        images = ["save-images", "-f", "$SCENE_NUMBER-$IMAGE_NUMBER-$FRAME_NUMBER"]
        running.run([peer, "-q", "-i", str(clip), "-o", str(folder), "detect-content", *images], folder)
        files = sorted(folder.glob("*.jpg"))
        return clips.looks_of_files(files), {int(file.stem.rpartition("-")[2]) for file in files}


def choice(bench: Bench) -> Iterator[Row]:
    """Near-duplicates among the pictures kept, and shots that none of them shows."""
    peer = scenedetect()
    tools: dict[str, Callable[[Path], tuple[list[int], set[int]]]] = {"osintkit": our_pictures}
    if peer:
        tools["save-images"] = partial(their_pictures, peer)
    totals = {tool: Counter[str]() for tool in tools}
    for clip, truth in bench.truths.items() if bench.quick else bench.labelled.items():
        tell(f"pictures of {clip.name}")
        every = clips.looks(clip)
        for tool, pictures in tools.items():
            looks, places = pictures(clip)
            parts = truth.shots(len(every))
            unshown = [
                part
                for part in parts
                if places.isdisjoint(part) and not clips.is_shown(part, looks, every, bits=SHOWN_BITS)
            ]
            near = clips.near_duplicates(looks, bits=NEAR_BITS)
            totals[tool].update(pictures=len(looks), near=near, shots=len(parts), unshown=len(unshown))
    yield choice_row("near-duplicates among pictures", "near", "pictures", totals, NEAR_DUPLICATES)
    yield choice_row("shots that no picture shows", "unshown", "shots", totals, UNREPRESENTED)


def choice_row(what: str, part: str, whole: str, totals: dict[str, Counter[str]], most: float) -> Row:
    """A share of each tool."""
    shares = {tool: count[part] / max(1, count[whole]) for tool, count in totals.items()}
    shown = {tool: f"{shares[tool]:.1%} ({count[part]} of {count[whole]})" for tool, count in totals.items()}
    ours = shown.pop("osintkit")
    theirs = ", ".join(f"{tool} {text}" for tool, text in shown.items())
    data = {tool: dict(count) for tool, count in totals.items()}
    return Row(what, ours, theirs, f"at most {most:.0%}", shares["osintkit"] <= most, data)


# --- times, outcome: can it be relied on? ---


def times(bench: Bench) -> Iterator[Row]:
    """How far the recorded PTS are from those that ffprobe gives for the same frame index."""
    ffprobe = running.program("ffprobe")
    if ffprobe is None:
        tell("ffprobe is not installed, and times are left out")
        return
    off: dict[str, list[tuple[int, int, int | None]]] = {}
    points = files = 0
    for file, done in bench.survey:
        stated, truth = both_times(ffprobe, file, done.records())
        if truth:
            files += 1
            points += len(stated)
            rest = {index: truth[index] if index < len(truth) else None for index in stated}
            wrong = [(index, pts, rest[index]) for index, pts in stated.items() if pts != rest[index]]
            off |= {str(file): wrong} if wrong else {}
    count = sum(map(len, off.values()))
    shown = f"{count} of {points} times off, in {len(off)} of {files} files"
    data = {"off: frame, ours, ffprobe's": off, "points": points, "files": files}
    yield Row("times against ffprobe, to the tick", shown, "", "none off", not off, data)


def both_times(ffprobe: str, file: Path, records: list[dict[str, Any]]) -> tuple[dict[int, int], list[int]]:
    """PTS by frame index, as osintkit and as ffprobe give them; nothing where they cannot be compared."""
    stated = {index: pts for index, pts, estimated in points_of(records) if not estimated}
    examined = [stream for stream in of_type(records, "stream") if stream["examined"] and stream["time_base"]]
    if not stated or not examined:
        return {}, []
    base, truth = clips.ticks(ffprobe, file, examined[0]["stream"])
    return (stated, truth) if base == Fraction(examined[0]["time_base"]) else ({}, [])


def points_of(records: list[dict[str, Any]]) -> Iterator[tuple[int, int, bool]]:
    """Frame index, PTS and whether the time is estimated, of every picture and end of a shot."""
    guessed = any(caveat["code"] == "time_estimated" for caveat in of_type(records, "caveat"))
    for frame in of_type(records, "frame"):
        if frame["frame"] is not None:
            yield frame["frame"], frame["pts"], frame["estimated"]
    for shot in of_type(records, "shot"):
        for end in ("first", "last"):
            if shot[f"{end}_frame"] is not None:
                yield shot[f"{end}_frame"], shot[f"{end}_pts"], guessed


def outcome(bench: Bench) -> Iterator[Row]:
    """What came of every file of the folder: an answer, or a reason, always."""
    bad: dict[str, str] = {}
    ends = Counter[str]()
    for file, done in bench.survey:
        what = verdict(done)
        ends[what if what.startswith("exit") else "bad"] += 1
        if not what.startswith("exit"):
            bad[str(file)] = what
    shown = ", ".join(f"{count} {what}" for what, count in sorted(ends.items()))
    target = "no hang, crash or silence"
    yield Row(
        f"outcome of {len(bench.survey)} files", shown, "", target, not bad, {"bad": bad, "ends": dict(ends)}
    )


def verdict(done: Done) -> str:
    """``exit N`` for an honest end, else what is wrong with it."""
    records = done.records()
    failures = of_type(records, "failure")
    if done.hung:
        return f"hung for {HANG_S:.0f} s"
    if done.code not in {0, 3} or b"Traceback" in done.err:
        return f"ended with {done.code}: {done.err[-300:].decode(errors='replace')}"
    if not of_type(records, "summary"):
        return "no Summary"
    crashed = [failure["says"] for failure in failures if failure["code"] == "crashed"]
    if crashed:
        return f"crashed: {crashed[0]}"
    if done.code == 0 and (failures or not of_type(records, "frame")):
        return "exit code 0 without a picture"
    return f"exit {done.code}"


MEASUREMENTS: dict[str, Callable[[Bench], Iterator[Row]]] = {
    "shots": shots,
    "cpu": cpu,
    "fixed": fixed,
    "help": help_,
    "choice": choice,
    "times": times,
    "outcome": outcome,
}


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description="Measure osintkit frames against its peers.")
    parser.add_argument("--clips", type=Path, required=True, help="folder of clips")
    parser.add_argument("--truth", type=Path, required=True, help="labels of some of them")
    parser.add_argument("--composite", type=Path, help="one long clip")
    parser.add_argument("--composite-truth", type=Path, help="its labels")
    parser.add_argument("--only", default=",".join(MEASUREMENTS), help="some of: %(default)s")
    parser.add_argument("--rounds", type=int, default=3, help="of which the median is taken")
    parser.add_argument("--quick", action="store_true", help="one round, every tenth file")
    parser.add_argument("--json", type=Path, help="write all figures to this file")
    asked = parser.parse_args()
    unknown = set(asked.only.split(",")) - set(MEASUREMENTS)
    if unknown or bool(asked.composite) != bool(asked.composite_truth):
        parser.error(f"unknown: {', '.join(unknown)}" if unknown else "--composite needs --composite-truth")
    return asked


def main() -> None:
    """Measure what was asked for, print the table, and end with 1 when a target was missed."""
    asked = arguments()
    composite = None
    if asked.composite:
        composite = asked.composite.resolve(), composite_labels(asked.composite_truth)
    folder = asked.clips.resolve()
    rounds = 1 if asked.quick else asked.rounds
    bench = Bench(folder, labels(asked.truth, folder), composite, rounds, asked.quick)
    rows = []
    for name in (name for name in MEASUREMENTS if name in asked.only.split(",")):
        for row in MEASUREMENTS[name](bench):
            tell(f"{row.what}: {row.ours}")
            rows.append(row)
    finish(rows, asked.json)


if __name__ == "__main__":
    main()

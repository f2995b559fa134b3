"""How complete, right and fast ``osintkit meta`` is beside ExifTool, over a folder of real files.

``python -m tests.benchmarks.metadata --files DIR --reference VIEW.json`` scores against a verification view
of ExifTool's answers, measures CPU beside the ExifTool that is installed, and examines hostile files and
truncations. Paths in the reference are relative to the folder that holds it.
"""

import argparse
import contextlib
import gc
import hashlib
import json
import os
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

from osintkit.errors import InputError
from osintkit.evidence import opened
from osintkit.media.c2pa_library import SETTINGS
from osintkit.media.door import kept
from osintkit.meta._inside import read
from osintkit.meta.found import Held
from osintkit.meta.step import Wanted, examine
from osintkit.records import Meta
from tests.benchmarks.claims_scoring import Score, view
from tests.benchmarks.report import Row, finish
from tests.benchmarks.running import run

_ADJUDICATED = Path(__file__).parents[1] / "reference" / "metadata_differences.json"
_CUTS = 20
_REPEATS = 5


def records(folder: Path, root: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Name in the reference and Meta record (as JSON) of every file that has one."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            try:
                with opened(path) as evidence:
                    for item in examine(evidence, wanted=Wanted()):
                        if isinstance(item, Meta):
                            yield path.relative_to(root).as_posix(), json.loads(item.line())
            except InputError as error:
                print(f"not examined: {path.relative_to(root)}: {error.says}", file=sys.stderr)


def score(folder: Path, reference: Path, *, verbose: bool) -> tuple[Score, dict[str, dict[str, Any]]]:
    """Compare every file with the reference."""
    wanted = json.loads(reference.read_text("utf-8"))
    root = reference.parent
    found = dict(records(folder, root))
    result = Score()
    for name, theirs in wanted.items():
        if (root / name).is_relative_to(folder):
            result.add(name, view(found[name]) if name in found else {}, theirs)
    for kind, entries in (("wrong", result.wrong), ("missing", result.missing), ("extra", result.extra)):
        if verbose:
            for file, name, mine, theirs in entries:
                print(
                    f"{kind}: {file} {name}: {str(mine)[:90]!r}, reference {str(theirs)[:90]!r}",
                    file=sys.stderr,
                )
    return result, found


def completeness(result: Score) -> list[Row]:
    """The rows about values."""
    rows = []
    for which, target in (("all", 0.99), ("critical", 0.995), ("makernote", None)):
        equal, total = result.rate(which)
        share = equal / max(total, 1)
        what = {
            "all": "all values but MakerNotes",
            "critical": "critical values",
            "makernote": "MakerNote values",
        }[which]
        wanted = "" if target is None else f"at least {target:.1%}"
        passed = None if target is None else share >= target
        rows.append(
            Row(f"equal to the reference: {what}", f"{equal} of {total} ({share:.2%})", "", wanted, passed)
        )
    known = {
        (entry["file"], entry["field"]): entry["right"]
        for entry in json.loads(_ADJUDICATED.read_text("utf-8"))
    }
    grave = [entry for entry in result.grave() if known.get(entry[:2]) != "ours"]
    what = "wrong positions, times, zones, makes, models, orientations, rotations, serials"
    told = f"{len(grave)}, after {len(result.grave())} differences were looked at"
    rows.append(Row(what, told, "", "0", not grave))
    open_ = [
        entry
        for entry in (*result.wrong, *result.missing)
        if not entry[1].startswith("mk.") and entry[:2] not in known
    ]
    rows.append(Row("differences that nobody has looked at yet", str(len(open_)), "", "", None))
    return rows


def zones(found: dict[str, dict[str, Any]]) -> list[Row]:
    """Zones worked out from satellites, beside what files state themselves."""
    inferred = [
        time for record in found.values() for time in record["times"] if time["zone_status"] == "inferred"
    ]  # fmt: skip
    return [Row("capture times whose zone was worked out", str(len(inferred)), "", "", None)]


def thumbnails(folder: Path) -> list[Row]:
    """What comparing the small pictures with the large ones comes to."""
    ends: Counter[str] = Counter()
    flagged: list[str] = []
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            with contextlib.suppress(InputError), opened(path) as evidence:
                for item in examine(evidence, wanted=Wanted(thumbnails=True)):
                    if isinstance(item, Meta):
                        ends.update(each.verdict.replace("_", " ") for each in item.thumbnails)
                        flagged += [path.name for each in item.thumbnails if each.verdict == "differs"]
    told = ", ".join(f"{count} {end}" for end, count in ends.most_common())
    return [
        Row("thumbnails", told, "", "", None),
        Row("thumbnails that show something else", "; ".join(flagged[:60]), "", "", None),
    ]


def credentials(found: dict[str, dict[str, Any]], root: Path) -> list[Row]:
    """Content Credentials beside the C2PA library's reading: label, generator, source types."""
    equal = total = 0
    for name, record in found.items():
        if not record["c2pa"]["present"]:
            continue
        total += 1
        manifests = {manifest["label"]: manifest for manifest in record["c2pa"]["manifests"]}
        equal += _as_the_library(root / name, record["c2pa"]["active_manifest"], manifests)
    return [
        Row(
            "files with Content Credentials",
            f"{total}; {equal} read as the C2PA library does",
            "",
            "all",
            equal == total,
        )
    ]


def _as_the_library(path: Path, active: str | None, manifests: dict[str, Any]) -> bool:
    import c2pa

    try:
        settings = c2pa.Settings.from_dict(SETTINGS)
        told = json.loads(c2pa.Reader(str(path), context=c2pa.Context(settings)).json())
    except c2pa.C2paError as error:
        print(f"the C2PA library refuses {path.name}: {error}", file=sys.stderr)
        return bool(manifests)
    same = told.get("active_manifest") == active and set(told.get("manifests", {})) == set(manifests)
    for label, theirs in told.get("manifests", {}).items():
        ours = manifests.get(label, {})
        same = same and (theirs.get("claim_generator") or ours.get("generator")) == ours.get("generator")
        same = same and _types(theirs) == set(ours.get("digital_source_types", ()))
    return same


def _types(manifest: dict[str, Any]) -> set[str]:
    actions = [
        action
        for assertion in manifest.get("assertions", ())
        if str(assertion.get("label", "")).startswith("c2pa.actions")
        for action in assertion.get("data", {}).get("actions", ())
    ]
    return {action["digitalSourceType"] for action in actions if action.get("digitalSourceType")}


def cpu(folder: Path) -> list[Row]:
    """CPU of both programs over the folder, beyond their own start."""
    exiftool = shutil.which("exiftool")
    osintkit = [sys.executable, "-m", "osintkit", "meta", "--json", "--workers", "1"]
    with tempfile.TemporaryDirectory() as empty:
        nowhere = str(Path(empty) / "nothing.jpg")
        ours = [[*osintkit, str(folder), "-r"], [*osintkit, nowhere]]
        one = min(
            (path for path in folder.rglob("*.jpg")), key=lambda path: abs(path.stat().st_size - 100_000)
        )
        theirs = [[str(exiftool), "-r", "-j", "-G1", "-n", "-struct", str(folder)], [str(exiftool), "-ver"]]
        spent: dict[str, list[float]] = {
            name: [] for name in ("ours", "our start", "theirs", "their start", "one", "their one")
        }
        jobs = [("ours", ours[0]), ("our start", ours[1]), ("one", [*osintkit, str(one)])]
        if exiftool:
            jobs += [("theirs", theirs[0]), ("their start", theirs[1]), ("their one", [exiftool, str(one)])]
        for _ in range(_REPEATS):
            for name, command in jobs:
                done = run(command, Path.cwd())
                spent[name].append(done.wall_s if name in {"one", "their one"} else done.cpu_s)
    files = sum(path.is_file() for path in folder.rglob("*"))
    mine = median(spent["ours"]) - median(spent["our start"])
    rows = [
        Row(
            "whole command over the folder, CPU",
            f"{median(spent['ours']):.2f} s",
            f"{_or(spent['theirs']):.2f} s (ExifTool)",
        )
    ]
    if not exiftool:
        return [
            *rows,
            Row("CPU a file beyond the start", f"{mine / files * 1e3:.2f} ms", "ExifTool is not installed"),
        ]
    peer = median(spent["theirs"]) - median(spent["their start"])
    rows.append(
        Row(
            "CPU a file beyond the start",
            f"{mine / files * 1e3:.2f} ms",
            f"{peer / files * 1e3:.2f} ms ({peer / mine:.1f} times)",
            "a tenth of ExifTool's",
            peer / mine >= 10,
        )
    )
    start_wall = median([run([*osintkit, "/nonexistent.jpg"], Path.cwd()).wall_s for _ in range(_REPEATS)])
    allowed = median(spent["their one"]) + start_wall
    rows.append(
        Row(
            "one file, cold, on the clock",
            f"{median(spent['one']):.3f} s",
            f"{median(spent['their one']):.3f} s",
            f"at most ExifTool's and our own start ({allowed:.3f} s)",
            median(spent["one"]) <= allowed,
        )
    )
    return rows


def reading(folder: Path) -> list[Row]:
    """CPU of reading alone, in this process: SHA-256, walkers, exifread, view, as JSON."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    gc.set_threshold(100_000)  # as in the worker
    best = min(_spent(files) for _ in range(_REPEATS))
    return [
        Row(
            "CPU a file of reading alone, in one process, SHA-256 included",
            f"{best / len(files) * 1e3:.2f} ms",
            "",
        )
    ]


def _spent(files: list[Path]) -> float:
    begun = time.process_time()
    for path in files:
        data = path.read_bytes()
        hashlib.sha256(data)
        with contextlib.suppress(InputError):
            read(Held(data), {"name": path.name, "all": False})
    return time.process_time() - begun


def _or(values: list[float]) -> float:
    return median(values) if values else float("nan")


def memory() -> list[Row]:
    """The largest resident size of the worker so far."""
    sizes = [_peak_kib(worker) for worker in kept.pids()]
    peak = max(sizes, default=0) / 1024
    return [
        Row("resident memory of the worker at its peak", f"{peak:.0f} MiB", "", "at most 60 MiB", peak <= 60)
    ]


def _peak_kib(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0])


def endure(files: list[Path], *, cuts: int) -> list[Row]:
    """Hostile files, and every file cut at many points: what each costs and how it ends."""
    ends: Counter[str] = Counter()
    worst = (0.0, "")
    with tempfile.TemporaryDirectory() as folder:
        for path in files:
            data = path.read_bytes()
            lengths = (
                [len(data) * number // (cuts + 1) for number in range(1, cuts + 1)] if cuts else [len(data)]
            )
            for length in lengths:
                cut = Path(folder) / f"cut{path.suffix[:8]}"
                cut.write_bytes(data[: max(length, 1)])
                before, begun = sum(map(_cpu_s, kept.pids())), time.process_time()
                ends[_end_of(cut)] += 1
                spent = sum(map(_cpu_s, kept.pids())) - before + time.process_time() - begun
                worst = max(worst, (spent, path.name))
    what = f"{_CUTS} truncations of each file" if cuts else "hostile files"
    told = ", ".join(f"{count} {end}" for end, count in ends.most_common())
    rows = [Row(f"{what}: how they end", told, "", "a record or a Failure", ends["EXCEPTION"] == 0)]
    rows.append(
        Row(f"{what}: the dearest", f"{worst[0]:.2f} s CPU ({worst[1]})", "", "at most 1 s", worst[0] <= 1)
    )
    return rows


def _cpu_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b") ")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _end_of(path: Path) -> str:
    try:
        with opened(path) as evidence:
            found = [item for item in examine(evidence, wanted=Wanted()) if isinstance(item, Meta)]
    except InputError as error:
        return f"Failure ({error.code.value})"
    return "record with problems" if found[0].problems or found[0].truncated else "record"


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--files", type=Path, required=True, help="folder of files, below the reference's folder"
    )
    parser.add_argument("--reference", type=Path, required=True, help="the verification view, as JSON")
    parser.add_argument("--hostile", type=Path, help="folder of files made to break readers")
    parser.add_argument("--cuts", action="store_true", help="also examine truncations of every file")
    parser.add_argument("--verbose", action="store_true", help="list every difference on stderr")
    parser.add_argument("--json", type=Path, help="write all figures here")
    asked = parser.parse_args()
    files, reference = asked.files.resolve(), asked.reference.resolve()
    result, found = score(files, reference, verbose=asked.verbose)
    rows = [
        *completeness(result),
        *zones(found),
        *credentials(found, reference.parent),
        *reading(files),
        *cpu(files),
    ]
    rows += thumbnails(files)
    if asked.hostile:
        rows += endure([path for path in sorted(asked.hostile.rglob("*")) if path.is_file()], cuts=0)
    if asked.cuts:
        rows += endure([path for path in sorted(files.rglob("*")) if path.is_file()], cuts=_CUTS)
    finish([*rows, *memory()], asked.json)


if __name__ == "__main__":
    main()

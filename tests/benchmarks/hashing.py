r"""What ``osintkit hash`` costs and how exact it is, beside pdqhash, imagehash and plain decoding.

    python -m tests.benchmarks.hashing --images DIR --videos DIR \
        [--only reference,others,video,luma] [--rounds 7] [--quick] [--json FILE]

CPU seconds throughout, of one thread but for decoding, ours and theirs by turns. Pictures are those that
osintkit's own decoder shows. Peers that are not installed are said and left out.
"""

import argparse
import gc
import importlib
import math
import os
import statistics
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any

os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = "1"  # read when numpy is imported

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from osintkit.blocks import BlockReader
from osintkit.errors import InputError
from osintkit.evidence import opened
from osintkit.hash import pdq
from osintkit.hash._inside import row_of
from osintkit.hash.algorithms import OTHERS
from osintkit.hash.picture import buffer_of
from osintkit.hash.rows import USABLE_QUALITY
from osintkit.hash.rows import Row as Hashed
from osintkit.hash.step import OFF_PDQ_BITS
from osintkit.media.opening import open_pictures
from osintkit.media.picture import Moving, Rgb
from tests.benchmarks import running
from tests.benchmarks.report import Row, finish
from tests.benchmarks.running import osintkit

# What each figure has to be: at least, or at most.
EQUAL, REFERENCE_CPU, VIDEO_CPU = 0.99, 0.4, 1.35

SAME_BITS = 31
SIDES_720P = (720, 1280)
FRAMES_TO_TIME = 30
FRAMES_COMPARED = 60
PARTS = {"median": 0.5, "95 %": 0.95, "99 %": 0.99, "most": 1.0}
# pdqhash.compute_dihedral gives the eight in this order.
DIHEDRAL = (
    *("upright", "rotated_270", "rotated_180", "rotated_90", "mirrored_rotated_180", "mirrored"),
    *("mirrored_rotated_270", "mirrored_rotated_90"),
)
DECODE = """\
import sys, av
with av.open(sys.argv[1]) as container:
    container.streams.video[0].thread_type, container.streams.video[0].codec_context.thread_count = "AUTO", 2
    for _ in container.decode(video=0): pass
"""


@dataclass(frozen=True)
class Clip:
    """A video, decoded once.

    Attributes:
        sides_px: of the frame as stored, the shorter first.
        hdr: whether its pictures are tone-mapped.
        rows: the hash of every frame as the index has it.
        exact: that of some frames' RGB pictures, by place in ``rows``; none where there is no luma plane.
    """

    file: Path
    sha256: str
    sides_px: tuple[int, ...]
    hdr: bool
    rows: list[Hashed]
    exact: dict[int, Hashed]

    @cached_property
    def words(self) -> NDArray[np.uint64]:
        """The hashes, (frames, 4)."""
        return words(self.rows)

    @cached_property
    def usable(self) -> list[int]:
        """Places of the frames with enough texture."""
        return [place for place, row in enumerate(self.rows) if is_usable(row)]

    @property
    def moves(self) -> bool:
        """Whether it has usable frames, and shows more than one view."""
        if not self.usable:
            return False
        middle = self.words[len(self.words) // 2]
        return bool(bits_between(middle, self.words[self.usable]).max() > SAME_BITS)


@dataclass(frozen=True)
class Bench:
    """What was asked for, and what the measurements share."""

    images: Path
    videos: Path
    rounds: int
    quick: bool

    @cached_property
    def pictures(self) -> dict[str, Rgb]:
        """Every still of the folder of images, as osintkit's own decoder shows it."""
        found = {}
        for file in files_of(self.images, every=8 if self.quick else 1):
            with shown(file) as (moving, _):
                if moving is not None and moving.still:
                    found[file.name] = next(iter(moving.pictures())).rgb()
        return found

    @cached_property
    def clips(self) -> list[Clip]:
        """Every video of the folder of videos that decodes, each content of a file once."""
        found: dict[str, Clip] = {}
        for file in files_of(self.videos, every=6 if self.quick else 1):
            clip = survey(file)
            if clip is not None and clip.rows:
                found.setdefault(clip.sha256, clip)
        return list(found.values())


def tell(text: str) -> None:
    """Words for whoever waits, on stderr."""
    sys.stderr.write(f"{text}\n")


def files_of(folder: Path, *, every: int) -> list[Path]:
    """The files below a folder, or some of them."""
    return [file for file in sorted(folder.rglob("*")) if file.is_file()][::every]


@contextmanager
def shown(file: Path) -> Iterator[tuple[Moving | None, str]]:
    """A file opened by osintkit's decoder, or None, and its SHA-256."""
    with opened(file) as evidence:
        try:
            moving = open_pictures(BlockReader(evidence.fd, evidence.size_bytes, evidence.blocks))
        except InputError:
            moving = None
        yield moving, evidence.sha256


def survey(file: Path) -> Clip | None:
    """Decode and hash all of a video; None when it is none."""
    with shown(file) as (moving, sha256):
        if moving is None or moving.still:
            return None
        rows, exact = [], {}
        step = max(1, int(declared_frames(moving) / FRAMES_COMPARED))
        try:
            for place, picture in enumerate(moving.pictures()):
                rows.append(row_of(picture, buffer_of(picture, exact=False)))
                if place % step == 0 and picture.coding() is not None:
                    exact[place] = row_of(picture, buffer_of(picture, exact=True))
        except InputError:
            return None
        facts = next(facts for facts in moving.facts if facts.get("examined"))
        sides_px = tuple(sorted((facts["width_px"], facts["height_px"])))
        hdr = any(problem.code == "tone_mapped" for problem in moving.problems())
        return Clip(file, sha256, sides_px, hdr, rows, exact)


def declared_frames(moving: Moving) -> float:
    """About how many frames there are."""
    return (moving.duration_s or 0.0) * 30


def words(rows: Iterable[Hashed]) -> NDArray[np.uint64]:
    """Hashes as (n, 4)."""
    return np.frombuffer(b"".join(row.digest for row in rows), np.uint64).reshape(-1, 4)


def bits_between(one: NDArray[np.uint64], others: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Distance of a hash to each of others, (n,)."""
    return np.asarray(np.bitwise_count(others ^ one).sum(axis=-1, dtype=np.int64))


def is_usable(row: Hashed) -> bool:
    """Whether likeness of this hash means something."""
    return not row.refused and row.quality >= USABLE_QUALITY


def peer(name: str) -> Any:
    """A library to compare with; None, and a word about it, when it is not installed."""
    try:
        return importlib.import_module(name)
    except ImportError:
        tell(f"{name} is not installed and is left out: pip install .[bench]")
        return None


def of(count: int, whole: int) -> str:
    """A share in percent, and the numbers."""
    return f"{count / max(1, whole):.1%} ({count} of {whole})"


# --- reference, others: are they the hashes that everybody else has? ---


def reference(bench: Bench) -> Iterator[Row]:
    """PDQ against pdqhash: upright, in eight orientations, and what it costs."""
    pdqhash = peer("pdqhash")
    if pdqhash is None:
        return
    upright: list[str] = []
    eight: list[str] = []
    for name, rgb in bench.pictures.items():
        off, off_eight = differences(pdqhash, rgb)
        size = f"{name} {rgb.shape[1]}x{rgb.shape[0]}: "
        upright += [size + off] if off else []
        eight += [size + off_eight] if off_eight else []
    count = len(bench.pictures)
    for what, missed in (("upright", upright), ("all eight orientations", eight)):
        passed = len(missed) <= (1 - EQUAL) * count
        ours = f"{of(count - len(missed), count)} equal"
        what = f"PDQ, bits and quality, {what}"
        yield Row(what, "; ".join([ours, *missed]), "pdqhash", f"at least {EQUAL:.0%}", passed)
    yield hash_cost("upright", bench, pdqhash.compute, [])
    yield hash_cost("in eight orientations", bench, pdqhash.compute_dihedral, list(pdq.ORIENTATIONS[1:]))


def differences(pdqhash: Any, rgb: Rgb) -> tuple[str, str]:
    """In words, what is not equal to the reference, upright and turned; empty where nothing is."""
    buffer = pdq.buffer_of(rgb)
    coefficients, quality = pdq.coefficients(buffer), pdq.quality(buffer)
    digest, theirs = pdqhash.compute(rgb)
    off = distance(pdq.bits(coefficients), digest)
    turned, _ = pdqhash.compute_dihedral(rgb)
    pairs = zip(DIHEDRAL, turned, strict=True)
    every = {name: distance(pdq.bits(pdq.oriented(coefficients, name)), one) for name, one in pairs}
    wrong = f"{off} bits, quality {quality} for {theirs}" if off or quality != theirs else ""
    return wrong, ", ".join(f"{name} {bits} bits" for name, bits in every.items() if bits)


def distance(digest: bytes, reference: Any) -> int:
    """Bits between a hash of ours and one of the reference's."""
    return int(np.count_nonzero(np.unpackbits(np.frombuffer(digest, np.uint8)) != reference))


def hash_cost(what: str, bench: Bench, theirs: Callable[[Rgb], object], turns: list[str]) -> Row:
    """CPU seconds for all pictures against those of the reference."""

    def ours(rgb: Rgb) -> None:
        buffer = pdq.buffer_of(rgb)
        coefficients = pdq.coefficients(buffer)
        pdq.quality(buffer), pdq.bits(coefficients)
        for turn in turns:
            pdq.bits(pdq.oriented(coefficients, turn))

    spent: dict[str, list[float]] = defaultdict(list)
    for _ in range(bench.rounds):
        for name, way in (("ours", ours), ("theirs", theirs)):
            begun = time.process_time()
            for rgb in bench.pictures.values():
                way(rgb)
            spent[name].append(time.process_time() - begun)
    ratio = statistics.median(one / other for one, other in zip(spent["ours"], spent["theirs"], strict=True))
    ms, theirs_ms = (1000 * min(each) / len(bench.pictures) for each in spent.values())
    target = f"at most {REFERENCE_CPU}"
    shown = f"{ms:.2f} ms a picture ({ratio:.2f} of the peer's)"
    return Row(f"PDQ, CPU, {what}", shown, f"pdqhash {theirs_ms:.2f} ms", target, ratio <= REFERENCE_CPU)


def others(bench: Bench) -> Iterator[Row]:
    """The other algorithms through the command, against imagehash on the same pixels."""
    imagehash = peer("imagehash")
    if imagehash is None:
        return
    files = [bench.images / name for name in bench.pictures]
    with running.scratch() as folder:
        command = osintkit("hash", "--algorithm", ",".join(OTHERS), "--json", *files)
        records = running.run(command, folder).records()
    names = {record["source"]: Path(record["path"]).name for record in records if "path" in record}
    hashes = [record for record in records if record.get("algorithm") in OTHERS]
    equal, refused, wrong = Counter[str](), 0, []
    for record in hashes:
        name, algorithm = names[record["source"]], record["algorithm"]
        picture = Image.fromarray(bench.pictures[name])
        same = record["hash"] == str(theirs_of(imagehash, algorithm)(picture))
        refused += record["hash"] is None
        equal[algorithm] += same
        wrong += [] if same or record["hash"] is None else [f"{algorithm} of {name}"]
    wanted = len(OTHERS) * len(bench.pictures)
    shown = "; ".join([f"{of(equal.total(), wanted)} equal, {refused} refused as flat", *wrong])
    passed = not wrong and len(hashes) == wanted
    yield Row(f"{len(OTHERS)} other algorithms", shown, "imagehash", "all", passed, {"equal": dict(equal)})


def theirs_of(imagehash: Any, algorithm: str) -> Callable[[Image.Image], object]:
    """The function of imagehash that we call so."""
    name, size = (algorithm[:-2], {"hash_size": 16}) if algorithm.endswith("16") else (algorithm, {})
    return partial(getattr(imagehash, {"ahash": "average_hash"}.get(name, name)), **size)


# --- video, luma: what does hashing every frame cost, and how far is it from PDQ? ---


def video(bench: Bench) -> Iterator[Row]:
    """CPU seconds of decoding and hashing all frames against decoding them."""
    long = [clip for clip in bench.clips if len(clip.rows) >= FRAMES_TO_TIME]
    hd = [clip for clip in long if clip.sides_px == SIDES_720P]
    rounds = min(3, bench.rounds)
    yield frames_cost("720p", hd, rounds, VIDEO_CPU)
    yield frames_cost("other sizes", [clip for clip in long if clip not in hd], rounds, None)
    longest = sorted(hd, key=lambda clip: len(clip.rows))[-3:]
    for clip in longest:
        yield command_cost(clip.file, rounds)


def frames_cost(what: str, clips: list[Clip], rounds: int, most: float | None) -> Row:
    """All frames of some clips, decoded and hashed, against decoded only."""
    ratios: dict[str, float] = {}
    total = np.zeros((rounds, 2))
    for clip in clips:
        tell(f"timing {clip.file.name}")
        spent_s(clip.file, hashed=True)  # fills the caches
        spent = np.array(
            [[spent_s(clip.file, hashed=which) for which in (False, True)] for _ in range(rounds)]
        )
        ratios[clip.file.name] = float(np.median(spent[:, 1] / spent[:, 0]))
        total += spent
    together = float(np.median(total[:, 1] / total[:, 0]))
    middle, worst = statistics.median(ratios.values()), max(ratios, key=lambda name: ratios[name])
    ours = f"{together:.2f} together, {middle:.2f} in the median, at most {ratios[worst]:.2f} ({worst})"
    frames = sum(len(clip.rows) for clip in clips)
    ms = 1000 * float(np.median(total[:, 1] - total[:, 0])) / frames
    theirs = f"decoding; hashing adds {ms:.2f} ms a frame"
    target = "" if most is None else f"at most {most}, together and in the median"
    passed = None if most is None else max(together, middle) <= most
    what = f"CPU, all {frames} frames of {len(clips)} clips, {what}"
    return Row(what, ours, theirs, target, passed, {"ratios": ratios})


def spent_s(file: Path, *, hashed: bool) -> float:
    """CPU seconds to decode a video, and to hash its frames as the index does."""
    gc.collect()  # frames of the clip before may be held in cycles
    with shown(file) as (moving, _):
        begun = time.process_time()
        for picture in moving.pictures() if moving is not None else ():
            if hashed:
                row_of(picture, buffer_of(picture, exact=False))
        return time.process_time() - begun


def command_cost(file: Path, rounds: int) -> Row:
    """The whole command, with a record for each frame, against a program that only decodes."""
    commands: dict[str, running.Command] = {
        "osintkit": lambda _: osintkit("hash", file, "--json"),
        "PyAV": lambda _: [sys.executable, "-c", DECODE, str(file)],
    }
    results = running.race(commands, rounds=rounds)
    ratio = running.ratio(results["osintkit"], results["PyAV"])
    ours = f"{running.cpu(results['osintkit']):.2f} s ({ratio:.2f})"
    return Row(f"CPU, osintkit hash {file.name}", ours, f"PyAV {running.cpu(results['PyAV']):.2f} s")


def luma(bench: Bench) -> Iterator[Row]:
    """How far the hash of a frame's luma plane is from PDQ of its picture."""
    for hdr in (False, True):
        off: dict[str, NDArray[np.int64]] = {}
        for clip in bench.clips:
            rows = [(clip.rows[place], row) for place, row in clip.exact.items() if not row.refused]
            if rows and clip.hdr == hdr:
                ours, exact = (words(each) for each in zip(*rows, strict=True))
                off[clip.file.name] = bits_between(ours, exact)
        if off:
            yield luma_row("HDR" if hdr else "8 to 12 bits, SDR", off)


def luma_row(what: str, off: dict[str, NDArray[np.int64]]) -> Row:
    """Distances in words."""
    every = np.sort(np.concatenate(list(off.values())))
    part = {name: int(every[math.ceil(share * (len(every) - 1))]) for name, share in PARTS.items()}
    beyond = {name: int(bits.max()) for name, bits in off.items() if bits.max() > OFF_PDQ_BITS}
    ours = ", ".join(f"{name} {bits}" for name, bits in part.items())
    equal = of(int(np.count_nonzero(every == 0)), len(every))
    ours += f"; {equal} equal; beyond {OFF_PDQ_BITS}: {beyond or 'none'}"
    return Row(
        f"bits from PDQ of the picture, {len(off)} clips, {what}", ours, "pdq", "", None, {"bits": part}
    )


MEASUREMENTS: dict[str, Callable[[Bench], Iterator[Row]]] = {
    "reference": reference,
    "others": others,
    "video": video,
    "luma": luma,
}


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description="Measure hashing of pictures and videos.")
    parser.add_argument("--images", type=Path, required=True, help="folder of photographs")
    parser.add_argument("--videos", type=Path, required=True, help="folder of videos")
    parser.add_argument("--only", default=",".join(MEASUREMENTS), help="some of: %(default)s")
    parser.add_argument("--rounds", type=int, default=7, help="of which the median is taken")
    parser.add_argument("--quick", action="store_true", help="one round, some of the files")
    parser.add_argument("--json", type=Path, help="write all figures to this file")
    asked = parser.parse_args()
    unknown = set(asked.only.split(",")) - set(MEASUREMENTS)
    if unknown:
        parser.error(f"unknown: {', '.join(unknown)}")
    return asked


def main() -> None:
    """Measure what was asked for, print the table, and end with 1 when a target was missed."""
    asked = arguments()
    cv2.setNumThreads(1)
    bench = Bench(
        asked.images.resolve(), asked.videos.resolve(), 1 if asked.quick else asked.rounds, asked.quick
    )
    rows = []
    for name in asked.only.split(","):
        for row in MEASUREMENTS[name](bench):
            tell(f"{row.what}: {row.ours}")
            rows.append(row)
    finish(rows, asked.json)


if __name__ == "__main__":
    main()

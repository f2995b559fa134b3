r"""How often is a changed copy of a picture found again by its hash alone, by us and by our peers?

    python -m tests.benchmarks.recall --images DIR [--out FILE.md] [--limit 62]

Every third picture of the folder, by name, lends itself to collages and picture-in-picture; the others are
attacked in sixty ways. All are stored. Each method's radius is one below the smallest distance between an
attacked picture of the first half and any *other* stored picture, and is used unchanged on the second half.
Pictures that look alike before anything was done to them are left out of each other's count, and named;
so are the hosts of an attack that shows some. Only the radii are kept from the second half: use pictures
that nothing was tuned on. Safe radii shrink as more pictures are stored. Peers that are not installed are
said and left out.
"""

import argparse
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from osintkit.hash import pdq, trims
from tests.benchmarks.attacks import ATTACKS, GROUPS, WITH_HOSTS, attack
from tests.benchmarks.changes import RGB
from tests.benchmarks.report import Row, environment, table

Hashes = NDArray[np.uint64]
Distances = NDArray[np.int16]
Mask = NDArray[np.bool_]

RATIO_ZERO, RATIO_PUBLISHED = 1.25, 1.4
PUBLISHED = 31  # PDQ's own radius
CANDIDATE = 60  # the radius at which we look closer; safe radii shrink as the index grows, this does not
ALIKE = 76  # nearer than this before any attack: look-alikes
PLAIN, FULL, APART = "osintkit upright", "osintkit", "osintkit, upright apart"
OURS = (PLAIN, FULL, APART)
PDQHASH = "pdqhash"


@dataclass(frozen=True, slots=True)
class Method:
    """A way to hash.

    Attributes:
        stored: picture -> (1, words), what an index keeps.
        query: picture -> (n, words), what it is asked with.
        negative: distances beyond half of the bits count from the other end.
    """

    stored: Callable[[RGB], Hashes]
    query: Callable[[RGB], Hashes]
    negative: bool = False


@dataclass(frozen=True, slots=True)
class Material:
    """The pictures.

    Attributes:
        names: of all stored pictures.
        pictures: the same, decoded.
        hosts: where the hosts are among them.
        originals: where those are that are attacked.
    """

    names: list[str]
    pictures: list[RGB]
    hosts: list[int]
    originals: list[int]


@dataclass(slots=True)
class Result:
    """What came of it.

    Attributes:
        distances: of each method, (attacks, originals, stored).
        ignored: (attacks, originals, stored), pairs that say nothing.
        alike: pairs left out, with their distance.
        cpu_s: CPU seconds of the queries, by method.
    """

    distances: dict[str, Distances]
    ignored: Mask
    alike: list[tuple[str, str, int]]
    cpu_s: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))


def tell(text: str) -> None:
    """Words for whoever waits, on stderr."""
    sys.stderr.write(f"{text}\n")


# --- methods ---


def packed(bits: NDArray[np.bool_]) -> Hashes:
    """Bits of one hash as (1, words)."""
    return np.packbits(bits.reshape(1, -1), axis=1).view(np.uint64)


def of_imagehash(function: Callable[..., Any], size: int, picture: RGB) -> Hashes:
    """One of imagehash's, at this size."""
    return packed(np.array(function(Image.fromarray(picture), hash_size=size).hash))


def of_pdqhash(function: Callable[[RGB], tuple[NDArray[np.uint8], int]], picture: RGB) -> Hashes:
    """The hash of Facebook's reference."""
    return packed(function(np.ascontiguousarray(picture))[0].astype(bool))


def upright(picture: RGB) -> Hashes:
    """Ours of the picture as it is."""
    digest = pdq.bits(pdq.coefficients(pdq.buffer_of(picture)))
    return np.frombuffer(digest, np.uint64).reshape(1, -1)


def variants(picture: RGB) -> Hashes:
    """Ours of the picture and of its parts, turned and mirrored."""
    buffers = [pdq.buffer_of(picture)]
    for part in trims.regions(picture):
        pixels = picture[part.top : part.top + part.height, part.left : part.left + part.width]
        buffer = pdq.buffer_of(pixels)
        if not pdq.is_flat(buffer):
            buffers.append(buffer)
    turned = [pdq.coefficients(buffer) for buffer in buffers]
    digests = [pdq.bits(pdq.oriented(one, name)) for one in turned for name in pdq.ORIENTATIONS]
    return np.frombuffer(b"".join(digests), np.uint64).reshape(len(digests), -1)


def methods() -> dict[str, Method]:
    """Ours, and the peers that are installed."""
    found = {PLAIN: Method(upright, upright), FULL: Method(upright, variants, negative=True)}
    try:
        import pdqhash

        reference = partial(of_pdqhash, pdqhash.compute)
        found[PDQHASH] = Method(reference, reference)
    except ImportError:
        tell("pdqhash is not installed and is left out: pip install pdqhash")
    try:
        import imagehash
    except ImportError:
        tell("imagehash is not installed and is left out: pip install imagehash")
        return found
    for name, size in (
        ("phash", 8),
        ("phash", 16),
        ("dhash", 8),
        ("dhash", 16),
        ("average_hash", 8),
        ("whash", 8),
    ):
        way = partial(of_imagehash, getattr(imagehash, name), size)
        found[f"{name} {size * size}"] = Method(way, way)
    return found


# --- distances ---


def distances(method: Method, query: Hashes, stored: Hashes) -> Distances:
    """From the nearest of a query's hashes to each stored one, (stored,)."""
    bits = np.bitwise_count(query[:, None] ^ stored[None]).sum(axis=2, dtype=np.int16)
    if method.negative:
        bits = np.minimum(bits, 64 * stored.shape[1] - bits)
    return np.asarray(bits.min(axis=0), np.int16)


def opened(folder: Path, limit: int) -> Material:
    """The pictures of a folder, and what each is for."""
    files = sorted(file for file in folder.iterdir() if file.suffix.lower() in {".jpg", ".jpeg", ".png"})
    pictures = [np.array(Image.open(file).convert("RGB")) for file in files]
    originals = [number for number in range(len(files)) if number % 3 != 2][:limit]
    hosts = [number for number in range(len(files)) if number % 3 == 2]
    if len(hosts) < 3:
        raise SystemExit(f"{folder} has {len(files)} pictures; at least nine are needed")
    return Material([file.name for file in files], pictures, hosts, originals)


def compared(material: Material, ways: dict[str, Method]) -> Result:
    """Every attacked picture against every stored one."""
    stored = {name: np.concatenate([way.stored(p) for p in material.pictures]) for name, way in ways.items()}
    shape = (len(ATTACKS), len(material.originals), len(material.pictures))
    result = Result({name: np.zeros(shape, np.int16) for name in ways}, np.zeros(shape, bool), [])
    leave_out(material, ways[FULL], stored[FULL], result)
    hosts = [material.pictures[host] for host in material.hosts]
    for number, original in enumerate(material.originals):
        tell(f"{number + 1} of {len(material.originals)}: {material.names[original]}")
        for row, name in enumerate(ATTACKS):
            changed = attack(name, material.names[original], material.pictures[original], hosts)
            for method, way in ways.items():
                begun = time.process_time()
                query = way.query(changed)
                result.cpu_s[method] += time.process_time() - begun
                result.distances[method][row, number] = distances(way, query, stored[method])
    return result


def leave_out(material: Material, way: Method, stored: Hashes, result: Result) -> None:
    """Mark the pairs that say nothing: look-alikes, a picture itself, and hosts where they are shown."""
    for number, original in enumerate(material.originals):
        near = distances(way, way.query(material.pictures[original]), stored)
        for other in np.flatnonzero(near < ALIKE):
            result.ignored[:, number, other] = True
            if other != original:
                result.alike.append((material.names[original], material.names[other], int(near[other])))
        result.ignored[:, number, original] = True
    shown = [row for row, name in enumerate(ATTACKS) if name in WITH_HOSTS]
    for row in shown:
        result.ignored[row][:, material.hosts] = True


# --- figures ---


@dataclass(frozen=True, slots=True)
class Figures:
    """How well one method does.

    Attributes:
        radius: largest distance that counts as found; -1 where none is safe.
        found: (attacks, originals).
        false: (attacks, originals, stored), matches with other pictures.
    """

    radius: str
    found: Mask
    false: Mask


def at_radius(material: Material, result: Result, method: str, radius: int) -> Figures:
    """With the same radius for all."""
    every = result.distances[method]
    own = every[:, np.arange(len(material.originals)), material.originals]
    return Figures(str(radius), own <= radius, (every <= radius) & ~result.ignored)


def safe_radius(result: Result, method: str) -> int:
    """One below the smallest distance to another picture, on the first half."""
    half = slice(None, None, 2)
    others = result.distances[method][:, half][~result.ignored[:, half]]
    return int(others.min()) - 1


def zero_false(material: Material, result: Result) -> dict[str, Figures]:
    """Each method at the largest radius that is safe on the first half."""
    found = {name: at_radius(material, result, name, safe_radius(result, name)) for name in result.distances}
    plain, full = found[PLAIN], found[FULL]
    # Upright hashes are few, so chance brings them less near: they may be asked with a wider radius.
    radius = f"{plain.radius} / {full.radius}"
    found[APART] = Figures(radius, plain.found | full.found, plain.false | full.false)
    return found


def share(found: Mask) -> float:
    """Percent."""
    return 100 * float(found.mean())


def halves(found: Mask) -> str:
    """Percent of the first half and of the second."""
    return f"{share(found[:, ::2]):.1f} / {share(found[:, 1::2]):.1f}"


def method_lines(figures: dict[str, Figures], result: Result) -> Iterator[str]:
    """The table of methods."""
    queries = result.ignored.shape[0] * result.ignored.shape[1]
    yield "| method | radius | recall, first / second half | false, second half | CPU ms a query |"
    yield "|---|---|---|---|---|"
    for name, one in figures.items():
        cpu = f"{1000 * result.cpu_s[name] / queries:.1f}" if name in result.cpu_s else ""
        yield f"| {name} | {one.radius} | {halves(one.found)} | {one.false[:, 1::2].sum()} | {cpu} |"


def group_lines(figures: dict[str, Figures], published: dict[str, Figures], best: str) -> Iterator[str]:
    """The table of attacks, for the best peer, any peer, and ours."""
    peers = [name for name in figures if name not in OURS]
    ours = list(OURS)
    yield f"| attack | {best} | best peer of the row | {' | '.join(ours)} | {PLAIN}, 31 | {FULL}, 31 |"
    yield "|---" * (len(ours) + 5) + "|"
    names = list(ATTACKS)
    for group, members in {**GROUPS, "**mean of 60**": tuple(ATTACKS)}.items():
        rows = [names.index(name) for name in members]
        single = [halves(figures[name].found[rows]) for name in (best, *ours)] if best else []
        columns = [figures[name].found[rows] for name in peers]
        most = max(columns, key=share) if columns else None
        single.insert(1, halves(most) if most is not None else "")
        single += [halves(published[name].found[rows]) for name in (PLAIN, FULL)]
        yield f"| {group} | {' | '.join(single)} |"


def false_lines(material: Material, figures: dict[str, Figures]) -> Iterator[str]:
    """Every false match on the second half, of methods that have few."""
    names = list(ATTACKS)
    for method, one in figures.items():
        rows = [place for place in np.argwhere(one.false).tolist() if place[1] % 2 == 1]
        for row, original, other in rows[:20]:
            first, second = material.names[material.originals[original]], material.names[other]
            yield f"- {method}: {names[row]} of {first} for {second}"
        if len(rows) > 20:
            yield f"- {method}: {len(rows) - 20} more"


def target_rows(figures: dict[str, Figures], published: dict[str, Figures], best: str) -> Iterator[Row]:
    """What was promised, on the second half, which no radius was chosen on."""
    recall = {name: share(one.found[:, 1::2]) for name, one in figures.items()}
    plain, full = (share(published[name].found[:, 1::2]) for name in (PLAIN, FULL))
    if best:
        ratio = recall[FULL] / max(0.1, recall[best])
        what, theirs = "recall at zero false", f"{best} {recall[best]:.1f} %"
        ours = f"{recall[FULL]:.1f} % ({ratio:.2f} of the peer's)"
        yield Row(what, ours, theirs, f"at least {RATIO_ZERO:g}", ratio >= RATIO_ZERO)
    ratio = full / max(0.1, plain)
    ours = f"{full:.1f} % ({ratio:.2f} of upright alone)"
    theirs = f"upright alone {plain:.1f} %"
    yield Row(
        f"recall at {PUBLISHED}", ours, theirs, f"at least {RATIO_PUBLISHED:g}", ratio >= RATIO_PUBLISHED
    )


def clean_row(material: Material) -> Row:
    """How often, and for how much, parts are found in pictures that nothing was done to."""
    kinds: Counter[str] = Counter()
    begun, parts, fired = time.process_time(), 0, 0
    for picture in material.pictures:
        found = trims.regions(picture)
        parts, fired = parts + len(found), fired + bool(found)
        kinds.update({part.trim for part in found})
    count = len(material.pictures)
    cpu_ms = 1000 * (time.process_time() - begun) / count
    shown = f"{fired / count:.0%} of pictures, {parts / count:.2f} parts each, {cpu_ms:.1f} ms: {dict(kinds)}"
    return Row(f"parts of {count} clean pictures", shown, "", "at most 10 ms", cpu_ms <= 10)


def report(material: Material, result: Result) -> Iterator[str]:
    """All of it, as lines of Markdown."""
    figures = zero_false(material, result)
    published = {name: at_radius(material, result, name, PUBLISHED) for name in (PLAIN, FULL)}
    peers = {name: share(one.found[:, ::2]) for name, one in figures.items() if name not in OURS}
    best = max(peers, key=lambda name: peers[name], default="")
    yield f"{len(material.originals)} originals, {len(material.pictures)} stored, {len(ATTACKS)} attacks\n"
    yield table([*target_rows(figures, published, best), clean_row(material)]) + "\n"
    fixed = {f"{name} at {PUBLISHED}": one for name, one in published.items()}
    fixed |= {f"{FULL} at {CANDIDATE}": at_radius(material, result, FULL, CANDIDATE)}
    yield from method_lines(figures | fixed, result)
    yield ""
    yield from group_lines(figures, published, best)
    yield "\nFalse matches on the second half:\n"
    yield from false_lines(material, figures | fixed)
    yield "\nLook-alikes left out:\n"
    yield from (f"- {one} and {other}, {bits}" for one, other, bits in result.alike)
    yield "" if result.alike else "none"
    yield f"\n{environment()}"


def main() -> None:
    """Measure, print the tables, and end with 1 when a target was missed."""
    parser = argparse.ArgumentParser(description="Measure recall of hashes over sixty attacks.")
    parser.add_argument("--images", type=Path, required=True, help="folder of photographs")
    parser.add_argument("--out", type=Path, help="write the tables to this file, too")
    parser.add_argument("--limit", type=int, default=62, help="originals at most (default: %(default)s)")
    asked = parser.parse_args()
    cv2.setNumThreads(1)
    material = opened(asked.images, asked.limit)
    text = "\n".join(report(material, compared(material, methods()))) + "\n"
    print(text)
    if asked.out:
        asked.out.write_text(text, encoding="utf-8")
    sys.exit("| MISS |" in text)


if __name__ == "__main__":
    main()

"""Sets of 256-bit hashes that look like an archive, and queries of which most have something to find.

Real perceptual hashes of unrelated pictures are as far apart as coin flips (mean 128, deviation 8), so
random bits stand in for them where no file of real ones is given. What an archive has besides are
near-duplicates, runs of keyframes, and the black, white and slate frames of every second video.
"""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint64]

BITS = 256
IN_COPIES, IN_RUNS, HOT = 0.25, 0.198, 0.002  # shares of the set; the rest are alone
COPY_BITS, RUN_BITS, HOT_BITS = 24, 6, 3  # flipped at most
PARETO_SHAPE, MOST_COPIES = 1.2, 500
RUN_LENGTH = 6
KNOWN_QUERIES, QUERY_BITS = 0.6, 34


def real_hashes(file: Path) -> Words:
    """The array ``H`` of a file of hashes, (n, 32) bytes, as (n, 4) words."""
    with np.load(file) as data:
        return np.ascontiguousarray(data["H"]).view("<u8").astype(np.uint64)


def archive(rows: int, random: np.random.Generator, real: Words | None = None) -> Words:
    """A set of hashes, (rows, 4), in random order: single ones, copies, runs of keyframes, hot ones."""
    in_copies, in_runs, hot = (int(rows * share) for share in (IN_COPIES, IN_RUNS, HOT))
    sizes = np.minimum(random.pareto(PARETO_SHAPE, in_copies // 2 + 1) + 2, MOST_COPIES).astype(np.int64)
    copies = _members(sizes, in_copies)
    runs = _members(np.full(in_runs // RUN_LENGTH + 1, RUN_LENGTH), in_runs)
    # What is alone, then the originals of the groups, then black and white.
    alone = rows - in_copies - in_runs - hot
    seeds = _originals(alone + int(copies.max(initial=0)) + int(runs.max(initial=0)) + 2, random, real)
    blanks = np.array([[0] * 4, [2**64 - 1] * 4], np.uint64)[random.integers(0, 2, hot)]
    parts = [
        seeds[:alone],
        flipped(seeds[alone:][copies], random.integers(0, COPY_BITS + 1, in_copies), random),
        flipped(seeds[::-1][runs], random.integers(0, RUN_BITS + 1, in_runs), random),
        flipped(blanks, random.integers(0, HOT_BITS + 1, hot), random),
    ]
    return np.concatenate(parts)[random.permutation(rows)]


def _members(sizes: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """The group of each of ``count`` hashes, groups one after another."""
    return np.repeat(np.arange(len(sizes)), sizes)[:count]


def _originals(count: int, random: np.random.Generator, real: Words | None) -> Words:
    made = random.integers(0, 2**64, (count, 4), dtype=np.uint64)
    if real is not None:
        used = min(len(real), count)
        made[random.permutation(count)[:used]] = real[random.permutation(len(real))[:used]]
    return made


def queries(archived: Words, count: int, random: np.random.Generator) -> Words:
    """Queries, (count, 4): 60 % are members with 0 to 34 bits flipped, 40 % are like nothing in the set."""
    known = int(count * KNOWN_QUERIES) if len(archived) else 0
    members = archived[random.integers(0, max(1, len(archived)), known)]
    found = flipped(members, random.integers(0, QUERY_BITS + 1, known), random)
    return np.concatenate([found, _originals(count - known, random, None)])[random.permutation(count)]


def flipped(words: Words, counts: NDArray[np.int64], random: np.random.Generator) -> Words:
    """Copies, (n, 4), with so many bits flipped at random places; a place drawn twice is flipped back."""
    changed = words.copy()
    for row_bits in range(int(counts.max(initial=0))):
        rows = np.flatnonzero(counts > row_bits)
        places = random.integers(0, BITS, len(rows))
        changed[rows, places >> 6] ^= np.uint64(1) << (places & 63).astype(np.uint64)
    return changed

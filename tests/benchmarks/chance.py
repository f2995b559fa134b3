r"""How near do unrelated pictures come? The table behind ``osintkit.index.chance``, and a check of its model.

    python tests/benchmarks/chance.py --hashes HASHES.npz [--videos DIR] [--pictures DIR] [--json FILE]

HASHES.npz has ``H`` (n, 32) PDQ hashes of pictures or of crops of them, ``src`` (n,) which photograph each
is of, and ``Q`` (n,) its quality; pairs from one photograph are left out. Frames of the videos are taken
four a second, all eight orientations of each; pairs from clips that show the same thing (``RELATED``,
grouped by looking at them) are left out, and what is near all the same is listed, to be looked at.
Pictures give full-frame hashes, crops that are nearly flat, and copies of those, edited, to see how often
a weak hash is found again. Needs the reference implementation: ``pip install pdqhash``. About 4 minutes.
"""

import argparse
import io
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

import av
import numpy as np
import pdqhash
from numpy.typing import NDArray
from PIL import Image

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from osintkit.index.chance import expected

FLAT_BELOW, STRONG_FROM = 8, 50  # PDQ quality
PAIRS = ("strong", "one weak", "both weak", "flat")
# Which of PAIRS, by what either side is: strong, weak, flat.
PAIR_OF = np.array([[0, 1, 3], [1, 2, 3], [3, 3, 3]], np.int16)
BITS = 256
SHOWN = (0, 10, 20, 31, 40, 47, 50, 60, 68, 76, 84, 90, 100, 128)
CHECKED_TO, FACTOR = 76, 3.0
LOOK_BELOW, MOST_LISTED = 80, 20

FRAME_STEP_S = 0.25
LEFT_OUT = ("anim/*", "composites/*")  # rectangles drawn by tests; clips cut together from the others
# Clips that show the same scene, the same place or the same test card.
RELATED = (
    ("*bbb*", "*bunny*", "*h265_bframes*", "*sample_h265.ts", "*vvc*", "*/luma.mp4", "*/chroma?.mp4"),
    ("*chapters*", "*iibbibb*", "decord/corrupted*", "*padded*", "*av1_video*", "*_10bits*", "*bt709*"),
    ("*roll-5s*", "*sample_h263*"),
    ("*captions*", "*testvid*"),
    ("androidx/avi_sample*",),
    ("androidx/*sample*", "*bt601*"),
    ("decord/video_*",),
    ("exoplayer/video_?.mp4",),
    ("*cockatoo*",),
    ("*asl_gestures*",),
    ("*bikes*", "*scene_cuts*"),
    ("*carphone*",),
    ("*xmp480*", "*uuid540*"),
    ("*3gp_sample*", "*sample_mpeg4*"),
    ("*iPod*", "*iTunes*"),
    ("*chair*",),
    ("*pattern*",),
)

CROPS_OF_EACH, SMALLEST_CROP_PX = 300, 64
BANDS = ((0, 7), (8, 15), (16, 29), (30, 49))
RADII = (10, 20, 31, 40)
MOST_COPIED = 150  # weak pictures of each clip or photograph that are edited and looked for again


@dataclass(frozen=True)
class Hashes:
    """Hashes of many pictures, (n, 4) words; pictures of one owner are related."""

    words: NDArray[np.uint64]
    owner: NDArray[np.int64]
    quality: NDArray[np.int64]
    name: tuple[str, ...] = ()

    @property
    def kind(self) -> NDArray[np.int64]:
        """0 strong, 1 weak, 2 flat."""
        return np.asarray(np.where(self.quality < FLAT_BELOW, 2, np.where(self.quality < STRONG_FROM, 1, 0)))

    def only(self, chosen: NDArray[np.bool_]) -> "Hashes":
        """Some of them."""
        names = tuple(np.array(self.name)[chosen]) if self.name else ()
        return Hashes(self.words[chosen], self.owner[chosen], self.quality[chosen], names)


Tally = dict[str, NDArray[np.int64]]
"""Pairs at each distance, (257,), for each of PAIRS."""


def distances(some: NDArray[np.uint64], others: NDArray[np.uint64]) -> NDArray[np.int16]:
    """Hamming distances, (len(some), len(others)); word by word, which needs a quarter of the memory."""
    found = np.zeros((len(some), len(others)), np.int16)
    for word in range(4):
        found += np.bitwise_count(some[:, None, word] ^ others[None, :, word])
    return found


Near = dict[tuple[str, str], list[int]]
"""Distances of the pairs of two files that one should look at."""


def tally(queries: Hashes, stored: Hashes) -> tuple[Tally, Near]:
    """Pairs of different owners at each distance, and those so near that one should look at them."""
    counts = np.zeros(len(PAIRS) * (BITS + 1) + 1, np.int64)
    near: Near = {}
    once = queries is stored
    for start in range(0, len(queries.words), 64):
        part = slice(start, start + 64)
        others = slice(start, None) if once else slice(None)
        apart = distances(queries.words[part], stored.words[others])
        pair = PAIR_OF[queries.kind[part, None], stored.kind[None, others]]
        related = queries.owner[part, None] == stored.owner[None, others]
        if once:
            related |= np.tri(*related.shape).astype(bool)
        if queries.name and stored.name:
            for row, column in np.argwhere((apart <= LOOK_BELOW) & ~related & (pair < 3)):
                names = (queries.name[start + row], stored.name[start + column if once else column])
                near.setdefault((min(names), max(names)), []).append(int(apart[row, column]))
        bins = pair * np.int16(BITS + 1) + apart
        bins[related] = counts.size - 1
        counts += np.bincount(bins.ravel(), minlength=counts.size)
    return dict(zip(PAIRS, counts[:-1].reshape(len(PAIRS), -1), strict=True)), near


def hashed(rgb: NDArray[np.uint8]) -> tuple[NDArray[np.uint64], int]:
    """Eight orientations, (8, 4), the upright one first, and the quality."""
    found, quality = pdqhash.compute_dihedral(np.ascontiguousarray(rgb))
    return np.packbits(np.array(found, np.uint8), axis=1).view(np.uint64), int(quality)


def of_photographs(file: Path) -> Hashes:
    """What the NPZ has."""
    with np.load(file) as kept:
        words = np.ascontiguousarray(kept["H"]).view(np.uint64)
        return Hashes(words, kept["src"].astype(np.int64), kept["Q"].astype(np.int64))


def frames(clip: Path) -> Iterator[NDArray[np.uint8]]:
    """Four frames of each second of a clip, as far as it decodes."""
    due_s = -1.0
    try:
        with av.open(str(clip), metadata_errors="replace") as container:
            for frame in container.decode(video=0):
                time_s = due_s if frame.pts is None else frame.time
                if time_s >= due_s - 1e-3 or due_s < 0:
                    due_s = time_s + FRAME_STEP_S
                    yield np.asarray(frame.to_ndarray(format="rgb24"), np.uint8)
    except (av.FFmpegError, ValueError, IndexError):  # cut short, broken on purpose, or sound only
        return


def clips(folder: Path) -> Iterator[tuple[str, int, Path]]:
    """Every clip that counts: its name, its group and where it is."""
    for number, file in enumerate(sorted(folder.rglob("*"))):
        name = file.relative_to(folder).as_posix()
        unwanted = any(fnmatch(name, pattern) for pattern in LEFT_OUT)
        if unwanted or not file.is_file() or file.suffix in {".md", ".json"}:
            continue
        groups = (
            index
            for index, patterns in enumerate(RELATED)
            if any(fnmatch(name, pattern) for pattern in patterns)
        )
        yield name, -1 - next(groups, len(RELATED) + number), file


Again = dict[tuple[str, int, str], list[int]]
"""Distance of each edited copy from its picture, by what it is, its band of quality and the edit."""


def of_videos(folder: Path, again: Again) -> tuple[Hashes, Hashes]:
    """Upright frames of every clip, and the other seven orientations of the same."""
    rows: list[tuple[NDArray[np.uint64], int, int, str]] = []
    for name, group, file in clips(folder):
        copied = 0
        for picture in frames(file):
            words, quality = hashed(picture)
            rows.append((words, group, quality, name))
            if quality < STRONG_FROM and copied < MOST_COPIED:
                copied += 1
                look_again("frame", picture, words[0], quality, again)
    return joined(rows, slice(0, 1)), joined(rows, slice(1, 8))


def joined(rows: list[tuple[NDArray[np.uint64], int, int, str]], chosen: slice) -> Hashes:
    """Some orientations of each row."""
    each = len(range(8)[chosen])
    return Hashes(
        np.concatenate([words[chosen] for words, *_ in rows]),
        np.repeat(np.array([group for _, group, _, _ in rows], np.int64), each),
        np.repeat(np.array([quality for *_, quality, _ in rows], np.int64), each),
        tuple(name for *_, name in rows for _ in range(each)),
    )


def of_pictures(folder: Path, again: Again) -> tuple[Hashes, Hashes]:
    """Eight orientations of every picture, and crops of them that are nearly flat."""
    random = np.random.default_rng(5)
    whole: list[tuple[NDArray[np.uint64], int, int, str]] = []
    flat: list[tuple[NDArray[np.uint64], int, int, str]] = []
    files = [file for file in sorted(folder.iterdir()) if file.suffix in {".jpg", ".png"}]
    for number, file in enumerate(files):
        picture = np.asarray(Image.open(file).convert("RGB"))
        owner = -1_000_000 - number
        whole.append((hashed(picture)[0], owner, hashed(picture)[1], file.name))
        copied = 0
        for crop in crops(picture, random):
            words, quality = hashed(crop)
            if quality < STRONG_FROM:
                flat.append((words, owner, quality, file.name))
                if copied < MOST_COPIED // 10:
                    copied += 1
                    look_again("crop", crop, words[0], quality, again)
    return joined(whole, slice(0, 8)), joined(flat, slice(0, 1))


def crops(picture: NDArray[np.uint8], random: np.random.Generator) -> Iterator[NDArray[np.uint8]]:
    """Parts of 8 to 50 % of the width and height, anywhere."""
    height, width = picture.shape[:2]
    for _ in range(CROPS_OF_EACH):
        share = float(np.exp(random.uniform(np.log(0.08), np.log(0.5))))
        rows, columns = (max(SMALLEST_CROP_PX, int(side * share)) for side in (height, width))
        if rows < height and columns < width:
            top, left = random.integers(height - rows), random.integers(width - columns)
            yield picture[top : top + rows, left : left + columns]


def jpeg(image: Image.Image) -> Image.Image:
    """Saved as a messenger would."""
    file = io.BytesIO()
    image.save(file, "JPEG", quality=40)
    return Image.open(file).convert("RGB")


def half(image: Image.Image) -> Image.Image:
    """Half the width and height."""
    return image.resize((max(1, image.width // 2), max(1, image.height // 2)), Image.Resampling.BILINEAR)


def mirrored(image: Image.Image) -> Image.Image:
    """As seen in a mirror."""
    return image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)


EDITS: dict[str, Callable[[Image.Image], Image.Image]] = {
    "JPEG q40": jpeg,
    "half size": half,
    "mirrored": mirrored,
    "half + JPEG q40": lambda image: jpeg(half(image)),
}


def look_again(
    what: str, picture: NDArray[np.uint8], original: NDArray[np.uint64], quality: int, again: Again
) -> None:
    """How far are edited copies from it, in the best of eight orientations?"""
    band = next(index for index, (low, high) in enumerate(BANDS) if low <= quality <= high)
    for edit, function in EDITS.items():
        words, _ = hashed(np.asarray(function(Image.fromarray(np.ascontiguousarray(picture)))))
        nearest = int(distances(words, original[None]).min())
        again.setdefault((what, band, edit), []).append(nearest)


def modelled(pair: str, distance_bits: int, pairs: int, *, video: bool) -> float:
    """What the model expects of so many pairs."""
    return expected(distance_bits, hashes=pairs, tried=1, video=video, weak_sides=PAIRS.index(pair))


def show_tally(title: str, found: Tally, *, video: bool) -> float:
    """Prints one material; answers by what factor the model says too little, at worst."""
    worst = 0.0
    for pair, counts in found.items():
        upto = np.cumsum(counts)
        if not upto[-1]:
            continue
        print(f"\n{title}, {pair}: {upto[-1]:,} pairs")
        print("bits  " + " ".join(f"{bits:>9}" for bits in SHOWN))
        print("seen  " + " ".join(f"{upto[bits]:>9}" for bits in SHOWN))
        if pair == "flat":
            continue
        model = [modelled(pair, bits, int(upto[-1]), video=video) for bits in range(BITS + 1)]
        print("model " + " ".join(f"{model[bits]:>9.2g}" for bits in SHOWN))
        ratios = [upto[bits] / model[bits] for bits in range(CHECKED_TO + 1)]
        print(f"seen / model up to {CHECKED_TO} bits, at most: {max(ratios):.2f}")
        worst = max(worst, *ratios)
    return worst


def show_again(again: Again) -> None:
    """Prints how often weak pictures are found again."""
    print("\nedited copies of weak and flat pictures: share within " + ", ".join(map(str, RADII)) + " bits")
    for (what, band, edit), nearest in sorted(again.items()):
        shares = "  ".join(f"{np.mean(np.array(nearest) <= radius):.3f}" for radius in RADII)
        low, high = BANDS[band]
        print(f"{what:6} quality {low:>2} to {high:>2}  {edit:16} {len(nearest):>5} copies  {shares}")


def materials(asked: argparse.Namespace, again: Again) -> Iterator[tuple[str, Hashes, Hashes]]:
    """What is compared with what."""
    photographs = of_photographs(asked.hashes)
    yield "photographs with each other", photographs, photographs
    if asked.pictures:
        whole, flat = of_pictures(asked.pictures, again)
        yield "other pictures, 8 orientations, with photographs", whole, photographs
        yield "nearly flat crops with each other", flat, flat
        yield "nearly flat crops with photographs", flat, photographs
    if asked.videos:
        upright, turned = of_videos(asked.videos, again)
        yield "frames of video with each other", upright, upright
        yield "frames of video, 7 other orientations, with upright ones", turned, upright
        yield "frames of video with photographs", upright, photographs


def main() -> int:
    """Measures, prints, and says whether the model holds."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--hashes", type=Path, required=True)
    parser.add_argument("--videos", type=Path)
    parser.add_argument("--pictures", type=Path)
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    again: Again = {}
    worst, kept = 0.0, {}
    for title, queries, stored in materials(asked, again):
        found, near = tally(queries, stored)
        worst = max(worst, show_tally(title, found, video="video" in title))
        kept[title] = {pair: counts.tolist() for pair, counts in found.items()}
        for (one, other), bits in sorted(near.items(), key=lambda item: min(item[1]))[:MOST_LISTED]:
            print(f"  look: from {min(bits)} bits, {len(bits)} pairs: {one} | {other}")
    show_again(again)
    print(f"\nThe model says too little by a factor of {worst:.2f} at worst (at most {FACTOR:g} is asked)")
    if asked.json:
        asked.json.write_text(json.dumps(kept), "utf-8")
    return 0 if worst <= FACTOR else 1


if __name__ == "__main__":
    sys.exit(main())

"""What is in a clip, found without osintkit's code: times by the container, looks by perceptual hash."""

import json
import subprocess
from fractions import Fraction
from itertools import combinations
from pathlib import Path

import av
import imagehash
import numpy as np
from PIL import Image

_SMALL = 160


def times_s(clip: Path) -> list[float]:
    """Presentation times of a clip's pictures in order, relative to the first, from its packets."""
    with av.open(str(clip)) as container:
        stream = container.streams.video[0]
        base = stream.time_base or Fraction(1)
        packets = container.demux(stream)
        ticks = sorted(p.pts for p in packets if p.pts is not None and not p.is_discard)
    return [float((tick - ticks[0]) * base) for tick in ticks]


def nearest(times: list[float], at_s: float) -> int:
    """The index of the time closest to ``at_s``."""
    return min(range(len(times)), key=lambda index: abs(times[index] - at_s))


def looks(clip: Path) -> list[int]:
    """Perceptual hash (64 bits) of every picture of a clip, upright, in presentation order."""
    found = []
    with av.open(str(clip)) as container:
        for frame in container.decode(video=0):
            scale = _SMALL / max(frame.width, frame.height)
            size = {"width": round(frame.width * scale) & ~1, "height": round(frame.height * scale) & ~1}
            grey = frame.reformat(**size, format="gray", interpolation="AREA").to_ndarray()
            found.append(look(Image.fromarray(np.rot90(grey, frame.rotation // 90))))
    return found


def look(picture: Image.Image) -> int:
    """Perceptual hash (64 bits) of a picture; see `imagehash.phash`."""
    return int(str(imagehash.phash(picture)), 16)


def looks_of_files(files: list[Path]) -> list[int]:
    """`look` of each picture file."""
    found = []
    for file in files:
        with Image.open(file) as picture:
            found.append(look(picture))
    return found


def near_duplicates(kept: list[int], *, bits: int) -> int:
    """How many kept pictures look like another one kept before."""
    pairs = combinations(enumerate(kept), 2)
    return len({later for (_, one), (later, other) in pairs if (one ^ other).bit_count() <= bits})


def is_shown(shot: range, kept: list[int], every: list[int], *, bits: int) -> bool:
    """Whether a kept picture looks like any frame of a shot."""
    return any((one ^ every[index]).bit_count() <= bits for index in shot for one in kept)


def ticks(ffprobe: str, clip: Path, stream: int) -> tuple[Fraction, list[int]]:
    """Time base and PTS of every decoded picture of a stream in presentation order, by ffprobe."""
    shown = "stream=time_base:frame=pts"
    command = [ffprobe, "-v", "quiet", "-select_streams", str(stream), "-show_entries", shown, "-of", "json"]
    done = subprocess.run([*command, str(clip)], capture_output=True, timeout=300, check=False)
    found = json.loads(done.stdout or b"{}")
    base = Fraction((found.get("streams") or [{"time_base": "0/1"}])[0]["time_base"])
    return base, sorted(frame["pts"] for frame in found.get("frames", ()) if "pts" in frame)

"""Known answers: does this installation find the shots and times of a clip whose truth is known?

Courts ask how a tool was known to work on the day. ``osintkit doctor --selftest`` examines a clip of
three shots that comes with the package, in a confined child like any other file.
"""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from osintkit.draw.glyphs import font_for
from osintkit.errors import OsintkitError
from osintkit.frames.step import Wanted, extract
from osintkit.records import Doctor, Frame, Record, Shot, Source, answer_of

CLIP = Path(__file__).with_name("selftest.mp4")
SHA256 = "2102366919f11e91b4a2f953ca041b20a8ccbf217ec67e3ccbb21ad25264d160"
SHOT_STARTS_PTS = (0, 7680, 16896)
"""First PTS of each shot, in ticks of 1/12800 s."""
HASHES = (
    "3122b5412875a54e9df888ebbc8e7763c57c9062f8a88b8db2636498af87aab7",
    "a0e0998c8db51c6c3cbf1421f5fe006078b784617ebdd99ef7497393fe4222a1",
    "51770c1718064f97ab1e9d46ce9544d6361ea256169615ad75e0dff8bad9842b",
)
"""PDQ of the frame of each shot."""
_ROUNDING_BITS = 4
"""What another processor's arithmetic may turn, of bits that are on the edge."""
_SCRIPTS = {
    "Latin": "ə", "Cyrillic": "я", "Armenian": "Ֆ", "Georgian": "ა", "Arabic": "ع", "Hebrew": "ש",
    "Devanagari": "क", "Burmese": "က", "Ethiopic": "አ", "Chinese": "中", "Korean": "한",
}  # fmt: skip


def known_answers() -> Iterator[Doctor]:
    """One record for each answer compared."""
    try:
        with TemporaryDirectory(prefix="osintkit-") as folder:
            found = list(extract(CLIP, wanted=Wanted(), out=folder))
    except OsintkitError as error:
        yield answer_of("examines the built-in clip", same=False, says=error.says)
        return
    yield from _compared(found)


def fonts() -> Doctor:
    """Whether the bundled fonts are there, so that a sheet can show a name in any script."""
    missing = [script for script, letter in _SCRIPTS.items() if font_for(letter) is None]
    return Doctor(
        check="fonts",
        status="failed" if missing else "ok",
        says=f"no letters of {', '.join(missing)}"
        if missing
        else f"letters of {', '.join(_SCRIPTS)} and more",
        do="Install osintkit again in a fresh environment." if missing else "",
    )


def _compared(found: list[Record]) -> Iterator[Doctor]:
    sources = [record.source for record in found if isinstance(record, Source)]
    yield answer_of("SHA-256 of the built-in clip", same=sources == [SHA256], says=" ".join(sources))
    starts = tuple(record.first_pts for record in found if isinstance(record, Shot))
    yield answer_of("shots, to the tick", same=starts == SHOT_STARTS_PTS, says=f"begin at PTS {starts}")
    shots = {record.shot for record in found if isinstance(record, Frame)}
    everyone = shots == set(range(1, len(SHOT_STARTS_PTS) + 1))
    yield answer_of("a frame of every shot", same=everyone, says=f"of shots {sorted(map(str, shots))}")
    hashes = [record.hash or "" for record in found if isinstance(record, Frame)]
    apart = [_apart(one, known) for one, known in zip(hashes, HASHES, strict=False)]
    near = len(apart) == len(HASHES) and max(apart) <= _ROUNDING_BITS
    yield answer_of("PDQ of each frame", same=near, says=f"{apart} bits from the known")


def _apart(one: str, known: str) -> int:
    return (int(one or "0", 16) ^ int(known, 16)).bit_count()

"""The outer half of ``osintkit hash``: asks the confined child, checks, yields records."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from osintkit import __version__
from osintkit.errors import UsageError
from osintkit.evidence import Evidence, caveat, opened
from osintkit.hash import answers as ours
from osintkit.hash.algorithms import NAMES, ORIENTATIONS, OTHERS, PDQ_BITS, PDQ_LUMA, check_distance
from osintkit.hash.hearing import Heard, hear
from osintkit.hash.rows import NO_HASH, UNKNOWN_FRAME, Row, reason
from osintkit.media import answers, versions
from osintkit.media.door.talk import disagrees
from osintkit.media.door.wire import Message
from osintkit.records import Hash, Record, Settings, timecode
from osintkit.records.progress import Progress

OFF_PDQ_BITS = 12
"""How far the hash of a decoded frame is from PDQ of the RGB picture in 99 of 100 frames of 115 SDR videos.

Three in five are equal, the farthest was 48 bits away; of HDR, all of 13 were within 26
(tests/benchmarks/hashing.py).
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which hashes to make.

    Attributes:
        algorithms: names of `osintkit.hash.algorithms`; none means PDQ for stills and, for videos, the
            form of it that is made from the decoded frame's luma.
        every_s: one frame every so many seconds of a video; None takes every frame.
        variants: all eight orientations.
    """

    algorithms: tuple[str, ...] = ()
    every_s: float | None = None
    variants: bool = False

    def __post_init__(self) -> None:
        unknown = sorted(set(self.algorithms) - set(NAMES))
        if unknown:
            raise UsageError(f"There is no algorithm {unknown[0]!r}.", f"One of: {', '.join(NAMES)}.")
        check_distance(self.every_s)


def hashes(path: str | Path, *, wanted: Wanted | None = None) -> Iterator[Record]:
    """The perceptual hash of a picture, or of every frame of a video.

    Args:
        path: a video, an animated or a still picture.
        wanted: which hashes.

    Yields:
        Source, Hash, Stream and Caveat records.

    Raises:
        InputError: the file could not be examined.
        Missing: a library is not installed.
    """
    with opened(Path(path)) as evidence:
        for item in examine(evidence, wanted or Wanted()):
            if isinstance(item, Record):
                yield item


def examine(evidence: Evidence, wanted: Wanted) -> Iterator[Record | Progress]:
    """`hashes` for a file that is already open; also yields `Progress`."""
    yield evidence.source()
    work = _Work(evidence)
    needs = ["osintkit.hash.others"] if set(wanted.algorithms) & set(OTHERS) else []
    for item in hear("osintkit.hash._inside:hashes", evidence, asdict(wanted), work.heard, needs=needs):
        match item:
            case Row():
                yield work.hash_of(item)
            case Message():
                yield work.other(item.fields)
            case _:
                yield item
    yield from work.too_flat()


def settings(wanted: Wanted) -> Settings:
    """What the results depend on."""
    parameters = {**asdict(wanted), "algorithms": list(wanted.algorithms)}
    libraries = versions.of_decoders()
    return Settings(command="hash", version=__version__, libraries=libraries, parameters=parameters)


def pdq_record(
    source: str,
    algorithm: str,
    digest: bytes | None,
    quality: int | None,
    **more: Any,  # noqa: ANN401 - fields
) -> Hash:
    """The record of one of our own hashes.

    Args:
        source: SHA-256 of the file.
        algorithm: ``pdq`` or ``pdq_luma``.
        digest: 32 bytes, None for a picture that has no hash.
        quality: None when it is not known.
        more: the other fields of the record, such as those of `place_of`.
    """
    return Hash(
        source=source,
        algorithm=algorithm,
        bits=PDQ_BITS,
        hash=None if digest is None else digest.hex(),
        quality=quality,
        reason=None if quality is None else reason(quality, refused=digest is None),
        off_pdq_bits=OFF_PDQ_BITS if algorithm == PDQ_LUMA else None,
        **more,
    )


def place_of(frame: int, pts: int, seconds: float, time_base: str) -> dict[str, Any]:
    """The fields of a record that say when a frame is seen."""
    return {
        "frame": None if frame == UNKNOWN_FRAME else frame,
        "pts": pts,
        "time_base": time_base,
        "seconds": seconds,
        "timecode": timecode(seconds),
    }


@dataclass(slots=True)
class _Work:
    """One file's hashes as they come in."""

    evidence: Evidence
    heard: Heard = field(default_factory=Heard)
    refused: int = 0
    rows: int = 0

    def hash_of(self, row: Row) -> Hash:
        """The record of our own hash of a picture."""
        made = self.heard.made
        if made is None:
            raise disagrees("a hash of no algorithm")
        self._count(refused=row.refused)
        return pdq_record(
            self.evidence.sha256,
            made.name,
            None if row.refused else row.digest,
            row.quality,
            orientation=ORIENTATIONS[row.orientation],
            **self._place(row.frame, row.pts, row.seconds, made.time_base),
        )

    def other(self, fields: Mapping[str, Any]) -> Hash:
        """The record of a hash of the imagehash library."""
        name = answers.text(fields, "algorithm", among=OTHERS)
        value, frame = fields.get("hash"), answers.number(fields, "frame")
        self._count(refused=value is None)
        place = self._place(
            UNKNOWN_FRAME if frame is None else int(frame),
            int(answers.number(fields, "pts") or 0),
            float(answers.number(fields, "seconds") or 0.0),
            answers.text(fields, "time_base"),
        )
        added = {
            **place,
            "source": self.evidence.sha256,
            "bits": OTHERS[name],
            "reason": NO_HASH if value is None else None,
        }
        theirs = {key: fields.get(key) for key in ("algorithm", "hash", "quality")}
        return ours.of_fixed_width(answers.record(Hash, theirs, added))

    def _place(self, frame: int, pts: int, seconds: float, time_base: str) -> dict[str, Any]:
        return {} if self.heard.still else place_of(frame, pts, seconds, time_base)

    def _count(self, *, refused: bool) -> None:
        self.rows += 1
        self.refused += refused

    def too_flat(self) -> Iterator[Record]:
        """The Caveat for hashes that are missing."""
        if self.refused:
            still = self.heard.still
            what = "The picture has" if still else f"{self.refused} of {self.rows} hashes of frames have"
            says = f"{what} no usable value: too flat or too small to be told from other such pictures."
            do = "" if not still else "Search for it by eye, or by its SHA-256."
            yield caveat(self.evidence, "hash_refused", says, do, stage="hash")

"""The outer half of ``osintkit frames``: asks the confined child, checks, writes files, yields records."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

from osintkit import __version__, files
from osintkit.draw import pixels
from osintkit.draw.sheet import Tile, shrink
from osintkit.errors import UsageError
from osintkit.evidence import Evidence, opened
from osintkit.frames import sheets
from osintkit.media import answers, opening, versions
from osintkit.media.door import caller
from osintkit.media.door.wire import Message
from osintkit.records import Frame, Record, Settings, Sheet, Shot, Stream, timecode
from osintkit.records.progress import Progress

Pick = Literal["best", "every", "every_frame", "keyframes", "at", "shots"]
_LONGEST_S = 1e9
DEFAULT_FOLDER = Path("osintkit-frames")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What to take out of a video. The defaults are what a reverse-image search needs.

    Attributes:
        pick: ``best`` representative frames; ``every`` so many seconds; ``every_frame``; codec
            ``keyframes``; ``at`` given times; ``shots`` boundaries only, without pictures.
        every_s: distance for ``every``.
        at_s: times for ``at``, on the player's clock.
        from_s: begin here.
        to_s: end before this.
        max_frames: no more pictures than this; of the best ones the most different.
        image: file format of the pictures.
        size_px: longest side; larger pictures are reduced.
        plain: the contact sheet shows the pictures instead of a grey, destroyed view of them.
    """

    pick: Pick = "best"
    every_s: float | None = None
    at_s: tuple[float, ...] = ()
    from_s: float | None = None
    to_s: float | None = None
    max_frames: int | None = None
    image: Literal["jpg", "png"] = "jpg"
    size_px: int | None = None
    plain: bool = False

    def __post_init__(self) -> None:
        times = (self.every_s, self.from_s, self.to_s, *self.at_s)
        if any(not -_LONGEST_S <= time <= _LONGEST_S for time in times if time is not None):
            raise UsageError("No video is that long.", "Write seconds (19, 2.5s) or a clock (00:19).")
        if self.every_s is not None and self.every_s <= 0:
            raise UsageError("The distance between frames must be more than zero.", "Try --every 2s.")
        if self.from_s is not None and self.to_s is not None and self.from_s >= self.to_s:
            raise UsageError("--from is not before --to.", "Exchange them.")
        if self.max_frames is not None and self.max_frames < 1:
            raise UsageError("--max must be 1 or more.", "--shots gives no pictures.")
        if self.size_px is not None and self.size_px < 16:
            raise UsageError("--size must be 16 pixels or more.", "Try --size 1024.")


def extract(
    path: str | Path,
    *,
    wanted: Wanted | None = None,
    out: str | Path | None = None,
    force: bool = False,
) -> Iterator[Record]:
    """Take representative frames out of one video.

    Args:
        path: a video, an animated or a still picture.
        wanted: what to take; by default the best frames of each shot.
        out: folder for the results; by default one under ``./osintkit-frames``.
        force: replace different files that are already there.

    Yields:
        Source, Shot, Frame, Stream, Sheet and Caveat records.

    Raises:
        InputError: the file could not be examined.
        OutputError: a result could not be written.
        Missing: a library is not installed.
    """
    with opened(Path(path)) as evidence:
        folder = Path(out) if out is not None else None
        for item in examine(evidence, wanted or Wanted(), out=folder, force=force):
            if isinstance(item, Record):
                yield item


def examine(
    evidence: Evidence, wanted: Wanted, *, out: Path | None = None, force: bool = False
) -> Iterator[Record | Progress]:
    """`extract` for a file that is already open; also yields `Progress`."""
    yield evidence.source()
    work = _Work(evidence, wanted, out, force)
    parameters = {**asdict(wanted), "cpu_s": caller.cpu_limit_s(evidence.size_bytes)}
    decoder = opening.decoder(evidence.head)
    scan = caller.run("osintkit.frames._inside:scan", evidence, parameters, needs=[decoder])
    for message in scan:
        yield from work.take(message)
    yield from work.sheets()


def settings(wanted: Wanted) -> Settings:
    """What a result folder remembers, so that other parameters get another folder."""
    return Settings(
        command="frames",
        version=__version__,
        libraries=versions.of_decoders(),
        parameters={**asdict(wanted), "at_s": list(wanted.at_s)},
    )


@dataclass(slots=True)
class _Work:
    """One file's results as they come in."""

    evidence: Evidence
    wanted: Wanted
    out: Path | None
    force: bool
    folder: Path | None = None
    tiles: list[Tile] = field(default_factory=list)
    written: int = 0
    duration_s: float | None = None
    facts: str = ""

    def take(self, message: Message) -> Iterator[Record | Progress]:
        """The records that one message of the child comes to."""
        fields, source = message.fields, self.evidence.sha256
        match message.kind:
            case "opened":
                self.duration_s = answers.number(fields, "duration_s")
            case "progress":
                yield Progress(answers.number(fields, "done_s") or 0.0, self.duration_s)
            case "shot":
                yield answers.record(Shot, fields, {"source": source, **_timecodes(fields)})
            case "frame":
                yield self._frame(message)
            case "ended":
                yield from self._ended(message)
            case "confinement_reduced":
                yield answers.reduced_confinement(self.evidence)
            case _:
                raise answers.unknown(message)

    def sheets(self) -> Iterator[Sheet]:
        """The contact sheet's pages, written."""
        yield from sheets.written(
            self.tiles,
            self.evidence,
            subtitle=self._subtitle(),
            plain=self.wanted.plain,
            stem="sheet",
            write=self._write,
        )

    def _frame(self, message: Message) -> Frame:
        time = timecode(answers.number(message.fields, "seconds") or 0.0)
        frame = answers.frame(message, self.evidence, time)
        picture = pixels.picture(message.payload, frame.width_px, frame.height_px)
        self.written += 1
        name = _name(self.written, time, self.evidence.sha256, self.wanted.image)
        file, digest = self._write(name, pixels.encoded(picture, self.wanted.image))
        note = "" if frame.shot is None else f"shot {frame.shot}"
        self.tiles.append(Tile(shrink(picture, plain=self.wanted.plain), time, note, frame.shot))
        return Frame.model_validate({**frame.model_dump(exclude={"id"}), "file": file, "sha256": digest})

    def _ended(self, message: Message) -> Iterator[Record]:
        for stream in answers.streams(message, self.evidence):
            if stream.examined:
                self.facts = _facts(stream)
            yield stream
        yield from answers.caveats(message, self.evidence)

    def _write(self, name: str, data: bytes) -> tuple[str, str]:
        if self.folder is None:
            root = self.out or DEFAULT_FOLDER
            self.folder = files.folder_of(
                root, self.evidence.path, self.evidence.sha256, settings(self.wanted)
            )
        path = self.folder / name
        return path.as_posix(), files.write(path, data, force=self.force)

    def _subtitle(self) -> list[str]:
        return [
            f"{self.facts}   {self.evidence.size_bytes:,} bytes   {len(self.tiles)} frames",
            f"SHA-256 {self.evidence.sha256}",
            f"osintkit {__version__}, times as a player shows them",
        ]


def _timecodes(fields: Mapping[str, Any]) -> dict[str, str]:
    return {
        f"{end}_timecode": timecode(answers.number(fields, f"{end}_s") or 0.0) for end in ("start", "end")
    }


def _facts(stream: Stream) -> str:
    size = f"{stream.display_width_px} x {stream.display_height_px}"
    length = "" if stream.decoded_to_s is None else f"{timecode(stream.decoded_to_s)}   "
    return f"{length}{size}   {stream.codec}"


def _name(number: int, time: str, source: str, suffix: str) -> str:
    """``0001_00m19s033_3fa9c1d2.jpg``: sorts by time, says where it is from, safe on every disk."""
    hours, minutes, seconds = time.lstrip("-").split(":")
    total = int(hours) * 60 + int(minutes)
    return f"{number:04d}_{total:02d}m{seconds.replace('.', 's')}_{source[:8]}.{suffix}"

"""A contact sheet of what a search found: the query, then each picture beside its distance and place."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from osintkit import __version__, files
from osintkit.draw import pixels
from osintkit.draw.sheet import Tile, shrink
from osintkit.errors import InputError
from osintkit.evidence import Evidence, opened
from osintkit.frames import sheets
from osintkit.media import answers, opening, versions
from osintkit.media.door import caller
from osintkit.records import Match, Record, Settings, Sheet, path_bytes
from osintkit.records.progress import Progress

if TYPE_CHECKING:
    from PIL import Image

Step = Callable[[Evidence], Iterator[Record | Progress]]
DEFAULT_FOLDER = Path("osintkit-search")
_MOST_TILES = 47
_SIZE_PX = 480
_NOT_AT_HAND_SIDES_PX = (240, 135)
_BLANK = 232


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the sheet is to be.

    Attributes:
        out: folder for it; by default one under ``./osintkit-search``.
        plain: show the pictures instead of a grey, destroyed view of them.
        force: replace a different file of its name.
    """

    out: Path | None = None
    plain: bool = False
    force: bool = False


def with_sheet(evidence: Evidence, *, step: Step, wanted: Wanted) -> Iterator[Record | Progress]:
    """What ``step`` yields, and a sheet of the matches among it, if there are any.

    Yields:
        Also Sheet records.

    Raises:
        OutputError: the sheet cannot be written.
    """
    matches: list[Match] = []
    for item in step(evidence):
        if isinstance(item, Match):
            matches.append(item)
        yield item
    if matches:
        yield from _sheets(evidence, matches, wanted)


def _sheets(evidence: Evidence, matches: list[Match], wanted: Wanted) -> Iterator[Sheet]:
    shown = matches[:_MOST_TILES]
    tiles = [_query(evidence, shown[0], plain=wanted.plain)]
    tiles += [_found(number, match, plain=wanted.plain) for number, match in enumerate(shown, 1)]
    settings = Settings(
        command="search",
        version=__version__,
        libraries=versions.of_decoders(),
        parameters={"plain": wanted.plain},
    )
    folder = files.folder_of(wanted.out or DEFAULT_FOLDER, evidence.path, evidence.sha256, settings)

    def write(name: str, data: bytes) -> tuple[str, str]:
        path = folder / name
        return path.as_posix(), files.write(path, data, force=wanted.force)

    subtitle = [
        f"The query, and {len(shown)} of {len(matches)} matches, in the order of their records",
        f"SHA-256 {evidence.sha256}",
        f"osintkit {__version__}; bits that differ of 256: up to 31 is a match, above a candidate",
    ]
    yield from sheets.written(
        tiles, evidence, subtitle=subtitle, plain=wanted.plain, stem="matches", write=write
    )


def _query(evidence: Evidence, best: Match, *, plain: bool) -> Tile:
    picture = shrink(_picture(evidence, best.query_seconds) or _blank(), plain=plain)
    return Tile(picture, "query", best.query_timecode or "")


def _found(number: int, match: Match, *, plain: bool) -> Tile:
    """A match, numbered as in the records; one tagged as graphic stays destroyed on a plain sheet too."""
    graphic = any(tag.graphic for tag in match.tags)
    picture = _stored(match)
    name = (match.matched_path or match.matched_source[:12]).rpartition("/")[2]
    where = match.matched_timecode or name
    note = "not at hand" if picture is None else "GRAPHIC" if graphic else where
    shown = shrink(picture or _blank(), plain=plain and not graphic)
    return Tile(shown, f"{number}: {match.distance_bits} bits", note)


def _stored(match: Match) -> "Image.Image | None":
    """The picture that was found, if its file is still where it was, with the same bytes."""
    if match.matched_path is None or match.matched_medium == "list":
        return None
    try:
        raw = path_bytes(match.matched_path, match.matched_path_b64)
        with opened(Path(raw.decode("utf-8", "surrogateescape"))) as evidence:
            if evidence.sha256 != match.matched_source:
                return None
            return _picture(evidence, match.matched_seconds)
    except InputError:
        return None


def _picture(evidence: Evidence, seconds: float | None) -> "Image.Image | None":
    """The picture of a file that is on screen at a time, or the only one; None when it does not decode."""
    parameters = {
        "pick": "at",
        "at_s": [seconds or 0.0],
        "from_s": None,
        "to_s": None,
        "max_frames": 1,
        "size_px": _SIZE_PX,
        "cpu_s": caller.cpu_limit_s(evidence.size_bytes),
    }
    needs = [opening.decoder(evidence.head)]
    try:
        for message in caller.run("osintkit.frames._inside:scan", evidence, parameters, needs=needs):
            if message.kind == "frame":
                frame = answers.frame(message, evidence)
                return pixels.picture(message.payload, frame.width_px, frame.height_px)
    except InputError:
        return None
    return None


def _blank() -> "Image.Image":
    return pixels.even(_NOT_AT_HAND_SIDES_PX, _BLANK)

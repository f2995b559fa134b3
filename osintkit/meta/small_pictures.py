"""The small pictures in a file compared with the large one, and both drawn side by side."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from osintkit import __version__, files
from osintkit.draw import pixels
from osintkit.draw.two_up import two_up
from osintkit.errors import InputError
from osintkit.evidence import Evidence
from osintkit.meta.adding import changed, failed
from osintkit.meta.leads.lead import Fields, lead
from osintkit.meta.thumbs import Compared, Kept, compare
from osintkit.records import Meta, Settings
from osintkit.records.meta import Lead, Thumbnail

_OF_THE_WHOLE = ("IFD1", "JFXX", "Photoshop", "8BIM")
"""Where a small picture of the whole is kept; others are previews of other views, maps of depth and "
"the like."""
_EDITED = (
    "By whom or why: a program that edits a picture may keep the old thumbnail, and some cameras crop theirs."
)


@dataclass(frozen=True, slots=True)
class Drawing:
    """Whether and how pictures of those that differ are drawn.

    Attributes:
        out: folder for them; None draws none.
        settings: what was asked, for the folder.
        plain: they show what is to be seen.
        force: they replace different ones.
    """

    out: Path | None
    settings: Settings
    plain: bool
    force: bool


def compared(found: Meta, evidence: Evidence, drawing: Drawing) -> Meta:
    """The record with a verdict on each thumbnail, and leads for those that differ.

    Args:
        found: of the open file.
        evidence: the file.
        drawing: whether pictures are drawn.

    Raises:
        OutputError: a picture cannot be written.
    """
    small = [each for each in found.thumbnails if each.place.startswith(_OF_THE_WHOLE)]
    asked = [Kept(each.place, each.offset, each.length) for each in small]
    if not asked:
        return found
    try:
        answers = {one.place: one for one in compare(evidence, asked, pictures=drawing.out is not None)}
    except InputError as error:
        return failed(found, f"Thumbnails were not compared: {error.says}")
    judged = [_judged(each, answers.get(each.place)) for each in found.thumbnails]
    if drawing.out is not None:
        folder = files.folder_of(drawing.out, evidence.path, evidence.sha256, drawing.settings)
        judged = list(_drawn(judged, answers, evidence, folder, drawing))
    leads = [Lead.model_validate(_lead(answers[each.place], each)) for each in judged if _is_lead(each)]
    return changed(found, thumbnails=tuple(judged), leads=(*leads, *found.leads))


def _judged(thumbnail: Thumbnail, answer: Compared | None) -> Thumbnail:
    if answer is None:
        return thumbnail
    told = {
        "verdict": answer.verdict,
        "similarity": None if answer.similarity is None else round(answer.similarity, 3),
        "turned_deg": answer.turned_deg,
        "mirrored": answer.mirrored or None,
        "reason": answer.reason or None,
    }
    return Thumbnail.model_validate({**thumbnail.model_dump(), **told})


def _drawn(
    judged: list[Thumbnail], answers: dict[str, Compared], evidence: Evidence, folder: Path, drawing: Drawing
) -> Iterator[Thumbnail]:
    title = evidence.source().path.rpartition("/")[2]
    for number, each in enumerate(judged, 1):
        answer = answers.get(each.place)
        if answer is None or answer.thumbnail is None or answer.picture is None:
            yield each
            continue
        alike = "" if each.similarity is None else f", similarity {each.similarity:.2f}"
        page = two_up(
            answer.picture,
            answer.thumbnail,
            left_caption="the picture",
            right_caption=f"{each.place}{alike}",
            title=title,
            safe=not drawing.plain,
        )
        path = folder / f"thumbnail-{number:02d}.png"
        digest = files.write(path, pixels.encoded(page, "png"), force=drawing.force)
        yield each.model_copy(update={"file": str(path), "file_sha256": digest})


def _is_lead(thumbnail: Thumbnail) -> bool:
    return thumbnail.verdict in {"differs", "differs_somewhat"}


def _lead(answer: Compared, thumbnail: Thumbnail) -> Fields:
    because = [f"{thumbnail.place}, similarity {thumbnail.similarity:.2f}"]
    if answer.verdict == "differs":
        says = f"The thumbnail shows another picture, or another crop of it. {answer.reason}".rstrip()
        return lead("thumbnail.differs", "strong", says, because, _EDITED)
    says = f"The thumbnail differs somewhat from the picture. {answer.reason}".rstrip()
    return lead("thumbnail.differs_somewhat", "weak", says, because, _EDITED)


def settings(parameters: dict[str, Any]) -> Settings:
    """What a folder of pictures was made with."""
    return Settings(command="meta", version=__version__, libraries={}, parameters=parameters)

"""Whether the thumbnails of a file show the same picture as the file itself.

A thumbnail is made when the picture is taken, and much software leaves it as it was when it crops, turns or
replaces the picture. A confined child decodes both and compares; here its answers are checked and judged.
"""

import base64
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal, get_args

from osintkit.draw import pixels
from osintkit.evidence import Evidence
from osintkit.media import answers, opening
from osintkit.media.door import caller
from osintkit.media.door.talk import disagrees
from osintkit.media.door.wire import Message
from osintkit.media.sniff import family

if TYPE_CHECKING:
    from PIL import Image

Verdict = Literal["same", "differs_somewhat", "differs", "not_compared"]
Part = Literal["", "picture", "thumbnail"]

SAME_FROM = 0.9
DIFFERS_BELOW = 0.5
"""Similarities at which a thumbnail shows the same, and below which it does not.

Of 74 files of many makers, 73 have 0.94 and more and one, a crop, 0.17. Of 4878 thumbnails made of 170
pictures in 29 ways 6 are below 0.5, all of pictures with large captions, of one colour only or cut at the
edge; of 1158 thumbnails of another picture none is above.
"""
MOST_THUMBNAILS = 16
MOST_SENT_BYTES = 512 << 10
"""Bytes of thumbnails, all together, that do not lie in the file in one piece and have to be sent along."""

_JOB = "osintkit.media.thumbnail:inside"
_SHOWN_PX, _LARGEST_PX = 480, 1 << 16
_SMALL_CROP = 0.8  # of the area: cropped by a tenth each way
_REASONS = {
    "not_a_still": "The file is not a still picture that is decoded here.",
    "picture_too_large": "The picture has more pixels than are decoded here.",
    "picture_undecodable": "The picture cannot be decoded.",
    "thumbnail_too_large": "The thumbnail is larger than is looked at.",
    "thumbnail_undecodable": "The thumbnail cannot be decoded, or only a part of it.",
    "small_picture": "The picture is too small to be compared.",
    "small_thumbnail": "The thumbnail is too small to be compared.",
    "flat_picture": "The picture is too even to be compared.",
    "flat_picture_only": "The picture is too even to be compared; the thumbnail shows more.",
    "flat_thumbnail": "The thumbnail is too even to be compared.",
    "damaged": "A part of the picture does not decode, so that a difference says nothing.",
    "too_many": f"Only the first {MOST_THUMBNAILS} thumbnails are looked at.",
}


@dataclass(frozen=True, slots=True)
class Kept:
    """A thumbnail to compare: one that was made from the whole picture, no gain map, depth map or other view.

    Attributes:
        place: ``IFD1`` and the like.
        offset: of its first byte in the file; None when it does not lie there in one piece.
        length: in bytes.
        data: its bytes; only needed without ``offset``.
    """

    place: str
    offset: int | None
    length: int
    data: bytes | None = None


@dataclass(frozen=True, slots=True)
class Compared:
    """What a thumbnail shows, beside the picture.

    Attributes:
        place: that of the thumbnail.
        verdict: ``differs`` is a lead, ``differs_somewhat`` a note.
        reason: one sentence: why they differ as far as that can be seen, or why they were not compared; empty
            for ``same``.
        similarity: -1 to 1; None when they were not compared.
        turned_deg: clockwise turn of the thumbnail that makes it fit, besides the one that the file's
            orientation asks for; None where none does. A turn by itself is common and shows nothing.
        mirrored: it fits when it is mirrored left to right after that turn.
        part: which of the two is a part of the other, if any.
        box: of the part in the whole, without black bars: left, top, right, bottom, 0 to 1.
        size_px: width and height of the thumbnail; zeros when it could not be decoded.
        thumbnail: its pixels, turned to fit; only when asked for and decodable.
        picture: those of the file, at most 480 on the longer side; the same.
    """

    place: str
    verdict: Verdict
    reason: str
    similarity: float | None = None
    turned_deg: int | None = None
    mirrored: bool = False
    part: Part = ""
    box: tuple[float, float, float, float] | None = None
    size_px: tuple[int, int] = (0, 0)
    thumbnail: "Image.Image | None" = None
    picture: "Image.Image | None" = None


def compare(evidence: Evidence, thumbnails: Sequence[Kept], *, pictures: bool = False) -> Iterator[Compared]:
    """Compare the thumbnails of a file with its picture, in the confined child.

    Args:
        evidence: the open file.
        thumbnails: what metadata names; those of a file that is no still picture are not compared.
        pictures: give the pixels too.

    Yields:
        One answer for each thumbnail, in order.

    Raises:
        InputError: the child died, reached a limit, or its answer is not of our form.
        Missing: a library is not installed.
        Cancelled: ``evidence.stop`` was set.
    """
    reasons = _left_out(evidence, thumbnails)
    asked = [kept for kept, reason in zip(thumbnails, reasons, strict=True) if not reason]
    told = iter(_told(evidence, asked, pictures=pictures) if asked else ())
    for kept, reason in zip(thumbnails, reasons, strict=True):
        yield Compared(kept.place, "not_compared", _REASONS[reason]) if reason else next(told)


def _left_out(evidence: Evidence, thumbnails: Sequence[Kept]) -> list[str]:
    """For each thumbnail why it is not even asked about; empty for those that are."""
    if family(evidence.head) != "image":
        return ["not_a_still"] * len(thumbnails)
    reasons, sent_bytes = [], 0
    for number, kept in enumerate(thumbnails):
        size_bytes = 0 if kept.offset is not None else len(kept.data or b"")
        reason = "too_many" if number >= MOST_THUMBNAILS else ""
        if sent_bytes + size_bytes > MOST_SENT_BYTES:
            reason = reason or "thumbnail_too_large"
        sent_bytes += 0 if reason else size_bytes
        reasons.append(reason)
    return reasons


def _told(evidence: Evidence, asked: Sequence[Kept], *, pictures: bool) -> list[Compared]:
    """What the child says of each."""
    entries = [
        {
            "place": kept.place,
            "offset": kept.offset,
            "length": kept.length,
            "data_b64": None if kept.offset is not None else base64.b64encode(kept.data or b"").decode(),
        }
        for kept in asked
    ]
    parameters = {"thumbnails": entries, "same_from": SAME_FROM, "pictures": pictures}
    picture: Image.Image | None = None
    found: list[Compared] = []
    for message in caller.run(_JOB, evidence, parameters, needs=[opening.decoder(evidence.head)]):
        match message.kind:
            case "picture":
                picture = _pixels(message, "")
            case "thumbnail" if len(found) < len(asked):
                found.append(_compared(message, asked[len(found)], picture))
            case "confinement_reduced":
                pass  # whoever opened the file has said so
            case _:
                raise answers.unknown(message)
    if len(found) < len(asked):
        raise disagrees("thumbnails without an answer")
    return found


def _compared(message: Message, kept: Kept, picture: "Image.Image | None") -> Compared:
    """One answer, checked and judged."""
    fields = message.fields
    if answers.text(fields, "place") != kept.place:
        raise disagrees("another thumbnail")
    similarity, turned_deg = answers.number(fields, "similarity"), answers.number(fields, "turned_deg")
    code = answers.text(fields, "reason", among=("", *_REASONS))
    if (similarity is None) != bool(code) or not -1.01 <= (similarity or 0) <= 1.01:
        raise disagrees("a similarity out of bounds")
    if turned_deg not in (None, 0, 90, 180, 270):
        raise disagrees("a turn that is none")
    found = Compared(
        kept.place,
        "not_compared",
        _REASONS.get(code, ""),
        similarity=None if similarity is None else round(similarity, 3),
        turned_deg=None if turned_deg is None else int(turned_deg),
        mirrored=fields.get("mirrored") is True,
        box=_box(fields),
        part=_part(fields),
        size_px=(_count(fields, "width_px"), _count(fields, "height_px")),
        thumbnail=_pixels(message, "shown_") if len(message.payload) else None,
        picture=picture,
    )
    return found if code else _judged(found, damaged=fields.get("damaged") is True)


def _judged(found: Compared, *, damaged: bool) -> Compared:
    """The answer with its verdict and why."""
    similarity = found.similarity or 0.0
    if similarity >= SAME_FROM:
        return replace(found, verdict="same")
    if damaged:
        return replace(found, reason=_REASONS["damaged"])
    somewhat = similarity >= DIFFERS_BELOW or (_is_close(found) and not found.mirrored)
    return replace(found, verdict="differs_somewhat" if somewhat else "differs", reason=_difference(found))


def _is_close(found: Compared) -> bool:
    """Whether a device may have made it so: cut from the picture, or with a little more around."""
    if found.part == "picture" and found.box:
        left, top, right, bottom = found.box
        return (right - left) * (bottom - top) >= _SMALL_CROP
    return found.turned_deg is not None


def _difference(found: Compared) -> str:
    """A sentence on what differs, as far as that can be seen."""
    if found.turned_deg is None:
        return (
            "The thumbnail shows something else than the picture, or one of them was changed a lot or "
            "damaged."
        )
    turned_deg, one, other = found.turned_deg, "picture", "thumbnail"
    if found.part == "thumbnail":
        one, other = other, one
        # Told the other way round, a turn is undone; but not where a mirror reverses its sense.
        turned_deg = turned_deg if found.mirrored else -turned_deg % 360
    turned = f", turned by {turned_deg} degrees clockwise" if turned_deg else ""
    mirrored = ", mirrored left to right" if found.mirrored else ""
    if found.part and found.box:
        left, top, right, bottom = found.box
        share = f"about {right - left:.0%} of its width and {bottom - top:.0%} of its height"
        return f"The {one} is a part of what the {other} shows{turned}{mirrored}: {share}."
    if turned or mirrored:
        return f"The picture shows what the thumbnail shows{turned}{mirrored}."
    return "The picture shows what the thumbnail shows, with differences."


def _part(fields: Mapping[str, Any]) -> Part:
    value = fields.get("part") or ""
    for part in get_args(Part):
        if value == part:
            return part  # type: ignore[no-any-return]
    raise disagrees("a part that is none")


def _box(fields: Mapping[str, Any]) -> tuple[float, float, float, float] | None:
    match fields.get("box"):
        case None:
            return None
        case [
            int() | float() as left,
            int() | float() as top,
            int() | float() as right,
            int() | float() as bottom,
        ]:
            # A part that fills the whole may be a rounding beyond its edge.
            if 0 <= left < right <= 1.001 and 0 <= top < bottom <= 1.001:
                return round(left, 3), round(top, 3), round(right, 3), round(bottom, 3)
    raise disagrees("a box out of bounds")


def _count(fields: Mapping[str, Any], name: str) -> int:
    value = answers.number(fields, name)
    if value is None or value != int(value) or not 0 <= value <= _LARGEST_PX:
        raise disagrees(f"{name} is no size")
    return int(value)


def _pixels(message: Message, prefix: str) -> "Image.Image":
    """The picture in a message; its pixels must be as many as it claims."""
    width, height = _count(message.fields, f"{prefix}width_px"), _count(message.fields, f"{prefix}height_px")
    if not 1 <= max(width, height) <= _SHOWN_PX or width * height * 3 != len(message.payload):
        raise disagrees("a picture of another size")
    return pixels.picture(message.payload, width, height)

"""Whether the small picture that is kept beside a picture shows the same, decoded and compared.

Runs in the confined child. Cameras put a thumbnail into the file; software that changes the picture often
leaves it as it was. `osintkit.media.likeness` compares.
"""

import base64
import io
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms, ImageFile  # noqa: F401 - Pillow wants ImageCms for Lab, too late here

from osintkit.blocks import HEAD_BYTES, BlockReader
from osintkit.errors import InputError
from osintkit.media import image as stills
from osintkit.media.door.wire import Message
from osintkit.media.likeness import Likeness, compare, is_even
from osintkit.media.nameless import NamelessFile
from osintkit.media.opening import open_pictures
from osintkit.media.picture import Plane, Rgb
from osintkit.media.sniff import family

SHOWN_PX = 480
"""The longer side of the pictures that are sent along, at most."""
LARGEST_BYTES = 8 << 20
LIMIT_PX = 1 << 24
"""Bytes and pixels of a thumbnail; some cameras keep one as large as the screen."""
SMALLEST_PICTURE_PX, SMALLEST_THUMBNAIL_PX, _NARROWEST_PX = 64, 48, 12
"""Longer sides of what is compared, and the shorter one. At 48 pixels, 85 right ones were 0.92 and more."""

_COMPARED_PX = 320  # longer side of the picture before it is laid over the thumbnail
_FILLED_LEVELS, _FILLED_SHARE = (127, 129), 0.05  # what libjpeg puts where there is no more data
_ORIENTATION = 0x0112
_MIRRORED_FLAGS = frozenset({2, 4, 5, 7})
_JPEGS = frozenset({"JPEG", "MPO"})
_BROKEN = (EOFError, *stills.BROKEN)


@dataclass(frozen=True, slots=True)
class _Main:
    """The picture of the file, small and upright.

    Attributes:
        rgb: at most `SHOWN_PX` on the longer side; only when it is to be shown.
        grey: for comparing.
        size_px: width and height of the whole.
        flag: EXIF orientation that was applied.
        damaged: a part of it does not decode.
    """

    rgb: Rgb | None
    grey: Plane
    size_px: tuple[int, int]
    flag: int
    damaged: bool


_NOTHING = dict.fromkeys(Likeness.__slots__)


class _Refused(Exception):
    """Why there is nothing to compare; one of the words that `inside` sends."""


def inside(reader: BlockReader, parameters: dict[str, Any]) -> Iterator[Message]:
    """Compare thumbnails with the picture of the file.

    Args:
        reader: the evidence.
        parameters: ``thumbnails``, a list of mappings with ``place``, ``offset`` and ``length`` in the file
            or, where ``offset`` is null, ``data_b64``; ``same_from``, the similarity from which no further
            explanation is looked for; ``pictures``, whether to send pixels.

    Yields:
        With ``pictures``, one ``picture`` with its pixels. For each thumbnail, in order, one ``thumbnail``
        with the fields of `Likeness` and ``place``, ``reason`` (why it was not compared, or empty),
        ``flat``, ``damaged``, ``width_px``, ``height_px``; with ``pictures`` also ``shown_width_px``,
        ``shown_height_px`` and its pixels, turned to fit it.
    """
    shown = bool(parameters["pictures"])
    main: _Main | None = None
    reason = ""
    try:
        main = _main(reader, shown=shown)
        reason = _unfit(main.grey, main.size_px, "picture", SMALLEST_PICTURE_PX)
    except _Refused as refused:
        reason = str(refused)
    if main is not None and main.rgb is not None:
        height, width = main.rgb.shape[:2]
        yield Message("picture", {"width_px": width, "height_px": height}, main.rgb.tobytes())
    for entry in parameters["thumbnails"]:
        yield _answer(reader, entry, main, reason, same_from=parameters["same_from"], shown=shown)


def _answer(
    reader: BlockReader,
    entry: dict[str, Any],
    main: _Main | None,
    reason: str,
    *,
    same_from: float,
    shown: bool,
) -> Message:
    """The message about one thumbnail."""
    fields: dict[str, Any] = {"place": entry["place"], "width_px": 0, "height_px": 0}
    flag = 1 if main is None else main.flag
    likeness, pixels = None, None
    try:
        pixels = _thumbnail(_bytes(reader, entry))
        fields |= {"height_px": pixels.shape[0], "width_px": pixels.shape[1]}
        grey = _upright(_shrunk(_grey(pixels), _COMPARED_PX), flag)
        reason = reason or _unfit(grey, pixels.shape[:2], "thumbnail", SMALLEST_THUMBNAIL_PX)
        if reason == "flat_picture" and not is_even(grey):
            reason = "flat_picture_only"
        if main is not None and not reason:
            likeness = compare(main.grey, grey, mirrored=flag in _MIRRORED_FLAGS, same_from=same_from)
    except _Refused as refused:
        reason = reason or str(refused)
    fields |= (_NOTHING if likeness is None else asdict(likeness)) | {
        "flat": reason.startswith("flat"), "damaged": main is not None and main.damaged, "reason": reason,
    }  # fmt: skip
    if pixels is None or not shown:
        return Message("thumbnail", fields)
    turned_deg = fields["turned_deg"] or 0
    small = np.rot90(_upright(_shrunk(pixels, SHOWN_PX), flag), -turned_deg // 90)
    fields |= {"shown_width_px": small.shape[1], "shown_height_px": small.shape[0]}
    return Message("thumbnail", fields, small.tobytes())


def _unfit(grey: Plane, size_px: Sequence[int], what: str, smallest_px: int) -> str:
    """Why a picture cannot be compared; empty when it can."""
    if max(size_px) < smallest_px or min(size_px) < _NARROWEST_PX:
        return f"small_{what}"
    return f"flat_{what}" if is_even(grey) else ""


def _main(reader: BlockReader, *, shown: bool) -> _Main:
    """The picture of the file.

    Raises:
        _Refused: there is none that can be compared.
    """
    if family(reader.at(0, HEAD_BYTES)) != "image":
        raise _Refused("not_a_still")
    wanted_px = SHOWN_PX if shown else _COMPARED_PX
    try:
        image = Image.open(NamelessFile(reader), formats=stills.FORMATS)  # type: ignore[arg-type]
        flag, size = _flag(image), image.size
        if size[0] * size[1] > stills.LIMIT_PX:
            raise _Refused("picture_too_large")
        if image.format in _JPEGS:
            stored, damaged = _reduced(reader, image, wanted_px, "RGB" if shown else "L")
            pixels = _upright(_shrunk(stored, wanted_px), flag)
        else:
            whole, damaged = _whole(reader)
            pixels = _shrunk(whole, wanted_px)
    except (InputError, *_BROKEN) as error:
        raise _Refused("picture_undecodable") from error
    grey = _shrunk(_grey(pixels), _COMPARED_PX)
    return _Main(pixels if shown else None, grey, size, flag, damaged)


def _flag(image: Image.Image) -> int:
    """How the picture is turned for display."""
    stated = image.getexif().get(_ORIENTATION, 1)
    return stated if isinstance(stated, int) and 1 <= stated <= 8 else 1


def _reduced(
    reader: BlockReader, image: Image.Image, wanted_px: int, mode: str
) -> tuple[NDArray[np.uint8], bool]:
    """A JPEG decoded at a fraction of its size, which spares most of the work, and whether it is damaged."""
    try:
        stored = _drafted(image, wanted_px, mode)
    except _BROKEN:
        again = Image.open(NamelessFile(reader), formats=stills.FORMATS)  # type: ignore[arg-type]
    else:
        return stored, _is_filled(stored)
    ImageFile.LOAD_TRUNCATED_IMAGES = True
    try:
        return _drafted(again, wanted_px, mode), True
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = False


def _drafted(image: Image.Image, wanted_px: int, mode: str) -> NDArray[np.uint8]:
    width, height = image.size
    factor = max(1, max(width, height) // wanted_px)
    image.draft(mode, (max(1, width // factor), max(1, height // factor)))
    image.load()
    return np.asarray(image if image.mode == mode else image.convert(mode), dtype=np.uint8)


def _whole(reader: BlockReader) -> tuple[Rgb, bool]:
    """A still of another format, and whether it is damaged."""
    opened = open_pictures(reader)
    if not opened.still:
        raise _Refused("not_a_still")
    for picture in opened.pictures():
        codes = {problem.code for problem in opened.problems()}
        return picture.rgb(), bool(codes & {"truncated", "frames_undecodable"})
    raise _Refused("picture_undecodable")


def _is_filled(stored: NDArray[np.uint8]) -> bool:
    """Whether the decoder ran out of data and filled the rest with grey, which it does not always tell."""
    low, high = _FILLED_LEVELS
    last = stored[-max(1, round(len(stored) * _FILLED_SHARE)) :]
    return bool(((last >= low) & (last <= high)).all())


def _bytes(reader: BlockReader, entry: dict[str, Any]) -> bytes:
    """The bytes of a thumbnail."""
    if entry["offset"] is None:
        return base64.b64decode(entry["data_b64"] or "")
    if entry["length"] > LARGEST_BYTES:
        raise _Refused("thumbnail_too_large")
    return reader.at(entry["offset"], entry["length"])


def _thumbnail(data: bytes) -> Rgb:
    """A thumbnail's pixels, as stored."""
    try:
        image = Image.open(io.BytesIO(data), formats=("JPEG", "MPO", "PNG", "WEBP"))
        if image.width * image.height > LIMIT_PX:
            raise _Refused("thumbnail_too_large")
        pixels = np.asarray(image.convert("RGB"), dtype=np.uint8)
    except _BROKEN as error:
        raise _Refused("thumbnail_undecodable") from error
    if _is_filled(pixels):
        raise _Refused("thumbnail_undecodable")
    return pixels


def _grey(pixels: NDArray[np.uint8]) -> Plane:
    return (
        pixels if pixels.ndim == 2 else np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
    )


def _shrunk(pixels: NDArray[np.uint8], longest_px: int) -> NDArray[np.uint8]:
    """No larger than that on the longer side; each pixel the mean of what it covers."""
    height, width = pixels.shape[:2]
    scale = longest_px / max(height, width)
    if scale >= 1:
        return pixels
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _upright(pixels: NDArray[np.uint8], flag: int) -> NDArray[np.uint8]:
    """As it is shown, given the EXIF orientation."""
    if flag in {3, 4, 6, 7}:
        pixels = pixels[::-1]
    if flag in {2, 3, 7, 8}:
        pixels = pixels[:, ::-1]
    return np.ascontiguousarray(pixels.swapaxes(0, 1) if flag >= 5 else pixels)

"""Which decoder opens a file: decided by its first bytes, never by its name."""

from importlib import import_module
from typing import TYPE_CHECKING

from osintkit.blocks import HEAD_BYTES, BlockReader
from osintkit.errors import FailureCode, InputError
from osintkit.media.sniff import document, family

if TYPE_CHECKING:
    from osintkit.media.picture import Moving

_IMAGES, _VIDEO = "osintkit.media.image", "osintkit.media.video"
DECODERS = (_IMAGES, _VIDEO)


def decoder(head: bytes) -> str:
    """The module that decodes a file which begins with ``head``: what its child needs imported."""
    return _IMAGES if family(head) == "image" else _VIDEO


def open_pictures(reader: BlockReader) -> "Moving":
    """Open a video, an animated or a still picture.

    Raises:
        InputError: refused (a playlist, a document), or the decoder cannot open it.
    """
    head = reader.at(0, HEAD_BYTES)
    kind = family(head)
    if kind == "playlist":
        raise InputError(
            FailureCode.FORMAT_REFUSED,
            "This is a playlist: a text that names other files or addresses, whatever its extension. "
            "Decoding it would show something that is not this file.",
            "Look at it with a text editor, and get the media files it names as evidence of their own.",
            stage="open",
        )
    if kind == "document":
        raise InputError(
            FailureCode.NOT_MEDIA,
            f"This is {document(head)}, not a video, picture or sound.",
            "Extract the media from it first.",
            stage="open",
        )
    if kind == "heif":
        raise InputError(
            FailureCode.CODEC_MISSING,
            "This is a HEIC picture, which the installed Pillow does not decode.",
            "Convert a working copy to PNG, and say so in the note.",
            stage="open",
        )
    # Imported by whoever started this child; here the name is only looked up.
    opened: Moving = import_module(decoder(head)).opened(reader)
    return opened

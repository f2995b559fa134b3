"""Raw pixels to pictures and pictures to files, without anything of this machine or moment in them."""

import io

from PIL import Image

_JPEG_QUALITY = 92
"""Above this files grow and no search engine sees a difference."""


def picture(rgb: bytes | bytearray | memoryview, width_px: int, height_px: int) -> Image.Image:
    """A picture from RGB bytes, row by row."""
    return Image.frombuffer("RGB", (width_px, height_px), rgb, "raw", "RGB", 0, 1)  # type: ignore[arg-type]


def even(size_px: tuple[int, int], level: int) -> Image.Image:
    """A picture of one grey, for where there is none."""
    return Image.new("RGB", size_px, (level, level, level))


def encoded(image: Image.Image, suffix: str) -> bytes:
    """The picture as a file: ``jpg`` or ``png``."""
    buffer = _Named(suffix)
    if suffix == "png":
        image.save(buffer, compress_level=6)
    else:
        image.save(buffer, quality=_JPEG_QUALITY, subsampling="4:2:0")
    return buffer.getvalue()


class _Named(io.BytesIO):
    """By a name Pillow imports the one plugin needed; by a format it would import five."""

    def __init__(self, suffix: str) -> None:
        super().__init__()
        self.name = f"picture.{suffix}"

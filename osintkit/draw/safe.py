"""What a picture looks like with its detail destroyed, for eyes that must not meet it unasked.

The detail is gone from the pixels, not hidden by a filter: what comes back is the average of each
block, and nothing else of the picture goes into it.
"""

from PIL import Image


def destroy(image: Image.Image, *, width_px: int = 24) -> Image.Image:
    """A grey picture of about `width_px` pixels on its longer side, each one a block's average.

    The bound is on the longer side, so that tall pictures keep no more than wide ones: at the
    default at most 24 x 24 pixels remain, 24 x 14 of a 16:9 frame. Scaling up is for the caller.
    Two pictures whose blocks have the same averages come out the same.

    Args:
        image: a decoded picture, mode "RGB" or "L", any size. Smaller ones only become grey.
        width_px: the most pixels to keep on the longer side, at least 1.

    Returns:
        A new picture in mode "L", without any metadata of the original.

    Raises:
        ValueError: another mode, or `width_px` below 1.
    """
    if image.mode not in ("RGB", "L"):
        raise ValueError(f"mode {image.mode!r} is neither RGB nor L")
    if width_px < 1:
        raise ValueError(f"{width_px=} is below 1")
    factor = -(-max(image.size) // width_px)
    # One pass over whole blocks: a filter that goes row by row would round in between, and let
    # something of what is inside a block through. Averaging first, grey second is also the cheap
    # order: a 4K picture has 8 million pixels to turn grey, its averages have 336.
    grey = image.reduce(factor).convert("L")
    # Pillow's copies carry .info along: EXIF with its thumbnail, comments, colour profiles.
    return Image.frombytes("L", grey.size, grey.tobytes())

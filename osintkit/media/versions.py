"""Which versions of the decoding libraries are at work, read without importing them."""

import re
import sys
from collections.abc import Iterator
from functools import cache
from typing import Any

from osintkit.blocks import BlockReader
from osintkit.media.door.wire import Message

DECODERS = ("av", "numpy", "opencv-python", "opencv-python-headless", "pillow")


@cache
def of_decoders() -> dict[str, str]:
    """Installed version of every library that decodes or computes, by package name."""
    return {name: found for name in DECODERS if (found := of(name))}


def of(package: str) -> str:
    """The installed version of a package; empty when it is not installed."""
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415 - slow to import

    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def of_python() -> dict[str, str]:
    """Which Python this is."""
    return {"python": ".".join(map(str, sys.version_info[:3]))}


@cache
def of_results() -> dict[str, str]:
    """Versions that a result depends on: Python and every library that decodes or computes."""
    return {**of_python(), **of_decoders()}


def inside(reader: BlockReader, parameters: dict[str, Any]) -> Iterator[Message]:
    """A job for a child: the versions of the libraries inside the wheels."""
    del reader, parameters
    import av
    import cv2
    from PIL import features

    build = re.search(r"avcodec:\s+YES \(([\d.]+)\)", cv2.getBuildInformation())
    found = {
        "FFmpeg in PyAV": av.ffmpeg_version_info,
        "libavcodec in OpenCV": build.group(1) if build else "",
        "libjpeg-turbo in Pillow": features.version("libjpeg_turbo") or "",
        "libwebp in Pillow": features.version("webp") or "",
        "libavif in Pillow": features.version("avif") or "",
    }
    yield Message("versions", {name: value for name, value in found.items() if value})

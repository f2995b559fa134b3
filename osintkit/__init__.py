"""osintkit: verify photos, videos and sound from open sources, offline.

The library mirrors the command line: ``osintkit frames video.mp4`` is

>>> from osintkit import frames
>>> records = frames.extract("video.mp4")  # doctest: +SKIP

Each step is a module named as its command and is imported on first use.
"""

from importlib import import_module
from types import ModuleType

__version__ = "0.4.0"

_STEPS = ("batch", "coords", "frames", "hash", "index", "meta", "records", "sun")


def __getattr__(name: str) -> ModuleType:
    if name in _STEPS:
        return import_module(f"osintkit.{name}")
    raise AttributeError(f"module 'osintkit' has no attribute {name!r}")


def __dir__() -> list[str]:
    return ["__version__", *_STEPS]

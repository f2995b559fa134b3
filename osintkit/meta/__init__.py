"""What does this file claim about its time, place, device and history?

``read(path)`` yields records: Source, Meta and the Caveats that limit it.

Outside: `step` (asks, checks, yields records), `adding`, `neighbours` and `small_pictures` (what was asked
for besides: ExifTool, the C2PA library, sidecars, thumbnails). Inside the worker, confined: `_inside` (the
job), `formats` and `reading` (which walker), `walk` (where the blocks of metadata are), `decode` (what a
block says), `view` and `leads` (what it means for verification), `assembling` (one record of it all).
Importing this package stays light, since the worker imports it too.
"""

from importlib import import_module
from typing import Any

_OUTSIDE = ("Wanted", "examine", "read")


def __getattr__(name: str) -> Any:  # noqa: ANN401 - a function or a class
    if name in _OUTSIDE:
        return getattr(import_module("osintkit.meta.step"), name)
    raise AttributeError(f"module 'osintkit.meta' has no attribute {name!r}")


def __dir__() -> list[str]:
    return list(_OUTSIDE)

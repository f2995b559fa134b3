"""Which few pictures of this video find it again, and where are its shots?

``extract(path)`` yields records: Source, then each Shot with its Frames as it closes, Stream, Sheet and
the Caveats. The pictures are written as files; nothing is shown.

Outside: `step` (asks, checks, yields records) and `sheets` (contact sheets as files). Inside the confined
child: `_inside` (the job), `onepass` (shots and frames in one pass), `signature`, `shots` and `blends` (where
a shot ends), `waiting`, `views`, `choose` and `narrow` (which frames are kept). Importing this package stays
light, since the child imports it too.
"""

from importlib import import_module
from typing import Any

_OUTSIDE = ("Wanted", "examine", "extract")


def __getattr__(name: str) -> Any:  # noqa: ANN401 - a function or a class
    if name in _OUTSIDE:
        return getattr(import_module("osintkit.frames.step"), name)
    raise AttributeError(f"module 'osintkit.frames' has no attribute {name!r}")


def __dir__() -> list[str]:
    return list(_OUTSIDE)

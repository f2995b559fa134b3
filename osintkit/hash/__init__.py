"""What finds edited copies of a picture: perceptual hashes of photographs and of every frame of a video.

``hashes(path)`` yields records: Source, the Hash of a still or of each frame, Stream and the Caveats.

Outside: `step` (yields records), `hearing` (asks the child, for whoever prints, keeps or searches), `answers`
(checks what it says) and `algorithms` (their names). Inside the confined child: `_inside` (the jobs), `pdq`
and `frame_hash` (our two hashes), `others` (imagehash's), `picture` (which of them, and in a record's words),
`trims` (parts of a query that may be the original). `rows` is what crosses.
"""

from importlib import import_module
from typing import Any

_OUTSIDE = ("Wanted", "examine", "hashes")


def __getattr__(name: str) -> Any:  # noqa: ANN401 - a function or a class
    if name in _OUTSIDE:
        return getattr(import_module("osintkit.hash.step"), name)
    raise AttributeError(f"module 'osintkit.hash' has no attribute {name!r}")


def __dir__() -> list[str]:
    return list(_OUTSIDE)

"""Where the sun stands, when a shadow could have been so, and where on earth.

``at``, ``when`` and ``where`` answer as ``osintkit sun`` does, with records; what they rest on is in
`osintkit.sun.spa` (the sun's place), `osintkit.sun.fitting` (times that fit) and `osintkit.sun.circles`.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from osintkit.sun.dating import Searched, when
    from osintkit.sun.drawing import Drawing
    from osintkit.sun.fitting import Clues, Measured
    from osintkit.sun.instant import at
    from osintkit.sun.placing import where

__all__ = ["Clues", "Drawing", "Measured", "Searched", "at", "when", "where"]

_FROM = {
    "Clues": "fitting", "Drawing": "drawing", "Measured": "fitting", "Searched": "dating", "at": "instant",
    "when": "dating", "where": "placing",
}  # fmt: skip
"""Each is imported when it is asked for: no command needs all of them."""


def __getattr__(name: str) -> Any:  # noqa: ANN401 - a function or a class
    if name in _FROM:
        return getattr(import_module(f"osintkit.sun.{_FROM[name]}"), name)
    raise AttributeError(f"module 'osintkit.sun' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__

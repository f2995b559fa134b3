"""What every decoder hands to the steps: pictures with their exact time, and what went wrong.

Shapes: luma is (height, width) uint8 as stored; RGB is (height, width, 3) uint8 as a player shows it,
with square pixels, rotated and mirrored as the file asks.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from osintkit.errors import FailureCode, InputError

Plane = NDArray[np.uint8]
Rgb = NDArray[np.uint8]
SLACK_S = 0.000501
"""Times are printed to the millisecond: one that was rounded down still means the frame it stands for."""


@dataclass(frozen=True, slots=True)
class Coding:
    """How the numbers of stored planes are to be read.

    Attributes:
        full_range: luma from 0 to 255, not from 16 to 235.
        bt709: luma weights of BT.709 or BT.2020, not of BT.601.
        stored_px: height and width of the frame, of which planes may be a reduced copy.
        upside_down: the lines are reversed for display,
        mirrored: then the pixels of each line,
        transposed: then lines and columns exchanged.
    """

    full_range: bool
    bt709: bool
    stored_px: tuple[int, int]
    upside_down: bool = False
    mirrored: bool = False
    transposed: bool = False


class Picture(Protocol):
    """One decoded frame. Cheap to hold: planes are views, RGB is made when asked for.

    Attributes:
        index: in presentation order, None after a jump.
        pts: presentation time in ``time_base``.
        seconds: the same on the player's clock.
        end_seconds: when the next frame is due.
        estimated: the file gave no time, this one was worked out.
        keyframe: a codec intra frame.
        damaged: it decoded with parts missing or filled in.
        bytes_held: what keeping this picture costs.
    """

    index: int | None
    pts: int
    time_base: Fraction
    seconds: float
    end_seconds: float
    estimated: bool
    keyframe: bool
    damaged: bool
    bytes_held: int

    def luma(self) -> Plane:
        """The luma plane as stored."""

    def chroma(self) -> tuple[Plane, Plane] | None:
        """The two chroma planes as stored, None for grey."""

    def coding(self) -> Coding | None:
        """How the planes are to be read; None when the picture is stored as RGB, so that `rgb` is free."""

    def rgb(self) -> Rgb:
        """The picture as a player shows it."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that limits a result: a caveat's code and sentence."""

    code: str
    says: str
    do: str = ""


class Moving(Protocol):
    """An opened file that gives pictures one after the other.

    Attributes:
        duration_s: declared, None when the file does not say.
    """

    duration_s: float | None

    @property
    def still(self) -> bool:
        """Whether there is one picture only, outside time."""

    @property
    def facts(self) -> list[dict[str, Any]]:
        """One mapping for each stream, as the fields of a Stream record."""

    def problems(self) -> list[Problem]:
        """What limits the result; complete when ``pictures`` has ended."""

    def pictures(
        self,
        *,
        from_s: float | None = None,
        to_s: float | None = None,
        only_keyframes: bool = False,
    ) -> Iterator[Picture]:
        """Pictures in presentation order, of times in [from_s, to_s)."""


def too_large(width_px: int, height_px: int, limit_px: int) -> InputError:
    """The error for a picture beyond the limit."""
    return InputError(
        FailureCode.LIMIT_PIXELS,
        f"The picture claims {width_px} x {height_px} pixels; the limit is {limit_px} in all.",
        "Such a claim is usually made to exhaust memory. Have a specialist look at the file.",
        stage="decode",
    )

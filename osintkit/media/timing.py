"""Times of decoded frames: ticks of the stream, seconds of the player.

A frame's time is the one the file gives, tick for tick; where it gives none, one is worked out from the
frame rate and marked.
"""

from dataclasses import dataclass
from fractions import Fraction

import av
from av.container import InputContainer
from av.video.stream import VideoStream


@dataclass(slots=True)
class Clock:
    """Times of frames: exact where the file gives them, worked out and marked where it does not.

    Attributes:
        time_base: seconds in one tick.
        origin_s: where the player's clock is zero: the start of the container's earliest stream.
        frame_length_s: how long a frame is shown on average.
    """

    time_base: Fraction
    origin_s: Fraction
    frame_length_s: Fraction
    _next_pts: int = 0

    def stamp(self, frame: av.VideoFrame) -> tuple[int, bool]:
        """The frame's time in ticks, and whether it had to be worked out."""
        stated = frame.pts if frame.pts is not None else frame.dts
        pts = self._next_pts if stated is None else stated
        self._next_pts = pts + max(1, round(self.frame_length_s / self.time_base))
        return pts, frame.pts is None

    def seconds(self, pts: int) -> float:
        """A time in ticks on the player's clock."""
        return float(pts * self.time_base - self.origin_s)

    def ticks(self, seconds: float) -> int:
        """The inverse of `seconds`, rounded down."""
        return int((Fraction(seconds) + self.origin_s) / self.time_base)

    def length_s(self, frame: av.VideoFrame) -> float:
        """How long the frame says it is shown."""
        ticks = frame.duration or 0
        return float(ticks * self.time_base if ticks > 0 else self.frame_length_s)


def clock_of(container: InputContainer, stream: VideoStream) -> Clock:
    """The clock of a stream, as its container sets it."""
    # PyAV's types say that these are always known.
    origin: int | None = container.start_time
    rate = stream.average_rate or stream.guessed_rate or Fraction(25)
    return Clock(
        Fraction(stream.time_base or Fraction(1, 90_000)),
        Fraction(origin, av.time_base) if origin is not None else Fraction(0),
        1 / Fraction(rate),
    )

"""What went wrong while a video was decoded, and how it is told."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from osintkit.media.ending import Ending
from osintkit.media.picture import Problem

if TYPE_CHECKING:
    from av.error import FFmpegError

    from osintkit.media.timing import Clock

GET_AGAIN = "Get the file again from its source, or ask for the original."
_HEAD_FRAMES = 1.5
_ONE_PACKET_ONE_PICTURE = frozenset({"mov", "matroska", "flv"})
_ALWAYS_SHOWN = frozenset({"h264", "hevc", "av1", "libdav1d"})
"""In these containers and codecs a packet is a picture; VP8 and MPEG-4 have packets that show nothing."""


@dataclass(slots=True)
class Losses:
    """What was lost on the way from the file to the frames.

    Attributes:
        packets: how many were refused by the decoder.
        damaged: how many frames came out with parts missing or filled in from their neighbours.
        encrypted: how many packets were encrypted, and so not decoded.
        read_errors: how often the container could not be read on.
    """

    packets: int = 0
    damaged: int = 0
    encrypted: int = 0
    read_errors: int = 0
    _first_packet_s: float | None = None
    _first_damaged_s: float | None = None
    _read_error: str = ""
    _first_pts: int | None = None
    _first_seen_pts: int | None = None
    _due: int = 0
    _seen: int = 0
    _interlaced: bool = False

    def readable(self, packet: Any) -> bool:  # noqa: ANN401 - an av.Packet
        """Take note of what goes into the decoder; False when it is encrypted."""
        if packet.has_sidedata("encryption_info"):
            self.encrypted += 1
            return False
        if packet.size and packet.pts is not None and not packet.is_discard:
            if self._first_pts is None:
                self._first_pts = packet.pts
            self._due += packet.pts >= self._first_pts
        return True

    def see(self, frame: Any, clock: "Clock") -> None:  # noqa: ANN401 - an av.VideoFrame
        """Take note of what comes out of it."""
        if self._first_seen_pts is None:
            self._first_seen_pts = frame.pts
        if frame.pts is not None and self._first_pts is not None:
            # Pictures before the first keyframe's need what is not in the file, and may be left out.
            self._seen += frame.pts >= self._first_pts
        self._interlaced = self._interlaced or frame.interlaced_frame
        if frame.is_corrupt:
            self.damaged += 1
            if self._first_damaged_s is None and frame.pts is not None:
                self._first_damaged_s = clock.seconds(frame.pts)

    def lose(self, packet: Any, clock: "Clock") -> None:  # noqa: ANN401 - an av.Packet
        """The decoder refused a packet."""
        self.packets += 1
        stamp = packet.pts if packet.pts is not None else packet.dts
        if self._first_packet_s is None and stamp is not None:
            self._first_packet_s = clock.seconds(stamp)

    def cannot_read(self, error: "FFmpegError") -> None:
        """The container could not be read on."""
        self.read_errors += 1
        self._read_error = self._read_error or error.strerror or type(error).__name__

    def head(self, clock: "Clock") -> Iterator[str]:
        """Whether it begins in the middle of things; to ask when it was decoded from its start."""
        if self._first_pts is None or self._first_seen_pts is None:
            return
        gap_s = clock.seconds(self._first_seen_pts) - clock.seconds(self._first_pts)
        if gap_s > _HEAD_FRAMES * clock.frame_length_s:
            yield f"The first {gap_s:.2f} s need pictures that are not in the file, and could not be decoded."

    def never_came(self, container: str, codec: str) -> Iterator[str]:
        """Whether pictures are missing though nothing failed; to ask when all have been decoded."""
        countable = codec in _ALWAYS_SHOWN and bool(_ONE_PACKET_ONE_PICTURE & {*container.split(",")})
        missing = self._due - self._seen
        # The two fields of an interlaced picture may come in packets of their own.
        if countable and missing > 0 and not self.packets and not self._interlaced:
            yield f"{_counted(missing, 'picture')} did not come out of the decoder, though nothing failed."

    def sentences(self) -> Iterator[str]:
        """What to tell, one sentence for each kind of loss."""
        if self.packets:
            where = _where(self._first_packet_s)
            yield f"{_counted(self.packets, 'packet')} could not be decoded{where}."
        if self.damaged:
            where = _where(self._first_damaged_s)
            yield (
                f"{_counted(self.damaged, 'picture')} came out damaged{where}: parts are missing, or "
                "were filled in from neighbouring pictures."
            )
        if self.encrypted:
            yield f"{_counted(self.encrypted, 'packet')} are encrypted (DRM)."
        if self.read_errors:
            times = _counted(self.read_errors, "time")
            yield f"Reading the file failed {times} ({self._read_error})."


def _where(first_s: float | None) -> str:
    return "" if first_s is None else f", the first at {first_s:.3f} s"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number:,} {noun}s"


def of_ending(ending: Ending, lengths_s: tuple[float, float | None] | None) -> Iterator[Problem]:
    """What the container's own structure says about the end of the file.

    Args:
        ending: what was found.
        lengths_s: decoded and declared, when the whole video was decoded.
    """
    if ending.complete is False:
        yield Problem("truncated", " ".join((ending.says, *_lengths(lengths_s))), GET_AGAIN)
    elif ending.complete is None:
        yield Problem("end_not_stated", ending.says)


def _lengths(lengths_s: tuple[float, float | None] | None) -> Iterator[str]:
    if lengths_s is not None:
        decoded_s, declared_s = lengths_s
        declared = f" of a declared {declared_s:.2f} s" if declared_s else ""
        yield f"Decoded {decoded_s:.2f} s{declared}."

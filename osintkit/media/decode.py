"""From packets to frames with exact times, going on after damage and counting it.

A frame's time is the one the file gives, tick for tick. Its end is when the next one is due, so that
"on screen at 12.3 s" has one answer in videos of variable frame rate too.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import av
from av.container import InputContainer
from av.error import FFmpegError
from av.packet import Packet
from av.video.stream import VideoStream

from osintkit.media import colour
from osintkit.media.losses import Losses
from osintkit.media.picture import Coding, Plane, Rgb
from osintkit.media.timing import Clock

if TYPE_CHECKING:
    VideoPacket = Packet[VideoStream]

LIMIT_PX = 8192 * 8192
_THREADS = 2
_LOOK_AGAIN = 16
"""Frames after which a keyframe is asked again how it is turned for display."""
_PATIENCE_ERRORS = 50
"""How many read errors in a row end the reading: some files go on after one."""


class Frame:
    """A decoded frame as an `osintkit.media.picture.Picture`."""

    def __init__(
        self,
        frame: av.VideoFrame,
        clock: Clock,
        index: int | None,
        aspect: Fraction,
        turn: colour.Orientation,
    ) -> None:
        self.index = index
        self.turn = turn
        self.pts, self.estimated = clock.stamp(frame)
        self.time_base = clock.time_base
        self.seconds = clock.seconds(self.pts)
        self.end_seconds = self.seconds + clock.length_s(frame)
        self.keyframe = bool(frame.key_frame)
        self.damaged = bool(frame.is_corrupt)
        self.bytes_held = sum(plane.buffer_size for plane in frame.planes)
        self.stored = frame
        self._aspect = aspect
        self._planes: tuple[Plane, tuple[Plane, Plane] | None] | None = None

    def luma(self) -> Plane:
        """The luma plane as stored."""
        return self._both()[0]

    def chroma(self) -> tuple[Plane, Plane] | None:
        """The two chroma planes as stored, None for grey."""
        return self._both()[1]

    def coding(self) -> Coding:
        """How the planes are to be read."""
        return colour.coding(self.stored, self.turn)

    def rgb(self) -> Rgb:
        """The picture as a player shows it."""
        return colour.rgb(self.stored, self.turn, self._aspect)

    def _both(self) -> tuple[Plane, tuple[Plane, Plane] | None]:
        if self._planes is None:
            self._planes = colour.planes(self.stored)
        return self._planes


def prepare(stream: VideoStream, *, cut_off: bool) -> None:
    """Set the decoder up, before its first packet.

    Frames that wait in other threads while the last packet fails would be lost, so a file that is
    cut off is decoded one frame after the other.
    """
    context = stream.codec_context
    context.options = {"max_pixels": str(LIMIT_PX)}
    stream.thread_type = "SLICE" if cut_off else "AUTO"
    context.thread_count = _THREADS


def frames(
    container: InputContainer,
    stream: VideoStream,
    clock: Clock,
    losses: Losses,
    *,
    after_jump: bool = False,
) -> Iterator[av.VideoFrame]:
    """Every frame that decodes, in the order shown; what fails is counted in ``losses``.

    After a jump, frames that need what was jumped over are left out: they would be broken.
    """
    entry: int | None = None
    waiting = after_jump
    for packet in _packets(container, stream, losses):
        if waiting and packet.size and not packet.is_keyframe:
            continue
        if waiting:
            entry, waiting = packet.pts, False
        for frame in _decoded(stream, packet, clock, losses):
            if entry is not None and frame.pts is not None and frame.pts < entry:
                continue
            losses.see(frame, clock)
            yield frame


def keyframes(
    container: InputContainer, stream: VideoStream, clock: Clock, losses: Losses
) -> Iterator[av.VideoFrame]:
    """The codec's intra frames, in the order shown.

    From each keyframe on packets are decoded until its picture comes out, which takes a few; the rest
    up to the next keyframe is left out. Decoders' own way of skipping loses keyframes in open groups of
    pictures and in fields, and VP9 has none.
    """
    inside = 0
    for packet in _packets(container, stream, losses):
        inside += packet.size > 0 and packet.is_keyframe
        if not inside:
            continue
        for frame in _decoded(stream, packet, clock, losses):
            if frame.key_frame:
                losses.see(frame, clock)
                yield frame
                inside -= 1
        if packet.size and not inside:
            stream.codec_context.flush_buffers()


def _decoded(stream: VideoStream, packet: "VideoPacket", clock: Clock, losses: Losses) -> list[av.VideoFrame]:
    if not losses.readable(packet):
        return []
    try:
        return stream.decode(packet)
    except FFmpegError as error:
        raise_if_memory(error)
        losses.lose(packet, clock)
        return []


def _packets(container: InputContainer, stream: VideoStream, losses: Losses) -> "Iterator[VideoPacket]":
    """Packets of the stream and a last, empty one; going on after read errors while anything comes."""
    errors = 0
    while errors < _PATIENCE_ERRORS:
        try:
            for packet in container.demux(stream):
                errors = 0
                if packet.size or packet.dts is None:
                    yield packet  # else there is nothing new: the last picture stays (Theora, AVI)
        except FFmpegError as error:
            raise_if_memory(error)
            errors += 1
            losses.cannot_read(error)
            continue
        return
    yield Packet(0)  # type: ignore[misc]  # an empty packet is of any stream


def raise_if_memory(error: FFmpegError) -> None:
    """Let what the memory limit causes through: it ends the child, with its own words."""
    if isinstance(error, MemoryError):
        raise error


def _turn(frame: av.VideoFrame) -> colour.Orientation:
    """How the stored picture is turned for display.

    PyAV then keeps the frame in a circle of references until garbage is collected, and its memory with it,
    so that decoding is slower by half when every frame is asked.
    """
    matrix: Any = frame.side_data.get("DISPLAYMATRIX")
    return colour.orientation(None if matrix is None else bytes(matrix))


def timed(
    decoded: Iterator[av.VideoFrame], clock: Clock, aspect: Fraction, *, counted: bool, ends: bool
) -> Iterator[Frame]:
    """Frames as pictures, each held back until the next one says when it ends.

    Args:
        decoded: what `frames` gives.
        clock: of the stream.
        aspect: width of a pixel over its height.
        counted: they begin at the first frame, so that their number is known.
        ends: they follow each other without gaps; not so for keyframes only.
    """
    held: Frame | None = None
    turn, looked = colour.Orientation(), -_LOOK_AGAIN
    for index, frame in enumerate(decoded):
        if index - looked >= _LOOK_AGAIN and (frame.key_frame or index == 0):
            turn, looked = _turn(frame), index
        picture = Frame(frame, clock, index if counted else None, aspect, turn)
        if held is not None:
            if ends and picture.seconds > held.seconds:
                held.end_seconds = picture.seconds
            yield held
        held = picture
    if held is not None:
        yield held

"""Video through PyAV (FFmpeg's libraries): every frame that decodes, with the time the file gives it.

Runs in the confined child. The container format and the codec must be on our lists, which hold what
phones, messengers, cameras, recorders and archives write; each entry more is more code that hostile
bytes could reach. Errors in the middle cost the packets concerned, are counted, and are told.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import av
import av.subtitles.codeccontext
import av.subtitles.stream
import av.subtitles.subtitle
from av.container import InputContainer
from av.error import FFmpegError
from av.packet import Packet
from av.video.codeccontext import VideoCodecContext
from av.video.stream import VideoStream

from osintkit.blocks import BlockReader
from osintkit.errors import FailureCode, InputError
from osintkit.media import colour
from osintkit.media.ending import Ending, examine
from osintkit.media.nameless import NamelessFile
from osintkit.media.picture import Picture, Plane, Problem, Rgb, too_large

FORMATS = (
    "mov", "matroska", "webm", "avi", "asf", "flv", "live_flv", "mpegts", "mpeg", "mpegvideo", "ogg", "mxf",
    "ivf", "rm", "dv", "m4v", "h264", "hevc", "obu", "mjpeg", "wtv", "nut", "yuv4mpegpipe",
    # sound, so that the answer is "no video in it" rather than "not media"
    "mp3", "wav", "w64", "flac", "aac", "amr", "ac3", "eac3", "aiff", "caf", "loas",
)  # fmt: skip
CODECS = frozenset({
    "h264", "hevc", "vvc", "av1", "libdav1d", "vp8", "vp9", "libvpx", "libvpx-vp9", "theora", "mpeg1video",
    "mpeg2video", "mpeg4", "msmpeg4v1", "msmpeg4v2", "msmpeg4", "wmv1", "wmv2", "wmv3", "vc1", "flv", "h261",
    "h263", "h263i", "h263p", "mjpeg", "mjpegb", "amv", "prores", "dnxhd", "dvvideo", "svq1", "svq3", "vp6",
    "vp6f", "vp6a", "cinepak", "indeo3", "indeo4", "indeo5", "rv10", "rv20", "rv30", "rv40", "qtrle", "rpza",
    "smc", "rawvideo", "huffyuv", "ffvhuff", "ffv1", "utvideo", "v210", "png", "msvideo1", "msrle", "cfhd",
    "hap", "zlib", "qdraw", "8bps",
})  # fmt: skip
LIMIT_PX = 8192 * 8192
LIMIT_STREAMS = 64
_THREADS = 2
_PATIENCE_ERRORS = 50
"""How many read errors in a row end the reading: some files go on after one."""
_JUMP_AFTER_S = 20.0
"""A range that begins later is jumped to; before that, decoding from the start keeps frame numbers exact."""
_ENCRYPTED_TAGS = frozenset({"encv", "drmi"})


class _Frame:
    """A decoded frame as a `Picture`."""

    def __init__(self, frame: av.VideoFrame, clock: "_Clock", index: int | None, look: "_Look") -> None:
        self.index = index
        self.pts, self.estimated = clock.stamp(frame)
        self.time_base = clock.time_base
        self.seconds = clock.seconds(self.pts)
        self.end_seconds = self.seconds + clock.length(frame)
        self.keyframe = bool(frame.key_frame)
        self.bytes_held = sum(plane.buffer_size for plane in frame.planes)
        self._frame = frame
        self._look = look
        self._planes: tuple[Plane, tuple[Plane, Plane] | None] | None = None

    def luma(self) -> Plane:
        return self._stored()[0]

    def chroma(self) -> tuple[Plane, Plane] | None:
        return self._stored()[1]

    def rgb(self) -> Rgb:
        return colour.rgb(self._frame, self._look.turn(self._frame), self._look.pixel_aspect)

    def _stored(self) -> tuple[Plane, tuple[Plane, Plane] | None]:
        if self._planes is None:
            self._planes = colour.planes(self._frame)
        return self._planes


@dataclass(frozen=True, slots=True)
class _Look:
    """What turns stored pixels into shown ones, as far as the stream says it."""

    pixel_aspect: Fraction

    def turn(self, frame: av.VideoFrame) -> colour.Orientation:
        matrix: Any = frame.side_data.get("DISPLAYMATRIX")
        return colour.orientation(None if matrix is None else bytes(matrix))


@dataclass(slots=True)
class _Clock:
    """Times of frames: exact where the file gives them, worked out and marked where it does not."""

    time_base: Fraction
    origin_s: Fraction
    frame_length_s: Fraction
    _next_pts: int = 0

    def stamp(self, frame: av.VideoFrame) -> tuple[int, bool]:
        stated = frame.pts if frame.pts is not None else frame.dts
        pts = self._next_pts if stated is None else stated
        step = self.frame_length_s / self.time_base
        self._next_pts = pts + max(1, round(step))
        return pts, frame.pts is None

    def seconds(self, pts: int) -> float:
        return float(pts * self.time_base - self.origin_s)

    def length(self, frame: av.VideoFrame) -> float:
        ticks = frame.duration or 0
        return float(ticks * self.time_base if ticks > 0 else self.frame_length_s)


@dataclass(slots=True)
class _Tally:
    """What was seen on the way, for the Stream record and the caveats."""

    frames: int = 0
    lost_packets: int = 0
    first_loss_s: float | None = None
    read_errors: list[str] = field(default_factory=list)
    estimated: int = 0
    hdr: bool = False
    from_s: float | None = None
    to_s: float | None = None
    whole: bool = True


class Video:
    """An opened video file; see `osintkit.media.picture.Moving`.

    Raises:
        InputError: not media, refused, encrypted, no video stream, no decoder.
    """

    engine = "pyav"
    still = False

    def __init__(self, reader: BlockReader) -> None:
        self._reader = reader
        self._ending = examine(reader.at, reader.size_bytes)
        self._container = _open(reader, self._ending)
        self._stream = _main_stream(self._container, self._ending)
        self._tally = _Tally()
        self._orientation = colour.Orientation()
        self.problems: list[Problem] = []
        self.duration_s = _declared_duration_s(self._container, self._stream)

    @property
    def facts(self) -> list[dict[str, Any]]:
        """One mapping for each stream, as the fields of a Stream record."""
        return [
            self._main_facts() if stream.index == self._stream.index else _other_facts(stream, self)
            for stream in self._container.streams
        ]

    @property
    def container_name(self) -> str:
        """FFmpeg's name of the container format."""
        return str(self._container.format.name)

    def pictures(
        self,
        *,
        from_s: float | None = None,
        to_s: float | None = None,
        only_keyframes: bool = False,
    ) -> Iterator[Picture]:
        """Pictures in presentation order, of times in [from_s, to_s)."""
        self._tally.whole = from_s is None and to_s is None
        clock = self._clock()
        look = _Look(_pixel_aspect(self._stream))
        jumped = self._jump(from_s)
        for index, frame in enumerate(self._frames(only_keyframes=only_keyframes)):
            picture = _Frame(frame, clock, None if jumped else index, look)
            self._see(frame, picture, look)
            if to_s is not None and picture.seconds >= to_s:
                break
            if from_s is None or picture.end_seconds > from_s:
                yield picture
        self._conclude()

    def _clock(self) -> _Clock:
        origin = self._container.start_time
        rate = self._stream.average_rate or self._stream.guessed_rate or Fraction(25)
        time_base = self._stream.time_base or Fraction(1, 90_000)
        return _Clock(
            Fraction(time_base),
            Fraction(origin, av.time_base) if origin is not None else Fraction(0),
            1 / Fraction(rate),
        )

    def _jump(self, from_s: float | None) -> bool:
        if from_s is None or from_s < _JUMP_AFTER_S:
            return False
        origin = self._container.start_time or 0
        try:
            self._container.seek(int(from_s * av.time_base) + origin, backward=True)
        except (FFmpegError, OverflowError):
            return False
        return True

    def _frames(self, *, only_keyframes: bool) -> Iterator[av.VideoFrame]:
        context = self._stream.codec_context
        context.options = {"max_pixels": str(LIMIT_PX)}
        self._stream.thread_type = "AUTO"
        context.thread_count = _THREADS
        if only_keyframes:
            context.skip_frame = "NONKEY"
        for packet in self._packets():
            # Not every decoder honours skip_frame (VP9 does not), so the packets are chosen too.
            if only_keyframes and packet.size and not packet.is_keyframe:
                continue
            try:
                yield from self._stream.decode(packet)
            except FFmpegError as error:
                _raise_if_memory(error)
                self._lose(packet)

    def _packets(self) -> "Iterator[Packet[VideoStream]]":
        """Packets of the stream, going on after read errors while anything still comes."""
        errors = 0
        while errors < _PATIENCE_ERRORS:
            try:
                for packet in self._container.demux(self._stream):
                    errors = 0
                    yield packet
            except FFmpegError as error:
                _raise_if_memory(error)
                errors += 1
                self._tally.read_errors.append(error.strerror or type(error).__name__)
                continue
            return

    def _lose(self, packet: "Packet[VideoStream]") -> None:
        self._tally.lost_packets += 1
        if self._tally.first_loss_s is None:
            stamp = packet.pts if packet.pts is not None else packet.dts
            self._tally.first_loss_s = self._clock().seconds(stamp) if stamp is not None else None

    def _see(self, frame: av.VideoFrame, picture: _Frame, look: _Look) -> None:
        tally = self._tally
        if tally.frames == 0:
            self._orientation = look.turn(frame)
            tally.from_s = picture.seconds
        tally.frames += 1
        tally.estimated += picture.estimated
        tally.hdr = tally.hdr or colour.is_hdr(frame)
        tally.to_s = max(tally.to_s or picture.end_seconds, picture.end_seconds)

    def _conclude(self) -> None:
        self.problems.extend(_problems(self._tally, self._ending, self._stream, self.duration_s))

    def _main_facts(self) -> dict[str, Any]:
        context, tally = self._stream.codec_context, self._tally
        aspect = _pixel_aspect(self._stream)
        shown = max(1, round(context.width * aspect)), context.height
        if self._orientation.swaps_sides:
            shown = shown[1], shown[0]
        return {
            **_other_facts(self._stream, self),
            "examined": True,
            "display_width_px": shown[0],
            "display_height_px": shown[1],
            "rotation_deg": self._orientation.rotation_deg,
            "mirrored": self._orientation.mirrored,
            "decoded_frames": tally.frames,
            "decoded_from_s": tally.from_s,
            "decoded_to_s": tally.to_s,
            "engine": self.engine,
        }


def _open(reader: BlockReader, ending: Ending) -> InputContainer:
    options = {
        "format_whitelist": ",".join(FORMATS),
        "protocol_whitelist": "",
        "max_streams": str(LIMIT_STREAMS),
        "probesize": "10000000",
        "analyzeduration": "10000000",
    }
    try:
        return av.open(NamelessFile(reader), "r", options=options, metadata_errors="replace")
    except FFmpegError as error:
        _raise_if_memory(error)
        raise _not_opened(ending, error) from error


def _not_opened(ending: Ending, error: FFmpegError) -> InputError:
    if ending.complete is False:
        return InputError(FailureCode.CORRUPT, ending.says, _GET_AGAIN, stage="open")
    if ending.container == "unknown":
        return InputError(
            FailureCode.NOT_MEDIA,
            "This is not a video, picture or sound file that osintkit knows.",
            "Check what it is with the `file` command; the extension may be wrong.",
            stage="open",
        )
    reason = error.strerror or type(error).__name__
    return InputError(
        FailureCode.CORRUPT,
        f"The container ({ending.container}) cannot be read: {reason}.",
        _GET_AGAIN,
        stage="open",
    )


_GET_AGAIN = "Get the file again from its source, or ask for the original."


def _raise_if_memory(error: FFmpegError) -> None:
    if isinstance(error, MemoryError):
        raise error


def _main_stream(container: InputContainer, ending: Ending) -> VideoStream:
    videos = [stream for stream in container.streams.video if not _is_cover(stream)]
    if not videos:
        raise InputError(
            FailureCode.NO_STREAM,
            f"There is no video in it ({_kinds(container, ending)}).",
            "This command looks at pictures; a sound file has none.",
            stage="open",
        )
    stream = max(videos, key=lambda video: (_area(video), -video.index))
    _check_codec(stream)
    return stream


def _context(stream: VideoStream) -> VideoCodecContext | None:
    """PyAV's type says there always is one; without a decoder there is none."""
    return stream.codec_context


def _area(stream: VideoStream) -> int:
    context = _context(stream)
    return context.width * context.height if context is not None else 0


def _check_codec(stream: VideoStream) -> None:
    context = _context(stream)
    if context is None or not context.name:
        raise InputError(
            FailureCode.CODEC_MISSING,
            "The video is in a codec that this FFmpeg build cannot decode.",
            "Convert a working copy with a full FFmpeg, and say so in the note.",
            stage="open",
        )
    if _tag(stream) in _ENCRYPTED_TAGS:
        raise InputError(
            FailureCode.ENCRYPTED,
            "The video is encrypted (DRM).",
            "Ask the source for an unprotected copy.",
            stage="open",
        )
    if context.name not in CODECS:
        raise InputError(
            FailureCode.CODEC_REFUSED,
            f"The codec {context.name} is not one that osintkit lets near hostile files.",
            "Convert a working copy to H.264 on a separate machine, and say so in the note.",
            stage="open",
        )
    if context.width * context.height > LIMIT_PX:
        raise too_large(context.width, context.height, LIMIT_PX)


def _tag(stream: VideoStream) -> str:
    tag = stream.codec_context.codec_tag
    return tag if isinstance(tag, str) else ""


def _is_cover(stream: VideoStream) -> bool:
    return bool(stream.disposition & av.stream.Disposition.attached_pic)


def _kinds(container: InputContainer, ending: Ending) -> str:
    kinds = sorted({stream.type for stream in container.streams})
    return f"{ending.container}: {', '.join(kinds) or 'no streams'}"


def _pixel_aspect(stream: VideoStream) -> Fraction:
    aspect = stream.sample_aspect_ratio or stream.codec_context.sample_aspect_ratio
    # Beyond 1:8 a stated pixel shape is an error or an attack on memory, not a format.
    return Fraction(aspect) if aspect and Fraction(1, 8) <= aspect <= 8 else Fraction(1)


def _declared_duration_s(container: InputContainer, stream: VideoStream) -> float | None:
    if stream.duration and stream.time_base:
        return float(stream.duration * stream.time_base)
    return container.duration / av.time_base if container.duration else None


def _other_facts(stream: Any, video: Video) -> dict[str, Any]:  # noqa: ANN401 - any kind of stream
    context: Any = stream.codec_context
    facts: dict[str, Any] = {
        "container": video.container_name,
        "stream": stream.index,
        "media": stream.type if stream.type in {"video", "audio", "subtitle", "attachment"} else "data",
        "examined": False,
        "codec": getattr(context, "name", None),
        "profile": str(context.profile) if getattr(context, "profile", None) else None,
        "time_base": str(stream.time_base) if stream.time_base else None,
        "first_pts": stream.start_time,
        "declared_frames": stream.frames or None,
    }
    if stream.duration and stream.time_base:
        facts["declared_duration_s"] = float(stream.duration * stream.time_base)
    if stream.type == "video" and context is not None:
        facts |= {
            "pixel_format": context.pix_fmt,
            "width_px": context.width,
            "height_px": context.height,
            "sample_aspect_ratio": str(_pixel_aspect(stream)).replace("/", ":"),
            "average_rate": str(stream.average_rate) if stream.average_rate else None,
        }
    return facts


def _problems(
    tally: _Tally, ending: Ending, stream: VideoStream, duration_s: float | None
) -> Iterator[Problem]:
    del stream
    decoded_s = (tally.to_s or 0.0) - (tally.from_s or 0.0)
    if ending.complete is False:
        yield Problem("truncated", f"{ending.says} {_how_much(decoded_s, duration_s)}", _GET_AGAIN)
    elif ending.complete is None:
        yield Problem("end_not_stated", ending.says)
    if tally.lost_packets or tally.read_errors:
        yield Problem("frames_undecodable", _losses(tally), _GET_AGAIN)
    if tally.estimated:
        yield Problem(
            "time_estimated",
            f"{tally.estimated} of {tally.frames} frames have no time in the file; theirs are worked "
            "out from the frame rate.",
        )
    short = duration_s is not None and tally.whole and abs(duration_s - decoded_s) > 0.5
    if short and ending.complete is not False and duration_s is not None:
        yield Problem(
            "duration_disagrees",
            f"{decoded_s:.2f} s were decoded; the file declares {duration_s:.2f} s.",
        )


def _how_much(decoded_s: float, duration_s: float | None) -> str:
    declared = f" of a declared {duration_s:.2f} s" if duration_s else ""
    return f"Decoded {decoded_s:.2f} s{declared}."


def _losses(tally: _Tally) -> str:
    parts = []
    if tally.lost_packets:
        where = "" if tally.first_loss_s is None else f", the first at {tally.first_loss_s:.3f} s"
        parts.append(f"{tally.lost_packets} packets could not be decoded{where}")
    if tally.read_errors:
        parts.append(f"reading stopped {len(tally.read_errors)} times ({tally.read_errors[0]})")
    return "; ".join(parts).capitalize() + "."


def opened(reader: BlockReader) -> Video:
    """Open a video; the one name that `osintkit.media.opening` looks for."""
    return Video(reader)

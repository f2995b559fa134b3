"""Opening a video file: which formats and codecs are let near hostile bytes, and which stream is the video.

The container format and the codec must be on our lists, which hold what phones, messengers, cameras,
recorders and archives write; each entry more is more code that hostile bytes could reach.
"""

import re
from fractions import Fraction
from typing import Any

import av
import av.subtitles.codeccontext
import av.subtitles.stream
import av.subtitles.subtitle
from av.container import InputContainer
from av.error import FFmpegError
from av.video.codeccontext import VideoCodecContext
from av.video.stream import VideoStream

from osintkit.blocks import BlockReader
from osintkit.errors import FailureCode, InputError
from osintkit.media.decode import LIMIT_PX, raise_if_memory
from osintkit.media.ending import Ending
from osintkit.media.losses import GET_AGAIN
from osintkit.media.nameless import NamelessFile
from osintkit.media.picture import too_large

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
UNTIMED = frozenset({"h264", "hevc", "obu", "m4v", "mpegvideo", "mjpeg"})
"""Bare streams, which hold no times."""
LIMIT_STREAMS = 64
_ENCRYPTED_TAGS = frozenset({"encv", "drmi"})
_MOOV_SEARCHED_BYTES = 1 << 20
_MKV_DURATION = re.compile(r"(\d+):(\d\d):(\d\d(?:\.\d+)?)")


def open_container(reader: BlockReader, ending: Ending) -> InputContainer:
    """Open a file for demuxing, without a name, without protocols, in the formats of our list only.

    Raises:
        InputError: it is none of them, damaged, or encrypted.
    """
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
        raise_if_memory(error)
        raise _not_opened(reader, ending, error) from error


def _not_opened(reader: BlockReader, ending: Ending, error: FFmpegError) -> InputError:
    if _says_encrypted(reader):
        return encrypted()
    if ending.complete is False:
        return InputError(FailureCode.CORRUPT, ending.says, GET_AGAIN, stage="open")
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
        GET_AGAIN,
        stage="open",
    )


def _says_encrypted(reader: BlockReader) -> bool:
    """Whether the header of an MP4 that cannot be opened declares a track of encrypted video."""
    head = reader.at(0, _MOOV_SEARCHED_BYTES)
    return b"encv" in head and b"schm" in head


def encrypted() -> InputError:
    """The error for a video behind digital rights management."""
    return InputError(
        FailureCode.ENCRYPTED,
        "The video is encrypted (DRM).",
        "Ask the source for an unprotected copy.",
        stage="open",
    )


def main_stream(container: InputContainer, ending: Ending) -> VideoStream:
    """The video that a player shows: no cover picture, marked as default, the first.

    Raises:
        InputError: there is none, it is encrypted, or its codec is not for us.
    """
    videos = [stream for stream in container.streams.video if not _is_cover(stream)]
    if not videos:
        raise InputError(
            FailureCode.NO_STREAM,
            f"There is no video in it ({_kinds(container, ending)}).",
            "This command looks at pictures; a sound file has none.",
            stage="open",
        )
    stream = min(videos, key=_order)
    _check_codec(stream)
    return stream


def _order(stream: VideoStream) -> tuple[bool, bool, int]:
    """Which stream a player shows: one it can decode, marked as default, the first of them."""
    default = bool(stream.disposition & av.stream.Disposition.default)
    return _context(stream) is None, not default, stream.index


def _context(stream: VideoStream) -> VideoCodecContext | None:
    """PyAV's type says there always is one; without a decoder there is none."""
    return stream.codec_context


def _check_codec(stream: VideoStream) -> None:
    context = _context(stream)
    if context is None or not context.name:
        raise InputError(
            FailureCode.CODEC_MISSING,
            "The video is in a codec that this FFmpeg build cannot decode.",
            "Convert a working copy with a full FFmpeg, and say so in the note.",
            stage="open",
        )
    if context.codec_tag in _ENCRYPTED_TAGS or "enc_key_id" in stream.metadata:
        raise encrypted()
    if context.name not in CODECS:
        raise InputError(
            FailureCode.CODEC_REFUSED,
            f"The codec {context.name} is not one that osintkit lets near hostile files.",
            "Convert a working copy to H.264 on a separate machine, and say so in the note.",
            stage="open",
        )
    if context.width * context.height > LIMIT_PX:
        raise too_large(context.width, context.height, LIMIT_PX)


def _is_cover(stream: VideoStream) -> bool:
    return bool(stream.disposition & av.stream.Disposition.attached_pic)


def _kinds(container: InputContainer, ending: Ending) -> str:
    kinds = sorted({stream.type for stream in container.streams})
    return f"{ending.container}: {', '.join(kinds) or 'no streams'}"


def pixel_aspect(stream: VideoStream) -> Fraction:
    """Width of a pixel over its height."""
    aspect = stream.sample_aspect_ratio or stream.codec_context.sample_aspect_ratio
    # Beyond 1:8 a stated pixel shape is an error or an attack on memory, not a format.
    return Fraction(aspect) if aspect and Fraction(1, 8) <= aspect <= 8 else Fraction(1)


def duration_s(container: InputContainer) -> float | None:
    """How long the whole file says it is."""
    return container.duration / av.time_base if container.duration else None


def stream_duration_s(stream: Any) -> float | None:  # noqa: ANN401 - any kind of stream
    """How long a stream says it is."""
    if stream.duration and stream.time_base:
        return float(stream.duration * stream.time_base)
    # Matroska writers leave it in a tag: 00:01:02.345000000.
    stated = _MKV_DURATION.fullmatch(stream.metadata.get("DURATION", ""))
    if stated is None:
        return None
    hours, minutes, seconds = map(float, stated.groups())
    return hours * 3600 + minutes * 60 + seconds


def facts(stream: Any) -> dict[str, Any]:  # noqa: ANN401 - any kind of stream
    """What a stream declares, as fields of a Stream record."""
    context: Any = stream.codec_context
    aspect = pixel_aspect(stream) if stream.type == "video" and context is not None else Fraction(1)
    facts: dict[str, Any] = {
        "stream": stream.index,
        "media": stream.type if stream.type in {"video", "audio", "subtitle", "attachment"} else "data",
        "examined": False,
        "codec": getattr(context, "name", None),
        "profile": str(context.profile) if getattr(context, "profile", None) else None,
        "time_base": str(stream.time_base) if stream.time_base else None,
        "first_pts": stream.start_time,
        "declared_duration_s": stream_duration_s(stream),
        "declared_frames": stream.frames or None,
    }
    if stream.type == "video" and context is not None:
        facts |= {
            "pixel_format": context.pix_fmt,
            "width_px": context.width,
            "height_px": context.height,
            "sample_aspect_ratio": f"{aspect.numerator}:{aspect.denominator}",
            "average_rate": str(stream.average_rate) if stream.average_rate else None,
        }
    return facts

"""Video through PyAV (FFmpeg's libraries): its pictures, what it says of itself, what limits the result.

Runs in the confined child. `container` opens the file, `decode` gets the frames, `timing` their times,
`losses` counts what was lost on the way.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from av.error import FFmpegError

from osintkit.blocks import BlockReader
from osintkit.media import claims, colour, container, decode, timing, tone
from osintkit.media.ending import examine
from osintkit.media.losses import GET_AGAIN, Losses, of_ending
from osintkit.media.picture import SLACK_S, Picture, Problem

_JUMP_AFTER_S = 20.0
"""A range that begins later is jumped to; before that, decoding from the start keeps frame numbers."""
_RUN_UPS_S = (2.0, 30.0)
"""How far before the range a jump aims; the second is tried when the first lands too late."""
_FRAMES_OFF, _PART_OFF = 2.5, 0.1
"""A stream's own declared length is right to about two frames; a tenth less is a loss."""
_LONGER_BY_S, _CONTAINER_OFF_S = 1.0, 2.0
"""A video longer than declared is missing nothing, and the container's length is often that of the sound."""


_CLAIMS = ("com.apple.quicktime.creationdate", "creation_time", "DATE_RECORDED", "date")
"""Where containers state when they were made; Apple's has the zone."""


@dataclass(slots=True)
class _Tally:
    """What was seen on the way, for the Stream record and the caveats."""

    frames: int = 0
    estimated: int = 0
    interlaced: int = 0
    transfer: int = 0
    from_s: float | None = None
    to_s: float | None = None
    whole: bool = False

    @property
    def decoded_s(self) -> float:
        return (self.to_s or 0.0) - (self.from_s or 0.0)


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
        self._reopen()
        self._begun = False
        self._tally, self._losses = _Tally(), Losses()
        self._orientation = colour.Orientation()
        whole_s = container.duration_s(self._container)
        alone = len(self._container.streams) == 1
        self._declared_s = container.stream_duration_s(self._stream) or (whole_s if alone else None)
        self.duration_s = self._declared_s or whole_s

    def _reopen(self) -> None:
        self._container = container.open_container(self._reader, self._ending)
        self._stream = container.main_stream(self._container, self._ending)
        self._clock = timing.clock_of(self._container, self._stream)

    @property
    def facts(self) -> list[dict[str, Any]]:
        """One mapping for each stream, as the fields of a Stream record."""
        return [
            self._main_facts() if stream.index == self._stream.index else self._facts_of(stream)
            for stream in self._container.streams
        ]

    def pictures(
        self,
        *,
        from_s: float | None = None,
        to_s: float | None = None,
        only_keyframes: bool = False,
    ) -> Iterator[Picture]:
        """Pictures in presentation order, of times in [from_s, to_s); may be asked for again."""
        if self._begun:
            self._reopen()
        self._begun = True
        for picture in self._from(from_s, only_keyframes=only_keyframes):
            if to_s is not None and picture.seconds > to_s - SLACK_S:
                break
            self._see(picture)
            if from_s is None or picture.end_seconds > from_s + SLACK_S:
                yield picture
        else:
            self._tally.whole = from_s is None and not only_keyframes
        if self._losses.encrypted and not self._tally.frames:
            raise container.encrypted()

    def problems(self) -> list[Problem]:
        """What limits the result, as far as it is known by now."""
        tally = self._tally
        lengths_s = (tally.decoded_s, self.duration_s) if tally.whole else None
        found = list(of_ending(self._ending, lengths_s))
        lost = [*self._losses.sentences(), *self._missing()]
        if lost:
            found.append(Problem("frames_undecodable", " ".join(lost), GET_AGAIN))
        if tally.estimated:
            found.append(Problem("time_estimated", _estimated(tally)))
        if tally.transfer:
            found.append(Problem("tone_mapped", _tone_mapped(tally.transfer)))
        if not lost:
            found.extend(self._disagreement())
        return found

    def _missing(self) -> Iterator[str]:
        """What never came, though nothing failed."""
        if not self._comparable:
            return
        yield from self._losses.head(self._clock)
        yield from self._losses.never_came(self._container.format.name, self._stream.codec_context.name)
        declared_s, decoded_s = self._declared_s, self._tally.decoded_s
        if declared_s is not None and self._off_s < -declared_s * _PART_OFF:
            yield f"Of the {declared_s:.2f} s of video that the file declares, {decoded_s:.2f} s came out."

    def _disagreement(self) -> Iterator[Problem]:
        if self._comparable and self.duration_s is not None and self._off_s:
            says = (
                f"The video is {self._tally.decoded_s:.2f} s long; the file declares {self.duration_s:.2f} s."
            )
            yield Problem("duration_disagrees", says)

    @property
    def _comparable(self) -> bool:
        """All was decoded, and a file that is cut off has said so already, with both lengths."""
        return self._tally.whole and self._tally.frames > 0 and self._ending.complete is not False

    @property
    def _off_s(self) -> float:
        """How much longer the video is than declared (less than 0: shorter), 0 within the tolerance."""
        if self.duration_s is None:
            return 0.0
        # Some containers count from the first picture, some from zero on their clock or the player's.
        to_s = self._tally.to_s or 0.0
        lengths_s = (self._tally.decoded_s, to_s, to_s + float(self._clock.origin_s))
        off_s = min((length_s - self.duration_s for length_s in lengths_s), key=abs)
        tolerance_s = float(_FRAMES_OFF * self._clock.frame_length_s)
        if self._declared_s is None:
            tolerance_s = max(_CONTAINER_OFF_S, self.duration_s * _PART_OFF)
        elif off_s > 0:
            tolerance_s = max(_LONGER_BY_S, tolerance_s)
        return off_s if abs(off_s) > tolerance_s else 0.0

    def _from(self, from_s: float | None, *, only_keyframes: bool) -> Iterator[decode.Frame]:
        losses = replace(self._losses)
        for run_up_s in _RUN_UPS_S if from_s is not None and from_s >= _JUMP_AFTER_S else ():
            target_s = max(0.0, (from_s or 0.0) - run_up_s)
            if not self._jump(target_s):
                break
            pictures = self._decoded(only_keyframes=only_keyframes, jumped=True)
            first = next(pictures, None)
            if first is not None and first.seconds < (from_s or 0.0) + SLACK_S:
                yield first
                yield from pictures
                return
            self._reopen()
            self._losses = replace(losses)
        # The place cannot be jumped to: from the start it takes longer, and is sure.
        yield from self._decoded(only_keyframes=only_keyframes, jumped=False)

    def _jump(self, target_s: float) -> bool:
        try:
            self._container.seek(self._clock.ticks(target_s), stream=self._stream, backward=True)
        except (FFmpegError, OverflowError):
            self._reopen()
            return False
        return True

    def _decoded(self, *, only_keyframes: bool, jumped: bool) -> Iterator[decode.Frame]:
        cut_off = self._ending.complete is False
        decode.prepare(self._stream, cut_off=cut_off)
        source = (self._container, self._stream, self._clock, self._losses)
        # Where frames are only counted to know their times, none can be left out.
        skipping = only_keyframes and self._container.format.name not in container.UNTIMED
        frames = decode.keyframes(*source) if skipping else decode.frames(*source, after_jump=jumped)
        aspect = container.pixel_aspect(self._stream)
        counted = not jumped and not skipping
        pictures = decode.timed(frames, self._clock, aspect, counted=counted, ends=not skipping)
        yield from (picture for picture in pictures if picture.keyframe or not only_keyframes)

    def _see(self, picture: decode.Frame) -> None:
        tally = self._tally
        if tally.frames == 0:
            self._orientation = picture.turn
            tally.from_s = picture.seconds
        tally.frames += 1
        tally.estimated += picture.estimated
        tally.interlaced += picture.stored.interlaced_frame
        tally.transfer = tally.transfer or colour.hdr_transfer(picture.stored)
        tally.to_s = max(tally.to_s or picture.end_seconds, picture.end_seconds)

    def _facts_of(self, stream: Any) -> dict[str, Any]:  # noqa: ANN401 - any kind of stream
        return {
            "container": str(self._container.format.name),
            "container_start_s": float(self._clock.origin_s),
            **container.facts(stream),
        }

    def _main_facts(self) -> dict[str, Any]:
        context, tally = self._stream.codec_context, self._tally
        aspect = container.pixel_aspect(self._stream)
        shown = max(1, round(context.width * aspect)), context.height
        if self._orientation.swaps_sides:
            shown = shown[1], shown[0]
        scan = "interlaced" if tally.interlaced else "progressive"
        return {
            **self._facts_of(self._stream),
            "examined": True,
            "display_width_px": shown[0],
            "display_height_px": shown[1],
            "rotation_deg": self._orientation.rotation_deg,
            "mirrored": self._orientation.mirrored,
            "scan": scan if tally.frames else None,
            "decoded_frames": tally.frames,
            "decoded_from_s": tally.from_s,
            "decoded_to_s": tally.to_s,
            "engine": self.engine,
            "claimed_time": self._claimed_time(),
        }

    def _claimed_time(self) -> str | None:
        stated = (self._container.metadata.get(name) for name in _CLAIMS)
        return next(filter(None, map(claims.stated, stated)), None)


def _estimated(tally: _Tally) -> str:
    return (
        f"{tally.estimated} of {tally.frames} frames have no time in the file; theirs are worked out "
        "from the frame rate."
    )


def _tone_mapped(transfer: int) -> str:
    return (
        f"The video is HDR ({tone.NAMES[transfer]}); pictures are tone-mapped to SDR, so brightness and "
        "colours are not those of an HDR screen."
    )


def opened(reader: BlockReader) -> Video:
    """Open a video; the one name that `osintkit.media.opening` looks for."""
    return Video(reader)

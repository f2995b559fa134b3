"""What the confined child may answer to ``frames``: the schema its messages must fit.

The child may have been taken over by the file it reads, so nothing it says is used before it has been
through these models, and a picture's size must be the size it claims.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from osintkit.errors import FailureCode, InputError
from osintkit.media.door.wire import Message
from osintkit.records import CaveatCode, FrameRole

_LARGEST_TIME_S = 1e9
Time = Annotated[float, Field(ge=-_LARGEST_TIME_S, le=_LARGEST_TIME_S)]
Ticks = Annotated[int, Field(ge=-(2**63), le=2**63)]
Count = Annotated[int, Field(ge=0, le=2**53)]
Side = Annotated[int, Field(ge=1, le=1 << 17)]
Word = Annotated[str, StringConstraints(max_length=120)]
Ratio = Annotated[str, StringConstraints(pattern=r"^\d{1,19}([/:]\d{1,19})?$")]


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False, frozen=True)


class Opened(_Answer):
    """The file could be opened."""

    duration_s: Time | None


class Progress(_Answer):
    """So far has been decoded."""

    done_s: Time


class ShotAnswer(_Answer):
    """A shot has ended."""

    shot: Count
    begins: Literal["start", "cut", "dissolve", "fade"]
    first_frame: Count | None
    last_frame: Count | None
    first_pts: Ticks
    last_pts: Ticks
    time_base: Ratio
    start_s: Time
    end_s: Time
    transition_from_s: Time | None = None
    transition_to_s: Time | None = None


class FrameAnswer(_Answer):
    """A picture; its RGB bytes come along."""

    frame: Count | None
    shot: Count | None
    role: FrameRole
    pts: Ticks
    time_base: Ratio
    seconds: Time
    estimated: bool
    keyframe: bool
    sharpness: Annotated[float, Field(ge=0, le=1e6)] | None
    width_px: Side
    height_px: Side


class StreamAnswer(_Answer):
    """What is known of a stream."""

    container: Word
    stream: Count
    media: Literal["video", "audio", "subtitle", "data", "attachment", "image"]
    examined: bool
    codec: Word | None = None
    profile: Word | None = None
    pixel_format: Word | None = None
    width_px: Count | None = None
    height_px: Count | None = None
    display_width_px: Count | None = None
    display_height_px: Count | None = None
    rotation_deg: Time | None = None
    mirrored: bool | None = None
    sample_aspect_ratio: Ratio | None = None
    colour: Word | None = None
    time_base: Ratio | None = None
    first_pts: Ticks | None = None
    container_start_s: Time | None = None
    average_rate: Ratio | None = None
    declared_duration_s: Time | None = None
    declared_frames: Count | None = None
    decoded_frames: Count | None = None
    decoded_from_s: Time | None = None
    decoded_to_s: Time | None = None
    scan: Word | None = None
    engine: Word | None = None


class ProblemAnswer(_Answer):
    """Something that limits the result."""

    code: CaveatCode
    says: Annotated[str, StringConstraints(max_length=1000)]
    do: Annotated[str, StringConstraints(max_length=1000)]


class Ended(_Answer):
    """The scan is over."""

    streams: Annotated[list[StreamAnswer], Field(max_length=256)]
    problems: Annotated[list[ProblemAnswer], Field(max_length=256)]


class Reduced(_Answer):
    """This child is less confined than the run said."""

    level: Count


_MODELS: dict[str, type[_Answer]] = {
    "opened": Opened,
    "progress": Progress,
    "shot": ShotAnswer,
    "frame": FrameAnswer,
    "ended": Ended,
    "confinement_reduced": Reduced,
}


def checked(message: Message) -> _Answer:
    """The message's content, when it is of our form.

    Raises:
        InputError: it is not; the child is not to be trusted.
    """
    model = _MODELS.get(message.kind)
    try:
        if model is None:
            raise ValueError(f"unknown message {message.kind[:40]!r}")
        answer = model.model_validate(message.fields)
        if isinstance(answer, FrameAnswer):
            _check_size(answer, message)
    except (ValidationError, ValueError) as error:
        raise InputError(
            FailureCode.CRASHED,
            f"The decoder's answer is not of the agreed form ({type(error).__name__}).",
            "Treat the file as hostile: it may have taken over its decoder. Nothing it said was used.",
            stage="decode",
        ) from error
    return answer


def _check_size(frame: FrameAnswer, message: Message) -> None:
    if len(message.payload) != frame.width_px * frame.height_px * 3:
        raise ValueError("picture of another size")

"""Every kind of record, in the order in which they appear in a stream.

This file is the public contract. Adding an optional field keeps a type's number; renaming, removing
or changing the meaning of one needs the next number. ``osintkit schema`` prints it as JSON Schema.
"""

from collections.abc import Mapping
from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from osintkit.errors import FailureCode
from osintkit.records.base import ExactPath, Measure, Record, Seconds, Text
from osintkit.records.clock import WrittenTime
from osintkit.records.coordinates import Cell, Coordinates
from osintkit.records.hashes import Group, Hash, Index, Indexed, Match, Tag
from osintkit.records.meta import Meta
from osintkit.records.sun import Sun

CaveatCode = Literal[
    "truncated", "frames_undecodable", "limit_reached", "time_outside", "index_damaged", "line_unread",
    "metadata_unread",
    "frames_not_scanned", "time_estimated", "hash_refused", "zone_unknown", "end_not_stated",
    "duration_disagrees", "tone_mapped", "edit_list", "extension_disagrees", "confinement_reduced",
]  # fmt: skip
CaveatKind = Literal["incomplete", "limit_of_method", "information"]
KIND_OF_CAVEAT: dict[CaveatCode, CaveatKind] = {
    "truncated": "incomplete",
    "frames_undecodable": "incomplete",
    "limit_reached": "incomplete",
    "time_outside": "incomplete",
    "index_damaged": "incomplete",
    "line_unread": "incomplete",
    "metadata_unread": "incomplete",
    "frames_not_scanned": "limit_of_method",
    "time_estimated": "limit_of_method",
    "hash_refused": "limit_of_method",
    "zone_unknown": "limit_of_method",
    "end_not_stated": "limit_of_method",
    "duration_disagrees": "information",
    "tone_mapped": "information",
    "edit_list": "information",
    "extension_disagrees": "information",
    "confinement_reduced": "information",
}


class Confinement(BaseModel):
    """What really confined the process that read the file, as that process found by trying.

    Attributes:
        level: 3 Landlock, seccomp and limits; 2 one of the first two; 1 a process of its own with
            limits only.
        landlock_abi: the kernel's Landlock version in force, 0 for none.
        seccomp: whether a system-call filter is in force.
        limits: names of the resource limits that are set.
        verified: the process tried to open a path, a socket and more, and was refused.
        start: ``fork`` from a clean pre-imported server, or ``spawn`` of a new interpreter.
    """

    model_config = ConfigDict(frozen=True)

    level: int
    landlock_abi: int
    seccomp: bool
    limits: tuple[str, ...]
    verified: bool
    start: Literal["fork", "spawn"]


class Run(Record):
    """First line: which program, what was asked, what was in force. Holds clock time."""

    type: Literal["osintkit.run/1"] = "osintkit.run/1"
    command: str
    argv: tuple[Text, ...]
    version: str
    libraries: dict[str, str]
    parameters: dict[str, JsonValue]
    confinement: Confinement | None
    started: str


class Source(Record):
    """One file under examination; ``source`` is the SHA-256 of the very bytes that were decoded."""

    type: Literal["osintkit.source/1"] = "osintkit.source/1"
    source: str
    path: Text
    path_b64: ExactPath | None = None
    size_bytes: int


class Stream(Record):
    """One stream of a file: what it declares, and how much of it was really decoded.

    Width and height are in pixels; ``display_*`` are those a player shows, after pixel shape and
    rotation. ``rotation_deg`` is clockwise. Times are in seconds on the player's clock.
    ``claimed_time`` is when the file itself says it was made, with a zone only where it states one.
    """

    type: Literal["osintkit.stream/1"] = "osintkit.stream/1"
    source: str
    container: Text
    stream: int
    media: Literal["video", "audio", "subtitle", "data", "attachment", "image"]
    examined: bool
    codec: Text | None = None
    profile: Text | None = None
    pixel_format: Text | None = None
    width_px: int | None = None
    height_px: int | None = None
    display_width_px: int | None = None
    display_height_px: int | None = None
    rotation_deg: Measure | None = None
    mirrored: bool | None = None
    sample_aspect_ratio: str | None = None
    colour: Text | None = None
    time_base: str | None = None
    first_pts: int | None = None
    container_start_s: Seconds | None = None
    average_rate: str | None = None
    declared_duration_s: Seconds | None = None
    declared_frames: int | None = None
    decoded_frames: int | None = None
    decoded_from_s: Seconds | None = None
    decoded_to_s: Seconds | None = None
    scan: Text | None = None
    engine: Text | None = None
    claimed_time: Text | None = None


class Shot(Record):
    """What lies between two cuts: frames ``first_frame``..``last_frame``, times half-open.

    ``begins`` says how: the video's start, a cut, or a gradual transition, whose extent is then in
    ``transition_from_s``..``transition_to_s`` and whose middle is the boundary.
    """

    type: Literal["osintkit.shot/1"] = "osintkit.shot/1"
    source: str
    shot: int
    begins: Literal["start", "cut", "dissolve", "fade"]
    first_frame: int
    last_frame: int
    first_pts: int
    last_pts: int
    time_base: str
    start_s: Seconds
    end_s: Seconds
    start_timecode: str
    end_timecode: str
    transition_from_s: Seconds | None = None
    transition_to_s: Seconds | None = None


FrameRole = Literal[
    "representative", "first", "last", "last_resort", "interval", "keyframe", "every", "requested",
    "still",
]  # fmt: skip


class Frame(Record):
    """One picture taken out of a file, with its exact time and the digest of the written image.

    ``frame`` is the index in presentation order (null after a jump, when it is not known).
    ``estimated`` says that the file gave no time for this frame and one was worked out.
    ``sharpness`` compares frames of one video only. ``sha256`` is of the image file written. ``hash`` is
    the perceptual hash of the picture in full size, see `Hash`, which explains ``quality`` and ``reason``.
    """

    type: Literal["osintkit.frame/1"] = "osintkit.frame/1"
    source: str
    frame: int | None
    shot: int | None
    role: FrameRole
    pts: int
    time_base: str
    seconds: Seconds
    timecode: str
    estimated: bool
    keyframe: bool
    sharpness: Measure | None
    width_px: int
    height_px: int
    file: Text
    sha256: str
    algorithm: str | None = None
    hash: str | None = None
    quality: int | None = None
    reason: Text | None = None


class Sheet(Record):
    """A page of the contact sheet; ``safe`` means grey with the detail destroyed in the pixels."""

    type: Literal["osintkit.sheet/1"] = "osintkit.sheet/1"
    source: str
    page: int
    pages: int
    tiles: int
    safe: bool
    width_px: int
    height_px: int
    file: Text
    sha256: str


class Caveat(Record):
    """The result stands, *but*; ``kind`` ``incomplete`` makes the exit code 3."""

    type: Literal["osintkit.caveat/1"] = "osintkit.caveat/1"
    source: str | None
    path: Text | None
    path_b64: ExactPath | None = None
    code: CaveatCode
    kind: CaveatKind
    stage: str
    says: Text
    do: Text = ""


def caveat_of(
    code: CaveatCode, says: str, do: str = "", *, stage: str, about: Mapping[str, object] | None = None
) -> Caveat:
    """A Caveat; its kind follows from its code.

    Args:
        code: what limits the result.
        says: how, in a sentence.
        do: what to do next.
        stage: of the work.
        about: ``source``, ``path`` and ``path_b64`` of the file it is about; None for no single file.
    """
    where = {"source": None, "path": None} if about is None else about
    fields = {"code": code, "kind": KIND_OF_CAVEAT[code], "stage": stage, "says": says, "do": do}
    return Caveat.model_validate({**where, **fields})


class Failure(Record):
    """This file could not be examined, or not to its end: why, and what to do next."""

    type: Literal["osintkit.failure/1"] = "osintkit.failure/1"
    source: str | None
    path: Text | None
    path_b64: ExactPath | None = None
    code: FailureCode
    stage: str
    says: Text
    do: Text = ""


class Skipped(Record):
    """Found in a folder, and not for this command, or the same bytes as a file already examined."""

    type: Literal["osintkit.skipped/1"] = "osintkit.skipped/1"
    source: str | None
    path: Text
    path_b64: ExactPath | None = None
    code: Literal["not_for_this_command", "same_bytes", "link", "not_regular", "made_by_osintkit"]
    says: Text


class Doctor(Record):
    """One thing that ``osintkit doctor`` looked at."""

    type: Literal["osintkit.doctor/1"] = "osintkit.doctor/1"
    check: str
    status: Literal["ok", "warning", "missing", "failed"]
    version: Text | None = None
    says: Text
    do: Text = ""


def answer_of(check: str, *, same: bool, says: str) -> Doctor:
    """What became of a question whose answer is known.

    Args:
        check: the question.
        same: whether the answer was the known one.
        says: the answer.
    """
    return Doctor(
        check=f"self-test: {check}",
        status="ok" if same else "failed",
        says=says,
        do="" if same else "Install osintkit again in a fresh environment; do not rely on this one.",
    )


class Settings(Record):
    """What a folder of results was made with; a run that differs gets a folder of its own."""

    type: Literal["osintkit.settings/1"] = "osintkit.settings/1"
    command: str
    version: str
    libraries: dict[str, str]
    parameters: dict[str, JsonValue]


class Summary(Record):
    """Last line. A stream without it did not finish. Holds clock time."""

    type: Literal["osintkit.summary/1"] = "osintkit.summary/1"
    has_id: ClassVar[bool] = False
    files: int
    counts: dict[str, int] = Field(description="records by kind")
    exit_code: int
    ended: str


KINDS: dict[str, type[Record]] = {
    model.model_fields["type"].default: model
    for model in (
        Run, Source, Meta, Stream, Shot, Frame, Hash, Sheet, Match, Group, Indexed, Tag, Index, WrittenTime,
        Sun, Coordinates, Cell, Doctor, Caveat, Failure, Skipped, Settings, Summary,
    )
}  # fmt: skip
"""Every type word with its model: the one list of what osintkit writes."""

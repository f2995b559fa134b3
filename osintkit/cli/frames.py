"""``osintkit frames``: the few pictures that find a video again, its shots, and a contact sheet."""

from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Annotated, cast

import typer

from osintkit.cli import options
from osintkit.errors import UsageError

if TYPE_CHECKING:
    from osintkit.frames.step import Pick

_TAKE = "What to take (by default the best frames of each shot)"


class ImageFormat(StrEnum):
    """File formats of pictures."""

    jpg = "jpg"
    png = "png"


Every = Annotated[str | None, typer.Option(help="A frame every so often: 2s, 0:30.", rich_help_panel=_TAKE)]
At = Annotated[
    str | None, typer.Option(help="The frames at these times: 00:19,00:30.5.", rich_help_panel=_TAKE)
]
Keyframes = Annotated[bool, typer.Option("--keyframes", help="Codec intra frames.", rich_help_panel=_TAKE)]
EveryFrame = Annotated[bool, typer.Option("--every-frame", help="All of them.", rich_help_panel=_TAKE)]
Shots = Annotated[
    bool, typer.Option("--shots", help="Shot boundaries only, no pictures.", rich_help_panel=_TAKE)
]
From = Annotated[str | None, typer.Option("--from", help="Begin here.", rich_help_panel=_TAKE)]
To = Annotated[str | None, typer.Option("--to", help="End before this.", rich_help_panel=_TAKE)]
Max = Annotated[
    int | None,
    typer.Option("--max", help="At most so many, the most different.", rich_help_panel=_TAKE),
]
Picture = Annotated[ImageFormat, typer.Option(help="File format of the pictures.", rich_help_panel=_TAKE)]
Size = Annotated[
    int | None,
    typer.Option(help="Longest side in pixels; larger ones are reduced.", rich_help_panel=_TAKE),
]
Plain = Annotated[
    bool,
    typer.Option("--plain", help="A contact sheet that shows the pictures.", rich_help_panel=_TAKE),
]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(rich_help_panel="Look at the material")(frames)


def frames(
    files: options.Files = None,
    every: Every = None,
    at: At = None,
    keyframes: Keyframes = False,
    every_frame: EveryFrame = False,
    shots: Shots = False,
    from_: From = None,
    to: To = None,
    max_: Max = None,
    image: Picture = ImageFormat.jpg,
    size: Size = None,
    plain: Plain = False,
    out: options.Out = None,
    force: options.Force = False,
    recursive: options.Recursive = False,
    files_from: options.FilesFrom = None,
    workers: options.Workers = None,
    resume: options.Resume = None,
    shape: options.Format = options.Shape.auto,
    json: options.Json = False,
    output: options.Output = None,
    require_confinement: options.RequireConfinement = False,
) -> None:
    """Take the few frames out of a video that find it on a reverse-image engine.

    Sharp, different, every shot covered, with exact times; nothing is shown, nothing is sent.
    """
    from osintkit.media.door import start

    start.warm()  # the decoders import in the background while we import the rest
    from osintkit.cli import session
    from osintkit.frames.step import Wanted, examine, settings
    from osintkit.records import seconds_of

    wanted = Wanted(
        pick=_pick(every=every, at=at, keyframes=keyframes, every_frame=every_frame, shots=shots),
        every_s=None if every is None else seconds_of(every),
        at_s=() if at is None else tuple(map(seconds_of, at.split(","))),
        from_s=None if from_ is None else seconds_of(from_),
        to_s=None if to is None else seconds_of(to),
        max_frames=max_,
        image=image.value,
        size_px=size,
        plain=plain,
    )
    asked = session.asked(
        files,
        results=out,
        recursive=recursive,
        files_from=files_from,
        workers=workers,
        resume=resume,
        shape=shape,
        json=json,
        output=output,
        force=force,
        require_confinement=require_confinement,
    )
    step = partial(examine, wanted=wanted, out=out, force=force)
    session.examine("frames", settings(wanted).parameters, step, asked)


def _pick(**chosen: str | bool | None) -> "Pick":
    """The one way of taking frames that was asked for."""
    picks = [name for name, value in chosen.items() if value not in {None, False}]
    if len(picks) > 1:
        shown = " and ".join(f"--{name.replace('_', '-')}" for name in picks)
        raise UsageError(f"{shown} exclude each other.", "Run the command once for each.")
    return cast("Pick", picks[0]) if picks else "best"

"""``osintkit frames``: the few pictures that find a video again, its shots, and a contact sheet."""

from collections.abc import Mapping
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


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(rich_help_panel="Look at the material")(frames)


def frames(
    files: options.Files = None,
    every: Annotated[
        str | None, typer.Option(help="A frame every so often: 2s, 0:30.", rich_help_panel=_TAKE)
    ] = None,
    at: Annotated[
        str | None,
        typer.Option(help="The frames at these times: 00:19,00:30.5.", rich_help_panel=_TAKE),
    ] = None,
    keyframes: Annotated[
        bool, typer.Option("--keyframes", help="Codec intra frames.", rich_help_panel=_TAKE)
    ] = False,
    every_frame: Annotated[
        bool, typer.Option("--every-frame", help="All of them.", rich_help_panel=_TAKE)
    ] = False,
    shots: Annotated[
        bool,
        typer.Option("--shots", help="Shot boundaries only, no pictures.", rich_help_panel=_TAKE),
    ] = False,
    from_: Annotated[str | None, typer.Option("--from", help="Begin here.", rich_help_panel=_TAKE)] = None,
    to: Annotated[str | None, typer.Option("--to", help="End before this.", rich_help_panel=_TAKE)] = None,
    max_: Annotated[
        int | None,
        typer.Option("--max", help="At most so many, the most different.", rich_help_panel=_TAKE),
    ] = None,
    image: Annotated[
        ImageFormat, typer.Option(help="File format of the pictures.", rich_help_panel=_TAKE)
    ] = ImageFormat.jpg,
    size: Annotated[
        int | None,
        typer.Option(help="Longest side in pixels; larger ones are reduced.", rich_help_panel=_TAKE),
    ] = None,
    plain: Annotated[
        bool,
        typer.Option("--plain", help="A contact sheet that shows the pictures.", rich_help_panel=_TAKE),
    ] = False,
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

    Sharp, different from each other, every shot covered, with exact times. The pictures and a contact
    sheet (grey and softened unless --plain) go to ./osintkit-frames/; nothing is shown, nothing is sent.
    """
    from osintkit.media.door import start

    start.warm()  # the decoders import in the background while we import the rest
    from osintkit.cli import session
    from osintkit.frames.step import Wanted, examine, settings
    from osintkit.output import Destination
    from osintkit.records import seconds_of

    chosen = {
        "every": every,
        "at": at,
        "keyframes": keyframes,
        "every_frame": every_frame,
        "shots": shots,
    }
    wanted = Wanted(
        pick=_pick(chosen),
        every_s=seconds_of(every) if every is not None else None,
        at_s=tuple(seconds_of(part) for part in at.split(",")) if at is not None else (),
        from_s=seconds_of(from_) if from_ is not None else None,
        to_s=seconds_of(to) if to is not None else None,
        max_frames=max_,
        image=image.value,
        size_px=size,
        plain=plain,
    )
    asked = session.Asked(
        files=files or [],
        results=out,
        recursive=recursive,
        files_from=files_from,
        workers=workers,
        resume=resume,
        destination=Destination("ndjson" if json else shape.value, output, force),
        require_confinement=require_confinement,
    )
    step = partial(examine, wanted=wanted, out=out, force=force)
    session.examine("frames", settings(wanted).parameters, step, asked)


def _pick(chosen: Mapping[str, object]) -> "Pick":
    """The one way of taking frames that was asked for."""
    picks = [name for name, value in chosen.items() if value not in {None, False}]
    if len(picks) > 1:
        shown = " and ".join(f"--{name.replace('_', '-')}" for name in picks)
        raise UsageError(f"{shown} exclude each other.", "Run the command once for each.")
    return cast("Pick", picks[0]) if picks else "best"

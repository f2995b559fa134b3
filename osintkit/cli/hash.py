"""``osintkit hash``: the perceptual hashes that find edited copies of a picture or a video."""

from functools import partial
from typing import Annotated

import typer

from osintkit.cli import options

_WHAT = "Which hashes (by default PDQ of a still and of every frame of a video)"

Algorithm = Annotated[
    str | None,
    typer.Option(help="pdq, phash, dhash, whash, ahash, colorhash, …, with commas.", rich_help_panel=_WHAT),
]
Every = Annotated[
    str | None, typer.Option(help="Of a video, a frame every so often: 0.5s.", rich_help_panel=_WHAT)
]
Variants = Annotated[bool, typer.Option("--variants", help="All eight orientations.", rich_help_panel=_WHAT)]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(rich_help_panel="Seen before?")(hash)


def hash(  # noqa: A001 - the command's name
    files: options.Files = None,
    algorithm: Algorithm = None,
    every: Every = None,
    variants: Variants = False,
    recursive: options.Recursive = False,
    files_from: options.FilesFrom = None,
    workers: options.Workers = None,
    resume: options.Resume = None,
    shape: options.Format = options.Shape.auto,
    json: options.Json = False,
    output: options.Output = None,
    force: options.Force = False,
    require_confinement: options.RequireConfinement = False,
) -> None:
    """Print the perceptual hash of pictures and of every frame of videos.

    Pictures that look alike have hashes few bits apart, whatever was done to their files.
    """
    from osintkit.media.door import start

    start.warm()
    from osintkit.cli import session
    from osintkit.hash.step import Wanted, examine, settings

    wanted = Wanted(
        algorithms=tuple(dict.fromkeys(filter(None, map(str.strip, (algorithm or "").lower().split(","))))),
        every_s=session.every_s(every),
        variants=variants,
    )
    asked = session.asked(
        files,
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
    session.examine("hash", settings(wanted).parameters, partial(examine, wanted=wanted), asked)

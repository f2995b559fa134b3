"""``osintkit meta``: what a file claims about its time, place, device and history."""

from enum import StrEnum
from functools import partial
from typing import Annotated

import typer

from osintkit.cli import options

_WHAT = "What to read"


class Reader(StrEnum):
    """What reads the files."""

    builtin = "builtin"
    exiftool = "exiftool"
    both = "both"


Everything = Annotated[
    bool,
    typer.Option("--all", help="Every value found, the makers' notes too.", rich_help_panel=_WHAT),
]
Readers = Annotated[
    Reader,
    typer.Option(
        "--reader", help="both: also ask ExifTool, and show where it disagrees.", rich_help_panel=_WHAT
    ),
]
Thumbnails = Annotated[
    bool,
    typer.Option(
        "--thumbnails", help="Compare the small picture in a file with the large one.", rich_help_panel=_WHAT
    ),
]
Credentials = Annotated[
    bool,
    typer.Option(
        "--c2pa", help="Have the C2PA library check Content Credentials (offline).", rich_help_panel=_WHAT
    ),
]
Plain = Annotated[
    bool,
    typer.Option("--plain", help="Pictures in --out show what is to be seen.", rich_help_panel=_WHAT),
]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(rich_help_panel="Look at the material")(meta)


def meta(
    files: options.Files = None,
    everything: Everything = False,
    reader: Readers = Reader.builtin,
    thumbnails: Thumbnails = False,
    credentials: Credentials = False,
    plain: Plain = False,
    recursive: options.Recursive = False,
    files_from: options.FilesFrom = None,
    workers: options.Workers = None,
    resume: options.Resume = None,
    out: options.Out = None,
    shape: options.Format = options.Shape.auto,
    json: options.Json = False,
    output: options.Output = None,
    force: options.Force = False,
    require_confinement: options.RequireConfinement = False,
) -> None:
    """Print what files claim about time, place, device and history.

    Nothing in it is proven; leads say what to follow up, and what they do not show.
    """
    from osintkit.media.door import start

    start.begin_worker("osintkit.meta._inside:read")
    from osintkit.cli import session
    from osintkit.meta import step
    from osintkit.records import Meta

    wanted = step.Wanted(
        everything=everything,
        reader=reader.value,
        thumbnails=thumbnails,
        credentials=credentials,
        out=out,
        plain=plain,
        force=force,
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
    session.examine(
        "meta",
        step.parameters(wanted),
        partial(step.examine, wanted=wanted),
        asked,
        worker=step.READ,
        libraries=step.libraries(wanted),
        proof=Meta,
    )

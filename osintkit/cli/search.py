"""``osintkit search``: was this picture, or a video with it, seen before?"""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from osintkit.cli import options
from osintkit.errors import UsageError

_HOW = "How to search"


class FailIf(StrEnum):
    """What makes the exit code 10."""

    match = "match"
    candidate = "candidate"


Hashes = Annotated[
    list[str] | None,
    typer.Option("--hash", help="A PDQ hash (64 hex digits) instead of a file.", rich_help_panel=_HOW),
]
HashesFrom = Annotated[
    Path | None,
    typer.Option(
        "--hashes",
        help="A list of hashes, in any form that import takes.",
        readable=False,
        rich_help_panel=_HOW,
    ),
]
Radius = Annotated[
    int | None,
    typer.Option(
        help="Largest distance in bits: up to 31 is a match, above a candidate. By default 60 for files and "
        "31 for bare hashes, which nobody can look at.",
        rich_help_panel=_HOW,
    ),
]
Every = Annotated[
    str, typer.Option(help="Of a video, ask about a frame every so often.", rich_help_panel=_HOW)
]
Max = Annotated[int, typer.Option("--max", help="At most so many matches a query.", rich_help_panel=_HOW)]
Fail = Annotated[
    FailIf | None,
    typer.Option("--fail-if", help="Exit with code 10 when there is one.", rich_help_panel=_HOW),
]
Sheet = Annotated[
    bool,
    typer.Option("--sheet", help="Draw a contact sheet of the matches.", rich_help_panel="Where results go"),
]
Plain = Annotated[
    bool,
    typer.Option("--plain", help="A sheet that shows the pictures.", rich_help_panel="Where results go"),
]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(rich_help_panel="Seen before?")(search)


def search(
    files: options.Files = None,
    hashes: Hashes = None,
    hashes_from: HashesFrom = None,
    index: options.IndexFile = None,
    radius: Radius = None,
    every: Every = "0.5s",
    max_: Max = 100,
    fail_if: Fail = None,
    sheet: Sheet = False,
    plain: Plain = False,
    out: options.Out = None,
    recursive: options.Recursive = False,
    files_from: options.FilesFrom = None,
    workers: options.Workers = None,
    shape: options.Format = options.Shape.auto,
    json: options.Json = False,
    output: options.Output = None,
    force: options.Force = False,
    require_confinement: options.RequireConfinement = False,
) -> None:
    """Search an index for pictures that look like these, edited or not.

    Finds copies that were re-encoded, mirrored, turned, inverted, captioned or framed; stills in videos and
    videos in videos, with the time.
    """
    if files and (hashes or hashes_from):
        raise UsageError("Give files or hashes, not both.", "Run the command once for each.")
    from osintkit.cli import indexed, session

    asked = session.asked(
        files, results=out, recursive=recursive, files_from=files_from, workers=workers, shape=shape,
        json=json, output=output, force=force, require_confinement=require_confinement,
        fail_if=indexed.met_by(None if fail_if is None else fail_if.value),
    )  # fmt: skip
    sought = indexed.Sought(index, radius, every, max_, hashes or [], hashes_from)
    indexed.search(sought, asked, indexed.sheet(out, plain=plain, force=force) if sheet or plain else None)

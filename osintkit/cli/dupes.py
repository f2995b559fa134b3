"""``osintkit dupes``: which of these files show the same, and which was likely first?"""

from typing import Annotated

import typer

from osintkit.cli import options

Radius = Annotated[int, typer.Option(help="Largest distance, in bits, of two hashes that are linked.")]
Every = Annotated[str, typer.Option(help="Of videos, compare a frame every so often and of each shot.")]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(rich_help_panel="Seen before?")(dupes)


def dupes(
    files: options.Files = None,
    index: options.IndexFile = None,
    radius: Radius = 31,
    every: Every = "0.5s",
    recursive: options.Recursive = False,
    files_from: options.FilesFrom = None,
    workers: options.Workers = None,
    shape: options.Format = options.Shape.auto,
    json: options.Json = False,
    output: options.Output = None,
    force: options.Force = False,
    require_confinement: options.RequireConfinement = False,
) -> None:
    """Group the files that have a picture in common: those given, or all of an index.

    The likely original stands first, with what speaks for it.
    """
    from osintkit.cli import indexed, session

    asked = session.asked(
        files, recursive=recursive, files_from=files_from, workers=workers, shape=shape, json=json,
        output=output, force=force, require_confinement=require_confinement,
    )  # fmt: skip
    indexed.dupes(index, asked, radius_bits=radius, every=every)

"""``osintkit index``: the pictures and videos that were seen before, as one file of hashes."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from osintkit.cli import options

app = typer.Typer(no_args_is_help=True, context_settings={"help_option_names": ["-h", "--help"]})


class As(StrEnum):
    """What an index can be exported as."""

    ndjson = "ndjson"
    csv = "csv"
    threatexchange = "threatexchange"
    plain = "plain"
    parquet = "parquet"


Every = Annotated[
    str,
    typer.Option(help="Of videos, keep a frame every so often and the first of each shot; or: frame."),
]
Sources = Annotated[
    list[str] | None, typer.Option("--source", help="A SHA-256 in the index instead of a file.")
]
Text = Annotated[str, typer.Option(help="The words, such as: 2016, Aleppo; shown false by ….")]
Graphic = Annotated[bool, typer.Option("--graphic", help="Warn of what is to be seen.")]
Note = Annotated[str | None, typer.Option(help="The id of a verification note.")]
Undo = Annotated[bool, typer.Option("--undo", help="Take the words off again.")]
Lists = Annotated[
    list[Path], typer.Argument(readable=False, help="Lists of hashes, or - for standard input.")
]
Pad = Annotated[bool, typer.Option("--pad", help="Give hashes that lost their leading zeros them back.")]
Shared = Annotated[As, typer.Option("--as", help="The form of the list.")]
Places = Annotated[bool, typer.Option("--places", help="Say where the files lie, too.")]
Others = Annotated[list[Path], typer.Argument(help="Other indexes.")]


def register(to: typer.Typer) -> None:
    """Add the command."""
    to.add_typer(app, name="index", rich_help_panel="Seen before?", help=(__doc__ or "").partition(": ")[2])


@app.command()
def add(
    files: options.Files = None,
    index: options.IndexFile = None,
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
    """Put pictures and videos into the index; adding them again changes nothing.

    With - it takes hash records from a pipe, as `osintkit hash` writes them, or a list of paths.
    """
    from osintkit.cli import indexed, session

    asked = session.asked(
        files, recursive=recursive, files_from=files_from, workers=workers, shape=shape, json=json,
        output=output, force=force, require_confinement=require_confinement,
    )  # fmt: skip
    indexed.add(index, asked, every=every)


@app.command()
def remove(
    files: options.Files = None,
    source: Sources = None,
    index: options.IndexFile = None,
    recursive: options.Recursive = False,
    files_from: options.FilesFrom = None,
    shape: options.Format = options.Shape.auto,
    json: options.Json = False,
    output: options.Output = None,
    force: options.Force = False,
) -> None:
    """Take pictures and videos out again; nothing of them stays in the index."""
    from osintkit.cli import indexed, session

    asked = session.asked(
        files, recursive=recursive, files_from=files_from, shape=shape, json=json, output=output, force=force
    )
    indexed.remove(index, asked, sources=source or [])


@app.command()
def tag(
    files: options.Files = None,
    text: Text = "",
    graphic: Graphic = False,
    note: Note = None,
    undo: Undo = False,
    source: Sources = None,
    index: options.IndexFile = None,
    shape: options.Format = options.Shape.auto,
    json: options.Json = False,
    output: options.Output = None,
    force: options.Force = False,
) -> None:
    """Put words on a picture: every later match of it, edited or not, shows them first."""
    from osintkit.cli import indexed, session

    asked = session.asked(files, shape=shape, json=json, output=output, force=force)
    words = indexed.words(text, graphic=graphic, note=note, undo=undo)
    indexed.tag(index, asked, words, sources=source or [])


@app.command()
def info(
    index: options.IndexFile = None,
    shape: options.Format = options.Shape.auto,
    json: options.Json = False,
) -> None:
    """Say what the index holds."""
    from osintkit.cli import indexed, session

    indexed.info(index, session.asked(None, shape=shape, json=json))


@app.command()
def check(
    index: options.IndexFile = None,
    shape: options.Format = options.Shape.auto,
    json: options.Json = False,
) -> None:
    """Read all of the index and say what is damaged; exit code 3 when something is."""
    from osintkit.cli import indexed, session

    indexed.check(index, session.asked(None, shape=shape, json=json))


@app.command("import")
def import_(
    lists: Lists,
    index: options.IndexFile = None,
    pad: Pad = False,
    shape: options.Format = options.Shape.auto,
    json: options.Json = False,
    output: options.Output = None,
    force: options.Force = False,
) -> None:
    """Take in lists of hashes: our records, CSV, ThreatExchange's forms, plain hex, Parquet."""
    from osintkit.cli import indexed, session

    asked = session.asked(lists, shape=shape, json=json, output=output, force=force)
    indexed.take_in(index, asked, pad=pad)


@app.command()
def export(
    index: options.IndexFile = None,
    as_: Shared = As.ndjson,
    places: Places = False,
    output: options.Output = None,
    force: options.Force = False,
) -> None:
    """Give the hashes away as a list, without the pictures and, unless asked, without their places."""
    from osintkit.cli import indexed, session

    asked = session.asked(None, json=True, output=output, force=force)
    indexed.export(index, asked, form=as_.value, places=places)


@app.command()
def merge(
    others: Others,
    index: options.IndexFile = None,
    shape: options.Format = options.Shape.auto,
    json: options.Json = False,
) -> None:
    """Add all that other indexes hold; what is there already is left as it is."""
    from osintkit.cli import indexed, session

    asked = session.asked(None, shape=shape, json=json)
    indexed.merge(index, asked, others)

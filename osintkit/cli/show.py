"""``osintkit show``: draw the table of saved records again."""

from pathlib import Path
from typing import Annotated

import typer

from osintkit.cli import options


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(rich_help_panel="Records")(show)


def show(
    file: Annotated[Path, typer.Argument(readable=False, help="Saved records; - for stdin.")],
    shape: options.Format = options.Shape.table,
    json: options.Json = False,
) -> None:
    """Show saved records: as a table, as CSV, or line by line.

    Accepts what any shell saved, UTF-16 of PowerShell included. A stream without a Summary is from a run
    that did not finish, and is said to be.
    """
    from osintkit.cli import session

    session.show_again(file, "ndjson" if json else shape.value)

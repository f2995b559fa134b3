"""``osintkit schema``: the JSON Schema of the records."""

from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(rich_help_panel="Records")(schema)


def schema(
    kind: Annotated[str | None, typer.Argument(help="One kind, such as frame; all by default.")] = None,
) -> None:
    """Print the JSON Schema (2020-12) of the records, or of one kind."""
    from osintkit.cli import session
    from osintkit.records.schema import schema_text

    session.print_text(schema_text(kind))

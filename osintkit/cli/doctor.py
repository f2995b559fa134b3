"""``osintkit doctor``: is everything in order on this machine?"""

from typing import Annotated

import typer

from osintkit.cli import options


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(rich_help_panel="This installation")(doctor)


def doctor(
    selftest: Annotated[
        bool, typer.Option("--selftest", help="Also examine a built-in clip with known answers.")
    ] = False,
    shape: options.Format = options.Shape.auto,
    json: options.Json = False,
    output: options.Output = None,
    force: options.Force = False,
) -> None:
    """Show versions, the FFmpeg inside the wheels, missing programs and what confines the decoders."""
    from osintkit.cli import session
    from osintkit.output import Destination

    to = Destination("ndjson" if json else shape.value, output, force)
    session.examine_installation(to, selftest=selftest)

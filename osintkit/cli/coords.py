"""``osintkit coords``: a position in any notation, its clocks, distances, links and search grids."""

import re
from collections.abc import Sequence
from typing import Annotated

import typer
from typer.core import TyperCommand

from osintkit.cli import options

_AROUND = "What is wanted besides"
_GRID = "A search that is split among people"

_BELOW_ZERO = re.compile(r"-\s*[.,]?\d")

Texts = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="POSITION",
        help="Positions, or addresses of maps, each in quotes; - reads one a line from stdin.",
    ),
]
To = Annotated[
    list[str] | None,
    typer.Option("--to", help="Distance and bearing to this position.", rich_help_panel=_AROUND),
]
Near = Annotated[
    str | None,
    typer.Option("--near", help="LAT,LON that short plus codes belong to.", rich_help_panel=_AROUND),
]
Time = Annotated[
    str | None,
    typer.Option(
        "--time",
        help="What a written time can mean, and the legal clock then.",
        rich_help_panel=_AROUND,
    ),
]
Zone = Annotated[
    str | None,
    typer.Option("--zone", help="Whose clock --time is, where it says nothing.", rich_help_panel=_AROUND),
]
Within = Annotated[
    float | None,
    typer.Option(
        "--within",
        help="Metres around in which legal zones are looked for; by default what the digits mean.",
        rich_help_panel=_AROUND,
    ),
]
Links = Annotated[
    bool,
    typer.Option(
        "--links", help="Addresses of map and imagery sites; nothing is opened.", rich_help_panel=_AROUND
    ),
]
Grid = Annotated[
    float | None, typer.Option("--grid", help="Side of a cell in metres.", rich_help_panel=_GRID)
]
Radius = Annotated[
    float | None,
    typer.Option(
        "--radius", help="Metres from the position to each edge; by default 5 cells.", rich_help_panel=_GRID
    ),
]
People = Annotated[
    int | None, typer.Option("--people", help="Among how many it is split.", rich_help_panel=_GRID)
]


class _Command(TyperCommand):
    """Takes what begins with a minus and a digit for a latitude, not for options."""

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]
        valued = {name for each in self.params if not getattr(each, "is_flag", True) for name in each.opts}
        options, positions = _parted(args, valued)
        return super().parse_args(ctx, [*options, "--", *positions])


def _parted(args: Sequence[str], valued: set[str]) -> tuple[list[str], list[str]]:
    """The options with their values, and the rest, each in its order."""
    options: list[str] = []
    positions: list[str] = []
    waiting = iter(args)
    for arg in waiting:
        if arg == "--":
            positions += waiting
        elif arg == "-" or not arg.startswith("-") or _BELOW_ZERO.match(arg):
            positions.append(arg)
        else:
            options.append(arg)
            options += (
                [value for value in [next(waiting, None)] if value is not None] if arg in valued else []
            )
    return options, positions


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(rich_help_panel="When and where?", cls=_Command)(coords)


def coords(
    texts: Texts = None,
    to: To = None,
    near: Near = None,
    time: Time = None,
    zone: Zone = None,
    within: Within = None,
    links: Links = False,
    grid: Grid = None,
    radius: Radius = None,
    people: People = None,
    shape: options.Format = options.Shape.auto,
    json: options.Json = False,
    output: options.Output = None,
    force: options.Force = False,
) -> None:
    """Read positions in any usual notation and write them in every other.

    What can be read in several ways is shown in all of them; nothing is guessed, and nothing is opened.
    """
    from osintkit.cli import places, session

    asked = session.asked(None, shape=shape, json=json, output=output, force=force)
    wanted = places.Around(to or [], near, time, zone, within, links)
    places.convert(texts or [], wanted, places.Search(grid, radius, people), asked)

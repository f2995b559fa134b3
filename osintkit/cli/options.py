"""Options that several commands share: one meaning each, everywhere."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

_MANY = "Many files"
_OUT = "Where results go"
_RECORDS = "Records"


class Shape(StrEnum):
    """How records are shown."""

    auto = "auto"
    table = "table"
    ndjson = "ndjson"
    csv = "csv"
    geojson = "geojson"
    kml = "kml"


Files = Annotated[
    list[Path] | None,
    typer.Argument(
        readable=False,  # one that cannot be read costs its own record
        help="Files, patterns or folders (with -r); - reads a list of paths from stdin.",
    ),
]
Recursive = Annotated[
    bool,
    typer.Option("-r", "--recursive", help="Examine the files in folders.", rich_help_panel=_MANY),
]
FilesFrom = Annotated[
    Path | None,
    typer.Option(
        help="A list of paths, one a line or separated by NUL.", readable=False, rich_help_panel=_MANY
    ),
]
Workers = Annotated[
    int | None,
    typer.Option(help="Files at a time; by default one for two cores.", rich_help_panel=_MANY),
]
Resume = Annotated[
    Path | None,
    typer.Option(
        help="Records of an interrupted run: its finished files are not examined again.",
        readable=False,
        rich_help_panel=_MANY,
    ),
]
IndexFile = Annotated[
    Path | None,
    typer.Option(
        "--index",
        envvar="OSINTKIT_INDEX",
        show_envvar=True,
        help="The index; by default one in your data folder.",
        readable=False,
        rich_help_panel="The index",
    ),
]
Out = Annotated[
    Path | None, typer.Option(help="Folder for what is written.", readable=False, rich_help_panel=_OUT)
]
Force = Annotated[
    bool,
    typer.Option("--force", help="Replace different files already there.", rich_help_panel=_OUT),
]
Format = Annotated[
    Shape,
    typer.Option("--format", help="auto: a table on a terminal, NDJSON in a pipe.", rich_help_panel=_RECORDS),
]
Json = Annotated[bool, typer.Option("--json", help="The same as --format ndjson.", rich_help_panel=_RECORDS)]
Output = Annotated[
    Path | None,
    typer.Option(
        "--output", help="Write the records to this file.", readable=False, rich_help_panel=_RECORDS
    ),
]
RequireConfinement = Annotated[
    bool,
    typer.Option(
        "--require-confinement",
        help="Stop with exit code 5 unless every layer of confinement is in force.",
        rich_help_panel="Safety",
    ),
]

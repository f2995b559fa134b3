"""``osintkit sun``: where the sun stands, when a shadow fits, and where on earth."""

from typing import Annotated

import typer

from osintkit.cli import options

app = typer.Typer(no_args_is_help=True, context_settings={"help_option_names": ["-h", "--help"]})

_WHERE_AND_WHEN = "Where and when"
_MEASURED = "What was measured"

PlaceOption = Annotated[
    str,
    typer.Option(
        "--place",
        help="LAT,LON, or any notation that `osintkit coords` reads.",
        rich_help_panel=_WHERE_AND_WHEN,
    ),
]
Time = Annotated[
    str | None,
    typer.Option(
        "--time", help="'2022-09-13 07:00 +04:00', or as somebody wrote it.", rich_help_panel=_WHERE_AND_WHEN
    ),
]
TheTime = Annotated[
    str,
    typer.Option(
        "--time", help="'2022-09-13 07:00 +04:00', or as somebody wrote it.", rich_help_panel=_WHERE_AND_WHEN
    ),
]
Date = Annotated[
    str | None, typer.Option("--date", help="A whole day: 2022-09-13.", rich_help_panel=_WHERE_AND_WHEN)
]
Dates = Annotated[str, typer.Option("--date", help="A day, or FIRST..LAST.", rich_help_panel=_WHERE_AND_WHEN)]
Zone = Annotated[
    str | None,
    typer.Option(
        "--zone",
        help="Whose clock: Asia/Yerevan, +04:00, UTC; local: the legal time at the place.",
        rich_help_panel=_WHERE_AND_WHEN,
    ),
]
Height = Annotated[
    float | None,
    typer.Option(
        "--height",
        help="Metres above the sea, for refraction; by default what the place says, or 0.",
        rich_help_panel=_WHERE_AND_WHEN,
    ),
]
Within = Annotated[
    float | None,
    typer.Option(
        "--within",
        help="Metres by which the place may be off; by default what its digits mean.",
        rich_help_panel=_WHERE_AND_WHEN,
    ),
]
Step = Annotated[
    str, typer.Option("--step", help="Of the positions of a whole day.", rich_help_panel=_WHERE_AND_WHEN)
]
Between = Annotated[
    str | None,
    typer.Option(
        "--between", help="Only this window of the clock: 06:00-07:00.", rich_help_panel=_WHERE_AND_WHEN
    ),
]
Ratio = Annotated[
    str | None,
    typer.Option(
        "--ratio",
        help="Length of the shadow divided by height: 1.4+-5%, 2.5/1.8.",
        rich_help_panel=_MEASURED,
    ),
]
ShadowDirection = Annotated[
    str | None,
    typer.Option(
        "--shadow-direction",
        help="Where the shadow points, degrees from true north: 245+-2.",
        rich_help_panel=_MEASURED,
    ),
]
SunDirection = Annotated[
    str | None,
    typer.Option("--sun-direction", help="Where the sun stands: 65+-2.", rich_help_panel=_MEASURED),
]
Elevation = Annotated[
    str | None,
    typer.Option(
        "--elevation", help="Of the sun above the horizon: 0-15, or 4+-1.", rich_help_panel=_MEASURED
    ),
]


def register(to: typer.Typer) -> None:
    """Add the command."""
    to.add_typer(app, name="sun", rich_help_panel="When and where?", help=(__doc__ or "").partition(": ")[2])


@app.command()
def at(
    place: PlaceOption,
    time: Time = None,
    date: Date = None,
    zone: Zone = None,
    height: Height = None,
    within: Within = None,
    step: Step = "30m",
    out: options.Out = None,
    shape: options.Format = options.Shape.auto,
    json: options.Json = False,
    output: options.Output = None,
    force: options.Force = False,
) -> None:
    """Where does the sun stand at a time, or through a day; when does it rise and set?"""
    from osintkit.cli import session, sky

    asked = session.asked(None, results=out, shape=shape, json=json, output=output, force=force)
    sky.at(sky.Spot(place, height, within, zone), time=time, date=date, step=step, asked=asked)


@app.command()
def when(
    place: PlaceOption,
    date: Dates,
    ratio: Ratio = None,
    shadow_direction: ShadowDirection = None,
    sun_direction: SunDirection = None,
    elevation: Elevation = None,
    between: Between = None,
    zone: Zone = None,
    height: Height = None,
    within: Within = None,
    out: options.Out = None,
    shape: options.Format = options.Shape.auto,
    json: options.Json = False,
    output: options.Output = None,
    force: options.Force = False,
) -> None:
    """At which times does a shadow, or a sun so high, fit? That none does is an answer, too."""
    from osintkit.cli import session, sky

    asked = session.asked(None, results=out, shape=shape, json=json, output=output, force=force)
    clues = sky.Measured(ratio, shadow_direction, sun_direction, elevation)
    sky.when(sky.Spot(place, height, within, zone), date=date, between=between, clues=clues, asked=asked)


@app.command()
def where(
    time: TheTime,
    ratio: Ratio = None,
    elevation: Elevation = None,
    zone: Zone = None,
    height: Height = None,
    out: options.Out = None,
    shape: options.Format = options.Shape.auto,
    json: options.Json = False,
    output: options.Output = None,
    force: options.Force = False,
) -> None:
    """Where on earth does a shadow fit at a known time? --zone local: at a known clock time."""
    from osintkit.cli import session, sky

    asked = session.asked(None, results=out, shape=shape, json=json, output=output, force=force)
    clues = sky.Measured(ratio, None, None, elevation)
    sky.where(time, zone=zone, height_m=height, clues=clues, asked=asked)

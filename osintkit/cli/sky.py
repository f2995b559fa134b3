"""What the commands of ``osintkit sun`` do: take the command line apart, ask, hand the records over."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import NoReturn

from osintkit import sun
from osintkit.cli import given, measured, session
from osintkit.clock.stated import LOCAL
from osintkit.errors import UsageError
from osintkit.records import Record
from osintkit.records.sun import Site


@dataclass(frozen=True, slots=True)
class Spot:
    """The options that say which place is meant, and whose clock."""

    place: str
    height_m: float | None
    within_m: float | None
    zone: str | None

    def site(self) -> Site:
        """The place.

        Raises:
            UsageError: it is none.
        """
        return given.site(self.place, height_m=self.height_m, within_m=self.within_m)


@dataclass(frozen=True, slots=True)
class Measured:
    """The options that say what was measured."""

    ratio: str | None
    shadow: str | None
    sun: str | None
    elevation: str | None


def at(spot: Spot, *, time: str | None, date: str | None, step: str, asked: session.Asked) -> NoReturn:
    """``osintkit sun at``."""
    if (time is None) == (date is None):
        raise UsageError(
            "Either --time or --date is wanted.",
            "Give --time '2022-09-13 07:00 +04:00', or --date 2022-09-13.",
        )
    site, step_s, drawing = spot.site(), given.step(step), _drawing(asked)
    items: list[Record] = []
    if date is not None:
        day, clock = given.day(date), given.clock(spot.zone)
        items += sun.at(site, day=day, zone=clock, step_s=step_s, drawing=drawing)
    for stated, clock in given.times(time, site, spot.zone) if time is not None else ():
        items += sun.at(site, time=stated, zone=clock, step_s=step_s, drawing=drawing)
    _report("sun at", {**asdict(spot), "time": time, "date": date, "step_s": step_s}, items, asked)


def when(spot: Spot, *, date: str, between: str | None, clues: Measured, asked: session.Asked) -> NoReturn:
    """``osintkit sun when``."""
    searched, read = given.searched(date, between, spot.zone), measured.measurements(**asdict(clues))
    items = sun.when(spot.site(), searched, read.clues, assumed=read.assumed, drawing=_drawing(asked))
    _report("sun when", {**asdict(spot), "date": date, "between": between, **asdict(clues)}, items, asked)


def where(
    time: str, *, zone: str | None, height_m: float | None, clues: Measured, asked: session.Asked
) -> NoReturn:
    """``osintkit sun where``."""
    read, stated, high_m = (
        measured.measurements(**asdict(clues)),
        given.time_anywhere(time, zone),
        given.height(height_m or 0.0),
    )
    items = sun.where(stated, read.clues, height_m=high_m, assumed=read.assumed, drawing=_drawing(asked))
    parameters = {"time": time, "zone": zone, "height_m": high_m, **asdict(clues)}
    _report("sun where", parameters, items, asked, borders=zone == LOCAL)


def _drawing(asked: session.Asked) -> "sun.Drawing | None":
    return None if asked.results is None else sun.Drawing(asked.results, asked.destination.force)


def _report(
    command: str,
    parameters: dict[str, object],
    items: Iterable[Record],
    asked: session.Asked,
    *,
    borders: bool = True,
) -> NoReturn:
    """Everything is worked out before the first line is written: what cannot be asked leaves no line."""
    found = list(items)
    session.report(command, parameters, iter(found), asked, libraries=_libraries(asked, borders=borders))


def _libraries(asked: session.Asked, *, borders: bool) -> dict[str, str]:
    """Versions of what the answers rest on; of the borders between zones only where any was looked at."""
    import numpy as np

    from osintkit.clock import legal

    # The first look at borders takes 80 ms, and at what is installed 20 ms.
    libraries = {"numpy": np.__version__, **(legal.versions() if borders else {"tzdata": legal.edition()})}
    if asked.results is not None:
        import PIL

        libraries["pillow"] = PIL.__version__
    return libraries

"""What ``osintkit coords`` does: take the command line apart, ask, hand the records over."""

import io
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from itertools import chain
from typing import BinaryIO, NoReturn

from osintkit import coords
from osintkit.cli import given, session
from osintkit.clock import legal
from osintkit.errors import UsageError

_CELLS = 5  # from a position to each edge, where nothing is said
_EXAMPLE = "osintkit coords '39.5981, 46.2311'"
_LONGEST_LINE = 16_384
"""Characters of a line of a list; the rest of a longer one is passed over, since no position is as long."""


@dataclass(frozen=True, slots=True)
class Around:
    """The options that say what is wanted besides notations."""

    to: list[str]
    near: str | None
    time: str | None
    zone: str | None
    within_m: float | None
    links: bool


@dataclass(frozen=True, slots=True)
class Search:
    """The options of a search grid."""

    cell_m: float | None
    radius_m: float | None
    people: int | None


def convert(texts: Sequence[str], around: Around, search: Search, asked: session.Asked) -> NoReturn:
    """``osintkit coords``.

    Raises:
        UsageError: nothing was given, or an option is not what it should be.
    """
    _fit_together(texts, around, search)
    split, wanted = _split(search), _wanted(around)
    every = _texts(texts, wanted.near)
    first = next(every, None)
    if first is not None:
        items = coords.convert(chain([first], every), wanted, split)
        libraries = legal.versions()
    elif around.time is not None:
        items = iter([coords.written_time(around.time, zone=around.zone)])
        libraries = {"tzdata": legal.edition()}
    else:
        raise UsageError("No position was given.", _EXAMPLE)
    parameters = {"positions": list(texts), **asdict(around), **asdict(search)}
    session.report("coords", parameters, items, asked, libraries=libraries)


def _fit_together(texts: Sequence[str], around: Around, search: Search) -> None:
    """Refuse options that would do nothing.

    Raises:
        UsageError: one of them needs another.
    """
    if around.zone is not None and around.time is None:
        raise UsageError("--zone says whose clock a time is.", "Give --time too.")
    of_position = {
        "--to": around.to, "--near": around.near, "--links": around.links, "--grid": search.cell_m,
        "--within": around.within_m,
    }  # fmt: skip
    for option, value in of_position.items():
        if value not in (None, False, []) and not texts:
            raise UsageError(f"{option} belongs to a position, and none was given.", _EXAMPLE)


def _wanted(around: Around) -> coords.Wanted:
    near = None if around.near is None else given.position(around.near)
    return coords.Wanted(
        to=tuple((text, given.position(text)) for text in around.to),
        near=None if near is None else (near.lat_deg, near.lon_deg),
        time=around.time,
        zone=around.zone,
        within_m=around.within_m,
        links=around.links,
    )


def _texts(texts: Sequence[str], near: tuple[float, float] | None) -> Iterator[str]:
    """The positions: those of standard input for ``-``; several words that are one only together, joined."""
    if _is_one(texts, near):
        yield " ".join(texts)
        return
    for text in texts:
        if text == "-":
            yield from _lines(session.standard_input())
        else:
            yield text


def _is_one(texts: Sequence[str], near: tuple[float, float] | None) -> bool:
    """Whether a position was written without quotes: words none of which is a position by itself."""
    if len(texts) < 2 or any(text == "-" or " " in text for text in texts):
        return False
    return not any(_is_position(text, near) for text in texts)


def _is_position(text: str, near: tuple[float, float] | None) -> bool:
    with suppress(UsageError):
        return bool(coords.read(text, near=near))
    return False


def _lines(stream: BinaryIO) -> Iterator[str]:
    """The lines that say something; what is no text is shown as what it is, and costs its own line only."""
    head = stream.peek(2)[:2] if isinstance(stream, io.BufferedReader) else b""
    # A mark at the beginning tells UTF-16, which PowerShell writes.
    encoding = "utf-16" if head in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    lines = io.TextIOWrapper(stream, encoding=encoding, errors="backslashreplace")
    while line := lines.readline(_LONGEST_LINE):
        rest = line
        while rest and not rest.endswith("\n"):
            rest = lines.readline(_LONGEST_LINE)
        if text := line.strip():
            yield text


def _split(search: Search) -> coords.Split | None:
    if search.cell_m is None:
        if search.radius_m is not None or search.people is not None:
            raise UsageError("--radius and --people belong to a search grid.", "Give --grid METRES too.")
        return None
    return coords.Split(
        cell_m=search.cell_m,
        radius_m=search.cell_m * _CELLS if search.radius_m is None else search.radius_m,
        people=search.people,
    )

"""What you type: one file for each command, in the order of the work.

A command parses, makes one call and hands the records over. It imports its step when it runs, so that
``--help`` stays fast.
"""

import atexit
import gc
import os
import sys
from contextlib import suppress
from types import TracebackType
from typing import NoReturn

import typer

from osintkit.cli import (
    coords,
    doctor,
    dupes,
    frames,
    hash,  # noqa: A004 - a command
    index,
    meta,
    schema,
    search,
    show,
    sun,
)
from osintkit.errors import OsintkitError

app = typer.Typer(
    name="osintkit",
    help="Verify photos, videos and sound from open sources: offline, reproducible, safe to look at.",
    epilog="Exit codes: 0 all examined, 2 usage, 3 something could not be examined (see its record), "
    "4 a library is missing, 5 confinement missing, 6 output not written, 10 what --fail-if asks is so, "
    "130 interrupted.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,  # a trace would print hostile text raw
    context_settings={"help_option_names": ["-h", "--help"]},
)
frames.register(app)
meta.register(app)
hash.register(app)
index.register(app)
sun.register(app)
coords.register(app)
search.register(app)
dupes.register(app)
show.register(app)
schema.register(app)
doctor.register(app)


def _version(wanted: bool) -> None:
    if wanted:
        from osintkit import __version__

        typer.echo(f"osintkit {__version__}")
        raise typer.Exit


@app.callback()
def _common(
    version: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="Print the version and stop."
    ),
) -> None:
    del version


def main() -> None:
    """Run the command line; the one place that turns errors into words and an exit code."""
    # Starting up makes many objects that live to the end: looking for garbage among them costs 0.1 s.
    gc.set_threshold(500_000)
    # Pydantic would look through every installed package for plugins, and run their code in here.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    # Numpy's linear algebra, which is not used out here, would keep a thread spinning on every core.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    sys.excepthook = _tell_of_bug
    if any(_is_closed(standard) for standard in range(3)):
        from osintkit.output.streams import open_standard_streams

        open_standard_streams()
    try:
        app()
    except OsintkitError as error:
        from osintkit.output.text import say_error

        say_error(error)
        _end(error.exit_code)
    except SystemExit as ended:
        _end(ended.code)


def _end(code: str | int | None) -> NoReturn:
    """End at once: taking a hundred modules apart first would cost 50 ms of every command."""
    if isinstance(code, str):
        sys.exit(code)  # a message, which Python prints
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            with suppress(OSError, ValueError):  # who read it has gone
                stream.flush()
    os._exit(code or 0)


def _is_closed(descriptor: int) -> bool:
    try:
        os.fstat(descriptor)
    except OSError:
        return True
    return False


def _tell_of_bug(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """A crash, in words that are safe for a terminal: they may quote the file that caused it."""
    from traceback import format_exception

    from osintkit.output.text import say

    for line in "".join(format_exception(kind, error, trace)).splitlines():
        say(line)
    say("osintkit: this is a bug in osintkit. Please report it with the lines above.")

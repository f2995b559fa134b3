"""Every error osintkit raises on purpose, and the exit code each one means.

::

    OsintkitError
    ├── UsageError            2   the command line asks for something that cannot be
    ├── InputError            3   this file could not be examined (becomes a Failure record)
    ├── Missing               4   a needed program or library is not installed
    ├── ConfinementMissing    5   --require-confinement, and the system does not offer it
    ├── OutputError           6   a result could not be written
    └── Cancelled           130   the person, or the program that called us, stopped the work

Exit code 1 is never chosen: it is a crash, which is a bug here. Codes 0 (all examined), 3
(something was not), 10 (a condition asked about is true), 130 and 141 (interrupted; the reader
went away) are decided in ``osintkit.cli``.
"""

from enum import StrEnum
from typing import ClassVar


class ExitCode:
    """The exit codes of every command, by meaning."""

    OK = 0
    USAGE = 2
    INCOMPLETE = 3
    MISSING = 4
    CONFINEMENT = 5
    OUTPUT = 6
    CONDITION = 10
    INTERRUPTED = 130
    READER_GONE = 141


class FailureCode(StrEnum):
    """Why a file could not be examined at all: the ``code`` of a Failure record."""

    NOT_FOUND = "not_found"
    NOT_REGULAR = "not_regular"
    UNREADABLE = "unreadable"
    NOT_MEDIA = "not_media"
    NOT_UNDERSTOOD = "not_understood"
    NOT_POSSIBLE = "not_possible"
    NO_STREAM = "no_stream"
    NO_FRAMES = "no_frames"
    EMPTY = "empty"
    FORMAT_REFUSED = "format_refused"
    CODEC_REFUSED = "codec_refused"
    CODEC_MISSING = "codec_missing"
    ENCRYPTED = "encrypted"
    CORRUPT = "corrupt"
    LIMIT_PIXELS = "limit_pixels"
    LIMIT_MEMORY = "limit_memory"
    LIMIT_CPU = "limit_cpu"
    LIMIT_TIME = "limit_time"
    LIMIT_OUTPUT = "limit_output"
    CRASHED = "crashed"
    INPUT_CHANGED = "input_changed"
    PROGRAM_MISSING = "program_missing"


class OsintkitError(Exception):
    """What every error of ours has: words for a person and what to do next.

    Attributes:
        exit_code: what the command line exits with when nothing catches it.
        says: what happened, one sentence.
        do: what the person can do next; empty when there is nothing.
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, says: str, do: str = "") -> None:
        super().__init__(says)
        self.says = says
        self.do = do


class UsageError(OsintkitError):
    """The command line or the call asks for something that cannot be."""

    exit_code = ExitCode.USAGE


class InputError(OsintkitError):
    """One file could not be examined; a batch turns this into a Failure record.

    Attributes:
        code: the stable word for the reason.
        stage: what was being done, such as ``open``, ``decode`` or ``write``.
    """

    exit_code = ExitCode.INCOMPLETE

    def __init__(self, code: FailureCode, says: str, do: str = "", *, stage: str) -> None:
        super().__init__(says, do)
        self.code = code
        self.stage = stage


class Missing(OsintkitError):
    """A program or a library that the command needs is not installed."""

    exit_code = ExitCode.MISSING


class ConfinementMissing(OsintkitError):
    """Full confinement was required and this system does not offer it."""

    exit_code = ExitCode.CONFINEMENT


class OutputError(OsintkitError):
    """A result could not be written: full, read-only, or something else is already there."""

    exit_code = ExitCode.OUTPUT


class Cancelled(OsintkitError):
    """The work was stopped from outside before it ended."""

    exit_code = ExitCode.INTERRUPTED

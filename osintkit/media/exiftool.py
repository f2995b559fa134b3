"""What ExifTool says of a file: a second opinion, for an analyst who asked for one and never otherwise.

ExifTool (Phil Harvey, https://exiftool.org) is a program of somebody else that the analyst installed. It
reads hostile bytes, in Perl, and files exist that exhaust it or that once made it run commands. So it is
started anew for each file, with limits, hardly any environment and no configuration, and it is handed the
open, hashed file as its standard input: no name reaches it, and names are what it was attacked with, too.
The limits are all that holds it: it is not confined as our own decoders are.
"""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from threading import Event, Thread
from typing import IO, Any, NoReturn

from osintkit.errors import Cancelled, FailureCode, InputError, Missing
from osintkit.evidence import Evidence
from osintkit.records import without_surrogates

MEMORY_BYTES = 1 << 30
CPU_S = 20
WALL_S = 60.0
"""Only the last net behind the CPU limit, which gives the same outcome on a busy machine."""
OUTPUT_BYTES = 16 << 20
MOST_BYTES_WITHOUT_SEEKING = 256 << 20
"""Where ExifTool cannot seek in its standard input (Windows) it keeps all it has passed in memory."""
OLDEST = (12, 24)
"""ExifTool 7.44 to 12.23 ran commands that stand in a file (CVE-2021-22204)."""

_ERROR_BYTES = 4000
_LOOK_EVERY_S = 0.1
_LAST_BREATH_S = 2.0
_OUT_OF_MEMORY = b"ut of memory"  # Perl's words: `Out of memory!`, `Out of memory in perl:…`
_WINDOWS = sys.platform == "win32"

# First of all: an empty name for the configuration means that none is looked for, or run.
_OPTIONS = ("-config", "", "-q", "-q", "-j", "-n", "-struct", "-api", "largefilesupport=1")
_MAIN_TAGS = ("-G1",)
_ALL_TAGS = ("-G1:3:4", "-a", "-u", "-ee")

# A shell sets the limits and becomes ExifTool: 1 ms of CPU, where an interpreter of our own costs 10 ms, and
# unlike code between fork and exec it is safe beside other threads. Its text is constant; the rest are
# arguments. A limit that the system does not know, or that is narrower already, stays as it is.
# The soft CPU limit comes a second before the hard one: the signal then says what happened.
_WITH_LIMITS = (
    f"ulimit -c 0; ulimit -f 0; ulimit -n 64; ulimit -S -t {CPU_S}; ulimit -H -t {CPU_S + 1}; "
    f'ulimit -v {MEMORY_BYTES >> 10}; exec "$0" "$@" 2>&3 3>&-'
)
_SHELL = ("/bin/sh", "-c", f"exec 3>&2 2>/dev/null; {_WITH_LIMITS}")
_KEPT_ENVIRONMENT = ("SYSTEMROOT", "TEMP", "TMP")


@cache
def version() -> str:
    """Which ExifTool is installed, such as ``12.57``.

    Raises:
        Missing: none, one that does not run, or one that is dangerous; with the line to type.
    """
    _, out, err = _ran(("-config", "", "-ver"), subprocess.DEVNULL, Event())
    found = re.fullmatch(rb"(\d{1,3})\.(\d{1,3})", out.strip())
    if found is None:
        raise _missing(f"ExifTool is installed but does not run ({_words(err) or 'it says nothing'}).")
    if (int(found[1]), int(found[2])) < OLDEST:
        says = (
            f"The ExifTool here, {found[0].decode()}, may run commands that a file contains (CVE-2021-22204)."
        )
        raise _missing(says)
    return found[0].decode()


def read(evidence: Evidence, *, all_tags: bool = False) -> dict[str, Any]:
    """What ExifTool finds in one open file: ``{"IFD0:Make": "Canon", …}``, named as by ``-G1``.

    It tells the kind of file by content alone, since it is given no name: an MP3, whose frames it looks for
    only in a file that is named so, gives its ID3 tags and no more, and WMV is ASF. What it says of the path
    and the file system (``System:``) is left out: that would be about a descriptor.

    Args:
        evidence: the file. Nothing else may read it through a shared position meanwhile.
        all_tags: also repeated tags (``IFD0:Copy1:Make``), unknown ones, and those of embedded documents
            and streams (``GPS:Doc7:GPSLatitude``), as with ``-a -u -ee``.

    Returns:
        Values as with ``-n -struct``: text, numbers, lists and mappings. A number is a number only if it is
        written again as it was (``1.10`` stays text). Of like names the first is kept. Text is valid Unicode,
        but may hold control characters. ``ExifTool:Warning`` and ``ExifTool:Error`` are its complaints.

    Raises:
        Missing: ExifTool is not installed.
        InputError: a limit was reached, ExifTool died, or it knows nothing about the file.
        Cancelled: ``evidence.stop`` was set.
    """
    version()
    if _WINDOWS and evidence.size_bytes > MOST_BYTES_WITHOUT_SEEKING:
        says = f"ExifTool would need more than {MOST_BYTES_WITHOUT_SEEKING >> 20} MiB of memory for it."
        raise _failed(FailureCode.LIMIT_MEMORY, says)
    # Where opening a descriptor's name does not begin anew (macOS), the position is a shared one.
    os.lseek(evidence.fd, 0, os.SEEK_SET)
    wanted = _ALL_TAGS if all_tags else _MAIN_TAGS
    # By its name `-` ExifTool would not seek, and keep all of a long video in memory.
    arguments = (*_OPTIONS, *wanted, "-" if _WINDOWS else "/dev/fd/0")
    code, out, err = _ran(arguments, evidence.fd, evidence.stop)
    if code not in {0, 1} or not out.strip() or _OUT_OF_MEMORY in err:
        raise _death(code, err)
    tags = _tags(out)
    return _known(_without_main(tags) if all_tags else tags)


def _known(tags: dict[str, Any]) -> dict[str, Any]:
    if all(name.startswith("ExifTool:") for name in tags):
        reason = _words(str(tags.get("ExifTool:Error", "")).encode())
        raise _failed(
            FailureCode.NOT_MEDIA, f"ExifTool knows nothing about it ({reason or 'no reason given'})."
        )
    return tags


def _ran(arguments: Sequence[str], stdin: int, stop: Event) -> tuple[int, bytes, bytes]:
    """Exit code, output and the beginning of the error output of one run, watched to its end."""
    out, err = bytearray(), bytearray()
    with _started(arguments, stdin) as process:
        listeners = (
            _listener(process.stdout, out, OUTPUT_BYTES),
            _listener(process.stderr, err, _ERROR_BYTES),
        )
        try:
            _watch(listeners[0], out, stop)
            code = process.wait(_LAST_BREATH_S)
        except subprocess.TimeoutExpired as error:
            says = "ExifTool closed its output, but did not end."
            raise _failed(FailureCode.CRASHED, says) from error
        finally:
            _end(process)
            for listener in listeners:
                listener.join(_LAST_BREATH_S)
    return code, bytes(out), bytes(err)


def _started(arguments: Sequence[str], stdin: int) -> "subprocess.Popen[bytes]":
    program = _program()
    try:
        return subprocess.Popen(  # noqa: S603 - a fixed command; the file is standard input
            [*(() if _WINDOWS else _SHELL), program, *arguments],
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
            env=_environment(),
            cwd=Path(program).anchor,
            start_new_session=not _WINDOWS,  # a group of its own, to be ended as one
        )
    except OSError as error:
        raise _missing(f"ExifTool cannot be started ({error.strerror}).") from error


def _listener(stream: IO[bytes] | None, into: bytearray, most: int) -> Thread:
    """A thread that takes all a stream gives, so that nobody waits, and keeps a little more than ``most``."""

    def take() -> None:
        with suppress(OSError, ValueError):  # closed under our hands, when it was ended
            while stream is not None and (data := stream.read(1 << 16)):
                if len(into) <= most:
                    into.extend(data)

    thread = Thread(target=take, name="osintkit-exiftool", daemon=True)
    thread.start()
    return thread


def _watch(talk: Thread, out: bytearray, stop: Event) -> None:
    """Wait until all is said, or until it takes too long, is too much, or is not wanted any more."""
    deadline = time.monotonic() + WALL_S
    while talk.is_alive():
        talk.join(_LOOK_EVERY_S)
        if stop.is_set():
            raise Cancelled("The examination was stopped.")
        if len(out) > OUTPUT_BYTES:
            raise _failed(
                FailureCode.LIMIT_OUTPUT, f"ExifTool says more than {OUTPUT_BYTES >> 20} MiB about it."
            )
        if time.monotonic() > deadline and talk.is_alive():
            raise _failed(
                FailureCode.LIMIT_TIME, f"ExifTool was not done after {WALL_S:.0f} s and was stopped."
            )


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End the whole group of a process that still runs."""
    if process.poll() is not None:
        return
    if sys.platform == "win32":
        process.kill()
    else:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def _tags(out: bytes) -> dict[str, Any]:
    """The one object of ExifTool's JSON, which holds whatever a file makes it say."""
    try:
        told = json.loads(
            out.decode("utf-8", "replace"),
            strict=False,
            object_pairs_hook=_object,
            parse_int=_integer,
            parse_float=_decimal,
            parse_constant=_not_json,
        )
        (tags,) = told
    except (ValueError, TypeError, RecursionError) as error:
        raise _not_agreed(type(error).__name__) from error
    if not isinstance(tags, dict):
        raise _not_agreed(type(tags).__name__)
    tags.pop("SourceFile", None)
    return {name: value for name, value in tags.items() if not name.startswith("System:")}


def _without_main(tags: dict[str, Any]) -> dict[str, Any]:
    """Names without the group of the main document, which goes without saying: ``IFD0:Main:Make``."""
    named: dict[str, Any] = {}
    for name, value in tags.items():
        group, *between, tag = name.split(":")
        named.setdefault(
            ":".join([group, *(part for part in between if part not in {"", "Main"}), tag]), value
        )
    return named


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    for name, value in pairs:
        kept.setdefault(str(without_surrogates(name)), _safe(value))
    return kept


def _safe(value: object) -> object:
    if isinstance(value, list):
        return [_safe(item) for item in value]
    if isinstance(value, bool) or value is None:  # text that says "True", or nothing
        return "" if value is None else str(value).lower()
    return without_surrogates(value)


def _integer(text: str) -> int | str:
    return int(text) if len(text) <= 18 and str(int(text)) == text else text


def _decimal(text: str) -> float | str:
    """The number, if it can be written again as it was: a version 1.10 is not 1.1."""
    number = float(text)
    return number if repr(number) == text else text


def _not_json(text: str) -> NoReturn:
    raise ValueError(f"{text} is no JSON")


def _program() -> str:
    """Where ExifTool is. A folder of evidence that happens to be the working folder is not searched.

    Raises:
        Missing: it is nowhere on PATH.
    """
    name = "exiftool.exe" if _WINDOWS else "exiftool"
    for folder in _folders():
        if found := shutil.which(str(folder / name)):
            return found
    raise _missing("ExifTool is not installed.")


def _folders() -> list[Path]:
    folders = map(Path, os.environ.get("PATH", os.defpath).split(os.pathsep))
    return [folder for folder in folders if folder.is_absolute()]


def _environment() -> dict[str, str]:
    """Next to nothing: no PERL5LIB, no home; and UTC, so that no answer depends on where we are."""
    kept = {name: os.environ[name] for name in _KEPT_ENVIRONMENT if name in os.environ}
    return {**kept, "PATH": os.pathsep.join(map(str, _folders())), "LC_ALL": "C", "TZ": "UTC0"}


def _words(told: bytes) -> str:
    """The first line of a complaint as plain text; it may quote the file."""
    line = told.decode("ascii", "replace").strip().partition("\n")[0]
    return "".join(letter for letter in line if letter.isprintable())[:200]


def _missing(says: str) -> Missing:
    ways = {
        "darwin": "brew install exiftool",
        "win32": "winget install -e --id OliverBetz.ExifTool",
    }
    way = ways.get(sys.platform, "apt-get install libimage-exiftool-perl")
    return Missing(says, f"Install it: {way}. Without it: --reader builtin.")


def _failed(code: FailureCode, says: str) -> InputError:
    return InputError(code, says, "The built-in reader does without it: --reader builtin.", stage="exiftool")


def _not_agreed(what: str) -> InputError:
    return _failed(FailureCode.CRASHED, f"ExifTool's answer is not of the agreed form ({what}).")


def _death(code: int, err: bytes) -> InputError:
    """Why ExifTool ended without an answer."""
    name = _signal_name(code)
    if name == "SIGXCPU":
        return _failed(
            FailureCode.LIMIT_CPU, f"ExifTool used up the {CPU_S} s of CPU time that a file is allowed."
        )
    if name == "SIGKILL" or _OUT_OF_MEMORY in err:
        limit = f"the {MEMORY_BYTES >> 30} GiB of memory that a file is allowed"
        return _failed(FailureCode.LIMIT_MEMORY, f"ExifTool used up {limit}.")
    how = f"with {name}" if name else f"with exit code {code}"
    return _failed(FailureCode.CRASHED, f"ExifTool ended {how} ({_words(err) or 'it says nothing'}).")


def _signal_name(code: int) -> str:
    try:
        return signal.Signals(-code).name if code < 0 else ""
    except ValueError:
        return f"signal {-code}"

"""Is everything in order on this machine? Versions, what FFmpeg is inside, confinement, programs."""

import platform
import shutil
from collections.abc import Iterator

from osintkit import __version__
from osintkit.errors import Missing
from osintkit.media import opening, versions
from osintkit.media.door import caller, kept
from osintkit.records import Confinement, Doctor

_PACKAGES = (
    "typer", "rich", "pydantic", "imagehash", "exifread", "cbor2", "c2pa-python", "ffmpeg-python", "tzdata",
    "tzfpy", "geographiclib",
)  # fmt: skip
_FFMPEG_FLOOR = (8, 1, 2)
"""FFmpeg before this has published memory errors in decoders (CVE-2026-8461, fixed in 8.1.2)."""
_USES = {"libavcodec in OpenCV": "not used to open files, only its arithmetic on pixels is"}
_PROGRAMS = {"ffmpeg": "make clips and proxies", "exiftool": "compare metadata (osintkit meta --reader both)"}


def confinement(*, required: bool = False, worker: str = "") -> Confinement:
    """What confines the decoders here, as one of them found by trying.

    Args:
        required: insist on every layer.
        worker: the function of a worker that is kept, when that is what reads.

    Raises:
        ConfinementMissing: it was required, and a layer is not available.
        Missing: a decoder library does not load.
    """
    found = kept.confinement(worker) if worker else caller.confinement()
    if required:
        caller.insist_on(found)
    return found


def checks() -> Iterator[Doctor]:
    """One record for each thing looked at."""
    yield Doctor(check="osintkit", status="ok", version=__version__, says=_system())
    for package in (*versions.DECODERS, *_PACKAGES):
        found = versions.of(package)
        if found:
            yield Doctor(check=package, status="ok", version=found, says="installed")
    yield from _decoders()
    yield from _programs()


def _system() -> str:
    return f"Python {platform.python_version()} on {platform.system()} {platform.machine()}"


def _decoders() -> Iterator[Doctor]:
    try:
        found = caller.confinement()
    except Missing as error:
        yield Doctor(check="decoders", status="failed", says=error.says, do=error.do)
        return
    full = found.level == 3 and found.verified
    yield Doctor(
        check="confinement",
        status="ok" if full else "warning",
        version=f"level {found.level}",
        says=f"Landlock ABI {found.landlock_abi}, seccomp {'on' if found.seccomp else 'off'}, "
        f"limits {', '.join(found.limits) or 'none'}, started by {found.start}; "
        f"{'verified by trying' if found.verified else 'not verified'}.",
        do="" if full else "A Linux kernel of 5.13 or later offers Landlock and seccomp.",
    )
    for name, found_version in caller.ask(
        "osintkit.media.versions:inside", needs=(*opening.DECODERS, "PIL.features")
    ).items():
        yield _inside(name, str(found_version))


def _inside(name: str, found: str) -> Doctor:
    numbers = tuple(int(part) for part in found.split(".") if part.isdigit())
    old = name == "FFmpeg in PyAV" and bool(numbers) and numbers < _FFMPEG_FLOOR
    return Doctor(
        check=name,
        status="warning" if old else "ok",
        version=found,
        says=_USES.get(name, "decodes evidence, confined"),
        do="Update it: pip install --upgrade av" if old else "",
    )


def _programs() -> Iterator[Doctor]:
    for program, use in _PROGRAMS.items():
        found = shutil.which(program) is not None
        yield Doctor(
            check=program,
            status="ok" if found else "missing",
            says=use if found else f"not installed; only needed to {use}",
        )

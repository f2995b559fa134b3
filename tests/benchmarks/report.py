"""Figures as a Markdown table, and what they depend on."""

import json
import os
import platform
import sys
from dataclasses import asdict, dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, NoReturn


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table; ``passed`` is None where there is nothing to pass."""

    what: str
    ours: str
    theirs: str
    target: str = ""
    passed: bool | None = None
    data: dict[str, Any] = field(default_factory=dict)


def table(rows: list[Row]) -> str:
    """The rows as Markdown."""
    marks = {True: "PASS", False: "MISS", None: ""}
    lines = ["| what | osintkit | peers | target | |", "|---|---|---|---|---|"]
    lines += [f"| {r.what} | {r.ours} | {r.theirs} | {r.target} | {marks[r.passed]} |" for r in rows]
    return "\n".join(lines)


def finish(rows: list[Row], to: Path | None) -> NoReturn:
    """Print the table, write all figures to a file if one is named, end with 1 when a target was missed."""
    print(table(rows))
    if to is not None:
        report = environment() | {"rows": [asdict(row) for row in rows]}
        to.write_text(json.dumps(report, indent=1), encoding="utf-8")
    sys.exit(any(row.passed is False for row in rows))


def environment() -> dict[str, Any]:
    """What the figures depend on."""
    found = {}
    for package in (
        "osintkit",
        "scenedetect",
        "av",
        "opencv-python",
        "numpy",
        "pillow",
        "imagehash",
        "typer",
    ):
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "not installed"
    system = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    return {"system": system, "python": platform.python_version(), "load": os.getloadavg(), "versions": found}

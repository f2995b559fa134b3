"""Figures as a Markdown table, and what they depend on."""

import os
import platform
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from typing import Any


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

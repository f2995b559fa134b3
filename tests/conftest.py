"""What several test modules share: a small clip, and the command as a person runs it."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

import osintkit
from osintkit.frames.selftest import CLIP

# The same examples on every run: what CI shows must be what a developer sees.
settings.register_profile("osintkit", derandomize=True, deadline=None)
settings.load_profile("osintkit")

ROOT = Path(osintkit.__file__).parents[1]
COMMAND = [sys.executable, "-P", "-W", "always::ResourceWarning", "-m", "osintkit"]
Cli = Callable[..., "subprocess.CompletedProcess[bytes]"]


def environment(**more: str) -> dict[str, str]:
    """This process's environment, with osintkit importable whatever the folder."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("OSINTKIT_")}
    path = os.pathsep.join(filter(None, [*more.pop("PYTHONPATH", "").split(os.pathsep), str(ROOT)]))
    return kept | {"PYTHONPATH": path} | more


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    """A copy of the package's clip of three shots, in a folder of its own."""
    copy = tmp_path / "evidence" / "clip.mp4"
    copy.parent.mkdir()
    copy.write_bytes(CLIP.read_bytes())
    return copy


@pytest.fixture
def cli(tmp_path: Path) -> Cli:
    """Run ``osintkit`` with these arguments in an empty folder; any leak it warns of is an error."""
    folder = tmp_path / "cwd"
    folder.mkdir()

    def run(*arguments: Any, **options: Any) -> "subprocess.CompletedProcess[bytes]":
        defaults: dict[str, Any] = {"cwd": folder, "timeout": 60, "capture_output": True, "check": False}
        options = defaults | options
        env = environment(**options.pop("env", {}))
        command = [*options.pop("wrapped_in", []), *COMMAND, *arguments]
        done: subprocess.CompletedProcess[bytes] = subprocess.run(command, env=env, **options)
        assert b"ResourceWarning" not in (done.stderr or b""), done.stderr
        assert b"Traceback" not in (done.stderr or b""), done.stderr
        return done

    return run

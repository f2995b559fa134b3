"""Programs that some tests compare with: said when they are missing, and never skipped in CI."""

import os
import shutil

import pytest


def needs(program: str) -> None:
    """Skip the test when ``program`` is not installed; fail where nothing may be skipped."""
    if shutil.which(program) is not None:
        return
    if os.environ.get("OSINTKIT_NO_SKIPS"):
        pytest.fail(f"{program} is not installed, and nothing may be skipped here")
    pytest.skip(f"needs {program}")

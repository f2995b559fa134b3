"""The README is true: its commands run word for word, and it leaves no command or option out."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.needs import needs

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
EXAMPLES = [path.name for path in sorted((ROOT / "examples").glob("*.py"))]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty folder with the examples in it and ``osintkit`` on the path, as an analyst has."""
    folder = tmp_path_factory.mktemp("desk")
    (folder / "examples").mkdir()
    for name in ("walk.mp4", "screenshot.jpg", "photo.jpg"):
        shutil.copy(ROOT / "examples" / name, folder / "examples")
    command = folder / "bin" / "osintkit"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m osintkit "$@"\n')
    command.chmod(0o755)
    return folder


def run(command: str, desk: Path) -> subprocess.CompletedProcess[str]:
    path = f"{desk / 'bin'}:/usr/local/bin:/usr/bin:/bin"
    return subprocess.run(
        ["bash", "-euo", "pipefail", "-c", command],
        cwd=desk,
        env={"PATH": path, "PYTHONPATH": str(ROOT), "HOME": str(desk)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


COMMANDS = [
    line
    for block in blocks("sh")
    for line in block.strip().splitlines()
    if line.startswith("osintkit") and "jq" not in line
]


def test_there_are_commands_to_try() -> None:
    assert len(COMMANDS) >= 5


def test_commands_run_word_for_word_in_order(desk: Path) -> None:
    for command in COMMANDS:
        done = run(command, desk)
        assert done.returncode == 0, (command, done.stderr)


def test_the_jq_line_works(desk: Path) -> None:
    needs("jq")
    (line,) = [line for block in blocks("sh") for line in block.splitlines() if "| jq" in line]
    done = run(line, desk)
    assert done.returncode == 0, done.stderr
    rows = [row.split("\t") for row in done.stdout.splitlines()]
    assert len(rows) == 8
    assert all(re.fullmatch(r"0:00:\d\d\.\d{3}", time) and (desk / file).is_file() for time, file in rows)


def test_the_python_block_runs(desk: Path) -> None:
    (block,) = blocks("python")
    done = run(f"{sys.executable} - <<'CODE'\n{block}\nCODE", desk)
    assert done.returncode == 0, done.stderr
    assert "osintkit.sheet/1 sheet:" in done.stdout


@pytest.mark.parametrize("name", ["longest_shot.py", "many_files.py", "sun_window_2022.py"])
def test_example_scripts_run(name: str, desk: Path) -> None:
    done = run(f"{sys.executable} {ROOT / 'examples' / name} examples/walk.mp4", desk)
    assert done.returncode == 0, done.stderr
    assert done.stdout


def test_every_example_is_tested() -> None:
    made = {"make_photo.py", "make_screenshot.py", "make_walk.py", "walk_scenes.py"}
    assert set(EXAMPLES) == {"longest_shot.py", "many_files.py", "sun_window_2022.py", *made}


COMMAND_NAMES = (
    "frames", "meta", "hash", "search", "dupes", "index", "coords", "sun", "show", "schema", "doctor",
)  # fmt: skip


@pytest.mark.parametrize("command", COMMAND_NAMES)
def test_every_command_is_documented(command: str, desk: Path) -> None:
    assert f"### `osintkit {command}" in README
    assert run(f"osintkit {command} --help", desk).returncode == 0


@pytest.mark.parametrize(
    "command",
    [
        "frames", "meta", "hash", "search", "dupes", "index add", "index tag", "index export", "coords",
        "sun at", "sun when", "sun where",
    ],
)  # fmt: skip
def test_every_option_is_documented(command: str, desk: Path) -> None:
    shown = run(f"osintkit {command} --help", desk).stdout
    options = set(re.findall(r"│ (--[a-z-]+)", shown)) - {"--help"}
    assert len(options) >= (15 if command == "frames" else 4)
    assert {option for option in options if option not in README} == set()


def test_help_lists_commands_in_the_order_of_the_work(desk: Path) -> None:
    shown = run("osintkit --help", desk).stdout
    places = [shown.index(f"│ {command} ") for command in COMMAND_NAMES]
    assert places == sorted(places)


def test_the_set_up_commands_are_the_ones_of_ci() -> None:
    first = re.search(r"<!-- the first command -->\n```sh\n(.*)\n```", README)
    test = re.search(r"<!-- the test command -->\n```sh\n(.*)\n```", README)
    assert first is not None
    assert test is not None
    assert first[1] == "sh examples/setup.sh && .venv/bin/osintkit frames examples/walk.mp4"
    assert test[1].startswith("sh examples/setup.sh test && ")
    subprocess.run(["sh", "-n", ROOT / "examples" / "setup.sh"], check=True)


def test_nothing_of_a_machine_is_in_the_tree() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False
    ).stdout.split(b"\0")
    if listed == [b""]:
        pytest.skip("not a git checkout")
    homes = re.compile(rb"/(?:root|home/[a-z]+|Users/[a-z]+)/")
    for name in filter(None, listed):
        path = ROOT / name.decode()
        if path.suffix in {".py", ".md", ".toml", ".yml", ".sh"} and path.name != "test_docs.py":
            assert not homes.search(path.read_bytes()), path

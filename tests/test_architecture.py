"""Who may touch what: the floors of the package, kept by reading its source, not by good intentions.

A package or module that is not named in ``FLOORS`` is a step, so a new command needs no edit here.
"""

import ast
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import osintkit

ROOT = Path(osintkit.__file__).parent
TREES = {
    ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): ast.parse(
        file.read_text("utf-8")
    )
    for file in sorted(ROOT.rglob("*.py"))
}
BASE = {"records", "errors"}
STEP = "a step"
_OF_MEDIA = ("media.doctor", "media.versions", "media.door.start")
FLOORS = {
    "__init__": set[str](),
    "__main__": {"cli"},
    "cli": {"output", "batch", "start", STEP, "clock", *_OF_MEDIA, *BASE},
    "start": {STEP, "media", "draw", "files", "evidence", *BASE},
    STEP: {"media", "draw", "clock", "files", "evidence", *BASE},
    "media": {"evidence", "blocks", *BASE},
    "batch": {"evidence", *BASE},
    "draw": BASE,
    "clock": BASE,
    "output": {"files", *BASE},
    "evidence": {"blocks", *BASE},
    "files": BASE,
    "records": {"errors"},
    "blocks": set[str](),
    "errors": set[str](),
}
STEPS_OF_STEPS = {"frames": {"hash"}, "compare": {"hash", "frames"}, "index": {"hash", "frames", "compare"}}

# What only some places may use; a place is a module or a package with everything in it.
READS_PATHS = {
    "media": "decodes evidence, confined",
    "evidence": "opens each file once, for everybody",
    "blocks": "reads by position what is open already",
    "files": "compares what is already there before it writes",
    "output.streams": "writes records to --output as they come",
    "cli.session": "reads saved records and lists of paths, which are not evidence",
    "draw.glyphs": "reads the fonts of the package",
    "draw.coastline": "reads the coastline of the package",
    "clock.legal": "reads the rules of zones from the package tzdata",
    "index.store": "SQLite opens the index; the header and the table of mounts say how it may",
    "index.lists": "pyarrow reads and writes Parquet, from what is open already",
}
USES_JSON = {
    "records": "the records",
    "media.door": "what parent, server and child say to each other",
    "output.spreadsheet": "the cells of CSV, from a record's own line",
    "index.lists.documents": "other people's lists of hashes",
    "index.lists.own": "our hash records, a million at a time",
    "media.exiftool": "ExifTool's answers",
    "media.c2pa_library": "the C2PA library's answers",
    "meta": "other people's JSON in metadata and sidecars, and what the worker answers",
}
BROAD_EXCEPT = ["batch", "media.door.child"]  # the batch, the child's job
OPENERS = {"open", "fdopen", "read_bytes", "read_text", "write_bytes", "write_text", "fromfile", "imdecode"}
STARTERS = {
    f"os.{name}" for name in ("system", "popen", "fork", "forkpty", "posix_spawn", "startfile", "execv")
}
NOWHERE = {"cv2.VideoCapture", "cv2.imread", "cv2.putText", "print", "input", "eval", "exec"}
UNIX_MODULES = ("fcntl", "resource", "termios", "pwd", "grp", "pty", "readline")
UNIX_NAMES = {
    "os": ("fork", "pipe2", "pread", "wait4", "getuid", "O_NONBLOCK", "O_NOFOLLOW", "O_CLOEXEC"),
    "signal": ("SIGKILL", "SIGCHLD", "SIGXCPU", "SIGHUP", "SIGPIPE", "pthread_sigmask"),
    "socket": ("AF_UNIX", "send_fds", "recv_fds"),
}


def imported(tree: ast.AST) -> Iterator[str]:
    """Every module a tree imports, those inside functions too; ours below ``osintkit.`` by their file."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            names = [f"{module}.{alias.name}" for alias in node.names]
            yield from (name if name.removeprefix("osintkit.") in TREES else module for name in names)


def called(tree: ast.AST) -> Iterator[str]:
    """Everything a tree calls, as written: ``path.open``, ``print``."""
    return (ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call))


def is_within(module: str, places: object) -> bool:
    return any(module == place or module.startswith(f"{place}.") for place in places)  # type: ignore[attr-defined]


def may_import(module: str, target: str) -> bool:
    own, other = module.partition(".")[0], target.partition(".")[0]
    if own == other:
        return True
    if own not in FLOORS and other in STEPS_OF_STEPS.get(own, ()):
        return True
    if module.endswith("._inside") and other == "blocks":
        return True  # what a step's inner half is given, in the confined child
    allowed = FLOORS.get(own, FLOORS[STEP])
    return is_within(target, allowed) or (STEP in allowed and other not in FLOORS)


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def public(body: list[ast.stmt], name: str) -> Iterator[tuple[str, ast.AST]]:
    for node in body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef) and not node.name.startswith("_"):
            yield f"{name}.{node.name}", node
            if isinstance(node, ast.ClassDef):
                yield from public(node.body, f"{name}.{node.name}")


def is_broad(node: ast.AST) -> bool:
    """Whether it swallows whatever may happen; what only tidies up and raises on does not."""
    if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("suppress"):
        return any(ast.unparse(kind) in {"Exception", "BaseException"} for kind in node.args)
    if not isinstance(node, ast.ExceptHandler):
        return False
    kinds = "BaseException" if node.type is None else ast.unparse(node.type)
    raises_on = isinstance(node.body[-1], ast.Raise) and node.body[-1].exc is None
    return not raises_on and any(
        kind.strip("( )") in {"Exception", "BaseException"} for kind in kinds.split(",")
    )


def is_command(module: str, node: ast.FunctionDef) -> bool:
    return module.startswith("cli.") and node.name == module.partition(".")[2]


def python(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def test_nobody_reaches_above_their_floor() -> None:
    ours = [
        (module, name.removeprefix("osintkit."))
        for module, tree in TREES.items()
        for name in imported(tree)
        if name.startswith("osintkit.")
    ]
    assert len(ours) > 100, "the imports were not found"
    assert [pair for pair in ours if not may_import(*pair)] == []


@pytest.mark.parametrize(
    ("names", "places"),
    [
        (OPENERS, READS_PATHS),
        (STARTERS, {"media.door"}),
        (NOWHERE, set()),
    ],
    ids=["open", "start", "nowhere"],
)
def test_calls_stay_where_they_belong(names: set[str], places: object) -> None:
    found = {
        (module, name)
        for module, tree in TREES.items()
        for name in called(tree)
        if name in names or name.rpartition(".")[2] in names & OPENERS
    }
    assert {pair for pair in found if not is_within(pair[0], places)} == set()


@pytest.mark.parametrize(
    ("library", "places"),
    [
        ("subprocess", ["media"]),
        ("multiprocessing", []),
        ("socket", ["media.door"]),
        ("ctypes", ["media.door", "media.c2pa_library"]),
        ("av", ["media"]),
        ("exifread", ["media"]),
        ("ffmpeg", ["media"]),
        ("json", USES_JSON),
        ("sqlite3", ["index.store"]),
        ("pickle", []),
        ("urllib", []),
        ("http", []),
    ],
)
def test_libraries_stay_where_they_belong(library: str, places: object) -> None:
    users = [
        module
        for module, tree in TREES.items()
        for name in imported(tree)
        if name == library or name.startswith(f"{library}.")
    ]
    assert [module for module in users if not is_within(module, places)] == []


def test_functions_and_files_stay_short() -> None:
    lengths = {
        f"{module}.{node.name}": (node.end_lineno or 0) - node.lineno + 1
        for module, tree in TREES.items()
        for node in functions(tree)
        if not is_command(module, node)  # its signature is its options
    }
    assert {name: lines for name, lines in lengths.items() if lines > 60} == {}
    assert statistics.median(lengths.values()) <= 12
    assert statistics.quantiles(lengths.values(), n=20)[-1] <= 45
    files = {str(file): len(file.read_text("utf-8").splitlines()) for file in ROOT.rglob("*.py")}
    assert {name: lines for name, lines in files.items() if lines > 500} == {}


def test_a_command_is_a_handful_of_statements() -> None:
    counts = {
        module: len(
            [
                n
                for part in node.body[1:]
                for n in ast.walk(part)
                if isinstance(n, ast.stmt) and not isinstance(n, ast.ImportFrom)
            ]
        )
        for module, tree in TREES.items()
        for node in functions(tree)
        if is_command(module, node)
    }
    assert {"cli.frames", "cli.show"} <= set(counts)
    assert {name: count for name, count in counts.items() if count > 8} == {}


def test_every_public_name_is_documented() -> None:
    silent = [module for module, tree in TREES.items() if ast.get_docstring(tree) is None]
    for module, tree in TREES.items():
        if "._" not in module:
            silent += [name for name, node in public(tree.body, module) if ast.get_docstring(node) is None]  # type: ignore[arg-type]
    assert silent == []


def test_errors_are_swallowed_whole_in_two_places_only() -> None:
    broad = [module for module, tree in TREES.items() for node in ast.walk(tree) if is_broad(node)]
    assert sorted(broad) == BROAD_EXCEPT


def test_the_child_imports_nothing_it_does_not_need() -> None:
    """Every import is code that hostile bytes could reach, and time for each file."""
    outside = {
        "media.answers",
        "media.doctor",
        "media.exiftool",
        "media.door.caller",
        "media.door.kept",
        "media.door.start",
        "media.door.talk",
        "media.door.watchdog",
    }
    child = [name for name in TREES if name.endswith("_inside") or is_within(name, ["media"])]
    modules = [f"osintkit.{name}" for name in child if name not in outside]
    found = python(f"import sys, {', '.join(modules)}\nprint(*sys.modules)").split()
    assert {"av", "PIL", "osintkit.frames._inside"} <= set(found)
    heavy = (
        "pydantic",
        "pydantic_core",
        "typer",
        "rich",
        "click",
        "asyncio",
        "osintkit.records",
        "osintkit.cli",
    )
    assert [name for name in heavy if name in found] == []


def test_a_kept_worker_is_light() -> None:
    """It starts for every run of ``meta``, and all it imports is code that hostile bytes could reach."""
    code = "import sys, osintkit.media.door.keeping, osintkit.meta._inside\nprint(*sys.modules)"
    found = python(code).split()
    heavy = ("av", "cv2", "numpy", "PIL", "pydantic", "typer", "rich", "osintkit.records", "asyncio")
    assert "exifread" in found
    assert [name for name in heavy if name in found] == []


def test_help_imports_no_decoder_and_no_step() -> None:
    found = python("import sys, osintkit.cli\nprint(*sys.modules)").split()
    heavy = ("av", "cv2", "numpy", "PIL", "scipy", "pydantic", "osintkit.records", "osintkit.frames.step")
    assert [name for name in heavy if name in found] == []


def test_every_module_imports_without_what_only_unix_has() -> None:
    """Windows has no ``fork`` and no ``resource``: nothing may need them before a function runs."""
    modules = [f"osintkit.{name}" for name in TREES if name not in {"__init__", "__main__"}]
    python(
        "import importlib, os, signal, socket, subprocess, sys, tempfile\n"
        "import pydantic, rich.console, typer, osintkit.media.preload\n"  # others may do as they like
        f"for name in {UNIX_MODULES}: sys.modules[name] = None\n"
        f"for module, names in {UNIX_NAMES}.items():\n"
        "    for name in names: vars(sys.modules[module]).pop(name, None)\n"
        f"for name in {modules}: importlib.import_module(name)"
    )

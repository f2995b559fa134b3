"""Lists with a hash a line: bare, comma-separated in any order, or as other programs print them.

Read from the source of those programs: pdq-photo-hasher (``hash,quality,file``, and ``hash=...`` with
``--details``), vpdq-hash-video (``frame,quality,hash,seconds``), the vpdq wheel's example
(``frame,hash,quality,seconds``), ``threatexchange hash`` and its local-file exchange (``pdq hash``),
``threatexchange dataset --csv`` and ``query``, and HMA's samples (``hash,id,date,tags``).
"""

import csv
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat

from osintkit.index.lists.entries import Block

SAMPLE_LINES = 200
_BEST_QUALITY = 100
_MOST_COLUMNS = 256
_WIDE = 4_096
_LONGEST = 1 << 20
_TOKEN = re.compile(r"(?<![0-9a-zA-Z])[0-9a-fA-F]{64}(?![0-9a-zA-Z])")
_DIGITS = re.compile(r"[0-9a-fA-F]{64}")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_DATE = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d.*")
_HEX = re.compile(r"[0-9a-fA-F]{16,}")

HASH_NAMES = (
    "pdqhash", "pdq", "hashpdq", "pdqhex", "hash", "hex", "hashvalue", "signalstr", "signalvalue",
    "signalhash", "indicator", "rawindicator",
)  # fmt: skip
"""What others call the hash, the more certain first; names are compared as lowercase letters and digits."""
NAMES: Mapping[str, str] = {
    **dict.fromkeys(HASH_NAMES, "hash"),
    **dict.fromkeys(("quality", "pdqquality", "hashquality"), "quality"),
    **dict.fromkeys(("seconds", "timestamp", "timestampsec", "timesec", "time", "second"), "seconds"),
    **dict.fromkeys(("frame", "framenumber", "frameno", "framenum", "frameindex"), "frame"),
    **dict.fromkeys(("source", "sha256", "filesha256"), "source"),
    **dict.fromkeys(("path", "filepath", "file", "filename", "image", "imagepath", "video"), "path"),
    **dict.fromkeys(("label", "name", "title", "id", "indicatorid", "contentid"), "label"),
    **dict.fromkeys(("tags", "tag", "labels"), "tags"),
    **dict.fromkeys(("status", "hashstatus", "category"), "status"),
    **dict.fromkeys(("type", "signaltype", "hashtype", "indicatortype", "algorithm"), "type"),
    "graphic": "graphic",
}
"""What others call a column, and what it is to us."""
_SPACED = {"signalstr", "indicator", "rawindicator"}
"""Columns of lists whose tags are separated by blanks."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How the lines of a list are to be cut.

    Attributes:
        delimiter: between columns; empty when there is but one.
        columns: place of each column that means something to us.
        width: number of columns of most lines.
        skipped: lines before the first row: a header, and Excel's ``sep=``.
        spaced_tags: see `Block`.
        parse: for lines that are no columns: the cells of one, by their meaning.
    """

    delimiter: str
    columns: Mapping[str, int]
    width: int
    skipped: int = 0
    spaced_tags: bool = False
    parse: Callable[[str], Mapping[str, str]] | None = None


def plain_name(name: str) -> str:
    """A column's name as it is looked up in `NAMES`: ``Frame_Number`` is ``framenumber``."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


def layout_of(lines: Sequence[str]) -> Layout:
    """How are these first lines of a list, without comments and blank ones, to be cut?"""
    skipped = 1 if lines and lines[0].lower().startswith("sep=") else 0
    lines = lines[skipped:]
    if any(line.startswith("hash=") for line in lines):
        return Layout(",", {}, 0, skipped, parse=_details)
    delimiter = _delimiter(lines)
    if delimiter == " " and not _is_even(lines, delimiter):
        return Layout(delimiter, {}, 0, skipped, parse=_words)
    rows = [_cut(line, delimiter) for line in lines]
    names = [plain_name(cell) for cell in rows[0]] if rows and not _TOKEN.search(lines[0]) else []
    if NAMES.keys().isdisjoint(names):
        columns = _by_place(rows)
        width = Counter(map(len, rows)).most_common(1)[0][0] if rows else 1
        return Layout(delimiter, columns, width, skipped, spaced_tags="tags" in columns)
    holding = [place for place, _ in _counts(rows[1:]).most_common()]
    columns = {"hash": 0} | columns_of(names, holding)
    return Layout(delimiter, columns, len(names), skipped + 1, not _SPACED.isdisjoint(names))


def _delimiter(lines: Sequence[str]) -> str:
    """The character beside most hashes; where there is no hash at all, the most frequent candidate."""
    beside: Counter[str] = Counter()
    for line in lines:
        found = _TOKEN.search(line)
        if found is not None:
            around = line[: found.start()].rstrip('"')[-1:], line[found.end() :].lstrip('"')[:1]
            beside.update(character for character in around if character and character in ",;\t| ")
    if not beside:
        beside.update(character for line in lines for character in line[:_WIDE] if character in ",;\t")
    return beside.most_common(1)[0][0] if beside else ""


def _is_even(lines: Sequence[str], delimiter: str) -> bool:
    return len({line.strip().count(delimiter) for line in lines}) == 1


def _cut(line: str, delimiter: str) -> list[str]:
    if not delimiter:
        return [line]
    if len(line) > _LONGEST:
        return [""]
    try:
        return next(csv.reader([line], delimiter=delimiter), [""])[:_MOST_COLUMNS]
    except csv.Error:
        return [""]  # a cell beyond any sense


def columns_of(names: Sequence[str], holding: Sequence[int] = ()) -> dict[str, int]:
    """What the columns with these plain names are, by what they mean to us.

    Args:
        names: as `plain_name` makes them.
        holding: places of columns that hold what looks like hashes, the fullest first.
    """
    columns: dict[str, int] = {}
    for place, name in enumerate(names):
        role = NAMES.get(name)
        if role is not None and role != "hash":
            columns.setdefault(role, place)
    ranked = sorted((HASH_NAMES.index(name), place) for place, name in enumerate(names) if name in HASH_NAMES)
    named = [place for _, place in ranked]
    # Of several that could be the hash, the one that holds hashes; SHA-256 digests look the same.
    held = [place for place in named if place in holding]
    free = [place for place in holding if place not in columns.values()]
    best = next(iter([*held, *free, *named]), None)
    return columns if best is None else columns | {"hash": best}


def _counts(rows: Sequence[Sequence[str]]) -> Counter[int]:
    """How many cells of each column look like a hash."""
    return Counter(place for row in rows for place, cell in enumerate(row) if _DIGITS.fullmatch(cell.strip()))


def _by_place(rows: Sequence[Sequence[str]]) -> dict[str, int]:
    """Columns of a list without a header, by what the orders known from other programs have there."""
    counts = _counts(rows)
    place = min(counts, key=lambda column: (-counts[column], column)) if counts else 0
    sample = [row for row in rows if len(row) > place and _DIGITS.fullmatch(row[place].strip())]
    before = [_holds(sample, column) for column in range(place)]
    after = [_holds(sample, place + 1 + column) for column in range(4)]
    columns = {"hash": place}
    if len(before) == 2 and before[0] in _NUMERIC and before[1] == "small" and after[0] in _NUMERIC:
        return columns | {"frame": 0, "quality": 1, "seconds": 3}  # vpdq-hash-video
    if len(before) == 1 and before[0] in _NUMERIC and after[0] == "small" and after[1] in _NUMERIC:
        return columns | {"frame": 0, "quality": 2, "seconds": 3}  # the vpdq wheel's example
    if not before and after[:3] == ["number", "date", "text"]:
        return columns | {"label": 1, "tags": 3}  # HMA's samples
    if before == ["text"] and after[0] == "":
        return columns | {"type" if _is_kind(sample) else "label": 0}
    return columns | _after(place, after)


_NUMERIC = ("small", "number")


def _after(place: int, after: Sequence[str]) -> dict[str, int]:
    """What follows the hash: quality, then seconds or a label; or a label at once."""
    if after[0] != "small":
        return {"label": place + 1} if after[0] else {}
    columns = {"quality": place + 1}
    if after[1] in _NUMERIC and not after[2]:
        return columns | {"seconds": place + 2}  # vPDQ's compact features
    return columns | ({"label": place + 2} if after[1] else {})


def _holds(rows: Sequence[Sequence[str]], column: int) -> str:
    """``small`` (whole, at most 100), ``number``, ``date``, ``text``, or nothing."""
    cells = [row[column].strip() for row in rows if len(row) > column]
    if not any(cells):
        return ""
    if all(_NUMBER.fullmatch(cell) for cell in cells):
        return (
            "small" if all(cell.isdecimal() and float(cell) <= _BEST_QUALITY for cell in cells) else "number"
        )
    return "date" if all(_DATE.fullmatch(cell) for cell in cells) else "text"


def _is_kind(rows: Sequence[Sequence[str]]) -> bool:
    return all(row[0].strip().lower() in {"pdq", "hash_pdq", "pdq_ocr", "vpdq"} for row in rows)


def block_of(number: int, text: str, layout: Layout) -> Block:
    """The rows of these whole lines, the first of which has this number in the file.

    Blank lines and those that begin with ``#`` are left out.
    """
    lines = text.split("\n")
    numbers: Sequence[int] = range(number, number + len(lines))
    if text.startswith("\n") or text.endswith("\n") or "\n\n" in text or "#" in text or " \n" in text:
        kept = [row for row, line in enumerate(lines) if line.strip() and not line.lstrip().startswith("#")]
        lines, numbers = [lines[row] for row in kept], [numbers[row] for row in kept]
    if layout.parse is not None:
        rows = [layout.parse(line.strip()) for line in lines]
        return Block(numbers, {role: [row.get(role, "") for row in rows] for role in _PARSED})
    if not layout.delimiter:
        return Block(numbers, {"hash": lines})
    return Block(numbers, _cells(lines, layout), layout.spaced_tags, guarded=True)


def _cells(lines: list[str], layout: Layout) -> dict[str, Sequence[str]]:
    joined = layout.delimiter.join(lines)
    gaps = set(map(str.count, lines, repeat(layout.delimiter)))
    if gaps == {layout.width - 1} and '"' not in joined:
        # Nothing is quoted and all lines are alike: cut at once, which is several times as fast.
        flat = joined.split(layout.delimiter)
        return {role: flat[place :: layout.width] for role, place in layout.columns.items()}
    # Each line by itself: a quotation mark that is never closed must not swallow the lines below it.
    rows = [_cut(line, layout.delimiter) for line in lines]
    return {
        role: [row[place] if place < len(row) else "" for row in rows]
        for role, place in layout.columns.items()
    }


_PARSED = ("hash", "quality", "label", "type")


def _details(line: str) -> dict[str, str]:
    """``hash=...,norm=128,delta=0,quality=100,filename=...``, as of ``pdq-photo-hasher --details``."""
    before, _, label = line.partition(",filename=")
    fields = dict(part.partition("=")[::2] for part in before.split(",", _MOST_COLUMNS))
    return {"hash": fields.get("hash", line), "quality": fields.get("quality", ""), "label": label}


def _words(line: str) -> dict[str, str]:
    """``pdq <hash> anything``, or ``'Name of a list' pdq <hash> anything``: the threatexchange program's."""
    quoted = line.find(line[0] + " ", 1) if line[:1] in {"'", '"'} else -1
    words = line[quoted + 1 :].split(None, 2)
    if not words or _HEX.fullmatch(words[0]):
        return {"hash": words[0] if words else "", "label": " ".join(words[1:])}
    hashed = words[1] if len(words) > 1 else line
    return {"type": words[0], "hash": hashed, "label": words[2] if len(words) > 2 else ""}

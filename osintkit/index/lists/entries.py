"""Rows of somebody's list of hashes, in one neutral form, whatever the list looked like.

A row that cannot be read is said with its line and left out: it costs nothing but itself. Nothing is
guessed: a hash that is too short may have lost its leading zeros, and may as well be another kind.
"""

import re
from binascii import unhexlify
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby, repeat
from math import nan
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import DTypeLike, NDArray

from osintkit.records import Unread, without_surrogates

HASH_BYTES = 32
DIGITS = 2 * HASH_BYTES
UNKNOWN_QUALITY = 255
UNKNOWN_FRAME = -1
ROWS_PER_RUN = 65_536
LONGEST_LABEL = 1_000
LONGEST_TAG = 200
TAGS_PER_ROW = 64
_FEWEST_DIGITS = 49
"""A hash as short as this may still be one without its zeros (one in 16 loses one, in 16^15 fifteen)."""
_EPOCH_S = 1e8
"""More seconds than any video has: a date in Unix time, not a place in a video."""
_BEST_QUALITY = 100
_QUALITIES = {str(number): number for number in range(_BEST_QUALITY + 1)} | {"": UNKNOWN_QUALITY}
_LONGEST_NUMBER = 32
_SHOWN = 20
LONGEST_PATH = 4_096
_HEX = re.compile(r"[0-9a-fA-F]+")
_SHA256 = re.compile(r"[0-9a-fA-F]{64}")
_TAG = re.compile(r"((?:\\.|[^;\\])+)")
_GUARDED = re.compile(r"'+[=+\-@\uff1d\uff0b\uff0d\uff20]")
_FORMULA = re.compile(r"'*[=+\-@\uff1d\uff0b\uff0d\uff20]")
_HARMFUL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_OTHER_HASHES = {
    16: "64 bits, as of pHash", 32: "an MD5 has as many", 40: "a SHA-1 has as many",
    96: "a SHA-384 has as many", 128: "a SHA-512 has as many",
}  # fmt: skip
_OTHER_TYPES = (
    "md5", "sha1", "sha2", "sha3", "sha5", "tmk", "photodna", "phash", "dhash", "tlsh", "url", "text",
)  # fmt: skip
_TRUE = frozenset({"yes", "true", "1", "y", "x"})


class Tagged(NamedTuple):
    """Words on one row, counted from the first of its source, or with None on all of them."""

    row: int | None
    text: str
    graphic: bool
    note: str | None


@dataclass(slots=True)
class Entries:
    """What does a list say of one picture, one video, or of nothing but hashes?

    Attributes:
        name: of the list.
        hashes: (n, 32), most significant byte first, as the hex is written.
        quality: (n,), PDQ's 0 to 100, 255 unknown.
        seconds: (n,), on the player's clock, NaN unknown.
        frame: (n,), index in presentation order, -1 unknown.
        pts: (n,) in ``time_base``, or None when the list has none.
        time_base: of ``pts``, such as ``1/90000``.
        source: SHA-256 of the picture or video, hex, if the list says it.
        path: where the list says that it lies; never to be opened.
        path_b64: its very bytes, when ``path`` is not exact.
        size_bytes: length of the source, if the list says it.
        algorithm: ``pdq`` or ``pdq_luma``.
        media: a guess: ``still``, ``video``, or ``list`` for hashes of any number of pictures.
        labels: what the list puts beside each hash (a file name, an id), or None.
        tags: words on rows.
        first: how many rows of the same source the runs just before held; rows of ``tags`` count these too.
    """

    name: str
    hashes: NDArray[np.uint8]
    quality: NDArray[np.uint8]
    seconds: NDArray[np.float64]
    frame: NDArray[np.int32]
    pts: NDArray[np.int64] | None = None
    time_base: str | None = None
    source: str | None = None
    path: str | None = None
    path_b64: str | None = None
    size_bytes: int | None = None
    algorithm: str = "pdq"
    media: Literal["still", "video", "list"] = "list"
    labels: list[str] | None = None
    tags: list[Tagged] = field(default_factory=list)
    first: int = 0

    def __len__(self) -> int:
        return len(self.hashes)


@dataclass(frozen=True, slots=True)
class Block:
    """Some lines of a list, cut into columns by what they mean.

    Attributes:
        numbers: line of each row, from 1.
        cells: ``hash`` and any of ``quality``, ``seconds``, ``frame``, ``source``, ``path``, ``label``,
            ``tags``, ``status``, ``graphic``, ``type``; each as long as ``numbers``.
        spaced_tags: tags are separated by blanks, as in ThreatExchange; otherwise by semicolons.
        guarded: text may have an apostrophe before it, see `cell_of`.
        unit: what the numbers count.
    """

    numbers: Sequence[int]
    cells: Mapping[str, Sequence[str]]
    spaced_tags: bool = False
    guarded: bool = False
    unit: Literal["line", "item"] = "line"


def entries_of(block: Block, name: str, *, pad: bool) -> Iterator[Entries | Unread]:
    """Which runs of rows are in this block, and which rows cannot be read, and why?

    Args:
        block: at most `ROWS_PER_RUN` rows.
        name: of the list.
        pad: take 49 to 63 digits for a hash without its leading zeros.
    """
    hashes, kept, refused = _hashes(block, pad=pad)
    yield from refused
    if len(hashes) == 0:
        return
    cells = {
        role: cells if kept is None else [cells[row] for row in kept] for role, cells in block.cells.items()
    }
    if block.guarded:
        cells |= {role: _unguarded(cells[role]) for role in ("path", "label", "tags") if role in cells}
    count = len(hashes)
    quality = _qualities(cells.get("quality"), count)
    seconds = _numbers(cells.get("seconds"), _seconds, np.float64, count, nan)
    frame = _numbers(cells.get("frame"), _frame, np.int32, count, UNKNOWN_FRAME)
    timed = bool(np.isfinite(seconds).any() or (frame != UNKNOWN_FRAME).any())
    for source, path, algorithm, start, stop in _groups(cells, count, timed=timed):
        part = slice(start, stop)
        run = Entries(
            name, hashes[part], quality[part], seconds[part], frame[part],
            source=source, path=path, algorithm=algorithm,
        )  # fmt: skip
        run.labels = _labels(cells, part, has_path=path is not None)
        run.tags = _tags(cells, part, spaced=block.spaced_tags)
        run.media = medium(run)
        yield run


def medium(run: Entries) -> Literal["still", "video", "list"]:
    """Are these the frames of a video, a picture, or hashes of who knows what?"""
    timed = bool(np.isfinite(run.seconds).any() or (run.frame != UNKNOWN_FRAME).any())
    if timed and (run.source is not None or run.path is not None or run.labels is None):
        return "video"
    return "still" if run.source is not None and len(run) == 1 else "list"


def _hashes(block: Block, *, pad: bool) -> tuple[NDArray[np.uint8], list[int] | None, list[Unread]]:
    """The hashes, which rows they are of (None: of all), and the rows that have none."""
    cells = block.cells["hash"]
    types = block.cells.get("type")
    others = {kind for kind in set(types or ()) if _is_other(kind)}
    if not others and set(map(len, cells)) == {DIGITS}:
        try:
            return _rows(unhexlify("".join(cells))), None, []
        except ValueError:
            pass  # then they are looked at one by one
    kept, digests, refused = [], [], []
    for row, cell in enumerate(cells):
        try:
            if types is not None and types[row] in others:
                raise ValueError(f"The list says that this is {types[row][:_SHOWN]!a}, not a PDQ hash.")
            digests.append(digest(cell, pad=pad))
            kept.append(row)
        except ValueError as error:
            refused.append(_unread(block, row, str(error)))
    return _rows(b"".join(digests)), kept if refused else None, refused


def _unread(block: Block, row: int, says: str) -> Unread:
    number = block.numbers[row]
    return Unread(number, says) if block.unit == "line" else Unread(1, f"Item {number}: {says}")


def _is_other(kind: str) -> bool:
    """Whether a list that calls its hashes so means something else than PDQ."""
    word = re.sub(r"[^a-z0-9]", "", kind.lower())
    if "pdq" in word:
        return any(other in word for other in ("vpdq", "pdqf", "ocr"))
    return any(other in word for other in _OTHER_TYPES)


def _rows(joined: bytes) -> NDArray[np.uint8]:
    return np.frombuffer(joined, np.uint8).reshape(-1, HASH_BYTES)


def digest(text: str, *, pad: bool = False) -> bytes:
    """What are the 32 bytes of this hash, written in hex?

    Args:
        text: 64 digits of either case, blanks around them.
        pad: take 49 to 63 digits for a hash without its leading zeros.

    Raises:
        ValueError: it is none; the text is a sentence for the person whose list it is.
    """
    text = text.strip().strip('"')
    if len(text) == DIGITS and _HEX.fullmatch(text):
        return unhexlify(text)
    if pad and _FEWEST_DIGITS <= len(text) < DIGITS and _HEX.fullmatch(text):
        return unhexlify(text.zfill(DIGITS))
    raise ValueError(_why_not(text))


def _why_not(text: str) -> str:
    count = len(text)
    if not text:
        return "There is no hash."
    if not _HEX.fullmatch(text):
        return f"{text[:_SHOWN]!a} is not a hash: a PDQ hash is {DIGITS} hexadecimal digits."
    if _FEWEST_DIGITS <= count < DIGITS:
        return (
            f"{count} hexadecimal digits, and a PDQ hash has {DIGITS}: either the program that wrote the list"
            " dropped leading zeros, as some do, or the line is damaged. It was not guessed at."
        )
    other = f" ({_OTHER_HASHES[count]})" if count in _OTHER_HASHES else ""
    return f"{count} hexadecimal digits{other}, and a PDQ hash has {DIGITS}."


def _unguarded(cells: Sequence[str]) -> list[str]:
    return [cell[1:] if _GUARDED.match(cell) else cell for cell in cells]


def _numbers(
    cells: Sequence[str] | None, parse: Callable[[str], float], kind: DTypeLike, count: int, unknown: float
) -> NDArray[Any]:
    return np.full(count, unknown, kind) if cells is None else np.fromiter(map(parse, cells), kind, count)


def _qualities(cells: Sequence[str] | None, count: int) -> NDArray[np.uint8]:
    try:
        # As all known programs write them, and several times as fast.
        return np.frombuffer(bytes(map(_QUALITIES.__getitem__, cells or ())), np.uint8).reshape(count)
    except (KeyError, ValueError):
        return _numbers(cells, _quality, np.uint8, count, UNKNOWN_QUALITY)


def _quality(cell: str) -> int:
    value = _seconds(cell)
    # A share of 1 would be read as 1 of 100; PDQ's own programs all write whole numbers.
    return int(value) if 0 <= value <= _BEST_QUALITY and value == int(value) else UNKNOWN_QUALITY


def _frame(cell: str) -> int:
    value = _seconds(cell)
    return int(value) if value >= 0 and value == int(value) else UNKNOWN_FRAME


def _seconds(cell: str) -> float:
    try:
        # Python reads 1_0 as 10; nobody who writes a list means that.
        value = float(cell) if len(cell) <= _LONGEST_NUMBER and "_" not in cell else nan
    except ValueError:
        return nan
    return value if abs(value) < _EPOCH_S else nan


def _groups(
    cells: Mapping[str, Sequence[str]], count: int, *, timed: bool
) -> Iterator[tuple[str | None, str | None, str, int, int]]:
    """Source, path, algorithm, first row and end of each run of rows that belong together."""
    sources = cells.get("source", ())
    # A path belongs to a source, or to the frames of one video; otherwise it is a mere label.
    paths = cells.get("path", ()) if sources or timed else ()
    algorithms = ["pdq_luma" if "luma" in kind.lower() else "pdq" for kind in cells.get("type", ())]
    if not (sources or paths or algorithms):
        yield None, None, "pdq", 0, count
        return
    columns = (sources or repeat("", count), paths or repeat("", count), algorithms or repeat("pdq", count))
    start = 0
    for (source, path, algorithm), rows in groupby(zip(*columns, strict=True)):
        stop = start + sum(1 for _ in rows)
        known = source.strip().lower() if _SHA256.fullmatch(source.strip()) else None
        shown = str(without_surrogates(path.strip()[:LONGEST_PATH])) if known or timed else ""
        yield known, shown or None, algorithm, start, stop
        start = stop


def _labels(cells: Mapping[str, Sequence[str]], part: slice, *, has_path: bool) -> list[str] | None:
    column = cells.get("label") or (None if has_path else cells.get("path"))
    if column is None:
        return None
    labels = [cell if len(cell) <= LONGEST_LABEL else cell[:LONGEST_LABEL] for cell in column[part]]
    if not "".join(labels).isascii():
        labels = [str(without_surrogates(label)) for label in labels]
    return labels if any(labels) else None


def _tags(cells: Mapping[str, Sequence[str]], part: slice, *, spaced: bool) -> list[Tagged]:
    """The tags of these rows, counted from the first of them; one on all rows is said once."""
    columns = [cells[role][part] if role in cells else None for role in ("tags", "status", "graphic")]
    tags, status, graphic = columns
    if tags is None and status is None:
        return []
    rows: dict[tuple[str, bool], list[int]] = {}
    for row in range(part.stop - part.start):
        texts = split_tags(tags[row], spaced=spaced) if tags else []
        if status and status[row].strip():
            texts.append(f"status: {status[row].strip()}")
        marked = graphic is not None and graphic[row].strip().lower() in _TRUE
        for text in dict.fromkeys(texts[:TAGS_PER_ROW]):
            rows.setdefault((str(without_surrogates(text[:LONGEST_TAG])), marked), []).append(row)
    count = part.stop - part.start
    return [
        Tagged(row, text, marked, None)
        for (text, marked), found in rows.items()
        for row in ([None] if len(found) == count else found)
    ]


def cell_of(text: str) -> str:
    r"""This text as a cell which no spreadsheet takes for a formula and no terminal for a command.

    Control characters become ``\\x1b``; an apostrophe before a formula is taken off again when read.
    """
    text = _HARMFUL.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), text)
    return f"'{text}" if _FORMULA.match(text) else text


def split_tags(cell: str, *, spaced: bool = False) -> list[str]:
    r"""Which tags are in this cell? Separated by ``;``, which within a tag is ``\;``, or by blanks."""
    if spaced:
        return cell.split()
    parts = (re.sub(r"\\(.)", r"\1", part).strip() for part in _TAG.findall(cell))
    return [part for part in parts if part]


def joined_tags(texts: Sequence[str]) -> str:
    """Tags as one cell; the inverse of `split_tags`."""
    return "; ".join(text.replace("\\", "\\\\").replace(";", "\\;") for text in texts)

"""Lists of hashes in JSON, of any size and shape: one document, or one on each line.

Every object with a hash in it is a row. The shapes met in the source of other programs: ThreatExchange's
``{"data": [{"indicator": ...}]}``, descriptors by id and ``threat_updates`` with descriptors inside,
``threatexchange query --format jsonl``, StopNCII's ``hashRecords``, HMA's ``{"pdq": ...}``, auto-archiver's
``pdq_hash`` and both forms of vPDQ (``["hash,quality,seconds", ...]``, ``{"0": {"hash": ...}}``).
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any

from osintkit.index.lists.entries import ROWS_PER_RUN, TAGS_PER_ROW, Block, joined_tags
from osintkit.index.lists.tables import HASH_NAMES, NAMES, plain_name
from osintkit.records import Unread

WHOLE_CHARACTERS = 1 << 20
"""Values up to this length are decoded at once, longer ones element by element: memory stays bounded,
since JSON takes up to 20 times its length as objects."""
_DEEPEST = 32
_LISTED = re.compile(r"\s*[0-9a-fA-F]{16,}\s*(,|$)")
_BLANK = re.compile(r"[ \t\r\n]*")
_DECODER = json.JSONDecoder()
_SEVERAL = ("descriptors", "cspfeedbacks")
_TEXTS = ("hash", "quality", "seconds", "frame", "source", "path", "label", "status", "type")
_ROLES = (*_TEXTS, "tags")
_HASHES = frozenset(HASH_NAMES)
_plain = lru_cache(maxsize=4096)(plain_name)


class Tape:
    """JSON text as it comes in, of which only what is being read is kept.

    Attributes:
        line: number of the line at which reading stands.
    """

    def __init__(self, pieces: Iterator[str]) -> None:
        self.line = 1
        self._pieces = pieces
        self._text = ""
        self._at = 0

    def peek(self) -> str:
        """The next character that is not blank; empty at the end."""
        while True:
            self._move(_BLANK.match(self._text, self._at).end())  # type: ignore[union-attr]
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more():
                return ""

    def take(self, characters: str) -> str:
        """The next character, which must be one of these.

        Raises:
            ValueError: it is another.
        """
        character = self.peek()
        if not character or character not in characters:
            raise ValueError(f"{character!a} where one of {characters!a} must stand")
        self._move(self._at + 1)
        return character

    def value(self) -> tuple[Any, bool]:
        """The next value, and True; or None and False, when it is too long to be decoded at once.

        Raises:
            ValueError: it is no JSON.
        """
        opener = self.peek()
        while True:
            try:
                value, end = _DECODER.raw_decode(self._text, self._at)
            except RecursionError:
                raise ValueError("nested too deeply") from None
            except ValueError as error:
                if len(self._text) - self._at < WHOLE_CHARACTERS and self._more():
                    continue
                if opener and opener in "{[" and len(self._text) - self._at >= WHOLE_CHARACTERS:
                    return None, False
                raise ValueError(_says(error)) from None
            if end == len(self._text) and self._more():
                continue  # a number may go on
            self._move(end)
            return value, True

    def _move(self, to: int) -> None:
        self.line += self._text.count("\n", self._at, to)
        self._at = to

    def _more(self) -> bool:
        piece = next(self._pieces, None)
        if piece is None:
            return False
        self._text, self._at = self._text[self._at :] + piece, 0
        return True


def _says(error: ValueError) -> str:
    return error.msg if isinstance(error, json.JSONDecodeError) else str(error)


def short(pieces: Iterable[str]) -> Iterator[str]:
    """The same text in pieces so short that no whole value on a `Tape` is much longer than allowed."""
    for piece in pieces:
        for start in range(0, len(piece), WHOLE_CHARACTERS):
            yield piece[start : start + WHOLE_CHARACTERS]


def values(tape: Tape, key: str = "", depth: int = 0) -> Iterator[tuple[str, Any]]:
    """Every value on the tape with the key it stands under; long ones in parts.

    Raises:
        ValueError: it is no JSON, or nested deeper than any list.
    """
    if depth > _DEEPEST:
        raise ValueError("nested too deeply")
    value, is_whole = tape.value()
    if is_whole:
        yield key, value
        return
    opener = tape.take("{[")
    closer = "}" if opener == "{" else "]"
    while tape.peek() != closer:
        if opener == "{":
            key = str(tape.value()[0])
            tape.take(":")
        yield from values(tape, key, depth + 1)
        if tape.peek() != closer:
            tape.take(",")
    tape.take(closer)


def rows_in(value: Any, key: str = "", depth: int = 0) -> Iterator[dict[str, str]]:  # noqa: ANN401 - any JSON
    """Every hash in this decoded value, with what stands beside it.

    Args:
        value: whatever the JSON holds.
        key: that it stands under; names the row when nothing else does.
        depth: how deep it is in the list; the deepest parts are left alone.
    """
    if depth > _DEEPEST:
        return
    if isinstance(value, str):
        if _LISTED.match(value):
            yield dict(zip(("hash", "quality", "seconds"), value.split(",", 2), strict=False))
    elif isinstance(value, list):
        for item in value:
            yield from rows_in(item, key, depth + 1)
    elif isinstance(value, dict):
        named = {_plain(name): item for name, item in value.items() if len(name) <= _LONGEST_NAME}
        row = _row(named, key)
        if row is not None:
            yield row
            return
        for name, item in value.items():
            # Words beside a hash are no hashes, wherever the hash is.
            if not isinstance(item, str):
                yield from rows_in(item, name, depth + 1)


_LONGEST_NAME = 64


def _row(named: Mapping[str, Any], key: str) -> dict[str, str] | None:
    if _HASHES.isdisjoint(named):
        return None
    hashed = next((name for name in HASH_NAMES if named.get(name)), None)
    if hashed is None or named.get("shoulddelete") is True:
        return None
    if isinstance(named[hashed], dict):
        # A descriptor, whose indicator is an object of its own.
        inner = {_plain(name): item for name, item in named[hashed].items() if len(name) <= _LONGEST_NAME}
        return _row({**{name: item for name, item in named.items() if name != hashed}, **inner}, key)
    if not isinstance(named[hashed], str):
        return None
    row = {"hash": named[hashed], "tags": joined_tags(_tags(named))}
    for name, item in named.items():
        role = NAMES.get(name)
        if role in _TEXTS and role not in row and isinstance(item, str | int | float):
            row[role] = str(item)
    _name(row, key)
    return row


def _name(row: dict[str, str], key: str) -> None:
    """What the row stands under is the frame in a list of frames, and an id elsewhere."""
    if "seconds" in row and key.isdecimal():
        row.setdefault("frame", key)
    elif any(character.isdigit() for character in key):
        row.setdefault("label", key)


def _tags(named: Mapping[str, Any]) -> list[str]:
    found = list(_words(named.get("tags"), 0))
    for name in _SEVERAL:
        inside = named.get(name)
        inside = inside.get("data") if isinstance(inside, dict) else inside
        for item in inside if isinstance(inside, list) else ():
            if isinstance(item, dict):
                found += islice(_words(item.get("tags"), 0), TAGS_PER_ROW)
    return found[:TAGS_PER_ROW]


def _words(value: Any, depth: int) -> Iterator[str]:  # noqa: ANN401 - any JSON
    """Tags, as words, as objects with a ``text``, or as ``{"data": [...]}`` of either."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list) and depth < 4:
        for item in islice(value, TAGS_PER_ROW):
            yield from _words(item, depth + 1)
    elif isinstance(value, dict) and depth < 4:
        yield from _words(value.get("text", value.get("data")), depth + 1)


def values_of_line(line: str) -> Iterator[tuple[str, Any]]:
    """The values of one line of JSON, which may have a word before it: ``vpdq [...]``.

    Raises:
        ValueError: it is no JSON.
    """
    if line.startswith("vpdq "):
        line = line[5:]
    if len(line) > WHOLE_CHARACTERS:
        tape = Tape(short([line]))
        yield from values(tape)
        if tape.peek():
            raise ValueError("more than one value")
        return
    try:
        value = json.loads(line)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    except ValueError as error:
        raise ValueError(_says(error)) from None
    yield "", value


def is_json_by_line(lines: Sequence[str]) -> bool:
    """Whether these first lines are values each, and not together one document."""
    good = 0
    for number, line in enumerate(lines[:_TRIED_LINES]):
        try:
            good += bool(all(isinstance(value, dict | list) for _, value in values_of_line(line)))
        except ValueError:
            continue
        if number == 0 and good:
            return True
    return good >= 2


_TRIED_LINES = 5


def blocks(
    items: Iterator[tuple[int, dict[str, str]] | Unread | None], *, by_line: bool
) -> Iterator[Block | Unread]:
    """Numbered rows, in blocks of at most `ROWS_PER_RUN`; None between rows puts them in two blocks."""
    batch: list[tuple[int, dict[str, str]]] = []
    for item in items:
        if isinstance(item, Unread):
            yield item
        elif item is not None:
            batch.append(item)
        if batch and (item is None or len(batch) == ROWS_PER_RUN):
            yield _block(batch, by_line=by_line)
            batch = []
    if batch:
        yield _block(batch, by_line=by_line)


def _block(batch: Sequence[tuple[int, dict[str, str]]], *, by_line: bool) -> Block:
    there = {"hash"}.union(*({role for role, cell in row.items() if cell} for _, row in batch))
    cells = {role: [row.get(role, "") for _, row in batch] for role in _ROLES if role in there}
    return Block([number for number, _ in batch], cells, unit="line" if by_line else "item")

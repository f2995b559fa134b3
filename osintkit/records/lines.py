"""Records as lines of JSON: reading them back, whatever a shell did to the file.

PowerShell's ``>`` writes UTF-16 with a byte-order mark; both are accepted. A line of a newer version
or another program is passed over, with a word about it; a torn last line too.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from osintkit.errors import UsageError
from osintkit.records.base import Record, without_surrogates
from osintkit.records.kinds import KINDS

LONGEST_LINE = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Unread:
    """A line that is not a record we know; ``says`` is why."""

    number: int
    says: str


def decode_text(data: bytes) -> str:
    """Text of a saved record stream: UTF-8 with or without mark, or UTF-16 with one.

    Raises:
        UsageError: it is neither.
    """
    marks = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))
    encoding = next((name for mark, name in marks if data.startswith(mark)), "utf-8")
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UsageError(
            "This is not a file of osintkit records (it is not text).",
            "Give a file written with --output, or by `osintkit … --json > FILE`.",
        ) from error


def decode_line(line: str) -> Record:
    """One record from its line.

    Raises:
        ValueError: not JSON, of unknown type, or not as its type promises; the text says which.
    """
    if len(line) > LONGEST_LINE:
        raise ValueError("longer than any record")
    fields = json.loads(line)
    if "\\ud" in line.casefold():  # perhaps half a character, which could not be written again
        fields = _whole(fields)
    if not isinstance(fields, dict):
        raise ValueError("not a JSON object")
    model = KINDS.get(str(fields.get("type")))
    if model is None:
        raise ValueError(f"unknown type {str(fields.get('type'))[:60]!r}")
    return model.model_validate(fields)


def _whole(value: Any) -> Any:  # noqa: ANN401 - a JSON value in, the same out
    match value:
        case dict():
            return {_whole(name): _whole(part) for name, part in value.items()}
        case list():
            return [_whole(part) for part in value]
    return without_surrogates(value)


def decode_lines(lines: Iterable[str]) -> Iterator[Record | Unread]:
    """Every line as a record, or as `Unread` with its number and the reason."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            yield decode_line(line)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            where = ".".join(str(part) for part in first["loc"])
            yield Unread(number, f"{where}: {first['msg']}")
        except (ValueError, RecursionError) as error:
            yield Unread(number, str(error))

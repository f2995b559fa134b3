"""What every record has: a type with a version, a content id, exact JSON.

A record is one line of JSON. Its ``id`` is derived from what it says, never from where files lie or
when it was made, so the same finding by the same versions has the same id on every machine.
"""

import hashlib
import json
import os
from base64 import b64decode, b64encode
from pathlib import PurePath
from typing import Annotated, Any, ClassVar, Self, TypedDict

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, model_validator

_NOT_CONTENT = frozenset({"id", "path", "path_b64", "matched_path", "matched_path_b64", "file"})


def without_surrogates(value: object) -> object:
    """Replace what cannot be written as UTF-8 (half a surrogate pair) by U+FFFD."""
    if not isinstance(value, str) or value.isascii():
        return value
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def rounded(digits: int) -> AfterValidator:
    """A number of so many decimals: the same value is the same line on every machine."""
    # Adding 0.0 turns -0.0 into 0.0, which would otherwise be another line for the same value.
    return AfterValidator(lambda value: round(value, digits) + 0.0)


def _base64(value: str) -> str:
    b64decode(value.encode("ascii", "strict"), validate=True)  # a UnicodeError is a ValueError too
    return value


Text = Annotated[str, BeforeValidator(without_surrogates)]
ExactPath = Annotated[str, AfterValidator(_base64)]
Seconds = Annotated[float, rounded(6)]
Measure = Annotated[float, rounded(3)]


class Part(BaseModel):
    """A part of a record."""

    model_config = ConfigDict(frozen=True, allow_inf_nan=False, extra="ignore", defer_build=True)


class Record(BaseModel):
    """One line of osintkit's JSON.

    Frozen, refuses NaN and infinity, ignores fields it does not know (a newer version's).
    """

    model_config = ConfigDict(frozen=True, allow_inf_nan=False, extra="ignore", defer_build=True)
    has_id: ClassVar[bool] = True
    parts_with_paths: ClassVar[tuple[str, ...]] = ()
    """Fields whose parts say where files lie."""

    type: str
    id: Text = ""

    @model_validator(mode="after")
    def _identified(self) -> Self:
        if self.has_id and not self.id:
            self.__dict__["id"] = f"{self.record_kind}:{self.content_digest()[:12]}"
        return self

    @property
    def record_kind(self) -> str:
        """The record's kind without prefix and version: ``frame`` of ``osintkit.frame/1``."""
        return self.type.partition(".")[2].partition("/")[0]

    def content_digest(self) -> str:
        """SHA-256 (hex) of what the record says: sorted, without ids, file paths and empty fields.

        Leaving empty fields out lets a later version add an optional field without new ids.
        """
        fields = self.model_dump(mode="json", exclude_none=True)
        for name in _NOT_CONTENT:
            fields.pop(name, None)
        for name in self.parts_with_paths:
            fields[name] = [_without_paths(part) for part in fields[name]]
        text = json.dumps(fields, sort_keys=True, separators=(",", ":"), allow_nan=False)
        return hashlib.sha256(text.encode()).hexdigest()

    def line(self) -> str:
        """The record as one line of ASCII JSON, without the newline."""
        return self.model_dump_json(ensure_ascii=True)


def _without_paths(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if name not in _NOT_CONTENT}


class PathFields(TypedDict):
    """How a path stands in a record."""

    path: str
    path_b64: str | None


def path_fields(path: PurePath) -> PathFields:
    r"""``path`` for people and, when that is not exact, ``path_b64`` with the very bytes.

    A name that is not valid UTF-8 is shown with ``\xe9`` escapes and kept whole in base 64.
    """
    raw = os.fsencode(path)
    shown = raw.decode("utf-8", "backslashreplace")
    exact = shown.encode() == raw
    return {"path": shown, "path_b64": None if exact else b64encode(raw).decode("ascii")}


def path_bytes(path: str, path_b64: str | None) -> bytes:
    """The exact bytes of a recorded path; the inverse of `path_fields`."""
    return b64decode(path_b64) if path_b64 else os.fsencode(path)

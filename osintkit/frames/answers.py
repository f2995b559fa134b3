"""What the confined child may answer to ``frames``, checked before anything of it is used.

The child may have been taken over by the file it reads. So its answers are mappings with known keys only
and bounded values, they must make a valid record, a picture must have the size it claims, and what
identifies the evidence is never taken from them.
"""

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import ValidationError

from osintkit.errors import InputError
from osintkit.media.door.caller import disagrees
from osintkit.media.door.wire import Message
from osintkit.records import Frame, Record, Shot, Stream

_OURS = frozenset({"id", "type", "source", "file", "sha256", "timecode", "start_timecode", "end_timecode"})
"""Fields that only this side fills in."""
_LONGEST_TEXT, _LARGEST_INTEGER, _LARGEST_FLOAT = 1000, 1 << 63, 1e12
_MOST_ENTRIES = 256

Kind = TypeVar("Kind", bound=Record)


def shot(fields: Mapping[str, Any], **ours: object) -> Shot:
    """A Shot from what the child says and what we add.

    Raises:
        InputError: the answer is not of our form, here and in all functions below.
    """
    return _record(Shot, fields, ours)


def stream(fields: Mapping[str, Any], **ours: object) -> Stream:
    """A Stream from what the child says and what we add."""
    return _record(Stream, fields, ours)


def frame(message: Message, **ours: object) -> Frame:
    """A Frame from what the child says and what we add; its pixels must be as many as it claims."""
    found = _record(Frame, message.fields, ours)
    if min(found.width_px, found.height_px) < 1 or (
        found.width_px * found.height_px * 3 != len(message.payload)
    ):
        raise disagrees("a picture of another size")
    return found


def number(fields: Mapping[str, Any], name: str) -> float | None:
    """A number, or null."""
    value = _bounded(fields.get(name))
    if value is None or (isinstance(value, int | float) and not isinstance(value, bool)):
        return value
    raise disagrees(f"{name} is no number")


def text(fields: Mapping[str, Any], name: str) -> str:
    """A sentence."""
    value = _bounded(fields.get(name))
    if not isinstance(value, str):
        raise disagrees(f"{name} is no text")
    return value


def entries(fields: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    """A list of mappings."""
    value = fields.get(name)
    if not isinstance(value, list) or len(value) > _MOST_ENTRIES:
        raise disagrees(f"{name} is no list")
    if not all(isinstance(entry, dict) for entry in value):
        raise disagrees(f"{name} holds something else than mappings")
    return value


def unknown(message: Message) -> InputError:
    """The error for a message of a kind we did not agree on."""
    return disagrees(f"a message of kind {message.kind[:40]!r}")


def _record(model: type[Kind], fields: Mapping[str, Any], ours: Mapping[str, object]) -> Kind:
    strange = fields.keys() - (model.model_fields.keys() - _OURS)
    if strange:
        raise disagrees(f"a field {min(strange)[:40]!r}")
    theirs = {name: _bounded(value) for name, value in fields.items()}
    try:
        return model.model_validate({**theirs, **ours}, strict=True)
    except ValidationError as error:
        raise disagrees(f"no valid {model.__name__}") from error


def _bounded(value: Any) -> Any:  # noqa: ANN401 - a JSON value in, the same out
    match value:
        case None | bool():
            return value
        case str() if len(value) <= _LONGEST_TEXT:
            return value
        case int() if abs(value) <= _LARGEST_INTEGER:
            return value
        case float() if abs(value) <= _LARGEST_FLOAT:
            return value
    raise disagrees("a value out of bounds")

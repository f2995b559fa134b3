"""What a confined child may answer, checked before anything of it is used.

The child may have been taken over by the file it reads. So its answers are mappings with known keys only
and bounded values, they must make a valid record, and what identifies the evidence is never taken from
them.
"""

from collections.abc import Collection, Mapping
from typing import Any, TypeVar

from pydantic import ValidationError

from osintkit.errors import InputError
from osintkit.evidence import Evidence, caveat
from osintkit.media.door.talk import disagrees
from osintkit.media.door.wire import Message
from osintkit.records import KIND_OF_CAVEAT, Caveat, Frame, Record, Stream

_OURS = frozenset({"id", "type", "source"})
_LONGEST_TEXT, _LARGEST_INTEGER, _LARGEST_FLOAT = 1000, 1 << 63, 1e12
_MOST_ENTRIES = 256

Kind = TypeVar("Kind", bound=Record)


def record(model: type[Kind], fields: Mapping[str, Any], ours: Mapping[str, object]) -> Kind:
    """A record from what the child says and what we add, which the child must not fill in.

    Raises:
        InputError: the answer is not of our form, here and in all functions below.
    """
    strange = fields.keys() - (model.model_fields.keys() - _OURS - ours.keys())
    if strange:
        raise disagrees(f"a field {min(strange)[:40]!r}")
    theirs = {name: _bounded(value) for name, value in fields.items()}
    try:
        return model.model_validate({**theirs, **ours}, strict=True)
    except ValidationError as error:
        raise disagrees(f"no valid {model.__name__}") from error


def frame(message: Message, evidence: Evidence, timecode: str = "") -> Frame:
    """A Frame without its file; the message's pixels must be as many as it claims."""
    ours = {"source": evidence.sha256, "timecode": timecode, "file": "", "sha256": ""}
    found = record(Frame, message.fields, ours)
    sides = found.width_px, found.height_px
    if min(sides) < 1 or sides[0] * sides[1] * 3 != len(message.payload):
        raise disagrees("a picture of another size")
    return found


def streams(message: Message, evidence: Evidence) -> list[Stream]:
    """The Stream records of a message that ends a file."""
    entered = entries(message.fields, "streams")
    return [record(Stream, fields, {"source": evidence.sha256}) for fields in entered]


def caveats(message: Message, evidence: Evidence) -> list[Caveat]:
    """The Caveats of a message that ends a file."""
    found = []
    for fields in entries(message.fields, "problems"):
        code = text(fields, "code")
        if code not in KIND_OF_CAVEAT:
            raise unknown(message)
        found.append(caveat(evidence, code, text(fields, "says"), text(fields, "do"), stage="decode"))
    return found


def reduced_confinement(evidence: Evidence) -> Caveat:
    """The Caveat for a message of kind ``confinement_reduced``."""
    says = "This file's decoder was less confined than the Run record says."
    return caveat(evidence, "confinement_reduced", says, stage="decode")


def number(fields: Mapping[str, Any], name: str) -> float | None:
    """A number, or null."""
    value = _bounded(fields.get(name))
    if value is None or (isinstance(value, int | float) and not isinstance(value, bool)):
        return value
    raise disagrees(f"{name} is no number")


def text(fields: Mapping[str, Any], name: str, among: Collection[str] | None = None) -> str:
    """A sentence, or one of the words ``among``."""
    value = _bounded(fields.get(name))
    if not isinstance(value, str) or (among is not None and value not in among):
        raise disagrees(f"{name} is no text that was agreed on")
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

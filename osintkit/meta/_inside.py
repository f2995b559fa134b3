"""What runs in the confined worker: bytes of one file in, the fields of its record out, as JSON."""

import json
import math
from typing import Any

from osintkit.media import exif
from osintkit.meta.assembling import fields_of
from osintkit.meta.decode import xmp
from osintkit.meta.found import LONGEST_TEXT, MOST_TAGS, Bytes, Findings
from osintkit.meta.reading import read as read_all

_LARGEST_EXIF = 4 << 20


def read(source: Bytes, parameters: dict[str, Any]) -> bytes:
    """The fields of a Meta record.

    Args:
        source: the file.
        parameters: ``name``, the file's own name; ``all``, whether every value is wanted.

    Raises:
        InputError: it is no image, video or sound that anybody knows.
    """
    everything = bool(parameters["all"])
    found = read_all(source, everything=everything)
    return _json(fields_of(found, str(parameters["name"]), everything=everything))


def read_packet(source: Bytes, parameters: dict[str, Any]) -> bytes:
    """The values of an XMP file that lies beside the evidence: a list of tag and value."""
    del parameters
    found = Findings()
    xmp.packet(found.take(source, 0, source.size_bytes), found, place="sidecar", offset=0)
    return _json({"tags": [[tag.name, tag.value] for tag in found.tags], "problems": found.problems})


def read_makernotes(source: Bytes, parameters: dict[str, Any]) -> bytes:
    """What exifread makes of the makers' notes: a list of name and value.

    Args:
        source: the file.
        parameters: ``blocks``, offset and length of each EXIF block.
    """
    tags: list[tuple[str, str]] = []
    for offset, length in parameters["blocks"]:
        found = exif.makernotes(source.at(int(offset), min(int(length), _LARGEST_EXIF)))
        tags += [(f"MakerNote:{name}"[:200], value[:LONGEST_TEXT]) for name, value in found[:MOST_TAGS]]
    return _json({"tags": tags[:MOST_TAGS]})


_ENCODE = json.JSONEncoder(allow_nan=False, separators=(",", ":")).encode


def _json(fields: dict[str, Any]) -> bytes:
    try:
        text = _ENCODE(fields)
    except ValueError:
        text = _ENCODE(_clean(fields))
    if "\\ud" in text:  # perhaps half a character, which is no text
        text = _ENCODE(_clean(fields))
    return text.encode()


def _clean(value: Any) -> Any:  # noqa: ANN401 - a JSON value in, the same out
    match value:
        case str():
            return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        case float() if not math.isfinite(value):
            return str(value)
        case dict():
            return {_clean(str(name)): _clean(part) for name, part in value.items()}
        case list() | tuple():
            return [_clean(part) for part in value]
    return value

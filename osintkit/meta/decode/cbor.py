"""What a CBOR item says, as plain values: mappings, lists, text, bytes, numbers, None.

Nothing in here may call back into Python's libraries: a confined process cannot import what a tag for
dates, addresses or mail would need, and a shared value could contain itself. So a tag is taken off and its
content kept, except those that refer to other values, which are refused.

Source: RFC 8949 (CBOR); the tags from the IANA registry.
"""

from collections.abc import Callable
from typing import Any, NoReturn

import cbor2

from osintkit.meta.found import Malformed

LARGEST = 1 << 18
"""Bytes of one item: a list of empty lists takes sixty times as much memory as it takes bytes."""
DEEPEST = 32
_REFERENCES = (25, 28, 29, 256)
"""String references and shared values."""
_OTHER = (
    *(0, 1, 2, 3, 4, 5, 16, 17, 18, 21, 22, 23, 24, 30, 32, 33, 34, 35, 36, 37, 52, 54, 61, 96, 97, 98, 100),
    *(258, 260, 261, 1004, 43000, 55799),
)
"""Those the library would turn into something else than a plain value, and those C2PA and COSE use."""


def plain(data: bytes, *, any_keys: bool = False) -> Any:  # noqa: ANN401 - whatever the item is
    """The value of the item at the start of ``data``; what follows it is not looked at.

    Args:
        data: the item.
        any_keys: whether a mapping may have other keys than text and bytes, as those of COSE do.

    Raises:
        Malformed: it is no CBOR, too large, too deep, or refers to itself.
    """
    if len(data) > LARGEST:
        raise Malformed(f"a CBOR item of {len(data)} bytes is larger than is read")
    try:
        return cbor2.loads(
            data,
            tag_hook=_content,
            semantic_decoders=_DECODERS,
            str_errors="replace",
            max_depth=DEEPEST,
            strict_hashable_types=not any_keys,
        )
    except (cbor2.CBORDecodeError, Malformed) as error:
        raise Malformed(f"a CBOR item cannot be read ({error})"[:200]) from error


def _content(tag: cbor2.CBORTag, _immutable: bool) -> Any:  # noqa: ANN401 - whatever it tags
    return tag.value


def _same(value: Any, _immutable: bool) -> Any:  # noqa: ANN401 - whatever it tags
    return value


def _refuse(_value: Any, _immutable: bool) -> NoReturn:  # noqa: ANN401 - whatever it tags
    raise Malformed("it refers to a value elsewhere")


_Decoder = Callable[[Any, bool], Any]
_DECODERS: dict[int, _Decoder] = {**dict.fromkeys(_OTHER, _same), **dict.fromkeys(_REFERENCES, _refuse)}

"""What the C2PA library finds of a file's manifest: an inner half, for the confined child.

The library is the optional extra ``osintkit[c2pa]``. It checks signatures, which nothing else here does. It
would also fetch whatever a file tells it to; the settings below and the child, which has no network, each
forbid that by themselves. It has no list of trusted signers here, so the most it can find is that nothing
was changed since somebody signed.
"""

import ctypes
import io
import json
from collections.abc import Iterator
from importlib import import_module
from typing import Any

from osintkit.blocks import BlockReader
from osintkit.media.door.wire import Message

FUNCTION = "osintkit.media.c2pa_library:inside"
NEEDS = ("c2pa",)
"""For `osintkit.media.door.caller.run`. The library reports no progress while it hashes a file, so the
caller's patience must grow with the file's size."""
SETTINGS = {
    "core": {"allowed_network_hosts": [], "decode_identity_assertions": False},
    "verify": {"remote_manifest_fetch": False, "ocsp_fetch": False},
}
MOST_CODES = 60
_LONGEST_TEXT = 300
_UNTRUSTED = "signingCredential.untrusted"
_NO_MANIFEST = "ManifestNotFound"

# The library calls back into Python, and memory for such calls is executable, which a confined process
# cannot get. It is taken in pages, so one callback made here, before the process is confined, and kept
# leaves room for the four the library needs.
_ROOM_FOR_CALLBACKS = ctypes.CFUNCTYPE(None)(lambda: None)


class _Stream(io.RawIOBase):
    """A hashed file, as a stream that can be read and sought."""

    def __init__(self, reader: BlockReader) -> None:
        super().__init__()
        self._reader = reader
        self._place = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:  # noqa: ANN401 - whatever can be written into
        data = self._reader.at(self._place, len(buffer))
        buffer[: len(data)] = data
        self._place += len(data)
        return len(data)

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        self._place = offset + (0, self._place, self._reader.size_bytes)[whence]
        return self._place

    def tell(self) -> int:
        return self._place


def inside(reader: BlockReader, parameters: dict[str, Any]) -> Iterator[Message]:
    """A job for a child: what the library finds.

    Args:
        reader: the file.
        parameters: none are needed.

    Yields:
        One message ``c2pa`` with ``validation_state`` (``Invalid``, ``Valid``, ``Trusted``; empty when the
        file has no manifest or the library refuses it), ``says``, ``active_manifest``, ``success``,
        ``informational`` and ``failure`` (codes of the C2PA specification), ``ingredient_failure`` (those
        of what the file was made from), ``signer`` (as the library states) and ``library`` (its version).
    """
    del parameters
    c2pa: Any = import_module("c2pa")  # an optional extra, imported already where this runs

    try:
        # Each is closed in time, since what is left to the end of the process may hang it.
        with (
            c2pa.Settings.from_dict(SETTINGS) as settings,
            c2pa.Context(settings) as context,
            c2pa.Reader(None, _Stream(reader), context=context) as read,
        ):
            found = _summed_up(json.loads(read.json()))
    except c2pa.C2paError as error:
        found = _refused(f"{type(error).__name__} {error}")
    yield Message("c2pa", {**found, "library": c2pa.sdk_version()})


def _refused(why: str) -> dict[str, Any]:
    says = (
        "there is no manifest in the file" if _NO_MANIFEST in why else f"the library refuses the file: {why}"
    )
    return _answer("", says[:_LONGEST_TEXT], {}, {}, {})


def _summed_up(report: dict[str, Any]) -> dict[str, Any]:
    state = str(report.get("validation_state") or "")[:20]
    results = report.get("validation_results") or {}
    active = results.get("activeManifest") or {}
    deltas = [each.get("validationDeltas") or {} for each in results.get("ingredientDeltas") or []]
    ingredients = {"failure": [code for each in deltas for code in each.get("failure") or []]}
    manifest = (report.get("manifests") or {}).get(report.get("active_manifest")) or {}
    found = _answer(state, "", active, ingredients, manifest)
    return {**found, "says": _in_words(state, found["failure"], found["ingredient_failure"])}


def _answer(
    state: str, says: str, active: dict[str, Any], ingredients: dict[str, Any], manifest: dict[str, Any]
) -> dict[str, Any]:
    signature = manifest.get("signature_info") or {}
    return {
        "validation_state": state,
        "says": says,
        "active_manifest": str(manifest.get("label") or "")[:_LONGEST_TEXT],
        "success": _codes(active, "success"),
        "informational": _codes(active, "informational"),
        "failure": _codes(active, "failure"),
        "ingredient_failure": _codes(ingredients, "failure"),
        "signer": {
            name: str(signature[name])[:_LONGEST_TEXT]
            for name in ("common_name", "issuer", "alg", "time")
            if signature.get(name)
        },
    }


def _codes(results: dict[str, Any], kind: str) -> list[str]:
    codes = [str(entry.get("code") or "")[:100] for entry in results.get(kind) or []]
    return list(dict.fromkeys(codes))[:MOST_CODES]


def _in_words(state: str, failures: list[str], of_ingredients: list[str]) -> str:
    """The state in words that promise no more than was checked."""
    if state == "Valid" and _UNTRUSTED in failures:
        return "valid, signer not on any trust list"
    if state == "Invalid":
        reasons = [code for code in failures if code != _UNTRUSTED]
        reasons += [f"{code} of what it was made from" for code in of_ingredients if code != _UNTRUSTED]
        return f"not valid: {', '.join(reasons or failures)}"[:_LONGEST_TEXT]
    return {"Valid": "valid", "Trusted": "valid, signer on a trust list"}.get(state, "of unknown state")

"""What the C2PA manifests in a file say: who made it with what, out of what, and how AI was used.

Nobody's signature is checked here, so all of it is what somebody states. The manifests are put into
``found.facts["c2pa"]``, see `store`; whether the file's bytes are those a manifest speaks of is found by
`osintkit.meta.decode.c2pa_hash`.

Source: C2PA Technical Specification 1.0 to 2.2.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from osintkit.meta.decode import c2pa_parts, cbor, cose, jumbf
from osintkit.meta.decode.c2pa_parts import Words
from osintkit.meta.decode.jumbf import Superbox
from osintkit.meta.found import BROKEN, Findings, Malformed, Status

MOST_MANIFESTS = 64
MOST_ASSERTIONS = 200
MOST_CBOR_BYTES = 1 << 20
"""Bytes of CBOR decoded of one store."""
_ISO_UUID = bytes.fromhex("00110010800000aa00389b71")
"""What follows the four letters of every UUID that C2PA uses."""
_STORE = b"c2pa" + _ISO_UUID
_KINDS = {b"c2ma": "standard", b"c2um": "update", b"c2cm": "compressed"}
_CLAIMS = {"c2pa.claim": 1, "c2pa.claim.v2": 2}
_LISTS = ("assertions", "created_assertions", "gathered_assertions")
_DIGESTS = {"sha256": hashlib.sha256, "sha384": hashlib.sha384, "sha512": hashlib.sha512}


def store(data: bytes, found: Findings, *, place: str, offset: int | None) -> None:
    """Read a manifest store.

    ``found.facts["c2pa"]`` becomes a mapping of JSON values:

    - ``active_manifest``: label of the one that speaks of this file, the others speak of its ingredients;
      empty when the store is too damaged to tell
    - ``manifests``: mappings with ``label``, ``kind`` (``standard``, ``update``, ``compressed``),
      ``claim_version``, ``generator``, ``generator_info``, ``title``, ``format``, ``instance_id``,
      ``assertions`` (labels), ``assertions_changed`` (labels of those whose hash is not the claim's),
      ``redacted``, ``actions``, ``digital_source_types``, ``ingredients``, ``ai``, ``soft_bindings``,
      ``metadata``, ``signature_algorithm``, ``certificate``, ``time_stamp``
    - ``remote_url``: where the claim says that a manifest lies; None without
    - ``hash``: the hash over the file, see `c2pa_parts.hashed`; None without
    - ``length``: of the store, in bytes
    - ``signature``: always ``not_checked``
    - ``content_hash`` and ``content_hash_says``: ``not_checked`` until `c2pa_hash.check`

    Args:
        data: the block, a JUMBF superbox; it may be cut short.
        found: takes the facts, the block and its problems.
        place: where the block stands.
        offset: of its first byte in the file; None when it does not lie there in one piece.
    """
    problems: list[str] = []
    try:
        root = jumbf.superbox(data, problems)
    except BROKEN as error:
        found.block("c2pa", place, "corrupt", offset=offset, length=len(data), says=str(error))
        return
    found.add("JUMBF:JUMDType", root.uuid.hex())
    found.add("JUMBF:JUMDLabel", root.label)
    if root.uuid != _STORE or "c2pa" in found.facts:
        _leave(root, found, place, offset, len(data))
        return
    _read(root, data, found, problems)
    status: Status = "partly_read" if problems else "read"
    if root.end - root.start < _stated(data):
        status = "truncated"
    says = "; ".join(dict.fromkeys(problems))
    found.block(
        "c2pa", place, status, offset=offset, length=len(data), says=says and f"The manifest store: {says}."
    )


def _stated(data: bytes) -> int:
    """Bytes of content that the store's header states."""
    place = jumbf.start(data)
    return int.from_bytes(data[place : place + 4]) - 8


def _leave(root: Superbox, found: Findings, place: str, offset: int | None, length: int) -> None:
    """Note a block that is none of ours, or one too many."""
    if root.uuid == _STORE:
        says = "This is a further manifest store; only the first is described."
        found.block("c2pa", place, "unsupported", offset=offset, length=length, says=says)
    else:
        says = f"This is a JUMBF block {root.label[:60]!r} of another kind than C2PA."
        found.block("container", place, "unsupported", offset=offset, length=length, says=says)


@dataclass(slots=True)
class _Store:
    """What the manifests of one store share while they are read."""

    data: bytes
    problems: list[str]
    words: Words = field(default_factory=Words)
    cbor_bytes: int = 0

    def content(self, box: Superbox, kind: str) -> bytes:
        """The bytes of a superbox's first box of a kind; empty without one.

        Raises:
            Malformed: too much was read already.
        """
        for inner in box.boxes:
            if inner.kind == kind:
                self.cbor_bytes += inner.end - inner.start
                if self.cbor_bytes > MOST_CBOR_BYTES:
                    raise Malformed("there is more in it than is read")
                return self.data[inner.start : inner.end]
        return b""

    def mapping(self, box: Superbox) -> Mapping[Any, Any]:
        """The mapping in a superbox, CBOR or JSON.

        Raises:
            Malformed: there is none.
        """
        written = self.content(box, "cbor")
        value = cbor.plain(written) if written else c2pa_parts.json_value(self.content(box, "json"))
        if not isinstance(value, Mapping):
            raise Malformed("it holds no mapping")
        return value

    def attempt(self, read: Callable[..., None], box: Superbox, *more: object) -> None:
        """Read a box; when it is broken, that costs only this one."""
        try:
            read(box, self, *more)
        except BROKEN as error:
            self.problems.append(f"{box.label[:80] or 'a box'}: {error}"[:200])


def _read(root: Superbox, data: bytes, found: Findings, problems: list[str]) -> None:
    boxes = [child for child in root.children if child.uuid[4:] == _ISO_UUID and child.uuid[:4] in _KINDS]
    if not boxes:
        problems.append("it holds no manifest")
    if len(boxes) > MOST_MANIFESTS:
        problems.append(f"of its {len(boxes)} manifests the last {MOST_MANIFESTS} are read")
    shared = _Store(data, problems)
    # The last one is the active one, and is read first: the allowances must not run out before it.
    manifests = [_manifest(box, shared) for box in reversed(boxes[-MOST_MANIFESTS:])][::-1]
    if shared.words.spent:
        problems.append("its texts are longer than is kept")
    known = root.whole and bool(boxes) and boxes[-1] is root.children[-1]
    binding = c2pa_parts.binding(manifests) if known else None
    why = "No manifest states a hash over this file."
    if boxes and not known:
        why = "Which of its manifests is the active one is not known."
        problems.append(f"{why[0].lower()}{why[1:-1]}")
    found.facts["c2pa"] = {
        "active_manifest": manifests[-1]["label"] if known else "",
        "remote_url": manifests[-1]["remote_url"] if known else None,
        "hash": binding,
        "length": root.end - root.start + 8,
        "signature": "not_checked",
        "content_hash": "not_checked",
        "content_hash_says": "" if binding else why,
        "manifests": [
            {key: each[key] for key in each if key not in {"hash", "remote_url"}} for each in manifests
        ],
    }


def _manifest(box: Superbox, shared: _Store) -> dict[str, Any]:
    """What one manifest says; see `store`."""
    read: dict[str, Any] = {
        "label": shared.words.text(box.label, jumbf.LONGEST_LABEL),
        "kind": _KINDS[box.uuid[:4]],
        **c2pa_parts.nothing_said(),
    }
    if read["kind"] == "compressed":
        shared.problems.append(f"manifest {box.label[:80]!r} is compressed, which is not read")
        return read
    claim: dict[Any, Any] = {}
    for child in box.children:
        if child.label in _CLAIMS:
            shared.attempt(_claim, child, read, claim)
        elif child.label == "c2pa.signature":
            shared.attempt(_signature, child, read)
    assertions = box.child("c2pa.assertions")
    if assertions is None or not claim:
        shared.problems.append(f"manifest {box.label[:80]!r} has no claim or no assertions")
    if assertions is not None:
        _assertions(assertions, shared, read, claim)
    return read


def _claim(box: Superbox, shared: _Store, read: dict[str, Any], claim: dict[Any, Any]) -> None:
    claim.update(shared.mapping(box))
    read["claim_version"] = _CLAIMS[box.label]
    read.update(c2pa_parts.claimed(claim, shared.words))


def _signature(box: Superbox, shared: _Store, read: dict[str, Any]) -> None:
    read.update(cose.stated(shared.content(box, "cbor")))


def _assertions(box: Superbox, shared: _Store, read: dict[str, Any], claim: Mapping[Any, Any]) -> None:
    if len(box.children) > MOST_ASSERTIONS:
        shared.problems.append(f"{len(box.children)} assertions, of which {MOST_ASSERTIONS} are read")
    for child in box.children[:MOST_ASSERTIONS]:
        read["assertions"].append(shared.words.text(child.label))
        shared.attempt(_assertion, child, read)
    if read["hash"] and not read["hash"]["alg"]:
        read["hash"]["alg"] = shared.words.text(claim.get("alg"), 20)
    read["assertions_changed"] = _changed(box, shared, claim)


def _assertion(box: Superbox, shared: _Store, read: dict[str, Any]) -> None:
    reader = c2pa_parts.reader(box.label)
    if reader is not None:
        reader(box.label, shared.mapping(box), read, shared.words)


def _changed(box: Superbox, shared: _Store, claim: Mapping[Any, Any]) -> list[str]:
    """Labels of the assertions whose bytes have another hash than the claim states."""
    changed = []
    by_label = {child.label: child for child in box.children[:MOST_ASSERTIONS]}
    stated = [entry for name in _LISTS if isinstance(claim.get(name), list) for entry in claim[name]]
    for entry in stated[:MOST_ASSERTIONS]:
        match entry:
            case {"url": str() as url, "hash": bytes() as expected}:
                child = by_label.pop(url.rpartition("/")[2], None)
                digest = _DIGESTS.get(str(entry.get("alg") or claim.get("alg") or "sha256"))
                if child and digest and digest(shared.data[child.start : child.end]).digest() != expected:
                    changed.append(shared.words.text(child.label))
    return changed

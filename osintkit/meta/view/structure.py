"""How the file is put together, and what came of each block of metadata in it."""

import hashlib
from typing import Any

from osintkit.meta.found import Findings
from osintkit.meta.view import by_name
from osintkit.meta.view.by_name import Tags

Fields = dict[str, Any]
_KINDS = ("exif", "xmp", "iptc", "icc", "c2pa")
"""The kinds of metadata whose absence is an answer."""
_PROVENANCE = "XMP-dcterms:Provenance"
_FACTS = (
    "mp4.minor_version", "mvhd.timescale", "mp4.fragmented", "mp4.edit_lists", "mp4.handlers",
    "mp4.moov_before_mdat", "exif.second_reader", "end_not_stated",
)  # fmt: skip


def of(found: Findings) -> Fields:
    """The fields of a Structure."""
    fields = {
        "parts": found.boxes,
        "signature": _signature(found),
        "jpeg_quality": found.facts.get("jpeg.quality"),
        "trailing_bytes": found.trailing_bytes,
        "trailer": found.facts.get("trailer"),
        "facts": {name: found.facts[name] for name in _FACTS if name in found.facts},
    }
    return {name: value for name, value in fields.items() if value not in (None, [], {})}


def _signature(found: Findings) -> str | None:
    """What a camera or program always writes the same way, as a digest.

    Of a JPEG its tables and segments (after Kee, Johnson and Farid, IEEE TIFS 6:1066, 2011), of an MP4 the
    paths of its boxes (after Iuliani et al., IEEE TIFS 14:635, 2019).
    """
    if "jpeg.signature" in found.facts:
        return f"sha256:{found.facts['jpeg.signature']}"
    paths = found.facts.get("mp4.boxes")
    if not paths:
        return None
    distinct = "\n".join(dict.fromkeys(map(str, paths)))
    return f"sha256:{hashlib.sha256(distinct.encode()).hexdigest()}"


def blocks(found: Findings) -> list[Fields]:
    """The fields of every Block."""
    return [
        {
            "kind": block.kind,
            "place": block.place,
            "status": block.status,
            "offset": block.offset,
            "length": block.length,
            **({"says": block.says} if block.says else {}),
        }
        for block in found.blocks
    ]


def absent(found: Findings) -> list[str]:
    """Kinds of metadata that the file does not have; only of a format whose structure could be read."""
    present = {block.kind for block in found.blocks}
    return [kind for kind in _KINDS if kind not in present]


def thumbnails(found: Findings) -> list[Fields]:
    """The fields of every Thumbnail."""
    return [
        {
            "place": thumbnail.place,
            "offset": thumbnail.offset,
            "length": len(thumbnail.data),
            "sha256": hashlib.sha256(thumbnail.data).hexdigest(),
        }
        for thumbnail in found.thumbnails
    ]


def c2pa(found: Findings, tags: Tags) -> Fields:
    """The fields of a C2pa."""
    stated: dict[str, Any] = found.facts.get("c2pa") or {}
    known = ("active_manifest", "manifests", "content_hash", "content_hash_says")
    fields = {name: stated[name] for name in known if stated.get(name) is not None}
    types = [
        kind for manifest in stated.get("manifests", ()) for kind in manifest.get("digital_source_types", ())
    ]
    fields["digital_source_types"] = list(dict.fromkeys(types))
    present = bool(stated) or any(block.kind == "c2pa" for block in found.blocks)
    remote = _address(stated.get("remote_url")) or _address(by_name.value(tags, _PROVENANCE))
    return {"present": present, **fields, **({"remote_url": remote} if remote else {})}


def _address(stated: object) -> str | None:
    """An address on a network; ``self#jumbf=…`` is a place in the file itself (C2PA 2.2, 8.4)."""
    text = str(stated or "").strip()
    return text if text.casefold().startswith(("http:", "https:")) else None

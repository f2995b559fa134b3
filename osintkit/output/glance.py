"""What a file claims, readable at a glance: the lines of a table for one Meta record."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from osintkit.records import Meta, Time
from osintkit.records.clock import spaced
from osintkit.records.meta import C2pa, Claim, Place, Sidecar, Step, Thumbnail

_MOST_LINES = 12
"""Of one kind; JSON has them all."""
_LONGEST = 300
_ZONES = {
    "stated": "zone stated",
    "utc_by_spec": "as the format demands",
    "inferred": "zone worked out",
    "assumed": "zone assumed",
    "unknown": "no zone stated",
}
_VERDICTS = {
    "same": "shows the same picture",
    "differs_somewhat": "differs somewhat from the picture",
    "differs": "shows ANOTHER picture or another crop",
    "not_compared": "not compared with the picture (--thumbnails)",
}

_Row = tuple[str, str, str]
"""What is stated, of what, and in which tag."""
_FIRST = ("capture", "satellite fix", "container created", "created", "digitised")
"""Times that matter most stand first."""


class Line(NamedTuple):
    """One line: its heading (on the first of its kind), what is stated, and of what, with its tag."""

    head: str
    value: str
    of: str


def lines(record: Meta) -> Iterator[Line]:
    """The lines of a record, most important first."""
    yield from _headed("is", _kind(record))
    yield from _headed("when", _times(record.times))
    yield from _headed("where", [line for place in record.places for line in _place(place)])
    yield from _headed("with", _device(record))
    yield from _headed("software", _claims(record.software))
    yield from _headed("history", [_step(step) for step in record.history])
    ids = record.ids
    named = [claim for claim in (ids.document, ids.instance, ids.original, ids.derived_from) if claim]
    yield from _headed("ids", _claims([*named, *ids.others]))
    yield from _headed("credit", _claims(record.credit))
    yield from _headed("text", _claims(record.text))
    yield from _headed("c2pa", _c2pa(record.c2pa))
    yield from _headed("thumbnail", [_thumbnail(each) for each in record.thumbnails])
    yield from _headed("beside", [_sidecar(each) for each in record.sidecars])
    yield from _headed("absent", [(", ".join(record.absent), "", "")] if record.absent else [])


def _headed(head: str, rows: Sequence[_Row]) -> Iterator[Line]:
    for number, (value, role, tag) in enumerate(rows[:_MOST_LINES]):
        yield Line("" if number else head, _short(value), ": ".join(filter(None, (role, tag))))
    if len(rows) > _MOST_LINES:
        yield Line("", f"and {len(rows) - _MOST_LINES} more (--json)", "")


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _kind(record: Meta) -> list[_Row]:
    first: dict[str, str] = {}
    for claim in record.media:
        first.setdefault(claim.role, _text(claim))
    size = f"{first['width']} x {first['height']} px" if {"width", "height"} <= first.keys() else ""
    turned = f"turned {first['rotation']} degrees" if first.get("rotation", "0") != "0" else ""
    orientation = f"orientation {first['orientation']}" if first.get("orientation", "1") != "1" else ""
    parts = [record.mime or record.format, size, orientation, turned, first.get("colour profile", "")]
    return [(", ".join(part for part in parts if part), "", record.format)]


def _times(times: Sequence[Time]) -> list[_Row]:
    """Equal times of one clock stand on one line, with the first tag and how many more."""
    groups: dict[str, list[Time]] = {}
    for time in sorted(times, key=_rank):
        groups.setdefault(_when(time), []).append(time)
    found = []
    for when, same in groups.items():
        roles = ", ".join(dict.fromkeys(time.role for time in same))
        more = f" and {len(same) - 1} more" if len(same) > 1 else ""
        found.append((when, roles, same[0].tag + more))
    return found


def _rank(time: Time) -> int:
    return _FIRST.index(time.role) if time.set and time.role in _FIRST else len(_FIRST) + (not time.set)


def _when(time: Time) -> str:
    if not time.set:
        return f"not set ({time.raw})"
    if time.local is None:
        return f"{spaced(time.utc or '')}  ({_ZONES[time.zone_status]})"
    if time.utc is None:
        return f"{spaced(time.local)}  ({_ZONES[time.zone_status]})"
    offset = time.offset or ""
    return f"{spaced(time.local)} {offset} = {spaced(time.utc)}  ({_ZONES[time.zone_status]})"


def _place(place: Place) -> list[_Row]:
    if place.lat is None or place.lon is None:
        return [(place.name or "", f"place {place.role}", place.tag)]
    parts = [
        f"{place.lat:.7f}".rstrip("0").rstrip(".") + ", " + f"{place.lon:.7f}".rstrip("0").rstrip("."),
        f"{place.alt_m:g} m" if place.alt_m is not None else "",
        f"within {place.error_m:g} m, it says" if place.error_m is not None else "",
        f"looking {place.direction.deg:g} degrees ({place.direction.ref} north)" if place.direction else "",
        place.doubt or "",
    ]
    at = (", ".join(part for part in parts if part), place.role, place.tag)
    return [at, (place.links[0], "map", "")] if place.links else [at]


def _device(record: Meta) -> list[_Row]:
    device = record.device
    single = [claim for claim in (device.make, device.model, device.host, device.owner) if claim]
    return _claims([*single, *device.serials, *device.lens, *device.others])


def _claims(claims: Sequence[Claim]) -> list[_Row]:
    """The same value in several tags stands on one line."""
    groups: dict[tuple[str, str], list[Claim]] = {}
    for claim in claims:
        groups.setdefault((claim.role, _text(claim)), []).append(claim)
    return [
        (value, role, same[0].tag + (f" and {len(same) - 1} more" if len(same) > 1 else ""))
        for (role, value), same in groups.items()
    ]


def _text(claim: Claim) -> str:
    return "; ".join(claim.value) if isinstance(claim.value, tuple) else str(claim.value)


def _step(step: Step) -> _Row:
    when = _when(step.when) if step.when else ""
    parts = [step.action or "step", when, step.software or "", step.changed or ""]
    return (", ".join(part for part in parts if part), "step", step.tag)


def _c2pa(c2pa: C2pa) -> list[_Row]:
    if not c2pa.present:
        return []
    hashed = {"match": "content matches", "mismatch": "CONTENT DIFFERS", "not_checked": "content not checked"}
    generators = [str(manifest["generator"]) for manifest in c2pa.manifests if manifest.get("generator")]
    parts = [
        *dict.fromkeys(generators), *(kind.rpartition("/")[2] for kind in c2pa.digital_source_types),
        hashed[c2pa.content_hash],
        "signature not checked",
    ]  # fmt: skip
    return [("; ".join(parts), "Content Credentials", "C2PA")]


def _sidecar(sidecar: Sidecar) -> _Row:
    says = "; ".join(f"{name}: {value}" for name, value in sidecar.claims.items())
    return ("; ".join(filter(None, (sidecar.problem, says))), sidecar.kind, sidecar.path.rpartition("/")[2])


def _thumbnail(thumbnail: Thumbnail) -> _Row:
    alike = "" if thumbnail.similarity is None else f", similarity {thumbnail.similarity:.2f}"
    reason = f": {thumbnail.reason}" if thumbnail.reason else ""
    return (f"{_VERDICTS[thumbnail.verdict]}{alike}{reason}", f"{thumbnail.length:,} bytes", thumbnail.place)

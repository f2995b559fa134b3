"""What a file claims of its time, place, device and history: the record of ``osintkit meta``."""

from typing import ClassVar, Literal

from pydantic import Field, JsonValue

from osintkit.records.base import ExactPath, Part, Record, Text

ZoneStatus = Literal["stated", "utc_by_spec", "inferred", "assumed", "unknown"]
"""How the zone of a time is known.

``stated`` is written with it, ``utc_by_spec`` because the format demands UTC (which not every maker heeds),
``inferred`` from a satellite fix, ``assumed`` by a person, ``unknown`` not at all.
"""
Strength = Literal["strong", "moderate", "weak"]


class Claim(Part):
    """One value that the file states.

    Attributes:
        role: what it is said to be.
        value: text, a number, or a list of texts.
        tag: where it stands, by the names the field knows from ExifTool.
        raw: as it is written, where that is not ``value`` letter for letter.
        place: which of several like blocks, such as ``track 2``.
    """

    role: str
    value: str | int | float | tuple[str, ...]
    tag: str
    raw: str | None = None
    place: str | None = None


class Joined(Part):
    """A part of a time that stands in a tag of its own, such as a fraction of a second or a zone."""

    tag: str
    raw: str


class Time(Part):
    """One time that the file states.

    Attributes:
        role: of what.
        local: the wall clock it was read from, ISO 8601 without a zone, as precise as it is written; null
            for one that is written in UTC.
        utc: the instant, RFC 3339; null while the zone is unknown.
        set: false for what a clock shows that was never set, and for what is no time at all: both times
            are null then, and ``raw`` says what is written.
        precision: ``year``, ``month``, ``day``, ``minute``, ``second`` or ``subsecond``.
        zone_status: how the zone is known.
        offset: from UTC, ``+03:00``; null while the zone is unknown.
        zone_tag: where the zone comes from; for an inferred one, the two times it was worked out from.
        residual_s: how far an inferred zone leaves the two times apart.
        tag: where the time stands.
        raw: as it is written.
        joined: tags whose value was put into it.
        place: which of several like blocks.
    """

    role: str
    local: str | None
    utc: str | None
    set: bool = True
    precision: str | None = None
    zone_status: ZoneStatus = "unknown"
    offset: str | None = None
    zone_tag: str | None = None
    residual_s: float | None = None
    tag: str
    raw: str
    joined: tuple[Joined, ...] = ()
    place: str | None = None


class Direction(Part):
    """Where a camera looked, in degrees clockwise from ``ref``: true or magnetic north."""

    deg: float
    ref: Literal["true", "magnetic", "unknown"]


class Place(Part):
    """One position, or name of a place, that the file states.

    Attributes:
        role: ``capture`` (where the camera was), ``destination`` (what it looked at), ``shown`` and
            ``created`` (names given by a person).
        lat: decimal degrees, north positive; null for a mere name.
        lon: decimal degrees, east positive.
        datum: of the position, as stated or by specification; null when neither.
        alt_m: metres above sea level, or as ``alt_ref`` says.
        alt_ref: ``sea level``, ``below sea level``, ``ellipsoid``, ``below ellipsoid`` or null.
        precision_m: the smallest step its way of writing can express, which is not its accuracy.
        error_m: how far off it may be, as the device itself states.
        direction: where the camera looked.
        bearing: towards the destination.
        name: of the place, as a person wrote it.
        doubt: why it may be no position at all.
        links: of maps; nothing is fetched.
        tag: where it stands.
        raw: the tags it was put together from, as written.
        place: which of several like blocks.
    """

    role: str
    lat: float | None = None
    lon: float | None = None
    datum: str | None = None
    alt_m: float | None = None
    alt_ref: str | None = None
    precision_m: float | None = None
    error_m: float | None = None
    dop: float | None = None
    direction: Direction | None = None
    bearing: Direction | None = None
    speed: str | None = None
    track: Direction | None = None
    method: str | None = None
    name: str | None = None
    doubt: str | None = None
    links: tuple[str, ...] = ()
    tag: str
    raw: dict[str, str] = Field(default_factory=dict)
    place: str | None = None


class Device(Part):
    """With what it says it was made; ``others`` is what is said elsewhere in the file, the same or not."""

    make: Claim | None = None
    model: Claim | None = None
    host: Claim | None = None
    owner: Claim | None = None
    serials: tuple[Claim, ...] = ()
    lens: tuple[Claim, ...] = ()
    others: tuple[Claim, ...] = ()


class Ids(Part):
    """Names that software gives to a document, to each state of it, and to what it was made from."""

    document: Claim | None = None
    instance: Claim | None = None
    original: Claim | None = None
    derived_from: Claim | None = None
    others: tuple[Claim, ...] = ()


class Step(Part):
    """One thing that software says it did to the file."""

    action: str | None = None
    when: Time | None = None
    software: str | None = None
    changed: str | None = None
    instance: str | None = None
    tag: str


class Thumbnail(Part):
    """A small picture kept beside the large one.

    Attributes:
        place: where in the file.
        sha256: of its bytes.
        verdict: whether it shows the same picture; ``not_compared`` unless that was asked for.
        similarity: -1 to 1: 1 is the same picture, below 0.5 another one or another crop.
        turned_deg: clockwise, what had to be done to it before it agreed best.
        mirrored: it had to be mirrored.
        reason: why nothing was compared.
        file: a PNG of both side by side, when that was asked for.
        file_sha256: of that PNG.
    """

    place: str
    offset: int | None = None
    length: int
    sha256: str
    verdict: Literal["same", "differs_somewhat", "differs", "not_compared"] = "not_compared"
    similarity: float | None = None
    turned_deg: int | None = None
    mirrored: bool | None = None
    reason: str | None = None
    file: str | None = None
    file_sha256: str | None = None


class C2pa(Part):
    """Content Credentials (C2PA) in the file: what they state, never whether it is true.

    Attributes:
        present: a manifest store is in the file.
        active_manifest: label of the manifest that speaks for the file.
        manifests: what each states: label, generator, assertions, actions, ingredients.
        digital_source_types: stated by any action of any manifest.
        content_hash: whether the active manifest's digest is that of these bytes.
        content_hash_says: why it was not checked, or what differs.
        signature: osintkit does not check signatures; ``validation`` holds what the C2PA library said.
        remote_url: where a manifest is said to lie; it was not fetched.
        validation: answer of the C2PA library, when it was asked for.
    """

    present: bool
    active_manifest: str | None = None
    manifests: tuple[dict[str, JsonValue], ...] = ()
    digital_source_types: tuple[str, ...] = ()
    content_hash: Literal["match", "mismatch", "not_checked"] = "not_checked"
    content_hash_says: str | None = None
    signature: Literal["not_checked"] = "not_checked"
    remote_url: str | None = None
    validation: dict[str, JsonValue] | None = None


class Structure(Part):
    """How the file is put together, which says by which software rather than when.

    Attributes:
        parts: segments, chunks or boxes in file order.
        signature: digest of what a camera or program always writes the same way; equal ones are
            consistent with the same maker and settings, nothing more.
        jpeg_quality: the standard tables of libjpeg and their quality, or ``custom``.
        trailing_bytes: how many follow the end that the structure states.
        trailer: what follows it.
        facts: other facts that leads refer to.
    """

    parts: tuple[str, ...] = ()
    signature: str | None = None
    jpeg_quality: dict[str, JsonValue] | None = None
    trailing_bytes: int | None = None
    trailer: dict[str, JsonValue] | None = None
    facts: dict[str, JsonValue] = Field(default_factory=dict)


class Block(Part):
    """A block of metadata and what came of reading it: absent, cut, broken and unread are four answers."""

    kind: str
    place: str
    status: Literal["read", "partly_read", "truncated", "corrupt", "unsupported"]
    offset: int | None = None
    length: int = 0
    says: str | None = None


class Lead(Part):
    """Something worth following up.

    Attributes:
        id: which rule, such as ``container.ffmpeg_wrap``.
        strength: of the rule, measured where it could be.
        says: what was found and what it is consistent with.
        because: the values it rests on.
        does_not_show: what must not be concluded from it.
    """

    id: str
    strength: Strength
    says: str
    because: tuple[str, ...]
    does_not_show: str


class Conflict(Part):
    """Values of the file that cannot all be true."""

    says: str
    tags: tuple[str, ...]


class Sidecar(Part):
    """A file that lies beside the evidence and speaks about it: another's claims, never the file's own."""

    path: Text
    path_b64: ExactPath | None = None
    sha256: str | None = None
    kind: Literal["yt-dlp", "takeout", "xmp"]
    claims: dict[str, JsonValue] = Field(default_factory=dict)
    problem: Text | None = None


class ReaderDifference(Part):
    """A value that ExifTool reads differently, or only ExifTool reads."""

    tag: str
    ours: JsonValue = None
    exiftool: JsonValue = None
    says: str


class TagValue(Part):
    """A value as found, before anybody asked what it means (``--all``)."""

    name: str
    value: JsonValue
    raw: str | None = None
    place: str | None = None


class Meta(Record):
    """What one file claims of when, where, with what and through whose hands it was made.

    Nothing in it is proven: every value was written by software or by a person and can be changed. Each
    carries the tag it stands in. ``leads`` say what to follow up, ``conflicts`` what cannot all be true,
    ``problems`` what could not be read or known, ``all_read`` whether nothing is missing for it, ``absent``
    which kinds of metadata the file does not have.
    """

    parts_with_paths: ClassVar[tuple[str, ...]] = ("thumbnails", "sidecars")

    type: Literal["osintkit.meta/1"] = "osintkit.meta/1"
    source: str
    format: str
    mime: str
    extension_agrees: bool | None
    truncated: bool
    times: tuple[Time, ...] = ()
    places: tuple[Place, ...] = ()
    device: Device = Device()
    software: tuple[Claim, ...] = ()
    history: tuple[Step, ...] = ()
    ids: Ids = Ids()
    credit: tuple[Claim, ...] = ()
    text: tuple[Claim, ...] = ()
    media: tuple[Claim, ...] = ()
    thumbnails: tuple[Thumbnail, ...] = ()
    c2pa: C2pa = C2pa(present=False)
    structure: Structure = Structure()
    blocks: tuple[Block, ...] = ()
    absent: tuple[str, ...] = ()
    leads: tuple[Lead, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    problems: tuple[str, ...] = ()
    all_read: bool = True
    sidecars: tuple[Sidecar, ...] = ()
    differences: tuple[ReaderDifference, ...] = ()
    tags: tuple[TagValue, ...] = ()
    readers: dict[str, str] = Field(default_factory=dict)

"""Records of perceptual hashes: what was hashed, what was found again, what an index holds."""

from typing import ClassVar, Literal

from osintkit.records.base import ExactPath, Measure, Part, Record, Seconds, Text

Orientation = Literal[
    "upright", "rotated_90", "rotated_180", "rotated_270",
    "mirrored", "mirrored_rotated_90", "mirrored_rotated_180", "mirrored_rotated_270",
]  # fmt: skip
"""What is done to a picture before it is hashed: mirrored left to right first, then turned clockwise."""
Trim = Literal["none", "plain_border", "blurred_sides", "cell"]
Medium = Literal["still", "video", "list"]


class Hash(Record):
    """The perceptual hash of one picture: pictures that look alike have hashes few bits apart.

    ``hash`` is lowercase hex of fixed width, leading zeros kept; null when the picture is too flat or too
    small to have one. ``quality`` is PDQ's, 0 to 100: below 50 there is so little texture that only
    equal hashes mean anything. ``reason`` says why a hash is missing or of little use.

    ``algorithm`` is ``pdq`` (Meta's, of the picture a viewer shows, bit for bit), ``pdq_luma`` (the same
    from a decoded video frame's own luma, which is faster and differs from ``pdq`` by ``off_pdq_bits`` at
    most in 99 of 100 frames measured), or a name of the imagehash library. Times are null for a still.
    """

    type: Literal["osintkit.hash/1"] = "osintkit.hash/1"
    source: str
    algorithm: str
    bits: int
    hash: str | None
    quality: int | None
    orientation: Orientation = "upright"
    reason: Text | None = None
    off_pdq_bits: int | None = None
    frame: int | None = None
    pts: int | None = None
    time_base: str | None = None
    seconds: Seconds | None = None
    timecode: str | None = None


class Words(Part):
    """What somebody wrote on a picture; it travels with every later match of it.

    ``graphic`` warns of what is to be seen. ``note`` is the id of a verification note.
    """

    text: Text
    graphic: bool = False
    note: Text | None = None


class Span(Part):
    """A stretch of the stored file that agrees, and the stretch of the query it agrees with.

    Times are seconds on the player's clock, from the first to the last hashed frame that agrees, null for
    a still. ``frames`` counts the query's, ``distance_bits`` is the smallest.
    """

    query_from_s: Seconds | None
    query_to_s: Seconds | None
    from_s: Seconds | None
    to_s: Seconds | None
    frames: int
    distance_bits: int


class Match(Record):
    """A picture of the query and a picture in the index whose hashes are few bits apart.

    ``verdict`` is ``same_file`` (equal SHA-256), ``match`` (at most 31 bits, PDQ's published threshold)
    or ``candidate``: look yourself. ``orientation``, ``negative`` and ``trim`` say what was done to the
    query before it agreed; ``trim_box_px`` is left, top, width and height of the part that did.

    ``chance_matches`` is how many pictures of an index of ``index_hashes`` would be expected to come this
    near by chance alone. A perceptual match never proves that two moments are the same: a fixed camera
    gives equal hashes for different moments.
    """

    type: Literal["osintkit.match/1"] = "osintkit.match/1"
    source: str | None
    verdict: Literal["same_file", "match", "candidate"]
    says: Text
    tags: tuple[Words, ...] = ()
    distance_bits: int
    bits: int
    orientation: Orientation = "upright"
    negative: bool = False
    trim: Trim = "none"
    trim_box_px: tuple[int, int, int, int] | None = None
    chance_matches: float
    index_hashes: int
    query_hash: str
    query_quality: int | None = None
    query_seconds: Seconds | None = None
    query_timecode: str | None = None
    matched_source: str
    matched_medium: Medium
    matched_path: Text | None = None
    matched_path_b64: ExactPath | None = None
    matched_label: Text | None = None
    matched_algorithm: str
    matched_quality: int | None = None
    matched_frame: int | None = None
    matched_pts: int | None = None
    matched_time_base: str | None = None
    matched_seconds: Seconds | None = None
    matched_timecode: str | None = None
    frames_in_common: int = 1
    spans: tuple[Span, ...] = ()


class Member(Part):
    """One file of a group of look-alikes, at the picture (``seconds``) that put it there.

    ``distance_bits`` is to the likely original, null when they have no picture in common and others link
    them; ``frames`` counts its hashes in the group; ``claims`` is a time the file itself states.
    """

    source: str
    medium: Medium
    path: Text | None
    path_b64: ExactPath | None = None
    label: Text | None = None
    size_bytes: int | None = None
    width_px: int | None = None
    height_px: int | None = None
    duration_s: Seconds | None = None
    claims: Text | None = None
    quality: int | None = None
    frames: int = 1
    seconds: Seconds | None = None
    timecode: str | None = None
    distance_bits: int | None


class Group(Record):
    """Files with pictures in common: linked by hashes at most ``radius_bits`` apart.

    Stills have one picture in common, videos of one footage at least two; ``pictures`` says how many the
    group has. The first member is the likely original, and ``why`` says what speaks for it.
    ``diameter_bits`` is the largest distance of two hashes of one picture: when it is beyond the radius the
    group is a ``chain``, whose ends may have nothing to do with each other; otherwise a ``clique``.
    ``diameter_exact`` is false when there are so many that it is only known to be no smaller.
    """

    parts_with_paths: ClassVar[tuple[str, ...]] = ("members",)

    type: Literal["osintkit.group/1"] = "osintkit.group/1"
    group: int
    radius_bits: int
    files: int
    pictures: int
    hashes: int
    shape: Literal["clique", "chain"]
    diameter_bits: int
    diameter_exact: bool
    original: str
    why: Text
    says: Text
    tags: tuple[Words, ...] = ()
    members: tuple[Member, ...]


class Tag(Record):
    """Words on a picture in an index. ``row`` is the place in a list, null for the whole source."""

    type: Literal["osintkit.tag/1"] = "osintkit.tag/1"
    source: str
    row: int | None = None
    text: Text
    graphic: bool = False
    note: Text | None = None


class Indexed(Record):
    """What an index did with a file or a list; ``nothing`` when a list had no hash that could be read.

    ``hashes`` are those it now keeps of it, ``degenerate`` how many of them have too little texture for
    more than equality, ``refused`` how many frames were too flat to have a hash at all.
    """

    type: Literal["osintkit.indexed/1"] = "osintkit.indexed/1"
    source: str
    status: Literal[
        "added", "already", "extended", "removed", "not_there", "tagged", "untagged", "not_tagged", "nothing"
    ]
    algorithm: str | None = None
    sampling: str | None = None
    hashes: int = 0
    degenerate: int = 0
    refused: int = 0


class Index(Record):
    """What an index holds. ``degenerate`` hashes have too little texture to be grouped by likeness.

    ``bytes_per_hash`` is what a hash and its id take on the disk. Sizes are told when they are asked for,
    since they also depend on the order in which things were added.
    """

    type: Literal["osintkit.index/1"] = "osintkit.index/1"
    path: Text
    path_b64: ExactPath | None = None
    format: int
    stills: int
    videos: int
    lists: int
    hashes: int
    degenerate: int
    refused: int
    tags: int
    size_bytes: int | None = None
    bytes_per_hash: Measure | None = None
    status: Literal["ok", "damaged", "not_checked"] = "not_checked"
    says: Text = ""

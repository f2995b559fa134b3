"""Every JSON record osintkit reads or writes: the public contract.

One record is one line (NDJSON). ``type`` says kind and major version; ``source``, the SHA-256 of the
examined bytes, joins the records of a file. The first line is a `Run`, the last a `Summary`: a stream
without a Summary did not finish. Only those two hold clock time, so all other lines are the same for
the same input and version.
"""

from osintkit.records.base import (
    Record,
    path_bytes,
    path_fields,
    without_surrogates,
)
from osintkit.records.clock import LegalZone, Reading, StatedTime, WrittenTime, Zones
from osintkit.records.coordinates import Cell, Coordinates
from osintkit.records.hashes import (
    Group,
    Hash,
    Index,
    Indexed,
    Match,
    Medium,
    Member,
    Orientation,
    Span,
    Tag,
    Trim,
    Words,
)
from osintkit.records.kinds import (
    KIND_OF_CAVEAT,
    KINDS,
    Caveat,
    CaveatCode,
    CaveatKind,
    Confinement,
    Doctor,
    Failure,
    Frame,
    FrameRole,
    Run,
    Settings,
    Sheet,
    Shot,
    Skipped,
    Source,
    Stream,
    Summary,
    answer_of,
    caveat_of,
)
from osintkit.records.lines import Unread, decode_line, decode_lines, decode_text
from osintkit.records.media_time import seconds_of, timecode
from osintkit.records.meta import Meta, Place, Time
from osintkit.records.sun import Sun

__all__ = [
    "KINDS",
    "KIND_OF_CAVEAT",
    "Caveat",
    "CaveatCode",
    "CaveatKind",
    "Cell",
    "Confinement",
    "Coordinates",
    "Doctor",
    "Failure",
    "Frame",
    "FrameRole",
    "Group",
    "Hash",
    "Index",
    "Indexed",
    "LegalZone",
    "Match",
    "Medium",
    "Member",
    "Meta",
    "Orientation",
    "Place",
    "Reading",
    "Record",
    "Run",
    "Settings",
    "Sheet",
    "Shot",
    "Skipped",
    "Source",
    "Span",
    "StatedTime",
    "Stream",
    "Summary",
    "Sun",
    "Tag",
    "Time",
    "Trim",
    "Unread",
    "Words",
    "WrittenTime",
    "Zones",
    "answer_of",
    "caveat_of",
    "decode_line",
    "decode_lines",
    "decode_text",
    "path_bytes",
    "path_fields",
    "seconds_of",
    "timecode",
    "without_surrogates",
]

"""What a table shows of each kind of record."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from osintkit.records import Cell, Doctor, Frame, Hash, Indexed, Match, Member, Record, Shot


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Attributes:
        head: its heading.
        value: what a record shows in it.
        right: numbers stand on the right.
    """

    head: str
    value: Callable[[Any], str]
    right: bool = False


_WIDEST = 40


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _words(*parts: str | None) -> str:
    return " ".join(part.replace("_", " ") for part in parts if part)


def _how(match: Match) -> str:
    """What was done to the query, and how much of a video agrees."""
    return ", ".join(
        filter(
            None,
            (
                "" if match.orientation == "upright" else _words(match.orientation),
                "negative" if match.negative else "",
                "" if match.trim == "none" else f"trimmed ({_words(match.trim)})",
                f"{match.frames_in_common} frames" if match.frames_in_common > 1 else "",
            ),
        )
    )


def _query(match: Match) -> str:
    """Which of several queries: the frame of a video, or the hash that came without a picture."""
    return match.query_timecode or (f"{match.query_hash[:12]}…" if match.source is None else "")


def _chance(expected: float) -> str:
    return "none" if expected < 1e-3 else f"about {expected:.1g}"


COLUMNS: dict[type[Record], tuple[Column, ...]] = {
    Frame: (
        Column("time", lambda r: r.timecode, right=True),
        Column("shot", lambda r: _text(r.shot), right=True),
        Column("frame", lambda r: _text(r.frame), right=True),
        Column("why", lambda r: r.role.replace("_", " ")),
        Column("file", lambda r: r.file.rpartition("/")[2]),
    ),
    Shot: (
        Column("shot", lambda r: str(r.shot), right=True),
        Column("from", lambda r: r.start_timecode, right=True),
        Column("to", lambda r: r.end_timecode, right=True),
        Column("length", lambda r: f"{r.end_s - r.start_s:.3f} s", right=True),
        Column("begins with", lambda r: r.begins),
        Column("frames", lambda r: f"{_text(r.first_frame)}-{_text(r.last_frame)}", right=True),
    ),
    Hash: (
        Column("time", lambda r: r.timecode or "", right=True),
        Column("hash", lambda r: r.hash or "none"),
        Column("quality", lambda r: _text(r.quality), right=True),
        Column("of", lambda r: _words(r.algorithm, "" if r.orientation == "upright" else r.orientation)),
    ),
    Match: (
        Column("", lambda r: r.verdict.replace("_", " ")),
        Column("bits", lambda r: str(r.distance_bits), right=True),
        Column("query", _query, right=True),
        Column("seen at", lambda r: r.matched_timecode or "", right=True),
        Column("in", lambda r: _words(r.matched_path or r.matched_source[:12], r.matched_label)),
        Column("how", _how),
        Column("by chance", lambda r: _chance(r.chance_matches)),
    ),
    Cell: (
        Column("cell", lambda r: r.name),
        Column("person", lambda r: _text(r.person), right=True),
        Column("centre", lambda r: f"{r.centre_lat_deg:.6f}, {r.centre_lon_deg:.6f}"),
        Column("side", lambda r: f"{r.size_m:,.0f} m", right=True),
        Column("around", lambda r: r.around if len(r.around) <= _WIDEST else f"{r.around[:_WIDEST]}…"),
    ),
    Doctor: (
        Column("", lambda r: r.status),
        Column("what", lambda r: r.check),
        Column("version", lambda r: _text(r.version)),
        Column("says", lambda r: f"{r.says} {r.do}".rstrip()),
    ),
}


def cells(member: Member) -> tuple[str, ...]:
    """A file of a group: distance, time, size, bytes, claimed time, place."""
    size = f"{member.width_px} x {member.height_px}" if member.width_px else ""
    size_bytes = "" if member.size_bytes is None else f"{member.size_bytes:,}"
    where = _words(member.path or member.source[:12], member.label)
    apart = "" if member.distance_bits is None else str(member.distance_bits)
    return apart, member.timecode or "", size, size_bytes, member.claims or "", where


def done(record: Indexed) -> str:
    """What an index did with a file."""
    kept = f"{record.hashes} hashes" if record.hashes != 1 else "1 hash"
    little = f", {record.degenerate} of too little texture" if record.degenerate else ""
    return f"{record.status}: {kept}{little}"

"""What the readers of a file's metadata find, before anybody asks what it means.

Everything here runs in the confined worker and touches hostile bytes: whoever reads checks each length
against what is there, raises `Malformed` for what cannot be, and never guesses.
"""

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, TypeAlias

MOST_TAGS = 4000
MOST_BLOCKS = 400
MOST_PROBLEMS = 50
MOST_PARTS = 400
LONGEST_TEXT = 4000
"""Characters kept of one value; a longer one is cut, and a problem says so."""
LARGEST_BLOCK = 16 << 20
"""Bytes of one block of metadata that are read at most."""
MOST_BYTES = 64 << 20
"""Bytes of all blocks of one file together."""

Value: TypeAlias = str | int | float | list[Any] | dict[str, Any]
Status = Literal["read", "partly_read", "truncated", "corrupt", "unsupported"]
Kind = Literal["exif", "makernote", "xmp", "iptc", "icc", "c2pa", "text", "container", "tags"]


class Malformed(ValueError):
    """Bytes that are not what their place says they are; the text says what is wrong."""


class Spent(Exception):
    """The file holds more metadata than is read of any file."""


class Bytes(Protocol):
    """Something to read by position: a file, or a block that is held in memory."""

    @property
    def size_bytes(self) -> int:
        """How long it is."""

    def at(self, offset: int, length: int) -> bytes:
        """Up to ``length`` bytes from ``offset``; fewer only at the end."""


@dataclass(frozen=True, slots=True)
class Held:
    """A block that is held in memory, as `Bytes`."""

    data: bytes

    @property
    def size_bytes(self) -> int:
        """How long it is."""
        return len(self.data)

    def at(self, offset: int, length: int) -> bytes:
        """Up to ``length`` bytes from ``offset``; fewer only at the end."""
        return self.data[offset : offset + length] if offset >= 0 and length > 0 else b""


@dataclass(frozen=True, slots=True)
class Tag:
    """One value a file states.

    Attributes:
        name: where it stands, in the words the field knows from ExifTool (``-G1``): ``IFD0:Make``,
            ``ExifIFD:DateTimeOriginal``, ``XMP-xmp:CreateDate``, ``QuickTime:CreateDate``.
        value: text, a number, a list or, for an XMP structure, a mapping; never bytes, never NaN.
        raw: as it is written where that is something else than ``value``: ``37/1 29/1 1234/100``; empty
            where it is the same.
        place: which of several like ones: ``track 2``, ``item 3``; empty for the main one.
    """

    name: str
    value: Value
    raw: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A block of metadata in a file, and what came of reading it.

    Attributes:
        kind: what it is.
        place: where it stands, such as ``APP1``, ``item 3``, ``moov/udta``.
        status: how far it could be read.
        offset: of its first byte in the file; None inside something compressed or put together.
        length: in bytes, as stated.
        says: what is wrong with it; empty when nothing is.
    """

    kind: Kind
    place: str
    status: Status
    offset: int | None = None
    length: int = 0
    says: str = ""


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """A small picture that is kept beside the large one.

    Attributes:
        place: ``IFD1``, ``MPF 2``, ``Photoshop``, ``item 5``.
        offset: of its first byte in the file; None when it does not lie there in one piece.
        data: its bytes, a JPEG unless something else is said elsewhere.
    """

    place: str
    offset: int | None
    data: bytes


@dataclass(slots=True)
class Findings:
    """All that was found in one file.

    Attributes:
        format: by content: ``jpeg``, ``png``, ``heic``, ``mp4``, …; empty while nobody knows.
        tags: in the order of the file.
        blocks: of metadata, in the order of the file.
        problems: sentences on what is broken, cut, refused or too much.
        notes: sentences on what cannot be known, though nothing is broken, such as where a file ends.
        truncated: the file ends before its structure says it does.
        trailing_bytes: how many follow the end its structure states; None when it states none.
        boxes: names of the parts in file order (segments, chunks, boxes), for the structure.
        facts: about the structure, for those who look for traces: ``jpeg.tables``, ``mvhd.timescale``.
        thumbnails: small pictures kept beside the large one.
    """

    format: str = ""
    tags: list[Tag] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    truncated: bool = False
    trailing_bytes: int | None = None
    boxes: list[str] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)
    thumbnails: list[Thumbnail] = field(default_factory=list)
    bytes_read: int = 0

    def add(self, name: str, value: Value, raw: str = "", place: str = "") -> None:
        """Note a value.

        Raises:
            Spent: there are more than anybody needs.
        """
        if len(self.tags) >= MOST_TAGS:
            raise Spent(f"More than {MOST_TAGS} values; the rest was not read.")
        if isinstance(value, str) and len(value) > LONGEST_TEXT:
            self.problem(f"{name} is {len(value)} characters long; the first {LONGEST_TEXT} are kept.")
            value, raw = value[:LONGEST_TEXT], raw[:LONGEST_TEXT]
        self.tags.append(Tag(name, value, raw[:LONGEST_TEXT], place))

    def block(
        self,
        kind: Kind,
        place: str,
        status: Status = "read",
        *,
        offset: int | None = None,
        length: int = 0,
        says: str = "",
    ) -> None:
        """Note a block of metadata and what came of it; what went wrong is a problem too."""
        if len(self.blocks) < MOST_BLOCKS:
            self.blocks.append(Block(kind, place, status, offset, length, says))
        if says:
            self.problem(f"{place}: {says}")

    def problem(self, says: str) -> None:
        """Note what is wrong, once."""
        if len(self.problems) < MOST_PROBLEMS and says not in self.problems:
            self.problems.append(says[:400])

    def note(self, says: str) -> None:
        """Note what cannot be known although all was read, once."""
        if len(self.notes) < MOST_PROBLEMS and says not in self.notes:
            self.notes.append(says[:400])

    def part(self, name: str) -> None:
        """Note the next part of the file's structure."""
        if len(self.boxes) < MOST_PARTS:
            self.boxes.append(name)

    def take(self, source: Bytes, offset: int, length: int) -> bytes:
        """The bytes of a block; fewer than asked for when the file or the allowance ends.

        Raises:
            Spent: too much was read already.
        """
        data = source.at(offset, min(length, LARGEST_BLOCK))
        self.bytes_read += len(data)
        if self.bytes_read > MOST_BYTES:
            raise Spent(f"More than {MOST_BYTES >> 20} MiB of metadata; the rest was not read.")
        return data

    def first(self, *names: str) -> Value | None:
        """The value of the first of ``names`` that the file states."""
        for name in names:
            for tag in self.tags:
                if tag.name == name:
                    return tag.value
        return None


BROKEN = (Malformed, struct.error, ValueError, LookupError, ArithmeticError, UnicodeError, RecursionError)
"""What reading hostile bytes may raise; everything else is a bug here."""


@contextmanager
def reading(found: Findings, kind: Kind, place: str, *, offset: int | None, length: int) -> Iterator[None]:
    """Note a block as read, or as corrupt when reading it raises: the rest of the file goes on.

    A reader that could read a part notes the block itself and raises nothing; it then uses
    `Findings.block`, not this.
    """
    try:
        yield
    except BROKEN as error:
        found.block(kind, place, "corrupt", offset=offset, length=length, says=str(error) or "Malformed.")
    else:
        found.block(kind, place, "read", offset=offset, length=length)


def text(data: bytes, *codings: str) -> str:
    """Bytes as text: up to the first NUL, in the first of ``codings`` (or UTF-8, else Latin-1) that fits."""
    data = data.split(b"\0", 1)[0]
    for coding in codings or ("utf-8",):
        try:
            return data.decode(coding).strip()
        except UnicodeDecodeError as error:
            if error.start > 4 * LONGEST_TEXT:  # a long text, cut within a character
                return data[: error.start].decode(coding).strip()
    return data.decode("latin-1").strip()

"""A JPEG that lies within a raw file and holds its metadata."""

from dataclasses import dataclass, replace

from osintkit.meta.found import BROKEN, Bytes, Findings
from osintkit.meta.walk import jpeg


@dataclass(frozen=True, slots=True)
class _Part:
    """A stretch of a file, as `Bytes`."""

    source: Bytes
    begin: int
    size_bytes: int

    def at(self, offset: int, length: int) -> bytes:
        """Up to ``length`` bytes from ``offset``; fewer only at the end."""
        if offset < 0:
            return b""
        return self.source.at(self.begin + offset, min(length, self.size_bytes - offset))


def read(source: Bytes, found: Findings, at: int, length: int, *, place: str) -> None:
    """Read the headers of the JPEG at ``at`` as if they were the file's own.

    What the file stated already stays the main value; the JPEG's then carries ``place``. Its picture size is
    left out: it is a preview's.

    Raises:
        Spent: the file holds more than is read of any file.
    """
    inner = Findings(format="jpeg", facts={"all": found.facts.get("all")}, bytes_read=found.bytes_read)
    try:
        jpeg.header(_Part(source, at, min(length, source.size_bytes - at)), inner)
    except BROKEN as error:
        found.problem(f"{place}: {error}")
    found.bytes_read = inner.bytes_read
    known = {tag.name for tag in found.tags}
    for tag in inner.tags:
        if not tag.name.startswith(("File:", "JFIF:")):
            found.add(tag.name, tag.value, tag.raw, tag.place or (place if tag.name in known else ""))
    for block in inner.blocks:
        offset = None if block.offset is None else at + block.offset
        found.blocks.append(replace(block, place=f"{place}/{block.place}", offset=offset))
    for thumbnail in inner.thumbnails:
        found.thumbnails.append(
            replace(thumbnail, offset=None if thumbnail.offset is None else at + thumbnail.offset)
        )
    for says in inner.problems:
        found.problem(f"{place}: {says}")
    found.truncated = found.truncated or at + length > source.size_bytes
    found.facts.update({key: value for key, value in inner.facts.items() if key not in found.facts})

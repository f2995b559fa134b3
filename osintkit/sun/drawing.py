"""Pictures and maps as files beside the records that they show."""

from dataclasses import dataclass
from pathlib import Path

from osintkit import files
from osintkit.records import path_fields
from osintkit.records.sun import Picture, Sun


@dataclass(frozen=True, slots=True)
class Drawing:
    """Where pictures go.

    Attributes:
        out: the folder; made when it is not there.
        force: replace a different file of the same name.
    """

    out: Path
    force: bool = False

    def write(self, record: Sun, suffix: str, data: bytes, shows: str) -> Picture:
        """A file whose name tells what it shows and to which answer it belongs.

        Raises:
            OutputError: it cannot be written.
        """
        path = files.ready(self.out) / f"sun-{record.asked}-{record.id.rpartition(':')[2]}.{suffix}"
        digest = files.write(path, data, force=self.force)
        told = path_fields(path)
        return Picture(shows=shows, file=told["path"], path_b64=told["path_b64"], file_sha256=digest)


def kept(record: Sun, *pictures: Picture) -> Sun:
    """The record with pictures of it; its id, which they name, stays as it is."""
    return record.model_copy(update={"pictures": pictures})

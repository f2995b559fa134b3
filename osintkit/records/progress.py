"""Not a record: how far a step has come with a file, for whoever shows it to a person."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """How far, in seconds of the medium; ``total_s`` is what the file declares, if it does."""

    done_s: float
    total_s: float | None

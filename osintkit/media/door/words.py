"""What a child is called, and what a person can do instead, when it fails: it decodes, or it reads."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """The words for one kind of child.

    Attributes:
        doing: what it does, at the beginning of a sentence.
        who: what it is.
        instead: what may work where it does not, one sentence.
        crashed: what to do after a crash, besides treating the file as hostile.
        less: how to do with less memory, one sentence.
        stage: of the work.
    """

    doing: str
    who: str
    instead: str
    crashed: str
    less: str
    stage: str


DECODING = Words(
    doing="Decoding",
    who="decoder",
    instead="--from and --to examine a part of it.",
    crashed="--from and --to may examine a part of it.",
    less="Close other programs, use --workers 1, or examine a part with --from and --to.",
    stage="decode",
)
READING = Words(
    doing="Reading",
    who="reader",
    instead="ExifTool may read it: --reader exiftool.",
    crashed="ExifTool may read it: --reader exiftool.",
    less="Close other programs, or use --workers 1.",
    stage="read",
)

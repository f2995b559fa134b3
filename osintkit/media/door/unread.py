"""When the file itself was the trouble, whatever a decoder made of it. Both sides of the door use this."""

from osintkit.blocks import BlockReader
from osintkit.errors import FailureCode, InputError


def unread(reader: BlockReader) -> InputError | None:
    """Why the file could not be read as it was hashed; None when it could."""
    if reader.changed:
        return InputError(
            FailureCode.INPUT_CHANGED,
            "The file changed while it was being examined.",
            "Work on a copy that nothing writes to, and run again.",
            stage="read",
        )
    if reader.unreadable:
        return InputError(
            FailureCode.UNREADABLE,
            f"A part of the file could not be read ({reader.unreadable}).",
            "The disk or the connection may be failing: copy the file elsewhere and run again.",
            stage="read",
        )
    return None

"""Text that is said to be Latin-1, or is taken to be, and is what Windows writes in the West."""

import re

_CONTROL = re.compile("[\x80-\x9f]")
_WINDOWS = dict(
    enumerate("€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ", 0x80)  # noqa: RUF001
)
"""Windows-1252 where Latin-1 has 32 control characters that nobody writes; five of them stay."""


def western(written: str) -> str:
    """What do the letters say that Latin-1 has no place for: quotation marks, dashes, the euro?

    Programs that know one alphabet only write Windows-1252 and call it Latin-1; so it is read by browsers
    (WHATWG Encoding Standard, labels of windows-1252) and by ExifTool.

    Args:
        written: bytes as Latin-1, or text of any other alphabet, which stays as it is.
    """
    if written.isascii() or not _CONTROL.search(written):
        return written
    return written.translate(_WINDOWS)

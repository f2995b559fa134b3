"""Lists of hashes without pictures: ours, other tools', and how they are read and written.

`reading` tells what a list is; `tables` reads lines and CSV, `documents` JSON, `own` our records; all give
`entries`. `writing` gives a list away.
"""

from osintkit.index.lists.entries import Entries, Tagged
from osintkit.index.lists.reading import read
from osintkit.records import Unread

__all__ = ["Entries", "Tagged", "Unread", "read"]

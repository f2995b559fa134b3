"""The only writer to the terminal and to streams: records out, words to stderr.

Standard output carries records and nothing else: a C library that prints lands on stderr. A table is a
pure function of the records, so a saved stream shows the same table again. Text that comes from files
is made harmless for a terminal first: no escape sequences, no reordering of what is read.
"""

from osintkit.output.run import Destination, deliver, deliver_bytes
from osintkit.output.streams import guarded_stdout, writer
from osintkit.output.text import harmless, say, say_error

__all__ = [
    "Destination",
    "deliver",
    "deliver_bytes",
    "guarded_stdout",
    "harmless",
    "say",
    "say_error",
    "writer",
]

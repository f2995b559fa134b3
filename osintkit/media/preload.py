"""What must be imported before a child is locked down, since afterwards nothing can be opened.

Python imports its text encodings and what prints a traceback when it first needs them. What the
decoders import late stands in `video` and `image`, of which a child has the one its file needs.
"""

from importlib import import_module

import cv2
import numpy as np

_LATE = (
    "linecache", "tokenize", "traceback", "warnings",
    *(f"encodings.{name}" for name in (
        "ascii", "cp1252", "idna", "latin_1", "utf_8", "utf_16", "utf_16_be", "utf_16_le", "utf_32",
    )),
)  # fmt: skip

for _name in _LATE:
    import_module(_name)
np.seterr(all="ignore")  # a warning from a hostile picture's arithmetic helps nobody
cv2.setNumThreads(1)  # threads of the server would not survive a fork

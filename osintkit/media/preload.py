"""What must be imported before a child is locked down, since afterwards nothing can be opened.

Libraries import parts of themselves late: PyAV the Python halves of its kinds of streams, Pillow its
format plugins, NumPy some of its packages, Python its text encodings and what prints a traceback.
"""

import pkgutil
from importlib import import_module

import av
import cv2
import numpy as np
from PIL import Image

_LATE = (
    "ast", "linecache", "tokenize", "traceback", "warnings", "numpy.fft", "numpy.linalg", "numpy.ma",
    *(f"encodings.{name}" for name in (
        "ascii", "cp1252", "idna", "latin_1", "utf_8", "utf_16", "utf_16_be", "utf_16_le", "utf_32",
    )),
)  # fmt: skip

for _name in _LATE:
    import_module(_name)
for _module in pkgutil.walk_packages(av.__path__, "av."):
    if not _module.name.endswith("__main__"):
        import_module(_module.name)
Image.init()
np.seterr(all="ignore")  # a warning from a hostile picture's arithmetic helps nobody
cv2.setNumThreads(1)  # threads of the server would not survive a fork

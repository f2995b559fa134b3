"""Frames of many files with their failures as records: ``python examples/many_files.py FILE...``."""

import sys
from functools import partial
from pathlib import Path

from osintkit import batch, frames
from osintkit.frames import Wanted
from osintkit.records import Record

step = partial(frames.examine, wanted=Wanted(max_frames=3), out=Path("few"))
for item in batch.run(step, batch.inputs(map(Path, sys.argv[1:])), workers=2):
    if isinstance(item, Record):
        print(item.record_kind, getattr(item, "says", item.id))

"""Which shot of a video is the longest? ``python examples/longest_shot.py VIDEO``."""

import sys

from osintkit import frames
from osintkit.frames import Wanted
from osintkit.records import Shot

found = frames.extract(sys.argv[1], wanted=Wanted(pick="shots"))
shots = [record for record in found if isinstance(record, Shot)]
longest = max(shots, key=lambda shot: shot.end_s - shot.start_s)
print(f"shot {longest.shot}: {longest.start_timecode} to {longest.end_timecode}")

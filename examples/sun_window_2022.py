"""How much of a claimed hour can have had direct sun: the sun of 13 September 2022 over Sev Lake.

Of a video that was looked into in 2022, somebody said that it was filmed between six and seven in the
morning; it shows low sun. On a flat horizon the sun rises at 06:34:47 there, so only the rest of that
hour can show it. Mountains make it less.
"""

from datetime import date, time

from osintkit import sun
from osintkit.records.sun import Site

place = Site(text="Sev Lake", lat_deg=39.5981, lon_deg=46.2311, height_m=2666, within_m=100)
claimed = sun.Searched(
    first=date(2022, 9, 13), last=date(2022, 9, 13), between=(time(6), time(7)), zone="Asia/Yerevan"
)
for record in sun.when(place, claimed, sun.Clues(elevation_range=(0, 15))):
    if record.when is not None:
        print(*record.when.excluded, sep="\n")
        for left in record.when.candidates:
            print(f"{left.local_from} to {left.local_to} (UTC{left.offset})")
        print("Not known:", *record.not_established)

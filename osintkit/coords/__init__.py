"""A position in any usual notation, what its digits mean in metres, and what is near it."""

from osintkit.clock.stated import LOCAL
from osintkit.coords.notations import read
from osintkit.coords.position import Position
from osintkit.coords.step import Split, Wanted, convert, lat_first, written_time

__all__ = ["LOCAL", "Position", "Split", "Wanted", "convert", "lat_first", "read", "written_time"]

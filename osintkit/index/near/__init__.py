"""Which hashes are near each other? Exact for every radius; there is no index structure to build or to trust.

`search` finds those near a query and chooses the way: `scan` for few queries, `pigeonhole` and `counting`
for many. `join` links all that are near each other. `hamming` is what they share.
"""

from osintkit.index.near.join import diameter, groups
from osintkit.index.near.search import Block, Hits, exact, within

__all__ = ["Block", "Hits", "diameter", "exact", "groups", "within"]

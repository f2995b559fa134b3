"""The index as one SQLite file: what is added is safe when `Store.add` returns, whoever else reads or writes.

The only place that speaks SQL. `opening` opens the file, `sources` and `segments` keep its tables, `columns`
packs blobs, `gathering` brings a source together again, and `checking` looks for damage.
"""

from osintkit.index.store.adding import Outcome
from osintkit.index.store.checking import Info
from osintkit.index.store.handle import Store, open_store

__all__ = ["Info", "Outcome", "Store", "open_store"]

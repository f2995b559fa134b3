"""Was this seen before? An index of perceptual hashes in one file: exact, offline, without pictures.

Filling it: `adding` (files, with `_inside` in the confined child), `taking_in` (lists). Asking it: `asking`
(a file's hashes), `searching` (what is near them), `telling` (in records), `picturing` (on a sheet), `chance`
(what would be near anyway), `grouping` and `originals` (what shows the same, and which was first). Giving and
looking after: `giving`, `keeping`, `where`.

Below: `store` is the file, `near` the arithmetic, `lists` the forms of lists; `rows` and `question` are the
plain values they exchange.
"""

"""Arrays in, pictures out: what osintkit draws itself.

`text` writes one line in any script, `safe` destroys detail for the viewer's sake, `sheet` lays
out contact sheets. Everything here works on pictures that are already decoded; nothing opens
evidence. Pillow alone is used, because this runs in the process which must start fast.
"""

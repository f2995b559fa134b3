"""Arrays in, pictures out: what osintkit draws itself.

`text` writes one line in any script, `safe` destroys detail for the viewer's sake, `sheet` lays
out contact sheets; `axes`, `labels` and `page` are what plots are made of, `day`, `days` and `dome`
show the sun, `world` shows the earth. Everything here works on what is already decoded or computed;
nothing opens evidence. Text, pictures and sheets need Pillow alone, because frames must start fast.
"""

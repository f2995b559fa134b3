"""The door: hostile bytes are decoded in a confined process of their own, one for each file.

::

    caller ── the open file, by descriptor ──▶ server ── forks, once for each file ──▶ child
       ▲                                       (clean, pre-imported,                     │
       │                                        never sees a byte of evidence)           │
       └──────── checked JSON headers and raw pixels, nothing else ◀─────────────────────┘

`caller` is the parent's side, `start` gets a child running (from the fork server, or as a new
interpreter on systems without fork), `server` and `child` are what runs there, `confine` takes the
child's rights away before it reads anything, and `wire` is what they speak. The modules that a child
imports stay light: importing this package must not pull in the records.
"""

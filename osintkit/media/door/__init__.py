"""The door: hostile bytes are decoded in a confined process of their own, one for each file.

::

    caller ── the open file, by descriptor ──▶ server ── forks, once for each file ──▶ child
       ▲                                       (clean, pre-imported,                     │
       │                                        never sees a byte of evidence)           │
       └──────── checked JSON headers and raw pixels, nothing else ◀─────────────────────┘

Readers that are memory-safe and quick have a worker instead, which is kept for many files, one after the
other, and holds none of them::

    kept ── a file's first bytes, more when asked ──▶ keeping (an interpreter of its own, confined)
      ▲                                                  │
      └────────────── one answer for each file ──────────┘

`caller` is the parent's side, `start` gets a child running (from the fork server, or as a new
interpreter on systems without fork), `server` and `child` are what runs there, `confine` takes the
child's rights away before it reads anything, `watchdog` ends one that takes too long, and `wire` is
what they speak. The modules that a child imports stay light: importing this package must not pull in
the records.
"""

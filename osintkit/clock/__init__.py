"""What a written time can mean: its text, its zone, and where that is known from.

A time without a zone is kept as it is written. It never gets a ``Z``, nor this machine's zone.
"""

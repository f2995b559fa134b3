"""The only code that opens evidence or starts a program.

``door`` runs a step's inner half in a confined child; ``video`` and ``image`` decode there.
"""

"""Words for a person, made harmless first."""

import sys
import unicodedata
from contextlib import suppress

from osintkit.errors import OsintkitError

_MARKS_IN_A_ROW = 6


def harmless(text: str) -> str:
    r"""Text that can be shown on a terminal: control, format and line characters become ``\x1b``.

    Covers escape sequences (also the 8-bit ones), bidirectional overrides, zero-width characters, line
    and paragraph separators, private and unassigned code points, and piles of combining marks.
    """
    if text.isascii() and text.isprintable():
        return text
    shown, marks = [], 0
    for character in text:
        category = unicodedata.category(character)
        marks = marks + 1 if category in {"Mn", "Me"} else 0
        if category[0] == "C" or category in {"Zl", "Zp"} or marks > _MARKS_IN_A_ROW:
            shown.append(character.encode("unicode_escape").decode("ascii"))
        else:
            shown.append(character)
    return "".join(shown)


def say(text: str) -> None:
    """Words for a person, on stderr."""
    # When nobody listens (None: the stream was closed from the start), nothing can be done about it.
    with suppress(OSError, ValueError, AttributeError):
        sys.stderr.write(harmless(text) + "\n")
        sys.stderr.flush()


def say_error(error: OsintkitError) -> None:
    """An error and what to do about it, on stderr."""
    say(f"osintkit: {error.says}")
    if error.do:
        say(f"          {error.do}")

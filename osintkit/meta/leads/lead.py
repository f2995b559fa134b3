"""The form of a lead."""

from collections.abc import Sequence
from typing import Any, Literal

Fields = dict[str, Any]
"""The fields of a Lead record, or of the Meta record that it is about."""
Strength = Literal["strong", "moderate", "weak"]


def lead(id: str, strength: Strength, says: str, because: Sequence[str], does_not_show: str) -> Fields:  # noqa: A002
    """The fields of a Lead.

    Args:
        id: of the rule, such as ``container.ffmpeg_wrap``.
        strength: of the rule: how seldom it was wrong where that could be measured.
        says: what was found and what that is consistent with.
        because: the values it rests on, with their tags.
        does_not_show: what must not be concluded.
    """
    return {
        "id": id,
        "strength": strength,
        "says": says,
        "because": list(because),
        "does_not_show": does_not_show,
    }

"""The perceptual hashes there are, by name: what a command line may ask for and a record may say."""

from types import MappingProxyType

from osintkit.errors import UsageError

PDQ, PDQ_LUMA = "pdq", "pdq_luma"
PDQ_BITS = 256
ORIENTATIONS = (
    "upright", "rotated_90", "rotated_180", "rotated_270",
    "mirrored", "mirrored_rotated_90", "mirrored_rotated_180", "mirrored_rotated_270",
)  # fmt: skip
"""What is done to a picture before it is hashed: first mirrored left to right, then turned clockwise."""
OTHERS = MappingProxyType(
    {
        "phash": 64, "phash16": 256, "phash_simple": 64, "dhash": 64, "dhash16": 256, "dhash_vertical": 64,
        "whash": 64, "whash16": 256, "ahash": 64, "ahash16": 256, "colorhash": 42,
    }
)  # fmt: skip
"""Bits of the hashes of the imagehash library; 16 stands for its ``hash_size=16``."""
NAMES = (PDQ, *OTHERS)
_LONGEST_S = 1e6
"""Frames that are further apart than this are in no video."""


def check_distance(every_s: float | None) -> None:
    """Refuse a distance of frames that makes no sense; None stands for every frame.

    Raises:
        UsageError: it is not more than zero, or too long.
    """
    if every_s is not None and not 0 < every_s <= _LONGEST_S:
        raise UsageError(
            "The distance between frames must be more than zero, and less than a video is long.",
            "Try --every 0.5s.",
        )

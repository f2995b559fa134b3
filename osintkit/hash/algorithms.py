"""The perceptual hashes there are, by name: what a command line may ask for and a record may say."""

from types import MappingProxyType

PDQ, PDQ_LUMA = "pdq", "pdq_luma"
PDQ_BITS = 256
ORIENTATIONS = (
    "upright", "rotated_90", "rotated_180", "rotated_270",
    "mirrored", "mirrored_rotated_90", "mirrored_rotated_180", "mirrored_rotated_270",
)  # fmt: skip
OTHERS = MappingProxyType(
    {
        "phash": 64, "phash16": 256, "phash_simple": 64, "dhash": 64, "dhash16": 256, "dhash_vertical": 64,
        "whash": 64, "whash16": 256, "ahash": 64, "ahash16": 256, "colorhash": 42,
    }
)  # fmt: skip
"""Bits of the hashes of the imagehash library; 16 stands for its ``hash_size=16``."""
NAMES = (PDQ, *OTHERS)
LONGEST_S = 1e6
"""Frames that are further apart than this are in no video."""

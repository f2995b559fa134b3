"""Sixty things that happen to a picture on its way through social networks, the same on every run.

Each attack is drawn from a generator seeded with its name and the picture's, so that its result does not
depend on which others were made before. Its last step is one JPEG; networks that a picture has passed
before are JPEGs of their own.
"""

import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from tests.benchmarks import changes
from tests.benchmarks.changes import RGB, Make, toned

QUALITY = 85


@dataclass(frozen=True, slots=True)
class Attack:
    """One way in which a picture comes back changed.

    Attributes:
        make: picture, generator and host pictures -> the changed picture, before it is saved.
        quality: of the JPEG that it is saved as.
    """

    make: Make
    quality: int = QUALITY


def attack(name: str, identity: str, picture: RGB, hosts: Sequence[RGB]) -> RGB:
    """How does this picture look after the attack of this name, saved and opened again?

    Args:
        name: one of ``ATTACKS``.
        identity: what the picture is called; seeds the attack together with the name.
        picture: (height, width, 3), 0 to 255.
        hosts: at least three unrelated pictures, for collages and picture-in-picture.

    Returns:
        (height, width, 3), of whatever size the attack leaves.

    Raises:
        KeyError: no attack has this name.
    """
    way = ATTACKS[name]
    random = np.random.default_rng(zlib.crc32((name + identity).encode()))
    return changes.saved(np.ascontiguousarray(way.make(picture, random, hosts)), way.quality)


def plain(way: Callable[..., RGB], *arguments: object, **settings: object) -> Make:
    """A way that needs neither a generator nor hosts."""
    return lambda picture, _random, _hosts: way(picture, *arguments, **settings)


def drawn(way: Callable[..., RGB], setting: float) -> Make:
    """A way that needs a generator and a number, but no hosts."""
    return lambda picture, random, _hosts: way(picture, random, setting)


def in_turn(*ways: Make) -> Make:
    """Several ways, one after another."""

    def make(picture: RGB, random: np.random.Generator, hosts: Sequence[RGB]) -> RGB:
        for way in ways:
            picture = np.ascontiguousarray(way(picture, random, hosts))
        return picture

    return make


SEPIA = ((0.393, 0.769, 0.189), (0.349, 0.686, 0.168), (0.272, 0.534, 0.131))
GREY = ((0.299, 0.587, 0.114),) * 3
mirrored = plain(np.fliplr)
sent = plain(changes.whatsapp, 1)

ATTACKS: dict[str, Attack] = {
    **{f"jpeg_{quality}": Attack(changes.same, quality) for quality in (10, 30, 50, 70)},
    "whatsapp_1": Attack(sent, 75),
    "whatsapp_3": Attack(plain(changes.whatsapp, 3), 75),
    "telegram_3": Attack(plain(changes.telegram, 3), 82),
    "blur": Attack(changes.blur),
    "noise": Attack(changes.noise),
    "brighter": Attack(toned(lambda levels: levels + 60)),
    "darker": Attack(toned(lambda levels: levels * 0.45)),
    "contrast": Attack(toned(lambda levels: levels * 1.8 - 100)),
    "gamma_2": Attack(toned(changes.power(2))),
    "gamma_05": Attack(toned(changes.power(0.5))),
    "grey": Attack(toned(changes.mixed(GREY))),
    "sepia": Attack(toned(changes.mixed(SEPIA))),
    "filter": Attack(changes.look),
    **{f"down_{side}": Attack(plain(changes.limited, side)) for side in (64, 128, 320)},
    **{f"crop_{share}": Attack(drawn(changes.cropped, share / 100)) for share in (5, 10, 20, 30, 50, 70)},
    "aspect_9x16": Attack(changes.across),
    "aspect_square": Attack(drawn(changes.to_aspect, 1.0)),
    "mirror": Attack(mirrored),
    **{f"rot{90 * turns}": Attack(plain(np.rot90, turns)) for turns in (1, 2, 3)},
    **{f"rot_{degrees}deg": Attack(drawn(changes.tilted, degrees)) for degrees in (1, 2, 5, 10)},
    "photo_of_screen": Attack(changes.of_screen, 75),
    "invert": Attack(toned(lambda levels: 255 - levels)),
    "caption_top": Attack(changes.captioned),
    "caption_both": Attack(partial(changes.captioned, ends=2)),
    "text_over": Attack(changes.lettered),
    "watermark": Attack(changes.watermarked),
    "blur_regions": Attack(changes.hidden),
    "play_button": Attack(changes.playable),
    "news_banner": Attack(changes.broadcast),
    "stickers": Attack(changes.stuck),
    "letterbox": Attack(plain(changes.framed, down=changes.LETTERBOX)),
    "pillarbox": Attack(plain(changes.framed, along=changes.PILLARBOX)),
    "white_border": Attack(changes.bordered),
    "blur_sides": Attack(changes.blown_up),
    "phone_screenshot": Attack(changes.on_phone),
    "pip_50": Attack(partial(changes.inset, share=0.5)),
    "pip_30": Attack(partial(changes.inset, share=0.3)),
    "collage_2x2": Attack(changes.collage),
    "c1_mirror_crop20_caption": Attack(in_turn(mirrored, drawn(changes.cropped, 0.2), changes.captioned), 70),
    "c2_crop10_filter_wa3": Attack(
        in_turn(drawn(changes.cropped, 0.1), changes.look, plain(changes.whatsapp, 3)), 75
    ),
    "c3_screenshot_of_caption_tg": Attack(
        in_turn(changes.captioned, changes.on_phone, plain(changes.telegram, 2)), 82
    ),
    "c4_down320_stickers_text_q40": Attack(
        in_turn(plain(changes.limited, 320), partial(changes.stuck, count=3), changes.lettered), 40
    ),
    "c5_rot2_crop30_gamma": Attack(
        in_turn(drawn(changes.tilted, 2), drawn(changes.cropped, 0.3), toned(changes.power(1.6))), 60
    ),
    "c6_mirror_pip50_wa": Attack(in_turn(mirrored, partial(changes.inset, share=0.5), sent), 75),
}
"""The 60, by the names they have in tables of results."""

WITH_HOSTS = frozenset({"pip_50", "pip_30", "collage_2x2", "c6_mirror_pip50_wa"})
"""Those that show other pictures as well."""

TOGETHER: tuple[tuple[str, ...], ...] = (
    ("down_64", "down_128", "down_320"),
    ("crop_5", "crop_10"),
    ("crop_20",),
    ("crop_30", "crop_50", "crop_70"),
    ("aspect_9x16", "aspect_square"),
    ("mirror", "rot90", "rot180", "rot270"),
    ("rot_1deg", "rot_2deg"),
    ("rot_5deg", "rot_10deg"),
    ("photo_of_screen",),
    ("invert",),
    ("caption_top", "caption_both"),
    ("text_over", "watermark", "blur_regions", "play_button"),
    ("news_banner", "stickers"),
    ("letterbox", "pillarbox", "white_border"),
    ("blur_sides",),
    ("phone_screenshot",),
    ("pip_50",),
    ("pip_30",),
    ("collage_2x2",),
)
GROUPS: dict[str, tuple[str, ...]] = {
    "17 re-encodings, tones, blur, noise": tuple(ATTACKS)[:17],
    **{", ".join(names): names for names in TOGETHER},
    "six combinations": tuple(ATTACKS)[-6:],
}
"""The lines of a table of results, and the attacks that each is the mean of."""

"""What can be done to a picture, one thing at a time: the parts that attacks are put together from.

Every way takes a picture, (height, width, 3), 0 to 255, and returns a new one. Those that leave something
to chance take a generator, those that need other pictures take hosts. Sizes are shares of the picture's own.
"""

import io
import math
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

RGB = NDArray[np.uint8]
Floats = NDArray[np.float32]
Make = Callable[[RGB, np.random.Generator, Sequence[RGB]], RGB]
Colour = tuple[int, int, int]

FONT = Path(__file__).resolve().parents[2] / "osintkit/draw/fonts/sans.ttf"
WORDS = (
    *("street", "nobody", "morning", "breaking", "please", "share", "before", "delete", "army", "police"),
    *(
        "crowd",
        "fire",
        "bridge",
        "march",
        "river",
        "city",
        "market",
        "school",
        "night",
        "when",
        "until",
        "it",
    ),
)
BLACK, WHITE = (0, 0, 0), (255, 255, 255)
CAPTION, LETTERBOX, PILLARBOX, BORDER, THIRD = 0.18, 0.15, 0.30, 0.08, 0.20
PHONE_WIDTH, PHONE_HEIGHT, PHONE_TALLEST = 720, 1560, 960
CELL_WIDTH, CELL_HEIGHT, CELL_GAP = 640, 480, 12


def saved(picture: RGB, quality: int) -> RGB:
    """What is left of a picture after one JPEG of this quality."""
    file = io.BytesIO()
    Image.fromarray(picture).save(file, "JPEG", quality=quality)
    return np.array(Image.open(file).convert("RGB"), np.uint8)


def clipped(picture: NDArray[np.floating]) -> RGB:
    """The nearest levels, 0 to 255."""
    return np.asarray(np.clip(np.rint(picture), 0, 255), np.uint8)


def resized(picture: RGB, width: int, height: int) -> RGB:
    """The picture at this size, by Lanczos's filter, as networks and programs do it."""
    return np.array(
        Image.fromarray(picture).resize((max(1, width), max(1, height)), Image.Resampling.LANCZOS)
    )


def limited(picture: RGB, long_side: int) -> RGB:
    """The picture made smaller until its long side fits; never enlarged."""
    height, width = picture.shape[:2]
    scale = min(1.0, long_side / max(height, width))
    return resized(picture, round(width * scale), round(height * scale)) if scale < 1 else picture


def blurred(picture: RGB, sigma: float) -> RGB:
    """Through a Gaussian of this width in pixels; wide ones on a smaller copy, where they cost less."""
    height, width = picture.shape[:2]
    less = max(1, int(sigma // 4))
    size = (max(1, width // less), max(1, height // less))
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    small = cv2.GaussianBlur(small, (0, 0), sigma / less)
    return np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)


# --- the same view: networks, tones, noise ---


def same(picture: RGB, _random: np.random.Generator, _hosts: Sequence[RGB]) -> RGB:
    """Nothing but the JPEG that follows."""
    return picture


def network(picture: RGB, times: int, *, long_side: int, quality: int) -> RGB:
    """Through a network so often, the last JPEG of which is still to be made."""
    for _ in range(times - 1):
        picture = saved(limited(picture, long_side), quality)
    return limited(picture, long_side)


whatsapp = partial(network, long_side=1600, quality=75)
telegram = partial(network, long_side=1280, quality=82)


def blur(picture: RGB, _random: np.random.Generator, _hosts: Sequence[RGB]) -> RGB:
    """Out of focus."""
    return blurred(picture, max(picture.shape) / 200)


def noise(picture: RGB, random: np.random.Generator, _hosts: Sequence[RGB]) -> RGB:
    """Grain."""
    return clipped(picture + random.normal(0, 22, picture.shape))


def toned(curve: Callable[[Floats], Floats]) -> Make:
    """Levels moved by a curve."""

    def make(picture: RGB, _random: np.random.Generator, _hosts: Sequence[RGB]) -> RGB:
        return clipped(curve(picture.astype(np.float32)))

    return make


def power(exponent: float) -> Callable[[Floats], Floats]:
    """A gamma curve."""
    return lambda levels: np.asarray(255 * (levels / 255) ** exponent, np.float32)


def mixed(rows: Sequence[Sequence[float]]) -> Callable[[Floats], Floats]:
    """New colours, each a mixture of the old ones."""
    return lambda levels: np.asarray(levels @ np.array(rows, np.float32).T, np.float32)


def look(picture: RGB, _random: np.random.Generator, _hosts: Sequence[RGB]) -> RGB:
    """A photo app's filter: contrast, a warm cast, dark corners."""
    height, width = picture.shape[:2]
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    dark = 1 - 0.35 * (x**2 + y**2)[..., None] / 2
    warm = (picture - 128.0) * 1.35 + 128 + np.array([18, 4, -18])
    return clipped(warm * dark)


# --- less of it, or turned ---


def cropped(picture: RGB, random: np.random.Generator, removed: float) -> RGB:
    """A random window of the same aspect, without this share of the area."""
    height, width = picture.shape[:2]
    side = math.sqrt(1 - removed)
    rows, columns = round(height * side), round(width * side)
    top, left = random.integers(height - rows + 1), random.integers(width - columns + 1)
    return picture[top : top + rows, left : left + columns]


def to_aspect(picture: RGB, random: np.random.Generator, aspect: float) -> RGB:
    """The largest window of this width / height, 20 to 80 % along."""
    height, width = picture.shape[:2]
    columns, rows = min(width, round(height * aspect)), min(height, round(width / aspect))
    place = random.uniform(0.2, 0.8)
    top, left = int((height - rows) * place), int((width - columns) * place)
    return picture[top : top + rows, left : left + columns]


def across(picture: RGB, random: np.random.Generator, _hosts: Sequence[RGB]) -> RGB:
    """9:16 of a picture that lies, 16:9 of one that stands."""
    height, width = picture.shape[:2]
    return to_aspect(picture, random, 9 / 16 if width >= height else 16 / 9)


def tilted(picture: RGB, random: np.random.Generator, degrees: float) -> RGB:
    """Rotated a little, either way, on black."""
    height, width = picture.shape[:2]
    turn = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), degrees * random.choice([-1, 1]), 1)
    return np.asarray(cv2.warpAffine(picture, turn, (width, height), flags=cv2.INTER_LINEAR), np.uint8)


def of_screen(picture: RGB, random: np.random.Generator, _hosts: Sequence[RGB]) -> RGB:
    """Photographed from a screen: moire, perspective, a margin, uneven light, blur and grain."""
    height, width = picture.shape[:2]
    y, x = np.mgrid[:height, :width].astype(np.float32)
    shown = picture.astype(np.float32)
    for strength in (0.10, 0.06):
        cycles, angle = random.uniform(0.42, 0.47), random.uniform(0, math.pi)
        wave = np.sin(2 * math.pi * cycles * (x * math.cos(angle) + y * math.sin(angle)))
        shown *= (1 + strength * wave)[..., None]
    wide, tall = round(1.25 * width), round(1.25 * height)
    frame = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    corners = frame + np.array([(wide - width) / 2, (tall - height) / 2], np.float32)
    corners += random.uniform(-0.07, 0.07, (4, 2)).astype(np.float32) * [width, height]
    warp = cv2.getPerspectiveTransform(frame, corners.astype(np.float32))
    wall = tuple(random.uniform(25, 70, 3))
    seen = cv2.warpPerspective(clipped(shown), warp, (wide, tall), borderValue=wall).astype(np.float32)
    near, far, low = random.uniform(0.75, 1.15, 3)
    light = np.linspace(near, far, wide) * np.linspace(1, min(1.0, low), tall)[:, None]
    soft = cv2.GaussianBlur(seen * light[..., None].astype(np.float32), (0, 0), 0.8)
    return clipped(soft + random.normal(0, 4, soft.shape))


# --- something drawn over it ---


def font(size_px: float) -> ImageFont.FreeTypeFont:
    """Letters of this height."""
    return ImageFont.truetype(FONT, max(6, round(size_px)))


def phrase(random: np.random.Generator, words: int) -> str:
    """So many words at random."""
    return " ".join(random.choice(WORDS, words))


def write(draw: ImageDraw.ImageDraw, box: tuple[float, float, float, float], lines: list[str], ink: Colour,
          outline: Colour | None = None) -> None:  # fmt: skip
    """Lines of text in the middle of a box: left, top, right, bottom."""
    left, top, right, bottom = box
    size = 0.7 * (bottom - top) / len(lines)
    for number, line in enumerate(lines):
        fitting = min(size, 0.94 * size * (right - left) / max(1.0, font(size).getlength(line)))
        place = ((left + right) / 2, top + (bottom - top) * (number + 0.5) / len(lines))
        edge = 0 if outline is None else max(1, round(fitting / 12))
        draw.text(place, line, ink, font(fitting), "mm", stroke_width=edge, stroke_fill=outline)


def captioned(picture: RGB, random: np.random.Generator, _hosts: Sequence[RGB], *, ends: int = 1) -> RGB:
    """A white or black bar with two lines of text above, or above and below."""
    height, width = picture.shape[:2]
    bar = round(CAPTION * height)
    ground, ink = (WHITE, BLACK) if random.random() < 0.5 else (BLACK, WHITE)
    image = Image.new("RGB", (width, height + ends * bar), ground)
    image.paste(Image.fromarray(picture), (0, bar))
    draw = ImageDraw.Draw(image)
    for end in range(ends):
        top = end * (bar + height)
        write(draw, (0, top, width, top + bar), [phrase(random, 5), phrase(random, 4)], ink)
    return np.array(image)


def lettered(picture: RGB, random: np.random.Generator, _hosts: Sequence[RGB]) -> RGB:
    """Outlined words over the top and the bottom fifth."""
    image = Image.fromarray(picture)
    draw, (width, height) = ImageDraw.Draw(image), image.size
    for top in (0.0, 0.8):
        box = (0, top * height, width, (top + 0.2) * height)
        write(draw, box, [phrase(random, 4).upper()], WHITE, BLACK)
    return np.array(image)


def watermarked(picture: RGB, random: np.random.Generator, _hosts: Sequence[RGB]) -> RGB:
    """A word all over, at 20 degrees, two fifths opaque."""
    height, width = picture.shape[:2]
    side = 2 * max(height, width)
    layer = Image.new("L", (side, side))
    draw, letters, word = ImageDraw.Draw(layer), font(max(height, width) / 16), random.choice(WORDS).upper()
    step = letters.getlength(word) * 1.4
    for row, y in enumerate(np.arange(0, side, max(height, width) / 7)):
        for x in np.arange(-step * (row % 2) / 2, side, step):
            draw.text((x, y), word, 255, letters)
    turned = np.asarray(layer.rotate(20, Image.Resampling.BILINEAR), np.float32) / 255
    top, left = (side - height) // 2, (side - width) // 2
    opaque = 0.4 * turned[top : top + height, left : left + width, None]
    return clipped(picture * (1 - opaque) + 255 * opaque)


def broadcast(picture: RGB, _random: np.random.Generator, _hosts: Sequence[RGB]) -> RGB:
    """A channel's lower third, its tag and its logo: the same on every picture."""
    image = Image.fromarray(picture)
    draw, (width, height) = ImageDraw.Draw(image), image.size
    top = (1 - THIRD) * height
    draw.rectangle((0, top, width, height), (176, 16, 28))
    draw.rectangle((0, top + 0.62 * THIRD * height, width, height), (18, 24, 60))
    write(draw, (0, top, width, top + 0.62 * THIRD * height), ["BREAKING NEWS FROM THE CAPITAL"], WHITE)
    write(draw, (0, top + 0.62 * THIRD * height, width, height), ["more to follow - stay with us"], WHITE)
    draw.rectangle((0.03 * width, 0.04 * height, 0.15 * width, 0.11 * height), (208, 0, 0))
    write(draw, (0.03 * width, 0.04 * height, 0.15 * width, 0.11 * height), ["LIVE"], WHITE)
    draw.ellipse((0.86 * width, 0.04 * height, 0.86 * width + 0.12 * height, 0.16 * height), (255, 190, 0))
    return np.array(image)


def stuck(picture: RGB, random: np.random.Generator, _hosts: Sequence[RGB], *, count: int = 5) -> RGB:
    """Round yellow faces."""
    image = Image.fromarray(picture)
    draw, (width, height) = ImageDraw.Draw(image), image.size
    for _ in range(count):
        r = random.uniform(0.06, 0.11) * (width + height) / 2
        x, y = random.uniform(0.1, 0.9) * width, random.uniform(0.1, 0.9) * height
        draw.ellipse((x - r, y - r, x + r, y + r), (255, 204, 34), (96, 64, 0), max(1, round(r / 12)))
        for side in (-0.4, 0.4):
            draw.ellipse((x + (side - 0.12) * r, y - 0.4 * r, x + (side + 0.12) * r, y), (60, 40, 0))
        draw.arc(
            (x - 0.6 * r, y - 0.5 * r, x + 0.6 * r, y + 0.65 * r), 20, 160, (60, 40, 0), max(1, round(r / 8))
        )
    return np.array(image)


def hidden(picture: RGB, random: np.random.Generator, _hosts: Sequence[RGB]) -> RGB:
    """Four blurred squares, as over faces and plates."""
    changed = picture.copy()
    height, width = picture.shape[:2]
    for _ in range(4):
        side = int(random.uniform(0.15, 0.28) * min(height, width))
        top, left = random.integers(height - side + 1), random.integers(width - side + 1)
        square = changed[top : top + side, left : left + side]
        square[:] = blurred(square, max(1.0, side / 6))
    return changed


def playable(picture: RGB, _random: np.random.Generator, _hosts: Sequence[RGB]) -> RGB:
    """A player's button in the middle."""
    height, width = picture.shape[:2]
    r, x, y = 0.13 * min(height, width), width / 2, height / 2
    layer = Image.new("L", (width, height))
    ImageDraw.Draw(layer).ellipse((x - r, y - r, x + r, y + r), 170)
    opaque = np.asarray(layer, np.float32)[..., None] / 255
    image = Image.fromarray(clipped(picture * (1 - opaque) + 20 * opaque))
    corners = [(x - 0.35 * r, y - 0.5 * r), (x - 0.35 * r, y + 0.5 * r), (x + 0.55 * r, y)]
    ImageDraw.Draw(image).polygon(corners, WHITE)
    return np.array(image)


# --- inside something else ---


def framed(picture: RGB, *, down: float = 0, along: float = 0, ink: Colour = BLACK) -> RGB:
    """Bars of these shares of the height and the width on both sides."""
    height, width = picture.shape[:2]
    rows, columns = round(down * height), round(along * width)
    bars = (rows, rows, columns, columns)
    return np.asarray(cv2.copyMakeBorder(picture, *bars, cv2.BORDER_CONSTANT, value=ink), np.uint8)


def bordered(picture: RGB, _random: np.random.Generator, _hosts: Sequence[RGB]) -> RGB:
    """White, equally wide all round."""
    height, width = picture.shape[:2]
    thick = BORDER * max(height, width)
    return framed(picture, down=thick / height, along=thick / width, ink=WHITE)


def blown_up(picture: RGB, _random: np.random.Generator, _hosts: Sequence[RGB]) -> RGB:
    """On a blurred copy of itself that fills 9:16, or 16:9 for a picture that stands."""
    picture = limited(picture, 1080)
    height, width = picture.shape[:2]
    wide, tall = (width, round(width * 16 / 9)) if width > height else (round(height * 16 / 9), height)
    scale = max(wide / width, tall / height)
    filled = resized(picture, math.ceil(width * scale), math.ceil(height * scale))
    top, left = (filled.shape[0] - tall) // 2, (filled.shape[1] - wide) // 2
    ground = filled[top : top + tall, left : left + wide]
    ground = blurred(ground, max(wide, tall) / 50)
    top, left = (tall - height) // 2, (wide - width) // 2
    ground[top : top + height, left : left + width] = picture
    return ground


def on_phone(picture: RGB, random: np.random.Generator, _hosts: Sequence[RGB]) -> RGB:
    """A screenshot of an app that shows it, light or dark; the same words on every picture."""
    ground, ink = (WHITE, (20, 20, 20)) if random.random() < 0.5 else ((18, 18, 18), (235, 235, 235))
    height, width = picture.shape[:2]
    scale = min(PHONE_WIDTH / width, PHONE_TALLEST / height)
    shown = resized(picture, round(width * scale), round(height * scale))
    image = Image.new("RGB", (PHONE_WIDTH, PHONE_HEIGHT), ground)
    draw, below = ImageDraw.Draw(image), 240 + shown.shape[0]
    image.paste(Image.fromarray(shown), ((PHONE_WIDTH - shown.shape[1]) // 2, 240))
    draw.text((30, 14), "21:47", ink, font(26))
    draw.rectangle((640, 18, 690, 38), ink)
    draw.text((30, 76), "Photos", ink, font(44))
    draw.line((0, 146, PHONE_WIDTH, 146), (128, 128, 128))
    draw.ellipse((24, 160, 92, 228), (70, 130, 180))
    draw.text((110, 164), "street.reporter", ink, font(28))
    draw.text((110, 200), "2 hours ago", (128, 128, 128), font(20))
    for x in (30, 110, 190, 640):
        draw.ellipse((x, below + 20, x + 48, below + 68), None, ink, 5)
    for number, line in enumerate(
        ("1,204 likes", "This happened today. Please share!", "View all 88 comments")
    ):
        draw.text((30, below + 90 + 44 * number), line, ink, font(28))
    draw.line((0, 1460, PHONE_WIDTH, 1460), (128, 128, 128))
    for x in range(60, PHONE_WIDTH, 145):
        draw.rectangle((x, 1486, x + 46, 1532), None, ink, 5)
    return np.array(image)


def inset(picture: RGB, random: np.random.Generator, hosts: Sequence[RGB], *, share: float) -> RGB:
    """Laid on another picture, covering this share of it."""
    host = hosts[int(random.integers(len(hosts)))].copy()
    tall, wide = host.shape[:2]
    height, width = picture.shape[:2]
    scale = min(math.sqrt(share * tall * wide / (height * width)), tall / height, wide / width)
    small = resized(picture, min(wide, round(width * scale)), min(tall, round(height * scale)))
    top = random.integers(tall - small.shape[0] + 1)
    left = random.integers(wide - small.shape[1] + 1)
    host[top : top + small.shape[0], left : left + small.shape[1]] = small
    return host


def collage(picture: RGB, random: np.random.Generator, hosts: Sequence[RGB]) -> RGB:
    """One of four 4:3 cells with white between them; the cells cut off what does not fit."""
    others = [hosts[number] for number in random.choice(len(hosts), 3, replace=False)]
    others.insert(int(random.integers(4)), picture)
    sheet = np.full((2 * CELL_HEIGHT + CELL_GAP, 2 * CELL_WIDTH + CELL_GAP, 3), 255, np.uint8)
    for number, other in enumerate(others):
        height, width = other.shape[:2]
        columns, rows = min(width, height * 4 // 3), min(height, width * 3 // 4)
        top, left = (height - rows) // 2, (width - columns) // 2
        cell = resized(other[top : top + rows, left : left + columns], CELL_WIDTH, CELL_HEIGHT)
        down, along = (number // 2) * (CELL_HEIGHT + CELL_GAP), (number % 2) * (CELL_WIDTH + CELL_GAP)
        sheet[down : down + CELL_HEIGHT, along : along + CELL_WIDTH] = cell
    return sheet

"""The eight scenes of walk.mp4, painted: every name in SCENES turns seconds into what to film.

A scene is painted once, larger than a camera sees; what moves is added to a copy. Pictures are RGB,
0..1; colours are written 0xRRGGBB, places in canvas px.
"""

from collections.abc import Callable, Sequence
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.float32]  # height x width x 3
Aim = tuple[Picture, float, float, float]  # a canvas, the x and y a camera aims at, its zoom
Point = tuple[float, float]
Row = Sequence[float] | NDArray[np.float64]  # the xs or the ys of some points

CANVAS_W, CANVAS_H = 840, 1440
HAZE, NIGHT = 0xEDBD94, 0x0D1221


def _noise(height: int, width: int, cell_y: int, cell_x: int, seed: int) -> Picture:
    """Answer how a natural surface varies: five octaves of smooth noise, 0..1, height x width."""
    rng = np.random.default_rng(seed)
    total = np.zeros((height, width), np.float32)
    for octave in range(5):
        rows, columns = (height << octave) // cell_y + 2, (width << octave) // cell_x + 2
        grid = rng.random((rows, columns), dtype=np.float32)
        total += cv2.resize(grid, (width, height), interpolation=cv2.INTER_CUBIC) / 2**octave
    low, high = float(total.min()), float(total.max())
    return (total - low) / (high - low)


def _sky(*stops: tuple[float, int], width: int = CANVAS_W) -> Picture:
    at, colours = [place * CANVAS_H for place, _ in stops], [_tint(colour) for _, colour in stops]
    bands = [np.interp(np.arange(CANVAS_H), at, band) for band in np.array(colours).T]
    return np.repeat(np.stack(bands, axis=1).astype(np.float32)[:, None], width, axis=1)


def _rgb(colour: int) -> tuple[float, float, float]:
    return (colour >> 16) / 255, (colour >> 8 & 255) / 255, (colour & 255) / 255


def _tint(colour: int) -> Picture:
    return np.array(_rgb(colour), np.float32)


def _mix(a: int, b: int, share: float) -> int:
    red, green, blue = np.clip(_tint(a) + (_tint(b) - _tint(a)) * share, 0, 1) * 255
    return int(red) << 16 | int(green) << 8 | int(blue)


def _over(canvas: Picture, mask: NDArray[np.floating], colour: int) -> None:
    canvas += (_tint(colour) - canvas) * mask[..., None].astype(np.float32)


def _fill(canvas: Picture, colour: int, xs: Row, ys: Row) -> None:
    cv2.fillPoly(canvas, [np.column_stack([xs, ys]).astype(np.int32)], _rgb(colour))


def _box(canvas: Picture, x: float, y: float, w: float, h: float, colour: int) -> None:
    _fill(canvas, colour, (x, x + w, x + w, x), (y, y, y + h, y + h))


def _line(canvas: Picture, colour: int, thick: float, a: Point, b: Point) -> None:
    one, other = (int(a[0]), int(a[1])), (int(b[0]), int(b[1]))
    cv2.line(canvas, one, other, _rgb(colour), max(2, int(thick)))


def _disc(canvas: Picture, x: float, y: float, radius: float, colour: int) -> None:
    cv2.circle(canvas, (int(x), int(y)), max(2, int(radius)), _rgb(colour), -1)


def _shadow(canvas: Picture, xs: Row, ys: Row, keep: float, soft: int) -> None:
    mask = np.zeros(canvas.shape[:2], np.float32)
    cv2.fillPoly(mask, [np.column_stack([xs, ys]).astype(np.int32)], 1.0)
    canvas *= 1 - (1 - keep) * cv2.blur(mask, (soft, soft))[..., None]


def _clouds(canvas: Picture, cell_y: int, cell_x: int, few: float, colour: int, seed: int) -> None:
    cover = _noise(CANVAS_H, canvas.shape[1], cell_y, cell_x, seed) * 2.6 - few
    _over(canvas, np.clip(cover, 0, 0.85), colour)


def _textured(plane: Picture, colour: int) -> Picture:
    return plane[..., None] * _tint(colour)


def _glow(canvas: Picture, x: float, y: float, reach: float, colour: int) -> None:
    """Add the light of a lamp or the sun; only the part that it reaches is touched."""
    top, left = max(0, int(y - 5 * reach)), max(0, int(x - 5 * reach))
    part = canvas[top : int(y + 5 * reach), left : int(x + 5 * reach)]
    rows, columns = np.mgrid[: part.shape[0], : part.shape[1]].astype(np.float32)
    far = np.hypot(rows + top - y, columns + left - x) / reach
    part += _textured(np.maximum(np.exp(-far) - np.exp(-5), 0), colour)


def _hill(canvas: Picture, y: float, rise: float, colour: int, seed: int, trees: int = 0) -> None:
    """Lay a ridge over what is behind it, with mist at its foot and, if asked, a comb of firs."""
    width = canvas.shape[1]
    edge = y - rise * (_noise(2, width, 2, 420, seed)[0] - 0.5)
    if trees:
        comb = np.abs((np.arange(width) * 2 / trees) % 2 - 1) * _noise(2, width, 2, 60, seed + 1)[0]
        edge -= trees * 1.9 * comb
    below = np.arange(CANVAS_H, dtype=np.float32)[:, None] - edge[None].astype(np.float32)
    _over(canvas, np.clip(below, 0, 1), colour)
    grain = _noise(CANVAS_H, width, 9, 16, seed + 2)[..., None] - 0.5
    canvas *= 1 + np.clip(below, 0, 1)[..., None] * grain * 0.14


def _tree(canvas: Picture, x: float, y: float, h: float, green: int, seed: int) -> None:
    """Grow a broad-leaved tree: a trunk and 700 dabs of leaf, the sunward ones painted last."""
    rng, dark = np.random.default_rng(seed), _mix(green, 0x000810, 0.74)
    trunk = np.array((-0.035, -0.02, 0.02, 0.04)) * h + x
    _fill(canvas, 0x33261C, trunk, (y, y - h * 0.6, y - h * 0.6, y))
    angle, far = rng.uniform(0, 2 * np.pi, 700), np.sqrt(rng.random(700))
    u, v = np.cos(angle) * far, np.sin(angle) * far
    light = np.clip(0.5 - 0.35 * u - 0.45 * v + rng.normal(0, 0.17, 700), 0, 1)
    for i in np.argsort(light):
        size = h * rng.uniform(0.008, 0.032) + 1
        shade = _mix(dark, green, float(light[i]) * 1.25)
        _disc(canvas, x + u[i] * h * 0.3, y - h * 0.66 + v[i] * h * 0.34, size, shade)


def _person(canvas: Picture, x: float, y: float, h: float, phase: float, coat: int) -> None:
    """Draw someone seen from behind: y is the ground, h the height in canvas px, phase in steps."""
    swing, bob = np.sin(phase * np.pi), abs(np.cos(phase * np.pi)) * 0.015 * h
    hip = y - 0.47 * h - bob
    for side in (-h, h):
        lift = max(0.0, side * swing) * 0.07
        knee, foot = (x + side * 0.06, hip + 0.24 * h - lift / 2), (x + side * 0.055, y - lift)
        _line(canvas, 0x212433, 0.09 * h, (x + side * 0.045, hip), knee)
        _line(canvas, 0x212433, 0.07 * h, knee, foot)
        _line(canvas, 0x141212, 0.075 * h, foot, foot)
        shoulder = (x + side * 0.105, hip - 0.29 * h)
        hand = (x + side * 0.145, hip + 0.03 * h + side * swing * 0.035)
        _line(canvas, _mix(coat, 0, 0.3), 0.065 * h, shoulder, hand)
    back = np.array((-0.10, -0.12, 0, 0.12, 0.10)) * h + x
    _fill(canvas, coat, back, np.array((0.05, -0.30, -0.345, -0.30, 0.05)) * h + hip)
    _box(canvas, x - 0.075 * h, hip - 0.27 * h, 0.15 * h, 0.2 * h, _mix(coat, 0x334033, 0.7))
    _disc(canvas, x, hip - 0.405 * h, 0.057 * h, 0x3D2B1F)


def _project(canvas: Picture, flat: Picture, xs: Row, ys: Row) -> None:
    """Lay a flat texture over four canvas corners (from the top left, clockwise)."""
    high, wide = flat.shape[:2]
    source = np.array([(0, 0), (wide, 0), (wide, high), (0, high)], np.float32)
    turn = cv2.getPerspectiveTransform(source, np.column_stack([xs, ys]).astype(np.float32))
    size = canvas.shape[1::-1]
    mask = cv2.warpPerspective(np.ones((high, wide), np.float32), turn, size)
    canvas += (cv2.warpPerspective(flat, turn, size) - canvas) * mask[..., None]


@cache
def _dawn_canvas() -> Picture:
    canvas = _sky((0, 0x5C78AD), (0.28, 0xC2B0B2), (0.42, 0xFFCC8F), (1, 0xFFCC94))
    _clouds(canvas, 90, 420, 1.35, 0xFFD6B8, 3)
    _disc(canvas, 290, 560, 32, 0xFFFAF0)
    _glow(canvas, 290, 560, 130, 0xBF853D)
    down = np.arange(CANVAS_H, dtype=np.float32)[:, None] + np.zeros(CANVAS_W, np.float32)
    for i, trees in enumerate((0, 0, 0, 9, 15, 26, 0)):
        colour = _mix(HAZE, 0x171F21, (i / 6) ** 1.15)
        _hill(canvas, 640 + 85 * i, 130 + 18 * i, colour, 20 + 3 * i, trees)
        mist = np.clip(down / 100 - 6.6 - 0.85 * i, 0, 1) * np.float32(0.55 - 0.09 * i)
        _over(canvas, mist, HAZE)
    grass = np.clip(down / 60 - 20.5, 0, 0.6) * _noise(CANVAS_H, CANVAS_W, 5, 3, 9)
    _over(canvas, grass, 0x6B5C29)
    for x in range(40, 800, 175):
        _box(canvas, x, 1150 + x % 13, 15, 190, 0x0F0D0D)
        _line(canvas, 0x120F0F, 4, (x - 160, 1200), (x + 20, 1190))
    return canvas


def _dawn(t: float) -> Aim:
    canvas = _dawn_canvas().copy()
    for i in range(6):
        x, y = 690 - 75 * t - 47 * (i % 4), 300 + 31 * i - 9 * t
        tip = y - 9 * np.sin(9 * t + 1.9 * i)
        _line(canvas, 0x2E2E38, 3, (x - 15, tip), (x, y))
        _line(canvas, 0x2E2E38, 3, (x + 15, tip), (x, y))
    return canvas, 420, 720, 1


def _window(wall: Picture, x: float, y: float, wood: int) -> None:
    _box(wall, x - 12, y - 14, 114, 172, 0xB2A899)
    _box(wall, x, y, 90, 140, 0x29303B)
    _box(wall, x + 42, y, 6, 140, 0xD9D6CC)
    _box(wall, x - 34, y - 4, 32, 150, wood)
    _box(wall, x + 92, y - 4, 32, 150, wood)
    _box(wall, x, y + 142, 90, 14, 0x994C33)


def _facades(seed: int, light: int) -> Picture:
    """Answer one side of a street, flat, 700 x 1500: plaster, shutters, doors, eaves."""
    rng = np.random.default_rng(seed)
    wall = np.zeros((700, 1500, 3), np.float32)
    plaster = (0xE6CC9E, 0xCC9475, 0xDBD6C7, 0xB8B294)
    paint = (0x38614C, 0x334C75, 0x703829, 0x5C4C38)
    for house in range(4):
        x, high, wood = house * 375, 40 + int(rng.integers(60)), paint[(house + seed) % 4]
        _box(wall, x, 0, 375, high + 12, 0x75402E)
        _box(wall, x, high, 375, 700, plaster[(house * 3 + seed) % 4])
        _box(wall, x, 620, 375, 80, 0x80786E)
        for left, top in ((50, 130), (235, 130), (50, 380)):
            _window(wall, x + left, top, wood)
        _box(wall, x + 217, 368, 125, 320, 0xA89E8F)
        _box(wall, x + 235, 390, 90, 300, wood)
    return wall * _textured(0.82 + 0.36 * _noise(700, 1500, 70, 40, seed), light)


@cache
def _street_canvas() -> Picture:
    canvas = _sky((0, 0x6B99D6), (0.45, 0xDBE6EB), (1, 0xCCCCCC))
    _clouds(canvas, 150, 300, 1.2, 0xFAF7F2, 5)
    _hill(canvas, 600, 120, 0x738F8F, 61)
    _hill(canvas, 650, 60, 0x4C6B4C, 64, trees=10)
    _box(canvas, 405, 400, 66, 260, 0xBDB29E)
    _box(canvas, 405, 400, 22, 260, 0xDBCCAD)
    _fill(canvas, 0x5C3D38, (396, 438, 480), (402, 300, 402))
    _box(canvas, 428, 430, 20, 40, 0x262426)
    stones = 0.55 + 0.3 * _noise(900, 900, 26, 26, 70) + 0.25 * _noise(900, 900, 300, 200, 71)
    stones[::30] *= 0.7
    for row in range(0, 900, 30):
        stones[row : row + 30, (row // 2) % 45 :: 45] *= 0.7
    _project(canvas, _textured(stones, 0xBDAD99), (340, 545, 1500, -800), (665, 665, 1500, 1500))
    shady, sunny = _facades(2, 0x8F9AAC), _facades(5, 0xFFFCF5)[:, ::-1]
    _project(canvas, shady, (-220, 345, 345, -220), (-330, 470, 690, 1560))
    _project(canvas, sunny, (535, 1000, 1000, 535), (500, -120, 1340, 692))
    _shadow(canvas, (345, 440, 560, -220), (676, 676, 1440, 1560), 0.55, 15)
    _line(canvas, 0x1F1F21, 3, (230, 330), (650, 372))
    return canvas


def _street(t: float, feet: float | None = None) -> Aim:
    canvas = _street_canvas().copy()
    y = 1090 - 62 * t if feet is None else feet
    tall = (y - 655) * 1.08
    xs, ys = (480, 510, 480 - tall * 0.55, 480 - tall * 0.6), (0, 6, 0.26 * tall, 0.2 * tall)
    _shadow(canvas, xs, np.array(ys) + y, 0.6, 9)
    _person(canvas, 430 + 0.06 * y, y, tall, (t - 0.1) / 0.52, 0xB22921)
    return canvas, 420, 720, 1


def _street_again(t: float) -> Aim:
    return _street(t + 9, feet=800 - 14 * t)


def _fields(canvas: Picture) -> None:
    """Rule the valley floor into strips of crop, seen at a slant."""
    rng, floor = np.random.default_rng(91), np.zeros((700, 2560, 3), np.float32)
    for y in range(0, 700, 100):
        x = 0
        while x < 2560:
            w, crop = int(rng.integers(120, 420)), int(rng.integers(4))
            _box(floor, x, y, w, 100, (0x80943D, 0xBDA857, 0x618038, 0x998057)[crop])
            floor[y : y + 100, x : x + w : 14] *= 0.93
            x += w
    floor *= (0.8 + 0.4 * _noise(700, 2560, 30, 50, 92))[..., None]
    _project(canvas, floor, (0, 2560, 4200, -1600), (850, 850, 1500, 1500))


def _house(canvas: Picture, x: float, y: float, w: float, kind: int) -> None:
    wall, roof = (0xE0D1B2, 0xD6B894, 0xEBE6DB)[kind], (0xA85438, 0x965438, 0x855438)[kind]
    h, top = w * 0.6, y - w * 0.6
    _box(canvas, x, top, w, h, wall)
    _box(canvas, x + w, top, w * 0.4, h, _mix(wall, 0x404559, 0.5))
    pitch = np.array((top, y - h * 1.6, y - h * 1.6, top))
    _fill(canvas, roof, np.array((-0.06, 0.2, 1.15, 1.02)) * w + x, pitch)
    _fill(canvas, _mix(roof, 0, 0.4), np.array((1.02, 1.15, 1.45)) * w + x, pitch[[0, 1, 3]])
    for part in (0.15, 0.45, 0.72):
        _box(canvas, x + w * part, y - h * 0.7, w * 0.13, h * 0.34, 0x383842)


def _castle(canvas: Picture) -> None:
    across = np.arange(1760, 2560)
    slope = 960 - 330 / (1 + ((across - 2180) / 300) ** 4)
    _fill(canvas, 0x6B7A42, (1760, *across, 2560), (960, *slope, 960))
    canvas[620:960, 1760:] *= 0.75 + 0.5 * _noise(340, 800, 14, 30, 95)[..., None]
    for x, y, w, h in ((2050, 500, 70, 150), (2110, 555, 150, 95), (2240, 450, 64, 200)):
        _box(canvas, x, y, w, h, 0xA89985)
        _box(canvas, x + w * 0.7, y, w * 0.3, h, 0x7A6E61)
        for notch in range(0, w, 20):
            _box(canvas, x + notch, y - 10, 11, 12, 0x998C7A)


@cache
def _valley_canvas() -> Picture:
    canvas = _sky((0, 0x5C8FDB), (0.44, 0xD6E6F2), (1, 0xCCCCB2), width=2560)
    _clouds(canvas, 130, 380, 1.35, 0xFFFCF7, 80)
    for i, green in enumerate((0x8FA8C2, 0x6B8C8C, 0x5C8052, 0x758C42)):
        _hill(canvas, 610 + 62 * i, 430 - 95 * i, green, 81 + 3 * i, trees=(0, 0, 9, 0)[i])
    _fields(canvas)
    bank = (1040, 960, 930, 960, 1040, 1440, 1440)
    _fill(canvas, 0x7394A8, (0, 420, 760, 760, 520, 380, 0), bank)
    for x in (120, 270, 420, 570):
        cv2.ellipse(canvas, (x, 1010), (75, 100), 0, 180, 360, _rgb(0x857866), 34)
    _box(canvas, 0, 880, 700, 34, 0x998C78)
    rng = np.random.default_rng(90)
    for i in range(26):
        along, kind = 1000 + float(rng.uniform(0, 620)), int(rng.integers(3))
        _house(canvas, along, 830 + 8.5 * i, 46 + i * 1.7, kind)
    _house(canvas, 1270, 860, 120, 0)
    _box(canvas, 1230, 620, 52, 240, 0xDBCCB2)
    _fill(canvas, 0x6B3D33, (1222, 1256, 1290), (622, 520, 622))
    _box(canvas, 1246, 650, 18, 36, 0x332E2E)
    _castle(canvas)
    for i in range(16):
        along = 740 + 1800 * float(rng.random())
        _tree(canvas, along, 1010 + 24 * i, 130 + 9 * i, 0x708F38, 100 + i)
    return canvas


def _valley(t: float) -> Aim:
    u = float(np.clip((t - 0.5) / 5, 0, 1))
    return _valley_canvas(), 400 + 1750 * u * u * (3 - 2 * u), 760, 1


@cache
def _path_canvas() -> Picture:
    canvas = _sky((0, 0xBDD9E6), (0.4, 0xF5F2D6), (1, 0x808C4C))
    _hill(canvas, 610, 70, 0x9EB299, 110, trees=14)
    _hill(canvas, 650, 30, 0x80944C, 113)
    canvas[660:] *= 0.75 + 0.5 * _noise(CANVAS_H - 660, CANVAS_W, 8, 5, 116)[..., None]
    mud = _textured(0.7 + 0.5 * _noise(800, 500, 20, 60, 117), 0xAD9470)
    mud[:, 210:290] *= _tint(0xD1F0B8)
    _project(canvas, mud, (398, 424, 930, -60), (655, 655, 1500, 1500))
    for i in range(13):
        depth = 0.16 * 1.2**i
        h, side = 620 * depth, (-1) ** i * (0.62 + 0.12 * (i % 3))
        x, y = 411 + side * 560 * depth, 655 + 420 * depth
        cast = np.array((0, -0.03, 0.16, 0.15)) * h + y
        _shadow(canvas, np.array((0, 0.5, 1.3, 0.5)) * h + x, cast, 0.62, max(3, int(h / 12)))
        _tree(canvas, x, y, h, _mix(0xA8BD80, 0x809929, i / 12), 120 + i)
    return canvas


def _path(t: float) -> Aim:
    canvas = _path_canvas().copy()
    _shadow(canvas, (405, 425, 590, 580), (925, 925, 975, 985), 0.6, 9)
    _person(canvas, 412 + 5 * float(np.sin(t)), 925, 235, (t - 0.2) / 0.52, 0xB22921)
    step = 5 * abs(float(np.sin(np.pi * (t - 0.2) / 0.52)))
    return canvas, 415, 735 + step, 1 + 0.045 * t


@cache
def _door_canvas() -> Picture:
    canvas = _textured(0.8 + 0.6 * _noise(CANVAS_H, CANVAS_W, 40, 60, 140), 0x8F8575)
    for row in range(9):
        _box(canvas, 0, row * 165, CANVAS_W, 7, 0x6B6157)
        for x in range(-120 * (row % 2), CANVAS_W, 240):
            _box(canvas, x, row * 165, 7, 165, 0x6B6157)
    _box(canvas, 170, 200, 500, 1300, 0x332E2B)
    canvas[225:, 195:645] = _textured(0.6 + 0.5 * _noise(1215, 450, 400, 6, 141), 0x296685)
    for x in range(195, 645, 75):
        _box(canvas, x, 225, 6, 1300, 0x0F2633)
    for y in (420, 1000):
        _box(canvas, 195, y, 380, 34, 0x1C1C1F)
    cv2.circle(canvas, (590, 780), 40, _rgb(0x9E803D), 12)
    _box(canvas, 350, 560, 140, 100, 0xEDEBDB)
    one = np.array([(376, 594), (396, 578), (396, 642)])
    four = np.array([(452, 642), (452, 578), (420, 624), (464, 624)])
    cv2.polylines(canvas, [one, four], False, _rgb(0x1A2966), 8)
    _shadow(canvas, (0, 840, 840, 0), (0, 0, 120, 520), 0.55, 25)
    return canvas


def _door(_t: float) -> Aim:
    return _door_canvas(), 420, 700, 1


@cache
def _fair_canvas() -> Picture:
    canvas = _sky((0, NIGHT), (0.45, 0x212645), (0.6, 0x292433), (1, NIGHT))
    rng = np.random.default_rng(151)
    for x, y in rng.random((70, 2)):
        _disc(canvas, x * 840, y * 480, 2, 0x8C8F9E)
    for x in (-40, 120, 300, 440, 610, 740):
        y = 540 + int(rng.integers(130))
        _box(canvas, x, y, 190, 900 - y, 0x1E171A)
        _fill(canvas, 0x0F0D12, (x - 12, x + 95, x + 202), (y, y - 80, y))
        for left, top in ((30, 60), (110, 60), (30, 170), (110, 170)):
            _box(canvas, x + left, y + top, 42, 58, 0xF2B257 if rng.random() < 0.45 else 0x0D0F17)
    stones = _textured(_noise(600, 900, 14, 24, 152), 0x6B4F33)
    _project(canvas, stones, (0, 840, 1500, -700), (890, 890, 1500, 1500))
    _box(canvas, 545, 800, 250, 150, 0x4C291F)
    for i in range(8):
        xs = np.array((530, 565, 552, 522)) + i * np.array((35, 35, 32, 32))
        _fill(canvas, 0xCC382E if i % 2 else 0xE0D1B2, xs, (800, 800, 730, 730))
    _glow(canvas, 665, 860, 90, 0x996629)
    return canvas


def _fair(t: float) -> Aim:
    canvas = _fair_canvas().copy()
    people = ((180, 1010, 210), (300, 1040, 235), (470, 1000, 205), (390, 1180, 330))
    for i, (x, y, h) in enumerate(people):
        coat = (0x573329, 0x29334C, 0x5C4C2E, 0x33422E)[i]
        shift = 7 * float(np.sin(1.3 * t + 2 * i))
        _person(canvas, x + shift, y, h, 0.25 * float(np.sin(2 * t + i)), coat)
    for i in range(18):
        lamp_x = 20 + 100 * (i % 9) + 8 * float(np.sin(1.1 * t))
        lamp_y = (600 if i < 9 else 740) - 120 * ((i % 9 - 4) / 4) ** 2
        _glow(canvas, lamp_x, lamp_y, 24, 0xFFBD5C)
        _disc(canvas, lamp_x, lamp_y, 9, 0xFFF5D6)
    return canvas, 420, 760, 1


@cache
def _river_canvas() -> Picture:
    canvas = _sky((0, 0x3D4075), (0.3, 0xA87085), (0.46, 0xFAA875), (1, NIGHT))
    _clouds(canvas, 50, 500, 1.3, 0xDB7A75, 160)
    _disc(canvas, 600, 240, 26, 0xFAF2DB)
    _hill(canvas, 610, 110, 0x6B526B, 161)
    _hill(canvas, 650, 50, 0x292430, 164, trees=22)
    for x, h in ((120, 200), (230, 150), (700, 230)):
        _tree(canvas, x, 690, h, 0x333029, 170 + x)
    for x in (400, 450, 520):
        _box(canvas, x, 644, 34, 36, 0x1F1A1F)
        _fill(canvas, 0x1A141A, (x - 5, x + 17, x + 39), (645, 624, 645))
        _box(canvas, x + 10, 652, 9, 11, 0xFFC766)
    return canvas


def _river(t: float) -> Aim:
    """Mirror the far bank in moving water; a boat drifts near."""
    canvas = _river_canvas().copy()
    rows, columns = np.mgrid[0:760, 0:CANVAS_W].astype(np.float32)
    wave = np.sin(rows * 54 / (rows + 60) + 7 * t + columns * 0.011) * (2 + rows * 0.028)
    wave += np.sin(columns * 0.05 - rows * 0.13 - 4 * t) * (1 + rows * 0.008)
    water = cv2.remap(canvas, columns + wave * 1.4, 679 - rows * 0.88 + wave, cv2.INTER_LINEAR)
    canvas[680:] = water * _tint(0xC7CCE0)
    x, y = 270 + 9 * t, 1080 + 5 * float(np.sin(1.7 * t))
    _shadow(canvas, (x - 150, x + 150, x + 110, x - 120), (y, y, y + 120, y + 120), 0.45, 31)
    _fill(canvas, 0x211A1F, (x - 170, x + 175, x + 125, x - 130), (y - 30, y - 38, y + 40, y + 40))
    _fill(canvas, 0x6B4238, (x - 170, x + 175, x + 150, x - 150), (y - 30, y - 38, y - 18, y - 12))
    return canvas, 420, 720, 1


SCENES: dict[str, Callable[[float], Aim]] = {
    "dawn": _dawn,
    "street": _street,
    "valley": _valley,
    "path": _path,
    "door": _door,
    "street again": _street_again,
    "fair": _fair,
    "river": _river,
}

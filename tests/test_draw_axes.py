"""The plotting room: values land where they belong, and no label lies on another."""

import itertools
import random

import numpy as np
import pytest
from PIL import Image

from osintkit.draw import axes, labels, page, text
from osintkit.draw.axes import Axes, Box
from osintkit.draw.labels import Flag, Raised
from osintkit.draw.page import Swatch, Words

WHITE, BLACK = (255, 255, 255), (0, 0, 0)
BOX = Box(20, 10, 180, 90)
FRAME = Axes(BOX, (0.0, 16.0), (-10.0, 30.0))


def canvas() -> Image.Image:
    return Image.new("RGB", (200, 100), WHITE)


def dark(picture: Image.Image) -> np.ndarray:
    """Where anything has been drawn."""
    return np.asarray(picture.convert("L")) < 250


def extent(picture: Image.Image) -> Box:
    rows, columns = np.nonzero(dark(picture))
    return Box(columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)


@pytest.mark.parametrize(
    ("low", "high", "most", "expected"),
    [
        (-20, 90, 12, (-20, -10, 0, 10, 20, 30, 40, 50, 60, 70, 80, 90)), (0.1, 0.9, 2, (0.5,)),
        (-20, 30, 12, (-20, -15, -10, -5, 0, 5, 10, 15, 20, 25, 30)), (3, 4001, 3, (2000, 4000)),
        (0, 1, 6, (0, 0.2, 0.4, 0.6, 0.8, 1)),
    ],
)  # fmt: skip
def test_round_ticks(low: float, high: float, most: int, expected: tuple[float, ...]) -> None:
    assert axes.ticks(low, high, most=most) == pytest.approx(expected)


def test_ticks_are_inside_and_never_too_many() -> None:
    random.seed(4)
    for _ in range(500):
        low = random.uniform(-1000, 1000)
        high, most = low + 10 ** random.uniform(-3, 4), random.randrange(2, 20)
        found = axes.ticks(low, high, most=most)
        assert 1 <= len(found) <= most
        assert all(low - 1e-6 <= tick <= high + 1e-6 for tick in found)


@pytest.mark.parametrize(("low", "high", "most"), [(1, 1, 5), (2, 1, 5), (0, 1, 1), (float("nan"), 1, 5)])
def test_no_ticks_on_no_axis(low: float, high: float, most: int) -> None:
    with pytest.raises(ValueError, match="no ticks"):
        axes.ticks(low, high, most=most)


def test_values_land_on_their_pixels() -> None:
    assert (FRAME.across(0), FRAME.across(16), FRAME.down(-10), FRAME.down(30)) == (20, 180, 90, 10)
    assert FRAME.points([4, 8], [0, 30]).tolist() == [[60, 70], [100, 10]]
    assert FRAME.columns(4, 8) == Box(60, 10, 100, 90)
    assert FRAME.rows(0, 10) == Box(20, 50, 180, 70)
    upside_down = Axes(BOX, (0, 1), (8.0, 0.0))
    assert upside_down.rows(0, 1) == Box(20, 10, 180, 20)


@pytest.mark.parametrize(("start", "stop"), [(4, 4), (4, 4.0001), (16, 16), (0, 0), (-3, 0), (15.999, 20)])
def test_what_is_thinner_than_a_pixel_is_still_seen(start: float, stop: float) -> None:
    box = FRAME.columns(start, stop)
    assert box.right - box.left == 1
    assert box.within(BOX)


def test_what_is_outside_is_not_drawn() -> None:
    picture = canvas()
    for box in (FRAME.columns(-5, -1), FRAME.columns(17, 20), FRAME.rows(40, 50)):
        axes.fill(picture, box, BLACK)
        axes.hatch(picture, box, BLACK)
        axes.outline(picture, box, BLACK)
    assert not dark(picture).any()
    xs = np.linspace(-30, 30, 400)
    axes.stroke(picture, FRAME.points(xs, 60 * np.sin(xs)), BLACK, within=BOX, width_px=4, halo_px=2)
    assert extent(picture).within(BOX)
    assert extent(picture) == BOX


def test_a_curve_goes_through_its_points_and_keeps_its_gaps() -> None:
    picture = canvas()
    xs = np.linspace(0, 16, 321)
    ys = np.where((xs > 6) & (xs < 10), np.nan, xs)
    axes.stroke(picture, FRAME.points(xs, ys), BLACK, within=BOX, width_px=3)
    drawn = dark(picture)
    for x in (1.0, 3.3, 5.5, 10.5, 14.2):
        column = np.flatnonzero(drawn[:, round(FRAME.across(x))])
        assert abs(column.mean() + 0.5 - FRAME.down(x)) <= 1
    assert not drawn[:, round(FRAME.across(6.3)) : round(FRAME.across(9.7))].any()


def test_a_sharp_bend_has_no_notch() -> None:
    picture = canvas()
    axes.stroke(picture, np.array([[40.0, 80], [100, 30], [160, 80]]), BLACK, within=BOX, width_px=8)
    assert dark(picture)[29, 100]


@pytest.mark.parametrize("points", [[], [[50.0, 50.0]], [[np.nan, 1.0], [2.0, np.nan]]])
def test_no_line_without_two_points(points: list[list[float]]) -> None:
    picture = canvas()
    axes.stroke(picture, np.array(points).reshape(-1, 2), BLACK, within=BOX, width_px=3)
    assert not dark(picture).any()


def test_hatching_goes_on_in_the_neighbour() -> None:
    whole, parts = canvas(), canvas()
    axes.hatch(whole, BOX, BLACK)
    for box in (BOX._replace(right=77), BOX._replace(left=77, bottom=31), BOX._replace(left=77, top=31)):
        axes.hatch(parts, box, BLACK)
    assert whole.tobytes() == parts.tobytes()


def test_half_a_colour() -> None:
    picture = canvas()
    axes.fill(picture, BOX, axes.BLUE, opacity=0.5)
    drawn = picture.getpixel((100, 50))
    assert isinstance(drawn, tuple)
    assert np.abs(np.subtract(drawn, axes.tint(axes.BLUE, opacity=0.5))).max() <= 1


def test_colours_stay_apart_in_grey() -> None:
    levels = sorted(
        Image.new("RGB", (1, 1), c).convert("L").getpixel((0, 0))
        for c in (axes.ORANGE, axes.BLUE, axes.VERMILION)
    )  # type: ignore[type-var]
    assert all(b - a >= 30 for a, b in itertools.pairwise(levels))  # type: ignore[operator]


def test_a_ring_is_hollow_and_a_disc_is_not() -> None:
    ring, disc = canvas(), canvas()
    axes.ring(ring, (100.5, 50.5), BLACK, radius_px=20, width_px=2)
    axes.ring(disc, (100.5, 50.5), BLACK, radius_px=20)
    assert extent(ring) == extent(disc)
    assert not dark(ring)[50, 100]
    assert dark(disc)[50, 100]


@pytest.mark.parametrize("words", ["one two three " * 30, "x" * 500, "ساحة التحرير " * 20, "", " \n "])
def test_wrapped_lines_fit(words: str) -> None:
    lines = axes.wrapped(words, width_px=180)
    assert all(text.width(line, size_px=14) <= 180 for line in lines)
    if "x" not in words:
        assert " ".join(lines).split() == words.split()


def test_scale_labels_that_do_not_fit_are_thinned_evenly(monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[str] = []
    monkeypatch.setattr(axes, "write", lambda _p, _x, _y, words, **_: written.append(words))
    axes.x_scale(canvas(), FRAME, [(k, f"{k:02d}") for k in range(17)])
    assert written == [f"{k:02d}" for k in range(0, 17, 3)]
    written.clear()
    axes.y_scale(canvas(), FRAME, [(float(k), str(k)) for k in range(-10, 31)])
    assert written[0] == "-10"
    assert 3 <= len(written) <= 5


# Labels.


def touch(one: Raised, other: Raised) -> bool:
    return one.row == other.row and one.left_px < other.right_px and other.left_px < one.right_px


def hides(one: Raised, other: Raised) -> bool:
    """Whether the pole of the other goes through the label of this one."""
    return one.row < other.row and one.left_px <= other.flag.at_px < one.right_px


@pytest.mark.parametrize("seed", range(40))
def test_flags_never_lie_on_each_other(seed: int) -> None:
    random.seed(seed)
    count, spread = random.randrange(1, 14), random.choice([30, 200, 900])
    flags = [Flag(100 + random.randrange(spread), "a label " * random.randrange(1, 4)) for _ in range(count)]
    raised, left_over = labels.raise_flags(flags, left_px=20, right_px=1100)
    assert sorted([place.flag for place in raised] + left_over) == sorted(flags)
    for one, other in itertools.permutations(raised, 2):
        assert not touch(one, other)
        assert not hides(one, other)
    for place in raised:
        assert 20 <= place.left_px <= place.right_px <= 1100
        assert place.left_px - 6 <= place.flag.at_px <= place.right_px + 5


def test_a_few_flags_all_have_a_place_and_one_row_is_enough_where_they_are_apart() -> None:
    near = [Flag(at, f"sunrise 06:34:4{at % 10}") for at in (300, 302, 310, 316)]
    assert labels.raise_flags(near, left_px=20, right_px=1100)[1] == []
    apart = [Flag(at, "sunrise") for at in (100, 300, 500)]
    assert {place.row for place in labels.raise_flags(apart, left_px=20, right_px=1100)[0]} == {0}


def test_flags_without_a_place_are_told() -> None:
    flags = [Flag(300, f"number {number}") for number in range(60)]
    raised, left_over = labels.raise_flags(flags, left_px=20, right_px=1100)
    assert len(raised) >= 7
    assert flags[0] in {place.flag for place in raised}
    assert left_over == [flag for flag in flags if flag not in {place.flag for place in raised}]
    assert page.with_notes(Words("t"), [flag.label for flag in left_over]).notes[0].count("number") == len(
        left_over
    )


def test_a_label_that_is_too_long_is_cut() -> None:
    (place,), _ = labels.raise_flags([Flag(300, "word " * 400)], left_px=20, right_px=600)
    assert 20 <= place.left_px < place.right_px <= 600


def test_beside_a_point_but_not_on_what_is_taken_and_not_nearer_to_another() -> None:
    taken = np.zeros((100, 200), dtype=np.bool_)
    everywhere = Box(0, 0, 200, 100)
    place = labels.beside((100, 50), "12", towards=(0, -1), within=everywhere, taken=taken)
    assert place is not None
    assert place.bottom <= 50
    labels.take(taken, Box(0, 0, 200, 50))
    assert labels.beside((100, 50), "12", towards=(0, -1), within=everywhere, taken=taken) is None
    other = labels.beside((100, 50), "12", towards=(0, 1), within=everywhere, taken=taken, others=[(100, 70)])
    assert other is None or not other.grown(3).overlaps(Box(100, 70, 101, 71))
    assert labels.beside((199, 99), "12", towards=(1, 1), within=everywhere, taken=taken) is None


# Pages.


def test_a_page_is_its_parts() -> None:
    words = Words("標題 " * 200, ("a fact " * 60,), ("note " * 90, "نص"), "clock")
    head = page.head(words)
    foot = page.foot([Swatch(f"sign {k}", ground=axes.BLUE, hatched=k % 2 == 0) for k in range(20)], words)
    whole = page.stacked([head, page.banner("Nothing is left. " * 20), foot])
    assert whole.width == page.WIDTH_PX
    edge = np.asarray(whole.convert("L"))
    assert (edge[:, : axes.MARGIN_PX - 2] == axes.PAPER[0]).all()
    assert (edge[:, -axes.MARGIN_PX + 2 :] == axes.PAPER[0]).all()


def test_endless_notes_end_and_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    monkeypatch.setattr(axes, "write", lambda _p, _x, _y, words, **_: drawn.append(words))
    page.foot([], Words("t", notes=tuple(f"note {k}" for k in range(1000))))
    assert len(drawn) == 40
    assert drawn[-1] == "(961 more lines are not shown here)"

"""Pictures of a day and of many: times where they belong, told apart in grey, no label on another."""

import itertools
from datetime import date, timedelta

import numpy as np
import pytest
from PIL import Image

from osintkit.draw import axes, day, days, text
from osintkit.draw.axes import Box
from osintkit.draw.day import Asked, Band, DayCurve, Mark, Span
from osintkit.draw.days import DayRow
from osintkit.draw.page import Words

HOUR = 3600.0
WORDS = Words("A day", ("Place 40.0, 46.0.",), ("Assumptions: flat horizon.",), "local clock, UTC+04:00")
LEFT, RIGHT = 114, 1160  # of the plot of `candidates`
FITS, BEST = (0, 114, 178), (0, 48, 82)
LIGHT = (
    (-0.8, "day"),
    (-6, "civil twilight"),
    (-12, "nautical twilight"),
    (-18, "astronomical twilight"),
    (-99, "night"),
)


def sun(latitude: float, declination: float, hour_angle: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Elevation and azimuth, roughly: a sun that stays at one declination."""
    phi, delta, turn = np.radians(latitude), np.radians(declination), np.radians(hour_angle)
    up = np.sin(phi) * np.sin(delta) + np.cos(phi) * np.cos(delta) * np.cos(turn)
    south = np.sin(phi) * np.cos(delta) * np.cos(turn) - np.cos(phi) * np.sin(delta)
    west = np.cos(delta) * np.sin(turn)
    return np.degrees(np.arcsin(up)), np.degrees(np.arctan2(west, south)) % 360 + 180


def light(seconds: np.ndarray, elevation: np.ndarray) -> tuple[Span, ...]:
    kinds = [next(k for k, (least, _) in enumerate(LIGHT) if value > least) for value in elevation]
    edges = [0, *(np.flatnonzero(np.diff(kinds)) + 1).tolist(), len(kinds) - 1]
    pairs = itertools.pairwise(edges)
    return tuple(Span(seconds[a], seconds[b], kinds[a] / 4, LIGHT[kinds[a]][1]) for a, b in pairs)


def curve(latitude: float = 40.0, declination: float = 4.0, length_s: float = 86400.0) -> DayCurve:
    seconds = np.linspace(0, length_s, 1441)
    elevation, azimuth = sun(latitude, declination, (seconds - 45000) / 240)
    hours = tuple(Mark(k * HOUR, f"{k:02d}") for k in range(round(length_s / HOUR) + 1))
    return DayCurve(seconds, elevation, azimuth % 360, length_s, hours, light(seconds, elevation))


def marks(of: DayCurve) -> list[Mark]:
    """Where the curve crosses the horizon and the end of civil twilight, and its highest point."""
    found = [Mark(float(of.seconds[of.elevation_deg.argmax()]), "noon 12:30:00, 54.0°")]
    for level, word, bearing in ((-6.0, "civil dawn", ""), (-0.8, "sunrise", "84.2°")):
        for at in np.flatnonzero(np.diff(np.sign(of.elevation_deg - level))):
            found += [Mark(float(of.seconds[at]), f"{word} 06:00:0{at % 10}", bearing)]
    return found


def bytes_of(picture: Image.Image) -> tuple[str, tuple[int, int], bytes]:
    return picture.mode, picture.size, picture.tobytes()


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Image.Image, Box, str]]:
    """Everything that is written, with where its letters stand."""
    real = text.draw
    found: list[tuple[Image.Image, Box, str]] = []

    def draw(
        picture: Image.Image, left: int, top: int, words: str, *, size_px: int, **options: object
    ) -> int:
        wide = real(picture, left, top, words, size_px=size_px, **options)  # type: ignore[arg-type]
        standing = top + text.baseline(size_px=size_px)
        if picture.mode == "RGB":
            found.append((picture, Box(left, standing - round(0.72 * size_px), left + wide, standing), words))
        return wide

    monkeypatch.setattr(text, "draw", draw)
    return found


PLACES = [
    (40, 4),
    (40, -23),
    (0, 0),
    (0, 23),
    (23.4, 23.4),
    (70, 23),
    (70, -23),
    (66, 23),
    (90, 10),
    (90, -23),
    (-34, -22),
    (-80, 5),
]

ABOUT = [None, (6.9, 6.9), (12.4, 12.4), (5.0, 8.0), (0.0, 0.0), (9.0, 10.5), (23.9, 24.0)]


@pytest.mark.parametrize(
    ("latitude", "declination", "asked"),
    [(*place, ABOUT[(2 * number + k) % len(ABOUT)]) for number, place in enumerate(PLACES) for k in range(2)],
)
def test_words_of_a_sun_path_never_overlap_and_are_all_on_the_page(
    latitude: float,
    declination: float,
    asked: tuple[float, float] | None,
    written: list[tuple[Image.Image, Box, str]],
) -> None:
    of = curve(latitude, declination)
    about = (
        None
        if asked is None
        else Asked(
            asked[0] * HOUR, asked[1] * HOUR, "asked: 06:54:00, 12.4° high", "sun 99.9°", "shadow 279.9°"
        )
    )
    picture = day.sun_path(of, WORDS, marks=marks(of), asked=about)
    assert (picture.mode, picture.width) == ("RGB", 1200)
    for (part, one, words), (other_part, other, more) in itertools.combinations(written, 2):
        assert part is not other_part or not one.overlaps(other), (words, more)
    for part, box, words in written:
        assert box.within(Box(8, 0, part.width - 8, part.height)), words
    if asked is not None:
        assert any(words.startswith("sun 99.9°") for _, _, words in written)


def test_the_same_data_give_the_same_picture() -> None:
    of = curve()
    about = Asked(7 * HOUR, 8 * HOUR, "asked")
    again = [day.sun_path(of, WORDS, marks=marks(of), asked=about) for _ in range(2)]
    assert bytes_of(again[0]) == bytes_of(again[1])
    found = [Span(6.5 * HOUR, 7 * HOUR, 0.95, "left")]
    twice = [day.candidates(of, WORDS, found=found, claimed=[Span(6 * HOUR, 7 * HOUR)]) for _ in range(2)]
    assert bytes_of(twice[0]) == bytes_of(twice[1])


@pytest.mark.parametrize("title", ["標題" * 300, "ساحة " * 200, "x" * 5000, "\u202e\ud800\n\x1b[31m", ""])
def test_any_title_stays_inside_the_margins(title: str) -> None:
    words = Words(title, (title,), (title,), title)
    picture = day.candidates(
        curve(), words, found=[Span(25000, 26000, 1.0, title)], bands=[Band(5, 9, title)]
    )
    levels = np.asarray(picture.convert("L"))
    assert (levels[:, :12] == 247).all()
    assert (levels[:, -24:] == 247).all()


def columns_of(picture: Image.Image, colour: tuple[int, int, int]) -> np.ndarray:
    """In which columns most pixels of the plot have a colour: the legend's samples are too low for that."""
    same = (np.asarray(picture) == colour).all(axis=2)
    return np.flatnonzero(same.sum(axis=0) > 200)


@pytest.mark.parametrize("length_s", [82800.0, 86400.0, 90000.0])
def test_what_is_left_is_where_its_times_are(length_s: float) -> None:
    of = curve(length_s=length_s)
    found = [
        Span(7 * HOUR, 9 * HOUR, 0.95),
        Span(7.5 * HOUR, 8 * HOUR, 0.68),
        Span(16 * HOUR, 17 * HOUR, 0.95),
    ]
    picture = day.candidates(of, WORDS, found=found[::-1])
    scale = (RIGHT - LEFT) / length_s
    for colour, spans in (
        (BEST, found[1:2]),
        (FITS, [Span(7 * HOUR, 7.5 * HOUR), Span(8 * HOUR, 9 * HOUR), found[2]]),
    ):
        expected = [range(round(LEFT + s.from_s * scale), round(LEFT + s.to_s * scale)) for s in spans]
        assert columns_of(picture, colour).tolist() == [x for part in expected for x in part]


def test_a_moment_that_is_left_is_seen() -> None:
    picture = day.candidates(curve(), WORDS, found=[Span(7 * HOUR, 7 * HOUR + 1, 1.0, "06:34:45")])
    assert len(columns_of(picture, FITS)) == 1


def test_strengths_are_told_apart_in_grey() -> None:
    levels = [day.light_colour(strength / 4)[0] for strength in range(5)]
    greys = [*levels, *(round(np.dot(day.found_colour(p), (0.299, 0.587, 0.114))) for p in (0.95, 0.68))]
    assert greys == sorted(greys, reverse=True)
    assert all(a - b >= 15 for a, b in itertools.pairwise(greys))
    assert day.light_colour(-3) == day.light_colour(0) == (255, 255, 255)


def test_nothing_left_is_said_in_words(written: list[tuple[Image.Image, Box, str]]) -> None:
    claimed = [Span(6 * HOUR, 7 * HOUR, 1.0, "claimed: 06:00-07:00")]
    day.candidates(curve(), WORDS, found=[], claimed=claimed, bands=[Band(40, 50, "measured: 40-50°")])
    assert any(words.startswith("Nothing is left") for _, _, words in written)
    written.clear()
    day.candidates(curve(), WORDS, found=[Span(0, 1)], claimed=claimed)
    assert not any("Nothing" in words for _, _, words in written)


def test_words_of_candidates_never_overlap(written: list[tuple[Image.Image, Box, str]]) -> None:
    of = curve()
    found = [
        Span(at * HOUR, at * HOUR + 1500, p, f"0{at}:00:00-0{at}:25:00")
        for at in (7, 17)
        for p in (0.95, 0.68)
    ]
    bands = [Band(0, 15, "low sun: 0-15°"), Band(30, 32, "measured: 30-32°"), Band(85, 95, "too high")]
    day.candidates(
        of, WORDS, found=found, claimed=[Span(6 * HOUR, 8 * HOUR, 1, "claimed")], bands=bands, marks=marks(of)
    )
    for (part, one, words), (other_part, other, more) in itertools.combinations(written, 2):
        assert part is not other_part or not one.overlaps(other), (words, more)
    assert {"low sun: 0-15°", "measured: 30-32°", "claimed", "07:00:00-07:25:00"} <= {
        words for _, _, words in written
    }


@pytest.mark.parametrize(
    ("low", "high", "bands", "expected"),
    [
        (-45, 54, [], (-20, 60)), (-45, 88, [], (-20, 90)), (3, 44, [], (-10, 50)), (-90, 90, [], (-20, 90)),
        (-35, -11.7, [], (-40, 10)), (-35, -11.7, [Band(0, 15, "")], (-40, 20)), (-30, -5, [], (-20, 20)),
        (-35, 12, [Band(58, 62, "")], (-20, 70)), (-23.4, -23.4, [], (-30, 10)),
    ],
)  # fmt: skip
def test_the_axis_holds_what_matters(
    low: float, high: float, bands: list[Band], expected: tuple[float, float]
) -> None:
    assert day._heights(np.array([low, high]), bands) == expected


def test_azimuths_go_through_north_without_a_leap() -> None:
    of = curve(-34, -22)
    moments = np.linspace(0, 86400, 4001)
    assert np.abs(np.diff(of.azimuth_at(moments))).max() < 1.5


# Many days.


def rows(count: int, *, left: bool = True, label: str = "07:10-07:40") -> list[DayRow]:
    seconds = np.linspace(0, 86400, 289)
    found = (
        Span(7 * HOUR, 7.5 * HOUR, 0.95, label),
        Span(7.2 * HOUR, 7.3 * HOUR, 0.68),
        Span(18 * HOUR, 18.01 * HOUR, 0.95, label),
    )
    shades = light(seconds, sun(40, 4, (seconds - 45000) / 240)[0])
    return [DayRow(date(2024, 1, 1) + timedelta(days=k), shades, found if left else ()) for k in range(count)]


@pytest.mark.parametrize("count", [1, 2, 15, 31, 61, 62, 100, 366])
def test_rows_of_days(count: int, written: list[tuple[Image.Image, Box, str]]) -> None:
    picture = days.candidate_days(
        rows(count), WORDS, claimed=[Span(6 * HOUR, 8 * HOUR, 1, "claimed: 06:00-08:00")]
    )
    assert picture.width == 1200
    assert picture.height < 1200
    for (part, one, words), (other_part, other, more) in itertools.combinations(written, 2):
        assert part is not other_part or not one.overlaps(other), (words, more)
    assert "2024-01-01" in {words for _, _, words in written}
    assert ("2024-12-01" in {words for _, _, words in written}) == (count == 366)
    assert any(words.startswith("07:10") for _, _, words in written) == (count <= 31)


def test_each_day_shows_its_own_times() -> None:
    many = rows(366, left=False)
    many[200] = DayRow(many[200].day, many[200].light, (Span(12 * HOUR, 12 * HOUR + 60, 0.95),))
    same = (np.asarray(days.candidate_days(many, WORDS)) == FITS).all(axis=2)
    assert np.unique(np.flatnonzero(same[:900].any(axis=0))).size == 1
    assert np.flatnonzero(same[:900].any(axis=1)).size == 2  # a row's height


def test_many_days_with_nothing_left(written: list[tuple[Image.Image, Box, str]]) -> None:
    days.candidate_days(rows(30, left=False), WORDS, nothing="Nothing is left.")
    assert "Nothing is left." in {words for _, _, words in written}


@pytest.mark.parametrize("count", [0, 367])
def test_too_few_or_too_many_days(count: int) -> None:
    with pytest.raises(ValueError, match="days do not make a picture"):
        days.candidate_days(rows(count), WORDS)


def test_grey_paper_like_all_pages() -> None:
    assert day.sun_path(curve(), WORDS).getpixel((2, 2)) == axes.PAPER

"""How far the turning of the earth runs behind the clocks.

The earth turns by UT1, clocks show UTC, and the planets keep to TT. Two differences say everything:
``delta_t = TT - UT1`` and ``dut1 = UT1 - UTC``. A second of UT1 moves the sun by 0.004 deg, a minute of
TT by 0.0007 deg.

From 1972 to the end of the table both are as measured, near its end as predicted, by the IERS: the
series EOP 20 C04 and finals2000A as of September 2026, every 30 days and straight between, which is off
by 0.007 s at most (0.01 s in the predicted last year); leap seconds up to Bulletin C 72.
``tests/reference/sun_rotation.py`` makes the table.

Before 1972 UTC is taken for UT1, which in the 1960s it followed to 0.2 s, and delta T is the
polynomials of F. Espenak and J. Meeus, *Five Millennium Canon of Solar Eclipses*, NASA/TP-2006-214141;
before 1800 just their parabola. After the table dut1 stays as it was, since leap seconds, or whatever
comes after them, are there to keep it small, and delta T grows by the polynomials.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

TT_MINUS_TAI_S = 32.184
DAY_S = 86400
START_S = 730 * DAY_S  # 1 January 1972: the first whole leap second, and the first row of the table
STEP_S = 30 * DAY_S
START_MS = 42229
STEPS_MS = """
    94 101 104 105 101 82 75 79 90 99 96 99 97 99 102 104 97 86 73 75 83 94 102 91 76 81 90 92 99 76 62
    64 73 86 90 88 79 88 86 91 89 77 64 59 68 83 93 89 81 87 87 100 99 91 69 72 72 96 100 90 83 84 82 96
    99 85 65 59 63 86 95 92 95 93 106 102 100 93 73 57 65 75 91 92 90 89 87 89 96 90 70 61 60 65 81 78
    77 75 72 76 82 76 62 52 49 62 72 77 73 73 69 77 77 80 69 47 42 44 65 71 67 67 60 69 74 79 65 51 40
    54 69 68 73 76 86 89 88 81 71 58 43 50 55 64 73 62 51 46 57 60 51 35 20 32 43 54 53 46 46 42 56 57
    51 40 23 22 33 49 54 51 40 47 39 44 48 27 24 19 24 46 47 41 38 37 52 52 47 39 23 17 31 45 49 50 47
    41 58 51 52 45 23 17 18 31 45 52 40 37 43 48 52 53 36 28 32 39 57 65 58 49 68 69 71 58 49 39 45 54
    62 67 64 67 66 70 70 71 58 39 38 55 61 66 72 67 74 77 86 76 59 43 44 57 63 73 74 76 77 80 83 85 71
    56 50 58 67 78 71 74 69 73 77 77 68 45 42 46 68 72 74 77 78 78 86 83 75 60 41 45 65 70 75 75 59 59
    67 68 68 50 37 35 43 58 61 54 58 48 67 75 64 57 30 43 47 63 64 51 48 60 62 61 57 44 16 14 22 34 45
    42 30 32 33 38 40 32 16 12 19 22 39 40 33 26 25 28 32 28 10 3 10 15 30 28 23 16 20 31 25 26 3 -1 3 9
    22 27 22 21 25 26 22 24 3 3 -8 7 12 17 21 18 14 20 24 14 2 -15 -6 1 10 11 8 12 14 14 23 17 9 -6 -11
    -2 5 15 21 15 15 32 22 27 14 -7 -10 -2 11 17 20 14 15 29 30 30 30 10 13 11 23 37 34 34 37 35 31 42
    38 17 6 -1 16 28 30 29 26 32 28 34 35 18 10 10 21 29 35 38 28 22 27 35 37 28 8 6 14 25 30 28 27 27
    37 35 36 26 -2 -8 6 15 32 26 16 17 26 33 31 31 11 2 7 24 31 33 31 30 24 34 37 27 16 3 8 23 30 38 30
    31 34 47 48 40 19 8 12 22 34 36 33 33 32 41 41 41 25 16 10 18 30 35 36 32 35 39 48 41 31 22 20 33 44
    51 47 51 50 53 62 51 45 21 12 22 34 44 46 37 37 40 45 48 40 20 12 10 21 30 35 32 18 33 30 33 26 9 -1
    5 12 28 31 24 22 32 29 31 22 8 -10 -9 -2 0 12 8 11 15 21 19 13 -2 -28 -25 -21 -6 8 2 -7 -4 3 5 6 -3
    -25 -20 -21 -8 1 0 4 -3 -5 -4 -4 -5 -27 -28 -23 -9 9 9 -1 -6 1 10 10 11 -11 -20 -18 -9 1 1 1 2 9 12
    5 1 -14 -27 -24 -12 1 4 5 3 -2 4 8 4 -5 -23 -19 -14 -3 10 9 2 3 10 18 16 14 0 3 15 30 33 33 28 26 31
    32 33 -2 -21 -23 -12 4
"""
"""How much delta T grows from row to row, from ``START_MS`` on, in ms."""

LEAP_MONTHS = """
    1972-01 1972-07 1973-01 1974-01 1975-01 1976-01 1977-01 1978-01 1979-01 1980-01 1981-07 1982-07
    1983-07 1985-07 1988-01 1990-01 1991-01 1992-07 1993-07 1994-07 1996-01 1997-07 1999-01 2006-01
    2009-01 2012-07 2015-07 2017-01
"""
LEAPS = np.array(LEAP_MONTHS.split(), "datetime64[s]").astype(np.float64)
"""From when TAI - UTC is one second more, POSIX seconds; 10 s from the first on."""

TABLE_S = np.cumsum([START_MS, *map(int, STEPS_MS.split())]) / 1000
END_S = START_S + (TABLE_S.size - 1) * STEP_S
ROWS_S = np.linspace(START_S, END_S, TABLE_S.size)
LAST_DUT1_S = float(TT_MINUS_TAI_S + 9 + LEAPS.size - TABLE_S[-1])

YEAR_S = 365.2425 * DAY_S
PARABOLA = (-20.0, 0.0, 0.0032)  # in years from 1820: the slowing of the earth by the tides
POLYNOMIALS = (
    (-np.inf, 1820, PARABOLA),
    (1800, 1800, (13.72, -0.332447, 0.0068612, 0.0041116, -0.00037436, 1.21272e-5, -1.699e-7, 8.75e-10)),
    (1860, 1860, (7.62, 0.5737, -0.251754, 0.01680668, -0.0004473624, 1 / 233174)),
    (1900, 1900, (-2.79, 1.494119, -0.0598939, 0.0061966, -0.000197)),
    (1920, 1920, (21.20, 0.84493, -0.076100, 0.0020936)),
    (1941, 1950, (29.07, 0.407, -1 / 233, 1 / 2547)),
    (1961, 1975, (45.45, 1.067, -1 / 260, -1 / 718)),
    (2005, 2000, (62.92, 0.32217, 0.005589)),
    (2050, 1820, (-205.724, 0.5628, 0.0032)),
    (2150, 1820, PARABOLA),
)
"""Delta T where there is no table: from which year, years counted from which, lowest power first."""


def delta_t_s(utc_s: ArrayLike) -> NDArray[np.float64]:
    """How far is UT1 behind TT, in seconds?

    Args:
        utc_s: POSIX seconds, any shape.

    Returns:
        TT - UT1, of the same shape: 42 s in 1972, 69 s in 2026.
    """
    utc = np.asarray(utc_s, np.float64)
    known = np.interp(utc, ROWS_S, TABLE_S)
    outside = (utc < START_S) | (utc > END_S)
    return np.where(outside, _polynomial(utc), known) if outside.any() else known


def dut1_s(utc_s: ArrayLike) -> NDArray[np.float64]:
    """How far is UT1 ahead of UTC, in seconds?

    Args:
        utc_s: POSIX seconds, any shape. POSIX seconds cannot name a leap second; its instant is taken
            for the second after it.

    Returns:
        UT1 - UTC, of the same shape: within 0.9 s, 0 before 1972.
    """
    utc = np.asarray(utc_s, np.float64)
    tai_minus_utc = 9 + np.searchsorted(LEAPS, utc, side="right")
    known = TT_MINUS_TAI_S + tai_minus_utc - np.interp(utc, ROWS_S, TABLE_S)
    return np.where(utc < START_S, 0.0, np.where(utc > END_S, LAST_DUT1_S, known))


def _polynomial(utc: NDArray[np.float64]) -> NDArray[np.float64]:
    """Delta T by the polynomials; what comes after the table begins where the table ends."""
    # Their forecast of 2006 runs six seconds ahead of the earth by 2027.
    ahead = float(_canon(np.float64(END_S))) - TABLE_S[-1]
    return _canon(utc) - np.where(utc > END_S, ahead, 0.0)


def _canon(utc: NDArray[np.float64] | np.float64) -> NDArray[np.float64]:
    year = 1970 + np.asarray(utc, np.float64) / YEAR_S
    delta_t = np.zeros_like(year)
    for first, origin, terms in POLYNOMIALS:
        delta_t = np.where(year >= first, np.polynomial.polynomial.polyval(year - origin, terms), delta_t)
    return delta_t

"""The numbers of the solar position algorithm: how the earth goes round the sun and how its axis nods.

From I. Reda and A. Andreas, *Solar Position Algorithm for Solar Radiation Applications*,
NREL/TP-560-34302 (revised January 2008), tables A4.2 and A4.3, which round VSOP87 (P. Bretagnon and G.
Francou, 1988) and the IAU 1980 theory of nutation. Every row of the longitude that moves the sun by
0.02 arc seconds between 1960 and 2035 is here; all that is left out together moves it by 0.00002 deg,
and changes its distance by 0.00003 au.

Amplitudes of longitude and latitude are in 1e-8 rad, of the distance in 1e-8 au, of the nutation in
0.0001 arc seconds. A row is amplitude, phase in rad, and rate in rad per 1,000 Julian years from
J2000.0.
"""

import numpy as np
from numpy.typing import NDArray


def _table(text: str) -> NDArray[np.float64]:
    return np.array([row.split() for row in text.split(",")], np.float64)


LONGITUDE_0 = _table(
    """
    3341656 4.6692568 6283.07585, 34894 4.6261 12566.1517, 3497 2.7441 5753.3849, 3418 2.8289 3.5231,
    3136 3.6277 77713.7715, 2676 4.4181 7860.4194, 2343 6.1352 3930.2097, 1324 0.7425 11506.7698,
    1273 2.0371 529.691, 1199 1.1096 1577.3435, 990 5.233 5884.927, 902 2.045 26.298, 857 3.508 398.149,
    780 1.179 5223.694, 753 2.533 5507.553, 505 4.583 18849.228, 492 4.205 775.523, 357 2.92 0.067,
    317 5.849 11790.629, 284 1.899 796.298, 271 0.315 10977.079, 243 0.345 5486.778, 206 4.806 2544.314,
    205 1.869 5573.143, 202 2.458 6069.777, 156 0.833 213.299, 132 3.411 2942.463, 126 1.083 20.775,
    115 0.645 0.98, 103 0.636 4694.003, 102 0.976 15720.839, 102 4.267 7.114, 99 6.21 2146.17,
    98 0.68 155.42, 86 5.98 161000.69, 85 1.3 6275.96, 85 3.67 71430.7, 80 1.81 17260.15, 79 3.04 12036.46,
    75 1.76 5088.63, 74 3.5 3154.69, 74 4.68 801.82, 70 0.83 9437.76, 62 3.98 8827.39, 61 1.82 7084.9,
    57 2.78 6286.6, 56 4.39 14143.5, 56 3.47 6279.55, 52 0.19 12139.55, 52 1.33 1748.02, 51 0.28 5856.48,
    49 0.49 1194.45, 41 5.37 8429.24, 41 2.4 19651.05, 39 6.17 10447.39, 37 6.04 10213.29, 37 2.57 1059.38,
    36 1.71 2352.87, 36 1.78 6812.77, 33 0.59 17789.85, 30 0.44 83996.85, 30 2.74 1349.87, 25 3.16 4690.48
    """
)
"""Longitude of the earth as seen from the sun."""

LONGITUDE_1 = _table(
    """
    206059 2.678235 6283.07585, 4303 2.6351 12566.1517, 425 1.59 3.523
    """
)
"""The part of it whose amplitude grows by this much in 1,000 years."""

LATITUDE_0 = _table(
    """
    280 3.199 84334.662, 102 5.422 5507.553, 80 3.88 5223.69, 44 3.7 2352.87, 32 4 1577.34
    """
)
"""Latitude of the earth as seen from the sun."""

DISTANCE_0 = _table(
    """
    1670700 3.0984635 6283.07585, 13956 3.05525 12566.1517, 3084 5.1985 77713.7715, 1628 1.1739 5753.3849,
    1576 2.8469 7860.4194
    """
)
"""Distance between the two."""

DISTANCE_1 = _table(
    """
    103019 1.10749 6283.07585
    """
)
"""The part of it that grows."""

NUTATION = _table(
    """
    0 0 0 0 1 -171996 -174.2 92025 8.9, -2 0 0 2 2 -13187 -1.6 5736 -3.1, 0 0 0 2 2 -2274 -0.2 977 -0.5,
    0 0 0 0 2 2062 0.2 -895 0.5, 0 1 0 0 0 1426 -3.4 54 -0.1, 0 0 1 0 0 712 0.1 -7 0,
    -2 1 0 2 2 -517 1.2 224 -0.6, 0 0 0 2 1 -386 -0.4 200 0, 0 0 1 2 2 -301 0 129 -0.1,
    -2 -1 0 2 2 217 -0.5 -95 0.3, -2 0 1 0 0 -158 0 0 0, -2 0 0 2 1 129 0.1 -70 0, 0 0 -1 2 2 123 0 -53 0,
    2 0 0 0 0 63 0 0 0, 0 0 1 0 1 63 0.1 -33 0, 2 0 -1 2 2 -59 0 26 0, 0 0 -1 0 1 -58 -0.1 32 0,
    0 0 1 2 1 -51 0 27 0, -2 0 2 0 0 48 0 0 0, 0 0 -2 2 1 46 0 -24 0
    """
)
"""Multiples of the five arguments; nutation in longitude, its growth in a century; in obliquity likewise."""

MEAN_LONGITUDE = (1.75347046 + np.pi, 6283.31966747, 0.00052919)
"""Longitude of the sun as seen from the earth without the rows above, in rad, by powers of 1,000 years."""

MEAN_DISTANCE = 1.00013989
ARGUMENTS = np.radians(
    [
        (297.85036, 445267.111480, -0.0019142, 1 / 189474),
        (357.52772, 35999.050340, -0.0001603, -1 / 300000),
        (134.96298, 477198.867398, 0.0086972, 1 / 56250),
        (93.27191, 483202.017538, -0.0036825, 1 / 327270),
        (125.04452, -1934.136261, 0.0020708, 1 / 450000),
    ]
).T
"""Elongation of the moon, anomalies of sun and moon, the moon's latitude argument and node; by centuries."""

OBLIQUITY = (84381.448, -4680.93, -1.55, 1999.25, -51.38, -249.67, -39.05, 7.12, 27.87, 5.79, 2.45)
"""Of the ecliptic, mean, in arc seconds, by powers of 10,000 years."""

MULTIPLES = NUTATION[:, :5]
NOD_LONGITUDE = NUTATION[:, 5:7].T
NOD_OBLIQUITY = NUTATION[:, 7:9].T


def _together() -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Phases, rates and amplitudes of every cosine; each sum has a row of amplitudes of its own."""
    tables = (LONGITUDE_0, LATITUDE_0, DISTANCE_0, LONGITUDE_1, DISTANCE_1)
    rows = np.concatenate(tables)
    amplitudes = np.zeros((len(tables), len(rows)))
    start = 0
    for at, table in enumerate(tables):
        amplitudes[at, start : start + len(table)] = table[:, 0]
        start += len(table)
    return rows[:, 1:2], rows[:, 2:3], amplitudes


PHASES, RATES, AMPLITUDES = _together()

"""Known answers: does this installation find the sun where those who published the algorithm do?"""

from collections.abc import Iterator

from osintkit.records import Doctor, answer_of
from osintkit.sun import air, spa

NREL_ZENITH_DEG, NREL_AZIMUTH_DEG = 50.11162, 194.34024
"""The example of NREL/TP-560-34302, appendix A.5: 17 October 2003, 12:30:30, UTC-7."""
_NREL_S = 1066419030.0


def known_answers() -> Iterator[Doctor]:
    """One record for each answer compared."""
    sky = spa.topocentric(
        _NREL_S, lat_deg=39.742476, lon_deg=-105.1786, height_m=1830.14, delta_t_s=67.0, dut1_s=0.0
    )
    bent = air.refraction_deg(sky.elevation_deg, pressure_hpa=820.0, temperature_c=11.0)
    zenith, azimuth = round(90 - float(sky.elevation_deg + bent), 5), float(sky.azimuth_deg)
    same = zenith == NREL_ZENITH_DEG and abs(azimuth - NREL_AZIMUTH_DEG) <= 1e-4
    yield answer_of("the sun, NREL's example", same=same, says=f"zenith {zenith:.5f}, azimuth {azimuth:.5f}")

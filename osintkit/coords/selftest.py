"""Known answers: a position as the libraries of others write it, and a time that a caption got wrong."""

from collections.abc import Iterator

from osintkit.clock import stated
from osintkit.coords import mgrs, pluscode, utm
from osintkit.records import Doctor, answer_of

LAT_DEG, LON_DEG = 39.5981, 46.2311
UTM_M = (605701.3533, 4383875.6840)
"""Of PROJ (pyproj 3.7.2)."""
MGRS, PLUS_CODE = "38SPJ0570183875", "8HF8H6XJ+6C"
"""Of GeoTrans (the library mgrs) and openlocationcode."""
CAPTION = "September 13 2022, 09:19 am CET (11:19 am local time)"
CAPTION_UTC = "2022-09-13T07:19:00Z"


def known_answers() -> Iterator[Doctor]:
    """One record for each answer compared."""
    found = utm.to_utm(LAT_DEG, LON_DEG)
    off_m = max(abs(found.easting_m - UTM_M[0]), abs(found.northing_m - UTM_M[1]))
    says = f"{found.zone} {found.easting_m:.4f} {found.northing_m:.4f}"
    yield answer_of("a position in UTM", same=off_m < 1e-3, says=says)
    codes = (mgrs.to_mgrs(LAT_DEG, LON_DEG), pluscode.encode(LAT_DEG, LON_DEG))
    yield answer_of("MGRS and plus code", same=codes == (MGRS, PLUS_CODE), says=", ".join(codes))
    time = stated.read(CAPTION, zones=("Asia/Yerevan",))
    yield answer_of(
        "two clock times of one caption",
        same=time.earliest == CAPTION_UTC,
        says=f"{time.earliest}: {time.zone_why}",
    )

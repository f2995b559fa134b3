"""Values of one file that cannot all be true."""

import math
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import combinations
from typing import Any

from osintkit.clock import zones
from osintkit.clock.written import EAST_MIN, WEST_MIN
from osintkit.meta.view.places import METRES_PER_DEGREE

Fields = dict[str, Any]
"""The fields of a Conflict, and of the record it is about."""

_APART_M = 1000.0
_MOST_COMPARED = 6
_FIX_AGE = timedelta(minutes=30)
"""A receiver may show its last fix for a while after it has lost sight of the satellites."""
_WEST, _EAST = timedelta(minutes=WEST_MIN), timedelta(minutes=EAST_MIN)
_WEEKS_OVER = timedelta(weeks=1024)
"""After which a receiver's ten-bit count of weeks begins anew (IS-GPS-200, 3.3.4)."""
_SHOT = "ExifIFD:DateTimeOriginal"
_SHOT_IN_XMP = "XMP-exif:DateTimeOriginal"
_CHANGED = "IFD0:ModifyDate"
_SLACK = timedelta(seconds=2)
_OTHER_NAMES = frozenset({"IFD0:UniqueCameraModel"})
"""DNG's name of a model is the same in all countries, the maker's own is not."""
_LONGEST_SHOWN = 80


def of(record: Fields) -> list[Fields]:
    """The fields of every Conflict, once, among ``times``, ``places`` and ``device`` of a record."""
    times = {
        time["tag"]: time
        for time in reversed(record["times"])
        if time.get("set", True) and not time.get("place")
    }
    every = [
        *_devices(record["device"]),
        *_positions(record["places"]),
        *_changed_before_made(times),
        *_two_capture_times(times),
        *_fix_and_zone(times),
    ]
    return list({conflict["says"]: conflict for conflict in every}.values())


def _devices(device: Fields) -> Iterator[Fields]:
    for other in device["others"]:
        first = device.get(other["role"])
        if first is None or other.get("place") or other["tag"] in _OTHER_NAMES:
            continue
        one, two = str(first["value"]), str(other["value"])
        if not (_one_in_other(one, two) or (other["role"] == "make" and _same_beginning(one, two))):
            says = f"Two values for the {other['role']}: {one[:_LONGEST_SHOWN]} and {two[:_LONGEST_SHOWN]}."
            yield {"says": says, "tags": [first["tag"], other["tag"]]}


def _one_in_other(one: str, other: str) -> bool:
    """Whether one is a longer way of saying the other: ``Canon`` and ``Canon Inc.``."""
    one, other = one.casefold().strip(), other.casefold().strip()
    return one in other or other in one


def _same_beginning(one: str, other: str) -> bool:
    """``OLYMPUS CORPORATION`` and ``Olympus Imaging Corp.`` are one maker."""
    return one.casefold().split()[:1] == other.casefold().split()[:1]


def _positions(places: list[Fields]) -> Iterator[Fields]:
    stated = [
        p for p in places if p["role"] == "capture" and "lat" in p and "doubt" not in p and not p.get("place")
    ]
    for one, other in combinations(stated[:_MOST_COMPARED], 2):
        apart_m = _distance_m(one, other)
        if apart_m > _APART_M + one.get("precision_m", 0.0) + other.get("precision_m", 0.0):
            says = f"The file states two positions of the camera, {apart_m / 1000:.1f} km apart."
            yield {"says": says, "tags": [one["tag"], other["tag"]]}


def _distance_m(one: Fields, other: Fields) -> float:
    """Near enough for places that agree; great distances need not be exact."""
    east = (one["lon"] - other["lon"] + 180) % 360 - 180
    east *= math.cos(math.radians((one["lat"] + other["lat"]) / 2))
    return math.hypot(one["lat"] - other["lat"], east) * METRES_PER_DEGREE


def _moment(time: Fields | None, name: str) -> datetime | None:
    text = (time or {}).get(name)
    if not text or len(text) < len("2019-07-24T11:25"):
        return None
    return datetime.fromisoformat(text[:19].rstrip("Z"))


def _changed_before_made(times: dict[str, Fields]) -> Iterator[Fields]:
    """A change of the file that is stated to lie before the picture was taken."""
    shot, changed = times.get(_SHOT), times.get(_CHANGED)
    if shot is None or changed is None:
        return
    known = "utc" if shot.get("utc") and changed.get("utc") else "local"
    made, later = _moment(shot, known), _moment(changed, known)
    slack = _SLACK if known == "utc" else _EAST - _WEST
    if made is not None and later is not None and made - later > slack:
        says = (
            f"The file says it was changed ({changed['raw']}) before the picture was taken ({shot['raw']})."
        )
        yield {"says": says, "tags": [_SHOT, _CHANGED]}


def _two_capture_times(times: dict[str, Fields]) -> Iterator[Fields]:
    in_exif, in_xmp = times.get(_SHOT), times.get(_SHOT_IN_XMP)
    if in_exif is not None and in_xmp is not None and not _one_instant(in_exif, in_xmp):
        says = f"EXIF and XMP state two capture times: {in_exif['raw']} and {in_xmp['raw']}."
        yield {"says": says, "tags": [_SHOT, _SHOT_IN_XMP]}


def _one_instant(one: Fields, other: Fields) -> bool:
    """Whether two times may be one; where only one has a zone, the other may have been in any."""
    slack = timedelta(minutes=1) if "minute" in {one["precision"], other["precision"]} else _SLACK
    clock, clock_too = _moment(one, "local"), _moment(other, "local")
    if clock is None or clock_too is None:
        return True  # a mere date
    utc, utc_too = _moment(one, "utc"), _moment(other, "utc")
    if utc is not None and utc_too is not None:
        return abs(utc - utc_too) <= slack
    if abs(clock - clock_too) <= slack:
        return True
    for local, instant in ((clock, utc_too), (clock_too, utc)):
        if instant is not None:
            return zones.between(local, instant, largest_residual_s=slack.total_seconds()) is not None
    return False


def _fix_and_zone(times: dict[str, Fields]) -> Iterator[Fields]:
    """The camera's clock, with the zone it states or with any, against the satellite's time."""
    shot = times.get(_SHOT)
    fix = next((time for time in times.values() if time["role"] == "satellite fix" and time["utc"]), None)
    clock, sky = _moment(shot, "local"), _moment(fix, "utc")
    if shot is None or fix is None or clock is None or sky is None:
        return
    if shot.get("zone_status") == "stated":
        made = _moment(shot, "utc")
        if made is not None and abs(made - sky) > _FIX_AGE:
            says = (
                f"With the zone it states, the picture was taken at {shot['utc']}; the satellite fix says "
                f"{fix['utc']}. {_why(made - sky)}"
            )
            yield {"says": says, "tags": [_SHOT, shot.get("zone_tag") or _SHOT, fix["tag"]]}
    elif not _WEST - _FIX_AGE <= clock - sky <= _EAST + _FIX_AGE:
        says = (
            f"In no zone of the world can the camera's clock show {shot['raw']} at the time of the satellite "
            f"fix, {fix['utc']}. {_why(clock - sky)}"
        )
        yield {"says": says, "tags": [_SHOT, fix["tag"]]}


def _why(after_fix: timedelta) -> str:
    """What may have gone wrong when a picture is stated to be so much later than its fix."""
    if _WEST <= after_fix - _WEEKS_OVER <= _EAST:
        return "They are 1024 weeks apart: the receiver's count of weeks has begun anew."
    older = ", or the fix is an old one" if after_fix > timedelta(0) else ""
    return f"Clock, zone or fix is wrong{older}."

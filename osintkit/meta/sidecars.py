"""Files beside a file that speak about it: what yt-dlp, Google Takeout and photo programs write.

All of it is what the sidecar claims, and nobody has signed it: it is kept apart from what the file itself
states. Nothing here opens a file; whoever does hands in the bytes.
"""

import json
import math
import os
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

LARGEST_BYTES = 4 << 20
MOST_PARTS = 500_000
"""Brackets, braces and commas of a JSON text; what has more is not worth the memory it takes."""
LONGEST_TEXT = 4000
"""Characters kept of a description or a title."""
LONGEST_TAKEOUT_NAME = 46
"""Characters of a Takeout sidecar's name before ``.json``: Google cuts what is longer."""

_EARLIEST_S, _LATEST_S = -5_364_662_400, 4_133_980_800
"""1800 and 2101: beyond them a number is no time of a picture."""
_COPY = re.compile(r"(.+)(\(\d{1,4}\))(\.[^.]+)\Z", re.DOTALL)
_DAY = re.compile(r"\d{8}\Z", re.ASCII)
_SECONDS = re.compile(r"-?\d{1,12}\Z", re.ASCII)
_SINCE = datetime(1970, 1, 1, tzinfo=UTC)
_PARTS = (b"{", b"[", b",")

Fields = dict[str, Any]


def beside(path: Path) -> list[Path]:
    """Which sidecars lie beside a file, by the exact names that programs give them.

    Nothing is opened, and no folder is listed: a name that holds ``*`` or ``[`` is a name like any other.

    Args:
        path: of the file; it need not exist.

    Returns:
        Those that are there, also as links that lead nowhere, without ``path`` itself.
    """
    names = dict.fromkeys(_names(path.name, path.stem)) if path.name else {}
    # Millions of files have none: a path is made of those alone that are there.
    folder = os.path.join(path.parent, "")  # noqa: PTH118
    return [Path(folder + name) for name in names if name != path.name and os.path.lexists(folder + name)]


def _names(name: str, stem: str) -> list[str]:
    takeout = [name[:LONGEST_TAKEOUT_NAME] + ".json", _cut(f"{name}.supplemental-metadata")]
    numbered = _COPY.match(name)
    if numbered:
        # The second picture of a name has its number behind the whole: IMG(1).jpg and IMG.jpg(1).json.
        plain, number = numbered[1] + numbered[3], numbered[2]
        takeout += [f"{plain}{number}.json", _cut(f"{plain}.supplemental-metadata", number)]
    return [
        f"{stem}.info.json",
        f"{name}.info.json",
        f"{name}.xmp",
        f"{stem}.xmp",
        f"{name}.json",
        f"{name}.supplemental-metadata.json",
        *takeout,
    ]


def _cut(name: str, number: str = "") -> str:
    return f"{name[:LONGEST_TAKEOUT_NAME]}{number}.json"


def of_info_json(data: bytes) -> Fields:
    """What yt-dlp says of a download in its ``.info.json``.

    The time of publication is ``timestamp`` and nothing else: ``upload_date`` is a day in UTC or in the
    site's zone, and so it stays text. ``epoch`` is when yt-dlp asked, by the clock of that computer.

    Args:
        data: the whole file, `LARGEST_BYTES` at most.

    Returns:
        ``kind`` (``yt-dlp``), ``problems`` (sentences; also when it is no such file at all) and, of what is
        stated: texts ``id extractor webpage_url title uploader uploader_id channel channel_id description
        resolution live_status availability yt_dlp_version``; times in UTC, ISO 8601, ``timestamp
        release_timestamp modified epoch``; days ``upload_date release_date modified_date`` as written;
        ``duration_s``; ``was_live``.
    """
    said: Fields = {"kind": "yt-dlp", "problems": []}
    stated = _loaded(data, said)
    if stated is None:
        return said
    if not isinstance(stated.get("id"), str) or not isinstance(stated.get("extractor"), str):
        said["problems"].append("It names no id and no extractor: it is not from yt-dlp.")
        return said
    for key, name, read in _INFO:
        _take(said, stated, key, name, read)
    version = stated.get("_version")
    if isinstance(version, dict):
        _take(said, version, "version", "yt_dlp_version", _text)
    return said


def of_takeout(data: bytes) -> Fields:
    """What Google Takeout says of a picture in the JSON beside it.

    Times are Google's reading of the file, of its name, or a person's correction; a place of 0, 0 is how
    Takeout writes that there is none.

    Args:
        data: the whole file, `LARGEST_BYTES` at most.

    Returns:
        ``kind`` (``takeout``), ``problems`` and, of what is stated: texts ``title description url
        device_type folder``; times in UTC, ISO 8601, ``taken uploaded modified``; ``place`` (what Google
        Photos holds, maybe put there by hand) and ``place_exif`` (what the file held), each with
        ``lat lon alt_m``.
    """
    said: Fields = {"kind": "takeout", "problems": []}
    stated = _loaded(data, said)
    if stated is None:
        return said
    if not any(isinstance(stated.get(key), dict) for key in ("photoTakenTime", "creationTime")):
        said["problems"].append("It states neither photoTakenTime nor creationTime: it is not from Takeout.")
        return said
    for key, name, read in _TAKEOUT:
        _take(said, stated, key, name, read)
    origin = stated.get("googlePhotosOrigin")
    upload = origin.get("mobileUpload") if isinstance(origin, dict) else None
    if isinstance(upload, dict):
        _take(said, upload, "deviceType", "device_type", _text)
        folder = upload.get("deviceFolder")
        if isinstance(folder, dict):
            _take(said, folder, "localFolderName", "folder", _text)
    return said


def _loaded(data: bytes, said: Fields) -> Fields | None:
    """The object that a JSON text is; None, with a problem, when it is none that is read."""
    says = ""
    stated: object = None
    if len(data) > LARGEST_BYTES:
        says = f"It is larger than {LARGEST_BYTES >> 20} MiB and was not read."
    elif sum(map(data.count, _PARTS)) > MOST_PARTS:
        says = f"It has more than {MOST_PARTS} parts and was not read."
    else:
        try:
            stated = json.loads(data.decode("utf-8-sig"), parse_constant=_nothing)
        except (ValueError, RecursionError) as error:
            says = f"It is no JSON that can be read ({type(error).__name__})."
    if not says and not isinstance(stated, dict):
        says = "It is JSON, but no object."
    if says:
        said["problems"].append(says)
        return None
    return stated if isinstance(stated, dict) else None


def _nothing(_: str) -> None:
    """NaN and infinity, which Python writes though they are no JSON, say nothing."""


def _take(said: Fields, stated: Fields, key: str, name: str, read: Callable[[object], object]) -> None:
    """Take one value over; what is of another kind than it should be is dropped, and a problem says so."""
    value = stated.get(key)
    if value is None:
        return
    try:
        taken = read(value)
    except (TypeError, ValueError, OverflowError) as error:
        said["problems"].append(f"{key} {error} and was dropped.")
        return
    if taken is not None:
        said[name] = taken


def _text(value: object) -> str | None:
    if not isinstance(value, str):
        raise TypeError("is no text")
    # A lone surrogate is legal in JSON and in no file that we write.
    return value[:LONGEST_TEXT].encode("utf-8", "replace").decode() or None


def _day(value: object) -> str:
    if not isinstance(value, str) or not _DAY.match(value):
        raise ValueError("is no day of eight figures")
    return value


def _number(value: object) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError("is no number")
    if not math.isfinite(value) or abs(value) > 1 << 53:
        raise ValueError("is out of range")
    return value


def _duration(value: object) -> int | float:
    if (seconds := _number(value)) < 0:
        raise ValueError("is less than nought")
    return seconds


def _whether(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError("is neither true nor false")
    return value


def _time(value: object) -> str:
    """Seconds since 1970 as a time in UTC."""
    seconds = _number(value)
    if not _EARLIEST_S <= seconds < _LATEST_S or not seconds:
        raise ValueError("is no time of a picture")
    moment = _SINCE + timedelta(milliseconds=round(seconds * 1000))
    text = moment.replace(tzinfo=None).isoformat(timespec="milliseconds" if moment.microsecond else "seconds")
    return f"{text}Z"


def _takeout_time(value: object) -> str:
    """A time as Takeout writes it: an object with the seconds as text."""
    seconds = value.get("timestamp") if isinstance(value, dict) else None
    if not isinstance(seconds, str) or not _SECONDS.match(seconds):
        raise TypeError("holds no timestamp")
    return _time(int(seconds))


def _place(value: object) -> Fields | None:
    if not isinstance(value, dict):
        raise TypeError("is no place")
    lat, lon = _number(value.get("latitude")), _number(value.get("longitude"))
    if not lat and not lon:
        return None
    if abs(lat) > 90 or abs(lon) > 180:
        raise ValueError("is no place on the earth")
    altitude = value.get("altitude")
    # Where there is no altitude Takeout writes nought.
    return {"lat": lat, "lon": lon, "alt_m": _number(altitude) if altitude else None}


_INFO: tuple[tuple[str, str, Callable[[object], object]], ...] = (
    *(
        (key, key, _text)
        for key in (
            "id", "extractor", "webpage_url", "title", "uploader", "uploader_id", "channel", "channel_id",
            "description", "resolution", "live_status", "availability",
        )
    ),
    ("timestamp", "timestamp", _time),
    ("release_timestamp", "release_timestamp", _time),
    ("modified_timestamp", "modified", _time),
    ("epoch", "epoch", _time),
    *((key, key, _day) for key in ("upload_date", "release_date", "modified_date")),
    ("duration", "duration_s", _duration),
    ("was_live", "was_live", _whether),
)  # fmt: skip
_TAKEOUT: tuple[tuple[str, str, Callable[[object], object]], ...] = (
    *((key, key, _text) for key in ("title", "description", "url")),
    ("photoTakenTime", "taken", _takeout_time),
    ("creationTime", "uploaded", _takeout_time),
    ("photoLastModifiedTime", "modified", _takeout_time),
    ("geoData", "place", _place),
    ("geoDataExif", "place_exif", _place),
)

"""Where the sun stood, when a shadow fits, and where on earth: the record of ``osintkit sun``."""

from math import isfinite
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, JsonValue

from osintkit.records.base import ExactPath, Measure, Part, Record, Text, rounded
from osintkit.records.clock import Reading, StatedTime, Zones

Angle = Annotated[float, rounded(4)]
Direction = Annotated[float, AfterValidator(lambda value: round(value % 360.0, 4) % 360.0)]
"""Clockwise from true north, 0 to below 360."""
Degrees = Annotated[float, rounded(9)]
"""Of a latitude or longitude: 0.1 mm."""


class Site(Part):
    """The place that was asked about.

    Attributes:
        text: as it was given.
        lat_deg: geodetic latitude, WGS 84, north positive.
        lon_deg: longitude, east positive.
        height_m: of the observer above sea level.
        within_m: how far off the position may be.
    """

    text: Text
    lat_deg: Degrees
    lon_deg: Degrees
    height_m: Measure = 0.0
    within_m: Measure


class Estimate(Part):
    """A value and the intervals that hold it.

    Of a direction an interval goes clockwise: from 359 to 1 are two degrees around north. From 0 to 360 is
    any direction at all.

    Attributes:
        value: the middle of what is possible.
        from_68: beginning of the interval that holds it with 68 %.
        to_68: its end.
        from_95: beginning of the interval that holds it with 95 %.
        to_95: its end.
    """

    value: Angle
    from_68: Angle
    to_68: Angle
    from_95: Angle
    to_95: Angle


class SunPosition(Part):
    """The sun at one instant, or over a short interval, as seen from the place.

    Attributes:
        utc: the instant, RFC 3339; of an interval, its beginning.
        utc_to: the end of the interval, no longer part of it; null for an instant.
        local: what the clock shows, ISO 8601 without a zone; of an interval, at its beginning.
        offset: of that clock from UTC.
        azimuth_deg: of the sun's centre, clockwise from true north; of an interval, in its middle.
        elevation_deg: of the sun's centre, geometric: without refraction.
        apparent_deg: of the sun's centre, as seen: with refraction.
        shadow_azimuth_deg: the direction in which a shadow lies.
        shadow_ratio: length of a shadow on level ground for each metre of height; null while the sun's
            centre is not above the horizon.
        azimuth: the same as ``azimuth_deg`` with what the interval and the place leave open.
        apparent: the same as ``apparent_deg`` with that and the uncertain refraction.
        ratio: the same as ``shadow_ratio``; null while the 95 % interval of ``apparent`` is not all above
            the horizon, where the shadow has no longest length.
    """

    utc: str
    utc_to: str | None = None
    local: str
    offset: str
    azimuth_deg: Direction
    elevation_deg: Angle
    apparent_deg: Angle
    shadow_azimuth_deg: Direction
    shadow_ratio: Measure | None = None
    azimuth: Estimate | None = None
    apparent: Estimate | None = None
    ratio: Estimate | None = None


SunEventName = Literal[
    "astronomical_dawn", "nautical_dawn", "civil_dawn", "sunrise", "noon", "sunset", "civil_dusk",
    "nautical_dusk", "astronomical_dusk",
]  # fmt: skip


class SunEvent(Part):
    """Something the sun does on a day.

    Attributes:
        event: what. Sunrise and sunset are of the upper limb on a flat horizon with refraction, twilight
            of the centre without (6, 12 and 18 degrees below), noon is the passage of the meridian.
        utc: when, RFC 3339.
        local: on the clock.
        offset: of that clock from UTC.
        azimuth_deg: of the sun then.
        elevation_deg: of its centre, geometric.
        sd_s: one standard deviation of the time, from refraction and position: half of ``utc_68``.
        utc_68: from when to when, 68 %.
        utc_95: from when to when, 95 %.
        sure: whether it happens at all. A sun that only touches the horizon may not rise, or not set:
            refraction decides, and differs from day to day.
    """

    event: SunEventName
    utc: str
    local: str
    offset: str
    azimuth_deg: Direction
    elevation_deg: Angle
    sd_s: Measure
    utc_68: tuple[str, str]
    utc_95: tuple[str, str]
    sure: bool = True


class SunAt(Part):
    """Where the sun stands.

    Attributes:
        date: the local day that the events are of.
        day: ``usual``, or ``polar_day`` (it does not set) or ``polar_night`` (it does not rise).
        position: at the instant that was asked about; null for a whole day.
        events: of that local day, in order.
        path: the positions of a whole day.
    """

    date: str
    day: Literal["usual", "polar_day", "polar_night"]
    position: SunPosition | None = None
    events: tuple[SunEvent, ...] = ()
    path: tuple[SunPosition, ...] = ()


class Window(Part):
    """A stretch of time on the clock and in UTC, half-open.

    Attributes:
        local_from: its beginning on the clock, ISO 8601 without a zone.
        local_to: its end, no longer part of it.
        offset: of that clock from UTC.
        offset_to: at the end; null when it is the same.
        utc_from: its beginning, RFC 3339.
        utc_to: its end.
    """

    local_from: str
    local_to: str
    offset: str
    offset_to: str | None = None
    utc_from: str
    utc_to: str


class Candidate(Window):
    """An interval of time in which everything that was measured fits.

    Attributes:
        half: before or after the sun's highest point, or about it or the lowest.
        share: of the probability, 0 to 1; null where every time in it fits equally well.
        best_utc: where the measurements fit best; null where every time fits equally well.
        best_local: the same on the clock.
        azimuth_from_deg: of the sun at the beginning.
        azimuth_to_deg: at the end.
        apparent_from_deg: elevation of the sun's centre with refraction at the beginning.
        apparent_to_deg: at the end.
        apparent_low_deg: the lowest within it.
        apparent_high_deg: the highest within it.
    """

    half: Literal["morning", "noon", "afternoon", "midnight"]
    share: Measure | None = None
    best_utc: str | None = None
    best_local: str | None = None
    azimuth_from_deg: Direction
    azimuth_to_deg: Direction
    apparent_from_deg: Angle
    apparent_to_deg: Angle
    apparent_low_deg: Angle
    apparent_high_deg: Angle


class Nearest(Part):
    """Where the measurements come nearest to fitting when nothing does.

    Attributes:
        utc: when.
        local: on the clock.
        says: how far off each measurement is then.
    """

    utc: str
    local: str
    says: Text


class SunWhen(Part):
    """When it can have been.

    Attributes:
        fits: whether any time that was searched fits. That none does is an answer about the inputs.
        level: ``95``: ``candidates`` hold the time with 95 %, if it lies in what was searched and the
            measurements are as good as was said; ``all``: they are every time that fits.
        candidates: in order of time.
        candidates_68: the narrower ones that hold it with 68 %; empty for ``all``.
        searched: what was searched: one window for each day, two on one where a clock showed it twice.
        excluded: what was left out and why, a sentence each.
        nearest: when nothing fits.
    """

    fits: bool
    level: Literal["95", "all"]
    candidates: tuple[Candidate, ...] = ()
    candidates_68: tuple[Candidate, ...] = ()
    searched: tuple[Window, ...] = ()
    excluded: tuple[Text, ...] = ()
    nearest: Nearest | None = None


def _finite(value: Any) -> Any:  # noqa: ANN401 - coordinates nest as deep as their geometry
    """Coordinates of numbers alone; a typed list of each depth would take ten times as long to check."""
    if isinstance(value, list):
        for each in value:
            _finite(each)
    elif type(value) not in {int, float} or not isfinite(value):
        raise ValueError("coordinates are finite numbers")
    return value


_Numbers = Annotated[list[Any], AfterValidator(_finite)]


class Geometry(Part):
    """A GeoJSON geometry (RFC 7946): longitude before latitude, cut at the 180th meridian."""

    type: Literal["MultiPolygon", "MultiLineString", "Polygon", "Point"]
    coordinates: _Numbers


class SunWhere(Part):
    """Where on earth it can have been: a band about a small circle.

    Attributes:
        utc_from: the instant, RFC 3339; of an interval, its beginning.
        utc_to: the end of the interval; the same for an instant.
        offset: the offset from UTC that was tried; null when the instant was known.
        zones: IANA zones that use it then.
        subsolar_lat_deg: where the sun is in the zenith, in the middle of the interval.
        subsolar_lon_deg: the same.
        level: ``95``: the band holds the place with 95 %, if what was measured is as good as was said;
            ``all``: it is every place that fits.
        radius_deg: of the circle on which everything fits best, or of that in the middle of a range: angular
            distance from there.
        radius_68_deg: of the circles that bound the band of 68 %; for ``all`` the same as the next.
        radius_95_deg: of those that bound ``band``.
        width_km: of the band, across, without the movement of the sun in the interval.
        line: the circle.
        band: the band, swept over the interval.
        legal: parts of circles all across the band where the offset that was tried is legal time then,
            none where it is so nowhere in the band; null when the instant was known.
    """

    utc_from: str
    utc_to: str
    offset: str | None = None
    zones: tuple[str, ...] = ()
    subsolar_lat_deg: Angle
    subsolar_lon_deg: Angle
    level: Literal["95", "all"] = "95"
    radius_deg: Angle
    radius_68_deg: tuple[Angle, Angle]
    radius_95_deg: tuple[Angle, Angle]
    width_km: Measure
    line: Geometry
    band: Geometry
    legal: Geometry | None = None


class Picture(Part):
    """A picture or map that was written.

    Attributes:
        shows: what it shows.
        file: where it lies.
        file_sha256: of it.
    """

    shows: Text
    file: Text
    path_b64: ExactPath | None = None
    file_sha256: str


class Sun(Record):
    """An answer of the sun: its inputs, what it assumes, what it could not establish, and the answer.

    Exactly one of ``at`` (where does it stand), ``when`` (at which times does a shadow fit) and ``where``
    (in which places) is there. Several records answer one question where its words can be understood in
    several ways; ``reading`` then says which one this is. Its ``id`` does not depend on ``pictures``, which
    show it.
    """

    type: Literal["osintkit.sun/1"] = "osintkit.sun/1"
    asked: Literal["at", "when", "where"]
    site: Site | None = None
    time: StatedTime | None = None
    reading: Reading | None = None
    inputs: dict[str, JsonValue] = Field(default_factory=dict)
    assumptions: tuple[Text, ...] = ()
    not_established: tuple[Text, ...] = ()
    zones: Zones | None = None
    at: SunAt | None = None
    when: SunWhen | None = None
    where: SunWhere | None = None
    pictures: tuple[Picture, ...] = ()

    def content_digest(self) -> str:
        """SHA-256 (hex) of what the record says, without the pictures of it: they name its id."""
        return super(Sun, self.model_copy(update={"pictures": ()})).content_digest()

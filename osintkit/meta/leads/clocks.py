"""Leads from comparing the clocks whose times a file states."""

from collections.abc import Iterator
from datetime import datetime

from osintkit.clock import written, zones
from osintkit.clock.written import minutes_of
from osintkit.meta.leads.lead import Fields, Strength, lead
from osintkit.meta.view.times import PARTS

_SAME_S = 60
"""Of six Apple recordings the container's time was 0 to 17 s behind the creation date."""
_SAVING_S = 60
"""Exposure, stacking and saving may take so long: one phone's moving picture was changed 19 s later."""
_CREATION = ("Keys:CreationDate", "ItemList:ContentCreateDate", "UserData:ContentCreateDate")
_CONTAINER = "QuickTime:CreateDate"
_SHOT, _CHANGED = "ExifIFD:DateTimeOriginal", "IFD0:ModifyDate"
_EDITABLE = "Every one of these values can be edited."
_MOST_NAMED = 6
_SINCE_1904 = " seconds since 1904"
_UNIX_ZERO = f"2082844800{_SINCE_1904}"
_SINCE_1970 = " seconds, taken to be since 1970"


def of(record: Fields) -> Iterator[Fields]:
    """Leads about ``times``."""
    times = [time for time in record["times"] if not time.get("place")]
    yield from _zone(times)
    yield from _container(times)
    yield from _changed(times)
    yield from _unset(record["times"])
    yield from _counted_otherwise(times)


def _zone(times: list[Fields]) -> Iterator[Fields]:
    shot = next((t for t in times if t["tag"] == _SHOT and t.get("zone_status") == "inferred"), None)
    if shot is None:
        return
    fix = next(time for time in times if time["role"] == "satellite fix" and time["utc"])
    says = (
        f"The camera's clock minus the satellites' time is UTC{shot['offset']}, to within "
        f"{abs(shot['residual_s']):.0f} s: consistent with a clock that was set to this zone, and with a "
        f"picture taken at {shot['utc']}."
    )
    shows_not = (
        "That the clock was set to the zone of the place: a traveller's often is not. Programs that add a "
        f"position later work the satellites' time out from the camera's. {_EDITABLE}"
    )
    strength: Strength = "strong"
    if shot["offset"] == "+00:00":
        strength = "moderate"
        shows_not = f"That it was UTC: some devices write their local time as the satellites'. {shows_not}"
    because = [f"{_SHOT} {shot['raw']}", f"{fix['tag']} {fix['utc']}"]
    yield lead("time.zone_from_satellites", strength, says, because, shows_not)


def _container(times: list[Fields]) -> Iterator[Fields]:
    """The container's time, in UTC by specification, against a creation date that states its zone."""
    box = next((time for time in times if time["tag"] == _CONTAINER and time["utc"]), None)
    made = next((time for time in times if time["tag"] in _CREATION and time["utc"]), None)
    if box is None or made is None:
        return
    stated, created = _moment(box["utc"]), _moment(made["utc"])
    later_s = (stated - created).total_seconds()
    because = [f"{_CONTAINER} {box['utc']}", f"{made['tag']} {made['raw']}"]
    if abs(later_s) <= _SAME_S:
        says = f"The container's time and the creation date agree to within {abs(later_s):.0f} s."
        shows_not = f"That the date is true: one program wrote both from one clock. {_EDITABLE}"
        yield lead("time.container_agrees", "strong", says, because, shows_not)
    elif minutes_of(made["offset"]) and abs(later_s - minutes_of(made["offset"]) * 60) <= _SAME_S:
        says = "The container's time is consistent with local time, not with the UTC that the format demands."
        shows_not = f"That the creation date is true: both come from one clock. {_EDITABLE}"
        yield lead("time.container_is_local", "moderate", says, because, shows_not)
    elif later_s > 0:
        says = (
            f"The container says it was written {_span(later_s)} after the creation date: consistent with a "
            "recording that was trimmed, exported or shared later."
        )
        shows_not = f"What was done in between, or that anything in the picture was changed. {_EDITABLE}"
        yield lead("time.container_later", "strong", says, because, shows_not)
    else:
        says = (
            f"The container says it was written {_span(-later_s)} before the creation date: consistent with "
            "a date that was corrected by hand, or with a clock that was set in between or to another zone."
        )
        shows_not = f"Which of the two is right, or any intent. {_EDITABLE}"
        yield lead("time.container_earlier", "moderate", says, because, shows_not)


def _changed(times: list[Fields]) -> Iterator[Fields]:
    shot = next((time for time in times if time["tag"] == _SHOT), None)
    changed = next((time for time in times if time["tag"] == _CHANGED), None)
    if shot is None or changed is None:
        return
    known = "utc" if shot["utc"] and changed["utc"] else "local"
    if not all(len(time[known] or "") > len("2019-07-24T") for time in (shot, changed)):
        return
    made, later = _moment(shot[known]), _moment(changed[known])
    if (later - made).total_seconds() <= _SAVING_S:
        return
    if known == "local" and zones.between(later, made, largest_residual_s=1.0):
        return  # as one time does in two zones
    says = (
        f"Going by its own times the file was written again {_span((later - made).total_seconds())} after "
        "the picture was taken. Of 344 JPEGs 89 % of those that name an editor have two times that "
        "differ, of the others 15 %."
    )
    shows_not = (
        "That anything in the picture was changed: turning it or adding a caption is enough. "
        "The two times may be of two clocks, that of a camera and that of a computer."
    )
    because = [f"{_SHOT} {shot['raw']}", f"{_CHANGED} {changed['raw']}"]
    yield lead("time.written_again", "moderate", says, because, shows_not)


def _unset(times: list[Fields]) -> Iterator[Fields]:
    """Times that are none, by what is written; a mere zero is no time at all and so no lead."""
    never: dict[str, str] = {}
    impossible: dict[str, str] = {}
    for time in times:
        if not time.get("set", True) and time["tag"] not in PARTS:
            kind = _placeholder(time["raw"])
            if kind is not None:
                (never if kind else impossible).setdefault(time["raw"], time["tag"])
    if never:
        yield lead(
            "time.not_set",
            "moderate",
            "A time in the file is what a clock shows that was never set; it is not used.",
            _named(never),
            "When the file was made. Other times from the same clock may be wrong as well.",
        )
    if impossible:
        yield lead(
            "time.impossible",
            "weak",
            "A time in the file is written in a form or with numbers that are no time of an ordinary clock; "
            "it is not used.",
            _named(impossible),
            "That anybody altered it: programs write such times by mistake.",
        )


def _placeholder(raw: str) -> bool | None:
    """Whether what is written is where a count begins; None for nothing at all, False for what cannot be."""
    if raw.endswith((_SINCE_1904, "(nanoseconds since 2001)")):
        return True if raw.partition(" ")[0] != "0" else None
    if written.read(raw) is not None:
        return True
    return False if any(digit in raw for digit in "123456789") else None


def _named(tags: dict[str, str]) -> list[str]:
    shown = ((tag, f"{raw} (1970-01-01)" if raw == _UNIX_ZERO else raw) for raw, tag in tags.items())
    return [f"{tag} {raw[:80]}" for tag, raw in shown][:_MOST_NAMED]


def _counted_otherwise(times: list[Fields]) -> Iterator[Fields]:
    shifted = {time["raw"]: time["tag"] for time in times if time["raw"].endswith(_SINCE_1970)}
    if shifted:
        yield lead(
            "time.counted_from_1970",
            "weak",
            "The container's times are too small to be counted from 1904, as the format demands: they are "
            "consistent with a program that counts from 1970, and are read so.",
            _named(shifted),
            "That this reading is right: by the letter of the format these times lie before 1970.",
        )


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text[:19].rstrip("Z"))


def _span(seconds: float) -> str:
    """So long, in its two largest units: ``3 d 4 h``."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    parts = ((days, "d"), (hours, "h"), (minutes, "min"), (rest, "s"))
    return " ".join([f"{number} {unit}" for number, unit in parts if number][:2]) or "0 s"

"""Times that stand alone in a form of their own: names of files, and counts of seconds since 1970."""

import re
from datetime import UTC, datetime, timedelta

from osintkit.clock.reading.folding import Folded
from osintkit.clock.reading.numerals import numeric
from osintkit.clock.reading.parts import Clock, Day, Item, Side, Statement, Zone
from osintkit.errors import UsageError

_ENDING = re.compile(
    r"(?:\.(?:mp|ls|ts|night|portrait|raw|original|edited|hdr|enc))*"
    r"\.(?:jpe?g|jpe|png|heic|heif|avif|webp|gif|tiff?|bmp|dng|mp4|mov|m4v|3gp|avi|mkv|webm|mts|mp3|m4a|aac|amr|opus"
    r"|ogg|oga|wav|pdf|txt|zip|db|crypt\d+)$"
)
_PREFIX = re.compile(
    r"(?:img|vid|video|pxl|mvimg|pano|burst|dsc|photo|audio|ptt|aud|stk|gif|doc|rec|recording|voice|trim|p|live"
    r"|screen ?shot|screen ?record(?:er|ing)|signal(?:-attachment)?|viber(?:[ _](?:image|video))?|win|dji"
    r"|c360|cymera|inshot|lv_0|whatsapp (?:image|video|audio|ptt)|telegram|snapchat|vlcsnap|capture"
    r"|bildschirmfoto|capture d'ecran|schermata|captura de pantalla|снимок экрана|img_e|edited|beauty)"
    r"[ _-]?(?:\d{1,2}_)?(?=(?:from |at |von |del |am |le )?\d)"
)
"""What cameras, phones and applications begin names of files with."""
_EXPORTED = re.compile(r"([a-z]+_)\d+@(\d\d)-(\d\d)-(\d{4})(?=_\d)")
"""How Telegram names exported files: a counter, then the day first."""
_SECONDS = re.compile(
    r"(?:(?:unix|epoch|posix|timestamp)[ :_-]*(?:time|timestamp)?[ :=]*|@)?(\d{10}|\d{13})(?:\.(\d{1,9}))?"
    r"(?:\s*(?:s|ms|utc|z))?(?:\s*\(?(?:unix|epoch|posix)(?: time(?:stamp)?)?\)?)?"
)
_COUNTED = re.compile(r"(?:fb_img_|mmexport|wx_camera_|rpreplay_final|snapchat-?)(\d{13}|\d{10})(?!\d)")
_UTC_MAKERS = {"pxl": "Pixel phones"}
_DAY_ONLY = re.compile(r"-wa\d+")
_WORD_BEFORE = re.compile(
    r"[ _]*(?:from|at|von|del|am|le|um|a las|a|as|alle|om|klo|kl|saat|o|в|о|في)?[ _.]+(?:at |um |alle )?"
)
_NAME_ENDS = re.compile(r"[-_~.]?[\w~.-]*(?: ?\(\d+\))?")
"""What may follow a clock time in a name without an ending: a counter, a lens, an application."""
_ZONE = re.compile(
    r"[ _.-]?(?:(?P<utc>utc|gmt|z)(?![a-z\d+-])"
    r"|(?:utc|gmt)?[+](?P<hours>\d\d)[:.-]?(?P<minutes>\d\d)(?!\d))"
)
"""A zone after the clock time; a hyphen there begins a counter as well."""
_HALF = re.compile(r"\s?([ap])\.?\s?m\b")


def alone(folded: Folded) -> tuple[Statement, str] | None:
    """Is this the name of a file, or a count of seconds? What it says, and what is to be known about that.

    None when it is neither.

    Raises:
        UsageError: the name holds a date or a clock time that cannot be.
    """
    text = folded.text.strip()
    counted = _SECONDS.fullmatch(text) or _COUNTED.match(text)
    if counted is not None:
        return _counted(counted)
    name = re.split(r"[/\\]", text)[-1] if _ENDING.search(text) else text
    name = _EXPORTED.sub(r"\1\4-\3-\2", name)
    prefix, has_ending = _PREFIX.match(name), _ENDING.search(name) is not None
    if prefix is None and not has_ending:
        return None
    return _named(name, prefix)


def _counted(found: re.Match[str]) -> tuple[Statement, str]:
    digits = found[1]
    is_ms = len(digits) == 13
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=int(digits) * (1 if is_ms else 1000))
    if moment.year > 2199:
        raise UsageError(f"{digits} lies too far ahead to be a count of seconds.", "Give the date.")
    fraction = digits[10:] or (found[2] if found.re is _SECONDS and found[2] else "")
    side = Side(
        days=(Day(moment.year, moment.month, moment.day, "counted since 1970"),),
        clock=Clock(moment.hour, moment.minute, moment.second, fraction),
        zones=[Zone("utc by spec", "0", "")],
    )
    unit = "milliseconds" if is_ms else "seconds"
    return Statement(
        side
    ), f"The number is read as {unit} since 1970 in UTC; a number may also count something else."


def _named(name: str, prefix: re.Match[str] | None) -> tuple[Statement, str] | None:
    """A file's name by its first date that stands for itself; None when it holds none."""
    maker = prefix[0].strip(" _-") if prefix else ""
    for at in _number_starts(name, prefix.end() if prefix else 0)[: 1 if prefix else None]:
        found = _dated(name, at)
        if found is not None:
            items, end = found
            ending = _ENDING.search(name)
            if ending is None and _NAME_ENDS.fullmatch(name, end) is None:
                return None  # words follow, which the reader of words understands
            rest = name[end : ending.start()] if ending is not None and ending.start() > end else ""
            return _statement(items, maker, rest)
    return None


def _number_starts(name: str, start: int) -> list[int]:
    word = _WORD_BEFORE.match(name, start)
    begin = word.end() if word else start
    return [found.start() for found in re.finditer(r"(?<!\d)\d{4}", name) if found.start() >= begin] or [
        begin
    ]


def _dated(name: str, at: int) -> tuple[list[Item], int] | None:
    """A year first, as cameras and applications write, and the clock time after it."""
    if not re.match(r"\d{8}|\d{4}[-_.]\d\d[-_.]\d\d", name[at:]):
        return None
    items, end = numeric(name, at)
    if not items[0].days:
        return None
    if items[-1].clock is None and not _DAY_ONLY.match(name, end):
        items, end = _with_later_clock(name, items, end)
    clock, half = items[-1].clock, _HALF.match(name, end)
    if clock is not None and half is not None:
        items[-1].clock = clock._replace(half=f"{half[1]}m")
        end = half.end()
    return items, end


def _with_later_clock(name: str, items: list[Item], end: int) -> tuple[list[Item], int]:
    between = _WORD_BEFORE.match(name, end)
    if between is None or not re.match(r"\d{1,2}[-.:h]\d\d", name[between.end() :]):
        return items, end
    found, after = numeric(name, between.end())
    if found[0].clock is None:
        return items, end
    return [items[0], Item("clock", found[0].start, after, clock=found[0].clock)], after


def _statement(items: list[Item], maker: str, rest: str) -> tuple[Statement, str]:
    side = Side(days=items[0].days, clock=items[-1].clock)
    note = "A file's name states when its maker's clock says it was made or saved; names can be changed."
    zone = _ZONE.match(rest) if side.clock is not None else None
    if zone is not None:
        ahead = 0 if zone["utc"] else int(zone["hours"]) * 60 + int(zone["minutes"])
        side.zones, rest = [Zone("offset", str(ahead), zone[0].strip(" _.-"))], rest[zone.end() :]
    if any(character.isalpha() for character in rest):
        note += f" “{rest.strip(' _-.')}” in the name was not read."
    if maker in _UTC_MAKERS and side.clock is not None and zone is None:
        side.zones = [Zone("utc by spec", "0", "")]
        note = f"{_UTC_MAKERS[maker]} name files by UTC. {note}"
    return Statement(side), note

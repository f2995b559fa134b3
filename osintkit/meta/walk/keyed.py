"""Metadata that is kept as a list of keys and a list of values, by QuickTime, by iTunes and by Windows.

Sources: Apple's QuickTime File Format (metadata atoms, well-known types), the ``ilst`` of iTunes as other
readers describe it, and for ``Xtra`` the observation of files.
"""

import re
import struct
from datetime import UTC, datetime, timedelta
from typing import TypeAlias

from osintkit.meta.found import Malformed, Value, text
from osintkit.meta.walk.boxes import Box, Walk, boxes, children
from osintkit.meta.walk.film_names import ITEMS, KEYS, USER_TEXT
from osintkit.meta.walk.stated import date, language, place, plain

MOST_KEYS = 1000
MOST_VALUES = 32
"""Values of one item."""
LONGEST_VALUE = 64 << 10
"""Bytes of one value that are read."""
MOST_XTRA = 200

_KEY = re.compile(r"com\.(?:apple\.quicktime\.)?")
_OWNED = "com."
_DATA = struct.Struct(">IHH")
_SPEAKABLE = re.compile(r"[-\w. ]+|.*\w{4}.*", re.ASCII | re.DOTALL)
_CODINGS = {1: "utf-8", 2: "utf-16-be", 3: "shift_jis", 4: "utf-8", 5: "utf-16-be"}
_SIGNED, _UNSIGNED = (21, 65, 66, 67, 74), (22, 75, 76, 77, 78)
_REAL = {(23, 4): struct.Struct(">f"), (24, 8): struct.Struct(">d")}
_NUMBERS = frozenset(
    (
        b"akID", b"atID", b"cnID", b"cpil", b"geID", b"gnre", b"hdvd", b"itnu", b"pcst", b"pgap", b"rtng",
        b"shwm", b"stik", b"tmpo", b"tves", b"tvsn", b"\xa9mvc", b"\xa9mvi",
    )
)  # fmt: skip
_OF_HOW_MANY = (b"disk", b"trkn")
_PICTURES = (b"covr",)
_1601 = datetime(1601, 1, 1, tzinfo=UTC)
_DATES = {
    "ContentCreateDate": False,
    "CreationDate": True,
    "DateTimeOriginal": False,
    "LocationDate": False,
}
"""Names of values that are dates, and whether only a whole date is put into another form."""


Keys: TypeAlias = list[tuple[str, bool]]
"""Names of values, and whether one is bare and another key with an owner has the same name."""


def keys(walk: Walk, box: Box) -> Keys:
    """Names of the values that follow, from a ``keys`` box: ``GPSCoordinates`` for ``location.ISO6709``."""
    data = walk.table(box, "keys")
    stated = int.from_bytes(data[4:8], "big")
    names: list[str] = []
    owned: list[bool] = []
    at = 8
    while at + 8 <= len(data) and len(names) < min(stated, MOST_KEYS):
        length = int.from_bytes(data[at : at + 4], "big")
        if length < 8 or at + length > len(data):
            break
        key = text(data[at + 8 : at + length])
        names.append(_key_name(key, data[at + 4 : at + 8]))
        owned.append(key.startswith(_OWNED))
        at += length
    if len(names) < stated:
        walk.found.problem(f"keys states {stated} keys; {len(names)} were read.")
    proper = {name for name, whose in zip(names, owned, strict=True) if whose}
    return [(name, not whose and name in proper) for name, whose in zip(names, owned, strict=True)]


def _key_name(key: str, space: bytes) -> str:
    short = _KEY.sub("", key, count=1) if space == b"mdta" and key.startswith("com.") else key
    known = KEYS.get(short) or KEYS.get(key)
    if known:
        return known
    try:
        four = key.encode("latin-1")
    except UnicodeEncodeError:
        four = b""
    for name in (four, four[::-1]):  # some write the letters of an item the wrong way round
        if name in ITEMS or name in USER_TEXT:
            return ITEMS.get(name) or USER_TEXT[name]
    if not _SPEAKABLE.fullmatch(short):
        return ""
    made = re.sub(r"[^-0-9a-zA-Z_. ]", "", short[:1].upper() + short[1:])
    made = re.sub(r"[. ]+(.?)", lambda match: match[1].upper(), made)
    made = re.sub(r"_([a-z])", lambda match: "_" + match[1].upper(), made)
    made = re.sub(r"([a-z])_([A-Z])", r"\1\2", made)
    return made if len(made) > 1 else f"Tag_{made}"


def items(walk: Walk, box: Box, path: str, names: Keys, media: str) -> None:
    """Note the values under an ``ilst`` box.

    Args:
        walk: the file.
        box: it.
        path: of it.
        names: of its keys, where it has some.
        media: put before the group of the names: ``Video`` or ``Audio`` in a track, else nothing.
    """
    later: list[tuple[Box, str]] = []
    for item in children(walk, box, path):
        if item.kind == b"----":
            _free_form(walk, item, path)
            continue
        number = int.from_bytes(item.kind, "big")
        if 0 < number <= len(names):
            group, (name, doubled) = f"{media}Keys", names[number - 1]
            if doubled:  # what FFmpeg was told to write beside what the camera wrote
                later.append((item, f"{group}:{name}"))
                continue
        else:
            group, name = f"{media}ItemList", ITEMS.get(item.kind, "")
            if not name and item.kind[:1] == b"\xa9":
                name = "UserData_" + text(item.kind[1:], "latin-1")
        if name and item.kind not in _PICTURES:
            _values(walk, item, f"{group}:{name}", path)
    for item, name in later:
        _values(walk, item, name, path)


def _values(walk: Walk, item: Box, name: str, path: str) -> None:
    for count, box in enumerate(boxes(walk, item.body, item.end, path)):
        if count >= MOST_VALUES:
            walk.found.problem(f"{name} has more than {MOST_VALUES} values.")
            return
        if box.kind != b"data" or box.end - box.body < 8:
            continue
        data = _limited(walk, box, name)
        coding, country, tongue = _DATA.unpack_from(data)
        value = _value(data[8:], coding & 0xFFFFFF, item.kind)
        if value is not None:
            state(walk, name, value, _locale(tongue, country))


def _limited(walk: Walk, box: Box, name: str) -> bytes:
    length = box.end - box.body
    if length > LONGEST_VALUE:
        walk.found.problem(f"{name} is {length} bytes long; {LONGEST_VALUE} were read.")
    return walk.body(box, LONGEST_VALUE)


def _value(data: bytes, coding: int, kind: bytes) -> Value | None:
    if coding in _CODINGS:
        return text(data, _CODINGS[coding]) if coding in (1, 4) else _wide(data, _CODINGS[coding])
    if kind in _OF_HOW_MANY and len(data) >= 6:
        number, total = struct.unpack_from(">2xHH", data)
        return f"{number} of {total}" if total else number
    if kind in _NUMBERS and len(data) in (1, 2, 4, 8):
        return int.from_bytes(data, "big")
    if coding in _SIGNED or coding in _UNSIGNED:
        return int.from_bytes(data, "big", signed=coding in _SIGNED) if len(data) in (1, 2, 4, 8) else None
    if (coding, len(data)) in _REAL:
        number = _REAL[coding, len(data)].unpack(data)[0]
        return plain(number) if abs(number) < 1e300 else None
    return int.from_bytes(data, "big") if coding == 0 and len(data) in (1, 2) else None


def _wide(data: bytes, coding: str) -> str:
    return data.decode(coding, "replace").split("\0", 1)[0].strip()


def _locale(tongue: int, country: int) -> str:
    """``deu``, ``deu-DE`` or nothing; numbers below 256 point to a list of several."""
    stated = language(tongue) if tongue > 255 else ""
    two = country.to_bytes(2, "big")
    if country > 255 and two != b"ZZ" and two.isalpha() and two.isupper():
        return f"{stated or 'und'}-{two.decode()}"
    return stated


def state(walk: Walk, name: str, value: Value, tongue: str) -> None:
    """Note a value, in the form that dates and places have; one in another language under its own name.

    Args:
        walk: takes it.
        name: with its group.
        value: as it is written.
        tongue: of the text; empty for English and where it is not stated.
    """
    shown = value
    if isinstance(value, str):
        bare = name.partition(":")[2]
        if bare == "GPSCoordinates":
            shown = place(value)
        elif bare in _DATES:
            shown = date(value, whole_only=_DATES[bare])
    raw = str(value) if shown != value else ""
    if tongue:
        walk.add(f"{name}-{tongue}", shown, raw)
        walk.translations.append((name, shown, raw))
    else:
        walk.add(name, shown, raw)


def state_translations(walk: Walk) -> None:
    """Note each value that is there in other languages only as what is meant when none is asked for."""
    if not walk.translations:
        return
    groups = ("Keys", "ItemList", "UserData", "QuickTime")
    there = {tag.name.partition(":")[2] for tag in walk.found.tags if tag.name.partition(":")[0] in groups}
    for name, value, raw in walk.translations:
        bare = name.partition(":")[2]
        if bare not in there:
            walk.add(name, value, raw)
            there.add(bare)


def _free_form(walk: Walk, item: Box, path: str) -> None:
    """An item that brings its own name: who gave it, the name, the values."""
    meant = {b"mean": "", b"name": ""}
    for count, box in enumerate(boxes(walk, item.body, item.end, path)):
        if count >= MOST_VALUES:
            walk.found.problem(f"An item of {path} has more than {MOST_VALUES} values.")
            return
        if box.kind in meant:
            meant[box.kind] = text(walk.body(box, 256)[4:])
        elif box.kind == b"data" and meant[b"name"]:
            name = re.sub(r"[^-_a-zA-Z0-9]", "", meant[b"name"])
            data = _limited(walk, box, name)[8:]
            shown = text(data)
            if shown.isprintable():
                walk.add(f"iTunes:{_ITUNES.get(name, name)}", shown)


_ITUNES = {"iTunNORM": "VolumeNormalization", "iTunEXTC": "ContentRating", "initialkey": "InitialKey"}


def windows(walk: Walk, box: Box) -> None:
    """Note what Windows keeps under ``Xtra``: names and numbers, texts, times and identifiers.

    Raises:
        Malformed: an entry says that it is shorter than its name.
    """
    data = walk.table(box, "Xtra")
    at = 0
    for _ in range(MOST_XTRA):
        if at + 18 > len(data):
            return
        length, name_length = struct.unpack_from(">II", data, at)
        if name_length + 18 > length or at + length > len(data):
            raise Malformed(f"The entry of Xtra at its byte {at} is {length} bytes long.")
        name = text(data[at + 8 : at + 8 + name_length], "latin-1").removeprefix("WM/")
        value = _xtra_value(data[at + 8 + name_length : at + length])
        if value is not None and re.fullmatch(r"[-\w]+", name, re.ASCII):
            walk.add(f"Microsoft:{name[0].upper()}{name[1:]}", value)
        at += length
    walk.found.problem(f"Xtra has more than {MOST_XTRA} entries.")


def _xtra_value(data: bytes) -> Value | None:
    """The first of the values: text, a number, or a time in tenths of a microsecond since 1601."""
    length, kind = struct.unpack_from(">IH", data, 4)
    stated = data[10 : 4 + length]
    if kind == 8:
        return _wide(stated[: len(stated) & ~1], "utf-16-le")
    if len(stated) != 8 or kind not in (19, 21):
        return None
    number = int.from_bytes(stated, "little")
    if kind == 19:
        return number
    try:
        moment = _1601 + timedelta(microseconds=number // 10)
    except OverflowError:
        return None
    return moment.strftime("%Y:%m:%d %H:%M:%S+00:00")

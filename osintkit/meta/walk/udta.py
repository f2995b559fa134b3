"""What cameras and programs write into the user data of a film.

Sources: Apple's QuickTime File Format (user data atoms), 3GPP TS 26.244 (asset information, location).
"""

import struct
from collections.abc import Callable

from osintkit.meta.decode import xmp
from osintkit.meta.found import BROKEN, Malformed, text
from osintkit.meta.walk import metabox
from osintkit.meta.walk.boxes import Box, Walk, children, shown
from osintkit.meta.walk.film_names import MAKERS_OWN, USER_ASSETS, USER_PLAIN, USER_PREFIXED, USER_TEXT
from osintkit.meta.walk.keyed import LONGEST_VALUE, MOST_VALUES, state, windows
from osintkit.meta.walk.stated import language, wide_or_utf8, words

_ENTRY = struct.Struct(">HH")
_LOCATION = struct.Struct(">Biii")
_ROLES = ("shooting", "real", "fictional", "reserved")
_UNTAUGHT = (b"\xa9mdl", b"\xa9dji", b"\xa9res", b"\xa9uid")
"""Written by DJI like the others, but without length and language."""


def user_data(walk: Walk, parent: Box, path: str, before: str) -> None:
    """Note what a ``udta`` box holds.

    Args:
        walk: the file.
        parent: the box.
        path: of it.
        before: put before the names: ``UserData:`` for the film, ``AudioUserData:Track2`` for a track.
    """
    for box in children(walk, parent, path):
        try:
            _one(walk, box, path, before)
        except BROKEN as error:
            place = f"{path}/{shown(box.kind)}"
            length = box.end - box.start
            walk.found.block("tags", place, "corrupt", offset=box.start, length=length, says=str(error))


def _one(walk: Walk, box: Box, path: str, before: str) -> None:
    kind = box.kind
    if kind == b"meta":
        metabox.read(walk, box, f"{path}/meta")
    elif kind == b"XMP_":
        data = walk.found.take(walk.source, box.body, box.end - box.body)
        xmp.packet(data, walk.found, place=f"{path}/XMP_", offset=box.body)
    elif kind == b"Xtra":
        windows(walk, box)
    elif kind in MAKERS_OWN:
        place = f"{path}/{shown(kind)}"
        walk.found.block("makernote", place, "unsupported", offset=box.body, length=box.end - box.body)
    else:
        _text(walk, box, before)


def _text(walk: Walk, box: Box, before: str) -> None:
    kind = box.kind
    data = walk.body(box, LONGEST_VALUE)
    if kind in _SPECIAL:
        name, reader = _SPECIAL[kind]
        walk.add(before + name, reader(data))
    elif kind in USER_PLAIN:
        state(walk, before + USER_PLAIN[kind], words(data), "")
    elif kind in USER_ASSETS:
        name = before + USER_ASSETS[kind]
        tongue = int.from_bytes(data[4:6], "big")
        state(walk, name, wide_or_utf8(data[6:]), language(tongue))
    elif kind[:1] == b"\xa9" and kind not in _UNTAUGHT:
        name = USER_TEXT.get(kind) or "UserData_" + text(kind[1:], "latin-1")
        _in_languages(walk, data, before + name)


def _in_languages(walk: Walk, data: bytes, name: str) -> None:
    """Text in one or more languages, each with its length and language before it.

    The length should count these four bytes, but hardly anybody counts them: it is read as it fits.
    """
    at = 0
    for count in range(MOST_VALUES):
        if at + 4 > len(data):
            return
        length, tongue = _ENTRY.unpack_from(data, at)
        at += 4
        if at + length > len(data):
            length -= 4
        if length < 0 or at + length > len(data):
            if count == 0 and data.rstrip(b"\0").isascii():
                state(walk, name, text(data), "")  # some write the text alone
            return
        if length or count == 0:
            said = data[at : at + length]
            shown = words(said) if tongue < 0x400 and said[:2] != b"\xfe\xff" else wide_or_utf8(said)
            state(walk, name, shown, language(tongue))
        at += length
    walk.found.problem(f"{name} is there in more than {MOST_VALUES} languages.")


def _closed(data: bytes) -> tuple[str, bytes]:
    """A text that a NUL closes, UTF-16 with a mark or UTF-8, and what follows it."""
    if data[:2] != b"\xfe\xff":
        said, nul, rest = data.partition(b"\0")
        if not nul:
            raise Malformed("A text of the location is not closed.")
        return text(said), rest
    for at in range(2, len(data) - 1, 2):
        if data[at : at + 2] == b"\0\0":
            return data[2:at].decode("utf-16-be", "replace"), data[at + 2 :]
    raise Malformed("A text of the location is not closed.")


def _location(data: bytes) -> str:
    name, rest = _closed(data[6:])
    if data[6:8] == b"\xfe\xff" and not name and data[22:27] == b"earth":
        rest = data[9:]  # some close a missing UTF-16 name with one NUL
    role, longitude, latitude, altitude = _LOCATION.unpack_from(rest)
    if abs(latitude) > 90 << 16 or abs(longitude) > 180 << 16:
        raise Malformed(f"The location is {latitude / 65536:.1f} {longitude / 65536:.1f}, which is no place.")
    shown = [
        name or "(none)",
        f"Role={_ROLES[role] if role < len(_ROLES) else f'unknown({role})'}",
        f"Lat={latitude / 65536:.5f} Lon={longitude / 65536:.5f} Alt={altitude / 65536:.2f}",
    ]
    rest = rest[_LOCATION.size :]
    for label in ("Body", "Notes"):
        if rest:
            said, rest = _closed(rest)
            shown.append(f"{label}={said}")
    return " ".join(shown)


def _year(data: bytes) -> int:
    return int(struct.unpack_from(">4xH", data)[0])


def _rated(data: bytes) -> int:
    return data[7]


def _rating(data: bytes) -> str:
    entity, criteria = text(data[4:8], "latin-1"), text(data[8:12], "latin-1")
    return f"Entity={entity} Criteria={criteria} {wide_or_utf8(data[14:])}"


def _class(data: bytes) -> str:
    index = int.from_bytes(data[8:10], "big")
    return f"Entity={text(data[4:8], 'latin-1')} Index={index} {wide_or_utf8(data[12:])}"


def _keywords(data: bytes) -> str:
    if data[:1] != b"\0":  # Apple writes a text alone
        return words(data)
    said, at = [], 7
    for _ in range(data[6]):
        if at >= len(data) or at + 1 + data[at] > len(data):
            break
        said.append(wide_or_utf8(data[at + 1 : at + 1 + data[at]]))
        at += 1 + data[at]
    return ", ".join(said)


def _digits(data: bytes) -> str:
    return data[:64].hex()


def _after_six(data: bytes) -> str:
    return words(data[6:] if data[:4] == b"\0\0\0\0" else data)


_Reader = Callable[[bytes], str | int]
_SPECIAL: dict[bytes, tuple[str, _Reader]] = {
    **{kind: (name, _after_six) for kind, name in USER_PREFIXED.items()},
    b"CAME": ("SerialNumberHash", _digits),
    b"MUID": ("MediaUID", _digits),
    b"clsf": ("Classification", _class),
    b"kywd": ("Keywords", _keywords),
    b"loci": ("LocationInformation", _location),
    b"rtng": ("Rating", _rating),
    b"urat": ("UserRating", _rated),
    b"yrrc": ("Year", _year),
}

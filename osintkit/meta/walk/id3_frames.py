"""The frames of an ID3v2 tag: which name each has, and how its content is written.

ID3v2.2.0, 2.3.0 and 2.4.0 (id3.org). Names are those ExifTool gives.
"""

import re
from collections.abc import Callable, Iterator

from osintkit.meta.decode import c2pa, xmp
from osintkit.meta.decode.western import western
from osintkit.meta.found import LONGEST_TEXT, Findings, Malformed, Value
from osintkit.meta.walk.flac import called

Said = Iterator[tuple[str, Value, str, str]]
"""Name without its group, value, as written where that differs, place where it is not the main one."""

_TEXTS_2_2 = {
    "TAL": "Album", "TBP": "BeatsPerMinute", "TCM": "Composer", "TCO": "Genre", "TCP": "Compilation",
    "TCR": "Copyright", "TDA": "Date", "TDY": "PlaylistDelay", "TEN": "EncodedBy", "TFT": "FileType",
    "TIM": "Time", "TKE": "InitialKey", "TLA": "Language", "TLE": "Length", "TMT": "Media",
    "TOA": "OriginalArtist", "TOF": "OriginalFileName", "TOL": "OriginalLyricist",
    "TOR": "OriginalReleaseYear", "TOT": "OriginalAlbum", "TP1": "Artist", "TP2": "Band", "TP3": "Conductor",
    "TP4": "InterpretedBy", "TPA": "PartOfSet", "TPB": "Publisher", "TRC": "ISRC", "TRD": "RecordingDates",
    "TRK": "Track", "TSI": "Size", "TSS": "EncoderSettings", "TT1": "Grouping", "TT2": "Title",
    "TT3": "Subtitle", "TXT": "Lyricist", "TYE": "Year", "TST": "TitleSortOrder", "TSA": "AlbumSortOrder",
    "TSP": "PerformerSortOrder", "TS2": "AlbumArtistSortOrder", "TSC": "ComposerSortOrder",
    "IPL": "InvolvedPeople",
}  # fmt: skip
_TEXTS = {
    "TALB": "Album", "TBPM": "BeatsPerMinute", "TCMP": "Compilation", "TCOM": "Composer", "TCON": "Genre",
    "TCOP": "Copyright", "TDLY": "PlaylistDelay", "TENC": "EncodedBy", "TEXT": "Lyricist", "TFLT": "FileType",
    "TIT1": "Grouping", "TIT2": "Title", "TIT3": "Subtitle", "TKEY": "InitialKey", "TLAN": "Language",
    "TLEN": "Length", "TMED": "Media", "TOAL": "OriginalAlbum", "TOFN": "OriginalFileName",
    "TOLY": "OriginalLyricist", "TOPE": "OriginalArtist", "TOWN": "FileOwner", "TPE1": "Artist",
    "TPE2": "Band", "TPE3": "Conductor", "TPE4": "InterpretedBy", "TPOS": "PartOfSet", "TPUB": "Publisher",
    "TRCK": "Track", "TRSN": "InternetRadioStationName", "TRSO": "InternetRadioStationOwner", "TSRC": "ISRC",
    "TSSE": "EncoderSettings", "TSO2": "AlbumArtistSortOrder", "TSOC": "ComposerSortOrder",
    "TDES": "PodcastDescription", "TGID": "PodcastID", "TKWD": "PodcastKeywords", "TCAT": "PodcastCategory",
    "XSOA": "AlbumSortOrder", "XSOP": "PerformerSortOrder", "XSOT": "TitleSortOrder",
    "IPLS": "InvolvedPeople", "TDAT": "Date", "TIME": "Time", "TORY": "OriginalReleaseYear",
    "TRDA": "RecordingDates", "TSIZ": "Size", "TYER": "Year", "TIPL": "InvolvedPeople",
    "TMCL": "MusicianCredits", "TMOO": "Mood", "TPRO": "ProducedNotice", "TSOA": "AlbumSortOrder",
    "TSOP": "PerformerSortOrder", "TSOT": "TitleSortOrder", "TSST": "SetSubtitle",
}  # fmt: skip
_TIMES = {
    "TDEN": "EncodingTime", "TDOR": "OriginalReleaseTime", "TDRC": "RecordingTime", "TDRL": "ReleaseTime",
    "TDTG": "TaggingTime", "XDOR": "OriginalReleaseTime",
}  # fmt: skip
_URLS = {
    "WAF": "FileURL", "WAR": "ArtistURL", "WAS": "SourceURL", "WCM": "CommercialURL", "WCP": "CopyrightURL",
    "WPB": "PublisherURL", "WCOM": "CommercialURL", "WCOP": "CopyrightURL", "WOAF": "FileURL",
    "WOAR": "ArtistURL", "WOAS": "SourceURL", "WORS": "InternetRadioStationURL", "WPAY": "PaymentURL",
    "WPUB": "PublisherURL", "WFED": "PodcastURL",
}  # fmt: skip
_CODINGS = ("latin-1", "utf-16", "utf-16-be", "utf-8")
_WIDE = (1, 2)
_TIME = re.compile(r"(\d{4})-(\d\d)-(\d\d)[T ](\d\d:\d\d)(:\d\d)?\s*(\S*)\Z")
_C2PA = frozenset(("application/x-c2pa-manifest-store", "application/c2pa"))
LARGEST_PICTURE_HEAD = 2048
"""Bytes of a picture frame that are read: what is said of the picture, not the picture."""


def is_picture(name: str) -> bool:
    """Whether a frame holds a picture, of which only the head is needed."""
    return name in ("APIC", "PIC")


def is_kept_whole(name: str) -> bool:
    """Whether a frame may hold a block of metadata of another kind, which is of no use when cut."""
    return name in ("GEOB", "PRIV")


def said(name: str, data: bytes, length: int, found: Findings, offset: int | None) -> Said:
    """What one frame says.

    Manifests of C2PA and packets of XMP are given to their decoders.

    Args:
        name: the frame's identifier, of three or four letters.
        data: its content, without flags and compression; of a picture the head only.
        length: of the content, in bytes.
        found: receives problems, and what the decoders find.
        offset: of ``data`` in the file; None where it does not lie there as it is.

    Raises:
        Malformed: the content is not what the frame should hold.
        LookupError: it ends too early.
    """
    reader = _READERS.get(name)
    if reader is not None:
        yield from reader(data, length)
    elif name in _TEXTS or name in _TEXTS_2_2:
        yield (_TEXTS.get(name) or _TEXTS_2_2[name]), "/".join(_texts(data[0], data[1:])), "", ""
    elif name in _TIMES:
        yield from _time(_TIMES[name], "/".join(_texts(data[0], data[1:])))
    elif name in _URLS:
        yield _URLS[name], data.split(b"\0", 1)[0].decode("latin-1"), "", ""
    elif name == "GEOB":
        yield from _object(data, found, offset)
    elif name == "PRIV":
        yield from _private(data, found, offset)


def _texts(coding: int, data: bytes) -> list[str]:
    """Texts with NULs between them, in one of the four codings of ID3."""
    if coding >= len(_CODINGS):
        # Some writers leave the byte away that tells the coding.
        return [western((bytes((coding,)) + data).split(b"\0", 1)[0].decode("latin-1"))]
    if coding not in _WIDE:
        parts = data.rstrip(b"\0").split(b"\0")
        return [_decoded(part, _CODINGS[coding]) for part in parts]
    texts: list[str] = []
    order = "utf-16-be"
    while data:
        part, data = _cut(data, wide=True)
        if part[:2] in (b"\xff\xfe", b"\xfe\xff"):
            order = "utf-16-le" if part[0] == 0xFF else "utf-16-be"
            part = part[2:]
        elif coding == 1 and not texts and part[1:2] == b"\0":
            order = "utf-16-le"  # no mark of the order, but Latin letters that show it
        texts.append(part.decode(order, "replace"))
    return texts or [""]


def _decoded(data: bytes, coding: str) -> str:
    try:
        return western(data.decode(coding))
    except UnicodeDecodeError as error:
        if error.start > 4 * LONGEST_TEXT:  # past all that is kept, where a long text was cut
            return data[: error.start].decode(coding)
        return western(data.decode("latin-1"))


def _cut(data: bytes, *, wide: bool) -> tuple[bytes, bytes]:
    """What stands before the first NUL and after it; of two bytes, at an even place, where ``wide``."""
    if not wide:
        first, _, rest = data.partition(b"\0")
        return first, rest
    at = data.find(b"\0\0")
    while at >= 0 and at % 2:
        at = data.find(b"\0\0", at + 1)
    return (data, b"") if at < 0 else (data[:at], data[at + 2 :])


def _time(name: str, written: str) -> Said:
    match = _TIME.match(written)
    if match:
        value = f"{match[1]}:{match[2]}:{match[3]} {match[4]}{match[5] or ':00'}{match[6]}"
    else:
        value = written.replace("-", ":") if written[:4].isdigit() and len(written) <= 10 else written
    yield name, value, written if written != value else "", ""


def _length(data: bytes, _: int) -> Said:
    written = "/".join(_texts(data[0], data[1:]))
    yield "Length", int(written) / 1000 if written.isdecimal() and len(written) < 16 else written, written, ""


def _own_text(data: bytes, _: int) -> Said:
    texts = _texts(data[0], data[1:])
    value = "/".join(texts[1:])
    yield called(texts[0]) if texts[0] else "UserDefinedText", value, "", ""


def _own_url(data: bytes, _: int) -> Said:
    described, url = _cut(data[1:], wide=data[0] in _WIDE)
    name = called(_texts(data[0], described)[0]) if described else ""
    value = url.split(b"\0", 1)[0].decode("latin-1")
    yield f"{name}_URL" if name else "UserDefinedURL", value, "", ""


def _comment(data: bytes, _: int) -> Said:
    yield from _spoken("Comment", data)


def _lyrics(data: bytes, _: int) -> Said:
    yield from _spoken("Lyrics", data)


def _terms(data: bytes, _: int) -> Said:
    yield _in_language("TermsOfUse", data), "/".join(_texts(data[0], data[4:])), "", ""


def _spoken(name: str, data: bytes) -> Said:
    """A text with a language and a description; one with a description is not the main one."""
    if len(data) < 4:
        raise Malformed("it is too short")
    described, text = _cut(data[4:], wide=data[0] in _WIDE)
    about = _texts(data[0], described)[0]
    value = "/".join(_texts(data[0], text))
    yield _in_language(name, data), f"({about}) {value}" if about else value, "", about


def _in_language(name: str, data: bytes) -> str:
    language = data[1:4].decode("latin-1").lower()
    foreign = language.isalpha() and language.isascii() and language != "eng"
    return f"{name}-{language}" if foreign else name


def _counter(data: bytes, _: int) -> Said:
    yield "PlayCounter", int.from_bytes(data[:8]), "", ""


def _popularity(data: bytes, _: int) -> Said:
    by, _nul, counted = data.partition(b"\0")
    yield "Popularimeter", f"{by.decode('latin-1')} {counted[0]} {int.from_bytes(counted[1:9])}", "", ""


def _owner(data: bytes, _: int) -> Said:
    texts = _texts(data[0], data[1:])
    if len(texts) > 1 and texts[1][:8].isdigit():
        texts[1] = f"{texts[1][:4]}:{texts[1][4:6]}:{texts[1][6:8]} {texts[1][8:]}"
    yield "Ownership", " ".join(texts), "", ""


def _picture(data: bytes, length: int) -> Said:
    mime, rest = _cut(data[1:], wide=False)
    yield "PictureMIMEType", mime.decode("latin-1"), "", ""
    yield from _shown(data[0], rest, length - len(data))


def _picture_2_2(data: bytes, length: int) -> Said:
    yield "PictureFormat", data[1:4].decode("latin-1"), "", ""
    yield from _shown(data[0], data[4:], length - len(data))


def _shown(coding: int, data: bytes, more: int) -> Said:
    described, rest = _cut(data[1:], wide=coding in _WIDE)
    yield "PictureType", data[0], "", ""
    yield "PictureDescription", _texts(coding, described)[0], "", ""
    yield "Picture", f"(Binary data {len(rest) + more} bytes)", "", ""


def _object(data: bytes, found: Findings, offset: int | None) -> Said:
    wide = data[0] in _WIDE
    mime, rest = _cut(data[1:], wide=False)
    file, rest = _cut(rest, wide=wide)
    about, held = _cut(rest, wide=wide)
    kind = mime.decode("latin-1")
    yield "GEOB-Mime", kind, "", ""
    yield "GEOB-File", _texts(data[0], file)[0], "", ""
    yield "GEOB-Desc", _texts(data[0], about)[0], "", ""
    yield "GEOB-Data", f"(Binary data {len(held)} bytes)", "", ""
    if kind.lower() in _C2PA:
        start = None if offset is None else offset + len(data) - len(held)
        c2pa.store(held, found, place="ID3 GEOB", offset=start)


def _private(data: bytes, found: Findings, offset: int | None) -> Said:
    owner, held = _cut(data, wide=False)
    if owner == b"XMP":
        start = None if offset is None else offset + len(data) - len(held)
        xmp.packet(held, found, place="ID3 PRIV", offset=start)
        return
    written = owner.decode("latin-1")
    name = written.replace("/", "_").replace(" ", "")
    plain = re.fullmatch(r"[-\w]{1,24}", name, re.ASCII)
    value: Value = f"(Binary data {len(held)} bytes)"
    if name in ("PeakValue", "AverageLevel") and len(held) == 4:
        value = int.from_bytes(held, "little")
    yield name[:1].upper() + name[1:] if plain else "Private", value, f"by {written}", ""


_READERS: dict[str, Callable[[bytes, int], Said]] = {
    "TXX": _own_text, "TXXX": _own_text, "WXX": _own_url, "WXXX": _own_url, "COM": _comment, "COMM": _comment,
    "ULT": _lyrics, "USLT": _lyrics, "USER": _terms, "CNT": _counter, "PCNT": _counter, "POP": _popularity,
    "POPM": _popularity, "OWNE": _owner, "APIC": _picture, "PIC": _picture_2_2, "TLEN": _length,
}  # fmt: skip

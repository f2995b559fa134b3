"""What kind of file it is, by its first bytes and never by its name, and which walker reads it."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from osintkit.meta.found import Bytes, Findings
from osintkit.meta.walk import bmff, flac, gif, id3, jpeg, matroska, ogg, png, raf, riff, tiff_file

Walk = Callable[[Bytes, Findings], None]


@dataclass(frozen=True, slots=True)
class Format:
    """A family of files as the first bytes tell it.

    Attributes:
        name: our word for it; a walker may find a more exact one.
        magic: what the file begins with.
        walk: reads it; None when nothing here does.
    """

    name: str
    magic: re.Pattern[bytes]
    walk: Walk | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file.

    Attributes:
        mime: its media type.
        extensions: lower case, without the dot, that go with it.
        is_read: whether its metadata is read here.
    """

    mime: str
    extensions: tuple[str, ...]
    is_read: bool = True


def _format(name: str, magic: bytes, walk: Walk | None = None) -> Format:
    return Format(name, re.compile(magic, re.DOTALL), walk)


_FORMATS = (
    _format("jpeg", rb"\xff\xd8\xff", jpeg.walk),
    _format("png", rb"\x89PNG\r\n\x1a\n", png.walk),
    _format("gif", rb"GIF8[79]a", gif.walk),
    _format("riff", rb"RIFF|RF64", riff.walk),
    _format("rw2", rb"IIU\0", tiff_file.walk),
    _format("orf", rb"II(?:RO|RS)|MMOR", tiff_file.walk),
    _format("tiff", rb"II[*+]\0|MM\0[*+]", tiff_file.walk),
    _format("raf", rb"FUJIFILMCCD-RAW", raf.walk),
    _format("jxl", rb"\0\0\0\x0cJXL \r\n\x87\n", bmff.walk),
    _format("jp2", rb"\0\0\0\x0cjP  \r\n\x87\n"),
    _format("mp4", rb"....(?:ftyp|moov|mdat|wide|free|skip|pnot|styp|moof)", bmff.walk),
    _format("matroska", rb"\x1aE\xdf\xa3", matroska.walk),
    _format("ogg", rb"OggS", ogg.walk),
    _format("flac", rb"fLaC", flac.walk),
    _format("mp3", rb"ID3[\x02-\x04]", id3.walk),
    _format("psd", rb"8BPS"),
    _format("bmp", rb"BM.{12}[\x0c\x28\x34\x38\x40\x6c\x7c]\0\0\0"),
    _format("flv", rb"FLV\x01"),
    _format("asf", rb"\x30\x26\xb2\x75\x8e\x66\xcf\x11"),
    _format("mxf", rb"\x06\x0e\x2b\x34\x02\x05\x01\x01"),
    _format("mpegts", rb"G.{187}G.{187}G|....G.{191}G"),
    _format("mpegps", rb"\0\0\x01\xba"),
    _format("x3f", rb"FOVb"),
    _format("amr", rb"#!AMR"),
    _format("caf", rb"caff"),
    _format("aiff", rb"FORM....AIF[FC]"),
    _format("aac", rb"\xff[\xf0\xf1\xf8\xf9]"),
    _format("jxl_codestream", rb"\xff\n"),
    _format("mp3", rb"\0{0,4000}\xff[\xe2\xe3\xf2\xf3\xfa\xfb][\x10-\xeb]", id3.walk),
)
WALKS = {each.name: each.walk for each in _FORMATS}
"""What reads each family."""

KINDS = {
    "jpeg": Kind("image/jpeg", ("jpg", "jpeg", "jpe", "jfif", "jps", "mpo", "thm")),
    "png": Kind("image/png", ("png", "apng")),
    "gif": Kind("image/gif", ("gif",)),
    "webp": Kind("image/webp", ("webp",)),
    "avi": Kind("video/x-msvideo", ("avi", "divx")),
    "wav": Kind("audio/x-wav", ("wav", "wave", "bwf")),
    "riff": Kind("application/octet-stream", ()),
    "tiff": Kind(
        "image/tiff", ("tif", "tiff", "dng", "nef", "nrw", "cr2", "arw", "sr2", "srw", "pef", "3fr", "iiq")
    ),
    "dng": Kind("image/x-adobe-dng", ("dng",)),
    "nef": Kind("image/x-nikon-nef", ("nef", "nrw")),
    "cr2": Kind("image/x-canon-cr2", ("cr2",)),
    "arw": Kind("image/x-sony-arw", ("arw", "sr2", "srf")),
    "pef": Kind("image/x-pentax-pef", ("pef", "dng")),
    "srw": Kind("image/x-samsung-srw", ("srw",)),
    "rw2": Kind("image/x-panasonic-rw2", ("rw2", "rwl", "raw")),
    "orf": Kind("image/x-olympus-orf", ("orf", "ori")),
    "raf": Kind("image/x-fujifilm-raf", ("raf",)),
    "heic": Kind("image/heic", ("heic", "heics", "heif", "heifs", "hif")),
    "heif": Kind("image/heif", ("heif", "heifs", "heic", "hif")),
    "avif": Kind("image/avif", ("avif", "avifs")),
    "cr3": Kind("image/x-canon-cr3", ("cr3", "crm")),
    "jxl": Kind("image/jxl", ("jxl",)),
    "jxl_codestream": Kind("image/jxl", ("jxl",), is_read=False),
    "mp4": Kind("video/mp4", ("mp4", "m4v", "mp4v", "m4s", "m4a", "m4b", "f4v", "mov", "insv", "lrv")),
    "mov": Kind("video/quicktime", ("mov", "qt")),
    "m4a": Kind("audio/mp4", ("m4a", "m4b", "m4p", "mp4")),
    "3gp": Kind("video/3gpp", ("3gp", "3gpp", "3g2", "3gp2", "mp4", "amr")),
    "matroska": Kind("video/x-matroska", ("mkv", "mka", "mks", "mk3d")),
    "webm": Kind("video/webm", ("webm", "weba")),
    "mp3": Kind("audio/mpeg", ("mp3", "mp2", "mpga")),
    "ogg": Kind("audio/ogg", ("ogg", "oga", "ogv", "ogx", "opus", "spx")),
    "flac": Kind("audio/flac", ("flac",)),
    "jp2": Kind("image/jp2", ("jp2", "jpx", "jpf", "j2k"), is_read=False),
    "psd": Kind("image/vnd.adobe.photoshop", ("psd", "psb"), is_read=False),
    "bmp": Kind("image/bmp", ("bmp", "dib"), is_read=False),
    "flv": Kind("video/x-flv", ("flv",), is_read=False),
    "asf": Kind("video/x-ms-asf", ("wmv", "asf", "wma"), is_read=False),
    "mxf": Kind("application/mxf", ("mxf",), is_read=False),
    "mpegts": Kind("video/mp2t", ("ts", "mts", "m2ts", "m2t"), is_read=False),
    "mpegps": Kind("video/mpeg", ("mpg", "mpeg", "vob"), is_read=False),
    "aac": Kind("audio/aac", ("aac",), is_read=False),
    "amr": Kind("audio/amr", ("amr", "3ga"), is_read=False),
    "x3f": Kind("image/x-sigma-x3f", ("x3f",), is_read=False),
    "caf": Kind("audio/x-caf", ("caf",), is_read=False),
    "aiff": Kind("audio/aiff", ("aif", "aiff", "aifc"), is_read=False),
}
"""Every kind of file by the word that a record's ``format`` has."""


def recognised(head: bytes) -> str | None:
    """The family of a file that begins with ``head``; None for one that is no media."""
    return next((each.name for each in _FORMATS if each.magic.match(head)), None)

"""Does a file end where its container says it ends, and if not, where does it break?

A file that was cut off, by a broken download or a recorder that died, plays without complaint as
a shorter file. The container usually knows better: boxes, chunks and indexes declare lengths. This
package compares them with the file, from content alone and never from a name, over bytes which may
be hostile: reads and steps are bounded, sizes are jumped over and nothing is decoded.

Containers: ISO/IEC 14496-12 (MP4, MOV, 3GP, HEIC, AVIF, JPEG XL, JPEG 2000), Matroska/WebM
(RFC 9559), RIFF (AVI, WAV, WebP) and AIFF, FLV, ASF, MPEG-TS and -PS, Ogg, GIF, PNG, JPEG, TIFF,
BMP. Bare MP3, FLAC, AAC and H.264 streams are recognised but do not say where they end.
"""

from __future__ import annotations

from collections.abc import Callable

from osintkit.media.ending import (
    _images,
    _isobmff,
    _jpeg,
    _matroska,
    _mpeg,
    _riff,
    _streams,
)
from osintkit.media.ending._common import (
    MAX_BYTES,
    MAX_STEPS,
    Ending,
    Reader,
    SpentError,
    cut,
    unsaid,
)

__all__ = ["MAX_BYTES", "MAX_STEPS", "Ending", "examine"]

_Examiner = Callable[[Reader, str], Ending]

_BOXES = (b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"pnot", b"styp", b"moof", b"sidx")


def examine(read_at: Callable[[int, int], bytes], size: int) -> Ending:
    """Says whether a file ends where its container says it ends.

    Args:
        read_at: returns ``length`` bytes from ``offset`` (in bytes), fewer only at the end. It is
            asked for at most ``MAX_BYTES`` in all and called at most ``MAX_STEPS`` times; what it
            raises is passed on.
        size: length of the file in bytes.

    Returns:
        The answer; ``complete`` is None whenever the structure does not allow a sure one.

    Raises:
        Nothing of its own: any bytes, however damaged, get an answer.
    """
    reader = Reader(read_at, max(size, 0))
    head = reader.read(0, 4096)
    name, examiner = _recognise(head)
    try:
        return examiner(reader, name)
    except SpentError:
        says = "Its structure is too long, or too strange, to be followed to its end."
        return unsaid(name, says)


def _recognise(head: bytes) -> tuple[str, _Examiner]:
    for magic, name, examiner in _MAGIC:
        if head.startswith(magic):
            return name, examiner
    if head[4:8] in _BOXES or head[4:12] in (b"jP  \r\n\x87\n", b"JXL \r\n\x87\n"):
        return _isobmff.family(head), _isobmff.examine_boxes
    if head[:4] == b"\x1a\x45\xdf\xa3":
        return _matroska.family(head), _matroska.examine_ebml
    if head[:4] in (b"RIFF", b"RIFX", b"RF64", b"BW64", b"FORM"):
        return _riff.family(head), _riff.examine_riff
    if _mpeg.packet_length(head[:2048]):
        return "mpegts", _mpeg.examine_ts
    if head[:2] == b"BM" and head[14:18] in (b"\x28\0\0\0", b"\x6c\0\0\0", b"\x7c\0\0\0"):
        return "bmp", _images.examine_bmp
    return _bare(head)


def _bare(head: bytes) -> tuple[str, _Examiner]:
    if head[:2] in (b"\xff\xf1", b"\xff\xf9"):
        return "aac", _silent
    if head[:2] in (b"\xff\xfb", b"\xff\xfa", b"\xff\xf3", b"\xff\xf2"):
        return "mp3", _silent
    if head[:4] in (b"\0\0\0\1", b"\0\0\1\x67", b"\0\0\1\x09"):
        return "h264", _silent
    return "unknown", _unknown


def _silent(_reader: Reader, name: str) -> Ending:
    return unsaid(name, "A bare stream of this kind does not say where it ends.")


def _unknown(reader: Reader, name: str) -> Ending:
    if reader.size == 0:
        return unsaid(name, "The file is empty.")
    return unsaid(name, "The kind of file was not recognised, so its end is not known.")


def _id3(reader: Reader, name: str) -> Ending:
    """Checks the one length that an MP3 file declares, that of the tag before the sound."""
    length = 0
    for byte in reader.read(6, 4):
        length = length << 7 | byte & 0x7F
    if 10 + length > reader.size:
        what = "not even the tag before the sound is whole"
        return cut(name, what, size=reader.size, expected=10 + length)
    return _silent(reader, "flac" if reader.read(10 + length, 4) == b"fLaC" else name)


def _photo(reader: Reader, name: str) -> Ending:
    return _jpeg.examine_jpeg(reader, name, lambda inner: _isobmff.examine_boxes(inner, "mp4"))


_MAGIC: tuple[tuple[bytes, str, _Examiner], ...] = (
    (b"\xff\xd8\xff", "jpeg", _photo),
    (b"\x89PNG\r\n\x1a\n", "png", _images.examine_png),
    (b"GIF87a", "gif", _images.examine_gif),
    (b"GIF89a", "gif", _images.examine_gif),
    (b"OggS", "ogg", _streams.examine_ogg),
    (b"FLV\x01", "flv", _streams.examine_flv),
    (bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c"), "asf", _streams.examine_asf),
    (b"\0\0\1\xba", "mpegps", _mpeg.examine_ps),
    (b"II*\0", "tiff", _images.examine_tiff),
    (b"MM\0*", "tiff", _images.examine_tiff),
    (b"II+\0", "tiff", _images.examine_tiff),
    (b"MM\0+", "tiff", _images.examine_tiff),
    (b"fLaC", "flac", _silent),
    (b"ID3", "mp3", _id3),
)

"""The first frame of an MP3: how the sound was encoded and, where it says so, by what.

ISO/IEC 11172-3 and 13818-3 for the header; the Xing or Info frame and its LAME extension are as LAME
writes them (gabriel.mp3-tech.org/mp3infotag.html), the VBRI frame as Fraunhofer's encoders do.
"""

import re

from osintkit.meta.found import Findings

FARTHEST = 8192
"""Bytes after the tags in which the first frame is looked for."""

# Layer III only; neither version, bit rate, sampling rate nor emphasis may be a reserved one.
_FRAME = re.compile(rb"\xff[\xe2\xe3\xf2\xf3\xfa\xfb][\x10-\xef][\x00-\xff]", re.DOTALL)
_KBPS_1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_KBPS_2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_RATES_HZ = (44100, 48000, 32000)
_LAME = 9
"""Bytes of the encoder's name and version."""
_WORDS = re.compile(rb"[ -~]*")


def first_frame(data: bytes, found: Findings) -> int | None:
    """Find what the first frame says, and where in ``data`` it begins; None when there is none.

    The fact ``mpeg.stated_bytes`` is how long the sound is by its Xing, Info or VBRI frame.

    Args:
        data: the file from the end of its tags on, `FARTHEST` bytes and some more.
        found: receives it.
    """
    chosen = None
    for match in _FRAME.finditer(data, 0, FARTHEST + 4):
        word = int.from_bytes(match[0])
        if word >> 10 & 3 == 3 or word & 3 == 2:
            continue
        chosen = match.start() if chosen is None else chosen
        following = match.start() + frame_bytes(word)
        if _FRAME.match(data, following) or following >= len(data):
            chosen = match.start()
            break
    if chosen is None:
        return None
    word = int.from_bytes(data[chosen : chosen + 4])
    _header(word, found)
    _xing(data, chosen, word, found)
    vbri = chosen + 36
    if data[vbri : vbri + 4] == b"VBRI":
        found.facts["mpeg.stated_bytes"] = int.from_bytes(data[vbri + 10 : vbri + 14])
    return chosen


def frame_bytes(word: int) -> int:
    """How long is the frame with this header, in bytes; both bit rate and sampling rate are good ones."""
    version, rate_hz = word >> 19 & 3, _rate_hz(word)
    kbps = (_KBPS_1 if version == 3 else _KBPS_2)[word >> 12 & 15]
    return (144_000 if version == 3 else 72_000) * kbps // rate_hz + (word >> 9 & 1)


def _rate_hz(word: int) -> int:
    return _RATES_HZ[word >> 10 & 3] >> {3: 0, 2: 1, 0: 2}[word >> 19 & 3]


def _header(word: int, found: Findings) -> None:
    version = word >> 19 & 3
    kbps = (_KBPS_1 if version == 3 else _KBPS_2)[word >> 12 & 15]
    found.add("MPEG:MPEGAudioVersion", version, {3: "1", 2: "2", 0: "2.5"}[version])
    found.add("MPEG:AudioLayer", word >> 17 & 3, "3")
    found.add("MPEG:AudioBitrate", kbps * 1000)
    found.add("MPEG:SampleRate", word >> 10 & 3, f"{_rate_hz(word)} Hz")
    found.add("MPEG:ChannelMode", word >> 6 & 3)
    found.add("MPEG:MSStereo", word >> 5 & 1)
    found.add("MPEG:IntensityStereo", word >> 4 & 1)
    found.add("MPEG:CopyrightFlag", word >> 3 & 1)
    found.add("MPEG:OriginalMedia", word >> 2 & 1)
    found.add("MPEG:Emphasis", word & 3)


def _xing(data: bytes, frame: int, word: int, found: Findings) -> None:
    mono = word >> 6 & 3 == 3
    at = frame + 4 + ((17 if mono else 32) if word >> 19 & 3 == 3 else (9 if mono else 17))
    kind = data[at : at + 4]
    if kind not in (b"Xing", b"Info") or at + 8 > len(data):
        return
    flags = int.from_bytes(data[at + 4 : at + 8])
    at += 8
    scale = None
    for flag, name, length in ((1, "VBRFrames", 4), (2, "VBRBytes", 4), (4, "", 100), (8, "VBRScale", 4)):
        if not flags & flag:
            continue
        if at + length > len(data):
            return
        value = int.from_bytes(data[at : at + 4])
        at += length
        scale = value if flag == 8 else scale
        if flag == 2:
            found.facts["mpeg.stated_bytes"] = value
        if name and kind == b"Xing":  # ExifTool gives them for a changing bit rate only
            found.add(f"MPEG:{name}", value)
    _encoder(data[at : at + 36], scale, found)


def _encoder(data: bytes, scale: int | None, found: Findings) -> None:
    """What encoded it: the LAME extension, which others than LAME write as well."""
    if data[:4] not in (b"LAME", b"GOGO", b"Lavf", b"Lavc"):
        return
    # Before LAME 3.90 there was a longer text and no extension.
    old = data[:4] == b"GOGO" or b"LAME" <= data[:_LAME] < b"LAME3.90"
    words = _WORDS.match(data, 0, 20 if old else _LAME)
    found.add("MPEG:Encoder", words[0].decode().strip() if words else "")
    if data[:4] != b"LAME" or old or len(data) < 25:
        return
    if scale is not None and scale <= 100:
        found.add("MPEG:LameVBRQuality", (100 - scale) // 10)
        found.add("MPEG:LameQuality", (100 - scale) % 10)
    found.add("MPEG:LameMethod", data[9] & 15)
    found.add("MPEG:LameLowPassFilter", data[10] * 100)
    found.add("MPEG:LameBitrate", data[20] * 1000)
    found.add("MPEG:LameStereoMode", data[24] >> 2 & 7)

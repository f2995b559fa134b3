"""MP3, Ogg and FLAC: tags in every version and coding, the first frame, and what broken files do."""

import base64
import struct
import time
import zlib

import pytest

from osintkit.meta.decode import c2pa, xmp
from osintkit.meta.found import BROKEN, Findings, Held, Malformed, Value
from osintkit.meta.walk import flac, id3, ogg


def sync_safe(value: int) -> bytes:
    return bytes(value >> shift & 127 for shift in (21, 14, 7, 0))


def frame(name: str, content: bytes, flags: int = 0, *, version: int = 3) -> bytes:
    if version == 2:
        return name.encode() + len(content).to_bytes(3) + content
    length = sync_safe(len(content)) if version == 4 else len(content).to_bytes(4)
    return name.encode() + length + flags.to_bytes(2) + content


def tag(*frames: bytes, version: int = 3, flags: int = 0) -> bytes:
    content = b"".join(frames)
    return b"ID3" + bytes((version, 0, flags)) + sync_safe(len(content)) + content


def sound(*, encoder: bytes = b"LAME3.99r", stated: int = 0, kind: bytes = b"Xing") -> bytes:
    """Two frames of MPEG 1 layer III, 128 kbit/s, 44100 Hz, joint stereo: 417 bytes each."""
    xing = kind + (0x0F).to_bytes(4) + (1).to_bytes(4) + stated.to_bytes(4) + bytes(100) + (57).to_bytes(4)
    lame = encoder.ljust(9, b"\0") + bytes((4, 185)) + bytes(9) + bytes((32, 0, 0, 0, 3 << 2)) + bytes(11)
    first = (b"\xff\xfb\x90\x64" + bytes(32) + xing + lame).ljust(417, b"\0")
    return first + (b"\xff\xfb\x90\x64").ljust(417, b"\0")


def read(data: bytes) -> Findings:
    found = Findings(format="mp3")
    id3.walk(Held(data), found)
    return found


def values(found: Findings) -> dict[str, Value]:
    return {each.name: each.value for each in found.tags if not each.place}


@pytest.mark.parametrize(
    ("coded", "expected"),
    [
        (b"\0Caf\xe9", "Café"),
        (b"\0it\x92s", "it\u2019s"),  # of Windows
        (b"\1\xff\xfe" + "Київ".encode("utf-16-le"), "Київ"),
        (b"\1\xfe\xff" + "Київ".encode("utf-16-be") + b"\0\0", "Київ"),
        (b"\1" + "Kyiv".encode("utf-16-le"), "Kyiv"),  # no mark of the order
        (b"\2" + "Київ".encode("utf-16-be"), "Київ"),
        (b"\3" + "Київ".encode(), "Київ"),
        (b"\3Caf\xe9", "Café"),  # not what it says
        (b"Title", "Title"),  # the coding left away
        (b"\3one\0two\0", "one/two"),
    ],
)
def test_texts_in_every_coding(coded: bytes, expected: str) -> None:
    assert values(read(tag(frame("TIT2", coded))))["ID3v2_3:Title"] == expected


def test_every_version_has_its_names() -> None:
    two = tag(frame("TT2", b"\0Title\0", version=2), frame("TYE", b"\0002005", version=2), version=2)
    assert values(read(two))["ID3v2_2:Year"] == "2005"
    four = tag(
        frame("TDRC", b"\x032022-10-01T23:58", version=4), frame("TLEN", b"\x031500", version=4), version=4
    )
    said = values(read(four))
    assert said["ID3v2_4:RecordingTime"] == "2022:10:01 23:58:00"  # as ExifTool shows it
    assert said["ID3v2_4:Length"] == 1.5


def test_texts_of_ones_own_and_comments() -> None:
    # Names and values as ExifTool 13.58 gives them for a file of ExoPlayer's.
    found = read(
        tag(
            frame("TXXX", b"\0Test description\0Test user info"),
            frame("WXXX", b"\0Test description\0Test URL"),
            frame("COMM", b"\0eng\0the comment"),
            frame("COMM", b"\0engiTunNORM\0 0000"),
            frame("COMM", b"\0fra\0le commentaire"),
        )
    )
    said = values(found)
    assert said["ID3v2_3:TestDescription"] == "Test user info"
    assert said["ID3v2_3:TestDescription_URL"] == "Test URL"
    assert said["ID3v2_3:Comment"] == "the comment"
    assert said["ID3v2_3:Comment-fra"] == "le commentaire"
    assert [each.value for each in found.tags if each.place == "iTunNORM"] == ["(iTunNORM)  0000"]


def test_a_picture_is_noted_and_not_read() -> None:
    found = read(tag(frame("APIC", b"\0image/jpeg\0\3cover\0" + bytes(500_000))))
    said = values(found)
    assert said["ID3v2_3:PictureMIMEType"] == "image/jpeg"
    assert said["ID3v2_3:PictureDescription"] == "cover"
    assert said["ID3v2_3:Picture"] == "(Binary data 500000 bytes)"
    assert found.bytes_read < 4096


def test_manifests_and_packets_go_to_their_decoders(monkeypatch: pytest.MonkeyPatch) -> None:
    handed: list[tuple[bytes, str, int | None]] = []

    def take(data: bytes, _: Findings, *, place: str, offset: int | None) -> None:
        handed.append((data, place, offset))

    monkeypatch.setattr(c2pa, "store", take)
    monkeypatch.setattr(xmp, "packet", take)
    data = tag(
        frame("GEOB", b"\0application/x-c2pa-manifest-store\0c2pa\0manifest\0JUMBF"),
        frame("PRIV", b"XMP\0<x:xmpmeta/>"),
        frame("PRIV", b"PeakValue\0\xa1F\0\0"),
    )
    said = values(read(data))
    assert [(held, place) for held, place, _ in handed] == [
        (b"JUMBF", "ID3 GEOB"),
        (b"<x:xmpmeta/>", "ID3 PRIV"),
    ]
    assert [offset for _, _, offset in handed] == [data.index(b"JUMBF"), data.index(b"<x:")]
    assert said["ID3v2_3:GEOB-Mime"] == "application/x-c2pa-manifest-store"
    assert said["ID3v2_3:PeakValue"] == 18081


def test_unsynchronised_compressed_and_encrypted_frames() -> None:
    whole = tag(frame("TIT2", b"\0a\xff\0b").replace(b"\xff\0", b"\xff\0\0"), flags=0x80)
    content = b"\x01\xff\xfe" + "Київ".encode("utf-16-le")
    escaped = content.replace(b"\xff", b"\xff\0")
    four = frame("TIT2", len(content).to_bytes(4) + escaped, 0x0003, version=4)
    assert values(read(tag(four, version=4)))["ID3v2_4:Title"] == "Київ"
    packed = frame("TPE1", (4).to_bytes(4) + zlib.compress(b"\0who"), 0x0080)
    found = read(tag(packed, frame("TALB", b"\0\0secret", 0x0040), frame("TIT2", b"\0after")))
    assert values(found)["ID3v2_3:Artist"] == "who"
    assert values(found)["ID3v2_3:Title"] == "after"
    assert any("encrypted" in problem for problem in found.problems)
    assert "ID3v2_3:Title" in values(read(whole))


def test_lengths_that_some_writers_do_not_make_sync_safe() -> None:
    wrong = b"TIT2" + (200).to_bytes(4) + b"\0\0" + b"\3" + b"x" * 199
    found = read(tag(wrong, frame("TPE1", b"\3who", version=4), version=4))
    assert values(found)["ID3v2_4:Artist"] == "who"
    assert values(found)["ID3v2_4:Title"] == "x" * 199


def test_a_long_text_is_cut_between_characters() -> None:
    found = read(tag(frame("TIT2", b"\3" + "現".encode() * 30_000)))
    assert set(str(values(found)["ID3v2_3:Title"])) == {"現"}
    assert found.problems


def test_the_first_frame_and_its_encoder() -> None:
    # Values of a LAME 3.98 file (joint stereo, VBR scale 80) read so by ExifTool 13.58, with others' sizes.
    said = values(read(tag(frame("TIT2", b"\0a")) + b"\0" * 50 + sound(stated=834)))
    assert said["MPEG:Encoder"] == "LAME3.99r"
    assert said["MPEG:AudioBitrate"] == 128_000
    assert said["MPEG:ChannelMode"] == 1
    assert said["MPEG:VBRBytes"] == 834
    assert (said["MPEG:LameVBRQuality"], said["MPEG:LameQuality"]) == (4, 3)
    assert said["MPEG:LameLowPassFilter"] == 18_500
    assert said["MPEG:LameStereoMode"] == 3
    assert "MPEG:VBRBytes" not in values(read(sound(kind=b"Info", encoder=b"Lavc58.54")))
    assert values(read(sound(encoder=b"Lavc58.54")))["MPEG:Encoder"] == "Lavc58.54"


def test_what_is_cut_is_told() -> None:
    whole = tag(frame("TIT2", b"\0a title"), frame("TPE1", b"\0somebody"))
    found = read(whole[:-5])
    assert found.truncated
    assert found.blocks[0].status == "truncated"
    assert values(found)["ID3v2_3:Title"] == "a title"
    assert read(sound(stated=50_000)).truncated
    assert not read(sound(stated=834)).truncated


def test_tags_at_the_end() -> None:
    item = (3).to_bytes(4, "little") + bytes(4) + b"Artist\0who"
    foot = b"APETAGEX" + (2000).to_bytes(4, "little") + (len(item) + 32).to_bytes(4, "little")
    ape = item + foot + (1).to_bytes(4, "little") + bytes(12)
    first = b"TAG" + b"Title".ljust(30, b"\0") + bytes(60) + b"2003" + b"note".ljust(28, b"\0") + b"\0\7\x0c"
    said = values(read(sound() + ape + first))
    assert (said["ID3v1:Title"], said["ID3v1:Year"], said["ID3v1:Track"]) == ("Title", "2003", 7)
    assert said["APE:Artist"] == "who"


def test_tags_of_other_files_keep_their_place() -> None:
    found = Findings()
    id3.tags(tag(frame("TIT2", b"\0a")), found, place="id3 chunk", offset=100)
    assert (found.blocks[0].place, found.blocks[0].offset) == ("id3 chunk", 100)
    assert values(found) == {"ID3v2_3:Title": "a"}
    id3.tags(b"ID3\x09", found, place="id3 chunk", offset=None)
    assert found.blocks[-1].status == "corrupt"


def comments(*entries: str, vendor: str = "libFLAC 1.3.0") -> bytes:
    parts = [entry.encode() for entry in entries]
    listed = b"".join(struct.pack("<I", len(part)) + part for part in parts)
    return struct.pack("<I", len(vendor)) + vendor.encode() + struct.pack("<I", len(parts)) + listed


def picture() -> bytes:
    return (
        struct.pack(">I", 3)
        + b"\0\0\0\x09image/png\0\0\0\2hi"
        + struct.pack(">5I", 16, 9, 24, 0, 85)
        + bytes(85)
    )


STREAMINFO = struct.pack(">HH3s3sQ16s", 4096, 4096, b"\0\1\xbd", b"\0\x16\x90", 48000 << 44 | 1 << 41 | 15 << 36 | 131568, bytes(range(16)))  # fmt: skip  # noqa: E501


def block(kind: int, content: bytes, *, last: bool = False) -> bytes:
    return bytes((kind | 0x80 * last,)) + len(content).to_bytes(3) + content


FLAC = b"fLaC" + block(0, STREAMINFO) + block(2, b"riffdata") + block(6, picture())
FLAC += block(
    4, comments("TITLE=Ti", "ARTIST=a", "artist=b", "ENCODED_BY=me", "DATE=2021", "DATE=2022"), last=True
)


def test_flac() -> None:
    found = Findings()
    flac.walk(Held(FLAC), found)
    said = values(found)
    assert said["FLAC:SampleRate"] == 48000
    assert (said["FLAC:Channels"], said["FLAC:BitsPerSample"]) == (2, 16)
    assert said["FLAC:TotalSamples"] == 131568
    assert said["FLAC:FrameSizeMin"] == 445
    assert said["Vorbis:Vendor"] == "libFLAC 1.3.0"
    assert said["Vorbis:Artist"] == ["a", "b"]
    assert said["Vorbis:EncodedBy"] == "me"
    assert said["Vorbis:Date"] == "2022"
    assert [each.value for each in found.tags if each.place == "earlier"] == ["2021"]
    assert (said["FLAC:PictureWidth"], said["FLAC:PictureLength"]) == (16, 85)
    assert found.facts["flac.applications"] == ["riff"]
    assert found.truncated  # its sound is missing
    assert found.boxes == ["STREAMINFO", "APPLICATION", "PICTURE", "VORBIS_COMMENT"]


def test_flac_behind_a_tag_is_flac() -> None:
    found = read(tag(frame("TIT2", b"\0a")) + FLAC)
    assert found.format == "flac"
    assert values(found)["ID3v2_3:Title"] == "a"
    assert values(found)["FLAC:SampleRate"] == 48000


def page(body: bytes, *, flags: int = 0, serial: int = 1, granule: int = 0, ends: bool = True) -> bytes:
    segments = bytes([255] * (len(body) // 255) + ([len(body) % 255] if ends else []))
    return b"OggS\0" + struct.pack("<BqIIIB", flags, granule, serial, 0, 0, len(segments)) + segments + body


VORBIS = b"\x01vorbis" + struct.pack("<IBIiii", 0, 2, 48000, 0, 112000, 0) + b"\xb8\x01"
SETUP = page(b"\x05vorbis setup", granule=0)


def listen(data: bytes) -> Findings:
    found = Findings(format="ogg")
    ogg.walk(Held(data), found)
    return found


def test_vorbis_over_many_pages() -> None:
    encoded = base64.b64encode(picture()).decode()
    header = b"\x03vorbis" + comments(f"METADATA_BLOCK_PICTURE={encoded}", "TITLE=" + "T" * 3000, "DATE=2021")
    cut = len(header) // 255 * 255 - 255 * 3
    data = page(VORBIS, flags=2) + page(header[:cut], ends=False) + page(header[cut:], flags=1) + SETUP
    found = listen(data + page(b"sound", flags=4, granule=96000))
    said = values(found)
    assert said["Vorbis:SampleRate"] == 48000
    assert said["Vorbis:NominalBitrate"] == 112000
    assert said["Vorbis:Title"] == "T" * 3000
    assert said["Vorbis:Date"] == "2021"
    assert said["FLAC:PictureMIMEType"] == "image/png"
    assert found.facts["ogg.streams"] == ["vorbis"]
    assert found.facts["ogg.duration_s"] == 2
    assert found.facts["ogg.ended"]
    assert (found.truncated, found.trailing_bytes) == (False, 0)


def test_opus_lasts_by_48_khz() -> None:
    head = b"OpusHead" + struct.pack("<BBHIhB", 1, 1, 312, 16000, 0, 0)
    tags = b"OpusTags" + comments("ENCODER=opusenc", vendor="libopus 1.1")
    found = listen(page(head, flags=2) + page(tags) + page(b"sound", flags=4, granule=48312))
    said = values(found)
    assert (said["Opus:SampleRate"], said["Opus:OutputGain"]) == (16000, 1)
    assert (said["Vorbis:Vendor"], said["Vorbis:Encoder"]) == ("libopus 1.1", "opusenc")
    assert found.facts["ogg.duration_s"] == 1


def test_flac_speex_and_theora_in_ogg() -> None:
    first = b"\x7fFLAC\x01\0\0\1fLaC" + block(0, STREAMINFO)
    found = listen(
        page(first, flags=2) + page(block(4, comments("TITLE=x"), last=True)) + page(b"\xff\xf8 sound")
    )
    assert values(found)["FLAC:SampleRate"] == 48000
    assert values(found)["Vorbis:Title"] == "x"
    assert not found.truncated
    speex = struct.pack("<8s20siiiiiii", b"Speex   ", b"1.2.1", 1, 80, 16000, 1, 4, 1, -1)
    said = values(listen(page(speex, flags=2) + page(comments("TITLE=y"))))
    assert (said["Speex:SampleRate"], said["Vorbis:Title"]) == (16000, "y")
    measures = (
        struct.pack(">HH", 4, 3)
        + b"\0\0\x40\0\0\x30\0\0"
        + struct.pack(">II", 25, 1)
        + b"\0\0\1\0\0\1\0\0\0\0\0\0"
    )
    theora = b"\x80theora\x03\x02\x01" + measures
    said = values(listen(page(theora, flags=2) + page(b"\x81theora" + comments("TITLE=z"))))
    assert (said["Theora:ImageWidth"], said["Theora:FrameRate"], said["Theora:Title"]) == (64, 25, "z")


def test_a_second_stream_stays_apart() -> None:
    header = b"\x03vorbis"
    data = page(VORBIS, flags=2) + page(VORBIS, flags=2, serial=2)
    data += page(header + comments("TITLE=one")) + page(header + comments("TITLE=two"), serial=2)
    found = listen(data)
    assert values(found)["Vorbis:Title"] == "one"
    assert ("two", "stream 2") in [(each.value, each.place) for each in found.tags]


def test_gaps_and_cuts_of_ogg() -> None:
    header = page(b"\x03vorbis" + comments("TITLE=one"))
    found = listen(page(VORBIS, flags=2) + b"ten bytes!" + header + SETUP + page(b"sound", granule=1))
    assert values(found)["Vorbis:Title"] == "one"
    assert "10 bytes at" in found.problems[0]
    assert not found.facts["ogg.ended"]
    assert listen(page(VORBIS, flags=2) + header + SETUP + page(b"sound" * 20)[:-9]).truncated
    assert listen(page(VORBIS, flags=2) + header + SETUP + page(b"sound") + b"tail").trailing_bytes == 4
    short = listen(page(VORBIS[:12], flags=2) + header)
    assert [each.status for each in short.blocks] == ["corrupt", "read"]
    with pytest.raises(Malformed):
        listen(b"OggX")


def test_every_cut_is_survived() -> None:
    tagged = tag(frame("TIT2", b"\1\xff\xfeT\0"), frame("APIC", b"\0image/png\0\3\0" + bytes(300)))
    wholes = {
        tagged + sound() + b"TAG" + bytes(125): id3.walk,
        FLAC: flac.walk,
        page(VORBIS, flags=2) + page(b"\x03vorbis" + comments("TITLE=one")) + SETUP: ogg.walk,
    }
    for whole, walk in wholes.items():
        for end in range(0, len(whole), 5):
            try:
                walk(Held(whole[:end]), Findings())
            except BROKEN:
                continue


def test_hostile_sound_costs_little() -> None:
    bomb = zlib.compress(bytes(20_000_000), 9)
    vorbis = page(VORBIS, flags=2)
    many = struct.pack("<I", 1) + b"v" + struct.pack("<I", 4_000_000) + struct.pack("<I", 2) + b"a="
    for data, walk in (
        (tag(frame("TXXX", b"\0a\0b") * 100_000), id3.walk),
        (tag(frame("TXXX", bytes(4) + bomb, 0x0080) * 50), id3.walk),
        (tag(frame("TIT2", b"\1a\0\0b" + b"a\0\0b" * 1_000_000)), id3.walk),
        (b"\xff\xfb\x90\0" * 500_000, id3.walk),
        (vorbis + page(b"x" * 255, ends=False) * 30_000, ogg.walk),
        (vorbis + b"OggS" * 100_000, ogg.walk),
        (b"".join(page(VORBIS, flags=2, serial=number) for number in range(5000)), ogg.walk),
        (b"fLaC" + block(4, many + struct.pack("<I", 2) * 1_000_000), flac.walk),
        (b"fLaC" + block(6, b"") * 300_000, flac.walk),
    ):
        found = Findings()
        started = time.process_time()
        walk(Held(data), found)
        assert time.process_time() - started < 0.3
        assert found.problems or found.tags

"""Cut-off files are called cut off, whole ones never, and hostile ones neither crash nor linger."""

from __future__ import annotations

import io
import random
import struct
import tempfile
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from PIL import Image

from osintkit.media.ending import MAX_BYTES, MAX_STEPS, Ending, examine


def judge(data: bytes, size: int | None = None) -> Ending:
    size = len(data) if size is None else size
    return examine(lambda offset, length: data[offset : min(offset + length, size)], size)


def film(
    container: str, codec: str = "mpeg4", options: dict[str, str] | None = None, frames: int = 12
) -> bytes:
    # Moving the index to the front needs a real file. PyAV's types do not cover codec names that
    # are chosen at run time.
    with tempfile.NamedTemporaryFile() as out:
        _encode(out.name, container, codec, options or {}, frames)
        return Path(out.name).read_bytes()


def _encode(
    out: Any, container: str, codec: str, options: dict[str, str] | None = None, frames: int = 12
) -> None:
    with av.open(out, "w", format=container, options=options or {}) as media:
        stream: Any = media.add_stream(codec, rate=25)
        stream.width, stream.height, stream.pix_fmt = 32, 32, "yuv420p"
        stream.gop_size = 4
        for number in range(frames):
            picture = np.full((32, 32, 3), number * 20, np.uint8)
            media.mux(stream.encode(av.VideoFrame.from_ndarray(picture)))
        media.mux(stream.encode(None))


class _Pipe(io.RawIOBase):
    """A place to write to that cannot go back, as when a recorder streams."""

    def __init__(self) -> None:
        self.kept = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.kept += bytes(data)
        return len(data)


def piped(container: str, codec: str = "mpeg4") -> bytes:
    pipe = _Pipe()
    _encode(pipe, container, codec)
    return bytes(pipe.kept)


def sound() -> bytes:
    out = io.BytesIO()
    with av.open(out, "w", format="ogg") as media:
        stream: Any = media.add_stream("libopus", rate=48000)
        noise = np.random.default_rng(1).integers(-9000, 9000, (1, 96000)).astype(np.int16)
        frame = av.AudioFrame.from_ndarray(noise, format="s16", layout="mono")
        frame.sample_rate = 48000
        media.mux(stream.encode(frame))
        media.mux(stream.encode(None))
    return out.getvalue()


def picture(kind: str, **options: Any) -> bytes:
    noise = np.random.default_rng(2).integers(0, 255, (24, 24, 3)).astype(np.uint8)
    out = io.BytesIO()
    Image.fromarray(noise).save(out, kind, **options)
    return out.getvalue()


def flipbook(kind: str, pictures: int = 4) -> bytes:
    noise = np.random.default_rng(3).integers(0, 255, (pictures, 24, 24, 3)).astype(np.uint8)
    first, *others = [Image.fromarray(one) for one in noise]
    out = io.BytesIO()
    first.save(out, kind, save_all=True, append_images=others, duration=50)
    return out.getvalue()


def box(kind: bytes, body: bytes = b"") -> bytes:
    return struct.pack(">I4s", 8 + len(body), kind) + body


def wav(length: int = 64) -> bytes:
    body = b"fmt " + struct.pack("<IHHIIHH", 16, 1, 1, 8000, 16000, 2, 16)
    body += b"data" + struct.pack("<I", length) + bytes(length)
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WAVE" + body


def transport(packets: int, length: int = 188) -> bytes:
    before = bytes(4) if length == 192 else b""
    return (before + b"G" + bytes(187) + bytes(length - 188 - len(before))) * packets


FRAGMENTS = "frag_keyframe+empty_moov+default_base_moof"

WHOLE: dict[str, tuple[str, Callable[[], bytes]]] = {
    "mp4": ("mp4", lambda: film("mp4")),
    "mp4, index first": ("mp4", lambda: film("mp4", options={"movflags": "faststart"})),
    "mp4, fragments": ("mp4", lambda: film("mp4", options={"movflags": FRAGMENTS})),
    "mp4, segment index": (
        "mp4",
        lambda: film("mp4", options={"movflags": FRAGMENTS + "+dash+global_sidx+skip_trailer"}),
    ),
    "mov": ("mov", lambda: film("mov")),
    "3gp": ("3gp", lambda: film("3gp")),
    "matroska": ("matroska", lambda: film("matroska")),
    "webm": ("webm", lambda: film("webm", "libvpx")),
    "avi": ("avi", lambda: film("avi")),
    "flv": ("flv", lambda: film("flv", "flv")),
    "asf": ("asf", lambda: film("asf", "wmv2")),
    "ogg": ("ogg", sound),
    "wav": ("wav", wav),
    "gif": ("gif", lambda: flipbook("GIF")),
    "png": ("png", lambda: picture("PNG")),
    "apng": ("png", lambda: flipbook("PNG")),
    "webp": ("webp", lambda: picture("WEBP")),
    "animated webp": ("webp", lambda: flipbook("WEBP")),
    "jpeg": ("jpeg", lambda: picture("JPEG")),
    "progressive jpeg": ("jpeg", lambda: picture("JPEG", progressive=True)),
    "pictures in one jpeg": ("jpeg", lambda: flipbook("MPO", pictures=2)),
    "tiff": ("tiff", lambda: picture("TIFF")),
    "bmp": ("bmp", lambda: picture("BMP")),
    "avif": ("avif", lambda: picture("AVIF")),
    "jp2": ("jp2", lambda: picture("JPEG2000")),
}


@cache
def made(kind: str) -> bytes:
    return WHOLE[kind][1]()


@pytest.mark.parametrize("kind", WHOLE)
def test_whole_files_are_complete(kind: str) -> None:
    ending = judge(made(kind))
    assert (ending.container, ending.complete, ending.says) == (WHOLE[kind][0], True, "")
    assert ending.expected_bytes == len(made(kind))


# Where a cut cannot be told: see the tests below for each of the kinds.
UNKNOWABLE = {
    "mp4, fragments": 13 * 4,  # between two fragments, or up to three zeros behind one
    "mp4, segment index": 4,  # just behind the header
    "flv": 12,  # between two tags
    "asf": 1,  # just before the index
    "ogg": 3,  # between two pages
    "pictures in one jpeg": 3,  # just behind the first picture
    "gif": 8,  # between two blocks
    "webp": 1,  # a byte of padding
    "animated webp": 1,
}


@pytest.mark.parametrize("kind", WHOLE)
def test_cut_at_every_byte(kind: str) -> None:
    data = made(kind)
    step = max(1, len(data) // 20_000)
    first = 64  # shorter pieces may not even be recognised
    answers = {size: judge(data, size) for size in range(first, len(data), step)}
    missed = {size: answer for size, answer in answers.items() if answer.complete is not False}
    assert len(missed) <= UNKNOWABLE.get(kind, 0), missed
    silent = [size for size, answer in answers.items() if not answer.says]
    assert not silent
    assert all(answer.says.isascii() for answer in answers.values())


@pytest.mark.parametrize("kind", WHOLE)
def test_the_first_bytes_alone_are_never_complete(kind: str) -> None:
    data = made(kind)
    for size in range(64):
        answer = judge(data, size)
        assert answer.complete is not True
        assert answer.says


@pytest.mark.parametrize("kind", ["mp4", "jpeg", "png", "gif", "wav", "matroska", "ogg"])
def test_bytes_behind_the_end_are_no_cut(kind: str) -> None:
    data = made(kind)
    for tail in (b"\n", b"\r\n", bytes(16), b"appended by a gallery" * 3000):
        answer = judge(data + tail)
        assert answer.complete, answer
        assert answer.expected_bytes == len(data)
        assert "more follow its end" in answer.says


def test_an_index_which_names_lost_samples_gives_away_an_open_ended_mdat() -> None:
    data = bytearray(made("mp4, index first"))
    at = data.index(b"mdat") - 4
    data[at : at + 4] = bytes(4)  # size 0: up to the end of the file
    assert judge(bytes(data)).complete
    assert judge(bytes(data[:-1])).complete is False


def test_a_cut_between_two_boxes_is_found_by_the_samples() -> None:
    data = made("mp4, index first")
    answer = judge(data[: data.index(b"mdat") - 4])
    assert answer.complete is False
    assert answer.expected_bytes is not None
    assert "index names media data" in answer.says


def test_a_recording_without_index_is_cut_off() -> None:
    answer = judge(box(b"ftyp", b"isom\0\0\0\0isom") + box(b"mdat", bytes(500)))
    assert answer.complete is False
    assert "moov" in answer.says


def test_media_kept_in_another_file_are_not_missing() -> None:
    def movie(flags: int) -> bytes:
        dref = box(b"dref", struct.pack(">II", 0, 1) + box(b"url ", struct.pack(">I", flags)))
        tables = box(b"stco", struct.pack(">III", 0, 1, 10_000))
        minf = box(b"minf", box(b"dinf", dref) + box(b"stbl", tables))
        moov = box(b"moov", box(b"trak", box(b"mdia", minf)))
        return box(b"ftyp", b"qt  \0\0\0\0qt  ") + moov

    assert judge(movie(flags=1)).complete is False
    assert judge(movie(flags=0)).complete is True


def test_large_boxes() -> None:
    head = box(b"ftyp", b"isom\0\0\0\0isom") + box(b"moov")
    large = struct.pack(">I4sQ", 1, b"mdat", 5 << 30)
    size = len(head) + (5 << 30)
    calls: list[int] = []

    def read_at(offset: int, length: int) -> bytes:
        calls.append(length)
        return (head + large)[offset : offset + length].ljust(length, b"\0")

    assert examine(read_at, size).complete
    assert examine(read_at, size - 1).complete is False
    assert sum(calls) < 32_768


def test_a_movie_appended_to_a_photo_must_be_whole_too() -> None:
    data = made("jpeg") + made("mp4")
    assert judge(data).complete
    answer = judge(data[:-50])
    assert answer.complete is False
    assert "video appended" in answer.says


def test_a_second_picture_without_a_list_must_be_whole_too() -> None:
    data = made("jpeg") * 3
    assert judge(data).complete
    assert judge(data[:-9]).complete is False


def test_a_list_of_pictures_with_wrong_lengths_is_no_cut() -> None:
    for pictures in (3, 4, 5):  # Pillow lists wrong lengths from the third picture on
        assert judge(flipbook("MPO", pictures)).complete is not False


def test_a_photo_larger_than_what_is_read() -> None:
    noise = np.random.default_rng(4).integers(0, 255, (2100, 2100, 3)).astype(np.uint8)
    out = io.BytesIO()
    Image.fromarray(noise).save(out, "JPEG", quality=98)
    data = out.getvalue()
    assert len(data) > MAX_BYTES
    assert judge(data).complete
    assert judge(data[:-2]).complete is False
    assert judge(data[: len(data) // 2]).complete is False
    assert judge(data + bytes(500)).expected_bytes == len(data)
    assert judge(data + made("jpeg")[:-5]).complete is False
    # Too far inside to be looked for; a chance end marker in the film proves nothing.
    assert judge(data + random.Random(1).randbytes(200_000) + b"\xff\xd9" + bytes(99)).complete is None


def test_a_gif_larger_than_what_is_walked() -> None:
    chooser = random.Random(1)
    data = bytearray(b"GIF89a" + struct.pack("<HHBBB", 9, 9, 0, 0, 0))
    while len(data) < 5 << 20:
        data += b"," + struct.pack("<HHHHBB", 0, 0, 9, 9, 0, 8)
        for _ in range(2500):
            data += b"\xff" + chooser.randbytes(255)
        data += b"\x07" + chooser.randbytes(7) + b"\0"
    data += b";"
    assert judge(bytes(data)).complete
    for _ in range(50):
        assert judge(bytes(data), chooser.randrange(4 << 20, len(data))).complete is False


def test_a_long_flash_film_is_judged_by_its_tail() -> None:
    chooser = random.Random(2)
    data = bytearray(b"FLV\x01\x01" + struct.pack(">II", 9, 0))
    while len(data) < 6 << 20:
        body = chooser.randbytes(chooser.randrange(500, 60_000))
        data += b"\x09" + len(body).to_bytes(3, "big") + bytes(7) + body
        data += struct.pack(">I", 11 + len(body))
    assert judge(bytes(data)).complete is None
    assert judge(bytes(data), len(data) - 1).complete is False
    assert judge(bytes(data), (5 << 20) + 12_345).complete is False


@pytest.mark.parametrize("container", ["matroska", "avi", "flv"])
def test_what_was_streamed_does_not_know_its_end_but_shows_a_torn_block(container: str) -> None:
    data = piped(container, "flv" if container == "flv" else "mpeg4")
    assert judge(data).complete is None
    answers = Counter(judge(data, size).complete for size in range(len(data) // 2, len(data)))
    assert answers[True] == 0
    assert answers[False] > 0.9 * answers.total()


def test_a_long_live_recording_is_judged_by_its_last_clusters() -> None:
    block = b"\xa3\xde" + bytes(94)
    cluster = b"\x1f\x43\xb6\x75\x01" + b"\xff" * 7 + b"\xe7\x81\0" + block * 500
    head = b"\x1a\x45\xdf\xa3\x80" + b"\x18\x53\x80\x67\x01" + b"\xff" * 7
    data = head + cluster * 400
    assert judge(data).complete is None
    assert judge(data[:-1]).complete is False


@pytest.mark.parametrize("length", [188, 192, 204])
def test_transport_packets(length: int) -> None:
    data = transport(40, length)
    for size in range(5 * length, len(data) + 1, 4):
        answer = judge(data, size)
        assert answer.container == "mpegts"
        assert answer.complete is (None if size % length == 0 else False)


def test_program_stream() -> None:
    pack = b"\0\0\1\xba\x44" + bytes(9)
    data = (pack + b"\0\0\1\xe0" + struct.pack(">H", 500) + bytes([9]) * 500) * 4
    assert judge(data).complete is None
    assert judge(data + b"\0\0\1\xb9").complete is True
    for size in range(len(data) - 400, len(data)):
        assert judge(data, size).complete is False


def test_riff_oddities() -> None:
    data = wav()
    untold = data[:4] + b"\xff" * 4 + data[8:40] + b"\xff" * 4 + data[44:]
    assert judge(untold).complete is None
    generous = data[:4] + struct.pack("<I", len(data)) + data[8:]
    assert judge(generous).complete is True
    wrong = data[:4] + struct.pack("<I", 36) + data[8:]
    assert judge(wrong).complete
    assert judge(wrong[:-4]).complete is False
    part = b"RIFF" + struct.pack("<I", 104) + b"AVIX" + bytes(100)
    film_of_two = made("avi") + part
    assert judge(film_of_two).expected_bytes == len(film_of_two)
    assert judge(film_of_two[:-1]).complete is False


@pytest.mark.parametrize(
    ("data", "container"),
    [
        (b"", "unknown"),
        (b"hello, world", "unknown"),
        (b"fLaC" + bytes(99), "flac"),
        (b"\xff\xfb\x90\x64" + bytes(99), "mp3"),
        (b"ID3\x04\0\0\0\0\0\x0afLaC"[:10] + bytes(10) + b"fLaC", "flac"),
        (b"\xff\xf1\x50\x80" + bytes(99), "aac"),
        (b"\0\0\0\x01\x67" + bytes(99), "h264"),
    ],
)
def test_what_does_not_say_its_end(data: bytes, container: str) -> None:
    answer = judge(data)
    assert (answer.container, answer.complete) == (container, None)
    assert answer.says


def test_mutations_get_an_answer_within_bounds() -> None:
    chooser = random.Random(7)
    originals = [made(kind)[:60_000] for kind in WHOLE]
    originals += [piped("matroska"), piped("avi"), transport(20)]
    asked = Counter[str]()
    current = b""

    def read_at(offset: int, length: int) -> bytes:
        assert offset >= 0
        assert length > 0
        asked["bytes"] += length
        asked["steps"] += 1
        return current[offset : offset + length]

    for number in range(20_000):
        data = bytearray(originals[number % len(originals)])
        for _ in range(chooser.randrange(1, 12)):
            at = chooser.randrange(min(len(data), chooser.choice([64, 1000, 1 << 30])))
            junk = chooser.choice([b"\0", b"\xff", b"\xff\xff\xff\xff", bytes(8), b"\x01"])
            data[at : at + len(junk)] = junk if chooser.random() < 0.5 else chooser.randbytes(2)
        current = bytes(data)
        asked.clear()
        answer = examine(read_at, chooser.choice([len(current), len(current), 1 << 62]))
        assert asked["bytes"] <= MAX_BYTES
        assert asked["steps"] <= MAX_STEPS
        assert answer.says.isascii()


@pytest.mark.parametrize(
    "data",
    [
        box(b"ftyp", bytes(8)) + box(b"free") * 150_000,
        box(b"ftyp", bytes(8)) + box(b"moov", box(b"trak") * 150_000),
        b"\x89PNG\r\n\x1a\n" + (struct.pack(">I4s", 0, b"tEXt") + bytes(4)) * 150_000,
        b"\x1a\x45\xdf\xa3\x80\x18\x53\x80\x67\x01" + b"\xff" * 7 + b"\xec\x80" * 150_000,
        b"FLV\x01\x01" + struct.pack(">II", 9, 0) + (b"\x09" + bytes(14)) * 150_000,
        b"RIFF" + struct.pack("<I", 1 << 30) + b"WAVE" + (b"abcd" + bytes(4)) * 150_000,
    ],
)
def test_endless_structures_are_given_up(data: bytes) -> None:
    steps = Counter[str]()

    def read_at(offset: int, length: int) -> bytes:
        steps["bytes"] += length
        steps["calls"] += 1
        return data[offset : offset + length]

    assert examine(read_at, len(data)).complete is not True
    assert steps["calls"] <= MAX_STEPS
    assert steps["bytes"] <= MAX_BYTES


def test_a_fault_of_the_disk_is_passed_on() -> None:
    def read_at(_offset: int, _length: int) -> bytes:
        raise OSError(5, "Input/output error")

    with pytest.raises(OSError, match="Input/output"):
        examine(read_at, 1000)

"""``osintkit hash``: right for what a viewer shows, refused where it would mean nothing, exact times."""

import csv
import io
import json
import struct
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import imagehash
import numpy as np
import pdqhash
import pytest
from PIL import Image

from osintkit.errors import InputError, UsageError
from osintkit.hash import answers
from osintkit.hash.algorithms import NAMES, ORIENTATIONS, OTHERS
from osintkit.hash.others import OTHERS as MADE
from osintkit.hash.pdq import ORIENTATIONS as TURNED
from osintkit.hash.rows import REFUSED, ROW, Row, packed, unpacked
from osintkit.hash.step import OFF_PDQ_BITS, Wanted, hashes
from osintkit.media.door.wire import Message
from osintkit.records import Caveat, Hash, Record, Stream, decode_line
from tests import media
from tests.scenes import distance, encoded, scene

Cli = Callable[..., "subprocess.CompletedProcess[bytes]"]
PIXELS = scene(1)


def saved(tmp_path: Path, data: bytes, name: str = "a.png") -> Path:
    path = tmp_path / name
    path.write_bytes(data)
    return path


def made(path: Path, **wanted: Any) -> list[Hash]:
    return [record for record in hashes(path, wanted=Wanted(**wanted)) if isinstance(record, Hash)]


def reference(pixels: np.ndarray) -> tuple[str, int]:
    """What Meta's own implementation says."""
    bits, quality = pdqhash.compute(np.ascontiguousarray(pixels))
    return np.packbits(bits).tobytes().hex(), quality


def test_the_tables_of_names_agree() -> None:
    assert {name: other.bits for name, other in MADE.items()} == dict(OTHERS)
    assert tuple(TURNED) == ORIENTATIONS


def test_a_still_has_the_reference_s_bits_and_quality(tmp_path: Path) -> None:
    (one,) = made(saved(tmp_path, encoded(PIXELS)))
    assert (one.hash, one.quality) == reference(PIXELS)
    assert (one.algorithm, one.bits, one.reason, one.off_pdq_bits) == ("pdq", 256, None, None)
    assert (one.frame, one.pts, one.seconds, one.timecode) == (None, None, None, None)


@pytest.mark.parametrize("turn", range(2, 9))
def test_it_is_the_hash_of_what_a_viewer_shows(turn: int, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = turn
    path = saved(tmp_path, encoded(PIXELS, "PNG", exif=exif))
    with Image.open(path) as picture:
        shown = np.asarray(_turned(picture, turn))
    assert made(path)[0].hash == reference(shown)[0]


def _turned(picture: Image.Image, turn: int) -> Image.Image:
    turns = {
        2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM, 5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_270,
        7: Image.Transpose.TRANSVERSE, 8: Image.Transpose.ROTATE_90,
    }  # fmt: skip
    return picture.convert("RGB").transpose(turns[turn])


@pytest.mark.parametrize("mode", ["CMYK", "RGBA", "P", "L", "I;16", "1"])
def test_pictures_of_every_kind_have_one(mode: str, tmp_path: Path) -> None:
    grey = Image.fromarray(PIXELS).convert("L")
    if mode == "I;16":
        picture = Image.fromarray(np.asarray(grey, dtype=np.uint16) * 257)
    else:
        picture = Image.fromarray(PIXELS).convert(mode)
    suffix = "tiff" if mode in {"CMYK", "I;16"} else "png"
    picture.save(tmp_path / f"a.{suffix}")
    (one,) = made(tmp_path / f"a.{suffix}")
    near = 60 if mode == "1" else 40 if mode in {"L", "I;16", "CMYK", "P"} else 4
    assert distance(one.hash, reference(PIXELS)[0]) <= near


def test_eight_orientations_come_from_one_decode(tmp_path: Path) -> None:
    """PDQ's windows are not quite symmetric, so the picture really turned has a hash a few bits away."""
    found = {one.orientation: one.hash for one in made(saved(tmp_path, encoded(PIXELS)), variants=True)}
    assert tuple(found) == ORIENTATIONS
    for name, value in found.items():
        shown = PIXELS[:, ::-1] if name.startswith("mirrored") else PIXELS
        quarter = int(name.rpartition("_")[2]) // 90 if "_" in name else 0
        assert distance(value, reference(np.rot90(shown, -quarter))[0]) <= 20, name


@pytest.mark.parametrize("pixels", [
    np.zeros((64, 64, 3), np.uint8), np.full((300, 200, 3), 129, np.uint8), PIXELS[:1, :1], PIXELS[:4, :200],
], ids=["black", "grey", "1x1", "4 rows"])  # fmt: skip
def test_what_is_flat_or_too_small_has_none_and_says_so(pixels: np.ndarray, tmp_path: Path) -> None:
    found = list(hashes(saved(tmp_path, encoded(pixels))))
    (one,) = [record for record in found if isinstance(record, Hash)]
    assert one.hash is None
    assert one.quality is not None
    assert one.reason
    assert [record.code for record in found if isinstance(record, Caveat)] == ["hash_refused"]


def test_little_texture_is_said(tmp_path: Path) -> None:
    down, across = np.mgrid[0:256, 0:256]
    soft = (128 + 30 * np.sin(across / 40) * np.cos(down / 55)).astype(np.uint8)
    (one,) = made(saved(tmp_path, encoded(soft[..., None].repeat(3, axis=2))))
    assert one.hash is not None
    assert one.quality is not None
    assert one.quality < 50
    assert "little texture" in str(one.reason)


def test_the_others_are_imagehash_s_own(tmp_path: Path) -> None:
    found = {one.algorithm: one for one in made(saved(tmp_path, encoded(PIXELS)), algorithms=NAMES)}
    picture = Image.fromarray(PIXELS)
    assert set(found) == set(NAMES)
    assert found["phash"].hash == str(imagehash.phash(picture))
    assert found["whash"].hash == str(imagehash.whash(picture))
    assert found["dhash16"].hash == str(imagehash.dhash(picture, hash_size=16))
    assert all(len(one.hash or "") == -(-one.bits // 4) for one in found.values())


def test_a_name_that_is_none_is_refused() -> None:
    with pytest.raises(UsageError, match="phush"):
        Wanted(algorithms=("phush",))
    with pytest.raises(UsageError, match="more than zero"):
        Wanted(every_s=0)


def moving(count: int = 12, **how: Any) -> bytes:
    """Twelve scenes, one every 100 ms."""
    return media.shot_on([scene(number, 320, 240) for number in range(count)], **how)


def test_every_frame_of_a_video_has_one_with_its_exact_time(tmp_path: Path) -> None:
    found = made(saved(tmp_path, moving(), "a.mp4"))
    assert [one.frame for one in found] == list(range(12))
    assert [one.seconds for one in found] == pytest.approx([number / 10 for number in range(12)])
    assert {(one.algorithm, one.off_pdq_bits) for one in found} == {("pdq_luma", OFF_PDQ_BITS)}
    for number, one in enumerate(found):
        assert distance(one.hash, reference(scene(number))[0]) <= OFF_PDQ_BITS


def test_one_may_ask_for_fewer_and_for_the_exact_one(tmp_path: Path) -> None:
    path = saved(tmp_path, moving(), "a.mp4")
    assert [one.frame for one in made(path, every_s=0.5)] == [0, 5, 10]
    assert {one.algorithm for one in made(path, algorithms=("pdq", "phash"))} == {"pdq", "phash"}


@pytest.mark.parametrize("matrix", [(0, 1, -1, 0), (-1, 0, 0, -1), (0, -1, 1, 0), (-1, 0, 0, 1)])
def test_a_turned_video_is_hashed_as_a_player_shows_it(matrix: Any, tmp_path: Path) -> None:
    path = saved(tmp_path, moving(2, matrix=matrix), "a.mp4")
    fast, exact = made(path), made(path, algorithms=("pdq",))
    for one, other in zip(fast, exact, strict=True):
        assert distance(one.hash, other.hash) <= OFF_PDQ_BITS
        assert distance(one.hash, reference(scene(one.frame or 0))[0]) > 60


@pytest.mark.parametrize("pix_fmt", ["yuv420p10le", "yuv444p", "bgr0", "gray"])
def test_other_pixel_formats_are_near_enough(pix_fmt: str, tmp_path: Path) -> None:
    how = {"codec": "ffv1", "container": "matroska", "pix_fmt": pix_fmt}
    found = made(saved(tmp_path, moving(3, **how), "a.mkv"))
    for one, other in zip(found, made(tmp_path / "a.mkv", algorithms=("pdq",)), strict=True):
        assert distance(one.hash, other.hash) <= OFF_PDQ_BITS


def test_black_frames_are_counted_in_one_caveat(tmp_path: Path) -> None:
    black = np.zeros((240, 320, 3), np.uint8)
    found = list(hashes(saved(tmp_path, media.shot_on([black, scene(1), black]), "a.mp4")))
    assert [one.hash is None for one in found if isinstance(one, Hash)] == [True, False, True]
    (caveat,) = [one for one in found if isinstance(one, Caveat)]
    assert caveat.says.startswith("2 of 3 ")


def test_an_animation_has_the_exact_hash_of_each_picture(tmp_path: Path) -> None:
    pictures = [Image.fromarray(scene(number)) for number in range(3)]
    pictures[0].save(
        tmp_path / "a.webp", save_all=True, append_images=pictures[1:], duration=200, lossless=True
    )
    found = made(tmp_path / "a.webp")
    assert [(one.algorithm, one.seconds) for one in found] == [("pdq", 0.0), ("pdq", 0.2), ("pdq", 0.4)]
    assert [one.hash for one in found] == [reference(scene(number))[0] for number in range(3)]


def test_the_claimed_time_is_told_without_a_zone_that_nobody_stated(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9003] = "2013:10:12 16:01:33"
    found = list(hashes(saved(tmp_path, encoded(PIXELS, "JPEG", exif=exif), "a.jpg")))
    assert [one.claimed_time for one in found if isinstance(one, Stream)] == ["2013-10-12 16:01:33"]


def lines(done: "subprocess.CompletedProcess[bytes]") -> list[Record]:
    return [decode_line(line) for line in done.stdout.decode().splitlines()]


def test_csv_is_what_other_tools_read(tmp_path: Path, cli: Cli) -> None:
    path = saved(tmp_path, moving(3), "a.mp4")
    rows = list(csv.reader(io.StringIO(cli("hash", path, "--format", "csv").stdout.decode())))
    assert rows[0] == ["hash", "quality", "seconds"]
    assert [row[2] for row in rows[1:]] == ["0.0", "0.1", "0.2"]
    assert all(len(row[0]) == 64 for row in rows[1:])
    other = saved(tmp_path, encoded(np.zeros((9, 9, 3), np.uint8)), "black.png")
    done = cli("hash", path, other, "--format", "csv")
    table = list(csv.DictReader(io.StringIO(done.stdout.decode())))
    assert list(table[0])[:3] == ["hash", "quality", "seconds"]
    assert table[-1]["hash"] == ""
    assert table[-1]["path"].endswith("black.png")
    assert b"black.png: " in done.stderr


def test_a_broken_picture_costs_its_own_record(tmp_path: Path, cli: Cli) -> None:
    for number in range(3):
        saved(tmp_path, encoded(scene(number)), f"{number}.png")
    (tmp_path / "1.png").write_bytes(encoded(scene(1))[:40])
    done = cli("hash", "-r", tmp_path, "--json")
    assert done.returncode == 3
    kinds = [json.loads(line)["type"] for line in done.stdout.splitlines()]
    assert kinds.count("osintkit.hash/1") == 2
    assert kinds.count("osintkit.failure/1") == 1


def test_the_table_shows_hash_and_quality(tmp_path: Path, cli: Cli) -> None:
    shown = cli("hash", saved(tmp_path, encoded(PIXELS)), "--format", "table").stdout.decode()
    assert reference(PIXELS)[0] in shown


def test_rows_come_back_as_they_went() -> None:
    rows = [Row(-5, -1, 0.25, 99, 0, 3, 2, bytes(range(32))), Row(7, 6, 1.5, 0, REFUSED, 0, 0, bytes(32))]
    assert list(unpacked(packed(rows))) == rows


@pytest.mark.parametrize("change", [
    {"quality": 101}, {"flags": 2}, {"orientation": 8}, {"seconds": float("nan")}, {"seconds": 1e30},
])  # fmt: skip
def test_a_child_that_answers_nonsense_is_not_believed(change: dict[str, Any]) -> None:
    row = Row(0, 0, 0.0, 50, 0, 0, 0, bytes(32))._replace(**change)
    with pytest.raises(InputError, match="agreed"):
        list(answers.rows(Message("hashes", {}, ROW.pack(*row))))


def test_torn_rows_and_strange_names_are_not_believed() -> None:
    with pytest.raises(InputError, match="agreed"):
        list(answers.rows(Message("hashes", {}, bytes(ROW.size - 1))))
    for fields in ({"algorithm": "md5", "time_base": "1/25"}, {"algorithm": "pdq", "time_base": "0"}):
        with pytest.raises(InputError, match="agreed"):
            answers.algorithm(Message("algorithm", fields))
    with pytest.raises(InputError, match="agreed"):
        answers.box(Message("region", {"region": 1.5, "trim": "cell"}))
    with pytest.raises(struct.error):
        list(unpacked(b"x"))

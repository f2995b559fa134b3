"""Films made of boxes: times, tracks, brands; whole, cut and hostile.

Expected values are what ExifTool shows (`-n`) for the same bytes, unless a comment names a standard.
"""

import random
import struct
import time

import pytest

from osintkit.meta.found import Findings, Held, Spent
from osintkit.meta.walk.bmff import walk
from tests.boxed import (
    SINCE_1904,
    box,
    data,
    exif_item,
    film,
    ftyp,
    keyed,
    mvhd,
    mvhd_1,
    picture,
    read,
    refer,
    said,
    sound_entry,
    tags,
    track,
    video_entry,
    xmp,
    xtra,
)


def test_a_film_states_its_times_tracks_and_handlers() -> None:
    edits = box("elst", struct.pack(">II", 0, 2), struct.pack(">IihhIihh", 100, -1, 1, 0, 4900, 600, 1, 0))
    found = read(
        film(
            track(b"vide", b"VideoHandler\0", video_entry(b"\x0aAVC Coding", b"FFMP"), edits=edits),
            track(b"soun", b"\x0cSoundHandler", sound_entry()),
            header=mvhd(SINCE_1904 + 86400, SINCE_1904 + 90061),
        )
    )
    stated = tags(found)
    assert found.format == "mp4"
    assert stated["QuickTime:MajorBrand"] == "isom"
    assert stated["QuickTime:MinorVersion"] == "0.2.0"
    assert stated["QuickTime:CompatibleBrands"] == ["isom", "iso2"]
    assert stated["QuickTime:CreateDate"] == "1970:01:02 00:00:00"
    assert stated["QuickTime:ModifyDate"] == "1970:01:02 01:01:01"
    assert stated["QuickTime:Duration"] == 5
    assert stated["Track1:MatrixStructure"] == "0 1 0 -1 0 0 720 0 1"
    assert (stated["Track1:ImageWidth"], stated["Track1:ImageHeight"]) == (1280, 720)
    assert stated["Track1:TrackCreateDate"] == "0000:00:00 00:00:00"
    assert stated["Track1:MediaCreateDate"] == "1970:01:01 00:00:01"
    assert stated["Track1:MediaLanguageCode"] == "eng"
    assert stated["Track1:MediaDuration"] == 2.5
    assert stated["Track1:CompressorName"] == "AVC Coding"
    assert stated["Track1:HandlerDescription"] == "VideoHandler"
    assert stated["Track2:HandlerDescription"] == "SoundHandler"
    assert stated["Track2:AudioSampleRate"] == 44100
    assert found.facts["mp4.handlers"] == [
        ["vide", "VideoHandler", "", "FFMP"],
        ["soun", "SoundHandler", "", ""],
    ]
    assert found.facts["mvhd.timescale"] == 1000
    assert found.facts["mvhd.next_track_id"] == 3
    assert found.facts["mp4.minor_version"] == 512
    assert found.facts["mp4.durations_s"] == [2.5, 2.5]
    (edit,) = found.facts["mp4.edit_lists"]
    assert (edit["track"], edit["type"], edit["hidden_s"]) == (1, "vide", 1)
    assert edit["edits"] == [[100, -1, 1], [4900, 600, 1]]
    assert found.facts["mp4.moov_before_mdat"] is True
    assert found.facts["mp4.boxes"][:4] == ["ftyp", "moov", "moov/mvhd", "moov/trak"]
    assert "moov/trak/mdia/minf/stbl/stsd" in found.boxes
    assert (found.truncated, found.trailing_bytes, found.problems) == (False, 0, [])


def test_the_name_of_the_data_handler_is_kept_apart() -> None:
    entry = video_entry()
    found = read(
        film(*(track(b"vide", b"\x05Media", entry, data_name=b"\x04Data") for _ in range(2)), brand="qt  ")
    )
    assert found.format == "mov"
    assert tags(found)["Track1:HandlerDescription"] == "Media"
    assert tags(found, "data handler")["Track1:HandlerDescription"] == "Data"
    # ExifTool shows the last name of the file, and shows it for the last track only.
    last = [tag.value for tag in found.tags if tag.name == "Track2:HandlerDescription"]
    assert last == ["Data", "Media"]
    assert found.facts["mp4.handlers"][1][:2] == ["vide", "Media"]


@pytest.mark.parametrize(
    ("seconds", "shown", "raw"),
    [
        (0, "0000:00:00 00:00:00", "0 seconds since 1904"),
        (SINCE_1904, "0000:00:00 00:00:00", "2082844800 seconds since 1904"),
        (3_602_059_736, "2018:02:21 12:08:56", "3602059736 seconds since 1904"),
        (1_519_214_936, "2018:02:21 12:08:56", "1519214936 seconds, taken to be since 1970"),
    ],
)
def test_times(seconds: int, shown: str, raw: str) -> None:
    found = read(film(header=mvhd_1(seconds, 0)))
    tag = next(tag for tag in found.tags if tag.name == "QuickTime:CreateDate")
    assert (tag.value, tag.raw) == (shown, raw)
    assert tags(found)["QuickTime:Duration"] == 2.5


def test_a_time_after_all_years_is_a_problem() -> None:
    found = read(film(header=mvhd_1(1 << 60, 0)))
    assert "QuickTime:CreateDate" not in tags(found)
    assert "after the year 9999" in found.problems[0]


@pytest.mark.parametrize(
    ("brands", "name"),
    [
        (("mp42", "isom"), "mp4"),
        (("isom", "iso2", "qt  "), "mov"),
        (("M4A ", "mp42"), "m4a"),
        (("3gp4", "isom"), "3gp"),
        (("heic", "mif1"), "heic"),
        (("mif1", "heic"), "heif"),
        (("mif1", "avif"), "avif"),
        (("avif", "mif1"), "avif"),
        (("crx ", "isom"), "cr3"),
        (("zzzz",), "mp4"),
    ],
)
def test_brands(brands: tuple[str, ...], name: str) -> None:
    assert read(ftyp(*brands)).format == name


def test_a_film_without_pictures_is_sound_and_one_without_brands_quicktime() -> None:
    assert read(film(track(b"soun", b"", sound_entry()))).format == "m4a"
    assert read(box("moov", mvhd())).format == "mov"
    assert read(box("styp", b"msdh", bytes(4)) + box("moof") + box("mdat")).format == "mp4"


def test_fragments_are_counted_and_the_film_may_stand_at_the_end() -> None:
    fragments = (box("moof", box("mfhd", bytes(8))) + box("mdat", bytes(9))) * 30
    found = read(ftyp() + fragments + box("moov", mvhd(SINCE_1904 + 1)))
    assert found.facts["mp4.fragmented"] is True
    assert found.facts["mp4.fragments"] == 30
    assert found.facts["mp4.moov_before_mdat"] is False
    assert tags(found)["QuickTime:CreateDate"] == "1970:01:01 00:00:01"
    assert found.boxes.count("moof") == 8


def test_a_second_file_behind_the_first_is_kept_apart() -> None:
    picture = ftyp("heic", "mif1")
    found = read(picture + film(header=mvhd(SINCE_1904 + 1)))
    assert found.format == "heic"
    assert "QuickTime:CreateDate" not in tags(found)
    assert tags(found, f"file at byte {len(picture)}")["QuickTime:CreateDate"] == "1970:01:01 00:00:01"
    assert found.facts["trailer"]["kind"] == "mp4"


def test_the_film_of_a_moving_picture_is_kept_apart() -> None:
    found = read(ftyp("heic", "mif1") + box("mpvd", film(header=mvhd(SINCE_1904 + 1))))
    assert "mvhd.timescale" not in found.facts
    assert tags(found, "mpvd")["QuickTime:CreateDate"] == "1970:01:01 00:00:01"
    assert found.facts["trailer"] == {"offset": 28, "length": 212, "kind": "mp4", "parts": []}


# What is wrong with files


def test_cut_files_and_files_with_more_behind_them() -> None:
    whole = film(track(b"vide", b"V\0", video_entry()))
    cut = read(whole[:-1])
    assert (cut.truncated, cut.trailing_bytes) == (True, None)
    assert cut.problems == [f"mdat ends at byte {len(whole)}, the file at byte {len(whole) - 1}."]
    more = read(whole + b"\0\0\0\5what is this" + b"SEFT")
    assert (more.truncated, more.trailing_bytes) == (False, 20)
    assert more.facts["trailer"]["kind"] == "samsung"
    assert read(whole + bytes(100)).facts["trailer"]["kind"] == "padding"
    assert read(whole + b"\0\0\0\0free" + bytes(9)).trailing_bytes == 0


def test_a_film_without_an_index_is_told() -> None:
    assert "has no index" in read(ftyp() + box("mdat", bytes(9))).problems[0]


def test_a_child_that_runs_over_its_parent_is_cut_there() -> None:
    wrong = struct.pack(">I4sHH", 4000, b"\xa9mak", 5, 0) + b"Apple"
    found = read(film(box("udta", wrong)) + box("free", bytes(8000)))
    assert tags(found)["UserData:Make"] == "Apple"
    assert not found.truncated
    assert "moov/udta" in found.problems[0]


def test_long_lengths() -> None:
    moov = mvhd(SINCE_1904 + 1)
    found = read(ftyp() + struct.pack(">I4sQ", 1, b"moov", len(moov) + 16) + moov)
    assert tags(found)["QuickTime:CreateDate"] == "1970:01:01 00:00:01"
    short = read(ftyp() + struct.pack(">I4sQ", 1, b"moov", 3) + moov)
    assert "shorter than its head" in short.problems[0]


def test_a_broken_box_costs_itself_only() -> None:
    found = read(film(box("udta", box("\xa9mak", said(b"Apple"))), header=box("mvhd", b"\0\0")))
    assert tags(found)["UserData:Make"] == "Apple"
    assert [(block.place, block.status) for block in found.blocks] == [("moov/mvhd", "corrupt")]


def every_kind() -> bytes:
    return (
        film(
            track(b"vide", b"V\0", video_entry(b"\3AVC"), more=box("udta", box("name", b"Left"))),
            keyed(("com.apple.quicktime.make", data(b"Apple"))),
            box(
                "udta",
                box("\xa9xyz", said(b"+1.5+2.5/")),
                box("XMP_", xmp()),
                box("Xtra", xtra(b"WM/A", 19, bytes(8))),
            ),
        )
        + picture((1, b"hvc1", b"!"), (2, b"Exif", exif_item(b"M")), refers=refer("cdsc", 2, 1))[24:]
    )


def test_no_cut_and_no_damage_raises() -> None:
    whole = every_kind()
    for length in range(8, len(whole), 7):
        read(whole[:length])
    chance = random.Random(5)
    for _ in range(400):
        damaged = bytearray(whole)
        for _ in range(chance.choice((1, 4, 16))):
            damaged[chance.randrange(len(whole))] = chance.choice((0, 1, 8, 255, chance.randrange(256)))
        read(bytes(damaged))


def many_pieces() -> bytes:
    pieces = struct.pack(">II", 0, 0x7FFFFFFF) * 60000
    iloc = box("iloc", struct.pack(">IBBH", 0, 0x44, 0, 1), struct.pack(">HHH", 1, 0, 60000), pieces)
    infe = box("infe", struct.pack(">IHH4s", 2 << 24, 1, 0, b"Exif"), b"\0")
    return (
        ftyp("heic")
        + box("meta", bytes(4), box("iinf", struct.pack(">IH", 0, 1), infe), iloc)
        + bytes(4 << 20)
    )


HOSTILE = {
    "two million empty boxes": (lambda: ftyp() + b"\0\0\0\x08free" * 2_000_000, "More than 20000 boxes"),
    "boxes in boxes": (
        lambda: ftyp() + b"".join(struct.pack(">I", 8 * n) + b"moov" for n in range(60000, 0, -1)),
        "",
    ),
    "pieces of pieces": (many_pieces, "1024 were read"),
    "keys without end": (
        lambda: film(box("meta", box("keys", struct.pack(">II", 0, 0xFFFFFFFF), b"\0\0\0\x09mdtax" * 90000))),
        "states 4294967295 keys",
    ),
    "tracks without end": (
        lambda: film(track(b"vide", b"V\0", video_entry()) * 2000),
        "More than 100 tracks",
    ),
    "texts without end": (
        lambda: film(box("udta", box("\xa9nam", said(b"x", 2) * 90000))),
        "more than 32 languages",
    ),
    "values without end": (lambda: film(box("meta", box("ilst", box("\xa9nam", data(b"x") * 9000)))), ""),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_cost_little_and_are_told(name: str) -> None:
    make, says = HOSTILE[name]
    content, found = make(), Findings()
    begun = time.process_time()
    try:
        walk(Held(content), found)
    except Spent as spent:
        found.problem(str(spent))
    assert time.process_time() - begun < 1
    assert says in " ".join(found.problems)

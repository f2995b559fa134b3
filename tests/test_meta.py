"""``osintkit meta``: the whole way, from a file to its records and what is added to them."""

import io
import json
import socket
import struct
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.dom.minidom import parseString

import pytest
from PIL import Image

from osintkit import meta
from osintkit.errors import FailureCode, InputError, UsageError
from osintkit.media.door import kept
from osintkit.meta.step import Wanted, checked
from osintkit.records import Caveat, Meta, Record, Skipped, Source, decode_line
from tests.benchmarks.claims_scoring import Score, view
from tests.needs import needs

Cli = Callable[..., "subprocess.CompletedProcess[bytes]"]
ROOT = Path(__file__).parent.parent
PHOTO = ROOT / "examples" / "photo.jpg"
REFERENCE = json.loads((Path(__file__).parent / "reference" / "photo_exiftool.json").read_text("utf-8"))
INFO = {
    "id": "dQw4w9WgXcQ", "extractor": "youtube", "webpage_url": "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
    "title": "A video", "uploader": "Somebody", "timestamp": 1664642529, "upload_date": "20221001",
}  # fmt: skip


def of(path: Path, **wanted: Any) -> list[Record]:
    return list(meta.read(path, wanted=Wanted(**wanted)))


def one(path: Path, **wanted: Any) -> Meta:
    (found,) = (record for record in of(path, **wanted) if isinstance(record, Meta))
    return found


def codes(path: Path) -> list[str]:
    return [record.code for record in of(path) if isinstance(record, Caveat)]


def copied(folder: Path, name: str, data: bytes | None = None) -> Path:
    path = folder / name
    path.write_bytes(PHOTO.read_bytes() if data is None else data)
    return path


def picture(format_: str = "PNG", **how: Any) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (64, 48), (90, 120, 30)).save(buffer, format_, **how)
    return buffer.getvalue()


def exif(make: str, *, padding: int = 0) -> bytes:
    """A JPEG that names a make, as many bytes as it takes."""
    text = make.encode("utf-8", "surrogateescape") + b"\0"
    tiff = (
        b"II*\0\x08\0\0\0"
        + struct.pack("<HHHII", 1, 0x010F, 2, len(text), 26)
        + bytes(4)
        + text
        + bytes(padding)
    )
    block = b"Exif\0\0" + tiff
    plain = picture("JPEG")
    return plain[:2] + b"\xff\xe1" + struct.pack(">H", len(block) + 2) + block + plain[2:]


def test_the_example_says_what_exiftool_reads() -> None:
    """Values of ExifTool, in tests/reference/photo_exiftool.json with the command that made them."""
    values = REFERENCE["values"]
    theirs = {
        "exif.datetime_original": values["ExifIFD:DateTimeOriginal"],
        "exif.datetime_digitized": values["ExifIFD:CreateDate"],
        "exif.datetime_modify": values["IFD0:ModifyDate"],
        "exif.subsec_original": str(values["ExifIFD:SubSecTimeOriginal"]),
        "gps.lat": values["GPS:GPSLatitude"],
        "gps.lon": values["GPS:GPSLongitude"],
        "gps.alt": values["GPS:GPSAltitude"],
        "gps.date": values["GPS:GPSDateStamp"],
        "gps.time": values["GPS:GPSTimeStamp"],
        "gps.img_direction": values["GPS:GPSImgDirection"],
        "gps.img_direction_ref": values["GPS:GPSImgDirectionRef"],
        "gps.h_error": values["GPS:GPSHPositioningError"],
        "cam.make": values["IFD0:Make"],
        "cam.model": values["IFD0:Model"],
        "cam.serial": values["ExifIFD:SerialNumber"],
        "cam.lens_model": values["ExifIFD:LensModel"],
        "sw.software": values["IFD0:Software"],
        "img.orientation": values["IFD0:Orientation"],
        "img.thumb_len": values["IFD1:ThumbnailLength"],
        "xmp.document_id": values["XMP-xmpMM:DocumentID"],
        "xmp.history_len": len(values["XMP-xmpMM:History"]),
        "xmp.history_tools": [values["XMP-xmpMM:History"][0]["SoftwareAgent"]],
    }
    score = Score()
    score.add("photo.jpg", view(json.loads(one(PHOTO).line())), theirs)
    assert (score.wrong, score.missing, score.extra) == ([], [], [])


def test_times_are_apart_and_the_zone_says_how_it_is_known() -> None:
    times = {time.tag: time for time in one(PHOTO).times}
    shot, fix, changed = (
        times[tag] for tag in ("ExifIFD:DateTimeOriginal", "GPS:GPSDateStamp", "IFD0:ModifyDate")
    )
    assert (shot.local, shot.utc) == ("2022-10-01T18:42:10.35", "2022-10-01T16:42:10.35Z")
    assert (shot.zone_status, shot.offset, shot.residual_s) == ("inferred", "+02:00", 1.35)
    assert (fix.local, fix.utc, fix.zone_status) == (None, "2022-10-01T16:42:09Z", "utc_by_spec")
    assert (changed.local, changed.utc, changed.zone_status) == ("2022-10-03T09:12:45", None, "unknown")
    assert changed.offset is None, "the zone of another clock is not lent"


def test_leads_say_what_they_rest_on_and_what_they_do_not_show() -> None:
    leads = {lead.id: lead for lead in one(PHOTO).leads}
    assert {"time.zone_from_satellites", "software.editor", "jpeg.standard_tables"} <= set(leads)
    assert all(lead.because and lead.says and lead.does_not_show for lead in leads.values())
    assert leads["time.zone_from_satellites"].strength == "strong"


def test_no_metadata_is_no_lead_and_no_caveat(tmp_path: Path) -> None:
    path = copied(tmp_path, "plain.png", picture())
    found = one(path)
    assert (found.leads, found.times, found.problems, codes(path)) == ((), (), (), [])
    assert found.absent == ("exif", "xmp", "iptc", "icc", "c2pa")


def test_absent_corrupt_truncated_and_unsupported_are_four_answers(tmp_path: Path) -> None:
    whole = exif("Example")
    broken = whole.replace(b"II*\0", b"XX*\0")
    cut = whole[:60]
    unread = copied(tmp_path, "film.flv", b"FLV\x01\x05" + bytes(200))
    assert "exif" in one(copied(tmp_path, "absent.jpg", picture("JPEG"))).absent
    assert [b.status for b in one(copied(tmp_path, "broken.jpg", broken)).blocks] == ["corrupt"]
    assert one(copied(tmp_path, "cut.jpg", cut)).truncated
    assert (one(unread).absent, one(unread).blocks) == ((), ())
    assert codes(tmp_path / "broken.jpg") == ["metadata_unread"]
    assert "truncated" in codes(tmp_path / "cut.jpg")
    assert codes(unread) == ["metadata_unread"]


def test_a_format_is_known_by_its_content(tmp_path: Path) -> None:
    path = copied(tmp_path, "film.mp4")
    found = one(path)
    assert (found.format, found.mime, found.extension_agrees) == ("jpeg", "image/jpeg", False)
    assert "extension_disagrees" in codes(path)
    assert "file.other_extension" in [lead.id for lead in found.leads]
    assert one(copied(tmp_path, "no-extension")).extension_agrees is None


@pytest.mark.parametrize(
    "data",
    [b"hello world, this is a text", b"%PDF-1.7 ...", b"#EXTM3U\nhttp://a/b.ts\n", bytes(500), b"\x89PN"],
)
def test_what_is_no_media_is_refused(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(InputError) as error:
        of(copied(tmp_path, "a.jpg", data))
    assert error.value.code is FailureCode.NOT_MEDIA


def test_every_value_has_its_tag_and_what_is_written() -> None:
    record = json.loads(one(PHOTO).line())
    claims = [c for name in ("software", "credit", "text", "media") for c in record[name]]
    assert all(claim["tag"] and claim["value"] not in (None, "") for claim in claims)
    assert all(time["tag"] and time["raw"] for time in record["times"])
    (place,) = record["places"]
    assert place["raw"]["GPS:GPSLatitude"] == "42/1 26/1 2796/100"


def test_all_gives_every_value_and_the_ids_differ() -> None:
    plain, every = one(PHOTO), one(PHOTO, everything=True)
    assert plain.tags == ()
    assert {"ExifIFD:ExposureTime", "IFD0:Make"} <= {tag.name for tag in every.tags}
    assert plain.id != every.id
    assert plain.times == every.times


def test_the_result_does_not_depend_on_the_folder_or_the_number_of_workers(tmp_path: Path, cli: Cli) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(6):
        copied(folder, f"{number}.jpg", exif(f"Make {number}"))
    runs = [cli("meta", "-r", folder, "--json", "--workers", workers) for workers in ("1", "3")]
    ours = [done.stdout.splitlines()[1:-1] for done in runs]
    assert ours[0] == ours[1]
    assert json.loads(runs[0].stdout.splitlines()[-1])["counts"]["meta"] == 6


def test_a_folder_skips_what_is_no_media_and_goes_on(tmp_path: Path, cli: Cli) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    copied(folder, "a.jpg")
    copied(folder, "notes.txt", b"just words")
    copied(folder, "z.jpg", exif("Example"))
    done = cli("meta", "-r", folder, "--json")
    found = [decode_line(line) for line in done.stdout.decode().splitlines()]
    assert done.returncode == 0
    assert [type(r).__name__ for r in found if isinstance(r, Meta | Skipped)] == ["Meta", "Skipped", "Meta"]


def test_the_table_is_safe_and_complete(tmp_path: Path, cli: Cli) -> None:
    hostile = "\x1b[31mRED\x07 [bold]x[/bold] [/] \u202egnp.exe"
    path = copied(tmp_path, "a.jpg", exif(hostile))
    out = cli("meta", path, "--format", "table").stdout.decode()
    assert "\\x1b[31mRED\\x07 [bold]x[/bold] [/] \\u202egnp.exe" in " ".join(out.split())
    assert not any(ord(c) < 32 and c != "\n" for c in out)
    table = cli("meta", PHOTO, "--format", "table").stdout.decode()
    for words in (
        "42.4411, 19.2636",
        "Camera One",
        "zone worked out",
        "GIMP 2.10.32",
        "openstreetmap.org",
        "lead (strong)",
    ):
        assert words in table


@pytest.mark.parametrize("shape", ["ndjson", "table", "csv", "geojson", "kml"])
def test_no_format_lets_a_control_character_through(tmp_path: Path, cli: Cli, shape: str) -> None:
    data = exif("\x1b]0;x\x07\x9b31m\u202e\x00\x7f")
    path = copied(tmp_path, "a.jpg", data)
    out = cli("meta", path, PHOTO, "--format", shape).stdout.decode()
    assert not any((ord(c) < 32 and c != "\n") or 0x7F <= ord(c) < 0xA0 or c == "\u202e" for c in out)


def test_positions_for_maps(cli: Cli) -> None:
    document = json.loads(cli("meta", PHOTO, "--format", "geojson").stdout)
    (feature,) = document["features"]
    assert document["type"] == "FeatureCollection"
    assert feature["geometry"] == {"type": "Point", "coordinates": [19.2636, 42.4411, 44.2]}
    assert feature["properties"]["time_utc"] == "2022-10-01T16:42:10.35Z"
    assert feature["properties"]["direction_deg"] == 247.5
    kml = parseString(cli("meta", PHOTO, "--format", "kml").stdout)
    (at,) = kml.getElementsByTagName("coordinates")
    assert at.firstChild is not None
    assert at.firstChild.nodeValue == "19.2636,42.4411,44.2"
    lines = cli("meta", PHOTO, "--format", "csv").stdout.decode().splitlines()
    assert lines[0].startswith("path,source,role,lat,lon,alt_m,direction_deg")
    assert ",capture,42.4411,19.2636,44.2,247.5,true," in lines[1]


def test_no_position_is_an_empty_map(tmp_path: Path, cli: Cli) -> None:
    done = cli("meta", copied(tmp_path, "a.png", picture()), "--format", "geojson")
    assert json.loads(done.stdout)["features"] == []


@pytest.fixture
def neighbours(tmp_path: Path) -> Path:
    path = copied(tmp_path, "clip.jpg")
    (tmp_path / "clip.info.json").write_text(json.dumps(INFO))
    (tmp_path / "clip.jpg.xmp").write_text(
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:CreateDate="2020-02-02"/>'
        "</rdf:RDF></x:xmpmeta>"
    )
    return path


def test_sidecars_are_leads_and_never_merged(neighbours: Path) -> None:
    alone, beside = one(PHOTO), one(neighbours)
    assert {sidecar.kind for sidecar in beside.sidecars} == {"yt-dlp", "xmp"}
    claims = next(s.claims for s in beside.sidecars if s.kind == "yt-dlp")
    assert (claims["timestamp"], claims["uploader"]) == ("2022-10-01T16:42:09Z", "Somebody")
    assert {"sidecar.yt-dlp", "sidecar.xmp"} <= {lead.id for lead in beside.leads}
    assert (beside.times, beside.ids, beside.credit) == (alone.times, alone.ids, alone.credit)


def test_a_broken_sidecar_costs_itself_only(neighbours: Path) -> None:
    (neighbours.parent / "clip.info.json").write_bytes(b'{"id": ')
    (neighbours.parent / "clip.jpg.xmp").write_bytes(b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>")
    found = one(neighbours)
    assert all(sidecar.problem for sidecar in found.sidecars)
    assert found.times == one(PHOTO).times


def test_a_thumbnail_of_more_than_the_picture_is_a_strong_lead(tmp_path: Path) -> None:
    found = one(PHOTO, thumbnails=True)
    assert [(each.place, each.verdict) for each in found.thumbnails] == [("IFD1", "differs")]
    assert [lead.strength for lead in found.leads if lead.id == "thumbnail.differs"] == ["strong"]
    drawn = one(PHOTO, out=tmp_path / "out")
    file = Path(str(drawn.thumbnails[0].file))
    with Image.open(file) as page:
        assert page.mode == "L", "safe to look at unless --plain is asked for"
    with Image.open(str(one(PHOTO, out=tmp_path / "out", plain=True).thumbnails[0].file)) as page:
        assert page.mode == "RGB"


def test_both_readers() -> None:
    needs("exiftool")
    found = one(PHOTO, reader="both")
    assert found.readers["exiftool"]
    assert [each for each in found.differences if each.ours is not None] == []
    theirs = one(PHOTO, reader="exiftool")
    assert "builtin" not in theirs.readers
    assert [t.utc for t in theirs.times if t.role == "capture"] == ["2022-10-01T16:42:10.35Z"]
    assert [(p.lat, p.lon) for p in theirs.places] == [(42.4411, 19.2636)]


def test_without_exiftool_the_reader_is_missing(cli: Cli, tmp_path: Path) -> None:
    empty = tmp_path / "nothing"
    empty.mkdir()
    done = cli("meta", PHOTO, "--reader", "both", env={"PATH": str(empty)})
    assert done.returncode == 4
    assert b"ExifTool" in done.stderr


def test_an_unknown_reader_is_a_mistake() -> None:
    with pytest.raises(UsageError):
        Wanted(reader="guess")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "answer",
    [
        b"", b"[]", b"{}", b'{"format": 5}', b'"x"', b"\xff",
        b'{"format":"jpeg","mime":"a","truncated":"maybe"}',
        b'{"format":"jpeg","mime":"a","extension_agrees":null,"truncated":false,"times":[{"role":"x"}]}',
        b'{"format":"jpeg","mime":"a","extension_agrees":null,"truncated":false,"places":[{"lat":1e999}]}',
    ],
)  # fmt: skip
def test_a_worker_that_answers_something_else_is_not_believed(answer: bytes) -> None:
    from osintkit.evidence import opened

    with opened(PHOTO) as evidence, pytest.raises(InputError) as error:
        checked(answer, evidence)
    assert error.value.code is FailureCode.CRASHED


def test_a_worker_cannot_say_which_file_it_was() -> None:
    from osintkit.evidence import opened

    answer = {
        "format": "jpeg", "mime": "a", "extension_agrees": None, "truncated": False, "source": "00" * 32,
        "id": "meta:000000000000", "readers": {"x": "y"}, "sidecars": [{"path": "/etc/passwd",
        "kind": "xmp"}],
    }  # fmt: skip
    with opened(PHOTO) as evidence:
        found = checked(json.dumps(answer).encode(), evidence)
        assert found.source == evidence.sha256
    assert found.id != "meta:000000000000"
    assert found.sidecars == ()
    assert "x" not in found.readers


def truncations(data: bytes) -> Iterator[bytes]:
    return (data[: max(1, len(data) * number // 21)] for number in range(1, 21))


@pytest.mark.parametrize("name", ["photo.jpg", "walk.mp4", "walk-sheet.png"])
def test_every_truncation_says_so(tmp_path: Path, name: str) -> None:
    data = (ROOT / "examples" / name).read_bytes()
    for number, cut in enumerate(truncations(data)):
        path = copied(tmp_path, f"{number}-{name}", cut)
        assert "truncated" in codes(path), number


def test_no_socket_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a connection was tried")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert one(PHOTO).times


def test_the_record_is_first_in_line_after_its_source() -> None:
    assert [type(record) for record in of(PHOTO)][:2] == [Source, Meta]


def test_the_worker_is_small() -> None:
    one(PHOTO)
    if sys.platform == "linux":
        sizes = [Path(f"/proc/{pid}/status").read_text().split("VmHWM:")[1].split()[0] for pid in kept.pids()]
        assert max(map(int, sizes)) < 60 << 10


def test_a_reader_that_went_away_is_141_in_every_format() -> None:
    for shape in ("table", "ndjson", "csv"):
        command = (
            f"{sys.executable} -m osintkit meta {PHOTO} --format {shape} | true; exit ${{PIPESTATUS[0]}}"
        )
        done = subprocess.run(["bash", "-c", command], capture_output=True, cwd=ROOT, check=False)
        assert done.returncode in {0, 141}, (shape, done.stderr)
        assert b"Traceback" not in done.stderr


def test_pictures_of_thumbnails_are_replaced_when_that_is_asked_for(tmp_path: Path, cli: Cli) -> None:
    out = tmp_path / "out"
    assert cli("meta", PHOTO, "--out", out).returncode == 0
    (file,) = out.rglob("*.png")
    whole = file.read_bytes()
    file.write_bytes(b"something else")
    assert cli("meta", PHOTO, "--out", out).returncode == 6
    assert cli("meta", PHOTO, "--out", out, "--force").returncode == 0
    assert file.read_bytes() == whole


def test_a_resumed_run_examines_again_what_is_not_whole(tmp_path: Path, cli: Cli) -> None:
    out, saved = tmp_path / "out", tmp_path / "saved.ndjson"
    whole = cli("meta", PHOTO, "--out", out, "--json").stdout.splitlines(keepends=True)
    for lost in (b"osintkit.meta/1", b""):
        saved.write_bytes(b"".join(line for line in whole if not lost or lost not in line))
        for file in out.rglob("*.png"):
            file.unlink()
        done = cli("meta", PHOTO, "--out", out, "--resume", saved, "--json")
        assert b"osintkit.meta/1" in done.stdout
        assert len(list(out.rglob("*.png"))) == 1


def test_saved_records_with_half_a_character_are_shown(tmp_path: Path, cli: Cli) -> None:
    saved = tmp_path / "saved.ndjson"
    lines = cli("meta", PHOTO, "--json").stdout
    saved.write_bytes(
        lines.replace(b'"Camera One"', b'"Camera \\ud800"').replace(b'"lat":42.4411', b'"lat":1e300')
    )
    for shape in ("ndjson", "table", "csv", "geojson", "kml"):
        done = cli("show", saved, "--format", shape)
        assert done.returncode == 0, done.stderr
        assert b"1e+300" not in done.stdout or shape in {"ndjson", "table"}


def test_a_sidecar_that_is_a_link_is_not_followed(tmp_path: Path) -> None:
    path = copied(tmp_path, "a.jpg")
    (tmp_path / "secret").write_text("{}")
    (tmp_path / "a.jpg.xmp").symlink_to(tmp_path / "secret")
    with (tmp_path / "a.jpg.json").open("wb") as large:
        large.truncate(5 << 30)
    for sidecar in one(path).sidecars:
        assert sidecar.problem
        assert sidecar.sha256 is None


def test_exiftool_alone_refuses_what_is_no_media_and_survives_a_flood(tmp_path: Path) -> None:
    needs("exiftool")
    with pytest.raises(InputError) as error:
        of(copied(tmp_path, "a.pdf", b"%PDF-1.4\n%%EOF"), reader="exiftool")
    assert error.value.code is FailureCode.NOT_MEDIA


def test_the_same_conflict_is_told_once() -> None:
    conflicts = [conflict.says for conflict in one(PHOTO).conflicts]
    assert len(conflicts) == len(set(conflicts))

"""Lists of hashes: other programs' and ours, sound and hostile, there and back again."""

import codecs
import io
import json
import sys
import tracemalloc
from collections.abc import Callable, Iterator
from itertools import repeat
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from osintkit.errors import Missing
from osintkit.index.lists import documents, read
from osintkit.index.lists.documents import Tape, short, values
from osintkit.index.lists.entries import Entries, Tagged, digest, joined_tags, split_tags
from osintkit.index.lists.writing import csv_lines, parquet, plain_lines, threatexchange_lines
from osintkit.records import Hash, Record, Source, Tag, Unread

RANDOM = np.random.default_rng(5)
HASHES = [RANDOM.integers(0, 256, 32, np.uint8).tobytes().hex() for _ in range(6)]
A, B, C = HASHES[:3]
SHA = "ab" * 32
OTHER_SHA = "cd" * 32


def reading(text: str | bytes, *, pad: bool = False) -> tuple[list[Entries], list[Unread]]:
    data = text.encode() if isinstance(text, str) else text
    found = list(read(io.BytesIO(data), "list.txt", pad=pad))
    return (
        [item for item in found if isinstance(item, Entries)],
        [item for item in found if isinstance(item, Unread)],
    )


def only(text: str | bytes) -> Entries:
    runs, unread = reading(text)
    assert unread == []
    assert len(runs) == 1
    return runs[0]


def hexes(*runs: Entries) -> list[str]:
    return [row.tobytes().hex() for run in runs for row in run.hashes]


def entries(count: int = 3, **more: Any) -> Entries:
    return Entries(
        "made",
        RANDOM.integers(0, 256, (count, 32), np.uint8),
        np.arange(count, dtype=np.uint8) + np.uint8(49),
        np.arange(count) / 4,
        np.arange(count, dtype=np.int32) * 6,
        **more,
    )


# What other programs write


def test_pdq_photo_hasher() -> None:
    run = only(f"{A},100,dir/a, b.jpg\n{B},7,c.png\n")
    assert hexes(run) == [A, B]
    assert run.quality.tolist() == [100, 7]
    assert run.labels == ["dir/a", "c.png"]  # it does not quote: a comma in a name cannot be told
    run = only(f"{A},100,dir/a.jpg\n{B},7,c.png\n")
    assert run.labels == ["dir/a.jpg", "c.png"]
    assert (run.media, run.source, run.path) == ("list", None, None)


def test_pdq_photo_hasher_details() -> None:
    lines = [f"hash={h},norm=128,delta=0,quality={q},filename=a,{q}.jpg" for h, q in ((A, 99), (B, 3))]
    run = only("\n".join(lines))
    assert (hexes(run), run.quality.tolist(), run.labels) == ([A, B], [99, 3], ["a,99.jpg", "a,3.jpg"])


@pytest.mark.parametrize("order", ["{n},100,{h},{s}", "{n},{h},100,{s}"], ids=["program", "wheel"])
def test_vpdq_frames(order: str) -> None:
    lines = [order.format(n=n * 30, h=h, s=n * 1.001) for n, h in enumerate(HASHES)]
    run = only("\n".join(lines) + "\n")
    assert hexes(run) == HASHES
    assert run.frame.tolist() == [0, 30, 60, 90, 120, 150]
    assert set(run.quality) == {100}
    assert run.seconds == pytest.approx(np.arange(6) * 1.001)
    assert (run.media, run.labels) == ("video", None)


def test_vpdq_json_of_both_ages() -> None:
    compact = json.dumps([f"{A},100,0.0", f"{B},90,1.0"])
    old = json.dumps(
        {
            "0": {"quality": 100, "hash": A, "timestamp": 0.0},
            "30": {"quality": 90, "hash": B, "timestamp": 1.0},
        }
    )
    for text in (compact, old, "vpdq " + compact, json.dumps(json.loads(compact), indent=1)):
        run = only(text)
        assert (hexes(run), run.quality.tolist(), run.seconds.tolist()) == ([A, B], [100, 90], [0, 1])
        assert run.media == "video"
    assert only(old).frame.tolist() == [0, 30]
    runs, _ = reading(f"vpdq {compact}\nvpdq {compact}\n")
    assert [len(run) for run in runs] == [2, 2]


def test_threatexchange_text() -> None:
    runs, unread = reading(f"pdq {A}\nvideo_md5 0a21c8f85a55a9e276ffc2c53f6887c4\npdq {B}\n")
    assert hexes(*runs) == [A, B]
    assert [(item.number, "video_md5" in item.says) for item in unread] == [(2, True)]
    shown = only(f"'Sample Signals' pdq {A} WORTH_INVESTIGATING a,b\n'X' pdq {B} DISPUTED\n")
    assert (hexes(shown), shown.labels) == ([A, B], ["WORTH_INVESTIGATING a,b", "DISPUTED"])


def test_threatexchange_tables() -> None:
    run = only(
        "collab,signal_type,signal_str,category,tags\r\n"
        f"Sample,pdq,{A},TRUE_POSITIVE,one two\r\nSample,pdq,{B},TRUE_POSITIVE,one\r\n"
    )
    assert hexes(run) == [A, B]
    assert set(run.tags) == {
        Tagged(None, "one", False, None), Tagged(0, "two", False, None),
        Tagged(None, "status: TRUE_POSITIVE", False, None),
    }  # fmt: skip
    run = only(f"id,indicator,type,status,tags,owner_id\n71,{A},HASH_PDQ,NON_MALICIOUS,,900\n")
    assert (run.labels, run.tags) == (["71"], [Tagged(None, "status: NON_MALICIOUS", False, None)])
    runs, unread = reading(f"id,indicator,type\n1,{A},HASH_SHA256\n2,{B},HASH_PDQ\n")
    assert hexes(*runs) == [B]
    assert "HASH_SHA256" in unread[0].says


def test_hma_samples() -> None:
    run = only(
        f"{A},99244958314735,2021-05-07T18:07:52+0000,disputed media_type_photo\n"
        f"{B},14230237532781,2021-05-07T18:07:53+0000,disputed\n"
    )
    assert run.labels == ["99244958314735", "14230237532781"]
    assert {tag.text: tag.row for tag in run.tags} == {"disputed": None, "media_type_photo": 0}
    assert only(json.dumps({"pdq": A})).labels is None


def test_wasm_test_data_with_md5_among_them() -> None:
    runs, unread = reading(f"FilePath,Hash\n../b.jpg,{A}\n../v.mp4,0a21c8f85a55a9e276ffc2c53f6887c4\n")
    assert (hexes(*runs), runs[0].labels) == ([A], ["../b.jpg"])
    assert (unread[0].number, "MD5" in unread[0].says) == (3, True)


@pytest.mark.parametrize("indent", [None, 2])
def test_threatexchange_documents(indent: int | None) -> None:
    data = {
        "data": [
            {"id": "1", "indicator": A, "type": "HASH_PDQ", "tags": {"data": [{"id": "9", "text": "t"}]}},
            {"id": "2", "indicator": "aa" * 16, "type": "HASH_MD5"},
            {"id": "3", "indicator": {"id": "33", "indicator": B, "type": "HASH_PDQ"}, "status": "MALICIOUS"},
            {"id": "4", "indicator": C, "type": "HASH_PDQ", "should_delete": True},
        ],
        "paging": {"next": "https://example.org/?x=[{"},
    }
    runs, unread = reading(json.dumps(data, indent=indent))
    assert hexes(*runs) == [A, B]
    assert set(runs[0].tags) == {Tagged(0, "t", False, None), Tagged(1, "status: MALICIOUS", False, None)}
    assert len(unread) == 1
    assert "HASH_MD5" in unread[0].says


def test_threat_updates_by_line_and_descriptors_by_id() -> None:
    update = {
        "id": "5", "indicator": A, "type": "HASH_PDQ", "should_delete": False,
        "descriptors": {"data": [{"id": "6", "tags": {"data": ["x", "y"]}, "status": "MALICIOUS"}]},
    }  # fmt: skip
    run = only(json.dumps(update) + "\n" + json.dumps(update | {"indicator": B}) + "\n")
    assert (hexes(run), run.labels) == ([A, B], ["5", "5"])
    assert {tag.text for tag in run.tags} == {"x", "y"}
    by_id = only(json.dumps({"990927953l366387": {"raw_indicator": A, "type": "HASH_PDQ"}}))
    assert by_id.labels == ["990927953l366387"]


def test_stopncii() -> None:
    run = only(json.dumps({
        "count": 2, "nextPageToken": "W3siY29", "hasMoreRecords": False,
        "hashRecords": [
            {"lastModtimestamp": 1625175071, "hashValue": A, "hashStatus": "Active", "signalType": "ImagePDQ",
             "caseNumbers": {"c-1": "Active"}, "CSPFeedbacks": [{"source": "F", "tags": ["n", "o"]}]},
            {"lastModtimestamp": 1625175072, "hashValue": B, "hashStatus": "Active"},
        ],
    }))  # fmt: skip
    assert (hexes(run), run.media) == ([A, B], "list")
    assert {(tag.text, tag.row) for tag in run.tags} == {("n", 0), ("o", 0), ("status: Active", None)}


def test_auto_archiver_which_drops_leading_zeros() -> None:
    short = "3" * 62
    media = {
        "media": [
            {"properties": {"hash": "SHA-256:" + SHA, "pdq_hash": A}},
            {"properties": {"pdq_hash": short}},
        ]
    }
    runs, unread = reading(json.dumps(media))
    assert hexes(*runs) == [A]
    assert "leading zeros" in unread[0].says
    runs, unread = reading(json.dumps(media), pad=True)
    assert (hexes(*runs), unread) == ([A, "00" + short], [])


# Form


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""),
        ("utf-8", codecs.BOM_UTF8),
        ("utf-16-le", codecs.BOM_UTF16_LE),
        ("utf-16-be", codecs.BOM_UTF16_BE),
    ],
)
def test_any_separator_line_end_and_encoding(separator: str, end: str, encoding: str, mark: bytes) -> None:
    rows = [["Name", "Quality", "PDQ Hash"], ["é", "5", A.upper()], ["ü", "", f" {B} "]]
    text = end.join(separator.join(row) for row in rows) + end
    run = only(mark + text.encode(encoding))
    assert (hexes(run), run.labels, run.quality.tolist()) == ([A, B], ["é", "ü"], [5, 255])


def test_comments_blank_lines_and_numbers_of_lines() -> None:
    runs, unread = reading(f"# a list\n\n{A}\n  {B}  \nxyz\n\n# more\n{C}\n{A[:63]}\n")
    assert hexes(*runs) == [A, B, C]
    assert [item.number for item in unread] == [5, 9]
    runs, unread = reading(f"# a list\nhash,quality\n\n{A},1\nbad,2\n")
    assert [item.number for item in unread] == [5]
    runs, unread = reading(f"sep=;\nhash;quality\n{A};3\nbad;2\n")
    assert ([item.number for item in unread], runs[0].quality.tolist()) == ([4], [3])


def test_the_column_of_hashes_is_not_that_of_sha_256() -> None:
    run = only(f"sha256,hash\n{SHA},{A}\n")
    assert (hexes(run), run.source, run.media) == ([A], SHA, "still")
    assert hexes(only(f"hash,pdq_hash\n{SHA},{A}\n")) == [A]
    assert hexes(only(f"value,name\n{A},x\n")) == [A]


def test_rows_of_a_source_stay_together() -> None:
    lines = [
        f"{h},{q},{s},{n}"
        for n, (h, q, s) in enumerate(
            zip(HASHES, repeat(80), [SHA] * 2 + [OTHER_SHA] * 3 + [""], strict=False)
        )
    ]
    runs, _ = reading("hash,quality,source,frame\n" + "\n".join(lines))
    assert [(run.source, len(run), run.media) for run in runs] == [
        (SHA, 2, "video"),
        (OTHER_SHA, 3, "video"),
        (None, 1, "video"),
    ]
    runs, _ = reading("video,frame,hash\n" + "".join(f"{n}.mp4,{n},{h}\n" for n, h in enumerate(HASHES[:2])))
    assert [(run.path, run.media, run.labels) for run in runs] == [
        ("0.mp4", "video", None),
        ("1.mp4", "video", None),
    ]


def test_a_source_longer_than_a_run_goes_on() -> None:
    count = 70_000
    text = "hash,source,tags\n" + "".join(
        f"{A},{SHA},{'late' if n == count - 1 else ''}\n" for n in range(count)
    )
    runs, unread = reading(text)
    assert unread == []
    assert sum(map(len, runs)) == count
    assert max(map(len, runs)) <= 65_536
    assert [run.first for run in runs] == np.cumsum([0, *map(len, runs[:-1])]).tolist()
    assert runs[-1].tags == [Tagged(count - 1, "late", False, None)]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("a" * 63, "leading zeros"), ("a" * 49, "leading zeros"), ("a" * 48, "48 hexa"), ("a" * 65, "65"),
        ("a" * 32, "MD5"), ("a" * 40, "SHA-1"), ("a" * 16, "pHash"), ("a" * 128, "SHA-512"), ("", "no hash"),
        ("g" * 64, "is not a hash"), (A[:32] + " " + A[33:], "is not a hash"), ("\x1b[2J", "\\x1b"),
        ("\u0661" * 64, "is not a hash"), ("0x" + A[2:], "is not a hash"),
    ],
)  # fmt: skip
def test_what_is_no_hash_says_what_it_seems_to_be(text: str, word: str) -> None:
    with pytest.raises(ValueError, match=r"hash|hexadecimal") as caught:
        digest(text)
    assert word in str(caught.value)
    assert str(caught.value).isascii()
    assert len(str(caught.value)) < 250


def test_numbers_that_are_none_do_not_cost_the_hash() -> None:
    odd = ["-5", "101", "1e400", "nan", "1_0", "9" * 40, "0.5", "\u0665"]
    run = only("hash,quality,frame,seconds\n" + "".join(f"{A},{n},{n},1625167804\n" for n in odd))
    assert set(run.quality) <= {255, 5}
    assert np.isnan(run.seconds).all()


# Hostile


@pytest.mark.parametrize(
    "data",
    [b"", b"\n\n", b"\x00" * 70_000, b"\xff\xfe", b"\xff\xfeA", bytes(range(256)) * 9, b"PK\x03\x04rest",
     b"<?xml version='1.0'?><a/>", b"SQLite format 3\x00", b"\xff\xd8\xff\xe0\x00\x10JFIF", b'"' * 5000,
     b"'" * 5000, b"\x1f\x8b\x08",
     b"PAR1" + b"\xff" * 500, b"PAR1", b"{", b"[", b"{}", b"[]", b"null", b"{\"a\":" * 3000, b"[" * 3_000_000,
     b'{"hash":' + b"1" * 9000 + b"}", b'{"hash":"\\ud800"}', b'[{"pdq":{}}]', b"hash=\n", b"pdq \n",
     b"sep=;\n", b",,,\n,,\n"],
)  # fmt: skip
def test_rubbish_is_refused_in_words(data: bytes) -> None:
    runs, unread = reading(data)
    assert sum(map(len, runs)) == 0
    assert all(item.says.isprintable() and len(item.says) < 400 for item in unread)


class Endless(io.RawIOBase):
    """A stream of as many bytes as wanted, which exist only when read."""

    def __init__(self, head: bytes, filling: bytes, times: int, tail: bytes) -> None:
        self.parts = self.made(head, filling, times, tail)
        self.kept = b""

    @staticmethod
    def made(head: bytes, filling: bytes, times: int, tail: bytes) -> Iterator[bytes]:
        yield head
        yield from repeat(filling, times)
        yield tail

    def read(self, size: int = -1) -> bytes:
        while len(self.kept) < size and (part := next(self.parts, b"")):
            self.kept += part
        data, self.kept = self.kept[:size], self.kept[size:]
        return data


def peak_of(stream: Any) -> tuple[list[Entries | Unread | Record], float]:
    tracemalloc.start()
    try:
        found = list(read(stream, "endless"))
        return found, tracemalloc.get_traced_memory()[1] / (1 << 20)
    finally:
        tracemalloc.stop()


def test_a_line_without_end_costs_itself_and_little_memory() -> None:
    stream = Endless(f"{A}\n".encode(), b"a" * (1 << 20), 64, f"\n{B}\n".encode())
    found, peak_mb = peak_of(stream)
    assert hexes(*(item for item in found if isinstance(item, Entries))) == [A, B]
    assert [(item.number, "16 MB" in item.says) for item in found if isinstance(item, Unread)] == [(2, True)]
    assert peak_mb < 64


def test_a_json_bomb_is_never_decoded_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "WHOLE_CHARACTERS", 1 << 12)
    bomb = '{"data":[' + "{}," * 5_000 + "[" + "[[]]," * 5_000 + "1]," + f'{{"indicator":"{A}"}}]}}'
    lengths = [len(json.dumps(value)) for _, value in values(Tape(short([bomb])))]
    assert len(lengths) > 9_000
    assert max(lengths) <= 1 << 13
    assert hexes(only(bomb)) == [A]


def test_a_long_document_is_read_in_parts() -> None:
    items = [
        {"id": str(n), "indicator": HASHES[n % 6], "type": "HASH_PDQ", "more": "x" * 100}
        for n in range(9_000)
    ]
    runs, unread = reading(json.dumps({"paging": {"a": "]}"}, "data": items, "n": 12}))
    assert unread == []
    assert hexes(*runs) == [HASHES[n % 6] for n in range(9_000)]
    assert [label for run in runs for label in run.labels or ()] == [str(n) for n in range(9_000)]


def test_broken_json_keeps_what_came_before() -> None:
    items = ",".join(json.dumps({"id": str(n), "indicator": A, "pad": "x" * 200}) for n in range(9_000))
    runs, unread = reading('{"data":[\n' + items + ",\n{oops")
    assert sum(map(len, runs)) == 9_000
    assert [item.number for item in unread] == [3]
    runs, unread = reading(f'{{"pdq":"{A}"}}\n{{"pdq":\n{{"pdq":"{B}"}}\n[1,2\n')
    assert hexes(*runs) == [A, B]
    assert [item.number for item in unread] == [2, 4]


def test_a_quotation_mark_that_stays_open_costs_its_line_only() -> None:
    runs, unread = reading(f'name,hash\n"a,{A}\nb,{B}\n"c ""x""",{C}\n')
    assert (hexes(*runs), runs[0].labels) == ([B, C], ["b", 'c "x"'])
    assert [item.number for item in unread] == [2]


@given(
    st.binary(max_size=400),
    st.sampled_from([b"", b"hash,quality,tags\n", b'{"data":[', b"0,100,", A.encode() + b","]),
)
def test_no_bytes_do_harm(data: bytes, head: bytes) -> None:
    for item in read(io.BytesIO(head + data), "any"):
        assert not isinstance(item, Entries) or item.hashes.shape == (len(item), 32)


# Ours


def test_our_records_come_back() -> None:
    records = [
        Source(source=SHA, path="a.mp4", size_bytes=12),
        *(
            Hash(source=SHA, algorithm="pdq_luma", bits=256, hash=h, quality=n, frame=n, pts=-n,
                 time_base="1/90000", seconds=n / 8)
            for n, h in enumerate(HASHES)
        ),
        Hash(source=SHA, algorithm="phash", bits=64, hash="ab" * 8, quality=None),
        Hash(source=SHA, algorithm="pdq_luma", bits=256, hash=None, quality=0),
        Hash(source=SHA, algorithm="pdq_luma", bits=256, hash=A, quality=0, orientation="mirrored"),
        Tag(source=SHA, row=3, text="tank", graphic=True, note="note:1"),
        Source(source=OTHER_SHA, path="b.jpg", size_bytes=7),
        Tag(source=OTHER_SHA, text="whole"),
        Hash(source=OTHER_SHA, algorithm="pdq", bits=256, hash=A, quality=None),
    ]  # fmt: skip
    video, still = reading("\n".join(record.line() for record in records))[0]
    assert (video.source, video.path, video.size_bytes, video.algorithm, video.media) == (
        SHA,
        "a.mp4",
        12,
        "pdq_luma",
        "video",
    )
    assert hexes(video) == HASHES
    assert (video.time_base, video.quality.tolist()) == ("1/90000", list(range(6)))
    assert video.pts is not None
    assert video.pts.tolist() == [0, -1, -2, -3, -4, -5]
    assert video.seconds.tolist() == [n / 8 for n in range(6)]
    assert video.tags == [Tagged(3, "tank", True, "note:1")]
    assert (still.media, still.pts, still.quality.tolist(), still.tags) == (
        "still",
        None,
        [255],
        [Tagged(None, "whole", False, None)],
    )


def test_our_broken_records_are_said() -> None:
    good = json.loads(Hash(source=SHA, algorithm="pdq", bits=256, hash=A, quality=5).line())
    odd: list[dict[str, Any]] = [
        {"hash": A[:63]}, {"source": "../x"}, {"quality": "much"}, {"pts": 1 << 70}, {"frame": 2.5},
        {"source": None}, {"seconds": "NaN"}, {"hash": A.upper() + "0"}, {"algorithm": 5}, {"type": "else"},
    ]  # fmt: skip
    lines = [
        json.dumps(good),
        *(json.dumps(good | change) for change in odd),
        '{"type":"osintkit.hash/1"',
        "[]",
    ]
    runs, unread = reading("\n".join(lines))
    assert hexes(*runs) == [A]
    assert [item.number for item in unread] == list(range(2, 14))


def test_tags_that_come_late_are_not_lost() -> None:
    lines = [
        Hash(source=SHA, algorithm="pdq", bits=256, hash=A, quality=5).line(),
        Hash(source=OTHER_SHA, algorithm="pdq", bits=256, hash=B, quality=5).line(),
        Tag(source=SHA, text="late").line(),
    ]
    runs, _ = reading("\n".join(lines))
    assert [(run.source, len(run), [tag.text for tag in run.tags]) for run in runs] == [
        (SHA, 1, []), (OTHER_SHA, 1, []), (SHA, 0, ["late"])
    ]  # fmt: skip


# There and back again


def assert_equal(one: Entries, other: Entries) -> None:
    for field in ("hashes", "quality", "seconds", "frame"):
        np.testing.assert_array_equal(getattr(one, field), getattr(other, field))
    for field in ("source", "path", "algorithm", "labels", "media"):
        assert getattr(one, field) == getattr(other, field), field
    assert sorted(one.tags, key=str) == sorted(other.tags, key=str)


def as_csv(run: Entries) -> bytes:
    return "".join(csv_lines([run], places=True)).encode()


def as_parquet(run: Entries) -> bytes:
    pytest.importorskip("pyarrow")
    file = io.BytesIO()
    parquet([run], file, places=True)
    return file.getvalue()


@pytest.mark.parametrize("written", [as_csv, as_parquet])
@pytest.mark.parametrize(
    "more",
    [
        {},
        {"source": SHA, "path": "=cmd|' /C calc'!A0/ä, b.mp4", "algorithm": "pdq_luma"},
        {"labels": ["=1+1", "'@x", 'a;b"c,d'], "media": "list"},
        {"source": SHA, "tags": [Tagged(None, "all", True, None), Tagged(2, "=a;b\\", True, None)]},
    ],
    ids=["bare", "video", "labels", "tags"],
)
def test_csv_and_parquet_come_back(written: Callable[[Entries], bytes], more: dict[str, Any]) -> None:
    run = entries(**({"media": "video"} | more))
    if run.tags:
        run.tags = [tag._replace(graphic=True) for tag in run.tags]
    assert_equal(only(written(run)), run)


def test_csv_says_no_place_and_is_harmless() -> None:
    run = entries(labels=["=HYPERLINK()", "+1\x1b[2J", "two\nlines"], source=SHA, path="/data/me/secret.mp4")
    text = "".join(csv_lines([run], places=False))
    assert "secret" not in text
    assert "'=HYPERLINK()" in text
    assert "'+1\\x1b[2J" in text
    assert len(text.splitlines()) == 4
    assert text.startswith("hash,quality,seconds,")


def test_plain_and_threatexchange_lines_come_back() -> None:
    run = entries()
    assert hexes(only("".join(plain_lines([run])))) == hexes(run)
    text = "".join(threatexchange_lines([run, entries(0)]))
    assert text.splitlines()[0] == f"pdq {hexes(run)[1]}", "quality 49 is left out"
    assert hexes(only(text)) == hexes(run)[1:]


@given(st.lists(st.text(max_size=20).map(str.strip).filter(bool), max_size=5))
def test_tags_in_a_cell_come_back(texts: list[str]) -> None:
    assert split_tags(joined_tags(texts)) == texts


def test_parquet_needs_its_library_and_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(Missing) as caught:
        reading(b"PAR1....")
    assert caught.value.do == 'Type: pip install "osintkit[parquet]"'
    with pytest.raises(Missing):
        parquet([], io.BytesIO(), places=False)


def test_parquet_of_others() -> None:
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet as library

    file = io.BytesIO()
    digests = pyarrow.array([bytes.fromhex(A), bytes.fromhex(B), None], pyarrow.binary(32))
    library.write_table(
        pyarrow.table({"PDQ_hash": digests, "sha256": [SHA, OTHER_SHA, SHA], "x": [1, 2, 3]}), file
    )
    runs, unread = reading(file.getvalue())
    assert [(run.source, *hexes(run)) for run in runs] == [(SHA, A), (OTHER_SHA, B)]
    assert [item.says for item in unread] == ["Item 3: There is no hash."]
    runs, unread = reading(file.getvalue()[:-40])
    assert (runs, "damaged" in unread[0].says) == ([], True)

"""Whether a file's bytes are those its C2PA manifest speaks of."""

import hashlib
import struct
from typing import Any

import pytest

from osintkit.meta.decode import c2pa_hash
from osintkit.meta.decode.c2pa_boxes import Boxes
from osintkit.meta.found import Findings, Held, Malformed
from tests.c2pa_stores import box, manifest, read, store


def checked(file: bytes, *manifests: bytes) -> tuple[str, str]:
    found = read(store(*manifests))
    c2pa_hash.check(Held(file), found)
    return found.facts["c2pa"]["content_hash"], found.facts["c2pa"]["content_hash_says"]


def data_hash(file: bytes, *exclusions: tuple[int, int], alg: str = "sha256", **more: object) -> bytes:
    kept, place = b"", 0
    for start, length in exclusions:
        kept, place = kept + file[place:start], start + length
    value = hashlib.new(alg, kept + file[place:]).digest()
    ranges = [{"start": start, "length": length} for start, length in exclusions]
    stated = {"alg": alg, "hash": value, "exclusions": ranges, "pad": bytes(9), **more}
    return manifest(
        "m", {"c2pa.hash.data": {key: value for key, value in stated.items() if value is not None}}
    )


FILE = bytes(range(256)) * 12


@pytest.mark.parametrize("alg", ["sha256", "sha384", "sha512"])
def test_a_data_hash(alg: str) -> None:
    mine = data_hash(FILE, (20, 100), (400, 5), alg=alg)
    assert checked(FILE, mine) == (
        "match",
        f"{alg.upper()} over 2,967 of 3,072 bytes is the one in the manifest.",
    )
    for place in (0, 19, 120, 399, 405, len(FILE) - 1):
        changed = FILE[:place] + bytes([FILE[place] ^ 1]) + FILE[place + 1 :]
        assert checked(changed, mine)[0] == "mismatch"
    assert checked(FILE[:50] + b"?" + FILE[51:], mine)[0] == "match", "what is left out may change"
    assert checked(FILE + b"\0", mine)[0] == "mismatch"


def test_the_claim_s_algorithm_counts_where_the_hash_has_none() -> None:
    value = hashlib.sha512(FILE).digest()
    mine = manifest("m", {"c2pa.hash.data": {"hash": value}}, alg="sha512")
    assert checked(FILE, mine)[0] == "match"


def test_exclusions_that_cannot_be() -> None:
    assert checked(FILE[:80], data_hash(FILE, (20, 100)))[0] == "mismatch"
    assert checked(
        FILE, data_hash(FILE, exclusions=[{"start": 9, "length": 3}, {"start": 4, "length": 1}])
    ) == (
        "not_checked",
        "The hash could not be compared: its exclusions overlap or are out of order.",
    )
    for wrong in ([{"start": True, "length": 1}], ["x"], "x", [{"start": 0, "length": 0}] * 201):
        assert checked(FILE, data_hash(FILE, exclusions=wrong))[0] == "not_checked"
    assert checked(FILE, data_hash(FILE, alg="sha256", hash=b""))[0] == "not_checked"


def test_leaving_out_more_than_the_manifest_is_told() -> None:
    file = bytes(100_000)
    assert "leaves out more" in checked(file, data_hash(file, (10, 50_000)))[1]


@pytest.mark.parametrize("kind", ["boxes", "collection.data", "multi-asset", "new"])
def test_other_hashes_are_not_checked(kind: str) -> None:
    answer, says = checked(FILE, manifest("m", {f"c2pa.hash.{kind}": {"alg": "sha256"}}))
    assert (answer, says[:12]) == ("not_checked", "The manifest")


def test_without_a_manifest_nothing_is_said() -> None:
    found = Findings()
    c2pa_hash.check(Held(FILE), found)
    assert found.facts == {}
    assert checked(FILE, manifest("m", {}))[0] == "not_checked"


def test_an_update_manifest_leads_to_the_hash_of_its_parent() -> None:
    parent = data_hash(FILE)
    of = {"relationship": "parentOf", "activeManifest": {"url": "self#jumbf=/c2pa/m"}}
    update = manifest("u", {"c2pa.ingredient.v3": of}).replace(b"c2ma", b"c2um")
    assert checked(FILE, parent, update)[0] == "match"
    loop = manifest("u", {"c2pa.ingredient": {**of, "activeManifest": {"url": "self#jumbf=/c2pa/u"}}})
    assert checked(FILE, loop)[0] == "not_checked"


UUID = bytes.fromhex("d8fec3d61b0e483c92975828877ec481")
TRACKS = box(b"trak", box(b"tkhd", b"one")) + box(b"trak", box(b"tkhd", b"two"))
TOP = [
    box(b"ftyp", b"mp42"), box(b"uuid", UUID + b"store"), box(b"uuid", bytes(16) + b"mine"),
    box(b"meta", bytes(4) + box(b"hdlr", b"h") + box(b"iloc", b"\1\0\0\0places")),
    box(b"moov", TRACKS), box(b"mdat", bytes(300)),
]  # fmt: skip
USUAL: list[dict[str, Any]] = [{"xpath": "/uuid", "data": [{"offset": 8, "value": UUID}]}, {"xpath": "/ftyp"}]


def bmff_hash(value: bytes, exclusions: list[dict[str, Any]], label: str = "c2pa.hash.bmff.v3") -> bytes:
    return manifest("m", {label: {"alg": "sha256", "hash": value, "exclusions": exclusions}})


def of_boxes(parts: dict[int, bytes], *, offsets: bool = True) -> bytes:
    """The hash over some of TOP: number of the box to what is hashed of it; before each its offset."""
    starts = [sum(map(len, TOP[:number])) for number in range(len(TOP))]
    prefix = [struct.pack(">Q", start) if offsets else b"" for start in starts]
    return hashlib.sha256(b"".join(prefix[number] + part for number, part in parts.items())).digest()


def test_a_bmff_hash_leaves_out_boxes_and_hashes_where_the_others_are() -> None:
    file, kept = b"".join(TOP), {number: TOP[number] for number in (2, 3, 4, 5)}
    mine = bmff_hash(of_boxes(kept), USUAL)
    assert checked(file, mine)[0] == "match"
    assert checked(file.replace(b"mp42", b"isom"), mine)[0] == "match", "what is left out may change"
    for before, after in ((b"mine", b"your"), (b"two", b"too"), (b"mdat\0", b"mdat\1"), (b"h", b"g")):
        assert checked(file.replace(before, after, 1), mine)[0] == "mismatch"
    assert checked(file + b"abc", mine)[0] == "mismatch", "what follows the boxes counts"
    assert checked(file[:-1], mine)[0] == "mismatch"
    moved = box(b"ftyp", b"mp42mp42") + file[12:]
    assert checked(moved, mine)[0] == "mismatch", "the offsets count"
    first = bmff_hash(of_boxes(kept, offsets=False), USUAL, "c2pa.hash.bmff")
    assert checked(file, first)[0] == checked(moved, first)[0] == "match"


@pytest.mark.parametrize(
    ("extra", "parts"),
    [
        ({"xpath": "/mdat", "length": 308}, {5: b""}),
        ({"xpath": "/mdat", "length": 309}, {}),
        ({"xpath": "/mdat", "subset": [{"offset": 16, "length": 0}]}, {5: TOP[5][:16]}),
        ({"xpath": "/mdat", "subset": [{"offset": 0, "length": 8}, {"offset": 9, "length": 0}]}, {5: b"\0"}),
        ({"xpath": "/moov/trak[2]/tkhd"}, {4: TOP[4][:-11]}),
        ({"xpath": "/meta/iloc", "version": 1}, {3: TOP[3][:-18]}),
        ({"xpath": "/meta/iloc", "version": 2}, {}),
        ({"xpath": "/skip"}, {}),
    ],
)  # fmt: skip
def test_conditions_of_exclusions(extra: dict[str, Any], parts: dict[int, bytes]) -> None:
    """``parts``: what is hashed of the boxes that are not hashed as a whole."""
    hashed = {number: TOP[number] for number in (2, 3, 4, 5)} | parts
    if extra.get("length") == len(TOP[5]):
        del hashed[5]
    assert checked(b"".join(TOP), bmff_hash(of_boxes(hashed), [*USUAL, extra]))[0] == "match"


@pytest.mark.parametrize(
    "extra",
    [
        {"xpath": "/meta/iloc", "flags": b"\0\0\1"},
        {"xpath": "moov"},
        {"xpath": "/moov/*"},
        {"xpath": "/mdat/abcd"},
        {"xpath": 7},
        {"xpath": "/free", "data": [{"offset": 0, "value": b"x" * 501}]},
    ],
)
def test_exclusions_that_are_not_understood_are_no_mismatch(extra: dict[str, Any]) -> None:
    assert checked(b"".join(TOP), bmff_hash(b"?" * 32, [*USUAL, extra]))[0] == "not_checked"


def test_a_tree_over_the_media_is_not_checked() -> None:
    value = of_boxes({number: TOP[number] for number in (2, 3, 4)} | {5: TOP[5][:16]})
    stated = {"alg": "sha256", "hash": value, "merkle": [{"count": 1}]}
    exclusions = [*USUAL, {"xpath": "/mdat", "subset": [{"offset": 16, "length": 0}]}]
    mine = manifest("m", {"c2pa.hash.bmff.v3": {**stated, "exclusions": exclusions}})
    file = b"".join(TOP)
    assert checked(file, mine)[0] == "not_checked"
    assert checked(file.replace(b"two", b"too"), mine)[0] == "mismatch"
    fragmented = manifest("m", {"c2pa.hash.bmff.v3": {"merkle": [{}], "exclusions": []}})
    assert "fragmented" in checked(file, fragmented)[1]


def test_too_many_boxes_are_not_walked() -> None:
    many = box(b"free") * 5001
    with pytest.raises(Malformed, match="more than 5000"):
        Boxes(Held(many))
    exclusions = [{"xpath": "/free", "data": [{"offset": 0, "value": b"x"}]}] * 200
    assert "more boxes" in checked(many[:40000], bmff_hash(b"?" * 32, exclusions))[1]
    deep = b"".join(box(b"moov", box(b"free") * 100) for _ in range(80))
    assert checked(deep, bmff_hash(b"?" * 32, [{"xpath": "/moov/free"}]))[0] == "not_checked"

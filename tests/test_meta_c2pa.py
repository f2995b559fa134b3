"""C2PA: what manifests say, on stores built here."""

import json
import struct

import cbor2
import pytest

from osintkit.meta.decode import c2pa, cbor, cose, jumbf
from osintkit.meta.found import Malformed
from tests.c2pa_stores import (
    GENERATED,
    actions,
    assertion,
    box,
    certificate,
    facts,
    jumb,
    manifest,
    read,
    signature,
    store,
    time_token,
)

# --- boxes and CBOR ------------------------------------------------------------------------------


def test_boxes_labels_and_salt() -> None:
    salt = box(b"c2sh", bytes(16))
    inner = jumb(b"json", "a.b", box(b"json", b"{}"), toggles=0x13, private=salt)
    problems: list[str] = []
    root = jumbf.superbox(store(inner, box(b"bidb", b"xyz")), problems)
    assert (root.label, root.uuid[:4], root.whole, problems) == ("c2pa", b"c2pa", True, [])
    assert [child.label for child in root.children] == ["a.b"]
    assert root.child("a.b") is root.children[0]
    assert [one.kind for one in root.boxes] == ["bidb"]


def test_a_bmff_box_s_purpose_is_passed_over() -> None:
    preface = bytes(4) + b"manifest\0" + bytes(8)
    assert jumbf.start(preface + store()) == len(preface)
    with pytest.raises(Malformed):
        jumbf.start(b"no such thing" * 20)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (jumb(b"c2pa", "c2pa", *[box(b"free")] * 5000), "more than 4000 boxes"),
        (store(struct.pack(">I4s", 4, b"cbor")), "states a length"),
        (store(box(b"jumb", box(b"free", bytes(40)))), "no description"),
        (store(b"\0\0\0\1cbor\0\0"), "header is cut"),
    ],
)
def test_broken_boxes_are_told_and_cost_only_themselves(data: bytes, says: str) -> None:
    problems: list[str] = []
    assert not jumbf.superbox(data, problems).whole
    assert says in problems[0]


def test_boxes_are_not_followed_for_ever() -> None:
    nested = b""
    for _ in range(3000):
        nested = jumb(b"c2ma", "x", nested)
    problems: list[str] = []
    jumbf.superbox(store(nested), problems)
    assert problems == ["boxes are nested more than 16 deep"]


def test_cbor_gives_plain_values() -> None:
    date = cbor2.CBORTag(0, "2025-03-04T05:06:07Z")
    written = cbor2.dumps(
        {"when": date, "of": cbor2.CBORTag(24, b"\1"), "big": cbor2.CBORTag(2, b"\xff" * 99)}
    )
    assert cbor.plain(written) == {"when": "2025-03-04T05:06:07Z", "of": b"\1", "big": b"\xff" * 99}


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"\xd8\x1c\x81\xd8\x1d\x00", id="a list in itself"),
        pytest.param(b"\xd9\x01\x00\x82\x63abc\xd8\x19\x00", id="a reference to a text"),
        pytest.param(b"\x81" * 100 + b"\0", id="deep"),
        pytest.param(b"\x9b" + b"\xff" * 8, id="a list longer than the universe"),
        pytest.param(b"\x5b\x00\x00\x01\x00\x00\x00\x00\x00", id="a text longer than the box"),
        pytest.param(bytes(cbor.LARGEST + 1), id="large"),
        pytest.param(b"\xa1\x01\x02", id="a key that is no text"),
        pytest.param(b"", id="nothing"),
    ],
)
def test_cbor_that_is_refused(data: bytes) -> None:
    with pytest.raises(Malformed):
        cbor.plain(data)


# --- what a signature states ---------------------------------------------------------------------


def test_a_signature_states_names_and_times() -> None:
    stated = cose.stated(signature(sigTst={"tstTokens": [{"val": time_token()}]}))
    assert stated == {
        "signature_algorithm": "PS256",
        "certificate": {
            "subject": {"name": "Léa", "organization": "A newsroom"},
            "issuer": {"name": "Root", "organization": "An authority"},
            "not_before": "2025-01-01T00:00:00Z",
            "not_after": "2051-01-01T00:00:00Z",
        },
        "time_stamp": {"present": True, "time": "2025-02-06T18:28:14Z"},
    }


def test_a_broken_certificate_costs_only_its_names() -> None:
    inner = cbor2.dumps({1: -7})
    for chain in (b"\x30\x84\xff\xff\xff\xff", b"\x30", certificate()[:90], b"\x30\x80"):
        stated = cose.stated(cbor2.dumps([inner, {"x5chain": chain}, None, b""]))
        assert (stated["signature_algorithm"], stated["certificate"]) == ("ES256", {})


def test_no_signature() -> None:
    for data in (b"", cbor2.dumps([1, 2]), cbor2.dumps([b"", [], 1, 2]), bytes(cose.LARGEST + 1)):
        with pytest.raises(Malformed):
            cose.stated(data)


# --- what manifests say --------------------------------------------------------------------------


def test_a_manifest_of_the_first_version() -> None:
    said = actions(when="2025-03-04T05:06:07Z", softwareAgent="Lab 3", parameters={"name": "x"})
    mine = {"relationship": "parentOf", "dc:title": "a.jpg", "instanceID": "xmp.iid:1", "documentID": "d"}
    found = facts(
        manifest(
            "urn:uuid:1",
            {"c2pa.actions": said, "c2pa.ingredient": mine},
            version=1,
            signature=signature(),
            **{
                "claim_generator": "Lab/1.0",
                "dc:title": "b.jpg",
                "dc:format": "image/jpeg",
                "instanceID": "i",
            },
            claim_generator_info=[{"name": "Lab", "version": "1.0"}],
        )
    )
    only = found["manifests"][0]
    assert (found["active_manifest"], only["claim_version"], only["kind"]) == ("urn:uuid:1", 1, "standard")
    assert (only["generator"], only["title"], only["format"]) == ("Lab/1.0", "b.jpg", "image/jpeg")
    assert only["generator_info"] == [{"name": "Lab", "version": "1.0"}]
    assert only["assertions"] == ["c2pa.actions", "c2pa.ingredient"]
    assert only["digital_source_types"] == [GENERATED]
    assert only["actions"] == [
        {
            "action": "c2pa.created", "when": "2025-03-04T05:06:07Z", "software_agent": "Lab 3",
            "digital_source_type": GENERATED, "reason": "", "description": "", "name": "x",
        }
    ]  # fmt: skip
    assert only["ingredients"][0]["document_id"] == "d"
    assert only["assertions_changed"] == []
    assert only["certificate"]["subject"]["name"] == "Léa"
    assert (found["signature"], found["content_hash"], found["hash"]) == ("not_checked", "not_checked", None)


def test_the_last_manifest_is_the_active_one_and_names_its_parent() -> None:
    parent = manifest("a", {"c2pa.actions.v2": {"actions": [], "templates": [{"digitalSourceType": "t"}]}})
    of = {"relationship": "parentOf", "activeManifest": {"url": "self#jumbf=/c2pa/a"}}
    agents = {"softwareAgents": [{"name": "Lab", "version": "3"}], **actions(softwareAgentIndex=0)}
    found = facts(parent, manifest("b", {"c2pa.ingredient.v3__1": of, "c2pa.actions.v2": agents}))
    first, last = found["manifests"]
    assert found["active_manifest"] == last["label"] == "b"
    assert last["ingredients"][0]["active_manifest"] == "a"
    assert last["actions"][0]["software_agent"] == "Lab 3"
    assert first["digital_source_types"] == ["t"]


def test_the_name_of_a_generator_is_put_together_where_there_is_none() -> None:
    only = facts(manifest("m", {}, claim_generator_info={"name": "cam", "version": "2"}))["manifests"][0]
    assert (only["claim_version"], only["generator"]) == (2, "cam/2")


def test_training_metadata_and_soft_bindings() -> None:
    use = {"entries": {"c2pa.ai_training": {"use": "notAllowed"}}}
    exif = {
        "@context": {},
        "exif:GPSLatitude": "39,21.102N",
        "exif:Gain": float("nan"),
        "n": [1, {"name": "A"}],
    }
    found = facts(
        manifest("m", {"cawg.training-mining": use, "stds.exif": exif, "c2pa.soft-binding": {"alg": "org.x"}})
    )
    only = found["manifests"][0]
    assert only["ai"] == [{"label": "cawg.training-mining", "entries": {"c2pa.ai_training": "notAllowed"}}]
    assert only["metadata"] == {"stds.exif": {"exif:GPSLatitude": "39,21.102N", "n": [1, "A"]}}
    assert only["soft_bindings"] == ["org.x"]


def test_json_assertions() -> None:
    work = {"@type": "CreativeWork", "author": [{"@type": "Person", "name": "Jo"}]}
    said = jumb(b"json", "stds.schema-org.CreativeWork", box(b"json", json.dumps(work).encode()))
    claim = jumb(b"c2cl", "c2pa.claim", box(b"cbor", cbor2.dumps({"alg": "sha256"})))
    found = facts(jumb(b"c2ma", "m", jumb(b"c2as", "c2pa.assertions", said), claim))
    assert found["manifests"][0]["metadata"] == {"stds.schema-org.CreativeWork": {"author": ["Jo"]}}


def test_an_assertion_that_was_changed_is_named() -> None:
    data = store(manifest("m", {"c2pa.actions": actions(reason="honest")}))
    found = read(data.replace(b"honest", b"forged"))
    assert found.facts["c2pa"]["manifests"][0]["assertions_changed"] == ["c2pa.actions"]


def test_blocks_and_tags() -> None:
    found = read(store(manifest("m", {"c2pa.actions": actions()})))
    assert [(tag.name, tag.value) for tag in found.tags] == [
        ("JUMBF:JUMDType", "6332706100110010800000aa00389b71"),  # as ExifTool 13.58 gives them
        ("JUMBF:JUMDLabel", "c2pa"),
    ]
    (block,) = found.blocks
    assert (block.kind, block.place, block.status, block.offset, block.says) == (
        "c2pa",
        "APP11",
        "read",
        20,
        "",
    )


def test_another_jumbf_block_is_no_c2pa() -> None:
    found = read(jumb(b"cacb", "cai"))
    assert [(block.kind, block.status) for block in found.blocks] == [("container", "unsupported")]
    assert "c2pa" not in found.facts
    assert found.first("JUMBF:JUMDLabel") == "cai"


def test_a_second_store_does_not_hide_the_first() -> None:
    found = read(store(manifest("m", {})))
    c2pa.store(store(manifest("n", {})), found, place="APP11 2", offset=None)
    assert found.facts["c2pa"]["active_manifest"] == "m"
    assert found.blocks[1].status == "unsupported"


@pytest.mark.parametrize(("data", "status"), [(b"\xff" * 90, "corrupt"), (b"", "corrupt")])
def test_no_store_at_all(data: bytes, status: str) -> None:
    assert [block.status for block in read(data).blocks] == [status]


def test_a_compressed_manifest_is_told() -> None:
    found = read(store(jumb(b"c2cm", "m", box(b"brob", b"xx"))))
    assert (found.blocks[0].status, found.facts["c2pa"]["manifests"][0]["kind"]) == (
        "partly_read",
        "compressed",
    )
    assert "compressed" in found.problems[0]


def test_where_a_store_is_cut_the_active_manifest_is_not_known() -> None:
    whole = store(manifest("a", {"c2pa.actions": actions()}), manifest("b", {"c2pa.actions": actions()}))
    for length in range(60, len(whole)):
        found = read(whole[:length])
        assert found.blocks[0].status == "truncated"
        assert found.facts["c2pa"]["active_manifest"] == ""


def test_a_broken_assertion_costs_only_itself() -> None:
    bad = jumb(b"cbor", "c2pa.actions", box(b"cbor", b"\xff\xff"))
    good = assertion("c2pa.actions__1", actions())
    claim = jumb(b"c2cl", "c2pa.claim", box(b"cbor", cbor2.dumps({"alg": "sha256"})))
    found = read(store(jumb(b"c2ma", "m", jumb(b"c2as", "c2pa.assertions", bad, good), claim)))
    assert found.blocks[0].status == "partly_read"
    assert found.facts["c2pa"]["manifests"][0]["digital_source_types"] == [GENERATED]


def test_hostile_stores_stay_small() -> None:
    many = {"actions": [{"action": "x" * 500, "reason": "y" * 500} for _ in range(200)]}
    found = read(store(*[manifest(str(n), {"c2pa.actions": many}) for n in range(90)]))
    assert len(json.dumps(found.facts)) < 400_000
    assert "more in it than is read" in found.problems[0]
    strange = {"alg": ["a"], "hash": 3, "exclusions": [{"start": -1}], "merkle": "x"}
    found = read(store(manifest("m", {"c2pa.hash.data": strange, "c2pa.hash.new": {}}, alg=[1], dcTitle=7)))
    assert found.facts["c2pa"]["hash"]["malformed"]

"""The C2PA library in the confined child, and what is said of its answers."""

from pathlib import Path
from typing import Any

import pytest

from osintkit.errors import Missing
from osintkit.evidence import opened
from osintkit.media import c2pa_library
from osintkit.media.door import caller
from osintkit.meta.decode import c2pa, c2pa_hash
from osintkit.meta.found import Findings, Held
from tests.c2pa_stores import GENERATED, signed_png


def library(path: Path) -> dict[str, Any]:
    with opened(path) as evidence:
        try:
            (message,) = caller.run(c2pa_library.FUNCTION, evidence, {}, needs=c2pa_library.NEEDS)
        except Missing:
            pytest.skip("c2pa-python is not installed")
    assert message.kind == "c2pa"
    return message.fields


@pytest.mark.parametrize("way", ["fork", "spawn"])
def test_the_library_works_confined(way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OSINTKIT_DOOR", way)
    caller.confinement.cache_clear()
    path = tmp_path / "signed.png"
    path.write_bytes(signed_png())
    found = library(path)
    caller.confinement.cache_clear()
    assert found["validation_state"] == "Valid"
    assert found["says"] == "valid, signer not on any trust list"
    assert found["failure"] == ["signingCredential.untrusted"]
    assert "assertion.dataHash.match" in found["success"]
    assert found["signer"]["issuer"] == "A newsroom"


def test_the_library_and_this_reader_agree(tmp_path: Path) -> None:
    data = signed_png()
    path = tmp_path / "signed.png"
    path.write_bytes(data)
    place = data.index(b"caBX") + 4
    found = Findings()
    c2pa.store(
        data[place : place + int.from_bytes(data[place - 8 : place - 4])], found, place="caBX", offset=place
    )
    c2pa_hash.check(Held(data), found)
    mine = found.facts["c2pa"]
    assert mine["active_manifest"] == library(path)["active_manifest"]
    assert mine["content_hash"] == "match"
    only = mine["manifests"][0]
    assert (only["signature_algorithm"], only["digital_source_types"]) == ("ES256", [GENERATED])
    assert only["certificate"]["subject"] == {"name": "Léa", "organization": "A newsroom"}
    path.write_bytes(data.replace(b"IDAT\x78\xda", b"IDAT\x78\xdb"))
    assert "assertion.dataHash.mismatch" in library(path)["says"]


def test_the_library_finds_nothing_or_refuses(clip: Path, tmp_path: Path) -> None:
    found = library(clip)
    assert (found["validation_state"], found["says"]) == ("", "there is no manifest in the file")
    path = tmp_path / "text.jpg"
    path.write_bytes(b"no picture")
    assert library(path)["says"].startswith("the library refuses the file")


@pytest.mark.parametrize(
    ("state", "failures", "of_ingredients", "says"),
    [
        ("Valid", ["signingCredential.untrusted"], [], "valid, signer not on any trust list"),
        ("Valid", [], [], "valid"),
        ("Trusted", [], [], "valid, signer on a trust list"),
        ("Invalid", ["signingCredential.untrusted", "a.b"], [], "not valid: a.b"),
        ("Invalid", ["signingCredential.untrusted"], ["a.b"], "not valid: a.b of what it was made from"),
        ("", [], [], "of unknown state"),
    ],
)
def test_the_library_s_state_in_words(
    state: str, failures: list[str], of_ingredients: list[str], says: str
) -> None:
    report = {
        "validation_state": state,
        "validation_results": {
            "activeManifest": {"failure": [{"code": code} for code in failures]},
            "ingredientDeltas": [
                {"validationDeltas": {"failure": [{"code": code} for code in of_ingredients]}}
            ],
        },
    }
    found = c2pa_library._summed_up(report)
    assert found["says"] == says
    assert "verified" not in says

"""Marks of AI: which values are one, and which are not."""

import json
from typing import Any

import pytest

from osintkit.meta.decode import ai_marks
from osintkit.meta.found import Findings
from tests.c2pa_stores import GENERATED, TERMS, actions, manifest, read, store

COMPOSED = TERMS + "compositeWithTrainedAlgorithmicMedia"
JSON_LABEL = {"Label": "1", "ContentProducer": "a company", "ProduceID": "42", "PropagateID": ""}
UUID4 = "01234567-89ab-cdef-0123-456789abcdef"


def marks(name: str, value: Any, place: str = "") -> list[dict[str, Any]]:
    found = Findings()
    found.add(name, value, place=place)
    return ai_marks.of(found)


@pytest.mark.parametrize(
    ("name", "value", "mark", "is_ai"),
    [
        ("XMP-iptcExt:DigitalSourceType", GENERATED, "digital_source_type", True),
        ("XMP-iptcExt:DigitalSourceType", COMPOSED, "digital_source_type", True),
        ("XMP-iptcExt:DigitalSourceType", TERMS + "algorithmicMedia", "digital_source_type", "maybe"),
        ("XMP-iptcExt:DigitalSourceType", TERMS + "softwareImage", "digital_source_type", False),
        ("XMP-iptcExt:DigitalSourceType", TERMS + "digitalCapture", "digital_source_type", False),
        ("XMP-iptcExt:DigitalSourceType", TERMS + "compositeCapture", "digital_source_type", False),
        ("XMP-iptcExt:DigitalSourceType", "digitalArt", "digital_source_type", False),
        ("XMP-iptcExt:DigitalSourceType", TERMS + "brandNew", "digital_source_type", "maybe"),
        ("XMP-iptcExt:AISystemUsed", "Some model", "ai_system_used", True),
        ("XMP-plus:DataMining", "http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED", "data_mining", False),
        ("XMP-photoshop:Credit", "Made with Google AI", "google_ai_credit", True),
        ("IPTC:Credit", "Made with Google AI", "google_ai_credit", True),
        ("PNG:Parameters", "a cat\nSteps: 20, Sampler: Euler a, CFG scale: 7", "stable_diffusion", True),
        ("PNG:Parameters", '{"sui_image_params": {"prompt": "a"}}', "stable_diffusion", True),
        ("PNG:Parameters", "speed=3", "png_parameters", "maybe"),
        ("ExifIFD:UserComment", "a cat\nSteps: 20, Sampler: Euler a", "stable_diffusion", True),
        ("PNG:Prompt", '{"3": {"class_type": "KSampler"}}', "comfyui", True),
        ("PNG:Workflow", '{"last_node_id": 9, "nodes": []}', "comfyui", True),
        ("PNG:Prompt", "a cat", "png_prompt", "maybe"),
        ("IFD0:Model", 'prompt:{"3": {"class_type": "KSampler"}}', "comfyui", True),
        ("PNG:Invokeai_metadata", "{}", "invokeai", True),
        ("PNG:Sd-metadata", "{}", "invokeai", True),
        ("PNG:Dream", '"a cat" -s 50 -S 1 -W 512 -H 512 -C 7.5', "invokeai", True),
        ("PNG:Software", "NovelAI", "ai_software", True),
        ("XMP-xmp:CreatorTool", "Adobe Firefly", "ai_software", True),
        ("PNG:Description", f"a cat --v 6.0 Job ID: {UUID4}", "midjourney", True),
        ("XMP-TC260:AIGC", json.dumps(JSON_LABEL), "aigc_label", True),
        ("XMP-TC260:AIGC", {**JSON_LABEL, "Label": 2}, "aigc_label", "maybe"),
        ("PNG:AIGC", json.dumps({**JSON_LABEL, "Label": "3"}), "aigc_label", "maybe"),
        ("Keys:AIGC", json.dumps({"AIGC": JSON_LABEL}), "aigc_label", True),
        ("ExifIFD:UserComment", json.dumps({"AIGC": JSON_LABEL}), "aigc_label", True),
        ("ItemList:Comment", json.dumps({"AIGC": json.dumps(JSON_LABEL)}), "aigc_label", True),
        ("Matroska:AIGC", [json.dumps({**JSON_LABEL, "Label": "9"})], "aigc_label", "maybe"),
    ],
)  # fmt: skip
def test_a_mark(name: str, value: Any, mark: str, is_ai: object) -> None:
    (found,) = marks(name, value)
    assert (found["mark"], found["is_ai"], found["tag"]) == (mark, is_ai, name)
    assert found["value"]
    assert found["says"].endswith(".")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("XMP-photoshop:Credit", "Not made with Google AI"),
        ("XMP-photoshop:Credit", "Edited with Google AI"),
        ("IFD0:Software", "Adobe Photoshop 26.1"),
        ("IFD0:Software", "GIMP with a plug-in for Stable Diffusion"),
        ("IFD0:Model", "prompt: {"),
        ("ExifIFD:UserComment", "Steps: up to the church"),
        ("PNG:Description", "Job ID: 7"),
        ("PNG:Dream", "I had a dream"),
        ("XMP-dc:Title", '{"Label": "1"}'),
        ("XMP-TC260:AIGC", "no JSON"),
        ("XMP-TC260:AIGC", "[" * 4000),
        ("XMP-TC260:AIGC", 3),
    ],
)
def test_no_mark(name: str, value: Any) -> None:
    assert marks(name, value) == []


def test_what_the_label_says_is_kept() -> None:
    (found,) = marks("Keys:AIGC", json.dumps(JSON_LABEL), "track 2")
    assert json.loads(found["value"]) == {"Label": "1", "ContentProducer": "a company", "ProduceID": "42"}
    assert found["tag"] == "Keys:AIGC (track 2)"


def test_marks_in_manifests() -> None:
    use = {"entries": {"c2pa.data_mining": {"use": "allowed"}}}
    found = read(
        store(
            manifest("a", {"c2pa.actions": actions(digitalSourceType=TERMS + "digitalCapture")}),
            manifest("b", {"c2pa.actions": actions(), "c2pa.training-mining": use, "c2pa.metadata": {
                "Iptc4xmpExt:DigitalSourceType": GENERATED + "/"}}),
        )
    )  # fmt: skip
    got = [(mark["mark"], mark["tag"], mark["is_ai"]) for mark in ai_marks.of(found)]
    assert got == [
        ("digital_source_type", "C2PA:DigitalSourceType", False),
        ("digital_source_type", "C2PA:DigitalSourceType", True),
        ("digital_source_type", "C2PA:c2pa.metadata", True),
        ("training_mining", "C2PA:c2pa.training-mining", False),
    ]
    assert "something it was made from" in ai_marks.of(found)[0]["says"]


def test_marks_are_bounded() -> None:
    found = Findings()
    for number in range(400):
        found.add("PNG:Parameters", f"{number} Steps: 1, Sampler: x")
    assert len(ai_marks.of(found)) == ai_marks.MOST_MARKS
    assert found.problems

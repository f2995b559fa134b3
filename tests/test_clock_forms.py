"""Every written form of ``reference/written_times.json`` is read as its hand-made answer says."""

import pytest

from tests.benchmarks.written_times import Entry, entries, judge


def _name(entry: Entry) -> str:
    known = [str(entry[name]) for name in ("zone", "zones", "year", "day_first") if name in entry]
    return " ".join([entry["language"], entry["text"], *known]).encode("unicode_escape").decode()


@pytest.mark.parametrize("entry", entries(), ids=_name)
def test_form_is_read_as_its_answer_says(entry: Entry) -> None:
    verdict = judge(entry)
    if verdict.outcome == "refused" and entry.get("may_refuse"):
        return
    assert verdict.outcome == "right", verdict.why


def test_there_are_enough_forms_and_languages() -> None:
    forms = entries()
    assert len(forms) >= 300
    assert len({form["language"] for form in forms}) >= 20

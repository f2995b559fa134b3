"""How the reader of written times fares against answers that were worked out by hand.

``python -m tests.benchmarks.written_times [--out FILE.json] [--show]``. The forms and their answers are
``tests/reference/written_times.json``; ``test_clock_forms.py`` asks the same of each.

An entry has the words (``text``), what is known beside them (``zone``, ``zones``, ``year``, ``day_first``)
and any of: ``refused``, with words that the refusal must contain (``says``); ``earliest`` and ``latest``, or
``earliest_in`` and ``latest_in`` where the words leave some room; ``contains`` and ``within``, between which
the interval must lie; ``readings``, their number or each as [earliest, latest, offset]; ``candidates`` or
``candidates_include``; ``status`` and ``precision`` (one or several); ``unsettled`` where something must be
said. ``may_refuse`` marks a form that an honest reader may also give up on, ``or_nothing`` a refusal in whose
place it may also say that it knows no instant.
"""

import argparse
import json
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from osintkit.clock.stated import read
from osintkit.errors import UsageError
from osintkit.records.clock import StatedTime
from tests.benchmarks.report import Row, finish

REFERENCE = Path(__file__).parents[1] / "reference" / "written_times.json"
Entry = dict[str, Any]
Outcome = Literal["right", "refused", "wrong instants", "candidates missing", "said wrongly"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one form; ``why`` is empty when it was read rightly."""

    outcome: Outcome
    why: str = ""


def entries() -> list[Entry]:
    """Every form with its answer."""
    found: list[Entry] = json.loads(REFERENCE.read_text(encoding="utf-8"))
    return found


def judge(entry: Entry) -> Verdict:
    """Whether the reader reads a form as the answer says."""
    known = {name: entry[name] for name in ("zone", "zones", "year", "day_first") if name in entry}
    try:
        found = read(entry["text"], **known)
    except UsageError as error:
        return _of_refusal(entry, str(error))
    if entry.get("or_nothing") and found.earliest is found.latest is None:
        return Verdict("right")
    if "refused" in entry:
        return Verdict("wrong instants", f"read as {found.earliest} .. {found.latest}, not refused")
    for why in _wrong_instants(entry, found):
        return Verdict("wrong instants", why)
    for why in _missing_candidates(entry, found):
        return Verdict("candidates missing", why)
    for why in _said_wrongly(entry, found):
        return Verdict("said wrongly", why)
    return Verdict("right")


def _of_refusal(entry: Entry, words: str) -> Verdict:
    if "refused" not in entry:
        return Verdict("refused", words)
    if entry.get("says", "") not in words:
        return Verdict("said wrongly", f"the refusal does not say {entry['says']!r}: {words}")
    return Verdict("right")


def _wrong_instants(entry: Entry, found: StatedTime) -> Iterator[str]:
    for name in ("earliest", "latest"):
        got = getattr(found, name)
        if name in entry and _instant(got) != _instant(entry[name]):
            yield f"{name} is {got}, not {entry[name]}"
        if (room := entry.get(f"{name}_in")) and not _within(got, room):
            yield f"{name} is {got}, not in {room}"
    bounds = found.earliest, found.latest
    if (least := entry.get("contains")) and not (_within(least[0], bounds) and _within(least[1], bounds)):
        yield f"{bounds} leaves out some of {least}"
    if (most := entry.get("within")) and not (_within(bounds[0], most) and _within(bounds[1], most)):
        yield f"{bounds} is wider than {most}"


def _missing_candidates(entry: Entry, found: StatedTime) -> Iterator[str]:
    got = set(found.zone_candidates)
    if "candidates" in entry and got != set(entry["candidates"]):
        yield f"candidates {sorted(got)}, not {entry['candidates']}"
    if missing := set(entry.get("candidates_include", ())) - got:
        yield f"candidates {sorted(got)} leave out {sorted(missing)}"
    wanted = entry.get("readings")
    if isinstance(wanted, int) and len(found.readings) != wanted:
        yield f"{len(found.readings)} readings, not {wanted}"
    if isinstance(wanted, list):
        ours = {(_instant(r.earliest), _instant(r.latest), r.offset) for r in found.readings}
        theirs = {(_instant(begin), _instant(end), offset) for begin, end, offset in wanted}
        if ours != theirs:
            yield f"readings {[(r.earliest, r.latest, r.offset) for r in found.readings]}, not {wanted}"


def _said_wrongly(entry: Entry, found: StatedTime) -> Iterator[str]:
    for name, got in (("status", found.zone_status), ("precision", found.precision)):
        wanted = entry.get(name, got)
        if got not in (wanted if isinstance(wanted, list) else [wanted]):
            yield f"{name} is {got}, not {wanted}"
    if entry.get("unsettled") and not found.unsettled:
        yield "it does not say what is left open"


def _within(instant: str | None, room: tuple[str | None, str | None] | list[str]) -> bool:
    value, begin, end = _instant(instant), _instant(room[0]), _instant(room[1])
    return value is not None and begin is not None and end is not None and begin <= value <= end


def _instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def rows() -> list[Row]:
    """The figures of the table."""
    forms = entries()
    read("1 Oct 2022 23:58 CET")  # the tables are read once
    began = time.process_time()
    verdicts = [(form, judge(form)) for form in forms]
    each_ms = (time.process_time() - began) / len(forms) * 1000
    counted = Counter(verdict.outcome for _, verdict in verdicts)
    languages = {form["language"] for form in forms}
    ambiguous = [(form, verdict) for form, verdict in verdicts if _is_ambiguous(form)]
    complete = sum(verdict.outcome == "right" for _, verdict in ambiguous)
    total, wrong = len(forms), counted["wrong instants"]
    gave_up = counted["refused"]
    allowed = sum(bool(form.get("may_refuse")) for form, verdict in verdicts if verdict.outcome == "refused")
    return [
        Row("written times: forms with answers made by hand", f"{total}", "", "≥ 300", total >= 300),
        Row(
            "… languages",
            f"{len(languages)}",
            "",
            "≥ 4",
            len(languages) >= 4,
            {"languages": sorted(languages)},
        ),
        Row(
            "… read as the answer says",
            f"{counted['right']} of {total}",
            "",
            data={str(name): count for name, count in counted.items()},
        ),
        Row("… wrong instants", f"{wrong}", "", "0", wrong == 0),
        Row("… refused though readable", f"{gave_up} ({allowed} of them doubtful)", ""),
        Row(
            "… ambiguous, with every candidate",
            f"{complete} of {len(ambiguous)}",
            "",
            "all",
            complete == len(ambiguous),
        ),
        Row("… CPU for each", f"{each_ms:.1f} ms", ""),
    ]


def _is_ambiguous(form: Entry) -> bool:
    readings = form.get("readings", 1)
    several = len(readings) if isinstance(readings, list) else int(readings)
    candidates: list[str] = form.get("candidates") or form.get("candidates_include") or []
    return several > 1 or len(candidates) > 1


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--out", type=Path)
    options.add_argument("--show", action="store_true", help="print every form that is not right")
    chosen = options.parse_args()
    if chosen.show:
        for form in entries():
            verdict = judge(form)
            if verdict.outcome != "right":
                print(f"{verdict.outcome}: {form['text']!r}: {verdict.why}")
    finish(rows(), chosen.out)


if __name__ == "__main__":
    main()

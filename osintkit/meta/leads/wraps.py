"""Leads from how a film is wrapped: which program wrote the container last.

The structure of a container outlives a change of its metadata (Iuliani et al., IEEE TIFS 14:635, 2019; Yang
et al., EVA, 2020). Only marks whose origin is certain are used; there is no trained classifier.
"""

import re
from collections.abc import Iterator
from typing import Any

from osintkit.meta.found import Findings
from osintkit.meta.leads.lead import Fields, lead
from osintkit.meta.view.by_name import Tags

_ENOUGH = 3
"""Of 54 films tagged by FFmpeg's muxer 53 have three marks or more, and so have all 37 that FFmpeg was
made to write, whatever was stripped; 6 untouched ones of cameras and editors have one at most."""
_FFMPEG_NAMES = frozenset({"VideoHandler", "SoundHandler", "SubtitleHandler", "DataHandler"})
_FFMPEG_VENDORS = frozenset({"FFMP", "Lavc"})
_FFMPEG_TIMESCALE, _FFMPEG_VERSION = 1000, 512
_CUT_S = 0.5
_APPLE = "Core Media "
_LAVF = re.compile(r"Lav[fc](?:\d|\b)", re.ASCII)
_ENCODERS = (
    "ItemList:Encoder", "Keys:Encoder", "UserData:Encoder", "Info:MuxingApp", "Info:WritingApp",
    "RIFF:Software",
)  # fmt: skip
_NO_MORE = (
    "That anything in it was changed: downloading, sending or cutting a film without re-encoding wraps it "
    "anew, and many editors, recorders, messengers and platforms use FFmpeg's libraries to write their files."
)


def of(found: Findings, tags: Tags) -> Iterator[Fields]:
    """Leads about which program wrote the container of a film or a sound."""
    encoder = _encoder(tags)
    marks = _ffmpeg_marks(found.facts) if "mvhd.timescale" in found.facts else []
    rewrapped = bool(encoder) or len(marks) >= _ENOUGH
    if rewrapped:
        how = "the file names it." if encoder else "the container has its marks."
        says = f"Consistent with a file that was last written by FFmpeg (Lavf): {how}"
        yield lead("container.ffmpeg_wrap", "strong", says, [*encoder, *marks], _NO_MORE)
    yield from _apple(found.facts, rewrapped=rewrapped)
    yield from _cut(found.facts)


def _encoder(tags: Tags) -> list[str]:
    """FFmpeg's own name as that of the writer; a film inside the file has a place, and says nothing of it."""
    return [
        f"{tag.name} {str(tag.value)[:80]}"
        for name in _ENCODERS
        for tag in tags.get(name, ())
        if not tag.place and _LAVF.match(str(tag.value))
    ]


def _ffmpeg_marks(facts: dict[str, Any]) -> list[str]:
    handlers = [handler for handler in facts.get("mp4.handlers", ()) if isinstance(handler, list | tuple)]
    names = sorted(set(_names(facts)) & _FFMPEG_NAMES)
    vendors = sorted({str(vendor) for handler in handlers for vendor in handler[2:]} & _FFMPEG_VENDORS)
    brands = set(map(str, facts.get("mp4.compatible", ())))
    marks = {
        f"minor version {_FFMPEG_VERSION}": facts.get("mp4.minor_version") == _FFMPEG_VERSION,
        f"movie time scale {_FFMPEG_TIMESCALE}": facts.get("mvhd.timescale") == _FFMPEG_TIMESCALE,
        "brands iso2 or iso5 with isom": bool(brands & {"iso2", "iso5", "iso6"})
        and "isom" in brands | {facts.get("mp4.brand")},
        f"handler named {', '.join(names)}": bool(names),
        f"vendor {', '.join(vendors)}": bool(vendors),
    }
    return [mark for mark, fits in marks.items() if fits]


def _apple(facts: dict[str, Any], *, rewrapped: bool) -> Iterator[Fields]:
    core = next((name for name in _names(facts) if name.startswith(_APPLE)), None)
    if core is not None and rewrapped:
        yield lead(
            "container.apple_rewrapped",
            "strong",
            "The tracks have the names that Apple's software gives them, in a container like FFmpeg's: "
            "consistent with an Apple recording that was wrapped again.",
            [f"handler {core}", f"brand {facts.get('mp4.brand', '')}"],
            _NO_MORE,
        )


def _names(facts: dict[str, Any]) -> list[str]:
    handlers = facts.get("mp4.handlers", ())
    return [str(one[1]) for one in handlers if isinstance(one, list | tuple) and len(one) > 1]


def _cut(facts: dict[str, Any]) -> Iterator[Fields]:
    """A beginning that is in the file but is not shown, beyond what hides a delay of the codec."""
    for track in facts.get("mp4.edit_lists", ()):
        hidden_s = track.get("hidden_s") if isinstance(track, dict) and track.get("type") == "vide" else None
        if isinstance(hidden_s, int | float) and hidden_s > _CUT_S:
            yield lead(
                "container.hidden_beginning",
                "moderate",
                f"An edit list leaves out the first {hidden_s:.1f} s of the picture, as a cut without "
                "re-encoding does: they may still be in the file, and players do not show them.",
                [f"edit list of track {track.get('track')}: begins at {hidden_s:.3f} s"],
                "Why it was cut, or by whom. `ffmpeg -ignore_editlist 1 -i FILE` decodes what was left out.",
            )
            return

"""What lies where in a TIFF and in raw files built like one: DNG, NEF, CR2, ARW, RW2, ORF and others."""

from osintkit.meta.decode import exif
from osintkit.meta.found import Bytes, Findings
from osintkit.meta.walk import inner_jpeg

_OTHERWISE = ("rw2", "orf")
_RAW_OF = {
    "NIKON": "nef",
    "SONY": "arw",
    "PENTAX": "pef",
    "RICOH": "pef",
    "SAMSUNG": "srw",
    "Hasselblad": "3fr",
}


def walk(source: Bytes, found: Findings) -> None:
    """Read all the metadata of a TIFF-like file, and which of them it is.

    Sets ``format`` to ``dng``, ``nef``, ``cr2``, ``arw``, ``pef``, ``srw`` or ``3fr`` where the file says so.

    Raises:
        Spent: it holds more than is read of any file.
    """
    mark = source.at(0, 12)
    if mark[8:11] == b"CR\x02":
        found.format = "cr2"
    exif.directory(source, found, place="TIFF", offset=0)
    if found.format == "tiff":
        found.format = _raw(found)
    _end(source, found)
    preview = found.facts.pop("tiff.raw_preview", None)
    if preview is not None and preview[0] is not None:
        inner_jpeg.read(source, found, *preview, place="JpgFromRaw")  # where Panasonic keeps the EXIF


def _end(source: Bytes, found: Findings) -> None:
    """Whether the pictures go further than the file; the raw formats that count otherwise are left out."""
    reach, values = (found.facts.pop(name, 0) for name in ("tiff.reach", "tiff.values_reach"))
    if values > source.size_bytes and found.format not in _OTHERWISE:
        found.truncated = True
        found.problem(
            f"What its directories tell of goes up to byte {values}, the file to {source.size_bytes}."
        )
    if reach > source.size_bytes and found.format not in _OTHERWISE:
        found.truncated = True
        found.problem(f"The pictures go up to byte {reach}, the file to {source.size_bytes}.")


def _raw(found: Findings) -> str:
    """Which raw format, by the maker and by a picture that is one colour a pixel; ``tiff`` when none."""
    if found.first("IFD0:DNGVersion") is not None:
        return "dng"
    make = str(found.first("IFD0:Make") or "")
    if found.facts.get("tiff.cfa"):
        return next((name for maker, name in _RAW_OF.items() if make.startswith(maker)), "tiff")
    return "tiff"

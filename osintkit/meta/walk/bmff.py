"""Files made of boxes: MP4, QuickTime, 3GP, M4A, HEIC, AVIF, CR3 and the boxed form of JPEG XL.

Sources: ISO/IEC 14496-12 (base media), ISO/IEC 23008-12 (HEIF), ISO/IEC 18181-2 (JPEG XL), Apple's
QuickTime File Format. What is stated where in a film is read in ``movie``, in a picture in ``items``.
"""

from collections.abc import Callable

from osintkit.meta.decode import c2pa, xmp
from osintkit.meta.found import BROKEN, Bytes, Findings, Kind
from osintkit.meta.walk import items, metabox, movie
from osintkit.meta.walk.boxes import Box, Walk, children, outermost, shown
from osintkit.meta.walk.keyed import state_translations

MOST_BRANDS = 64
_SIGNATURE = b"JXL "
_OFTEN = frozenset((b"moof", b"mdat", b"sidx", b"styp", b"emsg", b"prft", b"free", b"skip"))
_SHOWN = 8
"""How many boxes of a kind that comes often are noted as parts of the file."""
_BROTLI: dict[bytes, Kind] = {b"Exif": "exif", b"xml ": "xmp"}

_FORMATS = {
    "mov": ("qt  ", "mqt "),
    "m4a": ("M4A ", "M4B ", "M4P ", "F4A ", "F4B ", "aax "),
    "heic": ("heic", "heix", "heim", "heis", "hevc", "hevx", "hevm", "hevs"),
    "heif": ("mif1", "mif2", "mif3", "msf1", "miaf", "avci", "avcs", "jpeg", "jpgs"),
    "avif": ("avif", "avis"),
    "cr3": ("crx ",),
    "jxl": ("jxl ",),
}
_FILMS = ("mp4", "mov", "m4a", "3gp")
_STILL = ("heic", "heif", "avif", "cr3")
_TAIL_BYTES = 4096
_TRAILERS = {b"SEFT": "samsung", b"8db42d694ccc418790edff439fe026bf": "insta360"}
"""How the blocks end that makers put behind the last box."""
_BRANDS = {brand: name for name, brands in _FORMATS.items() for brand in brands}


def walk(source: Bytes, found: Findings) -> None:
    """Note what a file made of boxes states, box by box; ``found.format`` becomes what it really is.

    Raises:
        Spent: there is more metadata than is read of any file.
    """
    state = Walk(source, found)
    found.format = "jxl" if state.at(4, 4) == _SIGNATURE else "mov"
    seen: dict[bytes, int] = {}
    try:
        for box in outermost(state):
            count = seen[box.kind] = seen.get(box.kind, 0) + 1
            if count <= _SHOWN or box.kind not in _OFTEN:
                found.part(shown(box.kind))
            reader = _READERS.get(box.kind)
            if reader is not None:
                _read(state, box, reader, count)
    finally:
        _conclude(state, seen)


def _read(state: Walk, box: Box, reader: "_Reader", count: int) -> None:
    try:
        reader(state, box, count)
    except BROKEN as error:
        metabox.broken(state, box, "", error)


def _conclude(state: Walk, seen: dict[bytes, int]) -> None:
    """Note what is known of a file only at its end."""
    found = state.found
    if b"ftyp" not in seen and b"moov" not in seen and b"moof" in seen:
        found.format = "mp4"  # a piece of a stream
    handlers = {track.handler for track in state.tracks if not track.place}
    if found.format == "mp4" and "soun" in handlers and "vide" not in handlers:
        found.format = "m4a"
    if b"moov" in seen or b"moof" in seen:
        found.facts["mp4.fragmented"] = b"moof" in seen
        found.facts["mp4.fragments"] = seen.get(b"moof", 0)
    if b"moov" in seen and b"mdat" in seen:
        found.facts["mp4.moov_before_mdat"] = list(seen).index(b"moov") < list(seen).index(b"mdat")
    _complete(found, seen)
    _trailer(state)
    found.facts["mp4.boxes"] = list(found.boxes)
    movie.state_tracks(state)
    state_translations(state)


def _complete(found: Findings, seen: dict[bytes, int]) -> None:
    """Note that a box is missing without which there is nothing to see."""
    if found.format in _FILMS and not {b"moov", b"moof", b"meta"}.intersection(seen):
        found.problem("The film has no index (moov): it was not finished, or the file is cut.")
    elif found.format in _STILL and not {b"meta", b"moov"}.intersection(seen):
        found.truncated = True
        found.problem("The picture's items (meta) are missing.")
    elif found.format == "jxl" and not {b"jxlc", b"jxlp"}.intersection(seen):
        found.truncated = True
        found.problem("The picture itself is missing (jxlc or jxlp).")


def _file_type(state: Walk, box: Box, count: int) -> None:
    """The brands: which rules the file follows, the main one first."""
    data = state.body(box, 8 + 4 * MOST_BRANDS)
    major = data[:4].decode("latin-1")
    other = [data[at : at + 4].decode("latin-1") for at in range(8, len(data) - 3, 4)]
    if box.end - box.body > 8 + 4 * MOST_BRANDS:
        state.found.problem(f"More than {MOST_BRANDS} brands; the rest was not read.")
    if count > 1:
        state.place = f"file at byte {box.start}"
        length = state.source.size_bytes - box.start
        trailer = {"offset": box.start, "length": length, "kind": "mp4", "parts": []}
        if state.found.format in _STILL:
            state.found.facts["trailer"] = trailer
    else:
        state.found.format = _format(major, other)
        minor = int.from_bytes(data[4:8], "big")
        state.found.facts.update({"mp4.brand": major, "mp4.minor_version": minor, "mp4.compatible": other})
    group = "Jpeg2000" if state.found.format == "jxl" else "QuickTime"
    state.add(f"{group}:MajorBrand", major)
    if len(data) >= 8:
        version = f"{int.from_bytes(data[4:6], 'big'):x}.{data[6]:x}.{data[7]:x}"
        state.add(f"{group}:MinorVersion", version, str(int.from_bytes(data[4:8], "big")))
    state.add(f"{group}:CompatibleBrands", [brand for brand in other if "\0" not in brand])


def _format(major: str, other: list[str]) -> str:
    if major.startswith("3g") or major == "KDDI":
        return "3gp"
    name = _BRANDS.get(major, "")
    if name == "heif" and ("avif" in other or "avis" in other):
        return "avif"
    if not name and "qt  " in other and not {"mp41", "mp42", "avc1"}.intersection(other):
        return "mov"
    return name or "mp4"


def _movie(state: Walk, box: Box, count: int) -> None:
    if count > 1 and not state.place:
        state.place = f"film {count}"
    movie.movie(state, box, "moov")


def _meta(state: Walk, box: Box, _: int) -> None:
    metabox.read(state, box, "meta")


def _identified(state: Walk, box: Box, _: int) -> None:
    metabox.identified(state, box, "uuid")


def _exif(state: Walk, box: Box, _: int) -> None:
    data = state.found.take(state.source, box.body, box.end - box.body)
    items.describe_exif(state, data, "Exif", box.body)


def _xml(state: Walk, box: Box, _: int) -> None:
    data = state.found.take(state.source, box.body, box.end - box.body)
    xmp.packet(data, state.found, place="xml", offset=box.body)


def _credentials(state: Walk, box: Box, _: int) -> None:
    data = state.found.take(state.source, box.start, box.end - box.start)
    c2pa.store(data, state.found, place="jumb", offset=box.start)


def _brotli(state: Walk, box: Box, _: int) -> None:
    kind = state.body(box, 4)
    state.found.block(
        _BROTLI.get(kind, "container"),
        f"brob {shown(kind).strip()}",
        "unsupported",
        offset=box.body,
        length=box.end - box.body,
        says="It is compressed with Brotli; it was not read.",
    )


def _named(state: Walk, box: Box, _: int) -> None:
    name, length = box.kind.decode(), box.end - box.body
    state.found.block("container", name, "unsupported", offset=box.body, length=length)


def _video(state: Walk, box: Box, _: int) -> None:
    """The seconds around a picture, as a film of its own; what it states gets a place of its own."""
    length = box.end - box.body
    state.found.block("container", "mpvd", offset=box.body, length=length)
    state.found.facts["trailer"] = {"offset": box.body, "length": length, "kind": "mp4", "parts": []}
    before, state.place = state.place, "mpvd"
    try:
        for child in children(state, box, "mpvd"):
            if child.kind == b"moov":
                movie.movie(state, child, "mpvd/moov")
    finally:
        state.place = before


def _trailer(state: Walk) -> None:
    """Note what stands behind the last box, going by its end."""
    length = state.found.trailing_bytes
    if not length:
        return
    offset = state.source.size_bytes - length
    tail = state.at(state.source.size_bytes - min(length, _TAIL_BYTES), _TAIL_BYTES)
    kind = next((kind for mark, kind in _TRAILERS.items() if tail.endswith(mark)), "unknown")
    if not tail.strip(b"\0"):
        kind = "padding"
    if kind == "unknown":
        state.found.note(f"What follows the last box ({length} bytes) is of no kind that is known here.")
    state.found.facts["trailer"] = {"offset": offset, "length": length, "kind": kind, "parts": []}


_Reader = Callable[[Walk, Box, int], None]
_READERS: dict[bytes, _Reader] = {
    b"Exif": _exif,
    b"brob": _brotli,
    b"ftyp": _file_type,
    b"jumb": _credentials,
    b"meta": _meta,
    b"moov": _movie,
    b"mpvd": _video,
    b"sefd": _named,
    b"uuid": _identified,
    b"xml ": _xml,
}

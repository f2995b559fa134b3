"""What an XMP packet states: its properties under the names the field knows, structures and lists included.

XMP is RDF written as XML (ISO 16684-1). The same property may be an attribute, an element, a resource or a
node of its own; all forms give the same tags here. Qualifiers give way to the value they qualify.
"""

import re
from dataclasses import dataclass
from typing import TypeAlias

from osintkit.meta.decode.xml_tree import MOST_ELEMENTS, Element, Tree, read
from osintkit.meta.decode.xmp_names import (
    COORDINATES,
    DATES,
    FOUR_NUMBERS,
    GROUPS,
    LISTS,
    NUMBERS,
    NUMERIC,
    TEXTS,
    XmpNames,
    word,
)
from osintkit.meta.found import LONGEST_TEXT, Findings, Status, Value

MOST_PROPERTIES = 1500
"""Properties noted of one packet; Camera Raw settings alone are some 200."""
MOST_PACKETS = 8
MOST_BYTES = 24 << 20
MOST_LATER_ELEMENTS = 6000
"""Elements read of every packet of a file but the first."""
DEEPEST_VALUE = 16
_CONTAINERS = frozenset({"rdf:Bag", "rdf:Seq", "rdf:Alt"})
_SYNTAX = ("rdf:", "xml:", "et:", "x:")
_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)[T ](\d\d:\d\d(?::\d\d)?)\s*(\S*)")
_DAY = re.compile(r"\d{4}(?:-\d\d){0,2}")
_WHOLE = re.compile(r"-?(?:0|[1-9]\d{0,17})")
_DECIMAL = re.compile(r"[-+]?\d{1,18}(?:\.\d{0,18})?(?:[eE][-+]?\d{1,2})?")
_RATIONAL = re.compile(r"(-?\d{1,18})/(-?\d{1,18})")
_DEGREES = re.compile(
    r"([-+]?)(\d{1,3}(?:\.\d+)?)(?:[^\d.]+(\d{1,2}(?:\.\d+)?)(?:[^\d.]+(\d{1,2}(?:\.\d+)?))?)?\D*?([NSEWnsew]?)"
)
_BASE64 = re.compile(r"\s*[A-Za-z0-9+/=]{40,}(?:\s+[A-Za-z0-9+/=]{40,})*(?:\s+[A-Za-z0-9+/=]*)?")
"""In lines of 40 letters and more: a caption has blanks."""
Simple: TypeAlias = str | int | float


def packet(data: bytes, found: Findings, *, place: str, offset: int | None) -> None:
    """What does this XMP packet state?

    Tags are called ``XMP-xmp:CreateDate`` and so on; dates as ``YYYY:MM:DD HH:MM:SS+ZZ:ZZ``, coordinates as
    signed degrees, lists as lists, structures as mappings. Empty properties are left out. Tags of a second
    packet carry its ``place``, unless that calls it ``extended``: then it continues the first.

    Args:
        data: the packet, with or without its ``xpacket`` wrapper and padding, UTF-8, UTF-16 or UTF-32.
        found: gets the block, the tags and what is wrong.
        place: where it stands.
        offset: of its first byte in the file; None when it does not lie there in one piece.

    Raises:
        Spent: the file states more than is kept of any file.
    """
    before = [block.length for block in found.blocks if block.kind == "xmp"]
    if len(before) >= MOST_PACKETS or sum(before) + len(data) > MOST_BYTES:
        found.problem(
            f"{place}: more than {MOST_PACKETS} packets of XMP, or {MOST_BYTES >> 20} MiB; not read."
        )
        return
    second = bool(before) and "extended" not in place.lower()
    tree = read(data, XmpNames(), most_elements=MOST_LATER_ELEMENTS if before else MOST_ELEMENTS)
    rdf = None if tree.root is None else _rdf(tree.root)
    status, says = _verdict(tree, rdf)
    found.block("xmp", place, status, offset=offset, length=len(data), says=says)
    if rdf is None or tree.root is None:
        return
    notes = _Notes(found, place if second else "")
    notes.attribute("x:xmptk", tree.root.attributes.get("x:xmptk") or tree.root.attributes.get("x:xaptk", ""))
    for node in rdf.children:
        notes.node(node)
    if notes.left_out:
        found.problem(f"{place}: {notes.left_out} properties of XMP over {MOST_PROPERTIES} are left out.")


def _rdf(root: Element) -> Element | None:
    """The element whose children are descriptions, with or without what should be around them."""
    level = [root]
    for _ in range(3):
        for element in level:
            if element.name == "rdf:RDF":
                return element
        level = [child for element in level for child in element.children]
    if root.name == "rdf:Description":
        return Element("rdf:RDF", children=[root])
    return root if any(child.name == "rdf:Description" for child in root.children) else None


def _verdict(tree: Tree, rdf: Element | None) -> tuple[Status, str]:
    if rdf is None:
        if tree.says:
            return "corrupt", tree.says
        return ("unsupported", "XML without RDF.") if tree.root else ("corrupt", "There is nothing in it.")
    if tree.says:
        return "partly_read", tree.says
    if tree.dropped:
        return "partly_read", f"{tree.dropped} entries of long lists are left out."
    return "read", "broken XML, mended." if tree.mended else ""


@dataclass(slots=True)
class _Notes:
    """Where the properties of one packet go."""

    found: Findings
    place: str
    noted: int = 0
    left_out: int = 0

    def node(self, node: Element) -> None:
        """All properties of a description; whoever left it out wrote the property itself."""
        if node.name != "rdf:Description":
            self.element(node)
            return
        self.attribute("rdf:about", node.attributes.get("rdf:about", ""))
        for name, text in node.attributes.items():
            if ":" in name and not name.startswith(_SYNTAX):
                self.attribute(name, text)
        for child in node.children:
            if not child.name.startswith("et:"):
                self.element(child)

    def attribute(self, name: str, text: str) -> None:
        value = self.simple(name, text)
        if text:
            self.add(name, [value] if name in LISTS else value, text)

    def element(self, element: Element) -> None:
        name = element.name
        container = element.children[0] if element.children else None
        if (
            container
            and container.name == "rdf:Alt"
            and any("xml:lang" in li.attributes for li in container.children)
        ):
            self.languages(name, container)
            return
        value = self.value(name, element, DEEPEST_VALUE)
        if value is None or value in ("", [], {}):
            return
        if isinstance(value, list):
            if name in FOUR_NUMBERS:
                value = " ".join(str(number) for number in value)
            elif container and container.name == "rdf:Alt" and len(value) == 1 and isinstance(value[0], str):
                value = value[0]
        elif name in LISTS:
            value = [value]
        self.add(name, value, (element.text or "") if not element.children else "")

    def languages(self, name: str, alternatives: Element) -> None:
        """The default, or else the first, under the plain name; every other language behind a dash."""
        texts = [
            (item.attributes.get("xml:lang", "x-default"), item.text or "") for item in alternatives.children
        ]
        chosen = (
            next((text for language, text in texts if language.lower() == "x-default"), "") or texts[0][1]
        )
        self.attribute(name, chosen)
        for language, text in texts:
            if text and text is not chosen and language.lower() != "x-default":
                self.add(name, self.simple(name, text), text, f"-{_language(language)}")

    def add(self, name: str, value: Value, written: str, suffix: str = "") -> None:
        if self.noted >= MOST_PROPERTIES:
            self.left_out += 1
            return
        self.noted += 1
        raw = "" if isinstance(value, list | dict) or value == written else written
        group = name.partition(":")[0] if ":" in name else "none"
        called = word(name)
        called = called if len(called) > 1 else f"Tag{called}"
        self.found.add(f"XMP-{group}:{called}{suffix}", value, raw, self.place)

    def value(self, name: str, element: Element, deepest: int) -> Value | None:
        """What a property, or an entry of a list, holds; None when there is nothing."""
        children = element.children
        if not children:
            return self.leaf(name, element)
        if not deepest:
            self.found.problem(f"XMP values nested deeper than {DEEPEST_VALUE} are left out.")
            return None
        if children[0].name in _CONTAINERS:
            return self.entries(name, children[0], deepest)
        if children[0].name == "rdf:Description":
            element, children = children[0], children[0].children
            if not children:
                return self.leaf(name, element)
        for child in children:
            if child.name == "rdf:value":
                return self.value(name, child, deepest - 1)
        return self.fields(element, deepest)

    def entries(self, name: str, container: Element, deepest: int) -> list[Value] | str:
        items = container.children
        if container.name == "rdf:Alt" and any("xml:lang" in item.attributes for item in items):
            default = [item for item in items if item.attributes.get("xml:lang", "").lower() == "x-default"]
            return (default or items)[0].text or ""
        values = (self.value(name, item, deepest - 1) for item in items)
        return [value for value in values if value is not None and value not in ("", {})]

    def fields(self, element: Element, deepest: int) -> dict[str, Value]:
        fields: dict[str, Value] = {
            word(name): self.simple(name, text)
            for name, text in element.attributes.items()
            if not name.startswith(_SYNTAX)
        }
        for child in element.children:
            value = self.value(child.name, child, deepest - 1)
            if value is not None and value != "" and child.name != "rdf:type":
                fields[word(child.name)] = value
        return fields

    def leaf(self, name: str, element: Element) -> Value | None:
        attributes = element.attributes
        if attributes and not (element.text and element.text.strip()):
            text = attributes.get("rdf:value", "") or attributes.get("rdf:resource", "")
            if text:
                return self.simple(name, text)
            fields = self.fields(element, 0)
            if fields:
                return fields
        return None if element.text is None else self.simple(name, element.text)

    def simple(self, name: str, text: str) -> Simple:
        """One text as what it means; bytes in disguise are counted, not kept."""
        if len(text) > LONGEST_TEXT:
            if _BASE64.fullmatch(text, 0, LONGEST_TEXT):
                return f"(Binary data {len(text) * 3 // 4} bytes)"
            self.found.problem(
                f"XMP {word(name)} is {len(text)} characters long; the first {LONGEST_TEXT} are kept."
            )
            text = text[:LONGEST_TEXT]
        return converted(name, text)


def converted(name: str, text: str) -> Simple:
    """What the text of a property means: a number, a date as the field writes it, or the text.

    Args:
        name: ``group:property``, such as ``exif:ExposureTime``.
        text: as written.

    Returns:
        A number only where the property is one. Signed degrees for coordinates; for the APEX values of
        exposure what they stand for (seconds, f-number), as Exif 2.32 annex C has it.
    """
    if name in DATES:
        return date(text)
    if name in COORDINATES:
        return degrees(text)
    group = name.partition(":")[0]
    if name in FOUR_NUMBERS:
        return " ".join(str(number(part)) for part in text.split()[:8])
    if name in NUMBERS or (group in NUMERIC and name not in TEXTS):
        return _exposure(name, number(text))
    if group not in GROUPS and text[:1].isdigit():
        if _DATE.fullmatch(text):
            return date(text)
        return number(text) if _RATIONAL.fullmatch(text) else text
    return text


def date(text: str) -> str:
    """An ISO 8601 date as the field writes it: ``2004:08:27 13:52:55+02:00``; anything else as it is."""
    exact = _DATE.fullmatch(text)
    if exact:
        year, month, day, time, rest = exact.groups()
        return f"{year}:{month}:{day} {time}{rest}"
    day_only = _DAY.match(text)
    if day_only:
        return text[: day_only.end()].replace("-", ":") + text[day_only.end() :]
    return text


def degrees(text: str) -> Simple:
    """A coordinate such as ``39,54.3N`` or ``-12.5`` in degrees, north and east positive; or the text."""
    match = _DEGREES.fullmatch(text.strip()[:60])
    if not match:
        return text
    sign, whole, minutes, seconds, side = match.groups()
    value = float(whole) + float(minutes or 0) / 60 + float(seconds or 0) / 3600
    if value > 180:
        return text
    return -value if sign == "-" or side in ("S", "W", "s", "w") else value


def number(text: str) -> Simple:
    """A whole number, a decimal or a fraction; ``undef`` for 0/0, ``inf`` for n/0; or the text."""
    stripped = text.strip()
    if _WHOLE.fullmatch(stripped):
        return int(stripped)
    if _DECIMAL.fullmatch(stripped):
        return float(stripped)
    fraction = _RATIONAL.fullmatch(stripped)
    if not fraction:
        return text
    above, below = int(fraction[1]), int(fraction[2])
    if below:
        return above // below if above % below == 0 else above / below
    return "inf" if above else "undef"


def _exposure(name: str, value: Simple) -> Simple:
    if isinstance(value, str):
        return value
    if name == "exif:ColorSpace" and value == 0xFFFFFFFF:
        return 0xFFFF  # uncalibrated, written with too many bits
    if abs(value) >= 100:
        return value
    if name == "exif:ShutterSpeedValue":
        return 2.0**-value
    return 2.0 ** (value / 2) if name in ("exif:ApertureValue", "exif:MaxApertureValue") else value


def _language(code: str) -> str:
    """A language code as RFC 3066 has it: ``en-us`` is ``en-US``; what is no code is cut short."""
    first, _, rest = re.sub(r"[^A-Za-z0-9-]", "", code.replace("_", "-"))[:20].partition("-")
    if not rest:
        return first.lower()
    return f"{first.lower()}-{rest.upper() if len(rest) == 2 else rest.lower()}"

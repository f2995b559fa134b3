"""What elements a small piece of untrusted XML holds, with no DTD, no entities and no surprises.

Expat does the reading. Everything that makes XML dangerous is refused before it can act: a document type
declaration ends the reading, so that no entity can be declared, and nothing outside is ever fetched.
"""

import codecs
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from xml.parsers import expat

DEEPEST = 64
"""Elements inside each other; XMP as written by anybody stays under 15."""
MOST_ELEMENTS = 120_000
MOST_ATTRIBUTES = 20_000
MOST_SPACES = 1000
"""Namespace declarations that change what is in force."""
MOST_ENTRIES = 1000
"""Children kept of one element: some files list tens of thousands of ancestors."""
_LARGEST_MENDED = 1 << 20
_LARGEST_MIXED = 1 << 17
_MOST_EQUALS = 5 * MOST_ATTRIBUTES
_LATIN_FALLBACK = "osintkit.latin1"
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Without a mark the zeros around the first "<" tell, as in appendix F of the XML recommendation.
_BARE = (
    (b"<\0\0\0", "utf-32-le"),
    (b"\0\0\0<", "utf-32-be"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)
_DECLARATION = re.compile(rb"<\?xml\s[^>]*>")
_UNREADABLE = re.compile(
    rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]"
    rb"|&#0*(?:[0-8]|1[124-9]|2\d|3[01]);|&#x0*(?:[0-8bcefBCEF]|1[0-9a-fA-F]|[dD][89a-fA-F][0-9a-fA-F]{2});"
)
_LOOSE_AMPERSAND = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});)")
_REPLACEMENT = "\ufffd".encode()


class Refused(ValueError):
    """XML with something in it that is not read here; the text says what."""


@dataclass(slots=True)
class Element:
    """One element.

    Attributes:
        name: ``prefix:local``, the prefix as whoever asked for the tree wants it.
        attributes: by name in the same words; namespace declarations are not among them.
        children: at most `MOST_ENTRIES`.
        text: None while its end was not seen; what an element with children has around them is dropped.
    """

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Element"] = field(default_factory=list)
    text: str | None = None


@dataclass(slots=True)
class Tree:
    """What was read.

    Attributes:
        root: None when not even a first element is there.
        whole: the end of the root was seen.
        mended: bytes had to be replaced for it to be XML.
        says: what is wrong; empty when nothing is.
        dropped: entries over `MOST_ENTRIES` that were not kept.
    """

    root: Element | None = None
    whole: bool = False
    mended: bool = False
    says: str = ""
    dropped: int = 0


class Names:
    """Prefixes in force and the words they are translated to; this class leaves them as written."""

    def __init__(self) -> None:
        self.spaces: dict[str, str] = {}
        self.known: dict[str, str] = {}
        self.undeclared: set[str] = set()

    def prefix(self, prefix: str, space: str) -> str:  # noqa: ARG002
        """The prefix to use instead of ``prefix``; ``space`` is empty when it was not declared."""
        return prefix

    def of(self, name: str) -> str:
        """A name as written, translated."""
        known = self.known.get(name)
        if known is None:
            prefix, _, local = name.rpartition(":")
            if prefix not in self.spaces:
                self.undeclared.add(prefix)
            prefix = self.prefix(prefix, self.spaces.get(prefix, ""))
            known = self.known[name] = f"{prefix}:{local}" if prefix else local
        return known

    def declare(self, spaces: dict[str, str]) -> bool:
        """Take prefixes into force, forgetting what they meant; whether that changed any."""
        if spaces.items() <= self.spaces.items():
            return False
        if any(
            self.spaces.get(prefix, space) != space or prefix in self.undeclared
            for prefix, space in spaces.items()
        ):
            self.known = {}
        self.spaces = self.spaces | spaces
        return True


def _latin1(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error(_LATIN_FALLBACK, _latin1)
for _coding in ("cp1252", *(coding for _, coding in (*_BOMS, *_BARE))):
    codecs.lookup(_coding)  # their modules are loaded on first use, and a confined process can open none


class _Reader:
    """One parse: the handlers expat calls and the tree they build."""

    def __init__(self, names: Names, most_elements: int) -> None:
        self.tree = Tree()
        self.most_elements = most_elements
        self.names = names
        self.open: list[Element] = []
        self.scopes: list[tuple[int, dict[str, str], dict[str, str]]] = []
        self.pieces: list[str] = []
        self.elements = self.attributes = self.declared = 0
        self.broken = False

    def parse(self, data: bytes) -> None:
        parser = expat.ParserCreate("utf-8")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self.pieces.append
        try:
            parser.Parse(data, True)
        except expat.ExpatError as error:
            if not self.tree.whole:
                self.broken = True
                self.tree.says = (
                    f"the XML breaks at byte {parser.ErrorByteIndex}: {expat.ErrorString(error.code)}."
                )
        except Refused as error:
            self.tree.says = str(error)

    def _doctype(self, *_: object) -> None:
        raise Refused("refused: a DTD.")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.elements += 1
        self.attributes += len(attributes)
        if self.elements > self.most_elements or self.attributes > MOST_ATTRIBUTES:
            raise Refused(f"more than {self.most_elements} elements or {MOST_ATTRIBUTES} attributes.")
        names, depth = self.names, len(self.open)
        if depth >= DEEPEST:
            raise Refused(f"refused: elements nested deeper than {DEEPEST}.")
        if attributes:
            attributes = self._scoped(attributes, depth)
        element = Element(names.known.get(name) or names.of(name), attributes)
        if depth:
            siblings = self.open[-1].children
            if len(siblings) < MOST_ENTRIES:
                siblings.append(element)
            else:
                self.tree.dropped += 1
        elif self.tree.root is None:
            self.tree.root = element
        self.open.append(element)
        self.pieces.clear()

    def _scoped(self, attributes: dict[str, str], depth: int) -> dict[str, str]:
        """Attributes under their translated names, after the declarations among them took force."""
        names = self.names
        spaces = {key[6:]: value for key, value in attributes.items() if key.startswith("xmlns")}
        if spaces:
            before = (depth, names.spaces, names.known)
            if names.declare(spaces):
                self.scopes.append(before)
                self.declared += len(spaces)
                if self.declared > MOST_SPACES:
                    raise Refused(f"more than {MOST_SPACES} namespaces.")
        return {
            names.known.get(key) or names.of(key): value
            for key, value in attributes.items()
            if not key.startswith("xmlns")
        }

    def _end(self, _name: str) -> None:
        element = self.open.pop()
        element.text = "" if element.children or not self.pieces else "".join(self.pieces)
        self.pieces.clear()
        depth = len(self.open)
        if self.scopes and self.scopes[-1][0] == depth:
            _, self.names.spaces, self.names.known = self.scopes.pop()
        if not depth:
            self.tree.whole = True


def read(data: bytes, names: Names | None = None, *, most_elements: int = MOST_ELEMENTS) -> Tree:
    """What elements do these bytes hold, as far as they can be read?

    UTF-8, UTF-16 and UTF-32 are told apart by their first bytes, whatever the text declares; single bytes
    that are no UTF-8 are taken as Latin-1. What is broken is mended once (stray control characters, ``&``
    that begins no reference); after that, reading ends where the XML does.

    Args:
        data: the text; padding and NULs around it do not matter.
        names: translates prefixes; none leaves them as they are.
        most_elements: where reading ends.

    Returns:
        The tree. Nothing is raised: `Tree.says` tells what went wrong.
    """
    data = utf8(data)
    if data.count(b"=") > _MOST_EQUALS:
        # One start tag with a million attributes is taken in whole before anybody is asked.
        data = b"=".join(data.split(b"=", _MOST_EQUALS)[:_MOST_EQUALS])
    reader = _Reader(names or Names(), most_elements)
    reader.parse(data)
    if reader.broken and len(data) <= _LARGEST_MENDED:
        again = _Reader(type(reader.names)(), most_elements)
        again.tree.mended = True
        again.parse(_mended(data))
        if again.elements > reader.elements or again.tree.whole:
            return again.tree
    return reader.tree


def utf8(data: bytes) -> bytes:
    """The same text in UTF-8 from its first ``<``, whichever encoding it is in; see `read`."""
    coding = next((coding for mark, coding in (*_BOMS, *_BARE) if data.startswith(mark)), "utf-8")
    if coding != "utf-8":
        return data.decode(coding, "replace").lstrip("\ufeff").rstrip("\0").encode("utf-8", "replace")
    if not data.isascii():
        try:
            data.decode()
        except UnicodeDecodeError:
            mixed = len(data) <= _LARGEST_MIXED
            data = (data.decode("utf-8", _LATIN_FALLBACK) if mixed else data.decode("latin-1")).encode()
    start = data.find(b"<")
    return data[max(start, 0) :].rstrip(b"\0 \t\r\n")


def _mended(data: bytes) -> bytes:
    data = _DECLARATION.sub(b"", data)
    data = _LOOSE_AMPERSAND.sub(b"&amp;", data)
    return _UNREADABLE.sub(_REPLACEMENT, data)


def walk(elements: Iterable[Element], path: str = "") -> Iterable[tuple[str, str]]:
    """Each leaf with text as ``(path, text)``, the path made of local names with ``/`` between."""
    stack = [(path, element) for element in reversed(list(elements))]
    while stack:
        path, element = stack.pop()
        here = f"{path}/{element.name.rpartition(':')[2]}".lstrip("/")
        if element.text and element.text.strip():
            yield here, element.text.strip()
        stack.extend((here, child) for child in reversed(element.children))

"""What a file is by its first bytes, as far as that decides who may open it.

A playlist is a text that names other files: opening one would decode something that is not the
evidence. So it is refused under any extension, before a decoder sees it.
"""

import re
from typing import Literal

Family = Literal["playlist", "image", "heif", "document", "other"]

_PLAYLISTS = (
    b"ffconcat", b"#extm3u", b"[playlist]", b"[reference]", b"<asx", b"<smil", b"<?wpl", b"v=0\r", b"v=0\n",
    b"rtsptext", b"#!rtpplay",
)  # fmt: skip
_XML_PLAYLIST = re.compile(rb"<(?:[a-z]+:)?(?:mpd|smil|smoothstreamingmedia|playlist|asx|rss|svg)[\s>]")
_DOCUMENTS = {
    b"%PDF": "a PDF document",
    b"PK\x03\x04": "a ZIP archive or an office document",
    b"\x1f\x8b": "a gzip archive",
    b"7z\xbc\xaf": "a 7-Zip archive",
    b"Rar!": "a RAR archive",
    b"\x7fELF": "a program",
    b"MZ": "a Windows program",
    b"%!PS": "a PostScript document",
    b"<!DO": "a web page",
    b"<htm": "a web page",
    b"SQLi": "a database",
    b"\xd0\xcf\x11\xe0": "an old office document or a thumbnail cache",
}
_IMAGES = (
    b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\0", b"MM\0*",
    b"\0\0\0\x0cjP  \r\n\x87\n",
)  # fmt: skip
_BMP_HEADERS = frozenset({12, 40, 52, 56, 64, 108, 124})
_STILL_BRANDS = frozenset({b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"})
_AVIF_BRANDS = frozenset({b"avif", b"avis"})


def family(head: bytes) -> Family:
    """Who may open a file that begins with ``head`` (give at least 512 bytes when there are any)."""
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if text.startswith(_PLAYLISTS) or _is_xml_playlist(text):
        return "playlist"
    if head[4:8] == b"ftyp":
        return _family_of_brands(head)
    if _is_image(head):
        return "image"
    return "document" if document(head) else "other"


def document(head: bytes) -> str:
    """What kind of document a file is that begins with ``head``; empty when it is none we know."""
    return next((what for magic, what in _DOCUMENTS.items() if head.startswith(magic)), "")


def _is_xml_playlist(text: bytes) -> bool:
    return text.startswith(b"<") and _XML_PLAYLIST.search(text[:4096]) is not None


def _family_of_brands(head: bytes) -> Family:
    length = min(int.from_bytes(head[:4], "big"), len(head), 256)
    brands = {head[8:12], *(head[at : at + 4] for at in range(16, length - 3, 4))}
    if brands & _AVIF_BRANDS:
        return "image"
    return "heif" if head[8:12] in _STILL_BRANDS else "other"


def _is_image(head: bytes) -> bool:
    if head.startswith(b"BM"):  # two letters prove nothing; the length of the header that follows does
        return int.from_bytes(head[14:18], "little") in _BMP_HEADERS
    return head.startswith(_IMAGES) or (head.startswith(b"RIFF") and head[8:12] == b"WEBP")

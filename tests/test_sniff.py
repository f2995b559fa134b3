"""Who may open a file is decided by its first bytes, and a playlist under any name is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osintkit.errors import FailureCode, InputError
from osintkit.media.opening import decoder
from osintkit.media.sniff import document, family
from tests import media

PLAYLISTS = [
    b"ffconcat version 1.0\nfile neighbour.mp4\n",
    b"#EXTM3U\n#EXTINF:1,\nother.ts\n",
    b"\xef\xbb\xbf#EXTM3U\n",
    b"\r\n\r\n  #extm3u\n",
    b"[playlist]\nFile1=x\n",
    b"[Reference]\nRef1=x\n",
    b'<?xml version="1.0"?>\n<MPD xmlns="urn:mpeg:dash:schema:mpd:2011">',
    b'<?xml version="1.0"?><!-- x --><svg width="1">',
    b"<ASX version = '3.0'>",
    b"<smil>",
    b"v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\n",
]
FAMILIES = [
    (b"\x89PNG\r\n\x1a\n", "image"),
    (b"\xff\xd8\xff\xe0", "image"),
    (b"GIF89a", "image"),
    (b"RIFF\x10\0\0\0WEBP", "image"),
    (b"RIFF\x10\0\0\0AVI LIST", "other"),
    (b"BM" + bytes(12) + b"\x28\0\0\0", "image"),
    (b"BMW drives past at 0:03, see also", "other"),
    (b"\0\0\0\x18ftypavif\0\0\0\0avifmif1", "image"),
    (b"\0\0\0\x18ftypmif1\0\0\0\0mif1avif", "image"),
    (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "heif"),
    (b"\0\0\0\x18ftypisom\0\0\0\0isomavc1", "other"),
    (b"%PDF-1.7", "document"),
    (b"PK\x03\x04", "document"),
    (b"", "other"),
]


@pytest.mark.parametrize("head", PLAYLISTS)
def test_playlists_are_refused(head: bytes) -> None:
    assert family(head) == "playlist"
    with pytest.raises(InputError) as caught, media.opened(head):
        pass
    assert caught.value.code == FailureCode.FORMAT_REFUSED


@pytest.mark.parametrize(("head", "expected"), FAMILIES)
def test_families(head: bytes, expected: str) -> None:
    assert family(head) == expected
    assert decoder(head).endswith("image" if expected == "image" else "video")


def test_documents_have_a_name() -> None:
    assert document(b"%PDF-1.4") == "a PDF document"
    assert document(b"GIF89a") == ""
    with pytest.raises(InputError) as caught, media.opened(b"%PDF-1.4\n%%EOF"):
        pass
    assert caught.value.code == FailureCode.NOT_MEDIA


def test_a_heic_picture_is_called_by_its_name() -> None:
    with pytest.raises(InputError) as caught, media.opened(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"):
        pass
    assert caught.value.code == FailureCode.CODEC_MISSING


@given(st.binary(max_size=600))
def test_any_bytes_have_a_family(head: bytes) -> None:
    assert family(head) in {"playlist", "image", "heif", "document", "other"}

"""XMP: every form of RDF gives the same tags, and nothing hostile gets through.

Reference values of conversions and names: ExifTool 12.57, ``exiftool -j -G1 -n -struct`` on the same packets.
"""

import time

import pytest

from osintkit.meta.decode import xml_tree, xmp
from osintkit.meta.decode.xmp_names import word
from osintkit.meta.found import Findings

XAP = "http://ns.adobe.com/xap/1.0/"
NAMESPACES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": XAP,
    "xmpMM": XAP + "mm/",
    "stEvt": XAP + "sType/ResourceEvent#",
    "stRef": XAP + "sType/ResourceRef#",
    "exif": "http://ns.adobe.com/exif/1.0/",
    "aux": "http://ns.adobe.com/exif/1.0/aux/",
    "tiff": "http://ns.adobe.com/tiff/1.0/",
    "e": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
}
SPACES = " ".join(f'xmlns:{prefix}="{space}"' for prefix, space in NAMESPACES.items())


def rdf(inside: str, more: str = "") -> str:
    return (
        f'<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="Kit 1"><rdf:RDF {SPACES} {more}>'
        f'<rdf:Description rdf:about="">{inside}</rdf:Description></rdf:RDF></x:xmpmeta>'
    )


def read(packet: bytes | str, found: Findings | None = None, place: str = "APP1") -> Findings:
    found = found or Findings()
    data = packet.encode() if isinstance(packet, str) else packet
    xmp.packet(data, found, place=place, offset=7)
    return found


def tags(packet: bytes | str) -> dict[str, object]:
    return {tag.name: tag.value for tag in read(packet).tags if tag.name != "XMP-x:XMPToolkit"}


EVENT = {"Action": "saved", "When": "2011:05:06 07:08:09+02:00", "SoftwareAgent": "Kit"}


FIELDS = "<stEvt:when>2011-05-06T07:08:09+02:00</stEvt:when><stEvt:softwareAgent>Kit</stEvt:softwareAgent>"
ATTRIBUTES = 'stEvt:action="saved" stEvt:when="2011-05-06T07:08:09+02:00" stEvt:softwareAgent="Kit"'


@pytest.mark.parametrize(
    "item",
    [
        f"<rdf:li {ATTRIBUTES}/>",
        f'<rdf:li rdf:parseType="Resource"><stEvt:action>saved</stEvt:action>{FIELDS}</rdf:li>',
        f'<rdf:li><rdf:Description stEvt:action="saved">{FIELDS}</rdf:Description></rdf:li>',
    ],
)
def test_history_in_every_form(item: str) -> None:
    assert tags(rdf(f"<xmpMM:History><rdf:Seq>{item}</rdf:Seq></xmpMM:History>")) == {
        "XMP-xmpMM:History": [EVENT]
    }


def test_forms_of_a_simple_property() -> None:
    expected = {"XMP-xmp:CreatorTool": "A & B"}
    assert tags(rdf("").replace('rdf:about=""', 'xmp:CreatorTool="A &amp; B"')) == expected
    assert tags(rdf("<xmp:CreatorTool>A &amp; B</xmp:CreatorTool>")) == expected
    assert tags(rdf("<xmp:CreatorTool><![CDATA[A & B]]></xmp:CreatorTool>")) == expected
    assert tags(rdf('<xmp:CreatorTool rdf:resource="A &amp; B"/>')) == expected
    qualified = "<rdf:value>A &amp; B</rdf:value><xmp:q>1</xmp:q></xmp:CreatorTool>"
    assert tags(rdf(f'<xmp:CreatorTool rdf:parseType="Resource">{qualified}')) == expected
    bare = f'<rdf:RDF {SPACES}><rdf:Description xmp:CreatorTool="A &amp; B"/></rdf:RDF>'
    assert tags(bare) == expected
    assert tags(f'<?xpacket begin="" id="W5M0"?>\n{bare}\n{" " * 2000}<?xpacket end="w"?>\0\0') == expected


def test_alternatives_lists_and_structures() -> None:
    found = tags(
        rdf(
            '<dc:title><rdf:Alt><rdf:li xml:lang="de-de">Hallo</rdf:li>'
            '<rdf:li xml:lang="x-default">Hello</rdf:li></rdf:Alt></dc:title>'
            '<dc:rights><rdf:Alt><rdf:li xml:lang="fr">Droits</rdf:li></rdf:Alt></dc:rights>'
            "<dc:subject><rdf:Bag><rdf:li>a</rdf:li><rdf:li>b</rdf:li></rdf:Bag></dc:subject>"
            "<dc:creator>One</dc:creator>"
            '<xmpMM:DerivedFrom stRef:instanceID="i" stRef:documentID="d"/><dc:format/>'
        )
    )
    assert found == {
        "XMP-dc:Title": "Hello",
        "XMP-dc:Title-de-DE": "Hallo",
        "XMP-dc:Rights": "Droits",
        "XMP-dc:Subject": ["a", "b"],
        "XMP-dc:Creator": ["One"],
        "XMP-xmpMM:DerivedFrom": {"InstanceID": "i", "DocumentID": "d"},
    }


@pytest.mark.parametrize(
    ("name", "text", "tag", "value"),
    [
        ("exif:GPSLatitude", "39,54.3036N", "XMP-exif:GPSLatitude", 39.90506),
        ("exif:GPSLongitude", "116,23,30W", "XMP-exif:GPSLongitude", -116.391666666667),
        ("exif:GPSAltitude", "12345/100", "XMP-exif:GPSAltitude", 123.45),
        ("exif:GPSTimeStamp", "2020-01-02T03:04:05.25Z", "XMP-exif:GPSDateTime", "2020:01:02 03:04:05.25Z"),
        ("exif:ExposureTime", "1/250", "XMP-exif:ExposureTime", 0.004),
        ("exif:ShutterSpeedValue", "7965784/1000000", "XMP-exif:ShutterSpeedValue", 0.00400000078925097),
        ("exif:ApertureValue", "4/1", "XMP-exif:ApertureValue", 4),
        ("exif:FocalLength", "0/0", "XMP-exif:FocalLength", "undef"),
        ("exif:ISOSpeedRatings", "100", "XMP-exif:ISO", 100),
        ("exif:UserComment", "12", "XMP-exif:UserComment", "12"),
        ("aux:LensInfo", "18/1 70/1 0/0 45/10", "XMP-aux:LensInfo", "18 70 undef 4.5"),
        ("aux:SerialNumber", "0012", "XMP-aux:SerialNumber", "0012"),
        ("tiff:ImageLength", "6", "XMP-tiff:ImageHeight", 6),
        ("xmp:CreateDate", "2003-08-31", "XMP-xmp:CreateDate", "2003:08:31"),
        ("xmp:CreateDate", "2011-1-1T1:02-05:00", "XMP-xmp:CreateDate", "2011-1-1T1:02-05:00"),
        ("e:EventId", "x", "XMP-iptcExt:EventID", "x"),
    ],
)
def test_names_and_values(name: str, text: str, tag: str, value: object) -> None:
    (found,) = [tag for tag in read(rdf(f"<{name}>{text}</{name}>")).tags if tag.name != "XMP-x:XMPToolkit"]
    assert found.name == tag
    assert found.value == (pytest.approx(value) if isinstance(value, float) else value)
    assert found.raw in ("", text)


def test_strange_namespaces() -> None:
    strange = tags(
        rdf(
            '<a:FOO_BAR xmlns:a="urn:a">1/2</a:FOO_BAR><dc:title xmlns:dc="urn:dc">not dc</dc:title>'
            '<p:LensModel xmlns:p="http://ns.microsoft.com/photo/1.0/">L</p:LensModel><u:x>undeclared</u:x>'
            '<TC260:AIGC xmlns:TC260="http://www.tc260.org.cn/ns/AIGC/1.0/">{"Label":"1"}</TC260:AIGC>'
        )
    )
    assert strange == {
        "XMP-a:FooBar": 0.5,
        "XMP-tmp0:Title": "not dc",
        "XMP-microsoft:LensModel": "L",
        "XMP-u:TagX": "undeclared",
        "XMP-TC260:Aigc": '{"Label":"1"}',
    }
    assert word("dc:\u202ewrong") == "Wrong"


@pytest.mark.parametrize("coding", ["utf-8-sig", "utf-16-le", "utf-16-be", "utf-16", "utf-32", "utf-32-be"])
def test_encodings(coding: str) -> None:
    packet = rdf("<xmp:CreatorTool>Київ</xmp:CreatorTool>")
    assert tags(packet.encode(coding)) == {"XMP-xmp:CreatorTool": "Київ"}


def test_latin1_passes_for_utf8() -> None:
    packet = rdf("<xmp:CreatorTool>Größe ü</xmp:CreatorTool>").encode("latin-1")
    assert tags(b'<?xml version="1.0" encoding="UTF-8"?>' + packet) == {"XMP-xmp:CreatorTool": "Größe ü"}


def test_broken_xml_is_mended_once() -> None:
    found = read(rdf("<xmp:CreatorTool>A & B\x01&#0;</xmp:CreatorTool><xmp:Label>x</xmp:Label>"))
    assert [tag.value for tag in found.tags[1:]] == ["A & B\ufffd\ufffd", "x"]
    assert found.blocks[0].status == "read"
    assert "mended" in found.blocks[0].says


def test_half_a_packet_keeps_what_is_whole() -> None:
    whole = rdf(
        "<xmp:CreatorTool>Kit</xmp:CreatorTool><dc:subject><rdf:Bag><rdf:li>a</rdf:li><rdf:li>bcd</rdf:li>"
    )
    half = read(whole[: whole.index("bcd") + 2])
    assert {tag.name: tag.value for tag in half.tags[1:]} == {
        "XMP-xmp:CreatorTool": "Kit",
        "XMP-dc:Subject": ["a"],
    }
    assert half.blocks[0].status == "partly_read"


def test_cut_anywhere_raises_nothing() -> None:
    packet = rdf('<xmp:CreatorTool>Kit</xmp:CreatorTool><xmpMM:DerivedFrom stRef:documentID="d"/>').encode()
    for end in range(0, len(packet), 7):
        assert read(packet[:end]).blocks[0].status in ("corrupt", "partly_read")


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>',
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
        "<!DOCTYPE x>",
    ],
)
def test_a_dtd_is_refused(doctype: str) -> None:
    found = read(doctype + rdf("<xmp:Label>&e;</xmp:Label>"))
    assert found.blocks[0].status == "corrupt"
    assert "refused: a DTD" in found.problems[0]
    assert not found.tags


def test_depth_elements_attributes_and_namespaces_are_capped() -> None:
    deep = read(rdf("<xmp:a>" * 500 + "x" + "</xmp:a>" * 500))
    assert "nested deeper than 64" in deep.blocks[0].says
    many = read(
        rdf(
            "<dc:subject><rdf:Bag>"
            + "<rdf:li>a</rdf:li>" * 5000
            + "</rdf:Bag></dc:subject><xmp:Label>z</xmp:Label>"
        )
    )
    values = {tag.name: tag.value for tag in many.tags}
    assert values["XMP-dc:Subject"] == ["a"] * xml_tree.MOST_ENTRIES
    assert values["XMP-xmp:Label"] == "z"
    assert many.blocks[0].status == "partly_read"
    floods = (
        "<xmp:a>b</xmp:a>" * 200_000,
        "<xmp:a " + " ".join(f'b{n}="1"' for n in range(300_000)) + "/>",
        "".join(f'<p{n}:a xmlns:p{n}="u{n}">b</p{n}:a>' for n in range(20_000)),
    )
    for flood in floods:
        start = time.process_time()
        assert read(rdf(flood)).blocks[0].status == "partly_read"
        assert time.process_time() - start < 1.0


def test_too_many_properties_are_told() -> None:
    found = read(rdf("".join(f"<xmp:a{n}>b</xmp:a{n}>" for n in range(900)), ""))
    assert len(found.tags) == 901
    attributes = " ".join(f'xmp:a{n}="b"' for n in range(2000))
    packet = rdf("").replace('rdf:about=""', attributes)
    found = read(packet)
    assert len(found.tags) == xmp.MOST_PROPERTIES
    assert "left out" in found.problems[-1]


def test_a_second_packet_stays_apart_and_an_extended_one_does_not() -> None:
    found = read(rdf("<xmp:Label>a</xmp:Label>"))
    read(rdf("<xmp:Nickname>b</xmp:Nickname>"), found, "APP1 extended")
    read(rdf("<xmp:Label>c</xmp:Label>"), found, "item 3")
    places = [(tag.value, tag.place) for tag in found.tags if tag.name.startswith("XMP-xmp:")]
    assert places == [("a", ""), ("b", ""), ("c", "item 3")]
    for _ in range(20):
        read(rdf(""), found)
    assert len(found.blocks) == xmp.MOST_PACKETS


def test_bytes_in_disguise_are_counted_not_kept() -> None:
    packet = rdf(f'<g:Data xmlns:g="http://ns.google.com/photos/1.0/image/">{"QUJD" * 5000}</g:Data>')
    assert tags(packet) == {"XMP-GImage:ImageData": "(Binary data 15000 bytes)"}
    lines = "\n".join(["QUJD" * 19] * 100)
    packet = rdf(f'<g:Data xmlns:g="http://ns.google.com/photos/1.0/image/">{lines}</g:Data>')
    assert str(tags(packet)["XMP-GImage:ImageData"]).startswith("(Binary data ")


def test_a_long_text_without_a_full_stop_is_no_bytes_in_disguise() -> None:
    packet = rdf(
        f'<p:Headline xmlns:p="http://ns.adobe.com/photoshop/1.0/">{"so it goes " * 500}</p:Headline>'
    )
    assert str(tags(packet)["XMP-photoshop:Headline"]).startswith("so it goes so it goes")


@pytest.mark.parametrize("data", [b"", b"\0" * 100, b"no xml", b"<a/>", b"\xff\xfe\x00", b"<rdf:RDF"])
def test_what_is_no_packet(data: bytes) -> None:
    found = read(data)
    assert found.blocks[0].status in ("corrupt", "unsupported")
    assert found.blocks[0].offset == 7
    assert not found.tags

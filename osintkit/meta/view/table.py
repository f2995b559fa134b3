"""Where each tag that says something goes: the one list of what the verification view shows.

Tags that are not here are shown with ``--all`` only. Times, positions and histories have modules of
their own.
"""

from typing import Literal

Section = Literal["device", "software", "ids", "credit", "text", "media"]

_MAKERS = (
    "Apple", "Canon", "Casio", "DJI", "FujiFilm", "GoPro", "Kodak", "Leica", "Minolta", "Nikon", "Olympus",
    "Panasonic", "Pentax", "Reconyx", "Ricoh", "Samsung", "Sigma", "Sony",
)  # fmt: skip

_DEVICE = {
    "make": (
        "IFD0:Make", "Keys:Make", "UserData:Make", "ItemList:Make", "Matroska:Comapplequicktimemake",
        "XMP-tiff:Make",
    ),
    "model": (
        "IFD0:Model", "Keys:Model", "UserData:Model", "ItemList:Model",
        "Matroska:Comapplequicktimemodel", "XMP-tiff:Model",
        "IFD0:UniqueCameraModel",
    ),
    "host": ("IFD0:HostComputer",),
    "owner": ("ExifIFD:OwnerName", "XMP-aux:OwnerName", "XMP-exifEX:CameraOwnerName"),
    "body serial": (
        "ExifIFD:SerialNumber", "IFD0:CameraSerialNumber", "XMP-aux:SerialNumber",
        "XMP-exifEX:BodySerialNumber",
        "Keys:CameraSerialNumber", "UserData:SerialNumber",
        *(f"{maker}:{kind}" for maker in _MAKERS for kind in ("SerialNumber", "InternalSerialNumber")),
    ),
    "lens serial": (
        "ExifIFD:LensSerialNumber", "XMP-exifEX:LensSerialNumber",
        *(f"{maker}:LensSerialNumber" for maker in _MAKERS),
    ),
    "lens make": ("ExifIFD:LensMake", "XMP-exifEX:LensMake"),
    "lens model": ("ExifIFD:LensModel", "XMP-exifEX:LensModel", "XMP-aux:Lens", "Keys:CameraLensModel"),
}  # fmt: skip
_SOFTWARE = {
    "writer": (
        "IFD0:Software", "PNG:Software", "RIFF:Software", "Keys:Software", "ItemList:Software",
        "UserData:Software",
        "UserData:SoftwareVersion", "Matroska:Comapplequicktimesoftware",
        "XMP-tiff:Software", "XMP-pdf:Producer",
    ),
    "processing": ("IFD0:ProcessingSoftware", "XMP-crs:Version"),
    "creator tool": ("XMP-xmp:CreatorTool", "IPTC:OriginatingProgram", "IPTC:ProgramVersion"),
    "encoder": (
        "ItemList:Encoder", "Keys:Encoder", "UserData:Encoder", "UserData:EncodedBy", "ItemList:EncodedBy",
        "Vorbis:Encoder", "Vorbis:Vendor", "FLAC:Vendor", "Opus:Vendor", "MPEG:Encoder",
        "Track:CompressorName",
        *(f"ID3v2_{number}:{name}" for number in (2, 3, 4) for name in ("EncodedBy", "EncoderSettings")),
    ),
    "muxer": ("Info:MuxingApp",),
    "writing app": ("Info:WritingApp",),
    "handler": ("Track:HandlerDescription",),
    "firmware": (
        "Canon:CanonFirmwareVersion", *(f"{maker}:FirmwareVersion" for maker in _MAKERS),
        "UserData:FirmwareVersion",
    ),
    "operating system": ("Keys:AndroidVersion",),
}  # fmt: skip
_IDS = {
    "document": ("XMP-xmpMM:DocumentID",),
    "instance": ("XMP-xmpMM:InstanceID",),
    "original": ("XMP-xmpMM:OriginalDocumentID",),
    "image": ("ExifIFD:ImageUniqueID", "XMP-exif:ImageUniqueID", "IFD0:RawDataUniqueID"),
    "content": (
        "Keys:ContentIdentifier", "Apple:ContentIdentifier", "Apple:MediaGroupUUID", "Info:SegmentUUID",
        "XMP-dc:Identifier", "UserData:GlobalIdentifier",
    ),
    "file name": ("IFD0:OriginalRawFileName", "XMP-crs:RawFileName", "XMP-xmpMM:PreservedFileName"),
    "transmission": ("IPTC:OriginalTransmissionReference", "XMP-photoshop:TransmissionReference"),
}  # fmt: skip
_CREDIT = {
    "creator": (
        "IFD0:Artist", "XMP-dc:Creator", "IPTC:By-line", "IFD0:XPAuthor", "ItemList:Artist", "Keys:Artist",
        "UserData:Artist", "Keys:Author", "UserData:Author", "PNG:Author", "RIFF:Artist", "Vorbis:Artist",
        *(f"ID3v2_{number}:Artist" for number in (2, 3, 4)), "ID3v1:Artist",
    ),
    "creator's title": ("IPTC:By-lineTitle", "XMP-photoshop:AuthorsPosition"),
    "credit": ("IPTC:Credit", "XMP-photoshop:Credit"),
    "source": ("IPTC:Source", "XMP-photoshop:Source", "XMP-dc:Source", "PNG:Source"),
    "copyright": (
        "IFD0:Copyright", "XMP-dc:Rights", "IPTC:CopyrightNotice", "PNG:Copyright", "ItemList:Copyright",
        "UserData:Copyright", "Keys:Copyright", "RIFF:Copyright", "Vorbis:Copyright",
    ),
    "usage terms": ("XMP-xmpRights:UsageTerms", "XMP-xmpRights:WebStatement"),
    "contact": ("IPTC:Contact", "XMP-iptcCore:CreatorContactInfo"),
    "publisher": ("XMP-dc:Publisher", "XMP-plus:ImageSupplier"),
    "caption writer": ("IPTC:Writer-Editor", "XMP-photoshop:CaptionWriter"),
}  # fmt: skip
_TEXT = {
    "title": (
        "XMP-dc:Title", "IPTC:ObjectName", "IFD0:XPTitle", "ItemList:Title", "Keys:Title",
        "UserData:Title", "PNG:Title",
        "Info:Title", "RIFF:Title", "Vorbis:Title", "ID3v1:Title",
        *(f"ID3v2_{number}:Title" for number in (2, 3, 4)), "Keys:DisplayName",
    ),
    "headline": ("IPTC:Headline", "XMP-photoshop:Headline"),
    "description": (
        "IFD0:ImageDescription", "XMP-dc:Description", "IPTC:Caption-Abstract", "ItemList:Description",
        "Keys:Description", "UserData:Description", "PNG:Description", "ItemList:LongDescription",
        "Vorbis:Description",
    ),
    "comment": (
        "ExifIFD:UserComment", "IFD0:XPComment", "File:Comment", "GIF:Comment", "PNG:Comment",
        "ItemList:Comment",
        "Keys:Comment", "UserData:Comment", "RIFF:Comment", "Vorbis:Comment", "ID3v1:Comment",
        *(f"ID3v2_{number}:Comment" for number in (2, 3, 4)),
    ),
    "keywords": ("IPTC:Keywords", "XMP-dc:Subject", "IFD0:XPKeywords", "Keys:Keywords", "ItemList:Keyword"),
    "subject": ("IFD0:XPSubject", "XMP-iptcCore:Scene"),
    "instructions": ("IPTC:SpecialInstructions", "XMP-photoshop:Instructions"),
    "album": (
        "ItemList:Album", "Vorbis:Album", "ID3v1:Album", *(f"ID3v2_{number}:Album" for number in (2, 3, 4)),
    ),
    "generator parameters": ("PNG:Parameters", "PNG:Prompt", "PNG:Workflow"),
    "digital source type": ("XMP-iptcExt:DigitalSourceType",),
    "warning": ("PNG:Warning", "PNG:Disclaimer"),
}  # fmt: skip
_MEDIA = {
    "orientation": ("IFD0:Orientation",),
    "rotation": ("QuickTime:Rotation",),
    "matrix": ("Track:MatrixStructure",),
    "brand": ("QuickTime:MajorBrand",),
    "brand version": ("QuickTime:MinorVersion",),
    "compatible brands": ("QuickTime:CompatibleBrands",),
    "colour profile": ("ICC_Profile:ProfileDescription",),
    "width": (
        "File:ImageWidth", "PNG:ImageWidth", "GIF:ImageWidth", "IFD0:ImageWidth", "RIFF:ImageWidth",
        "QuickTime:ImageWidth",
    ),
    "height": (
        "File:ImageHeight", "PNG:ImageHeight", "GIF:ImageHeight", "IFD0:ImageHeight", "RIFF:ImageHeight",
        "QuickTime:ImageHeight",
    ),
    "stated width": ("ExifIFD:ExifImageWidth",),
    "stated height": ("ExifIFD:ExifImageHeight",),
    "duration": ("QuickTime:Duration", "Info:Duration", "FLAC:Duration", "RIFF:Duration"),
    "document type": ("EBML:DocType",),
    "thumbnail length": ("IFD1:ThumbnailLength",),
}  # fmt: skip


def _by_tag() -> dict[str, tuple[Section, str]]:
    sections: tuple[tuple[Section, dict[str, tuple[str, ...]]], ...] = (
        ("device", _DEVICE), ("software", _SOFTWARE), ("ids", _IDS), ("credit", _CREDIT), ("text", _TEXT),
        ("media", _MEDIA),
    )  # fmt: skip
    return {
        tag: (section, role) for section, roles in sections for role, tags in roles.items() for tag in tags
    }


WHERE = _by_tag()
"""Section and role of every tag of the view; ``Track:`` stands for the tracks of any number."""
RANK = {tag: rank for rank, tag in enumerate(WHERE)}
"""Where each tag stands in the lists above, in which the first is trusted first."""

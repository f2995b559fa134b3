"""Which word the field uses for a property of XMP, and whether it holds a date, a number or text.

The groups and names are those people know from ExifTool; the namespaces are from the specifications that
define them (XMP parts 1 and 2, CIPA DC-010, IPTC Photo Metadata, PLUS, MWG, and the makers' own).
"""

import re
from functools import lru_cache

from osintkit.meta.decode.xml_tree import Names

_ADOBE, _XAP, _GOOGLE = "http://ns.adobe.com/", "http://ns.adobe.com/xap/1.0/", "http://ns.google.com/photos/"
NAMESPACES = {
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
    "adobe:ns:meta/": "x",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://creativecommons.org/ns#": "cc",
    _XAP: "xmp",
    _XAP + "mm/": "xmpMM",
    _XAP + "rights/": "xmpRights",
    _XAP + "bj/": "xmpBJ",
    _XAP + "t/pg/": "xmpTPg",
    _XAP + "g/": "xmpG",
    _XAP + "g/img/": "xmpGImg",
    _XAP + "PLUS/": "xmpPLUS",
    _XAP + "sType/Dimensions#": "stDim",
    _XAP + "sType/ResourceEvent#": "stEvt",
    _XAP + "sType/Font#": "stFnt",
    _XAP + "sType/Job#": "stJob",
    _XAP + "sType/ResourceRef#": "stRef",
    _XAP + "sType/Version#": "stVer",
    _XAP + "sType/ManifestItem#": "stMfs",
    _ADOBE + "xmp/sType/Area#": "stArea",
    _ADOBE + "xmp/note/": "xmpNote",
    _ADOBE + "xmp/Identifier/qual/1.0/": "xmpidq",
    _ADOBE + "xmp/1.0/DynamicMedia/": "xmpDM",
    _ADOBE + "photoshop/1.0/": "photoshop",
    _ADOBE + "photoshop/1.0/camera-profile": "stCamera",
    _ADOBE + "tiff/1.0/": "tiff",
    _ADOBE + "exif/1.0/": "exif",
    _ADOBE + "exif/1.0/aux/": "aux",
    _ADOBE + "camera-raw-settings/1.0/": "crs",
    _ADOBE + "camera-raw-saved-settings/1.0/": "crss",
    _ADOBE + "camera-raw-defaults/1.0/": "crd",
    _ADOBE + "camera-raw-embedded-lens-profile/1.0/": "crlcp",
    _ADOBE + "pdf/1.3/": "pdf",
    _ADOBE + "pdfx/1.3/": "pdfx",
    _ADOBE + "lightroom/1.0/": "lr",
    _ADOBE + "album/1.0/": "album",
    _ADOBE + "creatorAtom/1.0/": "creatorAtom",
    _ADOBE + "swf/1.0/": "swf",
    _ADOBE + "DICOM/": "DICOM",
    _ADOBE + "hdr-metadata/1.0/": "hdr",
    _ADOBE + "hdr-gain-map/1.0/": "hdrgm",
    "http://cipa.jp/exif/1.0/": "exifEX",
    "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/": "iptcCore",
    "http://iptc.org/std/Iptc4xmpExt/2008-02-29/": "iptcExt",
    "http://ns.useplus.org/ldf/xmp/1.0/": "plus",
    "http://xmp.gettyimages.com/gift/1.0/": "getty",
    "http://prismstandard.org/namespaces/basic/2.0/": "prism",
    "http://prismstandard.org/namespaces/prismusagerights/2.1/": "pur",
    "http://www.metadataworkinggroup.com/schemas/regions/": "mwg-rs",
    "http://www.metadataworkinggroup.com/schemas/keywords/": "mwg-kw",
    "http://www.metadataworkinggroup.com/schemas/collections/": "mwg-coll",
    "http://ns.microsoft.com/photo/1.0": "microsoft",
    "http://ns.microsoft.com/photo/1.1": "MP1",
    "http://ns.microsoft.com/photo/1.2/": "MP",
    "http://ns.microsoft.com/photo/1.2/t/RegionInfo#": "MPRI",
    "http://ns.microsoft.com/photo/1.2/t/Region#": "MPReg",
    "http://ns.microsoft.com/expressionmedia/1.0/": "expressionmedia",
    "http://ns.iview-multimedia.com/mediapro/1.0/": "mediapro",
    "http://ns.camerabits.com/photomechanic/1.0/": "photomech",
    "http://ns.acdsee.com/iptc/1.0/": "acdsee",
    "http://www.digikam.org/ns/1.0/": "digiKam",
    "http://www.dji.com/drone-dji/1.0/": "drone-dji",
    "http://ns.apple.com/adjustment-settings/1.0/": "aas",
    "http://ns.apple.com/faceinfo/1.0/": "apple-fi",
    "http://ns.apple.com/HDRGainMap/1.0/": "HDRGainMap",
    "http://ns.google.com/videos/1.0/spherical/": "GSpherical",
    _GOOGLE + "1.0/panorama/": "GPano",
    _GOOGLE + "1.0/camera/": "GCamera",
    _GOOGLE + "1.0/image/": "GImage",
    _GOOGLE + "1.0/audio/": "GAudio",
    _GOOGLE + "1.0/depthmap/": "GDepth",
    _GOOGLE + "1.0/focus/": "GFocus",
    _GOOGLE + "1.0/creations/": "GCreations",
    _GOOGLE + "1.0/container/": "GContainer",
    _GOOGLE + "1.0/container/item/": "Item",
    _GOOGLE + "dd/1.0/device/": "Device",
    _GOOGLE + "dd/1.0/container/": "Container",
    "http://ns.nikon.com/sdc/1.0/": "sdc",
    "http://ns.nikon.com/asteroid/1.0/": "ast",
    "http://ns.nikon.com/nine/1.0/": "nine",
    "http://ns.exiftool.org/1.0/": "et",
    "http://ns.exiftool.ca/1.0/": "et",
}
"""Namespace to group, without the ``XMP-`` in front."""
_VERSION = re.compile(r"/\d+\.\d+(?=/|$)")
_ANY_VERSION = {_VERSION.sub("/*", space): group for space, group in NAMESPACES.items()}
_SHORTER = {
    "Iptc4xmpCore": "iptcCore",
    "Iptc4xmpExt": "iptcExt",
    "MicrosoftPhoto": "microsoft",
    "photomechanic": "photomech",
    "GettyImagesGIFT": "getty",
    "hdr_metadata": "hdr",
    "prismusagerights": "pur",
    "xap": "xmp",
    "xapMM": "xmpMM",
    "xapRights": "xmpRights",
}
GROUPS = frozenset(NAMESPACES.values())
_UNFIT = re.compile(r"[^-.\w]+")
_LONGEST_NAME = 80

RENAMED = {
    "rdf:about": "About",
    "x:xmptk": "XMPToolkit",
    "x:xaptk": "XMPToolkit",
    "tiff:ImageLength": "ImageHeight",
    "exif:ExposureBiasValue": "ExposureCompensation",
    "exif:FocalLengthIn35mmFilm": "FocalLengthIn35mmFormat",
    "exif:GPSTimeStamp": "GPSDateTime",
    "exif:ISOSpeedRatings": "ISO",
    "exif:OECF": "Opto-ElectricConvFactor",
    "exif:PixelXDimension": "ExifImageWidth",
    "exif:PixelYDimension": "ExifImageHeight",
    "exifEX:BodySerialNumber": "SerialNumber",
    "exifEX:CameraOwnerName": "OwnerName",
    "exifEX:InteroperabilityIndex": "InteropIndex",
    "exifEX:LensSpecification": "LensInfo",
    "exifEX:Temperature": "AmbientTemperature",
    "photoshop:ICCProfile": "ICCProfileName",
    "crs:Temperature": "ColorTemperature",
    "crs:RangeMaskMapInfo": "RangeMask",
    "xmpDM:comment": "DMComment",
    "microsoft:CreatorAppId": "CreatorAppID",
    "microsoft:Rating": "RatingPercent",
    "mwg-rs:Regions": "RegionInfo",
    "mwg-kw:Keywords": "KeywordInfo",
    "MP:RegionInfo": "RegionInfoMP",
    "plus:Version": "PLUSVersion",
    "cc:legalcode": "LegalCode",
    "acdsee:datetime": "DateTime",
    "apple-fi:Timestamp": "TimeStamp",
    "drone-dji:GpsLatitude": "GPSLatitude",
    "drone-dji:GpsLongitude": "GPSLongitude",
    "drone-dji:GpsLongtitude": "GPSLongtitude",
    "GAudio:Data": "AudioData",
    "GAudio:Mime": "AudioMimeType",
    "GImage:Data": "ImageData",
    "GImage:Mime": "ImageMimeType",
    "GDepth:Data": "DepthImage",
    "GSpherical:Timestamp": "TimeStamp",
    "GCamera:hdrp_makernote": "HDRPMakerNote",
    "GCamera:shot_log_data": "ShotLogData",
    "GCamera:HdrPlusMakernote": "HDRPlusMakerNote",
    "GContainer:Directory": "ContainerDirectory",
    "iptcExt:AddlModelInfo": "AdditionalModelInformation",
    "iptcExt:CVterm": "ControlledVocabularyTerm",
    "iptcExt:DigImageGUID": "DigitalImageGUID",
    "iptcExt:DigitalSourcefileType": "DigitalSourceFileType",
    "iptcExt:EventExt": "ShownEvent",
    "iptcExt:EventId": "EventID",
    "iptcExt:IptcLastEdited": "IPTCLastEdited",
    "iptcExt:RegistryId": "RegistryID",
    "iptcExt:SnapshotLink": "Snapshot",
    "iptcExt:VisualColour": "VisualColor",
    "iptcExt:parentId": "ParentID",
    "iptcExt:audioBitRate": "AudioBitrate",
    "iptcExt:audioBitRateMode": "AudioBitrateMode",
    "iptcExt:videoBitRate": "VideoBitrate",
    "iptcExt:videoBitRateMode": "VideoBitrateMode",
}
_CAPITALS = frozenset({"crs:UUID"})
"""Names that stay in capitals; all others of only capitals are written with one (``AIGC``: ``Aigc``)."""


def _names(text: str) -> frozenset[str]:
    """Every ``group:property`` of lines that begin with the group."""
    lines = (line.split() for line in text.strip().splitlines())
    return frozenset(f"{group}:{name}" for group, *names in lines for name in names)


DATES = _names(
    """
    dc date
    xmp CreateDate MetadataDate ModifyDate
    photoshop DateCreated
    tiff DateTime
    exif DateTime DateTimeDigitized DateTimeOriginal GPSTimeStamp GPSDateStamp
    pdf CreationDate ModDate
    stEvt when
    stVer modifyDate
    stRef lastModifyDate
    xmpDM audioModDate metadataModDate releaseDate shotDate videoModDate
    iptcExt IptcLastEdited metadataLastEdited AODateCreated
    microsoft DateAcquired
    MPRI DateRegionsValid
    acdsee datetime
    cc deprecatedOn
    GPano FirstPhotoDate LastPhotoDate
    plus FirstPublicationDate LicenseEndDate LicenseStartDate LicenseTransactionDate
    getty OriginalCreateDateTime
    DICOM PatientDOB SeriesDateTime StudyDateTime
    prism coverDate creationDate modificationDate
    pur embargoDate expirationDate
    """
)
COORDINATES = _names(
    """
    exif GPSLatitude GPSLongitude GPSDestLatitude GPSDestLongitude
    drone-dji GpsLatitude GpsLongitude GpsLongtitude Latitude Longitude
    """
)
FOUR_NUMBERS = frozenset({"aux:LensInfo", "exifEX:LensSpecification"})
NUMERIC = frozenset(
    {"exif", "exifEX", "tiff", "aux", "crs", "crd", "GPano", "GCamera", "GDepth", "GFocus"}
    | {"drone-dji", "stArea", "stDim", "HDRGainMap"}
)
"""Groups in which what looks like a number is one, but for `TEXTS`."""
TEXTS = _names(
    """
    exif ExifVersion FlashpixVersion ImageUniqueID UserComment MakerNote NativeDigest SpectralSensitivity
    exif RelatedSoundFile GPSVersionID GPSSatellites GPSMapDatum GPSStatus GPSAreaInformation
    exif GPSProcessingMethod SubsecTime SubSecTime SubSecTimeOriginal SubSecTimeDigitized SubsecTimeOriginal
    exif SubsecTimeDigitized Make Model Software Artist Copyright
    tiff Make Model Software Artist Copyright ImageDescription NativeDigest
    aux Lens LensID SerialNumber LensSerialNumber OwnerName Firmware ImageNumber EnhanceDetailsVersion
    exifEX BodySerialNumber LensSerialNumber LensModel LensMake CameraOwnerName
    crs Version ProcessVersion RawFileName UUID Name CameraProfileDigest CompatibleVersion ToneCurveName
    crs LensProfileName AutoToneDigest
    crd Version ProcessVersion
    GCamera BurstID PortraitVersion
    """
)
NUMBERS = _names("xmp Rating\nphotoshop ColorMode Urgency\nmicrosoft Rating\nxmpGImg width height")
LISTS = _names("dc creator subject contributor publisher")
"""Properties that are lists even where somebody wrote a single text."""


class XmpNames(Names):
    """Translates the prefixes of one packet to groups."""

    def __init__(self) -> None:
        super().__init__()
        self._strangers: dict[str, str] = {}
        self._taken = set(GROUPS)
        self._renamed = 0

    def prefix(self, prefix: str, space: str) -> str:
        """The group of a namespace; for one nobody knows the prefix as written, made safe.

        A strange namespace under a well-known prefix is called ``tmp0``, ``tmp1``, …, as its properties
        are not what the prefix says.
        """
        if not space:
            return _SHORTER.get(prefix, prefix) if prefix in _SHORTER or prefix in GROUPS else _safe(prefix)
        group = NAMESPACES.get(space) or NAMESPACES.get(space.rstrip("/")) or NAMESPACES.get(space + "/")
        group = group or _ANY_VERSION.get(_VERSION.sub("/*", space)) or self._strangers.get(space)
        if group is None:
            group = _safe(prefix)
            if group in self._taken:
                group = f"tmp{self._renamed}"
                self._renamed += 1
            self._strangers[space] = group
            self._taken.add(group)
        return group


def _safe(prefix: str) -> str:
    cleaned = _UNFIT.sub("", _SHORTER.get(prefix, prefix))[:_LONGEST_NAME]
    return cleaned if not cleaned or cleaned[0].isalpha() or cleaned[0] == "_" else f"ns_{cleaned}"


@lru_cache(maxsize=4096)
def word(name: str) -> str:
    """What the field calls a property: ``dc:creator`` is ``Creator``, ``exif:ISOSpeedRatings`` ``ISO``."""
    known = RENAMED.get(name)
    if known is not None:
        return known
    local = _UNFIT.sub("", name.rpartition(":")[2])[:_LONGEST_NAME] or "Unnamed"
    if local.isupper() and name not in _CAPITALS:
        head, *rest = local.lower().split("_")
        local = head + "".join(part[:1].upper() + part[1:] for part in rest)
    return local[0].upper() + local[1:]

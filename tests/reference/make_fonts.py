"""Make the fonts in osintkit/draw/fonts from Debian 12's font packages.

    apt-get download fonts-dejavu-core fonts-noto-core fonts-droid-fallback fonts-unifont
    for package in *.deb; do dpkg -x $package unpacked; done
    python -m venv v && v/bin/pip install fonttools==4.68.0
    v/bin/python tests/reference/make_fonts.py unpacked/usr/share/fonts osintkit/draw/fonts

Five files, tried in this order for each character. All are laid out one glyph after another
(Pillow's basic layout, the only one that is the same on every machine), so layout tables are
dropped. What Arabic-like scripts would need from them is kept another way: the joined shapes of a
letter get private-use code points FORMS + 4 * (letter - 0x600) + (0 initial, 1 medial, 2 final),
and lam with alef LIGATURES + 2 * (alef - 0x600) + (0 isolated, 1 final).
"""

import importlib
import sys
import unicodedata
from pathlib import Path
from typing import Any

# fontTools is needed here only, so it is no dependency of the tests and type checkers miss it.
merge: Any = importlib.import_module("fontTools.merge")
subset: Any = importlib.import_module("fontTools.subset")
scale: Any = importlib.import_module("fontTools.ttLib.scaleUpem")
tt: Any = importlib.import_module("fontTools.ttLib")

EPOCH = 3_786_912_000  # 1 January 2024, so that the files come out the same every time
FORMS = 0xF0000
LIGATURES = 0xF8000
ARABIC_LIKE = range(0x600, 0x900)
LAM = 0x644
ALEFS = (0x622, 0x623, 0x625, 0x627)

NOTO = [
    "Arabic",
    "Syriac",
    "Thaana",
    "NKo",
    "Devanagari",
    "Bengali",
    "Gurmukhi",
    "Gujarati",
    "Oriya",
    "Tamil",
    "Telugu",
    "Kannada",
    "Malayalam",
    "Sinhala",
    "Thai",
    "Lao",
    "Myanmar",
    "Khmer",
    "Ethiopic",
    "Cherokee",
    "CanadianAboriginal",
    "Tifinagh",
    "OlChiki",
    "MeeteiMayek",
    "Javanese",
    "Balinese",
    "Sundanese",
    "TaiLe",
    "NewTaiLue",
    "TaiTham",
    "Cham",
    "Lisu",
    "Mongolian",
    "Georgian",
    "Adlam",
    "HanifiRohingya",
    "Chakma",
    "Armenian",
    "Symbols2",
]
# Tibetan has no sans in Noto of that year; Noto Serif Tibetan is used.
HAN = [
    *range(0x2E80, 0x3400), *range(0x4E00, 0xA000), *range(0xF900, 0xFB00), *range(0xFE30, 0xFE50),
    *range(0xFF00, 0xFFF0),
]  # fmt: skip


def keep(font: Any, code_points: set[int], *, hinting: bool = True) -> None:
    """Reduce a font to the glyphs of some characters, without layout tables."""
    options = subset.Options()
    options.hinting = hinting
    options.layout_features = []
    options.notdef_outline = True
    options.glyph_names = False
    options.name_IDs = []
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "MATH", "FFTM", "kern", "DSIG", "BASE", "STAT"]
    options.drop_tables += ["VORG", "vhea", "vmtx", "meta", "gasp"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=code_points & set(font.getBestCmap()))
    subsetter.subset(font)


def rename(font: Any, family: str, rights: str) -> None:
    """Give a changed font a name of its own, as the licences ask, and say whose work it is."""
    name = font["name"]
    name.names = []
    for number, value in (
        (0, rights), (1, family), (2, "Regular"), (3, f"{family} 1"), (4, family), (5, "Version 1"),
        (6, family.replace(" ", "")),
    ):  # fmt: skip
        name.setName(value, number, 3, 1, 0x409)


def set_cmap(font: Any, mapping: dict[int, str]) -> None:
    """Write one character map (format 12), which is what osintkit.draw.glyphs reads."""
    table = tt.newTable("cmap")
    table.tableVersion = 0
    entry = importlib.import_module("fontTools.ttLib.tables._c_m_a_p").CmapSubtable.newSubtable(12)
    entry.platformID, entry.platEncID, entry.language, entry.reserved = 3, 10, 0, 0
    entry.format, entry.length, entry.nGroups = 12, 0, 0
    entry.cmap = dict(mapping)
    table.tables = [entry]
    font["cmap"] = table


def single_substitutions(font: Any, feature: str) -> dict[str, str]:
    """Which glyph replaces which, for one layout feature."""
    gsub = font["GSUB"].table
    indices = {
        index
        for record in gsub.FeatureList.FeatureRecord
        if record.FeatureTag == feature
        for index in record.Feature.LookupListIndex
    }
    found: dict[str, str] = {}
    for index in sorted(indices):
        for table in gsub.LookupList.Lookup[index].SubTable:
            inner = getattr(table, "ExtSubTable", table)
            if inner.LookupType == 1:
                for before, after in inner.mapping.items():
                    found.setdefault(before, after)
    return found


def ligature(font: Any, first: str, second: str) -> str | None:
    """The glyph which replaces two others, if the font has one."""
    for lookup in font["GSUB"].table.LookupList.Lookup:
        for table in lookup.SubTable:
            inner = getattr(table, "ExtSubTable", table)
            if inner.LookupType == 4:
                for entry in inner.ligatures.get(first, []):
                    if entry.Component == [second]:
                        return str(entry.LigGlyph)
    return None


def joined_forms(font: Any) -> dict[int, str]:
    """Private-use code points for the joined shapes of a font's letters."""
    if "GSUB" not in font:
        return {}
    cmap = font.getBestCmap()
    found: dict[int, str] = {}
    shapes = [single_substitutions(font, feature) for feature in ("init", "medi", "fina")]
    for letter in ARABIC_LIKE:
        for number, shape in enumerate(shapes):
            glyph = shape.get(cmap.get(letter, ""))
            if glyph:
                found[FORMS + 4 * (letter - 0x600) + number] = glyph
    for alef in ALEFS if LAM in cmap else ():
        lam, end = cmap[LAM], shapes[2][cmap[alef]]
        for number, start in enumerate((shapes[0][lam], shapes[1][lam])):
            glyph = ligature(font, start, end)
            if glyph is None:
                raise SystemExit(f"no lam-alef ligature for U+{alef:04X}")
            found[LIGATURES + 2 * (alef - 0x600) + number] = glyph
    return found


def sans(source: Path) -> Any:
    """DejaVu Sans but for Arabic, N'Ko and the like, hinted: the letters most seen, and digits."""
    font = tt.TTFont(source / "truetype/dejavu/DejaVuSans.ttf")
    unwanted = {*ARABIC_LIKE, *range(0xFB50, 0xFE00), *range(0xFE70, 0xFF00)}
    keep(font, {c for c in font.getBestCmap() if c not in unwanted and visible(c)})
    set_cmap(font, font.getBestCmap())
    rename(font, "Osintkit Sans", "Subset of DejaVu Sans 2.37; see DejaVu-LICENSE.txt")
    return font


def visible(code_point: int) -> bool:
    """Whether a code point is ever drawn as itself (not private, control, surrogate or format)."""
    return unicodedata.category(chr(code_point)) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def scripts(source: Path, folder: Path, already: set[int]) -> Any:
    """One font of many Noto fonts, with the joined shapes of Arabic, Syriac, N'Ko, Mongolian."""
    paths = [source / f"truetype/noto/NotoSans{name}-Regular.ttf" for name in NOTO]
    paths.append(source / "truetype/noto/NotoSerifTibetan-Regular.ttf")
    pieces, seen = [], set(already)
    for number, path in enumerate(paths):
        font = tt.TTFont(path)
        forms = joined_forms(font)
        cmap = font.getBestCmap()
        wanted = {c: g for c, g in cmap.items() if c not in seen and visible(c)} | forms
        seen |= set(wanted)
        set_cmap(font, wanted)
        if not wanted:
            continue
        keep(font, set(wanted), hinting=False)
        scale.scale_upem(font, 1000)
        piece = folder / f"piece{number}.ttf"
        font.save(piece)
        pieces.append(str(piece))
    font = merge.Merger().merge(pieces)
    set_cmap(font, font.getBestCmap())
    rename(font, "Osintkit Scripts", "Parts of Noto fonts, Google; SIL OFL 1.1, see OFL-1.1.txt")
    for path in map(Path, pieces):
        path.unlink()
    return font


def han(source: Path, already: set[int]) -> Any:
    """Droid Sans Fallback: Chinese, Japanese, Korean."""
    font = tt.TTFont(source / "truetype/droid/DroidSansFallbackFull.ttf")
    wanted = {c: g for c, g in font.getBestCmap().items() if c in set(HAN) - already}
    set_cmap(font, {c: g for c, g in wanted.items() if visible(c)})
    keep(font, set(wanted), hinting=False)
    set_cmap(font, font.getBestCmap())
    rename(font, "Osintkit Han", "Subset of Droid Sans Fallback; see Apache-2.0.txt")
    return font


def rest(source: Path, file: str, already: set[int]) -> Any:
    """GNU Unifont: whatever is still missing, drawn on a 16-pixel grid."""
    font = tt.TTFont(source / f"opentype/unifont/{file}")
    keep(font, {c for c in font.getBestCmap() if c not in already and visible(c)})
    set_cmap(font, font.getBestCmap())
    rename(font, "Osintkit Rest", "Subset of GNU Unifont 15; SIL OFL 1.1, see OFL-1.1.txt")
    return font


def main() -> None:
    """Write the fonts."""
    source, target = Path(sys.argv[1]), Path(sys.argv[2])
    already: set[int] = set()
    for name in ("sans.ttf", "scripts.ttf", "han.ttf", "rest.otf", "rest_upper.otf"):
        if name == "sans.ttf":
            font = sans(source)
        elif name == "scripts.ttf":
            font = scripts(source, target, already)
        elif name == "han.ttf":
            font = han(source, already)
        else:
            font = rest(source, name.replace("rest", "unifont"), already)
        font["head"].created = font["head"].modified = EPOCH
        font.recalcTimestamp = False
        already |= set(font.getBestCmap())
        font.save(target / name)
        print(name, len(font.getBestCmap()), (target / name).stat().st_size)


main()

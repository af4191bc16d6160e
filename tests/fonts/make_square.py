#!/usr/bin/env python3
"""Makes Square.ttf, the font of the layout tests: every visible glyph is a square of one em, so that widths are counted
on the fingers. 1000 units an em, ascent 800, descent 200. The space is one em too; `i` and `l` are half an em;
U+2009 (thin space) is a quarter. No kerning; one ligature, `fi`, one em wide. U+0416 is missing, for the tests of
missing characters. Run it in its folder; it needs fonttools, and gives the same bytes every time."""

from fontTools.feaLib.builder import addOpenTypeFeaturesFromString
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

EM, ASCENT, DESCENT = 1000, 800, -200


def square(width):
    pen = TTGlyphPen(None)
    corners = [(0, DESCENT), (0, ASCENT), (width, ASCENT), (width, DESCENT)]
    pen.moveTo(corners[0])
    for corner in corners[1:]:
        pen.lineTo(corner)
    pen.closePath()
    return pen.glyph()


def characters():
    yield from range(0x20, 0x7F)  # ASCII
    yield from range(0xA0, 0x180)  # Latin-1 and Latin Extended-A
    yield from range(0x5D0, 0x5EB)  # Hebrew letters
    yield from (0x2009, 0x2010, 0x2011, 0x2013, 0x2014, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2026, 0x21AA)
    yield from (0x4E00, 0x4E8C, 0x4E09, 0x3002)  # three ideographs and their full stop


def main():
    cmap = {c: f"u{c:04X}" for c in characters()}
    widths = {0x2009: 250, ord("i"): 500, ord("l"): 500}
    empty = {0x20, 0xA0, 0x2009}
    glyphs, metrics = {".notdef": square(EM)}, {".notdef": (EM, 0)}
    for c, name in cmap.items():
        width = widths.get(c, EM)
        glyphs[name] = TTGlyphPen(None).glyph() if c in empty else square(width)
        metrics[name] = (width, 0)
    glyphs["f_i"], metrics["f_i"] = square(EM), (EM, 0)

    font = FontBuilder(EM, isTTF=True)
    font.setupGlyphOrder(list(glyphs))
    font.setupCharacterMap(cmap)
    font.setupGlyf(glyphs)
    font.setupHorizontalMetrics(metrics)
    font.setupHorizontalHeader(ascent=ASCENT, descent=DESCENT)
    font.setupNameTable({"familyName": "Square", "styleName": "Regular", "psName": "Square-Regular"})
    font.setupOS2(sTypoAscender=ASCENT, sTypoDescender=DESCENT, sTypoLineGap=0, sCapHeight=ASCENT, sxHeight=500)
    font.setupPost(underlinePosition=-100, underlineThickness=50)
    font.font["head"].created = font.font["head"].modified = 0
    font.font.recalcTimestamp = False
    addOpenTypeFeaturesFromString(font.font, "feature liga { sub u0066 u0069 by f_i; } liga;")
    font.save("Square.ttf")


main()

//! Faces as the file holds them: which glyphs of a face the book uses, what text each stands for, and one subset a face.
//!
//! A subset numbers its glyphs anew from 1, and the PDF's character codes begin with those numbers (Identity-H):
//! `subsetter` gives CFF fonts an identity charset, so the same holds for both flavours. A TrueType font has more codes,
//! which `CIDToGIDMap` leads to glyphs: one for each further text of a glyph, and one for each shape ([`shape`]) and text.

mod composites;
mod descriptor;
mod shape;
mod uses;

use super::clusters::{Cluster, is_recorded, plain_text};
use super::error::PdfError;
use crate::layout::fonts::{Face, FaceId, FontBook};
use crate::layout::page::{GlyphRun, ItemKind, Pages};
use descriptor::{Descriptor, describe};
use printpdf::{FontId, FontMetrics, ParsedFont, PdfFont};
use rayon::prelude::*;
use sha2::{Digest, Sha256};
use shape::{Advances, Shape};
use skrifa::instance::{LocationRef, Size};
use skrifa::metrics::GlyphMetrics;
use skrifa::raw::TableProvider;
use skrifa::{FontRef, GlyphId, MetadataProvider};
use std::collections::BTreeMap;
use subsetter::GlyphRemapper;
use uses::Uses;

/// Letters of a subset's tag (ISO 32000-1, 9.6.4).
const TAG_LETTERS: usize = 6;

/// What is written for a glyph of which no text is known at all.
const UNKNOWN_TEXT: &str = "\u{FFFD}";

/// A face of the book, cut down.
pub(super) struct PdfFace {
    /// Resource name in the pages.
    pub resource: FontId,
    /// Subset tag and PostScript name.
    pub base_font: String,
    /// The subset.
    program: Vec<u8>,
    /// Character code of each glyph of the face, by glyph index; 0 for unused ones.
    codes: Vec<u16>,
    /// Further codes of a glyph, by their text.
    others: BTreeMap<u16, Vec<u16>>,
    /// Codes of shapes.
    shapes: BTreeMap<Shape, Vec<u16>>,
    /// Advance of each used glyph of the face, by glyph index. `None` if the face takes no shapes.
    advances: Option<Measured>,
    /// Glyph index in the program of each character code, where it is not the code itself; code 0 included.
    pub glyphs: Option<Vec<u16>>,
    /// Width of each character code in thousandths of an em, exactly as `W` holds it; code 0 included.
    pub widths: Vec<f64>,
    /// Text of each character code; code 0 included and empty, as is one that nothing shows.
    pub texts: Vec<String>,
    /// What the font descriptor says.
    pub descriptor: Descriptor,
}

impl PdfFace {
    /// The character code of a glyph, if the subset has it. Glyph 0 (`.notdef`) has none.
    pub fn code(&self, glyph: u16) -> Option<u16> {
        self.codes.get(usize::from(glyph)).copied().filter(|code| *code != 0)
    }

    /// The exact width of a character code, in thousandths of an em.
    pub fn width(&self, code: u16) -> f64 {
        self.widths.get(usize::from(code)).copied().unwrap_or(0.0)
    }

    /// The text that the ToUnicode map gives the code of a glyph.
    #[cfg(test)]
    pub fn text(&self, glyph: u16) -> Option<&str> {
        self.text_of(self.code(glyph)?)
    }

    fn text_of(&self, code: u16) -> Option<&str> {
        self.texts.get(usize::from(code)).map(String::as_str)
    }

    /// The character code of a glyph whose text in the ToUnicode map is just this one.
    pub fn code_for(&self, glyph: u16, text: &str) -> Option<u16> {
        let code = self.code(glyph)?;
        let mut all = std::iter::once(code).chain(self.others.get(&glyph).into_iter().flatten().copied());
        all.find(|code| self.says(*code, text))
    }

    /// The character codes of the pieces that a cluster is drawn by, from left to right; `None` if it is no shape.
    pub fn codes_for(&self, run: &GlyphRun, cluster: &Cluster<'_>) -> Option<Vec<u16>> {
        let pieces = shape::compose(run, cluster, self.advances.as_ref()?)?;
        let code = |piece: &shape::Piece<'_>| {
            self.shapes.get(&piece.shape)?.iter().copied().find(|code| self.says(*code, piece.text))
        };
        pieces.iter().map(code).collect()
    }

    /// Whether the map has just this text for a code.
    pub fn says(&self, code: u16, text: &str) -> bool {
        self.text_of(code).is_some_and(|recorded| is_recorded(text, recorded))
    }

    /// Whether only glyphs were asked of it that it does not have.
    pub fn is_empty(&self) -> bool {
        self.texts.len() <= 1
    }

    /// The face as printpdf takes it. Its widths are integers and its descriptor a guess: the finishing pass replaces
    /// both.
    pub fn to_printpdf(&self) -> PdfFont {
        PdfFont::new(ParsedFont::with_glyph_data(
            self.program.clone(),
            0,
            Some(self.base_font.clone()),
            BTreeMap::new(),
            BTreeMap::new(),
            1000,
            FontMetrics { ascent: 0, descent: 0 },
        ))
    }
}

/// The faces that a book uses.
#[derive(Default)]
pub(super) struct Faces {
    faces: BTreeMap<FaceId, PdfFace>,
}

impl Faces {
    /// Cuts every face that the pages use down to the glyphs they use.
    pub fn collect(pages: &Pages, fonts: &FontBook) -> Result<Faces, PdfError> {
        let mut uses: BTreeMap<FaceId, Uses> = BTreeMap::new();
        let fonts_open: BTreeMap<FaceId, Outlines<'_>> =
            fonts.faces().filter_map(|(id, face)| Some((id, Outlines::of(face)?))).collect();
        for run in runs(pages) {
            let outlines = fonts_open.get(&run.face).map(|outlines| outlines as &dyn Advances);
            uses.entry(run.face).or_default().add(run, outlines);
        }
        let uses: Vec<(FaceId, Uses)> = uses.into_iter().collect();
        let cut = |(id, uses): &(FaceId, Uses)| Some(subset(*id, fonts.face(*id)?, uses).map(|face| (*id, face)));
        Ok(Faces { faces: uses.par_iter().filter_map(cut).collect::<Result<_, _>>()? })
    }

    /// A face in use.
    pub fn get(&self, id: FaceId) -> Option<&PdfFace> {
        self.faces.get(&id)
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &PdfFace> {
        self.faces.values()
    }
}

fn runs(pages: &Pages) -> impl Iterator<Item = &GlyphRun> {
    let leaves = pages.pages.iter().flat_map(|page| page.leaves());
    let kinds = leaves.flat_map(|item| match &item.kind {
        ItemKind::Formula(formula) => formula.shapes.iter(),
        kind => std::slice::from_ref(kind).iter(),
    });
    kinds.filter_map(|kind| match kind {
        ItemKind::Glyphs(run) => Some(run),
        ItemKind::Fill { .. }
        | ItemKind::Stroke { .. }
        | ItemKind::Frame { .. }
        | ItemKind::Image { .. }
        | ItemKind::Path { .. }
        | ItemKind::Formula(_)
        | ItemKind::Turned { .. }
        | ItemKind::Link { .. } => None,
    })
}

/// The advances of a face with TrueType outlines.
struct Outlines<'a> {
    metrics: GlyphMetrics<'a>,
    units_per_em: u16,
}

impl<'a> Outlines<'a> {
    /// `None` for a face with other outlines: its codes are its glyphs, so it can have no more of them.
    fn of(face: &'a Face) -> Option<Outlines<'a>> {
        let font = FontRef::from_index(&face.data, face.index).ok()?;
        font.glyf().ok()?;
        let metrics = font.glyph_metrics(Size::unscaled(), LocationRef::default());
        Some(Outlines { metrics, units_per_em: face.units_per_em.max(1) })
    }
}

impl Advances for Outlines<'_> {
    fn of(&self, glyph: u16) -> u16 {
        self.metrics.advance_width(GlyphId::from(glyph)).unwrap_or(0.0) as u16
    }

    fn units_per_em(&self) -> u16 {
        self.units_per_em
    }
}

/// Advances of the glyphs in use, by glyph index.
struct Measured {
    advances: Vec<u16>,
    units_per_em: u16,
}

impl Measured {
    fn of(outlines: &Outlines<'_>, glyphs: &[u16]) -> Measured {
        let mut advances = vec![0; glyphs.last().map_or(0, |last| usize::from(*last) + 1)];
        for &glyph in glyphs {
            if let Some(place) = advances.get_mut(usize::from(glyph)) {
                *place = outlines.of(glyph);
            }
        }
        Measured { advances, units_per_em: outlines.units_per_em }
    }
}

impl Advances for Measured {
    fn of(&self, glyph: u16) -> u16 {
        self.advances.get(usize::from(glyph)).copied().unwrap_or(0)
    }

    fn units_per_em(&self) -> u16 {
        self.units_per_em
    }
}

fn subset(id: FaceId, face: &Face, uses: &Uses) -> Result<PdfFace, PdfError> {
    let unusable = |reason: String| PdfError::Subset { name: face.name.clone(), reason };
    let font = FontRef::from_index(&face.data, face.index).map_err(|e| unusable(e.to_string()))?;
    let glyphs = uses.used();
    let remapper = GlyphRemapper::new_from_glyphs_sorted(&glyphs);
    let program = subsetter::subset(&face.data, face.index, &remapper).map_err(|e| unusable(e.to_string()))?;

    let metrics = font.glyph_metrics(Size::unscaled(), LocationRef::default());
    let units = f64::from(face.units_per_em.max(1));
    let mut made = PdfFace {
        resource: FontId(format!("F{}", id.0)),
        base_font: String::new(),
        program,
        codes: vec![0; glyphs.last().map_or(0, |last| usize::from(*last) + 1)],
        others: BTreeMap::new(),
        shapes: BTreeMap::new(),
        advances: None,
        glyphs: None,
        widths: Vec::with_capacity(glyphs.len() + 1),
        texts: Vec::with_capacity(glyphs.len() + 1),
        descriptor: describe(face, &font),
    };
    let unknown: Vec<u16> = glyphs.iter().copied().filter(|glyph| uses.text_of(*glyph).is_none()).collect();
    let names = if unknown.is_empty() { BTreeMap::new() } else { characters_by_glyph(&font, &unknown) };
    for (code, glyph) in (0_u16..).zip(remapper.remapped_gids()) {
        made.widths.push(width(f64::from(metrics.advance_width(GlyphId::from(glyph)).unwrap_or(0.0)), units));
        let known = uses.text_of(glyph).map(str::to_owned).or_else(|| names.get(&glyph).cloned());
        let text = known.unwrap_or_else(|| UNKNOWN_TEXT.into());
        made.texts.push(if code == 0 || uses.is_shown(glyph) { text } else { String::new() });
        if let Some(place) = made.codes.get_mut(usize::from(glyph)) {
            *place = code;
        }
    }
    if let Some(outlines) = Outlines::of(face) {
        made.add_codes(uses, &remapper, units);
        made.advances = Some(Measured::of(&outlines, &glyphs));
    }
    made.base_font = format!("{}+{}", subset_tag(&made.program), postscript_name(&face.name));
    Ok(made)
}

impl PdfFace {
    /// Adds the codes that are no glyph of the face alone. Codes have two bytes: what finds no place any more is said by
    /// `ActualText`.
    fn add_codes(&mut self, uses: &Uses, remapper: &GlyphRemapper, units_per_em: f64) {
        let mut glyphs: Vec<u16> = (0..).take(self.texts.len()).collect();
        for (glyph, text) in uses.other_texts() {
            let Some(first) = self.code(glyph) else { continue };
            let Ok(code) = u16::try_from(glyphs.len()) else { break };
            glyphs.push(first);
            self.widths.push(self.width(first));
            self.texts.push(text.to_owned());
            self.others.entry(glyph).or_default().push(code);
        }
        let shapes = uses.shapes();
        let composed = (!shapes.is_empty())
            .then(|| composites::add(&self.program, shapes.keys(), |glyph| remapper.get(glyph)))
            .flatten();
        if let Some(composed) = composed {
            self.program = composed.program;
            for (shape, glyph) in composed.glyphs {
                for text in shapes.get(&shape).into_iter().flatten() {
                    let Ok(code) = u16::try_from(glyphs.len()) else { break };
                    glyphs.push(glyph);
                    self.widths.push(width(f64::from(shape.advance), units_per_em));
                    self.texts.push(text.clone());
                    self.shapes.entry(shape.clone()).or_default().push(code);
                }
            }
        }
        let is_identity = (0..).zip(&glyphs).all(|(code, glyph): (usize, &u16)| code == usize::from(*glyph));
        self.glyphs = (!is_identity).then_some(glyphs);
    }
}

/// A width in thousandths of an em, as the file holds it.
fn width(units: f64, units_per_em: f64) -> f64 {
    f64::from((units * (1000.0 / units_per_em)) as f32)
}

/// The first character of each of the glyphs in the face's own character map, as a map records it.
fn characters_by_glyph(font: &FontRef<'_>, glyphs: &[u16]) -> BTreeMap<u16, String> {
    let mut names = BTreeMap::new();
    for (code, glyph) in font.charmap().mappings() {
        let glyph = u16::try_from(glyph.to_u32()).unwrap_or(0);
        if let (Ok(_), Some(c)) = (glyphs.binary_search(&glyph), char::from_u32(code)) {
            names.entry(glyph).or_insert_with(|| plain_text(c.encode_utf8(&mut [0; 4])));
        }
    }
    names
}

/// Six capital letters that the same subset always gets.
fn subset_tag(program: &[u8]) -> String {
    Sha256::digest(program).iter().take(TAG_LETTERS).map(|byte| char::from(b'A' + byte % 26)).collect()
}

/// A PostScript name has no white space and none of PDF's delimiters.
fn postscript_name(name: &str) -> String {
    let clean: String = name.chars().filter(|c| c.is_ascii_graphic() && !"[](){}<>/%#".contains(*c)).collect();
    if clean.is_empty() { "Unnamed".into() } else { clean }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pdf::tests::support as testing;

    #[test]
    fn widths_are_the_faces_own() {
        let book = testing::book();
        for (name, text) in [(testing::SERIF, "Aé1"), (testing::MONO, "A1"), (testing::EMOJI, "😀☂")] {
            let (id, face) = testing::face(&book, name);
            let font = FontRef::from_index(&face.data, 0).unwrap();
            let pages = testing::page_of(vec![testing::text(testing::run(&book, name, text, 10.0, (20.0, 20.0)))]);
            let faces = Faces::collect(&pages, &book).unwrap();
            let made = faces.get(id).unwrap();
            for c in text.chars() {
                let glyph = font.charmap().map(c).unwrap();
                let units = font.glyph_metrics(Size::unscaled(), LocationRef::default()).advance_width(glyph).unwrap();
                let glyph = u16::try_from(glyph.to_u32()).unwrap();
                let exact = f64::from(units) * 1000.0 / f64::from(face.units_per_em);
                assert!((made.width(made.code(glyph).unwrap()) - exact).abs() < 1e-4, "{c} of {name}");
                assert_eq!(made.text(glyph), Some(c.to_string().as_str()));
            }
        }
    }

    #[test]
    fn names_are_clean_and_tags_stable() {
        assert_eq!(postscript_name("My Font (Bold)"), "MyFontBold");
        assert_eq!(subset_tag(b"abc"), subset_tag(b"abc"));
        assert_eq!(subset_tag(b"abc").len(), 6);
    }
}

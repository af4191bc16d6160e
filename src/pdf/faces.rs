//! Faces as the file holds them: which glyphs of a face the book uses, what text each stands for, and one subset a face.
//!
//! A subset numbers its glyphs anew from 1, and the PDF's character codes are those numbers (Identity-H): `subsetter`
//! gives CFF fonts an identity charset, so the same holds for both flavours.

use super::clusters::{clusters, is_recorded, plain_text};
use super::error::PdfError;
use crate::layout::fonts::{Face, FaceId, FontBook};
use crate::layout::page::{GlyphRun, ItemKind, Pages};
use printpdf::{FontId, FontMetrics, ParsedFont, PdfFont};
use rayon::prelude::*;
use sha2::{Digest, Sha256};
use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, GlyphId, MetadataProvider};
use std::collections::BTreeMap;
use subsetter::GlyphRemapper;

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
    /// Width of each character code in thousandths of an em, exactly as `W` holds it; code 0 included.
    pub widths: Vec<f64>,
    /// Text of each character code; code 0 included and empty.
    pub texts: Vec<String>,
    /// What the font descriptor says.
    pub descriptor: Descriptor,
}

/// The entries of a font descriptor (ISO 32000-1, table 122), in thousandths of an em.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Descriptor {
    /// Bits of table 123.
    pub flags: i64,
    /// Left, bottom, right, top.
    pub bbox: [f32; 4],
    /// Counter-clockwise degrees from the vertical.
    pub italic_angle: f32,
    /// Above the baseline.
    pub ascent: f32,
    /// Below the baseline, negative.
    pub descent: f32,
    /// Height of capitals.
    pub cap_height: f32,
    /// Height of x.
    pub x_height: f32,
    /// Estimated thickness of vertical stems.
    pub stem_v: i64,
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

    /// The text that the ToUnicode map gives a glyph.
    pub fn text(&self, glyph: u16) -> Option<&str> {
        self.texts.get(usize::from(self.code(glyph)?)).map(String::as_str)
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
        for run in runs(pages) {
            uses.entry(run.face).or_default().add(run);
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
    pages.pages.iter().flat_map(|page| page.leaves()).filter_map(|item| match &item.kind {
        ItemKind::Glyphs(run) => Some(run),
        ItemKind::Fill { .. }
        | ItemKind::Stroke { .. }
        | ItemKind::Frame { .. }
        | ItemKind::Image { .. }
        | ItemKind::Turned { .. }
        | ItemKind::Link { .. } => None,
    })
}

/// How a face's glyphs are used, by glyph index.
#[derive(Default)]
struct Uses {
    glyphs: Vec<GlyphUse>,
}

/// The texts a glyph stands for alone, with how often. Text of a run whose glyphs say something else than their
/// characters (small capitals) only counts where nothing better is known.
#[derive(Default)]
struct GlyphUse {
    used: bool,
    sure: Vec<(String, u32)>,
    unsure: Vec<(String, u32)>,
}

impl Uses {
    fn add(&mut self, run: &GlyphRun) {
        for cluster in clusters(run) {
            let glyphs = run.glyphs.get(cluster.glyphs).unwrap_or(&[]);
            for glyph in glyphs.iter().filter(|glyph| glyph.id != 0) {
                let seen = self.of(glyph.id);
                seen.used = true;
                if glyphs.len() == 1 && !cluster.text.is_empty() {
                    vote(if run.actual_text { &mut seen.unsure } else { &mut seen.sure }, cluster.text);
                }
            }
        }
    }

    fn of(&mut self, glyph: u16) -> &mut GlyphUse {
        let index = usize::from(glyph);
        if index >= self.glyphs.len() {
            self.glyphs.resize_with(index + 1, GlyphUse::default);
        }
        &mut self.glyphs[index]
    }

    /// The glyphs, in order.
    fn used(&self) -> Vec<u16> {
        (0..).zip(&self.glyphs).filter(|(_, seen)| seen.used).map(|(glyph, _)| glyph).collect()
    }

    /// The text of a glyph: what it stands for most often; of equals, the first in order.
    fn text_of(&self, glyph: u16) -> Option<&str> {
        let seen = self.glyphs.get(usize::from(glyph))?;
        [&seen.sure, &seen.unsure].into_iter().find_map(|votes| {
            votes
                .iter()
                .max_by(|(a, times_a), (b, times_b)| times_a.cmp(times_b).then_with(|| b.cmp(a)))
                .map(|(text, _)| text.as_str())
        })
    }
}

/// Counts a text as a map records it.
fn vote(votes: &mut Vec<(String, u32)>, text: &str) {
    match votes.iter_mut().find(|(known, _)| is_recorded(text, known)) {
        Some((_, times)) => *times += 1,
        None => votes.push((plain_text(text), 1)),
    }
}

fn subset(id: FaceId, face: &Face, uses: &Uses) -> Result<PdfFace, PdfError> {
    let unusable = |reason: String| PdfError::Subset { name: face.name.clone(), reason };
    let font = FontRef::from_index(&face.data, face.index).map_err(|e| unusable(e.to_string()))?;
    let glyphs = uses.used();
    let remapper = GlyphRemapper::new_from_glyphs_sorted(&glyphs);
    let program = subsetter::subset(&face.data, face.index, &remapper).map_err(|e| unusable(e.to_string()))?;

    let metrics = font.glyph_metrics(Size::unscaled(), LocationRef::default());
    let to_thousandths = 1000.0 / f64::from(face.units_per_em.max(1));
    let unknown: Vec<u16> = glyphs.iter().copied().filter(|glyph| uses.text_of(*glyph).is_none()).collect();
    let names = if unknown.is_empty() { BTreeMap::new() } else { characters_by_glyph(&font, &unknown) };
    let mut codes = vec![0; glyphs.last().map_or(0, |last| usize::from(*last) + 1)];
    let mut widths = Vec::with_capacity(glyphs.len() + 1);
    let mut texts = Vec::with_capacity(glyphs.len() + 1);
    for (code, glyph) in (0_u16..).zip(remapper.remapped_gids()) {
        let advance = metrics.advance_width(GlyphId::from(glyph)).unwrap_or(0.0);
        widths.push(f64::from((f64::from(advance) * to_thousandths) as f32));
        let known = uses.text_of(glyph).map(str::to_owned).or_else(|| names.get(&glyph).cloned());
        texts.push(known.unwrap_or_else(|| UNKNOWN_TEXT.into()));
        if let Some(place) = codes.get_mut(usize::from(glyph)) {
            *place = code;
        }
    }
    Ok(PdfFace {
        resource: FontId(format!("F{}", id.0)),
        base_font: format!("{}+{}", subset_tag(&program), postscript_name(&face.name)),
        program,
        codes,
        widths,
        texts,
        descriptor: describe(face, &font),
    })
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

// Bits of FontDescriptor Flags (ISO 32000-1, table 123).
const FIXED_PITCH: i64 = 1;
const SERIF: i64 = 1 << 1;
const SYMBOLIC: i64 = 1 << 2;
const ITALIC: i64 = 1 << 6;

fn describe(face: &Face, font: &FontRef<'_>) -> Descriptor {
    let metrics = font.metrics(Size::unscaled(), LocationRef::default());
    let scale = 1000.0 / f32::from(face.units_per_em.max(1));
    let bounds = metrics.bounds.unwrap_or_default();
    let flag = |set: bool, bit: i64| if set { bit } else { 0 };
    // Symbolic: the codes are the subset's own and not those of the standard Latin set.
    let flags = SYMBOLIC
        | flag(metrics.is_monospace, FIXED_PITCH)
        | flag(has_serifs(font), SERIF)
        | flag(metrics.italic_angle != 0.0, ITALIC);
    Descriptor {
        flags,
        bbox: [bounds.x_min, bounds.y_min, bounds.x_max, bounds.y_max].map(|v| (v * scale).round()),
        italic_angle: metrics.italic_angle,
        ascent: thousandths(face.ascent),
        descent: -thousandths(face.descent),
        cap_height: thousandths(face.cap_height),
        x_height: thousandths(face.x_height),
        stem_v: stem_width(font.attributes().weight.value()),
    }
}

fn thousandths(ems: f64) -> f32 {
    (ems * 1000.0).round() as f32
}

/// No font table says how thick stems are. Readers only use it to imitate a missing font, hence an estimate from the
/// weight class (400 gives 88, 700 gives 166), as PDF writers commonly make it, is enough.
fn stem_width(weight: f32) -> i64 {
    50 + (f64::from(weight) / 65.0).powi(2).round() as i64
}

/// By the OS/2 family class (1 to 5 and 7 are serif classes), else by PANOSE (2 to 10 are kinds of serif).
fn has_serifs(font: &FontRef<'_>) -> bool {
    use skrifa::raw::TableProvider;
    let Ok(os2) = font.os2() else { return false };
    match os2.s_family_class() >> 8 {
        1..=5 | 7 => true,
        0 => matches!(os2.panose_10(), [2, serifs, ..] if (2..=10).contains(serifs)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pdf::tests::support as testing;

    #[test]
    fn a_glyph_keeps_its_most_frequent_text() {
        let mut uses = Uses::default();
        uses.add(&testing::run_of("a-\u{AD}-", &[(5, 0..1), (7, 1..2), (7, 2..4), (7, 4..5)]));
        uses.add(&testing::run_of("b", &[(5, 0..1)]));
        uses.add(&testing::run_of("b", &[(5, 0..1)]));
        assert_eq!(uses.text_of(5), Some("b"));
        assert_eq!(uses.text_of(7), Some("-"));
    }

    #[test]
    fn small_capitals_only_name_glyphs_nothing_else_names() {
        let mut uses = Uses::default();
        let mut small = testing::run_of("RR", &[(5, 0..1), (6, 1..2)]);
        small.actual_text = true;
        uses.add(&small);
        uses.add(&testing::run_of("r", &[(5, 0..1)]));
        assert_eq!((uses.text_of(5), uses.text_of(6)), (Some("r"), Some("R")));
    }

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
    fn descriptors_tell_serif_slanted_and_fixed() {
        let book = testing::book();
        let flags = |name| {
            let (_, face) = testing::face(&book, name);
            describe(face, &FontRef::from_index(&face.data, 0).unwrap()).flags
        };
        assert_eq!(flags(testing::SERIF) & (SERIF | ITALIC | FIXED_PITCH), SERIF);
        assert_eq!(flags(testing::ITALIC) & (SERIF | ITALIC | FIXED_PITCH), SERIF | ITALIC);
        assert_eq!(flags(testing::MONO) & (SERIF | ITALIC | FIXED_PITCH), FIXED_PITCH);
    }

    #[test]
    fn names_are_clean_and_tags_stable() {
        assert_eq!(postscript_name("My Font (Bold)"), "MyFontBold");
        assert_eq!(subset_tag(b"abc"), subset_tag(b"abc"));
        assert_eq!(subset_tag(b"abc").len(), 6);
    }
}

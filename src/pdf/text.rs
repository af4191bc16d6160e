//! Glyph runs to text operators.
//!
//! Every glyph stands where layout put it: the writer knows where the reader's pen is (from the exact widths that the
//! file holds and the adjustments already written), and writes the difference as a `TJ` adjustment before the glyph, so
//! that rounding never adds up. Runs that continue a line in the same face and size share one `TJ`.

use super::clusters::{Cluster, SOFT_HYPHEN, clusters, in_reading_order, is_private, is_reversed, plain_text};
use super::color;
use super::faces::PdfFace;
use super::space::{PageSpace, rounded};
use crate::document::{Rgb, is_language_tag};
use crate::layout::page::{Glyph, GlyphRun};
use printpdf::{Codepoint, DictItem, Op, PdfFontHandle, Pt, TextItem, TextMatrix};
use std::collections::BTreeMap;
use std::ops::Range;

/// Adjustments are written in tenths of a thousandth of an em: at most 0.0005 pt off at 10 pt.
const ADJUSTMENT_STEPS: f64 = 10.0;

/// Mean space between letters, in ems, from which on a run is tracked.
const TRACKED: f64 = 0.04;

/// Width of the lines of a box that stands for a missing glyph, in ems.
const MISSING_LINE: f64 = 0.04;

/// Part of a run that is written in one piece.
#[derive(Debug, PartialEq)]
struct Stretch {
    glyphs: Range<usize>,
    /// What it stands for, where its glyphs do not say so.
    actual: Option<String>,
    /// Whether the face lacks one of its glyphs.
    missing: bool,
}

/// How the text of a run is said.
struct Parts {
    /// Whether the last letter stands first.
    reversed: bool,
    /// In drawing order.
    stretches: Vec<Stretch>,
}

/// The text state in force, as the reader has it.
#[derive(Clone, Debug, PartialEq)]
struct Line {
    font: String,
    size: f32,
    stretch: f32,
    slant: f32,
    /// Where the text matrix put the pen.
    x: f32,
    y: f32,
    /// How far the pen has moved since, in thousandths of the type size.
    pen: f64,
}

/// Writes the text of one page.
pub(super) struct TextWriter {
    space: PageSpace,
    ops: Vec<Op>,
    /// Colour of fills; outlives text objects.
    fill: Option<Rgb>,
    /// Face and size; outlive text objects.
    font: Option<(String, f32)>,
    open: bool,
    line: Option<Line>,
    items: Vec<TextItem>,
}

/// What a saved graphics state keeps, and the space it is for.
pub(super) struct Elsewhere {
    space: PageSpace,
    fill: Option<Rgb>,
    font: Option<(String, f32)>,
}

impl TextWriter {
    pub fn new(space: PageSpace) -> TextWriter {
        TextWriter { space, ops: Vec::new(), fill: None, font: None, open: false, line: None, items: Vec::new() }
    }

    /// All operators written.
    pub fn finish(mut self) -> Vec<Op> {
        self.close();
        self.ops
    }

    /// Adds an operator that is not text.
    pub fn push(&mut self, op: Op) {
        self.close();
        self.ops.push(op);
    }

    /// Sets the colour of fills, unless it is in force.
    pub fn fill_color(&mut self, color: Rgb) {
        if self.fill != Some(color) {
            self.show();
            self.ops.push(Op::SetFillColor { col: color::to_printpdf(color) });
            self.fill = Some(color);
        }
    }

    /// Writes in another space from here on, with the state that the reader has there; gives what held before.
    pub fn enter(&mut self, other: Elsewhere) -> Elsewhere {
        self.close();
        let Elsewhere { space, fill, font } = other;
        Elsewhere {
            space: std::mem::replace(&mut self.space, space),
            fill: std::mem::replace(&mut self.fill, fill),
            font: std::mem::replace(&mut self.font, font),
        }
    }

    /// The state in force.
    pub fn state(&self, space: PageSpace) -> Elsewhere {
        Elsewhere { space, fill: self.fill, font: self.font.clone() }
    }

    /// Begins a text object, if none is open.
    fn open(&mut self) {
        if !self.open {
            self.ops.push(Op::StartTextSection);
            self.open = true;
        }
    }

    /// Ends the text object, if one is open.
    fn close(&mut self) {
        if self.open {
            self.show();
            self.ops.push(Op::EndTextSection);
            self.open = false;
            self.line = None;
        }
    }

    /// Writes a run.
    pub fn run(&mut self, run: &GlyphRun, face: &PdfFace) {
        let lang = run.lang.as_deref().filter(|lang| is_language_tag(lang));
        let places = glyph_places(run);
        let parts = stretches(run, face);
        if parts.reversed {
            self.open();
            self.show();
            self.ops.push(Op::BeginMarkedContent { tag: "ReversedChars".into() });
        }
        for stretch in parts.stretches {
            // Marked content lies wholly inside or wholly outside of a text object (ISO 32000-1, 14.6.1), and a missing
            // glyph's box cannot be drawn inside of one.
            if stretch.missing {
                self.close();
            }
            let marked = self.begin_span(lang, &stretch);
            for index in stretch.glyphs.clone() {
                self.glyph(run, index, places.get(index).copied().unwrap_or(0.0), face);
            }
            if stretch.missing {
                self.close();
            }
            if marked {
                self.show();
                self.ops.push(Op::EndMarkedContent);
            }
        }
        if parts.reversed {
            self.show();
            self.ops.push(Op::EndMarkedContent);
        }
    }

    /// Begins a span where there is something to say about the text; tells whether it did.
    fn begin_span(&mut self, lang: Option<&str>, stretch: &Stretch) -> bool {
        let lang = lang.map(|lang| ("Lang", DictItem::String { data: lang.as_bytes().to_vec(), literal: true }));
        let actual = stretch.actual.as_deref();
        let actual = actual.map(|text| ("ActualText", DictItem::String { data: utf16(text), literal: false }));
        let map: BTreeMap<String, DictItem> =
            lang.into_iter().chain(actual).map(|(key, value)| (key.to_owned(), value)).collect();
        if map.is_empty() {
            return false;
        }
        if !stretch.missing {
            self.open();
        }
        self.show();
        let properties = DictItem::Dict { map };
        self.ops.push(Op::BeginMarkedContentWithProperties { tag: "Span".into(), properties });
        true
    }

    /// Writes a glyph; `place` is its pen position from the run's origin.
    fn glyph(&mut self, run: &GlyphRun, index: usize, place: f64, face: &PdfFace) {
        let Some(glyph) = run.glyphs.get(index) else { return };
        let x = run.origin.x.0 + place + glyph.dx.0;
        let y = run.origin.y.0 - glyph.dy.0;
        let Some(code) = face.code(glyph.id) else {
            self.missing(run, x, y, glyph.advance.0);
            return;
        };
        self.fill_color(run.color);
        self.open();
        let media_x = self.space.left + x;
        let line = self.line_for(run, face, x, y);
        let wanted = (media_x - f64::from(line.x)) / f64::from(line.stretch) / f64::from(line.size) * 1000.0;
        let adjustment = ((line.pen - wanted) * ADJUSTMENT_STEPS).round() / ADJUSTMENT_STEPS;
        line.pen += f64::from(face.width(code)) - adjustment;
        if adjustment != 0.0 {
            self.items.push(TextItem::Offset(adjustment as f32));
        }
        match self.items.last_mut() {
            Some(TextItem::GlyphIds(codes)) => codes.push(Codepoint::new(code, 0.0)),
            _ => self.items.push(TextItem::GlyphIds(vec![Codepoint::new(code, 0.0)])),
        }
    }

    /// The line that a glyph at a place continues; begins a new one where face, size, shape or baseline differ.
    fn line_for(&mut self, run: &GlyphRun, face: &PdfFace, x: f64, y: f64) -> &mut Line {
        let wanted = Line {
            font: face.resource.0.clone(),
            size: positive(run.size.0),
            stretch: positive(run.stretch),
            slant: rounded(run.slant),
            x: self.space.x(x),
            y: self.space.y(y),
            pen: 0.0,
        };
        if !self.line.as_ref().is_some_and(|line| continues(line, &wanted)) {
            self.show();
            let handle = PdfFontHandle::External(face.resource.clone());
            // Always said anew after shown text, though it may be in force: printpdf would join two lines that only a
            // text matrix parts, by its own truncated widths.
            let shown = matches!(self.ops.last(), Some(Op::ShowText { .. }));
            if shown || self.font.as_ref() != Some(&(wanted.font.clone(), wanted.size)) {
                self.ops.push(Op::SetFont { font: handle, size: Pt(wanted.size) });
                self.font = Some((wanted.font.clone(), wanted.size));
            }
            let matrix = [wanted.stretch, 0.0, wanted.slant, 1.0, wanted.x, wanted.y];
            self.ops.push(Op::SetTextMatrix { matrix: TextMatrix::Raw(matrix) });
            self.line = None;
        }
        self.line.get_or_insert(wanted)
    }

    /// Writes the glyphs collected so far.
    fn show(&mut self) {
        if !self.items.is_empty() {
            self.ops.push(Op::ShowText { items: std::mem::take(&mut self.items) });
        }
    }

    /// An outlined box in place of a glyph that the face does not have: PDF/A forbids `.notdef` (ISO 19005-2,
    /// 6.2.11.8), and a reader should see that something is missing.
    fn missing(&mut self, run: &GlyphRun, x: f64, y: f64, advance: f64) {
        self.fill_color(run.color);
        let (size, line) = (run.size.0, run.size.0 * MISSING_LINE);
        let (width, height) = (advance.max(size * 0.3) * 0.8, size * 0.65);
        let left = x + advance.max(size * 0.3) * 0.1;
        self.close();
        for (x, y, w, h) in [
            (left, y, width, line),
            (left, y - height, width, line),
            (left, y, line, height),
            (left + width - line, y, line, height),
        ] {
            self.ops.push(Op::DrawRectangle {
                rectangle: printpdf::Rect {
                    mode: Some(printpdf::PaintMode::Fill),
                    ..printpdf::Rect::from_xywh(
                        Pt(self.space.x(x)),
                        Pt(self.space.y(y)),
                        Pt(rounded(w)),
                        Pt(rounded(h)),
                    )
                },
            });
        }
    }
}

fn continues(line: &Line, wanted: &Line) -> bool {
    line.font == wanted.font
        && line.size == wanted.size
        && line.stretch == wanted.stretch
        && line.slant == wanted.slant
        && line.y == wanted.y
}

/// A size or scale that can be divided by.
fn positive(value: f64) -> f32 {
    let value = rounded(value);
    if value > 0.0 { value } else { 1.0 }
}

/// Pen position of each glyph from the run's origin.
fn glyph_places(run: &GlyphRun) -> Vec<f64> {
    run.glyphs
        .iter()
        .scan(0.0, |pen, glyph| {
            let place = *pen;
            *pen += glyph.advance.0;
            Some(place)
        })
        .collect()
}

/// Cuts a run into parts whose text the glyphs say themselves and parts that need ActualText. Words get their own part,
/// so that a reader can select and find them one by one. Right-to-left text, whose glyphs stand last letter first, says
/// so (ISO 32000-1, 14.8.2.3.3): readers turn the letters around, which they do to an ActualText too; other text that is
/// not in reading order stays whole.
fn stretches(run: &GlyphRun, face: &PdfFace) -> Parts {
    let clusters = clusters(run);
    if run.actual_text {
        let missing = run.glyphs.iter().any(|glyph| face.code(glyph.id).is_none());
        let complete = clusters.iter().map(|c| c.text.len()).sum::<usize>() == run.text.len();
        if complete && !missing && is_reversed(&clusters) {
            let parts = clusters.iter().flat_map(|cluster| reversed_cluster(run, cluster, face));
            return Parts { reversed: true, stretches: joined(parts) };
        }
        if !(complete && in_reading_order(&clusters)) {
            let whole = Stretch { glyphs: 0..run.glyphs.len(), actual: Some(run.text.clone()), missing };
            return Parts { reversed: false, stretches: vec![whole] };
        }
    }
    let by_word = run.actual_text || is_tracked(run, face);
    let words = clusters.chunk_by(|before, after| by_word && !is_space(before) && !is_space(after));
    Parts { reversed: false, stretches: joined(words.map(|part| stretch_of(run, part, by_word, face))) }
}

/// Joins neighbours whose glyphs say what they stand for.
fn joined(parts: impl Iterator<Item = Stretch>) -> Vec<Stretch> {
    let mut found: Vec<Stretch> = Vec::new();
    for next in parts {
        match found.last_mut() {
            Some(Stretch { glyphs, actual: None, missing: false }) if next.actual.is_none() && !next.missing => {
                glyphs.end = next.glyphs.end;
            }
            _ => found.push(next),
        }
    }
    found
}

/// A cluster of right-to-left text. A letter drawn as a base and its dots is said by the base alone: programs measure what
/// an ActualText stands for from its first glyph to the end of its last, and take what is left of a letter for a space.
fn reversed_cluster(run: &GlyphRun, cluster: &Cluster<'_>, face: &PdfFace) -> Vec<Stretch> {
    if cluster.glyphs.len() == 1 {
        return vec![stretch_of(run, std::slice::from_ref(cluster), false, face)];
    }
    let advance = |index: &usize| run.glyphs.get(*index).map_or(0.0, |glyph| glyph.advance.0);
    let base = cluster.glyphs.clone().max_by(|a, b| advance(a).total_cmp(&advance(b)));
    let of = |index| {
        let actual = if Some(index) == base { cluster.text.to_owned() } else { String::new() };
        Stretch { glyphs: index..index + 1, actual: Some(actual), missing: false }
    };
    cluster.glyphs.clone().map(of).collect()
}

/// Whether letters stand so far apart that programs take the gaps for word spaces, of which poppler wants a tenth of an
/// em: then words have to be said whole.
fn is_tracked(run: &GlyphRun, face: &PdfFace) -> bool {
    let gap = |glyph: &Glyph| {
        let is_letter = !run.text.get(glyph.text.clone()).unwrap_or("").trim().is_empty();
        let width = f64::from(face.width(face.code(glyph.id).filter(|_| is_letter)?)) / 1000.0;
        Some(glyph.advance.0 / (run.size.0 * run.stretch) - width)
    };
    let gaps: Vec<f64> = run.glyphs.iter().filter_map(gap).collect();
    gaps.len() > 1 && gaps.iter().sum::<f64>() / gaps.len() as f64 > TRACKED
}

fn is_space(cluster: &Cluster<'_>) -> bool {
    cluster.text.chars().all(char::is_whitespace)
}

fn stretch_of(run: &GlyphRun, part: &[Cluster<'_>], by_word: bool, face: &PdfFace) -> Stretch {
    let glyphs_of = |cluster: &Cluster<'_>| run.glyphs.get(cluster.glyphs.clone()).unwrap_or(&[]);
    let says_itself = |cluster: &Cluster<'_>| match glyphs_of(cluster) {
        [glyph] => says(face, glyph.id, cluster.text),
        _ => false,
    };
    let is_word = by_word && !part.iter().all(is_space);
    let needs_actual = is_word || !part.iter().all(says_itself);
    let start = part.first().map_or(0, |cluster| cluster.glyphs.start);
    let end = part.last().map_or(start, |cluster| cluster.glyphs.end);
    Stretch {
        glyphs: start..end,
        actual: needs_actual.then(|| part.iter().map(|cluster| cluster.text).collect()),
        missing: part.iter().flat_map(glyphs_of).any(|glyph| face.code(glyph.id).is_none()),
    }
}

/// Whether the ToUnicode map has just this text for a glyph. A soft hyphen and private characters always need
/// ActualText, and so does a glyph that stands for nothing (its ActualText is empty).
fn says(face: &PdfFace, glyph: u16, text: &str) -> bool {
    !text.is_empty()
        && text != SOFT_HYPHEN
        && !text.chars().any(is_private)
        && face.text(glyph) == Some(plain_text(text).as_str())
}

/// A text string in UTF-16 with its byte order mark (ISO 32000-1, 7.9.2.2).
pub(super) fn utf16(text: &str) -> Vec<u8> {
    [0xFE, 0xFF].into_iter().chain(text.encode_utf16().flat_map(u16::to_be_bytes)).collect()
}

#[cfg(test)]
#[path = "text_tests.rs"]
mod tests;

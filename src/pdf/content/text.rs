//! Glyph runs to text operators.
//!
//! Every glyph stands where layout put it: the writer knows where the reader's pen is (from the exact widths that the
//! file holds and the adjustments already written), and writes the difference as a `TJ` adjustment before the glyph, so
//! that rounding never adds up. Runs that continue a line in the same face and size share one `TJ`.

use crate::document::{Rgb, is_language_tag};
use crate::layout::fonts::FaceId;
use crate::layout::page::{Glyph, GlyphRun};
use crate::pdf::clusters::{
    Cluster, SOFT_HYPHEN, clusters, in_reading_order, is_forbidden, is_private, is_recorded, is_reversed, text_of,
};
use crate::pdf::faces::PdfFace;
use crate::pdf::operators::color;
use crate::pdf::operators::stream::{ContentStream, Paint};
use crate::pdf::space::{Area, PageSpace, rounded};
use std::ops::Range;

/// Adjustments are written in tenths of a thousandth of an em: at most 0.0005 pt off at 10 pt.
const ADJUSTMENT_DECIMALS: usize = 1;
/// Steps of a thousandth of an em.
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

/// What glyphs of one line have in common.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Style {
    face: FaceId,
    size: f64,
    stretch: f64,
    slant: f64,
}

impl Style {
    fn of(run: &GlyphRun) -> Style {
        Style { face: run.face, size: positive(run.size.0), stretch: positive(run.stretch), slant: rounded(run.slant) }
    }
}

/// The text state in force, as the reader has it.
#[derive(Clone, Copy, Debug)]
struct TextLine {
    style: Style,
    /// Where the text matrix put the pen.
    x: f64,
    y: f64,
    /// How far the pen has moved since, in thousandths of the type size.
    pen: f64,
}

/// How much of a `TJ` is open.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Shown {
    Nothing,
    Array,
    String,
}

/// Writes the content of one page, text above all.
pub(super) struct TextWriter {
    space: PageSpace,
    stream: ContentStream,
    /// Colour of fills; outlives text objects.
    fill: Option<Rgb>,
    /// Face and size; outlive text objects.
    font: Option<(FaceId, f64)>,
    open: bool,
    line: Option<TextLine>,
    shown: Shown,
}

/// What a saved graphics state keeps, and the space it is for.
pub(super) struct Elsewhere {
    space: PageSpace,
    fill: Option<Rgb>,
    font: Option<(FaceId, f64)>,
}

impl TextWriter {
    pub fn new(space: PageSpace) -> TextWriter {
        let stream = ContentStream::default();
        TextWriter { space, stream, fill: None, font: None, open: false, line: None, shown: Shown::Nothing }
    }

    /// All that was written.
    pub fn finish(mut self) -> Vec<u8> {
        self.close();
        self.stream.into_bytes()
    }

    /// Takes operators that are not of text.
    pub fn draw(&mut self) -> &mut ContentStream {
        self.close();
        &mut self.stream
    }

    /// Sets the colour of fills, unless it is in force.
    pub fn fill_color(&mut self, color: Rgb) {
        if self.fill != Some(color) {
            self.show();
            color::fill(color, &mut self.stream);
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
        Elsewhere { space, fill: self.fill, font: self.font }
    }

    /// Begins a text object, if none is open.
    fn open(&mut self) {
        if !self.open {
            self.stream.operator("BT");
            self.open = true;
        }
    }

    /// Ends the text object, if one is open.
    fn close(&mut self) {
        if self.open {
            self.show();
            self.stream.operator("ET");
            self.open = false;
            self.line = None;
        }
    }

    /// Writes a run, in another language than that around it if one is given.
    pub fn run(&mut self, run: &GlyphRun, lang: Option<&str>, face: &PdfFace) {
        let style = Style::of(run);
        let lang = lang.filter(|lang| is_language_tag(lang));
        if lang.is_none() && says_itself(run, face) {
            let mut pen = 0.0;
            for glyph in &run.glyphs {
                self.glyph(run, glyph, pen, style, face);
                pen += glyph.advance().0;
            }
            return;
        }
        let parts = stretches(run, face);
        if parts.reversed {
            self.open();
            self.show();
            self.stream.begin_marked("ReversedChars");
        }
        let places = glyph_places(run);
        for stretch in parts.stretches {
            // Marked content lies wholly inside or wholly outside of a text object (ISO 32000-1, 14.6.1), and a missing
            // glyph's box cannot be drawn inside of one.
            if stretch.missing {
                self.close();
            }
            let marked = self.begin_span(lang, &stretch);
            for index in stretch.glyphs.clone() {
                if let (Some(glyph), Some(place)) = (run.glyphs.get(index), places.get(index)) {
                    self.glyph(run, glyph, *place, style, face);
                }
            }
            if stretch.missing {
                self.close();
            }
            if marked {
                self.show();
                self.stream.end_marked();
            }
        }
        if parts.reversed {
            self.show();
            self.stream.end_marked();
        }
    }

    /// Begins a span where there is something to say about the text; tells whether it did.
    fn begin_span(&mut self, lang: Option<&str>, stretch: &Stretch) -> bool {
        if lang.is_none() && stretch.actual.is_none() {
            return false;
        }
        if !stretch.missing {
            self.open();
        }
        self.show();
        self.stream.begin_span(lang, stretch.actual.as_deref());
        true
    }

    /// Writes a glyph; `place` is its pen position from the run's origin.
    fn glyph(&mut self, run: &GlyphRun, glyph: &Glyph, place: f64, style: Style, face: &PdfFace) {
        let x = run.origin.x.0 + place + glyph.dx().0;
        let y = run.origin.y.0 - glyph.dy().0;
        let Some(code) = face.code(glyph.id) else {
            self.missing(run, x, y, glyph.advance().0);
            return;
        };
        self.fill_color(run.color);
        self.open();
        let (media_x, media_y) = (self.space.left + x, self.space.y(y));
        let mut line = match self.line {
            Some(line) if line.style == style && line.y == media_y => line,
            _ => self.begin_line(style, (self.space.x(x), media_y), face),
        };
        let wanted = (media_x - line.x) / style.stretch / style.size * 1000.0;
        let adjustment = ((line.pen - wanted) * ADJUSTMENT_STEPS).round() / ADJUSTMENT_STEPS;
        line.pen += face.width(code) - adjustment;
        self.line = Some(line);
        if adjustment != 0.0 {
            self.adjust(adjustment);
        }
        self.code(code);
    }

    /// Begins a line: another face, size, shape or baseline.
    fn begin_line(&mut self, style: Style, (x, y): (f64, f64), face: &PdfFace) -> TextLine {
        self.show();
        if self.font != Some((style.face, style.size)) {
            self.stream.name(&face.resource.0);
            self.stream.number(style.size);
            self.stream.operator("Tf");
            self.font = Some((style.face, style.size));
        }
        self.stream.numbers([style.stretch, 0.0, style.slant, 1.0, x, y]);
        self.stream.operator("Tm");
        TextLine { style, x, y, pen: 0.0 }
    }

    /// Moves the pen back, in thousandths of the type size.
    fn adjust(&mut self, adjustment: f64) {
        match self.shown {
            Shown::Nothing => self.stream.begin_show(),
            Shown::Array => {}
            Shown::String => self.stream.end_string(),
        }
        self.stream.decimal(adjustment, ADJUSTMENT_DECIMALS);
        self.shown = Shown::Array;
    }

    fn code(&mut self, code: u16) {
        if self.shown == Shown::Nothing {
            self.stream.begin_show();
        }
        if self.shown != Shown::String {
            self.stream.begin_string();
            self.shown = Shown::String;
        }
        self.stream.code(code);
    }

    /// Shows the glyphs written so far.
    fn show(&mut self) {
        match self.shown {
            Shown::Nothing => return,
            Shown::Array => {}
            Shown::String => self.stream.end_string(),
        }
        self.stream.show();
        self.shown = Shown::Nothing;
    }

    /// An outlined box in place of a glyph that the face does not have: PDF/A forbids `.notdef` (ISO 19005-2,
    /// 6.2.11.8), and a reader should see that something is missing.
    fn missing(&mut self, run: &GlyphRun, x: f64, y: f64, advance: f64) {
        self.fill_color(run.color);
        let (size, line) = (run.size.0, run.size.0 * MISSING_LINE);
        let (width, height) = (advance.max(size * 0.3) * 0.8, size * 0.65);
        let left = x + advance.max(size * 0.3) * 0.1;
        self.close();
        for (x, y, width, height) in [
            (left, y, width, line),
            (left, y - height, width, line),
            (left, y, line, height),
            (left + width - line, y, line, height),
        ] {
            let area = Area { x: self.space.x(x), y: self.space.y(y), width: rounded(width), height: rounded(height) };
            self.stream.rectangle(area);
            self.stream.paint(Paint::Fill);
        }
    }
}

/// A size or scale that can be divided by.
fn positive(value: f64) -> f64 {
    let value = rounded(value);
    if value > 0.0 { value } else { 1.0 }
}

/// Pen position of each glyph from the run's origin.
fn glyph_places(run: &GlyphRun) -> Vec<f64> {
    run.glyphs
        .iter()
        .scan(0.0, |pen, glyph| {
            let place = *pen;
            *pen += glyph.advance().0;
            Some(place)
        })
        .collect()
}

/// Whether every glyph of a run is in the map with just the text it stands for, so that nothing has to be marked. Most
/// runs are such.
fn says_itself(run: &GlyphRun, face: &PdfFace) -> bool {
    !run.actual_text
        && run.glyphs.iter().all(|glyph| says(face, glyph.id, text_of(run, glyph)))
        && !is_tracked(run, face)
}

/// Cuts a run into parts whose text the glyphs say themselves and parts that need ActualText. Words get their own part,
/// so that a reader can select and find them one by one. Right-to-left text, whose glyphs stand last letter first, says
/// so (ISO 32000-1, 14.8.2.3.3): readers turn the letters around, which they do to an ActualText too; other text that is
/// not in reading order stays whole.
fn stretches(run: &GlyphRun, face: &PdfFace) -> Parts {
    let clusters: Vec<Cluster<'_>> = clusters(run).collect();
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
    let advance = |index: &usize| run.glyphs.get(*index).map_or(0.0, |glyph| glyph.advance().0);
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
        let is_letter = !text_of(run, glyph).trim().is_empty();
        let width = face.width(face.code(glyph.id).filter(|_| is_letter)?) / 1000.0;
        Some(glyph.advance().0 / (run.size.0 * run.stretch) - width)
    };
    let gaps = run.glyphs.iter().filter_map(gap);
    let (count, sum) = gaps.fold((0_u32, 0.0), |(count, sum), gap| (count + 1, sum + gap));
    count > 1 && sum / f64::from(count) > TRACKED
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

/// Whether the ToUnicode map has just this text for a glyph. A soft hyphen, private characters and those that no map may
/// hold always need ActualText, and so does a glyph that stands for nothing (its ActualText is empty).
fn says(face: &PdfFace, glyph: u16, text: &str) -> bool {
    !text.is_empty()
        && text != SOFT_HYPHEN
        && !text.chars().any(|c| is_private(c) || is_forbidden(c))
        && face.text(glyph).is_some_and(|recorded| is_recorded(text, recorded))
}

#[cfg(test)]
#[path = "text_tests.rs"]
mod tests;

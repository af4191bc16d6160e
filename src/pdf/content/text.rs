//! Glyph runs to text operators.
//!
//! Every glyph stands where layout put it: the writer knows where the reader's pen is (from the exact widths that the
//! file holds and the adjustments already written), and writes the difference as a `TJ` adjustment before the glyph, so
//! that rounding never adds up. Runs that continue a line in the same face and size share one `TJ`.

use super::stretch::{Place, Stretch, says_itself, stands_reversed, stretches};
use crate::document::{Rgb, is_language_tag};
use crate::layout::fonts::FaceId;
use crate::layout::page::GlyphRun;
use crate::pdf::faces::PdfFace;
use crate::pdf::operators::color;
use crate::pdf::operators::stream::{ContentStream, Paint};
use crate::pdf::space::{Area, PageSpace, rounded};

/// Adjustments are written in tenths of a thousandth of an em: at most 0.0005 pt off at 10 pt.
const ADJUSTMENT_DECIMALS: usize = 1;
/// Steps of a thousandth of an em.
const ADJUSTMENT_STEPS: f64 = 10.0;

/// Width of the lines of a box that stands for a missing glyph, in ems.
const MISSING_LINE: f64 = 0.04;

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
enum Operand {
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
    shown: Operand,
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
        TextWriter { space, stream, fill: None, font: None, open: false, line: None, shown: Operand::Nothing }
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
                let place = (pen + glyph.dx().0, glyph.dy().0);
                self.glyph(run, (face.code(glyph.id), glyph.advance().0), place, style, face);
                pen += glyph.advance().0;
            }
            return;
        }
        let parts = stretches(run, face);
        if parts.reversed {
            self.begin_reversed();
        }
        self.stretches(run, parts.stretches, lang, face);
        if parts.reversed {
            self.show();
            self.stream.end_marked();
        }
    }

    /// Writes runs that follow each other to the left, given in reading order, from left to right: programs that go by the
    /// order of the file find the spaces between words only so. All of it is marked as text whose last letter stands first.
    pub fn right_to_left(&mut self, runs: &[&GlyphRun], lang: Option<&str>, face: &PdfFace) {
        let lang = lang.filter(|lang| is_language_tag(lang));
        self.begin_reversed();
        for run in runs.iter().rev() {
            self.stretches(run, stretches(run, face).stretches, lang, face);
        }
        self.show();
        self.stream.end_marked();
    }

    fn begin_reversed(&mut self) {
        self.open();
        self.show();
        self.stream.begin_marked("ReversedChars");
    }

    fn stretches(&mut self, run: &GlyphRun, stretches: Vec<Stretch>, lang: Option<&str>, face: &PdfFace) {
        let (style, places) = (Style::of(run), glyph_places(run));
        for stretch in stretches {
            // Marked content lies wholly inside or wholly outside of a text object (ISO 32000-1, 14.6.1), and a missing
            // glyph's box cannot be drawn inside of one.
            if stretch.missing {
                self.close();
            }
            let marked = self.begin_span(lang, &stretch);
            for shown in &stretch.shown {
                let (Some(glyph), Some(place)) = (run.glyphs.get(shown.glyph), places.get(shown.glyph)) else {
                    continue;
                };
                let shift = if shown.place == Place::Glyph { (glyph.dx().0, glyph.dy().0) } else { (0.0, 0.0) };
                match (shown.code, self.line.as_mut()) {
                    (Some(code), Some(line)) if shown.place == Place::Next => {
                        line.pen += face.width(code);
                        self.code(code);
                    }
                    (code, _) => self.glyph(run, (code, glyph.advance().0), (*place + shift.0, shift.1), style, face),
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

    /// Writes a character code, or a box as wide as the glyph where there is none; `place` is right of the run's origin
    /// and above its baseline.
    fn glyph(
        &mut self,
        run: &GlyphRun,
        (code, advance): (Option<u16>, f64),
        place: (f64, f64),
        style: Style,
        face: &PdfFace,
    ) {
        let (x, y) = (run.origin.x.0 + place.0, run.origin.y.0 - place.1);
        let Some(code) = code else {
            self.missing(run, x, y, advance);
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
            Operand::Nothing => self.stream.begin_show(),
            Operand::Array => {}
            Operand::String => self.stream.end_string(),
        }
        self.stream.decimal(adjustment, ADJUSTMENT_DECIMALS);
        self.shown = Operand::Array;
    }

    fn code(&mut self, code: u16) {
        if self.shown == Operand::Nothing {
            self.stream.begin_show();
        }
        if self.shown != Operand::String {
            self.stream.begin_string();
            self.shown = Operand::String;
        }
        self.stream.code(code);
    }

    /// Shows the glyphs written so far.
    fn show(&mut self) {
        match self.shown {
            Operand::Nothing => return,
            Operand::Array => {}
            Operand::String => self.stream.end_string(),
        }
        self.stream.show();
        self.shown = Operand::Nothing;
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

/// Whether a run goes on to the left of the one before it on the same line: then its letters stand last first too, or it
/// is a single one.
pub(super) fn goes_on_leftwards(before: &GlyphRun, after: &GlyphRun) -> bool {
    after.origin.x.0 < before.origin.x.0
        && before.origin.y == after.origin.y
        && (before.face, before.color, &before.lang) == (after.face, after.color, &after.lang)
        && Style::of(before) == Style::of(after)
        && [before, after].into_iter().all(stands_reversed)
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

#[cfg(test)]
#[path = "text_tests.rs"]
mod tests;

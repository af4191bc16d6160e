//! A prepared paragraph: all that does not depend on the measure, done once.

use super::itemize::Direction;
use super::opportunities::{Opaque, OpportunityFinder, opaque};
use super::paragraph::Paragraph;
use super::segment::Segment;
use super::source::Source;
use super::style::Styles;
use super::{Line, Measure, ParagraphStyle, Piece, PieceKind};
use crate::diagnostics::Diagnostics;
use crate::layout::fonts::FontBook;
use crate::layout::units::Pt;
use std::ops::Range;

/// A paragraph that is ready to be set at any measure, as often as wanted: its text joined, split into items and shaped.
#[derive(Debug)]
pub struct Prepared {
    pub(super) pieces: Vec<Piece>,
    pub(super) source: Source,
    pub(super) styles: Styles,
    pub(super) fonts: FontBook,
    pub(super) direction: Direction,
    /// The style of most of the text, which sets heights and language.
    pub(super) base: Option<usize>,
    /// Whether words may be divided.
    pub(super) hyphenate: bool,
    /// Drawn at the end of a line that was broken inside code.
    pub(super) wrap_mark: String,
    /// Width of the wrap mark and the space before it; 0 without one.
    pub(super) mark: f64,
    /// Stretches of code and addresses, in order.
    pub(super) code: Vec<Opaque>,
    /// The text between forced breaks.
    segments: Vec<Segment>,
}

/// Prepares a paragraph. Of the style, hyphenation and the wrap mark are read here. What no font has and what language has
/// no hyphenation patterns goes to the diagnostics, once.
pub fn prepare(
    pieces: Vec<Piece>,
    style: &ParagraphStyle,
    fonts: &FontBook,
    diagnostics: &mut Diagnostics,
) -> Prepared {
    let mut styles = Styles::default();
    let source = Source::join(&pieces, &mut styles, fonts);
    let base = base_style(&pieces, &source);
    let lang = base.and_then(|id| styles.get(id)).map_or("", |s| &*s.style.lang);
    let code = opaque(&source, &styles);
    let direction = if style.code {
        Direction::of_code(&source.shown)
    } else {
        Direction::of(&source.shown, lang, code.iter().map(|opaque| &opaque.range))
    };
    let mut prepared = Prepared {
        direction,
        code,
        pieces,
        source,
        styles,
        fonts: fonts.clone(),
        base,
        hyphenate: style.hyphenate,
        wrap_mark: style.wrap_mark.clone(),
        mark: 0.0,
        segments: Vec::new(),
    };
    let paragraph = prepared.paragraph(style);
    if style.hyphenate {
        paragraph.tell_language(diagnostics);
    }
    let stretches = segments(&prepared.pieces, &prepared.source).into_iter();
    let segments = stretches.map(|(range, indent)| paragraph.shape(range, indent, diagnostics)).collect();
    let mark = paragraph.mark_width();
    (prepared.segments, prepared.mark) = (segments, mark);
    prepared
}

impl Prepared {
    /// The paragraph, to be set in a style.
    fn paragraph<'a>(&'a self, style: &'a ParagraphStyle) -> Paragraph<'a> {
        let Prepared { pieces, source, styles, fonts, direction, base, hyphenate, wrap_mark, mark, code, .. } = self;
        let lang = base.and_then(|id| styles.get(id)).map_or("", |s| &s.style.lang);
        Paragraph {
            pieces,
            source,
            styles,
            style,
            fonts,
            direction,
            base: *base,
            mark: *mark,
            wrap_mark,
            finder: OpportunityFinder::new(pieces, source, styles, *hyphenate, code, lang),
        }
    }

    /// Sets the paragraph. Of the style, alignment, leading and protrusion are read here. Total: the text of every piece is
    /// on exactly one line, in order, and no line passes its measure unless a single unbreakable object is wider, which a
    /// diagnostic then tells.
    pub fn set(&self, measure: &Measure, style: &ParagraphStyle, diagnostics: &mut Diagnostics) -> Vec<Line> {
        self.paragraph(style).lines(&self.segments, measure, diagnostics)
    }

    /// How many lines [`set`](Self::set) makes.
    pub fn count(&self, measure: &Measure, style: &ParagraphStyle) -> usize {
        self.paragraph(style).count(&self.segments, measure)
    }

    /// The least and the greatest width the paragraph can use: its widest unbreakable part (words whole), and all of it on
    /// one line.
    pub fn extents(&self) -> (Pt, Pt) {
        let style = ParagraphStyle::plain(super::Align::Start, Pt::ZERO);
        let paragraph = self.paragraph(&style);
        let (mut least, mut greatest) = (Pt::ZERO, Pt::ZERO);
        for segment in &self.segments {
            let (narrow, wide) = paragraph.extents(segment);
            least = least.max(Pt(narrow));
            greatest = greatest.max(Pt(wide) + segment.indent);
        }
        (least, greatest)
    }

    /// Bytes that it holds, without the words, which all texts share.
    #[cfg(test)]
    pub(super) fn bytes(&self) -> usize {
        let text = |piece: &Piece| match &piece.kind {
            PieceKind::Text { text, .. } => text.len(),
            _ => 0,
        };
        let pieces: usize = self.pieces.iter().map(|piece| size_of::<Piece>() + text(piece)).sum();
        size_of::<Prepared>() + pieces + self.source.bytes() + self.segments.iter().map(Segment::bytes).sum::<usize>()
    }

    /// The pieces it was made of.
    pub fn pieces(&self) -> &[Piece] {
        &self.pieces
    }
}

/// The stretches of text between forced breaks, each with the indent of its first line; the first has that of the measure.
/// A break at the very end has no line after it.
fn segments(pieces: &[Piece], source: &Source) -> Vec<(Range<usize>, Pt)> {
    if pieces.is_empty() {
        return Vec::new();
    }
    let (mut segments, mut start, mut indent) = (Vec::new(), 0, Pt::ZERO);
    for forced in &source.breaks {
        segments.push((start..forced.at, indent));
        (start, indent) = (forced.at, forced.indent);
    }
    if segments.is_empty() || start < source.shown.len() {
        segments.push((start..source.shown.len(), indent));
    }
    segments
}

/// The style that most of the text has; notes' calls and raised text do not count.
fn base_style(pieces: &[Piece], source: &Source) -> Option<usize> {
    let mut lengths: Vec<(usize, usize)> = Vec::new();
    for part in &source.parts {
        let counts = match pieces.get(part.piece).map(|piece| &piece.kind) {
            Some(PieceKind::Text { style, .. }) => style.rise == Pt::ZERO,
            _ => false,
        };
        let length = if counts { part.range.len() } else { 0 };
        match lengths.iter_mut().find(|(style, _)| *style == part.style) {
            Some((_, sum)) => *sum += length,
            None => lengths.push((part.style, length)),
        }
    }
    // The first of equals.
    lengths.iter().rev().max_by_key(|(_, length)| *length).map(|(style, _)| *style)
}

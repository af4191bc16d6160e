//! Text: styled runs become set lines. Shaping, bidi, hyphenation and Knuth-Plass line breaking.
//!
//! A paragraph is a list of [`Piece`]s. [`prepare`] does once what does not depend on a measure; [`Prepared::set`] makes
//! [`Line`]s of it, whose items are placed relative to the line: `x` from the left edge of the measure, `y` from the
//! baseline, downwards. The flow moves them to their page.

mod breaker;
mod candidate;
mod decorate;
mod glue;
mod hyphenate;
mod itemize;
mod line;
mod opportunities;
mod opportunity;
mod paragraph;
mod prepared;
mod prose;
mod protrusion;
mod run;
mod segment;
mod shape;
mod source;
mod style;
mod sums;
#[cfg(test)]
mod tests;

pub use self::prepared::{Prepared, prepare};

use super::fonts::{FontBook, FontRole};
use super::formula::FormulaPart;
use super::page::{Item, LineQuality, LinkAction, StructId};
use super::units::{Pt, Size};
use crate::diagnostics::Diagnostics;
use crate::document::{NodeId, NoteId, Rgb};
use crate::source::Span;
use std::sync::Arc;

/// How a run of text looks.
#[derive(Clone, Debug, PartialEq)]
pub struct TextStyle {
    /// Family by role.
    pub role: FontRole,
    /// Bold face.
    pub bold: bool,
    /// Italic face.
    pub italic: bool,
    /// Type size.
    pub size: Pt,
    /// Colour.
    pub color: Rgb,
    /// True small capitals for capitals and lower case alike (`c2sc`, `smcp`); scaled capitals where the face has none.
    pub small_caps: bool,
    /// Upper-case what is shown (`{shout:…}`, labels); the text copies as written.
    pub upper_case: bool,
    /// Figures.
    pub figures: Figures,
    /// How far the baseline is raised; negative for subscripts.
    pub rise: Pt,
    /// Space added after each character.
    pub tracking: Pt,
    /// Line under the text.
    pub underline: Option<Rgb>,
    /// Line through the text.
    pub strike: bool,
    /// Colour behind the text (inline code).
    pub background: Option<Rgb>,
    /// Frame around the text (keyboard keys).
    pub frame: Option<Rgb>,
    /// Space at either end of the text, which a wider reading above it needs.
    pub apart: Pt,
    /// Whether the text may be hyphenated; false for code and URLs, which break without a hyphen instead.
    pub hyphenate: bool,
    /// Space between an ideograph and a letter or figure beside it, in ems; none at a line's end or start.
    pub ideograph_gap: f64,
    /// BCP 47 tag.
    pub lang: Arc<str>,
}

/// Style of figures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Figures {
    /// Lining, proportional.
    #[default]
    Lining,
    /// Old-style, proportional.
    OldStyle,
    /// Lining, all of one width (table columns, numbered lists).
    Tabular,
}

/// A piece of a paragraph.
#[derive(Clone, Debug)]
pub struct Piece {
    /// What it is.
    pub kind: PieceKind,
    /// The structure element its items belong to.
    pub element: StructId,
    /// Where it was written.
    pub span: Span,
    /// Where it leads, if it is part of a link.
    pub link: Option<LinkAction>,
}

/// The kinds of piece.
#[derive(Clone, Debug)]
pub enum PieceKind {
    /// Text in one style.
    Text {
        /// Characters.
        text: String,
        /// Style.
        style: Arc<TextStyle>,
    },
    /// The call of a note: `text` is its number, never parted from what stands before it.
    NoteCall {
        /// The note.
        note: NoteId,
        /// The number shown.
        text: String,
        /// Style, already raised and small.
        style: Arc<TextStyle>,
    },
    /// An image within text, sitting on the baseline.
    Image {
        /// Key in the assets.
        source: String,
        /// Size to show it at.
        size: Size,
        /// Style of the text around it.
        style: Arc<TextStyle>,
    },
    /// A part of a formula. Lines may end between the parts of one.
    Math {
        /// The part.
        part: Arc<FormulaPart>,
        /// Style of the text around it.
        style: Arc<TextStyle>,
    },
    /// A place that links lead to.
    Anchor(NodeId),
    /// A forced line break; the next line is indented by the length given.
    Break(Pt),
    /// Ruby: how the text of the piece before it is read, small and above it. That text is not divided.
    Ruby {
        /// Characters.
        text: String,
        /// Style, already small.
        style: Arc<TextStyle>,
    },
    /// Space that takes up all that a line has left (leaders of a table of contents when a pattern is given).
    Fill {
        /// Repeated to fill the space, e.g. ". "; empty for white.
        pattern: String,
        /// Style of the pattern.
        style: Arc<TextStyle>,
    },
}

/// How a paragraph's lines end at the right.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Align {
    /// Both edges straight.
    #[default]
    Justify,
    /// Ragged at the right (at the left in right-to-left text).
    Start,
    /// Ragged at the left.
    End,
    /// Both edges ragged.
    Center,
}

/// The room a paragraph has.
#[derive(Clone, Debug)]
pub struct Measure {
    /// Left offset and width of each line in turn; the last entry serves all further lines. Never empty. (A paragraph
    /// beside an image has several.)
    pub lines: Vec<(Pt, Pt)>,
    /// Extra indent of the first line; negative for a hanging line.
    pub first_indent: Pt,
}

impl Measure {
    /// Every line of one width.
    pub fn of(width: Pt) -> Self {
        Measure { lines: vec![(Pt::ZERO, width)], first_indent: Pt::ZERO }
    }

    /// Left offset and width of a line, counted from 0.
    pub fn line(&self, index: usize) -> (Pt, Pt) {
        self.lines.get(index).or(self.lines.last()).copied().unwrap_or_default()
    }
}

/// How a paragraph is set.
#[derive(Clone, Debug)]
pub struct ParagraphStyle {
    /// Alignment.
    pub align: Align,
    /// Distance between baselines.
    pub leading: Pt,
    /// Whether to hyphenate at all.
    pub hyphenate: bool,
    /// Whether punctuation may hang out at the margins.
    pub protrude: bool,
    /// Mark drawn at the end of a line that was broken inside code, e.g. "↪"; empty for none.
    pub wrap_mark: String,
    /// Whether this is a line of code: it starts at the left, whatever its language.
    pub code: bool,
}

impl ParagraphStyle {
    /// Lines neither divided nor hung out: labels, headings, furniture.
    pub fn plain(align: Align, leading: Pt) -> ParagraphStyle {
        ParagraphStyle { align, leading, hyphenate: false, protrude: false, wrap_mark: String::new(), code: false }
    }
}

/// A set line.
#[derive(Clone, Debug, Default)]
pub struct Line {
    /// Items: `x` from the left edge of the measure, `y` downwards from the baseline.
    pub items: Vec<Item>,
    /// From the baseline up. At least the ascent that the leading gives; more where an image stands higher.
    pub height: Pt,
    /// From the baseline down.
    pub depth: Pt,
    /// Natural extent of what is on it.
    pub width: Pt,
    /// Notes called on it, in order.
    pub notes: Vec<NoteId>,
    /// Nodes that links lead to, on it.
    pub anchors: Vec<NodeId>,
    /// How well it is set (its page is filled in by the flow).
    pub quality: Option<LineQuality>,
}

/// Prepares a paragraph and sets it once: for text that is set at one measure only.
pub fn set(
    pieces: &[Piece],
    measure: &Measure,
    style: &ParagraphStyle,
    fonts: &FontBook,
    diagnostics: &mut Diagnostics,
) -> Vec<Line> {
    prepare(pieces.to_vec(), style, fonts, diagnostics).set(measure, style, diagnostics)
}

/// [`Prepared::extents`] of pieces that are only measured. What no font has goes untold: it is told when they are set.
pub fn extents(pieces: &[Piece], style: &ParagraphStyle, fonts: &FontBook) -> (Pt, Pt) {
    prepare(pieces.to_vec(), style, fonts, &mut Diagnostics::new()).extents()
}

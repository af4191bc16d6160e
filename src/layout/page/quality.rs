//! What the layout says of its own work: how each line, image and page came out.

use super::super::units::Pt;
use crate::source::Span;

/// How well a line of text was set.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LineQuality {
    /// Index of the page.
    pub page: usize,
    /// What the line is of.
    pub role: LineRole,
    /// Number of the paragraph in the book: lines that have it in common were set together.
    pub paragraph: u32,
    /// Number of the line in its paragraph, from 0.
    pub index: usize,
    /// Lines of the paragraph.
    pub of: usize,
    /// What it says, as written.
    pub text: String,
    /// Where that was written.
    pub span: Span,
    /// Its word spaces.
    pub spaces: WordSpaces,
    /// Adjustment ratio: 0 natural, 1 all stretch used, -1 all shrink used; `None` for the last line of a paragraph and
    /// ragged text.
    pub ratio: Option<f64>,
    /// Whether it ends in a hyphen that the text does not have.
    pub hyphenated: bool,
    /// How far the line sticks out of its measure; zero always, or a diagnostic tells.
    pub overfull: Pt,
    /// Whether it ends within a word that was broken by force, where no hyphenation pattern has a place.
    pub broken: bool,
    /// The characters that no font has, in order.
    pub missing: String,
}

/// What a line is of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum LineRole {
    /// Running text: paragraphs in the text's size that end at the column's right edge, those of lists and quotations
    /// among them.
    Text,
    /// Other paragraphs: in boxes, in small type.
    Aside,
    /// A note at the foot of the page of its call, or in its margin.
    Note,
    /// What is no prose: headings, labels, captions, tables, code, contents.
    #[default]
    Other,
}

/// The word spaces of a line.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct WordSpaces {
    /// How many.
    pub count: usize,
    /// Mean width as the faces have it.
    pub natural: Pt,
    /// Mean width as set.
    pub set: Pt,
}

/// How finely an image is printed.
#[derive(Clone, Debug, PartialEq)]
pub struct ImageQuality {
    /// Index of the page.
    pub page: usize,
    /// Key in the assets.
    pub source: String,
    /// Where it was written.
    pub span: Span,
    /// Its pixels on an inch of the page; `None` for drawings, which have none.
    pub dpi: Option<f64>,
}

/// Fewer pixels on an inch than this are too few: a figure is not enlarged beyond it unless the post asks for a width.
pub const LEAST_DPI: f64 = 150.0;

/// Whether so many pixels on an inch are too few. Half a pixel is rounding.
pub fn is_low(dpi: f64) -> bool {
    dpi + 0.5 < LEAST_DPI
}

/// How well a page was made up.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PageQuality {
    /// Lines missing at its foot; 0 where nothing that follows could have filled it.
    pub short: u32,
    /// Notes that go on on the next page.
    pub split_notes: Vec<SplitNote>,
}

/// A note of which a part is on the next page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SplitNote {
    /// The number shown.
    pub number: u32,
    /// Where its body was written.
    pub span: Span,
}

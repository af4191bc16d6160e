//! What a formula is, and what it is set from. No reading and no setting.

use std::collections::BTreeMap;
use std::ops::Range;

/// Commands that a writer defines: name with its backslash -> TeX, in which `#1` to `#9` are arguments.
pub type Macros = BTreeMap<String, String>;

/// A command's name with its backslash.
pub fn command(name: &str) -> String {
    format!("\\{}", name.trim().trim_start_matches('\\'))
}

/// The faces that formulas are set in, by their names; [`Font`] indexes them. The files are `fonts/katex/KaTeX_NAME.ttf`.
pub const FONTS: [&str; 20] = [
    "AMS-Regular",
    "Caligraphic-Bold",
    "Caligraphic-Regular",
    "Fraktur-Bold",
    "Fraktur-Regular",
    "Main-Bold",
    "Main-BoldItalic",
    "Main-Italic",
    "Main-Regular",
    "Math-BoldItalic",
    "Math-Italic",
    "SansSerif-Bold",
    "SansSerif-Italic",
    "SansSerif-Regular",
    "Script-Regular",
    "Size1-Regular",
    "Size2-Regular",
    "Size3-Regular",
    "Size4-Regular",
    "Typewriter-Regular",
];

/// Height of a lower-case x in the upright face, in ems: what the type size of formulas is matched by.
pub const X_HEIGHT: f64 = 0.431;

/// A formula that was read.
#[derive(Clone, Debug)]
pub struct Formula {
    /// TeX as it was written, without the signs around it.
    pub source: String,
    /// Whether it stands on lines of its own.
    pub display: bool,
    /// What `\label` calls it.
    pub label: Option<String>,
    /// What `\tag` numbers it, brackets not included.
    pub tag: Option<String>,
    /// Whether it asks for a number: it has a label, or is an `equation`.
    pub numbered: bool,
    #[cfg(feature = "math")]
    pub(super) nodes: Vec<ratex_parser::ParseNode>,
}

impl PartialEq for Formula {
    /// The same text reads the same.
    fn eq(&self, other: &Formula) -> bool {
        (&self.source, self.display, &self.label, &self.tag) == (&other.source, other.display, &other.label, &other.tag)
    }
}

/// Why a formula cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct MathError {
    /// What is wrong, as a part of a sentence.
    pub message: String,
    /// Bytes of the source; empty where a sign is missing.
    pub at: Range<usize>,
}

/// A face of a formula's character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Font {
    /// The face at this index of [`FONTS`].
    Math(usize),
    /// The face of the text around it: the math faces do not have the character.
    Text,
}

/// A colour: red, green, blue.
pub type Color = [u8; 3];

/// Where a formula may be broken, after a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Break {
    /// It ends here.
    End,
    /// After a relation.
    Relation,
    /// After a binary operator.
    Binary,
}

/// A part of a formula that is not broken.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// Width, with the gap.
    pub width: f64,
    /// Above the baseline.
    pub height: f64,
    /// Below the baseline.
    pub depth: f64,
    /// The part of the width that disappears at a line's end.
    pub gap: f64,
    /// What follows.
    pub end: Break,
    /// TeX that it stands for; the parts of a formula together are its source.
    pub source: String,
    /// What is drawn, from the baseline's left end.
    pub shapes: Vec<Shape>,
}

/// Something drawn.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// A character.
    Glyph {
        /// Left end of its baseline.
        x: f64,
        /// Its baseline.
        y: f64,
        /// Its size, where 1 is the formula's.
        size: f64,
        /// Its face.
        font: Font,
        /// The character that the face has it under.
        character: char,
        /// The character that it is.
        text: char,
        /// Its colour; that of the text where none is given.
        color: Option<Color>,
    },
    /// A filled rectangle.
    Rule {
        /// Left edge.
        x: f64,
        /// Top edge.
        y: f64,
        /// Width.
        width: f64,
        /// Height.
        height: f64,
        /// Its colour.
        color: Option<Color>,
    },
    /// A dashed horizontal line.
    Dashes {
        /// Left end.
        x: f64,
        /// Middle of the line.
        y: f64,
        /// Length.
        width: f64,
        /// Line width.
        thickness: f64,
        /// Its colour.
        color: Option<Color>,
    },
    /// Curves: arrows, braces, tall delimiters.
    Path {
        /// In order.
        steps: Vec<Step>,
        /// Line width of an outline; `None` for a filled shape.
        stroke: Option<f64>,
        /// Its colour.
        color: Option<Color>,
    },
}

/// A step of a path; points are `(x, y)`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Step {
    /// Begins a curve.
    Move((f64, f64)),
    /// A straight line.
    Line((f64, f64)),
    /// A cubic curve: two handles, and its end.
    Curve((f64, f64), (f64, f64), (f64, f64)),
    /// Closes the curve.
    Close,
}

/// Room that a character takes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Extent {
    /// Width.
    pub width: f64,
    /// Above the baseline.
    pub height: f64,
    /// Below the baseline.
    pub depth: f64,
}

/// The room that characters take which no math face has, in the face of the text.
pub type Extents<'a> = &'a dyn Fn(char) -> Option<Extent>;

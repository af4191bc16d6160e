//! Shaped text in the design units of its face: what words are made of.

use std::ops::Range;

/// A glyph, in design units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::layout) struct WordGlyph {
    /// Glyph of the face.
    pub id: u16,
    /// Advance.
    pub advance: i32,
    /// Offset rightwards.
    pub dx: i32,
    /// Offset upwards.
    pub dy: i32,
}

/// The smallest part of shaped text that stands for itself: one or more characters, one or more glyphs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::layout) struct WordCluster {
    /// Bytes of the word.
    pub range: Range<u32>,
    /// Its glyphs, from left to right.
    pub glyphs: Range<u32>,
    /// Advance of its glyphs.
    pub advance: i32,
    /// Whether breaking the text before it would change shapes on either side.
    pub bound: bool,
    /// Whether space is after it: between an ideograph and a letter or figure of the same word.
    pub gap: bool,
    /// What its text is.
    pub kind: ClusterKind,
}

/// What a cluster's text is, as far as filling lines asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::layout) enum ClusterKind {
    /// A space of the text, or one that does not break.
    Space,
    /// An ideograph or a mark among ideographs.
    Ideograph,
    /// Anything else.
    Letter,
    /// A hyphen that the text does not have.
    Hyphen,
}

/// Shaped text: clusters in the order of the text, and the glyphs that they index.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::layout) struct Glyphs {
    /// Clusters.
    pub clusters: Box<[WordCluster]>,
    /// Glyphs.
    pub glyphs: Box<[WordGlyph]>,
}

/// Part of a word shaped anew for a line's end or start, and the cluster up to which (from which) it replaces the word's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::layout) struct Reshaped {
    /// Index of a cluster of the word.
    pub cluster: usize,
    /// As it is shaped there.
    pub shaped: Glyphs,
    /// How much wider it is than what it replaces, in design units.
    pub wider: i32,
    /// How many more clusters it has than what it replaces.
    pub more: i32,
}

/// A place inside a word where it may be divided with a hyphen, with what dividing does to its shapes.
#[derive(Clone, Debug)]
pub(in crate::layout) struct Division {
    /// Byte of the word at which the next line starts.
    pub at: u32,
    /// Bytes before it that the hyphen replaces.
    pub dropped: u8,
    /// What the division costs, on the scale of badness.
    pub penalty: f64,
    /// The end of the line before it, with the hyphen.
    pub tail: Option<Reshaped>,
    /// The start of the line after it.
    pub head: Option<Reshaped>,
}

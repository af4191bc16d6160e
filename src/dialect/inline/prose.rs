//! A paragraph's text with what was found in it, and what it is part of.

use super::constructs::Constructs;
use super::opaque::{Opaque, Skip};
use crate::dialect::text::{Breaks, Mapped};
use std::ops::Range;

/// What a text is part of.
#[derive(Clone, Copy, Debug)]
pub(in crate::dialect) struct Mode {
    /// Whether the site's constructs apply.
    pub site: bool,
    /// What a single line's end becomes.
    pub breaks: Breaks,
    /// A table's cell, where `\|` stands for `|` even in code.
    pub cell: bool,
    /// Text of an HTML block, where CommonMark does not apply.
    pub html: bool,
}

/// A paragraph's text, with what has been found in it.
#[derive(Debug)]
pub(in crate::dialect) struct Prose {
    pub mapped: Mapped,
    pub(super) opaque: Opaque,
    pub(super) constructs: Constructs,
}

impl Prose {
    pub fn len(&self) -> usize {
        self.mapped.text.len()
    }

    /// The text of a range.
    pub fn text(&self, range: Range<usize>) -> &str {
        self.mapped.text.get(range).unwrap_or("")
    }

    /// The range without white space at its ends.
    pub fn trim(&self, range: Range<usize>) -> Range<usize> {
        let text = self.text(range.clone());
        let start = range.start + (text.len() - text.trim_start().len());
        start..start + text.trim().len()
    }

    /// The tags and comments in it, in order.
    pub fn angles(&self) -> Vec<Range<usize>> {
        let angle = |(start, (end, kind)): (&usize, &(usize, Skip))| (*kind == Skip::Angle).then_some(*start..*end);
        self.opaque.parts.iter().filter_map(angle).collect()
    }

    /// The first `needle` outside of any construct or skipped part.
    pub fn find_outside(&self, needle: &str) -> Option<usize> {
        let mut at = 0;
        while at < self.len() {
            let construct = self.constructs.found.get(&at).map(|construct| construct.end);
            if let Some(end) = construct.or_else(|| self.opaque.parts.get(&at).map(|part| part.0)) {
                at = end;
                continue;
            }
            if self.mapped.text.as_bytes().get(at..).is_some_and(|rest| rest.starts_with(needle.as_bytes())) {
                return Some(at);
            }
            at += 1;
        }
        None
    }
}

//! What a pass over a text for a generator's marks is given, and what it may ask for.

use super::host::{Host, Included};
use super::rewrite::{Edit, Replacement, Rewritten};
use crate::diagnostics::{Code, Diagnostics};
use crate::source::Span;
use std::ops::Range;
use std::path::Path;

/// Most that marks of one text put into it from other files, in bytes: files that include each other would grow without
/// end.
pub(super) const MOST_INCLUDED: usize = 4 << 20;

/// The state of a pass. Ranges are of the text that the pass was given.
pub(in crate::dialect) struct Marks<'a> {
    /// The file that the text is of.
    pub path: &'a Path,
    /// Where the text starts, after the front matter; nothing before it can be replaced.
    pub body: usize,
    /// What is known of the site.
    pub host: Option<&'a dyn Host>,
    /// The code in the text: fences, indented code and spans, in order.
    pub code: Vec<Range<usize>>,
    text: &'a Rewritten,
    edits: Vec<Edit>,
    /// How much may still be included, in bytes.
    left: &'a mut usize,
    diagnostics: &'a mut Diagnostics,
}

impl<'a> Marks<'a> {
    /// The state at the start of a pass.
    pub fn new(
        path: &'a Path,
        body: usize,
        host: Option<&'a dyn Host>,
        text: &'a Rewritten,
        code: Vec<Range<usize>>,
        left: &'a mut usize,
        diagnostics: &'a mut Diagnostics,
    ) -> Self {
        Marks { path, body, host, code, text, edits: Vec::new(), left, diagnostics }
    }

    /// Whether a byte of the text is code.
    pub fn is_code(&self, at: usize) -> bool {
        let index = self.code.partition_point(|range| range.end <= at);
        self.code.get(index).is_some_and(|range| range.contains(&at))
    }

    /// Puts something in the place of a part of the text. Of two edits that overlap the earlier one counts.
    pub fn replace(&mut self, range: Range<usize>, with: Vec<Replacement>) {
        if range.start >= self.body {
            self.edits.push(Edit { range, with });
        }
    }

    /// Takes a part of the text out.
    pub fn remove(&mut self, range: Range<usize>) {
        self.replace(range, Vec::new());
    }

    /// Where a part of the text was written.
    pub fn span(&self, range: Range<usize>) -> Span {
        self.text.span(range)
    }

    /// Says what is wrong with a part of the text.
    pub fn warn(&mut self, code: Code, range: Range<usize>, message: impl Into<String>, hint: impl Into<String>) {
        let span = self.span(range);
        self.diagnostics.warn(code, span, message, hint);
    }

    /// Puts a file of the site, or a part of it, in the place of a mark; says why if it cannot be read.
    pub fn include(&mut self, range: Range<usize>, reference: &str) {
        match self.included(range.clone(), reference) {
            Some(found) => self.replace(range, vec![found]),
            None => self.remove(range),
        }
    }

    /// A file of the site, or a part of it, or why it cannot be read.
    pub fn ask(&self, reference: &str) -> Result<Included, String> {
        match self.host {
            Some(host) => host.include(self.path, reference),
            None => Err("the site of the text is not known".to_owned()),
        }
    }

    /// A file of the site, or a part of it. Where it cannot be read, that is said.
    pub fn included(&mut self, range: Range<usize>, reference: &str) -> Option<Replacement> {
        let reference = reference.trim();
        let found = self.ask(reference).and_then(|found| {
            let left = self.left.checked_sub(found.text.len());
            *self.left = left.ok_or_else(|| "what this text includes is larger than 4 MB together".to_owned())?;
            Ok(found)
        });
        match found {
            Ok(Included { source, start, text }) => Some(Replacement::Included { source, start, text }),
            Err(why) => {
                let message = format!("`{reference}` is not included: {why}");
                self.warn(Code::UnknownMark, range, message, "correct the path; only files of the site are read");
                None
            }
        }
    }

    /// The edits that were asked for.
    pub fn into_edits(self) -> Vec<Edit> {
        self.edits
    }
}

//! Source text to document. The only place that knows `pulldown_cmark` and YAML front matter.

use crate::diagnostics::Diagnostics;
use crate::document::Document;
use crate::source::{SourceFile, SourceId};

/// How to read a source.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Syntax {
    /// The site's dialect.
    #[default]
    Site,
    /// Plain CommonMark with GFM's extensions.
    CommonMark,
    /// Plain text, one paragraph a line.
    PlainText,
}

/// Reads a source. Never fails: what cannot be understood stays as text, with a diagnostic.
pub fn parse(_source: SourceId, _file: &SourceFile, _syntax: Syntax) -> (Document, Diagnostics) {
    (Document::default(), Diagnostics::new()) // to be written
}

/// TEMPORARY until the dialect branch is merged.
pub fn front_matter(_source: SourceId, _file: &SourceFile) -> (crate::document::Metadata, Diagnostics) {
    Default::default()
}

//! What a generator's marks may ask of the site that a text is of.

use crate::source::SourceId;
use std::fmt::Debug;
use std::path::Path;

/// A file that a mark includes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Included {
    /// The file, if it is among the run's sources, so that places in it can be shown.
    pub source: Option<SourceId>,
    /// The byte of the file that the text starts at.
    pub start: usize,
    /// The text.
    pub text: String,
}

/// What a reference of Quarto or R Markdown leads to in another text of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The address of the place, from the root of the site, with the anchor.
    pub address: String,
    /// What is shown for it: a heading, or a number.
    pub shown: String,
}

/// The site that a text is of, as far as its marks need it. Nothing of it may change the answer from one call to the
/// next: a text is read the same however often it is read.
pub trait Host: Debug + Send + Sync {
    /// The file that a text at `from` includes as `reference` (a path, and after `:` or `#` the part that is wanted); the
    /// reason if there is none that may be read.
    fn include(&self, from: &Path, reference: &str) -> Result<Included, String>;

    /// The value of a name that a text at `from` calls (`site.title`, `page.title`).
    fn variable(&self, from: &Path, name: &str) -> Option<String> {
        let _ = (from, name);
        None
    }

    /// The figure, table or section of another text that a key names (`fig-chart`, `sec-methods`).
    fn label(&self, key: &str) -> Option<Label> {
        let _ = key;
        None
    }

    /// The block of an outline with this id, as Logseq numbers them.
    fn block(&self, id: &str) -> Option<String> {
        let _ = id;
        None
    }
}

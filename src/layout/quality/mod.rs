//! How well pages are set: what a compositor would mark on the proofs, and figures for a whole book.
//!
//! Nothing is guessed from the look of a page: the layout says of each line, image and page what became of it
//! ([`LineQuality`], [`ImageQuality`](super::page::ImageQuality), [`PageQuality`](super::page::PageQuality)), and this
//! counts. `docs/check.md` defines every word used here.

mod faults;
mod limits;
mod summary;

pub use faults::{Fault, FaultKind, LADDER, LOOSE, SHORT_LINES, SHORT_WORD, TIGHT};
pub use limits::Limits;
pub use summary::{LEAST_SPACES, Summary};

use super::page::{LineQuality, LineRole, Pages, WordSpaces};
use std::collections::BTreeMap;

/// The marks on the proofs, and the figures.
#[derive(Clone, Debug, Default)]
pub struct Typography {
    /// Page by page, in the order of the source within a page.
    pub faults: Vec<Fault>,
    /// The whole.
    pub summary: Summary,
}

impl Typography {
    /// Reads what the layout said.
    pub fn of(pages: &Pages) -> Typography {
        let faults = faults::find(pages, &prose(pages), summary::usual(pages));
        let summary = Summary::new(pages, &faults);
        Typography { faults, summary }
    }
}

/// The lines of each paragraph of prose, in order.
fn prose(pages: &Pages) -> BTreeMap<u32, Vec<&LineQuality>> {
    let mut paragraphs: BTreeMap<u32, Vec<&LineQuality>> = BTreeMap::new();
    for line in pages.quality.iter().filter(|line| line.role != LineRole::Other) {
        paragraphs.entry(line.paragraph).or_default().push(line);
    }
    paragraphs
}

/// How much wider or narrower than natural the word spaces of a line are that was made to fit its measure: justified
/// lines, and last lines that had to be squeezed. `None` for other lines and for lines of one word.
fn factor(line: &LineQuality) -> Option<f64> {
    let WordSpaces { count, natural, set } = line.spaces;
    let fitted = line.ratio.is_some() || set != natural;
    (fitted && count > 0 && natural.0 > 0.0).then(|| set / natural)
}

/// Whether a line ends in a hyphen, one that the text has or one that was added.
fn ends_in_hyphen(line: &LineQuality) -> bool {
    let mut end = line.text.chars().rev();
    let written = matches!(end.next(), Some('-' | '\u{2010}')) && end.next().is_some_and(char::is_alphabetic);
    line.hyphenated || (written && line.index + 1 < line.of)
}

#[cfg(test)]
mod tests;

//! How well pages are set: what a compositor would mark on the proofs, and figures for a whole book.
//!
//! Nothing is guessed from the look of a page: the layout says of each line, image and page what became of it
//! ([`LineQuality`], [`ImageQuality`](super::page::ImageQuality), [`PageQuality`](super::page::PageQuality)), and this
//! counts. `docs/check.md` defines every word used here.

mod faults;
mod limits;
mod line;
mod summary;

pub use faults::{Fault, FaultKind, LADDER, LOOSE, SHORT_LINES, SHORT_WORD, TIGHT};
pub use limits::Limits;
pub use summary::{LEAST_SPACES, Summary};

use super::page::{LineQuality, LineRole, Pages};
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

#[cfg(test)]
mod tests;

//! References to pages: "(p. 12)" after a link within the book, "See p. 12, 40" in its glossary.
//!
//! A page's number changes the text that leads to it, and may so change the pages. The book is therefore built anew with
//! the numbers that the pages had, until both agree ([`References::moved`], [`References::again`]).
//!
//! A link says no page where its target is in sight already, on the same page or the one facing it. That is decided
//! by the first pass; later ones only bring references back. If they could take them away, too, a book might change
//! for ever.

use super::super::page::PageLabel;
use crate::document::{Book, NodeId};
use std::collections::{BTreeMap, BTreeSet};

/// Shown while no pages are known: as wide as most numbers.
pub const UNKNOWN: &str = "00";

/// Pages in a row from this many on are shown as a range.
const RANGE: usize = 3;

/// Whether links within the book show pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PageRefs {
    /// Where the target is not in sight.
    #[default]
    Auto,
    /// Nowhere.
    Never,
}

/// The page a node stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Index of the page in the book.
    pub page: usize,
    /// Its label.
    pub label: PageLabel,
}

/// Where every node stands.
pub type Places = BTreeMap<NodeId, Place>;

/// What links say of pages in this pass.
#[derive(Clone, Debug, Default)]
pub struct References {
    never: bool,
    /// Where nodes stood in the pass before; `None` in the first.
    known: Option<Places>,
    /// Links whose target is in sight.
    hidden: BTreeSet<NodeId>,
    /// Targets that need no page: entries of a glossary, which the alphabet leads to.
    alphabetical: BTreeSet<NodeId>,
    /// What was printed, in the order of building.
    printed: Vec<Printed>,
}

#[derive(Clone, Debug)]
enum Printed {
    /// After a link; `None` where it is hidden.
    Link { link: NodeId, target: NodeId, shown: Option<String> },
    /// In a list of pages.
    List { targets: Vec<NodeId>, shown: Vec<(String, NodeId)> },
}

impl References {
    /// Those of a book, before its pages are known.
    pub fn new(book: &Book, refs: PageRefs) -> References {
        let entries = book.chapters.iter().filter_map(|chapter| chapter.glossary()).flatten();
        let alphabetical = entries.map(|entry| entry.id).collect();
        References { never: refs == PageRefs::Never, alphabetical, ..References::default() }
    }

    /// Whether pages are shown at all.
    pub fn on(&self) -> bool {
        !self.never
    }

    /// Whether links to a node say its page, unless it is in sight.
    pub fn counts(&self, target: NodeId) -> bool {
        !self.never && !self.alphabetical.contains(&target)
    }

    /// The page to print after a link; `None` where its target is in sight.
    pub fn after_link(&mut self, link: NodeId, target: NodeId) -> Option<String> {
        let shown = (!self.hidden.contains(&link)).then(|| self.folio_of(target)).flatten();
        self.printed.push(Printed::Link { link, target, shown: shown.clone() });
        shown
    }

    /// The pages of several nodes, each page once, each with the first node on it.
    pub fn list(&mut self, targets: &[NodeId]) -> Vec<(String, NodeId)> {
        let shown = match &self.known {
            Some(known) => pages(targets, known),
            None => targets.iter().map(|target| (UNKNOWN.to_owned(), *target)).collect(),
        };
        self.printed.push(Printed::List { targets: targets.to_vec(), shown: shown.clone() });
        shown
    }

    /// The number of a node's page, as far as it is known.
    pub fn folio_of(&self, node: NodeId) -> Option<String> {
        match &self.known {
            Some(known) => known.get(&node).map(|place| place.label.to_string()),
            None => Some(UNKNOWN.to_owned()),
        }
    }

    /// Whether what was printed is not what the pages now are.
    pub fn moved(&self, places: &Places) -> bool {
        self.printed.iter().any(|printed| match printed {
            Printed::Link { link, target, shown } => match shown {
                Some(shown) => {
                    (self.known.is_none() && in_sight(*link, *target, places))
                        || places.get(target).is_none_or(|place| place.label.to_string() != *shown)
                }
                None => places.contains_key(target) && !in_sight(*link, *target, places),
            },
            Printed::List { targets, shown } => pages(targets, places) != *shown,
        })
    }

    /// Those of the next pass.
    pub fn again(&self, places: Places) -> References {
        let hidden = self.printed.iter().filter_map(|printed| match printed {
            Printed::Link { link, target, shown } => {
                let may_hide = self.known.is_none() || shown.is_none();
                (may_hide && in_sight(*link, *target, &places)).then_some(*link)
            }
            Printed::List { .. } => None,
        });
        let hidden = hidden.collect();
        let alphabetical = self.alphabetical.clone();
        References { never: self.never, known: Some(places), hidden, alphabetical, printed: Vec::new() }
    }

    /// The links that were anchored to see where they stand.
    pub fn links(&self) -> BTreeSet<NodeId> {
        let link = |printed: &Printed| match printed {
            Printed::Link { link, .. } => Some(*link),
            Printed::List { .. } => None,
        };
        self.printed.iter().filter_map(link).collect()
    }
}

/// Whether a reader of a link has its target before their eyes: on the same page, or the facing one.
fn in_sight(link: NodeId, target: NodeId, places: &Places) -> bool {
    // The first page is a right one with nothing facing it.
    let spread = |node: &NodeId| places.get(node).map(|place| place.page.div_ceil(2));
    spread(&link).is_some_and(|here| spread(&target) == Some(here))
}

/// Pages in order, each once; three and more in a row as a range.
fn pages(targets: &[NodeId], places: &Places) -> Vec<(String, NodeId)> {
    let mut found: Vec<(Place, NodeId)> =
        targets.iter().filter_map(|target| places.get(target).map(|place| (*place, *target))).collect();
    found.sort_by_key(|(place, _)| place.page);
    found.dedup_by_key(|(place, _)| place.page);
    let mut out = Vec::new();
    let mut rest = found.as_slice();
    while let Some((first, node)) = rest.first() {
        let follows = |(index, (place, _)): &(usize, &(Place, NodeId))| {
            place.page == first.page + index && place.label.roman == first.label.roman
        };
        let run = rest.iter().enumerate().take_while(follows).count();
        let taken = if run >= RANGE { run } else { 1 };
        let last = rest.get(taken - 1).map_or(*first, |(place, _)| *place);
        let shown = match taken {
            1 => first.label.to_string(),
            _ => format!("{}–{}", first.label, last.label),
        };
        out.push((shown, *node));
        rest = rest.get(taken..).unwrap_or(&[]);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(pages: &[(u32, usize)]) -> Places {
        let place = |page: usize| Place {
            page,
            label: PageLabel { number: u32::try_from(page).expect("small") + 1, roman: false },
        };
        pages.iter().map(|(node, page)| (NodeId(*node), place(*page))).collect()
    }

    #[test]
    fn a_target_in_sight_needs_no_page_and_comes_back_when_it_moves_away() {
        let (link, target) = (NodeId(1), NodeId(2));
        let mut first = References::default();
        assert_eq!(first.after_link(link, target).as_deref(), Some(UNKNOWN));
        let facing = places(&[(1, 1), (2, 2)]);
        assert!(first.moved(&facing));
        let mut second = first.again(facing.clone());
        assert_eq!(second.after_link(link, target), None);
        assert!(!second.moved(&facing));
        let apart = places(&[(1, 2), (2, 3)]);
        assert!(second.moved(&apart), "the leaf lies between");
        let mut third = second.again(apart.clone());
        assert_eq!(third.after_link(link, target).as_deref(), Some("4"));
        assert!(!third.moved(&apart));
        assert!(!third.moved(&places(&[(1, 3), (2, 3)])), "what is shown stays shown");
        assert!(third.moved(&places(&[(1, 2), (2, 7)])), "but not with a wrong number");
    }

    #[test]
    fn pages_are_listed_once_in_order_and_runs_as_ranges() {
        let nodes: Vec<NodeId> = (1..=8).map(NodeId).collect();
        let on = places(&[(1, 9), (2, 4), (3, 4), (4, 5), (5, 6), (6, 11), (7, 12)]);
        let shown: Vec<_> = pages(&nodes, &on).into_iter().map(|(text, node)| (text, node.0)).collect();
        let expected = [("5–7", 2), ("10", 1), ("12", 6), ("13", 7)];
        assert_eq!(shown, expected.map(|(text, node)| (text.to_owned(), node)));
    }
}

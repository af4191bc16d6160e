//! References to pages: "(p. 12)" after a link within the book, "See p. 12, 40" in its glossary, the contents.
//!
//! A page's number changes the text that leads to it, and may so change the pages. The galleys that print another number
//! than the pages now have are therefore set anew with those numbers, until both agree ([`References::moved`],
//! [`References::again`]).
//!
//! A link says no page where its target is in sight already, on the same page or the one facing it. That is decided
//! by the first pass; later ones only bring references back. If they could take them away, too, a book might change
//! for ever.

use super::super::page::PageLabel;
use crate::document::NodeId;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

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

/// The page a node is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Index of the page in the book.
    pub page: usize,
    /// Its label.
    pub label: PageLabel,
}

/// Where every node is.
pub type Places = BTreeMap<NodeId, Place>;

/// What a galley says of pages.
#[derive(Clone, Debug, Default)]
pub struct References {
    /// Where nodes stood when it was set; `None` the first time.
    known: Option<Arc<Places>>,
    /// Links whose target is in sight.
    hidden: BTreeSet<NodeId>,
    /// What was printed, in the order of setting.
    printed: Vec<Printed>,
}

#[derive(Clone, Debug)]
enum Printed {
    /// After a link; `None` where it is hidden.
    Link { link: NodeId, target: NodeId, shown: Option<String> },
    /// In a list of pages.
    List { targets: Vec<NodeId>, shown: Vec<(String, NodeId)> },
    /// In the contents.
    Entry { target: NodeId, shown: String },
}

impl References {
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

    /// The page to print after an entry of the contents.
    pub fn entry(&mut self, target: NodeId) -> String {
        let shown = self.folio_of(target).unwrap_or_else(|| UNKNOWN.to_owned());
        self.printed.push(Printed::Entry { target, shown: shown.clone() });
        shown
    }

    /// The number of a node's page, as far as it is known.
    fn folio_of(&self, node: NodeId) -> Option<String> {
        match &self.known {
            Some(known) => known.get(&node).map(|place| place.label.to_string()),
            None => Some(UNKNOWN.to_owned()),
        }
    }

    /// Whether what was printed is not what the pages now are; `first` if they are those of the first pass.
    pub fn moved(&self, places: &Places, first: bool) -> bool {
        let is_at = |target: &NodeId, shown: &str| places.get(target).map(|place| place.label.to_string() == shown);
        self.printed.iter().any(|printed| match printed {
            Printed::Link { link, target, shown: Some(shown) } => {
                (first && in_sight(*link, *target, places)) || is_at(target, shown) != Some(true)
            }
            Printed::Link { link, target, shown: None } => {
                places.contains_key(target) && !in_sight(*link, *target, places)
            }
            Printed::List { targets, shown } => pages(targets, places) != *shown,
            Printed::Entry { target, shown } => is_at(target, shown) == Some(false),
        })
    }

    /// Those of the next pass.
    pub fn again(&self, places: &Arc<Places>, first: bool) -> References {
        let hidden = self.printed.iter().filter_map(|printed| match printed {
            Printed::Link { link, target, shown } => {
                let may_hide = first || shown.is_none();
                (may_hide && in_sight(*link, *target, places)).then_some(*link)
            }
            Printed::List { .. } | Printed::Entry { .. } => None,
        });
        References { known: Some(Arc::clone(places)), hidden: hidden.collect(), printed: Vec::new() }
    }

    /// The links that were anchored to see where they are.
    pub fn links(&self) -> impl Iterator<Item = NodeId> {
        self.printed.iter().filter_map(|printed| match printed {
            Printed::Link { link, .. } => Some(*link),
            Printed::List { .. } | Printed::Entry { .. } => None,
        })
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
        assert!(first.moved(&facing, true));
        let mut second = first.again(&Arc::new(facing.clone()), true);
        assert_eq!(second.after_link(link, target), None);
        assert!(!second.moved(&facing, false));
        let apart = places(&[(1, 2), (2, 3)]);
        assert!(second.moved(&apart, false), "the leaf lies between");
        let mut third = second.again(&Arc::new(apart.clone()), false);
        assert_eq!(third.after_link(link, target).as_deref(), Some("4"));
        assert!(!third.moved(&apart, false));
        assert!(!third.moved(&places(&[(1, 3), (2, 3)]), false), "what is shown stays shown");
        assert!(third.moved(&places(&[(1, 2), (2, 7)]), false), "but not with a wrong number");
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

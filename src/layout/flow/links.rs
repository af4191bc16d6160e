//! Which nodes of a book links lead to.

use crate::document::visit::Visit;
use crate::document::{Book, Destination, NodeId};
use std::collections::BTreeSet;

/// Every node that a link, a field note's relation or the glossary leads to.
pub fn targets(book: &Book) -> BTreeSet<NodeId> {
    let mut targets = BTreeSet::new();
    book.visit(&mut |found| match found {
        Visit::Destination(Destination::Node(node)) => {
            targets.insert(*node);
        }
        Visit::Back(node) => {
            targets.insert(node);
        }
        Visit::Destination(Destination::Url(_) | Destination::File { .. } | Destination::Nowhere)
        | Visit::Heading(..)
        | Visit::Call(_)
        | Visit::Node(_) => {}
    });
    targets
}

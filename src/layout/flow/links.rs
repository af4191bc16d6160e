//! Which nodes of a book links lead to.

use crate::document::walk::{blocks, inline_tree, inlines};
use crate::document::{BlockKind, Book, Destination, Inline, InlineKind, NodeId};
use std::collections::BTreeSet;

/// Every node that a link, a field note's relation or the glossary leads to.
pub fn targets(book: &Book) -> BTreeSet<NodeId> {
    let mut targets = BTreeSet::new();
    let mut take = |inline: &Inline| {
        if let InlineKind::Link(link) = &inline.kind
            && let Destination::Node(node) = link.destination
        {
            targets.insert(node);
        }
    };
    for chapter in &book.chapters {
        inlines(&chapter.blocks, &mut take);
        for run in chapter.meta.lead.iter().chain(&chapter.meta.tldr) {
            inline_tree(run, &mut take);
        }
    }
    for note in &book.notes {
        inlines(&note.body, &mut take);
    }
    let mut related = |list: &[crate::document::Block]| {
        blocks(list, &mut |block| {
            if let BlockKind::Interactions(entries) = &block.kind {
                targets.extend(entries.iter().filter_map(|entry| match entry.destination {
                    Destination::Node(node) => Some(node),
                    Destination::Url(_) | Destination::File { .. } | Destination::Unresolved | Destination::Nowhere => {
                        None
                    }
                }));
            }
        });
    };
    for chapter in &book.chapters {
        related(&chapter.blocks);
    }
    let entries = book.chapters.iter().filter_map(|chapter| chapter.glossary()).flatten();
    targets.extend(entries.flat_map(|entry| entry.calls.iter().map(|call| call.node)));
    targets
}

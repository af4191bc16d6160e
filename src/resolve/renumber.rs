//! Making ids unique: the ids of a document are moved past those of the documents before it.

use crate::document::{Document, Handle};

/// How far ids move.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Renumber {
    /// Added to every [`crate::document::NodeId`].
    pub nodes: u32,
    /// Added to every [`crate::document::NoteId`].
    pub notes: u32,
}

impl Renumber {
    /// Moves every id of a document.
    pub fn document(self, document: &mut Document) {
        document.handles_mut(&mut |handle| match handle {
            Handle::Node(id) => id.0 = id.0.saturating_add(self.nodes),
            Handle::Note(id) => id.0 = id.0.saturating_add(self.notes),
            Handle::Span(_) => {}
        });
        document.next_node = document.next_node.saturating_add(self.nodes);
    }
}

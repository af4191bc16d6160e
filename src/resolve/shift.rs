//! Making ids unique: the ids of a document are moved past those of the documents before it.

use crate::document::{Block, BlockKind, Document, Image, Inline, InlineKind, NodeId, Note, NoteId, TableRow, walk};

/// How far ids move.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shift {
    /// Added to every [`NodeId`].
    pub nodes: u32,
    /// Added to every [`NoteId`].
    pub notes: u32,
}

impl Shift {
    /// Moves every id of a document.
    pub fn document(self, document: &mut Document) {
        for run in document.meta.lead.iter_mut().chain(&mut document.meta.tldr) {
            self.inlines(run);
        }
        self.blocks(&mut document.blocks);
        for Note { id, body, .. } in &mut document.notes {
            self.node(id);
            self.blocks(body);
        }
        document.next_node = document.next_node.saturating_add(self.nodes);
    }

    fn node(self, id: &mut NodeId) {
        id.0 = id.0.saturating_add(self.nodes);
    }

    fn note(self, id: &mut NoteId) {
        id.0 = id.0.saturating_add(self.notes);
    }

    fn image(self, image: &mut Image) {
        self.node(&mut image.id);
    }

    fn row(self, row: &mut TableRow) {
        self.node(&mut row.id);
        for cell in &mut row.cells {
            self.node(&mut cell.id);
        }
    }

    /// The ids that a block holds itself, then those of what is inside it.
    fn blocks(self, blocks: &mut [Block]) {
        for block in blocks {
            self.node(&mut block.id);
            match &mut block.kind {
                BlockKind::List(list) => list.items.iter_mut().for_each(|item| self.node(&mut item.id)),
                BlockKind::DefinitionList(items) => items.iter_mut().for_each(|item| self.node(&mut item.id)),
                BlockKind::Table(table) => {
                    std::iter::once(&mut table.head).chain(&mut table.rows).for_each(|row| self.row(row));
                }
                BlockKind::Figure(figure) => self.image(&mut figure.image),
                BlockKind::Annotations(entries) => entries.iter_mut().for_each(|entry| self.node(&mut entry.id)),
                BlockKind::Interactions(entries) => entries.iter_mut().for_each(|entry| self.node(&mut entry.id)),
                BlockKind::Glossary(entries) => entries.iter_mut().for_each(|entry| {
                    self.node(&mut entry.id);
                    entry.calls.iter_mut().for_each(|call| self.node(&mut call.node));
                }),
                BlockKind::Heading(_)
                | BlockKind::Paragraph(_)
                | BlockKind::Callout(_)
                | BlockKind::Quote(_)
                | BlockKind::SmallText(_)
                | BlockKind::Code(_)
                | BlockKind::Shout(_)
                | BlockKind::Dots
                | BlockKind::Rule => {}
            }
            for content in block.kind.content_mut() {
                match content {
                    walk::ContentMut::Inlines(run) => self.inlines(run),
                    walk::ContentMut::Blocks(inner) => self.blocks(inner),
                }
            }
        }
    }

    fn inlines(self, run: &mut [Inline]) {
        walk::inline_tree_mut(run, &mut |inline| match &mut inline.kind {
            InlineKind::Link(link) => self.node(&mut link.id),
            InlineKind::NoteCall(call) => {
                self.node(&mut call.id);
                self.note(&mut call.note);
            }
            InlineKind::Image(image) => self.image(image),
            InlineKind::Text(_)
            | InlineKind::Code(_)
            | InlineKind::LineBreak(_)
            | InlineKind::Emphasis(_)
            | InlineKind::Strong(_)
            | InlineKind::Strikethrough(_)
            | InlineKind::Underline(_)
            | InlineKind::Accent(_)
            | InlineKind::Colored(..)
            | InlineKind::Language(..)
            | InlineKind::SmallCaps(_)
            | InlineKind::Superscript(_)
            | InlineKind::Subscript(_)
            | InlineKind::Keyboard(_) => {}
        });
    }
}

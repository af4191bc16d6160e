//! What a text holds that links lead to, or that leads somewhere: its nodes, its calls of notes, its links. Whoever looks for
//! these goes this way, in reading order.

use super::walk::Content;
use super::{Block, BlockKind, Book, Destination, Heading, Inline, InlineKind, NodeId, NoteCall, Table};

/// What is met on the way.
#[derive(Clone, Copy, Debug)]
pub enum Visit<'a> {
    /// A heading.
    Heading(NodeId, &'a Heading),
    /// A note's call. Its term has been visited before it: the number is read after the term.
    Call(&'a NoteCall),
    /// Any other node.
    Node(NodeId),
    /// Where a link leads.
    Destination(&'a Destination),
    /// Where a glossary leads back to.
    Back(NodeId),
}

impl Book {
    /// Visits the openings and the texts of all chapters, then the bodies of all notes.
    pub fn visit<'a>(&'a self, visit: &mut dyn FnMut(Visit<'a>)) {
        for chapter in &self.chapters {
            chapter.meta.lead.iter().chain(&chapter.meta.tldr).for_each(|run| inlines(run, visit));
            blocks(&chapter.blocks, visit);
        }
        self.notes.iter().for_each(|note| blocks(&note.body, visit));
    }
}

/// Visits blocks and all they hold.
pub fn blocks<'a>(list: &'a [Block], visit: &mut dyn FnMut(Visit<'a>)) {
    for block in list {
        match &block.kind {
            BlockKind::Heading(heading) => visit(Visit::Heading(block.id, heading)),
            _ => visit(Visit::Node(block.id)),
        }
        members(&block.kind, visit);
        for content in block.kind.content() {
            match content {
                Content::Inlines(run) => inlines(run, visit),
                Content::Blocks(inner) => blocks(inner, visit),
            }
        }
    }
}

/// What a block is made of besides runs of inlines and of blocks.
fn members<'a>(kind: &'a BlockKind, visit: &mut dyn FnMut(Visit<'a>)) {
    match kind {
        BlockKind::List(list) => list.items.iter().for_each(|item| visit(Visit::Node(item.id))),
        BlockKind::DefinitionList(items) => items.iter().for_each(|item| visit(Visit::Node(item.id))),
        BlockKind::Table(table) => cells(table, visit),
        BlockKind::Figure(figure) => visit(Visit::Node(figure.image.id)),
        BlockKind::Annotations(entries) => entries.iter().for_each(|entry| visit(Visit::Node(entry.id))),
        BlockKind::Interactions(entries) => {
            for entry in entries {
                visit(Visit::Node(entry.id));
                visit(Visit::Destination(&entry.destination));
            }
        }
        BlockKind::Glossary(entries) => {
            for entry in entries {
                visit(Visit::Node(entry.id));
                entry.calls.iter().for_each(|call| visit(Visit::Back(call.node)));
            }
        }
        // The rest has no nodes of its own; a test compares with what `handles` finds.
        _ => {}
    }
}

fn cells<'a>(table: &'a Table, visit: &mut dyn FnMut(Visit<'a>)) {
    for row in std::iter::once(&table.head).chain(&table.rows) {
        visit(Visit::Node(row.id));
        row.cells.iter().for_each(|cell| visit(Visit::Node(cell.id)));
    }
}

/// Visits inlines and all they hold, inner before outer.
pub fn inlines<'a>(run: &'a [Inline], visit: &mut dyn FnMut(Visit<'a>)) {
    for inline in run {
        inlines(inline.kind.children(), visit);
        match &inline.kind {
            InlineKind::Link(link) => {
                visit(Visit::Node(link.id));
                visit(Visit::Destination(&link.destination));
            }
            InlineKind::NoteCall(call) => visit(Visit::Call(call)),
            InlineKind::Image(image) => visit(Visit::Node(image.id)),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dialect::{Syntax, parse};
    use crate::document::Handle;
    use crate::source::{SourceFile, SourceId};
    use std::collections::BTreeSet;

    /// Every construct that has nodes.
    const TEXT: &str = "---\nid: a\nuid: 0WgYCyiZ\naddress: A//B\nname: B\nlead: A [l](#x) ^[n].\n---\n\n# One ^[why]\n\n\
        Text {{term ![i](i.png)|a [link](https://e.example)}}.\n\n- item\n  - [x] inner\n\n- TERM:: what\n\n\
        | a | b |\n|---|---|\n| c | [[cat/x|d]] |\n\n![alt|caption](a.png)\n\n>> 26.02.09 - noted\n\n> small\n\n\
        {bkqt/quote|Ada}\nSaid.\n{/bkqt}\n\n{bkqt/note}\nBox.\n{/bkqt}\n\n{shout:loud}\n\n{dots}\n\n---\n\n\
        ```rust\nfn f() {}\n```\n\n[[uid]] :: because\n";

    #[test]
    fn every_node_that_has_an_id_is_visited() {
        let file = SourceFile::new("a.md", TEXT);
        let (mut document, _) = parse(SourceId(0), &file, Syntax::Site);
        let mut seen = BTreeSet::new();
        let mut visit = |found: Visit<'_>| {
            seen.extend(match found {
                Visit::Heading(id, _) | Visit::Node(id) | Visit::Back(id) => Some(id),
                Visit::Call(call) => Some(call.id),
                Visit::Destination(_) => None,
            });
        };
        document.meta.lead.iter().chain(&document.meta.tldr).for_each(|run| inlines(run, &mut visit));
        blocks(&document.blocks, &mut visit);
        document.notes.iter().for_each(|note| blocks(&note.body, &mut visit));
        seen.extend(document.notes.iter().map(|note| note.id));
        let mut known = BTreeSet::new();
        document.handles_mut(&mut |handle| {
            if let Handle::Node(id) = handle {
                known.insert(*id);
            }
        });
        assert!(known.len() > 30, "{known:?}");
        assert_eq!(seen, known);
    }
}

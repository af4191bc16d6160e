//! Visiting every node of a text that can carry an anchor or hold a reference, in reading order.

use crate::document::{Block, BlockKind, Destination, Heading, Image, Inline, InlineKind, NodeId, NoteCall, TableRow};

/// What is met on the way.
#[derive(Clone, Copy, Debug)]
pub enum Visit<'a> {
    /// A heading.
    Heading(NodeId, &'a Heading),
    /// A note's call. Its term has been visited before it.
    Call(&'a NoteCall),
    /// Any other node.
    Node(NodeId),
    /// Where a link leads.
    Destination(&'a Destination),
    /// Where a glossary leads back to.
    Back(NodeId),
}

/// Visits blocks and all they hold.
pub fn blocks<'a>(list: &'a [Block], visit: &mut dyn FnMut(Visit<'a>)) {
    for block in list {
        match &block.kind {
            BlockKind::Heading(heading) => {
                visit(Visit::Heading(block.id, heading));
                inlines(&heading.content, visit);
                continue;
            }
            BlockKind::Paragraph(_)
            | BlockKind::Callout(_)
            | BlockKind::Quote(_)
            | BlockKind::SmallText(_)
            | BlockKind::List(_)
            | BlockKind::DefinitionList(_)
            | BlockKind::Code(_)
            | BlockKind::Table(_)
            | BlockKind::Figure(_)
            | BlockKind::Annotations(_)
            | BlockKind::Interactions(_)
            | BlockKind::Glossary(_)
            | BlockKind::Shout(_)
            | BlockKind::Dots
            | BlockKind::Rule => visit(Visit::Node(block.id)),
        }
        inside(&block.kind, visit);
    }
}

fn inside<'a>(kind: &'a BlockKind, visit: &mut dyn FnMut(Visit<'a>)) {
    match kind {
        BlockKind::Heading(heading) => inlines(&heading.content, visit),
        BlockKind::Paragraph(content) | BlockKind::Shout(content) => inlines(content, visit),
        BlockKind::Callout(callout) => blocks(&callout.body, visit),
        BlockKind::Quote(quote) => {
            blocks(&quote.body, visit);
            quote.attribution.iter().for_each(|run| inlines(run, visit));
        }
        BlockKind::SmallText(body) => blocks(body, visit),
        BlockKind::List(list) => {
            for item in &list.items {
                visit(Visit::Node(item.id));
                blocks(&item.body, visit);
            }
        }
        BlockKind::DefinitionList(items) => {
            for item in items {
                visit(Visit::Node(item.id));
                inlines(&item.term, visit);
                blocks(&item.description, visit);
            }
        }
        BlockKind::Table(table) => {
            table.caption.iter().for_each(|run| inlines(run, visit));
            std::iter::once(&table.head).chain(&table.rows).for_each(|r| row(r, visit));
        }
        BlockKind::Figure(figure) => {
            inlines(&figure.link, visit);
            image(&figure.image, visit);
            figure.caption.iter().for_each(|run| inlines(run, visit));
            blocks(&figure.beside, visit);
        }
        BlockKind::Annotations(entries) => {
            for entry in entries {
                visit(Visit::Node(entry.id));
                inlines(&entry.content, visit);
            }
        }
        BlockKind::Interactions(entries) => {
            for entry in entries {
                visit(Visit::Node(entry.id));
                visit(Visit::Destination(&entry.destination));
                inlines(&entry.content, visit);
                inlines(&entry.why, visit);
            }
        }
        BlockKind::Glossary(entries) => {
            for entry in entries {
                visit(Visit::Node(entry.id));
                inlines(&entry.term, visit);
                blocks(&entry.body, visit);
                entry.calls.iter().for_each(|call| visit(Visit::Back(call.node)));
            }
        }
        BlockKind::Code(_) | BlockKind::Dots | BlockKind::Rule => {}
    }
}

fn row<'a>(row: &'a TableRow, visit: &mut dyn FnMut(Visit<'a>)) {
    visit(Visit::Node(row.id));
    for cell in &row.cells {
        visit(Visit::Node(cell.id));
        inlines(&cell.content, visit);
    }
}

fn image<'a>(image: &'a Image, visit: &mut dyn FnMut(Visit<'a>)) {
    visit(Visit::Node(image.id));
}

/// Visits inlines and all they hold.
pub fn inlines<'a>(run: &'a [Inline], visit: &mut dyn FnMut(Visit<'a>)) {
    for inline in run {
        inlines(inline.kind.children(), visit);
        match &inline.kind {
            InlineKind::Link(link) => {
                visit(Visit::Node(link.id));
                visit(Visit::Destination(&link.destination));
            }
            InlineKind::NoteCall(call) => visit(Visit::Call(call)),
            InlineKind::Image(picture) => image(picture, visit),
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
            | InlineKind::Keyboard(_)
            | InlineKind::Ruby(_)
            | InlineKind::RubyText(_) => {}
        }
    }
}

//! One way to everything that a document holds by number or by place: nodes, notes and spans. What moves ids or places
//! goes this way, so that none is overlooked when the model grows.

use super::walk::ContentMut;
use super::{Block, BlockKind, Document, Image, Inline, InlineKind, Metadata, NodeId, Note, NoteId, Table};
use crate::source::Span;

/// A number or a place, to change.
#[derive(Debug)]
pub enum Handle<'a> {
    /// The id of a node of this text, or a reference to it.
    Node(&'a mut NodeId),
    /// The note that a call calls.
    Note(&'a mut NoteId),
    /// Where something was written.
    Span(&'a mut Span),
}

impl Document {
    /// Visits every id and every place of the document, those of the front matter too.
    pub fn handles_mut(&mut self, visit: &mut impl FnMut(Handle<'_>)) {
        metadata(&mut self.meta, visit);
        self.names.values_mut().for_each(|node| visit(Handle::Node(node)));
        blocks(&mut self.blocks, visit);
        for Note { id, span, body, .. } in &mut self.notes {
            visit(Handle::Node(id));
            visit(Handle::Span(span));
            blocks(body, visit);
        }
    }
}

fn metadata(meta: &mut Metadata, visit: &mut impl FnMut(Handle<'_>)) {
    visit(Handle::Span(&mut meta.span));
    meta.thumbnail.iter_mut().for_each(|thumbnail| visit(Handle::Span(&mut thumbnail.span)));
    meta.cover.iter_mut().for_each(|cover| visit(Handle::Span(&mut cover.span)));
    meta.lead.iter_mut().chain(&mut meta.tldr).for_each(|run| inlines(run, visit));
}

fn node(id: &mut NodeId, span: &mut Span, visit: &mut impl FnMut(Handle<'_>)) {
    visit(Handle::Node(id));
    visit(Handle::Span(span));
}

/// What a block holds itself, then what is inside it.
fn blocks(list: &mut [Block], visit: &mut impl FnMut(Handle<'_>)) {
    for block in list {
        node(&mut block.id, &mut block.span, visit);
        match &mut block.kind {
            BlockKind::List(list) => list.items.iter_mut().for_each(|item| node(&mut item.id, &mut item.span, visit)),
            BlockKind::DefinitionList(items) => {
                items.iter_mut().for_each(|item| node(&mut item.id, &mut item.span, visit));
            }
            BlockKind::Table(table) => cells(table, visit),
            BlockKind::Figure(figure) => image(&mut figure.image, visit),
            BlockKind::Annotations(entries) => {
                entries.iter_mut().for_each(|entry| node(&mut entry.id, &mut entry.span, visit));
            }
            BlockKind::Interactions(entries) => {
                entries.iter_mut().for_each(|entry| node(&mut entry.id, &mut entry.span, visit));
            }
            BlockKind::Glossary(entries) => entries.iter_mut().for_each(|entry| {
                visit(Handle::Node(&mut entry.id));
                entry.calls.iter_mut().for_each(|call| visit(Handle::Node(&mut call.node)));
            }),
            BlockKind::Heading(_)
            | BlockKind::Paragraph(_)
            | BlockKind::Callout(_)
            | BlockKind::Quote(_)
            | BlockKind::SmallText(_)
            | BlockKind::Code(_)
            | BlockKind::Equation(_)
            | BlockKind::Shout(_)
            | BlockKind::Dots
            | BlockKind::Rule => {}
        }
        for content in block.kind.content_mut() {
            match content {
                ContentMut::Inlines(run) => inlines(run, visit),
                ContentMut::Blocks(inner) => blocks(inner, visit),
            }
        }
    }
}

fn cells(table: &mut Table, visit: &mut impl FnMut(Handle<'_>)) {
    for row in std::iter::once(&mut table.head).chain(&mut table.rows) {
        node(&mut row.id, &mut row.span, visit);
        row.cells.iter_mut().for_each(|cell| visit(Handle::Node(&mut cell.id)));
    }
}

fn image(image: &mut Image, visit: &mut impl FnMut(Handle<'_>)) {
    visit(Handle::Node(&mut image.id));
}

fn inlines(run: &mut [Inline], visit: &mut impl FnMut(Handle<'_>)) {
    for inline in run {
        visit(Handle::Span(&mut inline.span));
        match &mut inline.kind {
            InlineKind::Link(link) => visit(Handle::Node(&mut link.id)),
            InlineKind::NoteCall(call) => {
                visit(Handle::Node(&mut call.id));
                visit(Handle::Note(&mut call.note));
            }
            InlineKind::Image(picture) => image(picture, visit),
            InlineKind::Text(_)
            | InlineKind::Code(_)
            | InlineKind::Math(_)
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
        if let Some(children) = inline.kind.children_mut() {
            inlines(children, visit);
        }
    }
}

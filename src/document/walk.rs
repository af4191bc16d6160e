//! Walking the model.

use super::{Block, BlockKind, Inline, InlineKind, ListItem};

/// The text of inlines without markup. Note calls contribute their term only; images their alternative text.
pub fn plain_text(inlines: &[Inline]) -> String {
    let mut out = String::new();
    push_plain_text(inlines, &mut out);
    out
}

fn push_plain_text(inlines: &[Inline], out: &mut String) {
    for inline in inlines {
        match &inline.kind {
            InlineKind::Text(text) | InlineKind::Code(text) => out.push_str(text),
            InlineKind::Math(formula) => out.push_str(&formula.source),
            InlineKind::LineBreak(_) => out.push(' '),
            InlineKind::Image(image) => out.push_str(&image.alt),
            InlineKind::RubyText(content) => {
                out.push('(');
                push_plain_text(content, out);
                out.push(')');
            }
            kind => push_plain_text(kind.children(), out),
        }
    }
}

impl InlineKind {
    /// The inlines inside; empty for leaves.
    pub fn children(&self) -> &[Inline] {
        match self {
            InlineKind::Text(_)
            | InlineKind::Code(_)
            | InlineKind::Math(_)
            | InlineKind::LineBreak(_)
            | InlineKind::Image(_) => &[],
            InlineKind::Emphasis(content)
            | InlineKind::Strong(content)
            | InlineKind::Strikethrough(content)
            | InlineKind::Underline(content)
            | InlineKind::Accent(content)
            | InlineKind::Colored(_, content)
            | InlineKind::Language(_, content)
            | InlineKind::SmallCaps(content)
            | InlineKind::Superscript(content)
            | InlineKind::Subscript(content)
            | InlineKind::Keyboard(content)
            | InlineKind::Ruby(content)
            | InlineKind::RubyText(content) => content,
            InlineKind::Link(link) => &link.content,
            InlineKind::NoteCall(call) => &call.term,
        }
    }

    /// The inlines inside, to change; `None` for leaves.
    pub fn children_mut(&mut self) -> Option<&mut Vec<Inline>> {
        match self {
            InlineKind::Text(_)
            | InlineKind::Code(_)
            | InlineKind::Math(_)
            | InlineKind::LineBreak(_)
            | InlineKind::Image(_) => None,
            InlineKind::Emphasis(content)
            | InlineKind::Strong(content)
            | InlineKind::Strikethrough(content)
            | InlineKind::Underline(content)
            | InlineKind::Accent(content)
            | InlineKind::Colored(_, content)
            | InlineKind::Language(_, content)
            | InlineKind::SmallCaps(content)
            | InlineKind::Superscript(content)
            | InlineKind::Subscript(content)
            | InlineKind::Keyboard(content)
            | InlineKind::Ruby(content)
            | InlineKind::RubyText(content) => Some(content),
            InlineKind::Link(link) => Some(&mut link.content),
            InlineKind::NoteCall(call) => Some(&mut call.term),
        }
    }
}

/// What stands directly inside a block, in reading order.
#[derive(Clone, Copy, Debug)]
pub enum Content<'a> {
    /// A run of inlines.
    Inlines(&'a [Inline]),
    /// A run of blocks.
    Blocks(&'a [Block]),
}

/// The same, to change.
#[derive(Debug)]
pub enum ContentMut<'a> {
    /// A run of inlines.
    Inlines(&'a mut Vec<Inline>),
    /// A run of blocks.
    Blocks(&'a mut Vec<Block>),
}

impl BlockKind {
    /// Everything directly inside, in reading order.
    pub fn content(&self) -> Vec<Content<'_>> {
        use Content::{Blocks, Inlines};
        match self {
            BlockKind::Heading(heading) => vec![Inlines(&heading.content)],
            BlockKind::Paragraph(content) | BlockKind::Shout(content) => vec![Inlines(content)],
            BlockKind::Callout(callout) => vec![Blocks(&callout.body)],
            BlockKind::Quote(quote) => {
                std::iter::once(Blocks(&quote.body)).chain(quote.attribution.as_deref().map(Inlines)).collect()
            }
            BlockKind::SmallText(body) => vec![Blocks(body)],
            BlockKind::List(list) => list.items.iter().map(|ListItem { body, .. }| Blocks(body)).collect(),
            BlockKind::DefinitionList(items) => {
                items.iter().flat_map(|item| [Inlines(&item.term), Blocks(&item.description)]).collect()
            }
            BlockKind::Glossary(entries) => {
                entries.iter().flat_map(|entry| [Inlines(&entry.term), Blocks(&entry.body)]).collect()
            }
            BlockKind::Table(table) => {
                let rows = std::iter::once(&table.head).chain(&table.rows);
                let cells = rows.flat_map(|row| row.cells.iter().map(|cell| Inlines(&cell.content)));
                table.caption.as_deref().map(Inlines).into_iter().chain(cells).collect()
            }
            BlockKind::Figure(figure) => {
                let runs = [Some(figure.link.as_slice()).filter(|link| !link.is_empty()), figure.caption.as_deref()];
                runs.into_iter().flatten().map(Inlines).chain([Blocks(&figure.beside)]).collect()
            }
            BlockKind::Annotations(entries) => entries.iter().map(|entry| Inlines(&entry.content)).collect(),
            BlockKind::Interactions(entries) => {
                entries.iter().flat_map(|entry| [Inlines(&entry.content), Inlines(&entry.why)]).collect()
            }
            BlockKind::Code(_) | BlockKind::Equation(_) | BlockKind::Dots | BlockKind::Rule => Vec::new(),
        }
    }

    /// Everything directly inside, in reading order, to change.
    pub fn content_mut(&mut self) -> Vec<ContentMut<'_>> {
        use ContentMut::{Blocks, Inlines};
        match self {
            BlockKind::Heading(heading) => vec![Inlines(&mut heading.content)],
            BlockKind::Paragraph(content) | BlockKind::Shout(content) => vec![Inlines(content)],
            BlockKind::Callout(callout) => vec![Blocks(&mut callout.body)],
            BlockKind::Quote(quote) => {
                std::iter::once(Blocks(&mut quote.body)).chain(quote.attribution.as_mut().map(Inlines)).collect()
            }
            BlockKind::SmallText(body) => vec![Blocks(body)],
            BlockKind::List(list) => list.items.iter_mut().map(|item| Blocks(&mut item.body)).collect(),
            BlockKind::DefinitionList(items) => {
                items.iter_mut().flat_map(|item| [Inlines(&mut item.term), Blocks(&mut item.description)]).collect()
            }
            BlockKind::Glossary(entries) => {
                entries.iter_mut().flat_map(|entry| [Inlines(&mut entry.term), Blocks(&mut entry.body)]).collect()
            }
            BlockKind::Table(table) => {
                let rows = std::iter::once(&mut table.head).chain(&mut table.rows);
                let cells = rows.flat_map(|row| row.cells.iter_mut().map(|cell| Inlines(&mut cell.content)));
                table.caption.as_mut().map(Inlines).into_iter().chain(cells).collect()
            }
            BlockKind::Figure(figure) => {
                let link = Some(&mut figure.link).filter(|link| !link.is_empty());
                let runs = [link, figure.caption.as_mut()];
                runs.into_iter().flatten().map(Inlines).chain([Blocks(&mut figure.beside)]).collect()
            }
            BlockKind::Annotations(entries) => entries.iter_mut().map(|entry| Inlines(&mut entry.content)).collect(),
            BlockKind::Interactions(entries) => {
                entries.iter_mut().flat_map(|entry| [Inlines(&mut entry.content), Inlines(&mut entry.why)]).collect()
            }
            BlockKind::Code(_) | BlockKind::Equation(_) | BlockKind::Dots | BlockKind::Rule => Vec::new(),
        }
    }
}

/// Calls `visit` for every block, outer before inner, in reading order.
pub fn blocks<'a>(list: &'a [Block], visit: &mut impl FnMut(&'a Block)) {
    for block in list {
        visit(block);
        for content in block.kind.content() {
            if let Content::Blocks(inner) = content {
                blocks(inner, visit);
            }
        }
    }
}

/// Calls `visit` for every block, outer before inner, in reading order, to change it.
pub fn blocks_mut(list: &mut [Block], visit: &mut impl FnMut(&mut Block)) {
    for block in list {
        visit(block);
        for content in block.kind.content_mut() {
            if let ContentMut::Blocks(inner) = content {
                blocks_mut(inner, visit);
            }
        }
    }
}

/// Calls `visit` for every inline of every block, outer before inner, in reading order.
pub fn inlines<'a>(list: &'a [Block], visit: &mut impl FnMut(&'a Inline)) {
    for block in list {
        for content in block.kind.content() {
            match content {
                Content::Inlines(run) => inline_tree(run, visit),
                Content::Blocks(inner) => inlines(inner, visit),
            }
        }
    }
}

/// Calls `visit` for every inline of a run, outer before inner.
pub fn inline_tree<'a>(run: &'a [Inline], visit: &mut impl FnMut(&'a Inline)) {
    for inline in run {
        visit(inline);
        inline_tree(inline.kind.children(), visit);
    }
}

/// Calls `visit` for every inline of every block, inner before outer, to change it.
pub fn inlines_mut(list: &mut [Block], visit: &mut impl FnMut(&mut Inline)) {
    for block in list {
        for content in block.kind.content_mut() {
            match content {
                ContentMut::Inlines(run) => inline_tree_mut(run, visit),
                ContentMut::Blocks(inner) => inlines_mut(inner, visit),
            }
        }
    }
}

/// Calls `visit` for every inline of a run, inner before outer, to change it.
pub fn inline_tree_mut(run: &mut [Inline], visit: &mut impl FnMut(&mut Inline)) {
    for inline in run {
        if let Some(children) = inline.kind.children_mut() {
            inline_tree_mut(children, visit);
        }
        visit(inline);
    }
}

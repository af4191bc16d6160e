//! The outline of the file, from the outlines of the chapters.

use super::super::page::OutlineItem;
use crate::document::terms::Terms;
use crate::document::{Book, BookKind, Chapter, Inline, InlineKind, NodeId, OutlineEntry, walk};
use std::collections::BTreeMap;

/// The sections of notes at the ends of chapters, by the chapters' nodes.
pub type NoteSections = BTreeMap<NodeId, OutlineEntry>;

/// A section for each chapter that calls notes. Their nodes are those after the book's own.
pub fn note_sections(book: &Book) -> NoteSections {
    let chapters = book.chapters.iter().filter(|chapter| calls_notes(chapter));
    let section = |(node, chapter): (u32, &Chapter)| {
        let lang = chapter.meta.lang.as_deref().unwrap_or(&book.meta.lang);
        let title = Terms::of(lang).notes.to_owned();
        (chapter.id, OutlineEntry { node: NodeId(node), level: 1, number: None, title, children: Vec::new() })
    };
    (book.next_node..).zip(chapters).map(section).collect()
}

fn calls_notes(chapter: &Chapter) -> bool {
    let mut calls = false;
    let mut visit = |inline: &Inline| calls |= matches!(inline.kind, InlineKind::NoteCall(_));
    let opening = chapter.meta.lead.iter().chain(&chapter.meta.tldr);
    opening.for_each(|run| walk::inline_tree(run, &mut visit));
    walk::inlines(&chapter.blocks, &mut visit);
    calls
}

/// The whole outline. A post's headings are its first level; without any, the title is. Of other books the parts and the
/// chapters outside of parts are.
pub fn outline(book: &Book, notes: &NoteSections) -> Vec<OutlineItem> {
    let mut items = Vec::new();
    // The part whose chapters come, with the place of its last one.
    let mut part: Option<(OutlineItem, usize)> = None;
    for (index, chapter) in book.chapters.iter().enumerate() {
        if let Some(begun) = book.part_at(index) {
            let item = OutlineItem { title: begun.label(), node: begun.id, children: Vec::new() };
            part = Some((item, begun.chapters.end));
        }
        let children = entries(chapter.outline.iter().chain(notes.get(&chapter.id)));
        let found = match book.meta.kind {
            BookKind::Post if !chapter.outline.is_empty() => children,
            BookKind::Post => vec![OutlineItem { title: chapter.meta.title.clone(), node: chapter.id, children }],
            BookKind::Volume | BookKind::Book => {
                vec![OutlineItem { title: chapter.label(), node: chapter.id, children }]
            }
        };
        add(part.as_mut().map_or(&mut items, |(item, _)| &mut item.children), chapter.depth, found);
        if let Some((item, _)) = part.take_if(|(_, end)| *end <= index + 1) {
            items.push(item);
        }
    }
    items
}

/// Adds items to the list of the last item so many levels down: entries of the list of contents may be nested.
fn add(list: &mut Vec<OutlineItem>, depth: usize, found: Vec<OutlineItem>) {
    match list.last_mut().filter(|_| depth > 0) {
        Some(above) => add(&mut above.children, depth - 1, found),
        None => list.extend(found),
    }
}

fn entries<'a>(list: impl IntoIterator<Item = &'a OutlineEntry>) -> Vec<OutlineItem> {
    list.into_iter()
        .map(|entry| OutlineItem { title: entry.label(), node: entry.node, children: entries(&entry.children) })
        .collect()
}

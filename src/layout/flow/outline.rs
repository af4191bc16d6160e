//! The outline of the file, from the outlines of the chapters.

use super::super::page::OutlineItem;
use crate::document::{Book, BookKind, OutlineEntry};

/// The whole outline. A post's headings are its first level; without any, the title is. A volume's chapters are.
pub fn outline(book: &Book) -> Vec<OutlineItem> {
    let chapters = book.chapters.iter().map(|chapter| OutlineItem {
        title: chapter.meta.title.clone(),
        node: chapter.id,
        children: entries(&chapter.outline),
    });
    match book.meta.kind {
        BookKind::Volume => chapters.collect(),
        BookKind::Post => chapters
            .flat_map(|chapter| if chapter.children.is_empty() { vec![chapter] } else { chapter.children })
            .collect(),
    }
}

fn entries(list: &[OutlineEntry]) -> Vec<OutlineItem> {
    list.iter()
        .map(|entry| OutlineItem { title: numbered(entry), node: entry.node, children: entries(&entry.children) })
        .collect()
}

/// A heading's text with its number.
pub fn numbered(entry: &OutlineEntry) -> String {
    entry.number.map_or_else(|| entry.title.clone(), |number| format!("{number}. {}", entry.title))
}

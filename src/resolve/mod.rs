//! Whole-book passes on documents: link destinations, note numbers, heading slugs and numbers, code highlighting,
//! assets.

mod addresses;
mod assets;
mod context;
mod folders;
mod glossary;
mod graph;
mod highlight;
mod links;
mod number;
mod punctuation;
mod renumber;
mod slug;

pub use addresses::{PrintUrls, with_addresses};
pub use assets::{
    Asset, AssetFormat, Assets, FetchBounds, FetchOptions, FetchSession, UrlMap, default_cache_dir, drawing, pixels,
};
pub use assets::{addresses as image_addresses, fetch as fetch_images};
pub use context::{
    Category, FIELD_NOTES_PATH, IndexedNote, IndexedPost, LinksTo, Siblings, SiteContext, SiteIndex, note_name,
};
pub use folders::qualify_images;
pub use glossary::{FieldNotes, linked_notes, links_into};
pub use graph::{LinkGraph, LinkOut, LinkedText, graph};
pub use slug::slug;

use crate::diagnostics::Diagnostics;
use crate::document::{
    Block, BlockKind, Book, BookKind, BookMeta, Chapter, Collection, Document, Inline, Interaction, LinkTarget,
    Metadata, NodeId, Note, walk,
};
use links::{LinkResolver, LinkablePost, note_keys};
use renumber::Renumber;

/// Assembles documents into a book, one chapter a document, and resolves what only the whole knows.
///
/// Afterwards ids are unique in the book, headings have slugs and numbers, notes have numbers, every link and
/// interaction has a destination and a text, and code in a known language is highlighted.
pub fn book(documents: Vec<Document>, site: &SiteContext, diagnostics: &mut Diagnostics) -> Book {
    book_with_glossary(documents, Vec::new(), site, diagnostics)
}

/// The same, with field notes as a glossary: one more chapter at the end, if there are any.
pub fn book_with_glossary(
    documents: Vec<Document>,
    mut field_notes: Vec<Document>,
    site: &SiteContext,
    diagnostics: &mut Diagnostics,
) -> Book {
    let mut assembly = Assembly::default();
    let posts = documents.len();
    documents.into_iter().for_each(|document| assembly.add(document, site));
    let kind = if posts == 1 { BookKind::Post } else { BookKind::Volume };
    let meta = book_meta(kind, &assembly.chapters, site);
    let glossary = (!field_notes.is_empty()).then(|| assembly.reserve());
    glossary::prepare(&mut field_notes, &meta.lang, diagnostics);
    field_notes.into_iter().for_each(|document| assembly.add(document, site));
    assembly.resolve(site, diagnostics);
    if let Some(nodes) = glossary {
        let entries = assembly.chapters.split_off(posts);
        let chapter = glossary::chapter(nodes, entries, &assembly, &meta.lang);
        assembly.chapters.push(chapter);
    }
    let Assembly { mut chapters, mut notes, next_node, .. } = assembly;
    for chapter in &mut chapters {
        number::notes(&chapter.meta, &chapter.blocks, &mut notes);
        chapter.outline = number::outline(&chapter.blocks);
    }
    for blocks in chapters.iter_mut().map(|c| &mut c.blocks).chain(notes.iter_mut().map(|n| &mut n.body)) {
        highlight::blocks(blocks);
    }
    Book { meta, chapters, notes, next_node }
}

/// Makes a book the volume of a category, which a category of a single post has too.
pub fn make_volume(book: &mut Book, category: &str, site: &SiteContext) {
    book.meta = book_meta(BookKind::Volume, &book.chapters, site);
    let known = site.categories.get(category);
    book.meta.id = category.to_owned();
    book.meta.category = Some(category.to_owned());
    book.meta.title = known.and_then(|known| known.title.clone()).unwrap_or_else(|| category.to_owned());
    book.meta.category_title = Some(book.meta.title.clone());
    book.meta.description = known.and_then(|known| known.description.clone());
    book.meta.category_color = known.and_then(|known| known.color);
}

/// Whether resolving these documents needs to know what else the site holds: they link to its posts or field notes.
pub fn needs_site_index(documents: &[Document]) -> bool {
    let wants = |target: &LinkTarget| matches!(target, LinkTarget::Post { .. } | LinkTarget::FieldNote(_));
    let mut found = false;
    for document in documents {
        let mut visit = |inline: &Inline| {
            if let crate::document::InlineKind::Link(link) = &inline.kind {
                found |= wants(&link.target);
            }
        };
        document.meta.lead.iter().chain(&document.meta.tldr).for_each(|run| walk::inline_tree(run, &mut visit));
        let bodies = || std::iter::once(&document.blocks).chain(document.notes.iter().map(|note| &note.body));
        bodies().for_each(|blocks| walk::inlines(blocks, &mut visit));
        let mut visit = |block: &Block| found |= matches!(block.kind, BlockKind::Interactions(_));
        bodies().for_each(|blocks| walk::blocks(blocks, &mut visit));
    }
    found
}

/// The documents taken over so far.
#[derive(Default)]
struct Assembly {
    chapters: Vec<Chapter>,
    notes: Vec<Note>,
    /// Which of `notes` are whose, by chapter.
    note_ranges: Vec<std::ops::Range<usize>>,
    posts: Vec<LinkablePost>,
    next_node: u32,
}

impl Assembly {
    fn add(&mut self, mut document: Document, site: &SiteContext) {
        let id = NodeId(self.next_node);
        let first_note = self.notes.len();
        let nodes = self.next_node.saturating_add(1);
        Renumber { nodes, notes: u32::try_from(first_note).unwrap_or(u32::MAX) }.document(&mut document);
        let headings = number::headings(&mut document.blocks, document.numbered_headings);
        let note_keys = note_keys(&document.meta);
        // After slugs and keys, which are made of what was typed.
        if document.punctuation {
            punctuation::document(&mut document, site.lang.as_deref().unwrap_or("en"));
        }
        let meta = document.meta;
        self.posts.push(LinkablePost {
            category: meta.category.clone().unwrap_or_default(),
            id: meta.id.clone(),
            title: meta.title.clone(),
            name: if meta.field_note.is_some() { note_name(&meta) } else { meta.title.clone() },
            note_keys,
            node: id,
            headings,
        });
        self.notes.extend(document.notes);
        self.note_ranges.push(first_note..self.notes.len());
        self.chapters.push(Chapter { id, meta, blocks: document.blocks, outline: Vec::new() });
        self.next_node = document.next_node.max(nodes);
    }

    /// Two nodes for a chapter made later: its own and that of its block.
    fn reserve(&mut self) -> (NodeId, NodeId) {
        let (chapter, block) = (self.next_node, self.next_node.saturating_add(1));
        self.next_node = block.saturating_add(1);
        (NodeId(chapter), NodeId(block))
    }

    /// Gives every link its destination.
    fn resolve(&mut self, site: &SiteContext, diagnostics: &mut Diagnostics) {
        for (current, chapter) in self.chapters.iter_mut().enumerate() {
            let own_notes = self.note_ranges.get(current).cloned().and_then(|range| self.notes.get_mut(range));
            let mut resolver = LinkResolver { site, posts: &self.posts, current, diagnostics };
            resolve_chapter(chapter, own_notes.unwrap_or_default(), &mut resolver);
        }
    }

    /// The notes of a chapter, by its index.
    fn notes_of(&self, chapter: usize) -> &[Note] {
        self.note_ranges.get(chapter).cloned().and_then(|range| self.notes.get(range)).unwrap_or_default()
    }
}

fn resolve_chapter(chapter: &mut Chapter, notes: &mut [Note], resolver: &mut LinkResolver<'_>) {
    for run in chapter.meta.lead.iter_mut().chain(&mut chapter.meta.tldr) {
        walk::inline_tree_mut(run, &mut |inline| resolver.inline(inline));
    }
    for blocks in std::iter::once(&mut chapter.blocks).chain(notes.iter_mut().map(|note| &mut note.body)) {
        walk::inlines_mut(blocks, &mut |inline| resolver.inline(inline));
        interactions(blocks, resolver);
    }
}

fn interactions(blocks: &mut [Block], resolver: &mut LinkResolver<'_>) {
    for block in blocks {
        if let BlockKind::Interactions(entries) = &mut block.kind {
            for Interaction { target, destination, content, span, .. } in entries {
                resolver.link(target, destination, content, *span);
            }
        }
        for content in block.kind.content_mut() {
            if let walk::ContentMut::Blocks(inner) = content {
                interactions(inner, resolver);
            }
        }
    }
}

/// What the book is about: the post's own words, else the site's. A volume is named after its category.
fn book_meta(kind: BookKind, chapters: &[Chapter], site: &SiteContext) -> BookMeta {
    let first = chapters.first().map(|chapter| chapter.meta.clone()).unwrap_or_default();
    let category = first.category.clone();
    let known = category.as_deref().and_then(|name| site.categories.get(name)).cloned().unwrap_or_default();
    let shared = BookMeta {
        publisher: site.publisher.clone(),
        site_title: site.title.clone(),
        site_url: site.url.as_deref().map(|url| url.trim_end_matches('/').to_owned()),
        rights: site.rights.clone(),
        lang: first.lang.clone().or_else(|| site.lang.clone()).unwrap_or_else(|| "en".to_owned()),
        date: chapters.iter().filter_map(|chapter| chapter.meta.date).max(),
        authors: authors(chapters, site),
        category: category.clone(),
        category_title: known.title.clone().or_else(|| category.clone()),
        category_color: known.color,
        cover: first.thumbnail.clone(),
        ..BookMeta::default()
    };
    match kind {
        BookKind::Post => post_meta(first, shared, site),
        BookKind::Volume => {
            let id = category.unwrap_or(first.id);
            let title = known.title.unwrap_or_else(|| id.clone());
            let mut subjects: Vec<String> = chapters.iter().flat_map(|c| c.meta.tags.iter().cloned()).collect();
            subjects.sort();
            subjects.dedup();
            let of_site = |title| Collection { title, ordered: true, position: None };
            let collection = site.title.clone().map(of_site);
            BookMeta { kind, id, title, description: known.description, subjects, collection, ..shared }
        }
    }
}

fn post_meta(post: Metadata, shared: BookMeta, site: &SiteContext) -> BookMeta {
    let source_url = match &post.field_note {
        Some(note) => site.note_url(if note.uid.is_empty() { &post.id } else { &note.uid }),
        None => post.category.as_deref().and_then(|category| site.post_url(category, &post.id)),
    };
    let series = post.series.map(|(title, position)| Collection { title, ordered: true, position });
    let category = shared.category_title.clone();
    let collection = series.or_else(|| category.map(|title| Collection { title, ordered: false, position: None }));
    BookMeta {
        kind: BookKind::Post,
        collection,
        id: post.id,
        title: post.title,
        subtitle: post.subtitle,
        description: post.description,
        subjects: post.tags,
        source_url,
        cover_file: post.cover,
        ..shared
    }
}

/// Every author of the chapters once, in order; the site's where no chapter names one.
fn authors(chapters: &[Chapter], site: &SiteContext) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for name in chapters.iter().flat_map(|chapter| &chapter.meta.authors) {
        if !names.contains(name) {
            names.push(name.clone());
        }
    }
    if names.is_empty() { site.authors.clone() } else { names }
}

#[cfg(test)]
mod tests;

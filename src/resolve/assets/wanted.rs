//! Which images a book shows: every one once, in reading order.

use super::locate::{Location, locate};
use super::options::FetchOptions;
use crate::document::{Block, BlockKind, Book, Document, Inline, InlineKind, Metadata, Note, NoteId, walk};
use crate::source::Span;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// An image that a book shows.
pub struct Wanted {
    /// As the post names it.
    pub source: String,
    /// Folder of the post that names it.
    pub base: PathBuf,
    /// Where it is named first.
    pub span: Span,
    /// Whether it opens a post or the book (a thumbnail, a cover): where it is missing, nothing is shown.
    pub opening: bool,
}

/// The images of a book. `bases` are the folders of its posts; paths are relative to the first
/// ([`qualify_images`](crate::resolve::qualify_images)).
pub fn of_book(book: &Book, bases: &[PathBuf]) -> Vec<Wanted> {
    let mut collector = Collector::new(&book.notes);
    let base = bases.first().map_or(Path::new(""), PathBuf::as_path);
    for chapter in &book.chapters {
        collector.post(&chapter.meta, &chapter.blocks, base);
    }
    if let Some(cover) = &book.meta.cover {
        collector.add_opening(&cover.source, base, cover.span);
    }
    if let Some(cover) = &book.meta.cover_file {
        collector.add_opening(&cover.source, base, cover.span);
    }
    collector.wanted
}

/// The addresses that a document's images have and no folder has: what will be fetched for it. A run that knows them
/// beforehand fetches those of all its posts together.
pub fn addresses(document: &Document, options: &FetchOptions) -> Vec<String> {
    let mut collector = Collector::new(&document.notes);
    collector.post(&document.meta, &document.blocks, Path::new(""));
    if let Some(cover) = &document.meta.cover {
        collector.add_opening(&cover.source, Path::new(""), cover.span);
    }
    let address = |wanted: Wanted| match locate(&wanted.source, &wanted.base, &options.url_maps) {
        Location::Address(url) => Some(url),
        Location::Files(_) | Location::Inline(_) | Location::Unsupported(_) | Location::Empty => None,
    };
    collector.wanted.into_iter().filter_map(address).take(options.most_addresses).collect()
}

struct Collector<'a> {
    notes: &'a [Note],
    sources_seen: BTreeSet<String>,
    notes_seen: BTreeSet<NoteId>,
    notes_due: Vec<NoteId>,
    wanted: Vec<Wanted>,
}

impl<'a> Collector<'a> {
    fn new(notes: &'a [Note]) -> Self {
        Collector {
            notes,
            sources_seen: BTreeSet::new(),
            notes_seen: BTreeSet::new(),
            notes_due: Vec::new(),
            wanted: Vec::new(),
        }
    }

    fn post(&mut self, meta: &'a Metadata, blocks: &'a [Block], base: &Path) {
        if let Some(thumbnail) = &meta.thumbnail {
            self.add_opening(&thumbnail.source, base, thumbnail.span);
        }
        for run in meta.lead.iter().chain(&meta.tldr) {
            walk::inline_tree(run, &mut |inline| self.inline(inline, base));
        }
        self.blocks(blocks, base);
        self.due_notes(base);
    }

    fn add(&mut self, source: &str, base: &Path, span: Span) {
        self.push(source, base, span, false);
    }

    fn add_opening(&mut self, source: &str, base: &Path, span: Span) {
        self.push(source, base, span, true);
    }

    fn push(&mut self, source: &str, base: &Path, span: Span, opening: bool) {
        if self.sources_seen.insert(source.to_owned()) {
            self.wanted.push(Wanted { source: source.to_owned(), base: base.to_path_buf(), span, opening });
        }
    }

    fn blocks(&mut self, blocks: &'a [Block], base: &Path) {
        walk::blocks(blocks, &mut |block| {
            if let BlockKind::Figure(figure) = &block.kind {
                self.add(&figure.image.source, base, block.span);
            }
        });
        walk::inlines(blocks, &mut |inline| self.inline(inline, base));
    }

    fn inline(&mut self, inline: &'a Inline, base: &Path) {
        if let InlineKind::Image(image) = &inline.kind {
            self.add(&image.source, base, inline.span);
        } else if let InlineKind::NoteCall(call) = &inline.kind
            && self.notes_seen.insert(call.note)
        {
            self.notes_due.push(call.note);
        }
    }

    /// The notes called so far and those that they call. No recursion: footnotes may call each other in long chains.
    fn due_notes(&mut self, base: &Path) {
        while let Some(NoteId(index)) = self.notes_due.pop() {
            if let Some(note) = self.notes.get(index as usize) {
                self.blocks(&note.body, base);
            }
        }
    }
}

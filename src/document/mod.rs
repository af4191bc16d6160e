//! The document model that both backends render. `docs/model.md` is its written specification.
//!
//! A source file becomes a [`Document`] (the dialect's work); resolving turns one or more documents into a
//! [`Book`] (one [`Chapter`] a post), in which links have destinations, notes have numbers and headings have slugs.
//! Blocks and inlines are different types, so that neither backend meets a node that cannot stand where it is.

mod block;
pub mod characters;
pub mod dates;
pub mod direction;
pub mod dump;
mod handles;
mod identity;
mod inline;
pub mod isbn;
mod lang;
pub mod languages;
mod meta;
mod number;
pub mod terms;
pub mod visit;
pub mod walk;
pub mod words;

pub use block::*;
pub use handles::Handle;
pub use identity::*;
pub use inline::*;
pub use lang::{is_ideographic, is_language_tag, language_tag};
pub use meta::*;
pub use number::*;

use crate::source::Span;
use std::collections::BTreeMap;

/// Names a node within its document, and after resolving within its book. Ids are given in reading order and
/// survive into the EPUB's anchors and the PDF's structure tree.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub u32);

/// Index of a note in [`Document::notes`] or [`Book::notes`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NoteId(pub u32);

impl NoteId {
    /// The place in the list of notes.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// One source file, understood.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Document {
    /// Front matter.
    pub meta: Metadata,
    /// The text, in order.
    pub blocks: Vec<Block>,
    /// The bodies of the notes, in the order of their first calls; called by [`InlineKind::NoteCall`].
    pub notes: Vec<Note>,
    /// What links may lead to beside headings: `id` and `name` of HTML elements, each with the block it stands in or before.
    pub names: BTreeMap<String, NodeId>,
    /// Whether quotes, dashes and ellipses are set by the rules of the language; false keeps them as typed.
    pub punctuation: bool,
    /// Whether level-1 headings carry a number ("1.", "2."): true for the dialect, false for plain CommonMark and
    /// plain text.
    pub numbered_headings: bool,
    /// One past the largest [`NodeId`] in use.
    pub next_node: u32,
}

/// A note: written as `^[body]`, `{{term|body}}` or a GFM footnote.
#[derive(Clone, Debug, PartialEq)]
pub struct Note {
    /// The note's own node.
    pub id: NodeId,
    /// Where its body was written.
    pub span: Span,
    /// Number shown to the reader, from 1: of a document in the order of [`Document::notes`]; of a book in each chapter in
    /// reading order (a nested note follows the note that calls it).
    pub number: u32,
    /// What it says; may call further notes.
    pub body: Vec<Block>,
}

/// What a backend renders: one post, a volume of posts, or a book of chapters.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Book {
    /// About the whole.
    pub meta: BookMeta,
    /// What its chapters are grouped into, in order; chapters may stand outside of all parts.
    pub parts: Vec<Part>,
    /// At least one.
    pub chapters: Vec<Chapter>,
    /// The notes of all chapters; [`InlineKind::NoteCall`] indexes it.
    pub notes: Vec<Note>,
    /// One past the largest [`NodeId`] in use.
    pub next_node: u32,
}

/// A part of a book: a divider with a title, and chapters.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Part {
    /// The part's own node: anchor of its divider.
    pub id: NodeId,
    /// Its number, shown in Roman figures, if parts are numbered.
    pub number: Option<u32>,
    /// Its title.
    pub title: String,
    /// Its chapters: a range of [`Book::chapters`], never empty.
    pub chapters: std::ops::Range<usize>,
}

/// Where in a book a chapter stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ChapterRole {
    /// Before the text, as a preface: without a number, and in print on pages with Roman folios.
    Front,
    /// In the text.
    #[default]
    Body,
    /// After the text, as an appendix: without a number.
    Back,
}

/// A post or a file inside a book.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Chapter {
    /// The chapter's own node: anchor of its opening.
    pub id: NodeId,
    /// Where it stands.
    pub role: ChapterRole,
    /// Its number, if it has one.
    pub number: Option<u32>,
    /// How deep it lies in the list of contents, from 0: deeper ones are entries of the chapter before them that is not.
    pub depth: usize,
    /// The post's front matter.
    pub meta: Metadata,
    /// The post's text. The title is not among the blocks.
    pub blocks: Vec<Block>,
    /// Heading outline of `blocks`, nested by level.
    pub outline: Vec<OutlineEntry>,
}

impl Book {
    /// Whose names stand under the title of a chapter. In a book, only those that are not the book's own.
    pub fn byline<'a>(&'a self, chapter: &'a Chapter) -> &'a [String] {
        let own = chapter.meta.authors.as_slice();
        match self.meta.kind {
            BookKind::Book if own == self.meta.authors => &[],
            BookKind::Book => own,
            BookKind::Post | BookKind::Volume if own.is_empty() => &self.meta.authors,
            BookKind::Post | BookKind::Volume => own,
        }
    }

    /// The note that a call names; every call of a book has one.
    pub fn note(&self, id: NoteId) -> Option<&Note> {
        self.notes.get(id.index())
    }

    /// The part that begins with a chapter.
    pub fn part_at(&self, chapter: usize) -> Option<&Part> {
        self.parts.iter().find(|part| part.chapters.start == chapter)
    }
}

impl Part {
    /// The title with its number.
    pub fn label(&self) -> String {
        self.number.map_or_else(|| self.title.clone(), |number| format!("{}. {}", roman(number), self.title))
    }
}

impl Chapter {
    /// The title with its number.
    pub fn label(&self) -> String {
        Number::before(self.number.map(Number::of).as_ref(), &self.meta.title)
    }

    /// The entries, if this is the book's glossary.
    pub fn glossary(&self) -> Option<&[GlossaryEntry]> {
        match self.blocks.first().map(|block| &block.kind) {
            Some(BlockKind::Glossary(entries)) => Some(entries),
            _ => None,
        }
    }
}

/// A heading in a table of contents.
#[derive(Clone, Debug, PartialEq)]
pub struct OutlineEntry {
    /// The heading's node.
    pub node: NodeId,
    /// 1 to 6.
    pub level: u8,
    /// Number of a numbered heading.
    pub number: Option<Number>,
    /// Plain text.
    pub title: String,
    /// Headings below it.
    pub children: Vec<OutlineEntry>,
}

impl OutlineEntry {
    /// The title with its number.
    pub fn label(&self) -> String {
        Number::before(self.number.as_ref(), &self.title)
    }
}

/// What a book is about as a whole.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BookMeta {
    /// One post, a volume or a book.
    pub kind: BookKind,
    /// Stable key: the post's `id`, or the category's name for a volume, or the book's own.
    pub id: String,
    /// Title.
    pub title: String,
    /// Subtitle.
    pub subtitle: Option<String>,
    /// One-paragraph description.
    pub description: Option<String>,
    /// Names, in order.
    pub authors: Vec<String>,
    /// The names that authors are sorted under, by their names, where they are given.
    pub file_as: BTreeMap<String, String>,
    /// Publisher.
    pub publisher: Option<String>,
    /// Which edition it is, as in "Second edition".
    pub edition: Option<String>,
    /// ISBN, with its hyphens as written.
    pub isbn: Option<String>,
    /// Title of the site the text first appeared on.
    pub site_title: Option<String>,
    /// Address of the site, without a slash at its end.
    pub site_url: Option<String>,
    /// Address of the post itself.
    pub source_url: Option<String>,
    /// Rights statement or licence.
    pub rights: Option<String>,
    /// BCP 47 tag of the main language.
    pub lang: String,
    /// Date of the (latest) post.
    pub date: Option<Date>,
    /// What the book is part of.
    pub collection: Option<Collection>,
    /// Tags.
    pub subjects: Vec<String>,
    /// Category name, as `theme` knows it.
    pub category: Option<String>,
    /// The category's name as shown to readers.
    pub category_title: Option<String>,
    /// The category's colour, when configuration gives one.
    pub category_color: Option<Rgb>,
    /// Image for the cover.
    pub cover: Option<Thumbnail>,
    /// The cover itself, which wins over one made of `cover`. A volume has none: its chapters' bear their own titles.
    pub cover_file: Option<CoverFile>,
}

/// A series or a set of books.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Collection {
    /// Its title.
    pub title: String,
    /// Whether its books have an order: a series.
    pub ordered: bool,
    /// Which one this is, from 1.
    pub position: Option<u32>,
}

/// Post, volume or book.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BookKind {
    /// One post: its `#` headings are the outline's first level.
    #[default]
    Post,
    /// Posts as chapters, each a text of its own with authors and a date.
    Volume,
    /// Chapters of one work: the title page names authors and date for all of them.
    Book,
}

/// An sRGB colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rgb(
    /// Red.
    pub u8,
    /// Green.
    pub u8,
    /// Blue.
    pub u8,
);

impl std::fmt::Display for Rgb {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }
}

//! How documents become a book: what the caller knows beyond the texts.

use crate::document::characters::one_line;
use crate::document::{CoverFile, Date, Imprint, Numbering, Part};
use std::collections::BTreeSet;
use std::ops::Range;

/// How documents become a book. The default makes a post of one document and a volume of several.
#[derive(Clone, Debug, Default)]
pub struct BookPlan {
    /// What the book is as a whole.
    pub whole: Whole,
    /// Its parts, in order and apart from each other.
    pub parts: Vec<PartPlan>,
    /// How many of the first documents are front matter.
    pub front: usize,
    /// How many of the last documents are back matter.
    pub back: usize,
    /// How deep the documents lie in the list of contents, in their order; those beyond its end lie at the top.
    pub depths: Vec<usize>,
    /// Which documents are divided into chapters at their level-1 headings, beside a [`Whole::Manuscript`].
    pub divided: BTreeSet<usize>,
    /// What is numbered; `None` numbers the chapters of a volume or a book that has several, and the headings of
    /// documents that ask for it.
    pub numbering: Option<Numbering>,
    /// Whether the numbering holds against the documents' own words.
    pub forced: bool,
}

/// What a book is as a whole.
#[derive(Clone, Debug, Default)]
pub enum Whole {
    /// A post, or if there are several documents, a volume of the first one's category.
    #[default]
    Posts,
    /// The volume of this category, though it may hold a single post.
    Category(String),
    /// One document whose level-1 headings begin chapters. Its front matter is that of the book.
    Manuscript,
    /// A book that says of itself what it is.
    Book(Box<BookData>),
}

/// What a book says of itself. What it leaves out comes from its chapters and the site.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BookData {
    /// Stable key, and the name of its files.
    pub id: String,
    /// Title.
    pub title: String,
    /// Subtitle.
    pub subtitle: Option<String>,
    /// One-paragraph description.
    pub description: Option<String>,
    /// Names, in order.
    pub authors: Vec<String>,
    /// BCP 47 tag.
    pub lang: Option<String>,
    /// Date of publication.
    pub date: Option<Date>,
    /// Who publishes which edition of it, under which rights.
    pub imprint: Imprint,
    /// What it is about, in words of its field.
    pub subjects: Vec<String>,
    /// Image that is its cover as it is, by its whole path.
    pub cover: Option<CoverFile>,
}

/// A part of a book to come.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PartPlan {
    /// Its title.
    pub title: String,
    /// Its documents, by their places.
    pub documents: Range<usize>,
}

impl PartPlan {
    /// The part, with the places of its chapters. None where it has no chapters.
    pub(super) fn part(&self, chapters_of: impl Fn(usize) -> Range<usize>) -> Option<Part> {
        let first = chapters_of(self.documents.start);
        let last = chapters_of(self.documents.end.checked_sub(1)?);
        let chapters = first.start..last.end;
        (!chapters.is_empty()).then(|| Part { title: one_line(&self.title), chapters, ..Part::default() })
    }
}

//! A post's front matter.

use super::{Inline, Numbering};
use crate::source::Span;
use std::collections::BTreeMap;

/// A civil date.
pub type Date = jiff::civil::Date;

/// Front matter, typed. Fields that offprint does not know are kept in `extra`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Metadata {
    /// Slug and primary key; the file's stem when the front matter has none.
    pub id: String,
    /// `displayTitle`, else `title`, else `id`.
    pub title: String,
    /// Line under the title.
    pub subtitle: Option<String>,
    /// About the post; not shown in the text.
    pub description: Option<String>,
    /// Opening paragraph, with inline markup.
    pub lead: Option<Vec<Inline>>,
    /// Takeaways, with inline markup.
    pub tldr: Vec<Vec<Inline>>,
    /// Category.
    pub category: Option<String>,
    /// Date of publication.
    pub date: Option<Date>,
    /// Names; empty takes the site's default.
    pub authors: Vec<String>,
    /// The names that authors are sorted under, by their names, where the front matter gives them.
    pub file_as: BTreeMap<String, String>,
    /// BCP 47 tag; `None` takes the site's default, then `en`.
    pub lang: Option<String>,
    /// Hero image.
    pub thumbnail: Option<Thumbnail>,
    /// Image that is the e-book's cover as it is.
    pub cover: Option<CoverFile>,
    /// Tags.
    pub tags: Vec<String>,
    /// The series it is part of, and which part it is, from 1.
    pub series: Option<(String, Option<u32>)>,
    /// What is numbered in it; `None` leaves it to the book.
    pub numbering: Option<Numbering>,
    /// Who publishes it, if it is a book of its own.
    pub imprint: Imprint,
    /// Present when the file is a field note.
    pub field_note: Option<FieldNote>,
    /// Where the front matter is.
    pub span: Span,
    /// Unknown fields, as JSON values.
    pub extra: BTreeMap<String, serde_json::Value>,
}

/// What a book says of its publication.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Imprint {
    /// Publisher.
    pub publisher: Option<String>,
    /// Which edition it is, as in "Second edition".
    pub edition: Option<String>,
    /// ISBN, with its hyphens as written.
    pub isbn: Option<String>,
    /// Rights statement or licence.
    pub rights: Option<String>,
}

/// The hero image.
#[derive(Clone, Debug, PartialEq)]
pub struct Thumbnail {
    /// URL or path as written.
    pub source: String,
    /// Place of the field, for diagnostics.
    pub span: Span,
    /// How it is cropped.
    pub aspect: Aspect,
    /// Alternative text, when `thumbnailAlt` gives one.
    pub alt: Option<String>,
}

/// An image that is the whole cover: nothing is set on it.
#[derive(Clone, Debug, PartialEq)]
pub struct CoverFile {
    /// URL or path as written.
    pub source: String,
    /// Place of the field, for diagnostics.
    pub span: Span,
}

/// Aspect of a hero image.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Aspect {
    /// As it is.
    #[default]
    Full,
    /// 16:7
    Wide,
    /// 16:4
    Banner,
    /// 16:2
    Strip,
}

impl Aspect {
    /// Width and height to crop to; `None` keeps the image whole.
    pub fn ratio(self) -> Option<(u32, u32)> {
        match self {
            Aspect::Full => None,
            Aspect::Wide => Some((16, 7)),
            Aspect::Banner => Some((16, 4)),
            Aspect::Strip => Some((16, 2)),
        }
    }
}

/// What makes a file a field note.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FieldNote {
    /// 8-character key.
    pub uid: String,
    /// `A//B//C`
    pub address: String,
    /// Name shown.
    pub name: String,
    /// Other names.
    pub aliases: Vec<String>,
}

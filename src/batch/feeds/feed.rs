//! Feeds, before they are written in one syntax or another.

use super::super::book::{Kind, Record};
use super::super::manifest::Manifest;
use super::super::output;
use std::collections::BTreeMap;

/// Folder of the feeds below the output folder.
pub const FOLDER: &str = "feeds";

/// Names of the feed that lists the others and of the one that holds every book. No category's feed is named so.
pub const ROOT: &str = "index";
pub const ALL: &str = "all";

/// What the name of a category's feed begins with.
pub const CATEGORY: &str = "category-";

/// For books and feeds without a date: what the files carry then.
pub const NO_DATE: &str = "1980-01-01T00:00:00Z";

/// Media types of feeds in Atom (OPDS 1.2, 2.2 and 2.3).
pub const NAVIGATION: &str = "application/atom+xml;profile=opds-catalog;kind=navigation";
pub const ACQUISITION: &str = "application/atom+xml;profile=opds-catalog;kind=acquisition";

/// Media type of feeds in JSON (OPDS 2.0).
pub const JSON: &str = "application/opds+json";

/// A feed, before it is written in one format or another.
pub struct Feed<'a> {
    /// Name of its file, without the ending.
    pub name: String,
    pub title: String,
    /// Whose the feed is.
    pub author: String,
    pub language: Option<&'a str>,
    /// When the newest of its books is from; RFC 3339.
    pub updated: String,
    pub content: Content<'a>,
}

pub enum Content<'a> {
    /// Other feeds.
    Feeds(Vec<Section>),
    /// Books, the newest first.
    Books(Vec<&'a Record>),
}

/// A feed as another one lists it.
pub struct Section {
    pub name: String,
    pub title: String,
    pub updated: String,
    pub count: usize,
    /// Whether it is the one that holds every book.
    pub all: bool,
}

/// A syntax that feeds are written in.
#[derive(Clone, Copy, PartialEq)]
pub enum Syntax {
    Atom,
    Json,
}

impl Syntax {
    pub fn extension(self) -> &'static str {
        match self {
            Syntax::Atom => "xml",
            Syntax::Json => "json",
        }
    }
}

/// The feeds of a manifest: that of all feeds, that of all books, and one a category.
pub fn feeds(manifest: &Manifest) -> Vec<Feed<'_>> {
    let site = &manifest.site;
    let title = site.title.clone().or_else(|| site.url.clone()).unwrap_or_else(|| "Books".to_owned());
    let feed = |name: String, own_title: String, updated: String, content| Feed {
        name,
        title: own_title,
        author: title.clone(),
        language: site.language.as_deref(),
        updated,
        content,
    };
    let books = newest_first(&manifest.books);
    let mut feeds = vec![feed(ALL.to_owned(), title.clone(), newest(&books), Content::Books(books.clone()))];
    let mut categories: BTreeMap<&str, Vec<&Record>> = BTreeMap::new();
    for book in books {
        categories.entry(&book.category).or_default().push(book);
    }
    for (category, books) in categories {
        let shown = books.iter().find_map(|book| book.category_title.clone()).unwrap_or_else(|| category.to_owned());
        let name = output::category_folder(category);
        feeds.push(feed(format!("{CATEGORY}{}", name.display()), shown, newest(&books), Content::Books(books)));
    }
    let updated = feeds.first().map_or_else(|| NO_DATE.to_owned(), |all| all.updated.clone());
    let sections = feeds.iter().map(Section::of).collect();
    feeds.insert(0, feed(ROOT.to_owned(), title.clone(), updated, Content::Feeds(sections)));
    feeds
}

impl Feed<'_> {
    /// Its media type in Atom.
    pub fn atom_type(&self) -> &'static str {
        match self.content {
            Content::Feeds(_) => NAVIGATION,
            Content::Books(_) => ACQUISITION,
        }
    }
}

impl Section {
    pub fn of(feed: &Feed<'_>) -> Section {
        let count = match &feed.content {
            Content::Feeds(feeds) => feeds.len(),
            Content::Books(books) => books.len(),
        };
        let (name, title, updated) = (feed.name.clone(), feed.title.clone(), feed.updated.clone());
        Section { all: feed.name == ALL, name, title, updated, count }
    }
}

/// Newest first; of one day the volume, then by category and id.
pub fn newest_first(books: &[Record]) -> Vec<&Record> {
    let mut books: Vec<&Record> = books.iter().collect();
    books.sort_by(|a, b| {
        let volume_first = (a.kind != Kind::Volume).cmp(&(b.kind != Kind::Volume));
        updated(b).cmp(&updated(a)).then(volume_first).then((&a.category, &a.id).cmp(&(&b.category, &b.id)))
    });
    books
}

pub fn newest(books: &[&Record]) -> String {
    books.iter().map(|book| updated(book)).max().unwrap_or_else(|| NO_DATE.to_owned())
}

/// When a book's content is from: its date, never the clock.
pub fn updated(book: &Record) -> String {
    match &book.date {
        // RFC 3339 has years of four digits.
        Some(date) if date.len() == "YYYY-MM-DD".len() => format!("{date}T00:00:00Z"),
        _ => NO_DATE.to_owned(),
    }
}

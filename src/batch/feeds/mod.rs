//! Catalogues that reading programs and libraries subscribe to: OPDS 2.0 (JSON) and OPDS 1.2 (Atom), made from the
//! manifest and nothing else. `docs/site.md` says what stands in them and where.
//!
//! Specifications: <https://drafts.opds.io/opds-2.0>, <https://specs.opds.io/opds-1.2>.

mod atom;
mod json;

use super::manifest::{Kind, Manifest, Record};
use super::output;
use crate::document::urn_below;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Folder of the feeds below the output folder.
const FOLDER: &str = "feeds";

/// Names of the feed that lists the others and of the one that holds every book. No category's feed is named so.
const ROOT: &str = "index";
const ALL: &str = "all";

/// What the name of a category's feed begins with.
const CATEGORY: &str = "category-";

/// For books and feeds without a date: what the files carry then.
const NO_DATE: &str = "1980-01-01T00:00:00Z";

/// What must be encoded in a part of a path (RFC 3986, 3.3); bytes beyond ASCII always are.
const SEGMENT: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'/')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// What must be encoded in a whole address, whose own signs stay.
const ADDRESS: &AsciiSet =
    &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'\\').add(b'^').add(b'`').add(b'{').add(b'|').add(b'}');

/// A feed, before it is written in one format or another.
struct Feed<'a> {
    /// Name of its file, without the ending.
    name: String,
    title: String,
    /// Whose the feed is.
    author: String,
    language: Option<&'a str>,
    /// When the newest of its books is from; RFC 3339.
    updated: String,
    content: Content<'a>,
}

enum Content<'a> {
    /// Other feeds.
    Feeds(Vec<Section>),
    /// Books, the newest first.
    Books(Vec<&'a Record>),
}

/// A feed as another one lists it.
struct Section {
    name: String,
    title: String,
    updated: String,
    count: usize,
    /// Whether it is the one that holds every book.
    all: bool,
}

/// A syntax that feeds are written in.
#[derive(Clone, Copy, PartialEq)]
enum Syntax {
    Atom,
    Json,
}

impl Syntax {
    fn extension(self) -> &'static str {
        match self {
            Syntax::Atom => "xml",
            Syntax::Json => "json",
        }
    }
}

/// All feeds of a manifest: paths below the output folder, with `/`, and contents.
pub fn files(manifest: &Manifest) -> Vec<(String, Vec<u8>)> {
    let site = Places::of(manifest);
    let mut files = Vec::new();
    for feed in feeds(manifest) {
        let path = |syntax: Syntax| format!("{FOLDER}/{}.{}", feed.name, syntax.extension());
        files.push((path(Syntax::Json), json::write(&feed, &site)));
        files.push((path(Syntax::Atom), atom::write(&feed, &site).into_bytes()));
    }
    files
}

/// Writes all feeds into an output folder. The error says what cannot be written.
pub fn write(manifest: &Manifest, out: &Path) -> Result<(), String> {
    let mut written = BTreeSet::new();
    for (path, bytes) in files(manifest) {
        output::write(&out.join(&path), &bytes)?;
        written.insert(out.join(path));
    }
    // Feeds of categories that are gone. One that cannot be removed is linked by no other.
    let found = std::fs::read_dir(out.join(FOLDER)).into_iter().flatten().flatten().map(|entry| entry.path());
    let of_category = |path: &Path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(CATEGORY));
    for path in found.filter(|path| of_category(path) && !written.contains(path)) {
        let _ = std::fs::remove_file(path);
    }
    Ok(())
}

fn feeds(manifest: &Manifest) -> Vec<Feed<'_>> {
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

impl Section {
    fn of(feed: &Feed<'_>) -> Section {
        let count = match &feed.content {
            Content::Feeds(feeds) => feeds.len(),
            Content::Books(books) => books.len(),
        };
        let (name, title, updated) = (feed.name.clone(), feed.title.clone(), feed.updated.clone());
        Section { all: feed.name == ALL, name, title, updated, count }
    }
}

/// Newest first; of one day the volume, then by category and id.
fn newest_first(books: &[Record]) -> Vec<&Record> {
    let mut books: Vec<&Record> = books.iter().collect();
    books.sort_by(|a, b| {
        let volume_first = (a.kind != Kind::Volume).cmp(&(b.kind != Kind::Volume));
        updated(b).cmp(&updated(a)).then(volume_first).then((&a.category, &a.id).cmp(&(&b.category, &b.id)))
    });
    books
}

fn newest(books: &[&Record]) -> String {
    books.iter().map(|book| updated(book)).max().unwrap_or_else(|| NO_DATE.to_owned())
}

/// When a book's content is from: its date, never the clock.
fn updated(book: &Record) -> String {
    match &book.date {
        // RFC 3339 has years of four digits.
        Some(date) if date.len() == "YYYY-MM-DD".len() => format!("{date}T00:00:00Z"),
        _ => NO_DATE.to_owned(),
    }
}

/// An address as it is sent: a site's own may hold any letter.
fn address(url: &str) -> String {
    utf8_percent_encode(url, ADDRESS).to_string()
}

/// Where files are served, and names that stay.
struct Places {
    /// Address or path of the output folder, without a slash at its end; `None` for addresses relative to the feed.
    base: Option<String>,
    /// Address of the site, which names are derived from.
    site: Option<String>,
}

impl Places {
    fn of(manifest: &Manifest) -> Places {
        let url = manifest.site.url.as_deref().map(|url| url.trim_end_matches('/'));
        let base = manifest.site.downloads.as_deref().map(|place| {
            let place = place.trim_end_matches('/');
            match url {
                _ if place.contains("://") => place.to_owned(),
                Some(url) => format!("{url}/{}", place.trim_start_matches('/')),
                None => format!("/{}", place.trim_start_matches('/')),
            }
        });
        let base = base.map(|base| address(base.trim_end_matches('/')));
        Places { base, site: url.map(str::to_owned) }
    }

    /// The address of a file of the output folder.
    fn file(&self, path: &str) -> String {
        let path: Vec<String> = path.split('/').map(|part| utf8_percent_encode(part, SEGMENT).to_string()).collect();
        format!("{}/{}", self.base.as_deref().unwrap_or(".."), path.join("/"))
    }

    /// The address of a feed.
    fn feed(&self, name: &str, syntax: Syntax) -> String {
        let name = format!("{}.{}", utf8_percent_encode(name, SEGMENT), syntax.extension());
        match &self.base {
            Some(base) => format!("{base}/{FOLDER}/{name}"),
            None => name,
        }
    }

    /// A name that is the same at every run.
    fn urn(&self, name: &str) -> String {
        urn_below(self.site.as_deref(), name)
    }

    /// Names a feed.
    fn feed_id(&self, feed: &str) -> String {
        self.urn(&format!("#feed/{feed}"))
    }

    /// Names what a feed says of a book; the book has a name of its own.
    fn entry_id(&self, book: &Record) -> String {
        let kind = if book.kind == Kind::Volume { "volume" } else { "post" };
        self.urn(&format!("#entry/{kind}/{}/{}", book.category, book.id))
    }
}

#[cfg(test)]
mod tests;

//! Quarto: books by the chapters of `_quarto.yml`, websites by their files.

use super::shape::{Arrange, Content, Generator, Listed, Listing, Marker, Pages, about, by_path};
use crate::dialect::Extension;
use crate::site::kind::Kind;
use crate::site::model::About;
use crate::site::tree::{Tree, ending};
use crate::site::values::{Values, lookup};
use serde_json::Value;

/// What its texts hold, and those of bookdown.
pub const MARKS: &[Extension] = &[
    Extension::Quarto,
    Extension::Admonitions,
    Extension::Attributes,
    Extension::DefinitionLists,
    Extension::Footnotes,
    Extension::InlineNotes,
    Extension::HeadingIds,
    Extension::SubSup,
    Extension::Math,
    Extension::Smart,
];

/// What is known of it.
pub const QUARTO: Generator = Generator {
    kind: Kind::Quarto,
    markers: &[&[Marker::File("_quarto.yml")], &[Marker::File("_quarto.yaml")]],
    config: &["_quarto.yml", "_quarto.yaml"],
    endings: &["qmd", "md", "rmd"],
    content,
    listing,
    listed_only: true,
    statics: &[""],
    aliases: &[],
    arrange: Arrange::Path,
    pages: Pages::Text,
    front_matter_needed: false,
    about: about_book,
    address: by_path,
    extensions: MARKS,
};

fn is_book(values: &Values) -> bool {
    values.get("book.chapters").is_some()
}

fn content(_: &Tree, values: &Values) -> Vec<Content> {
    vec![if is_book(values) { Content::section("", "book") } else { Content::sections("") }]
}

fn about_book(values: &Values) -> About {
    let title = ["book.title", "website.title", "title"];
    let url = ["book.site-url", "website.site-url"];
    about(values, &title, &url, &["lang"], &["book.author", "author"])
}

fn listing(tree: &Tree, values: &Values) -> Option<Listing> {
    let chapters = values.get("book.chapters")?.as_array()?;
    let mut listing = Listing::default();
    list(tree, chapters, None, 0, true, &mut listing);
    for end in ["book.appendices", "book.references"] {
        match values.get(end) {
            Some(Value::Array(items)) => list(tree, items, Some("Appendices"), 0, false, &mut listing),
            Some(single @ Value::String(_)) => list(tree, std::slice::from_ref(single), None, 0, false, &mut listing),
            _ => {}
        }
    }
    Some(listing)
}

fn list(tree: &Tree, items: &[Value], part: Option<&str>, depth: usize, numbered: bool, into: &mut Listing) {
    for item in items {
        let field = |names: &[&str]| names.iter().find_map(|name| lookup(item, name)?.as_str()).map(str::to_owned);
        let title = field(&["text"]);
        if let Some(file) = item.as_str().map(str::to_owned).or_else(|| field(&["file", "href"])) {
            entry(tree, &file, title, part, depth, numbered, into);
            continue;
        }
        let name = field(&["part", "section", "title"]);
        // A part may be named by a file of its own, which opens it.
        let file = name.as_deref().filter(|name| matches!(&*ending(name), "qmd" | "md" | "rmd"));
        if let Some(file) = file {
            entry(tree, file, None, part, depth, numbered, into);
        }
        let inner = ["chapters", "contents"].iter().find_map(|name| lookup(item, name)?.as_array());
        let part = if file.is_some() { part } else { name.as_deref().or(part) };
        list(tree, inner.map_or(&[], Vec::as_slice), part, depth, numbered, into);
    }
}

fn entry(
    tree: &Tree,
    file: &str,
    title: Option<String>,
    part: Option<&str>,
    depth: usize,
    numbered: bool,
    into: &mut Listing,
) {
    if file.contains("://") {
        return;
    }
    match tree.find(file.trim_start_matches("./")) {
        Some(found) => {
            into.entries.push(Listed { file: found.to_owned(), title, part: part.map(str::to_owned), depth, numbered })
        }
        None => into.missing.push(("_quarto.yml".to_owned(), file.to_owned())),
    }
}

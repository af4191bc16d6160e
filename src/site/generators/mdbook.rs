//! mdBook: the chapters that `SUMMARY.md` names, in its order.

use super::listing::summary;
use super::shape::{Arrange, Content, Generator, Listing, Marker, Pages, about, by_path};
use crate::dialect::Extension;
use crate::site::kind::Kind;
use crate::site::model::About;
use crate::site::tree::Tree;
use crate::site::values::Values;

/// What is known of it.
pub const MDBOOK: Generator = Generator {
    kind: Kind::MdBook,
    markers: &[
        &[Marker::File("book.toml")],
        &[Marker::File("SUMMARY.md"), Marker::File(".bookignore")],
        &[Marker::File("book.json"), Marker::File("SUMMARY.md")],
    ],
    config: &["book.toml", "book.json"],
    endings: &["md"],
    content,
    listing,
    listed_only: true,
    statics: &["src", ""],
    aliases: &[],
    arrange: Arrange::Path,
    pages: Pages::Text,
    front_matter_needed: false,
    about: about_book,
    address: by_path,
    extensions: &[
        Extension::Includes,
        Extension::Footnotes,
        Extension::HeadingIds,
        Extension::Attributes,
        Extension::DefinitionLists,
        Extension::Admonitions,
        Extension::Math,
        Extension::Smart,
    ],
};

fn source(tree: &Tree, values: &Values) -> String {
    let named = values.first(&["book.src", "root"]);
    let source = named.unwrap_or_else(|| if tree.has("src/SUMMARY.md") { "src".into() } else { String::new() });
    source.trim_start_matches("./").trim_matches(['.', '/']).to_owned()
}

fn content(tree: &Tree, values: &Values) -> Vec<Content> {
    vec![Content::section(source(tree, values), "book")]
}

fn listing(tree: &Tree, values: &Values) -> Option<Listing> {
    let source = source(tree, values);
    let path = if source.is_empty() { "SUMMARY.md".to_owned() } else { format!("{source}/SUMMARY.md") };
    let file = tree.find(&path)?;
    Some(summary(tree, file))
}

fn about_book(values: &Values) -> About {
    let author = ["book.authors", "author"];
    about(values, &["book.title", "title"], &["output.html.site-url"], &["book.language", "language"], &author)
}

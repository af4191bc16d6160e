//! MkDocs and Material for MkDocs: `docs/` in the order of `nav`.

use super::shape::{Arrange, Content, Generator, Listed, Listing, Marker, Pages, about, by_path};
use crate::dialect::Extension;
use crate::site::kind::Kind;
use crate::site::model::About;
use crate::site::tree::{Tree, join};
use crate::site::values::Values;
use serde_json::Value;

/// What is known of it.
pub const MKDOCS: Generator = Generator {
    kind: Kind::MkDocs,
    markers: &[&[Marker::File("mkdocs.yml")], &[Marker::File("mkdocs.yaml")]],
    config: &["mkdocs.yml", "mkdocs.yaml"],
    endings: &["md", "markdown"],
    content,
    listing,
    listed_only: false,
    statics: &["docs"],
    aliases: &[],
    arrange: Arrange::Path,
    pages: Pages::Text,
    front_matter_needed: false,
    about: about_site,
    address: by_path,
    extensions: &[
        Extension::Snippets,
        Extension::Admonitions,
        Extension::Attributes,
        Extension::DefinitionLists,
        Extension::Footnotes,
        Extension::HeadingIds,
        Extension::Highlight,
        Extension::SubSup,
        Extension::EmojiShortcodes,
        Extension::Math,
        Extension::Smart,
    ],
};

fn docs(values: &Values) -> String {
    let folder = values.text("docs_dir").unwrap_or_else(|| "docs".to_owned());
    folder.trim_start_matches("./").trim_matches('/').to_owned()
}

/// The documentation is one section; the posts of the blog plugin are another.
fn content(tree: &Tree, values: &Values) -> Vec<Content> {
    let docs = docs(values);
    let blog = format!("{docs}/blog/posts");
    let mut found = Vec::new();
    found.extend(tree.has_folder(&blog).then(|| Content::section(blog, "blog")));
    found.push(Content::section(docs, "docs"));
    found
}

fn about_site(values: &Values) -> About {
    about(values, &["site_name"], &["site_url"], &["theme.language"], &["site_author"])
}

fn listing(tree: &Tree, values: &Values) -> Option<Listing> {
    let nav = values.get("nav").or_else(|| values.get("pages"))?.as_array()?;
    let mut reader = Nav { tree, docs: docs(values), listing: Listing::default() };
    reader.list(nav, None, 0);
    Some(reader.listing)
}

struct Nav<'a> {
    tree: &'a Tree,
    docs: String,
    listing: Listing,
}

impl Nav<'_> {
    fn list(&mut self, items: &[Value], part: Option<&str>, depth: usize) {
        for item in items {
            match item {
                Value::String(file) => self.entry(file, None, part, depth),
                Value::Object(fields) => {
                    for (title, value) in fields {
                        match value {
                            Value::String(file) => self.entry(file, Some(title), part, depth),
                            Value::Array(inner) if depth == 0 => self.list(inner, Some(title), 1),
                            Value::Array(inner) => self.list(inner, part, depth + 1),
                            _ => {}
                        }
                    }
                }
                _ => {}
            }
        }
    }

    fn entry(&mut self, file: &str, title: Option<&str>, part: Option<&str>, depth: usize) {
        if file.contains("://") {
            return;
        }
        let Some(path) = join(&self.docs, file) else { return };
        let found = self.tree.find(&path).map(str::to_owned);
        let entry = |file: String| Listed {
            file,
            title: title.map(str::to_owned),
            part: part.map(str::to_owned),
            depth: depth.saturating_sub(1),
            numbered: false,
        };
        match found {
            Some(file) => self.listing.entries.push(entry(file)),
            // A folder (`blog/`, or one that a plugin fills): its texts in natural order.
            None if self.tree.has_folder(&path) => {
                let mut files: Vec<String> =
                    self.tree.below(&path).filter(|file| file.ends_with(".md")).map(str::to_owned).collect();
                files.sort_by(|a, b| crate::site::natural::compare(a, b));
                self.listing.entries.extend(files.into_iter().map(entry));
            }
            None => self.listing.missing.push(("mkdocs.yml".to_owned(), path)),
        }
    }
}

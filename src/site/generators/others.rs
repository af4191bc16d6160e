//! Generators that are recognised by a few words, and the plain folder.

use super::listing::summary;
use super::shape::{Arrange, Content, Generator, Listing, Marker, Pages, about, by_path, present, unlisted};
use crate::dialect::Extension;
use crate::site::kind::Kind;
use crate::site::model::{About, Post};
use crate::site::tree::{Tree, ending, name};
use crate::site::values::Values;
use std::collections::BTreeSet;

/// Gatsby: folders with an `index.md` each below `content`.
pub const GATSBY: Generator = Generator {
    kind: Kind::Gatsby,
    markers: &[&[Marker::Program("gatsby-config")]],
    config: &["gatsby-config.js", "gatsby-config.ts", "gatsby-config.mjs"],
    endings: &["md", "mdx"],
    content: gatsby_content,
    listing: unlisted,
    listed_only: false,
    statics: &["static", "src/images"],
    aliases: &[],
    arrange: Arrange::Date,
    pages: Pages::Section,
    front_matter_needed: false,
    about: gatsby_about,
    address: by_path,
    extensions: &[Extension::Mdx, Extension::Footnotes, Extension::HeadingIds, Extension::Math, Extension::Smart],
};

fn gatsby_content(tree: &Tree, _: &Values) -> Vec<Content> {
    present(tree, &["content", "src/content", "src/posts", "src/pages", "posts", "blog"])
}

fn gatsby_about(values: &Values) -> About {
    about(values, &["title"], &["siteUrl"], &["lang", "language"], &["author"])
}

/// Pelican: `content/`, with fields at the head of a text (`Title: …`).
pub const PELICAN: Generator = Generator {
    kind: Kind::Pelican,
    markers: &[&[Marker::File("pelicanconf.py")]],
    config: &["pelicanconf.py", "publishconf.py"],
    endings: &["md", "markdown", "mkd"],
    content: pelican_content,
    listing: unlisted,
    listed_only: false,
    statics: &["content", "content/images", "content/extra"],
    aliases: &[
        ("{static}/", "content"),
        ("{filename}/", "content"),
        ("{attach}/", "content"),
        ("|filename|/", "content"),
        // Without a slash from the folder of the text.
        ("{static}", "."),
        ("{filename}", "."),
        ("{attach}", "."),
    ],
    arrange: Arrange::Date,
    pages: Pages::Text,
    front_matter_needed: false,
    about: pelican_about,
    address: pelican_address,
    extensions: &[
        Extension::HeaderFields,
        Extension::Footnotes,
        Extension::DefinitionLists,
        Extension::Admonitions,
        Extension::Attributes,
        Extension::HeadingIds,
        Extension::Math,
        Extension::Smart,
    ],
};

fn pelican_content(_: &Tree, values: &Values) -> Vec<Content> {
    let folder = values.text("PATH").unwrap_or_else(|| "content".to_owned());
    vec![Content::sections(folder.trim_matches(['.', '/']))]
}

fn pelican_about(values: &Values) -> About {
    about(values, &["SITENAME"], &["SITEURL"], &["DEFAULT_LANG"], &["AUTHOR"])
}

fn pelican_address(post: &Post, _: &str, _: &Values) -> String {
    format!("/{}.html", post.id)
}

/// Zenn: `articles/` and `books/`.
pub const ZENN: Generator = Generator {
    kind: Kind::Zenn,
    markers: &[&[Marker::Folder("articles"), Marker::Holds("package.json", "zenn-cli")]],
    config: &["package.json"],
    endings: &["md"],
    content: zenn_content,
    listing: unlisted,
    listed_only: false,
    statics: &[""],
    aliases: &[],
    arrange: Arrange::Date,
    pages: Pages::Text,
    front_matter_needed: false,
    about: nothing,
    address: by_path,
    extensions: &[Extension::Admonitions, Extension::Footnotes, Extension::Math, Extension::Smart],
};

fn zenn_content(tree: &Tree, _: &Values) -> Vec<Content> {
    let mut found = vec![Content::section("articles", "articles")];
    found.extend(tree.has_folder("books").then(|| Content::sections("books")));
    found
}

fn nothing(values: &Values) -> About {
    About { lang: None, ..about(values, &[], &[], &[], &[]) }
}

/// A plain folder: what a `SUMMARY.md` names, else all texts in natural order.
pub const PLAIN: Generator = Generator {
    kind: Kind::Plain,
    markers: &[],
    config: &[],
    endings: &["md", "markdown", "mdx", "qmd"],
    content: plain_content,
    listing: plain_listing,
    listed_only: true,
    statics: &["static", "public", "assets", ""],
    aliases: &[],
    arrange: Arrange::Date,
    pages: Pages::Section,
    front_matter_needed: false,
    about: nothing,
    address: by_path,
    extensions: &[],
};

/// The first folder that holds texts itself, or folders of texts. One that holds texts itself is one section.
fn plain_content(tree: &Tree, _: &Values) -> Vec<Content> {
    let texts: Vec<&str> = tree.files().filter(|file| is_text(file)).collect();
    let mut folder = String::new();
    loop {
        let inner: Vec<&str> = texts.iter().map(|file| super::super::tree::below(file, &folder)).collect();
        if inner.iter().any(|file| !file.contains('/')) {
            let root = tree.root.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let name = if folder.is_empty() { root } else { name(&folder).to_owned() };
            return vec![Content::section(folder, name)];
        }
        let folders: BTreeSet<&str> = inner.iter().filter_map(|file| file.split('/').next()).collect();
        match (folders.first(), folders.len()) {
            (Some(only), 1) if inner.iter().any(|file| file.matches('/').count() > 1) => {
                folder = if folder.is_empty() { (*only).to_owned() } else { format!("{folder}/{only}") };
            }
            _ => return vec![Content::sections(folder)],
        }
    }
}

fn is_text(file: &str) -> bool {
    let is_about_project = crate::site::rules::is_project_file(file, false);
    PLAIN.endings.contains(&&*ending(file)) && !is_about_project
}

fn plain_listing(tree: &Tree, _: &Values) -> Option<Listing> {
    let file = tree.find("SUMMARY.md")?;
    Some(summary(tree, file))
}

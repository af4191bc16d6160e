//! Next.js with Markdown, and Nextra: `pages/`, `content/` or `app/`, `_meta` files that order them.

use super::shape::{Arrange, Content, Generator, Marker, Pages, about, present, unlisted};
use crate::dialect::Extension;
use crate::site::kind::Kind;
use crate::site::model::{About, Post};
use crate::site::tree::{Tree, ending, folder};
use crate::site::values::Values;

const MARKS: &[Extension] = &[
    Extension::Mdx,
    Extension::Admonitions,
    Extension::Footnotes,
    Extension::HeadingIds,
    Extension::Math,
    Extension::Smart,
];
const ALIASES: &[(&str, &str)] = &[("@/", "src"), ("@/", ""), ("~/", "src"), ("~/", "")];

/// What is known of Nextra.
pub const NEXTRA: Generator = Generator {
    kind: Kind::Nextra,
    markers: &[
        &[Marker::Program("theme.config"), Marker::Program("next.config")],
        &[Marker::Program("next.config"), Marker::Holds("package.json", "\"nextra\"")],
    ],
    config: &["theme.config.jsx", "theme.config.tsx", "theme.config.js"],
    endings: &["md", "mdx"],
    content: nextra_content,
    listing: unlisted,
    listed_only: false,
    statics: &["public"],
    aliases: ALIASES,
    arrange: Arrange::Path,
    pages: Pages::Text,
    front_matter_needed: false,
    about: about_site,
    address,
    extensions: MARKS,
};

/// What is known of Next.js.
pub const NEXT: Generator = Generator {
    kind: Kind::Next,
    markers: &[&[Marker::Program("next.config")]],
    config: &["package.json"],
    endings: &["md", "mdx"],
    content: next_content,
    listing: unlisted,
    listed_only: false,
    statics: &["public"],
    aliases: ALIASES,
    arrange: Arrange::Date,
    pages: Pages::Text,
    front_matter_needed: false,
    about: about_site,
    address,
    extensions: MARKS,
};

fn nextra_content(tree: &Tree, _: &Values) -> Vec<Content> {
    let folders = ["content", "src/content", "pages", "src/pages", "app", "src/app"];
    present(tree, &folders).into_iter().take(1).collect()
}

/// The folders that hold Markdown, by the names that such sites give them; without one all of the site.
fn next_content(tree: &Tree, _: &Values) -> Vec<Content> {
    let known = [
        "content",
        "src/content",
        "_posts",
        "posts",
        "src/posts",
        "blog",
        "data",
        "src/data",
        "articles",
        "pages",
        "src/pages",
        "app",
        "src/app",
        "docs",
        "src/markdown",
    ];
    let holds = |content: &Content| tree.below(&content.folder).any(|file| matches!(&*ending(file), "md" | "mdx"));
    let found: Vec<Content> = present(tree, &known).into_iter().filter(holds).collect();
    if found.is_empty() { vec![Content::sections("")] } else { found }
}

fn about_site(values: &Values) -> About {
    About { title: None, ..about(values, &["title"], &["siteUrl"], &["lang"], &[]) }
}

/// A page named `page` has its folder's address.
fn address(post: &Post, below: &str, values: &Values) -> String {
    match super::super::tree::stem(below) {
        "page" => format!("/{}", folder(below)),
        _ => super::shape::by_path(post, below, values),
    }
}

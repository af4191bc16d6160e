//! Astro: collections below `src/content`, pages in `src/pages`; Starlight's documentation in `src/content/docs`.

use super::shape::{Arrange, Content, Generator, Marker, Pages, about, by_path, present, unlisted};
use crate::dialect::Extension;
use crate::site::kind::Kind;
use crate::site::model::About;
use crate::site::tree::Tree;
use crate::site::values::Values;

/// What is known of it.
pub const ASTRO: Generator = Generator {
    kind: Kind::Astro,
    markers: &[&[Marker::Program("astro.config")]],
    config: &[
        "astro.config.mjs",
        "astro.config.ts",
        "astro.config.js",
        "astro.config.mts",
        "src/consts.ts",
        "src/config.ts",
    ],
    endings: &["md", "mdx", "markdown"],
    content,
    listing: unlisted,
    listed_only: false,
    statics: &["public", "src/assets"],
    aliases: &[
        ("@assets/", "src/assets"),
        ("@images/", "src/images"),
        ("@content/", "src/content"),
        ("@components/", "src/components"),
        ("@/", "src"),
        ("~/", "src"),
    ],
    arrange: Arrange::Date,
    pages: Pages::Text,
    front_matter_needed: false,
    about: about_site,
    address: by_path,
    extensions: &[
        Extension::Mdx,
        Extension::Admonitions,
        Extension::Footnotes,
        Extension::HeadingIds,
        Extension::Math,
        Extension::Smart,
    ],
};

fn content(tree: &Tree, _: &Values) -> Vec<Content> {
    let mut found = present(tree, &["src/content", "src/data", "src/pages", "src/posts", "src/blog", "content"]);
    // Collections may lie anywhere (`loader: glob({ base: … })`).
    if found.is_empty() {
        found.push(Content::sections(""));
    }
    found
}

fn about_site(values: &Values) -> About {
    about(values, &["SITE_TITLE", "title"], &["site", "website"], &["defaultLocale", "lang"], &["author"])
}

//! Eleventy: texts anywhere below its input folder, best known by the folders that blogs have.

use super::shape::{Arrange, Content, Generator, Marker, Pages, about, by_path, unlisted};
use crate::dialect::Extension;
use crate::site::kind::Kind;
use crate::site::model::About;
use crate::site::tree::Tree;
use crate::site::values::Values;

/// What is known of it.
pub const ELEVENTY: Generator = Generator {
    kind: Kind::Eleventy,
    markers: &[&[Marker::Program(".eleventy")], &[Marker::Program("eleventy.config")]],
    config: &[
        "_data/metadata.json",
        "_data/site.json",
        "src/_data/metadata.json",
        "src/_data/site.json",
        "_data/metadata.js",
        ".eleventy.js",
        "eleventy.config.js",
        "eleventy.config.mjs",
        "eleventy.config.cjs",
        "eleventy.config.ts",
    ],
    endings: &["md", "markdown"],
    content,
    listing: unlisted,
    listed_only: false,
    statics: &["public", "src", "static", ""],
    aliases: &[],
    arrange: Arrange::Date,
    pages: Pages::Text,
    front_matter_needed: false,
    about: about_site,
    address: by_path,
    extensions: &[
        Extension::Liquid,
        Extension::Footnotes,
        Extension::HeadingIds,
        Extension::Attributes,
        Extension::Math,
        Extension::Smart,
    ],
};

/// The input folder, where it is written as a text; a folder of posts in it where there is one.
fn content(tree: &Tree, values: &Values) -> Vec<Content> {
    let input = values.text("input").unwrap_or_default();
    let input = input.trim_start_matches("./").trim_matches(['.', '/']).to_owned();
    let input = if input.is_empty() && tree.has_folder("src/posts") { "src".to_owned() } else { input };
    vec![Content::sections(input)]
}

fn about_site(values: &Values) -> About {
    about(values, &["title", "name"], &["url"], &["language", "lang"], &["author"])
}

//! VitePress and VuePress: the folder that holds `.vitepress` is the site.

use super::shape::{Arrange, Content, Generator, Marker, Pages, about, by_path, unlisted};
use crate::dialect::Extension;
use crate::site::kind::Kind;
use crate::site::model::About;
use crate::site::tree::Tree;
use crate::site::values::Values;

/// What is known of them.
pub const VITEPRESS: Generator = Generator {
    kind: Kind::VitePress,
    markers: &[&[Marker::Folder(".vitepress")], &[Marker::Folder(".vuepress")]],
    config: &[
        ".vitepress/config.mts",
        ".vitepress/config.ts",
        ".vitepress/config.js",
        ".vitepress/config.mjs",
        ".vuepress/config.js",
        ".vuepress/config.ts",
    ],
    endings: &["md"],
    content,
    listing: unlisted,
    listed_only: false,
    statics: &["public", ".vuepress/public", ""],
    aliases: &[("@/", ""), ("~@/", ""), ("@alias/", "")],
    arrange: Arrange::Path,
    pages: Pages::Text,
    front_matter_needed: false,
    about: about_site,
    address: by_path,
    extensions: &[
        Extension::Admonitions,
        Extension::Footnotes,
        Extension::HeadingIds,
        Extension::EmojiShortcodes,
        Extension::Math,
        Extension::Snippets,
        Extension::Smart,
    ],
};

fn content(_: &Tree, values: &Values) -> Vec<Content> {
    vec![Content::sections(values.text("srcDir").unwrap_or_default().trim_matches(['.', '/']))]
}

fn about_site(values: &Values) -> About {
    about(values, &["title"], &["hostname"], &["lang"], &[])
}
